//! Solves an assignment problem from a file: fills the smaller side at the least cost, or whatever else is asked for,
//! checks the answer, and prints one line of JSON.
//!
//! `cargo run --release --example assign_matrix -- --format csv costs.csv`

mod memory;
mod npy;
mod read;
mod report;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use tandems::problem::{Bounds, Csr, DenseView, Edges, Element, Objective, Problem, Solution};
use tandems::solve::{Algorithm, Options};

use npy::{EdgeList, Weights};
use read::{Entries, Matrix, Text};
use report::{Clock, Report};

type Error = Box<dyn std::error::Error>;

/// Fills the smaller side of a matrix at the least cost, or for the most points, or finds the best pairs of an edge list,
/// and proves it.
#[derive(Debug, Parser)]
struct Arguments {
    /// How the file is written.
    #[arg(long, value_enum)]
    format: Format,
    /// The largest total instead of the smallest. The weights of `edges-npy` are always to be large.
    #[arg(long)]
    maximize: bool,
    /// What best means: `best-total` for `edges-npy`, else `perfect`, unless it is said.
    #[arg(long, value_enum)]
    objective: Option<Goal>,
    /// `auto`, or an algorithm by its name.
    #[arg(long, value_name = "NAME", default_value_t)]
    algorithm: Algorithm,
    /// How many threads may be used; all cores unless it is said. Without the feature `rayon` there is one.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Builds and solves so many times and tells the medians.
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: usize,
    /// The number of columns of `edges-npy`, if it is neither that of the capacities nor the last column of any edge.
    #[arg(long, value_name = "N")]
    columns: Option<usize>,
    /// How many columns each row of a matrix may have; 1 unless it is said.
    #[arg(long, value_name = "N")]
    demand: Option<u32>,
    /// How many rows each column of a matrix may have; 1 unless it is said.
    #[arg(long, value_name = "N")]
    capacity: Option<u32>,
    /// How many rows each column of a matrix must have; 0 unless it is said.
    #[arg(long, value_name = "N")]
    minimum: Option<u32>,
    /// The file, or `-` for standard input; for `edges-npy` what the names of its files begin with.
    file: PathBuf,
}

impl Arguments {
    /// Of each row and of each column, where any is said.
    fn bounds(&self) -> Option<(Bounds, Bounds)> {
        self.demand.or(self.capacity).or(self.minimum)?;
        let demand = Bounds::up_to(self.demand.unwrap_or(1));
        let capacity = Bounds::between(self.minimum.unwrap_or(0), self.capacity.unwrap_or(1));
        Some((demand, capacity))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// `n`, then n·n numbers, row by row.
    Orlib,
    /// `n`, then lines `row column number`, counted from 1; a pair that is absent is forbidden.
    OrlibSparse,
    /// A row a line; `inf` (`-inf` when maximizing) or nothing is a forbidden pair.
    Csv,
    /// The numbers of rows and of columns (papers and reviewers), then rows·columns numbers.
    Bids,
    /// A two-dimensional array of `i32`, `i64`, `f32` or `f64`, in C or Fortran order.
    Npy,
    /// Compressed rows: `.indptr.npy`, `.indices.npy` (ascending in each row), `.w.npy` (weights, to be large), and
    /// `.cap.npy` (how many rows a column may have) if it is there.
    EdgesNpy,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Goal {
    /// The greatest total, filling nothing for its own sake.
    BestTotal,
    /// As many pairs as can be, then the greatest total.
    Most,
    /// The smaller side filled, at the greatest total.
    Perfect,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    threads(arguments.threads)?;
    if arguments.repeat == 0 {
        return Err("--repeat 0: nothing would be solved; give at least 1".into());
    }
    let start = Instant::now();
    let path = &arguments.file;
    let text = |format| read::text(format, arguments.maximize, path);
    let entries = match arguments.format {
        Format::Orlib => text(Text::Orlib)?,
        Format::OrlibSparse => text(Text::OrlibSparse)?,
        Format::Csv => text(Text::Csv)?,
        Format::Bids => text(Text::Bids)?,
        Format::Npy => npy::matrix(path)?,
        Format::EdgesNpy => Entries::Edges(npy::edges(path)?),
    };
    let clock = Clock::after_reading(start.elapsed());
    if arguments.bounds().is_some() && !entries.is_matrix() {
        return Err(
            "--demand, --capacity and --minimum are for matrices; use orlib, csv, npy or bids"
                .into(),
        );
    }
    match entries {
        Entries::Integers32(matrix) => dense(arguments, clock, &matrix),
        Entries::Integers(matrix) => dense(arguments, clock, &matrix),
        Entries::Floats32(matrix) => dense(arguments, clock, &matrix),
        Entries::Floats(matrix) => dense(arguments, clock, &matrix),
        Entries::SparseIntegers(size, entries) => sparse(arguments, clock, size, &entries),
        Entries::SparseFloats(size, entries) => sparse(arguments, clock, size, &entries),
        Entries::Edges(list) => edges(arguments, clock, list),
    }
    .map_err(|error| format!("{}: {error}", path.display()).into())
}

#[cfg(feature = "rayon")]
fn threads(count: Option<usize>) -> Result<(), Error> {
    match count {
        None => Ok(()),
        Some(0) => Err("--threads 0: nobody would work; give at least 1".into()),
        Some(count) => Ok(rayon::ThreadPoolBuilder::new().num_threads(count).build_global()?),
    }
}

#[cfg(not(feature = "rayon"))]
fn threads(count: Option<usize>) -> Result<(), Error> {
    match count {
        None | Some(1) => Ok(()),
        Some(count) => Err(format!(
            "--threads {count}: this was built without the feature `rayon`, for one thread; give 1, or build with it"
        )
        .into()),
    }
}

fn dense<T: Element>(arguments: &Arguments, clock: Clock, matrix: &Matrix<T>) -> Result<(), Error> {
    let build = || {
        let view = matrix.numbers.view();
        let view =
            if arguments.maximize { DenseView::maximize(view) } else { DenseView::minimize(view) }?;
        let mut problem = Problem::new(view);
        problem.forbid_all(matrix.forbidden.iter().copied())?;
        let bounds = arguments.bounds();
        if let Some((demand, capacity)) = bounds {
            let (rows, columns) = matrix.numbers.dim();
            problem = problem
                .with_demands(vec![demand; rows])?
                .with_capacities(vec![capacity; columns])?;
        }
        Ok(problem)
    };
    solve(arguments, clock, Goal::Perfect, build, |edges, solution| {
        format!("{:?}", edges.objective_value(solution))
    })
}

fn sparse<T: Element>(
    arguments: &Arguments,
    clock: Clock,
    size: usize,
    entries: &[(usize, usize, T)],
) -> Result<(), Error> {
    let build = || {
        let entries = entries.iter().copied();
        Ok(Problem::new(if arguments.maximize {
            Csr::from_triplets(size, size, entries)
        } else {
            Csr::from_costs(size, size, entries)
        }?))
    };
    solve(arguments, clock, Goal::Perfect, build, |edges, solution| {
        format!("{:?}", edges.objective_value(solution))
    })
}

fn edges(arguments: &Arguments, clock: Clock, list: EdgeList) -> Result<(), Error> {
    let seen = list.columns.iter().max().map_or(0, |&last| last as usize + 1);
    let given = list.capacities.as_ref().map_or(seen, Vec::len);
    let columns = arguments.columns.unwrap_or(given);
    let EdgeList { starts, columns: indices, weights, capacities } = list;
    let shape = Shape { columns, starts, indices, capacities };
    match weights {
        Weights::Integers32(weights) => listed(arguments, clock, shape, weights),
        Weights::Integers(weights) => listed(arguments, clock, shape, weights),
        Weights::Floats32(weights) => listed(arguments, clock, shape, weights),
        Weights::Floats(weights) => listed(arguments, clock, shape, weights),
    }
}

/// An edge list without its weights.
struct Shape {
    columns: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    capacities: Option<Vec<u32>>,
}

fn listed<T: Element>(
    arguments: &Arguments,
    clock: Clock,
    shape: Shape,
    weights: Vec<T>,
) -> Result<(), Error> {
    let Shape { columns, starts, indices, capacities } = shape;
    // The arrays become the edges as they are; only who builds more than once needs copies.
    let mut lists = vec![(starts, indices, weights)];
    for _ in 1..arguments.repeat {
        lists.push(lists[0].clone());
    }
    let mut lists = lists.into_iter();
    let build = || {
        let (starts, indices, weights) = lists.next().ok_or("there are as many lists as runs")?;
        let problem = Problem::new(Csr::new(columns, starts, indices, weights)?);
        Ok(match &capacities {
            None => problem,
            Some(capacities) => {
                let bounds = capacities.iter().map(|&most| Bounds::up_to(most));
                problem.with_capacities(bounds.collect())?
            }
        })
    };
    solve(arguments, clock, Goal::BestTotal, build, |edges, solution| {
        format!("{:?}", edges.objective_value(solution))
    })
}

fn solve<E: Edges>(
    arguments: &Arguments,
    mut clock: Clock,
    usual: Goal,
    mut build: impl FnMut() -> Result<Problem<E>, Error>,
    objective: impl Fn(&E, &Solution) -> String,
) -> Result<(), Error> {
    let goal = match arguments.objective.unwrap_or(usual) {
        Goal::BestTotal => Objective::BestTotal,
        Goal::Most => Objective::MostTandems,
        Goal::Perfect => Objective::Perfect,
    };
    let options = Options::default().algorithm(arguments.algorithm);
    let mut last = None;
    for _ in 0..arguments.repeat {
        // What is left of the run before makes room first.
        drop(last.take());
        let start = Instant::now();
        let problem = build()?.with_objective(goal.clone());
        clock.built(start.elapsed());
        let start = Instant::now();
        let solution = problem.solve(&options)?;
        clock.solved(start.elapsed());
        last = Some((problem, solution));
    }
    let (problem, solution) = last.ok_or("nothing was solved; give --repeat at least 1")?;
    let peak = memory::peak();
    let start = Instant::now();
    let verified = solution.verify(&problem);
    clock.verified(start.elapsed());
    let objective = objective(problem.edges(), &solution);
    let report = Report { problem: &problem, solution: &solution, verified: &verified, peak };
    writeln!(std::io::stdout(), "{}", report.line(&clock, &objective)?)?;
    verified?;
    Ok(())
}
