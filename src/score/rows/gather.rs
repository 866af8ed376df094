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
        [Some(one), Some(two), Some(three), Some(four)] => {
            let [first, second, third, fourth] =
                [one, two, three, four].map(|column| &column.tables[side]);
            let codes = one.codes.iter().zip(two.codes).zip(three.codes).zip(four.codes);
            for (sum, (((one, two), three), four)) in sums.iter_mut().zip(codes) {
                let half = first[usize::from(*one)] + second[usize::from(*two)];
                let other = third[usize::from(*three)] + fourth[usize::from(*four)];
                *sum = before(*sum) + (half + other);
            }
        }
        [Some(one), Some(two), rest @ ..] => {
            let [first, second] = [one, two].map(|column| &column.tables[side]);
            for (sum, (one, two)) in sums.iter_mut().zip(one.codes.iter().zip(two.codes)) {
                *sum = before(*sum) + first[usize::from(*one)] + second[usize::from(*two)];
            }
            if rest[0].is_some() {
                add_side::<false>(sums, side, &[rest[0], None, None, None]);
            }
        }
        [Some(one), ..] => {
            let table = &one.tables[side];
            for (sum, code) in sums.iter_mut().zip(one.codes) {
                *sum = before(*sum) + table[usize::from(*code)];
            }
        }
        [None, ..] if FRESH => sums.fill(0),
        [None, ..] => {}
    }
}
