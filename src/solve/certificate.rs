//! From the state of a finished or stopped engine to the numbers that prove its answer.

use super::nodes::Side;
use super::residual::Residual;
use super::table::Table;
use super::value::{Coding, MAX_LEVELS};
use super::values;
use crate::problem::{self, AnyProblem, Conflict, Duals, MAX_WEIGHT};

/// Where both sides are full, all far prices can rise and all near prices fall by the same: the sum over all units stays.
/// Far prices must not be negative to prove that their seats are worth filling.
pub(super) fn lift_prices<C: Coding>(near: &mut Side<C::Value>, far: &mut Side<C::Value>) {
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
pub(super) fn duals<C: Coding>(
    coding: &C,
    residual: &Residual,
    largest: u64,
    rows: &Side<C::Value>,
    columns: &Side<C::Value>,
) -> Duals {
    let count = residual.levels.len();
    let minima = usize::from(residual.has_minima());
    let (rows_apart, columns_apart) = coding.apart(&rows.price, &columns.price, minima + count);
    let (rows_apart, columns_apart) = if minima > 0 {
        fold_minima(residual, largest, &rows_apart, &columns_apart)
    } else {
        (rows_apart, columns_apart)
    };
    shut_out(count, rows_apart, columns_apart, &rows.limit, &columns.limit)
}

/// Takes the level of minimum loads, which is not one of the problem's, into the first that is. A partner that a minimum
/// asks for is worth more there than all that edges, prices and bonuses of that level make up in one condition, so that
/// every condition of complementary slackness keeps its sign.
fn fold_minima(
    residual: &Residual,
    largest: u64,
    rows: &[i128],
    columns: &[i128],
) -> (Vec<i128>, Vec<i128>) {
    let count = residual.levels.len();
    let first = |prices: &[i128]| {
        prices.chunks_exact(count + 1).map(|price| price[1].abs()).max().unwrap_or(0)
    };
    let bonus = residual.bonus.iter().map(|bonus| bonus[0].abs()).max().unwrap_or(0);
    let worth = 2 + i128::from(largest) + first(rows) + first(columns) + bonus;
    let fold = |prices: &[i128]| -> Vec<i128> {
        let folded = |price: &[i128]| {
            let mut levels = price[1..].to_vec();
            levels[0] += worth * price[0];
            levels
        };
        prices.chunks_exact(count + 1).flat_map(folded).collect()
    };
    (fold(rows), fold(columns))
}

/// A node that can have no partner beside its pins gets a price that nobody on the other side finds worth paying.
pub(super) fn shut_out(
    count: usize,
    mut rows: Vec<i128>,
    mut columns: Vec<i128>,
    row_limits: &[u32],
    column_limits: &[u32],
) -> Duals {
    let out_of_reach = |others: &[i128]| -> i128 {
        1 + i128::from(MAX_WEIGHT) + others.iter().map(|price| price.abs()).max().unwrap_or(0)
    };
    let too_dear = |prices: &mut [i128], limits: &[u32], price: i128| {
        for (prices, _) in prices.chunks_mut(count).zip(limits).filter(|&(_, &limit)| limit == 0) {
            prices.fill(price);
        }
    };
    too_dear(&mut rows, row_limits, out_of_reach(&columns));
    let price = out_of_reach(&rows);
    too_dear(&mut columns, column_limits, price);
    Duals::new(count, rows, columns)
}

/// What no answer can exceed at these prices (weak duality), for a run that ended before its time. Without a table no edge
/// may be worth more than its prices.
pub(super) fn bound(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    table: Option<&Table>,
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
    let most = |price: &[i128], first: &[i128; MAX_LEVELS], minimum: u32, limit: u32| {
        let units = |count: u32| {
            let first = |at: usize| if count > 0 { first[at] } else { 0 };
            vector(&|at| price[at] * i128::from(count) + first(at))
        };
        units(minimum).max(units(minimum.max(1).min(limit))).max(units(limit))
    };
    for (row, (&limit, first)) in residual.row_limits.iter().zip(&residual.bonus).enumerate() {
        add(most(duals.row(row), first, residual.row_minima[row], limit));
    }
    for (column, &limit) in residual.column_limits.iter().enumerate() {
        add(most(duals.column(column), &zero, residual.column_minima[column], limit));
    }
    let near = if residual.by_columns { &residual.column_limits } else { &residual.row_limits };
    for (near, table) in (0..near.len()).filter_map(|near| table.map(|table| (near, table))) {
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

/// Why these nodes of one side cannot all be filled: Hall's condition, counted over the edges of the problem.
///
/// What a node must have is all it may have on a side that has to be filled, and its minimum elsewhere.
pub(super) fn violator(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    side: problem::Side,
    nodes: Vec<usize>,
) -> Conflict {
    let by_columns = side == problem::Side::Columns;
    let fill = problem.side_to_fill() == Some(side);
    let (own, others) = match (by_columns, fill) {
        (true, true) => (&residual.column_limits, &residual.row_limits),
        (true, false) => (&residual.column_minima, &residual.row_limits),
        (false, true) => (&residual.row_limits, &residual.column_limits),
        (false, false) => (&residual.row_minima, &residual.column_limits),
    };
    let mut of_set = vec![false; own.len()];
    for &node in &nodes {
        of_set[node] = true;
    }
    let mut edges = vec![0_u64; others.len()];
    let mut row_edges = Vec::new();
    for row in (0..problem.rows()).filter(|&row| residual.row_limits[row] > 0) {
        if by_columns || of_set[row] {
            problem.open_row(row, &mut row_edges);
            for edge in &row_edges {
                let column = edge.column as usize;
                let (near, far) = if by_columns { (column, row) } else { (row, column) };
                edges[far] += u64::from(of_set[near]);
            }
        }
    }
    let wanted = nodes.iter().map(|&node| u64::from(own[node])).sum();
    let available =
        edges.iter().zip(others).map(|(&edges, &limit)| edges.min(u64::from(limit))).sum();
    if by_columns {
        Conflict::TightColumns { columns: nodes, wanted, available }
    } else {
        Conflict::TightRows { rows: nodes, wanted, available }
    }
}
