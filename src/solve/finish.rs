//! From pairs and prices to a solution.

use super::certificate::{bound, shut_out, violator};
use super::residual::Residual;
use super::units::Units;
use super::{Algorithm, infeasible, rounding, values, without_pairs};
use crate::problem::{
    AnyProblem, Assigned, Duals, Level, LevelValue, Proof, Side, Solution, Status, StopReason, Work,
};

/// What a solver leaves: pairs beside the pins, and prices that prove them best or bound them.
pub(super) struct Finished {
    pub(super) algorithm: Algorithm,
    pub(super) pairs: Vec<Assigned>,
    pub(super) duals: Duals,
    pub(super) work: Work,
    pub(super) stop_reason: StopReason,
}

impl Finished {
    /// The solution; `bound` is what the prices allow, asked for where the run was stopped.
    pub(super) fn solution(
        self,
        problem: &AnyProblem<'_>,
        levels: &[Level],
        bound: impl FnOnce(&Duals) -> Vec<i128>,
    ) -> Solution {
        let Self { algorithm, mut pairs, duals, work, stop_reason } = self;
        pairs.extend_from_slice(problem.pins());
        pairs.sort_unstable();
        let completed = stop_reason == StopReason::Completed;
        let values = values(problem, levels, &pairs);
        let bound = if completed { values.clone() } else { bound(&duals) };
        let slack = rounding(problem);
        let status = if completed && slack == 0 { Status::Optimal } else { Status::Feasible };
        let levels = levels
            .iter()
            .zip(values.iter().zip(&bound))
            .map(|(&level, (&value, &bound))| LevelValue {
                level,
                value,
                bound: Some(if level == Level::Total { bound + slack } else { bound }),
            })
            .collect();
        Solution {
            pairs,
            status,
            proof: Proof::Duals,
            levels,
            duals: Some(duals),
            work,
            ..without_pairs(algorithm, "", stop_reason)
        }
    }
}

/// What a solver of [`Units`] leaves.
pub(super) struct FinishedUnits {
    pub(super) algorithm: Algorithm,
    pub(super) pairs: Vec<Assigned>,
    /// Of rows, 0 and above; no edge is worth more than its two prices.
    pub(super) profits: Vec<i64>,
    /// Of columns, 0 and above.
    pub(super) prices: Vec<i64>,
    pub(super) work: Work,
    pub(super) stop_reason: StopReason,
}

impl FinishedUnits {
    pub(super) fn solution(
        self,
        problem: &AnyProblem<'_>,
        residual: &Residual,
        units: &Units,
    ) -> Solution {
        let Self { algorithm, pairs, profits, prices, work, stop_reason } = self;
        if let Some(side) = problem.side_to_fill() {
            let limits = match side {
                Side::Rows => &residual.row_limits,
                Side::Columns => &residual.column_limits,
            };
            let wanted: u64 = limits.iter().map(|&limit| u64::from(limit)).sum();
            if wanted > pairs.len() as u64 {
                if stop_reason != StopReason::Completed {
                    return without_pairs(algorithm, "", stop_reason);
                }
                // König: where a pair more would be worth nothing, the other side is used up.
                let nodes = units.worth_no_pair(&profits, &prices, side);
                let nodes = nodes.into_iter().filter(|&node| limits[node] > 0).collect();
                let conflict = violator(problem, residual, side, nodes);
                return Solution { work, ..infeasible(algorithm, "", conflict) };
            }
        }
        let count = residual.levels.len();
        let (rows, columns) = units.unpack(profits, prices, problem.side_to_fill());
        let duals = shut_out(count, rows, columns, &residual.row_limits, &residual.column_limits);
        Finished { algorithm, pairs, duals, work, stop_reason }.solution(
            problem,
            &residual.levels,
            |duals| bound(problem, residual, None, duals),
        )
    }
}
