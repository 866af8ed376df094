//! Instances that other packages publish, with the matchings they publish for them.
//!
//! The lists are those of the tests of the Python package `matching` (github.com/daffidwilde/matching, v1.4.3, MIT
//! license), `tests/hospital_resident` and `tests/stable_marriage`.

use tandems::problem::{Bounds, Csr, Preferences, Problem, Side};
use tandems::strategy::{Inputs, Strategy};

use crate::cases::pairs_of;

/// From lists without ties.
fn strict(of_rows: &[&[usize]], of_columns: &[&[usize]]) -> Preferences {
    let lists = |lists: &[&[usize]]| -> Vec<Vec<Vec<usize>>> {
        lists.iter().map(|list| list.iter().map(|&one| vec![one]).collect()).collect()
    };
    Preferences::from_lists(&lists(of_rows), &lists(of_columns)).unwrap()
}

/// What every stable strategy makes of it.
fn matchings(preferences: &Preferences, capacity: u32) -> Vec<(Strategy, Vec<(usize, usize)>)> {
    let pairs = (0..preferences.rows()).flat_map(|row| preferences.row(row));
    let triplets = pairs.map(|pair| (pair.row, pair.column, 1));
    let edges = Csr::from_triplets(preferences.rows(), preferences.columns(), triplets).unwrap();
    let seats = vec![Bounds::up_to(capacity); preferences.columns()];
    let problem = Problem::new(edges).with_capacities(seats).unwrap();
    let inputs = Inputs::default().preferences(preferences);
    [
        Strategy::DeferredAcceptance { proposing: Side::Rows },
        Strategy::DeferredAcceptance { proposing: Side::Columns },
        Strategy::MaximumStable,
        Strategy::BestStable,
    ]
    .into_iter()
    .map(|strategy| {
        let outcome = strategy.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        (strategy, pairs_of(&outcome))
    })
    .collect()
}

/// The example of the README: Mercy takes L and S, City takes D and A, General takes J.
#[test]
fn the_readme_of_matching() {
    // A, S, D, J, L; Mercy, City, General with two places each.
    let preferences = strict(
        &[&[1], &[1, 0], &[1, 0, 2], &[1, 2, 0], &[0, 1, 2]],
        &[&[2, 4, 1, 3], &[2, 0, 1, 4, 3], &[2, 3, 4]],
    );
    for (strategy, found) in matchings(&preferences, 2) {
        assert_eq!(found, [(0, 1), (1, 0), (2, 1), (3, 2), (4, 0)], "{strategy}");
    }
}

/// Its issue 67: group 1 gets intellectual property, groups 2 and 3 get privacy.
#[test]
fn issue_67_of_matching() {
    // Fairness in AI, intellectual property, privacy, social media.
    let preferences = strict(&[&[1, 2], &[2, 0], &[2, 3]], &[&[1], &[0], &[2, 1, 0], &[2]]);
    for (strategy, found) in matchings(&preferences, 2) {
        assert_eq!(found, [(0, 1), (1, 2), (2, 2)], "{strategy}");
    }
}

/// A resident who loses all there is.
#[test]
fn nobody_left_to_ask() {
    let preferences = strict(&[&[0], &[0, 1]], &[&[1, 0], &[1]]);
    for (strategy, found) in matchings(&preferences, 1) {
        assert_eq!(found, [(1, 0)], "{strategy}");
    }
}

/// *Pride and Prejudice*: Bingley and Jane, Collins and Charlotte, Darcy and Elizabeth, Wickham and Lydia.
#[test]
fn pride_and_prejudice() {
    // Bingley, Collins, Darcy, Wickham; Charlotte, Elizabeth, Jane, Lydia.
    let preferences = strict(
        &[&[2, 1, 3, 0], &[2, 1, 3, 0], &[1, 2, 0, 3], &[3, 2, 1, 0]],
        &[&[0, 2, 1, 3], &[3, 2, 0, 1], &[0, 3, 2, 1], &[0, 3, 2, 1]],
    );
    let found = matchings(&preferences, 1);
    assert_eq!(found[0].1, [(0, 2), (1, 0), (2, 1), (3, 3)]);
}

/// The stable marriage of the README: A and E, B and D, C and F.
#[test]
fn the_marriages_of_the_readme() {
    let preferences =
        strict(&[&[0, 1, 2], &[0, 2, 1], &[2, 0, 1]], &[&[1, 2, 0], &[0, 2, 1], &[2, 1, 0]]);
    let found = matchings(&preferences, 1);
    assert_eq!(found[0].1, [(0, 1), (1, 0), (2, 2)]);
}

/// Its issue 159: 100 residents and 50 hospitals of one place, whose lists name many who do not list them back. There the
/// package once failed; no matching is published. The lists have one stable matching, found with a program of a dozen lines
/// that knows nothing of this crate.
#[test]
fn issue_159_of_matching() {
    let preferences = strict(&RESIDENTS, &HOSPITALS);
    assert_eq!((preferences.rows(), preferences.columns(), preferences.pairs()), (100, 50, 64));
    for (strategy, found) in matchings(&preferences, 1) {
        assert_eq!(found, MATCHED, "{strategy}");
    }
}

#[rustfmt::skip]
const RESIDENTS: [&[usize]; 100] = [
    &[0, 45, 7], &[1], &[2], &[], &[4], &[5], &[6], &[1], &[35], &[], &[45, 37], &[11], &[], &[13, 8],
    &[14, 13, 37, 11], &[15, 40], &[16], &[], &[], &[19], &[20, 19], &[21], &[22], &[6], &[24], &[], &[26, 8],
    &[], &[28, 1], &[29], &[30, 46], &[31], &[], &[33, 21], &[], &[35], &[36], &[37], &[38, 27], &[39],
    &[46, 11, 13, 40], &[41], &[], &[49, 34, 43, 40], &[2], &[25, 45], &[2], &[47], &[48], &[49], &[], &[13],
    &[], &[], &[], &[], &[], &[12], &[], &[], &[], &[], &[5], &[], &[], &[], &[37], &[], &[6], &[], &[29],
    &[13], &[45, 11], &[41, 12], &[], &[1], &[9], &[], &[], &[], &[39, 41], &[], &[10], &[], &[39], &[], &[],
    &[43, 5], &[], &[], &[12], &[], &[43], &[], &[], &[], &[], &[], &[1, 28, 48, 21], &[],
];

#[rustfmt::skip]
const HOSPITALS: [&[usize]; 50] = [
    &[0, 51], &[28, 98, 1], &[46, 44, 9, 2], &[], &[4, 11, 71, 79], &[5, 87], &[6], &[], &[13, 26], &[64, 76],
    &[82], &[11, 72], &[24, 12, 5, 57, 60], &[13, 51, 40, 71], &[14], &[15, 99, 83], &[16], &[47], &[71],
    &[47, 19, 61, 20, 72], &[20, 59, 65], &[21, 33, 98, 38, 93], &[22, 52], &[4], &[24, 60, 5, 12, 28], &[45],
    &[26], &[38, 17, 98, 57, 9], &[28, 98, 1, 7, 60], &[70, 90, 29], &[30, 89, 65], &[63, 31, 70, 55, 44],
    &[33, 32], &[33], &[], &[35, 52, 8, 72], &[36, 44, 91], &[], &[38, 0, 33], &[39, 80, 84, 51, 71], &[],
    &[41, 80, 73], &[], &[87, 92], &[61, 2, 44, 12, 87], &[72, 45, 0, 10], &[40], &[47], &[98, 48, 60, 5, 85],
    &[49, 18, 75, 86, 53],
];

#[rustfmt::skip]
const MATCHED: [(usize, usize); 37] = [
    (0, 0), (4, 4), (5, 5), (6, 6), (11, 11), (13, 13), (14, 14), (15, 15), (16, 16), (19, 19), (20, 20),
    (21, 21), (22, 22), (24, 24), (26, 26), (28, 28), (30, 30), (31, 31), (33, 33), (35, 35), (36, 36),
    (38, 38), (39, 39), (40, 46), (41, 41), (45, 25), (46, 2), (47, 47), (48, 48), (49, 49), (57, 12), (70, 29),
    (72, 45), (76, 9), (82, 10), (87, 43), (98, 1),
];
