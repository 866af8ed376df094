//! The best columns of each row at the prices of some moment, with a bound on the rest.

use crate::problem::{AnyProblem, Edge, MAX_WEIGHT, ProblemError, Weight};
use crate::solve::read::check_row;

/// How many columns a list has at first, and how much longer it gets when it has run dry.
const FIRST: usize = 24;
const GROWTH: usize = 4;

/// A number that distances are reckoned in: 64 bits where they fit, 128 elsewhere.
pub(super) trait Amount:
    Copy
    + Ord
    + Default
    + Send
    + Sync
    + From<Weight>
    + Into<i128>
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
{
}

impl Amount for i64 {}
impl Amount for i128 {}

/// The open columns of a row that gain it most at some prices.
///
/// Prices only rise, and so the bound on what the others gain stays one.
#[derive(Debug, Clone)]
pub(super) struct List<T> {
    /// In the order of gains when the list was made, then by column.
    pub(super) entries: Vec<(u32, Weight)>,
    /// No other column gains more; `None` where there is none.
    pub(super) rest: Option<T>,
    /// How many entries it is to have.
    length: usize,
}

/// What was seen of a row.
pub(super) struct Reading {
    /// How many edges were looked at.
    pub(super) looked_at: usize,
    /// The largest absolute weight.
    pub(super) largest: u64,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), rest: None, length: FIRST }
    }
}

impl<T: Amount> List<T> {
    /// Longer by the next reading.
    pub(super) fn grow(&mut self) {
        self.length = self.length.saturating_mul(GROWTH);
    }

    /// Reads the row anew at these prices.
    pub(super) fn read(
        &mut self,
        problem: &AnyProblem<'_>,
        row: usize,
        seats: &[u32],
        prices: &[T],
        edges: &mut Vec<Edge>,
    ) -> Result<Reading, ProblemError> {
        problem.open_row(row, edges);
        let largest = check_row(problem, row, edges)?;
        edges.retain(|edge| seats[edge.column as usize] > 0);
        let gain = |edge: &Edge| T::from(edge.weight) - prices[edge.column as usize];
        let order = |one: &Edge, other: &Edge| {
            gain(other).cmp(&gain(one)).then(one.column.cmp(&other.column))
        };
        self.rest = None;
        let looked_at = edges.len();
        if edges.len() > self.length {
            let (_, next, _) = edges.select_nth_unstable_by(self.length, order);
            self.rest = Some(gain(next));
            edges.truncate(self.length);
        }
        edges.sort_unstable_by(order);
        self.entries.clear();
        self.entries.extend(edges.iter().map(|edge| (edge.column, edge.weight)));
        Ok(Reading { looked_at, largest })
    }
}

impl List<i64> {
    /// The same in 128 bits.
    pub(super) fn widened(self) -> List<i128> {
        List { entries: self.entries, rest: self.rest.map(i128::from), length: self.length }
    }

    /// Memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>() + self.entries.capacity() * size_of::<(u32, Weight)>()
    }
}

/// Whether sums of weights along any path between this many nodes fit 64 bits, with room to spare.
pub(super) fn fits(largest: u64, nodes: usize) -> bool {
    let largest = largest.min(MAX_WEIGHT.unsigned_abs());
    u128::from(largest) * 16 * (nodes as u128 + 4) < i64::MAX as u128
}
