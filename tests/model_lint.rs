//! A lint says what is dead in a model, and what to do about it.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use tandems::pool::{Attribute, Mentee, Mentor, Need, Offer, Pool, Strength};
use tandems::score::{Lint, ScoringModel};

fn pool() -> Pool {
    let mentors = (0..12).map(|at| {
        let mut mentor = Mentor::new(format!("m{at}"));
        let value = Attribute::Text(format!("office {at}"));
        mentor.attributes.insert("organisation".to_owned(), value);
        mentor.languages = Some(vec!["de:native".parse().unwrap()]);
        let topic = "interviews".to_owned();
        mentor.offers = Some(vec![Offer { topic, strength: Strength::full() }]);
        mentor
    });
    let mentees = (0..12).map(|at| {
        let mut mentee = Mentee::new(format!("e{at}"));
        let value = Attribute::Text(format!("office {at}"));
        mentee.attributes.insert("organisation".to_owned(), value);
        mentee.languages = Some(vec!["de:C1".parse().unwrap()]);
        let topic = if at == 0 { "interview" } else { "Interviews" }.to_owned();
        mentee.needs = Some(vec![Need { topic, priority: 1, must: false }]);
        mentee
    });
    Pool::new(mentors.collect(), mentees.collect()).unwrap()
}

#[test]
fn what_is_dead_is_named_with_a_remedy() {
    let model = ScoringModel::from_toml(
        r#"criteria = [
            { kind = "language" },
            { kind = "needs" },
            { kind = "same", field = "organisation", required = true },
            { kind = "different", mentor = "organization", mentee = "organisation" },
        ]"#,
    )
    .unwrap();
    let lints = model.lint(&pool()).unwrap();
    let text: Vec<String> = lints.iter().map(ToString::to_string).collect();
    let expected = [
        "\"different organisation\" looks at \"organization\", which none of the mentors has; correct the name; did you mean \"organisation\"?",
        "one mentee needs \"interview\", and no mentor offers it; look for one, or use the same word on both sides; did you mean \"interviews\"?",
        "\"language\" is the same for every pair and tells nobody apart; change its options, or take it out",
        "\"different organisation\" is unknown for every pair; fill in what it looks at, or take it out",
        "not_same_organisation of \"same organisation\" removes 91.6 % of all pairs; relax it, or ask whether the data are right",
    ];
    assert_eq!(text, expected);
    assert!(matches!(lints[4], Lint::RemovesMost { permille: 916, .. }));
}

#[test]
fn a_model_that_works_has_nothing_to_mend() {
    let model =
        ScoringModel::from_toml("criteria = [{ kind = \"same\", field = \"organisation\" }]");
    assert_eq!(model.unwrap().lint(&pool()).unwrap(), []);
}

#[test]
fn a_slip_in_a_header_is_noticed() {
    let mentors = "id;Sprachen;capacitiy;needs;notes\nanna;de;2;x;kind\nben;en;1;y;calm\n";
    let mentees = "id;language;need;state;offers\nomar;de;cv;new;z\nlea;en;cv;old;z\n";
    let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes());
    // Both files hold what belongs to the other, but the mentors' has no header of its own side.
    assert!(pool.unwrap_err().to_string().contains("the other order"));
    let mentors = mentors.replace("needs", "minimum").replace(";x;", ";;").replace(";y;", ";;");
    let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).unwrap();
    let lints = |model: &str| -> Vec<String> {
        let lints = ScoringModel::from_toml(model).unwrap().lint(&pool).unwrap();
        lints.iter().map(ToString::to_string).filter(|text| text.starts_with("column")).collect()
    };
    assert_eq!(
        lints("criteria = [{ kind = \"language\" }]"),
        [
            "column \"Sprachen\" of the mentors is kept as a free field; did you mean languages? rename it, or map it in the CsvFormat",
            "column \"capacitiy\" of the mentors is kept as a free field; did you mean capacity? rename it, or map it in the CsvFormat",
            "column \"language\" of the mentees is kept as a free field; did you mean languages? rename it, or map it in the CsvFormat",
            "column \"need\" of the mentees is kept as a free field; did you mean needs? rename it, or map it in the CsvFormat",
            "column \"offers\" of the mentees is kept as a free field; only mentors have a field of that name, so check that it stands in the right file",
        ]
    );
    let rule = "criteria = [{ kind = \"same\", mentor = \"Sprachen\", mentee = \"language\" }]";
    assert_eq!(lints(rule).len(), 3, "what a rule looks at is meant to be free");
}
