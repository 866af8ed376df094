//! Rows that may have several partners: rounds by shortest augmenting paths on the lists.

use std::cmp::Reverse;

use super::super::augment::Halt;
use super::super::certificate::{bound, duals, violator};
use super::super::finish::Finished;
use super::super::hungarian::{self, Settled};
use super::super::meter::Meter;
use super::super::minimum;
use super::super::parallel::over_rows;
use super::super::residual::Residual;
use super::super::table::Table;
use super::super::value::{Coding, Packed, SideBySide};
use super::super::{infeasible, without_pairs};
use super::open::{BLOCK, MOST_ADDED, each_open};
use super::probe::Probe;
use super::scarce::{Candidates, candidates, is_scarce};
use super::worths::Scale;
use super::{NAME, start, whole};
use crate::problem::{AnyProblem, Edge, Proof, Solution, StopReason, Weight, Work};

/// The list of each row: columns in ascending order.
type Listed = Vec<Vec<(u32, Weight)>>;

/// A row, and the pairs it adds to its list.
type Added = (usize, Vec<(u32, Weight)>);

/// Solves on the lists that a market leaves, looks for pairs beyond them that are worth more than their prices, adds them, and
/// solves again, until there are none.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    probe: &Probe,
    mut meter: Meter<'_>,
) -> Solution {
    let (lists, rest) = match listed(problem, residual, probe, &mut meter) {
        Ok(listed) => listed,
        Err(reason) => return without_pairs(NAME, "", reason),
    };
    let rest = rest.as_deref();
    let reach = residual.reach(probe.largest);
    let levels = residual.coded();
    if let Some(coding) = Packed::<i64>::new(&levels, &reach) {
        rounds(problem, residual, (lists, rest), probe, &coding, meter)
    } else if let Some(coding) = Packed::<i128>::new(&levels, &reach) {
        rounds(problem, residual, (lists, rest), probe, &coding, meter)
    } else {
        rounds(problem, residual, (lists, rest), probe, &SideBySide::new(&levels), meter)
    }
}

/// The lists, and what no pair beyond them weighs more than, by columns, where that is known.
fn listed(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    probe: &Probe,
    meter: &mut Meter<'_>,
) -> Result<(Listed, Option<Vec<Weight>>), StopReason> {
    let whole = whole(problem, residual, probe);
    let scale = whole.scale;
    let exactly = |row: usize, (far, worth): (u32, i32)| {
        scale.exactly(problem, row, far as usize, worth).map(|weight| (far, weight))
    };
    if is_scarce(&residual.row_limits, &residual.column_limits) {
        let Candidates { rows, rest } = candidates(&whole, meter)?;
        let of_row = |(row, list): (usize, &Vec<(u32, i32)>)| {
            list.iter().filter_map(|&entry| exactly(row, entry)).collect()
        };
        let lists = rows.iter().enumerate().map(of_row).collect();
        return Ok((lists, Some(rest.into_iter().map(|rest| scale.weight(rest)).collect())));
    }
    let (market, stopped) = start::open(&whole, meter)?;
    if let Some(reason) = stopped {
        return Err(reason);
    }
    let of_row = |row: usize| -> Vec<(u32, Weight)> {
        let mut list: Vec<_> =
            market.lists.list(row).filter_map(|entry| exactly(row, entry)).collect();
        list.sort_unstable();
        list
    };
    Ok(((0..problem.rows()).map(of_row).collect(), None))
}

fn rounds<C: Coding>(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    (mut lists, rest): (Listed, Option<&[Weight]>),
    probe: &Probe,
    coding: &C,
    mut meter: Meter<'_>,
) -> Solution {
    let fill = problem.side_to_fill().is_some();
    let scale = probe.scale;
    let mut searches = 0;
    loop {
        let table = match table(&lists, residual, problem.columns(), &mut meter) {
            Ok(table) => table,
            Err(reason) => return without_pairs(NAME, "", reason),
        };
        let settled = hungarian::optimum(residual, &table, coding, fill, &mut meter);
        let added = match &settled {
            Ok(settled) if settled.stop_reason != StopReason::Completed => Ok(Vec::new()),
            Ok(settled) => {
                searches += settled.searches;
                let look = |row: usize, cells: &mut Vec<i32>, edges: &mut Vec<Edge>| {
                    beyond(problem, scale, (coding, settled), &lists[row], row, (cells, edges))
                };
                let most = rest.and_then(|rest| most_beyond(coding, settled, rest));
                let doubtful = |row: usize| most.is_none_or(|most| most > settled.rows.price[row]);
                over_all(problem, residual, doubtful, look, &mut meter)
            }
            Err(Halt::Stopped(reason)) => return without_pairs(NAME, "", *reason),
            // Who cannot be filled from the lists may be filled from all edges.
            Err(Halt::Unfillable(_)) => {
                let look = |row: usize, cells: &mut Vec<i32>, edges: &mut Vec<Edge>| {
                    let mut rest = Vec::new();
                    each_open(problem, scale, row, (cells, edges), |far, weight| {
                        if lists[row].binary_search_by_key(&far, |entry| entry.0).is_err() {
                            rest.push((far, weight));
                        }
                    });
                    rest
                };
                over_all(problem, residual, |_| true, look, &mut meter)
            }
        };
        let (added, stopped) = match added {
            Ok(added) => (added, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        if added.iter().any(|(_, list)| !list.is_empty()) {
            for (row, more) in added {
                lists[row].extend(more);
                lists[row].sort_unstable();
            }
            continue;
        }
        let work = Work { edges: meter.edges(), searches };
        let mut settled = match settled {
            Ok(settled) => settled,
            Err(Halt::Unfillable(nodes)) => {
                let conflict = violator(problem, residual, residual.near(), nodes);
                return Solution { work, ..infeasible(NAME, "", conflict) };
            }
            Err(Halt::Stopped(reason)) => return without_pairs(NAME, "", reason),
        };
        let stop_reason = stopped.unwrap_or(settled.stop_reason);
        let stopped = stop_reason != StopReason::Completed;
        if let Some(side) = hungarian::short(residual, &settled) {
            if stopped {
                return without_pairs(NAME, "", stop_reason);
            }
            return match minimum::whole_conflict(problem, residual, side, NAME, &mut meter) {
                Ok(solution) => Solution { work, ..solution },
                Err(reason) => without_pairs(NAME, "", reason),
            };
        }
        if let Some(most) = rest.and_then(|rest| most_beyond(coding, &settled, rest))
            && stopped
        {
            // Prices that bound every pair, looked at or not.
            for price in &mut settled.rows.price {
                *price = most.max(*price);
            }
        }
        let duals = duals(coding, residual, probe.largest, &settled.rows, &settled.columns);
        let pairs = hungarian::pairs(&settled.rows);
        let finished = Finished { algorithm: NAME, pairs, duals, work, stop_reason };
        let solution = finished.solution(problem, &residual.levels, |duals| {
            bound(problem, residual, Some(&table), duals)
        });
        if !stopped || rest.is_some() {
            return solution;
        }
        // The prices know the lists alone and bound nothing.
        let mut levels = solution.levels;
        for level in &mut levels {
            level.bound = None;
        }
        return Solution { levels, duals: None, proof: Proof::None, ..solution };
    }
}

/// What the lightest pairs of the lists of columns would gain: no pair beyond them gains more.
fn most_beyond<C: Coding>(
    coding: &C,
    settled: &Settled<C::Value>,
    rest: &[Weight],
) -> Option<C::Value> {
    let prices = settled.columns.price.iter();
    rest.iter().zip(prices).map(|(&rest, &price)| coding.edge(rest) - price).max()
}

/// The lists as a table for the near side.
fn table(
    lists: &Listed,
    residual: &Residual,
    columns: usize,
    meter: &mut Meter<'_>,
) -> Result<Table, StopReason> {
    let mut offsets = vec![0];
    let (mut far, mut weights) = (Vec::new(), Vec::new());
    for list in lists {
        far.extend(list.iter().map(|entry| entry.0));
        weights.extend(list.iter().map(|entry| entry.1));
        offsets.push(far.len());
    }
    let table = Table::Sparse { offsets, far, weights };
    if residual.by_columns { table.transposed(lists.len(), columns, meter) } else { Ok(table) }
}

/// What rows add to their lists.
fn over_all(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    doubtful: impl Fn(usize) -> bool,
    look: impl Fn(usize, &mut Vec<i32>, &mut Vec<Edge>) -> Vec<(u32, Weight)> + Sync + Send,
    meter: &mut Meter<'_>,
) -> Result<Vec<Added>, StopReason> {
    let mut added = Vec::new();
    let rows: Vec<usize> =
        (0..problem.rows()).filter(|&row| residual.row_limits[row] > 0 && doubtful(row)).collect();
    for block in rows.chunks(BLOCK) {
        meter.spend(block.len() * problem.columns())?;
        let of_row = |(cells, edges): &mut (Vec<i32>, Vec<Edge>), at: usize| {
            let mut list = look(block[at], cells, edges);
            list.retain(|&(far, _)| residual.column_limits[far as usize] > 0);
            (block[at], list)
        };
        let of_block = over_rows(0..block.len(), problem.columns(), of_row);
        added.extend(of_block.into_iter().filter(|(_, list)| !list.is_empty()));
    }
    Ok(added)
}

/// The pairs of a row beyond its list that are worth more than their prices; at most so many, the best.
fn beyond<C: Coding>(
    problem: &AnyProblem<'_>,
    scale: Scale,
    (coding, settled): (&C, &Settled<C::Value>),
    list: &[(u32, Weight)],
    row: usize,
    room: (&mut Vec<i32>, &mut Vec<Edge>),
) -> Vec<(u32, Weight)> {
    let profit = settled.rows.price[row];
    let mut found: Vec<(C::Value, u32, Weight)> = Vec::new();
    each_open(problem, scale, row, room, |far, weight| {
        let gain = coding.edge(weight) - settled.columns.price[far as usize];
        // Pairs of the list that are made may be worth more.
        if gain > profit && list.binary_search_by_key(&far, |entry| entry.0).is_err() {
            found.push((gain, far, weight));
        }
    });
    if found.len() > MOST_ADDED {
        found.select_nth_unstable_by_key(MOST_ADDED, |&(gain, far, _)| (Reverse(gain), far));
        found.truncate(MOST_ADDED);
    }
    found.into_iter().map(|(_, far, weight)| (far, weight)).collect()
}
