//! Somebody left out because of a rule is told which.

use tandems::matching::{Reason, ReasonCode};
use tandems::rules::{Apart, Quota, Rule};

use super::{matched, pool, rules, tandems};

#[test]
fn who_is_kept_out_by_a_rule_is_told_which() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=90;ben=80\nli,anna=50;ben=40\n");
    let matching =
        matched(&pool, &rules([Rule::new(Quota::default().at_most(1)).named("one for now")]));
    assert_eq!(tandems(&matching), ["anna-samir"]);
    let why = &matching.unmatched_mentees()[0].reasons[0];
    assert_eq!(why.code(), ReasonCode::KeptOutByRule);
    assert_eq!(
        why.to_string(),
        "mentor ben would fit at 0.400 and has room; rule \"one for now\" does not allow the tandem beside the others"
    );
    let json = serde_json::to_value(why).unwrap();
    assert_eq!(json["code"], "kept_out_by_rule");
    assert_eq!(json["rules"][0], "one for now");
    let idle = &matching.unmatched_mentors()[0].reasons[0];
    assert!(matches!(idle, Reason::KeptOutByRule { partner, .. } if partner == "li"));
}

/// Whose seat went to somebody else is not told of a rule.
#[test]
fn who_lost_a_seat_is_told_so() {
    let pool = pool("id\nanna\n", "id,fit[]\nsamir,anna=90\nli,anna=50\n");
    let matching = matched(&pool, &rules([Rule::new(Apart::new(["samir", "li"]))]));
    let why = &matching.unmatched_mentees()[0].reasons[0];
    assert_eq!(why.code(), ReasonCode::SeatsWentToOthers);
}
