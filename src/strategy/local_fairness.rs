//! A floor for what rows get: a linear program, rounded so that no row falls far below it.
//!
//! The program gives each row parts of columns. Those of a row are laid side by side by falling weight and cut into as many
//! slots of one whole as the row has pairs; then slots are matched with the columns they have a part of, at the greatest total. The
//! parts are themselves such a matching in fractions, so a whole one of no less total exists; and as each slot has nothing
//! lighter than the next one, a row loses at most its largest weight less its least.
//!
//! D. B. Shmoys and É. Tardos, *An approximation algorithm for the generalized assignment problem*, Mathematical Programming 62
//! (1993).

use super::StrategyError;
use super::network::Network;
use super::open::Open;
use crate::problem::StopReason;
use crate::solve::clock::Clock;
use crate::solve::integer::{Answer, Asked, Model, check, float};
use crate::solve::meter::Meter;
use crate::solve::{Options, SolveError};

/// Parts smaller than this are errors of floats: so many of them make no whole.
const NOTHING: f64 = 1e-7;

/// Rounds the best fractions with the highest floor.
///
/// # Errors
///
/// If the backend is not there, fails or answers wrongly, or sums are too large for its floats; inside, why the run has to end once
/// a limit is reached, and then nothing has changed.
pub(super) fn improve(
    open: &Open,
    has: &mut Vec<Vec<u32>>,
    options: &Options,
    clock: &Clock<'_>,
    meter: &mut Meter<'_>,
) -> Result<Result<(), StopReason>, StrategyError> {
    if has.iter().all(|edges| edges.len() <= 1) {
        // No row can fall farther below any floor, and no answer with the same rows has a greater total.
        return Ok(Ok(()));
    }
    let program = Program::new(open, has, options, clock)?;
    let highest = match program.ask(None)? {
        Ok((_, highest)) => highest,
        Err(stopped) => return Ok(Err(stopped)),
    };
    // What is a whole number but for an error of floats is that number, if the program can keep it.
    let slack = (highest.abs() * 1e-9).max(1e-6);
    let mut floors = vec![(highest + slack).floor(), (highest - slack).floor()];
    floors.dedup();
    let mut answer = None;
    for floor in floors {
        if answer.is_none() {
            answer = match program.ask(Some(floor)) {
                Ok(Ok((parts, total))) => Some((parts, total, floor)),
                Ok(Err(stopped)) => return Ok(Err(stopped)),
                Err(SolveError::WrongAnswer { .. }) => None,
                Err(error) => return Err(error.into()),
            };
        }
    }
    let (parts, total, floor) = answer.ok_or_else(|| program.wrong())?;
    let rounded = match program.rounded(&parts, meter) {
        Ok(rounded) => rounded.filter(|rounded| program.keeps(rounded, floor, total)),
        Err(stopped) => return Ok(Err(stopped)),
    };
    *has = rounded.ok_or_else(|| program.wrong())?;
    Ok(Ok(()))
}

struct Program<'a> {
    open: &'a Open,
    options: &'a Options,
    clock: &'a Clock<'a>,
    /// Rows that have pairs, and how many.
    rows: Vec<(usize, usize)>,
    /// No row gets more, nor less than its negative.
    most: f64,
}

/// What rows have of each column, by edge, and what the objective is worth.
type Parts = (Vec<f64>, f64);

impl<'a> Program<'a> {
    fn new(
        open: &'a Open,
        has: &[Vec<u32>],
        options: &'a Options,
        clock: &'a Clock<'a>,
    ) -> Result<Self, SolveError> {
        let rows: Vec<_> =
            has.iter().map(Vec::len).enumerate().filter(|&(_, count)| count > 0).collect();
        let pairs: usize = rows.iter().map(|&(_, count)| count).sum();
        let largest = open.weights.iter().map(|weight| weight.unsigned_abs()).max().unwrap_or(0);
        let sum = i128::from(largest).saturating_mul(pairs as i128);
        check(sum)?;
        let of_row = rows.iter().map(|&(_, count)| count as u64).max().unwrap_or(0);
        let most = float(i64::try_from(largest.saturating_mul(of_row)).unwrap_or(i64::MAX));
        Ok(Self { open, options, clock, rows, most })
    }

    /// The highest floor; or, above a floor, the greatest total.
    fn ask(&self, floor: Option<f64>) -> Result<Result<Parts, StopReason>, SolveError> {
        if let Some(stopped) = self.clock.stop() {
            return Ok(Err(stopped));
        }
        let mut model = Model::default();
        let mut of_columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.open.seats.len()];
        let mut edges = Vec::new();
        let mut worths = Vec::new();
        for &(row, count) in &self.rows {
            let (mut all, mut worth) = (Vec::new(), Vec::new());
            for edge in self.open.edges(row) {
                let part = model.add(0.0, 1.0, false, 0.0);
                edges.push((edge, part));
                all.push((part, 1.0));
                worth.push((part, float(self.open.weights[edge])));
                of_columns[self.open.column(edge)].push((part, 1.0));
            }
            let count = float(i64::try_from(count).unwrap_or(i64::MAX));
            model.rows.push((all, count, count));
            worths.push(worth);
        }
        for (terms, &seats) in of_columns.into_iter().zip(&self.open.seats) {
            if terms.len() > seats as usize {
                model.at_most(terms, float(seats.into()));
            }
        }
        let least = floor.unwrap_or_else(|| {
            // As near as can be: floats of a backend that starts at a large bound lose what is small.
            let least = model.add(-self.most, self.most, false, 0.0);
            model.objective.push((least, 1.0));
            for worth in &mut worths {
                worth.push((least, -1.0));
            }
            0.0
        });
        for worth in worths {
            if floor.is_some() {
                model.objective.extend_from_slice(&worth);
            }
            model.at_least(worth, least);
        }
        let asked = Asked { started: false, time: self.clock.left(), gap: 0 };
        match model.ask(self.options.backend, &asked)? {
            Answer::Values(values, true) => {
                let value = model.objective.iter().map(|&(at, worth)| worth * values[at]).sum();
                let mut parts = vec![0.0; self.open.weights.len()];
                for (edge, part) in edges {
                    parts[edge] = values[part];
                }
                Ok(Ok((parts, value)))
            }
            Answer::Values(_, false) | Answer::Nothing => Ok(Err(StopReason::Time)),
            // The answer at hand is one, and the floor comes of the same program.
            Answer::Infeasible => Err(self.wrong()),
        }
    }

    /// Slots matched with columns; `None` where they cannot be.
    fn rounded(
        &self,
        parts: &[f64],
        meter: &mut Meter<'_>,
    ) -> Result<Option<Vec<Vec<u32>>>, StopReason> {
        let largest = self.open.weights.iter().copied().max().unwrap_or(0);
        let columns = self.open.seats.len();
        // Columns, the end, then slots and pairs.
        let mut nodes = columns + 1;
        let (mut slots, mut pairs, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        for &(row, count) in &self.rows {
            let first = nodes;
            slots.extend(first..first + count);
            nodes += count;
            let mut edges: Vec<usize> =
                self.open.edges(row).filter(|&edge| parts[edge] > NOTHING).collect();
            edges.sort_by_key(|&edge| std::cmp::Reverse(self.open.weights[edge]));
            let (mut filled, mut slot) = (0.0, 0);
            for edge in edges {
                pairs.push((row, edge, nodes));
                let mut left = parts[edge];
                while left > NOTHING && slot < count {
                    shares.push((first + slot, nodes));
                    let taken = left.min(1.0 - filled);
                    left -= taken;
                    filled += taken;
                    if filled > 1.0 - NOTHING {
                        (filled, slot) = (0.0, slot + 1);
                    }
                }
                nodes += 1;
            }
        }
        let mut network = Network::new(nodes);
        for (column, &seats) in self.open.seats.iter().enumerate() {
            network.add(column, columns, seats.into(), 0);
        }
        for (slot, pair) in shares {
            network.add(slot, pair, 1, 0);
        }
        let mut arcs = Vec::new();
        for (row, edge, pair) in pairs {
            let cost = i128::from(largest) - i128::from(self.open.weights[edge]);
            arcs.push((row, edge, network.add(pair, self.open.column(edge), 1, cost)));
        }
        for slot in slots {
            if network.send(slot, columns, 1, |looks| meter.spend(looks))? == 0 {
                return Ok(None);
            }
        }
        let mut has = vec![Vec::new(); self.open.rows()];
        for (row, edge, arc) in arcs {
            if network.flow(arc) > 0 {
                has[row].extend(u32::try_from(edge));
            }
        }
        Ok(Some(has))
    }

    /// Whether an answer is what it has to be: no row farther below the floor than its weights lie apart, and no less total than that
    /// of the fractions.
    #[expect(clippy::cast_precision_loss, reason = "numbers of at most 49 bits, which is checked")]
    fn keeps(&self, has: &[Vec<u32>], floor: f64, total: f64) -> bool {
        let weight = |edge: usize| i128::from(self.open.weights[edge]);
        let sum = |row: usize| -> i128 { has[row].iter().map(|&edge| weight(edge as usize)).sum() };
        let all: i128 = self.rows.iter().map(|&(row, _)| sum(row)).sum();
        let near = self.rows.iter().all(|&(row, _)| {
            let weights = self.open.edges(row).map(weight);
            let apart = weights.clone().max().unwrap_or(0) - weights.min().unwrap_or(0);
            (sum(row) + apart) as f64 >= floor
        });
        near && all as f64 > total - 0.5
    }

    fn wrong(&self) -> SolveError {
        SolveError::WrongAnswer { algorithm: self.options.backend.to_string() }
    }
}
