//! What the choice of `Algorithm::Auto` costs: its time beside that of every own algorithm, on every class.
//!
//! Auto should need at most 1.3 times as long as the best of them. An algorithm that is far behind on a small problem of a
//! class is not run on larger ones, and the table says so.

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use tandems::problem::{Edges, Limits, Objective, Problem, Solution, Status};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::{Built, Class, Instance};

use common::{proved, quick};

/// How much slower than the best algorithm auto may be.
const TARGET: f64 = 1.3;

/// How much slower than the best an algorithm may be to get to the next size.
const HOPELESS: f64 = 4.0;

/// Times below this, in seconds, say nothing about the next size.
const NOISE: f64 = 0.000_5;

/// Turns of everybody, unless they have taken this long before.
const TURNS: u32 = 5;
const ENOUGH: Duration = Duration::from_secs(4);

/// What an algorithm may take that keeps more than the edges.
const MEMORY: u64 = 1 << 30;

/// Class, objective, rows and columns. Sizes before the last are a sixteenth and a quarter of it.
const CONTESTS: [(Class, Objective, u32, u32); 12] = [
    (Class::D1, Objective::Perfect, 1600, 1600),
    (Class::D2, Objective::Perfect, 1600, 1600),
    (Class::D3, Objective::MostTandems, 1600, 1600),
    (Class::D3, Objective::MostTandems, 800, 2000),
    (Class::D4Products, Objective::Perfect, 800, 800),
    (Class::D4Rank4, Objective::Perfect, 800, 800),
    (Class::D4Points, Objective::Perfect, 1600, 1600),
    (Class::S1, Objective::BestTotal, 16_000, 16_000),
    (Class::S1, Objective::Perfect, 16_000, 16_000),
    (Class::S2, Objective::BestTotal, 16_000, 6400),
    (Class::S2, Objective::MostTandems, 16_000, 6400),
    (Class::C1, Objective::BestTotal, 4000, 1570),
];

/// An algorithm in a contest.
struct Runner {
    algorithm: Algorithm,
    /// Why it is out.
    out: Option<String>,
    /// Seconds at the last size.
    time: f64,
}

/// Seconds of one run.
fn time<E: Edges>(problem: &Problem<E>, algorithm: Algorithm) -> Result<(f64, Solution), String> {
    let limits = Limits::none().memory(MEMORY);
    let options = Options::default().algorithm(algorithm).limits(limits);
    let start = Instant::now();
    let solution = problem.solve(&options).map_err(|_| "cannot".to_owned())?;
    let time = start.elapsed().as_secs_f64();
    if solution.status() == Status::Optimal {
        Ok((time, solution))
    } else {
        Err(format!("stopped by {:?}", solution.stop_reason()).to_lowercase())
    }
}

/// Times everybody who is still in, in turns, and keeps the fastest run of each, as noise only adds. Auto is the first.
/// Returns whom auto chose.
fn heat<E: Edges>(problem: &Problem<E>, runners: &mut [Runner], last: bool) -> String {
    let best = proved(problem, &Options::default());
    for runner in &mut *runners {
        runner.time = f64::INFINITY;
    }
    let begin = Instant::now();
    for _ in 0..if quick() { 1 } else { TURNS } {
        for runner in runners.iter_mut().filter(|runner| runner.out.is_none()) {
            match time(problem, runner.algorithm) {
                Ok((time, solution)) => {
                    let values = |of: &Solution| -> Vec<i128> {
                        of.levels().iter().map(|level| level.value).collect()
                    };
                    assert_eq!(values(&solution), values(&best), "by {}", runner.algorithm);
                    runner.time = runner.time.min(time);
                }
                Err(why) => runner.out = Some(why),
            }
        }
        if begin.elapsed() >= ENOUGH {
            break;
        }
    }
    let fastest = fastest(runners);
    for runner in runners.iter_mut().skip(1).filter(|runner| !last && runner.out.is_none()) {
        if runner.time > HOPELESS * fastest && runner.time > NOISE {
            let times = runner.time / fastest;
            runner.out = Some(format!("{times:.0}× at {} rows", problem.rows()));
        }
    }
    best.algorithm().to_owned()
}

/// Of the own algorithms, without auto.
fn fastest(runners: &[Runner]) -> f64 {
    let still_in = runners[1..].iter().filter(|runner| runner.out.is_none());
    still_in.map(|runner| runner.time).fold(f64::INFINITY, f64::min)
}

/// Adds a line to the table; returns auto's time over the best.
fn contest(what: (Class, Objective, u32, u32), table: &mut String) -> f64 {
    let (class, objective, rows, columns) = what;
    let mut algorithms = vec![Algorithm::Auto];
    algorithms.extend(Algorithm::ALL.into_iter().filter(|&one| one != Algorithm::Auto));
    let runner = |algorithm| Runner { algorithm, out: None, time: f64::INFINITY };
    let mut runners: Vec<Runner> = algorithms.into_iter().map(runner).collect();
    let (mut chosen, mut size) = (String::new(), String::new());
    let parts: &[u32] = if quick() { &[64, 32] } else { &[16, 4, 1] };
    for &part in parts {
        let (rows, columns) = (rows / part, columns / part);
        let last = part == parts[parts.len() - 1];
        size = format!("{rows}x{columns}");
        chosen = match &Instance::new(class, rows).columns(columns).seed(1).build() {
            Built::Dense(dense) => {
                let problem = dense.problem().expect("whole numbers");
                heat(&problem.with_objective(objective.clone()), &mut runners, last)
            }
            Built::Sparse(sparse) => {
                let problem = sparse.problem().expect("whole numbers");
                heat(&problem.with_objective(objective.clone()), &mut runners, last)
            }
        };
    }
    assert!(runners[0].out.is_none(), "auto solves every class");
    let ratio = runners[0].time / fastest(&runners);
    let told = runners.iter().map(|Runner { algorithm, out, time }| match out {
        Some(why) => format!("{algorithm} {why}"),
        None => format!("{algorithm} {:.1} ms", 1000.0 * time),
    });
    let told = told.collect::<Vec<_>>().join(", ");
    let objective = format!("{objective:?}");
    writeln!(table, "{class:<11} {objective:<11} {size:<11} {ratio:.2} ({chosen})  {told}")
        .expect("a string takes everything");
    ratio
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "auto over the best own algorithm, and everybody's fastest run:")?;
    let mut worst = 0.0_f64;
    for what in CONTESTS {
        let mut line = String::new();
        worst = worst.max(contest(what, &mut line));
        write!(out, "{line}")?;
        out.flush()?;
    }
    if quick() {
        writeln!(out, "a test: every answer agrees, times say nothing")
    } else {
        let verdict = if worst <= TARGET { "within" } else { "beyond" };
        writeln!(out, "worst ratio {worst:.2}: {verdict} the target of {TARGET}")
    }
}
