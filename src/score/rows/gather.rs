//! Adds up what the codes of a block of mentors stand for.

use super::entry::Entry;
use super::scratch::Table;

/// Criteria that are added in one pass, so that sums stay in registers.
pub(super) const AT_ONCE: usize = 4;

/// What one criterion says of a block: the codes of the mentors, and by side what they stand for.
#[derive(Clone, Copy)]
pub(super) struct Column<'s> {
    pub(super) codes: &'s [u16],
    pub(super) tables: &'s [Table; 2],
}

/// Adds to the sums of each side what the codes stand for; where they are `fresh`, nothing is in them yet. Columns come
/// before what is empty.
pub(super) fn add(
    sums: &mut [&mut Vec<Entry>],
    columns: &[Option<Column<'_>>; AT_ONCE],
    fresh: bool,
) {
    for (side, sums) in sums.iter_mut().enumerate() {
        if fresh {
            add_side::<true>(sums, side, columns);
        } else {
            add_side::<false>(sums, side, columns);
        }
    }
}

fn add_side<const FRESH: bool>(
    sums: &mut [Entry],
    side: usize,
    columns: &[Option<Column<'_>>; AT_ONCE],
) {
    let before = |sum: Entry| if FRESH { 0 } else { sum };
    match columns {
        [Some(a), Some(b), Some(c), Some(d)] => {
            let [x, y, z, w] = [a, b, c, d].map(|column| &column.tables[side]);
            let codes = a.codes.iter().zip(b.codes).zip(c.codes).zip(d.codes);
            for (sum, (((a, b), c), d)) in sums.iter_mut().zip(codes) {
                let one = x[usize::from(*a)] + y[usize::from(*b)];
                let other = z[usize::from(*c)] + w[usize::from(*d)];
                *sum = before(*sum) + (one + other);
            }
        }
        [Some(a), Some(b), rest @ ..] => {
            let [x, y] = [a, b].map(|column| &column.tables[side]);
            for (sum, (a, b)) in sums.iter_mut().zip(a.codes.iter().zip(b.codes)) {
                *sum = before(*sum) + x[usize::from(*a)] + y[usize::from(*b)];
            }
            if rest[0].is_some() {
                add_side::<false>(sums, side, &[rest[0], None, None, None]);
            }
        }
        [Some(a), ..] => {
            let table = &a.tables[side];
            for (sum, code) in sums.iter_mut().zip(a.codes) {
                *sum = before(*sum) + table[usize::from(*code)];
            }
        }
        [None, ..] if FRESH => sums.fill(0),
        [None, ..] => {}
    }
}
