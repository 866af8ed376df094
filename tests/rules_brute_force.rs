//! Every kind of rule, alone and in pairs, hard and soft, against a search that tries every set of pairs; and contradictions
//! whose explanation must be irreducible.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a test fails by panicking, and counts are small"
)]

use proptest::prelude::*;
use tandems::problem::{
    Backend, Block, Bounds, Budget, Cause, Changed, Conflict, Costs, Csr, Objective, Per, Place,
    Problem, Rule, RuleKind, Side, Solution, Status, StopReason, Strength,
};
use tandems::solve::Options;

/// A problem, spelled out.
#[derive(Debug, Clone)]
struct Case {
    weights: Vec<Vec<Option<i64>>>,
    demands: Vec<Bounds>,
    capacities: Vec<Bounds>,
    pins: Vec<(usize, usize)>,
    forbids: Vec<(usize, usize)>,
    floor: Option<i64>,
    priorities: Option<Vec<i64>>,
    objective: Objective,
    rules: Vec<Rule>,
}

/// What is left of a problem when causes are dropped; `None` keeps everything.
type Kept<'a> = Option<&'a [Cause]>;

fn kept(causes: Kept<'_>, cause: Cause) -> bool {
    causes.is_none_or(|causes| causes.contains(&cause))
}

impl Case {
    fn rows(&self) -> usize {
        self.demands.len()
    }

    fn columns(&self) -> usize {
        self.capacities.len()
    }

    fn problem(&self) -> Problem<Csr> {
        let triplets = self.weights.iter().enumerate().flat_map(|(row, weights)| {
            weights
                .iter()
                .enumerate()
                .filter_map(move |(column, weight)| weight.map(|weight| (row, column, weight)))
        });
        let edges = Csr::from_triplets(self.rows(), self.columns(), triplets).unwrap();
        let mut problem = Problem::new(edges)
            .with_objective(self.objective.clone())
            .with_demands(self.demands.clone())
            .unwrap()
            .with_capacities(self.capacities.clone())
            .unwrap()
            .with_rules(self.rules.clone())
            .unwrap();
        if let Some(floor) = self.floor {
            problem = problem.with_floor(floor);
        }
        if let Some(priorities) = &self.priorities {
            problem = problem.with_priorities(priorities.clone()).unwrap();
        }
        for &(row, column) in &self.pins {
            problem.pin(row, column).unwrap();
        }
        problem.forbid_all(self.forbids.iter().copied()).unwrap();
        problem
    }

    fn fill(&self) -> Option<Side> {
        let sum = |all: &[Bounds]| all.iter().map(|bounds| u64::from(bounds.max)).sum::<u64>();
        (self.objective == Objective::Perfect).then(|| {
            if sum(&self.demands) <= sum(&self.capacities) { Side::Rows } else { Side::Columns }
        })
    }

    /// Pairs there may be under these causes.
    fn cells(&self, causes: Kept<'_>) -> Vec<(usize, usize)> {
        let mut cells = Vec::new();
        for row in 0..self.rows() {
            for column in 0..self.columns() {
                let cell = (row, column);
                let weight = self.weights[row][column];
                let shut = kept(causes, Cause::Forbids { row }) && self.forbids.contains(&cell)
                    || kept(causes, Cause::Floor)
                        && self.floor.is_some_and(|floor| weight.is_some_and(|w| w < floor));
                // Without its pin a pair is open.
                let pinned = self.pins.contains(&cell);
                if pinned || weight.is_some() && !shut {
                    cells.push(cell);
                }
            }
        }
        cells
    }

    fn keeps(&self, has: &dyn Fn(usize, usize) -> bool, causes: Kept<'_>) -> bool {
        let fill = self.fill();
        let pins = self.pins.iter().all(|&(row, column)| {
            let forbidden =
                self.forbids.contains(&(row, column)) && kept(causes, Cause::Forbids { row });
            !kept(causes, Cause::Pin { row, column }) || has(row, column) && !forbidden
        });
        let rows = (0..self.rows()).all(|row| {
            let count = (0..self.columns()).filter(|&column| has(row, column)).count() as u32;
            let Bounds { min, max } = self.demands[row];
            (count >= min || !kept(causes, Cause::RowMinimum(row)))
                && (count <= max || !kept(causes, Cause::RowMaximum(row)))
                && (count >= max
                    || fill != Some(Side::Rows)
                    || !kept(causes, Cause::Fill(Side::Rows)))
        });
        let columns = (0..self.columns()).all(|column| {
            let count = (0..self.rows()).filter(|&row| has(row, column)).count() as u32;
            let Bounds { min, max } = self.capacities[column];
            (count >= min || !kept(causes, Cause::ColumnMinimum(column)))
                && (count <= max || !kept(causes, Cause::ColumnMaximum(column)))
                && (count >= max
                    || fill != Some(Side::Columns)
                    || !kept(causes, Cause::Fill(Side::Columns)))
        });
        let rules = self.rules.iter().enumerate().all(|(at, rule)| {
            !rule.is_hard() || !kept(causes, Cause::Rule(at)) || self.off(&rule.kind, has) == 0
        });
        pins && rows && columns && rules
    }

    /// The violation of a rule, as its documentation says.
    fn off(&self, kind: &RuleKind, has: &dyn Fn(usize, usize) -> bool) -> i128 {
        let count = |rows: &[usize], columns: &[usize]| {
            let of_row = |&row: &usize| columns.iter().filter(|&&column| has(row, column)).count();
            rows.iter().map(of_row).sum::<usize>() as i128
        };
        let (all_rows, all_columns): (Vec<usize>, Vec<usize>) =
            ((0..self.rows()).collect(), (0..self.columns()).collect());
        let between = |n: i128, min: i128, max: i128| (min - n).max(0) + (n - max).max(0);
        match kind {
            RuleKind::Quota { block, per, min, max } => {
                let (rows, columns) = (block.rows(), block.columns());
                let off = |n| between(n, i128::from(*min), i128::from(*max));
                match per {
                    Per::Whole => off(count(rows, columns)),
                    Per::Row => rows.iter().map(|&row| off(count(&[row], columns))).sum(),
                    Per::Column => columns.iter().map(|&at| off(count(rows, &[at]))).sum(),
                }
            }
            &RuleKind::Share { ref part, ref whole, at_least, at_most, of, already } => {
                let part = count(part.rows(), part.columns()) + i128::from(already.0);
                let part = i128::from(of) * part;
                let whole = count(whole.rows(), whole.columns()) + i128::from(already.1);
                between(part, i128::from(at_least) * whole, i128::from(at_most) * whole)
            }
            RuleKind::Needs { side, nodes, these, times, of_those } => {
                let of = |node: usize, others: &[usize]| match side {
                    Side::Rows => count(&[node], others),
                    Side::Columns => count(others, &[node]),
                };
                let off = |&node: &usize| {
                    (of(node, these) - i128::from(*times) * of(node, of_those)).max(0)
                };
                nodes.iter().map(off).sum()
            }
            RuleKind::Apart { rows } => {
                all_columns.iter().map(|&at| (count(rows, &[at]) - 1).max(0)).sum()
            }
            RuleKind::Together { rows } => {
                let mixed = |&&at: &&usize| {
                    let n = count(rows, &[at]);
                    n > 0 && n < rows.len() as i128
                };
                all_columns.iter().filter(mixed).count() as i128
            }
            RuleKind::AllOrBetween { side, nodes, min, max } => {
                let off = |&at: &usize| {
                    let n = match side {
                        Side::Rows => count(&[at], &all_columns),
                        Side::Columns => count(&all_rows, &[at]),
                    };
                    between(n, i128::from(*min), i128::from(*max)).min(n)
                };
                nodes.iter().map(off).sum()
            }
            RuleKind::Hours { budgets, costs } => {
                let off = |(at, budget): (usize, &Budget)| {
                    let cost = |row: usize| match costs {
                        Costs::OfRows(rows) => rows[row],
                        Costs::OfPairs(lists) => lists[at][row],
                        _ => unreachable!(),
                    };
                    let rows = all_rows.iter().filter(|&&row| has(row, budget.column));
                    let used: i128 = rows.map(|&row| i128::from(cost(row))).sum();
                    (used - i128::from(budget.most)).max(0)
                };
                budgets.iter().enumerate().map(off).sum()
            }
            RuleKind::Changes { earlier, counted, max } => {
                let (mut added, mut dropped) = (0, 0);
                for &row in &all_rows {
                    for &column in &all_columns {
                        match (has(row, column), earlier.contains(&(row, column))) {
                            (true, false) => added += 1,
                            (false, true) => dropped += 1,
                            _ => {}
                        }
                    }
                }
                let counted = match counted {
                    Changed::Both => added + dropped,
                    Changed::Added => added,
                    Changed::Dropped => dropped,
                };
                (counted - i128::from(*max)).max(0)
            }
            RuleKind::All { parts } => parts.iter().map(|part| self.off(part, has)).sum(),
            _ => unreachable!(),
        }
    }

    /// The levels of a set of pairs, in order.
    fn worth(&self, has: &dyn Fn(usize, usize) -> bool) -> Vec<i128> {
        let (mut served, mut pairs, mut priority, mut total) = (0, 0, 0, 0);
        for row in 0..self.rows() {
            let mut any = false;
            for column in (0..self.columns()).filter(|&column| has(row, column)) {
                any = true;
                pairs += 1;
                total += i128::from(self.weights[row][column].unwrap_or(0));
            }
            if any {
                served += 1;
                priority += self.priorities.as_ref().map_or(0, |all| i128::from(all[row]));
            }
        }
        let soft = |place| {
            self.rules
                .iter()
                .filter(move |rule| rule.strength == Strength::Soft(place))
                .map(|rule| -self.off(&rule.kind, has))
        };
        let mut worth: Vec<i128> = soft(Place::First).collect();
        let after = soft(Place::AfterCounts);
        match self.objective {
            Objective::BestTotal => {
                worth.extend([total, pairs]);
                worth.extend(after);
                worth.push(priority);
            }
            Objective::Perfect => {
                worth.extend(after);
                worth.push(total);
            }
            _ => {
                worth.extend([served, pairs]);
                worth.extend(after);
                worth.extend([priority, total]);
            }
        }
        worth.extend(soft(Place::Last));
        worth
    }

    /// Tries every set of pairs.
    fn best(&self, causes: Kept<'_>) -> Option<Vec<i128>> {
        let cells = self.cells(causes);
        assert!(cells.len() <= 16, "small enough to try everything");
        let sets = (0_u32..1 << cells.len()).filter_map(|set| {
            let has = |row: usize, column: usize| {
                let at = cells.iter().position(|&cell| cell == (row, column));
                at.is_some_and(|at| set >> at & 1 == 1)
            };
            self.keeps(&has, causes).then(|| self.worth(&has))
        });
        sets.max()
    }

    fn solve(&self, backend: Backend) -> (Problem<Csr>, Solution) {
        let problem = self.problem();
        let solution = problem.solve(&Options::default().backend(backend)).unwrap();
        (problem, solution)
    }

    fn check(&self) {
        let best = self.best(None);
        for backend in Backend::ALL.into_iter().filter(|backend| backend.is_there()) {
            let (problem, solution) = self.solve(backend);
            solution.verify(&problem).unwrap_or_else(|error| panic!("{error}\n{solution:#?}"));
            assert_eq!(solution.stop_reason(), StopReason::Completed);
            match &best {
                None => {
                    assert_eq!(solution.status(), Status::Infeasible, "{solution:#?}");
                    self.check_conflict(solution.conflict().unwrap());
                }
                Some(best) => {
                    assert_eq!(solution.status(), Status::Optimal, "{best:?} {solution:#?}");
                    let pairs = solution.pairs();
                    let has = |row: usize, column: usize| {
                        pairs.iter().any(|pair| (pair.row, pair.column) == (row, column))
                    };
                    assert!(self.keeps(&has, None));
                    assert_eq!(&self.worth(&has), best, "{solution:#?}");
                }
            }
        }
    }

    fn check_conflict(&self, conflict: &Conflict) {
        let Conflict::Irreducible { causes } = conflict else { return };
        assert_eq!(self.best(Some(causes)), None, "{conflict} is no contradiction");
        for at in 0..causes.len() {
            let mut fewer = causes.clone();
            let dropped = fewer.remove(at);
            assert!(self.best(Some(&fewer)).is_some(), "{conflict}: {dropped} is not needed");
        }
    }
}

fn sets(most: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(prop::bool::weighted(0.6), most).prop_map(|flags| {
        flags.iter().enumerate().filter(|(_, flag)| **flag).map(|(at, _)| at).collect()
    })
}

fn blocks(rows: usize, columns: usize) -> impl Strategy<Value = Block> {
    (sets(rows), sets(columns)).prop_map(|(rows, columns)| Block::new(rows, columns))
}

/// Any rule for a problem of this size.
fn rules(rows: usize, columns: usize) -> impl Strategy<Value = Rule> {
    let quota = (
        blocks(rows, columns),
        prop::sample::select(vec![Per::Whole, Per::Row, Per::Column]),
        (0_u64..=2, 0_u64..=2, any::<bool>()),
    )
        .prop_map(|(block, per, (min, more, open))| RuleKind::Quota {
            block,
            per,
            min,
            max: if open { u64::MAX } else { min + more },
        });
    let already = prop_oneof![3 => Just((0, 0)), 1 => (0..=1_u32, 1..=2_u32)];
    let share = (blocks(rows, columns), blocks(rows, columns), 0_u32..=4, 0_u32..=4, already)
        .prop_map(|(part, more, low, more_share, already)| {
            let whole = Block::new(
                part.rows().iter().chain(more.rows()).copied(),
                part.columns().iter().chain(more.columns()).copied(),
            );
            RuleKind::Share {
                part,
                whole,
                at_least: low,
                at_most: (low + more_share).min(4),
                of: 4,
                already,
            }
        });
    let needs =
        (any::<bool>(), prop::collection::vec(any::<[bool; 3]>(), rows.max(columns)), 0_u32..=2)
            .prop_map(move |(by_row, flags, times)| {
                let (here, there) = if by_row { (rows, columns) } else { (columns, rows) };
                let pick = |which: usize, most: usize| {
                    (0..most).filter(|&at| flags[at][which]).collect::<Vec<usize>>()
                };
                RuleKind::Needs {
                    side: if by_row { Side::Rows } else { Side::Columns },
                    nodes: pick(0, here),
                    these: pick(1, there),
                    times,
                    of_those: pick(2, there),
                }
            });
    let at_least_two = move |mut set: Vec<usize>| {
        for row in 0..2 {
            if set.len() < 2 && !set.contains(&row) {
                set.push(row);
            }
        }
        set
    };
    let kind = prop_oneof![
        3 => quota,
        2 => share,
        2 => needs,
        1 => sets(rows).prop_map(move |rows| RuleKind::Apart { rows: at_least_two(rows) }),
        1 => sets(rows).prop_map(move |rows| RuleKind::Together { rows: at_least_two(rows) }),
        2 => (sets(columns), 1_u32..=3, 0_u32..=1).prop_map(|(nodes, min, more)| {
            RuleKind::AllOrBetween { side: Side::Columns, nodes, min, max: min + more }
        }),
        1 => (sets(rows), 1_u32..=3, 0_u32..=1).prop_map(|(nodes, min, more)| {
            RuleKind::AllOrBetween { side: Side::Rows, nodes, min, max: min + more }
        }),
        2 => (
            prop::collection::vec(prop::option::of(0_u64..=5), columns),
            prop::collection::vec(prop::collection::vec(0_u32..=4, rows), columns),
            any::<bool>(),
        )
            .prop_map(|(budgets, costs, same)| {
                let budgets: Vec<Budget> = budgets
                    .iter()
                    .enumerate()
                    .filter_map(|(column, most)| most.map(|most| Budget { column, most }))
                    .collect();
                let costs = if same {
                    Costs::OfRows(costs[0].clone())
                } else {
                    Costs::OfPairs(costs[..budgets.len()].to_vec())
                };
                RuleKind::Hours { budgets, costs }
            }),
        2 => (
            prop::collection::vec((0..rows, 0..columns), 0..4),
            prop::sample::select(vec![Changed::Both, Changed::Added, Changed::Dropped]),
            0_u64..=3,
        )
            .prop_map(|(earlier, counted, max)| RuleKind::Changes { earlier, counted, max }),
    ];
    let kind = kind.boxed();
    let several = prop::collection::vec(kind.clone(), 0..=3);
    let kind = prop_oneof![9 => kind, 1 => several.prop_map(|parts| RuleKind::All { parts })];
    let strength = prop_oneof![
        5 => Just(Strength::Hard),
        1 => Just(Strength::Soft(Place::First)),
        1 => Just(Strength::Soft(Place::AfterCounts)),
        1 => Just(Strength::Soft(Place::Last)),
    ];
    (kind, strength).prop_map(|(kind, strength)| Rule { kind, strength })
}

fn bounds(most: u32, count: usize) -> impl Strategy<Value = Vec<Bounds>> {
    let one = (prop::bool::weighted(0.1), 1..=most)
        .prop_map(|(min, max)| Bounds::between(u32::from(min), max));
    prop::collection::vec(one, count)
}

fn cases(how_many: usize) -> impl Strategy<Value = Case> {
    (2_usize..=4, 2_usize..=3).prop_flat_map(move |(rows, columns)| {
        let weight = prop::option::weighted(0.8, -3_i64..=9);
        let few = |most: usize| {
            prop::collection::vec((0..rows, 0..columns), 0..=most)
                .prop_flat_map(|all| (Just(all), prop::bool::weighted(0.3)))
                .prop_map(|(all, some)| if some { all } else { Vec::new() })
        };
        (
            prop::collection::vec(prop::collection::vec(weight, columns), rows),
            bounds(2, rows),
            bounds(3, columns),
            few(2),
            few(2),
            prop::option::weighted(0.2, -1_i64..=4),
            prop::option::weighted(0.2, prop::collection::vec(0_i64..=3, rows)),
            prop_oneof![
                2 => Just(Objective::MostTandems),
                2 => Just(Objective::BestTotal),
                1 => Just(Objective::Perfect)
            ],
            prop::collection::vec(rules(rows, columns), how_many),
        )
            .prop_map(
                |(
                    weights,
                    demands,
                    capacities,
                    pins,
                    forbids,
                    floor,
                    priorities,
                    objective,
                    rules,
                )| {
                    Case {
                        weights,
                        demands,
                        capacities,
                        pins,
                        forbids,
                        floor,
                        priorities,
                        objective,
                        rules,
                    }
                },
            )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_rule(case in cases(1)) {
        case.check();
    }

    #[test]
    fn two_rules(case in cases(2)) {
        case.check();
    }

    #[test]
    fn many_rules(case in cases(4)) {
        case.check();
    }
}
