//! Which algorithm, and how long it may run.

use std::fmt;
use std::str::FromStr;

use super::WarmStart;
use crate::problem::Limits;

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
}

impl Options {
    /// Solves with this algorithm.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
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

/// An exact algorithm. `n` and `m` are the numbers of rows and columns, `e` is the number of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// Chosen by the problem; [`Solution::choice`](crate::problem::Solution::choice) says why.
    #[default]
    Auto,
    /// Shortest augmenting paths with dual prices, for every bound and objective. R. Jonker and A. Volgenant, *A
    /// shortest augmenting path algorithm for dense and sparse linear assignment problems*, Computing 38 (1987).
    Hungarian,
    /// Edges read into lists once: an auction with falling ε, then searches along shortest paths from both sides. For
    /// sparse problems whose rows take one partner each; levels have to fit 64 bits. D. P. Bertsekas, *The auction
    /// algorithm*, Annals of Operations Research 14 (1988); R. E. Tarjan, *Data Structures and Network Algorithms*
    /// (1983).
    Sparse,
    /// Short lists of the best partners at prices that a market finds, solved exactly and checked against every pair: for
    /// matrices and for pools no matrix can hold. Rows take one partner each; levels have to fit 64 bits. A. Volgenant,
    /// *Linear and semi-assignment problems: a core oriented approach*, Computers & Operations Research 23 (1996).
    Priced,
    /// The textbook Hungarian algorithm of the `pathfinding` crate, with a clone of a column for each of its seats:
    /// O((n + m)³), memory O(nm), one partner a row at most, no duals. J. Munkres, *Algorithms for the assignment and
    /// transportation problems*, J. SIAM 5 (1957). It heeds the memory limit only.
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
