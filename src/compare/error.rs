//! What can be wrong with a comparison.

use crate::matching::MatchError;
use crate::measure::MeasureError;
use crate::problem::PreferencesError;
use crate::solve::SolveError;
use crate::strategy::StrategyError;
use crate::verify::VerifyError;

/// Why strategies cannot be compared, or weights not be moved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// Nothing to compare.
    #[error("there are no {0} to compare; give at least one")]
    Empty(&'static str),
    /// A baseline that is not compared.
    #[error("the baseline {0} is not among the strategies; add it or choose one of them")]
    NoSuchBaseline(String),
    /// Two cases of one name.
    #[error("two cases are called {0:?}; give each a name of its own")]
    SameName(String),
    /// A criterion the model does not have.
    #[error("the model has no criterion {name:?}; use one of {known}")]
    NoSuchCriterion {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A weight no model takes.
    #[error("{0}; move the weight by less")]
    Weight(String),
    /// A model whose scores are not linear in the weight, or numbers that cannot be kept exact.
    #[error("there are no exact ranges: {0}")]
    NotLinear(String),
    /// A pool that cannot be made into a problem.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// A problem that cannot be solved.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// A strategy that cannot be used.
    #[error(transparent)]
    Strategy(#[from] StrategyError),
    /// Preferences that cannot be made.
    #[error(transparent)]
    Preferences(#[from] PreferencesError),
    /// Measures that cannot be computed.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// An answer that did not pass verification: a fault of this crate.
    #[error("an answer failed verification: {0}; please report it with the problem")]
    Unverified(#[from] VerifyError),
    /// A table that cannot be written.
    #[error("the table cannot be written: {0}; check the place it goes to")]
    Write(String),
}
