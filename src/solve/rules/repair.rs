//! From pairs that break rules to an answer that keeps them: a greedy search that drops, adds and moves pairs as long as
//! that takes it nearer.

use super::program::{Line, Program, Source};
use crate::problem::Level;

/// Rounds of looking at every pair.
const ROUNDS: usize = 8;

/// Which lines a pair stands in.
pub(super) struct Index<'a> {
    lines: Vec<&'a Line>,
    of_pair: Vec<Vec<(u32, i64)>>,
}

/// A set of pairs, and how far it is from keeping the lines.
struct State<'a> {
    index: &'a Index<'a>,
    chosen: Vec<bool>,
    sums: Vec<i64>,
}

impl<'a> Index<'a> {
    pub(super) fn of(program: &'a Program) -> Self {
        let hard = |line: &&Line| matches!(line.source, Source::Hard(_));
        let lines: Vec<&Line> = program.lines.iter().filter(hard).collect();
        let mut of_pair = vec![Vec::new(); program.pairs.len()];
        for (number, line) in (0_u32..).zip(&lines) {
            for &(pair, coefficient) in &line.terms {
                of_pair[pair as usize].push((number, coefficient));
            }
        }
        Self { lines, of_pair }
    }
}

impl State<'_> {
    fn off(&self) -> i64 {
        self.index.lines.iter().zip(&self.sums).map(|(line, &sum)| line.off(sum)).sum()
    }

    /// How much nearer to keeping the lines a flip of these pairs takes it.
    fn change(&self, pairs: &[usize]) -> i64 {
        let mut before = 0;
        let mut touched: Vec<(u32, i64)> = Vec::new();
        for &pair in pairs {
            let sign = if self.chosen[pair] { -1 } else { 1 };
            for &(line, coefficient) in &self.index.of_pair[pair] {
                match touched.iter_mut().find(|(other, _)| *other == line) {
                    Some((_, by)) => *by += sign * coefficient,
                    None => touched.push((line, sign * coefficient)),
                }
            }
        }
        let mut after = 0;
        for &(line, by) in &touched {
            let (line, sum) = (self.index.lines[line as usize], self.sums[line as usize]);
            before += line.off(sum);
            after += line.off(sum + by);
        }
        before - after
    }

    /// Whether a flip takes some line that is off nearer to what it asks for.
    fn helps(&self, pair: usize) -> bool {
        let sign = if self.chosen[pair] { -1 } else { 1 };
        self.index.of_pair[pair].iter().any(|&(line, coefficient)| {
            let (line, sum) = (self.index.lines[line as usize], self.sums[line as usize]);
            let off = line.off(sum);
            off > 0 && line.off(sum + sign * coefficient) < off
        })
    }

    fn flip(&mut self, pair: usize) {
        let sign = if self.chosen[pair] { -1 } else { 1 };
        self.chosen[pair] = !self.chosen[pair];
        for &(line, coefficient) in &self.index.of_pair[pair] {
            self.sums[line as usize] += sign * coefficient;
        }
    }
}

/// Pairs that keep every hard line, near to these; `None` where the search ends before it finds any.
pub(super) fn repaired(program: &Program, start: Vec<bool>) -> Option<Vec<bool>> {
    let index = Index::of(program);
    let sums = index.lines.iter().map(|line| line.sum(&start)).collect();
    let mut state = State { index: &index, chosen: start, sums };
    // What a pair is worth decides between changes that are equally good.
    let worth = |pair: usize| {
        let weight = i128::from(program.pairs[pair].weight);
        if program.levels.first() == Some(&Level::Total) { weight } else { weight + (1 << 64) }
    };
    let mut of_row: Vec<Vec<usize>> = Vec::new();
    for (at, pair) in program.pairs.iter().enumerate() {
        of_row.resize(of_row.len().max(pair.row + 1), Vec::new());
        of_row[pair.row].push(at);
    }
    for _ in 0..ROUNDS {
        let mut off = state.off();
        if off == 0 {
            break;
        }
        // Only pairs in lines that are off can help.
        let mut suspects: Vec<usize> = Vec::new();
        for (line, &sum) in index.lines.iter().zip(&state.sums) {
            if line.off(sum) > 0 {
                suspects.extend(line.terms.iter().map(|&(pair, _)| pair as usize));
            }
        }
        suspects.sort_unstable_by_key(|&pair| {
            let signed = if state.chosen[pair] { worth(pair) } else { -worth(pair) };
            (signed, pair)
        });
        suspects.dedup();
        let mut moved = false;
        for pair in suspects {
            if off == 0 {
                break;
            }
            if program.pinned[pair] || !state.helps(pair) {
                continue;
            }
            // Alone, or with another pair of the row that takes its place.
            let mut best = (state.change(&[pair]), i128::MIN, None);
            for &other in &of_row[program.pairs[pair].row] {
                if other == pair
                    || state.chosen[other] == state.chosen[pair]
                    || program.pinned[other]
                {
                    continue;
                }
                let change = state.change(&[pair, other]);
                let gain = if state.chosen[other] { -worth(other) } else { worth(other) };
                if change > 0 && (change, gain) > (best.0, best.1) {
                    best = (change, gain, Some(other));
                }
            }
            if best.0 > 0 {
                state.flip(pair);
                if let Some(other) = best.2 {
                    state.flip(other);
                }
                off -= best.0;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    if state.off() > 0 {
        return None;
    }
    fill(program, &mut state);
    Some(state.chosen)
}

/// Adds the best pairs that no line minds.
fn fill(program: &Program, state: &mut State<'_>) {
    let total_first = program.levels.first() == Some(&Level::Total);
    let mut order: Vec<usize> = (0..program.pairs.len()).filter(|&at| !state.chosen[at]).collect();
    order.sort_unstable_by_key(|&at| (std::cmp::Reverse(program.pairs[at].weight), at));
    for pair in order {
        if total_first && program.pairs[pair].weight < 0 {
            break;
        }
        if state.change(&[pair]) >= 0 {
            state.flip(pair);
        }
    }
}
