//! What comes back when a run is not allowed to end by itself: pairs that may be, a bound that holds, and the reason.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tandems::problem::{
    Bounds, CancelToken, Csr, Edge, Edges, Limits, Objective, Problem, Progress, Solution, Status,
    StopReason, Weight,
};
use tandems::solve::{Algorithm, Options};

/// A full matrix of small weights, some of them below zero, without anything stored.
struct Dense(u32);

impl Edges for Dense {
    fn rows(&self) -> usize {
        self.0 as usize
    }

    fn columns(&self) -> usize {
        self.0 as usize
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        edges.extend((0..self.0).filter_map(|column| {
            self.weight(row, column as usize).map(|weight| Edge { column, weight })
        }));
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        Some(drawn(row, column) - 200)
    }

    fn edge_count(&self) -> Option<usize> {
        Some(self.rows() * self.columns())
    }
}

/// 0 to 999, without any order that a solver could make use of.
fn drawn(row: usize, column: usize) -> Weight {
    let mut mixed = (row as u64) << 32 | column as u64;
    for _ in 0..2 {
        mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    i64::try_from((mixed >> 33) % 1000).unwrap()
}

/// Eight columns for each row, most of them shared by many.
fn sparse(rows: usize) -> Csr {
    let columns = rows / 2;
    let triplets = (0..rows).flat_map(move |row| {
        let mut all: Vec<usize> = (0..8)
            .map(|at| {
                let place = usize::try_from(drawn(row, at)).unwrap();
                (place * place / 1000) * columns / 1000
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().map(move |column| (row, column, drawn(row, column + 9) - 100))
    });
    Csr::from_triplets(rows, columns, triplets).unwrap()
}

const GOALS: [Objective; 2] = [Objective::MostTandems, Objective::BestTotal];

fn solve<E: Edges>(problem: &Problem<E>, limits: Limits) -> Solution {
    let options = Options::default().algorithm(Algorithm::Hungarian).limits(limits);
    let solution = problem.solve(&options).unwrap();
    if let Err(error) = solution.verify(problem) {
        panic!("{error}: {:?} {:?}", solution.status(), solution.levels());
    }
    solution
}

/// The bound is at least the optimum, which is at least the value, in the order of levels.
fn check_bound(solution: &Solution, optimum: &[i128]) {
    assert_eq!(solution.status(), Status::Feasible);
    let value: Vec<i128> = solution.levels().iter().map(|level| level.value).collect();
    let bound: Vec<i128> = solution.levels().iter().map(|level| level.bound.unwrap()).collect();
    assert!(bound.as_slice() >= optimum, "{bound:?} bounds {optimum:?}");
    assert!(value.as_slice() <= optimum, "{value:?} exceeds {optimum:?}");
}

fn stop_everywhere<E: Edges>(problem: &Problem<E>) {
    let whole = solve(problem, Limits::none());
    assert_eq!(whole.status(), Status::Optimal);
    let optimum: Vec<i128> = whole.levels().iter().map(|level| level.value).collect();
    let edges = whole.work().edges;
    let mut feasible = 0;
    for part in 0..=40 {
        let solution = solve(problem, Limits::none().work(edges * part / 40));
        assert_eq!(solution.stop_reason(), StopReason::Work, "{part}/40");
        if solution.status() == Status::Unknown {
            assert!(solution.pairs().is_empty());
            continue;
        }
        check_bound(&solution, &optimum);
        feasible += 1;
    }
    assert!(feasible > 5, "most runs are cut in the solver, not while the edges are read");
    let beyond = solve(problem, Limits::none().work(edges + 1));
    assert_eq!((beyond.status(), beyond.stop_reason()), (Status::Optimal, StopReason::Completed));
    assert_eq!(beyond.pairs(), whole.pairs());
}

#[test]
fn a_work_limit_anywhere_in_a_dense_run() {
    for goal in GOALS {
        stop_everywhere(&Problem::new(Dense(400)).with_objective(goal));
    }
}

#[test]
fn a_work_limit_anywhere_in_a_sparse_run() {
    for goal in GOALS {
        stop_everywhere(&Problem::new(sparse(600)).with_objective(goal));
    }
}

#[test]
fn a_work_limit_with_demands_capacities_priorities_and_pins() {
    for goal in GOALS {
        let edges = sparse(400);
        let (rows, columns) = (edges.rows(), edges.columns());
        let demands = (0_u32..).take(rows).map(|row| Bounds::up_to(1 + row % 3)).collect();
        let capacities = (0_u32..).take(columns).map(|column| Bounds::up_to(column % 4)).collect();
        let mut problem = Problem::new(edges)
            .with_objective(goal)
            .with_demands(demands)
            .unwrap()
            .with_capacities(capacities)
            .unwrap()
            .with_priorities((0..10).cycle().take(rows).collect())
            .unwrap()
            .with_floor(50);
        for row in 0..20 {
            problem.pin_with_weight(row, 2 * row + 1, 7).unwrap();
        }
        stop_everywhere(&problem);
    }
}

#[test]
fn a_work_limit_ends_at_the_same_point_each_time() {
    let problem = Problem::new(Dense(200));
    let limits = || Limits::none().work(90_000);
    let one = solve(&problem, limits());
    assert_eq!(one.status(), Status::Feasible);
    assert_eq!(one, solve(&problem, limits()));
}

#[test]
fn no_time_at_all() {
    for problem in [Problem::new(Dense(400)), Problem::new(Dense(0)), Problem::new(Dense(1))] {
        let solution = solve(&problem, Limits::none().time(Duration::ZERO));
        if problem.rows() == 0 {
            continue;
        }
        assert_eq!(solution.stop_reason(), StopReason::Time);
        assert_eq!((solution.status(), solution.pairs().len()), (Status::Unknown, 0));
    }
    let solution = solve(&Problem::new(sparse(600)), Limits::none().time(Duration::ZERO));
    assert_eq!((solution.status(), solution.stop_reason()), (Status::Unknown, StopReason::Time));
}

#[test]
fn a_time_limit_in_the_middle_is_kept() {
    let size = 1500;
    let problem = Problem::new(Dense(size));
    let started = Instant::now();
    solve(&problem, Limits::none());
    let whole = started.elapsed();
    let started = Instant::now();
    let solution = solve(&problem, Limits::none().time(whole / 4));
    // Verification comes on top; machines have their moods.
    assert!(started.elapsed() < whole + Duration::from_secs(5));
    assert!(matches!(solution.stop_reason(), StopReason::Time | StopReason::Completed));
}

#[test]
fn cancelled_before_and_during() {
    let problem = Problem::new(Dense(1200));
    let token = CancelToken::new();
    token.cancel();
    let solution = solve(&problem, Limits::none().cancel(token));
    let ended = (solution.status(), solution.stop_reason());
    assert_eq!(ended, (Status::Unknown, StopReason::Cancelled));

    // From within, as soon as a unit is settled or the edges are read twice over.
    let token = CancelToken::new();
    let button = token.clone();
    let cells = 1200 * 1200;
    let limits = Limits::none().cancel(token.clone()).progress(move |progress| {
        if progress.settled > 0 || progress.work > 2 * cells {
            button.cancel();
        }
    });
    let solution = solve(&problem, limits);
    assert!(token.is_cancelled());
    let ended = (solution.status(), solution.stop_reason());
    assert_eq!(ended, (Status::Feasible, StopReason::Cancelled));
    let optimum: Vec<i128> =
        solve(&problem, Limits::none()).levels().iter().map(|level| level.value).collect();
    check_bound(&solution, &optimum);
}

#[test]
fn memory_too_small_for_anything_or_for_the_last_buffer() {
    let problem = Problem::new(Dense(400));
    let cells = 400 * 400 * 8;
    for bytes in [0, 1000, cells - 1, cells + 100] {
        let solution = solve(&problem, Limits::none().memory(bytes));
        let ended = (solution.status(), solution.stop_reason());
        assert_eq!(ended, (Status::Unknown, StopReason::Memory), "{bytes}");
    }
    let solution = solve(&problem, Limits::none().memory(2 * cells));
    assert_eq!(solution.status(), Status::Optimal);

    let problem = Problem::new(sparse(600));
    for bytes in [0, 1000, 20_000] {
        let solution = solve(&problem, Limits::none().memory(bytes));
        assert_eq!(solution.stop_reason(), StopReason::Memory, "{bytes}");
    }
    assert_eq!(solve(&problem, Limits::none().memory(10 << 20)).status(), Status::Optimal);
    let kuhn_munkres =
        Options::default().algorithm(Algorithm::KuhnMunkres).limits(Limits::none().memory(1000));
    assert_eq!(problem.solve(&kuhn_munkres).unwrap().stop_reason(), StopReason::Memory);
}

#[test]
fn a_perfect_answer_is_whole_or_not_there() {
    let problem = Problem::new(Dense(400)).with_objective(Objective::Perfect);
    let edges = solve(&problem, Limits::none()).work().edges;
    for part in 0..8 {
        let solution = solve(&problem, Limits::none().work(edges * part / 8));
        let ended = (solution.status(), solution.stop_reason());
        assert_eq!(ended, (Status::Unknown, StopReason::Work));
        assert!(solution.pairs().is_empty() && solution.levels().is_empty());
    }
}

#[test]
fn an_impossible_request_is_impossible_within_any_limit() {
    let mut problem = Problem::new(Dense(3));
    problem.pin(0, 1).unwrap();
    problem.forbid(0, 1).unwrap();
    let solution = solve(&problem, Limits::none().time(Duration::ZERO).work(0).memory(0));
    assert_eq!(solution.status(), Status::Infeasible);
}

#[test]
fn progress_only_grows() {
    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let log = Arc::clone(&seen);
    let calls = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&calls);
    let limits = Limits::none().progress(move |progress| {
        count.fetch_add(1, Ordering::Relaxed);
        log.lock().unwrap().push(progress);
    });
    let problem = Problem::new(Dense(1500));
    let solution = solve(&problem, limits);
    assert_eq!(solution.status(), Status::Optimal);
    let seen = seen.lock().unwrap();
    assert!(calls.load(Ordering::Relaxed) > 3);
    for pair in seen.windows(2) {
        assert!(pair[0].work < pair[1].work && pair[0].settled <= pair[1].settled);
    }
    let last = seen.last().unwrap();
    assert_eq!(last.units, 1500);
    assert!(last.settled <= last.units && last.work <= solution.work().edges);
}

/// 2,000 × 2,000 with 500 edges a row: 24 MB of sparse edges, or 32 MB of cells.
#[test]
fn sparse_input_stays_sparse() {
    let edges = (0..2_000_usize).flat_map(|row| {
        (0..500_usize).map(move |at| (row, (row + 4 * at) % 2_000, drawn(row, at)))
    });
    let problem = Problem::new(Csr::from_triplets(2_000, 2_000, edges).unwrap());
    let limits = Limits::none().memory(28 << 20);
    let solution = problem.solve(&Options::default().limits(limits)).unwrap();
    assert_eq!(solution.status(), Status::Optimal);
    assert!(solution.verify(&problem).unwrap().proved);
}

/// A source of edges that breaks its word is an error that names the place.
#[test]
fn edges_that_break_their_word() {
    struct Broken(Vec<Edge>);

    impl Edges for Broken {
        fn rows(&self) -> usize {
            1
        }

        fn columns(&self) -> usize {
            2
        }

        fn row(&self, _: usize, edges: &mut Vec<Edge>) {
            edges.clone_from(&self.0);
        }

        fn weight(&self, _: usize, _: usize) -> Option<Weight> {
            None
        }
    }

    for columns in [vec![2], vec![1, 0], vec![1, 1]] {
        let edges = columns.into_iter().map(|column| Edge { column, weight: 1 }).collect();
        let error = Problem::new(Broken(edges)).solve(&Options::default()).unwrap_err();
        assert!(error.to_string().starts_with("the edges of row 0 are not ascending"), "{error}");
    }
}
