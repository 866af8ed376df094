//! Who goes first among mentees when there is not room for all.

use std::collections::BTreeMap;

use super::MatchError;
use crate::pool::{MenteeId, Pool, Side};

/// Who goes first among mentees when there is not room for all: a level of its own, after the counts and before the
/// total score. Nobody is served *instead of* two others for it, and no score outweighs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Priority {
    /// Nobody.
    #[default]
    Equal,
    /// Those who have waited longest: a day of waiting counts one. Who has no
    /// [`waiting_since`](crate::pool::Mentee::waiting_since) counts nothing.
    LongestWaiting,
    /// As stated; who is not named counts 0.
    ByMentee(BTreeMap<MenteeId, u32>),
}

impl Priority {
    /// One number for each mentee, or none where all are equal.
    pub(super) fn of(&self, pool: &Pool) -> Result<Option<Vec<i64>>, MatchError> {
        match self {
            Self::Equal => Ok(None),
            Self::LongestWaiting => {
                let dates = pool.mentees().iter().filter_map(|mentee| mentee.waiting_since);
                let Some(latest) = dates.max() else { return Ok(None) };
                let waited = |since: jiff::civil::Date| {
                    // The latest to come still goes before those of whom nothing is known.
                    1 + since.duration_until(latest).as_hours() / 24
                };
                Ok(Some(
                    pool.mentees()
                        .iter()
                        .map(|mentee| mentee.waiting_since.map_or(0, waited))
                        .collect(),
                ))
            }
            Self::ByMentee(stated) => {
                let mut priorities = vec![0; pool.mentees().len()];
                for (id, &priority) in stated {
                    let mentee = pool.mentee_index(id).ok_or_else(|| {
                        let ids = pool.mentees().iter().map(|mentee| mentee.id.as_str());
                        MatchError::unknown(Side::Mentees, id.as_str(), ids)
                    })?;
                    priorities[mentee] = i64::from(priority);
                }
                Ok(Some(priorities))
            }
        }
    }
}
