//! Shortest augmenting paths with duals, for demands and capacities of any size.
//!
//! The units of the *near* side are settled one after the other. Throughout, with `u` and `v` the prices of near and
//! far nodes, `w` the value of an edge and `g(k)` what a node's `k`-th partner adds beyond its edge:
//!
//! - an unused edge has `u + v ≥ w`, a used one `u + v ≤ w`;
//! - a node with `k` partners that could have more has price ≤ `−g(k + 1)`, one that has any has price ≥ `−g(k)`.
//!
//! These are the conditions of complementary slackness for the units settled so far, so the pairs are optimal for them;
//! a shortest path in reduced costs keeps the conditions while it settles one more (Edmonds and Karp 1972; Tomizawa
//! 1971). A path ends at a far node with a seat left, or at a near node that gives a unit up, which may be the one the
//! path began at. Before that, cheap bids settle most units, as in the augmenting row reduction of Jonker and
//! Volgenant (1987).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::meter::Meter;
use super::nodes::{Reach, Side, small};
use super::table::Table;
use super::value::Coding;
use crate::problem::{StopReason, Weight};

/// Bids a near node may cost on average; a bound, because prices of scarce nodes could rise in small steps for ever.
pub(super) const BIDS_PER_NODE: usize = 4;

/// Where a path ends.
#[derive(Clone, Copy)]
enum End {
    /// A far node with a seat left.
    Far(usize),
    /// A near node that gives up a unit.
    Near(usize),
}

/// Why the engine came to an end before its time.
pub(super) enum Halt {
    /// A limit was reached; the pairs are optimal for the units settled so far.
    Stopped(StopReason),
    /// These near nodes, reached by a search that found no end, cannot all be filled.
    Unfillable(Vec<usize>),
}

impl From<StopReason> for Halt {
    fn from(reason: StopReason) -> Self {
        Self::Stopped(reason)
    }
}

pub(super) struct Engine<'a, C: Coding> {
    table: &'a Table,
    coding: &'a C,
    pub(super) near: Side<C::Value>,
    pub(super) far: Side<C::Value>,
    /// No price of a far node is lower: they only rise.
    lowest: C::Value,
    /// Whether every unit of the near side has to be settled on a partner.
    fill: bool,
    /// Units of each near node that have been offered so far; its partners are at most as many.
    offered: Vec<u32>,
    to_far: Reach<C::Value>,
    to_near: Reach<C::Value>,
    search: u32,
    /// The scan in which a far node was last marked as a mate of the near node at hand.
    mate_of: Vec<u64>,
    scans: u64,
    heap: BinaryHeap<Reverse<(C::Value, u32)>>,
    /// Far nodes that are no further than where the search is.
    level: Vec<u32>,
    pub(super) searches: u64,
}

impl<'a, C: Coding> Engine<'a, C> {
    pub(super) fn new(
        table: &'a Table,
        coding: &'a C,
        near: Side<C::Value>,
        mut far: Side<C::Value>,
        fill: bool,
    ) -> Self {
        let zero = C::Value::default();
        for node in 0..far.limit.len() {
            far.price[node] = zero - far.opening(node);
        }
        let offered = vec![0; near.limit.len()];
        Self::with(table, coding, near, far, fill, offered)
    }

    /// An engine that goes on from prices and pairs for which the conditions hold but at near nodes that are about to be
    /// [reopened](Self::reopen). No node has to be filled.
    pub(super) fn going_on(
        table: &'a Table,
        coding: &'a C,
        near: Side<C::Value>,
        far: Side<C::Value>,
    ) -> Self {
        let offered = near.limit.clone();
        Self::with(table, coding, near, far, false, offered)
    }

    fn with(
        table: &'a Table,
        coding: &'a C,
        near: Side<C::Value>,
        far: Side<C::Value>,
        fill: bool,
        offered: Vec<u32>,
    ) -> Self {
        let (nodes, others) = (near.limit.len(), far.limit.len());
        let lowest = far.price.iter().copied().min().unwrap_or_default();
        Self {
            table,
            coding,
            near,
            far,
            lowest,
            fill,
            offered,
            to_far: Reach::new(others),
            to_near: Reach::new(nodes),
            search: 0,
            mate_of: vec![0; others],
            scans: 0,
            heap: BinaryHeap::new(),
            level: Vec::new(),
            searches: 0,
        }
    }

    /// Bytes of the buffers for this many nodes.
    pub(super) fn bytes(near: usize, far: usize) -> usize {
        let value = size_of::<C::Value>();
        // Price, two worths and distance; limit, stamp and touched; where from; one list of mates with one entry.
        (near + far)
            * (3 * value + 3 * size_of::<u32>() + 16 + size_of::<Vec<(u32, Weight)>>() + 16)
    }

    /// Settles every unit of the near side.
    pub(super) fn run(&mut self, meter: &mut Meter<'_>) -> Result<(), Halt> {
        let nodes = self.near.limit.len();
        let mut bids = BIDS_PER_NODE * nodes;
        for node in 0..nodes {
            let mut bidder = Some(node);
            while let Some(next) = bidder.filter(|&node| self.near.limit[node] > 0 && bids > 0) {
                bids -= 1;
                bidder = self.bid(next, meter)?;
            }
        }
        meter.settled = self.offered.iter().map(|&units| u64::from(units)).sum();
        for node in 0..nodes {
            while self.offered[node] < self.near.limit[node] {
                if !self.offer(node, meter)? {
                    break;
                }
                meter.settled += 1;
            }
        }
        Ok(())
    }

    /// Takes these near nodes for not settled beyond the partners they have.
    pub(super) fn reopen(&mut self, nodes: &[usize]) {
        for &node in nodes {
            self.offered[node] = small(self.near.mates[node].len());
        }
    }

    /// Offers what is left of these near nodes.
    pub(super) fn settle(&mut self, nodes: &[usize], meter: &mut Meter<'_>) -> Result<(), Halt> {
        for &node in nodes {
            while self.offered[node] < self.near.limit[node] && self.offer(node, meter)? {}
        }
        Ok(())
    }

    /// The price at which a near node without partners is content with what there is: the best edge, or none. `None`
    /// for a node that must be filled and has no edge. Also says how many edges were looked at.
    fn best_price(&self, node: usize) -> (Option<C::Value>, usize) {
        let mut best = (!self.fill).then(|| C::Value::default() - self.near.opening(node));
        let looked_at = self.table.for_each_while(node, |far, weight| {
            let value = self.coding.edge(weight);
            let gain = value - self.far.price[far];
            if best.is_none_or(|best| gain > best) {
                best = Some(gain);
            }
            best.is_none_or(|best| value - self.lowest > best)
        });
        (best, looked_at)
    }

    /// A near node without partners takes its best far node if that has a seat left, or outbids the one partner of a
    /// far node that has one seat. The price rises to where the second best would have been as good. Returns who was
    /// outbid.
    fn bid(&mut self, node: usize, meter: &mut Meter<'_>) -> Result<Option<usize>, StopReason> {
        let zero = C::Value::default();
        let mut second = (!self.fill).then(|| zero - self.near.opening(node));
        let mut best: Option<(C::Value, usize, Weight)> = None;
        let looked_at = self.table.for_each_while(node, |far, weight| {
            let value = self.coding.edge(weight);
            let gain = value - self.far.price[far];
            match best {
                Some((top, ..)) if gain < top => {
                    second = second.max(Some(gain));
                }
                // Among equals, one with a seat left.
                Some((top, taken, _)) if gain == top => {
                    second = second.max(Some(gain));
                    if self.far.is_full(taken) && !self.far.is_full(far) {
                        best = Some((gain, far, weight));
                    }
                }
                _ => {
                    second = second.max(best.map(|(top, ..)| top));
                    best = Some((gain, far, weight));
                }
            }
            // What gains as much as the second may have a seat left.
            second.is_none_or(|second| value - self.lowest >= second)
        });
        meter.spend(looked_at)?;
        let Some((gain, far, weight)) = best else {
            // Nobody to have: content with nothing, or to be found unfillable by the search.
            self.near.price[node] = second.unwrap_or_default();
            self.offered[node] = if self.fill { 0 } else { self.near.limit[node] };
            return Ok(None);
        };
        if !self.fill && gain <= zero - self.near.opening(node) {
            self.near.price[node] = zero - self.near.opening(node);
            self.offered[node] = self.near.limit[node];
            return Ok(None);
        }
        self.near.price[node] = gain;
        let one_seat = self.far.limit[far] == 1;
        let mut outbid = None;
        if self.far.is_full(far) {
            let strictly = second.is_some_and(|second| gain > second);
            let Some(&(rival, _)) = self.far.mates[far].first().filter(|_| one_seat && strictly)
            else {
                return Ok(None);
            };
            let rival = rival as usize;
            self.far.mates[far].clear();
            self.near.mates[rival].clear();
            self.offered[rival] = 0;
            outbid = Some(rival);
        } else if self.far.price[far] + self.far.next(far) != zero {
            // The seat has a price of its own that only a search can settle.
            return Ok(None);
        }
        if let Some(second) = second.filter(|_| one_seat) {
            self.far.price[far] = self.far.price[far] + (gain - second);
            self.near.price[node] = second;
        }
        self.pair(node, far, weight);
        self.offered[node] = 1;
        Ok(outbid)
    }

    /// Offers one more unit of a near node. `false` says that it is content with the partners it has, and that further
    /// units would change nothing.
    fn offer(&mut self, node: usize, meter: &mut Meter<'_>) -> Result<bool, Halt> {
        let zero = C::Value::default();
        if self.offered[node] == 0 {
            let (price, looked_at) = self.best_price(node);
            meter.spend(looked_at)?;
            self.near.price[node] = price.ok_or_else(|| Halt::Unfillable(vec![node]))?;
        }
        let outside = self.near.price[node] + self.near.next(node);
        if !self.fill && outside <= zero {
            self.offered[node] = self.near.limit[node];
            return Ok(false);
        }
        self.searches += 1;
        let (length, end) = self.shortest_path(node, (!self.fill).then_some(outside), meter)?;
        for &far in &self.to_far.touched {
            let distance = self.to_far.distance[far as usize];
            if distance < length {
                let price = &mut self.far.price[far as usize];
                *price = *price + (length - distance);
            }
        }
        for &near in &self.to_near.touched {
            let distance = self.to_near.distance[near as usize];
            if distance < length {
                let price = &mut self.near.price[near as usize];
                *price = *price - (length - distance);
            }
        }
        self.augment(node, end);
        self.offered[node] += 1;
        Ok(true)
    }

    /// The shortest path from a near node to any end. `outside` is the length of the path that ends where it begins.
    fn shortest_path(
        &mut self,
        start: usize,
        outside: Option<C::Value>,
        meter: &mut Meter<'_>,
    ) -> Result<(C::Value, End), Halt> {
        let zero = C::Value::default();
        self.search += 1;
        self.heap.clear();
        self.level.clear();
        self.to_far.touched.clear();
        self.to_near.touched.clear();
        let mut best = outside.map(|length| (length, End::Near(start)));
        self.to_near.improve(start, zero, (0, 0), self.search);
        self.scan(start, zero, &mut best, meter)?;
        let others = self.far.limit.len();
        let mut distance = zero;
        loop {
            let node = if let Some(node) = self.level.pop() {
                node
            } else if let Some(Reverse((next, node))) = self.heap.pop() {
                distance = next;
                node
            } else {
                break;
            };
            if best.is_some_and(|(length, _)| distance >= length) {
                break;
            }
            let node = node as usize;
            if node >= others {
                let near = node - others;
                if self.to_near.distance[near] == distance {
                    self.scan(near, distance, &mut best, meter)?;
                }
            } else if self.to_far.distance[node] == distance {
                for at in 0..self.far.mates[node].len() {
                    let (near, weight) = self.far.mates[node][at];
                    self.step_back(node, near as usize, weight, distance, &mut best, meter)?;
                }
            }
        }
        best.ok_or_else(|| {
            let mut nodes: Vec<usize> =
                self.to_near.touched.iter().map(|&near| near as usize).collect();
            nodes.sort_unstable();
            Halt::Unfillable(nodes)
        })
    }

    /// From a far node along a used edge to the near node that has it.
    fn step_back(
        &mut self,
        far: usize,
        near: usize,
        weight: Weight,
        distance: C::Value,
        best: &mut Option<(C::Value, End)>,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        let slack = self.coding.edge(weight) - self.near.price[near] - self.far.price[far];
        let reached = distance + slack;
        if !self.to_near.improve(near, reached, (small(far), weight), self.search) {
            return Ok(());
        }
        if !self.fill {
            let length = reached + (self.near.price[near] + self.near.last(near));
            if best.is_none_or(|(best, _)| length < best) {
                *best = Some((length, End::Near(near)));
            }
        }
        if reached == distance {
            self.scan(near, reached, best, meter)
        } else {
            self.heap.push(Reverse((reached, small(self.far.limit.len() + near))));
            Ok(())
        }
    }

    /// From a near node along its unused edges.
    fn scan(
        &mut self,
        near: usize,
        distance: C::Value,
        best: &mut Option<(C::Value, End)>,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        let zero = C::Value::default();
        let Self {
            table,
            coding,
            near: here,
            far: there,
            lowest,
            to_far,
            heap,
            level,
            search,
            mate_of,
            ..
        } = self;
        let offset = distance + here.price[near];
        self.scans += 1;
        let scan = self.scans;
        for &(mate, _) in &here.mates[near] {
            mate_of[mate as usize] = scan;
        }
        let looked_at = table.for_each_while(near, |far, weight| {
            let value = coding.edge(weight);
            let reached = offset + (there.price[far] - value);
            if best.is_some_and(|(length, _)| reached >= length)
                || (to_far.stamp[far] == *search && reached >= to_far.distance[far])
                || mate_of[far] == scan
            {
                return best.is_none_or(|(length, _)| offset + (*lowest - value) < length);
            }
            to_far.improve(far, reached, (small(near), weight), *search);
            let mut through = true;
            if !there.is_full(far) {
                let toll = zero - there.price[far] - there.next(far);
                if best.is_none_or(|(length, _)| reached + toll < length) {
                    *best = Some((reached + toll, End::Far(far)));
                }
                through = toll > zero;
            }
            if through && reached == distance {
                level.push(small(far));
            } else if through {
                heap.push(Reverse((reached, small(far))));
            }
            true
        });
        meter.spend(looked_at)
    }

    /// Turns the path around: what was unused is used, and the other way about.
    fn augment(&mut self, start: usize, end: End) {
        let mut far = match end {
            End::Far(far) => far,
            End::Near(near) if near == start => return,
            End::Near(near) => self.leave(near),
        };
        loop {
            let (near, weight) = self.to_far.from[far];
            let near = near as usize;
            if near == start {
                self.pair(near, far, weight);
                return;
            }
            let before = self.leave(near);
            self.pair(near, far, weight);
            far = before;
        }
    }

    /// A near node gives up the far node its path came from, which is returned.
    fn leave(&mut self, near: usize) -> usize {
        let far = self.to_near.from[near].0 as usize;
        self.near.drop_mate(near, far);
        self.far.drop_mate(far, near);
        far
    }

    fn pair(&mut self, near: usize, far: usize, weight: Weight) {
        self.near.mates[near].push((small(far), weight));
        self.far.mates[far].push((small(near), weight));
    }

    /// Gives every near node that was never offered a price at which the conditions hold for its edges, so that the
    /// prices bound every answer even where the run was stopped.
    pub(super) fn complete_prices(&mut self) {
        for node in 0..self.near.limit.len() {
            if self.near.limit[node] > 0 && self.offered[node] == 0 {
                self.near.price[node] = self.best_price(node).0.unwrap_or_default();
            }
        }
    }
}
