//! The small values of a profile that need no file of their own.

use serde::{Deserialize, Serialize};

use super::ParseError;

/// How many mentees a mentor takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Fewest tandems that make it worth the mentor's while; usually 0.
    #[serde(default)]
    pub min: u32,
    /// Most tandems the mentor takes at the same time, running ones included.
    pub max: u32,
}

impl Capacity {
    /// From none to `max` mentees.
    #[must_use]
    pub const fn up_to(max: u32) -> Self {
        Self { min: 0, max }
    }
}

/// Whether a person takes part in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[non_exhaustive]
pub enum Status {
    /// Takes part.
    Active,
    /// Stays in the programme, but takes no new tandem now.
    Paused,
    /// Has left the programme.
    Finished,
}

/// How two people can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[non_exhaustive]
pub enum Mode {
    /// At one place.
    InPerson,
    /// By video or telephone.
    Online,
}

/// What a mentor may be to a mentee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
#[non_exhaustive]
pub enum Role {
    /// Carries the tandem.
    Lead,
    /// Supports a lead mentor who has little time.
    CoMentor,
}

/// Something a mentee needs help with. Written `cv!:3` in a cell: topic, `!` for a must, and priority.
///
/// ```
/// use tandems::pool::Need;
///
/// let need: Need = "cv!:3".parse()?;
/// assert_eq!((need.topic.as_str(), need.must, need.priority), ("cv", true, 3));
/// # Ok::<(), tandems::pool::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The topic, in the programme's words; compared without regard to case.
    pub topic: String,
    /// How much it matters beside the other needs, at least 1.
    #[serde(default = "one")]
    pub priority: u32,
    /// Whether a mentor who does not offer it is out of the question.
    #[serde(default)]
    pub must: bool,
}

fn one() -> u32 {
    1
}

/// Something a mentor can help with. Written `interview:0.5` in a cell: topic, and strength where it is not 1.
///
/// ```
/// use tandems::pool::Offer;
///
/// assert_eq!("interview:0,5".parse::<Offer>()?.to_string(), "interview:0.5");
/// # Ok::<(), tandems::pool::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The topic, in the programme's words; compared without regard to case.
    pub topic: String,
    /// How well the mentor can help, 0 to 1.
    #[serde(default = "Strength::full")]
    pub strength: Strength,
}

/// How well a mentor can help with a topic: 0 to 1, kept in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Strength(u32);

impl Strength {
    /// As well as anybody can: 1.
    #[must_use]
    pub const fn full() -> Self {
        Self(1_000_000)
    }

    /// From millionths; `None` above one million.
    #[must_use]
    pub const fn from_micros(micros: u32) -> Option<Self> {
        if micros <= 1_000_000 { Some(Self(micros)) } else { None }
    }

    /// In millionths, 0 to 1,000,000.
    #[must_use]
    pub const fn micros(self) -> u32 {
        self.0
    }
}

impl From<Strength> for f64 {
    fn from(strength: Strength) -> Self {
        f64::from(strength.0) / 1e6
    }
}

impl TryFrom<f64> for Strength {
    type Error = ParseError;

    fn try_from(value: f64) -> Result<Self, ParseError> {
        if (0.0..=1.0).contains(&value) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the value lies between 0 and 1,000,000"
            )]
            Ok(Self((value * 1e6).round() as u32))
        } else {
            Err(ParseError::new(
                "unknown_strength",
                &value.to_string(),
                "is not a strength from 0 to 1",
                "write a share such as 0.5",
            ))
        }
    }
}

/// Where somebody lives or meets: a region of a hierarchy, a point on the map, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Code of a region, in the hierarchy the scoring model names (NUTS unless it says otherwise).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// A point on the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// How far the person is willing to travel, in kilometers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_km: Option<u32>,
}

/// A point on the map, in millionths of a degree (about 11 cm), so that distances are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Degrees", into = "Degrees")]
pub struct Position {
    latitude_micros: i32,
    longitude_micros: i32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    latitude: f64,
    longitude: f64,
}

impl Position {
    /// From degrees north and degrees east; `None` outside ±90 and ±180 or where a number is NaN.
    #[must_use]
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return None;
        }
        #[allow(
            clippy::cast_possible_truncation,
            reason = "at most 180 million in either direction"
        )]
        Some(Self {
            latitude_micros: (latitude * 1e6).round() as i32,
            longitude_micros: (longitude * 1e6).round() as i32,
        })
    }

    /// From millionths of a degree north and east; `None` outside ±90 and ±180 degrees.
    #[must_use]
    pub const fn from_micros(latitude: i32, longitude: i32) -> Option<Self> {
        if latitude.unsigned_abs() > 90_000_000 || longitude.unsigned_abs() > 180_000_000 {
            return None;
        }
        Some(Self { latitude_micros: latitude, longitude_micros: longitude })
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude_micros) / 1e6
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude_micros) / 1e6
    }
}

impl From<Position> for Degrees {
    fn from(position: Position) -> Self {
        Self { latitude: position.latitude(), longitude: position.longitude() }
    }
}

impl TryFrom<Degrees> for Position {
    type Error = String;

    fn try_from(degrees: Degrees) -> Result<Self, String> {
        Self::from_degrees(degrees.latitude, degrees.longitude).ok_or_else(|| {
            format!(
                "position {}, {} is not on the map; latitude lies between -90 and 90, longitude between -180 and 180",
                degrees.latitude, degrees.longitude
            )
        })
    }
}
