//! Mentees who share a mentor, and mentees who must not.

use std::fmt;

use super::Group;
use super::rule::Problems;

/// No mentor has two of these mentees.
///
/// ```
/// use tandems::rules::{Apart, Rule};
///
/// let rule = Rule::new(Apart::new(["samir", "li"]));
/// assert_eq!(rule.to_string(), "\"samir\", \"li\" have no mentor in common");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart(pub(super) Sets);

/// These mentees have the same mentors: each mentor who has one of them has all of them.
///
/// ```
/// use tandems::rules::{Rule, Together};
///
/// assert_eq!(Rule::new(Together::by("family")).to_string(), "mentees of the same family have the same mentors");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together(pub(super) Sets);

/// One set of mentees, or one for each value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sets {
    pub(super) mentees: Group,
    pub(super) same: Option<String>,
}

macro_rules! sets {
    ($name:ident) => {
        impl $name {
            /// These mentees, as one set.
            pub fn new(mentees: impl Into<Group>) -> Self {
                Self(Sets { mentees: mentees.into(), same: None })
            }

            /// One set for each value of a free field of the mentees.
            pub fn by(field: impl Into<String>) -> Self {
                Self(Sets { mentees: Group::Everybody, same: Some(field.into()) })
            }

            /// Looks at these mentees alone.
            #[must_use]
            pub fn of(mut self, mentees: impl Into<Group>) -> Self {
                self.0.mentees = mentees.into();
                self
            }
        }
    };
}

sets!(Apart);
sets!(Together);

impl Sets {
    pub(super) fn check(&self, problems: &mut Problems) {
        problems.group("mentees", &self.mentees);
        match (&self.same, &self.mentees) {
            (Some(field), _) => problems.field("same", field),
            (None, Group::Ids(ids)) if ids.len() == 1 => {
                let problem = format!("{:?} stands alone", ids[0]);
                problems.add("mentees", problem, "name at least two");
            }
            (None, _) => {}
        }
    }

    fn whose(&self) -> String {
        match (&self.same, &self.mentees) {
            (None, Group::Everybody) => "all mentees".to_owned(),
            (None, group) => group.to_string(),
            (Some(field), Group::Everybody) => format!("mentees of the same {field}"),
            (Some(field), group) => format!("mentees of the same {field} among {group}"),
        }
    }
}

impl fmt::Display for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} have no mentor in common", self.0.whose())
    }
}

impl fmt::Display for Together {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} have the same mentors", self.0.whose())
    }
}
