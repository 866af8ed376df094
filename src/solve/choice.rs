//! Which algorithm, and why.

use super::Algorithm;
use crate::problem::AnyProblem;

/// Up to this many cells a matrix is read into lists: looking for short ones costs more than it saves.
const SMALL: usize = 100 * 100;

/// Edges of a row, on average, up to which all of them make a short list.
const SHORT: usize = 128;

/// One cell in so many is an edge where lists of all edges are short compared to rows.
const SPARSE: usize = 16;

/// The algorithm for a problem, and the reason in words.
pub(super) fn choose(problem: &AnyProblem<'_>) -> (Algorithm, &'static str) {
    let (rows, columns) = (problem.rows(), problem.columns());
    let cells = rows.saturating_mul(columns);
    let edges = problem.edges().edge_count();
    let several = (0..rows).any(|row| problem.demand(row).max > 1);
    let minima = (0..rows).any(|row| problem.demand(row).min > 0)
        || (0..columns).any(|column| problem.capacity(column).min > 0);
    let dense = cells > SMALL && edges.is_none_or(|edges| edges > cells / SPARSE);
    if minima && !dense {
        return (Algorithm::Hungarian, "auto: minimum loads are a flow, and edges are few");
    }
    if minima {
        return (
            Algorithm::Priced,
            "auto: minimum loads are a flow; dense, a short list for each row is priced against all pairs",
        );
    }
    if several && !dense {
        return (Algorithm::Hungarian, "auto: rows may have several partners, and edges are few");
    }
    if cells <= SMALL {
        return (Algorithm::Sparse, "auto: so few pairs that all of them are kept");
    }
    match edges {
        Some(edges) if edges / SHORT <= rows || edges <= cells / SPARSE => {
            (Algorithm::Sparse, "auto: sparse, all edges make short lists")
        }
        Some(_) => (
            Algorithm::Priced,
            "auto: dense, a short list for each row is priced against all pairs",
        ),
        None => (
            Algorithm::Priced,
            "auto: the number of edges is not known, a short list for each row is priced against all pairs",
        ),
    }
}

/// What follows the reason where short lists were tried and were no help.
pub(super) const CROWDED: &str = "short lists were no help, so that all pairs are kept";
