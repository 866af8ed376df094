//! The matching that stays stable however ties are broken, if there is one.

use std::cmp::Ordering;

use super::StrategyError;
use super::market::Market;
use super::ties::Proposals;
use crate::problem::Side;

/// The edges of the super-stable matching that is best for the side that proposes, ascending; and how many proposals it took. Rows have one
/// column at most.
///
/// # Errors
///
/// [`StrategyError::NoneStable`] if there is none.
pub(super) fn matched(market: &Market, proposing: Side) -> Result<(Vec<u32>, u64), StrategyError> {
    match proposing {
        Side::Rows => by_rows(market),
        Side::Columns => Offers::new(market).run(),
    }
}

/// Rows ask all they like best at once. A column with too many refuses those it likes least, all of them where it likes several
/// alike, and no column with all seats taken may have anybody it likes less. Whoever is left with two has been promised to
/// both, and a column that once had all seats taken has refused for them.
fn by_rows(market: &Market) -> Result<(Vec<u32>, u64), StrategyError> {
    let mut proposals = Proposals::new(market);
    proposals.run(|proposals, column| {
        let seats = market.columns.limits[column];
        if proposals.of_column[column] > seats
            && let Some(worst) = proposals.last_rank(column)
        {
            proposals.refuse(column, worst);
        }
        if proposals.of_column[column] == seats {
            let held = proposals.list(column).iter().filter(|&&edge| proposals.held[edge as usize]);
            let ranks = held.map(|&edge| market.columns.rank[edge as usize]);
            if let Some(worst) = ranks.max() {
                proposals.refuse(column, worst + 1);
            }
        }
    });
    check(&proposals)?;
    let held = (0_u32..).zip(&proposals.held).filter(|(_, held)| **held);
    Ok((held.map(|(edge, _)| edge).collect(), proposals.asked))
}

/// Whether what is held is a super-stable matching. If not, there is none.
fn check(proposals: &Proposals<'_>) -> Result<(), StrategyError> {
    if let Some(row) = proposals.of_row.iter().position(|&held| held > 1) {
        return Err(none(format!("row {row} likes columns alike that all want it")));
    }
    let seats = &proposals.market.columns.limits;
    let short = |column: &usize| {
        proposals.was_full[*column] && proposals.of_column[*column] < seats[*column]
    };
    match (0..seats.len()).find(short) {
        Some(column) => Err(none(format!(
            "column {column} has to refuse rows that it likes alike and is left with free seats"
        ))),
        None => Ok(()),
    }
}

fn none(why: String) -> StrategyError {
    StrategyError::NoneStable { stability: "super-stable", why }
}

/// Columns ask one row after the other, ties broken, which every super-stable matching survives. A column that asks somebody would
/// have everybody it likes as much: so none of these may get anything it does not like better than the column, but for
/// the column itself. Whoever is left without anything then cannot be satisfied.
struct Offers<'a> {
    market: &'a Market,
    has: Vec<Option<u32>>,
    /// The best rank for a row of the columns that would have it; and the pair of that rank, if there is a single one.
    wanted: Vec<(u32, Option<u32>)>,
    free: Vec<u32>,
    waiting: Vec<usize>,
}

impl<'a> Offers<'a> {
    fn new(market: &'a Market) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        Self {
            market,
            has: vec![None; rows],
            wanted: vec![(u32::MAX, None); rows],
            free: market.columns.limits.clone(),
            waiting: (0..columns).rev().collect(),
        }
    }

    fn run(mut self) -> Result<(Vec<u32>, u64), StrategyError> {
        let columns = &self.market.columns;
        // Where those begin, on the list of a column, whom it has not asked, and those whom it does not like as much as whom it asks.
        let mut next = vec![0; columns.nodes()];
        let mut alike = vec![0; columns.nodes()];
        while let Some(column) = self.waiting.pop() {
            let list = columns.list(column);
            while self.free[column] > 0
                && let Some(&edge) = list.get(next[column])
            {
                while let Some(&other) = list.get(alike[column])
                    && columns.rank[other as usize] <= columns.rank[edge as usize]
                {
                    alike[column] += 1;
                    self.want(other);
                }
                next[column] += 1;
                self.ask(edge);
            }
        }
        let left = |row: &usize| self.has[*row].is_none() && self.wanted[*row].0 < u32::MAX;
        if let Some(row) = (0..self.has.len()).find(left) {
            return Err(none(format!(
                "row {row} is wanted by a column and cannot get one that it likes better than all others that want it"
            )));
        }
        let mut edges: Vec<u32> = self.has.into_iter().flatten().collect();
        edges.sort_unstable();
        Ok((edges, alike.into_iter().map(|count| count as u64).sum()))
    }

    fn row(&self, edge: u32) -> usize {
        self.market.rows.node[edge as usize] as usize
    }

    /// A column would have a row: not in place of somebody it likes better.
    fn want(&mut self, edge: u32) {
        let row = self.row(edge);
        if self.market.rows.limits[row] == 0 {
            return;
        }
        let (best, single) = &mut self.wanted[row];
        match self.market.rows.rank[edge as usize].cmp(best) {
            Ordering::Less => (*best, *single) = (self.market.rows.rank[edge as usize], Some(edge)),
            Ordering::Equal => *single = None,
            Ordering::Greater => {}
        }
        if self.has[row].is_some_and(|has| !self.may_have(has)) {
            self.give_up(row);
        }
    }

    /// Whether a pair of a row can be in a super-stable matching, for all that is known.
    fn may_have(&self, edge: u32) -> bool {
        let row = self.row(edge);
        let (best, single) = self.wanted[row];
        self.market.rows.limits[row] > 0
            && (self.market.rows.rank[edge as usize] < best || single == Some(edge))
    }

    fn give_up(&mut self, row: usize) {
        if let Some(edge) = self.has[row].take() {
            let column = self.market.columns.node[edge as usize] as usize;
            self.free[column] += 1;
            self.waiting.push(column);
        }
    }

    /// A row takes a column if it may have it and has no better one.
    fn ask(&mut self, edge: u32) {
        let row = self.row(edge);
        let place = &self.market.rows.place;
        let better = |has: u32| place[has as usize] < place[edge as usize];
        if self.may_have(edge) && !self.has[row].is_some_and(better) {
            self.give_up(row);
            self.has[row] = Some(edge);
            self.free[self.market.columns.node[edge as usize] as usize] -= 1;
        }
    }
}
