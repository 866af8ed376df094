//! What every number of pairs costs, against one solve for each number and against all matchings by brute force.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::cast_possible_wrap, reason = "small numbers")]

use proptest::prelude::*;
use tandems::problem::{
    Bounds, CancelToken, Csr, Edge, Edges, Frontier, Limits, Objective, Problem, Status,
    StopReason, Weight,
};
use tandems::solve::Options;
use tandems::verify::{VerifyError, verify_point};

/// Edges whose weights are moved by the same amount: best totals of these, less the amount for each pair, touch the
/// frontier from above.
struct Moved<E> {
    edges: E,
    by: Weight,
}

impl<E: Edges> Edges for Moved<E> {
    fn rows(&self) -> usize {
        self.edges.rows()
    }
    fn columns(&self) -> usize {
        self.edges.columns()
    }
    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        self.edges.row(row, edges);
        for edge in edges {
            edge.weight += self.by;
        }
    }
    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        self.edges.weight(row, column).map(|weight| weight + self.by)
    }
}

#[derive(Debug, Clone)]
struct Case {
    triplets: Vec<(usize, usize, i64)>,
    demands: Vec<u32>,
    capacities: Vec<u32>,
    pins: Vec<(usize, usize)>,
    forbids: Vec<(usize, usize)>,
    floor: Option<i64>,
}

impl Case {
    fn problem(&self) -> Problem<Csr> {
        let up_to = |most: &[u32]| most.iter().map(|&most| Bounds::up_to(most)).collect();
        let (rows, columns) = (self.demands.len(), self.capacities.len());
        let edges = Csr::from_triplets(rows, columns, self.triplets.clone()).unwrap();
        let mut problem = Problem::new(edges)
            .with_demands(up_to(&self.demands))
            .unwrap()
            .with_capacities(up_to(&self.capacities))
            .unwrap();
        if let Some(floor) = self.floor {
            problem = problem.with_floor(floor);
        }
        problem.forbid_all(self.forbids.iter().copied()).unwrap();
        for &(row, column) in &self.pins {
            problem.pin_with_weight(row, column, 3).unwrap();
        }
        problem
    }
}

fn cases(rows: usize, columns: usize, spread: i64) -> impl Strategy<Value = Case> {
    let triplets = proptest::collection::btree_map(
        (0..rows, 0..columns),
        -spread..spread,
        0..rows * columns + 1,
    );
    let pair = || (0..rows, 0..columns);
    (
        triplets,
        proptest::collection::vec(0_u32..3, rows),
        proptest::collection::vec(0_u32..3, columns),
        proptest::collection::btree_set(pair(), 0..2),
        proptest::collection::btree_set(pair(), 0..3),
        proptest::option::of(-spread / 2..spread / 2),
    )
        .prop_map(|(triplets, demands, capacities, pins, forbids, floor)| Case {
            triplets: triplets
                .into_iter()
                .map(|((row, column), weight)| (row, column, weight))
                .collect(),
            demands,
            capacities,
            pins: pins.into_iter().collect(),
            forbids: forbids.into_iter().collect(),
            floor,
        })
}

/// All sets of the remaining pairs.
fn visit(
    open: &[(usize, usize, i64)],
    room: &mut [u32],
    seats: &mut [u32],
    pairs: usize,
    total: i128,
    worst: Option<i64>,
    best: &mut [Option<(i128, Option<i64>)>],
) {
    let Some((&(row, column, weight), rest)) = open.split_first() else {
        let entry = best[pairs].get_or_insert((total, worst));
        entry.0 = entry.0.max(total);
        entry.1 = entry.1.max(worst);
        return;
    };
    visit(rest, room, seats, pairs, total, worst, best);
    if room[row] > 0 && seats[column] > 0 {
        room[row] -= 1;
        seats[column] -= 1;
        let least = Some(worst.map_or(weight, |least| least.min(weight)));
        visit(rest, room, seats, pairs + 1, total + i128::from(weight), least, best);
        room[row] += 1;
        seats[column] += 1;
    }
}

/// Best total and best worst pair by number of pairs, by looking at all sets of pairs.
fn by_brute_force(problem: &Problem<Csr>) -> Vec<Option<(i128, Option<i64>)>> {
    let mut open = Vec::new();
    let mut edges = Vec::new();
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        open.extend(edges.iter().map(|edge| (row, edge.column as usize, edge.weight)));
    }
    let mut room: Vec<u32> = (0..problem.rows()).map(|row| problem.demand(row).max).collect();
    let mut seats: Vec<u32> =
        (0..problem.columns()).map(|column| problem.capacity(column).max).collect();
    let (mut total, mut least) = (0, None::<i64>);
    for pin in problem.pins() {
        room[pin.row] -= 1;
        seats[pin.column] -= 1;
        total += i128::from(pin.weight);
        least = Some(least.map_or(pin.weight, |least| least.min(pin.weight)));
    }
    let mut best = vec![None; problem.pins().len() + open.len() + 1];
    visit(&open, &mut room, &mut seats, problem.pins().len(), total, least, &mut best);
    best
}

/// The most pairs there can be with edges of at least this weight, by the plainest augmenting paths.
fn most_pairs<E: Edges>(problem: &Problem<E>, least: Weight) -> usize {
    fn place(
        row: usize,
        edges: &[Vec<usize>],
        seats: &[u32],
        sitting: &mut [Vec<usize>],
        seen: &mut [bool],
    ) -> bool {
        for &column in &edges[row] {
            if seen[column] || sitting[column].contains(&row) {
                continue;
            }
            seen[column] = true;
            if sitting[column].len() < seats[column] as usize {
                sitting[column].push(row);
                return true;
            }
            for at in 0..sitting[column].len() {
                if place(sitting[column][at], edges, seats, sitting, seen) {
                    sitting[column][at] = row;
                    return true;
                }
            }
        }
        false
    }
    let mut edges = vec![Vec::new(); problem.rows()];
    let mut buffer = Vec::new();
    for (row, columns) in edges.iter_mut().enumerate() {
        problem.open_row(row, &mut buffer);
        columns.extend(
            buffer.iter().filter(|edge| edge.weight >= least).map(|edge| edge.column as usize),
        );
    }
    let mut seats: Vec<u32> =
        (0..problem.columns()).map(|column| problem.capacity(column).max).collect();
    let mut room: Vec<u32> = (0..problem.rows()).map(|row| problem.demand(row).max).collect();
    for pin in problem.pins() {
        seats[pin.column] -= 1;
        room[pin.row] -= 1;
    }
    let mut sitting = vec![Vec::new(); problem.columns()];
    let mut pairs = problem.pins().len();
    for (row, &places) in room.iter().enumerate() {
        for _ in 0..places {
            pairs += usize::from(place(
                row,
                &edges,
                &seats,
                &mut sitting,
                &mut vec![false; problem.columns()],
            ));
        }
    }
    pairs
}

fn check_shape<E: Edges>(problem: &Problem<E>, frontier: &Frontier) {
    for point in frontier.points() {
        verify_point(problem, frontier, point.tandems).unwrap();
        if let Some(least) = point.best_worst {
            assert!(point.worst <= Some(least));
        }
    }
    for two in frontier.points().windows(2) {
        assert_eq!(two[1].tandems, two[0].tandems + 1);
        assert_eq!(two[1].total - two[0].total, two[1].gain.unwrap());
        assert!(two[0].gain.is_none_or(|gain| gain >= two[1].gain.unwrap()));
        assert!(two[0].best_worst.is_none_or(|least| Some(least) >= two[1].best_worst));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_point_is_the_best_of_all_matchings(case in cases(4, 3, 6)) {
        let problem = case.problem();
        let frontier = problem.frontier(&Limits::none()).unwrap();
        if let Some(conflict) = frontier.conflict() {
            let solution = problem.solve(&Options::default()).unwrap();
            prop_assert_eq!(solution.conflict(), Some(conflict));
            prop_assert!(frontier.points().is_empty());
            return Ok(());
        }
        check_shape(&problem, &frontier);
        let best = by_brute_force(&problem);
        for (tandems, best) in best.into_iter().enumerate() {
            let point = frontier.point(tandems as u64);
            prop_assert_eq!(point.map(|point| (point.total, point.best_worst)), best);
        }
    }

    #[test]
    fn every_point_is_touched_by_a_solve_of_its_own(case in cases(12, 9, 1000)) {
        let problem = case.problem();
        let frontier = problem.frontier(&Limits::none()).unwrap();
        check_shape(&problem, &frontier);
        for two in frontier.points().windows(2) {
            // With this much more for a pair, both numbers of pairs are best, and no other answer is worth more.
            let by = -Weight::try_from(two[1].gain.unwrap()).unwrap();
            let moved = Moved { edges: problem.edges(), by };
            let up_to = |most: &[u32]| most.iter().map(|&most| Bounds::up_to(most)).collect();
            let mut again = Problem::new(moved)
                .with_objective(Objective::BestTotal)
                .with_demands(up_to(&case.demands)).unwrap()
                .with_capacities(up_to(&case.capacities)).unwrap();
            if let Some(floor) = case.floor {
                again = again.with_floor(floor + by);
            }
            again.forbid_all(case.forbids.iter().copied()).unwrap();
            for &(row, column) in &case.pins {
                again.pin_with_weight(row, column, 3 + by).unwrap();
            }
            let solution = again.solve(&Options::default()).unwrap();
            prop_assert!(solution.verify(&again).unwrap().proved);
            for point in two {
                prop_assert_eq!(point.total + i128::from(by) * i128::from(point.tandems), solution.total());
            }
        }
        if let Some(last) = frontier.points().last() {
            let most = problem.clone().with_objective(Objective::MostTandems).solve(&Options::default()).unwrap();
            prop_assert!(last.tandems >= most.pairs().len() as u64);
        }
        for (point, next) in frontier.points().iter().zip(frontier.points().iter().skip(1)) {
            // Pins aside, the threshold is the last at which so many pairs can be made.
            if case.pins.is_empty() && let Some(least) = next.best_worst {
                prop_assert!(most_pairs(&problem, least) >= usize::try_from(next.tandems).unwrap());
                prop_assert!(most_pairs(&problem, least + 1) < usize::try_from(next.tandems).unwrap());
                prop_assert!(point.best_worst.is_none_or(|before| before >= least));
            }
        }
    }
}

/// Weights near the end of 62 bits: distances need 128.
#[test]
fn heavy_weights_are_added_up_exactly() {
    let cells: Vec<(usize, usize, i64)> = (0..20)
        .map(|cell: i64| (cell, (cell * 37) % 23 - 9))
        .map(|(cell, weight)| {
            let cell = usize::try_from(cell).unwrap();
            (cell / 4, cell % 4, weight)
        })
        .collect();
    let light = Problem::new(Csr::from_triplets(5, 4, cells.iter().copied()).unwrap());
    let scaled = cells.iter().map(|&(row, column, weight)| (row, column, weight << 57));
    let heavy = Problem::new(Csr::from_triplets(5, 4, scaled).unwrap());
    let (light, heavy_frontier) =
        (light.frontier(&Limits::none()).unwrap(), heavy.frontier(&Limits::none()).unwrap());
    check_shape(&heavy, &heavy_frontier);
    assert_eq!(light.points().len(), 5);
    for (one, other) in light.points().iter().zip(heavy_frontier.points()) {
        assert_eq!(one.total << 57, other.total);
        assert_eq!(one.best_worst.map(|least| least << 57), other.best_worst);
    }
}

#[test]
fn what_it_does_not_take_is_said() {
    let edges = || Csr::from_triplets(2, 2, [(0, 0, 5), (1, 1, 4)]).unwrap();
    let minimum = vec![Bounds { min: 1, max: 1 }, Bounds::up_to(1)];
    let problem = Problem::new(edges()).with_capacities(minimum).unwrap();
    let error = problem.frontier(&Limits::none()).unwrap_err().to_string();
    assert!(error.contains("the minimum 1 of column 0"), "{error}");

    let mut pinned = Problem::new(edges());
    pinned.pin(0, 0).unwrap();
    pinned.pin(1, 0).unwrap();
    let frontier = pinned.frontier(&Limits::none()).unwrap();
    assert!(frontier.conflict().is_some() && frontier.points().is_empty());
    assert_eq!((frontier.pairs(1), frontier.prices(1)), (None, None));
    let missing = verify_point(&pinned, &frontier, 1).unwrap_err();
    assert_eq!(missing, VerifyError::NoSuchPoint { tandems: 1 });
}

#[test]
fn a_frontier_is_that_of_its_problem() {
    let edges = |weight| Csr::from_triplets(2, 2, [(0, 0, 5), (0, 1, weight), (1, 0, 4)]).unwrap();
    let (one, other) = (Problem::new(edges(1)), Problem::new(edges(9)));
    let frontier = one.frontier(&Limits::none()).unwrap();
    verify_point(&one, &frontier, 1).unwrap();
    // The other problem has a better pair.
    let error = verify_point(&other, &frontier, 1).unwrap_err();
    assert!(matches!(error, VerifyError::NotProved { .. }), "{error}");
    assert!(matches!(verify_point(&other, &frontier, 2), Err(VerifyError::WrongWeight { .. })));
    assert_eq!(frontier.pairs(2).unwrap().len(), 2);
    assert!(serde_json::to_string(&frontier).unwrap().contains("\"best_worst\":1"));
}

/// Whatever a limit leaves is a prefix, and right.
#[test]
fn a_limit_leaves_points_that_are_right() {
    let cells = (0..900).map(|cell: usize| (cell / 30, cell % 30, (cell as i64 * 7919) % 1009));
    let problem = Problem::new(Csr::from_triplets(30, 30, cells).unwrap());
    let whole = problem.frontier(&Limits::none()).unwrap();
    assert_eq!((whole.points().len(), whole.stop_reason()), (31, StopReason::Completed));
    let stopped = problem.frontier(&Limits::none().work(2_000)).unwrap();
    assert_eq!(stopped.stop_reason(), StopReason::Work);
    assert!(stopped.points().len() < 31);
    for point in stopped.points() {
        assert_eq!(whole.point(point.tandems).unwrap().total, point.total);
        verify_point(&problem, &stopped, point.tandems).unwrap();
    }
    let token = CancelToken::new();
    token.cancel();
    let none = problem.frontier(&Limits::none().cancel(token)).unwrap();
    assert_eq!((none.points().len(), none.stop_reason()), (1, StopReason::Cancelled));
}

mod pools {
    use std::time::Instant;

    use tandems::ScoringModel;
    use tandems::matching::CompiledScores;
    use tandems::pool::{Mentee, Pool};
    use tandems::problem::{Block, Per, Rule, RuleKind};
    use tandems::synthetic::{Preset, SyntheticPool};

    use super::*;

    fn of_pool<'a>(scores: &'a CompiledScores<'_>, pool: &Pool) -> Problem<&'a CompiledScores<'a>> {
        let seats =
            pool.mentors().iter().map(|mentor| Bounds::up_to(mentor.capacity_or_default().max));
        let wanted =
            pool.mentees().iter().map(|mentee: &Mentee| Bounds::up_to(mentee.demand_or_default()));
        Problem::new(scores)
            .with_demands(wanted.collect())
            .unwrap()
            .with_capacities(seats.collect())
            .unwrap()
    }

    /// One solve for every number of pairs, told to make exactly so many.
    #[test]
    fn a_pool_against_one_solve_for_each_number() {
        let model = ScoringModel::default();
        let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 8).seed(5).build();
        let scores = CompiledScores::new(model.compile(&pool).unwrap(), &pool);
        let problem = of_pool(&scores, &pool);
        let frontier = problem.frontier(&Limits::none()).unwrap();
        assert!(frontier.points().len() > 40, "{}", frontier.points().len());
        for point in frontier.points() {
            let block = Block::new(0..problem.rows(), 0..problem.columns());
            let (min, max) = (point.tandems, point.tandems);
            let exactly = RuleKind::Quota { block, per: Per::Whole, min, max };
            let again = problem.under(Objective::BestTotal);
            let again = again.with_rules(vec![Rule::hard(exactly)]).unwrap();
            let solution = again.solve(&Options::default()).unwrap();
            assert!(solution.verify(&again).unwrap().proved);
            assert_eq!((solution.pairs().len() as u64, solution.total()), (max, point.total));
        }
    }

    #[test]
    #[allow(clippy::print_stderr, reason = "times are shown with --nocapture")]
    fn pools_of_people() {
        let model = ScoringModel::default();
        for (preset, scale) in [(Preset::Duo, 8), (Preset::Scarce, 2), (Preset::Surplus, 3)] {
            let pool = SyntheticPool::preset(preset).scale(1, scale).seed(3).build();
            let scores = CompiledScores::new(model.compile(&pool).unwrap(), &pool);
            let problem = of_pool(&scores, &pool);
            let start = Instant::now();
            let solution = problem.solve(&Options::default()).unwrap();
            let first = start.elapsed();
            let start = Instant::now();
            let frontier = problem.frontier(&Limits::none()).unwrap();
            eprintln!(
                "{preset} 1/{scale}: solved {first:?}, {} points {:?}",
                frontier.points().len(),
                start.elapsed()
            );
            assert_eq!(solution.status(), Status::Optimal);
            check_shape(&problem, &frontier);
            let last = frontier.points().last().unwrap();
            // Some of duo want two mentors: serving the most people first may cost total, never pairs.
            assert!(last.tandems >= solution.pairs().len() as u64);
            assert!(last.total >= solution.total() || last.tandems > solution.pairs().len() as u64);
            for part in [4, 3, 2] {
                let at = &frontier.points()[frontier.points().len() * (part - 1) / part];
                let lowest = at.best_worst.unwrap();
                assert!(most_pairs(&problem, lowest) as u64 >= at.tandems);
                assert!((most_pairs(&problem, lowest + 1) as u64) < at.tandems);
            }
        }
    }
}
