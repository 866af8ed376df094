//! What every number of pairs costs.

mod lists;
mod totals;
mod turned;
mod worst;

use lists::{Amount, List, fits};
use totals::Totals;
use turned::Turned;
use worst::Worst;

use super::meter::Meter;
use super::parallel::over_rows;
use super::pins;
use super::read::Unread;
use crate::problem::{
    AnyProblem, Assigned, Bounds, Edge, Edges, Frontier, FrontierPoint, Limits, Problem,
    ProblemError, Step, StopReason, Weight, index,
};

/// What both curves start from.
#[derive(Clone)]
struct Start<T> {
    /// Free places of rows and free seats of columns.
    room: Vec<u32>,
    seats: Vec<u32>,
    lists: Vec<List<T>>,
}

/// Why there is no frontier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrontierError {
    /// Something that the frontier does not take.
    #[error("the frontier does not take {what}; take it off, or solve for the best answer alone")]
    Unsupported {
        /// What it is.
        what: String,
    },
    /// A number of the problem is out of range.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// Rows that are read between two looks at the limits.
const CHUNK: usize = 256;

impl<E: Edges> Problem<E> {
    /// The best total for every number of pairs that can be made, with the worst pair of that matching, and as a curve of
    /// its own the best worst pair: what more tandems cost in quality, in one call.
    ///
    /// Starts from the pins and makes one pair after the other by the path that adds most to the total. Every prefix is
    /// optimal for its number, and what a pair adds never rises, so the curve is concave. Capacities, demands, pins, forbids
    /// and the floor hold; the objective and priorities do not matter. The last point is the total of
    /// [`Objective::MostTandems`](crate::Objective::MostTandems) where rows take one partner each and there are no
    /// priorities; a point of the greatest total is that of [`Objective::BestTotal`](crate::Objective::BestTotal).
    ///
    /// The two curves are made side by side with the feature `rayon`, and a limit of work holds for each of them. The answer is
    /// the same on any machine, unless a limit of time or memory ends the run. Every point carries prices
    /// that [`verify_point`](crate::verify::verify_point) checks.
    ///
    /// # Errors
    ///
    /// [`FrontierError::Unsupported`] if a row or column has a minimum load, or there are rules; else if a weight is beyond ±2^62. Pins that contradict each other are no error: there
    /// is no point then, and [`Frontier::conflict`] says why.
    ///
    /// # Complexity
    ///
    /// For k pairs, O(k) searches for a shortest path in lists of the 24 best columns of each row at first; at worst
    /// O(k·e·log e) for e edges. Rows are read once for the lists and again where these run dry:
    /// memory is about 400 bytes a row, a number for each column that a search settles, and for the second curve 4 bytes an edge that came in.
    /// Where there are fewer seats than places, columns look for rows instead, which is many times as fast near the end; for that up
    /// to 16 million pairs are kept by column, 12 bytes each.
    ///
    /// W. S. Jewell, *Optimal flow through networks*, Operations Research 6 (1958); R. G. Busacker and P. J. Gowen, *A procedure
    /// for determining a family of minimal-cost network flow patterns* (1961); U. Derigs and U. Zimmermann, *An augmenting
    /// path method for solving linear bottleneck assignment problems*, Computing 19 (1978).
    ///
    /// # Examples
    ///
    /// ```
    /// use tandems::problem::{Csr, Limits, Problem};
    /// use tandems::verify::verify_point;
    ///
    /// let edges = Csr::from_triplets(2, 2, [(0, 0, 9), (0, 1, 5), (1, 0, 6)])?;
    /// let problem = Problem::new(edges);
    /// let frontier = problem.frontier(&Limits::none())?;
    /// let totals: Vec<_> = frontier.points().iter().map(|point| (point.tandems, point.total)).collect();
    /// assert_eq!(totals, [(0, 0), (1, 9), (2, 11)]);
    /// assert_eq!(frontier.points()[2].worst, Some(5));
    /// assert!(frontier.points().iter().all(|point| verify_point(&problem, &frontier, point.tandems).is_ok()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn frontier(&self, limits: &Limits) -> Result<Frontier, FrontierError> {
        AnyProblem::frontier(self, limits)
    }
}

impl AnyProblem<'_> {
    /// What [`frontier`](Problem::frontier) says of any source of edges.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn frontier(&self, limits: &Limits) -> Result<Frontier, FrontierError> {
        index("rows and columns", self.rows().saturating_add(self.columns()))?;
        self.check_bounds()?;
        let mut frontier = Frontier {
            points: Vec::new(),
            stop_reason: StopReason::Completed,
            conflict: pins::conflict(self),
            pins: self.pins().to_vec(),
            columns: self.columns(),
            steps: Vec::new(),
            turned: None,
        };
        if frontier.conflict.is_some() {
            return Ok(frontier);
        }
        frontier.points.push(FrontierPoint {
            tandems: self.pins().len() as u64,
            total: self.pins().iter().map(|pin| i128::from(pin.weight)).sum(),
            gain: None,
            worst: self.pins().iter().map(|pin| pin.weight).min(),
            best_worst: self.pins().iter().map(|pin| pin.weight).min(),
        });
        let mut meter = Meter::new(limits);
        let (mut room, mut seats) = self.room();
        for &Assigned { row, column, .. } in self.pins() {
            room[row] -= 1;
            seats[column] -= 1;
        }
        let outcome = if turned::pays(self, &room, &seats, &meter) {
            match Turned::read(self, &room, &seats, &mut meter) {
                Ok(edges) => {
                    let bounds =
                        |most: &[u32]| most.iter().map(|&most| Bounds::up_to(most)).collect();
                    let turned = Problem::new(edges)
                        .with_demands(bounds(&seats))
                        .and_then(|turned| turned.with_capacities(bounds(&room)))?;
                    let outcome = AnyProblem::walk(
                        &turned,
                        &mut frontier,
                        seats.clone(),
                        room,
                        limits,
                        &mut meter,
                    );
                    frontier.turn(seats);
                    outcome
                }
                Err(unread) => stopped(unread).map_err(FrontierError::from),
            }
        } else {
            self.walk(&mut frontier, room, seats, limits, &mut meter)
        };
        frontier.stop_reason = outcome?;
        Ok(frontier)
    }

    /// Both curves, in numbers that hold them.
    fn walk(
        &self,
        frontier: &mut Frontier,
        room: Vec<u32>,
        seats: Vec<u32>,
        limits: &Limits,
        meter: &mut Meter<'_>,
    ) -> Result<StopReason, FrontierError> {
        match self.lists(&room, &seats, meter) {
            Ok((lists, largest)) if fits(largest, self.rows() + self.columns()) => {
                self.curves(frontier, Start { room, seats, lists }, limits, meter)
            }
            Ok((lists, _)) => {
                let wide = lists.into_iter().map(List::widened).collect::<Vec<List<i128>>>();
                self.curves(frontier, Start { room, seats, lists: wide }, limits, meter)
            }
            Err(unread) => Ok(stopped(unread)?),
        }
    }

    /// Minimum loads and rules are no part of a frontier: which numbers of pairs keep them is another question.
    fn check_bounds(&self) -> Result<(), FrontierError> {
        if !self.rules().is_empty() {
            let what = format!("rules, of which the problem has {}", self.rules().len());
            return Err(FrontierError::Unsupported { what });
        }
        let rows = (0..self.rows()).map(|row| ("row", row, self.demand(row).min));
        let columns =
            (0..self.columns()).map(|column| ("column", column, self.capacity(column).min));
        match rows.chain(columns).find(|&(_, _, min)| min > 0) {
            Some((side, index, min)) => {
                let what = format!("the minimum {min} of {side} {index}");
                Err(FrontierError::Unsupported { what })
            }
            None => Ok(()),
        }
    }

    /// How many partners rows and columns may have.
    fn room(&self) -> (Vec<u32>, Vec<u32>) {
        let rows = (0..self.rows()).map(|row| self.demand(row).max);
        let columns = (0..self.columns()).map(|column| self.capacity(column).max);
        (rows.collect(), columns.collect())
    }

    /// The best columns of each row, and the largest absolute weight.
    fn lists(
        &self,
        room: &[u32],
        seats: &[u32],
        meter: &mut Meter<'_>,
    ) -> Result<(Vec<List<i64>>, u64), Unread> {
        let zeros = vec![0_i64; self.columns()];
        let (mut lists, mut largest) = (Vec::with_capacity(self.rows()), 0_u64);
        for first in (0..self.rows()).step_by(CHUNK) {
            let read = |edges: &mut Vec<Edge>, row: usize| -> Result<_, ProblemError> {
                let mut list = List::default();
                if room[row] == 0 {
                    return Ok((list, 0, 0));
                }
                let read = list.read(self, row, seats, &zeros, edges)?;
                Ok((list, read.looked_at, read.largest))
            };
            let rows = first..self.rows().min(first + CHUNK);
            for of_row in over_rows(rows, self.columns(), read) {
                let (list, looked_at, of_row) = of_row?;
                meter.spend(looked_at)?;
                meter.claim(list.bytes())?;
                largest = largest.max(of_row);
                lists.push(list);
            }
        }
        Ok((lists, largest))
    }

    /// Both curves, side by side where there are cores: they know nothing of each other.
    fn curves<T: Amount>(
        &self,
        frontier: &mut Frontier,
        start: Start<T>,
        limits: &Limits,
        meter: &mut Meter<'_>,
    ) -> Result<StopReason, FrontierError> {
        // One of them tells of its progress.
        let quiet = Limits { progress: None, ..limits.clone() };
        meter.units = start.room.iter().map(|&room| u64::from(room)).sum();
        let Start { room, seats, lists } = start.clone();
        let (totals, worst) = both(
            || all_totals(Totals::new(self, room, seats, lists), meter),
            || all_worst(Worst::new(self, start.room, start.seats, start.lists), &quiet),
        );
        let ((steps, mut reason), (mut least, ended)) = (totals?, worst?);
        if reason == StopReason::Completed {
            reason = ended;
        }
        let pinned = frontier.points[0].worst;
        let mut total = frontier.points[0].total;
        least.resize(steps.len(), None);
        for ((step, worst), least) in steps.into_iter().zip(least) {
            total += step.fee;
            let beside_pins = |least: Weight| pinned.map_or(least, |pinned| pinned.min(least));
            frontier.points.push(FrontierPoint {
                tandems: frontier.points[0].tandems + frontier.points.len() as u64,
                total,
                gain: Some(step.fee),
                worst: worst.map(beside_pins),
                best_worst: least.map(beside_pins),
            });
            frontier.steps.push(step);
        }
        Ok(reason)
    }
}

/// A step, and the worst pair after it.
type Made = (Step, Option<Weight>);

/// All steps of the best total, with the worst pair after each.
fn all_totals<T: Amount>(
    mut totals: Totals<'_, T>,
    meter: &mut Meter<'_>,
) -> Result<(Vec<Made>, StopReason), ProblemError> {
    let mut steps = Vec::new();
    loop {
        match totals.step(meter) {
            Ok(Some(step)) => steps.push((step, totals.worst())),
            Ok(None) => return Ok((steps, StopReason::Completed)),
            Err(unread) => return Ok((steps, stopped(unread)?)),
        }
        meter.settled += 1;
    }
}

/// The best worst pair after each step.
fn all_worst<T: Amount>(
    mut worst: Worst<'_, T>,
    limits: &Limits,
) -> Result<(Vec<Option<Weight>>, StopReason), ProblemError> {
    let mut meter = Meter::new(limits);
    let mut least = Vec::new();
    loop {
        match worst.step(&mut meter) {
            Ok(None) => return Ok((least, StopReason::Completed)),
            Ok(some) => least.push(some),
            Err(unread) => return Ok((least, stopped(unread)?)),
        }
    }
}

/// A row or column of a problem whose indices fit 32 bits, as is checked before.
fn number(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(NONE)
}

/// No column, no row.
const NONE: u32 = u32::MAX;

impl From<ProblemError> for Unread {
    fn from(error: ProblemError) -> Self {
        Self::Malformed(error)
    }
}

/// Why a run came to its end, where that was a limit.
fn stopped(unread: Unread) -> Result<StopReason, ProblemError> {
    match unread {
        Unread::Stopped(reason) => Ok(reason),
        Unread::Malformed(error) => Err(error),
    }
}

/// Two things that know nothing of each other.
#[cfg(feature = "rayon")]
fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}

/// Two things that know nothing of each other.
#[cfg(not(feature = "rayon"))]
fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}
