//! The best probabilities, as a flow in whole parts.

use super::StrategyError;
use super::faces::{Costs, Faces, Fresh};
use super::lottery::{Chance, Lottery, Share};
use super::open::Open;
use crate::problem::{AnyProblem, Assigned, Limits, StopReason};
use crate::solve::meter::Meter;

/// Bytes of a piece of a pair as an arc, with what a search keeps of it.
const BYTES: usize = 64;

/// The probabilities that are best: of most expected pairs and, among those, of greatest worth; or why a limit ended the run. The
/// probability of a pair is made of so many `pieces` of equal size, worth no more from one to the next.
pub(super) fn best(
    problem: &AnyProblem<'_>,
    open: &Open,
    share: Share,
    pieces: u32,
    worth: impl Fn(usize, u32) -> i128,
    within: &Limits,
) -> Result<Result<(Lottery, u64), StopReason>, StrategyError> {
    let mut meter = Meter::new(within);
    let rows = open.rows_of_edges();
    let times = pieces as usize;
    if u32::try_from(rows.len().saturating_mul(times)).is_err() {
        return Err(StrategyError::TooLarge {
            what: "pairs times parts of the share",
            bits: 32,
            remedy: "choose a share with a smaller part",
        });
    }
    if let Err(stopped) = meter.claim(rows.len().saturating_mul(times).saturating_mul(BYTES)) {
        return Ok(Err(stopped));
    }
    let each = |all: &[u32]| -> Vec<u32> {
        all.iter().flat_map(|&node| std::iter::repeat_n(node, times)).collect()
    };
    let (row_of, column_of) = (each(&rows), each(&open.columns));
    let mut fresh = vec![Vec::new(); open.rows()];
    let mut degrees = vec![0_u64; open.seats.len()];
    for (piece, &row) in (0_u32..).zip(&row_of) {
        fresh[row as usize].push(piece);
    }
    for &column in &open.columns {
        degrees[column as usize] += 1;
    }
    let row_limits =
        limits(&open.wants, (0..open.rows()).map(|row| open.edges(row).len() as u64), share)?;
    let column_limits = limits(&open.seats, degrees.into_iter(), share)?;
    let limit = i64::from(share.part() / pieces.max(1));
    let mut faces =
        Faces::new(row_of, column_of, limit, row_limits, column_limits, fresh, Fresh::Open);
    if let Err(stopped) = faces.level(Costs::Few, -1, |_| 0, &mut meter) {
        return Ok(Err(stopped));
    }
    for row in 0..open.rows() {
        faces.take(row, |_| true);
    }
    let cost = |piece: u32| -worth((piece / pieces) as usize, piece % pieces);
    if let Err(stopped) = faces.level(Costs::Many, 0, cost, &mut meter) {
        return Ok(Err(stopped));
    }
    let mut chances = Vec::new();
    for (edge, &row) in (0_u32..).zip(&rows) {
        let parts: i64 = (0..pieces).map(|piece| faces.flow(edge * pieces + piece)).sum();
        let parts = u32::try_from(parts).expect("a flow is at most the part of the share");
        if parts > 0 {
            let (column, weight) = (open.column(edge as usize), open.weights[edge as usize]);
            chances.push(Chance { pair: Assigned { row: row as usize, column, weight }, parts });
        }
    }
    chances.extend(problem.pins().iter().map(|&pair| Chance { pair, parts: share.whole() }));
    let lottery = Lottery::new(share.whole(), chances, (problem.rows(), problem.columns()));
    Ok(Ok((lottery, faces.work)))
}

/// What nodes may have in parts of the whole, but no more than their pairs can give.
fn limits(
    limits: &[u32],
    degrees: impl Iterator<Item = u64>,
    share: Share,
) -> Result<Vec<i64>, StrategyError> {
    let mut all = Vec::with_capacity(limits.len());
    let mut sum = 0_i128;
    for (&limit, degree) in limits.iter().zip(degrees) {
        let asked = i128::from(limit) * i128::from(share.whole());
        let most = asked.min(i128::from(degree) * i128::from(share.part()));
        sum += most;
        all.push(i64::try_from(most).unwrap_or(i64::MAX));
    }
    if sum > i128::from(i64::MAX) {
        let remedy = "choose a share with a smaller whole";
        return Err(StrategyError::TooLarge {
            what: "seats in parts of the whole",
            bits: 64,
            remedy,
        });
    }
    Ok(all)
}
