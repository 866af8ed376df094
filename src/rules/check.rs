//! Judges tandems by rules, on people alone: nothing here knows how the tandems were found.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::load::Idle;
use super::met::{Block, CompiledRule, CompiledRules, LoadPart, Part, SlotPart};
use super::rule::Strictness;
use super::{Hours, Share};
use crate::pool::{Pair, Pool, Side, Status};

/// Something in a list of tandems that a rule does not allow.
///
/// | code | what it says |
/// |---|---|
/// | `load_below`, `load_above` | somebody has too few or too many tandems |
/// | `quota_below`, `quota_above` | there are too few or too many tandems between two groups |
/// | `share_below`, `share_above` | too small or too large a share of the tandems is between two groups |
/// | `roles_not_filled` | the mentors of a mentee do not fill the places |
/// | `not_apart` | a mentor has mentees who must not share one |
/// | `not_together` | mentees who must share their mentors do not |
/// | `hours_exceeded` | the tandems of a mentor take more hours than the mentor has |
/// | `too_many_changes` | more tandems than allowed differ from the last matching |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// Stable code.
    pub code: &'static str,
    /// The rule: its name, or what it asks.
    pub rule: String,
    /// Where it stands among the rules, from 0.
    pub index: usize,
    /// Whether the rule is hard.
    #[serde(skip)]
    pub strictness: Strictness,
    /// The people it is about; empty where it is about groups.
    pub people: Vec<String>,
    /// By how much it is broken: tandems, mentees, changes, or seconds.
    pub amount: u64,
    /// What is broken, with the numbers.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {:?}: {}", self.rule, self.detail)
    }
}

impl CompiledRules<'_> {
    /// What of these new tandems the rules do not allow, in the order of the rules. Running tandems are added by
    /// themselves; pairs of people who are not in the pool are not looked at.
    ///
    /// Running tandems count towards every number a rule speaks of, but what runs is not objected to: where they alone
    /// exceed a limit, what is objected to is one tandem more.
    #[must_use]
    pub fn violations(&self, tandems: &[Pair]) -> Vec<Violation> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let pool = self.pool;
        let indices = |pair: &Pair| {
            Some((pool.mentee_index(&pair.mentee)?, pool.mentor_index(&pair.mentor)?))
        };
        let running: BTreeSet<(usize, usize)> = pool.running().iter().filter_map(indices).collect();
        let mut all = running.clone();
        all.extend(tandems.iter().filter_map(indices));
        let mut of_mentor = vec![Vec::new(); pool.mentors().len()];
        let mut of_mentee = vec![Vec::new(); pool.mentees().len()];
        for &(mentee, mentor) in &all {
            of_mentor[mentor].push(mentee);
            of_mentee[mentee].push(mentor);
        }
        let mut found = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let mut judge = Judge {
                pool,
                index,
                rule,
                all: &all,
                running: &running,
                of_mentor: &of_mentor,
                of_mentee: &of_mentee,
                found: &mut found,
            };
            rule.parts.iter().for_each(|part| judge.part(part));
        }
        found
    }
}

struct Judge<'a> {
    pool: &'a Pool,
    index: usize,
    rule: &'a CompiledRule,
    all: &'a BTreeSet<(usize, usize)>,
    running: &'a BTreeSet<(usize, usize)>,
    of_mentor: &'a [Vec<usize>],
    of_mentee: &'a [Vec<usize>],
    found: &'a mut Vec<Violation>,
}

impl Judge<'_> {
    fn add(&mut self, code: &'static str, people: Vec<String>, amount: u64, detail: String) {
        let (index, strictness) = (self.index, self.rule.strictness);
        let rule = self.rule.label.clone();
        self.found.push(Violation { code, rule, index, strictness, people, amount, detail });
    }

    fn mentor(&self, at: usize) -> String {
        self.pool.mentors()[at].id.to_string()
    }

    fn mentee(&self, at: usize) -> String {
        self.pool.mentees()[at].id.to_string()
    }

    fn mentees(&self, all: &[usize]) -> Vec<String> {
        all.iter().map(|&at| self.mentee(at)).collect()
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Load(load) => self.load(load),
            Part::Quota { tandems, least, most, value } => {
                self.quota(tandems, (*least, *most), value.as_deref());
            }
            Part::Share { tandems, whole, least, most, value } => {
                self.share(tandems, whole, (*least, *most), value.as_deref());
            }
            Part::Roles { mentees, slots } => self.roles(mentees, slots),
            Part::Apart { mentees } => self.apart(mentees),
            Part::Together { mentees } => self.together(mentees),
            Part::Hours { mentors, costs } => self.hours(mentors, costs),
            Part::Changes { last, most } => self.changes(last, *most),
        }
    }

    fn load(&mut self, load: &LoadPart) {
        for &at in &load.people {
            let (id, partners, status) = match load.side {
                Side::Mentors => {
                    let status = self.pool.mentors()[at].status_or_default();
                    (self.mentor(at), &self.of_mentor[at], status)
                }
                Side::Mentees => {
                    let status = self.pool.mentees()[at].status_or_default();
                    (self.mentee(at), &self.of_mentee[at], status)
                }
            };
            let runs = |one: usize| {
                let pair = if load.side == Side::Mentors { (one, at) } else { (at, one) };
                self.running.contains(&pair)
            };
            let counted_ones = || partners.iter().copied().filter(|&one| load.partners[one]);
            let (has, running) =
                (counted_ones().count() as u64, counted_ones().filter(|&one| runs(one)).count());
            let takes_none = partners.iter().all(|&one| runs(one));
            let excused = status != Status::Active || (load.idle == Idle::Allowed && takes_none);
            let least = u64::from(load.least);
            let most = load.most.map(|most| u64::from(most).max(running as u64));
            let (person, counted) = (load.side.person(), counted(has));
            if has < least && !excused {
                let detail = format!("{person} {id:?} has {counted}, and needs at least {least}");
                let new = partners.iter().filter(|&&one| !runs(one)).count() as u64;
                let amount = match load.idle {
                    Idle::Counts => least - has,
                    // As near as none is.
                    Idle::Allowed => new.min(least - has),
                };
                self.add("load_below", vec![id], amount, detail);
            } else if let Some(most) = most.filter(|&most| has > most) {
                let detail = format!("{person} {id:?} has {counted}, and may have at most {most}");
                self.add("load_above", vec![id], has - most, detail);
            }
        }
    }

    fn between(&self, block: &Block) -> u64 {
        self.all.iter().filter(|&&(mentee, mentor)| block.has(mentee, mentor)).count() as u64
    }

    fn quota(&mut self, tandems: &Block, (least, most): (u32, Option<u32>), value: Option<&str>) {
        let has = self.between(tandems);
        let runs = |&&(mentee, mentor): &&(usize, usize)| tandems.has(mentee, mentor);
        let running = self.running.iter().filter(runs).count() as u64;
        let (least, most) = (u64::from(least), most.map(|most| u64::from(most).max(running)));
        let (of, counted) = (for_value(value), counted(has));
        let are = if has > 1 { "are" } else { "is" };
        if has < least {
            let detail = format!("there {are} {counted}{of}, and at least {least} must be");
            self.add("quota_below", Vec::new(), least - has, detail);
        } else if let Some(most) = most.filter(|&most| has > most) {
            let detail = format!("there {are} {counted}{of}, and at most {most} may be");
            self.add("quota_above", Vec::new(), has - most, detail);
        }
    }

    fn share(
        &mut self,
        tandems: &Block,
        whole: &Block,
        (least, most): (Option<Share>, Option<Share>),
        value: Option<&str>,
    ) {
        let both = |&&(mentee, mentor): &&(usize, usize)| {
            tandems.has(mentee, mentor) && whole.has(mentee, mentor)
        };
        let (has, all) = (self.all.iter().filter(both).count() as u64, self.between(whole));
        let of = for_value(value);
        // has ÷ all against part ÷ whole, without dividing.
        let sides = |share: Share| {
            let (has, all) = (u128::from(has), u128::from(all));
            (has * u128::from(share.whole()), all * u128::from(share.part()))
        };
        let missing = |more: u128, less: u128, share: Share| {
            u64::try_from((more - less).div_ceil(u128::from(share.whole().max(1))))
                .unwrap_or(u64::MAX)
        };
        if let Some(share) = least {
            let (has_side, asked) = sides(share);
            if has_side < asked {
                let detail = format!("{has} of {}{of} are less than {share}", counted(all));
                self.add("share_below", Vec::new(), missing(asked, has_side, share), detail);
            }
        }
        if let Some(share) = most {
            let (has_side, allowed) = sides(share);
            if has_side > allowed {
                let detail = format!("{has} of {}{of} are more than {share}", counted(all));
                self.add("share_above", Vec::new(), missing(has_side, allowed, share), detail);
            }
        }
    }

    fn roles(&mut self, mentees: &[usize], slots: &[SlotPart]) {
        for &at in mentees {
            let mentors = &self.of_mentee[at];
            let takes_none = mentors.iter().all(|&mentor| self.running.contains(&(at, mentor)));
            if takes_none || seated(mentors, slots).is_some() {
                continue;
            }
            let id = self.mentee(at);
            let names: Vec<String> = mentors
                .iter()
                .map(|&mentor| {
                    let may: Vec<&str> = slots
                        .iter()
                        .filter(|slot| slot.mentors[mentor])
                        .map(|slot| slot.name.as_str())
                        .collect();
                    let may = if may.is_empty() { "no place".to_owned() } else { may.join(" or ") };
                    format!("{:?} ({may})", self.mentor(mentor))
                })
                .collect();
            let detail = format!(
                "the mentors of mentee {id:?} do not fill the places: {}",
                names.join(", ")
            );
            let mut people = vec![id];
            people.extend(mentors.iter().map(|&mentor| self.mentor(mentor)));
            self.add("roles_not_filled", people, 1, detail);
        }
    }

    fn apart(&mut self, mentees: &[usize]) {
        for mentor in 0..self.of_mentor.len() {
            let inside: Vec<usize> = self.of_mentor[mentor]
                .iter()
                .copied()
                .filter(|mentee| mentees.binary_search(mentee).is_ok())
                .collect();
            let new = inside.iter().filter(|&&one| !self.running.contains(&(one, mentor))).count();
            if inside.len() > 1 && new > 0 {
                let too_many = new.min(inside.len() - 1) as u64;
                let (id, ids) = (self.mentor(mentor), self.mentees(&inside));
                let detail = format!("mentor {id:?} has {}", super::group::quoted(&ids));
                let mut people = vec![id];
                people.extend(ids);
                self.add("not_apart", people, too_many, detail);
            }
        }
    }

    fn together(&mut self, mentees: &[usize]) {
        let mentors: BTreeSet<usize> =
            mentees.iter().flat_map(|&mentee| self.of_mentee[mentee].iter().copied()).collect();
        for mentor in mentors {
            let without: Vec<usize> = mentees
                .iter()
                .copied()
                .filter(|&mentee| !self.all.contains(&(mentee, mentor)))
                .collect();
            let new = |&&mentee: &&usize| {
                let pair = (mentee, mentor);
                self.all.contains(&pair) && !self.running.contains(&pair)
            };
            if without.is_empty() || mentees.iter().filter(new).count() == 0 {
                continue;
            }
            let with: Vec<usize> =
                mentees.iter().copied().filter(|mentee| !without.contains(mentee)).collect();
            let id = self.mentor(mentor);
            let (with, without) = (self.mentees(&with), self.mentees(&without));
            let detail = format!(
                "mentor {id:?} has {} and not {}",
                super::group::quoted(&with),
                super::group::quoted(&without)
            );
            let mut people = vec![id];
            people.extend(with);
            people.extend(without);
            self.add("not_together", people, 1, detail);
        }
    }

    fn hours(&mut self, mentors: &[(usize, Hours)], costs: &[Hours]) {
        for &(at, has) in mentors {
            let takes: u64 = self.of_mentor[at].iter().map(|&mentee| costs[mentee].seconds()).sum();
            let runs = |&&mentee: &&usize| self.running.contains(&(mentee, at));
            let running: u64 =
                self.of_mentor[at].iter().filter(runs).map(|&mentee| costs[mentee].seconds()).sum();
            let most = has.seconds().max(running);
            if takes > most {
                let id = self.mentor(at);
                let shown = Hours::from_seconds(takes);
                let detail = format!("the tandems of mentor {id:?} take {shown} hours of {has}");
                self.add("hours_exceeded", vec![id], takes - most, detail);
            }
        }
    }

    fn changes(&mut self, last: &[(usize, usize)], most: u32) {
        let gone = last.iter().filter(|pair| !self.all.contains(pair)).count() as u64;
        let new = (self.all.iter())
            .filter(|pair| last.binary_search(pair).is_err() && !self.running.contains(pair))
            .count() as u64;
        let most = u64::from(most);
        if gone + new > most {
            let detail = format!(
                "{} changes ({gone} tandems gone, {new} new), and at most {most} may be",
                gone + new
            );
            self.add("too_many_changes", Vec::new(), gone + new - most, detail);
        }
    }
}

/// `1 tandem`, `no tandem`.
fn counted(count: u64) -> String {
    match count {
        0 => "no tandem".to_owned(),
        1 => "1 tandem".to_owned(),
        many => format!("{many} tandems"),
    }
}

fn for_value(value: Option<&str>) -> String {
    value.map_or_else(String::new, |value| format!(" of {value:?}"))
}

/// A place for each mentor so that all places have as many as they want, if there is such a division: the place of each,
/// in the order of the mentors.
///
/// Places that must be taken are filled first, then everybody else is seated; on an augmenting path nobody loses a seat
/// and no place loses anybody, so what the first round filled stays filled (Mendelsohn and Dulmage, 1958).
pub(super) fn seated(mentors: &[usize], slots: &[SlotPart]) -> Option<Vec<usize>> {
    let mut seats = vec![None; mentors.len()];
    for at in 0..mentors.len() {
        let mut tried = vec![false; slots.len()];
        seat(at, mentors, slots, &|slot| Some(slot.least), &mut seats, &mut tried);
    }
    let filled = |at: usize| seats.iter().filter(|&&seat| seat == Some(at)).count() as u64;
    if slots.iter().enumerate().any(|(at, slot)| filled(at) < u64::from(slot.least)) {
        return None;
    }
    for at in 0..mentors.len() {
        let mut tried = vec![false; slots.len()];
        let room = |slot: &SlotPart| slot.most;
        if seats[at].is_none() && !seat(at, mentors, slots, &room, &mut seats, &mut tried) {
            return None;
        }
    }
    seats.into_iter().collect()
}

/// Seats a mentor, moving others from place to place where that helps. `None` is a place for any number.
fn seat(
    at: usize,
    mentors: &[usize],
    slots: &[SlotPart],
    room: &dyn Fn(&SlotPart) -> Option<u32>,
    seats: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for (place, slot) in slots.iter().enumerate() {
        if !slot.mentors[mentors[at]] || std::mem::replace(&mut tried[place], true) {
            continue;
        }
        let sits: Vec<usize> = (0..seats.len()).filter(|&one| seats[one] == Some(place)).collect();
        let free = room(slot).is_none_or(|room| (sits.len() as u64) < u64::from(room));
        let moved =
            sits.into_iter().find(|&one| !free && seat(one, mentors, slots, room, seats, tried));
        if free || moved.is_some() {
            seats[at] = Some(place);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(name: &str, mentors: &[bool], least: u32, most: Option<u32>) -> SlotPart {
        SlotPart { name: name.to_owned(), mentors: mentors.to_vec(), least, most }
    }

    /// All ways to seat some mentors, one after the other.
    fn brute(mentors: &[usize], slots: &[SlotPart], taken: &mut Vec<u32>) -> bool {
        let Some((&mentor, rest)) = mentors.split_first() else {
            return taken.iter().zip(slots).all(|(&taken, slot)| taken >= slot.least);
        };
        (0..slots.len()).any(|at| {
            let slot = &slots[at];
            if !slot.mentors[mentor] || slot.most.is_some_and(|most| taken[at] >= most) {
                return false;
            }
            taken[at] += 1;
            let fits = brute(rest, slots, taken);
            taken[at] -= 1;
            fits
        })
    }

    #[test]
    fn everybody_is_seated_where_that_can_be() {
        let mut seen = [0, 0];
        for code in 0..4096_u32 {
            let bit = |at: u32| code >> at & 1 == 1;
            let slots = [
                slot("a", &[bit(0), bit(1), bit(2)], code >> 9 & 1, Some(1)),
                slot("b", &[bit(3), bit(4), bit(5)], 1, Some(1 + (code >> 10 & 1))),
                slot("c", &[bit(6), bit(7), bit(8)], 0, [Some(1), None][(code >> 11) as usize]),
            ];
            for mentors in [&[0][..], &[0, 1], &[0, 1, 2]] {
                let expected = brute(mentors, &slots, &mut vec![0; 3]);
                let found = seated(mentors, &slots);
                assert_eq!(found.is_some(), expected, "{slots:?} {mentors:?}");
                seen[usize::from(expected)] += 1;
                for (mentor, at) in mentors.iter().zip(found.into_iter().flatten()) {
                    assert!(slots[at].mentors[*mentor]);
                }
            }
        }
        assert!(seen.iter().all(|&count| count > 1_000), "{seen:?}");
    }
}
