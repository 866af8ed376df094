//! What is counted of edges before anything else is done.

/// Edges counted by rows and columns, and the range of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::solve) struct Census {
    pub(super) edges: usize,
    /// Edges of each column.
    pub(super) degrees: Vec<u32>,
    /// Rows that have edges.
    pub(super) asking: u64,
    /// The first row that has none.
    pub(super) lonely: Option<u32>,
    least: i64,
    greatest: i64,
    rows: u32,
}

impl Census {
    /// Nothing counted yet.
    pub(in crate::solve) fn of_columns(columns: usize) -> Self {
        Self {
            edges: 0,
            degrees: vec![0; columns],
            asking: 0,
            lonely: None,
            least: i64::MAX,
            greatest: i64::MIN,
            rows: 0,
        }
    }

    /// One edge more.
    #[inline]
    pub(in crate::solve) fn add(&mut self, column: u32, value: i64) {
        self.degrees[column as usize] += 1;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
    }

    /// The row of the last edges ends; so many it had.
    #[inline]
    pub(in crate::solve) fn end_row(&mut self, edges: usize) {
        self.edges += edges;
        self.asking += u64::from(edges > 0);
        if edges == 0 && self.lonely.is_none() {
            self.lonely = Some(self.rows);
        }
        self.rows += 1;
    }

    /// Least and greatest value, both 0 where there are none.
    pub(in crate::solve) fn range(&self) -> (i64, i64) {
        if self.edges == 0 { (0, 0) } else { (self.least, self.greatest) }
    }

    /// The same edges, of values that rise with these.
    pub(in crate::solve) fn with(&self, value: impl Fn(i64) -> i64) -> Self {
        let (least, greatest) = self.range();
        Self { least: value(least), greatest: value(greatest), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::Census;

    #[test]
    fn counts() {
        let mut census = Census::of_columns(3);
        assert_eq!(census.range(), (0, 0));
        census.add(2, -5);
        census.add(0, 7);
        census.end_row(2);
        census.end_row(0);
        census.end_row(0);
        census.add(2, 1);
        census.end_row(1);
        assert_eq!((census.edges, census.asking, census.lonely), (3, 2, Some(1)));
        assert_eq!((census.degrees.as_slice(), census.range()), ([1, 0, 2].as_slice(), (-5, 7)));
        assert_eq!(census.with(|value| 2 * value + 1).range(), (-9, 15));
    }
}
