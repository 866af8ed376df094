//! Pairs that would rather be together than what they have.

use serde::{Deserialize, Serialize};

use super::ranks::check;
use super::{Matched, MeasureError};
use crate::problem::{Preferences, Ranked, Side};

/// What it takes for a pair to block, where lists have ties. Without ties all three are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stability {
    /// Both would gain.
    Weak,
    /// One would gain, and the other would lose nothing.
    Strong,
    /// Neither would lose anything.
    Super,
}

/// How many pairs block each kind of stability; 0 says that the matching is stable in that sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Blocking {
    /// Pairs of which both would gain.
    pub weak: u64,
    /// Pairs of which one would gain and the other would lose nothing; those above among them.
    pub strong: u64,
    /// Pairs of which neither would lose anything; those above among them.
    pub super_stable: u64,
}

/// Counts blocking pairs.
///
/// A row and a column block where the pair is open, ranked and not made, and each of the two has room or likes the other at
/// least as well as the worst partner it could give up. Having room, or a partner it does not rank, is to gain by it; liking
/// the other just as well is to lose nothing. Pinned partners are never given up.
///
/// D. Gale and L. S. Shapley, *College admissions and the stability of marriage*, American Mathematical Monthly 69 (1962); with
/// ties D. Gusfield and R. W. Irving, *The Stable Marriage Problem* (1989), and R. W. Irving, D. F. Manlove and S. Scott, *The
/// hospitals/residents problem with ties* (SWAT 2000) and *Strong stability in the hospitals/residents problem* (STACS 2003).
///
/// # Errors
///
/// If the preferences are for other rows and columns.
///
/// # Complexity
///
/// O(e) for e ranked pairs, and one look at the weight of each pair that blocks.
pub fn blocking(
    matched: &Matched<'_>,
    preferences: &Preferences,
) -> Result<Blocking, MeasureError> {
    let mut blocking = Blocking::default();
    each(matched, preferences, |_, stability| {
        blocking.super_stable += 1;
        blocking.strong += u64::from(stability != Stability::Super);
        blocking.weak += u64::from(stability == Stability::Weak);
        true
    })?;
    Ok(blocking)
}

/// The first `limit` pairs that block a kind of stability, by row and then by column.
///
/// # Errors
///
/// If the preferences are for other rows and columns.
///
/// # Complexity
///
/// As [`blocking`], and less where the limit is reached.
pub fn blocking_pairs(
    matched: &Matched<'_>,
    preferences: &Preferences,
    stability: Stability,
    limit: usize,
) -> Result<Vec<Ranked>, MeasureError> {
    let mut found = Vec::new();
    each(matched, preferences, |pair, kind| {
        let blocks = match stability {
            Stability::Weak => kind == Stability::Weak,
            Stability::Strong => kind != Stability::Super,
            Stability::Super => true,
        };
        if blocks && found.len() < limit {
            found.push(pair);
        }
        found.len() < limit
    })?;
    Ok(found)
}

/// Of each node of a side, whether it is in a pair that blocks weak stability.
pub(super) fn blocked(
    matched: &Matched<'_>,
    preferences: &Preferences,
    side: Side,
) -> Result<Vec<bool>, MeasureError> {
    let problem = matched.problem();
    let mut blocked = match side {
        Side::Rows => vec![false; problem.rows()],
        Side::Columns => vec![false; problem.columns()],
    };
    each(matched, preferences, |pair, kind| {
        if kind == Stability::Weak {
            blocked[if side == Side::Rows { pair.row } else { pair.column }] = true;
        }
        true
    })?;
    Ok(blocked)
}

/// The rank at which a node starts to lose by another partner.
#[derive(Clone, Copy)]
enum Worst {
    /// There is room, or a partner without a rank: anybody is a gain.
    Anybody,
    /// The rank of the worst partner that may be given up.
    Rank(u32),
    /// Nobody may be given up.
    Nobody,
}

impl Worst {
    fn of(partners: usize, most: u32, free: impl Iterator<Item = Option<u32>>) -> Self {
        if partners < most as usize {
            return Self::Anybody;
        }
        free.fold(Self::Nobody, |worst, rank| match (worst, rank) {
            (Self::Anybody, _) | (_, None) => Self::Anybody,
            (Self::Rank(worst), Some(rank)) => Self::Rank(worst.max(rank)),
            (Self::Nobody, Some(rank)) => Self::Rank(rank),
        })
    }

    /// Whether somebody of this rank is a gain (`true`) or no loss; `None` where they are one.
    fn gains(self, rank: u32) -> Option<bool> {
        match self {
            Self::Anybody => Some(true),
            Self::Rank(worst) => (rank <= worst).then_some(rank < worst),
            Self::Nobody => None,
        }
    }
}

/// Calls back for each pair that blocks super-stability, with the strictest kind of stability that it blocks, until told to
/// stop.
fn each(
    matched: &Matched<'_>,
    preferences: &Preferences,
    mut found: impl FnMut(Ranked, Stability) -> bool,
) -> Result<(), MeasureError> {
    check(matched, preferences)?;
    let problem = matched.problem();
    let pins: Vec<(usize, usize)> =
        problem.pins().iter().map(|pin| (pin.row, pin.column)).collect();
    let is_free = |row: usize, column: usize| pins.binary_search(&(row, column)).is_err();
    let worst = |side: Side, node: usize| match side {
        Side::Rows => {
            let partners = matched.of_row(node);
            let free = partners.iter().filter(|pair| is_free(node, pair.column));
            let ranks = free.map(|pair| preferences.row_rank(node, pair.column));
            Worst::of(partners.len(), problem.demand(node).max, ranks)
        }
        Side::Columns => {
            let partners = matched.of_column(node);
            let free = partners.iter().filter(|&&row| is_free(row as usize, node));
            let ranks = free.map(|&row| preferences.column_rank(row as usize, node));
            Worst::of(partners.len(), problem.capacity(node).max, ranks)
        }
    };
    let of_columns: Vec<Worst> =
        (0..problem.columns()).map(|column| worst(Side::Columns, column)).collect();
    for row in matched.rows() {
        let of_row = worst(Side::Rows, row);
        for pair in preferences.row(row) {
            if problem.capacity(pair.column).max == 0 {
                continue;
            }
            let gains =
                of_row.gains(pair.row_rank).zip(of_columns[pair.column].gains(pair.column_rank));
            let Some(gains) = gains else { continue };
            let made = matched.is_pair(row, pair.column);
            if made || problem.open_weight(row, pair.column).is_none() {
                continue;
            }
            let stability = match gains {
                (true, true) => Stability::Weak,
                (false, false) => Stability::Super,
                _ => Stability::Strong,
            };
            if !found(pair, stability) {
                return Ok(());
            }
        }
    }
    Ok(())
}
