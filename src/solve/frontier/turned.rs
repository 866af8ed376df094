//! Open pairs by column, for problems whose columns run out of seats before rows run out of places.
//!
//! Paths start where a partner is missing and end where one is free. Starting from the side that will be full, whoever is
//! free is near; starting from the other side, the last seats are far from nearly everybody. So such a problem is turned
//! round: its columns look for rows.

use super::CHUNK;
use crate::problem::{AnyProblem, Edge, Edges, Weight};
use crate::solve::meter::Meter;
use crate::solve::parallel::over_rows;
use crate::solve::read::{Unread, check_row};

/// Beyond this many cells pairs are not kept: 12 bytes each, 200 MB.
const MOST_CELLS: usize = 1 << 24;
const BYTES: usize = size_of::<u32>() + size_of::<Weight>();

/// The pairs of a problem between rows and columns with room, by column.
pub(super) struct Turned {
    rows: usize,
    of_column: Vec<(Vec<u32>, Vec<Weight>)>,
    largest: u64,
}

/// Whether turning a problem round is worth its memory.
pub(super) fn pays(
    problem: &AnyProblem<'_>,
    room: &[u32],
    seats: &[u32],
    meter: &Meter<'_>,
) -> bool {
    let sum = |all: &[u32]| all.iter().map(|&one| u64::from(one)).sum::<u64>();
    let cells = problem.rows().saturating_mul(problem.columns());
    sum(seats) < sum(room) && cells <= MOST_CELLS && meter.can_claim(cells.saturating_mul(BYTES))
}

impl Turned {
    pub(super) fn read(
        problem: &AnyProblem<'_>,
        room: &[u32],
        seats: &[u32],
        meter: &mut Meter<'_>,
    ) -> Result<Self, Unread> {
        let mut of_column = vec![(Vec::new(), Vec::new()); problem.columns()];
        let mut largest = 0;
        for first in (0..problem.rows()).step_by(CHUNK) {
            let read = |(): &mut (), row: usize| {
                let mut edges = Vec::new();
                if room[row] > 0 {
                    problem.open_row(row, &mut edges);
                }
                let largest = check_row(problem, row, &edges)?;
                Ok((edges, largest))
            };
            let rows = first..problem.rows().min(first + CHUNK);
            let all = over_rows(rows.clone(), problem.columns(), read);
            for (row, of_row) in rows.zip(all) {
                let (edges, of_row) = of_row.map_err(Unread::Malformed)?;
                meter.spend(edges.len())?;
                meter.claim(edges.len() * BYTES)?;
                largest = largest.max(of_row);
                for Edge { column, weight } in edges {
                    if seats[column as usize] > 0 {
                        let (rows, weights) = &mut of_column[column as usize];
                        rows.push(super::number(row));
                        weights.push(weight);
                    }
                }
            }
        }
        Ok(Self { rows: problem.rows(), of_column, largest })
    }
}

impl Edges for Turned {
    fn rows(&self) -> usize {
        self.of_column.len()
    }

    fn columns(&self) -> usize {
        self.rows
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        let (rows, weights) = &self.of_column[row];
        edges.clear();
        let both = rows.iter().zip(weights);
        edges.extend(both.map(|(&column, &weight)| Edge { column, weight }));
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        let (rows, weights) = &self.of_column[row];
        let at = rows.binary_search(&u32::try_from(column).ok()?).ok()?;
        Some(weights[at])
    }

    fn edge_count(&self) -> Option<usize> {
        Some(self.of_column.iter().map(|(rows, _)| rows.len()).sum())
    }

    fn largest_weight(&self) -> Option<u64> {
        Some(self.largest)
    }
}
