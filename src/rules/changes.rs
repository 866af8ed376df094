//! How far a matching may be from the last one.

use std::fmt;

use super::rule::Problems;
use crate::pool::Pair;

/// At most so many changes against the last matching: a tandem of it that is not made again is one, a tandem that was
/// not in it is one.
///
/// Running tandems go on, so they are never a change. Tandems of the last matching may be made again even where the pool
/// lists them as earlier ones, unless one of the two has declined or vetoed the other since.
///
/// ```
/// use tandems::pool::Pair;
/// use tandems::rules::{Changes, Rule};
///
/// let rule = Rule::new(Changes::at_most(2).since(vec![Pair::new("anna", "omar")]));
/// assert_eq!(rule.to_string(), "at most 2 changes against the last matching (1 tandem)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    pub(super) most: u32,
    pub(super) last: Last,
}

/// Where the last matching stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Last {
    /// It runs: every new tandem is a change.
    #[default]
    Running,
    /// It ended, and is the pool's list of earlier tandems.
    Earlier,
    /// These tandems.
    Given(Vec<Pair>),
}

impl Changes {
    /// At most so many, against the tandems that run.
    #[must_use]
    pub fn at_most(changes: u32) -> Self {
        Self { most: changes, last: Last::Running }
    }

    /// Against this matching.
    #[must_use]
    pub fn since(mut self, last: impl Into<Last>) -> Self {
        self.last = last.into();
        self
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        let Last::Given(pairs) = &self.last else { return };
        let mut seen = std::collections::BTreeSet::new();
        for pair in pairs {
            if !seen.insert(pair) {
                let (mentor, mentee) = (pair.mentor.as_str(), pair.mentee.as_str());
                let problem = format!("names mentor {mentor:?} and mentee {mentee:?} twice");
                problems.add("last", problem, "name each tandem once");
            }
        }
    }
}

impl From<Vec<Pair>> for Last {
    fn from(pairs: Vec<Pair>) -> Self {
        Self::Given(pairs)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes = if self.most == 1 { "change" } else { "changes" };
        write!(f, "at most {} {changes} against ", self.most)?;
        match &self.last {
            Last::Running => f.write_str("the running tandems"),
            Last::Earlier => f.write_str("the earlier tandems"),
            Last::Given(pairs) if pairs.len() == 1 => f.write_str("the last matching (1 tandem)"),
            Last::Given(pairs) => write!(f, "the last matching ({} tandems)", pairs.len()),
        }
    }
}
