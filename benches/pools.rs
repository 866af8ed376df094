//! Made-up programmes at the size of a country: scoring, solving, the frontier and the whole way, apart. Every answer is verified once,
//! outside the time.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main,
};
use tandems::matching::{CompiledScores, Matcher};
use tandems::pool::Pool;
use tandems::problem::{Bounds, Limits, Objective, Problem, Status};
use tandems::score::{CompiledModel, ScoringModel};
use tandems::solve::Options;
use tandems::synthetic::{Preset, SyntheticPool};
use tandems::verify::verify_point;

/// Parts of the 1,570 mentors and 4,000 mentees of `duo`.
const SCALES: [(&str, u32); 3] = [("1-8", 8), ("1-2", 2), ("1", 1)];

fn duo(part: u32) -> Pool {
    SyntheticPool::preset(Preset::Duo).scale(1, part).build()
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(5)).sampling_mode(SamplingMode::Flat);
    group
}

fn compile<'a>(model: &'a ScoringModel, pool: &'a Pool) -> CompiledModel<'a> {
    model.compile(pool).expect("made-up profiles are sound")
}

/// Every score of the pool, row by row on one thread, compiling included.
fn score(criterion: &mut Criterion) {
    let model = ScoringModel::default();
    let mut group = group(criterion, "score/duo");
    for (scale, part) in SCALES {
        let pool = duo(part);
        group.bench_with_input(BenchmarkId::from_parameter(scale), &pool, |bencher, pool| {
            bencher.iter(|| {
                let compiled = compile(&model, pool);
                let mut row = Vec::new();
                let mut compatible = 0;
                for mentee in 0..pool.mentees().len() {
                    compiled.row(mentee, &mut row);
                    compatible += row.iter().flatten().count();
                }
                black_box(compatible)
            });
        });
    }
    group.finish();
}

/// A part of `duo` in numbers, scored on the way.
fn in_numbers<'a>(
    scores: &'a CompiledScores<'_>,
    pool: &Pool,
    objective: Objective,
) -> Problem<&'a CompiledScores<'a>> {
    let capacities = pool.mentors().iter().map(|mentor| mentor.capacity_or_default().max);
    let demands = pool.mentees().iter().map(tandems::pool::Mentee::demand_or_default);
    Problem::new(scores)
        .with_objective(objective)
        .with_capacities(capacities.map(Bounds::up_to).collect())
        .and_then(|problem| problem.with_demands(demands.map(Bounds::up_to).collect()))
        .expect("one for each person")
}

/// Most tandems over compiled scores: reading the rows, which scores them, and the solver.
fn solve(criterion: &mut Criterion) {
    let model = ScoringModel::default();
    let options = Options::default();
    let mut group = group(criterion, "solve/duo");
    for (scale, part) in SCALES {
        let pool = duo(part);
        let scores = CompiledScores::new(compile(&model, &pool), &pool);
        let problem = in_numbers(&scores, &pool, Objective::MostTandems);
        let solution = problem.solve(&options).expect("no minimum loads");
        let verified = solution.verify(&problem).expect("a right answer");
        assert!(verified.proved && verified.status == Status::Optimal);
        group.bench_with_input(BenchmarkId::from_parameter(scale), &problem, |bencher, problem| {
            bencher.iter(|| black_box(problem.solve(&options)));
        });
    }
    group.finish();
}

/// The best total and the best worst pair for every number of tandems, beside one solve of the best total.
fn frontier(criterion: &mut Criterion) {
    let model = ScoringModel::default();
    let mut group = group(criterion, "frontier/duo");
    for (scale, part) in SCALES {
        let pool = duo(part);
        let scores = CompiledScores::new(compile(&model, &pool), &pool);
        let problem = in_numbers(&scores, &pool, Objective::BestTotal);
        let solution = problem.solve(&Options::default()).expect("no minimum loads");
        let frontier = problem.frontier(&Limits::none()).expect("no minimum loads");
        let best = frontier.points().iter().max_by_key(|point| point.total).expect("a point");
        assert_eq!(best.total, solution.total());
        verify_point(&problem, &frontier, best.tandems).expect("a right point");
        group.bench_with_input(
            BenchmarkId::new("one-solve", scale),
            &problem,
            |bencher, problem| {
                bencher.iter(|| black_box(problem.solve(&Options::default())));
            },
        );
        group.bench_with_input(
            BenchmarkId::new("all-points", scale),
            &problem,
            |bencher, problem| {
                bencher.iter(|| black_box(problem.frontier(&Limits::none())));
            },
        );
    }
    group.finish();
}

/// From people to an answer with reasons, verification included.
fn match_pool(criterion: &mut Criterion) {
    let model = ScoringModel::default();
    let mut group = group(criterion, "match/duo");
    for (scale, part) in SCALES {
        let pool = duo(part);
        let matcher = Matcher::new(&model);
        let matching = matcher.match_pool(&pool).expect("a sound pool");
        assert_eq!(matching.status(), Status::Optimal);
        group.bench_with_input(BenchmarkId::from_parameter(scale), &pool, |bencher, pool| {
            bencher.iter(|| black_box(matcher.match_pool(pool)));
        });
    }
    group.finish();
}

criterion_group!(benches, score, solve, frontier, match_pool);
criterion_main!(benches);
