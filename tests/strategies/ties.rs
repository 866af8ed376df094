//! Strong and super-stability where lists have ties, against every answer there is and at a larger size.

use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use tandems::measure::{Matched, Stability, blocking_pairs};
use tandems::problem::{Assigned, Preferences, Side};
use tandems::strategy::{Inputs, Strategy, StrategyError};

use crate::cases::{Case, cases, pairs_of};
use crate::larger::instance;
use crate::stable::{Pairs, no_pair_blocks, places, problem};

const STRONGLY_STABLE: [Strategy; 2] = [
    Strategy::StronglyStable { proposing: Side::Rows },
    Strategy::StronglyStable { proposing: Side::Columns },
];
const SUPER_STABLE: [Strategy; 2] = [
    Strategy::SuperStable { proposing: Side::Rows },
    Strategy::SuperStable { proposing: Side::Columns },
];

/// Whether no two would have each other, the one rather and the other as lief.
fn is_strongly_stable(case: &Case, preferences: &Preferences, answer: &[(usize, usize)]) -> bool {
    no_pair_blocks(case, preferences, answer, u32::lt, u32::le)
        && no_pair_blocks(case, preferences, answer, u32::le, u32::lt)
}

/// Whether no two would each rather, or as lief, have each other.
fn is_super_stable(case: &Case, preferences: &Preferences, answer: &[(usize, usize)]) -> bool {
    no_pair_blocks(case, preferences, answer, u32::le, u32::le)
}

/// That each side has its best answer of all that are stable, and that there is none where none is found.
fn best_for_each_side(
    case: &Case,
    strategies: [Strategy; 2],
    is_stable: impl Fn(&Case, &Preferences, &[(usize, usize)]) -> bool,
) -> Result<(), TestCaseError> {
    let (problem, preferences) = (case.problem(), case.preferences());
    let answers = case.answers();
    let stable: Vec<&Pairs> =
        answers.iter().filter(|answer| is_stable(case, &preferences, answer)).collect();
    let inputs = Inputs::default().preferences(&preferences);
    for (strategy, side) in strategies.into_iter().zip([Side::Rows, Side::Columns]) {
        match strategy.solve(&problem, &inputs) {
            Ok(outcome) => {
                outcome.verify(&problem).unwrap();
                let found = pairs_of(&outcome);
                prop_assert!(stable.contains(&&found), "{strategy}: {found:?} of {stable:?}");
                let of_side = |answer: &Pairs| places(case, &preferences, side, answer);
                for (node, best) in of_side(&found).iter().enumerate() {
                    prop_assert!(stable.iter().all(|other| *best <= of_side(other)[node]));
                }
            }
            Err(StrategyError::NoneStable { .. }) => {
                prop_assert!(stable.is_empty(), "{strategy}: {stable:?}");
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
    Ok(())
}

/// Four mentees and four mentors with few ranks, so that much is liked alike.
fn alike() -> impl proptest::strategy::Strategy<Value = Case> {
    let cell = prop_oneof![1 => Just(None), 5 => (0_i64..3).prop_map(Some)];
    (
        prop::collection::vec(prop::collection::vec(cell, 4), 4),
        prop::collection::vec(prop::collection::vec(0_i64..3, 4), 4),
        prop::collection::vec(1_u32..4, 4),
    )
        .prop_map(|(of_rows, of_columns, capacities)| Case {
            of_rows,
            of_columns,
            weights: vec![vec![0; 4]; 4],
            demands: vec![1; 4],
            capacities,
            pins: Vec::new(),
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn super_stable_if_anything_is(case in prop_oneof![cases(1), alike()]) {
        best_for_each_side(&case, SUPER_STABLE, is_super_stable)?;
    }

    #[test]
    fn strongly_stable_if_anything_is(case in prop_oneof![cases(1), alike()]) {
        best_for_each_side(&case, STRONGLY_STABLE, is_strongly_stable)?;
    }

    #[test]
    fn strongly_blocking_pairs(case in cases(1)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        for answer in &case.answers() {
            let matched = Matched::from_pairs(&problem, answer.iter().copied()).unwrap();
            let blocking = blocking_pairs(&matched, &preferences, Stability::Strong, 1).unwrap();
            let stable = is_strongly_stable(&case, &preferences, answer);
            prop_assert_eq!(blocking.is_empty(), stable, "{:?}", answer);
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
    assert_eq!(solve(STRONGLY_STABLE[0], &alike).unwrap().pairs().len(), 2);
    assert!(solve(SUPER_STABLE[0], &alike).is_err());
    // Both mentees want the first mentor, who likes them alike: whoever is left would gain and she would lose nothing.
    let wanted = lists(&vec![vec![vec![0], vec![1]]; 2], &all_alike);
    let error = solve(STRONGLY_STABLE[0], &wanted).unwrap_err();
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
        let solve = |strategy: Strategy| strategy.solve(&problem, &inputs);
        let [strongly, by_columns] = STRONGLY_STABLE.map(solve);
        let [fully, fully_by_columns] = SUPER_STABLE.map(solve);
        for (one, other, measured) in [
            (&strongly, &by_columns, Stability::Strong),
            (&fully, &fully_by_columns, Stability::Super),
        ] {
            assert_eq!(one.is_ok(), other.is_ok());
            let (Ok(one), Ok(other)) = (one, other) else { continue };
            assert_eq!(rows(one.pairs()), rows(other.pairs()));
            for outcome in [one, other] {
                outcome.verify(&problem).unwrap();
                let matched = Matched::new(&problem, outcome.pairs()).unwrap();
                assert!(blocking_pairs(&matched, &preferences, measured, 1).unwrap().is_empty());
            }
        }
        match (&strongly, &fully) {
            (Ok(strongly), fully) => {
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
