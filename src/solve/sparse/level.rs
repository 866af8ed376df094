//! One uniform shift of the prices between the phases of the auction.
//!
//! Bids only ever raise prices. Where some seats stay empty the level matters, because an empty seat has to end at price
//! zero and a row that can be had for less than nothing ends alone: at too high a level rows drop out for whom there are
//! seats, and every open seat with a price costs a search in the end. Three cases, found by measurement:
//!
//! - *More seats than rows*: so many seats will stay empty, and the median of the cheapest open ones is brought to zero.
//! - *As many, or a few less*: nearly every seat will be taken, so all prices may fall until the cheapest is zero, or where
//!   there are just as many, a few of the cheapest, depending on how many rows dropped out beside open seats.
//! - *Clearly fewer*: rows have to drop out, and a high level sees to it.

use super::arcs::Arc;
use super::market::Market;
use super::seats::NONE;

/// Rows over the rows without a seat that still count as a few.
const FEW: i64 = 50;
/// Rows that dropped out beside an open seat, over the columns that are brought to zero.
const DROPPED: usize = 10;

/// Lowers all prices by the same, but none below zero.
pub(super) fn lower<A: Arc>(market: &mut Market<A>) {
    let columns = market.live.iter().map(|&column| column as usize);
    let standing = market.mate.iter().filter(|&&mate| mate == NONE).count();
    let rows = i64::try_from(market.rows()).unwrap_or(i64::MAX);
    if !market.spare || market.surplus.saturating_mul(FEW) < -rows {
        return;
    }
    let open = columns.clone().filter(|&column| market.seats.is_open(column));
    let mut prices: Vec<i64> = open.map(|column| market.price(column)).collect();
    if prices.is_empty() {
        return;
    }
    let surplus = usize::try_from(market.surplus).unwrap_or(0);
    let rank = if surplus > 0 {
        (prices.len() / 2).min(surplus / 5)
    } else {
        let dropped = if market.surplus == 0 { standing.min(prices.len()) } else { 0 };
        prices.clear();
        prices.extend(columns.map(|column| market.price(column)));
        dropped / DROPPED
    };
    let shift = (*prices.select_nth_unstable(rank).1).max(0);
    for (price, &base) in market.prices.iter_mut().zip(&market.base) {
        *price = (base + *price - shift).max(0) - base;
    }
    market.floor -= shift;
}
