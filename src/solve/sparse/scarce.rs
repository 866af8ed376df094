//! Fewer seats than rows: the columns bid for rows.
//!
//! Whoever is scarce has little to fear from the others of its side. Where rows outnumber seats, rows would have to bid
//! until all but a few have lost; a column takes a row it likes, at hardly any price, and nearly all of them are done after
//! one bid a seat. The bids are those of [`bids`](super::bids) with the sides exchanged: a column bids for one row after the
//! other, never against itself, and the price of a row rises by what the best row is better than the second best.

use super::arcs::Arc;
use super::lists::Lists;
use super::seats::{NONE, Seats};
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// Times a column that met a tie gets another chance, and one more.
const ROUNDS: usize = 2;
/// Bids a node may cost on average.
const BUDGET: usize = 10;

pub(super) struct Scarce<'s, A> {
    pub(super) lists: &'s Lists<A>,
    pub(super) seats: &'s mut Seats,
    pub(super) mates: &'s mut [u32],
    /// The price of each row.
    pub(super) profits: &'s mut [i64],
}

/// The two best rows that are not on the column yet; 0 and [`NONE`] stand for an empty seat.
struct View {
    to: u32,
    best: i64,
    second: i64,
    other: u32,
}

impl<A: Arc> Scarce<'_, A> {
    fn view(&self, column: u32, meter: &mut Meter<'_>) -> Result<View, StopReason> {
        let mut view = View { to: NONE, best: 0, second: 0, other: NONE };
        let mut arcs = 0;
        for arc in self.lists.of(column as usize) {
            let value = arc.value();
            if value <= view.second {
                break;
            }
            arcs += 1;
            let left = value - self.profits[arc.to()];
            if left <= view.second || self.mates[arc.to()] == column {
                continue;
            }
            if left > view.best {
                (view.second, view.other) = (view.best, view.to);
                (view.best, view.to) = (left, arc.node());
            } else {
                (view.second, view.other) = (left, arc.node());
            }
        }
        meter.spend(arcs)?;
        Ok(view)
    }

    /// Lets columns bid as long as they have seats.
    pub(super) fn bid(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let mut budget = BUDGET * (self.seats.count() + self.mates.len());
        let asks = |&column: &u32| !self.lists.of(column as usize).is_empty();
        let mut todo: Vec<u32> = (0..).take(self.lists.nodes()).filter(asks).collect();
        let mut left = Vec::new();
        for _ in 0..ROUNDS {
            todo.reverse();
            while let Some(column) = todo.pop() {
                while self.seats.is_open(column as usize) && budget > 0 {
                    budget -= 1;
                    let view = self.view(column, meter)?;
                    let mut row = view.to;
                    if row == NONE {
                        break;
                    }
                    let raise = view.best - view.second;
                    if raise == 0 && self.mates[row as usize] != NONE {
                        row = view.other;
                        if row == NONE || self.mates[row as usize] != NONE {
                            left.push(column);
                            break;
                        }
                    }
                    self.profits[row as usize] += raise;
                    let loser = std::mem::replace(&mut self.mates[row as usize], column);
                    if loser != NONE {
                        self.seats.leave(loser as usize, row);
                        todo.push(loser);
                    }
                    self.seats.sit(column as usize, row);
                }
            }
            std::mem::swap(&mut todo, &mut left);
        }
        Ok(())
    }

    /// The price of each column: what the best row that is not on it would leave. Rows on it get all the rest.
    ///
    /// `false` if some row would get less than it was bid to, so that others would want it: a column with several seats lost a row
    /// it liked better than one it kept, and met a tie or the end of the budget before it could bid again. Nothing can be
    /// made of such prices.
    pub(super) fn settle(
        &mut self,
        prices: &mut [i64],
        meter: &mut Meter<'_>,
    ) -> Result<bool, StopReason> {
        for (column, number) in (0..self.lists.nodes()).zip(0..) {
            prices[column] = self.view(number, meter)?.best;
        }
        for (column, number) in (0..self.lists.nodes()).zip(0..) {
            let mut sitting = self.seats.on(column).len();
            for arc in self.lists.of(column) {
                if sitting == 0 {
                    break;
                }
                if self.mates[arc.to()] == number {
                    let rest = arc.value() - prices[column];
                    if rest < self.profits[arc.to()] {
                        return Ok(false);
                    }
                    self.profits[arc.to()] = rest;
                    sitting -= 1;
                }
            }
        }
        Ok(true)
    }
}
