//! A column with hours: a knapsack, by dynamic programming over whole hours.

use super::state::{Range, State, Value};

/// Pairs, what each costs, and what all may cost together.
#[derive(Debug, Clone)]
pub(super) struct Knapsack {
    pairs: Vec<u32>,
    costs: Vec<u32>,
    budget: usize,
    /// Most pairs, where that is not sure to hold by the costs alone.
    most: Option<usize>,
}

/// Room for the tables.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Open pairs that are worth something and fit: value, cost, number of the pair.
    items: Vec<(Value, usize, u32)>,
    /// The most that the first items are worth within so much.
    tables: Vec<Value>,
    /// The same of the last items.
    back: Vec<Value>,
    next: Vec<Value>,
}

/// Cells of a table at most.
const MOST_CELLS: usize = 1 << 22;

/// What is left beside the pairs that are in.
struct Left {
    budget: usize,
    most: Option<usize>,
    worth: Value,
}

impl Left {
    /// Cells of a table: by the number of pairs, if that counts, and by what they cost.
    fn cells(&self) -> usize {
        (self.budget + 1) * (self.most.unwrap_or(0) + 1)
    }
}

impl Knapsack {
    /// `None` where a table would be too large.
    pub(super) fn new(
        pairs: Vec<u32>,
        costs: Vec<u32>,
        budget: usize,
        most: usize,
    ) -> Option<Self> {
        let mut sorted = costs.clone();
        sorted.sort_unstable();
        let all: u64 = sorted.iter().map(|&cost| u64::from(cost)).sum();
        let budget = budget.min(usize::try_from(all).unwrap_or(usize::MAX));
        let mut used = 0;
        let fits = sorted.iter().take_while(|&&cost| {
            used += cost as usize;
            used <= budget
        });
        let most = (fits.count() > most).then_some(most);
        let cells = budget.checked_add(1)?.checked_mul(most.unwrap_or(0) + 1)?;
        let cells = cells.checked_mul(pairs.len() + 1)?;
        (cells <= MOST_CELLS).then_some(Self { pairs, costs, budget, most })
    }

    pub(super) fn pairs(&self) -> &[u32] {
        &self.pairs
    }

    /// Steps of one table over all pairs.
    pub(super) fn work(&self) -> usize {
        (self.budget + 1) * (self.most.unwrap_or(0) + 1) * self.pairs.len()
    }

    /// What is left beside the pairs that are in; the items that may be added.
    fn left(
        &self,
        values: &[Value],
        states: &[State],
        items: &mut Vec<(Value, usize, u32)>,
    ) -> Option<Left> {
        let mut left = Left { budget: self.budget, most: self.most, worth: 0 };
        for (&pair, &cost) in self.pairs.iter().zip(&self.costs) {
            if states[pair as usize] == State::In {
                left.budget = left.budget.checked_sub(cost as usize)?;
                left.most = match left.most {
                    Some(most) => Some(most.checked_sub(1)?),
                    None => None,
                };
                left.worth += values[pair as usize];
            }
        }
        items.clear();
        for (&pair, &cost) in self.pairs.iter().zip(&self.costs) {
            let (value, cost) = (values[pair as usize], cost as usize);
            let fits = cost <= left.budget && left.most != Some(0);
            if states[pair as usize] == State::Open && value > 0 && fits {
                items.push((value, cost, pair));
            }
        }
        Some(left)
    }

    /// The most the column can be worth, and the pairs, which are added to `chosen`.
    pub(super) fn best(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        chosen: &mut Vec<u32>,
    ) -> Option<Value> {
        let left = self.left(values, states, &mut scratch.items)?;
        let fixed = self.pairs.iter().filter(|&&pair| states[pair as usize] == State::In);
        chosen.extend(fixed);
        let items = &scratch.items;
        let all: usize = items.iter().map(|item| item.1).sum();
        if all <= left.budget && left.most.is_none_or(|most| items.len() <= most) {
            chosen.extend(items.iter().map(|item| item.2));
            return Some(left.worth + items.iter().map(|item| item.0).sum::<Value>());
        }
        forward(items, &left, &mut scratch.tables);
        let (cells, width) = (left.cells(), left.budget + 1);
        let mut at = cells - 1;
        let worth = left.worth + scratch.tables[items.len() * cells + at];
        for (number, &(_, cost, pair)) in items.iter().enumerate().rev() {
            let without = scratch.tables[number * cells + at];
            if scratch.tables[(number + 1) * cells + at] != without {
                chosen.push(pair);
                at -= cost + if left.most.is_some() { width } else { 0 };
            }
        }
        Some(worth)
    }

    /// For every open pair the most the column can be worth with it and without it.
    pub(super) fn ranges(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        tell: &mut dyn FnMut(Range),
    ) {
        let Some(left) = self.left(values, states, &mut scratch.items) else { return };
        let Scratch { items, tables, back, next } = scratch;
        forward(items, &left, tables);
        let (cells, width) = (left.cells(), left.budget + 1);
        let step = if left.most.is_some() { width } else { 0 };
        let whole = &tables[items.len() * cells..][..cells];
        let worth = left.worth + whole[cells - 1];
        for (&pair, &cost) in self.pairs.iter().zip(&self.costs) {
            let (value, cost) = (values[pair as usize], cost as usize);
            if states[pair as usize] != State::Open || value > 0 && cost <= left.budget {
                continue;
            }
            // The others are those of the optimum, within what this pair leaves.
            let fits = cost <= left.budget && left.most != Some(0);
            let taken = fits.then(|| left.worth + value + whole[cells - 1 - cost - step]);
            tell(Range::Pair(pair, taken, Some(worth)));
        }
        back.clear();
        back.resize(cells, 0);
        for (number, &(value, cost, pair)) in items.iter().enumerate().rev() {
            let front = &tables[number * cells..][..cells];
            let without = meet(front, back, cells - 1, left.most, width);
            let taken = meet(front, back, cells - 1 - cost - step, left.most, width);
            let (taken, without) = (left.worth + taken + value, left.worth + without);
            tell(Range::Pair(pair, Some(taken), Some(without)));
            next.clone_from(back);
            relax(back, next, (value, cost), left.most, width);
            std::mem::swap(back, next);
        }
    }
}

/// The most two tables are worth together within the cell `last`.
fn meet(front: &[Value], back: &[Value], last: usize, most: Option<usize>, width: usize) -> Value {
    let rows = if most.is_some() { last / width } else { 0 };
    let budget = last - rows * width;
    let mut best = 0;
    for row in 0..=rows {
        let front = &front[row * width..][..=budget];
        let back = &back[(rows - row) * width..][..=budget];
        let sums = front.iter().zip(back.iter().rev()).map(|(one, other)| one + other);
        best = sums.fold(best, Value::max);
    }
    best
}

/// One more item: `new` starts as a copy of `old`.
fn relax(
    old: &[Value],
    new: &mut [Value],
    (value, cost): (Value, usize),
    most: Option<usize>,
    width: usize,
) {
    let rows = most.map_or(1, |most| most);
    let step = if most.is_some() { width } else { 0 };
    for row in 0..rows {
        let from = &old[row * width..][..width - cost];
        let to = &mut new[row * width + step + cost..][..width - cost];
        for (to, from) in to.iter_mut().zip(from) {
            *to = (*to).max(from + value);
        }
    }
}

/// One table after the other: the most that the first items are worth.
fn forward(items: &[(Value, usize, u32)], left: &Left, tables: &mut Vec<Value>) {
    let (cells, width) = (left.cells(), left.budget + 1);
    tables.clear();
    tables.resize(cells, 0);
    for (number, &(value, cost, _)) in items.iter().enumerate() {
        tables.extend_from_within(number * cells..(number + 1) * cells);
        let (before, new) = tables.split_at_mut((number + 1) * cells);
        relax(&before[number * cells..], new, (value, cost), left.most, width);
    }
}
