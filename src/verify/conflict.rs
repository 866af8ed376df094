//! Does a conflict hold.

use super::{Nodes, VerifyError};
use crate::problem::{Conflict, Edges, Problem, Side};

/// Recomputes a conflict from the problem.
pub(super) fn check<E: Edges>(
    problem: &Problem<E>,
    conflict: &Conflict,
) -> Result<(), VerifyError> {
    let holds = match *conflict {
        Conflict::PinForbidden { row, column } => {
            problem.is_forbidden(row, column)
                && problem.pins().iter().any(|pin| (pin.row, pin.column) == (row, column))
        }
        Conflict::PinsExceedDemand { row, pins, demand } => {
            row < problem.rows()
                && pins > demand
                && demand == problem.demand(row).max
                && pins as usize == problem.pins().iter().filter(|pin| pin.row == row).count()
        }
        Conflict::PinsExceedCapacity { column, pins, capacity } => {
            column < problem.columns()
                && pins > capacity
                && capacity == problem.capacity(column).max
                && pins as usize == problem.pins().iter().filter(|pin| pin.column == column).count()
        }
        Conflict::TightRows { ref rows, wanted, available } => {
            return tight(problem, Side::Rows, rows, wanted, available);
        }
        Conflict::TightColumns { ref columns, wanted, available } => {
            return tight(problem, Side::Columns, columns, wanted, available);
        }
    };
    if holds { Ok(()) } else { Err(VerifyError::NoConflict { detail: conflict.to_string() }) }
}

/// Hall's condition for the nodes of one side: what they must have beyond their pins, against
/// Σ min(what a node of the other side may have beyond its pins, open edges from the set to it).
fn tight<E: Edges>(
    problem: &Problem<E>,
    side: Side,
    set: &[usize],
    stated_wanted: u64,
    stated_available: u64,
) -> Result<(), VerifyError> {
    let refuse = |detail: String| Err(VerifyError::NoConflict { detail });
    let nodes = Nodes::of(problem);
    let (here, there) = match side {
        Side::Rows => (&nodes.rows, &nodes.columns),
        Side::Columns => (&nodes.columns, &nodes.rows),
    };
    let mut inside = vec![false; here.len()];
    for &node in set {
        if node >= here.len() || std::mem::replace(&mut inside[node], true) {
            return refuse(format!("{node} is not there or named twice"));
        }
    }
    let mut reach = vec![0_u64; there.len()];
    let mut edges = Vec::new();
    for row in 0..problem.rows() {
        if side == Side::Rows && !inside[row] {
            continue;
        }
        problem.open_row(row, &mut edges);
        for edge in &edges {
            let column = edge.column as usize;
            if column >= problem.columns() {
                return Err(VerifyError::BadEdges { row, column });
            }
            match side {
                Side::Rows => reach[column] += 1,
                Side::Columns if inside[column] => reach[row] += 1,
                Side::Columns => {}
            }
        }
    }
    let wanted: u64 =
        set.iter().map(|&node| u64::from(here[node].0.min.saturating_sub(here[node].1))).sum();
    let available: u64 = there
        .iter()
        .zip(reach)
        .map(|((bounds, pins), edges)| edges.min(bounds.max.saturating_sub(*pins).into()))
        .sum();
    if wanted <= available {
        return refuse(format!("{wanted} are wanted and {available} are there"));
    }
    if (wanted, available) == (stated_wanted, stated_available) {
        Ok(())
    } else {
        refuse(format!(
            "{wanted} and {available} are wanted and there, not {stated_wanted} and {stated_available}"
        ))
    }
}
