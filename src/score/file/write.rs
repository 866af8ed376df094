//! From a model to the value of a file.

use serde_json::{Map, Value, json};

use super::read::{COMBINE, HOLDER, JOIN, RARITY, UNKNOWN, UNKNOWN_REQUIREMENT};
use crate::score::criteria::{
    Contains, Fields, Gaps, Ladder, Language, Location, Regions, Strictness,
};
use crate::score::{
    CriterionKind, ModelCriterion, ModelError, ScoringModel, Taxonomy, Tree, Unknown,
    UnknownRequirement,
};

/// The value of a file that reads back as the model.
pub(super) fn model(model: &ScoringModel) -> Result<Value, ModelError> {
    let mut file = Map::new();
    let mut trees = Map::new();
    if let Some(name) = &model.name {
        file.insert("name".to_owned(), json!(name));
    }
    file.insert("combine".to_owned(), json!(word(model.combine, &COMBINE)));
    file.insert("join".to_owned(), json!(word(model.join, &JOIN)));
    if model.minimum_known > 0 {
        file.insert("minimum_known".to_owned(), json!(model.minimum_known));
    }
    let criteria = model.criteria.iter().map(|one| criterion(one, &mut trees));
    let criteria = criteria.collect::<Result<Vec<_>, _>>()?;
    file.insert("criteria".to_owned(), Value::Array(criteria));
    if !trees.is_empty() {
        file.insert("trees".to_owned(), Value::Object(trees));
    }
    if let Some(csv) = &model.csv {
        let written = |error: serde_json::Error| ModelError::Write(error.to_string());
        file.insert("csv".to_owned(), serde_json::to_value(csv).map_err(written)?);
    }
    if !model.rules.is_empty() {
        let written = |error: serde_json::Error| ModelError::Write(error.to_string());
        file.insert("rules".to_owned(), serde_json::to_value(&model.rules).map_err(written)?);
    }
    Ok(Value::Object(file))
}

fn word<T: PartialEq + Copy>(choice: T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| *known == choice).map_or("", |(word, _)| word)
}

fn criterion(
    criterion: &ModelCriterion,
    trees: &mut Map<String, Value>,
) -> Result<Value, ModelError> {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| {
        map.insert(key.to_owned(), value);
    };
    put("kind", json!(criterion.kind.word()));
    put("name", json!(criterion.name));
    if criterion.mentor_weight == criterion.mentee_weight {
        put("weight", json!(criterion.mentor_weight));
    } else {
        put("mentor_weight", json!(criterion.mentor_weight));
        put("mentee_weight", json!(criterion.mentee_weight));
    }
    if criterion.unknown != Unknown::default() {
        put("unknown", json!(word(criterion.unknown, &UNKNOWN)));
    }
    if criterion.unknown_requirement != UnknownRequirement::default() {
        let unknown = word(criterion.unknown_requirement, &UNKNOWN_REQUIREMENT);
        put("unknown_requirement", json!(unknown));
    }
    let required = |strictness: Strictness, put: &mut dyn FnMut(&str, Value)| {
        if strictness == Strictness::Required {
            put("required", json!(true));
        }
    };
    match &criterion.kind {
        CriterionKind::Sector(sector) => {
            if let Taxonomy::Tree(tree) = &sector.taxonomy {
                put("taxonomy", json!(tree.name()));
                add(tree, trees)?;
            }
            if let Some(minimum) = sector.minimum {
                put("minimum", json!(minimum));
            }
        }
        CriterionKind::Needs(needs) => put("rarity", json!(word(needs.rarity, &RARITY))),
        CriterionKind::Availability(options) => {
            put("minutes", json!(options.minutes));
            put("meetings", json!(options.meetings));
            put("required", json!(options.strictness == Strictness::Required));
        }
        CriterionKind::Language(Language { wanted, minimum }) => {
            put("wanted", json!(wanted));
            if let Some(minimum) = minimum {
                put("minimum", json!(minimum));
            }
        }
        CriterionKind::Place(options) => {
            place(options, &mut put, trees)?;
            required(options.strictness, &mut put);
        }
        CriterionKind::Wishes(_) => {}
        CriterionKind::Same(rule) => {
            fields(&rule.fields, &mut put);
            required(rule.strictness, &mut put);
        }
        CriterionKind::Different(rule) => {
            fields(&rule.fields, &mut put);
            required(rule.strictness, &mut put);
        }
        CriterionKind::Contains(rule) => {
            let Contains { holder, strictness, .. } = rule;
            fields(&rule.fields, &mut put);
            put("holder", json!(word(*holder, &HOLDER)));
            required(*strictness, &mut put);
        }
        CriterionKind::Overlap(rule) => {
            fields(&rule.fields, &mut put);
            if let Some(minimum) = rule.minimum {
                put("minimum", json!(minimum));
            }
        }
        CriterionKind::Ladder(rule) => {
            ladder(rule, &mut put);
            required(rule.strictness, &mut put);
        }
        CriterionKind::Own(_) => {
            return Err(ModelError::OwnCriterion { criterion: criterion.name.clone() });
        }
    }
    Ok(Value::Object(map))
}

fn fields(fields: &Fields, put: &mut dyn FnMut(&str, Value)) {
    if fields.mentor == fields.mentee {
        put("field", json!(fields.mentor));
    } else {
        put("mentor", json!(fields.mentor));
        put("mentee", json!(fields.mentee));
    }
}

fn place(
    options: &Location,
    put: &mut dyn FnMut(&str, Value),
    trees: &mut Map<String, Value>,
) -> Result<(), ModelError> {
    match &options.regions {
        Regions::Nuts => put("regions", json!("nuts")),
        Regions::Flat => put("regions", json!("flat")),
        Regions::Tree(tree) => {
            put("regions", json!(tree.name()));
            add(tree, trees)?;
        }
    }
    put("max_km", json!(options.max_km));
    put("online", json!(options.online));
    if let Some(depth) = options.within {
        put("within", json!(depth));
    }
    Ok(())
}

fn ladder(ladder: &Ladder, put: &mut dyn FnMut(&str, Value)) {
    fields(&ladder.fields, put);
    if !ladder.steps.is_empty() {
        put("steps", json!(ladder.steps));
    }
    let Gaps { points, min, max, ideal } = &ladder.gaps;
    if !points.is_empty() {
        let points: Map<_, _> =
            points.iter().map(|(gap, score)| (gap.to_string(), json!(score))).collect();
        put("points", Value::Object(points));
    }
    for (key, gap) in [("min_gap", min), ("max_gap", max), ("ideal", ideal)] {
        if let Some(gap) = gap {
            put(key, json!(gap));
        }
    }
}

/// Adds a tree under its name, which two different trees cannot share.
fn add(tree: &Tree, trees: &mut Map<String, Value>) -> Result<(), ModelError> {
    let entries: Map<_, _> =
        tree.entries().map(|(child, parent)| (child.to_owned(), json!(parent))).collect();
    let entries = Value::Object(entries);
    match trees.insert(tree.name().to_owned(), entries.clone()) {
        Some(other) if other != entries => {
            Err(ModelError::Write(format!("two different trees are called {:?}", tree.name())))
        }
        _ => Ok(()),
    }
}
