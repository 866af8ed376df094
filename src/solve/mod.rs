//! One algorithm a file or folder: integers in, integers and their proof out.
//!
//! [`how_it_works`] explains the algorithms with numbers and pictures.

mod augment;
mod certificate;
mod choice;
pub(crate) mod clock;
mod factors;
mod finish;
mod frontier;
#[doc = include_str!("how_it_works.md")]
pub mod how_it_works {}
mod hungarian;
pub(crate) mod integer;
mod kuhn_munkres;
mod listed;
pub(crate) mod meter;
mod minimum;
mod nodes;
mod options;
mod parallel;
pub(crate) mod pins;
mod priced;
mod read;
mod residual;
mod rules;
#[doc = include_str!("rules.md")]
pub mod rules_by_number {}
mod sparse;
mod table;
#[cfg(test)]
mod tests;
mod units;
mod value;
mod warm;

pub use frontier::FrontierError;
pub use options::{Algorithm, Options, UnknownAlgorithm};
pub use warm::WarmStart;

use crate::problem::{
    AnyProblem, Assigned, Backend, Conflict, Edges, Level, Problem, ProblemError, Proof, Solution,
    Status, StopReason, index,
};

/// Why a problem cannot be handed to a solver. A problem that can, and has no answer, is
/// [`Status::Infeasible`] instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The algorithm cannot do what the problem asks for.
    #[error("{algorithm} cannot solve {what}; use the algorithm auto")]
    Unsupported {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// What it cannot do.
        what: String,
    },
    /// A backend this build does not have.
    #[error(
        "this build has no backend {backend}; build with the feature `{backend}` or use microlp"
    )]
    NoBackend {
        /// The backend asked for.
        backend: Backend,
    },
    /// A backend that failed.
    #[error("the backend {backend} failed: {detail}; use another backend or scale the numbers")]
    Backend {
        /// The backend.
        backend: Backend,
        /// What it said.
        detail: String,
    },
    /// Rules that leave sums too large for the floats of a backend.
    #[error(
        "sums of up to {sum} are too large for the floats of a backend; scale the weights down so that they add up to less than 2^49"
    )]
    BeyondFloats {
        /// How large a sum may get.
        sum: i128,
    },
    /// An answer that was wrong once it was computed again in integers.
    #[error(
        "the answer of {algorithm} does not keep every bound and rule, or is not worth what it says, once it is rounded; use another backend or scale the weights down"
    )]
    WrongAnswer {
        /// Whose answer.
        algorithm: String,
    },
    /// A number of the problem is out of range.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

impl<E: Edges> Problem<E> {
    /// Finds the best pairs, level by level.
    ///
    /// The answer is the same on any machine for the same problem and options, unless a limit of time or memory ends
    /// the run. Contradictory pins are found before any algorithm starts.
    ///
    /// # Errors
    ///
    /// If a weight is beyond ±2^62, or the algorithm asked for cannot do what the
    /// problem asks for. That nothing satisfies the problem is no error: see [`Status::Infeasible`].
    ///
    /// # Complexity
    ///
    /// That of the algorithm, see [`Algorithm`].
    ///
    /// # Examples
    ///
    /// ```
    /// use tandems::problem::{Edge, Edges, Objective, Problem, Status};
    /// use tandems::solve::Options;
    ///
    /// /// Every row likes the columns next to its own number best.
    /// struct Neighbors(u32);
    ///
    /// impl Edges for Neighbors {
    ///     fn rows(&self) -> usize {
    ///         self.0 as usize
    ///     }
    ///     fn columns(&self) -> usize {
    ///         self.0 as usize
    ///     }
    ///     fn row(&self, row: usize, edges: &mut Vec<Edge>) {
    ///         edges.clear();
    ///         edges.extend((0..self.0).filter_map(|column| {
    ///             self.weight(row, column as usize).map(|weight| Edge { column, weight })
    ///         }));
    ///     }
    ///     fn weight(&self, row: usize, column: usize) -> Option<i64> {
    ///         Some(10 - row.abs_diff(column) as i64)
    ///     }
    /// }
    ///
    /// let problem = Problem::new(Neighbors(3)).with_objective(Objective::BestTotal);
    /// let solution = problem.solve(&Options::default())?;
    /// assert_eq!(solution.status(), Status::Optimal);
    /// assert_eq!(solution.total(), 30);
    /// solution.verify(&problem)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn solve(&self, options: &Options) -> Result<Solution, SolveError> {
        AnyProblem::solve(self, options)
    }
}

impl AnyProblem<'_> {
    /// What [`solve`](Problem::solve) says of any source of edges.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn solve(&self, options: &Options) -> Result<Solution, SolveError> {
        // The nodes of both sides are numbered in one range.
        index("rows and columns", self.rows().saturating_add(self.columns()))?;
        if !self.rules().is_empty() {
            if options.algorithm != Algorithm::Auto {
                let (algorithm, what) = (options.algorithm, "rules".to_owned());
                return Err(SolveError::Unsupported { algorithm, what });
            }
            return rules::solve(self, options);
        }
        self.solve_flow(options)
    }

    /// Solves what has no rules, or as if it had none.
    fn solve_flow(&self, options: &Options) -> Result<Solution, SolveError> {
        let (algorithm, choice) = match options.algorithm {
            Algorithm::Auto => choice::choose(self),
            named => (named, "asked for by name"),
        };
        if let Some(conflict) = pins::conflict(self) {
            return Ok(infeasible(algorithm, choice, conflict));
        }
        let limits = &options.limits;
        let solution = match algorithm {
            Algorithm::Auto | Algorithm::Hungarian => Some(hungarian::solve(self, limits)?),
            Algorithm::Sparse => listed::solve(self, options)?,
            Algorithm::Priced => priced::solve(self, options)?,
            Algorithm::KuhnMunkres => Some(kuhn_munkres::solve(self, limits)?),
        };
        let (mut solution, choice) = match solution {
            Some(solution) => (solution, choice),
            None if options.algorithm == Algorithm::Auto => {
                (hungarian::solve(self, limits)?, "auto: the levels need more than 64 bits")
            }
            None => {
                let what = if algorithm == Algorithm::Sparse {
                    "minimum loads, rows with several partners, or levels that need more than 64 bits"
                } else {
                    "levels that need more than 64 bits"
                };
                return Err(SolveError::Unsupported { algorithm, what: what.to_owned() });
            }
        };
        solution.choice = match solution.choice.as_str() {
            "" => choice.to_owned(),
            further => format!("{choice}; {further}"),
        };
        Ok(solution)
    }
}

/// No set of pairs keeps every bound.
fn infeasible(algorithm: Algorithm, choice: &str, conflict: Conflict) -> Solution {
    Solution {
        status: Status::Infeasible,
        conflict: Some(conflict),
        ..without_pairs(algorithm, choice, StopReason::Completed)
    }
}

/// The run ended before there was an answer.
fn without_pairs(algorithm: Algorithm, choice: &str, stop_reason: StopReason) -> Solution {
    Solution {
        pairs: Vec::new(),
        status: Status::Unknown,
        stop_reason,
        proof: Proof::None,
        levels: Vec::new(),
        duals: None,
        conflict: None,
        algorithm: algorithm.to_string(),
        choice: choice.to_owned(),
        work: crate::problem::Work::default(),
    }
}

/// What the pairs, sorted by row, are worth in each level.
pub(crate) fn values(problem: &AnyProblem<'_>, levels: &[Level], pairs: &[Assigned]) -> Vec<i128> {
    levels
        .iter()
        .map(|&level| {
            let edges: i128 = pairs.iter().map(|pair| level.edge_value(pair.weight)).sum();
            let served: i128 = pairs
                .chunk_by(|one, next| one.row == next.row)
                .map(|of_row| problem.served_value(level, of_row[0].row))
                .sum();
            edges + served
        })
        .collect()
}

/// How much more than the optimum of rounded weights the true optimum can be: half a unit for each pair of the best and
/// half for each pair of the answer.
fn rounding(problem: &AnyProblem<'_>) -> i128 {
    if problem.edges().is_exact() {
        return 0;
    }
    let (rows, columns) = problem.units();
    i128::from(rows.min(columns))
}
