//! The joint of the two wings: a model compiled for a pool, as a source of rows.

use crate::pool::Pool;
use crate::problem::{Edge, Edges, NO_EDGE, Weight};
use crate::score::{CompiledModel, INCOMPATIBLE};

/// A model compiled for a pool, as a source of rows: mentees are rows, mentors columns, micro-points weights.
///
/// Nothing is stored for a pair; a row is scored each time it is read.
#[derive(Debug)]
pub struct CompiledScores<'a> {
    model: CompiledModel<'a>,
    mentees: usize,
    mentors: usize,
}

impl<'a> CompiledScores<'a> {
    /// The scores of a compiled model for the pool it was compiled for.
    #[must_use]
    pub fn new(model: CompiledModel<'a>, pool: &Pool) -> Self {
        Self { model, mentees: pool.mentees().len(), mentors: pool.mentors().len() }
    }

    /// The compiled model behind the numbers.
    #[must_use]
    pub fn model(&self) -> &CompiledModel<'a> {
        &self.model
    }
}

impl Edges for CompiledScores<'_> {
    fn rows(&self) -> usize {
        self.mentees
    }

    fn columns(&self) -> usize {
        self.mentors
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        let mut scores = Vec::with_capacity(self.mentors);
        self.model.row(row, &mut scores);
        edges.clear();
        edges.extend((0_u32..).zip(scores).filter_map(|(column, score)| {
            score.map(|score| Edge { column, weight: Weight::from(score.micros()) })
        }));
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        const { assert!(INCOMPATIBLE == NO_EDGE, "both wings mark a pair that cannot be alike") };
        self.model.micros(row, weights);
        true
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        self.model.score(column, row).map(|score| Weight::from(score.micros()))
    }
}
