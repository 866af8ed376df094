//! The capped lottery: probabilities against all there are, and what is drawn from them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Problem};
use tandems::strategy::{Inputs, Lottery, Share, Strategy, StrategyError};

use crate::cases::{Case, cases};

fn solve(problem: &Problem<Csr>, share: Share, seed: u64) -> (Lottery, Vec<(usize, usize)>) {
    drawn(Strategy::CappedLottery(share), problem, seed)
}

fn drawn(strategy: Strategy, problem: &Problem<Csr>, seed: u64) -> (Lottery, Vec<(usize, usize)>) {
    let outcome = strategy.solve(problem, &Inputs::default().seed(seed)).unwrap();
    outcome.verify(problem).unwrap();
    let pairs = outcome.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
    (outcome.lottery().unwrap().clone(), pairs)
}

/// The most expected pairs and then the greatest worth, in parts: all whole flows, pair by pair, keeping the best for each
/// state of rows and columns. `worth` sees weight and parts.
fn in_parts(case: &Case, share: Share, worth: impl Fn(i64, u32) -> i128) -> (i128, i128) {
    let (part, whole) = (share.part(), share.whole());
    let (rows, columns) = (case.demands.len(), case.capacities.len());
    let mut states: BTreeMap<Vec<u32>, (i128, i128)> = BTreeMap::new();
    states.insert(vec![0; rows + columns], (0, 0));
    for (row, column) in case.pairs() {
        let mut next: BTreeMap<Vec<u32>, (i128, i128)> = BTreeMap::new();
        for (state, so_far) in &states {
            for parts in 0..=part {
                let mut state = state.clone();
                state[row] += parts;
                state[rows + column] += parts;
                if state[row] > case.demands[row] * whole
                    || state[rows + column] > case.capacities[column] * whole
                {
                    break;
                }
                let more = worth(case.weights[row][column], parts);
                let sum = (so_far.0 + i128::from(parts), so_far.1 + more);
                let best = next.entry(state).or_insert(sum);
                *best = (*best).max(sum);
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
        let linear = |weight: i64, parts: u32| i128::from(weight) * i128::from(parts);
        prop_assert_eq!(found, in_parts(&case, share, linear));

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn perturbed_probabilities_are_the_best(
        mut case in cases(2),
        (part, more) in (1_u32..4, 0_u32..3),
        (upper, rest) in (1_u32..4, 0_u32..3),
        seed in any::<u64>(),
    ) {
        case.pins.clear();
        case.demands.truncate(3);
        case.of_rows.truncate(3);
        let (most, perturbation) =
            (Share::new(part, part + more).unwrap(), Share::new(upper, upper + rest).unwrap());
        let strategy = Strategy::PerturbedMaximization { most, perturbation };
        prop_assert_eq!(strategy.to_string().parse::<Strategy>(), Ok(strategy));
        let problem = case.problem();
        let (lottery, pairs) = drawn(strategy, &problem, seed);
        // w(x - ax²) in units of 1 / (q b²), for x = k / b and a = p / q.
        let (b, p, q) = (most.whole(), perturbation.part(), perturbation.whole());
        let worth = |weight: i64, k: u32| {
            let less = if weight > 0 { p * k * k } else { 0 };
            i128::from(weight) * (i128::from(q * b * k) - i128::from(less))
        };
        let chances = lottery.chances();
        prop_assert!(chances.iter().all(|chance| chance.parts > 0 && chance.parts <= part));
        let found = (
            chances.iter().map(|chance| i128::from(chance.parts)).sum::<i128>(),
            chances.iter().map(|chance| worth(chance.pair.weight, chance.parts)).sum::<i128>(),
        );
        prop_assert_eq!(found, in_parts(&case, most, worth));
        let mut sums: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let all = lottery.decompose();
        for (matching, parts) in &all {
            for pair in matching {
                *sums.entry((pair.row, pair.column)).or_default() += parts;
            }
        }
        prop_assert_eq!(sums.len(), chances.len());
        for chance in chances {
            prop_assert_eq!(sums[&(chance.pair.row, chance.pair.column)], chance.parts);
        }
        let is_drawn = all.iter().any(|(matching, _)| {
            matching.iter().map(|pair| (pair.row, pair.column)).eq(pairs.iter().copied())
        });
        prop_assert!(is_drawn, "{pairs:?}");
    }
}

/// One mentee and four mentors of nearly the same weight: a capped lottery takes the best two, perturbed maximization all four.
#[test]
fn nearly_as_good_is_as_likely() {
    let weights = [100, 99, 98, 97].into_iter().enumerate();
    let edges = Csr::from_triplets(1, 4, weights.map(|(column, weight)| (0, column, weight)));
    let problem = Problem::new(edges.unwrap());
    let parts = |strategy: &str| {
        let (lottery, _) = drawn(strategy.parse().unwrap(), &problem, 0);
        (0..4).map(|column| lottery.parts(0, column)).collect::<Vec<_>>()
    };
    assert_eq!(parts("capped-lottery-4/8"), [4, 4, 0, 0]);
    assert_eq!(parts("perturbed-maximization-4/8-1/2"), [2, 2, 2, 2]);
    // One percent is worth it where chances cost little to be uneven.
    assert_eq!(parts("perturbed-maximization-4/8-1/1000"), [4, 4, 0, 0]);
    for name in
        ["perturbed-maximization-4/8", "perturbed-maximization-4/8-0/1", "perturbed-maximization"]
    {
        assert!(name.parse::<Strategy>().is_err(), "{name}");
    }
}

/// What would not fit is said, and with what to do.
#[test]
fn shares_of_too_many_parts() {
    let problem =
        Problem::new(Csr::from_triplets(1, 2, [(0, 0, i64::MAX / 4), (0, 1, 1)]).unwrap());
    let share = |part, whole| Share::new(part, whole).unwrap();
    let solve = |most, perturbation| {
        let strategy = Strategy::PerturbedMaximization { most, perturbation };
        strategy.solve(&problem, &Inputs::default()).unwrap_err()
    };
    for error in [
        solve(share(u32::MAX, u32::MAX), share(1, 2)),
        solve(share(1, u32::MAX), share(1, u32::MAX)),
    ] {
        assert!(matches!(error, StrategyError::TooLarge { .. }), "{error}");
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
