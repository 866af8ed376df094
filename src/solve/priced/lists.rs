//! Short lists: for each near node the far nodes with the greatest gains, and a bound on the gains of all others.
//!
//! As long as prices only rise, the bound holds: what is not on the list can only become less attractive. So a row is read
//! again only when its list has run dry, and most rows never are.

use super::super::nodes::{small, turned_from};
use super::kernel::Kernel;
use super::worths::{NOTHING, Worths};
use crate::problem::{ALIKE, Edge, first_turned};
use crate::wide::wide;

/// Far nodes a list is filled with.
const SHORTEST: usize = ALIKE;
const LONGEST: usize = 96;

/// Groups that are looked at as one where there are many more than are wanted.
const MOST_TOGETHER: usize = 8;

/// Parts of a row that are read for a list, in lists: where prices differ within parts it takes more of them to find as much.
const MORE_PARTS: [usize; 2] = [1, 3];

/// Reading more than one in so many parts costs more than reading all.
const WORTH_READING: usize = 3;

/// So few numbers are sorted without a jump, and so faster than a part of them is.
const SORTED_AT_ONCE: usize = 32;

/// Whether there are so many seats that hardly anybody has to look for another one.
pub(super) fn seats_to_spare(near: usize, seats: usize) -> bool {
    near < seats / 5 * 4
}

/// The list of a near node is a slice of the same length in each of the arrays.
pub(super) struct Lists {
    kernel: Kernel,
    /// Most entries of a list.
    room: usize,
    len: Vec<u32>,
    far: Vec<u32>,
    worths: Vec<i32>,
    /// No far node that is not on the list gains more than this.
    rest: Vec<i32>,
}

/// What reading a row needs, kept from row to row.
#[derive(Default)]
pub(super) struct Scratch {
    row: Vec<i32>,
    best: Vec<i32>,
    order: Vec<i32>,
    listed: Vec<(u32, i32)>,
    found: Vec<(i32, u32, i32)>,
    edges: Vec<Edge>,
    parts: Vec<u32>,
}

/// The two best entries of a list.
pub(super) struct Top {
    /// Index of the far node.
    pub(super) far: u32,
    pub(super) gain: i32,
    /// The second greatest gain; below all gains where there is none.
    pub(super) second: i32,
}

/// A list read from its row, to be put in its place.
pub(super) struct Refill {
    near: usize,
    rest: i32,
    entries: Vec<(u32, i32)>,
    /// How many far nodes are the best alike, where that is known.
    pub(super) ties: Option<usize>,
    /// Whether parts were no help, and all of the row was read.
    pub(super) missed: bool,
}

impl Lists {
    /// Most entries that a list needs: few where there is a seat for everybody, because nearly all get what they want.
    pub(super) fn room<W: Worths>(worths: &W) -> usize {
        let (near, far) = (worths.near(), worths.far());
        if seats_to_spare(near, (0..far).map(|far| worths.seats(far) as usize).sum()) {
            SHORTEST
        } else {
            (far / 120).clamp(SHORTEST, LONGEST)
        }
    }

    /// Empty lists of at most so many entries.
    pub(super) fn new(near: usize, far: usize, room: usize) -> Self {
        Self {
            kernel: Kernel::new(far),
            room,
            len: vec![0; near],
            far: vec![0; near * room],
            worths: vec![0; near * room],
            rest: vec![i32::MAX; near],
        }
    }

    /// Bytes of so many lists.
    pub(super) fn bytes(near: usize, room: usize) -> usize {
        near.saturating_mul(8 * room + 8)
    }

    /// Bytes of these lists.
    pub(super) fn held(&self) -> usize {
        Self::bytes(self.len.len(), self.room)
    }

    pub(super) fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The list of a near node: far nodes and their worths.
    pub(super) fn list(&self, near: usize) -> impl Iterator<Item = (u32, i32)> {
        let span = near * self.room..near * self.room + self.len[near] as usize;
        self.far[span.clone()].iter().copied().zip(self.worths[span].iter().copied())
    }

    /// What no far node beyond the list gains more than.
    pub(super) fn rest(&self, near: usize) -> i32 {
        self.rest[near]
    }

    /// All prices have fallen by this much, or risen where it is below zero.
    pub(super) fn shift(&mut self, by: i32) {
        for rest in &mut self.rest {
            *rest = rest.saturating_add(by);
        }
    }

    /// The two greatest gains at these prices.
    #[inline]
    pub(super) fn top(&self, near: usize, prices: &[i32]) -> Top {
        let mut top = Top { far: u32::MAX, gain: i32::MIN, second: i32::MIN };
        for (far, worth) in self.list(near) {
            let gain = worth - prices[far as usize];
            if gain > top.gain {
                top = Top { far, gain, second: top.gain };
            } else if gain > top.second {
                top.second = gain;
            }
        }
        top
    }

    /// The least price of each part of a row, where rows are known by parts and there are enough of these; otherwise nothing.
    pub(super) fn lows<W: Worths>(&self, worths: &W, prices: &[i32]) -> Vec<i32> {
        let Some(width) = worths.part_width() else { return Vec::new() };
        if !self.is_worth_reading(1, worths.far().div_ceil(width)) {
            return Vec::new();
        }
        wide(
            #[inline(always)]
            || {
                let least = |part: &[i32]| part.iter().copied().fold(i32::MAX, i32::min);
                prices[..worths.far()].chunks(width).map(least).collect()
            },
        )
    }

    /// Reads the row of a near node: the greatest gains at these prices. It is read in parts where `lows` says what the prices of each
    /// are at least.
    pub(super) fn read<W: Worths>(
        &self,
        worths: &W,
        near: usize,
        prices: &[i32],
        lows: &[i32],
        scratch: &mut Scratch,
    ) -> Refill {
        scratch.found.clear();
        let in_parts = self.read_parts(worths, near, prices, lows, scratch);
        let missed = in_parts.is_none() && !lows.is_empty();
        let mut rest = if let Some(rest) = in_parts {
            rest
        } else if worths.in_cells() {
            self.read_cells(worths, near, prices, scratch)
        } else {
            worths.list(near, &mut scratch.listed, &mut scratch.edges);
            let gains = scratch.listed.iter();
            let gains = gains.map(|&(far, worth)| (worth - prices[far as usize], far, worth));
            scratch.found.extend(gains.filter(|&(gain, ..)| gain > NOTHING));
            NOTHING
        };
        let found = &mut scratch.found;
        let best = found.iter().map(|&(gain, ..)| gain).max();
        let ties = found.iter().filter(|&&(gain, ..)| Some(gain) == best).count();
        if found.len() > self.room {
            let begin = first_turned(near, worths.far());
            let turn = |far: u32| turned_from(begin, far as usize, worths.far());
            found.select_nth_unstable_by(self.room - 1, |one, other| {
                other.0.cmp(&one.0).then_with(|| turn(one.1).cmp(&turn(other.1)))
            });
            found.truncate(self.room);
            rest = found.iter().map(|&(gain, ..)| gain).min().unwrap_or(rest);
        }
        let entries = found.iter().map(|&(_, far, worth)| (far, worth)).collect();
        Refill { near, rest, entries, ties: Some(ties), missed }
    }

    /// Finds the greatest gains of a row in its best parts alone, and says what no other gain exceeds; `None` where too many parts
    /// would have to be read.
    fn read_parts<W: Worths>(
        &self,
        worths: &W,
        near: usize,
        prices: &[i32],
        lows: &[i32],
        scratch: &mut Scratch,
    ) -> Option<i32> {
        let width = worths.part_width().filter(|_| !lows.is_empty())?;
        let Scratch { row, best, order, found, parts, .. } = scratch;
        worths.peaks(near, best);
        if best.is_empty() {
            return Some(NOTHING);
        }
        for (gain, &low) in best.iter_mut().zip(lows) {
            *gain -= low;
        }
        for times in MORE_PARTS {
            if !self.is_worth_reading(times, best.len()) {
                break;
            }
            let rest = self.enough(best, times, order);
            parts.clear();
            parts.extend((0..).zip(&*best).filter(|&(_, &gain)| gain > rest).map(|(part, _)| part));
            row.resize(parts.len() * width, NOTHING);
            worths.read_parts(near, parts, row);
            found.clear();
            for (&part, cells) in parts.iter().zip(row.chunks(width)) {
                let first = part as usize * width;
                let pairs = cells.iter().zip(&prices[first..]);
                for (at, (&worth, &price)) in pairs.enumerate() {
                    let gain = worth - price;
                    if gain > rest && worth > NOTHING {
                        found.push((gain, small(first + at), worth));
                    }
                }
            }
            if found.len() >= self.wanted(best.len()) || rest == NOTHING {
                return Some(rest);
            }
        }
        // Prices differ too much within parts.
        found.clear();
        None
    }

    /// Finds the greatest gains of a row that is read in cells, and says what no other gain exceeds.
    fn read_cells<W: Worths>(
        &self,
        worths: &W,
        near: usize,
        prices: &[i32],
        scratch: &mut Scratch,
    ) -> i32 {
        let Scratch { row, best, order, found, edges, .. } = scratch;
        row.resize(prices.len(), NOTHING);
        worths.read(near, &mut row[..worths.far()], edges);
        best.resize(self.kernel.groups(prices.len()), 0);
        self.kernel.best(row, prices, best);
        let rest = self.enough(best, 1, order);
        for (group, _) in best.iter().enumerate().filter(|&(_, &best)| best > rest) {
            for (far, worth, price) in self.kernel.members(group, row, prices) {
                let gain = worth - price;
                if gain > rest && worth > NOTHING {
                    found.push((gain, small(far), worth));
                }
            }
        }
        rest
    }

    /// Whether as many parts as lists are filled with, or so many times more, are few of all.
    fn is_worth_reading(&self, times: usize, parts: usize) -> bool {
        times * self.wanted(parts) <= parts / WORTH_READING
    }

    /// Groups, of so many, whose best fill a list.
    fn wanted(&self, groups: usize) -> usize {
        (self.room * 3 / 4).min(groups)
    }

    /// A gain that so many groups exceed as fill a list, or so many times more, given the best of each group. A few more than are
    /// wanted pass.
    fn enough(&self, best: &[i32], times: usize, order: &mut Vec<i32>) -> i32 {
        // Also far nodes for which a near node would not give up being alone: whoever stays alone holds their prices up.
        let wanted = (times * self.wanted(best.len())).min(best.len()) - 1;
        // The best of some groups together, lest all be put in order.
        let together = (best.len() / (3 * wanted).max(1)).clamp(1, MOST_TOGETHER);
        best_together(best, together, order);
        NOTHING.max(nth_best(order, wanted) - 1)
    }

    /// A list of far nodes that are worth the most there is to a near node, at prices of zero, where enough of them are known:
    /// nothing beyond it gains more, and the row need not be read.
    pub(super) fn of_peak<W: Worths>(worths: &W, near: usize) -> Option<Refill> {
        let (peak, columns) = worths.best(near)?;
        let alike = columns.get(..SHORTEST).filter(|_| peak > worths.alone().max(NOTHING))?;
        let entries = alike.iter().map(|&far| (far, peak)).collect();
        Some(Refill { near, rest: peak, entries, ties: None, missed: false })
    }

    pub(super) fn put(&mut self, refill: &Refill) {
        let first = refill.near * self.room;
        for (at, (far, worth)) in (first..).zip(&refill.entries) {
            self.far[at] = *far;
            self.worths[at] = *worth;
        }
        self.len[refill.near] = small(refill.entries.len());
        self.rest[refill.near] = refill.rest;
    }

    /// The median of how far the best gain lies above the rest: a measure of what prices have to settle.
    pub(super) fn spread(&self, prices: &[i32], alone: i32) -> i32 {
        let mut spreads: Vec<i32> = (0..self.len.len())
            .filter(|&near| self.len[near] > 1 && self.rest[near] > alone + 1)
            .map(|near| self.top(near, prices).gain.saturating_sub(self.rest[near]))
            .collect();
        if spreads.is_empty() {
            return 1;
        }
        let middle = spreads.len() / 2;
        (*spreads.select_nth_unstable(middle).1).max(1)
    }
}

/// The best of each so many groups, which lie apart from each other so that no step across vectors is needed.
fn best_together(best: &[i32], together: usize, order: &mut Vec<i32>) {
    order.clear();
    let mut parts = best.chunks(best.len().div_ceil(together).max(1));
    order.extend_from_slice(parts.next().unwrap_or_default());
    wide(
        #[inline(always)]
        || {
            for part in parts {
                for (top, &best) in order.iter_mut().zip(part) {
                    *top = best.max(*top);
                }
            }
        },
    );
}

/// The number that so many others are as good as or better; puts them in another order.
fn nth_best(numbers: &mut [i32], nth: usize) -> i32 {
    let at = numbers.len() - 1 - nth;
    if numbers.len() <= SORTED_AT_ONCE {
        numbers.sort_unstable();
        numbers[at]
    } else {
        *numbers.select_nth_unstable(at).1
    }
}
