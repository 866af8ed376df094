//! When short lists are no help: reading all pairs at once costs less than the rounds that would follow.

use super::super::meter::Meter;
use crate::problem::AnyProblem;

/// Rounds that are never too many.
const FEW_ROUNDS: u32 = 2;

/// After these it is a crowd where more than a third of the rows find more than so many pairs each, as with costs min(i, j); or
/// where lists hold one in so many of all pairs.
const CROWDED: usize = 16;
const LARGE_PART: usize = 8;

/// Pairs up to which all of them can be kept, and bytes for each.
const MOST_PAIRS: usize = 1 << 27;
const BYTES_EACH: usize = 16;

/// What a round has found.
pub(super) struct Round {
    /// How many rounds were before.
    pub(super) before: u32,
    /// Rows that were looked at.
    pub(super) rows: usize,
    /// Pairs that were found.
    pub(super) added: usize,
    /// Pairs on the lists before.
    pub(super) held: usize,
}

impl Round {
    pub(super) fn is_crowd(&self, problem: &AnyProblem<'_>, meter: &Meter<'_>) -> bool {
        let pairs = problem.rows().saturating_mul(problem.columns());
        let many = 3 * self.rows > problem.rows() && self.added > CROWDED * self.rows;
        let long = self.held > pairs / LARGE_PART;
        self.before >= FEW_ROUNDS
            && (many || long)
            && pairs <= MOST_PAIRS
            && meter.can_claim(pairs * BYTES_EACH)
    }
}
