//! Rules in a model file: `[[rules]]`, read with every problem at once, and written so that they read back.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::load::Idle;
use super::rule::{RuleKind, Strictness, check};
use super::sets::Sets;
use super::{
    Amount, Apart, Budget, Changes, Group, Hours, Last, Load, Place, Quota, Roles, Rule, Rules,
    Share, Slot, TimeOf, Together,
};
use crate::pool::{Pair, Role, Side, nearest};
use crate::sections::{ModelProblem, Problems, Section, shown};

const PLACES: [(&str, Place); 3] =
    [("first", Place::First), ("after_counts", Place::AfterCounts), ("last", Place::Last)];
const EACH: [(&str, Side); 2] = [("mentor", Side::Mentors), ("mentee", Side::Mentees)];

/// Beyond this a number of tandems is a slip of the keyboard.
const MOST: u32 = 1_000_000;

/// The rules of a list in a file. A rule that cannot be made out is left out, and its problems are told.
pub(crate) fn read(value: Option<&Value>, problems: &Problems) -> Rules {
    let list: &[Value] = match value {
        None => &[],
        Some(Value::Array(list)) => list,
        Some(_) => {
            problems.add("rules", "is no list", "write each rule under [[rules]]");
            &[]
        }
    };
    let mut rules = Vec::with_capacity(list.len());
    for (at, value) in list.iter().enumerate() {
        let section = Section::new(format!("rules[{at}]"), value, problems);
        rules.extend(section.and_then(|section| rule(section, problems).0).map(|rule| (at, rule)));
    }
    // What a key that could not be read leads to is not a problem of its own.
    let whole: Vec<(usize, &Rule)> = rules
        .iter()
        .filter(|(at, _)| !problems.has_within(&format!("rules[{at}].")))
        .map(|(at, rule)| (*at, rule))
        .collect();
    for ModelProblem { path, problem, remedy } in check(&whole) {
        problems.add(path, problem, remedy);
    }
    rules.into_iter().map(|(_, rule)| rule).collect()
}

/// A rule, and the keys it may have.
fn rule(section: Section<'_>, problems: &Problems) -> (Option<Rule>, Vec<&'static str>) {
    let Some(word) = section.text("kind") else {
        if !section.has("kind") {
            let remedy = format!("write one of {}", RuleKind::WORDS.join(", "));
            section.problem("kind", "is missing", format!("{remedy}, such as kind = \"load\""));
        }
        return (None, Vec::new());
    };
    if !RuleKind::WORDS.contains(&word) {
        let words = RuleKind::WORDS;
        let remedy = match nearest(word, words.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write one of {}", words.join(", ")),
        };
        section.problem("kind", format!("{word:?} is not a kind of rule"), remedy);
        return (None, Vec::new());
    }
    let name = section.text("name");
    let place = section.choice("soft", &PLACES);
    let kind: Option<RuleKind> = match word {
        "load" => Some(load(&section, problems).into()),
        "quota" => Some(quota(&section, problems).into()),
        "roles" => Some(roles(&section, problems).into()),
        "apart" => Some(Apart(sets(&section, problems)).into()),
        "together" => Some(Together(sets(&section, problems)).into()),
        "hours" => Some(budget(&section, problems).into()),
        _ => changes(&section, problems).map(Into::into),
    };
    let keys = section.finish();
    let rule = kind.map(|kind| Rule {
        name: name.map(str::to_owned),
        kind,
        strictness: place.map_or(Strictness::Hard, Strictness::Soft),
    });
    (rule, keys)
}

fn load(section: &Section<'_>, problems: &Problems) -> Load {
    let side = section.choice("each", &EACH).unwrap_or(Side::Mentors);
    let [mentors, mentees] = ["mentors", "mentees"].map(|key| group(section, key, problems));
    let (least, most) = counts(section);
    let idle = section.flag("or_none").unwrap_or_default();
    let (load, people, partners) = match side {
        Side::Mentors => (Load::mentors(), mentors, mentees),
        Side::Mentees => (Load::mentees(), mentees, mentors),
    };
    let load = Load { least: least.unwrap_or(0), most, ..load.of(people).with(partners) };
    if idle { load.or_none() } else { load }
}

/// `at_least` and `at_most`, or `exactly`.
fn counts(section: &Section<'_>) -> (Option<u32>, Option<u32>) {
    let [least, most, exactly] =
        ["at_least", "at_most", "exactly"].map(|key| section.count(key, 0, MOST));
    alone(section);
    (exactly.or(least), exactly.or(most))
}

/// `exactly` says both.
fn alone(section: &Section<'_>) {
    if section.has("exactly") && (section.has("at_least") || section.has("at_most")) {
        let remedy = "write exactly, or at_least and at_most";
        section.problem("exactly", "stands beside at_least or at_most", remedy);
    }
}

fn quota(section: &Section<'_>, problems: &Problems) -> Quota {
    let [least, most, exactly] = ["at_least", "at_most", "exactly"].map(|key| amount(section, key));
    alone(section);
    let [mentors, mentees, of_mentors, of_mentees] =
        ["mentors", "mentees", "of_mentors", "of_mentees"].map(|key| group(section, key, problems));
    let [by_mentor, by_mentee] = ["each_mentor", "each_mentee"].map(|key| section.text(key));
    if by_mentor.is_some() && by_mentee.is_some() {
        let remedy = "keep one of the two";
        section.problem("each_mentor", "stands beside each_mentee", remedy);
    }
    let each = by_mentor
        .map(|field| (Side::Mentors, field.to_owned()))
        .or_else(|| by_mentee.map(|field| (Side::Mentees, field.to_owned())));
    Quota {
        mentors,
        mentees,
        each,
        least: exactly.or(least),
        most: exactly.or(most),
        of_mentors,
        of_mentees,
    }
}

fn amount(section: &Section<'_>, key: &'static str) -> Option<Amount> {
    let value = section.value(key)?;
    let amount = match value {
        Value::String(text) => Share::from_str(text).ok().map(Amount::Share),
        Value::Number(number) => number
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .filter(|count| *count <= MOST)
            .map(Amount::Count),
        _ => None,
    };
    let wanted = "a whole number from 0 to 1000000, or a share such as \"30 %\" or \"3/10\"";
    amount.or_else(|| section.wrong(key, value, wanted))
}

fn roles(section: &Section<'_>, problems: &Problems) -> Roles {
    let mentees = group(section, "mentees", problems);
    let slots: &[Value] = match section.value("slots") {
        Some(Value::Array(list)) => list,
        None => &[],
        Some(other) => {
            let example = "a list such as [{ role = \"lead\", exactly = 1 }]";
            section.wrong::<()>("slots", other, example);
            &[]
        }
    };
    let slots = slots.iter().enumerate().filter_map(|(at, value)| {
        let path = section.path(&format!("slots[{at}]"));
        slot(Section::new(path, value, problems)?, problems).0
    });
    Roles { mentees, slots: slots.collect() }
}

fn slot(section: Section<'_>, problems: &Problems) -> (Option<Slot>, Vec<&'static str>) {
    let role = role(&section, "role");
    let mentors = group(&section, "mentors", problems);
    let mentors = match role {
        Some(role) if mentors == Group::Everybody => Group::Role(role),
        Some(role) => Group::Role(role).and(mentors),
        None => mentors,
    };
    let name =
        section.text("name").map(str::to_owned).or_else(|| role.map(|role| role.to_string()));
    if name.is_none() && !section.has("name") && !section.has("role") {
        section.problem("name", "is missing", "write what the place is called");
    }
    let any = section.text_if("at_most").is_some_and(|text| text == "any");
    let (least, most) = if any {
        let [least, exactly] = ["at_least", "exactly"].map(|key| section.count(key, 0, MOST));
        alone(&section);
        (least.or(exactly), None)
    } else {
        let (least, most) = counts(&section);
        (least, Some(most.unwrap_or_else(|| least.unwrap_or(0).max(1))))
    };
    let keys = section.finish();
    (name.map(|name| Slot { name, mentors, least: least.unwrap_or(0), most }), keys)
}

fn role(section: &Section<'_>, key: &'static str) -> Option<Role> {
    section.parsed(key, str::parse, "\"lead\" or \"co-mentor\"")
}

fn sets(section: &Section<'_>, problems: &Problems) -> Sets {
    let mentees = group(section, "mentees", problems);
    let same = section.text("same").map(str::to_owned);
    if same.is_none() && !section.has("same") && !section.has("mentees") {
        let remedy =
            "write mentees = [\"ID\", \"ID\"], or same = \"FIELD\" for one set for each value";
        section.problem("mentees", "is missing", remedy);
    }
    Sets { mentees, same }
}

fn budget(section: &Section<'_>, problems: &Problems) -> Budget {
    let [mentors, mentees] = ["mentors", "mentees"].map(|key| group(section, key, problems));
    let [hours, cost] = ["hours", "cost"].map(|key| time(section, key, problems));
    Budget { mentors, mentees, hours, cost }
}

fn time(section: &Section<'_>, key: &'static str, problems: &Problems) -> TimeOf {
    let Some(value) = section.value(key) else {
        let remedy = format!("write {key} = {{ field = \"NAME\" }}, or the same number for all");
        section.problem(key, "is missing", remedy);
        return TimeOf::fixed(0);
    };
    if let Some(hours) = Hours::of_value(value) {
        return TimeOf::fixed(hours);
    }
    if !value.is_object() {
        section.wrong::<()>(
            key,
            value,
            &format!("{{ field = \"NAME\" }}, or {}", super::time::HOW_TO_WRITE),
        );
        return TimeOf::fixed(0);
    }
    let Some(inner) = Section::new(section.path(key), value, problems) else {
        return TimeOf::fixed(0);
    };
    let field = inner.text("field").map(str::to_owned);
    let otherwise = inner.value("otherwise").and_then(|value| {
        let hours = Hours::of_value(value);
        hours.or_else(|| inner.wrong("otherwise", value, super::time::HOW_TO_WRITE))
    });
    if field.is_none() && !inner.has("field") {
        inner.problem("field", "is missing", "write field = \"NAME\"");
    }
    inner.finish();
    TimeOf { otherwise: otherwise.or_else(|| field.is_none().then(Hours::default)), field }
}

fn changes(section: &Section<'_>, problems: &Problems) -> Option<Changes> {
    let most = section.count("at_most", 0, MOST);
    if most.is_none() && !section.has("at_most") {
        section.problem("at_most", "is missing", "write how many changes there may be");
    }
    let last = match section.value("last") {
        None => Last::Running,
        Some(Value::String(word)) if word == "running" => Last::Running,
        Some(Value::String(word)) if word == "earlier" => Last::Earlier,
        Some(Value::Array(list)) => {
            let pairs = list.iter().enumerate().filter_map(|(at, value)| {
                let pair = Section::new(section.path(&format!("last[{at}]")), value, problems)?;
                let [mentor, mentee] = ["mentor", "mentee"].map(|key| pair.text(key));
                for key in ["mentor", "mentee"] {
                    if !pair.has(key) {
                        pair.problem(key, "is missing", "write both mentor and mentee");
                    }
                }
                pair.finish();
                Some(Pair::new(mentor?, mentee?))
            });
            Last::Given(pairs.collect())
        }
        Some(other) => {
            let wanted =
                "\"running\", \"earlier\", or a list of { mentor = \"ID\", mentee = \"ID\" }";
            section.wrong::<()>("last", other, wanted);
            Last::Running
        }
    };
    Some(Changes { most: most?, last })
}

/// A group; everybody where the key is missing or cannot be read.
fn group(section: &Section<'_>, key: &'static str, problems: &Problems) -> Group {
    let Some(value) = section.value(key) else { return Group::Everybody };
    group_of(&section.path(key), value, problems).unwrap_or_default()
}

fn group_of(path: &str, value: &Value, problems: &Problems) -> Option<Group> {
    match value {
        Value::String(word) if word == "everybody" => Some(Group::Everybody),
        Value::Array(list) => {
            let ids: Option<Vec<String>> =
                list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
            if ids.is_none() {
                let remedy = "write ids in quotes, such as [\"anna\", \"ben\"]";
                problems.add(path, "is no list of ids", remedy);
            }
            ids.map(Group::Ids)
        }
        Value::Object(_) => table(&Section::new(path, value, problems)?, problems),
        other => {
            let remedy = "write \"everybody\", a list of ids, or a table such as { field = \"school\", value = \"North\" }";
            problems.add(path, format!("{} is no group", shown(other)), remedy);
            None
        }
    }
}

/// What the people of a group have in common.
fn table(section: &Section<'_>, problems: &Problems) -> Option<Group> {
    let mut all = Vec::new();
    all.extend(section.texts("ids").map(Group::Ids));
    let field = section.text("field").map(str::to_owned);
    let one = section.value("value").and_then(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        other => section.wrong("value", other, "a text in quotes"),
    });
    let several = section.texts("values");
    match (field, one, several) {
        (Some(field), Some(value), None) => all.push(Group::Field { field, values: vec![value] }),
        (Some(field), None, Some(values)) => all.push(Group::Field { field, values }),
        _ => {
            let given = ["field", "value", "values"].map(|key| section.has(key));
            let remedy = "write field = \"NAME\" and value = \"TEXT\", or values = [\"TEXT\"]";
            match given {
                [true, false, false] => section.problem("value", "is missing", remedy),
                [false, true, _] | [false, _, true] => {
                    section.problem("field", "is missing", remedy);
                }
                [true, true, true] => section.problem("values", "stands beside value", remedy),
                _ => {}
            }
        }
    }
    all.extend(role(section, "role").map(Group::Role));
    all.extend(section.text("sector").map(Group::sector));
    all.extend(section.text("region").map(Group::region));
    for (key, of) in [
        ("all_of", Group::AllOf as fn(Vec<Group>) -> Group),
        ("any_of", Group::AnyOf),
        ("none_of", Group::NoneOf),
    ] {
        let Some(value) = section.value(key) else { continue };
        let Value::Array(list) = value else {
            section.wrong::<()>(key, value, "a list of groups");
            continue;
        };
        let path = |at: usize| section.path(&format!("{key}[{at}]"));
        let groups =
            list.iter().enumerate().filter_map(|(at, one)| group_of(&path(at), one, problems));
        all.push(of(groups.collect()));
    }
    section.close();
    match all.len() {
        0 => {
            if section.is_blank() {
                section.whole_problem(
                    "says nothing of its people",
                    "write \"everybody\", or what they have in common",
                );
            }
            None
        }
        1 => all.pop(),
        _ => Some(Group::AllOf(all)),
    }
}

/// The value of a file that reads back as the rules.
fn write(rules: &Rules) -> Value {
    Value::Array(rules.iter().map(written).collect())
}

fn written(rule: &Rule) -> Value {
    let mut map = Map::new();
    map.insert("kind".to_owned(), json!(rule.kind.word()));
    let mut put = |key: &str, value: Value| {
        map.insert(key.to_owned(), value);
    };
    if let Some(name) = &rule.name {
        put("name", json!(name));
    }
    if let Strictness::Soft(place) = rule.strictness {
        put("soft", json!(word(place, &PLACES)));
    }
    let put: &mut dyn FnMut(&str, Value) = &mut put;
    match &rule.kind {
        RuleKind::Load(load) => {
            put("each", json!(word(load.side, &EACH)));
            let (people, partners) = match load.side {
                Side::Mentors => ("mentors", "mentees"),
                Side::Mentees => ("mentees", "mentors"),
            };
            put_group(people, &load.people, put);
            put_group(partners, &load.partners, put);
            if load.least > 0 {
                put("at_least", json!(load.least));
            }
            if let Some(most) = load.most {
                put("at_most", json!(most));
            }
            if load.idle == Idle::Allowed {
                put("or_none", json!(true));
            }
        }
        RuleKind::Quota(quota) => {
            put_group("mentors", &quota.mentors, put);
            put_group("mentees", &quota.mentees, put);
            put_group("of_mentors", &quota.of_mentors, put);
            put_group("of_mentees", &quota.of_mentees, put);
            match &quota.each {
                Some((Side::Mentors, field)) => put("each_mentor", json!(field)),
                Some((Side::Mentees, field)) => put("each_mentee", json!(field)),
                None => {}
            }
            for (key, amount) in [("at_least", quota.least), ("at_most", quota.most)] {
                match amount {
                    Some(Amount::Count(count)) => put(key, json!(count)),
                    Some(Amount::Share(share)) => {
                        put(key, json!(format!("{}/{}", share.part(), share.whole())));
                    }
                    None => {}
                }
            }
        }
        RuleKind::Roles(roles) => {
            put_group("mentees", &roles.mentees, put);
            put("slots", Value::Array(roles.slots.iter().map(slot_written).collect()));
        }
        RuleKind::Apart(Apart(sets)) | RuleKind::Together(Together(sets)) => {
            if sets.same.is_none() {
                put("mentees", group_written(&sets.mentees));
            } else {
                put_group("mentees", &sets.mentees, put);
            }
            if let Some(field) = &sets.same {
                put("same", json!(field));
            }
        }
        RuleKind::Budget(budget) => {
            put_group("mentors", &budget.mentors, put);
            put_group("mentees", &budget.mentees, put);
            put("hours", time_written(&budget.hours));
            put("cost", time_written(&budget.cost));
        }
        RuleKind::Changes(changes) => {
            put("at_most", json!(changes.most));
            put(
                "last",
                match &changes.last {
                    Last::Running => json!("running"),
                    Last::Earlier => json!("earlier"),
                    Last::Given(pairs) => {
                        let pairs = pairs.iter();
                        pairs
                            .map(|pair| json!({ "mentor": pair.mentor, "mentee": pair.mentee }))
                            .collect()
                    }
                },
            );
        }
    }
    Value::Object(map)
}

fn word<T: PartialEq + Copy>(choice: T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| *known == choice).map_or("", |(word, _)| word)
}

fn put_group(key: &str, group: &Group, put: &mut dyn FnMut(&str, Value)) {
    if *group != Group::Everybody {
        put(key, group_written(group));
    }
}

fn group_written(group: &Group) -> Value {
    let all = |groups: &[Group]| Value::Array(groups.iter().map(group_written).collect());
    match group {
        Group::Everybody => json!("everybody"),
        Group::Ids(ids) => json!(ids),
        Group::Field { field, values } => json!({ "field": field, "values": values }),
        Group::Role(role) => json!({ "role": role.to_string() }),
        Group::Sector(code) => json!({ "sector": code }),
        Group::Region(code) => json!({ "region": code }),
        Group::AllOf(groups) => json!({ "all_of": all(groups) }),
        Group::AnyOf(groups) => json!({ "any_of": all(groups) }),
        Group::NoneOf(groups) => json!({ "none_of": all(groups) }),
    }
}

fn slot_written(slot: &Slot) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(slot.name));
    if slot.mentors != Group::Everybody {
        map.insert("mentors".to_owned(), group_written(&slot.mentors));
    }
    map.insert("at_least".to_owned(), json!(slot.least));
    map.insert("at_most".to_owned(), slot.most.map_or(json!("any"), |most| json!(most)));
    Value::Object(map)
}

fn time_written(time: &TimeOf) -> Value {
    let hours = |hours: Hours| json!(hours.to_string());
    match (&time.field, time.otherwise) {
        (Some(field), Some(otherwise)) => json!({ "field": field, "otherwise": hours(otherwise) }),
        (Some(field), None) => json!({ "field": field }),
        (None, otherwise) => hours(otherwise.unwrap_or_default()),
    }
}

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rules {
    /// Reads what [`Serialize`] writes, and checks it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let problems = Problems::default();
        let rules = read(Some(&value), &problems);
        let found = problems.into_inner();
        if found.is_empty() { Ok(rules) } else { Err(serde::de::Error::custom(listed(&found))) }
    }
}

fn listed(problems: &[ModelProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_schema_knows_the_keys_that_are_read() {
        let schema: Value = serde_json::from_str(crate::ScoringModel::json_schema()).unwrap();
        let keys = |schema: &Value| -> BTreeSet<String> {
            assert_eq!(schema["additionalProperties"], json!(false));
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        let owned =
            |keys: Vec<&str>| -> BTreeSet<String> { keys.into_iter().map(str::to_owned).collect() };
        let problems = Problems::default();
        let mut in_schema = BTreeSet::new();
        for kind in schema["$defs"]["rule"]["oneOf"].as_array().unwrap() {
            let reference = kind["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            let name = reference.strip_prefix("rule_").unwrap();
            in_schema.insert(name);
            let value = json!({ "kind": name });
            let (_, read) = rule(Section::new("", &value, &problems).unwrap(), &problems);
            assert_eq!(keys(&schema["$defs"][reference]), owned(read), "{name}");
            assert_eq!(schema["$defs"][reference]["properties"]["kind"]["const"], json!(name));
        }
        assert_eq!(in_schema, RuleKind::WORDS.iter().copied().collect());
        let empty = json!({});
        let (_, read) = slot(Section::new("", &empty, &problems).unwrap(), &problems);
        assert_eq!(keys(&schema["$defs"]["slot"]), owned(read));
        let section = Section::new("", &empty, &problems).unwrap();
        table(&section, &problems);
        assert_eq!(keys(&schema["$defs"]["people"]), owned(section.finish()));
    }
}
