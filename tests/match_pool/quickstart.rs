//! Two spreadsheets in, tandems out.

use tandems::matching::ReasonCode;
use tandems::problem::{Proof, Status, StopReason};
use tandems::{Matcher, Objective, ScoringModel};

use super::{ids, pool, reason, stated, tandems};

#[test]
fn two_spreadsheets_become_tandems_with_reasons() {
    let pool = pool(
        "id,sectors,offers,languages,availability,capacity\n\
         anna,Q86,cv;interview,de:native;ar:B1,mon 18:00-20:00,2\n\
         ben,P85,housing,de:native,sat 10:00-14:00,1\n",
        "id,sectors,needs,languages,availability\n\
         samir,Q86,cv!:3,ar:native;de:A2,Montag 18-20\n\
         li,P85,housing,de:B2,Samstag 10:00-12:00\n\
         noor,Q86,law!,de:B1,mon 18:00-19:00\n",
    );
    let model = ScoringModel::default();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(matching.status(), Status::Optimal);
    assert_eq!((matching.proof(), matching.stop_reason()), (Proof::Duals, StopReason::Completed));
    assert_eq!(matching.algorithm(), "sparse");
    assert!(matching.choice().starts_with("auto: "));
    assert!(matching.warnings().is_empty() && matching.conflict().is_none());
    assert_eq!(tandems(&matching), ["anna-samir", "ben-li"]);
    let objective = matching.objective();
    let bound = objective.bound.unwrap();
    assert_eq!((bound.tandems, bound.total), (2, objective.total));
    let total: u32 = matching.tandems().iter().map(|tandem| tandem.score().micros()).sum();
    assert_eq!(objective.total.micros(), i128::from(total));
    for tandem in matching.tandems() {
        assert_eq!(tandem.fit.criteria.len(), 4);
        assert!(tandem.fit.criteria.iter().all(|criterion| !criterion.evidence.is_empty()));
    }
    assert_eq!(ids(matching.unmatched_mentees()), ["noor"]);
    let code = reason(matching.unmatched_mentees(), "noor").code();
    assert_eq!(code, ReasonCode::NoCompatiblePartner);
    assert!(matching.unmatched_mentors().is_empty());
}

/// One dear tandem, or two of which both are less.
#[test]
fn most_tandems_or_the_best_total() {
    let pool = pool("id\nanna\nben\n", "id,fit[]\nsamir,anna=90;ben=20\nli,anna=30\n");
    let model = stated();
    let most = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(tandems(&most), ["ben-samir", "anna-li"]);
    assert_eq!(most.objective().total.micros(), 500_000);
    let best = Matcher::new(&model).objective(Objective::BestTotal).match_pool(&pool).unwrap();
    assert_eq!(tandems(&best), ["anna-samir"]);
    assert_eq!(best.objective().total.micros(), 900_000);
}

#[test]
fn nobody_one_person_or_one_side() {
    let model = ScoringModel::default();
    let match_up = |mentors: &str, mentees: &str| {
        let matching = Matcher::new(&model).match_pool(&pool(mentors, mentees)).unwrap();
        assert_eq!(matching.status(), Status::Optimal);
        assert!(!matching.to_string().is_empty());
        matching
    };
    let nobody = match_up("id\n", "id\n");
    assert_eq!((nobody.tandems().len(), nobody.unmatched_mentees().len()), (0, 0));
    for (mentors, mentees) in [("id\nanna\n", "id\n"), ("id\n", "id\nsamir\n")] {
        let alone = match_up(mentors, mentees);
        let left: Vec<_> =
            alone.unmatched_mentors().iter().chain(alone.unmatched_mentees()).collect();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].reasons[0].code(), ReasonCode::NoCompatiblePartner);
        assert!(left[0].reasons[0].to_string().starts_with("no active ment"));
    }
    // Nothing is known of either: nothing speaks against it.
    assert_eq!(tandems(&match_up("id\nanna\n", "id\nsamir\n")), ["anna-samir"]);
}

#[test]
fn names_of_any_script() {
    let pool = pool(
        "id,capacity\nŞükrü Öztürk,1\n王伟,1\nא\u{5b7}נה,0\n",
        "id,fit[]\nمريم,王伟=70;Şükrü Öztürk=10\nZoë 🦀,Şükrü Öztürk=20\n",
    );
    let model = stated();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["王伟-مريم", "Şükrü Öztürk-Zoë 🦀"]);
    assert_eq!(ids(matching.unmatched_mentors()), ["א\u{5b7}נה"]);
    let mut table = Vec::new();
    matching.write_csv(&mut table).unwrap();
    let list = tandems::matching::read_tandems(table.as_slice()).unwrap();
    assert_eq!(list[1].mentee.as_str(), "Zoë 🦀");
    assert!(Matcher::new(&model).review(&pool, &list).unwrap().is_allowed());
    assert!(matching.to_string().contains("مريم"));
}
