//! Reason codes: stable words for why somebody has no tandem, and what one can do about it.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::pool::{Side, Status};
use crate::problem::StopReason;
use crate::score::Score;

/// Stable code of a [`Reason`]. Codes are added, never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReasonCode {
    /// The person is paused or has left.
    NotActive,
    /// The mentor has no seat left beside the running tandems.
    NoFreeSeat,
    /// The mentee has as many running tandems as it should have.
    AlreadyServed,
    /// Nobody on the other side meets every requirement.
    NoCompatiblePartner,
    /// Somebody is compatible, and every such pair scores below the quality floor.
    BelowFloor,
    /// Somebody fits, and the best set of tandems gives them to others.
    SeatsWentToOthers,
    /// Somebody fits and has room, and a rule does not allow the tandem beside the others.
    KeptOutByRule,
    /// The run ended before there was an answer for everybody.
    NotDecided,
    /// What was asked for contradicts itself, so that nobody was matched.
    NoMatchingPossible,
}

impl ReasonCode {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NotActive,
        Self::NoFreeSeat,
        Self::AlreadyServed,
        Self::NoCompatiblePartner,
        Self::BelowFloor,
        Self::SeatsWentToOthers,
        Self::KeptOutByRule,
        Self::NotDecided,
        Self::NoMatchingPossible,
    ];

    /// The code as it stands in files: `no_compatible_partner`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotActive => "not_active",
            Self::NoFreeSeat => "no_free_seat",
            Self::AlreadyServed => "already_served",
            Self::NoCompatiblePartner => "no_compatible_partner",
            Self::BelowFloor => "below_floor",
            Self::SeatsWentToOthers => "seats_went_to_others",
            Self::KeptOutByRule => "kept_out_by_rule",
            Self::NotDecided => "not_decided",
            Self::NoMatchingPossible => "no_matching_possible",
        }
    }

    /// What one can do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::NotActive => "set the status to active when the person is ready for a tandem",
            Self::NoFreeSeat => "raise the mentor's capacity, or wait until a tandem ends",
            Self::AlreadyServed => "raise the demand if one mentor more is wanted",
            Self::NoCompatiblePartner => {
                "look at the near miss: relax that requirement, ask the person again, or recruit somebody who meets it"
            }
            Self::BelowFloor => "lower the quality floor, or pin the pair after a talk with both",
            Self::SeatsWentToOthers => {
                "keep the person on the waiting list; find more seats on the other side, give the person priority, or pin the pair"
            }
            Self::KeptOutByRule => {
                "relax the rule, make it soft, or keep the person on the waiting list"
            }
            Self::NotDecided => "run again with a higher limit, or without one",
            Self::NoMatchingPossible => "look at the conflict and drop one of what contradicts",
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Candidates that one requirement removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Removed {
    /// Code of the requirement, such as `no_shared_language`.
    pub requirement: String,
    /// How many candidates fail it; a candidate that fails two requirements counts for both.
    pub candidates: u32,
}

/// The requirement that stands alone between a person and the most candidates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NearMiss {
    /// Code of the requirement.
    pub requirement: String,
    /// How many candidates fail nothing else: what relaxing it would give.
    pub candidates: u32,
}

/// Why somebody has no tandem, or fewer than wanted.
///
/// Serializes as `code`, `detail` (the sentence that [`Display`](fmt::Display) writes) and the facts.
///
/// | code | what one can do |
/// |---|---|
/// | `not_active` | set the status to active when the person is ready for a tandem |
/// | `no_free_seat` | raise the mentor's capacity, or wait until a tandem ends |
/// | `already_served` | raise the demand if one mentor more is wanted |
/// | `no_compatible_partner` | look at the near miss: relax that requirement, ask the person again, or recruit somebody who meets it |
/// | `below_floor` | lower the quality floor, or pin the pair after a talk with both |
/// | `seats_went_to_others` | keep the person on the waiting list; find more seats on the other side, give the person priority, or pin the pair |
/// | `kept_out_by_rule` | relax the rule, make it soft, or keep the person on the waiting list |
/// | `not_decided` | run again with a higher limit, or without one |
/// | `no_matching_possible` | look at the conflict and drop one of what contradicts |
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// [`ReasonCode::NotActive`].
    NotActive {
        /// What the person is instead.
        status: Status,
    },
    /// [`ReasonCode::NoFreeSeat`].
    NoFreeSeat {
        /// Most tandems the mentor takes.
        capacity: u32,
        /// Tandems that run.
        running: u32,
    },
    /// [`ReasonCode::AlreadyServed`].
    AlreadyServed {
        /// How many mentors the mentee should get.
        demand: u32,
        /// Tandems that run.
        running: u32,
    },
    /// [`ReasonCode::NoCompatiblePartner`].
    NoCompatiblePartner {
        /// Whom the person looks for.
        among: Side,
        /// Active people with room on the other side.
        candidates: u32,
        /// What removed them, most first.
        removed: Vec<Removed>,
        /// What would help most.
        near_miss: Option<NearMiss>,
    },
    /// [`ReasonCode::BelowFloor`].
    BelowFloor {
        /// The best compatible partner.
        partner: String,
        /// Its score.
        best: Score,
        /// The floor it lies below.
        floor: Score,
    },
    /// [`ReasonCode::SeatsWentToOthers`].
    SeatsWentToOthers {
        /// Whom the person looks for.
        among: Side,
        /// How many candidates fit.
        compatible: u32,
        /// The best of them.
        partner: String,
        /// Its score.
        best: Score,
        /// Whom that partner was given to.
        taken_by: Vec<String>,
    },
    /// [`ReasonCode::KeptOutByRule`].
    KeptOutByRule {
        /// Whom the person looks for.
        among: Side,
        /// The best who fits and has room.
        partner: String,
        /// Its score.
        best: Score,
        /// The rules that one tandem more would break: their names, or what they ask.
        rules: Vec<String>,
    },
    /// [`ReasonCode::NotDecided`].
    NotDecided {
        /// Why the run ended.
        stop_reason: StopReason,
    },
    /// [`ReasonCode::NoMatchingPossible`].
    NoMatchingPossible,
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::NotActive { .. } => ReasonCode::NotActive,
            Self::NoFreeSeat { .. } => ReasonCode::NoFreeSeat,
            Self::AlreadyServed { .. } => ReasonCode::AlreadyServed,
            Self::NoCompatiblePartner { .. } => ReasonCode::NoCompatiblePartner,
            Self::BelowFloor { .. } => ReasonCode::BelowFloor,
            Self::SeatsWentToOthers { .. } => ReasonCode::SeatsWentToOthers,
            Self::KeptOutByRule { .. } => ReasonCode::KeptOutByRule,
            Self::NotDecided { .. } => ReasonCode::NotDecided,
            Self::NoMatchingPossible => ReasonCode::NoMatchingPossible,
        }
    }
}

/// `1 mentor`, `2 mentors`.
fn count(people: u32, side: Side) -> String {
    if people == 1 { format!("1 {}", side.person()) } else { format!("{people} {side}") }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotActive { status: Status::Paused } => f.write_str("is paused"),
            Self::NotActive { .. } => f.write_str("has left the programme"),
            Self::NoFreeSeat { capacity: 0, .. } => f.write_str("has no seat: the capacity is 0"),
            Self::NoFreeSeat { capacity, running } => {
                write!(f, "running tandems ({running}) take every seat (capacity {capacity})")
            }
            Self::AlreadyServed { demand: 0, .. } => {
                f.write_str("asks for no mentor: the demand is 0")
            }
            Self::AlreadyServed { demand, running } => {
                write!(f, "has what was asked for (demand {demand}) in running tandems ({running})")
            }
            Self::NoCompatiblePartner { among, candidates: 0, .. } => {
                write!(f, "no active {among} with room for a tandem are left")
            }
            Self::NoCompatiblePartner { among, candidates, removed, near_miss } => {
                write!(f, "none of {} with room is compatible: ", count(*candidates, *among))?;
                for (at, removed) in removed.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{} removes {}", removed.requirement, removed.candidates)?;
                }
                match near_miss {
                    Some(near) => write!(
                        f,
                        "; without {} alone there would be {}",
                        near.requirement,
                        count(near.candidates, *among)
                    ),
                    None => f.write_str("; no requirement alone stands in the way"),
                }
            }
            Self::BelowFloor { partner, best, floor } => {
                write!(
                    f,
                    "the best compatible partner, {partner}, scores {best}, below the floor {floor}"
                )
            }
            Self::SeatsWentToOthers { among, compatible, partner, best, taken_by } => {
                write!(
                    f,
                    "{} would fit, the best {partner} at {best}",
                    count(*compatible, *among)
                )?;
                match taken_by.as_slice() {
                    [] => Ok(()),
                    [all @ .., last] if !all.is_empty() => {
                        write!(f, ", matched with {} and {last}", all.join(", "))
                    }
                    [only, ..] => write!(f, ", matched with {only}"),
                }
            }
            Self::KeptOutByRule { among, partner, best, rules } => {
                let rules: Vec<String> = rules.iter().map(|rule| format!("{rule:?}")).collect();
                let (word, verb) =
                    if rules.len() == 1 { ("rule", "does") } else { ("rules", "do") };
                write!(
                    f,
                    "{} {partner} would fit at {best} and has room; {word} {} {verb} not allow the tandem beside the others",
                    among.person(),
                    rules.join(", ")
                )
            }
            Self::NoMatchingPossible => {
                f.write_str("what was asked for contradicts itself, and nobody was matched")
            }
            Self::NotDecided { stop_reason } => write!(
                f,
                "the run ended early ({})",
                match stop_reason {
                    StopReason::Completed => "without an answer",
                    StopReason::Time => "time limit",
                    StopReason::Memory => "memory limit",
                    StopReason::Work => "work limit",
                    StopReason::Cancelled => "cancelled",
                }
            ),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code().as_str())?;
        map.serialize_entry("detail", &self.to_string())?;
        match self {
            Self::NotActive { status } => map.serialize_entry("status", status)?,
            Self::NoFreeSeat { capacity, running } => {
                map.serialize_entry("capacity", capacity)?;
                map.serialize_entry("running", running)?;
            }
            Self::AlreadyServed { demand, running } => {
                map.serialize_entry("demand", demand)?;
                map.serialize_entry("running", running)?;
            }
            Self::NoCompatiblePartner { candidates, removed, near_miss, .. } => {
                map.serialize_entry("candidates", candidates)?;
                map.serialize_entry("removed", removed)?;
                map.serialize_entry("near_miss", near_miss)?;
            }
            Self::BelowFloor { partner, best, floor } => {
                map.serialize_entry("partner", partner)?;
                map.serialize_entry("best", best)?;
                map.serialize_entry("floor", floor)?;
            }
            Self::SeatsWentToOthers { compatible, partner, best, taken_by, .. } => {
                map.serialize_entry("compatible", compatible)?;
                map.serialize_entry("partner", partner)?;
                map.serialize_entry("best", best)?;
                map.serialize_entry("taken_by", taken_by)?;
            }
            Self::KeptOutByRule { partner, best, rules, .. } => {
                map.serialize_entry("partner", partner)?;
                map.serialize_entry("best", best)?;
                map.serialize_entry("rules", rules)?;
            }
            Self::NotDecided { stop_reason } => map.serialize_entry("stop_reason", stop_reason)?,
            Self::NoMatchingPossible => {}
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_removed_whom_and_what_would_help() {
        let reason = Reason::NoCompatiblePartner {
            among: Side::Mentors,
            candidates: 12,
            removed: vec![
                Removed { requirement: "not_reachable".into(), candidates: 9 },
                Removed { requirement: "no_common_time".into(), candidates: 5 },
            ],
            near_miss: Some(NearMiss { requirement: "not_reachable".into(), candidates: 7 }),
        };
        assert_eq!(
            reason.to_string(),
            "none of 12 mentors with room is compatible: not_reachable removes 9, no_common_time removes 5; \
             without not_reachable alone there would be 7 mentors"
        );
        let json = serde_json::to_value(&reason).unwrap();
        assert_eq!(json["code"], "no_compatible_partner");
        assert_eq!(json["near_miss"]["candidates"], 7);
    }

    #[test]
    fn every_code_has_advice_and_stands_in_no_two_places() {
        let mut codes: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.as_str()).collect();
        assert!(ReasonCode::ALL.iter().all(|code| !code.advice().is_empty()));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ReasonCode::ALL.len());
    }
}
