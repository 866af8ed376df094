//! What is left of a problem once its pins are made: open pairs and free seats.

use super::StrategyError;
use crate::problem::{AnyProblem, Weight, index};

/// Open pairs in compressed rows, between nodes that have room. The index of a pair is its *edge*.
pub(super) struct Open {
    pub(super) starts: Vec<usize>,
    pub(super) columns: Vec<u32>,
    pub(super) weights: Vec<Weight>,
    /// How many columns a row may have beside its pins.
    pub(super) wants: Vec<u32>,
    /// How many rows a column may have beside its pins.
    pub(super) seats: Vec<u32>,
}

impl Open {
    /// Pins must not contradict bounds or forbids.
    pub(super) fn read(problem: &AnyProblem<'_>) -> Result<Self, StrategyError> {
        let mut wants: Vec<u32> = (0..problem.rows()).map(|row| problem.demand(row).max).collect();
        let mut seats: Vec<u32> =
            (0..problem.columns()).map(|column| problem.capacity(column).max).collect();
        for pin in problem.pins() {
            wants[pin.row] = wants[pin.row].saturating_sub(1);
            seats[pin.column] = seats[pin.column].saturating_sub(1);
        }
        index("rows and columns", wants.len().saturating_add(seats.len()))?;
        let (mut starts, mut columns, mut weights) = (vec![0], Vec::new(), Vec::new());
        let mut row_edges = Vec::new();
        for (row, &want) in wants.iter().enumerate() {
            if want > 0 {
                problem.open_row(row, &mut row_edges);
                super::check_row(problem.columns(), row, &row_edges)?;
                row_edges.retain(|edge| seats[edge.column as usize] > 0);
                columns.extend(row_edges.iter().map(|edge| edge.column));
                weights.extend(row_edges.iter().map(|edge| edge.weight));
            }
            starts.push(columns.len());
        }
        index("pairs", columns.len())?;
        Ok(Self { starts, columns, weights, wants, seats })
    }

    pub(super) fn rows(&self) -> usize {
        self.wants.len()
    }

    pub(super) fn edges(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    pub(super) fn column(&self, edge: usize) -> usize {
        self.columns[edge] as usize
    }

    /// The row of every edge.
    pub(super) fn rows_of_edges(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.columns.len());
        for row in 0..self.rows() {
            let row_in_32 = u32::try_from(row).expect("rows were counted in 32 bits");
            rows.resize(self.starts[row + 1], row_in_32);
        }
        rows
    }

    /// Keeps the edges for which `keep` says so; it sees row and edge.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize, usize) -> bool) {
        let (mut kept, mut first) = (0, 0);
        for row in 0..self.wants.len() {
            let last = self.starts[row + 1];
            for edge in first..last {
                if keep(row, edge) {
                    self.columns[kept] = self.columns[edge];
                    self.weights[kept] = self.weights[edge];
                    kept += 1;
                }
            }
            first = last;
            self.starts[row + 1] = kept;
        }
        self.columns.truncate(kept);
        self.weights.truncate(kept);
    }
}
