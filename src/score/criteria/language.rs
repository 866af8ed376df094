//! A language both speak well enough.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::pool::{Faults, LanguageSkill, Level, Pool};
use crate::score::coded::{BLOCK, Coded, Legend, Order};
use crate::score::{Criterion, Fit, Kernel, Requirement, Score};

use super::Strictness;
use super::tongues::{SHARED_OPEN, Skill, Skills, Tongues};

/// The best language the two share.
///
/// Soft side: over the shared languages, the best of the lower of both levels, against the level
/// [`wanted`](Self::wanted) (B2 unless set; A1 counts 1, native 7), capped at 1. Languages compare by their primary
/// language: `pt` and `pt-BR` are one. Hard side `no_shared_language`, where a [`minimum`](Self::minimum) is set.
/// A shared language of unknown level leaves the pair unknown, unless another decides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Language {
    pub(in crate::score) wanted: Level,
    pub(in crate::score) minimum: Option<Level>,
}

impl Default for Language {
    fn default() -> Self {
        Self { wanted: Level::B2, minimum: None }
    }
}

impl Language {
    /// The level from which talking is no effort: it and all above count 1.
    #[must_use]
    pub fn wanted(mut self, level: Level) -> Self {
        self.wanted = level;
        self
    }

    /// Pairs without a shared language at this level are incompatible.
    #[must_use]
    pub fn minimum(mut self, level: Level) -> Self {
        self.minimum = Some(level);
        self
    }
}

impl Language {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        let (mut languages, mut numbers) = (Vec::new(), HashMap::new());
        let mut skills = Vec::new();
        let mut read = |stated: &'a Option<Vec<LanguageSkill>>, all: &mut Skills| {
            skills.clear();
            for skill in stated.iter().flatten() {
                let code = skill.language.language();
                let number = *numbers.entry(code).or_insert_with(|| {
                    languages.push(code);
                    u32::try_from(languages.len() - 1).unwrap_or(u32::MAX)
                });
                let rank = skill.level.map_or(0, Level::rank);
                skills.push((number, u8::try_from(rank).unwrap_or(u8::MAX)));
            }
            // The better of two dialects of one language stays.
            skills.sort_unstable_by_key(|(language, rank)| (*language, Reverse(*rank)));
            skills.dedup_by_key(|(language, _)| *language);
            all.push(stated.is_some().then_some(&skills));
        };
        let (mut mentors, mut mentees) = (Skills::default(), Skills::default());
        for person in pool.mentors() {
            read(&person.languages, &mut mentors);
        }
        for person in pool.mentees() {
            read(&person.languages, &mut mentees);
        }
        let index = self.minimum.and_then(|minimum| Able::new(&mentors, minimum));
        Box::new(Shared {
            options: self,
            languages,
            mentors,
            mentees,
            tongues: None,
            silent: Vec::new(),
            able: index,
        })
    }
}

impl Criterion for Language {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.minimum.map(|_| "no_shared_language")
    }
}

/// English name of a language, or its code.
fn name(code: &str) -> String {
    isolang::Language::from_639_1(code)
        .or_else(|| isolang::Language::from_639_3(code))
        .map_or_else(|| code.to_owned(), |language| language.to_name().to_owned())
}

/// Mentors by the languages they speak at the minimum level: those who could meet the requirement with the same mentees.
struct Able {
    codes: Vec<u16>,
    /// The languages of each class; `None` for those who leave something open.
    classes: Vec<Option<Vec<u32>>>,
    minimum: u8,
}

impl Able {
    fn new(mentors: &Skills, minimum: Level) -> Option<Self> {
        let minimum = u8::try_from(minimum.rank()).unwrap_or(u8::MAX);
        let (mut numbers, mut codes) = (HashMap::new(), Vec::new());
        let mut classes = Vec::new();
        for mentor in 0..mentors.len() {
            let able = able(mentors.of(mentor), minimum);
            let code = *numbers.entry(able).or_insert_with_key(|able| {
                classes.push(able.clone());
                classes.len() - 1
            });
            codes.push(u16::try_from(code).ok()?);
        }
        Some(Self { codes, classes, minimum })
    }
}

/// The languages somebody speaks well enough; `None` where not everything is known.
fn able(skills: Option<&[Skill]>, minimum: u8) -> Option<Vec<u32>> {
    let skills = skills.filter(|skills| skills.iter().all(|(_, rank)| *rank > 0))?;
    Some(
        skills.iter().filter(|(_, rank)| *rank >= minimum).map(|(language, _)| *language).collect(),
    )
}

struct Shared<'a> {
    options: &'a Language,
    /// Codes of languages by number.
    languages: Vec<&'a str>,
    mentors: Skills,
    mentees: Skills,
    /// What rows are told from.
    tongues: Option<Tongues>,
    /// By place in a row, whether the mentor's languages are unknown.
    silent: Vec<bool>,
    able: Option<Able>,
}

/// What two people share: the best language of known level and its rank, and the first of unknown level.
struct Best {
    known: Option<(u8, u32)>,
    unknown: Option<u32>,
}

fn best(mentor: &[Skill], mentee: &[Skill]) -> Best {
    let mut best = Best { known: None, unknown: None };
    let (mut one, mut other) = (mentor, mentee);
    while let ([(a, mine), rest @ ..], [(b, theirs), others @ ..]) = (one, other) {
        if a == b {
            match mine.min(theirs) {
                0 => best.unknown = best.unknown.or(Some(*a)),
                rank if best.known.is_none_or(|(so_far, _)| *rank > so_far) => {
                    best.known = Some((*rank, *a));
                }
                _ => {}
            }
        }
        if a <= b {
            one = rest;
        }
        if b <= a {
            other = others;
        }
    }
    best
}

/// The level of a rank; none of 0.
fn level(rank: u8) -> Option<Level> {
    let levels = [Level::A1, Level::A2, Level::B1, Level::B2, Level::C1, Level::C2, Level::Native];
    usize::from(rank).checked_sub(1).and_then(|at| levels.get(at)).copied()
}

impl Shared<'_> {
    fn strictness(&self) -> Strictness {
        if self.options.minimum.is_some() { Strictness::Required } else { Strictness::Preferred }
    }

    /// The fit of a pair of which one says nothing.
    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.strictness().judge(None))
    }

    /// The fit of a pair by the rank of the best language of known level, 0 where there is none, and whether there is one
    /// of unknown level.
    fn judged(&self, rank: u8, open: bool) -> Fit {
        let score = Score::ratio(u64::from(rank), u64::from(self.options.wanted.rank()));
        let least = self.options.minimum.map_or(1, Level::rank);
        let enough = u32::from(rank) >= least;
        let fit = if open && score < Score::ONE { Fit::unknown() } else { Fit::known(score) };
        fit.requiring(self.strictness().judge(if enough || !open { Some(enough) } else { None }))
    }
}

impl Coded for Shared<'_> {
    fn lay_out(&mut self, order: &Order) {
        let mentors = 0..self.mentors.len();
        self.silent = mentors.map(|place| self.mentors.of(order.mentor(place)).is_none()).collect();
        self.tongues = Some(Tongues::new(&self.mentors, self.languages.len(), order));
    }

    /// Codes are the best rank, with [`SHARED_OPEN`] where there is a shared language of unknown level; then one for
    /// mentors who say nothing.
    fn legend(&self, mentee: usize, legend: &mut Legend) -> bool {
        legend.fits.clear();
        if self.mentees.of(mentee).is_some() {
            for open in [false, true] {
                legend.fits.extend((0..SHARED_OPEN).map(|rank| self.judged(rank, open)));
            }
        }
        legend.fits.push(self.silent());
        true
    }

    fn codes<'k>(
        &'k self,
        mentee: usize,
        _: &Legend,
        places: Range<usize>,
        room: &'k mut [u16; BLOCK],
    ) -> &'k [u16] {
        let codes = &mut room[..places.len()];
        let (Some(skills), Some(tongues)) = (self.mentees.of(mentee), &self.tongues) else {
            // One code for all.
            codes.fill(0);
            return codes;
        };
        tongues.meet(skills, places.clone(), codes);
        for (code, silent) in codes.iter_mut().zip(&self.silent[places]) {
            *code = if *silent { 2 * u16::from(SHARED_OPEN) } else { *code };
        }
        codes
    }

    fn classes(&self) -> Option<&[u16]> {
        self.able.as_ref().map(|able| &*able.codes)
    }

    fn hard(&self, mentee: usize, _: &Legend, hard: &mut Vec<Requirement>) {
        hard.clear();
        let Some(index) = &self.able else { return };
        let own = able(self.mentees.of(mentee), index.minimum);
        hard.extend(index.classes.iter().map(|class| match (class, &own) {
            (Some(class), Some(own)) if !own.iter().any(|one| class.contains(one)) => {
                Requirement::Failed
            }
            _ => Requirement::Met,
        }));
    }
}

impl Kernel for Shared<'_> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        let (Some(mentor), Some(mentee)) = (self.mentors.of(mentor), self.mentees.of(mentee))
        else {
            return self.silent();
        };
        let best = best(mentor, mentee);
        self.judged(best.known.map_or(0, |(rank, _)| rank), best.unknown.is_some())
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        let (mentor, mentee) = (self.mentors.of(mentor), self.mentees.of(mentee));
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return match (mentor, mentee) {
                (None, None) => "languages of both unknown",
                (None, _) => "mentor's languages unknown",
                _ => "mentee's languages unknown",
            }
            .to_owned();
        };
        let best = best(mentor, mentee);
        let known = best.known.map(|(rank, language)| {
            let name = name(self.languages[language as usize]);
            match level(rank) {
                Some(Level::Native) | None => format!("{name}, native to both"),
                Some(level) => format!("{name} at {level}"),
            }
        });
        let open = best.unknown.map(|language| {
            format!("{} at an unknown level", name(self.languages[language as usize]))
        });
        match (known, open) {
            (None, None) => "no shared language".to_owned(),
            (Some(words), None) | (None, Some(words)) => words,
            (Some(known), Some(open)) => format!("{known}, {open}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::Requirement;

    fn answer(criterion: &Language, mentor: &[&str], mentee: &[&str]) -> (Fit, String) {
        let skills = |all: &[&str]| Some(all.iter().map(|skill| skill.parse().unwrap()).collect());
        let mut anna = Mentor::new("anna");
        anna.languages = skills(mentor);
        let mut ben = Mentee::new("ben");
        ben.languages = skills(mentee);
        let pool = Pool::new(vec![anna], vec![ben]).unwrap();
        let kernel = criterion.compile(&pool).unwrap();
        (kernel.fit(0, 0), kernel.evidence(0, 0))
    }

    #[test]
    fn the_lower_level_of_the_best_shared_language_counts() {
        let (fit, words) =
            answer(&Language::default(), &["de:C1", "ar:A1"], &["ar:native", "de:B1"]);
        assert_eq!(fit, Fit::known(Score::ratio(3, 4)));
        assert_eq!(words, "German at B1");
        let (fit, words) = answer(&Language::default(), &["pt-BR:C1"], &["pt:C2"]);
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ONE), "Portuguese at C1"));
    }

    #[test]
    fn nothing_shared_fails_a_minimum_only_where_there_is_one() {
        let (fit, words) = answer(&Language::default(), &["de:C1"], &["ar:C1"]);
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ZERO), "no shared language"));
        let strict = Language::default().minimum(Level::B1);
        assert_eq!(answer(&strict, &["de:C1"], &["ar:C1"]).0.requirement(), Requirement::Failed);
        assert_eq!(answer(&strict, &["de:A2"], &["de:C1"]).0.requirement(), Requirement::Failed);
        assert_eq!(answer(&strict, &["de:B1"], &["de:C1"]).0.requirement(), Requirement::Met);
    }

    #[test]
    fn an_unknown_level_is_open_unless_another_language_decides() {
        let strict = Language::default().minimum(Level::B1);
        let (fit, words) = answer(&strict, &["de"], &["de:C1"]);
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
        assert_eq!(words, "German at an unknown level");
        let (fit, _) = answer(&strict, &["de", "en:C1"], &["de:C1", "en:B2"]);
        assert_eq!(fit, Fit::known(Score::ONE));
        let (fit, _) = answer(&strict, &["de", "en:B1"], &["de:C1", "en:B2"]);
        assert_eq!(fit, Fit::unknown());
    }
}
