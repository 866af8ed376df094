//! Pins that contradict forbids or bounds: found before any algorithm starts.

use crate::problem::{AnyProblem, Conflict};

/// The first contradiction: a forbidden pin, then too many pins for a row, then for a column.
pub(crate) fn conflict(problem: &AnyProblem<'_>) -> Option<Conflict> {
    let pins = problem.pins();
    if let Some(pin) = pins.iter().find(|pin| problem.is_forbidden(pin.row, pin.column)) {
        return Some(Conflict::PinForbidden { row: pin.row, column: pin.column });
    }
    for group in pins.chunk_by(|one, next| one.row == next.row) {
        let (row, demand) = (group[0].row, problem.demand(group[0].row).max);
        let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
        if count > demand {
            return Some(Conflict::PinsExceedDemand { row, pins: count, demand });
        }
    }
    let mut columns: Vec<usize> = pins.iter().map(|pin| pin.column).collect();
    columns.sort_unstable();
    for group in columns.chunk_by(|one, next| one == next) {
        let (column, capacity) = (group[0], problem.capacity(group[0]).max);
        let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
        if count > capacity {
            return Some(Conflict::PinsExceedCapacity { column, pins: count, capacity });
        }
    }
    None
}
