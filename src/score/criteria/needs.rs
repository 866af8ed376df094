//! What the mentee needs and the mentor offers.

use std::collections::BTreeMap;

use crate::pool::{Faults, Pool};
use crate::score::{Criterion, Fit, Kernel, Requirement, Score};

use super::classes::{Interner, listed};

/// How well the mentor's offers cover the mentee's needs.
///
/// Soft side: Σ priority · strength over the mentee's needs ÷ Σ priority. Hard side `must_need_not_offered`: every need
/// marked as a must is offered with a strength above 0. Topics compare without regard to case. A mentee known to need
/// nothing leaves the soft side unknown. Priorities count from 1 to a million.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needs {
    pub(in crate::score) rarity: Rarity,
}

/// Whether a need that few mentors can meet counts more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rarity {
    /// Every need counts as its priority says.
    #[default]
    Ignored,
    /// A priority counts 1 + ⌊log₂((n + 1) ÷ (k + 1))⌋ times, where k of the n mentors with known offers offer the
    /// topic: once where about half of them or more do, twice down to about a quarter, and so on. An inverse document
    /// frequency (Spärck Jones 1972) in whole numbers.
    Weighted,
}

impl Needs {
    /// Whether rare needs count more; they do not unless set.
    #[must_use]
    pub fn rarity(mut self, rarity: Rarity) -> Self {
        self.rarity = rarity;
        self
    }
}

/// Keeps the sums of all needs within 64 bits.
const HIGHEST_PRIORITY: u32 = 1_000_000;

/// A need with its topic as a number and its weight in the sum.
struct Need {
    topic: usize,
    weight: u64,
    must: bool,
}

struct Coverage {
    topics: Interner,
    /// Per topic, who offers it and with which strength in millionths.
    offers: Vec<Vec<(u32, u32)>>,
    /// Per mentor, whether the offers are known.
    known: Vec<bool>,
    needs: Vec<Option<Vec<Need>>>,
}

impl Criterion for Needs {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        let mut topics = Interner::default();
        let mut offers: Vec<Vec<(u32, u32)>> = Vec::new();
        for (mentor, person) in (0_u32..).zip(pool.mentors()) {
            let mut strongest = BTreeMap::new();
            for offer in person.offers.iter().flatten() {
                let strength = strongest.entry(topics.intern(&offer.topic)).or_insert(0);
                *strength = offer.strength.micros().max(*strength);
            }
            offers.resize(topics.len(), Vec::new());
            for (topic, strength) in strongest.into_iter().filter(|(_, strength)| *strength > 0) {
                offers[topic as usize].push((mentor, strength));
            }
        }
        let known: Vec<bool> =
            pool.mentors().iter().map(|person| person.offers.is_some()).collect();
        let all = known.iter().filter(|known| **known).count();
        let rarity = self.rarity;
        let mut needs = Vec::new();
        for person in pool.mentees() {
            needs.push(person.needs.as_ref().map(|stated| {
                let mut merged: BTreeMap<u32, (u64, bool)> = BTreeMap::new();
                for need in stated {
                    let entry = merged.entry(topics.intern(&need.topic)).or_default();
                    entry.0 = entry.0.max(u64::from(need.priority.clamp(1, HIGHEST_PRIORITY)));
                    entry.1 |= need.must;
                }
                offers.resize(topics.len(), Vec::new());
                merged
                    .into_iter()
                    .map(|(topic, (priority, must))| {
                        let topic = topic as usize;
                        let times = match rarity {
                            Rarity::Ignored => 1,
                            Rarity::Weighted => rarity_of(all, offers[topic].len()),
                        };
                        Need { topic, weight: priority * times, must }
                    })
                    .collect()
            }));
        }
        Ok(Box::new(Coverage { topics, offers, known, needs }))
    }

    fn requirement(&self) -> Option<&str> {
        Some("must_need_not_offered")
    }
}

fn rarity_of(mentors: usize, offering: usize) -> u64 {
    u64::from(((mentors + 1) / (offering + 1)).max(1).ilog2()) + 1
}

impl Coverage {
    /// The hard side of a pair in which one of the two is silent.
    fn silent(&self, mentor: usize, mentee: usize) -> Option<Fit> {
        let has_must = match &self.needs[mentee] {
            None => true,
            Some(needs) => needs.iter().any(|need| need.must),
        };
        let silent = self.needs[mentee].is_none() || !self.known[mentor];
        let requirement = if has_must { Requirement::Unknown } else { Requirement::Met };
        silent.then(|| Fit::unknown().requiring(requirement))
    }

    fn strength(&self, mentor: usize, topic: usize) -> u32 {
        let offers = &self.offers[topic];
        offers.binary_search_by_key(&mentor, |(who, _)| *who as usize).map_or(0, |at| offers[at].1)
    }
}

/// `covered` is Σ weight · strength in millionths, `missing` whether a must is not offered.
fn judged(covered: u64, total: u64, missing: bool) -> Fit {
    let requirement = if missing { Requirement::Failed } else { Requirement::Met };
    let soft = if total == 0 {
        Fit::unknown()
    } else {
        // Millionths cancel: covered / (total · 10^6) in micro-points is covered / total, rounded half up.
        let micros = (2 * covered + total) / (2 * total);
        Fit::known(u32::try_from(micros).ok().and_then(Score::from_micros).unwrap_or(Score::ONE))
    };
    soft.requiring(requirement)
}

impl Kernel for Coverage {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        if let Some(silent) = self.silent(mentor, mentee) {
            return silent;
        }
        let (mut covered, mut total, mut missing) = (0, 0, false);
        for need in self.needs[mentee].iter().flatten() {
            let strength = self.strength(mentor, need.topic);
            covered += need.weight * u64::from(strength);
            total += need.weight;
            missing |= need.must && strength == 0;
        }
        judged(covered, total, missing)
    }

    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        let Some(needs) = &self.needs[mentee] else {
            fits.fill(Fit::unknown().requiring(Requirement::Unknown));
            return;
        };
        // By topic and not by mentor: only those who offer something are touched.
        let mut covered = vec![(0_u64, 0_u32); fits.len()];
        for need in needs {
            for (mentor, strength) in &self.offers[need.topic] {
                let sum = &mut covered[*mentor as usize];
                sum.0 += need.weight * u64::from(*strength);
                sum.1 += u32::from(need.must);
            }
        }
        let total: u64 = needs.iter().map(|need| need.weight).sum();
        let musts = needs.iter().map(|need| u32::from(need.must)).sum();
        let nothing = judged(0, total, musts > 0);
        let silent = Fit::unknown().requiring(if musts > 0 {
            Requirement::Unknown
        } else {
            Requirement::Met
        });
        for ((fit, known), sum) in fits.iter_mut().zip(&self.known).zip(&covered) {
            *fit = match sum {
                _ if !known => silent,
                (0, _) => nothing,
                (covered, met) => judged(*covered, total, *met < musts),
            };
        }
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        let Some(needs) = &self.needs[mentee] else {
            return "mentee's needs unknown".to_owned();
        };
        if !self.known[mentor] {
            return "mentor's offers unknown".to_owned();
        }
        let topics = |met: bool| {
            listed(
                needs
                    .iter()
                    .filter(|need| (self.strength(mentor, need.topic) > 0) == met)
                    .map(|need| self.topics.shown(u32::try_from(need.topic).unwrap_or_default())),
            )
        };
        match (topics(true), topics(false)) {
            (met, open) if met.is_empty() && open.is_empty() => "no needs stated".to_owned(),
            (met, open) if open.is_empty() => format!("covers {met}"),
            (met, open) if met.is_empty() => format!("does not cover {open}"),
            (met, open) => format!("covers {met}, not {open}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor, Need as Stated, Offer, Strength};

    fn pool() -> Pool {
        let offer = |topic: &str, micros| Offer {
            topic: topic.to_owned(),
            strength: Strength::from_micros(micros).unwrap(),
        };
        let need = |topic: &str, priority, must| Stated { topic: topic.to_owned(), priority, must };
        let mut anna = Mentor::new("anna");
        anna.offers = Some(vec![offer("CV", 1_000_000), offer("interview", 500_000)]);
        let mut cleo = Mentor::new("cleo");
        cleo.offers = Some(vec![offer("housing", 1_000_000)]);
        let silent = Mentor::new("silent");
        let mut ben = Mentee::new("ben");
        ben.needs = Some(vec![
            need("cv ", 3, true),
            need("interview", 2, false),
            need("housing", 1, false),
        ]);
        Pool::new(vec![anna, cleo, silent], vec![ben, Mentee::new("dora")]).unwrap()
    }

    #[test]
    fn needs_are_weighed_by_priority_and_strength() {
        let (pool, criterion) = (pool(), Needs::default());
        let kernel = criterion.compile(&pool).unwrap();
        assert_eq!(kernel.fit(0, 0), Fit::known(Score::ratio(4, 6)));
        assert_eq!(
            kernel.evidence(0, 0),
            "covers cv and interview, not housing".replace("cv", "CV")
        );
        let failed = Fit::known(Score::ratio(1, 6)).requiring(Requirement::Failed);
        assert_eq!(kernel.fit(1, 0), failed);
        assert_eq!(kernel.fit(2, 0), Fit::unknown().requiring(Requirement::Unknown));
    }

    #[test]
    fn a_row_is_its_pairs() {
        let (pool, criterion) = (pool(), Needs::default().rarity(Rarity::Weighted));
        let kernel = criterion.compile(&pool).unwrap();
        for mentee in 0..2 {
            let mut row = vec![Fit::unknown(); 3];
            kernel.row(mentee, &mut row);
            assert_eq!(row, (0..3).map(|mentor| kernel.fit(mentor, mentee)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn rarity_doubles_the_weight_each_time_half_as_many_offer() {
        let times = [9, 4, 2, 1, 0].map(|offering| rarity_of(9, offering));
        assert_eq!(times, [1, 2, 2, 3, 4]);
    }
}
