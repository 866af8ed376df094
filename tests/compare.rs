//! Strategies side by side, and what hangs on a weight.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::cast_possible_wrap, reason = "small numbers")]

use tandems::compare::{
    Case, Compare, CompareError, Comparison, Groups, Measure, Outcome, weight_range, weight_samples,
};
use tandems::measure::{Matched, Ratio};
use tandems::problem::{Bounds, Csr, Edge, Edges, Objective, Problem, Side};
use tandems::score::criteria::{Language, Needs, Sector};
use tandems::score::{Combine, CriterionWeight, ModelCriterion};
use tandems::solve::Options;
use tandems::strategy::{Strategy, Supervisors, TieBreak};
use tandems::synthetic::{Preset, SyntheticPool};
use tandems::{Matcher, Pool, ScoringModel};

const WAYS: [Strategy; 5] = [
    Strategy::BestTotal,
    Strategy::MostTandems,
    Strategy::Greedy,
    Strategy::Random,
    Strategy::DeferredAcceptance { proposing: tandems::problem::Side::Rows },
];

fn pools() -> Vec<Pool> {
    (1..=4)
        .map(|seed| SyntheticPool::preset(Preset::Scarce).scale(1, 8).seed(seed).build())
        .collect()
}

fn compared(compare: &Compare) -> Comparison {
    let (pools, model) = (pools(), ScoringModel::default());
    let matcher = Matcher::new(&model);
    let mut cases: Vec<Case<'_>> = (1..)
        .zip(&pools)
        .map(|(seed, pool)| Case::pool(format!("scarce {seed}"), &matcher, pool).unwrap())
        .collect();
    let cells = (0..30).map(|cell: usize| (cell / 5, cell % 5, (cell as i64 * 7919) % 101));
    let matrix = Csr::from_triplets(6, 5, cells).unwrap();
    cases.push(Case::problem("matrix", Problem::new(matrix)).unwrap());
    compare.run(&cases).unwrap()
}

fn usual() -> Compare {
    Compare::new(WAYS).seeds(0..3).resamples(500)
}

/// A number for some text: FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let text = |comparison: &Comparison| {
        let mut runs = Vec::new();
        comparison.write_runs_csv(&mut runs).unwrap();
        comparison.to_json().unwrap()
            + &comparison.to_csv().unwrap()
            + &String::from_utf8(runs).unwrap()
    };
    let all = text(&compared(&usual()));
    assert_eq!(text(&compared(&usual())), all);
    #[cfg(feature = "rayon")]
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| text(&compared(&usual()))), all, "{threads} threads");
    }
    // The same with and without the features; of strategies of which each answer has one way to be right.
    let plain = compared(&Compare::new(WAYS[2..].iter().copied()).seeds(0..3).resamples(500));
    assert_eq!(fingerprint(&text(&plain)), 18_275_266_037_282_383_629);
}

#[test]
fn a_table_says_what_the_runs_say() {
    let comparison = compared(&usual());
    // Four strategies that do not draw, one that does.
    assert_eq!(comparison.runs.len(), 5 * (4 + 3));
    let totals = |name: &str| -> Vec<f64> {
        let runs = comparison.runs.iter().filter(|run| run.strategy == name);
        runs.map(|run| match &run.outcome {
            Outcome::Measured { measures, .. } => Measure::Total.of(measures).unwrap(),
            other => panic!("{other:?}"),
        })
        .collect()
    };
    let (best, random) = (totals("best-total"), totals("random"));
    let row = comparison.row(Strategy::Random, Measure::Total).unwrap();
    let summary = row.summary.unwrap();
    assert_eq!(summary.runs, 15);
    assert!((summary.mean - random.iter().sum::<f64>() / 15.0).abs() < 1e-6);
    let difference = row.difference.unwrap();
    // Five cases, each with the mean of three seeds against the one run of the baseline.
    let by_case: Vec<f64> = random
        .chunks(3)
        .zip(&best)
        .map(|(random, best)| random.iter().sum::<f64>() / 3.0 - best)
        .collect();
    assert_eq!(difference.drawn_from, 5);
    assert!((difference.mean - by_case.iter().sum::<f64>() / 5.0).abs() < 1e-6);
    let (low, high) = difference.interval.unwrap();
    assert!(low <= difference.mean && difference.mean <= high && high < 0.0);
    assert!(by_case.iter().copied().fold(f64::MAX, f64::min) <= low);
    assert_eq!(comparison.row(Strategy::BestTotal, Measure::Total).unwrap().difference, None);
    // Nobody has a better total than the best, nor more pairs than the most.
    for way in WAYS {
        let of = |measure| comparison.row(way, measure).unwrap().summary.unwrap().mean;
        let best = |way, measure| comparison.row(way, measure).unwrap().summary.unwrap().mean;
        assert!(of(Measure::Total) <= best(Strategy::BestTotal, Measure::Total));
        assert!(of(Measure::Tandems) <= best(Strategy::MostTandems, Measure::Tandems));
    }
    let stable = comparison.row(WAYS[4], Measure::BlockingWeak).unwrap().summary.unwrap();
    assert_eq!((stable.min, stable.max), (0.0, 0.0));
    let text = comparison.to_csv().unwrap();
    assert_eq!(text.lines().count(), 1 + 5 * Measure::ALL.len());
    let back: Comparison = serde_json::from_str(&comparison.to_json().unwrap()).unwrap();
    assert_eq!(back, comparison);
}

#[test]
fn one_case_is_drawn_by_its_seeds() {
    let cells = (0..49).map(|cell: usize| (cell / 7, cell % 7, (cell as i64 * 31) % 17));
    let case =
        Case::problem("only", Problem::new(Csr::from_triplets(7, 7, cells).unwrap())).unwrap();
    let compare = Compare::new([Strategy::Greedy, Strategy::Random]).seeds([4, 2, 9, 4]);
    let comparison = compare.run(std::slice::from_ref(&case)).unwrap();
    assert_eq!(comparison.seeds, [2, 4, 9]);
    let row = comparison.row(Strategy::Random, Measure::Total).unwrap();
    assert_eq!(row.difference.unwrap().drawn_from, 3);
    // With ties drawn by lottery, whoever breaks ties is run for every seed.
    let drawn = compare.ties(TieBreak::Lottery).run(&[case]).unwrap();
    assert_eq!(drawn.runs.len(), 6);
}

#[test]
fn what_a_strategy_does_not_take_is_said() {
    let edges = Csr::from_triplets(2, 3, [(0, 0, 5), (0, 1, 4), (1, 2, 3)]).unwrap();
    let problem =
        Problem::new(edges).with_demands(vec![Bounds::up_to(2), Bounds::up_to(1)]).unwrap();
    let case = Case::problem("two mentors", problem).unwrap();
    let comparison =
        Compare::new([Strategy::MostTandems, Strategy::BestStable]).run(&[case]).unwrap();
    let Outcome::NotApplicable { reason } = &comparison.runs[1].outcome else {
        panic!("{comparison:?}")
    };
    assert!(reason.contains("best-stable does not take"), "{reason}");
    assert_eq!(comparison.row(Strategy::BestStable, Measure::Total).unwrap().summary, None);
    let mut runs = Vec::new();
    comparison.write_runs_csv(&mut runs).unwrap();
    assert!(String::from_utf8(runs).unwrap().contains("not applicable,best-stable does"));
}

/// What has no answer, or fails in one run, is said and not measured; others go on.
#[test]
fn runs_without_an_answer_are_told_apart() {
    let edges = || Csr::from_triplets(2, 2, [(0, 0, 5), (0, 1, 4), (1, 0, 3)]).unwrap();
    let mut pinned = Problem::new(edges());
    pinned.pin(0, 0).unwrap();
    pinned.pin(1, 0).unwrap();
    let cases = [
        Case::problem("pins contradict", pinned).unwrap(),
        Case::problem("sound", Problem::new(edges())).unwrap(),
    ];
    let project = Strategy::StudentProject { proposing: Side::Rows };
    let compare = Compare::new([Strategy::MostTandems, project, Strategy::MostTandems]);
    let comparison = compare.run(&cases).unwrap();
    assert_eq!(comparison.strategies.len(), 2);
    let reasons = comparison.runs.iter().map(|run| match &run.outcome {
        Outcome::NotApplicable { reason } => reason.as_str(),
        _ => "",
    });
    let reasons: Vec<&str> = reasons.collect();
    assert!(reasons[0].contains("nothing keeps all bounds"), "{reasons:?}");
    assert!(reasons[1].contains("no supervisors") && reasons[3].contains("no supervisors"));
    let tandems = comparison.row(Strategy::MostTandems, Measure::Tandems).unwrap();
    assert_eq!(tandems.summary.map(|summary| (summary.runs, summary.mean)), Some((1, 2.0)));
    assert_eq!(tandems.unfinished, 0);

    let companies = Supervisors::new(2, &[0, 0], vec![1], &[vec![vec![1], vec![0]]]).unwrap();
    let case = Case::problem("companies", Problem::new(edges())).unwrap().supervisors(companies);
    let comparison = Compare::new([project]).run(&[case]).unwrap();
    let row = comparison.row(project, Measure::Tandems).unwrap();
    assert_eq!(row.summary.map(|summary| summary.mean), Some(1.0));
}

#[test]
fn nonsense_is_refused() {
    let case = || {
        Case::problem("a", Problem::new(Csr::from_triplets(1, 1, [(0, 0, 1)]).unwrap())).unwrap()
    };
    let refused =
        |compare: Compare, cases: &[Case<'_>]| compare.run(cases).unwrap_err().to_string();
    assert!(refused(Compare::new([]), &[case()]).contains("no strategies"));
    assert!(refused(Compare::new([Strategy::Greedy]), &[]).contains("no cases"));
    assert!(refused(Compare::new([Strategy::Greedy]).seeds([]), &[case()]).contains("no seeds"));
    let other = Compare::new([Strategy::Greedy]).baseline(Strategy::Random);
    assert!(refused(other, &[case()]).contains("baseline random is not among"));
    assert!(refused(Compare::new([Strategy::Greedy]), &[case(), case()]).contains("called \"a\""));
}

#[test]
fn progress_is_told() {
    use std::sync::{Arc, Mutex};
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let compare =
        usual().progress(move |progress| told.lock().unwrap().push((progress.done, progress.runs)));
    compared(&compare);
    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen, (1..=35).map(|done| (done, 35)).collect::<Vec<_>>());
}

#[test]
fn people_by_what_they_say_of_themselves() {
    let pool = SyntheticPool::preset(Preset::Duo).scale(1, 20).build();
    let model = ScoringModel::default();
    let matcher = Matcher::new(&model);
    let problem = matcher.problem_of(&pool).unwrap();
    let solution = problem.solve(&Options::default()).unwrap();
    let pairs = Matched::of(&problem, &solution).unwrap();
    let groups = Groups::of_mentees(&pool, "age");
    assert!(groups.names.contains(&"unknown".to_owned()) && groups.names.len() > 20);
    let open = groups.measure(&pairs, 1, None).unwrap();
    let people: u64 = open.iter().filter_map(|named| named.group.people).sum();
    assert_eq!(people, pool.mentees().len() as u64);
    let hidden = groups.measure(&pairs, 12, None).unwrap();
    assert!(hidden.iter().filter(|named| named.group.people.is_none()).count() > 10);
    assert!(hidden.iter().all(|named| named.group.people.is_none_or(|people| people >= 12)));
    let mentors = Groups::mentors_by(&pool, |mentor| mentor.place.as_ref()?.region.clone());
    assert_eq!(mentors.measure(&pairs, 1, None).unwrap().len(), mentors.names.len());
}

fn linear() -> ScoringModel {
    ScoringModel::builder()
        .combine(Combine::Sum)
        .criterion(ModelCriterion::new(Sector::default()).weight(3))
        .criterion(ModelCriterion::new(Language::default()).weight(2))
        .criterion(
            ModelCriterion::new(Needs::default()).weight(CriterionWeight::from_thousandths(4_500)),
        )
        .build()
        .unwrap()
}

/// Points of one criterion plus a multiple of those of the others, straight from the assessment of each pair.
struct ByHand {
    weights: Vec<Vec<Option<i64>>>,
}

impl Edges for ByHand {
    fn rows(&self) -> usize {
        self.weights.len()
    }
    fn columns(&self) -> usize {
        self.weights.first().map_or(0, Vec::len)
    }
    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        edges.extend(
            (0..)
                .zip(&self.weights[row])
                .filter_map(|(column, &weight)| weight.map(|weight| Edge { column, weight })),
        );
    }
    fn weight(&self, row: usize, column: usize) -> Option<i64> {
        self.weights[row][column]
    }
}

/// What the tandems of a range are worth, and the best there is, at a weight of `above` ÷ `below` halves.
fn at(
    pool: &Pool,
    model: &ScoringModel,
    criterion: &str,
    pairs: &[(usize, usize)],
    above: i128,
    below: i128,
) -> (i128, i128) {
    let matcher = Matcher::new(model);
    let problem = matcher.problem_of(pool).unwrap();
    let compiled = model.compile(pool).unwrap();
    let weigh = |row: usize, column: usize| -> Option<i64> {
        problem.edges().weight(row, column)?;
        let assessed = compiled.assess(column, row);
        let worth = model.criteria().iter().map(|criterion_of| {
            let of = |name: &str| assessed.criteria.iter().find(|one| one.criterion == name);
            let points = of(criterion_of.name())
                .and_then(|one| one.score)
                .map_or(0, |score| i128::from(score.micros()));
            let weight = match criterion_of.name() {
                "sector" => 6,
                "language" => 4,
                _ => 9,
            };
            points * if criterion_of.name() == criterion { above } else { weight * below }
        });
        Some(i64::try_from(worth.sum::<i128>()).unwrap())
    };
    let weights: Vec<Vec<Option<i64>>> = (0..problem.rows())
        .map(|row| (0..problem.columns()).map(|column| weigh(row, column)).collect())
        .collect();
    let own = pairs.iter().map(|&(row, column)| i128::from(weights[row][column].unwrap())).sum();
    let demands = (0..problem.rows()).map(|row| problem.demand(row)).collect();
    let capacities = (0..problem.columns()).map(|column| problem.capacity(column)).collect();
    let again = Problem::new(ByHand { weights })
        .with_objective(Objective::MostTandems)
        .with_demands(demands)
        .unwrap()
        .with_capacities(capacities)
        .unwrap();
    let solution = again.solve(&Options::default()).unwrap();
    assert!(solution.verify(&again).unwrap().proved);
    (own, solution.total())
}

#[test]
fn ranges_end_where_others_take_over() {
    let model = linear();
    let mut ends = 0;
    for seed in 0..3 {
        let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 20).seed(seed).build();
        for criterion in ["sector", "language", "needs"] {
            let range = weight_range(&Matcher::new(&model), &pool, criterion).unwrap();
            let pairs: Vec<(usize, usize)> = (range.tandems.iter())
                .map(|pair| {
                    (
                        pool.mentee_index(&pair.mentee).unwrap(),
                        pool.mentor_index(&pair.mentor).unwrap(),
                    )
                })
                .collect();
            let own = Ratio::new(range.weight.thousandths().into(), 1000).unwrap();
            assert!(
                range.from.weight.to_f64() <= own.to_f64()
                    && own.to_f64() <= range.to.weight.to_f64()
            );
            for (bound, beyond) in [(&range.from, -1), (&range.to, 1)] {
                let (above, below) = (bound.weight.numerator() * 2, bound.weight.denominator());
                let (value, best) = at(&pool, &model, criterion, &pairs, above, below);
                assert_eq!(value, best, "{criterion} {seed} {bound:?}");
                if bound.rivals.is_empty() {
                    assert!([0, 1_000_000].contains(&bound.weight.numerator()));
                    continue;
                }
                ends += 1;
                // A little further others are better.
                let (above, below) = (above * 100 + beyond, below * 100);
                let (value, best) = at(&pool, &model, criterion, &pairs, above, below);
                assert!(value < best, "{criterion} {seed} {bound:?}");
            }
        }
    }
    assert!(ends > 8, "{ends}");
}

#[test]
fn ranges_are_refused_where_scores_are_no_lines() {
    let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 20).build();
    let mean = ScoringModel::default();
    let refused =
        |matcher: &Matcher<'_>, name: &str| weight_range(matcher, &pool, name).unwrap_err();
    let error = refused(&Matcher::new(&mean), "language");
    assert!(
        matches!(error, CompareError::NotLinear(_))
            && error.to_string().contains("combine = \"sum\"")
    );
    let model = linear();
    let floor = Matcher::new(&model).floor(tandems::score::Score::ratio(1, 2));
    assert!(refused(&floor, "language").to_string().contains("a floor is about rounded scores"));
    let error = refused(&Matcher::new(&model), "place").to_string();
    assert!(
        error.contains("no criterion \"place\"") && error.contains("sector, language, needs"),
        "{error}"
    );
}

#[test]
fn samples_agree_with_solving_anew() {
    let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 6).seed(5).build();
    let model = ScoringModel::default();
    let matcher = Matcher::new(&model);
    let seen = weight_samples(&matcher, &pool, "sector", 50, 2).unwrap();
    assert_eq!(
        seen.samples.iter().map(|sample| sample.percent).collect::<Vec<_>>(),
        [-50, -25, 0, 25, 50]
    );
    assert_eq!(seen.samples[0].weights[0].to_string(), "1.5");
    for sample in &seen.samples {
        assert_eq!(sample.kept + sample.lost.len() as u64, seen.tandems.len() as u64);
        assert_eq!(sample.kept + sample.gained.len() as u64, sample.tandems);
        // The value is that of a cold solve, whichever of equal answers was found.
        let moved = model
            .reweighed(|name, own| if name == "sector" { sample.weights } else { own })
            .unwrap();
        let cold = Matcher::new(&moved).match_pool(&pool).unwrap();
        assert_eq!(cold.tandems().len() as u64, sample.tandems);
        assert_eq!(cold.status(), sample.status);
    }
    let lost: usize = seen.samples.iter().map(|sample| sample.lost.len()).sum();
    assert!(lost > 0);
    let survived: u64 = seen.tandems.iter().map(|tandem| tandem.survived).sum();
    assert_eq!(survived + lost as u64, 4 * seen.tandems.len() as u64);
    let error = weight_samples(&matcher, &pool, "sektor", 10, 1).unwrap_err().to_string();
    assert!(error.contains("use one of"), "{error}");
    assert!(weight_samples(&matcher, &pool, "sector", u32::MAX, 1).is_err());
}
