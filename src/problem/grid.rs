//! Floats as integers: one power of two for all numbers of a problem.

use serde::{Deserialize, Serialize};

use super::Weight;
use super::element::Parts;

/// Bits a weight may have.
const BITS: i32 = 62;

/// The grid numbers are put on: a weight is the number times 2^[`exponent`](Self::exponent), rounded to the nearest
/// integer, ties to even.
///
/// The grid is exact whenever one can be: if the highest bit of the largest number and the lowest bit of the finest are
/// at most 62 bits apart, nothing is rounded. Totals are kept in 128 bits, so that the number of rows does not matter.
/// Otherwise every weight is off by at most one half of a grid unit, and the answer is
/// [`Feasible`](super::Status::Feasible) with a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grid {
    exponent: i32,
    exact: bool,
}

impl Grid {
    /// The grid of integers.
    pub const INTEGERS: Self = Self { exponent: 0, exact: true };

    /// The finest grid needed for these numbers, as far as 62 bits allow.
    pub(super) fn of(parts: impl Iterator<Item = Parts>) -> Self {
        let (mut lowest, mut highest) = (i32::MAX, i32::MIN);
        for parts in parts {
            if let Parts::Finite { mantissa, exponent } = parts
                && mantissa != 0
            {
                // At most 64 either way.
                let zeros = mantissa.trailing_zeros().cast_signed();
                let length = (i64::BITS - mantissa.unsigned_abs().leading_zeros()).cast_signed();
                lowest = lowest.min(exponent + zeros);
                highest = highest.max(exponent + length);
            }
        }
        if lowest > highest {
            Self::INTEGERS
        } else if highest - lowest <= BITS {
            Self { exponent: -lowest, exact: true }
        } else {
            Self { exponent: BITS - highest, exact: false }
        }
    }

    /// A weight is a number times two to this power.
    #[must_use]
    pub fn exponent(self) -> i32 {
        self.exponent
    }

    /// Whether every number lies on the grid, so that nothing is rounded.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.exact
    }

    /// The width of a grid unit in the caller's numbers.
    #[must_use]
    pub fn unit(self) -> f64 {
        libm::ldexp(1.0, -self.exponent)
    }

    /// By how much a number may differ from its weight at most, in the caller's numbers: 0 or half a unit.
    #[must_use]
    pub fn error_per_weight(self) -> f64 {
        if self.exact { 0.0 } else { libm::ldexp(1.0, -self.exponent - 1) }
    }

    /// `mantissa · 2^exponent` on the grid. The caller has seen to it that it fits.
    pub(super) fn weight(self, mantissa: i64, exponent: i32) -> Weight {
        let shift = exponent + self.exponent;
        if mantissa == 0 || shift == 0 {
            mantissa
        } else if shift > 0 {
            mantissa << shift.min(BITS)
        } else {
            let shift = -shift;
            if shift > BITS {
                return 0;
            }
            // Floors, so that the rest is never negative.
            let floor = mantissa >> shift;
            let rest = mantissa - (floor << shift);
            let half = 1_i64 << (shift - 1);
            let up = rest > half || (rest == half && floor % 2 != 0);
            floor + i64::from(up)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::element::Convert as _;
    use crate::problem::exact_sum::ExactSum;

    fn grid(numbers: &[f64]) -> Grid {
        Grid::of(numbers.iter().map(|x| x.parts()))
    }

    fn weight(grid: Grid, number: f64) -> i64 {
        match number.parts() {
            Parts::Finite { mantissa, exponent } => grid.weight(mantissa, exponent),
            other => panic!("{number} is {other:?}"),
        }
    }

    #[test]
    fn exact_where_sixty_two_bits_do() {
        for numbers in [
            vec![0.1, 0.2, 0.3],
            vec![5e-324, 1e-310],
            vec![f64::MAX, -f64::MAX],
            vec![1.0, f64::EPSILON],
            vec![0.5, -1024.25],
        ] {
            let grid = grid(&numbers);
            assert!(grid.is_exact(), "{numbers:?}");
            for number in numbers {
                let weight = weight(grid, number);
                assert!(weight.unsigned_abs() <= 1 << 62);
                let mut back = ExactSum::default();
                back.add(weight, -grid.exponent());
                assert_eq!(back.to_f64().to_bits(), number.to_bits());
            }
        }
    }

    #[test]
    fn zero_and_nothing_are_integers() {
        assert_eq!(grid(&[]), Grid::INTEGERS);
        assert_eq!(grid(&[0.0, -0.0]), Grid::INTEGERS);
    }

    #[test]
    fn rounds_to_nearest_with_ties_to_even() {
        let grid = Grid { exponent: 0, exact: false };
        let cases =
            [(2.5, 2), (3.5, 4), (-2.5, -2), (-3.5, -4), (2.75, 3), (-0.75, -1), (1e-300, 0)];
        for (number, expected) in cases {
            assert_eq!(weight(grid, number), expected, "{number}");
        }
    }

    #[test]
    fn the_largest_number_still_fits() {
        let grid = grid(&[f64::MAX, 5e-324]);
        assert!(!grid.is_exact());
        assert!(weight(grid, f64::MAX) <= 1 << 62);
        assert!(weight(grid, -f64::MAX) >= -(1 << 62));
        assert_eq!(weight(grid, 5e-324), 0);
    }
}
