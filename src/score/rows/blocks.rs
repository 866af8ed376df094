//! Adds up what the criteria say of a row, block by block.

use std::ops::Range;

use super::Rows;
use super::entry::Entry;
use super::gather::{self, Column};
use super::scratch::{self, PartScratch, Scratch, Told};
use crate::score::Fit;
use crate::score::coded::BLOCK;
use crate::score::compiled::CompiledModel;

/// A block of pairs: their places in the row, and what they add up to.
pub(super) struct Block<'s> {
    pub(super) places: Range<usize>,
    pub(super) mentor: &'s [Entry],
    pub(super) mentee: &'s [Entry],
}

impl CompiledModel<'_> {
    /// Makes ready what each criterion says of a row. `whole` where all of it will be read.
    pub(super) fn begin(
        &self,
        rows: &Rows,
        mentee: usize,
        whole: bool,
        parts: &mut Vec<PartScratch>,
    ) {
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
    pub(super) fn blocks(
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

    /// Scores one mentee with every mentor.
    pub(super) fn whole(&self, rows: &Rows, mentee: usize, take: impl FnMut(&Block<'_>)) {
        scratch::with(|Scratch { parts, sums, .. }| {
            self.begin(rows, mentee, true, parts);
            self.blocks(rows, mentee, 0..self.pool.mentors().len(), (parts, sums), take);
        });
    }
}
