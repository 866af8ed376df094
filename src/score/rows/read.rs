//! What is read of a row: scores, compatible pairs, verdicts.

use super::scratch::{self, Scratch};
use super::{INCOMPATIBLE, index};
use crate::score::coded::BLOCK;
use crate::score::compiled::CompiledModel;
use crate::score::{FailedSet, Score};

impl CompiledModel<'_> {
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

    /// Whether one of the requirements that rule out most pairs says that the pair is incompatible: the others need not be asked.
    pub(in crate::score) fn is_ruled_out(&self, mentor: usize, mentee: usize) -> bool {
        let index = self.rows.as_ref().and_then(|rows| rows.index.as_ref());
        index.is_some_and(|index| {
            index.parts.iter().map(|part| &self.parts[*part]).any(|part| {
                let fit = part.kernel.kernel().fit(mentor, mentee);
                index::fails(part, fit.requirement())
            })
        })
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
            // A class is a small part of the pool: marks of its ranks lie close together, those of mentors far apart.
            let class = index.only(|code| passes(0, code));
            let mut stretches = std::mem::take(&mut marks.stretches);
            index.stretches(passes, |places| stretches.push(places));
            for places in stretches.drain(..) {
                self.blocks(rows, mentee, places, (parts, sums), |block| {
                    rows.write(block, cells);
                    let cells = block.places.clone().zip(&*cells);
                    match &class {
                        Some(class) => cells.for_each(|(place, cell)| {
                            marks.set(class.ranks[place] as usize, *cell, *cell != INCOMPATIBLE);
                        }),
                        None => cells.for_each(|(place, cell)| {
                            marks.set(self.order.mentor(place), *cell, *cell != INCOMPATIBLE);
                        }),
                    }
                });
            }
            marks.stretches = stretches;
            match &class {
                Some(class) => {
                    marks.drain(|rank, micros| take(class.mentors[rank as usize], micros));
                }
                None => marks.drain(take),
            }
        });
    }

    /// What is said of each pair of one mentee, in no particular order.
    pub(in crate::score) fn each_verdict(
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
}
