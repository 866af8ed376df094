//! What strategies are compared on: a pool with a model, or any problem of numbers.

use std::fmt;

use super::CompareError;
use crate::matching::{Matcher, Wanted};
use crate::measure::{Matched, Measures, measure};
use crate::pool::Pool;
use crate::problem::{AnyProblem, Csr, Edges, Preferences, Problem, Status};
use crate::strategy::{Inputs, Strategy, StrategyError};

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
        Self { name: name.into(), problem: Box::new(problem), preferences, row_scores: None }
    }

    /// A pool as a matcher sees it: its model, floor, pins, forbids and priorities. Each side prefers by its own view of the
    /// other, where the model weighs for mentors and mentees apart; what the fairest answer looks at is the mentees' view.
    /// The matcher's objective is that of the strategy.
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
        let outcome = match strategy.solve(problem, &inputs) {
            Ok(outcome) => outcome,
            Err(error @ (StrategyError::Unsupported { .. } | StrategyError::NoneStable { .. })) => {
                return Ok(Ran::NotApplicable(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        };
        outcome.verify(problem)?;
        if outcome.solution().status() == Status::Unknown {
            let reason = format!("{strategy}: a limit ended the run before there was an answer");
            return Ok(Ran::NotApplicable(reason));
        }
        let matched = Matched::of(problem, outcome.solution())?;
        let measures = measure(&matched, Some(&self.preferences))?;
        Ok(Ran::Measured(outcome.solution().status(), Box::new(measures)))
    }
}

/// What one run says.
pub(super) enum Ran {
    Measured(Status, Box<Measures>),
    /// The strategy does not take what the problem has, no matching is what it promises, or a limit left no answer.
    NotApplicable(String),
}
