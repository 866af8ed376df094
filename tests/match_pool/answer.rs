//! The answer as JSON: the shape that programs rely on.

use serde_json::{Value, json};
use tandems::Matcher;
use tandems::score::criteria::Language;
use tandems::score::{ModelCriterion, ScoringModel};

use super::{pool, stated};

#[test]
fn the_shape_of_the_json() {
    let pool = pool(
        "id,languages,status\nanna,de:native,\nben,de:native,paused\n",
        "id,languages\nsamir,de:B1\nli,fr:C1\n",
    );
    let language = Language::default().minimum("A2".parse().unwrap());
    let model =
        ScoringModel::builder().criterion(ModelCriterion::new(language).weight(2)).build().unwrap();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    let answer: Value = serde_json::to_value(&matching).unwrap();
    assert_eq!(answer["status"], "optimal");
    assert_eq!(answer["objective"]["tandems"], 1);
    assert_eq!(answer["objective"]["total"], json!(0.75));
    let tandem = &answer["tandems"][0];
    assert_eq!((&tandem["mentor"], &tandem["mentee"]), (&json!("anna"), &json!("samir")));
    assert_eq!(tandem["score"], json!(0.75));
    let criterion = &tandem["criteria"][0];
    assert_eq!(criterion["criterion"], "language");
    assert_eq!(criterion["score"], json!(0.75));
    assert_eq!(criterion["weight"], json!(2));
    assert_eq!(criterion["evidence"], "German at B1");
    let mentee = &answer["unmatched_mentees"][0];
    assert_eq!(mentee["id"], "li");
    assert_eq!(mentee["reasons"][0]["code"], "no_compatible_partner");
    assert!(mentee["reasons"][0]["detail"].as_str().unwrap().contains("no_shared_language"));
    let mentor = &answer["unmatched_mentors"][0];
    assert_eq!(mentor["id"], "ben");
    assert_eq!(
        mentor["reasons"][0],
        json!({
            "code": "not_active", "detail": "is paused", "status": "paused"
        })
    );
}

/// Everything that is an answer has all the keys, also where there is none.
#[test]
fn an_impossible_request_has_the_same_keys() {
    let pool = pool("id\nanna\n", "id,fit[]\nli,anna=80\nsamir,anna=90\n");
    let model = stated();
    let possible = Matcher::new(&model).match_pool(&pool).unwrap();
    let matcher = Matcher::new(&model).pin("anna", "samir").forbid("anna", "samir");
    let impossible = matcher.match_pool(&pool).unwrap();
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let [possible, impossible] =
        [possible, impossible].map(|matching| serde_json::to_value(&matching).unwrap());
    assert_eq!(keys(&possible), keys(&impossible));
    assert_eq!(impossible["status"], "infeasible");
    assert_eq!(impossible["conflict"]["people"], json!(["anna", "samir"]));
    assert_eq!(impossible["unmatched_mentees"][0]["reasons"][0]["code"], "no_matching_possible");
}

#[test]
fn all_scores_are_decimals_from_0_to_1() {
    fn scores(value: &Value, found: &mut Vec<f64>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    if ["score", "best", "floor", "mentor_side"].contains(&key.as_str()) {
                        found.extend(value.as_f64());
                    }
                    scores(value, found);
                }
            }
            Value::Array(all) => all.iter().for_each(|value| scores(value, found)),
            _ => {}
        }
    }
    let pool = tandems::synthetic::SyntheticPool::preset(tandems::synthetic::Preset::Scarce)
        .scale(1, 10)
        .build();
    let model = ScoringModel::default();
    let answer = serde_json::to_value(Matcher::new(&model).match_pool(&pool).unwrap()).unwrap();
    let mut found = Vec::new();
    scores(&answer, &mut found);
    assert!(found.len() > 50);
    assert!(found.iter().all(|score| (0.0..=1.0).contains(score)));
}
