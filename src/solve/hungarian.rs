//! The Hungarian algorithm in its shortest-augmenting-path form: exact, with duals, for rectangular problems with
//! forbidden pairs, demands, capacities and lexicographic levels.
//!
//! Kuhn 1955; Munkres 1957; Jonker and Volgenant 1987; Crouse 2016 for rectangular matrices. O(n²·m) for n units on the
//! smaller side and m nodes on the other when edges are a full matrix, O(n·e·log m) for e edges when they are sparse.

use super::augment::{BIDS_PER_NODE, Engine, Halt};
use super::meter::Meter;
use super::nodes::Side;
use super::table::{Reading, Table};
use super::value::{Coding, MAX_LEVELS, Packed, SideBySide};
use super::{Algorithm, SolveError, infeasible, rounding, values, without_pairs};
use crate::problem::{
    Assigned, Conflict, Duals, Edges, Level, LevelValue, Limits, MAX_WEIGHT, Problem, ProblemError,
    Proof, Side as ProblemSide, Solution, Status, StopReason, Work, index,
};

const NAME: Algorithm = Algorithm::Hungarian;

/// What is left to decide once the pins are made.
struct Residual {
    levels: Vec<Level>,
    row_limits: Vec<u32>,
    column_limits: Vec<u32>,
    /// What the first free partner of a row adds to each level.
    bonus: Vec<[i128; MAX_LEVELS]>,
    /// Whether the columns are the near side: the one with fewer units.
    by_columns: bool,
}

impl Residual {
    fn of<E: Edges>(problem: &Problem<E>) -> Self {
        let mut row_limits: Vec<u32> =
            (0..problem.rows()).map(|row| problem.demand(row).max).collect();
        let mut column_limits: Vec<u32> =
            (0..problem.columns()).map(|column| problem.capacity(column).max).collect();
        let levels = problem.levels();
        let mut bonus: Vec<[i128; MAX_LEVELS]> = (0..problem.rows())
            .map(|row| {
                let mut worth = [0; MAX_LEVELS];
                for (component, &level) in worth.iter_mut().zip(&levels) {
                    *component = problem.served_value(level, row);
                }
                worth
            })
            .collect();
        for pin in problem.pins() {
            row_limits[pin.row] -= 1;
            column_limits[pin.column] -= 1;
            bonus[pin.row] = [0; MAX_LEVELS];
        }
        let by_columns = problem.side_to_fill().map_or_else(
            || {
                // Who could have more partners than there are can have all of them.
                let units = |limits: &[u32], others: usize| -> u64 {
                    limits.iter().map(|&limit| u64::from(limit).min(others as u64)).sum()
                };
                units(&column_limits, problem.rows()) < units(&row_limits, problem.columns())
            },
            |side| side == ProblemSide::Columns,
        );
        Self { levels, row_limits, column_limits, bonus, by_columns }
    }

    /// Whether both sides have the same number of units.
    fn is_balanced(&self) -> bool {
        let units = |limits: &[u32]| limits.iter().map(|&limit| u64::from(limit)).sum::<u64>();
        units(&self.row_limits) == units(&self.column_limits)
    }

    /// How far each level of any number the engine compares can reach. Prices are alternating sums along paths without
    /// a repeated node, or come from a bounded number of bids; distances are differences of such.
    fn reach(&self, largest: u64) -> Vec<i128> {
        let nodes = (self.row_limits.len() + self.column_limits.len()) as i128;
        let terms = (2 + 2 * BIDS_PER_NODE as i128) * (nodes + 2);
        self.levels
            .iter()
            .enumerate()
            .map(|(at, level)| {
                let edge = level.edge_value(0).abs().max(match level {
                    Level::Total => i128::from(largest),
                    _ => 0,
                });
                let bonus = self.bonus.iter().map(|bonus| bonus[at]).max().unwrap_or(0);
                16 * terms * (2 * edge + bonus)
            })
            .collect()
    }
}

pub(super) fn solve<E: Edges>(
    problem: &Problem<E>,
    limits: &Limits,
) -> Result<Solution, SolveError> {
    index("rows", problem.rows())?;
    index("columns", problem.columns())?;
    let mut meter = Meter::new(limits);
    let residual = Residual::of(problem);
    let read = Table::read(
        problem,
        &residual.row_limits,
        &residual.column_limits,
        residual.by_columns,
        &mut meter,
    );
    let Reading { table, largest } = match read {
        Ok(reading) => reading,
        Err(reason) => return Ok(without_pairs(NAME, "", reason)),
    };
    if largest > MAX_WEIGHT.unsigned_abs() {
        return Err(too_large(problem, largest).into());
    }
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

/// Where both sides are full, all far prices can rise and all near prices fall by the same: the sum over all units stays.
/// Far prices must not be negative to prove that their seats are worth filling.
fn lift_prices<C: Coding>(near: &mut Side<C::Value>, far: &mut Side<C::Value>) {
    let zero = C::Value::default();
    let seats = |(&price, &limit): (&C::Value, &u32)| (limit > 0).then_some(price);
    let least = far.price.iter().zip(&far.limit).filter_map(seats).min().unwrap_or(zero).min(zero);
    for price in &mut far.price {
        *price = *price - least;
    }
    for price in &mut near.price {
        *price = *price + least;
    }
}

/// Both sides' prices, taken apart into levels.
fn duals<C: Coding>(
    coding: &C,
    count: usize,
    rows: &Side<C::Value>,
    columns: &Side<C::Value>,
) -> Duals {
    let decode = |side: &Side<C::Value>| -> Vec<i128> {
        side.price.iter().flat_map(|&price| coding.decode(price).into_iter().take(count)).collect()
    };
    let (mut row_prices, mut column_prices) = (decode(rows), decode(columns));
    // A node that can have no partner beside its pins has a price that nobody on the other side finds worth paying.
    let out_of_reach = |others: &[i128]| -> i128 {
        1 + i128::from(MAX_WEIGHT) + others.iter().map(|price| price.abs()).max().unwrap_or(0)
    };
    let too_dear = |prices: &mut [i128], side: &Side<C::Value>, price: i128| {
        for (prices, _) in
            prices.chunks_mut(count).zip(&side.limit).filter(|&(_, &limit)| limit == 0)
        {
            prices.fill(price);
        }
    };
    too_dear(&mut row_prices, rows, out_of_reach(&column_prices));
    let price = out_of_reach(&row_prices);
    too_dear(&mut column_prices, columns, price);
    Duals::new(count, row_prices, column_prices)
}

/// What no answer can exceed at these prices (weak duality), for a run that ended before its time.
fn bound<E: Edges>(
    problem: &Problem<E>,
    residual: &Residual,
    table: &Table,
    duals: &Duals,
) -> Vec<i128> {
    let levels = residual.levels.as_slice();
    let vector = |component: &dyn Fn(usize) -> i128| -> [i128; MAX_LEVELS] {
        std::array::from_fn(|at| if at < levels.len() { component(at) } else { 0 })
    };
    let zero = [0; MAX_LEVELS];
    let of_pins = values(problem, levels, problem.pins());
    let mut sum = vector(&|at| of_pins[at]);
    let mut add = |term: [i128; MAX_LEVELS]| {
        for (sum, term) in sum.iter_mut().zip(term) {
            *sum += term;
        }
    };
    // A node takes as many partners as its price makes worth while: all, one, or none.
    let most = |price: &[i128], first: &[i128; MAX_LEVELS], limit: u32| {
        let units = |count: i128| vector(&|at| price[at] * count + first[at]);
        if limit == 0 { zero } else { zero.max(units(1)).max(units(i128::from(limit))) }
    };
    for (row, (&limit, first)) in residual.row_limits.iter().zip(&residual.bonus).enumerate() {
        add(most(duals.row(row), first, limit));
    }
    for (column, &limit) in residual.column_limits.iter().enumerate() {
        add(most(duals.column(column), &zero, limit));
    }
    let near = if residual.by_columns { &residual.column_limits } else { &residual.row_limits };
    for near in 0..near.len() {
        table.for_each(near, |far, weight| {
            let (row, column) = if residual.by_columns { (far, near) } else { (near, far) };
            let (u, v) = (duals.row(row), duals.column(column));
            let gap = vector(&|at| levels[at].edge_value(weight) - u[at] - v[at]);
            if gap > zero {
                add(gap);
            }
        });
    }
    sum[..levels.len()].to_vec()
}

/// Why the near nodes that a failed search reached cannot all be filled: Hall's condition, counted.
fn tight_set(residual: &Residual, table: &Table, nodes: Vec<usize>) -> Conflict {
    let (near, far) = if residual.by_columns {
        (&residual.column_limits, &residual.row_limits)
    } else {
        (&residual.row_limits, &residual.column_limits)
    };
    let mut edges = vec![0_u64; far.len()];
    for &node in &nodes {
        table.for_each(node, |far, _| edges[far] += 1);
    }
    let wanted = nodes.iter().map(|&node| u64::from(near[node])).sum();
    let available = edges.iter().zip(far).map(|(&edges, &limit)| edges.min(u64::from(limit))).sum();
    if residual.by_columns {
        Conflict::TightColumns { columns: nodes, wanted, available }
    } else {
        Conflict::TightRows { rows: nodes, wanted, available }
    }
}

/// The weight that is beyond what totals have room for.
fn too_large<E: Edges>(problem: &Problem<E>, largest: u64) -> ProblemError {
    let mut edges = Vec::new();
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        if let Some(edge) =
            edges.iter().find(|edge| edge.weight.unsigned_abs() > MAX_WEIGHT.unsigned_abs())
        {
            let column = edge.column as usize;
            return ProblemError::WeightTooLarge { row, column, weight: edge.weight.into() };
        }
    }
    ProblemError::WeightTooLarge { row: 0, column: 0, weight: largest.into() }
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
