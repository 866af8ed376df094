//! Columns ask.

use super::none;
use crate::problem::{Limits, StopReason};
use crate::solve::meter::Meter;
use crate::strategy::StrategyError;
use crate::strategy::market::Market;

/// Columns with free seats ask all rows they like best of those left. A row refuses whom it likes less than anybody that has asked,
/// so all it holds it likes alike. A pair a row holds can be missing from a strongly stable matching in which the row
/// gets nothing better than that only if all seats of the column are taken by rows that it likes as much and that
/// get nothing better either. [`Choice`] finds the rows for which that can be; the others get better columns in all strongly
/// stable matchings, and refuse what they hold.
pub(super) fn matched(
    market: &Market,
    limits: &Limits,
) -> Result<Result<(Vec<u32>, u64), StopReason>, StrategyError> {
    let mut meter = Meter::new(limits);
    let mut offers = Offers::new(market);
    let mut choice = Choice::new(market);
    loop {
        offers.run();
        if let Err(stopped) = choice.settle(&offers, &mut meter) {
            return Ok(Err(stopped));
        }
        let torn: Vec<usize> = (0..choice.ties.len()).filter(|&row| choice.ties[row] > 1).collect();
        if torn.is_empty() {
            break;
        }
        for row in torn {
            let held = offers.of_row[row][0];
            offers.refuse(row, market.rows.rank[held as usize]);
        }
    }
    let mut edges = Vec::new();
    for (row, held) in offers.of_row.iter().enumerate() {
        if held.is_empty() {
            if offers.refused_from[row] < u32::MAX {
                return Err(none(format!(
                    "row {row} has to refuse columns that it likes alike and is left without any"
                )));
            }
            continue;
        }
        match choice.kept[row].or(choice.seat[row]) {
            Some(edge) => edges.push(edge),
            None => {
                return Err(none(format!(
                    "row {row} has to go without a column that likes it as much as those it has"
                )));
            }
        }
    }
    edges.sort_unstable();
    Ok(Ok((edges, offers.asked + meter.edges())))
}

/// Which column has asked which row, and what is left of the lists.
struct Offers<'a> {
    market: &'a Market,
    /// Pairs whose column has asked and whose row has not refused: all of a row are liked alike.
    of_row: Vec<Vec<u32>>,
    held: Vec<bool>,
    /// How many rows hold each column.
    of_column: Vec<u32>,
    /// The first rank that a row refuses.
    refused_from: Vec<u32>,
    /// Where the rows that have not been asked begin on the list of a column.
    next: Vec<usize>,
    /// Columns that may have free seats.
    waiting: Vec<usize>,
    asked: u64,
}

impl<'a> Offers<'a> {
    fn new(market: &'a Market) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        Self {
            market,
            of_row: vec![Vec::new(); rows],
            held: vec![false; market.weights.len()],
            of_column: vec![0; columns],
            refused_from: vec![u32::MAX; rows],
            next: vec![0; columns],
            waiting: (0..columns).rev().collect(),
            asked: 0,
        }
    }

    /// Lets columns ask until each has no free seat, or has asked all.
    fn run(&mut self) {
        let columns = &self.market.columns;
        while let Some(column) = self.waiting.pop() {
            while self.of_column[column] < columns.limits[column] {
                let left = &columns.list(column)[self.next[column]..];
                let rank = |edge: u32| columns.rank[edge as usize];
                let alike = left.iter().take_while(|&&edge| rank(edge) == rank(left[0]));
                let alike = alike.count();
                if alike == 0 {
                    break;
                }
                self.next[column] += alike;
                for &edge in &left[..alike] {
                    self.ask(edge);
                }
            }
        }
    }

    fn ask(&mut self, edge: u32) {
        let row = self.market.rows.node[edge as usize] as usize;
        let rank = self.market.rows.rank[edge as usize];
        if self.market.rows.limits[row] == 0 || rank >= self.refused_from[row] {
            return;
        }
        self.asked += 1;
        self.refuse(row, rank + 1);
        self.of_row[row].push(edge);
        self.held[edge as usize] = true;
        self.of_column[self.market.columns.node[edge as usize] as usize] += 1;
    }

    /// Refuses all from a rank on.
    fn refuse(&mut self, row: usize, from: u32) {
        self.refused_from[row] = from;
        let rank = |edge: u32| self.market.rows.rank[edge as usize];
        if self.of_row[row].first().is_some_and(|&edge| rank(edge) >= from) {
            for edge in std::mem::take(&mut self.of_row[row]) {
                let column = self.market.columns.node[edge as usize] as usize;
                self.held[edge as usize] = false;
                self.of_column[column] -= 1;
                self.waiting.push(column);
            }
        }
    }

    /// The pairs of a column that are held.
    fn list(&self, column: usize) -> impl DoubleEndedIterator<Item = u32> {
        let asked = &self.market.columns.list(column)[..self.next[column]];
        asked.iter().copied().filter(|&edge| self.held[edge as usize])
    }
}

/// Who can have what of all that is held.
///
/// A pair *ties* its row if the column cannot do without the row: it has seats for all who hold it, or likes the row better than those
/// it likes least, or cannot have all seats taken without it. A row that two pairs tie is *torn*; one that a single pair ties is
/// kept by it. All others are free, and the columns that want all seats taken choose among them. Where some columns find fewer
/// than they need, none of these can have all seats taken, and all their pairs tie.
struct Choice {
    /// How many pairs tie a row.
    ties: Vec<u32>,
    /// The pair by which a row is kept.
    kept: Vec<Option<u32>>,
    /// The pair by which a column has chosen a free row.
    seat: Vec<Option<u32>>,
    /// Whether a column has more who hold it than seats, and can have all of these taken.
    full: Vec<bool>,
    /// The rank of those a column likes least of all who hold it.
    worst: Vec<u32>,
    /// How many free rows a column needs, and how many it has chosen.
    needs: Vec<u32>,
    chosen: Vec<u32>,
    /// The columns that a search has reached, and the pair by which another column would have one of the rows each has chosen.
    reached: Vec<usize>,
    is_reached: Vec<bool>,
    via: Vec<Option<u32>>,
}

impl Choice {
    fn new(market: &Market) -> Self {
        let (rows, columns) = (market.rows.nodes(), market.columns.nodes());
        Self {
            ties: vec![0; rows],
            kept: vec![None; rows],
            seat: vec![None; rows],
            full: vec![false; columns],
            worst: vec![0; columns],
            needs: vec![0; columns],
            chosen: vec![0; columns],
            reached: Vec::new(),
            is_reached: vec![false; columns],
            via: vec![None; columns],
        }
    }

    /// Finds out which rows are torn, and who gets what where none is.
    fn settle(&mut self, offers: &Offers<'_>, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        self.begin(offers, meter)?;
        let mut short: Vec<usize> = (0..self.full.len()).collect();
        while let Some(column) = short.pop() {
            while self.full[column] && self.chosen[column] < self.needs[column] {
                if !self.search(offers, column, meter)? {
                    for column in std::mem::take(&mut self.reached) {
                        self.full[column] = false;
                        meter.spend(1 + offers.next[column])?;
                        for edge in offers.list(column) {
                            if self.is_loose(offers, column, edge) {
                                short.extend(self.tie(offers.market, edge));
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Every column with more who hold it than seats can have all seats taken, for all that is known; whom it has chosen stays.
    fn begin(&mut self, offers: &Offers<'_>, meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let columns = &offers.market.columns;
        let before = std::mem::replace(&mut self.seat, vec![None; self.ties.len()]);
        self.ties.fill(0);
        self.kept.fill(None);
        self.chosen.fill(0);
        for column in 0..columns.nodes() {
            meter.spend(1 + offers.next[column])?;
            let last = offers.list(column).next_back();
            self.worst[column] = last.map_or(0, |edge| columns.rank[edge as usize]);
            self.full[column] = offers.of_column[column] > columns.limits[column];
            self.needs[column] = columns.limits[column];
        }
        for column in 0..columns.nodes() {
            for edge in offers.list(column) {
                if !self.full[column] || !self.is_loose(offers, column, edge) {
                    self.tie(offers.market, edge);
                }
            }
        }
        for (row, edge) in before.into_iter().enumerate() {
            self.seat[row] = edge.filter(|&edge| {
                let column = columns.node[edge as usize] as usize;
                let stays = offers.held[edge as usize]
                    && self.full[column]
                    && self.ties[row] == 0
                    && self.is_loose(offers, column, edge)
                    && self.chosen[column] < self.needs[column];
                self.chosen[column] += u32::from(stays);
                stays
            });
        }
        Ok(())
    }

    /// Whether a column likes nobody less who holds it.
    fn is_loose(&self, offers: &Offers<'_>, column: usize, edge: u32) -> bool {
        offers.market.columns.rank[edge as usize] == self.worst[column]
    }

    /// A pair ties its row. Gives the column that needs another for it.
    fn tie(&mut self, market: &Market, edge: u32) -> Option<usize> {
        let row = market.rows.node[edge as usize] as usize;
        let column = |edge: u32| market.columns.node[edge as usize] as usize;
        self.ties[row] += 1;
        if self.ties[row] == 1 {
            self.kept[row] = Some(edge);
            self.needs[column(edge)] = self.needs[column(edge)].saturating_sub(1);
            let left = column(self.seat[row].take()?);
            self.chosen[left] -= 1;
            return Some(left);
        }
        let left = column(self.kept[row].take()?);
        self.needs[left] += 1;
        Some(left)
    }

    /// Looks for a free row without a column, others moving on if need be. Where there is none, all the columns that could have any of
    /// those within reach are in `reached`.
    fn search(
        &mut self,
        offers: &Offers<'_>,
        column: usize,
        meter: &mut Meter<'_>,
    ) -> Result<bool, StopReason> {
        let market = offers.market;
        self.reached.push(column);
        self.is_reached[column] = true;
        let (mut at, mut found) = (0, false);
        while let Some(&column) = self.reached.get(at)
            && !found
        {
            at += 1;
            meter.spend(1 + offers.next[column])?;
            for edge in offers.list(column) {
                let row = market.rows.node[edge as usize] as usize;
                if self.ties[row] > 0 || !self.is_loose(offers, column, edge) {
                    continue;
                }
                let Some(seat) = self.seat[row] else {
                    self.hand_on(market, edge);
                    found = true;
                    break;
                };
                let other = market.columns.node[seat as usize] as usize;
                if !std::mem::replace(&mut self.is_reached[other], true) {
                    self.via[other] = Some(edge);
                    self.reached.push(other);
                }
            }
        }
        for &column in &self.reached {
            self.is_reached[column] = false;
            self.via[column] = None;
        }
        if found {
            self.reached.clear();
        }
        Ok(found)
    }

    /// A column takes a free row, and whoever it was reached from takes one of those it had, up to where the search began.
    fn hand_on(&mut self, market: &Market, mut edge: u32) {
        loop {
            let row = market.rows.node[edge as usize] as usize;
            let column = market.columns.node[edge as usize] as usize;
            self.seat[row] = Some(edge);
            let Some(next) = self.via[column] else {
                self.chosen[column] += 1;
                return;
            };
            edge = next;
        }
    }
}
