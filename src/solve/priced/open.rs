//! A row looked through, pair by pair, for what is not on its list.

use super::worths::{NOTHING, Scale};
use crate::problem::{AnyProblem, Edge, Weight};

/// Pairs that a row may add to its list at once.
pub(super) const MOST_ADDED: usize = 64;

/// Rows looked at between two looks at the limits.
pub(super) const BLOCK: usize = 512;

/// Calls back for each open pair of a row, read the way worths are: in cells, where pairs of last resort are none, or as
/// edges, where they are like all others. The two buffers are room to be kept from row to row.
pub(super) fn each_open(
    problem: &AnyProblem<'_>,
    scale: Scale,
    row: usize,
    (cells, edges): (&mut Vec<i32>, &mut Vec<Edge>),
    mut each: impl FnMut(u32, Weight),
) {
    if scale.in_cells() {
        cells.resize(problem.columns(), NOTHING);
        problem.open_narrow_row(row, cells);
        for (far, &weight) in (0..).zip(&*cells) {
            if weight > NOTHING {
                each(far, weight.into());
            }
        }
    } else {
        problem.open_row(row, edges);
        // Columns that are not there are for the check of the answer to name.
        for edge in edges.iter().filter(|edge| (edge.column as usize) < problem.columns()) {
            each(edge.column, edge.weight);
        }
    }
}
