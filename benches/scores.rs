//! What a pair costs to score: the default model and each criterion alone at two sizes, and rows of a pool in which
//! requirements leave few pairs. Every answer is compared with the pairs scored one by one, outside the time. Throughput is
//! in pairs; for the last, in pairs that are left.

use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group,
    criterion_main,
};
use tandems::matching::CompiledScores;
use tandems::pool::Pool;
use tandems::problem::{Edges, NO_EDGE};
use tandems::score::criteria::{Availability, Language, Needs, Sector};
use tandems::score::{CompiledModel, ModelCriterion, ScoringModel};
use tandems::synthetic::{Preset, SyntheticPool};

#[path = "../examples/large_pool/at_home.rs"]
mod at_home;

/// Parts of the 1,570 mentors and 4,000 mentees of `duo`.
const SCALES: [(&str, u32); 2] = [("1-8", 8), ("1", 1)];

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(300));
    group.measurement_time(Duration::from_secs(2)).sampling_mode(SamplingMode::Flat);
    group
}

fn compile<'a>(model: &'a ScoringModel, pool: &'a Pool) -> CompiledModel<'a> {
    model.compile(pool).expect("made-up profiles are sound")
}

fn models() -> [(&'static str, ScoringModel); 5] {
    let alone = |criterion: ModelCriterion| {
        let model = ScoringModel::builder().criterion(criterion).build();
        model.expect("a model of one sound criterion")
    };
    [
        ("default", ScoringModel::default()),
        ("sector", alone(ModelCriterion::new(Sector::default()))),
        ("needs", alone(ModelCriterion::new(Needs::default()))),
        ("availability", alone(ModelCriterion::new(Availability::default()))),
        ("language", alone(ModelCriterion::new(Language::default()))),
    ]
}

/// Sum of all scores and number of compatible pairs, by whole rows.
fn by_rows(scores: &CompiledScores<'_>, cells: &mut [i32]) -> (i64, u64) {
    let (mut sum, mut compatible) = (0, 0);
    for mentee in 0..scores.rows() {
        assert!(scores.narrow_row(mentee, cells), "nothing is required that rules out most");
        for cell in &*cells {
            let fits = *cell != NO_EDGE;
            sum += if fits { i64::from(*cell) } else { 0 };
            compatible += u64::from(fits);
        }
    }
    (sum, compatible)
}

/// The same, of every eighth mentee, pair by pair.
fn agrees(scores: &CompiledScores<'_>, cells: &mut [i32]) {
    for mentee in (0..scores.rows()).step_by(8) {
        assert!(scores.narrow_row(mentee, cells), "nothing is required that rules out most");
        for (mentor, cell) in cells.iter().enumerate() {
            let weight = (*cell != NO_EDGE).then_some(i64::from(*cell));
            assert_eq!(weight, scores.weight(mentee, mentor), "mentee {mentee}, mentor {mentor}");
        }
    }
}

/// Whole rows of scores in 32 bits, on one thread.
fn rows(criterion: &mut Criterion) {
    for (name, model) in models() {
        let mut group = group(criterion, &format!("rows/{name}"));
        for (scale, part) in SCALES {
            let pool = SyntheticPool::preset(Preset::Duo).scale(1, part).build();
            let scores = CompiledScores::new(compile(&model, &pool), &pool);
            let mut cells = vec![0; scores.columns()];
            agrees(&scores, &mut cells);
            group.throughput(Throughput::Elements((scores.rows() * scores.columns()) as u64));
            group.bench_function(BenchmarkId::from_parameter(scale), |bencher| {
                bencher.iter(|| black_box(by_rows(&scores, &mut cells)));
            });
        }
        group.finish();
    }
}

/// Compiling, and then every row once: what a matching pays before it solves.
fn once(criterion: &mut Criterion) {
    let model = ScoringModel::default();
    let mut group = group(criterion, "compile and rows");
    for (scale, part) in SCALES {
        let pool = SyntheticPool::preset(Preset::Duo).scale(1, part).build();
        let mut cells = vec![0; pool.mentors().len()];
        let pairs = pool.mentors().len() * pool.mentees().len();
        group.throughput(Throughput::Elements(pairs as u64));
        group.bench_function(BenchmarkId::from_parameter(scale), |bencher| {
            bencher.iter(|| {
                let scores = CompiledScores::new(compile(&model, &pool), &pool);
                black_box(by_rows(&scores, &mut cells))
            });
        });
    }
    group.finish();
}

/// Sparse rows where place and language are requirements.
fn indexed(criterion: &mut Criterion) {
    let model = at_home::model();
    let pool = at_home::at_home(&SyntheticPool::preset(Preset::Duo).build());
    let scores = CompiledScores::new(compile(&model, &pool), &pool);
    let mut edges = Vec::new();
    for mentee in (0..scores.rows()).step_by(8) {
        assert!(!scores.narrow_row(mentee, &mut []), "most pairs are ruled out");
        scores.row(mentee, &mut edges);
        let mut left = edges.iter().copied().peekable();
        for mentor in 0..scores.columns() {
            let edge = left.next_if(|edge| edge.column as usize == mentor);
            assert_eq!(edge.map(|edge| edge.weight), scores.weight(mentee, mentor));
        }
    }
    let mut group = group(criterion, "sparse rows");
    group.throughput(Throughput::Elements(scores.candidates()));
    group.bench_function(BenchmarkId::from_parameter("place and language"), |bencher| {
        bencher.iter(|| {
            let mut sum = 0;
            for mentee in 0..scores.rows() {
                scores.row(mentee, &mut edges);
                sum += edges.iter().map(|edge| edge.weight).sum::<i64>();
            }
            black_box(sum)
        });
    });
    group.finish();
}

criterion_group!(benches, rows, once, indexed);
criterion_main!(benches);
