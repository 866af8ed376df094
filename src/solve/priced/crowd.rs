//! When short lists are no help: reading all pairs at once costs less than the rounds that would follow.

use super::super::meter::Meter;
use crate::problem::AnyProblem;

/// Where more than half of the rows find more than so many pairs each, as with a staircase of ties, or lists hold one in so many of all
/// pairs.
const CROWDED: usize = 16;
const LARGE_PART: usize = 8;

/// Pairs up to which all of them can be kept, and bytes for each.
const MOST_PAIRS: usize = 1 << 27;
const BYTES_EACH: usize = 16;

/// Whether a round that has found `added` pairs for so many rows, beyond lists of `held` pairs in all, is one too many.
pub(super) fn is_crowd(
    problem: &AnyProblem<'_>,
    rows: usize,
    added: usize,
    held: usize,
    meter: &Meter<'_>,
) -> bool {
    let pairs = problem.rows().saturating_mul(problem.columns());
    let many = 2 * rows > problem.rows() && added > CROWDED * rows;
    (many || held > pairs / LARGE_PART)
        && pairs <= MOST_PAIRS
        && meter.can_claim(pairs * BYTES_EACH)
}
