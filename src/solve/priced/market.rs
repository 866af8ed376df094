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
const LEFT: i32 = 16;

/// ε is not raised beyond.
const LARGEST_STEP: i32 = 1 << 26;

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
    /// Near nodes that are content to stay alone at these prices.
    pub(super) alone: usize,
    scratch: Scratch,
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
        meter: &mut Meter<'_>,
    ) -> Result<Self, StopReason> {
        let (near, far) = (worths.near(), worths.far());
        meter.claim(Lists::bytes(near, far))?;
        let mut lists = Lists::new(near, far);
        let mut prices = prices.to_vec();
        prices.resize(lists.kernel().width(far), 0);
        for first in (0..near).step_by(BLOCK) {
            let block = first..near.min(first + BLOCK);
            meter.spend(block.len() * far)?;
            let read = |scratch: &mut Scratch, near| lists.read(worths, near, &prices, scratch);
            for refill in over_rows(block, far, read) {
                lists.put(&refill);
            }
        }
        let bidders = (0..near)
            .zip(0_u32..)
            .flat_map(|(near, bidder)| std::iter::repeat_n(bidder, worths.units(near) as usize))
            .collect();
        let seats = (0..far).map(|far| worths.seats(far));
        let seats =
            Seats::new(seats, small(near.min(MOST_SEATS.max(16 * near / far.max(1)))), prices);
        Ok(Self { worths, lists, seats, bidders, alone: 0, scratch: Scratch::default() })
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
        let mut lifted = false;
        self.alone = 0;
        self.seats.clear();
        let mut queue: VecDeque<u32> = (0..small(self.bidders.len())).collect();
        while let Some(bidder) = queue.pop_front() {
            let near = self.bidders[bidder as usize] as usize;
            let first = bidder == 0 || self.bidders[bidder as usize - 1] as usize != near;
            let alone = if first { self.worths.alone() } else { self.worths.alone_further() };
            bids += 1;
            if bids > patience && epsilon < LARGEST_STEP {
                patience += budget.patience;
                let rise = if lifted { None } else { self.worth_lifting(epsilon) };
                if let Some(by) = rise {
                    self.lift(by);
                    lifted = true;
                } else {
                    epsilon *= 4;
                }
            }
            let mut top = self.lists.top(near, &self.seats.prices);
            if top.second < self.lists.rest(near) && self.lists.rest(near) > alone {
                reads += 1;
                meter.spend(self.worths.far())?;
                let refill =
                    self.lists.read(self.worths, near, &self.seats.prices, &mut self.scratch);
                self.lists.put(&refill);
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
            if rise >= HIGHEST - price || bids > budget.bids || reads > budget.reads {
                left += 1 + queue.len();
                settled = false;
                break;
            }
            let outbid = self.seats.take(far, bidder, self.seats.prices[far] + rise);
            if outbid != NONE {
                queue.push_back(outbid);
            }
        }
        Ok(Phase { left, settled, epsilon })
    }

    /// Where there are fewer seats than near nodes that want one, prices rise until some rather stay alone. They can do so
    /// all at once, as far as leaves the half of the near nodes a few steps of gain.
    fn worth_lifting(&self, epsilon: i32) -> Option<i32> {
        let alone = self.worths.alone();
        if alone <= NOTHING {
            return None;
        }
        let gains =
            (0..self.worths.near()).map(|near| self.lists.top(near, &self.seats.prices).gain);
        let mut gains: Vec<i32> = gains.filter(|&gain| gain > alone).collect();
        let middle = gains.len() / 2;
        let (_, &mut median, _) = (!gains.is_empty()).then(|| gains.select_nth_unstable(middle))?;
        let by = median.saturating_sub(alone).saturating_sub(epsilon.saturating_mul(LEFT));
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
