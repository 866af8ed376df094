//! From the value of a file to a model.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pool::{CsvFormat, nearest};
use crate::rules::read_rules;
use crate::score::builder::check_criteria;
use crate::score::criteria::{
    Availability, Contains, Different, Fields, Holder, Ladder, Language, Location, Needs, Overlap,
    Rarity, Regions, Same, Sector, Strictness, Wishes,
};
use crate::score::{
    Combine, CriterionKind, CriterionWeight, Join, ModelCriterion, ModelError, Score, ScoringModel,
    Taxonomy, Tree, Unknown, UnknownRequirement,
};
use crate::sections::{Problems, Section, fixed};

pub(super) const COMBINE: [(&str, Combine); 2] = [("mean", Combine::Mean), ("sum", Combine::Sum)];
pub(super) const JOIN: [(&str, Join); 4] =
    [("mean", Join::Mean), ("min", Join::Min), ("mentor", Join::Mentor), ("mentee", Join::Mentee)];
pub(super) const UNKNOWN: [(&str, Unknown); 3] =
    [("skip", Unknown::Skip), ("zero", Unknown::Zero), ("half", Unknown::Half)];
pub(super) const UNKNOWN_REQUIREMENT: [(&str, UnknownRequirement); 2] =
    [("pass", UnknownRequirement::Pass), ("fail", UnknownRequirement::Fail)];
pub(super) const RARITY: [(&str, Rarity); 2] =
    [("ignored", Rarity::Ignored), ("weighted", Rarity::Weighted)];
pub(super) const HOLDER: [(&str, Holder); 2] =
    [("mentor", Holder::Mentor), ("mentee", Holder::Mentee)];

/// Names of hierarchies that a tree may not take.
const BUILT_IN: [&str; 3] = ["nace", "nuts", "flat"];

type Trees = BTreeMap<String, Tree>;

/// A model, or every problem of the file.
pub(super) fn model(value: &Value) -> Result<ScoringModel, ModelError> {
    let problems = Problems::default();
    let model = Section::new("", value, &problems).map(|section| {
        let (model, complete) = top(&section, &problems);
        section.finish();
        (model, complete)
    });
    let mut found = problems.into_inner();
    match model {
        Some((model, complete)) => {
            // What an option that could not be read leads to is not a problem of its own.
            let caused = |path: &str| found.iter().any(|problem| problem.path.starts_with(path));
            let more: Vec<_> = if complete { check_criteria(&model) } else { Vec::new() };
            let more: Vec<_> =
                more.into_iter().filter(|one| one.path.is_empty() || !caused(&one.path)).collect();
            found.extend(more);
            if found.is_empty() { Ok(model) } else { Err(ModelError::Invalid(found)) }
        }
        None => Err(ModelError::Invalid(found)),
    }
}

/// The model, and whether every criterion could be made out.
fn top(section: &Section<'_>, problems: &Problems) -> (ScoringModel, bool) {
    let trees = trees(section);
    let unknown = section.choice("unknown", &UNKNOWN).unwrap_or_default();
    let unknown_requirement =
        section.choice("unknown_requirement", &UNKNOWN_REQUIREMENT).unwrap_or_default();
    let listed: &[Value] = match section.value("criteria") {
        None => &[],
        Some(Value::Array(list)) => list,
        Some(_) => {
            section.problem("criteria", "is no list", "write each criterion under [[criteria]]");
            &[]
        }
    };
    let complete = section.has("criteria") != listed.is_empty();
    let criteria: Vec<_> = listed
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let section = Section::new(format!("criteria[{at}]"), value, problems)?;
            let (criterion, _) = criterion(section, &trees);
            criterion.map(|(criterion, given)| ModelCriterion {
                unknown: given.0.unwrap_or(unknown),
                unknown_requirement: given.1.unwrap_or(unknown_requirement),
                ..criterion
            })
        })
        .collect();
    let complete = complete && criteria.iter().all(Option::is_some);
    let model = ScoringModel {
        name: section.text("name").map(str::to_owned),
        criteria: criteria.into_iter().flatten().collect(),
        combine: section.choice("combine", &COMBINE).unwrap_or_default(),
        join: section.choice("join", &JOIN).unwrap_or_default(),
        minimum_known: section.count("minimum_known", 0, 63).unwrap_or_default(),
        csv: csv(section, problems),
        rules: read_rules(section.value("rules"), problems),
    };
    (model, complete)
}

/// The column mapping. Its fields are checked when files are read with it: the model knows no columns.
fn csv(section: &Section<'_>, problems: &Problems) -> Option<CsvFormat> {
    let value = section.value("csv")?;
    let format = Section::new("csv", value, problems)?;
    if format.text("delimiter").is_some_and(|text| text.chars().count() != 1) {
        format.problem(
            "delimiter",
            "is not one sign",
            "write what stands between two cells, such as \";\"",
        );
        return None;
    }
    let mut sound = format.has("delimiter") == value["delimiter"].is_string();
    sound &= format.text("separator").is_some() || !format.has("separator");
    for side in ["mentors", "mentees"] {
        let side = format
            .value(side)
            .and_then(|value| Section::new(format!("csv.{side}"), value, problems));
        if let Some(side) = side {
            for (key, remedy) in [
                ("columns", "write the header in quotes, such as id = \"e-mail\""),
                ("lists", "write the separator in quotes, such as hobbies = \",\""),
            ] {
                let table = side.table(key);
                sound &= table.is_some() || !side.has(key);
                for (name, text) in table.into_iter().flatten() {
                    if !text.is_string() {
                        sound = false;
                        side.problem(&format!("{key}.{name}"), "is no text", remedy);
                    }
                }
            }
            sound &= side.texts("ignore").is_some() || !side.has("ignore");
            side.finish();
        }
    }
    format.finish();
    if !sound {
        return None;
    }
    serde_json::from_value(value.clone())
        .map_err(|error| {
            // Unknown keys have been named already, with the key that was meant.
            let message = error.to_string();
            if !message.starts_with("unknown field") {
                section.problem("csv", message, "see the documentation of CsvFormat");
            }
        })
        .ok()
}

fn trees(section: &Section<'_>) -> Trees {
    let mut trees = Trees::new();
    for (name, entries) in section.table("trees").into_iter().flatten() {
        let key = format!("trees.{name}");
        let Some(entries) = entries.as_object() else {
            section.problem(&key, "is no table", "write lines such as nursing = \"health\"");
            continue;
        };
        if BUILT_IN.contains(&name.as_str()) {
            section.problem(&key, "is the name of a built-in hierarchy", "call the tree otherwise");
        }
        let mut pairs = Vec::new();
        for (child, parent) in entries {
            match parent.as_str() {
                Some(parent) => pairs.push((child.as_str(), parent)),
                None => section.problem(
                    &format!("{key}.{child}"),
                    "has a parent that is no text",
                    "write the parent in quotes",
                ),
            }
        }
        match Tree::new(name.as_str(), pairs) {
            Ok(tree) => {
                trees.insert(name.clone(), tree);
            }
            Err(error) => section.problem(&key, "is no tree", error.to_string()),
        }
    }
    trees
}

/// What a criterion says of the unknown, where it says something.
type Given = (Option<Unknown>, Option<UnknownRequirement>);

/// A criterion, and the keys it may have.
fn criterion(
    section: Section<'_>,
    trees: &Trees,
) -> (Option<(ModelCriterion, Given)>, Vec<&'static str>) {
    let Some(word) = section.text("kind") else {
        if !section.has("kind") {
            let remedy = format!("write one of {}", CriterionKind::WORDS.join(", "));
            section.problem("kind", "is missing", format!("{remedy}, such as kind = \"language\""));
        }
        return (None, Vec::new());
    };
    let kind = kind(&section, word, trees);
    let given = (
        section.choice("unknown", &UNKNOWN),
        section.choice("unknown_requirement", &UNKNOWN_REQUIREMENT),
    );
    let name = section.text("name");
    let [both, mentor, mentee] = ["weight", "mentor_weight", "mentee_weight"]
        .map(|key| section.thousandths(key).map(CriterionWeight::from_thousandths));
    let one_sided = section.has("mentor_weight") || section.has("mentee_weight");
    if section.has("weight") && one_sided {
        let remedy = "write weight, or mentor_weight and mentee_weight";
        section.problem("weight", "stands beside the weight of one side", remedy);
    } else if one_sided && !(section.has("mentor_weight") && section.has("mentee_weight")) {
        let missing = if section.has("mentor_weight") { "mentee_weight" } else { "mentor_weight" };
        section.problem(missing, "is missing", "write both mentor_weight and mentee_weight");
    }
    if !CriterionKind::WORDS.contains(&word) {
        // Which keys it may have is not known.
        return (None, Vec::new());
    }
    let keys = section.finish();
    let Some(kind) = kind else { return (None, keys) };
    let mut criterion = ModelCriterion::new(kind);
    if let Some(name) = name {
        criterion = criterion.named(name);
    }
    let weight = both.unwrap_or_default();
    let criterion =
        criterion.mentor_weight(mentor.unwrap_or(weight)).mentee_weight(mentee.unwrap_or(weight));
    (Some((criterion, given)), keys)
}

fn kind(section: &Section<'_>, word: &str, trees: &Trees) -> Option<CriterionKind> {
    Some(match word {
        "sector" => sector(section, trees).into(),
        "needs" => {
            let rarity = section.choice("rarity", &RARITY).unwrap_or_default();
            Needs::default().rarity(rarity).into()
        }
        "availability" => availability(section).into(),
        "language" => language(section).into(),
        "place" => place(section, trees).into(),
        "wishes" => Wishes::default().into(),
        "same" => {
            let required = required(section);
            let rule = Same::new(fields(section)?);
            if required { rule.required() } else { rule }.into()
        }
        "different" => {
            let required = required(section);
            let rule = Different::new(fields(section)?);
            if required { rule.required() } else { rule }.into()
        }
        "contains" => {
            let holder = section.choice("holder", &HOLDER).unwrap_or_default();
            let required = required(section);
            let rule = Contains::new(fields(section)?).holder(holder);
            if required { rule.required() } else { rule }.into()
        }
        "overlap" => {
            let minimum = share(section, "minimum");
            let rule = Overlap::new(fields(section)?);
            match minimum {
                Some(minimum) => rule.minimum(minimum).into(),
                None => rule.into(),
            }
        }
        "ladder" => ladder(section)?.into(),
        other => {
            let words = CriterionKind::WORDS;
            let remedy = match nearest(other, words.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("write one of {}", words.join(", ")),
            };
            section.problem("kind", format!("{other:?} is not a kind of criterion"), remedy);
            return None;
        }
    })
}

fn share(section: &Section<'_>, key: &'static str) -> Option<Score> {
    section.millionths(key).and_then(Score::from_micros)
}

fn required(section: &Section<'_>) -> bool {
    section.flag("required").unwrap_or_default()
}

/// `field` for both sides, or `mentor` and `mentee`.
fn fields(section: &Section<'_>) -> Option<Fields> {
    let [field, mentor, mentee] = ["field", "mentor", "mentee"].map(|key| section.text(key));
    match (field, mentor, mentee) {
        (Some(field), None, None) => Some(Fields::from(field)),
        (None, Some(mentor), Some(mentee)) => Some(Fields::new(mentor, mentee)),
        _ => {
            let given = ["field", "mentor", "mentee"].map(|key| section.has(key));
            let problem = match given {
                [true, ..] => "stands beside mentor or mentee",
                [false, true, false] | [false, false, true] => {
                    "is missing, and only one side has its field"
                }
                _ => "is missing",
            };
            // A field of the wrong type has been named already.
            if given != [true, false, false] && given != [false, true, true] {
                let remedy = "write field = \"NAME\" for both sides, or mentor = \"NAME\" and mentee = \"NAME\"";
                section.problem("field", problem, remedy);
            }
            None
        }
    }
}

fn tree<'t>(
    section: &Section<'_>,
    key: &str,
    name: &str,
    trees: &'t Trees,
    built_in: &[&str],
) -> Option<&'t Tree> {
    let tree = trees.get(name);
    // A tree that is there but is none has been named already.
    if tree.is_none() {
        let known = trees.keys().map(String::as_str).chain(built_in.iter().copied());
        let remedy = match nearest(name, known) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write {:?}, or add the tree under [trees.{name}]", built_in[0]),
        };
        section.problem(key, format!("there is no tree {name:?}"), remedy);
    }
    tree
}

fn sector(section: &Section<'_>, trees: &Trees) -> Sector {
    let mut sector = Sector::default();
    if let Some(name) = section.text("taxonomy")
        && name != "nace"
        && let Some(tree) = tree(section, "taxonomy", name, trees, &["nace"])
    {
        sector = sector.taxonomy(Taxonomy::Tree(tree.clone()));
    }
    sector.minimum = share(section, "minimum");
    sector
}

fn availability(section: &Section<'_>) -> Availability {
    let mut options = Availability::default();
    if let Some(minutes) = section.count("minutes", 15, Availability::LONGEST) {
        options = options.minutes(minutes);
    }
    if let Some(meetings) = section.count("meetings", 1, Availability::MOST) {
        options = options.meetings(meetings);
    }
    match section.flag("required") {
        Some(false) => options.preferred(),
        _ => options,
    }
}

fn language(section: &Section<'_>) -> Language {
    let level = |key| section.parsed(key, str::parse, "one of A1, A2, B1, B2, C1, C2, native");
    let mut language = Language::default();
    if let Some(wanted) = level("wanted") {
        language = language.wanted(wanted);
    }
    language.minimum = level("minimum");
    language
}

fn place(section: &Section<'_>, trees: &Trees) -> Location {
    let mut place = Location::default();
    match section.text("regions") {
        None | Some("nuts") => {}
        Some("flat") => place = place.regions(Regions::Flat),
        Some(name) => {
            if let Some(tree) = tree(section, "regions", name, trees, &["nuts", "flat"]) {
                place = place.regions(Regions::Tree(tree.clone()));
            }
        }
    }
    if let Some(kilometers) = section.count("max_km", 1, 20_038) {
        place = place.max_km(kilometers);
    }
    if let Some(online) = share(section, "online") {
        place = place.online(online);
    }
    place.within = section.count("within", 1, 64);
    if required(section) { place.required() } else { place }
}

fn ladder(section: &Section<'_>) -> Option<Ladder> {
    let steps = section.texts("steps");
    let points = section.table("points").map(|table| {
        let mut points = Vec::new();
        for (gap, value) in table {
            match (gap.trim().parse::<i32>(), fixed(value, 6).and_then(Score::from_micros)) {
                (Ok(gap), Some(score)) if gap.unsigned_abs() <= 1_000_000 => {
                    points.push((gap, score));
                }
                (Ok(_), Some(_)) | (Err(_), _) => section.problem(
                    &format!("points.{gap}"),
                    "is not a gap in whole steps",
                    "write a whole number in quotes, such as \"1\" = 0.75",
                ),
                (Ok(_), None) => section.problem(
                    &format!("points.{gap}"),
                    "is not worth a number from 0 to 1",
                    "write a number with at most six decimals, such as \"1\" = 0.75",
                ),
            }
        }
        points
    });
    let [min, max, ideal] =
        ["min_gap", "max_gap", "ideal"].map(|key| section.whole(key, -1_000_000, 1_000_000));
    let required = required(section);
    let mut ladder = Ladder::new(fields(section)?);
    ladder.steps = steps.unwrap_or_default();
    if section.has("steps") && ladder.steps.is_empty() {
        section.problem("steps", "has no step", "write the steps in rising order, or take it out");
    }
    ladder = ladder.points(points.unwrap_or_default());
    (ladder.gaps.min, ladder.gaps.max, ladder.gaps.ideal) = (min, max, ideal);
    if required {
        ladder.strictness = Strictness::Required;
    }
    Some(ladder)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use serde_json::json;

    #[test]
    fn the_schema_knows_the_keys_that_are_read() {
        let schema: Value = serde_json::from_str(ScoringModel::json_schema()).unwrap();
        let keys = |schema: &Value| -> BTreeSet<String> {
            assert_eq!(schema["additionalProperties"], json!(false));
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        let owned =
            |keys: Vec<&str>| -> BTreeSet<String> { keys.into_iter().map(str::to_owned).collect() };

        let problems = Problems::default();
        let empty = json!({});
        let section = Section::new("", &empty, &problems).unwrap();
        top(&section, &problems);
        assert_eq!(keys(&schema), owned(section.finish()));

        let mut in_schema = BTreeSet::new();
        for kind in schema["$defs"]["criterion"]["oneOf"].as_array().unwrap() {
            let name = kind["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            in_schema.insert(name);
            let value = json!({ "kind": name, "field": "x" });
            let section = Section::new("", &value, &problems).unwrap();
            let (_, read) = criterion(section, &Trees::new());
            assert_eq!(keys(&schema["$defs"][name]), owned(read), "{name}");
            assert_eq!(schema["$defs"][name]["properties"]["kind"]["const"], json!(name));
        }
        assert_eq!(in_schema, CriterionKind::WORDS.iter().copied().collect());
        let odd =
            problems.into_inner().into_iter().filter(|one| one.problem != "unknown key `field`");
        assert_eq!(odd.count(), 0);
    }
}
