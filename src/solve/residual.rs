//! What is left of a problem once its pins are made.

use super::augment::BIDS_PER_NODE;
use super::value::{MAX_LEVELS, Tight};
use crate::problem::{AnyProblem, Level, Side};

/// The level of partners that minimum loads ask for: edges add nothing to it.
const WANTED: Level = Level::Rule(usize::MAX);

/// What is left to decide once the pins are made.
pub(super) struct Residual {
    pub(super) levels: Vec<Level>,
    pub(super) row_limits: Vec<u32>,
    pub(super) column_limits: Vec<u32>,
    /// Fewest partners beside the pins.
    pub(super) row_minima: Vec<u32>,
    pub(super) column_minima: Vec<u32>,
    /// What the first free partner of a row adds to each level.
    pub(super) bonus: Vec<[i128; MAX_LEVELS]>,
    /// Whether the columns are the near side: the one with fewer units.
    pub(super) by_columns: bool,
}

impl Residual {
    pub(super) fn of(problem: &AnyProblem<'_>) -> Self {
        let mut row_limits: Vec<u32> =
            (0..problem.rows()).map(|row| problem.demand(row).max).collect();
        let mut column_limits: Vec<u32> =
            (0..problem.columns()).map(|column| problem.capacity(column).max).collect();
        let mut row_minima: Vec<u32> =
            (0..problem.rows()).map(|row| problem.demand(row).min).collect();
        let mut column_minima: Vec<u32> =
            (0..problem.columns()).map(|column| problem.capacity(column).min).collect();
        let levels = problem.levels();
        let mut bonus: Vec<[i128; MAX_LEVELS]> = (0..problem.rows())
            .map(|row| {
                let mut worth = [0; MAX_LEVELS];
                for (component, &level) in worth.iter_mut().zip(&levels) {
                    *component = problem.served_value(level, row);
                }
                worth
            })
            .collect();
        for pin in problem.pins() {
            row_limits[pin.row] -= 1;
            column_limits[pin.column] -= 1;
            row_minima[pin.row] = row_minima[pin.row].saturating_sub(1);
            column_minima[pin.column] = column_minima[pin.column].saturating_sub(1);
            bonus[pin.row] = [0; MAX_LEVELS];
        }
        let by_columns = problem.side_to_fill().map_or_else(
            || {
                // Who could have more partners than there are can have all of them.
                let units = |limits: &[u32], others: usize| -> u64 {
                    limits.iter().map(|&limit| u64::from(limit).min(others as u64)).sum()
                };
                units(&column_limits, problem.rows()) < units(&row_limits, problem.columns())
            },
            |side| side == Side::Columns,
        );
        Self { levels, row_limits, column_limits, row_minima, column_minima, bonus, by_columns }
    }

    /// Whether some node has to have partners beside its pins.
    pub(super) fn has_minima(&self) -> bool {
        self.row_minima.iter().chain(&self.column_minima).any(|&minimum| minimum > 0)
    }

    /// The levels as they are calculated with: where there are minimum loads, partners that they ask for come first.
    pub(super) fn coded(&self) -> Vec<Level> {
        let wanted = self.has_minima().then_some(WANTED);
        wanted.into_iter().chain(self.levels.iter().copied()).collect()
    }

    /// The near side.
    pub(super) fn near(&self) -> Side {
        if self.by_columns { Side::Columns } else { Side::Rows }
    }

    /// How many partners rows, and columns, may have in all.
    fn units(&self) -> (u64, u64) {
        let sum = |limits: &[u32]| limits.iter().map(|&limit| u64::from(limit)).sum();
        (sum(&self.row_limits), sum(&self.column_limits))
    }

    /// All levels in 64 bits, where no node has to be filled and they fit.
    pub(super) fn tight(&self, problem: &AnyProblem<'_>, largest: u64) -> Option<Tight> {
        let may_stay_alone = problem.side_to_fill().is_none() && !self.has_minima();
        let nodes = self.row_limits.len() + self.column_limits.len();
        may_stay_alone
            .then(|| Tight::new(&self.levels, &self.most_in_edge(largest, true), nodes))
            .flatten()
    }

    /// What an edge can add at most to each level, with the bonus of its row if that counts.
    pub(super) fn most_in_edge(&self, largest: u64, with_bonus: bool) -> Vec<u128> {
        let most = |(at, level): (usize, &Level)| {
            let edge = match level {
                Level::Total => u128::from(largest),
                _ => level.edge_value(0).unsigned_abs(),
            };
            let bonus = self.bonus.iter().map(|bonus| bonus[at].unsigned_abs()).max();
            edge.saturating_add(bonus.filter(|_| with_bonus).unwrap_or(0))
        };
        self.levels.iter().enumerate().map(most).collect()
    }

    /// Whether rows want one column each, and there is a seat for every row.
    pub(super) fn seats_all_rows(&self) -> bool {
        let (wanted, seats) = self.units();
        wanted <= seats && self.row_limits.iter().all(|&limit| limit <= 1)
    }

    /// Whether both sides have the same number of units.
    pub(super) fn is_balanced(&self) -> bool {
        let (wanted, seats) = self.units();
        wanted == seats
    }

    /// How far each level of any number the engine compares can reach. Prices are alternating sums along paths without
    /// a repeated node, or come from a bounded number of bids; distances are differences of such.
    pub(super) fn reach(&self, largest: u64) -> Vec<i128> {
        let nodes = (self.row_limits.len() + self.column_limits.len()) as i128;
        let terms = (2 + 2 * BIDS_PER_NODE as i128) * (nodes + 2);
        let wanted = self.has_minima().then(|| 16 * terms);
        let reach = self.levels.iter().enumerate().map(|(at, level)| {
            let edge = level.edge_value(0).abs().max(match level {
                Level::Total => i128::from(largest),
                _ => 0,
            });
            let bonus = self.bonus.iter().map(|bonus| bonus[at]).max().unwrap_or(0);
            16 * terms * (2 * edge + bonus)
        });
        wanted.into_iter().chain(reach).collect()
    }
}
