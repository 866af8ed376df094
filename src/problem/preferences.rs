//! Who prefers whom: ranks of both sides over the pairs that may be.

use std::cmp::Reverse;

use super::{Edge, Edges, Problem, ProblemError, Side, Weight, index};

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
        /// `row` or `column`.
        side: &'static str,
        /// Whose list.
        index: usize,
        /// Who is named.
        partner: usize,
    },
    /// Somebody on a list who is not there.
    #[error("the list of {side} {index} names {partner}, and there are {partners}; count from 0")]
    NoSuchPartner {
        /// `row` or `column`.
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
    /// Both sides rank by the weight of the edge, the larger the better.
    ///
    /// # Errors
    ///
    /// If there are more pairs than 32 bits can count.
    ///
    /// # Complexity
    ///
    /// O(e log n) for e edges between n nodes on a side; so for all that follow.
    pub fn from_edges<E: Edges + ?Sized>(edges: &E) -> Result<Self, PreferencesError> {
        let mut buffer = Vec::new();
        Self::collect(edges.rows(), edges.columns(), |row, out| {
            edges.row(row, &mut buffer);
            out.extend(buffer.iter().map(|edge| (edge.column, edge.weight, edge.weight)));
            Ok(())
        })
    }

    /// Both sides rank by weight over the pairs an answer may have: those open to choice and the pinned ones. What is
    /// forbidden or below the floor has no rank.
    ///
    /// # Errors
    ///
    /// If there are more pairs than 32 bits can count.
    pub fn from_problem<E: Edges>(problem: &Problem<E>) -> Result<Self, PreferencesError> {
        let mut buffer: Vec<Edge> = Vec::new();
        Self::collect(problem.rows(), problem.columns(), |row, out| {
            problem.open_row(row, &mut buffer);
            for pin in problem.pins_of(row) {
                let (column, weight) = (index("columns", pin.column)?, pin.weight);
                buffer.push(Edge { column, weight });
            }
            buffer.sort_unstable_by_key(|edge| edge.column);
            out.extend(buffer.iter().map(|edge| (edge.column, edge.weight, edge.weight)));
            Ok(())
        })
    }

    /// Rows rank by one source of scores, columns by another; each is asked row by row, and both must have the same
    /// pairs.
    ///
    /// # Errors
    ///
    /// If the two differ in shape or in their pairs.
    pub fn from_sides<R: Edges + ?Sized, C: Edges + ?Sized>(
        of_rows: &R,
        of_columns: &C,
    ) -> Result<Self, PreferencesError> {
        let shapes =
            [(of_rows.rows(), of_rows.columns()), (of_columns.rows(), of_columns.columns())];
        if shapes[0] != shapes[1] {
            return Err(PreferencesError::Shapes { rows: shapes[0], columns: shapes[1] });
        }
        let (mut one, mut other) = (Vec::new(), Vec::new());
        Self::collect(shapes[0].0, shapes[0].1, |row, out| {
            of_rows.row(row, &mut one);
            of_columns.row(row, &mut other);
            let differs = one.iter().zip(&other).find(|(one, other)| one.column != other.column);
            let odd = if let Some((one, other)) = differs {
                Some(one.column.min(other.column))
            } else {
                let short = one.len().min(other.len());
                one[short..].iter().chain(&other[short..]).map(|edge| edge.column).next()
            };
            if let Some(column) = odd {
                return Err(PreferencesError::OneSided { row, column: column as usize });
            }
            let pairs = one.iter().zip(&other);
            out.extend(pairs.map(|(one, other)| (one.column, one.weight, other.weight)));
            Ok(())
        })
    }

    /// From a list for every row and every column: the best first, and those liked alike in one group.
    ///
    /// Somebody who does not list one back is no partner, and keeps a place on the list: a first choice that cannot be
    /// had is still the first choice.
    ///
    /// ```
    /// use tandems::problem::Preferences;
    ///
    /// // Row 0 likes both columns alike; column 1 does not know row 0.
    /// let preferences =
    ///     Preferences::from_lists(&[vec![vec![0, 1]], vec![vec![1], vec![0]]], &[vec![vec![1], vec![0]], vec![vec![1]]])?;
    /// assert_eq!(preferences.row_rank(1, 0), Some(2));
    /// assert_eq!(preferences.row_rank(0, 1), None);
    /// # Ok::<(), tandems::problem::PreferencesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a list names somebody twice or who is not there.
    pub fn from_lists(
        of_rows: &[Vec<Vec<usize>>],
        of_columns: &[Vec<Vec<usize>>],
    ) -> Result<Self, PreferencesError> {
        let rows = ranks_of_lists("row", of_rows, of_columns.len())?;
        let columns = ranks_of_lists("column", of_columns, of_rows.len())?;
        let mut starts = vec![0];
        let (mut partners, mut row_ranks, mut column_ranks) = (Vec::new(), Vec::new(), Vec::new());
        for (row, list) in rows.iter().enumerate() {
            let row = index("rows", row)?;
            for &(column, rank) in list {
                let back = &columns[column as usize];
                if let Ok(at) = back.binary_search_by_key(&row, |&(row, _)| row) {
                    partners.push(column);
                    row_ranks.push(rank);
                    column_ranks.push(back[at].1);
                }
            }
            starts.push(partners.len());
        }
        Self::from_ranks(of_columns.len(), starts, partners, row_ranks, column_ranks)
    }

    /// Places of columns are `columns`, row by row, with the two ranks of each.
    fn from_ranks(
        width: usize,
        row_starts: Vec<usize>,
        columns: Vec<u32>,
        row_ranks: Vec<u32>,
        column_ranks: Vec<u32>,
    ) -> Result<Self, PreferencesError> {
        index("rows", row_starts.len() - 1)?;
        index("columns", width)?;
        index("pairs", columns.len())?;
        let (column_starts, by_column) = turned(width, &row_starts, &columns);
        Ok(Self { row_starts, columns, row_ranks, column_ranks, column_starts, by_column })
    }

    /// Ranks by weights: `read` appends column, weight for the row and weight for the column, by ascending column.
    fn collect(
        rows: usize,
        width: usize,
        mut read: impl FnMut(usize, &mut Vec<(u32, Weight, Weight)>) -> Result<(), PreferencesError>,
    ) -> Result<Self, PreferencesError> {
        let (mut starts, mut columns) = (vec![0], Vec::new());
        let (mut row_ranks, mut weights) = (Vec::new(), Vec::new());
        let (mut entries, mut order) = (Vec::new(), Vec::new());
        for row in 0..rows {
            entries.clear();
            read(row, &mut entries)?;
            let first = row_ranks.len();
            row_ranks.resize(first + entries.len(), 0);
            rank(&mut order, entries.iter().map(|entry| entry.1), |at, rank| {
                row_ranks[first + at] = rank;
            })?;
            columns.extend(entries.iter().map(|entry| entry.0));
            weights.extend(entries.iter().map(|entry| entry.2));
            starts.push(columns.len());
        }
        if let Some(&column) = columns.iter().find(|&&column| column as usize >= width) {
            return Err(
                ProblemError::NoSuchColumn { column: column as usize, columns: width }.into()
            );
        }
        let ranks = vec![0; columns.len()];
        let mut preferences = Self::from_ranks(width, starts, columns, row_ranks, ranks)?;
        for bounds in preferences.column_starts.windows(2) {
            let of_column = &preferences.by_column[bounds[0]..bounds[1]];
            let ranks = &mut preferences.column_ranks;
            rank(
                &mut order,
                of_column.iter().map(|&(pair, _)| weights[pair as usize]),
                |at, rank| {
                    ranks[of_column[at].0 as usize] = rank;
                },
            )?;
        }
        Ok(preferences)
    }

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

/// Places by falling weight, ties 1, 1, 3, handed out one by one.
fn rank(
    order: &mut Vec<(Reverse<Weight>, u32)>,
    weights: impl Iterator<Item = Weight>,
    mut give: impl FnMut(usize, u32),
) -> Result<(), ProblemError> {
    order.clear();
    for (at, weight) in weights.enumerate() {
        order.push((Reverse(weight), index("pairs", at)?));
    }
    order.sort_unstable();
    let mut place = 0;
    for at in 0..order.len() {
        if at == 0 || order[at].0 != order[at - 1].0 {
            place = index("pairs", at + 1)?;
        }
        give(order[at].1 as usize, place);
    }
    Ok(())
}

/// The pairs by column, each with its row.
fn turned(width: usize, starts: &[usize], columns: &[u32]) -> (Vec<usize>, Vec<(u32, u32)>) {
    let mut column_starts = vec![0; width + 1];
    for &column in columns {
        column_starts[column as usize + 1] += 1;
    }
    for column in 0..width {
        column_starts[column + 1] += column_starts[column];
    }
    let mut next = column_starts.clone();
    let mut by_column = vec![(0, 0); columns.len()];
    for (row, bounds) in (0_u32..).zip(starts.windows(2)) {
        for (pair, &column) in columns.iter().enumerate().take(bounds[1]).skip(bounds[0]) {
            let at = &mut next[column as usize];
            by_column[*at] = (u32::try_from(pair).expect("pairs were counted in 32 bits"), row);
            *at += 1;
        }
    }
    (column_starts, by_column)
}

/// For each list the partners in ascending order with their places.
fn ranks_of_lists(
    side: &'static str,
    lists: &[Vec<Vec<usize>>],
    partners: usize,
) -> Result<Vec<Vec<(u32, u32)>>, PreferencesError> {
    let mut all = Vec::with_capacity(lists.len());
    for (index_of_list, groups) in lists.iter().enumerate() {
        let mut list: Vec<(u32, u32)> = Vec::new();
        for group in groups {
            let place = index("partners", list.len() + 1)?;
            for &partner in group {
                if partner >= partners {
                    let index = index_of_list;
                    return Err(PreferencesError::NoSuchPartner { side, index, partner, partners });
                }
                list.push((index("partners", partner)?, place));
            }
        }
        list.sort_unstable();
        if let Some(two) = list.windows(2).find(|two| two[0].0 == two[1].0) {
            let (index, partner) = (index_of_list, two[0].0 as usize);
            return Err(PreferencesError::Twice { side, index, partner });
        }
        all.push(list);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Csr;

    fn csr(triplets: &[(usize, usize, i64)]) -> Csr {
        Csr::from_triplets(3, 3, triplets.iter().copied()).expect("sound")
    }

    #[test]
    fn ties_share_the_best_of_their_places() {
        let edges = csr(&[(0, 0, 7), (0, 1, 9), (0, 2, 7), (1, 0, 8), (2, 0, 7)]);
        let preferences = Preferences::from_edges(&edges).expect("small");
        let ranks: Vec<u32> = preferences.row(0).map(|pair| pair.row_rank).collect();
        assert_eq!(ranks, [2, 1, 2]);
        let ranks: Vec<u32> = preferences.column(0).map(|pair| pair.column_rank).collect();
        assert_eq!(ranks, [2, 1, 2]);
        let rows: Vec<usize> = preferences.column(0).map(|pair| pair.row).collect();
        assert_eq!(rows, [0, 1, 2]);
        assert_eq!(preferences.pairs(), 5);
        assert!(!preferences.is_strict(Side::Rows) && !preferences.is_strict(Side::Columns));
        assert_eq!(preferences.get(1, 1), None);
        assert_eq!(preferences.get(9, 0), None);
    }

    #[test]
    fn two_sources_must_know_the_same_pairs() {
        let one = csr(&[(0, 0, 1), (0, 1, 2), (1, 2, 5)]);
        let other = csr(&[(0, 0, 2), (0, 1, 1), (1, 2, 5)]);
        let both = Preferences::from_sides(&one, &other).expect("the same pairs");
        assert_eq!((both.row_rank(0, 1), both.column_rank(0, 1)), (Some(1), Some(1)));
        assert!(both.is_strict(Side::Rows) && both.is_strict(Side::Columns));
        for (odd, row, column) in
            [(vec![(0, 0, 1), (1, 2, 5)], 0, 1), (vec![(0, 0, 1), (0, 1, 2)], 1, 2)]
        {
            let odd = csr(&odd);
            let error = Preferences::from_sides(&odd, &one).err();
            assert_eq!(error, Some(PreferencesError::OneSided { row, column }));
            let error = Preferences::from_sides(&one, &odd).err();
            assert_eq!(error, Some(PreferencesError::OneSided { row, column }));
        }
        let wide = Csr::from_triplets(3, 4, [(0, 0, 1)]).expect("sound");
        let error = Preferences::from_sides(&one, &wide).expect_err("another shape");
        assert!(error.to_string().contains("(3, 4)"), "{error}");
    }

    #[test]
    fn lists_are_checked() {
        let twice = Preferences::from_lists(&[vec![vec![0], vec![0]]], &[vec![vec![0]]]);
        assert_eq!(twice, Err(PreferencesError::Twice { side: "row", index: 0, partner: 0 }));
        let nobody = Preferences::from_lists(&[vec![vec![0]]], &[vec![vec![1]]]);
        let expected =
            PreferencesError::NoSuchPartner { side: "column", index: 0, partner: 1, partners: 1 };
        assert_eq!(nobody, Err(expected));
        // Places are kept where somebody does not list back.
        let one_sided =
            Preferences::from_lists(&[vec![vec![0, 1], vec![2]]], &[vec![], vec![], vec![vec![0]]])
                .expect("sound");
        assert_eq!(one_sided.row_rank(0, 2), Some(3));
        assert_eq!(one_sided.pairs(), 1);
    }

    #[test]
    fn pins_have_ranks_and_what_is_forbidden_has_none() {
        let mut problem = Problem::new(csr(&[(0, 0, 3), (0, 1, 2), (1, 0, 1)])).with_floor(2);
        problem.pin_with_weight(0, 2, 9).expect("there");
        problem.forbid(0, 1).expect("there");
        let preferences = Preferences::from_problem(&problem).expect("small");
        assert_eq!((preferences.row_rank(0, 2), preferences.row_rank(0, 0)), (Some(1), Some(2)));
        assert_eq!((preferences.row_rank(0, 1), preferences.row_rank(1, 0)), (None, None));
    }
}
