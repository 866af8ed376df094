//! Who would rather have what another got.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Matched, MeasureError};
use crate::problem::{Edge, Weight};

/// Envy among rows. A row i values the partners A of another by the weights of its own row, v_i(A) = Σ_{j∈A} w_ij; a partner it
/// cannot have (incompatible, forbidden, below the floor) is worth 0 to it. Pairs are ordered: that i envies i' says nothing
/// of i'. All comparisons are of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Envy {
    /// Σ over ordered pairs of max(v_i(A_i') − v_i(A_i), 0).
    pub total: i128,
    /// Ordered pairs with envy above zero.
    pub pairs: u64,
    /// Rows that envy anybody.
    pub people: u64,
    /// Ordered pairs that break EF1: envy is left whichever one partner is taken from A_i'.
    pub ef1: u64,
    /// Ordered pairs that break EFX: envy is left for at least one partner that may be taken from A_i'. Partners worth nothing may be
    /// taken, too (EFX₀), and so may those below 0, with which envy may be left where there was none.
    pub efx: u64,
    /// Ordered pairs that break WEF1: k_i' v_i(A_i) < k_i v_i(A_i' ∖ r) for every partner r, where k is the demand.
    pub wef1: u64,
}

/// A sort of envy, to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EnvyKind {
    /// v_i(A_i) < v_i(A_i').
    Envy,
    /// v_i(A_i) < v_i(A_i' ∖ r) for every r.
    Ef1,
    /// v_i(A_i) < v_i(A_i' ∖ r) for some r.
    Efx,
    /// k_i' v_i(A_i) < k_i v_i(A_i' ∖ r) for every r.
    Wef1,
}

impl EnvyKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Envy, Self::Ef1, Self::Efx, Self::Wef1];
}

/// One row that would rather have what another got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Envious {
    /// Who envies.
    pub row: usize,
    /// Whom.
    pub other: usize,
    /// v_i(A_i).
    pub own: i128,
    /// v_i(A_i').
    pub others: i128,
}

/// Measures envy.
///
/// Total envy, EF1 and EFX: J. Payan and Y. Zick, *I Will Have Order! Optimizing Orders for Fair Reviewer Assignment*, IJCAI
/// 2022; EF1 is of R. Lipton, E. Markakis, E. Mossel and A. Saberi (2004), EFX of I. Caragiannis and others (2016). WEF1: as
/// *FairSequence* is judged by (J. Payan, arXiv:2108.02126), with demands as weights.
///
/// Bundles nobody holds are envied by no one: where A_i' is empty there is nothing to take away, and only a row below zero can
/// envy it; such a pair counts as broken for all.
///
/// # Errors
///
/// If a sum needs more than 128 bits.
///
/// # Complexity
///
/// O(n·(m + b)) for n rows, m columns and b different bundles with all their pairs: rows with the same partners and demand
/// are compared with once. Memory for a row of weights.
pub fn envy(matched: &Matched<'_>) -> Result<Envy, MeasureError> {
    let mut sum = Envy::default();
    each(matched, |row, own, views| {
        let before = sum.pairs;
        for view in views {
            let times = view.bundle.rows.len() as u64 - u64::from(view.bundle.holds(row));
            if times == 0 {
                continue;
            }
            let seen = view.seen(own)?;
            if seen.envy {
                let by = (view.all - own).checked_mul(i128::from(times));
                let total = by.and_then(|by| sum.total.checked_add(by));
                sum.total = total.ok_or(MeasureError::Overflow { what: "the total envy" })?;
            }
            sum.pairs += times * u64::from(seen.envy);
            sum.ef1 += times * u64::from(seen.ef1);
            sum.efx += times * u64::from(seen.efx);
            sum.wef1 += times * u64::from(seen.wef1);
        }
        sum.people += u64::from(sum.pairs > before);
        Ok(true)
    })?;
    Ok(sum)
}

/// The first `limit` ordered pairs of one sort, by row and then by the other row. There can be as many as n².
///
/// # Errors
///
/// If a sum needs more than 128 bits.
///
/// # Complexity
///
/// As [`envy`], and less where the limit is reached.
pub fn envious(
    matched: &Matched<'_>,
    kind: EnvyKind,
    limit: usize,
) -> Result<Vec<Envious>, MeasureError> {
    let mut found: Vec<Envious> = Vec::new();
    each(matched, |row, own, views| {
        let start = found.len();
        for view in views {
            let seen = view.seen(own)?;
            if seen.is(kind) {
                let others = view.bundle.rows.iter().copied().filter(|&other| other != row);
                found.extend(others.map(|other| Envious { row, other, own, others: view.all }));
            }
        }
        found[start..].sort_unstable_by_key(|envious| envious.other);
        found.truncate(limit);
        Ok(found.len() < limit)
    })?;
    Ok(found)
}

/// Of each row, whether it envies anybody, and by which kinds of envy.
pub(super) fn kinds_of_rows(
    matched: &Matched<'_>,
) -> Result<Vec<BTreeSet<EnvyKind>>, MeasureError> {
    let mut kinds = vec![BTreeSet::new(); matched.problem().rows()];
    each(matched, |row, own, views| {
        for view in views {
            if view.bundle.rows.len() == 1 && view.bundle.holds(row) {
                continue;
            }
            let seen = view.seen(own)?;
            kinds[row].extend(EnvyKind::ALL.into_iter().filter(|&kind| seen.is(kind)));
        }
        Ok(true)
    })?;
    Ok(kinds)
}

/// The same partners and the same demand, and who has them.
struct Bundle {
    columns: Vec<usize>,
    demand: u32,
    /// Ascending.
    rows: Vec<usize>,
}

impl Bundle {
    fn holds(&self, row: usize) -> bool {
        self.rows.binary_search(&row).is_ok()
    }
}

/// A bundle in the eyes of a row.
struct View<'b> {
    bundle: &'b Bundle,
    demand: u32,
    all: i128,
    best: i128,
    worst: i128,
}

#[allow(clippy::struct_excessive_bools, reason = "four questions with yes or no")]
struct Seen {
    envy: bool,
    ef1: bool,
    efx: bool,
    wef1: bool,
}

impl Seen {
    fn is(&self, kind: EnvyKind) -> bool {
        match kind {
            EnvyKind::Envy => self.envy,
            EnvyKind::Ef1 => self.ef1,
            EnvyKind::Efx => self.efx,
            EnvyKind::Wef1 => self.wef1,
        }
    }
}

impl View<'_> {
    fn seen(&self, own: i128) -> Result<Seen, MeasureError> {
        let overflow = || MeasureError::Overflow { what: "weighted envy" };
        let times = |value: i128, by: u32| value.checked_mul(by.into()).ok_or_else(overflow);
        // With the best partner taken away as little as can be is left.
        let least = self.all - self.best;
        let most = self.all - self.worst;
        let weighted = times(own, self.bundle.demand)? < times(least, self.demand)?;
        Ok(Seen { envy: own < self.all, ef1: own < least, efx: own < most, wef1: weighted })
    }
}

/// Calls back for each row that takes part, with what it has and how it sees every bundle, until told to stop.
fn each(
    matched: &Matched<'_>,
    mut look: impl FnMut(usize, i128, &mut dyn Iterator<Item = View<'_>>) -> Result<bool, MeasureError>,
) -> Result<(), MeasureError> {
    let problem = matched.problem();
    let mut alike: BTreeMap<(Vec<usize>, u32), Vec<usize>> = BTreeMap::new();
    for row in matched.rows() {
        let columns = matched.of_row(row).iter().map(|pair| pair.column).collect();
        alike.entry((columns, problem.demand(row).max)).or_default().push(row);
    }
    let bundles: Vec<Bundle> = (alike.into_iter())
        .map(|((columns, demand), rows)| Bundle { columns, demand, rows })
        .collect();
    let mut edges: Vec<Edge> = Vec::new();
    let mut worth: Vec<Weight> = vec![0; problem.columns()];
    for row in matched.rows() {
        problem.open_row(row, &mut edges);
        for edge in &edges {
            worth[edge.column as usize] = edge.weight;
        }
        // Pins weigh what they say, and are not open.
        for pair in matched.of_row(row) {
            worth[pair.column] = pair.weight;
        }
        let demand = problem.demand(row).max;
        let mut views = bundles.iter().map(|bundle| {
            let values = || bundle.columns.iter().map(|&column| i128::from(worth[column]));
            let (best, worst) = (values().max().unwrap_or(0), values().min().unwrap_or(0));
            View { bundle, demand, all: values().sum(), best, worst }
        });
        let more = look(row, matched.value(row), &mut views)?;
        for edge in &edges {
            worth[edge.column as usize] = 0;
        }
        for pair in matched.of_row(row) {
            worth[pair.column] = 0;
        }
        if !more {
            break;
        }
    }
    Ok(())
}
