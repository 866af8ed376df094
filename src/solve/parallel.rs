//! Rows shared between cores, with answers in order, so that threads change nothing but the time.

use std::ops::Range;

/// Cells from which on sharing a block of rows gains more than it costs.
#[cfg(feature = "rayon")]
const WORTH_SHARING: usize = 1 << 16;

/// Whether there is enough to do, and somebody to share it with: a pool of one thread would only move it to another core.
#[cfg(feature = "rayon")]
pub(super) fn is_worth_sharing(steps: usize) -> bool {
    steps >= WORTH_SHARING && rayon::current_num_threads() > 1
}

/// Calls back for each row, with room that is kept from row to row; the answers come in order. `cells` is how many cells
/// a row has.
#[cfg_attr(not(feature = "rayon"), allow(unused_variables, reason = "cells say whether to share"))]
pub(super) fn over_rows<S: Default, T: Send>(
    rows: Range<usize>,
    cells: usize,
    each: impl Fn(&mut S, usize) -> T + Send + Sync,
) -> Vec<T> {
    #[cfg(feature = "rayon")]
    if rows.len() > 1 && is_worth_sharing(rows.len().saturating_mul(cells)) {
        use rayon::prelude::*;
        return rows
            .into_par_iter()
            .with_min_len(4)
            .map_init(S::default, |room, row| each(room, row))
            .collect();
    }
    let mut room = S::default();
    rows.map(|row| each(&mut room, row)).collect()
}

/// Calls back for each part of two slices of the same length, with the index of its first; as many parts as there are threads.
/// `steps` is how much there is to do in all.
#[cfg_attr(not(feature = "rayon"), allow(unused_variables, reason = "steps say whether to share"))]
pub(super) fn over_parts<A: Send, B: Send>(
    (one, other): (&mut [A], &mut [B]),
    steps: usize,
    each: impl Fn(usize, &mut [A], &mut [B]) + Send + Sync,
) {
    #[cfg(feature = "rayon")]
    if is_worth_sharing(steps) {
        use rayon::prelude::*;
        let part = one.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts = one.par_chunks_mut(part).zip(other.par_chunks_mut(part)).enumerate();
        parts.for_each(|(at, (one, other))| each(at * part, one, other));
        return;
    }
    each(0, one, other);
}
