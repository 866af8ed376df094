//! Plain assignment problems, dense: uniform costs and planted optima. The answer is verified once, outside the time. Beside
//! us in the same run, on the same costs: `kuhn_munkres_min` of the `pathfinding` crate.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use tandems::problem::{DenseView, Objective, Problem, Status};
use tandems::solve::Options;
use tandems::synthetic::planted::Planted;

const SIZES: [u32; 3] = [500, 1000, 2000];

/// The peer takes long beyond.
const LARGEST_FOR_PEER: u32 = 1000;

fn uniform(size: u32) -> Array2<i64> {
    let mut random = ChaCha8Rng::seed_from_u64(u64::from(size));
    Array2::from_shape_simple_fn((size as usize, size as usize), || {
        i64::from(random.next_u32() % 1_000_000)
    })
}

fn bench(
    criterion: &mut Criterion,
    name: &str,
    size: u32,
    costs: &Array2<i64>,
    optimum: Option<i128>,
) {
    let view = DenseView::minimize(costs.view()).expect("integers of 20 bits");
    let problem = Problem::new(view).with_objective(Objective::Perfect);
    let options = Options::default();
    let solution = problem.solve(&options).expect("no minimum loads");
    let verified = solution.verify(&problem).expect("a right answer");
    assert!(verified.proved && verified.status == Status::Optimal);
    let value = problem.edges().objective_value(&solution);
    assert!(optimum.is_none_or(|optimum| optimum == value), "{value} is not the planted optimum");

    let mut group = criterion.benchmark_group("matrix");
    group.sample_size(10).warm_up_time(Duration::from_secs(1));
    group.bench_with_input(BenchmarkId::new(name, size), &problem, |bencher, problem| {
        bencher.iter(|| black_box(problem.solve(&options)));
    });
    if size <= LARGEST_FOR_PEER {
        let matrix = Matrix::square_from_vec(costs.iter().copied().collect()).expect("a square");
        let peer = i128::from(kuhn_munkres_min(&matrix).0);
        assert_eq!(peer, value, "we and the peer differ");
        group.bench_with_input(
            BenchmarkId::new(format!("{name}/pathfinding"), size),
            &matrix,
            |bencher, matrix| bencher.iter(|| black_box(kuhn_munkres_min(matrix))),
        );
    }
    group.finish();
}

fn matrices(criterion: &mut Criterion) {
    for size in SIZES {
        bench(criterion, "uniform", size, &uniform(size), None);
        let planted = Planted::new(size, size, u64::from(size)).dense();
        bench(criterion, "planted", size, &planted.costs, Some(planted.optimum));
    }
}

criterion_group!(benches, matrices);
criterion_main!(benches);
