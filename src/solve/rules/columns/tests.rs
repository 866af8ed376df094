//! Small random problems, all of whose answers are known.

use super::super::relax::Relaxed;
use super::watch::{Answer, Forced, Steps, with};
use super::*;
use crate::problem::{
    Block, Bounds, Budget, Changed, Costs, Csr, Limits, Objective, Per, Problem, Proof, RuleKind,
    Side, Solution, Status,
};
use crate::solve::clock::looks;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// Below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn small(&mut self, sides: u32) -> u32 {
        u32::try_from(self.roll(sides as usize)).unwrap_or(0)
    }

    /// About three of four.
    fn some(&mut self, of: usize) -> Vec<usize> {
        (0..of).filter(|_| self.roll(4) > 0).collect()
    }
}

fn rule(dice: &mut Dice, rows: usize, columns: usize) -> Rule {
    let block = |dice: &mut Dice| Block::new(dice.some(rows), dice.some(columns));
    let kind = match dice.roll(8) {
        0 => RuleKind::Quota {
            block: block(dice),
            per: Per::Whole,
            min: 0,
            max: dice.roll(4) as u64,
        },
        1 => RuleKind::Quota { block: block(dice), per: Per::Column, min: 0, max: 1 },
        2 | 3 => {
            let part = Block::new(dice.some(rows), 0..columns);
            let whole = Block::new(0..rows, 0..columns);
            let at_least = dice.small(60);
            RuleKind::Share { part, whole, at_least, at_most: 100, of: 100, already: (0, 0) }
        }
        4 | 5 => RuleKind::Hours {
            budgets: dice
                .some(columns)
                .into_iter()
                .map(|column| Budget { column, most: 2 + dice.roll(7) as u64 })
                .collect(),
            costs: Costs::OfRows((0..rows).map(|_| 1 + dice.small(4)).collect()),
        },
        6 => RuleKind::Needs {
            side: Side::Columns,
            nodes: dice.some(columns),
            these: (0..rows).step_by(2).collect(),
            times: 1 + dice.small(2),
            of_those: (1..rows).step_by(2).collect(),
        },
        _ => RuleKind::Changes {
            earlier: (0..rows).map(|row| (row, dice.roll(columns))).collect(),
            counted: Changed::Dropped,
            max: 1 + dice.roll(3) as u64,
        },
    };
    Rule::hard(kind)
}

/// So small that all answers can be listed.
fn random(seed: u64) -> Option<Problem<Csr>> {
    let rows = 5 + usize::from(seed % 4 < 2);
    sized(seed, (rows, 2 + usize::from(seed.is_multiple_of(2))), 60)
}

/// With weights from 1 to `most`.
fn sized(seed: u64, (rows, columns): (usize, usize), most: usize) -> Option<Problem<Csr>> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut triplets: Vec<(usize, usize, i64)> = Vec::new();
    for at in 0..rows * columns {
        if dice.roll(10) > 0 {
            triplets.push((at / columns, at % columns, 1 + dice.roll(most) as i64));
        }
    }
    // Where every row has one at most, the number of pairs is the first level.
    let first = 1 + u32::from(dice.roll(3) == 0);
    let demand = |row| Bounds::up_to(if row == 0 { first } else { 1 });
    let capacities = (0..columns)
        .map(|_| Bounds { min: u32::from(dice.roll(8) == 0), max: 1 + dice.small(3) })
        .collect();
    let objective = if dice.roll(3) > 0 { Objective::MostTandems } else { Objective::BestTotal };
    let csr = Csr::from_triplets(rows, columns, triplets).ok()?;
    let problem = Problem::new(csr)
        .with_objective(objective)
        .with_demands((0..rows).map(demand).collect())
        .and_then(|problem| problem.with_capacities(capacities))
        .ok()?;
    let count = 2 + dice.roll(3);
    problem.with_rules((0..count).map(|_| rule(&mut dice, rows, columns)).collect()).ok()
}

/// All answers with what they are worth, the best first.
fn answers(problem: &AnyProblem<'_>, pairs: &[Assigned]) -> Vec<(Vec<i128>, Vec<Assigned>)> {
    let program = Program::new(problem, pairs.to_vec());
    let mut all = Vec::new();
    let mut chosen = vec![false; pairs.len()];
    choose(problem, &program, 0, &mut chosen, &mut all);
    all.sort_by(|one: &(Vec<i128>, Vec<Assigned>), other| other.cmp(one));
    all
}

fn choose(
    problem: &AnyProblem<'_>,
    program: &Program,
    at: usize,
    chosen: &mut Vec<bool>,
    all: &mut Vec<(Vec<i128>, Vec<Assigned>)>,
) {
    let Some(pair) = program.pairs.get(at) else {
        if program.keeps(chosen) {
            all.push((program.values(problem, chosen), program.chosen_pairs(chosen)));
        }
        return;
    };
    choose(problem, program, at + 1, chosen, all);
    let of_row = (0..at).filter(|&one| chosen[one] && program.pairs[one].row == pair.row).count();
    if of_row < problem.demand(pair.row).max as usize {
        chosen[at] = true;
        choose(problem, program, at + 1, chosen, all);
        chosen[at] = false;
    }
}

fn keys(answers: &[(Vec<i128>, Vec<Assigned>)]) -> Vec<Answer> {
    let keys = |(_, pairs): &(Vec<i128>, Vec<Assigned>)| {
        pairs.iter().map(|pair| (pair.row, pair.column)).collect()
    };
    answers.iter().map(keys).collect()
}

fn add(all: &mut Steps, steps: Steps) {
    for (step, times) in steps {
        *all.entry(step).or_default() += times;
    }
}

/// One search over all pairs, from an answer that is at hand; what it says is held against all answers.
fn search(
    problem: &AnyProblem<'_>,
    relaxed: &Relaxed,
    all: &[(Vec<i128>, Vec<Assigned>)],
    known: Option<&(Vec<i128>, Vec<Assigned>)>,
    forced: Forced,
) -> Option<Steps> {
    let (options, limits) = (Options::default(), Limits::none());
    let clock = Clock::new(&limits);
    let pairs = super::super::program::open_pairs(problem, |_, _| true);
    let mut columns = Columns::of(problem, &options, &clock, relaxed, &pairs)?;
    let packing = columns.packing;
    let worth = |values: &[i128]| packing.pack(values);
    if let (Pairs::Few(_, start), Some((values, pairs))) = (&mut columns.pairs, known) {
        start.incumbent = Some(pairs.clone());
        start.worth = Some(worth(values) / i128::from(packing.parts));
        // As sharp as a bound can be, so that the number of pairs is settled wherever it may be. Beside the best it is about
        // better answers alone, of which there are none.
        let best = all.first().map(|(values, _)| worth(values));
        let none = i128::from(
            known.is_some_and(|(values, _)| Some(values) == all.first().map(|(v, _)| v)),
        );
        start.bound = best.map(|best| best - none * i128::from(packing.parts));
    }
    let rounded = columns.start().count(&columns.task, packing).and_then(|count| {
        let model = columns.task.model(&Program::new(problem, pairs.clone()), packing, Some(count));
        model.filter(|model| model.globals.iter().any(|line| line.divisor > 1))
    });
    let (outcome, mut steps) = with(forced, &keys(all), || columns.search(pairs.len()));
    let outcome = outcome?;
    steps.insert("rounded", rounded.into_iter().count());
    let found = outcome.chosen.as_ref().map(|chosen| outcome.program.values(problem, chosen));
    assert!(known.is_none_or(|(values, _)| found.as_ref() >= Some(values)));
    let best = all.first().map(|(values, _)| values);
    match outcome.end {
        Ended::Closed => assert_eq!(found.as_ref(), best),
        Ended::Open => {
            for (values, pairs) in all.iter().filter(|(values, _)| Some(values) > found.as_ref()) {
                let open = |pair: &Assigned| {
                    outcome.open[outcome.program.pairs.binary_search(pair).unwrap_or(usize::MAX)]
                };
                assert!(pairs.iter().all(open), "{values:?} is lost to the backend");
            }
        }
        Ended::Stopped(_) => unreachable!("nothing stops it"),
    }
    if let (Some(bound), Some(best)) = (&outcome.bound, best) {
        assert!(bound >= best, "{bound:?} below {best:?}");
    }
    Some(steps)
}

#[test]
fn a_search_never_loses_a_better_answer() {
    let mut seen = Steps::new();
    for seed in 0..240 {
        let Some(problem) = random(seed) else { continue };
        let problem: &AnyProblem<'_> = &problem;
        let Ok(Ok(relaxed)) = Relaxed::of(problem, &Options::default()) else { continue };
        let all = answers(problem, &super::super::program::open_pairs(problem, |_, _| true));
        // Nothing at hand; the best; the best that is worse; the best of what is worse on the first level, or the next.
        let best = all.first().map(|(values, _)| values);
        let worse = all.iter().find(|(values, _)| Some(values) < best);
        let third = all.iter().find(|(v, _)| worse.is_some_and(|(values, _)| v[0] < values[0]));
        for (turn, known) in [None, all.first(), worse, third].into_iter().enumerate() {
            let steps = [None, Some(0), Some(1), Some(0), Some(3)][(seed as usize + turn) % 5];
            let work = [None, Some(0), None, Some(4_000)][(seed as usize / 4 + turn) % 4];
            let vectors = (seed % 3 == 0).then_some(20);
            let forced = Forced { steps, work, vectors, quiet: seed % 2 == 0, ..Forced::default() };
            if let Some(steps) = search(problem, &relaxed, &all, known, forced) {
                add(&mut seen, steps);
            }
        }
    }
    for step in ["prices", "propagate", "fix", "branch", "rounded"] {
        assert!(
            seen.get(step).is_some_and(|&times| times > 30),
            "{step} was hardly watched: {seen:?}"
        );
    }
}

/// Weights so near to each other that most answers are within a few units of the bound, and branches alone: what is decided a
/// unit too soon loses one of them.
#[test]
fn reduced_costs_decide_nothing_too_soon() {
    let mut seen = Steps::new();
    for seed in 0..400 {
        let Some(problem) = sized(seed, (5, 3), 4) else { continue };
        let problem: &AnyProblem<'_> = &problem;
        let Ok(Ok(relaxed)) = Relaxed::of(problem, &Options::default()) else { continue };
        let all = answers(problem, &super::super::program::open_pairs(problem, |_, _| true));
        // Nothing at hand; answers that are worse by one step, by two, and by three.
        let worse = all.chunk_by(|one, next| one.0 == next.0).skip(1).take(3);
        for known in std::iter::once(None).chain(worse.map(|same| same.first())) {
            let steps = [None, Some(5), Some(20)][seed as usize % 3];
            let forced = Forced { steps, quiet: true, ..Forced::default() };
            if let Some(steps) = search(problem, &relaxed, &all, known, forced) {
                add(&mut seen, steps);
            }
        }
    }
    for step in ["fix", "rounded"] {
        assert!(seen.get(step).is_some_and(|&times| times > 100), "{step}: {seen:?}");
    }
}

/// A search of the cheapest pairs has all answers of the worth that it looks for, and where it leaves none open its best is
/// best of all.
#[test]
fn a_search_of_some_pairs_says_what_it_looked_for() {
    let (mut closed, mut open, mut best_of_all, mut beyond) = (0, 0, 0, 0);
    for seed in 0..400 {
        let Some(problem) = sized(seed, (5, 3), [4, 60][seed as usize % 2]) else { continue };
        let problem: &AnyProblem<'_> = &problem;
        let (options, limits) = (Options::default(), Limits::none());
        let clock = Clock::new(&limits);
        let Ok(Ok(relaxed)) = Relaxed::of(problem, &options) else { continue };
        let pairs = super::super::program::open_pairs(problem, |_, _| true);
        let all = answers(problem, &pairs);
        let Some((best, _)) = all.first() else { continue };
        let work = [None, Some(0)][seed as usize / 2 % 2];
        let steps = [None, Some(5)][seed as usize / 4 % 2];
        let forced = Forced { pairs: Some(3), quiet: true, steps, work, vectors: None };
        let columns = || Columns::of(problem, &options, &clock, &relaxed, &pairs);
        // With what the first lists brought; or with the best, or what is worse by one step or by two, at hand.
        let known = all.chunk_by(|one, next| one.0 == next.0).take(3).map(|same| same.first());
        for known in std::iter::once(None).chain(known) {
            let (Some(mut columns), _) = with(forced, &[], columns) else { continue };
            let packing = columns.packing;
            for count in 3..pairs.len() {
                if let Some((values, pairs)) = known {
                    columns.take(values, beside_pins(problem, pairs));
                }
                let searched = with(forced, &[], || columns.search(count)).0;
                let Some(outcome) = searched else { continue };
                let found = outcome.chosen.as_ref();
                let found = found.map(|chosen| outcome.program.values(problem, chosen));
                let looked_for = |values: &[i128]| {
                    Some(packing.pack(values)) >= outcome.floor && Some(values) > found.as_deref()
                };
                for (values, answer) in all.iter().filter(|(values, _)| looked_for(values)) {
                    assert_eq!(outcome.end, Ended::Open, "{seed}, {count}: {values:?}");
                    for pair in answer {
                        let at = outcome.program.pairs.binary_search(pair);
                        assert!(at.is_ok_and(|at| outcome.open[at]), "{seed}, {count}: {values:?}");
                    }
                }
                beyond += usize::from(outcome.floor.is_some_and(|at| at > packing.pack(best)));
                if let (Some(values), Some(chosen)) = (&found, &outcome.chosen) {
                    let pairs = outcome.program.chosen_pairs(chosen);
                    columns.take(values, beside_pins(problem, &pairs));
                }
                if outcome.end == Ended::Open {
                    open += 1;
                    continue;
                }
                columns.bar(outcome.floor);
                closed += 1;
                if let Some(bound) = columns.bound() {
                    assert!(bound >= *best, "{seed}, {count}: {bound:?}");
                }
                if columns.open() <= count && found.is_some() {
                    best_of_all += 1;
                    assert_eq!(found.as_ref(), Some(best), "{seed}, {count}");
                }
            }
        }
    }
    assert!(
        closed > 300 && open > 100 && best_of_all > 50 && beyond > 100,
        "{closed}, {open}, {best_of_all}, {beyond}"
    );
}

fn told(solution: &Solution) -> Vec<i128> {
    solution.levels.iter().map(|level| level.value).collect()
}

const LARGE: Forced =
    Forced { steps: None, work: Some(2_000), pairs: Some(5), vectors: None, quiet: false };

#[test]
fn many_pairs_are_decided_like_few() {
    let (mut seen, mut solved) = (Steps::new(), 0);
    for seed in 1_000..1_250 {
        let Some(problem) = random(seed) else { continue };
        let problem: &AnyProblem<'_> = &problem;
        let all = answers(problem, &super::super::program::open_pairs(problem, |_, _| true));
        let work = if seed % 2 == 0 { LARGE.work } else { None };
        let steps = [None, Some(0), Some(1), Some(0)][seed as usize / 2 % 4];
        let run = || problem.solve(&Options::default());
        let (solution, steps) =
            with(Forced { work, steps, quiet: seed % 3 == 0, ..LARGE }, &keys(&all), run);
        add(&mut seen, steps);
        let solution = solution.expect("small numbers");
        if let Some((values, _)) = all.first() {
            assert_eq!((solution.status, &told(&solution)), (Status::Optimal, values), "{seed}");
            solved += 1;
        } else {
            assert_eq!(solution.status, Status::Infeasible, "{seed}");
        }
    }
    assert!(solved > 100 && seen.contains_key("fix"), "{solved}: {seen:?}");
}

/// Too large to list all answers: the best of a search over all pairs at once, which is held against lists above.
fn larger(seed: u64) -> Option<(Problem<Csr>, Solution)> {
    let problem = sized(seed, (12, 4), 60)?;
    let solution = problem.solve(&Options::default()).expect("small numbers");
    (solution.status == Status::Optimal).then_some((problem, solution))
}

#[test]
fn larger_problems_come_to_the_same_in_all_ways() {
    let mut seen = Steps::new();
    for seed in 0..16 {
        let Some((problem, best)) = larger(seed) else { continue };
        let answer = best.pairs.iter().map(|pair| (pair.row, pair.column)).collect();
        for turn in 0..6_usize {
            let forced = Forced {
                steps: [Some(0), Some(2), None][turn % 3],
                work: (turn % 2 == 0).then_some(20_000),
                pairs: (turn < 4).then_some(10),
                vectors: None,
                quiet: turn > 2,
            };
            let run = || problem.solve(&Options::default());
            let (solution, steps) = with(forced, std::slice::from_ref(&answer), run);
            let solution = solution.expect("small numbers");
            assert_eq!(told(&solution), told(&best), "{seed}, {turn}");
            add(&mut seen, steps);
        }
    }
    for step in ["prices", "propagate", "fix", "branch"] {
        let times = seen.get(step).copied().unwrap_or(0);
        assert!(times > 30, "{step} was hardly watched: {seen:?}");
    }
}

#[test]
fn a_run_cut_short_tells_a_bound_that_holds() {
    let (mut stopped, mut bounded) = (0, 0);
    for seed in 0..16 {
        let Some((problem, best)) = larger(seed) else { continue };
        let best = told(&best);
        for after in [5, 10, 15, 20, 30, 45, 60, 100, 140, 200, 400] {
            let run = || looks::cancelled_after(after, || problem.solve(&Options::default()));
            let steps = Some(seed as usize % 4);
            let forced = Forced { steps, pairs: Some(10), quiet: after % 3 == 0, ..LARGE };
            let solution = with(forced, &[], run).0.expect("small numbers");
            if solution.status == Status::Optimal {
                assert_eq!(told(&solution), best);
                continue;
            }
            stopped += 1;
            let bounds = solution.levels.iter().map_while(|level| level.bound);
            let bounds: Vec<i128> = bounds.collect();
            bounded += usize::from(!bounds.is_empty());
            assert!(bounds[..] >= best[..bounds.len()], "{seed}, {after}: {bounds:?} {best:?}");
        }
    }
    assert!(stopped > 5 && bounded > 2, "{stopped}, {bounded}");
}

#[test]
fn an_allowed_gap_ends_a_run_under_a_bound_that_holds() {
    let (mut ended, mut worse) = (0, 0);
    for seed in 0..300 {
        let Some((problem, best)) = larger(seed) else { continue };
        let best = told(&best);
        // Only a total below counts that are sure is near to a bound.
        if problem.levels() != [Level::Tandems, Level::Total] {
            continue;
        }
        for turn in 0..12_usize {
            let gap = [50_000, 200_000, 1_000_000][turn % 3];
            let steps = [Some(10), Some(20), Some(40), Some(80)][turn % 4];
            let pairs = (turn < 8).then_some(10);
            let work = Some(if turn % 2 == 0 { 0 } else { 3_000 });
            let forced = Forced { steps, work, pairs, vectors: None, quiet: false };
            let run = || problem.solve(&Options::default().gap(gap));
            let solution = with(forced, &[], run).0.expect("small numbers");
            if !solution.choice.contains("the gap allowed") {
                continue;
            }
            assert_eq!((solution.status, solution.proof), (Status::Feasible, Proof::None));
            solution.verify(&problem).expect("an answer with a bound");
            let found = told(&solution);
            let bounds: Vec<i128> =
                solution.levels.iter().filter_map(|level| level.bound).collect();
            assert!(
                bounds >= best && best >= found,
                "{seed}, {turn}: {bounds:?} {best:?} {found:?}"
            );
            assert_eq!(bounds.len(), found.len());
            let last = found.len() - 1;
            assert_eq!(bounds[..last], found[..last]);
            let (off, most) = (bounds[last] - found[last], found[last] * i128::from(gap));
            assert!(off * 1_000_000 <= most, "{seed}, {turn}: {bounds:?} {found:?}");
            ended += 1;
            worse += usize::from(found < best);
        }
    }
    assert!(ended > 15 && worse > 10, "{ended}, {worse}");
}
