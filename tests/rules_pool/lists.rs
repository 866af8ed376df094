//! A list edited by hand is judged by the rules, too.

use tandems::pool::{Pair, Side};
use tandems::rules::{
    Apart, Budget, Changes, Group, Load, Place, Quota, Roles, Rule, Share, TimeOf, Together,
};
use tandems::{Matcher, Pool};

use super::{pool, rules, stated};

fn people() -> Pool {
    pool(
        "id,capacity,hours,roles\nanna,9,3,lead\nben,9,6,lead\ncleo,9,,co-mentor\n",
        "id,demand,school,fit[]\n\
         a,9,North,anna=50;ben=50;cleo=50\nb,9,North,anna=50;ben=50;cleo=50\nc,9,South,anna=50;ben=50;cleo=50\n",
    )
}

/// The codes and details of what a rule has against a list.
fn objections(rule: Rule, list: &[(&str, &str)]) -> Vec<(String, String)> {
    let list: Vec<Pair> = list.iter().map(|&(mentor, mentee)| Pair::new(mentor, mentee)).collect();
    let rules = rules([rule.named("r")]);
    let review = Matcher::new(&stated()).rules(&rules).review(&people(), &list).unwrap();
    assert_eq!(review.is_allowed(), review.rules[0].is_kept());
    review.objections.into_iter().map(|one| (one.code, one.detail)).collect()
}

fn told(code: &str, detail: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), format!("rule \"r\": {detail}"))]
}

#[test]
fn each_rule_says_what_is_broken() {
    let list = [("anna", "a"), ("anna", "b"), ("ben", "c")];
    let north = || Group::field("school", "North");
    for (rule, code, detail) in [
        (
            Load::mentors().at_least(1).into(),
            "load_below",
            "mentor \"cleo\" has no tandem, and needs at least 1",
        ),
        (
            Load::mentors().at_most(1).into(),
            "load_above",
            "mentor \"anna\" has 2 tandems, and may have at most 1",
        ),
        (
            Load::mentors().at_least(2).or_none().into(),
            "load_below",
            "mentor \"ben\" has 1 tandem, and needs at least 2",
        ),
        (
            Load::mentees().with(["anna"]).at_least(1).or_none().into(),
            "load_below",
            "mentee \"c\" has no tandem, and needs at least 1",
        ),
        (
            Quota::default().mentees(north()).at_most(1).into(),
            "quota_above",
            "there are 2 tandems, and at most 1 may be",
        ),
        (
            Quota::default().each(Side::Mentees, "school").at_least(2).into(),
            "quota_below",
            "there is 1 tandem of \"South\", and at least 2 must be",
        ),
        (
            Quota::default().mentees(north()).at_most(Share::percent(50)).into(),
            "share_above",
            "2 of 3 tandems are more than 50 %",
        ),
        (
            Quota::default().mentees(["c"]).at_least(Share::new(2, 5)).into(),
            "share_below",
            "1 of 3 tandems are less than 40 %",
        ),
        (Apart::new(["a", "b", "c"]).into(), "not_apart", "mentor \"anna\" has \"a\", \"b\""),
        (Together::new(["a", "b", "c"]).of(["b", "a"]).into(), "", ""),
        (
            Budget::new(TimeOf::field("hours").otherwise(0), 2).into(),
            "hours_exceeded",
            "the tandems of mentor \"anna\" take 4 hours of 3",
        ),
        (
            Changes::at_most(2).since(vec![Pair::new("anna", "a"), Pair::new("cleo", "b")]).into(),
            "too_many_changes",
            "3 changes (1 tandems gone, 2 new), and at most 2 may be",
        ),
    ] {
        let kind: tandems::rules::RuleKind = rule;
        let expected = if code.is_empty() { Vec::new() } else { told(code, detail) };
        assert_eq!(objections(Rule::new(kind), &list), expected);
    }
    let both = Together::new(["a", "c"]);
    assert_eq!(
        objections(Rule::new(both), &list),
        [
            told("not_together", "mentor \"anna\" has \"a\" and not \"c\""),
            told("not_together", "mentor \"ben\" has \"c\" and not \"a\""),
        ]
        .concat()
    );
    let two_leads = [("anna", "a"), ("ben", "a"), ("cleo", "b")];
    assert_eq!(
        objections(Rule::new(Roles::lead_and_co_mentor()), &two_leads),
        [
            told(
                "roles_not_filled",
                "the mentors of mentee \"a\" do not fill the places: \"anna\" (lead), \"ben\" (lead)"
            ),
            told(
                "roles_not_filled",
                "the mentors of mentee \"b\" do not fill the places: \"cleo\" (co-mentor)"
            ),
        ]
        .concat()
    );
}

#[test]
fn soft_rules_are_told_and_are_no_objection() {
    let rules =
        rules([Rule::new(Load::mentors().at_least(1)).named("nobody idle").soft(Place::Last)]);
    let list = [Pair::new("anna", "a")];
    let review = Matcher::new(&stated()).rules(&rules).review(&people(), &list).unwrap();
    assert!(review.is_allowed());
    assert_eq!(review.rules[0].violations.len(), 2);
    assert!(review.to_string().ends_with(
        "broken  nobody idle: mentor \"ben\" has no tandem, and needs at least 1; mentor \"cleo\" has no tandem, and needs at least 1"
    ), "{review}");
    let json = serde_json::to_value(&review).unwrap();
    assert_eq!(json["rules"][0]["strictness"], "soft_last");
    assert_eq!(json["rules"][0]["violations"][0]["code"], "load_below");
}

/// What runs counts, and is not objected to.
#[test]
fn what_runs_is_not_objected_to() {
    let people = pool(
        "id,capacity,running\nanna,9,a;b\nben,9,\n",
        "id,demand,fit[]\na,9,anna=50;ben=50\nb,9,anna=50;ben=50\nc,9,anna=50;ben=50\n",
    );
    let model = stated();
    for kind in [
        tandems::rules::RuleKind::from(Load::mentors().at_most(1)),
        Quota::default().at_most(1).into(),
        Apart::new(["a", "b", "c"]).into(),
        Budget::new(1, 1).of(["anna"]).into(),
    ] {
        let rules = rules([Rule::new(kind.clone())]);
        let matcher = Matcher::new(&model).rules(&rules);
        assert!(matcher.review(&people, &[]).unwrap().is_allowed(), "{kind:?}");
        let more = matcher.review(&people, &[Pair::new("anna", "c")]).unwrap();
        assert_eq!(more.objections.len(), 1, "{kind:?}");
    }
}
