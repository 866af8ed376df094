//! One pass over the edges: are the pairs among them, and what do the prices allow at most.

use super::{Nodes, VerifyError};
use crate::problem::{Assigned, Bounds, Duals, Edges, Level, Problem};

/// Checks that every pair that is not pinned is an open edge of its weight. Returns the bound of the prices, one
/// number a level.
pub(super) fn pass<E: Edges>(
    problem: &Problem<E>,
    levels: &[Level],
    nodes: &Nodes,
    pairs: &[Assigned],
    duals: Option<&Duals>,
) -> Result<Option<Vec<i128>>, VerifyError> {
    if let Some(duals) = duals {
        let (stated, actual) = (duals.shape(), (levels.len(), problem.rows(), problem.columns()));
        if stated != actual {
            return Err(VerifyError::PricesShape { stated, actual });
        }
    }
    let mut bound = Sum(vec![0; levels.len()]);
    let mut edges = Vec::new();
    let mut pairs = pairs.iter().peekable();
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        let mut last = None;
        for edge in &edges {
            let column = edge.column as usize;
            if column >= problem.columns() || last.is_some_and(|last| last >= column) {
                return Err(VerifyError::BadEdges { row, column });
            }
            last = Some(column);
        }
        while let Some(pair) = pairs.next_if(|pair| pair.row == row) {
            let (stated, column) = (pair.weight, pair.column);
            let pins = problem.pins();
            if pins.binary_search_by_key(&(row, column), |pin| (pin.row, pin.column)).is_ok() {
                continue;
            }
            let Ok(at) = edges.binary_search_by_key(&column, |edge| edge.column as usize) else {
                return Err(VerifyError::NotOpen { row, column });
            };
            let actual = edges[at].weight;
            if stated != actual {
                return Err(VerifyError::WrongWeight { row, column, stated, actual });
            }
        }
        if let Some(duals) = duals {
            let price = duals.row(row);
            for edge in &edges {
                let of_column = duals.column(edge.column as usize);
                bound.gain(levels, edge.weight, price, of_column).ok_or(VerifyError::Overflow)?;
            }
        }
    }
    let Some(duals) = duals else { return Ok(None) };
    add_fixed(problem, levels, nodes, duals, &mut bound).ok_or(VerifyError::Overflow)?;
    Ok(Some(bound.0))
}

/// What pins are worth, and what nodes can at most add at these prices.
fn add_fixed<E: Edges>(
    problem: &Problem<E>,
    levels: &[Level],
    nodes: &Nodes,
    duals: &Duals,
    bound: &mut Sum,
) -> Option<()> {
    for pin in problem.pins() {
        for (sum, level) in bound.0.iter_mut().zip(levels) {
            *sum = sum.checked_add(level.edge_value(pin.weight))?;
        }
    }
    let none = vec![0; levels.len()];
    for (row, &(bounds, pins)) in nodes.rows.iter().enumerate() {
        let served: Vec<i128> =
            levels.iter().map(|&level| problem.served_value(level, row)).collect();
        if pins > 0 {
            bound.add(&served)?;
            bound.add(&most(bounds, pins, duals.row(row), &none)?)?;
        } else {
            bound.add(&most(bounds, pins, duals.row(row), &served)?)?;
        }
    }
    for (column, &(bounds, pins)) in nodes.columns.iter().enumerate() {
        bound.add(&most(bounds, pins, duals.column(column), &none)?)?;
    }
    Some(())
}

/// The lexicographic maximum of d·price, plus `served` if d ≥ 1, over what a node may have beyond its pins. It is linear
/// but for the step from 0 to 1, so that only three numbers come into question.
fn most(bounds: Bounds, pins: u32, price: &[i128], served: &[i128]) -> Option<Vec<i128>> {
    let (min, max) = (bounds.min.saturating_sub(pins), bounds.max.saturating_sub(pins));
    let value = |count: u32| -> Option<Vec<i128>> {
        let units = i128::from(count);
        price
            .iter()
            .zip(served)
            .map(|(price, served)| {
                price.checked_mul(units)?.checked_add(if count > 0 { *served } else { 0 })
            })
            .collect()
    };
    let mut best = value(min)?;
    for count in [min.max(1).min(max), max] {
        best = best.max(value(count)?);
    }
    Some(best)
}

/// One number a level; comparing vectors is comparing levels.
struct Sum(Vec<i128>);

impl Sum {
    fn add(&mut self, other: &[i128]) -> Option<()> {
        for (sum, other) in self.0.iter_mut().zip(other) {
            *sum = sum.checked_add(*other)?;
        }
        Some(())
    }

    /// Adds what an edge is worth beyond its prices, if that is anything.
    fn gain(&mut self, levels: &[Level], weight: i64, u: &[i128], v: &[i128]) -> Option<()> {
        let excess = |at: usize| -> Option<i128> {
            levels[at].edge_value(weight).checked_sub(u[at])?.checked_sub(v[at])
        };
        for at in 0..levels.len() {
            let first = excess(at)?;
            if first < 0 {
                return Some(());
            }
            if first > 0 {
                for (later, sum) in self.0.iter_mut().enumerate().skip(at) {
                    *sum = sum.checked_add(excess(later)?)?;
                }
                return Some(());
            }
        }
        Some(())
    }
}
