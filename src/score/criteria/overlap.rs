//! How much of what either says both say.

use crate::pool::{Faults, Pool};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::fields::{SetRule, compile, shared};
use super::{Fields, Strictness};

/// Jaccard's index (1901) of the values of both: those in common ÷ those that either has.
///
/// Soft side: the index. Hard side `too_little_overlap_FIELD`, where a [`minimum`](Self::minimum) is set. Where both
/// are known to have no value there is nothing to compare, and the pair is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overlap {
    pub(in crate::score) fields: Fields,
    pub(in crate::score) minimum: Option<Score>,
    code: String,
}

impl Overlap {
    /// A rule over these fields.
    pub fn new(fields: impl Into<Fields>) -> Self {
        let fields = fields.into();
        Self { code: fields.code("too_little_overlap"), fields, minimum: None }
    }

    /// Pairs with a smaller index are incompatible.
    #[must_use]
    pub fn minimum(mut self, minimum: Score) -> Self {
        self.minimum = Some(minimum);
        self
    }

    fn strictness(&self) -> Strictness {
        if self.minimum.is_some() { Strictness::Required } else { Strictness::Preferred }
    }
}

impl Overlap {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        compile(&self.fields, pool, self)
    }
}

impl Criterion for Overlap {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.minimum.map(|_| self.code.as_str())
    }
}

impl SetRule for &Overlap {
    fn fit(&self, mentor: &[u32], mentee: &[u32]) -> Fit {
        let common = shared(mentor, mentee).len();
        let either = mentor.len() + mentee.len() - common;
        if either == 0 {
            return self.silent();
        }
        let index = Score::ratio(common as u64, either as u64);
        let enough = self.minimum.is_none_or(|minimum| index >= minimum);
        Fit::known(index).requiring(self.strictness().judge(Some(enough)))
    }

    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.strictness().judge(None))
    }

    fn evidence(&self, show: &dyn Fn(&[u32]) -> String, mentor: &[u32], mentee: &[u32]) -> String {
        let common = shared(mentor, mentee);
        let either = mentor.len() + mentee.len() - common.len();
        match common.as_slice() {
            [] => format!("nothing shared in {}", self.fields),
            _ => format!("share {} ({} of {either})", show(&common), common.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::answer;
    use super::*;
    use crate::score::Requirement;

    #[test]
    fn the_common_values_count_against_all() {
        let (fit, words) =
            answer(&Overlap::new("x"), Some("chess|music|art"), Some("art|chess|law"));
        assert_eq!(
            (fit, words.as_str()),
            (Fit::known(Score::ratio(1, 2)), "share chess and art (2 of 4)")
        );
        let strict = Overlap::new("x").minimum(Score::ratio(1, 2));
        let (fit, words) = answer(&strict, Some("chess"), Some("art"));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "nothing shared in x");
        let nothing = Fit::unknown().requiring(Requirement::Unknown);
        assert_eq!(answer(&strict, Some("|"), Some("|")).0, nothing);
    }
}
