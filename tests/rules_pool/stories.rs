//! Each rule as a small story: who is matched without it, and who with it.

use tandems::Matcher;
use tandems::pool::{Pair, Role, Side};
use tandems::problem::Status;
use tandems::rules::{
    Apart, Budget, Changes, Group, Hours, Last, Load, Place, Quota, Roles, Rule, Rules, Share,
    Slot, TimeOf, Together,
};

use super::{listed, matched, pool, rules, stated, tandems};

/// Ben would stay without a mentee, because Anna is better for both.
#[test]
fn every_mentor_at_least_one() {
    let pool =
        pool("id,capacity\nanna,2\nben,2\n", "id,fit[]\nsamir,anna=90;ben=50\nli,anna=80;ben=20\n");
    let none = Rules::default();
    assert_eq!(tandems(&matched(&pool, &none)), ["anna-samir", "anna-li"]);
    let all = rules([Rule::new(Load::mentors().at_least(1))]);
    let matching = matched(&pool, &all);
    assert_eq!(tandems(&matching), ["ben-samir", "anna-li"]);
    assert!(matching.rules()[0].is_kept());
}

#[test]
fn a_minimum_of_the_profile_is_kept() {
    let pool = pool(
        "id,capacity,minimum\nanna,2,\nben,2,1\n",
        "id,fit[]\nsamir,anna=90;ben=50\nli,anna=80;ben=20\n",
    );
    let matching = Matcher::new(&stated()).match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["ben-samir", "anna-li"]);
    assert!(matching.rules().is_empty());
}

/// Running tandems count towards a minimum, and who is paused is asked for none.
#[test]
fn what_runs_counts_towards_a_minimum() {
    let pool = pool(
        "id,capacity,status,running\nanna,2,,\nben,2,,old\ncleo,1,paused,\n",
        "id,fit[]\nsamir,anna=90;ben=50\nli,anna=80;ben=20\nold,ben=10\n",
    );
    let all = rules([Rule::new(Load::mentors().at_least(1))]);
    assert_eq!(tandems(&matched(&pool, &all)), ["anna-samir", "anna-li"]);
    let two = rules([Rule::new(Load::mentors().of(["ben"]).at_least(2))]);
    assert_eq!(tandems(&matched(&pool, &two)), ["ben-samir", "anna-li"]);
}

const SCHOOLS: &str = "id,school,fit[]\n\
    samir,North,anna=90;ben=80;cleo=70\nli,North,anna=80;ben=70;cleo=60\nnoor,South,anna=40;ben=35;cleo=20\n";

/// At most one tandem at the school North: Samir or Li, the better of the two, and Noor.
#[test]
fn at_most_so_many_of_a_school() {
    let pool = pool("id\nanna\nben\ncleo\n", SCHOOLS);
    assert_eq!(matched(&pool, &Rules::default()).tandems().len(), 3);
    let north = Quota::default().mentees(Group::field("school", "north")).at_most(1);
    let matching = matched(&pool, &rules([Rule::new(north.clone()).named("school North")]));
    assert_eq!(tandems(&matching), ["anna-samir", "ben-noor"]);
    // One tandem of the school runs already: the place is taken.
    let running =
        self::pool("id,running\nanna,old\nben,\ncleo,\n", &format!("{SCHOOLS}old,North,anna=1\n"));
    assert_eq!(tandems(&matched(&running, &rules([Rule::new(north)]))), ["ben-noor"]);
    // For each school of its own.
    let each = Rule::new(Quota::default().each(Side::Mentees, "school").at_most(1));
    assert_eq!(tandems(&matched(&pool, &rules([each]))), ["anna-samir", "ben-noor"]);
}

#[test]
fn at_least_and_exactly_so_many() {
    let pool = pool("id\nanna\n", SCHOOLS);
    let south = |quota: Quota| Rule::new(quota.mentees(Group::field("school", "South")));
    assert_eq!(tandems(&matched(&pool, &Rules::default())), ["anna-samir"]);
    let least = south(Quota::default().at_least(1));
    assert_eq!(tandems(&matched(&pool, &rules([least]))), ["anna-noor"]);
    let none = south(Quota::default().exactly(0));
    assert_eq!(tandems(&matched(&pool, &rules([none]))), ["anna-samir"]);
}

/// At least a third of all tandems at the school South, where there are three seats for four.
#[test]
fn a_share_of_all_tandems() {
    let pool =
        pool("id\nanna\nben\ncleo\n", &format!("{SCHOOLS}omar,North,anna=90;ben=90;cleo=90\n"));
    let free = matched(&pool, &Rules::default());
    assert_eq!(free.objective().total.micros(), 2_500_000);
    assert_eq!(free.unmatched_mentees()[0].id, "noor");
    let south = Group::field("school", "South");
    let share = Quota::default().mentees(south).at_least(Share::new(1, 3));
    let matching = matched(&pool, &rules([Rule::new(share)]));
    assert_eq!(matching.status(), Status::Optimal);
    assert_eq!(matching.tandems().len(), 3);
    assert!(listed(&matching).iter().any(|one| one.ends_with("noor")), "{matching}");
    // Omar with Cleo 90, Samir with Anna 90, Noor with Ben 35.
    assert_eq!(matching.objective().total.micros(), 2_150_000);
}

/// A politician with little time, and somebody who has more.
#[test]
fn a_lead_and_up_to_one_co_mentor() {
    let pool = pool(
        "id,roles\nanna,lead\nben,lead\ncleo,co-mentor\ndora,lead;co-mentor\n",
        "id,demand,fit[]\nsamir,3,anna=90;ben=80;cleo=10;dora=50\n",
    );
    assert_eq!(matched(&pool, &Rules::default()).tandems().len(), 3);
    let matching = matched(&pool, &rules([Rule::new(Roles::lead_and_co_mentor())]));
    assert_eq!(tandems(&matching), ["anna-samir", "dora-samir"]);
    let roles: Vec<_> = matching.tandems().iter().map(|one| one.role.as_deref()).collect();
    assert_eq!(roles, [Some("lead"), Some("co-mentor")]);
    assert!(matching.to_string().contains("as co-mentor"));
}

/// A co-mentor alone is nobody's mentor.
#[test]
fn no_co_mentor_without_a_lead() {
    let pool = pool(
        "id,roles\nanna,lead\ncleo,co-mentor\n",
        "id,demand,fit[]\nsamir,2,cleo=90\nli,2,anna=10;cleo=10\n",
    );
    let matching = matched(&pool, &rules([Rule::new(Roles::lead_and_co_mentor())]));
    assert_eq!(tandems(&matching), ["anna-li", "cleo-li"]);
}

/// Both places have to be filled, and Dora, who may take either, is one person.
#[test]
fn two_places_are_two_people() {
    let both = Roles::default()
        .slot(Slot::new("lead", Role::Lead).exactly(1))
        .slot(Slot::new("co-mentor", Role::CoMentor).exactly(1));
    let rule = rules([Rule::new(both)]);
    let alone = pool("id,roles\ndora,lead;co-mentor\n", "id,demand,fit[]\nsamir,2,dora=90\n");
    assert_eq!(tandems(&matched(&alone, &rule)), [] as [&str; 0]);
    let two = pool(
        "id,roles\ndora,lead;co-mentor\nanna,lead\n",
        "id,demand,fit[]\nsamir,2,anna=10;dora=90\n",
    );
    let matching = matched(&two, &rule);
    assert_eq!(tandems(&matching), ["dora-samir", "anna-samir"]);
    let roles: Vec<_> = matching.tandems().iter().map(|one| one.role.as_deref()).collect();
    assert_eq!(roles, [Some("co-mentor"), Some("lead")]);
}

#[test]
fn at_least_one_senior() {
    let pool = pool(
        "id,grade\nanna,junior\nben,junior\ncleo,senior\n",
        "id,demand,fit[]\nsamir,2,anna=90;ben=80;cleo=10\n",
    );
    assert_eq!(tandems(&matched(&pool, &Rules::default())), ["anna-samir", "ben-samir"]);
    let senior = Load::mentees().with(Group::field("grade", "senior")).at_least(1).or_none();
    let matching = matched(&pool, &rules([Rule::new(senior)]));
    assert_eq!(tandems(&matching), ["anna-samir", "cleo-samir"]);
}

#[test]
fn these_two_not_with_the_same_mentor() {
    let pool =
        pool("id,capacity\nanna,2\nben,2\n", "id,fit[]\nsamir,anna=90;ben=80\nli,anna=90;ben=70\n");
    let rule = rules([Rule::new(Apart::new(["samir", "li"]))]);
    assert_eq!(tandems(&matched(&pool, &Rules::default())), ["anna-samir", "anna-li"]);
    assert_eq!(tandems(&matched(&pool, &rule)), ["ben-samir", "anna-li"]);
    // Who runs with a mentor keeps the other away from there.
    let running = self::pool(
        "id,capacity,running\nanna,2,li\nben,2,\n",
        "id,fit[]\nsamir,anna=90;ben=80\nli,anna=90;ben=70\n",
    );
    assert_eq!(tandems(&matched(&running, &rule)), ["ben-samir"]);
}

/// Siblings have one way to one mentor.
#[test]
fn siblings_together() {
    let mentees = "id,family,fit[]\nsamir,Haddad,anna=90;ben=60\nlina,Haddad,anna=10;ben=70\nnoor,Omar,anna=50;ben=50\n";
    let pool = pool("id,capacity\nanna,1\nben,2\n", mentees);
    assert_eq!(tandems(&matched(&pool, &Rules::default())), ["anna-samir", "ben-lina", "ben-noor"]);
    let rule = rules([Rule::new(Together::by("family"))]);
    assert_eq!(tandems(&matched(&pool, &rule)), ["ben-samir", "ben-lina", "anna-noor"]);
    // One of them runs already: the other goes there or nowhere.
    let running = self::pool("id,capacity,running\nanna,2,samir\nben,2,\n", mentees);
    assert_eq!(tandems(&matched(&running, &rule)), ["anna-lina", "ben-noor"]);
    let full = self::pool("id,capacity,running\nanna,1,samir\nben,2,\n", mentees);
    assert_eq!(tandems(&matched(&full, &rule)), ["ben-noor"]);
}

/// A group of three, or none: two mentees of Anna go to Ben, who may have any number.
#[test]
fn group_mentoring() {
    let group = |least, most| {
        rules([Rule::new(Load::mentors().of(["anna"]).at_least(least).at_most(most).or_none())])
    };
    let mentees =
        "id,fit[]\na,anna=91;ben=10\nb,anna=90;ben=20\nc,anna=10;ben=30\nd,anna=5;ben=40\n";
    let pool = pool("id,capacity\nanna,6\nben,2\n", mentees);
    let none = Rules::default();
    assert_eq!(tandems(&matched(&pool, &none)), ["anna-a", "anna-b", "ben-c", "ben-d"]);
    assert_eq!(tandems(&matched(&pool, &group(3, 6))), ["anna-a", "anna-b", "anna-c", "ben-d"]);
    let small = self::pool("id,capacity\nanna,2\nben,2\n", mentees);
    assert_eq!(tandems(&matched(&small, &group(3, 6))), ["ben-c", "ben-d"]);
    assert_eq!(tandems(&matched(&pool, &group(0, 1))), ["anna-a", "ben-c", "ben-d"]);
}

/// Anna has 3.5 hours; Samir needs 2, Li 1.75, Noor 1:30.
#[test]
fn hours_instead_of_seats() {
    let pool = pool(
        "id,capacity,hours\nanna,5,3.5\nben,5,\n",
        "id,needs time,fit[]\nsamir,2,anna=90\nli,1.75,anna=80\nnoor,1:30,anna=30\n",
    );
    let budget = Budget::new(TimeOf::field("hours").otherwise(0), TimeOf::field("needs time"));
    let matching = matched(&pool, &rules([Rule::new(budget)]));
    assert_eq!(tandems(&matching), ["anna-samir", "anna-noor"]);
    // What runs takes hours as well.
    let running = self::pool(
        "id,capacity,hours,running\nanna,5,3.5,samir\n",
        "id,needs time,fit[]\nsamir,2,anna=90\nli,1.75,anna=80\nnoor,1:30,anna=30\n",
    );
    let fixed = Budget::new(Hours::from_minutes(210), TimeOf::field("needs time"));
    assert_eq!(tandems(&matched(&running, &rules([Rule::new(fixed)]))), ["anna-noor"]);
}

/// Last year Anna had Samir and Ben had Li; the other way round would be better now.
#[test]
fn few_changes_against_the_last_matching() {
    let mentees = "id,fit[]\nsamir,anna=10;ben=90\nli,anna=90;ben=10\nnoor,cleo=20\n";
    let pool = pool("id\nanna\nben\ncleo\n", mentees);
    let last = vec![Pair::new("anna", "samir"), Pair::new("ben", "li")];
    let budget = |most| rules([Rule::new(Changes::at_most(most).since(last.clone()))]);
    assert_eq!(tandems(&matched(&pool, &budget(5))), ["ben-samir", "anna-li", "cleo-noor"]);
    assert_eq!(tandems(&matched(&pool, &budget(1))), ["anna-samir", "ben-li", "cleo-noor"]);
    assert_eq!(tandems(&matched(&pool, &budget(0))), ["anna-samir", "ben-li"]);
    // As the list of earlier tandems, which would not be made again without the rule.
    let ended = self::pool("id,earlier\nanna,samir\nben,li\ncleo,\n", mentees);
    let earlier = rules([Rule::new(Changes::at_most(1).since(Last::Earlier))]);
    assert_eq!(tandems(&matched(&ended, &earlier)), ["anna-samir", "ben-li", "cleo-noor"]);
    // As what runs: every new tandem is a change.
    let running = self::pool("id,capacity,running\nanna,2,samir\nben,1,li\ncleo,1,\n", mentees);
    assert_eq!(
        tandems(&matched(&running, &rules([Rule::new(Changes::at_most(0))]))),
        [] as [&str; 0]
    );
    assert_eq!(
        tandems(&matched(&running, &rules([Rule::new(Changes::at_most(1))]))),
        ["cleo-noor"]
    );
}

/// A soft rule costs a tandem only where it stands before the tandems.
#[test]
fn soft_rules_are_levels() {
    let pool = pool(
        "id,capacity\nanna,2\nben,1\n",
        "id,fit[]\nsamir,anna=90\nli,anna=80;ben=10\nnoor,anna=70;ben=70\n",
    );
    let apart = |place| rules([Rule::new(Apart::new(["samir", "noor", "li"])).soft(place)]);
    let first = matched(&pool, &apart(Place::First));
    assert_eq!(tandems(&first), ["anna-samir", "ben-noor"]);
    assert!(first.rules()[0].is_kept());
    let after = matched(&pool, &apart(Place::AfterCounts));
    assert_eq!(tandems(&after), ["anna-samir", "anna-li", "ben-noor"]);
    let broken = &after.rules()[0].violations;
    assert_eq!(broken.len(), 1);
    assert_eq!(
        broken[0].to_string(),
        "rule \"\\\"samir\\\", \\\"noor\\\", \\\"li\\\" have no mentor in common\": mentor \"anna\" has \"samir\", \"li\""
    );
    assert!(after.to_string().contains("rules: 0 of 1 kept"), "{after}");
}

/// A score is given up for a soft rule after the counts, and none for one that comes last.
#[test]
fn places_of_soft_rules() {
    let pool =
        pool("id,capacity\nanna,2\nben,2\n", "id,fit[]\nsamir,anna=90;ben=50\nli,anna=80;ben=20\n");
    let idle =
        |place| rules([Rule::new(Load::mentors().at_least(1)).named("nobody idle").soft(place)]);
    assert_eq!(tandems(&matched(&pool, &idle(Place::AfterCounts))), ["ben-samir", "anna-li"]);
    let last = matched(&pool, &idle(Place::Last));
    assert_eq!(tandems(&last), ["anna-samir", "anna-li"]);
    assert_eq!(
        last.rules()[0].violations[0].detail,
        "mentor \"ben\" has no tandem, and needs at least 1"
    );
}

#[test]
fn groups_are_told_by_what_is_known() {
    let pool = pool(
        "id,sectors,place,roles\nanna,Q86,DE300,lead\nben,Q87;A01,DE600,co-mentor\ncleo,,,\n",
        "id,fit[]\na,anna=90;ben=80;cleo=70\n",
    );
    let none_of = |group: Group| {
        let rule = Rule::new(Quota::default().mentors(group).exactly(0));
        tandems(&matched(&pool, &rules([rule])))
    };
    assert_eq!(none_of(Group::sector("Q86")), ["ben-a"]);
    assert_eq!(none_of(Group::sector("Q*")), ["cleo-a"]);
    assert_eq!(none_of(Group::region("DE3*")), ["ben-a"]);
    assert_eq!(none_of(Group::role(Role::Lead).or(Role::CoMentor)), ["cleo-a"]);
    assert_eq!(none_of(Group::everybody().except(["ben"])), ["ben-a"]);
    assert_eq!(none_of(Group::sector("Q*").and(Role::Lead)), ["ben-a"]);
}
