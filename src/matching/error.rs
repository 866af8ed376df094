//! What can be wrong with a request for a matching.

use super::rules::Conflict;
use crate::pool::{Faults, Side, nearest};
use crate::solve::SolveError;
use crate::strategy::StrategyError;
use crate::verify::VerifyError;

/// A request that cannot be answered. That no set of tandems satisfies it is no error:
/// see [`Matching::conflict`](super::Matching::conflict).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatchError {
    /// Profile values the model cannot make sense of.
    #[error("the model cannot read the pool: {0}")]
    Profiles(#[from] Faults),
    /// Somebody who is spoken of and not in the pool.
    #[error("there is no {} {id:?} in the pool; {remedy}", side.person())]
    Unknown {
        /// Which list was searched.
        side: Side,
        /// The id.
        id: String,
        /// What to do about it.
        remedy: String,
    },
    /// Rules that do not fit the pool, or contradict themselves.
    #[error("the rules do not fit the pool: {0}")]
    Rules(Faults),
    /// A rule that is understood and cannot be solved.
    #[error("rule {rule:?} cannot be solved: {what}; write it as simpler rules, or take it out")]
    UnsolvedRule {
        /// The rule: its name, or what it asks.
        rule: String,
        /// What about it.
        what: String,
    },
    /// Rules that cannot hold together, where a problem was asked for and not an answer.
    #[error("there is no problem to be stated: {0}; take out one of what is named")]
    Contradiction(Box<Conflict>),
    /// The algorithm asked for cannot do what is asked.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The strategy asked for cannot do what is asked.
    #[error(transparent)]
    Strategy(#[from] StrategyError),
    /// The answer did not pass verification: a fault of this crate, and no answer is better than a wrong one.
    #[error("the answer failed verification: {0}; please report it with the pool and the model")]
    Unverified(#[from] VerifyError),
    /// A list of tandems that cannot be read.
    #[error("the list of tandems cannot be read: {0}")]
    List(String),
}

impl MatchError {
    pub(super) fn unknown<'a>(
        side: Side,
        id: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let remedy = nearest(id, known).map_or_else(
            || format!("use an id of the {side}"),
            |near| format!("did you mean {near:?}?"),
        );
        Self::Unknown { side, id: id.to_owned(), remedy }
    }
}
