//! The picking sequence: what it promises by a definition of its own and by the measure, and its order turn by turn.

use proptest::prelude::*;
use tandems::measure::{Matched, envy};
use tandems::problem::{Bounds, Csr, Problem};
use tandems::strategy::{Inputs, Strategy};

use crate::cases::{Case, cases, pairs_of};

/// Whether a row would rather, weighed by demands, have what another has, whichever one partner is taken away there.
fn envies(case: &Case, answer: &[(usize, usize)], row: usize, other: usize) -> bool {
    let worth = |column: usize| case.of_rows[row][column].map_or(0, |_| case.weights[row][column]);
    let of = |node: usize| answer.iter().filter(move |pair| pair.0 == node).map(|pair| pair.1);
    let own: i64 = of(row).map(worth).sum();
    let less = |gone: Option<usize>| {
        let others: i64 = of(other).filter(|&column| Some(column) != gone).map(worth).sum();
        i64::from(case.demands[other]) * own < i64::from(case.demands[row]) * others
    };
    if of(other).next().is_none() { less(None) } else { of(other).all(|gone| less(Some(gone))) }
}

fn envied(case: &Case, answer: &[(usize, usize)], other: usize) -> bool {
    (0..case.demands.len()).any(|row| row != other && envies(case, answer, row, other))
}

fn count(answer: &[(usize, usize)], is_meant: impl Fn(&(usize, usize)) -> bool) -> u32 {
    u32::try_from(answer.iter().filter(|pair| is_meant(pair)).count()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    /// With forbidden pairs, capacities and demands of any size, weights below zero among them.
    #[test]
    fn nobody_envies_by_more_than_one(mut case in cases(3)) {
        case.pins.clear();
        let problem = case.problem();
        let outcome = Strategy::FairSequence.solve(&problem, &Inputs::default()).unwrap();
        outcome.verify(&problem).unwrap();
        let found = pairs_of(&outcome);
        prop_assert!((0..case.demands.len()).all(|row| !envied(&case, &found, row)), "{found:?}");
        prop_assert_eq!(envy(&Matched::new(&problem, outcome.pairs()).unwrap()).unwrap().wef1, 0);
        prop_assert!(outcome.pairs().iter().all(|pair| pair.weight >= 0));
        // Nobody could have more without being envied.
        for (row, column) in case.pairs() {
            let room = count(&found, |pair| pair.0 == row) < case.demands[row]
                && count(&found, |pair| pair.1 == column) < case.capacities[column];
            if room && !found.contains(&(row, column)) && case.weights[row][column] >= 0 {
                let mut more = found.clone();
                more.push((row, column));
                prop_assert!(envied(&case, &more, row), "{found:?} and {:?}", (row, column));
            }
        }
    }

    /// What pins break stays broken; nothing else does.
    #[test]
    fn only_pins_are_envied(mut case in cases(3)) {
        for weight in case.weights.iter_mut().flatten() {
            *weight = (*weight).max(0);
        }
        let problem = case.problem();
        let found = pairs_of(&Strategy::FairSequence.solve(&problem, &Inputs::default()).unwrap());
        for row in 0..case.demands.len() {
            let of_row: Vec<_> = found.iter().filter(|pair| pair.0 == row).collect();
            let all_pinned = of_row.iter().all(|pair| case.pins.contains(pair));
            prop_assert!(all_pinned || !envied(&case, &found, row), "{found:?}");
        }
    }

    /// Where columns have one seat and everybody fits, the promise costs nothing: it is the plain picking sequence, played here
    /// turn by turn.
    #[test]
    fn one_seat_each_is_a_picking_sequence(
        weights in prop::collection::vec(prop::collection::vec(0_i64..9, 6), 1..5),
        demands in prop::collection::vec(0_u32..4, 5),
    ) {
        let demands = &demands[..weights.len()];
        let cells = (0..weights.len()).flat_map(|row| (0..6).map(move |column| (row, column)));
        let triplets = cells.map(|(row, column)| (row, column, weights[row][column]));
        let problem = Problem::new(Csr::from_triplets(weights.len(), 6, triplets).unwrap())
            .with_demands(demands.iter().map(|&most| Bounds::up_to(most)).collect())
            .unwrap();
        let (mut has, mut left) = (vec![0; demands.len()], (0..6).collect::<Vec<usize>>());
        let mut expected = Vec::new();
        loop {
            let best = |row: usize| left.iter().map(|&column| weights[row][column]).max();
            let turn = (0..demands.len()).filter(|&row| has[row] < demands[row]).min_by(|&a, &b| {
                (has[a] * demands[b]).cmp(&(has[b] * demands[a])).then(best(b).cmp(&best(a)))
            });
            let Some((row, most)) = turn.and_then(|row| Some((row, best(row)?))) else { break };
            let column = left.iter().position(|&column| weights[row][column] == most).unwrap();
            expected.push((row, left.remove(column)));
            has[row] += 1;
        }
        expected.sort_unstable();
        let found = pairs_of(&Strategy::FairSequence.solve(&problem, &Inputs::default()).unwrap());
        prop_assert_eq!(found, expected);
    }
}

/// Two mentees of two seats each who both want the two good mentors: the best pairs first would give one of them both.
#[test]
fn good_mentors_are_shared() {
    let weights = [[10, 9, 1, 1], [9, 8, 1, 1]];
    let cells = (0..2).flat_map(|row| (0..4).map(move |column| (row, column)));
    let triplets = cells.map(|(row, column)| (row, column, weights[row][column]));
    let problem = Problem::new(Csr::from_triplets(2, 4, triplets).unwrap())
        .with_demands(vec![Bounds::up_to(2); 2])
        .unwrap();
    let by = |strategy: Strategy| pairs_of(&strategy.solve(&problem, &Inputs::default()).unwrap());
    assert_eq!(by(Strategy::Greedy), [(0, 0), (0, 1), (1, 2), (1, 3)]);
    assert_eq!(by(Strategy::FairSequence), [(0, 0), (0, 2), (1, 1), (1, 3)]);
}
