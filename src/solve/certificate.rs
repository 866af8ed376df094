//! From the state of a finished or stopped engine to the numbers that prove its answer.

use super::nodes::Side;
use super::residual::Residual;
use super::table::Table;
use super::value::{Coding, MAX_LEVELS};
use super::values;
use crate::problem::{Conflict, Duals, Edges, MAX_WEIGHT, Problem};

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
pub(super) fn bound<E: Edges>(
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
pub(super) fn tight_set(residual: &Residual, table: &Table, nodes: Vec<usize>) -> Conflict {
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
