//! Rules that are no flow, minimum loads, and hours: the reduced model beside the plain one, on the same backend. Every
//! answer is verified once, outside the time.

use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main,
};
use good_lp::solvers::{SolutionStatus, WithTimeLimit};
use good_lp::{Expression, SolverModel, constraint, variable};
use tandems::matching::CompiledScores;
use tandems::problem::{
    Backend, Block, Bounds, Budget, Changed, Costs, Csr, Edges, Limits, Objective, Per, Problem,
    Rule, RuleKind, Side, Solution, Status,
};
use tandems::score::ScoringModel;
use tandems::solve::Options;
use tandems::synthetic::{Preset, SyntheticPool};

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).warm_up_time(Duration::from_millis(1));
    group.measurement_time(Duration::from_secs(1)).sampling_mode(SamplingMode::Flat);
    group
}

fn backends() -> impl Iterator<Item = Backend> {
    Backend::ALL.into_iter().filter(|backend| backend.is_there())
}

/// Nothing runs longer.
const LONGEST: Duration = Duration::from_secs(300);

/// What has taken longer is not run again: the one run is what is told.
const ONCE: Duration = Duration::from_secs(3);

/// Tells how long something takes that took so long once; `ended` is whether it came to its end before the limit. One run is
/// nothing for statistics, and is printed as it is.
fn tell(
    group: &mut BenchmarkGroup<'_, WallTime>,
    (name, scale): (&str, &str),
    (taken, ended): (Duration, bool),
    mut again: impl FnMut(),
) {
    if taken > ONCE {
        let how = if ended { "once" } else { "stopped" };
        let _ = writeln!(std::io::stdout(), "{name}/{scale}: {taken:.1?}, {how}");
    } else {
        group.bench_function(BenchmarkId::new(name, scale), |bencher| bencher.iter(&mut again));
    }
}

/// Solves once, verified, then times it. The solution, where it is optimal.
fn time<E: Edges>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: (&str, &str),
    problem: &Problem<E>,
    options: &Options,
) -> Option<Solution> {
    let options = options.clone().limits(Limits::default().time(LONGEST));
    let started = Instant::now();
    let solution = problem.solve(&options).expect("a sound problem");
    let taken = started.elapsed();
    solution.verify(problem).expect("a right answer");
    let ended = solution.status() == Status::Optimal;
    assert!(ended || taken >= LONGEST, "{}", solution.choice());
    tell(group, id, (taken, ended), || drop(black_box(problem.solve(&options))));
    ended.then_some(solution)
}

/// A part of the `duo` pool, its edges in lists.
fn duo(part: u32) -> Problem<Csr> {
    let pool = SyntheticPool::preset(Preset::Duo).scale(1, part).build();
    let model = ScoringModel::default();
    let compiled = model.compile(&pool).expect("made-up profiles are sound");
    let scores = CompiledScores::new(compiled, &pool);
    let mut edges = Vec::new();
    let mut triplets = Vec::new();
    for row in 0..scores.rows() {
        scores.row(row, &mut edges);
        triplets.extend(edges.iter().map(|edge| (row, edge.column as usize, edge.weight)));
    }
    let csr = Csr::from_triplets(scores.rows(), scores.columns(), triplets).expect("sound edges");
    let capacities = pool.mentors().iter().map(|mentor| mentor.capacity_or_default().max);
    Problem::new(csr)
        .with_objective(Objective::MostTandems)
        .with_capacities(capacities.map(Bounds::up_to).collect())
        .expect("one for each mentor")
}

/// Five rules of different kinds, all of which bite.
fn five_rules(problem: &Problem<Csr>) -> Vec<Rule> {
    let (rows, columns) = (problem.rows(), problem.columns());
    let free = problem.solve(&Options::default()).expect("no rules yet");
    let pairs: Vec<(usize, usize)> =
        free.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
    let count = |block: &Block| {
        pairs.iter().filter(|&&(row, column)| block.contains(row, column)).count() as u64
    };
    // A school may have a fifth less tandems than it would get.
    let school = Block::new((0..rows).step_by(3), (0..columns).step_by(4));
    let max = count(&school) * 4 / 5;
    let quota = RuleKind::Quota { block: school, per: Per::Whole, min: 0, max };
    // A programme has at least 26 % of the tandems.
    let part = Block::new((0..rows).step_by(4), 0..columns);
    let whole = Block::new(0..rows, 0..columns);
    let share =
        RuleKind::Share { part, whole, at_least: 26, at_most: 100, of: 100, already: (0, 0) };
    // Every fifth mentor has hours for the lighter mentees only.
    let budgets = (0..columns)
        .step_by(5)
        .map(|column| Budget { column, most: 2 * u64::from(problem.capacity(column).max) })
        .collect();
    let costs =
        Costs::OfRows((0..rows).map(|row| 1 + u32::try_from(row % 3).unwrap_or(0)).collect());
    let hours = RuleKind::Hours { budgets, costs };
    // Some mentees only beside others.
    let needs = RuleKind::Needs {
        side: Side::Columns,
        nodes: (0..columns).step_by(2).collect(),
        these: (0..rows).step_by(11).collect(),
        times: 2,
        of_those: (0..rows).filter(|row| row % 11 != 0).collect(),
    };
    // At most a fifth of the tandems of last time change.
    let max = pairs.len() as u64 / 5;
    let changes = RuleKind::Changes { earlier: pairs, counted: Changed::Dropped, max };
    [quota, share, hours, needs, changes].into_iter().map(Rule::hard).collect()
}

fn five(criterion: &mut Criterion) {
    let mut group = group(criterion, "five rules/duo");
    let parts: &[(&str, u32)] =
        if full() { &[("1-8", 8), ("1-2", 2), ("1", 1)] } else { &[("1-32", 32)] };
    for &(scale, part) in parts {
        let problem = duo(part);
        let rules = five_rules(&problem);
        let problem = problem.with_rules(rules).expect("sound rules");
        for backend in backends() {
            let options = Options::default().backend(backend);
            let ours = time(&mut group, (backend.name(), scale), &problem, &options);
            if part > 2 {
                let ours = ours.map(|ours| (ours.total(), ours.pairs().len()));
                beside(&mut group, scale, &problem, backend, ours);
            }
        }
    }
    group.finish();
}

/// Times the plain model, whose answer is worth the same.
fn beside(
    group: &mut BenchmarkGroup<'_, WallTime>,
    scale: &str,
    problem: &Problem<Csr>,
    backend: Backend,
    ours: Option<(i128, usize)>,
) {
    let started = Instant::now();
    let plain = plain(problem, backend);
    let taken = started.elapsed();
    if let (Some(ours), Some(plain)) = (ours, plain) {
        assert_eq!(plain, ours);
    }
    let name = format!("plain {}", backend.name());
    tell(group, (&name, scale), (taken, plain.is_some()), || {
        black_box(self::plain(problem, backend));
    });
}

/// Five quotas that nest on either side and can hold together.
fn nested_quotas(problem: &Problem<Csr>) -> Vec<Rule> {
    let (rows, columns) = (problem.rows(), problem.columns());
    let free = problem.solve(&Options::default()).expect("no rules yet");
    let count = |block: &Block| {
        let pairs = free.pairs().iter();
        pairs.filter(|pair| block.contains(pair.row, pair.column)).count() as u64
    };
    let quota = |block: Block, per, (from, to): (u64, u64)| {
        let now = count(&block);
        RuleKind::Quota { block, per, min: now * from / 20, max: now * to / 20 }
    };
    let school = |first| Block::new((first..rows).step_by(3), 0..columns);
    let class = Block::new((0..rows).step_by(6), 0..columns);
    let region = |first| Block::new(0..rows, (first..columns).step_by(4));
    let each = Block::new((0..rows).step_by(2), 0..columns);
    let rules = [
        quota(school(0), Per::Whole, (0, 16)),
        quota(class, Per::Whole, (9, 9)),
        quota(region(0), Per::Whole, (0, 15)),
        quota(region(1), Per::Whole, (20, 20)),
        RuleKind::Quota { block: each, per: Per::Column, min: 0, max: 1 },
    ];
    rules.into_iter().map(Rule::hard).collect()
}

fn nested(criterion: &mut Criterion) {
    let mut group = group(criterion, "nested quotas/duo");
    let parts: &[(&str, u32)] = if full() { &[("1-8", 8), ("1", 1)] } else { &[("1-32", 32)] };
    for &(scale, part) in parts {
        let problem = duo(part);
        let rules = nested_quotas(&problem);
        let problem = problem.with_rules(rules).expect("sound rules");
        let solution = problem.solve(&Options::default()).expect("a sound problem");
        assert_eq!(solution.algorithm(), "flow", "{}", solution.choice());
        assert!(solution.verify(&problem).expect("a right answer").proved);
        time(&mut group, ("flow", scale), &problem, &Options::default());
    }
    group.finish();
}

/// Whether whole benches are wanted, which take minutes: `TANDEMS_FULL_BENCH=1`.
fn full() -> bool {
    std::env::var_os("TANDEMS_FULL_BENCH").is_some()
}

/// The same problem as it is usually written down, given straight to a backend: first how many pairs there are at most, where
/// that has a say and is not known, then their weights. `None` where that does not end within the longest time for each.
fn plain(problem: &Problem<Csr>, backend: Backend) -> Option<(i128, usize)> {
    let pairs = match problem.objective() {
        Objective::BestTotal => 0,
        Objective::Perfect => problem.rows(),
        _ => plain_level(problem, backend, None)?.len(),
    };
    let chosen = plain_level(problem, backend, Some(pairs))?;
    Some((chosen.iter().map(|&weight| i128::from(weight)).sum(), chosen.len()))
}

#[expect(clippy::cast_precision_loss, reason = "numbers of some millions")]
fn plain_level(problem: &Problem<Csr>, backend: Backend, pairs: Option<usize>) -> Option<Vec<i64>> {
    let mut unknowns = good_lp::variable::ProblemVariables::new();
    let mut list = Vec::new();
    let mut edges = Vec::new();
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        for edge in &edges {
            let one = unknowns.add(variable().binary());
            list.push((row, edge.column as usize, edge.weight, one));
        }
    }
    let mut constraints = Vec::new();
    let mut rows = vec![Expression::with_capacity(0); problem.rows()];
    let mut columns = vec![Expression::with_capacity(0); problem.columns()];
    for &(row, column, _, one) in &list {
        rows[row].add_mul(1.0, one);
        columns[column].add_mul(1.0, one);
    }
    for (row, sum) in rows.into_iter().enumerate() {
        constraints.push(constraint::leq(sum, f64::from(problem.demand(row).max)));
    }
    for (column, sum) in columns.into_iter().enumerate() {
        let bounds = problem.capacity(column);
        if bounds.min > 0 {
            constraints.push(constraint::geq(sum.clone(), f64::from(bounds.min)));
        }
        constraints.push(constraint::leq(sum, f64::from(bounds.max)));
    }
    constrain(problem, &list, &mut constraints);
    let sum = |of: &dyn Fn(usize, usize, i64) -> f64| sum(&list, of);
    let objective = match pairs {
        None => sum(&|_, _, _| 1.0),
        Some(pairs) => {
            constraints.push(constraint::geq(sum(&|_, _, _| 1.0), pairs as f64));
            sum(&|_, _, weight| weight as f64)
        }
    };
    let model = unknowns.maximise(objective);
    match backend {
        #[cfg(feature = "highs")]
        Backend::Highs => {
            let model = model.using(good_lp::solvers::highs::highs).set_threads(1);
            chosen(model.set_mip_rel_gap(0.0).expect("a gap"), constraints, &list)
        }
        _ => chosen(model.using(good_lp::solvers::microlp::microlp), constraints, &list),
    }
}

/// A pair: row, column, weight, and whether it is chosen.
type Unknown = (usize, usize, i64, good_lp::Variable);

fn sum(list: &[Unknown], of: &dyn Fn(usize, usize, i64) -> f64) -> Expression {
    let mut sum = Expression::with_capacity(0);
    for &(row, column, weight, one) in list {
        let coefficient = of(row, column, weight);
        if coefficient != 0.0 {
            sum.add_mul(coefficient, one);
        }
    }
    sum
}

/// The rules as they are usually written down.
#[expect(clippy::cast_precision_loss, reason = "numbers of some millions")]
fn constrain(problem: &Problem<Csr>, list: &[Unknown], constraints: &mut Vec<good_lp::Constraint>) {
    let sum = |of: &dyn Fn(usize, usize, i64) -> f64| sum(list, of);
    for rule in problem.rules() {
        match &rule.kind {
            RuleKind::Quota { block, max, .. } => {
                let sum = sum(&|row, column, _| f64::from(u8::from(block.contains(row, column))));
                constraints.push(constraint::leq(sum, *max as f64));
            }
            &RuleKind::Share { ref part, at_least, of, .. } => {
                let sum = sum(&|row, column, _| {
                    let of = if part.contains(row, column) { f64::from(of) } else { 0.0 };
                    of - f64::from(at_least)
                });
                constraints.push(constraint::geq(sum, 0.0));
            }
            RuleKind::Hours { budgets, costs } => {
                let mut of = vec![Expression::with_capacity(0); problem.columns()];
                let mut number = vec![0; problem.columns()];
                for (at, budget) in budgets.iter().enumerate() {
                    number[budget.column] = at;
                }
                for &(row, column, _, one) in list {
                    let cost = match costs {
                        Costs::OfRows(costs) => costs[row],
                        Costs::OfPairs(costs) => costs[number[column]][row],
                        _ => panic!("the costs are of these kinds"),
                    };
                    of[column].add_mul(f64::from(cost), one);
                }
                for budget in budgets {
                    let sum = std::mem::take(&mut of[budget.column]);
                    constraints.push(constraint::leq(sum, budget.most as f64));
                }
            }
            RuleKind::Needs { nodes, these, times, of_those, .. } => {
                let mut of = vec![Expression::with_capacity(0); problem.columns()];
                for &(row, column, _, one) in list {
                    let limited = these.binary_search(&row).is_ok();
                    let allows = of_those.binary_search(&row).is_ok();
                    let allowed = if allows { f64::from(*times) } else { 0.0 };
                    of[column].add_mul(f64::from(u8::from(limited)) - allowed, one);
                }
                for &column in nodes {
                    constraints.push(constraint::leq(std::mem::take(&mut of[column]), 0.0));
                }
            }
            RuleKind::Changes { earlier, max, .. } => {
                let kept = sum(&|row, column, _| {
                    f64::from(u8::from(earlier.binary_search(&(row, column)).is_ok()))
                });
                constraints.push(constraint::geq(kept, earlier.len() as f64 - *max as f64));
            }
            _ => panic!("the five rules are of these kinds"),
        }
    }
}

fn chosen<M: SolverModel + WithTimeLimit>(
    model: M,
    constraints: Vec<good_lp::Constraint>,
    list: &[Unknown],
) -> Option<Vec<i64>> {
    use good_lp::Solution as _;
    let mut model = model.with_time_limit(LONGEST.as_secs_f64());
    for constraint in constraints {
        model.add_constraint(constraint);
    }
    let started = Instant::now();
    let Ok(solution) = model.solve() else {
        assert!(started.elapsed() >= LONGEST, "there is an answer");
        return None;
    };
    if matches!(solution.status(), SolutionStatus::TimeLimit) {
        return None;
    }
    let taken = list.iter().filter(|&&(.., one)| solution.value(one) > 0.5);
    Some(taken.map(|&(_, _, weight, _)| weight).collect())
}

/// The same numbers on every machine.
fn drawn(seed: &mut u64, from: u64, to: u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    from + *seed % (to - from + 1)
}

/// Generalised assignment of class C (I. Osman 1995): loads of 5 to 25, profits of 15 to 25, budgets of 0.8 of the mean.
fn hours(criterion: &mut Criterion) {
    let mut group = group(criterion, "hours");
    let sizes: &[(usize, usize)] =
        if full() { &[(5, 20), (8, 40), (10, 60)] } else { &[(5, 15), (5, 20)] };
    for &(agents, jobs) in sizes {
        let mut seed = 7 + (agents * jobs) as u64;
        let loads: Vec<Vec<u32>> = (0..agents)
            .map(|_| {
                (0..jobs).map(|_| u32::try_from(drawn(&mut seed, 5, 25)).unwrap_or(5)).collect()
            })
            .collect();
        let triplets: Vec<(usize, usize, i64)> = (0..jobs)
            .flat_map(|job| (0..agents).map(move |agent| (job, agent)))
            .map(|(job, agent)| (job, agent, drawn(&mut seed, 15, 25).cast_signed()))
            .collect();
        let budgets = loads.iter().enumerate().map(|(column, loads)| {
            let sum: u64 = loads.iter().map(|&load| u64::from(load)).sum();
            Budget { column, most: sum * 8 / (10 * agents as u64) }
        });
        let rule =
            RuleKind::Hours { budgets: budgets.collect(), costs: Costs::OfPairs(loads.clone()) };
        let problem =
            Problem::new(Csr::from_triplets(jobs, agents, triplets).expect("sound edges"))
                .with_objective(Objective::Perfect)
                .with_capacities(vec![Bounds::up_to(u32::try_from(jobs).unwrap_or(1)); agents])
                .and_then(|problem| problem.with_rules(vec![Rule::hard(rule)]))
                .expect("sound rules");
        for backend in backends() {
            let options = Options::default().backend(backend);
            let size = format!("{agents}x{jobs}");
            let ours = time(&mut group, (backend.name(), &size), &problem, &options);
            let ours = ours.map(|ours| (ours.total(), ours.pairs().len()));
            beside(&mut group, &size, &problem, backend, ours);
        }
    }
    group.finish();
}

/// Every mentor at least one.
fn minimum_loads(criterion: &mut Criterion) {
    let mut group = group(criterion, "minimum loads/duo");
    let parts: &[(&str, u32)] = if full() { &[("1-8", 8), ("1", 1)] } else { &[("1-8", 8)] };
    for &(scale, part) in parts {
        let problem = duo(part).with_objective(Objective::BestTotal);
        let capacities = (0..problem.columns()).map(|column| problem.capacity(column).max);
        let bounds = capacities.map(|max| Bounds::between(max.min(1), max)).collect();
        let problem = problem.with_capacities(bounds).expect("one for each mentor");
        let solution = problem.solve(&Options::default()).expect("a sound problem");
        let verified = solution.verify(&problem).expect("a right answer");
        assert!(verified.proved);
        group.bench_function(BenchmarkId::from_parameter(scale), |bencher| {
            bencher.iter(|| black_box(problem.solve(&Options::default())));
        });
        for backend in backends().filter(|_| full() && part > 1) {
            let ours = Some((solution.total(), solution.pairs().len()));
            beside(&mut group, scale, &problem, backend, ours);
        }
    }
    group.finish();
}

criterion_group!(benches, minimum_loads, nested, hours, five);
criterion_main!(benches);
