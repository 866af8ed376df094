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
use super::column::Scratch;
use super::model::Model;
use super::state::State;
use crate::problem::StopReason;
use crate::solve::clock::Clock;

/// Steps of prices at the root and in other nodes.
const ROOT: Effort = Effort { steps: 600, patience: 10, share: 0.2 };
const NODE: Effort = Effort { steps: 40, patience: 4, share: 0.25 };

/// How often an answer is looked through for something better.
const PASSES: usize = 4;

/// How often a node is looked at again after pairs were decided.
const AGAIN: usize = 6;

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
    clock: &'a Clock<'a>,
    pub(super) incumbent: Option<Incumbent>,
    scratch: Scratch,
    /// Steps of dynamic programs done so far, and how many there may be.
    work: u64,
    most: u64,
    pub(super) nodes: u64,
}

/// What is left after prices and reduced costs.
enum Looked {
    Closed,
    Open(Found),
}

struct Node {
    states: Vec<State>,
    prices: Rc<Prices>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        model: &'a Model,
        program: &'a Program,
        mender: &'a Mender<'a>,
        clock: &'a Clock<'a>,
        most: u64,
    ) -> Self {
        let (incumbent, scratch) = (None, Scratch::default());
        let (work, nodes) = (0, 0);
        Self { model, program, mender, clock, incumbent, scratch, work, most, nodes }
    }

    /// What an answer has to reach to be better than the best, in parts.
    pub(super) fn least(&self) -> Option<i128> {
        let best = self.incumbent.as_ref()?;
        Some((best.worth + 1) * i128::from(self.model.packing.parts))
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
    pub(super) fn root(&mut self, states: &mut [State], start: Prices) -> Option<Found> {
        match self.look(states, start, ROOT, 100) {
            Looked::Closed => None,
            Looked::Open(found) => Some(found),
        }
    }

    /// Searches what is open below a root.
    pub(super) fn run(&mut self, states: Vec<State>, root: Found) -> End {
        let mut stack = Vec::new();
        self.branch(&mut stack, states, root);
        while let Some(mut node) = stack.pop() {
            if let Some(end) = self.stopped() {
                return end;
            }
            self.nodes += 1;
            let prices = Rc::unwrap_or_clone(node.prices);
            if let Looked::Open(found) = self.look(&mut node.states, prices, NODE, usize::MAX) {
                self.branch(&mut stack, node.states, found);
            }
        }
        End::Closed
    }

    /// Betters prices and decides pairs as long as that helps.
    fn look(
        &mut self,
        states: &mut [State],
        mut prices: Prices,
        effort: Effort,
        mend: usize,
    ) -> Looked {
        for again in 0..AGAIN {
            if !self.propagate(states) {
                return Looked::Closed;
            }
            let effort = if again == 0 { effort } else { NODE };
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
            let found = ascend(self.model, states, prices, least, effort, &mut scratch, &mut seen);
            self.scratch = scratch;
            self.work += steps as u64 * self.model.work;
            let Some(found) = found else { return Looked::Closed };
            offers.push(found.at.chosen.clone());
            for taken in offers {
                if self.stopped().is_none() {
                    self.mend(&taken);
                }
            }
            let Some(least) = self.least() else { return self.left(states, found) };
            if found.at.value < least {
                return Looked::Closed;
            }
            let decided = fix(self.model, states, &found.at, least, &mut self.scratch);
            self.work += 2 * self.model.work;
            if decided * 16 < states.iter().filter(|&&state| state == State::Open).count() {
                if !self.propagate(states) {
                    return Looked::Closed;
                }
                return self.left(states, found);
            }
            prices = found.prices;
            if again + 1 == AGAIN {
                if !self.propagate(states) {
                    return Looked::Closed;
                }
                return self.left(states, Found { prices, ..found });
            }
        }
        Looked::Closed
    }

    /// A node of which nothing is open is an answer, or none.
    fn left(&mut self, states: &[State], found: Found) -> Looked {
        if states.contains(&State::Open) {
            return Looked::Open(found);
        }
        self.offer(states.iter().map(|&state| state == State::In).collect());
        Looked::Closed
    }

    /// Makes an answer of what columns took.
    pub(super) fn mend(&mut self, taken: &[u32]) {
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
    fn propagate(&self, states: &mut [State]) -> bool {
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

    /// Two nodes more: without the pair the average is least sure of, and, to be looked at first, with it.
    fn branch(&self, stack: &mut Vec<Node>, states: Vec<State>, found: Found) {
        let unsure = |pair: usize| {
            let part = found.average[pair];
            part.min(1.0 - part)
        };
        let open = (0..states.len()).filter(|&pair| states[pair] == State::Open);
        let better = |one: usize, other: usize| {
            let (of_one, of_other) = (unsure(one), unsure(other));
            // The same on every machine: averages are sums of products in a fixed order.
            if of_other > of_one + 1e-9
                || of_other + 1e-9 >= of_one && self.model.weights[other] > self.model.weights[one]
            {
                other
            } else {
                one
            }
        };
        let Some(pair) = open.reduce(better) else { return };
        let prices = Rc::new(found.prices);
        let mut with = states.clone();
        with[pair] = State::In;
        let mut without = states;
        without[pair] = State::Closed;
        stack.push(Node { states: without, prices: Rc::clone(&prices) });
        stack.push(Node { states: with, prices });
    }
}
