//! Strategies side by side on made-up pools: prints the table, and writes pictures and the table as CSV.
//!
//! ```text
//! cargo run --release --example compare_strategies -- --preset duo --scale 16 --pools 4 --seeds 5 --out target/compare
//! ```

mod plots;
mod print;

use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use tandems::compare::{Case, Compare, Measure};
use tandems::matching::{PoolNumbers, Wanted};
use tandems::problem::{Limits, Side};
use tandems::solve::Options;
use tandems::strategy::{Ranking, Strategy, StrategyError, Turns};
use tandems::synthetic::{Preset, SyntheticPool};
use tandems::{Matcher, Pool, ScoringModel};

/// Compares strategies on synthetic pools.
#[derive(Parser)]
struct Args {
    /// duo, scarce, surplus or uniform.
    #[arg(long, default_value = "scarce")]
    preset: Preset,
    /// The size is that of the preset divided by this.
    #[arg(long, default_value_t = 4)]
    scale: u32,
    /// How many pools.
    #[arg(long, default_value_t = 4)]
    pools: u64,
    /// How many seeds for strategies that draw.
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Seconds that a run may take; some strategies have to search where mentees have several mentors.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Where pictures and tables go.
    #[arg(long, default_value = "target/compare")]
    out: PathBuf,
}

/// The first is the baseline. Strategies that do not take what a pool has say so in the table.
const STRATEGIES: [Strategy; 8] = [
    Strategy::BestTotal,
    Strategy::MostTandems,
    Strategy::Fairest,
    Strategy::RankMaximal(Ranking::Rows),
    Strategy::DeferredAcceptance { proposing: Side::Rows },
    Strategy::Greedy,
    Strategy::SerialDictatorship(Turns::Lottery),
    Strategy::Random,
];

#[allow(clippy::print_stdout, reason = "an example shows what it does")]
#[allow(clippy::print_stderr, reason = "progress is not part of the table")]
fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    fs::create_dir_all(&args.out)?;
    let limits = Limits::none().time(Duration::from_secs(args.seconds));
    let options = Options::default().limits(limits);
    let model = ScoringModel::default();
    let matcher = Matcher::new(&model);
    let pools: Vec<Pool> = (1..=args.pools.max(1))
        .map(|seed| SyntheticPool::preset(args.preset).scale(1, args.scale).seed(seed).build())
        .collect();
    let mut cases = Vec::new();
    for (seed, pool) in (1..).zip(&pools) {
        cases.push(Case::pool(format!("{} {seed}", args.preset), &matcher, pool)?);
    }
    let comparison = Compare::new(STRATEGIES)
        .seeds(1..=args.seeds.max(1))
        .options(options.clone())
        .progress(|progress| {
            eprintln!(
                "{} of {}: {} on {}",
                progress.done, progress.runs, progress.strategy, progress.case
            );
        })
        .run(&cases)?;

    let measures = [
        Measure::Tandems,
        Measure::Total,
        Measure::WorstPair,
        Measure::Gini,
        Measure::FirstChoices,
        Measure::RowRank,
        Measure::EnvyPairs,
        Measure::BlockingWeak,
    ];
    print!("{}", print::table(&comparison, &STRATEGIES, &measures));
    comparison.write_csv(File::create(args.out.join("table.csv"))?)?;
    comparison.write_runs_csv(File::create(args.out.join("runs.csv"))?)?;
    fs::write(args.out.join("comparison.json"), comparison.to_json()?)?;

    // Pictures of the first pool, and one of all.
    let problem = matcher.problem_of(&pools[0])?;
    let title = format!(
        "{} 1/{}, {} mentors, {} mentees",
        args.preset,
        args.scale,
        problem.columns(),
        problem.rows()
    );
    let frontier = problem.frontier(&Limits::none())?;
    plots::frontier(&args.out.join("frontier.svg"), &title, &frontier)?;
    let numbers = matcher.numbers(&pools[0], Wanted::Views)?;
    let runs = matched(&numbers, &options)?;
    plots::scores(&args.out.join("scores.svg"), &title, &runs)?;
    plots::ranks(&args.out.join("ranks.svg"), &title, &runs, problem.rows())?;
    plots::fairness(&args.out.join("fairness.svg"), &comparison, &STRATEGIES)?;
    println!("pictures and tables are in {}", args.out.display());
    Ok(())
}

/// Pairs of each strategy that takes the problem: weights, and ranks for the mentee.
struct Matched {
    name: String,
    weights: Vec<i64>,
    ranks: Vec<u32>,
}

fn matched(numbers: &PoolNumbers, options: &Options) -> Result<Vec<Matched>, Box<dyn Error>> {
    let (problem, preferences) = (numbers.problem(), numbers.preferences());
    let inputs = numbers.inputs().seed(1).options(options.clone());
    let mut all = Vec::new();
    for strategy in STRATEGIES {
        let outcome = match strategy.solve(problem, &inputs) {
            Err(StrategyError::Unsupported { .. }) => continue,
            outcome => outcome?,
        };
        outcome.verify(problem)?;
        let rank = |pair: &tandems::problem::Assigned| preferences.row_rank(pair.row, pair.column);
        all.push(Matched {
            name: strategy.to_string(),
            weights: outcome.pairs().iter().map(|pair| pair.weight).collect(),
            ranks: outcome.pairs().iter().filter_map(rank).collect(),
        });
    }
    Ok(all)
}
