//! Exact bids: an auction with a step of nothing, the augmenting row reduction of Jonker and Volgenant (1987).
//!
//! A bid raises a seat by exactly what its column is better than the second best one, so whoever sits, sits as well as
//! anywhere. Where both are equally good, nothing is raised; the row then takes an open seat if there is one, and waits for
//! the searches if there is none, because on ties bids would go round in circles.

use super::arcs::Arc;
use super::auction::Bids;
use super::market::Market;
use super::seats::NONE;
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// Times a row that met a tie gets another chance, and one more.
const ROUNDS: usize = 2;
/// Bids a row may cost on average.
const BUDGET: usize = 10;

/// Lets rows that stand bid for seats.
pub(super) fn bid<A: Arc>(market: &mut Market<A>, meter: &mut Meter<'_>) -> Result<(), StopReason> {
    let result = rounds(market, meter);
    market.read_mates();
    result
}

fn rounds<A: Arc>(market: &mut Market<A>, meter: &mut Meter<'_>) -> Result<(), StopReason> {
    let mut bids = Bids::new(market);
    let mut budget = BUDGET * market.rows();
    let standing = |&row: &u32| market.mate[row as usize] == NONE;
    let mut todo: Vec<u32> = (0..).take(market.rows()).filter(standing).collect();
    let mut left = Vec::new();
    for _ in 0..ROUNDS {
        todo.reverse();
        while let Some(row) = todo.pop() {
            if budget == 0 {
                return Ok(());
            }
            budget -= 1;
            let view = market.view(row as usize);
            meter.spend(view.arcs)?;
            if view.to == NONE {
                continue;
            }
            let raise = view.best - view.second;
            let mut to = view.to;
            if raise == 0 && !market.seats.is_open(to as usize) {
                if view.other == NONE || !market.seats.is_open(view.other as usize) {
                    left.push(row);
                    continue;
                }
                to = view.other;
            }
            let bid = market.prices[to as usize] + raise;
            if bid > market.ceiling {
                continue;
            }
            let out = bids.place(market, row, to, bid);
            if out != NONE {
                todo.push(out);
            }
        }
        std::mem::swap(&mut todo, &mut left);
    }
    Ok(())
}
