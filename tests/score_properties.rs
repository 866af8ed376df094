//! What holds for every model and pool: rows are pairs, a mean lies between its parts, order does not matter.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use proptest::prelude::*;
use tandems::pool::{Attribute, Mentee, Mentor, Need, Offer, Pool, Strength, Week};
use tandems::score::{CompiledModel, FailedSet, Score, ScoringModel};

fn week() -> impl Strategy<Value = Option<Week>> {
    let slot = (0..7_usize, 8..20_u32, 1..4_u32).prop_map(|(day, start, hours)| {
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day];
        format!("{day} {start}-{}", start + hours)
    });
    proptest::option::of(proptest::collection::vec(slot, 0..8))
        .prop_map(|slots| slots.map(|slots| slots.join(";").parse().unwrap()))
}

fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Option<Vec<String>>> {
    proptest::option::of(proptest::sample::subsequence(words.to_vec(), 0..=3))
        .prop_map(|some| some.map(|some| some.into_iter().map(str::to_owned).collect()))
}

const SECTORS: &[&str] = &["Q86", "Q87", "86.1", "P85", "A", "C10"];
const TOPICS: &[&str] = &["cv", "interview", "housing", "law"];
const SKILLS: &[&str] = &["de:C1", "en", "ar:native", "fr:A2", "pt-BR:B1"];

prop_compose! {
    fn mentor()(
        sectors in some_of(SECTORS), offers in some_of(TOPICS), skills in some_of(SKILLS),
        availability in week(), strength in 0..=1_000_000_u32, tags in some_of(TOPICS),
    ) -> Mentor {
        let mut mentor = Mentor::new("m");
        mentor.sectors = sectors;
        let strength = Strength::from_micros(strength).unwrap();
        mentor.offers =
            offers.map(|all| all.into_iter().map(|topic| Offer { topic, strength }).collect());
        mentor.languages = skills.map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
        mentor.availability = availability;
        mentor.attributes.extend(tags.map(|tags| ("tags".to_owned(), Attribute::List(tags))));
        mentor
    }
}

prop_compose! {
    fn mentee()(
        sectors in some_of(SECTORS), needs in some_of(TOPICS), skills in some_of(SKILLS),
        availability in week(), priority in 1..5_u32, must in any::<bool>(), tags in some_of(TOPICS),
    ) -> Mentee {
        let mut mentee = Mentee::new("e");
        mentee.sectors = sectors;
        mentee.needs =
            needs.map(|all| all.into_iter().map(|topic| Need { topic, priority, must }).collect());
        mentee.languages = skills.map(|all| all.iter().map(|one| one.parse().unwrap()).collect());
        mentee.availability = availability;
        mentee.attributes.extend(tags.map(|tags| ("tags".to_owned(), Attribute::List(tags))));
        mentee
    }
}

prop_compose! {
    fn people()(
        mut mentors in proptest::collection::vec(mentor(), 1..8),
        mut mentees in proptest::collection::vec(mentee(), 1..8),
    ) -> (Vec<Mentor>, Vec<Mentee>) {
        for (at, mentor) in mentors.iter_mut().enumerate() {
            mentor.id = format!("m{at}").into();
        }
        for (at, mentee) in mentees.iter_mut().enumerate() {
            mentee.id = format!("e{at}").into();
        }
        (mentors, mentees)
    }
}

fn models() -> [ScoringModel; 3] {
    let file = |top: &str| {
        let criteria = r#"
            criteria = [
                { kind = "sector", minimum = 0.2, mentor_weight = 0.5, mentee_weight = 3 },
                { kind = "needs", rarity = "weighted", weight = 2 },
                { kind = "availability", required = false, mentor_weight = 3, mentee_weight = 0 },
                { kind = "language", minimum = "B1", unknown_requirement = "fail" },
                { kind = "overlap", field = "tags", weight = 0.125, unknown = "half" },
            ]"#;
        ScoringModel::from_toml(&format!("{top}\n{criteria}")).unwrap()
    };
    [
        ScoringModel::default(),
        file("minimum_known = 3"),
        file("combine = \"sum\"\njoin = \"min\"\nunknown = \"zero\""),
    ]
}

fn rows(compiled: &CompiledModel<'_>) -> Vec<Vec<Option<Score>>> {
    let mut row = Vec::new();
    (0..compiled.pool().mentees().len())
        .map(|mentee| {
            compiled.row(mentee, &mut row);
            row.clone()
        })
        .collect()
}

proptest! {
    #[test]
    fn rows_pairs_and_assessments_agree((mentors, mentees) in people()) {
        let pool = Pool::new(mentors, mentees).unwrap();
        for model in models() {
            let compiled = model.compile(&pool).unwrap();
            let mut verdicts: Vec<Result<Score, FailedSet>> = Vec::new();
            for (mentee, row) in rows(&compiled).iter().enumerate() {
                compiled.verdicts(mentee, &mut verdicts);
                for mentor in 0..pool.mentors().len() {
                    let pair = compiled.assess(mentor, mentee);
                    prop_assert_eq!(row[mentor], compiled.score(mentor, mentee));
                    prop_assert_eq!(row[mentor], pair.compatible.then_some(pair.score));
                    prop_assert_eq!(verdicts[mentor].ok(), row[mentor]);
                    let failed = verdicts[mentor].err().unwrap_or_default();
                    prop_assert_eq!(failed, compiled.failed(mentor, mentee));
                    prop_assert_eq!(failed.is_empty(), pair.compatible);
                    let codes: Vec<_> =
                        pair.criteria.iter().filter_map(|one| one.failed.as_deref()).collect();
                    let named: Vec<_> = failed
                        .iter()
                        .map(|at| compiled.requirements()[at].code.as_str())
                        .filter(|code| *code != "too_little_known")
                        .collect();
                    prop_assert_eq!(codes, named);
                }
            }
        }
    }

    #[test]
    fn a_mean_lies_between_the_least_and_the_most((mentors, mentees) in people()) {
        let pool = Pool::new(mentors, mentees).unwrap();
        let model = ScoringModel::default();
        let compiled = model.compile(&pool).unwrap();
        for mentee in 0..pool.mentees().len() {
            for mentor in 0..pool.mentors().len() {
                let pair = compiled.assess(mentor, mentee);
                let known: Vec<_> = pair.criteria.iter().filter_map(|one| one.score).collect();
                prop_assert_eq!(known.len(), pair.known);
                let least = known.iter().min().copied().unwrap_or(Score::ZERO);
                let most = known.iter().max().copied().unwrap_or(Score::ZERO);
                prop_assert!(least <= pair.score && pair.score <= most);
            }
        }
    }

    #[test]
    fn mentors_in_another_order_have_the_same_scores((mentors, mentees) in people()) {
        let reversed: Vec<_> = mentors.iter().rev().cloned().collect();
        let pool = Pool::new(mentors, mentees.clone()).unwrap();
        let other = Pool::new(reversed, mentees).unwrap();
        for model in models() {
            let mut turned = rows(&model.compile(&other).unwrap());
            for row in &mut turned {
                row.reverse();
            }
            prop_assert_eq!(rows(&model.compile(&pool).unwrap()), turned);
        }
    }

    #[test]
    fn any_text_is_a_model_or_an_error(text in ".{0,200}", value in "[a-z0-9\"\\[\\]{}=., \n]{0,60}") {
        let _ = ScoringModel::from_toml(&text);
        let _ = ScoringModel::from_json(&text);
        let kinds = ["same", "ladder", "place", "availability"];
        for kind in kinds {
            let file = format!("[[criteria]]\nkind = \"{kind}\"\n{value}");
            if let Err(error) = ScoringModel::from_toml(&file) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_compiled_model_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<CompiledModel<'_>>();
    shared::<ScoringModel>();
}
