//! When short lists are no help: reading all pairs at once costs less than the rounds that would follow.

use super::super::meter::Meter;
use crate::problem::AnyProblem;

/// Where more than half of the rows find more than so many pairs each, as with a staircase of ties; or where this is not the first, the
/// second or the third round, and lists hold one in so many of all pairs.
const CROWDED: usize = 16;
const FEW_ROUNDS: u32 = 3;
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
        let many = 2 * self.rows > problem.rows() && self.added > CROWDED * self.rows;
        let long = self.before >= FEW_ROUNDS && self.held > pairs / LARGE_PART;
        (many || long) && pairs <= MOST_PAIRS && meter.can_claim(pairs * BYTES_EACH)
    }
}
