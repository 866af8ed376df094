//! Whole rows of scores, in blocks of mentors: codes from each criterion, tables of what they add, one mean.
//!
//! Gives what [`CompiledModel::outcome`] gives for each pair, bit for bit.

mod blocks;
mod entry;
mod gather;
mod index;
mod marks;
mod read;
mod reciprocal;
mod scratch;

use super::compiled::{CompiledModel, Part};
use super::{Combine, Join};

use blocks::Block;
use entry::{Coding, Counting, Entry};
use index::{Found, Index};
pub(super) use reciprocal::{MOST_WEIGHT, mean};

/// Where a row of micro-points has an incompatible pair.
pub(crate) const INCOMPATIBLE: i32 = i32::MIN;

/// What rows of a model need to know beside its criteria.
pub(super) struct Rows {
    /// By criterion, then by side.
    codings: Vec<[Coding; 2]>,
    symmetric: bool,
    join: Join,
    /// Σ w by side, where it does not depend on what is known.
    totals: Option<[usize; 2]>,
    minimum_known: u64,
    too_little_known: u64,
    /// Which mentors can be compatible, where requirements rule out most pairs.
    index: Option<Index>,
    /// Pairs that are left to be scored.
    candidates: u64,
}

impl Rows {
    /// `None` for a model that is too large for it: pairs are then scored one by one.
    pub(super) fn new(model: &CompiledModel<'_>) -> Option<Self> {
        let most = model.totals.iter().max().copied().unwrap_or(0);
        let requirements = model.requirements.iter().filter(|one| one.criterion.is_some()).count();
        if most > MOST_WEIGHT as u64
            || model.parts.len() > entry::MOST_CRITERIA
            || requirements > entry::MOST_REQUIREMENTS
        {
            return None;
        }
        let coding = |part: &Part<'_>, side: usize| {
            Coding::new(&Counting {
                weight: part.weights[side],
                unknown: part.unknown,
                adds_weights: model.combine == Combine::Mean,
                counts: part.counts,
                failed: part.failed,
                unknown_fails: part.unknown_fails,
            })
        };
        let total = |side: usize| usize::try_from(model.totals[side]).unwrap_or_default();
        Some(Self {
            codings: model.parts.iter().map(|part| [coding(part, 0), coding(part, 1)]).collect(),
            symmetric: model.symmetric,
            join: model.join,
            totals: (model.combine == Combine::Sum).then(|| [total(0), total(1)]),
            minimum_known: model.minimum_known.into(),
            too_little_known: model.too_little_known,
            index: None,
            candidates: 0,
        })
    }

    /// The requirements a pair fails.
    #[inline]
    fn failed(&self, mentor: Entry) -> u64 {
        let too_little = entry::known(mentor) < self.minimum_known;
        entry::failed(mentor) | if too_little { self.too_little_known } else { 0 }
    }

    /// The score of a pair in micro-points.
    #[inline]
    fn micros(&self, mentor: Entry, mentee: Entry) -> u64 {
        let weight = |entry, side: usize| match self.totals {
            Some(totals) => totals[side],
            None => entry::weight(entry),
        };
        let one = mean(entry::sum(mentor), weight(mentor, 0));
        if self.symmetric {
            return one;
        }
        let other = mean(entry::sum(mentee), weight(mentee, 1));
        // A side that weighs nothing of what is known has no view of its own and takes the other's.
        let (one, other) = match (weight(mentor, 0), weight(mentee, 1)) {
            (0, _) => (other, other),
            (_, 0) => (one, one),
            _ => (one, other),
        };
        match self.join {
            Join::Mean => (one + other).div_ceil(2),
            Join::Min => one.min(other),
            Join::Mentor => one,
            Join::Mentee => other,
        }
    }

    /// The scores of a block in micro-points, or [`INCOMPATIBLE`].
    fn write(&self, block: &Block<'_>, cells: &mut [i32]) {
        let cell = |micros: u64, failed: u64| {
            #[allow(clippy::cast_possible_truncation, reason = "at most a million")]
            let micros = micros as i32;
            if failed == 0 { micros } else { INCOMPATIBLE }
        };
        if self.symmetric && self.totals.is_none() && self.minimum_known == 0 {
            // What most models ask for, without what they do not.
            for (to, entry) in cells.iter_mut().zip(block.mentor) {
                let micros = mean(entry::sum(*entry), entry::weight(*entry));
                *to = cell(micros, entry::failed(*entry));
            }
            return;
        }
        for ((to, one), other) in cells.iter_mut().zip(block.mentor).zip(block.mentee) {
            *to = cell(self.micros(*one, *other), self.failed(*one));
        }
    }
}

impl CompiledModel<'_> {
    /// Lays the mentors out for rows, in an order in which requirements rule out whole stretches of them.
    pub(super) fn lay_out(&mut self) {
        self.rows = Rows::new(self);
        let Found { candidates, index } = Found::new(self);
        if let Some(rows) = &mut self.rows {
            rows.candidates = candidates;
            if let Some((index, order)) = index {
                (rows.index, self.order) = (Some(index), order);
            }
        }
        #[cfg(feature = "rayon")]
        if self.pool.mentors().len() >= super::coded::WORTH_SHARING {
            use rayon::prelude::*;
            let order = &self.order;
            self.parts.par_iter_mut().for_each(|part| part.kernel.lay_out(order));
            return;
        }
        for part in &mut self.parts {
            part.kernel.lay_out(&self.order);
        }
    }
}
