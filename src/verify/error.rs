//! What can be wrong with an answer.

use crate::problem::{Level, Status};

/// Why an answer is not what it says it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A pair of a row or column that is not there.
    #[error(
        "there is no pair of row {row} and column {column}; verify with the problem that was solved"
    )]
    NoSuchPair {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A pair that is in the answer twice.
    #[error("row {row} and column {column} are paired twice; keep one of the pairs")]
    Duplicate {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A pair that is incompatible, forbidden or below the floor, and not pinned.
    #[error(
        "row {row} and column {column} may not be paired: they are incompatible, forbidden or below the floor; drop the pair or pin it"
    )]
    NotOpen {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A pair with another weight than its edge or pin.
    #[error(
        "row {row} and column {column} are worth {actual}, not {stated}; state the weight of the edge"
    )]
    WrongWeight {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
        /// The weight in the answer.
        stated: i64,
        /// The weight in the problem.
        actual: i64,
    },
    /// A pin that is not in the answer.
    #[error("row {row} and column {column} are pinned and not paired; add the pair or unpin it")]
    MissingPin {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A row or column with too few or too many partners.
    #[error("{side} {index} has {pairs} partners and must have {min} to {max}; add or drop pairs")]
    OutOfBounds {
        /// `row` or `column`.
        side: &'static str,
        /// Its index.
        index: usize,
        /// How many partners it has.
        pairs: u64,
        /// Fewest.
        min: u32,
        /// Most.
        max: u32,
    },
    /// A hard rule that the pairs do not keep.
    #[error("the pairs break rule {rule} by {violation}; change the pairs or make the rule soft")]
    RuleBroken {
        /// Index of the rule.
        rule: usize,
        /// By how much, in what the kind of the rule counts.
        violation: u128,
    },
    /// Levels that are not those of the problem.
    #[error(
        "the answer has the levels {stated:?} and the problem {actual:?}; verify with the problem that was solved"
    )]
    OtherLevels {
        /// Levels of the answer.
        stated: Vec<Level>,
        /// Levels of the problem.
        actual: Vec<Level>,
    },
    /// A level whose value is not what the pairs add up to.
    #[error("the level {level:?} adds up to {actual}, not {stated}; state the sum of the pairs")]
    WrongValue {
        /// Which level.
        level: Level,
        /// The value in the answer.
        stated: i128,
        /// The sum of the pairs.
        actual: i128,
    },
    /// A bound below what the dual prices prove.
    #[error(
        "the prices bound the level {level:?} by {actual} and the answer says {stated:?}; state the bound of the prices"
    )]
    WrongBound {
        /// Which level.
        level: Level,
        /// The bound in the answer.
        stated: Option<i128>,
        /// The bound that the prices prove, or the value where it is said to be best.
        actual: i128,
    },
    /// Dual prices that do not prove that the pairs are best.
    #[error(
        "the prices leave room for {bound} in the level {level:?}, where the pairs reach {value}; the pairs are not proved to be best"
    )]
    NotProved {
        /// The first level that differs.
        level: Level,
        /// The sum of the pairs.
        value: i128,
        /// What the prices allow.
        bound: i128,
    },
    /// A frontier without the point asked for.
    #[error(
        "the frontier has no point of {tandems} pairs; ask for one of its points, or solve with wider limits"
    )]
    NoSuchPoint {
        /// The number of pairs asked for.
        tandems: u64,
    },
    /// A worst pair that is not that of the pairs.
    #[error(
        "the worst pair weighs {actual:?}, not {stated:?}; state the least weight of the pairs"
    )]
    WrongWorst {
        /// The weight in the answer.
        stated: Option<i64>,
        /// The least weight of the pairs.
        actual: Option<i64>,
    },
    /// Dual prices for another number of levels, rows or columns.
    #[error(
        "prices are for {stated:?} levels, rows and columns, the problem has {actual:?}; verify with the problem that was solved"
    )]
    PricesShape {
        /// Shape of the prices.
        stated: (usize, usize, usize),
        /// Shape of the problem.
        actual: (usize, usize, usize),
    },
    /// A price of what no rule counts, or one that is there twice.
    #[error(
        "there is a price for part {part} of rule {rule} at {node:?} that counts no pairs, or is there twice; verify with the problem that was solved"
    )]
    BadRulePrice {
        /// Index of the rule.
        rule: usize,
        /// Which of the rules it consists of.
        part: usize,
        /// The row or column.
        node: Option<usize>,
    },
    /// Sums that do not fit 128 bits.
    #[error("the sums of the answer do not fit 128 bits; solve the problem again")]
    Overflow,
    /// A conflict that does not hold.
    #[error("the conflict does not hold: {detail}; solve the problem again")]
    NoConflict {
        /// What was found instead.
        detail: String,
    },
    /// Parts of an answer that contradict its status.
    #[error("the status is {status:?}, and {detail}; solve the problem again")]
    Inconsistent {
        /// The status.
        status: Status,
        /// What contradicts it.
        detail: &'static str,
    },
    /// Edges of a row that are not in ascending order or out of range.
    #[error(
        "the edges of row {row} are not ascending columns of the problem at column {column}; mend the source of the edges"
    )]
    BadEdges {
        /// Index of the row.
        row: usize,
        /// The column.
        column: usize,
    },
    /// A weight of a narrow row that is out of the range of narrow rows.
    #[error(
        "the narrow weight {weight} of row {row} and column {column} is not strictly between -2^30 and 2^30; mend the source of the edges"
    )]
    BadNarrowWeight {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
        /// The weight.
        weight: i32,
    },
    /// A pair whose weight depends on how the source of the edges is asked.
    #[error(
        "row {row} and column {column} are worth {in_row} in the row and {alone:?} alone; mend the source of the edges"
    )]
    TwoWeights {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
        /// The weight in its row.
        in_row: i64,
        /// The weight when asked for alone.
        alone: Option<i64>,
    },
}
