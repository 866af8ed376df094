//! The optimum of a full pool from short lists: rows are read a few times, and nothing the size of the matrix is kept.
//!
//! 1. [A market](market) brings prices near to where they belong, with [short lists](lists) that are read again only when
//!    they have run dry, from [prices](start) that a sample paid.
//! 2. [Rounds](rounds) solve exactly what is on the lists, at these prices, and look for pairs beyond the lists that are
//!    worth more than their prices. Hardly any are found, because the lists were made at nearly the same prices. Those that
//!    are join the lists; when there are none, the prices prove the optimum of all pairs.
//!
//! The idea of pricing on few columns is that of column generation (Gilmore and Gomory 1961); on assignments it was used by
//! Carpaneto and Toth (1983) and by Volgenant (1996) as a sparse core.

mod kernel;
mod last_resort;
mod lists;
mod market;
mod parallel;
mod probe;
mod rounds;
mod seats;
mod start;
mod worths;

use super::finish::{Finished, FinishedUnits};
use super::meter::Meter;
use super::residual::Residual;
use super::units::Units;
use super::{Algorithm, SolveError, without_pairs};
use crate::problem::{Edges, Limits, Objective, Problem, Solution, StopReason, Work};
use last_resort::complete;
use probe::{Probe, Unread};
use rounds::{Done, Rounds};
use worths::{NOTHING, Whole};

const NAME: Algorithm = Algorithm::Priced;

/// `None` where a row may have several partners, or the levels need more than 64 bits.
pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    limits: &Limits,
) -> Result<Option<Solution>, SolveError> {
    let mut meter = Meter::new(limits);
    let residual = Residual::of(problem);
    if residual.row_limits.iter().any(|&limit| limit > 1) || problem.columns() == 0 {
        return Ok(None);
    }
    for may_narrow in [true, false] {
        let probe = match Probe::of(problem, &residual, may_narrow, &mut meter) {
            Ok(probe) => probe,
            Err(Unread::Stopped(reason)) => return Ok(Some(without_pairs(NAME, "", reason))),
            Err(Unread::Malformed(error)) => return Err(error.into()),
        };
        let Some(units) = Units::new(problem, &residual, probe.largest) else { return Ok(None) };
        let done = match optimum(problem, &residual, &units, &probe, &mut meter) {
            Ok(done) => done,
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

/// The best pairs over all edges but those of a last resort.
fn optimum<E: Edges>(
    problem: &Problem<E>,
    residual: &Residual,
    units: &Units,
    probe: &Probe,
    meter: &mut Meter<'_>,
) -> Result<Done, StopReason> {
    let whole = Whole {
        problem,
        scale: probe.scale,
        rows: &residual.row_limits,
        columns: &residual.column_limits,
        some_full: residual.column_limits.contains(&0),
        alone: alone(problem, probe),
        middle: i32::midpoint(probe.worths.0, probe.worths.1),
    };
    meter.units = residual.row_limits.iter().map(|&limit| u64::from(limit)).sum();
    let market = start::open(&whole, 0, meter)?;
    Ok(Rounds::new(problem, residual, units, market).run(meter))
}

/// What a row gains by staying alone, in worths. Where pairs count before weights, it is far below all worths, so that prices
/// tell who is in want of a pair.
fn alone<E: Edges>(problem: &Problem<E>, probe: &Probe) -> i32 {
    match problem.objective() {
        Objective::BestTotal => probe.scale.worth(0).max(NOTHING + 1),
        Objective::Perfect if probe.is_full => NOTHING,
        Objective::Perfect | Objective::MostTandems => {
            let (least, most) = probe.worths;
            let range = most.saturating_sub(least).max(64);
            most.saturating_sub(range.saturating_mul(8)).max(NOTHING / 2)
        }
    }
}
