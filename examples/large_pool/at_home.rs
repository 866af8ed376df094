//! People who meet in their own part of their city, and a model for which that and a language in common are requirements: an index
//! leaves few pairs.

use tandems::pool::{Level, Place, Pool};
use tandems::score::criteria::{Language, Location, Regions};
use tandems::score::{ModelCriterion, ScoringModel, UnknownRequirement};

/// Parts each city has: with eight cities, one of which has more than a third of the people, about one pair in thirty is left.
const PARTS: usize = 3;

/// The same made-up people, who meet in their part of the city and nowhere else.
pub(crate) fn at_home(pool: &Pool) -> Pool {
    let home = |place: &Option<Place>, number: usize| {
        let city = place.as_ref()?.region.as_ref()?;
        Some(Place { region: Some(format!("{city}/{}", number % PARTS)), ..Place::default() })
    };
    let mut mentors = pool.mentors().to_vec();
    for (number, mentor) in mentors.iter_mut().enumerate() {
        (mentor.place, mentor.modes) = (home(&mentor.place, number), None);
    }
    let mut mentees = pool.mentees().to_vec();
    for (number, mentee) in mentees.iter_mut().enumerate() {
        (mentee.place, mentee.modes) = (home(&mentee.place, number), None);
    }
    Pool::new(mentors, mentees).expect("made-up people have no faults")
}

/// The default model with place and language as requirements; who names no place meets nobody.
pub(crate) fn model() -> ScoringModel {
    let mut model = ScoringModel::builder()
        .criterion(
            ModelCriterion::new(Location::default().regions(Regions::Flat).required())
                .unknown_requirement(UnknownRequirement::Fail),
        )
        .criterion(ModelCriterion::new(Language::default().minimum(Level::B1)).weight(2));
    for other in ScoringModel::default().criteria() {
        if other.name() != "language" {
            model = model.criterion(other.clone());
        }
    }
    model.build().expect("a sound model")
}
