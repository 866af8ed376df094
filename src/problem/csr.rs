//! A sparse matrix as a source of edges, row by row.

use super::element::Element;
use super::matrix::{MatrixError, Sense, Terms};
use super::{Edge, Edges, Grid, ProblemError, Solution, Weight, index};

/// A sparse matrix in compressed rows: a pair that is not there is incompatible. Memory is 4 bytes and a number an edge,
/// and 8 bytes a row.
///
/// ```
/// use tandems::problem::{Csr, Edges, Problem};
/// use tandems::solve::Options;
///
/// let edges = Csr::from_triplets(2, 3, [(1, 0, 4), (0, 2, 7), (1, 2, 9)])?;
/// assert_eq!(edges.weight(1, 2), Some(9));
/// assert_eq!(edges.weight(0, 0), None);
/// let problem = Problem::new(edges);
/// let solution = problem.solve(&Options::default())?;
/// solution.verify(&problem)?;
/// assert_eq!((solution.pairs().len(), solution.total()), (2, 11));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Csr<T = i64> {
    columns: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    numbers: Vec<T>,
    terms: Terms,
    edges: usize,
}

impl<T: Element> Csr<T> {
    /// Numbers to be made as large as possible, from the three arrays of the format: row `i` holds the entries
    /// `starts[i]..starts[i + 1]`, by ascending column.
    ///
    /// # Errors
    ///
    /// If the row starts do not fit the entries, a column is not there, twice there or out of order, or a number is NaN,
    /// +∞ or an integer beyond ±2^62.
    ///
    /// # Complexity
    ///
    /// One pass over the entries.
    pub fn new(
        columns: usize,
        starts: Vec<usize>,
        indices: Vec<u32>,
        numbers: Vec<T>,
    ) -> Result<Self, MatrixError> {
        Self::build(columns, starts, indices, numbers, Sense::Maximize)
    }

    /// Numbers to be made as large as possible, as `(row, column, number)` in any order.
    ///
    /// # Errors
    ///
    /// If a row or column is not there, a pair is given twice, or a number is NaN, +∞ or an integer beyond ±2^62.
    ///
    /// # Complexity
    ///
    /// O(e log e) for e entries.
    pub fn from_triplets(
        rows: usize,
        columns: usize,
        triplets: impl IntoIterator<Item = (usize, usize, T)>,
    ) -> Result<Self, MatrixError> {
        Self::collect(rows, columns, triplets, Sense::Maximize)
    }

    /// Costs to be made as small as possible, as `(row, column, cost)` in any order: the weight of a pair is its cost
    /// below zero.
    ///
    /// # Errors
    ///
    /// If a row or column is not there, a pair is given twice, or a number is NaN, −∞ or an integer beyond ±2^62.
    ///
    /// # Complexity
    ///
    /// O(e log e) for e entries.
    pub fn from_costs(
        rows: usize,
        columns: usize,
        triplets: impl IntoIterator<Item = (usize, usize, T)>,
    ) -> Result<Self, MatrixError> {
        Self::collect(rows, columns, triplets, Sense::Minimize)
    }

    fn collect(
        rows: usize,
        columns: usize,
        triplets: impl IntoIterator<Item = (usize, usize, T)>,
        sense: Sense,
    ) -> Result<Self, MatrixError> {
        index("rows", rows)?;
        index("columns", columns)?;
        let mut entries = Vec::new();
        for (row, column, number) in triplets {
            if row >= rows {
                return Err(ProblemError::NoSuchRow { row, rows }.into());
            }
            if column >= columns {
                return Err(ProblemError::NoSuchColumn { column, columns }.into());
            }
            entries.push((index("rows", row)?, index("columns", column)?, number));
        }
        entries.sort_unstable_by_key(|&(row, column, _)| (row, column));
        let mut starts = Vec::with_capacity(rows + 1);
        starts.push(0);
        for row in 0..rows {
            let start = starts[row];
            let entries = entries[start..].iter().take_while(|entry| entry.0 as usize == row);
            starts.push(start + entries.count());
        }
        let indices = entries.iter().map(|&(_, column, _)| column).collect();
        let numbers = entries.iter().map(|&(_, _, number)| number).collect();
        Self::build(columns, starts, indices, numbers, sense)
    }

    fn build(
        columns: usize,
        starts: Vec<usize>,
        indices: Vec<u32>,
        numbers: Vec<T>,
        sense: Sense,
    ) -> Result<Self, MatrixError> {
        index("columns", columns)?;
        if numbers.len() != indices.len() {
            let (given, expected) = (numbers.len(), indices.len());
            let wrong =
                ProblemError::WrongLength { what: "numbers", side: "columns", given, expected };
            return Err(wrong.into());
        }
        check_starts(&starts, indices.len())?;
        index("rows", starts.len() - 1)?;
        let mut edges = 0;
        for (row, bounds) in starts.windows(2).enumerate() {
            let mut last = None;
            for at in bounds[0]..bounds[1] {
                let column = indices[at] as usize;
                if column >= columns {
                    return Err(ProblemError::NoSuchColumn { column, columns }.into());
                }
                if last == Some(column) {
                    return Err(MatrixError::Duplicate { row, column });
                }
                if last.is_some_and(|last| last > column) {
                    return Err(MatrixError::Unsorted { row, column });
                }
                last = Some(column);
                edges += usize::from(sense.check(row, column, numbers[at])?);
            }
        }
        let terms = Terms::new(sense, numbers.iter().copied());
        Ok(Self { columns, starts, indices, numbers, terms, edges })
    }

    /// How numbers became weights.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.terms.grid
    }

    /// Whether the numbers are to be large or small.
    #[must_use]
    pub fn sense(&self) -> Sense {
        self.terms.sense
    }

    /// What the pairs add up to in the caller's numbers, with their own sign: exact for integers, rounded once for
    /// floats. A pair that was pinned at another weight counts what the pin says.
    #[must_use]
    pub fn objective_value(&self, solution: &Solution) -> T::Total {
        self.terms.total::<T>(solution, |row, column| self.number(row, column))
    }

    fn number(&self, row: usize, column: usize) -> Option<T> {
        let start = *self.starts.get(row)?;
        let entries = &self.indices[start..*self.starts.get(row + 1)?];
        let at = entries.binary_search(&u32::try_from(column).ok()?).ok()?;
        Some(self.numbers[start + at])
    }
}

fn check_starts(starts: &[usize], entries: usize) -> Result<(), MatrixError> {
    let wrong = |at, detail: String| Err(MatrixError::Starts { at, detail });
    match starts.first() {
        None => return wrong(0, "there are none".to_owned()),
        Some(0) => {}
        Some(first) => return wrong(0, format!("the first is {first}")),
    }
    if let Some(at) = starts.windows(2).position(|two| two[0] > two[1]) {
        return wrong(at + 1, format!("{} is below {}", starts[at + 1], starts[at]));
    }
    let last = starts[starts.len() - 1];
    if last == entries {
        Ok(())
    } else {
        wrong(starts.len() - 1, format!("{last} is not the number of entries, {entries}"))
    }
}

impl<T: Element> Edges for Csr<T> {
    fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        let entries = self.starts[row]..self.starts[row + 1];
        let entries = self.indices[entries.clone()].iter().zip(&self.numbers[entries]);
        match T::factor(self.terms.sense, self.terms.grid) {
            // Every number is an edge: nothing is asked of any of them.
            Some(factor) if self.edges == self.numbers.len() => {
                edges.extend(entries.map(|(&column, number)| Edge {
                    column,
                    weight: number.weight(factor).unwrap_or_default(),
                }));
            }
            Some(factor) => edges.extend(entries.filter_map(|(&column, number)| {
                number.weight(factor).map(|weight| Edge { column, weight })
            })),
            None => edges.extend(entries.filter_map(|(&column, number)| {
                self.terms.weight(number.parts()).map(|weight| Edge { column, weight })
            })),
        }
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        self.number(row, column).and_then(|number| self.terms.weight(number.parts()))
    }

    fn edge_count(&self) -> Option<usize> {
        Some(self.edges)
    }

    fn is_exact(&self) -> bool {
        self.terms.grid.is_exact()
    }
}
