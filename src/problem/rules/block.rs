//! A set of rows times a set of columns.

use serde::{Deserialize, Serialize};

/// All pairs of some rows with some columns. The sets are kept in ascending order, each index once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Block {
    rows: Vec<usize>,
    columns: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rows: Vec<usize>,
    columns: Vec<usize>,
}

impl From<Written> for Block {
    fn from(Written { rows, columns }: Written) -> Self {
        Self::new(rows, columns)
    }
}

impl Block {
    /// The pairs of these rows with these columns, whether they are compatible or not.
    #[must_use]
    pub fn new(
        rows: impl IntoIterator<Item = usize>,
        columns: impl IntoIterator<Item = usize>,
    ) -> Self {
        Self { rows: set(rows), columns: set(columns) }
    }

    /// The rows, in ascending order.
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The columns, in ascending order.
    #[must_use]
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Whether the pair is one of the block.
    ///
    /// # Complexity
    ///
    /// Two binary searches.
    #[must_use]
    pub fn contains(&self, row: usize, column: usize) -> bool {
        self.rows.binary_search(&row).is_ok() && self.columns.binary_search(&column).is_ok()
    }

    /// Whether every pair of the other block is one of this.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let within =
            |one: &[usize], all: &[usize]| one.iter().all(|i| all.binary_search(i).is_ok());
        within(&other.rows, &self.rows) && within(&other.columns, &self.columns)
    }
}

/// In ascending order, each once.
pub(super) fn set(indices: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut indices: Vec<usize> = indices.into_iter().collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_sets() {
        let block = Block::new([3, 1, 3], [0, 2]);
        assert_eq!(block, Block::new([1, 3], [2, 0, 0]));
        assert!(block.contains(3, 2) && !block.contains(2, 2) && !block.contains(3, 1));
        assert!(block.includes(&Block::new([3], [2])));
        assert!(!block.includes(&Block::new([2, 3], [2])));
        let written = serde_json::to_string(&block).unwrap();
        assert_eq!(written, r#"{"rows":[1,3],"columns":[0,2]}"#);
        assert_eq!(
            serde_json::from_str::<Block>(r#"{"rows":[3,1],"columns":[2,0]}"#).unwrap(),
            block
        );
    }
}
