//! Stable matchings with ties broken: rows ask, or supervisors offer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Supervised;
use crate::problem::Side;
use crate::strategy::market::Market;

/// The edges of the stable matching that is best for the rows, or for the supervisors of the columns, ascending; and how many
/// proposals it took. Rows have one column at most.
pub(in crate::strategy) fn matched(
    market: &Market,
    supervised: &Supervised,
    proposing: Side,
) -> (Vec<u32>, u64) {
    let held = Held {
        market,
        supervised,
        of_row: vec![None; market.rows.nodes()],
        in_column: vec![0; market.columns.nodes()],
        of_supervisor: vec![0; supervised.limits.len()],
    };
    let (held, proposals) = match proposing {
        Side::Rows => ByRows::new(held).run(),
        Side::Columns => BySupervisors::new(held).run(),
    };
    let mut edges: Vec<u32> = held.of_row.into_iter().flatten().collect();
    edges.sort_unstable();
    (edges, proposals)
}

/// Who has whom for now.
struct Held<'a> {
    market: &'a Market,
    supervised: &'a Supervised,
    of_row: Vec<Option<u32>>,
    /// How many rows each column and each supervisor has.
    in_column: Vec<u32>,
    of_supervisor: Vec<u32>,
}

impl Held<'_> {
    fn row(&self, edge: u32) -> usize {
        self.market.rows.node[edge as usize] as usize
    }

    fn column(&self, edge: u32) -> usize {
        self.market.columns.node[edge as usize] as usize
    }

    fn supervisor(&self, edge: u32) -> usize {
        self.supervised.of_column[self.column(edge)] as usize
    }

    fn take(&mut self, edge: u32) {
        let (row, column, supervisor) = (self.row(edge), self.column(edge), self.supervisor(edge));
        self.of_row[row] = Some(edge);
        self.in_column[column] += 1;
        self.of_supervisor[supervisor] += 1;
    }

    fn give_up(&mut self, edge: u32) {
        let (row, column, supervisor) = (self.row(edge), self.column(edge), self.supervisor(edge));
        self.of_row[row] = None;
        self.in_column[column] -= 1;
        self.of_supervisor[supervisor] -= 1;
    }

    fn free_seats(&self, column: usize) -> u32 {
        self.market.columns.limits[column].saturating_sub(self.in_column[column])
    }
}

/// Rows ask, each the best column that may still take it.
struct ByRows<'a> {
    held: Held<'a>,
    /// The first place that a column or a supervisor refuses. Once all seats are taken nobody behind the worst is taken again.
    column_refuses: Vec<u32>,
    supervisor_refuses: Vec<u32>,
    /// Nobody beyond is held on the list of a column or a supervisor that has once been full.
    column_end: Vec<usize>,
    supervisor_end: Vec<usize>,
}

impl<'a> ByRows<'a> {
    fn new(held: Held<'a>) -> Self {
        let supervised = held.supervised;
        Self {
            column_refuses: vec![u32::MAX; supervised.lists.len()],
            supervisor_refuses: vec![u32::MAX; supervised.rows.len()],
            column_end: supervised.lists.iter().map(Vec::len).collect(),
            supervisor_end: supervised.rows.iter().map(Vec::len).collect(),
            held,
        }
    }

    fn run(mut self) -> (Held<'a>, u64) {
        let market = self.held.market;
        let mut next = vec![0; market.rows.nodes()];
        let mut waiting: Vec<usize> = (0..market.rows.nodes()).rev().collect();
        let mut proposals = 0;
        while let Some(&row) = waiting.last() {
            let Some(&edge) = market.rows.list(row).get(next[row]) else {
                waiting.pop();
                continue;
            };
            next[row] += 1;
            let place = self.held.supervised.place[edge as usize];
            let (column, supervisor) = (self.held.column(edge), self.held.supervisor(edge));
            if place < self.column_refuses[column] && place < self.supervisor_refuses[supervisor] {
                proposals += 1;
                waiting.pop();
                self.held.take(edge);
                waiting.extend(self.make_room(column, supervisor));
            }
        }
        (self.held, proposals)
    }

    /// Refuses whoever is one too many, and all behind those who have the last seats. Gives the row that has lost its column.
    fn make_room(&mut self, column: usize, supervisor: usize) -> Option<usize> {
        let seats = self.held.market.columns.limits[column];
        let limit = self.held.supervised.limits[supervisor];
        let refused = if self.held.in_column[column] > seats {
            self.worst_of_column(column)
        } else if self.held.of_supervisor[supervisor] > limit {
            self.worst_of_supervisor(supervisor)
        } else {
            None
        };
        if let Some(edge) = refused {
            self.held.give_up(edge);
        }
        if self.held.in_column[column] == seats
            && let Some(worst) = self.worst_of_column(column)
        {
            self.column_refuses[column] = self.held.supervised.place[worst as usize] + 1;
        }
        if self.held.of_supervisor[supervisor] == limit
            && let Some(worst) = self.worst_of_supervisor(supervisor)
        {
            self.supervisor_refuses[supervisor] = self.held.supervised.place[worst as usize] + 1;
        }
        refused.map(|edge| self.held.row(edge))
    }

    fn worst_of_column(&mut self, column: usize) -> Option<u32> {
        let edges = &self.held.supervised.lists[column][..self.column_end[column]];
        let is_held = |edge: u32| self.held.of_row[self.held.row(edge)] == Some(edge);
        let last = edges.iter().rposition(|&edge| is_held(edge));
        self.column_end[column] = last.map_or(0, |at| at + 1);
        last.map(|at| edges[at])
    }

    fn worst_of_supervisor(&mut self, supervisor: usize) -> Option<u32> {
        let rows = &self.held.supervised.rows[supervisor][..self.supervisor_end[supervisor]];
        let held = |row: u32| {
            self.held.of_row[row as usize].filter(|&edge| self.held.supervisor(edge) == supervisor)
        };
        let last = rows.iter().rposition(|&row| held(row).is_some());
        let worst = last.and_then(|at| held(rows[at]));
        self.supervisor_end[supervisor] = last.map_or(0, |at| at + 1);
        worst
    }
}

/// Supervisors offer, each to the best row that would gain by one of its columns with a free seat, the best of these for the row.
struct BySupervisors<'a> {
    held: Held<'a>,
    /// Where the rows that may still gain begin on the list of a column. Rows only ever gain, so nobody before will.
    head: Vec<usize>,
    /// Columns with a free seat and somebody left, by the place of the row for the supervisor, then that of the column for the row,
    /// as they were when the column was put there.
    queues: Vec<BinaryHeap<Reverse<(u32, u32, u32)>>>,
}

impl<'a> BySupervisors<'a> {
    fn new(held: Held<'a>) -> Self {
        Self {
            head: vec![0; held.in_column.len()],
            queues: vec![BinaryHeap::new(); held.of_supervisor.len()],
            held,
        }
    }

    fn run(mut self) -> (Held<'a>, u64) {
        for column in 0..self.head.len() {
            if self.held.free_seats(column) > 0 {
                self.queue(column);
            }
        }
        let mut waiting: Vec<usize> = (0..self.queues.len()).rev().collect();
        let mut waits = vec![true; waiting.len()];
        let mut proposals = 0;
        while let Some(&supervisor) = waiting.last() {
            let limit = self.held.supervised.limits[supervisor];
            let room = self.held.of_supervisor[supervisor] < limit;
            let Some(edge) = room.then(|| self.next_offer(supervisor)).flatten() else {
                waits[supervisor] = false;
                waiting.pop();
                continue;
            };
            proposals += 1;
            let left = self.held.of_row[self.held.row(edge)];
            if let Some(left) = left {
                self.held.give_up(left);
            }
            self.held.take(edge);
            if let Some(left) = left {
                let (column, loser) = (self.held.column(left), self.held.supervisor(left));
                // A column with a free seat before is in the queue already.
                if self.held.free_seats(column) == 1 {
                    self.queue(column);
                }
                if !std::mem::replace(&mut waits[loser], true) {
                    waiting.push(loser);
                }
            }
            let column = self.held.column(edge);
            if self.held.free_seats(column) > 0 {
                self.queue(column);
            }
        }
        (self.held, proposals)
    }

    /// The next pair that a supervisor offers. Its column is no longer in the queue.
    fn next_offer(&mut self, supervisor: usize) -> Option<u32> {
        while let Some(Reverse((.., column))) = self.queues[supervisor].pop() {
            let column = column as usize;
            let first = self.head[column];
            match self.first_left(column) {
                Some(edge) if self.head[column] == first => return Some(edge),
                _ => self.queue(column),
            }
        }
        None
    }

    /// Puts a column into the queue of its supervisor, if it has anybody left.
    fn queue(&mut self, column: usize) {
        if let Some(edge) = self.first_left(column) {
            let supervised = self.held.supervised;
            let place = supervised.place[edge as usize];
            let at = (place, self.held.market.rows.place[edge as usize]);
            let number = self.held.market.columns.node[edge as usize];
            let supervisor = supervised.of_column[column] as usize;
            self.queues[supervisor].push(Reverse((at.0, at.1, number)));
        }
    }

    /// The best row on the list of a column that would gain by it.
    fn first_left(&mut self, column: usize) -> Option<u32> {
        let place = &self.held.market.rows.place;
        let gains = |edge: u32| match self.held.of_row[self.held.row(edge)] {
            Some(has) => place[edge as usize] < place[has as usize],
            None => true,
        };
        let list = &self.held.supervised.lists[column][self.head[column]..];
        let skipped = list.iter().take_while(|&&edge| !gains(edge)).count();
        self.head[column] += skipped;
        list.get(skipped).copied()
    }
}
