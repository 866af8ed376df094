//! What must hold for each person.

use std::collections::HashSet;

use super::{Room, Who, other};
use crate::pool::parse::trimmed;
use crate::pool::{LanguageSkill, Mentee, Mentor, Side};

/// Beyond this a number of people or a priority is a slip of the keyboard, and sums could run over.
const LIMIT: u32 = 1_000_000;

/// Beyond this an id is a cell that swallowed others.
const LONGEST_ID: usize = 1_000;

const TAKE_ONE_OUT: &str = "take one of the two out";

impl<'a> Room<'a> {
    pub(super) fn mentor(&mut self, index: usize, mentor: &'a Mentor) {
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

    pub(super) fn mentee(&mut self, index: usize, mentee: &'a Mentee) {
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
        if who.id.chars().nth(LONGEST_ID).is_some() {
            let problem = format!("is longer than {LONGEST_ID} characters");
            let remedy = "give the person a shorter id, or close a quote that was left open";
            self.add(who, "id_too_long", "id", who.id, problem, remedy);
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
            } else if trimmed(name).len() != name.len() {
                let remedy = "give one of the two free fields another name";
                self.add(who, "duplicate_attribute", "attributes", name, "is named twice", remedy);
            }
        }
    }
}
