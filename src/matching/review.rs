//! A hand-edited list of tandems, read back: is every tandem allowed, and what are they worth.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::answer::{Tandem, TotalScore};
use super::matcher::tandem;
use super::round::indices;
use super::{MatchError, Matcher, Matching};
use crate::pool::{Pair, Pool, Side, Status};

/// Something in an edited list that the rules of the programme do not allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Objection {
    /// Stable code: that of the requirement that is not met, or `duplicate`, `already_running`, `earlier_tandem`,
    /// `declined`, `forbidden`, `below_floor`, `not_active`, `exceeds_capacity`, `exceeds_demand`,
    /// `below_minimum`.
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
        }
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
        let round = self.round(pool, &[])?;
        let mut objections = Vec::new();
        let mut seen = BTreeSet::new();
        let mut tandems = Vec::new();
        let mut object = |code: &str, people: Vec<String>, detail: String| {
            objections.push(Objection { code: code.to_owned(), people, detail });
        };
        for pair in list {
            let (mentee, mentor) = indices(pool, pair)?;
            let both = || vec![pair.mentor.to_string(), pair.mentee.to_string()];
            let name =
                format!("mentor {:?} and mentee {:?}", pair.mentor.as_str(), pair.mentee.as_str());
            if !seen.insert((mentee, mentor)) {
                object("duplicate", both(), format!("{name} stand in the list twice"));
                continue;
            }
            let tandem = tandem(&round, mentee, mentor);
            if let Some(bar) = round.bar(mentee, mentor) {
                object(bar.code(), both(), format!("{name}: {}", bar.code()));
            }
            for criterion in &tandem.fit.criteria {
                if let Some(code) = &criterion.failed {
                    let detail = format!("{name}: {code} ({})", criterion.evidence);
                    object(code, both(), detail);
                }
            }
            if !tandem.fit.compatible && tandem.fit.criteria.iter().all(|c| c.failed.is_none()) {
                object("too_little_known", both(), format!("{name}: too little is known"));
            }
            if let Some(floor) = round.floor.filter(|&floor| tandem.fit.score < floor) {
                let detail = format!("{name} score {}, below the floor {floor}", tandem.fit.score);
                object("below_floor", both(), detail);
            }
            tandems.push(tandem);
        }
        let mut of_mentor = vec![0_u32; round.seats.len()];
        let mut of_mentee = vec![0_u32; round.wanted.len()];
        for &(mentee, mentor) in &seen {
            of_mentor[mentor] += 1;
            of_mentee[mentee] += 1;
        }
        let mut room = |side: Side, id: &str, status: Status, count: u32, room: u32| {
            if count <= room {
                return;
            }
            let person = format!("{} {id:?}", side.person());
            let (code, detail) = match (status, side) {
                (Status::Active, Side::Mentors) => (
                    "exceeds_capacity",
                    format!("{person} has {count} new tandems and room for {room}"),
                ),
                (Status::Active, Side::Mentees) => {
                    ("exceeds_demand", format!("{person} has {count} new tandems and wants {room}"))
                }
                _ => ("not_active", format!("{person} has {count} new tandems and is not active")),
            };
            object(code, vec![id.to_owned()], detail);
        };
        for (mentor, profile) in pool.mentors().iter().enumerate() {
            let status = profile.status_or_default();
            room(
                Side::Mentors,
                profile.id.as_str(),
                status,
                of_mentor[mentor],
                round.seats[mentor],
            );
        }
        for (mentee, profile) in pool.mentees().iter().enumerate() {
            let status = profile.status_or_default();
            room(
                Side::Mentees,
                profile.id.as_str(),
                status,
                of_mentee[mentee],
                round.wanted[mentee],
            );
        }
        for (mentor, profile) in pool.mentors().iter().enumerate() {
            let min = profile.capacity_or_default().min;
            let count = of_mentor[mentor] + round.running_of_mentor[mentor];
            if profile.status_or_default() == Status::Active && count < min {
                let detail = format!(
                    "mentor {:?} has {count} tandems, running ones included, and a minimum of {min}",
                    profile.id.as_str()
                );
                object("below_minimum", vec![profile.id.to_string()], detail);
            }
        }
        let total = tandems.iter().map(|tandem| i128::from(tandem.fit.score.micros())).sum();
        Ok(Review { tandems, total: TotalScore::from_micros(total), objections })
    }
}
