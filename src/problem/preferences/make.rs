//! Preferences from scores, problems and lists.

use std::cmp::Reverse;

use super::{Preferences, PreferencesError};
use crate::problem::{AnyProblem, Edge, Edges, ProblemError, Weight, index};

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
    pub fn from_edges(edges: &dyn Edges) -> Result<Self, PreferencesError> {
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
    pub fn from_problem(problem: &AnyProblem<'_>) -> Result<Self, PreferencesError> {
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
pub(crate) fn ranks_of_lists(
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
