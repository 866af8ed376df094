//! What contradicts where all rules are limits that nest: flows answer what a backend would be asked.

use std::collections::BTreeSet;

use super::bounds::spans;
use super::classes::{Counted, Families};
use super::flow::Flow;
use super::limits::Limit;
use super::network::{Halt, Span, Worth};
use super::pairs::{Pairs, Whole};
use super::trees::{Set, Trees};
use crate::problem::{AnyProblem, Cause, Conflict, Edge, Limits, Side};
use crate::solve::SolveError;
use crate::solve::meter::Meter;
use crate::solve::rules::conflict::{by_blame, explain, told};
use crate::solve::value::Levels;

/// An irreducible set of what contradicts; `None` where what is forbidden, below the floor or pinned takes part in limits
/// that do not nest once all is open. `suspects` contradict, as far as can be seen.
pub(super) fn find(
    problem: &AnyProblem<'_>,
    limits: &[Limit],
    within: &Limits,
    suspects: BTreeSet<Cause>,
) -> Result<Option<Conflict>, SolveError> {
    let whole = Whole { problem };
    let counted = Counted::of(&whole, limits);
    let Some(families) = Families::of(&counted, limits) else { return Ok(None) };
    let trees = Trees::of(counted, &families, limits);
    let mut oracle = Oracle { problem, limits, trees, meter: Meter::new(within), in_time: true };
    let mut causes = by_blame(suspects);
    if oracle.can_hold(&causes) {
        causes = by_blame(all_causes(problem));
    }
    let found = explain(&[], false, &causes, &mut |causes| Ok(oracle.can_hold(causes)))?;
    Ok(Some(told(found, causes, oracle.in_time)))
}

/// Everything that may be to blame.
pub(super) fn all_causes(problem: &AnyProblem<'_>) -> BTreeSet<Cause> {
    let mut causes = BTreeSet::new();
    for (index, _) in problem.rules().iter().enumerate().filter(|(_, rule)| rule.is_hard()) {
        causes.insert(Cause::Rule(index));
    }
    causes.extend(overlay(problem));
    for row in 0..problem.rows() {
        causes.insert(Cause::RowMaximum(row));
        if problem.demand(row).min > 0 {
            causes.insert(Cause::RowMinimum(row));
        }
    }
    for column in 0..problem.columns() {
        causes.insert(Cause::ColumnMaximum(column));
        if problem.capacity(column).min > 0 {
            causes.insert(Cause::ColumnMinimum(column));
        }
    }
    causes.extend(problem.side_to_fill().map(Cause::Fill));
    causes
}

/// Pins, forbids and the floor.
fn overlay(problem: &AnyProblem<'_>) -> BTreeSet<Cause> {
    let pins = problem.pins().iter().map(|pin| Cause::Pin { row: pin.row, column: pin.column });
    let mut causes: BTreeSet<Cause> = pins.collect();
    causes.extend(
        (0..problem.rows())
            .filter(|&row| problem.has_forbids(row))
            .map(|row| Cause::Forbids { row }),
    );
    if problem.floor().is_some() {
        causes.insert(Cause::Floor);
    }
    causes
}

/// What a cut is made of: sets it leaves that are full, sets it enters that must have something, and what closes pairs.
pub(super) fn suspects<const L: usize>(
    problem: &AnyProblem<'_>,
    limits: &[Limit],
    trees: &Trees,
    span: &[Span<L>],
    dead: &[bool],
    reached: &[bool],
) -> BTreeSet<Cause> {
    let mut causes = overlay(problem);
    for node in 1..trees.parent.len() {
        let parent = trees.parent[node] as usize;
        let (from, to) =
            if trees.side[node] == Side::Rows { (parent, node) } else { (node, parent) };
        let leaves = reached[from] && !reached[to] || dead[node] && !dead[parent];
        let enters = reached[to] && !reached[from] && span[node].low > 0;
        match trees.set[node] {
            Set::Limit { limit, .. } if (leaves || enters) && limits[limit].soft.is_none() => {
                causes.insert(Cause::Rule(limits[limit].rule));
            }
            Set::Row(row) => {
                causes.extend(leaves.then_some(Cause::RowMaximum(row)));
                if enters && problem.demand(row).min > 0 {
                    causes.insert(Cause::RowMinimum(row));
                }
            }
            Set::Column(column) => {
                causes.extend(leaves.then_some(Cause::ColumnMaximum(column)));
                if enters && problem.capacity(column).min > 0 {
                    causes.insert(Cause::ColumnMinimum(column));
                }
            }
            Set::Limit { .. } | Set::All => {}
        }
    }
    causes.extend(problem.side_to_fill().map(Cause::Fill));
    causes
}

struct Oracle<'a> {
    problem: &'a AnyProblem<'a>,
    limits: &'a [Limit],
    trees: Trees,
    meter: Meter<'a>,
    in_time: bool,
}

impl Oracle<'_> {
    /// Whether all these can hold together.
    fn can_hold(&mut self, causes: &[Cause]) -> bool {
        let active: BTreeSet<Cause> = causes.iter().copied().collect();
        let holds = |cause: Cause| active.contains(&cause);
        let pinned = |row, column| holds(Cause::Pin { row, column });
        let pins = self.problem.pins().iter().filter(|pin| pinned(pin.row, pin.column));
        let pins = self.trees.counts(pins.copied());
        let any = i64::try_from(self.trees.edges).unwrap_or(i64::MAX / 4).min(i64::MAX / 4) + 1;
        let spans = spans::<1>(self.problem, &self.trees, self.limits, &[], (&pins, any), &holds);
        let Some(spans) = spans else { return false };
        let pairs = Held { whole: Whole { problem: self.problem }, active: &active };
        let price = vec![Levels::ZERO; self.trees.parent.len()];
        let worth = Worth { base: Levels::ZERO, total: None };
        match Flow::new(&pairs, &self.trees, spans, price, worth).run(&[], &mut self.meter) {
            Ok(()) => true,
            Err(Halt::Stuck(_)) => false,
            Err(Halt::Stopped(_) | Halt::TooLarge) => {
                self.in_time = false;
                true
            }
        }
    }
}

/// The pairs that are open where some causes hold and others do not.
struct Held<'a> {
    whole: Whole<'a>,
    active: &'a BTreeSet<Cause>,
}

impl Pairs for Held<'_> {
    fn rows(&self) -> usize {
        self.whole.rows()
    }

    fn columns(&self) -> usize {
        self.whole.columns()
    }

    fn read(&self, row: usize, edges: &mut Vec<Edge>) {
        self.whole.read(row, edges);
        let problem = self.whole.problem;
        let pins = problem.pins_of(row);
        let forbids = self.active.contains(&Cause::Forbids { row });
        let floor = problem.floor().filter(|_| self.active.contains(&Cause::Floor));
        edges.retain(|edge| {
            let column = edge.column as usize;
            if pins.binary_search_by_key(&column, |pin| pin.column).is_ok() {
                // Without its pin a pair is open; with it, it is made.
                return !self.active.contains(&Cause::Pin { row, column });
            }
            floor.is_none_or(|floor| edge.weight >= floor)
                && !(forbids && problem.is_forbidden(row, column))
        });
    }
}
