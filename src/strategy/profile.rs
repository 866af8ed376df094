//! Profiles: how many first choices, second choices and so on, the largest or the least from one end.
//!
//! Leximin is one of them: classes are the values there are, and as few as can be are of the worst.

use super::faces::{Costs, Faces, Fresh};
use crate::problem::{Limits, StopReason, Weight};
use crate::solve::meter::Meter;

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
///
/// # Errors
///
/// Why the run has to end, once a limit is reached.
pub(super) fn decide(
    graded: Graded<'_>,
    aim: Aim,
    limits: &Limits,
) -> Result<(Vec<u32>, u64), StopReason> {
    let mut meter = Meter::new(limits);
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
    let due = Due::new(&fresh, &levels, first);
    let limits = |limits: &[u32]| limits.iter().map(|&limit| i64::from(limit)).collect();
    let order = if aim == Aim::BestFirst { Fresh::Waiting } else { Fresh::Open };
    let mut faces = Faces::new(row_of, column_of, 1, limits(wants), limits(seats), fresh, order);
    if aim != Aim::BestFirst {
        faces.level(Costs::Few, -1, |_| 0, &mut meter)?;
    }
    for (at, &class) in levels.iter().enumerate() {
        let (mut free, mut holding) = (Vec::new(), 0);
        for &row in due.rows(at) {
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
            faces.level(Costs::Few, 0, |edge| sign * count(edge, class), &mut meter)?;
        }
    }
    faces.level(Costs::Many, 0, |edge| -i128::from(weights[edge as usize]), &mut meter)?;
    let edges = (0_u32..).take(weights.len()).filter(|&edge| faces.flow(edge) > 0).collect();
    Ok((edges, faces.work))
}

/// The rows that have edges of each class.
struct Due {
    starts: Vec<usize>,
    rows: Vec<u32>,
}

impl Due {
    /// `levels` are all classes, in the order in which they are decided; the edges of a row stand in the opposite order.
    fn new(fresh: &[Vec<u32>], levels: &[u32], first: impl Fn(u32) -> u32) -> Self {
        let most = levels.iter().copied().max().map_or(0, |class| class as usize + 1);
        let mut level_of = vec![0_usize; most];
        for (level, &class) in levels.iter().enumerate() {
            level_of[class as usize] = level;
        }
        let each = |mut give: Box<dyn FnMut(usize, u32) + '_>| {
            for (row, edges) in (0_u32..).zip(fresh) {
                let mut last = usize::MAX;
                for &edge in edges.iter().rev() {
                    let level = level_of[first(edge) as usize];
                    if level != last {
                        give(level, row);
                        last = level;
                    }
                }
            }
        };
        let mut starts = vec![0; levels.len() + 1];
        each(Box::new(|level, _| starts[level + 1] += 1));
        for level in 0..levels.len() {
            starts[level + 1] += starts[level];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[levels.len()]];
        each(Box::new(|level, row| {
            rows[next[level]] = row;
            next[level] += 1;
        }));
        Self { starts, rows }
    }

    fn rows(&self, level: usize) -> &[u32] {
        &self.rows[self.starts[level]..self.starts[level + 1]]
    }
}
