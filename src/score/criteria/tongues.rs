//! Which languages mentors speak, for whole rows: ranks by language, mentors side by side.

use std::ops::Range;

use crate::score::coded::{BLOCK, Order};
use crate::wide::wide;

/// Number of a language, and the rank of its level; 0 where the level is not known.
pub(super) type Skill = (u32, u8);

/// The languages of all people of one side, one after the other; those of one person by number, each once.
#[derive(Default)]
pub(super) struct Skills {
    all: Vec<Skill>,
    /// Where those of each person end.
    ends: Vec<u32>,
    known: Vec<bool>,
}

impl Skills {
    /// Adds a person.
    pub(super) fn push(&mut self, skills: Option<&[Skill]>) {
        self.all.extend_from_slice(skills.unwrap_or_default());
        let end = u32::try_from(self.all.len());
        self.ends.push(end.expect("fewer than 2^32 skills fit in memory"));
        self.known.push(skills.is_some());
    }

    pub(super) fn of(&self, person: usize) -> Option<&[Skill]> {
        let first = person.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.known[person].then(|| &self.all[first..self.ends[person] as usize])
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Who speaks one language, by place in a row.
enum Tongue {
    /// Many: a rank for everybody, 0 for those who do not speak it.
    Common(Vec<u8>),
    /// Few: places, ascending, and ranks.
    Rare(Vec<(u32, u8)>),
}

/// A rank that is not known: of no use as a rank, but not nothing.
const OPEN: u8 = 0x80;

/// What two people share, as a code: the best rank, and this where a shared language is of unknown level.
pub(super) const SHARED_OPEN: u8 = 8;

/// The ranks of all mentors.
pub(super) struct Tongues(Vec<Tongue>);

fn cell(rank: u8) -> u8 {
    if rank == 0 { OPEN } else { rank }
}

/// What a mentor's cell and a mentee's skill come to.
#[allow(clippy::inline_always, reason = "part of the loop that is widened")]
#[inline(always)]
fn shared(cell: u8, rank: u8) -> (u8, u8) {
    if rank == 0 {
        return (0, if cell == 0 { 0 } else { SHARED_OPEN });
    }
    ((cell & !OPEN).min(rank), (cell & OPEN) / (OPEN / SHARED_OPEN))
}

impl Tongues {
    pub(super) fn new(mentors: &Skills, languages: usize, order: &Order) -> Self {
        let mut counts = vec![0; languages];
        for (language, _) in &mentors.all {
            counts[*language as usize] += 1;
        }
        // A byte for everybody is no more than eight for each of those who speak it.
        let mut tongues: Vec<Tongue> = counts
            .into_iter()
            .map(|count: usize| {
                if count * 8 < mentors.len() {
                    Tongue::Rare(Vec::with_capacity(count))
                } else {
                    Tongue::Common(vec![0; mentors.len()])
                }
            })
            .collect();
        for place in 0..mentors.len() {
            for (language, rank) in mentors.of(order.mentor(place)).unwrap_or_default() {
                match &mut tongues[*language as usize] {
                    Tongue::Common(ranks) => ranks[place] = cell(*rank),
                    Tongue::Rare(few) => {
                        few.push((u32::try_from(place).unwrap_or(u32::MAX), cell(*rank)));
                    }
                }
            }
        }
        Self(tongues)
    }

    /// Writes what some mentors share with a mentee.
    pub(super) fn meet(&self, skills: &[Skill], places: Range<usize>, codes: &mut [u16]) {
        let (mut best, mut open) = ([0; BLOCK], [0; BLOCK]);
        let (best, open) = (&mut best[..codes.len()], &mut open[..codes.len()]);
        for (language, rank) in skills {
            // Languages that no mentor speaks have no column.
            match self.0.get(*language as usize) {
                Some(Tongue::Common(ranks)) => {
                    let ranks = &ranks[places.clone()];
                    wide(
                        #[inline(always)]
                        || meet_all(best, open, ranks, *rank),
                    );
                }
                Some(Tongue::Rare(few)) => {
                    let from = few.partition_point(|(place, _)| (*place as usize) < places.start);
                    for (place, cell) in &few[from..] {
                        let Some(at) = Some(*place as usize).filter(|at| *at < places.end) else {
                            break;
                        };
                        let (known, unknown) = shared(*cell, *rank);
                        best[at - places.start] = known.max(best[at - places.start]);
                        open[at - places.start] |= unknown;
                    }
                }
                None => {}
            }
        }
        for ((code, best), open) in codes.iter_mut().zip(best).zip(open) {
            *code = u16::from(*best | *open);
        }
    }
}

/// Adds what mentors share with a mentee who speaks a language at a rank.
#[allow(clippy::inline_always, reason = "part of the loop that is widened")]
#[inline(always)]
fn meet_all(best: &mut [u8], open: &mut [u8], cells: &[u8], rank: u8) {
    for ((best, open), cell) in best.iter_mut().zip(open).zip(cells) {
        let (known, unknown) = shared(*cell, rank);
        *best = known.max(*best);
        *open |= unknown;
    }
}
