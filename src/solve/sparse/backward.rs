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

/// Where a path ends.
#[derive(Clone, Copy)]
enum End {
    /// A row that stands.
    Row(u32),
    /// A column that lets its row go.
    Column(u32),
}

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
    /// Rows as near as the last one taken.
    near: Vec<u32>,
    /// Columns that were reached, and how far they are.
    done: Vec<(u32, i64)>,
    /// Columns whose arcs were followed up to the limit: the next arc, and what its value is taken from.
    cut: Vec<(u32, usize, i64)>,
    /// Distance of the last row taken.
    distance: i64,
    limit: i64,
    /// Distance of the nearest end so far.
    bound: i64,
    end: End,
    /// Twice the distance of ends of late.
    usual: i64,
    /// Arcs looked at and not accounted for yet.
    arcs: usize,
}

/// Bytes for so many rows and columns.
pub(super) fn bytes(rows: usize, columns: usize) -> usize {
    rows * (size_of::<Node>() + 2 * size_of::<(i64, u32)>()) + columns * size_of::<(u32, u32)>()
}

/// Fills open seats or brings their prices down to zero. `gains` are the profits of rows beyond what the values in the
/// lists are reduced by. Lists are put in order when they are first looked at: often that is but a few.
pub(super) fn seat_columns<A: Arc>(
    lists: Lists<A>,
    gains: &mut [i64],
    prices: &mut [i64],
    seats: &mut Seats,
    mates: &mut [u32],
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let node =
        |(&gain, &mate): (&i64, &u32)| Node { gain, distance: 0, from: NONE, search: 0, mate };
    let mut backward = Backward {
        floor: gains.iter().copied().min().unwrap_or(0),
        nodes: gains.iter().zip(&*mates).map(node).collect(),
        reached: vec![(0, NONE); lists.nodes()],
        lists,
        prices,
        seats,
        search: 0,
        heap: BinaryHeap::new(),
        near: Vec::new(),
        done: Vec::new(),
        cut: Vec::new(),
        distance: 0,
        limit: 0,
        bound: 0,
        end: End::Column(NONE),
        usual: 1,
        arcs: 0,
    };
    let result = backward.run(meter);
    for ((mate, gain), node) in mates.iter_mut().zip(gains).zip(&backward.nodes) {
        (*mate, *gain) = (node.mate, node.gain);
    }
    result
}

impl<A: Arc> Backward<'_, A> {
    fn run(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        for (column, source) in (0..self.lists.nodes()).zip(0..) {
            if self.lists.of(column).is_empty() {
                self.prices[column] = 0;
            }
            while self.prices[column] > 0 && self.seats.is_open(column) {
                self.search(source, meter)?;
            }
        }
        Ok(())
    }

    fn search(&mut self, source: u32, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        self.search += 1;
        self.heap.clear();
        self.near.clear();
        self.done.clear();
        self.cut.clear();
        self.distance = 0;
        self.bound = i64::MAX;
        self.limit = self.usual.max(1);
        self.reach(source, NONE);
        loop {
            meter.spend(std::mem::take(&mut self.arcs))?;
            if let Some(row) = self.next() {
                let mate = self.nodes[row as usize].mate;
                if self.reached[mate as usize].0 != self.search {
                    self.reach(mate, row);
                }
            } else if !self.widen() {
                break;
            }
        }
        self.usual = (self.usual / 4).saturating_mul(3).saturating_add(self.bound / 2);
        for &(column, distance) in &self.done {
            let nearer = self.bound - distance;
            self.prices[column as usize] -= nearer;
            for &row in self.seats.on(column as usize) {
                self.nodes[row as usize].gain += nearer;
            }
        }
        self.move_up(source);
        Ok(())
    }

    /// A column at the distance of the last row, which sits there.
    fn reach(&mut self, column: u32, over: u32) {
        let before = std::mem::replace(&mut self.reached[column as usize], (self.search, over));
        if before.0 == 0 {
            self.lists.sort(column as usize);
        }
        self.done.push((column, self.distance));
        let base = self.distance + self.prices[column as usize];
        if base < self.bound {
            self.bound = base;
            self.end = End::Column(column);
        }
        self.follow(column, 0, base);
    }

    /// Follows the arcs of a column from one of them on, as far as the limit.
    #[inline]
    fn follow(&mut self, column: u32, start: usize, base: i64) {
        let least = base + self.floor;
        for (place, arc) in self.lists.of(column as usize).iter().enumerate().skip(start) {
            let value = arc.value();
            if least - value >= self.limit.min(self.bound) {
                if least - value < self.bound {
                    self.cut.push((column, place, base));
                }
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
                self.end = End::Row(arc.node());
            } else if distance == self.distance {
                self.near.push(arc.node());
            } else {
                self.heap.push(Reverse((distance, arc.node())));
            }
        }
    }

    /// The nearest row that was not taken, below the limit and nearer than the end.
    fn next(&mut self) -> Option<u32> {
        if self.bound > self.distance
            && let Some(row) = self.near.pop()
        {
            return Some(row);
        }
        while let Some(&Reverse((distance, row))) = self.heap.peek() {
            if distance >= self.bound.min(self.limit) {
                break;
            }
            self.heap.pop();
            if self.nodes[row as usize].distance == distance {
                self.distance = distance;
                return Some(row);
            }
        }
        None
    }

    /// Doubles the limit and follows what was cut off; `false` where nothing beyond it could matter.
    fn widen(&mut self) -> bool {
        if self.bound <= self.limit || (self.cut.is_empty() && self.heap.is_empty()) {
            return false;
        }
        self.limit = if self.cut.is_empty() { i64::MAX } else { self.limit.saturating_mul(2) };
        for (column, place, base) in std::mem::take(&mut self.cut) {
            self.follow(column, place, base);
        }
        true
    }

    fn move_up(&mut self, source: u32) {
        let mut row = match self.end {
            End::Row(row) => row,
            End::Column(column) if column == source => return,
            End::Column(column) => {
                let row = self.reached[column as usize].1;
                self.seats.leave(column as usize, row);
                row
            }
        };
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
