//! A criterion of one's own, from a closure that looks at one pair.

use std::fmt;
use std::sync::Arc;

use crate::pool::{Faults, Mentee, Mentor, Pool};
use crate::score::{Criterion, Fit, Kernel};

type Judge = dyn Fn(&Mentor, &Mentee) -> Fit + Send + Sync;
type Words = dyn Fn(&Mentor, &Mentee) -> String + Send + Sync;

/// A criterion that asks a closure for every pair.
///
/// Slower than a [`Criterion`] with a kernel of its own, and a model with one cannot be written to a file.
///
/// ```
/// use tandems::pool::{Mentee, Mentor, Pool};
/// use tandems::score::criteria::Own;
/// use tandems::score::{Fit, ModelCriterion, Requirement, Score, ScoringModel};
///
/// let distinct = Own::new(|mentor, mentee| {
///     let same = mentor.id.as_str() == mentee.id.as_str();
///     let requirement = if same { Requirement::Failed } else { Requirement::Met };
///     Fit::known(Score::ONE).requiring(requirement)
/// })
/// .requiring("same_person")
/// .evidence(|mentor, mentee| format!("{} is not {}", mentor.id, mentee.id));
/// let model = ScoringModel::builder()
///     .criterion(ModelCriterion::own("two people", distinct))
///     .build()?;
/// let pool = Pool::new(vec![Mentor::new("7")], vec![Mentee::new("7")])?;
/// assert_eq!(model.compile(&pool)?.score(0, 0), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Own {
    judge: Arc<Judge>,
    words: Option<Arc<Words>>,
    requirement: Option<String>,
}

impl Own {
    /// A criterion that asks the closure how a pair fits.
    pub fn new(judge: impl Fn(&Mentor, &Mentee) -> Fit + Send + Sync + 'static) -> Self {
        Self { judge: Arc::new(judge), words: None, requirement: None }
    }

    /// Code of the hard side. Without one, the closure's requirements do not count.
    #[must_use]
    pub fn requiring(mut self, code: impl Into<String>) -> Self {
        self.requirement = Some(code.into());
        self
    }

    /// What an answer rests on, in words.
    #[must_use]
    pub fn evidence(
        mut self,
        words: impl Fn(&Mentor, &Mentee) -> String + Send + Sync + 'static,
    ) -> Self {
        self.words = Some(Arc::new(words));
        self
    }
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Own").field("requirement", &self.requirement).finish_non_exhaustive()
    }
}

impl Criterion for Own {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(Box::new(Asked { own: self, pool }))
    }

    fn requirement(&self) -> Option<&str> {
        self.requirement.as_deref()
    }
}

struct Asked<'a> {
    own: &'a Own,
    pool: &'a Pool,
}

impl Kernel for Asked<'_> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        (self.own.judge)(&self.pool.mentors()[mentor], &self.pool.mentees()[mentee])
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        self.own.words.as_ref().map_or_else(String::new, |words| {
            words(&self.pool.mentors()[mentor], &self.pool.mentees()[mentee])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;

    #[test]
    fn a_closure_is_asked_for_every_pair() {
        let own =
            Own::new(|mentor, _| Fit::known(Score::ratio(mentor.id.as_str().len() as u64, 10)))
                .evidence(|mentor, mentee| format!("{} and {}", mentor.id, mentee.id));
        let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("ben")]).unwrap();
        let kernel = own.compile(&pool).unwrap();
        assert_eq!(kernel.fit(0, 0), Fit::known(Score::ratio(4, 10)));
        assert_eq!(kernel.evidence(0, 0), "anna and ben");
        assert_eq!(own.requirement(), None);
    }
}
