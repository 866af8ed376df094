//! Weights of more than 30 bits: the optimum without their lowest bits says which pairs can be in theirs.
//!
//! With prices `(u, v)` of the weights rounded down to multiples of 2ˢ, a pair whose coarse weight falls more than a margin short
//! of its prices is left out. Among the others the exact optimum is found over what weights exceed the coarse prices by, which changes
//! all answers by the same where everybody has a partner: numbers of few bits, as all of them are near zero. Exact prices
//! prove it for the pairs left out, too, as long as they are not below the coarse ones by more than the margin; else it is
//! made wider. It is scaling (H. N. Gabow and R. E. Tarjan, *Faster scaling algorithms for network problems*, SIAM Journal
//! on Computing 18, 1989) in two steps.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::certificate::bound;
use super::super::finish::Finished;
use super::super::listed;
use super::super::meter::Meter;
use super::super::nodes::small;
use super::super::parallel::over_rows;
use super::super::residual::Residual;
use super::super::{SolveError, WarmStart, without_pairs};
use super::NAME;
use crate::problem::{
    AnyProblem, Assigned, Csr, Duals, Edge, Edges, Level, MAX_WEIGHT, Objective, Problem,
    ProblemError, Solution, Status, StopReason, Weight, Work,
};

/// The first margin, in coarse weights, and how much wider the next is.
const MARGIN: i32 = 32;
const WIDER: i32 = 16;
const MARGINS: usize = 4;

/// Pairs that are kept at most: one in so many of all.
const FEW: usize = 8;

/// Rows read between two looks at the limits.
const BLOCK: usize = 256;

/// A problem's edges, each without its lowest bits.
struct Coarse<'a> {
    edges: &'a dyn Edges,
    shift: u32,
}

impl Edges for Coarse<'_> {
    fn rows(&self) -> usize {
        self.edges.rows()
    }

    fn columns(&self) -> usize {
        self.edges.columns()
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        self.edges.row(row, edges);
        for edge in edges {
            edge.weight >>= self.shift;
        }
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        Some(self.edges.weight(row, column)? >> self.shift)
    }

    fn edge_count(&self) -> Option<usize> {
        self.edges.edge_count()
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        self.edges.coarse_row(row, weights).is_some()
    }
}

/// The optimum where every row takes one column, every seat is taken, and every pair is open; `None` where this is not so, weights are
/// narrow, or too many pairs are nearly best.
pub(super) fn solve(
    problem: &AnyProblem<'_>,
    residual: &Residual,
    meter: &mut Meter<'_>,
) -> Result<Option<Solution>, SolveError> {
    let edges = problem.edges();
    let fills = match problem.objective() {
        Objective::Perfect => residual.levels == [Level::Total],
        Objective::MostTandems => residual.levels == [Level::Tandems, Level::Total],
        Objective::BestTotal => false,
    };
    let all_open = problem.is_bare()
        && residual.row_limits.iter().all(|&limit| limit == 1)
        && residual.column_limits.iter().all(|&limit| limit > 0);
    if !(fills && all_open && residual.is_balanced()) || residual.has_minima() {
        return Ok(None);
    }
    let Some(shift) = edges.coarse_row(0, &mut vec![0; edges.columns()]) else { return Ok(None) };
    let coarse = like(problem, Coarse { edges, shift }, problem.objective().clone())?;
    let before = meter.bytes();
    let Some(answer) = super::solve_on(&coarse, None, meter)? else { return Ok(None) };
    meter.release_to(before);
    let first = First { problem, residual, shift, answer };
    if first.answer.stop_reason != StopReason::Completed {
        return Ok(Some(first.stopped(first.answer.stop_reason, meter)));
    }
    let Some(prices) = first.prices().filter(|prices| prices.fit(shift)) else { return Ok(None) };
    let nothing = Duals::new(1, vec![0; problem.rows()], vec![0; problem.columns()]);
    let start = WarmStart::new(first.answer.pairs.clone(), Some(nothing));
    let mut margin = MARGIN;
    for _ in 0..MARGINS {
        meter.release_to(before);
        let near = match first.near(&prices, margin, meter) {
            Ok(Some(near)) => near,
            Ok(None) => return Ok(None),
            Err(reason) => return Ok(Some(first.stopped(reason, meter))),
        };
        meter.settled = 0;
        let near = like(problem, near, Objective::Perfect)?;
        let Some(second) = listed::solve_on(&near, Some(&start), meter)? else { return Ok(None) };
        if second.stop_reason != StopReason::Completed {
            return Ok(Some(first.stopped(second.stop_reason, meter)));
        }
        let exact = lowered(near.edges(), second);
        if let Some(solution) = exact.and_then(|exact| first.refined(&prices, margin, exact, meter))
        {
            return Ok(Some(solution));
        }
        margin *= WIDER;
    }
    Ok(None)
}

/// A problem of the same shape and capacities.
fn like<E: Edges>(
    problem: &AnyProblem<'_>,
    edges: E,
    objective: Objective,
) -> Result<Problem<E>, ProblemError> {
    let capacities = (0..problem.columns()).map(|column| problem.capacity(column)).collect();
    Ok(Problem::new(edges).with_capacities(capacities)?.with_objective(objective))
}

/// Prices of coarse weights that prove their optimum.
struct Prices {
    rows: Vec<i64>,
    columns: Vec<i64>,
}

impl Prices {
    /// Whether what they stand for can be taken off weights without an overflow.
    fn fit(&self, shift: u32) -> bool {
        let most = (MAX_WEIGHT >> shift).unsigned_abs();
        self.rows.iter().chain(&self.columns).all(|price| price.unsigned_abs() < most / 2)
    }
}

/// The answer to the coarse problem.
struct First<'a> {
    problem: &'a AnyProblem<'a>,
    residual: &'a Residual,
    shift: u32,
    answer: Solution,
}

impl First<'_> {
    /// `None` where it is no optimum.
    fn prices(&self) -> Option<Prices> {
        let duals = self.answer.duals().filter(|_| self.answer.status == Status::Optimal)?;
        let rows = (0..self.problem.rows()).map(|row| duals.row(row));
        let columns = (0..self.problem.columns()).map(|column| duals.column(column));
        // Where pairs are a level of their own, one of them outweighs all that the level below it can say.
        let size = |price: &[i128]| price.last().map_or(0, |price| price.abs());
        let pair = 2 * rows.clone().chain(columns.clone()).map(size).max()? + (1 << 30);
        let joined = |price: &[i128], pairs: i128| {
            let above = price[..price.len() - 1].iter().map(|of_pairs| of_pairs - pairs);
            i64::try_from(above.sum::<i128>() * pair + price.last()?).ok()
        };
        Some(Prices {
            rows: rows.map(|price| joined(price, 1)).collect::<Option<_>>()?,
            columns: columns.map(|price| joined(price, 0)).collect::<Option<_>>()?,
        })
    }

    /// Pairs that are worth their prices but for a margin, and by how much their weights exceed the prices; `None` where they are many.
    fn near(
        &self,
        prices: &Prices,
        margin: i32,
        meter: &mut Meter<'_>,
    ) -> Result<Option<Csr<i64>>, StopReason> {
        let edges = self.problem.edges();
        let (rows, columns) = (edges.rows(), edges.columns());
        let most = rows.saturating_mul(columns) / FEW;
        let read = |cells: &mut Vec<i32>, row: usize| -> Vec<(u32, Weight)> {
            cells.resize(columns, 0);
            edges.coarse_row(row, cells);
            let least = prices.rows[row] - i64::from(margin);
            let offers = (0..).zip(cells.iter().zip(&prices.columns));
            let near = offers.filter(|&(_, (&cell, price))| i64::from(cell) - price >= least);
            near.filter_map(|(column, _)| {
                let weight = edges.weight(row, column)?;
                let prices = prices.rows[row] + prices.columns[column];
                Some((small(column), weight - (prices << self.shift)))
            })
            .collect()
        };
        let (mut starts, mut indices, mut above) = (vec![0], Vec::new(), Vec::new());
        for first in (0..rows).step_by(BLOCK) {
            let block = first..rows.min(first + BLOCK);
            meter.spend(block.len() * columns)?;
            for of_row in over_rows(block, columns, read) {
                meter.claim(of_row.len() * (size_of::<u32>() + size_of::<i64>()))?;
                indices.extend(of_row.iter().map(|entry| entry.0));
                above.extend(of_row.iter().map(|entry| entry.1));
                starts.push(indices.len());
            }
            if indices.len() > most {
                return Ok(None);
            }
        }
        Ok(Csr::new(columns, starts, indices, above).ok())
    }

    /// The optimum of all pairs, if that of the near ones is one: where no two exact prices are below the coarse ones by more than the
    /// margin, they are above the weights of all pairs that were left out.
    fn refined(
        &self,
        prices: &Prices,
        margin: i32,
        second: Second,
        meter: &Meter<'_>,
    ) -> Option<Solution> {
        let fine = |price: i64| i128::from(price) << self.shift;
        let exact = |coarse: &[i64], above: Vec<i64>| -> Vec<i128> {
            let of_both = coarse.iter().zip(above);
            of_both.map(|(&price, above)| fine(price) + i128::from(above)).collect()
        };
        let least = |above: &[i64]| above.iter().copied().min().map(i128::from);
        let below = least(&second.rows)? + least(&second.columns)?;
        if below < -fine(margin.into()) {
            return None;
        }
        let rows = exact(&prices.rows, second.rows);
        let columns = exact(&prices.columns, second.columns);
        // A pair for every row, whatever comes before the total.
        let above = self.residual.levels.len() - 1;
        let leveled = |of_pair: i128, prices: Vec<i128>| -> Vec<i128> {
            let levels = |price| std::iter::repeat_n(of_pair, above).chain([price]);
            prices.into_iter().flat_map(levels).collect()
        };
        let duals = Duals::new(above + 1, leveled(1, rows), leveled(0, columns));
        Some(self.finished(&second.pairs, duals, StopReason::Completed, meter))
    }

    /// What there is where a limit has ended the run: the pairs, and prices that bound all weights.
    fn stopped(&self, reason: StopReason, meter: &Meter<'_>) -> Solution {
        let Some(duals) = self.answer.duals() else { return without_pairs(NAME, "", reason) };
        let count = self.residual.levels.len();
        let fine = |price: &[i128], up: i128| -> Vec<i128> {
            let mut price = price.to_vec();
            price[count - 1] = (price[count - 1] + up) << self.shift;
            price
        };
        // Weights were rounded down.
        let rows = (0..self.problem.rows()).flat_map(|row| fine(duals.row(row), 1)).collect();
        let columns =
            (0..self.problem.columns()).flat_map(|column| fine(duals.column(column), 0)).collect();
        self.finished(&self.answer.pairs, Duals::new(count, rows, columns), reason, meter)
    }

    fn finished(
        &self,
        pairs: &[Assigned],
        duals: Duals,
        stop_reason: StopReason,
        meter: &Meter<'_>,
    ) -> Solution {
        let pair = |&Assigned { row, column, .. }: &Assigned| {
            let weight = self.problem.edges().weight(row, column)?;
            Some(Assigned { row, column, weight })
        };
        let work = Work { edges: meter.edges(), searches: 0 };
        let pairs = pairs.iter().filter_map(pair).collect();
        Finished { algorithm: NAME, pairs, duals, work, stop_reason }.solution(
            self.problem,
            &self.residual.levels,
            |duals| bound(self.problem, self.residual, None, duals),
        )
    }
}

/// The optimum of the near pairs, and prices that prove it.
struct Second {
    pairs: Vec<Assigned>,
    rows: Vec<i64>,
    columns: Vec<i64>,
}

/// The same answer at the lowest prices from zero on: parts of the market that know nothing of each other may have prices of any
/// level, which says nothing of pairs between them. `None` where it is no optimum.
///
/// A column costs at least what its rows would pay for it rather than have their own: longest paths, which prices that are
/// there turn into shortest ones. O(e log e) for e pairs.
fn lowered(near: &Csr<i64>, second: Solution) -> Option<Second> {
    let duals = second.duals().filter(|_| second.status == Status::Optimal)?;
    let columns = 0..near.columns();
    let prices: Vec<i64> =
        columns.map(|column| i64::try_from(duals.column(column)[0]).ok()).collect::<Option<_>>()?;
    let mut rows_of: Vec<Vec<(usize, i64)>> = vec![Vec::new(); prices.len()];
    for pair in &second.pairs {
        rows_of[pair.column].push((pair.row, pair.weight));
    }
    // By how much each price can fall.
    let mut falls = prices.clone();
    let mut heap: BinaryHeap<Reverse<(i64, usize)>> =
        falls.iter().enumerate().map(|(column, &fall)| Reverse((fall, column))).collect();
    let mut edges = Vec::new();
    while let Some(Reverse((fall, column))) = heap.pop() {
        if fall > falls[column] {
            continue;
        }
        for &(row, weight) in &rows_of[column] {
            near.row(row, &mut edges);
            for edge in &edges {
                let other = edge.column as usize;
                let slack = (weight - prices[column]) - (edge.weight - prices[other]);
                if fall + slack < falls[other] {
                    falls[other] = fall + slack;
                    heap.push(Reverse((fall + slack, other)));
                }
            }
        }
    }
    let columns: Vec<i64> = prices.iter().zip(&falls).map(|(price, fall)| price - fall).collect();
    let mut rows = vec![0; near.rows()];
    for pair in &second.pairs {
        rows[pair.row] = pair.weight - columns[pair.column];
    }
    Some(Second { pairs: second.pairs, rows, columns })
}
