//! A field that should differ.

use crate::pool::{Faults, Pool};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::fields::{SetRule, compile, shared};
use super::{Fields, Strictness};

/// Whether the two have no value in common: different organizations, another department.
///
/// Soft side: 1 if so, else 0. Hard side `not_different_FIELD`, where [`required`](Self::required).
///
/// ```
/// use tandems::score::{Criterion, criteria::Different};
///
/// let rule = Different::new("organisation").required();
/// assert_eq!(rule.requirement(), Some("not_different_organisation"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Different {
    pub(in crate::score) fields: Fields,
    pub(in crate::score) strictness: Strictness,
    code: String,
}

impl Different {
    /// A rule over these fields.
    pub fn new(fields: impl Into<Fields>) -> Self {
        let fields = fields.into();
        Self { code: fields.code("not_different"), fields, strictness: Strictness::Preferred }
    }

    /// Pairs with a value in common are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }
}

impl Different {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        compile(&self.fields, pool, self)
    }
}

impl Criterion for Different {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some(&self.code)
    }
}

impl SetRule for &Different {
    fn fit(&self, mentor: &[u32], mentee: &[u32]) -> Fit {
        let different = shared(mentor, mentee).is_empty();
        Fit::known(if different { Score::ONE } else { Score::ZERO })
            .requiring(self.strictness.judge(Some(different)))
    }

    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.strictness.judge(None))
    }

    fn evidence(&self, show: &dyn Fn(&[u32]) -> String, mentor: &[u32], mentee: &[u32]) -> String {
        match shared(mentor, mentee).as_slice() {
            [] => format!("{}: {} here, {} there", self.fields, show(mentor), show(mentee)),
            common => format!("both have {}: {}", self.fields, show(common)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::answer;
    use super::*;
    use crate::score::Requirement;

    #[test]
    fn a_common_value_fails() {
        let rule = Different::new("x").required();
        let (fit, words) = answer(&rule, Some("Peace"), Some("peace"));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "both have x: Peace");
        let (fit, words) = answer(&rule, Some("Peace"), Some("Truth"));
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ONE), "x: Peace here, Truth there"));
        let (fit, _) = answer(&rule, Some("Peace"), Some(" "));
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
    }
}
