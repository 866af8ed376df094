//! What every phase reads and changes: lists, prices, and who sits where.

use super::arcs::Arc;
use super::lists::Lists;
use super::seats::{NONE, Seats};
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// Rows bid for the seats of columns.
pub(super) struct Market<A> {
    /// Of each row, with values reduced by `base`.
    pub(super) lists: Lists<A>,
    /// What was taken off the values of the arcs to a column.
    pub(super) base: Vec<i64>,
    /// Price of each column's marginal seat above its base.
    pub(super) prices: Vec<i64>,
    /// No price above base is below this.
    pub(super) floor: i64,
    pub(super) seats: Seats,
    /// Columns that could have a row.
    pub(super) live: Vec<u32>,
    /// The column of each row.
    pub(super) mate: Vec<u32>,
    /// Whether a row may stay alone, at profit 0.
    pub(super) free: bool,
    /// Whether some seats will stay empty, so that no price may be below 0 and those of open columns have to be 0.
    pub(super) spare: bool,
    /// Seats that could be taken less rows that ask for one.
    pub(super) surplus: i64,
    /// Bids beyond this (above base) are never placed.
    pub(super) ceiling: i64,
    /// Greatest difference of two values, and of a value and staying alone where that is allowed.
    pub(super) spread: i64,
}

/// What a row sees.
pub(super) struct View {
    /// Best column, or [`NONE`] where the best is to stay alone.
    pub(super) to: u32,
    /// What it leaves.
    pub(super) best: i64,
    /// What the best of the others leaves.
    pub(super) second: i64,
    /// Which one that is.
    pub(super) other: u32,
    /// Arcs looked at.
    pub(super) arcs: usize,
}

/// Below anything that can be compared with it, and far enough from the end of numbers to be subtracted from.
pub(super) const NEVER: i64 = i64::MIN / 4;

impl<A: Arc> Market<A> {
    /// Best and second best column of a row; of equal ones the first in the list.
    #[inline]
    pub(super) fn view(&self, row: usize) -> View {
        let alone = if self.free { 0 } else { NEVER };
        let mut view = View { to: NONE, best: alone, second: alone, other: NONE, arcs: 0 };
        for arc in self.lists.of(row) {
            let value = arc.value();
            if value - self.floor <= view.second {
                break;
            }
            view.arcs += 1;
            let left = value - self.prices[arc.to()];
            if left > view.best {
                (view.second, view.other) = (view.best, view.to);
                (view.best, view.to) = (left, arc.node());
            } else if left > view.second {
                (view.second, view.other) = (left, arc.node());
            }
        }
        // Whoever has one choice outbids others by as much as could ever be at stake in one step.
        if view.second == NEVER && view.to != NONE {
            view.second = view.best - self.spread - 1;
        }
        view
    }

    /// What the best column leaves a row.
    #[inline]
    pub(super) fn profit(&self, row: usize) -> (i64, usize) {
        let mut best = if self.free { 0 } else { NEVER };
        let mut arcs = 0;
        for arc in self.lists.of(row) {
            let value = arc.value();
            if value - self.floor <= best {
                break;
            }
            arcs += 1;
            best = best.max(value - self.prices[arc.to()]);
        }
        (best, arcs)
    }

    /// The column of each row, from who sits where.
    pub(super) fn read_mates(&mut self) {
        self.mate.fill(NONE);
        for (column, number) in (0..self.prices.len()).zip(0..) {
            for &row in self.seats.on(column) {
                self.mate[row as usize] = number;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.mate.fill(NONE);
        self.seats.clear();
    }

    pub(super) fn rows(&self) -> usize {
        self.mate.len()
    }

    /// Price of a column's marginal seat.
    pub(super) fn price(&self, column: usize) -> i64 {
        self.base[column] + self.prices[column]
    }

    /// Seats rows where others say they sat, as far as there are seats.
    pub(super) fn seat(&mut self, mates: &[u32]) {
        let rows = self.rows();
        for ((row, number), &mate) in (0..rows).zip(0..).zip(mates) {
            let has_edge = self.lists.of(row).iter().any(|arc| arc.node() == mate);
            if has_edge && self.seats.is_open(mate as usize) {
                self.seats.sit(mate as usize, number);
                self.mate[row] = mate;
            }
        }
    }

    /// Makes the prices of now the base, and sorts the lists by what they leave.
    pub(super) fn rebase(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        meter.spend(self.lists.len())?;
        if self.lists.reduce(&self.prices) {
            for (base, price) in self.base.iter_mut().zip(&mut self.prices) {
                *base += std::mem::take(price);
            }
            self.floor = 0;
        }
        Ok(())
    }

    /// The exact profit of each row. Rows that sit at less get up; rows that stand take an open seat that leaves them as
    /// much.
    pub(super) fn settle(
        &mut self,
        profits: &mut Vec<i64>,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        profits.clear();
        for row in 0..self.rows() {
            let (best, arcs) = self.profit(row);
            meter.spend(arcs)?;
            profits.push(best);
        }
        for (row, number) in (0..self.rows()).zip(0..) {
            let mate = self.mate[row];
            let value = |arc: &A| arc.value();
            let mut arcs = self.lists.of(row).iter();
            if mate != NONE
                && arcs.find(|arc| arc.node() == mate).map(value)
                    != Some(profits[row] + self.prices[mate as usize])
            {
                self.seats.leave(mate as usize, number);
                self.mate[row] = NONE;
            }
        }
        for (row, number) in (0..self.rows()).zip(0..) {
            let profit = profits[row];
            if self.mate[row] != NONE || (self.free && profit == 0) {
                continue;
            }
            let worth = |arc: &&A| arc.value() - self.floor >= profit;
            let found = self.lists.of(row).iter().take_while(worth).find(|arc| {
                arc.value() - self.prices[arc.to()] == profit && self.seats.is_open(arc.to())
            });
            if let Some(arc) = found.copied() {
                self.seats.sit(arc.to(), number);
                self.mate[row] = arc.node();
            }
        }
        Ok(())
    }
}
