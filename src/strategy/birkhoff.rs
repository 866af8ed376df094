//! From probabilities to matchings: every matching of a lottery, or one of them by lot.
//!
//! Probabilities are whole numbers of the same parts. Where the number of parts is even, each is halved; what is odd makes
//! trails, along which the odd ones go to the two halves in turn, so that every node has as much in one as in the other,
//! but for one. Where it is odd, one matching is taken out first. After that many halvings there are matchings, and a
//! pair is in as many of them as it has parts. So no probability is ever rounded.
//!
//! G. Birkhoff, *Tres observaciones sobre el algebra lineal*, Revista de la Universidad Nacional de Tucumán 5 (1946);
//! H. N. Gabow and O. Kariv, *Algorithms for edge coloring bipartite graphs and multigraphs*, SIAM Journal on Computing 11
//! (1982); for probabilities of pairs E. Budish, Y.-K. Che, F. Kojima and P. Milgrom, *Designing random allocation
//! mechanisms*, American Economic Review 103 (2013).

use crate::draw::Draw;

/// Pairs of a lottery: rows and columns numbered in one range.
pub(super) struct Ends<'a> {
    pub(super) of: &'a [(usize, usize)],
    pub(super) nodes: usize,
}

/// One matching, drawn so that each pair is in it with `parts` of `whole` chances.
pub(super) fn draw(ends: &Ends<'_>, mut parts: Vec<u32>, mut whole: u32, seed: u64) -> Vec<bool> {
    let mut draw = Draw::new(seed);
    while !is_whole(&parts, whole) {
        if whole.is_multiple_of(2) {
            let [one, other] = halves(ends, &parts);
            parts = if draw.bits() >> 31 == 0 { one } else { other };
            whole /= 2;
        } else {
            let taken = rounded(ends, &parts, whole);
            if draw.fair(whole) == 0 {
                return taken;
            }
            remove(&mut parts, &taken);
            whole -= 1;
        }
    }
    parts.into_iter().map(|parts| parts > 0).collect()
}

/// All matchings of a lottery and how many parts each has.
pub(super) fn all(ends: &Ends<'_>, parts: Vec<u32>, whole: u32) -> Vec<(Vec<bool>, u32)> {
    let mut all = Vec::new();
    // Equal halves are one, which counts twice.
    let mut waiting = vec![(parts, whole, 1)];
    while let Some((mut parts, whole, times)) = waiting.pop() {
        if is_whole(&parts, whole) {
            all.push((parts.into_iter().map(|parts| parts > 0).collect(), whole * times));
        } else if whole.is_multiple_of(2) {
            let [one, other] = halves(ends, &parts);
            if one == other {
                waiting.push((one, whole / 2, times * 2));
            } else {
                waiting.push((other, whole / 2, times));
                waiting.push((one, whole / 2, times));
            }
        } else {
            let taken = rounded(ends, &parts, whole);
            remove(&mut parts, &taken);
            all.push((taken, times));
            waiting.push((parts, whole - 1, times));
        }
    }
    all
}

/// Whether every pair is in all matchings or in none.
fn is_whole(parts: &[u32], whole: u32) -> bool {
    parts.iter().all(|&parts| parts == 0 || parts == whole)
}

fn remove(parts: &mut [u32], taken: &[bool]) {
    for (parts, &taken) in parts.iter_mut().zip(taken) {
        *parts -= u32::from(taken);
    }
}

fn other_end(ends: (usize, usize), node: usize) -> usize {
    if ends.0 == node { ends.1 } else { ends.0 }
}

/// Two halves; a node or a pair has in one as much as in the other, or one more.
fn halves(ends: &Ends<'_>, parts: &[u32]) -> [Vec<u32>; 2] {
    let mut halves = [(); 2].map(|()| parts.iter().map(|parts| parts / 2).collect::<Vec<_>>());
    let mut odd = vec![Vec::new(); ends.nodes];
    let mut is_left: Vec<bool> = parts.iter().map(|parts| parts % 2 == 1).collect();
    for (pair, &(one, other)) in ends.of.iter().enumerate() {
        if is_left[pair] {
            odd[one].push(pair);
            odd[other].push(pair);
        }
    }
    // Trails that end somewhere come first; what is left then goes round, over an even number of pairs.
    let open = (0..ends.nodes).filter(|&node| odd[node].len() % 2 == 1);
    let starts: Vec<usize> = open.chain(0..ends.nodes).collect();
    for start in starts {
        let (mut node, mut side) = (start, 0);
        loop {
            while odd[node].last().is_some_and(|&pair| !is_left[pair]) {
                odd[node].pop();
            }
            let Some(pair) = odd[node].pop() else { break };
            is_left[pair] = false;
            halves[side][pair] += 1;
            side = 1 - side;
            node = other_end(ends.of[pair], node);
        }
    }
    halves
}

/// A matching in which every pair and every node has its share of all parts, rounded down or up.
fn rounded(ends: &Ends<'_>, parts: &[u32], whole: u32) -> Vec<bool> {
    let mut parts = parts.to_vec();
    let mut open = vec![Vec::new(); ends.nodes];
    for (pair, &(one, other)) in ends.of.iter().enumerate() {
        if !parts[pair].is_multiple_of(whole) {
            open[one].push(pair);
            open[other].push(pair);
        }
    }
    let mut place = vec![usize::MAX; ends.nodes];
    for start in 0..ends.nodes {
        while let Some(trail) = trail(ends, &parts, whole, &mut open, &mut place, start) {
            // One up, one down, until some pair of the trail is whole.
            let room = |(at, &pair): (usize, &usize)| {
                if at % 2 == 0 { whole - parts[pair] } else { parts[pair] }
            };
            let amount = trail.iter().enumerate().map(room).min().unwrap_or(0);
            for (at, &pair) in trail.iter().enumerate() {
                if at % 2 == 0 {
                    parts[pair] += amount;
                } else {
                    parts[pair] -= amount;
                }
            }
        }
    }
    parts.into_iter().map(|parts| parts > 0).collect()
}

/// Pairs with open parts that go round, or between two nodes of which each has one such pair only; none where the start
/// has no such pair.
fn trail(
    ends: &Ends<'_>,
    parts: &[u32],
    whole: u32,
    open: &mut [Vec<usize>],
    place: &mut [usize],
    start: usize,
) -> Option<Vec<usize>> {
    let mut start = start;
    loop {
        let (mut nodes, mut trail) = (vec![start], Vec::new());
        place[start] = 0;
        let mut round = None;
        loop {
            let node = nodes[nodes.len() - 1];
            open[node].retain(|&pair| !parts[pair].is_multiple_of(whole));
            let last = trail.last().copied();
            let Some(&pair) = open[node].iter().find(|&&pair| Some(pair) != last) else { break };
            trail.push(pair);
            let next = other_end(ends.of[pair], node);
            if place[next] != usize::MAX {
                round = Some(place[next]);
                break;
            }
            place[next] = nodes.len();
            nodes.push(next);
        }
        for &node in &nodes {
            place[node] = usize::MAX;
        }
        if let Some(from) = round {
            return Some(trail.split_off(from));
        }
        if trail.is_empty() {
            return None;
        }
        if open[start].len() == 1 {
            return Some(trail);
        }
        // The other end has one pair only: a good place to start from.
        start = nodes[nodes.len() - 1];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn matchings_add_up_to_their_parts(
            whole in 1_u32..40,
            rows in 1_usize..5,
            columns in 1_usize..5,
            numbers in prop::collection::vec(0_u32..1000, 25),
            seed in any::<u64>(),
        ) {
            let of: Vec<_> = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, rows + column))).collect();
            let ends = Ends { of: &of, nodes: rows + columns };
            let parts: Vec<u32> = of.iter().zip(&numbers).map(|(_, number)| number % (whole + 1)).collect();
            let all = all(&ends, parts.clone(), whole);
            prop_assert_eq!(all.iter().map(|(_, times)| times).sum::<u32>(), whole);
            let mut sums = vec![0; parts.len()];
            let at = |node: usize, has: &dyn Fn(usize) -> u32| -> u32 {
                of.iter().enumerate().filter(|(_, ends)| ends.0 == node || ends.1 == node).map(|(pair, _)| has(pair)).sum()
            };
            for (matching, times) in &all {
                for (pair, &is_in) in matching.iter().enumerate() {
                    sums[pair] += u32::from(is_in) * times;
                }
                for node in 0..rows + columns {
                    let (has, sum) = (at(node, &|pair| u32::from(matching[pair])), at(node, &|pair| parts[pair]));
                    prop_assert!(has == sum / whole || has == sum.div_ceil(whole));
                }
            }
            prop_assert_eq!(sums, parts.clone());
            let drawn = draw(&ends, parts, whole, seed);
            prop_assert!(all.iter().any(|(matching, _)| *matching == drawn));
        }
    }
}
