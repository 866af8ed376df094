//! The fictional programme with rules, from its files to the answer.

use std::fs;
use std::path::Path;

use tandems::matching::RuleOutcome;
use tandems::pool::Pool;
use tandems::problem::Status;
use tandems::{Matcher, ScoringModel};

#[test]
fn the_rules_of_a_model_file_are_kept() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let read = |name: &str| fs::read_to_string(data.join(name)).unwrap();
    let model = ScoringModel::from_toml(&read("rules.toml")).unwrap();
    let (mentors, mentees) = (read("mentors.csv"), read("mentees.csv"));
    let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).unwrap();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    assert_eq!(matching.status(), Status::Optimal);
    assert_eq!(matching.rules().len(), 3);
    assert!(matching.rules()[..2].iter().all(RuleOutcome::is_kept), "{matching}");
    let of = |id: &tandems::pool::MenteeId| &pool.mentees()[pool.mentee_index(id).unwrap()];
    let running = pool.running().iter().map(|pair| &pair.mentee);
    let all: Vec<_> = matching.tandems().iter().map(|one| &one.mentee).chain(running).collect();
    let berlin = all.iter().filter(|id| {
        let place = of(id).place.as_ref();
        place.and_then(|place| place.region.as_deref()).is_some_and(|code| code.starts_with("DE3"))
    });
    assert!(berlin.count() <= 8);
    let new = all.iter().filter(|id| {
        let arrived = of(id).attributes.get("arrived");
        arrived.is_some_and(|year| year.values().any(|year| year == "2024" || year == "2025"))
    });
    assert!(new.count() * 10 >= all.len());
    // Without the rules there are more tandems, so the rules say something.
    let none = tandems::rules::Rules::default();
    let free = Matcher::new(&model).rules(&none).match_pool(&pool).unwrap();
    assert!(free.tandems().len() > matching.tandems().len());
    assert!(free.rules().is_empty());
}
