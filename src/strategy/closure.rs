//! The best set of things of which some need others: a minimum cut.
//!
//! J. C. Picard, *Maximal closure of a graph and applications to combinatorial problems*, Management Science 22 (1976).

/// What each is worth and which others it needs. Returns the smallest set that holds all its members need and is worth
/// most, as one flag each.
///
/// O(v²·a) for v things and a needs, by Dinic's layers; usually far less.
pub(super) fn best(worths: &[i128], needs: &[Vec<u32>]) -> Vec<bool> {
    let (source, sink) = (worths.len(), worths.len() + 1);
    let mut network =
        Network { arcs: vec![Vec::new(); sink + 1], heads: Vec::new(), room: Vec::new() };
    let all: i128 = worths.iter().map(|worth| worth.abs()).sum::<i128>() + 1;
    for (at, (&worth, needs)) in worths.iter().zip(needs).enumerate() {
        match worth.signum() {
            1 => network.add(source, at, worth),
            -1 => network.add(at, sink, -worth),
            _ => {}
        }
        for &need in needs {
            network.add(at, need as usize, all);
        }
    }
    loop {
        let depth = network.layers(source);
        if depth[sink] == usize::MAX {
            return depth[..source].iter().map(|&depth| depth < usize::MAX).collect();
        }
        network.augment(source, sink, &depth);
    }
}

struct Network {
    /// Arcs out of each node; an arc and its reverse differ in the lowest bit.
    arcs: Vec<Vec<usize>>,
    heads: Vec<usize>,
    room: Vec<i128>,
}

impl Network {
    fn add(&mut self, from: usize, to: usize, room: i128) {
        for (tail, head, room) in [(from, to, room), (to, from, 0)] {
            self.arcs[tail].push(self.heads.len());
            self.heads.push(head);
            self.room.push(room);
        }
    }

    fn layers(&self, source: usize) -> Vec<usize> {
        let mut depth = vec![usize::MAX; self.arcs.len()];
        depth[source] = 0;
        let (mut queue, mut at) = (vec![source], 0);
        while let Some(&node) = queue.get(at) {
            at += 1;
            for &arc in &self.arcs[node] {
                let head = self.heads[arc];
                if self.room[arc] > 0 && depth[head] == usize::MAX {
                    depth[head] = depth[node] + 1;
                    queue.push(head);
                }
            }
        }
        depth
    }

    fn augment(&mut self, source: usize, sink: usize, depth: &[usize]) {
        let mut next = vec![0; self.arcs.len()];
        let mut path: Vec<usize> = Vec::new();
        loop {
            let node = path.last().map_or(source, |&arc| self.heads[arc]);
            if node == sink {
                let amount = path.iter().map(|&arc| self.room[arc]).min().unwrap_or(0);
                for &arc in &path {
                    self.room[arc] -= amount;
                    self.room[arc ^ 1] += amount;
                }
                path.clear();
            } else if let Some(&arc) = self.arcs[node].get(next[node]) {
                if self.room[arc] > 0 && depth[self.heads[arc]] == depth[node] + 1 {
                    path.push(arc);
                } else {
                    next[node] += 1;
                }
            } else if let Some(arc) = path.pop() {
                next[self.heads[arc ^ 1]] += 1;
            } else {
                return;
            }
        }
    }
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
