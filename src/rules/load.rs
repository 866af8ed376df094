//! How many tandems each person of a group has.

use std::fmt;

use super::Group;
use super::rule::{Problems, range};
use crate::pool::Side;

/// Each person of a group has at least, or at most, so many tandems; or none at all, where that is allowed.
///
/// ```
/// use tandems::rules::{Group, Load, Rule};
///
/// let everybody_works = Rule::new(Load::mentors().at_least(1));
/// let groups = Rule::new(Load::mentors().at_least(3).at_most(6).or_none());
/// let senior = Rule::new(Load::mentees().with(Group::field("grade", "senior")).at_least(1).or_none());
/// assert_eq!(groups.to_string(), "each mentor has from 3 to 6 tandems, or none");
/// assert_eq!(senior.to_string(), "each mentee has at least 1 tandem with grade \"senior\", or none at all");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    pub(super) side: Side,
    pub(super) people: Group,
    pub(super) partners: Group,
    pub(super) least: u32,
    pub(super) most: Option<u32>,
    pub(super) idle: Idle,
}

/// Whether somebody without any tandem is left out of a [`Load`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Idle {
    /// Everybody must have the least number.
    #[default]
    Counts,
    /// Who has no tandem at all is left out.
    Allowed,
}

impl Load {
    fn new(side: Side) -> Self {
        Self {
            side,
            people: Group::Everybody,
            partners: Group::Everybody,
            least: 0,
            most: None,
            idle: Idle::Counts,
        }
    }

    /// Of each mentor.
    #[must_use]
    pub fn mentors() -> Self {
        Self::new(Side::Mentors)
    }

    /// Of each mentee.
    #[must_use]
    pub fn mentees() -> Self {
        Self::new(Side::Mentees)
    }

    /// Whose load it is: everybody of the side, unless said otherwise.
    #[must_use]
    pub fn of(mut self, people: impl Into<Group>) -> Self {
        self.people = people.into();
        self
    }

    /// Counts tandems with these people of the other side alone.
    #[must_use]
    pub fn with(mut self, partners: impl Into<Group>) -> Self {
        self.partners = partners.into();
        self
    }

    /// Fewest tandems, running ones included. Who is not active is asked for no minimum.
    #[must_use]
    pub fn at_least(mut self, tandems: u32) -> Self {
        self.least = tandems;
        self
    }

    /// Most tandems, running ones included.
    #[must_use]
    pub fn at_most(mut self, tandems: u32) -> Self {
        self.most = Some(tandems);
        self
    }

    /// Somebody without any tandem is in order.
    #[must_use]
    pub fn or_none(mut self) -> Self {
        self.idle = Idle::Allowed;
        self
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        let (people, partners) = match self.side {
            Side::Mentors => ("mentors", "mentees"),
            Side::Mentees => ("mentees", "mentors"),
        };
        problems.group(people, &self.people);
        problems.group(partners, &self.partners);
        problems.range(self.least, self.most);
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "each {}", self.side.person())?;
        if self.people != Group::Everybody {
            write!(f, " of {}", self.people)?;
        }
        write!(f, " has {}", range(self.least.into(), self.most.map(u64::from)))?;
        if self.partners != Group::Everybody {
            write!(f, " with {}", self.partners)?;
        }
        match (self.idle, &self.partners) {
            (Idle::Counts, _) => Ok(()),
            (Idle::Allowed, Group::Everybody) => f.write_str(", or none"),
            (Idle::Allowed, _) => f.write_str(", or none at all"),
        }
    }
}
