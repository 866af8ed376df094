//! Where in a week a meeting could start, as a bit set.

use crate::pool::{QUARTERS, Week};

const WORDS: usize = QUARTERS.div_ceil(64);
/// Bits of the last word that are no part of the week.
#[allow(clippy::cast_possible_truncation, reason = "672 and 11")]
const IDLE: u32 = u64::BITS * (QUARTERS.div_ceil(64) as u32) - QUARTERS as u32;

/// The quarter-hours at which a meeting of a fixed length could start, in a week that is a ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Starts([u64; WORDS]);

/// The week, each quarter-hour where that `by` later was, for 1 to 63 quarter-hours.
fn earlier(week: &[u64; WORDS], by: u32) -> [u64; WORDS] {
    let mut moved = [0; WORDS];
    let joint = week[WORDS - 1] | week[0] << (u64::BITS - IDLE);
    // The ring unrolled: after the last quarter-hour comes the first.
    let mut ring = [0; WORDS + 1];
    ring[..WORDS].copy_from_slice(week);
    ring[WORDS - 1] = joint;
    ring[WORDS] = week[0] >> IDLE | week[1] << (u64::BITS - IDLE);
    for (moved, pair) in moved.iter_mut().zip(ring.windows(2)) {
        *moved = pair[0] >> by | pair[1] << (u64::BITS - by);
    }
    moved[WORDS - 1] &= u64::MAX >> IDLE;
    moved
}

/// Whether each quarter-hour is free where the next is not, or the reverse.
pub(super) fn edges(week: &Week) -> [u64; WORDS] {
    let mut edges = earlier(week.words(), 1);
    for (edge, own) in edges.iter_mut().zip(week.words()) {
        *edge ^= own;
    }
    edges
}

impl Starts {
    /// Starts of meetings of `length` quarter-hours, 1 to 671, that fit in unbroken windows of the week.
    pub(super) fn of(week: &Week, length: usize) -> Self {
        let mut starts = *week.words();
        // Free for `have` quarter-hours from here on, and from somewhat later on, is free for longer.
        let mut have = 1;
        while have < length {
            let by = have.min(length - have).min(63);
            let later = earlier(&starts, u32::try_from(by).unwrap_or(1));
            for (start, later) in starts.iter_mut().zip(later) {
                *start &= later;
            }
            have += by;
        }
        Self(starts)
    }

    /// The starts, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let at = (rest != 0).then(|| word * 64 + rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at)
            })
        })
    }

    /// How many meetings of `length` quarter-hours fit without overlap, counted up to `most`, where these are the starts
    /// in the time common to two weeks.
    ///
    /// Taking the earliest start of each window and skipping a length packs each window as full as it gets.
    pub(super) fn meetings(&self, length: usize, most: u32) -> u32 {
        let both = &self.0;
        let any = both.iter().any(|word| *word != 0);
        if !any || most <= 1 {
            return most.min(u32::from(any));
        }
        // A run over midnight of Sunday is entered at its beginning, not at Monday 00:00.
        let begin = if has(both, 0) && has(both, QUARTERS - 1) {
            (0..QUARTERS).rev().find(|at| !has(both, *at)).map(|gap| gap + 1)
        } else {
            Some(0)
        };
        let Some(begin) = begin else {
            // Free all week: as many as the ring holds.
            return u32::try_from(QUARTERS / length).map_or(most, |all| all.min(most));
        };
        let (mut count, mut at) = (0, begin);
        // `at` runs on beyond the week's end up to where it began.
        while count < most {
            let found = if at < QUARTERS {
                next(both, at, QUARTERS).or_else(|| next(both, 0, begin).map(|q| q + QUARTERS))
            } else {
                next(both, at - QUARTERS, begin).map(|quarter| quarter + QUARTERS)
            };
            let Some(start) = found else { break };
            count += 1;
            at = start + length;
        }
        count
    }
}

fn has(bits: &[u64; WORDS], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 == 1
}

/// The first set bit from `from` up to and without `end`.
fn next(bits: &[u64; WORDS], from: usize, end: usize) -> Option<usize> {
    if from >= end {
        return None;
    }
    let mut word = from / 64;
    let mut rest = bits[word] & (u64::MAX << (from % 64));
    while rest == 0 {
        word += 1;
        if word * 64 >= end {
            return None;
        }
        rest = bits[word];
    }
    let at = word * 64 + rest.trailing_zeros() as usize;
    (at < end).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meetings(one: &str, other: &str, length: usize, most: u32) -> u32 {
        let (one, other): (Week, Week) = (one.parse().unwrap(), other.parse().unwrap());
        let starts = Starts::of(&one.common(&other), length);
        // A common start of both is a start in their common time.
        let (one, other) = (Starts::of(&one, length), Starts::of(&other, length));
        let both = std::array::from_fn(|word| one.0[word] & other.0[word]);
        assert_eq!(Starts(both), starts);
        starts.meetings(length, most)
    }

    const ALWAYS: &str = "mo 0-24;di 0-24;mi 0-24;do 0-24;fr 0-24;sa 0-24;so 0-24";

    #[test]
    fn only_unbroken_common_time_counts() {
        assert_eq!(meetings("mon 18:00-20:00", "mon 19:00-21:00", 4, 9), 1);
        assert_eq!(meetings("mon 18:00-20:00", "mon 19:15-21:00", 4, 9), 0);
        assert_eq!(meetings("mon 18:00-19:30;mon 19:45-20:15", ALWAYS, 4, 9), 1);
        assert_eq!(meetings("mon 18:00-20:00;tue 8-9", ALWAYS, 4, 9), 3);
        assert_eq!(meetings("mon 18:00-20:00;tue 8-9", ALWAYS, 4, 2), 2);
    }

    #[test]
    fn the_week_is_a_ring() {
        assert_eq!(meetings("sun 23:30-24:00;mon 0:00-0:30", ALWAYS, 4, 9), 1);
        assert_eq!(meetings("sun 23:00-24:00;mon 0:00-0:30", ALWAYS, 3, 9), 2);
        assert_eq!(meetings("sun 23:15-24:00;mon 0:00-0:45;wed 8-9", ALWAYS, 3, 9), 3);
        assert_eq!(meetings(ALWAYS, ALWAYS, 4, 1000), 168);
        assert_eq!(meetings(ALWAYS, ALWAYS, 100, 1000), 6);
    }

    #[test]
    fn windows_are_packed_as_full_as_they_get() {
        // Every window of w quarter-hours holds ⌊w / length⌋ meetings, wherever it lies in the week.
        for begin in 0..QUARTERS {
            let mut week = Week::EMPTY;
            for quarter in begin..begin + 17 {
                week.fill(quarter % QUARTERS, quarter % QUARTERS + 1);
            }
            for length in 1..=18 {
                let starts = Starts::of(&week, length);
                assert_eq!(starts.meetings(length, 99) as usize, 17 / length);
                assert_eq!(starts.iter().count(), 18 - length);
            }
        }
    }
}
