//! Scores in fixed point: the same on every machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How well a pair fits: 0 to 1, kept in millionths (micro-points), so that no rounding differs between machines.
///
/// Shown and serialized as a decimal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Score(u32);

impl Score {
    /// Does not fit at all.
    pub const ZERO: Self = Self(0);
    /// Could not fit better.
    pub const ONE: Self = Self(1_000_000);

    /// From micro-points; `None` above 1,000,000.
    #[must_use]
    pub const fn from_micros(micros: u32) -> Option<Self> {
        if micros <= Self::ONE.0 { Some(Self(micros)) } else { None }
    }

    /// In micro-points, 0 to 1,000,000.
    #[must_use]
    pub const fn micros(self) -> u32 {
        self.0
    }

    /// `part` of `whole`, rounded half up and capped at 1. Nothing of nothing is 0. Exact for all of `u64`.
    #[must_use]
    pub fn ratio(part: u64, whole: u64) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        let part = part.min(whole);
        if let Some(twice) = part.checked_mul(2_000_000).and_then(|twice| twice.checked_add(whole))
            && let Some(whole) = whole.checked_mul(2)
        {
            return Self(u32::try_from(twice / whole).unwrap_or(Self::ONE.0));
        }
        let (part, whole) = (u128::from(part), u128::from(whole));
        let micros = (part * 2_000_000 + whole) / (2 * whole);
        Self(u32::try_from(micros).unwrap_or(Self::ONE.0))
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        f64::from(score.0) / 1e6
    }
}

impl TryFrom<f64> for Score {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        if (0.0..=1.0).contains(&value) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the value lies between 0 and 1,000,000"
            )]
            Ok(Self((value * 1e6).round() as u32))
        } else {
            Err(format!("score {value} is not between 0 and 1; write a decimal such as 0.75"))
        }
    }
}

impl fmt::Display for Score {
    /// Three digits, or as many as the precision asks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(3);
        write!(f, "{:.digits$}", f64::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_rounded_half_up_and_capped() {
        assert_eq!(Score::ratio(1, 3).micros(), 333_333);
        assert_eq!(Score::ratio(2, 3).micros(), 666_667);
        assert_eq!(Score::ratio(1, 2_000_000).micros(), 1);
        assert_eq!(Score::ratio(5, 4), Score::ONE);
        assert_eq!(Score::ratio(0, 0), Score::ZERO);
        assert_eq!(Score::ratio(u64::MAX, u64::MAX), Score::ONE);
    }
}
