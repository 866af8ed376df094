//! Branch and bound over the bound by columns, exact in integers.
//!
//! In each node prices are bettered by a few steps, pairs are decided by their reduced costs, and what follows from that by
//! the bounds of rows; then one pair is taken, or not. For generalised assignment this is the method of M. L. Fisher,
//! R. Jaikumar and L. N. Van Wassenhove, *A multiplier adjustment method for the generalized assignment problem*, Management Science
//! 32, 1986, with the fixing of M. Posta, J. A. Ferland and P. Michelon, *An exact method with variable fixing for solving the
//! generalized assignment problem*, Computational Optimization and Applications 52, 2012.

use std::rc::Rc;

use super::super::program::Program;
use super::super::repair::Mender;
use super::ascent::{Effort, Found, ascend};
use super::bound::{At, Prices, fix};
use super::classes::Classes;
use super::column::{Column, Scratch};
use super::model::Model;
use super::state::{Space, State, Value};
#[cfg(test)]
use super::watch;
use crate::problem::StopReason;
use crate::solve::clock::Clock;

/// Steps of prices at the root and in other nodes.
const ROOT: Effort =
    Effort { steps: 600, patience: 10, share: 0.2, fade: 0.7, reach: f64::INFINITY };
const NODE: Effort =
    Effort { steps: 40, patience: 4, share: 0.25, fade: 0.7, reach: f64::INFINITY };
/// In other nodes where there are lines across columns.
const ACROSS: Effort =
    Effort { steps: 60, patience: 6, share: 0.1, fade: 0.8, reach: f64::INFINITY };

/// How often an answer is looked through for something better.
const PASSES: usize = 4;

/// Of so many nodes one has its average rounded.
const EACH: u64 = 16;

/// How often a node is looked at again after pairs were decided.
const AGAIN: usize = 6;

/// Bytes of nodes that wait. With more, the newest is always the next, so that they hardly get more.
#[cfg(not(test))]
const MOST_BYTES: usize = 256 << 20;
#[cfg(test)]
const MOST_BYTES: usize = 1 << 12;

/// How far from a whole number a count is that is not sure.
const UNSURE: f64 = 0.05;

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Every branch is closed.
    Closed,
    /// It has done the work it was given.
    Work,
    Stopped(StopReason),
}

/// The best answer, and what it is worth: packed levels, in whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Incumbent {
    pub(super) chosen: Vec<bool>,
    pub(super) worth: i128,
}

pub(super) struct Search<'a> {
    pub(super) model: &'a Model,
    pub(super) program: &'a Program,
    mender: &'a Mender<'a>,
    pub(super) clock: &'a Clock<'a>,
    pub(super) incumbent: Option<Incumbent>,
    /// Answers worth less than this, in parts, are not looked for.
    floor: Option<i128>,
    scratch: Scratch,
    /// Steps of dynamic programs done so far, and how many there may be.
    pub(super) work: u64,
    most: u64,
    pub(super) nodes: u64,
}

/// What is left after prices and reduced costs.
enum Looked {
    Closed,
    Open(Found),
}

struct Node {
    space: Space,
    /// Prices, and how often pairs were taken, where the node comes from.
    from: Rc<(Prices, Vec<f64>)>,
    /// No answer below it is worth more.
    bound: i128,
}

/// The node to look at next: the newest, down to where a branch ends; then the one of the highest bound, of several the newest,
/// which undoes what the bound fell by, as long as at most so many wait. So a bad choice at the top does not hold a search for
/// good answers.
fn next(stack: &mut Vec<Node>, closed: bool, most: usize) -> Option<Node> {
    if closed && stack.len() <= most {
        let best = (0..stack.len()).max_by_key(|&at| stack[at].bound)?;
        return Some(stack.remove(best));
    }
    stack.pop()
}

impl<'a> Search<'a> {
    pub(super) fn new(
        model: &'a Model,
        program: &'a Program,
        mender: &'a Mender<'a>,
        clock: &'a Clock<'a>,
        most: u64,
    ) -> Self {
        let (incumbent, floor, scratch) = (None, None, Scratch::default());
        let (work, nodes) = (0, 0);
        Self { model, program, mender, clock, incumbent, floor, scratch, work, most, nodes }
    }

    /// Looks for answers worth this much, in parts.
    pub(super) fn from(mut self, floor: Option<i128>) -> Self {
        self.floor = floor;
        self
    }

    /// What an answer has to reach to be better than the best, and to be looked for, in parts.
    pub(super) fn least(&self) -> Option<i128> {
        let better = self.incumbent.as_ref().map(|best| best.worth + 1);
        better.map(|worth| worth * i128::from(self.model.packing.parts)).max(self.floor)
    }

    /// Takes an answer if it keeps everything and is better.
    pub(super) fn offer(&mut self, chosen: Vec<bool>) -> bool {
        let weights = self.model.weights.iter().zip(&chosen).filter(|(_, chosen)| **chosen);
        let sum: i128 = weights.map(|(&weight, _)| i128::from(weight)).sum();
        let worth = sum.div_euclid(self.model.packing.parts.into());
        let better = self.incumbent.as_ref().is_none_or(|best| worth > best.worth);
        let taken = better && self.program.keeps(&chosen);
        if taken {
            self.incumbent = Some(Incumbent { chosen, worth });
        }
        taken
    }

    fn stopped(&self) -> Option<End> {
        let work = || (self.work > self.most).then_some(End::Work);
        self.clock.stop().map(End::Stopped).or_else(work)
    }

    /// The root: prices, answers, and pairs decided by reduced costs.
    pub(super) fn root(&mut self, space: &mut Space, start: Prices) -> Option<Found> {
        match self.look(space, (start, Vec::new()), ROOT, 100) {
            Looked::Closed => None,
            Looked::Open(found) => Some(found),
        }
    }

    /// Searches what is open below a root.
    pub(super) fn run(&mut self, space: Space, root: Found) -> End {
        let mut stack = Vec::new();
        let prices = root.prices.rows.len() + root.prices.globals.len() + root.average.len();
        let bytes = space.pairs.len() + space.counts.len() + prices * size_of::<Value>();
        let most = MOST_BYTES / bytes.max(1);
        self.branch(&mut stack, space, root);
        let mut closed = false;
        while let Some(mut node) = next(&mut stack, closed, most) {
            if let Some(end) = self.stopped() {
                return end;
            }
            self.nodes += 1;
            let from = Rc::unwrap_or_clone(node.from);
            if let Looked::Open(found) = self.look(&mut node.space, from, self.effort(), usize::MAX)
            {
                closed = false;
                self.branch(&mut stack, node.space, found);
            } else {
                closed = self.across();
            }
        }
        End::Closed
    }

    /// Whether there are lines across columns. Without any, branches close soon, and nothing is gained by looking elsewhere
    /// first, by rounding, or by an average that is older than the node.
    fn across(&self) -> bool {
        !self.model.globals.is_empty()
    }

    fn effort(&self) -> Effort {
        if self.across() { ACROSS } else { NODE }
    }

    /// Betters prices and decides pairs as long as that helps.
    fn look(
        &mut self,
        space: &mut Space,
        mut from: (Prices, Vec<f64>),
        effort: Effort,
        mend: usize,
    ) -> Looked {
        for again in 0..AGAIN {
            if !self.propagate(space) {
                return Looked::Closed;
            }
            let effort = if again == 0 { effort } else { self.effort() };
            if !self.across() {
                from.1.clear();
            }
            let (mut steps, mut offers) = (0, Vec::new());
            let mut scratch = std::mem::take(&mut self.scratch);
            let least = self.least();
            let clock = self.clock;
            let mut seen = |at: &At| {
                if steps % mend == mend / 2 {
                    offers.push(at.chosen.clone());
                }
                steps += 1;
                clock.stop().is_none()
            };
            let found = ascend(self.model, space, from, least, effort, &mut scratch, &mut seen);
            self.scratch = scratch;
            self.work += steps as u64 * self.model.work;
            let Some(found) = found else {
                #[cfg(test)]
                watch::kept(self, "no choice", space, &[], None);
                return Looked::Closed;
            };
            #[cfg(test)]
            watch::kept(self, "prices", space, &[space], Some(found.at.value));
            offers.push(found.at.chosen.clone());
            if self.across() && self.nodes.is_multiple_of(EACH) && again == 0 {
                self.round(space, &found);
            }
            for taken in offers {
                if self.stopped().is_none() {
                    self.mend(&taken);
                }
            }
            let Some(least) = self.least() else { return self.left(space, found) };
            if found.at.value < least {
                #[cfg(test)]
                watch::kept(self, "bound", space, &[], None);
                return Looked::Closed;
            }
            #[cfg(test)]
            let before = space.clone();
            let decided = fix(self.model, space, &found.at, least, &mut self.scratch);
            #[cfg(test)]
            watch::kept(self, "fix", &before, &[space], None);
            self.work += 2 * self.model.work;
            if decided * 16 < space.pairs.iter().filter(|&&state| state == State::Open).count() {
                if !self.propagate(space) {
                    return Looked::Closed;
                }
                return self.left(space, found);
            }
            if again + 1 == AGAIN {
                if !self.propagate(space) {
                    return Looked::Closed;
                }
                return self.left(space, found);
            }
            from = (found.prices, found.average);
        }
        Looked::Closed
    }

    /// A node of which nothing is open is an answer, or none.
    fn left(&mut self, space: &Space, found: Found) -> Looked {
        if space.pairs.contains(&State::Open) {
            return Looked::Open(found);
        }
        self.offer(space.pairs.iter().map(|&state| state == State::In).collect());
        #[cfg(test)]
        watch::kept(self, "left", space, &[], None);
        Looked::Closed
    }

    /// Makes an answer of what columns took.
    pub(super) fn mend(&mut self, taken: &[u32]) {
        #[cfg(test)]
        if watch::is_quiet() {
            return;
        }
        let mut chosen = vec![false; self.model.weights.len()];
        for &pair in taken {
            chosen[pair as usize] = true;
        }
        if let Some(mended) = self.mender.mended(chosen) {
            let polished = self.mender.polished(mended, PASSES);
            self.offer(polished);
        }
    }

    /// What follows from the bounds of rows and from lines; `false` where they cannot be kept.
    fn propagate(&self, space: &mut Space) -> bool {
        #[cfg(test)]
        let before = space.clone();
        let kept = self.follow(&mut space.pairs);
        #[cfg(test)]
        watch::kept(self, "propagate", &before, &[&*space][..usize::from(kept)], None);
        kept
    }

    fn follow(&self, states: &mut [State]) -> bool {
        for row in &self.model.rows {
            let (mut taken, mut open) = (0, 0);
            for &pair in &row.pairs {
                match states[pair as usize] {
                    State::In => taken += 1,
                    State::Open => open += 1,
                    State::Closed => {}
                }
            }
            if taken > row.most || taken + open < row.least {
                return false;
            }
            let all = if open > 0 && taken == row.most {
                State::Closed
            } else if open > 0 && taken + open == row.least {
                State::In
            } else {
                continue;
            };
            for &pair in &row.pairs {
                if states[pair as usize] == State::Open {
                    states[pair as usize] = all;
                }
            }
        }
        self.model.globals.iter().all(|line| {
            let least: i64 = line
                .terms
                .iter()
                .map(|&(pair, coefficient)| match states[pair as usize] {
                    State::In => coefficient,
                    State::Open => coefficient.min(0),
                    State::Closed => 0,
                })
                .sum();
            least <= line.most
        })
    }

    /// Two nodes more. Where columns waver between counts, these are decided first: with counts that are whole the rest is
    /// nearly a flow. Else a pair is taken, or not.
    fn branch(&self, stack: &mut Vec<Node>, space: Space, found: Found) {
        #[cfg(test)]
        let (before, waiting) = (space.clone(), stack.len());
        if let Some((column, class, count, more)) = self.unsure_count(&space, &found.average) {
            let (bound, from) = (found.at.value, Rc::new((found.prices, found.average)));
            let mut other = space.clone();
            column.close(class, count, more, &mut other);
            let mut first = space;
            column.close(class, count, !more, &mut first);
            stack.push(Node { space: other, from: Rc::clone(&from), bound });
            stack.push(Node { space: first, from, bound });
        } else {
            self.branch_on_pair(stack, space, found);
        }
        #[cfg(test)]
        {
            let after: Vec<&Space> = stack[waiting..].iter().map(|node| &node.space).collect();
            watch::kept(self, "branch", &before, &after, None);
        }
    }

    /// The class of a column whose count is least sure, and whether it is rather more than the whole number below.
    fn unsure_count(&self, space: &Space, average: &[f64]) -> Option<(&Classes, usize, u16, bool)> {
        let mut most: Option<(f64, &Classes, usize, u16)> = None;
        for column in &self.model.columns {
            let Column::Classes(column) = column else { continue };
            let Some((by, class, count)) = column.unsure(average, space) else { continue };
            // The same on every machine: averages are sums of products in a fixed order.
            if by >= most.map_or(UNSURE, |(most, ..)| most + 1e-9) {
                most = Some((by, column, class, count));
            }
        }
        let (_, column, class, count) = most?;
        let more = column.sum(class, average) - f64::from(count) > 0.5;
        Some((column, class, count, more))
    }

    /// Without the pair the average is least sure of, and, to be looked at first, with it.
    fn branch_on_pair(&self, stack: &mut Vec<Node>, space: Space, found: Found) {
        let unsure = |pair: usize| {
            let part = found.average[pair];
            part.min(1.0 - part)
        };
        let open = (0..space.pairs.len()).filter(|&pair| space.pairs[pair] == State::Open);
        let better = |one: usize, other: usize| {
            let (of_one, of_other) = (unsure(one), unsure(other));
            if of_other > of_one + 1e-9
                || of_other + 1e-9 >= of_one && self.model.weights[other] > self.model.weights[one]
            {
                other
            } else {
                one
            }
        };
        let Some(pair) = open.reduce(better) else { return };
        let (bound, from) = (found.at.value, Rc::new((found.prices, found.average)));
        let mut with = space.clone();
        with.pairs[pair] = State::In;
        let mut without = space;
        without.pairs[pair] = State::Closed;
        stack.push(Node { space: without, from: Rc::clone(&from), bound });
        stack.push(Node { space: with, from, bound });
    }
}
