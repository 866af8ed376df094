//! Short lists where seats are scarce: for each column the rows it is worth most to.
//!
//! With far more rows than seats all seats are taken, and what a seat costs is what somebody left over would have given
//! for it. So only rows near the top of a column can have it, whatever the prices come to, and the last on its list bounds
//! all the others.

use super::super::meter::Meter;
use super::super::nodes::small;
use super::super::parallel::over_rows;
use super::worths::{NOTHING, Worths};
use crate::problem::{Edge, StopReason};
use crate::wide::wide;

/// Rows on the list of a column with one seat, and more for each further seat.
const SHORTEST: usize = 96;
const PER_SEAT: usize = 8;

/// Rows that are read together.
const BLOCK: usize = 128;

/// Whether seats are so scarce that lists of columns are best.
pub(super) fn is_scarce(rows: &[u32], columns: &[u32]) -> bool {
    let units = |limits: &[u32]| limits.iter().map(|&limit| u64::from(limit)).sum::<u64>();
    units(rows) / 5 * 4 > units(columns)
}

/// The lists, and a bound on the worth of any row to a column whose list it is not on.
pub(super) struct Candidates {
    /// Of each row: columns, ascending, and worths.
    pub(super) rows: Vec<Vec<(u32, i32)>>,
    pub(super) rest: Vec<i32>,
}

/// Of one column: the best so far, at most twice as many as wanted.
struct Column {
    wanted: usize,
    best: Vec<(i32, u32)>,
}

impl Column {
    /// Keeps the best, rows that come first among equals, and says what a row has to be worth to be better.
    fn cut(&mut self) -> i32 {
        if self.best.len() <= self.wanted {
            return NOTHING;
        }
        let better = |one: &(i32, u32), other: &(i32, u32)| (other.0, one.1).cmp(&(one.0, other.1));
        self.best.select_nth_unstable_by(self.wanted - 1, better);
        self.best.truncate(self.wanted);
        self.best[self.wanted - 1].0
    }
}

/// Reads every row once.
pub(super) fn candidates<W: Worths>(
    worths: &W,
    meter: &mut Meter<'_>,
) -> Result<Candidates, StopReason> {
    let (near, far) = (worths.near(), worths.far());
    let mut columns: Vec<Column> = (0..far)
        .map(|far| {
            let wanted = SHORTEST + PER_SEAT * near.min(worths.seats(far) as usize);
            Column { wanted, best: Vec::new() }
        })
        .collect();
    let mut least = vec![NOTHING; far];
    for first in (0..near).step_by(BLOCK) {
        let block = first..near.min(first + BLOCK);
        meter.spend(block.len() * far)?;
        let read = |edges: &mut Vec<Edge>, row: usize| {
            let mut cells = vec![NOTHING; far];
            worths.read(row, &mut cells, edges);
            cells
        };
        let rows = over_rows(block.clone(), far, read);
        for (cells, row) in rows.iter().zip(small(block.start)..) {
            let stretches = cells.chunks(64).zip(least.chunks_mut(64)).zip(columns.chunks_mut(64));
            for ((cells, least), columns) in stretches {
                let any = wide(
                    #[inline(always)]
                    || {
                        cells
                            .iter()
                            .zip(&*least)
                            .fold(0_u8, |any, (worth, least)| any | u8::from(worth > least))
                    },
                );
                if any == 0 {
                    continue;
                }
                for ((&worth, least), column) in cells.iter().zip(least).zip(columns) {
                    if worth > *least {
                        column.best.push((worth, row));
                        if column.best.len() >= 2 * column.wanted {
                            *least = column.cut();
                        }
                    }
                }
            }
        }
    }
    let mut rows: Vec<Vec<(u32, i32)>> = vec![Vec::new(); near];
    let mut rest = Vec::with_capacity(far);
    for (mut column, far) in columns.into_iter().zip(0_u32..) {
        let full = column.best.len() >= column.wanted;
        let least = column.cut().max(least[far as usize]);
        rest.push(if full { least } else { NOTHING });
        for (worth, row) in column.best {
            rows[row as usize].push((far, worth));
        }
    }
    Ok(Candidates { rows, rest })
}
