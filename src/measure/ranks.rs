//! What ranks say of a matching: profiles, averages, regret, egalitarian cost, sex-equality.

use serde::{Deserialize, Serialize};

use super::{Matched, MeasureError, Ratio};
use crate::problem::{Preferences, Side};

/// Ranks of the partners one side got.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SideRanks {
    /// The profile: the first entry counts first choices, the second one second choices, and so on.
    pub profile: Vec<u64>,
    /// Sum of the ranks.
    pub sum: u64,
    /// Mean rank over the pairs; `None` without pairs.
    pub average: Option<Ratio>,
    /// The greatest rank: the regret of the side.
    pub regret: Option<u32>,
}

/// Ranks of both sides.
///
/// Ranks count from 1 and ties share the best of their places (1, 1, 3). Whoever has no partner has no rank, so compare
/// sums between matchings with as many pairs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ranks {
    /// What rows think of their columns.
    pub rows: SideRanks,
    /// What columns think of their rows.
    pub columns: SideRanks,
    /// Σ of the ranks on both sides.
    pub egalitarian_cost: u64,
    /// |Σ of the ranks of rows − Σ of those of columns|: 0 where both sides do equally well.
    pub sex_equality: u64,
    /// The greatest rank on any side.
    pub regret: Option<u32>,
    /// Pairs without ranks, such as pins of strangers: they count nowhere above.
    pub unranked: u64,
}

/// Counts the ranks of all pairs.
///
/// Profiles: R. W. Irving, T. Kavitha, K. Mehlhorn, D. Michail and K. Paluch, *Rank-maximal matchings*, ACM Transactions on
/// Algorithms 2 (2006). Egalitarian cost, regret and sex-equality: D. Gusfield and R. W. Irving, *The Stable Marriage
/// Problem* (1989).
///
/// # Errors
///
/// If the preferences are for other rows and columns.
///
/// # Complexity
///
/// O(p log m) for p pairs.
pub fn ranks(matched: &Matched<'_>, preferences: &Preferences) -> Result<Ranks, MeasureError> {
    check(matched, preferences)?;
    let mut ranks = Ranks::default();
    let (mut of_rows, mut of_columns) = (Vec::new(), Vec::new());
    for pair in matched.pairs() {
        if let Some(ranked) = preferences.get(pair.row, pair.column) {
            of_rows.push(ranked.row_rank);
            of_columns.push(ranked.column_rank);
        } else {
            ranks.unranked += 1;
        }
    }
    ranks.rows = of_side(&of_rows);
    ranks.columns = of_side(&of_columns);
    ranks.egalitarian_cost = ranks.rows.sum + ranks.columns.sum;
    ranks.sex_equality = ranks.rows.sum.abs_diff(ranks.columns.sum);
    ranks.regret = ranks.rows.regret.max(ranks.columns.regret);
    Ok(ranks)
}

fn of_side(ranks: &[u32]) -> SideRanks {
    let mut side = SideRanks { regret: ranks.iter().copied().max(), ..SideRanks::default() };
    // Ranks are at most the length of a list, which is held in memory.
    side.profile.resize(side.regret.unwrap_or(0) as usize, 0);
    for &rank in ranks {
        side.sum += u64::from(rank);
        if let Some(place) = (rank as usize).checked_sub(1) {
            side.profile[place] += 1;
        }
    }
    side.average = Ratio::new(side.sum.into(), ranks.len() as i128);
    side
}

/// Mean rank of the partners of some nodes of one side.
pub(super) fn average(
    matched: &Matched<'_>,
    preferences: &Preferences,
    side: Side,
    nodes: &[usize],
) -> Option<Ratio> {
    let (mut sum, mut count) = (0_i128, 0_i128);
    let mut add = |row: usize, column: usize| {
        if let Some(ranked) = preferences.get(row, column) {
            let rank = if side == Side::Rows { ranked.row_rank } else { ranked.column_rank };
            sum += i128::from(rank);
            count += 1;
        }
    };
    for &node in nodes {
        match side {
            Side::Rows => matched.of_row(node).iter().for_each(|pair| add(node, pair.column)),
            Side::Columns => {
                matched.of_column(node).iter().for_each(|&row| add(row as usize, node));
            }
        }
    }
    Ratio::new(sum, count)
}

/// Of each node of a side, whether it has one of its first choices.
pub(super) fn first_choices(
    matched: &Matched<'_>,
    preferences: &Preferences,
    side: Side,
) -> Vec<bool> {
    let problem = matched.problem();
    let mut first = match side {
        Side::Rows => vec![false; problem.rows()],
        Side::Columns => vec![false; problem.columns()],
    };
    for pair in matched.pairs() {
        if let Some(ranked) = preferences.get(pair.row, pair.column) {
            match side {
                Side::Rows => first[pair.row] |= ranked.row_rank == 1,
                Side::Columns => first[pair.column] |= ranked.column_rank == 1,
            }
        }
    }
    first
}

/// Whether preferences are for the rows and columns of the problem.
pub(super) fn check(matched: &Matched<'_>, preferences: &Preferences) -> Result<(), MeasureError> {
    let problem = matched.problem();
    let wrong = |side, given, expected| {
        Err(MeasureError::WrongLength { what: "preferences", side, given, expected })
    };
    if preferences.rows() != problem.rows() {
        return wrong("rows", preferences.rows(), problem.rows());
    }
    if preferences.columns() != problem.columns() {
        return wrong("columns", preferences.columns(), problem.columns());
    }
    Ok(())
}
