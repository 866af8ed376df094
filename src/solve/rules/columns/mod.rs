//! Hard rules, exactly and in integers: rows get prices, each column takes what is best for it under all its rules, and what
//! that leaves open is searched by branch and bound.

mod ascent;
mod bound;
mod classes;
mod knapsack;
mod model;
mod search;

pub(super) use model::halves;

use super::Clock;
use super::packing::Packing;
use super::program::Program;
use super::relax::Relaxed;
use super::repair::Mender;
use crate::problem::{Assigned, Backend, Edges, Problem, Rule, StopReason};
use crate::solve::Options;
use bound::{MOST_LINES, Prices};
use model::{Model, Scratch, State};
use search::{End, Incumbent, Search};

/// Pairs a search takes on at most.
const MOST_PAIRS: usize = 30_000;

/// Steps of dynamic programs before a backend has its turn, where it may be better at the problem.
const WORK: u64 = 4_000_000_000;

/// What a search found.
pub(super) struct Outcome {
    /// The pairs looked at.
    pub(super) program: Program,
    /// The best answer over the pairs of the program.
    pub(super) chosen: Option<Vec<bool>>,
    /// No answer exceeds these levels.
    pub(super) bound: Vec<i128>,
    /// Pairs that a better answer may have, and whether it must: `Some(true)`.
    pub(super) open: Vec<bool>,
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

/// Searches; `None` where the problem is not of this kind or too large.
pub(super) fn search<E: Edges>(
    problem: &Problem<E>,
    options: &Options,
    clock: &Clock,
    relaxed: &Relaxed,
    pairs: &[Assigned],
) -> Option<Outcome> {
    if pairs.len() > MOST_PAIRS || !problem.rules().iter().all(Rule::is_hard) {
        return None;
    }
    let levels = problem.levels();
    let packing = Packing::of(problem, &levels, pairs.iter().chain(problem.pins()))?;
    let program = Program::new(problem, pairs.to_vec());
    let model = Model::new(problem, &levels, packing, &program)?;
    let mut lines = vec![0; model.weights.len()];
    for &(pair, _) in model.globals.iter().flat_map(|line| &line.terms) {
        lines[pair as usize] += 1;
    }
    if lines.into_iter().any(|lines| lines > MOST_LINES) {
        return None;
    }
    let worth = model.weights.iter().map(|&weight| weight.into()).collect();
    let mender = Mender::new(&program, worth);
    let alone = model.whole && model.globals.is_empty();
    let most = match options.backend {
        Backend::Microlp if alone => u64::MAX,
        Backend::Highs if alone => 8 * WORK,
        _ => WORK,
    };
    let mut search = Search {
        model: &model,
        program: &program,
        mender: &mender,
        clock,
        cancel: options.limits.cancel.as_ref(),
        incumbent: None,
        scratch: Scratch::default(),
        work: 0,
        most,
        nodes: 0,
    };
    let start = start(&model, relaxed);
    let mut states = model.states.clone();
    let root = search.root(&mut states, start);
    let mut bound = None;
    let end = match root {
        None => End::Closed,
        Some(found) => {
            bound = Some(found.at.value);
            search.run(states.clone(), found)
        }
    };
    let ended = match end {
        End::Closed => Ended::Closed,
        End::Work => Ended::Open,
        End::Stopped(reason) => Ended::Stopped(reason),
    };
    let (incumbent, nodes) = (search.incumbent.take(), search.nodes);
    let own = |best: &Incumbent| best.worth * i128::from(packing.parts);
    let bound = bound.unwrap_or(i128::MIN >> 1).max(incumbent.as_ref().map_or(i128::MIN >> 1, own));
    let mut open: Vec<bool> = states.iter().map(|&state| state != State::Closed).collect();
    if let Some(best) = &incumbent {
        open.iter_mut().zip(&best.chosen).for_each(|(open, chosen)| *open |= chosen);
    }
    let bound = packing.levels(bound)[..levels.len()].to_vec();
    drop(mender);
    let chosen = incumbent.map(|best| best.chosen);
    Some(Outcome { program, chosen, bound, open, end: ended, nodes })
}

/// The prices of rows in the flow without rules.
fn start(model: &Model, relaxed: &Relaxed) -> Prices {
    let rows = (0..model.rows.len()).map(|row| {
        let price = model.packing.pack(relaxed.duals.row(row));
        let price = i64::try_from(price).unwrap_or(0).clamp(-(1 << 50), 1 << 50);
        if model.rows[row].least > 0 { price } else { price.max(0) }
    });
    Prices { rows: rows.collect(), globals: vec![0; model.globals.len()] }
}
