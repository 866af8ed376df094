//! Matching as a coordinator meets it: one story a file, through the public doors alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answer;
mod history;
mod lists;
mod pins;
mod quickstart;
mod reasons;
mod seats;
mod strategies;
mod text;

use tandems::Matching;
use tandems::matching::{Reason, Unmatched};
use tandems::pool::{Pair, Pool};
use tandems::score::criteria::Own;
use tandems::score::{Fit, ModelCriterion, Requirement, Score, ScoringModel};

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
                Fit::known(hundredths(points.parse().unwrap())).requiring(Requirement::Met)
            }
            None => Fit::known(Score::ZERO).requiring(Requirement::Failed),
        }
    });
    let criterion = ModelCriterion::own("stated", judge.requiring("not_stated"));
    ScoringModel::builder().criterion(criterion).build().unwrap()
}

fn hundredths(points: u32) -> Score {
    Score::from_micros(points * 10_000).unwrap()
}

/// The new tandems as `mentor-mentee`.
fn tandems(matching: &Matching) -> Vec<String> {
    let tandems = matching.tandems().iter();
    tandems.map(|tandem| format!("{}-{}", tandem.mentor, tandem.mentee)).collect()
}

fn reason<'a>(people: &'a [Unmatched], id: &str) -> &'a Reason {
    let person = people.iter().find(|person| person.id == id);
    let person = person.unwrap_or_else(|| panic!("{id} is not among {people:?}"));
    assert_eq!(person.reasons.len(), 1);
    &person.reasons[0]
}

fn ids(people: &[Unmatched]) -> Vec<&str> {
    people.iter().map(|person| person.id.as_str()).collect()
}

fn pair(mentor: &str, mentee: &str) -> Pair {
    Pair::new(mentor, mentee)
}
