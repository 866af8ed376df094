//! An edge as one side sees it, in 8 bytes where node and value find room there, or in 12.

use std::cmp::Ordering;

/// The other end and the value of an edge. Arcs are ordered by value, and among equal values the arc to the first node
/// is the greatest; lists are kept in descending order.
pub(super) trait Arc: Copy + Ord {
    fn new(to: u32, value: i64) -> Self;
    fn node(self) -> u32;
    fn value(self) -> i64;
    /// Whether a value can be kept.
    fn fits(value: i64) -> bool;
    /// Nodes below this can be kept.
    const NODES: usize;

    #[inline]
    fn to(self) -> usize {
        self.node() as usize
    }
}

/// A node of `BITS` bits below a value that has all others: arcs compare as one number, because the complement of the node
/// is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed<const BITS: u32>(i64);

/// About a million nodes, and values of 44 bits: most problems of two levels.
pub(super) type Narrow = Packed<20>;

/// Sixteen million nodes, and values of 40 bits.
pub(super) type Broad = Packed<24>;

impl<const BITS: u32> Packed<BITS> {
    const MASK: u32 = u32::MAX >> (u32::BITS - BITS);
}

impl<const BITS: u32> Arc for Packed<BITS> {
    const NODES: usize = 1 << BITS;

    #[inline]
    fn new(to: u32, value: i64) -> Self {
        Self(value << BITS | i64::from(!to & Self::MASK))
    }

    #[inline]
    fn node(self) -> u32 {
        let [a, b, c, d, ..] = self.0.to_le_bytes();
        !u32::from_le_bytes([a, b, c, d]) & Self::MASK
    }

    #[inline]
    fn value(self) -> i64 {
        self.0 >> BITS
    }

    #[inline]
    fn fits(value: i64) -> bool {
        value << BITS >> BITS == value
    }
}

/// Values of 64 bits in two halves, because an `i64` would cost four bytes of padding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Wide {
    high: i32,
    low: u32,
    not_to: u32,
}

impl Ord for Wide {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.value().cmp(&other.value()).then(self.not_to.cmp(&other.not_to))
    }
}

impl PartialOrd for Wide {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Arc for Wide {
    const NODES: usize = u32::MAX as usize;

    #[inline]
    fn new(to: u32, value: i64) -> Self {
        let [lowest, second, third, fourth, rest @ ..] = value.to_le_bytes();
        let low = u32::from_le_bytes([lowest, second, third, fourth]);
        Self { high: i32::from_le_bytes(rest), low, not_to: !to }
    }

    #[inline]
    fn node(self) -> u32 {
        !self.not_to
    }

    #[inline]
    fn value(self) -> i64 {
        i64::from(self.high) << 32 | i64::from(self.low)
    }

    #[inline]
    fn fits(_value: i64) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, Broad, Narrow, Wide};

    fn keeps<A: Arc>(values: &[i64]) {
        let last = u32::try_from(A::NODES - 1).unwrap();
        for &value in values {
            assert!(A::fits(value));
            for to in [0, 1, 77, last] {
                let arc = A::new(to, value);
                assert_eq!((arc.node(), arc.value()), (to, value));
            }
            assert!(A::new(3, value) > A::new(4, value));
            assert!(A::new(9, value) > A::new(3, value - 1));
        }
    }

    #[test]
    fn arcs_keep_what_they_are_given() {
        keeps::<Narrow>(&[0, 1, -1, 1 << 42, (1 << 43) - 1, 1 - (1 << 43)]);
        keeps::<Broad>(&[0, 1, -1, 1 << 38, (1 << 39) - 1, 1 - (1 << 39)]);
        keeps::<Wide>(&[
            0,
            1,
            -1,
            i64::from(u32::MAX),
            1 << 60,
            -(1 << 60),
            i64::MIN + 1,
            i64::MAX,
        ]);
        assert!(!Narrow::fits(1 << 43) && !Narrow::fits(-(1 << 43) - 1));
        assert!(!Broad::fits(1 << 39) && !Broad::fits(i64::MAX));
    }
}
