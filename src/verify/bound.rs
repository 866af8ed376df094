//! One pass over the edges: are the pairs among them, and what do the prices allow at most.

use std::ops::Range;

use super::lane::Lane;
use super::limits::Limits;
use super::rows::{Buffers, Rows};
use super::{Nodes, VerifyError, blocks};
use crate::problem::{AnyProblem, Assigned, Bounds, Duals, Level};

/// Checks that every pair that is not pinned is an open edge of its weight. Returns the bound of the prices, one
/// number a level.
pub(super) fn pass(
    problem: &AnyProblem<'_>,
    levels: &[Level],
    nodes: &Nodes,
    pairs: &[Assigned],
    duals: Option<&Duals>,
) -> Result<Option<Vec<i128>>, VerifyError> {
    if let Some(duals) = duals {
        let (stated, actual) = (duals.shape(), (levels.len(), problem.rows(), problem.columns()));
        if stated != actual {
            return Err(VerifyError::PricesShape { stated, actual });
        }
    }
    let lane = duals.and_then(|duals| Lane::new(levels, duals));
    let limits = duals.map(|duals| Limits::of(problem, levels, duals)).transpose()?;
    let rows = Rows { problem, levels, pairs, duals, lane: lane.as_ref(), limits: limits.as_ref() };
    let mut bound = over_rows(&rows)?;
    let Some(duals) = duals else { return Ok(None) };
    if let Some(limits) = &limits {
        limits.add(problem, &mut bound.0).ok_or(VerifyError::Overflow)?;
    }
    add_fixed(problem, levels, nodes, duals, &mut bound).ok_or(VerifyError::Overflow)?;
    Ok(Some(bound.0))
}

/// Checks all rows, and adds up what their edges are worth beyond their prices.
fn over_rows(rows: &Rows<'_>) -> Result<Sum, VerifyError> {
    let zero = || Sum(vec![0; rows.levels.len()]);
    let mut bound = zero();
    let of_block = |buffers: &mut Buffers, block: Range<usize>| {
        let mut sum = zero();
        for row in block {
            rows.check(row, buffers, &mut sum)?;
        }
        Ok(sum)
    };
    let columns = rows.problem.columns();
    blocks::in_order(rows.problem.rows(), columns, Buffers::default, of_block, |sum| {
        bound.add(&sum.0).ok_or(VerifyError::Overflow)
    })?;
    Ok(bound)
}

/// What pins are worth, and what nodes can at most add at these prices.
fn add_fixed(
    problem: &AnyProblem<'_>,
    levels: &[Level],
    nodes: &Nodes,
    duals: &Duals,
    bound: &mut Sum,
) -> Option<()> {
    for pin in problem.pins() {
        for (sum, level) in bound.0.iter_mut().zip(levels) {
            *sum = sum.checked_add(level.edge_value(pin.weight))?;
        }
    }
    let none = vec![0; levels.len()];
    for (row, &(bounds, pins)) in nodes.rows.iter().enumerate() {
        let served: Vec<i128> =
            levels.iter().map(|&level| problem.served_value(level, row)).collect();
        if pins > 0 {
            bound.add(&served)?;
            bound.add(&most(bounds, pins, duals.row(row), &none)?)?;
        } else {
            bound.add(&most(bounds, pins, duals.row(row), &served)?)?;
        }
    }
    for (column, &(bounds, pins)) in nodes.columns.iter().enumerate() {
        bound.add(&most(bounds, pins, duals.column(column), &none)?)?;
    }
    Some(())
}

/// The lexicographic maximum of d·price, plus `served` if d ≥ 1, over what a node may have beyond its pins. It is linear
/// but for the step from 0 to 1, so that only three numbers come into question.
fn most(bounds: Bounds, pins: u32, price: &[i128], served: &[i128]) -> Option<Vec<i128>> {
    let (min, max) = (bounds.min.saturating_sub(pins), bounds.max.saturating_sub(pins));
    let value = |count: u32| -> Option<Vec<i128>> {
        let units = i128::from(count);
        price
            .iter()
            .zip(served)
            .map(|(price, served)| {
                price.checked_mul(units)?.checked_add(if count > 0 { *served } else { 0 })
            })
            .collect()
    };
    let mut best = value(min)?;
    for count in [min.max(1).min(max), max] {
        best = best.max(value(count)?);
    }
    Some(best)
}

/// One number a level; comparing vectors is comparing levels.
pub(super) struct Sum(Vec<i128>);

impl Sum {
    fn add(&mut self, other: &[i128]) -> Option<()> {
        for (sum, other) in self.0.iter_mut().zip(other) {
            *sum = sum.checked_add(*other)?;
        }
        Some(())
    }

    /// Adds what an edge is worth beyond its prices, if that is anything.
    pub(super) fn gain(
        &mut self,
        levels: &[Level],
        weight: i64,
        u: &[i128],
        v: &[i128],
    ) -> Option<()> {
        let excess = |at: usize| -> Option<i128> {
            levels[at].edge_value(weight).checked_sub(u[at])?.checked_sub(v[at])
        };
        for at in 0..levels.len() {
            let first = excess(at)?;
            if first < 0 {
                return Some(());
            }
            if first > 0 {
                for (later, sum) in self.0.iter_mut().enumerate().skip(at) {
                    *sum = sum.checked_add(excess(later)?)?;
                }
                return Some(());
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::problem::{Edge, Edges, NARROW, NO_EDGE, Problem, Weight};

    /// Weights made of a seed, of one of five kinds; rows of the first two are narrow.
    struct Made {
        rows: usize,
        columns: usize,
        kind: u32,
        seed: u64,
    }

    fn mixed(seed: u64, row: usize, column: usize) -> u64 {
        let mut x = seed ^ ((row as u64) << 32 | column as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for _ in 0..2 {
            x = (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        }
        x ^ (x >> 32)
    }

    impl Edges for Made {
        fn rows(&self) -> usize {
            self.rows
        }

        fn columns(&self) -> usize {
            self.columns
        }

        fn row(&self, row: usize, edges: &mut Vec<Edge>) {
            edges.clear();
            edges.extend((0_u32..).take(self.columns).filter_map(|column| {
                self.weight(row, column as usize).map(|weight| Edge { column, weight })
            }));
        }

        fn weight(&self, row: usize, column: usize) -> Option<Weight> {
            let bits = mixed(self.seed, row, column).cast_signed();
            let weight = match self.kind {
                0 | 2 => bits % 10,
                1 => bits % i64::from(NARROW),
                3 => (bits >> 10) + (1 << 62) * (bits & 1),
                _ => bits,
            };
            (bits & 0xf0 != 0).then_some(weight)
        }

        fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
            for (column, cell) in weights.iter_mut().enumerate() {
                *cell = self
                    .weight(row, column)
                    .map_or(NO_EDGE, |weight| i32::try_from(weight).unwrap_or(NO_EDGE));
            }
            self.kind < 2
        }
    }

    const OBJECTIVES: [&[Level]; 5] = [
        &[Level::Total],
        &[Level::Tandems, Level::Total],
        &[Level::Total, Level::Tandems],
        &[Level::Total, Level::Tandems, Level::Priority],
        &[Level::Served, Level::Tandems, Level::Priority, Level::Total],
    ];

    /// Prices of one node: `usual` bits each, but for a few.
    fn prices(levels: usize, nodes: usize, usual: u32, odd: i128, seed: u64) -> Vec<i128> {
        let price = |at: usize| {
            let bits = mixed(seed, at, 0);
            let small = i128::from(bits.cast_signed() >> (64 - usual));
            if bits.is_multiple_of(23) { odd } else { small }
        };
        (0..levels * nodes).map(price).collect()
    }

    fn odd() -> impl Strategy<Value = i128> {
        let near =
            prop::sample::select(vec![0, 1 << 31, 1 << 58, 1 << 62, 1 << 120, i128::MAX - 9]);
        (near, -9_i128..9, any::<bool>())
            .prop_map(|(near, by, below)| if below { -near - by } else { near + by })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

        #[test]
        fn the_lane_changes_nothing(
            shape in (1_usize..4, prop_oneof![1_usize..9, 500_usize..600]),
            (kind, seed) in (0_u32..5, any::<u64>()),
            levels in prop::sample::select(OBJECTIVES.to_vec()),
            (usual, odd) in (1_u32..64, odd()),
        ) {
            let (rows, columns) = shape;
            let problem = Problem::new(Made { rows, columns, kind, seed });
            let of = |nodes, seed| prices(levels.len(), nodes, usual, odd, seed);
            let duals = Duals::new(levels.len(), of(rows, seed ^ 1), of(columns, seed ^ 2));
            let lane = Lane::new(levels, &duals);
            let with = |lane| {
                let duals = Some(&duals);
                let rows = Rows { problem: &problem, levels, pairs: &[], duals, lane, limits: None };
                over_rows(&rows).map(|sum| sum.0)
            };
            prop_assert_eq!(with(lane.as_ref()), with(None));
        }

        /// Where prices are small the lane lets nothing through in vain.
        #[test]
        fn the_lane_is_sharp(
            levels in prop::sample::select(OBJECTIVES.to_vec()),
            seed in any::<u64>(),
            weight in -5_i64..5,
        ) {
            let of = |seed| prices(levels.len(), 2, 3, 0, seed);
            let duals = Duals::new(levels.len(), of(seed), of(!seed));
            let lane = Lane::new(levels, &duals).expect("small prices");
            for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let (u, v) = (duals.row(row), duals.column(column));
                let gap: Vec<i128> =
                    (0..levels.len()).map(|at| levels[at].edge_value(weight) - u[at] - v[at]).collect();
                let through = lane.lets_through(lane.row(u), column, weight);
                prop_assert_eq!(through, gap > vec![0; levels.len()]);
            }
        }
    }

    #[test]
    fn what_is_out_of_reach_needs_no_lane_of_its_own() {
        let levels = [Level::Tandems, Level::Total];
        let far = (1 << 62) + 12_345;
        let duals = Duals::new(2, vec![0, 500, far, far], vec![1, 700, far, far, 0, -300]);
        let lane = Lane::new(&levels, &duals).expect("high prices are packed as lower ones");
        let through = |row, column| lane.lets_through(lane.row(duals.row(row)), column, 1000);
        assert_eq!([through(0, 0), through(0, 1), through(0, 2)], [false, false, true]);
        assert_eq!([through(1, 0), through(1, 1), through(1, 2)], [false; 3]);
        // Low ones cannot be.
        assert!(Lane::new(&levels, &Duals::new(2, vec![0, -far], vec![0, 0])).is_none());
    }
}
