//! Places beside a mentee as limits on numbers of mentors.
//!
//! Mentors can be seated so that no place has too many if and only if for each set of places those mentors who may take
//! these places alone are no more than the places hold (Hall, 1935); every place that must be filled can be filled if and
//! only if for each set of places those mentors who may take one of them are enough. Both together are enough for one
//! seating that does both (Mendelsohn and Dulmage, 1958). There are few places, so the sets are few; a set that falls
//! into two parts with no mentor between them says nothing new.

use std::collections::BTreeMap;

use super::super::MatchError;
use super::super::round::Round;
use super::numbers::Writer;
use crate::pool::Side;
use crate::problem::{Block, Per, RuleKind, Side as Nodes};
use crate::rules::SlotPart;

/// The places of a rule, and which of them each mentor may take: a bit for each place.
pub(super) struct Places<'a> {
    slots: &'a [SlotPart],
    may: Vec<u32>,
}

impl<'a> Places<'a> {
    pub(super) fn new(slots: &'a [SlotPart], round: &Round<'_>) -> Self {
        let may = |mentor: usize| {
            let bits = slots.iter().enumerate();
            bits.fold(0, |all, (at, slot)| all | u32::from(slot.mentors[mentor]) << at)
        };
        Self { slots, may: (0..round.seats.len()).map(may).collect() }
    }

    pub(super) fn write(
        &self,
        mentees: &[usize],
        writer: &mut Writer<'_, '_, '_>,
    ) -> Result<(), MatchError> {
        let mut running: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(mentee, mentor) in &writer.round.running {
            if mentees.binary_search(&mentee).is_ok() {
                running.entry(mentee).or_default().push(mentor);
            }
        }
        let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for &mentee in mentees {
            if writer.room(Side::Mentees, mentee) > 0 {
                let run = running.get(&mentee).cloned().unwrap_or_default();
                alike.entry(run).or_default().push(mentee);
            }
        }
        for (run, mentees) in alike {
            self.write_alike(&mentees, &run, writer)?;
        }
        Ok(())
    }

    /// Mentees with these running mentors, beside whom all else is the same.
    fn write_alike(
        &self,
        mentees: &[usize],
        run: &[usize],
        writer: &mut Writer<'_, '_, '_>,
    ) -> Result<(), MatchError> {
        let per_row = |mentors: Vec<usize>, max: u64| RuleKind::Quota {
            block: Block::new(mentees.iter().copied(), mentors),
            per: Per::Row,
            min: 0,
            max,
        };
        let all = (1_u32 << self.slots.len()) - 1;
        let running = |wanted: &dyn Fn(u32) -> bool| {
            run.iter().filter(|&&mentor| wanted(self.may[mentor])).count() as u64
        };
        let within = |set: u32| move |may: u32| may & !set == 0;
        let room = |set: u32| -> Option<u64> {
            let most = self.of(set).map(|slot| slot.most.map(u64::from));
            most.sum()
        };
        let overfull =
            (0..=all).any(|set| room(set).is_some_and(|room| running(&within(set)) > room));
        if overfull {
            writer.push(per_row((0..self.may.len()).collect(), 0));
            return Ok(());
        }
        let wanted =
            mentees.iter().map(|&mentee| writer.room(Side::Mentees, mentee)).max().unwrap_or(0);
        for set in 0..=all {
            let Some(room) = room(set) else { continue };
            let inside = self.mentors(&within(set));
            let free = room - running(&within(set));
            if !inside.is_empty() && free < u64::from(wanted) && !self.falls_apart(set, &inside) {
                writer.push(per_row(inside, free));
            }
        }
        for set in 1..=all {
            let reaches = |may: u32| may & set != 0;
            let least: u64 = self.of(set).map(|slot| u64::from(slot.least)).sum();
            let needed = least.saturating_sub(running(&reaches));
            let required = self.of(set).all(|slot| slot.least > 0);
            if needed > 0 && required && !self.falls_apart(set, &self.mentors(&reaches)) {
                self.fill(set, needed, mentees, wanted, writer)?;
            }
        }
        Ok(())
    }

    /// Who takes anybody takes so many who may fill these places.
    fn fill(
        &self,
        set: u32,
        needed: u64,
        mentees: &[usize],
        wanted: u32,
        writer: &mut Writer<'_, '_, '_>,
    ) -> Result<(), MatchError> {
        let partners = self.mentors(&|may| may & set != 0);
        match (needed, set.count_ones()) {
            (1, _) => writer.none_or_least(Side::Mentees, mentees, &partners, 1, u32::MAX),
            (2, 2) => {
                // Each of the two places finds somebody; both find one and the same only where nobody else is there.
                let both = self.mentors(&|may| may & set == set);
                for one in both {
                    let of_those = partners.iter().copied().filter(|&other| other != one);
                    writer.push(RuleKind::Needs {
                        side: Nodes::Rows,
                        nodes: mentees.to_vec(),
                        these: vec![one],
                        times: 1,
                        of_those: of_those.collect(),
                    });
                }
                Ok(())
            }
            _ if needed > u64::from(wanted) => {
                let block = Block::new(mentees.iter().copied(), 0..self.may.len());
                writer.push(RuleKind::Quota { block, per: Per::Row, min: 0, max: 0 });
                Ok(())
            }
            _ => writer.refuse("more than two places have to be filled beside a mentee"),
        }
    }

    /// Whether none of these mentors may take one of the places and another of the set as well.
    fn falls_apart(&self, set: u32, mentors: &[usize]) -> bool {
        (0..self.slots.len()).map(|at| 1 << at).any(|one: u32| {
            let joins = |&mentor: &usize| {
                let may = self.may[mentor] & set;
                may & one != 0 && may != one
            };
            set & one != 0 && set != one && !mentors.iter().any(joins)
        })
    }

    fn of(&self, set: u32) -> impl Iterator<Item = &'a SlotPart> {
        let slots = self.slots.iter().enumerate();
        slots.filter(move |(at, _)| set >> at & 1 == 1).map(|(_, slot)| slot)
    }

    fn mentors(&self, wanted: &dyn Fn(u32) -> bool) -> Vec<usize> {
        (0..self.may.len()).filter(|&mentor| wanted(self.may[mentor])).collect()
    }
}
