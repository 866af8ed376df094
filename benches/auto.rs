//! What the choice of `Algorithm::Auto` costs: its time beside that of every own algorithm, on every class.
//!
//! Auto should need at most 1.3 times as long as the best of them. An algorithm that is far behind on a small problem of a
//! class is not run on larger ones, and the table says so.

mod common;

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use tandems::problem::{Edges, Limits, Objective, Problem, Solution, Status};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::{Built, Class, Instance};

use common::{proved, quick};

/// How much slower than the best algorithm auto may be.
const TARGET: f64 = 1.3;

/// How much slower than auto an algorithm may be to get to the next size.
const HOPELESS: f64 = 4.0;

/// Times below this, in seconds, say nothing about the next size.
const NOISE: f64 = 0.000_5;

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

/// Seconds of the fastest of a few runs: noise only adds.
fn time<E: Edges>(problem: &Problem<E>, algorithm: Algorithm) -> Result<(f64, Solution), String> {
    let limits = Limits::none().memory(MEMORY);
    let options = Options::default().algorithm(algorithm).limits(limits);
    let mut best: Option<(f64, Solution)> = None;
    let begin = Instant::now();
    for _ in 0..if quick() { 1 } else { 5 } {
        let start = Instant::now();
        let solution = problem.solve(&options).map_err(|_| "cannot".to_owned())?;
        let time = start.elapsed().as_secs_f64();
        if solution.status() != Status::Optimal {
            return Err(format!("{:?}", solution.stop_reason()).to_lowercase());
        }
        if best.as_ref().is_none_or(|(best, _)| time < *best) {
            best = Some((time, solution));
        }
        if begin.elapsed().as_secs() >= 3 {
            break;
        }
    }
    best.ok_or_else(|| "not run".to_owned())
}

/// Times everybody who is still in; returns auto's seconds, and whom it chose.
fn heat<E: Edges>(problem: &Problem<E>, runners: &mut [Runner], last: bool) -> (f64, String) {
    let (auto, solution) = time(problem, Algorithm::Auto).expect("auto solves every class");
    proved(problem, &Options::default());
    let mut fastest = auto;
    for runner in runners.iter_mut().filter(|runner| runner.out.is_none()) {
        match time(problem, runner.algorithm) {
            Ok((time, of_runner)) => {
                assert_eq!(of_runner.levels().len(), solution.levels().len());
                for (one, other) in of_runner.levels().iter().zip(solution.levels()) {
                    assert_eq!(one.value, other.value, "{} differs from auto", runner.algorithm);
                }
                runner.time = time;
                fastest = fastest.min(time);
            }
            Err(why) => runner.out = Some(why),
        }
    }
    for runner in runners.iter_mut().filter(|runner| !last && runner.out.is_none()) {
        if runner.time > HOPELESS * fastest && runner.time > NOISE {
            let times = runner.time / fastest;
            runner.out = Some(format!("{times:.0}× at {} rows", problem.rows()));
        }
    }
    (auto, solution.algorithm().to_owned())
}

/// Adds a line to the table; returns auto's time over the best.
fn contest(what: (Class, Objective, u32, u32), table: &mut String) -> f64 {
    let (class, objective, rows, columns) = what;
    let own = Algorithm::ALL.into_iter().filter(|&algorithm| algorithm != Algorithm::Auto);
    let mut runners: Vec<Runner> =
        own.map(|algorithm| Runner { algorithm, out: None, time: f64::INFINITY }).collect();
    let mut auto = (0.0, String::new());
    let parts: &[u32] = if quick() { &[64, 32] } else { &[16, 4, 1] };
    for &part in parts {
        let built = Instance::new(class, rows / part).columns(columns / part).seed(1).build();
        let last = part == parts[parts.len() - 1];
        auto = match &built {
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
    let (auto, chosen) = auto;
    let times = runners.iter().filter(|runner| runner.out.is_none()).map(|runner| runner.time);
    let best = times.fold(f64::INFINITY, f64::min);
    let ratio = auto / best;
    let milliseconds = |time: f64| format!("{:.1} ms", 1000.0 * time);
    let runners: Vec<String> = runners
        .iter()
        .map(|Runner { algorithm, out, time }| {
            format!("{algorithm} {}", out.clone().unwrap_or_else(|| milliseconds(*time)))
        })
        .collect();
    let size = format!("{rows}x{columns}");
    writeln!(
        table,
        "{class:<11} {objective:<11} {size:<11} auto {:>10}  ratio {ratio:.2}  ({chosen})  {}",
        milliseconds(auto),
        runners.join(", "),
        objective = format!("{objective:?}"),
    )
    .expect("a string takes everything");
    ratio
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
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
