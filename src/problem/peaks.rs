//! The largest weight of each part of a row, and where the largest of a row stands where many cells are as large.

use super::element::{Element, SHOW_BITS};
use super::{LAST_RESORT, NARROW, Sense};
use crate::wide::wide;

/// Columns that are remembered of a row.
pub(crate) const ALIKE: usize = 12;

/// Rows after which nothing is remembered of any more, where most have too few cells as large as their largest.
const PATIENCE: usize = 64;

/// Numbers after which it shows whether there can be enough of them in a row.
const PIECE: usize = 256;

/// Of which so many are looked at together.
const VECTOR: usize = 32;

/// The column, of so many, that a row is looked through from: each row has one of its own, lest all want the same column of those
/// that are alike.
pub(crate) fn first_turned(row: usize, columns: usize) -> usize {
    row.wrapping_mul(7_919) % columns.max(1)
}

/// Numbers of a part of a row of so many: short rows are read as fast as parts of them, and long ones would have too many parts.
pub(super) fn part_width(columns: usize) -> usize {
    match columns {
        0..1_500 => 128,
        1_500..8_192 => 32,
        _ => 64,
    }
}

/// What a look at all rows, one after the other, has seen of their best numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Peaks {
    /// No number of a part is better, with the sign of a weight; row by row.
    parts: Vec<f64>,
    /// Parts of a row.
    of_row: usize,
    /// Of the first rows: the best number, and its first columns from where the row is looked through.
    alike: Vec<Option<(f64, [u32; ALIKE])>>,
    /// How many rows have such columns.
    found: usize,
    /// What makes weights of numbers.
    factor: f64,
}

impl Peaks {
    /// For so many rows of so many parts.
    pub(super) fn new(rows: usize, of_row: usize) -> Self {
        Self { parts: Vec::with_capacity(rows * of_row), of_row, ..Self::default() }
    }

    /// Takes in the next row, and what none of its parts has better numbers than.
    pub(super) fn take_in<T: Element>(&mut self, numbers: &[T], sense: Sense, parts: &[f64]) {
        let row = self.parts.len() / self.of_row;
        self.parts.extend_from_slice(parts);
        let still = row < PATIENCE || 2 * self.found >= row;
        if still && self.alike.len() == row {
            let best = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let number = T::exactly(if sense == Sense::Minimize { -best } else { best });
            let begin = first_turned(row, numbers.len());
            let alike = best.is_finite().then(|| first_alike(numbers, number, begin)).flatten();
            self.found += usize::from(alike.is_some());
            self.alike.push(alike.map(|columns| (best, columns)));
        }
    }

    /// Makes weights of numbers, from now on, by a power of two.
    pub(super) fn on_grid(self, exponent: i32) -> Self {
        Self { factor: libm::ldexp(1.0, exponent), ..self }
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Replaces `peaks` by what no weight of each part of a row exceeds.
    pub(super) fn of(&self, row: usize, peaks: &mut Vec<i32>) {
        let parts = self.parts.get(row * self.of_row..(row + 1) * self.of_row).unwrap_or_default();
        peaks.resize(parts.len(), LAST_RESORT);
        wide(
            #[inline(always)]
            || {
                for (peak, &number) in peaks.iter_mut().zip(parts) {
                    *peak = self.peak(number);
                }
            },
        );
    }

    /// The largest weight of a row, and columns of it, if it has many that are known.
    pub(super) fn best(&self, row: usize) -> Option<(i32, &[u32])> {
        let (best, columns) = self.alike.get(row)?.as_ref()?;
        Some((self.peak(*best), columns))
    }

    /// The weight of a number; what is not narrow becomes the least there is, or the most.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits are meant")]
    fn peak(&self, number: f64) -> i32 {
        let (least, most) = (f64::from(LAST_RESORT), f64::from(NARROW));
        let weight = number * self.factor;
        let weight = if weight > least { weight } else { least };
        let weight = if weight < most { weight } else { most };
        (weight + SHOW_BITS).to_bits() as i32
    }
}

/// The first places of a number, from `begin` on and then from the first; `None` where it is too rare.
fn first_alike<T: Element>(numbers: &[T], number: T, begin: usize) -> Option<[u32; ALIKE]> {
    let (mut columns, mut found) = ([0; ALIKE], 0);
    let (before, after) = numbers.split_at(begin);
    wide(
        #[inline(always)]
        || {
            let mut read = 0;
            for (first, part) in [(begin, after), (0, before)] {
                for (part, first) in part.chunks(PIECE).zip((first..).step_by(PIECE)) {
                    for (vector, first) in part.chunks(VECTOR).zip((first..).step_by(VECTOR)) {
                        let any = |any, &other: &T| any | u8::from(other == number);
                        if vector.iter().fold(0, any) == 0 {
                            continue;
                        }
                        for (at, _) in
                            vector.iter().enumerate().filter(|&(_, &other)| other == number)
                        {
                            columns[found] = u32::try_from(first + at).ok()?;
                            found += 1;
                            if found == ALIKE {
                                return Some(columns);
                            }
                        }
                    }
                    read += part.len();
                    if found * numbers.len() < ALIKE * read {
                        return None;
                    }
                }
            }
            None
        },
    )
}
