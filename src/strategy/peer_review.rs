//! The worst-served row as well off as whole assignments of good pairs can make it.

use super::network::Network;
use super::open::Open;
use crate::problem::{StopReason, Weight};
use crate::solve::meter::Meter;

/// In each round and for each number κ: the greatest weight such that all rows can have κ pairs of at least this weight, and the
/// best total of all assignments in which they do. The best of these for the worst-served row stands; what that row has is its
/// own, and the next round is about the others.
///
/// # Errors
///
/// Why the run has to end, once a limit is reached; what rows have then is an answer.
pub(super) fn improve(
    open: &Open,
    has: &mut Vec<Vec<u32>>,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let left = (0..open.rows()).filter(|&row| !has[row].is_empty()).collect();
    Run { open, has, left, seats: open.seats.clone() }.all(meter)
}

struct Run<'a> {
    open: &'a Open,
    /// What rows have; each is to have as many.
    has: &'a mut Vec<Vec<u32>>,
    /// Rows whose pairs may still change.
    left: Vec<usize>,
    /// Seats that are not held by a row that is done with.
    seats: Vec<u32>,
}

impl Run<'_> {
    fn all(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        while !self.left.is_empty() {
            self.round(meter)?;
            let worst = self.worst(self.has);
            let (done, left) =
                self.left.iter().partition(|&&row| Some(self.sum(&self.has[row])) == worst);
            self.left = left;
            let done: Vec<usize> = done;
            for edge in done.into_iter().flat_map(|row| &self.has[row]) {
                self.seats[self.open.column(*edge as usize)] -= 1;
            }
        }
        Ok(())
    }

    /// One answer for each number of good pairs; the best stands if it is better than what there was.
    fn round(&mut self, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let edges = self.left.iter().flat_map(|&row| self.open.edges(row));
        let mut weights: Vec<Weight> = edges.map(|edge| self.open.weights[edge]).collect();
        weights.sort_unstable();
        weights.dedup();
        let most = self.left.iter().map(|&row| self.has[row].len()).max().unwrap_or(0);
        // More good pairs cannot be better ones.
        let mut above = weights.len();
        for good in 1..=most {
            // What there is meets some weight; the greatest is looked for near it, in steps that double.
            let met = self.left.iter().map(|&row| self.good_weight(row, good)).min();
            let mut least = met.map_or(0, |met| weights.partition_point(|&weight| weight < met));
            let mut step = 1;
            while least + 1 < above {
                let middle = (least + step).min(usize::midpoint(least, above));
                if self.assigned(good, weights[middle], None, meter)?.is_some() {
                    (least, step) = (middle, 2 * step);
                } else {
                    (above, step) = (middle, step.div_ceil(2));
                }
            }
            above = least + 1;
            if self.worst(self.has) >= self.bound(good, weights[least]) {
                break;
            }
            let dearest = weights.last().copied();
            if let Some(has) = self.assigned(good, weights[least], dearest, meter)?
                && self.worst(&has) > self.worst(self.has)
            {
                *self.has = has;
            }
        }
        Ok(())
    }

    /// The least weight of the best pairs of a row, so many of them or all.
    fn good_weight(&self, row: usize, good: usize) -> Weight {
        let mut weights: Vec<Weight> =
            self.has[row].iter().map(|&edge| self.open.weights[edge as usize]).collect();
        weights.sort_unstable();
        weights[weights.len().saturating_sub(good)]
    }

    /// What no answer can exceed for its worst-served row: some row has fewer good pairs of more than this weight.
    fn bound(&self, good: usize, weight: Weight) -> Option<i128> {
        let bounds = self.left.iter().map(|&row| {
            let best = self.open.edges(row).map(|edge| self.open.weights[edge]).max();
            let count = self.has[row].len();
            let better = (good - 1).min(count);
            let others = (count - better) as i128;
            i128::from(best.unwrap_or(weight)) * better as i128 + i128::from(weight) * others
        });
        bounds.max()
    }

    /// As many pairs for each row as it has, so many of them (or all) of at least this weight, if that can be; of greatest total weight
    /// where the largest weight is given.
    fn assigned(
        &self,
        good: usize,
        least: Weight,
        dearest: Option<Weight>,
        meter: &mut Meter<'_>,
    ) -> Result<Option<Vec<Vec<u32>>>, StopReason> {
        // A node for each row, one for its pairs that are not good, one for each column, and the end.
        let count = self.left.len();
        let (columns, end) = (2 * count, 2 * count + self.seats.len());
        let mut network = Network::new(end + 1);
        let mut arcs = Vec::new();
        for (at, &row) in self.left.iter().enumerate() {
            let others = self.has[row].len().saturating_sub(good);
            network.add(at, count + at, others as i128, 0);
            for edge in self.open.edges(row) {
                let weight = self.open.weights[edge];
                let from = if weight >= least { at } else { count + at };
                let cost = dearest.map_or(0, |dearest| i128::from(dearest) - i128::from(weight));
                let arc = network.add(from, columns + self.open.column(edge), 1, cost);
                arcs.push((row, edge, arc));
            }
        }
        for (column, &seats) in self.seats.iter().enumerate() {
            network.add(columns + column, end, seats.into(), 0);
        }
        meter.spend(arcs.len())?;
        for (at, &row) in self.left.iter().enumerate() {
            let wanted = self.has[row].len() as i128;
            let sent = network.send(at, end, wanted, |looks| meter.spend(looks))?;
            if sent < wanted {
                return Ok(None);
            }
        }
        let mut has = self.has.clone();
        for &row in &self.left {
            has[row].clear();
        }
        for (row, edge, arc) in arcs {
            if network.flow(arc) > 0
                && let Ok(edge) = u32::try_from(edge)
            {
                has[row].push(edge);
            }
        }
        Ok(Some(has))
    }

    fn sum(&self, edges: &[u32]) -> i128 {
        edges.iter().map(|&edge| i128::from(self.open.weights[edge as usize])).sum()
    }

    /// What the worst-served of the rows that are left gets.
    fn worst(&self, has: &[Vec<u32>]) -> Option<i128> {
        self.left.iter().map(|&row| self.sum(&has[row])).min()
    }
}
