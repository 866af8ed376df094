//! How many meetings fit in two weeks, for whole rows: bits of many mentors side by side.

use crate::pool::{QUARTERS, Week};
use crate::score::coded::{BLOCK, Stretch};
use crate::wide::wide;

use super::starts::{Starts, edges};

/// Starts of a word.
const LANE: usize = u32::BITS as usize;

/// The starts of all mentors, in units in which all windows of the pool begin and end.
///
/// Where everybody's windows lie on whole hours and meetings take whole hours, hours are all there is to look at: a
/// common window of w hours holds as many meetings as one of 4·w quarter-hours.
pub(super) struct Timetable {
    /// Quarter-hours of a unit: 4, 2 or 1.
    unit: usize,
    /// Length of a meeting in units.
    length: usize,
    /// Meetings that are counted.
    most: u32,
    /// By 32 units of the week: whether each mentor could start then. Empty where nobody could. The week is a ring, so
    /// its beginning is there once more after its end.
    columns: Vec<Vec<u32>>,
}

/// The coarsest unit in which meetings of `length` quarter-hours and all windows begin and end.
pub(super) fn unit<'a>(length: usize, weeks: impl Iterator<Item = &'a Week>) -> usize {
    let mut all = 0;
    for week in weeks {
        for edge in edges(week) {
            all |= edge;
        }
    }
    // An edge after the last quarter of an hour is one on the hour; words begin on an hour.
    let lies_on = |borders: u64| all & !borders == 0;
    match length {
        _ if length.is_multiple_of(4) && lies_on(0x8888_8888_8888_8888) => 4,
        _ if length.is_multiple_of(2) && lies_on(0xAAAA_AAAA_AAAA_AAAA) => 2,
        _ => 1,
    }
}

/// Memory of a block between two stretches.
struct Room {
    counts: [u32; BLOCK],
    /// Starts at the beginning of the next stretch that the last meeting runs into.
    taken: [u32; BLOCK],
}

impl Timetable {
    /// `None` where meetings are so long that a word could not tell one from the next.
    pub(super) fn new<'a>(
        (unit, length, most): (usize, usize, u32),
        weeks: impl ExactSizeIterator<Item = Option<&'a Week>>,
    ) -> Option<Self> {
        if length / unit >= LANE {
            return None;
        }
        let (mentors, units) = (weeks.len(), QUARTERS / unit);
        let mut columns = vec![Vec::new(); (units + LANE).div_ceil(LANE) + 1];
        for (mentor, week) in weeks.enumerate() {
            let Some(week) = week else { continue };
            for start in Starts::of(week, length).iter().filter(|start| start % unit == 0) {
                let start = start / unit;
                let again = (start < 2 * LANE).then_some(start + units);
                for at in [Some(start), again].into_iter().flatten() {
                    let Some(column) = columns.get_mut(at / LANE) else { continue };
                    if column.is_empty() {
                        *column = vec![0; mentors];
                    }
                    column[mentor] |= 1 << (at % LANE);
                }
            }
        }
        Some(Self { unit, length: length / unit, most, columns })
    }

    /// The stretches in which somebody has time. `false` for one who has time all week: there is no place to begin.
    pub(super) fn stretches(&self, week: &Week, stretches: &mut Vec<Stretch>) -> bool {
        stretches.clear();
        let units = QUARTERS / self.unit;
        let starts = Starts::of(week, self.length * self.unit);
        // In units, and the week twice, so that a window over its end is one.
        let mut free = [0_u64; 2 * QUARTERS / 64 + 1];
        for start in starts.iter().filter(|start| start % self.unit == 0) {
            for at in [start / self.unit, start / self.unit + units] {
                free[at / 64] |= 1 << (at % 64);
            }
        }
        let gap = find(&free, 0, 0);
        if gap >= units {
            return false;
        }
        let mut at = find(&free, gap, u64::MAX);
        while at < gap + units {
            // The gap ends the last run, if not before.
            let end = find(&free, at, 0);
            match stretches.last_mut() {
                // Meetings of different windows cannot overlap, so windows may share a word.
                Some(last) if end - last.first <= LANE => {
                    last.starts |= run(at, end) << (at - last.first);
                }
                _ => {
                    let mut first = at;
                    while end - first > LANE {
                        stretches.push(Stretch { first, starts: u32::MAX, goes_on: true });
                        first += LANE;
                    }
                    stretches.push(Stretch { first, starts: run(first, end), goes_on: false });
                }
            }
            at = find(&free, end, u64::MAX);
        }
        for stretch in stretches {
            stretch.first %= units;
        }
        true
    }

    /// Writes for some mentors from `first` on how many meetings fit, up to those that are counted.
    pub(super) fn count(&self, stretches: &[Stretch], first: usize, counts: &mut [u16]) {
        wide(
            #[inline(always)]
            || self.count_here(stretches, first, counts),
        );
    }

    #[allow(clippy::inline_always, reason = "part of the loop that is widened")]
    #[inline(always)]
    fn count_here(&self, stretches: &[Stretch], first: usize, counts: &mut [u16]) {
        let mut room = Room { counts: [0; BLOCK], taken: [0; BLOCK] };
        let mut follows = false;
        for stretch in stretches {
            self.add(stretch, first..first + counts.len(), follows, &mut room);
            follows = stretch.goes_on;
        }
        let most = u16::try_from(self.most).unwrap_or(u16::MAX);
        for (count, all) in counts.iter_mut().zip(&room.counts) {
            #[allow(clippy::cast_possible_truncation, reason = "at most 672 meetings are counted")]
            let all = *all as u16;
            *count = all.min(most);
        }
    }

    #[allow(clippy::inline_always, reason = "part of the loop that is widened")]
    #[inline(always)]
    fn add(
        &self,
        stretch: &Stretch,
        places: std::ops::Range<usize>,
        follows: bool,
        room: &mut Room,
    ) {
        const NOBODY: [u32; BLOCK] = [0; BLOCK];
        let (word, shift) = (stretch.first / LANE, stretch.first % LANE);
        let column = |word: usize| match self.columns.get(word) {
            Some(column) if !column.is_empty() => &column[places.clone()],
            _ => &NOBODY[..places.len()],
        };
        let (low, high) = (column(word), column(word + 1));
        let counts = &mut room.counts[..places.len()];
        let taken = &mut room.taken[..places.len()];
        if !follows {
            taken.fill(0);
        }
        // A step too many finds nothing, or more than is counted.
        let steps = LANE.div_ceil(self.length).min(self.most as usize);
        let chained = follows || stretch.goes_on;
        let (mask, length) = (stretch.starts, self.length);
        match (chained, steps) {
            (false, 0..=1) => step::<1, false>(counts, taken, low, high, shift, mask, length),
            (false, 2) => step::<2, false>(counts, taken, low, high, shift, mask, length),
            (false, 3..=4) => step::<4, false>(counts, taken, low, high, shift, mask, length),
            (false, 5..=8) => step::<8, false>(counts, taken, low, high, shift, mask, length),
            (false, _) => step::<32, false>(counts, taken, low, high, shift, mask, length),
            (true, 0..=2) => step::<2, true>(counts, taken, low, high, shift, mask, length),
            (true, 3..=8) => step::<8, true>(counts, taken, low, high, shift, mask, length),
            (true, _) => step::<32, true>(counts, taken, low, high, shift, mask, length),
        }
    }
}

/// Adds the meetings of one stretch: the earliest start, then the earliest that it leaves free, and so on.
#[allow(clippy::inline_always, reason = "part of the loop that is widened")]
#[inline(always)]
fn step<const STEPS: usize, const CHAINED: bool>(
    counts: &mut [u32],
    taken: &mut [u32],
    low: &[u32],
    high: &[u32],
    shift: usize,
    mask: u32,
    length: usize,
) {
    for (((count, taken), low), high) in counts.iter_mut().zip(taken).zip(low).zip(high) {
        let mut starts = ((low >> shift) | ((high << 1) << (LANE - 1 - shift))) & mask;
        if CHAINED {
            starts &= !*taken;
        }
        let mut over = 0;
        for _ in 0..STEPS {
            *count += u32::from(starts != 0);
            let first = starts & starts.wrapping_neg();
            if CHAINED {
                over |= first >> (LANE - length);
            }
            starts &= (first << length).wrapping_neg();
        }
        if CHAINED {
            *taken = over.saturating_sub(1);
        }
    }
}

/// The bits of a run of up to 32, from 0 on.
fn run(first: usize, end: usize) -> u32 {
    u32::MAX >> (LANE - (end - first).clamp(1, LANE))
}

/// The first place from `from` on whose bit is set, where `wanted` is all ones, or not set, where it is 0.
fn find(bits: &[u64], from: usize, wanted: u64) -> usize {
    let mut word = from / 64;
    let mut rest = u64::MAX << (from % 64);
    while let Some(bits) = bits.get(word) {
        rest &= bits ^ !wanted;
        if rest != 0 {
            return word * 64 + rest.trailing_zeros() as usize;
        }
        (word, rest) = (word + 1, u64::MAX);
    }
    word * 64
}
