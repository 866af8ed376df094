//! Columns moved from rows that have enough to rows that lack.

use super::network::Network;
use super::open::Open;
use crate::problem::{StopReason, Weight};
use crate::solve::meter::Meter;

/// Looks for the greatest threshold that rows can be brought near to, by bisection.
///
/// For a threshold T and a largest weight W, rows are *above* with T or more, *below* with less than T − W, and *between*. Each row below
/// gives up its worst column; then columns flow from rows above, one each, to rows below, one each, perhaps by way of rows between, which
/// hand on another one; and what is missing then is filled up from free seats, at the greatest total. This goes on as long as
/// there are fewer and fewer rows below.
///
/// # Errors
///
/// Why the run has to end, once a limit is reached; what rows have then is an answer.
pub(super) fn improve(
    open: &Open,
    has: &mut Vec<Vec<u32>>,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let rows: Vec<usize> = (0..open.rows()).filter(|&row| !has[row].is_empty()).collect();
    let edges = rows.iter().flat_map(|&row| open.edges(row));
    let Some(largest) = edges.map(|edge| open.weights[edge]).max() else { return Ok(()) };
    let largest = i128::from(largest.max(0));
    let most = has.iter().map(Vec::len).max().unwrap_or(0) as i128;
    let wanted = has.iter().map(Vec::len).collect();
    let mut run = Run { open, wanted, rows, largest, has: has.clone() };
    // All rows are at least one weight below the first, and no row can reach the second.
    let (mut reached, mut beyond) = (run.least(has) + largest, largest * most + 1);
    while reached + 1 < beyond {
        let threshold = reached + (beyond - reached) / 2;
        let near = run.approach(threshold, meter)?;
        if run.worth(&run.has) > run.worth(has) {
            has.clone_from(&run.has);
        }
        if near {
            reached = threshold;
        } else {
            beyond = threshold;
            run.has.clone_from(has);
        }
    }
    Ok(())
}

struct Run<'a> {
    open: &'a Open,
    /// How many pairs rows are to have, and those that are to have any.
    wanted: Vec<usize>,
    rows: Vec<usize>,
    largest: i128,
    has: Vec<Vec<u32>>,
}

impl Run<'_> {
    fn weight(&self, edge: u32) -> Weight {
        self.open.weights[edge as usize]
    }

    fn sum(&self, edges: &[u32]) -> i128 {
        edges.iter().map(|&edge| i128::from(self.weight(edge))).sum()
    }

    fn least(&self, has: &[Vec<u32>]) -> i128 {
        self.rows.iter().map(|&row| self.sum(&has[row])).min().unwrap_or(0)
    }

    /// What an answer is worth: the worst-served row first, then the total.
    fn worth(&self, has: &[Vec<u32>]) -> (i128, i128) {
        (self.least(has), has.iter().map(|edges| self.sum(edges)).sum())
    }

    /// Whether no row is left below; what rows have then is an answer either way.
    fn approach(&mut self, threshold: i128, meter: &mut Meter<'_>) -> Result<bool, StopReason> {
        let mut before = usize::MAX;
        loop {
            let (mut above, mut between, mut below) = (Vec::new(), Vec::new(), Vec::new());
            for &row in &self.rows {
                let sum = self.sum(&self.has[row]);
                if sum >= threshold {
                    above.push(row);
                } else if sum >= threshold - self.largest {
                    between.push(row);
                } else {
                    below.push(row);
                }
            }
            if below.is_empty() || above.is_empty() || below.len() >= before {
                return Ok(below.is_empty());
            }
            before = below.len();
            let kept = self.has.clone();
            for &row in &below {
                let worst =
                    (0..self.has[row].len()).min_by_key(|&at| self.weight(self.has[row][at]));
                if let Some(worst) = worst {
                    self.has[row].swap_remove(worst);
                }
            }
            self.move_columns(threshold, [&above, &between, &below], meter)?;
            if !self.fill(meter)? {
                self.has = kept;
                return Ok(false);
            }
        }
    }

    /// Moves columns towards rows below: as many as can be that are enough for their new row, then as many as can be, then those of
    /// most weight.
    fn move_columns(
        &mut self,
        threshold: i128,
        [above, between, below]: [&[usize]; 3],
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        let (rows, columns) = (self.open.rows(), self.open.seats.len());
        // Rows, the doors of rows between, columns, the start and the end.
        let (door, column_node, start) = (rows, 2 * rows, 2 * rows + columns);
        let end = start + 1;
        let mut network = Network::new(end + 1);
        let enough = threshold - self.largest;
        let column = |edge: u32| column_node + self.open.column(edge as usize);
        let (mut gives, mut takes) = (Vec::new(), Vec::new());
        let mut moves = vec![false; columns];
        for &row in above {
            network.add(start, row, 1, 0);
            for &edge in &self.has[row] {
                gives.push((row, edge, network.add(row, column(edge), 1, 0)));
                moves[self.open.column(edge as usize)] = true;
            }
        }
        for &row in between {
            network.add(door + row, row, 1, 0);
            let comes: Vec<u32> =
                self.others(row).filter(|&edge| moves[self.open.column(edge as usize)]).collect();
            for &edge in &comes {
                takes.push((row, edge, network.add(column(edge), door + row, 1, 0)));
            }
            // Even the worst that may come must leave it where it is.
            if let Some(worst) = comes.iter().map(|&edge| self.weight(edge)).min() {
                let sum = self.sum(&self.has[row]) + i128::from(worst);
                for &edge in &self.has[row] {
                    if sum - i128::from(self.weight(edge)) >= enough {
                        gives.push((row, edge, network.add(row, column(edge), 1, 0)));
                    }
                }
            }
        }
        for &(_, edge, _) in &gives {
            moves[self.open.column(edge as usize)] = true;
        }
        let lightest = self.open.weights.iter().copied().min().map_or(0, i128::from);
        let step = (self.largest - lightest) * (below.len() as i128 + 1) + 1;
        for &row in below {
            network.add(row, end, 1, 0);
            let sum = self.sum(&self.has[row]);
            let comes: Vec<u32> =
                self.others(row).filter(|&edge| moves[self.open.column(edge as usize)]).collect();
            for edge in comes {
                let weight = i128::from(self.weight(edge));
                let short = if sum + weight >= enough { 0 } else { step };
                let cost = short + self.largest - weight;
                takes.push((row, edge, network.add(column(edge), row, 1, cost)));
            }
        }
        network.send(start, end, below.len() as i128, |looks| meter.spend(looks))?;
        for (row, edge, arc) in gives {
            if network.flow(arc) > 0 {
                self.has[row].retain(|&has| has != edge);
            }
        }
        for (row, edge, arc) in takes {
            if network.flow(arc) > 0 {
                self.has[row].push(edge);
            }
        }
        Ok(())
    }

    /// Pairs that a row could have and has not.
    fn others(&self, row: usize) -> impl Iterator<Item = u32> {
        let edges = self.open.edges(row).filter_map(|edge| u32::try_from(edge).ok());
        edges.filter(move |edge| !self.has[row].contains(edge))
    }

    /// Gives rows what is missing, from free seats and at the greatest total; whether that can be.
    fn fill(&mut self, meter: &mut Meter<'_>) -> Result<bool, StopReason> {
        let columns = self.open.seats.len();
        let mut seats = self.open.seats.clone();
        for &edge in self.has.iter().flatten() {
            seats[self.open.column(edge as usize)] -= 1;
        }
        let short: Vec<usize> = self
            .rows
            .iter()
            .copied()
            .filter(|&row| self.has[row].len() < self.wanted[row])
            .collect();
        let (rows, end) = (columns, columns + short.len());
        let mut network = Network::new(end + 1);
        for (column, &seats) in seats.iter().enumerate() {
            network.add(column, end, seats.into(), 0);
        }
        let mut arcs = Vec::new();
        for (at, &row) in short.iter().enumerate() {
            for edge in self.others(row) {
                let cost = self.largest - i128::from(self.weight(edge));
                let arc = network.add(rows + at, self.open.column(edge as usize), 1, cost);
                arcs.push((row, edge, arc));
            }
        }
        for (at, &row) in short.iter().enumerate() {
            let missing = (self.wanted[row] - self.has[row].len()) as i128;
            if network.send(rows + at, end, missing, |looks| meter.spend(looks))? < missing {
                return Ok(false);
            }
        }
        for (row, edge, arc) in arcs {
            if network.flow(arc) > 0 {
                self.has[row].push(edge);
            }
        }
        Ok(true)
    }
}
