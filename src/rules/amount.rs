//! How many: a number of tandems, or a share of them, exactly.

use std::fmt;
use std::str::FromStr;

/// A number of tandems, or a share of some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Amount {
    /// So many.
    Count(u32),
    /// So many of a hundred, a dozen, …
    Share(Share),
}

/// A share as a fraction of two whole numbers: three tenths are 3 of 10, and nothing is rounded.
///
/// ```
/// use tandems::rules::Share;
///
/// assert_eq!("30 %".parse(), Ok(Share::new(3, 10)));
/// assert_eq!("2.5%".parse(), Ok(Share::new(1, 40)));
/// assert_eq!("1/3".parse::<Share>().map(|share| share.to_string()), Ok("1/3".to_owned()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share {
    part: u32,
    whole: u32,
}

impl Share {
    /// `part` of `whole`, kept in lowest terms. Whether it is one (a whole of 0 is none, and a part is no more than its
    /// whole) is checked with the [rules](super::Rules::check).
    #[must_use]
    pub const fn new(part: u32, whole: u32) -> Self {
        let (mut one, mut other) = (part, whole);
        while other != 0 {
            (one, other) = (other, one % other);
        }
        match (part.checked_div(one), whole.checked_div(one)) {
            (Some(part), Some(whole)) => Self { part, whole },
            _ => Self { part, whole },
        }
    }

    /// So many of a hundred.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        Self::new(percent, 100)
    }

    /// The upper number of the fraction.
    #[must_use]
    pub const fn part(self) -> u32 {
        self.part
    }

    /// The lower number of the fraction.
    #[must_use]
    pub const fn whole(self) -> u32 {
        self.whole
    }
}

/// A text that is no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a share; write a percentage such as \"30 %\" or a fraction such as \"3/10\"")]
pub struct ShareError(String);

impl FromStr for Share {
    type Err = ShareError;

    /// `30 %`, `2.5 %` with up to four decimals, or `3/10`.
    fn from_str(text: &str) -> Result<Self, ShareError> {
        let wrong = || ShareError(text.to_owned());
        if let Some((part, whole)) = text.split_once('/') {
            let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
            return Ok(Self::new(number(part)?, number(whole)?));
        }
        let percent = text.trim().strip_suffix('%').ok_or_else(wrong)?.trim();
        let units = decimal(percent, 4).and_then(|units| u32::try_from(units).ok());
        Ok(Self::new(units.ok_or_else(wrong)?, 1_000_000))
    }
}

/// A plain decimal, with a point or a comma, in units of the last of `places` decimals; `None` where there are more.
pub(super) fn decimal(text: &str, places: usize) -> Option<u64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > places || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self;
        if share.whole != 0 && 100 % share.whole == 0 {
            write!(f, "{} %", u64::from(share.part) * 100 / u64::from(share.whole))
        } else {
            write!(f, "{}/{}", share.part, share.whole)
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{share}"),
        }
    }
}

impl From<u32> for Amount {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

impl From<Share> for Amount {
    fn from(share: Share) -> Self {
        Self::Share(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_exactly() {
        let read = |text: &str| text.parse::<Share>().map(|share| (share.part(), share.whole()));
        assert_eq!(read("33.3333 %"), Ok((333_333, 1_000_000)));
        assert_eq!(read("12,5%"), Ok((1, 8)));
        assert_eq!(read(" 1 / 0 "), Ok((1, 0)), "refused where the rule is checked");
        for wrong in ["30", "", "%", "-1 %", "1.00001 %", "a/b", "99999999999 %", "1/2/3"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Share::percent(30).to_string(), "30 %");
        assert_eq!(Share::new(1, 3).to_string(), "1/3");
    }
}
