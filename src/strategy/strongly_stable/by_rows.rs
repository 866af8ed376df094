//! Rows ask.

use super::none;
use crate::problem::{Limits, StopReason};
use crate::solve::meter::Meter;
use crate::strategy::StrategyError;
use crate::strategy::market::{Market, numbers};
use crate::strategy::ties::Proposals;

/// Rows ask all they like best at once, and a column refuses those it likes less than enough others that have asked to take all its
/// seats. A row is *bound* to a column that has asked no more than it has seats for, or that likes it better than those it likes
/// least. The others compete for the seats that the bound ones leave; where some set of them wants fewer seats than it has
/// rows, none of the columns it wants can have any of those it likes least. In the end every row that holds something gets
/// it, and whether columns then have all they need does not hang on who gets which.
///
/// At most as many rounds as there are pairs; each matches anew the rows that have lost their seat, O(e) for each of them.
pub(super) fn matched(
    market: &Market,
    limits: &Limits,
) -> Result<Result<(Vec<u32>, u64), StopReason>, StrategyError> {
    let mut meter = Meter::new(limits);
    let mut proposals = Proposals::new(market);
    let mut contest = Contest::new(market);
    loop {
        proposals.run(refuse_dominated);
        let wanted = match contest.settle(&mut proposals, &mut meter) {
            Ok(wanted) => wanted,
            Err(stopped) => return Ok(Err(stopped)),
        };
        if wanted.is_empty() {
            break;
        }
        for column in wanted {
            if let Some(worst) = proposals.last_rank(column) {
                proposals.refuse(column, worst);
            }
        }
    }
    let mut of_column = vec![0; market.columns.nodes()];
    let mut edges = Vec::new();
    for row in 0..market.rows.nodes() {
        // A bound row may have any of those it is bound to.
        if let Some(edge) = contest.bound[row].or(contest.seat[row]) {
            of_column[market.columns.node[edge as usize] as usize] += 1;
            edges.push(edge);
        }
    }
    check(&proposals, &of_column)?;
    edges.sort_unstable();
    Ok(Ok((edges, proposals.asked + meter.edges())))
}

/// Refuses whom a column likes less than as many as it has seats for.
fn refuse_dominated(proposals: &mut Proposals<'_>, column: usize) {
    let columns = &proposals.market.columns;
    let held = proposals.list(column).iter().filter(|&&edge| proposals.held[edge as usize]);
    let last = held.take(columns.limits[column] as usize).last();
    if let Some(rank) = last.map(|&edge| columns.rank[edge as usize]) {
        proposals.refuse(column, rank + 1);
    }
}

/// Whether every column has what it needs. If not, there is no strongly stable matching (Irving, Manlove and Scott 2003).
fn check(proposals: &Proposals<'_>, of_column: &[u32]) -> Result<(), StrategyError> {
    for (column, &has) in of_column.iter().enumerate() {
        if proposals.was_full[column] {
            if has < proposals.market.columns.limits[column] {
                return Err(none(format!(
                    "column {column} has to refuse rows that it likes alike and is left with free seats"
                )));
            }
        } else if has < proposals.of_column[column] {
            return Err(none(format!(
                "column {column} has free seats, and a row that likes no other better has to go to one it likes as much"
            )));
        }
    }
    Ok(())
}

/// Rows that are not bound, and the seats they compete for.
struct Contest {
    /// A pair by which a row is bound.
    bound: Vec<Option<u32>>,
    /// The pair by which a row that is not bound has a seat.
    seat: Vec<Option<u32>>,
    /// The pairs of the rows that have a seat of each column.
    seated: Vec<Vec<u32>>,
    /// How many seats the bound ones leave.
    seats: Vec<usize>,
    /// The pair by which a column was reached.
    via: Vec<Option<u32>>,
}

impl Contest {
    fn new(market: &Market) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        Self {
            bound: vec![None; rows],
            seat: vec![None; rows],
            seated: vec![Vec::new(); columns],
            seats: vec![0; columns],
            via: vec![None; columns],
        }
    }

    /// Gives seats to as many as can be, and returns the columns that the critical set wants: the rows without a seat, and all
    /// whose seats they could have.
    fn settle(
        &mut self,
        proposals: &mut Proposals<'_>,
        meter: &mut Meter<'_>,
    ) -> Result<Vec<usize>, StopReason> {
        self.bind(proposals, meter)?;
        self.via.fill(None);
        for row in numbers(self.seat.len()) {
            let row = row as usize;
            if proposals.of_row[row] > 0 && self.bound[row].is_none() && self.seat[row].is_none() {
                self.search(proposals, row, meter)?;
            }
        }
        Ok((0..self.via.len()).filter(|&column| self.via[column].is_some()).collect())
    }

    /// Finds out who is bound, and keeps the seats that are still there.
    fn bind(&mut self, proposals: &Proposals<'_>, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let columns = &proposals.market.columns;
        self.bound.fill(None);
        for column in 0..columns.nodes() {
            let (seats, worst) = (columns.limits[column], proposals.last_rank(column));
            let crowded = proposals.of_column[column] > seats;
            let list = proposals.list(column).iter();
            meter.spend(1 + list.len())?;
            self.seats[column] = seats as usize;
            for &edge in list.filter(|&&edge| proposals.held[edge as usize]) {
                if !crowded || Some(columns.rank[edge as usize]) != worst {
                    let row = proposals.market.rows.node[edge as usize] as usize;
                    self.bound[row] = self.bound[row].or(Some(edge));
                    self.seats[column] = self.seats[column].saturating_sub(1);
                }
            }
        }
        for (column, seated) in self.seated.iter_mut().enumerate() {
            let row = |edge: u32| proposals.market.rows.node[edge as usize] as usize;
            for &edge in seated.iter() {
                self.seat[row(edge)] = None;
            }
            seated.retain(|&edge| proposals.held[edge as usize] && self.bound[row(edge)].is_none());
            seated.truncate(self.seats[column]);
            for &edge in seated.iter() {
                self.seat[row(edge)] = Some(edge);
            }
        }
        Ok(())
    }

    /// Looks for a seat, others moving on if need be. Columns that led nowhere are not looked at again: nobody who has a seat there
    /// can move on.
    fn search(
        &mut self,
        proposals: &mut Proposals<'_>,
        row: usize,
        meter: &mut Meter<'_>,
    ) -> Result<(), StopReason> {
        let market = proposals.market;
        let (mut queue, mut at) = (vec![row], 0);
        let mut reached = Vec::new();
        while let Some(&row) = queue.get(at) {
            at += 1;
            for edge in proposals.best(row) {
                meter.spend(1)?;
                let column = market.columns.node[edge as usize] as usize;
                if self.via[column].is_some() {
                    continue;
                }
                self.via[column] = Some(edge);
                reached.push(column);
                if self.seated[column].len() < self.seats[column] {
                    self.move_on(market, column);
                    for column in reached {
                        self.via[column] = None;
                    }
                    return Ok(());
                }
                let rows = self.seated[column].iter();
                queue.extend(rows.map(|&edge| market.rows.node[edge as usize] as usize));
            }
        }
        Ok(())
    }

    /// Everybody on the way to a free seat moves to the next.
    fn move_on(&mut self, market: &Market, mut column: usize) {
        while let Some(edge) = self.via[column] {
            let row = market.rows.node[edge as usize] as usize;
            self.seated[column].push(edge);
            let Some(left) = self.seat[row].replace(edge) else { return };
            column = market.columns.node[left as usize] as usize;
            self.seated[column].retain(|&seated| seated != left);
        }
    }
}
