//! Deferred acceptance.

use std::collections::BinaryHeap;

use super::market::Market;
use crate::problem::Side;

/// The edges of the stable matching that is best for the side that proposes, ascending; and how many proposals it took.
pub(super) fn matched(market: &Market, proposing: Side) -> (Vec<u32>, u64) {
    let (from, to) = match proposing {
        Side::Rows => (&market.rows, &market.columns),
        Side::Columns => (&market.columns, &market.rows),
    };
    let mut held: Vec<BinaryHeap<(u32, u32)>> = vec![BinaryHeap::new(); to.nodes()];
    let mut next = vec![0; from.nodes()];
    let mut free = from.limits.clone();
    let mut waiting: Vec<usize> = (0..from.nodes()).rev().collect();
    let mut proposals = 0;
    while let Some(&node) = waiting.last() {
        let Some(&edge) = from.list(node).get(next[node]).filter(|_| free[node] > 0) else {
            waiting.pop();
            continue;
        };
        next[node] += 1;
        proposals += 1;
        let held = &mut held[to.node[edge as usize] as usize];
        held.push((to.place[edge as usize], edge));
        free[node] -= 1;
        if held.len() > to.limits[to.node[edge as usize] as usize] as usize
            && let Some((_, rejected)) = held.pop()
        {
            let rejected = from.node[rejected as usize] as usize;
            free[rejected] += 1;
            if rejected != node {
                waiting.push(rejected);
            }
        }
    }
    let mut edges: Vec<u32> = held.into_iter().flatten().map(|(_, edge)| edge).collect();
    edges.sort_unstable();
    (edges, proposals)
}
