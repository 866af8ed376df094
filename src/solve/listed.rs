//! Edges read where they are, as often as the engine asks for them, and solved as they are: for sparse problems whose rows
//! take one partner each.

use super::certificate::violator;
use super::finish::FinishedUnits;
use super::meter::Meter;
use super::read::{Unread, check_row};
use super::residual::Residual;
use super::sparse::{self, Census, Halt, NONE, Optimum, Rows, Start, State, Terms};
use super::units::Units;
use super::{Algorithm, Options, SolveError, WarmStart, infeasible, without_pairs};
use crate::problem::{AnyProblem, Assigned, Edge, Side, Solution, StopReason, Weight, Work};

const NAME: Algorithm = Algorithm::Sparse;

/// `None` where a row may have several partners, or the levels need more than 64 bits.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    options: &Options,
) -> Result<Option<Solution>, SolveError> {
    solve_on(problem, options.start.as_ref(), &mut Meter::new(&options.limits))
}

/// For a run that has begun as another one: what it has spent counts.
pub(super) fn solve_on(
    problem: &AnyProblem<'_>,
    start: Option<&WarmStart>,
    meter: &mut Meter<'_>,
) -> Result<Option<Solution>, SolveError> {
    let residual = Residual::of(problem);
    if residual.row_limits.iter().any(|&limit| limit > 1) || residual.has_minima() {
        return Ok(None);
    }
    let mut listed = match Listed::read(problem, &residual, meter) {
        Ok(listed) => listed,
        Err(Unread::Stopped(reason)) => return Ok(Some(without_pairs(NAME, "", reason))),
        Err(Unread::Malformed(error)) => return Err(error.into()),
    };
    let Some(units) = Units::new(problem, &residual, listed.largest) else { return Ok(None) };
    meter.units = residual.row_limits.iter().map(|&limit| u64::from(limit)).sum();
    let known = start.and_then(|start| {
        let prices = start.prices(problem, &units)?;
        if start.has_no_pairs() {
            return Some(Start::Prices(prices));
        }
        let mates = start.mates(problem.rows(), problem.columns(), NONE);
        Some(Start::State(State { prices, mates }))
    });
    let solved = if let Some(start) = known {
        let terms = Terms { seats: &residual.column_limits, fill: false };
        sparse::solve_rows(listed.worth(&units), terms, start, meter)
    } else if problem.side_to_fill() == Some(Side::Rows)
        && residual.row_limits.iter().all(|&limit| limit == 1)
    {
        fill_rows(&mut listed, &units, meter)
    } else {
        by_levels(&mut listed, &units, meter)
    };
    let work = Work { edges: meter.edges(), searches: 0 };
    listed.worth(&units);
    let (pairs, profits, prices, stop_reason) = match solved {
        Ok(Optimum { state, profits }) => {
            let pair = |(row, (&mate, &profit)): (usize, (&u32, &i64))| {
                // Who sits gains all that the price leaves.
                let value = profit + state.prices.get(mate as usize)?;
                Some(Assigned { row, column: mate as usize, weight: units.weight(row, value) })
            };
            let pairs = state.mates.iter().zip(&profits).enumerate().filter_map(pair).collect();
            (pairs, profits, state.prices, StopReason::Completed)
        }
        Err(Halt::Stopped(reason, state)) => {
            let profits = profits(&mut listed, &state);
            (pairs(&mut listed, &units, &state), profits, state.prices, reason)
        }
        Err(Halt::Unfillable(rows)) => {
            let rows = rows.into_iter().map(|row| row as usize).collect();
            let conflict = violator(problem, &residual, Side::Rows, rows);
            return Ok(Some(Solution { work, ..infeasible(NAME, "", conflict) }));
        }
    };
    let finished = FinishedUnits { algorithm: NAME, pairs, profits, prices, work, stop_reason };
    Ok(Some(finished.solution(problem, &residual, &units)))
}

/// The open edges of a problem, each worth `base + slope · weight` and the bonus of its row.
struct Listed<'p> {
    problem: &'p AnyProblem<'p>,
    residual: &'p Residual,
    /// The largest absolute weight.
    largest: u64,
    /// The open edges between rows and columns that may have a partner, by their weights.
    census: Census,
    base: i64,
    slope: i64,
    bonus: &'p [i64],
    row: Vec<Edge>,
}

impl<'p> Listed<'p> {
    /// Reads all edges once, and checks that their source keeps its word.
    fn read(
        problem: &'p AnyProblem<'p>,
        residual: &'p Residual,
        meter: &mut Meter<'_>,
    ) -> Result<Self, Unread> {
        let mut census = Census::of_columns(problem.columns());
        let (mut edges, mut room, mut largest) = (Vec::new(), 0, 0);
        for row in 0..problem.rows() {
            if residual.row_limits[row] == 0 {
                census.end_row(0);
                continue;
            }
            problem.open_row(row, &mut edges);
            largest = largest.max(check_row(problem, row, &edges).map_err(Unread::Malformed)?);
            let mut open = 0;
            for &Edge { column, weight } in &edges {
                if residual.column_limits[column as usize] > 0 {
                    census.add(column, weight);
                    open += 1;
                }
            }
            census.end_row(open);
            meter.spend(edges.len())?;
            if edges.capacity() > room {
                meter.claim((edges.capacity() - room) * size_of::<Edge>())?;
                room = edges.capacity();
            }
        }
        let (base, slope, bonus) = (0, 1, [].as_slice());
        Ok(Self { problem, residual, largest, census, base, slope, bonus, row: edges })
    }

    fn plain(&self, weight: Weight) -> i64 {
        self.base.saturating_add(self.slope.saturating_mul(weight))
    }

    /// Edges are worth what their weight is more than this.
    fn more_than(&mut self, weight: Weight) -> &mut Self {
        (self.base, self.slope, self.bonus) = (-weight, 1, &[]);
        self
    }

    /// Edges are worth what they are in values.
    fn worth(&mut self, units: &'p Units) -> &mut Self {
        (self.base, self.slope, self.bonus) = (units.plain(0), units.slope(), units.bonuses());
        self
    }
}

impl Rows for Listed<'_> {
    fn rows(&self) -> usize {
        self.problem.rows()
    }

    fn reach(&self) -> i64 {
        let (least, most) = self.census.range();
        let bonus = self.bonus.iter().map(|bonus| bonus.saturating_abs()).max().unwrap_or(0);
        let ends = self.plain(least).saturating_abs().max(self.plain(most).saturating_abs());
        ends.saturating_add(bonus)
    }

    fn census(&self) -> Option<Census> {
        let alike = self.bonus.iter().all(|&bonus| bonus == 0);
        alike.then(|| self.census.with(|weight| self.plain(weight)))
    }

    #[inline]
    fn each(&mut self, row: usize, mut edge: impl FnMut(u32, i64)) {
        if self.residual.row_limits[row] == 0 {
            return;
        }
        self.problem.open_row(row, &mut self.row);
        let base = self.base + self.bonus.get(row).copied().unwrap_or(0);
        for &Edge { column, weight } in &self.row {
            let seats = self.residual.column_limits.get(column as usize);
            if seats.is_some_and(|&seats| seats > 0) {
                // In range, as was seen when the edges were read first.
                edge(column, base.wrapping_add(self.slope.wrapping_mul(weight)));
            }
        }
    }
}

/// Every row has to sit: what a pair is worth beyond its weight makes no difference until the end.
fn fill_rows(
    listed: &mut Listed<'_>,
    units: &Units,
    meter: &mut Meter<'_>,
) -> Result<Optimum, Halt> {
    let seats = &listed.residual.column_limits;
    let terms = Terms { seats, fill: true };
    let mut optimum = sparse::solve_rows(listed.more_than(0), terms, Start::Cold, meter)?;
    // Where all seats are taken prices may be of any sign, and count from any level.
    let prices = &mut optimum.state.prices;
    let open = prices.iter().zip(seats).filter(|&(_, &seats)| seats > 0);
    let least = open.map(|(&price, _)| price).min().unwrap_or(0).min(0);
    for price in prices {
        *price = (*price - least).max(0);
    }
    for (row, profit) in optimum.profits.iter_mut().enumerate() {
        // Weights and values differ by the worth of a pair.
        *profit = units.value(row, *profit) + least;
    }
    Ok(optimum)
}

/// Rows may stay alone. Where pairs count before weights, first by so little that an auction has few scales to go through,
/// then by as much as levels need; hardly anything changes.
fn by_levels<'p>(
    listed: &mut Listed<'p>,
    units: &'p Units,
    meter: &mut Meter<'_>,
) -> Result<Optimum, Halt> {
    let terms = Terms { seats: &listed.residual.column_limits, fill: false };
    let (least, most) = listed.census.range();
    let start = match units.lift(least, most) {
        None => Start::Cold,
        Some(lift) => {
            let near = listed.more_than(lift.alone());
            let higher = |state: State| State {
                prices: state.prices.iter().map(|&price| lift.price(price)).collect(),
                ..state
            };
            match sparse::solve_rows(near, terms, Start::Cold, meter) {
                Ok(optimum) => Start::State(higher(optimum.state)),
                // Those prices bound something else.
                Err(Halt::Stopped(reason, state)) => {
                    return Err(Halt::Stopped(reason, higher(state)));
                }
                Err(halt @ Halt::Unfillable(_)) => return Err(halt),
            }
        }
    };
    sparse::solve_rows(listed.worth(units), terms, start, meter)
}

/// What each row gains at best, 0 where that is nothing.
pub(super) fn profits(mut rows: impl Rows, state: &State) -> Vec<i64> {
    let all = 0..rows.rows();
    all.map(|row| {
        let mut best = 0;
        rows.each(row, |column, value| best = best.max(value - state.prices[column as usize]));
        best
    })
    .collect()
}

/// Who sits where, at the weight of the edge.
pub(super) fn pairs(mut rows: impl Rows, units: &Units, state: &State) -> Vec<Assigned> {
    let pair = |(row, &mate): (usize, &u32)| {
        let mut found = None;
        if mate != NONE {
            rows.each(row, |column, value| found = found.or((column == mate).then_some(value)));
        }
        let weight = units.weight(row, found?);
        Some(Assigned { row, column: mate as usize, weight })
    };
    state.mates.iter().enumerate().filter_map(pair).collect()
}
