//! A sharper bound: rules become prices on the pairs they count, and the flow is solved at these prices.
//!
//! For any prices λ ≥ 0 of lines Σ a·x ≤ b, an answer that keeps them is worth at most Σ (w − λ·a)·x + λ·b, and the best
//! flow at the weights w − λ·a bounds that. Prices are found by steps along what is broken (M. Held, P. Wolfe and
//! H. P. Crowder, *Validation of subgradient optimization*, Mathematical Programming 6, 1974; M. L. Fisher, *The Lagrangian
//! relaxation method for solving integer programming problems*, Management Science 27, 1981), on short lists first, and the
//! bound is taken over all pairs. Everything that is claimed is calculated in integers; floats only choose the prices.

use std::collections::HashMap;

use super::packing::Packing;
use super::program::{Program, Source, lines_of};
use super::relax::{Relaxed, interleave};
use super::repair::repaired;
use super::stages::beside_pins;
use crate::problem::{
    AnyProblem, Assigned, Cause, Csr, Edges, Level, Objective, StopReason, Weight,
};
use crate::solve::clock::Clock;
use crate::solve::value::MAX_LEVELS;
use crate::solve::{Algorithm, Options, SolveError};

/// Pairs each row and each column bring to the short lists.
const ROW_LIST: usize = 12;
const COLUMN_LIST: usize = 4;

/// Steps on the short lists, and how often the lists are made anew.
const STEPS: usize = 100;
const ROUNDS: usize = 2;

/// A line Σ sign·a·x ≤ most that has a price.
struct Cut {
    rule: usize,
    unit: usize,
    sign: i64,
    most: i64,
    terms: Vec<(u32, i64)>,
}

/// The best flow at some prices.
struct Flow {
    chosen: Vec<bool>,
    value: i128,
    rows: Vec<i128>,
    columns: Vec<i128>,
}

/// A bound over all pairs, and what is known of each of them.
pub(super) struct Prices {
    packing: Packing,
    levels: Vec<Level>,
    /// All open pairs, by row and column, and their weights at the prices.
    pub(super) pairs: Vec<Assigned>,
    weights: Vec<i64>,
    rows: Vec<i128>,
    columns: Vec<i128>,
    bound: i128,
    /// Pairs that keep all rules, beside the pins.
    pub(super) incumbent: Option<Vec<Assigned>>,
    /// The pairs of the flow at the prices, beside the pins.
    pub(super) flow: Vec<Assigned>,
}

impl Prices {
    /// No answer exceeds this.
    pub(super) fn bound(&self) -> Vec<i128> {
        interleave(&self.levels, &self.packing.levels(self.bound))
    }

    /// What the pair of this number costs in the bound, 0 where it is in the flow.
    pub(super) fn cost(&self, at: usize) -> i128 {
        let pair = &self.pairs[at];
        (self.rows[pair.row] + self.columns[pair.column] - i128::from(self.weights[at])).max(0)
    }

    /// No answer with the pair of this number exceeds this.
    pub(super) fn bound_with(&self, at: usize) -> Vec<i128> {
        interleave(&self.levels, &self.packing.levels(self.bound - self.cost(at)))
    }
}

/// Finds prices; `None` where levels do not fit one number, or a limit ends it.
pub(super) fn prices(
    problem: &AnyProblem<'_>,
    clock: &Clock<'_>,
    relaxed: &Relaxed,
    pairs: Vec<Assigned>,
) -> Result<Result<Prices, Vec<Assigned>>, SolveError> {
    let Some(packing) = Packing::of(problem, &relaxed.levels, pairs.iter().chain(problem.pins()))
    else {
        return Ok(Err(pairs));
    };
    let search = Search {
        problem,
        clock,
        packing,
        levels: problem.levels(),
        of_pairs: relaxed.levels.clone(),
    };
    // First the costs of the relaxation, then those of the prices found.
    let mut best: Option<Prices> = None;
    let mut held: HashMap<(usize, usize, i64), i64> = HashMap::new();
    let mut incumbent: Option<Incumbent> = None;
    let mut list = short_list(problem, &pairs, &beside_pins(problem, &relaxed.pairs), |at| {
        let pair = &pairs[at];
        let bound = relaxed.bound_with(pair.row, pair.column, pair.weight);
        let mut cost = [0; MAX_LEVELS];
        for (cost, (value, bound)) in cost.iter_mut().zip(relaxed.values.iter().zip(bound)) {
            *cost = value - bound;
        }
        cost
    });
    let mut pairs = pairs;
    for _ in 0..ROUNDS {
        if clock.stop().is_some() {
            break;
        }
        let short: Vec<Assigned> = list.iter().map(|&at| pairs[at]).collect();
        let Some(found) = search.on_list(short, &held, &mut incumbent)? else { break };
        let (whole, back) = search.over_all(std::mem::take(&mut pairs), &found)?;
        let Some(whole) = whole else {
            pairs = back;
            break;
        };
        held = found;
        list = short_list(problem, &whole.pairs, &whole.flow, |at| whole.cost(at));
        let gained = best.as_ref().is_none_or(|best| whole.bound < best.bound);
        pairs = if gained {
            let pairs = whole.pairs.clone();
            let before = best.as_ref().map(|best| best.bound);
            let little = before.is_some_and(|b| (b - whole.bound) * 1_000_000 < b.abs());
            best = Some(whole);
            if little {
                break;
            }
            pairs
        } else {
            break;
        };
    }
    match best {
        Some(mut best) => {
            best.incumbent = incumbent.map(|(_, pairs)| pairs);
            Ok(Ok(best))
        }
        None if pairs.is_empty() => Ok(Err(super::program::open_pairs(problem, |_, _| true))),
        None => Ok(Err(pairs)),
    }
}

/// For each row and each column the pairs that cost least, and those of a flow; in order.
pub(super) fn short_list<C: Ord + Copy>(
    problem: &AnyProblem<'_>,
    pairs: &[Assigned],
    flow: &[Assigned],
    cost: impl Fn(usize) -> C,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut columns: Vec<Vec<(C, usize)>> = vec![Vec::new(); problem.columns()];
    let mut first = 0;
    for of_row in pairs.chunk_by(|one, next| one.row == next.row) {
        let mut costs: Vec<(C, usize)> =
            (first..first + of_row.len()).map(|at| (cost(at), at)).collect();
        first += of_row.len();
        for &(cost, at) in &costs {
            let column = &mut columns[pairs[at].column];
            if column.len() < COLUMN_LIST {
                column.push((cost, at));
            } else if let Some(worst) = column.iter_mut().max()
                && (cost, at) < *worst
            {
                *worst = (cost, at);
            }
        }
        if costs.len() > ROW_LIST {
            costs.select_nth_unstable(ROW_LIST);
            costs.truncate(ROW_LIST);
        }
        chosen.extend(costs.into_iter().map(|(_, at)| at));
    }
    chosen.extend(columns.into_iter().flatten().map(|(_, at)| at));
    let key = |pair: &Assigned| (pair.row, pair.column);
    chosen.extend(flow.iter().filter_map(|pair| pairs.binary_search_by_key(&key(pair), key).ok()));
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Values of an answer, and its pairs beside the pins.
type Incumbent = (Vec<i128>, Vec<Assigned>);

struct Search<'a> {
    problem: &'a AnyProblem<'a>,
    clock: &'a Clock<'a>,
    packing: Packing,
    levels: Vec<Level>,
    /// Those that are not of rules.
    of_pairs: Vec<Level>,
}

type Held = HashMap<(usize, usize, i64), i64>;

impl Search<'_> {
    fn weight(&self, pair: &Assigned) -> Weight {
        self.packing.weight(self.problem, &self.of_pairs, pair)
    }

    /// The best flow over these pairs at these weights; `None` where it was stopped.
    fn flow(&self, pairs: &[Assigned], weights: &[i64]) -> Result<Option<Flow>, SolveError> {
        let (rows, columns) = (self.problem.rows(), self.problem.columns());
        let mut starts = vec![0; rows + 1];
        for pair in pairs {
            starts[pair.row + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let indices = pairs.iter().map(|p| u32::try_from(p.column).unwrap_or(u32::MAX)).collect();
        let Ok(csr) = Csr::new(columns, starts, indices, weights.to_vec()) else {
            return Ok(None);
        };
        let objective = match self.problem.objective() {
            Objective::Perfect => Objective::Perfect,
            _ => Objective::BestTotal,
        };
        let edges: &dyn Edges = &csr;
        let problem = self.problem.priced(edges, objective);
        let mut limits = self.clock.rest();
        limits.progress = None;
        // Weights at prices may be far apart, where auctions take long; searches for shortest paths do not mind.
        let few = pairs.len() <= 1 << 20;
        let algorithm = if few { Algorithm::Hungarian } else { Algorithm::Auto };
        let options = Options::default().algorithm(algorithm).limits(limits);
        let solution = AnyProblem::solve_flow(&problem, &options)?;
        let done = solution.stop_reason == StopReason::Completed;
        let Some(duals) = solution.duals.as_ref().filter(|_| done) else { return Ok(None) };
        let free = beside_pins(self.problem, &solution.pairs);
        let key = |pair: &Assigned| (pair.row, pair.column);
        let mut chosen = vec![false; pairs.len()];
        let mut value = 0;
        for pair in &free {
            if let Ok(at) = pairs.binary_search_by_key(&key(pair), key) {
                chosen[at] = true;
                value += i128::from(weights[at]);
            }
        }
        Ok(Some(Flow {
            chosen,
            value,
            rows: (0..rows).map(|row| duals.row(row)[0]).collect(),
            columns: (0..columns).map(|column| duals.column(column)[0]).collect(),
        }))
    }

    /// What pins add, and what prices add whatever the pairs.
    fn constant(&self, cuts: &[Cut], prices: &[i64], pins: &[bool]) -> i128 {
        let of_pins = self.problem.pins().iter().map(|p| i128::from(self.weight(p)));
        let of_cuts = cuts.iter().zip(prices).filter(|(_, price)| **price != 0);
        let of_cuts = of_cuts.map(|(cut, &price)| {
            let pinned = cut.terms.iter().filter(|(pair, _)| pins[*pair as usize]);
            let used: i64 = pinned.map(|&(_, a)| cut.sign * a).sum();
            i128::from(price) * (i128::from(cut.most) - i128::from(used))
        });
        of_pins.sum::<i128>() + of_cuts.sum::<i128>()
    }

    /// Steps along what is broken, on a short list; the best prices found.
    fn on_list(
        &self,
        short: Vec<Assigned>,
        held: &Held,
        incumbent: &mut Option<Incumbent>,
    ) -> Result<Option<Held>, SolveError> {
        let program = Program::new(self.problem, short);
        let cuts = cuts(&program);
        let free: Vec<usize> = (0..program.pairs.len()).filter(|&at| !program.pinned[at]).collect();
        let pairs: Vec<Assigned> = free.iter().map(|&at| program.pairs[at]).collect();
        let mut prices: Vec<i64> = cuts
            .iter()
            .map(|cut| held.get(&(cut.rule, cut.unit, cut.sign)).copied().unwrap_or(0))
            .collect();
        let mut best: Option<(i128, Vec<i64>)> = None;
        let (mut theta, mut since) = (1.0_f64, 0);
        for step in 0..STEPS {
            if self.clock.stop().is_some() {
                break;
            }
            let mut weights: Vec<i64> =
                program.pairs.iter().map(|pair| self.weight(pair)).collect();
            for (cut, &price) in cuts.iter().zip(&prices).filter(|(_, price)| **price != 0) {
                for &(pair, coefficient) in &cut.terms {
                    let weight = &mut weights[pair as usize];
                    let less = (cut.sign * coefficient).saturating_mul(price);
                    *weight = weight.saturating_sub(less);
                }
            }
            let open: Vec<i64> = free.iter().map(|&at| weights[at]).collect();
            let Some(flow) = self.flow(&pairs, &open)? else { return Ok(None) };
            let bound = flow.value + self.constant(&cuts, &prices, &program.pinned);
            let mut chosen = program.pinned.clone();
            for (&at, &is) in free.iter().zip(&flow.chosen) {
                chosen[at] = is;
            }
            let better = best.as_ref().is_none_or(|(least, _)| bound < *least);
            if better {
                best = Some((bound, prices.clone()));
                since = 0;
            } else {
                since += 1;
            }
            if step % 12 == 11 {
                self.offer(&program, chosen.clone(), incumbent);
            }
            if since >= 6 {
                (theta, since) = (theta / 2.0, 0);
                if theta < 1e-3 {
                    break;
                }
            }
            let broken: Vec<i64> = cuts
                .iter()
                .map(|cut| {
                    let used = cut.terms.iter().filter(|(pair, _)| chosen[*pair as usize]);
                    used.map(|&(_, a)| cut.sign * a).sum::<i64>() - cut.most
                })
                .collect();
            let Some(next) = self.step(&prices, &broken, (bound, incumbent.as_ref()), theta) else {
                break;
            };
            prices = next;
        }
        let Some((_, prices)) = best else { return Ok(None) };
        let key = |cut: &Cut| (cut.rule, cut.unit, cut.sign);
        let with_price = cuts.iter().zip(prices).filter(|(_, price)| *price != 0);
        Ok(Some(with_price.map(|(cut, price)| (key(cut), price)).collect()))
    }

    /// One step; `None` where nothing is broken that has a price to rise, or a price to fall.
    #[expect(clippy::cast_precision_loss, reason = "floats only choose how far to go")]
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    fn step(
        &self,
        prices: &[i64],
        broken: &[i64],
        (bound, incumbent): (i128, Option<&Incumbent>),
        theta: f64,
    ) -> Option<Vec<i64>> {
        let moves = |(&price, &by): (&i64, &i64)| by > 0 || price > 0 && by < 0;
        let norm: f64 = prices
            .iter()
            .zip(broken)
            .filter(|&pair| moves(pair))
            .map(|(_, &by)| (by as f64) * (by as f64))
            .sum();
        if norm == 0.0 {
            return None;
        }
        let worth = incumbent.map(|(_, pairs)| {
            let of = |pair: &Assigned| i128::from(self.weight(pair));
            pairs.iter().chain(self.problem.pins()).map(of).sum::<i128>()
        });
        let gap = worth.map_or(bound.abs() as f64 * 1e-3, |worth| (bound - worth).max(1) as f64);
        let length = theta * gap / norm;
        let most = (1_i64 << 56) as f64;
        let along = |(&price, &by): (&i64, &i64)| {
            let next = (price as f64 + length * by as f64).round();
            next.clamp(0.0, most) as i64
        };
        let next: Vec<i64> = prices.iter().zip(broken).map(along).collect();
        (next != prices).then_some(next)
    }

    /// Mends the pairs of a flow, and keeps them if they are better than what there was.
    fn offer(&self, program: &Program, chosen: Vec<bool>, incumbent: &mut Option<Incumbent>) {
        let Some(chosen) = repaired(program, chosen, self.clock) else { return };
        let values = program.values(self.problem, &chosen);
        if incumbent.as_ref().is_none_or(|(best, _)| *best < values) {
            let pairs = beside_pins(self.problem, &program.chosen_pairs(&chosen));
            *incumbent = Some((values, pairs));
        }
    }

    /// The bound of prices over all pairs. Hands the pairs back where it is stopped.
    fn over_all(
        &self,
        pairs: Vec<Assigned>,
        held: &Held,
    ) -> Result<(Option<Prices>, Vec<Assigned>), SolveError> {
        let mut weights: Vec<i64> = pairs.iter().map(|pair| self.weight(pair)).collect();
        let mut constant: i128 = 0;
        for pin in self.problem.pins() {
            constant += i128::from(self.weight(pin));
        }
        // Pins stand in the lines as well: they take their part off what is constant.
        let open = pairs.len();
        let mut with_pins = pairs;
        with_pins.extend_from_slice(self.problem.pins());
        let mut fits = true;
        for (rule, one) in self.problem.rules().iter().enumerate() {
            if !held.keys().any(|key| key.0 == rule) {
                continue;
            }
            let price =
                |unit: usize, sign: i64| held.get(&(rule, unit, sign)).copied().unwrap_or(0);
            for (unit, terms, shape) in lines_of(&one.kind, &with_pins) {
                let net = price(unit, 1) - price(unit, -1);
                for &(pair, coefficient) in terms.iter().filter(|_| net != 0) {
                    match weights.get_mut(pair as usize) {
                        Some(weight) => {
                            let less = coefficient.checked_mul(net);
                            match less.and_then(|less| weight.checked_sub(less)) {
                                Some(rest) => *weight = rest,
                                None => fits = false,
                            }
                        }
                        None => constant -= i128::from(coefficient) * i128::from(net),
                    }
                }
                for (sign, most) in shape.halves() {
                    constant += i128::from(price(unit, sign)) * i128::from(most);
                }
            }
        }
        with_pins.truncate(open);
        let pairs = with_pins;
        if !fits || weights.iter().any(|weight| weight.unsigned_abs() > 1 << 61) {
            return Ok((None, pairs));
        }
        let Some(flow) = self.flow(&pairs, &weights)? else { return Ok((None, pairs)) };
        let chosen = pairs.iter().zip(&flow.chosen).filter(|(_, chosen)| **chosen);
        let of_flow = chosen.map(|(pair, _)| *pair).collect();
        let prices = Prices {
            packing: self.packing,
            levels: self.levels.clone(),
            pairs,
            weights,
            rows: flow.rows,
            columns: flow.columns,
            bound: flow.value + constant,
            incumbent: None,
            flow: of_flow,
        };
        Ok((Some(prices), Vec::new()))
    }
}

fn cuts(program: &Program) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for line in &program.lines {
        let Source::Hard(Cause::Rule(rule)) = line.source else { continue };
        for (sign, most) in line.shape.halves() {
            let (terms, unit) = (line.terms.clone(), line.unit);
            cuts.push(Cut { rule, unit, sign, most, terms });
        }
    }
    cuts
}
