//! The joint between the wings: a source of rows.

use std::fmt;

/// What an edge is worth: the larger, the better. At most 2⁶² in either direction ([`MAX_WEIGHT`]); where
/// weights are grades of quality, 1,000,000 is a perfect pair.
pub type Weight = i64;

/// The largest absolute weight a solver takes: 2⁶². Totals are kept in 128 bits and cannot overflow.
pub const MAX_WEIGHT: Weight = 1 << 62;

/// Where a row of 32-bit weights ([`Edges::narrow_row`]) has no edge.
pub const NO_EDGE: i32 = i32::MIN;

/// Where a row of 32-bit weights has an edge of the weight [`Edges::last_resort`].
pub const LAST_RESORT: i32 = NO_EDGE + 1;

/// All other weights of such a row lie strictly between this and its negative: 2³⁰.
pub(crate) const NARROW: i32 = 1 << 30;

/// A compatible partner of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Index of the column.
    pub column: u32,
    /// What the pair is worth.
    pub weight: Weight,
}

/// A source of weighted edges between rows (those who are served) and columns (those who have seats), read row by row.
///
/// Dense matrices, edge lists and scores that are computed on the way are all of this one shape, so that no solver has
/// to know where its numbers come from. Answers have to be the same each time they are asked for.
///
/// ```
/// use tandems::problem::{Edge, Edges, Problem, Weight};
/// use tandems::solve::Options;
///
/// /// Mentees and mentors at a place on a line each; more than 5 apart is too far.
/// struct OnALine {
///     mentees: Vec<i64>,
///     mentors: Vec<i64>,
/// }
///
/// impl Edges for OnALine {
///     fn rows(&self) -> usize {
///         self.mentees.len()
///     }
///     fn columns(&self) -> usize {
///         self.mentors.len()
///     }
///     fn row(&self, row: usize, edges: &mut Vec<Edge>) {
///         edges.clear();
///         edges.extend((0_u32..).zip(&self.mentors).filter_map(|(column, _)| {
///             self.weight(row, column as usize).map(|weight| Edge { column, weight })
///         }));
///     }
///     fn weight(&self, row: usize, column: usize) -> Option<Weight> {
///         let distance = (self.mentees[row] - self.mentors[column]).abs();
///         (distance <= 5).then_some(5 - distance)
///     }
/// }
///
/// let problem = Problem::new(OnALine { mentees: vec![0, 4, 90], mentors: vec![1, -3] });
/// let solution = problem.solve(&Options::default())?;
/// assert!(solution.verify(&problem)?.proved);
/// let pairs: Vec<_> = solution.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
/// assert_eq!(pairs, [(0, 1), (1, 0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Edges: Sync {
    /// Number of rows.
    fn rows(&self) -> usize;

    /// Number of columns.
    fn columns(&self) -> usize;

    /// Replaces the content of `edges` with the compatible columns of a row: each below [`columns`](Self::columns),
    /// each once, in ascending order.
    fn row(&self, row: usize, edges: &mut Vec<Edge>);

    /// The weight of one pair; `None` where the two are incompatible.
    fn weight(&self, row: usize, column: usize) -> Option<Weight>;

    /// How many edges there are, where that is known without reading the rows.
    fn edge_count(&self) -> Option<usize> {
        None
    }

    /// Writes a row in 32 bits a cell, [`NO_EDGE`] where there is none, and returns whether it did: the fast way to read a
    /// source that computes whole rows and whose weights all lie strictly between −2³⁰ and 2³⁰, or are the one weight of
    /// a [`last_resort`](Self::last_resort). It must say the same as [`row`](Self::row), and the same `true` or `false`
    /// for every row.
    ///
    /// `weights` has one cell for each column.
    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        let _ = (row, weights);
        false
    }

    /// What is known of [narrow rows](Self::narrow_row) before they are read, where anything is.
    fn narrow_parts(&self) -> Option<&dyn NarrowParts> {
        None
    }

    /// Writes a row whose weights do not fit [narrow rows](Self::narrow_row): each divided by a power of two, 2ˢ, and rounded down, so that
    /// it lies between ±2²⁹; and says what `s` is, which is the same for all rows. For sources in which every cell is an edge; `None`
    /// of all others.
    ///
    /// `weights` has one cell for each column.
    fn coarse_row(&self, row: usize, weights: &mut [i32]) -> Option<u32> {
        let _ = (row, weights);
        None
    }

    /// The one weight that pairs have which nobody wants but which are allowed, far below all others: at most −2³⁰.
    /// Narrow rows say [`LAST_RESORT`] of them. Matrices often mark what is to be avoided by one large cost.
    fn last_resort(&self) -> Option<Weight> {
        None
    }

    /// A bound on the absolute weights of all edges, where one is known without reading the rows.
    fn largest_weight(&self) -> Option<u64> {
        None
    }

    /// Whether the weights are the caller's own numbers. `false` says that each was rounded by at most one half, so
    /// that an optimum for them is an optimum only within a bound.
    fn is_exact(&self) -> bool {
        true
    }
}

/// Narrow rows in parts of the same number of consecutive columns, the last of which may be shorter. Who looks for the best cells of a
/// row need not read parts that hold none of them.
pub trait NarrowParts: Sync {
    /// Columns of a part; at least 1.
    fn width(&self) -> usize;

    /// Replaces `peaks` by what no cell of each part of a row exceeds.
    fn peaks(&self, row: usize, peaks: &mut Vec<i32>);

    /// Writes the cells of some parts as [narrow rows](Edges::narrow_row) have them, one part after the other; `weights` has as many cells
    /// for each as a part has columns, of which those beyond the last column are left as they are.
    fn read(&self, row: usize, parts: &[u32], weights: &mut [i32]);

    /// The largest weight of a row and columns of cells that weigh as much, where some are known.
    fn best(&self, row: usize) -> Option<(i32, &[u32])>;
}

impl fmt::Debug for dyn Edges + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "edges of {} rows and {} columns", self.rows(), self.columns())
    }
}

impl<E: Edges + ?Sized> Edges for &E {
    fn rows(&self) -> usize {
        (**self).rows()
    }

    fn columns(&self) -> usize {
        (**self).columns()
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        (**self).row(row, edges);
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        (**self).weight(row, column)
    }

    fn edge_count(&self) -> Option<usize> {
        (**self).edge_count()
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        (**self).narrow_row(row, weights)
    }

    fn narrow_parts(&self) -> Option<&dyn NarrowParts> {
        (**self).narrow_parts()
    }

    fn coarse_row(&self, row: usize, weights: &mut [i32]) -> Option<u32> {
        (**self).coarse_row(row, weights)
    }

    fn last_resort(&self) -> Option<Weight> {
        (**self).last_resort()
    }

    fn largest_weight(&self) -> Option<u64> {
        (**self).largest_weight()
    }

    fn is_exact(&self) -> bool {
        (**self).is_exact()
    }
}
