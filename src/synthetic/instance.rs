//! Assignment problems of known kinds at any size, for measuring.

use ndarray::Array2;

use super::class::Class;
use super::{dense, mentoring, sparse};
use crate::problem::{Bounds, Csr, DenseView, MatrixError, Problem};

/// A problem to be drawn. Class, size and seed are all it depends on: every number is a whole one and the same on every
/// machine.
///
/// ```
/// use tandems::solve::Options;
/// use tandems::synthetic::{Built, Class, Instance};
///
/// let Built::Sparse(sparse) = Instance::new(Class::S1, 500).seed(7).build() else {
///     panic!("s1 is a list of edges");
/// };
/// let problem = sparse.problem()?;
/// let solution = problem.solve(&Options::default())?;
/// assert!(solution.verify(&problem)?.proved);
///
/// let rectangle = Instance::new(Class::D3, 40).columns(100).build();
/// assert!(matches!(rectangle, Built::Dense(matrix) if matrix.costs.dim() == (40, 100)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Instance {
    class: Class,
    rows: u32,
    columns: u32,
    seed: u64,
}

/// A problem that was drawn.
#[derive(Debug, Clone)]
pub enum Built {
    /// Of a class that is a matrix.
    Dense(DenseInstance),
    /// Of a class that is a list of edges.
    Sparse(SparseInstance),
}

/// A matrix of costs, to be made as small as possible.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DenseInstance {
    /// What it is of.
    pub class: Class,
    /// Whole numbers from 0; +∞ where two are incompatible.
    pub costs: Array2<f64>,
}

/// A list of edges, whose weights are to be made as large as possible.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SparseInstance {
    /// What it is of.
    pub class: Class,
    /// The weights, all above 0.
    pub weights: Csr<i64>,
    /// How many rows each column may have; `None` where it is one.
    pub capacities: Option<Vec<u32>>,
    /// Pairs `(row, column)` that fill the smaller side; none where the class plants none.
    pub planted: Vec<(usize, usize)>,
}

impl Instance {
    /// So many rows, as many columns as belong to them ([`S2`](Class::S2): two fifths; [`C1`](Class::C1): 1,570 for 4,000
    /// rows; else the same number), seed 0.
    pub const fn new(class: Class, rows: u32) -> Self {
        Self { class, rows, columns: class.columns(rows), seed: 0 }
    }

    /// Sets the number of columns.
    pub const fn columns(mut self, columns: u32) -> Self {
        self.columns = columns;
        self
    }

    /// Sets the seed: other numbers, of the same kind. [`D4Products`](Class::D4Products) knows no chance and no seed.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Draws the numbers.
    ///
    /// # Complexity
    ///
    /// One step a cell for matrices; for edge lists one a draw, and for [`C1`](Class::C1) one a pair of row and column,
    /// though memory for the edges alone.
    #[must_use]
    pub fn build(self) -> Built {
        let Self { class, rows, columns, seed } = self;
        let dense = |costs| Built::Dense(DenseInstance { class, costs });
        match class {
            Class::D1 => dense(dense::uniform(rows, columns, seed)),
            Class::D2 => dense(dense::ties(rows, columns, seed)),
            Class::D3 => dense(mentoring::costs(rows, columns, seed)),
            Class::D4Products => dense(dense::products(rows, columns)),
            Class::D4Rank4 => dense(dense::rank4(rows, columns, seed)),
            Class::D4Points => dense(dense::points(rows, columns, seed)),
            Class::S1 => Built::Sparse(sparse::planted(rows, columns, seed)),
            Class::S2 => Built::Sparse(sparse::contended(rows, columns, seed)),
            Class::C1 => Built::Sparse(mentoring::candidates(rows, columns, seed)),
        }
    }
}

impl DenseInstance {
    /// The problem with the objective of its class.
    ///
    /// # Errors
    ///
    /// None that could happen with these numbers; the type is that of [`DenseView::minimize`].
    pub fn problem(&self) -> Result<Problem<DenseView<'_, f64>>, MatrixError> {
        let view = DenseView::minimize(self.costs.view())?;
        Ok(Problem::new(view).with_objective(self.class.objective()))
    }

    /// The same costs as integers; `None` if some pairs are incompatible, or a product needs more than 31 bits.
    #[must_use]
    pub fn integers(&self) -> Option<Array2<i32>> {
        let fits = self.costs.iter().all(|&cost| cost <= f64::from(i32::MAX));
        #[expect(clippy::cast_possible_truncation, reason = "whole, and checked to fit")]
        let integers = || self.costs.mapv(|cost| cost as i32);
        fits.then(integers)
    }

    /// The same costs with a number in place of +∞, for solvers that know no forbidden pairs. With a number above the
    /// largest cost times the smaller side, an assignment that fills it has as few such pairs as can be.
    #[must_use]
    pub fn with_big(&self, big: f64) -> Array2<f64> {
        self.costs.mapv(|cost| if cost.is_finite() { cost } else { big })
    }
}

impl SparseInstance {
    /// The problem with the objective of its class.
    ///
    /// # Errors
    ///
    /// None that could happen with these numbers; the type is that of [`Problem::with_capacities`].
    pub fn problem(&self) -> Result<Problem<&Csr<i64>>, MatrixError> {
        let problem = Problem::new(&self.weights).with_objective(self.class.objective());
        Ok(match &self.capacities {
            None => problem,
            Some(capacities) => {
                let bounds = capacities.iter().map(|&most| Bounds::up_to(most));
                problem.with_capacities(bounds.collect())?
            }
        })
    }
}
