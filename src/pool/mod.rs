//! Who they are: mentors, mentees, and what already is between them.

mod fault;
mod ids;
mod language;
mod parse;
mod people;
mod values;
mod week;

use std::collections::HashMap;

pub use fault::{Fault, Faults, Side};
pub use ids::{MenteeId, MentorId};
pub use language::{LanguageSkill, LanguageTag, Level};
pub use parse::ParseError;
pub(crate) use parse::nearest;
pub use people::{Mentee, Mentor};

use serde::{Deserialize, Serialize};
pub use values::{Attribute, Capacity, Mode, Need, Offer, Place, Position, Role, Status, Strength};
pub use week::{QUARTERS, Week};

/// A mentor and a mentee, by id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The mentor.
    pub mentor: MentorId,
    /// The mentee.
    pub mentee: MenteeId,
}

/// Everybody who could be matched, and the tandems that run, ended or were declined.
///
/// A pool that exists is sound: ids are unique, values are what they claim to be, and every id that is spoken of exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    mentors: Vec<Mentor>,
    mentees: Vec<Mentee>,
    running: Vec<Pair>,
    earlier: Vec<Pair>,
    declined: Vec<Pair>,
    mentor_index: HashMap<MentorId, usize>,
    mentee_index: HashMap<MenteeId, usize>,
    /// Line of the file each person stands in; empty where the pool was not read from files.
    mentor_lines: Vec<u64>,
    mentee_lines: Vec<u64>,
}

impl Pool {
    /// A pool in which nothing has happened yet.
    ///
    /// # Errors
    ///
    /// Every fault of the profiles, all at once.
    pub fn new(mentors: Vec<Mentor>, mentees: Vec<Mentee>) -> Result<Self, Faults> {
        let mentor_index =
            mentors.iter().enumerate().map(|(at, mentor)| (mentor.id.clone(), at)).collect();
        let mentee_index =
            mentees.iter().enumerate().map(|(at, mentee)| (mentee.id.clone(), at)).collect();
        Faults::or(
            Vec::new(),
            Self {
                mentors,
                mentees,
                running: Vec::new(),
                earlier: Vec::new(),
                declined: Vec::new(),
                mentor_index,
                mentee_index,
                mentor_lines: Vec::new(),
                mentee_lines: Vec::new(),
            },
        )
    }

    /// The mentors, in the order they were given.
    #[must_use]
    pub fn mentors(&self) -> &[Mentor] {
        &self.mentors
    }

    /// The mentees, in the order they were given.
    #[must_use]
    pub fn mentees(&self) -> &[Mentee] {
        &self.mentees
    }

    /// Tandems that run now and occupy seats.
    #[must_use]
    pub fn running(&self) -> &[Pair] {
        &self.running
    }

    /// Tandems that ended; they are not proposed again.
    #[must_use]
    pub fn earlier(&self) -> &[Pair] {
        &self.earlier
    }

    /// Proposals that one of the two declined; they are not made again.
    #[must_use]
    pub fn declined(&self) -> &[Pair] {
        &self.declined
    }

    /// Where in [`mentors`](Self::mentors) the mentor stands.
    #[must_use]
    pub fn mentor_index(&self, id: &MentorId) -> Option<usize> {
        self.mentor_index.get(id).copied()
    }

    /// Where in [`mentees`](Self::mentees) the mentee stands.
    #[must_use]
    pub fn mentee_index(&self, id: &MenteeId) -> Option<usize> {
        self.mentee_index.get(id).copied()
    }

    /// Line of the file the person stands in, where the pool was read from files.
    pub(crate) fn line(&self, side: Side, index: usize) -> Option<u64> {
        match side {
            Side::Mentors => self.mentor_lines.get(index).copied(),
            Side::Mentees => self.mentee_lines.get(index).copied(),
        }
    }
}
