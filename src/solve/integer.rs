//! Integer programs in the words of a backend, through `good_lp`.
//!
//! A backend calculates in floats. Whoever asks it rounds its answer and computes it again in integers.
//!
//! `HiGHS` is given no start. Version 1.16 takes a start into the model that its presolve leaves, where some variables are fixed
//! at values the start does not have: what counts as the best answer there can be worth more than the start, or be none, while
//! the start stays the answer outside. It then hands back the start and calls it optimal, with hard rules as with soft ones.
//!
//! What presolve solved to the end can break a row once it is taken back to the whole model, which `HiGHS` sees and reports as an
//! error: then it is asked again without presolve.

use std::time::Duration;

use good_lp::solvers::{ResolutionError, SolutionStatus, WithMipGap, WithTimeLimit};
use good_lp::{Expression, Solution as _, SolverModel, Variable, constraint, variable};

use super::SolveError;
use crate::problem::Backend;

/// Sums beyond this are no longer told apart by the tolerances of a backend.
const MOST: i128 = 1 << 49;

/// What a backend says.
pub(crate) enum Answer {
    /// The values of all variables; whether it says that no others are better.
    Values(Vec<f64>, bool),
    Infeasible,
    /// It came to no answer in time.
    Nothing,
}

/// A sum over variables, and what it lies between.
type Row = (Vec<(usize, f64)>, f64, f64);

/// Variables, bounds, an objective to be made large, and rows.
#[derive(Default)]
pub(crate) struct Model {
    /// Lower and upper bound, and whether it has to be an integer.
    variables: Vec<(f64, f64, bool)>,
    pub(crate) start: Vec<f64>,
    pub(crate) objective: Vec<(usize, f64)>,
    pub(crate) rows: Vec<Row>,
    /// The largest amount the objective can differ by.
    pub(crate) reach: i128,
}

/// How a backend is asked.
pub(crate) struct Asked {
    /// Whether the start is an answer. It goes to a backend that can be trusted with one.
    pub(crate) started: bool,
    pub(crate) time: Option<Duration>,
    /// In millionths.
    pub(crate) gap: u32,
}

#[expect(clippy::cast_precision_loss, reason = "numbers of at most 49 bits, which is checked")]
pub(crate) fn float(number: i64) -> f64 {
    number as f64
}

/// Refuses sums that floats do not tell apart.
///
/// # Errors
///
/// If sums may reach beyond 2^49.
pub(crate) fn check(reach: i128) -> Result<(), SolveError> {
    if reach > MOST { Err(SolveError::BeyondFloats { sum: reach }) } else { Ok(()) }
}

impl Model {
    pub(crate) fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    pub(crate) fn add(&mut self, lower: f64, upper: f64, integer: bool, start: f64) -> usize {
        self.variables.push((lower, upper, integer));
        self.start.push(start);
        self.variables.len() - 1
    }

    pub(crate) fn at_most(&mut self, terms: Vec<(usize, f64)>, most: f64) {
        self.rows.push((terms, f64::NEG_INFINITY, most));
    }

    pub(crate) fn at_least(&mut self, terms: Vec<(usize, f64)>, least: f64) {
        self.rows.push((terms, least, f64::INFINITY));
    }

    /// Asks a backend.
    ///
    /// # Errors
    ///
    /// If this build has no such backend, or if it fails.
    pub(crate) fn ask(&self, backend: Backend, asked: &Asked) -> Result<Answer, SolveError> {
        let solved = match backend {
            Backend::Microlp => {
                run(self, asked, |unsolved| Ok(unsolved.using(good_lp::solvers::microlp::microlp)))
            }
            #[cfg(feature = "highs")]
            Backend::Highs => self.ask_highs(asked),
            #[cfg(not(feature = "highs"))]
            Backend::Highs => return Err(SolveError::NoBackend { backend }),
        };
        match solved {
            Ok((values, status)) => {
                Ok(Answer::Values(values, !matches!(status, SolutionStatus::TimeLimit)))
            }
            Err(Failure::Infeasible) => Ok(Answer::Infeasible),
            Err(Failure::Nothing) => Ok(Answer::Nothing),
            Err(Failure::Broken(detail)) => Err(SolveError::Backend { backend, detail }),
        }
    }

    /// Asks `HiGHS`; once more without presolve where it breaks.
    #[cfg(feature = "highs")]
    fn ask_highs(&self, asked: &Asked) -> Result<(Vec<f64>, SolutionStatus), Failure> {
        use good_lp::solvers::highs::{HighsPresolveType, highs};

        let ask = |presolve: HighsPresolveType| {
            run(self, &Asked { started: false, ..*asked }, |unsolved| {
                let model = unsolved.using(highs).set_threads(1).set_presolve(presolve);
                // Objectives are whole numbers.
                model.set_mip_abs_gap(0.9).map_err(|error| error.to_string())
            })
        };
        match ask(HighsPresolveType::Choose) {
            Err(Failure::Broken(_)) => ask(HighsPresolveType::Off),
            answered => answered,
        }
    }
}

enum Failure {
    Infeasible,
    Nothing,
    Broken(String),
}

fn run<M>(
    model: &Model,
    asked: &Asked,
    using: impl FnOnce(good_lp::variable::UnsolvedProblem) -> Result<M, String>,
) -> Result<(Vec<f64>, SolutionStatus), Failure>
where
    M: SolverModel<Error = ResolutionError> + WithTimeLimit + WithMipGap,
{
    let mut unknowns = good_lp::variable::ProblemVariables::new();
    let variables: Vec<Variable> = model
        .variables
        .iter()
        .zip(&model.start)
        .map(|(&(lower, upper, integer), &start)| {
            let mut one = variable().min(lower);
            if upper.is_finite() {
                one = one.max(upper);
            }
            one = if integer { one.integer() } else { one };
            unknowns.add(if asked.started { one.initial(start) } else { one })
        })
        .collect();
    let sum = |terms: &[(usize, f64)]| {
        let mut sum = Expression::with_capacity(terms.len());
        for &(variable, coefficient) in terms {
            sum.add_mul(coefficient, variables[variable]);
        }
        sum
    };
    let mut solver = using(unknowns.maximise(sum(&model.objective))).map_err(Failure::Broken)?;
    for (terms, least, most) in &model.rows {
        if terms.is_empty() {
            if *least > 0.0 || *most < 0.0 {
                return Err(Failure::Infeasible);
            }
        } else if most - least <= 0.0 {
            solver.add_constraint(constraint::eq(sum(terms), *least));
        } else {
            if least.is_finite() {
                solver.add_constraint(constraint::geq(sum(terms), *least));
            }
            if most.is_finite() {
                solver.add_constraint(constraint::leq(sum(terms), *most));
            }
        }
    }
    if let Some(time) = asked.time {
        solver = solver.with_time_limit(time.as_secs_f64());
    }
    // Objectives are whole numbers: less than one apart is none.
    #[expect(clippy::cast_precision_loss, reason = "a gap may be a little smaller than asked for")]
    let whole = 0.4 / (1.0 + model.reach as f64);
    #[expect(clippy::cast_possible_truncation, reason = "the interface takes gaps of 32 bits")]
    let gap = whole.max(f64::from(asked.gap) * 1e-6) as f32;
    solver = solver.with_mip_gap(gap).map_err(|error| Failure::Broken(error.to_string()))?;
    match solver.solve() {
        Ok(solution) => {
            let values = variables.iter().map(|&variable| solution.value(variable)).collect();
            Ok((values, solution.status()))
        }
        Err(ResolutionError::Infeasible) => Err(Failure::Infeasible),
        Err(ResolutionError::Other(_)) if asked.time.is_some() => Err(Failure::Nothing),
        Err(error) => Err(Failure::Broken(error.to_string())),
    }
}
