//! Fractions of integers, so that means can be compared without an epsilon.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A fraction in lowest terms; the denominator is above zero.
///
/// ```
/// use tandems::measure::Ratio;
///
/// let mean = Ratio::new(6, 4).expect("the denominator is above zero");
/// assert_eq!((mean.numerator(), mean.denominator()), (3, 2));
/// assert_eq!(mean.to_string(), "3/2");
/// assert_eq!(mean.to_f64(), 1.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    numerator: i128,
    denominator: i128,
}

impl TryFrom<Written> for Ratio {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Self::new(written.numerator, written.denominator)
            .ok_or("a ratio has a denominator above zero; write one")
    }
}

impl Ratio {
    /// The fraction in lowest terms; `None` unless the denominator is above zero.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        // The greatest common divisor is at most the denominator, which is an i128.
        let common = i128::try_from(common).ok()?;
        Some(Self { numerator: numerator / common, denominator: denominator / common })
    }

    /// Above the line.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// Below the line, at least 1.
    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// The nearest float, to within three roundings; the same on every machine.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a float is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_in_lowest_terms() {
        let ratio = |a, b| Ratio::new(a, b).map(|ratio| ratio.to_string());
        assert_eq!(ratio(-6, 4).as_deref(), Some("-3/2"));
        assert_eq!(ratio(0, 7).as_deref(), Some("0"));
        assert_eq!(ratio(1, 0), None);
        assert_eq!(ratio(1, -2), None);
        assert!(ratio(i128::MIN, i128::MAX).is_some());
        assert_eq!(Ratio::new(i128::MIN, 2).map(Ratio::numerator), Some(i128::MIN / 2));
    }

    #[test]
    fn what_is_written_comes_back() {
        let ratio = Ratio::new(-10, 4).unwrap();
        let text = serde_json::to_string(&ratio).unwrap();
        assert_eq!(text, r#"{"numerator":-5,"denominator":2}"#);
        assert_eq!(serde_json::from_str::<Ratio>(&text).unwrap(), ratio);
        assert!(serde_json::from_str::<Ratio>(r#"{"numerator":1,"denominator":0}"#).is_err());
    }
}
