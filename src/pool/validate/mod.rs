//! What must hold between the values of a pool before it may be called one. Finds every fault, not the first.

mod people;

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use super::fault::shortened;
use super::parse::{divided_otherwise, nearest};
use super::{Fault, Pair, PoolBuilder, Side};

/// Near misses are looked for this often: a list of thousands of wrong ids has one cause, and that one shows.
const SUGGESTIONS: usize = 100;

/// Adds every fault of the pool to `faults`.
pub(super) fn check(pool: &PoolBuilder, faults: &mut Vec<Fault>) {
    let mentor_ids: Vec<&str> = pool.mentors.iter().map(|mentor| mentor.id.as_str()).collect();
    let mentee_ids: Vec<&str> = pool.mentees.iter().map(|mentee| mentee.id.as_str()).collect();
    let mut room = Room {
        pool,
        mentors: first_places(&mentor_ids),
        mentees: first_places(&mentee_ids),
        mentor_ids: &mentor_ids,
        mentee_ids: &mentee_ids,
        suggestions: SUGGESTIONS,
        faults,
    };
    for (index, mentor) in pool.mentors.iter().enumerate() {
        room.mentor(index, mentor);
    }
    for (index, mentee) in pool.mentees.iter().enumerate() {
        room.mentee(index, mentee);
    }
    room.pairs("running", &pool.running);
    room.pairs("earlier", &pool.earlier);
    room.pairs("declined", &pool.declined);
}

fn first_places<'a>(ids: &[&'a str]) -> HashMap<&'a str, usize> {
    let mut places = HashMap::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        places.entry(*id).or_insert(index);
    }
    places
}

/// Whom a fault is about.
#[derive(Clone, Copy)]
struct Who<'a> {
    side: Side,
    index: usize,
    id: &'a str,
}

struct Room<'a> {
    pool: &'a PoolBuilder,
    mentors: HashMap<&'a str, usize>,
    mentees: HashMap<&'a str, usize>,
    mentor_ids: &'a [&'a str],
    mentee_ids: &'a [&'a str],
    suggestions: usize,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Room<'a> {
    fn pairs(&mut self, field: &'static str, pairs: &'a [Pair]) {
        let mut seen = HashSet::new();
        for pair in pairs {
            let (mentor, mentee) = (pair.mentor.as_str(), pair.mentee.as_str());
            let as_mentor = self.mentors.get(mentor).map(|&index| Who {
                side: Side::Mentors,
                index,
                id: mentor,
            });
            let as_mentee = self.mentees.get(mentee).map(|&index| Who {
                side: Side::Mentees,
                index,
                id: mentee,
            });
            match (as_mentor, as_mentee) {
                (Some(who), Some(_)) => {
                    if !seen.insert(pair) {
                        let remedy = "name the pair once";
                        self.add(who, "duplicate_pair", field, mentee, "is named twice", remedy);
                    }
                }
                (Some(who), None) => self.stranger(who, field, mentee),
                (None, Some(who)) => self.stranger(who, field, mentor),
                (None, None) => {
                    let nowhere = usize::MAX;
                    self.stranger(
                        Who { side: Side::Mentors, index: nowhere, id: mentor },
                        field,
                        mentee,
                    );
                    self.stranger(
                        Who { side: Side::Mentees, index: nowhere, id: mentee },
                        field,
                        mentor,
                    );
                }
            }
        }
    }

    fn knows(&self, side: Side, id: &str) -> bool {
        match side {
            Side::Mentors => self.mentors.contains_key(id),
            Side::Mentees => self.mentees.contains_key(id),
        }
    }

    /// Somebody is named who is not on the other side.
    fn stranger(&mut self, who: Who<'_>, field: &str, id: &str) {
        let side = other(who.side);
        let known = match side {
            Side::Mentors => self.mentor_ids,
            Side::Mentees => self.mentee_ids,
        };
        let near = if self.suggestions > 0 {
            self.suggestions -= 1;
            nearest(id, known.iter().copied())
        } else {
            None
        };
        let several = divided_otherwise(id, "", |part| self.knows(side, part));
        let remedy = match (several, near) {
            (Some((_, parts)), _) => {
                format!(
                    "write {:?} if these are several, or another separator in the CsvFormat",
                    parts.join(";")
                )
            }
            (None, Some(near)) => format!("did you mean {near:?}? or take it out"),
            (None, None) => format!("add {:?} to the {side} or take it out", shortened(id)),
        };
        self.add(who, "unknown_person", field, id, format!("is not among the {side}"), remedy);
    }

    fn add(
        &mut self,
        who: Who<'_>,
        code: &'static str,
        field: &str,
        value: impl Display,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.faults.push(Fault {
            code,
            side: who.side,
            person: (!who.id.is_empty()).then(|| who.id.to_owned()),
            line: self.pool.lines.get(who.side, who.index),
            field: field.to_owned(),
            value: value.to_string(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Mentors => Side::Mentees,
        Side::Mentees => Side::Mentors,
    }
}

#[cfg(test)]
mod tests {
    use crate::pool::{Capacity, Mentee, Mentor, Need, Pair, Pool};

    #[test]
    fn everything_wrong_is_found_at_once() {
        let mut anna = Mentor::new("anna");
        anna.capacity = Some(Capacity { min: 3, max: 2 });
        anna.languages = Some(vec!["de:C1".parse().unwrap(), "de".parse().unwrap()]);
        anna.wishes = Some(vec!["omar".into(), "omar".into()]);
        anna.vetoes = Some(vec!["omar".into(), "leo".into()]);
        let mut omar = Mentee::new("omar");
        omar.demand = Some(2_000_000);
        omar.needs = Some(vec![
            Need { topic: "CV".into(), priority: 0, must: false },
            Need { topic: "cv".into(), priority: 1, must: false },
            Need { topic: " ".into(), priority: 1, must: true },
        ]);
        let faults = Pool::builder()
            .mentors(vec![anna, Mentor::new("anna"), Mentor::new("")])
            .mentees(vec![omar])
            .running(vec![
                Pair::new("anna", "omar"),
                Pair::new("anna", "omar"),
                Pair::new("x", "y"),
            ])
            .build()
            .unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(
            codes,
            [
                "duplicate_language",
                "capacity_below_minimum",
                "duplicate_wish",
                "unknown_person",
                "wished_and_vetoed",
                "duplicate_id",
                "empty_id",
                "duplicate_pair",
                "unknown_person",
                "duplicate_topic",
                "empty_topic",
                "priority_zero",
                "number_too_large",
                "unknown_person",
            ]
        );
    }

    #[test]
    fn no_seat_no_wish_and_more_tandems_than_seats_are_how_it_is() {
        let mut anna = Mentor::new("anna");
        anna.capacity = Some(Capacity::up_to(0));
        let mut omar = Mentee::new("omar");
        omar.demand = Some(0);
        Pool::builder()
            .mentors(vec![anna])
            .mentees(vec![omar])
            .running(vec![Pair::new("anna", "omar")])
            .build()
            .unwrap();
    }
}
