//! Mentoring scores drawn directly as small numbers: faster than a pool, and as many as one likes.
//!
//! A score is the weighted mean of sector (30), needs (35), language (20), availability (15) and place (10), on a grid of
//! 2²⁰. Few people differ in everything, so that many scores are exactly equal. Two who share no language or no slot of the
//! week are incompatible.

use ndarray::Array2;

use super::class::Class;
use super::instance::SparseInstance;
use super::sparse::Rows;
use crate::draw::{Draw, Weights};

/// The best score.
const GRID: u32 = 1 << 20;

/// How many candidates a row keeps where it does not keep all.
const CANDIDATES: u32 = 50;

const SECTORS: u32 = 20;
const SECTORS_A_GROUP: u32 = 4;
const TOPICS: usize = 30;
const LANGUAGES: usize = 15;
const SLOTS: u32 = 28;
const PLACES: usize = 30;

/// Parts of a criterion are counted in sixtieths: halves, thirds, quarters and tenths are whole.
const WHOLE: u32 = 60;
const WEIGHTS: [u32; 5] = [30, 35, 20, 15, 10];
const MOST: u32 = WHOLE * (30 + 35 + 20 + 15 + 10);

/// Somebody of either side.
struct Person {
    sector: u32,
    /// A bit a topic needed or offered.
    topics: u32,
    /// Four bits a language: the level from 0 (none) to 6.
    levels: u64,
    /// A bit a slot.
    week: u32,
    /// One bit.
    place: u32,
}

/// Who is drawn from what.
struct Crowd {
    draw: Draw,
    topics: Weights,
    languages: Weights,
    places: Weights,
}

impl Crowd {
    fn new(seed: u64) -> Self {
        Self {
            draw: Draw::new(seed),
            topics: Weights::zipf(TOPICS, 0),
            languages: Weights::zipf(LANGUAGES, 0),
            places: Weights::zipf(PLACES, 1),
        }
    }

    /// So many people with so few to so many topics.
    fn people(&mut self, count: u32, fewest: u32, most: u32) -> Vec<Person> {
        (0..count).map(|_| self.person(fewest, most)).collect()
    }

    fn person(&mut self, fewest: u32, most: u32) -> Person {
        let topics: [u32; TOPICS] = std::array::from_fn(|topic| 1 << topic);
        let languages: [usize; LANGUAGES] = std::array::from_fn(|language| language);
        let places: [u32; PLACES] = std::array::from_fn(|place| 1 << place);
        let draw = &mut self.draw;
        let sector = draw.below(SECTORS);
        let count = draw.between(fewest, most);
        let topics = draw.some(&topics, &self.topics, count).into_iter().sum();
        let mut known = [0; LANGUAGES];
        if draw.chance(750) {
            known[0] = draw.between(3, 6);
        }
        let count = draw.between(1, 3);
        for &language in draw.some(&languages, &self.languages, count) {
            known[language] = draw.between(2, 6).max(known[language]);
        }
        let levels = known.iter().rev().fold(0, |all, &level| (all << 4) | u64::from(level));
        let busy = draw.between(80, 400);
        let week = (0..SLOTS).fold(0, |week, _| (week << 1) | u32::from(draw.chance(busy)));
        let place = *draw.pick(&places, &self.places);
        Person { sector, topics, levels, week, place }
    }
}

/// A mentee, ready to be scored against many mentors.
struct Mentee<'p> {
    person: &'p Person,
    /// What one covered need adds, in sixtieths times its weight.
    by_need: u32,
    /// The mentee's languages: where the level stands, and which it is.
    languages: Vec<(u32, u64)>,
}

impl<'p> Mentee<'p> {
    fn new(person: &'p Person) -> Self {
        let shifts = (0..LANGUAGES).map(|language| 4 * language);
        let spoken = shifts.map(|shift| ((person.levels >> shift) & 15, shift));
        let languages = spoken.filter(|&(level, _)| level > 0);
        let shift = |shift| u32::try_from(shift).expect("four times a few languages");
        Self {
            person,
            by_need: WEIGHTS[1] * WHOLE / person.topics.count_ones(),
            languages: languages.map(|(level, at)| (shift(at), level)).collect(),
        }
    }

    /// The score from 0 to 2²⁰; none if the two are incompatible.
    fn score(&self, mentor: &Person) -> Option<u32> {
        let mentee = self.person;
        let common = |&(shift, level): &(u32, u64)| level.min((mentor.levels >> shift) & 15);
        let level = self.languages.iter().map(common).max().unwrap_or(0);
        let level = u32::try_from(level).expect("at most 6");
        let slots = (mentee.week & mentor.week).count_ones();
        if level == 0 || slots == 0 {
            return None;
        }
        let sector = if mentee.sector == mentor.sector {
            WHOLE
        } else if mentee.sector / SECTORS_A_GROUP == mentor.sector / SECTORS_A_GROUP {
            WHOLE / 2
        } else {
            0
        };
        let place = if mentee.place == mentor.place { WHOLE } else { WHOLE * 3 / 10 };
        let sum = WEIGHTS[0] * sector
            + self.by_need * (mentee.topics & mentor.topics).count_ones()
            + WEIGHTS[2] * level * (WHOLE / 6)
            + WEIGHTS[3] * slots.min(4) * (WHOLE / 4)
            + WEIGHTS[4] * place;
        let scaled = (u64::from(sum) * u64::from(GRID) + u64::from(MOST / 2)) / u64::from(MOST);
        Some(u32::try_from(scaled).expect("a mean is at most the grid"))
    }
}

/// Mentees and mentors, in this order.
fn people(mentees: u32, mentors: u32, crowd: &mut Crowd) -> (Vec<Person>, Vec<Person>) {
    let mentees = crowd.people(mentees, 1, 4);
    (mentees, crowd.people(mentors, 2, 8))
}

/// A cost is 2²⁰ less the score. Rows are mentees, unless there are fewer of them than of columns: there are always at
/// least as many mentees as mentors.
pub(super) fn costs(rows: u32, columns: u32, seed: u64) -> Array2<f64> {
    let (mentees, mentors) = people(rows.max(columns), rows.min(columns), &mut Crowd::new(seed));
    let mut costs = Array2::from_elem((rows as usize, columns as usize), f64::INFINITY);
    for (at, mentee) in mentees.iter().map(Mentee::new).enumerate() {
        let axis = ndarray::Axis(usize::from(rows < columns));
        for (cost, mentor) in costs.index_axis_mut(axis, at).iter_mut().zip(&mentors) {
            if let Some(score) = mentee.score(mentor) {
                *cost = f64::from(GRID - score);
            }
        }
    }
    costs
}

/// Rows are mentees, columns are mentors with one to five seats.
pub(super) fn candidates(rows: u32, columns: u32, seed: u64) -> SparseInstance {
    let mut crowd = Crowd::new(seed);
    let (mentees, mentors) = people(rows, columns, &mut crowd);
    let capacities = (0..columns).map(|_| crowd.draw.between(1, 5)).collect();
    let mut list = Rows::new(rows, columns, CANDIDATES);
    let mut best = Vec::new();
    for mentee in mentees.iter().map(Mentee::new) {
        best.clear();
        let scored = (0_u32..).zip(&mentors);
        best.extend(scored.filter_map(|(column, mentor)| {
            mentee.score(mentor).filter(|&score| score > 0).map(|score| (GRID - score, column))
        }));
        let kept = CANDIDATES as usize;
        if best.len() > kept {
            best.select_nth_unstable(kept);
            best.truncate(kept);
        }
        best.sort_unstable_by_key(|&(_, column)| column);
        list.push(best.iter().map(|&(cost, column)| (column, i64::from(GRID - cost))));
    }
    let (class, planted) = (Class::C1, Vec::new());
    SparseInstance { class, weights: list.finish(), capacities: Some(capacities), planted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        Person { sector: 4, topics: 0b111, levels: 0x40, week: 0b1111, place: 2 }
    }

    #[test]
    fn a_score_is_a_weighted_mean() {
        let mentee = person();
        let score = |mentor: &Person| Mentee::new(&mentee).score(mentor);
        // All but the level, which is 4 of 6.
        let mean = (30.0 + 35.0 + 20.0 * 4.0 / 6.0 + 15.0 + 10.0) / 110.0;
        assert_eq!(score(&person()).map(f64::from), Some((mean * f64::from(GRID)).round()));
        let far = Person { sector: 8, topics: 0, levels: 0x60, week: 0b1000, place: 3 };
        let mean = (20.0 * 4.0 / 6.0 + 15.0 / 4.0 + 10.0 * 0.3) / 110.0;
        assert_eq!(score(&far).map(f64::from), Some((mean * f64::from(GRID)).round()));
        assert_eq!(score(&Person { levels: 0x606, ..person() }), None);
        assert_eq!(score(&Person { week: 1 << 9, ..person() }), None);
    }
}
