//! Student–project allocation against every answer there is, by the three cases of a blocking pair, and against published answers.

use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use tandems::problem::{Bounds, Csr, Preferences, PreferencesError, Problem, Side};
use tandems::strategy::{Inputs, Strategy, StrategyError, Supervisors, SupervisorsError, TieBreak};

use crate::cases::{Case, cases, pairs_of};
use crate::stable::Pairs;

const BY_ROWS: Strategy = Strategy::StudentProject { proposing: Side::Rows };
const BY_COLUMNS: Strategy = Strategy::StudentProject { proposing: Side::Columns };

/// A case, who supervises its columns, for how many, and what supervisors think of rows: the more the better.
#[derive(Debug, Clone)]
struct Supervised {
    case: Case,
    of_columns: Vec<usize>,
    capacities: Vec<u32>,
    scores: Vec<Vec<Option<u32>>>,
}

impl Supervised {
    fn supervisors(&self) -> Supervisors {
        let list = |scores: &Vec<Option<u32>>| -> Vec<Vec<usize>> {
            let of = |score| (0..scores.len()).filter(|&row| scores[row] == Some(score)).collect();
            (0..9).rev().map(of).collect()
        };
        let lists: Vec<_> = self.scores.iter().map(list).collect();
        let rows = self.case.demands.len();
        Supervisors::new(rows, &self.of_columns, self.capacities.clone(), &lists).unwrap()
    }

    fn accepts(&self, pair: (usize, usize)) -> bool {
        self.scores[self.of_columns[pair.1]][pair.0].is_some()
    }

    /// All matchings that keep every bound.
    fn answers(&self) -> Vec<Pairs> {
        let mut all = self.case.answers();
        all.retain(|answer| {
            let load = |s: usize| answer.iter().filter(|pair| self.of_columns[pair.1] == s).count();
            answer.iter().all(|pair| self.case.pins.contains(pair) || self.accepts(*pair))
                && (0..self.capacities.len()).all(|s| load(s) <= self.capacities[s] as usize)
        });
        all
    }

    /// Whether no pair blocks, by the definition of Abraham, Irving and Manlove; pinned seats are not given up. `row_likes` says
    /// whether a row likes the first column better than the second, `likes` whether a supervisor does so with rows.
    fn is_stable(
        &self,
        answer: &Pairs,
        row_likes: impl Fn(usize, usize, usize) -> bool,
        likes: impl Fn(usize, usize, usize) -> bool,
    ) -> bool {
        let case = &self.case;
        let mut others = case.pairs();
        others.retain(|pair| self.accepts(*pair) && !answer.contains(pair));
        others.into_iter().all(|(row, column)| {
            let supervisor = self.of_columns[column];
            let has = answer.iter().find(|pair| pair.0 == row);
            let would = match has {
                None => case.demands[row] > 0,
                Some(pair) => !case.pins.contains(pair) && row_likes(row, column, pair.1),
            };
            let in_column: Pairs = answer.iter().copied().filter(|pair| pair.1 == column).collect();
            let under: Pairs = answer
                .iter()
                .copied()
                .filter(|pair| self.of_columns[pair.1] == supervisor)
                .collect();
            let prefers_to_some = |pairs: &Pairs| {
                let free = pairs.iter().filter(|pair| !case.pins.contains(pair));
                free.into_iter().any(|pair| likes(supervisor, row, pair.0))
            };
            let free_seat = in_column.len() < case.capacities[column] as usize;
            let room = under.len() < self.capacities[supervisor] as usize;
            let already = under.iter().any(|pair| pair.0 == row);
            let blocks = match (free_seat, room) {
                (true, true) => true,
                (true, false) => already || prefers_to_some(&under),
                (false, _) => prefers_to_some(&in_column),
            };
            !(would && blocks)
        })
    }
}

/// Supervisors of the columns of a case.
fn under_supervisors(case: Case) -> impl proptest::strategy::Strategy<Value = Supervised> {
    let (rows, columns) = (case.demands.len(), case.capacities.len());
    (1_usize..4).prop_flat_map(move |supervisors| {
        let case = case.clone();
        let score = prop_oneof![1 => Just(None), 8 => (0_u32..9).prop_map(Some)];
        (
            prop::collection::vec(0..supervisors, columns),
            prop::collection::vec(0_u32..4, supervisors),
            prop::collection::vec(prop::collection::vec(score, rows), supervisors),
        )
            .prop_map(move |(of_columns, capacities, scores)| Supervised {
                case: case.clone(),
                of_columns,
                capacities,
                scores,
            })
    })
}

/// With few ranks, so that much is liked alike.
fn alike() -> impl proptest::strategy::Strategy<Value = Supervised> {
    (wider(), prop::collection::vec(prop::collection::vec(0_u32..3, 5), 3)).prop_map(
        |(mut supervised, ranks)| {
            for row in &mut supervised.case.of_rows {
                for cell in row.iter_mut().flatten() {
                    *cell /= 4;
                }
            }
            for (scores, ranks) in supervised.scores.iter_mut().zip(&ranks) {
                for (score, &rank) in scores.iter_mut().zip(ranks) {
                    *score = score.map(|_| rank);
                }
            }
            supervised
        },
    )
}

/// More rows than columns have seats, and supervisors with several columns.
fn wider() -> impl proptest::strategy::Strategy<Value = Supervised> {
    let cell = prop_oneof![1 => Just(None), 4 => (0_i64..9).prop_map(Some)];
    (prop::collection::vec(prop::collection::vec(cell, 4), 5), prop::collection::vec(1_u32..3, 4))
        .prop_map(|(of_rows, capacities)| Case {
            of_rows,
            of_columns: vec![vec![0; 4]; 5],
            weights: vec![vec![0; 4]; 5],
            demands: vec![1; 5],
            capacities,
            pins: Vec::new(),
        })
        .prop_flat_map(under_supervisors)
}

/// Both ways against all answers.
fn check(supervised: &Supervised) -> Result<(), TestCaseError> {
    let case = &supervised.case;
    let (problem, preferences) = (case.problem(), case.preferences());
    let supervisors = supervised.supervisors();
    let inputs = Inputs::default().preferences(&preferences).supervisors(&supervisors);
    let answers = supervised.answers();
    let row_rank = |row, column| preferences.row_rank(row, column).unwrap();
    let rank = |supervisor, row| supervisors.rank(supervisor, row).unwrap();
    // Ties broken by index.
    let row_place = |row, column| (row_rank(row, column), column);
    let place = |supervisor: usize, row: usize| (rank(supervisor, row), row);
    let strictly = |answer: &Pairs| {
        supervised.is_stable(
            answer,
            |row, one, other| row_place(row, one) < row_place(row, other),
            |supervisor, one, other| place(supervisor, one) < place(supervisor, other),
        )
    };
    let weakly = |answer: &Pairs| {
        supervised.is_stable(
            answer,
            |row, one, other| row_rank(row, one) < row_rank(row, other),
            |supervisor, one, other| rank(supervisor, one) < rank(supervisor, other),
        )
    };
    let stable: Vec<&Pairs> = answers.iter().filter(|answer| strictly(answer)).collect();
    let solve = |strategy: Strategy, inputs: &Inputs<'_>| strategy.solve(&problem, inputs);
    let by_rows = match solve(BY_ROWS, &inputs) {
        Err(StrategyError::SupervisorFull { supervisor, capacity, pins }) => {
            prop_assert!(pins > capacity && supervised.capacities[supervisor] == capacity);
            prop_assert!(answers.is_empty() && solve(BY_COLUMNS, &inputs).is_err());
            return Ok(());
        }
        outcome => outcome.unwrap(),
    };
    let by_columns = solve(BY_COLUMNS, &inputs).unwrap();
    by_rows.verify(&problem).unwrap();
    by_columns.verify(&problem).unwrap();
    let [by_rows, by_columns] = [pairs_of(&by_rows), pairs_of(&by_columns)];
    prop_assert!(stable.contains(&&by_rows), "{by_rows:?} of {stable:?}");
    prop_assert!(stable.contains(&&by_columns), "{by_columns:?} of {stable:?}");
    let of_supervisor = |answer: &Pairs, supervisor: usize| {
        let pairs = answer.iter().filter(|pair| supervised.of_columns[pair.1] == supervisor);
        let free = pairs.filter(|pair| !case.pins.contains(pair));
        let mut places: Vec<_> = free.map(|pair| place(supervisor, pair.0)).collect();
        places.sort_unstable();
        places
    };
    for other in stable {
        // The same rows, each with the best of its columns in the one and the worst in the other.
        prop_assert_eq!(other.len(), by_rows.len());
        for ((best, mid), worst) in by_rows.iter().zip(other).zip(&by_columns) {
            prop_assert!(best.0 == mid.0 && mid.0 == worst.0);
            let places = [best, mid, worst].map(|pair| row_place(pair.0, pair.1));
            prop_assert!(places.is_sorted(), "{places:?}");
        }
        // Every supervisor has its best rows.
        for supervisor in 0..supervised.capacities.len() {
            let best = of_supervisor(&by_columns, supervisor);
            let others = of_supervisor(other, supervisor);
            prop_assert_eq!(best.len(), others.len());
            prop_assert!(best.iter().zip(&others).all(|(best, other)| best <= other));
        }
    }
    let fully = |answer: &Pairs| {
        supervised.is_stable(
            answer,
            |row, one, other| row_rank(row, one) <= row_rank(row, other),
            |supervisor, one, other| rank(supervisor, one) <= rank(supervisor, other),
        )
    };
    let fully_stable: Vec<&Pairs> = answers.iter().filter(|answer| fully(answer)).collect();
    match solve(Strategy::SuperStableStudentProject, &inputs) {
        Ok(outcome) => {
            outcome.verify(&problem).unwrap();
            let found = pairs_of(&outcome);
            prop_assert!(fully_stable.contains(&&found), "{found:?} of {fully_stable:?}");
            for other in fully_stable {
                prop_assert_eq!(other.len(), found.len());
                for (best, other) in found.iter().zip(other) {
                    prop_assert_eq!(best.0, other.0);
                    prop_assert!(row_rank(best.0, best.1) <= row_rank(other.0, other.1));
                }
            }
        }
        Err(StrategyError::NoneStable { .. }) => {
            prop_assert!(fully_stable.is_empty(), "{fully_stable:?}");
        }
        Err(other) => prop_assert!(false, "{other}"),
    }
    for ties in [TieBreak::Weight, TieBreak::Lottery] {
        for strategy in [BY_ROWS, BY_COLUMNS] {
            let outcome = solve(strategy, &inputs.clone().ties(ties).seed(4)).unwrap();
            prop_assert!(answers.contains(&pairs_of(&outcome)) && weakly(&pairs_of(&outcome)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn with_ties_and_pins(supervised in cases(1).prop_flat_map(under_supervisors)) {
        check(&supervised)?;
    }

    /// Without supervisors every column is its own.
    #[test]
    fn without_supervisors_by_proposals(case in cases(1), seed in 0_u64..9) {
        let (problem, preferences) = (case.problem(), case.preferences());
        for ties in [TieBreak::Index, TieBreak::Weight, TieBreak::Lottery] {
            let inputs = Inputs::default().preferences(&preferences).ties(ties).seed(seed);
            for proposing in [Side::Rows, Side::Columns] {
                let one = Strategy::StudentProject { proposing }.solve(&problem, &inputs).unwrap();
                let other = Strategy::DeferredAcceptance { proposing }.solve(&problem, &inputs).unwrap();
                prop_assert_eq!(one.pairs(), other.pairs());
            }
        }
        let inputs = Inputs::default().preferences(&preferences);
        let pairs = |strategy: Strategy| strategy.solve(&problem, &inputs).ok().map(|one| pairs_of(&one));
        let by_rows = Strategy::SuperStable { proposing: Side::Rows };
        prop_assert_eq!(pairs(Strategy::SuperStableStudentProject), pairs(by_rows));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn with_several_columns_a_supervisor(supervised in prop_oneof![wider(), alike()]) {
        check(&supervised)?;
    }
}

/// From lists without ties; columns are ranked by nobody but their supervisors.
fn solve(
    of_rows: &[&[usize]],
    seats: &[u32],
    of_columns: &[usize],
    capacities: &[u32],
    lists: &[&[usize]],
) -> [Pairs; 2] {
    let strict = |lists: &[&[usize]]| -> Vec<Vec<Vec<usize>>> {
        lists.iter().map(|list| list.iter().map(|&one| vec![one]).collect()).collect()
    };
    let rows = of_rows.len();
    let everybody = vec![vec![(0..rows).collect()]; seats.len()];
    let preferences = Preferences::from_lists(&strict(of_rows), &everybody).unwrap();
    let pairs = of_rows.iter().enumerate();
    let pairs = pairs.flat_map(|(row, list)| list.iter().map(move |&column| (row, column, 1)));
    let problem = Problem::new(Csr::from_triplets(rows, seats.len(), pairs).unwrap())
        .with_capacities(seats.iter().map(|&most| Bounds::up_to(most)).collect())
        .unwrap();
    let supervisors =
        Supervisors::new(rows, of_columns, capacities.to_vec(), &strict(lists)).unwrap();
    let inputs = Inputs::default().preferences(&preferences).supervisors(&supervisors);
    [BY_ROWS, BY_COLUMNS].map(|strategy| {
        let outcome = strategy.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        pairs_of(&outcome)
    })
}

/// The example in the documentation and the tests of the Python package `matching` (github.com/daffidwilde/matching, MIT license,
/// `tests/student_allocation/test_examples.py`): X1 has C and A, Y1 has D, Y2 has B and E.
#[test]
fn the_example_of_matching() {
    let [by_rows, _] = solve(
        &[&[0, 1], &[3, 1, 2], &[0, 2, 1], &[3, 0, 2], &[0, 3, 1, 2]],
        &[2; 4],
        &[0, 0, 1, 1],
        &[3, 3],
        &[&[1, 2, 0, 4, 3], &[1, 2, 4, 3]],
    );
    assert_eq!(by_rows, [(0, 0), (1, 3), (2, 0), (3, 2), (4, 3)]);
}

/// The instance in the data format guideline of algmatch (github.com/VaradK62442/algmatch), which publishes no matching for it. By hand:
/// every student has a first choice, or every lecturer has the first two of its list.
#[test]
fn the_example_of_algmatch() {
    let [by_rows, by_columns] = solve(
        &[&[0, 1], &[1, 2], &[2, 0], &[3, 0]],
        &[1; 4],
        &[0, 0, 1, 1],
        &[2, 2],
        &[&[2, 0, 1, 3], &[1, 3, 2]],
    );
    assert_eq!(by_rows, [(0, 0), (1, 1), (2, 2), (3, 3)]);
    assert_eq!(by_columns, [(0, 1), (1, 2), (2, 0), (3, 3)]);
}

#[test]
fn supervisors_that_do_not_fit() {
    let make = |of_columns: &[usize], lists: &[Vec<Vec<usize>>]| {
        Supervisors::new(2, of_columns, vec![1, 1], lists)
    };
    let lists = |list: Vec<Vec<usize>>| vec![list, Vec::new()];
    assert_eq!(make(&[0], &[Vec::new()]), Err(SupervisorsError::Lists { capacities: 2, lists: 1 }));
    let error = make(&[0, 2], &lists(Vec::new())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column 1 belongs to supervisor 2, and there are 2; count from 0"
    );
    let error = make(&[0], &lists(vec![vec![0], vec![2]])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the list of supervisor 0 names 2, and there are 2; count from 0"
    );
    let error = make(&[0], &lists(vec![vec![0, 1], vec![0]])).unwrap_err();
    assert!(matches!(error, SupervisorsError::List(PreferencesError::Twice { index: 0, .. })));
    // Two rows pinned under one who may have one, and supervisors of another problem.
    let one = make(&[0, 0], &lists(vec![vec![0, 1]])).unwrap();
    assert_eq!((one.rank(0, 1), one.rank(1, 1), one.rank(7, 7)), (Some(1), None, None));
    assert_eq!((one.of_column(1), one.of_column(2)), (Some(0), None));
    let mut problem = Problem::new(Csr::from_triplets(2, 2, [(0, 0, 1), (1, 1, 1)]).unwrap());
    problem.pin(0, 0).unwrap();
    problem.pin(1, 1).unwrap();
    let inputs = Inputs::default().supervisors(&one);
    for strategy in [BY_ROWS, BY_COLUMNS] {
        let full = StrategyError::SupervisorFull { supervisor: 0, capacity: 1, pins: 2 };
        assert_eq!(strategy.solve(&problem, &inputs), Err(full));
        let other = Problem::new(Csr::<i64>::from_triplets(3, 2, []).unwrap());
        let shape = StrategyError::SupervisorsShape { given: (2, 2), expected: (3, 2) };
        assert_eq!(strategy.solve(&other, &inputs), Err(shape));
    }
}

/// A larger one: 300 rows, 90 columns of 30 supervisors, short of seats and short of room. Nobody blocks, and both ways serve the
/// same rows and load supervisors alike.
#[test]
fn at_a_larger_size() {
    let mut state = 5_u64;
    let mut draw = |most: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    for round in 0..6 {
        let mut cell = |some: u64| (draw(10) < some).then(|| i64::try_from(draw(1000)).unwrap());
        let of_rows: Vec<Vec<_>> = (0..300).map(|_| (0..90).map(|_| cell(2)).collect()).collect();
        let mut score = |_: usize| Some(u32::try_from(draw(9)).unwrap());
        let scores = (0..30).map(|_| (0..300).map(&mut score).collect()).collect();
        let supervised = Supervised {
            case: Case {
                of_rows,
                of_columns: vec![vec![0; 90]; 300],
                weights: vec![vec![0; 90]; 300],
                demands: vec![1; 300],
                capacities: (0..90).map(|_| u32::try_from(draw(5)).unwrap()).collect(),
                pins: Vec::new(),
            },
            of_columns: (0..90).map(|column| column % 30).collect(),
            capacities: (0..30).map(|_| u32::try_from(draw(5 + 3 * round)).unwrap()).collect(),
            scores,
        };
        let (problem, preferences) = (supervised.case.problem(), supervised.case.preferences());
        let supervisors = supervised.supervisors();
        let inputs = Inputs::default().preferences(&preferences).supervisors(&supervisors);
        let found = [BY_ROWS, BY_COLUMNS].map(|strategy| {
            let found = pairs_of(&strategy.solve(&problem, &inputs).unwrap());
            assert!(supervised.is_stable(
                &found,
                |row, one, other| preferences.row_rank(row, one).map(|rank| (rank, one))
                    < preferences.row_rank(row, other).map(|rank| (rank, other)),
                |supervisor, one, other| supervisors.rank(supervisor, one).map(|rank| (rank, one))
                    < supervisors.rank(supervisor, other).map(|rank| (rank, other)),
            ));
            let rows: Vec<_> = found.iter().map(|pair| pair.0).collect();
            let mut loads: Vec<_> = found.iter().map(|pair| pair.1 % 30).collect();
            loads.sort_unstable();
            (rows, loads)
        });
        assert!(found[0] == found[1] && !found[0].0.is_empty());
    }
}
