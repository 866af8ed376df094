//! Rules that met a pool: people by index, numbers from fields; or every fault.

use std::collections::{BTreeMap, BTreeSet};

use super::load::Idle;
use super::rule::{RuleKind, Strictness};
use super::sets::Sets;
use super::{
    Amount, Apart, Budget, Changes, Group, Hours, Last, Load, Quota, Roles, Rules, Share, TimeOf,
    Together,
};
use crate::pool::{Attribute, Fault, Faults, Pair, Pool, Side, key, nearest};

/// Rules for a pool.
///
/// Made by [`Rules::compile`].
#[derive(Debug, Clone)]
pub struct CompiledRules<'a> {
    pub(super) pool: &'a Pool,
    pub(super) rules: Vec<CompiledRule>,
}

/// A rule for a pool.
#[derive(Debug, Clone)]
pub(crate) struct CompiledRule {
    pub(crate) label: String,
    /// The label, and what the rule asks where the label is a name.
    pub(crate) told: String,
    pub(crate) strictness: Strictness,
    pub(crate) parts: Vec<Part>,
}

/// What has to hold, of people by their index in the pool. A tandem that runs counts like one that is made.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Each of these people has so many tandems with these partners.
    Load(LoadPart),
    /// So many tandems between these mentors and these mentees.
    Quota {
        tandems: Block,
        least: u32,
        most: Option<u32>,
        /// The value it is about, where there is one such rule for each.
        value: Option<String>,
    },
    /// A share of `whole` between these mentors and these mentees.
    Share {
        tandems: Block,
        whole: Block,
        least: Option<Share>,
        most: Option<Share>,
        value: Option<String>,
    },
    /// Each mentor of these mentees takes a place.
    Roles { mentees: Vec<usize>, slots: Vec<SlotPart> },
    /// No mentor has two of these mentees.
    Apart { mentees: Vec<usize> },
    /// These mentees have the same mentors.
    Together { mentees: Vec<usize> },
    /// Hours of each mentor named, and what each mentee costs (nothing, where it does not count).
    Hours { mentors: Vec<(usize, Hours)>, costs: Vec<Hours> },
    /// Changes against these tandems (mentee, mentor), ascending.
    Changes { last: Vec<(usize, usize)>, most: u32 },
}

/// How many tandems each of some people has.
#[derive(Debug, Clone)]
pub(crate) struct LoadPart {
    pub(crate) side: Side,
    /// Ascending.
    pub(crate) people: Vec<usize>,
    /// By index of the other side.
    pub(crate) partners: Vec<bool>,
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
    pub(crate) idle: Idle,
}

/// All pairs of some mentors with some mentees, by index.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) mentors: Vec<bool>,
    pub(crate) mentees: Vec<bool>,
}

impl Block {
    pub(crate) fn has(&self, mentee: usize, mentor: usize) -> bool {
        self.mentees[mentee] && self.mentors[mentor]
    }
}

/// A place, and who may take it.
#[derive(Debug, Clone)]
pub(crate) struct SlotPart {
    pub(crate) name: String,
    pub(crate) mentors: Vec<bool>,
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
}

impl Rules {
    /// Rules meet a pool: groups become people, fields become numbers.
    ///
    /// # Errors
    ///
    /// Every fault at once: ids, fields and values that nobody has, groups without anybody, hours that are not known or
    /// cannot be read, and what [`check`](Self::check) finds.
    pub fn compile<'a>(&self, pool: &'a Pool) -> Result<CompiledRules<'a>, Faults> {
        let mut faults = Faulty::default();
        let unsound = self.check();
        for problem in &unsound {
            faults.found.push(Fault {
                code: "unsound_rule",
                side: Side::Mentors,
                person: None,
                line: None,
                field: problem.path.clone(),
                value: String::new(),
                problem: problem.problem.clone(),
                remedy: problem.remedy.clone(),
            });
        }
        let mut rules = Vec::with_capacity(self.len());
        for (at, rule) in self.iter().enumerate() {
            let mut meeting = Meeting { pool, path: format!("rules[{at}]"), faults: &mut faults };
            let parts = match &rule.kind {
                RuleKind::Load(load) => meeting.load(load),
                RuleKind::Quota(quota) => meeting.quota(quota),
                RuleKind::Roles(places) => meeting.roles(places),
                RuleKind::Apart(Apart(sets)) => {
                    let sets = meeting.sets(sets).into_iter();
                    sets.map(|mentees| Part::Apart { mentees }).collect()
                }
                RuleKind::Together(Together(sets)) => {
                    let sets = meeting.sets(sets).into_iter();
                    sets.map(|mentees| Part::Together { mentees }).collect()
                }
                RuleKind::Budget(budget) => meeting.budget(budget),
                RuleKind::Changes(changes) => meeting.changes(changes),
            };
            let label = rule.label();
            let told = match rule.name() {
                Some(name) => format!("rule {name:?} ({rule})"),
                None => format!("rule {label:?}"),
            };
            rules.push(CompiledRule { label, told, strictness: rule.strictness, parts });
        }
        Faults::or(faults.found, CompiledRules { pool, rules })
    }
}

impl CompiledRules<'_> {
    /// The rules, in their order.
    pub(crate) fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// Tandems of the last matching, by the rules that limit changes against one: mentee and mentor.
    pub(crate) fn last(&self) -> Vec<(usize, usize)> {
        let parts = self.rules.iter().flat_map(|rule| &rule.parts);
        let last = parts.filter_map(|part| match part {
            Part::Changes { last, .. } => Some(last),
            _ => None,
        });
        last.flatten().copied().collect()
    }

    /// The name of the place that one of a mentee's mentors takes, by the first rule that shares out places.
    pub(crate) fn place_of(
        &self,
        mentee: usize,
        mentors: &[usize],
        mentor: usize,
    ) -> Option<String> {
        let parts = self.rules.iter().flat_map(|rule| &rule.parts);
        parts
            .filter_map(|part| match part {
                Part::Roles { mentees, slots } if mentees.binary_search(&mentee).is_ok() => {
                    Some(slots)
                }
                _ => None,
            })
            .find_map(|slots| {
                let at = mentors.iter().position(|&one| one == mentor)?;
                let seats = super::check::seated(mentors, slots)?;
                Some(slots[seats[at]].name.clone())
            })
    }
}

/// A rule on its way to a pool.
struct Meeting<'p, 'f> {
    pool: &'p Pool,
    path: String,
    faults: &'f mut Faulty,
}

impl Meeting<'_, '_> {
    fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    fn people(&mut self, group: &Group, side: Side, key: &str) -> Vec<usize> {
        let path = self.path(key);
        group.resolve(self.pool, side, &path, self.faults)
    }

    fn members(&mut self, group: &Group, side: Side, key: &str) -> Vec<bool> {
        let mut members = vec![false; self.count(side)];
        for at in self.people(group, side, key) {
            members[at] = true;
        }
        members
    }

    fn count(&self, side: Side) -> usize {
        match side {
            Side::Mentors => self.pool.mentors().len(),
            Side::Mentees => self.pool.mentees().len(),
        }
    }

    fn block(&mut self, mentors: (&Group, &str), mentees: (&Group, &str)) -> Block {
        Block {
            mentors: self.members(mentors.0, Side::Mentors, mentors.1),
            mentees: self.members(mentees.0, Side::Mentees, mentees.1),
        }
    }

    fn load(&mut self, load: &Load) -> Vec<Part> {
        let (side, people, others, partners) = match load.side {
            Side::Mentors => (Side::Mentors, "mentors", Side::Mentees, "mentees"),
            Side::Mentees => (Side::Mentees, "mentees", Side::Mentors, "mentors"),
        };
        let people = self.people(&load.people, side, people);
        let partners = self.members(&load.partners, others, partners);
        let Load { least, most, idle, .. } = *load;
        vec![Part::Load(LoadPart { side, people, partners, least, most, idle })]
    }

    fn quota(&mut self, quota: &Quota) -> Vec<Part> {
        let tandems = self.block((&quota.mentors, "mentors"), (&quota.mentees, "mentees"));
        let whole =
            self.block((&quota.of_mentors, "of_mentors"), (&quota.of_mentees, "of_mentees"));
        let Some((side, field)) = &quota.each else {
            return amounts(quota, &tandems, &whole, None);
        };
        let key = match side {
            Side::Mentors => "each_mentor",
            Side::Mentees => "each_mentee",
        };
        let values = self.values(*side, field, key);
        let mut parts = Vec::new();
        for (value, people) in values {
            let mut block = tandems.clone();
            let members = match side {
                Side::Mentors => &mut block.mentors,
                Side::Mentees => &mut block.mentees,
            };
            let within = |at: usize| people.contains(&at);
            members.iter_mut().enumerate().for_each(|(at, belongs)| *belongs &= within(at));
            if members.contains(&true) {
                parts.extend(amounts(quota, &block, &whole, Some(&value)));
            }
        }
        parts
    }

    /// The people of each value of a free field, by the value in its first spelling.
    fn values(&mut self, side: Side, field: &str, name: &str) -> Vec<(String, BTreeSet<usize>)> {
        let mut values: BTreeMap<String, (String, BTreeSet<usize>)> = BTreeMap::new();
        for at in 0..self.count(side) {
            let attributes = match side {
                Side::Mentors => &self.pool.mentors()[at].attributes,
                Side::Mentees => &self.pool.mentees()[at].attributes,
            };
            for value in attributes.get(field).into_iter().flat_map(Attribute::values) {
                let entry = values.entry(key(value));
                entry.or_insert_with(|| (value.to_owned(), BTreeSet::new())).1.insert(at);
            }
        }
        if values.is_empty() {
            let path = self.path(name);
            self.faults.no_field(self.pool, side, &path, field);
        }
        values.into_values().collect()
    }

    fn roles(&mut self, roles: &Roles) -> Vec<Part> {
        let mentees = self.people(&roles.mentees, Side::Mentees, "mentees");
        let slots = roles.slots.iter().enumerate();
        let slots = slots
            .map(|(at, slot)| SlotPart {
                name: slot.name.clone(),
                mentors: self.members(
                    &slot.mentors,
                    Side::Mentors,
                    &format!("slots[{at}].mentors"),
                ),
                least: slot.least,
                most: slot.most,
            })
            .collect();
        vec![Part::Roles { mentees, slots }]
    }

    fn sets(&mut self, sets: &Sets) -> Vec<Vec<usize>> {
        let mentees = self.people(&sets.mentees, Side::Mentees, "mentees");
        let Some(field) = &sets.same else { return vec![mentees] };
        let inside: BTreeSet<usize> = mentees.into_iter().collect();
        let values = self.values(Side::Mentees, field, "same").into_iter();
        let sets = values.map(|(_, people)| people.intersection(&inside).copied().collect());
        sets.filter(|set: &Vec<usize>| set.len() > 1).collect()
    }

    fn budget(&mut self, budget: &Budget) -> Vec<Part> {
        let mentors = self.people(&budget.mentors, Side::Mentors, "mentors");
        let mentees = self.people(&budget.mentees, Side::Mentees, "mentees");
        let hours = self.times(&budget.hours, Side::Mentors, &mentors, "hours");
        let mut costs = vec![Hours::default(); self.count(Side::Mentees)];
        for (at, cost) in
            mentees.iter().zip(self.times(&budget.cost, Side::Mentees, &mentees, "cost"))
        {
            costs[*at] = cost;
        }
        vec![Part::Hours { mentors: mentors.into_iter().zip(hours).collect(), costs }]
    }

    /// Hours of people, zero where there is a fault.
    fn times(&mut self, time: &TimeOf, side: Side, people: &[usize], name: &str) -> Vec<Hours> {
        let Some(field) = &time.field else {
            return vec![time.otherwise.unwrap_or_default(); people.len()];
        };
        let path = self.path(name);
        let attributes = |at: usize| match side {
            Side::Mentors => &self.pool.mentors()[at].attributes,
            Side::Mentees => &self.pool.mentees()[at].attributes,
        };
        if !people.is_empty() && people.iter().all(|&at| !attributes(at).contains_key(field)) {
            self.faults.no_field(self.pool, side, &path, field);
            return vec![Hours::default(); people.len()];
        }
        let read = |&at: &usize| {
            let mut values = attributes(at).get(field).into_iter().flat_map(Attribute::values);
            match (values.next(), values.next(), time.otherwise) {
                (Some(text), None, _) => text.parse().unwrap_or_else(|_| {
                    let problem = "is not a number of hours up to 1000000";
                    let told = ("unknown_hours", field.as_str(), text);
                    let remedy = super::time::HOW_TO_WRITE;
                    self.faults.person(self.pool, side, at, told, problem, remedy);
                    Hours::default()
                }),
                (None, _, Some(hours)) => hours,
                (None, _, None) => {
                    let problem = format!("is not known, and {path} counts it");
                    let remedy = format!(
                        "fill it in, or write what counts where it is unknown: {name} = {{ field = {field:?}, otherwise = 1 }}"
                    );
                    self.faults.person(
                        self.pool,
                        side,
                        at,
                        ("missing_hours", field, ""),
                        &problem,
                        &remedy,
                    );
                    Hours::default()
                }
                (Some(text), Some(_), _) => {
                    let problem = "is a list, and hours are one number";
                    self.faults.person(
                        self.pool,
                        side,
                        at,
                        ("unknown_hours", field, text),
                        problem,
                        "keep one",
                    );
                    Hours::default()
                }
            }
        };
        people.iter().map(read).collect()
    }

    fn changes(&mut self, changes: &Changes) -> Vec<Part> {
        let path = self.path("last");
        let pairs: &[Pair] = match &changes.last {
            Last::Running => self.pool.running(),
            Last::Earlier => self.pool.earlier(),
            Last::Given(pairs) => pairs,
        };
        let mut last = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let mentor = self.pool.mentor_index(&pair.mentor);
            let mentee = self.pool.mentee_index(&pair.mentee);
            if mentor.is_none() {
                self.faults.stranger(self.pool, Side::Mentors, &path, pair.mentor.as_str());
            }
            if mentee.is_none() {
                self.faults.stranger(self.pool, Side::Mentees, &path, pair.mentee.as_str());
            }
            last.extend(mentee.zip(mentor));
        }
        last.sort_unstable();
        last.dedup();
        vec![Part::Changes { last, most: changes.most }]
    }
}

/// The parts of a quota: numbers and shares are limits of different kinds.
fn amounts(quota: &Quota, tandems: &Block, whole: &Block, value: Option<&String>) -> Vec<Part> {
    let count = |amount| match amount {
        Some(Amount::Count(count)) => Some(count),
        _ => None,
    };
    let share = |amount| match amount {
        Some(Amount::Share(share)) => Some(share),
        _ => None,
    };
    let mut parts = Vec::new();
    let (least, most) = (count(quota.least), count(quota.most));
    if least.is_some() || most.is_some() {
        parts.push(Part::Quota {
            tandems: tandems.clone(),
            least: least.unwrap_or(0),
            most,
            value: value.cloned(),
        });
    }
    let (least, most) = (share(quota.least), share(quota.most));
    if least.is_some() || most.is_some() {
        parts.push(Part::Share {
            tandems: tandems.clone(),
            whole: whole.clone(),
            least,
            most,
            value: value.cloned(),
        });
    }
    parts
}

/// Faults of rules, found so far.
#[derive(Default)]
pub(super) struct Faulty {
    found: Vec<Fault>,
    suggestions: usize,
}

/// Near misses are looked for this often: a list of thousands of wrong ids has one cause, and that one shows.
const SUGGESTIONS: usize = 100;

impl Faulty {
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn add(
        &mut self,
        code: &'static str,
        side: Side,
        field: &str,
        value: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.found.push(Fault {
            code,
            side,
            person: None,
            line: None,
            field: field.to_owned(),
            value: value.to_owned(),
            problem: problem.into(),
            remedy: remedy.into(),
        });
    }

    fn person(
        &mut self,
        pool: &Pool,
        side: Side,
        at: usize,
        (code, field, value): (&'static str, &str, &str),
        problem: &str,
        remedy: &str,
    ) {
        let person = match side {
            Side::Mentors => pool.mentors()[at].id.to_string(),
            Side::Mentees => pool.mentees()[at].id.to_string(),
        };
        self.found.push(Fault {
            code,
            side,
            person: Some(person),
            line: pool.line(side, at),
            field: field.to_owned(),
            value: value.to_owned(),
            problem: problem.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    /// Somebody is named who is not there.
    pub(super) fn stranger(&mut self, pool: &Pool, side: Side, path: &str, id: &str) {
        let near = (self.suggestions < SUGGESTIONS).then(|| match side {
            Side::Mentors => nearest(id, pool.mentors().iter().map(|one| one.id.as_str())),
            Side::Mentees => nearest(id, pool.mentees().iter().map(|one| one.id.as_str())),
        });
        self.suggestions += 1;
        let remedy = match near.flatten() {
            Some(near) => format!("did you mean {near:?}? or take it out"),
            None => format!("add the person to the {side} or take it out"),
        };
        let problem = format!("is not among the {side}");
        self.add("unknown_person", side, path, id, problem, remedy);
    }

    /// A field is named that nobody has.
    pub(super) fn no_field(&mut self, pool: &Pool, side: Side, path: &str, field: &str) {
        let known: BTreeSet<&str> = match side {
            Side::Mentors => pool
                .mentors()
                .iter()
                .flat_map(|one| one.attributes.keys())
                .map(String::as_str)
                .collect(),
            Side::Mentees => pool
                .mentees()
                .iter()
                .flat_map(|one| one.attributes.keys())
                .map(String::as_str)
                .collect(),
        };
        let remedy = match nearest(field, known.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None if known.is_empty() => "add a column of that name".to_owned(),
            None => {
                let known: Vec<String> = known.iter().map(|&one| one.to_owned()).collect();
                format!("add a column of that name, or use one of {}", super::group::quoted(&known))
            }
        };
        let problem = format!("is a field that none of the {side} has");
        self.add("unknown_field", side, path, field, problem, remedy);
    }
}
