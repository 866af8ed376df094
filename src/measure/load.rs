//! How full columns are, and how many people of each side are reached.

use serde::{Deserialize, Serialize};

use super::{Matched, Ratio};
use crate::problem::Side;

/// How many of a side have a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Coverage {
    /// How many take part.
    pub people: u64,
    /// How many of them have at least one partner.
    pub reached: u64,
    /// How many have all the partners they may have.
    pub full: u64,
}

/// Who of a side takes part, has a partner, and has all it may have. Mentees with a demand of 2 and one mentor are reached
/// and not full.
///
/// # Complexity
///
/// O(n).
#[must_use]
pub fn coverage(matched: &Matched<'_>, side: Side) -> Coverage {
    let problem = matched.problem();
    match side {
        Side::Rows => {
            of_side(matched.rows().map(|row| (matched.of_row(row).len(), problem.demand(row).max)))
        }
        Side::Columns => of_side(
            matched
                .columns()
                .map(|column| (matched.of_column(column).len(), problem.capacity(column).max)),
        ),
    }
}

pub(super) fn of_side(people: impl Iterator<Item = (usize, u32)>) -> Coverage {
    let mut coverage = Coverage { people: 0, reached: 0, full: 0 };
    for (partners, most) in people {
        coverage.people += 1;
        coverage.reached += u64::from(partners > 0);
        coverage.full += u64::from(partners >= most as usize);
    }
    coverage
}

/// Tandems per column, over all columns that take part, those without any included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Load {
    /// How many columns take part.
    pub people: u64,
    /// The least load.
    pub min: Option<u64>,
    /// The greatest load.
    pub max: Option<u64>,
    /// Pairs ÷ columns.
    pub mean: Option<Ratio>,
    /// Mean squared distance from the mean (of the whole population: divided by n).
    pub variance: Option<Ratio>,
    /// Its square root, rounded once.
    pub std: Option<f64>,
}

/// How evenly the work is shared among those with seats.
///
/// The variance is (n Σl² − (Σl)²) ÷ n², exact.
///
/// # Complexity
///
/// O(n).
#[must_use]
pub fn load(matched: &Matched<'_>) -> Load {
    of_loads(matched.columns().map(|column| matched.of_column(column).len() as u64))
}

pub(super) fn of_loads(loads: impl Iterator<Item = u64>) -> Load {
    let mut load = Load { people: 0, min: None, max: None, mean: None, variance: None, std: None };
    // Below 2³² columns and 2³² pairs each: squares stay below 2⁹⁶, their products with n below 2¹²⁸ … by far, as
    // pairs are held in memory.
    let (mut sum, mut squares) = (0_i128, 0_i128);
    for of_one in loads {
        load.people += 1;
        load.min = Some(load.min.map_or(of_one, |min| min.min(of_one)));
        load.max = Some(load.max.map_or(of_one, |max| max.max(of_one)));
        sum += i128::from(of_one);
        squares += i128::from(of_one) * i128::from(of_one);
    }
    let people = i128::from(load.people);
    load.mean = Ratio::new(sum, people);
    load.variance = Ratio::new(people * squares - sum * sum, people * people);
    load.std = load.variance.map(|variance| libm::sqrt(variance.to_f64()));
    load
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_seats_count() {
        let load = of_loads([2, 0, 1, 1].into_iter());
        assert_eq!((load.people, load.min, load.max), (4, Some(0), Some(2)));
        assert_eq!((load.mean, load.variance), (Ratio::new(1, 1), Ratio::new(1, 2)));
        assert_eq!(load.std, Some(std::f64::consts::FRAC_1_SQRT_2));
        assert_eq!(of_loads([].into_iter()).mean, None);
    }
}
