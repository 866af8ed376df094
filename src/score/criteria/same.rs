//! A field that should be the same.

use crate::pool::{Faults, Pool};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::fields::{SetRule, compile, shared};
use super::{Fields, Strictness};

/// Whether the two have a value in common: the same profession, a shared hobby.
///
/// Soft side: 1 if so, else 0. Hard side `not_same_FIELD`, where [`required`](Self::required).
///
/// ```
/// use tandems::score::{Criterion, criteria::Same};
///
/// assert_eq!(Same::new("profession").required().requirement(), Some("not_same_profession"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Same {
    pub(in crate::score) fields: Fields,
    pub(in crate::score) strictness: Strictness,
    code: String,
}

impl Same {
    /// A rule over these fields.
    pub fn new(fields: impl Into<Fields>) -> Self {
        let fields = fields.into();
        Self { code: fields.code("not_same"), fields, strictness: Strictness::Preferred }
    }

    /// Pairs without a value in common are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }
}

impl Same {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        compile(&self.fields, pool, self)
    }
}

impl Criterion for Same {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some(&self.code)
    }
}

impl SetRule for &Same {
    fn fit(&self, mentor: &[u32], mentee: &[u32]) -> Fit {
        let same = !shared(mentor, mentee).is_empty();
        Fit::known(if same { Score::ONE } else { Score::ZERO })
            .requiring(self.strictness.judge(Some(same)))
    }

    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.strictness.judge(None))
    }

    fn evidence(&self, show: &dyn Fn(&[u32]) -> String, mentor: &[u32], mentee: &[u32]) -> String {
        match shared(mentor, mentee).as_slice() {
            [] => format!("{}: {} here, {} there", self.fields, show(mentor), show(mentee)),
            common => format!("same {}: {}", self.fields, show(common)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::answer;
    use super::*;
    use crate::score::Requirement;

    #[test]
    fn one_common_value_is_enough() {
        let (fit, words) = answer(&Same::new("x"), Some("chess|music"), Some(" MUSIC "));
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ONE), "same x: music"));
        let (fit, words) = answer(&Same::new("x").required(), Some("law"), Some("art"));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "x: law here, art there");
        let (fit, words) = answer(&Same::new("x").required(), None, Some("art"));
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
        assert_eq!(words, "mentor's x unknown");
    }
}
