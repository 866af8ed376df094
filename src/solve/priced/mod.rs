//! The optimum of a full pool from short lists: rows are read a few times, and nothing the size of the matrix is kept.
//!
//! 1. [A market](market) brings prices near to where they belong, with [short lists](lists) that are read again only when
//!    they have run dry, from [prices](start) that a sample paid.
//! 2. [Rounds](rounds) solve exactly what is on the lists, at these prices, and look for pairs beyond the lists that are
//!    worth more than their prices. Hardly any are found, because the lists were made at nearly the same prices. Those that
//!    are join the lists; when there are none, the prices prove the optimum of all pairs. Where most rows find many, as with
//!    costs min(i, j), [short lists are no help](crowd), and all pairs are [read into lists](super::listed), or
//!    into a table where rows have several partners.
//!
//! Weights of more than 30 bits are [cut short](coarse) first, and what has been cut off is decided among pairs that are nearly best.
//!
//! The idea of pricing on few columns is that of column generation (Gilmore and Gomory 1961); on assignments it was used by
//! Carpaneto and Toth (1983) and by Volgenant (1996) as a sparse core.

mod coarse;
mod crowd;
mod kernel;
mod last_resort;
mod lists;
mod market;
mod open;
mod probe;
mod rounds;
mod scarce;
mod seats;
mod several;
mod start;
mod worths;

use super::choice::CROWDED;
use super::finish::{Finished, FinishedUnits};
use super::meter::Meter;
use super::read::Unread;
use super::residual::Residual;
use super::sparse::{NONE, State};
use super::units::Units;
use super::{Algorithm, Options, SolveError, WarmStart, without_pairs};
use super::{hungarian, listed};
use crate::problem::{AnyProblem, Level, Objective, Solution, StopReason, Work};
use last_resort::complete;
use market::{Market, Reading};
use probe::Probe;
use rounds::{Done, Rounds};
use scarce::{candidates, is_scarce};
use worths::{NOTHING, Whole};

const NAME: Algorithm = Algorithm::Priced;

/// Columns from which on a scarce market is sampled before its columns list rows: they would all list the same few.
const LARGE_MARKET: usize = 1 << 16;

/// `None` where rows take one partner each and the levels need more than 64 bits.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    options: &Options,
) -> Result<Option<Solution>, SolveError> {
    solve_on(problem, options.start.as_ref(), &mut Meter::new(&options.limits))
}

/// The same with a meter that may have run before.
fn solve_on(
    problem: &AnyProblem<'_>,
    start: Option<&WarmStart>,
    meter: &mut Meter<'_>,
) -> Result<Option<Solution>, SolveError> {
    let residual = Residual::of(problem);
    if problem.rows() == 0 || problem.columns() == 0 {
        return hungarian::solve_on(problem, meter).map(Some);
    }
    if start.is_none()
        && let Some(solution) = coarse::solve(problem, &residual, meter)?
    {
        return Ok(Some(solution));
    }
    let one_each = residual.row_limits.iter().all(|&limit| limit <= 1);
    for may_narrow in [true, false] {
        let probe = match Probe::of(problem, &residual, may_narrow, meter) {
            Ok(probe) => probe,
            Err(Unread::Stopped(reason)) => return Ok(Some(without_pairs(NAME, "", reason))),
            Err(Unread::Malformed(error)) => return Err(error.into()),
        };
        if !one_each || residual.has_minima() {
            if may_narrow && probe.last_resort.is_some() {
                continue;
            }
            if let Some(solution) = several::solve(problem, &residual, &probe, meter) {
                return Ok(Some(solution));
            }
            meter.release_to(0);
            let all = hungarian::solve_on(problem, meter)?;
            return Ok(Some(Solution { choice: CROWDED.to_owned(), ..all }));
        }
        let Some(units) = Units::new(problem, &residual, probe.largest) else { return Ok(None) };
        let done = match optimum(problem, &residual, &units, &probe, start, meter) {
            Ok(Some(done)) => done,
            Ok(None) => {
                meter.release_to(0);
                let all = listed::solve_on(problem, None, meter)?;
                return Ok(all.map(|all| Solution { choice: CROWDED.to_owned(), ..all }));
            }
            Err(reason) => return Ok(Some(without_pairs(NAME, "", reason))),
        };
        let work = Work { edges: meter.edges(), searches: 0 };
        if let Some(weight) = probe.last_resort
            && done.stop_reason == StopReason::Completed
        {
            let Some((pairs, duals)) = complete(problem, &residual, &units, weight, &done) else {
                continue;
            };
            let stop_reason = done.stop_reason;
            let finished = Finished { algorithm: NAME, pairs, duals, work, stop_reason };
            return Ok(Some(finished.solution(problem, &residual.levels, |_| Vec::new())));
        }
        let Done { pairs, profits, prices, stop_reason } = done;
        let finished = FinishedUnits { algorithm: NAME, pairs, profits, prices, work, stop_reason };
        return Ok(Some(finished.solution(problem, &residual, &units)));
    }
    Ok(None)
}

/// The best pairs over all edges but those of a last resort; `None` where short lists are no help.
fn optimum(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    units: &Units,
    probe: &Probe,
    start: Option<&WarmStart>,
    meter: &mut Meter<'_>,
) -> Result<Option<Done>, StopReason> {
    let whole = whole(problem, residual, probe);
    if let Some((start, prices)) = start.and_then(|s| Some((s, s.prices(problem, units)?))) {
        // Lists at the prices there are, in place of a market.
        let lift = whole.lift(units);
        let narrow: Vec<i32> = prices
            .iter()
            .map(|&price| {
                whole.scale.narrow_price(
                    lift.as_ref()
                        .map_or_else(|| units.plain_price(price), |lift| lift.lower(price)),
                )
            })
            .collect();
        let market = Market::open(&whole, &narrow, Reading::Some, meter)?;
        let mates = start.mates(problem.rows(), problem.columns(), NONE);
        let rounds = Rounds::new(problem, residual, units, &market);
        return Ok(rounds.starting_from(State { prices, mates }).run(None, meter));
    }
    meter.units = residual.row_limits.iter().map(|&limit| u64::from(limit)).sum();
    if is_scarce(&residual.row_limits, &residual.column_limits) {
        let is_large = problem.columns() >= LARGE_MARKET;
        let prices = if is_large { Some(start::sampled(&whole, meter)?) } else { None };
        let candidates = candidates(&whole, prices.as_deref(), meter)?;
        let rounds = Rounds::from_columns(problem, residual, units, probe.scale, &candidates);
        return Ok(rounds.run(None, meter));
    }
    let (market, stopped) = start::open(&whole, meter)?;
    Ok(Rounds::new(problem, residual, units, &market).run(stopped, meter))
}

/// The edges of a problem as worths.
fn whole<'a>(problem: &'a AnyProblem<'a>, residual: &'a Residual, probe: &Probe) -> Whole<'a> {
    let alone = alone(problem, residual, probe);
    let middle = i32::midpoint(probe.worths.0, probe.worths.1);
    // Where rows count before pairs, a first partner counts much more than a further one.
    let first_counts = residual.levels.first() == Some(&Level::Served);
    Whole {
        problem,
        scale: probe.scale,
        rows: &residual.row_limits,
        columns: &residual.column_limits,
        some_full: residual.column_limits.contains(&0),
        alone: if first_counts && alone > NOTHING {
            middle.saturating_add((alone - middle).saturating_mul(4)).max(NOTHING / 2)
        } else {
            alone
        },
        alone_further: alone,
        middle,
    }
}

/// What a row gains by staying alone, in worths. Where pairs count before weights, it is far below all worths, so that prices
/// tell who is in want of a pair.
fn alone(problem: &AnyProblem<'_>, residual: &Residual, probe: &Probe) -> i32 {
    match problem.objective() {
        Objective::BestTotal => probe.scale.worth(0).max(NOTHING + 1),
        Objective::Perfect if probe.is_full => NOTHING,
        // Everybody can have a column, and nobody stays alone.
        Objective::MostTandems if probe.is_full && residual.seats_all_rows() => NOTHING,
        Objective::Perfect | Objective::MostTandems => {
            let (least, most) = probe.worths;
            let range = most.saturating_sub(least).max(64);
            most.saturating_sub(range.saturating_mul(8)).max(NOTHING / 2)
        }
    }
}
