//! Student–project allocation where supervisors rank projects, against every answer there is.

use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use tandems::problem::{Csr, Edges, Limits, Preferences, Problem, StopReason};
use tandems::solve::Options;
use tandems::strategy::{Inputs, Strategy, StrategyError, Supervisors, SupervisorsError};

use crate::cases::{Case, cases, pairs_of};
use crate::stable::Pairs;

const MOST: Strategy = Strategy::MaximumStudentProject;

/// A case, who supervises its columns, for how many, and what they think of them: the more the better.
#[derive(Debug, Clone)]
struct Projects {
    case: Case,
    of_columns: Vec<usize>,
    capacities: Vec<u32>,
    scores: Vec<Option<u32>>,
}

impl Projects {
    fn supervisors(&self) -> Supervisors {
        let list = |supervisor: usize| -> Vec<Vec<usize>> {
            let own = |column: &usize| self.of_columns[*column] == supervisor;
            let of = |score| {
                let columns = (0..self.scores.len()).filter(own);
                columns.filter(|&column| self.scores[column] == Some(score)).collect()
            };
            (0..4).rev().map(of).collect()
        };
        let lists: Vec<_> = (0..self.capacities.len()).map(list).collect();
        let rows = self.case.demands.len();
        let (of_columns, capacities) = (&self.of_columns, self.capacities.clone());
        Supervisors::ranking_columns(rows, of_columns, capacities, &lists).unwrap()
    }

    /// All matchings that keep every bound.
    fn answers(&self) -> Vec<Pairs> {
        let mut all = self.case.answers();
        all.retain(|answer| {
            let load = |s: usize| answer.iter().filter(|pair| self.of_columns[pair.1] == s).count();
            answer.iter().all(|pair| self.case.pins.contains(pair) || self.scores[pair.1].is_some())
                && (0..self.capacities.len()).all(|s| load(s) <= self.capacities[s] as usize)
        });
        all
    }

    /// By the definition of Manlove and O'Malley; pinned seats are not given up.
    fn is_stable(&self, preferences: &Preferences, answer: &Pairs) -> bool {
        let case = &self.case;
        let rank = |row: usize, column: usize| preferences.row_rank(row, column).unwrap();
        let free: Pairs = answer.iter().copied().filter(|pair| !case.pins.contains(pair)).collect();
        let blocks = |&(row, column): &(usize, usize)| {
            let supervisor = self.of_columns[column];
            let Some(score) = self.scores[column] else { return false };
            let has = answer.iter().find(|pair| pair.0 == row);
            let would = match has {
                None => case.demands[row] > 0,
                Some(pair) => !case.pins.contains(pair) && rank(row, column) < rank(row, pair.1),
            };
            let in_column = answer.iter().filter(|pair| pair.1 == column).count();
            let under = answer.iter().filter(|pair| self.of_columns[pair.1] == supervisor).count();
            let likes_less = |pair: &&(usize, usize)| self.scores[pair.1].unwrap() < score;
            let of_supervisor = |pair: &&(usize, usize)| self.of_columns[pair.1] == supervisor;
            would
                && in_column < case.capacities[column] as usize
                && match has.filter(of_supervisor) {
                    Some(pair) => likes_less(&pair),
                    None => {
                        under < self.capacities[supervisor] as usize
                            || free.iter().filter(of_supervisor).any(|pair| likes_less(&pair))
                    }
                }
        };
        // Who would rather have the column of whom, over any number of others.
        let count = free.len();
        let mut envies: Vec<Vec<bool>> = free
            .iter()
            .map(|one| {
                let would = |other: &(usize, usize)| {
                    case.of_rows[one.0][other.1].is_some()
                        && rank(one.0, other.1) < rank(one.0, one.1)
                };
                free.iter().map(would).collect()
            })
            .collect();
        for middle in 0..count {
            for one in 0..count {
                for other in 0..count {
                    envies[one][other] |= envies[one][middle] && envies[middle][other];
                }
            }
        }
        !case.pairs().iter().any(blocks) && !(0..count).any(|one| envies[one][one])
    }
}

fn under_supervisors(case: Case) -> impl proptest::strategy::Strategy<Value = Projects> {
    let columns = case.capacities.len();
    (1_usize..4).prop_flat_map(move |supervisors| {
        let case = case.clone();
        let score = prop_oneof![1 => Just(None), 8 => (0_u32..4).prop_map(Some)];
        (
            prop::collection::vec(0..supervisors, columns),
            prop::collection::vec(0_u32..4, supervisors),
            prop::collection::vec(score, columns),
        )
            .prop_map(move |(of_columns, capacities, scores)| Projects {
                case: case.clone(),
                of_columns,
                capacities,
                scores,
            })
    })
}

/// Five rows that all want one of four columns, each in an order of its own.
fn wider() -> impl proptest::strategy::Strategy<Value = Projects> {
    let cell = prop_oneof![1 => Just(None), 3 => (0_i64..5).prop_map(Some)];
    (
        prop::collection::vec(prop::collection::vec(cell, 4), 5),
        prop::collection::vec(prop::collection::vec(0_i64..9, 4), 5),
        prop::collection::vec(1_u32..3, 4),
    )
        .prop_map(|(of_rows, weights, capacities)| Case {
            of_rows,
            of_columns: vec![vec![0; 4]; 5],
            weights,
            demands: vec![1; 5],
            capacities,
            pins: Vec::new(),
        })
        .prop_flat_map(under_supervisors)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn most_pairs_of_all_stable_answers(
        projects in prop_oneof![cases(1).prop_flat_map(under_supervisors), wider()],
    ) {
        let case = &projects.case;
        let (problem, preferences) = (case.problem(), case.preferences());
        let supervisors = projects.supervisors();
        let inputs = Inputs::default().preferences(&preferences).supervisors(&supervisors);
        let answers = projects.answers();
        let outcome = match MOST.solve(&problem, &inputs) {
            Err(StrategyError::SupervisorFull { .. }) => {
                prop_assert!(answers.is_empty());
                return Ok(());
            }
            outcome => outcome.unwrap(),
        };
        outcome.verify(&problem).unwrap();
        let stable: Vec<&Pairs> =
            answers.iter().filter(|answer| projects.is_stable(&preferences, answer)).collect();
        let found = pairs_of(&outcome);
        prop_assert!(stable.contains(&&found), "{found:?} of {stable:?}");
        let worth = |answer: &Pairs| {
            let weights = answer.iter().filter_map(|&(row, column)| problem.edges().weight(row, column));
            (answer.len(), weights.sum::<i64>())
        };
        let best = stable.iter().map(|answer| worth(answer)).max();
        prop_assert_eq!(Some(worth(&found)), best);
    }
}

/// The rows of one column would each rather have the other: they exchange, and nobody else has a say in it.
#[test]
fn rows_exchange() {
    let strict = |lists: &[&[usize]]| -> Vec<Vec<Vec<usize>>> {
        lists.iter().map(|list| list.iter().map(|&one| vec![one]).collect()).collect()
    };
    let everybody = vec![vec![(0..2).collect()]; 2];
    let preferences = Preferences::from_lists(&strict(&[&[1, 0], &[0, 1]]), &everybody).unwrap();
    // The others are worth more.
    let weights = [(0, 0, 9), (0, 1, 1), (1, 0, 1), (1, 1, 9)];
    let problem = Problem::new(Csr::from_triplets(2, 2, weights).unwrap());
    let supervisors =
        Supervisors::ranking_columns(2, &[0, 0], vec![2], &strict(&[&[0, 1]])).unwrap();
    let inputs = Inputs::default().preferences(&preferences).supervisors(&supervisors);
    assert_eq!(pairs_of(&MOST.solve(&problem, &inputs).unwrap()), [(0, 1), (1, 0)]);
    assert_eq!((supervisors.column_rank(1), supervisors.rank(0, 0)), (Some(2), None));

    // Supervisors that rank rows are another question, and the other way round.
    let of_rows = Supervisors::new(2, &[0, 0], vec![2], &strict(&[&[0, 1]])).unwrap();
    for (strategy, given) in [(MOST, &of_rows), (Strategy::SuperStableStudentProject, &supervisors)]
    {
        let error = strategy.solve(&problem, &inputs.clone().supervisors(given)).unwrap_err();
        assert!(matches!(error, StrategyError::SupervisorsRank { .. }), "{error}");
    }

    // No time, no answer.
    let options = Options::default().limits(Limits::default().time(std::time::Duration::ZERO));
    let outcome = MOST.solve(&problem, &inputs.options(options)).unwrap();
    assert!(outcome.pairs().is_empty());
    assert_eq!(outcome.solution().stop_reason(), StopReason::Time);
}

/// Lists that name others' columns are told.
#[test]
fn only_own_columns() {
    let lists = [vec![vec![0]], vec![vec![0, 1]]];
    let error = Supervisors::ranking_columns(2, &[0, 1], vec![1, 1], &lists).unwrap_err();
    assert_eq!(error, SupervisorsError::OthersColumn { supervisor: 1, column: 0, owner: 0 });
}
