//! Bounds and rules as lines over pairs: three shapes are enough for all kinds.

use std::collections::BTreeMap;

use crate::problem::{
    AnyProblem, Assigned, Block, Cause, Changed, Costs, Edge, Level, Per, RuleKind, Side,
};
use crate::solve::values;

/// What a line asks of the sum of its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It lies between the two.
    Range(i64, i64),
    /// It is 0 or lies between the two.
    Switch(i64, i64),
    /// It is 0 or this, which is the number of terms there would be if all pairs were open.
    All(i64),
}

impl Shape {
    /// The halves sign·Σ a·x ≤ most that prices can be put on: sign and most.
    pub(super) fn halves(self) -> Vec<(i64, i64)> {
        match self {
            Self::Range(min, max) => {
                let upper = (max < i64::MAX).then_some((1, max));
                let lower = (min > i64::MIN).then(|| (-1, -min));
                upper.into_iter().chain(lower).collect()
            }
            Self::Switch(_, max) => vec![(1, max)],
            Self::All(_) => Vec::new(),
        }
    }
}

/// What stands behind a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Hard(Cause),
    /// The soft rule of this index.
    Soft(usize),
}

/// One line: numbers of pairs and their coefficients.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) terms: Vec<(u32, i64)>,
    pub(super) shape: Shape,
    pub(super) source: Source,
    /// What is counted: which of the lines of its rule it is, whatever the pairs.
    pub(super) unit: usize,
}

impl Line {
    pub(super) fn sum(&self, chosen: &[bool]) -> i64 {
        let terms = self.terms.iter().filter(|(pair, _)| chosen[*pair as usize]);
        terms.map(|&(_, coefficient)| coefficient).sum()
    }

    /// How far a sum is from what is asked for, as the kinds of rules count it.
    pub(super) fn off(&self, sum: i64) -> i64 {
        match self.shape {
            Shape::Range(min, max) => {
                min.saturating_sub(sum).max(0) + sum.saturating_sub(max).max(0)
            }
            Shape::Switch(_, max) if sum > max => sum - max,
            Shape::Switch(min, _) if sum > 0 && sum < min => sum.min(min - sum),
            Shape::Switch(..) => 0,
            Shape::All(all) => i64::from(sum > 0 && sum < all),
        }
    }
}

/// A problem with rules over the pairs that are open to choice; pins are among them and fixed.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// By row and column.
    pub(super) pairs: Vec<Assigned>,
    pub(super) pinned: Vec<bool>,
    pub(super) lines: Vec<Line>,
    pub(super) levels: Vec<Level>,
}

/// Reads the open pairs that are wanted.
pub(super) fn open_pairs(
    problem: &AnyProblem<'_>,
    mut wanted: impl FnMut(usize, &Edge) -> bool,
) -> Vec<Assigned> {
    let (mut pairs, mut edges) = (Vec::new(), Vec::new());
    for row in 0..problem.rows() {
        problem.open_row(row, &mut edges);
        let of_row = edges.iter().filter(|edge| wanted(row, edge)).map(|edge| Assigned {
            row,
            column: edge.column as usize,
            weight: edge.weight,
        });
        pairs.extend(of_row);
    }
    pairs
}

impl Program {
    /// Over these pairs and the pins.
    pub(super) fn new(problem: &AnyProblem<'_>, mut pairs: Vec<Assigned>) -> Self {
        pairs.extend_from_slice(problem.pins());
        pairs.sort_unstable();
        let is_pin = |pair: &Assigned| {
            let key = |pin: &Assigned| (pin.row, pin.column);
            problem.pins().binary_search_by_key(&key(pair), key).is_ok()
        };
        let pinned = pairs.iter().map(is_pin).collect();
        let mut program = Self { pairs, pinned, lines: Vec::new(), levels: problem.levels() };
        program.add_bounds(problem);
        for (index, rule) in problem.rules().iter().enumerate() {
            let source =
                if rule.is_hard() { Source::Hard(Cause::Rule(index)) } else { Source::Soft(index) };
            let lines = lines_of(&rule.kind, &program.pairs);
            program.lines.extend(lines.into_iter().map(|(unit, terms, shape)| Line {
                terms,
                shape,
                source,
                unit,
            }));
        }
        program
    }

    fn add_bounds(&mut self, problem: &AnyProblem<'_>) {
        let (mut rows, mut columns) =
            (vec![Vec::new(); problem.rows()], vec![Vec::new(); problem.columns()]);
        for (at, pair) in (0_u32..).zip(&self.pairs) {
            rows[pair.row].push((at, 1));
            columns[pair.column].push((at, 1));
        }
        let fill = problem.side_to_fill();
        let mut add = |terms: &Vec<(u32, i64)>, min: i64, max: i64, causes: [Cause; 2]| {
            // A minimum and a maximum are two causes.
            if min > 0 {
                let source = Source::Hard(causes[0]);
                self.lines.push(Line {
                    terms: terms.clone(),
                    shape: Shape::Range(min, i64::MAX),
                    source,
                    unit: 0,
                });
            }
            if small(terms.len()) > max {
                let (terms, source) = (terms.clone(), Source::Hard(causes[1]));
                self.lines.push(Line {
                    terms,
                    shape: Shape::Range(i64::MIN, max),
                    source,
                    unit: 0,
                });
            }
        };
        for (row, terms) in rows.iter().enumerate() {
            let bounds = problem.demand(row);
            let (min, max) = (i64::from(bounds.min), i64::from(bounds.max));
            add(terms, min, max, [Cause::RowMinimum(row), Cause::RowMaximum(row)]);
            if fill == Some(Side::Rows) {
                add(terms, max, i64::MAX, [Cause::Fill(Side::Rows); 2]);
            }
        }
        for (column, terms) in columns.iter().enumerate() {
            let bounds = problem.capacity(column);
            let (min, max) = (i64::from(bounds.min), i64::from(bounds.max));
            add(terms, min, max, [Cause::ColumnMinimum(column), Cause::ColumnMaximum(column)]);
            if fill == Some(Side::Columns) {
                add(terms, max, i64::MAX, [Cause::Fill(Side::Columns); 2]);
            }
        }
    }

    /// Whether every hard line is kept.
    pub(super) fn keeps(&self, chosen: &[bool]) -> bool {
        let pins = self.pinned.iter().zip(chosen).all(|(&pinned, &chosen)| chosen || !pinned);
        let hard = |line: &&Line| matches!(line.source, Source::Hard(_));
        pins && self.lines.iter().filter(hard).all(|line| line.off(line.sum(chosen)) == 0)
    }

    /// The pairs that are chosen.
    pub(super) fn chosen_pairs(&self, chosen: &[bool]) -> Vec<Assigned> {
        let pairs = self.pairs.iter().zip(chosen).filter(|(_, chosen)| **chosen);
        pairs.map(|(pair, _)| *pair).collect()
    }

    /// The value of every level.
    pub(super) fn values(&self, problem: &AnyProblem<'_>, chosen: &[bool]) -> Vec<i128> {
        let mut worth = values(problem, &self.levels, &self.chosen_pairs(chosen));
        for (value, level) in worth.iter_mut().zip(&self.levels) {
            if let Level::Rule(rule) = *level {
                let of_rule = self.lines.iter().filter(|line| line.source == Source::Soft(rule));
                *value = -of_rule.map(|line| i128::from(line.off(line.sum(chosen)))).sum::<i128>();
            }
        }
        worth
    }
}

/// A number of pairs; there are fewer than 2^63.
pub(super) fn small(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) type Terms = Vec<(u32, i64)>;

/// Which indices are in a set.
struct Set(Vec<bool>);

impl Set {
    fn of(indices: &[usize]) -> Self {
        let mut set = vec![false; indices.iter().max().map_or(0, |last| last + 1)];
        for &index in indices {
            set[index] = true;
        }
        Self(set)
    }

    fn has(&self, index: usize) -> bool {
        self.0.get(index).copied().unwrap_or(false)
    }
}

fn within(block: &Block) -> impl Fn(&Assigned) -> bool {
    let (rows, columns) = (Set::of(block.rows()), Set::of(block.columns()));
    move |pair| rows.has(pair.row) && columns.has(pair.column)
}

/// The lines of a rule over these pairs, each with what it counts: a row, a column, or one of the halves of a share.
#[expect(clippy::too_many_lines, reason = "one short arm for each kind of rule")]
pub(super) fn lines_of(kind: &RuleKind, pairs: &[Assigned]) -> Vec<(usize, Terms, Shape)> {
    let numbered = || (0_u32..).zip(pairs);
    match kind {
        RuleKind::Quota { block, per, min, max } => {
            let inside = within(block);
            let mut lines: BTreeMap<usize, Terms> = match per {
                Per::Whole => BTreeMap::from([(0, Vec::new())]),
                Per::Row => block.rows().iter().map(|&row| (row, Vec::new())).collect(),
                Per::Column => block.columns().iter().map(|&at| (at, Vec::new())).collect(),
            };
            for (at, pair) in numbered().filter(|(_, pair)| inside(pair)) {
                let unit = match per {
                    Per::Whole => 0,
                    Per::Row => pair.row,
                    Per::Column => pair.column,
                };
                lines.entry(unit).or_default().push((at, 1));
            }
            let cut = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            let shape = Shape::Range(cut(*min), cut(*max));
            lines.into_iter().map(|(key, terms)| (key, terms, shape)).collect()
        }
        &RuleKind::Share { ref part, ref whole, at_least, at_most, of, already } => {
            let (in_part, in_whole) = (within(part), within(whole));
            let weighed = |share: u32| -> Terms {
                numbered()
                    .filter(|(_, pair)| in_whole(pair))
                    .map(|(at, pair)| {
                        let of = if in_part(pair) { i64::from(of) } else { 0 };
                        (at, of - i64::from(share))
                    })
                    .filter(|&(_, coefficient)| coefficient != 0)
                    .collect()
            };
            // What is there already is taken to the other side. Products of 32 bits fit.
            let there = |share: u32| {
                i64::from(share)
                    .saturating_mul(already.1.into())
                    .saturating_sub(i64::from(of).saturating_mul(already.0.into()))
            };
            vec![
                (0, weighed(at_least), Shape::Range(there(at_least), i64::MAX)),
                (1, weighed(at_most), Shape::Range(i64::MIN, there(at_most))),
            ]
        }
        RuleKind::Needs { side, nodes, these, times, of_those } => {
            let (limited, allowing, nodes) = (Set::of(these), Set::of(of_those), Set::of(nodes));
            let mut lines: BTreeMap<usize, Terms> = BTreeMap::new();
            for (at, pair) in numbered() {
                let (node, other) = match side {
                    Side::Rows => (pair.row, pair.column),
                    Side::Columns => (pair.column, pair.row),
                };
                let allows = if allowing.has(other) { i64::from(*times) } else { 0 };
                let coefficient = i64::from(limited.has(other)) - allows;
                if nodes.has(node) && coefficient != 0 {
                    lines.entry(node).or_default().push((at, coefficient));
                }
            }
            {
                let shape = Shape::Range(i64::MIN, 0);
                lines.into_iter().map(|(key, terms)| (key, terms, shape)).collect()
            }
        }
        RuleKind::Apart { rows } => {
            let shape = Shape::Range(i64::MIN, 1);
            of_columns(pairs, rows).into_iter().map(|(key, terms)| (key, terms, shape)).collect()
        }
        RuleKind::Together { rows } => {
            let shape = Shape::All(small(rows.len()));
            of_columns(pairs, rows).into_iter().map(|(key, terms)| (key, terms, shape)).collect()
        }
        RuleKind::AllOrBetween { side, nodes, min, max } => {
            let set = Set::of(nodes);
            let mut lines: BTreeMap<usize, Terms> = BTreeMap::new();
            for (at, pair) in numbered() {
                let node = if *side == Side::Rows { pair.row } else { pair.column };
                if set.has(node) {
                    lines.entry(node).or_default().push((at, 1));
                }
            }
            let shape = Shape::Switch(i64::from(*min), i64::from(*max));
            lines.into_iter().map(|(key, terms)| (key, terms, shape)).collect()
        }
        RuleKind::Hours { budgets, costs } => {
            let mut place = BTreeMap::new();
            for (at, budget) in budgets.iter().enumerate() {
                place.insert(budget.column, at);
            }
            let mut lines: Vec<(usize, Terms, Shape)> = budgets
                .iter()
                .map(|budget| {
                    let most = i64::try_from(budget.most).unwrap_or(i64::MAX);
                    (budget.column, Vec::new(), Shape::Range(i64::MIN, most))
                })
                .collect();
            for (at, pair) in numbered() {
                if let Some(&budget) = place.get(&pair.column) {
                    let cost = match costs {
                        Costs::OfRows(rows) => rows[pair.row],
                        Costs::OfPairs(lists) => lists[budget][pair.row],
                    };
                    if cost > 0 {
                        lines[budget].1.push((at, i64::from(cost)));
                    }
                }
            }
            lines
        }
        RuleKind::Changes { earlier, counted, max } => {
            let known = |pair: &Assigned| earlier.binary_search(&(pair.row, pair.column)).is_ok();
            let (added, dropped) = match counted {
                Changed::Both => (1, -1),
                Changed::Added => (1, 0),
                Changed::Dropped => (0, -1),
            };
            // What is dropped is all earlier pairs but those that are kept.
            let all = if dropped == 0 { 0 } else { small(earlier.len()) };
            let terms = numbered()
                .map(|(at, pair)| (at, if known(pair) { dropped } else { added }))
                .filter(|&(_, coefficient)| coefficient != 0)
                .collect();
            let max = i64::try_from(*max).unwrap_or(i64::MAX);
            vec![(0, terms, Shape::Range(i64::MIN, max.saturating_sub(all)))]
        }
        RuleKind::All { parts } => {
            let count = parts.len();
            let lines = parts.iter().enumerate().flat_map(|(at, part)| {
                let lines = lines_of(part, pairs).into_iter();
                lines.map(move |(unit, terms, shape)| (unit * count + at, terms, shape))
            });
            lines.collect()
        }
    }
}

/// The pairs of these rows, column by column.
fn of_columns(pairs: &[Assigned], rows: &[usize]) -> BTreeMap<usize, Terms> {
    let set = Set::of(rows);
    let mut lines: BTreeMap<usize, Terms> = BTreeMap::new();
    for (at, pair) in (0_u32..).zip(pairs).filter(|(_, pair)| set.has(pair.row)) {
        lines.entry(pair.column).or_default().push((at, 1));
    }
    lines
}
