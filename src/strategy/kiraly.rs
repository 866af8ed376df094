//! Many pairs in a matching that is weakly stable, where lists have ties.

use super::market::Market;

/// How often a row has been through its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Round {
    First,
    /// Preferred among those liked alike, because it found nobody.
    Second,
    Over,
}

/// Where a row stands on its list: in one group of columns it likes alike.
struct Place {
    round: Round,
    /// First and last but one of the group.
    group: (usize, usize),
    /// From here on there may be columns with a place nobody has ever had.
    unfilled: usize,
    /// From here on there may be columns that have not turned the row down.
    open: usize,
    /// What it has, as an edge.
    has: Option<u32>,
}

struct Run<'a> {
    market: &'a Market,
    rows: Vec<Place>,
    /// Edges by which each column has its rows. A place once filled is never empty again.
    held: Vec<Vec<u32>>,
    refused: Vec<bool>,
    proposals: u64,
}

/// The edges of a weakly stable matching, ascending, with at least two thirds of the pairs of the largest there is; and
/// how many proposals it took. Rows have one column at most.
pub(super) fn matched(market: &Market) -> (Vec<u32>, u64) {
    let start = |row| Place {
        round: if market.rows.limits[row] > 0 { Round::First } else { Round::Over },
        group: (0, 0),
        unfilled: 0,
        open: 0,
        has: None,
    };
    let mut run = Run {
        market,
        rows: (0..market.rows.nodes()).map(start).collect(),
        held: vec![Vec::new(); market.columns.nodes()],
        refused: vec![false; market.weights.len()],
        proposals: 0,
    };
    let mut waiting: Vec<usize> = (0..market.rows.nodes()).rev().collect();
    while let Some(row) = waiting.pop() {
        while run.rows[row].has.is_none() {
            let Some(edge) = run.favorite(row) else { break };
            waiting.extend(run.propose(row, edge));
        }
    }
    let mut edges: Vec<u32> = run.held.into_iter().flatten().collect();
    edges.sort_unstable();
    (edges, run.proposals)
}

impl Run<'_> {
    fn column(&self, edge: u32) -> usize {
        self.market.columns.node[edge as usize] as usize
    }

    fn has_unfilled(&self, column: usize) -> bool {
        self.held[column].len() < self.market.columns.limits[column] as usize
    }

    /// Whether some column of the group has a place nobody has ever had.
    fn finds_unfilled(&mut self, row: usize) -> Option<u32> {
        let list = self.market.rows.list(row);
        while self.rows[row].unfilled < self.rows[row].group.1 {
            let edge = list[self.rows[row].unfilled];
            if self.has_unfilled(self.column(edge)) {
                return Some(edge);
            }
            self.rows[row].unfilled += 1;
        }
        None
    }

    /// Whom the row asks next: of those it likes best and who have not turned it down, one with an unfilled place if
    /// there is one.
    fn favorite(&mut self, row: usize) -> Option<u32> {
        let market = self.market;
        let list = market.rows.list(row);
        while self.rows[row].round < Round::Over {
            if let Some(edge) = self.finds_unfilled(row) {
                return Some(edge);
            }
            while self.rows[row].open < self.rows[row].group.1 {
                let edge = list[self.rows[row].open];
                if !self.refused[edge as usize] {
                    return Some(edge);
                }
                self.rows[row].open += 1;
            }
            let place = &mut self.rows[row];
            let first = place.group.1;
            if let Some(&edge) = list.get(first) {
                let rank = |edge: u32| market.rows.rank[edge as usize];
                let alike = list[first..].iter().take_while(|&&other| rank(other) == rank(edge));
                place.group = (first, first + alike.count());
            } else {
                place.round = if place.round == Round::First { Round::Second } else { Round::Over };
                place.group = (0, 0);
                for &edge in list {
                    self.refused[edge as usize] = false;
                }
            }
            (place.unfilled, place.open) = (place.group.0, place.group.0);
        }
        None
    }

    /// The row asks; returns who has lost a place over it.
    fn propose(&mut self, row: usize, edge: u32) -> Option<usize> {
        self.proposals += 1;
        let column = self.column(edge);
        if self.has_unfilled(column) {
            self.held[column].push(edge);
            self.rows[row].has = Some(edge);
            return None;
        }
        let row_of = |edge: u32| self.market.rows.node[edge as usize] as usize;
        let holders: Vec<usize> = self.held[column].iter().map(|&edge| row_of(edge)).collect();
        let mut loser = None;
        for (at, &holder) in holders.iter().enumerate() {
            // Who could have an unfilled place elsewhere that it likes as much makes room, and may come back.
            if self.finds_unfilled(holder).is_some() {
                loser = Some((at, holder));
                break;
            }
        }
        if loser.is_none() {
            let standing = |edge: u32| {
                (
                    self.market.columns.rank[edge as usize],
                    self.rows[row_of(edge)].round == Round::First,
                )
            };
            let worst =
                self.held[column].iter().enumerate().max_by_key(|&(_, &held)| standing(held));
            loser = worst
                .filter(|&(_, &held)| standing(edge) < standing(held))
                .map(|(at, &held)| (at, row_of(held)));
            let Some((at, _)) = loser else {
                self.refused[edge as usize] = true;
                return None;
            };
            self.refused[self.held[column][at] as usize] = true;
        }
        let (at, holder) = loser?;
        self.held[column][at] = edge;
        self.rows[row].has = Some(edge);
        self.rows[holder].has = None;
        Some(holder)
    }
}
