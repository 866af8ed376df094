//! Problems with rules: the flow that is left without them gives a bound and prices, and only what these leave open goes
//! to a backend of integer programming.
//!
//! 1. The [relaxation](relax): without rules the problem is a flow, solved exactly with dual prices. Where its pairs keep
//!    all rules, they are best.
//! 2. Where all rules limit numbers of pairs and nest, the problem [with](quotas) them is a flow as well, and that is all.
//! 3. Where else all rules are hard, [columns](columns) are solved alone at prices of rows, and a branch and bound searches
//!    what that leaves open; it may end it.
//! 4. Otherwise rules become [prices](lagrange) on the pairs they count, and pairs that break rules are [repaired](repair).
//!    Pairs that no better answer than that can have, by their reduced cost, are left out.
//! 5. What is left goes to a [backend](backend), [level by level](stages), each fixing the last. Its answer is rounded, and
//!    feasibility and values are computed again in integers.
//! 6. Where there is no answer, a [deletion filter](conflict) finds an irreducible set of what contradicts.

mod backend;
mod columns;
mod conflict;
mod gap;
mod lagrange;
mod packing;
mod program;
mod quotas;
mod reach;
mod relax;
mod repair;
mod stages;

use super::clock::Clock;
use super::{Options, SolveError, infeasible, pins, rounding, without_pairs};
use crate::problem::{
    AnyProblem, Conflict, Duals, Level, LevelValue, Proof, RuleKind, Solution, Status, StopReason,
    Work,
};
use program::Program;
use relax::Relaxed;

/// What is known at the end.
struct Known {
    chosen: Vec<bool>,
    values: Vec<i128>,
    /// No answer exceeds these, level by level; `None` from where nothing is known.
    bounds: Vec<Option<i128>>,
    proof: Proof,
    stop_reason: StopReason,
    /// Prices of the relaxation, where they prove the optimum.
    duals: Option<Duals>,
    work: Work,
    algorithm: String,
    choice: String,
}

/// Solves a problem with rules.
///
/// # Errors
///
/// What the solvers of the relaxation and the backend say; an answer of the backend that is wrong once it is rounded.
pub(super) fn solve(problem: &AnyProblem<'_>, options: &Options) -> Result<Solution, SolveError> {
    if !options.backend.is_there() {
        return Err(SolveError::NoBackend { backend: options.backend });
    }
    for rule in problem.rules().iter().filter(|rule| !rule.is_hard()) {
        if let Some(sum) = out_of_reach(&rule.kind) {
            return Err(SolveError::BeyondFloats { sum });
        }
    }
    let clock = Clock::new(&options.limits);
    let found =
        pins::conflict(problem).map_or_else(|| reach::conflict(problem), |c| Ok(Some(c)))?;
    if let Some(conflict) = found {
        return Ok(contradiction(conflict, "found before any algorithm started"));
    }
    let relaxed = match Relaxed::of(problem, options)? {
        Ok(relaxed) => relaxed,
        Err(solution) => return Ok(solution),
    };
    if let Some(solution) = stages::unbound(problem, &relaxed)? {
        return Ok(solution);
    }
    if let Some(solution) = quotas::solve(problem, &clock, &relaxed)? {
        return Ok(solution);
    }
    stages::solve(problem, options, &clock, &relaxed)
}

/// A minimum of a quota whose violation does not fit the integers of a line.
fn out_of_reach(kind: &RuleKind) -> Option<i128> {
    match kind {
        RuleKind::Quota { min, .. } if *min > 1 << 62 => Some((*min).into()),
        RuleKind::All { parts } => parts.iter().find_map(out_of_reach),
        _ => None,
    }
}

fn contradiction(conflict: Conflict, why: &str) -> Solution {
    let solution = infeasible(super::Algorithm::Auto, why, conflict);
    Solution { algorithm: "rules".to_owned(), ..solution }
}

/// An end without an answer.
fn nothing(stop_reason: StopReason, algorithm: &str, why: &str) -> Solution {
    let solution = without_pairs(super::Algorithm::Auto, why, stop_reason);
    Solution { algorithm: algorithm.to_owned(), ..solution }
}

/// The solution, once everything has been computed again in integers.
fn finish(
    problem: &AnyProblem<'_>,
    program: &Program,
    known: Known,
) -> Result<Solution, SolveError> {
    let Known {
        chosen,
        values,
        mut bounds,
        mut proof,
        stop_reason,
        duals,
        work,
        algorithm,
        choice,
    } = known;
    if !program.keeps(&chosen) || program.values(problem, &chosen) != values {
        return Err(SolveError::WrongAnswer { algorithm });
    }
    let completed = stop_reason == StopReason::Completed;
    let mut status = Status::Feasible;
    // An answer that is near enough to its bound has no proof, and a gap that is allowed may have been left.
    if !completed || proof == Proof::None {
        proof = Proof::None;
    } else if !matches!(proof, Proof::Backend { gap: 1.., .. }) {
        bounds = values.iter().copied().map(Some).collect();
        status = Status::Optimal;
    } else if values.iter().copied().map(Some).eq(bounds.iter().copied()) {
        status = Status::Optimal;
    }
    let slack = rounding(problem);
    if slack > 0 {
        status = Status::Feasible;
        for (bound, level) in bounds.iter_mut().zip(&program.levels) {
            // Without prices nothing is said of the weights as they were.
            let proved = bound.filter(|_| proof == Proof::Duals);
            *bound = proved.map(|at| if *level == Level::Total { at + slack } else { at });
        }
    }
    let levels = program.levels.iter().zip(values.iter().zip(bounds));
    Ok(Solution {
        pairs: program.chosen_pairs(&chosen),
        status,
        proof,
        levels: levels
            .map(|(&level, (&value, bound))| LevelValue { level, value, bound })
            .collect(),
        duals: duals.filter(|_| proof == Proof::Duals),
        work,
        algorithm,
        ..nothing(stop_reason, "", &choice)
    })
}
