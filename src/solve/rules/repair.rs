//! From pairs that break rules to an answer that keeps them: a greedy search that drops, adds and moves pairs as long as
//! that takes it nearer.

use std::cell::RefCell;

use super::program::{Line, Program, Source};
use crate::problem::{Assigned, Level};
use crate::solve::clock::Clock;

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
    /// Room for the lines a change touches, and by how much.
    touched: RefCell<Vec<(u32, i64)>>,
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
        let mut touched = self.touched.borrow_mut();
        self.touch(pairs, &mut touched);
        let (mut before, mut after) = (0, 0);
        for &(line, by) in &*touched {
            let (line, sum) = (self.index.lines[line as usize], self.sums[line as usize]);
            before += line.off(sum);
            after += line.off(sum + by);
        }
        before - after
    }

    /// Whether every line that a flip of these pairs touches is kept after it.
    fn keeps(&self, pairs: &[usize]) -> bool {
        let mut touched = self.touched.borrow_mut();
        self.touch(pairs, &mut touched);
        touched.iter().all(|&(line, by)| {
            let sum = self.sums[line as usize] + by;
            self.index.lines[line as usize].off(sum) == 0
        })
    }

    /// The lines that a flip of these pairs touches, and by how much.
    fn touch(&self, pairs: &[usize], touched: &mut Vec<(u32, i64)>) {
        touched.clear();
        for &pair in pairs {
            let sign = if self.chosen[pair] { -1 } else { 1 };
            for &(line, coefficient) in &self.index.of_pair[pair] {
                match touched.iter_mut().find(|(other, _)| *other == line) {
                    Some((_, by)) => *by += sign * coefficient,
                    None => touched.push((line, sign * coefficient)),
                }
            }
        }
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

/// Mends answers over the pairs of one program.
pub(super) struct Mender<'a> {
    program: &'a Program,
    index: Index<'a>,
    of_row: Vec<Vec<usize>>,
    of_column: Vec<Vec<usize>>,
    /// What decides between changes that are equally good.
    worth: Vec<i128>,
    clock: &'a Clock<'a>,
}

/// Pairs that keep every hard line, near to these; `None` where the search ends before it finds any.
pub(super) fn repaired(
    program: &Program,
    start: Vec<bool>,
    clock: &Clock<'_>,
) -> Option<Vec<bool>> {
    let first = program.levels.first() == Some(&Level::Total);
    let worth = |pair: &Assigned| {
        let weight = i128::from(pair.weight);
        if first { weight } else { weight + (1 << 64) }
    };
    Mender::new(program, program.pairs.iter().map(worth).collect(), clock).mended(start)
}

impl<'a> Mender<'a> {
    /// With what each pair is worth.
    pub(super) fn new(program: &'a Program, worth: Vec<i128>, clock: &'a Clock<'a>) -> Self {
        let (mut of_row, mut of_column): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
            (Vec::new(), Vec::new());
        for (at, pair) in program.pairs.iter().enumerate() {
            for (lists, node) in [(&mut of_row, pair.row), (&mut of_column, pair.column)] {
                lists.resize(lists.len().max(node + 1), Vec::new());
                lists[node].push(at);
            }
        }
        Self { program, index: Index::of(program), of_row, of_column, worth, clock }
    }

    fn state(&self, chosen: Vec<bool>) -> State<'_> {
        let sums = self.index.lines.iter().map(|line| line.sum(&chosen)).collect();
        State { index: &self.index, chosen, sums, touched: RefCell::default() }
    }

    /// Pairs that keep every hard line, near to these; `None` where the search ends before it finds any.
    pub(super) fn mended(&self, start: Vec<bool>) -> Option<Vec<bool>> {
        let mut state = self.state(start);
        for _ in 0..ROUNDS {
            let off = state.off();
            if off == 0 || self.clock.stop().is_some() || !self.nearer(&mut state, off) {
                break;
            }
        }
        if state.off() > 0 {
            return None;
        }
        self.fill(&mut state);
        Some(state.chosen)
    }

    /// Looks once at every pair of the lines that are off; whether anything was mended.
    fn nearer(&self, state: &mut State<'_>, mut off: i64) -> bool {
        let mut suspects: Vec<usize> = Vec::new();
        for (line, &sum) in self.index.lines.iter().zip(&state.sums) {
            if line.off(sum) > 0 {
                suspects.extend(line.terms.iter().map(|&(pair, _)| pair as usize));
            }
        }
        suspects.sort_unstable_by_key(|&pair| {
            let worth = self.worth[pair];
            (if state.chosen[pair] { worth } else { -worth }, pair)
        });
        suspects.dedup();
        let mut moved = false;
        for pair in suspects {
            if off == 0 {
                break;
            }
            if self.program.pinned[pair] || !state.helps(pair) {
                continue;
            }
            // Alone, or with another pair of the row that takes its place.
            let mut best = (state.change(&[pair]), i128::MIN, None);
            for &other in &self.of_row[self.program.pairs[pair].row] {
                if other == pair
                    || state.chosen[other] == state.chosen[pair]
                    || self.program.pinned[other]
                {
                    continue;
                }
                let change = state.change(&[pair, other]);
                let worth = self.worth[other];
                let gain = if state.chosen[other] { -worth } else { worth };
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
        moved
    }

    /// Adds the best pairs that no line minds.
    fn fill(&self, state: &mut State<'_>) {
        let free = |&at: &usize| !state.chosen[at] && self.worth[at] > 0;
        let mut order: Vec<usize> = (0..self.program.pairs.len()).filter(free).collect();
        order.sort_unstable_by_key(|&at| (std::cmp::Reverse(self.worth[at]), at));
        for pair in order {
            if state.change(&[pair]) >= 0 {
                state.flip(pair);
            }
        }
    }

    /// A better answer near to one that keeps every line: rows take another column, take the place of one that goes
    /// elsewhere, or change places, as long as that gains anything and no limit ends it.
    pub(super) fn polished(&self, start: Vec<bool>, passes: usize) -> Vec<bool> {
        let mut state = self.state(start);
        for _ in 0..passes {
            let mut gained = false;
            for row in 0..self.of_row.len() {
                if self.clock.stop().is_some() {
                    return state.chosen;
                }
                while self.better(&mut state, row) {
                    gained = true;
                }
            }
            if !gained {
                break;
            }
        }
        state.chosen
    }

    /// Makes the first change found that begins with this row and gains something.
    fn better(&self, state: &mut State<'_>, row: usize) -> bool {
        let free = |&&at: &&usize| !state.chosen[at] && !self.program.pinned[at];
        let own = |&&at: &&usize| state.chosen[at] && !self.program.pinned[at];
        let leave: Vec<Option<usize>> =
            self.of_row[row].iter().filter(own).copied().map(Some).chain([None]).collect();
        let mut flips: Vec<usize> = Vec::with_capacity(4);
        for &take in self.of_row[row].iter().filter(free) {
            for &leave in &leave {
                let lost = leave.map_or(0, |pair| self.worth[pair]);
                let gain = self.worth[take] - lost;
                flips.clear();
                flips.extend(leave.into_iter().chain([take]));
                let count = flips.len();
                if gain > 0 && state.keeps(&flips) {
                    for &pair in &flips {
                        state.flip(pair);
                    }
                    return true;
                }
                let column = self.program.pairs[take].column;
                for &out in self.of_column[column].iter().filter(own) {
                    let other = self.program.pairs[out].row;
                    if other == row {
                        continue;
                    }
                    let to = self.of_row[other].iter().filter(free).copied().map(Some);
                    for to in to.chain([None]) {
                        let more = to.map_or(0, |pair| self.worth[pair]) - self.worth[out];
                        if gain + more <= 0 {
                            continue;
                        }
                        flips.truncate(count);
                        flips.push(out);
                        flips.extend(to);
                        if state.keeps(&flips) {
                            for &pair in &flips {
                                state.flip(pair);
                            }
                            return true;
                        }
                    }
                }
            }
        }
        false
    }
}
