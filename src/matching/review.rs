//! A hand-edited list of tandems, read back: is every tandem allowed, and what are they worth.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::answer::{Tandem, TotalScore};
use super::matcher::tandem;
use super::round::{Round, indices};
use super::rules::{RuleOutcome, outcomes};
use super::{MatchError, Matcher, Matching};
use crate::pool::{Pair, Pool, Side, Status};
use crate::rules::{Strictness, Violation};

/// Something in an edited list that the rules of the programme do not allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Objection {
    /// Stable code: that of the requirement that is not met, or `duplicate`, `already_running`, `earlier_tandem`,
    /// `declined`, `vetoed`, `forbidden`, `below_floor`, `not_active`, `exceeds_capacity`, `exceeds_demand`,
    /// `below_minimum`, or that of a [violation](crate::rules::Violation) of a hard rule.
    pub code: String,
    /// The people it is about, mentor first where there are two.
    pub people: Vec<String>,
    /// What is not allowed, with the numbers.
    pub detail: String,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

/// What an edited list of tandems is worth, and what stands against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Review {
    /// The tandems of the list, each once, with scores and evidence as a matching has them.
    pub tandems: Vec<Tandem>,
    /// The sum of their scores.
    pub total: TotalScore,
    /// What is not allowed; empty for a list that can be carried out as it is.
    pub objections: Vec<Objection>,
    /// What came of each rule. Hard ones that are broken are objections too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleOutcome>,
}

impl Review {
    /// Whether nothing stands against the list.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.objections.is_empty()
    }

    /// How far the list stays behind a matching: its tandems and total score less those of the list. Below zero where
    /// the list has more.
    #[must_use]
    pub fn behind(&self, matching: &Matching) -> (i128, TotalScore) {
        let best = matching.objective();
        (
            i128::from(best.tandems) - self.tandems.len() as i128,
            TotalScore::from_micros(best.total.micros() - self.total.micros()),
        )
    }
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tandems, total score {}", self.tandems.len(), self.total)?;
        match self.objections.as_slice() {
            [] => write!(f, "; every tandem is allowed"),
            objections => {
                write!(f, "; {} objections:", objections.len())?;
                objections.iter().try_for_each(|objection| write!(f, "\n  {objection}"))
            }
        }?;
        let soft = self.rules.iter().filter(|rule| rule.strictness != Strictness::Hard);
        soft.filter(|rule| !rule.is_kept()).try_for_each(|rule| write!(f, "\n  {rule}"))
    }
}

impl Matcher<'_> {
    /// Verifies and values a list of tandems, such as one that was edited by hand
    /// ([`read_tandems`](super::read_tandems)). Pins of the matcher are not looked at: the list is the decision.
    ///
    /// # Errors
    ///
    /// If the list names somebody who is not in the pool, or the model cannot make sense of a profile. What the rules
    /// do not allow is no error but an [`Objection`].
    pub fn review(&self, pool: &Pool, list: &[Pair]) -> Result<Review, MatchError> {
        let rules = self.compiled_rules(pool)?;
        let round = self.round(pool, &[], &rules)?;
        let mut objections = Vec::new();
        let mut seen = BTreeSet::new();
        let mut tandems = Vec::new();
        for pair in list {
            let (mentee, mentor) = indices(pool, pair)?;
            if !seen.insert((mentee, mentor)) {
                objections.push(Objection::of_pair(pair, "duplicate", "stand in the list twice"));
                continue;
            }
            let tandem = tandem(&round, mentee, mentor);
            object_to_pair(&round, pair, (mentee, mentor), &tandem, &mut objections);
            tandems.push(tandem);
        }
        object_to_loads(&round, &seen, &mut objections);
        let broken = rules.violations(list).into_iter();
        let broken = broken.filter(|violation| violation.strictness == Strictness::Hard);
        objections.extend(broken.map(Objection::of_rule));
        let rules = outcomes(&rules, list);
        let total = tandems.iter().map(|tandem| i128::from(tandem.fit.score.micros())).sum();
        Ok(Review { tandems, total: TotalScore::from_micros(total), objections, rules })
    }
}

impl Objection {
    /// An objection to the pair; the detail follows on the names of the two.
    fn of_pair(pair: &Pair, code: &str, detail: impl fmt::Display) -> Self {
        let (mentor, mentee) = (pair.mentor.as_str(), pair.mentee.as_str());
        Self {
            code: code.to_owned(),
            people: vec![mentor.to_owned(), mentee.to_owned()],
            detail: format!("mentor {mentor:?} and mentee {mentee:?} {detail}"),
        }
    }

    /// An objection by a rule.
    fn of_rule(violation: Violation) -> Self {
        Self {
            code: violation.code.to_owned(),
            detail: violation.to_string(),
            people: violation.people,
        }
    }

    /// An objection to somebody's load; the detail follows on the name.
    fn of_person(side: Side, id: &str, code: &str, detail: impl fmt::Display) -> Self {
        Self {
            code: code.to_owned(),
            people: vec![id.to_owned()],
            detail: format!("{} {id:?} {detail}", side.person()),
        }
    }
}

/// What stands against the two of a pair.
fn object_to_pair(
    round: &Round<'_>,
    pair: &Pair,
    (mentee, mentor): (usize, usize),
    tandem: &Tandem,
    objections: &mut Vec<Objection>,
) {
    let mut object = |code: &str, detail: String| {
        objections.push(Objection::of_pair(pair, code, detail));
    };
    if let Some(bar) = round.bar(mentee, mentor) {
        object(bar.code(), format!("may not be matched: {}", bar.code()));
    }
    let failed = tandem.fit.criteria.iter().filter_map(|criterion| {
        criterion.failed.as_ref().map(|code| (code, criterion.evidence.as_str()))
    });
    for (code, evidence) in failed.clone() {
        object(code, format!("are incompatible: {code} ({evidence})"));
    }
    if !tandem.fit.compatible && failed.count() == 0 {
        object("too_little_known", "are incompatible: too little is known of them".to_owned());
    }
    if let Some(floor) = round.floor.filter(|&floor| tandem.score() < floor) {
        object("below_floor", format!("score {}, below the floor {floor}", tandem.score()));
    }
}

/// What stands against the numbers of tandems people have.
fn object_to_loads(
    round: &Round<'_>,
    pairs: &BTreeSet<(usize, usize)>,
    objections: &mut Vec<Objection>,
) {
    let mut of_mentor = vec![0_u32; round.seats.len()];
    let mut of_mentee = vec![0_u32; round.wanted.len()];
    for &(mentee, mentor) in pairs {
        of_mentor[mentor] += 1;
        of_mentee[mentee] += 1;
    }
    for (at, mentor) in round.pool.mentors().iter().enumerate() {
        let (count, room) = (of_mentor[at], round.seats[at]);
        let active = mentor.status_or_default() == Status::Active;
        let mut object = |code, detail| {
            objections.push(Objection::of_person(Side::Mentors, mentor.id.as_str(), code, detail));
        };
        if count > room && active {
            object("exceeds_capacity", format!("has new tandems ({count}) and room for {room}"));
        } else if count > room {
            object("not_active", format!("has new tandems ({count}) and is not active"));
        }
        let (all, min) = (count + round.running_of_mentor[at], mentor.capacity_or_default().min);
        if active && all < min {
            let detail = format!(
                "has fewer tandems ({all}, running ones included) than its minimum ({min})"
            );
            object("below_minimum", detail);
        }
    }
    for (at, mentee) in round.pool.mentees().iter().enumerate() {
        let (count, wanted) = (of_mentee[at], round.wanted[at]);
        let mut object = |code, detail| {
            objections.push(Objection::of_person(Side::Mentees, mentee.id.as_str(), code, detail));
        };
        if count > wanted && mentee.status_or_default() == Status::Active {
            object("exceeds_demand", format!("has new tandems ({count}) and wants {wanted}"));
        } else if count > wanted {
            object("not_active", format!("has new tandems ({count}) and is not active"));
        }
    }
}
