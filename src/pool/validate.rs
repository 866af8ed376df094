//! What must hold between the values of a pool before it may be called one. Finds every fault, not the first.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use super::parse::nearest;
use super::{Fault, LanguageSkill, Mentee, Mentor, Pair, PoolBuilder, Side};

/// Beyond this a number of people or a priority is a slip of the keyboard, and sums could run over.
const LIMIT: u32 = 1_000_000;

/// Near misses are looked for this often: a list of thousands of wrong ids has one cause, and that one shows.
const SUGGESTIONS: usize = 100;

const TAKE_ONE_OUT: &str = "take one of the two out";

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
    fn mentor(&mut self, index: usize, mentor: &'a Mentor) {
        let who = Who { side: Side::Mentors, index, id: mentor.id.as_str() };
        self.id(who);
        self.sectors(who, mentor.sectors.as_deref());
        let offers = mentor.offers.as_deref().unwrap_or_default();
        self.topics(who, "offers", offers.iter().map(|offer| offer.topic.as_str()));
        self.languages(who, mentor.languages.as_deref());
        if let Some(capacity) = mentor.capacity {
            self.limit(who, "capacity", capacity.max);
            if capacity.min > capacity.max {
                self.add(
                    who,
                    "capacity_below_minimum",
                    "minimum",
                    capacity.min,
                    format!("is more than the capacity of {}", capacity.max),
                    "raise the capacity or lower the minimum",
                );
            }
        }
        self.wishes(who, mentor.wishes.as_deref(), mentor.vetoes.as_deref());
        self.attributes(who, mentor.attributes.keys());
    }

    fn mentee(&mut self, index: usize, mentee: &'a Mentee) {
        let who = Who { side: Side::Mentees, index, id: mentee.id.as_str() };
        self.id(who);
        self.sectors(who, mentee.sectors.as_deref());
        let needs = mentee.needs.as_deref().unwrap_or_default();
        self.topics(who, "needs", needs.iter().map(|need| need.topic.as_str()));
        for need in needs {
            if need.priority == 0 {
                self.add(
                    who,
                    "priority_zero",
                    "needs",
                    need,
                    "has priority 0",
                    "write 1 or more, or take the need out",
                );
            } else if need.priority > LIMIT {
                let problem = format!("has a priority above {LIMIT}");
                self.add(
                    who,
                    "priority_too_large",
                    "needs",
                    need,
                    problem,
                    "write a smaller number",
                );
            }
        }
        self.languages(who, mentee.languages.as_deref());
        if let Some(demand) = mentee.demand {
            self.limit(who, "demand", demand);
        }
        self.wishes(who, mentee.wishes.as_deref(), mentee.vetoes.as_deref());
        self.attributes(who, mentee.attributes.keys());
    }

    fn id(&mut self, who: Who<'_>) {
        if who.id.is_empty() {
            let problem = match self.pool.lines.get(who.side, who.index) {
                Some(_) => "is empty".to_owned(),
                None => format!("of number {} is empty", who.index + 1),
            };
            self.add(who, "empty_id", "id", "", problem, "give every person an id of their own");
            return;
        }
        let first = match who.side {
            Side::Mentors => self.mentors[who.id],
            Side::Mentees => self.mentees[who.id],
        };
        if first != who.index {
            let place = match self.pool.lines.get(who.side, first) {
                Some(line) => format!("is already the id of line {line}"),
                None => format!("is already the id of {} number {}", who.side.person(), first + 1),
            };
            let remedy = "give one of the two another id, or remove the row that repeats";
            self.add(who, "duplicate_id", "id", who.id, place, remedy);
        }
    }

    fn sectors(&mut self, who: Who<'_>, sectors: Option<&[String]>) {
        if sectors.unwrap_or_default().iter().any(String::is_empty) {
            self.add(
                who,
                "empty_sector",
                "sectors",
                "",
                "has an empty code",
                "write a code or take it out",
            );
        }
    }

    fn topics<'t>(&mut self, who: Who<'_>, field: &str, topics: impl Iterator<Item = &'t str>) {
        let mut seen = HashSet::new();
        for topic in topics {
            if topic.is_empty() {
                self.add(
                    who,
                    "empty_topic",
                    field,
                    "",
                    "has an empty topic",
                    "write a topic or take it out",
                );
            } else if !seen.insert(topic.to_lowercase()) {
                self.add(who, "duplicate_topic", field, topic, "is named twice", TAKE_ONE_OUT);
            }
        }
    }

    fn languages(&mut self, who: Who<'_>, languages: Option<&[LanguageSkill]>) {
        let mut seen = HashSet::new();
        for skill in languages.unwrap_or_default() {
            if !seen.insert(&skill.language) {
                let remedy = "keep the one with the right level";
                self.add(
                    who,
                    "duplicate_language",
                    "languages",
                    skill,
                    "names a language twice",
                    remedy,
                );
            }
        }
    }

    fn limit(&mut self, who: Who<'_>, field: &str, number: u32) {
        if number > LIMIT {
            let problem = format!("is more than {LIMIT} people");
            self.add(
                who,
                "number_too_large",
                field,
                number,
                problem,
                "write how many are really meant",
            );
        }
    }

    fn wishes<Id: AsRef<str>>(
        &mut self,
        who: Who<'_>,
        wishes: Option<&[Id]>,
        vetoes: Option<&[Id]>,
    ) {
        let (wishes, vetoes) = (wishes.unwrap_or_default(), vetoes.unwrap_or_default());
        for (field, ids) in [("wishes", wishes), ("vetoes", vetoes)] {
            let mut seen = HashSet::new();
            for id in ids.iter().map(AsRef::as_ref) {
                if !seen.insert(id) {
                    self.add(who, "duplicate_wish", field, id, "is named twice", TAKE_ONE_OUT);
                } else if !self.knows(other(who.side), id) {
                    self.stranger(who, field, id);
                }
            }
        }
        let mut refused: HashSet<&str> = vetoes.iter().map(AsRef::as_ref).collect();
        for id in wishes.iter().map(AsRef::as_ref) {
            if !refused.remove(id) {
                continue;
            }
            let remedy = "keep it in wishes or in vetoes, not in both";
            self.add(who, "wished_and_vetoed", "wishes", id, "is also vetoed", remedy);
        }
    }

    fn attributes<'t>(&mut self, who: Who<'_>, names: impl Iterator<Item = &'t String>) {
        for name in names {
            if name.is_empty() {
                let remedy = "give the free field a name";
                self.add(
                    who,
                    "empty_attribute_name",
                    "attributes",
                    "",
                    "has a value without a name",
                    remedy,
                );
            } else if name.trim().len() != name.len() {
                let remedy = "give one of the two free fields another name";
                self.add(who, "duplicate_attribute", "attributes", name, "is named twice", remedy);
            }
        }
    }

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
        let remedy = match near {
            Some(near) => format!("did you mean {near:?}? or take it out"),
            None => format!("add {id:?} to the {side} or take it out"),
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
