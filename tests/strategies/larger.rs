//! Dozens of people: profiles against one large weight a class, and what must not change when the question is put another
//! way.

use tandems::problem::{
    Assigned, Bounds, Csr, Edges, Objective, Preferences, Problem, Proof, Side,
};
use tandems::strategy::{FairLevel, Inputs, Ranking, Share, Strategy};

/// Rows with up to `longest` columns each; values from 0 to `most`, capacities from 1 to 3.
pub(crate) struct Instance {
    pub(crate) triplets: Vec<(usize, usize, i64)>,
    of_columns: Vec<(usize, usize, i64)>,
    capacities: Vec<Bounds>,
    rows: usize,
}

/// Drawn by a linear congruence, so that it is the same everywhere.
pub(crate) fn instance(
    rows: usize,
    columns: usize,
    longest: u32,
    most: u32,
    seed: u32,
) -> Instance {
    let mut state = seed;
    let mut below = |bound: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % bound
    };
    let (mut triplets, mut of_columns) = (Vec::new(), Vec::new());
    for row in 0..rows {
        let mut list: Vec<usize> = (0..columns).collect();
        for at in 0..columns {
            let other = below(u32::try_from(columns).unwrap()) as usize;
            list.swap(at, other);
        }
        list.truncate(1 + below(longest) as usize);
        for column in list {
            triplets.push((row, column, i64::from(below(most + 1))));
            of_columns.push((row, column, i64::from(below(most + 1))));
        }
    }
    let capacities = (0..columns).map(|_| Bounds::up_to(1 + below(3))).collect();
    Instance { triplets, of_columns, capacities, rows }
}

impl Instance {
    fn csr(&self, triplets: &[(usize, usize, i64)]) -> Csr {
        Csr::from_triplets(self.rows, self.capacities.len(), triplets.iter().copied()).unwrap()
    }

    pub(crate) fn problem(&self, triplets: &[(usize, usize, i64)]) -> Problem<Csr> {
        Problem::new(self.csr(triplets)).with_capacities(self.capacities.clone()).unwrap()
    }

    pub(crate) fn preferences(&self) -> Preferences {
        Preferences::from_sides(&self.csr(&self.triplets), &self.csr(&self.of_columns)).unwrap()
    }

    /// The classes of the best pairs where each class outweighs all that are below it.
    fn by_one_weight(
        &self,
        objective: &Objective,
        class: impl Fn(usize, usize) -> u32,
        weight: impl Fn(u32) -> i64,
    ) -> Vec<u32> {
        let triplets: Vec<_> = self
            .triplets
            .iter()
            .map(|&(row, column, _)| (row, column, weight(class(row, column))))
            .collect();
        let problem = self
            .problem(&triplets)
            .under(objective.clone())
            .solve(&tandems::solve::Options::default());
        classes(problem.unwrap().pairs(), class)
    }
}

fn classes(pairs: &[Assigned], class: impl Fn(usize, usize) -> u32) -> Vec<u32> {
    let mut classes: Vec<u32> = pairs.iter().map(|pair| class(pair.row, pair.column)).collect();
    classes.sort_unstable();
    classes
}

/// More than there are pairs.
const BASE: i64 = 128;

#[test]
fn one_weight_a_class_says_the_same() {
    for seed in 0..12 {
        let instance = instance(60, 30, 8, 5, seed);
        let problem = instance.problem(&instance.triplets);
        let edges = instance.csr(&instance.triplets);
        let preferences = instance.preferences();
        let inputs = Inputs::default().preferences(&preferences);
        let solve = |strategy: Strategy| {
            let outcome = strategy.solve(&problem, &inputs).unwrap();
            outcome.verify(&problem).unwrap();
            outcome.pairs().to_vec()
        };
        let rank = |row, column| preferences.row_rank(row, column).unwrap();
        let value = |row, column| u32::try_from(edges.weight(row, column).unwrap()).unwrap();

        let best_first = |rank: u32| BASE.pow(8 - rank);
        let expected = instance.by_one_weight(&Objective::BestTotal, rank, best_first);
        assert_eq!(classes(&solve(Strategy::RankMaximal(Ranking::Rows)), rank), expected);
        let expected = instance.by_one_weight(&Objective::MostTandems, rank, best_first);
        assert_eq!(classes(&solve(Strategy::GreedyMaximum(Ranking::Rows)), rank), expected);
        let worst_first = |rank: u32| -BASE.pow(rank - 1);
        let expected = instance.by_one_weight(&Objective::MostTandems, rank, worst_first);
        assert_eq!(classes(&solve(Strategy::GenerousMaximum(Ranking::Rows)), rank), expected);
        let least_first = |value: u32| -BASE.pow(5 - value);
        let expected = instance.by_one_weight(&Objective::MostTandems, value, least_first);
        assert_eq!(classes(&solve(Strategy::Fairest), value), expected);
    }
}

fn total(pairs: &[Assigned]) -> i64 {
    pairs.iter().map(|pair| pair.weight).sum()
}

/// People in another order, weights three times as large, and people whom nobody fits: the answer is worth the same.
#[test]
fn the_same_question_put_another_way() {
    for seed in 20..26 {
        let plain = instance(50, 25, 12, 100_000, seed);
        let (rows, columns) = (plain.rows, plain.capacities.len());
        let turn = |triplets: &[(usize, usize, i64)], factor: i64| -> Vec<(usize, usize, i64)> {
            let turned = triplets.iter();
            turned.map(|&(r, c, weight)| (rows - 1 - r, columns - c, weight * factor)).collect()
        };
        let mut capacities = vec![Bounds::up_to(2)];
        capacities.extend(plain.capacities.iter().rev());
        let other = Instance {
            triplets: turn(&plain.triplets, 3),
            of_columns: turn(&plain.of_columns, 3),
            capacities,
            rows: rows + 1,
        };
        for strategy in Strategy::ALL {
            if matches!(strategy, Strategy::Random | Strategy::SerialDictatorship(_)) {
                continue;
            }
            let [one, three] = [&plain, &other].map(|instance| {
                let (problem, preferences) =
                    (instance.problem(&instance.triplets), instance.preferences());
                let inputs = Inputs::default().preferences(&preferences);
                let outcome = strategy.solve(&problem, &inputs).unwrap();
                outcome.verify(&problem).unwrap();
                match outcome.lottery() {
                    Some(lottery) => (lottery.expected_pairs(), lottery.expected_total()),
                    None => (outcome.pairs().len() as u64, i128::from(total(outcome.pairs()))),
                }
            });
            assert_eq!((one.0, one.1 * 3), three, "{strategy} {seed}");
        }
    }
}

/// Whether some two would both strictly rather have each other.
fn has_blocking_pair(instance: &Instance, preferences: &Preferences, pairs: &[Assigned]) -> bool {
    let mut of_row = vec![None; instance.rows];
    let mut of_column = vec![Vec::new(); instance.capacities.len()];
    for pair in pairs {
        let ranked = preferences.get(pair.row, pair.column).unwrap();
        of_row[pair.row] = Some(ranked.row_rank);
        of_column[pair.column].push(ranked.column_rank);
    }
    instance.triplets.iter().any(|&(row, column, _)| {
        let ranked = preferences.get(row, column).unwrap();
        let row_would = of_row[row].is_none_or(|has| has > ranked.row_rank);
        let seats = instance.capacities[column].max as usize;
        let column_would = of_column[column].len() < seats
            || of_column[column].iter().any(|&has| has > ranked.column_rank);
        row_would && column_would
    })
}

/// In all stable matchings of lists without ties the same rows are matched and every column has as many (A. E. Roth, *On
/// the allocation of residents to rural hospitals*, 1986), and the best total is no less than that of either end.
#[test]
fn stable_matchings_of_one_lattice() {
    let mut gained = 0;
    for seed in 40..60 {
        // About as many seats as rows, where there are most stable matchings, and weights that nobody's list knows of.
        let instance = instance(60, 30, 30, 50, seed);
        let weights = instance.triplets.iter().zip(&instance.of_columns);
        let weights: Vec<_> = weights
            .map(|(&(row, column, one), &(_, _, other))| {
                (
                    row,
                    column,
                    (one * 7919 + other * 104_729 + i64::try_from(row).unwrap() * 31) % 1000,
                )
            })
            .collect();
        let (problem, preferences) = (instance.problem(&weights), instance.preferences());
        let inputs = Inputs::default().preferences(&preferences);
        let solve = |strategy: Strategy| {
            let outcome = strategy.solve(&problem, &inputs).unwrap();
            outcome.verify(&problem).unwrap();
            assert!(!has_blocking_pair(&instance, &preferences, outcome.pairs()), "{strategy}");
            outcome.pairs().to_vec()
        };
        let ends = [Side::Rows, Side::Columns]
            .map(|proposing| solve(Strategy::DeferredAcceptance { proposing }));
        let best = solve(Strategy::BestStable);
        let rows = |pairs: &[Assigned]| pairs.iter().map(|pair| pair.row).collect::<Vec<_>>();
        let columns = |pairs: &[Assigned]| {
            let mut columns: Vec<usize> = pairs.iter().map(|pair| pair.column).collect();
            columns.sort_unstable();
            columns
        };
        for end in &ends {
            assert_eq!((rows(end), columns(end)), (rows(&best), columns(&best)));
            assert!(total(&best) >= total(end));
        }
        gained += total(&best) - total(&ends[0]).max(total(&ends[1]));
        let most = solve(Strategy::ApproximateMaximumStable);
        let largest = Strategy::MostTandems.solve(&problem, &inputs).unwrap().pairs().len();
        assert!(3 * most.len() >= 2 * best.len() && most.len() <= largest);
    }
    assert!(gained > 0, "the best is always at an end");
}

/// Rows with up to three columns each: nobody is left as badly off as by the greatest total, and what is moved keeps how many
/// pairs each row has.
#[test]
fn the_worst_served_of_many() {
    let mut gained = 0;
    for seed in 120..128 {
        let instance = instance(40, 16, 8, 1000, seed);
        let demands = (0..40).map(|row| Bounds::up_to(1 + row % 3)).collect();
        let problem = instance.problem(&instance.triplets).with_demands(demands).unwrap();
        let sums = |strategy: Strategy| {
            let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
            outcome.verify(&problem).unwrap();
            let (mut sums, mut counts) = (vec![None; 40], vec![0; 40]);
            for pair in outcome.pairs() {
                sums[pair.row] = Some(sums[pair.row].unwrap_or(0) + pair.weight);
                counts[pair.row] += 1;
            }
            (sums.into_iter().flatten().min().unwrap(), total(outcome.pairs()), counts)
        };
        let most = sums(Strategy::MostTandems);
        for strategy in [Strategy::PeerReview4All, Strategy::LocalFairness, Strategy::FairFlow] {
            let found = sums(strategy);
            assert_eq!(found.2, most.2, "{strategy} {seed}");
            assert!(found.1 <= most.1, "{strategy} {seed}");
            assert!(strategy == Strategy::LocalFairness || found.0 >= most.0, "{strategy} {seed}");
            gained += found.0 - most.0;
        }
    }
    assert!(gained > 0, "the greatest total is as fair as any");
}

/// The least of a share: with more to choose from, no lottery expects less.
#[test]
fn larger_shares_expect_more() {
    let instance = instance(40, 20, 10, 1000, 7);
    let problem = instance.problem(&instance.triplets);
    let mut last = (0, 0);
    for part in [1, 3, 8, 21, 64] {
        let strategy = Strategy::CappedLottery(Share::new(part, 64).unwrap());
        let outcome = strategy.solve(&problem, &Inputs::default()).unwrap();
        let lottery = outcome.lottery().unwrap();
        let expected = (i128::from(lottery.expected_pairs()), lottery.expected_total());
        assert!(expected >= last, "{part}");
        last = expected;
    }
    // With a share of one it is the best matching.
    let best = Strategy::MostTandems.solve(&problem, &Inputs::default()).unwrap();
    assert_eq!(last, (64 * best.pairs().len() as i128, 64 * best.solution().total()));
}

/// The bytes of an answer do not depend on how many threads there are.
#[cfg(feature = "rayon")]
#[test]
fn any_number_of_threads() {
    use tandems::problem::Limits;
    use tandems::strategy::TieBreak;

    // Large enough to be shared between threads.
    let instance = instance(300, 260, 120, 1_000_000, 3);
    let (problem, preferences) = (instance.problem(&instance.triplets), instance.preferences());
    let answers = |threads: usize| {
        let workers = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        workers.install(|| {
            let solve = |strategy: Strategy| {
                let inputs =
                    Inputs::default().preferences(&preferences).ties(TieBreak::Lottery).seed(11);
                let outcome = strategy.solve(&problem, &inputs).unwrap();
                (serde_json::to_string(outcome.solution()).unwrap(), outcome.lottery().cloned())
            };
            let frontier = problem.frontier(&Limits::none()).unwrap();
            (Strategy::ALL.map(solve), format!("{frontier:?}"))
        })
    };
    assert!(answers(1) == answers(4));
}

/// Rows with two or three columns each: turned round, and three times as heavy, what rows get is the same; and the levels are
/// all proved.
#[test]
fn fairest_with_several_columns_a_row() {
    for seed in 70..74 {
        let plain = instance(24, 16, 6, 1000, seed);
        let (rows, columns) = (plain.rows, plain.capacities.len());
        let demands: Vec<_> =
            (0..rows).map(|row| Bounds::up_to(1 + u32::try_from(row % 3).unwrap())).collect();
        let levels = |turn: bool| {
            let triplets = plain.triplets.iter().map(|&(row, column, weight)| {
                if turn {
                    (rows - 1 - row, columns - 1 - column, weight * 3)
                } else {
                    (row, column, weight)
                }
            });
            let edges = Csr::from_triplets(rows, columns, triplets).unwrap();
            let (mut demands, mut capacities) = (demands.clone(), plain.capacities.clone());
            if turn {
                demands.reverse();
                capacities.reverse();
            }
            let problem = Problem::new(edges)
                .with_demands(demands)
                .unwrap()
                .with_capacities(capacities)
                .unwrap();
            let outcome = Strategy::Fairest.solve(&problem, &Inputs::default()).unwrap();
            outcome.verify(&problem).unwrap();
            let fairness = outcome.fairness().unwrap();
            assert!(fairness.levels().iter().all(|level| level.proof != Proof::None));
            let times = if turn { 3 } else { 1 };
            let level = |level: &FairLevel| (level.value / times, level.rows);
            fairness.levels().iter().map(level).collect::<Vec<_>>()
        };
        assert_eq!(levels(false), levels(true), "{seed}");
    }
}
