//! What every strategy promises alike: names, the table of what it takes, bounds, and the same answer again.

use proptest::prelude::*;
use tandems::problem::{Bounds, CancelToken, Csr, Limits, Objective, Problem, Status, StopReason};
use tandems::solve::Options;
use tandems::strategy::{Feature, Input, Inputs, Strategy, StrategyError, TieBreak};

use crate::cases::cases;

#[test]
fn names_are_read_back() {
    for strategy in Strategy::ALL {
        assert_eq!(strategy.to_string().parse::<Strategy>().unwrap(), strategy);
    }
    let error = "best".parse::<Strategy>().unwrap_err().to_string();
    assert!(error.contains("`best`") && error.contains("best-total"), "{error}");
}

fn square() -> Problem<Csr> {
    let all = (0..3).flat_map(|row| (0..3).map(move |column| (row, column, 1)));
    Problem::new(Csr::from_triplets(3, 3, all).unwrap())
}

#[test]
fn what_is_not_taken_is_an_error_that_says_where() {
    let up_to = Bounds::up_to;
    let minimum = vec![up_to(1), Bounds { min: 1, max: 1 }, up_to(1)];
    let several = vec![up_to(1), up_to(1), up_to(2)];
    let asked = [
        (Feature::MinimumLoads, square().with_demands(minimum.clone()).unwrap(), "row 1"),
        (Feature::MinimumLoads, square().with_capacities(minimum).unwrap(), "column 1"),
        (Feature::Perfect, square().with_objective(Objective::Perfect), "fills a side"),
        (Feature::DemandAboveOne, square().with_demands(several.clone()).unwrap(), "row 2"),
        (Feature::Capacities, square().with_capacities(several).unwrap(), "column 2"),
    ];
    for strategy in Strategy::ALL {
        for (feature, problem, place) in &asked {
            match strategy.solve(problem, &Inputs::default()) {
                Ok(outcome) => {
                    assert!(strategy.capabilities().takes(*feature), "{strategy} {feature}");
                    outcome.verify(problem).unwrap();
                }
                Err(StrategyError::Unsupported { strategy: name, feature: found, found: at }) => {
                    assert!(!strategy.capabilities().takes(*feature), "{strategy} {feature}");
                    assert_eq!((name, found), (strategy.to_string(), *feature));
                    assert!(at.contains(place), "{at}");
                }
                // Everybody likes everybody alike.
                Err(StrategyError::NoneStable { .. }) => {
                    assert!(matches!(
                        strategy,
                        Strategy::StronglyStable { .. }
                            | Strategy::SuperStable { .. }
                            | Strategy::SuperStableStudentProject
                    ));
                    assert!(strategy.capabilities().takes(*feature), "{feature}");
                }
                Err(error) => panic!("{strategy}: {error}"),
            }
        }
    }
}

#[test]
fn pins_that_contradict_are_infeasible_for_all() {
    let mut problem = square();
    problem.pin(0, 0).unwrap();
    problem.pin(1, 0).unwrap();
    for strategy in Strategy::ALL {
        let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
        assert_eq!(outcome.solution().status(), Status::Infeasible, "{strategy}");
        outcome.verify(&problem).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_keep_bounds_and_come_again(case in cases(2), seed in 0_u64..9) {
        let (problem, preferences) = (case.problem(), case.preferences());
        for strategy in Strategy::ALL {
            let table = strategy.capabilities();
            if case.demands.iter().any(|&demand| demand > 1) && !table.takes(Feature::DemandAboveOne) {
                continue;
            }
            for ties in [TieBreak::Index, TieBreak::Weight, TieBreak::Lottery] {
                let inputs = Inputs::default().preferences(&preferences).ties(ties).seed(seed);
                let outcome = strategy.solve(&problem, &inputs);
                prop_assert_eq!(&outcome, &strategy.solve(&problem, &inputs));
                let outcome = match outcome {
                    Err(StrategyError::NoneStable { .. }) => continue,
                    outcome => outcome.unwrap(),
                };
                outcome.verify(&problem).unwrap();
                // What it says it does not use makes no difference.
                let other = inputs.clone().seed(seed + 1);
                let drawn = table.uses(Input::Seed) || (table.uses(Input::Ties) && ties == TieBreak::Lottery);
                if !drawn {
                    prop_assert_eq!(&strategy.solve(&problem, &other).unwrap(), &outcome);
                }
                if !table.uses(Input::Priorities) {
                    let priorities = (0..).take(problem.rows()).collect();
                    let other = problem.clone().with_priorities(priorities).unwrap();
                    let other = strategy.solve(&other, &inputs).unwrap();
                    prop_assert_eq!(other.pairs(), outcome.pairs(), "{}", strategy);
                }
                if !table.uses(Input::Ties) {
                    let other = inputs.ties(TieBreak::Weight);
                    prop_assert_eq!(&strategy.solve(&problem, &other).unwrap(), &outcome);
                }
            }
        }
    }
}

/// What may take long can be stopped, and then says so; nothing that is no answer is handed out.
#[test]
fn a_run_can_be_cancelled() {
    let token = CancelToken::new();
    token.cancel();
    let inputs =
        Inputs::default().options(Options::default().limits(Limits::none().cancel(token.clone())));
    let two = square().with_demands(vec![Bounds::up_to(2); 3]).unwrap();
    for problem in [&square(), &two] {
        for strategy in Strategy::ALL {
            let table = strategy.capabilities();
            let Ok(outcome) = strategy.solve(problem, &inputs) else {
                // Where all are liked alike there is no super-stable matching.
                assert!(!table.takes(Feature::DemandAboveOne), "{strategy}");
                continue;
            };
            outcome.verify(problem).unwrap();
            if table.uses(Input::Options) {
                assert_eq!(outcome.solution().stop_reason(), StopReason::Cancelled, "{strategy}");
                assert_eq!(outcome.solution().status(), Status::Unknown, "{strategy}");
                assert!(outcome.pairs().is_empty(), "{strategy}");
            } else {
                assert_eq!(outcome.solution().stop_reason(), StopReason::Completed, "{strategy}");
                assert!(!outcome.pairs().is_empty(), "{strategy}");
            }
        }
    }
}

/// Nobody, one person, all the same, and nobody who fits: every strategy has an answer.
#[test]
fn the_smallest_problems() {
    let problem = |rows: usize, columns: usize, edges: &[(usize, usize, i64)], most: u32| {
        let edges = Csr::from_triplets(rows, columns, edges.iter().copied()).unwrap();
        Problem::new(edges).with_demands(vec![Bounds::up_to(most); rows]).unwrap()
    };
    let full: Vec<_> = (0..16).map(|cell| (cell / 4, cell % 4, 7)).collect();
    let cases = [
        (problem(0, 0, &[], 1), 0),
        (problem(0, 3, &[], 2), 0),
        (problem(3, 0, &[], 2), 0),
        (problem(1, 1, &[], 2), 0),
        (problem(1, 1, &[(0, 0, -5)], 1), 1),
        (problem(1, 1, &[(0, 0, 0)], 2), 1),
        (problem(4, 4, &full, 1), 4),
        (problem(4, 4, &full, 2), 4),
        (problem(4, 4, &full, 0), 0),
    ];
    for (problem, most) in &cases {
        for strategy in Strategy::ALL {
            match strategy.solve(problem, &Inputs::default()) {
                Ok(outcome) => {
                    outcome.verify(problem).unwrap();
                    let made = outcome.pairs().len();
                    // Half of what can be is what the weakest of them promise.
                    let total = matches!(
                        strategy,
                        Strategy::BestTotal
                            | Strategy::FairSequence
                            | Strategy::CappedLottery(_)
                            | Strategy::PerturbedMaximization { .. }
                    );
                    assert!(
                        made <= *most && (total || 2 * made >= *most),
                        "{strategy} {problem:?}"
                    );
                }
                Err(StrategyError::NoneStable { .. }) => {
                    assert!(matches!(
                        strategy,
                        Strategy::SuperStable { .. } | Strategy::SuperStableStudentProject
                    ));
                    assert_eq!(*most, 4);
                }
                Err(error) => assert!(error.to_string().contains("demands above 1"), "{error}"),
            }
        }
    }
}

/// The table in the docs is the one in the code.
#[test]
fn the_table_in_the_docs() {
    let docs = include_str!("../../src/strategy/mod.rs");
    let (mut last, mut families) = (String::new(), 0);
    for strategy in Strategy::ALL {
        let name = strategy.name();
        let family = ["-rows", "-columns", "-both"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .map_or(name.to_owned(), |family| format!("{family}-…"));
        let table = strategy.capabilities();
        let takes = |feature| if table.takes(feature) { "yes" } else { "no" };
        let features =
            [Feature::DemandAboveOne, Feature::Pins, Feature::MinimumLoads, Feature::Rules]
                .map(takes)
                .join(" | ");
        assert!(table.takes(Feature::Capacities));
        let uses: Vec<String> = table
            .uses
            .iter()
            .map(|input| serde_json::to_string(input).unwrap().trim_matches('"').replace('-', " "))
            .collect();
        let row = format!("//! | `{family}` | {features} | {} |\n", uses.join(", "));
        if row != last {
            assert!(docs.contains(&row), "{row}");
            families += 1;
        }
        last = row;
    }
    assert_eq!(docs.matches("\n//! | `").count(), families, "a row without a strategy");
    let names = include_str!("../../COMPARE.md");
    for strategy in Strategy::ALL {
        let debug = format!("{strategy:?}");
        let name = debug.split(['(', ' ']).next().unwrap();
        assert!(names.contains(&format!("| `{name}` |")), "{name}");
    }
}
