//! As many pairs as can be where supervisors rank their columns.
//!
//! A matching is stable if no row would rather have a column with a free seat whose supervisor would then be better off, and no
//! rows can exchange columns so that each is better off. There is always one, and they differ in size; to find the largest is
//! NP-hard. An integer program for the backend: who blocks with whom is in its rows from the start (Manlove, Milne and Olaosebikan 2018),
//! and exchanges are forbidden one by one, where an answer has them.

use super::supervised::seats;
use crate::problem::{AnyProblem, StopReason};
use crate::solve::clock::Clock;
use crate::solve::integer::{Answer, Asked, Model, check, float};
use crate::solve::{Options, SolveError};
use crate::strategy::market::Market;
use crate::strategy::{StrategyError, Supervisors};

/// Columns as their supervisors see them.
pub(in crate::strategy) struct Projects {
    /// The supervisor of each column, and the rank of the column; none of those that are not on its list.
    of_column: Vec<Option<(usize, u32)>>,
    /// How many rows each supervisor may have beside pins.
    limits: Vec<u32>,
}

impl Projects {
    pub(in crate::strategy) fn read(
        given: &Supervisors,
        problem: &AnyProblem<'_>,
    ) -> Result<Self, StrategyError> {
        if !given.ranks_columns() {
            return Err(StrategyError::SupervisorsRank { given: "rows", expected: "columns" });
        }
        let limits = seats(given, problem)?;
        let owners = given.of_columns().iter().enumerate();
        let ranked = |(column, &owner): (usize, &u32)| {
            let owner = owner as usize;
            given.column_rank(column).filter(|_| limits[owner] > 0).map(|rank| (owner, rank))
        };
        let of_column = owners.map(ranked).collect();
        Ok(Self { of_column, limits })
    }
}

/// An answer, and what ended the run.
pub(in crate::strategy) struct Found {
    /// The edges, ascending; `None` if a limit ended the run before there was an answer.
    pub(in crate::strategy) edges: Option<Vec<u32>>,
    pub(in crate::strategy) stop_reason: StopReason,
}

/// The edges of a stable matching with as many pairs as can be, and of those one of the greatest total weight, on the word of the backend;
/// that it is stable is checked here. Rows have one column at most.
///
/// # Errors
///
/// If the backend fails, is not there, or answers wrongly; if weights are too large for its floats.
pub(in crate::strategy) fn matched(
    market: &Market,
    projects: &Projects,
    options: &Options,
) -> Result<Found, StrategyError> {
    let clock = Clock::new(&options.limits);
    let mut program = Program::new(market, projects);
    let largest = market.weights.iter().map(|weight| weight.unsigned_abs()).max().unwrap_or(0);
    let reach = i128::from(largest.max(1)).saturating_mul(market.rows.nodes() as i128);
    check(reach)?;
    program.model.reach = reach;
    let mut found = Found { edges: None, stop_reason: StopReason::Completed };
    for by_weight in [false, true] {
        let worth = |edge: u32| if by_weight { market.weights[edge as usize] } else { 1 };
        if let Some(edges) = &found.edges {
            let pairs = edges.len();
            let terms = program.terms(|_| 1.0);
            program.model.at_least(terms, float(i64::try_from(pairs).unwrap_or(i64::MAX)));
        }
        program.model.objective = program.terms(|edge| float(worth(edge)));
        match program.solve(options, &clock)? {
            (Some(edges), stop_reason) => {
                let total = |edges: &[u32]| -> i128 {
                    edges.iter().map(|&edge| i128::from(worth(edge))).sum()
                };
                if found.edges.as_ref().is_none_or(|before| total(before) <= total(&edges)) {
                    found.edges = Some(edges);
                } else if stop_reason == StopReason::Completed {
                    return Err(wrong(options).into());
                }
                found.stop_reason = stop_reason;
            }
            (None, stop_reason) => found.stop_reason = stop_reason,
        }
        if found.stop_reason != StopReason::Completed {
            break;
        }
    }
    Ok(found)
}

fn wrong(options: &Options) -> SolveError {
    SolveError::WrongAnswer { algorithm: options.backend.to_string() }
}

struct Program<'a> {
    market: &'a Market,
    projects: &'a Projects,
    model: Model,
    /// The variable of each edge that can be matched.
    variables: Vec<Option<usize>>,
}

impl<'a> Program<'a> {
    fn new(market: &'a Market, projects: &'a Projects) -> Self {
        let mut model = Model::default();
        let variable = |edge: usize| {
            let (row, column) = (market.rows.node[edge], market.columns.node[edge]);
            let open = projects.of_column[column as usize].is_some()
                && market.rows.limits[row as usize] > 0
                && market.columns.limits[column as usize] > 0;
            open.then(|| model.add(0.0, 1.0, true, 0.0))
        };
        let variables = (0..market.weights.len()).map(variable).collect();
        let mut program = Self { market, projects, model, variables };
        program.bounds();
        program.nobody_blocks();
        program
    }

    /// The variables of edges, each with a factor.
    fn terms(&self, factor: impl Fn(u32) -> f64) -> Vec<(usize, f64)> {
        let edges = (0_u32..).zip(&self.variables);
        edges.filter_map(|(edge, &variable)| Some((variable?, factor(edge)))).collect()
    }

    fn of_column(&self, column: usize) -> impl Iterator<Item = (usize, f64)> {
        let list = self.market.columns.list(column).iter();
        list.filter_map(|&edge| Some((self.variables[edge as usize]?, 1.0)))
    }

    fn column(&self, edge: u32) -> usize {
        self.market.columns.node[edge as usize] as usize
    }

    fn row(&self, edge: u32) -> usize {
        self.market.rows.node[edge as usize] as usize
    }

    fn bounds(&mut self) {
        let market = self.market;
        for row in 0..market.rows.nodes() {
            let list = market.rows.list(row).iter();
            let terms = list.filter_map(|&edge| Some((self.variables[edge as usize]?, 1.0)));
            self.model.at_most(terms.collect(), 1.0);
        }
        let mut of_supervisor = vec![Vec::new(); self.projects.limits.len()];
        for column in 0..market.columns.nodes() {
            let terms: Vec<_> = self.of_column(column).collect();
            if let Some((supervisor, _)) = self.projects.of_column[column] {
                of_supervisor[supervisor].extend_from_slice(&terms);
            }
            self.model.at_most(terms, f64::from(market.columns.limits[column]));
        }
        for (terms, &limit) in of_supervisor.into_iter().zip(&self.projects.limits) {
            self.model.at_most(terms, f64::from(limit));
        }
    }

    /// For each pair: not all at once that the row would rather have the column, that there is a seat, and that the supervisor has
    /// the row at a column it likes less; or has not the row, and has room or a row at a column it likes less.
    fn nobody_blocks(&mut self) {
        let market = self.market;
        for column in 0..market.columns.nodes() {
            let Some((supervisor, rank)) = self.projects.of_column[column] else { continue };
            // 1 where there is a free seat.
            let seats = f64::from(market.columns.limits[column]);
            let free = self.model.add(0.0, 1.0, true, 0.0);
            let mut terms: Vec<_> = self.of_column(column).collect();
            terms.push((free, seats));
            self.model.at_least(terms, seats);
            // 1 where the supervisor has room, or a row at a column it likes less.
            let limit = f64::from(self.projects.limits[supervisor]);
            let would = self.model.add(0.0, 1.0, true, 0.0);
            let mut terms = vec![(would, limit)];
            for (other, &of_other) in self.projects.of_column.iter().enumerate() {
                if of_other.is_some_and(|(owner, other)| owner == supervisor && other <= rank) {
                    terms.extend(self.of_column(other));
                }
            }
            self.model.at_least(terms, limit);
            for &edge in market.columns.list(column) {
                if self.variables[edge as usize].is_some() {
                    self.does_not_block(edge, free, would);
                }
            }
        }
    }

    fn does_not_block(&mut self, edge: u32, free: usize, would: usize) {
        let market = self.market;
        let likes = |edge: u32| market.rows.rank[edge as usize];
        let Some((supervisor, rank)) = self.projects.of_column[self.column(edge)] else { return };
        // 1 less all that the row likes as much.
        let (mut no_worse, mut of_supervisor, mut of_less) = (Vec::new(), Vec::new(), Vec::new());
        for &other in market.rows.list(self.row(edge)) {
            let Some(variable) = self.variables[other as usize] else { continue };
            if likes(other) <= likes(edge) {
                no_worse.push((variable, -1.0));
            }
            if let Some((owner, of_other)) = self.projects.of_column[self.column(other)]
                && owner == supervisor
            {
                of_supervisor.push((variable, -1.0));
                if of_other > rank && likes(other) > likes(edge) {
                    of_less.push((variable, 1.0));
                }
            }
        }
        if !of_less.is_empty() {
            let mut terms = no_worse.clone();
            terms.append(&mut of_less);
            terms.push((free, 1.0));
            self.model.at_most(terms, 1.0);
        }
        let mut terms = no_worse;
        terms.append(&mut of_supervisor);
        terms.extend([(free, 1.0), (would, 1.0)]);
        self.model.at_most(add_up(terms), 1.0);
    }

    /// Asks the backend until its answer leaves no exchange.
    fn solve(
        &mut self,
        options: &Options,
        clock: &Clock<'_>,
    ) -> Result<(Option<Vec<u32>>, StopReason), SolveError> {
        loop {
            if let Some(stopped) = clock.stop() {
                return Ok((None, stopped));
            }
            let asked = Asked { started: false, time: clock.left(), gap: options.gap };
            let (values, proved) = match self.model.ask(options.backend, &asked)? {
                Answer::Values(values, proved) => (values, proved),
                Answer::Nothing => return Ok((None, StopReason::Time)),
                // There is always a stable matching.
                Answer::Infeasible => return Err(wrong(options)),
            };
            let chosen = |variable: Option<usize>| variable.is_some_and(|at| values[at] > 0.5);
            let edges = (0_u32..).zip(&self.variables).filter(|&(_, &at)| chosen(at));
            let edges: Vec<u32> = edges.map(|(edge, _)| edge).collect();
            let loads = Loads::new(self, &edges).ok_or_else(|| wrong(options))?;
            if self.variables.iter().zip(0..).any(|(at, edge)| at.is_some() && loads.blocks(edge)) {
                return Err(wrong(options));
            }
            let exchange = loads.exchange();
            if exchange.is_empty() {
                let stopped = if proved { StopReason::Completed } else { StopReason::Time };
                return Ok((Some(edges), stopped));
            }
            let terms: Vec<_> = exchange
                .iter()
                .filter_map(|&edge| Some((self.variables[edge as usize]?, 1.0)))
                .collect();
            let most = terms.len().saturating_sub(1);
            self.model.at_most(terms, float(i64::try_from(most).unwrap_or(i64::MAX)));
        }
    }
}

/// The same variable once.
fn add_up(mut terms: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    terms.sort_unstable_by_key(|&(variable, _)| variable);
    terms.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    terms
}

/// An answer as everybody sees it.
struct Loads<'a> {
    program: &'a Program<'a>,
    of_row: Vec<Option<u32>>,
    of_column: Vec<Vec<u32>>,
    of_supervisor: Vec<u32>,
    /// The rank of the column that a supervisor likes least of those with rows.
    worst: Vec<u32>,
}

impl<'a> Loads<'a> {
    /// `None` if a bound is broken.
    fn new(program: &'a Program<'a>, edges: &[u32]) -> Option<Self> {
        let (market, projects) = (program.market, program.projects);
        let mut loads = Self {
            program,
            of_row: vec![None; market.rows.nodes()],
            of_column: vec![Vec::new(); market.columns.nodes()],
            of_supervisor: vec![0; projects.limits.len()],
            worst: vec![0; projects.limits.len()],
        };
        for &edge in edges {
            let (row, column) = (program.row(edge), program.column(edge));
            let (supervisor, rank) = projects.of_column[column]?;
            if loads.of_row[row].replace(edge).is_some() {
                return None;
            }
            loads.of_column[column].push(edge);
            loads.of_supervisor[supervisor] += 1;
            loads.worst[supervisor] = loads.worst[supervisor].max(rank);
        }
        let seats = loads.of_column.iter().zip(&market.columns.limits);
        let limits = loads.of_supervisor.iter().zip(&projects.limits);
        let keeps = seats.into_iter().all(|(rows, &seats)| rows.len() <= seats as usize)
            && limits.into_iter().all(|(rows, limit)| rows <= limit);
        keeps.then_some(loads)
    }

    fn would_rather(&self, row: usize, edge: u32) -> bool {
        let rank = |edge: u32| self.program.market.rows.rank[edge as usize];
        self.of_row[row].is_none_or(|has| rank(edge) < rank(has))
    }

    fn blocks(&self, edge: u32) -> bool {
        let (program, projects) = (self.program, self.program.projects);
        let (row, column) = (program.row(edge), program.column(edge));
        let Some((supervisor, rank)) = projects.of_column[column] else { return false };
        let seats = program.market.columns.limits[column] as usize;
        if self.of_column[column].len() >= seats || !self.would_rather(row, edge) {
            return false;
        }
        let has = self.of_row[row].and_then(|has| projects.of_column[program.column(has)]);
        match has {
            Some((owner, of_other)) if owner == supervisor => rank < of_other,
            _ => {
                self.of_supervisor[supervisor] < projects.limits[supervisor]
                    || rank < self.worst[supervisor]
            }
        }
    }

    /// Pairs whose rows would each rather have the column of the next, and the last that of the first; empty if there are none.
    fn exchange(&self) -> Vec<u32> {
        let columns = self.of_column.len();
        // A way from column to column, each step by a row that would rather have the next.
        let (mut seen, mut way) = (vec![Seen::No; columns], Vec::new());
        for start in 0..columns {
            if seen[start] != Seen::No {
                continue;
            }
            seen[start] = Seen::OnTheWay;
            way.push((start, self.steps(start), 0));
            while let Some((column, steps, at)) = way.last_mut() {
                let Some(&(_, next)) = steps.get(*at) else {
                    seen[*column] = Seen::Done;
                    way.pop();
                    continue;
                };
                *at += 1;
                match seen[next] {
                    Seen::Done => {}
                    Seen::No => {
                        seen[next] = Seen::OnTheWay;
                        way.push((next, self.steps(next), 0));
                    }
                    Seen::OnTheWay => {
                        let first = way.iter().position(|&(column, ..)| column == next);
                        let round = &way[first.unwrap_or(0)..];
                        return round.iter().map(|(_, steps, at)| steps[at - 1].0).collect();
                    }
                }
            }
        }
        Vec::new()
    }

    /// The pairs of a column whose rows would rather have another, and which.
    fn steps(&self, column: usize) -> Vec<(u32, usize)> {
        let program = self.program;
        let mut steps = Vec::new();
        for &edge in &self.of_column[column] {
            let row = program.row(edge);
            for &other in program.market.rows.list(row) {
                if program.variables[other as usize].is_some() && self.would_rather(row, other) {
                    steps.push((edge, program.column(other)));
                }
            }
        }
        steps
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    OnTheWay,
    Done,
}
