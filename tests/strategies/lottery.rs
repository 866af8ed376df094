//! The capped lottery: probabilities against all there are, and what is drawn from them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Problem};
use tandems::strategy::{Inputs, Lottery, Share, Strategy, StrategyError};

use crate::cases::{Case, cases};

fn solve(problem: &Problem<Csr>, share: Share, seed: u64) -> (Lottery, Vec<(usize, usize)>) {
    let strategy = Strategy::CappedLottery(share);
    let outcome = strategy.solve(problem, &Inputs::default().seed(seed)).unwrap();
    outcome.verify(problem).unwrap();
    let pairs = outcome.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
    (outcome.lottery().unwrap().clone(), pairs)
}

/// The most expected pairs and then the greatest expected total, in parts: all whole flows, pair by pair, keeping the best
/// for each state of rows and columns.
fn in_parts(case: &Case, share: Share) -> (i128, i128) {
    let (part, whole) = (share.part(), share.whole());
    let (rows, columns) = (case.demands.len(), case.capacities.len());
    let mut states: BTreeMap<Vec<u32>, (i128, i128)> = BTreeMap::new();
    states.insert(vec![0; rows + columns], (0, 0));
    for (row, column) in case.pairs() {
        let mut next: BTreeMap<Vec<u32>, (i128, i128)> = BTreeMap::new();
        for (state, worth) in &states {
            for parts in 0..=part {
                let mut state = state.clone();
                state[row] += parts;
                state[rows + column] += parts;
                if state[row] > case.demands[row] * whole
                    || state[rows + column] > case.capacities[column] * whole
                {
                    break;
                }
                let weight = i128::from(case.weights[row][column]) * i128::from(parts);
                let worth = (worth.0 + i128::from(parts), worth.1 + weight);
                let best = next.entry(state).or_insert(worth);
                *best = (*best).max(worth);
            }
        }
        states = next;
    }
    states.into_values().max().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn probabilities_are_the_best(mut case in cases(2), part in 1_u32..4, more in 0_u32..3, seed in any::<u64>()) {
        case.pins.clear();
        case.demands.truncate(3);
        case.of_rows.truncate(3);
        let share = Share::new(part, part + more).unwrap();
        let problem = case.problem();
        let (lottery, drawn) = solve(&problem, share, seed);
        prop_assert!(lottery.chances().iter().all(|chance| chance.parts > 0 && chance.parts <= part));
        let found = (i128::from(lottery.expected_pairs()), lottery.expected_total());
        prop_assert_eq!(found, in_parts(&case, share));

        // The average of all matchings is the probability of every pair, to the last digit.
        let mut sums: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let all = lottery.decompose();
        prop_assert_eq!(all.iter().map(|(_, parts)| parts).sum::<u32>(), share.whole());
        for (matching, parts) in &all {
            for pair in matching {
                *sums.entry((pair.row, pair.column)).or_default() += parts;
            }
            for (row, &demand) in case.demands.iter().enumerate() {
                let has = matching.iter().filter(|pair| pair.row == row).count();
                prop_assert!(has <= demand as usize);
            }
        }
        for chance in lottery.chances() {
            let (row, column) = (chance.pair.row, chance.pair.column);
            prop_assert_eq!(sums.remove(&(row, column)), Some(chance.parts));
            prop_assert_eq!(lottery.parts(row, column), chance.parts);
        }
        prop_assert!(sums.is_empty());
        let pairs = |matching: &[tandems::problem::Assigned]| -> Vec<(usize, usize)> {
            matching.iter().map(|pair| (pair.row, pair.column)).collect()
        };
        prop_assert!(all.iter().any(|(matching, _)| pairs(matching) == drawn));
    }
}

/// Two mentees who both like the first mentor: at most half a chance each, so each has either mentor half the time.
#[test]
fn nobody_can_be_sure_of_anybody() {
    let edges = Csr::from_triplets(2, 2, [(0, 0, 9), (0, 1, 1), (1, 0, 8), (1, 1, 1)]).unwrap();
    let problem = Problem::new(edges);
    let (lottery, _) = solve(&problem, Share::new(512, 1024).unwrap(), 1);
    assert!(lottery.chances().iter().all(|chance| chance.parts == 512));
    assert_eq!((lottery.expected_pairs(), lottery.expected_total()), (2 * 1024, 512 * 19));
    let mut seen = [0; 2];
    for seed in 0..400 {
        let pairs = lottery.draw(seed);
        assert_eq!(pairs.len(), 2);
        seen[pairs[0].column] += 1;
    }
    assert!(seen.iter().all(|&times| (150..250).contains(&times)), "{seen:?}");
    // A third cannot be had for all: a column and a half is all there is for each.
    let (lottery, drawn) = solve(&problem, Share::new(1, 3).unwrap(), 1);
    assert_eq!(lottery.expected_pairs(), 4);
    assert!(drawn.len() <= 2);
}

/// Where mentees exceed seats, as many as there are seats are served, in expectation and in every draw.
#[test]
fn more_rows_than_seats() {
    let rows = (0..6).zip([10, 9, 8, 7, 6, 5]);
    let pairs = rows.flat_map(|(row, weight)| (0..2).map(move |column| (row, column, weight)));
    let mut problem = Problem::new(Csr::from_triplets(6, 2, pairs).unwrap())
        .with_capacities(vec![Bounds::up_to(2), Bounds::up_to(1)])
        .unwrap();
    let share = Share::new(1, 3).unwrap();
    let (lottery, _) = solve(&problem, share, 0);
    assert_eq!(lottery.expected_pairs(), 3 * 3);
    for (matching, _) in lottery.decompose() {
        assert_eq!(matching.len(), 3);
    }
    // A pin is certain whatever the share.
    problem.pin(5, 1).unwrap();
    let (lottery, drawn) = solve(&problem, share, 0);
    assert_eq!(lottery.parts(5, 1), 3);
    assert!(drawn.contains(&(5, 1)));
    // Five others share two seats, each at most a third of the time.
    assert_eq!(lottery.expected_pairs(), 3 + 5);
}

#[test]
fn shares_are_read_and_refused() {
    let strategy: Strategy = "capped-lottery-3/1024".parse().unwrap();
    assert_eq!(strategy, Strategy::CappedLottery(Share::new(3, 1024).unwrap()));
    for (part, whole) in [(0, 2), (3, 2), (0, 0), (1, 0)] {
        let error = Share::new(part, whole).unwrap_err();
        assert_eq!(error, StrategyError::NoShare { part, whole });
        assert!(format!("capped-lottery-{part}/{whole}").parse::<Strategy>().is_err());
    }
}
