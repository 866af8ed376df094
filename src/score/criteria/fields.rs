//! Free fields of the two people, and rules over the sets of their values.

use std::fmt;

use crate::pool::{Attribute, Pool};
use crate::score::Fit;
use crate::score::coded::Coded;

use super::classes::{ClassKernel, Interner, Judge, listed};

/// The free fields a rule compares: one of the mentor, one of the mentee.
///
/// Field names are those of [`Mentor::attributes`](crate::pool::Mentor::attributes), exactly as written; values compare
/// without regard to case and surrounding blanks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fields {
    pub(in crate::score) mentor: String,
    pub(in crate::score) mentee: String,
}

impl Fields {
    /// The mentor's field and the mentee's field.
    pub fn new(mentor: impl Into<String>, mentee: impl Into<String>) -> Self {
        Self { mentor: mentor.into(), mentee: mentee.into() }
    }

    /// The mentor's field.
    #[must_use]
    pub fn mentor(&self) -> &str {
        &self.mentor
    }

    /// The mentee's field.
    #[must_use]
    pub fn mentee(&self) -> &str {
        &self.mentee
    }

    /// The code of a rule over these fields: `not_same` over `Job title` is `not_same_job_title`.
    pub(super) fn code(&self, rule: &str) -> String {
        let mut code = rule.to_owned();
        for word in self.mentee.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            if !word.is_empty() {
                code.push('_');
                code.push_str(word);
            }
        }
        code
    }

    /// The attributes of mentors and mentees by these fields.
    pub(super) fn of<'a>(
        &'a self,
        pool: &'a Pool,
    ) -> (impl Iterator<Item = Option<&'a Attribute>>, impl Iterator<Item = Option<&'a Attribute>>)
    {
        let mentors = pool.mentors().iter().map(|person| person.attributes.get(&self.mentor));
        let mentees = pool.mentees().iter().map(|person| person.attributes.get(&self.mentee));
        (mentors, mentees)
    }
}

/// The same field on both sides.
impl From<&str> for Fields {
    fn from(field: &str) -> Self {
        Self::new(field, field)
    }
}

/// The same field on both sides.
impl From<String> for Fields {
    fn from(field: String) -> Self {
        Self::new(field.clone(), field)
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mentor == self.mentee {
            f.write_str(&self.mentor)
        } else {
            write!(f, "{} and {}", self.mentor, self.mentee)
        }
    }
}

/// A rule over two sets of values, both known. Sets are ascending and without doubles.
pub(super) trait SetRule: Send + Sync {
    fn fit(&self, mentor: &[u32], mentee: &[u32]) -> Fit;
    /// The answer where one of the two is unknown.
    fn silent(&self) -> Fit;
    fn evidence(&self, show: &dyn Fn(&[u32]) -> String, mentor: &[u32], mentee: &[u32]) -> String;
}

struct Sets<'a, R> {
    rule: R,
    fields: &'a Fields,
    values: Interner<'a>,
}

/// The kernel of a rule over sets.
pub(super) fn compile<'a, R: SetRule + 'a>(
    fields: &'a Fields,
    pool: &'a Pool,
    rule: R,
) -> Box<dyn Coded + 'a> {
    let mut values = Interner::default();
    let (mentors, mentees) = fields.of(pool);
    let mentors = mentors.map(|attribute| set(attribute, &mut values)).collect();
    let mentees = mentees.map(|attribute| set(attribute, &mut values)).collect();
    Box::new(ClassKernel::new(Sets { rule, fields, values }, mentors, mentees))
}

/// The values as a set; pools keep neither blank texts nor empty lists.
fn set<'a>(attribute: Option<&'a Attribute>, values: &mut Interner<'a>) -> Option<Vec<u32>> {
    let attribute = attribute?;
    let mut set: Vec<u32> = attribute
        .values()
        .filter(|value| !value.trim().is_empty())
        .map(|value| values.intern(value))
        .collect();
    if set.is_empty() && matches!(attribute, Attribute::Text(_)) {
        return None;
    }
    set.sort_unstable();
    set.dedup();
    Some(set)
}

/// How many values two sets share.
pub(super) fn shared(one: &[u32], other: &[u32]) -> Vec<u32> {
    one.iter().copied().filter(|value| other.binary_search(value).is_ok()).collect()
}

impl<R: SetRule> Judge for Sets<'_, R> {
    type Mentor = Option<Vec<u32>>;
    type Mentee = Option<Vec<u32>>;

    fn fit(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> Fit {
        match (mentor, mentee) {
            (Some(mentor), Some(mentee)) => self.rule.fit(mentor, mentee),
            _ => self.rule.silent(),
        }
    }

    fn evidence(&self, mentor: &Self::Mentor, mentee: &Self::Mentee) -> String {
        let show = |set: &[u32]| match set {
            [] => "none".to_owned(),
            set => listed(set.iter().map(|value| self.values.shown(*value))),
        };
        match (mentor, mentee) {
            (Some(mentor), Some(mentee)) => self.rule.evidence(&show, mentor, mentee),
            (mentor, mentee) => silence(self.fields, mentor.is_some(), mentee.is_some()),
        }
    }
}

/// Whose field is unknown.
#[allow(clippy::fn_params_excessive_bools, reason = "one for each side, and private")]
pub(super) fn silence(fields: &Fields, mentor_known: bool, mentee_known: bool) -> String {
    match (mentor_known, mentee_known) {
        (false, false) => format!("{fields} of both unknown"),
        (false, true) => format!("mentor's {} unknown", fields.mentor),
        _ => format!("mentee's {} unknown", fields.mentee),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::Criterion;

    /// The answer of a rule over field `x`; `|` divides the values of a list, `None` is unknown.
    pub(in super::super) fn answer(
        criterion: &dyn Criterion,
        mentor: Option<&str>,
        mentee: Option<&str>,
    ) -> (Fit, String) {
        let attribute = |text: &str| {
            if text.contains('|') {
                let list = text.split('|').filter(|value| !value.is_empty());
                Attribute::List(list.map(str::to_owned).collect())
            } else {
                Attribute::Text(text.to_owned())
            }
        };
        let mut anna = Mentor::new("anna");
        anna.attributes.extend(mentor.map(|text| ("x".to_owned(), attribute(text))));
        let mut ben = Mentee::new("ben");
        ben.attributes.extend(mentee.map(|text| ("x".to_owned(), attribute(text))));
        let pool = Pool::new(vec![anna], vec![ben]).unwrap();
        let kernel = criterion.compile(&pool).unwrap();
        (kernel.fit(0, 0), kernel.evidence(0, 0))
    }

    #[test]
    fn codes_are_words_of_letters_and_digits() {
        let fields = Fields::new("characteristics", "Identity to match");
        assert_eq!(fields.code("not_contained"), "not_contained_identity_to_match");
        assert_eq!(Fields::from("  A--b ").code("not_same"), "not_same_a_b");
    }
}
