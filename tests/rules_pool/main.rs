//! Rules over people, from the file to the answer: one story a file, through the public doors alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod brute;
mod contradictions;
mod example;
mod faults;
mod files;
mod lists;
mod reasons;
mod stories;

use tandems::pool::Pool;
use tandems::problem::Status;
use tandems::rules::{Rule, Rules};
use tandems::score::criteria::Own;
use tandems::score::{Fit, ModelCriterion, Requirement, Score, ScoringModel};
use tandems::{Matcher, Matching};

/// A pool from two spreadsheets.
fn pool(mentors: &str, mentees: &str) -> Pool {
    Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).unwrap()
}

/// A model that takes the scores from the mentees' column `fit[]`, in hundredths: `anna=80;ben=50`. Whoever is not named
/// there is incompatible.
fn stated() -> ScoringModel {
    let judge = Own::new(|mentor, mentee| {
        let of_mentor = mentee.attributes.get("fit").and_then(|fit| {
            fit.values()
                .filter_map(|entry| entry.split_once('='))
                .find_map(|(id, points)| (id == mentor.id.as_str()).then_some(points))
        });
        match of_mentor {
            Some(points) => {
                let micros = points.parse::<u32>().unwrap() * 10_000;
                Fit::known(Score::from_micros(micros).unwrap()).requiring(Requirement::Met)
            }
            None => Fit::known(Score::ZERO).requiring(Requirement::Failed),
        }
    });
    let criterion = ModelCriterion::own("stated", judge.requiring("not_stated"));
    ScoringModel::builder().criterion(criterion).build().unwrap()
}

fn rules(all: impl IntoIterator<Item = Rule>) -> Rules {
    all.into_iter().collect()
}

fn matched(pool: &Pool, rules: &Rules) -> Matching {
    Matcher::new(&stated()).rules(rules).match_pool(pool).unwrap()
}

/// The new tandems as `mentor-mentee`, in the order of mentees; every hard rule is kept and the answer is the best.
fn tandems(matching: &Matching) -> Vec<String> {
    assert_eq!(matching.status(), Status::Optimal, "{matching}");
    listed(matching)
}

fn listed(matching: &Matching) -> Vec<String> {
    let tandems = matching.tandems().iter();
    tandems.map(|tandem| format!("{}-{}", tandem.mentor, tandem.mentee)).collect()
}
