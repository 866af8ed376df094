//! What the mentee needs and the mentor offers.

use std::ops::Range;

use crate::pool::{Faults, Pool};
use crate::score::coded::{BLOCK, Coded, Legend, Order};
use crate::score::rows::{MOST_WEIGHT, mean};
use crate::score::{Criterion, Fit, Kernel, Requirement, Score};

use super::classes::{Interner, listed};
use super::offers::{Offers, Shelf, Wanted};

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
#[derive(Clone, Copy)]
struct Need {
    topic: u32,
    must: bool,
    weight: u64,
}

/// The needs of all mentees, one after the other.
#[derive(Default)]
struct Lists {
    needs: Vec<Need>,
    /// Where the needs of each mentee end.
    ends: Vec<u32>,
    /// Whether they are known.
    known: Vec<bool>,
}

impl Lists {
    fn of(&self, mentee: usize) -> Option<&[Need]> {
        let first = mentee.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.known[mentee].then(|| &self.needs[first..self.ends[mentee] as usize])
    }
}

struct Coverage<'a> {
    topics: Interner<'a>,
    offers: Offers,
    /// Per mentor, whether the offers are known.
    known: Vec<bool>,
    needs: Lists,
    /// What rows are told from.
    columns: Option<Shelf>,
    /// By place in a row, whether the offers are unknown.
    silent: Vec<bool>,
}

impl Needs {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        let mut topics = Interner::default();
        let mut offers = Offers::new();
        let mut strongest: Vec<(u32, u32)> = Vec::new();
        for (mentor, person) in (0_u32..).zip(pool.mentors()) {
            strongest.clear();
            for offer in person.offers.iter().flatten() {
                strongest.push((topics.intern(&offer.topic), offer.strength.micros()));
            }
            strongest.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
            strongest.dedup_by_key(|(topic, _)| *topic);
            offers.resize(topics.len(), Vec::new());
            for (topic, strength) in strongest.iter().filter(|(_, strength)| *strength > 0) {
                offers[*topic as usize].push((mentor, *strength));
            }
        }
        let known: Vec<bool> =
            pool.mentors().iter().map(|person| person.offers.is_some()).collect();
        let all = known.iter().filter(|known| **known).count();
        let mut needs = Lists::default();
        let mut merged: Vec<Need> = Vec::new();
        for person in pool.mentees() {
            merged.clear();
            for need in person.needs.iter().flatten() {
                let weight = u64::from(need.priority.clamp(1, HIGHEST_PRIORITY));
                merged.push(Need { topic: topics.intern(&need.topic), must: need.must, weight });
            }
            merged.sort_unstable_by_key(|need| need.topic);
            merged.dedup_by(|next, kept| {
                let same = next.topic == kept.topic;
                if same {
                    kept.weight = kept.weight.max(next.weight);
                    kept.must |= next.must;
                }
                same
            });
            offers.resize(topics.len(), Vec::new());
            needs.needs.extend(merged.iter().map(|need| {
                let times = match self.rarity {
                    Rarity::Ignored => 1,
                    Rarity::Weighted => rarity_of(all, offers[need.topic as usize].len()),
                };
                Need { weight: need.weight * times, ..*need }
            }));
            let end = u32::try_from(needs.needs.len());
            needs.ends.push(end.expect("fewer than 2^32 needs fit in memory"));
            needs.known.push(person.needs.is_some());
        }
        Box::new(Coverage { topics, offers, known, needs, columns: None, silent: Vec::new() })
    }
}

impl Criterion for Needs {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        Some("must_need_not_offered")
    }
}

fn rarity_of(mentors: usize, offering: usize) -> u64 {
    u64::from(((mentors + 1) / (offering + 1)).max(1).ilog2()) + 1
}

impl Coverage<'_> {
    fn strength(&self, mentor: usize, topic: u32) -> u32 {
        let offers = &self.offers[topic as usize];
        offers.binary_search_by_key(&mentor, |(who, _)| *who as usize).map_or(0, |at| offers[at].1)
    }
}

/// The fit of a pair in which one of the two is silent.
fn silent(needs: Option<&[Need]>) -> Fit {
    let has_must = needs.is_none_or(|needs| needs.iter().any(|need| need.must));
    let requirement = if has_must { Requirement::Unknown } else { Requirement::Met };
    Fit::unknown().requiring(requirement)
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

fn total(needs: &[Need]) -> u64 {
    needs.iter().map(|need| need.weight).sum()
}

/// Most sums a row has codes for: a table of them stays in the nearest cache.
const MOST_SUMS: u64 = 2048;

impl Coded for Coverage<'_> {
    fn lay_out(&mut self, order: &Order) {
        self.columns = Shelf::new(&self.offers, self.known.len(), order);
        self.silent = (0..self.known.len()).map(|place| !self.known[order.mentor(place)]).collect();
    }

    /// Codes are sums of strengths, then one for a must that is not offered, then one for mentors who say nothing.
    fn legend(&self, mentee: usize, legend: &mut Legend) -> bool {
        legend.fits.clear();
        let needs = self.needs.of(mentee);
        let Some(needs) = needs else {
            // One code for all.
            legend.fits.push(silent(None));
            return true;
        };
        let Some(columns) = &self.columns else { return false };
        let total = total(needs);
        let sums = total.saturating_mul(columns.most().into());
        if sums >= MOST_SUMS {
            return false;
        }
        let unit = u64::from(columns.unit());
        let weight =
            usize::try_from(total).ok().filter(|weight| (1..=MOST_WEIGHT).contains(weight));
        legend.fits.extend((0..=sums).map(|sum| match weight {
            // The same without a division.
            Some(weight) => {
                let micros = u32::try_from(mean(sum * unit, weight)).ok();
                Fit::known(micros.and_then(Score::from_micros).unwrap_or(Score::ONE))
            }
            None => judged(sum * unit, total, false),
        }));
        legend.fits.push(judged(0, total, true));
        legend.fits.push(silent(Some(needs)));
        true
    }

    fn codes<'k>(
        &'k self,
        mentee: usize,
        legend: &Legend,
        places: Range<usize>,
        room: &'k mut [u16; BLOCK],
    ) -> &'k [u16] {
        let codes = &mut room[..places.len()];
        let (Some(needs), Some(columns)) = (self.needs.of(mentee), &self.columns) else {
            codes.fill(0);
            return codes;
        };
        let wanted = needs.iter().map(|need| Wanted {
            topic: need.topic as usize,
            weight: u16::try_from(need.weight).unwrap_or(u16::MAX),
            must: need.must,
        });
        columns.cover(wanted, places.clone(), codes);
        let last = u16::try_from(legend.fits.len() - 1).unwrap_or(u16::MAX);
        for (code, silent) in codes.iter_mut().zip(&self.silent[places]) {
            *code = if *silent { last } else { (*code).min(last - 1) };
        }
        codes
    }
}

impl Kernel for Coverage<'_> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        let needs = self.needs.of(mentee);
        let Some(stated) = needs.filter(|_| self.known[mentor]) else { return silent(needs) };
        let (mut covered, mut missing) = (0, false);
        for need in stated {
            let strength = self.strength(mentor, need.topic);
            covered += need.weight * u64::from(strength);
            missing |= need.must && strength == 0;
        }
        judged(covered, total(stated), missing)
    }

    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        let Some(needs) = self.needs.of(mentee) else {
            fits.fill(silent(None));
            return;
        };
        // By topic and not by mentor: only those who offer something are touched.
        let mut covered = vec![(0_u64, 0_u32); fits.len()];
        for need in needs {
            for (mentor, strength) in &self.offers[need.topic as usize] {
                let sum = &mut covered[*mentor as usize];
                sum.0 += need.weight * u64::from(*strength);
                sum.1 += u32::from(need.must);
            }
        }
        let total = total(needs);
        let musts = needs.iter().map(|need| u32::from(need.must)).sum();
        let (nothing, silent) = (judged(0, total, musts > 0), silent(Some(needs)));
        for ((fit, known), sum) in fits.iter_mut().zip(&self.known).zip(&covered) {
            *fit = match sum {
                _ if !known => silent,
                (0, _) => nothing,
                (covered, met) => judged(*covered, total, *met < musts),
            };
        }
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        let Some(needs) = self.needs.of(mentee) else {
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
                    .map(|need| self.topics.shown(need.topic)),
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
