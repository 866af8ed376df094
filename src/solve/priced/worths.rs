//! What far nodes are worth to a near node, a row of 32-bit numbers at a time.

use super::super::units::{Lift, Units};
use crate::problem::{AnyProblem, Edge, NARROW, NO_EDGE, NarrowParts, Weight};
use crate::wide::wide;

/// Where a row of worths has no edge. A price can still be taken off it without an overflow.
pub(super) const NOTHING: i32 = -(1 << 30);

/// Rows of worths that may be read again and again. Worths lie strictly between −2³⁰ and 2³⁰; prices lie between 0 and 2³⁰.
pub(super) trait Worths: Sync {
    fn near(&self) -> usize;

    fn far(&self) -> usize;

    /// How many partners a far node may have.
    fn seats(&self, far: usize) -> u32;

    /// How many partners a near node may have.
    fn units(&self, near: usize) -> u32;

    /// What a near node gains by staying alone; [`NOTHING`] where it must not.
    fn alone(&self) -> i32;

    /// What it gains by staying without a further partner.
    fn alone_further(&self) -> i32;

    /// Middle of the worths there are.
    fn middle(&self) -> i32;

    /// Whether rows are best read cell by cell; otherwise far nodes are listed.
    fn in_cells(&self) -> bool;

    /// Replaces `found` by the far nodes of a near node and their worths.
    fn list(&self, near: usize, found: &mut Vec<(u32, i32)>, edges: &mut Vec<Edge>);

    /// Whether the two may be paired.
    fn is_edge(&self, near: usize, far: usize) -> bool;

    /// Writes the row of a near node: one cell for each far node, [`NOTHING`] where there is no edge. `edges` is room
    /// for sources that have no narrow rows.
    fn read(&self, near: usize, worths: &mut [i32], edges: &mut Vec<Edge>);

    /// The greatest worth to a near node and far nodes that are worth as much, where any are known without reading the row.
    fn best(&self, near: usize) -> Option<(i32, &[u32])> {
        let _ = near;
        None
    }

    /// Far nodes in a part of a row, where rows are known by parts: `peaks` and `read_parts` are for them.
    fn part_width(&self) -> Option<usize> {
        None
    }

    /// Replaces `peaks` by what no worth of each part exceeds.
    fn peaks(&self, near: usize, peaks: &mut Vec<i32>) {
        let _ = near;
        peaks.clear();
    }

    /// Writes some parts of the row of a near node, one after the other, in as many cells each.
    fn read_parts(&self, near: usize, parts: &[u32], worths: &mut [i32]) {
        let _ = (near, parts);
        worths.fill(NOTHING);
    }
}

/// How weights become worths: `worth = ⌈(weight − base) / 2^shift⌉`. With a shift a worth is at most one too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    base: Weight,
    shift: u32,
    narrow: bool,
}

impl Scale {
    /// For sources with narrow rows.
    pub(super) fn narrow(shift: u32) -> Self {
        Self { base: 0, shift, narrow: true }
    }

    /// For weights from `least` to `most`, worths of this many bits.
    pub(super) fn of_range(least: Weight, most: Weight, bits: u32) -> Self {
        let range = i128::from(most).abs_diff(i128::from(least));
        let shift = (u128::BITS - range.leading_zeros()).saturating_sub(bits);
        let base = i128::midpoint(i128::from(least), i128::from(most));
        Self { base: Weight::try_from(base).unwrap_or_default(), shift, narrow: false }
    }

    /// The worth of a weight within the range.
    #[inline]
    pub(super) fn worth(self, weight: Weight) -> i32 {
        let off = weight.saturating_sub(self.base);
        let up = (off >> self.shift) + Weight::from(off & ((1 << self.shift) - 1) != 0);
        let (least, most) = (Weight::from(NOTHING) + 1, -Weight::from(NOTHING) - 1);
        i32::try_from(up.clamp(least, most)).unwrap_or(NOTHING)
    }

    /// Whether rows are read in cells.
    pub(super) fn in_cells(self) -> bool {
        self.narrow
    }

    /// Makes worths of the cells of a narrow row.
    fn to_worths(self, cells: &mut [i32]) {
        // Absent cells are far below all others, shifted or not.
        let (shift, below) = (self.shift, (1 << self.shift) - 1);
        wide(
            #[inline(always)]
            move || {
                if shift == 0 {
                    // Looking costs less than writing, and often all cells are edges.
                    if cells.iter().fold(0, |least, &cell| cell.min(least)) < NOTHING {
                        for worth in cells {
                            *worth = (*worth).max(NOTHING);
                        }
                    }
                    return;
                }
                for worth in cells {
                    let up = ((*worth).clamp(NOTHING, -NOTHING - 1 - below) + below) >> shift;
                    *worth = if *worth < NOTHING { NOTHING } else { up };
                }
            },
        );
    }

    /// The largest weight of a worth.
    pub(super) fn weight(self, worth: i32) -> Weight {
        (Weight::from(worth) << self.shift).saturating_add(self.base)
    }

    /// The weight of an edge of this worth.
    pub(super) fn exactly(
        self,
        problem: &AnyProblem<'_>,
        row: usize,
        column: usize,
        worth: i32,
    ) -> Option<Weight> {
        if self.shift == 0 { Some(self.weight(worth)) } else { problem.edges().weight(row, column) }
    }

    /// The weight of an open pair, read the way rows are: where they are read in cells, pairs of last resort are none.
    pub(super) fn open_weight(
        self,
        problem: &AnyProblem<'_>,
        row: usize,
        column: usize,
    ) -> Option<Weight> {
        let last_resort = problem.edges().last_resort().filter(|_| self.in_cells());
        problem.open_weight(row, column).filter(|&weight| Some(weight) != last_resort)
    }

    /// A price in weights, in worths, within what prices may be.
    pub(super) fn narrow_price(self, price: Weight) -> i32 {
        i32::try_from((price >> self.shift).clamp(0, 1 << 29)).unwrap_or(0)
    }

    /// What a price in worths is in weights.
    pub(super) fn price(self, price: i32) -> Weight {
        Weight::from(price) << self.shift
    }
}

/// The open edges of a problem, read from their source each time.
pub(super) struct Whole<'a> {
    pub(super) problem: &'a AnyProblem<'a>,
    pub(super) scale: Scale,
    /// Partners each row and column may still have.
    pub(super) rows: &'a [u32],
    pub(super) columns: &'a [u32],
    /// Whether some column is full.
    pub(super) some_full: bool,
    pub(super) alone: i32,
    pub(super) alone_further: i32,
    /// Middle of the worths there are.
    pub(super) middle: i32,
}

impl Whole<'_> {
    /// From prices in worths to prices in values, where pairs count before weights.
    pub(super) fn lift(&self, units: &Units) -> Option<Lift> {
        let weight = |worth: i32| self.scale.weight(worth);
        (self.alone > NOTHING)
            .then(|| units.lift_from(weight(self.alone), weight(self.middle)))
            .flatten()
    }

    /// What is known of rows before they are read, where it can be taken as it is.
    fn parts(&self) -> Option<&dyn NarrowParts> {
        let as_it_lies = self.scale.narrow && !self.some_full && self.problem.is_bare();
        self.problem.edges().narrow_parts().filter(|_| as_it_lies)
    }
}

impl Worths for Whole<'_> {
    fn near(&self) -> usize {
        self.rows.len()
    }

    fn far(&self) -> usize {
        self.columns.len()
    }

    fn seats(&self, far: usize) -> u32 {
        self.columns[far]
    }

    fn units(&self, near: usize) -> u32 {
        self.rows[near]
    }

    fn alone(&self) -> i32 {
        self.alone
    }

    fn alone_further(&self) -> i32 {
        self.alone_further
    }

    fn middle(&self) -> i32 {
        self.middle
    }

    fn in_cells(&self) -> bool {
        self.scale.in_cells()
    }

    fn list(&self, near: usize, found: &mut Vec<(u32, i32)>, edges: &mut Vec<Edge>) {
        found.clear();
        if self.rows[near] == 0 {
            return;
        }
        self.problem.open_row(near, edges);
        // Columns that are not there are for the check of the answer to name.
        let there = edges.iter().filter(|edge| (edge.column as usize) < self.columns.len());
        let open = there.filter(|e| !self.some_full || self.columns[e.column as usize] > 0);
        found.extend(open.map(|edge| (edge.column, self.scale.worth(edge.weight))));
    }

    fn is_edge(&self, near: usize, far: usize) -> bool {
        self.scale.open_weight(self.problem, near, far).is_some()
            && self.rows[near] > 0
            && self.columns[far] > 0
    }

    fn read(&self, near: usize, worths: &mut [i32], edges: &mut Vec<Edge>) {
        if self.rows[near] == 0 {
            worths.fill(NOTHING);
            return;
        }
        if self.scale.narrow && self.problem.open_narrow_row(near, worths) {
            self.scale.to_worths(worths);
        } else {
            worths.fill(NOTHING);
            self.problem.open_row(near, edges);
            for &Edge { column, weight } in &*edges {
                worths[column as usize] = self.scale.worth(weight);
            }
        }
        if self.some_full {
            for (worth, &seats) in worths.iter_mut().zip(self.columns) {
                *worth = if seats == 0 { NOTHING } else { *worth };
            }
        }
    }

    fn best(&self, near: usize) -> Option<(i32, &[u32])> {
        let (best, columns) = self.parts()?.best(near)?;
        Some((self.scale.worth(best.into()), columns))
    }

    fn part_width(&self) -> Option<usize> {
        self.parts().map(NarrowParts::width)
    }

    fn peaks(&self, near: usize, peaks: &mut Vec<i32>) {
        peaks.clear();
        if let Some(parts) = self.parts().filter(|_| self.rows[near] > 0) {
            parts.peaks(near, peaks);
            self.scale.to_worths(peaks);
        }
    }

    fn read_parts(&self, near: usize, parts: &[u32], worths: &mut [i32]) {
        worths.fill(NO_EDGE);
        if let Some(known) = self.parts() {
            known.read(near, parts, worths);
            self.scale.to_worths(worths);
        }
    }
}

/// Some near and some far nodes of a whole, kept as a matrix.
pub(super) struct Sample {
    pub(super) far: usize,
    pub(super) seats: Vec<u32>,
    pub(super) units: Vec<u32>,
    pub(super) alone: i32,
    pub(super) alone_further: i32,
    pub(super) middle: i32,
    pub(super) worths: Vec<i32>,
}

impl Sample {
    /// Makes seats as short as they are in the whole, `short` for each so many near nodes that somebody fits, by leaving out nodes
    /// of one side, spread over all of them. A market's prices stand on another level where not everybody can have a seat.
    pub(super) fn balance(&mut self, short: i64, of: usize) {
        let near_live: Vec<usize> = (0..self.near())
            .filter(|&near| {
                self.units[near] > 0 && (0..self.far).any(|far| self.is_edge(near, far))
            })
            .collect();
        let far_live: Vec<usize> = (0..self.far)
            .filter(|&far| {
                self.seats[far] > 0 && (0..self.near()).any(|near| self.is_edge(near, far))
            })
            .collect();
        let units: i64 = near_live.iter().map(|&near| i64::from(self.units[near])).sum();
        let seats: i64 = far_live.iter().map(|&far| i64::from(self.seats[far])).sum();
        let share = short.unsigned_abs().saturating_mul(near_live.len() as u64) / of.max(1) as u64;
        let share = i64::try_from(share).unwrap_or(i64::MAX).max(1);
        let (wanted, there) = (if short > 0 { share } else { -share }, units - seats);
        let every = |live: &[usize], drop: i64| -> Vec<usize> {
            let drop = usize::try_from(drop).unwrap_or(0).min(live.len() / 2);
            (0..drop).map(|at| live[(2 * at + 1) * live.len() / (2 * drop)]).collect()
        };
        // One partner each is the rule where seats can be short.
        for far in every(&far_live, wanted - there) {
            for row in self.worths.chunks_mut(self.far) {
                row[far] = NOTHING;
            }
        }
        for near in every(&near_live, there - wanted) {
            self.worths[near * self.far..][..self.far].fill(NOTHING);
        }
    }
}

impl Worths for Sample {
    fn near(&self) -> usize {
        self.worths.len() / self.far
    }

    fn far(&self) -> usize {
        self.far
    }

    fn seats(&self, far: usize) -> u32 {
        self.seats[far]
    }

    fn units(&self, near: usize) -> u32 {
        self.units[near]
    }

    fn alone(&self) -> i32 {
        self.alone
    }

    fn alone_further(&self) -> i32 {
        self.alone_further
    }

    fn middle(&self) -> i32 {
        self.middle
    }

    fn in_cells(&self) -> bool {
        true
    }

    fn list(&self, near: usize, found: &mut Vec<(u32, i32)>, _: &mut Vec<Edge>) {
        let row = &self.worths[near * self.far..][..self.far];
        found.clear();
        found.extend((0..).zip(row.iter().copied()).filter(|&(_, worth)| worth > NOTHING));
    }

    fn is_edge(&self, near: usize, far: usize) -> bool {
        self.worths[near * self.far + far] > NOTHING
    }

    fn read(&self, near: usize, worths: &mut [i32], _: &mut Vec<Edge>) {
        worths.copy_from_slice(&self.worths[near * self.far..][..self.far]);
    }
}

const _: () = assert!(NARROW == -NOTHING && NO_EDGE < NOTHING);
