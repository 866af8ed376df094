//! One row: is the source of the edges sound, are the pairs of the row among its edges, what do prices leave over.

use super::VerifyError;
use super::bound::Sum;
use super::lane::{BadCell, Lane};
use super::limits::Limits;
use crate::problem::{AnyProblem, Assigned, Duals, Edge, Level, NO_EDGE, Weight};

/// What rows are checked against.
pub(super) struct Rows<'a> {
    pub(super) problem: &'a AnyProblem<'a>,
    pub(super) levels: &'a [Level],
    /// By row and column.
    pub(super) pairs: &'a [Assigned],
    /// Of the shape of the problem.
    pub(super) duals: Option<&'a Duals>,
    /// Made of the duals.
    pub(super) lane: Option<&'a Lane>,
    /// What the duals say of rules.
    pub(super) limits: Option<&'a Limits<'a>>,
}

/// A row as it is read.
#[derive(Default)]
pub(super) struct Buffers {
    edges: Vec<Edge>,
    cells: Vec<i32>,
    through: Vec<usize>,
    taken: Vec<i128>,
}

impl Rows<'_> {
    /// Checks a row and adds to `sum` what its edges are worth beyond their prices.
    pub(super) fn check(
        &self,
        row: usize,
        buffers: &mut Buffers,
        sum: &mut Sum,
    ) -> Result<(), VerifyError> {
        if let Some(limits) = self.limits.filter(|limits| limits.touch(row)) {
            return self.check_with_rules(row, limits, buffers, sum);
        }
        let Some((duals, lane)) = self.duals.zip(self.lane) else {
            return self.check_exactly(row, &mut buffers.edges, sum);
        };
        let Buffers { edges, cells, through, .. } = buffers;
        cells.resize(self.problem.columns(), 0);
        let price = lane.row(duals.row(row));
        let mut gain = |column: usize, weight| {
            sum.gain(self.levels, weight, duals.row(row), duals.column(column))
                .ok_or(VerifyError::Overflow)
        };
        // Cells do not say what a last resort weighs.
        let narrow = self.problem.edges().last_resort().is_none();
        if narrow && self.problem.open_narrow_row(row, cells) {
            lane.scan(price, cells, through).map_err(|BadCell { column, weight }| {
                VerifyError::BadNarrowWeight { row, column, weight }
            })?;
            self.check_pairs(row, |column| {
                Some(cells[column]).filter(|&weight| weight != NO_EDGE).map(Weight::from)
            })?;
            through.iter().try_for_each(|&column| gain(column, cells[column].into()))
        } else {
            self.read(row, edges)?;
            edges
                .iter()
                .map(|edge| (edge.column as usize, edge.weight))
                .filter(|&(column, weight)| lane.lets_through(price, column, weight))
                .try_for_each(|(column, weight)| gain(column, weight))
        }
    }

    /// The same without a lane.
    fn check_exactly(
        &self,
        row: usize,
        edges: &mut Vec<Edge>,
        sum: &mut Sum,
    ) -> Result<(), VerifyError> {
        self.read(row, edges)?;
        let Some(duals) = self.duals else { return Ok(()) };
        edges
            .iter()
            .try_for_each(|edge| {
                let of_column = duals.column(edge.column as usize);
                sum.gain(self.levels, edge.weight, duals.row(row), of_column)
            })
            .ok_or(VerifyError::Overflow)
    }

    /// The same where rules have prices that some edges of the row pay.
    fn check_with_rules(
        &self,
        row: usize,
        limits: &Limits<'_>,
        buffers: &mut Buffers,
        sum: &mut Sum,
    ) -> Result<(), VerifyError> {
        let Buffers { edges, taken, .. } = buffers;
        self.read(row, edges)?;
        let Some(duals) = self.duals else { return Ok(()) };
        let count = self.levels.len();
        limits.prices_of(row, count, edges, taken).ok_or(VerifyError::Overflow)?;
        let mut price = vec![0; count];
        for (edge, taken) in edges.iter().zip(taken.chunks_exact(count)) {
            for ((price, column), taken) in
                price.iter_mut().zip(duals.column(edge.column as usize)).zip(taken)
            {
                *price = column.checked_add(*taken).ok_or(VerifyError::Overflow)?;
            }
            sum.gain(self.levels, edge.weight, duals.row(row), &price)
                .ok_or(VerifyError::Overflow)?;
        }
        Ok(())
    }

    /// Reads the open edges of a row and checks them and the pairs of the row.
    fn read(&self, row: usize, edges: &mut Vec<Edge>) -> Result<(), VerifyError> {
        self.problem.open_row(row, edges);
        let mut next = 0;
        for edge in &*edges {
            let column = edge.column as usize;
            if column >= self.problem.columns() || column < next {
                return Err(VerifyError::BadEdges { row, column });
            }
            next = column + 1;
        }
        self.check_pairs(row, |column| {
            let at = edges.binary_search_by_key(&column, |edge| edge.column as usize);
            at.ok().map(|at| edges[at].weight)
        })
    }

    /// Checks that every pair of the row that is not pinned is open and has its weight, as the row has it and as the
    /// source says when it is asked for the pair alone.
    fn check_pairs(
        &self,
        row: usize,
        open: impl Fn(usize) -> Option<Weight>,
    ) -> Result<(), VerifyError> {
        let first = self.pairs.partition_point(|pair| pair.row < row);
        let pins = self.problem.pins();
        for pair in self.pairs[first..].iter().take_while(|pair| pair.row == row) {
            let (stated, column) = (pair.weight, pair.column);
            if pins.binary_search_by_key(&(row, column), |pin| (pin.row, pin.column)).is_ok() {
                continue;
            }
            let actual = open(column).ok_or(VerifyError::NotOpen { row, column })?;
            if stated != actual {
                return Err(VerifyError::WrongWeight { row, column, stated, actual });
            }
            let alone = self.problem.edges().weight(row, column);
            if alone != Some(actual) {
                return Err(VerifyError::TwoWeights { row, column, in_row: actual, alone });
            }
        }
        Ok(())
    }
}
