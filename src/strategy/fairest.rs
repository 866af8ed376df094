//! Leximin over what rows get, after the rows served.

use std::cmp::Reverse;

use super::leximin::{self, Asking};
use super::market::numbers;
use super::open::Open;
use super::profile::{Aim, Graded, Sides, decide};
use super::{FairLevel, Fairness, Inputs, StrategyError};
use crate::problem::{
    AnyProblem, Assigned, Edge, Edges, Level, Objective, Proof, Status, StopReason, Weight,
};
use crate::solve::clock::Clock;
use crate::solve::{Algorithm, Options};

/// The fairest answer.
pub(super) struct Fairest {
    /// None if a limit ended the run before there was an answer.
    pub(super) edges: Option<Vec<u32>>,
    /// How many edges were looked at.
    pub(super) work: u64,
    pub(super) fairness: Fairness,
    pub(super) stop_reason: StopReason,
}

/// Leximin over what rows get.
pub(super) fn matched(
    problem: &AnyProblem<'_>,
    open: &Open,
    inputs: &Inputs<'_>,
) -> Result<Fairest, StrategyError> {
    let clock = Clock::new(&inputs.options.limits);
    let values = match inputs.row_scores {
        Some(scores) => row_scores(open, scores)?,
        None => open.weights.clone(),
    };
    let pinned = of_pins(problem, inputs)?;
    // A row that has a pin and room for more gets a sum, too.
    let sums = (0..open.rows())
        .any(|row| !open.edges(row).is_empty() && (open.wants[row] > 1 || pinned[row].is_some()));
    if !sums {
        return Ok(match one_each(open, &values, inputs) {
            Ok((edges, work)) => {
                let proofs = Proofs { levels: None, total: Proof::BoundMet };
                let fairness = fairness(open, &values, &pinned, &edges, &proofs);
                let stop_reason = StopReason::Completed;
                Fairest { edges: Some(edges), work, fairness, stop_reason }
            }
            Err(stop_reason) => {
                let fairness = Fairness { levels: Vec::new(), total: Proof::None };
                Fairest { edges: None, work: 0, fairness, stop_reason }
            }
        });
    }
    let options = Options { algorithm: Algorithm::Auto, start: None, ..inputs.options.clone() };
    // Priorities would decide between rows that are alike to this strategy.
    let unranked = problem.under(Objective::MostTandems).without_priorities();
    let most = unranked.solve(&options)?;
    let mut edges: Vec<u32> = most.pairs().iter().filter_map(|pair| edge_of(open, pair)).collect();
    let served = most.levels().iter().find(|level| level.level == Level::Served);
    let served = served.and_then(|served| usize::try_from(served.value).ok());
    let mut proofs = Proofs { levels: Some(Vec::new()), total: Proof::None };
    let mut stop_reason = most.stop_reason();
    let found = most.status() != Status::Unknown;
    let work = most.work().edges;
    if let Some(served) = served.filter(|_| most.status() == Status::Optimal) {
        let mut start = vec![false; values.len()];
        for &edge in &edges {
            start[edge as usize] = true;
        }
        let asking = Asking {
            open,
            values: &values,
            pinned: &pinned,
            served,
            options: &options,
            clock: &clock,
        };
        let decided = leximin::decide(&asking, start, inputs.row_scores.is_none())?;
        edges = decided.edges;
        proofs =
            Proofs { levels: Some(decided.proofs), total: decided.total.unwrap_or(Proof::None) };
        stop_reason = decided.stop_reason;
    }
    let fairness = fairness(open, &values, &pinned, &edges, &proofs);
    Ok(Fairest { edges: found.then_some(edges), work, fairness, stop_reason })
}

/// The edge of a pair that is open.
pub(super) fn edge_of(open: &Open, pair: &Assigned) -> Option<u32> {
    let edges = open.edges(pair.row);
    let column = u32::try_from(pair.column).ok()?;
    let at = open.columns[edges.clone()].binary_search(&column).ok()?;
    u32::try_from(edges.start + at).ok()
}

/// What stands behind the levels, the worst-served rows first, and the total; `None` for levels that are all exact.
struct Proofs {
    levels: Option<Vec<Proof>>,
    total: Proof,
}

/// What rows get, level by level.
fn fairness(
    open: &Open,
    values: &[Weight],
    pinned: &[Option<Weight>],
    edges: &[u32],
    proofs: &Proofs,
) -> Fairness {
    let rows = open.rows_of_edges();
    let mut gets: Vec<Option<i128>> = pinned.iter().map(|pin| pin.map(i128::from)).collect();
    for &edge in edges {
        let row = rows[edge as usize] as usize;
        gets[row] = Some(gets[row].unwrap_or(0) + i128::from(values[edge as usize]));
    }
    let mut gets: Vec<i128> = gets.into_iter().flatten().collect();
    gets.sort_unstable();
    let mut levels: Vec<FairLevel> = Vec::new();
    for value in gets {
        if let Some(level) = levels.last_mut().filter(|level| level.value == value) {
            level.rows += 1;
            continue;
        }
        let proof = match &proofs.levels {
            None => Proof::BoundMet,
            Some(known) => known.get(levels.len()).copied().unwrap_or(Proof::None),
        };
        levels.push(FairLevel { value, rows: 1, proof });
    }
    Fairness { levels, total: proofs.total }
}

/// What each row gets of its pins; `None` where it has none.
fn of_pins(
    problem: &AnyProblem<'_>,
    inputs: &Inputs<'_>,
) -> Result<Vec<Option<Weight>>, StrategyError> {
    let mut all = vec![None; problem.rows()];
    for pin in problem.pins() {
        let own = match inputs.row_scores {
            None => pin.weight,
            Some(scores) => scores
                .weight(pin.row, pin.column)
                .ok_or(StrategyError::NoScore { row: pin.row, column: pin.column })?,
        };
        let sum = all[pin.row].unwrap_or(0_i64).checked_add(own);
        all[pin.row] = Some(sum.ok_or(StrategyError::TooLarge {
            what: "the scores of a row's pins",
            bits: 64,
            remedy: "scale the scores down",
        })?);
    }
    Ok(all)
}

/// The edges of the fairest answer where rows have one column at most, and how many edges were looked at.
fn one_each(
    open: &Open,
    values: &[Weight],
    inputs: &Inputs<'_>,
) -> Result<(Vec<u32>, u64), StopReason> {
    let mut order = numbers(values.len());
    order.sort_unstable_by_key(|&edge| Reverse(values[edge as usize]));
    let mut classes = vec![[0; 2]; values.len()];
    let (mut class, mut last) = (0, None);
    for edge in order {
        let value = values[edge as usize];
        if last != Some(value) {
            class += 1;
            last = Some(value);
        }
        classes[edge as usize] = [class; 2];
    }
    let graded = Graded {
        row_of: open.rows_of_edges(),
        column_of: open.columns.clone(),
        wants: &open.wants,
        seats: &open.seats,
        weights: &open.weights,
        classes,
        sides: Sides::One,
    };
    decide(graded, Aim::MostThenFewestWorst, &inputs.options.limits)
}

/// The row's score of every edge.
fn row_scores(open: &Open, scores: &dyn Edges) -> Result<Vec<Weight>, StrategyError> {
    let (given, expected) = ((scores.rows(), scores.columns()), (open.rows(), open.seats.len()));
    if given != expected {
        return Err(StrategyError::Shape { given, expected });
    }
    let mut values = Vec::with_capacity(open.columns.len());
    let mut of_row: Vec<Edge> = Vec::new();
    for row in 0..open.rows() {
        if open.edges(row).is_empty() {
            continue;
        }
        scores.row(row, &mut of_row);
        super::check_row(open.seats.len(), row, &of_row)?;
        for edge in open.edges(row) {
            let column = open.columns[edge];
            let at = of_row.binary_search_by_key(&column, |edge| edge.column);
            let at = at.map_err(|_| StrategyError::NoScore { row, column: column as usize })?;
            values.push(of_row[at].weight);
        }
    }
    Ok(values)
}
