//! Groups of people by what their profiles say, for measures by group.

use std::collections::BTreeMap;

use serde::Serialize;

use super::CompareError;
use crate::measure::{Group, Matched, by_group};
use crate::pool::{Attribute, Mentee, Mentor, Pool};
use crate::problem::{Preferences, Side};

/// The group of those of whom nothing is known.
pub const UNKNOWN: &str = "unknown";

/// People divided into groups with names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Groups {
    /// Which side.
    pub side: Side,
    /// Names, sorted.
    pub names: Vec<String>,
    /// The group of each person, by index in the pool.
    pub of: Vec<usize>,
}

impl Groups {
    /// Mentees by a free field. Somebody with several values is in a group of just these values, `a; b`; somebody without in
    /// the group [`UNKNOWN`], so that groups and totals add up.
    #[must_use]
    pub fn of_mentees(pool: &Pool, field: &str) -> Self {
        Self::mentees_by(pool, |mentee| mentee.attributes.get(field).map(words))
    }

    /// Mentors by a free field.
    #[must_use]
    pub fn of_mentors(pool: &Pool, field: &str) -> Self {
        Self::mentors_by(pool, |mentor| mentor.attributes.get(field).map(words))
    }

    /// Mentees by anything.
    pub fn mentees_by(pool: &Pool, name: impl Fn(&Mentee) -> Option<String>) -> Self {
        Self::new(Side::Rows, pool.mentees().iter().map(name))
    }

    /// Mentors by anything.
    pub fn mentors_by(pool: &Pool, name: impl Fn(&Mentor) -> Option<String>) -> Self {
        Self::new(Side::Columns, pool.mentors().iter().map(name))
    }

    fn new(side: Side, names: impl Iterator<Item = Option<String>>) -> Self {
        let of_people: Vec<String> =
            names.map(|name| name.unwrap_or_else(|| UNKNOWN.to_owned())).collect();
        let mut numbers: BTreeMap<&str, usize> =
            of_people.iter().map(|name| (name.as_str(), 0)).collect();
        for (at, number) in numbers.values_mut().enumerate() {
            *number = at;
        }
        let of = of_people.iter().map(|name| numbers[name.as_str()]).collect();
        let names = numbers.into_keys().map(str::to_owned).collect();
        Self { side, names, of }
    }

    /// Measures every group of a matching, leaving out what is about fewer than `least` people; see
    /// [`by_group`].
    ///
    /// ```
    /// use tandems::compare::Groups;
    /// use tandems::measure::Matched;
    /// use tandems::synthetic::{Preset, SyntheticPool};
    /// use tandems::{Matcher, ScoringModel};
    ///
    /// let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 5).build();
    /// let model = ScoringModel::default();
    /// let matcher = Matcher::new(&model);
    /// let problem = matcher.problem_of(&pool)?;
    /// let solution = problem.solve(&Default::default())?;
    /// let matched = Matched::of(&problem, &solution)?;
    /// let groups = Groups::mentees_by(&pool, |mentee| mentee.place.as_ref()?.region.clone());
    /// let table = groups.measure(&matched, 10, None)?;
    /// assert!(table.iter().all(|named| named.group.people.is_none_or(|people| people >= 10)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the matching is of another pool.
    pub fn measure(
        &self,
        matched: &Matched<'_>,
        least: u64,
        preferences: Option<&Preferences>,
    ) -> Result<Vec<NamedGroup>, CompareError> {
        let table = by_group(matched, self.side, &self.of, least, preferences)?;
        let named = |(name, group): (&String, Group)| NamedGroup { name: name.clone(), group };
        Ok(self.names.iter().zip(table.groups).map(named).collect())
    }
}

/// A group with its name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NamedGroup {
    /// What its people have in common.
    pub name: String,
    /// What is shown of it.
    #[serde(flatten)]
    pub group: Group,
}

fn words(attribute: &Attribute) -> String {
    attribute.values().collect::<Vec<_>>().join("; ")
}
