//! Puts scores that come in any order of mentors into ascending order.

use std::ops::Range;

/// Values by index, and which there are: a bit for each, and a bit for each word of bits.
#[derive(Default)]
pub(super) struct Marks {
    values: Vec<i32>,
    bits: Vec<u64>,
    words: Vec<u64>,
    /// Places in the row that are scored.
    pub(super) stretches: Vec<Range<usize>>,
}

impl Marks {
    /// Makes room for indices below `width`. Nothing is marked.
    pub(super) fn resize(&mut self, width: usize) {
        if self.values.len() < width {
            self.values.resize(width, 0);
            self.bits.resize(width.div_ceil(64), 0);
            self.words.resize(width.div_ceil(64 * 64), 0);
        }
    }

    /// Marks an index, if it is `there`: nobody can foresee which are, so that a jump would cost more than marking in vain.
    #[inline]
    pub(super) fn set(&mut self, index: usize, value: i32, there: bool) {
        self.values[index] = value;
        self.bits[index / 64] |= u64::from(there) << (index % 64);
        self.words[index / (64 * 64)] |= 1 << (index / 64 % 64);
    }

    /// Hands everything out in ascending order and forgets it.
    pub(super) fn drain(&mut self, mut take: impl FnMut(u32, i32)) {
        for (block, words) in self.words.iter_mut().enumerate() {
            while *words != 0 {
                let word = block * 64 + words.trailing_zeros() as usize;
                *words &= *words - 1;
                let mut bits = std::mem::take(&mut self.bits[word]);
                while bits != 0 {
                    let index = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    take(u32::try_from(index).unwrap_or(u32::MAX), self.values[index]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_any_order_goes_out_ascending_and_once() {
        let mut marks = Marks::default();
        marks.resize(10_000);
        for (round, indices) in [vec![9_999, 0, 4_096, 63, 64, 4_095], vec![5]].iter().enumerate() {
            for index in indices {
                marks.set(*index, i32::try_from(index + round).unwrap(), true);
                marks.set(index ^ 8, 7, false);
            }
            let mut expected = indices.clone();
            expected.sort_unstable();
            let mut seen = Vec::new();
            marks.drain(|index, value| seen.push((index as usize, value)));
            let expected = expected.iter().map(|at| (*at, i32::try_from(at + round).unwrap()));
            assert_eq!(seen, expected.collect::<Vec<_>>());
        }
    }
}
