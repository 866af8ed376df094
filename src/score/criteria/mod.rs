//! The criteria, one a file: options, hard side, soft side and evidence.
//!
//! | criterion | code of its hard side | when it is required |
//! |---|---|---|
//! | [`Sector`] | `sector_too_far` | with a `minimum` similarity |
//! | [`Needs`] | `must_need_not_offered` | always, for needs marked as musts |
//! | [`Availability`] | `no_common_time` | unless said otherwise |
//! | [`Language`] | `no_shared_language` | with a `minimum` level |
//! | [`Location`] | `not_reachable` | if said so |
//! | [`Wishes`] | `vetoed` | always |
//! | [`Same`] | `not_same_FIELD` | if said so |
//! | [`Different`] | `not_different_FIELD` | if said so |
//! | [`Contains`] | `not_contained_FIELD` | if said so |
//! | [`Overlap`] | `too_little_overlap_FIELD` | with a `minimum` share |
//! | [`Ladder`] | `gap_not_allowed_FIELD` | if said so |
//! | [`Own`] | its own | if said so |
//!
//! `FIELD` is the mentee's field in lower case, with `_` for everything that is no letter or digit: a rule over
//! `Identity to match` has the code `not_contained_identity_to_match`.

mod availability;
mod classes;
mod contains;
mod different;
mod fields;
mod ladder;
mod language;
mod meetings;
mod needs;
mod offers;
mod overlap;
mod own;
mod place;
mod same;
mod sector;
mod starts;
mod tongues;
mod wishes;

pub use availability::Availability;
pub use contains::{Contains, Holder};
pub use different::Different;
pub use fields::Fields;
pub use ladder::Ladder;
pub use language::Language;
pub use needs::{Needs, Rarity};
pub use overlap::Overlap;
pub use own::Own;
pub use place::{Location, Regions};
pub use same::Same;
pub use sector::Sector;
pub use wishes::Wishes;

pub(super) use classes::key;
pub(super) use ladder::Gaps;

use super::Requirement;

/// Whether the soft side alone counts, or pairs that fail are incompatible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Strictness {
    /// A pair that fails only scores less.
    #[default]
    Preferred,
    /// A pair that fails is incompatible.
    Required,
}

impl Strictness {
    /// The hard side of a pair of which it is known whether it holds, or not.
    fn judge(self, holds: Option<bool>) -> Requirement {
        match (self, holds) {
            (Self::Preferred, _) | (Self::Required, Some(true)) => Requirement::Met,
            (Self::Required, Some(false)) => Requirement::Failed,
            (Self::Required, None) => Requirement::Unknown,
        }
    }

    fn is_required(self) -> bool {
        self == Self::Required
    }
}
