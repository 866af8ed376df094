//! Minimum loads that cannot be met: which nodes, and what there is for them.
//!
//! The engine counts partners that minima ask for before all levels; where some are missing at its optimum, no set of pairs
//! meets all minima. Then those of one side alone cannot be met: sets of pairs that meet those of the rows and those of the
//! columns could be joined to one that meets both (N. S. Mendelsohn and A. L. Dulmage, *Some generalizations of the problem
//! of distinct representatives*, Canadian Journal of Mathematics 10, 1958).

use super::augment::{Engine, Halt};
use super::certificate::violator;
use super::meter::Meter;
use super::nodes::Side;
use super::read::{Unread, read_sparse};
use super::residual::Residual;
use super::table::Table;
use super::value::Packed;
use super::{Algorithm, infeasible, without_pairs};
use crate::problem::{self, AnyProblem, Level, Limits, Solution, StopReason};

/// Which minima contradict, from all edges as the engine has them. `short` is the side with a node short of partners.
pub(super) fn conflict(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    table: &Table,
    short: problem::Side,
    name: Algorithm,
) -> Solution {
    let limits = Limits::none();
    let mut meter = Meter::new(&limits);
    let other = match short {
        problem::Side::Rows => problem::Side::Columns,
        problem::Side::Columns => problem::Side::Rows,
    };
    for side in [short, other] {
        match unmet(residual, table, side, &mut meter) {
            Ok(None) => {}
            Ok(Some(nodes)) => {
                return infeasible(name, "", violator(problem, residual, side, nodes));
            }
            Err(reason) => return without_pairs(name, "", reason),
        }
    }
    // Not reached: the minima of one side cannot be met.
    without_pairs(name, "", StopReason::Completed)
}

/// The same where only some edges are at hand; reads all of them.
pub(super) fn whole_conflict(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    short: problem::Side,
    name: Algorithm,
    meter: &mut Meter<'_>,
) -> Result<Solution, StopReason> {
    let table = match read_sparse(problem, residual, meter) {
        Ok(reading) => reading.table,
        Err(Unread::Stopped(reason)) => return Err(reason),
        // The rows were read before.
        Err(Unread::Malformed(_)) => return Err(StopReason::Completed),
    };
    let table = if residual.by_columns {
        table.transposed(problem.rows(), problem.columns(), meter)?
    } else {
        table
    };
    Ok(conflict(problem, residual, &table, short, name))
}

/// Nodes of a side whose minima cannot be met, the other side having only maxima: those that a search for one of them has
/// reached, so that without any one of them the others can be met.
fn unmet(
    residual: &Residual,
    table: &Table,
    side: problem::Side,
    meter: &mut Meter<'_>,
) -> Result<Option<Vec<usize>>, StopReason> {
    let (own, others) = match side {
        problem::Side::Rows => (&residual.row_minima, &residual.column_limits),
        problem::Side::Columns => (&residual.column_minima, &residual.row_limits),
    };
    let turned;
    let table = if side == residual.near() {
        table
    } else {
        turned = table.transposed(others.len(), own.len(), meter)?;
        &turned
    };
    let nothing = |limits: &[u32]| Side::new(limits.to_vec(), vec![0_i64; limits.len()]);
    let coding = Packed::<i64>::new(&[Level::Priority], &[1]);
    let Some(coding) = coding else { return Ok(None) };
    let mut engine = Engine::new(table, &coding, nothing(own), nothing(others), true);
    match engine.run(meter) {
        Ok(()) => Ok(None),
        Err(Halt::Unfillable(nodes)) => Ok(Some(nodes)),
        Err(Halt::Stopped(reason)) => Err(reason),
    }
}
