//! Free fields that were probably meant to be named fields: a header with a slip in it makes its column a free field, and
//! nothing else would say so.

use std::collections::BTreeSet;

use super::csv::fields;
use super::parse::plain;
use super::{Mentee, Mentor, Pool, Side};

/// A free field, and what it seems to be.
pub(crate) struct Stray {
    pub(crate) side: Side,
    /// The free field as it is called.
    pub(crate) field: String,
    /// The named field that nobody of this side has, or that only the other side has.
    pub(crate) meant: &'static str,
    /// Whether it has the very name of a field that only the other side has.
    pub(crate) of_others: bool,
}

/// Singular words and German headers, each with its field.
const OTHER_NAMES: [(&str, &str); 31] = [
    ("angebot", "offers"),
    ("angebote", "offers"),
    ("bedarf", "needs"),
    ("bedarfe", "needs"),
    ("branche", "sectors"),
    ("branchen", "sectors"),
    ("breitengrad", "latitude"),
    ("kapazität", "capacity"),
    ("kapazitäten", "capacity"),
    ("längengrad", "longitude"),
    ("ort", "place"),
    ("plätze", "capacity"),
    ("rolle", "roles"),
    ("rollen", "roles"),
    ("sprache", "languages"),
    ("sprachen", "languages"),
    ("sprachkenntnisse", "languages"),
    ("verfügbar", "availability"),
    ("verfügbarkeit", "availability"),
    ("verfügbarkeiten", "availability"),
    ("veto", "vetoes"),
    ("vetos", "vetoes"),
    ("wartet seit", "waiting_since"),
    ("wish", "wishes"),
    ("wohnort", "place"),
    ("wunsch", "wishes"),
    ("wünsche", "wishes"),
    ("wunschmentor", "wishes"),
    ("zeit", "availability"),
    ("zeiten", "availability"),
    ("zweige", "sectors"),
];

/// Free fields of people whose names come near a field that nobody of their side has, sorted by side and name.
pub(crate) fn strays(pool: &Pool) -> Vec<Stray> {
    let mut strays = Vec::new();
    for side in [Side::Mentors, Side::Mentees] {
        let other = match side {
            Side::Mentors => Side::Mentees,
            Side::Mentees => Side::Mentors,
        };
        let lacking: Vec<&'static str> =
            fields(side).iter().copied().filter(|field| !is_filled(pool, side, field)).collect();
        for name in free_fields(pool, side) {
            let is_field =
                |side| fields(side).iter().copied().find(|field| plain(field) == plain(name));
            let found = match (is_field(side), is_field(other)) {
                (None, Some(meant)) => Some((meant, true)),
                _ => near(name, &lacking).map(|meant| (meant, false)),
            };
            if let Some((meant, of_others)) = found {
                strays.push(Stray { side, field: name.to_owned(), meant, of_others });
            }
        }
    }
    strays
}

/// The field a header was meant to be: another name of it, or one letter away from it in four, so that `notes` is not
/// taken for `modes`.
fn near(name: &str, lacking: &[&'static str]) -> Option<&'static str> {
    let name = plain(name);
    let known = OTHER_NAMES.iter().find(|(other, field)| *other == name && lacking.contains(field));
    let misspelt = || {
        let distance = |field: &str| strsim::damerau_levenshtein(&name, &plain(field));
        lacking
            .iter()
            .filter(|field| field.len() > 2 && name.len() < 64)
            .map(|&field| (distance(field), field))
            .filter(|(distance, field)| *distance <= field.len() / 4)
            .min()
            .map(|(_, field)| field)
    };
    known.map(|(_, field)| *field).or_else(misspelt)
}

fn free_fields(pool: &Pool, side: Side) -> BTreeSet<&str> {
    match side {
        Side::Mentors => pool
            .mentors()
            .iter()
            .flat_map(|one| one.attributes.keys())
            .map(String::as_str)
            .collect(),
        Side::Mentees => pool
            .mentees()
            .iter()
            .flat_map(|one| one.attributes.keys())
            .map(String::as_str)
            .collect(),
    }
}

/// Whether anybody of a side has a value in a field.
fn is_filled(pool: &Pool, side: Side, field: &str) -> bool {
    match field {
        "running" => !pool.running().is_empty(),
        "earlier" => !pool.earlier().is_empty(),
        "declined" => !pool.declined().is_empty(),
        _ => match side {
            Side::Mentors => pool.mentors().iter().any(|mentor| mentor_has(mentor, field)),
            Side::Mentees => pool.mentees().iter().any(|mentee| mentee_has(mentee, field)),
        },
    }
}

fn mentor_has(mentor: &Mentor, field: &str) -> bool {
    let place = mentor.place.as_ref();
    match field {
        "sectors" => mentor.sectors.is_some(),
        "offers" => mentor.offers.is_some(),
        "languages" => mentor.languages.is_some(),
        "availability" => mentor.availability.is_some(),
        "place" => place.is_some_and(|place| place.region.is_some()),
        "latitude" | "longitude" => place.is_some_and(|place| place.position.is_some()),
        "travel_km" => place.is_some_and(|place| place.travel_km.is_some()),
        "modes" => mentor.modes.is_some(),
        "capacity" => mentor.capacity.is_some(),
        "minimum" => mentor.capacity.is_some_and(|capacity| capacity.min > 0),
        "status" => mentor.status.is_some(),
        "roles" => mentor.roles.is_some(),
        "wishes" => mentor.wishes.is_some(),
        "vetoes" => mentor.vetoes.is_some(),
        _ => true,
    }
}

fn mentee_has(mentee: &Mentee, field: &str) -> bool {
    let place = mentee.place.as_ref();
    match field {
        "sectors" => mentee.sectors.is_some(),
        "needs" => mentee.needs.is_some(),
        "languages" => mentee.languages.is_some(),
        "availability" => mentee.availability.is_some(),
        "place" => place.is_some_and(|place| place.region.is_some()),
        "latitude" | "longitude" => place.is_some_and(|place| place.position.is_some()),
        "travel_km" => place.is_some_and(|place| place.travel_km.is_some()),
        "modes" => mentee.modes.is_some(),
        "demand" => mentee.demand.is_some(),
        "status" => mentee.status.is_some(),
        "waiting_since" => mentee.waiting_since.is_some(),
        "wishes" => mentee.wishes.is_some(),
        "vetoes" => mentee.vetoes.is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_left_alone() {
        let all = fields(Side::Mentees);
        for (name, field) in [
            ("language", "languages"),
            ("Sprachen", "languages"),
            ("need", "needs"),
            ("availabilty", "availability"),
            ("Verfügbarkeit", "availability"),
            ("Waiting-since", "waiting_since"),
            ("wartet seit", "waiting_since"),
            ("Wish", "wishes"),
        ] {
            assert_eq!(near(name, all), Some(field), "{name}");
        }
        for name in
            ["notes", "name", "age", "grade", "state", "training", "profession", "arrived", "club"]
        {
            assert_eq!(near(name, all), None, "{name}");
        }
        assert_eq!(near("language", &["needs"]), None, "somebody has languages");
    }

    #[test]
    fn every_field_is_known_to_be_there_or_not() {
        let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("omar")]).unwrap();
        for side in [Side::Mentors, Side::Mentees] {
            for field in fields(side) {
                assert_eq!(is_filled(&pool, side, field), *field == "id", "{side} {field}");
            }
        }
    }
}
