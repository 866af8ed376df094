//! What contradicts where all rules are limits that nest: one circulation answers what a backend would be asked.

use std::collections::BTreeSet;

use super::circulation::{BELOW, Circulation, FORBIDDEN, PINNED};
use super::classes::{Counted, Families};
use super::limits::Limit;
use super::network::Span;
use super::pairs::{Pairs, Whole};
use super::trees::{Set, Trees};
use crate::problem::{AnyProblem, Bounds, Cause, Conflict, Edge, Limits, Side, StopReason};
use crate::solve::meter::Meter;
use crate::solve::rules::conflict::{by_blame, told};

/// An irreducible set of what contradicts; `None` where what is forbidden, below the floor or pinned takes part in limits
/// that do not nest once all is open. `suspects` contradict, as far as can be seen.
pub(super) fn find(
    problem: &AnyProblem<'_>,
    limits: &[Limit],
    within: &Limits,
    suspects: BTreeSet<Cause>,
) -> Option<Conflict> {
    let counted = Counted::of(&Whole { problem }, limits);
    let families = Families::of(&counted, limits)?;
    let trees = Trees::of(counted, &families, limits);
    let mut meter = Meter::new(within);
    for causes in [suspects, all_causes(problem)] {
        let given = Given { problem, limits, trees: &trees, active: causes.clone() };
        match Filter::new(given).needed(&mut meter) {
            Ok(Some(found)) => return Some(told(found, by_blame(causes), true)),
            Ok(None) => {}
            Err(_) => return Some(told(Vec::new(), by_blame(causes), false)),
        }
    }
    None
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

/// What is asked for.
struct Given<'a> {
    problem: &'a AnyProblem<'a>,
    limits: &'a [Limit],
    trees: &'a Trees,
    active: BTreeSet<Cause>,
}

impl Given<'_> {
    fn holds(&self, cause: Cause) -> bool {
        self.active.contains(&cause)
    }

    /// From how many to how many pairs, pinned ones among them, the set of a node has.
    fn span(&self, node: u32) -> (i64, i64) {
        // More than there can be.
        let any = i64::try_from(self.trees.edges).unwrap_or(i64::MAX / 4).min(i64::MAX / 4) + 1;
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX).min(any);
        match self.trees.set[node as usize] {
            Set::Row(row) => {
                let causes = (Cause::RowMinimum(row), Cause::RowMaximum(row));
                self.star(Side::Rows, self.problem.demand(row), causes, any)
            }
            Set::Column(column) => {
                let causes = (Cause::ColumnMinimum(column), Cause::ColumnMaximum(column));
                self.star(Side::Columns, self.problem.capacity(column), causes, any)
            }
            Set::Limit { limit, .. } => {
                let Limit { rule, min, max, soft, .. } = self.limits[limit];
                let counts = soft.is_none() && self.holds(Cause::Rule(rule));
                if counts { (count(min), count(max)) } else { (0, any) }
            }
            Set::All => (0, any),
        }
    }

    fn star(
        &self,
        side: Side,
        bounds: Bounds,
        (least, most): (Cause, Cause),
        any: i64,
    ) -> (i64, i64) {
        let mut low = if self.holds(least) { bounds.min } else { 0 };
        if self.holds(Cause::Fill(side)) {
            low = low.max(bounds.max);
        }
        let high = if self.holds(most) { i64::from(bounds.max) } else { any };
        (i64::from(low).min(any), high)
    }

    /// What is said of a pair, [`PINNED`] or one of the others.
    fn said(&self, row: usize, edge: &Edge) -> u8 {
        let (problem, column) = (self.problem, edge.column as usize);
        if problem.pins_of(row).binary_search_by_key(&column, |pin| pin.column).is_ok() {
            // Without its pin a pair is open.
            return if self.holds(Cause::Pin { row, column }) { PINNED } else { 0 };
        }
        let mut said = 0;
        if self.holds(Cause::Forbids { row }) && problem.is_forbidden(row, column) {
            said |= FORBIDDEN;
        }
        if self.holds(Cause::Floor) && problem.floor().is_some_and(|floor| edge.weight < floor) {
            said |= BELOW;
        }
        said
    }
}

/// Lets causes go one by one.
struct Filter<'a> {
    given: Given<'a>,
    /// The sets that each rule limits.
    of_rule: Vec<Vec<u32>>,
    flow: Circulation<'a>,
}

impl<'a> Filter<'a> {
    fn new(given: Given<'a>) -> Self {
        let (trees, whole) = (given.trees, Whole { problem: given.problem });
        let mut of_rule = vec![Vec::new(); given.problem.rules().len()];
        for (node, set) in (0_u32..).zip(&trees.set) {
            if let Set::Limit { limit, .. } = *set {
                of_rule[given.limits[limit].rule].push(node);
            }
        }
        let spans = (0_u32..).take(trees.set.len()).map(|node| given.span(node)).collect();
        let mut flow = Circulation::new(trees, spans);
        let mut edges = Vec::new();
        for row in 0..whole.rows() {
            whole.read(row, &mut edges);
            flow.add_row(edges.iter().map(|edge| (edge.column as usize, given.said(row, edge))));
        }
        Self { given, of_rule, flow }
    }

    /// Which causes cannot be let go one after the other, what is blamed least first; `None` where all can hold together.
    fn needed(mut self, meter: &mut Meter<'_>) -> Result<Option<Vec<Cause>>, StopReason> {
        if self.flow.can_be(meter)? {
            return Ok(None);
        }
        self.flow.keep();
        let mut needed = Vec::new();
        for cause in by_blame(self.given.active.clone()).into_iter().rev() {
            self.given.active.remove(&cause);
            if self.let_go(cause) && self.flow.can_be(meter)? {
                self.flow.undo();
                self.given.active.insert(cause);
                needed.push(cause);
            } else {
                self.flow.keep();
            }
        }
        Ok(Some(needed))
    }

    /// Lets the circulation have what a cause kept from it. Returns whether that is a way out of the cut.
    fn let_go(&mut self, cause: Cause) -> bool {
        let trees = self.given.trees;
        let (rows, columns) = (&trees.rows.star, &trees.columns.star);
        match cause {
            Cause::Rule(rule) => self.widen(&self.of_rule[rule].clone()),
            Cause::RowMinimum(row) | Cause::RowMaximum(row) => self.widen(&rows[row..=row]),
            Cause::ColumnMinimum(column) | Cause::ColumnMaximum(column) => {
                self.widen(&columns[column..=column])
            }
            Cause::Fill(Side::Rows) => self.widen(rows),
            Cause::Fill(Side::Columns) => self.widen(columns),
            Cause::Pin { row, column } => self.flow.free(row, Some(column), PINNED),
            Cause::Forbids { row } => self.flow.free(row, None, FORBIDDEN),
            Cause::Floor => {
                let mut opens = false;
                for row in 0..rows.len() {
                    opens |= self.flow.free(row, None, BELOW);
                }
                opens
            }
        }
    }

    fn widen(&mut self, nodes: &[u32]) -> bool {
        let mut opens = false;
        for &node in nodes {
            opens |= self.flow.widen(node, self.given.span(node));
        }
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Block, Csr, Objective, Per, Problem, Rule, RuleKind};
    use crate::solve::rules::quotas::limits::limits;

    /// Numbers that look random (xorshift), the same on any machine.
    struct Draw(u64);

    impl Draw {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from((self.0 >> 11) % end as u64).unwrap()
        }
    }

    fn problem(draw: &mut Draw) -> Problem<Csr> {
        let (rows, columns) = (1 + draw.below(7), 1 + draw.below(7));
        let most = 1 + draw.below(4);
        let mut triplets = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                if draw.below(4) < most {
                    triplets.push((row, column, i64::try_from(draw.below(6)).unwrap()));
                }
            }
        }
        let mut bounds = |count: usize| -> Vec<Bounds> {
            let one = |_| {
                let min = u32::try_from(draw.below(5).saturating_sub(2)).unwrap();
                Bounds { min, max: min + u32::try_from(draw.below(3)).unwrap() }
            };
            (0..count).map(one).collect()
        };
        let (demands, capacities) = (bounds(rows), bounds(columns));
        let mut problem = Problem::new(Csr::from_triplets(rows, columns, triplets).unwrap())
            .with_demands(demands)
            .unwrap()
            .with_capacities(capacities)
            .unwrap();
        if draw.below(3) == 0 {
            problem = problem.with_objective(Objective::Perfect);
        }
        if draw.below(3) == 0 {
            problem = problem.with_floor(2);
        }
        for _ in 0..draw.below(4) {
            // Twice the same, or pinned and forbidden, is refused.
            let _ = problem.pin(draw.below(rows), draw.below(columns));
        }
        for _ in 0..draw.below(6) {
            let _ = problem.forbid(draw.below(rows), draw.below(columns));
        }
        let quota = |_| {
            let (from, to) = (draw.below(rows), 1 + draw.below(rows));
            let left = 1 + draw.below(columns);
            let block = match draw.below(3) {
                0 => Block::new(from..to.max(from + 1), 0..columns),
                1 => Block::new(0..rows, 0..left),
                _ => Block::new([from], 0..left),
            };
            let per = [Per::Whole, Per::Row, Per::Column][draw.below(3)];
            let min = draw.below(5) as u64;
            let max = min + draw.below(4) as u64;
            Rule::hard(RuleKind::Quota { block, per, min, max })
        };
        let rules = (0..2).map(quota).collect();
        problem.with_rules(rules).unwrap()
    }

    /// A circulation that outlives its questions says the same as a new one for each of them.
    #[test]
    fn no_cause_can_be_spared_and_all_others_can() {
        let mut draw = Draw(0x2545_F491_4F6C_DD1D);
        let (mut contradictions, mut nested, mut large) = (0, 0, 0);
        for _ in 0..3000 {
            let problem = problem(&mut draw);
            let problem: &AnyProblem<'_> = &problem;
            let limits = limits(problem).unwrap();
            let counted = Counted::of(&Whole { problem }, &limits);
            let Some(families) = Families::of(&counted, &limits) else { continue };
            nested += 1;
            let trees = Trees::of(counted, &families, &limits);
            let within = Limits::none();
            let needed = |active: BTreeSet<Cause>| {
                let given = Given { problem, limits: &limits, trees: &trees, active };
                Filter::new(given).needed(&mut Meter::new(&within)).unwrap()
            };
            let Some(found) = needed(all_causes(problem)) else { continue };
            contradictions += 1;
            large += usize::from(found.len() > 3);
            let found: BTreeSet<Cause> = found.into_iter().collect();
            let again = needed(found.clone()).unwrap();
            assert_eq!(again.into_iter().collect::<BTreeSet<_>>(), found);
            for cause in &found {
                let mut others = found.clone();
                others.remove(cause);
                assert_eq!(needed(others), None, "{cause} can be spared: {found:?}");
            }
        }
        assert!(nested > 2000 && contradictions > 800 && large > 100);
    }
}
