//! The open edges of a problem, read once and laid out for the side a solver works from.

use std::mem::size_of;

use super::meter::Meter;
use crate::problem::{Edge, Edges, Problem, StopReason, Weight};

/// Where a dense table has no edge. Weights are at most 2⁶² in either direction.
const ABSENT: Weight = Weight::MIN;

/// Rows read between two looks at the limits.
const CHUNK: usize = 256;

/// Cells from which on reading is shared between cores: below, starting the threads costs more than it gains.
#[cfg(feature = "rayon")]
const WORTH_SHARING: usize = 1 << 16;

/// The open edges, seen from one side: the *near* nodes have lists of *far* nodes.
pub(super) enum Table {
    /// A matrix, near nodes as rows.
    Dense { far: usize, weights: Vec<Weight> },
    /// A list for each near node, ascending.
    Sparse { offsets: Vec<usize>, far: Vec<u32>, weights: Vec<Weight> },
}

/// What has to be known of all edges beside the edges themselves.
pub(super) struct Reading {
    pub(super) table: Table,
    /// The largest absolute weight.
    pub(super) largest: u64,
}

impl Table {
    /// Reads the open edges between rows and columns that may have a partner. `by_columns` lays them out for the
    /// columns instead of the rows.
    pub(super) fn read<E: Edges>(
        problem: &Problem<E>,
        row_limits: &[u32],
        column_limits: &[u32],
        by_columns: bool,
        meter: &mut Meter<'_>,
    ) -> Result<Reading, StopReason> {
        let cells = problem.rows().saturating_mul(problem.columns());
        let dense_hint = problem.edges().edge_count().is_some_and(|edges| edges >= cells / 4);
        let reading = if dense_hint {
            read_dense(problem, row_limits, column_limits, meter)?
        } else {
            read_sparse(problem, row_limits, column_limits, meter)?
        };
        let (rows, columns) = (problem.rows(), problem.columns());
        Ok(if by_columns {
            Reading { table: reading.table.transposed(rows, columns, meter)?, ..reading }
        } else {
            reading
        })
    }

    /// Calls back for each far node of a near node, in ascending order; says how many places were looked at.
    #[inline]
    pub(super) fn for_each(&self, near: usize, mut each: impl FnMut(usize, Weight)) -> usize {
        match self {
            Self::Dense { far, weights } => {
                for (at, &weight) in weights[near * far..(near + 1) * far].iter().enumerate() {
                    if weight != ABSENT {
                        each(at, weight);
                    }
                }
                *far
            }
            Self::Sparse { offsets, far, weights } => {
                let span = offsets[near]..offsets[near + 1];
                for (&at, &weight) in far[span.clone()].iter().zip(&weights[span.clone()]) {
                    each(at as usize, weight);
                }
                span.len()
            }
        }
    }

    /// The same edges seen from the other side, `near` nodes becoming far ones.
    fn transposed(
        self,
        near: usize,
        far: usize,
        meter: &mut Meter<'_>,
    ) -> Result<Self, StopReason> {
        let bytes = self.bytes();
        meter.claim(bytes)?;
        let turned = match self {
            Self::Dense { weights, .. } => {
                let mut turned = vec![ABSENT; weights.len()];
                // In square blocks, so that both sides stay in the cache.
                for rows in (0..near).step_by(64) {
                    for columns in (0..far).step_by(64) {
                        for row in rows..near.min(rows + 64) {
                            for column in columns..far.min(columns + 64) {
                                turned[column * near + row] = weights[row * far + column];
                            }
                        }
                    }
                }
                Self::Dense { far: near, weights: turned }
            }
            Self::Sparse { offsets, far: partners, weights } => {
                let mut starts = vec![0_usize; far + 1];
                for &partner in &partners {
                    starts[partner as usize + 1] += 1;
                }
                for at in 0..far {
                    starts[at + 1] += starts[at];
                }
                let mut next = starts.clone();
                let mut turned = vec![0_u32; partners.len()];
                let mut turned_weights = vec![0; weights.len()];
                for (row, span) in (0_u32..).zip(offsets.windows(2)) {
                    for at in span[0]..span[1] {
                        let place = &mut next[partners[at] as usize];
                        turned[*place] = row;
                        turned_weights[*place] = weights[at];
                        *place += 1;
                    }
                }
                Self::Sparse { offsets: starts, far: turned, weights: turned_weights }
            }
        };
        meter.release(bytes);
        Ok(turned)
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Dense { weights, .. } => size_of_val(weights.as_slice()),
            Self::Sparse { offsets, far, weights } => {
                size_of_val(offsets.as_slice())
                    + size_of_val(far.as_slice())
                    + size_of_val(weights.as_slice())
            }
        }
    }
}

fn read_dense<E: Edges>(
    problem: &Problem<E>,
    row_limits: &[u32],
    column_limits: &[u32],
    meter: &mut Meter<'_>,
) -> Result<Reading, StopReason> {
    let (rows, columns) = (problem.rows(), problem.columns());
    meter.claim(rows.saturating_mul(columns).saturating_mul(size_of::<Weight>()))?;
    let mut weights = vec![ABSENT; rows * columns];
    let mut largest = 0;
    if columns > 0 {
        for (chunk, cells) in weights.chunks_mut(columns * CHUNK).enumerate() {
            meter.spend(cells.len())?;
            largest = largest.max(for_each_row(cells, columns, |at, cells| {
                let row = chunk * CHUNK + at;
                let mut largest = 0;
                if row_limits[row] > 0 {
                    let mut edges = Vec::new();
                    problem.open_row(row, &mut edges);
                    for Edge { column, weight } in edges {
                        if column_limits[column as usize] > 0 {
                            cells[column as usize] = weight;
                            largest = largest.max(weight.unsigned_abs());
                        }
                    }
                }
                largest
            }));
        }
    }
    Ok(Reading { table: Table::Dense { far: columns, weights }, largest })
}

/// Calls back for each row of a block of cells, on all cores where there are any, and returns the largest answer.
fn for_each_row(
    cells: &mut [Weight],
    columns: usize,
    each: impl Fn(usize, &mut [Weight]) -> u64 + Sync,
) -> u64 {
    #[cfg(feature = "rayon")]
    if cells.len() >= WORTH_SHARING {
        use rayon::prelude::*;
        let rows = cells.par_chunks_mut(columns).enumerate();
        return rows.map(|(at, row)| each(at, row)).max().unwrap_or_default();
    }
    let rows = cells.chunks_mut(columns).enumerate();
    rows.map(|(at, row)| each(at, row)).max().unwrap_or_default()
}

fn read_sparse<E: Edges>(
    problem: &Problem<E>,
    row_limits: &[u32],
    column_limits: &[u32],
    meter: &mut Meter<'_>,
) -> Result<Reading, StopReason> {
    const EDGE: usize = size_of::<u32>() + size_of::<Weight>();
    let rows = problem.rows();
    meter.claim((rows + 1).saturating_mul(size_of::<usize>()))?;
    let mut offsets = Vec::with_capacity(rows + 1);
    offsets.push(0);
    let (mut far, mut weights, mut largest) = (Vec::new(), Vec::new(), 0);
    for first in (0..rows).step_by(CHUNK) {
        let last = rows.min(first + CHUNK);
        for edges in read_rows(first..last, problem.columns(), |row, edges| {
            if row_limits[row] > 0 {
                problem.open_row(row, edges);
                edges.retain(|edge| column_limits[edge.column as usize] > 0);
            }
        }) {
            meter.claim(edges.len() * EDGE)?;
            meter.spend(edges.len())?;
            for Edge { column, weight } in edges {
                far.push(column);
                weights.push(weight);
                largest = largest.max(weight.unsigned_abs());
            }
            offsets.push(far.len());
        }
    }
    let columns = problem.columns();
    let table = Table::Sparse { offsets, far, weights };
    // Scores of compatible people are nearly always a full matrix: then a matrix is smaller and faster.
    Ok(match table {
        Table::Sparse { offsets, far, weights }
            if far.len() >= rows.saturating_mul(columns) / 2 && !far.is_empty() =>
        {
            meter.claim(rows * columns * size_of::<Weight>())?;
            let mut cells = vec![ABSENT; rows * columns];
            for (row, span) in offsets.windows(2).enumerate() {
                for at in span[0]..span[1] {
                    cells[row * columns + far[at] as usize] = weights[at];
                }
            }
            meter.release(far.len() * EDGE + size_of_val(offsets.as_slice()));
            Reading { table: Table::Dense { far: columns, weights: cells }, largest }
        }
        table => Reading { table, largest },
    })
}

/// Reads a block of rows, on all cores where there are any, in order.
#[cfg_attr(
    not(feature = "rayon"),
    allow(unused_variables, reason = "columns say whether to share")
)]
fn read_rows(
    rows: std::ops::Range<usize>,
    columns: usize,
    read: impl Fn(usize, &mut Vec<Edge>) + Sync,
) -> Vec<Vec<Edge>> {
    let read = |row| {
        let mut edges = Vec::new();
        read(row, &mut edges);
        edges
    };
    #[cfg(feature = "rayon")]
    if rows.len().saturating_mul(columns) >= WORTH_SHARING {
        use rayon::prelude::*;
        return rows.into_par_iter().map(read).collect();
    }
    rows.map(read).collect()
}
