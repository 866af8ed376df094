//! The matching in which nobody gains by a pair that costs the other nothing, if there is one.

mod by_columns;
mod by_rows;

use super::StrategyError;
use super::market::Market;
use crate::problem::{Limits, Side, StopReason};

/// The edges of a strongly stable matching that is best for the side that proposes, ascending, and how many proposals and looks it took;
/// or why a limit has ended the run. Rows have one column at most.
///
/// # Errors
///
/// [`StrategyError::NoneStable`] if there is none.
pub(super) fn matched(
    market: &Market,
    proposing: Side,
    limits: &Limits,
) -> Result<Result<(Vec<u32>, u64), StopReason>, StrategyError> {
    match proposing {
        Side::Rows => by_rows::matched(market, limits),
        Side::Columns => by_columns::matched(market, limits),
    }
}

fn none(why: String) -> StrategyError {
    StrategyError::NoneStable { stability: "strongly stable", why }
}
