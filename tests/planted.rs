//! Optima that are known before anybody solves, at sizes no search could check.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tandems::problem::{DenseView, Edges, Objective, Problem, Solution, Status};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::planted::Planted;

fn hungarian<E: Edges>(edges: E) -> (Problem<E>, Solution) {
    let problem = Problem::new(edges).with_objective(Objective::Perfect);
    let solution = problem.solve(&Options::default().algorithm(Algorithm::Hungarian)).unwrap();
    let verified = solution.verify(&problem).unwrap();
    assert!(verified.proved || solution.status() == Status::Feasible);
    (problem, solution)
}

fn dense(rows: u32, columns: u32, largest_slack: u32) {
    let planted = Planted::new(rows, columns, 29).largest_slack(largest_slack).dense();
    let (problem, solution) = hungarian(DenseView::minimize(planted.costs.view()).unwrap());
    assert_eq!(solution.status(), Status::Optimal);
    assert_eq!(solution.pairs().len(), rows.min(columns) as usize);
    assert_eq!(problem.edges().objective_value(&solution), planted.optimum);
}

#[test]
fn dense_square() {
    dense(2000, 2000, 1000);
}

#[test]
fn dense_square_with_many_optima() {
    dense(1000, 1000, 3);
}

#[test]
fn dense_wide_and_tall() {
    dense(700, 2000, 1000);
    dense(2000, 700, 1000);
}

#[test]
fn sparse() {
    for (rows, columns) in [(20_000, 20_000), (12_000, 18_000), (18_000, 12_000)] {
        let planted = Planted::new(rows, columns, 31).sparse(6).unwrap();
        let (problem, solution) = hungarian(planted.costs);
        assert_eq!(solution.status(), Status::Optimal);
        assert_eq!(solution.pairs().len(), rows.min(columns) as usize);
        assert_eq!(problem.edges().objective_value(&solution), planted.optimum);
    }
}

/// The planted integers in units of 1/32, and pairs outside the planted matching made so dear that 62 bits do not reach
/// from one to the other: weights are rounded to whole units. The planted matching stays best.
#[test]
#[allow(clippy::cast_precision_loss, reason = "numbers are small, or far from the last bit")]
fn floats_beyond_the_grid_come_with_a_bound_that_holds() {
    let planted = Planted::new(120, 150, 37).dense();
    let dear = 2.0_f64.powi(61);
    let mut costs = planted.costs.mapv(|cost| cost as f64 / 32.0);
    for (row, &(_, column)) in planted.matching.iter().enumerate() {
        costs[(row, (column + 1) % 150)] = dear;
    }
    let optimum = planted.optimum as f64 / 32.0;
    let (problem, solution) = hungarian(DenseView::minimize(costs.view()).unwrap());
    let grid = problem.edges().grid();
    assert!(!grid.is_exact());
    assert!((grid.unit() - 1.0).abs() < f64::EPSILON);
    assert_eq!(solution.status(), Status::Feasible);
    // Weights are costs with the sign turned, so that their upper bound is a least cost.
    let least = -(solution.levels()[0].bound.unwrap() as f64) * grid.unit();
    let found = problem.edges().objective_value(&solution);
    assert!(least <= optimum, "{least} is no lower bound of {optimum}");
    assert!(found >= optimum, "{found} is below the planted optimum {optimum}");
    assert!(found <= optimum + 120.0 * grid.unit(), "{found} is too far from {optimum}");
    assert!(found - least <= 240.0 * grid.unit(), "the bound {least} says little of {found}");
}
