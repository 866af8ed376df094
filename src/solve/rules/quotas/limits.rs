//! Rules that limit the number of pairs in a block: what can be a flow.

use crate::problem::{AnyProblem, Block, Level, Per, RuleKind, Side};

/// A limit on the number of pairs of a block, or of each of its rows or columns.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    /// Index of the rule.
    pub(super) rule: usize,
    /// Which of the simple rules it is that the rule consists of.
    pub(super) part: usize,
    pub(super) block: Block,
    pub(super) per: Per,
    pub(super) min: u64,
    pub(super) max: u64,
    /// The level its violation is decided at, for a soft rule.
    pub(super) soft: Option<usize>,
}

impl Limit {
    /// The side of whose nodes each is counted for itself; none where the block is counted as a whole.
    pub(super) fn each(&self) -> Option<Side> {
        match self.per {
            Per::Whole => None,
            Per::Row => Some(Side::Rows),
            Per::Column => Some(Side::Columns),
        }
    }
}

/// The rules of a problem as limits; `None` where one of them is something else.
pub(super) fn limits(problem: &AnyProblem<'_>) -> Option<Vec<Limit>> {
    let (shape, levels) = ((problem.rows(), problem.columns()), problem.levels());
    let mut limits = Vec::new();
    for (rule, one) in problem.rules().iter().enumerate() {
        let at = levels.iter().position(|&level| level == Level::Rule(rule));
        let soft = if one.is_hard() { None } else { Some(at?) };
        let mut part = 0;
        add(&one.kind, shape, &mut |counted| {
            if let Some((block, per, min, max)) = counted {
                limits.push(Limit { rule, part, block, per, min, max, soft });
            }
            part += 1;
        })?;
    }
    Some(limits)
}

/// What is counted, and its limits; nothing where there is nothing to keep.
type Counted = Option<(Block, Per, u64, u64)>;

/// Calls back for each simple rule of a rule, in order; `None` where one of them is no limit.
fn add(kind: &RuleKind, shape: (usize, usize), each: &mut dyn FnMut(Counted)) -> Option<()> {
    let (rows, columns) = shape;
    let beside = |side: Side, nodes: &[usize], others: &[usize]| {
        let (nodes, others) = (nodes.iter().copied(), others.iter().copied());
        match side {
            Side::Rows => (Block::new(nodes, others), Per::Row),
            Side::Columns => (Block::new(others, nodes), Per::Column),
        }
    };
    match kind {
        RuleKind::Quota { block, per, min, max } => each(Some((block.clone(), *per, *min, *max))),
        // No column has two of the rows.
        RuleKind::Apart { rows } => {
            each(Some((Block::new(rows.iter().copied(), 0..columns), Per::Column, 0, 1)));
        }
        // None or at least one is any number.
        RuleKind::AllOrBetween { side, nodes, min, max } if *min <= 1 => {
            let others: Vec<usize> =
                (0..if *side == Side::Rows { columns } else { rows }).collect();
            let (block, per) = beside(*side, nodes, &others);
            each(Some((block, per, 0, u64::from(*max))));
        }
        // Nobody allows anything.
        RuleKind::Needs { side, nodes, these, times, of_those }
            if *times == 0 || of_those.is_empty() =>
        {
            let (block, per) = beside(*side, nodes, these);
            each(Some((block, per, 0, 0)));
        }
        RuleKind::All { parts } => {
            for part in parts {
                add(part, shape, each)?;
            }
        }
        _ => return None,
    }
    Some(())
}
