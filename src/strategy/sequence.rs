//! Picking by turns, so that no row envies another by more than one partner.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::market::{Keys, numbers};
use super::open::Open;
use super::{Inputs, StrategyError};
use crate::problem::{AnyProblem, Edge, StopReason, Weight};
use crate::solve::meter::Meter;

/// Edges in the order in which they are picked, and how many were looked at; or why a limit ended the run.
///
/// It is the turn of the row that has the least of what it may have, |A| ÷ k; of those, of the one that likes best what it would pick.
/// It takes the best column with a free seat that no other row would envy it for by more than one partner. A row that finds
/// none is asked again after the others, until nobody takes anything.
pub(super) fn matched(
    problem: &AnyProblem<'_>,
    open: &Open,
    inputs: &Inputs<'_>,
) -> Result<Result<(Vec<u32>, u64), StopReason>, StrategyError> {
    let mut picking = Picking::new(problem, open, inputs)?;
    Ok(picking.all().map(|taken| (taken, picking.meter.edges())))
}

/// Whose turn it is: the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    has: u32,
    demand: u32,
    /// What the next pick would weigh.
    weight: Weight,
    key: u32,
    row: usize,
}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> Ordering {
        let times = |has: u32, demand: u32| u64::from(has) * u64::from(demand);
        times(self.has, other.demand)
            .cmp(&times(other.has, self.demand))
            .then(other.weight.cmp(&self.weight))
            .then(self.key.cmp(&other.key))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Picking<'a> {
    open: &'a Open,
    keys: Keys,
    /// How many partners rows may have, pins among them.
    demands: Vec<u32>,
    wants: Vec<u32>,
    seats: Vec<u32>,
    /// The open pairs of each row that are worth something or nothing, the best first, and how many of them are gone for good.
    lists: Vec<Vec<u32>>,
    gone: Vec<usize>,
    is_taken: Vec<bool>,
    /// What a row would get of each column, by column.
    worths: Vec<Vec<(usize, Weight)>>,
    /// Rows to which a column is worth something.
    fans: Vec<Vec<usize>>,
    /// What rows have, and what it is worth to them.
    partners: Vec<Vec<usize>>,
    own: Vec<i128>,
    meter: Meter<'a>,
}

impl<'a> Picking<'a> {
    fn new(
        problem: &AnyProblem<'_>,
        open: &'a Open,
        inputs: &'a Inputs<'_>,
    ) -> Result<Self, StrategyError> {
        let (rows, columns) = (open.rows(), open.seats.len());
        let keys = Keys::new(inputs, open);
        let (mut worths, mut fans) = (Vec::with_capacity(rows), vec![Vec::new(); columns]);
        let (mut partners, mut own) = (vec![Vec::new(); rows], vec![0; rows]);
        for pin in problem.pins() {
            partners[pin.row].push(pin.column);
            own[pin.row] += i128::from(pin.weight);
        }
        let mut edges: Vec<Edge> = Vec::new();
        for row in 0..rows {
            problem.open_row(row, &mut edges);
            super::check_row(columns, row, &edges)?;
            for edge in edges.iter().filter(|edge| edge.weight > 0) {
                fans[edge.column as usize].push(row);
            }
            worths.push(edges.iter().map(|edge| (edge.column as usize, edge.weight)).collect());
        }
        for pin in problem.pins() {
            let worths: &mut Vec<(usize, Weight)> = &mut worths[pin.row];
            let at = worths.partition_point(|&(column, _)| column < pin.column);
            worths.insert(at, (pin.column, pin.weight));
            if pin.weight > 0 {
                fans[pin.column].push(pin.row);
            }
        }
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); rows];
        for (edge, &row) in numbers(open.columns.len()).iter().zip(&open.rows_of_edges()) {
            if open.weights[*edge as usize] >= 0 {
                lists[row as usize].push(*edge);
            }
        }
        for list in &mut lists {
            list.sort_unstable_by_key(|&edge| {
                (Reverse(open.weights[edge as usize]), keys.columns[open.column(edge as usize)])
            });
        }
        Ok(Self {
            open,
            keys,
            demands: (0..rows).map(|row| problem.demand(row).max).collect(),
            wants: open.wants.clone(),
            seats: open.seats.clone(),
            lists,
            gone: vec![0; rows],
            is_taken: vec![false; open.columns.len()],
            worths,
            fans,
            partners,
            own,
            meter: Meter::new(&inputs.options.limits),
        })
    }

    /// Picks until nobody takes anything.
    fn all(&mut self) -> Result<Vec<u32>, StopReason> {
        let mut taken = Vec::new();
        let mut waiting: BinaryHeap<Reverse<Turn>> =
            (0..self.open.rows()).filter_map(|row| self.turn(row)).map(Reverse).collect();
        loop {
            let (mut passed, before) = (Vec::new(), taken.len());
            while let Some(Reverse(turn)) = waiting.pop() {
                // Seats may have gone since.
                let Some(now) = self.turn(turn.row) else { continue };
                if now != turn {
                    waiting.push(Reverse(now));
                } else if let Some(edge) = self.pick(turn.row)? {
                    taken.push(edge);
                    waiting.extend(self.turn(turn.row).map(Reverse));
                } else {
                    passed.push(turn.row);
                }
            }
            if passed.is_empty() || taken.len() == before {
                return Ok(taken);
            }
            waiting.extend(passed.into_iter().filter_map(|row| self.turn(row)).map(Reverse));
        }
    }

    /// The turn of a row that may have more, and has somebody to pick.
    fn turn(&mut self, row: usize) -> Option<Turn> {
        let list = &self.lists[row];
        while list.get(self.gone[row]).is_some_and(|&edge| !self.is_there(edge)) {
            self.gone[row] += 1;
        }
        let &edge = self.lists[row].get(self.gone[row]).filter(|_| self.wants[row] > 0)?;
        Some(Turn {
            has: self.demands[row] - self.wants[row],
            demand: self.demands[row],
            weight: self.open.weights[edge as usize],
            key: self.keys.rows[row],
            row,
        })
    }

    /// Whether the column of a pair has a seat and the row does not have it yet.
    fn is_there(&self, edge: u32) -> bool {
        !self.is_taken[edge as usize] && self.seats[self.open.column(edge as usize)] > 0
    }

    fn pick(&mut self, row: usize) -> Result<Option<u32>, StopReason> {
        for at in self.gone[row]..self.lists[row].len() {
            let edge = self.lists[row][at];
            let column = self.open.column(edge as usize);
            if self.is_there(edge) && self.is_granted(row, column)? {
                self.is_taken[edge as usize] = true;
                self.seats[column] -= 1;
                self.wants[row] -= 1;
                self.partners[row].push(column);
                self.own[row] += i128::from(self.open.weights[edge as usize]);
                return Ok(Some(edge));
            }
        }
        Ok(None)
    }

    /// Whether nobody would envy a row for one more column, even with its best partner taken away. Those to whom the column is worth
    /// nothing see no difference, or less.
    fn is_granted(&mut self, row: usize, column: usize) -> Result<bool, StopReason> {
        let partners = &self.partners[row];
        self.meter.spend(1 + self.fans[column].len() * partners.len())?;
        if partners.is_empty() {
            return Ok(true);
        }
        for &other in self.fans[column].iter().filter(|&&other| other != row) {
            let values = partners.iter().chain([&column]).map(|&held| self.worth(other, held));
            let (mut all, mut best) = (0, i128::MIN);
            for value in values {
                all += value;
                best = best.max(value);
            }
            let own = self.own[other] * i128::from(self.demands[row]);
            if own < (all - best) * i128::from(self.demands[other]) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a row would get of a column: nothing where they do not fit.
    fn worth(&self, row: usize, column: usize) -> i128 {
        let worths = &self.worths[row];
        let found = worths.binary_search_by_key(&column, |&(column, _)| column);
        found.map_or(0, |at| worths[at].1.into())
    }
}
