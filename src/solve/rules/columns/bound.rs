//! The bound at given prices: rows and lines across columns are priced, and every column takes what is best for it alone.
//!
//! For any prices u of rows and λ ≥ 0 of lines Σ a·x ≤ b, no answer is worth more than
//!
//! > Σ over columns of the most of Σ (w − u − λ·a) over what the column may have + Σ over rows of the most of d·u over the
//! > counts d it may have + λ·b.
//!
//! This is never above the bound of the flow at the same λ, and below it where a column may not have any part of its best
//! pairs (A. M. Geoffrion, *Lagrangean relaxation for integer programming*, Mathematical Programming Study 2, 1974).

use super::column::Scratch;
use super::model::Model;
use super::state::{Range, Space, State, Value};

/// Lines a pair may stand in so that sums stay within 64 bits.
pub(super) const MOST_LINES: usize = 16;

#[derive(Debug, Clone)]
pub(super) struct Prices {
    pub(super) rows: Vec<Value>,
    pub(super) globals: Vec<Value>,
}

/// What there is at some prices.
#[derive(Debug, Default)]
pub(super) struct At {
    /// No answer is worth more, in parts.
    pub(super) value: i128,
    /// What pairs are worth beside the prices.
    pub(super) values: Vec<Value>,
    /// What each column is worth at most.
    pub(super) columns: Vec<Value>,
    /// The pairs the columns take.
    pub(super) chosen: Vec<u32>,
}

/// Calculates the bound; `false` where some column has no choice at all.
pub(super) fn evaluate(
    model: &Model,
    space: &Space,
    prices: &Prices,
    scratch: &mut Scratch,
    at: &mut At,
) -> bool {
    at.values.clone_from(&model.weights);
    at.chosen.clear();
    at.columns.clear();
    let mut value = 0_i128;
    for (row, &price) in model.rows.iter().zip(&prices.rows) {
        for &pair in &row.pairs {
            at.values[pair as usize] -= price;
        }
        value += i128::from(price) * i128::from(if price > 0 { row.most } else { row.least });
    }
    for (line, &price) in model.globals.iter().zip(&prices.globals) {
        if price != 0 {
            for &(pair, coefficient) in &line.terms {
                at.values[pair as usize] -= coefficient * price;
            }
            value += i128::from(price) * i128::from(line.most);
        }
    }
    for column in &model.columns {
        match column.best(&at.values, space, scratch, &mut at.chosen) {
            Some(worth) => {
                at.columns.push(worth);
                value += i128::from(worth);
            }
            None => return false,
        }
    }
    at.value = value;
    true
}

/// What reduced costs decide: pairs and counts that no answer better than `least` parts has, and pairs that every such answer
/// has. Returns how many pairs there were.
pub(super) fn fix(
    model: &Model,
    space: &mut Space,
    at: &At,
    least: i128,
    scratch: &mut Scratch,
) -> usize {
    let mut decided: Vec<(u32, State)> = Vec::new();
    let mut closed: Vec<usize> = Vec::new();
    for (column, &worth) in model.columns.iter().zip(&at.columns) {
        let others = at.value - i128::from(worth);
        let reaches = |most: Option<Value>| most.is_some_and(|m| others + i128::from(m) >= least);
        column.ranges(&at.values, space, scratch, &mut |range| match range {
            Range::Pair(pair, with, _) if !reaches(with) => decided.push((pair, State::Closed)),
            Range::Pair(pair, _, without) if !reaches(without) => decided.push((pair, State::In)),
            Range::Counts(place, with) if !reaches(with) => closed.push(place),
            _ => {}
        });
    }
    for &(pair, state) in &decided {
        space.pairs[pair as usize] = state;
    }
    for place in closed {
        space.counts[place] = false;
    }
    decided.len()
}
