//! Strong and super-stability where lists have ties, against every answer there is and at a larger size.

use proptest::prelude::*;
use tandems::measure::{Matched, Stability, blocking, blocking_pairs};
use tandems::problem::{Assigned, Preferences, Side};
use tandems::strategy::{Inputs, Strategy, StrategyError};

use crate::cases::{Case, cases, pairs_of};
use crate::larger::instance;
use crate::stable::{Pairs, no_pair_blocks, places, problem};

/// Whether no two would have each other, the one rather and the other as lief.
fn is_strongly_stable(case: &Case, preferences: &Preferences, answer: &[(usize, usize)]) -> bool {
    no_pair_blocks(case, preferences, answer, u32::lt, u32::le)
        && no_pair_blocks(case, preferences, answer, u32::le, u32::lt)
}

/// Whether no two would each rather, or as lief, have each other.
fn is_super_stable(case: &Case, preferences: &Preferences, answer: &[(usize, usize)]) -> bool {
    no_pair_blocks(case, preferences, answer, u32::le, u32::le)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn super_stable_if_anything_is(case in cases(1)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let answers = case.answers();
        let stable: Vec<&Pairs> =
            answers.iter().filter(|answer| is_super_stable(&case, &preferences, answer)).collect();
        let inputs = Inputs::default().preferences(&preferences);
        match Strategy::SuperStable.solve(&problem, &inputs) {
            Ok(outcome) => {
                outcome.verify(&problem).unwrap();
                let found = pairs_of(&outcome);
                prop_assert!(stable.contains(&&found), "{found:?} of {stable:?}");
                let of_rows = |answer: &Pairs| places(&case, &preferences, Side::Rows, answer);
                for (row, best) in of_rows(&found).iter().enumerate() {
                    prop_assert!(stable.iter().all(|other| *best <= of_rows(other)[row]));
                }
            }
            Err(StrategyError::NoneStable { .. }) => prop_assert!(stable.is_empty(), "{stable:?}"),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn strongly_stable_if_anything_is(case in cases(1)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let answers = case.answers();
        let stable: Vec<&Pairs> = answers
            .iter()
            .filter(|answer| is_strongly_stable(&case, &preferences, answer))
            .collect();
        for answer in &answers {
            let matched = Matched::from_pairs(&problem, answer.iter().copied()).unwrap();
            let blocking = blocking_pairs(&matched, &preferences, Stability::Strong, 1).unwrap();
            prop_assert_eq!(blocking.is_empty(), stable.contains(&answer), "{:?}", answer);
        }
        let inputs = Inputs::default().preferences(&preferences);
        match Strategy::StronglyStable.solve(&problem, &inputs) {
            Ok(outcome) => {
                outcome.verify(&problem).unwrap();
                let found = pairs_of(&outcome);
                prop_assert!(stable.contains(&&found), "{found:?} of {stable:?}");
                let of_rows = |answer: &Pairs| places(&case, &preferences, Side::Rows, answer);
                for (row, best) in of_rows(&found).iter().enumerate() {
                    prop_assert!(stable.iter().all(|other| *best <= of_rows(other)[row]));
                }
            }
            Err(StrategyError::NoneStable { .. }) => prop_assert!(stable.is_empty(), "{stable:?}"),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

/// Two mentees and two mentors: where everybody likes everybody alike the answer is strongly stable and not super-stable, and where both
/// mentees want one mentor who likes them alike it is only weakly stable.
#[test]
fn between_weakly_and_super_stable() {
    let lists = |of_rows: &[Vec<Vec<usize>>], of_columns: &[Vec<Vec<usize>>]| {
        Preferences::from_lists(of_rows, of_columns).unwrap()
    };
    let all_alike = vec![vec![vec![0, 1]]; 2];
    let alike = lists(&all_alike, &all_alike);
    let problem = problem(&alike, |_, _| 0);
    let solve = |strategy: Strategy, preferences: &Preferences| {
        strategy.solve(&problem, &Inputs::default().preferences(preferences))
    };
    assert_eq!(solve(Strategy::StronglyStable, &alike).unwrap().pairs().len(), 2);
    assert!(solve(Strategy::SuperStable, &alike).is_err());
    // Both mentees want the first mentor, who likes them alike: whoever is left would gain and she would lose nothing.
    let wanted = lists(&vec![vec![vec![0], vec![1]]; 2], &all_alike);
    let error = solve(Strategy::StronglyStable, &wanted).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no matching is strongly stable: column 0 has to refuse rows that it likes alike and is left with free seats; break the ties, or ask for one that is weakly stable"
    );
}

/// Ties at a larger size: what is called strongly stable has no blocking pair, every problem with a super-stable matching has a
/// strongly stable one that serves the same rows, and both are there sometimes and sometimes not.
#[test]
fn stability_with_ties() {
    let mut seen = [0; 3];
    for (seed, levels) in (80..110).flat_map(|seed| [2, 30, 300, 100_000].map(|most| (seed, most)))
    {
        let instance = instance(60, 30, 8, levels, seed);
        let (problem, preferences) = (instance.problem(&instance.triplets), instance.preferences());
        let inputs = Inputs::default().preferences(&preferences);
        let rows = |pairs: &[Assigned]| pairs.iter().map(|pair| pair.row).collect::<Vec<_>>();
        let strongly = Strategy::StronglyStable.solve(&problem, &inputs);
        let fully = Strategy::SuperStable.solve(&problem, &inputs);
        match (&strongly, &fully) {
            (Ok(strongly), fully) => {
                strongly.verify(&problem).unwrap();
                let matched = Matched::new(&problem, strongly.pairs()).unwrap();
                assert_eq!(blocking(&matched, &preferences).unwrap().strong, 0);
                if let Ok(fully) = fully {
                    assert_eq!(rows(strongly.pairs()), rows(fully.pairs()));
                }
                seen[usize::from(fully.is_ok())] += 1;
            }
            (Err(StrategyError::NoneStable { .. }), Err(StrategyError::NoneStable { .. })) => {
                seen[2] += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(seen.iter().all(|&times| times > 0), "{seen:?}");
}
