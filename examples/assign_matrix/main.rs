//! Solves an assignment problem from a matrix file: fills the smaller side at the least cost, or for the most points,
//! checks the answer, and prints one line of JSON.
//!
//! `cargo run --release --example assign_matrix -- --format csv costs.csv`

mod read;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use tandems::problem::{Csr, DenseView, Edges, Element, Objective, Problem, Solution, Status};
use tandems::solve::{Algorithm, Options};

use read::{Entries, Matrix};

type Error = Box<dyn std::error::Error>;

/// Fills the smaller side of a matrix at the least cost, or for the most points, and proves it.
#[derive(Debug, Parser)]
struct Arguments {
    /// How the file is written.
    #[arg(long, value_enum)]
    format: Format,
    /// The largest total instead of the smallest.
    #[arg(long)]
    maximize: bool,
    /// `auto`, `hungarian` or `kuhn-munkres`.
    #[arg(long, value_name = "NAME", default_value_t)]
    algorithm: Algorithm,
    /// The file, or `-` for standard input.
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// `n`, then n·n numbers, row by row.
    Orlib,
    /// `n`, then lines `row column number`, counted from 1; a pair that is absent is forbidden.
    OrlibSparse,
    /// A row a line; `inf` (`-inf` when maximizing) or nothing is a forbidden pair.
    Csv,
    /// A two-dimensional array of `i32`, `i64`, `f32` or `f64`, in C or Fortran order.
    Npy,
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
    let file = arguments.file.display().to_string();
    let entries = read::read(arguments.format, arguments.maximize, &arguments.file)?;
    let in_file = |error: &dyn std::fmt::Display| Error::from(format!("{file}: {error}"));
    match entries {
        Entries::Integers32(matrix) => dense(arguments, &matrix),
        Entries::Integers(matrix) => dense(arguments, &matrix),
        Entries::Floats32(matrix) => dense(arguments, &matrix),
        Entries::Floats(matrix) => dense(arguments, &matrix),
        Entries::SparseIntegers(size, entries) => sparse(arguments, size, entries),
        Entries::SparseFloats(size, entries) => sparse(arguments, size, entries),
    }
    .map_err(|error| in_file(&error))
}

fn dense<T: Element>(arguments: &Arguments, matrix: &Matrix<T>) -> Result<(), Error> {
    let view = matrix.numbers.view();
    let view =
        if arguments.maximize { DenseView::maximize(view) } else { DenseView::minimize(view) }?;
    let mut problem = Problem::new(view);
    problem.forbid_all(matrix.forbidden.iter().copied())?;
    solve(arguments, problem, |edges, solution| format!("{:?}", edges.objective_value(solution)))
}

fn sparse<T: Element>(
    arguments: &Arguments,
    size: usize,
    entries: Vec<(usize, usize, T)>,
) -> Result<(), Error> {
    let edges = if arguments.maximize {
        Csr::from_triplets(size, size, entries)
    } else {
        Csr::from_costs(size, size, entries)
    }?;
    solve(arguments, Problem::new(edges), |edges, solution| {
        format!("{:?}", edges.objective_value(solution))
    })
}

fn solve<E: Edges>(
    arguments: &Arguments,
    problem: Problem<E>,
    objective: impl Fn(&E, &Solution) -> String,
) -> Result<(), Error> {
    let problem = problem.with_objective(Objective::Perfect);
    let options = Options::default().algorithm(arguments.algorithm);
    let start = Instant::now();
    let solution = problem.solve(&options)?;
    let seconds = start.elapsed().as_secs_f64();
    let verified = solution.verify(&problem);

    let (status, objective) = match solution.status() {
        Status::Optimal => ("optimal", objective(problem.edges(), &solution)),
        Status::Feasible => ("feasible", objective(problem.edges(), &solution)),
        Status::Infeasible => ("infeasible", "null".to_owned()),
        _ => ("unknown", "null".to_owned()),
    };
    if objective.contains("inf") {
        return Err("the sum is beyond the range of floats; scale the numbers down".into());
    }
    // Written by hand: totals may be wider than the 64 bits of a JSON library.
    writeln!(
        std::io::stdout(),
        "{{\"status\":\"{status}\",\"objective\":{objective},\"rows\":{},\"columns\":{},\"assigned\":{},\
         \"seconds\":{seconds},\"algorithm\":\"{}\",\"verified\":{}}}",
        problem.rows(),
        problem.columns(),
        solution.pairs().len(),
        solution.algorithm(),
        verified.is_ok(),
    )?;
    verified?;
    Ok(())
}
