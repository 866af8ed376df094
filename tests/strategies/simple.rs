//! Strategies that never look back: what they promise, against every answer there is.

use proptest::prelude::*;
use tandems::strategy::{Inputs, Strategy, TieBreak, Turns};

use crate::cases::{Case, cases, pairs_of, ranks};

fn solve(case: &Case, strategy: Strategy, seed: u64) -> Vec<(usize, usize)> {
    let (problem, preferences) = (case.problem(), case.preferences());
    let inputs = Inputs::default().preferences(&preferences).seed(seed);
    let outcome = strategy.solve(&problem, &inputs).unwrap();
    outcome.verify(&problem).unwrap();
    pairs_of(&outcome)
}

/// Rows rank without ties: scores by row and column are all different.
fn strict(mut case: Case) -> Case {
    for cells in &mut case.of_rows {
        for (column, cell) in (0..).zip(cells) {
            *cell = cell.map(|score| 10 * score + column);
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn greedy_has_half_of_the_best_total(mut case in cases(2)) {
        case.pins.clear();
        for weight in case.weights.iter_mut().flatten() {
            *weight = weight.abs();
        }
        let best = case.answers().iter().map(|answer| case.total(answer)).max().unwrap_or(0);
        prop_assert!(2 * case.total(&solve(&case, Strategy::Greedy, 0)) >= best);
    }

    #[test]
    fn random_is_maximal(case in cases(2), seed in 0_u64..9) {
        let made = solve(&case, Strategy::Random, seed);
        let larger = |answer: &Vec<(usize, usize)>| {
            answer.len() > made.len() && made.iter().all(|pair| answer.contains(pair))
        };
        prop_assert!(!case.answers().iter().any(larger));
    }

    /// With strict lists and one column each, nobody can be better off without somebody worse off.
    #[test]
    fn nobody_gains_on_a_dictatorship_alone(case in cases(1), seed in 0_u64..9) {
        let case = strict(case);
        let preferences = case.preferences();
        for turns in [Turns::Priority, Turns::Lottery] {
            let made = solve(&case, Strategy::SerialDictatorship(turns), seed);
            let rank = |answer: &[(usize, usize)], row: usize| {
                let pair = answer.iter().find(|pair| pair.0 == row);
                pair.map(|&pair| ranks(&preferences, pair).row_rank)
            };
            let rows = 0..case.demands.len();
            let better = |answer: &Vec<(usize, usize)>| {
                let (mut gained, mut lost) = (false, false);
                for row in rows.clone() {
                    let (other, own) = (rank(answer, row), rank(&made, row));
                    let is_better = |one: Option<u32>, than: Option<u32>| match (one, than) {
                        (Some(one), Some(than)) => one < than,
                        (one, than) => one.is_some() && than.is_none(),
                    };
                    gained |= is_better(other, own);
                    lost |= is_better(own, other);
                }
                gained && !lost
            };
            prop_assert!(!case.answers().iter().any(better));
        }
    }

    /// Whose turn it is: who goes first has the best there is.
    #[test]
    fn turns_go_by_priority(case in cases(1), first in 0_usize..4) {
        let mut case = strict(case);
        case.pins.clear();
        let (problem, preferences) = (case.problem(), case.preferences());
        let first = first % case.demands.len();
        let priorities = (0..case.demands.len()).map(|row| i64::from(row == first)).collect();
        let problem = problem.with_priorities(priorities).unwrap();
        let inputs = Inputs::default().preferences(&preferences).ties(TieBreak::Index);
        let turns = Strategy::SerialDictatorship(Turns::Priority);
        let made = pairs_of(&turns.solve(&problem, &inputs).unwrap());
        let open = |column: usize| case.demands[first] > 0 && case.capacities[column] > 0;
        let best = (0..case.capacities.len())
            .filter(|&column| open(column) && case.of_rows[first][column].is_some())
            .max_by_key(|&column| case.of_rows[first][column]);
        let has = made.iter().find(|pair| pair.0 == first).map(|pair| pair.1);
        prop_assert_eq!(has, best);
    }
}

/// The counterexample for ties: row 0 likes both columns alike and takes the one that row 1 needs.
#[test]
fn ties_may_cost_somebody_else() {
    let case = Case {
        of_rows: vec![vec![Some(1), Some(1)], vec![Some(1), None]],
        of_columns: vec![vec![0, 0]; 2],
        weights: vec![vec![1, 1]; 2],
        demands: vec![1, 1],
        capacities: vec![1, 1],
        pins: Vec::new(),
    };
    let made = solve(&case, Strategy::SerialDictatorship(Turns::Priority), 0);
    assert_eq!(made, [(0, 0)]);
}
