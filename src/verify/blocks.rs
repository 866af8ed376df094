//! Rows in blocks, on all cores where there are any, and their answers in order.

use std::ops::Range;

/// Cells of a block: a row or a few.
const BLOCK: usize = 1 << 17;

/// Blocks between two looks at what they brought, so that a fault at the start does not wait for the end.
#[cfg(feature = "rayon")]
const WAVE: usize = 64;

/// Cells from which on blocks are shared between cores: below, starting the threads costs more than it gains.
#[cfg(feature = "rayon")]
const WORTH_SHARING: usize = 1 << 16;

/// Calls `of_block` for all blocks of rows, and `take` with what came back, block by block in the order of rows.
/// Ends with the first error in that order.
///
/// Blocks depend on the shape alone, so that the outcome is the same for any number of threads. Each thread has a
/// workspace of its own.
pub(super) fn in_order<W, T: Send, Error: Send>(
    rows: usize,
    columns: usize,
    workspace: impl Fn() -> W + Sync,
    of_block: impl Fn(&mut W, Range<usize>) -> Result<T, Error> + Sync,
    mut take: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let height = (BLOCK / columns.max(1)).max(1);
    let block = |first: usize| first..rows.min(first + height);
    #[cfg(feature = "rayon")]
    if rows.saturating_mul(columns) >= WORTH_SHARING {
        use rayon::prelude::*;
        let firsts: Vec<usize> = (0..rows).step_by(height).collect();
        for wave in firsts.chunks(WAVE) {
            let one = |workspace: &mut W, &first: &usize| of_block(workspace, block(first));
            let answers: Vec<_> = wave.par_iter().map_init(&workspace, one).collect();
            for answer in answers {
                take(answer?)?;
            }
        }
        return Ok(());
    }
    let mut workspace = workspace();
    for first in (0..rows).step_by(height) {
        take(of_block(&mut workspace, block(first))?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was taken, and the error it ended with.
    fn run(rows: usize, columns: usize, wrong: &[usize]) -> (Vec<usize>, Result<(), usize>) {
        let mut taken = Vec::new();
        let of_block = |(): &mut (), block: Range<usize>| {
            let wrong = block.clone().find(|row| wrong.contains(row));
            wrong.map_or(Ok(block), Err)
        };
        let outcome = in_order(
            rows,
            columns,
            || (),
            of_block,
            |block| {
                taken.extend(block);
                Ok(())
            },
        );
        (taken, outcome)
    }

    #[test]
    fn every_row_once_and_in_order() {
        for (rows, columns) in [(0, 5), (5, 0), (7, 3), (1000, 700), (3, 1 << 20), (300, 1 << 16)] {
            let (taken, outcome) = run(rows, columns, &[]);
            assert_eq!(outcome, Ok(()));
            assert!(taken.into_iter().eq(0..rows), "{rows} x {columns}");
        }
    }

    #[test]
    fn the_lowest_row_tells_its_error() {
        for wrong in [[999, 500], [0, 999], [401, 402]] {
            let lowest = *wrong.iter().min().expect("two");
            let (taken, outcome) = run(1000, 700, &wrong);
            assert_eq!(outcome, Err(lowest));
            assert!(taken.len() <= lowest);
        }
    }
}
