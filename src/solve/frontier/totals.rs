//! The best total for every number of pairs, one pair after the other.
//!
//! A row with room joins by the path that adds most to the total: it takes a seat, whose holder takes another, and so on to
//! a seat that is free. After each such path the pairs are the best of their number (W. S. Jewell, *Optimal flow through
//! networks*, 1958; R. G. Busacker and P. J. Gowen, 1961), and what a path adds never rises.
//!
//! Distances are made non-negative by prices: `price` of a column bounds from below what it costs to free one of its seats,
//! and `fee` is what the last path added. Invariant: no open pair gains a row with room more than `fee`, that is
//! w − price ≤ fee; a pair that is made gains its row at least as much as any that is not; a column with a free seat has the
//! price 0. Prices only rise. So what a row was found to gain is a bound for good, rows wait in a heap by that bound, and
//! lists of their best columns serve until the bound on the rest is reached.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::lists::{Amount, List};
use super::{NONE, number};
use crate::problem::{AnyProblem, Assigned, Edge, Step, Weight};
use crate::solve::meter::Meter;
use crate::solve::read::Unread;

/// What waits in the heap of a search: nearer things first, then by kind and index, so that a run is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Column(u32),
    Row(u32),
    /// What a row's list does not hold.
    Rest(u32),
}

/// A run between one point and the next.
pub(super) struct Totals<'p, T> {
    problem: &'p AnyProblem<'p>,
    /// Free seats of columns and free places of rows.
    seats: Vec<u32>,
    room: Vec<u32>,
    /// Seats before anybody takes one.
    open_seats: Vec<u32>,
    lists: Vec<List<T>>,
    prices: Vec<T>,
    fee: T,
    /// Pairs that are open to choice, from both sides.
    of_row: Vec<Vec<(u32, Weight)>>,
    of_column: Vec<Vec<u32>>,
    /// Rows with room by a bound on what they gain.
    waiting: BinaryHeap<(T, Reverse<u32>)>,
    weights: BTreeMap<Weight, u64>,
    search: Search<T>,
    edges: Vec<Edge>,
}

/// What one search has found.
struct Search<T> {
    heap: BinaryHeap<Reverse<(T, Node)>>,
    column: Vec<Label<T>>,
    row: Vec<Label<T>>,
    settled: Vec<u32>,
    sources: Vec<u32>,
    /// Labels are of this search where they bear its number.
    number: u32,
}

/// A free seat: how far it is, and the last edge of the way.
#[derive(Clone, Copy)]
struct End<T> {
    at: T,
    row: u32,
    column: u32,
    weight: Weight,
}

#[derive(Clone, Copy)]
struct Label<T> {
    number: u32,
    done: u32,
    at: T,
    from: u32,
    /// Of a column: the weight of the edge from there.
    weight: Weight,
    /// Of a row: the search that last read it anew.
    read: u32,
}

impl<'p, T: Amount> Totals<'p, T> {
    pub(super) fn new(
        problem: &'p AnyProblem<'p>,
        room: Vec<u32>,
        seats: Vec<u32>,
        lists: Vec<List<T>>,
    ) -> Self {
        let (rows, columns) = (problem.rows(), problem.columns());
        let label = Label { number: 0, done: 0, at: T::default(), from: NONE, weight: 0, read: 0 };
        let mut this = Self {
            problem,
            open_seats: seats.clone(),
            seats,
            room,
            lists,
            prices: vec![T::default(); columns],
            fee: T::default(),
            of_row: vec![Vec::new(); rows],
            of_column: vec![Vec::new(); columns],
            waiting: BinaryHeap::new(),
            weights: BTreeMap::new(),
            search: Search {
                heap: BinaryHeap::new(),
                column: vec![label; columns],
                row: vec![label; rows],
                settled: Vec::new(),
                sources: Vec::new(),
                number: 0,
            },
            edges: Vec::new(),
        };
        for row in 0..rows {
            this.wait(number(row));
        }
        this.fee = this.waiting.peek().map_or(T::default(), |&(gain, _)| gain);
        this
    }

    /// The least weight of a pair that was open to choice.
    pub(super) fn worst(&self) -> Option<Weight> {
        self.weights.keys().next().copied()
    }

    /// Makes one pair more; `None` where there can be no more.
    pub(super) fn step(&mut self, meter: &mut Meter<'_>) -> Result<Option<Step>, Unread> {
        let Some(end) = self.find(meter)? else { return Ok(None) };
        let distance = end.at;
        let mut rises = Vec::new();
        for &settled in &self.search.settled {
            let at = self.search.column[settled as usize].at;
            if at < distance {
                let rise = distance - at;
                let price = &mut self.prices[settled as usize];
                *price = *price + rise;
                rises.push((settled as usize, rise.into()));
            }
        }
        self.fee = self.fee - distance;
        let mut step = Step { added: Vec::new(), removed: Vec::new(), rises, fee: self.fee.into() };
        self.augment(&end, &mut step);
        let mut again = std::mem::take(&mut self.search.sources);
        again.extend(step.added.iter().map(|pair| number(pair.row)));
        again.sort_unstable();
        again.dedup();
        for &row in &again {
            self.wait(row);
        }
        again.clear();
        self.search.sources = again;
        Ok(Some(step))
    }

    /// Puts a row into the heap of those with room, by a bound on its gain.
    fn wait(&mut self, row: u32) {
        if self.room[row as usize] > 0
            && let Some(gain) = self.gain(row as usize)
        {
            self.waiting.push((gain, Reverse(row)));
        }
    }

    /// No open column gains the row more, at today's prices.
    fn gain(&self, row: usize) -> Option<T> {
        let list = &self.lists[row];
        self.gains(row).max().max(list.rest)
    }

    /// What the columns on the list gain the row.
    fn gains(&self, row: usize) -> impl Iterator<Item = T> {
        self.lists[row]
            .entries
            .iter()
            .filter(move |&&(column, _)| !self.has(row, column))
            .map(|&(column, weight)| T::from(weight) - self.prices[column as usize])
    }

    fn has(&self, row: usize, column: u32) -> bool {
        self.of_row[row].iter().any(|&(partner, _)| partner == column)
    }

    fn weight(&self, row: usize, column: u32) -> Weight {
        let pair = self.of_row[row].iter().find(|&&(partner, _)| partner == column);
        pair.map_or(0, |&(_, weight)| weight)
    }

    /// The nearest free seat: how far, and the row and column of the last edge.
    fn find(&mut self, meter: &mut Meter<'_>) -> Result<Option<End<T>>, Unread> {
        self.search.heap.clear();
        self.search.settled.clear();
        self.search.number += 1;
        let mut end: Option<End<T>> = None;
        loop {
            let nearest = self.search.heap.peek().map(|&Reverse((at, _))| at);
            let source = self.waiting.peek().map(|&(gain, _)| self.fee - gain);
            let take_source = match (nearest, source) {
                (None, None) => break,
                (Some(nearest), Some(source)) => source < nearest,
                (nearest, _) => nearest.is_none(),
            };
            let next = if take_source { source } else { nearest };
            if end.zip(next).is_some_and(|(end, next)| end.at <= next) {
                break;
            }
            if take_source {
                self.take_source(&mut end, meter)?;
                continue;
            }
            let Some(Reverse((at, node))) = self.search.heap.pop() else { break };
            match node {
                Node::Column(column) => self.settle(column, at, &mut end, meter)?,
                Node::Row(row) => {
                    let label = &mut self.search.row[row as usize];
                    if label.done != self.search.number {
                        label.done = self.search.number;
                        self.look(row, &mut end, meter)?;
                    }
                }
                Node::Rest(row) => {
                    self.read_again(row, meter)?;
                    self.look(row, &mut end, meter)?;
                }
            }
        }
        Ok(end)
    }

    /// The row with room that may gain most, unless its bound turns out to be old.
    fn take_source(
        &mut self,
        end: &mut Option<End<T>>,
        meter: &mut Meter<'_>,
    ) -> Result<(), Unread> {
        let Some((bound, Reverse(row))) = self.waiting.pop() else { return Ok(()) };
        if self.room[row as usize] == 0 {
            return Ok(());
        }
        match self.gain(row as usize) {
            None => return Ok(()),
            Some(gain) if gain < bound => {
                self.waiting.push((gain, Reverse(row)));
                return Ok(());
            }
            Some(_) => {}
        }
        self.search.sources.push(row);
        let number = self.search.number;
        let label = &mut self.search.row[row as usize];
        if label.done != number {
            *label = Label { number, done: number, at: self.fee, from: NONE, ..*label };
            self.look(row, end, meter)?;
        }
        Ok(())
    }

    /// A column whose distance is final: whoever sits there may move on.
    fn settle(
        &mut self,
        column: u32,
        at: T,
        end: &mut Option<End<T>>,
        meter: &mut Meter<'_>,
    ) -> Result<(), Unread> {
        let number = self.search.number;
        let label = &mut self.search.column[column as usize];
        if label.done == number || label.at < at {
            return Ok(());
        }
        label.done = number;
        self.search.settled.push(column);
        for place in 0..self.of_column[column as usize].len() {
            let row = self.of_column[column as usize][place];
            let label = self.search.row[row as usize];
            if label.done == number {
                continue;
            }
            let weight = T::from(self.weight(row as usize, column));
            let leave = at + (weight - self.prices[column as usize]);
            if label.number == number && label.at <= leave {
                continue;
            }
            let one_way = self.of_row[row as usize].len() == 1 && self.room[row as usize] == 0;
            let done = if one_way { number } else { label.done };
            self.search.row[row as usize] =
                Label { number, done, at: leave, from: column, ..label };
            if one_way {
                // There is no other way to this row.
                self.look(row, end, meter)?;
                continue;
            }
            // Others are settled in the order of their distances, for which their gain has to be exact.
            while self.gains(row as usize).max() < self.lists[row as usize].rest {
                self.read_again(row, meter)?;
            }
            if let Some(gain) = self.gain(row as usize) {
                self.search.heap.push(Reverse((leave - gain, Node::Row(row))));
            }
        }
        Ok(())
    }

    /// Looks at the columns a row may go to.
    fn look(
        &mut self,
        row: u32,
        end: &mut Option<End<T>>,
        meter: &mut Meter<'_>,
    ) -> Result<(), Unread> {
        let number = self.search.number;
        let leave = self.search.row[row as usize].at;
        let list = &self.lists[row as usize];
        meter.spend(list.entries.len())?;
        for &(column, weight) in &list.entries {
            let at = leave - (T::from(weight) - self.prices[column as usize]);
            if end.is_some_and(|end| at >= end.at) || self.has(row as usize, column) {
                continue;
            }
            if self.seats[column as usize] > 0 {
                *end = Some(End { at, row, column, weight });
                continue;
            }
            let label = &mut self.search.column[column as usize];
            if label.number != number || at < label.at {
                *label = Label { number, at, from: row, weight, ..*label };
                self.search.heap.push(Reverse((at, Node::Column(column))));
            }
        }
        if let Some(rest) = list.rest {
            let at = leave - rest;
            if end.is_none_or(|end| at < end.at) {
                self.search.heap.push(Reverse((at, Node::Rest(row))));
            }
        }
        Ok(())
    }

    /// Reads a row at today's prices; longer, where that has been done in this search already.
    fn read_again(&mut self, row: u32, meter: &mut Meter<'_>) -> Result<(), Unread> {
        let label = &mut self.search.row[row as usize];
        let list = &mut self.lists[row as usize];
        if label.read == self.search.number {
            list.grow();
        }
        label.read = self.search.number;
        let (prices, seats) = (&self.prices, &self.open_seats);
        let read = list.read(self.problem, row as usize, seats, prices, &mut self.edges);
        Ok(meter.spend(read.map_err(Unread::Malformed)?.looked_at)?)
    }

    /// Makes the pair and moves everybody along the path, back to a row with room.
    fn augment(&mut self, end: &End<T>, step: &mut Step) {
        let &End { mut row, mut column, mut weight, .. } = end;
        self.seats[column as usize] -= 1;
        loop {
            self.of_row[row as usize].push((column, weight));
            self.of_column[column as usize].push(row);
            *self.weights.entry(weight).or_default() += 1;
            step.added.push(Assigned { row: row as usize, column: column as usize, weight });
            let left = self.search.row[row as usize].from;
            if left == NONE {
                self.room[row as usize] -= 1;
                return;
            }
            let given_up = self.weight(row as usize, left);
            self.of_row[row as usize].retain(|&(partner, _)| partner != left);
            self.of_column[left as usize].retain(|&partner| partner != row);
            if let Some(count) = self.weights.get_mut(&given_up) {
                *count -= 1;
                if *count == 0 {
                    self.weights.remove(&given_up);
                }
            }
            step.removed.push((row as usize, left as usize));
            column = left;
            Label { from: row, weight, .. } = self.search.column[left as usize];
        }
    }
}
