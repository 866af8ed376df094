//! Generalised assignment from a file of the OR-Library: agents have hours, a job costs hours, every job is done once, at
//! the greatest profit. One line of JSON an instance.
//!
//! `cargo run --release --example assign_gap -- gap1.txt`

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use ndarray::Array2;
use serde_json::json;
use tandems::problem::{
    Backend, Bounds, Budget, Costs, DenseView, Limits, Objective, Problem, Rule, RuleKind,
};
use tandems::solve::Options;

type Error = Box<dyn std::error::Error>;

/// Solves every instance of a file: the number of instances, and for each `m n`, m·n profits, m·n loads, m capacities.
#[derive(Debug, Parser)]
struct Arguments {
    /// `microlp`, or `highs` where this was built with the feature.
    #[arg(long, value_name = "NAME", default_value_t)]
    backend: Backend,
    /// Seconds an instance may take.
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<f64>,
    /// The file.
    file: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(std::io::stderr(), "error: {}: {error}", arguments.file.display());
            ExitCode::FAILURE
        }
    }
}

/// Agents, jobs, profits, loads and capacities.
struct Instance {
    profits: Array2<i64>,
    loads: Vec<Vec<u32>>,
    capacities: Vec<u64>,
}

/// The whole numbers of a file, one after the other.
struct Numbers<'t> {
    words: Box<dyn Iterator<Item = (usize, &'t str)> + 't>,
}

impl<'t> Numbers<'t> {
    fn of(text: &'t str) -> Self {
        let words = text
            .lines()
            .enumerate()
            .flat_map(|(line, text)| text.split_whitespace().map(move |word| (line + 1, word)));
        Self { words: Box::new(words) }
    }

    fn next<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, Error> {
        let (line, word) =
            self.words.next().ok_or_else(|| format!("{what} is missing; complete the file"))?;
        word.parse().map_err(|_| {
            format!("line {line}: `{word}` is not {what}; give a whole number in range").into()
        })
    }

    fn instance(&mut self) -> Result<Instance, Error> {
        let agents: usize = self.next("a number of agents")?;
        let jobs: usize = self.next("a number of jobs")?;
        let mut profits = Vec::new();
        for _ in 0..agents.checked_mul(jobs).ok_or("there are too many jobs; split the file")? {
            profits.push(self.next("a profit")?);
        }
        // Rows are those who are served: jobs.
        let profits = Array2::from_shape_vec((agents, jobs), profits)?.reversed_axes();
        let mut loads = Vec::new();
        for _ in 0..agents {
            loads.push((0..jobs).map(|_| self.next("a load")).collect::<Result<_, _>>()?);
        }
        let capacities = (0..agents).map(|_| self.next("a capacity")).collect::<Result<_, _>>()?;
        Ok(Instance { profits, loads, capacities })
    }
}

fn read(path: &Path) -> Result<Vec<Instance>, Error> {
    let text = std::fs::read_to_string(path)?;
    let mut numbers = Numbers::of(&text);
    let count: usize = numbers.next("a number of instances")?;
    (0..count).map(|_| numbers.instance()).collect()
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let limits = match arguments.time_limit {
        None => Limits::none(),
        Some(seconds) => {
            Limits::none().time(Duration::try_from_secs_f64(seconds).map_err(|error| {
                format!("--time-limit {seconds}: {error}; give seconds above 0")
            })?)
        }
    };
    let options = Options::default().backend(arguments.backend).limits(limits);
    for (at, instance) in read(&arguments.file)?.into_iter().enumerate() {
        let Instance { profits, loads, capacities } = instance;
        let (jobs, agents) = profits.dim();
        let budgets = capacities.iter().enumerate();
        let budgets = budgets.map(|(column, &most)| Budget { column, most }).collect();
        let rule = RuleKind::Hours { budgets, costs: Costs::OfPairs(loads) };
        let seats = Bounds::up_to(u32::try_from(jobs)?);
        let problem = Problem::new(DenseView::maximize(profits.view())?)
            .with_objective(Objective::Perfect)
            .with_capacities(vec![seats; agents])?
            .with_rules(vec![Rule::hard(rule)])?;
        let start = Instant::now();
        let solution = problem.solve(&options)?;
        let seconds = start.elapsed().as_secs_f64();
        let verified = solution.verify(&problem);
        let has_answer = !solution.pairs().is_empty();
        let line = json!({
            "instance": at + 1,
            "jobs": jobs,
            "agents": agents,
            "status": solution.status(),
            "objective": has_answer.then(|| i64::try_from(solution.total()).ok()),
            "bound": solution.levels().first().and_then(|level| i64::try_from(level.bound?).ok()),
            "seconds": seconds,
            "backend": arguments.backend.name(),
            "verified": verified.is_ok(),
            "proof": solution.proof(),
            "algorithm": solution.algorithm(),
            "choice": solution.choice(),
        });
        writeln!(std::io::stdout(), "{line}")?;
        verified?;
    }
    Ok(())
}
