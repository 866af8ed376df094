//! Shortest paths from rows that stand to seats that are left, and the change of prices that makes them free of charge.
//!
//! Throughout, with `u` the profit of a row, `p` the price of a column and `v` the value of an edge: `u + p ≥ v` on every
//! edge, `u + p = v` where a row sits, and in the free problem `u ≥ 0` and `p ≥ 0`. A search runs Dijkstra's algorithm over
//! `u + p − v` from one row (Edmonds and Karp 1972; Tomizawa 1971); it ends at an open column, whatever its price, or where a
//! row would rather stay alone. Then columns nearer than the end get dearer and rows cheaper by the difference, and the rows
//! along the path move up by one seat. A search costs `O(m log n)` for `m` edges and `n` nodes, and mostly far less.
//!
//! Two things keep the heap small. Nodes as near as the last one taken go over a stack. And arcs beyond a *limit*, twice
//! what searches took of late, are not followed before everything nearer is done; the lists are sorted, so that what is
//! beyond it is not even looked at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Break;
use super::arcs::Arc;
use super::market::Market;
use super::seats::NONE;
use crate::solve::meter::Meter;

/// Where a path ends.
#[derive(Clone, Copy)]
enum End {
    Nowhere,
    /// A column with a seat left.
    Column(u32),
    /// A row that stays alone.
    Row(u32),
}

/// All that a relaxed arc asks about a column, in half a cache line.
struct Node {
    price: i64,
    distance: i64,
    /// The row before it on the path.
    from: u32,
    /// The search in which it was reached.
    search: u32,
    open: bool,
}

pub(super) struct Forward<'m, A> {
    market: &'m mut Market<A>,
    profits: &'m mut [i64],
    nodes: Vec<Node>,
    search: u32,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    /// Columns as near as the last one taken.
    near: Vec<u32>,
    /// Columns that were taken, and how far they are.
    done: Vec<(u32, i64)>,
    /// Rows whose arcs were followed up to the limit: the next arc, and what its value is taken from.
    cut: Vec<(u32, usize, i64)>,
    /// Distance of the last column taken.
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

/// Bytes for so many columns.
pub(super) fn bytes(columns: usize) -> usize {
    columns * (size_of::<Node>() + 2 * size_of::<(i64, u32)>())
}

/// Seats every row that stands and has a profit to make. Without a limit of the meter, all conditions hold afterwards but
/// that open columns may have a price.
pub(super) fn seat_rows<A: Arc>(
    market: &mut Market<A>,
    profits: &mut [i64],
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let node = |(column, &price): (usize, &i64)| Node {
        price,
        distance: 0,
        from: NONE,
        search: 0,
        open: market.seats.is_open(column),
    };
    let mut forward = Forward {
        nodes: market.prices.iter().enumerate().map(node).collect(),
        usual: market.spread / 16,
        market,
        profits,
        search: 0,
        heap: BinaryHeap::new(),
        near: Vec::new(),
        done: Vec::new(),
        cut: Vec::new(),
        distance: 0,
        limit: 0,
        bound: 0,
        end: End::Nowhere,
        arcs: 0,
    };
    let result = forward.run(meter);
    for (price, node) in forward.market.prices.iter_mut().zip(&forward.nodes) {
        *price = node.price;
    }
    result
}

impl<A: Arc> Forward<'_, A> {
    fn run(&mut self, meter: &mut Meter<'_>) -> Result<(), Break> {
        for (row, source) in (0..self.market.rows()).zip(0..) {
            let settled = self.market.free && self.profits[row] == 0;
            if self.market.mate[row] == NONE && !settled {
                self.search(source, meter)?;
            }
        }
        Ok(())
    }

    fn search(&mut self, source: u32, meter: &mut Meter<'_>) -> Result<(), Break> {
        self.search += 1;
        self.heap.clear();
        self.near.clear();
        self.done.clear();
        self.cut.clear();
        self.distance = 0;
        self.bound = i64::MAX;
        self.limit = self.usual.max(1);
        self.end = End::Nowhere;
        self.reach(source);
        loop {
            meter.spend(std::mem::take(&mut self.arcs))?;
            if let Some(column) = self.next() {
                self.done.push((column, self.distance));
                let mut seat = 0;
                while let Some(&row) = self.market.seats.on(column as usize).get(seat) {
                    self.reach(row);
                    seat += 1;
                }
            } else if !self.widen() {
                break;
            }
        }
        if let End::Nowhere = self.end {
            let reached =
                self.done.iter().flat_map(|&(column, _)| self.market.seats.on(column as usize));
            return Err(Break::Unfillable(reached.chain([&source]).copied().collect()));
        }
        self.usual = (self.usual / 4).saturating_mul(3).saturating_add(self.bound / 2);
        self.change_prices(source);
        self.move_up(source);
        Ok(())
    }

    /// A row at the distance of the last column.
    fn reach(&mut self, row: u32) {
        let base = self.distance + self.profits[row as usize];
        if self.market.free && base < self.bound {
            self.bound = base;
            self.end = End::Row(row);
        }
        self.follow(row, 0, base);
    }

    /// Follows the arcs of a row from one of them on, as far as the limit.
    #[inline]
    fn follow(&mut self, row: u32, start: usize, base: i64) {
        let least = base + self.market.floor;
        for (place, arc) in self.market.lists.of(row as usize).iter().enumerate().skip(start) {
            let value = arc.value();
            if least - value >= self.limit.min(self.bound) {
                if least - value < self.bound {
                    self.cut.push((row, place, base));
                }
                break;
            }
            self.arcs += 1;
            let node = &mut self.nodes[arc.to()];
            let distance = base - value + node.price;
            if distance >= self.bound || (node.search == self.search && node.distance <= distance) {
                continue;
            }
            (node.distance, node.from, node.search) = (distance, row, self.search);
            if node.open {
                self.bound = distance;
                self.end = End::Column(arc.node());
            } else if distance == self.distance {
                self.near.push(arc.node());
            } else {
                self.heap.push(Reverse((distance, arc.node())));
            }
        }
    }

    /// The nearest column that was not taken, below the limit and nearer than the end.
    fn next(&mut self) -> Option<u32> {
        if self.bound > self.distance
            && let Some(column) = self.near.pop()
        {
            return Some(column);
        }
        while let Some(&Reverse((distance, column))) = self.heap.peek() {
            if distance >= self.bound.min(self.limit) {
                break;
            }
            self.heap.pop();
            if self.nodes[column as usize].distance == distance {
                self.distance = distance;
                return Some(column);
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
        for (row, place, base) in std::mem::take(&mut self.cut) {
            self.follow(row, place, base);
        }
        true
    }

    fn change_prices(&mut self, source: u32) {
        self.profits[source as usize] -= self.bound;
        for &(column, distance) in &self.done {
            let nearer = self.bound - distance;
            self.nodes[column as usize].price += nearer;
            for &row in self.market.seats.on(column as usize) {
                self.profits[row as usize] -= nearer;
            }
        }
    }

    fn move_up(&mut self, source: u32) {
        let (mates, seats) = (&mut self.market.mate, &mut self.market.seats);
        let mut column = match self.end {
            End::Row(row) if row != source => {
                let column = std::mem::replace(&mut mates[row as usize], NONE);
                let from = self.nodes[column as usize].from;
                seats.replace(column as usize, row, from);
                column
            }
            End::Column(column) => {
                seats.sit(column as usize, self.nodes[column as usize].from);
                self.nodes[column as usize].open = seats.is_open(column as usize);
                column
            }
            End::Row(_) | End::Nowhere => return,
        };
        loop {
            let row = self.nodes[column as usize].from;
            let left = std::mem::replace(&mut mates[row as usize], column);
            if left == NONE {
                break;
            }
            seats.replace(left as usize, row, self.nodes[left as usize].from);
            column = left;
        }
    }
}
