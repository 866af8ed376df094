//! The textbook algorithm of the `pathfinding` crate, made to fit bounds, pins and levels: one unit a row, a clone of
//! each column for each of its seats, and all levels packed into one 128-bit integer.
//!
//! A row that may stay unmatched gets a dummy column of its own, worth 0; a pair that must not be is worth less than
//! that, so that an optimum never holds one: whoever does could move to the dummy column. Where a side has to be
//! filled there are no dummies, and a pair that must not be is worth less than all others together.

use pathfinding::kuhn_munkres::{Weights, kuhn_munkres};

use super::{Algorithm, SolveError, infeasible, rounding, values, without_pairs};
use crate::problem::{
    AnyProblem, Assigned, Conflict, Level, LevelValue, Limits, MAX_WEIGHT, ProblemError, Side,
    Solution, Status, StopReason, Work,
};

const NAME: Algorithm = Algorithm::KuhnMunkres;
/// No edge, before the levels are packed.
const NONE: i128 = i128::MIN;

/// Solves with `pathfinding::kuhn_munkres`.
pub(super) fn solve(problem: &AnyProblem<'_>, limits: &Limits) -> Result<Solution, SolveError> {
    let minimum = (0..problem.rows()).any(|row| problem.demand(row).min > 0)
        || (0..problem.columns()).any(|column| problem.capacity(column).min > 0);
    if minimum {
        return Err(unsupported("minimum loads".to_owned()));
    }
    let (rows, seats) = residual(problem)?;
    let columns = problem.columns();
    let bytes = rows.len().checked_mul(columns).and_then(|cells| cells.checked_mul(16));
    if let (Some(limit), bytes) = (limits.memory, bytes.map_or(u64::MAX, |bytes| bytes as u64))
        && bytes > limit
    {
        return Ok(without_pairs(NAME, "", StopReason::Memory));
    }
    let mut table: Vec<i128> = Vec::new();
    let cells = rows.len().saturating_mul(columns);
    if table.try_reserve_exact(cells).is_err() {
        return Err(unsupported(format!("a dense table of {} by {columns}", rows.len())));
    }
    table.resize(cells, NONE);
    let edges = read(problem, &rows, columns, &mut table)?;

    let side = problem.side_to_fill();
    let transposed = side == Some(Side::Columns);
    let levels = problem.levels();
    let (pairs, searches) = {
        let units = rows.len().min(seats.len());
        let packed = pack(problem, &levels, &rows, columns, &mut table, units, side.is_some());
        let forbidden = packed.ok_or_else(|| {
            unsupported("levels that do not fit 128 bits once they are packed".to_owned())
        })?;
        let cells = Cells {
            table: &table,
            columns,
            seats: &seats,
            rows: rows.len(),
            dummies: if side.is_some() { 0 } else { rows.len() },
            transposed,
            forbidden,
        };
        let searches = cells.rows();
        if searches > cells.columns() {
            // Cannot be: the side to fill is the smaller one, and pins take as much from both.
            return Err(unsupported("a larger side that has to be filled".to_owned()));
        }
        let partners = if searches == 0 { Vec::new() } else { kuhn_munkres(&cells).1 };
        if side.is_some() && partners.iter().enumerate().any(|(x, &y)| cells.at(x, y) == forbidden)
        {
            return Ok(infeasible(NAME, "", tight(&cells, &rows, &seats)));
        }
        let pairs = partners.iter().enumerate().filter_map(|(x, &y)| {
            let (row, seat) = if transposed { (y, x) } else { (x, y) };
            Some((rows[row], *seats.get(seat)?))
        });
        (pairs.collect::<Vec<_>>(), searches as u64)
    };

    let mut all: Vec<Assigned> = problem.pins().to_vec();
    for (row, column) in pairs {
        let weight = problem.edges().weight(row, column).unwrap_or_default();
        all.push(Assigned { row, column, weight });
    }
    all.sort_unstable();
    let slack = rounding(problem);
    let level_value = |(&level, value): (&Level, i128)| LevelValue {
        level,
        value,
        bound: Some(if level == Level::Total { value + slack } else { value }),
    };
    Ok(Solution {
        levels: levels.iter().zip(values(problem, &levels, &all)).map(level_value).collect(),
        pairs: all,
        status: if slack == 0 { Status::Optimal } else { Status::Feasible },
        work: Work { edges, searches },
        ..without_pairs(NAME, "", StopReason::Completed)
    })
}

fn unsupported(what: String) -> SolveError {
    SolveError::Unsupported { algorithm: NAME, what }
}

/// The rows that may still have a partner, and the seats that are left, each named by its column.
fn residual(problem: &AnyProblem<'_>) -> Result<(Vec<usize>, Vec<usize>), SolveError> {
    let mut left: Vec<u32> = (0..problem.columns()).map(|j| problem.capacity(j).max).collect();
    let mut open = Vec::with_capacity(problem.rows());
    for row in 0..problem.rows() {
        let demand = problem.demand(row).max;
        if demand > 1 {
            return Err(unsupported(format!("the demand {demand} of row {row}")));
        }
        open.push(demand == 1);
    }
    for pin in problem.pins() {
        open[pin.row] = false;
        left[pin.column] = left[pin.column].saturating_sub(1);
    }
    let rows: Vec<usize> = (0..problem.rows()).filter(|&row| open[row]).collect();
    let seats = left
        .iter()
        .enumerate()
        .flat_map(|(column, &seats)| std::iter::repeat_n(column, rows.len().min(seats as usize)))
        .collect();
    Ok((rows, seats))
}

/// Fills the table with the weights of the open edges; returns how many there are.
fn read(
    problem: &AnyProblem<'_>,
    rows: &[usize],
    columns: usize,
    table: &mut [i128],
) -> Result<u64, SolveError> {
    let mut edges = Vec::new();
    let mut count = 0;
    for (at, &row) in rows.iter().enumerate() {
        problem.open_row(row, &mut edges);
        count += edges.len() as u64;
        for edge in &edges {
            let (column, weight) = (edge.column as usize, edge.weight);
            if column >= columns {
                return Err(ProblemError::NoSuchColumn { column, columns }.into());
            }
            if weight.unsigned_abs() > MAX_WEIGHT.unsigned_abs() {
                let weight = weight.into();
                return Err(ProblemError::WeightTooLarge { row, column, weight }.into());
            }
            table[at * columns + column] = weight.into();
        }
    }
    Ok(count)
}

/// Replaces weights by the packed values of all levels and returns what stands for "no edge"; `None` where the sums
/// could overflow.
///
/// A sum over at most `units` pairs differs from another by at most `2 · units · largest` in a level, so that one more
/// than that is a safe step between two levels. Labels of the algorithm stay within the sum of all values.
fn pack(
    problem: &AnyProblem<'_>,
    levels: &[Level],
    rows: &[usize],
    columns: usize,
    table: &mut [i128],
    units: usize,
    fill: bool,
) -> Option<i128> {
    let units = units as i128;
    let weight = table.iter().filter(|&&w| w != NONE).map(|w| w.abs()).max().unwrap_or(0);
    let mut steps = vec![1_i128; levels.len()];
    let mut step = 1_i128;
    let mut largest = 0_i128;
    for (level, at) in levels.iter().zip(&mut steps).rev() {
        *at = step;
        let served = rows.iter().map(|&row| problem.served_value(*level, row)).max().unwrap_or(0);
        let value = match level {
            Level::Total => weight.checked_add(served)?,
            Level::Served | Level::Tandems | Level::Priority | Level::Rule(_) => {
                served.checked_add(1)?
            }
        };
        largest = largest.checked_add(value.checked_mul(step)?)?;
        step = step.checked_mul(value.checked_mul(units)?.checked_mul(2)?.checked_add(1)?)?;
    }
    let forbidden =
        if fill { largest.checked_mul(units)?.checked_mul(-2)?.checked_sub(1)? } else { -1 };
    let nodes = (rows.len() as i128).checked_add(columns as i128)?.checked_add(units)?;
    largest.max(-forbidden).checked_mul(nodes)?.checked_mul(8)?;
    for (at, &row) in rows.iter().enumerate() {
        for cell in &mut table[at * columns..(at + 1) * columns] {
            *cell = match i64::try_from(*cell) {
                Ok(weight) => levels.iter().zip(&steps).fold(0, |sum, (level, step)| {
                    sum + step * (level.edge_value(weight) + problem.served_value(*level, row))
                }),
                Err(_) => forbidden,
            };
        }
    }
    Some(forbidden)
}

/// The matrix as `pathfinding` reads it, each cell looked up where it is.
struct Cells<'a> {
    table: &'a [i128],
    columns: usize,
    seats: &'a [usize],
    rows: usize,
    dummies: usize,
    transposed: bool,
    forbidden: i128,
}

impl Weights<i128> for Cells<'_> {
    fn rows(&self) -> usize {
        if self.transposed { self.seats.len() } else { self.rows }
    }

    fn columns(&self) -> usize {
        if self.transposed { self.rows } else { self.seats.len() + self.dummies }
    }

    fn at(&self, x: usize, y: usize) -> i128 {
        let (row, seat) = if self.transposed { (y, x) } else { (x, y) };
        match self.seats.get(seat) {
            Some(column) => self.table[row * self.columns + column],
            None if seat - self.seats.len() == row => 0,
            None => self.forbidden,
        }
    }

    fn neg(&self) -> Self {
        unreachable!("only minimizing negates, and this file maximizes")
    }
}

/// A set that breaks Hall's condition: whatever an unmatched node reaches by alternating paths of a matching that
/// cannot grow.
fn tight(cells: &Cells<'_>, rows: &[usize], seats: &[usize]) -> Conflict {
    let (left, right) = (cells.rows(), cells.columns());
    let mut partner: Vec<Option<usize>> = vec![None; right];
    let mut nodes: Vec<usize> = Vec::new();
    for root in 0..left {
        let mut reached_from: Vec<Option<usize>> = vec![None; right];
        nodes = vec![root];
        let mut held: Vec<Option<usize>> = vec![None];
        let mut at = 0;
        let mut end = None;
        'search: while at < nodes.len() {
            for y in 0..right {
                if reached_from[y].is_some() || cells.at(nodes[at], y) == cells.forbidden {
                    continue;
                }
                reached_from[y] = Some(at);
                if let Some(x) = partner[y] {
                    nodes.push(x);
                    held.push(Some(y));
                } else {
                    end = Some(y);
                    break 'search;
                }
            }
            at += 1;
        }
        if end.is_none() {
            break;
        }
        while let Some(y) = end {
            let at = reached_from[y].unwrap_or_default();
            partner[y] = Some(nodes[at]);
            end = held[at];
        }
    }
    nodes.sort_unstable();
    if cells.transposed {
        let mut columns: Vec<usize> = nodes.iter().map(|&seat| seats[seat]).collect();
        columns.dedup();
        let wanted = seats.iter().filter(|seat| columns.binary_search(seat).is_ok()).count();
        let available = (0..right)
            .filter(|&y| nodes.iter().any(|&x| cells.at(x, y) != cells.forbidden))
            .count();
        Conflict::TightColumns { columns, wanted: wanted as u64, available: available as u64 }
    } else {
        // A column gives no more seats than it has edges from the rows; its clones are all reached or none is.
        let mut edges = vec![0_usize; cells.columns];
        for &x in &nodes {
            for (count, cell) in edges.iter_mut().zip(&cells.table[x * cells.columns..]) {
                *count += usize::from(*cell != cells.forbidden);
            }
        }
        let mut available = 0_u64;
        for column in seats {
            if edges[*column] > 0 {
                edges[*column] -= 1;
                available += 1;
            }
        }
        Conflict::TightRows {
            wanted: nodes.len() as u64,
            rows: nodes.into_iter().map(|x| rows[x]).collect(),
            available,
        }
    }
}
