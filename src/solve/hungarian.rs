//! The Hungarian algorithm in its shortest-augmenting-path form: exact, with duals, for rectangular problems with
//! forbidden pairs, demands, capacities and lexicographic levels.
//!
//! Kuhn 1955; Munkres 1957; Jonker and Volgenant 1987; Crouse 2016 for rectangular matrices. O(n²·m) for n units on the
//! smaller side and m nodes on the other when edges are a full matrix, O(n·e·log m) for e edges when they are sparse.

use super::augment::{Engine, Halt};
use super::certificate::{bound, duals, lift_prices, violator};
use super::finish::Finished;
use super::meter::Meter;
use super::minimum;
use super::nodes::Side;
use super::read::{Reading, Unread, read};
use super::residual::Residual;
use super::table::Table;
use super::value::{Coding, Packed, SideBySide};
use super::{Algorithm, SolveError, infeasible, without_pairs};
use crate::problem::{self, AnyProblem, Assigned, Limits, Solution, StopReason, Weight, Work};

const NAME: Algorithm = Algorithm::Hungarian;

pub(super) fn solve(problem: &AnyProblem<'_>, limits: &Limits) -> Result<Solution, SolveError> {
    solve_on(problem, &mut Meter::new(limits))
}

/// For a run that has begun as another one: what it has spent counts.
pub(super) fn solve_on(
    problem: &AnyProblem<'_>,
    meter: &mut Meter<'_>,
) -> Result<Solution, SolveError> {
    let residual = Residual::of(problem);
    let Reading { table, largest } = match read(problem, &residual, meter) {
        Ok(reading) => reading,
        Err(Unread::Stopped(reason)) => return Ok(without_pairs(NAME, "", reason)),
        Err(Unread::Malformed(error)) => return Err(error.into()),
    };
    let reach = residual.reach(largest);
    let levels = residual.coded();
    if let Some(coding) = Packed::<i64>::new(&levels, &reach) {
        Ok(run(problem, &residual, (&table, largest), &coding, meter))
    } else if let Some(coding) = residual.tight(problem, largest) {
        Ok(run(problem, &residual, (&table, largest), &coding, meter))
    } else if let Some(coding) = Packed::<i128>::new(&levels, &reach) {
        Ok(run(problem, &residual, (&table, largest), &coding, meter))
    } else {
        Ok(run(problem, &residual, (&table, largest), &SideBySide::new(&levels), meter))
    }
}

fn run<C: Coding>(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    (table, largest): (&Table, u64),
    coding: &C,
    meter: &mut Meter<'_>,
) -> Solution {
    let fill = problem.side_to_fill().is_some();
    let settled = match optimum(residual, table, coding, fill, meter) {
        Ok(settled) => settled,
        Err(Halt::Stopped(reason)) => return without_pairs(NAME, "", reason),
        Err(Halt::Unfillable(nodes)) => {
            return infeasible(NAME, "", violator(problem, residual, residual.near(), nodes));
        }
    };
    let work = Work { edges: meter.edges(), searches: settled.searches };
    if let Some(side) = short(residual, &settled) {
        if settled.stop_reason != StopReason::Completed {
            return without_pairs(NAME, "", settled.stop_reason);
        }
        return Solution { work, ..minimum::conflict(problem, residual, table, side, NAME) };
    }
    let duals = duals(coding, residual, largest, &settled.rows, &settled.columns);
    let (pairs, stop_reason) = (pairs(&settled.rows), settled.stop_reason);
    Finished { algorithm: NAME, pairs, duals, work, stop_reason }.solution(
        problem,
        &residual.levels,
        |duals| bound(problem, residual, Some(table), duals),
    )
}

/// Pairs and prices of both sides.
pub(super) struct Settled<V> {
    pub(super) rows: Side<V>,
    pub(super) columns: Side<V>,
    pub(super) searches: u64,
    pub(super) stop_reason: StopReason,
}

/// The optimum over the edges of a table, or the optimum of the units settled so far where the run was stopped and none
/// has to be filled.
pub(super) fn optimum<C: Coding>(
    residual: &Residual,
    table: &Table,
    coding: &C,
    fill: bool,
    meter: &mut Meter<'_>,
) -> Result<Settled<C::Value>, Halt> {
    let count = residual.levels.len();
    let minima = residual.has_minima();
    // Where there are minimum loads, the partners they ask for are the first level.
    let coded = |wanted: i128, levels: &[i128]| {
        let wanted = minima.then_some(wanted);
        coding.encode(&wanted.into_iter().chain(levels.iter().copied()).collect::<Vec<_>>())
    };
    let mut rows = Side::new(
        residual.row_limits.clone(),
        residual.bonus.iter().map(|bonus| coded(0, &bonus[..count])).collect(),
    );
    let mut columns = Side::new(
        residual.column_limits.clone(),
        vec![C::Value::default(); residual.column_limits.len()],
    );
    if minima {
        let wanted = coded(1, &vec![0; count]);
        (rows.minimum, rows.wanted) = (residual.row_minima.clone(), wanted);
        (columns.minimum, columns.wanted) = (residual.column_minima.clone(), wanted);
    }
    let (near, mut far) = if residual.by_columns { (columns, rows) } else { (rows, columns) };
    let both_full = fill && residual.is_balanced();
    if both_full {
        reduce_columns(table, coding, near.limit.len(), &mut far, meter)?;
    }
    meter.units = near.limit.iter().map(|&limit| u64::from(limit)).sum();
    let bytes = Engine::<C>::bytes(near.limit.len(), far.limit.len());
    meter.claim(bytes)?;
    let mut engine = Engine::new(table, coding, near, far, fill);
    let stop_reason = match engine.run(meter) {
        Ok(()) => StopReason::Completed,
        Err(Halt::Stopped(reason)) if !fill => {
            engine.complete_prices();
            reason
        }
        Err(halt) => return Err(halt),
    };
    if both_full {
        lift_prices::<C>(&mut engine.near, &mut engine.far);
    }
    meter.release(bytes);
    let (searches, near, far) = (engine.searches, engine.near, engine.far);
    let (rows, columns) = if residual.by_columns { (far, near) } else { (near, far) };
    Ok(Settled { rows, columns, searches, stop_reason })
}

/// The optimum with more edges in the table than there were when the other one was found, from where that one ended. No node has to
/// be filled.
///
/// The near nodes with `longer` lists leave, what they leave is offered to the others from the far side, and then they come
/// back: searches for their units alone.
pub(super) fn go_on<C: Coding>(
    residual: &Residual,
    table: &Table,
    coding: &C,
    before: Settled<C::Value>,
    longer: &[usize],
    meter: &mut Meter<'_>,
) -> Result<Settled<C::Value>, Halt> {
    let Settled { rows, columns, .. } = before;
    let (mut near, mut far) = if residual.by_columns { (columns, rows) } else { (rows, columns) };
    let (nodes, others) = (near.limit.len(), far.limit.len());
    let bytes = Engine::<C>::bytes(nodes, others) + table.bytes();
    meter.claim(bytes)?;
    let mut left = Vec::new();
    let mut limits = Vec::with_capacity(longer.len());
    for &node in longer {
        for (mate, _) in std::mem::take(&mut near.mates[node]) {
            far.drop_mate(mate as usize, node);
            left.push(mate as usize);
        }
        // Without a seat no path leads through it, whatever its price.
        limits.push(std::mem::take(&mut near.limit[node]));
    }
    left.sort_unstable();
    left.dedup();
    let turned = table.transposed(nodes, others, meter)?;
    let mut engine = Engine::going_on(&turned, coding, far, near);
    engine.reopen(&left);
    let mut run = engine.settle(&left, meter);
    let searches = engine.searches;
    let Engine { near: far, far: mut near, .. } = engine;
    for (&node, limit) in longer.iter().zip(limits) {
        near.limit[node] = limit;
    }
    let mut engine = Engine::going_on(table, coding, near, far);
    engine.reopen(longer);
    if run.is_ok() {
        run = engine.settle(longer, meter);
    }
    let stop_reason = match run {
        Ok(()) => StopReason::Completed,
        Err(Halt::Stopped(reason)) => {
            engine.complete_prices();
            reason
        }
        Err(halt) => return Err(halt),
    };
    meter.release(bytes);
    let searches = searches + engine.searches;
    let (near, far) = (engine.near, engine.far);
    let (rows, columns) = if residual.by_columns { (far, near) } else { (near, far) };
    Ok(Settled { rows, columns, searches, stop_reason })
}

/// The side on which a node has fewer partners than it must have.
pub(super) fn short<V>(residual: &Residual, settled: &Settled<V>) -> Option<problem::Side> {
    let below = |side: &Side<V>, minima: &[u32]| {
        side.mates.iter().zip(minima).any(|(mates, &minimum)| mates.len() < minimum as usize)
    };
    if below(&settled.rows, &residual.row_minima) {
        Some(problem::Side::Rows)
    } else {
        below(&settled.columns, &residual.column_minima).then_some(problem::Side::Columns)
    }
}

pub(super) fn pairs<V>(rows: &Side<V>) -> Vec<Assigned> {
    let of_row = |(row, mates): (usize, &Vec<(u32, Weight)>)| -> Vec<Assigned> {
        let pair =
            |&(column, weight): &(u32, Weight)| Assigned { row, column: column as usize, weight };
        mates.iter().map(pair).collect()
    };
    rows.mates.iter().enumerate().flat_map(of_row).collect()
}

/// Where both sides will be full, a far node may start at any price without a change of the optimum: whatever its seats are
/// worth beyond their edges is worth it in every answer. The best price to start at is that of its best edge, as in the
/// column reduction of Jonker and Volgenant.
fn reduce_columns<C: Coding>(
    table: &Table,
    coding: &C,
    near: usize,
    far: &mut Side<C::Value>,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let zero = C::Value::default();
    let mut best: Vec<Option<C::Value>> = vec![None; far.limit.len()];
    for node in 0..near {
        meter.spend(table.for_each(node, |far, weight| {
            best[far] = best[far].max(Some(coding.edge(weight)));
        }))?;
    }
    for (node, best) in best.into_iter().enumerate() {
        if let Some(best) = best {
            far.first[node] = far.first[node] - best;
            far.further[node] = zero - best;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::nodes::small;
    use super::*;
    use crate::problem::{Bounds, Csr, Objective, Problem};

    /// Edges, each with the round it comes with, and limits of both sides.
    type Growing = (Vec<(usize, usize, Weight, usize)>, Vec<u32>, Vec<u32>);

    fn growing() -> impl Strategy<Value = Growing> {
        (2_usize..9, 2_usize..9, prop::sample::select(vec![3_i64, 1_000])).prop_flat_map(
            |(rows, columns, most)| {
                let cell = prop::option::weighted(0.7, (-most / 3..most, 0_usize..4));
                let limits = |nodes| prop::collection::vec(0_u32..4, nodes);
                let cells = prop::collection::vec(cell, rows * columns);
                (cells, limits(rows), limits(columns)).prop_map(move |(cells, rows, columns)| {
                    let edges = cells.iter().enumerate().filter_map(|(at, cell)| {
                        let (weight, round) = (*cell)?;
                        Some((at / columns.len(), at % columns.len(), weight, round))
                    });
                    (edges.collect(), rows, columns)
                })
            },
        )
    }

    /// What the pairs are worth; they keep to the limits, and prices prove that no others are worth more.
    fn proved<C: Coding<Value = i64>>(
        residual: &Residual,
        table: &Table,
        coding: &C,
        settled: &Settled<i64>,
    ) -> i64 {
        let mut worth = 0;
        for side in [&settled.rows, &settled.columns] {
            for (node, mates) in side.mates.iter().enumerate() {
                assert!(mates.len() <= side.limit[node] as usize);
                worth += if mates.is_empty() { 0 } else { side.first[node] };
                if !side.is_full(node) {
                    assert!(side.price[node] + side.next(node) <= 0);
                }
                if !mates.is_empty() {
                    assert!(side.price[node] + side.last(node) >= 0);
                }
            }
        }
        worth += pairs(&settled.rows).iter().map(|pair| coding.edge(pair.weight)).sum::<i64>();
        let (near, far) = if residual.by_columns {
            (&settled.columns, &settled.rows)
        } else {
            (&settled.rows, &settled.columns)
        };
        for node in (0..near.limit.len()).filter(|&node| near.limit[node] > 0) {
            table.for_each(node, |other, weight| {
                let slack = near.price[node] + far.price[other] - coding.edge(weight);
                let made = near.mates[node].contains(&(small(other), weight));
                assert!(if made { slack <= 0 } else { slack >= 0 || far.limit[other] == 0 });
            });
        }
        worth
    }

    fn goes_on<C: Coding<Value = i64>>(
        residual: &Residual,
        edges: &[(usize, usize, Weight, usize)],
        coding: &C,
    ) {
        let limits = Limits::none();
        let meter = &mut Meter::new(&limits);
        let near = if residual.by_columns { &residual.column_limits } else { &residual.row_limits };
        let mut lists = vec![Vec::new(); near.len()];
        let mut last: Option<Settled<i64>> = None;
        for round in 0..4 {
            let mut longer = Vec::new();
            for &(row, column, weight, _) in edges.iter().filter(|edge| edge.3 == round) {
                let (near, far) = if residual.by_columns { (column, row) } else { (row, column) };
                lists[near].push((small(far), weight));
                longer.push(near);
            }
            longer.sort_unstable();
            longer.dedup();
            for list in &mut lists {
                list.sort_unstable_by_key(|&(far, weight)| (std::cmp::Reverse(weight), far));
            }
            let table = Table::falling(&lists);
            let Ok(anew) = optimum(residual, &table, coding, false, meter) else {
                panic!("nobody has to be filled")
            };
            let worth = proved(residual, &table, coding, &anew);
            let settled = match last.take() {
                None => anew,
                Some(settled) => {
                    let further = go_on(residual, &table, coding, settled, &longer, meter);
                    further.unwrap_or_else(|_| panic!("nobody has to be filled"))
                }
            };
            assert_eq!(proved(residual, &table, coding, &settled), worth);
            last = Some(settled);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn going_on_ends_where_starting_anew_does(
            (edges, demands, capacities) in growing(),
            objective in prop::sample::select(vec![Objective::BestTotal, Objective::MostTandems]),
        ) {
            let triplets = edges.iter().map(|&(row, column, weight, _)| (row, column, weight));
            let all = Csr::from_triplets(demands.len(), capacities.len(), triplets).unwrap();
            let up_to = |limits: &[u32]| limits.iter().map(|&limit| Bounds::up_to(limit)).collect();
            let problem = Problem::new(&all)
                .with_objective(objective)
                .with_demands(up_to(&demands)).unwrap()
                .with_capacities(up_to(&capacities)).unwrap();
            let problem: &AnyProblem<'_> = &problem;
            let residual = Residual::of(problem);
            let reach = residual.reach(1_000);
            goes_on(&residual, &edges, &Packed::<i64>::new(&residual.coded(), &reach).unwrap());
            goes_on(&residual, &edges, &residual.tight(problem, 1_000).unwrap());
        }
    }
}
