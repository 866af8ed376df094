//! Small problems of every kind, and all their answers.

use proptest::prelude::*;
use tandems::problem::{Bounds, Csr, Edges, Preferences, Problem, Ranked};
use tandems::strategy::Outcome;

/// A problem, spelled out: what rows and what columns think of each pair.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) of_rows: Vec<Vec<Option<i64>>>,
    pub(crate) of_columns: Vec<Vec<i64>>,
    pub(crate) weights: Vec<Vec<i64>>,
    pub(crate) demands: Vec<u32>,
    pub(crate) capacities: Vec<u32>,
    pub(crate) pins: Vec<(usize, usize)>,
}

impl Case {
    fn csr(&self, number: impl Fn(usize, usize) -> i64) -> Csr {
        let mut triplets = Vec::new();
        for (row, cells) in self.of_rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                if cell.is_some() {
                    triplets.push((row, column, number(row, column)));
                }
            }
        }
        Csr::from_triplets(self.demands.len(), self.capacities.len(), triplets).unwrap()
    }

    pub(crate) fn row_scores(&self) -> Csr {
        self.csr(|row, column| self.of_rows[row][column].unwrap())
    }

    pub(crate) fn preferences(&self) -> Preferences {
        let of_columns = self.csr(|row, column| self.of_columns[row][column]);
        Preferences::from_sides(&self.row_scores(), &of_columns).unwrap()
    }

    pub(crate) fn problem(&self) -> Problem<Csr> {
        let up_to = |all: &[u32]| all.iter().map(|&most| Bounds::up_to(most)).collect();
        let edges = self.csr(|row, column| self.weights[row][column]);
        let mut problem = Problem::new(edges)
            .with_demands(up_to(&self.demands))
            .unwrap()
            .with_capacities(up_to(&self.capacities))
            .unwrap();
        for &(row, column) in &self.pins {
            if problem.edges().weight(row, column).is_some() {
                problem.pin(row, column).unwrap();
            }
        }
        problem
    }

    pub(crate) fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (row, cells) in self.of_rows.iter().enumerate() {
            pairs.extend(
                cells.iter().enumerate().filter(|(_, cell)| cell.is_some()).map(|(c, _)| (row, c)),
            );
        }
        pairs
    }

    /// Every answer there is, as sets of pairs.
    pub(crate) fn answers(&self) -> Vec<Vec<(usize, usize)>> {
        let mut all = vec![Vec::new()];
        for (row, column) in self.pairs() {
            let mut more = Vec::new();
            for answer in &all {
                let of_row = answer.iter().filter(|pair: &&(usize, usize)| pair.0 == row).count();
                let of_column = answer.iter().filter(|pair| pair.1 == column).count();
                if of_row < self.demands[row] as usize
                    && of_column < self.capacities[column] as usize
                {
                    let mut answer = answer.clone();
                    answer.push((row, column));
                    more.push(answer);
                }
            }
            all.extend(more);
        }
        let pins: Vec<_> = self.pins.iter().filter(|p| self.of_rows[p.0][p.1].is_some()).collect();
        all.retain(|answer| pins.iter().all(|pin| answer.contains(pin)));
        all
    }

    pub(crate) fn total(&self, answer: &[(usize, usize)]) -> i64 {
        answer.iter().map(|&(row, column)| self.weights[row][column]).sum()
    }
}

pub(crate) fn pairs_of(outcome: &Outcome) -> Vec<(usize, usize)> {
    outcome.pairs().iter().map(|pair| (pair.row, pair.column)).collect()
}

pub(crate) fn ranks(preferences: &Preferences, pair: (usize, usize)) -> Ranked {
    preferences.get(pair.0, pair.1).unwrap()
}

/// Few rows and columns, many ties.
pub(crate) fn cases(most_demand: u32) -> impl Strategy<Value = Case> {
    (1_usize..5, 1_usize..4)
        .prop_flat_map(move |(rows, columns)| {
            let cell = prop_oneof![1 => Just(None), 4 => (0_i64..4).prop_map(Some)];
            let numbers = move |range: std::ops::Range<i64>| {
                prop::collection::vec(prop::collection::vec(range, columns), rows)
            };
            (
                prop::collection::vec(prop::collection::vec(cell, columns), rows),
                numbers(0..4),
                numbers(-2..9),
                prop::collection::vec(0..=most_demand, rows),
                prop::collection::vec(0_u32..4, columns),
                prop::option::weighted(0.3, (0..rows, 0..columns)),
            )
        })
        .prop_map(|(of_rows, of_columns, weights, mut demands, mut capacities, pin)| {
            // A pin has room.
            if let Some((row, column)) = pin {
                demands[row] = demands[row].max(1);
                capacities[column] = capacities[column].max(1);
            }
            let pins = pin.into_iter().collect();
            Case { of_rows, of_columns, weights, demands, capacities, pins }
        })
}
