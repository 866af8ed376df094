//! Edges read into lists once and solved as they are: for sparse problems whose rows take one partner each.

use super::finish::FinishedUnits;
use super::meter::Meter;
use super::read::{Reading, Unread, read_sparse};
use super::residual::Residual;
use super::sparse::{self, Graph, Halt, NONE, Start, State, Terms};
use super::table::Table;
use super::units::Units;
use super::{Algorithm, SolveError, without_pairs};
use crate::problem::{Assigned, Edges, Limits, Problem, Solution, StopReason, Work};

const NAME: Algorithm = Algorithm::Sparse;

/// `None` where a row may have several partners, or the levels need more than 64 bits.
pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    limits: &Limits,
) -> Result<Option<Solution>, SolveError> {
    let mut meter = Meter::new(limits);
    let residual = Residual::of(problem);
    if residual.row_limits.iter().any(|&limit| limit > 1) {
        return Ok(None);
    }
    let Reading { table, largest } = match read_sparse(problem, &residual, &mut meter) {
        Ok(reading) => reading,
        Err(Unread::Stopped(reason)) => return Ok(Some(without_pairs(NAME, "", reason))),
        Err(Unread::Malformed(error)) => return Err(error.into()),
    };
    let Some(units) = Units::new(problem, &residual, largest) else { return Ok(None) };
    let Table::Sparse { offsets, far, mut weights } = table else { return Ok(None) };
    for (row, span) in offsets.windows(2).enumerate() {
        for weight in &mut weights[span[0]..span[1]] {
            *weight = units.value(row, *weight);
        }
    }
    let graph = Graph { offsets, columns: far, values: weights };
    meter.units = residual.row_limits.iter().map(|&limit| u64::from(limit)).sum();
    let terms = Terms { seats: &residual.column_limits, fill: false };
    let (state, stop_reason) = match sparse::solve(&graph, terms, Start::Cold, &mut meter) {
        Ok(state) => (state, StopReason::Completed),
        Err(Halt::Stopped(reason, state)) => (state, reason),
        Err(Halt::Unfillable(_)) => unreachable!("rows may stay alone"),
    };
    let work = Work { edges: meter.edges(), searches: 0 };
    let profits = profits(&graph, &state);
    let pairs = pairs(&graph, &units, &state);
    let finished =
        FinishedUnits { algorithm: NAME, pairs, profits, prices: state.prices, work, stop_reason };
    Ok(Some(finished.solution(problem, &residual, &units)))
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
