//! Problems with rules as integer programs.

use std::time::Duration;

use super::program::{Program, Shape, Source, small};
use crate::problem::{AnyProblem, Backend, Level};
use crate::solve::SolveError;
use crate::solve::integer::{Answer, Asked, Model, check, float};

/// What a backend is asked for.
pub(super) struct Call<'a> {
    /// The level to be made as large as possible; `None` for any answer at all.
    pub(super) level: Option<usize>,
    /// What the levels before must at least reach, by number.
    pub(super) decided: &'a [(usize, i128)],
    /// Pairs that may be chosen.
    pub(super) open: &'a [bool],
    /// Lines that count.
    pub(super) lines: &'a dyn Fn(&Source) -> bool,
    /// An answer to start from.
    pub(super) start: Option<&'a [bool]>,
    pub(super) time: Option<Duration>,
    /// In millionths.
    pub(super) gap: u32,
}

/// What a backend says.
pub(super) enum Reply {
    /// The pairs that are chosen; whether it says that no others are better.
    Chosen(Vec<bool>, bool),
    Infeasible,
    /// It came to no answer in time.
    Nothing,
}

/// Asks a backend.
///
/// # Errors
///
/// If this build has no such backend, if numbers are too large for its floats, or if it fails.
pub(super) fn ask(
    problem: &AnyProblem<'_>,
    program: &Program,
    call: &Call<'_>,
    backend: Backend,
) -> Result<Reply, SolveError> {
    let (model, number) = model(problem, program, call)?;
    if model.is_empty() {
        let empty = model.rows.iter().all(|(_, least, most)| *least <= 0.0 && *most >= 0.0);
        return Ok(if empty {
            Reply::Chosen(vec![false; program.pairs.len()], true)
        } else {
            Reply::Infeasible
        });
    }
    let asked = Asked { started: call.start.is_some(), time: call.time, gap: call.gap };
    let (values, proved) = match model.ask(backend, &asked)? {
        Answer::Values(values, proved) => (values, proved),
        Answer::Infeasible => return Ok(Reply::Infeasible),
        Answer::Nothing => return Ok(Reply::Nothing),
    };
    let mut chosen = program.pinned.clone();
    for (at, variable) in number.iter().enumerate() {
        if let Some(variable) = variable {
            chosen[at] = values[*variable] > 0.5;
        }
    }
    Ok(Reply::Chosen(chosen, proved))
}

/// The model, and the variable of each pair that is open.
fn model(
    problem: &AnyProblem<'_>,
    program: &Program,
    call: &Call<'_>,
) -> Result<(Model, Vec<Option<usize>>), SolveError> {
    let mut model = Model::default();
    let started = |at: usize| call.start.is_some_and(|start| start[at]);
    let sign = |chosen: bool| if chosen { 1.0 } else { 0.0 };
    let number: Vec<Option<usize>> = (0..program.pairs.len())
        .map(|at| {
            let pinned = sign(program.pinned[at]);
            (call.open[at] || program.pinned[at])
                .then(|| model.add(pinned, 1.0, true, sign(started(at) || program.pinned[at])))
        })
        .collect();
    let mut violations: Vec<(Vec<(usize, f64)>, i128)> =
        vec![(Vec::new(), 0); problem.rules().len()];
    for line in program.lines.iter().filter(|line| (call.lines)(&line.source)) {
        let mut terms: Vec<(usize, f64)> = Vec::with_capacity(line.terms.len() + 1);
        let mut reach = 0_i128;
        for &(pair, coefficient) in &line.terms {
            if let Some(variable) = number[pair as usize] {
                terms.push((variable, float(coefficient)));
                reach += i128::from(coefficient.unsigned_abs());
            }
        }
        check(reach)?;
        let sum = call.start.map_or(0, |start| line.sum(start));
        let mut off = None;
        if let Source::Soft(rule) = line.source {
            let variable = model.add(0.0, f64::INFINITY, false, float(line.off(sum)));
            violations[rule].0.push((variable, -1.0));
            let bounds = match line.shape {
                Shape::Range(min, max) | Shape::Switch(min, max) => {
                    i128::from(min.max(0)) + i128::from(max.min(0)).abs()
                }
                Shape::All(_) => 1,
            };
            violations[rule].1 += reach + bounds;
            off = Some(variable);
        }
        add_line(&mut model, terms, line.shape, reach, sum, off);
    }
    let mut rows_of: Vec<Vec<usize>> = Vec::new();
    let level_terms = |model: &mut Model, rows_of: &mut Vec<Vec<usize>>, level: Level| {
        terms_of(problem, program, &number, (model, rows_of), &violations, level)
    };
    for &(level, least) in call.decided {
        let (terms, reach) = level_terms(&mut model, &mut rows_of, program.levels[level]);
        check(reach.max(least.abs()))?;
        let least = i64::try_from(least).unwrap_or(0);
        model.at_least(terms, float(least));
    }
    if let Some(level) = call.level {
        let (terms, reach) = level_terms(&mut model, &mut rows_of, program.levels[level]);
        check(reach)?;
        (model.objective, model.reach) = (terms, reach);
    }
    Ok((model, number))
}

/// One line as rows; `off` is the variable that says how far a soft one is off.
fn add_line(
    model: &mut Model,
    terms: Vec<(usize, f64)>,
    shape: Shape,
    reach: i128,
    sum: i64,
    off: Option<usize>,
) {
    let with = |terms: &[(usize, f64)], more: &[(usize, f64)], sign: f64| {
        let off = off.map(|variable| (variable, sign));
        terms.iter().chain(more).copied().chain(off).collect::<Vec<_>>()
    };
    let reach = i64::try_from(reach).unwrap_or(i64::MAX);
    match shape {
        Shape::Range(min, max) => {
            if min == max && off.is_none() {
                model.rows.push((terms, float(min), float(max)));
                return;
            }
            if min > -reach {
                // More than the line can reach is out of reach, however much.
                model.at_least(with(&terms, &[], 1.0), float(min.min(1 << 50)));
            }
            if max < reach {
                model.at_most(with(&terms, &[], -1.0), float(max.max(-(1 << 50))));
            }
        }
        Shape::Switch(min, max) => {
            // A soft line that is nearer to nothing than to its minimum is off as if nothing had started.
            let starts = sum > 0 && sum >= min.saturating_sub(sum);
            let (min, max) = (float(min), float(max.min(reach)));
            let on = model.add(0.0, 1.0, true, if starts { 1.0 } else { 0.0 });
            model.at_least(with(&terms, &[(on, -min)], 1.0), 0.0);
            model.at_most(with(&terms, &[(on, -max)], -1.0), 0.0);
        }
        Shape::All(all) => {
            if small(terms.len()) < all {
                // Somebody cannot have it, so that nobody may.
                for term in terms {
                    model.at_most(with(&[term], &[], -1.0), 0.0);
                }
            } else if off.is_some() {
                // Where some have it and some do not, somebody has it before one who does not, in a circle.
                for at in 0..terms.len() {
                    let next = terms[(at + 1) % terms.len()].0;
                    model.at_most(with(&[terms[at], (next, -1.0)], &[], -1.0), 0.0);
                }
            } else {
                for two in terms.windows(2) {
                    model.rows.push((vec![two[0], (two[1].0, -1.0)], 0.0, 0.0));
                }
            }
        }
    }
}

/// A level as a sum over variables, and how large it can get.
fn terms_of(
    problem: &AnyProblem<'_>,
    program: &Program,
    number: &[Option<usize>],
    (model, rows_of): (&mut Model, &mut Vec<Vec<usize>>),
    violations: &[(Vec<(usize, f64)>, i128)],
    level: Level,
) -> (Vec<(usize, f64)>, i128) {
    let mut terms = Vec::new();
    let mut reach = 0;
    match level {
        Level::Rule(rule) => {
            terms.clone_from(&violations[rule].0);
            reach = violations[rule].1;
        }
        Level::Tandems | Level::Total => {
            for (pair, variable) in program.pairs.iter().zip(number) {
                let value = level.edge_value(pair.weight);
                if let Some(variable) = variable.filter(|_| value != 0) {
                    reach += value.abs();
                    terms.push((variable, float(i64::try_from(value).unwrap_or(0))));
                }
            }
        }
        Level::Served | Level::Priority => {
            if rows_of.is_empty() {
                *rows_of = served(problem, program, number, model);
            }
            for (row, variables) in rows_of.iter().enumerate() {
                let value = problem.served_value(level, row);
                if value != 0 {
                    reach += value.abs();
                    let value = float(i64::try_from(value).unwrap_or(0));
                    terms.extend(variables.iter().map(|&variable| (variable, value)));
                }
            }
        }
    }
    (terms, reach)
}

/// For each row the variables that add up to 1 where it is served: its pairs where it may have one, else one more.
fn served(
    problem: &AnyProblem<'_>,
    program: &Program,
    number: &[Option<usize>],
    model: &mut Model,
) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); problem.rows()];
    for (pair, variable) in program.pairs.iter().zip(number) {
        rows[pair.row].extend(*variable);
    }
    for (row, variables) in rows.iter_mut().enumerate() {
        if problem.demand(row).max > 1 && variables.len() > 1 {
            let start = variables.iter().map(|&at| model.start[at]).fold(0.0, f64::max);
            let any = model.add(0.0, 1.0, true, start);
            let mut terms: Vec<(usize, f64)> = variables.iter().map(|&at| (at, -1.0)).collect();
            terms.push((any, 1.0));
            model.at_most(terms, 0.0);
            *variables = vec![any];
        }
    }
    rows
}
