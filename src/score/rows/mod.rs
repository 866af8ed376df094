//! Whole rows of scores, in blocks of mentors: codes from each criterion, tables of what they add, one mean.
//!
//! Gives what [`CompiledModel::outcome`] gives for each pair, bit for bit.

mod entry;
mod gather;
mod index;
mod marks;
mod reciprocal;
mod scratch;

use std::ops::Range;

use super::coded::BLOCK;
use super::compiled::{CompiledModel, Part};
use super::{Combine, FailedSet, Fit, Join, Score};

use entry::{Coding, Counting, Entry};
use gather::Column;
use index::{Found, Index};
pub(super) use reciprocal::{MOST_WEIGHT, mean};
use scratch::{PartScratch, Scratch, Told};

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

/// A block of pairs: their places in the row, and what they add up to.
struct Block<'s> {
    places: Range<usize>,
    mentor: &'s [Entry],
    mentee: &'s [Entry],
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
        for part in &mut self.parts {
            part.kernel.lay_out(&self.order);
        }
    }

    /// Makes ready what each criterion says of a row. `whole` where all of it will be read.
    fn begin(&self, rows: &Rows, mentee: usize, whole: bool, parts: &mut Vec<PartScratch>) {
        while parts.len() < self.parts.len() {
            parts.push(PartScratch::new());
        }
        for ((part, coding), scratch) in self.parts.iter().zip(&rows.codings).zip(parts) {
            let coded = part.kernel.coded();
            let in_codes = coded.is_some_and(|coded| coded.legend(mentee, &mut scratch.legend));
            if in_codes {
                scratch.told = Told::Codes;
                let fits = &scratch.legend.fits;
                for (entry, fit) in scratch.tables[0].iter_mut().zip(fits) {
                    *entry = coding[0].entry(*fit);
                }
                if !rows.symmetric {
                    for (entry, fit) in scratch.tables[1].iter_mut().zip(fits) {
                        *entry = coding[1].entry(*fit);
                    }
                }
            } else if whole {
                scratch.told = Told::Fits;
                scratch.fits.clear();
                scratch.fits.resize(self.pool.mentors().len(), Fit::unknown());
                part.kernel.kernel().row(mentee, &mut scratch.fits);
            } else {
                scratch.told = Told::Pairs;
            }
        }
    }

    /// Adds up what the criteria say of the pairs of a block.
    fn add_up<'s>(
        &self,
        rows: &Rows,
        mentee: usize,
        places: Range<usize>,
        parts: &mut [PartScratch],
        [one, other]: [&'s mut Vec<Entry>; 2],
    ) -> Block<'s> {
        let sides = if rows.symmetric { 1 } else { 2 };
        let mut sums = [one, other];
        for sums in sums.iter_mut().take(sides) {
            sums.resize(places.len(), 0);
        }
        let (mut columns, mut count, mut fresh) = ([None; gather::AT_ONCE], 0, true);
        for (part, scratch) in self.parts.iter().zip(&mut *parts) {
            let PartScratch { legend, tables, room, told, .. } = scratch;
            if let (Told::Codes, Some(coded)) = (*told, part.kernel.coded()) {
                if count == gather::AT_ONCE {
                    gather::add(&mut sums[..sides], &columns, fresh);
                    (columns, count, fresh) = ([None; gather::AT_ONCE], 0, false);
                }
                let codes = coded.codes(mentee, legend, places.clone(), room);
                columns[count] = Some(Column { codes, tables });
                count += 1;
            }
        }
        gather::add(&mut sums[..sides], &columns, fresh);
        for ((part, coding), scratch) in self.parts.iter().zip(&rows.codings).zip(parts) {
            if scratch.told == Told::Codes {
                continue;
            }
            for (at, place) in places.clone().enumerate() {
                let mentor = self.order.mentor(place);
                let fit = match scratch.told {
                    Told::Fits => scratch.fits[mentor],
                    _ => part.kernel.kernel().fit(mentor, mentee),
                };
                for (side, sums) in sums.iter_mut().take(sides).enumerate() {
                    sums[at] += coding[side].entry(fit);
                }
            }
        }
        let [one, other] = sums;
        Block { places, mentor: one, mentee: if rows.symmetric { one } else { other } }
    }

    /// Scores some mentors, by place.
    fn blocks(
        &self,
        rows: &Rows,
        mentee: usize,
        places: Range<usize>,
        (parts, sums): (&mut [PartScratch], &mut [Vec<Entry>; 2]),
        mut take: impl FnMut(&Block<'_>),
    ) {
        for first in places.clone().step_by(BLOCK) {
            let places = first..places.end.min(first + BLOCK);
            let [one, other] = sums;
            take(&self.add_up(rows, mentee, places, parts, [one, other]));
        }
    }

    /// Writes the micro-points of one mentee with every mentor, [`INCOMPATIBLE`] where there are none.
    ///
    /// # Panics
    ///
    /// Where there is no such mentee, or `micros` has not a cell for each mentor.
    pub(crate) fn micros(&self, mentee: usize, micros: &mut [i32]) {
        let width = self.pool.mentors().len();
        assert_eq!(micros.len(), width, "a row has a cell for each mentor");
        let Some(rows) = &self.rows else {
            let mut cells = micros.iter_mut();
            self.each(mentee, |outcome| {
                if let Some(cell) = cells.next() {
                    let score = i32::try_from(outcome.score.micros()).unwrap_or_default();
                    *cell = if outcome.failed.is_empty() { score } else { INCOMPATIBLE };
                }
            });
            return;
        };
        self.whole(rows, mentee, |block| match self.order.mentors() {
            None => rows.write(block, &mut micros[block.places.clone()]),
            Some(mentors) => {
                let mut cells = [0; BLOCK];
                rows.write(block, &mut cells);
                for (mentor, cell) in mentors[block.places.clone()].iter().zip(cells) {
                    micros[*mentor as usize] = cell;
                }
            }
        });
    }

    /// Whether requirements rule out so much that rows are best read pair by compatible pair.
    pub(crate) fn is_sparse(&self) -> bool {
        self.rows.as_ref().is_some_and(|rows| rows.index.is_some())
    }

    /// The compatible mentors of a mentee with their micro-points, ascending.
    ///
    /// # Panics
    ///
    /// Where there is no such mentee.
    pub(crate) fn each_compatible(&self, mentee: usize, mut take: impl FnMut(u32, i32)) {
        let Some(rows) = &self.rows else {
            let mut mentor = 0;
            self.each(mentee, |outcome| {
                if outcome.failed.is_empty() {
                    take(mentor, i32::try_from(outcome.score.micros()).unwrap_or_default());
                }
                mentor += 1;
            });
            return;
        };
        scratch::with(|Scratch { parts, sums, cells, marks }| {
            let width = self.pool.mentors().len();
            self.begin(rows, mentee, rows.index.is_none(), parts);
            cells.resize(BLOCK, 0);
            let Some(index) = &rows.index else {
                self.blocks(rows, mentee, 0..width, (parts, sums), |block| {
                    rows.write(block, cells);
                    for (place, cell) in block.places.clone().zip(&*cells) {
                        if *cell != INCOMPATIBLE {
                            take(u32::try_from(place).unwrap_or(u32::MAX), *cell);
                        }
                    }
                });
                return;
            };
            marks.resize(width);
            for part in &index.parts {
                let scratch = &mut parts[*part];
                if let Some(coded) = self.parts[*part].kernel.coded() {
                    coded.hard(mentee, &scratch.legend, &mut scratch.hard);
                }
            }
            let passes = |rule: usize, code: u16| {
                let part = index.parts[rule];
                let hard = parts[part].hard.get(usize::from(code));
                hard.is_none_or(|hard| !index::fails(&self.parts[part], *hard))
            };
            let mut stretches = std::mem::take(&mut marks.stretches);
            index.stretches(passes, |places| stretches.push(places));
            for places in stretches.drain(..) {
                self.blocks(rows, mentee, places, (parts, sums), |block| {
                    rows.write(block, cells);
                    for (place, cell) in block.places.clone().zip(&*cells) {
                        if *cell != INCOMPATIBLE {
                            marks.set(self.order.mentor(place), *cell);
                        }
                    }
                });
            }
            marks.stretches = stretches;
            marks.drain(take);
        });
    }

    /// What is said of each pair of one mentee, in no particular order.
    pub(super) fn each_verdict(
        &self,
        mentee: usize,
        mut take: impl FnMut(usize, Result<Score, FailedSet>),
    ) {
        let Some(rows) = &self.rows else {
            let mut mentor = 0;
            self.each(mentee, |outcome| {
                let failed = outcome.failed;
                take(mentor, if failed.is_empty() { Ok(outcome.score) } else { Err(failed) });
                mentor += 1;
            });
            return;
        };
        self.whole(rows, mentee, |block| {
            let entries = block.mentor.iter().zip(block.mentee);
            for (place, (one, other)) in block.places.clone().zip(entries) {
                let failed = rows.failed(*one);
                let verdict = if failed == 0 {
                    let micros = u32::try_from(rows.micros(*one, *other)).unwrap_or_default();
                    Ok(Score::from_micros(micros).unwrap_or(Score::ONE))
                } else {
                    Err(FailedSet(failed))
                };
                take(self.order.mentor(place), verdict);
            }
        });
    }

    /// How many pairs of the pool are left to be scored, once requirements that judge classes of people (place, language,
    /// sector, rules over free fields) have ruled out whole blocks of mentors. Estimated from up to 256 mentees, spread
    /// evenly over the pool.
    ///
    /// Where it is at most a quarter of all pairs, rows are made of what is left alone.
    #[must_use]
    pub fn candidates(&self) -> u64 {
        let pairs =
            (self.pool.mentors().len() as u64).saturating_mul(self.pool.mentees().len() as u64);
        self.rows.as_ref().map_or(pairs, |rows| rows.candidates)
    }

    /// Scores one mentee with every mentor.
    fn whole(&self, rows: &Rows, mentee: usize, take: impl FnMut(&Block<'_>)) {
        scratch::with(|Scratch { parts, sums, .. }| {
            self.begin(rows, mentee, true, parts);
            self.blocks(rows, mentee, 0..self.pool.mentors().len(), (parts, sums), take);
        });
    }
}
