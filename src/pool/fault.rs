//! What is wrong with an input: all of it at once, each fault with person, field, value, place and remedy.

use std::fmt;

use serde::Serialize;

/// One thing wrong in the data of a pool, said so that a coordinator can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Fault {
    /// Stable code of the kind of fault, such as `duplicate_id` or `unknown_language`.
    pub code: &'static str,
    /// Which of the two lists it stands in.
    pub side: Side,
    /// The person, where the fault is about one.
    pub person: Option<String>,
    /// Line of the file the person stands in (1 is the header), where the pool was read from one.
    pub line: Option<u64>,
    /// The field or column.
    pub field: String,
    /// The value as it was written; empty where the fault is that there is none.
    pub value: String,
    /// What is wrong with the value, as half a sentence: `is not a weekday`.
    pub problem: String,
    /// What to do about it, as a request: `write mon, tue, …`.
    pub remedy: String,
}

/// One of the two sides of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Those who give time.
    Mentors,
    /// Those who look for support.
    Mentees,
}

impl Side {
    /// `mentor` or `mentee`, for messages about one person.
    #[must_use]
    pub fn person(self) -> &'static str {
        match self {
            Self::Mentors => "mentor",
            Self::Mentees => "mentee",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Mentors => "mentors",
            Self::Mentees => "mentees",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.person {
            Some(person) => write!(f, "{} {:?}", self.side.person(), shortened(person))?,
            None => write!(f, "{}", self.side)?,
        }
        if let Some(line) = self.line {
            write!(f, " (line {line})")?;
        }
        write!(f, ": {}", self.field)?;
        if !self.value.is_empty() {
            write!(f, " {:?}", shortened(&self.value))?;
        }
        write!(f, " {}; {}", self.problem, self.remedy)
    }
}

/// A value that fits on a line: a quote left open in a file can swallow pages.
pub(super) fn shortened(value: &str) -> String {
    const LONGEST: usize = 80;
    match value.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &value[..cut]),
        None => value.to_owned(),
    }
}

/// Every fault of an input, in the order of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// `Ok(value)` where nothing is wrong, all the faults otherwise: by file, then by line, then as they were found.
    pub(crate) fn or<T>(mut faults: Vec<Fault>, value: T) -> Result<T, Self> {
        faults.sort_by_key(|fault| (fault.side, fault.line));
        if faults.is_empty() { Ok(value) } else { Err(Self(faults)) }
    }

    /// The faults, at least one.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there is always at least one fault")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [only] => write!(f, "{only}"),
            all => {
                write!(f, "{} faults to mend:", all.len())?;
                for fault in all {
                    write!(f, "\n  {fault}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Faults {}
