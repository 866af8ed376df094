//! The Hungarian algorithm in its shortest-augmenting-path form: exact, with duals, for rectangular problems with
//! forbidden pairs, demands, capacities and lexicographic levels.
//!
//! Kuhn 1955; Munkres 1957; Jonker and Volgenant 1987; Crouse 2016 for rectangular matrices. O(n²·m) for n units on the
//! smaller side and m nodes on the other when edges are a full matrix, O(n·e·log m) for e edges when they are sparse.

use super::augment::{Engine, Halt};
use super::certificate::{bound, duals, lift_prices, tight_set};
use super::meter::Meter;
use super::nodes::Side;
use super::read::{Reading, Unread, read};
use super::residual::Residual;
use super::table::Table;
use super::value::{Coding, Packed, SideBySide};
use super::{Algorithm, SolveError, infeasible, rounding, values, without_pairs};
use crate::problem::{
    Assigned, Edges, Level, LevelValue, Limits, Problem, Proof, Solution, Status, StopReason, Work,
};

const NAME: Algorithm = Algorithm::Hungarian;

pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    limits: &Limits,
) -> Result<Solution, SolveError> {
    let mut meter = Meter::new(limits);
    let residual = Residual::of(problem);
    let Reading { table, largest } = match read(problem, &residual, &mut meter) {
        Ok(reading) => reading,
        Err(Unread::Stopped(reason)) => return Ok(without_pairs(NAME, "", reason)),
        Err(Unread::Malformed(error)) => return Err(error.into()),
    };
    let reach = residual.reach(largest);
    if let Some(coding) = Packed::<i64>::new(&residual.levels, &reach) {
        Ok(run(problem, &residual, &table, &coding, meter))
    } else if let Some(coding) = Packed::<i128>::new(&residual.levels, &reach) {
        Ok(run(problem, &residual, &table, &coding, meter))
    } else {
        Ok(run(problem, &residual, &table, &SideBySide::new(&residual.levels), meter))
    }
}

fn run<E: Edges, C: Coding>(
    problem: &Problem<E>,
    residual: &Residual,
    table: &Table,
    coding: &C,
    mut meter: Meter<'_>,
) -> Solution {
    let fill = problem.side_to_fill().is_some();
    let count = residual.levels.len();
    let rows = Side::new(
        residual.row_limits.clone(),
        residual.bonus.iter().map(|bonus| coding.encode(&bonus[..count])).collect(),
    );
    let columns = Side::new(
        residual.column_limits.clone(),
        vec![C::Value::default(); residual.column_limits.len()],
    );
    let (near, mut far) = if residual.by_columns { (columns, rows) } else { (rows, columns) };
    let both_full = fill && residual.is_balanced();
    if both_full
        && let Err(reason) = reduce_columns(table, coding, near.limit.len(), &mut far, &mut meter)
    {
        return without_pairs(NAME, "", reason);
    }
    meter.units = near.limit.iter().map(|&limit| u64::from(limit)).sum();
    if let Err(reason) = meter.claim(Engine::<C>::bytes(near.limit.len(), far.limit.len())) {
        return without_pairs(NAME, "", reason);
    }
    let mut engine = Engine::new(table, coding, near, far, fill);
    let stop_reason = match engine.run(&mut meter) {
        Ok(()) => StopReason::Completed,
        Err(Halt::Unfillable(nodes)) => {
            let conflict = tight_set(residual, table, nodes);
            return infeasible(NAME, "", conflict);
        }
        Err(Halt::Stopped(reason)) if fill => {
            return without_pairs(NAME, "", reason);
        }
        Err(Halt::Stopped(reason)) => {
            engine.complete_prices();
            reason
        }
    };
    if both_full {
        lift_prices::<C>(&mut engine.near, &mut engine.far);
    }
    let work = Work { edges: meter.edges(), searches: engine.searches };
    let (rows, columns) =
        if residual.by_columns { (engine.far, engine.near) } else { (engine.near, engine.far) };
    let pairs = pairs(problem, &rows);
    let duals = duals(coding, count, &rows, &columns);
    let values = values(problem, &residual.levels, &pairs);
    let bound = if stop_reason == StopReason::Completed {
        values.clone()
    } else {
        bound(problem, residual, table, &duals)
    };
    let slack = rounding(problem);
    let status = if stop_reason == StopReason::Completed && slack == 0 {
        Status::Optimal
    } else {
        Status::Feasible
    };
    let levels = residual
        .levels
        .iter()
        .zip(values.iter().zip(&bound))
        .map(|(&level, (&value, &bound))| LevelValue {
            level,
            value,
            bound: Some(if level == Level::Total { bound + slack } else { bound }),
        })
        .collect();
    Solution {
        pairs,
        status,
        proof: Proof::Duals,
        levels,
        duals: Some(duals),
        work,
        ..without_pairs(NAME, "", stop_reason)
    }
}

fn pairs<E: Edges, V>(problem: &Problem<E>, rows: &Side<V>) -> Vec<Assigned> {
    let mut pairs = problem.pins().to_vec();
    for (row, mates) in rows.mates.iter().enumerate() {
        pairs.extend(mates.iter().map(|&(column, weight)| Assigned {
            row,
            column: column as usize,
            weight,
        }));
    }
    pairs.sort_unstable();
    pairs
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

    use super::super::Options;
    use crate::problem::{Bounds, Edge, Edges, Objective, Problem, Status, Weight};

    /// A small matrix with holes.
    #[derive(Debug, Clone)]
    struct Matrix {
        columns: usize,
        cells: Vec<Option<Weight>>,
    }

    impl Edges for Matrix {
        fn rows(&self) -> usize {
            self.cells.len() / self.columns
        }

        fn columns(&self) -> usize {
            self.columns
        }

        fn row(&self, row: usize, edges: &mut Vec<Edge>) {
            edges.clear();
            edges.extend(
                (0_u32..)
                    .zip(&self.cells[row * self.columns..][..self.columns])
                    .filter_map(|(column, cell)| cell.map(|weight| Edge { column, weight })),
            );
        }

        fn weight(&self, row: usize, column: usize) -> Option<Weight> {
            self.cells[row * self.columns + column]
        }
    }

    fn matrices() -> impl Strategy<Value = Matrix> {
        (1_usize..8, 1_usize..8).prop_flat_map(|(rows, columns)| {
            prop::collection::vec(prop::option::weighted(0.7, -4_i64..10), rows * columns)
                .prop_map(move |cells| Matrix { columns, cells })
        })
    }

    fn bounds(len: usize, most: u32) -> impl Strategy<Value = Vec<Bounds>> {
        prop::collection::vec((0..=most).prop_map(Bounds::up_to), len)
    }

    fn problems() -> impl Strategy<Value = Problem<Matrix>> {
        let objectives = prop::sample::select(vec![
            Objective::MostTandems,
            Objective::BestTotal,
            Objective::Perfect,
        ]);
        (matrices(), objectives).prop_flat_map(|(matrix, objective)| {
            let (rows, columns) = (matrix.rows(), matrix.columns());
            (bounds(rows, 3), bounds(columns, 4), prop::collection::vec(0_i64..4, rows)).prop_map(
                move |(demands, capacities, priorities)| {
                    Problem::new(matrix.clone())
                        .with_objective(objective.clone())
                        .with_demands(demands)
                        .and_then(|problem| problem.with_capacities(capacities))
                        .and_then(|problem| problem.with_priorities(priorities))
                        .unwrap()
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn every_answer_is_proved_by_its_prices(problem in problems()) {
            let solution = problem.solve(&Options::default()).unwrap();
            prop_assert!(matches!(solution.status(), Status::Optimal | Status::Infeasible));
            if let Err(error) = solution.verify(&problem) {
                panic!("{error}: {solution:?}");
            }
        }
    }
}
