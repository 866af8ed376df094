//! Levels of sums over one flow, decided one after the other.
//!
//! The answers that are best in all levels so far are a face of the polytope of flows, and complementary slackness says
//! which: with prices π that prove the level, an arc of positive reduced cost stays empty, one of negative reduced cost
//! stays full, and all the others are free. So each level is a min-cost flow on what the levels before have left free, and
//! any number of levels needs no more digits than one. Each level starts from the flow of the last one.
//!
//! Rows and columns hang on one more node, the *hub*: a unit goes from the hub to a row, along an edge to a column and
//! back. A level is solved by successive shortest paths, all of one length at once: R. K. Ahuja, T. L. Magnanti and
//! J. B. Orlin, *Network Flows*, 1993, chapter 9; E. A. Dinic, *Algorithm for solution of a problem of maximum flow in
//! networks with power estimation*, Soviet Mathematics Doklady 11 (1970).
//!
//! Most edges cost nothing in most levels. An edge that has had no cost yet is *fresh*: it is free as long as the prices of
//! its two ends were equal in every level, so ends carry the number of a *part*, parts only ever split, and fresh edges
//! between two parts are dropped when somebody next comes across them.

mod arcs;
mod search;

use std::collections::BTreeMap;

use arcs::Arc;

use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// A flow and what is still free of it.
pub(super) struct Faces {
    rows: usize,
    row_of: Vec<u32>,
    column_of: Vec<u32>,
    /// What an edge holds at most.
    limit: i64,
    row_limits: Vec<i64>,
    column_limits: Vec<i64>,
    flow: Vec<i64>,
    row_flow: Vec<i64>,
    column_flow: Vec<i64>,
    /// Whether the arc between the hub and the row, or the column, is free.
    row_free: Vec<bool>,
    column_free: Vec<bool>,
    /// Edges that may yet be free, by row; the next to have a cost stand last.
    fresh: Vec<Vec<u32>>,
    /// Edges that have had a cost and are free, by row.
    done: Vec<Vec<u32>>,
    /// Free edges that hold something, by column, and some that no longer do.
    held: Vec<Vec<u32>>,
    is_held: Vec<bool>,
    part: Vec<u64>,
    parts: u64,
    price: Vec<i128>,
    excess: Vec<i64>,
    depth: Vec<u32>,
    /// How deep the nearest lack lies.
    found: u32,
    next: Vec<usize>,
    /// Whether fresh edges may be used.
    fresh_flow: Fresh,
    room_to_search: Search,
    /// Whether no edge is fresh and those of a row stand by rising cost.
    by_cost: bool,
    pub(super) work: u64,
    reported: u64,
}

/// What fresh edges are to the levels before their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fresh {
    /// As good as any.
    Open,
    /// Not there yet. Where answers may lose edges and stay answers, those that only count later can wait.
    Waiting,
}

/// How many different costs a level has: the order in which excesses are led away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Costs {
    /// Few, so that many ways are equally long: from all at once.
    Few,
    /// Many, so that hardly any two are: from one after the other.
    Many,
}

/// Room for a search, kept from one to the next.
#[derive(Debug, Default)]
struct Search {
    distance: Vec<i128>,
    from: Vec<Option<Arc>>,
    seen: Vec<usize>,
}

/// What came of [`Faces::take`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Taken {
    /// Edges that are free.
    pub(super) free: usize,
    /// How many of them hold something.
    pub(super) holding: usize,
}

const UNSEEN: u32 = u32::MAX;

impl Faces {
    /// Nothing flows yet. The edges of a row come as they are to be [taken](Self::take): the last first.
    pub(super) fn new(
        row_of: Vec<u32>,
        column_of: Vec<u32>,
        limit: i64,
        row_limits: Vec<i64>,
        column_limits: Vec<i64>,
        fresh: Vec<Vec<u32>>,
        fresh_flow: Fresh,
    ) -> Self {
        let (rows, columns, edges) = (row_limits.len(), column_limits.len(), row_of.len());
        let nodes = rows + columns + 1;
        Self {
            rows,
            row_of,
            column_of,
            limit,
            row_flow: vec![0; rows],
            column_flow: vec![0; columns],
            row_free: vec![true; rows],
            column_free: vec![true; columns],
            row_limits,
            column_limits,
            flow: vec![0; edges],
            fresh,
            done: vec![Vec::new(); rows],
            held: vec![Vec::new(); columns],
            is_held: vec![false; edges],
            part: vec![0; nodes],
            parts: 1,
            price: vec![0; nodes],
            excess: vec![0; nodes],
            depth: vec![UNSEEN; nodes],
            found: UNSEEN,
            next: vec![0; nodes],
            fresh_flow,
            room_to_search: Search::default(),
            by_cost: false,
            work: 0,
            reported: 0,
        }
    }

    /// What an edge holds.
    pub(super) fn flow(&self, edge: u32) -> i64 {
        self.flow[edge as usize]
    }

    fn hub(&self) -> usize {
        self.part.len() - 1
    }

    fn row(&self, edge: u32) -> usize {
        self.row_of[edge as usize] as usize
    }

    /// The node of the column of an edge.
    fn column(&self, edge: u32) -> usize {
        self.rows + self.column_of[edge as usize] as usize
    }

    /// Takes the last fresh edges of a row, as long as they are among those meant, for a level in which they cost
    /// something.
    pub(super) fn take(&mut self, row: usize, meant: impl Fn(u32) -> bool) -> Taken {
        let mut taken = Taken::default();
        while let Some(&edge) = self.fresh[row].last().filter(|&&edge| meant(edge)) {
            self.fresh[row].pop();
            if self.part[row] == self.part[self.column(edge)] {
                self.done[row].push(edge);
                taken.free += 1;
                taken.holding += usize::from(self.flow[edge as usize] > 0);
            }
        }
        taken
    }

    /// Drops the edges of a row that were taken last; none of them may hold anything.
    pub(super) fn drop_last(&mut self, row: usize, count: usize) {
        let keep = self.done[row].len() - count;
        self.done[row].truncate(keep);
    }

    /// The least sum of `cost` times flow, and of `row_cost` for every unit of the rows, that the levels before allow.
    /// Fresh edges must cost nothing.
    ///
    /// # Errors
    ///
    /// Why the run has to end, once a limit is reached; what flows then is no answer.
    pub(super) fn level(
        &mut self,
        costs: Costs,
        row_cost: i128,
        cost: impl Fn(u32) -> i128,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        self.by_cost = costs == Costs::Many && self.fresh.iter().all(Vec::is_empty);
        if self.by_cost {
            for edges in &mut self.done {
                edges.sort_unstable_by_key(|&edge| (cost(edge), edge));
            }
        }
        self.start(row_cost, &cost);
        loop {
            self.report(meter)?;
            while self.layers(row_cost, &cost) {
                self.augment(row_cost, &cost);
                self.report(meter)?;
            }
            let mut sources = (0..self.excess.len()).filter(|&node| self.excess[node] > 0);
            match (costs, sources.next()) {
                (_, None) => break,
                (Costs::Few, Some(source)) => {
                    let mut all = vec![source];
                    all.extend(sources);
                    self.raise(&all, row_cost, &cost);
                }
                (Costs::Many, Some(mut source)) => loop {
                    let path = self.raise(&[source], row_cost, &cost);
                    self.send(source, &path);
                    self.report(meter)?;
                    let more = (source..self.excess.len()).find(|&node| self.excess[node] > 0);
                    match more {
                        Some(next) => source = next,
                        None => break,
                    }
                },
            }
        }
        self.narrow(row_cost, &cost);
        Ok(())
    }

    /// Takes account of the work since the last report.
    fn report(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let work = self.work - self.reported;
        self.reported = self.work;
        meter.spend(usize::try_from(work).unwrap_or(usize::MAX))
    }

    /// Sends what a path has room for from an excess to a lack.
    fn send(&mut self, source: usize, path: &[Arc]) {
        let end = path.last().map_or(source, |&arc| self.head(arc));
        let room = path.iter().map(|&arc| self.room(arc)).min().unwrap_or(0);
        let amount = room.min(self.excess[source]).min(-self.excess[end]);
        for &arc in path {
            self.push(arc, amount);
        }
        self.excess[source] -= amount;
        self.excess[end] += amount;
    }

    /// Prices for which no arc that has room has a negative reduced cost, after arcs that would are filled or emptied.
    fn start(&mut self, row_cost: i128, cost: &impl Fn(u32) -> i128) {
        self.price.fill(0);
        for row in 0..self.rows {
            let mut price = 0;
            for &edge in &self.done[row] {
                if self.flow[edge as usize] < self.limit {
                    price = price.max(-cost(edge));
                }
            }
            self.price[row] = price;
        }
        self.work += self.rows as u64;
        for column in 0..self.held.len() {
            for at in 0..self.held[column].len() {
                let edge = self.held[column][at];
                let (row, held) = (self.row(edge), self.flow[edge as usize]);
                if held > 0 && self.price[row] + cost(edge) > 0 {
                    self.flow[edge as usize] = 0;
                    self.excess[row] += held;
                    self.excess[self.rows + column] -= held;
                }
            }
        }
        let hub = self.hub();
        for row in 0..self.rows {
            if self.row_free[row] && row_cost - self.price[row] < 0 {
                let more = self.row_limits[row] - self.row_flow[row];
                self.row_flow[row] += more;
                self.excess[row] += more;
                self.excess[hub] -= more;
            }
        }
    }

    /// What is best in this level too stays free.
    fn narrow(&mut self, row_cost: i128, cost: &impl Fn(u32) -> i128) {
        let hub = self.hub();
        if self.fresh_flow == Fresh::Waiting {
            // The price of an empty node can be that of the hub, and then edges to come cost no less than nothing.
            for row in 0..self.rows {
                if self.row_free[row] {
                    self.price[row] = self.price[row].max(self.price[hub] + row_cost);
                }
            }
            for column in 0..self.column_free.len() {
                if self.column_free[column] {
                    let node = self.rows + column;
                    self.price[node] = self.price[node].min(self.price[hub]);
                }
            }
        }
        let (done, price) = (&mut self.done, &self.price);
        for (row, edges) in done.iter_mut().enumerate() {
            edges.retain(|&edge| {
                let column = self.rows + self.column_of[edge as usize] as usize;
                cost(edge) + price[row] == price[column]
            });
        }
        for column in 0..self.held.len() {
            let mut held = std::mem::take(&mut self.held[column]);
            held.retain(|&edge| {
                let holds = self.flow[edge as usize] > 0;
                self.is_held[edge as usize] = holds;
                holds && self.reduced(Arc::Edge(edge), row_cost, cost) == 0
            });
            self.held[column] = held;
        }
        for row in 0..self.rows {
            self.row_free[row] &= row_cost + self.price[hub] == self.price[row];
        }
        for column in 0..self.column_free.len() {
            self.column_free[column] &= self.price[self.rows + column] == self.price[hub];
        }
        // Rows have shifted against columns by what every unit costs them, which is the same for all.
        let mut split = BTreeMap::new();
        for node in 0..hub {
            if self.price[node] != 0 {
                let parts = &mut self.parts;
                let part = split.entry((self.part[node], self.price[node])).or_insert_with(|| {
                    *parts += 1;
                    *parts - 1
                });
                self.part[node] = *part;
            }
        }
    }
}
