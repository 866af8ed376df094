//! What every number of pairs costs: the best total and the best worst pair for each count.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Assigned, Conflict, StopReason, Weight};

/// The best that can be had with one number of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FrontierPoint {
    /// Number of pairs, pins among them.
    pub tandems: u64,
    /// The greatest total weight of that many pairs.
    pub total: i128,
    /// What the last pair added to the total of one pair less; `None` at the first point. It never rises from one point to
    /// the next.
    pub gain: Option<i128>,
    /// The least weight in the matching of that total which is handed out by [`Frontier::pairs`]; `None` without pairs.
    pub worst: Option<Weight>,
    /// The greatest weight that the least pair of any such number of pairs can have: a curve of its own, reached by other
    /// matchings than those of the greatest total. `None` without pairs.
    pub best_worst: Option<Weight>,
}

/// The best total and the best worst pair for every number of pairs that can be made, from pins alone to as many as can be.
///
/// Made by [`Problem::frontier`](super::Problem::frontier).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frontier {
    pub(crate) points: Vec<FrontierPoint>,
    pub(crate) stop_reason: StopReason,
    pub(crate) conflict: Option<Conflict>,
    #[serde(skip)]
    pub(crate) pins: Vec<Assigned>,
    #[serde(skip)]
    pub(crate) columns: usize,
    /// One for each point but the first.
    #[serde(skip)]
    pub(crate) steps: Vec<Step>,
    /// Free seats of the columns beside pins, where rises in the steps are those of rows.
    #[serde(skip)]
    pub(crate) turned: Option<Vec<u32>>,
}

/// What changes from one point to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Pairs that come and pairs that go, along a path.
    pub(crate) added: Vec<Assigned>,
    pub(crate) removed: Vec<(usize, usize)>,
    /// Columns whose price rises, and by how much; rows, where the frontier was made from the columns.
    pub(crate) rises: Vec<(usize, i128)>,
    /// What a pair has to be worth from now on.
    pub(crate) fee: i128,
}

/// Prices that prove a point of the frontier: nothing with as many pairs is worth more than they say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FrontierPrices {
    /// What every pair has to be worth before it gains anything; it may be below zero.
    pub fee: i128,
    /// What a seat of each column is worth on top, 0 or more.
    pub columns: Vec<i128>,
}

impl Frontier {
    /// The points, one for each number of pairs from the least to the greatest. Empty where pins contradict each other.
    #[must_use]
    pub fn points(&self) -> &[FrontierPoint] {
        &self.points
    }

    /// The point of a number of pairs.
    #[must_use]
    pub fn point(&self, tandems: u64) -> Option<&FrontierPoint> {
        self.points.get(self.at(tandems)?)
    }

    /// Why the run ended. What is there is right in any case: where a limit ended the run, points are missing at the end, and
    /// the worst pair may be unknown.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        self.stop_reason
    }

    /// Why there is no point at all.
    #[must_use]
    pub fn conflict(&self) -> Option<&Conflict> {
        self.conflict.as_ref()
    }

    /// Pairs of the greatest total for their number, by row and column. `None` where there is no such point.
    ///
    /// # Complexity
    ///
    /// The pairs that changed up to this point, sorted.
    #[must_use]
    pub fn pairs(&self, tandems: u64) -> Option<Vec<Assigned>> {
        let at = self.at(tandems)?;
        let mut pairs: BTreeMap<(usize, usize), Weight> =
            self.pins.iter().map(|pin| ((pin.row, pin.column), pin.weight)).collect();
        for step in self.steps.get(..at)? {
            for pair in &step.removed {
                pairs.remove(pair);
            }
            pairs.extend(step.added.iter().map(|pair| ((pair.row, pair.column), pair.weight)));
        }
        let assigned = |((row, column), weight)| Assigned { row, column, weight };
        Some(pairs.into_iter().map(assigned).collect())
    }

    /// Prices that prove the point; [`verify_point`](crate::verify::verify_point) checks them. `None` where there is no such
    /// point, and for the first one, which has nothing to choose.
    #[must_use]
    pub fn prices(&self, tandems: u64) -> Option<FrontierPrices> {
        let at = self.at(tandems)?;
        let fee = self.steps.get(at.checked_sub(1)?)?.fee;
        let rises = self.steps[..at].iter().flat_map(|step| &step.rises);
        if let Some(seats) = &self.turned {
            let mut rows = BTreeMap::new();
            for &(row, rise) in rises {
                *rows.entry(row).or_insert(0) += rise;
            }
            let columns = self.prices_beside(&self.pairs(tandems)?, &rows, seats, fee);
            return Some(FrontierPrices { fee, columns });
        }
        let mut columns = vec![0; self.columns];
        for &(column, rise) in rises {
            columns[column] += rise;
        }
        Some(FrontierPrices { fee, columns })
    }

    /// What seats are worth beside the prices of rows: the least that somebody who sits there gains beyond the fee, or nothing
    /// where a seat is free.
    fn prices_beside(
        &self,
        pairs: &[Assigned],
        rows: &BTreeMap<usize, i128>,
        seats: &[u32],
        fee: i128,
    ) -> Vec<i128> {
        let pins: BTreeSet<(usize, usize)> =
            self.pins.iter().map(|pin| (pin.row, pin.column)).collect();
        let mut sitting: Vec<(u32, Option<i128>)> = vec![(0, None); self.columns];
        for pair in pairs.iter().filter(|pair| !pins.contains(&(pair.row, pair.column))) {
            let gain = i128::from(pair.weight) - rows.get(&pair.row).copied().unwrap_or(0) - fee;
            let (count, least) = &mut sitting[pair.column];
            *count += 1;
            *least = Some(least.map_or(gain, |least| least.min(gain)));
        }
        let full = |(&(count, least), &seats): (&(u32, Option<i128>), &u32)| {
            least.filter(|_| count >= seats).unwrap_or(0)
        };
        sitting.iter().zip(seats).map(full).collect()
    }

    /// Rows become columns and columns rows; `seats` are the free seats of the columns there are now.
    pub(crate) fn turn(&mut self, seats: Vec<u32>) {
        for step in &mut self.steps {
            for pair in &mut step.added {
                (pair.row, pair.column) = (pair.column, pair.row);
            }
            for pair in &mut step.removed {
                *pair = (pair.1, pair.0);
            }
        }
        self.turned = Some(seats);
    }

    fn at(&self, tandems: u64) -> Option<usize> {
        let first = self.points.first()?.tandems;
        let at = usize::try_from(tandems.checked_sub(first)?).ok()?;
        (at < self.points.len()).then_some(at)
    }
}
