//! Pairs beside their problem, checked once, so that every measure can trust them.

use super::MeasureError;
use crate::problem::{AnyProblem, Assigned, Solution, Weight};

/// A problem and pairs that are an answer to it: every pair is open or pinned, stands there once and at its weight, and no
/// row or column has more partners than it may have. Whether anything is best does not matter here; minimum loads and
/// missing pins do not either, as what is measured may be anybody's list.
///
/// Those who may have a partner at all take part: rows with a demand and columns with a capacity of at least 1. Nobody else
/// is counted in any measure.
#[derive(Debug, Clone)]
pub struct Matched<'a> {
    problem: &'a AnyProblem<'a>,
    /// By row and column.
    pairs: Vec<Assigned>,
    /// Where the pairs of each row begin, and one more.
    starts: Vec<usize>,
    /// The rows of each column, ascending.
    of_column: Vec<Vec<u32>>,
}

impl<'a> Matched<'a> {
    /// Pairs at the weights they state.
    ///
    /// # Errors
    ///
    /// If a row or column is not there, a pair is there twice, may not be, or weighs something else, or somebody has more
    /// partners than allowed.
    ///
    /// # Complexity
    ///
    /// O(p log p) for p pairs, and one look at the weight of each.
    pub fn new(problem: &'a AnyProblem<'a>, pairs: &[Assigned]) -> Result<Self, MeasureError> {
        let this = Self::from_pairs(problem, pairs.iter().map(|pair| (pair.row, pair.column)))?;
        let mut stated = pairs.to_vec();
        stated.sort_unstable();
        for (stated, actual) in stated.iter().zip(&this.pairs) {
            if stated.weight != actual.weight {
                let &Assigned { row, column, weight: actual } = actual;
                let stated = stated.weight;
                return Err(MeasureError::WrongWeight { row, column, stated, actual });
            }
        }
        Ok(this)
    }

    /// The pairs of a solution.
    ///
    /// # Errors
    ///
    /// If it is a solution of another problem.
    pub fn of(problem: &'a AnyProblem<'a>, solution: &Solution) -> Result<Self, MeasureError> {
        Self::new(problem, solution.pairs())
    }

    /// Pairs at whatever they weigh in this problem. With the scores of one side as edges, this says what a matching is
    /// worth to that side.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    ///
    /// # Complexity
    ///
    /// O(p log p) for p pairs, and one look at the weight of each.
    pub fn from_pairs(
        problem: &'a AnyProblem<'a>,
        pairs: impl IntoIterator<Item = (usize, usize)>,
    ) -> Result<Self, MeasureError> {
        let (rows, columns) = (problem.rows(), problem.columns());
        let mut weighed = Vec::new();
        for (row, column) in pairs {
            if row >= rows || column >= columns {
                return Err(MeasureError::NoSuchPair { row, column, rows, columns });
            }
            let weight =
                weight_of(problem, row, column).ok_or(MeasureError::NotOpen { row, column })?;
            weighed.push(Assigned { row, column, weight });
        }
        weighed.sort_unstable();
        if let Some(two) = weighed
            .windows(2)
            .find(|two| (two[0].row, two[0].column) == (two[1].row, two[1].column))
        {
            return Err(MeasureError::Duplicate { row: two[0].row, column: two[0].column });
        }
        let mut starts = vec![0; rows + 1];
        let mut of_column = vec![Vec::new(); columns];
        for pair in &weighed {
            starts[pair.row + 1] += 1;
            of_column[pair.column].push(crate::problem::index("rows", pair.row).map_err(|_| {
                MeasureError::NoSuchPair { row: pair.row, column: pair.column, rows, columns }
            })?);
        }
        for (row, &pairs) in starts[1..].iter().enumerate() {
            let most = problem.demand(row).max;
            if pairs > most as usize {
                let pairs = pairs as u64;
                return Err(MeasureError::TooMany { side: "row", index: row, pairs, most });
            }
        }
        for (column, rows) in of_column.iter().enumerate() {
            let most = problem.capacity(column).max;
            if rows.len() > most as usize {
                let pairs = rows.len() as u64;
                return Err(MeasureError::TooMany { side: "column", index: column, pairs, most });
            }
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        Ok(Self { problem, pairs: weighed, starts, of_column })
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &'a AnyProblem<'a> {
        self.problem
    }

    /// The pairs, by row and column.
    #[must_use]
    pub fn pairs(&self) -> &[Assigned] {
        &self.pairs
    }

    /// The pairs of a row, by column.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn of_row(&self, row: usize) -> &[Assigned] {
        &self.pairs[self.starts[row]..self.starts[row + 1]]
    }

    /// The rows of a column, ascending.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[must_use]
    pub fn of_column(&self, column: usize) -> &[u32] {
        &self.of_column[column]
    }

    /// Whether the two are a pair.
    #[must_use]
    pub fn is_pair(&self, row: usize, column: usize) -> bool {
        self.of_row(row).binary_search_by_key(&column, |pair| pair.column).is_ok()
    }

    /// The rows that take part, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.problem.rows()).filter(|&row| self.problem.demand(row).max > 0)
    }

    /// The columns that take part, ascending.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        (0..self.problem.columns()).filter(|&column| self.problem.capacity(column).max > 0)
    }

    /// v_i(A_i): what the partners of a row weigh together, 0 where it has none. Cannot overflow: weights have 62 bits.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn value(&self, row: usize) -> i128 {
        self.of_row(row).iter().map(|pair| i128::from(pair.weight)).sum()
    }

    /// The values of all rows that take part, by row.
    #[must_use]
    pub fn values(&self) -> Vec<i128> {
        self.rows().map(|row| self.value(row)).collect()
    }
}

/// What a pair weighs where it may be: by its pin, or by its edge.
fn weight_of(problem: &AnyProblem<'_>, row: usize, column: usize) -> Option<Weight> {
    let pins = problem.pins();
    match pins.binary_search_by_key(&(row, column), |pin| (pin.row, pin.column)) {
        Ok(at) => Some(pins[at].weight),
        Err(_) => problem.open_weight(row, column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Bounds, Csr, Problem};

    fn problem() -> Problem<Csr> {
        let edges =
            Csr::from_triplets(2, 3, [(0, 0, 5), (0, 1, 3), (1, 1, 4), (1, 2, -1)]).unwrap();
        let mut problem = Problem::new(edges)
            .with_demands(vec![Bounds::up_to(2), Bounds::up_to(1)])
            .unwrap()
            .with_floor(0);
        problem.pin_with_weight(1, 2, 9).unwrap();
        problem
    }

    #[test]
    fn pairs_are_weighed() {
        let problem = problem();
        let matched = Matched::from_pairs(&problem, [(1, 2), (0, 1), (0, 0)]).unwrap();
        assert_eq!(matched.values(), [8, 9]);
        assert_eq!(matched.of_column(1), [0]);
        assert!(matched.is_pair(0, 1) && !matched.is_pair(1, 1));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let problem = problem();
        let refused = |pairs: &[(usize, usize)]| {
            Matched::from_pairs(&problem, pairs.iter().copied()).unwrap_err().to_string()
        };
        assert!(refused(&[(2, 0)]).starts_with("row 2 and column 0 are a pair of no problem"));
        assert!(refused(&[(0, 0), (0, 0)]).contains("stands there twice"));
        assert!(refused(&[(1, 0)]).contains("incompatible"));
        assert!(refused(&[(1, 1), (1, 2)]).starts_with("row 1 has 2 partners and may have 1"));
        assert!(refused(&[(0, 1), (1, 1)]).starts_with("column 1 has 2"));
        let stated = Assigned { row: 0, column: 0, weight: 6 };
        let error = Matched::new(&problem, &[stated]).unwrap_err();
        assert!(error.to_string().contains("stated at 6 and weighs 5"), "{error}");
    }
}
