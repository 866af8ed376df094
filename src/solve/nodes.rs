//! What a search for augmenting paths knows of nodes: prices and partners, and how far it has come.

use super::value::Value;
use crate::problem::{Weight, first_turned};

/// Where a far node stands for a near one among equals: each near node begins at a place of its own, lest all want the same.
#[inline]
pub(super) fn turned(near: usize, far: usize, count: usize) -> usize {
    turned_from(first_turned(near, count), far, count)
}

/// The same, for a near node that looks first at `first`.
#[inline]
pub(super) fn turned_from(first: usize, far: usize, count: usize) -> usize {
    if far < first { far + count - first } else { far - first }
}

/// One side of the graph.
pub(super) struct Side<V> {
    pub(super) price: Vec<V>,
    /// Most partners.
    pub(super) limit: Vec<u32>,
    /// What the first partner adds beyond its edge.
    pub(super) first: Vec<V>,
    /// What each further partner adds beyond its edge, at most as much.
    pub(super) further: Vec<V>,
    /// Partners up to this number add `wanted` on top; empty where no node has a minimum.
    pub(super) minimum: Vec<u32>,
    /// What a partner adds that a minimum asks for.
    pub(super) wanted: V,
    /// Partners and the weights of the edges to them.
    pub(super) mates: Vec<Vec<(u32, Weight)>>,
}

impl<V: Value> Side<V> {
    pub(super) fn new(limit: Vec<u32>, first: Vec<V>) -> Self {
        let zero = vec![V::default(); limit.len()];
        let mates = vec![Vec::new(); limit.len()];
        let (minimum, wanted) = (Vec::new(), V::default());
        Self { price: zero.clone(), limit, first, further: zero, minimum, wanted, mates }
    }

    /// Worth of the `k`-th partner beyond its edge, `k` from 1.
    fn marginal(&self, node: usize, k: usize) -> V {
        let worth = if k == 1 { self.first[node] } else { self.further[node] };
        match self.minimum.get(node) {
            Some(&minimum) if k <= minimum as usize => worth + self.wanted,
            _ => worth,
        }
    }

    /// Worth of the first partner beyond its edge.
    pub(super) fn opening(&self, node: usize) -> V {
        self.marginal(node, 1)
    }

    /// Worth of one partner more.
    pub(super) fn next(&self, node: usize) -> V {
        self.marginal(node, self.mates[node].len() + 1)
    }

    /// Worth of the last partner there is.
    pub(super) fn last(&self, node: usize) -> V {
        self.marginal(node, self.mates[node].len())
    }

    pub(super) fn is_full(&self, node: usize) -> bool {
        self.mates[node].len() >= self.limit[node] as usize
    }

    pub(super) fn drop_mate(&mut self, node: usize, mate: usize) {
        let mates = &mut self.mates[node];
        if let Some(at) = mates.iter().position(|&(other, _)| other as usize == mate) {
            mates.swap_remove(at);
        }
    }
}

/// Shortest distances from where a search began; a node counts as reached if its stamp is the search's.
pub(super) struct Reach<V> {
    pub(super) distance: Vec<V>,
    /// The node the path comes from, and the weight of the edge between.
    pub(super) from: Vec<(u32, Weight)>,
    pub(super) stamp: Vec<u32>,
    pub(super) touched: Vec<u32>,
}

impl<V: Value> Reach<V> {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            distance: vec![V::default(); nodes],
            from: vec![(0, 0); nodes],
            stamp: vec![0; nodes],
            touched: Vec::new(),
        }
    }

    pub(super) fn improve(
        &mut self,
        node: usize,
        distance: V,
        from: (u32, Weight),
        search: u32,
    ) -> bool {
        if self.stamp[node] == search {
            if distance >= self.distance[node] {
                return false;
            }
        } else {
            self.stamp[node] = search;
            self.touched.push(small(node));
        }
        self.distance[node] = distance;
        self.from[node] = from;
        true
    }
}

/// A node's number in the 32 bits it was checked to fit.
pub(super) fn small(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(u32::MAX)
}
