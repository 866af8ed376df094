//! What best means: levels, each decided before the next, never traded against each other.

use serde::{Deserialize, Serialize};

use super::Weight;

/// One level of an objective: a sum to be made as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// Rows that get at least one column.
    Served,
    /// Pairs.
    Tandems,
    /// Priorities of the rows that get at least one column
    /// ([`Problem::with_priorities`](super::Problem::with_priorities)).
    Priority,
    /// Weights of the pairs.
    Total,
    /// The violation of the soft rule of this index ([`Problem::rules`](super::Problem::rules)), with the sign turned:
    /// 0 where the rule is kept.
    Rule(usize),
}

impl Level {
    /// What a pair of this weight adds to the level, whoever the two are; nothing that could be said so for a rule.
    #[must_use]
    pub fn edge_value(self, weight: Weight) -> i128 {
        match self {
            Self::Served | Self::Priority | Self::Rule(_) => 0,
            Self::Tandems => 1,
            Self::Total => i128::from(weight),
        }
    }
}

/// What best means, as ordered levels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Objective {
    /// Serve as many rows as can be, then as many pairs as can be, then priorities where there are any, then the
    /// greatest total weight.
    #[default]
    MostTandems,
    /// The greatest total weight, then as many pairs as can be, then priorities where there are any.
    BestTotal,
    /// Fill the smaller side wholly (every row to its demand, or every column to its capacity) at the greatest total
    /// weight; infeasible where that cannot be done. The classical assignment problem.
    Perfect,
}

impl Objective {
    /// The levels, first decided first. `one_each` says that no row may have more than one column: rows served
    /// and pairs are then one number and one level. `priorities` says that some row has one.
    #[must_use]
    pub(crate) fn levels(&self, one_each: bool, priorities: bool) -> Vec<Level> {
        let all: &[Level] = match self {
            Self::MostTandems => &[Level::Served, Level::Tandems, Level::Priority, Level::Total],
            Self::BestTotal => &[Level::Total, Level::Tandems, Level::Priority],
            Self::Perfect => &[Level::Total],
        };
        all.iter()
            .copied()
            .filter(|level| match level {
                Level::Served => !one_each,
                Level::Priority => priorities,
                Level::Tandems | Level::Total | Level::Rule(_) => true,
            })
            .collect()
    }
}
