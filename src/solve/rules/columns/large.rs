//! Many pairs: prices are found on short lists and checked over all pairs, which closes nearly all of them.

use std::collections::HashMap;

use super::super::lagrange::short_list;
use super::super::packing::Packing;
use super::super::program::Program;
use super::super::relax::Relaxed;
use super::super::repair::Mender;
use super::super::stages::beside_pins;
use super::ascent::{Effort, ascend, float};
use super::bound::{At, Prices, evaluate};
use super::column::Scratch;
use super::model::Model;
use super::search::Search;
use super::state::{Range, Value};
use super::{Start, Task};
use crate::problem::Assigned;
use crate::solve::value::MAX_LEVELS;

/// Steps of prices on the first lists, and after pairs were added.
const FIRST: Effort =
    Effort { steps: 500, patience: 10, share: 0.15, fade: 0.7, reach: f64::INFINITY };
const LATER: Effort =
    Effort { steps: 200, patience: 8, share: 0.15, fade: 0.7, reach: f64::INFINITY };

/// Steps of prices over the cheapest pairs, how many these are, and how often what others the columns take joins them.
const SHARP: Effort =
    Effort { steps: 3_000, patience: 60, share: 0.1, fade: 0.8, reach: f64::INFINITY };
#[cfg(not(test))]
const SHARP_PAIRS: usize = 16_000;
#[cfg(test)]
const SHARP_PAIRS: usize = 6;
const SHARP_ROUNDS: usize = 10;

/// How often lists grow.
const ROUNDS: usize = 5;

/// All pairs, and what each costs at the best prices.
pub(super) struct Costed {
    program: Program,
    full: Model,
    /// The number of pairs the model is about, where it is settled.
    count: Option<i64>,
    /// Pairs by what the bound loses with them, the cheapest first.
    order: Vec<(Value, u32)>,
    pub(super) start: Start,
    /// No answer that is better than the best is worth more, in parts, by what searches did not find.
    pub(super) proved: Option<i128>,
}

/// Prices over all pairs; `None` where the problem is not of this kind.
pub(super) fn costed(
    task: &Task<'_>,
    relaxed: &Relaxed,
    packing: Packing,
    pairs: &[Assigned],
) -> Option<Costed> {
    let problem = task.problem;
    let program = Program::new(problem, pairs.to_vec());
    let full = task.model(&program, packing, None)?;
    let costs = |at: usize| {
        let pair = &pairs[at];
        let bound = relaxed.bound_with(pair.row, pair.column, pair.weight);
        let mut cost = [0; MAX_LEVELS];
        for (cost, (value, bound)) in cost.iter_mut().zip(relaxed.values.iter().zip(bound)) {
            *cost = value - bound;
        }
        cost
    };
    let first = short_list(problem, pairs, &beside_pins(problem, &relaxed.pairs), costs);
    let mut list: Vec<Assigned> = first.into_iter().map(|at| pairs[at]).collect();
    let mut start = Start::of(relaxed, packing);
    let mut scratch = Scratch::default();
    let mut best: Option<(At, Start)> = None;
    for round in 0..ROUNDS {
        if task.clock.stop().is_some() {
            break;
        }
        let (value, next) = on_list(task, packing, &list, &start, round)?;
        start = next;
        let prices = start.prices(&full);
        let mut at = At::default();
        if !evaluate(&full, &full.space, &prices, &mut scratch, &mut at) {
            return None;
        }
        let grown = grown(&list, at.chosen.iter().map(|&pair| program.pairs[pair as usize]));
        let (whole, more) = (at.value, grown.len() - list.len());
        list = grown;
        if best.as_ref().is_none_or(|(best, _)| whole < best.value) {
            best = Some((at, start.clone()));
        }
        let known = start.worth.map(|worth| (worth + 1) * i128::from(packing.parts));
        let near = known.is_some_and(|known| (whole - value) * 20 < whole - known);
        if more == 0 || near || task.clock.stop().is_some() {
            break;
        }
    }
    let (at, held) = best?;
    let start = Start { rows: held.rows, globals: held.globals, bound: Some(at.value), ..start };
    let order = order(&full, &at, &mut scratch);
    let mut costed = Costed { program, full, count: None, order, start, proved: None };
    costed.sharpen(task);
    Some(costed)
}

/// What the bound loses with each pair that any answer can have, the cheapest first.
fn order(full: &Model, at: &At, scratch: &mut Scratch) -> Vec<(Value, u32)> {
    let mut order: Vec<(Value, u32)> = Vec::new();
    for (column, &worth) in full.columns.iter().zip(&at.columns) {
        column.ranges(&at.values, &full.space, scratch, &mut |range| {
            if let Range::Pair(pair, Some(with), _) = range {
                order.push((worth - with, pair));
            }
        });
    }
    order.sort_unstable();
    order
}

impl Costed {
    /// How many pairs an answer may have that is better than the best so far.
    pub(super) fn open(&self) -> usize {
        let (Some(worth), Some(bound)) = (self.start.worth, self.start.bound) else {
            return self.order.len();
        };
        let least = (worth + 1) * i128::from(self.full.packing.parts);
        self.order.partition_point(|&(cost, _)| bound - i128::from(cost) >= least)
    }

    /// What an answer has to be worth, in parts, to have none but the cheapest pairs, where these are not all.
    pub(super) fn floor(&self, count: usize) -> Option<i128> {
        let &(cost, _) = self.order.get(count)?;
        let parts = i128::from(self.full.packing.parts);
        Some(((self.start.bound? - i128::from(cost)).div_euclid(parts) + 1) * parts)
    }

    /// The cheapest pairs and those of the best answer so far, in order.
    pub(super) fn cheapest(&self, count: usize) -> Vec<Assigned> {
        let cheapest =
            self.order.iter().take(count).map(|&(_, at)| self.program.pairs[at as usize]);
        grown(self.start.incumbent.as_deref().unwrap_or(&[]), cheapest)
    }

    /// Betters the prices over all pairs: on the cheapest, and on what the columns take beside them, until that is little.
    pub(super) fn sharpen(&mut self, task: &Task<'_>) {
        let parts = i128::from(self.full.packing.parts);
        let least = self.start.worth.map(|worth| (worth + 1) * parts);
        let (mut scratch, mut at) = (Scratch::default(), At::default());
        let count = self.start.count(task, self.full.packing);
        if count != self.count {
            let Some(full) = task.model(&self.program, self.full.packing, count) else { return };
            (self.full, self.count) = (full, count);
        }
        let mut list = self.cheapest(SHARP_PAIRS);
        let (mut start, mut reach) = (self.start.clone(), f64::INFINITY);
        let before = self.start.bound;
        for _ in 0..SHARP_ROUNDS {
            let program = Program::new(task.problem, beside_pins(task.problem, &list));
            let Some(model) = task.model(&program, self.full.packing, count) else { return };
            let from = (start.prices(&model), Vec::new());
            let mut go_on = |_: &At| task.clock.stop().is_none();
            let effort = Effort { reach, ..SHARP };
            let found = ascend(&model, &model.space, from, least, effort, &mut scratch, &mut go_on);
            let Some(found) = found else { return };
            start = Start::at(&found.prices, &model);
            let prices = start.prices(&self.full);
            if !evaluate(&self.full, &self.full.space, &prices, &mut scratch, &mut at) {
                return;
            }
            let was = self.start.bound.unwrap_or(at.value);
            let (gained, all) = (was - at.value, before.unwrap_or(at.value) - at.value);
            // As far as it fell, or has risen by what was not on the list.
            reach = 2.0 * float(gained.max(at.value - found.at.value).max(all / 100));
            let chosen = at.chosen.iter().map(|&pair| self.program.pairs[pair as usize]);
            let wider = grown(&list, chosen);
            let done = wider.len() == list.len() && gained * 20 <= all;
            list = wider;
            if self.start.bound.is_none_or(|bound| at.value < bound) {
                self.start.bound = Some(at.value);
                (self.start.rows, self.start.globals) = (start.rows.clone(), start.globals.clone());
                self.order = order(&self.full, &at, &mut scratch);
            }
            if done || task.clock.stop().is_some() {
                return;
            }
        }
    }

    /// Takes prices found on some of the pairs, if they bound all pairs more sharply.
    pub(super) fn reprice(&mut self, prices: Start) {
        let (mut at, mut scratch) = (At::default(), Scratch::default());
        let known = prices.prices(&self.full);
        if evaluate(&self.full, &self.full.space, &known, &mut scratch, &mut at)
            && self.start.bound.is_none_or(|bound| at.value < bound)
        {
            self.order = order(&self.full, &at, &mut scratch);
            (self.start.rows, self.start.globals) = (prices.rows, prices.globals);
            self.start.bound = Some(at.value);
        }
    }
}

/// A list with more pairs, in order.
fn grown(list: &[Assigned], more: impl Iterator<Item = Assigned>) -> Vec<Assigned> {
    let mut grown: Vec<Assigned> = list.iter().copied().chain(more).collect();
    grown.sort_unstable();
    grown.dedup();
    grown
}

/// Prices and an answer on a list; the bound on its pairs.
fn on_list(
    task: &Task<'_>,
    packing: Packing,
    list: &[Assigned],
    start: &Start,
    round: usize,
) -> Option<(i128, Start)> {
    let program = Program::new(task.problem, beside_pins(task.problem, list));
    let model = task.model(&program, packing, None)?;
    let worth = model.weights.iter().map(|&weight| weight.into()).collect();
    let mender = Mender::new(&program, worth, task.clock);
    let mut search = task.search(&model, &program, &mender);
    if let Some(chosen) = start.offered(&program) {
        search.offer(chosen);
    }
    let effort = if round == 0 { FIRST } else { LATER };
    let mut scratch = Scratch::default();
    let least = search.least();
    let found = ascend(
        &model,
        &model.space,
        (start.prices(&model), Vec::new()),
        least,
        effort,
        &mut scratch,
        &mut |_| task.clock.stop().is_none(),
    )?;
    search.mend(&found.at.chosen);
    let mut next = Start::at(&found.prices, &model);
    next.take(&search);
    Some((found.at.value, next))
}

impl Start {
    /// These prices by what they are of, so that they serve for other lists.
    pub(super) fn at(prices: &Prices, model: &Model) -> Self {
        let lines = model.globals.iter().zip(&prices.globals);
        Self {
            rows: prices.rows.clone(),
            globals: lines
                .map(|(line, &price)| (line.key, (price, line.divisor)))
                .collect::<HashMap<_, _>>(),
            incumbent: None,
            worth: None,
            bound: None,
        }
    }

    /// The best answer of a search.
    fn take(&mut self, search: &Search<'_>) {
        if let Some(best) = &search.incumbent {
            self.incumbent = Some(search.program.chosen_pairs(&best.chosen));
            self.worth = Some(best.worth);
        }
    }
}
