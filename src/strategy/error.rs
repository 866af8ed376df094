//! What a strategy cannot do.

use super::{Feature, UnknownStrategy};
use crate::problem::{PreferencesError, ProblemError};
use crate::solve::SolveError;

/// Why a strategy cannot be used on a problem. That nothing satisfies the problem is no error: see
/// [`Status::Infeasible`](crate::problem::Status::Infeasible).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StrategyError {
    /// The problem has something the strategy does not take. Nothing is ever left out silently.
    #[error("{strategy} does not take {feature} ({found}); {}", feature.remedy())]
    Unsupported {
        /// Name of the strategy.
        strategy: String,
        /// What it does not take.
        feature: Feature,
        /// Where it was found.
        found: String,
    },
    /// Preferences or row scores for other rows and columns than those of the problem.
    #[error(
        "preferences or scores are for {given:?} rows and columns, the problem has {expected:?}; make them from the same source"
    )]
    Shape {
        /// Rows and columns of the preferences or scores.
        given: (usize, usize),
        /// Rows and columns of the problem.
        expected: (usize, usize),
    },
    /// Supervisors for other rows and columns than those of the problem.
    #[error(
        "supervisors are for {given:?} rows and columns, the problem has {expected:?}; make them from the same source"
    )]
    SupervisorsShape {
        /// Rows and columns of the supervisors.
        given: (usize, usize),
        /// Rows and columns of the problem.
        expected: (usize, usize),
    },
    /// More pins in the columns of a supervisor than it may have rows.
    #[error(
        "supervisor {supervisor} may have {capacity} rows and {pins} are pinned to its columns; raise its capacity or drop pins"
    )]
    SupervisorFull {
        /// Index of the supervisor.
        supervisor: usize,
        /// How many rows it may have.
        capacity: u32,
        /// How many are pinned to its columns.
        pins: u32,
    },
    /// Supervisors that rank rows where a strategy wants them to rank columns, or the other way round.
    #[error(
        "the supervisors rank {given}, and the strategy wants supervisors that rank {expected}; make them so or choose another strategy"
    )]
    SupervisorsRank {
        /// What they rank.
        given: &'static str,
        /// What they would have to rank.
        expected: &'static str,
    },
    /// No matching is stable in the sense that was asked for.
    #[error(
        "no matching is {stability}: {why}; break the ties, or ask for one that is weakly stable"
    )]
    NoneStable {
        /// In which sense.
        stability: &'static str,
        /// Where it fails.
        why: String,
    },
    /// A compatible pair without a score of its row.
    #[error(
        "row {row} and column {column} are compatible and have no score of the row; give a score for every pair the problem has"
    )]
    NoScore {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A share that is nothing, or more than the whole.
    #[error("{part}/{whole} is no share; write a part from 1 to the whole, such as 1/2")]
    NoShare {
        /// The upper number.
        part: u32,
        /// The lower number.
        whole: u32,
    },
    /// Numbers that cannot be calculated with safely.
    #[error("{what} do not fit {bits} bits; {remedy}")]
    TooLarge {
        /// Which numbers.
        what: &'static str,
        /// How many bits there are.
        bits: u32,
        /// What to do about it.
        remedy: &'static str,
    },
    /// A name no strategy has.
    #[error(transparent)]
    Unknown(#[from] UnknownStrategy),
    /// The solver cannot do what is asked.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// Preferences that cannot be made.
    #[error(transparent)]
    Preferences(#[from] PreferencesError),
}

impl From<ProblemError> for StrategyError {
    fn from(error: ProblemError) -> Self {
        Self::Solve(SolveError::Problem(error))
    }
}
