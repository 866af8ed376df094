//! Many pairs: prices are found on short lists and checked over all pairs, which closes nearly all of them.

use std::collections::HashMap;

use super::super::lagrange::short_list;
use super::super::packing::Packing;
use super::super::program::Program;
use super::super::relax::Relaxed;
use super::super::repair::Mender;
use super::super::stages::beside_pins;
use super::ascent::{Effort, ascend};
use super::bound::{At, Prices, evaluate};
use super::column::Scratch;
use super::model::Model;
use super::search::Search;
use super::state::Value;
use super::{Start, Task};
use crate::problem::Assigned;
use crate::solve::value::MAX_LEVELS;

/// Steps of prices on the first lists, and after pairs were added.
const FIRST: Effort = Effort { steps: 500, patience: 10, share: 0.15 };
const LATER: Effort = Effort { steps: 200, patience: 8, share: 0.15 };

/// How often lists grow.
const ROUNDS: usize = 5;

/// All pairs, and what each costs at the best prices.
pub(super) struct Costed {
    program: Program,
    full: Model,
    /// Pairs by what the bound loses with them, the cheapest first.
    order: Vec<(Value, u32)>,
    pub(super) start: Start,
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
    let full = task.model(&program, packing)?;
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
        if !evaluate(&full, &full.states, &prices, &mut scratch, &mut at) {
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
    Some(Costed { program, full, order, start })
}

/// What the bound loses with each pair that any answer can have, the cheapest first.
fn order(full: &Model, at: &At, scratch: &mut Scratch) -> Vec<(Value, u32)> {
    let mut order: Vec<(Value, u32)> = Vec::new();
    for (column, &worth) in full.columns.iter().zip(&at.columns) {
        column.ranges(&at.values, &full.states, scratch, &mut |pair, with, _| {
            order.extend(with.map(|with| (worth - with, pair)));
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

    /// The cheapest pairs and those of the best answer so far, in order.
    pub(super) fn cheapest(&self, count: usize) -> Vec<Assigned> {
        let cheapest =
            self.order.iter().take(count).map(|&(_, at)| self.program.pairs[at as usize]);
        grown(self.start.incumbent.as_deref().unwrap_or(&[]), cheapest)
    }

    /// Takes prices found on some of the pairs, if they bound all pairs more sharply.
    pub(super) fn reprice(&mut self, prices: Start) {
        let (mut at, mut scratch) = (At::default(), Scratch::default());
        let known = prices.prices(&self.full);
        if evaluate(&self.full, &self.full.states, &known, &mut scratch, &mut at)
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
    let model = task.model(&program, packing)?;
    let worth = model.weights.iter().map(|&weight| weight.into()).collect();
    let mender = Mender::new(&program, worth, task.clock);
    let mut search = task.search(&model, &program, &mender);
    start.offer(&mut search);
    let effort = if round == 0 { FIRST } else { LATER };
    let mut scratch = Scratch::default();
    let least = search.least();
    let found = ascend(
        &model,
        &model.states,
        start.prices(&model),
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
            globals: lines.map(|(line, &price)| (line.key, price)).collect::<HashMap<_, _>>(),
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
