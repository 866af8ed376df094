//! Finds out why people have no tandem: one pass over the pairs, counting what removed whom.

use std::cmp::Reverse;

use super::reason::{NearMiss, Reason, Removed};
use super::round::{Bar, Round};
use super::rules::{broken, kept_out_by};
use crate::pool::{Pair, Side, Status};
use crate::rules::CompiledRules;
use crate::score::Score;

/// Reasons by index: for mentees who have fewer tandems than they want, and for mentors who have none.
pub(super) struct Reasons {
    pub(super) mentees: Vec<(usize, Reason)>,
    pub(super) mentors: Vec<(usize, Reason)>,
}

/// Partners in this round, by index.
pub(super) struct Partners {
    pub(super) of_mentor: Vec<Vec<usize>>,
    pub(super) of_mentee: Vec<Vec<usize>>,
}

impl Partners {
    /// The tandems, by id.
    pub(super) fn pairs(&self, round: &Round<'_>) -> Vec<Pair> {
        let of_mentee = self.of_mentee.iter().enumerate();
        let pair = |mentee: usize, mentor: usize| {
            Pair::new(round.mentor(mentor).id.clone(), round.mentee(mentee).id.clone())
        };
        of_mentee
            .flat_map(|(mentee, mentors)| mentors.iter().map(move |&mentor| pair(mentee, mentor)))
            .collect()
    }
}

/// How the candidates of one person fare.
struct Tally {
    candidates: u32,
    /// Candidates that fail each requirement, and those that fail it alone.
    removed: Vec<u32>,
    alone: Vec<u32>,
    compatible: u32,
    best: Option<(Score, usize)>,
    best_below_floor: Option<(Score, usize)>,
    /// The best of those with room for one more.
    best_with_room: Option<(Score, usize)>,
}

impl Tally {
    fn new(requirements: usize) -> Self {
        Self {
            candidates: 0,
            removed: vec![0; requirements],
            alone: vec![0; requirements],
            compatible: 0,
            best: None,
            best_below_floor: None,
            best_with_room: None,
        }
    }

    fn count(
        &mut self,
        failed: u128,
        score: Option<Score>,
        floor: Option<Score>,
        (candidate, room): (usize, Room),
    ) {
        self.candidates += 1;
        let mut rest = failed;
        while rest != 0 {
            let requirement = rest.trailing_zeros() as usize;
            self.removed[requirement] += 1;
            self.alone[requirement] += u32::from(failed.is_power_of_two());
            rest &= rest - 1;
        }
        let (0, Some(score)) = (failed, score) else { return };
        let below = floor.is_some_and(|floor| score < floor);
        let best = if below { &mut self.best_below_floor } else { &mut self.best };
        self.compatible += u32::from(!below);
        if best.is_none_or(|(best, _)| score > best) {
            *best = Some((score, candidate));
        }
        if !below && room == Room::Left && self.best_with_room.is_none_or(|(best, _)| score > best)
        {
            self.best_with_room = Some((score, candidate));
        }
    }
}

/// Whether a candidate could take one more, rules aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Left,
    Taken,
}

impl Room {
    fn of(partners: &[usize], most: u32) -> Self {
        if partners.len() < most as usize { Self::Left } else { Self::Taken }
    }
}

/// The reasons of everybody whom these partners leave over. `undecided` is the reason of those whom somebody would have
/// fitted, where the run found no optimum.
pub(super) fn why_unmatched(
    round: &Round<'_>,
    rules: &CompiledRules<'_>,
    partners: &Partners,
    undecided: Option<Reason>,
) -> Reasons {
    let model = round.scores.model();
    let codes: Vec<String> = model
        .requirements()
        .iter()
        .map(|requirement| requirement.code.clone())
        .chain(Bar::ALL.iter().map(|bar| bar.code().to_owned()))
        .collect();
    let bars_from = codes.len() - Bar::ALL.len();
    let tally = |lacks: bool| lacks.then(|| Tally::new(codes.len()));
    let mut of_mentee: Vec<Option<Tally>> = (partners.of_mentee.iter().zip(&round.wanted))
        .map(|(mentors, &wanted)| tally(mentors.len() < wanted as usize))
        .collect();
    let mut of_mentor: Vec<Option<Tally>> = (partners.of_mentor.iter().zip(&round.seats))
        .map(|(mentees, &seats)| tally(mentees.is_empty() && seats > 0))
        .collect();
    let any_idle_mentor = of_mentor.iter().any(Option::is_some);
    let mut verdicts = Vec::new();
    for (mentee, tally) in of_mentee.iter_mut().enumerate() {
        if round.wanted[mentee] == 0 || (tally.is_none() && !any_idle_mentor) {
            continue;
        }
        model.verdicts(mentee, &mut verdicts);
        let mut bars = round.bars_of(mentee).peekable();
        for (mentor, of_mentor) in of_mentor.iter_mut().enumerate() {
            let bar = bars.next_if(|&(barred, _)| barred == mentor);
            let counts = tally.is_some() || of_mentor.is_some();
            // A pair that is matched is no candidate for one more tandem.
            if !counts || round.seats[mentor] == 0 || partners.of_mentee[mentee].contains(&mentor) {
                continue;
            }
            let bar = bar.map_or(0, |(_, bar)| 1 << (bars_from + bar as usize));
            let score = verdicts[mentor].ok();
            let failed = bar | verdicts[mentor].err().map_or(0, |failed| failed.bits().into());
            if let Some(tally) = tally {
                let room = Room::of(&partners.of_mentor[mentor], round.seats[mentor]);
                tally.count(failed, score, round.floor, (mentor, room));
            }
            if let Some(tally) = of_mentor {
                let room = Room::of(&partners.of_mentee[mentee], round.wanted[mentee]);
                tally.count(failed, score, round.floor, (mentee, room));
            }
        }
    }
    let pairs = if rules.rules().is_empty() { Vec::new() } else { partners.pairs(round) };
    let before = broken(rules, &pairs);
    let words = Words { round, rules, partners, pairs, before, codes, undecided };
    let mentees = of_mentee.iter().enumerate();
    let mentors = of_mentor.iter().enumerate();
    Reasons {
        mentees: mentees
            .filter_map(|(mentee, tally)| Some((mentee, words.mentee(mentee, tally.as_ref())?)))
            .collect(),
        mentors: mentors
            .filter_map(|(mentor, tally)| Some((mentor, words.mentor(mentor, tally.as_ref())?)))
            .collect(),
    }
}

/// Turns counts into reasons.
struct Words<'a, 'r> {
    round: &'a Round<'r>,
    rules: &'a CompiledRules<'a>,
    partners: &'a Partners,
    /// The tandems, and by how much they break each rule.
    pairs: Vec<Pair>,
    before: Vec<u64>,
    codes: Vec<String>,
    undecided: Option<Reason>,
}

impl Words<'_, '_> {
    fn mentee(&self, mentee: usize, tally: Option<&Tally>) -> Option<Reason> {
        if let Some(tally) = tally {
            return Some(self.of_tally(Side::Mentors, mentee, tally));
        }
        let profile = self.round.mentee(mentee);
        let status = profile.status_or_default();
        if !self.partners.of_mentee[mentee].is_empty() {
            None
        } else if status == Status::Active {
            let running = self.round.running_of_mentee[mentee];
            Some(Reason::AlreadyServed { demand: profile.demand_or_default(), running })
        } else {
            Some(Reason::NotActive { status })
        }
    }

    fn mentor(&self, mentor: usize, tally: Option<&Tally>) -> Option<Reason> {
        if let Some(tally) = tally {
            return Some(self.of_tally(Side::Mentees, mentor, tally));
        }
        let profile = self.round.mentor(mentor);
        let status = profile.status_or_default();
        if !self.partners.of_mentor[mentor].is_empty() {
            None
        } else if status == Status::Active {
            let running = self.round.running_of_mentor[mentor];
            Some(Reason::NoFreeSeat { capacity: profile.capacity_or_default().max, running })
        } else {
            Some(Reason::NotActive { status })
        }
    }

    /// The rules that keep the best candidate with room from a tandem with somebody, if it is rules that do.
    fn kept_out(&self, among: Side, person: usize, tally: &Tally) -> Option<Reason> {
        if self.rules.rules().is_empty() {
            return None;
        }
        let (best, candidate) = tally.best_with_room?;
        let (mentee, mentor) = match among {
            Side::Mentors => (person, candidate),
            Side::Mentees => (candidate, person),
        };
        let more =
            Pair::new(self.round.mentor(mentor).id.clone(), self.round.mentee(mentee).id.clone());
        let rules = kept_out_by(self.rules, &self.pairs, &self.before, more);
        let partner = self.name(among, candidate);
        (!rules.is_empty()).then_some(Reason::KeptOutByRule { among, partner, best, rules })
    }

    fn of_tally(&self, among: Side, person: usize, tally: &Tally) -> Reason {
        if let Some((best, candidate)) = tally.best {
            if let Some(undecided) = &self.undecided {
                return undecided.clone();
            }
            if let Some(reason) = self.kept_out(among, person, tally) {
                return reason;
            }
            let taken_by = match among {
                Side::Mentors => self.names(Side::Mentees, &self.partners.of_mentor[candidate]),
                Side::Mentees => self.names(Side::Mentors, &self.partners.of_mentee[candidate]),
            };
            let (compatible, partner) = (tally.compatible, self.name(among, candidate));
            return Reason::SeatsWentToOthers { among, compatible, partner, best, taken_by };
        }
        if let (Some((best, candidate)), Some(floor)) = (tally.best_below_floor, self.round.floor) {
            return Reason::BelowFloor { partner: self.name(among, candidate), best, floor };
        }
        let most_first = |counts: &[u32]| -> Vec<(usize, u32)> {
            let mut counts: Vec<(usize, u32)> =
                counts.iter().copied().enumerate().filter(|&(_, count)| count > 0).collect();
            counts.sort_by_key(|&(requirement, count)| (Reverse(count), requirement));
            counts
        };
        let code = |requirement: usize| self.codes[requirement].clone();
        Reason::NoCompatiblePartner {
            among,
            candidates: tally.candidates,
            removed: most_first(&tally.removed)
                .into_iter()
                .map(|(at, candidates)| Removed { requirement: code(at), candidates })
                .collect(),
            near_miss: most_first(&tally.alone)
                .first()
                .map(|&(at, candidates)| NearMiss { requirement: code(at), candidates }),
        }
    }

    fn name(&self, side: Side, person: usize) -> String {
        match side {
            Side::Mentors => self.round.mentor(person).id.to_string(),
            Side::Mentees => self.round.mentee(person).id.to_string(),
        }
    }

    fn names(&self, side: Side, people: &[usize]) -> Vec<String> {
        people.iter().map(|&person| self.name(side, person)).collect()
    }
}
