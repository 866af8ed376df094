//! A sum of floats that is rounded once, at the end: a fixed-point number as wide as the range of `f64`. U. Kulisch,
//! *Computer Arithmetic and Validity*, 2008.

/// Sums have whole parts below 2^(1024 + 64) and fractions of 1,074 bits: 34 limbs of 64 bits, one more for the carry.
const LIMBS: usize = 35;
/// The exponent of the lowest bit.
const LOWEST: i32 = -1074;

/// Adds floats without rounding.
#[derive(Debug, Clone)]
pub(super) struct ExactSum {
    /// Each limb holds the sum of parts below 2^64; carried over at the end.
    limbs: [i128; LIMBS],
}

impl Default for ExactSum {
    fn default() -> Self {
        Self { limbs: [0; LIMBS] }
    }
}

impl ExactSum {
    /// Adds `mantissa · 2^exponent`; the exponent is one of an `f64` or of a grid, from −1074 to 971.
    pub(super) fn add(&mut self, mantissa: i64, exponent: i32) {
        let place = exponent.saturating_sub(LOWEST).max(0).unsigned_abs() as usize;
        let limb = (place / 64).min(LIMBS - 2);
        let shifted = u128::from(mantissa.unsigned_abs()) << (place % 64);
        let low = (shifted & u128::from(u64::MAX)).cast_signed();
        let high = (shifted >> 64).cast_signed();
        let sign = i128::from(mantissa.signum());
        self.limbs[limb] += sign * low;
        self.limbs[limb + 1] += sign * high;
    }

    /// The nearest float, ties to even; infinite where the sum is beyond the range.
    #[expect(clippy::cast_precision_loss, reason = "this is the one rounding")]
    pub(super) fn to_f64(&self) -> f64 {
        let mut limbs = self.limbs;
        carry(&mut limbs);
        let negative = limbs[LIMBS - 1] < 0;
        if negative {
            for limb in &mut limbs {
                *limb = -*limb;
            }
            carry(&mut limbs);
        }
        let Some(top) = limbs.iter().rposition(|&limb| limb != 0) else { return 0.0 };
        // The two highest limbs that are not zero, and whether anything lies below them: enough for one rounding.
        let below = limbs[..top.saturating_sub(1)].iter().any(|&limb| limb != 0);
        let next = if top > 0 { limbs[top - 1] } else { 0 };
        let head = (limbs[top].cast_unsigned() << 64) | next.cast_unsigned();
        let shift = head.leading_zeros();
        let head = (head << shift) | u128::from(below);
        let magnitude = head as f64;
        let place = i32::try_from(top).unwrap_or(i32::MAX / 128) * 64;
        let exponent = LOWEST + place - 64 - shift.cast_signed();
        let magnitude = libm::ldexp(magnitude, exponent);
        if negative { -magnitude } else { magnitude }
    }
}

/// Leaves 64 bits in each limb; the highest takes the sign.
fn carry(limbs: &mut [i128; LIMBS]) {
    let mut over = 0;
    for limb in &mut limbs[..LIMBS - 1] {
        let sum = *limb + over;
        *limb = sum & i128::from(u64::MAX);
        over = sum >> 64;
    }
    limbs[LIMBS - 1] += over;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::element::{Convert as _, Parts};

    fn sum(numbers: &[f64]) -> f64 {
        let mut sum = ExactSum::default();
        for number in numbers {
            if let Parts::Finite { mantissa, exponent } = number.parts() {
                sum.add(mantissa, exponent);
            }
        }
        sum.to_f64()
    }

    #[test]
    fn nothing_is_lost_on_the_way() {
        let cases: [(&[f64], f64); 9] = [
            (&[], 0.0),
            (&[0.1], 0.1),
            (&[1e308, 1e-300, -1e308], 1e-300),
            (&[5e-324, 5e-324], 1e-323),
            (&[f64::MAX, f64::MAX, -f64::MAX], f64::MAX),
            (&[f64::MAX, f64::MAX], f64::INFINITY),
            (&[-0.1, -0.2, -0.3], -0.6),
            // A tie is broken by what lies far below it.
            (&[1.0, f64::EPSILON / 2.0, 1e-300], 1.0 + f64::EPSILON),
            (&[1.0, f64::EPSILON / 2.0], 1.0),
        ];
        for (numbers, expected) in cases {
            assert_eq!(sum(numbers).to_bits(), expected.to_bits(), "{numbers:?}");
        }
    }
}
