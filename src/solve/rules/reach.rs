//! Quotas that ask for more than there is: seen by counting, before any algorithm starts.

use std::collections::BTreeMap;

use super::program::open_pairs;
use crate::problem::{AnyProblem, Conflict, Per, ProblemError, RuleKind};
use crate::solve::read::check_row;

/// The first quota whose block has too few open or pinned pairs. Looks at every row, and whether it is sound.
pub(super) fn conflict(problem: &AnyProblem<'_>) -> Result<Option<Conflict>, ProblemError> {
    let mut edges = Vec::new();
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        check_row(problem, row, &edges)?;
    }
    for (rule, one) in problem.rules().iter().enumerate().filter(|(_, one)| one.is_hard()) {
        let RuleKind::Quota { block, per, min, .. } = &one.kind else { continue };
        if *min == 0 {
            continue;
        }
        let mut counts: BTreeMap<Option<usize>, u64> = match per {
            Per::Whole => BTreeMap::from([(None, 0)]),
            Per::Row => block.rows().iter().map(|&row| (Some(row), 0)).collect(),
            Per::Column => block.columns().iter().map(|&column| (Some(column), 0)).collect(),
        };
        let open = open_pairs(problem, |row, edge| block.contains(row, edge.column as usize));
        let pins = problem.pins().iter().filter(|pin| block.contains(pin.row, pin.column));
        for pair in open.iter().chain(pins) {
            let node = match per {
                Per::Whole => None,
                Per::Row => Some(pair.row),
                Per::Column => Some(pair.column),
            };
            *counts.entry(node).or_insert(0) += 1;
        }
        if let Some((&node, &available)) = counts.iter().find(|(_, available)| *available < min) {
            return Ok(Some(Conflict::QuotaOutOfReach { rule, min: *min, node, available }));
        }
    }
    Ok(None)
}
