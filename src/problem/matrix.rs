//! What dense and sparse matrices have in common.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::element::{Element, Parts};
use super::{Grid, MAX_WEIGHT, ProblemError, Solution, Weight};

/// Whether the numbers of a matrix are to be large or small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sense {
    /// Points: the larger, the better.
    Maximize,
    /// Costs: the smaller, the better.
    Minimize,
}

impl fmt::Display for Sense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Maximize => "maximizing",
            Self::Minimize => "minimizing",
        })
    }
}

impl Sense {
    /// Whether the number is an edge.
    pub(super) fn check<T: Element>(
        self,
        row: usize,
        column: usize,
        number: T,
    ) -> Result<bool, MatrixError> {
        match number.parts() {
            Parts::Nan => Err(MatrixError::NotANumber { row, column }),
            Parts::Infinite { negative } if negative == (self == Self::Maximize) => Ok(false),
            Parts::Infinite { .. } => Err(MatrixError::Infinite { row, column, sense: self }),
            Parts::Finite { mantissa, .. }
                if T::INTEGER && mantissa.unsigned_abs() > MAX_WEIGHT.unsigned_abs() =>
            {
                let weight = mantissa.into();
                Err(ProblemError::WeightTooLarge { row, column, weight }.into())
            }
            Parts::Finite { .. } => Ok(true),
        }
    }
}

/// A matrix that cannot be read as edges.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// NaN.
    #[error(
        "row {row} and column {column} hold NaN; give a number, or an infinity for a pair that must not be"
    )]
    NotANumber {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// An infinity that would have to be chosen.
    #[error(
        "row {row} and column {column} hold the infinity that is best when {sense}; pin the pair instead, or turn the sign to rule it out"
    )]
    Infinite {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
        /// What the numbers are for.
        sense: Sense,
    },
    /// An entry that is given twice.
    #[error("row {row} and column {column} are given twice; keep one of the entries")]
    Duplicate {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// Columns of a row that are not ascending.
    #[error(
        "the columns of row {row} are not ascending at column {column}; sort them, or use `Csr::from_triplets`"
    )]
    Unsorted {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// Row starts that do not fit the entries.
    #[error(
        "the row starts do not fit at {at}: {detail}; they begin with 0, never fall, and end with the number of entries"
    )]
    Starts {
        /// Position among the row starts.
        at: usize,
        /// What is wrong.
        detail: String,
    },
    /// A number or index out of range.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// From numbers to weights and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) sense: Sense,
    pub(super) grid: Grid,
}

impl Terms {
    pub(super) fn new<T: Element>(sense: Sense, numbers: impl Iterator<Item = T>) -> Self {
        let grid = if T::INTEGER { Grid::INTEGERS } else { Grid::of(numbers.map(T::parts)) };
        Self { sense, grid }
    }

    /// The weight of a number; none where it is infinite.
    pub(super) fn weight(self, parts: Parts) -> Option<Weight> {
        match parts {
            Parts::Finite { mantissa, exponent } => {
                let weight = self.grid.weight(mantissa, exponent);
                Some(match self.sense {
                    Sense::Maximize => weight,
                    Sense::Minimize => -weight,
                })
            }
            Parts::Infinite { .. } | Parts::Nan => None,
        }
    }

    /// The sum of the caller's numbers over the pairs.
    pub(super) fn total<T: Element>(
        self,
        solution: &Solution,
        number: impl Fn(usize, usize) -> Option<T>,
    ) -> T::Total {
        let mut terms = solution.pairs().iter().map(|pair| {
            let parts = number(pair.row, pair.column).map(T::parts);
            match parts {
                Some(parts @ Parts::Finite { mantissa, exponent })
                    if self.weight(parts) == Some(pair.weight) =>
                {
                    (mantissa, exponent)
                }
                _ if self.sense == Sense::Minimize => {
                    (pair.weight.saturating_neg(), -self.grid.exponent())
                }
                _ => (pair.weight, -self.grid.exponent()),
            }
        });
        T::total(&mut terms)
    }
}
