//! Leximin over what rows get, after the rows served.

use std::cmp::Reverse;

use super::market::numbers;
use super::open::Open;
use super::profile::{Aim, Graded, Sides, decide};
use super::{Inputs, StrategyError};
use crate::problem::Weight;

/// The edges of the fairest answer, and how many edges were looked at. Rows have one column at most.
pub(super) fn matched(open: &Open, inputs: &Inputs<'_>) -> Result<(Vec<u32>, u64), StrategyError> {
    let own;
    let values: &[Weight] = if inputs.row_scores.is_some() {
        own = row_scores(open, inputs)?;
        &own
    } else {
        &open.weights
    };
    let mut order = numbers(values.len());
    order.sort_unstable_by_key(|&edge| Reverse(values[edge as usize]));
    let mut classes = vec![[0; 2]; values.len()];
    let (mut class, mut last) = (0, None);
    for edge in order {
        let value = values[edge as usize];
        if last != Some(value) {
            class += 1;
            last = Some(value);
        }
        classes[edge as usize] = [class; 2];
    }
    let graded = Graded {
        row_of: open.rows_of_edges(),
        column_of: open.columns.clone(),
        wants: &open.wants,
        seats: &open.seats,
        weights: &open.weights,
        classes,
        sides: Sides::One,
    };
    Ok(decide(graded, Aim::MostThenFewestWorst))
}

/// The row's score of every edge.
fn row_scores(open: &Open, inputs: &Inputs<'_>) -> Result<Vec<Weight>, StrategyError> {
    let Some(scores) = inputs.row_scores else { return Ok(Vec::new()) };
    let (given, expected) = ((scores.rows(), scores.columns()), (open.rows(), open.seats.len()));
    if given != expected {
        return Err(StrategyError::Shape { given, expected });
    }
    let mut values = Vec::with_capacity(open.columns.len());
    let mut of_row = Vec::new();
    for row in 0..open.rows() {
        if open.edges(row).is_empty() {
            continue;
        }
        scores.row(row, &mut of_row);
        super::check_row(open.seats.len(), row, &of_row)?;
        for edge in open.edges(row) {
            let column = open.columns[edge];
            let at = of_row.binary_search_by_key(&column, |edge| edge.column);
            let at = at.map_err(|_| StrategyError::NoScore { row, column: column as usize })?;
            values.push(of_row[at].weight);
        }
    }
    Ok(values)
}
