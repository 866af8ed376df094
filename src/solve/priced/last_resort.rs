//! Pairs that nobody wants, for those who are left and have to have somebody.

use super::super::certificate::shut_out;
use super::super::residual::Residual;
use super::super::units::Units;
use super::rounds::Done;
use crate::problem::{AnyProblem, Assigned, Duals, Side, Weight};

/// Completes an optimum over all other edges by edges of the one weight `L` of a last resort, where one side has to be filled.
///
/// Without those edges as many pairs as can be were made first, so each left over row is paired with a left over column at
/// `L`, and no answer can have fewer such pairs. The prices of the optimum count pairs and weights apart, `(a, b)`; a pair now
/// counts `−L`: `u = (a − 1)·(−L) + b` on the side that is filled, `v = a·(−L) + b` on the other. As long as what the
/// weights add to two prices is less than `−L`, an edge that was not worth more than its prices still is not, and an edge of
/// weight `L` has `u + v − L = (a + a')·(−L) + b + b' ≥ 0`, because both prices were at least `(0, 0)`.
///
/// `None` where the weights add too much, or somebody is left who has no such edge.
pub(super) fn complete(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    units: &Units,
    weight: Weight,
    done: &Done,
) -> Option<(Vec<Assigned>, Duals)> {
    let mut pairs = done.pairs.clone();
    let mut row_seats = residual.row_limits.clone();
    let mut column_seats = residual.column_limits.clone();
    for pair in &pairs {
        row_seats[pair.row] -= 1;
        column_seats[pair.column] -= 1;
    }
    let seats = |seats: &[u32]| -> Vec<usize> {
        let each = seats.iter().enumerate();
        each.flat_map(|(node, &seats)| std::iter::repeat_n(node, seats as usize)).collect()
    };
    for (row, column) in seats(&row_seats).into_iter().zip(seats(&column_seats)) {
        if problem.open_weight(row, column) != Some(weight) {
            return None;
        }
        pairs.push(Assigned { row, column, weight });
    }
    let (rows, columns) = units.apart(&done.profits, &done.prices);
    let greatest = |prices: &[i128]| prices.chunks_exact(2).map(|p| p[1].abs()).max().unwrap_or(0);
    let pair = -i128::from(weight);
    if greatest(&rows) + greatest(&columns) + i128::from(units.largest()) > pair {
        return None;
    }
    let filled = problem.side_to_fill()?;
    let joined = |prices: &[i128], side: Side| -> Vec<i128> {
        let off = i128::from(side == filled);
        prices.chunks_exact(2).map(|price| (price[0] - off) * pair + price[1]).collect()
    };
    let (rows, columns) = (joined(&rows, Side::Rows), joined(&columns, Side::Columns));
    Some((pairs, shut_out(1, rows, columns, &residual.row_limits, &residual.column_limits)))
}
