//! Both sides of a problem as lists: what each thinks of each pair, and in which order.

use std::cmp::Reverse;

use super::open::Open;
use super::{Inputs, StrategyError, TieBreak};
use crate::draw::Draw;
use crate::problem::{AnyProblem, Preferences, Weight};

/// Open pairs that both sides rank. The index of a pair is its *edge*.
pub(super) struct Market {
    pub(super) rows: OneSide,
    pub(super) columns: OneSide,
    pub(super) weights: Vec<Weight>,
    /// Who goes first among those liked alike.
    pub(super) keys: Keys,
}

/// A side: whom its nodes like.
pub(super) struct OneSide {
    /// The node of each edge.
    pub(super) node: Vec<u32>,
    /// How many partners each node may have beside its pins.
    pub(super) limits: Vec<u32>,
    /// The rank of each edge for its node, with ties, from 1.
    pub(super) rank: Vec<u32>,
    /// The place of each edge for its node once ties are broken, from 0.
    pub(super) place: Vec<u32>,
    starts: Vec<usize>,
    /// Edges, node by node, the best first.
    order: Vec<u32>,
}

impl OneSide {
    /// The edges of a node, the best first.
    pub(super) fn list(&self, node: usize) -> &[u32] {
        &self.order[self.starts[node]..self.starts[node + 1]]
    }

    pub(super) fn nodes(&self) -> usize {
        self.limits.len()
    }

    fn new(
        node: Vec<u32>,
        limits: Vec<u32>,
        rank: Vec<u32>,
        before: impl Fn(u32) -> (Reverse<Weight>, u32),
    ) -> Self {
        let mut starts = vec![0; limits.len() + 1];
        for &node in &node {
            starts[node as usize + 1] += 1;
        }
        for at in 0..limits.len() {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut order = vec![0; node.len()];
        for (edge, &node) in (0_u32..).zip(&node) {
            order[next[node as usize]] = edge;
            next[node as usize] += 1;
        }
        let mut place = vec![0; node.len()];
        for bounds in starts.windows(2) {
            let list = &mut order[bounds[0]..bounds[1]];
            list.sort_unstable_by_key(|&edge| (rank[edge as usize], before(edge)));
            for (at, &edge) in (0_u32..).zip(list.iter()) {
                place[edge as usize] = at;
            }
        }
        Self { node, limits, rank, place, starts, order }
    }
}

impl Market {
    /// Reads a problem. Pins must not contradict bounds or forbids.
    pub(super) fn read(
        problem: &AnyProblem<'_>,
        inputs: &Inputs<'_>,
    ) -> Result<Self, StrategyError> {
        let made;
        let preferences = if let Some(given) = inputs.preferences {
            given
        } else {
            made = Preferences::from_problem(problem)?;
            &made
        };
        let (given, expected) =
            ((preferences.rows(), preferences.columns()), (problem.rows(), problem.columns()));
        if given != expected {
            return Err(StrategyError::Shape { given, expected });
        }
        let mut open = Open::read(problem)?;
        let (mut row_ranks, mut column_ranks) = (Vec::new(), Vec::new());
        let columns = open.columns.clone();
        let mut ranked = Vec::new();
        let mut last = usize::MAX;
        open.retain(|row, edge| {
            if row != last {
                ranked.clear();
                ranked.extend(preferences.row(row));
                last = row;
            }
            let column = columns[edge] as usize;
            let Ok(at) = ranked.binary_search_by_key(&column, |pair| pair.column) else {
                return false;
            };
            row_ranks.push(ranked[at].row_rank);
            column_ranks.push(ranked[at].column_rank);
            true
        });
        drop(columns);
        let keys = Keys::new(inputs, &open);
        let row_of = open.rows_of_edges();
        let Open { columns: column_of, weights, wants, seats, .. } = open;
        let weight = |edge: u32| match inputs.ties {
            TieBreak::Weight => Reverse(weights[edge as usize]),
            TieBreak::Index | TieBreak::Lottery => Reverse(0),
        };
        let rows = OneSide::new(row_of.clone(), wants, row_ranks, |edge| {
            (weight(edge), keys.columns[column_of[edge as usize] as usize])
        });
        let columns = OneSide::new(column_of, seats, column_ranks, |edge| {
            (weight(edge), keys.rows[row_of[edge as usize] as usize])
        });
        Ok(Self { rows, columns, weights, keys })
    }
}

/// Who goes first among those liked alike: the lower key.
pub(super) struct Keys {
    pub(super) rows: Vec<u32>,
    pub(super) columns: Vec<u32>,
}

impl Keys {
    pub(super) fn new(inputs: &Inputs<'_>, open: &Open) -> Self {
        let mut keys = Self { rows: numbers(open.rows()), columns: numbers(open.seats.len()) };
        if inputs.ties == TieBreak::Lottery {
            let mut draw = Draw::new(inputs.seed);
            draw.shuffle(&mut keys.rows);
            draw.shuffle(&mut keys.columns);
        }
        keys
    }
}

/// 0, 1, 2 …
pub(super) fn numbers(count: usize) -> Vec<u32> {
    (0..u32::MAX).take(count).collect()
}
