//! Measures against values computed by an independent script from the definitions, and against the definitions themselves by
//! brute force.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use tandems::measure::{
    EnvyKind, Matched, MeasureError, Ratio, Stability, Welfare, blocking, blocking_pairs, by_group,
    envious, envy, gini, lowest, measure,
};
use tandems::problem::{Bounds, Csr, Preferences, Problem, Ranked, Side};
use tandems::solve::Options;
use tandems::strategy::{Inputs, Strategy as Way};

const DEMANDS: [u32; 7] = [2, 1, 2, 3, 2, 1, 1];
const CAPACITIES: [u32; 5] = [3, 2, 2, 2, 2];
const PAIRS: [(usize, usize); 7] = [(1, 1), (2, 2), (3, 3), (3, 4), (4, 3), (4, 4), (6, 2)];
/// 0 is incompatible.
const WEIGHTS: [[i64; 5]; 7] = [
    [0, 1, 1, 5, 2],
    [4, 4, 3, 0, 2],
    [6, 6, 5, 7, 4],
    [0, 0, 5, 7, 5],
    [6, 6, 2, 2, 3],
    [3, 0, 2, 5, 2],
    [2, 5, 2, 7, 6],
];

fn up_to(most: &[u32]) -> Vec<Bounds> {
    most.iter().map(|&most| Bounds::up_to(most)).collect()
}

fn drawn() -> Problem<Csr> {
    let cells = WEIGHTS.iter().enumerate().flat_map(|(row, weights)| {
        weights.iter().enumerate().map(move |(column, &weight)| (row, column, weight))
    });
    let edges = Csr::from_triplets(7, 5, cells.filter(|cell| cell.2 > 0)).unwrap();
    let problem = Problem::new(edges).with_demands(up_to(&DEMANDS)).unwrap();
    problem.with_capacities(up_to(&CAPACITIES)).unwrap()
}

/// All numbers come from a script in Python with fractions that follows the definitions word by word.
#[test]
fn a_drawn_matching_as_computed_elsewhere() {
    let problem = drawn();
    let preferences = Preferences::from_problem(&problem).unwrap();
    let matched = Matched::from_pairs(&problem, PAIRS).unwrap();
    assert_eq!(matched.values(), [0, 4, 5, 12, 5, 0, 2]);
    let measures = measure(&matched, Some(&preferences)).unwrap();
    assert_eq!((measures.tandems, measures.rows.reached, measures.rows.full), (7, 5, 3));
    assert_eq!(
        (measures.columns.people, measures.columns.reached, measures.columns.full),
        (5, 4, 3)
    );
    let welfare = measures.welfare;
    assert_eq!((welfare.people, welfare.total, welfare.least), (7, 28, Some(0)));
    assert_eq!((welfare.mean, welfare.gini), (Ratio::new(4, 1), Ratio::new(1, 2)));
    assert_eq!((welfare.lowest_tenth, welfare.lowest_quarter), (None, Ratio::new(0, 1)));
    assert_eq!((welfare.nash.zeros, welfare.nash.all), (2, Some(0.0)));
    assert!((welfare.nash.served.unwrap() - 4.742_881_219_558_624).abs() < 1e-12);
    assert_eq!(measures.worst_pair, Some(2));

    let envy = measures.envy;
    assert_eq!((envy.total, envy.pairs, envy.people), (74, 16, 5));
    assert_eq!((envy.ef1, envy.efx, envy.wef1), (6, 8, 5));
    let list = |kind| -> Vec<(usize, usize)> {
        let all = envious(&matched, kind, 100).unwrap();
        all.iter().map(|envious| (envious.row, envious.other)).collect()
    };
    assert_eq!(list(EnvyKind::Ef1), [(0, 3), (0, 4), (5, 3), (5, 4), (6, 3), (6, 4)]);
    let efx = [(0, 3), (0, 4), (2, 3), (2, 4), (5, 3), (5, 4), (6, 3), (6, 4)];
    assert_eq!(list(EnvyKind::Efx), efx);
    assert_eq!(list(EnvyKind::Wef1), [(0, 3), (0, 4), (5, 3), (5, 4), (6, 4)]);
    assert_eq!(list(EnvyKind::Envy).len(), 16);
    assert_eq!(envious(&matched, EnvyKind::Efx, 3).unwrap().len(), 3);

    let load = measures.load;
    assert_eq!((load.min, load.max, load.mean), (Some(0), Some(2), Ratio::new(7, 5)));
    assert_eq!((load.variance, load.std), (Ratio::new(16, 25), Some(0.8)));

    let ranks = measures.ranks.unwrap();
    assert_eq!(ranks.rows.profile, [2, 1, 1, 3]);
    assert_eq!(ranks.columns.profile, [2, 1, 0, 3, 0, 1]);
    assert_eq!((ranks.rows.average, ranks.columns.average), (Ratio::new(19, 7), Ratio::new(22, 7)));
    assert_eq!((ranks.egalitarian_cost, ranks.sex_equality, ranks.regret), (41, 3, Some(6)));
    assert_eq!((ranks.rows.regret, ranks.unranked), (Some(4), 0));

    let blocking = measures.blocking.unwrap();
    assert_eq!((blocking.weak, blocking.strong, blocking.super_stable), (14, 17, 18));
    let pairs = |stability, limit| -> Vec<(usize, usize)> {
        let all = blocking_pairs(&matched, &preferences, stability, limit).unwrap();
        all.iter().map(|pair| (pair.row, pair.column)).collect()
    };
    let weak = [
        (0, 1),
        (0, 3),
        (2, 0),
        (2, 1),
        (2, 3),
        (2, 4),
        (3, 2),
        (4, 0),
        (4, 1),
        (5, 0),
        (5, 3),
        (6, 1),
        (6, 3),
        (6, 4),
    ];
    assert_eq!(pairs(Stability::Weak, 99), weak);
    let strong = pairs(Stability::Strong, 99);
    assert!(
        [(1, 0), (5, 2), (6, 0)].iter().all(|pair| strong.contains(pair) && !weak.contains(pair))
    );
    let all = pairs(Stability::Super, 99);
    assert!(all.contains(&(4, 2)) && !strong.contains(&(4, 2)));
    assert_eq!(pairs(Stability::Super, 4), all[..4]);

    // Everything can be written and read.
    let text = serde_json::to_string(&measure(&matched, Some(&preferences)).unwrap()).unwrap();
    let back: tandems::measure::Measures = serde_json::from_str(&text).unwrap();
    assert_eq!(back, measure(&matched, Some(&preferences)).unwrap());
}

/// By hand: of 20 values 1..=20 the lowest tenth are 1 and 2, the lowest quarter 1 to 5; the mean difference of 1..=n makes
/// a Gini coefficient of (n − 1) ÷ 3n, which is 19/60.
#[test]
fn one_to_twenty() {
    let values: Vec<i128> = (1..=20).rev().collect();
    let welfare = Welfare::of(&values).unwrap();
    assert_eq!(welfare.lowest_tenth, Ratio::new(3, 2));
    assert_eq!(welfare.lowest_quarter, Ratio::new(3, 1));
    assert_eq!(welfare.mean, Ratio::new(21, 2));
    assert_eq!(welfare.gini, Ratio::new(19, 60));
    // 20! has the natural logarithm 42.335616460753485.
    let nash = (42.335_616_460_753_485_f64 / 20.0).exp();
    assert!((welfare.nash.all.unwrap() - nash).abs() < 1e-12);
}

/// Three of a side, everybody's first choice likes that somebody least: all three cyclic matchings are stable, and one
/// side's gain is the other's loss. By hand.
#[test]
fn men_propose_and_ranks_are_counted() {
    let lists = |lists: &[[usize; 3]]| -> Vec<Vec<Vec<usize>>> {
        lists.iter().map(|list| list.iter().map(|&partner| vec![partner]).collect()).collect()
    };
    let preferences = Preferences::from_lists(
        &lists(&[[0, 1, 2], [1, 2, 0], [2, 0, 1]]),
        &lists(&[[1, 2, 0], [2, 0, 1], [0, 1, 2]]),
    )
    .unwrap();
    let cells = (0..9).map(|cell| (cell / 3, cell % 3, 1));
    let problem = Problem::new(Csr::from_triplets(3, 3, cells).unwrap());
    let by_men = |shift: usize| {
        let pairs = (0..3).map(|row| (row, (row + shift) % 3));
        let matched = Matched::from_pairs(&problem, pairs).unwrap();
        let measures = measure(&matched, Some(&preferences)).unwrap();
        let (ranks, blocking) = (measures.ranks.unwrap(), measures.blocking.unwrap());
        assert_eq!(blocking.super_stable, 0);
        (
            ranks.rows.sum,
            ranks.columns.sum,
            ranks.egalitarian_cost,
            ranks.sex_equality,
            ranks.regret,
        )
    };
    assert_eq!(by_men(0), (3, 9, 12, 6, Some(3)));
    assert_eq!(by_men(1), (6, 6, 12, 0, Some(2)));
    assert_eq!(by_men(2), (9, 3, 12, 6, Some(3)));
    // Everybody alone: all nine pairs block.
    let alone = Matched::from_pairs(&problem, []).unwrap();
    assert_eq!(blocking(&alone, &preferences).unwrap().weak, 9);
}

#[test]
fn deferred_acceptance_leaves_no_weak_block() {
    let problem = drawn();
    let preferences = Preferences::from_problem(&problem).unwrap();
    for proposing in [Side::Rows, Side::Columns] {
        let outcome =
            Way::DeferredAcceptance { proposing }.solve(&problem, &Inputs::default()).unwrap();
        let matched = Matched::of(&problem, outcome.solution()).unwrap();
        assert_eq!(blocking(&matched, &preferences).unwrap().weak, 0);
    }
    let solution = problem.solve(&Options::default()).unwrap();
    let matched = Matched::of(&problem, &solution).unwrap();
    assert!(blocking(&matched, &preferences).unwrap().weak > 0);
}

#[test]
fn pinned_partners_are_never_given_up() {
    // Row 1 would rather have column 0, which would rather have row 1, but is pinned to row 0.
    let cells = [(0, 0, 1), (1, 0, 9), (1, 1, 2)];
    let mut problem = Problem::new(Csr::from_triplets(2, 2, cells).unwrap());
    let pairs = [(0, 0), (1, 1)];
    let count = |problem: &Problem<Csr>| {
        let preferences = Preferences::from_problem(problem).unwrap();
        blocking(&Matched::from_pairs(problem, pairs).unwrap(), &preferences).unwrap().weak
    };
    assert_eq!(count(&problem), 1);
    problem.pin(0, 0).unwrap();
    assert_eq!(count(&problem), 0);
}

#[test]
fn who_does_not_take_part_counts_nowhere() {
    let cells = [(0, 0, 6), (2, 1, 2)];
    let problem = Problem::new(Csr::from_triplets(3, 3, cells).unwrap())
        .with_demands(up_to(&[1, 0, 1]))
        .unwrap()
        .with_capacities(up_to(&[1, 1, 0]))
        .unwrap();
    let measures = measure(&Matched::from_pairs(&problem, [(0, 0)]).unwrap(), None).unwrap();
    assert_eq!((measures.rows.people, measures.columns.people), (2, 2));
    assert_eq!(measures.welfare.mean, Ratio::new(3, 1));
    assert_eq!((measures.ranks, measures.blocking), (None, None));
    let other = Preferences::from_lists(&[vec![]], &[]).unwrap();
    let matched = Matched::from_pairs(&problem, []).unwrap();
    let error = measure(&matched, Some(&other)).unwrap_err();
    assert!(matches!(error, MeasureError::WrongLength { given: 1, expected: 3, .. }), "{error}");
}

#[test]
fn groups_are_measured_and_small_ones_left_out() {
    let problem = drawn();
    let preferences = Preferences::from_problem(&problem).unwrap();
    let matched = Matched::from_pairs(&problem, PAIRS).unwrap();
    let groups = [0, 0, 0, 1, 1, 1, 1];
    let table = by_group(&matched, Side::Rows, &groups, 1, Some(&preferences)).unwrap();
    let [first, second] = table.groups[..] else { panic!("two groups") };
    assert_eq!((first.people, first.reached, first.tandems), (Some(3), Some(2), Some(2)));
    assert_eq!((first.mean, second.mean), (Ratio::new(3, 1), Ratio::new(19, 4)));
    // Ranks 1 and 4; 1, 2, 4, 3 and 4.
    assert_eq!((first.average_rank, second.average_rank), (Ratio::new(5, 2), Ratio::new(14, 5)));
    assert_eq!(second.gini, gini(&[12, 5, 0, 2]).unwrap());
    // One person of each group is not reached: a cell of one.
    let table = by_group(&matched, Side::Rows, &groups, 2, None).unwrap();
    assert_eq!(
        (table.groups[0].people, table.groups[0].reached, table.groups[0].tandems),
        (Some(3), None, None)
    );
    assert_eq!((table.groups[0].mean, table.groups[0].lowest_quarter), (Ratio::new(3, 1), None));
    let seats = by_group(&matched, Side::Columns, &[0, 1, 1, 1, 0], 1, None).unwrap();
    assert_eq!((seats.groups[0].load, seats.groups[1].load), (Ratio::new(1, 1), Ratio::new(5, 3)));
    assert_eq!(seats.groups[0].load_std, Some(1.0));
    assert!(by_group(&matched, Side::Rows, &[0, 1], 1, None).is_err());
    assert!(by_group(&matched, Side::Rows, &[0, 1, 2, 3, 4, 5, usize::MAX], 1, None).is_err());
}

/// A problem and some pairs of it, with ties and people who do not rank each other.
#[derive(Debug, Clone)]
struct Case {
    weights: Vec<Vec<Option<i64>>>,
    demands: Vec<u32>,
    capacities: Vec<u32>,
    pairs: Vec<(usize, usize)>,
}

fn case() -> impl Strategy<Value = Case> {
    let weights =
        prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, -2_i64..6), 4), 5);
    let order = Just((0..20).collect::<Vec<usize>>()).prop_shuffle();
    let side = |count| prop::collection::vec(0_u32..4, count);
    (weights, side(5), side(4), order, 0_usize..20).prop_map(
        |(weights, demands, capacities, order, most)| {
            let (mut room, mut seats, mut pairs) =
                (demands.clone(), capacities.clone(), Vec::new());
            for (row, column) in order.into_iter().take(most).map(|cell| (cell / 4, cell % 4)) {
                if weights[row][column].is_some() && room[row] > 0 && seats[column] > 0 {
                    room[row] -= 1;
                    seats[column] -= 1;
                    pairs.push((row, column));
                }
            }
            pairs.sort_unstable();
            Case { weights, demands, capacities, pairs }
        },
    )
}

impl Case {
    fn problem(&self) -> Problem<Csr> {
        let cells = self.weights.iter().enumerate().flat_map(|(row, weights)| {
            let cells = weights.iter().enumerate();
            cells.filter_map(move |(column, weight)| Some((row, column, (*weight)?)))
        });
        let edges = Csr::from_triplets(5, 4, cells).unwrap();
        let problem = Problem::new(edges).with_demands(up_to(&self.demands)).unwrap();
        problem.with_capacities(up_to(&self.capacities)).unwrap()
    }

    fn of(&self, row: usize) -> Vec<usize> {
        self.pairs.iter().filter(|pair| pair.0 == row).map(|pair| pair.1).collect()
    }

    fn value(&self, row: usize, columns: &[usize]) -> i64 {
        columns.iter().map(|&column| self.weights[row][column].unwrap_or(0)).sum()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is counted by group is what the lists of the whole say, and no count is of a few.
    #[test]
    fn groups_count_what_the_lists_say(case in case(), side in prop::bool::ANY, least in 0_u64..4) {
        let problem = case.problem();
        let preferences = Preferences::from_problem(&problem).unwrap();
        let matched = Matched::from_pairs(&problem, case.pairs.iter().copied()).unwrap();
        let side = if side { Side::Rows } else { Side::Columns };
        let group: Vec<usize> = match side {
            Side::Rows => vec![0, 1, 0, 1, 0],
            Side::Columns => vec![0, 1, 1, 0],
        };
        let table = by_group(&matched, side, &group, least, Some(&preferences)).unwrap();
        let count = |nodes: &mut dyn Iterator<Item = usize>, of: usize| {
            let nodes: BTreeSet<usize> = nodes.filter(|&node| group[node] == of).collect();
            nodes.len() as u64
        };
        let node = |pair: &Ranked| if side == Side::Rows { pair.row } else { pair.column };
        let blocking =
            blocking_pairs(&matched, &preferences, Stability::Weak, usize::MAX).unwrap();
        let first = |pair: &Ranked| match side {
            Side::Rows => pair.row_rank == 1,
            Side::Columns => pair.column_rank == 1,
        };
        let made = matched.pairs().iter().filter_map(|pair| preferences.get(pair.row, pair.column));
        let made: Vec<Ranked> = made.filter(first).collect();
        for (of, shown) in table.groups.iter().enumerate() {
            let mut counts = vec![
                (shown.blocked, count(&mut blocking.iter().map(node), of)),
                (shown.first_choices, count(&mut made.iter().map(node), of)),
            ];
            if side == Side::Rows {
                let kinds = [shown.envious, shown.ef1_broken, shown.efx_broken, shown.wef1_broken];
                for (kind, shown) in EnvyKind::ALL.into_iter().zip(kinds) {
                    let all = envious(&matched, kind, usize::MAX).unwrap();
                    counts.push((shown, count(&mut all.iter().map(|envious| envious.row), of)));
                }
            }
            for (shown_count, count) in counts {
                let Some(shown_count) = shown_count else {
                    prop_assert!(least > 1);
                    continue;
                };
                prop_assert_eq!(shown_count, count);
                let rest = shown.people.unwrap() - count;
                prop_assert!(count == 0 || count >= least, "{} of {}", count, least);
                prop_assert!(rest == 0 || rest >= least, "{} of {}", rest, least);
            }
        }
    }

    #[test]
    fn envy_is_what_its_definition_says(case in case()) {
        let problem = case.problem();
        let matched = Matched::from_pairs(&problem, case.pairs.iter().copied()).unwrap();
        let counted = envy(&matched).unwrap();
        let takes_part = |row: usize| case.demands[row] > 0;
        let (mut total, mut pairs, mut ef1, mut efx, mut wef1) = (0, 0, 0, 0, 0);
        for row in (0..5).filter(|&row| takes_part(row)) {
            let own = case.value(row, &case.of(row));
            for other in (0..5).filter(|&other| other != row && takes_part(other)) {
                let bundle = case.of(other);
                total += (case.value(row, &bundle) - own).max(0);
                pairs += u64::from(case.value(row, &bundle) > own);
                // An empty bundle is left as it is.
                let without: Vec<i64> = if bundle.is_empty() { vec![0] } else {
                    (0..bundle.len()).map(|out| {
                        let mut rest = bundle.clone();
                        rest.remove(out);
                        case.value(row, &rest)
                    }).collect()
                };
                let demand = |row: usize| i64::from(case.demands[row]);
                ef1 += u64::from(without.iter().all(|&rest| own < rest));
                efx += u64::from(without.iter().any(|&rest| own < rest));
                wef1 += u64::from(without.iter().all(|&rest| demand(other) * own < demand(row) * rest));
            }
        }
        let found = (counted.total, counted.pairs, counted.ef1, counted.efx, counted.wef1);
        prop_assert_eq!(found, (i128::from(total), pairs, ef1, efx, wef1));
    }

    #[test]
    fn blocking_is_what_its_definition_says(case in case()) {
        let problem = case.problem();
        let preferences = Preferences::from_problem(&problem).unwrap();
        let matched = Matched::from_pairs(&problem, case.pairs.iter().copied()).unwrap();
        let counted = blocking(&matched, &preferences).unwrap();
        let (mut weak, mut strong, mut all) = (0, 0, 0);
        for (row, weights) in case.weights.iter().enumerate() {
            for (column, weight) in weights.iter().enumerate() {
                let Some(weight) = *weight else { continue };
                if case.pairs.contains(&(row, column)) || case.demands[row] == 0 || case.capacities[column] == 0 {
                    continue;
                }
                // What each would give up: nothing where there is room, or else its least.
                let own = case.of(row);
                let others: Vec<usize> = case.pairs.iter().filter(|pair| pair.1 == column).map(|pair| pair.0).collect();
                let of_row = (own.len() == case.demands[row] as usize)
                    .then(|| own.iter().map(|&column| case.weights[row][column].unwrap()).min().unwrap());
                let of_column = (others.len() == case.capacities[column] as usize)
                    .then(|| others.iter().map(|&row| case.weights[row][column].unwrap()).min().unwrap());
                let gains = |given: Option<i64>| given.is_none_or(|given| weight > given);
                let bears = |given: Option<i64>| given.is_none_or(|given| weight >= given);
                weak += u64::from(gains(of_row) && gains(of_column));
                strong += u64::from(bears(of_row) && bears(of_column) && (gains(of_row) || gains(of_column)));
                all += u64::from(bears(of_row) && bears(of_column));
            }
        }
        prop_assert_eq!((counted.weak, counted.strong, counted.super_stable), (weak, strong, all));
    }

    /// Half the mean difference over all pairs, relative to the mean: the other definition of the coefficient.
    #[test]
    fn gini_is_half_the_relative_mean_difference(values in prop::collection::vec(0_i128..50, 1..9)) {
        let differences: i128 = values.iter().flat_map(|one| values.iter().map(move |other| (one - other).abs())).sum();
        let twice = 2 * values.len() as i128 * values.iter().sum::<i128>();
        prop_assert_eq!(gini(&values).unwrap(), Ratio::new(differences, twice));
    }

    #[test]
    fn the_order_of_people_does_not_matter(values in prop::collection::vec(0_i128..50, 1..9)) {
        let mut turned = values.clone();
        turned.reverse();
        prop_assert_eq!(Welfare::of(&values).unwrap(), Welfare::of(&turned).unwrap());
        prop_assert_eq!(lowest(&values, 1, 1).unwrap(), Welfare::of(&values).unwrap().mean);
    }
}
