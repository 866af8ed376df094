//! Why somebody has no tandem: every code, with numbers counted again by hand.

use std::collections::BTreeMap;

use tandems::matching::{Reason, ReasonCode};
use tandems::pool::{Side, Status as PersonStatus};
use tandems::problem::{Limits, Status, StopReason};
use tandems::synthetic::{Preset, SyntheticPool};
use tandems::{Matcher, ScoringModel};

use super::{hundredths, ids, pool, reason, stated, tandems};

#[test]
fn who_takes_no_part_is_not_active() {
    let pool = pool(
        "id,status\nanna,paused\nben,finished\ncleo,active\n",
        "id,status,fit[]\nsamir,paused,cleo=90\nli,,anna=90;cleo=50\nnoor,finished,\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["cleo-li"]);
    let mentors = matching.unmatched_mentors();
    assert_eq!(reason(mentors, "anna"), &not_active(PersonStatus::Paused, mentors, "anna"));
    assert_eq!(reason(mentors, "ben").to_string(), "has left the programme");
    let mentees = matching.unmatched_mentees();
    assert_eq!(ids(mentees), ["samir", "noor"]);
    assert_eq!(reason(mentees, "samir").to_string(), "is paused");
    assert_eq!(reason(mentees, "noor").code(), ReasonCode::NotActive);
}

/// Reasons are made by the crate alone; this says that the fact is as expected.
fn not_active(expected: PersonStatus, people: &[tandems::matching::Unmatched], id: &str) -> Reason {
    match reason(people, id) {
        found @ Reason::NotActive { status, .. } if *status == expected => found.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn full_mentors_and_served_mentees() {
    let pool = pool(
        "id,capacity,running\nanna,2,samir;li\nben,0,\ncleo,1,\n",
        "id,demand,fit[]\nsamir,1,cleo=90\nli,2,cleo=80\nnoor,0,cleo=100\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["cleo-li"]);
    let mentors = matching.unmatched_mentors();
    assert!(matches!(reason(mentors, "anna"), Reason::NoFreeSeat { capacity: 2, running: 2, .. }));
    assert!(matches!(reason(mentors, "ben"), Reason::NoFreeSeat { capacity: 0, running: 0, .. }));
    let mentees = matching.unmatched_mentees();
    assert!(matches!(
        reason(mentees, "samir"),
        Reason::AlreadyServed { demand: 1, running: 1, .. }
    ));
    assert!(matches!(reason(mentees, "noor"), Reason::AlreadyServed { demand: 0, .. }));
}

/// Counts per requirement, and the near miss, against the public bits of the compiled model.
#[test]
fn what_removed_whom_is_counted_right() {
    let base = SyntheticPool::preset(Preset::Duo).scale(1, 25).seed(11).build();
    let model = ScoringModel::from_toml(
        r#"
        criteria = [
            { kind = "language", minimum = "C1", unknown_requirement = "fail" },
            { kind = "availability", minutes = 120 },
            { kind = "sector", minimum = 0.5 },
            { kind = "needs" },
            { kind = "place", required = true },
        ]"#,
    )
    .unwrap();
    let matching = Matcher::new(&model).match_pool(&base).unwrap();
    let compiled = model.compile(&base).unwrap();
    let codes: Vec<&str> = compiled.requirements().iter().map(|one| one.code.as_str()).collect();
    let running = |side: &dyn Fn(&tandems::pool::Pair) -> bool| {
        base.running().iter().filter(|pair| side(pair)).count() as u64
    };
    let mut checked = 0;
    for person in matching.unmatched_mentees() {
        let Reason::NoCompatiblePartner { among, candidates, removed, near_miss, .. } =
            &person.reasons[0]
        else {
            continue;
        };
        let mentee = base.mentee_index(&person.id.as_str().into()).unwrap();
        let (mut count, mut fails, mut alone) = (0, BTreeMap::new(), BTreeMap::new());
        for (index, mentor) in base.mentors().iter().enumerate() {
            let taken = running(&|pair| pair.mentor == mentor.id);
            let seats = u64::from(mentor.capacity_or_default().max).saturating_sub(taken);
            if mentor.status_or_default() != PersonStatus::Active || seats == 0 {
                continue;
            }
            count += 1;
            let mut failed: Vec<&str> =
                compiled.failed(index, mentee).iter().map(|at| codes[at]).collect();
            let pair = super::pair(mentor.id.as_str(), &person.id);
            for (list, code) in [
                (base.running(), "already_running"),
                (base.earlier(), "earlier_tandem"),
                (base.declined(), "declined"),
            ] {
                failed.extend(list.contains(&pair).then_some(code));
            }
            assert!(!failed.is_empty(), "{} would fit {}", mentor.id, person.id);
            if let [only] = failed.as_slice() {
                *alone.entry((*only).to_owned()).or_insert(0) += 1;
            }
            for code in failed {
                *fails.entry(code.to_owned()).or_insert(0) += 1;
            }
        }
        assert_eq!((*among, *candidates), (Side::Mentors, count));
        let stated: BTreeMap<String, u32> =
            removed.iter().map(|one| (one.requirement.clone(), one.candidates)).collect();
        assert_eq!(stated, fails);
        assert!(removed.is_sorted_by(|one, next| one.candidates >= next.candidates));
        let most = alone.values().copied().max();
        assert_eq!(near_miss.as_ref().map(|near| near.candidates), most);
        if let Some(near) = near_miss {
            assert_eq!(alone[&near.requirement], near.candidates);
        }
        checked += 1;
    }
    assert!(checked > 5, "only {checked} mentees have nobody");
}

#[test]
fn a_near_miss_names_what_would_help_most() {
    let pool = pool(
        "id,languages,availability\n\
         anna,de:native,mon 8-10\nben,de:native,mon 8-10\ncleo,fr:native,tue 8-10\ndora,fr:B1,mon 8-10\n",
        "id,languages,availability\nsamir,de:C1,tue 8-10\n",
    );
    let model = ScoringModel::from_toml(
        "criteria = [{ kind = \"language\", minimum = \"B1\" }, { kind = \"availability\" }]",
    )
    .unwrap();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    let Reason::NoCompatiblePartner { candidates, removed, near_miss, .. } =
        reason(matching.unmatched_mentees(), "samir")
    else {
        panic!("{matching}")
    };
    assert_eq!(*candidates, 4);
    let removed: Vec<_> =
        removed.iter().map(|one| (one.requirement.as_str(), one.candidates)).collect();
    assert_eq!(removed, [("no_common_time", 3), ("no_shared_language", 2)]);
    let near = near_miss.as_ref().unwrap();
    assert_eq!((near.requirement.as_str(), near.candidates), ("no_common_time", 2));
    let text = reason(matching.unmatched_mentees(), "samir").to_string();
    assert!(text.contains("none of 4 mentors"), "{text}");
    // The other way about it is one mentee each.
    let cleo = reason(matching.unmatched_mentors(), "cleo");
    assert!(cleo.to_string().contains("1 mentee "), "{cleo}");
}

#[test]
fn below_the_floor() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=40;ben=49\nli,ben=50\n");
    let matching = Matcher::new(&stated()).floor(hundredths(50)).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["ben-li"]);
    let Reason::BelowFloor { partner, best, floor, .. } =
        reason(matching.unmatched_mentees(), "samir")
    else {
        panic!("{matching}")
    };
    assert_eq!((partner.as_str(), *best, *floor), ("ben", hundredths(49), hundredths(50)));
    assert_eq!(reason(matching.unmatched_mentors(), "anna").code(), ReasonCode::BelowFloor);
}

#[test]
fn seats_went_to_others_with_the_best_there_was() {
    let pool = pool(
        "id,capacity\nanna,2\nben,1\n",
        "id,fit[]\nsamir,anna=90\nli,anna=80;ben=10\nnoor,ben=70\ndoe,ben=30;anna=60\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir", "anna-li", "ben-noor"]);
    let Reason::SeatsWentToOthers { among, compatible, partner, best, taken_by, .. } =
        reason(matching.unmatched_mentees(), "doe")
    else {
        panic!("{matching}")
    };
    assert_eq!((*among, *compatible), (Side::Mentors, 2));
    assert_eq!((partner.as_str(), *best), ("anna", hundredths(60)));
    assert_eq!(taken_by, &["samir", "li"]);
    let text = reason(matching.unmatched_mentees(), "doe").to_string();
    assert_eq!(text, "2 mentors would fit, the best anna at 0.600, matched with samir and li");
}

#[test]
fn an_idle_mentor_is_told_the_same_way() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=90;ben=80\n");
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    let text = reason(matching.unmatched_mentors(), "ben").to_string();
    assert_eq!(text, "1 mentee would fit, the best samir at 0.800, matched with anna");
}

#[test]
fn not_decided_within_a_limit() {
    let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 5).seed(2).build();
    let model = ScoringModel::default();
    let whole = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(whole.status(), Status::Optimal);
    // Nothing at all.
    let limits = Limits::none().work(0);
    let nothing = Matcher::new(&model).limits(limits).match_pool(&pool).unwrap();
    assert_eq!((nothing.status(), nothing.stop_reason()), (Status::Unknown, StopReason::Work));
    assert!(nothing.tandems().is_empty() && nothing.objective().bound.is_none());
    assert_eq!(nothing.unmatched_mentees().len(), pool.mentees().len());
    let undecided = |matching: &tandems::Matching| {
        let reasons = matching.unmatched_mentees().iter().map(|person| &person.reasons[0]);
        reasons
            .filter(|reason| {
                matches!(reason, Reason::NotDecided { stop_reason: StopReason::Work, .. })
            })
            .count()
    };
    assert!(undecided(&nothing) > 0);
    assert!(nothing.to_string().contains("work limit"));
    // Somewhere in the midst.
    let cells = (pool.mentors().len() * pool.mentees().len()) as u64;
    let some = (20..800)
        .map(|part| {
            let limits = Limits::none().work(cells * part / 40);
            Matcher::new(&model).limits(limits).match_pool(&pool).unwrap()
        })
        .find(|matching| matching.status() == Status::Feasible && !matching.tandems().is_empty())
        .expect("some run is cut while it has pairs");
    let bound = some.objective().bound.unwrap();
    let best = whole.objective();
    assert!(
        (bound.tandems, bound.total.micros()) >= (i128::from(best.tandems), best.total.micros())
    );
    assert!(undecided(&some) > 0);
    assert!(some.to_string().contains("no matching has more than"), "{some}");
    // What does not depend on the solver is said all the same.
    let codes = |matching: &tandems::Matching, code| {
        let all = matching.unmatched_mentees().iter();
        all.filter(|person| person.reasons[0].code() == code).count()
    };
    let hopeless = ReasonCode::NoCompatiblePartner;
    assert_eq!(codes(&some, hopeless), codes(&whole, hopeless));
}
