//! Reads the open edges of a problem once, on all cores where there are any, into a table.

use super::meter::Meter;
use super::parallel::over_rows;
use super::residual::Residual;
use super::table::{ABSENT, Table};
use crate::problem::{AnyProblem, Edge, MAX_WEIGHT, ProblemError, StopReason, Weight};

/// Cells of the rows that are read between two looks at the limits: some megabytes of edges at most.
const CHUNK: usize = 1 << 18;

/// The open edges of a problem, and what has to be known of all of them.
pub(super) struct Reading {
    pub(super) table: Table,
    /// The largest absolute weight.
    pub(super) largest: u64,
}

/// Why reading came to an end before its time.
pub(super) enum Unread {
    Stopped(StopReason),
    /// The source of the edges breaks its word.
    Malformed(ProblemError),
}

impl From<StopReason> for Unread {
    fn from(reason: StopReason) -> Self {
        Self::Stopped(reason)
    }
}

/// Reads the open edges between rows and columns that may have a partner, laid out for the near side.
///
/// A matrix is kept only for sources that know to be nearly full; everything else stays sparse.
pub(super) fn read(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    meter: &mut Meter<'_>,
) -> Result<Reading, Unread> {
    let (rows, columns) = (problem.rows(), problem.columns());
    let cells = rows.checked_mul(columns).filter(|&cells| cells > 0);
    let nearly_full =
        |cells: usize| problem.edges().edge_count().is_some_and(|edges| edges / 2 >= cells / 3);
    let reading = match cells.filter(|&cells| nearly_full(cells)) {
        Some(cells) => read_dense(problem, residual, cells, meter)?,
        None => read_sparse(problem, residual, meter)?,
    };
    Ok(if residual.by_columns {
        Reading { table: reading.table.transposed(rows, columns, meter)?, ..reading }
    } else {
        reading
    })
}

/// One row's open edges to columns with room, once they have been checked; returns the largest absolute weight.
fn read_row(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    row: usize,
    edges: &mut Vec<Edge>,
) -> Result<u64, ProblemError> {
    edges.clear();
    if residual.row_limits[row] == 0 {
        return Ok(0);
    }
    problem.open_row(row, edges);
    let largest = check_row(problem, row, edges)?;
    edges.retain(|edge| residual.column_limits[edge.column as usize] > 0);
    Ok(largest)
}

/// Whether the source of a row keeps its word; returns the largest absolute weight.
pub(super) fn check_row(
    problem: &AnyProblem<'_>,
    row: usize,
    edges: &[Edge],
) -> Result<u64, ProblemError> {
    let (mut next, mut largest) = (0, 0);
    for &Edge { column, weight } in edges {
        let column = column as usize;
        if column < next || column >= problem.columns() {
            return Err(ProblemError::BadEdges { row, column });
        }
        if weight.unsigned_abs() > MAX_WEIGHT.unsigned_abs() {
            return Err(ProblemError::WeightTooLarge { row, column, weight: weight.into() });
        }
        next = column + 1;
        largest = largest.max(weight.unsigned_abs());
    }
    Ok(largest)
}

fn rows_of_a_chunk(columns: usize) -> usize {
    (CHUNK / columns.max(1)).clamp(1, 256)
}

fn read_dense(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    cells: usize,
    meter: &mut Meter<'_>,
) -> Result<Reading, Unread> {
    let columns = problem.columns();
    meter.claim(cells.saturating_mul(size_of::<Weight>()))?;
    let mut weights: Vec<Weight> = Vec::new();
    weights.try_reserve_exact(cells).map_err(|_| StopReason::Memory)?;
    weights.resize(cells, ABSENT);
    let mut largest = 0;
    let rows = rows_of_a_chunk(columns);
    for (chunk, cells) in weights.chunks_mut(columns * rows).enumerate() {
        meter.spend(cells.len())?;
        let read = |(at, cells): (usize, &mut [Weight])| {
            let mut edges = Vec::new();
            let largest = read_row(problem, residual, chunk * rows + at, &mut edges)?;
            for Edge { column, weight } in edges {
                cells[column as usize] = weight;
            }
            Ok(largest)
        };
        for of_row in for_each_row(cells, columns, read) {
            largest = largest.max(of_row.map_err(Unread::Malformed)?);
        }
    }
    Ok(Reading { table: Table::Dense { far: columns, weights }, largest })
}

/// Calls back for each row of a block of cells; the answers come in order.
fn for_each_row<T: Send>(
    cells: &mut [Weight],
    columns: usize,
    each: impl Fn((usize, &mut [Weight])) -> T + Send + Sync,
) -> Vec<T> {
    #[cfg(feature = "rayon")]
    if super::parallel::is_worth_sharing(cells.len()) {
        use rayon::prelude::*;
        return cells.par_chunks_mut(columns).enumerate().map(each).collect();
    }
    cells.chunks_mut(columns).enumerate().map(each).collect()
}

pub(super) fn read_sparse(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    meter: &mut Meter<'_>,
) -> Result<Reading, Unread> {
    let (rows, columns) = (problem.rows(), problem.columns());
    let chunk = rows_of_a_chunk(columns);
    let in_flight = chunk.min(rows).saturating_mul(columns).saturating_mul(size_of::<Edge>());
    meter.claim(in_flight)?;
    meter.claim((rows + 1).saturating_mul(size_of::<usize>()))?;
    let mut offsets = Vec::with_capacity(rows + 1);
    offsets.push(0);
    let (mut far, mut weights, mut largest) = (Vec::new(), Vec::new(), 0);
    for first in (0..rows).step_by(chunk) {
        let read = |(): &mut (), row| {
            let mut edges = Vec::new();
            read_row(problem, residual, row, &mut edges).map(|largest| (largest, edges))
        };
        let read = over_rows(first..rows.min(first + chunk), columns, read);
        let room = far.capacity() * size_of::<u32>() + weights.capacity() * size_of::<Weight>();
        for of_row in read {
            let (of_row, edges) = of_row.map_err(Unread::Malformed)?;
            meter.spend(edges.len())?;
            largest = largest.max(of_row);
            far.extend(edges.iter().map(|edge| edge.column));
            weights.extend(edges.iter().map(|edge| edge.weight));
            offsets.push(far.len());
        }
        let grown = far.capacity() * size_of::<u32>() + weights.capacity() * size_of::<Weight>();
        meter.claim(grown - room)?;
    }
    meter.release(in_flight);
    Ok(Reading { table: Table::Sparse { offsets, far, weights, falling: false }, largest })
}
