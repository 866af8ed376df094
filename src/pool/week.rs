//! An ordinary week in quarter-hours, and the times somebody has.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ParseError;
use super::parse::trimmed;

/// Quarter-hours in a week.
pub const QUARTERS: usize = 7 * 24 * 4;
const WORDS: usize = QUARTERS.div_ceil(64);

/// The times of an ordinary week in which somebody is free: 672 quarter-hours from Monday 00:00, local time.
///
/// The week is a ring: Sunday 23:00–24:00 and Monday 00:00–01:00 are one window.
/// Written `mon 18:00-20:00;sat 10:00-14:00`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    bits: [u64; WORDS],
}

impl Week {
    /// A week without a free quarter-hour.
    pub const EMPTY: Self = Self { bits: [0; WORDS] };

    /// Whether the quarter-hour is free; counted from Monday 00:00.
    #[must_use]
    pub const fn contains(&self, quarter: usize) -> bool {
        quarter < QUARTERS && self.bits[quarter / 64] >> (quarter % 64) & 1 == 1
    }

    /// Marks the quarter-hours from `start` up to and without `end` as free.
    pub(crate) fn fill(&mut self, start: usize, end: usize) {
        for quarter in start..end.min(QUARTERS) {
            self.bits[quarter / 64] |= 1 << (quarter % 64);
        }
    }

    /// The times free in both weeks.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let mut bits = self.bits;
        for (mine, theirs) in bits.iter_mut().zip(&other.bits) {
            *mine &= theirs;
        }
        Self { bits }
    }

    /// The times free in at least one of the two weeks.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let mut bits = self.bits;
        for (mine, theirs) in bits.iter_mut().zip(&other.bits) {
            *mine |= theirs;
        }
        Self { bits }
    }

    /// The 672 bits in words of 64, lowest quarter-hour first; the last word is half empty.
    #[must_use]
    pub const fn words(&self) -> &[u64; WORDS] {
        &self.bits
    }

    /// Whether no quarter-hour is free.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits == [0; WORDS]
    }
}

/// What word processors make of a hyphen: hyphens that do not break, dashes of two lengths, a minus.
const DASHES: [char; 6] = ['-', '\u{2010}', '\u{2011}', '–', '—', '−'];

const QUARTERS_A_DAY: usize = 96;

/// Each weekday by its two-letter and longer names, English and German.
const WEEKDAYS: [&[&str]; 7] = [
    &["mon", "monday", "mo", "montag", "montags"],
    &["tue", "tuesday", "tues", "tu", "di", "dienstag", "dienstags"],
    &["wed", "wednesday", "we", "mi", "mittwoch", "mittwochs"],
    &["thu", "thursday", "thur", "thurs", "th", "do", "donnerstag", "donnerstags"],
    &["fri", "friday", "fr", "freitag", "freitags"],
    &["sat", "saturday", "sa", "samstag", "samstags", "sonnabend", "sonnabends"],
    &["sun", "sunday", "su", "so", "sonntag", "sonntags"],
];

impl FromStr for Week {
    type Err = ParseError;

    /// Slots such as `mon 18:00-20:00`, divided by `;`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut week = Self::EMPTY;
        for slot in text.split(';').map(str::trim).filter(|slot| !slot.is_empty()) {
            week.add_slot(slot)?;
        }
        Ok(week)
    }
}

impl Week {
    /// Adds one slot such as `mon 18:00-20:00` or `Samstag 10-14`.
    pub(crate) fn add_slot(&mut self, slot: &str) -> Result<(), ParseError> {
        let form = "write a weekday and two times such as mon 18:00-20:00";
        let slot = trimmed(slot);
        let (day, times) = slot.split_once(char::is_whitespace).ok_or_else(|| {
            ParseError::new("malformed_slot", slot, "is not a time of the week", form)
        })?;
        let day_name = day.trim_end_matches(['.', ':', ',']).to_lowercase();
        let weekday = weekday(&day_name).ok_or_else(|| {
            let span = day_name.split_once(DASHES);
            let is_span =
                span.is_some_and(|(from, to)| [from, to].iter().all(|day| weekday(day).is_some()));
            let (problem, remedy) = if is_span {
                (
                    "is several weekdays",
                    "write each day with its times, such as mon 18:00-20:00;tue 18:00-20:00",
                )
            } else {
                (
                    "is not a weekday",
                    "write mon, tue, wed, thu, fri, sat, sun or mo, di, mi, do, fr, sa, so",
                )
            };
            ParseError::new("unknown_weekday", day, problem, remedy)
        })?;
        let (start, end) = times
            .trim()
            .split_once(DASHES)
            .ok_or_else(|| ParseError::new("malformed_slot", slot, "has no start and end", form))?;
        let (start, end) = (quarter_of_day(start)?, quarter_of_day(end)?);
        if start >= end {
            let remedy = if end == 0 {
                "write 24:00 for midnight at the end of a day"
            } else {
                "let it end after it starts; a slot over midnight is two slots, such as fri 22:00-24:00;sat 00:00-02:00"
            };
            return Err(ParseError::new(
                "slot_ends_before_start",
                slot,
                "ends before it starts",
                remedy,
            ));
        }
        self.fill(weekday * QUARTERS_A_DAY + start, weekday * QUARTERS_A_DAY + end);
        Ok(())
    }
}

fn weekday(name: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|names| names.contains(&name))
}

fn quarter_of_day(text: &str) -> Result<usize, ParseError> {
    let text = text.trim();
    let wrong = |problem, remedy| ParseError::new("malformed_time", text, problem, remedy);
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let number = |digits: &str| -> Option<usize> {
        (matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse().ok())
            .flatten()
    };
    let (Some(hour), Some(minute)) = (number(hour), number(minute)) else {
        return Err(wrong("is not a time of day", "write hours and minutes such as 18:00"));
    };
    if minute > 59 || hour * 60 + minute > 24 * 60 {
        return Err(wrong("is not a time of day", "write a time from 00:00 to 24:00"));
    }
    if minute % 15 != 0 {
        return Err(wrong("is not on a quarter of an hour", "round it to :00, :15, :30 or :45"));
    }
    Ok(hour * 4 + minute / 15)
}

impl TryFrom<String> for Week {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

impl fmt::Display for Week {
    /// The windows of each day, as they would be written in a cell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (day, names) in WEEKDAYS.iter().enumerate() {
            let mut quarter = 0;
            while quarter < QUARTERS_A_DAY {
                let from = quarter;
                while quarter < QUARTERS_A_DAY && self.contains(day * QUARTERS_A_DAY + quarter) {
                    quarter += 1;
                }
                if quarter > from {
                    let (start, end) = (from * 15, quarter * 15);
                    write!(
                        f,
                        "{separator}{} {:02}:{:02}-{:02}:{:02}",
                        names[0],
                        start / 60,
                        start % 60,
                        end / 60,
                        end % 60
                    )?;
                    separator = ";";
                }
                quarter += 1;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Week({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_reads_english_and_german_and_writes_itself_back() {
        let week: Week = "Montag 18:00-20:00; SAT 10-14".parse().unwrap();
        assert_eq!(week.to_string(), "mon 18:00-20:00;sat 10:00-14:00");
        assert_eq!(week.to_string().parse::<Week>().unwrap(), week);
        assert!(week.contains(18 * 4) && !week.contains(20 * 4));
        let pasted: Week = "Montags\u{a0}18:00\u{2011}20:00;\u{200b}sat 10—14".parse().unwrap();
        assert_eq!(pasted, week);
        let midnight: Week = "so 22:00-24:00".parse().unwrap();
        assert!(midnight.contains(QUARTERS - 1));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let code = |text: &str| text.parse::<Week>().unwrap_err().code;
        assert_eq!(code("mon 20:00-18:00"), "slot_ends_before_start");
        assert_eq!(code("mon 18:00-18:00"), "slot_ends_before_start");
        assert_eq!(code("fri 22:00-00:00"), "slot_ends_before_start");
        assert_eq!(code("mnd 18:00-20:00"), "unknown_weekday");
        let remedy = |text: &str| text.parse::<Week>().unwrap_err().remedy;
        assert!(remedy("mon-fri 18-20").starts_with("write each day with its times"));
        assert_eq!(code("mon"), "malformed_slot");
        assert_eq!(code("mon 18:00"), "malformed_slot");
        assert_eq!(code("mon 18:10-20:00"), "malformed_time");
        assert_eq!(code("mon 25:00-26:00"), "malformed_time");
        assert_eq!(code("mon 6pm-8pm"), "malformed_time");
    }
}
