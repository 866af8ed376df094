//! How long: hours of a mentor and hours a tandem costs, in whole seconds.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde_json::Value;

use super::amount::decimal;

/// Beyond this a number of hours is a slip of the keyboard, and sums could run over.
const MOST_HOURS: u64 = 1_000_000;

/// Hours as people write them, kept in whole seconds: `6`, `1.5`, `0,25` (two decimals, a hundredth is 36 seconds) or
/// `1:20`.
///
/// ```
/// use tandems::rules::Hours;
///
/// assert_eq!("1.75".parse::<Hours>()?.seconds(), 6_300);
/// assert_eq!("1:20".parse::<Hours>()?.to_string(), "1:20");
/// assert_eq!("2,50".parse::<Hours>()?.to_string(), "2.5");
/// # Ok::<(), tandems::rules::HoursError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hours(u64);

impl Hours {
    /// So many whole hours.
    #[must_use]
    pub const fn new(hours: u32) -> Self {
        Self(hours as u64 * 3_600)
    }

    /// So many whole minutes.
    #[must_use]
    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes as u64 * 60)
    }

    /// In seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    pub(super) const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Whether it is more than a rule may speak of.
    pub(super) const fn is_too_long(self) -> bool {
        self.0 > MOST_HOURS * 3_600
    }

    /// From a file: a number, or a text.
    pub(super) fn of_value(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.to_string().parse().ok(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl From<Duration> for Hours {
    /// What is less than a second is dropped.
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs())
    }
}

impl From<u32> for Hours {
    fn from(hours: u32) -> Self {
        Self::new(hours)
    }
}

/// A text that is no number of hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number of hours up to 1000000; {HOW_TO_WRITE}")]
pub struct HoursError(String);

/// What to write instead.
pub(super) const HOW_TO_WRITE: &str =
    "write hours with at most two decimals such as 1.5, or hours and minutes such as \"1:20\"";

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let read = || {
            let text = text.trim();
            if let Some((hours, minutes)) = text.split_once(':') {
                let minutes = (minutes.len() == 2).then(|| decimal(minutes, 0))??;
                let hours = decimal(hours, 0)?.checked_mul(3_600)?;
                return (minutes < 60).then(|| hours.checked_add(minutes * 60))?;
            }
            decimal(text, 2)?.checked_mul(36)
        };
        let seconds = read().map(Self).filter(|hours| !hours.is_too_long());
        seconds.ok_or_else(|| HoursError(text.to_owned()))
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, rest) = (self.0 / 3_600, self.0 % 3_600);
        if rest == 0 {
            write!(f, "{hours}")
        } else if rest % 36 == 0 {
            let hundredths = rest / 36;
            match hundredths % 10 {
                0 => write!(f, "{hours}.{}", hundredths / 10),
                _ => write!(f, "{hours}.{hundredths:02}"),
            }
        } else if rest % 60 == 0 {
            write!(f, "{hours}:{:02}", rest / 60)
        } else {
            write!(f, "{hours}:{:02}:{:02}", rest / 60, rest % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_without_rounding() {
        for (text, seconds, shown) in [
            ("0", 0, "0"),
            ("0.1", 360, "0.1"),
            ("2.25", 8_100, "2.25"),
            ("0.01", 36, "0.01"),
            ("0:20", 1_200, "0:20"),
            ("1000000", 3_600_000_000, "1000000"),
        ] {
            let hours: Hours = text.parse().unwrap();
            assert_eq!((hours.seconds(), hours.to_string().as_str()), (seconds, shown));
        }
        let wrong =
            ["", "-1", "1.333", "1:60", "1:5", ":20", "x", "1e3", "1000001", "9223372036854775807"];
        for wrong in wrong {
            assert!(wrong.parse::<Hours>().is_err(), "{wrong}");
        }
        assert_eq!(Hours::from(Duration::from_secs(61)).to_string(), "0:01:01");
    }
}
