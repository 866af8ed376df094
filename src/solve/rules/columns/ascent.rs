//! Prices that make the bound small.
//!
//! The volume algorithm: steps against an average of what columns took, from the best prices so far. The average is at the
//! same time an estimate of an optimal fractional answer (F. Barahona and R. Anbil, *The volume algorithm: producing primal
//! solutions with a subgradient method*, Mathematical Programming 87, 2000). Floats choose the prices; every bound is calculated
//! in integers.

use super::super::program::small;
use super::bound::{At, Prices, evaluate};
use super::column::Scratch;
use super::model::Model;
use super::state::{Space, Value};

/// The part of a step that lines across columns take. Pairs of thousands of columns stand in them, so that at a small
/// change of price the sum of a line moves far more than that of a row; at whole steps their prices swing, and all others stall.
const ACROSS: f64 = 0.1;

/// The newest choice counts for a tenth of what it did at first in the end, and for no more than this.
const LEAST_SHARE: f64 = 0.02;

/// How long to go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    /// Steps without anything gained after which they become shorter.
    pub(super) patience: usize,
    /// The share of the newest choice in the average.
    pub(super) share: f64,
    /// How fast that share shrinks where nothing is gained.
    pub(super) fade: f64,
    /// How far the bound may fall, in parts, where that is known better than by the best answer.
    pub(super) reach: f64,
}

/// The best prices found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) prices: Prices,
    pub(super) at: At,
    /// How often each pair was taken, on average.
    pub(super) average: Vec<f64>,
}

#[expect(clippy::cast_precision_loss, reason = "floats only choose where to go")]
pub(super) fn float(value: i128) -> f64 {
    value as f64
}

/// Steps from these prices, and from an average known before if there is one, until the bound is below `least` parts or the
/// effort is spent. `look` sees every choice. `None` where a column has no choice at all.
pub(super) fn ascend(
    model: &Model,
    space: &Space,
    (start, average): (Prices, Vec<f64>),
    least: Option<i128>,
    effort: Effort,
    scratch: &mut Scratch,
    look: &mut dyn FnMut(&At) -> bool,
) -> Option<Found> {
    let mut best = Found { prices: start, at: At::default(), average };
    if !evaluate(model, space, &best.prices, scratch, &mut best.at) {
        return None;
    }
    if best.average.is_empty() {
        best.average = vec![0.0; model.weights.len()];
        for &pair in &best.at.chosen {
            best.average[pair as usize] = 1.0;
        }
    }
    let limit = model.limit();
    let guess = guess(model).min(effort.reach);
    let mut steps = Steps { theta: 0.3, since: 0, greens: 0 };
    let mut tried = best.prices.clone();
    let mut at = At::default();
    let mut share = effort.share;
    let mut go_on = look(&best.at);
    let steps_of = effort.steps;
    #[cfg(test)]
    let steps_of = super::watch::limit(|forced| forced.steps, steps_of);
    for _ in 0..steps_of {
        if !go_on || least.is_some_and(|least| best.at.value < least) {
            break;
        }
        let direction = Direction::of(model, &best.prices, &best.average);
        if direction.norm <= 0.0 {
            break;
        }
        let gap = least.map_or(guess, |least| float(best.at.value - least + 1).min(guess));
        let length = steps.theta * gap.max(1.0) / direction.norm;
        direction.step(model, &best.prices, &mut tried, length, limit);
        if !evaluate(model, space, &tried, scratch, &mut at) {
            return None;
        }
        go_on = look(&at);
        for average in &mut best.average {
            *average *= 1.0 - share;
        }
        for &pair in &at.chosen {
            best.average[pair as usize] += share;
        }
        if at.value < best.at.value {
            let onwards = direction.along(model, &at.chosen) >= 0.0;
            std::mem::swap(&mut best.at, &mut at);
            std::mem::swap(&mut best.prices, &mut tried);
            steps.gained(onwards);
        } else if steps.lost(effort.patience) {
            share = (share * effort.fade).max((effort.share / 10.0).min(LEAST_SHARE));
            if steps.theta < 1e-4 {
                break;
            }
        }
    }
    Some(best)
}

/// How far to step.
struct Steps {
    theta: f64,
    since: usize,
    greens: usize,
}

impl Steps {
    fn gained(&mut self, onwards: bool) {
        self.since = 0;
        if onwards {
            self.greens += 1;
            if self.greens >= 2 {
                (self.theta, self.greens) = ((self.theta * 1.25).min(2.0), 0);
            }
        } else {
            self.greens = 0;
        }
    }

    fn lost(&mut self, patience: usize) -> bool {
        (self.since, self.greens) = (self.since + 1, 0);
        let enough = self.since >= patience;
        if enough {
            (self.theta, self.since) = (self.theta * 0.6, 0);
        }
        enough
    }
}

/// How far the bound may be from the optimum where nothing else is known: a part of what pairs differ by.
fn guess(model: &Model) -> f64 {
    let parts = i128::from(model.packing.parts);
    let most = model.weights.iter().max().copied().unwrap_or(0);
    let least = model.weights.iter().min().copied().unwrap_or(0);
    let units = i128::from(small(model.rows.len().min(4 * model.columns.len())));
    float((i128::from(most) - i128::from(least)).max(parts) * units) / 50.0
}

/// What the average asks of the prices.
struct Direction {
    rows: Vec<f64>,
    globals: Vec<f64>,
    norm: f64,
}

impl Direction {
    #[expect(clippy::cast_precision_loss, reason = "floats only choose where to go")]
    fn of(model: &Model, prices: &Prices, average: &[f64]) -> Self {
        let mut norm = 0.0;
        let rows = model.rows.iter().zip(&prices.rows);
        let rows = rows
            .map(|(row, &price)| {
                let cover: f64 = row.pairs.iter().map(|&pair| average[pair as usize]).sum();
                let (least, most) = (row.least as f64, row.most as f64);
                let by = match price {
                    1.. => cover - most,
                    0 if cover > most => cover - most,
                    0 => (cover - least).min(0.0),
                    _ => cover - least,
                };
                norm += by * by;
                by
            })
            .collect();
        let globals = model.globals.iter().zip(&prices.globals);
        let globals = globals
            .map(|(line, &price)| {
                let terms = line.terms.iter();
                let sum: f64 = terms.map(|&(p, a)| average[p as usize] * a as f64).sum();
                let by = (sum - line.most as f64) / line.unit as f64;
                let by = if price == 0 { by.max(0.0) } else { by };
                norm += by * by * ACROSS;
                by * ACROSS
            })
            .collect();
        Self { rows, globals, norm }
    }

    #[expect(clippy::cast_precision_loss, reason = "floats only choose where to go")]
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    fn step(&self, model: &Model, from: &Prices, to: &mut Prices, length: f64, limit: i64) {
        let most = limit as f64;
        for (at, by) in self.rows.iter().enumerate() {
            let least = if model.rows[at].least > 0 { -most } else { 0.0 };
            let next = from.rows[at] as f64 + length * by;
            to.rows[at] = next.round().clamp(least, most) as Value;
        }
        for (at, by) in self.globals.iter().enumerate() {
            let unit = model.globals[at].unit as f64;
            let next = from.globals[at] as f64 + length * by / unit;
            to.globals[at] = next.round().clamp(0.0, (most / unit).floor()) as Value;
        }
    }

    /// Whether a choice asks for more of the same.
    #[expect(clippy::cast_precision_loss, reason = "floats only choose where to go")]
    fn along(&self, model: &Model, chosen: &[u32]) -> f64 {
        let mut taken = vec![0.0; model.weights.len()];
        for &pair in chosen {
            taken[pair as usize] = 1.0;
        }
        let rows = model.rows.iter().zip(&self.rows).map(|(row, by)| {
            let cover: f64 = row.pairs.iter().map(|&pair| taken[pair as usize]).sum();
            (cover - row.most as f64) * by
        });
        let globals = model.globals.iter().zip(&self.globals).map(|(line, by)| {
            let terms = line.terms.iter();
            let sum: f64 = terms.map(|&(p, a)| taken[p as usize] * a as f64).sum();
            (sum - line.most as f64) / line.unit as f64 * by
        });
        rows.sum::<f64>() + globals.sum::<f64>()
    }
}
