//! `verify` reads rows in either width and on any number of threads, and says the same.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ndarray::Array2;
use proptest::prelude::*;
use serde_json::{Value, json};
use tandems::problem::{
    DenseView, Edge, Edges, NO_EDGE, Objective, Problem, Solution, Status, Weight,
};
use tandems::solve::Options;
use tandems::verify::VerifyError;

/// A row that is all one weight, and what the source says of it otherwise.
#[derive(Clone)]
struct Teller {
    columns: usize,
    weight: Weight,
    narrow: Option<i32>,
    alone: Option<Weight>,
}

impl Edges for Teller {
    fn rows(&self) -> usize {
        2
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn row(&self, _: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        let columns = (0_u32..).take(self.columns);
        edges.extend(columns.map(|column| Edge { column, weight: self.weight }));
    }

    fn weight(&self, _: usize, _: usize) -> Option<Weight> {
        self.alone
    }

    fn narrow_row(&self, _: usize, weights: &mut [i32]) -> bool {
        weights.fill(5);
        *weights.last_mut().unwrap() = self.narrow.unwrap_or(5);
        self.narrow.is_some()
    }
}

const HONEST: Teller = Teller { columns: 300, weight: 5, narrow: Some(5), alone: Some(5) };

#[test]
fn sources_that_break_their_word() {
    let problem = Problem::new(HONEST);
    let solution = problem.solve(&Options::default()).unwrap();
    assert!(solution.verify(&problem).unwrap().proved);
    let error = |source: Teller| solution.verify(&Problem::new(source)).unwrap_err();

    for weight in [1 << 30, i32::MAX, -(1 << 30), i32::MIN + 1] {
        assert_eq!(
            error(Teller { narrow: Some(weight), ..HONEST }),
            VerifyError::BadNarrowWeight { row: 0, column: 299, weight }
        );
    }
    // The pairs are as the row says, and not as the source says when asked for them alone.
    for (narrow, alone) in [(Some(5), Some(6)), (None, Some(4)), (Some(NO_EDGE), None)] {
        let error = error(Teller { narrow, alone, ..HONEST });
        assert!(
            matches!(error, VerifyError::TwoWeights { row: 0, in_row: 5, alone: told, .. } if told == alone),
            "{error:?}"
        );
    }
    // A narrow row in which a pair is worth something else, or is no edge. Both columns are taken.
    let narrow = |weight| Problem::new(Teller { columns: 2, narrow: Some(weight), ..HONEST });
    let solution = narrow(5).solve(&Options::default()).unwrap();
    assert_eq!(solution.pairs().len(), 2);
    let error = |weight| solution.verify(&narrow(weight)).unwrap_err();
    assert!(matches!(error(6), VerifyError::WrongWeight { column: 1, stated: 5, actual: 6, .. }));
    assert!(matches!(error(NO_EDGE), VerifyError::NotOpen { column: 1, .. }));
}

/// A thousand rows of made-up costs: some blocks of rows.
fn costs(size: usize) -> Array2<i32> {
    let cost = |(row, column): (usize, usize)| {
        let mixed = (row * 7919 + column * 104_729 + row * column * 31) % 9973;
        i32::try_from(mixed).unwrap()
    };
    Array2::from_shape_fn((size, size), cost)
}

/// The answer after a change to its JSON.
fn tampered(solution: &Solution, change: impl FnOnce(&mut Value)) -> Solution {
    let mut value = serde_json::to_value(solution).unwrap();
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

/// What verifying says, on every number of threads.
fn verdict<E: Edges>(problem: &Problem<E>, solution: &Solution) -> Option<VerifyError> {
    let one = solution.verify(problem).map(|verified| assert!(verified.proved)).err();
    #[cfg(feature = "rayon")]
    for threads in [1, 2, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let other = pool.install(|| solution.verify(problem).map(|_| ()).err());
        assert_eq!(one, other, "{threads} threads");
    }
    one
}

#[test]
fn the_first_error_on_any_number_of_threads() {
    let narrow = costs(1000);
    let wide = narrow.mapv(|cost| i64::from(cost) << 32);
    for objective in [Objective::Perfect, Objective::MostTandems] {
        let of_narrow = DenseView::minimize(narrow.view()).unwrap();
        of_threads(&Problem::new(of_narrow).with_objective(objective.clone()));
        let of_wide = DenseView::minimize(wide.view()).unwrap();
        of_threads(&Problem::new(of_wide).with_objective(objective));
    }
}

fn of_threads<E: Edges>(problem: &Problem<E>) {
    let solution = problem.solve(&Options::default()).unwrap();
    assert_eq!(solution.status(), Status::Optimal);
    assert_eq!(verdict(problem, &solution), None);
    for rows in [[900, 100], [3, 999], [500, 501]] {
        let wrong = tampered(&solution, |value| {
            for row in rows {
                value["pairs"][row]["weight"] = json!(1);
            }
        });
        let first = rows[0].min(rows[1]);
        assert!(
            matches!(verdict(problem, &wrong), Some(VerifyError::WrongWeight { row, .. }) if row == first)
        );
    }
    // A much lower price of any one node: it falls once in the bound, and what all its edges are worth beyond it rises.
    for (side, node) in [("rows", 0), ("rows", 777), ("columns", 0), ("columns", 999)] {
        let levels = solution.levels().len();
        let wrong = tampered(&solution, |value| {
            let price = &mut value["duals"][side][node * levels + levels - 1];
            *price = json!(price.as_i64().unwrap() - (1 << 46));
        });
        assert!(matches!(verdict(problem, &wrong), Some(VerifyError::NotProved { .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The overlay on narrow rows is the overlay on rows.
    #[test]
    fn narrow_rows_are_rows(
        (rows, columns) in (1_usize..6, 1_usize..12),
        seeds in prop::collection::vec(-60_i32..60, 60),
        pins in prop::collection::vec((0_usize..6, 0_usize..12), 0..4),
        forbids in prop::collection::vec((0_usize..6, 0_usize..12), 0..12),
        floor in prop_oneof![
            Just(None),
            (-60_i64..60).prop_map(Some),
            prop::sample::select(vec![i64::MIN, i64::MAX, 1 << 31, -(1 << 31), 1 << 40]).prop_map(Some),
        ],
    ) {
        // Some pairs are incompatible.
        let points = Array2::from_shape_fn((rows, columns), |(row, column)| {
            match seeds[row * columns + column] {
                seed if seed % 7 == 0 => f32::NEG_INFINITY,
                #[expect(clippy::cast_precision_loss, reason = "two digits")]
                seed => seed as f32,
            }
        });
        let mut problem = Problem::new(DenseView::maximize(points.view()).unwrap());
        if let Some(floor) = floor {
            problem = problem.with_floor(floor);
        }
        for (row, column) in pins {
            problem.pin(row % rows, column % columns).unwrap();
        }
        problem.forbid_all(forbids.iter().map(|&(r, c)| (r % rows, c % columns))).unwrap();
        let (mut edges, mut cells) = (Vec::new(), vec![0; columns]);
        for row in 0..rows {
            problem.open_row(row, &mut edges);
            prop_assert!(problem.open_narrow_row(row, &mut cells));
            let open = (0_u32..).zip(&cells).filter(|(_, cell)| **cell != NO_EDGE);
            let open: Vec<Edge> =
                open.map(|(column, &cell)| Edge { column, weight: cell.into() }).collect();
            prop_assert_eq!(&open, &edges);
        }
    }
}
