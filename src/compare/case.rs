//! What strategies are compared on: a pool with a model, or any problem of numbers.

use std::fmt;

use super::CompareError;
use crate::matching::{Matcher, Wanted};
use crate::measure::{Matched, Measures, measure};
use crate::pool::Pool;
use crate::problem::{AnyProblem, Csr, Edges, Preferences, Problem, Status, StopReason};
use crate::solve::SolveError;
use crate::strategy::{Input, Inputs, Strategy, StrategyError, Supervisors};

/// A problem with a name, and the preferences of both sides.
///
/// ```
/// use tandems::compare::Case;
/// use tandems::problem::{Csr, Problem};
///
/// let edges = Csr::from_triplets(2, 2, [(0, 0, 5), (1, 0, 4), (1, 1, 1)])?;
/// let case = Case::problem("by hand", Problem::new(edges))?;
/// assert_eq!(case.name(), "by hand");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Case<'a> {
    name: String,
    problem: Box<Problem<dyn Edges + Send + 'a>>,
    preferences: Preferences,
    row_scores: Option<Csr>,
    supervisors: Option<Supervisors>,
}

impl fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'a> Case<'a> {
    /// Any problem; both sides prefer by weight.
    ///
    /// # Errors
    ///
    /// If there are more pairs than 32 bits can count.
    pub fn problem<E: Edges + Send + 'a>(
        name: impl Into<String>,
        problem: Problem<E>,
    ) -> Result<Self, CompareError> {
        let preferences = Preferences::from_problem(&problem)?;
        Ok(Self::with_preferences(name, problem, preferences))
    }

    /// Any problem, with preferences of their own. That they fit the problem is seen when a strategy is run.
    pub fn with_preferences<E: Edges + Send + 'a>(
        name: impl Into<String>,
        problem: Problem<E>,
        preferences: Preferences,
    ) -> Self {
        Self {
            name: name.into(),
            problem: Box::new(problem),
            preferences,
            row_scores: None,
            supervisors: None,
        }
    }

    /// A pool as a matcher sees it: its model, floor, pins, forbids and priorities. Each side prefers by its own view of the
    /// other, where the model weighs for mentors and mentees apart; what the fairest answer looks at is the mentees' view.
    /// The matcher's objective is that of the strategy. All other strategies, and the measures of what rows get, look at the joint
    /// score: where sides weigh apart, the fairest answer need not be the fairest by these measures.
    ///
    /// # Errors
    ///
    /// As [`Matcher::numbers`].
    ///
    /// # Complexity
    ///
    /// One look at each pair; about 60 bytes for each that is left, for as long as the case is kept.
    pub fn pool(
        name: impl Into<String>,
        matcher: &Matcher<'_>,
        pool: &Pool,
    ) -> Result<Self, CompareError> {
        Self::pool_by(name, matcher, pool, Wanted::Views)
    }

    /// The same, with preferences made of what is wanted: the joint score, each side's view, or wishes first.
    ///
    /// # Errors
    ///
    /// As [`Matcher::numbers`].
    ///
    /// # Complexity
    ///
    /// As [`pool`](Self::pool).
    pub fn pool_by(
        name: impl Into<String>,
        matcher: &Matcher<'_>,
        pool: &Pool,
        wanted: Wanted,
    ) -> Result<Self, CompareError> {
        let (problem, preferences, views) = matcher.numbers(pool, wanted)?.into_parts();
        let case = Self::with_preferences(name, problem, preferences);
        Ok(Self { row_scores: Some(views), ..case })
    }

    /// Puts columns under supervisors, for [`StudentProject`](Strategy::StudentProject). That they fit the problem is seen when it is run.
    #[must_use]
    pub fn supervisors(self, supervisors: Supervisors) -> Self {
        Self { supervisors: Some(supervisors), ..self }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn run(&self, strategy: Strategy, inputs: &Inputs<'_>) -> Result<Ran, CompareError> {
        let problem: &AnyProblem<'_> = &*self.problem;
        let mut inputs = inputs.clone().preferences(&self.preferences);
        if let Some(scores) = &self.row_scores {
            inputs = inputs.row_scores(scores);
        }
        if let Some(supervisors) = &self.supervisors {
            inputs = inputs.supervisors(supervisors);
        } else if strategy.capabilities().uses(Input::Supervisors) {
            let reason = format!("{strategy}: the case has no supervisors; give it some");
            return Ok(Ran::NotApplicable(reason));
        }
        let outcome = match strategy.solve(problem, &inputs) {
            Ok(outcome) => outcome,
            Err(error) if is_of_one_run(&error) => {
                return Ok(Ran::NotApplicable(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        outcome.verify(problem)?;
        let solution = outcome.solution();
        let none = match solution.status() {
            Status::Unknown => Some("a limit ended the run before there was an answer"),
            Status::Infeasible => Some("nothing keeps all bounds of the problem"),
            Status::Optimal | Status::Feasible => None,
        };
        if let Some(why) = none {
            return Ok(Ran::NotApplicable(format!("{strategy}: {why}")));
        }
        let matched = Matched::of(problem, solution)?;
        let measures = measure(&matched, Some(&self.preferences))?;
        Ok(Ran::Measured(solution.status(), solution.stop_reason(), Box::new(measures)))
    }
}

/// Whether an error is one of a strategy on a problem, and says nothing against others.
fn is_of_one_run(error: &StrategyError) -> bool {
    match error {
        StrategyError::Unsupported { .. }
        | StrategyError::NoneStable { .. }
        | StrategyError::TooLarge { .. }
        | StrategyError::SupervisorsRank { .. }
        | StrategyError::SupervisorFull { .. } => true,
        StrategyError::Solve(error) => !matches!(error, SolveError::Problem(_)),
        _ => false,
    }
}

/// What one run says.
pub(super) enum Ran {
    Measured(Status, StopReason, Box<Measures>),
    /// The strategy does not take what the problem has, no matching is what it promises, a limit left no answer, or a backend failed.
    NotApplicable(String),
}
