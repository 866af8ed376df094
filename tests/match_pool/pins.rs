//! What the coordinator decides beforehand: pins and forbids.

use tandems::matching::{MatchError, ReasonCode};
use tandems::pool::Pool;
use tandems::problem::{Proof, Status};
use tandems::{Matcher, Matching, ScoringModel};

use super::{hundredths, pool, reason, stated, tandems};

fn warnings(matching: &Matching) -> Vec<(&str, &str, &str)> {
    let warnings = matching.warnings().iter();
    warnings.map(|one| (one.code, one.mentor.as_str(), one.mentee.as_str())).collect()
}

/// The one conflict, with its code and people; nobody has a tandem then.
fn conflict(matching: &Matching) -> (&str, Vec<&str>) {
    assert_eq!((matching.status(), matching.proof()), (Status::Infeasible, Proof::None));
    assert!(matching.tandems().is_empty());
    let conflict = matching.conflict().unwrap();
    for person in &conflict.people {
        assert!(conflict.to_string().contains(person), "{conflict} does not name {person}");
    }
    assert!(matching.to_string().contains(&conflict.detail));
    let left = matching.unmatched_mentees().iter().chain(matching.unmatched_mentors());
    assert!(left.clone().count() > 0);
    (conflict.code, conflict.people.iter().map(String::as_str).collect())
}

#[test]
fn a_pin_is_kept_and_the_others_find_their_way() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=90;ben=80\nli,anna=80;ben=10\n");
    let model = stated();
    let matching = Matcher::new(&model).pin("anna", "samir").match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir", "ben-li"]);
    assert!(matching.tandems()[0].pinned && !matching.tandems()[1].pinned);
    assert!(matching.warnings().is_empty());
    // Said twice, it is the same.
    let twice = Matcher::new(&model).pin("anna", "samir").pin("anna", "samir");
    assert_eq!(twice.match_pool(&pool).unwrap(), matching);
}

#[test]
fn a_forbidden_pair_is_not_made_and_counted_as_such() {
    let pool = pool("id\nanna\n", "id,fit[]\nsamir,anna=90\nli,anna=80\n");
    let model = stated();
    let matching = Matcher::new(&model).forbid("anna", "samir").match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-li"]);
    let why = reason(matching.unmatched_mentees(), "samir");
    assert_eq!(why.code(), ReasonCode::NoCompatiblePartner);
    assert!(why.to_string().contains("forbidden removes 1"), "{why}");
    assert!(why.to_string().contains("without forbidden alone"), "{why}");
}

#[test]
fn a_pin_overrides_a_requirement_a_veto_and_the_floor() {
    let pool = pool(
        "id,languages,vetoes\nanna,de:native,\nben,fr:native,samir\n",
        "id,languages\nsamir,de:A1\nli,fr:A1;de:A1\n",
    );
    let model = ScoringModel::from_toml(
        "criteria = [{ kind = \"language\", minimum = \"B1\" }, { kind = \"wishes\" }]",
    )
    .unwrap();
    let nobody = Matcher::new(&model).match_pool(&pool).unwrap();
    assert!(nobody.tandems().is_empty());
    let matcher = Matcher::new(&model).floor(hundredths(60)).pin("ben", "samir").pin("anna", "li");
    let matching = matcher.match_pool(&pool).unwrap();
    assert_eq!(matching.status(), Status::Optimal);
    assert_eq!(tandems(&matching), ["ben-samir", "anna-li"]);
    let expected = [
        ("pin_overrides_requirement", "ben", "samir"),
        ("pin_overrides_floor", "ben", "samir"),
        ("pin_overrides_requirement", "anna", "li"),
        ("pin_overrides_floor", "anna", "li"),
    ];
    assert_eq!(warnings(&matching), expected);
    let first = matching.warnings()[0].to_string();
    let expected = "the pin of mentor \"ben\" and mentee \"samir\" overrides \
                    no_shared_language, vetoed";
    assert_eq!(first, expected);
    assert!(matching.warnings()[1].detail.contains("below the floor 0.600"));
    // The total counts what the pair is worth, not what a pair of its kind may be.
    let total: i128 =
        matching.tandems().iter().map(|tandem| i128::from(tandem.score().micros())).sum();
    assert_eq!(matching.objective().total.micros(), total);
}

#[test]
fn a_pin_overrides_what_happened() {
    let pool =
        pool("id,earlier,declined\nanna,samir,\nben,,li\n", "id,fit[]\nsamir,anna=90\nli,ben=80\n");
    let model = stated();
    assert!(Matcher::new(&model).match_pool(&pool).unwrap().tandems().is_empty());
    let matcher = Matcher::new(&model).pin("anna", "samir").pin("ben", "li");
    let matching = matcher.match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir", "ben-li"]);
    let expected =
        [("pin_overrides_history", "anna", "samir"), ("pin_overrides_history", "ben", "li")];
    assert_eq!(warnings(&matching), expected);
    assert!(matching.warnings()[0].detail.contains("earlier tandem"));
    assert!(matching.warnings()[1].detail.contains("declined"));
}

#[test]
fn a_pin_brings_back_who_is_not_active() {
    let pool = pool(
        "id,status,capacity\nanna,paused,3\n",
        "id,status,fit[]\nsamir,,anna=90\nli,finished,anna=80\nnoor,,anna=70\n",
    );
    let model = stated();
    let matcher = Matcher::new(&model).pin("anna", "li");
    let matching = matcher.match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-li"]);
    let expected = [("pin_of_inactive", "anna", "li"), ("pin_of_inactive", "anna", "li")];
    assert_eq!(warnings(&matching), expected);
}

#[test]
fn what_cannot_be_is_a_conflict_and_names_the_people() {
    let pool = pool(
        "id,capacity,running\nanna,2,noor\nben,1,\ncleo,1,\n",
        "id,demand,fit[]\nsamir,1,anna=90;ben=90\nli,1,anna=80\nnoor,2,ben=10\n",
    );
    let model = stated();
    let solve = |matcher: Matcher<'_>| matcher.match_pool(&pool).unwrap();

    let matching = solve(Matcher::new(&model).pin("anna", "samir").pin("ben", "samir"));
    assert_eq!(conflict(&matching), ("pins_exceed_demand", vec!["samir"]));
    let matching = solve(Matcher::new(&model).pin("anna", "samir").pin("anna", "li"));
    assert_eq!(conflict(&matching), ("pins_exceed_capacity", vec!["anna"]));
    assert!(matching.conflict().unwrap().detail.contains("running tandems: 1"));
    let matching = solve(Matcher::new(&model).pin("ben", "samir").forbid("ben", "samir"));
    assert_eq!(conflict(&matching), ("pin_forbidden", vec!["ben", "samir"]));
    let matching = solve(Matcher::new(&model).pin("anna", "noor"));
    assert_eq!(conflict(&matching), ("pin_forbidden", vec!["anna", "noor"]));
    assert!(matching.conflict().unwrap().detail.contains("runs already"));
}

#[test]
fn nobody_by_that_name() {
    let pool = pool("id\nanna\nben\n", "id\nsamir\n");
    let model = stated();
    let error = |matcher: Matcher<'_>, pool: &Pool| match matcher.match_pool(pool) {
        Err(error @ MatchError::Unknown { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        error(Matcher::new(&model).pin("ana", "samir"), &pool),
        "there is no mentor \"ana\" in the pool; did you mean \"anna\"?"
    );
    assert_eq!(
        error(Matcher::new(&model).forbid("ben", "sammir"), &pool),
        "there is no mentee \"sammir\" in the pool; did you mean \"samir\"?"
    );
    assert_eq!(
        error(Matcher::new(&model).forbid("ben", "xyzzy"), &pool),
        "there is no mentee \"xyzzy\" in the pool; use an id of the mentees"
    );
}

#[test]
fn a_veto_holds_whatever_the_model() {
    let pool = pool(
        "id,vetoes\nanna,samir\nben,\n",
        "id,vetoes,fit[]\nsamir,,anna=90;ben=10\nli,ben,ben=90;anna=10\n",
    );
    // A model without a criterion for wishes.
    let model = stated();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["ben-samir", "anna-li"]);
    let pinned = Matcher::new(&model).pin("anna", "samir").match_pool(&pool).unwrap();
    assert_eq!(warnings(&pinned), [("pin_overrides_requirement", "anna", "samir")]);
    let lone = Matcher::new(&model).forbid("anna", "li").match_pool(&pool).unwrap();
    let why = reason(lone.unmatched_mentees(), "li").to_string();
    assert!(why.contains("vetoed removes 1") && why.contains("forbidden removes 1"), "{why}");
}
