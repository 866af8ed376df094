//! Rules in a model file: read, refused with the nearest known key, and written so that they read back.

use tandems::pool::{Pair, Role, Side};
use tandems::rules::{
    Apart, Budget, Changes, Group, Hours, Last, Load, Place, Quota, Roles, Rule, Rules, Share,
    Slot, TimeOf, Together,
};
use tandems::score::{ModelError, ScoringModel};

use super::rules;

const CRITERIA: &str = "[[criteria]]\nkind = \"language\"\n";

fn read(lines: &str) -> Rules {
    let text = format!("{CRITERIA}\n[[rules]]\n{lines}\n");
    ScoringModel::from_toml(&text).unwrap().rules().clone()
}

fn messages(lines: &str) -> Vec<String> {
    match ScoringModel::from_toml(&format!("{CRITERIA}\n[[rules]]\n{lines}\n")) {
        Err(ModelError::Invalid(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_can_be_written() {
    let north = || Group::field("school", "North");
    for (lines, rule) in [
        ("kind = 'load'\nat_least = 1", Rule::new(Load::mentors().at_least(1))),
        (
            "kind = 'load'\nmentors = ['anna']\nat_least = 3\nat_most = 6\nor_none = true\nname = 'groups'",
            Rule::new(Load::mentors().of(["anna"]).at_least(3).at_most(6).or_none())
                .named("groups"),
        ),
        (
            "kind = 'load'\neach = 'mentee'\nmentors = { field = 'grade', value = 7 }\nexactly = 1\nsoft = 'first'",
            Rule::new(Load::mentees().with(Group::field("grade", "7")).at_least(1).at_most(1))
                .soft(Place::First),
        ),
        (
            "kind = 'quota'\nmentees = { field = 'school', values = ['North'] }\nat_most = 10",
            Rule::new(Quota::default().mentees(north()).at_most(10)),
        ),
        (
            "kind = 'quota'\neach_mentee = 'school'\nat_least = '30 %'\nof_mentees = { field = 'school', value = 'North' }",
            Rule::new(
                Quota::default()
                    .each(Side::Mentees, "school")
                    .at_least(Share::new(3, 10))
                    .of(Group::everybody(), north()),
            ),
        ),
        (
            "kind = 'roles'\nslots = [{ role = 'lead', exactly = 1 }, { role = 'co-mentor' }]",
            Rule::new(Roles::lead_and_co_mentor()),
        ),
        (
            "kind = 'roles'\nmentees = { none_of = [['li']] }\nslots = [{ name = 'any', at_most = 'any' }]",
            Rule::new(
                Roles::default()
                    .of(Group::NoneOf(vec![Group::ids(["li"])]))
                    .slot(Slot::new("any", Group::everybody()).any_number()),
            ),
        ),
        ("kind = 'apart'\nmentees = ['samir', 'li']", Rule::new(Apart::new(["samir", "li"]))),
        (
            "kind = 'together'\nsame = 'family'\nsoft = 'last'",
            Rule::new(Together::by("family")).soft(Place::Last),
        ),
        (
            "kind = 'hours'\nhours = { field = 'hours', otherwise = 2.5 }\ncost = '1:20'\nmentors = { role = 'lead', region = 'DE3*' }",
            Rule::new(
                Budget::new(
                    TimeOf::field("hours").otherwise(Hours::from_minutes(150)),
                    Hours::from_minutes(80),
                )
                .of(Group::role(Role::Lead).and(Group::region("DE3*"))),
            ),
        ),
        ("kind = 'changes'\nat_most = 3", Rule::new(Changes::at_most(3))),
        (
            "kind = 'changes'\nat_most = 3\nlast = 'earlier'\nsoft = 'after_counts'",
            Rule::new(Changes::at_most(3).since(Last::Earlier)).soft(Place::AfterCounts),
        ),
        (
            "kind = 'changes'\nat_most = 0\nlast = [{ mentor = 'anna', mentee = 'li' }]",
            Rule::new(Changes::at_most(0).since(vec![Pair::new("anna", "li")])),
        ),
    ] {
        let expected = rules([rule]);
        assert_eq!(read(lines), expected, "{lines}");
        // Written by serde and read back, alone and within a model.
        let json = serde_json::to_string(&expected).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&json).unwrap(), expected, "{json}");
        let text = format!("{CRITERIA}\n[[rules]]\n{lines}\n");
        let model = ScoringModel::from_toml(&text).unwrap();
        let again = ScoringModel::from_toml(&model.to_toml().unwrap()).unwrap();
        assert_eq!(again.rules(), &expected);
        let again = ScoringModel::from_json(&model.to_json().unwrap()).unwrap();
        assert_eq!(again.rules(), &expected);
    }
}

#[test]
fn what_is_wrong_names_place_and_remedy() {
    for (lines, expected) in [
        (
            "kind = 'loda'\nat_least = 1",
            "rules[0].kind: \"loda\" is not a kind of rule; did you mean \"load\"?",
        ),
        (
            "at_least = 1",
            "rules[0].kind: is missing; write one of load, quota, roles, apart, together, hours, changes, such as kind = \"load\"",
        ),
        (
            "kind = 'load'\nat_leats = 1\nat_most = 2",
            "rules[0].at_leats: unknown key `at_leats`; did you mean `at_least`?",
        ),
        (
            "kind = 'load'\nat_least = -1",
            "rules[0].at_least: -1 does not fit here; write a whole number from 0 to 1000000",
        ),
        (
            "kind = 'load'\nat_least = 3\nat_most = 2",
            "rules[0].at_least: asks for at least 3 and at most 2; raise at_most or lower at_least",
        ),
        (
            "kind = 'load'\nat_least = 3\nexactly = 2",
            "rules[0].exactly: stands beside at_least or at_most; write exactly, or at_least and at_most",
        ),
        (
            "kind = 'load'\nat_least = 1\nsoft = 'frist'",
            "rules[0].soft: \"frist\" is not known here; did you mean \"first\"? It can be \"first\", \"after_counts\", \"last\"",
        ),
        (
            "kind = 'quota'\nat_least = '30'",
            "rules[0].at_least: \"30\" does not fit here; write a whole number from 0 to 1000000, or a share such as \"30 %\" or \"3/10\"",
        ),
        (
            "kind = 'quota'\nat_least = '1/0'",
            "rules[0].at_least: 1/0 is a share of nothing; write the number of the whole below the line, such as 3/10",
        ),
        (
            "kind = 'quota'\nat_most = 3\nof_mentees = ['li']",
            "rules[0].of_mentees: stands beside a number, which is no share of anything; write a share such as \"30 %\", or take it out",
        ),
        (
            "kind = 'apart'",
            "rules[0].mentees: is missing; write mentees = [\"ID\", \"ID\"], or same = \"FIELD\" for one set for each value",
        ),
        (
            "kind = 'apart'\nmentees = []",
            "rules[0].mentees: is a group of no ids; name at least one",
        ),
        (
            "kind = 'load'\nat_most = 1\nmentors = 'all'",
            "rules[0].mentors: \"all\" is no group; write \"everybody\", a list of ids, or a table such as { field = \"school\", value = \"North\" }",
        ),
        (
            "kind = 'load'\nat_most = 1\nmentors = { field = 'school' }",
            "rules[0].mentors.value: is missing; write field = \"NAME\" and value = \"TEXT\", or values = [\"TEXT\"]",
        ),
        (
            "kind = 'load'\nat_most = 1\nmentors = { any_of = [{ role = 'laed' }] }",
            "rules[0].mentors.any_of[0].role: \"laed\" does not fit here; write \"lead\" or \"co-mentor\"",
        ),
        (
            "kind = 'load'\nat_most = 1\nmentors = { feild = 'school', value = 'x' }",
            "rules[0].mentors.feild: unknown key `feild`; did you mean `field`?",
        ),
        (
            "kind = 'load'\nat_most = 1\nmentors = {}",
            "rules[0].mentors: says nothing of its people; write \"everybody\", or what they have in common",
        ),
        (
            "kind = 'roles'\nslots = [{ exactly = 1 }]",
            "rules[0].slots[0].name: is missing; write what the place is called",
        ),
        (
            "kind = 'hours'\ncost = 1",
            "rules[0].hours: is missing; write hours = { field = \"NAME\" }, or the same number for all",
        ),
        (
            "kind = 'hours'\ncost = 1\nhours = 1.333",
            "rules[0].hours: 1.333 does not fit here; write { field = \"NAME\" }, or write hours with at most two decimals such as 1.5, or hours and minutes such as \"1:20\"",
        ),
        ("kind = 'changes'", "rules[0].at_most: is missing; write how many changes there may be"),
        (
            "kind = 'changes'\nat_most = 1\nlast = 'past'",
            "rules[0].last: \"past\" does not fit here; write \"running\", \"earlier\", or a list of { mentor = \"ID\", mentee = \"ID\" }",
        ),
    ] {
        let found = messages(lines);
        assert!(found.iter().any(|one| one == expected), "{lines}\n{found:#?}");
        assert!(found.len() <= 2, "{lines}\n{found:#?}");
    }
}

#[test]
fn all_problems_of_a_file_come_at_once() {
    let text = "[[criteria]]\nkind = 'language'\nwieght = 2\n\
        [[rules]]\nkind = 'load'\nat_least = 3\nat_most = 2\nname = 'a'\n\
        [[rules]]\nkind = 'zodiac'\n[[rules]]\nkind = 'apart'\nmentees = ['x']\nname = 'a'\n";
    let Err(ModelError::Invalid(found)) = ScoringModel::from_toml(text) else { panic!() };
    let mut places: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
    places.sort_unstable();
    let expected = [
        "criteria[0].wieght",
        "rules[0].at_least",
        "rules[1].kind",
        "rules[2].mentees",
        "rules[2].name",
    ];
    assert_eq!(places, expected);
}

#[test]
fn serde_refuses_what_a_file_would() {
    let error = serde_json::from_str::<Rules>(r#"[{"kind": "load", "at_leats": 1}]"#).unwrap_err();
    assert!(error.to_string().contains("did you mean `at_least`?"), "{error}");
    let error = serde_json::from_str::<Rules>(r#"[{"kind": "load"}]"#).unwrap_err();
    assert!(error.to_string().contains("says no number of tandems"), "{error}");
}

#[test]
fn rules_in_words() {
    for (rule, words) in [
        (Rule::new(Load::mentors().at_least(1)), "each mentor has at least 1 tandem"),
        (
            Rule::new(Quota::default().mentors(Group::role(Role::Lead)).mentees(["li"]).exactly(1)),
            "exactly 1 tandem of \"li\" with role lead",
        ),
        (
            Rule::new(
                Quota::default()
                    .mentees(["li"])
                    .at_most(Share::percent(30))
                    .of(["anna"], Group::everybody()),
            ),
            "at most 30 % of the tandems with \"anna\" are of \"li\"",
        ),
        (
            Rule::new(Together::by("family").of(["a", "b"])),
            "mentees of the same family among \"a\", \"b\" have the same mentors",
        ),
        (
            Rule::new(Budget::new(6, 2)),
            "the tandems of a mentor take no more hours than the mentor has (6), a tandem 2",
        ),
        (Rule::new(Changes::at_most(1)), "at most 1 change against the running tandems"),
        (
            Rule::new(Roles::default().slot(Slot::new("lead", Role::Lead).at_least(1).at_most(2))),
            "the mentors of a mentee are from 1 to 2 lead",
        ),
    ] {
        assert_eq!(rule.to_string(), words);
    }
}
