//! How many: capacities, demands, floors, minimum loads, and who goes first.

use std::collections::BTreeMap;

use tandems::Matcher;
use tandems::matching::{Priority, ReasonCode};
use tandems::problem::Status;

use super::{hundredths, ids, pool, reason, stated, tandems};

#[test]
fn a_mentor_of_three_and_a_mentee_of_two() {
    let pool = pool(
        "id,capacity\nanna,3\nben,1\n",
        "id,demand,fit[]\nsamir,2,anna=90;ben=80\nli,1,anna=70\nnoor,,anna=60;ben=85\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir", "ben-samir", "anna-li", "anna-noor"]);
    assert!(matching.partly_served().is_empty() && matching.unmatched_mentees().is_empty());
}

#[test]
fn everybody_gets_one_before_somebody_gets_two() {
    let pool = pool("id\nanna\nben\n", "id,demand,fit[]\nsamir,2,anna=100;ben=100\nli,1,anna=10\n");
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["ben-samir", "anna-li"]);
    assert_eq!(ids(matching.partly_served()), ["samir"]);
    let why = reason(matching.partly_served(), "samir");
    // The mentor samir has is no candidate for one more tandem.
    assert_eq!(why.code(), ReasonCode::SeatsWentToOthers);
    assert_eq!(why.to_string(), "1 mentor would fit, the best anna at 1.000, matched with li");
    assert!(matching.unmatched_mentees().is_empty());
}

#[test]
fn a_demand_of_two_is_for_two_mentors() {
    let pool = pool("id,capacity\nanna,2\n", "id,demand,fit[]\nsamir,2,anna=100\n");
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir"]);
    let why = reason(matching.partly_served(), "samir").to_string();
    assert_eq!(ids(matching.partly_served()), ["samir"]);
    assert_eq!(why, "no active mentors with room for a tandem are left");
}

#[test]
fn a_floor_lets_seats_stay_empty() {
    let pool = pool("id\nanna\n", "id,fit[]\nsamir,anna=30\n");
    let model = stated();
    assert_eq!(tandems(&Matcher::new(&model).match_pool(&pool).unwrap()).len(), 1);
    let at = Matcher::new(&model).floor(hundredths(30)).match_pool(&pool).unwrap();
    assert_eq!(tandems(&at).len(), 1, "a floor is not undercut by what lies on it");
    let above = Matcher::new(&model).floor(hundredths(31)).match_pool(&pool).unwrap();
    assert_eq!((above.status(), above.tandems().len()), (Status::Optimal, 0));
}

/// Anna fits better, and Ben is to have one all the same.
#[test]
fn a_minimum_load_is_kept() {
    let mentees = "id,fit[]\nsamir,anna=90;ben=30\n";
    let pool = pool("id,capacity,minimum\nanna,2,0\nben,3,1\n", mentees);
    assert_eq!(tandems(&Matcher::new(&stated()).match_pool(&pool).unwrap()), ["ben-samir"]);
    // Who takes no part has no load.
    let pool = super::pool("id,capacity,minimum,status\nanna,2,0,\nben,3,1,paused\n", mentees);
    assert_eq!(tandems(&Matcher::new(&stated()).match_pool(&pool).unwrap()), ["anna-samir"]);
}

#[test]
fn who_waited_longest_goes_first_among_equals_in_number() {
    let pool = pool(
        "id\nanna\n",
        "id,waiting_since,fit[]\nlate,2026-03-01,anna=100\nlong,2025-03-01,anna=10\nnobody_knows,,anna=99\n",
    );
    let model = stated();
    assert_eq!(tandems(&Matcher::new(&model).match_pool(&pool).unwrap()), ["anna-late"]);
    let waiting = Matcher::new(&model).priority(Priority::LongestWaiting);
    assert_eq!(tandems(&waiting.match_pool(&pool).unwrap()), ["anna-long"]);
    let stated = |id: &str| Priority::ByMentee(BTreeMap::from([(id.into(), 1)]));
    let first = Matcher::new(&model).priority(stated("nobody_knows"));
    assert_eq!(tandems(&first.match_pool(&pool).unwrap()), ["anna-nobody_knows"]);
    let error = Matcher::new(&model).priority(stated("lat")).match_pool(&pool).unwrap_err();
    let expected = "there is no mentee \"lat\" in the pool; did you mean \"late\"?";
    assert_eq!(error.to_string(), expected);
}

/// Even the last to come goes before those of whom nothing is known.
#[test]
fn a_date_of_today_counts_more_than_none() {
    let pool = pool("id\nanna\n", "id,waiting_since,fit[]\na,,anna=90\nb,2026-03-01,anna=10\n");
    let model = stated();
    let matcher = Matcher::new(&model).priority(Priority::LongestWaiting);
    assert_eq!(tandems(&matcher.match_pool(&pool).unwrap()), ["anna-b"]);
}

#[test]
fn priority_never_costs_a_tandem() {
    let pool = pool(
        "id\nanna\nben\n",
        "id,waiting_since,fit[]\nlong,2020-01-01,anna=10\na,2026-01-01,anna=90\nb,2026-01-01,anna=90;ben=1\n",
    );
    let model = stated();
    let matching =
        Matcher::new(&model).priority(Priority::LongestWaiting).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-long", "ben-b"]);
}
