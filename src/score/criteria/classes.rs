//! People who say the same are one class: a kernel that judges classes instead of people.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::OnceLock;

pub(in crate::score) use crate::pool::key;
use crate::score::coded::{BLOCK, Coded, Legend, MOST_CODES, Order};
use crate::score::{Fit, Kernel, Requirement};

/// Judges a pair by one value of each side.
pub(super) trait Judge: Send + Sync {
    /// What of a mentor decides.
    type Mentor: Eq + Hash + Clone + Send + Sync;
    /// What of a mentee decides.
    type Mentee: Eq + Hash + Clone + Send + Sync;

    fn fit(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> Fit;
    fn evidence(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> String;
}

/// The distinct values of one side, and who has which.
struct Classes<T> {
    of: Vec<u32>,
    distinct: Vec<T>,
}

impl<T: Eq + Hash + Clone> Classes<T> {
    fn new(values: Vec<T>) -> Self {
        let mut known: HashMap<T, u32> = HashMap::new();
        let mut distinct = Vec::new();
        let of = values
            .into_iter()
            .map(|value| {
                *known.entry(value).or_insert_with_key(|value| {
                    distinct.push(value.clone());
                    u32::try_from(distinct.len() - 1).expect("fewer than 2^32 people fit in memory")
                })
            })
            .collect();
        Self { of, distinct }
    }
}

/// Largest table of class pairs that is worth its memory (16 MiB).
pub(super) const LARGEST_TABLE: usize = 1 << 22;

/// A judge with the classes of a pool.
///
/// Where classes are few, every pair of classes is judged once, when a row first asks for it.
pub(super) struct ClassKernel<J: Judge> {
    judge: J,
    mentors: Classes<J::Mentor>,
    mentees: Classes<J::Mentee>,
    /// By mentee class: the fits with every mentor class. Empty where the table would be too large.
    table: Vec<OnceLock<Box<[Fit]>>>,
    /// The mentors' classes by place in a row, where a code can tell all classes.
    codes: Vec<u16>,
}

impl<J: Judge> ClassKernel<J> {
    pub(super) fn new(judge: J, mentors: Vec<J::Mentor>, mentees: Vec<J::Mentee>) -> Self {
        let (mentors, mentees) = (Classes::new(mentors), Classes::new(mentees));
        let class_pairs = mentors.distinct.len().saturating_mul(mentees.distinct.len());
        let rows = if class_pairs <= LARGEST_TABLE { mentees.distinct.len() } else { 0 };
        let table = (0..rows).map(|_| OnceLock::new()).collect();
        let mut codes = Vec::new();
        if mentors.distinct.len() <= MOST_CODES {
            #[allow(clippy::cast_possible_truncation, reason = "there are at most 2^16 classes")]
            codes.extend(mentors.of.iter().map(|class| *class as u16));
        }
        Self { judge, mentors, mentees, table, codes }
    }

    fn mentor(&self, mentor: usize) -> &J::Mentor {
        &self.mentors.distinct[self.mentors.of[mentor] as usize]
    }

    fn mentee(&self, mentee: usize) -> &J::Mentee {
        &self.mentees.distinct[self.mentees.of[mentee] as usize]
    }

    /// The fits of a mentee with every mentor class, where they are kept.
    fn kept(&self, mentee: usize) -> Option<&[Fit]> {
        let row = self.table.get(self.mentees.of[mentee] as usize)?;
        Some(row.get_or_init(|| {
            let mentee = self.mentee(mentee);
            self.mentors.distinct.iter().map(|mentor| self.judge.fit(mentor, mentee)).collect()
        }))
    }

    /// Writes the fits of a mentee with every mentor class.
    fn judged(&self, mentee: usize, fits: &mut Vec<Fit>) {
        fits.clear();
        if let Some(kept) = self.kept(mentee) {
            fits.extend_from_slice(kept);
            return;
        }
        let mentee = self.mentee(mentee);
        fits.extend(self.mentors.distinct.iter().map(|mentor| self.judge.fit(mentor, mentee)));
    }
}

impl<J: Judge> Kernel for ClassKernel<J> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        let kept = self.table.get(self.mentees.of[mentee] as usize).and_then(OnceLock::get);
        match kept {
            Some(row) => row[self.mentors.of[mentor] as usize],
            None => self.judge.fit(self.mentor(mentor), self.mentee(mentee)),
        }
    }

    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        let mut by_class = Vec::new();
        self.judged(mentee, &mut by_class);
        for (fit, class) in fits.iter_mut().zip(&self.mentors.of) {
            *fit = by_class[*class as usize];
        }
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        self.judge.evidence(self.mentor(mentor), self.mentee(mentee))
    }
}

impl<J: Judge> Coded for ClassKernel<J> {
    fn lay_out(&mut self, order: &Order) {
        if order.mentors().is_some() {
            self.codes = order.arrange(&self.codes);
        }
    }

    fn legend(&self, mentee: usize, legend: &mut Legend) -> bool {
        if self.codes.is_empty() {
            return false;
        }
        self.judged(mentee, &mut legend.fits);
        true
    }

    fn codes<'k>(
        &'k self,
        _: usize,
        _: &Legend,
        places: Range<usize>,
        _: &'k mut [u16; BLOCK],
    ) -> &'k [u16] {
        &self.codes[places]
    }

    fn classes(&self) -> Option<&[u16]> {
        (!self.codes.is_empty()).then_some(&self.codes)
    }

    fn hard(&self, _: usize, legend: &Legend, hard: &mut Vec<Requirement>) {
        hard.clear();
        hard.extend(legend.fits.iter().map(|fit| fit.requirement()));
    }
}

/// Gives every distinct key a number, and keeps one spelling of it to show.
#[derive(Default)]
pub(super) struct Interner<'a> {
    numbers: HashMap<String, u32>,
    /// The numbers of texts as they are written: most are written alike, and no key has to be made for them.
    written: HashMap<&'a str, u32>,
    shown: Vec<&'a str>,
}

impl<'a> Interner<'a> {
    /// The number of a text; texts that differ in case or surrounding blanks alone are the same.
    pub(super) fn intern(&mut self, text: &'a str) -> u32 {
        let (numbers, shown) = (&mut self.numbers, &mut self.shown);
        *self.written.entry(text).or_insert_with(|| {
            *numbers.entry(key(text)).or_insert_with(|| {
                shown.push(text.trim());
                u32::try_from(shown.len() - 1).expect("fewer than 2^32 texts fit in memory")
            })
        })
    }

    /// The text as it was first spelled.
    pub(super) fn shown(&self, number: u32) -> &'a str {
        self.shown[number as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }
}

/// `a, b and c`.
pub(super) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;

    struct Gap;
    impl Judge for Gap {
        type Mentor = u32;
        type Mentee = u32;
        fn fit(&self, mentor: &u32, mentee: &u32) -> Fit {
            Fit::known(Score::ratio(u64::from(mentor.abs_diff(*mentee)), 10))
        }
        fn evidence(&self, mentor: &u32, mentee: &u32) -> String {
            format!("{mentor} {mentee}")
        }
    }

    #[test]
    fn a_table_changes_nothing_but_the_cost() {
        for (mentors, mentees) in
            [(vec![1, 2, 1, 1, 2, 1], vec![3, 3, 4, 3]), (vec![1, 2, 3], vec![4, 5])]
        {
            let tabled = mentors.len() > 3;
            let mut kernel = ClassKernel::new(Gap, mentors.clone(), mentees.clone());
            if !tabled {
                kernel.table.clear();
            }
            for (at, mentee) in mentees.iter().enumerate() {
                let mut row = vec![Fit::unknown(); mentors.len()];
                kernel.row(at, &mut row);
                for (mentor, fit) in row.iter().enumerate() {
                    assert_eq!(*fit, Gap.fit(&mentors[mentor], mentee));
                    assert_eq!(*fit, kernel.fit(mentor, at));
                }
            }
        }
    }

    #[test]
    fn words_are_listed_as_people_say_them() {
        assert_eq!(listed([]), "");
        assert_eq!(listed(["cv"]), "cv");
        assert_eq!(listed(["cv", "interview", "housing"]), "cv, interview and housing");
    }
}
