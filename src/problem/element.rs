//! The kinds of numbers a matrix may hold.

use std::fmt;

use super::exact_sum::ExactSum;

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
pub trait Convert: Copy {
    /// Whether all numbers of the type are integers.
    const INTEGER: bool;

    /// Takes the number apart.
    fn parts(self) -> Parts;
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Convert for $integer {
            const INTEGER: bool = true;

            fn parts(self) -> Parts {
                Parts::Finite { mantissa: i64::from(self), exponent: 0 }
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

            fn parts(self) -> Parts {
                float_parts(f64::from(self))
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
