//! The ε-scaled auction: rows bid for seats until nearly all sit, first in big steps and then in smaller ones.
//!
//! Bertsekas (1979; 1988), with the marginal seat of a column as its price (Bertsekas and Castañón 1989, *similar
//! objects*): a bid raises nothing but the cheapest seat, and the second best a row compares with is on another column.
//! What counts in the end is the prices alone. Each phase ends when a few rows are left, because the last ones cost as
//! many bids as all others; and each has a budget, because where not every row can sit the bids would rise for ever.

use std::collections::VecDeque;

use super::arcs::Arc;
use super::level;
use super::market::Market;
use super::seats::NONE;
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// The spread of the values over the first step of a bid.
const FIRST: i64 = 20;
/// The spread of the values over the last step.
const LAST: i64 = 100_000;
/// From step to step.
const FACTOR: i64 = 10;
/// Rows over those that may be left standing when a phase but the last ends.
const LEFT: usize = 5_000;
/// The same in the last phase.
const LEFT_AT_LAST: usize = 50_000;
/// Bids a row may cost on average in one phase.
const BUDGET: usize = 16;
/// Arcs a bid may cost on average before the lists are sorted anew.
const ARCS: usize = 5;

/// The arcs of the lists over those looked at in a phase from which on sorting the lists costs less than it saves.
const WORTH: usize = 2;

/// Bids between the first look at a row's arcs, which fetches them into the cache, and its own bid.
const AHEAD: usize = 6;

/// The bids that hold the seats: a heap for each column, its least bid first.
pub(super) struct Bids {
    /// Of each seat; empty where no column has more than one, whose bid is the price.
    of: Vec<i64>,
}

impl Bids {
    /// Whoever sits already sits at the price of the column.
    pub(super) fn new<A>(market: &Market<A>) -> Self {
        let mut of = Vec::new();
        if market.seats.is_shared() {
            of = vec![0; market.seats.count()];
            for (column, &price) in market.prices.iter().enumerate() {
                let first = market.seats.first(column);
                of[first..first + market.seats.on(column).len()].fill(price);
            }
        }
        Self { of }
    }

    /// Seats a row at a bid that is at least the price; mates have to be [read](Market::read_mates) afterwards. Whoever had to get up comes back, or [`NONE`].
    #[inline]
    pub(super) fn place<A>(
        &mut self,
        market: &mut Market<A>,
        row: u32,
        column: u32,
        bid: i64,
    ) -> u32 {
        let to = column as usize;
        if self.of.is_empty() {
            market.prices[to] = bid;
            let Some(seat) = market.seats.stretch(to).first_mut() else {
                market.seats.sit(to, row);
                return NONE;
            };
            return std::mem::replace(seat, row);
        }
        let mut out = NONE;
        let first = market.seats.first(to);
        if market.seats.is_open(to) {
            market.seats.sit(to, row);
            let rows = market.seats.stretch(to);
            let bids = &mut self.of[first..first + rows.len()];
            let mut at = rows.len() - 1;
            bids[at] = bid;
            while at > 0 && bids[at] < bids[(at - 1) / 2] {
                bids.swap(at, (at - 1) / 2);
                rows.swap(at, (at - 1) / 2);
                at = (at - 1) / 2;
            }
        } else {
            let rows = market.seats.stretch(to);
            let bids = &mut self.of[first..first + rows.len()];
            out = std::mem::replace(&mut rows[0], row);
            bids[0] = bid;
            let mut at = 0;
            loop {
                let children = 2 * at + 1..(2 * at + 3).min(rows.len());
                let Some(least) = children.min_by_key(|&child| bids[child]) else { break };
                if bids[least] >= bids[at] {
                    break;
                }
                bids.swap(at, least);
                rows.swap(at, least);
                at = least;
            }
        }
        if !market.seats.is_open(to) {
            market.prices[to] = self.of[first];
        }
        out
    }
}

/// Prices near those of an optimum. What was known of prices is the start; nobody may sit.
pub(super) fn scale<A: Arc>(
    market: &mut Market<A>,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let last = (market.spread / LAST).max(1);
    let mut step = (market.spread / FIRST).max(1);
    loop {
        market.clear();
        let left = if step > last { LEFT } else { LEFT_AT_LAST };
        let result = phase(market, step, market.rows() / left, meter);
        market.read_mates();
        let (bids, arcs) = result?;
        if arcs > ARCS * bids && WORTH * arcs > market.lists.len() {
            market.rebase(meter)?;
        }
        level::lower(market);
        if step <= last {
            return Ok(());
        }
        step = (step / FACTOR).max(last);
    }
}

/// Bids until at most so many rows are left; the number of bids and of arcs looked at.
fn phase<A: Arc>(
    market: &mut Market<A>,
    step: i64,
    left: usize,
    meter: &mut Meter<'_>,
) -> Result<(usize, usize), StopReason> {
    let mut bids = Bids::new(market);
    let mut queue: VecDeque<u32> = (0..).take(market.rows()).collect();
    let (mut count, mut arcs) = (0, 0);
    let budget = BUDGET * market.rows();
    while queue.len() > left && count < budget {
        let Some(row) = queue.pop_front() else { break };
        if let Some(&soon) = queue.get(AHEAD) {
            market.lists.touch(soon as usize);
        }
        let view = market.view(row as usize);
        count += 1;
        arcs += view.arcs;
        meter.spend(view.arcs)?;
        if view.to == NONE {
            continue;
        }
        let bid = market.prices[view.to as usize] + (view.best - view.second) + step;
        if bid > market.ceiling {
            continue;
        }
        let out = bids.place(market, row, view.to, bid);
        if out != NONE {
            queue.push_back(out);
        }
    }
    Ok((count, arcs))
}
