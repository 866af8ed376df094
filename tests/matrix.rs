//! Plain matrices: layouts, signs, floats at the edge of what they can say, and answers known beforehand.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking, and sums are right to the last bit"
)]

use ndarray::{Array2, ArrayView2, Axis, ShapeBuilder as _, Slice, array};
use proptest::prelude::*;
use tandems::problem::{
    Bounds, Conflict, Csr, DenseView, Edges, Element, Limits, MatrixError, Objective, Problem,
    ProblemError, Sense, Solution, Status, StopReason,
};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::planted::Planted;

const ALGORITHMS: [Algorithm; 2] = [Algorithm::Hungarian, Algorithm::KuhnMunkres];

/// Solves, verifies, and hands back problem and answer.
fn perfect<E: Edges>(edges: E, algorithm: Algorithm) -> (Problem<E>, Solution) {
    let problem = Problem::new(edges).with_objective(Objective::Perfect);
    let solution = problem.solve(&Options::default().algorithm(algorithm)).unwrap();
    solution.verify(&problem).unwrap();
    (problem, solution)
}

fn least<T: Element>(costs: &Array2<T>) -> T::Total {
    let [one, other] = ALGORITHMS.map(|algorithm| {
        let (problem, solution) = perfect(DenseView::minimize(costs.view()).unwrap(), algorithm);
        assert_eq!(solution.status(), Status::Optimal);
        problem.edges().objective_value(&solution)
    });
    assert_eq!(one, other);
    one
}

/// Where every pair is there and nobody has to stay alone, most tandems are a full side, found at the same cost.
#[test]
fn most_tandems_of_a_full_matrix() {
    for (rows, columns) in [(600, 600), (500, 620)] {
        // Of low rank: prices of rows and columns lie far apart.
        let costs = Array2::from_shape_fn((rows, columns), |(row, column)| {
            let mixed = |at: usize, by: usize| i64::try_from(at * by % 1_009).unwrap();
            mixed(row, 7_919) * mixed(column, 104_729) + mixed(row, 613) * mixed(column, 347)
        });
        let view = DenseView::minimize(costs.view()).unwrap();
        let (problem, full) = perfect(view, Algorithm::Priced);
        let most = problem.under(Objective::MostTandems);
        let found = most.solve(&Options::default().algorithm(Algorithm::Priced)).unwrap();
        assert!(found.verify(&most).unwrap().proved);
        assert_eq!((found.pairs().len(), found.total()), (full.pairs().len(), full.total()));
        assert!(
            found.work().edges <= 2 * full.work().edges,
            "{:?} {:?}",
            found.work(),
            full.work()
        );
    }
}

/// Costs min(i, j): all rows want the same columns, and short lists would grow round by round. That is seen, and all pairs are read
/// into lists instead.
#[test]
fn a_staircase_is_no_cliff() {
    let size = 500_usize;
    let costs = Array2::from_shape_fn((size, size), |(row, column)| {
        i64::try_from(row.min(column)).unwrap()
    });
    let view = DenseView::minimize(costs.view()).unwrap();
    let (problem, solution) = perfect(view, Algorithm::Auto);
    // The first half of the rows takes the last columns.
    let least = (size / 2) * (size / 2 - 1);
    assert_eq!(problem.edges().objective_value(&solution), i128::try_from(least).unwrap());
    assert_eq!((solution.algorithm(), solution.pairs().len()), ("sparse", size));
    assert!(solution.choice().contains("short lists were no help"), "{}", solution.choice());
    let edges = solution.work().edges;
    assert!(edges < 30 * costs.len() as u64, "{edges}");

    // What was spent before counts.
    let limits = Limits::none().work(edges - 1);
    let stopped = problem.solve(&Options::default().limits(limits)).unwrap();
    assert_eq!(stopped.stop_reason(), StopReason::Work);
    // Where there is no memory for all pairs, lists go on.
    let limits = Limits::none().memory(4_000_000);
    let short = problem.solve(&Options::default().limits(limits)).unwrap();
    assert_eq!((short.algorithm(), short.stop_reason()), ("priced", StopReason::Memory));
    short.verify(&problem).unwrap();
}

/// The same where everybody may have two.
#[test]
fn a_staircase_of_several_partners_is_no_cliff() {
    let size = 300_usize;
    let costs = Array2::from_shape_fn((size, size), |(row, column)| {
        i64::try_from(row.min(column)).unwrap()
    });
    let two = vec![Bounds::up_to(2); size];
    let problem = Problem::new(DenseView::minimize(costs.view()).unwrap())
        .with_demands(two.clone())
        .unwrap()
        .with_capacities(two)
        .unwrap()
        .with_objective(Objective::MostTandems);
    let solution = problem.solve(&Options::default().algorithm(Algorithm::Priced)).unwrap();
    assert!(solution.verify(&problem).unwrap().proved);
    assert_eq!(solution.algorithm(), "hungarian");
    assert!(solution.choice().contains("short lists were no help"), "{}", solution.choice());
    let alone = problem.solve(&Options::default().algorithm(Algorithm::Hungarian)).unwrap();
    assert_eq!((alone.pairs().len(), alone.total()), (2 * size, solution.total()));
    let [edges, alone] = [&solution, &alone].map(|solution| solution.work().edges);
    assert!(edges < 2 * alone, "{edges} {alone}");
}

/// Weights of up to 62 bits, which are cut short first: the answer is that of all their bits.
#[test]
fn weights_of_many_bits() {
    let mixed = |row: usize, column: usize| -> u64 {
        let mixed = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (column as u64 + 7).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 32)
    };
    for (rows, columns) in [(140, 140), (130, 190)] {
        for bits in [31, 45, 53, 61] {
            // All different; few different ones; with bits below them; two that are far apart.
            for kind in 0..4 {
                let costs = Array2::from_shape_fn((rows, columns), |(row, column)| {
                    let cell = i64::try_from(mixed(row, column) >> (64 - bits)).unwrap();
                    let high = 1_i64 << (bits - 3);
                    match kind {
                        0 => cell - (1 << (bits - 1)),
                        1 => cell / high * high,
                        2 => cell / high * high + cell % 1_000,
                        _ => high * i64::from(column > row) + cell % 10,
                    }
                });
                let view = DenseView::minimize(costs.view()).unwrap();
                let (problem, solution) = perfect(view, Algorithm::Auto);
                let optimum = least(&costs);
                assert_eq!(problem.edges().objective_value(&solution), optimum);
                let most = problem.under(Objective::MostTandems);
                let found = most.solve(&Options::default()).unwrap();
                assert!(found.verify(&most).unwrap().proved);
                assert_eq!(most.edges().objective_value(&found), optimum);
                if kind == 0 && rows == columns {
                    assert_ne!(found.algorithm(), "hungarian", "{rows} {columns} {bits}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bits, often alike but for the lowest, and columns with several seats.
    #[test]
    fn weights_of_any_bits(
        (columns, seats) in (12_usize..40, 1_u32..4),
        bits in 31_u32..62,
        kinds in prop::collection::vec((any::<u64>(), any::<u64>()), 7..400),
        close in any::<bool>(),
    ) {
        let rows = columns * seats as usize;
        let costs = Array2::from_shape_fn((rows, columns), |(row, column)| {
            let at = row * columns + column;
            let (high, low) = kinds[at % kinds.len()];
            let high = if close { high % 3 * (u64::MAX / 4) } else { high ^ (at as u64) << 40 };
            let low = low.rotate_left(u32::try_from(at % 64).unwrap()) % 5_000;
            i64::try_from(high >> (64 - bits)).unwrap() / 2 + i64::try_from(low).unwrap()
        });
        let view = DenseView::minimize(costs.view()).unwrap();
        for objective in [Objective::Perfect, Objective::MostTandems] {
            let problem = Problem::new(&view)
                .with_capacities(vec![Bounds::up_to(seats); columns])
                .unwrap()
                .with_objective(objective);
            let solve = |algorithm| problem.solve(&Options::default().algorithm(algorithm));
            let best = solve(Algorithm::Hungarian).unwrap();
            match solve(Algorithm::Priced) {
                Ok(found) => {
                    prop_assert!(found.verify(&problem).unwrap().proved);
                    prop_assert_eq!((found.pairs().len(), found.total()), (rows, best.total()));
                }
                // What is left of the levels does not fit 64 bits.
                Err(error) => prop_assert!(bits > 40, "{error}"),
            }
        }
    }
}

/// Floats with all their bits, and what is there when the run is stopped.
#[test]
fn floats_of_many_bits() {
    let costs = Array2::from_shape_fn((150, 150), |(row, column)| {
        let (row, column) = (row as f64 + 1.0, column as f64 + 1.0);
        (row * 0.618_033_988_749_894_9 + column * row * 0.414_213_562_373_095_1).fract() / 2.0 + 0.5
    });
    let optimum = least(&costs);
    let (problem, solution) = perfect(DenseView::minimize(costs.view()).unwrap(), Algorithm::Auto);
    assert_eq!(problem.edges().objective_value(&solution), optimum);
    assert_eq!(solution.algorithm(), "priced");
    assert!(solution.verify(&problem).unwrap().proved);
    let most = problem.under(Objective::MostTandems);
    let edges = most.solve(&Options::default()).unwrap().work().edges;
    for part in 1..40 {
        let limits = Limits::none().work(edges * part / 40);
        let stopped = most.solve(&Options::default().limits(limits)).unwrap();
        stopped.verify(&most).unwrap();
        let bound = stopped.levels().last().and_then(|level| level.bound);
        assert!(bound.is_none_or(|bound| bound >= solution.total()));
    }
    // Any layout, and the other side.
    let (problem, turned) = perfect(DenseView::minimize(costs.t()).unwrap(), Algorithm::Auto);
    assert_eq!(problem.edges().objective_value(&turned), optimum);
}

/// Each row has one column left that is good once those before it have theirs, if those with the fewest ties go first.
#[test]
fn a_staircase_is_read_a_few_times() {
    fn check<T: Element>(least: &T::Total, cost: impl Fn(usize, usize) -> T) {
        let size = 1_600;
        for (by, over) in [(1, 1), (7, 9)] {
            let cost = |(row, column)| cost(row * by % size, column * over % size);
            let costs = Array2::from_shape_fn((size, size), cost);
            let view = DenseView::minimize(costs.view()).unwrap();
            let (problem, solution) = perfect(view, Algorithm::Auto);
            assert_eq!(problem.edges().objective_value(&solution), *least);
            let edges = solution.work().edges;
            assert!(edges < 6 * costs.len() as u64, "{edges}");
        }
    }
    check(&(0..1_600_i128).sum(), |row, column| i64::try_from(row.max(column)).unwrap());
    check(&0, |row, column| i32::from(row > column));
    check(&1, |row, column| i32::from(row >= column));
    check(&1_600.0, |row, column| if row > column { f64::INFINITY } else { 1.0 });
}

/// Rows that are long: only a part of them is read, and the answer is that of their edges.
#[test]
fn parts_of_long_rows() {
    for (rows, columns) in [(300, 300), (260, 420), (420, 260), (300, 1_700)] {
        for (kinds, avoided) in [(1, 0), (2, 3), (9, 0), (60, 7), (300, 7), (100_000, 0)] {
            let cost = |(row, column): (usize, usize)| {
                let mixed = (row * 7_919 + column * 104_729) ^ (row * column);
                let big = avoided > 0 && mixed % 31 < avoided;
                if big { 1_i64 << 40 } else { i64::try_from(mixed / 31 % kinds).unwrap() }
            };
            let costs = Array2::from_shape_fn((rows, columns), cost);
            let entries = costs.indexed_iter().map(|((row, column), &cost)| (row, column, cost));
            let sparse = Csr::from_costs(rows, columns, entries).unwrap();
            let (problem, solution) = perfect(sparse, Algorithm::Sparse);
            let optimum = problem.edges().objective_value(&solution);
            let whole = |costs: &Array2<i64>| {
                let view = DenseView::minimize(costs.view()).unwrap();
                let (problem, solution) = perfect(view, Algorithm::Priced);
                assert!(solution.verify(&problem).unwrap().proved);
                problem.edges().objective_value(&solution)
            };
            assert_eq!(whole(&costs), optimum);
            assert_eq!(whole(&costs.t().as_standard_layout().into_owned()), optimum);
            let view = costs.mapv(|cost| -(cost as f64) / 8.0);
            let (problem, solution) =
                perfect(DenseView::maximize(view.view()).unwrap(), Algorithm::Priced);
            assert_eq!(problem.edges().objective_value(&solution), -(optimum as f64) / 8.0);
        }
    }
}

/// Each of a group wants the same columns, of which there are too few: what is not on a list has to be known all the same.
#[test]
fn long_rows_that_want_the_same() {
    for (rows, columns) in [(400, 1_600), (300, 1_711)] {
        for (groups, spread) in [(20, 100), (20, 5_000), (8, 2_000)] {
            let cost = |(row, column): (usize, usize)| {
                let mixed = ((row * 7_919 + column * 104_729) ^ (row * column)) % spread;
                let favours = column % (5 * groups) == row % groups;
                i64::try_from(if favours { column / 7 + mixed } else { 3_000 + 2 * mixed }).unwrap()
            };
            let costs = Array2::from_shape_fn((rows, columns), cost);
            let [one, other] = [Algorithm::Priced, Algorithm::Hungarian].map(|algorithm| {
                let view = DenseView::minimize(costs.view()).unwrap();
                let (problem, solution) = perfect(view, algorithm);
                problem.edges().objective_value(&solution)
            });
            assert_eq!(one, other, "{rows} {columns} {groups} {spread}");
        }
    }
}

#[test]
fn every_layout_and_kind_of_number() {
    let costs = array![[4_i64, 1, 3], [2, 0, 5], [3, 2, 2]];
    assert_eq!(least(&costs), 5);
    assert_eq!(least(&costs.mapv(|cost| i32::try_from(cost).unwrap())), 5);
    assert_eq!(least(&array![[4.0_f32, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]]), 5.0);
    assert_eq!(least(&costs.t().to_owned()), 5);
    let fortran = Array2::from_shape_fn((3, 3).f(), |pair| costs[pair]);
    assert_eq!(least(&fortran), 5);

    // Every other row and column, backwards.
    let wide = Array2::from_shape_fn((6, 6), |(row, column)| {
        if row % 2 == 1 && column % 2 == 1 { costs[(2 - row / 2, 2 - column / 2)] } else { 99 }
    });
    let mut view: ArrayView2<'_, i64> = wide.view();
    for axis in [Axis(0), Axis(1)] {
        view.slice_axis_inplace(axis, Slice::from(1..).step_by(2));
        view.invert_axis(axis);
    }
    assert_eq!(view, costs);
    let (problem, solution) = perfect(DenseView::minimize(view).unwrap(), Algorithm::Auto);
    assert_eq!(problem.edges().objective_value(&solution), 5);
}

#[test]
fn largest_instead_of_smallest() {
    let points = array![[4_i32, 1, 3], [2, 0, 5]];
    let view = DenseView::maximize(points.view()).unwrap();
    assert_eq!(view.sense(), Sense::Maximize);
    let (problem, solution) = perfect(view, Algorithm::Auto);
    assert_eq!(problem.edges().objective_value(&solution), 9);
}

#[test]
fn nothing_to_do() {
    for shape in [(0, 0), (0, 4), (4, 0)] {
        assert_eq!(least(&Array2::<i64>::zeros(shape)), 0);
        assert_eq!(least(&Array2::<f64>::zeros(shape)), 0.0);
    }
    assert_eq!(least(&Array2::<f64>::from_elem((3, 5), -0.0)), 0.0);
    assert_eq!(least(&Array2::<f64>::from_elem((3, 5), 0.1)), 0.300_000_000_000_000_04);
}

#[test]
fn wrong_numbers_are_named() {
    let nan = array![[1.0, 2.0], [f64::NAN, 1.0]];
    let error = DenseView::minimize(nan.view()).unwrap_err();
    assert_eq!(error, MatrixError::NotANumber { row: 1, column: 0 });
    let infinite = array![[1.0, f32::INFINITY]];
    assert!(DenseView::minimize(infinite.view()).is_ok());
    assert_eq!(
        DenseView::maximize(infinite.view()).unwrap_err(),
        MatrixError::Infinite { row: 0, column: 1, sense: Sense::Maximize }
    );
    let large = array![[1_i64 << 62, -(1 << 62)], [0, i64::MIN]];
    let weight = i128::from(i64::MIN);
    assert_eq!(
        DenseView::minimize(large.view()).unwrap_err(),
        MatrixError::Problem(ProblemError::WeightTooLarge { row: 1, column: 1, weight })
    );
    assert_eq!(least(&large.slice_axis(Axis(0), Slice::from(..1)).to_owned()), -(1_i128 << 62));
}

#[test]
fn sparse_faults_are_named() {
    let build = |entries: &[(usize, usize, i64)]| {
        Csr::from_triplets(2, 2, entries.iter().copied()).unwrap_err()
    };
    assert_eq!(
        build(&[(1, 0, 3), (0, 0, 1), (1, 0, 3)]),
        MatrixError::Duplicate { row: 1, column: 0 }
    );
    let missing = ProblemError::NoSuchColumn { column: 2, columns: 2 };
    assert_eq!(build(&[(1, 2, 3)]), MatrixError::Problem(missing));
    let csr = |starts: &[usize], indices: &[u32]| {
        Csr::new(2, starts.to_vec(), indices.to_vec(), vec![1_i64; indices.len()])
    };
    assert!(csr(&[0, 2], &[0, 1]).is_ok());
    assert_eq!(csr(&[0, 2], &[1, 0]).unwrap_err(), MatrixError::Unsorted { row: 0, column: 0 });
    for starts in [&[][..], &[1, 2], &[0, 1], &[0, 3], &[0, 3, 2]] {
        assert!(matches!(csr(starts, &[0, 1]), Err(MatrixError::Starts { .. })), "{starts:?}");
    }
}

#[test]
fn minimum_loads_are_met_first() {
    let costs = array![[1_i64, 2]];
    let problem = Problem::new(DenseView::minimize(costs.view()).unwrap())
        .with_capacities(vec![Bounds::up_to(1), Bounds { min: 1, max: 1 }])
        .unwrap();
    let solution = problem.solve(&Options::default()).unwrap();
    assert!(solution.verify(&problem).unwrap().proved);
    assert_eq!((solution.pairs()[0].column, solution.total()), (1, -2));
    let minima = vec![Bounds::exactly(1); 2];
    let problem = problem.with_capacities(minima).unwrap();
    let solution = problem.solve(&Options::default()).unwrap();
    assert!(solution.verify(&problem).unwrap().proved);
    let conflict = Conflict::TightColumns { columns: vec![0, 1], wanted: 2, available: 1 };
    assert_eq!(solution.conflict(), Some(&conflict));
}

#[test]
fn floats_where_they_are_hardest() {
    // Exact on the grid, so that the last bit decides.
    let one = 1.0 + f64::EPSILON;
    assert_eq!(least(&array![[1.0, one], [one, one]]), 2.0 + f64::EPSILON);
    let tiny = f64::from_bits(1);
    assert_eq!(least(&array![[3.0 * tiny, tiny], [tiny, 2.0 * tiny]]), 2.0 * tiny);
    assert_eq!(least(&array![[1e308, -1e308], [1e308, 1e308]]), 0.0);
    assert_eq!(least(&array![[-1.5e-310, 2e-309], [1e-310, -3e-310]]), -1.5e-310 - 3e-310);
}

#[test]
fn floats_too_far_apart_come_with_a_bound() {
    let costs = array![[1e300, 1.0], [1.0, 1e-300]];
    for algorithm in ALGORITHMS {
        let (problem, solution) = perfect(DenseView::minimize(costs.view()).unwrap(), algorithm);
        assert_eq!(solution.status(), Status::Feasible);
        assert!(!problem.edges().grid().is_exact());
        let total = solution.levels()[0];
        assert_eq!(total.bound, Some(total.value + 2));
        assert_eq!(problem.edges().objective_value(&solution), 2.0);
        assert!(problem.edges().grid().error_per_weight() < 1e282);
    }
}

#[test]
fn planted_dense() {
    for (rows, columns) in [(60, 60), (40, 90), (90, 40), (1, 200)] {
        for slack in [0, 3, 1000] {
            let planted =
                Planted::new(rows, columns, 11).largest_slack(slack).forbidden_percent(30).dense();
            for algorithm in ALGORITHMS {
                let view = DenseView::minimize(planted.costs.view()).unwrap();
                let mut problem = Problem::new(view).with_objective(Objective::Perfect);
                problem.forbid_all(planted.forbidden.iter().copied()).unwrap();
                let options = Options::default().algorithm(algorithm);
                let solution = problem.solve(&options).unwrap();
                let verified = solution.verify(&problem).unwrap();
                assert_eq!(solution.status(), Status::Optimal);
                assert_eq!(verified.proved, algorithm == Algorithm::Hungarian);
                assert_eq!(problem.edges().objective_value(&solution), planted.optimum);
            }
        }
    }
}

#[test]
fn planted_sparse() {
    for (rows, columns) in [(2000, 2000), (1500, 2500), (2500, 1500)] {
        let planted = Planted::new(rows, columns, 5).sparse(8).unwrap();
        let (problem, solution) = perfect(planted.costs, Algorithm::Auto);
        assert_eq!(solution.status(), Status::Optimal);
        assert_eq!(problem.edges().objective_value(&solution), planted.optimum);
        assert_eq!(solution.pairs().len(), rows.min(columns) as usize);
    }
}

fn matrices() -> impl Strategy<Value = Array2<i64>> {
    (1_usize..12, 1_usize..12).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(-50_i64..50, rows * columns)
            .prop_map(move |costs| Array2::from_shape_vec((rows, columns), costs).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_matrix_told_differently(costs in matrices(), turn in 0_usize..12) {
        let optimum = least(&costs);
        prop_assert_eq!(least(&costs.t().to_owned()), optimum);
        prop_assert_eq!(least(&costs.mapv(|cost| cost * 7)), optimum * 7);
        let (rows, columns) = costs.dim();
        let turned = Array2::from_shape_fn((rows, columns), |(row, column)| {
            costs[((row + turn) % rows, (columns - 1) - (column + turn) % columns)]
        });
        prop_assert_eq!(least(&turned), optimum);
        let more = costs.mapv(|cost| cost + 1000);
        let units = i128::try_from(rows.min(columns)).unwrap();
        prop_assert_eq!(least(&more), optimum + 1000 * units);

        // A column nobody would take changes nothing where rows are the smaller side.
        if rows <= columns {
            let mut wider = Array2::from_elem((rows, columns + 1), 1 << 40);
            wider.slice_axis_mut(Axis(1), Slice::from(..columns)).assign(&costs);
            prop_assert_eq!(least(&wider), optimum);
        }
        let entries = costs.indexed_iter().map(|((row, column), &cost)| (row, column, cost));
        let sparse = Csr::from_costs(rows, columns, entries).unwrap();
        let (problem, solution) = perfect(sparse, Algorithm::Auto);
        prop_assert_eq!(problem.edges().objective_value(&solution), optimum);
    }

    /// Any finite bits at all: never a loop, and the bound holds.
    #[test]
    fn any_floats(bits in prop::collection::vec(any::<u64>(), 16)) {
        let numbers: Vec<f64> = bits
            .into_iter()
            .map(|bits| Some(f64::from_bits(bits)).filter(|x| x.is_finite()).unwrap_or(f64::INFINITY))
            .collect();
        let costs = Array2::from_shape_vec((4, 4), numbers).unwrap();
        for algorithm in ALGORITHMS {
            let (_, solution) = perfect(DenseView::minimize(costs.view()).unwrap(), algorithm);
            prop_assert!(matches!(
                solution.status(),
                Status::Feasible | Status::Optimal | Status::Infeasible
            ));
        }
    }
}
