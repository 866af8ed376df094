//! Drawing with integers alone, so that a seed means the same on every machine and with every version of the crates
//! below.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a seed. The seed is the start of the cipher's key as it stands: no expansion that could change.
    pub(super) fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `bound`, which is at least 1. The bias is below `bound` in 2³².
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(bound);
        u32::try_from(product >> 32).expect("the upper half of a product of two u32 is a u32")
    }

    /// A number below `bound`, which is at least 1, each exactly as likely: D. Lemire, *Fast random integer generation in
    /// an interval*, ACM Transactions on Modeling and Computer Simulation 29 (2019).
    pub(super) fn fair(&mut self, bound: u32) -> u32 {
        let odd_ones = bound.wrapping_neg() % bound;
        loop {
            let product = u64::from(self.0.next_u32()) * u64::from(bound);
            let [low, high] = [product & u64::from(u32::MAX), product >> 32];
            if low >= u64::from(odd_ones) {
                return u32::try_from(high)
                    .expect("the upper half of a product of two u32 is a u32");
            }
        }
    }

    /// 32 bits.
    pub(super) fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// Puts the items in random order: a Fisher–Yates shuffle.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            let bound = u32::try_from(at + 1).expect("items are counted in u32");
            items.swap(at, self.below(bound) as usize);
        }
    }

    /// A number from `first` to `last`, both included.
    pub(super) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last - first + 1)
    }

    /// True this many times in a thousand.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.below(1000) < permille
    }

    /// One of the items, by weight.
    pub(super) fn pick<'t, T>(&mut self, items: &'t [T], weights: &Weights) -> &'t T {
        &items[self.index(weights)]
    }

    /// `count` different items, by weight; all of them where there are no more.
    pub(super) fn some<'t, T>(
        &mut self,
        items: &'t [T],
        weights: &Weights,
        count: u32,
    ) -> Vec<&'t T> {
        let mut weights = weights.clone();
        (0..count)
            .map_while(|_| {
                if weights.total() == 0 {
                    return None;
                }
                let at = self.index(&weights);
                weights.0[at] = 0;
                Some(&items[at])
            })
            .collect()
    }

    fn index(&mut self, weights: &Weights) -> usize {
        let mut left = self.below(weights.total());
        for (at, weight) in weights.0.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        unreachable!("a draw lies below the sum of the weights")
    }
}

/// How often each of a few things is drawn, one beside the other.
#[derive(Debug, Clone)]
pub(super) struct Weights(Vec<u32>);

impl Weights {
    pub(super) fn new(weights: &[u32]) -> Self {
        Self(weights.to_vec())
    }

    /// All alike.
    pub(super) fn even(count: usize) -> Self {
        Self(vec![1; count])
    }

    /// Zipf's law: the item of rank `r` has the weight 1 ÷ (r + `flatness`), in integers.
    pub(super) fn zipf(count: usize, flatness: u32) -> Self {
        Self((1..).take(count).map(|rank: u32| 1_000_000 / (rank + flatness)).collect())
    }

    fn total(&self) -> u32 {
        self.0.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_stream() {
        let stream = |seed| {
            let mut draw = Draw::new(seed);
            [draw.below(1000), draw.below(1000), draw.between(5, 9)]
        };
        assert_eq!(stream(1), stream(1));
        assert_ne!(stream(1), stream(2));
    }

    #[test]
    fn weights_are_followed_and_items_drawn_once() {
        let mut draw = Draw::new(7);
        let (items, weights) = (["often", "never", "seldom"], Weights::new(&[90, 0, 10]));
        let drawn: Vec<_> = (0..1000).map(|_| *draw.pick(&items, &weights)).collect();
        let often = drawn.iter().filter(|item| **item == "often").count();
        assert!((850..950).contains(&often) && !drawn.contains(&"never"), "{often}");
        let mut both = draw.some(&items, &weights, 5);
        both.sort();
        assert_eq!(both, [&"often", &"seldom"]);
        assert_eq!(Weights::zipf(3, 0).0, [1_000_000, 500_000, 333_333]);
    }
}
