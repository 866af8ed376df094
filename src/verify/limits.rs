//! Prices of what rules count: which pairs they are for, and what a rule can add to the bound at its prices.

use std::collections::{BTreeMap, BTreeSet};

use super::VerifyError;
use crate::problem::{AnyProblem, Duals, Edge, Level, Per, RuleKind, RulePrice, Side};

/// A rule that limits the number of pairs of some rows with some columns, and its prices.
struct Counted<'a> {
    rows: Vec<usize>,
    columns: Vec<usize>,
    per: Per,
    least: u64,
    most: u64,
    /// Where the violation of a soft rule is decided.
    soft: Option<usize>,
    /// By row or column where these are counted one by one.
    prices: BTreeMap<Option<usize>, &'a [i128]>,
}

/// All rules that limit numbers of pairs.
pub(super) struct Limits<'a> {
    counted: Vec<Counted<'a>>,
    /// Those that have prices, by row.
    of_row: Vec<Vec<usize>>,
}

impl<'a> Limits<'a> {
    /// Finds what prices are for.
    ///
    /// # Errors
    ///
    /// [`VerifyError::BadRulePrice`] for a price of what no rule counts, or one that is there twice.
    pub(super) fn of(
        problem: &AnyProblem<'_>,
        levels: &[Level],
        duals: &'a Duals,
    ) -> Result<Self, VerifyError> {
        let mut known: BTreeMap<(usize, usize), Counted<'a>> = BTreeMap::new();
        for (rule, one) in problem.rules().iter().enumerate() {
            let soft = levels.iter().position(|&level| level == Level::Rule(rule));
            let mut simple = Vec::new();
            flatten(&one.kind, &mut simple);
            for (part, kind) in simple.into_iter().enumerate() {
                if let Some(mut counted) = counted(problem, kind) {
                    counted.soft = soft;
                    known.insert((rule, part), counted);
                }
            }
        }
        for RulePrice { rule, part, node, price } in duals.rules() {
            let bad = || VerifyError::BadRulePrice { rule: *rule, part: *part, node: *node };
            let counted = known.get_mut(&(*rule, *part)).ok_or_else(bad)?;
            let named = match (counted.per, node) {
                (Per::Whole, None) => true,
                (Per::Row, Some(node)) => counted.rows.binary_search(node).is_ok(),
                (Per::Column, Some(node)) => counted.columns.binary_search(node).is_ok(),
                _ => false,
            };
            if !named
                || price.len() != levels.len()
                || counted.prices.insert(*node, price).is_some()
            {
                return Err(bad());
            }
        }
        let counted: Vec<Counted<'a>> = known.into_values().collect();
        let mut of_row = vec![Vec::new(); problem.rows()];
        for (at, one) in counted.iter().enumerate().filter(|(_, one)| !one.prices.is_empty()) {
            for &row in &one.rows {
                if one.per != Per::Row || one.prices.contains_key(&Some(row)) {
                    of_row[row].push(at);
                }
            }
        }
        Ok(Self { counted, of_row })
    }

    /// Whether pairs of a row have prices of rules.
    pub(super) fn touch(&self, row: usize) -> bool {
        !self.of_row[row].is_empty()
    }

    /// What the rules take of each edge of a row, one number a level; `None` beyond 128 bits.
    pub(super) fn prices_of(
        &self,
        row: usize,
        levels: usize,
        edges: &[Edge],
        taken: &mut Vec<i128>,
    ) -> Option<()> {
        taken.clear();
        taken.resize(edges.len() * levels, 0);
        let mut take = |edge: usize, price: &[i128]| -> Option<()> {
            for (taken, price) in taken[edge * levels..].iter_mut().zip(price) {
                *taken = taken.checked_add(*price)?;
            }
            Some(())
        };
        let place =
            |column: usize| edges.binary_search_by_key(&column, |edge| edge.column as usize);
        for &at in &self.of_row[row] {
            let one = &self.counted[at];
            let node = match one.per {
                Per::Column => {
                    for (column, price) in &one.prices {
                        if let Some(Ok(edge)) = column.map(place) {
                            take(edge, price)?;
                        }
                    }
                    continue;
                }
                Per::Whole => None,
                Per::Row => Some(row),
            };
            let Some(price) = one.prices.get(&node) else { continue };
            // Both are in ascending order.
            let mut columns = one.columns.as_slice();
            for (at, edge) in edges.iter().enumerate() {
                let column = edge.column as usize;
                let skip = if edges.len() < columns.len() / 16 {
                    columns.partition_point(|&other| other < column)
                } else {
                    columns.iter().take_while(|&&other| other < column).count()
                };
                columns = &columns[skip..];
                if columns.first() == Some(&column) {
                    take(at, price)?;
                }
            }
        }
        Some(())
    }

    /// Adds what rules can at most add at these prices to a bound; `None` beyond 128 bits.
    pub(super) fn add(&self, problem: &AnyProblem<'_>, bound: &mut [i128]) -> Option<()> {
        for one in &self.counted {
            // What is hard and has no price adds nothing.
            let nodes: Vec<Option<usize>> = match (one.soft, one.per) {
                (None, _) => one.prices.keys().copied().collect(),
                (Some(_), Per::Whole) => vec![None],
                (Some(_), Per::Row) => one.rows.iter().copied().map(Some).collect(),
                (Some(_), Per::Column) => one.columns.iter().copied().map(Some).collect(),
            };
            let none = vec![0; bound.len()];
            let pins = one.pins(problem);
            for node in nodes {
                let price = one.prices.get(&node).copied().unwrap_or(&none);
                let pins = pins.get(&node).copied().unwrap_or(0);
                for (sum, most) in bound.iter_mut().zip(one.most(price, pins)?) {
                    *sum = sum.checked_add(most)?;
                }
            }
        }
        Some(())
    }
}

impl Counted<'_> {
    /// How many pins are counted, for each row or column where these are counted one by one.
    fn pins(&self, problem: &AnyProblem<'_>) -> BTreeMap<Option<usize>, u64> {
        let mut pins = BTreeMap::new();
        for pin in problem.pins() {
            if self.rows.binary_search(&pin.row).is_ok()
                && self.columns.binary_search(&pin.column).is_ok()
            {
                let node = match self.per {
                    Per::Whole => None,
                    Per::Row => Some(pin.row),
                    Per::Column => Some(pin.column),
                };
                *pins.entry(node).or_insert(0) += 1;
            }
        }
        pins
    }

    /// The lexicographic maximum of x·price, less the violation where that counts, over the numbers x there may be beside
    /// the pins. It is concave, so that its breaks are enough.
    fn most(&self, price: &[i128], pins: u64) -> Option<Vec<i128>> {
        let cells = match self.per {
            Per::Whole => (self.rows.len() as u64).saturating_mul(self.columns.len() as u64),
            Per::Row => self.columns.len() as u64,
            Per::Column => self.rows.len() as u64,
        };
        let room = cells.saturating_sub(pins);
        let breaks = [self.least, self.most].map(|at| at.saturating_sub(pins));
        let numbers: BTreeSet<u64> = match self.soft {
            None => breaks.into_iter().map(|at| at.min(room).max(breaks[0])).collect(),
            Some(_) => breaks.into_iter().map(|at| at.min(room)).chain([0, room]).collect(),
        };
        let value = |number: u64| -> Option<Vec<i128>> {
            let mut value: Vec<i128> = price
                .iter()
                .map(|price| price.checked_mul(i128::from(number)))
                .collect::<Option<_>>()?;
            if let Some(level) = self.soft {
                let pairs = number.checked_add(pins)?;
                let off = self.least.saturating_sub(pairs) + pairs.saturating_sub(self.most);
                value[level] = value[level].checked_sub(i128::from(off))?;
            }
            Some(value)
        };
        let values: Vec<Vec<i128>> = numbers.into_iter().map(value).collect::<Option<_>>()?;
        values.into_iter().max()
    }
}

/// The simple rules a rule consists of, in order.
fn flatten<'k>(kind: &'k RuleKind, simple: &mut Vec<&'k RuleKind>) {
    if let RuleKind::All { parts } = kind {
        for part in parts {
            flatten(part, simple);
        }
    } else {
        simple.push(kind);
    }
}

/// A rule as a limit on numbers of pairs, where it is one and violated by as much.
fn counted<'a>(problem: &AnyProblem<'_>, kind: &RuleKind) -> Option<Counted<'a>> {
    let nodes = |side: Side, nodes: &[usize], others: Vec<usize>, most: u64| {
        let (rows, columns, per) = match side {
            Side::Rows => (nodes.to_vec(), others, Per::Row),
            Side::Columns => (others, nodes.to_vec(), Per::Column),
        };
        (rows, columns, per, 0, most)
    };
    let all = |side: Side| -> Vec<usize> {
        match side {
            Side::Rows => (0..problem.columns()).collect(),
            Side::Columns => (0..problem.rows()).collect(),
        }
    };
    let (rows, columns, per, least, most) = match kind {
        RuleKind::Quota { block, per, min, max } => {
            (block.rows().to_vec(), block.columns().to_vec(), *per, *min, *max)
        }
        RuleKind::Apart { rows } => {
            (rows.clone(), (0..problem.columns()).collect(), Per::Column, 0, 1)
        }
        // Where one is enough, none or enough is any number.
        RuleKind::AllOrBetween { side, nodes: named, min: 0 | 1, max } => {
            nodes(*side, named, all(*side), u64::from(*max))
        }
        // Where nothing allows a pair there is none.
        RuleKind::Needs { side, nodes: named, these, times, of_those }
            if *times == 0 || of_those.is_empty() =>
        {
            nodes(*side, named, these.clone(), 0)
        }
        _ => return None,
    };
    Some(Counted { rows, columns, per, least, most, soft: None, prices: BTreeMap::new() })
}
