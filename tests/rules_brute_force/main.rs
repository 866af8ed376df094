//! Every kind of rule, alone and in pairs, hard and soft, against a search that tries every set of pairs; and contradictions
//! whose explanation must be irreducible.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking, and counts are small"
)]

mod case;
mod nested;

use case::Case;
use proptest::prelude::*;
use tandems::problem::{
    Block, Bounds, Budget, Changed, Costs, Objective, Per, Place, Rule, RuleKind, Side, Strength,
};

fn sets(most: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(prop::bool::weighted(0.6), most).prop_map(|flags| {
        flags.iter().enumerate().filter(|(_, flag)| **flag).map(|(at, _)| at).collect()
    })
}

fn blocks(rows: usize, columns: usize) -> impl Strategy<Value = Block> {
    (sets(rows), sets(columns)).prop_map(|(rows, columns)| Block::new(rows, columns))
}

/// Any rule for a problem of this size.
fn rules(rows: usize, columns: usize) -> impl Strategy<Value = Rule> {
    let quota = (
        blocks(rows, columns),
        prop::sample::select(vec![Per::Whole, Per::Row, Per::Column]),
        (0_u64..=2, 0_u64..=2, any::<bool>()),
    )
        .prop_map(|(block, per, (min, more, open))| RuleKind::Quota {
            block,
            per,
            min,
            max: if open { u64::MAX } else { min + more },
        });
    let already = prop_oneof![3 => Just((0, 0)), 1 => (0..=1_u32, 1..=2_u32)];
    let share = (blocks(rows, columns), blocks(rows, columns), 0_u32..=4, 0_u32..=4, already)
        .prop_map(|(part, more, low, more_share, already)| {
            let whole = Block::new(
                part.rows().iter().chain(more.rows()).copied(),
                part.columns().iter().chain(more.columns()).copied(),
            );
            RuleKind::Share {
                part,
                whole,
                at_least: low,
                at_most: (low + more_share).min(4),
                of: 4,
                already,
            }
        });
    let needs =
        (any::<bool>(), prop::collection::vec(any::<[bool; 3]>(), rows.max(columns)), 0_u32..=2)
            .prop_map(move |(by_row, flags, times)| {
                let (here, there) = if by_row { (rows, columns) } else { (columns, rows) };
                let pick = |which: usize, most: usize| {
                    (0..most).filter(|&at| flags[at][which]).collect::<Vec<usize>>()
                };
                RuleKind::Needs {
                    side: if by_row { Side::Rows } else { Side::Columns },
                    nodes: pick(0, here),
                    these: pick(1, there),
                    times,
                    of_those: pick(2, there),
                }
            });
    let at_least_two = move |mut set: Vec<usize>| {
        for row in 0..2 {
            if set.len() < 2 && !set.contains(&row) {
                set.push(row);
            }
        }
        set
    };
    let kind = prop_oneof![
        3 => quota,
        2 => share,
        2 => needs,
        1 => sets(rows).prop_map(move |rows| RuleKind::Apart { rows: at_least_two(rows) }),
        1 => sets(rows).prop_map(move |rows| RuleKind::Together { rows: at_least_two(rows) }),
        2 => (sets(columns), 1_u32..=3, 0_u32..=1).prop_map(|(nodes, min, more)| {
            RuleKind::AllOrBetween { side: Side::Columns, nodes, min, max: min + more }
        }),
        1 => (sets(rows), 1_u32..=3, 0_u32..=1).prop_map(|(nodes, min, more)| {
            RuleKind::AllOrBetween { side: Side::Rows, nodes, min, max: min + more }
        }),
        2 => (
            prop::collection::vec(prop::option::of(0_u64..=5), columns),
            prop::collection::vec(prop::collection::vec(0_u32..=4, rows), columns),
            any::<bool>(),
        )
            .prop_map(|(budgets, costs, same)| {
                let budgets: Vec<Budget> = budgets
                    .iter()
                    .enumerate()
                    .filter_map(|(column, most)| most.map(|most| Budget { column, most }))
                    .collect();
                let costs = if same {
                    Costs::OfRows(costs[0].clone())
                } else {
                    Costs::OfPairs(costs[..budgets.len()].to_vec())
                };
                RuleKind::Hours { budgets, costs }
            }),
        2 => (
            prop::collection::vec((0..rows, 0..columns), 0..4),
            prop::sample::select(vec![Changed::Both, Changed::Added, Changed::Dropped]),
            0_u64..=3,
        )
            .prop_map(|(earlier, counted, max)| RuleKind::Changes { earlier, counted, max }),
    ];
    let kind = kind.boxed();
    let several = prop::collection::vec(kind.clone(), 0..=3);
    let kind = prop_oneof![9 => kind, 1 => several.prop_map(|parts| RuleKind::All { parts })];
    let strength = prop_oneof![
        5 => Just(Strength::Hard),
        1 => Just(Strength::Soft(Place::First)),
        1 => Just(Strength::Soft(Place::AfterCounts)),
        1 => Just(Strength::Soft(Place::Last)),
    ];
    (kind, strength).prop_map(|(kind, strength)| Rule { kind, strength })
}

fn bounds(most: u32, count: usize) -> impl Strategy<Value = Vec<Bounds>> {
    let one = (prop::bool::weighted(0.1), 1..=most)
        .prop_map(|(min, max)| Bounds::between(u32::from(min), max));
    prop::collection::vec(one, count)
}

fn cases(how_many: usize) -> impl Strategy<Value = Case> {
    cases_of(move |rows, columns| prop::collection::vec(rules(rows, columns), how_many).boxed())
}

/// Any problem with these rules.
fn cases_of(
    rules: impl Fn(usize, usize) -> BoxedStrategy<Vec<Rule>> + 'static,
) -> impl Strategy<Value = Case> {
    (2_usize..=4, 2_usize..=3).prop_flat_map(move |(rows, columns)| {
        let weight = prop::option::weighted(0.8, -3_i64..=9);
        let of_case = rules(rows, columns);
        let few = |most: usize| {
            prop::collection::vec((0..rows, 0..columns), 0..=most)
                .prop_flat_map(|all| (Just(all), prop::bool::weighted(0.3)))
                .prop_map(|(all, some)| if some { all } else { Vec::new() })
        };
        (
            prop::collection::vec(prop::collection::vec(weight, columns), rows),
            bounds(2, rows),
            bounds(3, columns),
            few(2),
            few(2),
            prop::option::weighted(0.2, -1_i64..=4),
            prop::option::weighted(0.2, prop::collection::vec(0_i64..=3, rows)),
            prop_oneof![
                2 => Just(Objective::MostTandems),
                2 => Just(Objective::BestTotal),
                1 => Just(Objective::Perfect)
            ],
            of_case,
        )
            .prop_map(
                |(
                    weights,
                    demands,
                    capacities,
                    pins,
                    forbids,
                    floor,
                    priorities,
                    objective,
                    rules,
                )| {
                    Case {
                        weights,
                        demands,
                        capacities,
                        pins,
                        forbids,
                        floor,
                        priorities,
                        objective,
                        rules,
                    }
                },
            )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_rule(case in cases(1)) {
        case.check();
    }

    #[test]
    fn two_rules(case in cases(2)) {
        case.check();
    }

    #[test]
    fn many_rules(case in cases(4)) {
        case.check();
    }
}

/// A group can have one of the two it needs at least, so that none is best; the search starts from an answer with one.
#[test]
fn a_group_that_does_not_fill() {
    let groups = RuleKind::AllOrBetween { side: Side::Columns, nodes: vec![1, 2], min: 2, max: 2 };
    let changes = RuleKind::Changes { earlier: Vec::new(), counted: Changed::Both, max: 1 };
    let one = Bounds::between(0, 1);
    Case {
        weights: vec![vec![None, Some(0), Some(8)], vec![None, Some(1), None]],
        demands: vec![one; 2],
        capacities: vec![one; 3],
        pins: Vec::new(),
        forbids: Vec::new(),
        floor: None,
        priorities: None,
        objective: Objective::MostTandems,
        rules: vec![
            Rule { kind: changes, strength: Strength::Hard },
            Rule { kind: groups, strength: Strength::Soft(Place::First) },
        ],
    }
    .check();
}

/// `HiGHS` breaks on one of the levels unless presolve is off.
#[test]
fn four_pairs_of_eight() {
    let (none, zero) = (None, Some(0));
    let most = |max| Bounds::between(0, max);
    let quota = RuleKind::Quota { block: Block::new([0, 3], []), per: Per::Column, min: 0, max: 0 };
    let changes = RuleKind::Changes { earlier: vec![(2, 0)], counted: Changed::Both, max: 3 };
    Case {
        weights: vec![
            vec![zero, zero, none],
            vec![zero, none, none],
            vec![zero; 3],
            vec![zero, zero, none],
        ],
        demands: vec![most(1), most(1), most(1), most(2)],
        capacities: vec![most(3), most(2), most(1)],
        pins: Vec::new(),
        forbids: Vec::new(),
        floor: None,
        priorities: None,
        objective: Objective::MostTandems,
        rules: [quota, changes].map(|kind| Rule { kind, strength: Strength::Hard }).into(),
    }
    .check();
}
