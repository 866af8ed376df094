//! Shortest paths from columns that have a seat left and still ask a price, to rows that stand or to prices that can fall
//! to zero: [`forward`](super::forward) seen from the other side.
//!
//! The conditions are the same. A path from an open column goes to a row that would gain by coming over, to the column
//! that row leaves, and so on; it ends at a row that stands, or at a column that can let its row go because its price falls
//! to nothing on the way. Each search ends with one such seat less, or at price zero.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arc;
use super::lists::Lists;
use super::seats::{NONE, Seats};
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// All that a relaxed arc asks about a row.
struct Node {
    /// What the row gained beyond what its values were reduced by.
    gain: i64,
    distance: i64,
    /// The column before it on the path.
    from: u32,
    /// The search in which it was reached.
    search: u32,
    mate: u32,
}

pub(super) struct Backward<'s, A> {
    /// Of each column, reduced by the profits of the rows.
    lists: Lists<A>,
    /// No gain is below this.
    floor: i64,
    nodes: Vec<Node>,
    prices: &'s mut [i64],
    seats: &'s mut Seats,
    /// The search in which a column was reached, and the row it was reached over.
    reached: Vec<(u32, u32)>,
    search: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    done: Vec<(u32, i64)>,
    bound: i64,
    end: (u32, u32),
    arcs: usize,
}

/// Bytes for so many rows and columns.
pub(super) fn bytes(rows: usize, columns: usize) -> usize {
    rows * (size_of::<Node>() + 2 * size_of::<(i64, u32)>()) + columns * size_of::<(u32, u32)>()
}

/// Fills open seats or brings their prices down to zero. `gains` are the profits of rows beyond what the values in the
/// lists are reduced by.
pub(super) fn seat_columns<A: Arc>(
    lists: Lists<A>,
    gains: &[i64],
    prices: &mut [i64],
    seats: &mut Seats,
    mates: &mut [u32],
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let node = |(&gain, &mate): (&i64, &u32)| Node { gain, distance: 0, from: NONE, search: 0, mate };
    let mut backward = Backward {
        floor: gains.iter().copied().min().unwrap_or(0),
        nodes: gains.iter().zip(&*mates).map(node).collect(),
        reached: vec![(0, NONE); lists.nodes()],
        lists,
        prices,
        seats,
        search: 0,
        heap: BinaryHeap::new(),
        done: Vec::new(),
        bound: 0,
        end: (NONE, NONE),
        arcs: 0,
    };
    let result = backward.run(meter);
    for (mate, node) in mates.iter_mut().zip(&backward.nodes) {
        *mate = node.mate;
    }
    result
}

impl<A: Arc> Backward<'_, A> {
    fn run(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        for (column, source) in (0..self.lists.nodes()).zip(0..) {
            let asks = !self.lists.of(column).is_empty();
            while asks && self.prices[column] > 0 && self.seats.is_open(column) {
                self.search(source, meter)?;
            }
        }
        Ok(())
    }

    fn search(&mut self, source: u32, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        self.search += 1;
        self.heap.clear();
        self.done.clear();
        self.bound = i64::MAX;
        self.reach(source, NONE, 0);
        while let Some(Reverse((distance, row))) = self.heap.pop() {
            if distance >= self.bound {
                break;
            }
            let node = &self.nodes[row as usize];
            let mate = node.mate;
            if node.distance == distance && self.reached[mate as usize].0 != self.search {
                self.reach(mate, row, distance);
            }
            meter.spend(std::mem::take(&mut self.arcs))?;
        }
        for &(column, distance) in &self.done {
            let nearer = (self.bound - distance).max(0);
            self.prices[column as usize] -= nearer;
            for &row in self.seats.on(column as usize) {
                self.nodes[row as usize].gain += nearer;
            }
        }
        self.move_up(source);
        Ok(())
    }

    /// A column at a distance, over a row that sits there.
    fn reach(&mut self, column: u32, over: u32, distance: i64) {
        self.reached[column as usize] = (self.search, over);
        self.done.push((column, distance));
        let base = distance + self.prices[column as usize];
        if base < self.bound {
            self.bound = base;
            self.end = (NONE, column);
        }
        for arc in self.lists.of(column as usize) {
            let value = arc.value();
            if base - value + self.floor >= self.bound {
                break;
            }
            self.arcs += 1;
            let node = &mut self.nodes[arc.to()];
            let distance = base - value + node.gain;
            let known = node.search == self.search && node.distance <= distance;
            if node.mate == column || distance >= self.bound || known {
                continue;
            }
            (node.distance, node.from, node.search) = (distance, column, self.search);
            if node.mate == NONE {
                self.bound = distance;
                self.end = (arc.node(), NONE);
            } else {
                self.heap.push(Reverse((distance, arc.node())));
            }
        }
    }

    fn move_up(&mut self, source: u32) {
        let (mut row, let_go) = self.end;
        if let_go == source {
            return;
        }
        if let_go != NONE {
            row = self.reached[let_go as usize].1;
            self.seats.leave(let_go as usize, row);
        }
        loop {
            let node = &mut self.nodes[row as usize];
            let column = node.from;
            node.mate = column;
            if column == source {
                self.seats.sit(column as usize, row);
                return;
            }
            let over = self.reached[column as usize].1;
            self.seats.replace(column as usize, over, row);
            row = over;
        }
    }
}
