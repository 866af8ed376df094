//! The hall between the wings: people in, numbers through a solver, an answer in people's words.

mod answer;
mod error;
mod matcher;
mod numbers;
mod pins;
mod priority;
mod reason;
mod review;
mod round;
mod rules;
mod scores;
mod strategies;
mod table;
mod text;
mod unmatched;

pub use answer::{
    Matching, ObjectiveBound, ObjectiveValue, Tandem, TotalScore, Unmatched, Warning,
};
pub use error::MatchError;
pub use matcher::Matcher;
pub use numbers::{PoolNumbers, Wanted};
pub use priority::Priority;
pub use reason::{NearMiss, Reason, ReasonCode, Removed};
pub use review::{Objection, Review};
pub use rules::{Conflict, ConflictCause, RuleOutcome};
pub use scores::CompiledScores;
pub use table::read_tandems;
