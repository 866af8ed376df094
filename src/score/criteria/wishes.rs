//! Whom people asked for, and whom they will not work with.

use std::collections::{HashMap, HashSet};

use crate::pool::{Faults, Pool};
use crate::score::{Criterion, Fit, Kernel, Requirement, Score};

/// Rank on the mentee's and on the mentor's own list.
///
/// Soft side: rank r (from 0) on a list of n counts (n − r) ÷ n; somebody not on a given list counts 0; without a list
/// that side is unknown. Where both sides are known their mean counts, rounded half up. Hard side `vetoed`: neither of
/// the two has vetoed the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wishes {}

#[derive(Default)]
struct List {
    /// Rank of each person wished for, from 0.
    ranks: HashMap<u32, usize>,
    length: usize,
}

impl List {
    /// The first rank of each counts where a list names somebody twice.
    fn new(people: impl Iterator<Item = Option<usize>>) -> Self {
        let mut list = Self::default();
        for index in people {
            if let Some(index) = index.and_then(|index| u32::try_from(index).ok()) {
                list.ranks.entry(index).or_insert(list.length);
            }
            list.length += 1;
        }
        list
    }

    fn micros(&self, person: usize) -> u32 {
        self.rank(person).map_or(0, |rank| {
            Score::ratio((self.length - rank) as u64, self.length as u64).micros()
        })
    }

    fn rank(&self, person: usize) -> Option<usize> {
        u32::try_from(person).ok().and_then(|person| self.ranks.get(&person)).copied()
    }
}

struct Lists {
    mentors: Vec<Option<List>>,
    mentees: Vec<Option<List>>,
    /// Mentor and mentee of whom one vetoed the other, and by whom.
    vetoes: HashMap<(usize, usize), (bool, bool)>,
    /// Per mentee, the mentors for whom there is more to say than which lists exist.
    touched: Vec<Vec<usize>>,
}

impl Criterion for Wishes {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        let mut touched = vec![HashSet::new(); pool.mentees().len()];
        let mut vetoes: HashMap<_, (bool, bool)> = HashMap::new();
        let mut mentors = Vec::new();
        for (mentor, person) in pool.mentors().iter().enumerate() {
            let index = |id| pool.mentee_index(id);
            for mentee in person.vetoes.iter().flatten().filter_map(index) {
                vetoes.entry((mentor, mentee)).or_default().0 = true;
                touched[mentee].insert(mentor);
            }
            for mentee in person.wishes.iter().flatten().filter_map(index) {
                touched[mentee].insert(mentor);
            }
            mentors.push(person.wishes.as_ref().map(|list| List::new(list.iter().map(index))));
        }
        let mut mentees = Vec::new();
        for (mentee, person) in pool.mentees().iter().enumerate() {
            let index = |id| pool.mentor_index(id);
            for mentor in person.vetoes.iter().flatten().filter_map(index) {
                vetoes.entry((mentor, mentee)).or_default().1 = true;
                touched[mentee].insert(mentor);
            }
            touched[mentee].extend(person.wishes.iter().flatten().filter_map(index));
            mentees.push(person.wishes.as_ref().map(|list| List::new(list.iter().map(index))));
        }
        let touched = touched.into_iter().map(|mentors| mentors.into_iter().collect()).collect();
        Ok(Box::new(Lists { mentors, mentees, vetoes, touched }))
    }

    fn requirement(&self) -> Option<&str> {
        Some("vetoed")
    }
}

/// Joins what each side says in micro-points.
fn joined(mentor: Option<u32>, mentee: Option<u32>) -> Fit {
    match (mentor, mentee) {
        (None, None) => Fit::unknown(),
        (Some(one), None) | (None, Some(one)) => {
            Fit::known(Score::from_micros(one).unwrap_or(Score::ONE))
        }
        (Some(one), Some(other)) => {
            Fit::known(Score::ratio(u64::from(one) + u64::from(other), 2_000_000))
        }
    }
}

impl Kernel for Lists {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        let fit = joined(
            self.mentors[mentor].as_ref().map(|list| list.micros(mentee)),
            self.mentees[mentee].as_ref().map(|list| list.micros(mentor)),
        );
        let vetoed = self.vetoes.contains_key(&(mentor, mentee));
        fit.requiring(if vetoed { Requirement::Failed } else { Requirement::Met })
    }

    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        let own = self.mentees[mentee].as_ref().map(|_| 0);
        let (with, without) = (joined(Some(0), own), joined(None, own));
        for (fit, list) in fits.iter_mut().zip(&self.mentors) {
            *fit = if list.is_some() { with } else { without };
        }
        for mentor in &self.touched[mentee] {
            fits[*mentor] = self.fit(*mentor, mentee);
        }
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        let side = |who: &str, list: &Option<List>, other: usize, vetoed: bool| {
            let list = list.as_ref();
            match list.and_then(|list| list.rank(other).map(|rank| (rank, list.length))) {
                _ if vetoed => Some(format!("{who} has a veto")),
                Some((rank, length)) => Some(format!("{who}'s wish {} of {length}", rank + 1)),
                None => list.map(|_| format!("not among the {who}'s wishes")),
            }
        };
        let (by_mentor, by_mentee) =
            self.vetoes.get(&(mentor, mentee)).copied().unwrap_or_default();
        let mentees = side("mentee", &self.mentees[mentee], mentor, by_mentee);
        let mentors = side("mentor", &self.mentors[mentor], mentee, by_mentor);
        match (mentees, mentors) {
            (None, None) => "no wishes stated".to_owned(),
            (Some(words), None) | (None, Some(words)) => words,
            (Some(one), Some(other)) => format!("{one}, {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};

    fn pool() -> Pool {
        let mut anna = Mentor::new("anna");
        anna.wishes = Some(vec!["ben".into(), "dora".into()]);
        let mut cleo = Mentor::new("cleo");
        cleo.vetoes = Some(vec!["ben".into()]);
        let mut ben = Mentee::new("ben");
        ben.wishes = Some(vec!["cleo".into(), "emil".into(), "anna".into()]);
        let dora = Mentee::new("dora");
        Pool::new(vec![anna, cleo, Mentor::new("emil")], vec![ben, dora]).unwrap()
    }

    #[test]
    fn ranks_count_and_both_sides_are_joined() {
        let pool = pool();
        let kernel = Wishes {}.compile(&pool).unwrap();
        assert_eq!(kernel.fit(0, 0), Fit::known(Score::ratio(1_333_333, 2_000_000)));
        assert_eq!(kernel.evidence(0, 0), "mentee's wish 3 of 3, mentor's wish 1 of 2");
        assert_eq!(kernel.fit(0, 1), Fit::known(Score::ratio(1, 2)));
        assert_eq!(kernel.fit(2, 0), Fit::known(Score::ratio(2, 3)));
        assert_eq!(kernel.fit(2, 1), Fit::unknown());
    }

    #[test]
    fn a_veto_is_hard_whatever_the_wish() {
        let pool = pool();
        let kernel = Wishes {}.compile(&pool).unwrap();
        assert_eq!(kernel.fit(1, 0), Fit::known(Score::ONE).requiring(Requirement::Failed));
        assert_eq!(kernel.evidence(1, 0), "mentee's wish 1 of 3, mentor has a veto");
    }

    #[test]
    fn a_row_is_its_pairs() {
        let pool = pool();
        let kernel = Wishes {}.compile(&pool).unwrap();
        for mentee in 0..2 {
            let mut row = vec![Fit::unknown(); 3];
            kernel.row(mentee, &mut row);
            assert_eq!(row, (0..3).map(|mentor| kernel.fit(mentor, mentee)).collect::<Vec<_>>());
        }
    }
}
