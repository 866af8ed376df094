//! A run that ends because its best answer is as near to a bound as is allowed.

use super::relax::Relaxed;
use super::stages::Run;
use super::{Known, finish, nothing};
use crate::problem::{Proof, Solution, StopReason};
use crate::solve::SolveError;

impl Run<'_> {
    /// Whether the best answer reaches a bound but for the last level, and that to the gap that is allowed.
    pub(super) fn is_near(&self, bound: &[i128]) -> bool {
        let Some((_, values)) = &self.best else { return false };
        let (Some((last, before)), Some((most, firsts))) =
            (values.split_last(), bound.split_last())
        else {
            return false;
        };
        let gap = i128::from(self.options.gap);
        let within =
            (most - last).saturating_mul(1_000_000) <= last.saturating_abs().saturating_mul(gap);
        gap > 0 && last < most && before == firsts && within
    }

    /// The best answer where it is near enough to a bound, which is told.
    pub(super) fn within_gap(
        self,
        bound: Vec<i128>,
        relaxed: &Relaxed,
    ) -> Result<Solution, SolveError> {
        let Some((chosen, values)) = self.best else {
            return Ok(nothing(StopReason::Completed, "columns", "no answer"));
        };
        let known = Known {
            chosen,
            values,
            bounds: bound.into_iter().map(Some).collect(),
            proof: Proof::None,
            stop_reason: StopReason::Completed,
            duals: None,
            work: relaxed.work,
            algorithm: "columns".to_owned(),
            choice: format!(
                "auto: rules that are no flow; columns solved alone at prices of rows bound every answer, and the best is within {} millionths of that, which is the gap allowed",
                self.options.gap
            ),
        };
        finish(self.problem, self.program, known)
    }
}
