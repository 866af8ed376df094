//! Probabilities spread by a worth that grows ever less.
//!
//! A pair of weight w and probability x is worth w·(x − αx²). In whole parts of the share's lower number b, with α = p ÷ q, the
//! next part of a pair that has k is worth w·(qb − p(2k + 1)), in units of 1 ÷ qb²: an integer, and less from part to part. So
//! parts are arcs of a min-cost flow, and a best flow takes those of a pair in their order.

use super::lottery::{Lottery, Share};
use super::open::Open;
use super::{StrategyError, probabilities};
use crate::problem::{AnyProblem, Limits, StopReason};

/// The probabilities that are best: of most expected pairs and, among those, of greatest perturbed total; or why a limit ended
/// the run.
pub(super) fn best(
    problem: &AnyProblem<'_>,
    open: &Open,
    most: Share,
    perturbation: Share,
    within: &Limits,
) -> Result<Result<(Lottery, u64), StopReason>, StrategyError> {
    let scale = u128::from(perturbation.whole()) * u128::from(most.whole());
    let largest = open.weights.iter().map(|weight| weight.unsigned_abs()).max().unwrap_or(0);
    let nodes = (open.rows() + open.seats.len() + 1) as u128;
    // Prices are sums along ways through all nodes at most.
    let fits = scale.checked_mul(largest.into()).and_then(|one| one.checked_mul(4 * nodes));
    if fits.is_none_or(|sum| sum > i128::MAX.unsigned_abs()) {
        return Err(StrategyError::TooLarge {
            what: "weights in parts of the share and the perturbation",
            bits: 128,
            remedy: "choose a share and a perturbation with smaller numbers, or scale the weights down",
        });
    }
    let whole = i128::from(perturbation.whole()) * i128::from(most.whole());
    let worth = |edge: usize, part: u32| {
        let weight = i128::from(open.weights[edge]);
        // What is below zero would be less of a loss from part to part: no flow takes such arcs in their order.
        let less = if weight > 0 {
            i128::from(perturbation.part()) * (2 * i128::from(part) + 1)
        } else {
            0
        };
        weight * (whole - less)
    };
    probabilities::best(problem, open, most, most.part(), worth, within)
}
