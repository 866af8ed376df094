//! A problem spelled out, and a search that tries every set of pairs.

use tandems::problem::{
    Backend, Bounds, Budget, Cause, Changed, Conflict, Costs, Csr, Objective, Per, Place, Problem,
    Proof, Rule, RuleKind, Side, Solution, Status, StopReason, Strength,
};
use tandems::solve::Options;

/// A problem, spelled out.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) weights: Vec<Vec<Option<i64>>>,
    pub(crate) demands: Vec<Bounds>,
    pub(crate) capacities: Vec<Bounds>,
    pub(crate) pins: Vec<(usize, usize)>,
    pub(crate) forbids: Vec<(usize, usize)>,
    pub(crate) floor: Option<i64>,
    pub(crate) priorities: Option<Vec<i64>>,
    pub(crate) objective: Objective,
    pub(crate) rules: Vec<Rule>,
}

/// What is left of a problem when causes are dropped; `None` keeps everything.
pub(crate) type Kept<'a> = Option<&'a [Cause]>;

fn kept(causes: Kept<'_>, cause: Cause) -> bool {
    causes.is_none_or(|causes| causes.contains(&cause))
}

impl Case {
    pub(crate) fn rows(&self) -> usize {
        self.demands.len()
    }

    pub(crate) fn columns(&self) -> usize {
        self.capacities.len()
    }

    pub(crate) fn problem(&self) -> Problem<Csr> {
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
    pub(crate) fn best(&self, causes: Kept<'_>) -> Option<Vec<i128>> {
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

    pub(crate) fn solve(&self, backend: Backend) -> (Problem<Csr>, Solution) {
        let problem = self.problem();
        let solution = problem.solve(&Options::default().backend(backend)).unwrap();
        (problem, solution)
    }

    pub(crate) fn check(&self) {
        let best = self.best(None);
        for backend in Backend::ALL.into_iter().filter(|backend| backend.is_there()) {
            let (problem, solution) = self.solve(backend);
            let verified = solution
                .verify(&problem)
                .unwrap_or_else(|error| panic!("{error}\n{self:#?}\n{solution:#?}"));
            if solution.algorithm() == "flow" && solution.status() == Status::Optimal {
                assert!(verified.proved && solution.proof() == Proof::Duals, "{solution:#?}");
            }
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
                    Self::check_gap(&problem, backend, &solution);
                }
            }
        }
    }

    /// With a gap the bounds still hold, and what is called best is best.
    fn check_gap(problem: &Problem<Csr>, backend: Backend, best: &Solution) {
        let best: Vec<i128> = best.levels().iter().map(|level| level.value).collect();
        let options = Options::default().backend(backend).gap(200_000);
        let solution = problem.solve(&options).unwrap();
        solution.verify(problem).unwrap();
        let levels = solution.levels();
        let bounds: Vec<i128> = levels.iter().map_while(|level| level.bound).collect();
        assert!(best[..bounds.len()] <= bounds[..], "{best:?} {solution:#?}");
        if solution.status() == Status::Optimal {
            assert!(levels.iter().map(|level| level.value).eq(best), "{solution:#?}");
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
