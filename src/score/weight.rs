//! How much a criterion counts, in thousandths.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much a criterion counts beside the others: 0 to 1,000,000 with up to three decimals, kept in thousandths.
///
/// ```
/// use tandems::score::CriterionWeight;
///
/// assert_eq!(CriterionWeight::from(2).to_string(), "2");
/// assert_eq!(CriterionWeight::from_thousandths(2_500).to_string(), "2.5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionWeight(u32);

impl CriterionWeight {
    /// Does not count; the criterion may still require something.
    pub const ZERO: Self = Self(0);
    /// The heaviest weight a model takes.
    pub const MAX: Self = Self(1_000_000_000);

    /// From thousandths. A weight above [`MAX`](Self::MAX) is refused when a model is built.
    #[must_use]
    pub const fn from_thousandths(thousandths: u32) -> Self {
        Self(thousandths)
    }

    /// In thousandths.
    #[must_use]
    pub const fn thousandths(self) -> u32 {
        self.0
    }
}

impl Default for CriterionWeight {
    fn default() -> Self {
        Self(1000)
    }
}

/// A whole weight.
impl From<u32> for CriterionWeight {
    fn from(whole: u32) -> Self {
        Self(whole.saturating_mul(1000))
    }
}

impl fmt::Display for CriterionWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        if part == 0 {
            return f.pad(&whole.to_string());
        }
        f.pad(format!("{whole}.{part:03}").trim_end_matches('0'))
    }
}

/// As a decimal.
impl Serialize for CriterionWeight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(1000) {
            serializer.serialize_u32(self.0 / 1000)
        } else {
            serializer.serialize_f64(f64::from(self.0) / 1000.0)
        }
    }
}
