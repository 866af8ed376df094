//! The largest weight of each row, and where it stands where many cells are as large.

use super::element::Element;
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

/// What a look at all rows, one after the other, has seen of their largest weights.
#[derive(Debug, Clone, Default)]
pub(super) struct Peaks {
    /// Of each row, with the sign of a weight; −∞ where none is an edge.
    pub(super) best: Vec<f64>,
    /// Of the first rows: the first columns of the best, from where the row is looked through.
    alike: Vec<Option<[u32; ALIKE]>>,
    /// How many rows have such columns.
    found: usize,
}

impl Peaks {
    /// Takes in the next row. Its best is this number; with the sign of a weight it is `best`.
    pub(super) fn take_in<T: Element>(&mut self, numbers: &[T], number: f64, best: f64) {
        let row = self.best.len();
        self.best.push(best);
        let still = row < PATIENCE || 2 * self.found >= row;
        if still && self.alike.len() == row && best.is_finite() {
            let alike = first_alike(numbers, T::exactly(number), first_turned(row, numbers.len()));
            self.found += usize::from(alike.is_some());
            self.alike.push(alike);
        }
    }

    /// Columns of the best of a row, if it has many that are known.
    pub(super) fn columns(&self, row: usize) -> &[u32] {
        self.alike.get(row).and_then(Option::as_ref).map_or(&[], |columns| columns)
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
