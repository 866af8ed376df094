//! Level by level: what the bound leaves open goes to a backend.

use super::backend::{Call, Reply, ask};
use super::program::{Program, Source, open_pairs};
use super::relax::{Relaxed, interleave};
use super::repair::repaired;
use super::{Clock, Known, conflict, contradiction, finish, nothing};
use crate::problem::{Assigned, Edges, Problem, Proof, Rule, Solution, StopReason};
use crate::solve::{Options, SolveError};

/// Solves what the relaxation does not.
pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    options: &Options,
    clock: &Clock,
    relaxed: Relaxed,
) -> Result<Solution, SolveError> {
    if let Some(solution) = unbound(problem, &relaxed)? {
        return Ok(solution);
    }
    let program = Program::new(problem, open_pairs(problem, |_, _| true));
    let start = chosen_of(&program, &relaxed.pairs);
    let bound = relaxed.bound(&program.levels);
    let mut run = Run { problem, options, clock, program: &program, bound, best: None };
    if let Some(chosen) = repaired(&program, start) {
        run.offer(chosen);
    }
    let mut open = vec![true; program.pairs.len()];
    run.close(&mut open, |pair| {
        interleave(&program.levels, &relaxed.bound_with(pair.row, pair.column, pair.weight))
    });
    run.levels(&open, &relaxed)
}

/// The solution where the pairs of the relaxation keep all rules.
fn unbound<E: Edges>(
    problem: &Problem<E>,
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

pub(super) fn beside_pins<E: Edges>(problem: &Problem<E>, pairs: &[Assigned]) -> Vec<Assigned> {
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

/// A run over the pairs of a program.
pub(super) struct Run<'a, E> {
    pub(super) problem: &'a Problem<E>,
    pub(super) options: &'a Options,
    pub(super) clock: &'a Clock,
    pub(super) program: &'a Program,
    /// No answer exceeds it, level by level.
    pub(super) bound: Vec<i128>,
    /// The best answer so far, and its values.
    pub(super) best: Option<(Vec<bool>, Vec<i128>)>,
}

impl<E: Edges> Run<'_, E> {
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
        let limits = &self.options.limits;
        if limits.cancel.as_ref().is_some_and(crate::problem::CancelToken::is_cancelled) {
            return Some(StopReason::Cancelled);
        }
        self.clock.is_over().then_some(StopReason::Time)
    }

    /// Decides one level after the other over the open pairs, from the first in which the best answer so far does not
    /// reach the bound.
    pub(super) fn levels(
        mut self,
        open: &[bool],
        relaxed: &Relaxed,
    ) -> Result<Solution, SolveError> {
        let backend = self.options.backend;
        let mut asked = false;
        let mut decided: Vec<(usize, i128)> = Vec::new();
        let mut known: Vec<Option<i128>> = self.bound.iter().copied().map(Some).collect();
        let mut stop = None;
        for level in 0..self.program.levels.len() {
            let reached = self.best.as_ref().map(|(_, values)| values[level]);
            // The bound of a level says something as long as all levels before reach theirs.
            let bound = known[level]
                .filter(|_| decided.iter().all(|&(before, value)| self.bound[before] == value));
            if reached.is_none() || reached != bound {
                stop = self.stopped();
                if stop.is_some() {
                    break;
                }
                let lines = |source: &Source| match source {
                    Source::Hard(_) => true,
                    // Only violations that are or were decided on matter.
                    Source::Soft(rule) => {
                        self.program.levels[..=level].contains(&crate::problem::Level::Rule(*rule))
                    }
                };
                let call = Call {
                    level: Some(level),
                    decided: &decided,
                    open,
                    lines: &lines,
                    start: self.best.as_ref().map(|(chosen, _)| chosen.as_slice()),
                    time: self.clock.left(),
                    gap: self.options.gap,
                };
                asked = true;
                match ask(self.problem, self.program, &call, backend)? {
                    Reply::Chosen(chosen, proved) => {
                        if !self.offer(chosen) {
                            let algorithm = backend.to_string();
                            return Err(SolveError::WrongAnswer { algorithm });
                        }
                        if !proved {
                            stop = Some(StopReason::Time);
                        }
                    }
                    Reply::Nothing => stop = Some(StopReason::Time),
                    Reply::Infeasible if self.best.is_some() => {
                        let algorithm = backend.to_string();
                        return Err(SolveError::WrongAnswer { algorithm });
                    }
                    Reply::Infeasible => return self.contradiction(),
                }
                if stop.is_some() {
                    break;
                }
            }
            let Some((_, values)) = &self.best else { break };
            decided.push((level, values[level]));
            known[level] = Some(values[level]);
        }
        let Some((chosen, values)) = self.best else {
            let reason = stop.unwrap_or(StopReason::Time);
            return Ok(nothing(reason, backend.name(), "rules that are no flow"));
        };
        // From the first level that is not decided on, bounds hold as far as the levels before reach theirs.
        let first = decided.len();
        let holds = decided.iter().all(|&(before, value)| self.bound[before] == value);
        for bound in &mut known[(first + usize::from(holds)).min(values.len())..] {
            *bound = None;
        }
        let proof = if asked {
            Proof::Backend { name: backend, gap: self.options.gap }
        } else {
            Proof::BoundMet
        };
        let still = open.iter().filter(|open| **open).count();
        let choice = if asked {
            format!(
                "auto: rules that are no flow; {still} of {} pairs were left to the backend",
                open.len()
            )
        } else {
            "auto: a repaired answer reaches the bound of the flow without rules".to_owned()
        };
        let known = Known {
            chosen,
            values,
            bounds: known,
            proof,
            stop_reason: stop.unwrap_or(StopReason::Completed),
            duals: None,
            work: relaxed.work,
            algorithm: if asked { backend.to_string() } else { "repair".to_owned() },
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
