//! Small problems of every kind against a search that tries everything, level by level, for every algorithm.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Edges, Level, Objective, Problem, Solution, Status};
use tandems::solve::{Algorithm, Options, SolveError};

/// A problem, spelled out.
#[derive(Debug, Clone)]
struct Case {
    weights: Vec<Vec<Option<i64>>>,
    demands: Vec<u32>,
    capacities: Vec<u32>,
    /// Fewest partners of each row and column.
    minima: (Vec<u32>, Vec<u32>),
    floor: Option<i64>,
    /// With a weight of their own, or at that of the edge.
    pins: Vec<(usize, usize, Option<i64>)>,
    forbids: Vec<(usize, usize)>,
    priorities: Option<Vec<i64>>,
    objective: Objective,
}

/// Served, pairs, priorities, total weight.
type Worth = [i128; 4];

impl Case {
    fn problem(&self) -> Problem<Csr> {
        let triplets = self.weights.iter().enumerate().flat_map(|(row, weights)| {
            weights
                .iter()
                .enumerate()
                .filter_map(move |(column, weight)| weight.map(|weight| (row, column, weight)))
        });
        let edges =
            Csr::from_triplets(self.demands.len(), self.capacities.len(), triplets).unwrap();
        let bounds = |minima: &[u32], maxima: &[u32]| {
            minima.iter().zip(maxima).map(|(&min, &max)| Bounds::between(min, max)).collect()
        };
        let mut problem = Problem::new(edges)
            .with_objective(self.objective.clone())
            .with_demands(bounds(&self.minima.0, &self.demands))
            .unwrap()
            .with_capacities(bounds(&self.minima.1, &self.capacities))
            .unwrap();
        if let Some(floor) = self.floor {
            problem = problem.with_floor(floor);
        }
        if let Some(priorities) = &self.priorities {
            problem = problem.with_priorities(priorities.clone()).unwrap();
        }
        for &(row, column, weight) in &self.pins {
            match weight {
                Some(weight) => problem.pin_with_weight(row, column, weight).unwrap(),
                None => problem.pin(row, column).unwrap(),
            }
        }
        problem.forbid_all(self.forbids.iter().copied()).unwrap();
        problem
    }

    /// Whether levels may need more than 64 bits.
    fn has_large_numbers(&self) -> bool {
        let mut weights = self.weights.iter().flatten().flatten();
        let mut priorities = self.priorities.iter().flatten();
        weights.any(|weight| weight.abs() > 1 << 30)
            || priorities.any(|&priority| priority > 1 << 20)
    }

    /// The pin of a pair: the last one stated.
    fn pin(&self, row: usize, column: usize) -> Option<i64> {
        let mut pins = self.pins.iter().rev();
        let pin = pins.find(|&&(r, c, _)| (r, c) == (row, column))?;
        Some(pin.2.unwrap_or(self.weights[row][column].unwrap_or(0)))
    }

    /// The levels in the order they are decided in.
    fn ordered(&self, [served, pairs, priority, total]: Worth) -> Vec<i128> {
        match self.objective {
            Objective::BestTotal => vec![total, pairs, priority],
            Objective::Perfect => vec![total],
            _ => vec![served, pairs, priority, total],
        }
    }

    /// The best worth there is, if there is any answer: all sets of columns for every row in turn, keeping the best for
    /// each state of the seats.
    fn best(&self) -> Option<Vec<i128>> {
        let seats: u32 = self.capacities.iter().sum();
        let units: u32 = self.demands.iter().sum();
        let perfect = self.objective == Objective::Perfect;
        let (fill_rows, fill_columns) = (perfect && units <= seats, perfect && units > seats);
        let mut states: HashMap<Vec<u32>, Vec<i128>> = HashMap::new();
        states.insert(self.capacities.clone(), self.ordered([0; 4]));
        for (row, &demand) in self.demands.iter().enumerate() {
            let mut next: HashMap<Vec<u32>, Vec<i128>> = HashMap::new();
            for set in 0_u32..1 << self.capacities.len() {
                let size = set.count_ones();
                let Some(worth) = self.row_worth(row, set) else { continue };
                if size > demand || size < self.minima.0[row] || (fill_rows && size < demand) {
                    continue;
                }
                for (left, sum) in &states {
                    let mut left = left.clone();
                    let fits = left.iter_mut().enumerate().all(|(column, seats)| {
                        let taken = (set >> column) & 1;
                        let fits = *seats >= taken;
                        *seats = seats.saturating_sub(taken);
                        fits
                    });
                    if fits {
                        let sum: Vec<i128> = sum.iter().zip(&worth).map(|(a, b)| a + b).collect();
                        let best = next.entry(left).or_insert_with(|| sum.clone());
                        if *best < sum {
                            *best = sum;
                        }
                    }
                }
            }
            states = next;
        }
        states
            .into_iter()
            .filter(|(left, _)| !fill_columns || left.iter().all(|&seats| seats == 0))
            .filter(|(left, _)| {
                let loads = self.capacities.iter().zip(left).map(|(seats, left)| seats - left);
                loads.zip(&self.minima.1).all(|(load, &minimum)| load >= minimum)
            })
            .map(|(_, worth)| worth)
            .max()
    }

    /// What a row adds if it has exactly these columns; none where it may not.
    fn row_worth(&self, row: usize, set: u32) -> Option<Vec<i128>> {
        let mut worth = [0; 4];
        for column in 0..self.capacities.len() {
            let pin = self.pin(row, column);
            let forbidden = self.forbids.contains(&(row, column));
            if (set >> column) & 1 == 0 {
                if pin.is_some() {
                    return None;
                }
                continue;
            }
            let open = self.weights[row][column]
                .filter(|&weight| self.floor.is_none_or(|floor| weight >= floor));
            let weight = pin.or(open).filter(|_| !forbidden)?;
            worth[1] += 1;
            worth[3] += i128::from(weight);
        }
        if set != 0 {
            worth[0] = 1;
            worth[2] = self.priorities.as_ref().map_or(0, |all| all[row].into());
        }
        Some(self.ordered(worth))
    }

    /// What the pairs of an answer are worth.
    fn worth(&self, solution: &Solution) -> Vec<i128> {
        let mut sets = vec![0_u32; self.demands.len()];
        for pair in solution.pairs() {
            sets[pair.row] |= 1 << pair.column;
        }
        let mut sum = self.ordered([0; 4]);
        for (row, &set) in sets.iter().enumerate() {
            let worth = self.row_worth(row, set).expect("only pairs that may be");
            sum.iter_mut().zip(worth).for_each(|(sum, worth)| *sum += worth);
        }
        sum
    }

    fn check(&self) {
        let problem = self.problem();
        let best = self.best();
        for algorithm in Algorithm::ALL {
            let solution = match problem.solve(&Options::default().algorithm(algorithm)) {
                Ok(solution) => solution,
                Err(SolveError::Unsupported { .. }) => {
                    // The documented cases.
                    let several = self.demands.iter().any(|&demand| demand > 1);
                    let large = self.has_large_numbers();
                    let minima = self.minima.0.iter().chain(&self.minima.1).any(|&min| min > 0);
                    assert!(match algorithm {
                        Algorithm::KuhnMunkres => several || minima,
                        Algorithm::Sparse => several || minima || large,
                        Algorithm::Priced => large,
                        _ => false,
                    });
                    continue;
                }
                Err(error) => panic!("{algorithm}: {error}"),
            };
            let verified = solution
                .verify(&problem)
                .unwrap_or_else(|error| panic!("{algorithm}: {error}\n{solution:#?}"));
            let Some(best) = &best else {
                assert_eq!(solution.status(), Status::Infeasible, "{algorithm}");
                assert!(verified.proved);
                continue;
            };
            assert_eq!(solution.status(), Status::Optimal, "{algorithm}");
            assert_eq!(&self.worth(&solution), best, "{algorithm}");
            assert_eq!(verified.proved, algorithm != Algorithm::KuhnMunkres);
        }
    }
}

fn objectives() -> impl Strategy<Value = Objective> {
    prop_oneof![Just(Objective::MostTandems), Just(Objective::BestTotal), Just(Objective::Perfect)]
}

fn sizes(largest: usize) -> impl Strategy<Value = usize> {
    prop_oneof![1 => 0..=2_usize, 8 => 3..=largest]
}

fn densities() -> impl Strategy<Value = f64> {
    prop_oneof![1 => 0.1_f64..0.5, 2 => 0.5_f64..0.999]
}

/// Mostly none, so that most problems have an answer.
fn few<S: Strategy>(strategy: S, most: usize) -> impl Strategy<Value = Vec<S::Value>>
where
    S::Value: Clone,
{
    (prop_oneof![2 => Just(0), 1 => Just(most)], prop::collection::vec(strategy, most))
        .prop_flat_map(|(most, all)| (0..=most).prop_map(move |count| all[..count].to_vec()))
}

/// Up to `largest` rows and columns; `demand` and `capacity` are the most units a node may have.
fn cases(largest: usize, demand: u32, capacity: u32) -> impl Strategy<Value = Case> {
    (sizes(largest), sizes(largest), densities()).prop_flat_map(move |(rows, columns, density)| {
        let weight = prop_oneof![
            4 => (-3_i64..=9).boxed(),
            1 => prop::sample::select(vec![-(1 << 62), 1 << 62, 1_000_000, 0]).boxed()
        ];
        let pair = (0..rows.max(1), 0..columns.max(1));
        let most = if rows == 0 || columns == 0 { 0 } else { 3 };
        (
            prop::collection::vec(
                prop::collection::vec(prop::option::weighted(density, weight), columns),
                rows,
            ),
            prop::collection::vec(prop_oneof![1 => 0..=demand, 4 => 1..=demand], rows),
            prop::collection::vec(prop_oneof![1 => 0..=capacity, 4 => 1..=capacity], columns),
            prop::option::weighted(0.3, -3_i64..=6),
            few((pair.clone(), prop::option::of(-5_i64..=20)), most),
            few(pair, most),
            prop::option::weighted(0.4, prop::collection::vec(0_i64..=3, rows)),
            objectives(),
            prop::collection::vec(0..=demand, rows),
            prop::collection::vec(0..=capacity, columns),
            prop_oneof![3 => Just(0_u32), 1 => 1_u32..=2, 1 => 3_u32..=9],
        )
            .prop_map(
                |(
                    weights,
                    demands,
                    capacities,
                    floor,
                    pins,
                    forbids,
                    priorities,
                    objective,
                    rows,
                    columns,
                    some,
                )| {
                    // A few nodes on either side, or none.
                    let few = |minima: Vec<u32>, maxima: &[u32], step: u32| -> Vec<u32> {
                        let node = |(at, (&max, min)): (u32, (&u32, u32))| {
                            if some > 0 && (at + step).is_multiple_of(some) {
                                min.min(max)
                            } else {
                                0
                            }
                        };
                        (0..).zip(maxima.iter().zip(minima)).map(node).collect()
                    };
                    let minima = (few(rows, &demands, 0), few(columns, &capacities, 1));
                    Case {
                        weights,
                        demands,
                        capacities,
                        minima,
                        floor,
                        pins: pins.into_iter().map(|((r, c), weight)| (r, c, weight)).collect(),
                        forbids,
                        priorities,
                        objective,
                    }
                },
            )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_each(case in cases(8, 1, 1)) {
        case.check();
    }

    #[test]
    fn capacities(case in cases(6, 1, 3)) {
        case.check();
    }

    #[test]
    fn demands_and_capacities(case in cases(5, 3, 3)) {
        case.check();
    }

    /// Without pins and forbids, so that most problems have answers.
    #[test]
    fn perfect(mut case in cases(7, 2, 2)) {
        case.pins.clear();
        case.forbids.clear();
        case.objective = Objective::Perfect;
        case.check();
    }
}

/// M. M. Flood's and H. W. Kuhn's setting, with the numbers of the latter's worked example.
#[test]
fn kuhn_1955() {
    let ratings = [[8, 7, 9, 9], [5, 2, 7, 8], [6, 1, 4, 9], [2, 3, 2, 6]];
    let case = Case {
        weights: ratings.iter().map(|row| row.iter().map(|&w| Some(w)).collect()).collect(),
        demands: vec![1; 4],
        capacities: vec![1; 4],
        minima: (vec![0; 4], vec![0; 4]),
        floor: None,
        pins: Vec::new(),
        forbids: Vec::new(),
        priorities: None,
        objective: Objective::Perfect,
    };
    case.check();
    assert_eq!(case.best(), Some(vec![27]));
    assert_eq!(case.problem().levels(), [Level::Total]);
    assert_eq!(case.problem().edges().edge_count(), Some(16));
}
