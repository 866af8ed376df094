//! Assignment over lists of edges: one unit a row, any number of seats a column, and the optimum proved by prices.
//!
//! The plan, each step in a file of its own:
//!
//! 1. Where there are clearly fewer seats than rows, [columns bid for rows](scarce) and hardly a search is needed.
//! 2. Else an [ε-scaled auction](auction) finds prices near the optimum, each phase at the right [level](level), unless
//!    seats are plenty or the caller has prices.
//! 3. [Exact bids](bids) seat nearly all rows at these prices.
//! 4. [Searches from rows](forward) seat the rest, or show that they cannot be seated.
//! 5. [Searches from columns](backward) fill open seats that still have a price, or bring the price down to zero.
//!
//! Whatever ends early leaves prices and seats from which the next step makes an optimum; only steps 4 and 5 have to get
//! to their end.
//!
//! # The conditions of an optimum
//!
//! With `u` the greatest of value − price over the edges of a row, and 0 where rows may stay alone, each row that sits has
//! value − price = `u`, and each row that stands has `u = 0`. Where some seats stay empty, prices are at least 0, and
//! exactly 0 for a column with an empty seat.
//!
//! # Memory
//!
//! Edges are read from where they are, and read again rather than kept. An edge takes 8 bytes in the list of its row and 8
//! in that of its column, which is made only for step 1 or 5; 12 and 12 where node and value need more than 64 bits. A row
//! takes at most 120 bytes and a column 140, and a seat of a column that has several 12.

mod arcs;
mod auction;
mod backward;
mod bids;
mod census;
mod forward;
mod level;
mod lists;
mod market;
mod run;
mod scarce;
mod seats;
#[cfg(test)]
mod tests;

use super::meter::Meter;
use crate::problem::StopReason;
use arcs::{Arc, Broad, Narrow, Wide};

pub(in crate::solve) use census::Census;
pub(in crate::solve) use seats::NONE;

/// Edges row by row: those of row `r` are at `offsets[r]..offsets[r + 1]`. No column stands twice in a row.
#[derive(Debug, Clone, Default)]
pub(in crate::solve) struct Graph {
    pub(in crate::solve) offsets: Vec<usize>,
    pub(in crate::solve) columns: Vec<u32>,
    pub(in crate::solve) values: Vec<i64>,
}

/// Edges that are read row by row, as often as need be, and are the same each time. No column stands twice in a row.
pub(in crate::solve) trait Rows {
    fn rows(&self) -> usize;

    /// No value is greater or less than this and its negative.
    fn reach(&self) -> i64;

    /// Calls back for the column and value of each edge of a row.
    fn each(&mut self, row: usize, edge: impl FnMut(u32, i64));

    /// The edges to columns that have seats, where they were counted before.
    fn census(&self) -> Option<Census> {
        None
    }
}

impl<R: Rows> Rows for &mut R {
    fn rows(&self) -> usize {
        (**self).rows()
    }

    fn reach(&self) -> i64 {
        (**self).reach()
    }

    fn each(&mut self, row: usize, edge: impl FnMut(u32, i64)) {
        (**self).each(row, edge);
    }

    fn census(&self) -> Option<Census> {
        (**self).census()
    }
}

impl Rows for &Graph {
    fn rows(&self) -> usize {
        Graph::rows(self)
    }

    fn reach(&self) -> i64 {
        greatest(&self.values)
    }

    fn each(&mut self, row: usize, mut edge: impl FnMut(u32, i64)) {
        self.row(row).for_each(|(column, value)| edge(column, value));
    }
}

/// What a set of pairs has to keep.
#[derive(Debug, Clone, Copy)]
pub(in crate::solve) struct Terms<'a> {
    /// Most rows of each column.
    pub(in crate::solve) seats: &'a [u32],
    /// Whether every row has to sit; otherwise a row may stay alone at value 0.
    pub(in crate::solve) fill: bool,
}

/// What is known before.
#[derive(Debug, Clone)]
pub(in crate::solve) enum Start {
    Cold,
    /// A price of each column, of any quality.
    Prices(Vec<i64>),
    /// The answer to a similar problem, or to this one if it was stopped. Mates that are out of range, have no edge or no
    /// seat are let go.
    State(State),
}

/// Prices, and who sits where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::solve) struct State {
    /// Of each column: that of its marginal seat.
    pub(in crate::solve) prices: Vec<i64>,
    /// The column of each row, or [`NONE`].
    pub(in crate::solve) mates: Vec<u32>,
}

/// An optimum.
#[derive(Debug, Clone, Default)]
pub(in crate::solve) struct Optimum {
    pub(in crate::solve) state: State,
    /// What each row gains: of one that sits just value − price, of one that stands 0.
    pub(in crate::solve) profits: Vec<i64>,
}

/// Why there is no optimum.
#[derive(Debug)]
pub(in crate::solve) enum Halt {
    /// A limit was reached. Nobody sits where there is no seat, and the prices prove a bound.
    Stopped(StopReason, State),
    /// These rows have fewer seats on all their columns together than they are.
    Unfillable(Vec<u32>),
}

/// The same, inside.
#[derive(Debug)]
enum Break {
    Stopped(StopReason),
    Unfillable(Vec<u32>),
}

impl From<StopReason> for Break {
    fn from(reason: StopReason) -> Self {
        Self::Stopped(reason)
    }
}

impl Graph {
    /// Without rows.
    pub(in crate::solve) fn new() -> Self {
        Self { offsets: vec![0], ..Self::default() }
    }

    /// A row more, of ascending columns.
    pub(in crate::solve) fn push(&mut self, row: &[(u32, i64)]) {
        self.columns.extend(row.iter().map(|&(column, _)| column));
        self.values.extend(row.iter().map(|&(_, value)| value));
        self.offsets.push(self.columns.len());
    }

    pub(in crate::solve) fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Replaces each value, given its row.
    pub(in crate::solve) fn map(&mut self, value: impl Fn(usize, i64) -> i64) {
        for (row, span) in self.offsets.windows(2).enumerate() {
            for of_edge in &mut self.values[span[0]..span[1]] {
                *of_edge = value(row, *of_edge);
            }
        }
    }

    /// The columns and values of a row.
    pub(in crate::solve) fn row(&self, row: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        let edges = self.offsets[row]..self.offsets[row + 1];
        self.columns[edges.clone()].iter().copied().zip(self.values[edges].iter().copied())
    }
}

/// Finds seats for rows so that the sum of the values is greatest, and prices that prove it.
///
/// Values have to be small: `|value| · 8 · (rows + columns)` must fit an `i64` if every row has to sit, and
/// `|value| · 16` if not. Equal input gives equal output.
///
/// # Errors
///
/// [`Halt::Stopped`] at a limit, [`Halt::Unfillable`] if not every row can sit and every row has to.
///
/// # Complexity
///
/// O(n m log n) at worst, for `m` edges and `n` nodes: one search a row. On random edges nearly all work is in the
/// auction, which looks at some 100 edges a row.
pub(in crate::solve) fn solve(
    graph: &Graph,
    terms: Terms<'_>,
    start: Start,
    meter: &mut Meter<'_>,
) -> Result<State, Halt> {
    solve_rows(graph, terms, start, meter).map(|optimum| optimum.state)
}

/// [`solve`] for edges that are read from anywhere.
pub(in crate::solve) fn solve_rows(
    rows: impl Rows,
    terms: Terms<'_>,
    start: Start,
    meter: &mut Meter<'_>,
) -> Result<Optimum, Halt> {
    let known = match &start {
        Start::Cold => 0,
        Start::Prices(prices) | Start::State(State { prices, .. }) => greatest(prices),
    };
    let reach = rows.reach().saturating_add(known);
    let nodes = rows.rows().max(terms.seats.len());
    if holds::<Narrow>(nodes, reach) {
        run::run::<Narrow>(rows, terms, start, meter)
    } else if holds::<Broad>(nodes, reach) {
        run::run::<Broad>(rows, terms, start, meter)
    } else {
        run::run::<Wide>(rows, terms, start, meter)
    }
}

/// Whether arcs can be of this kind.
fn holds<A: Arc>(nodes: usize, reach: i64) -> bool {
    nodes <= A::NODES && A::fits(reach.saturating_mul(2)) && A::fits(reach.saturating_mul(-2))
}

fn greatest(values: &[i64]) -> i64 {
    values.iter().map(|value| value.saturating_abs()).max().unwrap_or(0)
}
