//! Matrices: even draws, ties, and the three kinds of structure that are hard for shortest paths.

use ndarray::Array2;

use crate::draw::Draw;

/// The side of the square points lie in.
const SIDE: u32 = 1 << 24;

/// Row by row, because the draws are in that order.
fn fill(rows: u32, columns: u32, mut cost: impl FnMut(u32, u32) -> u32) -> Array2<f64> {
    let mut costs = Array2::zeros((rows as usize, columns as usize));
    for (row, mut cells) in (0..).zip(costs.rows_mut()) {
        for (column, cell) in (0..).zip(cells.iter_mut()) {
            *cell = f64::from(cost(row, column));
        }
    }
    costs
}

pub(super) fn uniform(rows: u32, columns: u32, seed: u64) -> Array2<f64> {
    let mut draw = Draw::new(seed);
    fill(rows, columns, |_, _| draw.below(1 << 30))
}

pub(super) fn ties(rows: u32, columns: u32, seed: u64) -> Array2<f64> {
    let mut draw = Draw::new(seed);
    fill(rows, columns, |_, _| draw.between(1, 100))
}

/// Products have more bits than a factor, and floats hold them all.
pub(super) fn products(rows: u32, columns: u32) -> Array2<f64> {
    let mut costs = Array2::zeros((rows as usize, columns as usize));
    for (row, mut cells) in (1_u32..).zip(costs.rows_mut()) {
        for (column, cell) in (1_u32..).zip(cells.iter_mut()) {
            *cell = f64::from(row) * f64::from(column);
        }
    }
    costs
}

pub(super) fn rank4(rows: u32, columns: u32, seed: u64) -> Array2<f64> {
    let mut draw = Draw::new(seed);
    let mut vectors = |count| -> Vec<[u32; 4]> {
        (0..count).map(|_| std::array::from_fn(|_| draw.below(1024))).collect()
    };
    let (near, far) = (vectors(rows), vectors(columns));
    fill(rows, columns, |row, column| {
        let pairs = near[row as usize].iter().zip(&far[column as usize]);
        pairs.map(|(one, other)| one * other).sum()
    })
}

pub(super) fn points(rows: u32, columns: u32, seed: u64) -> Array2<f64> {
    let mut draw = Draw::new(seed);
    let mut cloud = |count| -> Vec<[u32; 2]> {
        (0..count).map(|_| [draw.below(SIDE), draw.below(SIDE)]).collect()
    };
    let (near, far) = (cloud(rows), cloud(columns));
    fill(rows, columns, |row, column| distance(near[row as usize], far[column as usize]))
}

/// Euclidean, rounded to the nearest integer; a square root of an integer never lies halfway.
fn distance(one: [u32; 2], other: [u32; 2]) -> u32 {
    let [x, y] = [0, 1].map(|axis| u64::from(one[axis].abs_diff(other[axis])));
    let square = x * x + y * y;
    let root = square.isqrt();
    let up = square > root * root + root;
    u32::try_from(root + u64::from(up)).expect("below the side times the root of two")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_to_the_nearest() {
        for (other, expected) in [([3, 4], 5), ([1, 1], 1), ([1, 2], 2), ([2, 2], 3), ([0, 0], 0)] {
            assert_eq!(distance([0, 0], other), expected, "{other:?}");
            assert_eq!(distance(other, [0, 0]), expected, "{other:?}");
        }
        assert_eq!(distance([0, 0], [SIDE - 1; 2]), 23_726_565);
    }

    #[test]
    fn products_count_from_one() {
        assert_eq!(products(2, 3), ndarray::array![[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]]);
    }
}
