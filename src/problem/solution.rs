//! The answer, in numbers: pairs, what is known about them, and the numbers that prove it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Level, Weight};

/// A row and a column that are matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Assigned {
    /// Index of the row.
    pub row: usize,
    /// Index of the column.
    pub column: usize,
    /// What the pair is worth.
    pub weight: Weight,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// The pairs keep every bound, and no others are better in any level.
    Optimal,
    /// The pairs keep every bound; the optimum is no better than the stated bound.
    Feasible,
    /// No set of pairs keeps every bound; [`Solution::conflict`] says why. There are no pairs.
    Infeasible,
    /// The run ended before it found an answer. There are no pairs.
    Unknown,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// There was nothing left to do.
    Completed,
    /// The time limit.
    Time,
    /// The memory limit.
    Memory,
    /// The work limit.
    Work,
    /// Somebody cancelled it.
    Cancelled,
}

/// What stands behind a claim of optimality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// Dual prices: [`verify`](crate::verify) checks them without the solver.
    Duals,
    /// A bound of our own, from a relaxation that was solved with dual prices, is reached by the pairs, or on every branch of
    /// a search in integers that found none better: they are best, though [`verify`](crate::verify) does not solve the
    /// relaxation, or search, again.
    BoundMet,
    /// The word of a backend of integer programming, which calculates in floats, that its answer is within this gap of
    /// the optimum. Pairs and values are checked exactly; that no others are better is not.
    Backend {
        /// Whose word it is.
        name: Backend,
        /// The relative gap it was allowed to leave, in millionths.
        gap: u32,
    },
    /// The algorithm's own word.
    None,
}

/// A solver of integer programs that rules are given to where they are no flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Backend {
    /// The crate `microlp`: pure Rust, always there. Its README says: "I cannot guarantee that the solver always gives
    /// optimal solutions (nor that it is bug free)". What it says to be optimal is optimal by its word alone.
    #[default]
    Microlp,
    /// The crate `highs` ([`HiGHS`](https://highs.dev)), much faster on large problems. Needs the feature `highs`, and with it cmake, a C++
    /// compiler and libclang.
    Highs,
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Microlp, Self::Highs];

    /// The stable name: `microlp` or `highs`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Microlp => "microlp",
            Self::Highs => "highs",
        }
    }

    /// Whether this build has it.
    #[must_use]
    pub fn is_there(self) -> bool {
        match self {
            Self::Microlp => true,
            Self::Highs => cfg!(feature = "highs"),
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name no backend has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no backend `{0}`; use microlp or highs")]
pub struct UnknownBackend(String);

impl std::str::FromStr for Backend {
    type Err = UnknownBackend;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let backend = Self::ALL.into_iter().find(|backend| backend.name() == name);
        backend.ok_or_else(|| UnknownBackend(name.to_owned()))
    }
}

/// The value of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LevelValue {
    /// Which level.
    pub level: Level,
    /// What the pairs add up to.
    pub value: i128,
    /// No answer exceeds the bounds, level by level: an upper bound in the lexicographic order of all levels.
    /// `None` where nothing is known.
    pub bound: Option<i128>,
}

/// Dual prices: for each node one integer a level, compared lexicographically, and the same for what rules count where
/// rules are a flow.
///
/// For any prices, no answer is worth more than the bound [`verify`](crate::verify) computes from them; prices that
/// meet the value of the pairs prove that the pairs are best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenDuals")]
pub struct Duals {
    levels: usize,
    rows: Vec<i128>,
    columns: Vec<i128>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RulePrice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenDuals {
    levels: usize,
    rows: Vec<i128>,
    columns: Vec<i128>,
    #[serde(default)]
    rules: Vec<RulePrice>,
}

/// The price of a pair that a rule counts, for rules that limit numbers of pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RulePrice {
    /// Index of the rule.
    pub rule: usize,
    /// Which of the rules it consists of, counted through [`RuleKind::All`](super::RuleKind::All) from first to last; 0 for
    /// a rule that stands alone.
    pub part: usize,
    /// The row or column, where each of them is counted for itself.
    pub node: Option<usize>,
    /// One integer a level.
    pub price: Vec<i128>,
}

impl TryFrom<WrittenDuals> for Duals {
    type Error = &'static str;

    fn try_from(written: WrittenDuals) -> Result<Self, Self::Error> {
        let WrittenDuals { levels, rows, columns, rules } = written;
        let whole = |prices: &[i128]| prices.len().checked_rem(levels) == Some(0);
        let rules_are = rules.iter().all(|rule| rule.price.len() == levels);
        if whole(&rows) && whole(&columns) && rules_are {
            Ok(Self { levels, rows, columns, rules })
        } else {
            Err("duals have one price for each node and level; solve the problem again")
        }
    }
}

impl Duals {
    /// From prices laid out node by node, `levels` numbers each.
    pub(crate) fn new(levels: usize, rows: Vec<i128>, columns: Vec<i128>) -> Self {
        debug_assert!(
            levels > 0 && rows.len().is_multiple_of(levels) && columns.len().is_multiple_of(levels)
        );
        Self { levels, rows, columns, rules: Vec::new() }
    }

    /// The same with prices of what rules count, `levels` numbers each.
    pub(crate) fn with_rules(self, rules: Vec<RulePrice>) -> Self {
        debug_assert!(rules.iter().all(|rule| rule.price.len() == self.levels));
        Self { rules, ..self }
    }

    /// The prices of what rules count, where they are not 0.
    #[must_use]
    pub fn rules(&self) -> &[RulePrice] {
        &self.rules
    }

    /// The price of a row, one integer a level.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[i128] {
        &self.rows[row * self.levels..(row + 1) * self.levels]
    }

    /// The price of a column, one integer a level.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[must_use]
    pub fn column(&self, column: usize) -> &[i128] {
        &self.columns[column * self.levels..(column + 1) * self.levels]
    }

    /// Number of levels, rows and columns the prices are for.
    #[must_use]
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.levels, self.rows.len() / self.levels, self.columns.len() / self.levels)
    }
}

/// Why no answer exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Conflict {
    /// A pair is both pinned and forbidden.
    PinForbidden {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// A row has more pins than it may have columns.
    PinsExceedDemand {
        /// Index of the row.
        row: usize,
        /// Number of its pins.
        pins: u32,
        /// Its demand.
        demand: u32,
    },
    /// A column has more pins than it has seats.
    PinsExceedCapacity {
        /// Index of the column.
        column: usize,
        /// Number of its pins.
        pins: u32,
        /// Its capacity.
        capacity: u32,
    },
    /// Some rows together must have more than the columns they are compatible with can give (Hall's condition).
    TightRows {
        /// The rows.
        rows: Vec<usize>,
        /// What they must have together.
        wanted: u64,
        /// What is there for them: Σ over columns of min(capacity, edges from these rows).
        available: u64,
    },
    /// Some columns together must have more than the rows they are compatible with can give.
    TightColumns {
        /// The columns.
        columns: Vec<usize>,
        /// What they must have together.
        wanted: u64,
        /// What is there for them.
        available: u64,
    },
    /// A quota asks for more pairs of its block than are open or pinned there.
    QuotaOutOfReach {
        /// Index of the rule.
        rule: usize,
        /// Fewest pairs it asks for (of the whole block, or of each of its rows or columns).
        min: u64,
        /// The row or column that has too few, for a quota of each.
        node: Option<usize>,
        /// Pairs there are.
        available: u64,
    },
    /// These cannot hold together; drop any one of them, and the others can.
    Irreducible {
        /// What contradicts itself, each once.
        causes: Vec<Cause>,
    },
    /// These cannot hold together, and there was no time to find out which of them are to blame.
    Unreduced {
        /// Everything that may be part of the contradiction, each once.
        causes: Vec<Cause>,
    },
}

/// Something a problem asks for that may be part of a contradiction. What is not named here, such as that a pair is
/// incompatible, is a fact that cannot be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// The rule of this index.
    Rule(usize),
    /// A pin; dropping it leaves the pair open, whether it has an edge or not.
    Pin {
        /// Index of the row.
        row: usize,
        /// Index of the column.
        column: usize,
    },
    /// The forbids of this row; dropping them opens its forbidden pairs.
    Forbids {
        /// Index of the row.
        row: usize,
    },
    /// The floor; dropping it opens all pairs below.
    Floor,
    /// The demand of a row as a minimum; dropping it allows fewer.
    RowMinimum(usize),
    /// The demand of a row as a maximum; dropping it allows any number.
    RowMaximum(usize),
    /// The capacity of a column as a minimum; dropping it allows fewer.
    ColumnMinimum(usize),
    /// The capacity of a column as a maximum; dropping it allows any number.
    ColumnMaximum(usize),
    /// That every node of a side has all the partners it may have ([`Objective::Perfect`](super::Objective::Perfect)).
    Fill(super::Side),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "rule {rule}"),
            Self::Pin { row, column } => write!(f, "the pin of row {row} and column {column}"),
            Self::Forbids { row } => write!(f, "the forbids of row {row}"),
            Self::Floor => f.write_str("the floor"),
            Self::RowMinimum(row) => write!(f, "the minimum of row {row}"),
            Self::RowMaximum(row) => write!(f, "the maximum of row {row}"),
            Self::ColumnMinimum(column) => write!(f, "the minimum of column {column}"),
            Self::ColumnMaximum(column) => write!(f, "the maximum of column {column}"),
            Self::Fill(super::Side::Rows) => f.write_str("that every row has its demand"),
            Self::Fill(super::Side::Columns) => f.write_str("that every column is full"),
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PinForbidden { row, column } => {
                write!(f, "the pair of row {row} and column {column} is pinned and forbidden")
            }
            Self::PinsExceedDemand { row, pins, demand } => {
                write!(f, "{pins} pins exceed the demand {demand} of row {row}")
            }
            Self::PinsExceedCapacity { column, pins, capacity } => {
                write!(f, "{pins} pins exceed the capacity {capacity} of column {column}")
            }
            Self::TightRows { rows, wanted, available } => {
                write!(
                    f,
                    "rows {rows:?} must have {wanted} columns, and only {available} seats reach them"
                )
            }
            Self::TightColumns { columns, wanted, available } => {
                write!(
                    f,
                    "columns {columns:?} must have {wanted} rows, and only {available} reach them"
                )
            }
            Self::QuotaOutOfReach { rule, min, node, available } => {
                write!(f, "rule {rule} asks for at least {min} pairs")?;
                if let Some(node) = node {
                    write!(f, " of {node}")?;
                }
                write!(f, ", and {available} are compatible")
            }
            Self::Irreducible { causes } | Self::Unreduced { causes } => {
                let all: Vec<String> = causes.iter().map(ToString::to_string).collect();
                match all.as_slice() {
                    [one] => write!(f, "{one} cannot hold"),
                    all => write!(f, "these cannot hold together: {}", all.join(", ")),
                }
            }
        }
    }
}

/// How much was done, for comparison between runs: the same on every machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Work {
    /// Edges looked at.
    pub edges: u64,
    /// Units settled by a search for a shortest augmenting path.
    pub searches: u64,
}

/// What a solver found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    pub(crate) pairs: Vec<Assigned>,
    pub(crate) status: Status,
    pub(crate) stop_reason: StopReason,
    pub(crate) proof: Proof,
    pub(crate) levels: Vec<LevelValue>,
    pub(crate) duals: Option<Duals>,
    pub(crate) conflict: Option<Conflict>,
    pub(crate) algorithm: String,
    pub(crate) choice: String,
    pub(crate) work: Work,
}

impl Solution {
    /// The pairs, by row and then by column; pinned pairs among them.
    #[must_use]
    pub fn pairs(&self) -> &[Assigned] {
        &self.pairs
    }

    /// What the answer is.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Why the run ended.
    #[must_use]
    pub fn stop_reason(&self) -> StopReason {
        self.stop_reason
    }

    /// What stands behind [`Status::Optimal`].
    #[must_use]
    pub fn proof(&self) -> Proof {
        self.proof
    }

    /// The value of each level of the objective, first decided first.
    #[must_use]
    pub fn levels(&self) -> &[LevelValue] {
        &self.levels
    }

    /// The sum of the weights of all pairs. Cannot overflow: weights have 62 bits.
    #[must_use]
    pub fn total(&self) -> i128 {
        self.pairs.iter().map(|pair| i128::from(pair.weight)).sum()
    }

    /// The dual prices, where the algorithm has any.
    #[must_use]
    pub fn duals(&self) -> Option<&Duals> {
        self.duals.as_ref()
    }

    /// Why there is no answer, where the status is [`Status::Infeasible`].
    #[must_use]
    pub fn conflict(&self) -> Option<&Conflict> {
        self.conflict.as_ref()
    }

    /// Name of the algorithm that found it.
    #[must_use]
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// Why that algorithm was chosen.
    #[must_use]
    pub fn choice(&self) -> &str {
        &self.choice
    }

    /// How much was done.
    #[must_use]
    pub fn work(&self) -> Work {
        self.work
    }
}
