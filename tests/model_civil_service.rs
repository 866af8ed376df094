//! A programme states its rules in a file: other organisation, one or two grades above, points that add up.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use tandems::pool::{Attribute, Mentee, Mentor, Pool};
use tandems::score::ScoringModel;

type Profile<'a> = (&'a str, &'a str, &'a str);

fn mentor(id: &str, (organisation, grade, profession): Profile<'_>, identities: &[&str]) -> Mentor {
    let mut mentor = Mentor::new(id);
    let text = |value: &str| Attribute::Text(value.to_owned());
    mentor.attributes.insert("organisation".to_owned(), text(organisation));
    mentor.attributes.insert("grade".to_owned(), text(grade));
    mentor.attributes.insert("profession".to_owned(), text(profession));
    let identities = identities.iter().map(|one| (*one).to_owned()).collect();
    mentor.attributes.insert("characteristics".to_owned(), Attribute::List(identities));
    mentor
}

fn mentee(
    id: &str,
    (organisation, grade, profession): Profile<'_>,
    identity: Option<&str>,
) -> Mentee {
    let mut mentee = Mentee::new(id);
    let text = |value: &str| Attribute::Text(value.to_owned());
    mentee.attributes.insert("organisation".to_owned(), text(organisation));
    mentee.attributes.insert("grade".to_owned(), text(grade));
    mentee.attributes.insert("profession".to_owned(), text(profession));
    mentee.attributes.extend(identity.map(|one| ("identity to match".to_owned(), text(one))));
    mentee
}

/// Points of the pair out of 28, or the codes of what it fails.
fn points(mentor: Mentor, mentee: Mentee) -> Result<f64, Vec<String>> {
    let model =
        ScoringModel::from_toml(include_str!("../examples/data/civil_service.toml")).unwrap();
    let pool = Pool::new(vec![mentor], vec![mentee]).unwrap();
    let compiled = model.compile(&pool).unwrap();
    let pair = compiled.assess(0, 0);
    let mut row = Vec::new();
    compiled.row(0, &mut row);
    assert_eq!(row, [pair.compatible.then_some(pair.score)]);
    if pair.compatible {
        Ok((f64::from(pair.score) * 28.0 * 1000.0).round() / 1000.0)
    } else {
        Err(pair.criteria.into_iter().filter_map(|criterion| criterion.failed).collect())
    }
}

#[test]
fn points_add_up_and_are_not_averaged() {
    let ada = || mentor("ada@gov", ("Peace", "SEO", "Policy"), &["Gay", "Disabled"]);
    let all = mentee("ben@gov", ("Truth", "EO", "policy"), Some("Disabled"));
    assert_eq!(points(ada(), all), Ok(28.0));
    let no_identity = mentee("cem@gov", ("Truth", "EO", "Policy"), None);
    assert_eq!(points(ada(), no_identity), Ok(22.0));
    let one_above = mentee("dia@gov", ("Truth", "HEO", "Security"), Some("Gay"));
    assert_eq!(points(ada(), one_above), Ok(15.0));
    let another_identity = mentee("eli@gov", ("Truth", "HEO", "Security"), Some("Asexual"));
    assert_eq!(points(ada(), another_identity), Ok(9.0));
}

#[test]
fn the_same_organisation_and_other_gaps_are_forbidden() {
    let ada = || mentor("ada@gov", ("Peace", "Grade 6", "Policy"), &[]);
    let codes = |mentee| points(ada(), mentee).unwrap_err();
    let same = mentee("ben@gov", ("Peace", "Grade 7", "Policy"), None);
    assert_eq!(codes(same), ["not_different_organisation"]);
    for grade in ["HEO", "Grade 6", "SCS1", "AA"] {
        let far = mentee("cem@gov", ("Truth", grade, "Policy"), None);
        assert_eq!(codes(far), ["gap_not_allowed_grade"]);
    }
    let both = mentee("dia@gov", ("peace", "SCS4", "Policy"), None);
    assert_eq!(codes(both), ["not_different_organisation", "gap_not_allowed_grade"]);
}

#[test]
fn a_grade_that_is_none_names_the_nearest() {
    let model =
        ScoringModel::from_toml(include_str!("../examples/data/civil_service.toml")).unwrap();
    let ada = mentor("ada@gov", ("Peace", "Grade 77", "Policy"), &[]);
    let pool = Pool::new(vec![ada], vec![]).unwrap();
    let fault = model.compile(&pool).err().unwrap().to_string();
    assert!(
        fault.contains("ada@gov") && fault.contains("grade") && fault.contains("Grade 7\""),
        "{fault}"
    );
}
