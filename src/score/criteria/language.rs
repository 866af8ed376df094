//! A language both speak well enough.

use std::collections::HashMap;

use crate::pool::{Faults, LanguageSkill, Level, Pool};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::Strictness;
use super::classes::{ClassKernel, Judge};

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
    pub(in crate::score) fn coded<'a>(
        &'a self,
        pool: &'a Pool,
    ) -> Result<Box<dyn Coded + 'a>, Faults> {
        let mut languages = Vec::new();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let stated = pool.mentors().iter().map(|person| &person.languages);
        let stated = stated.chain(pool.mentees().iter().map(|person| &person.languages));
        for skill in stated.flatten().flatten() {
            let code = skill.language.language();
            numbers.entry(code).or_insert_with(|| {
                languages.push(name(code));
                u32::try_from(languages.len() - 1).unwrap_or(u32::MAX)
            });
        }
        let mut judge = Shared {
            wanted: self.wanted,
            minimum: self.minimum,
            languages,
            numbers,
            pool,
            by_best: Vec::new(),
        };
        judge.by_best = judge.table();
        // Above what is wanted and required levels are all the same.
        let most = self.minimum.map_or(self.wanted, |minimum| minimum.max(self.wanted));
        let skills = |skills: &Option<Vec<LanguageSkill>>| judge.skills(skills.as_ref(), most);
        let mentors = pool.mentors().iter().map(|mentor| skills(&mentor.languages)).collect();
        let mentees = pool.mentees().iter().map(|mentee| skills(&mentee.languages)).collect();
        Ok(Box::new(ClassKernel::new(judge, mentors, mentees)))
    }
}

impl Criterion for Language {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        self.coded(pool).map(|kernel| kernel as Box<dyn Kernel>)
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

/// Number of a language, and how well it is spoken.
type Skill = (u32, Option<Level>);

struct Shared<'a> {
    wanted: Level,
    minimum: Option<Level>,
    /// Names by number, and numbers by code.
    languages: Vec<String>,
    numbers: HashMap<&'a str, u32>,
    pool: &'a Pool,
    /// The fit by rank of the best language of known level (0 where there is none), without and with one of unknown level.
    by_best: Vec<[Fit; 2]>,
}

impl Shared<'_> {
    /// What somebody speaks, levels cut at `most`, by number. The better of two dialects of one language stays.
    fn skills(&self, stated: Option<&Vec<LanguageSkill>>, most: Level) -> Option<Vec<Skill>> {
        let mut all: Vec<Skill> = stated?
            .iter()
            .map(|skill| {
                let number = self.numbers.get(skill.language.language());
                (number.copied().unwrap_or(u32::MAX), skill.level.map(|level| level.min(most)))
            })
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        all.dedup_by_key(|(language, _)| *language);
        Some(all)
    }

    fn strictness(&self) -> Strictness {
        if self.minimum.is_some() { Strictness::Required } else { Strictness::Preferred }
    }

    /// The fit of a pair by the best language of known level, and whether there is one of unknown level.
    fn judged(&self, level: Option<Level>, open: bool) -> Fit {
        let score = level.map_or(Score::ZERO, |level| {
            Score::ratio(u64::from(level.rank()), u64::from(self.wanted.rank()))
        });
        let enough = level.is_some_and(|level| self.minimum.is_none_or(|least| level >= least));
        let fit = if open && score < Score::ONE { Fit::unknown() } else { Fit::known(score) };
        fit.requiring(self.strictness().judge(if enough || !open { Some(enough) } else { None }))
    }

    fn table(&self) -> Vec<[Fit; 2]> {
        let levels = [None, Some(Level::A1), Some(Level::A2), Some(Level::B1), Some(Level::B2)];
        let levels = levels.into_iter().chain([Level::C1, Level::C2, Level::Native].map(Some));
        levels.map(|level| [false, true].map(|open| self.judged(level, open))).collect()
    }
}

/// Languages up to which a mentee's levels fit in a small table.
const FEW: usize = 256;
/// A level that is not known.
const OPEN: u32 = u32::MAX;

/// What two people share: the best language of known level, and the first of unknown level.
struct Best {
    known: Option<(Level, u32)>,
    unknown: Option<u32>,
}

fn best(mentor: &[Skill], mentee: &[Skill]) -> Best {
    let mut best = Best { known: None, unknown: None };
    let (mut one, mut other) = (mentor, mentee);
    while let ([(a, mine), rest @ ..], [(b, theirs), others @ ..]) = (one, other) {
        if a == b {
            match (mine, theirs) {
                (Some(mine), Some(theirs)) => {
                    let level = *mine.min(theirs);
                    if best.known.is_none_or(|(so_far, _)| level > so_far) {
                        best.known = Some((level, *a));
                    }
                }
                _ => best.unknown = best.unknown.or(Some(*a)),
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

impl Judge for Shared<'_> {
    type Mentor = Option<Vec<Skill>>;
    type Mentee = Option<Vec<Skill>>;

    fn fit(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> Fit {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return Fit::unknown().requiring(self.strictness().judge(None));
        };
        let best = best(mentor, mentee);
        self.judged(best.known.map(|(level, _)| level), best.unknown.is_some())
    }

    fn fits(&self, mentors: &[Self::Mentor], mentee: &Self::Mentee, fits: &mut Vec<Fit>) {
        let Some(theirs) = mentee.as_ref().filter(|_| self.languages.len() <= FEW) else {
            fits.extend(mentors.iter().map(|mentor| self.fit(mentor, mentee)));
            return;
        };
        // Ranks by language, so that nothing has to be searched for; 0 for one that the mentee does not speak.
        let mut ranks = [0; FEW];
        for (language, level) in theirs {
            ranks[*language as usize % FEW] = level.map_or(OPEN, Level::rank);
        }
        let silent = self.fit(&None, mentee);
        fits.extend(mentors.iter().map(|mentor| {
            let Some(skills) = mentor else { return silent };
            let (mut best, mut open) = (0, false);
            for (language, level) in skills {
                match (ranks[*language as usize % FEW], level) {
                    (0, _) => {}
                    (OPEN, _) | (_, None) => open = true,
                    (rank, Some(level)) => best = rank.min(level.rank()).max(best),
                }
            }
            self.by_best[best as usize][usize::from(open)]
        }));
    }

    fn in_full(&self, mentor: usize, mentee: usize) -> Option<(Self::Mentor, Self::Mentee)> {
        let mentor = self.pool.mentors()[mentor].languages.as_ref();
        let mentee = self.pool.mentees()[mentee].languages.as_ref();
        let skills = |stated| self.skills(stated, Level::Native);
        Some((skills(mentor), skills(mentee)))
    }

    fn evidence(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> String {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return match (mentor, mentee) {
                (None, None) => "languages of both unknown",
                (None, _) => "mentor's languages unknown",
                _ => "mentee's languages unknown",
            }
            .to_owned();
        };
        let best = best(mentor, mentee);
        let known = best.known.map(|(level, language)| match level {
            Level::Native => format!("{}, native to both", self.languages[language as usize]),
            level => format!("{} at {level}", self.languages[language as usize]),
        });
        let open =
            best.unknown.map(|at| format!("{} at an unknown level", self.languages[at as usize]));
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
