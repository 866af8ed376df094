//! A researcher compares ways of matching one pool; an app takes one of them.

use tandems::compare::{Case, Compare, Measure};
use tandems::matching::Wanted;
use tandems::pool::{Mentee, Mentor, Pool};
use tandems::problem::Side;
use tandems::score::criteria::Own;
use tandems::score::{Fit, ModelCriterion, Score, ScoringModel};
use tandems::strategy::{Inputs, Share, Strategy, StrategyError};
use tandems::{Matcher, matching::MatchError};

use crate::{pool, stated, tandems};

#[test]
fn every_strategy_takes_a_pool() {
    let pool = pool(
        "id,capacity\nanna,2\nben,1\ncleo,1\n",
        "id,fit[]\nsamir,anna=90;ben=80\nli,anna=85;cleo=10\nmia,anna=70;ben=75;cleo=60\nnoor,ben=95\n",
    );
    let model = stated();
    let matcher = Matcher::new(&model).forbid("ben", "mia");
    for strategy in Strategy::ALL {
        let inputs = Inputs::default().seed(5);
        let matching = matcher.match_pool_by(&pool, strategy, Wanted::Views, &inputs).unwrap();
        assert!(!matching.tandems().is_empty(), "{strategy}");
        assert!(!tandems(&matching).contains(&"ben-mia".to_owned()), "{strategy}");
        let people = matching.tandems().len() + matching.unmatched_mentees().len();
        assert_eq!(people, 4, "{strategy}");
    }
    let by = |strategy| {
        let inputs = Inputs::default();
        tandems(&matcher.match_pool_by(&pool, strategy, Wanted::Scores, &inputs).unwrap())
    };
    assert_eq!(by(Strategy::MostTandems), tandems(&matcher.match_pool(&pool).unwrap()));
    assert_eq!(by(Strategy::Fairest), ["anna-samir", "anna-li", "cleo-mia", "ben-noor"]);
    assert_eq!(by(Strategy::Greedy), ["anna-samir", "anna-li", "cleo-mia", "ben-noor"]);
    assert_eq!(by(Strategy::CappedLottery(Share::new(1, 1).unwrap())).len(), 4);
}

#[test]
fn wishes_come_before_scores_and_pins_before_all() {
    let mut mentees = ["li", "mia"].map(Mentee::new);
    mentees[0].wishes = Some(vec!["ben".into(), "nobody".into()]);
    mentees[1].wishes = Some(vec!["ben".into(), "anna".into()]);
    let mut ben = Mentor::new("ben");
    ben.wishes = Some(vec!["mia".into()]);
    let mentors = vec![Mentor::new("anna"), ben, Mentor::new("cleo")];
    mentees[0].wishes = Some(vec!["ben".into()]);
    let pool = Pool::new(mentors, mentees.to_vec()).unwrap();
    let model = ScoringModel::default();
    let matcher = Matcher::new(&model);
    let by_rows = Strategy::DeferredAcceptance { proposing: Side::Rows };
    let by = |matcher: &Matcher<'_>, wanted| {
        tandems(&matcher.match_pool_by(&pool, by_rows, wanted, &Inputs::default()).unwrap())
    };
    // Ben prefers Mia, who asks for him first; Li goes on to the first of those not asked for.
    assert_eq!(by(&matcher, Wanted::Wishes), ["anna-li", "ben-mia"]);
    assert_eq!(by(&matcher.clone().pin("cleo", "mia"), Wanted::Wishes), ["ben-li", "cleo-mia"]);
    let numbers = matcher.numbers(&pool, Wanted::Wishes).unwrap();
    assert_eq!(numbers.preferences().row_rank(1, 1), Some(1));
    assert_eq!(numbers.preferences().row_rank(1, 0), Some(2));
    assert_eq!(numbers.preferences().row_rank(1, 2), Some(3));
    assert_eq!(numbers.preferences().column_rank(1, 1), Some(1));
    assert_eq!(numbers.problem().columns(), 3);
}

/// A mentor who sees a pair otherwise than a mentee does: the model weighs two criteria for one side each.
#[test]
fn two_sides_have_two_views() {
    let judge = |field: &'static str| {
        Own::new(move |mentor, mentee| {
            let points = mentee.attributes.get(field).and_then(|cell| {
                let entries = cell.values().filter_map(|entry| entry.split_once('='));
                entries
                    .filter(|(id, _)| *id == mentor.id.as_str())
                    .find_map(|(_, p)| p.parse().ok())
            });
            Fit::known(Score::from_micros(points.unwrap_or(0) * 10_000).unwrap())
        })
    };
    let model = ScoringModel::builder()
        .criterion(
            ModelCriterion::own("mentors", judge("by_mentor")).mentor_weight(1).mentee_weight(0),
        )
        .criterion(
            ModelCriterion::own("mentees", judge("by_mentee")).mentor_weight(0).mentee_weight(1),
        )
        .build()
        .unwrap();
    let pool = pool(
        "id\nanna\nben\n",
        "id,by_mentor[],by_mentee[]\nli,anna=10;ben=90,anna=90;ben=10\nmia,anna=90;ben=10,anna=10;ben=90\n",
    );
    let matcher = Matcher::new(&model);
    let by = |proposing| {
        let strategy = Strategy::DeferredAcceptance { proposing };
        let inputs = Inputs::default();
        tandems(&matcher.match_pool_by(&pool, strategy, Wanted::Views, &inputs).unwrap())
    };
    assert_eq!(by(Side::Rows), ["anna-li", "ben-mia"]);
    assert_eq!(by(Side::Columns), ["ben-li", "anna-mia"]);
    let numbers = matcher.numbers(&pool, Wanted::Views).unwrap();
    let mut row = Vec::new();
    tandems::problem::Edges::row(numbers.mentee_views(), 0, &mut row);
    assert_eq!(row.iter().map(|edge| edge.weight).collect::<Vec<_>>(), [900_000, 100_000]);

    // A comparison ranks by the same views: whoever proposes has first choices and the others second ones. By the joint
    // score everybody likes everybody alike.
    let ends =
        [Side::Rows, Side::Columns].map(|proposing| Strategy::DeferredAcceptance { proposing });
    let first = |case: Case<'_>| {
        let comparison = Compare::new(ends).run(&[case]).unwrap();
        let count =
            |strategy, measure| comparison.row(strategy, measure).unwrap().summary.unwrap().mean;
        ends.map(|strategy| count(strategy, Measure::FirstChoices).to_string())
    };
    let joint = Case::pool_by("joint", &matcher, &pool, Wanted::Scores).unwrap();
    assert_eq!(first(Case::pool("views", &matcher, &pool).unwrap()), ["2", "0"]);
    assert_eq!(first(joint), ["2", "2"]);
}

#[test]
fn what_a_strategy_cannot_do_is_said() {
    let pool = pool("id\nanna\nben\n", "id,demand,fit[]\nli,2,anna=50;ben=50\n");
    let model = stated();
    let matcher = Matcher::new(&model);
    let inputs = Inputs::default();
    let error =
        matcher.match_pool_by(&pool, Strategy::BestStable, Wanted::Views, &inputs).unwrap_err();
    assert!(matches!(error, MatchError::Strategy(StrategyError::Unsupported { .. })));
    assert_eq!(
        error.to_string(),
        "best-stable does not take demands above 1 (row 0 may have 2); set demands to 1 or choose another strategy"
    );
}
