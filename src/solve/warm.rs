//! Where to start from: an earlier answer to a similar problem.

use super::units::Units;
use crate::problem::{AnyProblem, Assigned, Duals, Side, Solution};

/// The pairs and dual prices of an earlier solution. They need not fit: pairs that are no longer open are let go, and prices
/// of any quality are only where the search begins. The nearer they are, the less is left to do.
///
/// ```
/// use tandems::problem::{Csr, Objective, Problem};
/// use tandems::solve::{Algorithm, Options, WarmStart};
///
/// let edges = Csr::from_triplets(2, 2, [(0, 0, 5), (0, 1, 4), (1, 0, 4), (1, 1, 1)])?;
/// let mut problem = Problem::new(edges).with_objective(Objective::BestTotal);
/// let before = problem.solve(&Options::default())?;
/// problem.forbid(0, 1)?;
/// let options = Options::default().warm_start(WarmStart::from(&before));
/// let after = problem.solve(&options)?;
/// assert_eq!(after.total(), 6);
/// assert!(after.verify(&problem)?.proved);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WarmStart {
    pairs: Vec<Assigned>,
    duals: Option<Duals>,
}

impl WarmStart {
    /// From pairs and, where there are any, their prices.
    #[must_use]
    pub fn new(pairs: Vec<Assigned>, duals: Option<Duals>) -> Self {
        Self { pairs, duals }
    }

    pub(super) fn has_no_pairs(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The price of each column in values, zero where none of this shape is known.
    pub(super) fn prices(&self, problem: &AnyProblem<'_>, units: &Units) -> Option<Vec<i64>> {
        let duals = self.duals.as_ref()?;
        let (levels, rows, columns) = duals.shape();
        if (levels, rows, columns) != (problem.levels().len(), problem.rows(), problem.columns()) {
            return None;
        }
        let filled = problem.side_to_fill() == Some(Side::Columns);
        Some((0..columns).map(|column| units.pack(duals.column(column), filled)).collect())
    }

    /// The column of each row, or `none`.
    pub(super) fn mates(&self, rows: usize, columns: usize, none: u32) -> Vec<u32> {
        let mut mates = vec![none; rows];
        for pair in self.pairs.iter().filter(|pair| pair.row < rows && pair.column < columns) {
            mates[pair.row] = u32::try_from(pair.column).unwrap_or(none);
        }
        mates
    }
}

impl From<&Solution> for WarmStart {
    fn from(solution: &Solution) -> Self {
        Self::new(solution.pairs().to_vec(), solution.duals().cloned())
    }
}
