//! An edge as one side sees it, in 8 or 12 bytes.

use std::cmp::Ordering;

/// The other end and the value of an edge. Arcs are ordered by value, and among equal values the arc to the first node
/// is the greatest; lists are kept in descending order.
pub(super) trait Arc: Copy + Ord {
    fn new(to: u32, value: i64) -> Self;
    fn node(self) -> u32;
    fn value(self) -> i64;
    /// Whether a value can be kept.
    fn fits(value: i64) -> bool;

    #[inline]
    fn to(self) -> usize {
        self.node() as usize
    }
}

/// Values of 32 bits. The value stands above the complement of the node, so that arcs compare as one number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Narrow(i64);

impl Arc for Narrow {
    #[inline]
    fn new(to: u32, value: i64) -> Self {
        Self(value << 32 | i64::from(!to))
    }

    #[inline]
    fn node(self) -> u32 {
        let [a, b, c, d, ..] = self.0.to_le_bytes();
        !u32::from_le_bytes([a, b, c, d])
    }

    #[inline]
    fn value(self) -> i64 {
        self.0 >> 32
    }

    #[inline]
    fn fits(value: i64) -> bool {
        i32::try_from(value).is_ok()
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
    use super::{Arc, Narrow, Wide};

    fn keeps<A: Arc>(values: &[i64]) {
        for &value in values {
            assert!(A::fits(value));
            for to in [0, 1, 77, u32::MAX - 1] {
                let arc = A::new(to, value);
                assert_eq!((arc.node(), arc.value()), (to, value));
            }
            assert!(A::new(3, value) > A::new(4, value));
            assert!(A::new(9, value) > A::new(3, value - 1));
        }
    }

    #[test]
    fn arcs_keep_what_they_are_given() {
        keeps::<Narrow>(&[0, 1, -1, i64::from(i32::MAX), i64::from(i32::MIN) + 1]);
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
        assert!(!Narrow::fits(1 << 31));
    }
}
