//! Exact solutions of what is on the lists, until no pair beyond them is worth more than its prices.

use std::cmp::Reverse;

use super::super::listed::{pairs, profits};
use super::super::meter::Meter;
use super::super::nodes::small;
use super::super::parallel::over_rows;
use super::super::residual::Residual;
use super::super::sparse::{self, Graph, Halt, Start, State, Terms};
use super::super::units::Units;
use super::crowd::Round;
use super::market::Market;
use super::open::{BLOCK, MOST_ADDED};
use super::scarce::Candidates;
use super::worths::{NOTHING, Scale, Whole};
use crate::problem::{AnyProblem, Assigned, Edge, StopReason};
use crate::wide::wide;

/// Columns whose prices are looked at one by one: one in so many, and no fewer or more than these. Columns that fit nobody are among
/// them, whose price never leaves zero.
const ONE_APART_IN: usize = 32;
const APART: std::ops::RangeInclusive<usize> = 64..=4_096;

/// Cells that are looked at together for one that might be worth more than its prices.
const STRETCH: usize = 64;

pub(super) struct Rounds<'a> {
    problem: &'a AnyProblem<'a>,
    residual: &'a Residual,
    units: &'a Units,
    scale: Scale,
    graph: Graph,
    start: Start,
    state: State,
    /// No edge of a row beyond its list was worth more than this above `at`.
    rest: Vec<i64>,
    /// The prices that `rest` speaks of.
    at: Vec<i64>,
    /// How many rounds have added pairs.
    before: u32,
}

/// What looking beyond the lists brought.
enum Looked {
    Nothing,
    /// Pairs, which are on the lists now.
    Pairs,
    /// So many that lists are no help.
    Crowd,
}

/// The optimum, or what there was when the run was stopped.
pub(super) struct Done {
    pub(super) pairs: Vec<Assigned>,
    pub(super) profits: Vec<i64>,
    pub(super) prices: Vec<i64>,
    pub(super) stop_reason: StopReason,
}

/// How far prices have fallen.
struct Fall {
    /// At most, beside the columns apart.
    most: i64,
    /// The few columns whose prices have fallen furthest, by that: they are looked at one by one, lest they spoil the bound.
    apart: Vec<(i64, u32)>,
}

/// What looking through a row brought: pairs to add, and what the others are worth at most above their prices.
type Found = (Vec<(u32, i64)>, i64);

impl<'a> Rounds<'a> {
    /// Takes over lists and prices of a market.
    pub(super) fn new(
        problem: &'a AnyProblem<'a>,
        residual: &'a Residual,
        units: &'a Units,
        market: &Market<'_, Whole<'_>>,
    ) -> Self {
        let scale = market.worths.scale;
        let rows = problem.rows();
        let lift = market.worths.lift(units);
        let lifted = |price: i32| {
            let price = scale.price(price);
            lift.as_ref().map_or(units.slope() * price, |lift| lift.price(price))
        };
        let prices: Vec<i64> =
            market.seats.prices[..problem.columns()].iter().map(|&price| lifted(price)).collect();
        let mates = market.seats.mates(rows);
        // What lists were made at, with pairs counting no more than they do in worths.
        let at = market.seats.prices[..problem.columns()]
            .iter()
            .map(|&price| units.slope().saturating_mul(scale.price(price)))
            .collect();
        let mut graph = Graph::new();
        let mut rest = Vec::with_capacity(rows);
        let mut entries: Vec<(u32, i64)> = Vec::new();
        for row in 0..rows {
            entries.clear();
            entries.extend(market.lists.list(row).filter_map(|(far, worth)| {
                let weight = scale.exactly(problem, row, far as usize, worth)?;
                Some((far, units.value(row, weight)))
            }));
            entries.sort_unstable();
            graph.push(&entries);
            let gain = units.plain(scale.weight(market.lists.rest(row)));
            rest.push(gain.saturating_add(units.bonus(row)));
        }
        let start = Start::State(State { prices, mates });
        let state = State::default();
        Self { problem, residual, units, scale, graph, start, state, rest, at, before: 0 }
    }

    /// Takes the lists of columns.
    pub(super) fn from_columns(
        problem: &'a AnyProblem<'a>,
        residual: &'a Residual,
        units: &'a Units,
        scale: Scale,
        candidates: &Candidates,
    ) -> Self {
        let mut graph = Graph::new();
        for (row, list) in candidates.rows().iter().enumerate() {
            let entry = |&(far, worth): &(u32, i32)| {
                let weight = scale.exactly(problem, row, far as usize, worth)?;
                Some((far, units.value(row, weight)))
            };
            graph.push(&list.iter().filter_map(entry).collect::<Vec<_>>());
        }
        // At such prices nobody beyond a column's list would gain more than rows are taken to gain.
        let at = candidates.rest.iter().map(|&rest| units.plain(scale.weight(rest))).collect();
        let gain = |gain: &i32| units.slope().saturating_mul(scale.price(*gain));
        let gains = candidates.gains.iter().map(gain).zip(units.bonuses());
        let rest = gains.map(|(gain, bonus)| gain.saturating_add(*bonus)).collect();
        let (start, state) = (Start::Cold, State::default());
        Self { problem, residual, units, scale, graph, start, state, rest, at, before: 0 }
    }

    /// The same lists, with other prices and pairs to start from.
    pub(super) fn starting_from(self, state: State) -> Self {
        Self { start: Start::State(state), ..self }
    }

    /// Rounds until nothing is found; none where the market was stopped. `None` where short lists are no help.
    pub(super) fn run(
        mut self,
        stopped: Option<StopReason>,
        meter: &mut Meter<'_>,
    ) -> Option<Done> {
        if let (Some(reason), Start::State(state)) = (stopped, &self.start) {
            self.state = state.clone();
            let profits = profits(&self.graph, &self.state);
            return Some(self.done(profits, Some(reason)));
        }
        loop {
            let terms = Terms { seats: &self.residual.column_limits, fill: false };
            let start = std::mem::replace(&mut self.start, Start::Cold);
            let stop_reason = match sparse::solve(&self.graph, terms, start, meter) {
                Ok(state) => {
                    self.state = state;
                    None
                }
                Err(Halt::Stopped(reason, state)) => {
                    self.state = state;
                    Some(reason)
                }
                Err(Halt::Unfillable(_)) => unreachable!("rows may stay alone"),
            };
            let profits = profits(&self.graph, &self.state);
            let stop_reason = match stop_reason {
                Some(reason) => Some(reason),
                None => match self.price(&profits, meter) {
                    Ok(Looked::Crowd) => return None,
                    Ok(Looked::Pairs) => {
                        self.before += 1;
                        continue;
                    }
                    Ok(Looked::Nothing) => None,
                    Err(reason) => Some(reason),
                },
            };
            return Some(self.done(profits, stop_reason));
        }
    }

    fn done(self, mut profits: Vec<i64>, stop_reason: Option<StopReason>) -> Done {
        if stop_reason.is_some() {
            // Prices that bound every pair, looked at or not.
            let fall = self.fall();
            for (row, profit) in profits.iter_mut().enumerate() {
                *profit = self.beyond(row, *profit, i64::MAX, &fall).max(*profit);
            }
        }
        let pairs = pairs(&self.graph, self.units, &self.state);
        let stop_reason = stop_reason.unwrap_or(StopReason::Completed);
        Done { pairs, profits, prices: self.state.prices, stop_reason }
    }

    /// How far prices have fallen below where `rest` was taken.
    fn fall(&self) -> Fall {
        let mut apart: Vec<(i64, u32)> = self
            .at
            .iter()
            .zip(&self.state.prices)
            .map(|(at, now)| at.saturating_sub(*now))
            .zip(0..)
            .collect();
        let few = (apart.len() / ONE_APART_IN).clamp(*APART.start(), *APART.end());
        let few = few.min(apart.len());
        if few < apart.len() {
            apart.select_nth_unstable_by_key(few, |&(fall, far)| (Reverse(fall), far));
        }
        let most = apart[few..].iter().map(|&(fall, _)| fall).max().unwrap_or(i64::MIN / 2);
        apart.truncate(few);
        apart.sort_unstable_by_key(|&(fall, far)| (Reverse(fall), far));
        Fall { most, apart }
    }

    /// What a pair beyond a row's list can be worth at most above the price of its column. What is no more than the profit
    /// of the row need not be known any better, and neither need be what is more than `enough`.
    fn beyond(&self, row: usize, profit: i64, enough: i64, fall: &Fall) -> i64 {
        let rest = self.rest[row];
        let mut most = rest.saturating_add(fall.most);
        for &(fall, far) in &fall.apart {
            let bound = rest.saturating_add(fall);
            if bound <= most.max(profit) || most > enough {
                return most.max(bound);
            }
            let weight = self.scale.open_weight(self.problem, row, far as usize);
            if let Some(weight) = weight {
                let value = self.units.value(row, weight);
                most = most.max(value - self.state.prices[far as usize]);
            }
        }
        most
    }

    /// Looks for pairs beyond the lists that are worth more than their prices, and adds them.
    fn price(&mut self, profits: &[i64], meter: &mut Meter<'_>) -> Result<Looked, StopReason> {
        let columns = self.problem.columns();
        let fall = self.fall();
        // A row that is read in any case need not be asked for single pairs.
        let beyond = |(): &mut (), row: usize| self.beyond(row, profits[row], profits[row], &fall);
        let beyond = over_rows(0..self.problem.rows(), fall.apart.len(), beyond);
        let doubtful: Vec<usize> = (0..self.problem.rows())
            .filter(|&row| self.residual.row_limits[row] > 0 && beyond[row] > profits[row])
            .collect();
        let in_weights = self.in_weights();
        let mut added: Vec<(usize, u32, i64)> = Vec::new();
        let mut rests = Vec::with_capacity(doubtful.len());
        for block in doubtful.chunks(BLOCK) {
            meter.spend(block.len() * columns)?;
            let look = |(cells, edges): &mut (Vec<i32>, Vec<Edge>), at: usize| -> Found {
                let (row, profit) = (block[at], profits[block[at]]);
                if self.scale.in_cells() {
                    self.look_at_cells(row, profit, &in_weights, cells)
                } else {
                    self.look(row, profit, edges)
                }
            };
            for (&row, (found, rest)) in block.iter().zip(over_rows(0..block.len(), columns, look))
            {
                added.extend(found.into_iter().map(|(far, value)| (row, far, value)));
                rests.push((row, rest));
            }
        }
        self.rest = beyond;
        for (row, rest) in rests {
            self.rest[row] = rest;
        }
        self.at.clone_from(&self.state.prices);
        if added.is_empty() {
            return Ok(Looked::Nothing);
        }
        let (before, rows, held) = (self.before, doubtful.len(), self.graph.columns.len());
        if (Round { before, rows, added: added.len(), held }).is_crowd(self.problem, meter) {
            return Ok(Looked::Crowd);
        }
        self.add(&added);
        self.start = Start::State(std::mem::take(&mut self.state));
        Ok(Looked::Pairs)
    }

    /// Pairs that a row may add to its list in this round. There is hardly ever a third; where many would follow, each may add twice as
    /// many as the one before.
    fn most_added(&self) -> usize {
        MOST_ADDED.saturating_mul(1 << self.before.saturating_sub(1).min(16))
    }

    /// Prices rounded down to weights, and so high that nobody looks at it where a column is full.
    fn in_weights(&self) -> Vec<i64> {
        let prices = self.state.prices.iter().zip(&self.residual.column_limits);
        let in_weights = |(&price, &limit): (&i64, &u32)| {
            if limit > 0 { price.div_euclid(self.units.slope()) } else { i64::MAX / 4 }
        };
        prices.map(in_weights).collect()
    }

    /// The pairs of a row that are worth more than its profit above their prices; at most so many, the best.
    fn look(&self, row: usize, profit: i64, edges: &mut Vec<Edge>) -> Found {
        let mut found = Vec::new();
        let mut rest = i64::MIN / 2;
        self.problem.open_row(row, edges);
        for &Edge { column, weight } in &*edges {
            // Columns that are not there are for the check of the answer to name.
            let Some(&price) = self.state.prices.get(column as usize) else { continue };
            let value = self.units.value(row, weight);
            if value - price > profit && self.residual.column_limits[column as usize] > 0 {
                found.push((value - price, column, value));
            } else {
                rest = rest.max(value - price);
            }
        }
        best(found, rest, self.most_added())
    }

    /// The same, where rows are read in cells. A weight less its price, rounded down to weights, bounds what the pair gains:
    /// whole stretches are passed over.
    fn look_at_cells(
        &self,
        row: usize,
        profit: i64,
        in_weights: &[i64],
        cells: &mut Vec<i32>,
    ) -> Found {
        cells.resize(in_weights.len(), NOTHING);
        self.problem.open_narrow_row(row, cells);
        let zero = self.units.value(row, 0);
        let least = (profit - zero).div_euclid(self.units.slope());
        let mut found = Vec::new();
        let mut most = i64::MIN / 4;
        let stretches = cells.chunks(STRETCH).zip(in_weights.chunks(STRETCH));
        for (at, (cells, in_weights)) in stretches.enumerate() {
            let of_stretch = wide(
                #[inline(always)]
                || {
                    let mut most = i64::MIN / 4;
                    for (&weight, &price) in cells.iter().zip(in_weights) {
                        let gain = i64::from(weight) - price;
                        let gain = if weight > NOTHING { gain } else { i64::MIN / 4 };
                        most = if gain > most { gain } else { most };
                    }
                    most
                },
            );
            most = most.max(of_stretch);
            if of_stretch <= least {
                continue;
            }
            for ((&weight, &price), far) in cells.iter().zip(in_weights).zip(at * STRETCH..) {
                if weight > NOTHING && i64::from(weight) - price > least {
                    let value = self.units.value(row, weight.into());
                    let gain = value - self.state.prices[far];
                    if gain > profit {
                        found.push((gain, small(far), value));
                    }
                }
            }
        }
        // What has not been found is worth no more than the profit.
        let bound = zero.saturating_add(self.units.slope().saturating_mul(most));
        best(found, bound.clamp(i64::MIN / 2, profit), self.most_added())
    }

    /// Adds pairs, by row, to the lists.
    fn add(&mut self, added: &[(usize, u32, i64)]) {
        let old = std::mem::take(&mut self.graph);
        let mut graph = Graph::new();
        let mut added = added.iter().peekable();
        let mut entries = Vec::new();
        for row in 0..old.rows() {
            entries.clear();
            entries.extend(old.row(row));
            while let Some(&(_, far, value)) = added.next_if(|&&(of, ..)| of == row) {
                entries.push((far, value));
            }
            entries.sort_unstable();
            graph.push(&entries);
        }
        self.graph = graph;
    }
}

/// At most so many of those found, the best, and what all others are worth at most above their prices.
fn best(mut found: Vec<(i64, u32, i64)>, mut rest: i64, most: usize) -> Found {
    if found.len() > most {
        found.select_nth_unstable_by_key(most, |&(gain, far, _)| (Reverse(gain), far));
        rest = found[most..].iter().map(|&(gain, ..)| gain).fold(rest, i64::max);
        found.truncate(most);
    }
    (found.into_iter().map(|(_, far, value)| (far, value)).collect(), rest)
}
