//! Grids, weights and peaks against numbers that are taken apart one by one.

use std::collections::BTreeSet;

use ndarray::{Array2, Axis, Slice};
use proptest::prelude::*;

use super::*;
use crate::problem::matrix::Terms;
use crate::problem::{
    ALIKE, DenseView, Edge, Edges as _, LAST_RESORT, MatrixError, NO_EDGE, NarrowParts, Weight,
};

type Weights = Vec<Vec<Option<Weight>>>;

/// All weights as they are when numbers are taken apart one by one.
fn by_hand<T: Element>(matrix: &Array2<T>, sense: Sense) -> Result<(Terms, Weights), MatrixError> {
    for ((row, column), &number) in matrix.indexed_iter() {
        sense.check(row, column, number)?;
    }
    let terms = Terms::new(sense, matrix.iter().copied());
    let weights = matrix
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|number| terms.weight(number.parts())).collect());
    Ok((terms, weights.collect()))
}

fn agrees<T: Element>(matrix: &Array2<T>) {
    for sense in [Sense::Maximize, Sense::Minimize] {
        let view = |matrix| match sense {
            Sense::Maximize => DenseView::maximize(matrix),
            Sense::Minimize => DenseView::minimize(matrix),
        };
        // By columns, and with gaps: neither is one slice.
        let by_columns = matrix.t().as_standard_layout().into_owned().reversed_axes();
        let double = (matrix.nrows() * 2, matrix.ncols() * 2);
        let apart = Array2::from_shape_fn(double, |(row, column)| matrix[(row / 2, column / 2)]);
        let mut gaps = apart.view();
        for axis in [Axis(0), Axis(1)] {
            gaps.slice_axis_inplace(axis, Slice::from(..).step_by(2));
        }
        for layout in [matrix.view(), by_columns.view(), gaps] {
            let (terms, weights) = match (by_hand(matrix, sense), view(layout)) {
                (Ok(by_hand), Ok(view)) => {
                    check(&view, &by_hand.1);
                    assert_eq!(view.grid(), by_hand.0.grid);
                    by_hand
                }
                (Err(one), Err(other)) => {
                    assert_eq!(one, other);
                    continue;
                }
                (one, other) => panic!("{one:?} and {other:?}"),
            };
            let all = || weights.iter().flatten().flatten();
            let view = view(layout).expect("as before");
            let wide: BTreeSet<Weight> =
                all().copied().filter(|weight| weight.abs() >= 1 << 30).collect();
            let only = wide.first().copied().filter(|&weight| wide.len() == 1 && weight < 0);
            let narrow = terms.grid.is_exact() && (wide.is_empty() || only.is_some());
            if narrow && T::factor(sense, terms.grid).is_some() {
                assert_eq!(view.last_resort(), only);
            }
            let mut cells = vec![0; view.columns()];
            if view.narrow_row(0, &mut cells) {
                assert!(narrow, "{weights:?}");
            } else {
                // Beyond what a power of two can do at once.
                assert!(!narrow || !(-1022..=1023).contains(&terms.grid.exponent()));
            }
        }
    }
}

fn check<T: Element>(view: &DenseView<'_, T>, weights: &[Vec<Option<Weight>>]) {
    assert_eq!(view.edge_count(), Some(weights.iter().flatten().flatten().count()));
    let (mut edges, mut cells) = (Vec::new(), vec![0; view.columns()]);
    for (row, weights) in weights.iter().enumerate() {
        let expected: Vec<Edge> = (0..)
            .zip(weights)
            .filter_map(|(column, &weight)| weight.map(|weight| Edge { column, weight }))
            .collect();
        view.row(row, &mut edges);
        assert_eq!(edges, expected);
        for (column, &weight) in weights.iter().enumerate() {
            assert_eq!(view.weight(row, column), weight);
        }
        if view.narrow_row(row, &mut cells) {
            let wide = |&cell: &i32| match cell {
                NO_EDGE => None,
                LAST_RESORT => view.last_resort(),
                cell => Some(Weight::from(cell)),
            };
            assert!(cells.iter().map(wide).eq(weights.iter().copied()), "{cells:?} {weights:?}");
            if let Some(parts) = view.narrow_parts() {
                check_parts(parts, row, &cells);
            }
        }
    }
}

/// Compares what is known of a row by parts with its cells.
fn check_parts(parts: &dyn NarrowParts, row: usize, cells: &[i32]) {
    let all: Vec<&[i32]> = cells.chunks(parts.width()).collect();
    let mut peaks = Vec::new();
    parts.peaks(row, &mut peaks);
    let most = |part: &&[i32]| part.iter().copied().fold(LAST_RESORT, i32::max);
    assert!(all.iter().map(most).eq(peaks), "{cells:?}");
    let last = u32::try_from(all.len()).expect("few") - 1;
    let chosen: Vec<u32> = (0..last).step_by(3).chain([last]).collect();
    let mut read = vec![NO_EDGE; chosen.len() * parts.width()];
    parts.read(row, &chosen, &mut read);
    for (read, at) in read.chunks(parts.width()).zip(chosen) {
        let part = all[at as usize];
        assert_eq!(&read[..part.len()], part);
        assert!(read[part.len()..].iter().all(|&cell| cell == NO_EDGE));
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "of 30 bits")]
fn peaks_of_long_rows() {
    for (kinds, absent) in [(3, 0), (1_000, 5), (1 << 29, 0)] {
        let number = |(row, column): (usize, usize)| {
            let mixed = ((row + 1) * 7_919 + column * 104_729) % 1_000_003;
            let odd = column == 17 && row % 2 == 0;
            let left_out = absent > 0 && (mixed % 31 < absent || row == 3);
            if odd {
                -1e12
            } else if left_out {
                f64::NEG_INFINITY
            } else {
                (mixed % kinds) as f64 - 3.0
            }
        };
        let scores = Array2::from_shape_fn((5, 3_000), number);
        let costs = scores.mapv(|score| -score);
        if kinds < 1 << 22 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "of 22 bits, and one kind of others"
            )]
            let single = scores.mapv(|score| score as f32);
            agrees(&single);
            agrees(&single.mapv(|score| -score));
        }
        for view in [DenseView::maximize(scores.view()), DenseView::minimize(costs.view())] {
            let view = view.expect("numbers of scores and costs");
            let mut cells = vec![0; view.columns()];
            for row in 0..view.rows() {
                assert!(view.narrow_row(row, &mut cells));
                let parts = view.narrow_parts().expect("long rows");
                check_parts(parts, row, &cells);
                let most = cells.iter().copied().max().expect("cells");
                let Some((peak, columns)) = parts.best(row) else {
                    assert!(kinds > 3 || most <= LAST_RESORT);
                    continue;
                };
                assert_eq!(peak, most);
                assert!(columns.iter().all(|&column| cells[column as usize] == peak));
                assert_eq!(columns.len(), ALIKE);
                assert!(columns.is_sorted_by(|one, other| one != other));
                assert_eq!(kinds, 3);
            }
        }
    }
}

/// Where the best of each row stands.
fn remembers<T: Element>(numbers: &Array2<T>) {
    for view in [DenseView::maximize(numbers.view()), DenseView::minimize(numbers.view())] {
        let view = view.expect("whole numbers");
        let mut cells = vec![0; view.columns()];
        for row in 0..view.rows() {
            assert!(view.narrow_row(row, &mut cells));
            let parts = view.narrow_parts().expect("long rows");
            let (best, columns) = parts.best(row).expect("a fifth of the cells");
            assert_eq!(columns.len(), ALIKE);
            assert_eq!(Some(&best), cells.iter().max());
            assert!(columns.iter().all(|&column| cells[column as usize] == best));
        }
    }
}

#[test]
fn the_best_of_a_row_is_remembered_whatever_the_type() {
    let numbers = Array2::from_shape_fn((3, 600), |(row, column)| (row * 31 + column * 7) % 5);
    let numbers = numbers.mapv(|number| i8::try_from(number).expect("below 5") - 2);
    remembers(&numbers.mapv(i32::from));
    remembers(&numbers.mapv(i64::from));
    remembers(&numbers.mapv(f32::from));
    remembers(&numbers.mapv(f64::from));
}

/// Bits that look random, as those of a hash do.
fn mixed(seed: u64, row: usize, column: usize) -> u64 {
    let mut bits = seed ^ ((row << 32) + column + 1) as u64;
    for factor in [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        bits = (bits ^ (bits >> 30)).wrapping_mul(factor);
    }
    bits ^ (bits >> 31)
}

/// Shapes, and more bits than a matrix of a shape needs.
fn seeds() -> impl Strategy<Value = (usize, usize, Vec<u64>)> {
    (1_usize..4, 1_usize..10, prop::collection::vec(any::<u64>(), 27))
}

const SPECIAL: [f64; 9] = [
    0.0,
    -0.0,
    1.0,
    f64::MIN_POSITIVE,
    f64::from_bits(1),
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// A float of one of eight kinds.
#[expect(clippy::cast_possible_truncation, reason = "some bits of many")]
#[expect(clippy::cast_precision_loss, reason = "any float will do")]
fn float(kind: u32, bits: u64) -> f64 {
    let (low, place) = (bits as i32, (bits >> 32) as i32);
    match kind {
        0 => f64::from_bits(bits),
        1 => f64::from(low % 1_000_000),
        2 => f64::from(low % ((1 << 30) + 2)),
        3 => (bits >> 11) as f64 * libm::ldexp(1.0, -53),
        4 => libm::ldexp((bits.cast_signed() >> 11) as f64, place & 63),
        5 => f64::from_bits(bits >> 44),
        6 => libm::ldexp(low.into(), -1074 + (place & 63)),
        _ => libm::ldexp(low.into(), 985 + (place & 7)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn floats_as_by_hand((rows, columns, bits) in seeds(), kind in 0_u32..8, special in 0_usize..90) {
        let mut numbers = bits.into_iter().map(|bits| float(kind, bits));
        let mut matrix = Array2::from_shape_simple_fn((rows, columns), || numbers.next().expect("enough"));
        if let Some(&special) = SPECIAL.get(special / 5) {
            matrix[(rows - 1, columns / 2)] = special;
        }
        agrees(&matrix);
        #[expect(clippy::cast_possible_truncation, reason = "any float will do")]
        agrees(&matrix.mapv(|number| number as f32));
    }

    #[test]
    fn long_rows_as_by_hand(
        columns in 256_usize..5_000,
        kinds in prop::sample::select(vec![2_u64, 1_000, 1 << 21, 1 << 29, 1 << 40]),
        (below, absent, apart) in (any::<bool>(), 0_u64..40, prop::sample::select(vec![0.0, -1e12, 1e12, f64::NAN])),
        seed: u64,
    ) {
        #[expect(clippy::cast_precision_loss, reason = "of 40 bits")]
        let number = |(row, column): (usize, usize)| {
            let bits = mixed(seed, row, column);
            let number = (bits % kinds) as f64 / 64.0 - if below { kinds as f64 / 100.0 } else { 0.0 };
            if bits >> 54 == 0 && column > columns / 2 && apart != 0.0 {
                apart
            } else if bits >> 58 < absent {
                f64::NEG_INFINITY
            } else {
                number
            }
        };
        let matrix = Array2::from_shape_fn((2, columns), number);
        agrees(&matrix);
        agrees(&matrix.mapv(|number| -number));
        #[expect(clippy::cast_possible_truncation, reason = "any float will do")]
        agrees(&matrix.mapv(|number| number as f32));
    }

    #[test]
    fn integers_as_by_hand((rows, columns, bits) in seeds(), length in 1_u32..64) {
        let mut numbers = bits.into_iter().map(|bits| bits.cast_signed() >> (64 - length));
        let matrix = Array2::from_shape_simple_fn((rows, columns), || numbers.next().expect("enough"));
        agrees(&matrix);
        #[expect(clippy::cast_possible_truncation, reason = "any integer will do")]
        agrees(&matrix.mapv(|number| number as i32));
    }
}

#[test]
fn the_finest_beside_the_largest() {
    let large = 3.0 * libm::ldexp(1.0, 900);
    for fine in [f64::from_bits(1), libm::ldexp(1.0, -170), libm::ldexp(1.0, -1000), 1.0] {
        // Apart, so that what is known of the first is expected of the second.
        agrees(&Array2::from_shape_vec((2, 1), vec![large, fine]).expect("two numbers"));
        agrees(&Array2::from_shape_vec((2, 1), vec![fine, large]).expect("two numbers"));
    }
}

#[test]
fn at_the_edge_of_narrow() {
    let edge = 1 << 30;
    // The last is a matrix of nothing but last resorts.
    for (number, narrow) in [(edge - 1, true), (1 - edge, true), (-edge, false), (edge, true)] {
        let integers = Array2::from_elem((1, 5), number);
        let view = DenseView::minimize(integers.view()).expect("sound");
        assert_eq!(view.narrow_row(0, &mut [0; 5]), narrow);
        agrees(&integers);
        agrees(&integers.mapv(f64::from));
    }
}
