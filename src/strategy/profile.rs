//! Profiles: how many first choices, second choices and so on, the largest or the least from one end.
//!
//! Leximin is one of them: classes are the values there are, and as few as can be are of the worst.

use super::faces::{Faces, Fresh};
use crate::problem::Weight;

/// Edges between rows and columns that have room, and the classes of each.
pub(super) struct Graded<'a> {
    pub(super) row_of: Vec<u32>,
    pub(super) column_of: Vec<u32>,
    pub(super) wants: &'a [u32],
    pub(super) seats: &'a [u32],
    pub(super) weights: &'a [Weight],
    /// The class of each edge, the best first; a pair may count for two (one for each side), which may be the same.
    pub(super) classes: Vec<[u32; 2]>,
    /// Whether the second class counts.
    pub(super) sides: Sides,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    One,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// As many as can be of the best class, then of the second best …
    BestFirst,
    /// As many pairs as can be; then as many as can be of the best class …
    MostThenBest,
    /// As many pairs as can be; then as few as can be of the worst class, then of the second worst …
    MostThenFewestWorst,
}

/// The edges of an answer that is best in this sense and, among all that are, of greatest total weight; and how many
/// edges were looked at.
pub(super) fn decide(graded: Graded<'_>, aim: Aim) -> (Vec<u32>, u64) {
    let Graded { row_of, column_of, wants, seats, weights, classes, sides } = graded;
    let worst_first = aim == Aim::MostThenFewestWorst;
    // The class that is decided first.
    let first = |edge: u32| {
        let [one, other] = classes[edge as usize];
        match (sides, worst_first) {
            (Sides::One, _) => one,
            (Sides::Both, false) => one.min(other),
            (Sides::Both, true) => one.max(other),
        }
    };
    let count = |edge: u32, class: u32| {
        let [one, other] = classes[edge as usize];
        i128::from(one == class) + i128::from(sides == Sides::Both && other == class)
    };
    let mut fresh: Vec<Vec<u32>> = vec![Vec::new(); wants.len()];
    for (edge, &row) in (0_u32..).zip(&row_of) {
        fresh[row as usize].push(edge);
    }
    let mut levels: Vec<u32> = classes.iter().map(|classes| classes[0]).collect();
    if sides == Sides::Both {
        levels.extend(classes.iter().map(|classes| classes[1]));
    }
    levels.sort_unstable();
    levels.dedup();
    if worst_first {
        levels.reverse();
    }
    for edges in &mut fresh {
        edges.sort_unstable_by_key(|&edge| (first(edge), edge));
        if !worst_first {
            edges.reverse();
        }
    }
    // Rows by the class that is next to be decided for them.
    let mut due: Vec<Vec<u32>> = vec![Vec::new(); levels.len()];
    let place = |class: u32| {
        let found = if worst_first {
            levels.binary_search_by(|level| class.cmp(level))
        } else {
            levels.binary_search(&class)
        };
        found.expect("all classes are levels")
    };
    for (row, edges) in (0_u32..).zip(&fresh) {
        let mut last = None;
        for &edge in edges.iter().rev() {
            let class = first(edge);
            if last != Some(class) {
                due[place(class)].push(row);
                last = Some(class);
            }
        }
    }
    let limits = |limits: &[u32]| limits.iter().map(|&limit| i64::from(limit)).collect();
    let order = if aim == Aim::BestFirst { Fresh::Waiting } else { Fresh::Open };
    let mut faces = Faces::new(row_of, column_of, 1, limits(wants), limits(seats), fresh, order);
    if aim != Aim::BestFirst {
        faces.level(-1, |_| 0);
    }
    for (rows, &class) in due.iter().zip(&levels) {
        let (mut free, mut holding) = (Vec::new(), 0);
        for &row in rows {
            let taken = faces.take(row as usize, |edge| first(edge) == class);
            if taken.free > 0 {
                free.push((row, taken.free));
            }
            holding += taken.holding;
        }
        if worst_first && sides == Sides::One && holding == 0 {
            // There can be none of this class, so there are none.
            for (row, count) in free {
                faces.drop_last(row as usize, count);
            }
        } else if sides == Sides::Both || !free.is_empty() {
            let sign = if worst_first { 1 } else { -1 };
            faces.level(0, |edge| sign * count(edge, class));
        }
    }
    faces.level(0, |edge| -i128::from(weights[edge as usize]));
    let edges = (0_u32..).take(weights.len()).filter(|&edge| faces.flow(edge) > 0).collect();
    (edges, faces.work)
}
