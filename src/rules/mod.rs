//! What a programme asks beyond how well two people fit: rules over groups of people.
//!
//! A [`Rule`] says what has to hold between [groups](Group) of people, and whether it has to hold or is to be broken as
//! little as can be. [`Rules`] come from code, from the `[[rules]]` of a model file
//! ([`ScoringModel::rules`](crate::ScoringModel::rules)), or from any format of serde. They meet a pool once
//! ([`Rules::compile`]) and then judge any list of tandems ([`CompiledRules::violations`]).
//!
//! The room knows people and no algorithm: which rules are a flow and which need an ILP is decided elsewhere, and told in
//! [the guide](guide).

mod amount;
mod budget;
mod changes;
mod check;
mod file;
mod group;
mod load;
mod met;
mod quota;
mod roles;
mod rule;
mod sets;
mod time;

pub use amount::{Amount, Share, ShareError};
pub use budget::{Budget, TimeOf};
pub use changes::{Changes, Last};
pub use check::Violation;
pub use group::Group;
pub use load::Load;
pub use met::CompiledRules;
pub use quota::Quota;
pub use roles::{Roles, Slot};
pub use rule::{Place, Rule, RuleKind, Rules, Strictness};
pub use sets::{Apart, Together};
pub use time::{Hours, HoursError};

pub(crate) use file::read as read_rules;
pub(crate) use load::Idle;
pub(crate) use met::{Block, CompiledRule, LoadPart, Part, SlotPart};

#[doc = include_str!("guide.md")]
pub mod guide {}
