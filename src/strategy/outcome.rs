//! What a strategy hands back.

use serde::Serialize;

use super::{Lottery, Strategy};
use crate::problem::{
    AnyProblem, Assigned, Conflict, LevelValue, Objective, Proof, Solution, Status, StopReason,
    Work,
};
use crate::solve::values;
use crate::verify::{Verified, VerifyError};

/// What a strategy found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    strategy: Strategy,
    objective: Objective,
    solution: Solution,
    lottery: Option<Lottery>,
    fairness: Option<Fairness>,
}

/// What rows get of a [fairest](Strategy::Fairest) answer, and what stands behind it.
///
/// The same sums come of any order of rows and columns, as far as the levels are proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fairness {
    pub(super) levels: Vec<FairLevel>,
    pub(super) total: Proof,
}

/// Rows that get the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FairLevel {
    /// What each of them gets: the sum of its row scores, or weights.
    pub value: i128,
    /// How many get this.
    pub rows: u64,
    /// What stands behind the claim that no other answer which is as good in the levels before gives more to the
    /// worst-served of the others, or as much with fewer rows that get no more. [`Proof::BoundMet`]: exact, by the prices
    /// of a flow where rows have one column each, else because no more than so many rows get more even if everybody had
    /// their best columns. [`Proof::Backend`]: by the word of a backend. [`Proof::None`]: a limit ended the run before.
    pub proof: Proof,
}

impl Fairness {
    /// What rows get, the worst-served first. Rows that are not served are not among them.
    #[must_use]
    pub fn levels(&self) -> &[FairLevel] {
        &self.levels
    }

    /// What stands behind the claim that no other answer with the same levels has a greater total.
    #[must_use]
    pub fn total(&self) -> Proof {
        self.total
    }
}

impl Outcome {
    /// Which strategy.
    #[must_use]
    pub fn strategy(&self) -> Strategy {
        self.strategy
    }

    /// The pairs and what is known about them. For a lottery, the drawn matching.
    ///
    /// Strategies that are objectives of the solver come with its proof. All others are
    /// [`Feasible`](Status::Feasible): their levels say what the pairs are worth in the problem's own objective, which is
    /// not what they looked for.
    #[must_use]
    pub fn solution(&self) -> &Solution {
        &self.solution
    }

    /// The pairs, by row and then by column; pinned pairs among them.
    #[must_use]
    pub fn pairs(&self) -> &[Assigned] {
        self.solution.pairs()
    }

    /// The objective the levels of the solution belong to: that of the strategy where it is one, or the problem's.
    #[must_use]
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// The probabilities the pairs were drawn from.
    #[must_use]
    pub fn lottery(&self) -> Option<&Lottery> {
        self.lottery.as_ref()
    }

    /// What rows get of the [fairest](Strategy::Fairest) answer, level by level, each with its proof.
    #[must_use]
    pub fn fairness(&self) -> Option<&Fairness> {
        self.fairness.as_ref()
    }

    /// Checks the solution against the problem it was found for, under the [`objective`](Self::objective) of the
    /// outcome: see [`verify`](mod@crate::verify).
    ///
    /// # Errors
    ///
    /// The first thing that is not as the answer says.
    pub fn verify(&self, problem: &AnyProblem<'_>) -> Result<Verified, VerifyError> {
        self.solution.verify(&problem.under(self.objective.clone()))
    }

    pub(super) fn solved(strategy: Strategy, objective: Objective, solution: Solution) -> Self {
        Self { strategy, objective, solution, lottery: None, fairness: None }
    }

    /// A matching drawn from a lottery, in which pins are certain.
    pub(super) fn drawn(
        strategy: Strategy,
        problem: &AnyProblem<'_>,
        lottery: Lottery,
        seed: u64,
        work: u64,
    ) -> Self {
        let outcome = Self::of_all_pairs(strategy, problem, lottery.draw(seed), work);
        Self { lottery: Some(lottery), ..outcome }
    }

    /// With what ended the run.
    pub(super) fn ended(self, stop_reason: StopReason) -> Self {
        Self { solution: Solution { stop_reason, ..self.solution }, ..self }
    }

    /// With what is known of its fairness.
    pub(super) fn with_fairness(self, fairness: Fairness, stop_reason: StopReason) -> Self {
        Self { fairness: Some(fairness), ..self.ended(stop_reason) }
    }

    /// The pins and these pairs.
    pub(super) fn of_pairs(
        strategy: Strategy,
        problem: &AnyProblem<'_>,
        mut pairs: Vec<Assigned>,
        work: u64,
    ) -> Self {
        pairs.extend_from_slice(problem.pins());
        Self::of_all_pairs(strategy, problem, pairs, work)
    }

    fn of_all_pairs(
        strategy: Strategy,
        problem: &AnyProblem<'_>,
        mut pairs: Vec<Assigned>,
        work: u64,
    ) -> Self {
        pairs.sort_unstable();
        let levels = problem.levels();
        let levels = levels
            .iter()
            .zip(values(problem, &levels, &pairs))
            .map(|(&level, value)| LevelValue { level, value, bound: None })
            .collect();
        let solution = Solution {
            pairs,
            status: Status::Feasible,
            levels,
            work: Work { edges: work, searches: 0 },
            ..empty(strategy)
        };
        Self::solved(strategy, problem.objective().clone(), solution)
    }

    /// A limit ended the run before there was an answer.
    pub(super) fn stopped(strategy: Strategy, objective: &Objective, reason: StopReason) -> Self {
        let solution = Solution { stop_reason: reason, ..empty(strategy) };
        Self::solved(strategy, objective.clone(), solution)
    }

    /// Pins contradict each other or something else.
    pub(super) fn conflicting(
        strategy: Strategy,
        objective: &Objective,
        conflict: Conflict,
    ) -> Self {
        let solution =
            Solution { status: Status::Infeasible, conflict: Some(conflict), ..empty(strategy) };
        Self::solved(strategy, objective.clone(), solution)
    }
}

fn empty(strategy: Strategy) -> Solution {
    Solution {
        pairs: Vec::new(),
        status: Status::Unknown,
        stop_reason: StopReason::Completed,
        proof: Proof::None,
        levels: Vec::new(),
        duals: None,
        conflict: None,
        algorithm: strategy.to_string(),
        choice: "asked for by name".to_owned(),
        work: Work::default(),
    }
}
