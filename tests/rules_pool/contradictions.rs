//! Rules that cannot hold together are named, in the users' words.

use tandems::Matcher;
use tandems::matching::Conflict;
use tandems::pool::Pool;
use tandems::problem::Status;
use tandems::rules::{Apart, Budget, Group, Load, Quota, Rule, Rules, Together};

use super::{pool, rules, stated};

fn conflict(pool: &Pool, rules: &Rules, pins: &[(&str, &str)]) -> Conflict {
    let model = stated();
    let mut matcher = Matcher::new(&model).rules(rules);
    for &(mentor, mentee) in pins {
        matcher = matcher.pin(mentor, mentee);
    }
    let matching = matcher.match_pool(pool).unwrap();
    assert_eq!(matching.status(), Status::Infeasible, "{matching}");
    assert!(matching.tandems().is_empty());
    let conflict = matching.conflict().unwrap().clone();
    assert!(matching.to_string().contains(&conflict.detail));
    conflict
}

fn people() -> Pool {
    pool(
        "id,capacity\nanna,1\nben,2\n",
        "id,school,fit[]\nsamir,North,anna=90;ben=80\nli,North,ben=70\nnoor,South,anna=50\n",
    )
}

#[test]
fn a_minimum_above_the_capacity() {
    let rules = rules([Rule::new(Load::mentors().at_least(2)).named("two each")]);
    let conflict = conflict(&people(), &rules, &[]);
    assert_eq!(
        (conflict.code, conflict.people.as_slice()),
        ("minimum_exceeds_room", &["anna".to_owned()][..])
    );
    insta::assert_snapshot!(conflict, @r#"rule "two each" asks for at least 2 tandems of mentor "anna", and the capacity 1 leaves room for 1 beside running tandems (0); raise the capacity or relax the rule"#);
}

#[test]
fn minima_that_nobody_reaches() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=90;ben=80\n");
    let rules = rules([Rule::new(Load::mentors().at_least(1)).named("nobody idle")]);
    let conflict = conflict(&pool, &rules, &[]);
    assert_eq!(conflict.code, "tight_mentors");
    assert_eq!(conflict.rules, ["nobody idle"]);
    insta::assert_snapshot!(conflict, @r#"mentors "anna", "ben" must have tandems by rule "nobody idle" (2), and fewer mentees (1) reach them; lower a minimum or relax a requirement"#);
}

#[test]
fn minima_of_profiles_that_nobody_reaches() {
    let pool = pool("id,capacity,minimum\nanna,1,1\nben,1,1\n", "id,fit[]\nsamir,anna=90;ben=80\n");
    let conflict = conflict(&pool, &Rules::default(), &[]);
    insta::assert_snapshot!(conflict, @r#"mentors "anna", "ben" must have tandems by their minimum (2), and fewer mentees (1) reach them; lower a minimum or relax a requirement"#);
}

#[test]
fn more_tandems_than_compatible_pairs() {
    let school = Quota::default().mentees(Group::field("school", "South")).at_least(5);
    let conflict = conflict(&people(), &rules([Rule::new(school).named("school South")]), &[]);
    assert_eq!(conflict.code, "rule_out_of_reach");
    insta::assert_snapshot!(conflict, @r#"rule "school South": at least 5 tandems are asked, but 1 compatible pair is there; lower the number or relax a requirement"#);
}

#[test]
fn pins_and_a_rule() {
    let rules = rules([
        Rule::new(Quota::default().at_most(3)).named("at most three"),
        Rule::new(Apart::new(["samir", "li"])).named("not these two"),
    ]);
    let conflict = conflict(&people(), &rules, &[("ben", "samir"), ("ben", "li")]);
    assert_eq!(conflict.code, "contradiction");
    assert_eq!(conflict.rules, ["not these two"]);
    let mut causes: Vec<&str> = conflict.causes.iter().map(|cause| cause.code).collect();
    causes.sort_unstable();
    assert_eq!(causes, ["pin", "pin", "rule"]);
    insta::assert_snapshot!(conflict, @r#"these cannot hold together: rule "not these two" ("samir", "li" have no mentor in common); the pin of mentor "ben" and mentee "samir"; the pin of mentor "ben" and mentee "li"; drop or relax any one, and the rest can"#);
}

#[test]
fn two_rules() {
    let rules = rules([
        Rule::new(Apart::new(["samir", "li", "noor"])).named("apart"),
        Rule::new(Load::mentees().of(["samir", "li"]).at_least(1)).named("both served"),
        Rule::new(Together::new(["samir", "li"])).named("together"),
    ]);
    let conflict = conflict(&people(), &rules, &[]);
    assert_eq!(conflict.code, "contradiction");
    let json = serde_json::to_value(&conflict).unwrap();
    assert_eq!(json["code"], "contradiction");
    insta::assert_snapshot!(conflict, @r#"these cannot hold together: rule "apart" ("samir", "li", "noor" have no mentor in common); rule "together" ("samir", "li" have the same mentors); the minimum 1 of mentee "li" by rule "both served"; drop or relax any one, and the rest can"#);
}

#[test]
fn hours_and_a_minimum() {
    let rules = rules([
        Rule::new(Budget::new(3, 2)).named("three hours"),
        Rule::new(Load::mentors().of(["ben"]).at_least(2)).named("ben has two"),
    ]);
    let conflict = conflict(&people(), &rules, &[]);
    assert_eq!(conflict.code, "contradiction");
    insta::assert_snapshot!(conflict, @r#"these cannot hold together: rule "three hours" (the tandems of a mentor take no more hours than the mentor has (3), a tandem 2); the minimum 2 of mentor "ben" by rule "ben has two"; drop or relax any one, and the rest can"#);
}

#[test]
fn pins_alone_are_told_as_before() {
    let conflict = conflict(&people(), &Rules::default(), &[("anna", "samir"), ("anna", "noor")]);
    assert_eq!(conflict.code, "pins_exceed_capacity");
    insta::assert_snapshot!(conflict, @r#"pins (2) of mentor "anna" exceed the capacity 1 (running tandems: 0); drop a pin or raise the capacity"#);
}
