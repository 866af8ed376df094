//! Rules: what a set of pairs has to keep beside bounds, pins and forbids.
//!
//! A rule is stated over index sets and integers. Each is hard, or soft: then its *violation*, a whole number that is
//! stated for every kind, is made as small as can be at a place of its own among the levels of the objective. No rule
//! is ever a weight. Pins are pairs as any others and count in every rule.

mod block;
mod check;
mod kind;

pub use block::Block;
pub use check::RuleFault;
pub use kind::{Budget, Changed, Costs, Per, RuleKind};

use serde::{Deserialize, Serialize};

/// A side constraint on the pairs of an answer.
///
/// ```
/// use ndarray::array;
/// use tandems::problem::{Block, DenseView, Per, Problem, Rule, RuleKind};
/// use tandems::solve::Options;
///
/// let points = array![[9, 5], [8, 1], [7, 2]];
/// // At most one of the first two rows.
/// let rule = RuleKind::Quota { block: Block::new(0..2, 0..2), per: Per::Whole, min: 0, max: 1 };
/// let problem = Problem::new(DenseView::maximize(points.view())?).with_rules(vec![Rule::hard(rule)])?;
/// let solution = problem.solve(&Options::default())?;
/// solution.verify(&problem)?;
/// let pairs: Vec<_> = solution.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
/// assert_eq!(pairs, [(0, 1), (2, 0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What is to be kept.
    pub kind: RuleKind,
    /// Whether it has to be.
    #[serde(default)]
    pub strength: Strength,
}

impl Rule {
    /// A rule every answer keeps.
    #[must_use]
    pub fn hard(kind: RuleKind) -> Self {
        Self { kind, strength: Strength::Hard }
    }

    /// A rule whose violation is made as small as can be, as a level of its own.
    #[must_use]
    pub fn soft(kind: RuleKind, place: Place) -> Self {
        Self { kind, strength: Strength::Soft(place) }
    }

    /// Whether every answer keeps it.
    #[must_use]
    pub fn is_hard(&self) -> bool {
        self.strength == Strength::Hard
    }
}

/// Whether a rule has to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// By every answer; where that cannot be, there is none, and a conflict says why.
    #[default]
    Hard,
    /// As far as can be, decided at this place of the objective.
    Soft(Place),
}

/// Where among the levels of the objective the violation of a soft rule is decided. Rules at one place are decided in the
/// order of the list of rules, each on a [level](super::Level::Rule) of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before everything else.
    First,
    /// Right after the counts of rows served and of pairs, before priorities, and before the total where that comes later. With
    /// [`Objective::Perfect`](super::Objective::Perfect), whose counts are given, this is first.
    AfterCounts,
    /// After everything else.
    Last,
}
