//! Level by level: what the bound leaves open goes to a backend.

use super::backend::{Call, Reply, ask};
use super::columns::{Columns, Ended, Outcome};
use super::lagrange::{self, Prices};
use super::program::{Program, Source, open_pairs};
use super::relax::{Relaxed, interleave};
use super::repair::repaired;
use super::{Known, conflict, contradiction, finish, nothing};
use crate::problem::{AnyProblem, Assigned, Backend, Level, Proof, Rule, Solution, StopReason};
use crate::solve::clock::Clock;
use crate::solve::{Options, SolveError};

/// Solves what the relaxation does not.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
) -> Result<Solution, SolveError> {
    let pairs = open_pairs(problem, |_, _| true);
    if let Some(columns) = Columns::of(problem, options, clock, relaxed, &pairs)
        && let Some(solution) = by_columns(problem, options, clock, relaxed, columns, pairs.len())?
    {
        return Ok(solution);
    }
    match lagrange::prices(problem, clock, relaxed, pairs)? {
        Ok(prices) => by_prices(problem, options, clock, relaxed, &prices),
        Err(pairs) => by_relaxation(problem, options, clock, relaxed, pairs),
    }
}

/// So many pairs at least a search by columns looks at first.
#[cfg(not(test))]
const FIRST_PAIRS: usize = 1_000;
#[cfg(test)]
const FIRST_PAIRS: usize = 4;

/// A search by columns over the cheapest pairs, the backend having its turn at what is left of them; over more of them
/// until the best answer closes all others. `None` where this is nothing for such a search.
fn by_columns(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
    mut columns: Columns<'_>,
    all: usize,
) -> Result<Option<Solution>, SolveError> {
    let mut most = problem.rows().max(problem.columns()).max(FIRST_PAIRS);
    let mut first = true;
    loop {
        let open = columns.open();
        let whole = open <= most.saturating_add(most / 4);
        let taken = if whole { open } else { most };
        let Some(outcome) = columns.search(taken) else { return Ok(None) };
        let Outcome { program, chosen, bound, open, floor, end, nodes, prices } = outcome;
        let relaxation = relaxed.bound(&program.levels);
        let bound = bound.map_or(relaxation.clone(), |bound| relaxation.clone().min(bound));
        let mut run = Run { problem, options, clock, program: &program, bound, best: None };
        if let Some(chosen) = chosen {
            run.offer(chosen);
        }
        let nothing = Decided { levels: Vec::new(), asked: false, stop: None, infeasible: false };
        let offered =
            run.best.as_ref().map(|(chosen, values)| (program.chosen_pairs(chosen), values));
        let better = offered
            .is_some_and(|(pairs, values)| columns.take(values, beside_pins(problem, &pairs)));
        if end == Ended::Closed {
            columns.bar(floor);
        }
        // With a better answer prices become sharper, and the cheapest pairs are others.
        let early = first || options.gap == 0 && better;
        let slow = options.backend == Backend::Microlp;
        let soon = !whole && slow && columns.few() && early && end == Ended::Open;
        let near = |run: &Run<'_>| {
            let known = if whole { Some(run.bound.clone()) } else { columns.bound() };
            let bound = known.map_or(relaxation.clone(), |bound| relaxation.clone().min(bound));
            run.is_near(&bound).then_some(bound)
        };
        if end != Ended::Closed
            && let Some(bound) = near(&run)
        {
            return run.within_gap(bound, relaxed).map(Some);
        }
        let decided = match end {
            Ended::Open if soon => nothing,
            Ended::Closed => Decided { infeasible: run.best.is_none(), ..nothing },
            Ended::Stopped(reason) => Decided { stop: Some(reason), ..nothing },
            Ended::Open => run.decide(&open)?,
        };
        if let Some((chosen, values)) = &run.best {
            columns.take(values, beside_pins(problem, &program.chosen_pairs(chosen)));
        }
        let stopped = decided.stop.is_some();
        if !whole && !stopped && (soon || columns.open() > taken) {
            let known = columns.bound().map_or(relaxation.clone(), |bound| relaxation.min(bound));
            if run.is_near(&known) {
                return run.within_gap(known, relaxed).map(Some);
            }
            if !(first && soon) {
                // A slow backend gains more by a few pairs at a time.
                let more = match (slow, options.gap) {
                    (true, 1..) => most / 4,
                    (true, 0) => most / 2,
                    (false, _) => most,
                };
                most = most.saturating_add(more + 1);
            }
            first = false;
            columns.reprice(prices);
            columns.sharpen();
            continue;
        }
        if !whole {
            // Ended over a part of the pairs: what bounds that says nothing of the others.
            run.bound = columns.bound().map_or(relaxation.clone(), |bound| relaxation.min(bound));
        }
        if end != Ended::Closed {
            let levels = if whole || !stopped { decided.levels } else { run.reached() };
            let decided = Decided { levels, ..decided };
            return run.solution(&decided, relaxed, (&open, all)).map(Some);
        }
        let Some((chosen, values)) = run.best.take() else { return run.contradiction().map(Some) };
        let known = Known {
            bounds: values.iter().copied().map(Some).collect(),
            chosen,
            values,
            proof: Proof::BoundMet,
            stop_reason: StopReason::Completed,
            duals: None,
            work: relaxed.work,
            algorithm: "columns".to_owned(),
            choice: format!(
                "auto: rules that are no flow; columns solved alone at prices of rows, and a search of {nodes} branches"
            ),
        };
        return finish(problem, &program, known).map(Some);
    }
}

/// What is closed by the reduced costs of the flow without rules; the rest goes to the backend.
fn by_relaxation(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
    pairs: Vec<Assigned>,
) -> Result<Solution, SolveError> {
    let program = Program::new(problem, pairs);
    let start = chosen_of(&program, &relaxed.pairs);
    let bound = relaxed.bound(&program.levels);
    let mut run = Run { problem, options, clock, program: &program, bound, best: None };
    if let Some(chosen) = repaired(&program, start, clock) {
        run.offer(chosen);
    }
    let mut open = vec![true; program.pairs.len()];
    run.close(&mut open, |pair| {
        interleave(&program.levels, &relaxed.bound_with(pair.row, pair.column, pair.weight))
    });
    let decided = run.decide(&open)?;
    run.solution(&decided, relaxed, (&open, program.pairs.len()))
}

/// Pairs that go to a backend at once: beyond, the cheapest go first, for a better answer that closes more.
fn most_at_once(backend: Backend) -> usize {
    match backend {
        Backend::Microlp => 2_500,
        Backend::Highs => 40_000,
    }
}

/// What is closed by the reduced costs at the prices of the rules; the rest goes to the backend, the cheapest first.
fn by_prices(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
    prices: &Prices,
) -> Result<Solution, SolveError> {
    let bound = relaxed.bound(&problem.levels()).min(prices.bound());
    let mut incumbent: Option<Vec<Assigned>> = prices.incumbent.clone();
    // Few first: their best answer closes most of the others.
    let few = problem.rows().max(problem.columns()).max(32).saturating_mul(4);
    let mut most = most_at_once(options.backend).min(few);
    let all = prices.pairs.len();
    let mut order: Vec<usize> = (0..all).collect();
    order.sort_by_cached_key(|&at| (prices.cost(at), at));
    loop {
        let values = incumbent.as_ref().map(|pairs| {
            let program = Program::new(problem, pairs.clone());
            program.values(problem, &vec![true; program.pairs.len()])
        });
        let may_be_better =
            |at: &usize| values.as_ref().is_none_or(|values| prices.bound_with(*at) > *values);
        // Costs rise along the order, and bounds fall.
        let open = order.partition_point(may_be_better);
        let whole = open <= most;
        let taken = open.min(most);
        let mut pairs: Vec<Assigned> = order[..taken].iter().map(|&at| prices.pairs[at]).collect();
        pairs.extend(incumbent.iter().flatten());
        pairs.sort_unstable();
        pairs.dedup();
        let program = Program::new(problem, pairs);
        let mut run =
            Run { problem, options, clock, program: &program, bound: bound.clone(), best: None };
        if let Some(pairs) = &incumbent {
            let mut chosen = chosen_of(&program, pairs);
            for (chosen, &pinned) in chosen.iter_mut().zip(&program.pinned) {
                *chosen |= pinned;
            }
            run.offer(chosen);
        }
        let every = vec![true; program.pairs.len()];
        let decided = run.decide(&every)?;
        if decided.infeasible && !whole {
            most = most.saturating_mul(4);
            continue;
        }
        let best = run.best.as_ref().map(|(_, values)| values.clone());
        let ended = decided.stop.is_some();
        let closed = best.as_ref().is_some_and(|best| {
            order.get(taken).is_none_or(|&next| prices.bound_with(next) <= *best)
        });
        if whole || ended || closed {
            if !whole && !closed {
                // Ended over a part of the pairs: what was decided there says nothing of the others.
                let decided = Decided { levels: Vec::new(), ..decided };
                return run.solution(&decided, relaxed, (&every, all));
            }
            return run.solution(&decided, relaxed, (&every, all));
        }
        let chosen = run.best.map(|(chosen, _)| program.chosen_pairs(&chosen));
        incumbent = chosen.map(|pairs| beside_pins(problem, &pairs)).or(incumbent);
        most = most.saturating_mul(2);
    }
}

/// The solution where the pairs of the relaxation keep all rules.
pub(super) fn unbound(
    problem: &AnyProblem<'_>,
    relaxed: &Relaxed,
) -> Result<Option<Solution>, SolveError> {
    let program = Program::new(problem, beside_pins(problem, &relaxed.pairs));
    let chosen = vec![true; program.pairs.len()];
    let values = program.values(problem, &chosen);
    if !program.keeps(&chosen) || values != relaxed.bound(&program.levels) {
        return Ok(None);
    }
    let hard = problem.rules().iter().all(Rule::is_hard);
    let known = Known {
        bounds: values.iter().copied().map(Some).collect(),
        chosen,
        values,
        proof: if hard { Proof::Duals } else { Proof::BoundMet },
        stop_reason: StopReason::Completed,
        duals: Some(relaxed.duals.clone()),
        work: relaxed.work,
        algorithm: relaxed.algorithm.clone(),
        choice: "the best pairs without rules keep them all".to_owned(),
    };
    finish(problem, &program, known).map(Some)
}

pub(super) fn beside_pins(problem: &AnyProblem<'_>, pairs: &[Assigned]) -> Vec<Assigned> {
    let key = |pair: &Assigned| (pair.row, pair.column);
    let open = |pair: &&Assigned| problem.pins().binary_search_by_key(&key(pair), key).is_err();
    pairs.iter().filter(open).copied().collect()
}

/// Which pairs of a program are among these, which are by row and column.
pub(super) fn chosen_of(program: &Program, pairs: &[Assigned]) -> Vec<bool> {
    let key = |pair: &Assigned| (pair.row, pair.column);
    let is_chosen = |pair: &Assigned| pairs.binary_search_by_key(&key(pair), key).is_ok();
    program.pairs.iter().map(is_chosen).collect()
}

/// How far a backend came.
struct Decided {
    /// Levels by number, and their values.
    levels: Vec<(usize, i128)>,
    asked: bool,
    stop: Option<StopReason>,
    infeasible: bool,
}

/// A run over the pairs of a program.
pub(super) struct Run<'a> {
    pub(super) problem: &'a AnyProblem<'a>,
    pub(super) options: &'a Options,
    pub(super) clock: &'a Clock<'a>,
    pub(super) program: &'a Program,
    /// No answer exceeds it, level by level.
    pub(super) bound: Vec<i128>,
    /// The best answer so far, and its values.
    pub(super) best: Option<(Vec<bool>, Vec<i128>)>,
}

impl Run<'_> {
    /// Takes an answer if it is one and better than the best so far.
    pub(super) fn offer(&mut self, chosen: Vec<bool>) -> bool {
        if !self.program.keeps(&chosen) {
            return false;
        }
        let values = self.program.values(self.problem, &chosen);
        if self.best.as_ref().is_none_or(|(_, best)| *best < values) {
            self.best = Some((chosen, values));
        }
        true
    }

    /// Closes the pairs that no answer better than the best so far can have.
    pub(super) fn close(&self, open: &mut [bool], bound_with: impl Fn(&Assigned) -> Vec<i128>) {
        let Some((chosen, values)) = &self.best else { return };
        for (at, pair) in self.program.pairs.iter().enumerate() {
            open[at] &= chosen[at] || bound_with(pair) > *values;
        }
    }

    /// Whether a limit has ended the run.
    fn stopped(&self) -> Option<StopReason> {
        self.clock.stop()
    }

    /// Decides one level after the other over the open pairs, from the first in which the best answer so far does not
    /// reach the bound.
    fn decide(&mut self, open: &[bool]) -> Result<Decided, SolveError> {
        let backend = self.options.backend;
        let mut done = Decided { levels: Vec::new(), asked: false, stop: None, infeasible: false };
        while done.levels.len() < self.program.levels.len() {
            let level = done.levels.len();
            let reached = self.best.as_ref().map(|(_, values)| values[level]);
            // The bound of a level says something as long as all levels before reach theirs.
            let bound = Some(self.bound[level]).filter(|_| self.holds(&done.levels));
            if reached.is_none() || reached != bound {
                done.stop = self.stopped();
                if done.stop.is_some() {
                    break;
                }
                let lines = |source: &Source| match source {
                    Source::Hard(_) => true,
                    // Only violations that are or were decided on matter.
                    Source::Soft(rule) => {
                        self.program.levels[..=level].contains(&Level::Rule(*rule))
                    }
                };
                let call = Call {
                    level: Some(level),
                    decided: &done.levels,
                    open,
                    lines: &lines,
                    start: self.best.as_ref().map(|(chosen, _)| chosen.as_slice()),
                    time: self.clock.left(),
                    gap: self.options.gap,
                };
                done.asked = true;
                match ask(self.problem, self.program, &call, backend)? {
                    Reply::Chosen(chosen, proved) => {
                        let values = self.program.values(self.problem, &chosen);
                        if !self.offer(chosen)
                            || self.is_wrong(&done.levels, &values, reached, proved)
                        {
                            let algorithm = backend.to_string();
                            return Err(SolveError::WrongAnswer { algorithm });
                        }
                        done.stop = (!proved).then_some(StopReason::Time);
                        // A gap may have left room for it: what was decided on after that says nothing any more.
                        let better = done.levels.iter().position(|&(at, value)| values[at] > value);
                        if let Some(better) = better {
                            done.levels.truncate(better);
                            done.levels.push((better, values[better]));
                            if done.stop.is_none() {
                                continue;
                            }
                        }
                    }
                    Reply::Nothing => done.stop = Some(StopReason::Time),
                    Reply::Infeasible if self.best.is_some() => {
                        let algorithm = backend.to_string();
                        return Err(SolveError::WrongAnswer { algorithm });
                    }
                    Reply::Infeasible => {
                        done.infeasible = true;
                        break;
                    }
                }
                if done.stop.is_some() {
                    break;
                }
            }
            let Some((_, values)) = &self.best else { break };
            done.levels.push((level, values[level]));
        }
        Ok(done)
    }

    /// Whether an answer of these values contradicts the backend: it falls below what levels before are decided to be; or,
    /// where no gap was allowed, it exceeds that, or falls below what was `reached` before and is called best.
    fn is_wrong(
        &self,
        decided: &[(usize, i128)],
        values: &[i128],
        reached: Option<i128>,
        proved: bool,
    ) -> bool {
        let exact = self.options.gap == 0;
        decided.iter().any(|&(at, least)| values[at] < least || exact && values[at] > least)
            || exact && proved && reached.is_some_and(|reached| values[decided.len()] < reached)
    }

    /// The first levels, as far as the best answer so far reaches their bounds, and their values.
    fn reached(&self) -> Vec<(usize, i128)> {
        let values = self.best.iter().flat_map(|(_, values)| values.iter().copied());
        let levels = values.zip(&self.bound).take_while(|(value, bound)| value == *bound);
        levels.map(|(value, _)| value).enumerate().collect()
    }

    /// Whether the levels that were decided on all reach their bounds.
    fn holds(&self, decided: &[(usize, i128)]) -> bool {
        decided.iter().all(|&(level, value)| self.bound[level] == value)
    }

    /// The solution, `still` of `all` pairs having been open.
    fn solution(
        self,
        done: &Decided,
        relaxed: &Relaxed,
        (open, all): (&[bool], usize),
    ) -> Result<Solution, SolveError> {
        if done.infeasible && self.best.is_none() {
            return self.contradiction();
        }
        let backend = self.options.backend;
        let mut known: Vec<Option<i128>> = self.bound.iter().copied().map(Some).collect();
        // From the first level that is not decided on, bounds hold as far as the levels before reach theirs. What is decided within a gap
        // is no bound.
        let first = if self.options.gap > 0 {
            self.reached().len() + 1
        } else {
            for &(level, value) in &done.levels {
                known[level] = Some(value);
            }
            done.levels.len() + usize::from(self.holds(&done.levels))
        };
        for bound in known.iter_mut().skip(first) {
            *bound = None;
        }
        let Some((chosen, values)) = self.best else {
            let reason = done.stop.unwrap_or(StopReason::Time);
            return Ok(nothing(reason, backend.name(), "rules that are no flow"));
        };
        let proof = if done.asked {
            Proof::Backend { name: backend, gap: self.options.gap }
        } else {
            Proof::BoundMet
        };
        let still = open.iter().filter(|open| **open).count();
        let choice = if done.asked {
            format!("auto: rules that are no flow; {still} of {all} pairs were left to the backend")
        } else if done.stop.is_some() {
            "auto: rules that are no flow; a limit ended the search".to_owned()
        } else {
            "auto: a flow at the prices of the rules bounds every answer, and a repaired one reaches it"
                .to_owned()
        };
        let known = Known {
            chosen,
            values,
            bounds: known,
            proof,
            stop_reason: done.stop.unwrap_or(StopReason::Completed),
            duals: None,
            work: relaxed.work,
            algorithm: if done.asked { backend.to_string() } else { "bound".to_owned() },
            choice,
        };
        finish(self.problem, self.program, known)
    }

    /// Nothing keeps all rules: an irreducible set of what contradicts.
    fn contradiction(&self) -> Result<Solution, SolveError> {
        let conflict = conflict::find(self.problem, self.options, self.clock)?;
        Ok(contradiction(
            conflict,
            "nothing keeps all bounds and rules, by the word of the backend",
        ))
    }
}
