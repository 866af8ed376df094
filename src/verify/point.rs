//! Checks a point of a frontier: the pairs are there and worth what is said, and no others of their number are worth more.

use super::{Nodes, VerifyError, sorted};
use crate::problem::{AnyProblem, Edge, Frontier, Level};

/// Recomputes a point of a frontier from the problem, its pairs and its prices: that every pair may be and weighs what it
/// says, that bounds are kept and pins are there, that total, worst pair and number are those of the pairs, and that no
/// matching of the same number is worth more.
///
/// For *any* fee λ and prices v ≥ 0 of columns, k pairs beyond the pins are worth at most
///
/// > worth of the pins + λ·k + Σ over columns of v · free seats + Σ over rows of the sum of the largest gains
/// > max(0, w − v − λ), as many as the row may have partners beside its pins.
///
/// The prices of the point have to meet the total. The best worst pair is not looked at.
///
/// # Errors
///
/// The first thing that is not as the frontier says; [`VerifyError::NoSuchPoint`] where there is no such point.
///
/// # Complexity
///
/// One pass over the edges.
pub fn verify_point(
    problem: &AnyProblem<'_>,
    frontier: &Frontier,
    tandems: u64,
) -> Result<(), VerifyError> {
    let missing = VerifyError::NoSuchPoint { tandems };
    let (Some(point), Some(pairs)) = (frontier.point(tandems), frontier.pairs(tandems)) else {
        return Err(missing);
    };
    let pairs = sorted(problem, &pairs)?;
    let nodes = Nodes::of(problem);
    nodes.check_most(&pairs)?;
    for pair in &pairs {
        let pinned =
            problem.pins().iter().any(|pin| (pin.row, pin.column) == (pair.row, pair.column));
        if pinned {
            continue;
        }
        let (row, column, stated) = (pair.row, pair.column, pair.weight);
        let actual =
            problem.open_weight(row, column).ok_or(VerifyError::NotOpen { row, column })?;
        if actual != stated {
            return Err(VerifyError::WrongWeight { row, column, stated, actual });
        }
    }
    let value = |level: Level, stated: i128, actual: i128| {
        if stated == actual {
            Ok(())
        } else {
            Err(VerifyError::WrongValue { level, stated, actual })
        }
    };
    value(Level::Tandems, tandems.into(), pairs.len() as i128)?;
    let total: i128 = pairs.iter().map(|pair| i128::from(pair.weight)).sum();
    value(Level::Total, point.total, total)?;
    let worst = pairs.iter().map(|pair| pair.weight).min();
    if worst != point.worst {
        let (stated, actual) = (point.worst, worst);
        return Err(VerifyError::WrongWorst { stated, actual });
    }
    let Some(prices) = frontier.prices(tandems) else {
        // Pins alone: there is nothing else with so few pairs.
        return value(Level::Tandems, tandems.into(), problem.pins().len() as i128);
    };
    if prices.columns.len() != problem.columns() {
        let (stated, actual) =
            ((1, problem.rows(), prices.columns.len()), (1, problem.rows(), problem.columns()));
        return Err(VerifyError::PricesShape { stated, actual });
    }
    let bound = bound(problem, &nodes, pairs.len(), prices.fee, &prices.columns)
        .ok_or(VerifyError::Overflow)?;
    if bound == total {
        Ok(())
    } else {
        Err(VerifyError::NotProved { level: Level::Total, value: total, bound })
    }
}

/// What so many pairs can be worth at most; `None` beyond 128 bits, or where a price is below zero.
fn bound(
    problem: &AnyProblem<'_>,
    nodes: &Nodes,
    made: usize,
    fee: i128,
    of_columns: &[i128],
) -> Option<i128> {
    let mut bound: i128 = problem.pins().iter().map(|pin| i128::from(pin.weight)).sum();
    let chosen = (made as i128).checked_sub(problem.pins().len() as i128)?;
    bound = bound.checked_add(fee.checked_mul(chosen)?)?;
    for (&(bounds, pins), &price) in nodes.columns.iter().zip(of_columns) {
        if price < 0 {
            return None;
        }
        bound = bound.checked_add(price.checked_mul(bounds.max.saturating_sub(pins).into())?)?;
    }
    let (mut edges, mut gains): (Vec<Edge>, Vec<i128>) = (Vec::new(), Vec::new());
    for (row, &(bounds, pins)) in nodes.rows.iter().enumerate() {
        let most = bounds.max.saturating_sub(pins) as usize;
        problem.open_row(row, &mut edges);
        gains.clear();
        for edge in &edges {
            let (bounds, pins) = nodes.columns[edge.column as usize];
            let gain = i128::from(edge.weight)
                .checked_sub(of_columns[edge.column as usize])?
                .checked_sub(fee)?;
            // Nobody can be paired with a column whose seats are all pinned.
            if gain > 0 && bounds.max > pins {
                gains.push(gain);
            }
        }
        gains.sort_unstable_by(|one, other| other.cmp(one));
        for &gain in gains.iter().take(most) {
            bound = bound.checked_add(gain)?;
        }
    }
    Some(bound)
}
