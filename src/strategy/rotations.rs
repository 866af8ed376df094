//! All stable matchings at once: the one that is best for rows, and the rotations that lead to all others.

use std::collections::BinaryHeap;

use super::deferred;
use super::market::Market;
use crate::problem::Side;

/// Some rows, each of which goes on to the column the next one leaves. Of everybody's places on lists.
pub(super) struct Rotation {
    /// Edges of each row before and after.
    pub(super) moves: Vec<(u32, u32)>,
    /// Rotations without which this one cannot be.
    pub(super) after: Vec<u32>,
}

/// The stable matchings of lists without ties, rows having one column at most.
///
/// Each is the first one after some rotations, and every set of rotations that holds all a rotation comes
/// [after](Rotation::after) is such a matching.
pub(super) struct Lattice {
    /// The edge of each row in the matching that is best for rows.
    pub(super) first: Vec<Option<u32>>,
    /// In an order in which they can be made.
    pub(super) rotations: Vec<Rotation>,
}

/// A column on the way from the best matching for rows to the best for columns.
struct Seats {
    /// Place and edge of each row it has, the worst on top.
    held: BinaryHeap<(u32, u32)>,
    /// The place of the worst at first, if all seats are taken.
    first_worst: Option<u32>,
    /// The place of the worst after each rotation, and which it was.
    history: Vec<(u32, u32)>,
}

impl Lattice {
    /// Finds all rotations. O(e log e).
    pub(super) fn new(market: &Market) -> Self {
        let (edges, _) = deferred::matched(market, Side::Rows);
        let mut first = vec![None; market.rows.nodes()];
        let mut held = vec![BinaryHeap::new(); market.columns.nodes()];
        for edge in edges {
            first[market.rows.node[edge as usize] as usize] = Some(edge);
            held[market.columns.node[edge as usize] as usize]
                .push((market.columns.place[edge as usize], edge));
        }
        let seats = held.into_iter().zip(&market.columns.limits).map(|(held, &limit)| {
            let full = held.len() >= limit as usize;
            let first_worst = held.peek().filter(|_| full).map(|&(place, _)| place);
            Seats { held, first_worst, history: Vec::new() }
        });
        let place =
            |edge: &Option<u32>| edge.map_or(0, |edge| market.rows.place[edge as usize] as usize);
        let mut walk = Walk {
            market,
            seats: seats.collect(),
            seek: first.iter().map(|edge| place(edge) + 1).collect(),
            at: first.iter().map(place).collect(),
            is_over: first.iter().map(Option::is_none).collect(),
            last: vec![None; first.len()],
            rotations: Vec::new(),
        };
        walk.find_all();
        Self { first, rotations: walk.rotations }
    }
}

struct Walk<'a> {
    market: &'a Market,
    seats: Vec<Seats>,
    /// The next place on the list of each row that may be better than what it will come to.
    seek: Vec<usize>,
    /// Where each row stands on its list.
    at: Vec<usize>,
    /// Rows that never move again.
    is_over: Vec<bool>,
    /// The last rotation of each row.
    last: Vec<Option<u32>>,
    rotations: Vec<Rotation>,
}

impl Walk<'_> {
    fn find_all(&mut self) {
        let mut on_path = vec![None; self.at.len()];
        for start in 0..self.at.len() {
            if self.is_over[start] {
                continue;
            }
            let mut path = vec![start];
            on_path[start] = Some(0);
            while let Some(&row) = path.last() {
                match self.next(row).filter(|&next| !self.is_over[next]) {
                    // Where one cannot move, neither can those who wait for the place.
                    None => {
                        for row in path.drain(..) {
                            self.is_over[row] = true;
                            on_path[row] = None;
                        }
                    }
                    Some(next) => {
                        if let Some(from) = on_path[next] {
                            let cycle = path.split_off(from);
                            for &row in &cycle {
                                on_path[row] = None;
                            }
                            self.rotate(&cycle);
                            if path.is_empty() && !self.is_over[start] {
                                path.push(start);
                                on_path[start] = Some(0);
                            }
                        } else {
                            on_path[next] = Some(path.len());
                            path.push(next);
                        }
                    }
                }
            }
        }
    }

    /// Who would have to go if the row went on to the next column that prefers it to somebody.
    fn next(&mut self, row: usize) -> Option<usize> {
        let columns = &self.market.columns;
        let list = self.market.rows.list(row);
        loop {
            let &edge = list.get(self.seek[row])?;
            let seats = &self.seats[columns.node[edge as usize] as usize];
            // Who has a seat left has the same rows in all stable matchings.
            seats.first_worst?;
            let &(worst, held) = seats.held.peek()?;
            if columns.place[edge as usize] < worst {
                return Some(self.market.rows.node[held as usize] as usize);
            }
            self.seek[row] += 1;
        }
    }

    fn rotate(&mut self, cycle: &[usize]) {
        let market = self.market;
        let number = u32::try_from(self.rotations.len()).expect("fewer rotations than edges");
        let mut rotation = Rotation { moves: Vec::new(), after: Vec::new() };
        for &row in cycle {
            let list = market.rows.list(row);
            let (from, to) = (self.at[row], self.seek[row]);
            rotation.after.extend(self.last[row]);
            for &edge in &list[from + 1..to] {
                // The column between must have come to prefer all it has.
                let seats = &self.seats[market.columns.node[edge as usize] as usize];
                let place = market.columns.place[edge as usize];
                if seats.first_worst.is_some_and(|worst| worst > place) {
                    let at = seats.history.partition_point(|&(worst, _)| worst > place);
                    rotation.after.extend(seats.history.get(at).map(|&(_, rotation)| rotation));
                }
            }
            let seats = &self.seats[market.columns.node[list[to] as usize] as usize];
            rotation.after.extend(seats.history.last().map(|&(_, rotation)| rotation));
            rotation.moves.push((list[from], list[to]));
        }
        for &(_, to) in &rotation.moves {
            self.seats[market.columns.node[to as usize] as usize].held.pop();
        }
        for &(_, to) in &rotation.moves {
            let seats = &mut self.seats[market.columns.node[to as usize] as usize];
            seats.held.push((market.columns.place[to as usize], to));
            let worst = seats.held.peek().map_or(0, |&(place, _)| place);
            seats.history.push((worst, number));
        }
        for &row in cycle {
            self.last[row] = Some(number);
            self.at[row] = self.seek[row];
            self.seek[row] += 1;
        }
        rotation.after.sort_unstable();
        rotation.after.dedup();
        self.rotations.push(rotation);
    }
}
