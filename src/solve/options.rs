//! Which algorithm, and how long it may run.

use std::fmt;
use std::str::FromStr;

use super::WarmStart;
use crate::problem::{Backend, Limits};

/// How to solve. All other choices are part of the problem.
///
/// ```
/// use std::time::Duration;
/// use tandems::problem::Limits;
/// use tandems::solve::{Algorithm, Options};
///
/// let options = Options::default()
///     .algorithm("hungarian".parse()?)
///     .limits(Limits::none().time(Duration::from_secs(2)));
/// assert_ne!(options.algorithm, Algorithm::Auto);
/// # Ok::<(), tandems::solve::UnknownAlgorithm>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// Which algorithm.
    pub algorithm: Algorithm,
    /// How long and how large.
    pub limits: Limits,
    /// Where to start from; [`Algorithm::Sparse`] and [`Algorithm::Priced`] make use of it where rows take one partner.
    pub start: Option<WarmStart>,
    /// Who solves what rules leave when they are no flow.
    pub backend: Backend,
    /// The relative gap that may be left between an answer and the optimum of a level, in millionths. By a backend's word
    /// that is [`Proof::Backend`](crate::problem::Proof::Backend); a bound of our own that is so near on the last level, and
    /// reached on all before, ends a run as well, as [`Status::Feasible`](crate::problem::Status::Feasible) with that bound told.
    pub gap: u32,
}

impl Options {
    /// Solves with this algorithm.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Gives rules that are no flow to this backend.
    #[must_use]
    pub fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }

    /// Lets a run stop this near to the optimum of a level, in millionths of its value. Such an answer is
    /// [`Status::Feasible`](crate::problem::Status::Feasible) unless it reaches the bound that is told with it.
    #[must_use]
    pub fn gap(mut self, millionths: u32) -> Self {
        self.gap = millionths;
        self
    }

    /// Starts from an earlier answer.
    #[must_use]
    pub fn warm_start(mut self, start: WarmStart) -> Self {
        self.start = Some(start);
        self
    }

    /// Solves within these limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// An exact algorithm. `n` and `m` are the numbers of units on the smaller side and of nodes on the other, `e` is the
/// number of edges; [`how_it_works`](super::how_it_works) explains them all and compares them in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// Chosen by size, density and demands; [`Solution::choice`](crate::problem::Solution::choice) says why. Levels that
    /// need more than 64 bits go to [`Hungarian`](Self::Hungarian).
    #[default]
    Auto,
    /// Shortest augmenting paths with dual prices, for every bound and objective.
    ///
    /// Invariant: the pairs are optimal for the units settled so far. O(n²m) over a full matrix, O(n·e·log m) over edges;
    /// memory 12 bytes an edge, or 8 a cell of a nearly full matrix. Best for rows with several partners in sparse
    /// problems; takes levels of any size.
    ///
    /// H. W. Kuhn, *The Hungarian method for the assignment problem*, Naval Research Logistics Quarterly 2 (1955);
    /// R. Jonker and A. Volgenant, *A shortest augmenting path algorithm for dense and sparse linear assignment
    /// problems*, Computing 38 (1987).
    Hungarian,
    /// Edges read into lists once: an auction with falling ε for prices, exact bids, then searches along shortest paths
    /// from both sides.
    ///
    /// Invariant from the exact bids on: no edge is worth more than its two prices, and where a row sits it is worth
    /// just as much. O((n + m)·e·log(n + m)) at worst; memory at most 24 bytes an edge and 256 a node. Best for sparse and for small
    /// problems whose rows take one partner each; levels have to fit 64 bits.
    ///
    /// D. P. Bertsekas, *The auction algorithm*, Annals of Operations Research 14 (1988); R. E. Tarjan, *Data Structures
    /// and Network Algorithms* (1983).
    Sparse,
    /// Short lists of the best partners at prices that a market finds, solved exactly and checked against every pair.
    ///
    /// Invariant: no pair off a list gains its row more than the bound of the list. At best one pass over the pairs. Where rows take
    /// one partner each, short lists are no help and there are no more than 2^27 pairs, the run goes over to [`Sparse`](Self::Sparse) and says
    /// so; otherwise lists at worst grow to whole rows, and each round costs what that does. Memory at most some
    /// 4 kB a row, as long as lists do not grow, and a sample of at most 6,000 × 6,000 cells of 4 bytes; rows are read
    /// again instead of being kept. Best for matrices and for pools no matrix can hold. Levels have to fit 64 bits where rows take one
    /// partner each; where some take several, the lists are solved by [`Hungarian`](Self::Hungarian), from the start in
    /// each round.
    ///
    /// P. C. Gilmore and R. E. Gomory, *A linear programming approach to the cutting-stock problem*, Operations Research
    /// 9 (1961); A. Volgenant, *Linear and semi-assignment problems: a core oriented approach*, Computers & Operations
    /// Research 23 (1996).
    Priced,
    /// The textbook Hungarian algorithm of the `pathfinding` crate, with a clone of a column for each of its seats: a
    /// second opinion.
    ///
    /// Invariant: the labels of row and column add up to at least each cell. O((n + m)³), memory 16 bytes a cell; one
    /// partner a row at most, no duals. It heeds the memory limit only, and is never the fastest.
    ///
    /// J. Munkres, *Algorithms for the assignment and transportation problems*, J. SIAM 5 (1957).
    KuhnMunkres,
}

impl Algorithm {
    /// All of them, by name.
    pub const ALL: [Self; 5] =
        [Self::Auto, Self::Hungarian, Self::Sparse, Self::Priced, Self::KuhnMunkres];

    /// The stable name: `auto`, `hungarian`, `sparse`, `priced` or `kuhn-munkres`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Hungarian => "hungarian",
            Self::Sparse => "sparse",
            Self::Priced => "priced",
            Self::KuhnMunkres => "kuhn-munkres",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name no algorithm has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no algorithm `{0}`; use auto, hungarian, sparse, priced or kuhn-munkres")]
pub struct UnknownAlgorithm(String);

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
            .ok_or_else(|| UnknownAlgorithm(name.to_owned()))
    }
}
