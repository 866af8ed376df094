//! How criteria become one score: worked numbers.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use tandems::pool::{Mentee, Mentor, Pool};
use tandems::score::criteria::Own;
use tandems::score::{
    Combine, Fit, Join, ModelBuilder, ModelCriterion, PairScore, Requirement, Score, ScoringModel,
    Unknown, UnknownRequirement,
};

/// A criterion that says the same of every pair, in thousandths.
fn says(name: &str, thousandths: Option<u64>) -> ModelCriterion {
    let fit = thousandths.map_or(Fit::unknown(), |part| Fit::known(Score::ratio(part, 1000)));
    ModelCriterion::own(name, Own::new(move |_, _| fit))
}

fn assess(builder: ModelBuilder) -> PairScore {
    let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("ben")]).unwrap();
    let model = builder.build().unwrap();
    model.compile(&pool).unwrap().assess(0, 0)
}

/// Known 0.5 at weight 3, known 1 at weight 1, unknown at weight 2.
fn three(combine: Combine, unknown: Unknown) -> u32 {
    let pair = assess(
        ScoringModel::builder()
            .combine(combine)
            .criterion(says("a", Some(500)).weight(3))
            .criterion(says("b", Some(1000)).weight(1))
            .criterion(says("c", None).weight(2).unknown(unknown)),
    );
    assert_eq!(pair.known, 2);
    pair.score.micros()
}

#[test]
fn unknown_is_skipped_or_zero_or_half() {
    assert_eq!(three(Combine::Mean, Unknown::Skip), 625_000);
    assert_eq!(three(Combine::Mean, Unknown::Zero), 416_667);
    assert_eq!(three(Combine::Mean, Unknown::Half), 583_333);
    assert_eq!(three(Combine::Sum, Unknown::Skip), 416_667);
    assert_eq!(three(Combine::Sum, Unknown::Zero), 416_667);
    assert_eq!(three(Combine::Sum, Unknown::Half), 583_333);
}

#[test]
fn nothing_known_is_zero_points_unless_unknown_counts_half() {
    let of = |unknown| assess(ScoringModel::builder().criterion(says("a", None).unknown(unknown)));
    for (unknown, score) in [(Unknown::Skip, 0), (Unknown::Zero, 0), (Unknown::Half, 500_000)] {
        let pair = of(unknown);
        assert_eq!((pair.score.micros(), pair.known, pair.compatible), (score, 0, true));
    }
}

#[test]
fn too_little_known_is_incompatible() {
    let model =
        || ScoringModel::builder().criterion(says("a", Some(500))).criterion(says("b", None));
    assert!(assess(model().minimum_known(1)).compatible);
    assert!(!assess(model().minimum_known(2)).compatible);
    let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("ben")]).unwrap();
    let model = model().minimum_known(2).build().unwrap();
    let compiled = model.compile(&pool).unwrap();
    assert_eq!(compiled.requirements()[0].code, "too_little_known");
    assert!(compiled.failed(0, 0).contains(0));
}

#[test]
fn both_views_are_joined_by_the_stated_rule() {
    let joined = |join| {
        let pair = assess(
            ScoringModel::builder()
                .join(join)
                .criterion(says("a", Some(200)).mentor_weight(3).mentee_weight(1))
                .criterion(says("b", Some(1000)).mentor_weight(1).mentee_weight(4)),
        );
        assert_eq!((pair.mentor_side.micros(), pair.mentee_side.micros()), (400_000, 840_000));
        pair.score.micros()
    };
    assert_eq!(joined(Join::Mean), 620_000);
    assert_eq!(joined(Join::Min), 400_000);
    assert_eq!(joined(Join::Mentor), 400_000);
    assert_eq!(joined(Join::Mentee), 840_000);
}

#[test]
fn an_unknown_requirement_passes_to_be_confirmed_or_fails() {
    let pair = |unknown| {
        let fit = Fit::unknown().requiring(Requirement::Unknown);
        let rule = ModelCriterion::own("age", Own::new(move |_, _| fit).requiring("too_young"));
        assess(
            ScoringModel::builder()
                .criterion(rule.weight(0).unknown_requirement(unknown))
                .criterion(says("a", Some(500))),
        )
    };
    let passed = pair(UnknownRequirement::Pass);
    assert!(passed.compatible && passed.criteria[0].to_confirm);
    let failed = pair(UnknownRequirement::Fail);
    assert!(!failed.compatible && !failed.criteria[0].to_confirm);
    assert_eq!(failed.criteria[0].failed.as_deref(), Some("too_young"));
    assert_eq!(failed.score.micros(), 500_000);
}

#[test]
fn a_pair_is_written_with_decimals() {
    let pair = assess(ScoringModel::builder().criterion(says("a", Some(750))));
    let json = serde_json::to_value(pair).unwrap();
    assert_eq!(json["score"], 0.75);
    assert_eq!(json["criteria"][0]["weight"], 1);
}
