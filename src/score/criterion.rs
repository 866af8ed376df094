//! What a criterion is: one aspect of fit, with a hard side, a soft side and evidence in words.

use std::fmt;

use super::Score;
use crate::pool::{Faults, Pool};

/// How a pair stands with one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    soft: Option<Score>,
    requirement: Requirement,
}

/// The hard side of a criterion for one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing is required, or it is met.
    Met,
    /// Something is required, and the profiles do not say whether it is met.
    Unknown,
    /// Something is required, and the pair fails it: the two are incompatible.
    Failed,
}

impl Fit {
    /// A known soft side.
    #[must_use]
    pub const fn known(score: Score) -> Self {
        Self { soft: Some(score), requirement: Requirement::Met }
    }

    /// The profiles do not say.
    #[must_use]
    pub const fn unknown() -> Self {
        Self { soft: None, requirement: Requirement::Met }
    }

    /// The same soft side with this hard side.
    #[must_use]
    pub const fn requiring(self, requirement: Requirement) -> Self {
        Self { requirement, ..self }
    }

    /// The soft side; `None` where it is unknown.
    #[must_use]
    pub const fn soft(self) -> Option<Score> {
        self.soft
    }

    /// The hard side.
    #[must_use]
    pub const fn requirement(self) -> Requirement {
        self.requirement
    }
}

/// One aspect of how well two people fit.
///
/// A criterion meets a pool once and becomes a [`Kernel`], which answers for any pair. A criterion of your own that
/// looks at one pair at a time needs no kernel: see [`own`](super::criteria::own).
pub trait Criterion: fmt::Debug + Send + Sync {
    /// Meets the pool: interns values, builds tables.
    ///
    /// # Errors
    ///
    /// Every profile value the criterion cannot make sense of, all at once.
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults>;

    /// Stable code for pairs that fail the hard side, such as `no_shared_language`; `None` where nothing is required.
    fn requirement(&self) -> Option<&str>;
}

/// A criterion compiled for a pool. People are indices into [`Pool::mentors`] and [`Pool::mentees`].
pub trait Kernel: Sync {
    /// How one pair stands.
    fn fit(&self, mentor: usize, mentee: usize) -> Fit;

    /// How one mentee stands with every mentor, in order. `fits` has one place for each mentor.
    ///
    /// Override it where a row can be had for less than its pairs one by one.
    fn row(&self, mentee: usize, fits: &mut [Fit]) {
        for (mentor, fit) in fits.iter_mut().enumerate() {
            *fit = self.fit(mentor, mentee);
        }
    }

    /// What the answer for the pair rests on, in words that can be checked: `German at C1`.
    fn evidence(&self, mentor: usize, mentee: usize) -> String;
}
