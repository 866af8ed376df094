//! The flow that is left without the rules: a bound and prices.

use crate::problem::{
    AnyProblem, Assigned, Duals, Edges, Level, Problem, Proof, Solution, Status, StopReason,
    Weight, Work,
};
use crate::solve::value::MAX_LEVELS;
use crate::solve::{Algorithm, Options, SolveError};

/// One number a level of the relaxation, compared lexicographically.
pub(super) type Vector = [i128; MAX_LEVELS];

/// An optimum without rules, with prices.
pub(super) struct Relaxed {
    pub(super) pairs: Vec<Assigned>,
    /// Levels that are not of rules.
    pub(super) levels: Vec<Level>,
    pub(super) values: Vector,
    pub(super) duals: Duals,
    pub(super) work: Work,
    /// Who found it.
    pub(super) algorithm: String,
}

impl Relaxed {
    /// Solves without rules; a solution instead where that is the end.
    pub(super) fn of(
        problem: &AnyProblem<'_>,
        options: &Options,
    ) -> Result<Result<Self, Solution>, SolveError> {
        let bare = problem.without_rules();
        let mut inner = Options::default().limits(options.limits.clone());
        inner.start.clone_from(&options.start);
        let mut solution = AnyProblem::solve_flow(&bare, &inner)?;
        let ended = solution.stop_reason == StopReason::Completed && solution.conflict.is_none();
        if ended && solution.duals.is_none() {
            solution = AnyProblem::solve_flow(&bare, &inner.algorithm(Algorithm::Hungarian))?;
        }
        if solution.stop_reason != StopReason::Completed || solution.status == Status::Infeasible {
            let conflict = solution.conflict.take();
            let mut end = super::nothing(
                solution.stop_reason,
                &solution.algorithm,
                "without the rules the problem is a flow, and that was as far as it went",
            );
            end.work = solution.work;
            if conflict.is_some() {
                end.status = Status::Infeasible;
                end.conflict = conflict;
            }
            return Ok(Err(end));
        }
        let mut values = [0; MAX_LEVELS];
        for (value, level) in values.iter_mut().zip(&solution.levels) {
            *value = level.value;
        }
        let Some(duals) = solution.duals.filter(|_| solution.proof == Proof::Duals) else {
            return Err(SolveError::WrongAnswer { algorithm: solution.algorithm });
        };
        Ok(Ok(Self {
            pairs: solution.pairs,
            levels: solution.levels.iter().map(|level| level.level).collect(),
            values,
            duals,
            work: solution.work,
            algorithm: solution.algorithm,
        }))
    }

    /// The bound on the levels of the problem: violations are 0 at best.
    pub(super) fn bound(&self, levels: &[Level]) -> Vec<i128> {
        interleave(levels, &self.values)
    }

    /// No answer with this pair exceeds this.
    pub(super) fn bound_with(&self, row: usize, column: usize, weight: Weight) -> Vector {
        let (u, v) = (self.duals.row(row), self.duals.column(column));
        let mut gap = [0; MAX_LEVELS];
        for (at, &level) in self.levels.iter().enumerate() {
            gap[at] = level.edge_value(weight) - u[at] - v[at];
        }
        let mut bound = self.values;
        if gap < [0; MAX_LEVELS] {
            for (bound, gap) in bound.iter_mut().zip(gap) {
                *bound += gap;
            }
        }
        bound
    }
}

/// Puts zeros where levels are of rules.
pub(super) fn interleave(levels: &[Level], values: &Vector) -> Vec<i128> {
    let mut values = values.iter();
    let value = |level: &Level| match level {
        Level::Rule(_) => 0,
        _ => values.next().copied().unwrap_or(0),
    };
    levels.iter().map(value).collect()
}

impl AnyProblem<'_> {
    /// The same edges, bounds, pins and forbids without rules.
    pub(in crate::solve) fn without_rules(&self) -> Problem<&dyn Edges> {
        self.over(self.edges(), Vec::new())
    }
}
