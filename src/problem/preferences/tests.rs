use super::*;
use crate::problem::{Csr, Problem};

fn csr(triplets: &[(usize, usize, i64)]) -> Csr {
    Csr::from_triplets(3, 3, triplets.iter().copied()).expect("sound")
}

#[test]
fn ties_share_the_best_of_their_places() {
    let edges = csr(&[(0, 0, 7), (0, 1, 9), (0, 2, 7), (1, 0, 8), (2, 0, 7)]);
    let preferences = Preferences::from_edges(&edges).expect("small");
    let ranks: Vec<u32> = preferences.row(0).map(|pair| pair.row_rank).collect();
    assert_eq!(ranks, [2, 1, 2]);
    let ranks: Vec<u32> = preferences.column(0).map(|pair| pair.column_rank).collect();
    assert_eq!(ranks, [2, 1, 2]);
    let rows: Vec<usize> = preferences.column(0).map(|pair| pair.row).collect();
    assert_eq!(rows, [0, 1, 2]);
    assert_eq!(preferences.pairs(), 5);
    assert!(!preferences.is_strict(Side::Rows) && !preferences.is_strict(Side::Columns));
    assert_eq!(preferences.get(1, 1), None);
    assert_eq!(preferences.get(9, 0), None);
}

#[test]
fn two_sources_must_know_the_same_pairs() {
    let one = csr(&[(0, 0, 1), (0, 1, 2), (1, 2, 5)]);
    let other = csr(&[(0, 0, 2), (0, 1, 1), (1, 2, 5)]);
    let both = Preferences::from_sides(&one, &other).expect("the same pairs");
    assert_eq!((both.row_rank(0, 1), both.column_rank(0, 1)), (Some(1), Some(1)));
    assert!(both.is_strict(Side::Rows) && both.is_strict(Side::Columns));
    for (odd, row, column) in
        [(vec![(0, 0, 1), (1, 2, 5)], 0, 1), (vec![(0, 0, 1), (0, 1, 2)], 1, 2)]
    {
        let odd = csr(&odd);
        let error = Preferences::from_sides(&odd, &one).err();
        assert_eq!(error, Some(PreferencesError::OneSided { row, column }));
        let error = Preferences::from_sides(&one, &odd).err();
        assert_eq!(error, Some(PreferencesError::OneSided { row, column }));
    }
    let wide = Csr::from_triplets(3, 4, [(0, 0, 1)]).expect("sound");
    let error = Preferences::from_sides(&one, &wide).expect_err("another shape");
    assert!(error.to_string().contains("(3, 4)"), "{error}");
}

#[test]
fn lists_are_checked() {
    let twice = Preferences::from_lists(&[vec![vec![0], vec![0]]], &[vec![vec![0]]]);
    assert_eq!(twice, Err(PreferencesError::Twice { side: "row", index: 0, partner: 0 }));
    let nobody = Preferences::from_lists(&[vec![vec![0]]], &[vec![vec![1]]]);
    let expected =
        PreferencesError::NoSuchPartner { side: "column", index: 0, partner: 1, partners: 1 };
    assert_eq!(nobody, Err(expected));
    // Places are kept where somebody does not list back.
    let one_sided =
        Preferences::from_lists(&[vec![vec![0, 1], vec![2]]], &[vec![], vec![], vec![vec![0]]])
            .expect("sound");
    assert_eq!(one_sided.row_rank(0, 2), Some(3));
    assert_eq!(one_sided.pairs(), 1);
}

#[test]
fn pins_have_ranks_and_what_is_forbidden_has_none() {
    let mut problem = Problem::new(csr(&[(0, 0, 3), (0, 1, 2), (1, 0, 1)])).with_floor(2);
    problem.pin_with_weight(0, 2, 9).expect("there");
    problem.forbid(0, 1).expect("there");
    let preferences = Preferences::from_problem(&problem).expect("small");
    assert_eq!((preferences.row_rank(0, 2), preferences.row_rank(0, 0)), (Some(1), Some(2)));
    assert_eq!((preferences.row_rank(0, 1), preferences.row_rank(1, 0)), (None, None));
}
