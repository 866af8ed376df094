//! Synthetic problems of every class with the objective of its class: matrices as views, edge lists as they are. Every
//! answer is verified once, outside the time.

mod common;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use tandems::problem::{DenseView, Edges, Objective, Problem};
use tandems::solve::Options;
use tandems::synthetic::{Built, Class, Instance};

use common::{proved, size};

/// Rows and columns.
const MATRICES: [(Class, u32, u32); 13] = [
    (Class::D1, 500, 500),
    (Class::D1, 1000, 1000),
    (Class::D1, 2000, 2000),
    (Class::D2, 500, 500),
    (Class::D2, 2000, 2000),
    (Class::D3, 500, 500),
    (Class::D3, 1000, 1000),
    (Class::D3, 2000, 2000),
    (Class::D3, 1570, 4000),
    (Class::D4Products, 500, 500),
    (Class::D4Rank4, 500, 500),
    (Class::D4Points, 500, 500),
    (Class::D4Points, 1000, 1000),
];

/// Rows; the number of columns belongs to them.
const LISTS: [(Class, u32); 4] =
    [(Class::S1, 1000), (Class::S1, 10_000), (Class::S2, 10_000), (Class::C1, 4000)];

fn bench<E: Edges>(criterion: &mut Criterion, name: &str, of: String, problem: &Problem<E>) {
    let options = Options::default();
    proved(problem, &options);
    let mut group = criterion.benchmark_group(format!("classes/{name}"));
    group.sample_size(10).warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(3)).sampling_mode(SamplingMode::Flat);
    group.bench_with_input(BenchmarkId::from_parameter(of), problem, |bencher, problem| {
        bencher.iter(|| black_box(problem.solve(&options)));
    });
    group.finish();
}

fn matrices(criterion: &mut Criterion) {
    for (class, rows, columns) in MATRICES {
        let (rows, columns) = (size(rows), size(columns));
        let Built::Dense(dense) = Instance::new(class, rows).columns(columns).build() else {
            unreachable!("{class} is a matrix");
        };
        let of = format!("{rows}x{columns}");
        if let Some(integers) = dense.integers() {
            let view = DenseView::minimize(integers.view()).expect("integers of 31 bits");
            let problem = Problem::new(view).with_objective(class.objective());
            bench(criterion, class.name(), of, &problem);
        } else {
            bench(criterion, class.name(), of, &dense.problem().expect("whole numbers"));
        }
    }
}

fn lists(criterion: &mut Criterion) {
    for (class, rows) in LISTS {
        let rows = size(rows);
        let Built::Sparse(sparse) = Instance::new(class, rows).build() else {
            unreachable!("{class} is a list of edges");
        };
        let problem = sparse.problem().expect("whole numbers");
        bench(criterion, class.name(), rows.to_string(), &problem);
        if class == Class::S1 {
            let problem = problem.with_objective(Objective::Perfect);
            bench(criterion, "s1-perfect", rows.to_string(), &problem);
        }
    }
}

criterion_group!(benches, matrices, lists);
criterion_main!(benches);
