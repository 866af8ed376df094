//! A problem with hard rules as columns that are solved by themselves, rows that tie them together, and lines across columns.

use std::collections::HashMap;

use super::super::packing::Packing;
use super::super::program::{Line, Program, Shape, Source, small};
use super::classes::Classes;
use super::column::Column;
use super::knapsack::Knapsack;
use super::state::{Space, State, Value};
use crate::problem::{AnyProblem, Cause, Level, Per, RuleKind, Side};

/// A row: its pairs, and how many of them there may be.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) pairs: Vec<u32>,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// A line Σ a·x ≤ most over pairs of several columns.
#[derive(Debug)]
pub(super) struct Global {
    pub(super) terms: Vec<(u32, i64)>,
    pub(super) most: i64,
    /// The largest coefficient: the unit of steps.
    pub(super) unit: i64,
    /// The line of the program, and which half of it.
    pub(super) key: (usize, usize, i64),
    /// What it was divided by: its price is so many times that of the line as it was.
    pub(super) divisor: i64,
}

/// The problem over the pairs of a program.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) packing: Packing,
    /// Of each pair, packed, in parts.
    pub(super) weights: Vec<Value>,
    pub(super) space: Space,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
    pub(super) globals: Vec<Global>,
    /// Steps of solving all columns once.
    pub(super) work: u64,
    /// Whether the columns know all rules.
    pub(super) whole: bool,
}

/// Whether each line of a rule is about one column.
fn is_of_columns(kind: &RuleKind) -> bool {
    match kind {
        RuleKind::Quota { per, .. } => *per == Per::Column,
        RuleKind::Needs { side, .. } | RuleKind::AllOrBetween { side, .. } => {
            *side == Side::Columns
        }
        RuleKind::Apart { .. } | RuleKind::Together { .. } | RuleKind::Hours { .. } => true,
        RuleKind::All { parts } => parts.iter().all(is_of_columns),
        RuleKind::Share { .. } | RuleKind::Changes { .. } => false,
    }
}

impl Model {
    /// `None` where a line without any pair is broken, which is told elsewhere.
    pub(super) fn new(
        problem: &AnyProblem<'_>,
        levels: &[Level],
        packing: Packing,
        program: &Program,
        count: Option<i64>,
    ) -> Option<Self> {
        let weights =
            program.pairs.iter().map(|pair| packing.weight(problem, levels, pair)).collect();
        let state = |&pinned: &bool| if pinned { State::In } else { State::Open };
        let mut model = Self {
            packing,
            weights,
            space: Space { pairs: program.pinned.iter().map(state).collect(), counts: Vec::new() },
            columns: Vec::new(),
            rows: rows(problem, program),
            globals: Vec::new(),
            work: 0,
            whole: true,
        };
        let of_columns: Vec<bool> =
            problem.rules().iter().map(|rule| is_of_columns(&rule.kind)).collect();
        let mut local: Vec<Vec<&Line>> = vec![Vec::new(); problem.columns()];
        for line in &program.lines {
            let Source::Hard(Cause::Rule(rule)) = line.source else { continue };
            match line.terms.first() {
                None if line.off(0) > 0 => return None,
                Some(&(pair, _)) if of_columns[rule] => {
                    local[program.pairs[pair as usize].column].push(line);
                }
                _ => model.add_global(rule, line),
            }
        }
        let mut pairs: Vec<Vec<u32>> = vec![Vec::new(); problem.columns()];
        for (at, pair) in (0_u32..).zip(&program.pairs) {
            pairs[pair.column].push(at);
        }
        let fill = problem.side_to_fill() == Some(Side::Columns);
        for (column, (pairs, lines)) in pairs.into_iter().zip(local).enumerate() {
            let bounds = problem.capacity(column);
            let least = if fill { bounds.max } else { bounds.min } as usize;
            let bounds = (least, bounds.max as usize);
            if let Some(one) = column_of(&pairs, &lines, bounds) {
                model.add(one, pairs.len());
                continue;
            }
            // Too many ways: its rules get prices.
            model.whole = false;
            for line in &lines {
                if let Source::Hard(Cause::Rule(rule)) = line.source {
                    model.add_global(rule, line);
                }
            }
            let all = pairs.len();
            let one = match column_of(&pairs, &[], bounds) {
                Some(one) => one,
                None => column_of(&pairs, &[], (0, usize::MAX))?,
            };
            model.add(one, all);
        }
        for line in &mut model.globals {
            let sharper = count.and_then(|count| line.rounded(program.pairs.len(), count));
            if let Some(sharper) = sharper {
                *line = sharper;
            }
        }
        Some(model)
    }

    /// Lines across columns that the number of pairs made sharper.
    pub(super) fn sharper(&self) -> impl Iterator<Item = Line> {
        let sharper = self.globals.iter().filter(|line| line.divisor > 1);
        sharper.map(|line| Line {
            terms: line.terms.clone(),
            shape: Shape::Range(i64::MIN, line.most),
            source: Source::Hard(Cause::Rule(line.key.0)),
            unit: line.key.1,
        })
    }

    /// Prices stay within a few times the largest weight, so that no sum leaves 64 bits.
    pub(super) fn limit(&self) -> Value {
        self.weights.iter().map(|weight| weight.abs()).max().unwrap_or(0).max(1) * 4
    }

    fn add(&mut self, mut column: Column, pairs: usize) {
        let steps = match &mut column {
            Column::Classes(classes) => {
                classes.place(&mut self.space.counts);
                8 * pairs
            }
            Column::Knapsack(knapsack) => knapsack.work(),
        };
        self.work += 16 + steps as u64;
        self.columns.push(column);
    }

    fn add_global(&mut self, rule: usize, line: &Line) {
        let unit = line.terms.iter().map(|&(_, a)| a.abs()).max().unwrap_or(1).max(1);
        for (sign, most) in line.shape.halves() {
            let terms: Vec<(u32, i64)> =
                line.terms.iter().map(|&(pair, a)| (pair, sign * a)).collect();
            let largest: i64 = terms.iter().map(|&(_, a)| a.max(0)).fold(0, i64::saturating_add);
            // What cannot be broken needs no price.
            if largest > most {
                self.globals.push(Global {
                    terms,
                    most,
                    unit,
                    key: (rule, line.unit, sign),
                    divisor: 1,
                });
            }
        }
        self.whole &= matches!(line.shape, Shape::Range(..));
    }
}

fn rows(problem: &AnyProblem<'_>, program: &Program) -> Vec<Row> {
    let fill = problem.side_to_fill() == Some(Side::Rows);
    let mut rows: Vec<Row> = (0..problem.rows())
        .map(|row| {
            let bounds = problem.demand(row);
            let least = if fill { bounds.max } else { bounds.min };
            Row { pairs: Vec::new(), least: least.into(), most: bounds.max.into() }
        })
        .collect();
    for (at, pair) in (0_u32..).zip(&program.pairs) {
        rows[pair.row].pairs.push(at);
    }
    rows
}

/// The column of these pairs and lines; `None` where there are too many ways to choose.
fn column_of(pairs: &[u32], lines: &[&Line], (least, most): (usize, usize)) -> Option<Column> {
    let most = most.min(pairs.len());
    if lines.is_empty() {
        let members = if pairs.is_empty() { Vec::new() } else { vec![pairs.to_vec()] };
        let signatures = vec![Vec::new(); members.len()];
        let all = Classes::new(members, &signatures, (least, most), &|_| true);
        return all.map(Column::Classes);
    }
    let place: HashMap<u32, usize> = pairs.iter().enumerate().map(|(at, &p)| (p, at)).collect();
    let mut signatures = vec![vec![0_i64; lines.len()]; pairs.len()];
    for (number, line) in lines.iter().enumerate() {
        for (pair, coefficient) in &line.terms {
            if let Some(&at) = place.get(pair) {
                signatures[at][number] += coefficient;
            }
        }
    }
    // In the order of what they are, so that the same problem gives the same columns.
    let mut classes: Vec<Vec<i64>> = signatures.clone();
    classes.sort_unstable();
    classes.dedup();
    let mut members = vec![Vec::new(); classes.len()];
    for (&pair, signature) in pairs.iter().zip(&signatures) {
        if let Ok(class) = classes.binary_search(signature) {
            members[class].push(pair);
        }
    }
    let keeps = |sums: &[i64]| lines.iter().zip(sums).all(|(line, &sum)| line.off(sum) == 0);
    // Where there are few ways, to count them is cheapest.
    if let Some(classes) = Classes::new(members, &classes, (least, most), &keeps) {
        return Some(Column::Classes(classes));
    }
    let [line] = lines else { return None };
    let Shape::Range(min, max) = line.shape else { return None };
    let costs: Option<Vec<u32>> =
        signatures.iter().map(|signature| u32::try_from(signature[0]).ok()).collect();
    if least > 0 || min > 0 || max < 0 {
        return None;
    }
    let budget = usize::try_from(max.min(small(usize::MAX))).ok()?;
    Knapsack::new(pairs.to_vec(), costs?, budget, most).map(Column::Knapsack)
}
