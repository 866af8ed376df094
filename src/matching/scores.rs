//! The joint of the two wings: a model compiled for a pool, as a source of rows.

use crate::pool::Pool;
use crate::problem::{Edge, Edges, NO_EDGE, Weight};
use crate::score::{CompiledModel, INCOMPATIBLE, Score};

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

    /// How many pairs requirements leave to be scored: see [`CompiledModel::candidates`].
    #[must_use]
    pub fn candidates(&self) -> u64 {
        self.model.candidates()
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
        edges.clear();
        self.model.each_compatible(row, |column, micros| {
            edges.push(Edge { column, weight: Weight::from(micros) });
        });
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        const { assert!(INCOMPATIBLE == NO_EDGE, "both wings mark a pair that cannot be alike") };
        // Where few pairs are left, reading them one by one is less than writing a row.
        let writes = !self.model.is_sparse();
        if writes {
            self.model.micros(row, weights);
        }
        writes
    }

    fn largest_weight(&self) -> Option<u64> {
        Some(Score::ONE.micros().into())
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        self.model.score(column, row).map(|score| Weight::from(score.micros()))
    }
}
