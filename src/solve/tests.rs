//! Every algorithm on random problems: each answer is proved by its own prices, and all agree.

use proptest::prelude::*;

use super::{Algorithm, Options, WarmStart};
use crate::problem::{
    Bounds, Edge, Edges, LAST_RESORT, NO_EDGE, Objective, Problem, Solution, Status, Weight,
};

/// A matrix with holes, with or without narrow rows.
#[derive(Debug, Clone)]
struct Matrix {
    columns: usize,
    cells: Vec<Option<Weight>>,
    narrow: bool,
    last_resort: Option<Weight>,
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

    fn edge_count(&self) -> Option<usize> {
        Some(self.cells.iter().flatten().count())
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        if !self.narrow {
            return false;
        }
        for (to, cell) in weights.iter_mut().zip(&self.cells[row * self.columns..]) {
            *to = match *cell {
                None => NO_EDGE,
                cell if cell == self.last_resort => LAST_RESORT,
                Some(weight) => i32::try_from(weight).unwrap(),
            };
        }
        true
    }

    fn last_resort(&self) -> Option<Weight> {
        self.last_resort
    }
}

fn matrices(
    most: usize,
    density: f64,
    weights: Vec<(Weight, bool)>,
) -> impl Strategy<Value = Matrix> {
    (1..most, 1..most, prop::sample::select(weights)).prop_flat_map(
        move |(rows, columns, (largest, narrow))| {
            let cell = prop::option::weighted(density, -largest / 3..=largest);
            prop::collection::vec(cell, rows * columns).prop_map(move |cells| Matrix {
                columns,
                cells,
                narrow,
                last_resort: None,
            })
        },
    )
}

fn bounds(len: usize, most: u32) -> impl Strategy<Value = Vec<Bounds>> {
    prop::collection::vec((0..=most).prop_map(Bounds::up_to), len)
}

fn problems(
    matrices: impl Strategy<Value = Matrix>,
    demand: u32,
) -> impl Strategy<Value = Problem<Matrix>> {
    let objectives = prop::sample::select(vec![
        Objective::MostTandems,
        Objective::BestTotal,
        Objective::Perfect,
    ]);
    (matrices, objectives, any::<[bool; 2]>()).prop_flat_map(
        move |(matrix, objective, [ones, first])| {
            let (rows, columns) = (matrix.rows(), matrix.columns());
            let priorities = prop::collection::vec(0_i64..if first { 4 } else { 1 }, rows);
            (bounds(rows, demand), bounds(columns, 4), priorities).prop_map(
                move |(demands, capacities, priorities)| {
                    let problem = Problem::new(matrix.clone()).with_objective(objective.clone());
                    if ones {
                        return problem;
                    }
                    problem
                        .with_demands(demands)
                        .and_then(|problem| problem.with_capacities(capacities))
                        .and_then(|problem| problem.with_priorities(priorities))
                        .unwrap()
                },
            )
        },
    )
}

fn solve(problem: &Problem<Matrix>, algorithm: Algorithm) -> Solution {
    let solution = problem.solve(&Options::default().algorithm(algorithm)).unwrap();
    assert!(matches!(solution.status(), Status::Optimal | Status::Infeasible));
    match solution.verify(problem) {
        Ok(verified) => assert!(verified.proved || solution.status() == Status::Infeasible),
        Err(error) => panic!("{algorithm}: {error}: {solution:?}"),
    }
    solution
}

fn agree(problem: &Problem<Matrix>) {
    let expected = solve(problem, Algorithm::Hungarian);
    for algorithm in [Algorithm::Sparse, Algorithm::Priced] {
        let solution = solve(problem, algorithm);
        assert_eq!(solution.status(), expected.status(), "{algorithm}");
        assert_eq!(solution.levels(), expected.levels(), "{algorithm}");
        // From the answer itself, and from that to a problem which is a little different.
        let start = WarmStart::from(&solution);
        let mut other = problem.clone();
        if let Some(pair) = solution.pairs().first() {
            other.forbid(pair.row, pair.column).unwrap();
        }
        let different = WarmStart::from(&solve(&other, algorithm));
        for start in [start, different] {
            let options = Options::default().algorithm(algorithm).warm_start(start);
            let again = problem.solve(&options).unwrap();
            assert_eq!(again.levels(), expected.levels(), "{algorithm} warm");
            again.verify(problem).unwrap();
        }
    }
}

/// The two algorithms that let rows have several partners.
fn several(problem: &Problem<Matrix>) {
    let expected = solve(problem, Algorithm::Hungarian);
    let solution = solve(problem, Algorithm::Priced);
    assert_eq!(solution.status(), expected.status());
    assert_eq!(solution.levels(), expected.levels());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn several_partners_on_both_sides(problem in problems(matrices(8, 0.7, vec![(9, true)]), 3)) {
        several(&problem);
    }

    #[test]
    fn small_problems(
        problem in problems(matrices(8, 0.7, vec![(9, true), (9, false), (1 << 40, false)]), 1),
    ) {
        agree(&problem);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn lists_that_do_not_hold_everything(
        problem in problems(matrices(70, 0.9, vec![(2, true), (1_000, true), (1 << 29, true), (1 << 38, false)]), 1),
    ) {
        agree(&problem);
    }

    #[test]
    fn several_partners_beyond_lists(
        problem in problems(matrices(60, 0.9, vec![(3, true), (1_000, true), (1 << 38, false)]), 3),
    ) {
        several(&problem);
    }

    #[test]
    fn last_resorts(
        matrix in matrices(40, 0.5, vec![(3, true), (1_000, true)]),
        holes in any::<bool>(),
        big in prop::sample::select(vec![-(1_i64 << 30), -(1 << 33), -(1 << 45)]),
        objective in prop::sample::select(vec![Objective::Perfect, Objective::MostTandems]),
    ) {
        let mut matrix = matrix;
        matrix.last_resort = Some(big);
        for (at, cell) in matrix.cells.iter_mut().enumerate() {
            if !holes || at % 3 > 0 {
                *cell = cell.or(Some(big));
            }
        }
        agree(&Problem::new(matrix).with_objective(objective));
    }

    #[test]
    fn hardly_any_edges(
        problem in problems(matrices(70, 0.06, vec![(3, true), (1_000, false)]), 1),
    ) {
        agree(&problem);
    }
}
