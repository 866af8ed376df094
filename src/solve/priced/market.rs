//! An auction over short lists: near nodes bid for seats until all have what they want at prices that are nearly right.

use std::collections::VecDeque;

use super::super::meter::Meter;
use super::super::nodes::small;
use super::super::parallel::over_rows;
use super::lists::{Lists, Scratch};
use super::seats::{NONE, Seats};
use super::worths::{NOTHING, Worths};
use crate::problem::StopReason;

/// Prices stay below: a price that would rise above it ends a phase.
const HIGHEST: i32 = 1 << 30;

/// Seats of a far node that the market knows of, or more where near nodes are many: where there are yet more, they are
/// hardly scarce.
const MOST_SEATS: usize = 64;

/// Steps of ε that a lift of all prices leaves to bids.
const LEFT: i32 = 2;

/// Near nodes that a far node nobody has on a list is asked for.
const ASKED: usize = 256;

/// ε is not raised beyond.
const LARGEST_STEP: i32 = 1 << 26;

/// Where so many bids of ten find their lists dry, there is no war: each row has one column left that is good, as with a staircase of
/// ties, and reading on, up to so many times all rows, is the shortest way.
const DRY_OF_TEN: usize = 9;
const READINGS: usize = 2;

/// Rows that are read again in parts at least before it is seen whether that helps.
const PATIENCE: usize = 32;

/// Rows that are read between two looks at the limits.
const BLOCK: usize = 512;

/// A near node takes its best seat and raises its price to where the second best would have been as good, plus `ε`; who is
/// outbid bids again (D. P. Bertsekas, *The auction algorithm*, Annals of Operations Research 14, 1988). With `ε` above zero
/// a phase ends with each near node within `ε` of its best; phases with falling `ε` end wars over prices early.
pub(super) struct Market<'a, W> {
    pub(super) worths: &'a W,
    pub(super) lists: Lists,
    pub(super) seats: Seats,
    /// The near node of each bidder: a near node bids once for each partner it may have.
    bidders: Vec<u32>,
    /// Bidders in the order in which they bid: those first for whom the fewest far nodes are the best alike, as the others can give
    /// way; by index where that is not known of all.
    order: Vec<u32>,
    pub(super) ties_known: bool,
    /// Near nodes that are content to stay alone at these prices.
    pub(super) alone: usize,
    /// Far nodes that have been on a list: others are as good as not there.
    listed: Vec<bool>,
    /// For how many rows that were read again parts were no help, and for how many they were tried.
    parts: (usize, usize),
    scratch: Scratch,
}

/// How much of each row is read for its first list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As much as it takes, which is little where many are the best alike.
    Some,
    All,
}

/// How a phase ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phase {
    /// Near nodes that want a seat and have none: all wanted are taken and worth no bid, or the budget was spent.
    pub(super) left: usize,
    /// Whether it came to its end.
    pub(super) settled: bool,
    /// ε at the end.
    pub(super) epsilon: i32,
}

/// What a phase may cost.
pub(super) struct Budget {
    pub(super) bids: usize,
    pub(super) reads: usize,
    /// Bids after which ε was too small a guess and is raised.
    pub(super) patience: usize,
}

impl<'a, W: Worths> Market<'a, W> {
    /// Everybody's list at these prices; no seat is taken.
    pub(super) fn open(
        worths: &'a W,
        prices: &[i32],
        reading: Reading,
        meter: &mut Meter<'_>,
    ) -> Result<Self, StopReason> {
        let (near, far) = (worths.near(), worths.far());
        let room = Lists::room(worths);
        meter.claim(Lists::bytes(near, room))?;
        let mut lists = Lists::new(near, far, room);
        let mut prices = prices.to_vec();
        prices.resize(lists.kernel().width(far), 0);
        let mut lows = lists.lows(worths, &prices);
        // Whether many far nodes may be the best, all alike.
        let mut ties = reading == Reading::Some && prices.iter().all(|&price| price == 0);
        let mut ties_of = Vec::with_capacity(near);
        for first in (0..near).step_by(BLOCK) {
            let block = first..near.min(first + BLOCK);
            meter.spend(block.len() * far)?;
            let read = |scratch: &mut Scratch, near| {
                let alike = ties.then(|| Lists::of_peak(worths, near)).flatten();
                let is_alike = alike.is_some();
                let read = || lists.read(worths, near, &prices, &lows, scratch);
                (is_alike, alike.unwrap_or_else(read))
            };
            let (mut alike, mut missed) = (0, 0);
            let of_block = block.len();
            for (is_alike, refill) in over_rows(block, far, read) {
                lists.put(&refill);
                ties_of.push(refill.ties);
                alike += usize::from(is_alike);
                missed += usize::from(refill.missed);
            }
            ties &= 2 * alike >= of_block;
            if 4 * missed > of_block {
                lows.clear();
            }
        }
        let bidders: Vec<u32> = (0..near)
            .zip(0_u32..)
            .flat_map(|(near, bidder)| std::iter::repeat_n(bidder, worths.units(near) as usize))
            .collect();
        let mut order: Vec<u32> = (0..small(bidders.len())).collect();
        let ties_known = ties_of.iter().all(Option::is_some);
        if ties_known {
            order.sort_by_key(|&bidder| ties_of[bidders[bidder as usize] as usize]);
        }
        let seats = (0..far).map(|far| worths.seats(far));
        let seats =
            Seats::new(seats, small(near.min(MOST_SEATS.max(16 * near / far.max(1)))), prices);
        let mut listed = vec![false; far];
        for (far, _) in (0..near).flat_map(|near| lists.list(near)) {
            listed[far as usize] = true;
        }
        let scratch = Scratch::default();
        Ok(Self {
            worths,
            lists,
            seats,
            bidders,
            order,
            ties_known,
            alone: 0,
            listed,
            parts: (0, 0),
            scratch,
        })
    }

    /// One phase: everybody bids from the prices there are.
    pub(super) fn phase(
        &mut self,
        mut epsilon: i32,
        budget: &Budget,
        meter: &mut Meter<'_>,
    ) -> Result<Phase, StopReason> {
        let (mut bids, mut reads, mut left, mut settled) = (0, 0, 0, true);
        let mut patience = budget.patience;
        // When to look whether prices can rise at once: first when all seats are taken, or bids do not come to an end.
        let mut look = 2 * self.worths.near();
        let mut looked = false;
        self.alone = 0;
        self.seats.clear();
        let mut open = self.open_seats();
        let mut queue: VecDeque<u32> = self.order.iter().copied().collect();
        while let Some(bidder) = queue.pop_front() {
            let near = self.bidders[bidder as usize] as usize;
            let first = bidder == 0 || self.bidders[bidder as usize - 1] as usize != near;
            let alone = if first { self.worths.alone() } else { self.worths.alone_further() };
            bids += 1;
            let short = (queue.len() + 1).saturating_sub(open);
            if epsilon > 0 && short > 0 && (bids > look || (open == 0 && !looked)) {
                looked = true;
                look = bids + self.worths.near();
                if let Some(by) = self.worth_lifting(epsilon, short) {
                    self.lift(by);
                    patience = patience.max(budget.patience.saturating_add(bids));
                }
            }
            if bids > patience && epsilon < LARGEST_STEP {
                patience += budget.patience;
                epsilon *= 4;
            }
            let mut top = self.lists.top(near, &self.seats.prices);
            if top.second < self.lists.rest(near) && self.lists.rest(near) > alone {
                reads += 1;
                meter.spend(self.worths.far())?;
                open += self.refill(near);
                top = self.lists.top(near, &self.seats.prices);
            }
            if top.gain <= alone {
                self.alone += 1;
                continue;
            }
            let mut far = top.far as usize;
            let price = self.seats.prices[far];
            let beside =
                self.seats.next_price(far).map_or(i32::MIN, |next| top.gain - (next - price));
            let second = top.second.max(self.lists.rest(near)).max(beside).max(alone).min(top.gain);
            let rise = top.gain.saturating_sub(second).saturating_add(epsilon);
            if rise == 0 && !self.seats.is_open(far) {
                let Some(open) = self.open_equal(near, top.gain) else {
                    left += 1;
                    continue;
                };
                far = open;
            }
            let dry = 10 * reads >= DRY_OF_TEN * bids && reads <= READINGS * self.worths.near();
            let read_enough = reads > budget.reads && !dry;
            if rise >= HIGHEST - price || bids > budget.bids || read_enough {
                left += 1 + queue.len();
                settled = false;
                break;
            }
            let outbid = self.seats.take(far, bidder, self.seats.prices[far] + rise);
            if outbid == NONE {
                open = open.saturating_sub(1);
            } else {
                queue.push_back(outbid);
            }
        }
        Ok(Phase { left, settled, epsilon })
    }

    /// Reads a row again; says how many empty seats there are that nobody had on a list before.
    fn refill(&mut self, near: usize) -> usize {
        let prices = &self.seats.prices;
        let (missed, read) = self.parts;
        let lows = (4 * missed <= read + PATIENCE).then(|| self.lists.lows(self.worths, prices));
        let lows = lows.unwrap_or_default();
        let refill = self.lists.read(self.worths, near, prices, &lows, &mut self.scratch);
        self.parts = (missed + usize::from(refill.missed), read + usize::from(!lows.is_empty()));
        self.lists.put(&refill);
        let mut open = 0;
        for (far, _) in self.lists.list(near) {
            if !std::mem::replace(&mut self.listed[far as usize], true) {
                open += self.seats.open(far as usize);
            }
        }
        open
    }

    /// By how many the near nodes that somebody fits exceed the seats of the far nodes that somebody fits, where near nodes may stay
    /// alone and take one partner each. A far node that is on no list is asked for some near nodes only: this is an estimate.
    pub(super) fn shortage(&self) -> Option<i64> {
        let worths = self.worths;
        let (near, far) = (worths.near(), worths.far());
        if worths.alone() <= NOTHING || (0..near).any(|near| worths.units(near) > 1) {
            return None;
        }
        let fits = |far: usize| {
            self.listed[far]
                || (0..ASKED.min(near)).any(|at| worths.is_edge((at * 7919 + far) % near, far))
        };
        let seats: i64 =
            (0..far).filter(|&far| fits(far)).map(|far| i64::from(worths.seats(far))).sum();
        let wanting = (0..near).filter(|&near| self.lists.list(near).next().is_some()).count();
        Some(i64::try_from(wanting).unwrap_or(i64::MAX) - seats)
    }

    /// Empty seats of the far nodes that anybody has on a list.
    fn open_seats(&self) -> usize {
        let listed = self.listed.iter().enumerate().filter(|&(_, &listed)| listed);
        listed.map(|(far, _)| self.seats.open(far)).sum()
    }

    /// Where there are fewer seats than near nodes that want one, by so many, prices rise until as many rather stay alone. They
    /// can do so all at once, as far as leaves those who gain least a few steps of gain.
    fn worth_lifting(&self, epsilon: i32, short: usize) -> Option<i32> {
        let alone = self.worths.alone();
        if alone <= NOTHING {
            return None;
        }
        let gains =
            (0..self.worths.near()).map(|near| self.lists.top(near, &self.seats.prices).gain);
        let mut gains: Vec<i32> = gains.filter(|&gain| gain > alone).collect();
        let at = (short - 1).min(gains.len() / 2);
        let (_, &mut least, _) = (!gains.is_empty()).then(|| gains.select_nth_unstable(at))?;
        let by = least.saturating_sub(alone).saturating_sub(epsilon.saturating_mul(LEFT));
        // What is about to be reached anyway is left to bids.
        (by > epsilon.saturating_mul(LEFT)).then_some(by)
    }

    /// Raises all prices by the same.
    fn lift(&mut self, by: i32) {
        self.seats.raise(by);
        self.lists.shift(-by);
    }

    /// A far node with an empty seat that gains as much as the best.
    fn open_equal(&self, near: usize, gain: i32) -> Option<usize> {
        let equal = |&(far, worth): &(u32, i32)| {
            worth - self.seats.prices[far as usize] == gain && self.seats.is_open(far as usize)
        };
        self.lists.list(near).find(equal).map(|(far, _)| far as usize)
    }

    /// Lowers all prices by the same, so that seats may become worth a bid again.
    pub(super) fn lower(&mut self, by: i32) {
        self.seats.lower(by);
        self.lists.shift(by);
    }
}
