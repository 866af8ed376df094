//! A quick look at numbers that are expected to be narrow integers times a power of two.

use super::super::NARROW;
use super::super::element::SHOW_BITS;
use crate::wide::{OnVectors, Vectors, on_vectors};

/// Vectors that are looked at together, lest each wait for the one before.
const TOGETHER: usize = 4;

/// No vector has more numbers.
const MOST_LANES: usize = 64;

/// What [`SHOW_BITS`] is for floats of 32 bits: an integer of at most 22 bits stands in the lowest bits of its sum with this.
const SHOW_FEW_BITS: f32 = 12_582_912.0;
const FEW_BITS: u32 = f32::MANTISSA_DIGITS - 2;

/// Floats that are computed with.
pub(super) trait Real: Copy + PartialEq + Into<f64> {
    const ZERO: Self;
    const NEG_INFINITY: Self;
    /// Shows an integer in the lowest bits of its sum with this, as its two's complement.
    const SHOW: Self;
    /// Integers below this size are shown, in as many bits as these.
    const END: f64;
    const SHOWN: u64;

    /// The nearest such float, infinite where it is too large.
    fn nearest(number: f64) -> Self;

    fn bits(self) -> u64;
}

impl Real for f64 {
    const ZERO: Self = 0.0;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const SHOW: Self = SHOW_BITS;
    const END: f64 = NARROW as f64;
    const SHOWN: u64 = (1 << (Self::MANTISSA_DIGITS - 2)) - 1;

    fn nearest(number: f64) -> Self {
        number
    }

    fn bits(self) -> u64 {
        self.to_bits()
    }
}

impl Real for f32 {
    const ZERO: Self = 0.0;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const SHOW: Self = SHOW_FEW_BITS;
    const END: f64 = (1_u32 << FEW_BITS) as f64;
    const SHOWN: u64 = (1 << FEW_BITS) - 1;

    #[expect(clippy::cast_possible_truncation, reason = "as said")]
    fn nearest(number: f64) -> Self {
        number as Self
    }

    fn bits(self) -> u64 {
        self.to_bits().into()
    }
}

/// What numbers are taken for.
#[derive(Clone, Copy)]
pub(super) struct Terms<R> {
    /// What is no edge, and what else is left out, both with less weight than all others; NaN is nothing.
    pub(super) no_edge: R,
    pub(super) outlier: R,
    /// What makes integers of numbers, with the sign of weights.
    pub(super) factor: R,
}

/// What a look has shown where all numbers are integers that are [shown](Real::SHOW), but for those left out.
pub(super) struct Seen {
    /// The least and the largest, with zero for what is left out.
    pub(super) ends: [f64; 2],
    /// Bits that are set in any, or in what is below zero as far as it is above.
    pub(super) bits: u64,
    /// Whether any number is no edge.
    pub(super) some_absent: bool,
}

/// Floats that show integers when they are looked at.
pub(super) trait Shown: Real {
    /// Looks at numbers in parts of so many; writes the largest integer of each part, or what is left out where that is all. Nothing is
    /// left out where they are not `MIXED`. `None` where some numbers are something else.
    fn look<const MIXED: bool>(
        numbers: &[Self],
        terms: Terms<Self>,
        width: usize,
        parts: &mut [f64],
    ) -> Option<Seen>;
}

macro_rules! look {
    ($($real:ty),*) => {$(
        impl Shown for $real {
            fn look<const MIXED: bool>(
                numbers: &[Self],
                terms: Terms<Self>,
                width: usize,
                parts: &mut [f64],
            ) -> Option<Seen> {
                on_vectors(Look::<Self, MIXED> { numbers, terms, width, parts })
            }
        }

        impl<const MIXED: bool> OnVectors for Look<'_, $real, MIXED> {
            type Output = Option<Seen>;

            #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
            #[inline(always)]
            fn run<V: Vectors<f64> + Vectors<f32>>(self, vectors: V) -> Option<Seen> {
                self.look(vectors)
            }
        }
    )*};
}

look!(f32, f64);

/// Numbers in parts, and room for what is found of each.
struct Look<'a, R, const MIXED: bool> {
    numbers: &'a [R],
    terms: Terms<R>,
    width: usize,
    parts: &'a mut [f64],
}

impl<R: Real, const MIXED: bool> Look<'_, R, MIXED> {
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look<V: Vectors<R>>(self, v: V) -> Option<Seen> {
        let Self { numbers, terms, width, parts } = self;
        let [no_edge, outlier, factor] =
            [terms.no_edge, terms.outlier, terms.factor].map(|number| v.all(number));
        let [zero, show, lowest] = [R::ZERO, R::SHOW, R::NEG_INFINITY].map(|number| v.all(number));
        let (mut bits, mut off, mut worst) = (show, zero, zero);
        let (mut least, mut most) = ([zero; 2], zero);
        // Memory answers sooner when asked at two places at once.
        let (count, half) = (parts.len(), parts.len().div_ceil(2));
        for at in (0..half).flat_map(|at| [at, at + half]).filter(|&at| at < count) {
            let part = &numbers[at * width..numbers.len().min((at + 1) * width)];
            let mut top = [lowest; TOGETHER];
            let mut see = |lane: usize, numbers: V::Vector| {
                let product = v.mul(numbers, factor);
                // What is left out is worse than all others, or it is not left out.
                top[lane] = v.larger(top[lane], product);
                let product = if MIXED {
                    worst = v.smaller(worst, product);
                    let is_absent = v.is_equal(numbers, no_edge);
                    let left_out = v.either(is_absent, v.is_equal(numbers, outlier));
                    v.choose(left_out, zero, product)
                } else {
                    product
                };
                let shown = v.add(product, show);
                bits = v.or(bits, shown);
                // Zero is all zeros; what is no integer, infinite or not a number leaves something.
                off = v.or(off, v.sub(v.sub(shown, show), product));
                least[lane % 2] = v.smaller(least[lane % 2], product);
            };
            let (whole, rest) = v.split(part);
            let (fours, few) = whole.as_chunks::<TOGETHER>();
            for four in fours {
                see(0, four[0]);
                see(1, four[1]);
                see(2, four[2]);
                see(3, four[3]);
            }
            for &vector in few {
                see(0, vector);
            }
            if !rest.is_empty() {
                // One of them stands where numbers are missing.
                let mut padding = [rest[0]; MOST_LANES];
                padding[..rest.len()].copy_from_slice(rest);
                let (whole, _) = v.split(&padding);
                see(0, whole[0]);
            }
            let top = v.larger(v.larger(top[0], top[1]), v.larger(top[2], top[3]));
            most = v.larger(most, top);
            parts[at] = v.largest(top).into();
        }
        let (mut all_off, mut lowest) = (0, 0.0_f64);
        let mut seen = Seen { ends: [0.0, v.largest(most).into()], bits: 0, some_absent: false };
        v.each(off, |off| all_off |= off.bits());
        v.each(bits, |shown| seen.bits |= shown.bits() & R::SHOWN);
        v.each(v.smaller(least[0], least[1]), |least| {
            seen.ends[0] = seen.ends[0].min(least.into());
        });
        v.each(worst, |worst| lowest = lowest.min(worst.into()));
        seen.some_absent = lowest == f64::NEG_INFINITY;
        (all_off == 0 && seen.ends[0] > -R::END && seen.ends[1] < R::END).then_some(seen)
    }
}
