//! Flows through any network, largest first and cheapest among those.
//!
//! Shortest augmenting paths by reduced costs, and along all of one length at once: J. Edmonds and R. M. Karp, *Theoretical
//! improvements in algorithmic efficiency for network flow problems*, Journal of the ACM 19 (1972); E. A. Dinic, *Algorithm for
//! solution of a problem of maximum flow in networks with power estimation*, Soviet Mathematics Doklady 11 (1970).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Arcs with room, and what they cost.
pub(super) struct Network {
    /// Arcs out of each node; an arc and its reverse differ in the lowest bit.
    arcs: Vec<Vec<usize>>,
    heads: Vec<usize>,
    room: Vec<i128>,
    cost: Vec<i128>,
    /// With these no arc that has room has a negative reduced cost.
    price: Vec<i128>,
    /// Arcs looked at and not yet accounted for.
    looks: usize,
}

impl Network {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            arcs: vec![Vec::new(); nodes],
            heads: Vec::new(),
            room: Vec::new(),
            cost: Vec::new(),
            price: vec![0; nodes],
            looks: 0,
        }
    }

    /// Adds an arc, of no negative cost, and returns its number.
    pub(super) fn add(&mut self, from: usize, to: usize, room: i128, cost: i128) -> usize {
        let arc = self.heads.len();
        for (at, (tail, head, room, cost)) in
            [(from, to, room, cost), (to, from, 0, -cost)].into_iter().enumerate()
        {
            self.arcs[tail].push(arc + at);
            self.heads.push(head);
            self.room.push(room);
            self.cost.push(cost);
        }
        arc
    }

    /// What flows along an arc.
    pub(super) fn flow(&self, arc: usize) -> i128 {
        self.room[arc ^ 1]
    }

    /// Whether each node can be reached from the source along arcs that have room. After [`send`](Self::send) this is the side of the
    /// source of a least cut.
    pub(super) fn side(&self, source: usize) -> Vec<bool> {
        let mut side = vec![false; self.arcs.len()];
        side[source] = true;
        let (mut queue, mut at) = (vec![source], 0);
        while let Some(&node) = queue.get(at) {
            at += 1;
            for &arc in &self.arcs[node] {
                let head = self.heads[arc];
                if self.room[arc] > 0 && !std::mem::replace(&mut side[head], true) {
                    queue.push(head);
                }
            }
        }
        side
    }

    /// Sends up to so much from source to sink, at the least cost together with what flows already, and returns how much. `spend` takes
    /// account of the arcs looked at.
    ///
    /// # Errors
    ///
    /// Those of `spend`; what flows then is no answer.
    pub(super) fn send<E>(
        &mut self,
        source: usize,
        sink: usize,
        most: i128,
        mut spend: impl FnMut(usize) -> Result<(), E>,
    ) -> Result<i128, E> {
        let mut left = most;
        while left > 0 && self.raise(source, sink) {
            while left > 0 {
                spend(std::mem::take(&mut self.looks))?;
                let depth = self.layers(source, sink);
                if depth[sink] == usize::MAX {
                    break;
                }
                left -= self.augment(source, sink, left, &depth);
            }
        }
        spend(std::mem::take(&mut self.looks))?;
        Ok(most - left)
    }

    fn reduced(&self, tail: usize, arc: usize) -> i128 {
        self.cost[arc] + self.price[tail] - self.price[self.heads[arc]]
    }

    /// Changes prices so that the sink can be reached at no reduced cost; whether it can be reached at all.
    fn raise(&mut self, source: usize, sink: usize) -> bool {
        let mut distance = vec![i128::MAX; self.arcs.len()];
        distance[source] = 0;
        let mut queue = BinaryHeap::from([Reverse((0, source))]);
        'search: while let Some(Reverse((far, node))) = queue.pop() {
            if far > distance[node] {
                continue;
            }
            if node == sink {
                break;
            }
            self.looks += self.arcs[node].len();
            for &arc in &self.arcs[node] {
                if self.room[arc] > 0 {
                    let (head, way) = (self.heads[arc], far + self.reduced(node, arc));
                    if way < distance[head] {
                        distance[head] = way;
                        // What is as near as the node itself cannot come nearer.
                        if head == sink && way == far {
                            break 'search;
                        }
                        queue.push(Reverse((way, head)));
                    }
                }
            }
        }
        let end = distance[sink];
        if end == i128::MAX {
            return false;
        }
        for (price, &distance) in self.price.iter_mut().zip(&distance) {
            *price += distance.min(end);
        }
        true
    }

    /// How many arcs of no reduced cost lead to each node that is no farther than the sink.
    fn layers(&mut self, source: usize, sink: usize) -> Vec<usize> {
        let mut depth = vec![usize::MAX; self.arcs.len()];
        depth[source] = 0;
        let (mut queue, mut at) = (vec![source], 0);
        while let Some(&node) = queue.get(at) {
            at += 1;
            if depth[node] >= depth[sink] {
                break;
            }
            self.looks += self.arcs[node].len();
            for &arc in &self.arcs[node] {
                let head = self.heads[arc];
                if self.room[arc] > 0 && depth[head] == usize::MAX && self.reduced(node, arc) == 0 {
                    depth[head] = depth[node] + 1;
                    queue.push(head);
                }
            }
        }
        depth
    }

    /// Sends what can be sent from layer to layer, and returns how much.
    fn augment(&mut self, source: usize, sink: usize, most: i128, depth: &[usize]) -> i128 {
        let mut next = vec![0; self.arcs.len()];
        let mut path: Vec<usize> = Vec::new();
        let mut sent = 0;
        loop {
            let node = path.last().map_or(source, |&arc| self.heads[arc]);
            if node == sink {
                let room = path.iter().map(|&arc| self.room[arc]).min().unwrap_or(0);
                let amount = room.min(most - sent);
                for &arc in &path {
                    self.room[arc] -= amount;
                    self.room[arc ^ 1] += amount;
                }
                sent += amount;
                if sent == most {
                    return sent;
                }
                path.clear();
            } else if let Some(&arc) = self.arcs[node].get(next[node]) {
                if self.room[arc] > 0
                    && depth[self.heads[arc]] == depth[node] + 1
                    && self.reduced(node, arc) == 0
                {
                    path.push(arc);
                } else {
                    next[node] += 1;
                }
            } else if let Some(arc) = path.pop() {
                next[self.heads[arc ^ 1]] += 1;
            } else {
                return sent;
            }
        }
    }
}
