//! Edges read into lists once and solved as they are: for sparse problems whose rows take one partner each.

use super::certificate::violator;
use super::finish::FinishedUnits;
use super::meter::Meter;
use super::read::{Reading, Unread, read_sparse};
use super::residual::Residual;
use super::sparse::{self, Graph, Halt, NONE, Start, State, Terms};
use super::table::Table;
use super::units::Units;
use super::{Algorithm, Options, SolveError, infeasible, without_pairs};
use crate::problem::{Assigned, Edges, Problem, Side, Solution, StopReason, Work};

const NAME: Algorithm = Algorithm::Sparse;

/// `None` where a row may have several partners, or the levels need more than 64 bits.
pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    options: &Options,
) -> Result<Option<Solution>, SolveError> {
    let mut meter = Meter::new(&options.limits);
    let residual = Residual::of(problem);
    if residual.row_limits.iter().any(|&limit| limit > 1) || residual.has_minima() {
        return Ok(None);
    }
    let Reading { table, largest } = match read_sparse(problem, &residual, &mut meter) {
        Ok(reading) => reading,
        Err(Unread::Stopped(reason)) => return Ok(Some(without_pairs(NAME, "", reason))),
        Err(Unread::Malformed(error)) => return Err(error.into()),
    };
    let Some(units) = Units::new(problem, &residual, largest) else { return Ok(None) };
    let Table::Sparse { offsets, far, weights } = table else { return Ok(None) };
    let mut graph = Graph { offsets, columns: far, values: weights };
    meter.units = residual.row_limits.iter().map(|&limit| u64::from(limit)).sum();
    let known = options.start.as_ref().and_then(|start| {
        let prices = start.prices(problem, &units)?;
        if start.has_no_pairs() {
            return Some(Start::Prices(prices));
        }
        let mates = start.mates(problem.rows(), problem.columns(), NONE);
        Some(Start::State(State { prices, mates }))
    });
    let solved = if let Some(start) = known {
        let terms = Terms { seats: &residual.column_limits, fill: false };
        graph.map(|row, weight| units.value(row, weight));
        sparse::solve(&graph, terms, start, &mut meter)
    } else if problem.side_to_fill() == Some(Side::Rows)
        && residual.row_limits.iter().all(|&limit| limit == 1)
    {
        fill_rows(&mut graph, &units, &residual, &mut meter)
    } else {
        by_levels(&mut graph, &units, &residual, &mut meter)
    };
    let work = Work { edges: meter.edges(), searches: 0 };
    let (state, stop_reason) = match solved {
        Ok(state) => (state, StopReason::Completed),
        Err(Halt::Stopped(reason, state)) => (state, reason),
        Err(Halt::Unfillable(rows)) => {
            let rows = rows.into_iter().map(|row| row as usize).collect();
            let conflict = violator(problem, &residual, Side::Rows, rows);
            return Ok(Some(Solution { work, ..infeasible(NAME, "", conflict) }));
        }
    };
    let profits = profits(&graph, &state);
    let pairs = pairs(&graph, &units, &state);
    let finished =
        FinishedUnits { algorithm: NAME, pairs, profits, prices: state.prices, work, stop_reason };
    Ok(Some(finished.solution(problem, &residual, &units)))
}

/// Every row has to sit: what a pair is worth beyond its weight makes no difference until the end.
fn fill_rows(
    graph: &mut Graph,
    units: &Units,
    residual: &Residual,
    meter: &mut Meter<'_>,
) -> Result<State, Halt> {
    let terms = Terms { seats: &residual.column_limits, fill: true };
    let solved = sparse::solve(graph, terms, Start::Cold, meter);
    graph.map(|row, weight| units.value(row, weight));
    let mut state = solved?;
    // Where all seats are taken prices may be of any sign, and count from any level.
    let open = state.prices.iter().zip(&residual.column_limits).filter(|&(_, &seats)| seats > 0);
    let least = open.map(|(&price, _)| price).min().unwrap_or(0).min(0);
    for price in &mut state.prices {
        *price = (*price - least).max(0);
    }
    Ok(state)
}

/// Rows may stay alone. Where pairs count before weights, first by so little that an auction has few scales to go through,
/// then by as much as levels need; hardly anything changes.
fn by_levels(
    graph: &mut Graph,
    units: &Units,
    residual: &Residual,
    meter: &mut Meter<'_>,
) -> Result<State, Halt> {
    let terms = Terms { seats: &residual.column_limits, fill: false };
    let weights = || graph.values.iter().copied();
    let (least, most) = (weights().min().unwrap_or(0), weights().max().unwrap_or(0));
    let start = match units.lift(least, most) {
        None => Start::Cold,
        Some(lift) => {
            graph.map(|_, weight| weight - lift.alone());
            let near = sparse::solve(graph, terms, Start::Cold, meter);
            graph.map(|_, value| value + lift.alone());
            let mut state = match near {
                Ok(state) => state,
                // Those prices bound something else.
                Err(Halt::Stopped(reason, state)) => {
                    graph.map(|row, weight| units.value(row, weight));
                    let prices = state.prices.iter().map(|&price| lift.price(price)).collect();
                    return Err(Halt::Stopped(reason, State { prices, ..state }));
                }
                Err(halt @ Halt::Unfillable(_)) => return Err(halt),
            };
            for price in &mut state.prices {
                *price = lift.price(*price);
            }
            Start::State(state)
        }
    };
    graph.map(|row, weight| units.value(row, weight));
    sparse::solve(graph, terms, start, meter)
}

/// What each row gains at best, 0 where that is nothing.
pub(super) fn profits(graph: &Graph, state: &State) -> Vec<i64> {
    (0..graph.rows())
        .map(|row| {
            let gains = graph.row(row).map(|(column, value)| value - state.prices[column as usize]);
            gains.max().unwrap_or(0).max(0)
        })
        .collect()
}

/// Who sits where, at the weight of the edge.
pub(super) fn pairs(graph: &Graph, units: &Units, state: &State) -> Vec<Assigned> {
    let pair = |(row, &mate): (usize, &u32)| {
        let (column, value) = graph.row(row).find(|&(column, _)| mate != NONE && column == mate)?;
        Some(Assigned { row, column: column as usize, weight: units.weight(row, value) })
    };
    state.mates.iter().enumerate().filter_map(pair).collect()
}
