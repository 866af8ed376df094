//! People's rules as rules over rows and columns. Mentees are rows, mentors are columns, and running tandems are no
//! pairs: what they count is taken from the limits.

use std::collections::{BTreeMap, BTreeSet};

use super::super::MatchError;
use super::super::round::Round;
use super::conflict::Conflict;
use super::roles::Places;
use crate::pool::{Side, Status};
use crate::problem::{
    self, Block, Bounds, Budget, Changed, Costs, Per, Rule, RuleKind, Side as Nodes,
};
use crate::rules::{
    Block as People, CompiledRules, Hours, Idle, LoadPart, Part, Place, Share, Strictness,
};

/// Whether limits may take the room that people have for granted. Tight ones are easier to solve; in a contradiction the
/// room is to be named beside the rule, and not to be hidden in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Limits {
    Tight,
    Loose,
}

/// What the rules of a round are to a solver.
pub(in super::super) struct Numbers {
    pub(in super::super) rules: Vec<Rule>,
    /// Where each of them comes from.
    pub(in super::super) origins: Vec<Origin>,
    pub(in super::super) demands: Vec<Bounds>,
    pub(in super::super) capacities: Vec<Bounds>,
    /// The rule that asks the minimum of a mentee or mentor, where it is not the profile.
    pub(in super::super) asks_of_row: BTreeMap<usize, usize>,
    pub(in super::super) asks_of_column: BTreeMap<usize, usize>,
    /// A contradiction that shows without solving.
    pub(in super::super) conflict: Option<Conflict>,
    limits: Limits,
    /// Whether some limit takes room for granted.
    pub(in super::super) is_tight: bool,
}

/// Where a rule over rows and columns comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Origin {
    /// Which of the people's rules.
    pub(in super::super) rule: usize,
    /// The value it is about, where there is one such rule for each.
    pub(in super::super) value: Option<String>,
    /// Running tandems that count towards it.
    pub(in super::super) running: u64,
}

impl Numbers {
    /// The rules of a round.
    ///
    /// # Errors
    ///
    /// If a rule asks for what rules over rows and columns cannot say.
    pub(in super::super) fn new(
        round: &Round<'_>,
        rules: &CompiledRules<'_>,
        limits: Limits,
    ) -> Result<Self, MatchError> {
        let bounds = |most: &[u32]| most.iter().map(|&most| Bounds::up_to(most)).collect();
        let mut numbers = Self {
            rules: Vec::new(),
            origins: Vec::new(),
            demands: bounds(&round.wanted),
            capacities: bounds(&round.seats),
            asks_of_row: BTreeMap::new(),
            asks_of_column: BTreeMap::new(),
            conflict: None,
            limits,
            is_tight: false,
        };
        numbers.minima_of_profiles(round);
        for (index, rule) in rules.rules().iter().enumerate() {
            let mut writer = Writer {
                round,
                index,
                label: &rule.label,
                strictness: rule.strictness,
                value: None,
                running: 0,
                numbers: &mut numbers,
            };
            for part in &rule.parts {
                writer.part(part)?;
            }
            numbers.join(index, rule.strictness);
        }
        Ok(numbers)
    }

    /// The rules of a round that do not contradict themselves.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and where a contradiction shows without solving.
    pub(in super::super) fn stated(
        round: &Round<'_>,
        rules: &CompiledRules<'_>,
    ) -> Result<Self, MatchError> {
        let mut numbers = Self::new(round, rules, Limits::Tight)?;
        match numbers.conflict.take() {
            Some(conflict) => Err(MatchError::Contradiction(Box::new(conflict))),
            None => Ok(numbers),
        }
    }

    /// A soft rule is one level, into however many limits it falls, and a hard one is dropped as one. Limits that may be
    /// a flow are left as they are.
    fn join(&mut self, rule: usize, strictness: Strictness) {
        let first = self.origins.iter().position(|origin| origin.rule == rule);
        let Some(first) = first.filter(|first| first + 1 < self.rules.len()) else { return };
        let flow = |rule: &Rule| matches!(rule.kind, RuleKind::Quota { .. });
        if strictness == Strictness::Hard && self.rules[first..].iter().all(flow) {
            return;
        }
        let strength = self.rules[first].strength;
        let parts = self.rules.drain(first..).map(|one| one.kind).collect();
        self.rules.push(Rule { kind: RuleKind::All { parts }, strength });
        self.origins.truncate(first);
        self.origins.push(Origin { rule, value: None, running: 0 });
    }

    /// Mentors who take part have the minimum of their profile.
    fn minima_of_profiles(&mut self, round: &Round<'_>) {
        for (column, mentor) in round.pool.mentors().iter().enumerate() {
            if mentor.status_or_default() != Status::Active {
                continue;
            }
            let running = round.running_of_mentor[column];
            self.capacities[column].min = mentor.capacity_or_default().min.saturating_sub(running);
        }
    }
}

/// Writes the parts of one rule.
pub(super) struct Writer<'a, 'r, 'p> {
    pub(super) round: &'a Round<'p>,
    index: usize,
    label: &'a str,
    strictness: Strictness,
    value: Option<String>,
    running: u64,
    numbers: &'r mut Numbers,
}

impl Writer<'_, '_, '_> {
    pub(super) fn push(&mut self, kind: RuleKind) {
        let rule = match self.strictness {
            Strictness::Soft(Place::First) => Rule::soft(kind, problem::Place::First),
            Strictness::Soft(Place::AfterCounts) => Rule::soft(kind, problem::Place::AfterCounts),
            Strictness::Soft(Place::Last) => Rule::soft(kind, problem::Place::Last),
            Strictness::Hard => Rule::hard(kind),
        };
        self.numbers.rules.push(rule);
        self.numbers.origins.push(Origin {
            rule: self.index,
            value: self.value.clone(),
            running: self.running,
        });
    }

    /// The room of somebody, as far as limits may take it for granted.
    pub(super) fn room(&mut self, side: Side, person: usize) -> u32 {
        if self.numbers.limits == Limits::Loose {
            return u32::MAX;
        }
        self.numbers.is_tight = true;
        match side {
            Side::Mentors => self.round.seats[person],
            Side::Mentees => self.round.wanted[person],
        }
    }

    pub(super) fn refuse<T>(&self, what: &str) -> Result<T, MatchError> {
        Err(MatchError::UnsolvedRule { rule: self.label.to_owned(), what: what.to_owned() })
    }

    fn part(&mut self, part: &Part) -> Result<(), MatchError> {
        (self.value, self.running) = (None, 0);
        match part {
            Part::Load(load) => self.load(load)?,
            Part::Quota { tandems, least, most, value } => {
                self.value.clone_from(value);
                self.quota(tandems, *least, *most);
            }
            Part::Share { tandems, whole, least, most, value } => {
                self.value.clone_from(value);
                self.share(tandems, whole, *least, *most)?;
            }
            Part::Roles { mentees, slots } => {
                Places::new(slots, self.round).write(mentees, self)?;
            }
            Part::Apart { mentees } => self.apart(mentees),
            Part::Together { mentees } => self.together(mentees),
            Part::Hours { mentors, costs } => self.hours(mentors, costs),
            Part::Changes { last, most } => {
                let running = self.running_pairs();
                let earlier = last.iter().copied().filter(|pair| !running.contains(pair));
                let earlier = earlier.collect();
                let max = u64::from(*most);
                self.push(RuleKind::Changes { earlier, counted: Changed::Both, max });
            }
        }
        Ok(())
    }

    fn running_pairs(&self) -> BTreeSet<(usize, usize)> {
        self.round.running.iter().copied().collect()
    }

    fn load(&mut self, load: &LoadPart) -> Result<(), MatchError> {
        let round = self.round;
        let mut running = BTreeMap::new();
        for &(mentee, mentor) in &round.running {
            let (person, partner) = match load.side {
                Side::Mentors => (mentor, mentee),
                Side::Mentees => (mentee, mentor),
            };
            if load.partners[partner] {
                *running.entry(person).or_insert(0_u32) += 1;
            }
        }
        let everybody = load.partners.iter().all(|&counts| counts);
        let mut groups: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for &person in &load.people {
            let runs = running.get(&person).copied().unwrap_or(0);
            let (room, active) = match load.side {
                Side::Mentors => {
                    let status = round.mentor(person).status_or_default();
                    (round.seats[person], status == Status::Active)
                }
                Side::Mentees => {
                    let status = round.mentee(person).status_or_default();
                    (round.wanted[person], status == Status::Active)
                }
            };
            let mut least = if active { load.least.saturating_sub(runs) } else { 0 };
            let most = load.most.map_or(u32::MAX, |most| most.saturating_sub(runs));
            let folds = everybody && self.strictness == Strictness::Hard;
            if load.idle == Idle::Counts && folds && least > 0 {
                self.minimum(load.side, person, least, room);
                least = 0;
            }
            let takes_none = self.room(load.side, person) == 0;
            if load.idle == Idle::Allowed && (takes_none || least <= 1 && everybody) {
                // Who takes one has one.
                least = 0;
            }
            let room = self.room(load.side, person);
            if least > 0 || most < room {
                groups.entry((least, most)).or_default().push(person);
            }
        }
        let partners: Vec<usize> = members(&load.partners);
        let per = match load.side {
            Side::Mentors => Per::Column,
            Side::Mentees => Per::Row,
        };
        for ((least, most), people) in groups {
            let block = match load.side {
                Side::Mentors => Block::new(partners.iter().copied(), people.iter().copied()),
                Side::Mentees => Block::new(people.iter().copied(), partners.iter().copied()),
            };
            let max = if most == u32::MAX { u64::MAX } else { most.into() };
            if least == 0 || load.idle == Idle::Counts {
                self.push(RuleKind::Quota { block, per, min: least.into(), max });
                continue;
            }
            self.none_or_least(load.side, &people, &partners, least, most)?;
            if !everybody && max < u64::MAX {
                self.push(RuleKind::Quota { block, per, min: 0, max });
            }
        }
        Ok(())
    }

    /// A minimum that holds whatever else does is a bound.
    fn minimum(&mut self, side: Side, person: usize, least: u32, room: u32) {
        let numbers = &mut *self.numbers;
        let (bounds, asks) = match side {
            Side::Mentors => (&mut numbers.capacities[person], &mut numbers.asks_of_column),
            Side::Mentees => (&mut numbers.demands[person], &mut numbers.asks_of_row),
        };
        if least > room {
            if numbers.conflict.is_none() {
                numbers.conflict =
                    Some(Conflict::minimum_above_room(self.round, self.label, side, person, least));
            }
        } else if least > bounds.min {
            bounds.min = least;
            asks.insert(person, self.index);
        }
    }

    /// Each of the people takes nobody, or has at least so many of the partners.
    pub(super) fn none_or_least(
        &mut self,
        side: Side,
        people: &[usize],
        partners: &[usize],
        least: u32,
        most: u32,
    ) -> Result<(), MatchError> {
        let others = match side {
            Side::Mentors => self.round.wanted.len(),
            Side::Mentees => self.round.seats.len(),
        };
        let nodes: Vec<usize> = people.to_vec();
        let room = people.iter().map(|&person| self.room(side, person)).max().unwrap_or(0);
        let times = room.min(u32::try_from(others).unwrap_or(u32::MAX));
        let everybody = partners.len() == others;
        let nodes_side = match side {
            Side::Mentors => Nodes::Columns,
            Side::Mentees => Nodes::Rows,
        };
        if everybody {
            // Nobody can have more than there is room for.
            let max = most.min(times);
            if least <= max {
                let side = nodes_side;
                self.push(RuleKind::AllOrBetween { side, nodes, min: least, max });
            } else {
                self.most_of(side, &nodes, 0);
            }
        } else if least == 1 {
            let these = (0..others).collect();
            let of_those = partners.to_vec();
            self.push(RuleKind::Needs { side: nodes_side, nodes, these, times, of_those });
        } else {
            return self.refuse("it asks for none, or more than one of a group");
        }
        Ok(())
    }

    fn most_of(&mut self, side: Side, people: &[usize], most: u32) {
        let (mentees, mentors) = (self.round.wanted.len(), self.round.seats.len());
        let (block, per) = match side {
            Side::Mentors => (Block::new(0..mentees, people.iter().copied()), Per::Column),
            Side::Mentees => (Block::new(people.iter().copied(), 0..mentors), Per::Row),
        };
        self.push(RuleKind::Quota { block, per, min: 0, max: most.into() });
    }

    fn quota(&mut self, tandems: &People, least: u32, most: Option<u32>) {
        let inside = |&&(mentee, mentor): &&(usize, usize)| tandems.has(mentee, mentor);
        self.running = self.round.running.iter().filter(inside).count() as u64;
        let min = u64::from(least).saturating_sub(self.running);
        let max = most.map_or(u64::MAX, |most| u64::from(most).saturating_sub(self.running));
        if min > 0 || max < u64::MAX {
            let block = Block::new(members(&tandems.mentees), members(&tandems.mentors));
            self.push(RuleKind::Quota { block, per: Per::Whole, min, max });
        }
    }

    fn share(
        &mut self,
        tandems: &People,
        whole: &People,
        least: Option<Share>,
        most: Option<Share>,
    ) -> Result<(), MatchError> {
        let count = |belongs: &dyn Fn(usize, usize) -> bool| {
            let running = self.round.running.iter();
            running.filter(|&&(mentee, mentor)| belongs(mentee, mentor)).count()
        };
        let of_whole = count(&|mentee, mentor| whole.has(mentee, mentor));
        let of_part =
            count(&|mentee, mentor| whole.has(mentee, mentor) && tandems.has(mentee, mentor));
        self.running = of_whole as u64;
        let (Ok(of_part), Ok(of_whole)) = (u32::try_from(of_part), u32::try_from(of_whole)) else {
            return self.refuse("there are too many running tandems for a share");
        };
        let already = (of_part, of_whole);
        let both = |one: &[bool], other: &[bool]| {
            members(&one.iter().zip(other).map(|(one, other)| *one && *other).collect::<Vec<_>>())
        };
        let part = Block::new(
            both(&tandems.mentees, &whole.mentees),
            both(&tandems.mentors, &whole.mentors),
        );
        let whole = Block::new(members(&whole.mentees), members(&whole.mentors));
        let mut share = |at_least, at_most, of| {
            let (part, whole) = (part.clone(), whole.clone());
            self.push(RuleKind::Share { part, whole, at_least, at_most, of, already });
        };
        match (least, most) {
            (Some(least), Some(most)) if least.whole() == most.whole() => {
                share(least.part(), most.part(), least.whole());
            }
            (least, most) => {
                if let Some(least) = least {
                    share(least.part(), least.whole(), least.whole());
                }
                if let Some(most) = most {
                    share(0, most.part(), most.whole());
                }
            }
        }
        Ok(())
    }

    /// The mentees of a set who run with a mentor, for each mentor who has any.
    fn running_of(&self, mentees: &[usize]) -> BTreeMap<usize, Vec<usize>> {
        let mut running: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(mentee, mentor) in &self.round.running {
            if mentees.binary_search(&mentee).is_ok() {
                running.entry(mentor).or_default().push(mentee);
            }
        }
        running
    }

    fn apart(&mut self, mentees: &[usize]) {
        let running = self.running_of(mentees);
        if running.is_empty() {
            if mentees.len() > 1 {
                self.push(RuleKind::Apart { rows: mentees.to_vec() });
            }
            return;
        }
        // Who is beside a running one is one too many, and counts once.
        let mentees = || mentees.iter().copied();
        let free = (0..self.round.seats.len()).filter(|mentor| !running.contains_key(mentor));
        let block = Block::new(mentees(), free);
        self.push(RuleKind::Quota { block, per: Per::Column, min: 0, max: 1 });
        let block = Block::new(mentees(), running.into_keys());
        self.push(RuleKind::Quota { block, per: Per::Whole, min: 0, max: 0 });
    }

    fn together(&mut self, mentees: &[usize]) {
        let running = self.running_of(mentees);
        if running.is_empty() {
            if mentees.len() > 1 {
                self.push(RuleKind::Together { rows: mentees.to_vec() });
            }
            return;
        }
        let free: Vec<usize> =
            (0..self.round.seats.len()).filter(|mentor| !running.contains_key(mentor)).collect();
        self.same_columns(mentees, &free);
        for (mentor, run) in running {
            let rest: Vec<usize> =
                mentees.iter().copied().filter(|mentee| !run.contains(mentee)).collect();
            self.same_columns(&rest, &[mentor]);
        }
    }

    /// Each of these mentors has all of these mentees or none: the first only with the second, and so on round.
    fn same_columns(&mut self, mentees: &[usize], mentors: &[usize]) {
        if mentees.len() < 2 || mentors.is_empty() {
            return;
        }
        let next = mentees.iter().skip(1).chain(mentees.first());
        for (&one, &other) in mentees.iter().zip(next) {
            let (these, of_those) = (vec![one], vec![other]);
            let (side, nodes) = (Nodes::Columns, mentors.to_vec());
            self.push(RuleKind::Needs { side, nodes, these, times: 1, of_those });
        }
    }

    fn hours(&mut self, mentors: &[(usize, Hours)], costs: &[Hours]) {
        let mut taken = vec![0_u64; self.round.seats.len()];
        for &(mentee, mentor) in &self.round.running {
            taken[mentor] = taken[mentor].saturating_add(costs[mentee].seconds());
        }
        let left =
            |&(column, hours): &(usize, Hours)| hours.seconds().saturating_sub(taken[column]);
        let mut unit = costs.iter().fold(0, |unit, cost| common(unit, cost.seconds()));
        if unit == 0 {
            return;
        }
        if self.strictness != Strictness::Hard {
            // What is too much is counted, and must not be rounded.
            unit = mentors.iter().fold(unit, |unit, mentor| common(unit, left(mentor)));
        }
        let budgets = mentors
            .iter()
            .map(|mentor| Budget { column: mentor.0, most: left(mentor) / unit })
            .collect();
        // A number of hours that a rule may speak of has 32 bits in seconds.
        let cost = |cost: &Hours| u32::try_from(cost.seconds() / unit).unwrap_or(u32::MAX);
        let costs = Costs::OfRows(costs.iter().map(cost).collect());
        self.push(RuleKind::Hours { budgets, costs });
    }
}

/// The indices of those who belong.
pub(super) fn members(belongs: &[bool]) -> Vec<usize> {
    (0..belongs.len()).filter(|&at| belongs[at]).collect()
}

/// The greatest common divisor.
fn common(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
