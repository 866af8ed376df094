//! Memory that rows are made in, kept by each thread so that a row allocates nothing.

use std::cell::Cell;

use crate::score::coded::{BLOCK, Legend, MOST_CODES};
use crate::score::{Fit, Requirement};

use super::entry::Entry;
use super::marks::Marks;

/// What each code of a criterion adds. As long as codes can be, so that no code lies outside; only as much of it as there
/// are codes is ever touched.
pub(super) type Table = Box<[Entry; MOST_CODES]>;

/// Memory of one row.
#[derive(Default)]
pub(super) struct Scratch {
    /// What is said of the row, by criterion.
    pub(super) parts: Vec<PartScratch>,
    /// What the pairs of a block add up to, by side.
    pub(super) sums: [Vec<Entry>; 2],
    /// The scores of a block.
    pub(super) cells: Vec<i32>,
    /// The scores of a sparse row, by mentor.
    pub(super) marks: Marks,
}

/// Memory of one criterion.
pub(super) struct PartScratch {
    pub(super) legend: Legend,
    /// By side.
    pub(super) tables: [Table; 2],
    pub(super) room: [u16; BLOCK],
    pub(super) fits: Vec<Fit>,
    /// What the hard side says to classes of mentors.
    pub(super) hard: Vec<Requirement>,
    /// How the row is told.
    pub(super) told: Told,
}

/// How a criterion tells a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// In codes.
    Codes,
    /// In fits of all mentors.
    Fits,
    /// Pair by pair.
    Pairs,
}

impl PartScratch {
    pub(super) fn new() -> Self {
        let table = || -> Table {
            let entries = vec![0; MOST_CODES].into_boxed_slice();
            entries.try_into().expect("a table has as many entries as there are codes")
        };
        Self {
            legend: Legend::default(),
            tables: [table(), table()],
            room: [0; BLOCK],
            fits: Vec::new(),
            hard: Vec::new(),
            told: Told::Pairs,
        }
    }
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Lends the thread's memory. What asks for it meanwhile, such as a criterion of one's own that reads a row itself, gets
/// memory of its own.
pub(super) fn with<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    let mut scratch = SCRATCH.try_with(Cell::take).ok().flatten().unwrap_or_default();
    let answer = work(&mut scratch);
    // A thread that ends meanwhile takes its memory along.
    let _ = SCRATCH.try_with(|kept| kept.set(Some(scratch)));
    answer
}
