//! The arcs of a flow between rows, columns and the hub.

use super::{Faces, Fresh};

#[derive(Debug, Clone, Copy)]
pub(super) enum Arc {
    Edge(u32),
    EdgeBack(u32),
    HubToRow(u32),
    RowToHub(u32),
    ColumnToHub(u32),
    HubToColumn(u32),
}

impl Faces {
    pub(super) fn head(&self, arc: Arc) -> usize {
        match arc {
            Arc::Edge(edge) => self.column(edge),
            Arc::EdgeBack(edge) => self.row(edge),
            Arc::HubToRow(row) => row as usize,
            Arc::HubToColumn(column) => self.rows + column as usize,
            Arc::RowToHub(_) | Arc::ColumnToHub(_) => self.hub(),
        }
    }

    pub(super) fn tail(&self, arc: Arc) -> usize {
        match arc {
            Arc::Edge(edge) => self.row(edge),
            Arc::EdgeBack(edge) => self.column(edge),
            Arc::RowToHub(row) => row as usize,
            Arc::ColumnToHub(column) => self.rows + column as usize,
            Arc::HubToRow(_) | Arc::HubToColumn(_) => self.hub(),
        }
    }

    pub(super) fn room(&self, arc: Arc) -> i64 {
        match arc {
            Arc::Edge(edge) => self.limit - self.flow[edge as usize],
            Arc::EdgeBack(edge) => self.flow[edge as usize],
            Arc::HubToRow(row) => self.row_limits[row as usize] - self.row_flow[row as usize],
            Arc::RowToHub(row) => self.row_flow[row as usize],
            Arc::ColumnToHub(column) => {
                self.column_limits[column as usize] - self.column_flow[column as usize]
            }
            Arc::HubToColumn(column) => self.column_flow[column as usize],
        }
    }

    pub(super) fn push(&mut self, arc: Arc, amount: i64) {
        match arc {
            Arc::Edge(edge) => {
                let at = edge as usize;
                self.flow[at] += amount;
                if !self.is_held[at] {
                    self.is_held[at] = true;
                    self.held[self.column_of[at] as usize].push(edge);
                }
            }
            Arc::EdgeBack(edge) => self.flow[edge as usize] -= amount,
            Arc::HubToRow(row) => self.row_flow[row as usize] += amount,
            Arc::RowToHub(row) => self.row_flow[row as usize] -= amount,
            Arc::ColumnToHub(column) => self.column_flow[column as usize] += amount,
            Arc::HubToColumn(column) => self.column_flow[column as usize] -= amount,
        }
    }

    pub(super) fn reduced(&self, arc: Arc, row_cost: i128, cost: &impl Fn(u32) -> i128) -> i128 {
        let own = match arc {
            Arc::Edge(edge) => cost(edge),
            Arc::EdgeBack(edge) => -cost(edge),
            Arc::HubToRow(_) => row_cost,
            Arc::RowToHub(_) => -row_cost,
            Arc::ColumnToHub(_) | Arc::HubToColumn(_) => 0,
        };
        own + self.price[self.tail(arc)] - self.price[self.head(arc)]
    }

    /// Calls back for each free arc out of a node that has room.
    pub(super) fn arcs(&mut self, node: usize, mut each: impl FnMut(&Self, Arc)) {
        let hub = self.hub();
        if node == hub {
            for row in (0..).take(self.rows) {
                if self.row_free[row as usize] && self.room(Arc::HubToRow(row)) > 0 {
                    each(self, Arc::HubToRow(row));
                }
            }
            for column in (0..).take(self.held.len()) {
                if self.column_free[column as usize] && self.column_flow[column as usize] > 0 {
                    each(self, Arc::HubToColumn(column));
                }
            }
        } else if node < self.rows {
            let row = u32::try_from(node).expect("nodes were counted in 32 bits");
            if self.fresh_flow == Fresh::Open {
                let mut fresh = std::mem::take(&mut self.fresh[node]);
                self.work += fresh.len() as u64;
                let part = self.part[node];
                fresh.retain(|&edge| part == self.part[self.column(edge)]);
                for &edge in &fresh {
                    if self.flow[edge as usize] < self.limit {
                        each(self, Arc::Edge(edge));
                    }
                }
                self.fresh[node] = fresh;
            }
            self.work += self.done[node].len() as u64;
            for at in 0..self.done[node].len() {
                let edge = self.done[node][at];
                if self.flow[edge as usize] < self.limit {
                    each(self, Arc::Edge(edge));
                }
            }
            if self.row_free[node] && self.row_flow[node] > 0 {
                each(self, Arc::RowToHub(row));
            }
        } else {
            let column = node - self.rows;
            let mut held = std::mem::take(&mut self.held[column]);
            held.retain(|&edge| {
                let holds = self.flow[edge as usize] > 0;
                self.is_held[edge as usize] = holds;
                holds
            });
            for &edge in &held {
                each(self, Arc::EdgeBack(edge));
            }
            self.held[column] = held;
            let arc =
                Arc::ColumnToHub(u32::try_from(column).expect("nodes were counted in 32 bits"));
            if self.column_free[column] && self.room(arc) > 0 {
                each(self, arc);
            }
        }
    }

    /// The arc of a node at a place of its own count, whether it has room or not; none after the last.
    pub(super) fn arc_at(&self, node: usize, at: usize) -> Option<Arc> {
        let number = |index: usize| u32::try_from(index).expect("nodes were counted in 32 bits");
        if node == self.hub() {
            return if at < self.rows {
                Some(Arc::HubToRow(number(at)))
            } else {
                let column = at - self.rows;
                (column < self.held.len()).then(|| Arc::HubToColumn(number(column)))
            };
        }
        if node < self.rows {
            let fresh = if self.fresh_flow == Fresh::Open { self.fresh[node].len() } else { 0 };
            let done = self.done[node].len();
            return if at < fresh {
                Some(Arc::Edge(self.fresh[node][at]))
            } else if at < fresh + done {
                Some(Arc::Edge(self.done[node][at - fresh]))
            } else {
                (at == fresh + done).then(|| Arc::RowToHub(number(node)))
            };
        }
        // Edges that come to be held meanwhile go up a layer, and are of no use before the next layers.
        let column = node - self.rows;
        match at {
            0 => Some(Arc::ColumnToHub(number(column))),
            at => self.held[column].get(at - 1).map(|&edge| Arc::EdgeBack(edge)),
        }
    }

    pub(super) fn is_free(&self, arc: Arc) -> bool {
        match arc {
            // Both are looked through when layers are made.
            Arc::Edge(_) | Arc::EdgeBack(_) => true,
            Arc::HubToRow(row) | Arc::RowToHub(row) => self.row_free[row as usize],
            Arc::ColumnToHub(column) | Arc::HubToColumn(column) => {
                self.column_free[column as usize]
            }
        }
    }
}
