//! The best worst pair for every number of pairs.
//!
//! Edges come in one after the other, the best first, and a matching of them is kept as large as can be. A forest holds what
//! can be reached from rows with room along alternating paths; an edge matters only where it leads out of the forest. One
//! that leads to a free seat makes the matching larger, and the edge that came last is the best worst pair of that number:
//! with better edges alone there was no way on. Then the tree of that path is taken down, and its columns are hung up
//! again where other trees reach them.
//!
//! U. Derigs and U. Zimmermann, *An augmenting path method for solving linear bottleneck assignment problems*, Computing 19
//! (1978); H. N. Gabow and R. E. Tarjan, *Algorithms for two bottleneck optimization problems*, Journal of Algorithms 9 (1988).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::NONE;
use super::lists::List;
use crate::problem::{AnyProblem, Edge, Weight};
use crate::solve::meter::Meter;
use crate::solve::read::Unread;

/// A run between one number of pairs and the next.
pub(super) struct Worst<'p, T> {
    problem: &'p AnyProblem<'p>,
    seats: Vec<u32>,
    open_seats: Vec<u32>,
    room: Vec<u32>,
    /// By weight: lists at prices of zero.
    lists: Vec<List<T>>,
    zeros: Vec<T>,
    /// How many edges of each row have come in.
    cursor: Vec<usize>,
    /// The rows from which an edge to each column has come in.
    came_in: Vec<Vec<u32>>,
    of_row: Vec<Vec<u32>>,
    of_column: Vec<Vec<u32>>,
    /// The root of the tree a row stands in.
    root: Vec<u32>,
    row_from: Vec<u32>,
    column_from: Vec<u32>,
    tree_rows: Vec<Vec<u32>>,
    tree_columns: Vec<Vec<u32>>,
    /// Rows of the forest whose edges that have come in are to be looked at.
    ready: Vec<u32>,
    /// The next edge of each row of the forest.
    next: BinaryHeap<(Weight, Reverse<u32>, usize)>,
    /// The edge that came last.
    threshold: Option<Weight>,
    /// The root of the tree the last path ran through.
    fallen: u32,
    edges: Vec<Edge>,
}

impl<'p, T: super::lists::Amount> Worst<'p, T> {
    pub(super) fn new(
        problem: &'p AnyProblem<'p>,
        room: Vec<u32>,
        seats: Vec<u32>,
        lists: Vec<List<T>>,
    ) -> Self {
        let (rows, columns) = (problem.rows(), problem.columns());
        let mut this = Self {
            problem,
            open_seats: seats.clone(),
            seats,
            room,
            lists,
            zeros: vec![T::default(); columns],
            cursor: vec![0; rows],
            came_in: vec![Vec::new(); columns],
            of_row: vec![Vec::new(); rows],
            of_column: vec![Vec::new(); columns],
            root: vec![NONE; rows],
            row_from: vec![NONE; rows],
            column_from: vec![NONE; columns],
            tree_rows: vec![Vec::new(); rows],
            tree_columns: vec![Vec::new(); rows],
            ready: Vec::new(),
            next: BinaryHeap::new(),
            threshold: None,
            fallen: NONE,
            edges: Vec::new(),
        };
        for row in (0..NONE).take(rows) {
            this.plant(row);
        }
        this
    }

    /// Makes one pair more; the best worst pair of all numbers up to now, or `None` where there can be no more.
    pub(super) fn step(&mut self, meter: &mut Meter<'_>) -> Result<Option<Weight>, Unread> {
        loop {
            if let Some(row) = self.ready.pop() {
                if self.look_back(row, meter)? {
                    return Ok(self.threshold);
                }
                continue;
            }
            let Some((weight, Reverse(row), at)) = self.next.pop() else { return Ok(None) };
            if self.root[row as usize] == NONE || self.cursor[row as usize] != at {
                continue;
            }
            meter.spend(1)?;
            self.threshold = Some(self.threshold.map_or(weight, |least| least.min(weight)));
            let (column, _) = self.lists[row as usize].entries[at];
            self.cursor[row as usize] += 1;
            self.came_in[column as usize].push(row);
            let made = self.try_edge(row, column);
            // After a tree is taken down, the row may have been hung up again, and waits already.
            if !made && self.root[row as usize] != NONE {
                self.wait(row, meter)?;
            } else if made {
                self.mend();
                return Ok(self.threshold);
            }
        }
    }

    /// Looks at the edges of a row of the forest that have come in; says whether one made the matching larger.
    fn look_back(&mut self, row: u32, meter: &mut Meter<'_>) -> Result<bool, Unread> {
        if self.root[row as usize] == NONE {
            return Ok(false);
        }
        meter.spend(self.cursor[row as usize])?;
        for at in 0..self.cursor[row as usize] {
            let (column, _) = self.lists[row as usize].entries[at];
            if self.try_edge(row, column) {
                self.mend();
                return Ok(true);
            }
        }
        self.wait(row, meter)?;
        Ok(false)
    }

    /// The next edge of a row of the forest stands in line.
    fn wait(&mut self, row: u32, meter: &mut Meter<'_>) -> Result<(), Unread> {
        let at = self.cursor[row as usize];
        let list = &mut self.lists[row as usize];
        if at == list.entries.len() && list.rest.is_some() {
            list.grow();
            // Longer lists begin with the shorter ones: the order is by weight and then by column.
            let (zeros, seats) = (&self.zeros, &self.open_seats);
            let read = list.read(self.problem, row as usize, seats, zeros, &mut self.edges);
            meter.spend(read.map_err(Unread::Malformed)?.looked_at)?;
        }
        if let Some(&(_, weight)) = list.entries.get(at) {
            self.next.push((weight, Reverse(row), at));
        }
        Ok(())
    }

    /// An edge from the forest; says whether it made the matching larger.
    fn try_edge(&mut self, row: u32, column: u32) -> bool {
        let known = self.column_from[column as usize] != NONE
            || self.of_row[row as usize].contains(&column);
        if known {
            return false;
        }
        if self.seats[column as usize] > 0 {
            self.augment(row, column);
            return true;
        }
        self.hang(row, column);
        false
    }

    /// A column into the forest, and all who sit there.
    fn hang(&mut self, row: u32, column: u32) {
        let root = self.root[row as usize];
        self.column_from[column as usize] = row;
        self.tree_columns[root as usize].push(column);
        for place in 0..self.of_column[column as usize].len() {
            let sitting = self.of_column[column as usize][place];
            if self.root[sitting as usize] == NONE {
                self.add(sitting, root, column);
            }
        }
    }

    fn add(&mut self, row: u32, root: u32, from: u32) {
        self.root[row as usize] = root;
        self.row_from[row as usize] = from;
        self.tree_rows[root as usize].push(row);
        self.ready.push(row);
    }

    /// A row with room is the root of a tree.
    fn plant(&mut self, row: u32) {
        if self.room[row as usize] > 0 {
            self.add(row, row, NONE);
        }
    }

    /// Takes the free seat, and moves everybody along the path.
    fn augment(&mut self, row: u32, column: u32) {
        self.seats[column as usize] -= 1;
        let (mut row, mut column) = (row, column);
        let root = self.root[row as usize];
        loop {
            self.of_row[row as usize].push(column);
            self.of_column[column as usize].push(row);
            let left = self.row_from[row as usize];
            if left == NONE {
                break;
            }
            self.of_row[row as usize].retain(|&partner| partner != left);
            self.of_column[left as usize].retain(|&partner| partner != row);
            column = left;
            row = self.column_from[left as usize];
        }
        self.room[root as usize] -= 1;
        self.fallen = root;
    }

    /// Takes the fallen tree down, and hangs up again what other trees reach.
    fn mend(&mut self) {
        let root = self.fallen as usize;
        let rows = std::mem::take(&mut self.tree_rows[root]);
        let columns = std::mem::take(&mut self.tree_columns[root]);
        for &row in &rows {
            self.root[row as usize] = NONE;
            self.row_from[row as usize] = NONE;
        }
        for &column in &columns {
            self.column_from[column as usize] = NONE;
        }
        self.plant(self.fallen);
        for &column in &columns {
            if self.column_from[column as usize] == NONE {
                let reaches = |row: &u32| {
                    self.root[*row as usize] != NONE
                        && !self.of_row[*row as usize].contains(&column)
                };
                if let Some(row) = self.came_in[column as usize].iter().copied().find(reaches) {
                    self.hang(row, column);
                }
            }
        }
        // Rows with several partners may sit at a column of another tree.
        for &row in &rows {
            if self.root[row as usize] == NONE {
                let hung = |column: &u32| self.column_from[*column as usize] != NONE;
                if let Some(column) = self.of_row[row as usize].iter().copied().find(hung) {
                    let from = self.column_from[column as usize];
                    self.add(row, self.root[from as usize], column);
                }
            }
        }
    }
}
