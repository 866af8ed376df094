//! Edge lists: even draws around a planted matching, and a few columns everybody wants.

use super::class::Class;
use super::instance::SparseInstance;
use crate::draw::Draw;
use crate::problem::Csr;

/// Draws a row.
const DEGREE: u32 = 20;

/// A list that grows row by row.
pub(super) struct Rows {
    columns: u32,
    starts: Vec<usize>,
    indices: Vec<u32>,
    numbers: Vec<i64>,
}

impl Rows {
    pub(super) fn new(rows: u32, columns: u32, degree: u32) -> Self {
        let entries = rows as usize * degree.min(columns) as usize;
        let mut starts = Vec::with_capacity(rows as usize + 1);
        starts.push(0);
        let (indices, numbers) = (Vec::with_capacity(entries), Vec::with_capacity(entries));
        Self { columns, starts, indices, numbers }
    }

    /// Adds a row: each column once, ascending.
    pub(super) fn push(&mut self, entries: impl IntoIterator<Item = (u32, i64)>) {
        for (column, number) in entries {
            self.indices.push(column);
            self.numbers.push(number);
        }
        self.starts.push(self.indices.len());
    }

    pub(super) fn finish(self) -> Csr<i64> {
        Csr::new(self.columns as usize, self.starts, self.indices, self.numbers)
            .expect("columns are drawn below their number, sorted and once each")
    }
}

pub(super) fn planted(rows: u32, columns: u32, seed: u64) -> SparseInstance {
    let mut draw = Draw::new(seed);
    let partners = partners(rows, columns, &mut draw);
    let mut list = Rows::new(rows, columns, DEGREE);
    let mut row = Vec::with_capacity(DEGREE as usize);
    for &partner in &partners {
        row.clear();
        row.extend(partner);
        while row.len() < DEGREE.min(columns) as usize {
            let column = draw.below(columns);
            if !row.contains(&column) {
                row.push(column);
            }
        }
        row.sort_unstable();
        list.push(row.iter().map(|&column| (column, i64::from(draw.between(1, 1_000_000)))));
    }
    let pairs = partners.iter().enumerate();
    let planted = pairs.filter_map(|(row, column)| Some((row, (*column)? as usize))).collect();
    SparseInstance { class: Class::S1, weights: list.finish(), capacities: None, planted }
}

/// A column for every row, or a row for every column: each once, in random order.
fn partners(rows: u32, columns: u32, draw: &mut Draw) -> Vec<Option<u32>> {
    let mut partners: Vec<Option<u32>> =
        (0..rows.max(columns)).map(|column| (column < columns).then_some(column)).collect();
    draw.shuffle(&mut partners);
    partners.truncate(rows as usize);
    partners
}

pub(super) fn contended(rows: u32, columns: u32, seed: u64) -> SparseInstance {
    let mut draw = Draw::new(seed);
    // The popular ones stand anywhere.
    let mut by_rank: Vec<u32> = (0..columns).collect();
    draw.shuffle(&mut by_rank);
    let mut list = Rows::new(rows, columns, DEGREE);
    let mut row = Vec::with_capacity(DEGREE as usize);
    for _ in 0..rows {
        row.clear();
        if columns > 0 {
            row.extend((0..DEGREE).map(|_| by_rank[rank(columns, draw.bits()) as usize]));
        }
        row.sort_unstable();
        row.dedup();
        list.push(row.iter().map(|&column| (column, i64::from(draw.between(40, 400)))));
    }
    let (weights, planted) = (list.finish(), Vec::new());
    SparseInstance { class: Class::S2, weights, capacities: None, planted }
}

/// A rank below `columns` where low ones are far more frequent: r^(7/4) of an even draw r from 0 to 1, in 32 binary places.
fn rank(columns: u32, bits: u32) -> u32 {
    let even = u64::from(bits);
    let root = (even << 32).isqrt();
    let three_quarters = (even * root).isqrt();
    let skewed = (even * three_quarters) >> 32;
    u32::try_from((skewed * u64::from(columns)) >> 32).expect("below the number of columns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_ranks_are_frequent() {
        assert_eq!((rank(1000, 0), rank(1000, u32::MAX)), (0, 999));
        // A half to the power of 7/4 is 0.2973.
        assert_eq!(rank(10_000, 1 << 31), 2973);
    }

    #[test]
    fn partners_fill_the_smaller_side() {
        for (rows, columns) in [(0, 0), (4, 4), (3, 7), (7, 3), (2, 0)] {
            let partners = partners(rows, columns, &mut Draw::new(1));
            assert_eq!(partners.len(), rows as usize);
            let mut taken: Vec<u32> = partners.into_iter().flatten().collect();
            taken.sort_unstable();
            taken.dedup();
            if rows >= columns {
                assert_eq!(taken.len(), columns as usize);
            } else {
                assert_eq!(taken.len(), rows as usize);
            }
        }
    }
}
