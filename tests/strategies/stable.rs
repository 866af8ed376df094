//! Stable matchings against every answer there is, with a check for blocking pairs of its own, and against the books.

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Preferences, Problem, Side};
use tandems::strategy::{Inputs, Strategy, TieBreak};

use crate::cases::{Case, cases, pairs_of};

pub(crate) type Pairs = Vec<(usize, usize)>;

/// Whether no two would both strictly rather have each other than somebody they have or a free place. What is pinned is
/// never given up.
fn is_stable(case: &Case, preferences: &Preferences, answer: &[(usize, usize)]) -> bool {
    no_pair_blocks(case, preferences, answer, u32::lt, u32::lt)
}

pub(crate) fn no_pair_blocks(
    case: &Case,
    preferences: &Preferences,
    answer: &[(usize, usize)],
    row_likes: impl Fn(&u32, &u32) -> bool,
    column_likes: impl Fn(&u32, &u32) -> bool,
) -> bool {
    let pinned = |pair: &(usize, usize)| case.pins.contains(pair);
    case.pairs().into_iter().filter(|pair| !answer.contains(pair) && !pinned(pair)).all(
        |(row, column)| {
            let pair = preferences.get(row, column).unwrap();
            let of_row: Pairs = answer.iter().copied().filter(|pair| pair.0 == row).collect();
            let of_column: Pairs = answer.iter().copied().filter(|pair| pair.1 == column).collect();
            let row_would = of_row.len() < case.demands[row] as usize
                || of_row
                    .iter()
                    .filter(|pair| !pinned(pair))
                    .any(|&(r, c)| row_likes(&pair.row_rank, &preferences.row_rank(r, c).unwrap()));
            let column_would = of_column.len() < case.capacities[column] as usize
                || of_column.iter().filter(|pair| !pinned(pair)).any(|&(r, c)| {
                    column_likes(&pair.column_rank, &preferences.column_rank(r, c).unwrap())
                });
            !(row_would && column_would)
        },
    )
}

/// The case with scores that order each list by rank, then index: ties broken by index.
fn without_ties(case: &Case) -> Case {
    let mut strict = case.clone();
    let index = |at: usize| i64::try_from(at).unwrap();
    for (row, cells) in strict.of_rows.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell = cell.map(|score| score * 10 - index(column));
            strict.of_columns[row][column] = strict.of_columns[row][column] * 10 - index(row);
        }
    }
    strict
}

/// Places of what each row has, the best first, padded for those who have less.
pub(crate) fn places(
    case: &Case,
    preferences: &Preferences,
    side: Side,
    answer: &[(usize, usize)],
) -> Vec<Vec<u32>> {
    let nodes = if side == Side::Rows { case.demands.len() } else { case.capacities.len() };
    let mut all = vec![Vec::new(); nodes];
    for &(row, column) in answer {
        let pair = preferences.get(row, column).unwrap();
        match side {
            Side::Rows => all[row].push(pair.row_rank),
            Side::Columns => all[column].push(pair.column_rank),
        }
    }
    for list in &mut all {
        list.sort_unstable();
        list.resize(5, u32::MAX);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn proposals_end_in_the_best_stable_matching_of_the_side(case in cases(2)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let strict = without_ties(&case);
        let strict_preferences = strict.preferences();
        let inputs = Inputs::default().preferences(&preferences);
        let stable: Vec<Pairs> = case
            .answers()
            .into_iter()
            .filter(|answer| is_stable(&strict, &strict_preferences, answer))
            .collect();
        for proposing in [Side::Rows, Side::Columns] {
            let outcome = Strategy::DeferredAcceptance { proposing }.solve(&problem, &inputs).unwrap();
            let found = pairs_of(&outcome);
            prop_assert!(is_stable(&strict, &strict_preferences, &found));
            prop_assert!(is_stable(&case, &preferences, &found));
            let ours = places(&strict, &strict_preferences, proposing, &found);
            for other in &stable {
                let others = places(&strict, &strict_preferences, proposing, other);
                for (ours, theirs) in ours.iter().zip(&others) {
                    prop_assert!(ours.iter().zip(theirs).all(|(ours, theirs)| ours <= theirs));
                }
            }
        }
        for ties in [TieBreak::Weight, TieBreak::Lottery] {
            let inputs = inputs.clone().ties(ties).seed(3);
            let strategy = Strategy::DeferredAcceptance { proposing: Side::Rows };
            let found = pairs_of(&strategy.solve(&problem, &inputs).unwrap());
            prop_assert!(is_stable(&case, &preferences, &found));
        }
    }

    #[test]
    fn the_best_total_among_all_that_are_stable(case in cases(1)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let strict = without_ties(&case);
        let strict_preferences = strict.preferences();
        let answers = case.answers();
        let stable = answers.iter().filter(|answer| is_stable(&strict, &strict_preferences, answer));
        let best = stable.map(|answer| case.total(answer)).max().unwrap();
        let inputs = Inputs::default().preferences(&preferences);
        let outcome = Strategy::BestStable.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        let found = pairs_of(&outcome);
        prop_assert!(is_stable(&strict, &strict_preferences, &found));
        prop_assert_eq!(case.total(&found), best);
    }

    #[test]
    fn two_thirds_of_the_largest_stable_matching(case in cases(1)) {
        let (problem, preferences) = (case.problem(), case.preferences());
        let inputs = Inputs::default().preferences(&preferences);
        let outcome = Strategy::ApproximateMaximumStable.solve(&problem, &inputs).unwrap();
        outcome.verify(&problem).unwrap();
        let found = pairs_of(&outcome);
        prop_assert!(is_stable(&case, &preferences, &found), "{:?}", found);
        let answers = case.answers();
        let stable = answers.iter().filter(|answer| is_stable(&case, &preferences, answer));
        let largest = stable.map(Vec::len).max().unwrap();
        let pins = problem.pins().len();
        prop_assert!(3 * (found.len() - pins) >= 2 * (largest - pins), "{} of {largest}", found.len());
    }
}

/// From lists of numbers from 1, without ties.
fn from_ones(of_rows: &[&[usize]], of_columns: &[&[usize]]) -> Preferences {
    let lists = |lists: &[&[usize]]| -> Vec<Vec<Vec<usize>>> {
        lists.iter().map(|list| list.iter().map(|&one| vec![one - 1]).collect()).collect()
    };
    Preferences::from_lists(&lists(of_rows), &lists(of_columns)).unwrap()
}

/// A problem of all pairs that both sides rank, at these weights.
pub(crate) fn problem(
    preferences: &Preferences,
    weight: impl Fn(usize, usize) -> i64,
) -> Problem<Csr> {
    let pairs = (0..preferences.rows()).flat_map(|row| preferences.row(row));
    let triplets = pairs.map(|pair| (pair.row, pair.column, weight(pair.row, pair.column)));
    Problem::new(Csr::from_triplets(preferences.rows(), preferences.columns(), triplets).unwrap())
}

fn columns_by_row(
    preferences: &Preferences,
    problem: &Problem<Csr>,
    strategy: Strategy,
) -> Vec<usize> {
    let inputs = Inputs::default().preferences(preferences);
    let outcome = strategy.solve(problem, &inputs).unwrap();
    outcome.verify(problem).unwrap();
    outcome.pairs().iter().map(|pair| pair.column + 1).collect()
}

const BY_ROWS: Strategy = Strategy::DeferredAcceptance { proposing: Side::Rows };
const BY_COLUMNS: Strategy = Strategy::DeferredAcceptance { proposing: Side::Columns };

/// D. Gale and L. S. Shapley, *College admissions and the stability of marriage*, 1962, Example 1: three men α, β, γ and
/// three women A, B, C.
#[test]
fn gale_and_shapley_example_1() {
    let preferences =
        from_ones(&[&[1, 2, 3], &[2, 3, 1], &[3, 1, 2]], &[&[2, 3, 1], &[3, 1, 2], &[1, 2, 3]]);
    let problem = problem(&preferences, |_, _| 0);
    assert_eq!(columns_by_row(&preferences, &problem, BY_ROWS), [1, 2, 3]);
    assert_eq!(columns_by_row(&preferences, &problem, BY_COLUMNS), [3, 1, 2]);
    // The third stable matching gives everybody the second choice: the one of least egalitarian cost is as good as any.
    let middle = self::problem(&preferences, |row, column| {
        i64::from(preferences.row_rank(row, column) == Some(2))
    });
    assert_eq!(columns_by_row(&preferences, &middle, Strategy::BestStable), [2, 3, 1]);
}

/// Example 2 of the same paper: one matching only, whoever proposes. α gets C, β gets D, γ gets A, δ gets B.
#[test]
fn gale_and_shapley_example_2() {
    let preferences = from_ones(
        &[&[1, 2, 3, 4], &[1, 4, 3, 2], &[2, 1, 3, 4], &[4, 2, 3, 1]],
        &[&[4, 3, 1, 2], &[2, 4, 1, 3], &[4, 1, 2, 3], &[3, 2, 1, 4]],
    );
    let problem = problem(&preferences, |_, _| 0);
    assert_eq!(columns_by_row(&preferences, &problem, BY_ROWS), [3, 4, 1, 2]);
    assert_eq!(columns_by_row(&preferences, &problem, BY_COLUMNS), [3, 4, 1, 2]);
}

/// The instance of size 8 of R. W. Irving, P. Leather and D. Gusfield, *An efficient algorithm for the "optimal" stable
/// marriage*, 1987, which has 23 stable matchings.
fn of_the_books() -> Preferences {
    from_ones(
        &[
            &[3, 1, 5, 7, 4, 2, 8, 6],
            &[6, 1, 3, 4, 8, 7, 5, 2],
            &[7, 4, 3, 6, 5, 1, 2, 8],
            &[5, 3, 8, 2, 6, 1, 4, 7],
            &[4, 1, 2, 8, 7, 3, 6, 5],
            &[6, 2, 5, 7, 8, 4, 3, 1],
            &[7, 8, 1, 6, 2, 3, 4, 5],
            &[2, 6, 7, 1, 8, 3, 4, 5],
        ],
        &[
            &[4, 3, 8, 1, 2, 5, 7, 6],
            &[3, 7, 5, 8, 6, 4, 1, 2],
            &[7, 5, 8, 3, 6, 2, 1, 4],
            &[6, 4, 2, 7, 3, 1, 5, 8],
            &[8, 7, 1, 5, 6, 4, 3, 2],
            &[5, 4, 7, 6, 2, 8, 3, 1],
            &[1, 4, 5, 6, 2, 8, 3, 7],
            &[2, 5, 4, 3, 7, 8, 1, 6],
        ],
    )
}

/// All stable matchings of complete lists of one each, by trying every row in turn.
fn all_stable(preferences: &Preferences) -> Vec<Vec<usize>> {
    fn extend(preferences: &Preferences, has: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
        let rank = |row: usize, column: usize| preferences.get(row, column).unwrap();
        let row = has.len();
        if row == preferences.rows() {
            all.push(has.clone());
            return;
        }
        for column in 0..preferences.columns() {
            let blocks = |other: usize| {
                let (one, two) = (rank(other, column), rank(row, has[other]));
                has[other] == column
                    || (one.row_rank < rank(other, has[other]).row_rank
                        && one.column_rank < rank(row, column).column_rank)
                    || (two.row_rank < rank(row, column).row_rank
                        && two.column_rank < rank(other, has[other]).column_rank)
            };
            if !(0..row).any(blocks) {
                has.push(column);
                extend(preferences, has, all);
                has.pop();
            }
        }
    }
    let mut all = Vec::new();
    extend(preferences, &mut Vec::new(), &mut all);
    all
}

#[test]
fn the_lattice_of_the_books() {
    let preferences = of_the_books();
    let all = all_stable(&preferences);
    assert_eq!(all.len(), 23);
    // Weights that make each stable matching in turn the best, and some that make none special.
    for wanted in &all {
        let problem = problem(&preferences, |row, column| i64::from(wanted[row] == column));
        let found = columns_by_row(&preferences, &problem, Strategy::BestStable);
        let wanted: Vec<usize> = wanted.iter().map(|column| column + 1).collect();
        assert_eq!(found, wanted);
    }
    let mut state = 1_u32;
    for _ in 0..200 {
        let mut weights = [[0_i64; 8]; 8];
        for weight in weights.iter_mut().flatten() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *weight = i64::from(state >> 24);
        }
        let problem = problem(&preferences, |row, column| weights[row][column]);
        let total = |has: &[usize]| -> i64 {
            has.iter().enumerate().map(|(row, &column)| weights[row][column]).sum()
        };
        let found: Vec<usize> = columns_by_row(&preferences, &problem, Strategy::BestStable)
            .into_iter()
            .map(|column| column - 1)
            .collect();
        assert!(all.contains(&found));
        assert_eq!(total(&found), all.iter().map(|has| total(has)).max().unwrap());
    }
}

/// The hospital-resident example of the National Resident Matching Program, as the `matching` package shows it: two
/// places each; Arthur and Darrius go to City, Joseph and Latha to General, Sunny nowhere.
#[test]
fn residents_of_the_matching_program() {
    // Arthur, Sunny, Joseph, Latha, Darrius; Mercy, City, General.
    let preferences = from_ones(
        &[&[2], &[2, 1], &[2, 3, 1], &[1, 2, 3], &[2, 1, 3]],
        &[&[5, 3], &[5, 1, 2, 4, 3], &[5, 1, 3, 4]],
    );
    let problem =
        problem(&preferences, |_, _| 1).with_capacities(vec![Bounds::up_to(2); 3]).unwrap();
    for strategy in [BY_ROWS, BY_COLUMNS, Strategy::BestStable, Strategy::ApproximateMaximumStable]
    {
        let inputs = Inputs::default().preferences(&preferences);
        let outcome = strategy.solve(&problem, &inputs).unwrap();
        assert_eq!(pairs_of(&outcome), [(0, 1), (2, 2), (3, 2), (4, 1)], "{strategy}");
    }
}
