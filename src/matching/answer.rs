//! The answer, in people's words.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Conflict, Reason, RuleOutcome};
use crate::pool::{MenteeId, MentorId};
use crate::problem::{Objective, Proof, Status, StopReason};
use crate::score::{PairScore, Score};

/// A total of scores, kept in micro-points. Shown and serialized as a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TotalScore(i128);

impl TotalScore {
    pub(super) const fn from_micros(micros: i128) -> Self {
        Self(micros)
    }

    /// In micro-points: a tandem that could not fit better counts 1,000,000.
    #[must_use]
    pub const fn micros(self) -> i128 {
        self.0
    }
}

impl From<TotalScore> for f64 {
    /// Exact up to nine thousand million perfect tandems.
    #[allow(clippy::cast_precision_loss, reason = "totals of real pools have fewer than 53 bits")]
    fn from(total: TotalScore) -> Self {
        total.0 as f64 / 1e6
    }
}

impl fmt::Display for TotalScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(3);
        write!(f, "{:.digits$}", f64::from(*self))
    }
}

impl Serialize for TotalScore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(*self))
    }
}

/// What a matching is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObjectiveValue {
    /// What best meant.
    pub goal: Objective,
    /// New tandems.
    pub tandems: u64,
    /// Sum of their scores.
    pub total: TotalScore,
    /// What no matching exceeds, in the order of the goal's levels; equal to the value where the status is
    /// [`Status::Optimal`].
    pub bound: Option<ObjectiveBound>,
}

/// An upper bound in the order of the goal's levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObjectiveBound {
    /// New tandems.
    pub tandems: i128,
    /// Sum of their scores.
    pub total: TotalScore,
}

/// A mentor and a mentee who are to become a tandem, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Tandem {
    /// The mentor.
    pub mentor: MentorId,
    /// The mentee.
    pub mentee: MenteeId,
    /// Whether the coordinator pinned it.
    pub pinned: bool,
    /// The place the mentor takes beside the mentee, where a rule of [roles](crate::rules::Roles) shares out places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How well they fit: the score, criterion by criterion, with evidence.
    #[serde(flatten)]
    pub fit: PairScore,
}

impl Tandem {
    /// How well they fit.
    #[must_use]
    pub fn score(&self) -> Score {
        self.fit.score
    }
}

/// Somebody without a tandem, or with fewer than wanted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unmatched {
    /// The person.
    pub id: String,
    /// Why, most telling first; at least one.
    pub reasons: Vec<Reason>,
}

/// Something that was done as asked and that the coordinator should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// Stable code: `pin_overrides_requirement`, `pin_overrides_floor`, `pin_overrides_history` or `pin_of_inactive`.
    pub code: &'static str,
    /// The mentor.
    pub mentor: MentorId,
    /// The mentee.
    pub mentee: MenteeId,
    /// What was overridden.
    pub detail: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the pin of mentor {:?} and mentee {:?} {}",
            self.mentor.as_str(),
            self.mentee.as_str(),
            self.detail
        )
    }
}

/// A set of tandems, what is known about it, and everybody it leaves over.
///
/// `Display` writes it for people, `Serialize` for programs, [`write_csv`](Self::write_csv) for spreadsheets. In JSON
/// scores are decimals from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matching {
    pub(super) status: Status,
    pub(super) stop_reason: StopReason,
    pub(super) proof: Proof,
    pub(super) algorithm: String,
    pub(super) choice: String,
    pub(super) objective: ObjectiveValue,
    pub(super) conflict: Option<Conflict>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) rules: Vec<RuleOutcome>,
    pub(super) warnings: Vec<Warning>,
    pub(super) tandems: Vec<Tandem>,
    pub(super) partly_served: Vec<Unmatched>,
    pub(super) unmatched_mentees: Vec<Unmatched>,
    pub(super) unmatched_mentors: Vec<Unmatched>,
}

impl Matching {
    /// What the answer is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Why the run ended.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        self.stop_reason
    }

    /// What stands behind [`Status::Optimal`]. It was verified before the matching was handed out.
    #[must_use]
    pub fn proof(&self) -> Proof {
        self.proof
    }

    /// Name of the algorithm that found it.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Why that algorithm was chosen.
    #[must_use]
    pub fn choice(&self) -> &str {
        &self.choice
    }

    /// What it is worth, and what no matching exceeds.
    #[must_use]
    pub fn objective(&self) -> &ObjectiveValue {
        &self.objective
    }

    /// Why there is no answer, where the status is [`Status::Infeasible`].
    #[must_use]
    pub fn conflict(&self) -> Option<&Conflict> {
        self.conflict.as_ref()
    }

    /// What came of each rule, in their order; empty where there is none.
    #[must_use]
    pub fn rules(&self) -> &[RuleOutcome] {
        &self.rules
    }

    /// What was done as asked and should be known.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The new tandems, in the order of the pool's mentees.
    #[must_use]
    pub fn tandems(&self) -> &[Tandem] {
        &self.tandems
    }

    /// Mentees who got fewer mentors than they should have, in the order of the pool.
    #[must_use]
    pub fn partly_served(&self) -> &[Unmatched] {
        &self.partly_served
    }

    /// Mentees without a new tandem, in the order of the pool: the waiting list, those who do not take part included.
    #[must_use]
    pub fn unmatched_mentees(&self) -> &[Unmatched] {
        &self.unmatched_mentees
    }

    /// Mentors without a new tandem, in the order of the pool.
    #[must_use]
    pub fn unmatched_mentors(&self) -> &[Unmatched] {
        &self.unmatched_mentors
    }
}
