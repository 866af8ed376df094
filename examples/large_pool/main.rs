//! Pools no matrix can hold: makes one up, solves it exactly, has the certificate checked against every pair, and says what it took.
//!
//! `cargo run --release --example large_pool -- uniform 20`
//!
//! One line of JSON: how often all pairs were read (`passes`), seconds of each part, and peak memory.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use serde_json::json;
use tandems::matching::CompiledScores;
use tandems::pool::Mentee;
use tandems::problem::{Bounds, Limits, Problem};
use tandems::score::ScoringModel;
use tandems::solve::Options;
use tandems::synthetic::{Preset, SyntheticPool};

mod at_home;
#[path = "../assign_matrix/memory.rs"]
mod memory;

type Error = Box<dyn std::error::Error>;

/// Solves a made-up pool and says what it took.
#[derive(Debug, Parser)]
struct Arguments {
    /// `duo`, `scarce`, `surplus` or `uniform`.
    preset: Preset,
    /// So many times the size of the preset.
    scale: u32,
    /// Which one of its kind.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// All meet in their own part of their city, and place and language are requirements: an index leaves few pairs.
    #[arg(long)]
    at_home: bool,
    /// Nobody has two mentors.
    #[arg(long)]
    one_mentor: bool,
    /// Seconds of solving at most.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<f64>,
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
    let start = Instant::now();
    let mut pool = SyntheticPool::preset(arguments.preset)
        .scale(arguments.scale, 1)
        .seed(arguments.seed)
        .build();
    if arguments.at_home {
        pool = at_home::at_home(&pool);
    }
    let model = if arguments.at_home { at_home::model() } else { ScoringModel::default() };
    let made = start.elapsed();

    let start = Instant::now();
    let scores = CompiledScores::new(model.compile(&pool)?, &pool);
    let compiled = start.elapsed();
    let capacities = pool.mentors().iter().map(|mentor| mentor.capacity_or_default().max);
    let most = if arguments.one_mentor { 1 } else { u32::MAX };
    let demands = pool.mentees().iter().map(|mentee| Mentee::demand_or_default(mentee).min(most));
    let problem = Problem::new(&scores)
        .with_capacities(capacities.map(Bounds::up_to).collect())?
        .with_demands(demands.map(Bounds::up_to).collect())?;

    let mut limits = Limits::none();
    if let Some(seconds) = arguments.seconds {
        limits = limits.time(std::time::Duration::try_from_secs_f64(seconds)?);
    }
    let start = Instant::now();
    let solution = problem.solve(&Options::default().limits(limits))?;
    let solved = start.elapsed();
    let peak = memory::peak();
    let start = Instant::now();
    let verified = solution.verify(&problem)?;
    let checked = start.elapsed();

    let pairs = pool.mentors().len() * pool.mentees().len();
    #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
    let passes = solution.work().edges as f64 / pairs.max(1) as f64;
    let line = json!({
        "mentors": pool.mentors().len(),
        "mentees": pool.mentees().len(),
        "pairs_left": scores.candidates(),
        "status": solution.status(),
        "tandems": solution.pairs().len(),
        "proved": verified.proved,
        "algorithm": solution.algorithm().to_string(),
        "choice": solution.choice(),
        "passes": passes,
        "make_seconds": made.as_secs_f64(),
        "compile_seconds": compiled.as_secs_f64(),
        "solve_seconds": solved.as_secs_f64(),
        "check_seconds": checked.as_secs_f64(),
        "peak_memory_bytes": peak,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}
