//! Leximin, rank-maximal, greedy and generous maximum against every answer there is.

use std::cmp::Reverse;

use proptest::prelude::*;
use tandems::problem::Proof;
use tandems::strategy::{Inputs, Outcome, Ranking, Strategy};

use crate::cases::{Case, cases, pairs_of, ranks};

fn profile(case: &Case, ranking: Ranking, answer: &[(usize, usize)]) -> Vec<i64> {
    let preferences = case.preferences();
    let mut profile = vec![0; 6];
    for &pair in answer {
        let ranked = ranks(&preferences, pair);
        if matches!(ranking, Ranking::Rows | Ranking::Both) {
            profile[ranked.row_rank as usize] += 1;
        }
        if matches!(ranking, Ranking::Columns | Ranking::Both) {
            profile[ranked.column_rank as usize] += 1;
        }
    }
    profile
}

fn backwards(profile: Vec<i64>) -> Vec<Reverse<i64>> {
    profile.into_iter().rev().map(Reverse).collect()
}

/// Rows served, what they get from the least on, total.
fn leximin(case: &Case, answer: &[(usize, usize)]) -> (usize, Vec<i64>, i64) {
    let mut gets = vec![None; case.demands.len()];
    for &(row, column) in answer {
        gets[row] = Some(gets[row].unwrap_or(0) + case.of_rows[row][column].unwrap());
    }
    let mut gets: Vec<i64> = gets.into_iter().flatten().collect();
    gets.sort_unstable();
    (gets.len(), gets, case.total(answer))
}

/// What is said of the levels is what the pairs say.
fn check_levels(case: &Case, outcome: &Outcome) {
    let (_, gets, _) = leximin(case, &pairs_of(outcome));
    let fairness = outcome.fairness().unwrap();
    let levels = fairness.levels();
    let spelled: Vec<i64> = levels
        .iter()
        .flat_map(|level| (0..level.rows).map(|_| i64::try_from(level.value).unwrap()))
        .collect();
    assert_eq!(spelled, gets);
    assert!(levels.iter().all(|level| level.proof != Proof::None), "{levels:?}");
    assert_ne!(fairness.total(), Proof::None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fairest_is_leximin(case in prop_oneof![cases(1), cases(3)]) {
        let (problem, scores) = (case.problem(), case.row_scores());
        let inputs = Inputs::default().row_scores(&scores);
        let outcome = Strategy::Fairest.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        check_levels(&case, &outcome);
        let best = case.answers().iter().map(|answer| leximin(&case, answer)).max().unwrap();
        prop_assert_eq!(leximin(&case, &pairs_of(&outcome)), best);
    }

    /// Without scores of rows the weights count, which may be negative.
    #[test]
    fn fairest_by_weights(case in cases(3)) {
        let problem = case.problem();
        let outcome = Strategy::Fairest.solve(&problem, &Inputs::default()).unwrap();
        outcome.verify(&problem).unwrap();
        let weights = case.weights.iter().zip(&case.of_rows).map(|(weights, cells)| {
            weights.iter().zip(cells).map(|(&weight, cell)| cell.map(|_| weight)).collect()
        });
        let case = Case { of_rows: weights.collect(), ..case.clone() };
        check_levels(&case, &outcome);
        let best = case.answers().iter().map(|answer| leximin(&case, answer)).max().unwrap();
        prop_assert_eq!(leximin(&case, &pairs_of(&outcome)), best);
    }

    #[test]
    fn profiles_are_the_best(case in cases(2)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let inputs = Inputs::default().preferences(&preferences);
        let answers = case.answers();
        for ranking in [Ranking::Rows, Ranking::Columns, Ranking::Both] {
            let solved = |strategy: Strategy| {
                let outcome = strategy.solve(&problem, &inputs).unwrap();
                outcome.verify(&problem).unwrap();
                pairs_of(&outcome)
            };
            let rank_maximal = |answer: &[(usize, usize)]| {
                (profile(&case, ranking, answer), case.total(answer))
            };
            let best = answers.iter().map(|answer| rank_maximal(answer)).max().unwrap();
            let found = solved(Strategy::RankMaximal(ranking));
            prop_assert_eq!(rank_maximal(&found), best);

            let greedy = |answer: &[(usize, usize)]| {
                (answer.len(), profile(&case, ranking, answer), case.total(answer))
            };
            let best = answers.iter().map(|answer| greedy(answer)).max().unwrap();
            let found = solved(Strategy::GreedyMaximum(ranking));
            prop_assert_eq!(greedy(&found), best);

            let generous = |answer: &[(usize, usize)]| {
                (answer.len(), backwards(profile(&case, ranking, answer)), case.total(answer))
            };
            let best = answers.iter().map(|answer| generous(answer)).max().unwrap();
            let found = solved(Strategy::GenerousMaximum(ranking));
            prop_assert_eq!(generous(&found), best);
        }
    }
}
