//! What contradicts: an irreducible set of rules, bounds, pins and forbids.
//!
//! U. Junker, *`QuickXplain`: preferred explanations and relaxations for over-constrained problems*, AAAI 2004: halves of
//! what may be to blame are dropped together, so that few causes among many are found with few questions.

use std::collections::BTreeSet;

use super::backend::{Call, Reply, ask};
use super::program::{Line, Program, Shape, Source};
use crate::problem::{AnyProblem, Assigned, Cause, Conflict};
use crate::solve::clock::Clock;
use crate::solve::{Options, SolveError};

/// Finds it, by questions to the backend.
pub(super) fn find(
    problem: &AnyProblem<'_>,
    options: &Options,
    clock: &Clock<'_>,
) -> Result<Conflict, SolveError> {
    let program = program(problem);
    let causes: BTreeSet<Cause> = program
        .lines
        .iter()
        .filter_map(|line| match line.source {
            Source::Hard(cause) => Some(cause),
            Source::Soft(_) => None,
        })
        .collect();
    let causes = by_blame(causes);
    let mut filter = Filter { problem, options, clock, program, in_time: true };
    let found = explain(&[], false, &causes, &mut |causes| filter.can_hold(causes))?;
    Ok(told(found, causes, filter.in_time))
}

/// What stands first is blamed last: rather a rule or a pin than the bounds of a node.
pub(super) fn by_blame(causes: BTreeSet<Cause>) -> Vec<Cause> {
    causes.into_iter().rev().collect()
}

/// The causes that are needed for the contradiction or, where they were not found in time, all that may be.
pub(super) fn told(mut found: Vec<Cause>, mut causes: Vec<Cause>, in_time: bool) -> Conflict {
    if in_time {
        found.sort_unstable();
        Conflict::Irreducible { causes: found }
    } else {
        causes.sort_unstable();
        Conflict::Unreduced { causes }
    }
}

/// The problem over all edges there are: what closes a pair, or pins it, is a line like any other.
fn program(problem: &AnyProblem<'_>) -> Program {
    let (mut pairs, mut edges) = (Vec::new(), Vec::new());
    let key = |pin: &Assigned| (pin.row, pin.column);
    let pin_of = |row, column| problem.pins().binary_search_by_key(&(row, column), key).ok();
    for row in 0..problem.rows() {
        problem.edges().row(row, &mut edges);
        let pair = |edge: &crate::problem::Edge| Assigned {
            row,
            column: edge.column as usize,
            weight: edge.weight,
        };
        pairs.extend(edges.iter().map(pair).filter(|p| pin_of(p.row, p.column).is_none()));
    }
    let mut program = Program::new(problem, pairs);
    let (mut forbidden, mut below) = (Vec::new(), Vec::new());
    for (number, pair) in (0_u32..).zip(&program.pairs) {
        let at = number as usize;
        if program.pinned[at] {
            program.lines.push(Line {
                terms: vec![(number, 1)],
                shape: Shape::Range(1, 1),
                source: Source::Hard(Cause::Pin { row: pair.row, column: pair.column }),
                unit: 0,
            });
            continue;
        }
        if problem.is_forbidden(pair.row, pair.column) {
            forbidden.push((pair.row, number));
        }
        if problem.floor().is_some_and(|floor| pair.weight < floor) {
            below.push((number, 1));
        }
    }
    let mut add = |terms, cause| {
        let (shape, source) = (Shape::Range(0, 0), Source::Hard(cause));
        program.lines.push(Line { terms, shape, source, unit: 0 });
    };
    for of_row in forbidden.chunk_by(|one, next| one.0 == next.0) {
        let terms = of_row.iter().map(|&(_, number)| (number, 1)).collect();
        add(terms, Cause::Forbids { row: of_row[0].0 });
    }
    if !below.is_empty() {
        add(below, Cause::Floor);
    }
    program.pinned.fill(false);
    program
}

struct Filter<'a> {
    problem: &'a AnyProblem<'a>,
    options: &'a Options,
    clock: &'a Clock<'a>,
    program: Program,
    in_time: bool,
}

impl Filter<'_> {
    /// Whether all these can hold together.
    fn can_hold(&mut self, causes: &[Cause]) -> Result<bool, SolveError> {
        if !self.in_time || self.clock.stop().is_some() {
            self.in_time = false;
            return Ok(true);
        }
        let active: BTreeSet<Cause> = causes.iter().copied().collect();
        let holds = |source: &Source| match source {
            Source::Hard(cause) => active.contains(cause),
            Source::Soft(_) => false,
        };
        let open = vec![true; self.program.pairs.len()];
        let call = Call {
            level: None,
            decided: &[],
            open: &open,
            lines: &holds,
            start: None,
            time: self.clock.left(),
            gap: 0,
        };
        match ask(self.problem, &self.program, &call, self.options.backend)? {
            Reply::Infeasible => Ok(false),
            Reply::Nothing => {
                self.in_time = false;
                Ok(true)
            }
            Reply::Chosen(chosen, _) => {
                let lines = self.program.lines.iter().filter(|line| holds(&line.source));
                if lines.into_iter().all(|line| line.off(line.sum(&chosen)) == 0) {
                    Ok(true)
                } else {
                    let algorithm = self.options.backend.to_string();
                    Err(SolveError::WrongAnswer { algorithm })
                }
            }
        }
    }
}

/// Which of the causes are needed for a contradiction with what is given. `more` says that something was given since it was
/// last asked whether that can hold.
fn explain(
    given: &[Cause],
    more: bool,
    causes: &[Cause],
    can_hold: &mut dyn FnMut(&[Cause]) -> Result<bool, SolveError>,
) -> Result<Vec<Cause>, SolveError> {
    if more && !can_hold(given)? {
        return Ok(Vec::new());
    }
    if causes.len() <= 1 {
        return Ok(causes.to_vec());
    }
    let (first, second) = causes.split_at(causes.len() / 2);
    let of_second = explain(&[given, first].concat(), true, second, can_hold)?;
    let with = [given, &of_second].concat();
    let of_first = explain(&with, !of_second.is_empty(), first, can_hold)?;
    Ok([of_first, of_second].concat())
}
