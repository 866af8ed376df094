//! What has to be known of all numbers of a matrix, in one pass without branches.

use super::element::{Convert as _, Element};
use super::{Grid, MAX_WEIGHT, NARROW, Sense};
use crate::wide::wide;
use quick::{Seen, Shown, Terms};

/// Numbers that are looked at side by side: the compiler makes vectors of them, and keeps what it counts in registers.
const LANES: usize = 4;

/// Numbers that are looked at together; where they are read a second time they are near.
pub(super) const BLOCK: usize = 1 << 11;

/// Blocks that had to be looked at closely before a quick look is given up, where they are most of all blocks.
const PATIENCE: usize = 8;

/// A float's bits without its sign and exponent.
const FRACTION: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;

/// Sizes of numbers, and whether there are any that a matrix must not hold.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct Survey {
    /// Numbers of a part, and what no number of each part of the last numbers is better than, with the sign of a weight.
    width: usize,
    parts: Vec<f64>,
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
}

impl Survey {
    /// For numbers in parts of so many.
    pub(super) fn new(sense: Sense, width: usize) -> Self {
        let no_edge = match sense {
            Sense::Maximize => f64::NEG_INFINITY,
            Sense::Minimize => f64::INFINITY,
        };
        Self {
            width,
            parts: Vec::new(),
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
        }
    }

    /// What no number of each part of those looked at last is better than, with the sign of a weight; −∞ where none is an edge.
    pub(super) fn parts(&self) -> &[f64] {
        &self.parts
    }

    /// Whether this has been known of all parts so far.
    pub(super) fn knows_parts(&self) -> bool {
        !self.has_given_up()
    }

    /// Whether no quick look is taken any more.
    fn has_given_up(&self) -> bool {
        self.close_looks > PATIENCE && 2 * self.close_looks > self.blocks
    }

    /// What is to be made large: a number or what is below zero as far as it is above.
    fn sign(&self) -> f64 {
        if self.no_edge < 0.0 { 1.0 } else { -1.0 }
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
        self.parts.clear();
        let Some(&first) = numbers.first() else { return };
        self.parts.resize(numbers.len().div_ceil(self.width), 0.0);
        let (sign, width) = (self.sign(), self.width);
        let (mut least, mut most) = (first, first);
        wide(
            #[inline(always)]
            || {
                for (part, best) in numbers.chunks(width).zip(&mut self.parts) {
                    // Compared as they are, so that a vector holds as many of them as it can.
                    let (mut low, mut high) = (part[0], part[0]);
                    for &number in part {
                        low = low.min(number);
                        high = high.max(number);
                    }
                    (least, most) = (least.min(low), most.max(high));
                    *best = sign * (if sign > 0.0 { high } else { low }).into() as f64;
                }
            },
        );
        let (least, most): (i64, i64) = (least.into(), most.into());
        let largest = most.unsigned_abs().max(least.unsigned_abs());
        self.sound &= largest <= MAX_WEIGHT.unsigned_abs();
        self.edges += numbers.len();
        self.largest = self.largest.max(largest as f64);
        self.largest_other = f64::INFINITY;
    }

    pub(super) fn floats<T: Float>(&mut self, numbers: &[T]) {
        let mut parts = std::mem::take(&mut self.parts);
        parts.clear();
        parts.resize(numbers.len().div_ceil(self.width), f64::INFINITY);
        for (block, parts) in numbers.chunks(BLOCK).zip(parts.chunks_mut(BLOCK / self.width)) {
            self.blocks += 1;
            let quick = self.factor > 0.0 && T::look_quickly(block, parts, self);
            if !quick {
                wide(
                    #[inline(always)]
                    || self.look_closely(block, parts),
                );
            }
        }
        self.parts = parts;
    }

    /// Takes all numbers of a block for narrow integers times a power of two, but for the outlier and for absent edges. `false`, and
    /// nothing is counted, if some are not.
    fn look_quickly<R: Shown>(&mut self, block: &[R], parts: &mut [f64]) -> bool {
        let terms = Terms {
            no_edge: R::nearest(self.no_edge),
            outlier: R::nearest(self.outlier),
            factor: R::nearest(self.sign() * self.factor),
        };
        let plain = (!self.mixed).then(|| R::look::<false>(block, terms, self.width, parts));
        let seen = plain.flatten().or_else(|| {
            let seen = R::look::<true>(block, terms, self.width, parts);
            self.mixed |= seen.is_some();
            seen
        });
        let Some(Seen { ends: [least, most], bits, some_absent }) = seen else { return false };
        let unit = self.factor.recip();
        let largest = most.max(-least) * unit;
        self.largest = self.largest.max(largest);
        self.largest_other = self.largest_other.max(largest);
        if bits != 0 {
            let lowest = 1_u32 << bits.trailing_zeros().min(31);
            self.finest = self.finest.min(f64::from(lowest) * unit);
        }
        self.edges += block.len()
            - if some_absent {
                wide(
                    #[inline(always)]
                    || count(block, self.no_edge),
                )
            } else {
                0
            };
        for best in parts {
            *best *= unit;
        }
        true
    }

    /// Looks at the bits of each number.
    #[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
    #[inline(always)]
    fn look_closely<T: Copy + Into<f64>>(&mut self, block: &[T], parts: &mut [f64]) {
        if !self.has_given_up() {
            let sign = self.sign();
            for (part, best) in block.chunks(self.width).zip(parts) {
                let weights = part.iter().map(|&number| sign * number.into());
                let finite = weights.filter(|number| number.is_finite());
                *best = finite.fold(f64::NEG_INFINITY, f64::max);
            }
        }
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
        }
        let finite = block.iter().filter(|&&number| number.into().is_finite()).count();
        if finite < block.len() {
            self.sound &= finite + count(block, self.no_edge) == block.len();
        }
        self.edges += finite;
        self.close_looks += 1;
        if self.has_given_up() {
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
    fn look_quickly(block: &[Self], parts: &mut [f64], survey: &mut Survey) -> bool;
}

impl Float for f64 {
    fn look_quickly(block: &[Self], parts: &mut [f64], survey: &mut Survey) -> bool {
        survey.look_quickly(block, parts)
    }
}

impl Float for f32 {
    fn look_quickly(block: &[Self], parts: &mut [f64], survey: &mut Survey) -> bool {
        // Twice as many at a time, where their integers have few bits.
        if survey.few && survey.look_quickly(block, parts) {
            return true;
        }
        let mut doubles = [0.0; BLOCK];
        for (double, &single) in doubles.iter_mut().zip(block) {
            *double = single.into();
        }
        let quick = survey.look_quickly(&doubles[..block.len()], parts);
        // What had too many bits for the one and not for the other will have them again.
        survey.few &= !quick;
        quick
    }
}

/// How many numbers are this one.
#[expect(clippy::float_cmp, reason = "the very same number is meant")]
#[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
#[inline(always)]
fn count<T: Copy + Into<f64>>(block: &[T], number: f64) -> usize {
    block.iter().filter(|&&other| other.into() == number).count()
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

mod quick;
#[cfg(test)]
mod tests;
