//! A market whose columns belong to supervisors: what these think of each pair, ties broken, and the seats they have.

use std::cmp::Reverse;

use crate::problem::AnyProblem;
use crate::strategy::market::{Market, numbers};
use crate::strategy::{Inputs, StrategyError, Supervisors, TieBreak};

/// The side of the columns, as their supervisors see it.
pub(in crate::strategy) struct Supervised {
    /// The supervisor of each column.
    pub(super) of_column: Vec<u32>,
    /// How many rows each supervisor may have beside pins.
    pub(super) limits: Vec<u32>,
    /// The rank of the row of each edge for the supervisor, with ties; the greatest number where it is not on the list.
    pub(super) rank: Vec<u32>,
    /// The place of the row of each edge, ties broken, on the list of the supervisor, from 0; the greatest number where it is not on the list.
    pub(super) place: Vec<u32>,
    /// Edges of each column, as its supervisor ranks them, the best first.
    pub(super) lists: Vec<Vec<u32>>,
    /// Rows of each supervisor, the best first.
    pub(super) rows: Vec<Vec<u32>>,
}

impl Supervised {
    /// Reads the supervisors. Without any, every column is its own.
    pub(in crate::strategy) fn read(
        market: &Market,
        problem: &AnyProblem<'_>,
        inputs: &Inputs<'_>,
    ) -> Result<Self, StrategyError> {
        let (of_column, limits) = match inputs.supervisors {
            Some(given) if given.ranks_columns() => {
                return Err(StrategyError::SupervisorsRank { given: "columns", expected: "rows" });
            }
            Some(given) => (given.of_columns().to_vec(), seats(given, problem)?),
            None => (numbers(market.columns.nodes()), market.columns.limits.clone()),
        };
        let mut pairs = Vec::new();
        let mut ranks = vec![u32::MAX; market.weights.len()];
        for (edge, &weight) in (0_u32..).zip(&market.weights) {
            let at = edge as usize;
            let (row, supervisor) =
                (market.rows.node[at], of_column[market.columns.node[at] as usize]);
            let rank = match inputs.supervisors {
                Some(given) => given.rank(supervisor as usize, row as usize),
                None => Some(market.columns.rank[at]),
            };
            let rank = rank.filter(|_| limits[supervisor as usize] > 0);
            let weight = match inputs.ties {
                TieBreak::Weight => Reverse(weight),
                TieBreak::Index | TieBreak::Lottery => Reverse(0),
            };
            ranks[at] = rank.unwrap_or(u32::MAX);
            pairs.extend(rank.map(|rank| (supervisor, row, weight, rank, edge)));
        }
        pairs.sort_unstable();
        // A supervisor ranks a row once, by the heaviest of its pairs where weights break ties.
        let mut ranked: Vec<_> =
            pairs.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)).collect();
        ranked.sort_unstable_by_key(|of_row| {
            let (supervisor, row, weight, rank, _) = of_row[0];
            (supervisor, rank, weight, market.keys.rows[row as usize])
        });
        let mut place = vec![u32::MAX; market.weights.len()];
        let mut lists = vec![Vec::new(); of_column.len()];
        let mut rows = vec![Vec::new(); limits.len()];
        let mut next = vec![0; limits.len()];
        for of_row in ranked {
            let (supervisor, row, ..) = of_row[0];
            rows[supervisor as usize].push(row);
            for &(.., edge) in of_row {
                place[edge as usize] = next[supervisor as usize];
                lists[market.columns.node[edge as usize] as usize].push(edge);
            }
            next[supervisor as usize] += 1;
        }
        Ok(Self { of_column, limits, rank: ranks, place, lists, rows })
    }
}

/// How many rows each supervisor may have beside pins.
pub(super) fn seats(
    given: &Supervisors,
    problem: &AnyProblem<'_>,
) -> Result<Vec<u32>, StrategyError> {
    let expected = (problem.rows(), problem.columns());
    let given_for = (given.rows(), given.columns());
    if given_for != expected {
        return Err(StrategyError::SupervisorsShape { given: given_for, expected });
    }
    let mut pins = vec![0_u32; given.capacities().len()];
    for pin in problem.pins() {
        pins[given.of_columns()[pin.column] as usize] += 1;
    }
    let left = given.capacities().iter().zip(&pins).enumerate();
    left.map(|(supervisor, (&capacity, &pins))| {
        capacity.checked_sub(pins).ok_or(StrategyError::SupervisorFull {
            supervisor,
            capacity,
            pins,
        })
    })
    .collect()
}
