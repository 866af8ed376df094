//! What a sparse problem takes beside what the caller owns, counted by the allocator of this program.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use peak_alloc::PeakAlloc;
use tandems::problem::{Bounds, Csr, Edge, Edges, Limits, Objective, Problem, Status, StopReason};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::{Built, Class, Instance, SparseInstance};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const AN_EDGE: usize = 24;
const A_NODE: usize = 256;

/// Solves within the bytes that are allowed, as the allocator and as the limit count them.
fn check<E: Edges>(name: &str, problem: &Problem<E>) {
    let nodes = problem.rows() + problem.columns();
    let allowed = AN_EDGE * problem.edges().edge_count().unwrap() + A_NODE * nodes;
    let limits = Limits::none().memory(allowed as u64);
    let options = Options::default().algorithm(Algorithm::Sparse).limits(limits);
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let solution = problem.solve(&options).unwrap();
    let taken = HEAP.peak_usage() - before;
    assert_eq!(solution.stop_reason(), StopReason::Completed, "{name}");
    assert_eq!(solution.status(), Status::Optimal, "{name}");
    assert!(taken <= allowed, "{name}: {taken} bytes, {allowed} are allowed");
    assert!(solution.verify(problem).unwrap().proved);

    // The limit is about memory there is: a part of it is not enough.
    let limits = Limits::none().memory(taken as u64 / 3);
    let stopped = problem.solve(&Options::default().limits(limits)).unwrap();
    assert_eq!(stopped.stop_reason(), StopReason::Memory, "{name}");
}

fn with_factor(instance: &SparseInstance, factor: i64) -> Csr {
    let list = &instance.weights;
    let mut row = Vec::new();
    let triplets = (0..list.rows()).flat_map(|at| {
        list.row(at, &mut row);
        let edge = |edge: &Edge| (at, edge.column as usize, edge.weight * factor);
        row.iter().map(edge).collect::<Vec<_>>()
    });
    Csr::from_triplets(list.rows(), list.columns(), triplets).unwrap()
}

#[test]
fn no_more_than_24_bytes_an_edge_and_256_a_node() {
    for (class, rows) in [(Class::S1, 5_000), (Class::S2, 5_000), (Class::C1, 2_000)] {
        let Built::Sparse(instance) = Instance::new(class, rows).seed(5).build() else {
            panic!("{class} is a list of edges");
        };
        // The wide one needs more than 64 bits for column and value.
        for factor in [1, 1 << 12, 1 << 18] {
            let edges = with_factor(&instance, factor);
            let mut objectives = vec![Objective::BestTotal, Objective::MostTandems];
            // Nobody planted a way to fill a side where there are capacities.
            objectives.extend(instance.capacities.is_none().then_some(Objective::Perfect));
            for objective in objectives {
                let name = format!("{class}, weights times {factor}, {objective:?}");
                let mut problem = Problem::new(&edges).with_objective(objective);
                if let Some(capacities) = &instance.capacities {
                    let bounds = capacities.iter().map(|&most| Bounds::up_to(most));
                    problem = problem.with_capacities(bounds.collect()).unwrap();
                }
                check(&name, &problem);
            }
        }
    }
}
