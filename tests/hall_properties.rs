//! What holds for every small pool: the best there is, told of everybody, whoever stands where.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;
use tandems::pool::{Capacity, Mentee, Mentor, Pair, Pool, Status as PersonStatus};
use tandems::problem::{Objective, Status};
use tandems::score::{Score, ScoringModel};
use tandems::{Matcher, Matching};

const SECTORS: &[&str] = &["Q86", "Q87", "P85", "A01"];
const TOPICS: &[&str] = &["cv", "interview", "housing"];
const MUSTS: &[&str] = &["cv!:3", "interview:1", "housing"];
const LANGUAGES: &[&str] = &["de:C1", "en:B1", "ar:native"];
const SLOTS: &[&str] = &["mon 18-20", "tue 9-10", "sat 10-14", "mon 19-22"];

/// Some of the words, joined as in a cell; or unknown.
fn cell(words: &'static [&'static str]) -> impl Strategy<Value = Option<Vec<&'static str>>> {
    prop::option::weighted(0.8, prop::sample::subsequence(words.to_vec(), 1..=2))
}

fn status() -> impl Strategy<Value = Option<PersonStatus>> {
    prop_oneof![
        8 => Just(None),
        1 => Just(Some(PersonStatus::Paused)),
        1 => Just(Some(PersonStatus::Finished)),
    ]
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(words: Vec<&str>) -> Vec<T> {
    words.into_iter().map(|word| word.parse().unwrap()).collect()
}

prop_compose! {
    fn mentor()(
        sectors in cell(SECTORS), offers in cell(TOPICS), languages in cell(LANGUAGES),
        week in cell(SLOTS), seats in prop::option::of(0..=3_u32), status in status(),
    ) -> Mentor {
        let mut mentor = Mentor::new("m");
        mentor.sectors = sectors.map(|all| all.into_iter().map(str::to_owned).collect());
        mentor.offers = offers.map(parsed);
        mentor.languages = languages.map(parsed);
        mentor.availability = week.map(|slots| slots.join(";").parse().unwrap());
        mentor.capacity = seats.map(Capacity::up_to);
        mentor.status = status;
        mentor
    }
}

prop_compose! {
    fn mentee()(
        sectors in cell(SECTORS), needs in cell(MUSTS), languages in cell(LANGUAGES),
        week in cell(SLOTS), demand in prop::option::of(0..=2_u32), status in status(),
    ) -> Mentee {
        let mut mentee = Mentee::new("e");
        mentee.sectors = sectors.map(|all| all.into_iter().map(str::to_owned).collect());
        mentee.needs = needs.map(parsed);
        mentee.languages = languages.map(parsed);
        mentee.availability = week.map(|slots| slots.join(";").parse().unwrap());
        mentee.demand = demand;
        mentee.status = status;
        mentee
    }
}

/// People and what already is between them: running, earlier, declined.
#[derive(Debug, Clone)]
struct People {
    mentors: Vec<Mentor>,
    mentees: Vec<Mentee>,
    pairs: [Vec<Pair>; 3],
}

impl People {
    fn pool(&self) -> Pool {
        let [running, earlier, declined] = self.pairs.clone();
        let builder = Pool::builder().mentors(self.mentors.clone()).mentees(self.mentees.clone());
        builder.running(running).earlier(earlier).declined(declined).build().unwrap()
    }
}

fn people() -> impl Strategy<Value = People> {
    let mentors = prop::collection::vec(mentor(), 0..=4);
    let mentees = prop::collection::vec(mentee(), 0..=5);
    let history = prop::collection::vec((0..4_usize, 0..5_usize, 0..3_usize), 0..=3);
    (mentors, mentees, history).prop_map(|(mut mentors, mut mentees, history)| {
        for (at, mentor) in mentors.iter_mut().enumerate() {
            mentor.id = format!("m{at}").into();
        }
        for (at, mentee) in mentees.iter_mut().enumerate() {
            mentee.id = format!("e{at}").into();
        }
        let mut pairs: [Vec<Pair>; 3] = Default::default();
        let mut seen = BTreeSet::new();
        for (mentor, mentee, list) in history {
            if mentor < mentors.len() && mentee < mentees.len() && seen.insert((mentor, mentee)) {
                pairs[list].push(Pair::new(format!("m{mentor}"), format!("e{mentee}")));
            }
        }
        People { mentors, mentees, pairs }
    })
}

fn models() -> [ScoringModel; 2] {
    let custom = ScoringModel::from_toml(
        r#"
        minimum_known = 1
        criteria = [
            { kind = "language", minimum = "B1", unknown_requirement = "fail", mentor_weight = 1, mentee_weight = 3 },
            { kind = "sector", weight = 2, unknown = "half" },
            { kind = "availability", required = false },
        ]"#,
    );
    [ScoringModel::default(), custom.unwrap()]
}

const GOALS: [Objective; 2] = [Objective::MostTandems, Objective::BestTotal];

/// What is decided first: mentees served, tandems, total; or total, tandems.
fn worth(goal: &Objective, served: i64, tandems: i64, total: i64) -> [i64; 3] {
    match goal {
        Objective::BestTotal => [total, tandems, 0],
        _ => [served, tandems, total],
    }
}

fn add(one: [i64; 3], other: [i64; 3]) -> [i64; 3] {
    [one[0] + other[0], one[1] + other[1], one[2] + other[2]]
}

/// Every set of tandems there could be, by public scores alone: all sets of mentors for each mentee in turn, keeping the
/// best for each state of the seats.
fn brute_force(
    pool: &Pool,
    model: &ScoringModel,
    goal: &Objective,
    floor: Option<Score>,
) -> [i64; 3] {
    let compiled = model.compile(pool).unwrap();
    let spoken_for: BTreeSet<_> =
        [pool.running(), pool.earlier(), pool.declined()].concat().into_iter().collect();
    let running = |side: &dyn Fn(&Pair) -> bool| {
        u32::try_from(pool.running().iter().filter(|pair| side(pair)).count()).unwrap()
    };
    let seats: Vec<u32> = (pool.mentors().iter())
        .map(|mentor| {
            let taken = running(&|pair| pair.mentor == mentor.id);
            let active = mentor.status_or_default() == PersonStatus::Active;
            if active { mentor.capacity_or_default().max.saturating_sub(taken) } else { 0 }
        })
        .collect();
    let mut states = HashMap::from([(seats, [0; 3])]);
    let mut row = Vec::new();
    for (index, mentee) in pool.mentees().iter().enumerate() {
        compiled.row(index, &mut row);
        let taken = running(&|pair| pair.mentee == mentee.id);
        let active = mentee.status_or_default() == PersonStatus::Active;
        let wanted = if active { mentee.demand_or_default().saturating_sub(taken) } else { 0 };
        let mut next = states.clone();
        for set in 1_u32..1 << pool.mentors().len() {
            if set.count_ones() > wanted {
                continue;
            }
            let members = || (0..pool.mentors().len()).filter(|&at| set >> at & 1 == 1);
            let may = |at: usize| {
                let pair = Pair::new(pool.mentors()[at].id.clone(), mentee.id.clone());
                row[at]
                    .filter(|&score| floor.is_none_or(|floor| score >= floor))
                    .filter(|_| !spoken_for.contains(&pair))
            };
            let Some(scores) = members().map(may).collect::<Option<Vec<Score>>>() else { continue };
            let total = scores.iter().map(|score| i64::from(score.micros())).sum();
            let gain = worth(goal, 1, i64::from(set.count_ones()), total);
            for (left, sum) in &states {
                if members().all(|at| left[at] > 0) {
                    let mut left = left.clone();
                    members().for_each(|at| left[at] -= 1);
                    let sum = add(*sum, gain);
                    let best = next.entry(left).or_insert(sum);
                    *best = sum.max(*best);
                }
            }
        }
        states = next;
    }
    states.into_values().max().unwrap()
}

fn value(matching: &Matching) -> [i64; 3] {
    let served: BTreeSet<_> = matching.tandems().iter().map(|tandem| &tandem.mentee).collect();
    let total: i64 =
        matching.tandems().iter().map(|tandem| i64::from(tandem.score().micros())).sum();
    assert_eq!(i128::from(total), matching.objective().total.micros());
    assert_eq!(matching.tandems().len() as u64, matching.objective().tandems);
    let count = |len| i64::try_from(len).unwrap();
    let goal = &matching.objective().goal;
    worth(goal, count(served.len()), count(matching.tandems().len()), total)
}

/// Everybody stands where they should, once, and with a reason.
fn nobody_is_lost(pool: &Pool, matching: &Matching) {
    let mut of_mentee: BTreeMap<&str, u32> = BTreeMap::new();
    let mut of_mentor: BTreeMap<&str, u32> = BTreeMap::new();
    let mut pairs = BTreeSet::new();
    for tandem in matching.tandems() {
        *of_mentee.entry(tandem.mentee.as_str()).or_default() += 1;
        *of_mentor.entry(tandem.mentor.as_str()).or_default() += 1;
        assert!(pairs.insert((&tandem.mentor, &tandem.mentee)), "a tandem stands there twice");
    }
    let ids = |people: &[tandems::matching::Unmatched]| -> Vec<String> {
        people.iter().map(|person| person.id.clone()).collect()
    };
    let without = |id: &str| !of_mentee.contains_key(id);
    let expected: Vec<String> = (pool.mentees().iter())
        .map(|mentee| mentee.id.to_string())
        .filter(|id| without(id))
        .collect();
    assert_eq!(ids(matching.unmatched_mentees()), expected);
    let expected: Vec<String> = (pool.mentors().iter())
        .map(|mentor| mentor.id.to_string())
        .filter(|id| !of_mentor.contains_key(id.as_str()))
        .collect();
    assert_eq!(ids(matching.unmatched_mentors()), expected);
    let expected: Vec<String> = (pool.mentees().iter())
        .filter(|mentee| {
            let running = pool.running().iter().filter(|pair| pair.mentee == mentee.id).count();
            let wants = mentee.demand_or_default().saturating_sub(u32::try_from(running).unwrap());
            of_mentee.get(mentee.id.as_str()).is_some_and(|&has| has < wants)
        })
        .map(|mentee| mentee.id.to_string())
        .collect();
    assert_eq!(ids(matching.partly_served()), expected);
    let left_over = matching.unmatched_mentees().iter().chain(matching.unmatched_mentors());
    for person in left_over.chain(matching.partly_served()) {
        assert!(!person.reasons.is_empty(), "{} has no reason", person.id);
        assert!(person.reasons.iter().all(|reason| !reason.to_string().is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_better_and_nobody_is_lost(
        people in people(), floor in prop::option::weighted(0.3, 0..=1_000_000_u32),
    ) {
        let pool = people.pool();
        let floor = floor.and_then(Score::from_micros);
        for model in models() {
            for goal in GOALS {
                let mut matcher = Matcher::new(&model).objective(goal.clone());
                if let Some(floor) = floor {
                    matcher = matcher.floor(floor);
                }
                let matching = matcher.match_pool(&pool).unwrap();
                prop_assert_eq!(matching.status(), Status::Optimal);
                prop_assert_eq!(value(&matching), brute_force(&pool, &model, &goal, floor));
                nobody_is_lost(&pool, &matching);

                // The answer is a list that can be carried out as it is, and is worth what it says.
                let list: Vec<Pair> = matching.tandems().iter()
                    .map(|tandem| Pair::new(tandem.mentor.clone(), tandem.mentee.clone())).collect();
                let review = matcher.review(&pool, &list).unwrap();
                prop_assert!(review.is_allowed(), "{}", review);
                prop_assert_eq!(review.total, matching.objective().total);
            }
        }
    }

    #[test]
    fn the_order_of_people_does_not_matter(people in people(), turn in 0..5_usize) {
        let mut turned = people.clone();
        turned.mentors.reverse();
        let half = turn.min(turned.mentees.len());
        turned.mentees.rotate_left(half);
        for model in models() {
            for goal in GOALS {
                let matcher = Matcher::new(&model).objective(goal);
                let one = matcher.match_pool(&people.pool()).unwrap();
                let other = matcher.match_pool(&turned.pool()).unwrap();
                prop_assert_eq!(value(&one), value(&other));
            }
        }
    }

    #[test]
    fn a_hopeless_mentor_changes_nothing(people in people(), nowhere in any::<bool>()) {
        let mut more = people.clone();
        let mut hopeless = Mentor::new("hopeless");
        if nowhere {
            hopeless.capacity = Some(Capacity::up_to(0));
        } else {
            hopeless.status = Some(PersonStatus::Paused);
        }
        more.mentors.push(hopeless);
        for model in models() {
            for goal in GOALS {
                let matcher = Matcher::new(&model).objective(goal);
                let one = matcher.match_pool(&people.pool()).unwrap();
                let other = matcher.match_pool(&more.pool()).unwrap();
                prop_assert_eq!(one.tandems(), other.tandems());
                prop_assert_eq!(one.unmatched_mentees(), other.unmatched_mentees());
                prop_assert_eq!(other.unmatched_mentors().last().unwrap().id.as_str(), "hopeless");
            }
        }
    }
}

/// Large enough for rows to be read on several threads.
#[test]
#[cfg(feature = "rayon")]
fn one_thread_or_two_the_same_bytes() {
    use tandems::synthetic::{Preset, SyntheticPool};

    let pool = SyntheticPool::preset(Preset::Duo).scale(1, 8).seed(3).build();
    let bytes = |threads| {
        let workers = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        workers.install(|| {
            let all = models().map(|model| {
                let matching = Matcher::new(&model).match_pool(&pool).unwrap();
                serde_json::to_string(&matching).unwrap()
            });
            all.concat()
        })
    };
    assert_eq!(bytes(1), bytes(2));
}

/// The same tandems with and without threads at all: a digest to be met under every set of features. Where the solver is
/// to decide otherwise between equals, run it with and without default features and write the new number here.
#[test]
fn the_same_bytes_under_every_set_of_features() {
    use tandems::synthetic::{Preset, SyntheticPool};

    let pool = SyntheticPool::preset(Preset::Duo).scale(1, 8).seed(3).build();
    let model = ScoringModel::default();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for tandem in matching.tandems() {
        for byte in format!("{} {} {};", tandem.mentor, tandem.mentee, tandem.score()).bytes() {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    assert_eq!(digest, 0x7d3c_823c_2f04_4315);
}
