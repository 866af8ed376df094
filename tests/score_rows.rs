//! Whole rows say what pairs say, one by one: whatever the model asks for, and whatever an index leaves out.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use proptest::prelude::*;
use tandems::matching::CompiledScores;
use tandems::pool::{Attribute, Level, Mentee, Mentor, Mode, Need, Offer, Place, Pool, Strength};
use tandems::problem::{Edges, NO_EDGE};
use tandems::score::criteria::{
    Availability, Ladder, Language, Location, Needs, Overlap, Own, Rarity, Same, Sector, Wishes,
};
use tandems::score::{
    Combine, FailedSet, Fit, Join, ModelBuilder, ModelCriterion, Requirement, Score, ScoringModel,
    Unknown, UnknownRequirement,
};

type Words = &'static [&'static str];

const SECTORS: Words = &["Q86", "Q87", "86.1", "P85", "A", "C10"];
const TOPICS: Words = &["cv", "interview", "housing", "law", "taxes"];
const SKILLS: Words = &["de:C1", "en", "ar:native", "fr:A2", "pt-BR:B1", "uk:C2"];
const REGIONS: Words = &["DE300", "DE600", "DE212", "DEA23", "AT130", "FR101", "UKI31", "PL911"];
const TIMES: Words = &[
    "mon 8-12",
    "mon 9:15-11",
    "tue 18-20",
    "sat 0-24;sun 0-24",
    "sun 20-24;mon 0-3",
    "wed 9:30-17:30",
    "fri 8-20",
    "mon 0-24;tue 0-24;wed 0-24;thu 0-24;fri 0-24;sat 0-24;sun 0-24",
    "thu 7-8",
];

fn some_of(words: Words, most: usize) -> impl Strategy<Value = Option<Vec<String>>> {
    let some = proptest::sample::subsequence(words.to_vec(), 0..=most);
    proptest::option::weighted(0.85, some)
        .prop_map(|some| some.map(|some| some.into_iter().map(str::to_owned).collect()))
}

fn place() -> impl Strategy<Value = Option<Place>> {
    let region = proptest::option::weighted(0.95, proptest::sample::select(REGIONS));
    region.prop_map(|region| {
        region.map(|code| Place { region: Some(code.into()), ..Place::default() })
    })
}

/// What both sides have.
type Person = (
    Option<Vec<String>>,
    Option<Vec<String>>,
    Option<Vec<String>>,
    Option<Place>,
    Option<Vec<String>>,
    Option<u32>,
);

fn person() -> impl Strategy<Value = Person> {
    (
        some_of(SECTORS, 2),
        some_of(SKILLS, 2),
        some_of(TIMES, 3),
        place(),
        some_of(TOPICS, 3),
        proptest::option::of(18..80_u32),
    )
}

/// Strengths in quarters, now and then in millionths.
fn strengths() -> impl Strategy<Value = Vec<u32>> {
    prop_oneof![
        9 => proptest::collection::vec((0..=4_u32).prop_map(|quarters| quarters * 250_000), 5),
        1 => proptest::collection::vec(0..=1_000_000_u32, 5),
    ]
}

fn mentor((sectors, skills, times, place, topics, age): Person, strengths: &[u32]) -> Mentor {
    let mut mentor = Mentor::new("m");
    mentor.sectors = sectors;
    mentor.languages = skills.map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
    mentor.availability = times.map(|all| all.join(";").parse().unwrap());
    mentor.place = place;
    mentor.modes =
        age.map(|age| if age % 5 == 0 { vec![Mode::Online] } else { vec![Mode::InPerson] });
    mentor.offers = topics.clone().map(|all| {
        let strength = |micros: &u32| Strength::from_micros(*micros).unwrap();
        let all = all.into_iter().zip(strengths.iter().map(strength));
        all.map(|(topic, strength)| Offer { topic, strength }).collect()
    });
    mentor.attributes.extend(topics.map(|tags| ("tags".to_owned(), Attribute::List(tags))));
    let age = age.map(|age| ("age".to_owned(), Attribute::Text(age.to_string())));
    mentor.attributes.extend(age);
    mentor
}

fn mentee(person: Person, priority: u32, must: bool) -> Mentee {
    let (sectors, skills, times, place, topics, age) = person;
    let mut mentee = Mentee::new("e");
    mentee.sectors = sectors;
    mentee.languages = skills.map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
    mentee.availability = times.map(|all| all.join(";").parse().unwrap());
    mentee.place = place;
    mentee.modes = age.map(|_| vec![Mode::InPerson]);
    mentee.needs = topics.clone().map(|all| {
        let all = (priority..).zip(all);
        all.map(|(priority, topic)| Need { topic, priority, must }).collect()
    });
    mentee.attributes.extend(topics.map(|tags| ("tags".to_owned(), Attribute::List(tags))));
    let age = age.map(|age| ("age".to_owned(), Attribute::Text(age.to_string())));
    mentee.attributes.extend(age);
    mentee
}

prop_compose! {
    fn pools()(
        mentors in proptest::collection::vec((person(), strengths()), 1..40),
        mentees in proptest::collection::vec(
            (person(), prop_oneof![1..5_u32, 1..900_000_u32], any::<bool>()), 1..8),
    ) -> Pool {
        let mentors = mentors.into_iter().enumerate().map(|(at, (person, strengths))| {
            let mut mentor = mentor(person, &strengths);
            mentor.id = format!("m{at}").into();
            mentor
        });
        let mentors: Vec<Mentor> = mentors.collect();
        let mut mentees: Vec<Mentee> = mentees
            .into_iter()
            .enumerate()
            .map(|(at, (person, priority, must))| {
                let mut mentee = mentee(person, priority, must);
                mentee.id = format!("e{at}").into();
                mentee
            })
            .collect();
        mentees[0].wishes = Some(vec!["m0".into()]);
        if mentors.len() > 1 {
            mentees[0].vetoes = Some(vec!["m1".into()]);
        }
        Pool::new(mentors, mentees).unwrap()
    }
}

/// A criterion that fails, does not know and knows by turns.
fn own() -> ModelCriterion {
    let rule = Own::new(|mentor, mentee| {
        match (mentor.id.as_str().len() + mentee.id.as_str().len(), &mentor.availability) {
            (_, None) => Fit::unknown().requiring(Requirement::Unknown),
            (5, _) => Fit::known(Score::ratio(1, 3)).requiring(Requirement::Failed),
            _ => Fit::known(Score::ratio(1, 7)),
        }
    });
    ModelCriterion::own("own", rule.requiring("own"))
}

/// Place and language are requirements: few pairs are left.
fn narrow() -> ModelBuilder {
    ScoringModel::builder()
        .criterion(ModelCriterion::new(Location::default().required()).weight(1))
        .criterion(ModelCriterion::new(Language::default().minimum(Level::B1)).weight(2))
        .criterion(ModelCriterion::new(Needs::default()).weight(3).unknown(Unknown::Half))
}

fn models() -> Vec<ScoringModel> {
    let fails = UnknownRequirement::Fail;
    let sector = || ModelCriterion::new(Sector::default());
    let minutes = |minutes: u32, meetings: u32| {
        ModelCriterion::new(Availability::default().minutes(minutes).meetings(meetings))
    };
    let many = (0..20).fold(ScoringModel::builder(), |builder, at| {
        let rule = Same::new(if at % 2 == 0 { "tags" } else { "age" });
        let rule = if at == 3 { rule.required() } else { rule };
        builder.criterion(ModelCriterion::new(rule).named(format!("rule {at}")).weight(at + 1))
    });
    let fifteen = (0..15).fold(ScoringModel::builder(), |builder, at| {
        let rule = ModelCriterion::new(Same::new("tags").required());
        builder.criterion(rule.named(format!("rule {at}")))
    });
    let models = vec![
        narrow().criterion(minutes(45, 3)),
        narrow().criterion(own()).criterion(ModelCriterion::new(Wishes::default())),
        narrow().criterion(sector().mentor_weight(3).mentee_weight(0)).join(Join::Min),
        narrow()
            .criterion(ModelCriterion::new(Same::new("age").required()).unknown_requirement(fails))
            .minimum_known(3),
        ScoringModel::builder()
            .criterion(sector().mentor_weight(3).mentee_weight(1))
            .criterion(minutes(60, 2).mentor_weight(0).unknown(Unknown::Zero))
            .criterion(ModelCriterion::new(Needs::default().rarity(Rarity::Weighted)))
            .combine(Combine::Sum),
        ScoringModel::builder()
            .criterion(sector().weight(tandems::score::CriterionWeight::from_thousandths(4_999)))
            .criterion(minutes(15, 672)),
        ScoringModel::builder()
            .criterion(minutes(1440, 5).weight(2))
            .criterion(ModelCriterion::new(Overlap::new("tags")).weight(3))
            .criterion(ModelCriterion::new(Ladder::new("age").min_gap(5).max_gap(30).ideal(15)))
            .criterion(own())
            .combine(Combine::Sum),
        ScoringModel::builder().criterion(minutes(90, 1)),
        ScoringModel::builder().criterion(minutes(300, 7)),
        many,
        fifteen,
    ];
    let models = models.into_iter().map(|model| model.build().unwrap());
    models.chain([ScoringModel::default()]).collect()
}

/// Every way to read a row says what pairs say.
fn agree(model: &ScoringModel, pool: &Pool) -> Result<bool, TestCaseError> {
    let scores = CompiledScores::new(model.compile(pool).unwrap(), pool);
    let compiled = scores.model();
    let (mut row, mut verdicts, mut edges) = (Vec::new(), Vec::new(), Vec::new());
    let mut cells = vec![7; pool.mentors().len()];
    let mut sparse = false;
    for mentee in 0..pool.mentees().len() {
        compiled.row(mentee, &mut row);
        compiled.verdicts(mentee, &mut verdicts);
        scores.row(mentee, &mut edges);
        let narrow = scores.narrow_row(mentee, &mut cells);
        sparse |= !narrow;
        let mut left = edges.iter();
        for mentor in 0..pool.mentors().len() {
            let score = compiled.score(mentor, mentee);
            prop_assert_eq!(row[mentor], score);
            let failed = compiled.failed(mentor, mentee);
            prop_assert_eq!(verdicts[mentor].ok(), score);
            let of_row: FailedSet = verdicts[mentor].err().unwrap_or_default();
            prop_assert_eq!(of_row, failed);
            let micros = score.map(|score| i64::from(score.micros()));
            if narrow {
                let cell = (cells[mentor] != NO_EDGE).then_some(i64::from(cells[mentor]));
                prop_assert_eq!(cell, micros);
            }
            if let Some(micros) = micros {
                let edge = left.next().unwrap();
                prop_assert_eq!((edge.column as usize, edge.weight), (mentor, micros));
            }
        }
        prop_assert!(left.next().is_none());
    }
    let pairs = (pool.mentors().len() * pool.mentees().len()) as u64;
    prop_assert_eq!(sparse, scores.candidates() * 4 <= pairs);
    Ok(sparse)
}

proptest! {
    #[test]
    fn rows_say_what_pairs_say(pool in pools()) {
        for model in models() {
            agree(&model, &pool)?;
        }
    }
}

/// A region and a language a mentor; every mentee asks for both.
fn scattered(mentors: usize, mentees: usize) -> Pool {
    let region = |at: usize| REGIONS[(at * 7 + at / 3) % REGIONS.len()];
    let skill = |at: usize| SKILLS[(at * 5 + at / 7) % SKILLS.len()];
    let place = |at| Some(Place { region: Some(region(at).to_owned()), ..Place::default() });
    let mentors = (0..mentors).map(|at| {
        let mut mentor = Mentor::new(format!("m{at}"));
        mentor.place = place(at);
        mentor.languages = Some(vec![skill(at).parse().unwrap()]);
        mentor.availability = Some(TIMES[at % TIMES.len()].parse().unwrap());
        mentor
    });
    let mentees = (0..mentees).map(|at| {
        let mut mentee = Mentee::new(format!("e{at}"));
        mentee.place = place(at);
        mentee.languages = Some(vec![skill(at).parse().unwrap()]);
        mentee.availability = Some(TIMES[at % 5].parse().unwrap());
        mentee
    });
    Pool::new(mentors.collect(), mentees.collect()).unwrap()
}

#[test]
fn an_index_leaves_out_what_requirements_rule_out_and_nothing_else() {
    let pool = scattered(3_000, 40);
    let model = narrow().criterion(ModelCriterion::new(Availability::default()));
    assert!(agree(&model.build().unwrap(), &pool).unwrap(), "nearly nothing is left");
    let model = ScoringModel::builder()
        .criterion(ModelCriterion::new(Language::default()))
        .criterion(ModelCriterion::new(Availability::default()));
    assert!(!agree(&model.build().unwrap(), &pool).unwrap(), "no class of people is ruled out");
}

#[test]
fn a_criterion_of_ones_own_may_read_rows_itself() {
    let pool = scattered(20, 3);
    let (inner, people) = (ScoringModel::default(), pool.clone());
    let rule = Own::new(move |_, _| {
        let mut row = Vec::new();
        inner.compile(&people).unwrap().row(0, &mut row);
        Fit::known(row.iter().flatten().max().copied().unwrap_or_default())
    });
    let model = ScoringModel::builder().criterion(ModelCriterion::own("best of another", rule));
    agree(&model.build().unwrap(), &pool).unwrap();
}
