//! A circulation of greatest profit over the two trees, by successive shortest paths on levels.
//!
//! Every edge of a tree carries the pairs of the set below it; its profit is concave (a first partner of a row, a soft
//! limit), and its bounds are those of the set. Prices of nodes are given first: flows are set to what is best at them, and
//! what that leaves too much at one node and too little at another goes along shortest paths. So any prices, those of the
//! problem without limits above all, are a start. Where no path is left, the nodes reached are a cut whose lower bounds
//! exceed its upper ones (A. J. Hoffman 1960).
//!
//! W. S. Jewell, *Optimal flow through networks*, 1958; J. Edmonds and R. M. Karp, *Theoretical improvements in algorithmic
//! efficiency for network flow problems*, Journal of the ACM 19, 1972. O(F·(e + n log n)) for F units that are in the wrong
//! place at the start.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::trees::ROOT;
use crate::problem::{Side, StopReason};
use crate::solve::meter::Meter;
use crate::solve::value::Levels;

/// Prices beyond this are refused: so far from overflow that no sum of a few can reach it.
const MOST: i128 = 1 << 118;

impl<const L: usize> Levels<L> {
    /// Whether all levels are far from overflow.
    pub(super) fn is_small(&self) -> bool {
        self.0.iter().all(|level| level.abs() < MOST)
    }
}

/// What a set may carry: from `low` to `high`; each of the first `first` units is worth `early`, each beyond `last` is worth
/// `late`, which is no more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<const L: usize> {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) early: Levels<L>,
    pub(super) late: Levels<L>,
}

impl<const L: usize> Span<L> {
    /// Any number between the two, worth nothing.
    pub(super) fn between(low: i64, high: i64) -> Self {
        Self { low, high, first: 0, last: high, early: Levels::ZERO, late: Levels::ZERO }
    }

    /// What the unit after so many is worth.
    #[inline]
    fn marginal(&self, units: i64) -> Levels<L> {
        if units < self.first {
            self.early
        } else if units < self.last {
            Levels::ZERO
        } else {
            self.late
        }
    }

    /// The number nearest to this one that is best at a price.
    fn best(&self, price: Levels<L>, units: i64) -> i64 {
        let worth = |from: i64| price + self.marginal(from);
        // The breaks of a concave function: it rises up to the first, stays, and falls after the last.
        let mut breaks = [self.low, self.first, self.last, self.high];
        for at in &mut breaks {
            *at = (*at).clamp(self.low, self.high);
        }
        let (mut least, mut most) = (self.low, self.low);
        for two in breaks.windows(2) {
            let (from, to) = (two[0], two[1]);
            if from >= to {
                continue;
            }
            let worth = worth(from);
            match worth.cmp(&Levels::ZERO) {
                Ordering::Greater => (least, most) = (to, to),
                Ordering::Equal => most = to,
                Ordering::Less => break,
            }
        }
        units.clamp(least, most)
    }
}

/// A pair that is open to choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// A leaf of the tree of rows.
    pub(super) tail: u32,
    /// A leaf of the tree of columns.
    pub(super) head: u32,
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) weight: i64,
    pub(super) used: bool,
}

/// What a pair is worth: `base`, and its weight at one of the levels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth<const L: usize> {
    pub(super) base: Levels<L>,
    pub(super) total: Option<usize>,
}

impl<const L: usize> Worth<L> {
    #[inline]
    pub(super) fn of(&self, weight: i64) -> Levels<L> {
        let mut worth = self.base;
        if let Some(total) = self.total {
            worth.0[total] += i128::from(weight);
        }
        worth
    }
}

/// Why a flow came to an end.
#[derive(Debug)]
pub(super) enum Halt {
    Stopped(StopReason),
    /// Nothing leaves these nodes, and something has to.
    Stuck(Vec<bool>),
    /// Numbers are too large.
    TooLarge,
}

impl From<StopReason> for Halt {
    fn from(reason: StopReason) -> Self {
        Self::Stopped(reason)
    }
}

/// One step of a path.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The arc of this number, taken or given back.
    Arc(u32),
    /// One unit more in the set of a node.
    More(u32),
    /// One unit less.
    Less(u32),
}

pub(super) struct Network<const L: usize> {
    pub(super) parent: Vec<u32>,
    side: Vec<Side>,
    pub(super) span: Vec<Span<L>>,
    pub(super) units: Vec<i64>,
    pub(super) price: Vec<Levels<L>>,
    pub(super) arcs: Vec<Arc>,
    pub(super) worth: Worth<L>,
    children: Vec<Vec<u32>>,
    /// By leaf: arcs out of a row, used arcs into a column.
    out: Vec<Vec<u32>>,
    into: Vec<Vec<u32>>,
    excess: Vec<i64>,
    /// Augmentations so far.
    pub(super) searches: u64,
}

impl<const L: usize> Network<L> {
    /// Without arcs and with nothing in any set; prices are given.
    pub(super) fn new(
        parent: &[u32],
        side: &[Side],
        span: Vec<Span<L>>,
        price: Vec<Levels<L>>,
        worth: Worth<L>,
    ) -> Self {
        let count = parent.len();
        let mut children = vec![Vec::new(); count];
        for (node, &parent) in (0_u32..).zip(parent).skip(1) {
            children[parent as usize].push(node);
        }
        Self {
            parent: parent.to_vec(),
            side: side.to_vec(),
            span,
            units: vec![0; count],
            price,
            arcs: Vec::new(),
            worth,
            children,
            out: vec![Vec::new(); count],
            into: vec![Vec::new(); count],
            excess: vec![0; count],
            searches: 0,
        }
    }

    /// What a pair between two leaves is worth beyond its prices.
    #[inline]
    pub(super) fn gain(&self, tail: u32, head: u32, weight: i64) -> Levels<L> {
        self.worth.of(weight) + self.price[tail as usize] - self.price[head as usize]
    }

    /// The price of the set of a node.
    pub(super) fn price_of_set(&self, node: usize) -> Levels<L> {
        let (own, parent) = (self.price[node], self.price[self.parent[node] as usize]);
        if self.side[node] == Side::Rows { parent - own } else { own - parent }
    }

    /// One unit more in the set of a node, or one less.
    fn carry(&mut self, node: u32, more: i64) {
        self.units[node as usize] += more;
        let parent = self.parent[node as usize];
        let (from, to) =
            if self.side[node as usize] == Side::Rows { (parent, node) } else { (node, parent) };
        self.excess[from as usize] -= more;
        self.excess[to as usize] += more;
    }

    /// Adds a pair; it is used where it is worth more than its prices, or where it is said to be and is worth as much.
    pub(super) fn add(&mut self, mut arc: Arc) {
        let number = u32::try_from(self.arcs.len()).unwrap_or(u32::MAX);
        let gain = self.gain(arc.tail, arc.head, arc.weight);
        let used = gain > Levels::ZERO || arc.used && gain == Levels::ZERO;
        arc.used = false;
        self.out[arc.tail as usize].push(number);
        self.arcs.push(arc);
        if used {
            self.turn(number);
        }
    }

    /// Takes this much more for a row's leaf; used pairs that are no longer worth it are given back.
    pub(super) fn dearer(&mut self, tail: u32, by: Levels<L>) {
        self.price[tail as usize] = self.price[tail as usize] - by;
        for at in 0..self.out[tail as usize].len() {
            let number = self.out[tail as usize][at];
            let arc = self.arcs[number as usize];
            if arc.used && self.gain(arc.tail, arc.head, arc.weight) < Levels::ZERO {
                self.turn(number);
            }
        }
    }

    /// Uses an arc, or gives it back.
    fn turn(&mut self, number: u32) {
        let arc = &mut self.arcs[number as usize];
        arc.used = !arc.used;
        let (tail, head) = (arc.tail as usize, arc.head as usize);
        let into = &mut self.into[head];
        let more = if arc.used {
            into.push(number);
            1
        } else {
            if let Some(at) = into.iter().position(|&other| other == number) {
                into.swap_remove(at);
            }
            -1
        };
        self.excess[tail] -= more;
        self.excess[head] += more;
    }

    /// Sets what sets carry to what follows from the arcs that are used.
    pub(super) fn carry_up(&mut self) {
        let mut units = vec![0; self.parent.len()];
        for arc in self.arcs.iter().filter(|arc| arc.used) {
            units[arc.tail as usize] += 1;
            units[arc.head as usize] += 1;
        }
        for node in (1..units.len()).rev() {
            let (count, parent) = (units[node], self.parent[node] as usize);
            if parent != ROOT as usize {
                units[parent] += count;
            }
            let more = count - self.units[node];
            self.carry(u32::try_from(node).unwrap_or(u32::MAX), more);
        }
    }

    /// Sets what every set carries to what is best at its price.
    pub(super) fn settle(&mut self) {
        for node in 1..self.parent.len() {
            let best = self.span[node].best(self.price_of_set(node), self.units[node]);
            let more = best - self.units[node];
            if more != 0 {
                self.carry(u32::try_from(node).unwrap_or(u32::MAX), more);
            }
        }
    }

    /// Sends all that is in the wrong place along shortest paths.
    pub(super) fn run(&mut self, meter: &mut Meter<'_>) -> Result<(), Halt> {
        let mut search = Search::new(self.parent.len());
        while self.excess.iter().any(|&excess| excess > 0) {
            self.shortest(&mut search, meter)?;
            self.push_all(&mut search, meter)?;
        }
        Ok(())
    }

    /// Calls back for each step a unit can take from a node, with what it costs at the prices: 0 or above.
    #[inline]
    fn for_each_step(&self, node: u32, mut each: impl FnMut(u32, Levels<L>, Step)) -> usize {
        let at = node as usize;
        let here = self.price[at];
        let cost = |to: u32, worth: Levels<L>| self.price[to as usize] - here - worth;
        let mut looked = self.children[at].len() + 1;
        if node != ROOT {
            let (span, units, parent) = (&self.span[at], self.units[at], self.parent[at]);
            if self.side[at] == Side::Rows {
                if units > span.low {
                    each(parent, cost(parent, -span.marginal(units - 1)), Step::Less(node));
                }
            } else if units < span.high {
                each(parent, cost(parent, span.marginal(units)), Step::More(node));
            }
        }
        for &child in &self.children[at] {
            let (span, units) = (&self.span[child as usize], self.units[child as usize]);
            if self.side[child as usize] == Side::Rows {
                if units < span.high {
                    each(child, cost(child, span.marginal(units)), Step::More(child));
                }
            } else if units > span.low {
                each(child, cost(child, -span.marginal(units - 1)), Step::Less(child));
            }
        }
        looked += self.out[at].len() + self.into[at].len();
        for &number in &self.out[at] {
            let arc = &self.arcs[number as usize];
            if !arc.used {
                each(arc.head, cost(arc.head, self.worth.of(arc.weight)), Step::Arc(number));
            }
        }
        for &number in &self.into[at] {
            let arc = &self.arcs[number as usize];
            each(arc.tail, cost(arc.tail, -self.worth.of(arc.weight)), Step::Arc(number));
        }
        looked
    }

    /// Prices at which some path from where too much is to where too little is costs nothing.
    fn shortest(&mut self, search: &mut Search<L>, meter: &mut Meter<'_>) -> Result<(), Halt> {
        search.start();
        for (node, _) in (0_u32..).zip(&self.excess).filter(|(_, excess)| **excess > 0) {
            search.reach(node, Levels::ZERO);
        }
        let mut settled = Vec::new();
        while let Some((distance, node)) = search.next() {
            if self.excess[node as usize] < 0 {
                for node in settled {
                    let nearer = distance - search.distance[node as usize];
                    let price = self.price[node as usize] + nearer;
                    if !price.is_small() {
                        return Err(Halt::TooLarge);
                    }
                    self.price[node as usize] = price;
                }
                return Ok(());
            }
            settled.push(node);
            let looked = self.for_each_step(node, |to, cost, _| search.reach(to, distance + cost));
            meter.spend(looked)?;
        }
        let mut reached = vec![false; self.parent.len()];
        for node in settled {
            reached[node as usize] = true;
        }
        Err(Halt::Stuck(reached))
    }

    /// Sends what it can along paths that cost nothing.
    fn push_all(
        &mut self,
        search: &mut Search<L>,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        search.start();
        for node in 0..self.excess.len() {
            while self.excess[node] > 0 {
                let from = u32::try_from(node).unwrap_or(u32::MAX);
                let Some(path) = self.free_path(from, search, meter)? else { break };
                self.searches += 1;
                for step in path {
                    match step {
                        Step::Arc(number) => self.turn(number),
                        Step::More(node) => self.carry(node, 1),
                        Step::Less(node) => self.carry(node, -1),
                    }
                }
            }
        }
        Ok(())
    }

    /// A path that costs nothing to a node with too little. Nodes from which there was none are not looked at again.
    fn free_path(
        &self,
        from: u32,
        search: &mut Search<L>,
        meter: &mut Meter<'_>,
    ) -> Result<Option<Vec<Step>>, StopReason> {
        if !search.visit(from) {
            return Ok(None);
        }
        let mut open: Vec<(u32, Step)> = Vec::new();
        // Where the steps of each node of the path begin, the node, and the step to it.
        let mut path: Vec<(usize, u32, Option<Step>)> = vec![(0, from, None)];
        meter.spend(self.free_steps(from, &mut open))?;
        while let Some(&(first, ..)) = path.last() {
            if open.len() == first {
                path.pop();
                continue;
            }
            let Some((to, step)) = open.pop() else { break };
            if !search.visit(to) {
                continue;
            }
            path.push((open.len(), to, Some(step)));
            if self.excess[to as usize] < 0 {
                for &(_, node, _) in &path {
                    search.forget(node);
                }
                return Ok(Some(path.into_iter().filter_map(|(_, _, step)| step).collect()));
            }
            meter.spend(self.free_steps(to, &mut open))?;
        }
        Ok(None)
    }

    fn free_steps(&self, node: u32, open: &mut Vec<(u32, Step)>) -> usize {
        self.for_each_step(node, |to, cost, step| {
            if cost == Levels::ZERO {
                open.push((to, step));
            }
        })
    }
}

/// What a search for paths remembers.
struct Search<const L: usize> {
    round: u32,
    /// The round in which a node was reached, and settled.
    reached: Vec<u32>,
    done: Vec<u32>,
    distance: Vec<Levels<L>>,
    heap: BinaryHeap<Reverse<(Levels<L>, u32)>>,
}

impl<const L: usize> Search<L> {
    fn new(count: usize) -> Self {
        Self {
            round: 0,
            reached: vec![0; count],
            done: vec![0; count],
            distance: vec![Levels::ZERO; count],
            heap: BinaryHeap::new(),
        }
    }

    fn start(&mut self) {
        if self.round == u32::MAX {
            self.reached.fill(0);
            self.done.fill(0);
            self.round = 0;
        }
        self.round += 1;
        self.heap.clear();
    }

    #[inline]
    fn reach(&mut self, node: u32, distance: Levels<L>) {
        let at = node as usize;
        if self.reached[at] != self.round || distance < self.distance[at] {
            self.reached[at] = self.round;
            self.distance[at] = distance;
            self.heap.push(Reverse((distance, node)));
        }
    }

    /// The nearest node that is not settled.
    fn next(&mut self) -> Option<(Levels<L>, u32)> {
        while let Some(Reverse((distance, node))) = self.heap.pop() {
            if self.done[node as usize] != self.round {
                self.done[node as usize] = self.round;
                return Some((distance, node));
            }
        }
        None
    }

    /// Whether a node was not visited before.
    fn visit(&mut self, node: u32) -> bool {
        std::mem::replace(&mut self.done[node as usize], self.round) != self.round
    }

    fn forget(&mut self, node: u32) {
        self.done[node as usize] = 0;
    }
}
