//! The matching that stays stable however ties are broken, if there is one.

use super::StrategyError;
use super::market::Market;

struct Run<'a> {
    market: &'a Market,
    /// Pairs whose row has asked and whose column has not refused: a row may have several, all liked alike.
    held: Vec<bool>,
    /// How many pairs of each row and of each column are held.
    of_row: Vec<u32>,
    of_column: Vec<u32>,
    /// Where the pairs that are left begin on the list of a row, and where they end on that of a column. No super-stable matching
    /// has any beyond.
    head: Vec<usize>,
    tail: Vec<usize>,
    /// Whether all seats of a column have ever been taken.
    was_full: Vec<bool>,
    /// Rows that have lost what they had.
    waiting: Vec<usize>,
}

/// The edges of the super-stable matching that is best for rows, ascending. Rows have one column at most.
///
/// Rows ask all they like best at once. A column with too many refuses those it likes least, all of them where it likes several
/// alike, and no column with all seats taken may have anybody it likes less. Whoever is left with two has been promised to
/// both, and a column that once had all seats taken has refused for them.
///
/// # Errors
///
/// [`StrategyError::NoneStable`] if there is none.
pub(super) fn matched(market: &Market) -> Result<(Vec<u32>, u64), StrategyError> {
    let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
    let mut run = Run {
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
        waiting: (0..rows).rev().filter(|&row| market.rows.limits[row] > 0).collect(),
    };
    let mut asked = 0;
    while let Some(row) = run.waiting.pop() {
        while run.of_row[row] == 0 {
            let best = run.best(row);
            if best.is_empty() {
                break;
            }
            for edge in best {
                asked += 1;
                run.ask(row, edge);
            }
        }
    }
    run.check()?;
    let held = (0_u32..).zip(&run.held).filter(|(_, held)| **held);
    Ok((held.map(|(edge, _)| edge).collect(), asked))
}

impl<'a> Run<'a> {
    /// What is left of those a row likes best.
    fn best(&mut self, row: usize) -> Vec<u32> {
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

    fn ask(&mut self, row: usize, edge: u32) {
        let column = self.market.columns.node[edge as usize] as usize;
        let seats = self.market.columns.limits[column];
        self.held[edge as usize] = true;
        self.of_row[row] += 1;
        self.of_column[column] += 1;
        let rank = |edge: &u32| self.market.columns.rank[*edge as usize];
        if self.of_column[column] > seats
            && let Some(worst) = self.list(column).last().map(rank)
        {
            self.refuse(column, worst);
        }
        if self.of_column[column] == seats {
            self.was_full[column] = true;
            let held = self.list(column).iter().filter(|&&edge| self.held[edge as usize]);
            if let Some(worst) = held.map(rank).max() {
                self.refuse(column, worst + 1);
            }
        }
    }

    /// What is left of the list of a column.
    fn list(&self, column: usize) -> &'a [u32] {
        &self.market.columns.list(column)[..self.tail[column]]
    }

    /// Refuses all from a rank on.
    fn refuse(&mut self, column: usize, from: u32) {
        while let Some(&edge) = self.list(column).last() {
            if self.market.columns.rank[edge as usize] < from {
                break;
            }
            self.tail[column] -= 1;
            if std::mem::take(&mut self.held[edge as usize]) {
                let row = self.market.rows.node[edge as usize] as usize;
                self.of_row[row] -= 1;
                self.of_column[column] -= 1;
                if self.of_row[row] == 0 {
                    self.waiting.push(row);
                }
            }
        }
    }

    /// Whether what is held is a super-stable matching. If not, there is none.
    fn check(&self) -> Result<(), StrategyError> {
        let none = |why: String| Err(StrategyError::NoneStable { stability: "super-stable", why });
        if let Some(row) = self.of_row.iter().position(|&held| held > 1) {
            return none(format!("row {row} likes columns alike that all want it"));
        }
        let short = |column: &usize| {
            self.was_full[*column] && self.of_column[*column] < self.market.columns.limits[*column]
        };
        if let Some(column) = (0..self.of_column.len()).find(short) {
            return none(format!(
                "column {column} has to refuse rows that it likes alike and is left with free seats"
            ));
        }
        Ok(())
    }
}
