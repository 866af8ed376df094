//! Who prefers whom: ranks of both sides over the pairs that may be.

mod make;
#[cfg(test)]
mod tests;

use super::{ProblemError, Side};

pub(crate) use make::ranks_of_lists;

/// Ranks of both sides over their compatible pairs, ties allowed, lists incomplete where not everybody is compatible.
///
/// Ranks count from 1, and ties share the best of their places: 1, 1, 3. A pair that one of the two does not rank is no
/// pair. Memory is 20 bytes a pair and 8 a node.
///
/// ```
/// use tandems::problem::{Csr, Preferences};
///
/// // The same points for both sides: row 0 likes both columns alike, column 1 likes row 1 better.
/// let points = Csr::from_triplets(2, 2, [(0, 0, 5), (0, 1, 5), (1, 1, 9)])?;
/// let preferences = Preferences::from_edges(&points)?;
/// assert_eq!((preferences.row_rank(0, 0), preferences.row_rank(0, 1)), (Some(1), Some(1)));
/// assert_eq!((preferences.column_rank(0, 1), preferences.column_rank(1, 1)), (Some(2), Some(1)));
/// assert_eq!(preferences.row_rank(1, 0), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    row_starts: Vec<usize>,
    /// Columns of the pairs, row by row, ascending.
    columns: Vec<u32>,
    /// Rank of the column for the row, pair by pair.
    row_ranks: Vec<u32>,
    /// Rank of the row for the column, pair by pair.
    column_ranks: Vec<u32>,
    column_starts: Vec<usize>,
    /// Pairs and their rows, column by column, by ascending row.
    by_column: Vec<(u32, u32)>,
}

/// A pair and what each of the two thinks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Index of the row.
    pub row: usize,
    /// Index of the column.
    pub column: usize,
    /// Place of the column on the list of the row, from 1.
    pub row_rank: u32,
    /// Place of the row on the list of the column, from 1.
    pub column_rank: u32,
}

/// What can be wrong with preferences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreferencesError {
    /// Two sources that do not speak of the same rows and columns.
    #[error(
        "the scores of the rows are for {rows:?} rows and columns, those of the columns for {columns:?}; give both for the same people"
    )]
    Shapes {
        /// Rows and columns of the first source.
        rows: (usize, usize),
        /// Rows and columns of the second.
        columns: (usize, usize),
    },
    /// A pair that only one of two sources knows.
    #[error(
        "row {row} and column {column} are compatible in the scores of one side only; leave the pair out of both or score it in both"
    )]
    OneSided {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// Somebody who is on a list twice.
    #[error("the list of {side} {index} names {partner} twice; name everybody once")]
    Twice {
        /// `row`, `column` or `supervisor`.
        side: &'static str,
        /// Whose list.
        index: usize,
        /// Who is named.
        partner: usize,
    },
    /// Somebody on a list who is not there.
    #[error("the list of {side} {index} names {partner}, and there are {partners}; count from 0")]
    NoSuchPartner {
        /// `row`, `column` or `supervisor`.
        side: &'static str,
        /// Whose list.
        index: usize,
        /// Who is named.
        partner: usize,
        /// How many there are on the other side.
        partners: usize,
    },
    /// Numbers out of range.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

impl Preferences {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.column_starts.len() - 1
    }

    /// Number of pairs.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.columns.len()
    }

    /// The pairs of a row, by ascending column.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = Ranked> + '_ {
        (self.row_starts[row]..self.row_starts[row + 1]).map(move |pair| self.ranked(row, pair))
    }

    /// The pairs of a column, by ascending row.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[must_use]
    pub fn column(&self, column: usize) -> impl ExactSizeIterator<Item = Ranked> + '_ {
        self.by_column[self.column_starts[column]..self.column_starts[column + 1]]
            .iter()
            .map(move |&(pair, row)| self.ranked(row as usize, pair as usize))
    }

    /// What the two think of a pair; `None` where it is no pair.
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> Option<Ranked> {
        let start = *self.row_starts.get(row)?;
        let columns = &self.columns[start..*self.row_starts.get(row + 1)?];
        let at = columns.binary_search(&u32::try_from(column).ok()?).ok()?;
        Some(self.ranked(row, start + at))
    }

    /// Place of the column on the list of the row, from 1; `None` where the two are no pair.
    #[must_use]
    pub fn row_rank(&self, row: usize, column: usize) -> Option<u32> {
        self.get(row, column).map(|pair| pair.row_rank)
    }

    /// Place of the row on the list of the column, from 1; `None` where the two are no pair.
    #[must_use]
    pub fn column_rank(&self, row: usize, column: usize) -> Option<u32> {
        self.get(row, column).map(|pair| pair.column_rank)
    }

    /// Whether nobody of the side likes two partners alike.
    #[must_use]
    pub fn is_strict(&self, side: Side) -> bool {
        let mut ranks = Vec::new();
        let mut strict = |list: &mut dyn Iterator<Item = u32>| {
            ranks.clear();
            ranks.extend(list);
            ranks.sort_unstable();
            ranks.windows(2).all(|two| two[0] < two[1])
        };
        match side {
            Side::Rows => {
                (0..self.rows()).all(|row| strict(&mut self.row(row).map(|pair| pair.row_rank)))
            }
            Side::Columns => (0..self.columns())
                .all(|column| strict(&mut self.column(column).map(|pair| pair.column_rank))),
        }
    }

    fn ranked(&self, row: usize, pair: usize) -> Ranked {
        Ranked {
            row,
            column: self.columns[pair] as usize,
            row_rank: self.row_ranks[pair],
            column_rank: self.column_ranks[pair],
        }
    }
}
