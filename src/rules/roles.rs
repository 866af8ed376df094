//! Who is what to a mentee who has several mentors.

use std::fmt;

use super::Group;
use super::rule::{Problems, range};
use crate::pool::Role;

/// The mentors of a mentee share out places: each takes one place that it may take, and every place has as many as it
/// wants. A mentee without any mentor is in order.
///
/// ```
/// use tandems::pool::Role;
/// use tandems::rules::{Group, Roles, Rule, Slot};
///
/// let rule = Rule::new(Roles::lead_and_co_mentor());
/// assert_eq!(rule.to_string(), "the mentors of a mentee are 1 lead and at most 1 co-mentor");
/// let own = Roles::default()
///     .slot(Slot::new("politician", Group::field("office", "council")).exactly(1))
///     .slot(Slot::new("friend", Group::everybody()).at_most(2));
/// assert_eq!(
///     Rule::new(own).to_string(),
///     "the mentors of a mentee are 1 politician and at most 2 friend"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    pub(super) mentees: Group,
    pub(super) slots: Vec<Slot>,
}

/// A place beside a mentee: who may take it, and how many do. At most one, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub(super) name: String,
    pub(super) mentors: Group,
    pub(super) least: u32,
    pub(super) most: Option<u32>,
}

/// More places than this would make more limits than anybody means.
pub(super) const MOST_SLOTS: usize = 6;

impl Slot {
    /// A place for these mentors.
    pub fn new(name: impl Into<String>, mentors: impl Into<Group>) -> Self {
        Self { name: name.into(), mentors: mentors.into(), least: 0, most: Some(1) }
    }

    /// Fewest who take it.
    #[must_use]
    pub fn at_least(mut self, mentors: u32) -> Self {
        self.least = mentors;
        self
    }

    /// Most who take it.
    #[must_use]
    pub fn at_most(mut self, mentors: u32) -> Self {
        self.most = Some(mentors);
        self
    }

    /// So many, no more and no less.
    #[must_use]
    pub fn exactly(self, mentors: u32) -> Self {
        self.at_least(mentors).at_most(mentors)
    }

    /// Any number may take it.
    #[must_use]
    pub fn any_number(mut self) -> Self {
        self.most = None;
        self
    }
}

impl Roles {
    /// One lead, and beside it up to one co-mentor, by [`Mentor::roles`](crate::pool::Mentor::roles).
    #[must_use]
    pub fn lead_and_co_mentor() -> Self {
        Self::default()
            .slot(Slot::new("lead", Role::Lead).exactly(1))
            .slot(Slot::new("co-mentor", Role::CoMentor))
    }

    /// Whose mentors: all mentees, unless said otherwise.
    #[must_use]
    pub fn of(mut self, mentees: impl Into<Group>) -> Self {
        self.mentees = mentees.into();
        self
    }

    /// One more place.
    #[must_use]
    pub fn slot(mut self, slot: Slot) -> Self {
        self.slots.push(slot);
        self
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        problems.group("mentees", &self.mentees);
        if self.slots.is_empty() {
            let remedy =
                "write slots = [{ role = \"lead\", exactly = 1 }, { role = \"co-mentor\" }]";
            problems.add("slots", "has no place for anybody".to_owned(), remedy);
        }
        if self.slots.len() > MOST_SLOTS {
            let problem = format!("has {} places", self.slots.len());
            problems.add("slots", problem, "keep at most 6");
        }
        for (at, slot) in self.slots.iter().enumerate() {
            let mut inner = problems.within(&format!("slots[{at}]"));
            inner.group("mentors", &slot.mentors);
            inner.range(slot.least, slot.most.or(Some(u32::MAX)));
            if slot.name.trim().is_empty() {
                inner.add("name", "is blank".to_owned(), "write what the place is called");
            }
            if let Some(first) = self.slots[..at].iter().position(|one| one.name == slot.name) {
                let problem = format!("{:?} is the name of slots[{first}] too", slot.name);
                inner.add("name", problem, "give each place a name of its own");
            }
            problems.join(inner);
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, None) => write!(f, "any number of {}", self.name),
            (least, Some(most)) if least == most => write!(f, "{least} {}", self.name),
            (least, most) => {
                let range = range(least.into(), most.map(u64::from));
                let range = range.trim_end_matches("tandems").trim_end_matches("tandem");
                write!(f, "{range}{}", self.name)
            }
        }
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the mentors of a mentee")?;
        if self.mentees != Group::Everybody {
            write!(f, " of {}", self.mentees)?;
        }
        f.write_str(" are ")?;
        for (at, slot) in self.slots.iter().enumerate() {
            let word = if at == 0 { "" } else { " and " };
            write!(f, "{word}{slot}")?;
        }
        Ok(())
    }
}
