//! Putting a pool together: people, and what already is between them.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::Hash;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Attribute, Fault, Faults, Lines, Mentee, MenteeId, Mentor, MentorId, Pair, Place, Pool,
    parse::trimmed, validate,
};

/// A pool that is still being put together; [`build`](Self::build) checks it.
///
/// ```
/// use tandems::pool::{Mentee, Mentor, Pair, Pool};
///
/// let pool = Pool::builder()
///     .mentors(vec![Mentor::new("anna"), Mentor::new("ben")])
///     .mentees(vec![Mentee::new("omar")])
///     .running(vec![Pair::new("ben", "omar")])
///     .build()?;
/// assert_eq!(pool.running().len(), 1);
/// # Ok::<(), tandems::pool::Faults>(())
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolBuilder {
    #[serde(default, deserialize_with = "mentors")]
    pub(super) mentors: Vec<Mentor>,
    #[serde(default, deserialize_with = "mentees")]
    pub(super) mentees: Vec<Mentee>,
    #[serde(default)]
    pub(super) running: Vec<Pair>,
    #[serde(default)]
    pub(super) earlier: Vec<Pair>,
    #[serde(default)]
    pub(super) declined: Vec<Pair>,
    #[serde(skip)]
    pub(super) lines: Lines,
}

impl PoolBuilder {
    /// Those who give time, in the order they are to be shown.
    #[must_use]
    pub fn mentors(mut self, mentors: Vec<Mentor>) -> Self {
        self.mentors = mentors;
        self
    }

    /// Those who look for support, in the order they are to be shown.
    #[must_use]
    pub fn mentees(mut self, mentees: Vec<Mentee>) -> Self {
        self.mentees = mentees;
        self
    }

    /// Tandems that run now. They occupy seats, even where a mentor then has more tandems than seats: that is how it is.
    #[must_use]
    pub fn running(mut self, running: Vec<Pair>) -> Self {
        self.running = running;
        self
    }

    /// Tandems that ended.
    #[must_use]
    pub fn earlier(mut self, earlier: Vec<Pair>) -> Self {
        self.earlier = earlier;
        self
    }

    /// Proposals that one of the two declined.
    #[must_use]
    pub fn declined(mut self, declined: Vec<Pair>) -> Self {
        self.declined = declined;
        self
    }

    /// The pool, where nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// Every fault, all at once: ids that are empty or not unique, values out of bounds, topics or languages named
    /// twice, wishes, vetoes and pairs that name somebody who is not there, and so on.
    pub fn build(self) -> Result<Pool, Faults> {
        self.build_with(Vec::new())
    }

    /// Builds the pool unless there are faults, those included that were found before.
    pub(super) fn build_with(mut self, mut faults: Vec<Fault>) -> Result<Pool, Faults> {
        self.tidy();
        validate::check(&self, &mut faults);
        let mentor_index: HashMap<MentorId, usize> =
            index(self.mentors.iter().map(|mentor| &mentor.id));
        let mentee_index: HashMap<MenteeId, usize> =
            index(self.mentees.iter().map(|mentee| &mentee.id));
        for pairs in [&mut self.running, &mut self.earlier, &mut self.declined] {
            pairs.sort_by_cached_key(|pair| {
                (mentor_index.get(&pair.mentor).copied(), mentee_index.get(&pair.mentee).copied())
            });
        }
        let Self { mentors, mentees, running, earlier, declined, lines } = self;
        let pool = Pool {
            mentors,
            mentees,
            running,
            earlier,
            declined,
            mentor_index,
            mentee_index,
            lines,
        };
        Faults::or(faults, pool)
    }

    /// Takes off what no reader of a profile sees: blanks around texts, free fields and places without a value.
    fn tidy(&mut self) {
        for mentor in &mut self.mentors {
            trim_all(mentor.sectors.iter_mut().flatten());
            trim_all(mentor.offers.iter_mut().flatten().map(|offer| &mut offer.topic));
            tidy_place(&mut mentor.place);
            tidy_attributes(&mut mentor.attributes);
        }
        for mentee in &mut self.mentees {
            trim_all(mentee.sectors.iter_mut().flatten());
            trim_all(mentee.needs.iter_mut().flatten().map(|need| &mut need.topic));
            tidy_place(&mut mentee.place);
            tidy_attributes(&mut mentee.attributes);
        }
    }
}

fn index<'a, Id: Clone + Eq + Hash + 'a>(ids: impl Iterator<Item = &'a Id>) -> HashMap<Id, usize> {
    ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
}

fn trim_all<'a>(texts: impl Iterator<Item = &'a mut String>) {
    for text in texts {
        let bare = trimmed(text);
        if bare.len() != text.len() {
            *text = bare.to_owned();
        }
    }
}

fn tidy_place(place: &mut Option<Place>) {
    if let Some(known) = place {
        trim_all(known.region.iter_mut());
        known.region = known.region.take().filter(|region| !region.is_empty());
        if *known == Place::default() {
            *place = None;
        }
    }
}

/// Names that differ in the blanks around them alone are left as they are, for the check to find.
fn tidy_attributes(attributes: &mut BTreeMap<String, Attribute>) {
    let mut tidied = BTreeMap::new();
    for (name, value) in std::mem::take(attributes) {
        let Some(value) = value.tidied() else { continue };
        let bare = trimmed(&name);
        let name = if tidied.contains_key(bare) { name } else { bare.to_owned() };
        tidied.insert(name, value);
    }
    *attributes = tidied;
}

fn mentors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Mentor>, D::Error> {
    deserializer.deserialize_seq(People { word: "mentor", people: Vec::new() })
}

fn mentees<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Mentee>, D::Error> {
    deserializer.deserialize_seq(People { word: "mentee", people: Vec::new() })
}

/// Reads people one by one, to say at which of them a value is wrong.
struct People<P> {
    word: &'static str,
    people: Vec<P>,
}

impl<'de, P: Deserialize<'de>> Visitor<'de> for People<P> {
    type Value = Vec<P>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}s", self.word)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Vec<P>, A::Error> {
        while let Some(person) = items.next_element().map_err(|error| {
            A::Error::custom(format!("{} number {}: {error}", self.word, self.people.len() + 1))
        })? {
            self.people.push(person);
        }
        Ok(self.people)
    }
}

impl TryFrom<PoolBuilder> for Pool {
    type Error = Faults;

    fn try_from(builder: PoolBuilder) -> Result<Self, Faults> {
        builder.build()
    }
}

impl From<Pool> for PoolBuilder {
    fn from(pool: Pool) -> Self {
        let Pool { mentors, mentees, running, earlier, declined, lines, .. } = pool;
        Self { mentors, mentees, running, earlier, declined, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_tidy_and_its_pairs_stand_in_order() {
        let mut anna = Mentor::new(" anna ");
        anna.place = Some(Place::default());
        anna.attributes.insert(" age ".into(), " 61 ".into());
        anna.attributes.insert("club".into(), " ".into());
        let pool = Pool::builder()
            .mentors(vec![anna, Mentor::new("ben")])
            .mentees(vec![Mentee::new("omar"), Mentee::new("lea")])
            .earlier(vec![
                Pair::new("ben", "omar"),
                Pair::new("anna", "lea"),
                Pair::new("anna", "omar"),
            ])
            .build()
            .unwrap();
        assert_eq!(pool.mentors()[0].id.as_str(), "anna");
        assert_eq!(pool.mentors()[0].place, None);
        assert_eq!(pool.mentors()[0].attributes, BTreeMap::from([("age".into(), "61".into())]));
        let order: Vec<_> = pool.earlier().iter().map(|pair| pair.mentee.as_str()).collect();
        assert_eq!(order, ["omar", "lea", "omar"]);
    }

    #[test]
    fn a_pool_survives_json_and_json_is_checked() {
        let pool = Pool::builder()
            .mentors(vec![Mentor::new("anna")])
            .mentees(vec![Mentee::new("omar")])
            .declined(vec![Pair::new("anna", "omar")])
            .build()
            .unwrap();
        let json = serde_json::to_string(&pool).unwrap();
        assert_eq!(serde_json::from_str::<Pool>(&json).unwrap(), pool);
        let wrong = json.replace("\"mentee\":\"omar\"", "\"mentee\":\"oma\"");
        let error = serde_json::from_str::<Pool>(&wrong).unwrap_err().to_string();
        assert!(
            error.contains("\"oma\" is not among the mentees; did you mean \"omar\"?"),
            "{error}"
        );
        assert!(serde_json::from_str::<Pool>("{\"mentor\": []}").is_err());
        let error = serde_json::from_str::<Pool>(
            "{\"mentees\": [{\"id\": 1},\n {\"id\": 2, \"status\": \"gone\"}]}",
        );
        assert_eq!(
            error.unwrap_err().to_string(),
            "mentee number 2: \"gone\" is not a status; write active, paused or finished at line 2 column 28"
        );
    }
}
