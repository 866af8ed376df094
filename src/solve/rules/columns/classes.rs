//! A column whose pairs fall into few classes: how many of each class it may have is a short list of counts, and of each
//! class it takes the best.

use super::state::{State, Value};

/// Vectors of counts a column may have at most.
const MOST_VECTORS: usize = 4_096;

/// Pairs by class, and the numbers of pairs of each class that a column may have together.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    /// Pairs of each class.
    members: Vec<Vec<u32>>,
    /// One number for each class, vector by vector.
    vectors: Vec<u16>,
    /// Whether a column without any pair may have none.
    none: bool,
}

/// The best pairs of a class at some values.
#[derive(Debug, Clone, Default)]
struct Best {
    /// Pairs that are in whatever happens.
    fixed: usize,
    /// Open pairs, the best first.
    open: Vec<(Value, u32)>,
    /// What the fixed pairs and the first of the open ones are worth.
    sums: Vec<Value>,
}

impl Best {
    /// What the best `count` are worth.
    fn sum(&self, count: usize) -> Option<Value> {
        self.sums.get(count.checked_sub(self.fixed)?).copied()
    }
}

/// Room for the numbers of a column, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    classes: Vec<Best>,
    /// For each class and count, the most the other classes add.
    rest: Vec<Option<Value>>,
}

impl Classes {
    /// From the class of each pair, the sums a class adds to the lines of the column, and what may be: bounds on the count,
    /// and whether lines are kept. `None` where there are too many vectors.
    pub(super) fn new(
        members: Vec<Vec<u32>>,
        coefficients: &[Vec<i64>],
        (least, most): (usize, usize),
        keeps: &dyn Fn(&[i64]) -> bool,
    ) -> Option<Self> {
        let mut vectors = Vec::new();
        let lines = coefficients.first().map_or(0, Vec::len);
        let mut counts = vec![0_u16; members.len()];
        let (mut steps, mut none) = (0, false);
        loop {
            let count: usize = counts.iter().map(|&n| usize::from(n)).sum();
            if count >= least {
                let sums: Vec<i64> = (0..lines)
                    .map(|line| {
                        let terms = counts.iter().zip(coefficients);
                        terms.map(|(&n, of_class)| i64::from(n) * of_class[line]).sum()
                    })
                    .collect();
                if keeps(&sums) {
                    none |= count == 0;
                    vectors.extend_from_slice(&counts);
                }
            }
            steps += 1;
            if steps > MOST_VECTORS {
                return None;
            }
            // The next vector in counting order.
            let mut at = 0;
            let mut total = count;
            loop {
                if at == counts.len() {
                    return Some(Self { members, vectors, none });
                }
                let full = usize::from(counts[at]) >= members[at].len();
                if !full && total < most {
                    counts[at] += 1;
                    break;
                }
                total -= usize::from(counts[at]);
                counts[at] = 0;
                at += 1;
            }
        }
    }

    fn width(&self) -> usize {
        self.members.len()
    }

    /// Sorts the pairs of each class by value, as far as any vector goes unless `whole`.
    fn sort(&self, values: &[Value], states: &[State], scratch: &mut Scratch) {
        scratch.classes.resize_with(self.width(), Best::default);
        for (members, best) in self.members.iter().zip(&mut scratch.classes) {
            (best.fixed, best.open) = (0, std::mem::take(&mut best.open));
            best.open.clear();
            let mut sum = 0;
            for &pair in members {
                match states[pair as usize] {
                    State::Closed => {}
                    State::Open => best.open.push((values[pair as usize], pair)),
                    State::In => {
                        best.fixed += 1;
                        sum += values[pair as usize];
                    }
                }
            }
            best.open.sort_unstable_by_key(|&(value, pair)| (std::cmp::Reverse(value), pair));
            best.sums.clear();
            best.sums.push(sum);
            for &(value, _) in &best.open {
                sum += value;
                best.sums.push(sum);
            }
        }
    }

    /// The most the column can be worth, and the pairs, which are added to `chosen`; `None` where nothing is allowed.
    pub(super) fn best(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        chosen: &mut Vec<u32>,
    ) -> Option<Value> {
        if self.width() == 0 {
            return self.none.then_some(0);
        }
        self.sort(values, states, scratch);
        let mut most: Option<(Value, usize)> = None;
        for (at, counts) in self.vectors.chunks_exact(self.width()).enumerate() {
            let mut worth = 0;
            let all = counts.iter().zip(&scratch.classes).all(|(&count, best)| {
                best.sum(count.into()).is_some_and(|sum| {
                    worth += sum;
                    true
                })
            });
            if all && most.is_none_or(|(most, _)| worth > most) {
                most = Some((worth, at));
            }
        }
        let (worth, at) = most?;
        let counts = &self.vectors[at * self.width()..][..self.width()];
        for ((&count, best), members) in counts.iter().zip(&scratch.classes).zip(&self.members) {
            if best.fixed > 0 {
                let fixed = members.iter().filter(|&&pair| states[pair as usize] == State::In);
                chosen.extend(fixed);
            }
            let open = usize::from(count) - best.fixed;
            chosen.extend(best.open[..open].iter().map(|&(_, pair)| pair));
        }
        Some(worth)
    }

    /// For every open pair the most the column can be worth with it and without it.
    pub(super) fn ranges(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        tell: &mut dyn FnMut(u32, Option<Value>, Option<Value>),
    ) {
        let width = self.width();
        if width == 0 {
            return;
        }
        self.sort(values, states, scratch);
        let Scratch { classes, rest } = scratch;
        let most = self.vectors.iter().copied().max().map_or(0, usize::from);
        rest.clear();
        rest.resize(width * (most + 1), None);
        for counts in self.vectors.chunks_exact(width) {
            let sums = || counts.iter().zip(&*classes).map(|(&count, best)| best.sum(count.into()));
            let Some(worth) = sums().sum::<Option<Value>>() else { continue };
            for (class, (&count, own)) in counts.iter().zip(sums()).enumerate() {
                let cell = &mut rest[class * (most + 1) + usize::from(count)];
                *cell = (*cell).max(Some(worth - own.unwrap_or(0)));
            }
        }
        for (class, best) in classes.iter().enumerate() {
            let cells = &rest[class * (most + 1)..][..=most];
            for (rank, &(value, pair)) in best.open.iter().enumerate() {
                let (mut taken, mut left) = (None, None);
                for (count, rest) in cells.iter().enumerate() {
                    let (Some(rest), Some(open)) = (rest, count.checked_sub(best.fixed)) else {
                        continue;
                    };
                    if open > 0 {
                        let others = if rank < open { open } else { open - 1 };
                        let own = if rank < open { 0 } else { value };
                        taken = taken.max(best.sums.get(others).map(|sum| rest + sum + own));
                    }
                    let others = if rank < open { open + 1 } else { open };
                    let own = if rank < open { value } else { 0 };
                    left = left.max(best.sums.get(others).map(|sum| rest + sum - own));
                }
                tell(pair, taken, left);
            }
        }
    }
}
