//! The best total among all stable matchings.

use super::closure;
use super::market::Market;
use super::rotations::Lattice;

/// The edges of the stable matching of greatest total weight, and of those the one that is best for rows; ascending.
pub(super) fn matched(market: &Market) -> Vec<u32> {
    let lattice = Lattice::new(market);
    let weight = |edge: u32| i128::from(market.weights[edge as usize]);
    let worths: Vec<i128> = lattice
        .rotations
        .iter()
        .map(|rotation| rotation.moves.iter().map(|&(from, to)| weight(to) - weight(from)).sum())
        .collect();
    let Lattice { first, rotations } = lattice;
    let (moves, needs): (Vec<_>, Vec<_>) =
        rotations.into_iter().map(|rotation| (rotation.moves, rotation.after)).unzip();
    let chosen = closure::best(&worths, &needs);
    let mut has = first;
    for (moves, _) in moves.into_iter().zip(chosen).filter(|(_, chosen)| *chosen) {
        for (from, to) in moves {
            has[market.rows.node[from as usize] as usize] = Some(to);
        }
    }
    let mut edges: Vec<u32> = has.into_iter().flatten().collect();
    edges.sort_unstable();
    edges
}
