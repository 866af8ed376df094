//! What the sets of the trees may carry beside the pins.

use super::limits::Limit;
use super::network::Span;
use super::trees::{Set, Trees};
use crate::problem::{AnyProblem, Level, Side};
use crate::solve::value::Levels;

/// The spans of all nodes; `None` where pins alone exceed one. `pins` are those in each set, and `any` is more than there can
/// be pairs beside them.
pub(super) fn spans<const L: usize>(
    problem: &AnyProblem<'_>,
    trees: &Trees,
    limits: &[Limit],
    levels: &[Level],
    (pins, any): (&[i64], i64),
) -> Option<Vec<Span<L>>> {
    let fill = problem.side_to_fill();
    let star = |side: Side, node: usize, pins: i64, first: Levels<L>| {
        let bounds = match side {
            Side::Rows => problem.demand(node),
            Side::Columns => problem.capacity(node),
        };
        let least = if fill == Some(side) { bounds.min.max(bounds.max) } else { bounds.min };
        let high = i64::from(bounds.max) - pins;
        let low = (i64::from(least) - pins).max(0);
        let mut span = Span::between(low, high);
        if first > Levels::ZERO && pins == 0 {
            (span.first, span.early) = (1, first);
        }
        (high >= low).then_some(span)
    };
    let served = |row: usize| {
        let mut served = Levels::ZERO;
        for (value, &level) in served.0.iter_mut().zip(levels) {
            *value = problem.served_value(level, row);
        }
        served
    };
    let of_node = |(set, &pins): (&Set, &i64)| match *set {
        Set::All => Some(Span::between(0, 0)),
        Set::Row(row) => star(Side::Rows, row, pins, served(row)),
        Set::Column(column) => star(Side::Columns, column, pins, Levels::ZERO),
        Set::Limit { limit, .. } => of_limit(&limits[limit], pins, any),
    };
    trees.set.iter().zip(pins).map(of_node).collect()
}

/// The span of what a limit counts.
fn of_limit<const L: usize>(limit: &Limit, pins: i64, any: i64) -> Option<Span<L>> {
    // As far as it can matter.
    let beside =
        |count: u64| i64::try_from(count).unwrap_or(i64::MAX).saturating_sub(pins).min(any);
    let (min, max) = (beside(limit.min).max(0), beside(limit.max));
    match limit.soft {
        Some(level) => {
            let mut unit = Levels::ZERO;
            if let Some(unit) = unit.0.get_mut(level) {
                *unit = 1;
            }
            let (early, late) = (unit, -unit);
            Some(Span { low: 0, high: any, first: min, last: max.max(min), early, late })
        }
        None => (max >= min).then(|| Span::between(min, max)),
    }
}
