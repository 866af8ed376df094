//! Mentors who have hours and not seats.

use std::fmt;

use super::rule::Problems;
use super::{Group, Hours};

/// A mentor has hours, and each tandem costs some of them; the capacity counts all the same.
///
/// ```
/// use tandems::rules::{Budget, Hours, Rule, TimeOf};
///
/// let rule = Rule::new(Budget::new(TimeOf::field("hours").otherwise(4), TimeOf::field("hours wanted")));
/// assert_eq!(
///     rule.to_string(),
///     "the tandems of a mentor take no more hours than the mentor has (hours; 4 where unknown), a tandem hours wanted"
/// );
/// # let _ = Hours::new(1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    pub(super) mentors: Group,
    pub(super) mentees: Group,
    pub(super) hours: TimeOf,
    pub(super) cost: TimeOf,
}

/// Hours of a person: from a free field, or the same for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimeOf {
    pub(super) field: Option<String>,
    pub(super) otherwise: Option<Hours>,
}

impl TimeOf {
    /// The same for everybody.
    pub fn fixed(hours: impl Into<Hours>) -> Self {
        Self { field: None, otherwise: Some(hours.into()) }
    }

    /// From a free field. Somebody of whom it is not known is a fault, unless [`otherwise`](Self::otherwise) says what
    /// counts.
    pub fn field(field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), otherwise: None }
    }

    /// What counts where the field is not known.
    #[must_use]
    pub fn otherwise(mut self, hours: impl Into<Hours>) -> Self {
        self.otherwise = Some(hours.into());
        self
    }

    fn check(&self, key: &'static str, problems: &mut Problems) {
        if let Some(field) = &self.field {
            problems.field(key, field);
        } else if self.otherwise.is_none() {
            problems.add(key, "says no hours".to_owned(), super::time::HOW_TO_WRITE);
        }
        if let Some(hours) = self.otherwise.filter(|hours| hours.is_too_long()) {
            problems.add(key, format!("{hours} hours are too many"), "write at most 1000000");
        }
    }
}

impl<T: Into<Hours>> From<T> for TimeOf {
    fn from(hours: T) -> Self {
        Self::fixed(hours)
    }
}

impl Budget {
    /// What mentors have, and what a tandem costs (by the mentee).
    pub fn new(hours: impl Into<TimeOf>, cost: impl Into<TimeOf>) -> Self {
        Self {
            mentors: Group::Everybody,
            mentees: Group::Everybody,
            hours: hours.into(),
            cost: cost.into(),
        }
    }

    /// Whose hours: all mentors', unless said otherwise.
    #[must_use]
    pub fn of(mut self, mentors: impl Into<Group>) -> Self {
        self.mentors = mentors.into();
        self
    }

    /// Whose tandems cost hours: those of all mentees, unless said otherwise.
    #[must_use]
    pub fn with(mut self, mentees: impl Into<Group>) -> Self {
        self.mentees = mentees.into();
        self
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        problems.group("mentors", &self.mentors);
        problems.group("mentees", &self.mentees);
        self.hours.check("hours", problems);
        self.cost.check("cost", problems);
    }
}

impl fmt::Display for TimeOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.field, self.otherwise) {
            (Some(field), Some(hours)) => write!(f, "{field}; {hours} where unknown"),
            (Some(field), None) => f.write_str(field),
            (None, Some(hours)) => write!(f, "{hours}"),
            (None, None) => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the tandems")?;
        if self.mentees != Group::Everybody {
            write!(f, " with {}", self.mentees)?;
        }
        f.write_str(" of a mentor")?;
        if self.mentors != Group::Everybody {
            write!(f, " of {}", self.mentors)?;
        }
        write!(
            f,
            " take no more hours than the mentor has ({}), a tandem {}",
            self.hours, self.cost
        )
    }
}
