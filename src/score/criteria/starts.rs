//! Where in a week a meeting could start, as a bit set.

use crate::pool::{QUARTERS, Week};

const WORDS: usize = QUARTERS.div_ceil(64);

/// The quarter-hours at which a meeting of a fixed length could start, in a week that is a ring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Starts([u64; WORDS]);

impl Starts {
    /// Starts of meetings of `length` quarter-hours, 1 to 671, that fit in unbroken windows of the week.
    pub(super) fn of(week: &Week, length: usize) -> Self {
        let mut starts = Self([0; WORDS]);
        // Length of the free run that begins at a quarter-hour, walked backwards twice around the ring.
        let mut run = 0;
        for step in (0..2 * QUARTERS).rev() {
            let quarter = step % QUARTERS;
            run = if week.contains(quarter) { run + 1 } else { 0 };
            if step < QUARTERS && run >= length {
                starts.0[quarter / 64] |= 1 << (quarter % 64);
            }
        }
        starts
    }

    /// The 672 bits in words of 64.
    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    /// How many meetings of `length` quarter-hours fit in both weeks without overlap, counted up to `most`.
    ///
    /// A common start of both is a start in their common free time, so one intersection settles the pair. Taking the
    /// earliest start of each window and skipping a length packs each window as full as it gets.
    pub(super) fn meetings(&self, other: &Self, length: usize, most: u32) -> u32 {
        let mut both = self.0;
        let mut any = 0;
        for (mine, theirs) in both.iter_mut().zip(&other.0) {
            *mine &= theirs;
            any |= *mine;
        }
        if any == 0 || most <= 1 {
            return most.min(u32::from(any != 0));
        }
        // A run over midnight of Sunday is entered at its beginning, not at Monday 00:00.
        let begin = if has(&both, 0) && has(&both, QUARTERS - 1) {
            (0..QUARTERS).rev().find(|at| !has(&both, *at)).map(|gap| gap + 1)
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
                next(&both, at, QUARTERS).or_else(|| next(&both, 0, begin).map(|q| q + QUARTERS))
            } else {
                next(&both, at - QUARTERS, begin).map(|quarter| quarter + QUARTERS)
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
        let starts = |week: &str| Starts::of(&week.parse().unwrap(), length);
        let answer = starts(one).meetings(&starts(other), length, most);
        assert_eq!(answer, starts(other).meetings(&starts(one), length, most));
        answer
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
                assert_eq!(starts.meetings(&starts, length, 99) as usize, 17 / length);
            }
        }
    }
}
