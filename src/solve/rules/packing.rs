//! Levels of sums over pairs as one number.

use super::relax::Vector;
use crate::problem::{AnyProblem, Assigned, Level};
use crate::solve::value::MAX_LEVELS;

/// Prices are whole numbers of one of these parts of a weight: the first that leaves room.
const PARTS: [i64; 3] = [1 << 10, 1 << 4, 1];

/// The factors that make one number of the levels of a pair, so large that levels of any answer can be told apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packing {
    factors: [i64; MAX_LEVELS],
    levels: usize,
    pub(super) parts: i64,
}

/// What a pair adds to a level; `None` where that depends on other pairs.
fn value_of(problem: &AnyProblem<'_>, level: Level, pair: &Assigned) -> Option<i128> {
    match level {
        Level::Served | Level::Priority => {
            let alone = problem.demand(pair.row).max <= 1;
            alone.then(|| problem.served_value(level, pair.row))
        }
        _ => Some(level.edge_value(pair.weight)),
    }
}

impl Packing {
    /// `None` where a level is no sum over pairs, or numbers are too large.
    ///
    /// With at most `n` pairs of at most `m` each, a level stays within ±n·m; a factor above the span of all levels after it,
    /// 2·n·m times their factors, leaves each of them legible by rounding to the nearest.
    pub(super) fn of<'a>(
        problem: &AnyProblem<'_>,
        levels: &[Level],
        pairs: impl Iterator<Item = &'a Assigned>,
    ) -> Option<Self> {
        if levels.len() > MAX_LEVELS {
            return None;
        }
        let mut largest = [1_i128; MAX_LEVELS];
        for pair in pairs {
            for (largest, &level) in largest.iter_mut().zip(levels) {
                *largest = value_of(problem, level, pair)?.abs().max(*largest);
            }
        }
        let (rows, columns) = problem.units();
        let count = i128::from(rows.min(columns).min(1 << 32)) + 1;
        let (mut factors, mut factor) = ([0; MAX_LEVELS], 1_i128);
        let mut most = 0_i128;
        for at in (0..levels.len()).rev() {
            factors[at] = i64::try_from(factor).ok()?;
            most = most.checked_add(factor.checked_mul(largest[at])?)?;
            factor = most.checked_mul(count)?.checked_mul(4)?;
        }
        // Sums of pairs stay far within 64 bits, also where each has prices some dozens of times as large as itself.
        let fits = |parts: &i64| {
            let one = most.checked_mul(i128::from(*parts));
            one.is_some_and(|one| one < 1 << 50 && one * count < 1 << 54)
        };
        let parts = PARTS.into_iter().find(fits)?;
        Some(Self { factors, levels: levels.len(), parts })
    }

    /// The number of a pair, in parts.
    pub(super) fn weight(self, problem: &AnyProblem<'_>, levels: &[Level], pair: &Assigned) -> i64 {
        let values = levels.iter().map(|&level| value_of(problem, level, pair).unwrap_or(0));
        let sum: i128 =
            values.zip(self.factors).map(|(value, factor)| value * i128::from(factor)).sum();
        i64::try_from(sum).map_or(0, |sum| sum * self.parts)
    }

    /// The levels of the largest whole value that is not above this.
    pub(super) fn levels(self, scaled: i128) -> Vector {
        let mut rest = scaled.div_euclid(self.parts.into());
        let mut levels = [0; MAX_LEVELS];
        for (at, level) in levels.iter_mut().enumerate().take(self.levels) {
            let factor = i128::from(self.factors[at]);
            *level = if factor == 1 { rest } else { (rest + factor / 2).div_euclid(factor) };
            rest -= *level * factor;
        }
        levels
    }

    /// The number of these levels, in parts.
    pub(super) fn pack(self, levels: &[i128]) -> i128 {
        let sum: i128 = levels.iter().zip(self.factors).map(|(&v, f)| v * i128::from(f)).sum();
        sum * i128::from(self.parts)
    }
}
