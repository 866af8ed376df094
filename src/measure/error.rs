//! What can be wrong with pairs that are to be measured.

/// Pairs that are no answer to the problem, or numbers that do not fit it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// A row or column that is not there.
    #[error(
        "row {row} and column {column} are a pair of no problem with {rows} rows and {columns} columns; count both from 0"
    )]
    NoSuchPair {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// How many rows there are.
        rows: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A probability above 1, or of a row that is not there.
    #[error(
        "row {row} of {rows} rows has a pair with the probability {parts}/{whole}; count rows from 0 and give parts of the whole"
    )]
    NoChance {
        /// The row.
        row: usize,
        /// How many rows there are.
        rows: usize,
        /// The probability, in parts of the whole.
        parts: u32,
        /// Into how many parts a probability is divided.
        whole: u32,
    },
    /// A pair that stands there twice.
    #[error("the pair of row {row} and column {column} stands there twice; give each pair once")]
    Duplicate {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
    },
    /// A pair that may not be.
    #[error(
        "row {row} and column {column} are incompatible, forbidden or below the floor; pin the pair or leave it out"
    )]
    NotOpen {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
    },
    /// A pair with a weight that is not its own.
    #[error(
        "the pair of row {row} and column {column} is stated at {stated} and weighs {actual}; measure the pairs of this problem"
    )]
    WrongWeight {
        /// The row.
        row: usize,
        /// The column.
        column: usize,
        /// What the pair says.
        stated: i64,
        /// What the problem says.
        actual: i64,
    },
    /// More partners than a node may have.
    #[error(
        "{side} {index} has {pairs} partners and may have {most}; take pairs away or raise its bound"
    )]
    TooMany {
        /// `row` or `column`.
        side: &'static str,
        /// Its index.
        index: usize,
        /// How many it has.
        pairs: u64,
        /// How many it may have.
        most: u32,
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
    /// A number beyond 128 bits.
    #[error("{what} needs more than 128 bits; scale the weights down")]
    Overflow {
        /// Which measure.
        what: &'static str,
    },
}
