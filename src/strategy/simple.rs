//! Strategies that never look back: best pair first, one after the other, by lot.

use std::cmp::Reverse;

use super::market::{Keys, Market, numbers};
use super::open::Open;
use super::{Inputs, Turns};
use crate::draw::Draw;
use crate::problem::{AnyProblem, Level};

/// Takes the edges in this order, each where both have room.
fn take(open: &Open, rows: &[u32], order: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let (mut wants, mut seats) = (open.wants.clone(), open.seats.clone());
    let mut taken = Vec::new();
    for edge in order {
        let want = &mut wants[rows[edge as usize] as usize];
        let seat = &mut seats[open.column(edge as usize)];
        if *want > 0 && *seat > 0 {
            *want -= 1;
            *seat -= 1;
            taken.push(edge);
        }
    }
    taken
}

/// Best pair first.
pub(super) fn greedy(open: &Open, inputs: &Inputs<'_>) -> Vec<u32> {
    let keys = Keys::new(inputs, open);
    let rows = open.rows_of_edges();
    let mut order = numbers(open.columns.len());
    order.sort_unstable_by_key(|&edge| {
        let at = edge as usize;
        (Reverse(open.weights[at]), keys.rows[rows[at] as usize], keys.columns[open.column(at)])
    });
    take(open, &rows, order)
}

/// Any pair, in an order drawn from the seed.
pub(super) fn random(open: &Open, inputs: &Inputs<'_>) -> Vec<u32> {
    let mut order = numbers(open.columns.len());
    Draw::new(inputs.seed).shuffle(&mut order);
    take(open, &open.rows_of_edges(), order)
}

/// One row after the other takes what it likes best of what is left, as many as it may have.
pub(super) fn dictatorship(
    problem: &AnyProblem<'_>,
    market: &Market,
    inputs: &Inputs<'_>,
    turns: Turns,
) -> Vec<u32> {
    let mut order = numbers(market.rows.nodes());
    match turns {
        Turns::Priority => {
            order.sort_by_key(|&row| Reverse(problem.served_value(Level::Priority, row as usize)));
        }
        // A stream of its own, so that turns and ties are drawn apart.
        Turns::Lottery => Draw::new(!inputs.seed).shuffle(&mut order),
    }
    let mut seats = market.columns.limits.clone();
    let mut taken = Vec::new();
    for row in order {
        let mut want = market.rows.limits[row as usize];
        for &edge in market.rows.list(row as usize) {
            if want == 0 {
                break;
            }
            let seat = &mut seats[market.columns.node[edge as usize] as usize];
            if *seat > 0 {
                *seat -= 1;
                want -= 1;
                taken.push(edge);
            }
        }
    }
    taken
}
