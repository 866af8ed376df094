//! A first look at the weights.

use super::super::meter::Meter;
use super::super::parallel::over_rows;
use super::super::read::{Unread, check_row};
use super::super::residual::Residual;
use super::worths::Scale;
use crate::problem::{
    AnyProblem, Edge, LAST_RESORT, NARROW, NO_EDGE, Objective, ProblemError, Weight,
};
use crate::wide::wide;

/// Rows looked at where narrow rows say how far weights can reach; fewer where no bits have to go, whatever they show.
const ROWS: usize = 64;
const FEW_ROWS: usize = 16;

/// Rows looked at between two looks at the limits.
const BLOCK: usize = 256;

/// Bits of the range of worths that leave room for prices.
const BITS: u32 = 24;

/// What is known of the weights of the open edges.
pub(super) struct Probe {
    pub(super) scale: Scale,
    /// No absolute weight is larger.
    pub(super) largest: u64,
    /// Least and greatest worth seen.
    pub(super) worths: (i32, i32),
    /// Whether every cell is an edge.
    pub(super) is_full: bool,
    /// The weight of edges that narrow rows leave out, to be used only where nothing else is left.
    pub(super) last_resort: Option<Weight>,
}

impl Probe {
    /// Looks at rows; `may_narrow` says whether narrow rows may be read.
    pub(super) fn of(
        problem: &AnyProblem<'_>,
        residual: &Residual,
        may_narrow: bool,
        meter: &mut Meter<'_>,
    ) -> Result<Self, Unread> {
        let (rows, columns) = (problem.rows(), problem.columns());
        let last_resort = problem.edges().last_resort();
        let known = problem.edges().largest_weight();
        let is_full = problem.is_bare()
            && last_resort.is_none()
            && problem.edges().edge_count() == rows.checked_mul(columns)
            && residual.row_limits.iter().all(|&limit| limit > 0)
            && residual.column_limits.iter().all(|&limit| limit > 0);
        let mut cells = vec![NO_EDGE; columns];
        let narrow =
            may_narrow && (last_resort.is_none() || *problem.objective() == Objective::Perfect);
        if narrow && (rows == 0 || problem.edges().narrow_row(0, &mut cells)) {
            let (mut least, mut most) = (NARROW, -NARROW);
            let few = if is_full { FEW_ROWS } else { ROWS };
            for row in (0..rows).step_by(rows.div_ceil(few).max(1)) {
                meter.spend(columns)?;
                if !problem.open_narrow_row(row, &mut cells) {
                    continue;
                }
                wide(
                    #[inline(always)]
                    || {
                        for &weight in &cells {
                            least = least.min(if weight > LAST_RESORT { weight } else { NARROW });
                            most = most.max(weight);
                        }
                    },
                );
            }
            // Marks of absent edges are below all weights.
            let (least, most) = if least > most { (0, 0) } else { (least, most) };
            let shift = if is_full { 0 } else { excess(most.abs_diff(least).into()) };
            let scale = Scale::narrow(shift);
            return Ok(Self {
                scale,
                largest: known.unwrap_or(u64::MAX).min(NARROW as u64),
                worths: (scale.worth(least.into()), scale.worth(most.into())),
                is_full,
                last_resort,
            });
        }
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        // What is known to be small need not be seen to the end.
        let step = if known.is_some() { rows.div_ceil(ROWS).max(1) } else { 1 };
        let looked_at = rows.div_ceil(step);
        for first in (0..looked_at).step_by(BLOCK) {
            let block = first..looked_at.min(first + BLOCK);
            meter.spend(block.len() * columns)?;
            let range = |edges: &mut Vec<Edge>, at| -> Result<(i64, i64), ProblemError> {
                let row = at * step;
                problem.open_row(row, edges);
                check_row(problem, row, edges)?;
                Ok(edges.iter().fold((i64::MAX, i64::MIN), |(least, most), edge| {
                    (least.min(edge.weight), most.max(edge.weight))
                }))
            };
            for of_row in over_rows(block, columns, range) {
                let (low, high) = of_row.map_err(Unread::Malformed)?;
                (least, most) = (least.min(low), most.max(high));
            }
        }
        let (least, most) = if least > most { (0, 0) } else { (least, most) };
        let largest = known.unwrap_or(least.unsigned_abs().max(most.unsigned_abs()));
        let scale = match i64::try_from(largest) {
            // Any weight there may be has to have a worth.
            Ok(bound) if known.is_some() => Scale::of_range(-bound, bound, BITS + 1),
            _ => Scale::of_range(least, most, if is_full { 28 } else { BITS }),
        };
        Ok(Self {
            scale,
            largest,
            worths: (scale.worth(least), scale.worth(most)),
            is_full,
            last_resort: None,
        })
    }
}

/// Bits of a range beyond those that leave room for prices.
fn excess(range: u64) -> u32 {
    (u64::BITS - range.leading_zeros()).saturating_sub(BITS)
}
