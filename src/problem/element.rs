//! The kinds of numbers a matrix may hold.

use std::fmt;

use super::exact_sum::ExactSum;
use super::survey::Survey;
use super::{Grid, LAST_RESORT, NARROW, NO_EDGE, Sense, Weight};

/// A number a matrix may hold: `i32`, `i64`, `f32` or `f64`.
pub trait Element: Convert + Send + Sync + fmt::Debug + 'static {
    /// What sums are stated in: `i128`, exact, for integers; `f64`, rounded once, for floats.
    type Total: Copy + fmt::Debug + fmt::Display + PartialEq;

    /// The sum of `mantissa · 2^exponent`.
    #[doc(hidden)]
    fn total(terms: &mut dyn Iterator<Item = (i64, i32)>) -> Self::Total;
}

/// A number taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Parts {
    /// `mantissa · 2^exponent`.
    Finite {
        /// Signed.
        mantissa: i64,
        /// Of two.
        exponent: i32,
    },
    /// Above or below all numbers.
    Infinite {
        /// Below.
        negative: bool,
    },
    /// Not a number.
    Nan,
}

/// Keeps [`Element`] to the four types this room knows.
#[doc(hidden)]
pub trait Convert: Copy + PartialEq {
    /// Whether all numbers of the type are integers.
    const INTEGER: bool;

    /// What turns a number into its weight at once.
    type Factor: Copy + Send + Sync + fmt::Debug;

    /// Takes the number apart.
    fn parts(self) -> Parts;

    /// The number of this type that is the same, where there is one.
    fn exactly(number: f64) -> Self;

    /// Adds numbers to a survey.
    fn survey(numbers: &[Self], survey: &mut Survey);

    /// The factor for a grid, where there is one: then [`weight`](Self::weight) says the same of any number on the grid as
    /// taking it apart.
    fn factor(sense: Sense, grid: Grid) -> Option<Self::Factor>;

    /// The weight of a number; none where it is infinite.
    fn weight(self, factor: Self::Factor) -> Option<Weight>;

    /// The weight of a number where all of them are narrow or a last resort; [`NO_EDGE`] where it is infinite.
    fn narrow(self, factor: Self::Factor) -> i32;

    /// The same where all weights that are not narrow are below them and of one kind, which `floor` stands for.
    fn narrow_or(self, factor: Self::Factor, floor: i32) -> i32;

    /// The weight of a finite number divided by 2^`shift` and rounded down, where that has 31 bits.
    fn coarse(self, factor: Self::Factor, shift: u32) -> i32;

    /// Whether the weight of a number is narrow, or it is no edge, or it is this number.
    fn is_narrow_or(self, other: Self, factor: Self::Factor) -> bool;
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Convert for $integer {
            const INTEGER: bool = true;

            type Factor = Sense;

            fn parts(self) -> Parts {
                Parts::Finite { mantissa: i64::from(self), exponent: 0 }
            }

            #[expect(clippy::cast_possible_truncation, reason = "as said")]
            fn exactly(number: f64) -> Self {
                number as Self
            }

            fn survey(numbers: &[Self], survey: &mut Survey) {
                survey.integers(numbers);
            }

            fn factor(sense: Sense, _: Grid) -> Option<Sense> {
                Some(sense)
            }

            #[inline]
            fn weight(self, sense: Sense) -> Option<Weight> {
                let weight = i64::from(self);
                Some(if sense == Sense::Minimize { -weight } else { weight })
            }

            #[inline]
            #[allow(clippy::cast_possible_truncation, reason = "narrow weights have 31 bits")]
            fn narrow(self, sense: Sense) -> i32 {
                let weight = i64::from(self);
                let weight = if sense == Sense::Minimize { -weight } else { weight };
                if weight.abs() < i64::from(NARROW) { weight as i32 } else { LAST_RESORT }
            }

            #[inline]
            fn narrow_or(self, sense: Sense, _: i32) -> i32 {
                self.narrow(sense)
            }

            #[inline]
            #[allow(clippy::cast_possible_truncation, reason = "coarse weights have 31 bits")]
            fn coarse(self, sense: Sense, shift: u32) -> i32 {
                let weight = i64::from(self);
                ((if sense == Sense::Minimize { -weight } else { weight }) >> shift) as i32
            }

            #[inline]
            fn is_narrow_or(self, other: Self, _: Sense) -> bool {
                (i64::from(self).abs() < i64::from(NARROW)) | (self == other)
            }
        }

        impl Element for $integer {
            type Total = i128;

            fn total(terms: &mut dyn Iterator<Item = (i64, i32)>) -> i128 {
                terms.map(|(mantissa, _)| i128::from(mantissa)).sum()
            }
        }
    )*};
}

integers!(i32, i64);

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Convert for $float {
            const INTEGER: bool = false;

            /// A power of two, below zero for costs.
            type Factor = f64;

            fn parts(self) -> Parts {
                float_parts(f64::from(self))
            }

            #[allow(clippy::cast_possible_truncation, reason = "as said")]
            fn exactly(number: f64) -> Self {
                number as Self
            }

            fn survey(numbers: &[Self], survey: &mut Survey) {
                survey.floats(numbers);
            }

            fn factor(sense: Sense, grid: Grid) -> Option<f64> {
                float_factor(sense, grid)
            }

            #[inline]
            fn weight(self, factor: f64) -> Option<Weight> {
                float_weight(f64::from(self), factor)
            }

            #[inline]
            fn narrow(self, factor: f64) -> i32 {
                float_narrow(f64::from(self), factor)
            }

            #[inline]
            #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
            fn narrow_or(self, factor: f64, floor: i32) -> i32 {
                let (product, floor) = (f64::from(self) * factor, f64::from(floor));
                let product = if product > floor { product } else { floor };
                (product + SHOW_BITS).to_bits() as i32
            }

            #[inline]
            #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
            fn coarse(self, factor: f64, shift: u32) -> i32 {
                // Exact, whatever the powers of two.
                let product = f64::from(self) * factor / power_of_two(shift.cast_signed());
                let nearest = product + SHOW_BITS;
                nearest.to_bits() as i32 - i32::from(nearest - SHOW_BITS > product)
            }

            #[inline]
            #[expect(clippy::float_cmp, reason = "the very same number is meant")]
            fn is_narrow_or(self, other: Self, factor: f64) -> bool {
                ((f64::from(self) * factor).abs() < f64::from(NARROW))
                    | self.is_infinite()
                    | (self == other)
            }
        }

        impl Element for $float {
            type Total = f64;

            fn total(terms: &mut dyn Iterator<Item = (i64, i32)>) -> f64 {
                let mut sum = ExactSum::default();
                for (mantissa, exponent) in terms {
                    sum.add(mantissa, exponent);
                }
                sum.to_f64()
            }
        }
    )*};
}

floats!(f32, f64);

fn float_parts(number: f64) -> Parts {
    const FRACTION: u64 = (1 << 52) - 1;
    let bits = number.to_bits();
    let negative = number.is_sign_negative();
    let fraction = (bits & FRACTION).cast_signed();
    // Eleven bits.
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let (magnitude, exponent) = match biased {
        0x7ff if fraction == 0 => return Parts::Infinite { negative },
        0x7ff => return Parts::Nan,
        0 => (fraction, -1074),
        _ => (fraction | (1 << 52), biased - 1075),
    };
    Parts::Finite { mantissa: if negative { -magnitude } else { magnitude }, exponent }
}

/// ±2 to the exponent of the grid, where that is a normal number.
#[inline]
fn float_factor(sense: Sense, grid: Grid) -> Option<f64> {
    let sign = if sense == Sense::Minimize { -1.0 } else { 1.0 };
    let normal = (f64::MIN_EXP - 1..f64::MAX_EXP).contains(&grid.exponent());
    normal.then(|| sign * power_of_two(grid.exponent()))
}

/// By its bits, because rows ask for it one by one; the power is that of a normal float.
#[inline]
fn power_of_two(power: i32) -> f64 {
    let biased = u64::from((power + f64::MAX_EXP - 1).cast_unsigned());
    f64::from_bits(biased << (f64::MANTISSA_DIGITS - 1))
}

/// The product is exact unless it is subnormal, and then it is far below one half. It has at most 62 bits before the
/// point. Floats of 2⁵² and more are integers; below, adding 2⁵² rounds to the nearest one, ties to even.
#[expect(clippy::cast_possible_truncation, reason = "an integer of at most 62 bits")]
#[inline]
fn float_weight(number: f64, factor: f64) -> Option<Weight> {
    let product = number * factor;
    let size = product.abs();
    let rounded = if size < INTEGERS { (size + INTEGERS) - INTEGERS } else { size };
    product.is_finite().then_some(rounded.copysign(product) as Weight)
}

/// From here on all floats are integers: 2⁵².
const INTEGERS: f64 = 4_503_599_627_370_496.0;

/// An integer of at most 50 bits stands in the lowest bits of its sum with this, as its two's complement.
pub(super) const SHOW_BITS: f64 = 1.5 * INTEGERS;

/// Narrow weights are exact: the product is an integer of at most 30 bits, which stands in the lowest bits of the sum as
/// its two's complement.
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
#[inline]
fn float_narrow(number: f64, factor: f64) -> i32 {
    let product = number * factor;
    let narrow = (product + SHOW_BITS).to_bits() as i32;
    let wide = if product.abs() < f64::INFINITY { LAST_RESORT } else { NO_EDGE };
    if product.abs() < f64::from(NARROW) { narrow } else { wide }
}
