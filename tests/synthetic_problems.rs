//! Problems of known kinds: the same on every machine, and of the kind they say.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "a test fails by panicking, and costs are whole numbers"
)]

use std::collections::HashSet;

use tandems::problem::{DenseView, Edges, Objective, Problem, Status};
use tandems::solve::{Algorithm, Options};
use tandems::synthetic::{Built, Class, DenseInstance, Instance, SparseInstance};

fn dense(instance: Instance) -> DenseInstance {
    match instance.build() {
        Built::Dense(dense) => dense,
        Built::Sparse(_) => panic!("{instance:?} is a list of edges"),
    }
}

fn sparse(instance: Instance) -> SparseInstance {
    match instance.build() {
        Built::Sparse(sparse) => sparse,
        Built::Dense(_) => panic!("{instance:?} is a matrix"),
    }
}

/// The edges of all rows as `(row, column, weight)`.
fn edges(source: &impl Edges) -> Vec<(usize, u32, i64)> {
    let (mut all, mut row) = (Vec::new(), Vec::new());
    for at in 0..source.rows() {
        source.row(at, &mut row);
        all.extend(row.iter().map(|edge| (at, edge.column, edge.weight)));
    }
    all
}

/// FNV-1a over all numbers: G. Fowler, L. C. Noll and K.-P. Vo.
fn digest(instance: Instance) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut take = |number: u64| {
        for byte in number.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    match instance.build() {
        Built::Dense(dense) => dense.costs.iter().for_each(|cost| take(cost.to_bits())),
        Built::Sparse(sparse) => {
            for (row, column, weight) in edges(&sparse.weights) {
                take(row as u64);
                take(column.into());
                take(weight.cast_unsigned());
            }
            sparse.capacities.iter().flatten().for_each(|&most| take(most.into()));
            sparse.planted.iter().for_each(|pair| take(pair.1 as u64));
        }
    }
    hash
}

/// A change here changes every measurement.
#[test]
fn the_same_on_every_machine() {
    let digests = Class::ALL.map(|class| {
        let digest = digest(Instance::new(class, 60).seed(7));
        format!("{class} {digest:016x}")
    });
    insta::assert_snapshot!(digests.join("\n"), @r"
    d1 8d33704c3dd2715e
    d2 03065c3b59e5384a
    d3 5eae0c750d7041dd
    d4-products 1251f40f1791225f
    d4-rank4 43dc5b5081bb79e6
    d4-points 4e38eb88441b6a85
    s1 cfecace13f42ccac
    s2 5fbd1d63fed7fe2d
    c1 41dea7b312f402f5
    ");
    for class in Class::ALL {
        let other = digest(Instance::new(class, 60).seed(8));
        let same = other == digest(Instance::new(class, 60).seed(7));
        assert_eq!(same, class == Class::D4Products, "{class}");
    }
}

#[test]
fn matrices_are_of_their_kind() {
    let numbers = |class| dense(Instance::new(class, 120).columns(150).seed(3)).costs;
    let within = |class, least: f64, most: f64| {
        let costs = numbers(class);
        assert_eq!(costs.dim(), (120, 150));
        assert!(costs.iter().all(|cost| cost.fract() == 0.0 && (least..=most).contains(cost)));
        costs.iter().map(|cost| cost.to_bits()).collect::<HashSet<_>>().len()
    };
    assert!(within(Class::D1, 0.0, 1_073_741_823.0) > 17_900);
    assert_eq!(within(Class::D2, 1.0, 100.0), 100);
    within(Class::D4Products, 1.0, 18_000.0);
    within(Class::D4Rank4, 0.0, 4_186_116.0);
    assert!(within(Class::D4Points, 0.0, 23_726_566.0) > 17_000);
    assert_eq!(numbers(Class::D4Products)[(6, 10)], 77.0);
    // The largest product a float of 53 bits must hold.
    assert!(dense(Instance::new(Class::D4Products, 1).columns(9)).integers().is_some());
}

#[test]
fn mentoring_has_ties_and_incompatible_pairs() {
    for (rows, columns) in [(300, 300), (157, 400), (400, 157)] {
        let instance = dense(Instance::new(Class::D3, rows).columns(columns).seed(3));
        let costs = &instance.costs;
        assert_eq!(costs.dim(), (rows as usize, columns as usize));
        let compatible: Vec<f64> = costs.iter().copied().filter(|cost| cost.is_finite()).collect();
        assert!(compatible.iter().all(|cost| cost.fract() == 0.0 && *cost < 1_048_576.0));
        let share = 100 * compatible.len() / costs.len();
        assert!((50..95).contains(&share), "{share} % of the pairs are compatible");
        let distinct: HashSet<u64> = compatible.iter().map(|cost| cost.to_bits()).collect();
        assert!(distinct.len() * 10 < compatible.len(), "{} different costs", distinct.len());
        assert!(instance.integers().is_none());
        assert_eq!(instance.with_big(1e10).iter().filter(|&&cost| cost == 1e10).count(), {
            costs.len() - compatible.len()
        });
    }
}

#[test]
fn planted_pairs_fill_the_smaller_side() {
    for (rows, columns) in [(500, 500), (400, 700), (700, 400), (30, 5), (0, 3), (3, 0)] {
        let instance = sparse(Instance::new(Class::S1, rows).columns(columns).seed(3));
        let few = rows.min(columns) as usize;
        assert_eq!(instance.planted.len(), few);
        let rows_taken: HashSet<usize> = instance.planted.iter().map(|pair| pair.0).collect();
        let columns_taken: HashSet<usize> = instance.planted.iter().map(|pair| pair.1).collect();
        assert_eq!((rows_taken.len(), columns_taken.len()), (few, few));
        let there = |&(row, column): &(usize, usize)| instance.weights.weight(row, column);
        assert!(instance.planted.iter().all(|pair| there(pair).is_some()));
        let all = edges(&instance.weights);
        assert_eq!(all.len(), (rows * columns.min(20)) as usize);
        assert!(all.iter().all(|&(.., weight)| (1..=1_000_000).contains(&weight)));
    }
}

#[test]
fn few_columns_are_wanted_by_many() {
    let instance = sparse(Instance::new(Class::S2, 5000).seed(3));
    assert_eq!((instance.weights.rows(), instance.weights.columns()), (5000, 2000));
    let mut wanted = vec![0; 2000];
    for (_, column, weight) in edges(&instance.weights) {
        wanted[column as usize] += 1;
        assert!((40..=400).contains(&weight));
    }
    // Popular ones are not all at the front.
    let front: usize = wanted[..1000].iter().sum();
    let all: usize = wanted.iter().sum();
    assert!((40..60).contains(&(100 * front / all)));
    wanted.sort_unstable();
    assert!(wanted[1999] > 5 * wanted[1000], "{} and {}", wanted[1999], wanted[1000]);
}

#[test]
fn rows_keep_their_best_candidates() {
    let instance = sparse(Instance::new(Class::C1, 400).columns(157).seed(3));
    let capacities = instance.capacities.as_ref().unwrap();
    assert_eq!(capacities.len(), 157);
    assert!(capacities.iter().all(|most| (1..=5).contains(most)));
    // The same people without the cut: those who were dropped score no better than those who were kept.
    let all = dense(Instance::new(Class::D3, 400).columns(157).seed(3));
    for row in 0..400 {
        let mut kept = Vec::new();
        instance.weights.row(row, &mut kept);
        assert!(kept.len() <= 50);
        let mut best: Vec<f64> = all.costs.row(row).iter().map(|cost| 1_048_576.0 - cost).collect();
        best.retain(|score| score.is_finite());
        best.sort_by(|one, other| other.total_cmp(one));
        best.truncate(50);
        let mut scores: Vec<i64> = kept.iter().map(|edge| edge.weight).collect();
        scores.sort_unstable_by(|one, other| other.cmp(one));
        #[expect(clippy::cast_precision_loss, reason = "scores have 21 bits")]
        let scores: Vec<f64> = scores.into_iter().map(|score| score as f64).collect();
        assert_eq!(scores, best);
    }
}

/// Solves with every algorithm that can, and compares what the answers are worth.
fn solved<E: Edges>(problem: &Problem<E>, what: Instance) {
    let mut worth = None;
    for algorithm in Algorithm::ALL {
        let Ok(solution) = problem.solve(&Options::default().algorithm(algorithm)) else {
            continue;
        };
        assert_eq!(solution.status(), Status::Optimal, "{algorithm}: {what:?}");
        let verified = solution.verify(problem).unwrap();
        let first = worth.get_or_insert_with(|| verified.worth.clone());
        assert_eq!(&verified.worth, first, "{algorithm}: {what:?}");
    }
    assert!(worth.is_some());
}

#[test]
fn small_ones_are_solved_and_verified() {
    for class in Class::ALL {
        for (rows, columns) in [(1, 1), (12, 12), (40, 25), (25, 40), (60, 60)] {
            let instance = Instance::new(class, rows).columns(columns).seed(11);
            match instance.build() {
                Built::Dense(dense) => {
                    let problem = dense.problem().unwrap();
                    assert_eq!(problem.objective(), &class.objective());
                    solved(&problem, instance);
                    if let Some(integers) = dense.integers() {
                        let view = DenseView::minimize(integers.view()).unwrap();
                        solved(&Problem::new(view).with_objective(class.objective()), instance);
                    }
                }
                Built::Sparse(sparse) => {
                    let problem = sparse.problem().unwrap();
                    solved(&problem, instance);
                    if class == Class::S1 {
                        solved(&problem.with_objective(Objective::Perfect), instance);
                    }
                }
            }
        }
    }
}

/// A big cost and no edge say the same.
#[test]
fn as_many_pairs_as_can_be_is_the_least_cost_with_a_big_one() {
    let dense = dense(Instance::new(Class::D3, 50).columns(50).seed(2));
    let problem = dense.problem().unwrap();
    let free = problem.solve(&Options::default()).unwrap();
    let big = dense.with_big(1e8);
    let problem =
        Problem::new(DenseView::minimize(big.view()).unwrap()).with_objective(Objective::Perfect);
    let filled = problem.solve(&Options::default()).unwrap();
    let real = filled.pairs().iter().filter(|pair| pair.weight > -100_000_000);
    let (count, total) = real.fold((0, 0), |(n, sum), pair| (n + 1, sum + i128::from(pair.weight)));
    assert_eq!((count, total), (free.pairs().len(), free.total()));
}
