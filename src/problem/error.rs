//! What can be wrong with a problem.

/// A request that is malformed: it names rows, columns or numbers that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// A row that is not there.
    #[error("there is no row {row}: the problem has {rows}; count rows from 0")]
    NoSuchRow {
        /// The row asked for.
        row: usize,
        /// How many there are.
        rows: usize,
    },
    /// A column that is not there.
    #[error("there is no column {column}: the problem has {columns}; count columns from 0")]
    NoSuchColumn {
        /// The column asked for.
        column: usize,
        /// How many there are.
        columns: usize,
    },
    /// A list that should have one entry for each row or column.
    #[error("{what} has {given} entries for {expected} {side}; give one for each")]
    WrongLength {
        /// Which list.
        what: &'static str,
        /// `rows` or `columns`.
        side: &'static str,
        /// Entries given.
        given: usize,
        /// Entries needed.
        expected: usize,
    },
    /// Fewest above most.
    #[error(
        "{what} {index} asks for at least {min} and at most {max}; lower the minimum or raise the maximum"
    )]
    MinimumAboveMaximum {
        /// `row` or `column`.
        what: &'static str,
        /// Its index.
        index: usize,
        /// Fewest.
        min: u32,
        /// Most.
        max: u32,
    },
    /// A priority below zero.
    #[error("row {row} has priority {priority}; priorities are 0 or more")]
    NegativePriority {
        /// The row.
        row: usize,
        /// Its priority.
        priority: i64,
    },
    /// A weight too large to be added up safely.
    #[error(
        "weight {weight} of row {row} and column {column} is beyond ±2^62; scale the weights down"
    )]
    WeightTooLarge {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// The weight.
        weight: i128,
    },
    /// More rows or columns than 32 bits can count.
    #[error("{count} {side} are more than the 4294967294 a problem can have; split the problem")]
    TooMany {
        /// `rows` or `columns`.
        side: &'static str,
        /// How many.
        count: usize,
    },
    /// A source of edges that breaks its word.
    #[error(
        "the edges of row {row} are not ascending columns of the problem at column {column}; mend the source of the edges"
    )]
    BadEdges {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
    },
    /// A rule that is malformed.
    #[error("rule {rule}: {fault}")]
    BadRule {
        /// Index of the rule.
        rule: usize,
        /// What is wrong with it.
        fault: super::RuleFault,
    },
}
