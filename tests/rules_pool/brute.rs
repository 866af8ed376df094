//! Random small pools with random rules against every set of pairs, judged on people by code of its own.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tandems::matching::{ConflictCause, RuleOutcome};
use tandems::pool::{Attribute, Capacity, Mentee, Mentor, Pair, Pool, Role};
use tandems::problem::Status;
use tandems::rules::{
    Apart, Budget, Changes, Group, Load, Place, Quota, Roles, Rule, Rules, Share, TimeOf, Together,
};
use tandems::{Matcher, Matching};

use super::stated;

/// A pair by index: mentor, mentee.
type Tandem = (usize, usize);

#[derive(Debug, Clone)]
struct Person {
    team: char,
    most: u32,
    least: u32,
    hours: u32,
    roles: u8,
}

#[derive(Debug, Clone)]
struct People {
    mentors: Vec<Person>,
    mentees: Vec<Person>,
    /// Hundredths by mentor and mentee; `None` is incompatible.
    fits: Vec<Vec<Option<u32>>>,
    running: BTreeSet<Tandem>,
}

/// A rule as the test understands it. Teams are `x` and `y`.
#[derive(Debug, Clone)]
enum Told {
    MentorLoad {
        team: char,
        least: u32,
        most: u32,
        or_none: bool,
    },
    MenteeLoad {
        team: char,
        least: u32,
        most: u32,
        or_none: bool,
    },
    /// Of each mentee, if it has anybody new: at least one mentor of the team.
    Senior {
        team: char,
    },
    Quota {
        mentors: char,
        mentees: char,
        least: u32,
        most: u32,
    },
    Share {
        mentees: char,
        least: u32,
        of: u32,
    },
    Roles,
    Apart {
        team: char,
    },
    Together {
        mentees: BTreeSet<usize>,
    },
    Hours,
    Changes {
        last: BTreeSet<Tandem>,
        most: u32,
    },
}

impl People {
    fn pool(&self) -> Pool {
        let mentors = self.mentors.iter().enumerate().map(|(at, person)| {
            let mut mentor = Mentor::new(format!("m{at}"));
            mentor.capacity =
                Some(Capacity { min: person.least.min(person.most), max: person.most });
            mentor.attributes.insert("team".into(), Attribute::from(&*person.team.to_string()));
            mentor.attributes.insert("hours".into(), Attribute::from(&*person.hours.to_string()));
            mentor.roles = Some(match person.roles {
                0 => vec![Role::Lead],
                1 => vec![Role::CoMentor],
                _ => vec![Role::Lead, Role::CoMentor],
            });
            mentor
        });
        let mentees = self.mentees.iter().enumerate().map(|(at, person)| {
            let mut mentee = Mentee::new(format!("e{at}"));
            mentee.demand = Some(person.most);
            mentee.attributes.insert("team".into(), Attribute::from(&*person.team.to_string()));
            mentee.attributes.insert("cost".into(), Attribute::from(&*person.hours.to_string()));
            let fits = self.fits.iter().enumerate();
            let fits = fits.filter_map(|(mentor, of)| Some(format!("m{mentor}={}", of[at]?)));
            mentee.attributes.insert("fit".into(), Attribute::List(fits.collect()));
            mentee
        });
        let builder = Pool::builder().mentors(mentors.collect()).mentees(mentees.collect());
        builder.running(self.running.iter().map(pair).collect()).build().unwrap()
    }

    fn runs(&self, side: fn(&Tandem) -> usize, at: usize) -> u32 {
        u32::try_from(self.running.iter().filter(|pair| side(pair) == at).count()).unwrap()
    }

    fn has(all: &BTreeSet<Tandem>, side: fn(&Tandem) -> usize, at: usize) -> u32 {
        u32::try_from(all.iter().filter(|pair| side(pair) == at).count()).unwrap()
    }
}

fn pair(&(mentor, mentee): &Tandem) -> Pair {
    Pair::new(format!("m{mentor}"), format!("e{mentee}"))
}

const MENTOR: fn(&Tandem) -> usize = |pair| pair.0;
const MENTEE: fn(&Tandem) -> usize = |pair| pair.1;

impl Told {
    /// Whether there is anybody whom it is about: a group without anybody is a fault.
    fn is_about(&self, people: &People) -> bool {
        let some = |all: &[Person], team: char| all.iter().any(|one| one.team == team);
        match self {
            Self::MentorLoad { team, .. } | Self::Senior { team } => some(&people.mentors, *team),
            Self::MenteeLoad { team, .. }
            | Self::Apart { team }
            | Self::Share { mentees: team, .. } => some(&people.mentees, *team),
            Self::Quota { mentors, mentees, .. } => {
                some(&people.mentors, *mentors) && some(&people.mentees, *mentees)
            }
            Self::Roles => {
                let any =
                    |role: u8| people.mentors.iter().any(|one| one.roles == role || one.roles > 1);
                any(0) && any(1)
            }
            Self::Together { mentees } => {
                mentees.len() > 1 && mentees.iter().all(|at| *at < people.mentees.len())
            }
            Self::Changes { last, .. } => last
                .iter()
                .all(|pair| pair.0 < people.mentors.len() && pair.1 < people.mentees.len()),
            Self::Hours => true,
        }
    }

    fn rule(&self) -> Rule {
        let group = |team: &char| Group::field("team", team.to_string());
        match self {
            Self::MentorLoad { team, least, most, or_none } => {
                let load = Load::mentors().of(group(team)).at_least(*least).at_most(*most);
                Rule::new(if *or_none { load.or_none() } else { load })
            }
            Self::MenteeLoad { team, least, most, or_none } => {
                let load = Load::mentees().of(group(team)).at_least(*least).at_most(*most);
                Rule::new(if *or_none { load.or_none() } else { load })
            }
            Self::Senior { team } => {
                Rule::new(Load::mentees().with(group(team)).at_least(1).or_none())
            }
            Self::Quota { mentors, mentees, least, most } => Rule::new(
                Quota::default()
                    .mentors(group(mentors))
                    .mentees(group(mentees))
                    .at_least(*least)
                    .at_most(*most),
            ),
            Self::Share { mentees, least, of } => Rule::new(
                Quota::default().mentees(group(mentees)).at_least(Share::new(*least, *of)),
            ),
            Self::Roles => Rule::new(Roles::lead_and_co_mentor()),
            Self::Apart { team } => Rule::new(Apart::new(group(team))),
            Self::Together { mentees } => {
                Rule::new(Together::new(Group::ids(mentees.iter().map(|at| format!("e{at}")))))
            }
            Self::Hours => Rule::new(Budget::new(TimeOf::field("hours"), TimeOf::field("cost"))),
            Self::Changes { last, most } => {
                let last: Vec<Pair> = last.iter().map(pair).collect();
                Rule::new(Changes::at_most(*most).since(last))
            }
        }
    }

    /// By how much new tandems break it beside those that run.
    fn broken(&self, people: &People, new: &BTreeSet<Tandem>) -> u32 {
        let all: BTreeSet<Tandem> = new.union(&people.running).copied().collect();
        let count = |belongs: &dyn Fn(&Tandem) -> bool| {
            let of = |set: &BTreeSet<Tandem>| {
                u32::try_from(set.iter().filter(|pair| belongs(pair)).count()).unwrap()
            };
            (of(&all), of(&people.running))
        };
        let load = |side: fn(&Tandem) -> usize, at: usize, least: u32, most: u32, or_none: bool| {
            let (has, runs) = (People::has(&all, side, at), people.runs(side, at));
            let more = has.saturating_sub(most.max(runs));
            let less = least.saturating_sub(has);
            more + if or_none { less.min(has - runs) } else { less }
        };
        let of_team = |all: &[Person], team: char| -> Vec<usize> {
            (0..all.len()).filter(|&at| all[at].team == team).collect()
        };
        match self {
            Self::MentorLoad { team, least, most, or_none } => of_team(&people.mentors, *team)
                .into_iter()
                .map(|at| load(MENTOR, at, *least, *most, *or_none))
                .sum(),
            Self::MenteeLoad { team, least, most, or_none } => of_team(&people.mentees, *team)
                .into_iter()
                .map(|at| load(MENTEE, at, *least, *most, *or_none))
                .sum(),
            Self::Senior { team } => {
                let lacks = |at: &usize| {
                    let mine = |pair: &&Tandem| pair.1 == *at;
                    new.iter().any(|pair| pair.1 == *at)
                        && !all.iter().filter(mine).any(|pair| people.mentors[pair.0].team == *team)
                };
                u32::try_from((0..people.mentees.len()).filter(lacks).count()).unwrap()
            }
            Self::Quota { mentors, mentees, least, most } => {
                let (has, runs) = count(&|pair| {
                    people.mentors[pair.0].team == *mentors
                        && people.mentees[pair.1].team == *mentees
                });
                has.saturating_sub((*most).max(runs)) + least.saturating_sub(has)
            }
            Self::Share { mentees, least, of } => {
                let (has, _) = count(&|pair| people.mentees[pair.1].team == *mentees);
                let (whole, _) = count(&|_| true);
                (least * whole).saturating_sub(of * has)
            }
            Self::Roles => {
                let breaks = |at: &usize| {
                    let roles: Vec<u8> = all
                        .iter()
                        .filter(|pair| pair.1 == *at)
                        .map(|pair| people.mentors[pair.0].roles)
                        .collect();
                    let fits = match roles.as_slice() {
                        [] => true,
                        [one] => *one != 1,
                        [one, other] => (*one != 1 && *other != 0) || (*other != 1 && *one != 0),
                        _ => false,
                    };
                    !fits && new.iter().any(|pair| pair.1 == *at)
                };
                u32::try_from((0..people.mentees.len()).filter(breaks).count()).unwrap()
            }
            Self::Apart { team } => (0..people.mentors.len())
                .map(|at| {
                    let (has, runs) =
                        count(&|pair| pair.0 == at && people.mentees[pair.1].team == *team);
                    has.saturating_sub(runs.max(1))
                })
                .sum(),
            Self::Together { mentees } => {
                let breaks = |at: &usize| {
                    let takes = |one: &usize| new.contains(&(*at, *one));
                    mentees.iter().any(takes)
                        && !mentees.iter().all(|one| all.contains(&(*at, *one)))
                };
                u32::try_from((0..people.mentors.len()).filter(breaks).count()).unwrap()
            }
            Self::Hours => (0..people.mentors.len())
                .map(|at| {
                    let takes = |set: &BTreeSet<Tandem>| -> u32 {
                        let mine = set.iter().filter(|pair| pair.0 == at);
                        mine.map(|pair| people.mentees[pair.1].hours).sum()
                    };
                    takes(&all).saturating_sub(people.mentors[at].hours.max(takes(&people.running)))
                })
                .sum(),
            Self::Changes { last, most } => {
                let gone = last.difference(&all).count();
                let added = new.difference(last).count();
                u32::try_from(gone + added).unwrap().saturating_sub(*most)
            }
        }
    }
}

/// Served, tandems, total.
type Worth = [u32; 3];

fn worth(people: &People, new: &BTreeSet<Tandem>) -> Worth {
    let served: BTreeSet<usize> = new.iter().map(MENTEE).collect();
    let count = |len: usize| u32::try_from(len).unwrap();
    let total = new.iter().map(|&(mentor, mentee)| people.fits[mentor][mentee].unwrap()).sum();
    [count(served.len()), count(new.len()), total]
}

/// Which limits of people hold, beside rules: everything, unless a contradiction is looked into.
#[derive(Debug, Clone, Default)]
struct Dropped {
    capacities: BTreeSet<usize>,
    demands: BTreeSet<usize>,
    minima: BTreeSet<usize>,
}

/// Every set of new tandems that people have room for.
fn sets(people: &People, dropped: &Dropped) -> Vec<BTreeSet<Tandem>> {
    let mut open = Vec::new();
    for (mentor, fits) in people.fits.iter().enumerate() {
        for (mentee, fit) in fits.iter().enumerate() {
            if fit.is_some() && !people.running.contains(&(mentor, mentee)) {
                open.push((mentor, mentee));
            }
        }
    }
    let room = |all: &[Person], side: fn(&Tandem) -> usize, free: &BTreeSet<usize>| -> Vec<u32> {
        let left = |at: usize| all[at].most.saturating_sub(people.runs(side, at));
        (0..all.len()).map(|at| if free.contains(&at) { u32::MAX } else { left(at) }).collect()
    };
    let seats = room(&people.mentors, MENTOR, &dropped.capacities);
    let wanted = room(&people.mentees, MENTEE, &dropped.demands);
    let mut found = Vec::new();
    for code in 0_u32..1 << open.len() {
        let chosen = open.iter().enumerate().filter(|(at, _)| code >> at & 1 == 1);
        let set: BTreeSet<Tandem> = chosen.map(|(_, pair)| *pair).collect();
        let fits = (0..people.mentors.len()).all(|at| {
            let (has, runs) = (People::has(&set, MENTOR, at), people.runs(MENTOR, at));
            let least = people.mentors[at].least.min(people.mentors[at].most);
            has <= seats[at] && (dropped.minima.contains(&at) || has + runs >= least)
        }) && (0..people.mentees.len())
            .all(|at| People::has(&set, MENTEE, at) <= wanted[at]);
        if fits {
            found.push(set);
        }
    }
    found
}

fn people() -> impl Strategy<Value = People> {
    let person = |most: std::ops::RangeInclusive<u32>| {
        (
            prop::sample::select(vec!['x', 'y']),
            most,
            prop_oneof![6 => Just(0), 1 => Just(1_u32)],
            1..=4_u32,
            0..3_u8,
        )
            .prop_map(|(team, most, least, hours, roles)| Person {
                team,
                most,
                least,
                hours,
                roles,
            })
    };
    let fit = prop_oneof![1 => Just(None), 3 => (1..=99_u32).prop_map(Some)];
    (
        prop::collection::vec(person(0..=3), 1..=3),
        prop::collection::vec(person(1..=2), 1..=4),
        prop::collection::vec(prop::collection::vec(fit, 4), 3),
        prop::collection::btree_set((0..3_usize, 0..4_usize), 0..=2),
    )
        .prop_map(|(mentors, mentees, mut fits, running)| {
            fits.truncate(mentors.len());
            for of in &mut fits {
                of.truncate(mentees.len());
            }
            let there = |pair: &Tandem| pair.0 < mentors.len() && pair.1 < mentees.len();
            let running = running.into_iter().filter(there).collect();
            People { mentors, mentees, fits, running }
        })
}

fn told() -> impl Strategy<Value = Told> {
    let team = || prop::sample::select(vec!['x', 'y']);
    let range = || (0..=2_u32, 0..=2_u32).prop_map(|(least, more)| (least, least + more));
    prop_oneof![
        (team(), range(), any::<bool>()).prop_map(|(team, (least, most), or_none)| {
            Told::MentorLoad { team, least, most, or_none }
        }),
        (team(), range(), any::<bool>()).prop_map(|(team, (least, most), or_none)| {
            Told::MenteeLoad { team, least, most, or_none }
        }),
        team().prop_map(|team| Told::Senior { team }),
        (team(), team(), range()).prop_map(|(mentors, mentees, (least, most))| Told::Quota {
            mentors,
            mentees,
            least,
            most
        }),
        (team(), 0..=3_u32, 3..=5_u32).prop_map(|(mentees, least, of)| Told::Share {
            mentees,
            least,
            of
        }),
        Just(Told::Roles),
        team().prop_map(|team| Told::Apart { team }),
        prop::collection::btree_set(0..4_usize, 2..=3)
            .prop_map(|mentees| Told::Together { mentees }),
        Just(Told::Hours),
        (prop::collection::btree_set((0..3_usize, 0..4_usize), 0..=3), 0..=3_u32)
            .prop_map(|(last, most)| Told::Changes { last, most }),
    ]
}

fn new_tandems(matching: &Matching) -> BTreeSet<Tandem> {
    let at = |id: &str| id[1..].parse::<usize>().unwrap();
    let tandems = matching.tandems().iter();
    tandems.map(|one| (at(one.mentor.as_str()), at(one.mentee.as_str()))).collect()
}

fn matched(people: &People, rules: &Rules) -> Matching {
    Matcher::new(&stated()).rules(rules).match_pool(&people.pool()).unwrap()
}

/// Of those apart, each who joins one that runs with a mentor already is one too many, and no more than one.
#[test]
fn a_soft_rule_counts_who_joins_a_running_one_once() {
    let person = |team, most| Person { team, most, least: 0, hours: 1, roles: 0 };
    let people = People {
        mentors: vec![person('x', 3), person('x', 3)],
        mentees: vec![person('x', 2), person('y', 1), person('x', 2), person('x', 1)],
        fits: vec![vec![None, Some(2), Some(1), Some(1)], vec![None, None, Some(1), Some(2)]],
        running: BTreeSet::from([(1, 0)]),
    };
    let rules = Rules::default().rule(Told::Apart { team: 'x' }.rule().soft(Place::AfterCounts));
    let matching = matched(&people, &rules);
    assert_eq!(worth(&people, &new_tandems(&matching)), [3, 4, 6], "{matching}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_keeps_the_rules_is_better(
        people in people(), told in prop::collection::vec(told(), 1..=2),
    ) {
        let told: Vec<Told> = told.into_iter().filter(|one| one.is_about(&people)).collect();
        let rules: Rules = told.iter().map(Told::rule).collect();
        let kept = |set: &BTreeSet<Tandem>| told.iter().all(|one| one.broken(&people, set) == 0);
        let all = sets(&people, &Dropped::default());
        let best = all.iter().filter(|set| kept(set)).map(|set| worth(&people, set)).max();
        let matching = matched(&people, &rules);
        if let Some(best) = best {
                prop_assert_eq!(matching.status(), Status::Optimal, "{}", matching);
                let new = new_tandems(&matching);
                prop_assert!(all.contains(&new), "{}", matching);
                prop_assert!(kept(&new), "{}", matching);
                prop_assert_eq!(worth(&people, &new), best, "{}", matching);
                prop_assert!(matching.rules().iter().all(RuleOutcome::is_kept), "{}", matching);
        } else {
            prop_assert_eq!(matching.status(), Status::Infeasible, "{}", matching);
        }
        // A list is judged alike, whatever the list.
        let pool = people.pool();
        let model = stated();
        let matcher = Matcher::new(&model).rules(&rules);
        for set in all.iter().step_by(all.len().div_ceil(8).max(1)) {
            let list: Vec<Pair> = set.iter().map(pair).collect();
            let review = matcher.review(&pool, &list).unwrap();
            prop_assert_eq!(review.is_allowed(), kept(set), "{} {:?}", review, set);
        }
    }

    #[test]
    fn a_soft_rule_is_broken_as_little_as_can_be(
        people in people(), told in told(), place in 0..3_usize,
    ) {
        // What roles count is not mentees alone, and a senior is counted by pairs.
        if !told.is_about(&people) || matches!(told, Told::Roles | Told::Senior { .. }) {
            return Ok(());
        }
        let places = [Place::First, Place::AfterCounts, Place::Last];
        let rules = Rules::default().rule(told.rule().soft(places[place]));
        let value = |set: &BTreeSet<Tandem>| {
            let [served, tandems, total] = worth(&people, set).map(i64::from);
            let kept = -i64::from(told.broken(&people, set));
            match places[place] {
                Place::First => [kept, served, tandems, total],
                Place::AfterCounts => [served, tandems, kept, total],
                _ => [served, tandems, total, kept],
            }
        };
        let all = sets(&people, &Dropped::default());
        let matching = matched(&people, &rules);
        if let Some(best) = all.iter().map(value).max() {
                prop_assert_eq!(matching.status(), Status::Optimal, "{}", matching);
                let new = new_tandems(&matching);
                prop_assert_eq!(value(&new), best, "{}", matching);
                prop_assert_eq!(matching.rules()[0].is_kept(), told.broken(&people, &new) == 0);
        } else {
            prop_assert_eq!(matching.status(), Status::Infeasible, "{}", matching);
        }
    }

    #[test]
    fn contradictions_are_irreducible(
        people in people(), told in prop::collection::vec(told(), 2..=4),
    ) {
        // Minima of rules that are limits of people are told person by person.
        let people = People { running: BTreeSet::new(), ..people };
        let told: Vec<Told> = told.into_iter().filter(|one| one.is_about(&people)).collect();
        let named: BTreeMap<String, &Told> =
            told.iter().enumerate().map(|(at, one)| (format!("r{at}"), one)).collect();
        let rules: Rules = named.iter().map(|(name, one)| one.rule().named(name)).collect();
        let matching = matched(&people, &rules);
        let Some(conflict) = matching.conflict() else { return Ok(()) };
        let without = |out: Option<usize>| -> Vec<&ConflictCause> {
            let causes = conflict.causes.iter().enumerate();
            causes.filter(|(at, _)| Some(*at) != out).map(|(_, cause)| cause).collect()
        };
        if conflict.causes.is_empty() {
            return Ok(());
        }
        prop_assert!(!holds(&people, &named, &without(None)), "{}", conflict);
        for out in 0..conflict.causes.len() {
            prop_assert!(holds(&people, &named, &without(Some(out))), "{} without {}", conflict, out);
        }
    }
}

/// Whether some set of tandems keeps these causes, and whatever else cannot be dropped.
fn holds(people: &People, named: &BTreeMap<String, &Told>, causes: &[&ConflictCause]) -> bool {
    let at = |cause: &&&ConflictCause| cause.people[0][1..].parse::<usize>().unwrap();
    let of = |code: &str| -> BTreeSet<usize> {
        causes
            .iter()
            .filter(|cause| cause.code == code && cause.rule.is_none())
            .map(|cause| at(&cause))
            .collect()
    };
    let not = |kept: BTreeSet<usize>, count: usize| {
        (0..count).filter(|one| !kept.contains(one)).collect()
    };
    let dropped = Dropped {
        capacities: not(of("capacity"), people.mentors.len()),
        demands: not(of("demand"), people.mentees.len()),
        minima: not(of("minimum"), people.mentors.len()),
    };
    let by_rule = |set: &BTreeSet<Tandem>, cause: &ConflictCause| {
        let Some(told) = cause.rule.as_ref().map(|rule| named[rule]) else { return true };
        match (cause.code, told) {
            ("minimum", Told::MentorLoad { least, .. }) => {
                People::has(set, MENTOR, at(&&cause)) >= *least
            }
            ("minimum", Told::MenteeLoad { least, .. }) => {
                People::has(set, MENTEE, at(&&cause)) >= *least
            }
            // The minima are told as causes of their own.
            (_, Told::MentorLoad { team, most, or_none: false, .. }) => {
                Told::MentorLoad { team: *team, least: 0, most: *most, or_none: false }
                    .broken(people, set)
                    == 0
            }
            (_, Told::MenteeLoad { team, most, or_none: false, .. }) => {
                Told::MenteeLoad { team: *team, least: 0, most: *most, or_none: false }
                    .broken(people, set)
                    == 0
            }
            (_, told) => told.broken(people, set) == 0,
        }
    };
    sets(people, &dropped).iter().any(|set| causes.iter().all(|cause| by_rule(set, cause)))
}
