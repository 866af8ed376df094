//! What already is between people.

use tandems::Matcher;
use tandems::matching::{Reason, ReasonCode};

use super::{pool, reason, stated, tandems};

#[test]
fn running_tandems_occupy_seats_and_are_not_made_again() {
    let pool = pool(
        "id,capacity,running\nanna,3,samir;li\nben,1,\n",
        "id,demand,fit[]\nsamir,2,anna=100;ben=20\nli,1,ben=100\nnoor,1,anna=50\ndoe,1,anna=60\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    // One seat is left at anna, and samir wants one more, from somebody else.
    assert_eq!(tandems(&matching), ["ben-samir", "anna-doe"]);
    let mentees = matching.unmatched_mentees();
    assert_eq!(reason(mentees, "li").code(), ReasonCode::AlreadyServed);
    assert_eq!(reason(mentees, "noor").code(), ReasonCode::SeatsWentToOthers);
}

#[test]
fn more_running_than_seats_is_how_it_is() {
    let pool = pool("id,capacity,running\nanna,1,samir;li\n", "id,fit[]\nsamir,\nli,\nx,anna=90\n");
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert!(matching.tandems().is_empty());
    let why = reason(matching.unmatched_mentors(), "anna");
    assert!(matches!(why, Reason::NoFreeSeat { capacity: 1, running: 2, .. }), "{why:?}");
    let why = reason(matching.unmatched_mentees(), "x");
    assert_eq!(why.to_string(), "no active mentors with room for a tandem are left");
}

#[test]
fn earlier_and_declined_are_not_proposed_again() {
    let pool = pool(
        "id,earlier,declined\nanna,samir,\nben,,samir\ncleo,,\n",
        "id,fit[]\nsamir,anna=90;ben=90;cleo=10\nli,anna=10;cleo=90\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["cleo-samir", "anna-li"]);
    let why = reason(matching.unmatched_mentors(), "ben").to_string();
    assert!(why.contains("declined removes 1"), "{why}");
    assert!(why.contains("not_stated removes 1"), "{why}");
}

/// A tandem that ended and then was declined is told by what happened last in the order running, earlier, declined.
#[test]
fn a_pair_that_ended_and_was_declined_counts_once() {
    let pool = pool("id,earlier,declined\nanna,samir,samir\n", "id,fit[]\nsamir,anna=90\n");
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    let Reason::NoCompatiblePartner { removed, .. } = reason(matching.unmatched_mentees(), "samir")
    else {
        panic!("{matching}")
    };
    assert_eq!(removed.len(), 1);
    assert_eq!((removed[0].requirement.as_str(), removed[0].candidates), ("earlier_tandem", 1));
}
