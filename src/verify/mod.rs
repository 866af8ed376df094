//! Checks any answer against its problem. Nothing here is shared with the solvers.
//!
//! Dual prices prove an optimum by weak duality: for *any* prices u of the rows and v of the columns (one integer a
//! level, compared lexicographically) no answer is worth more than
//!
//! > worth of the pins + Σ over open edges of max(0, w − u − v) + Σ over rows of max (served + d·u) + Σ over columns of
//! > max d·v,
//!
//! where d runs over the numbers of partners a node may have beyond its pins. Rules that limit numbers of pairs may have
//! prices too: a pair pays those of all rules that count it, and each rule adds the largest x·price, less its violation
//! where it is soft, over the numbers x it allows. Prices that meet the worth of the pairs prove that the pairs are best,
//! whoever found them. H. W. Kuhn, *The Hungarian method for the assignment problem*,
//! Naval Research Logistics Quarterly 2 (1955).
//!
//! Rows are read in blocks, on all cores where there are any, and what they say is put together in order. Most edges are
//! seen in 64 bits to be worth no more than their prices; whatever may be worth more is added up in 128.

mod blocks;
mod bound;
mod conflict;
mod error;
mod lane;
mod limits;
mod point;
mod rows;
mod rules;

pub use error::VerifyError;
pub use point::verify_point;
pub use rules::violations;

use crate::problem::{
    AnyProblem, Assigned, Bounds, Level, Proof, Side, Solution, Status, StopReason,
};

/// What was found to be true of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// What the answer is.
    pub status: Status,
    /// Whether the status was proved from problem and answer alone: by dual prices, or by a conflict that holds.
    /// `false` says that pairs and values are right and that the rest is the algorithm's own word.
    pub proved: bool,
    /// Number of pairs.
    pub pairs: usize,
    /// What the pairs are worth, level by level; empty where there is no answer.
    pub worth: Vec<(Level, i128)>,
}

/// Recomputes everything an answer claims from the problem and the answer alone: that every pair may be, is stated once
/// and at its weight, that pins are there, that bounds and rules are kept, what each level adds up to, that dual prices prove the
/// optimum or the bound, and that a conflict holds.
///
/// # Errors
///
/// The first thing that is not as the answer says.
///
/// # Complexity
///
/// One pass over the edges, on all cores with the feature `rayon`; memory for three numbers a node and level, and for a
/// row of edges a thread. The outcome, and the error where there is one, is the same for any number of threads.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use tandems::problem::{DenseView, Problem};
/// use tandems::solve::Options;
/// use tandems::verify::verify;
///
/// let points = array![[7, 5], [6, 1]];
/// let problem = Problem::new(DenseView::maximize(points.view())?);
/// let solution = problem.solve(&Options::default())?;
/// assert_eq!(verify(&problem, &solution)?.pairs, 2);
///
/// // The same pairs are not best, nor worth the same, where the points are others.
/// let better = array![[9, 5], [6, 1]];
/// let better = Problem::new(DenseView::maximize(better.view())?);
/// assert!(verify(&better, &solution).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(problem: &AnyProblem<'_>, solution: &Solution) -> Result<Verified, VerifyError> {
    let inconsistent = |detail| Err(VerifyError::Inconsistent { status: solution.status, detail });
    match solution.status {
        Status::Infeasible => {
            if !solution.pairs.is_empty() {
                return inconsistent("there are pairs");
            }
            let Some(conflict) = &solution.conflict else {
                return inconsistent("there is no conflict");
            };
            let proved = conflict::check(problem, conflict)?;
            return Ok(without_pairs(solution.status, proved));
        }
        Status::Unknown => {
            if !solution.pairs.is_empty() || solution.conflict.is_some() {
                return inconsistent("there are pairs or a conflict");
            }
            return Ok(without_pairs(solution.status, false));
        }
        Status::Optimal | Status::Feasible if solution.conflict.is_some() => {
            return inconsistent("there is a conflict");
        }
        Status::Optimal if solution.stop_reason != StopReason::Completed => {
            return inconsistent("the run was not completed");
        }
        Status::Optimal if !problem.edges().is_exact() => {
            return inconsistent("the weights are rounded");
        }
        Status::Optimal | Status::Feasible => {}
    }
    if solution.proof == Proof::Duals && solution.duals.is_none() {
        return inconsistent("the prices are missing");
    }

    let levels = problem.levels();
    let nodes = Nodes::of(problem);
    let pairs = sorted(problem, &solution.pairs)?;
    nodes.check(&pairs)?;
    let violations = rules::of_answer(problem, &pairs);
    for (index, (rule, &violation)) in problem.rules().iter().zip(&violations).enumerate() {
        if rule.is_hard() && violation > 0 {
            return Err(VerifyError::RuleBroken { rule: index, violation });
        }
    }
    let stated: Vec<Level> = solution.levels.iter().map(|level| level.level).collect();
    if stated != levels {
        return Err(VerifyError::OtherLevels { stated, actual: levels });
    }
    let duals = solution.duals.as_ref();
    let prices_bound = bound::pass(problem, &levels, &nodes, &pairs, duals)?;
    let worth = worth(problem, &levels, &pairs, &violations).ok_or(VerifyError::Overflow)?;
    for (stated, (level, actual)) in solution.levels.iter().zip(&worth) {
        if stated.value != *actual {
            let (level, stated, actual) = (*level, stated.value, *actual);
            return Err(VerifyError::WrongValue { level, stated, actual });
        }
    }
    let proved = check_bounds(problem, solution, &worth, prices_bound)?;
    Ok(Verified { status: solution.status, proved, pairs: pairs.len(), worth })
}

impl Solution {
    /// Checks the answer against its problem, see [`verify`].
    ///
    /// # Errors
    ///
    /// The first thing that is not as the answer says.
    pub fn verify(&self, problem: &AnyProblem<'_>) -> Result<Verified, VerifyError> {
        verify(problem, self)
    }
}

fn without_pairs(status: Status, proved: bool) -> Verified {
    Verified { status, proved, pairs: 0, worth: Vec::new() }
}

/// What is stated as a bound, against what the prices prove. Says whether the status is proved.
fn check_bounds(
    problem: &AnyProblem<'_>,
    solution: &Solution,
    worth: &[(Level, i128)],
    prices_bound: Option<Vec<i128>>,
) -> Result<bool, VerifyError> {
    let optimal = solution.status == Status::Optimal;
    if let Some(mut bounds) = prices_bound {
        if optimal {
            for (&(level, value), &bound) in worth.iter().zip(&bounds) {
                if value != bound {
                    return Err(VerifyError::NotProved { level, value, bound });
                }
            }
        }
        if !problem.edges().is_exact() {
            // Each weight is off by at most one half, in these pairs and in the best ones.
            let units = problem.units().0.min(problem.units().1);
            for ((level, _), bound) in worth.iter().zip(&mut bounds) {
                if *level == Level::Total {
                    *bound = bound.checked_add(units.into()).ok_or(VerifyError::Overflow)?;
                }
            }
        }
        // Lexicographic: above in one level, a bound may be anything in the next.
        for (stated, &actual) in solution.levels.iter().zip(&bounds) {
            match stated.bound {
                Some(bound) if bound > actual => break,
                Some(bound) if bound == actual => {}
                stated_bound => {
                    let (level, stated) = (stated.level, stated_bound);
                    return Err(VerifyError::WrongBound { level, stated, actual });
                }
            }
        }
        return Ok(true);
    }
    for stated in &solution.levels {
        let (level, actual) = (stated.level, stated.value);
        match stated.bound {
            Some(bound) if optimal && bound != actual => {
                return Err(VerifyError::WrongBound { level, stated: stated.bound, actual });
            }
            Some(bound) if bound < actual => {
                return Err(VerifyError::WrongBound { level, stated: stated.bound, actual });
            }
            Some(bound) if bound > actual => break,
            _ => {}
        }
    }
    Ok(false)
}

/// The pairs by row and column, after a look at each alone.
fn sorted(problem: &AnyProblem<'_>, pairs: &[Assigned]) -> Result<Vec<Assigned>, VerifyError> {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    if let Some(pair) =
        pairs.iter().find(|pair| pair.row >= problem.rows() || pair.column >= problem.columns())
    {
        return Err(VerifyError::NoSuchPair { row: pair.row, column: pair.column });
    }
    for two in pairs.windows(2) {
        if (two[0].row, two[0].column) == (two[1].row, two[1].column) {
            return Err(VerifyError::Duplicate { row: two[0].row, column: two[0].column });
        }
    }
    for pin in problem.pins() {
        let (row, column) = (pin.row, pin.column);
        let place = pairs.binary_search_by_key(&(row, column), |pair| (pair.row, pair.column));
        let Ok(at) = place else {
            return Err(VerifyError::MissingPin { row, column });
        };
        // A pin overrides the edges, never a forbid.
        if problem.is_forbidden(row, column) {
            return Err(VerifyError::NotOpen { row, column });
        }
        let (stated, actual) = (pairs[at].weight, pin.weight);
        if stated != actual {
            return Err(VerifyError::WrongWeight { row, column, stated, actual });
        }
    }
    Ok(pairs)
}

fn worth(
    problem: &AnyProblem<'_>,
    levels: &[Level],
    pairs: &[Assigned],
    violations: &[u128],
) -> Option<Vec<(Level, i128)>> {
    let worth = |level: Level| {
        if let Level::Rule(rule) = level {
            return Some((level, 0_i128.checked_sub_unsigned(*violations.get(rule)?)?));
        }
        let mut sum = 0_i128;
        for group in pairs.chunk_by(|one, next| one.row == next.row) {
            sum = sum.checked_add(problem.served_value(level, group[0].row))?;
            for pair in group {
                sum = sum.checked_add(level.edge_value(pair.weight))?;
            }
        }
        Some((level, sum))
    };
    levels.iter().map(|&level| worth(level)).collect()
}

/// How many partners each node must and may have, and how many of them are pinned.
struct Nodes {
    rows: Vec<(Bounds, u32)>,
    columns: Vec<(Bounds, u32)>,
}

impl Nodes {
    fn of(problem: &AnyProblem<'_>) -> Self {
        let fill = problem.side_to_fill();
        let filled = |side, bounds: Bounds| {
            let min = if fill == Some(side) { bounds.max } else { bounds.min };
            (Bounds { min, ..bounds }, 0)
        };
        let mut rows: Vec<_> =
            (0..problem.rows()).map(|row| filled(Side::Rows, problem.demand(row))).collect();
        let mut columns: Vec<_> = (0..problem.columns())
            .map(|column| filled(Side::Columns, problem.capacity(column)))
            .collect();
        for pin in problem.pins() {
            rows[pin.row].1 += 1;
            columns[pin.column].1 += 1;
        }
        Self { rows, columns }
    }

    /// Nobody has too many or too few partners.
    fn check(&self, pairs: &[Assigned]) -> Result<(), VerifyError> {
        self.check_from(pairs, |min| min)
    }

    /// Nobody has too many partners: a side that is to be filled need not be full.
    fn check_most(&self, pairs: &[Assigned]) -> Result<(), VerifyError> {
        self.check_from(pairs, |_| 0)
    }

    fn check_from(
        &self,
        pairs: &[Assigned],
        fewest: impl Fn(u32) -> u32,
    ) -> Result<(), VerifyError> {
        let mut rows = vec![0_u64; self.rows.len()];
        let mut columns = vec![0_u64; self.columns.len()];
        for pair in pairs {
            rows[pair.row] += 1;
            columns[pair.column] += 1;
        }
        for (side, counts, bounds) in
            [("row", rows, &self.rows), ("column", columns, &self.columns)]
        {
            for (index, (pairs, &(Bounds { min, max }, _))) in
                counts.into_iter().zip(bounds).enumerate()
            {
                let min = fewest(min);
                if pairs < u64::from(min) || pairs > u64::from(max) {
                    return Err(VerifyError::OutOfBounds { side, index, pairs, min, max });
                }
            }
        }
        Ok(())
    }
}
