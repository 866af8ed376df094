//! People who meet in their own city, and a model for which that and a language in common are requirements: an index leaves few pairs.

use tandems::pool::{Level, Place, Pool};
use tandems::score::criteria::{Language, Location};
use tandems::score::{ModelCriterion, ScoringModel, UnknownRequirement};

/// The same made-up people, who meet in their city and nowhere else.
pub(crate) fn at_home(pool: &Pool) -> Pool {
    let home = |place: &Option<Place>| {
        let region = place.as_ref()?.region.clone();
        Some(Place { region, ..Place::default() })
    };
    let mut mentors = pool.mentors().to_vec();
    for mentor in &mut mentors {
        (mentor.place, mentor.modes) = (home(&mentor.place), None);
    }
    let mut mentees = pool.mentees().to_vec();
    for mentee in &mut mentees {
        (mentee.place, mentee.modes) = (home(&mentee.place), None);
    }
    Pool::new(mentors, mentees).expect("made-up people have no faults")
}

/// The default model with place and language as requirements; who names no place meets nobody.
pub(crate) fn model() -> ScoringModel {
    let mut model = ScoringModel::builder()
        .criterion(
            ModelCriterion::new(Location::default().required())
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
