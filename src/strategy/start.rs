//! Strategies that start from an answer with most rows and pairs, and keep how many pairs each row has.

use super::StrategyError;
use super::fairest::edge_of;
use super::open::Open;
use crate::problem::{AnyProblem, Objective, Status, StopReason};
use crate::solve::clock::Clock;
use crate::solve::meter::Meter;
use crate::solve::{Algorithm, Options};

/// What was found.
pub(super) struct Found {
    /// None if a limit ended the run before there was an answer.
    pub(super) edges: Option<Vec<u32>>,
    /// How many edges were looked at.
    pub(super) work: u64,
    pub(super) stop_reason: StopReason,
}

/// Lets `improve` change what rows have, which is an answer whenever it comes back.
pub(super) fn improved(
    problem: &AnyProblem<'_>,
    open: &Open,
    options: &Options,
    improve: impl FnOnce(
        &mut Vec<Vec<u32>>,
        &Clock<'_>,
        &mut Meter<'_>,
    ) -> Result<Result<(), StopReason>, StrategyError>,
) -> Result<Found, StrategyError> {
    let options = Options { algorithm: Algorithm::Auto, start: None, ..options.clone() };
    let clock = Clock::new(&options.limits);
    let most = problem.under(Objective::MostTandems).solve(&options)?;
    let (mut work, mut stop_reason) = (most.work().edges, most.stop_reason());
    let mut has = vec![Vec::new(); open.rows()];
    for pair in most.pairs() {
        has[pair.row].extend(edge_of(open, pair));
    }
    if most.status() == Status::Optimal {
        let mut rest = clock.rest();
        rest.work = rest.work.map(|limit| limit.saturating_sub(work));
        let mut meter = Meter::new(&rest);
        if let Err(stopped) = improve(&mut has, &clock, &mut meter)? {
            stop_reason = stopped;
        }
        work += meter.edges();
    }
    let found = most.status() != Status::Unknown;
    Ok(Found { edges: found.then(|| has.into_iter().flatten().collect()), work, stop_reason })
}
