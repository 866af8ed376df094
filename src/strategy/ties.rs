//! Proposals where lists have ties: a row asks all it likes best at once.

use super::market::{Market, numbers};

/// Who has asked whom, and what is left of the lists.
pub(super) struct Proposals<'a> {
    pub(super) market: &'a Market,
    /// Pairs whose row has asked and whose column has not refused: a row may have several, all liked alike.
    pub(super) held: Vec<bool>,
    /// How many pairs of each row and of each column are held.
    pub(super) of_row: Vec<u32>,
    pub(super) of_column: Vec<u32>,
    /// Where the pairs that are left begin on the list of a row, and where they end on that of a column. No matching that is
    /// looked for has any beyond.
    head: Vec<usize>,
    tail: Vec<usize>,
    /// Whether all seats of a column have ever been taken.
    pub(super) was_full: Vec<bool>,
    /// Rows that have lost what they had.
    waiting: Vec<u32>,
    pub(super) asked: u64,
}

impl<'a> Proposals<'a> {
    pub(super) fn new(market: &'a Market) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        let mut waiting = numbers(rows);
        waiting.retain(|&row| market.rows.limits[row as usize] > 0);
        waiting.reverse();
        Self {
            market,
            held: vec![false; market.weights.len()],
            of_row: vec![0; rows],
            of_column: vec![0; columns],
            head: vec![0; rows],
            tail: (0..columns)
                .map(|column| match market.columns.limits[column] {
                    0 => 0,
                    _ => market.columns.list(column).len(),
                })
                .collect(),
            was_full: vec![false; columns],
            waiting,
            asked: 0,
        }
    }

    /// Lets rows without a column ask, until each has one or has asked all. A column whose seats are all taken, or asked by more
    /// than it has seats, is handed to `full`, which may refuse some.
    pub(super) fn run(&mut self, full: impl Fn(&mut Self, usize)) {
        while let Some(row) = self.waiting.pop() {
            let row = row as usize;
            while self.of_row[row] == 0 {
                let best = self.best(row);
                if best.is_empty() {
                    break;
                }
                for edge in best {
                    let column = self.market.columns.node[edge as usize] as usize;
                    self.asked += 1;
                    self.held[edge as usize] = true;
                    self.of_row[row] += 1;
                    self.of_column[column] += 1;
                    if self.of_column[column] >= self.market.columns.limits[column] {
                        self.was_full[column] = true;
                        full(self, column);
                    }
                }
            }
        }
    }

    /// What is left of those a row likes best.
    pub(super) fn best(&mut self, row: usize) -> Vec<u32> {
        let market = self.market;
        let list = market.rows.list(row);
        while list.get(self.head[row]).is_some_and(|&edge| !self.is_left(edge)) {
            self.head[row] += 1;
        }
        let rank = |edge: u32| market.rows.rank[edge as usize];
        let left = &list[self.head[row]..];
        let alike = left.iter().copied().take_while(|&edge| rank(edge) == rank(left[0]));
        alike.filter(|&edge| self.is_left(edge)).collect()
    }

    /// Whether the column of a pair has not refused it.
    fn is_left(&self, edge: u32) -> bool {
        let columns = &self.market.columns;
        (columns.place[edge as usize] as usize) < self.tail[columns.node[edge as usize] as usize]
    }

    /// What is left of the list of a column.
    pub(super) fn list(&self, column: usize) -> &'a [u32] {
        &self.market.columns.list(column)[..self.tail[column]]
    }

    /// The rank of those whom a column likes least of what is left.
    pub(super) fn last_rank(&self, column: usize) -> Option<u32> {
        self.list(column).last().map(|&edge| self.market.columns.rank[edge as usize])
    }

    /// Refuses all from a rank on.
    pub(super) fn refuse(&mut self, column: usize, from: u32) {
        while let Some(&edge) = self.list(column).last() {
            if self.market.columns.rank[edge as usize] < from {
                break;
            }
            self.tail[column] -= 1;
            if std::mem::take(&mut self.held[edge as usize]) {
                let row = self.market.rows.node[edge as usize];
                self.of_row[row as usize] -= 1;
                self.of_column[column] -= 1;
                if self.of_row[row as usize] == 0 {
                    self.waiting.push(row);
                }
            }
        }
    }
}
