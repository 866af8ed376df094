//! Rows that may have several partners: rounds by shortest augmenting paths on the lists.

use std::cmp::Reverse;

use super::super::augment::Halt;
use super::super::certificate::{bound, duals, violator};
use super::super::finish::Finished;
use super::super::hungarian::{self, Settled};
use super::super::meter::Meter;
use super::super::minimum;
use super::super::nodes::small;
use super::super::parallel::over_rows;
use super::super::residual::Residual;
use super::super::table::Table;
use super::super::value::{Coding, Packed, SideBySide};
use super::super::{infeasible, without_pairs};
use super::crowd::Round;
use super::open::{BLOCK, MOST_ADDED, each_open};
use super::probe::Probe;
use super::scarce::{candidates, is_scarce};
use super::worths::Scale;
use super::{NAME, start, whole};
use crate::problem::{AnyProblem, Edge, Proof, Solution, StopReason, Weight, Work};

/// The list of each near node, by falling weight.
type Listed = Vec<Vec<(u32, Weight)>>;

/// A row, and the pairs it adds to its list.
type Added = (usize, Vec<(u32, Weight)>);

/// The next round goes on from the last one where no more than one near node in so many has got a longer list.
const GOES_ON: usize = 4;

/// Pairs of a row are read one by one where they are no more than one in so many.
const ONE_BY_ONE: usize = 32;

/// Solves on the lists that a market leaves, looks for pairs beyond them that are worth more than their prices, adds them, and
/// solves again, until there are none. `None` where short lists are no help.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    probe: &Probe,
    meter: &mut Meter<'_>,
) -> Option<Solution> {
    let (lists, rest) = match listed(problem, residual, probe, meter) {
        Ok(listed) => listed,
        Err(reason) => return Some(without_pairs(NAME, "", reason)),
    };
    let rest = rest.as_deref();
    let reach = residual.reach(probe.largest);
    let levels = residual.coded();
    if let Some(coding) = residual.tight(problem, probe.largest) {
        rounds(problem, residual, (lists, rest), probe, &coding, meter)
    } else if let Some(coding) = Packed::<i64>::new(&levels, &reach) {
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
    let (worths, rest) = if is_scarce(&residual.row_limits, &residual.column_limits) {
        let candidates = candidates(&whole, None, meter)?;
        // No pair weighs more or less than the probe says, and values have room for no more.
        let most = Weight::try_from(probe.largest).unwrap_or(Weight::MAX);
        let rest = candidates.rest.iter().map(|&rest| scale.weight(rest).clamp(-most, most));
        let rest = rest.collect();
        (if residual.by_columns { candidates.columns() } else { candidates.rows() }, Some(rest))
    } else {
        let (market, stopped) = start::open(&whole, meter)?;
        if let Some(reason) = stopped {
            return Err(reason);
        }
        let of_rows: Vec<Vec<_>> =
            (0..problem.rows()).map(|row| market.lists.list(row).collect()).collect();
        (if residual.by_columns { turned(&of_rows, problem.columns()) } else { of_rows }, None)
    };
    let exactly = |list: &mut Vec<(u32, i32)>, near: usize| {
        let weight = |&(far, worth): &(u32, i32)| {
            let (row, column) =
                if residual.by_columns { (far as usize, near) } else { (near, far as usize) };
            Some((far, scale.exactly(problem, row, column, worth)?))
        };
        // Worths take half the room, and stand in the order of weights but where they are cut short.
        list.clone_from(&worths[near]);
        list.sort_unstable_by_key(|&(far, worth)| (Reverse(worth), far));
        let mut list: Vec<(u32, Weight)> = list.iter().filter_map(weight).collect();
        list.sort_by_key(by_falling_weight);
        list
    };
    let longest = worths.iter().map(Vec::len).max().unwrap_or(0);
    Ok((over_rows(0..worths.len(), longest, exactly), rest))
}

/// What lists are sorted by.
fn by_falling_weight(&(far, weight): &(u32, Weight)) -> (Reverse<Weight>, u32) {
    (Reverse(weight), far)
}

/// Lists of the other side, each ascending.
fn turned<T: Copy>(lists: &[Vec<(u32, T)>], others: usize) -> Vec<Vec<(u32, T)>> {
    let mut turned = vec![Vec::new(); others];
    for (list, near) in lists.iter().zip(0..) {
        for &(far, what) in list {
            turned[far as usize].push((near, what));
        }
    }
    turned
}

/// Adds pairs of rows to the lists; the near nodes that have got longer ones, ascending.
fn add(lists: &mut Listed, added: Vec<Added>, by_columns: bool) -> Vec<usize> {
    let mut longer = Vec::new();
    for (row, more) in added {
        for (column, weight) in more {
            let (near, far) =
                if by_columns { (column as usize, small(row)) } else { (row, column) };
            lists[near].push((far, weight));
            longer.push(near);
        }
    }
    longer.sort_unstable();
    longer.dedup();
    for &near in &longer {
        lists[near].sort_unstable_by_key(by_falling_weight);
    }
    longer
}

fn rounds<C: Coding>(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    (mut lists, rest): (Listed, Option<&[Weight]>),
    probe: &Probe,
    coding: &C,
    meter: &mut Meter<'_>,
) -> Option<Solution> {
    let fill = problem.side_to_fill().is_some();
    let scale = probe.scale;
    let mut searches = 0;
    // Rounds that added pairs.
    let mut before = 0;
    let mut last: Option<(Settled<C::Value>, Vec<usize>)> = None;
    loop {
        let table = Table::falling(&lists);
        let settled = match last.take() {
            Some((settled, longer)) => {
                hungarian::go_on(residual, &table, coding, settled, &longer, meter)
            }
            None => hungarian::optimum(residual, &table, coding, fill, meter),
        };
        let added = match &settled {
            Ok(settled) if settled.stop_reason != StopReason::Completed => Ok(Vec::new()),
            Ok(settled) => {
                searches += settled.searches;
                all_beyond(problem, residual, rest, scale, (coding, settled), meter)
            }
            Err(Halt::Stopped(reason)) => return Some(without_pairs(NAME, "", *reason)),
            // Who cannot be filled from the lists may be filled from all edges.
            Err(Halt::Unfillable(_)) => {
                let of_rows = if residual.by_columns {
                    turned(&lists, problem.rows())
                } else {
                    turned(&turned(&lists, problem.columns()), problem.rows())
                };
                let look = |row: usize, (cells, edges): &mut (Vec<i32>, Vec<Edge>)| {
                    let mut rest = Vec::new();
                    each_open(problem, scale, row, (cells, edges), |far, weight| {
                        if of_rows[row].binary_search_by_key(&far, |entry| entry.0).is_err() {
                            rest.push((far, weight));
                        }
                    });
                    rest
                };
                over_all(residual, |_| problem.columns(), look, meter)
            }
        };
        let (added, stopped) = match added {
            Ok(added) => (added, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        if !added.is_empty() {
            let (rows, held) = (added.len(), lists.iter().map(Vec::len).sum());
            let found = added.iter().map(|(_, list)| list.len()).sum();
            if (Round { before, rows, added: found, held }).is_crowd(problem, meter) {
                return None;
            }
            let longer = add(&mut lists, added, residual.by_columns);
            let goes_on = !fill && !residual.has_minima() && GOES_ON * longer.len() <= lists.len();
            last = settled.ok().filter(|_| goes_on).map(|settled| (settled, longer));
            before += 1;
            continue;
        }
        let work = Work { edges: meter.edges(), searches };
        let mut settled = match settled {
            Ok(settled) => settled,
            Err(Halt::Unfillable(nodes)) => {
                let conflict = violator(problem, residual, residual.near(), nodes);
                return Some(Solution { work, ..infeasible(NAME, "", conflict) });
            }
            Err(Halt::Stopped(reason)) => return Some(without_pairs(NAME, "", reason)),
        };
        let stop_reason = stopped.unwrap_or(settled.stop_reason);
        let stopped = stop_reason != StopReason::Completed;
        if let Some(side) = hungarian::short(residual, &settled) {
            if stopped {
                return Some(without_pairs(NAME, "", stop_reason));
            }
            return Some(match minimum::whole_conflict(problem, residual, side, NAME, meter) {
                Ok(solution) => Solution { work, ..solution },
                Err(reason) => without_pairs(NAME, "", reason),
            });
        }
        if stopped
            && let Some(rest) = rest
            && let Some(&(most, _)) = bounds(coding, residual, &settled, rest).first()
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
            return Some(solution);
        }
        // The prices know the lists alone and bound nothing.
        let mut levels = solution.levels;
        for level in &mut levels {
            level.bound = None;
        }
        return Some(Solution { levels, duals: None, proof: Proof::None, ..solution });
    }
}

/// Pairs beyond the lists that are worth more than their prices; of a row at most so many, the best.
fn all_beyond<C: Coding>(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    rest: Option<&[Weight]>,
    scale: Scale,
    (coding, settled): (&C, &Settled<C::Value>),
    meter: &mut Meter<'_>,
) -> Result<Vec<Added>, StopReason> {
    let bounds = rest.map(|rest| bounds(coding, residual, settled, rest));
    // Columns that may be worth more to a row than their prices, where that is not most of them.
    let doubtful = |row: usize| {
        let (bounds, profit) = (bounds.as_ref()?, settled.rows.price[row]);
        let some = &bounds[..bounds.partition_point(|&(most, _)| most > profit)];
        (some.len() * ONE_BY_ONE <= problem.columns()).then_some(some)
    };
    let count = |row: usize| doubtful(row).map_or(problem.columns(), <[_]>::len);
    let look = |row: usize, (cells, edges): &mut (Vec<i32>, Vec<Edge>)| {
        let mut beyond = Beyond::new(coding, settled, row);
        if let Some(doubtful) = doubtful(row) {
            for &(_, far) in doubtful {
                if let Some(weight) = scale.open_weight(problem, row, far as usize) {
                    beyond.look(far, weight);
                }
            }
        } else {
            each_open(problem, scale, row, (cells, edges), |far, weight| {
                beyond.look(far, weight);
            });
        }
        beyond.best()
    };
    over_all(residual, count, look, meter)
}

/// Of each column, what no pair beyond its list gains more than; the greatest first.
fn bounds<C: Coding>(
    coding: &C,
    residual: &Residual,
    settled: &Settled<C::Value>,
    rest: &[Weight],
) -> Vec<(C::Value, u32)> {
    let mut bounds: Vec<(C::Value, u32)> = (0..)
        .zip(rest)
        .filter(|&(far, _)| residual.column_limits[far as usize] > 0)
        .map(|(far, &rest)| (coding.edge(rest) - settled.columns.price[far as usize], far))
        .collect();
    bounds.sort_unstable_by_key(|&(most, far)| (Reverse(most), far));
    bounds
}

/// What rows add to their lists; `count` is how many pairs of a row have to be looked at.
fn over_all(
    residual: &Residual,
    count: impl Fn(usize) -> usize,
    look: impl Fn(usize, &mut (Vec<i32>, Vec<Edge>)) -> Vec<(u32, Weight)> + Sync + Send,
    meter: &mut Meter<'_>,
) -> Result<Vec<Added>, StopReason> {
    let mut added = Vec::new();
    let rows: Vec<(usize, usize)> = (0..residual.row_limits.len())
        .map(|row| (row, if residual.row_limits[row] > 0 { count(row) } else { 0 }))
        .filter(|&(_, pairs)| pairs > 0)
        .collect();
    for block in rows.chunks(BLOCK) {
        let pairs: usize = block.iter().map(|&(_, pairs)| pairs).sum();
        meter.spend(pairs)?;
        let of_row = |room: &mut (Vec<i32>, Vec<Edge>), at: usize| {
            let row = block[at].0;
            let mut list = look(row, room);
            list.retain(|&(far, _)| residual.column_limits[far as usize] > 0);
            (row, list)
        };
        let of_block = over_rows(0..block.len(), pairs.div_ceil(block.len()), of_row);
        added.extend(of_block.into_iter().filter(|(_, list)| !list.is_empty()));
    }
    Ok(added)
}

/// What is found on a row.
struct Beyond<'a, C: Coding> {
    coding: &'a C,
    prices: &'a [C::Value],
    mates: &'a [(u32, Weight)],
    profit: C::Value,
    found: Vec<(C::Value, u32, Weight)>,
}

impl<'a, C: Coding> Beyond<'a, C> {
    fn new(coding: &'a C, settled: &'a Settled<C::Value>, row: usize) -> Self {
        let (prices, profit) = (&settled.columns.price[..], settled.rows.price[row]);
        Self { coding, prices, mates: &settled.rows.mates[row], profit, found: Vec::new() }
    }

    #[inline]
    fn look(&mut self, far: u32, weight: Weight) {
        let gain = self.coding.edge(weight) - self.prices[far as usize];
        // Pairs that are made may be worth more; others of the list are not.
        if gain > self.profit && self.mates.iter().all(|&(mate, _)| mate != far) {
            self.found.push((gain, far, weight));
        }
    }

    /// At most so many, the best.
    fn best(mut self) -> Vec<(u32, Weight)> {
        if self.found.len() > MOST_ADDED {
            let by_gain = |&(gain, far, _): &(C::Value, u32, Weight)| (Reverse(gain), far);
            self.found.select_nth_unstable_by_key(MOST_ADDED, by_gain);
            self.found.truncate(MOST_ADDED);
        }
        self.found.into_iter().map(|(_, far, weight)| (far, weight)).collect()
    }
}
