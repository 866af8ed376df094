//! What those who are served get: total, mean, least, lowest tenth and quarter, Gini, Nash welfare.
//!
//! All of them are functions of the values v_i of the people, in any order; none of them looks at a pair.

use serde::{Deserialize, Serialize};

use super::{MeasureError, Ratio};

/// What people get, in the unit of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Welfare {
    /// How many people these numbers are about, those who got nothing included.
    pub people: u64,
    /// [`total`].
    pub total: i128,
    /// [`mean`].
    pub mean: Option<Ratio>,
    /// [`least`].
    pub least: Option<i128>,
    /// [`lowest`] tenth.
    pub lowest_tenth: Option<Ratio>,
    /// [`lowest`] quarter.
    pub lowest_quarter: Option<Ratio>,
    /// [`gini`].
    pub gini: Option<Ratio>,
    /// [`nash`].
    pub nash: Nash,
}

impl Welfare {
    /// All measures of these values.
    ///
    /// # Errors
    ///
    /// If a sum needs more than 128 bits.
    ///
    /// # Complexity
    ///
    /// O(n log n).
    pub fn of(values: &[i128]) -> Result<Self, MeasureError> {
        Ok(Self {
            people: values.len() as u64,
            total: total(values)?,
            mean: mean(values)?,
            least: least(values),
            lowest_tenth: lowest(values, 1, 10)?,
            lowest_quarter: lowest(values, 1, 4)?,
            gini: gini(values)?,
            nash: nash(values),
        })
    }
}

/// Σ_i v_i: the utilitarian total.
///
/// # Errors
///
/// If the sum needs more than 128 bits.
///
/// # Complexity
///
/// O(n).
pub fn total(values: &[i128]) -> Result<i128, MeasureError> {
    let sum = values.iter().try_fold(0_i128, |sum, &value| sum.checked_add(value));
    sum.ok_or(MeasureError::Overflow { what: "the total" })
}

/// USW = (1 ÷ |I|) Σ_i v_i; `None` where there is nobody.
///
/// J. Payan and Y. Zick, *I Will Have Order! Optimizing Orders for Fair Reviewer Assignment*, IJCAI 2022.
///
/// # Errors
///
/// If the sum needs more than 128 bits.
///
/// # Complexity
///
/// O(n).
pub fn mean(values: &[i128]) -> Result<Option<Ratio>, MeasureError> {
    Ok(Ratio::new(total(values)?, values.len() as i128))
}

/// min_i v_i, the egalitarian value; `None` where there is nobody.
///
/// I. Stelmakh, N. Shah and A. Singh, *PeerReview4All*, Journal of Machine Learning Research 22 (2021).
#[must_use]
pub fn least(values: &[i128]) -> Option<i128> {
    values.iter().copied().min()
}

/// The mean of the lowest ⌊n · `part` ÷ `of`⌋ values; `None` where that is nobody.
///
/// Payan and Zick, IJCAI 2022 (there: of the lowest 10 % and 25 %).
///
/// ```
/// use tandems::measure::{Ratio, lowest};
///
/// assert_eq!(lowest(&[9, 1, 4, 2, 8], 2, 5)?, Ratio::new(3, 2));
/// assert_eq!(lowest(&[9, 1, 4], 1, 4)?, None);
/// # Ok::<(), tandems::measure::MeasureError>(())
/// ```
///
/// # Errors
///
/// If the sum needs more than 128 bits.
///
/// # Complexity
///
/// O(n log n).
pub fn lowest(values: &[i128], part: u32, of: u32) -> Result<Option<Ratio>, MeasureError> {
    let count = (values.len() as u128 * u128::from(part)).checked_div(of.into()).unwrap_or(0);
    let count = usize::try_from(count).unwrap_or(usize::MAX).min(values.len());
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    mean(&sorted[..count])
}

/// Σ_t (2t − n − 1) v_(t) ÷ (n Σ v), where v_(1) ≤ … ≤ v_(n): 0 where all have the same, near 1 where one has everything.
/// Exact. `None` where it is not defined: somebody is below zero, or nobody has anything.
///
/// C. Gini, *Variabilità e mutabilità* (1912), in the form for sorted values.
///
/// ```
/// use tandems::measure::{Ratio, gini};
///
/// assert_eq!(gini(&[5, 5])?, Ratio::new(0, 1));
/// assert_eq!(gini(&[0, 0, 0, 7])?, Ratio::new(3, 4));
/// assert_eq!(gini(&[0, 0])?, None);
/// # Ok::<(), tandems::measure::MeasureError>(())
/// ```
///
/// # Errors
///
/// If n Σ v needs more than 128 bits.
///
/// # Complexity
///
/// O(n log n).
pub fn gini(values: &[i128]) -> Result<Option<Ratio>, MeasureError> {
    let overflow = MeasureError::Overflow { what: "the Gini coefficient" };
    let sum = total(values)?;
    if sum <= 0 || values.iter().any(|&value| value < 0) {
        return Ok(None);
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let people = values.len() as i128;
    // |2t − n − 1| < n, so that what fits the denominator fits every partial sum.
    let Some(whole) = people.checked_mul(sum) else { return Err(overflow) };
    let parts = (1_i128..).zip(&sorted).map(|(at, value)| (2 * at - people - 1) * value);
    Ok(Ratio::new(parts.sum(), whole))
}

/// The geometric mean of values, with and without those who got nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Nash {
    /// (Π v_i)^(1 ÷ n) over everybody: 0 as soon as one person has nothing. `None` where there is nobody or somebody is below
    /// zero.
    pub all: Option<f64>,
    /// The same over those who have something. `None` where nobody has, or somebody is below zero.
    pub served: Option<f64>,
    /// How many have nothing and are left out of `served`.
    pub zeros: u64,
}

/// Nash welfare (Π v_i)^(1 ÷ n), by the mean of logarithms.
///
/// An empty bundle is worth 0 and makes the whole product 0, which says little of a pool where not everybody can be
/// served. So it is given twice, with zeros and over the others alone, and the zeros are counted; compare `served` only
/// between matchings with the same zeros.
///
/// Payan and Zick, IJCAI 2022. Logarithms are added in ascending order and come from `libm`, so that the bits are the same
/// on every machine.
///
/// ```
/// use tandems::measure::nash;
///
/// let welfare = nash(&[0, 2, 8]);
/// assert_eq!((welfare.all, welfare.zeros), (Some(0.0), 1));
/// assert!((welfare.served.unwrap_or_default() - 4.0).abs() < 1e-12);
/// ```
///
/// # Complexity
///
/// O(n log n).
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "logarithms are floats")]
pub fn nash(values: &[i128]) -> Nash {
    let zeros = values.iter().filter(|&&value| value == 0).count();
    if values.iter().any(|&value| value < 0) {
        return Nash { all: None, served: None, zeros: zeros as u64 };
    }
    let mut positive: Vec<i128> = values.iter().copied().filter(|&value| value > 0).collect();
    positive.sort_unstable();
    let logs: f64 = positive.iter().map(|&value| libm::log(value as f64)).sum();
    let served = (!positive.is_empty()).then(|| libm::exp(logs / positive.len() as f64));
    let all = if zeros > 0 { Some(0.0) } else { served };
    Nash { all, served, zeros: zeros as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_no_mean() {
        let welfare = Welfare::of(&[]).unwrap();
        assert_eq!((welfare.people, welfare.total, welfare.mean), (0, 0, None));
        assert_eq!((welfare.least, welfare.gini, welfare.nash.all), (None, None, None));
    }

    #[test]
    fn debts_have_no_gini_and_no_product() {
        let welfare = Welfare::of(&[-1, 3, 0]).unwrap();
        assert_eq!(welfare.mean, Ratio::new(2, 3));
        assert_eq!((welfare.gini, welfare.nash.served, welfare.nash.zeros), (None, None, 1));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert!(total(&[i128::MAX, 1]).is_err());
        assert!(gini(&[i128::MAX / 2, 3]).is_err());
        assert!(gini(&[i128::MAX / 4, 3]).is_ok());
        assert_eq!(lowest(&[3, 2, 1], u32::MAX, 1).unwrap(), Ratio::new(2, 1));
        assert_eq!(lowest(&[3], 1, 0).unwrap(), None);
    }
}
