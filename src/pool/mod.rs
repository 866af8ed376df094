//! Who they are: mentors, mentees, and what already is between them.
//!
//! A [`Pool`] comes from two spreadsheets ([`Pool::from_csv`]), from JSON or any other format of serde, or from
//! [`Pool::builder`]. However it comes, it is checked, and all that is wrong is said at once.
//!
//! # Spreadsheets
//!
//! One CSV file of mentors, one of mentees. Other columns and separators are named in a [`CsvFormat`].
//!
//! A row is a person, a column is a field; only `id` must be there. An empty cell means *unknown*; `none` in a list
//! means *known to be none*. Columns of other names become free fields ([`Attribute`]) under their
//! header; a header that ends in `[]` makes its free field a list. Headers are found without regard to case, and blanks,
//! hyphens and underscores are one.
//!
//! | column | cell |
//! |---|---|
//! | `id` | any text, unique in its file |
//! | `sectors` | `Q86;P85` |
//! | `offers` (mentors) | `cv;interview:0.5`: topic and strength from 0 to 1 |
//! | `needs` (mentees) | `cv!:3;interview:1`: topic, `!` for a must, and priority |
//! | `languages` | `de:C1;ar:native` |
//! | `availability` | `mon 18:00-20:00;Samstag 10-14` |
//! | `place`, `latitude`, `longitude`, `travel_km` | `DE300`, `52.52`, `13.405`, `20` |
//! | `modes` | `online;in person` |
//! | `capacity`, `minimum` (mentors) | `3`, `1`; a minimum without a capacity stands beside one seat |
//! | `demand` (mentees) | `2` |
//! | `status` | `active`, `paused`, `finished` |
//! | `roles` (mentors) | `lead;co-mentor` |
//! | `waiting_since` (mentees) | `2026-01-31` or `31.01.2026` |
//! | `wishes`, `vetoes` | ids of the other side, dearest first |
//! | `running`, `earlier`, `declined` | ids of the other side; a pair may stand in either file or in both |

mod attribute;
mod builder;
mod cell;
mod csv;
mod fault;
mod ids;
mod language;
mod parse;
mod people;
mod stray;
mod validate;
mod values;
mod week;

pub use attribute::Attribute;
pub use builder::PoolBuilder;
pub use csv::{CsvFormat, PoolError, SideFormat};
pub use fault::{Fault, Faults, Side};
pub use ids::{MenteeId, MentorId};
pub use language::{LanguageSkill, LanguageTag, Level};
pub use parse::ParseError;
pub(crate) use parse::{divided_otherwise, key, nearest};
pub use people::{Mentee, Mentor};
pub(crate) use stray::{Stray, strays};
pub use values::{Capacity, Mode, Need, Offer, Place, Position, Role, Status, Strength};
pub use week::{QUARTERS, Week};

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// A mentor and a mentee, by id.
///
/// ```
/// use tandems::pool::Pair;
///
/// assert_eq!(Pair::new("anna", "omar").mentor.as_str(), "anna");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The mentor.
    pub mentor: MentorId,
    /// The mentee.
    pub mentee: MenteeId,
}

impl Pair {
    /// The pair of these two.
    #[must_use]
    pub fn new(mentor: impl Into<MentorId>, mentee: impl Into<MenteeId>) -> Self {
        Self { mentor: mentor.into(), mentee: mentee.into() }
    }
}

/// Everybody who could be matched, and the tandems that run, ended or were declined.
///
/// A pool that exists is sound: ids are unique, values are what they claim to be, and every id that is spoken of exists.
/// Its texts have no blanks around them, a free field without a value is left out, and pairs stand in the order of the
/// mentors, then of the mentees.
///
/// Serialized as `{mentors, mentees, running, earlier, declined}`; reading it back checks it like any other pool.
///
/// ```
/// use tandems::pool::Pool;
///
/// let pool: Pool = serde_json::from_str(r#"{
///     "mentors": [{"id": "anna", "availability": "mon 18:00-20:00", "attributes": {"age": 61}}],
///     "mentees": [{"id": "omar", "wishes": ["anna"]}]
/// }"#)?;
/// assert_eq!(pool.mentees()[0].wishes.as_deref(), Some(&["anna".into()][..]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "PoolBuilder", try_from = "PoolBuilder")]
pub struct Pool {
    mentors: Vec<Mentor>,
    mentees: Vec<Mentee>,
    running: Vec<Pair>,
    earlier: Vec<Pair>,
    declined: Vec<Pair>,
    mentor_index: HashMap<MentorId, usize>,
    mentee_index: HashMap<MenteeId, usize>,
    lines: Lines,
}

/// Line of the file each person stands in; empty where the pool was not read from files.
#[derive(Debug, Clone, Default)]
struct Lines {
    mentors: Vec<u64>,
    mentees: Vec<u64>,
}

impl Lines {
    fn get(&self, side: Side, index: usize) -> Option<u64> {
        match side {
            Side::Mentors => self.mentors.get(index).copied(),
            Side::Mentees => self.mentees.get(index).copied(),
        }
    }
}

/// Where people stood in a file is no part of what a pool says.
impl PartialEq for Lines {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lines {}

impl Pool {
    /// A pool in which nothing has happened yet. Shorthand for [`Pool::builder`] with mentors and mentees alone.
    ///
    /// ```
    /// use tandems::pool::{Mentee, Mentor, Pool};
    ///
    /// let mut omar = Mentee::new("omar");
    /// omar.wishes = Some(vec!["ana".into()]);
    /// let faults = Pool::new(vec![Mentor::new("anna")], vec![omar]).unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     r#"mentee "omar": wishes "ana" is not among the mentors; did you mean "anna"? or take it out"#
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault of the profiles, all at once.
    pub fn new(mentors: Vec<Mentor>, mentees: Vec<Mentee>) -> Result<Self, Faults> {
        Self::builder().mentors(mentors).mentees(mentees).build()
    }

    /// A pool to be put together from people and what already is between them.
    #[must_use]
    pub fn builder() -> PoolBuilder {
        PoolBuilder::default()
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
        self.lines.get(side, index)
    }
}
