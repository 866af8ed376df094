//! Rules that do not fit the people: every fault at once, with place, value and remedy.

use tandems::Matcher;
use tandems::matching::MatchError;
use tandems::pool::{Pair, Role, Side};
use tandems::rules::{
    Apart, Budget, Changes, Group, Load, Quota, Roles, Rule, Rules, Share, Slot, TimeOf, Together,
};

use super::{pool, rules, stated};

fn faults(rules: &Rules) -> Vec<(&'static str, String)> {
    let pool = pool(
        "id,school,hours,roles\nanna,North,6,lead\nben,South,lots,\n",
        "id,grade\nsamir,7\nli,8\n",
    );
    match Matcher::new(&stated()).rules(rules).match_pool(&pool) {
        Err(MatchError::Rules(faults)) => {
            faults.iter().map(|fault| (fault.code, fault.to_string())).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn fault(rule: Rule) -> (&'static str, String) {
    let mut all = faults(&rules([rule]));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn who_and_what_is_not_there_is_named() {
    let load = |group: Group| Rule::new(Load::mentors().of(group).at_most(1));
    for (rule, code, text) in [
        (
            Rule::new(Apart::new(["samir", "lii"])),
            "unknown_person",
            "mentees: rules[0].mentees \"lii\" is not among the mentees; did you mean \"li\"? or take it out",
        ),
        (
            load(Group::field("schol", "North")),
            "unknown_field",
            "mentors: rules[0].mentors \"schol\" is a field that none of the mentors has; did you mean \"school\"?",
        ),
        (
            load(Group::field("school", "Nort")),
            "unknown_value",
            "mentors: rules[0].mentors \"Nort\" is a value of \"school\" that none of the mentors has; did you mean \"North\"? or take it out",
        ),
        (
            load(Group::sector("Q86")),
            "unknown_value",
            "mentors: rules[0].mentors \"Q86\" is a sector that none of the mentors has; correct the code, or write \"Q86*\" for all that begin with it",
        ),
        (
            load(Group::role(Role::CoMentor)),
            "empty_group",
            "mentors: rules[0].mentors \"role co-mentor\" is a group of mentors without anybody in it; widen the group, or take the rule out for this round",
        ),
        (
            load(Group::field("school", "North").and(Group::field("school", "South"))),
            "empty_group",
            "mentors: rules[0].mentors \"school \\\"North\\\" and school \\\"South\\\"\" is a group of mentors without anybody in it; widen the group, or take the rule out for this round",
        ),
        (
            Rule::new(Load::mentees().of(Role::Lead).at_most(1)),
            "unknown_field",
            "mentees: rules[0].mentees \"lead\" is a role, and mentees have none; ask it of mentors, or take it out",
        ),
        (
            Rule::new(Together::by("family")),
            "unknown_field",
            "mentees: rules[0].same \"family\" is a field that none of the mentees has; add a column of that name, or use one of \"grade\"",
        ),
        (
            Rule::new(Quota::default().each(Side::Mentees, "grad").at_most(1)),
            "unknown_field",
            "mentees: rules[0].each_mentee \"grad\" is a field that none of the mentees has; did you mean \"grade\"?",
        ),
        (
            Rule::new(Changes::at_most(1).since(vec![Pair::new("anne", "li")])),
            "unknown_person",
            "mentors: rules[0].last \"anne\" is not among the mentors; did you mean \"anna\"? or take it out",
        ),
    ] {
        assert_eq!(fault(rule), (code, text.to_owned()));
    }
}

#[test]
fn hours_name_person_field_and_value() {
    let rule = |hours: TimeOf| Rule::new(Budget::new(hours, 1));
    assert_eq!(
        fault(rule(TimeOf::field("hours"))),
        (
            "unknown_hours",
            "mentor \"ben\" (line 3): hours \"lots\" is not a number of hours up to 1000000; write hours with at most two decimals such as 1.5, or hours and minutes such as \"1:20\"".to_owned()
        )
    );
    let cost = Budget::new(6, TimeOf::field("grade")).with(["samir"]);
    assert_eq!(rules([Rule::new(cost)]).len(), 1);
    let pool = pool("id,hours\nanna,6\nben,\n", "id\nsamir\n");
    let missing = rules([rule(TimeOf::field("hours"))]);
    let error = Matcher::new(&stated()).rules(&missing).match_pool(&pool).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the rules do not fit the pool: mentor \"ben\" (line 3): hours is not known, and rules[0].hours counts it; fill it in, or write what counts where it is unknown: hours = { field = \"hours\", otherwise = 1 }"
    );
}

#[test]
fn everything_wrong_is_found_at_once() {
    let all = rules([
        Rule::new(Load::mentors().at_least(3).at_most(2)).named("a"),
        Rule::new(Quota::default().at_least(Share::new(1, 0))).named("a"),
        Rule::new(Apart::new(["samir", "x", "y"])),
        Rule::new(
            Roles::default().slot(Slot::new("lead", Group::field("school", "East")).exactly(1)),
        ),
        Rule::new(Quota::default()),
        Rule::new(Budget::new(TimeOf::field("hours"), TimeOf::field("costs"))),
    ]);
    let found: Vec<&str> = faults(&all).into_iter().map(|(code, _)| code).collect();
    let count = |code: &str| found.iter().filter(|one| **one == code).count();
    // Crossed, a share of nothing, a name twice, no number.
    assert_eq!(count("unsound_rule"), 4, "{found:?}");
    assert_eq!(count("unknown_person"), 2, "{found:?}");
    assert_eq!(count("unknown_value"), 1, "{found:?}");
    assert_eq!(count("unknown_hours"), 1, "{found:?}");
    assert_eq!(count("unknown_field"), 1, "{found:?}");
}

#[test]
fn rules_that_contradict_themselves_are_faults() {
    for (rule, text) in [
        (
            Rule::new(Load::mentors().at_least(3).at_most(2)),
            "rules[0].at_least: asks for at least 3 and at most 2; raise at_most or lower at_least",
        ),
        (
            Rule::new(Quota::default().at_least(Share::percent(60)).at_most(Share::new(1, 2))),
            "rules[0].at_least: asks for at least 60 % and at most 50 %; raise at_most or lower at_least",
        ),
        (
            Rule::new(Quota::default().at_least(Share::new(1, 0))),
            "rules[0].at_least: 1/0 is a share of nothing; write the number of the whole below the line, such as 3/10",
        ),
        (
            Rule::new(Quota::default().at_most(Share::percent(120))),
            "rules[0].at_most: 120 % is more than all; write a share from 0 to 100 %",
        ),
        (
            Rule::new(Load::mentors()),
            "rules[0].at_least: says no number of tandems; write at_least, at_most or exactly",
        ),
        (
            Rule::new(Together::new(["li"])),
            "rules[0].mentees: \"li\" stands alone; name at least two",
        ),
        (
            Rule::new(Apart::by(" ")),
            "rules[0].same: the name of the field is blank; write the name of a column or attribute",
        ),
        (
            Rule::new(Roles::default()),
            "rules[0].slots: has no place for anybody; write slots = [{ role = \"lead\", exactly = 1 }, { role = \"co-mentor\" }]",
        ),
        (
            Rule::new(Changes::at_most(0).since(vec![Pair::new("a", "b"), Pair::new("a", "b")])),
            "rules[0].last: names mentor \"a\" and mentee \"b\" twice; name each tandem once",
        ),
        (
            Rule::new(Apart::new(["li", "samir"])).named(" "),
            "rules[0].name: is blank; write what answers should call the rule",
        ),
    ] {
        let problems = rules([rule]).check();
        assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [text]);
    }
}

#[test]
fn what_cannot_be_solved_is_refused_by_name() {
    let pool = pool(
        "id,roles\nanna,lead\nben,lead\ncleo,co-mentor\n",
        "id,demand,fit[]\nsamir,3,anna=90;ben=80;cleo=70\n",
    );
    let refused = |rule: Rule| {
        let rules = rules([rule.named("r")]);
        Matcher::new(&stated()).rules(&rules).match_pool(&pool).unwrap_err().to_string()
    };
    let two = Load::mentees().with(["anna", "ben"]).at_least(2).or_none();
    assert_eq!(
        refused(Rule::new(two)),
        "rule \"r\" cannot be solved: it asks for none, or more than one of a group; write it as simpler rules, or take it out"
    );
    let leads = Roles::default().slot(Slot::new("lead", Role::Lead).exactly(2));
    assert!(refused(Rule::new(leads)).starts_with("rule \"r\" cannot be solved: more than"));
}
