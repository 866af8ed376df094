//! The fast lane: which edges cannot be worth more than their prices, in 64-bit integers.
//!
//! Only edges with w − u − v > 0 add to the bound, and at good prices these are few. The lane sorts out the rest and
//! never has the last word: whatever it lets through is computed again, exactly. So one thing has to be true of it.
//!
//! > **An edge that adds to the bound is let through.**
//!
//! A vector of levels x is packed into the number Σ xᵢ·fᵢ, which is linear. Let sᵢ be a bound on |w − u − v| in level i,
//! and let fᵢ ≥ fᵢ₊₁·(sᵢ₊₁ + 1), with f = 1 for the last level. Then what later levels can add up to is less than fᵢ (by
//! induction from the last), so that the packed number has the sign of the first level that is not zero: the
//! lexicographic one. With f₁·(s₁ + 1) ≤ 2⁶³ no sum of packed parts can overflow, in any order.
//!
//! The bounds sᵢ are not assumed. Prices are looked at one by one when the lane is built, weights as they are read. A
//! price may be too large to be packed, as are those of nodes that are out of reach; it is packed as a lower one, which
//! can only make w − u − v larger and let more edges through. Where anything else does not fit there is no lane.

use crate::problem::{Duals, Level, NARROW, NO_EDGE};

/// Prices beyond this are out of reach for any edge and may be packed as lower ones.
const OUT_OF_REACH: u128 = 1 << 62;

/// Prices beyond this could overflow 128 bits where the exact way looks at an edge that the lane would not let through.
const TOO_LARGE: u128 = 1 << 120;

/// Cells of a narrow row that are looked at together.
const CELLS: usize = 256;

/// Prices packed into 64 bits.
pub(super) struct Lane {
    levels: Vec<Packing>,
    /// The largest absolute weight for which nothing overflows; [`NO_EDGE`] is one.
    largest: u64,
    /// The packed value of an edge is `fixed + (weight << shift)`.
    fixed: i64,
    shift: u32,
    columns: Vec<i64>,
}

/// How one level is packed.
struct Packing {
    /// The largest absolute price as it is.
    cap: u64,
    factor: i64,
}

impl Lane {
    /// None if prices are too large.
    pub(super) fn new(levels: &[Level], duals: &Duals) -> Option<Self> {
        let (_, rows, columns) = duals.shape();
        let vectors =
            || (0..rows).map(|row| duals.row(row)).chain((0..columns).map(|at| duals.column(at)));
        let mut most = vec![0_u64; levels.len()];
        for vector in vectors() {
            for (most, price) in most.iter_mut().zip(vector) {
                let price = price.unsigned_abs();
                if price > TOO_LARGE {
                    return None;
                }
                if price <= OUT_OF_REACH {
                    *most = u64::try_from(price).ok()?.max(*most);
                }
            }
        }
        // The largest weight first; a narrow row needs 31 bits.
        let mut lane = (31..=60).rev().find_map(|bits| Self::empty(levels, &most, 1 << bits))?;
        for row in 0..rows {
            lane.pack(duals.row(row))?;
        }
        lane.columns = (0..columns).map(|at| lane.pack(duals.column(at))).collect::<Option<_>>()?;
        Some(lane)
    }

    /// A lane without prices, for prices of at most `most` a level and weights of at most `largest`.
    fn empty(levels: &[Level], most: &[u64], largest: u64) -> Option<Self> {
        let (mut packings, mut fixed, mut shift) = (Vec::new(), 0, None);
        let mut factor = 1_u64;
        for (&level, &most) in levels.iter().zip(most).rev() {
            let value = if level == Level::Total {
                shift = Some(factor.ilog2());
                largest
            } else {
                let value = u64::try_from(level.edge_value(0)).ok()?;
                fixed += i64::try_from(value.checked_mul(factor)?).ok()?;
                value
            };
            // One above all that a price of the other side and an edge can make good.
            let cap = most.checked_add(value)?.checked_add(1)?;
            packings.push(Packing { cap, factor: i64::try_from(factor).ok()? });
            let span = cap.checked_mul(2)?.checked_add(value)?;
            factor = factor.checked_mul(span.checked_add(1)?.checked_next_power_of_two()?)?;
        }
        packings.reverse();
        (factor <= 1 << 63).then_some(Self {
            levels: packings,
            largest,
            fixed,
            shift: shift?,
            columns: Vec::new(),
        })
    }

    /// The price as one number, or one that is lexicographically lower.
    fn pack(&self, price: &[i128]) -> Option<i64> {
        let mut packed = 0;
        for (level, &price) in self.levels.iter().zip(price) {
            let cap = i64::try_from(level.cap).ok()?;
            if price > i128::from(cap) {
                return Some(packed + cap * level.factor);
            }
            let price = i64::try_from(price).ok().filter(|&price| price >= -cap)?;
            packed += price * level.factor;
        }
        Some(packed)
    }

    /// The packed price of a row.
    pub(super) fn row(&self, price: &[i128]) -> i64 {
        self.pack(price).expect("all rows were packed when the lane was built") - self.fixed
    }

    /// Whether an edge may add to the bound. `row` is the packed price of its row.
    pub(super) fn lets_through(&self, row: i64, column: usize, weight: i64) -> bool {
        weight.unsigned_abs() > self.largest
            || row + self.columns[column] - (weight << self.shift) < 0
    }

    /// Lists the columns of a narrow row that are let through, in ascending order.
    pub(super) fn scan(
        &self,
        row: i64,
        cells: &[i32],
        through: &mut Vec<usize>,
    ) -> Result<(), BadCell> {
        through.clear();
        for (block, (cells, prices)) in
            cells.chunks(CELLS).zip(self.columns.chunks(CELLS)).enumerate()
        {
            // Without branches, for the compiler to make vectors of it.
            let mut signs = 0;
            for (&cell, &price) in cells.iter().zip(prices) {
                signs |= row + price - (i64::from(cell) << self.shift);
            }
            let any_bad = cells.iter().fold(false, |any, &cell| any | is_bad(cell));
            if signs >= 0 && !any_bad {
                continue;
            }
            for (column, &weight) in (block * CELLS..).zip(cells) {
                if is_bad(weight) {
                    return Err(BadCell { column, weight });
                }
                if weight != NO_EDGE && self.lets_through(row, column, weight.into()) {
                    through.push(column);
                }
            }
        }
        Ok(())
    }
}

/// A cell of a narrow row that is out of range.
pub(super) struct BadCell {
    pub(super) column: usize,
    pub(super) weight: i32,
}

fn is_bad(cell: i32) -> bool {
    cell >= NARROW || (cell <= -NARROW && cell != NO_EDGE)
}
