//! Whether bounds can be kept: a circulation over the two trees that lives on while bounds are let go.
//!
//! It has no prices and all pairs. What is let go makes no unit wrong that flows already, so each question goes on from the
//! last one, and a trial is taken back change by change. Where nothing leaves the nodes reached, they are a cut whose lower
//! bounds exceed its upper ones (A. J. Hoffman 1960); as long as what is let go opens no way out of it, nobody has to search.
//!
//! Units go along shortest paths, all of a length at once: E. A. Dinic, *Algorithm for solution of a problem of maximum flow
//! in networks with power estimation*, Soviet Mathematics Doklady 11, 1970.

use std::ops::Range;

use super::trees::{ROOT, Trees};
use crate::problem::{Side, StopReason};
use crate::solve::meter::Meter;

/// What is said of a pair: it must not be, because of a forbid or of the floor; it has to be.
pub(super) const FORBIDDEN: u8 = 1;
pub(super) const BELOW: u8 = 2;
pub(super) const PINNED: u8 = 4;
/// A pair that is there.
const USED: u8 = 8;

/// A node that is not reached.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Pair {
    column: usize,
    /// A leaf of the tree of rows.
    tail: u32,
    /// A leaf of the tree of columns.
    head: u32,
    state: u8,
}

/// One step of a path.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The pair of this number, taken or given back.
    Pair(usize),
    /// So many units more in the set of a node.
    Set(u32, i64),
}

/// What has changed, so that it can be taken back.
enum Change {
    Step(Step),
    /// What the set of a node could carry before.
    Span(u32, (i64, i64)),
    /// What was said of a pair and is so no longer.
    State(usize, u8),
}

pub(super) struct Circulation<'a> {
    trees: &'a Trees,
    children: Vec<Vec<u32>>,
    /// What each set may carry, from and to.
    span: Vec<(i64, i64)>,
    units: Vec<i64>,
    excess: Vec<i64>,
    /// Row by row, within a row leaf by leaf.
    pairs: Vec<Pair>,
    of_row: Vec<Range<usize>>,
    /// By leaf: the pairs of a row's, those used of a column's.
    out: Vec<Range<usize>>,
    into: Vec<Vec<usize>>,
    changes: Vec<Change>,
    /// The cut that stopped the last search which found no way.
    reached: Vec<bool>,
}

impl<'a> Circulation<'a> {
    /// Without pairs. `span` has one for each node of the trees.
    pub(super) fn new(trees: &'a Trees, span: Vec<(i64, i64)>) -> Self {
        let count = trees.parent.len();
        let mut children = vec![Vec::new(); count];
        for (node, &parent) in (0_u32..).zip(&trees.parent).skip(1) {
            children[parent as usize].push(node);
        }
        let mut circulation = Self {
            trees,
            children,
            units: vec![0; count],
            excess: vec![0; count],
            pairs: Vec::new(),
            of_row: Vec::new(),
            out: vec![0..0; count],
            into: vec![Vec::new(); count],
            changes: Vec::new(),
            reached: vec![false; count],
            span,
        };
        for node in (0_u32..).take(count).skip(1) {
            let least = circulation.span[node as usize].0;
            circulation.take(Step::Set(node, least));
        }
        circulation
    }

    /// Adds the pairs of the next row: their columns, and what is said of them.
    pub(super) fn add_row(&mut self, pairs: impl Iterator<Item = (usize, u8)>) {
        let (rows, columns) = (&self.trees.rows, &self.trees.columns);
        let (row, first) = (self.of_row.len(), self.pairs.len());
        self.pairs.extend(pairs.map(|(column, state)| Pair {
            column,
            tail: rows.leaf(row, columns.class[column]),
            head: columns.leaf(column, rows.class[row]),
            state,
        }));
        self.pairs[first..].sort_by_key(|pair| pair.tail);
        self.of_row.push(first..self.pairs.len());
        let mut at = first;
        for of_leaf in self.pairs[first..].chunk_by(|one, next| one.tail == next.tail) {
            self.out[of_leaf[0].tail as usize] = at..at + of_leaf.len();
            at += of_leaf.len();
        }
        for number in first..self.pairs.len() {
            if self.pairs[number].state & PINNED != 0 {
                self.take(Step::Pair(number));
            }
        }
    }

    /// Where the edge of a set goes from and to.
    fn ends(&self, node: u32) -> (u32, u32) {
        let parent = self.trees.parent[node as usize];
        if self.trees.side[node as usize] == Side::Rows { (parent, node) } else { (node, parent) }
    }

    /// Lets the set of a node carry more than it could. Returns whether that is a way out of the cut.
    pub(super) fn widen(&mut self, node: u32, span: (i64, i64)) -> bool {
        let before = std::mem::replace(&mut self.span[node as usize], span);
        self.changes.push(Change::Span(node, before));
        let ((from, to), units) = (self.ends(node), self.units[node as usize]);
        self.leaves(from, to) && units < span.1 || self.leaves(to, from) && units > span.0
    }

    /// Takes back what is said of the pairs of a row, or of that with one column. Returns whether that is a way out of the cut.
    pub(super) fn free(&mut self, row: usize, only: Option<usize>, said: u8) -> bool {
        let mut opens = false;
        for number in self.of_row[row].clone() {
            let pair = &mut self.pairs[number];
            let gone = pair.state & said;
            if gone == 0 || only.is_some_and(|column| column != pair.column) {
                continue;
            }
            pair.state -= gone;
            let Pair { tail, head, state, .. } = *pair;
            self.changes.push(Change::State(number, gone));
            opens |= match state {
                0 => self.leaves(tail, head),
                USED => self.leaves(head, tail),
                _ => false,
            };
        }
        opens
    }

    fn leaves(&self, from: u32, to: u32) -> bool {
        self.reached[from as usize] && !self.reached[to as usize]
    }

    /// Makes what has changed last.
    pub(super) fn keep(&mut self) {
        self.changes.clear();
    }

    /// Takes back what has changed since the last that was kept.
    pub(super) fn undo(&mut self) {
        for change in std::mem::take(&mut self.changes).into_iter().rev() {
            match change {
                Change::Step(Step::Set(node, more)) => self.take(Step::Set(node, -more)),
                Change::Step(step @ Step::Pair(_)) => self.take(step),
                Change::Span(node, before) => self.span[node as usize] = before,
                Change::State(number, gone) => self.pairs[number].state |= gone,
            }
        }
    }

    fn take(&mut self, step: Step) {
        let (from, to, more) = match step {
            Step::Set(node, more) => {
                self.units[node as usize] += more;
                let (from, to) = self.ends(node);
                (from, to, more)
            }
            Step::Pair(number) => {
                let pair = &mut self.pairs[number];
                pair.state ^= USED;
                let Pair { tail, head, state, .. } = *pair;
                let into = &mut self.into[head as usize];
                if state & USED != 0 {
                    into.push(number);
                    (tail, head, 1)
                } else {
                    into.retain(|&other| other != number);
                    (tail, head, -1)
                }
            }
        };
        self.excess[from as usize] -= more;
        self.excess[to as usize] += more;
    }

    /// Whether all can be kept.
    pub(super) fn can_be(&mut self, meter: &mut Meter<'_>) -> Result<bool, StopReason> {
        while self.excess.iter().any(|&excess| excess > 0) {
            let (level, arrived) = self.levels(meter)?;
            if !arrived {
                self.reached = level.iter().map(|&level| level != NONE).collect();
                return Ok(false);
            }
            let mut at = vec![0; level.len()];
            for node in (0_u32..).take(level.len()) {
                while self.excess[node as usize] > 0 {
                    let Some(path) = self.path(node, &level, &mut at, meter)? else { break };
                    for step in path {
                        self.take(step);
                        self.changes.push(Change::Step(step));
                    }
                }
            }
        }
        Ok(true)
    }

    /// How many steps each node is away from where too much is, as far as where too little is, and whether that is reached.
    fn levels(&self, meter: &mut Meter<'_>) -> Result<(Vec<u32>, bool), StopReason> {
        let mut level = vec![NONE; self.excess.len()];
        let mut queue = Vec::new();
        for (node, _) in (0_u32..).zip(&self.excess).filter(|(_, excess)| **excess > 0) {
            level[node as usize] = 0;
            queue.push(node);
        }
        let (mut done, mut last) = (0, NONE);
        while let Some(&node) = queue.get(done) {
            done += 1;
            let next = level[node as usize] + 1;
            if next > last {
                break;
            }
            let mut looked = 0;
            while let Some((at, to, _)) = self.step(node, looked) {
                looked = at + 1;
                if level[to as usize] == NONE {
                    level[to as usize] = next;
                    queue.push(to);
                    if self.excess[to as usize] < 0 {
                        last = next;
                    }
                }
            }
            meter.spend(looked + 1)?;
        }
        Ok((level, last != NONE))
    }

    /// A path from level to level to where too little is. `at` is the next step of each node: those before lead nowhere.
    fn path(
        &self,
        from: u32,
        level: &[u32],
        at: &mut [usize],
        meter: &mut Meter<'_>,
    ) -> Result<Option<Vec<Step>>, StopReason> {
        let (mut nodes, mut steps) = (vec![from], Vec::new());
        while let Some(&node) = nodes.last() {
            let here = node as usize;
            if self.excess[here] < 0 {
                return Ok(Some(steps));
            }
            let before = at[here];
            if let Some((number, to, step)) = self.step(node, before) {
                meter.spend(number + 1 - before)?;
                if level[to as usize] == level[here] + 1 {
                    at[here] = number;
                    nodes.push(to);
                    steps.push(step);
                } else {
                    at[here] = number + 1;
                }
            } else {
                nodes.pop();
                steps.pop();
                if let Some(&node) = nodes.last() {
                    at[node as usize] += 1;
                }
            }
        }
        Ok(None)
    }

    /// The first step that a unit can take from a node, of those with this number or above: its number, where it leads, and
    /// the step.
    fn step(&self, node: u32, from: usize) -> Option<(usize, u32, Step)> {
        let here = node as usize;
        let Trees { parent, side, .. } = self.trees;
        if from == 0 && node != ROOT {
            let ((least, most), units) = (self.span[here], self.units[here]);
            let (can, more) =
                if side[here] == Side::Rows { (units > least, -1) } else { (units < most, 1) };
            if can {
                return Some((0, parent[here], Step::Set(node, more)));
            }
        }
        let children = &self.children[here];
        for (number, &child) in (1..).zip(children).skip(from.saturating_sub(1)) {
            let ((least, most), units) = (self.span[child as usize], self.units[child as usize]);
            let is_row = side[child as usize] == Side::Rows;
            let (can, more) = if is_row { (units < most, 1) } else { (units > least, -1) };
            if can {
                return Some((number, child, Step::Set(child, more)));
            }
        }
        let before = 1 + children.len();
        let skipped = from.saturating_sub(before);
        let out = self.out[here].clone();
        for (at, pair) in self.pairs[out.clone()].iter().enumerate().skip(skipped) {
            if pair.state == 0 {
                return Some((before + at, pair.head, Step::Pair(out.start + at)));
            }
        }
        for (at, &number) in self.into[here].iter().enumerate().skip(skipped) {
            let pair = &self.pairs[number];
            if pair.state == USED {
                return Some((before + at, pair.tail, Step::Pair(number)));
            }
        }
        None
    }
}
