//! Hard rules, exactly and in integers: rows get prices, each column takes what is best for it under all its rules, and what
//! that leaves open is searched by branch and bound.

mod ascent;
mod bound;
mod classes;
mod column;
mod cut;
mod knapsack;
mod large;
mod model;
mod round;
mod search;
mod state;
#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers")]
mod tests;
#[cfg(test)]
mod watch;

use std::collections::HashMap;

use super::packing::Packing;
use super::program::Program;
use super::relax::Relaxed;
use super::repair::Mender;
use super::stages::{beside_pins, chosen_of};
use crate::problem::{AnyProblem, Assigned, Backend, Level, Rule, StopReason};
use crate::solve::Options;
use crate::solve::clock::Clock;
use bound::{At, MOST_LINES, Prices, evaluate, fix};
use column::Scratch;
use large::Costed;
use model::Model;
use search::{End, Search};
use state::{Space, State, Value};

/// Pairs a search takes on at once: of more, short lists are made first.
const MOST_PAIRS: usize = 30_000;

fn most_pairs() -> usize {
    #[cfg(test)]
    return watch::limit(|forced| forced.pairs, MOST_PAIRS);
    #[cfg(not(test))]
    MOST_PAIRS
}

/// Steps of dynamic programs before a fast backend has its turn, where columns know all rules.
const MUCH: u64 = 32_000_000_000;

/// The same where lines across columns leave a gap that prices do not close, and how much of it each pair is worth: for a
/// backend that is fast, and for one that is not.
const LITTLE: u64 = 50_000_000;
const MORE: u64 = 1_000_000_000;
const EACH_PAIR: u64 = 100_000;

/// What a search found.
pub(super) struct Outcome {
    /// The pairs looked at.
    pub(super) program: Program,
    /// The best answer over the pairs of the program.
    pub(super) chosen: Option<Vec<bool>>,
    /// No answer over these pairs exceeds these levels.
    pub(super) bound: Option<Vec<i128>>,
    /// Pairs that a better answer may have, or the best one has.
    pub(super) open: Vec<bool>,
    /// What answers are worth that were looked for, in parts: these have no other pairs.
    pub(super) floor: Option<i128>,
    pub(super) end: Ended,
    pub(super) nodes: u64,
    /// Prices that bound these pairs more sharply.
    pub(super) prices: Option<Start>,
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The best answer is best of all that were looked for; without any there is none.
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
pub(super) struct Start {
    rows: Vec<Value>,
    /// Of each line its price, and what the line was divided by.
    globals: HashMap<(usize, usize, i64), (Value, i64)>,
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

    /// How many pairs any answer has that is better than the best so far, where the bound leaves no choice.
    fn count(&self, task: &Task<'_>, packing: Packing) -> Option<i64> {
        let of = |packed: i128| packing.levels(packed)[0];
        let worth = of(self.worth? * i128::from(packing.parts));
        let settled = task.levels.first() == Some(&Level::Tandems) && worth == of(self.bound?);
        i64::try_from(worth).ok().filter(|_| settled)
    }

    fn prices(&self, model: &Model) -> Prices {
        let limit = model.limit();
        let rows = self.rows.iter().zip(&model.rows).map(|(&price, row)| {
            let least = if row.least > 0 { -limit } else { 0 };
            price.clamp(least, limit)
        });
        let globals = model.globals.iter().map(|line| {
            let (price, divisor) = self.globals.get(&line.key).copied().unwrap_or((0, 1));
            let price = price.saturating_mul(line.divisor) / divisor;
            price.clamp(0, limit / line.unit)
        });
        Prices { rows: rows.collect(), globals: globals.collect() }
    }

    /// The best answer so far as pairs of a program, if it is one.
    fn offered(&self, program: &Program) -> Option<Vec<bool>> {
        let mut chosen = chosen_of(program, self.incumbent.as_ref()?);
        for (chosen, &pinned) in chosen.iter_mut().zip(&program.pinned) {
            *chosen |= pinned;
        }
        program.keeps(&chosen).then_some(chosen)
    }
}

impl Task<'_> {
    /// The model of a program, for answers of so many pairs where that is known; `None` where it is not of this kind.
    fn model(&self, program: &Program, packing: Packing, count: Option<i64>) -> Option<Model> {
        let rounded = count.and_then(|_| self.model_as(program, packing, count));
        rounded.or_else(|| self.model_as(program, packing, None))
    }

    /// With lines rounded by that number, a pair may stand in too many.
    fn model_as(&self, program: &Program, packing: Packing, count: Option<i64>) -> Option<Model> {
        let model = Model::new(self.problem, &self.levels, packing, program, count)?;
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
            Backend::Highs if alone => MUCH,
            Backend::Microlp => MORE.min(EACH_PAIR * model.weights.len() as u64),
            Backend::Highs => LITTLE.min(EACH_PAIR * model.weights.len() as u64),
        };
        #[cfg(test)]
        let most = watch::limit(|forced| forced.work, most);
        Search::new(model, program, mender, self.clock, most)
    }
}

/// Closes what no answer better than `least` parts has at these prices.
fn close(model: &Model, space: &mut Space, prices: &Prices, least: i128) {
    let (mut at, mut scratch) = (At::default(), Scratch::default());
    if evaluate(model, space, prices, &mut scratch, &mut at) {
        fix(model, space, &at, least, &mut scratch);
    }
}

/// All pairs of a problem with hard rules, of which a search takes those on that may matter.
pub(super) struct Columns<'a> {
    task: Task<'a>,
    packing: Packing,
    pairs: Pairs<'a>,
}

enum Pairs<'a> {
    /// So few that all are searched at once.
    Few(&'a [Assigned], Start),
    Many(Box<Costed>),
}

impl<'a> Columns<'a> {
    /// `None` where the problem is not of this kind.
    pub(super) fn of(
        problem: &'a AnyProblem<'a>,
        options: &'a Options,
        clock: &'a Clock<'a>,
        relaxed: &Relaxed,
        pairs: &'a [Assigned],
    ) -> Option<Self> {
        if !problem.rules().iter().all(Rule::is_hard) {
            return None;
        }
        let task = Task { problem, options, clock, levels: problem.levels() };
        let packing = Packing::of(problem, &task.levels, pairs.iter().chain(problem.pins()))?;
        let pairs = if pairs.len() > most_pairs() {
            Pairs::Many(Box::new(large::costed(&task, relaxed, packing, pairs)?))
        } else {
            Pairs::Few(pairs, Start::of(relaxed, packing))
        };
        Some(Self { task, packing, pairs })
    }

    fn start(&self) -> &Start {
        match &self.pairs {
            Pairs::Few(_, start) => start,
            Pairs::Many(costed) => &costed.start,
        }
    }

    /// How many pairs an answer may have that is better than the best so far; none where a search takes all at once.
    pub(super) fn open(&self) -> usize {
        match &self.pairs {
            Pairs::Few(..) => 0,
            Pairs::Many(costed) => costed.open(),
        }
    }

    /// Whether so few pairs are open that searches go on before a slow backend is asked.
    pub(super) fn few(&self) -> bool {
        self.open() <= most_pairs()
    }

    /// No answer exceeds these levels.
    pub(super) fn bound(&self) -> Option<Vec<i128>> {
        // The bound is about answers that are better than the best.
        let own = self.start().worth.map(|worth| worth * i128::from(self.packing.parts));
        self.packed_bound().map(|bound| self.levels(bound.max(own.unwrap_or(bound))))
    }

    /// No answer that is better than the best is worth more, in parts.
    fn packed_bound(&self) -> Option<i128> {
        let proved = match &self.pairs {
            Pairs::Few(..) => None,
            Pairs::Many(costed) => costed.proved,
        };
        self.start().bound.into_iter().chain(proved).min()
    }

    /// The most an answer is worth, in parts, that does not reach a floor.
    fn below(&self, floor: Option<i128>) -> Option<i128> {
        floor.map(|floor| floor - i128::from(self.packing.parts))
    }

    fn levels(&self, bound: i128) -> Vec<i128> {
        self.packing.levels(bound)[..self.task.levels.len()].to_vec()
    }

    /// Takes the best answer of a search; whether it is better than the best.
    pub(super) fn take(&mut self, values: &[i128], pairs: Vec<Assigned>) -> bool {
        let Pairs::Many(costed) = &mut self.pairs else { return false };
        let start = &mut costed.start;
        let worth = self.packing.pack(values).div_euclid(self.packing.parts.into());
        let better = start.worth.is_none_or(|known| known < worth);
        if better {
            (start.worth, start.incumbent) = (Some(worth), Some(pairs));
        }
        better
    }

    /// Takes that of what an outcome looked for there is nothing better than the best answer.
    pub(super) fn bar(&mut self, floor: Option<i128>) {
        let below = self.below(floor);
        if let Pairs::Many(costed) = &mut self.pairs {
            costed.proved = costed.proved.into_iter().chain(below).min();
        }
    }

    /// Takes the prices of a search, if they bound all pairs more sharply. What was closed before stands no longer.
    pub(super) fn reprice(&mut self, prices: Option<Start>) {
        if let (Pairs::Many(costed), Some(prices)) = (&mut self.pairs, prices) {
            costed.reprice(prices);
        }
    }

    /// Betters the prices over all pairs. What was closed before stands no longer.
    pub(super) fn sharpen(&mut self) {
        if let Pairs::Many(costed) = &mut self.pairs {
            costed.sharpen(&self.task);
        }
    }

    /// Searches the `count` cheapest pairs; `None` where that is nothing for this search.
    pub(super) fn search(&self, count: usize) -> Option<Outcome> {
        let (list, floor) = match &self.pairs {
            Pairs::Few(pairs, _) => (pairs.to_vec(), None),
            Pairs::Many(costed) => {
                (beside_pins(self.task.problem, &costed.cheapest(count)), costed.floor(count))
            }
        };
        let mut program = Program::new(self.task.problem, list);
        // What is said of a number of pairs is said of better answers than the best, which has to be at hand.
        let offered = self.start().offered(&program);
        let count = self.start().count(&self.task, self.packing).filter(|_| offered.is_some());
        let model = self.task.model(&program, self.packing, count)?;
        program.lines.extend(model.sharper());
        let worth = model.weights.iter().map(|&weight| weight.into()).collect();
        let mender = Mender::new(&program, worth, self.task.clock);
        let mut search = self.task.search(&model, &program, &mender).from(floor);
        let start = self.start();
        if let Some(chosen) = offered {
            search.offer(chosen);
        }
        let mut space = model.space.clone();
        let root = search.root(&mut space, start.prices(&model));
        let found = root.as_ref().map(|found| (found.at.value, Start::at(&found.prices, &model)));
        let end = match root {
            None => End::Closed,
            Some(found) => search.run(space.clone(), found),
        };
        if end == End::Work
            && let (Some((_, start)), Some(least)) = (&found, search.least())
        {
            // By the best answer of the search, and no longer by that of its start.
            close(&model, &mut space, &start.prices(&model), least);
        }
        let end = match end {
            End::Closed => Ended::Closed,
            End::Work => Ended::Open,
            End::Stopped(reason) => Ended::Stopped(reason),
        };
        let (incumbent, nodes) = (search.incumbent.take(), search.nodes);
        // What was closed on the way to the list is no better than the best answer.
        let own = incumbent.as_ref().map(|best| best.worth * i128::from(self.packing.parts));
        let bound = found.iter().map(|&(bound, _)| bound).chain(own).max();
        let known = self.packed_bound();
        let bound = bound.or(known).into_iter().chain(known).min();
        // That is about answers that are better than the best and were looked for.
        let bound = bound.max(own).max(self.below(floor)).map(|bound| self.levels(bound));
        let mut open: Vec<bool> = space.pairs.iter().map(|&state| state != State::Closed).collect();
        if let Some(best) = &incumbent {
            open.iter_mut().zip(&best.chosen).for_each(|(open, chosen)| *open |= chosen);
        }
        drop(mender);
        let chosen = incumbent.map(|best| best.chosen);
        let prices = found.map(|(_, prices)| prices);
        Some(Outcome { program, chosen, bound, open, floor, end, nodes, prices })
    }
}
