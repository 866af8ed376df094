//! People who say the same are one class: a kernel that judges classes instead of people.

use std::collections::HashMap;
use std::hash::Hash;

use crate::score::{Fit, Kernel};

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
/// Where classes are few beside the people, every pair of classes is judged once and a row is a gather.
pub(super) struct ClassKernel<J: Judge> {
    judge: J,
    mentors: Classes<J::Mentor>,
    mentees: Classes<J::Mentee>,
    /// Fits by mentee class, then mentor class.
    table: Option<Vec<Fit>>,
}

impl<J: Judge> ClassKernel<J> {
    pub(super) fn new(judge: J, mentors: Vec<J::Mentor>, mentees: Vec<J::Mentee>) -> Self {
        let pairs = mentors.len().saturating_mul(mentees.len());
        let (mentors, mentees) = (Classes::new(mentors), Classes::new(mentees));
        let class_pairs = mentors.distinct.len().saturating_mul(mentees.distinct.len());
        let table = (class_pairs <= LARGEST_TABLE.min(pairs / 4)).then(|| {
            let mut table = Vec::with_capacity(class_pairs);
            for mentee in &mentees.distinct {
                table.extend(mentors.distinct.iter().map(|mentor| judge.fit(mentor, mentee)));
            }
            table
        });
        Self { judge, mentors, mentees, table }
    }

    fn mentor(&self, mentor: usize) -> &J::Mentor {
        &self.mentors.distinct[self.mentors.of[mentor] as usize]
    }

    fn mentee(&self, mentee: usize) -> &J::Mentee {
        &self.mentees.distinct[self.mentees.of[mentee] as usize]
    }
}

impl<J: Judge> Kernel for ClassKernel<J> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        match &self.table {
            Some(table) => {
                let row = self.mentees.of[mentee] as usize * self.mentors.distinct.len();
                table[row + self.mentors.of[mentor] as usize]
            }
            None => self.judge.fit(self.mentor(mentor), self.mentee(mentee)),
        }
    }

    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        let width = self.mentors.distinct.len();
        let judged: Vec<Fit>;
        let by_class = if let Some(table) = &self.table {
            let row = self.mentees.of[mentee] as usize * width;
            &table[row..row + width]
        } else {
            let mentee = self.mentee(mentee);
            judged =
                self.mentors.distinct.iter().map(|mentor| self.judge.fit(mentor, mentee)).collect();
            &judged
        };
        for (fit, class) in fits.iter_mut().zip(&self.mentors.of) {
            *fit = by_class[*class as usize];
        }
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        self.judge.evidence(self.mentor(mentor), self.mentee(mentee))
    }
}

/// Gives every distinct key a number, and keeps one spelling of it to show.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashMap<String, u32>,
    shown: Vec<String>,
}

impl Interner {
    /// The number of a text; texts that differ in case or surrounding blanks alone are the same.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let shown = &mut self.shown;
        *self.numbers.entry(key(text)).or_insert_with(|| {
            shown.push(text.trim().to_owned());
            u32::try_from(shown.len() - 1).expect("fewer than 2^32 texts fit in memory")
        })
    }

    /// The text as it was first spelled.
    pub(super) fn shown(&self, number: u32) -> &str {
        &self.shown[number as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }
}

/// What is compared of a text: case and surrounding blanks do not count, and blanks of any kind and number are one.
pub(in crate::score) fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
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
            let kernel = ClassKernel::new(Gap, mentors.clone(), mentees.clone());
            assert_eq!(kernel.table.is_some(), tabled);
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
