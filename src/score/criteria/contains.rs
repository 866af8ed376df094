//! Values of one side that should be among those of the other.

use crate::pool::{Faults, Pool};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::fields::{SetRule, compile, shared};
use super::{Fields, Strictness};

/// Whether the mentor's field contains what the mentee's field asks for, or the reverse.
///
/// Soft side: the share of the values asked for that the [`holder`](Self::holder) (the mentor, unless set) has. Hard
/// side `not_contained_FIELD`, where [`required`](Self::required): it has all of them. Who is known to ask for nothing
/// leaves the soft side unknown, and meets the requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contains {
    pub(in crate::score) fields: Fields,
    pub(in crate::score) holder: Holder,
    pub(in crate::score) strictness: Strictness,
    code: String,
}

/// Whose values contain those of the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The mentor has what the mentee asks for.
    #[default]
    Mentor,
    /// The mentee has what the mentor asks for.
    Mentee,
}

impl Contains {
    /// A rule over these fields.
    pub fn new(fields: impl Into<Fields>) -> Self {
        let fields = fields.into();
        Self {
            code: fields.code("not_contained"),
            fields,
            holder: Holder::Mentor,
            strictness: Strictness::Preferred,
        }
    }

    /// Whose values are to contain those of the other; the mentor's unless set.
    #[must_use]
    pub fn holder(mut self, holder: Holder) -> Self {
        self.holder = holder;
        self
    }

    /// Pairs in which a value asked for is missing are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }

    /// Who has, then who asks.
    fn roles<T>(&self, mentor: T, mentee: T) -> (T, T) {
        match self.holder {
            Holder::Mentor => (mentor, mentee),
            Holder::Mentee => (mentee, mentor),
        }
    }
}

impl Contains {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        compile(&self.fields, pool, self)
    }
}

impl Criterion for Contains {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some(&self.code)
    }
}

impl SetRule for &Contains {
    fn fit(&self, mentor: &[u32], mentee: &[u32]) -> Fit {
        let (has, asks) = self.roles(mentor, mentee);
        if asks.is_empty() {
            return Fit::unknown();
        }
        let met = shared(asks, has).len();
        Fit::known(Score::ratio(met as u64, asks.len() as u64))
            .requiring(self.strictness.judge(Some(met == asks.len())))
    }

    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.strictness.judge(None))
    }

    fn evidence(&self, show: &dyn Fn(&[u32]) -> String, mentor: &[u32], mentee: &[u32]) -> String {
        let (has, asks) = self.roles(mentor, mentee);
        let (holder, field) = match self.holder {
            Holder::Mentor => ("mentor", &self.fields.mentor),
            Holder::Mentee => ("mentee", &self.fields.mentee),
        };
        let met = shared(asks, has);
        let open: Vec<u32> = asks.iter().copied().filter(|value| !met.contains(value)).collect();
        match (met.is_empty(), open.is_empty()) {
            (true, true) => "nothing asked for".to_owned(),
            (false, true) => format!("{holder}'s {field} include {}", show(&met)),
            (true, false) => format!("{holder}'s {field} lack {}", show(&open)),
            (false, false) => {
                format!("{holder}'s {field} include {}, lack {}", show(&met), show(&open))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::answer;
    use super::*;
    use crate::score::Requirement;

    #[test]
    fn the_share_of_what_is_asked_for_counts() {
        let rule = Contains::new("x");
        let (fit, words) = answer(&rule, Some("a|b|c"), Some("c"));
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ONE), "mentor's x include c"));
        let (fit, words) = answer(&rule.required(), Some("a|b|c"), Some("c|d"));
        assert_eq!(fit, Fit::known(Score::ratio(1, 2)).requiring(Requirement::Failed));
        assert_eq!(words, "mentor's x include c, lack d");
    }

    #[test]
    fn either_side_may_hold() {
        let rule = Contains::new("x").holder(Holder::Mentee).required();
        assert_eq!(answer(&rule, Some("c"), Some("a|c")).0, Fit::known(Score::ONE));
        let unknown = Fit::unknown().requiring(Requirement::Unknown);
        assert_eq!(answer(&rule, None, Some("a|c")).0, unknown);
    }
}
