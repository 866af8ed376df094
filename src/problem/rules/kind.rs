//! The kinds of rules.

use serde::{Deserialize, Serialize};

use super::super::Side;
use super::Block;

/// What a rule asks for. For each kind it is said what its violation is: 0 where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum RuleKind {
    /// The number of pairs of a block lies between `min` and `max`: for the whole block, or for each of its rows or
    /// columns.
    ///
    /// Violation: how many pairs are missing or too many, added up over what is counted.
    Quota {
        /// Which pairs are counted.
        block: Block,
        /// What is counted.
        per: Per,
        /// Fewest.
        min: u64,
        /// Most; `u64::MAX` for no limit.
        max: u64,
    },
    /// Pairs of `part`, which lies within `whole`, are at least `at_least` hundredths, thousandths or any other parts of
    /// the pairs of `whole`, and at most `at_most` of them: `at_least · pairs(whole) ≤ of · pairs(part) ≤ at_most ·
    /// pairs(whole)`. Pairs that are already there and no part of the problem may be counted with them. It holds where
    /// there is no pair.
    ///
    /// Violation: by how much the first or the last inequality is missed, which is in parts `1 / of` of a pair.
    Share {
        /// The pairs that have a share.
        part: Block,
        /// The pairs they have a share in.
        whole: Block,
        /// The numerator of the least share; 0 for none.
        at_least: u32,
        /// The numerator of the largest share; `of` for none.
        at_most: u32,
        /// The denominator.
        of: u32,
        /// Pairs of the part, and of the whole, that are already there: they are added to those of the answer.
        #[serde(default)]
        already: (u32, u32),
    },
    /// For each of the nodes alone: its pairs with `these` are at most `times` as many as its pairs with `of_those`. A
    /// co-mentor only beside a lead (`times` 1), at least one senior among those who serve a row (`these` all, `times` the
    /// demand).
    ///
    /// Violation: the excess, added up over the nodes.
    Needs {
        /// The side the nodes are of.
        side: Side,
        /// Rows or columns, each of which has to keep it.
        nodes: Vec<usize>,
        /// Nodes of the other side whose pairs are limited.
        these: Vec<usize>,
        /// How many pairs one pair with `of_those` allows.
        times: u32,
        /// Nodes of the other side whose pairs allow.
        of_those: Vec<usize>,
    },
    /// No column has two of these rows.
    ///
    /// Violation: rows beyond the first, added up over the columns.
    Apart {
        /// The rows.
        rows: Vec<usize>,
    },
    /// These rows have the same columns: every column has all of them or none.
    ///
    /// Violation: columns that have some of the rows and not all.
    Together {
        /// The rows.
        rows: Vec<usize>,
    },
    /// Each of the nodes has no partner, or between `min` and `max`.
    ///
    /// Violation: how far the number of partners is from the nearest number allowed, added up over the nodes.
    AllOrBetween {
        /// The side the nodes are of.
        side: Side,
        /// Rows or columns, each of which has to keep it.
        nodes: Vec<usize>,
        /// Fewest beside none.
        min: u32,
        /// Most.
        max: u32,
    },
    /// Each of the columns has a budget that the costs of its pairs must not exceed (the generalised assignment
    /// problem).
    ///
    /// Violation: what exceeds the budgets, added up over the columns.
    Hours {
        /// Columns and their budgets.
        budgets: Vec<Budget>,
        /// What pairs cost.
        costs: Costs,
    },
    /// At most `max` pairs differ from earlier ones. A pair of the answer that is not among the earlier ones counts one, and so
    /// does an earlier pair that is not in the answer; `counted` says which of them count. A row that changes its column
    /// is thus one added and one dropped pair.
    ///
    /// Violation: what exceeds `max`.
    Changes {
        /// The earlier pairs, row and column.
        earlier: Vec<(usize, usize)>,
        /// Which differences count.
        counted: Changed,
        /// Most differences.
        max: u64,
    },
    /// All of these: one rule, and one level where it is soft.
    ///
    /// Violation: those of the parts, added up.
    All {
        /// The parts.
        parts: Vec<RuleKind>,
    },
}

/// What a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// All pairs of the block together.
    #[default]
    Whole,
    /// The pairs of each row of the block.
    Row,
    /// The pairs of each column of the block.
    Column,
}

/// The budget of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Index of the column.
    pub column: usize,
    /// What its pairs may cost together.
    pub most: u64,
}

/// What pairs cost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Costs {
    /// The same for every column: one number for each row of the problem.
    OfRows(Vec<u32>),
    /// For each budget, in the order of the budgets, one number for each row of the problem.
    OfPairs(Vec<Vec<u32>>),
}

/// Which differences from earlier pairs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Pairs that are new, and earlier pairs that are gone.
    #[default]
    Both,
    /// Pairs that are new.
    Added,
    /// Earlier pairs that are gone.
    Dropped,
}
