//! How near the mentor's sectors are to those the mentee aims at.

use std::collections::HashMap;

use crate::pool::{Fault, Faults, ParseError, Pool, Side, divided_otherwise, nearest};
use crate::score::coded::Coded;
use crate::score::tree::{Path, wu_palmer};
use crate::score::{Criterion, Fit, Kernel, Score, Taxonomy, nace};

use super::Strictness;
use super::classes::{ClassKernel, Judge, LARGEST_TABLE};

/// Similarity of sectors in a [`Taxonomy`], best over the pair's sectors.
///
/// Soft side: Wu and Palmer's similarity (1994), 1 for the same code. Hard side `sector_too_far`, where a
/// [`minimum`](Self::minimum) is set. A person without stated sectors is unknown; one who states to have none fits 0.
///
/// ```
/// use tandems::score::{Score, criteria::Sector};
///
/// let criterion = Sector::default().minimum(Score::from_micros(500_000).unwrap());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sector {
    pub(in crate::score) taxonomy: Taxonomy,
    pub(in crate::score) minimum: Option<Score>,
}

impl Sector {
    /// The hierarchy the codes come from; NACE unless set.
    #[must_use]
    pub fn taxonomy(mut self, taxonomy: Taxonomy) -> Self {
        self.taxonomy = taxonomy;
        self
    }

    /// Pairs below this similarity are incompatible.
    #[must_use]
    pub fn minimum(mut self, minimum: Score) -> Self {
        self.minimum = Some(minimum);
        self
    }

    fn path(&self, code: &str) -> Result<Path, ParseError> {
        let tree = match &self.taxonomy {
            Taxonomy::Nace => return nace::path(code),
            Taxonomy::Tree(tree) => tree,
        };
        tree.path(code).ok_or_else(|| {
            let remedy = match nearest(code, tree.codes()) {
                Some(near) => format!("write {near:?}, or add the code to the tree"),
                None => format!("write a code of the tree {:?}, or add it there", tree.name()),
            };
            ParseError::new("unknown_sector", code.trim(), "is not in the tree of sectors", remedy)
        })
    }

    fn side<'a>(
        &self,
        pool: &Pool,
        side: Side,
        people: impl Iterator<Item = (&'a str, Option<&'a Vec<String>>)>,
        faults: &mut Vec<Fault>,
    ) -> (Vec<Option<Vec<usize>>>, Vec<Path>) {
        let (mut numbers, mut paths) = (HashMap::new(), Vec::new());
        // Most codes are written more than once, and always alike.
        let mut written: HashMap<&str, usize> = HashMap::new();
        let mut all = Vec::new();
        for (index, (id, codes)) in people.enumerate() {
            all.push(codes.map(|codes| {
                let mut own = Vec::with_capacity(codes.len());
                for code in codes {
                    if let Some(number) = written.get(code.as_str()) {
                        own.push(*number);
                        continue;
                    }
                    match self.path(code) {
                        Ok(path) => {
                            let number = *numbers.entry(path).or_insert_with_key(|path| {
                                paths.push(path.clone());
                                paths.len() - 1
                            });
                            written.insert(code, number);
                            own.push(number);
                        }
                        Err(error) => {
                            let sound = |part: &str| self.path(part).is_ok();
                            let error = match divided_otherwise(code, ";", sound) {
                                Some((sign, parts)) => ParseError::new(
                                    "wrong_separator",
                                    code.trim(),
                                    format!("is divided by {sign:?}"),
                                    format!("write {:?}", parts.join(";")),
                                ),
                                None => error,
                            };
                            faults.push(fault(pool, side, index, id, "sectors", error));
                        }
                    }
                }
                own
            }));
        }
        (all, paths)
    }
}

/// A value that cannot be read, with the person it stands at.
pub(super) fn fault(
    pool: &Pool,
    side: Side,
    index: usize,
    id: &str,
    field: &str,
    error: ParseError,
) -> Fault {
    Fault {
        code: error.code,
        side,
        person: Some(id.to_owned()),
        line: pool.line(side, index),
        field: field.to_owned(),
        value: error.value,
        problem: error.problem,
        remedy: error.remedy,
    }
}

impl Sector {
    pub(in crate::score) fn coded<'a>(
        &'a self,
        pool: &'a Pool,
    ) -> Result<Box<dyn Coded + 'a>, Faults> {
        let mut faults = Vec::new();
        let mentors =
            pool.mentors().iter().map(|person| (person.id.as_str(), person.sectors.as_ref()));
        let (mentors, has) = self.side(pool, Side::Mentors, mentors, &mut faults);
        let mentees =
            pool.mentees().iter().map(|person| (person.id.as_str(), person.sectors.as_ref()));
        let (mentees, wants) = self.side(pool, Side::Mentees, mentees, &mut faults);
        let named = matches!(self.taxonomy, Taxonomy::Nace);
        let judge = Near::new(self.minimum, named, has, wants);
        Faults::or(faults, Box::new(ClassKernel::new(judge, mentors, mentees)) as Box<dyn Coded>)
    }
}

impl Criterion for Sector {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        self.coded(pool).map(|kernel| kernel as Box<dyn Kernel>)
    }

    fn requirement(&self) -> Option<&str> {
        self.minimum.map(|_| "sector_too_far")
    }
}

struct Near {
    minimum: Option<Score>,
    /// Whether codes have the names of NACE.
    named: bool,
    /// The distinct codes of each side.
    has: Vec<Path>,
    wants: Vec<Path>,
    /// Similarities by wanted code, then by code of the mentors; none where there are too many codes to compare all.
    similar: Option<Vec<Score>>,
}

impl Near {
    fn new(minimum: Option<Score>, named: bool, has: Vec<Path>, wants: Vec<Path>) -> Self {
        let similar = (wants.len().saturating_mul(has.len()) <= LARGEST_TABLE).then(|| {
            wants.iter().flat_map(|wants| has.iter().map(|has| wu_palmer(has, wants).0)).collect()
        });
        Self { minimum, named, has, wants, similar }
    }

    /// The most similar of the pair's sectors, the first of equals: score, mentor's code, mentee's code.
    fn best(&self, mentor: &[usize], mentee: &[usize]) -> Option<(Score, usize, usize)> {
        let mut best: Option<(Score, usize, usize)> = None;
        for wants in mentee {
            for has in mentor {
                let score = match &self.similar {
                    Some(table) => table[wants * self.has.len() + has],
                    None => wu_palmer(&self.has[*has], &self.wants[*wants]).0,
                };
                if best.is_none_or(|(so_far, ..)| score > so_far) {
                    best = Some((score, *has, *wants));
                }
            }
        }
        best
    }

    fn strictness(&self) -> Strictness {
        if self.minimum.is_some() { Strictness::Required } else { Strictness::Preferred }
    }

    fn show(&self, code: &str) -> String {
        match nace::name(code).filter(|_| self.named) {
            Some(name) => format!("{code} ({name})"),
            None => code.to_owned(),
        }
    }
}

impl Judge for Near {
    type Mentor = Option<Vec<usize>>;
    type Mentee = Option<Vec<usize>>;

    fn fit(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> Fit {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return Fit::unknown().requiring(self.strictness().judge(None));
        };
        let best = self.best(mentor, mentee).map_or(Score::ZERO, |(score, ..)| score);
        let near = self.minimum.is_none_or(|minimum| best >= minimum);
        Fit::known(best).requiring(self.strictness().judge(Some(near)))
    }

    fn evidence(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> String {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return match (mentor, mentee) {
                (None, None) => "sectors of both unknown",
                (None, _) => "mentor's sectors unknown",
                _ => "mentee's sectors unknown",
            }
            .to_owned();
        };
        let Some((_, has, wants)) = self.best(mentor, mentee) else {
            return "no sector stated to compare".to_owned();
        };
        let (has, wants) = (&self.has[has], &self.wants[wants]);
        if has == wants {
            return format!("both in {}", self.show(has.code()));
        }
        let (one, other) = (self.show(has.code()), self.show(wants.code()));
        match wu_palmer(has, wants).1 {
            0 => format!("{one} is far from {other}"),
            common => {
                format!("{one} and {other} are both in {}", self.show(&has.nodes[common - 1]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::{Requirement, Tree};

    fn pool(mentor: Option<&[&str]>, mentee: Option<&[&str]>) -> Pool {
        let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let mut anna = Mentor::new("anna");
        anna.sectors = mentor.map(owned);
        let mut ben = Mentee::new("ben");
        ben.sectors = mentee.map(owned);
        Pool::new(vec![anna], vec![ben]).unwrap()
    }

    #[test]
    fn divisions_of_one_section_are_half_similar() {
        let pool = pool(Some(&["Q86"]), Some(&["87"]));
        let criterion = Sector::default();
        let kernel = criterion.compile(&pool).unwrap();
        assert_eq!(kernel.fit(0, 0), Fit::known(Score::ratio(1, 2)));
        assert_eq!(
            kernel.evidence(0, 0),
            "Q86 (health) and Q87 (residential care) are both in Q (health and social work)"
        );
    }

    #[test]
    fn the_best_of_the_sectors_counts() {
        let pool = pool(Some(&["A", "Q86.1"]), Some(&["C10", "86.1"]));
        let criterion = Sector::default();
        assert_eq!(criterion.compile(&pool).unwrap().fit(0, 0), Fit::known(Score::ONE));
    }

    #[test]
    fn a_minimum_makes_the_far_incompatible_and_the_unknown_to_confirm() {
        let criterion = Sector::default().minimum(Score::ratio(1, 2));
        let far = pool(Some(&["A01"]), Some(&["Q86"]));
        let fit = criterion.compile(&far).unwrap().fit(0, 0);
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        let unknown = pool(None, Some(&["Q86"]));
        let fit = criterion.compile(&unknown).unwrap().fit(0, 0);
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
    }

    #[test]
    fn all_unknown_codes_are_named_at_once() {
        let wrong = pool(Some(&["Q85", "nurse"]), Some(&["X"]));
        let criterion = Sector::default();
        let faults = criterion.compile(&wrong).err().unwrap();
        assert_eq!(faults.len(), 3);
        assert_eq!(faults.iter().next().unwrap().remedy, "write P85");
        let tree = Tree::new("jobs", [("nursing", "health"), ("law", "offices")]).unwrap();
        let criterion = Sector::default().taxonomy(Taxonomy::Tree(tree));
        let wrong = pool(Some(&["nursin"]), None);
        let faults = criterion.compile(&wrong).err().unwrap();
        assert!(faults.to_string().contains("nursing"), "{faults}");
    }

    #[test]
    fn more_codes_than_a_table_holds_are_compared_one_by_one() {
        let entries: Vec<_> =
            (0..2_100).map(|at| (format!("job {at}"), format!("field {}", at % 7))).collect();
        let tree = Tree::new("jobs", entries.clone()).unwrap();
        let criterion = Sector::default().taxonomy(Taxonomy::Tree(tree));
        let mentors = entries.iter().enumerate().map(|(at, (code, _))| {
            let mut mentor = Mentor::new(format!("m{at}"));
            mentor.sectors = Some(vec![code.clone()]);
            mentor
        });
        let mentees = entries.iter().enumerate().map(|(at, (code, _))| {
            let mut mentee = Mentee::new(format!("e{at}"));
            mentee.sectors = Some(vec![code.clone()]);
            mentee
        });
        let pool = Pool::new(mentors.collect(), mentees.collect()).unwrap();
        let kernel = criterion.compile(&pool).unwrap();
        assert_eq!(kernel.fit(5, 5), Fit::known(Score::ONE));
        assert_eq!(kernel.fit(5, 12), Fit::known(Score::ratio(1, 2)));
        assert_eq!(kernel.fit(5, 6), Fit::known(Score::ZERO));
    }

    #[test]
    fn codes_divided_by_another_sign_are_shown_as_a_list() {
        let wrong = pool(Some(&["Q86, P85"]), None);
        let faults = Sector::default().compile(&wrong).err().unwrap().to_string();
        assert!(
            faults.ends_with("sectors \"Q86, P85\" is divided by ','; write \"Q86;P85\""),
            "{faults}"
        );
    }
}
