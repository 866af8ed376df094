//! Where excesses go: layers of arcs of no reduced cost, and shortest paths where there are none.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::arcs::Arc;
use super::{Faces, Search, UNSEEN};

impl Faces {
    /// How far every node is from an excess along arcs of no reduced cost; whether a lack is among them.
    pub(super) fn layers(&mut self, row_cost: i128, cost: &impl Fn(u32) -> i128) -> bool {
        self.depth.fill(UNSEEN);
        self.next.fill(0);
        let mut queue: Vec<usize> =
            (0..self.excess.len()).filter(|&node| self.excess[node] > 0).collect();
        for &node in &queue {
            self.depth[node] = 0;
        }
        let (mut at, mut found) = (0, UNSEEN);
        let mut depth = std::mem::take(&mut self.depth);
        while let Some(&node) = queue.get(at) {
            at += 1;
            if depth[node] >= found {
                break;
            }
            let below = depth[node] + 1;
            self.arcs(node, |faces, arc| {
                let head = faces.head(arc);
                if depth[head] == UNSEEN && faces.reduced(arc, row_cost, cost) == 0 {
                    depth[head] = below;
                    if faces.excess[head] < 0 {
                        found = below;
                    }
                    queue.push(head);
                }
            });
        }
        self.depth = depth;
        self.found = found;
        found != UNSEEN
    }

    /// Sends what can be sent from layer to layer.
    pub(super) fn augment(&mut self, row_cost: i128, cost: &impl Fn(u32) -> i128) {
        let mut path: Vec<Arc> = Vec::new();
        for source in 0..self.excess.len() {
            while self.excess[source] > 0 {
                let node = path.last().map_or(source, |&arc| self.head(arc));
                if self.excess[node] < 0 {
                    self.send(source, &path);
                    path.clear();
                    continue;
                }
                let arc = if self.depth[node] < self.found {
                    self.arc_at(node, self.next[node])
                } else {
                    None
                };
                if let Some(arc) = arc {
                    let goes = self.is_free(arc)
                        && self.depth[self.head(arc)] == self.depth[node] + 1
                        && self.room(arc) > 0
                        && self.reduced(arc, row_cost, cost) == 0;
                    if goes {
                        path.push(arc);
                    } else {
                        self.next[node] += 1;
                    }
                } else if let Some(arc) = path.pop() {
                    let before = self.tail(arc);
                    self.next[before] += 1;
                } else {
                    break;
                }
            }
            path.clear();
        }
    }

    /// Changes prices so that the lack nearest to the sources can be reached at no reduced cost; returns a way there.
    pub(super) fn raise(
        &mut self,
        sources: &[usize],
        row_cost: i128,
        cost: &impl Fn(u32) -> i128,
    ) -> Vec<Arc> {
        let mut room = std::mem::take(&mut self.room_to_search);
        room.distance.resize(self.excess.len(), i128::MAX);
        room.from.resize(self.excess.len(), None);
        let mut queue = BinaryHeap::new();
        for &node in sources {
            room.distance[node] = 0;
            room.seen.push(node);
            queue.push(Reverse((0_i128, node)));
        }
        let mut end = None;
        // No node farther than the nearest lack that was seen is of any use.
        let nearest = Cell::new(i128::MAX);
        while let Some(Reverse((far, node))) = queue.pop() {
            if far > room.distance[node] {
                continue;
            }
            if self.excess[node] < 0 {
                end = Some((far, node));
                break;
            }
            let Search { distance, from, seen } = &mut room;
            let mut relax = |faces: &Self, arc: Arc| {
                let head = faces.head(arc);
                // What is as near as the node itself cannot come nearer.
                if distance[head] > far {
                    let way = far + faces.reduced(arc, row_cost, cost);
                    if way < distance[head] && way < nearest.get() {
                        if distance[head] == i128::MAX {
                            seen.push(head);
                        }
                        distance[head] = way;
                        from[head] = Some(arc);
                        queue.push(Reverse((way, head)));
                        if faces.excess[head] < 0 {
                            nearest.set(way);
                        }
                    }
                }
            };
            if self.by_cost && node < self.rows {
                // Columns have no prices above 0, so an edge is at least as long as its cost and the price of the row.
                let base = far + self.price[node];
                let mut looks = 0;
                for &edge in &self.done[node] {
                    if base + cost(edge) >= nearest.get() {
                        break;
                    }
                    looks += 1;
                    if self.flow[edge as usize] < self.limit {
                        relax(self, Arc::Edge(edge));
                    }
                }
                if self.row_free[node] && self.row_flow[node] > 0 {
                    let row = u32::try_from(node).expect("nodes were counted in 32 bits");
                    relax(self, Arc::RowToHub(row));
                }
                self.work += looks;
            } else {
                self.arcs(node, relax);
            }
        }
        let (far, mut node) =
            end.expect("the flow of the level before leads every excess to a lack");
        let mut path = Vec::new();
        while let Some(arc) = room.from[node] {
            path.push(arc);
            node = self.tail(arc);
        }
        path.reverse();
        for node in room.seen.drain(..) {
            self.price[node] += (room.distance[node] - far).min(0);
            room.distance[node] = i128::MAX;
            room.from[node] = None;
        }
        self.room_to_search = room;
        path
    }
}
