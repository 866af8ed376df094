//! The matching that stays stable however ties are broken, if there is one.

use std::collections::BTreeMap;

use super::Supervised;
use crate::strategy::StrategyError;
use crate::strategy::market::Market;

/// The edges of the super-stable matching that is best for rows, ascending; and how many proposals it took. Rows have one column at most.
///
/// Rows ask all they like best at once. A column or a supervisor with too many refuses those it likes least, all of them where it
/// likes several alike. When nobody asks any more, a supervisor with all its seats taken who would still lose nothing by a row
/// refused earlier refuses its worst, and rows ask again. No pair that is refused is in any super-stable matching: `DESIGN.md` has the
/// argument.
///
/// # Errors
///
/// [`StrategyError::NoneStable`] if there is none.
pub(in crate::strategy) fn matched(
    market: &Market,
    supervised: &Supervised,
) -> Result<(Vec<u32>, u64), StrategyError> {
    let mut proposals = Proposals::new(market, supervised);
    loop {
        proposals.run();
        if let Some(row) = proposals.of_row.iter().position(|held| held.len() > 1) {
            return Err(none(format!("row {row} likes columns alike that all want it")));
        }
        let blocking = proposals.blocking_pairs();
        if blocking.is_empty() {
            break;
        }
        proposals.refuse_worst(&blocking)?;
    }
    let mut edges: Vec<u32> = proposals.of_row.iter().flatten().copied().collect();
    edges.sort_unstable();
    Ok((edges, proposals.asked))
}

fn none(why: String) -> StrategyError {
    StrategyError::NoneStable { stability: "super-stable", why }
}

/// Who has asked whom, and what is left of the lists.
struct Proposals<'a> {
    market: &'a Market,
    supervised: &'a Supervised,
    columns_of: Vec<Vec<usize>>,
    /// Pairs whose row has asked and whose column has not refused.
    of_row: Vec<Vec<u32>>,
    is_left: Vec<bool>,
    /// Where the list of a row may still have pairs left, and where that of a column ends.
    head: Vec<usize>,
    tail: Vec<usize>,
    of_column: Vec<Held>,
    of_supervisor: Vec<Held>,
    waiting: Vec<usize>,
    asked: u64,
}

/// How many pairs are held, and how many of each rank. A row that holds two columns of a supervisor counts twice.
#[derive(Clone, Default)]
struct Held {
    pairs: u32,
    ranks: BTreeMap<u32, u32>,
}

impl Held {
    fn add(&mut self, rank: u32) {
        self.pairs += 1;
        *self.ranks.entry(rank).or_default() += 1;
    }

    fn remove(&mut self, rank: u32) {
        self.pairs -= 1;
        if let Some(count) = self.ranks.get_mut(&rank) {
            *count -= 1;
            if *count == 0 {
                self.ranks.remove(&rank);
            }
        }
    }

    fn worst(&self) -> Option<u32> {
        self.ranks.last_key_value().map(|(&rank, _)| rank)
    }
}

impl<'a> Proposals<'a> {
    fn new(market: &'a Market, supervised: &'a Supervised) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        let mut columns_of = vec![Vec::new(); supervised.limits.len()];
        for (column, &supervisor) in supervised.of_column.iter().enumerate() {
            columns_of[supervisor as usize].push(column);
        }
        let mut is_left = vec![false; market.weights.len()];
        let mut tail = vec![0; columns];
        for (column, list) in supervised.lists.iter().enumerate() {
            if market.columns.limits[column] > 0 {
                tail[column] = list.len();
                for &edge in list {
                    let row = market.rows.node[edge as usize] as usize;
                    is_left[edge as usize] = market.rows.limits[row] > 0;
                }
            }
        }
        Self {
            market,
            supervised,
            of_row: vec![Vec::new(); rows],
            is_left,
            head: vec![0; rows],
            tail,
            of_column: vec![Held::default(); columns],
            of_supervisor: vec![Held::default(); columns_of.len()],
            columns_of,
            waiting: (0..rows).rev().collect(),
            asked: 0,
        }
    }

    fn column(&self, edge: u32) -> usize {
        self.market.columns.node[edge as usize] as usize
    }

    fn supervisor(&self, edge: u32) -> usize {
        self.supervised.of_column[self.column(edge)] as usize
    }

    /// Lets rows without a column ask, until each has one or has asked all.
    fn run(&mut self) {
        while let Some(row) = self.waiting.pop() {
            while self.of_row[row].is_empty() {
                let best = self.best(row);
                if best.is_empty() {
                    break;
                }
                for edge in best {
                    if self.is_left[edge as usize] {
                        self.ask(row, edge);
                    }
                }
            }
        }
    }

    /// What is left of those a row likes best.
    fn best(&mut self, row: usize) -> Vec<u32> {
        let list = self.market.rows.list(row);
        while list.get(self.head[row]).is_some_and(|&edge| !self.is_left[edge as usize]) {
            self.head[row] += 1;
        }
        let rank = |edge: u32| self.market.rows.rank[edge as usize];
        let left = &list[self.head[row]..];
        let alike = left.iter().copied().take_while(|&edge| rank(edge) == rank(left[0]));
        alike.filter(|&edge| self.is_left[edge as usize]).collect()
    }

    fn ask(&mut self, row: usize, edge: u32) {
        let (column, supervisor) = (self.column(edge), self.supervisor(edge));
        let rank = self.supervised.rank[edge as usize];
        self.asked += 1;
        self.of_row[row].push(edge);
        self.of_column[column].add(rank);
        self.of_supervisor[supervisor].add(rank);
        if self.of_column[column].pairs > self.market.columns.limits[column]
            && let Some(worst) = self.of_column[column].worst()
        {
            self.refuse(column, worst);
        }
        if self.of_supervisor[supervisor].pairs > self.supervised.limits[supervisor] {
            self.refuse_for_supervisor(supervisor);
        }
    }

    /// A column refuses all from a rank on.
    fn refuse(&mut self, column: usize, from: u32) {
        let list = &self.supervised.lists[column];
        while self.tail[column] > 0 {
            let edge = list[self.tail[column] - 1];
            let rank = self.supervised.rank[edge as usize];
            if rank < from {
                break;
            }
            self.tail[column] -= 1;
            self.is_left[edge as usize] = false;
            let row = self.market.rows.node[edge as usize] as usize;
            if let Some(at) = self.of_row[row].iter().position(|&held| held == edge) {
                self.of_row[row].swap_remove(at);
                self.of_column[column].remove(rank);
                let supervisor = self.supervisor(edge);
                self.of_supervisor[supervisor].remove(rank);
                if self.of_row[row].is_empty() {
                    self.waiting.push(row);
                }
            }
        }
    }

    /// All columns of a supervisor refuse all who are no better than the worst it has.
    fn refuse_for_supervisor(&mut self, supervisor: usize) {
        if let Some(worst) = self.of_supervisor[supervisor].worst() {
            for at in 0..self.columns_of[supervisor].len() {
                self.refuse(self.columns_of[supervisor][at], worst);
            }
        }
    }

    /// Each supervisor of a blocking pair refuses the worst it has.
    ///
    /// # Errors
    ///
    /// If one of them has a free seat, as it then has one in every super-stable matching, and the pair blocks them all.
    fn refuse_worst(&mut self, blocking: &[u32]) -> Result<(), StrategyError> {
        let mut supervisors = Vec::new();
        for &edge in blocking {
            let supervisor = self.supervisor(edge);
            if self.of_supervisor[supervisor].pairs < self.supervised.limits[supervisor] {
                let (row, column) = (self.market.rows.node[edge as usize], self.column(edge));
                return Err(none(format!(
                    "row {row} and column {column} would lose nothing by each other, which holds in some way in all matchings"
                )));
            }
            supervisors.push(supervisor);
        }
        supervisors.sort_unstable();
        supervisors.dedup();
        for supervisor in supervisors {
            self.refuse_for_supervisor(supervisor);
        }
        Ok(())
    }

    /// Pairs not matched to each other who would lose nothing by it. Rows have one column each or none.
    fn blocking_pairs(&self) -> Vec<u32> {
        let ranks = &self.market.rows.rank;
        let blocks = |&edge: &u32| {
            let (column, supervisor) = (self.column(edge), self.supervisor(edge));
            let row = self.market.rows.node[edge as usize] as usize;
            let held = self.of_row[row].first().copied();
            let would = match held {
                None => self.market.rows.limits[row] > 0,
                Some(held) => held != edge && ranks[edge as usize] <= ranks[held as usize],
            };
            let rank = self.supervised.rank[edge as usize];
            let no_worse = |held: &Held| held.worst().is_some_and(|worst| rank <= worst);
            let [of_column, of_supervisor] =
                [&self.of_column[column], &self.of_supervisor[supervisor]];
            would
                && if of_column.pairs >= self.market.columns.limits[column] {
                    no_worse(of_column)
                } else {
                    of_supervisor.pairs < self.supervised.limits[supervisor]
                        || held.is_some_and(|held| self.supervisor(held) == supervisor)
                        || no_worse(of_supervisor)
                }
        };
        self.supervised.lists.iter().flatten().copied().filter(blocks).collect()
    }
}
