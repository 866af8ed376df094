//! The two profiles. Plain data: every field but the id may be missing, and missing means *unknown*, never *none*.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Attribute, Capacity, LanguageSkill, MenteeId, MentorId, Mode, Need, Offer, Place, Role, Status,
    Week, attribute,
};

/// Somebody who gives time: what is known of a mentor.
///
/// `None` means *unknown*; an empty list means *known to be none*. A missing capacity is one seat, a missing status is
/// [`Status::Active`].
///
/// ```
/// use tandems::pool::{Capacity, Mentor};
///
/// let mut anna = Mentor::new("anna");
/// anna.languages = Some(vec!["de:native".parse()?, "ar:B1".parse()?]);
/// anna.availability = Some("mon 18:00-20:00;sat 10:00-14:00".parse()?);
/// anna.capacity = Some(Capacity::up_to(2));
/// # Ok::<(), tandems::pool::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mentor {
    /// Unique among the mentors of a pool.
    pub id: MentorId,
    /// Codes of the sectors the mentor knows, in the taxonomy the scoring model names (NACE unless it says otherwise).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Vec<String>>,
    /// What the mentor can help with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<Vec<Offer>>,
    /// Languages the mentor speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<LanguageSkill>>,
    /// When the mentor has time, in an ordinary week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Week>,
    /// Where the mentor lives or meets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How the mentor is willing to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modes: Option<Vec<Mode>>,
    /// How many mentees the mentor takes; unknown counts as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Whether the mentor takes part in this round; unknown counts as active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// What the mentor may be to a mentee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// Mentees the mentor would like, dearest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wishes: Option<Vec<MenteeId>>,
    /// Mentees the mentor will not work with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vetoes: Option<Vec<MenteeId>>,
    /// Everything else the programme knows, by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "attribute::known"
    )]
    pub attributes: BTreeMap<String, Attribute>,
}

/// Somebody who looks for support: what is known of a mentee.
///
/// `None` means *unknown*; an empty list means *known to be none*. A missing demand is one mentor, a missing status is
/// [`Status::Active`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mentee {
    /// Unique among the mentees of a pool.
    pub id: MenteeId,
    /// Codes of the sectors the mentee aims at, in the taxonomy the scoring model names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Vec<String>>,
    /// What the mentee needs help with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Vec<Need>>,
    /// Languages the mentee speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<LanguageSkill>>,
    /// When the mentee has time, in an ordinary week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Week>,
    /// Where the mentee lives or meets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How the mentee is willing to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modes: Option<Vec<Mode>>,
    /// How many mentors the mentee should get; unknown counts as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<u32>,
    /// Whether the mentee takes part in this round; unknown counts as active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The day the mentee has been waiting since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Date>,
    /// Mentors the mentee would like, dearest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wishes: Option<Vec<MentorId>>,
    /// Mentors the mentee will not work with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vetoes: Option<Vec<MentorId>>,
    /// Everything else the programme knows, by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "attribute::known"
    )]
    pub attributes: BTreeMap<String, Attribute>,
}

impl Mentor {
    /// A mentor of whom nothing but the id is known.
    #[must_use]
    pub fn new(id: impl Into<MentorId>) -> Self {
        Self {
            id: id.into(),
            sectors: None,
            offers: None,
            languages: None,
            availability: None,
            place: None,
            modes: None,
            capacity: None,
            status: None,
            roles: None,
            wishes: None,
            vetoes: None,
            attributes: BTreeMap::new(),
        }
    }

    /// The stated capacity, or one seat where none is stated.
    #[must_use]
    pub fn capacity_or_default(&self) -> Capacity {
        self.capacity.unwrap_or(Capacity::up_to(1))
    }

    /// The stated status, or active where none is stated.
    #[must_use]
    pub fn status_or_default(&self) -> Status {
        self.status.unwrap_or(Status::Active)
    }
}

impl Mentee {
    /// A mentee of whom nothing but the id is known.
    #[must_use]
    pub fn new(id: impl Into<MenteeId>) -> Self {
        Self {
            id: id.into(),
            sectors: None,
            needs: None,
            languages: None,
            availability: None,
            place: None,
            modes: None,
            demand: None,
            status: None,
            waiting_since: None,
            wishes: None,
            vetoes: None,
            attributes: BTreeMap::new(),
        }
    }

    /// The stated demand, or one mentor where none is stated.
    #[must_use]
    pub fn demand_or_default(&self) -> u32 {
        self.demand.unwrap_or(1)
    }

    /// The stated status, or active where none is stated.
    #[must_use]
    pub fn status_or_default(&self) -> Status {
        self.status.unwrap_or(Status::Active)
    }
}
