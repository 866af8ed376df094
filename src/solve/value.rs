//! The numbers the solvers calculate with: lexicographic levels, packed into one integer where that is proved safe.

use std::ops::{Add, Mul, Neg, Sub};

use super::factors::Factors;
use crate::problem::{Level, Weight};

/// Levels an objective can have at most, and one before them for minimum loads.
pub(super) const MAX_LEVELS: usize = 5;

/// An ordered group: all that a shortest augmenting path needs of a number.
pub(super) trait Value:
    Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> + Send + Sync
{
}

impl<T> Value for T where
    T: Copy + Ord + Default + Add<Output = Self> + Sub<Output = Self> + Send + Sync
{
}

/// How levels become one [`Value`] and back.
pub(super) trait Coding: Sync {
    type Value: Value;

    /// The value of a vector of levels.
    fn encode(&self, levels: &[i128]) -> Self::Value;

    /// The value of an edge of this weight.
    fn edge(&self, weight: Weight) -> Self::Value;

    /// Prices of rows and columns, taken apart into the first `levels` each: how two prices compare with the value of an edge is how
    /// they compare level by level.
    fn apart(
        &self,
        rows: &[Self::Value],
        columns: &[Self::Value],
        levels: usize,
    ) -> (Vec<i128>, Vec<i128>);
}

/// Prices taken apart one by one.
fn one_by_one<V: Copy>(
    (rows, columns): (&[V], &[V]),
    levels: usize,
    decode: impl Fn(V) -> [i128; MAX_LEVELS],
) -> (Vec<i128>, Vec<i128>) {
    let side = |prices: &[V]| -> Vec<i128> {
        prices.iter().flat_map(|&price| decode(price).into_iter().take(levels)).collect()
    };
    (side(rows), side(columns))
}

/// Levels side by side, compared lexicographically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Levels<const L: usize>(pub(super) [i128; L]);

/// All levels there can be. Never overflows for weights of 62 bits: a component would need 2⁶⁵ terms.
pub(super) type Tuple = Levels<MAX_LEVELS>;

impl<const L: usize> Levels<L> {
    pub(super) const ZERO: Self = Self([0; L]);
}

impl<const L: usize> Default for Levels<L> {
    fn default() -> Self {
        Self::ZERO
    }
}

impl<const L: usize> Add for Levels<L> {
    type Output = Self;

    #[inline]
    fn add(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
        self
    }
}

impl<const L: usize> Sub for Levels<L> {
    type Output = Self;

    #[inline]
    fn sub(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine -= theirs;
        }
        self
    }
}

impl<const L: usize> Neg for Levels<L> {
    type Output = Self;

    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

/// The coding by [`Tuple`]s: always safe, and the slowest.
pub(super) struct SideBySide {
    levels: Vec<Level>,
}

impl SideBySide {
    pub(super) fn new(levels: &[Level]) -> Self {
        Self { levels: levels.to_vec() }
    }
}

impl Coding for SideBySide {
    type Value = Tuple;

    fn encode(&self, levels: &[i128]) -> Tuple {
        let mut tuple = Tuple::default();
        tuple.0[..levels.len()].copy_from_slice(levels);
        tuple
    }

    fn apart(&self, rows: &[Tuple], columns: &[Tuple], levels: usize) -> (Vec<i128>, Vec<i128>) {
        one_by_one((rows, columns), levels, |value| value.0)
    }

    fn edge(&self, weight: Weight) -> Tuple {
        let mut tuple = Tuple::default();
        for (component, level) in tuple.0.iter_mut().zip(&self.levels) {
            *component = level.edge_value(weight);
        }
        tuple
    }
}

/// Levels packed into one integer, each with room for everything that can be added up below it.
///
/// If no component of any number that is ever compared exceeds `reach` of its level, then the factor of a level is more
/// than twice what all the levels below it can amount to: the packed numbers are ordered as the vectors are, and can be
/// taken apart again.
pub(super) struct Packed<T> {
    factors: Vec<i128>,
    reach: Vec<i128>,
    /// Value of an edge = `base + slope · weight`.
    base: T,
    slope: T,
}

impl<T: TryFrom<i128>> Packed<T> {
    /// The packing for numbers whose components stay within ± `reach`, or `None` where they do not fit into `T`.
    pub(super) fn new(levels: &[Level], reach: &[i128]) -> Option<Self> {
        let mut factors = vec![1_i128; reach.len()];
        let mut below = 0_i128;
        for level in (0..reach.len()).rev() {
            factors[level] = below.checked_mul(2)?.checked_add(1)?;
            below = below.checked_add(reach[level].checked_mul(factors[level])?)?;
        }
        T::try_from(below).ok()?;
        let packed = |weight: Weight| -> i128 {
            levels.iter().zip(&factors).map(|(level, f)| level.edge_value(weight) * f).sum()
        };
        let base = packed(0);
        Some(Self {
            base: T::try_from(base).ok()?,
            slope: T::try_from(packed(1) - base).ok()?,
            factors,
            reach: reach.to_vec(),
        })
    }
}

impl<T> Packed<T> {
    /// The vector a value stands for.
    fn decode<V: Into<i128>>(&self, value: V) -> [i128; MAX_LEVELS] {
        let mut rest: i128 = value.into();
        let mut levels = [0; MAX_LEVELS];
        for (at, factor) in self.factors.iter().enumerate() {
            // Balanced division: what remains is at most half the factor in either direction.
            let half = factor / 2;
            levels[at] = (rest + half).div_euclid(*factor);
            rest -= levels[at] * factor;
            debug_assert!(levels[at].abs() <= self.reach[at]);
        }
        levels
    }
}

impl<T> Coding for Packed<T>
where
    T: Value + Mul<Output = T> + TryFrom<i128> + Into<i128> + From<i64>,
{
    type Value = T;

    fn encode(&self, levels: &[i128]) -> T {
        let value: i128 = levels.iter().zip(&self.factors).map(|(level, f)| level * f).sum();
        T::try_from(value).unwrap_or_else(|_| {
            unreachable!("a vector of levels lies within the reach the packing was made for")
        })
    }

    fn apart(&self, rows: &[T], columns: &[T], levels: usize) -> (Vec<i128>, Vec<i128>) {
        one_by_one((rows, columns), levels, |value| self.decode(value))
    }

    #[inline]
    fn edge(&self, weight: Weight) -> T {
        self.base + self.slope * T::from(weight)
    }
}

/// Levels packed into 64 bits with room for no more than prices can be where anybody may stay alone: hardly more than an edge is
/// worth, as a path never costs more than staying alone does. What a level lends to the one before is found when all prices
/// are [taken apart](Factors::split) together.
pub(super) struct Tight {
    factors: Factors,
    /// Value of an edge = `base + slope · weight`.
    base: i64,
    slope: i64,
}

impl Tight {
    /// For edges and bonuses of at most so much of each level, where no node has to be filled. `None` where they do not fit.
    pub(super) fn new(levels: &[Level], most_in_edge: &[u128], nodes: usize) -> Option<Self> {
        let factors = Factors::new(most_in_edge, nodes as u128 + 4)?;
        let packed = |weight: Weight| factors.pack(levels.iter().map(|l| l.edge_value(weight)));
        let base = packed(0)?;
        let slope = packed(1)? - base;
        Some(Self { factors, base, slope })
    }
}

impl Coding for Tight {
    type Value = i64;

    fn encode(&self, levels: &[i128]) -> i64 {
        self.factors
            .pack(levels.iter().copied())
            .unwrap_or_else(|| unreachable!("a bonus is within what the packing was made for"))
    }

    #[inline]
    fn edge(&self, weight: Weight) -> i64 {
        self.base + self.slope * weight
    }

    fn apart(&self, rows: &[i64], columns: &[i64], levels: usize) -> (Vec<i128>, Vec<i128>) {
        debug_assert_eq!(levels, self.factors.all().len(), "no level of minimum loads");
        self.factors.split(rows.to_vec(), columns.to_vec(), 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEVELS: [Level; 3] = [Level::Tandems, Level::Priority, Level::Total];

    proptest! {
        #[test]
        fn packing_keeps_order_and_can_be_undone(
            a in prop::array::uniform3(-50_i128..=50),
            b in prop::array::uniform3(-50_i128..=50),
        ) {
            let packed = Packed::<i64>::new(&LEVELS, &[50, 50, 50]).unwrap();
            let (x, y) = (packed.encode(&a), packed.encode(&b));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(&packed.decode(x)[..3], &a[..]);
        }
    }

    #[test]
    fn an_edge_is_worth_its_levels() {
        let packed = Packed::<i64>::new(&LEVELS, &[10, 10, 1000]).unwrap();
        assert_eq!(packed.decode(packed.edge(7)), [1, 0, 7, 0, 0]);
        assert_eq!(packed.decode(packed.edge(-7)), [1, 0, -7, 0, 0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Packed::<i64>::new(&LEVELS, &[1 << 20, 1 << 20, 1 << 40]).is_none());
        assert!(Packed::<i128>::new(&LEVELS, &[1 << 20, 1 << 20, 1 << 40]).is_some());
        assert!(Packed::<i128>::new(&LEVELS, &[i128::MAX, 1, 1]).is_none());
    }
}
