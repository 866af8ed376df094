//! What has to be known of all numbers of a matrix, in one pass without branches.

use super::element::{Convert as _, Element};
use super::{Grid, MAX_WEIGHT, NARROW, Sense};
use crate::wide::wide;

/// Numbers that are looked at side by side: the compiler makes vectors of them, and keeps what it counts in registers.
const LANES: usize = 4;

/// Numbers that are read a second time, while they are near, to count those that are finite.
const BLOCK: usize = 1 << 10;

/// A float's bits without its sign and exponent.
const FRACTION: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;

/// Sizes of numbers, and whether there are any that a matrix must not hold.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Survey {
    /// The infinity that is no edge.
    no_edge: f64,
    /// Whether [`Sense::check`] takes all of them.
    pub(super) sound: bool,
    /// How many are edges, if all are sound.
    pub(super) edges: usize,
    /// The lowest bit of all finite floats, +∞ if they are zeros.
    finest: f64,
    /// The largest finite size; of integers to the precision of a float.
    largest: f64,
}

impl Survey {
    pub(super) fn new(sense: Sense) -> Self {
        let no_edge = match sense {
            Sense::Maximize => f64::NEG_INFINITY,
            Sense::Minimize => f64::INFINITY,
        };
        Self { no_edge, sound: true, edges: 0, finest: f64::INFINITY, largest: 0.0 }
    }

    /// The grid all these numbers are put on.
    pub(super) fn grid<T: Element>(&self) -> Grid {
        if T::INTEGER {
            Grid::INTEGERS
        } else {
            // No bit of any number is below the one or above those of the other.
            Grid::of([self.finest, self.largest].map(f64::parts).into_iter())
        }
    }

    /// Whether all weights on their grid lie strictly between ±2³⁰.
    pub(super) fn is_narrow(&self, grid: Grid) -> bool {
        grid.is_exact() && libm::ldexp(self.largest, grid.exponent()) < f64::from(NARROW)
    }

    #[expect(clippy::cast_precision_loss, reason = "what is below 2^30 stays below when rounded")]
    pub(super) fn integers<T: Copy + Into<i64>>(&mut self, numbers: &[T]) {
        let (mut least, mut most) = (0_i64, 0_i64);
        for &number in numbers {
            least = least.min(number.into());
            most = most.max(number.into());
        }
        let largest = most.unsigned_abs().max(least.unsigned_abs());
        self.sound &= largest <= MAX_WEIGHT.unsigned_abs();
        self.edges += numbers.len();
        self.largest = self.largest.max(largest as f64);
    }

    pub(super) fn floats<T: Copy + Into<f64>>(&mut self, numbers: &[T]) {
        wide(
            #[inline(always)]
            || {
                let mut lanes = [Lane { finest: f64::INFINITY, largest: 0.0 }; LANES];
                for block in numbers.chunks(BLOCK) {
                    let (chunks, rest) = block.as_chunks::<LANES>();
                    for chunk in chunks {
                        for (lane, &number) in lanes.iter_mut().zip(chunk) {
                            lane.add(number.into());
                        }
                    }
                    for &number in rest {
                        lanes[0].add(number.into());
                    }
                    let finite = block.iter().filter(|&&number| number.into().is_finite()).count();
                    if finite < block.len() {
                        #[expect(clippy::float_cmp, reason = "one infinity is meant")]
                        let absent =
                            block.iter().filter(|&&number| number.into() == self.no_edge).count();
                        self.sound &= finite + absent == block.len();
                    }
                    self.edges += finite;
                }
                for lane in lanes {
                    self.finest = self.finest.min(lane.finest);
                    self.largest = self.largest.max(lane.largest);
                }
            },
        );
    }
}

/// What has been seen of every fourth number.
#[derive(Clone, Copy)]
struct Lane {
    finest: f64,
    largest: f64,
}

impl Lane {
    #[inline(always)]
    fn add(&mut self, number: f64) {
        let size = number.abs();
        // The number less its lowest bit, so that the difference is that bit, exactly. A number without a fraction is a power
        // of two (the bit is itself) or zero.
        let bits = size.to_bits();
        let without = if bits & FRACTION == 0 { 0 } else { bits & bits.wrapping_sub(1) };
        let lowest = size - f64::from_bits(without);
        // Comparisons with NaN are false, here and below.
        let lowest = if lowest > 0.0 { lowest } else { f64::INFINITY };
        self.finest = if lowest < self.finest { lowest } else { self.finest };
        let finite = if size < f64::INFINITY { size } else { 0.0 };
        self.largest = if finite > self.largest { finite } else { self.largest };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ndarray::{Array2, Axis, Slice};
    use proptest::prelude::*;

    use super::*;
    use crate::problem::matrix::Terms;
    use crate::problem::{DenseView, Edge, Edges as _, LAST_RESORT, MatrixError, NO_EDGE, Weight};

    type Weights = Vec<Vec<Option<Weight>>>;

    /// All weights as they are when numbers are taken apart one by one.
    fn by_hand<T: Element>(
        matrix: &Array2<T>,
        sense: Sense,
    ) -> Result<(Terms, Weights), MatrixError> {
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
            let apart =
                Array2::from_shape_fn(double, |(row, column)| matrix[(row / 2, column / 2)]);
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
                assert!(
                    cells.iter().map(wide).eq(weights.iter().copied()),
                    "{cells:?} {weights:?}"
                );
            }
        }
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
        fn integers_as_by_hand((rows, columns, bits) in seeds(), length in 1_u32..64) {
            let mut numbers = bits.into_iter().map(|bits| bits.cast_signed() >> (64 - length));
            let matrix = Array2::from_shape_simple_fn((rows, columns), || numbers.next().expect("enough"));
            agrees(&matrix);
            #[expect(clippy::cast_possible_truncation, reason = "any integer will do")]
            agrees(&matrix.mapv(|number| number as i32));
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
}
