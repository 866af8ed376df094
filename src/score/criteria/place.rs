//! Whether the two can meet: near each other, or online.

use std::collections::HashMap;

use crate::pool::{Fault, Faults, Mode, ParseError, Place, Pool, Position, Side, nearest};
use crate::score::coded::Coded;
use crate::score::tree::{Path, wu_palmer};
use crate::score::{Criterion, Fit, Kernel, Score, Tree};

use super::Strictness;
use super::classes::{ClassKernel, Judge, key};
use super::sector::fault;

/// Same region, within travel distance, or online where both accept it.
///
/// Soft side: the best of
/// - the similarity of the regions (Wu and Palmer 1994) in the hierarchy of [`regions`](Self::regions);
/// - the distance between the positions: 1 at 0 km, falling in a straight line to 0 at [`max_km`](Self::max_km) (50
///   unless set) or at what one of the two is willing to travel, where that is less;
/// - [`online`](Self::online) (1 unless set), where both accept to meet online.
///
/// Regions and distance count unless one of the two is known not to meet in person. Hard side `not_reachable`, where
/// [`required`](Self::required): online, or within the distance, or in a common region (one contains the other; or
/// share one at the depth of [`within`](Self::within)). Where nobody in the pool states how they meet, all meet in
/// person.
///
/// Distances are great-circle distances on a sphere of radius 6,371,008.8 m, rounded to whole meters, from arithmetic
/// that is the same on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Location {
    pub(in crate::score) regions: Regions,
    pub(in crate::score) max_km: u32,
    pub(in crate::score) online: Score,
    pub(in crate::score) within: Option<u32>,
    pub(in crate::score) strictness: Strictness,
}

/// The hierarchy the regions of a pool are codes of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Regions {
    /// NUTS, the regions of the European Union: `DE`, `DE3`, `DE30`, `DE300`, each under its prefix.
    #[default]
    Nuts,
    /// Names of places, the same or not.
    Flat,
    /// A tree of the programme's own.
    Tree(Tree),
}

impl Default for Location {
    fn default() -> Self {
        Self {
            regions: Regions::Nuts,
            max_km: 50,
            online: Score::ONE,
            within: None,
            strictness: Strictness::Preferred,
        }
    }
}

impl Location {
    /// The hierarchy the regions come from; NUTS unless set.
    #[must_use]
    pub fn regions(mut self, regions: Regions) -> Self {
        self.regions = regions;
        self
    }

    /// From how many kilometers on distance counts nothing, at least 1.
    #[must_use]
    pub fn max_km(mut self, kilometers: u32) -> Self {
        self.max_km = kilometers;
        self
    }

    /// What meeting online is worth.
    #[must_use]
    pub fn online(mut self, score: Score) -> Self {
        self.online = score;
        self
    }

    /// Depth of the region the two must share to be reachable: with NUTS, 1 is the country and 4 the smallest region.
    #[must_use]
    pub fn within(mut self, depth: u32) -> Self {
        self.within = Some(depth);
        self
    }

    /// Pairs that cannot reach each other are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }

    /// What is wrong with the options: option, problem, remedy.
    pub(in crate::score) fn check(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut problems = Vec::new();
        if self.max_km == 0 || self.max_km > 20_038 {
            let problem = format!("{} km is no distance two people can be apart", self.max_km);
            problems.push(("max_km", problem, "write whole kilometers from 1 to 20038"));
        }
        if self.within == Some(0) {
            let problem = "everybody shares the region of depth 0".to_owned();
            problems.push(("within", problem, "write a depth of at least 1, or take it out"));
        }
        problems
    }

    fn path(&self, region: &str) -> Result<Path, ParseError> {
        let written = region.trim();
        match &self.regions {
            Regions::Flat => Ok(Path { nodes: vec![key(written)], root: None }),
            Regions::Nuts => nuts(written).ok_or_else(|| {
                let remedy = "write a NUTS code such as DE3 or DE300, or set regions = \"flat\" or a tree in the model";
                ParseError::new("unknown_region", written, "is not a NUTS code", remedy)
            }),
            Regions::Tree(tree) => tree.path(written).ok_or_else(|| {
                let remedy = match nearest(written, tree.codes()) {
                    Some(near) => format!("write {near:?}, or add the region to the tree"),
                    None => format!("write a region of the tree {:?}, or add it there", tree.name()),
                };
                ParseError::new("unknown_region", written, "is not in the tree of regions", remedy)
            }),
        }
    }

    fn side<'a>(
        &self,
        pool: &Pool,
        side: Side,
        people: impl Iterator<Item = (&'a str, Option<&'a Place>, Option<&'a Vec<Mode>>)>,
        (atlas, faults): (&mut Atlas<'a>, &mut Vec<Fault>),
    ) -> Vec<Whereabouts> {
        let mut all = Vec::new();
        for (index, (id, place, modes)) in people.enumerate() {
            let region = place.and_then(|place| place.region.as_deref());
            let region = region.and_then(|region| {
                atlas
                    .number(region, || self.path(region))
                    .map_err(|error| faults.push(fault(pool, side, index, id, "place", error)))
                    .ok()
            });
            let point = place.and_then(|place| place.position).map(Point::of);
            let accepts = |mode| modes.map(|modes| modes.contains(&mode));
            all.push(Whereabouts {
                region,
                point,
                // Who has no position has no distance to travel.
                travel_km: point.and(place).and_then(|place| place.travel_km),
                online: accepts(Mode::Online),
                in_person: accepts(Mode::InPerson),
            });
        }
        all
    }
}

/// Countries with NUTS or statistical regions: members of the European Union, of EFTA, candidates, and the United
/// Kingdom. Greece is `EL`.
const COUNTRIES: [&str; 42] = [
    "AL", "AT", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GE",
    "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MD", "ME", "MK", "MT", "NL", "NO", "PL",
    "PT", "RO", "RS", "SE", "SI", "SK", "TR", "UA", "UK", "XK",
];

/// Two letters of a country and up to three letters or digits; a code of four or five has a digit, unless it stands for
/// what lies outside all regions (`DEZZ`). So `Essen` and `Paris` are no codes.
fn nuts(code: &str) -> Option<Path> {
    let code = code.to_ascii_uppercase();
    let rest = code.get(2..)?;
    let digit = rest.bytes().any(|byte| byte.is_ascii_digit());
    if !COUNTRIES.contains(&&code[..2])
        || rest.len() > 3
        || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        || (rest.len() > 1 && !digit && !rest.bytes().all(|byte| byte == b'Z'))
    {
        return None;
    }
    Some(Path { nodes: (2..=code.len()).map(|end| code[..end].to_owned()).collect(), root: None })
}

/// A point on the unit sphere; the bits of its coordinates, so that it can be compared and hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Point([u64; 3]);

impl Point {
    fn of(position: Position) -> Self {
        let (latitude, longitude) =
            (position.latitude().to_radians(), position.longitude().to_radians());
        let around = libm::cos(latitude);
        let point =
            [around * libm::cos(longitude), around * libm::sin(longitude), libm::sin(latitude)];
        Self(point.map(f64::to_bits))
    }

    /// Great-circle distance in meters: the haversine formula, from the chord between the points.
    fn meters(self, other: Self) -> u64 {
        let mut chord = 0.0;
        for (mine, theirs) in self.0.into_iter().zip(other.0) {
            let difference = f64::from_bits(mine) - f64::from_bits(theirs);
            chord += difference * difference;
        }
        let half = (chord.sqrt() / 2.0).min(1.0);
        let meters = 2.0 * 6_371_008.8 * libm::asin(half);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most half the way around the earth, and not negative"
        )]
        let meters = libm::round(meters) as u64;
        meters
    }
}

/// The regions of a pool, each once.
#[derive(Default)]
struct Atlas<'a> {
    paths: Vec<Path>,
    numbers: HashMap<Path, u32>,
    /// Numbers of codes as they are written: most are written more than once, and alike.
    written: HashMap<&'a str, u32>,
}

impl<'a> Atlas<'a> {
    fn number(
        &mut self,
        code: &'a str,
        path: impl FnOnce() -> Result<Path, ParseError>,
    ) -> Result<u32, ParseError> {
        if let Some(number) = self.written.get(code) {
            return Ok(*number);
        }
        let number = *self.numbers.entry(path()?).or_insert_with_key(|path| {
            self.paths.push(path.clone());
            u32::try_from(self.paths.len() - 1).expect("fewer than 2^32 regions fit in memory")
        });
        self.written.insert(code, number);
        Ok(number)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Whereabouts {
    /// Number of the region.
    region: Option<u32>,
    point: Option<Point>,
    travel_km: Option<u32>,
    online: Option<bool>,
    in_person: Option<bool>,
}

/// What both accept: no where one does not, yes where both do.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

struct Reach<'a> {
    options: &'a Location,
    /// Regions by number.
    paths: Vec<Path>,
    /// Whether anybody in the pool says how they meet.
    modes_stated: bool,
}

/// What is known of a pair.
struct Known<'a> {
    online: Option<bool>,
    in_person: Option<bool>,
    /// Similarity, depth of the common region, and whether one region contains the other.
    region: Option<(Score, &'a [String], bool)>,
    /// Meters apart, and how many are possible.
    distance: Option<(u64, u64)>,
}

impl Reach<'_> {
    fn known(&self, mentor: &Whereabouts, mentee: &Whereabouts) -> Known<'_> {
        let region = mentor.region.zip(mentee.region).map(|(one, other)| {
            let (one, other) = (&self.paths[one as usize], &self.paths[other as usize]);
            let (similarity, common) = wu_palmer(one, other);
            let contains = common == one.nodes.len() || common == other.nodes.len();
            (similarity, &one.nodes[..common], contains)
        });
        let distance = mentor.point.zip(mentee.point).map(|(one, other)| {
            let travel = [Some(self.options.max_km), mentor.travel_km, mentee.travel_km];
            let most = travel.into_iter().flatten().min().unwrap_or(self.options.max_km);
            (one.meters(other), u64::from(most) * 1000)
        });
        let online =
            if self.modes_stated { both(mentor.online, mentee.online) } else { Some(false) };
        let in_person = both(mentor.in_person, mentee.in_person);
        Known { online, in_person, region, distance }
    }

    fn near_enough(&self, known: &Known<'_>) -> Option<bool> {
        let region = known.region.map(|(_, common, contains)| match self.options.within {
            Some(depth) => common.len() >= depth as usize,
            None => contains,
        });
        let distance = known.distance.map(|(meters, most)| meters <= most);
        match (region, distance) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, None) => None,
        }
    }
}

impl Judge for Reach<'_> {
    type Mentor = Whereabouts;
    type Mentee = Whereabouts;

    fn fit(&self, mentor: &Whereabouts, mentee: &Whereabouts) -> Fit {
        let known = self.known(mentor, mentee);
        let meets = known.in_person != Some(false);
        let online = (known.online == Some(true)).then_some(self.options.online);
        let region = known.region.filter(|_| meets).map(|(similarity, ..)| similarity);
        let distance = known.distance.filter(|_| meets).map(|(meters, most)| {
            if meters == 0 { Score::ONE } else { Score::ratio(most.saturating_sub(meters), most) }
        });
        let best = [online, region, distance].into_iter().flatten().max();
        let never = !meets && known.online == Some(false);
        let soft = match best {
            Some(score) => Fit::known(score),
            None if never => Fit::known(Score::ZERO),
            None => Fit::unknown(),
        };
        let in_person = if meets { self.near_enough(&known) } else { Some(false) };
        let reachable = match (known.online, in_person) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        soft.requiring(self.options.strictness.judge(reachable))
    }

    fn evidence(&self, mentor: &Whereabouts, mentee: &Whereabouts) -> String {
        let known = self.known(mentor, mentee);
        let mut words = Vec::new();
        if known.in_person == Some(false) {
            words.push("not in person".to_owned());
        } else {
            if let (Some((_, common, _)), Some(one), Some(other)) =
                (known.region, mentor.region, mentee.region)
            {
                let (one, other) = (&self.paths[one as usize], &self.paths[other as usize]);
                words.push(match common.last() {
                    _ if one == other => format!("both in {one}"),
                    Some(shared) => format!("{one} and {other} are both in {shared}"),
                    None => format!("{one} is apart from {other}"),
                });
            }
            if let Some((meters, most)) = known.distance {
                let beyond =
                    if meters > most { format!(", beyond {}", most / 1000) } else { String::new() };
                words.push(format!("{}.{} km apart{beyond}", meters / 1000, meters % 1000 / 100));
            }
        }
        match known.online {
            Some(true) => words.push("both meet online".to_owned()),
            Some(false) if known.in_person == Some(false) => words.push("not online".to_owned()),
            _ => {}
        }
        if words.is_empty() { "places unknown".to_owned() } else { words.join("; ") }
    }
}

impl Location {
    pub(in crate::score) fn coded<'a>(
        &'a self,
        pool: &'a Pool,
    ) -> Result<Box<dyn Coded + 'a>, Faults> {
        let (mut faults, mut atlas) = (Vec::new(), Atlas::default());
        let mentors = pool.mentors().iter();
        let mentors = mentors.map(|one| (one.id.as_str(), one.place.as_ref(), one.modes.as_ref()));
        let mentors = self.side(pool, Side::Mentors, mentors, (&mut atlas, &mut faults));
        let mentees = pool.mentees().iter();
        let mentees = mentees.map(|one| (one.id.as_str(), one.place.as_ref(), one.modes.as_ref()));
        let mentees = self.side(pool, Side::Mentees, mentees, (&mut atlas, &mut faults));
        let modes_stated = mentors.iter().chain(&mentees).any(|person| person.online.is_some());
        let judge = Reach { options: self, paths: atlas.paths, modes_stated };
        Faults::or(faults, Box::new(ClassKernel::new(judge, mentors, mentees)) as Box<dyn Coded>)
    }
}

impl Criterion for Location {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        self.coded(pool).map(|kernel| kernel as Box<dyn Kernel>)
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some("not_reachable")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::Requirement;

    fn region(code: &str) -> Place {
        Place { region: Some(code.to_owned()), ..Place::default() }
    }

    fn point(latitude: f64, longitude: f64, travel_km: Option<u32>) -> Place {
        let position = Position::from_degrees(latitude, longitude);
        Place { position, travel_km, region: None }
    }

    type Person<'a> = (Place, Option<&'a [Mode]>);

    fn answer(criterion: &Location, mentor: Person<'_>, mentee: Person<'_>) -> (Fit, String) {
        let mut anna = Mentor::new("anna");
        (anna.place, anna.modes) = (Some(mentor.0), mentor.1.map(<[_]>::to_vec));
        let mut ben = Mentee::new("ben");
        (ben.place, ben.modes) = (Some(mentee.0), mentee.1.map(<[_]>::to_vec));
        let pool = Pool::new(vec![anna], vec![ben]).unwrap();
        let kernel = criterion.compile(&pool).unwrap();
        (kernel.fit(0, 0), kernel.evidence(0, 0))
    }

    #[test]
    fn regions_are_similar_by_their_prefixes() {
        let (fit, words) =
            answer(&Location::default(), (region("DE300"), None), (region("de30"), None));
        assert_eq!(fit, Fit::known(Score::ratio(6, 7)));
        assert_eq!(words, "DE300 and DE30 are both in DE30");
        let flat = Location::default().regions(Regions::Flat).required();
        let (fit, _) = answer(&flat, (region("Berlin"), None), (region(" berlin"), None));
        assert_eq!(fit, Fit::known(Score::ONE));
        let (fit, _) = answer(&flat, (region("Berlin"), None), (region("Bonn"), None));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
    }

    #[test]
    fn distance_falls_in_a_straight_line_to_the_nearest_limit() {
        // A degree of a great circle is 111.195 km.
        let criterion = Location::default().max_km(200).required();
        let (fit, words) =
            answer(&criterion, (point(0.0, 10.0, None), None), (point(0.0, 11.0, None), None));
        assert_eq!(fit, Fit::known(Score::ratio(200_000 - 111_195, 200_000)));
        assert_eq!(words, "111.1 km apart");
        let (fit, words) =
            answer(&criterion, (point(0.0, 10.0, Some(100)), None), (point(0.0, 11.0, None), None));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "111.1 km apart, beyond 100");
    }

    #[test]
    fn online_reaches_everywhere_where_both_accept_it() {
        let criterion = Location::default().online(Score::ratio(1, 2)).required();
        let (any, online) =
            (Some([Mode::InPerson, Mode::Online].as_slice()), Some([Mode::Online].as_slice()));
        let (fit, words) = answer(&criterion, (region("DE3"), any), (region("FR1"), online));
        assert_eq!(
            (fit, words.as_str()),
            (Fit::known(Score::ratio(1, 2)), "not in person; both meet online")
        );
        let person = Some([Mode::InPerson].as_slice());
        let (fit, _) = answer(&criterion, (region("DE3"), online), (region("DE3"), person));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        let (fit, _) = answer(&criterion, (region("DE3"), any), (region("FR1"), None));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Unknown));
    }

    #[test]
    fn a_shared_region_may_have_to_be_deep() {
        let criterion = Location::default().within(2).required();
        let pair = |one, other| answer(&criterion, (region(one), None), (region(other), None)).0;
        assert_eq!(pair("DE300", "DE301").requirement(), Requirement::Met);
        assert_eq!(pair("DE3", "DE1").requirement(), Requirement::Failed);
        let unknown = answer(&criterion, (Place::default(), None), (region("DE3"), None)).0;
        assert_eq!(unknown, Fit::unknown().requiring(Requirement::Unknown));
    }

    #[test]
    fn a_region_that_is_none_is_a_fault() {
        let mut anna = Mentor::new("anna");
        anna.place = Some(region("Berlin"));
        let pool = Pool::new(vec![anna], vec![]).unwrap();
        let criterion = Location::default();
        assert!(criterion.compile(&pool).err().unwrap().to_string().contains("regions = \"flat\""));
    }

    #[test]
    fn names_of_places_are_no_nuts_codes() {
        for code in ["DE", "DEF", "DE300", "DEA23", "ITC4C", "fr1", "DEZZZ", "EL30", "XK0"] {
            assert!(nuts(code).is_some(), "{code}");
        }
        for other in [
            "", "D", "Essen", "Paris", "Kiel", "Bonn", "Köln", "ULM", "GR30", "XX1", "DE3000",
            "10115",
        ] {
            assert!(nuts(other).is_none(), "{other}");
        }
        let mut anna = Mentor::new("anna");
        anna.place = Some(Place { region: Some("Essen".to_owned()), ..Place::default() });
        let pool = Pool::new(vec![anna], vec![]).unwrap();
        let faults = Location::default().compile(&pool).err().unwrap().to_string();
        assert!(
            faults.starts_with("mentor \"anna\": place \"Essen\" is not a NUTS code; write"),
            "{faults}"
        );
    }
}
