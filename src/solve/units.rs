//! Problems whose rows have one partner at most: their levels packed into one 64-bit integer, and taken apart again.

use super::factors::{Factors, HEADROOM};
use super::residual::Residual;
use super::value::MAX_LEVELS;
use crate::problem::{AnyProblem, Level, Objective, Side, Weight};

/// The value of an edge is one integer, 0 or below being worth less than no pair at all.
///
/// Where one side has to be filled, a level of pairs comes before all others.
pub(super) struct Units {
    /// Levels as packed, first decided first, and what one of each is worth.
    levels: Vec<Level>,
    factors: Factors,
    /// Value of an edge beside the row's bonus: `base + slope · weight`.
    base: i64,
    slope: i64,
    /// What a row's partner is worth beyond the edge.
    bonus: Vec<i64>,
    largest: u64,
}

impl Units {
    /// `None` where a row may have several partners or the levels do not fit 64 bits. `largest` is the largest absolute
    /// weight.
    pub(super) fn new(problem: &AnyProblem<'_>, residual: &Residual, largest: u64) -> Option<Self> {
        if residual.row_limits.iter().any(|&limit| limit > 1) {
            return None;
        }
        let fill = *problem.objective() == Objective::Perfect;
        let mut levels = residual.levels.clone();
        if fill {
            levels.insert(0, Level::Tandems);
        }
        // Who can have no partner has no say: the prices of such nodes are zero here.
        let open = |limits: &[u32]| limits.iter().filter(|&&limit| limit > 0).count() as u128;
        let nodes = 4 + open(&residual.row_limits) + open(&residual.column_limits);
        let bonus_at = |level: usize| level - usize::from(fill);
        let bonus_of = |bonus: &[i128; MAX_LEVELS], level: usize| -> i128 {
            if fill { 0 } else { bonus[bonus_at(level)] }
        };
        let mut components = residual.most_in_edge(largest, !fill);
        if fill {
            components.insert(0, 1);
        }
        let factors = Factors::new(&components, nodes)?;
        let pack =
            |component: &dyn Fn(usize) -> i128| factors.pack((0..levels.len()).map(component));
        let base = pack(&|at| levels[at].edge_value(0))?;
        let slope = pack(&|at| levels[at].edge_value(1))? - base;
        let bonus = residual
            .bonus
            .iter()
            .map(|bonus| pack(&|at| bonus_of(bonus, at)))
            .collect::<Option<_>>()?;
        Some(Self { levels, factors, base, slope, bonus, largest })
    }

    /// The value of an edge.
    #[inline]
    pub(super) fn value(&self, row: usize, weight: Weight) -> i64 {
        self.base + self.bonus[row] + self.slope * weight
    }

    /// The weight of an edge of this value.
    pub(super) fn weight(&self, row: usize, value: i64) -> Weight {
        (value - self.base - self.bonus[row]) / self.slope
    }

    /// The price of a column, 0 or above, from one number for each level of the problem. `filled` says that columns have to
    /// be filled.
    pub(super) fn pack(&self, levels: &[i128], filled: bool) -> i64 {
        let factors = &self.factors.all()[self.levels.len() - levels.len()..];
        let off = if filled { i128::from(self.factors.all()[0]) } else { 0 };
        let terms = levels.iter().zip(factors);
        let price = terms.fold(off, |sum, (&level, &factor)| {
            sum.saturating_add(level.saturating_mul(factor.into()))
        });
        let most = i128::from(i64::MAX / HEADROOM);
        i64::try_from(price.clamp(0, most)).unwrap_or_default()
    }

    /// The value of an edge beside its row's bonus; the weight may be out of range.
    pub(super) fn plain(&self, weight: Weight) -> i64 {
        self.base.saturating_add(self.slope.saturating_mul(weight))
    }

    /// A price in weights, where pairs do not count first.
    pub(super) fn plain_price(&self, price: i64) -> Weight {
        price / self.slope
    }

    /// What a row's partner is worth beyond the edge.
    pub(super) fn bonus(&self, row: usize) -> i64 {
        self.bonus[row]
    }

    /// The same of all rows.
    pub(super) fn bonuses(&self) -> &[i64] {
        &self.bonus
    }

    /// The largest absolute weight there may be.
    pub(super) fn largest(&self) -> u64 {
        self.largest
    }

    /// What one weight more is worth.
    pub(super) fn slope(&self) -> i64 {
        self.slope
    }

    /// Where the number of pairs is decided first: from prices for which a pair counts little more than weights from
    /// `least` to `most`.
    pub(super) fn lift(&self, least: Weight, most: Weight) -> Option<Lift> {
        let range = most.saturating_sub(least).max(64);
        self.lift_from(most.saturating_sub(range.saturating_mul(8)), Weight::midpoint(least, most))
    }

    /// The same for prices at which a row would rather stay alone than have less than `alone`, where most weights are
    /// near `middle`.
    pub(super) fn lift_from(&self, alone: Weight, middle: Weight) -> Option<Lift> {
        (self.levels[0] == Level::Tandems).then(|| {
            let small = middle.saturating_sub(alone).max(1);
            let large = self.factors.all()[0] + self.slope * (alone + small);
            Lift { slope: self.slope, alone, small, large }
        })
    }

    /// Takes prices apart, a number for each node and level of the problem: profits of rows (0 and above, with the
    /// bonus) and prices of columns (0 and above).
    ///
    /// With `u + v ≥` value for an edge, the same holds [level by level](Factors::split) afterwards, and so do equality and the
    /// sign of each.
    pub(super) fn unpack(
        &self,
        mut profits: Vec<i64>,
        mut prices: Vec<i64>,
        filled: Option<Side>,
    ) -> (Vec<i128>, Vec<i128>) {
        // The side that is filled takes the worth of a pair off its prices, and there is one level less.
        let pair = self.factors.all()[0];
        match filled {
            Some(Side::Rows) => profits.iter_mut().for_each(|price| *price -= pair),
            Some(Side::Columns) => prices.iter_mut().for_each(|price| *price -= pair),
            None => {}
        }
        let (mut rows, columns) =
            self.factors.split(profits, prices, usize::from(filled.is_some()));
        let factors = &self.factors.all()[usize::from(filled.is_some())..];
        let with_bonus =
            rows.chunks_exact_mut(factors.len()).zip(&self.bonus).filter(|(_, bonus)| **bonus != 0);
        for (into, &bonus) in with_bonus {
            // The bonus belongs to the row, not to the edge.
            let mut bonus = bonus;
            for (into, &factor) in into.iter_mut().zip(factors) {
                *into -= i128::from(bonus.div_euclid(factor));
                bonus = bonus.rem_euclid(factor);
            }
        }
        (rows, columns)
    }

    /// Takes prices apart into all levels as they are packed, the level of pairs that stands for a side to fill included.
    pub(super) fn apart(&self, profits: &[i64], prices: &[i64]) -> (Vec<i128>, Vec<i128>) {
        self.factors.split(profits.to_vec(), prices.to_vec(), 0)
    }

    /// The nodes of a side for which a pair more is worth nothing in the level of pairs.
    pub(super) fn worth_no_pair(&self, profits: &[i64], prices: &[i64], side: Side) -> Vec<usize> {
        let (rows, columns) = self.apart(profits, prices);
        let prices = if side == Side::Rows { rows } else { columns };
        let nothing = |(node, prices): (usize, &[i128])| (prices[0] <= 0).then_some(node);
        prices.chunks_exact(self.levels.len()).enumerate().filter_map(nothing).collect()
    }
}

/// From prices in weights, where a pair counts little more than all weights, to prices in values, where it counts so much
/// that levels cannot be mistaken. What was an optimum with hardly anybody at the edge stays one.
pub(super) struct Lift {
    slope: i64,
    alone: Weight,
    /// What a pair makes of a price, in weights and in values.
    small: i64,
    large: i64,
}

impl Lift {
    /// The weight a row would rather stay alone than have less than.
    pub(super) fn alone(&self) -> Weight {
        self.alone
    }

    /// The way back: about the price in weights of a price in values.
    pub(super) fn lower(&self, price: i64) -> Weight {
        let large = self.large.max(1);
        let pairs = price.saturating_add(large / 2).div_euclid(large);
        let rest = price.saturating_sub(pairs.saturating_mul(large)) / self.slope;
        pairs.saturating_mul(self.small).saturating_add(rest)
    }

    pub(super) fn price(&self, price: Weight) -> i64 {
        let pairs = (price + self.small / 2).div_euclid(self.small);
        let rest = self.slope.saturating_mul(price - pairs * self.small);
        pairs.saturating_mul(self.large).saturating_add(rest)
    }
}
