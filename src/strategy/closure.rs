//! The best set of things of which some need others: a minimum cut.
//!
//! J. C. Picard, *Maximal closure of a graph and applications to combinatorial problems*, Management Science 22 (1976).

use std::convert::Infallible;

use super::network::Network;

/// What each is worth and which others it needs. Returns the smallest set that holds all its members need and is worth
/// most, as one flag each.
///
/// O(v²·a) for v things and a needs, by Dinic's layers; usually far less.
pub(super) fn best(worths: &[i128], needs: &[Vec<u32>]) -> Vec<bool> {
    let (source, sink) = (worths.len(), worths.len() + 1);
    let mut network = Network::new(sink + 1);
    let all: i128 = worths.iter().map(|worth| worth.abs()).sum::<i128>() + 1;
    for (at, (&worth, needs)) in worths.iter().zip(needs).enumerate() {
        if worth > 0 {
            network.add(source, at, worth, 0);
        } else if worth < 0 {
            network.add(at, sink, -worth, 0);
        }
        for &need in needs {
            network.add(at, need as usize, all, 0);
        }
    }
    let Ok(_) = network.send(source, sink, all, |_| Ok::<(), Infallible>(()));
    let mut side = network.side(source);
    side.truncate(worths.len());
    side
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_along() {
        // The first is worth 5 and needs two that cost 2 each; the last needs one that costs more than it is worth.
        let worths = [5, -2, -2, 3, -4];
        let needs = [vec![1, 2], vec![], vec![], vec![4], vec![]];
        assert_eq!(best(&worths, &needs), [true, true, true, false, false]);
        // Both together pay for what either alone could not.
        assert_eq!(best(&[3, 2, -4], &[vec![2], vec![2], vec![]]), [true; 3]);
        assert_eq!(best(&[2, 2, -4], &[vec![2], vec![2], vec![]]), [false; 3]);
    }
}
