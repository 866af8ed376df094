//! Does a conflict hold.

use super::{Nodes, VerifyError};
use crate::problem::{AnyProblem, Cause, Conflict, Per, Rule, RuleKind, Side};

/// Recomputes a conflict from the problem. `false` says that it is about things that are there, and that it would take a
/// solver to see that they contradict.
pub(super) fn check(problem: &AnyProblem<'_>, conflict: &Conflict) -> Result<bool, VerifyError> {
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
            return tight(problem, Side::Rows, rows, wanted, available).map(|()| true);
        }
        Conflict::TightColumns { ref columns, wanted, available } => {
            return tight(problem, Side::Columns, columns, wanted, available).map(|()| true);
        }
        Conflict::QuotaOutOfReach { rule, min, node, available } => {
            out_of_reach(problem, rule, min, node, available)
        }
        Conflict::Irreducible { ref causes } | Conflict::Unreduced { ref causes } => {
            let mut sorted = causes.clone();
            sorted.sort_unstable();
            sorted.dedup();
            let whole = !causes.is_empty() && sorted.len() == causes.len();
            return if whole && causes.iter().all(|&cause| is_there(problem, cause)) {
                Ok(false)
            } else {
                Err(VerifyError::NoConflict { detail: conflict.to_string() })
            };
        }
    };
    if holds { Ok(true) } else { Err(VerifyError::NoConflict { detail: conflict.to_string() }) }
}

/// Whether the problem asks for it.
fn is_there(problem: &AnyProblem<'_>, cause: Cause) -> bool {
    let (rows, columns) = (problem.rows(), problem.columns());
    match cause {
        Cause::Rule(rule) => problem.rules().get(rule).is_some_and(Rule::is_hard),
        Cause::Pin { row, column } => {
            problem.pins().iter().any(|pin| (pin.row, pin.column) == (row, column))
        }
        Cause::Forbids { row } => {
            row < rows && (0..columns).any(|column| problem.is_forbidden(row, column))
        }
        Cause::Floor => problem.floor().is_some(),
        Cause::RowMinimum(row) => row < rows && problem.demand(row).min > 0,
        Cause::RowMaximum(row) => row < rows,
        Cause::ColumnMinimum(column) => column < columns && problem.capacity(column).min > 0,
        Cause::ColumnMaximum(column) => column < columns,
        Cause::Fill(side) => problem.side_to_fill() == Some(side),
    }
}

/// Whether a quota asks for more pairs of its block than are open or pinned.
fn out_of_reach(
    problem: &AnyProblem<'_>,
    rule: usize,
    stated_min: u64,
    node: Option<usize>,
    stated: u64,
) -> bool {
    let Some(RuleKind::Quota { block, per, min, .. }) =
        problem.rules().get(rule).filter(|rule| rule.is_hard()).map(|rule| &rule.kind)
    else {
        return false;
    };
    let counted = |row: usize, column: usize| {
        block.contains(row, column)
            && match per {
                Per::Whole => true,
                Per::Row => node == Some(row),
                Per::Column => node == Some(column),
            }
    };
    let mut available =
        problem.pins().iter().filter(|pin| counted(pin.row, pin.column)).count() as u64;
    let mut edges = Vec::new();
    for &row in block.rows() {
        problem.open_row(row, &mut edges);
        available += edges.iter().filter(|edge| counted(row, edge.column as usize)).count() as u64;
    }
    *min == stated_min
        && (*per == Per::Whole) == node.is_none()
        && available == stated
        && available < *min
}

/// Hall's condition for the nodes of one side: what they must have beyond their pins, against
/// Σ min(what a node of the other side may have beyond its pins, open edges from the set to it).
fn tight(
    problem: &AnyProblem<'_>,
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
