//! How far are rules from being kept: counted pair by pair, by what each kind says, and sharing nothing with how they are
//! solved.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::{
    AnyProblem, Assigned, Block, Budget, Changed, Costs, Per, Rule, RuleKind, Side,
};

/// The violation of each rule of a problem by a set of pairs, 0 where it is kept, in the order of
/// [`Problem::rules`](crate::problem::Problem::rules); what a violation counts is said for each [kind](RuleKind).
///
/// The pairs do not have to keep anything else: a list edited by hand will do. Pairs that are there twice count once.
///
/// ```
/// use ndarray::array;
/// use tandems::problem::{DenseView, Problem, Rule, RuleKind};
/// use tandems::verify::violations;
///
/// let points = array![[9, 5], [8, 1], [7, 2]];
/// let rules = vec![Rule::hard(RuleKind::Apart { rows: vec![0, 1, 2] })];
/// let problem = Problem::new(DenseView::maximize(points.view())?).with_rules(rules)?;
/// assert_eq!(violations(&problem, &[(0, 0), (1, 1)]), [0]);
/// assert_eq!(violations(&problem, &[(0, 0), (1, 0), (2, 0)]), [2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Complexity
///
/// O(p log p) a rule for p pairs, beside the size of the rule.
pub fn violations(problem: &AnyProblem<'_>, pairs: &[(usize, usize)]) -> Vec<u128> {
    let pairs: BTreeSet<(usize, usize)> = pairs.iter().copied().collect();
    problem.rules().iter().map(|rule| violation(rule, &pairs)).collect()
}

/// The violations by pairs of an answer.
pub(super) fn of_answer(problem: &AnyProblem<'_>, pairs: &[Assigned]) -> Vec<u128> {
    if problem.rules().is_empty() {
        return Vec::new();
    }
    let pairs: Vec<(usize, usize)> = pairs.iter().map(|pair| (pair.row, pair.column)).collect();
    violations(problem, &pairs)
}

type Pairs = BTreeSet<(usize, usize)>;

fn violation(rule: &Rule, pairs: &Pairs) -> u128 {
    of_kind(&rule.kind, pairs)
}

fn of_kind(kind: &RuleKind, pairs: &Pairs) -> u128 {
    match kind {
        RuleKind::Quota { block, per, min, max } => quota(block, *per, *min, *max, pairs),
        &RuleKind::Share { ref part, ref whole, at_least, at_most, of, already } => {
            let part = inside(part, pairs) + u128::from(already.0);
            let whole = inside(whole, pairs) + u128::from(already.1);
            let least = (u128::from(at_least) * whole).saturating_sub(u128::from(of) * part);
            let most = (u128::from(of) * part).saturating_sub(u128::from(at_most) * whole);
            least + most
        }
        RuleKind::Needs { side, nodes, these, times, of_those } => {
            let count = |node: usize, others: &[usize]| {
                let pair = |&other: &usize| match side {
                    Side::Rows => (node, other),
                    Side::Columns => (other, node),
                };
                others.iter().map(pair).filter(|pair| pairs.contains(pair)).count() as u128
            };
            let excess = |&node: &usize| {
                count(node, these).saturating_sub(u128::from(*times) * count(node, of_those))
            };
            nodes.iter().map(excess).sum()
        }
        RuleKind::Apart { rows } => by_column(pairs, |row| rows.binary_search(&row).is_ok())
            .values()
            .map(|&count| count.saturating_sub(1))
            .sum(),
        RuleKind::Together { rows } => {
            let all = rows.len() as u128;
            let counts = by_column(pairs, |row| rows.binary_search(&row).is_ok());
            counts.values().filter(|&&count| count < all).count() as u128
        }
        RuleKind::AllOrBetween { side, nodes, min, max } => {
            let mut counts: BTreeMap<usize, u128> = BTreeMap::new();
            for &(row, column) in pairs {
                let node = if *side == Side::Rows { row } else { column };
                *counts.entry(node).or_insert(0) += 1;
            }
            let (min, max) = (u128::from(*min), u128::from(*max));
            let off = |node: &usize| match counts.get(node).copied().unwrap_or(0) {
                count if count > max => count - max,
                count if count < min => count.min(min - count),
                _ => 0,
            };
            nodes.iter().map(off).sum()
        }
        RuleKind::Hours { budgets, costs } => {
            let over = |(at, budget): (usize, &Budget)| {
                let cost = |&(row, column): &(usize, usize)| {
                    let cost = match costs {
                        Costs::OfRows(rows) => rows[row],
                        Costs::OfPairs(lists) => lists[at][row],
                    };
                    if column == budget.column { u128::from(cost) } else { 0 }
                };
                pairs.iter().map(cost).sum::<u128>().saturating_sub(budget.most.into())
            };
            budgets.iter().enumerate().map(over).sum()
        }
        RuleKind::Changes { earlier, counted, max } => {
            let earlier: Pairs = earlier.iter().copied().collect();
            let added = pairs.difference(&earlier).count() as u128;
            let dropped = earlier.difference(pairs).count() as u128;
            let differ = match counted {
                Changed::Both => added + dropped,
                Changed::Added => added,
                Changed::Dropped => dropped,
            };
            differ.saturating_sub((*max).into())
        }
        RuleKind::All { parts } => parts.iter().map(|part| of_kind(part, pairs)).sum(),
    }
}

fn inside(block: &Block, pairs: &Pairs) -> u128 {
    pairs.iter().filter(|&&(row, column)| block.contains(row, column)).count() as u128
}

/// For each column that has any: how many of the rows asked for.
fn by_column(pairs: &Pairs, wanted: impl Fn(usize) -> bool) -> BTreeMap<usize, u128> {
    let mut counts = BTreeMap::new();
    for &(row, column) in pairs {
        if wanted(row) {
            *counts.entry(column).or_insert(0) += 1;
        }
    }
    counts
}

fn quota(block: &Block, per: Per, min: u64, max: u64, pairs: &Pairs) -> u128 {
    let mut counts: BTreeMap<usize, u128> = match per {
        Per::Whole => BTreeMap::from([(0, 0)]),
        Per::Row => block.rows().iter().map(|&row| (row, 0)).collect(),
        Per::Column => block.columns().iter().map(|&column| (column, 0)).collect(),
    };
    for &(row, column) in pairs.iter().filter(|&&(row, column)| block.contains(row, column)) {
        let counted = match per {
            Per::Whole => 0,
            Per::Row => row,
            Per::Column => column,
        };
        *counts.entry(counted).or_insert(0) += 1;
    }
    let off = |&count: &u128| {
        u128::from(min).saturating_sub(count) + count.saturating_sub(u128::from(max))
    };
    counts.values().map(off).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: RuleKind, pairs: &[(usize, usize)]) -> u128 {
        violation(&Rule::hard(kind), &pairs.iter().copied().collect())
    }

    #[test]
    fn quotas_count_what_is_missing_and_what_is_too_much() {
        let quota =
            |per, min, max| RuleKind::Quota { block: Block::new([0, 1], [0, 1]), per, min, max };
        let pairs = [(0, 0), (0, 1), (2, 0)];
        assert_eq!(of(quota(Per::Whole, 3, 4), &pairs), 1);
        assert_eq!(of(quota(Per::Row, 1, 1), &pairs), 2);
        assert_eq!(of(quota(Per::Column, 1, 1), &pairs), 0);
        assert_eq!(of(quota(Per::Column, 0, 0), &pairs), 2);
    }

    #[test]
    fn shares_are_counted_in_parts_of_a_pair() {
        let (part, whole) = (Block::new([0], 0..3), Block::new(0..3, 0..3));
        let share = |at_least, at_most| RuleKind::Share {
            part: part.clone(),
            whole: whole.clone(),
            at_least,
            at_most,
            of: 10,
            already: (0, 0),
        };
        let pairs = [(0, 0), (1, 1), (2, 2)];
        assert_eq!(of(share(3, 10), &pairs), 0);
        assert_eq!(of(share(5, 10), &pairs), 5);
        assert_eq!(of(share(0, 3), &pairs), 1);
        assert_eq!(of(share(5, 5), &[]), 0);
        let already = (1, 3);
        let more = RuleKind::Share { part, whole, at_least: 5, at_most: 10, of: 10, already };
        // 2 of 6: three and a half would have to be 3.
        assert_eq!(of(more, &pairs), 10);
    }

    #[test]
    fn needs_and_groups() {
        let needs = RuleKind::Needs {
            side: Side::Rows,
            nodes: vec![0, 1],
            these: vec![0, 1, 2],
            times: 2,
            of_those: vec![2],
        };
        assert_eq!(of(needs.clone(), &[(0, 0), (0, 2), (1, 0), (1, 1), (5, 0)]), 2);
        assert_eq!(of(needs, &[(0, 2), (1, 2), (1, 1)]), 0);
        let group =
            RuleKind::AllOrBetween { side: Side::Columns, nodes: vec![0, 1, 2], min: 3, max: 3 };
        let pairs = [(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2), (3, 2), (0, 3)];
        assert_eq!(of(group, &pairs), 1 + 1 + 1);
        let served = RuleKind::AllOrBetween { side: Side::Rows, nodes: vec![0, 3], min: 2, max: 3 };
        assert_eq!(of(served.clone(), &pairs), 1 + 1);
        let apart = RuleKind::Apart { rows: vec![0, 1, 3] };
        assert_eq!(of(RuleKind::All { parts: vec![served, apart] }, &pairs), 2 + 3);
        let together = RuleKind::Together { rows: vec![0, 1] };
        assert_eq!(of(together, &pairs), 2);
        assert_eq!(of(RuleKind::Apart { rows: vec![0, 1, 3] }, &pairs), 1 + 2);
    }

    #[test]
    fn hours_and_changes() {
        let budgets = vec![Budget { column: 1, most: 5 }, Budget { column: 0, most: 1 }];
        let costs = Costs::OfPairs(vec![vec![4, 3], vec![1, 1]]);
        assert_eq!(of(RuleKind::Hours { budgets, costs }, &[(0, 0), (0, 1), (1, 1), (1, 0)]), 3);
        let changes =
            |counted, max| RuleKind::Changes { earlier: vec![(0, 0), (1, 1)], counted, max };
        let pairs = [(0, 0), (1, 2), (2, 2)];
        assert_eq!(of(changes(Changed::Both, 1), &pairs), 2);
        assert_eq!(of(changes(Changed::Added, 1), &pairs), 1);
        assert_eq!(of(changes(Changed::Dropped, 1), &pairs), 0);
    }
}
