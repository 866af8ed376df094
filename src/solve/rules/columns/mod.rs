//! Hard rules, exactly and in integers: rows get prices, each column takes what is best for it under all its rules, and what
//! that leaves open is searched by branch and bound.

mod ascent;
mod bound;
mod classes;
mod knapsack;
mod large;
mod model;
mod search;

use std::collections::HashMap;

use super::packing::Packing;
use super::program::Program;
use super::relax::Relaxed;
use super::repair::Mender;
use super::stages::chosen_of;
use crate::problem::{AnyProblem, Assigned, Backend, Level, Rule, StopReason};
use crate::solve::Options;
use crate::solve::clock::Clock;
use bound::{MOST_LINES, Prices};
use model::{Model, State, Value};
use search::{End, Search};

/// Pairs a search takes on at once: of more, short lists are made first.
const MOST_PAIRS: usize = 30_000;

/// Steps of dynamic programs before a backend has its turn, where it may be better at the problem.
const WORK: u64 = 4_000_000_000;

/// The same where the backend is fast and lines across columns leave a gap that prices do not close.
const LITTLE: u64 = 200_000_000;

/// What a search found.
pub(super) struct Outcome {
    /// The pairs looked at.
    pub(super) program: Program,
    /// The best answer over the pairs of the program.
    pub(super) chosen: Option<Vec<bool>>,
    /// No answer exceeds these levels.
    pub(super) bound: Option<Vec<i128>>,
    /// Pairs that a better answer may have, or the best one has.
    pub(super) open: Vec<bool>,
    /// How many pairs there were before any were closed.
    pub(super) all: usize,
    pub(super) end: Ended,
    pub(super) nodes: u64,
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The best answer is best of all; without any there is none.
    Closed,
    /// What is open is for a backend.
    Open,
    Stopped(StopReason),
}

/// What all parts of a search need.
struct Task<'a> {
    problem: &'a AnyProblem<'a>,
    options: &'a Options,
    clock: &'a Clock<'a>,
    levels: Vec<Level>,
}

/// Where a search starts.
#[derive(Debug, Clone)]
struct Start {
    rows: Vec<Value>,
    globals: HashMap<(usize, usize, i64), Value>,
    /// The best answer so far, and its packed levels.
    incumbent: Option<Vec<Assigned>>,
    worth: Option<i128>,
    /// No answer over all pairs is worth more, in parts.
    bound: Option<i128>,
}

impl Start {
    /// At the prices of rows in the flow without rules.
    fn of(relaxed: &Relaxed, packing: Packing) -> Self {
        let (_, rows, _) = relaxed.duals.shape();
        let rows = (0..rows).map(|row| {
            let price = packing.pack(relaxed.duals.row(row));
            i64::try_from(price).unwrap_or(0)
        });
        let globals = HashMap::new();
        Self { rows: rows.collect(), globals, incumbent: None, worth: None, bound: None }
    }

    fn prices(&self, model: &Model) -> Prices {
        let limit = model.limit();
        let rows = self.rows.iter().zip(&model.rows).map(|(&price, row)| {
            let least = if row.least > 0 { -limit } else { 0 };
            price.clamp(least, limit)
        });
        let globals = model.globals.iter().map(|line| {
            let price = self.globals.get(&line.key).copied().unwrap_or(0);
            price.clamp(0, limit / line.unit)
        });
        Prices { rows: rows.collect(), globals: globals.collect() }
    }

    fn offer(&self, search: &mut Search<'_>) {
        let Some(pairs) = &self.incumbent else { return };
        let mut chosen = chosen_of(search.program, pairs);
        for (chosen, &pinned) in chosen.iter_mut().zip(&search.program.pinned) {
            *chosen |= pinned;
        }
        search.offer(chosen);
    }
}

impl Task<'_> {
    /// The model of a program; `None` where it is not of this kind.
    fn model(&self, program: &Program, packing: Packing) -> Option<Model> {
        let model = Model::new(self.problem, &self.levels, packing, program)?;
        let mut lines = vec![0_usize; model.weights.len()];
        for &(pair, _) in model.globals.iter().flat_map(|line| &line.terms) {
            lines[pair as usize] += 1;
        }
        lines.into_iter().all(|lines| lines <= MOST_LINES).then_some(model)
    }

    fn search<'s>(
        &'s self,
        model: &'s Model,
        program: &'s Program,
        mender: &'s Mender<'s>,
    ) -> Search<'s> {
        // Columns with nothing but their own rules are what this is best at.
        let alone = model.whole && model.globals.is_empty();
        let most = match self.options.backend {
            Backend::Microlp if alone => u64::MAX,
            Backend::Highs if alone => 8 * WORK,
            Backend::Highs => LITTLE,
            Backend::Microlp => WORK,
        };
        Search::new(model, program, mender, self.clock, most)
    }
}

/// Searches; `None` where the problem is not of this kind.
pub(super) fn search(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
    pairs: &[Assigned],
) -> Option<Outcome> {
    if !problem.rules().iter().all(Rule::is_hard) {
        return None;
    }
    let task = Task { problem, options, clock, levels: problem.levels() };
    let packing = Packing::of(problem, &task.levels, pairs.iter().chain(problem.pins()))?;
    let (list, start) = if pairs.len() > MOST_PAIRS {
        large::narrowed(&task, relaxed, packing, pairs)?
    } else {
        (pairs.to_vec(), Start::of(relaxed, packing))
    };
    if list.len() > MOST_PAIRS {
        // The bound has closed too few.
        return None;
    }
    let program = Program::new(problem, list);
    let model = task.model(&program, packing)?;
    let worth = model.weights.iter().map(|&weight| weight.into()).collect();
    let mender = Mender::new(&program, worth, clock);
    let mut search = task.search(&model, &program, &mender);
    start.offer(&mut search);
    let mut states = model.states.clone();
    let root = search.root(&mut states, start.prices(&model));
    let root_bound = root.as_ref().map(|found| found.at.value);
    let end = match root {
        None => End::Closed,
        Some(found) => search.run(states.clone(), found),
    };
    let end = match end {
        End::Closed => Ended::Closed,
        End::Work => Ended::Open,
        End::Stopped(reason) => Ended::Stopped(reason),
    };
    let (incumbent, nodes) = (search.incumbent.take(), search.nodes);
    // What was closed on the way to the list is no better than the best answer.
    let own = incumbent.as_ref().map(|best| best.worth * i128::from(packing.parts));
    let bound = root_bound.into_iter().chain(own).max().or(start.bound);
    let bound = bound.into_iter().chain(start.bound).min();
    let bound = bound.map(|bound| packing.levels(bound)[..task.levels.len()].to_vec());
    let mut open: Vec<bool> = states.iter().map(|&state| state != State::Closed).collect();
    if let Some(best) = &incumbent {
        open.iter_mut().zip(&best.chosen).for_each(|(open, chosen)| *open |= chosen);
    }
    drop(mender);
    let chosen = incumbent.map(|best| best.chosen);
    Some(Outcome { program, chosen, bound, open, all: pairs.len(), end, nodes })
}
