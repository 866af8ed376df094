//! Rules that limit numbers of pairs and nest: a flow over two trees.
//!
//! 1. [`limits`]: quotas, and what says the same in other words.
//! 2. [`classes`]: do they form two laminar families (a bihierarchy).
//! 3. [`trees`]: these families, from all pairs down to single rows and columns.
//! 4. [`flow`]: short lists of pairs, checked against all of them; [`network`]: the flow itself, which starts from the best
//!    pairs without rules and their prices.
//! 5. [`conflict`]: what contradicts where there is no such flow, by a [`circulation`] that outlives its questions.
//!
//! The prices of rows, columns and limits prove the optimum.

mod bounds;
mod circulation;
mod classes;
mod conflict;
mod flow;
mod limits;
mod network;
mod pairs;
mod trees;

use super::program::Program;
use super::relax::Relaxed;
use super::{Known, contradiction, finish, nothing};
use crate::problem::{
    AnyProblem, Cause, Duals, Level, Proof, RulePrice, Solution, StopReason, Work,
};
use crate::solve::SolveError;
use crate::solve::clock::Clock;
use crate::solve::meter::Meter;
use crate::solve::residual::Residual;
use crate::solve::value::Levels;
use bounds::spans;
use classes::{Counted, Families};
use flow::Flow;
use limits::{Limit, limits};
use network::{Halt, Worth};
use pairs::Open;
use trees::{Set, Trees};

const NAME: &str = "flow";
const WHY: &str = "auto: all rules limit numbers of pairs, and what they count nests on the side of the rows or of the columns: a flow over two trees";

/// Solves a problem all of whose rules are limits that nest; `None` where they are not.
///
/// # Errors
///
/// If the answer does not stand the last check.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
) -> Result<Option<Solution>, SolveError> {
    let Some(limits) = limits(problem) else { return Ok(None) };
    let residual = Residual::of(problem);
    let open = Open::new(problem, &residual);
    let counted = Counted::of(&open, &limits);
    let Some(families) = Families::of(&counted, &limits) else { return Ok(None) };
    let trees = Trees::of(counted, &families, &limits);
    let run = Run { problem, clock, relaxed, limits, open, trees };
    match problem.levels().len() {
        0 | 1 => run.solve::<1>(),
        2 => run.solve::<2>(),
        3 | 4 => run.solve::<4>(),
        5..=8 => run.solve::<8>(),
        _ => Ok(None),
    }
}

struct Run<'a> {
    problem: &'a AnyProblem<'a>,
    clock: &'a Clock<'a>,
    relaxed: &'a Relaxed,
    limits: Vec<Limit>,
    open: Open<'a>,
    trees: Trees,
}

impl Run<'_> {
    fn solve<const L: usize>(&self) -> Result<Option<Solution>, SolveError> {
        let (problem, trees, limits) = (self.problem, &self.trees, &self.limits);
        let levels = problem.levels();
        let pins = trees.counts(problem.pins().iter().copied());
        let within = self.clock.rest();
        let spans = spans::<L>(problem, trees, limits, &levels, (&pins, self.most()));
        let Some(spans) = spans else {
            // Pins alone exceed a limit.
            return Ok(self.contradiction(&within, conflict::all_causes(problem)));
        };
        let mut worth = Worth { base: Levels::ZERO, total: None };
        for (at, &level) in levels.iter().enumerate() {
            if level == Level::Total {
                worth.total = Some(at);
            }
            worth.base.0[at] = level.edge_value(0);
        }
        let mut meter = Meter::new(&within);
        let mut flow = Flow::new(&self.open, trees, spans, self.start(&levels), worth);
        match flow.run(&self.relaxed.pairs, &mut meter) {
            Ok(()) => {}
            Err(Halt::TooLarge) => return Ok(None),
            Err(Halt::Stopped(reason)) => return Ok(Some(nothing(reason, NAME, WHY))),
            Err(Halt::Stuck(reached)) => {
                let span = &flow.network.span;
                let suspects =
                    conflict::suspects(problem, limits, trees, span, &flow.dead, &reached);
                return Ok(self.contradiction(&within, suspects));
            }
        }
        let program = Program::new(problem, flow.chosen());
        let chosen = vec![true; program.pairs.len()];
        let values = program.values(problem, &chosen);
        let known = Known {
            bounds: values.iter().copied().map(Some).collect(),
            chosen,
            values,
            proof: Proof::Duals,
            stop_reason: StopReason::Completed,
            duals: Some(self.duals(&levels, &flow)),
            work: Work {
                edges: self.relaxed.work.edges + meter.edges(),
                searches: self.relaxed.work.searches + flow.network.searches,
            },
            algorithm: NAME.to_owned(),
            choice: WHY.to_owned(),
        };
        finish(problem, &program, known).map(Some)
    }

    /// More than there can be pairs beside the pins.
    fn most(&self) -> i64 {
        let (rows, columns) = self.problem.units();
        let most = self.trees.edges.min(rows).min(columns);
        i64::try_from(most).unwrap_or(i64::MAX / 4).min(i64::MAX / 4) + 1
    }

    fn contradiction(
        &self,
        within: &crate::problem::Limits,
        suspects: std::collections::BTreeSet<Cause>,
    ) -> Option<Solution> {
        let conflict = conflict::find(self.problem, &self.limits, within, suspects)?;
        let solution = contradiction(conflict, "no flow over two trees keeps all bounds and rules");
        Some(Solution { algorithm: NAME.to_owned(), ..solution })
    }

    /// The prices without rules, which start the flow: one for each node of the trees.
    fn start<const L: usize>(&self, levels: &[Level]) -> Vec<Levels<L>> {
        let spread = |price: &[i128]| {
            let mut all = Levels::ZERO;
            let mut price = price.iter();
            for (into, level) in all.0.iter_mut().zip(levels) {
                if !matches!(level, Level::Rule(_)) {
                    *into = price.next().copied().unwrap_or(0);
                }
            }
            all
        };
        let duals = &self.relaxed.duals;
        let mut start: Vec<Levels<L>> = vec![Levels::ZERO];
        for node in 1..self.trees.parent.len() {
            let above = start[self.trees.parent[node] as usize];
            let price = match self.trees.set[node] {
                Set::Row(row) if self.open.row_has_room[row] => -spread(duals.row(row)),
                Set::Column(column) if self.open.column_has_room[column] => {
                    spread(duals.column(column))
                }
                _ => above,
            };
            start.push(if price.is_small() { price } else { above });
        }
        start
    }

    /// The prices of rows, columns and limits.
    fn duals<const L: usize>(&self, levels: &[Level], flow: &Flow<'_, L>) -> Duals {
        let weights = flow.network.arcs.iter().map(|arc| arc.weight.unsigned_abs());
        let largest = weights.max().unwrap_or(0).max(crate::problem::MAX_WEIGHT.unsigned_abs());
        let prices = flow.prices(largest);
        let (mut rows, mut columns, mut rules) = (Vec::new(), Vec::new(), Vec::new());
        for (set, price) in self.trees.set.iter().zip(&prices) {
            let price = &price.0[..levels.len()];
            match *set {
                Set::All => {}
                Set::Row(_) => rows.extend_from_slice(price),
                Set::Column(_) => columns.extend_from_slice(price),
                Set::Limit { limit, node } => {
                    if price.iter().any(|&price| price != 0) {
                        let Limit { rule, part, .. } = self.limits[limit];
                        rules.push(RulePrice { rule, part, node, price: price.to_vec() });
                    }
                }
            }
        }
        rules.sort_unstable_by_key(|price| (price.rule, price.part, price.node));
        Duals::new(levels.len(), rows, columns).with_rules(rules)
    }
}
