//! What has to be known of all numbers of a matrix, in one pass without branches.

use super::element::{Convert as _, Element, SHOW_BITS};
use super::{Grid, MAX_WEIGHT, NARROW, Sense};
use crate::wide::wide;

/// Numbers that are looked at side by side: the compiler makes vectors of them, and keeps what it counts in registers.
const LANES: usize = 4;

/// Numbers that are looked at together; where they are read a second time they are near.
const BLOCK: usize = 1 << 11;

/// Blocks that had to be looked at closely before a quick look is given up, where they are most of all blocks.
const PATIENCE: usize = 8;

/// A float's bits without its sign and exponent.
const FRACTION: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;

/// What [`SHOW_BITS`] is for floats of 32 bits: an integer of at most 22 bits stands in the lowest bits of its sum with this.
const SHOW_FEW_BITS: f32 = 12_582_912.0;
const FEW_BITS: u32 = f32::MANTISSA_DIGITS - 2;

/// Sizes of numbers, and whether there are any that a matrix must not hold.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Survey {
    /// The infinity that is no edge.
    no_edge: f64,
    /// Whether [`Sense::check`] takes all of them.
    pub(super) sound: bool,
    /// How many are edges, if all are sound.
    pub(super) edges: usize,
    /// The lowest bit of all finite floats, +∞ if they are zeros.
    finest: f64,
    /// The largest finite size; of integers to the precision of a float.
    largest: f64,
    /// A number much larger than those around it; NaN if none was met.
    outlier: f64,
    /// The largest finite size of all others, +∞ where nobody has looked.
    largest_other: f64,
    /// What makes integers of the numbers so far; 0 before the first.
    factor: f64,
    /// Whether outliers and absent edges are about.
    mixed: bool,
    /// Whether integers have had few bits, as far as anybody has looked.
    few: bool,
    blocks: usize,
    /// Blocks that a quick look was not enough for.
    close_looks: usize,
    /// The best finite number since it was last taken, with the sign of a weight.
    best: f64,
}

impl Survey {
    pub(super) fn new(sense: Sense) -> Self {
        let no_edge = match sense {
            Sense::Maximize => f64::NEG_INFINITY,
            Sense::Minimize => f64::INFINITY,
        };
        Self {
            no_edge,
            sound: true,
            edges: 0,
            finest: f64::INFINITY,
            largest: 0.0,
            outlier: f64::NAN,
            largest_other: 0.0,
            factor: 0.0,
            mixed: false,
            few: true,
            blocks: 0,
            close_looks: 0,
            best: f64::NEG_INFINITY,
        }
    }

    /// Numbers from the least to the most have been seen, if there were any.
    fn see(&mut self, least: f64, most: f64) {
        let best = if self.no_edge < 0.0 { most } else { -least };
        self.best = self.best.max(best);
    }

    /// No number since the last call is better than this; with the sign of a weight, and −∞ where none is an edge.
    pub(super) fn take_best(&mut self) -> f64 {
        std::mem::replace(&mut self.best, f64::NEG_INFINITY)
    }

    /// The grid all these numbers are put on.
    pub(super) fn grid<T: Element>(&self) -> Grid {
        if T::INTEGER {
            Grid::INTEGERS
        } else {
            // No bit of any number is below the one or above those of the other.
            Grid::of([self.finest, self.largest].map(f64::parts).into_iter())
        }
    }

    /// Whether all weights on their grid lie strictly between ±2³⁰.
    pub(super) fn is_narrow(&self, grid: Grid) -> bool {
        is_narrow(self.largest, grid)
    }

    /// By how many bits weights on their grid have to be shifted to lie between ±2²⁹.
    pub(super) fn excess(&self, grid: Grid) -> Option<u32> {
        let (_, bits) = libm::frexp(libm::ldexp(self.largest, grid.exponent()));
        u32::try_from(bits - 29).ok()
    }

    /// The one float whose weight is not narrow, where a look at all of them has shown that there is no other.
    pub(super) fn only_wide(&self, grid: Grid) -> Option<f64> {
        let wide = self.outlier.is_finite() && !is_narrow(self.outlier.abs(), grid);
        (wide && is_narrow(self.largest_other, grid)).then_some(self.outlier)
    }

    #[expect(clippy::cast_precision_loss, reason = "what is below 2^30 stays below when rounded")]
    pub(super) fn integers<T: Copy + Ord + Into<i64>>(&mut self, numbers: &[T]) {
        let Some(&first) = numbers.first() else { return };
        // Compared as they are, so that a vector holds as many of them as it can.
        let (least, most) = wide(
            #[inline(always)]
            || {
                numbers.iter().fold((first, first), |(least, most), &number| {
                    (least.min(number), most.max(number))
                })
            },
        );
        let (least, most): (i64, i64) = (least.into(), most.into());
        self.see(least as f64, most as f64);
        let largest = most.unsigned_abs().max(least.unsigned_abs());
        self.sound &= largest <= MAX_WEIGHT.unsigned_abs();
        self.edges += numbers.len();
        self.largest = self.largest.max(largest as f64);
        self.largest_other = f64::INFINITY;
    }

    pub(super) fn floats<T: Float>(&mut self, numbers: &[T]) {
        wide(
            #[inline(always)]
            || {
                for block in numbers.chunks(BLOCK) {
                    self.blocks += 1;
                    let quick = self.factor > 0.0
                        && ((!self.mixed && T::look_quickly::<false>(block, self))
                            || T::look_quickly::<true>(block, self));
                    if !quick {
                        self.look_closely(block);
                    }
                }
            },
        );
    }

    /// Takes all numbers of a block for narrow integers times a power of two, but for the outlier and for absent edges where
    /// they are `MIXED` in. `false`, and nothing is counted, if some are not.
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_quickly<T: Copy + Into<f64>, const MIXED: bool>(&mut self, block: &[T]) -> bool {
        let (no_edge, outlier, factor) = (self.no_edge, self.outlier, self.factor);
        // Integers throughout, so that the order in which numbers are taken together does not matter and vectors can be made.
        let (mut bits, mut off, mut absent) = (0_u64, 0_u64, 0_u64);
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        let mut add = |number: f64| {
            #[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
            let (is_absent, outlying) = (number == no_edge, number == outlier);
            let left_out = MIXED && (is_absent | outlying);
            let product = if left_out { 0.0 } else { number * factor };
            let shown = product + SHOW_BITS;
            bits |= shown.to_bits();
            // Zero is all zeros; what is no integer, infinite or not a number leaves something.
            off |= (shown - SHOW_BITS - product).to_bits();
            // Of numbers above zero, as these are, the bits are ordered as they are; others are far below. What is left out
            // counts as zero.
            let shown = shown.to_bits().cast_signed();
            least = least.min(shown);
            most = most.max(shown);
            absent += u64::from(MIXED & is_absent);
        };
        // Memory answers sooner when asked at two places at once.
        let (one, other) = block.split_at(block.len() / 2);
        for (&one, &other) in one.iter().zip(other) {
            add(one.into());
            add(other.into());
        }
        if let Some(&last) = other.get(one.len()) {
            add(last.into());
        }
        let (zero, narrow) = (SHOW_BITS.to_bits().cast_signed(), i64::from(NARROW));
        if off != 0 || least <= zero - narrow || most >= zero + narrow {
            return false;
        }
        self.take_in([least - zero, most - zero], bits & (FRACTION >> 1));
        self.mixed |= MIXED;
        self.edges += block.len() - usize::try_from(absent).unwrap_or(0);
        true
    }

    /// The same for numbers of 32 bits whose integers have few: twice as many at a time.
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_at_singles<const MIXED: bool>(&mut self, block: &[f32]) -> bool {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "numbers of 32 bits, and a power of two; if it is too large nothing is an integer"
        )]
        let [no_edge, outlier, factor] =
            [self.no_edge, self.outlier, self.factor].map(|number| number as f32);
        let (mut bits, mut off, mut absent) = (0_u32, 0_u32, 0_u32);
        let (mut least, mut most) = (i32::MAX, i32::MIN);
        for &number in block {
            #[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
            let (is_absent, outlying) = (number == no_edge, number == outlier);
            let left_out = MIXED && (is_absent | outlying);
            let product = if left_out { 0.0 } else { number * factor };
            absent += u32::from(MIXED & is_absent);
            let shown = product + SHOW_FEW_BITS;
            bits |= shown.to_bits();
            off |= (shown - SHOW_FEW_BITS - product).to_bits();
            least = least.min(shown.to_bits().cast_signed());
            most = most.max(shown.to_bits().cast_signed());
        }
        let (zero, most_bits) = (SHOW_FEW_BITS.to_bits().cast_signed(), 1 << FEW_BITS);
        if off != 0 || least <= zero - most_bits || most >= zero + most_bits {
            return false;
        }
        let bits = bits & ((1 << FEW_BITS) - 1);
        self.take_in([least, most].map(|shown| (shown - zero).into()), bits.into());
        self.mixed |= MIXED;
        self.edges += block.len() - absent as usize;
        true
    }

    /// Integers from the least to the most have been seen, and which bits there are in any of them.
    fn take_in(&mut self, ends: [i64; 2], bits: u64) {
        let unit = self.factor.recip();
        #[expect(clippy::cast_precision_loss, reason = "of 31 bits")]
        let [least, most] = ends.map(|end| end as f64 * unit);
        let largest = most.max(-least);
        self.largest = self.largest.max(largest);
        self.largest_other = self.largest_other.max(largest);
        self.see(least, most);
        if bits != 0 {
            let lowest = 1_u32 << bits.trailing_zeros().min(31);
            self.finest = self.finest.min(f64::from(lowest) * unit);
        }
    }

    /// Looks at the bits of each number.
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_closely<T: Copy + Into<f64>>(&mut self, block: &[T]) {
        let mut lanes = [Lane::NOTHING; LANES];
        let (chunks, rest) = block.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, &number) in lanes.iter_mut().zip(chunk) {
                lane.add(number.into());
            }
        }
        for &number in rest {
            lanes[0].add(number.into());
        }
        for lane in lanes {
            self.finest = self.finest.min(lane.finest);
            self.largest = self.largest.max(lane.most).max(-lane.least);
            self.see(lane.least, lane.most);
        }
        let finite = block.iter().filter(|&&number| number.into().is_finite()).count();
        if finite < block.len() {
            #[expect(clippy::float_cmp, reason = "one infinity is meant")]
            let absent = block.iter().filter(|&&number| number.into() == self.no_edge).count();
            self.sound &= finite + absent == block.len();
        }
        self.edges += finite;
        self.close_looks += 1;
        if self.close_looks > PATIENCE && 2 * self.close_looks > self.blocks {
            self.factor = 0.0;
            self.largest_other = f64::INFINITY;
        } else {
            self.expect_more_of(block);
        }
    }

    /// What a quick look at numbers like those of a block has to know.
    fn expect_more_of<T: Copy + Into<f64>>(&mut self, block: &[T]) {
        let factor = if self.finest.is_finite() { self.finest.recip() } else { 1.0 };
        // Products with less than 1 could vanish, and what they hide would not be on the grid.
        self.factor = if factor.is_normal() { factor.max(1.0) } else { 0.0 };
        let finite = || block.iter().map(|&n| n.into()).filter(|number| number.is_finite());
        if self.outlier.is_nan() {
            let wide = |number: &f64| number.abs() * factor >= f64::from(NARROW);
            self.outlier = finite().find(wide).unwrap_or(f64::NAN);
        }
        #[expect(clippy::float_cmp, reason = "the very same number is meant")]
        let others = finite().filter(|&number| number != self.outlier).map(f64::abs);
        self.largest_other = others.fold(self.largest_other, f64::max);
    }
}

/// Floats, and how a block of them is looked at quickly.
pub(super) trait Float: Copy + Into<f64> {
    fn look_quickly<const MIXED: bool>(block: &[Self], survey: &mut Survey) -> bool;
}

impl Float for f64 {
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_quickly<const MIXED: bool>(block: &[Self], survey: &mut Survey) -> bool {
        survey.look_quickly::<Self, MIXED>(block)
    }
}

impl Float for f32 {
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_quickly<const MIXED: bool>(block: &[Self], survey: &mut Survey) -> bool {
        if survey.few && survey.look_at_singles::<MIXED>(block) {
            return true;
        }
        let quick = survey.look_quickly::<Self, MIXED>(block);
        // What had too many bits for the one and not for the other will have them again.
        survey.few &= !quick;
        quick
    }
}

fn is_narrow(size: f64, grid: Grid) -> bool {
    grid.is_exact() && libm::ldexp(size, grid.exponent()) < f64::from(NARROW)
}

/// What has been seen of every fourth number.
#[derive(Clone, Copy)]
struct Lane {
    finest: f64,
    least: f64,
    most: f64,
}

impl Lane {
    const NOTHING: Self =
        Self { finest: f64::INFINITY, least: f64::INFINITY, most: f64::NEG_INFINITY };

    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn add(&mut self, number: f64) {
        let size = number.abs();
        // The number less its lowest bit, so that the difference is that bit, exactly. A number without a fraction is a power
        // of two (the bit is itself) or zero.
        let bits = size.to_bits();
        let without = if bits & FRACTION == 0 { 0 } else { bits & bits.wrapping_sub(1) };
        let lowest = size - f64::from_bits(without);
        // Comparisons with NaN are false, here and below.
        let lowest = if lowest > 0.0 { lowest } else { f64::INFINITY };
        self.finest = if lowest < self.finest { lowest } else { self.finest };
        let finite = if size < f64::INFINITY { number } else { f64::NAN };
        self.least = if finite < self.least { finite } else { self.least };
        self.most = if finite > self.most { finite } else { self.most };
    }
}

#[cfg(test)]
mod tests;
