//! Where the pairs of a flow come from.

use crate::problem::{AnyProblem, Assigned, Edge};
use crate::solve::residual::Residual;

/// A source of pairs that are open to choice.
pub(super) trait Pairs: Sync {
    fn rows(&self) -> usize;
    fn columns(&self) -> usize;
    /// Replaces the content of `edges` with the open pairs of a row, by column.
    fn read(&self, row: usize, edges: &mut Vec<Edge>);
}

/// The open pairs of a problem between nodes that have room beside their pins.
pub(super) struct Open<'a> {
    pub(super) problem: &'a AnyProblem<'a>,
    pub(super) row_has_room: Vec<bool>,
    pub(super) column_has_room: Vec<bool>,
}

impl<'a> Open<'a> {
    pub(super) fn new(problem: &'a AnyProblem<'a>, residual: &Residual) -> Self {
        let has_room = |limits: &[u32]| limits.iter().map(|&limit| limit > 0).collect();
        Self {
            problem,
            row_has_room: has_room(&residual.row_limits),
            column_has_room: has_room(&residual.column_limits),
        }
    }
}

impl Pairs for Open<'_> {
    fn rows(&self) -> usize {
        self.problem.rows()
    }

    fn columns(&self) -> usize {
        self.problem.columns()
    }

    fn read(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        if self.row_has_room[row] {
            self.problem.open_row(row, edges);
            edges.retain(|edge| self.column_has_room[edge.column as usize]);
        }
    }
}

/// All pairs there would be if nothing were forbidden, below the floor or pinned.
pub(super) struct Whole<'a> {
    pub(super) problem: &'a AnyProblem<'a>,
}

impl Pairs for Whole<'_> {
    fn rows(&self) -> usize {
        self.problem.rows()
    }

    fn columns(&self) -> usize {
        self.problem.columns()
    }

    fn read(&self, row: usize, edges: &mut Vec<Edge>) {
        self.problem.edges().row(row, edges);
        for &Assigned { column, weight, .. } in self.problem.pins_of(row) {
            let Ok(column) = u32::try_from(column) else { continue };
            if let Err(at) = edges.binary_search_by_key(&column, |edge| edge.column) {
                edges.insert(at, Edge { column, weight });
            }
        }
    }
}
