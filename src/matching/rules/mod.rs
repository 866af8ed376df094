//! Rules between the wings: people's rules as rules over rows and columns, and what came of them in people's words.

mod conflict;
mod numbers;
mod outcome;
mod roles;

pub(super) use conflict::conflict_in_words;
pub use conflict::{Conflict, ConflictCause};
pub(super) use numbers::{Limits, Numbers};
pub use outcome::RuleOutcome;
pub(super) use outcome::{broken, kept_out_by, outcomes, role_of};
