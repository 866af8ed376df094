//! The worst-served row: the guarantee against every answer there is.

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Problem};
use tandems::strategy::{Inputs, Strategy};

use crate::cases::{Case, cases, pairs_of};

type Pairs = Vec<(usize, usize)>;

/// The weights of what each row has beside its pins, the greatest first.
fn weights(case: &Case, answer: &[(usize, usize)]) -> Vec<Vec<i64>> {
    let mut of_rows = vec![Vec::new(); case.demands.len()];
    for pair in answer.iter().filter(|pair| !case.pins.contains(pair)) {
        of_rows[pair.0].push(case.weights[pair.0][pair.1]);
    }
    for list in &mut of_rows {
        list.sort_unstable();
        list.reverse();
    }
    of_rows
}

/// What the worst-served of the rows that have something beside their pins gets.
fn least(case: &Case, answer: &[(usize, usize)]) -> i64 {
    let of_rows = weights(case, answer);
    let served = of_rows.iter().filter(|list| !list.is_empty());
    served.map(|list| list.iter().sum()).min().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_worst_served_row_is_near_the_best(mut case in cases(3)) {
        for weight in case.weights.iter_mut().flatten() {
            *weight = (*weight).max(0);
        }
        let problem = case.problem();
        let solve = |strategy: Strategy| {
            let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
            outcome.verify(&problem).unwrap();
            pairs_of(&outcome)
        };
        let (found, most) = (solve(Strategy::PeerReview4All), solve(Strategy::MostTandems));
        // Every row has as many as in an answer that serves most rows and makes most pairs.
        let counts = |answer: &Pairs| -> Vec<usize> {
            weights(&case, answer).iter().map(Vec::len).collect()
        };
        prop_assert_eq!(counts(&found), counts(&most));
        let got = least(&case, &found);
        prop_assert!(got >= least(&case, &most));
        let alike: Vec<Pairs> =
            case.answers().into_iter().filter(|answer| counts(answer) == counts(&most)).collect();
        let best = alike.iter().map(|answer| least(&case, answer)).max().unwrap();
        let largest = counts(&most).into_iter().max().unwrap_or(0);
        prop_assert!(got * i64::try_from(largest).unwrap() >= best, "{got} of {best}");
        // For each number of good pairs: with so many of the greatest weight that all rows can have at once.
        for good in 1..=largest {
            let worst_good = |answer: &Pairs| {
                let of_rows = weights(&case, answer);
                let served = of_rows.into_iter().filter(|list| !list.is_empty());
                served.map(|list| list[good.min(list.len()) - 1]).min().unwrap_or(0)
            };
            let weight = alike.iter().map(worst_good).max().unwrap();
            let fewest = counts(&most).into_iter().filter(|&count| count > 0).min().unwrap_or(0);
            prop_assert!(got >= weight * i64::try_from(good.min(fewest)).unwrap());
        }
    }

    /// The floor of the program is no lower than what the worst-served row gets in any answer, so rows are as near to that.
    #[test]
    fn no_row_falls_far_below_the_floor(case in cases(3)) {
        let problem = case.problem();
        let [found, most] = [Strategy::LocalFairness, Strategy::MostTandems].map(|strategy| {
            let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
            outcome.verify(&problem).unwrap();
            pairs_of(&outcome)
        });
        let counts = |answer: &Pairs| -> Vec<usize> {
            weights(&case, answer).iter().map(Vec::len).collect()
        };
        prop_assert_eq!(counts(&found), counts(&most));
        let alike: Vec<Pairs> =
            case.answers().into_iter().filter(|answer| counts(answer) == counts(&most)).collect();
        let best = alike.iter().map(|answer| least(&case, answer)).max().unwrap();
        for (row, list) in weights(&case, &found).iter().enumerate().filter(|row| !row.1.is_empty()) {
            // Columns that are full by pins are not open, which only narrows what the row's weights lie apart.
            let open = case.pairs().into_iter().filter(|pair| pair.0 == row);
            let of_row = open.map(|(row, column)| case.weights[row][column]);
            let apart = of_row.clone().max().unwrap() - of_row.min().unwrap();
            prop_assert!(list.iter().sum::<i64>() + apart >= best, "{list:?} of {best}");
        }
        // Where the greatest total keeps the floor there is nothing to give up.
        if least(&case, &most) >= best && counts(&most).iter().all(|&count| count <= 1) {
            prop_assert_eq!(case.total(&found), case.total(&most));
        }
    }

    /// A heuristic that promises no more than the answer it starts from, whose number of pairs it keeps for each row.
    #[test]
    fn columns_that_move_leave_nobody_worse_than_the_worst(case in cases(3)) {
        let problem = case.problem();
        let [found, most] = [Strategy::FairFlow, Strategy::MostTandems].map(|strategy| {
            let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
            outcome.verify(&problem).unwrap();
            pairs_of(&outcome)
        });
        let counts = |answer: &Pairs| -> Vec<usize> {
            weights(&case, answer).iter().map(Vec::len).collect()
        };
        prop_assert_eq!(counts(&found), counts(&most));
        let (got, before) = (least(&case, &found), least(&case, &most));
        prop_assert!(got >= before, "{got} and {before}");
        prop_assert!(got > before || case.total(&found) >= case.total(&most));
    }

    /// With one column a row the worst-served gets what it gets in the fairest answer.
    #[test]
    fn one_column_a_row_is_exact(mut case in cases(1)) {
        case.pins.clear();
        let problem = case.problem();
        let [one, other] = [Strategy::PeerReview4All, Strategy::Fairest].map(|strategy| {
            pairs_of(&strategy.solve(&problem, &Inputs::default()).unwrap())
        });
        if weights(&case, &one).iter().map(Vec::is_empty).eq(weights(&case, &other).iter().map(Vec::is_empty)) {
            prop_assert_eq!(least(&case, &one), least(&case, &other));
        }
    }
}

/// Three papers and three reviewers who are good for the first two only: the greatest total leaves the third with nobody who knows
/// its field.
#[test]
fn nobody_is_left_to_those_who_do_not_know() {
    let weights = [[10, 10, 1], [10, 10, 1], [6, 0, 0]];
    let cells = (0..3).flat_map(|row| (0..3).map(move |column| (row, column)));
    let triplets = cells.map(|(row, column)| (row, column, weights[row][column]));
    let problem = Problem::new(Csr::from_triplets(3, 3, triplets).unwrap())
        .with_demands(vec![Bounds::up_to(2); 3])
        .unwrap()
        .with_capacities(vec![Bounds::up_to(2); 3])
        .unwrap();
    let least = |strategy: Strategy| {
        let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
        let mut sums = [0; 3];
        for pair in outcome.pairs() {
            sums[pair.row] += pair.weight;
        }
        sums.into_iter().min().unwrap()
    };
    assert_eq!(least(Strategy::BestTotal), 0);
    assert_eq!(least(Strategy::PeerReview4All), 6);
    assert_eq!(least(Strategy::FairFlow), 6);
    assert_eq!(least(Strategy::LocalFairness), 6);
}

/// A floor that a backend missed while its variable began at a bound of 2⁴⁹: floats had lost the weights beside it.
#[test]
fn a_floor_below_zero() {
    let case = Case {
        of_rows: vec![vec![None, Some(0)], vec![Some(0), Some(0)], vec![Some(0), Some(0)]],
        of_columns: vec![vec![0, 0]; 3],
        weights: vec![vec![0, 0], vec![1, 6], vec![-1, 5]],
        demands: vec![1, 2, 1],
        capacities: vec![2, 2],
        pins: vec![(0, 1)],
    };
    let problem = case.problem();
    let outcome = Strategy::LocalFairness.solve(&problem, &Inputs::default()).unwrap();
    outcome.verify(&problem).unwrap();
    assert_eq!(pairs_of(&outcome), [(0, 1), (1, 0), (1, 1), (2, 0)]);
}
