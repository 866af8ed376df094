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
        Strategy::ApproximateMaximumStable,
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

/// Hospitals and residents with ties: lists of up to three hospitals, in groups of those liked alike.
struct WithTies {
    /// What each resident thinks of each hospital: the less the better, `None` for never.
    of_residents: Vec<Vec<Option<u32>>>,
    of_hospitals: Vec<Vec<u32>>,
    places: Vec<usize>,
}

impl WithTies {
    /// Whether a resident and a hospital would both strictly rather have each other.
    fn blocked(&self, has: &[Option<usize>]) -> bool {
        let better = |resident: usize, hospital: usize| {
            let Some(rank) = self.of_residents[resident][hospital] else { return false };
            let now = has[resident].and_then(|at| self.of_residents[resident][at]);
            if now.is_some_and(|now| now <= rank) {
                return false;
            }
            let sitting: Vec<usize> =
                (0..has.len()).filter(|&other| has[other] == Some(hospital)).collect();
            let own = self.of_hospitals[hospital][resident];
            sitting.len() < self.places[hospital]
                || sitting.iter().any(|&other| self.of_hospitals[hospital][other] > own)
        };
        (0..has.len()).any(|row| (0..self.places.len()).any(|column| better(row, column)))
    }

    /// The size of the largest weakly stable matching, by trying them all.
    fn largest(&self, has: &mut Vec<Option<usize>>, best: &mut usize) {
        let resident = has.len();
        let made = has.iter().flatten().count();
        if made + self.of_residents.len() - resident <= *best {
            return;
        }
        if resident == self.of_residents.len() {
            if !self.blocked(has) {
                *best = made;
            }
            return;
        }
        for hospital in 0..self.places.len() {
            let taken = has.iter().filter(|at| **at == Some(hospital)).count();
            if self.of_residents[resident][hospital].is_some() && taken < self.places[hospital] {
                has.push(Some(hospital));
                self.largest(has, best);
                has.pop();
            }
        }
        has.push(None);
        self.largest(has, best);
        has.pop();
    }
}

/// A. Kwanashie and D. F. Manlove, *An integer programming approach to the hospitals/residents problem with ties*, 2014, draw
/// residents with short lists and hospitals with ties, as large as a solver can be given. Here they are as large as can be tried
/// out, and the heuristic finds nearly all there is, and never less than two thirds.
#[test]
fn hospitals_with_ties() {
    let mut state = 7_u32;
    let mut below = |bound: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % bound
    };
    let (mut found, mut best) = (0, 0);
    for _ in 0..150 {
        let (residents, hospitals) = (8, 4);
        let mut of_residents = vec![vec![None; hospitals]; residents];
        for list in &mut of_residents {
            for _ in 0..3 {
                let hospital = below(u32::try_from(hospitals).unwrap()) as usize;
                list[hospital] = Some(below(3));
            }
        }
        let of_hospitals = (0..hospitals).map(|_| (0..residents).map(|_| below(3)).collect());
        let instance = WithTies {
            of_residents,
            of_hospitals: of_hospitals.collect(),
            places: (0..hospitals).map(|_| 1 + below(2) as usize).collect(),
        };
        let mut largest = 0;
        instance.largest(&mut Vec::new(), &mut largest);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (row, list) in instance.of_residents.iter().enumerate() {
            for (column, rank) in list.iter().enumerate() {
                if let Some(rank) = rank {
                    ours.push((row, column, -i64::from(*rank)));
                    theirs.push((row, column, -i64::from(instance.of_hospitals[column][row])));
                }
            }
        }
        let csr = |triplets| Csr::from_triplets(residents, hospitals, triplets).unwrap();
        let (ours, theirs): (Csr, Csr) = (csr(ours), csr(theirs));
        let preferences = Preferences::from_sides(&ours, &theirs).unwrap();
        let seats = instance.places.iter().map(|&places| u32::try_from(places).unwrap());
        let problem =
            Problem::new(ours).with_capacities(seats.map(Bounds::up_to).collect()).unwrap();
        let inputs = Inputs::default().preferences(&preferences);
        let outcome = Strategy::ApproximateMaximumStable.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        let mut has = vec![None; residents];
        for (row, column) in pairs_of(&outcome) {
            has[row] = Some(column);
        }
        assert!(!instance.blocked(&has));
        assert!(3 * outcome.pairs().len() >= 2 * largest, "{} of {largest}", outcome.pairs().len());
        found += outcome.pairs().len();
        best += largest;
    }
    assert!(found <= best && 100 * found >= 95 * best, "{found} of {best}");
}
