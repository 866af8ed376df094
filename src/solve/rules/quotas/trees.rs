//! The two families as trees: from the root over limits on whole rows down to the rows and the limits inside them, and the
//! same for columns. An edge goes from a leaf of the one to a leaf of the other, and stands in all sets above its ends.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::classes::{Classes, Counted, Families, common};
use super::limits::Limit;
use crate::problem::{Assigned, Per, Side};

/// The node that both trees have in common.
pub(super) const ROOT: u32 = 0;

/// The set a node of a tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// All pairs.
    All,
    /// The star of a row.
    Row(usize),
    /// The star of a column.
    Column(usize),
    /// What a limit counts: its block, or the part of a row or column in it.
    Limit { limit: usize, node: Option<usize> },
}

/// Where edges end on one side.
pub(super) struct Leaves {
    /// The node of each row or column.
    pub(super) star: Vec<u32>,
    /// By class of the other end, where edges end in a limit inside it.
    parts: Vec<Vec<(u32, u32)>>,
    /// The class of each row or column, for the other side.
    pub(super) class: Vec<u32>,
}

impl Leaves {
    /// Where an edge ends at a row or column whose other end is of this class.
    pub(super) fn leaf(&self, node: usize, class: u32) -> u32 {
        let parts = &self.parts[node];
        if parts.is_empty() {
            return self.star[node];
        }
        let at = parts.binary_search_by_key(&class, |&(class, _)| class);
        at.map_or(self.star[node], |at| parts[at].1)
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.class.iter().max().map_or(0, |&class| class as usize + 1)
    }
}

/// Both trees.
pub(super) struct Trees {
    /// Nodes after their parents.
    pub(super) parent: Vec<u32>,
    pub(super) side: Vec<Side>,
    pub(super) set: Vec<Set>,
    pub(super) rows: Leaves,
    pub(super) columns: Leaves,
    /// How many edges there are.
    pub(super) edges: u64,
    of_limit: HashMap<(usize, Option<usize>), u32>,
    row_limits: Vec<Vec<u32>>,
    column_limits: Vec<Vec<u32>>,
    each: Vec<Option<Side>>,
}

impl Trees {
    pub(super) fn of(counted: Counted, families: &Families, limits: &[Limit]) -> Self {
        let empty = || Leaves { star: Vec::new(), parts: Vec::new(), class: Vec::new() };
        let mut trees = Self {
            parent: vec![ROOT],
            side: vec![Side::Rows],
            set: vec![Set::All],
            rows: empty(),
            columns: empty(),
            edges: (0..counted.rows.of.len()).map(|row| counted.rows.degree(row)).sum(),
            of_limit: HashMap::new(),
            row_limits: Vec::new(),
            column_limits: Vec::new(),
            each: limits.iter().map(Limit::each).collect(),
        };
        trees.rows = trees.grow(&counted, families, limits, Side::Rows);
        trees.columns = trees.grow(&counted, families, limits, Side::Columns);
        (trees.row_limits, trees.column_limits) = (counted.rows.limits, counted.columns.limits);
        (trees.rows.class, trees.columns.class) = (counted.rows.of, counted.columns.of);
        trees
    }

    fn add(&mut self, parent: u32, side: Side, set: Set) -> u32 {
        let id = u32::try_from(self.parent.len()).unwrap_or(u32::MAX);
        self.parent.push(parent);
        self.side.push(side);
        self.set.push(set);
        if let Set::Limit { limit, node } = set {
            self.of_limit.insert((limit, node), id);
        }
        id
    }

    fn grow(
        &mut self,
        counted: &Counted,
        families: &Families,
        limits: &[Limit],
        side: Side,
    ) -> Leaves {
        let (own, others) = counted.side(side);
        let count = own.of.len();
        // Limits on whole stars, the largest first, so that each lies in the innermost so far.
        let mut tops: Vec<usize> = Vec::new();
        let mut inside: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (limit, lie) in families.lies.iter().enumerate() {
            if limits[limit].per != Per::Whole || families.side[limit] != side {
                continue;
            }
            match lie.nodes.first() {
                Some(&node) if lie.partly => {
                    inside[node].push(u32::try_from(limit).unwrap_or(u32::MAX));
                }
                _ => tops.push(limit),
            }
        }
        tops.sort_by_key(|&limit| (Reverse(families.lies[limit].edges), limit));
        let mut innermost = vec![ROOT; count];
        for limit in tops {
            let nodes = &families.lies[limit].nodes;
            let parent = nodes.first().map_or(ROOT, |&node| innermost[node]);
            let id = self.add(parent, side, Set::Limit { limit, node: None });
            for &node in nodes {
                innermost[node] = id;
            }
        }
        let mut leaves = Leaves { star: Vec::new(), parts: Vec::new(), class: Vec::new() };
        for node in 0..count {
            let set = if side == Side::Rows { Set::Row(node) } else { Set::Column(node) };
            let star = self.add(innermost[node], side, set);
            let mut here = std::mem::take(&mut inside[node]);
            let each = |limit: &&u32| limits[**limit as usize].each() == Some(side);
            here.extend(own.limits_of(node).iter().filter(each));
            leaves.star.push(star);
            leaves.parts.push(self.divide(own, others, limits, (node, star), here));
        }
        leaves
    }

    /// The limits inside the star of a node, the largest first; where edges end by class of the other end.
    fn divide(
        &mut self,
        own: &Classes,
        others: &Classes,
        limits: &[Limit],
        (node, star): (usize, u32),
        here: Vec<u32>,
    ) -> Vec<(u32, u32)> {
        let mut parts: Vec<(u32, u32)> = Vec::new();
        if here.is_empty() {
            return parts;
        }
        let seen = &own.seen[node];
        let has =
            |limit: u32, class: u32| others.limits[class as usize].binary_search(&limit).is_ok();
        let mut sized: Vec<(Reverse<u64>, u32)> = here
            .into_iter()
            .map(|limit| {
                let inside = seen.iter().filter(|&&(class, _)| has(limit, class));
                (Reverse(inside.map(|&(_, count)| count).sum()), limit)
            })
            .collect();
        sized.sort_unstable();
        parts.extend(seen.iter().map(|&(class, _)| (class, star)));
        for (_, limit) in sized {
            let parent = parts.iter().find(|&&(class, _)| has(limit, class));
            let parent = parent.map_or(star, |&(_, leaf)| leaf);
            let at = limit as usize;
            let of = (limits[at].per != Per::Whole).then_some(node);
            let id = self.add(parent, self.side[star as usize], Set::Limit { limit: at, node: of });
            for (class, leaf) in &mut parts {
                if has(limit, *class) {
                    *leaf = id;
                }
            }
        }
        parts
    }

    /// How many of these pairs, which need not be edges, are in the set of each node.
    pub(super) fn counts(&self, pairs: impl Iterator<Item = Assigned>) -> Vec<i64> {
        let mut counts = vec![0; self.parent.len()];
        for pair in pairs {
            counts[ROOT as usize] += 1;
            counts[self.rows.star[pair.row] as usize] += 1;
            counts[self.columns.star[pair.column] as usize] += 1;
            for limit in self.limits_at(pair.row, pair.column) {
                if let Some(&node) = self.of_limit.get(&limit) {
                    counts[node as usize] += 1;
                }
            }
        }
        counts
    }

    /// The limits a pair stands in, and the row or column it is counted for.
    fn limits_at(
        &self,
        row: usize,
        column: usize,
    ) -> impl Iterator<Item = (usize, Option<usize>)> + '_ {
        let of_row = &self.row_limits[self.rows.class[row] as usize];
        let of_column = &self.column_limits[self.columns.class[column] as usize];
        common(of_row, of_column).map(move |limit| {
            let limit = limit as usize;
            let node = self.each[limit].map(|side| match side {
                Side::Rows => row,
                Side::Columns => column,
            });
            (limit, node)
        })
    }
}
