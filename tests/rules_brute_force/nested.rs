//! Limits that nest on either side: solved as flows, with prices that prove them; and what is not to be taken for one.

use proptest::prelude::*;
use tandems::problem::{
    Block, Bounds, Cause, Changed, Conflict, Csr, MAX_WEIGHT, Objective, Per, Place, Problem,
    Proof, Rule, RuleKind, Side, Solution, Status, Strength,
};
use tandems::solve::Options;

use super::case::Case;
use super::cases_of;

/// Quotas over whole rows, whole columns, and parts of single ones, which often nest, and what says the same.
fn limits(rows: usize, columns: usize) -> BoxedStrategy<Rule> {
    let some = |count: usize| {
        // Beginnings, ends and single ones.
        (0..count, 1..=count, any::<bool>()).prop_map(move |(at, length, first)| {
            if first {
                (0..length).collect::<Vec<usize>>()
            } else {
                (at..(at + length).min(count)).collect()
            }
        })
    };
    let numbers = (0_u64..=3, 0_u64..=2, any::<bool>())
        .prop_map(|(min, more, open)| (min, if open { u64::MAX } else { min + more }));
    let most = (0_u64..=3).prop_map(|most| (0, most));
    let numbers = prop_oneof![2 => numbers, 1 => most].boxed();
    let quota = |block, per, (min, max)| RuleKind::Quota { block, per, min, max };
    let of_rows = (some(rows), numbers.clone())
        .prop_map(move |(of, n)| quota(Block::new(of, 0..columns), Per::Whole, n));
    let of_columns = (some(columns), numbers.clone())
        .prop_map(move |(of, n)| quota(Block::new(0..rows, of), Per::Whole, n));
    let of_both = (some(rows), some(columns), numbers.clone())
        .prop_map(move |(of, with, n)| quota(Block::new(of, with), Per::Whole, n));
    let each_row = (some(rows), some(columns), numbers.clone())
        .prop_map(move |(of, with, n)| quota(Block::new(of, with), Per::Row, n));
    let each_column = (some(rows), some(columns), numbers)
        .prop_map(move |(of, with, n)| quota(Block::new(of, with), Per::Column, n));
    let apart = some(rows).prop_map(|mut rows| {
        rows.extend([0, 1]);
        rows.sort_unstable();
        rows.dedup();
        RuleKind::Apart { rows }
    });
    let up_to = (some(columns), 0_u32..=1, 1_u32..=2).prop_map(|(nodes, min, max)| {
        RuleKind::AllOrBetween { side: Side::Columns, nodes, min, max }
    });
    let nothing = (some(rows), some(columns)).prop_map(|(nodes, these)| RuleKind::Needs {
        side: Side::Rows,
        nodes,
        these,
        times: 0,
        of_those: vec![0],
    });
    let kind = prop_oneof![
        4 => of_rows,
        4 => of_columns,
        1 => of_both,
        3 => each_row,
        3 => each_column,
        1 => apart,
        1 => up_to,
        1 => nothing,
    ]
    .boxed();
    let several = prop::collection::vec(kind.clone(), 0..=3);
    let kind = prop_oneof![9 => kind, 1 => several.prop_map(|parts| RuleKind::All { parts })];
    let strength = prop_oneof![
        5 => Just(Strength::Hard),
        1 => Just(Strength::Soft(Place::First)),
        1 => Just(Strength::Soft(Place::AfterCounts)),
        1 => Just(Strength::Soft(Place::Last)),
    ];
    (kind, strength).prop_map(|(kind, strength)| Rule { kind, strength }).boxed()
}

fn nested(how_many: usize) -> impl Strategy<Value = Case> {
    cases_of(move |rows, columns| prop::collection::vec(limits(rows, columns), how_many).boxed())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_limit(case in nested(1)) {
        case.check();
    }

    #[test]
    fn two_limits(case in nested(2)) {
        case.check();
    }

    #[test]
    fn four_limits(case in nested(4)) {
        case.check();
    }
}

/// A larger problem, its rules, and the same problem with one rule more that everything keeps and that is no flow.
fn twice(case: &Larger) -> [Problem<Csr>; 2] {
    let Larger { rows, columns, triplets, demands, capacities, rules, objective } = case.clone();
    let problem = |rules: Vec<Rule>| {
        Problem::new(Csr::from_triplets(rows, columns, triplets.clone()).unwrap())
            .with_objective(objective.clone())
            .with_demands(demands.clone())
            .unwrap()
            .with_capacities(capacities.clone())
            .unwrap()
            .with_rules(rules)
            .unwrap()
    };
    let changes = RuleKind::Changes { earlier: vec![], counted: Changed::Both, max: 1 << 20 };
    let more = rules.iter().cloned().chain([Rule::hard(changes)]).collect();
    [problem(rules), problem(more)]
}

#[derive(Debug, Clone)]
struct Larger {
    rows: usize,
    columns: usize,
    triplets: Vec<(usize, usize, i64)>,
    demands: Vec<Bounds>,
    capacities: Vec<Bounds>,
    rules: Vec<Rule>,
    objective: Objective,
}

fn larger() -> impl Strategy<Value = Larger> {
    (8_usize..=14, 5_usize..=9).prop_flat_map(|(rows, columns)| {
        let weights =
            prop::collection::vec(prop::option::weighted(0.6, 0_i64..=30), rows * columns);
        let triplets = weights.prop_map(move |weights| {
            let cells = weights.into_iter().enumerate();
            let open = cells.filter_map(|(at, weight)| Some((at / columns, at % columns, weight?)));
            open.collect::<Vec<_>>()
        });
        // Schools of rows, regions of columns, and one limit within each row or column.
        let quota = |block, per, (min, max)| Rule::hard(RuleKind::Quota { block, per, min, max });
        let numbers = (0_u64..=3, 0_u64..=3).prop_map(|(min, more)| (min, min + more));
        let schools = (2_usize..=4, prop::collection::vec(numbers.clone(), 4)).prop_map(
            move |(schools, numbers)| {
                let school = |at: usize| Block::new((at..rows).step_by(schools), 0..columns);
                (0..schools)
                    .map(|at| quota(school(at), Per::Whole, numbers[at]))
                    .collect::<Vec<_>>()
            },
        );
        let regions = (1_usize..=2, numbers.clone()).prop_map(move |(regions, numbers)| {
            vec![quota(Block::new(0..rows, (0..columns).step_by(regions)), Per::Whole, numbers)]
        });
        let inside = (1..rows, 0_u64..=2).prop_map(move |(some, most)| {
            vec![quota(Block::new(0..some, 0..columns), Per::Column, (0, most))]
        });
        let rules = (schools, regions, inside).prop_map(|(a, b, c)| [a, b, c].concat());
        let bounds = |most: u32, count: usize| {
            prop::collection::vec((1..=most).prop_map(Bounds::up_to), count)
        };
        (
            (Just(rows), Just(columns), triplets),
            bounds(2, rows),
            bounds(4, columns),
            rules,
            prop::sample::select(vec![Objective::MostTandems, Objective::BestTotal]),
        )
            .prop_map(
                |((rows, columns, triplets), demands, capacities, rules, objective)| Larger {
                    rows,
                    columns,
                    triplets,
                    demands,
                    capacities,
                    rules,
                    objective,
                },
            )
    })
}

fn worth(solution: &Solution) -> Vec<i128> {
    solution.levels().iter().map(|level| level.value).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_backend_finds_the_same(case in larger()) {
        let [problem, more] = twice(&case);
        let solution = problem.solve(&Options::default()).unwrap();
        let verified = solution.verify(&problem).unwrap();
        let other = more.solve(&Options::default()).unwrap();
        other.verify(&more).unwrap();
        prop_assert_eq!(solution.status(), other.status());
        if solution.status() == Status::Optimal {
            prop_assert!(verified.proved, "{}", solution.choice());
            prop_assert_eq!(worth(&solution), worth(&other));
        }
    }
}

fn quota(
    rows: impl IntoIterator<Item = usize>,
    columns: impl IntoIterator<Item = usize>,
    (min, max): (u64, u64),
) -> Rule {
    Rule::hard(RuleKind::Quota { block: Block::new(rows, columns), per: Per::Whole, min, max })
}

fn full(rows: usize, columns: usize, weight: impl Fn(usize, usize) -> i64) -> Problem<Csr> {
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let triplets = cells.map(|(row, column)| (row, column, weight(row, column)));
    Problem::new(Csr::from_triplets(rows, columns, triplets).unwrap())
}

fn solved(problem: Problem<Csr>, rules: Vec<Rule>) -> (Problem<Csr>, Solution) {
    let problem = problem.with_rules(rules).unwrap();
    let solution = problem.solve(&Options::default()).unwrap();
    solution.verify(&problem).unwrap();
    (problem, solution)
}

#[test]
fn nested_quotas_are_a_flow_and_crossing_ones_are_not() {
    let weight = |row: usize, column: usize| i64::from((row * 7 + column * 5) as u32 % 11);
    let problem = || full(6, 6, weight).with_objective(Objective::BestTotal);
    let nest = vec![
        quota(0..4, 0..6, (0, 2)),
        quota(0..2, 0..6, (1, 1)),
        quota(4..6, 0..6, (1, 1)),
        quota(0..6, 0..3, (2, 2)),
        quota(0..6, 1..3, (0, 1)),
        quota([0], 0..2, (1, 1)),
    ];
    let (problem_nested, solution) = solved(problem(), nest);
    assert_eq!(solution.algorithm(), "flow", "{}", solution.choice());
    assert_eq!(solution.proof(), Proof::Duals);
    assert!(solution.choice().contains("two trees"));
    assert!(!solution.duals().unwrap().rules().is_empty());
    // What is written and read again proves as much; a price more proves less, or nothing.
    let written = serde_json::to_string(&solution).unwrap();
    let read: Solution = serde_json::from_str(&written).unwrap();
    assert!(read.verify(&problem_nested).unwrap().proved);

    // Either could join the rows, but not both, and neither is a set of whole columns.
    let cross = vec![quota(0..3, 0..3, (1, 1)), quota(1..4, 0..6, (1, 1))];
    let (_, solution) = solved(problem(), cross);
    assert_ne!(solution.algorithm(), "flow");
    // Two that cross are put on different sides where they can be.
    let block = |row: usize, column: usize| (row < 3 || column >= 3).then_some(1);
    let cells = (0..6).flat_map(|row| (0..6).map(move |column| (row, column)));
    let triplets = cells.filter_map(|(row, column)| Some((row, column, block(row, column)?)));
    let corner = Problem::new(Csr::from_triplets(6, 6, triplets).unwrap());
    let (_, solution) = solved(corner, vec![quota(0..6, 0..3, (0, 2)), quota(1..3, 0..6, (0, 1))]);
    assert_eq!(solution.algorithm(), "flow", "{}", solution.choice());
}

#[test]
fn odd_limits() {
    let weight = |row: usize, column: usize| i64::from((row * 3 + column * 5) as u32 % 7);
    let problem = || full(4, 4, weight);
    let served = |rules: Vec<Rule>| solved(problem(), rules).1;
    // Nobody, nothing, twice the same, more than there is.
    assert_eq!(served(vec![quota([], 0..4, (0, 0))]).pairs().len(), 4);
    assert_eq!(served(vec![quota(0..4, 0..4, (0, 0))]).pairs().len(), 0);
    assert_eq!(served(vec![quota(0..2, 0..4, (1, 1)); 3]).pairs().len(), 3);
    assert_eq!(served(vec![quota(0..4, 0..4, (0, u64::MAX))]).pairs().len(), 4);
    assert_eq!(served(vec![quota([], [], (1, 1))]).status(), Status::Infeasible);
    assert_eq!(served(vec![quota(0..4, 0..4, (17, 20))]).status(), Status::Infeasible);
    assert_eq!(served(vec![quota(0..4, 0..4, (5, 20))]).status(), Status::Infeasible);
    let soft = |min, max, place| {
        let block = Block::new(0..4, 0..4);
        Rule::soft(RuleKind::Quota { block, per: Per::Whole, min, max }, place)
    };
    let solution = served(vec![soft(1 << 40, u64::MAX, Place::First)]);
    assert_eq!(solution.pairs().len(), 4);
    let beyond = problem().with_rules(vec![soft(u64::MAX, u64::MAX, Place::First)]).unwrap();
    assert!(beyond.solve(&Options::default()).is_err());
    let solution = served(vec![soft(0, 1, Place::First)]);
    assert_eq!((solution.pairs().len(), solution.algorithm()), (1, "flow"));
    let solution = served(vec![soft(0, 1, Place::Last)]);
    assert_eq!(solution.pairs().len(), 4);
}

#[test]
fn contradictions_name_what_is_to_blame() {
    let problem = || full(6, 4, |_, _| 1).with_capacities(vec![Bounds::up_to(1); 4]).unwrap();
    let (_, solution) =
        solved(problem(), vec![quota(0..3, 0..4, (3, 3)), quota(3..6, 0..4, (2, 3))]);
    let Some(Conflict::Irreducible { causes }) = solution.conflict() else {
        panic!("{solution:#?}");
    };
    let mut expected = vec![Cause::Rule(0), Cause::Rule(1)];
    expected.extend((0..4).map(Cause::ColumnMaximum));
    assert_eq!(causes, &expected);
    assert_eq!(solution.algorithm(), "flow");
}

#[test]
fn weights_near_the_largest() {
    for sign in [1, -1] {
        for objective in [Objective::MostTandems, Objective::BestTotal, Objective::Perfect] {
            let weight = move |row: usize, column: usize| {
                sign * (MAX_WEIGHT - i64::from((row * 4 + column) as u32 % 5))
            };
            let problem = full(5, 5, weight).with_objective(objective);
            let rules = vec![quota(0..5, 0..2, (0, 2)), quota(0..2, 0..5, (0, 2))];
            let rules = [rules, vec![quota([0], 3..5, (1, 1)), quota(1..5, [4], (0, 0))]].concat();
            let (_, solution) = solved(problem, rules);
            assert_eq!(solution.status(), Status::Optimal);
            assert_eq!(solution.proof(), Proof::Duals);
        }
    }
}
