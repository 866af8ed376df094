//! Instructions of five fixed problems, counted under valgrind: nearly the same on every run, so that a slower engine shows on a
//! noisy machine as well. `.ci/instructions` compares them with `benches/instructions.toml`.
//!
//! Without `--bench` every problem is solved and proved once, and nothing is counted.

#![allow(missing_docs, reason = "the macros of gungraun make modules and functions without any")]

mod common;

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use tandems::matching::{Matcher, Matching};
use tandems::pool::Pool;
use tandems::problem::Status;
use tandems::score::ScoringModel;
use tandems::solve::Options;
use tandems::synthetic::{
    Built, Class, DenseInstance, Instance, Preset, SparseInstance, SyntheticPool,
};

use common::proved;

fn matrix(class: Class) -> DenseInstance {
    match Instance::new(class, 300).build() {
        Built::Dense(dense) => dense,
        Built::Sparse(_) => unreachable!("{class} is a matrix"),
    }
}

fn list(class: Class) -> SparseInstance {
    match Instance::new(class, 3000).build() {
        Built::Sparse(sparse) => sparse,
        Built::Dense(_) => unreachable!("{class} is a list of edges"),
    }
}

fn people() -> Pool {
    SyntheticPool::preset(Preset::Duo).scale(1, 16).build()
}

#[library_benchmark]
#[bench::d1_300(matrix(Class::D1))]
#[bench::d3_300(matrix(Class::D3))]
fn dense(instance: DenseInstance) -> DenseInstance {
    let problem = instance.problem().expect("whole numbers");
    black_box(problem.solve(&Options::default()).expect("no minimum loads"));
    instance
}

#[library_benchmark]
#[bench::s1_3000(list(Class::S1))]
#[bench::s2_3000(list(Class::S2))]
fn sparse(instance: SparseInstance) -> SparseInstance {
    let problem = instance.problem().expect("whole numbers");
    black_box(problem.solve(&Options::default()).expect("no minimum loads"));
    instance
}

#[library_benchmark]
#[bench::duo_1_16(people())]
fn end_to_end(pool: Pool) -> (Pool, Matching) {
    let model = ScoringModel::default();
    let matching = Matcher::new(&model).match_pool(&pool).expect("a sound pool");
    (pool, black_box(matching))
}

library_benchmark_group!(name = solve; benchmarks = dense, sparse, end_to_end);

fn count() {
    main!(library_benchmark_groups = solve);
    main();
}

fn check() {
    for class in [Class::D1, Class::D3] {
        proved(&matrix(class).problem().expect("whole numbers"), &Options::default());
    }
    for class in [Class::S1, Class::S2] {
        proved(&list(class).problem().expect("whole numbers"), &Options::default());
    }
    let matching = Matcher::new(&ScoringModel::default()).match_pool(&people());
    assert_eq!(matching.expect("a sound pool").status(), Status::Optimal);
}

fn main() {
    let given = |wanted: fn(&str) -> bool| std::env::args().any(|argument| wanted(&argument));
    let counting = given(|name| name == "--bench" || name.starts_with("--gungraun"));
    if counting && !given(|name| name == "--test") { count() } else { check() }
}
