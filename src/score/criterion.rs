//! What a criterion is: one aspect of fit, with a hard side, a soft side and evidence in words.

use std::fmt;

use super::Score;
use crate::pool::{Faults, Pool};

/// How a pair stands with one criterion: a soft side that may be unknown, and a hard side.
///
/// Four bytes, so that rows of fits are cheap to fill and to read.
///
/// ```
/// use tandems::score::{Fit, Requirement, Score};
///
/// let fit = Fit::known(Score::ONE).requiring(Requirement::Met);
/// assert_eq!(fit.soft(), Some(Score::ONE));
/// assert_eq!(Fit::unknown().soft(), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fit(u32);

/// The soft side lies in the low 24 bits (all ones where it is unknown), the hard side above it.
const SOFT_BITS: u32 = 24;
pub(super) const NO_SOFT: u32 = (1 << SOFT_BITS) - 1;

/// The hard side of a criterion for one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
        Self(score.micros())
    }

    /// The profiles do not say.
    #[must_use]
    pub const fn unknown() -> Self {
        Self(NO_SOFT)
    }

    /// The same soft side with this hard side.
    #[must_use]
    pub const fn requiring(self, requirement: Requirement) -> Self {
        Self((self.0 & NO_SOFT) | ((requirement as u32) << SOFT_BITS))
    }

    /// The soft side; `None` where it is unknown.
    #[must_use]
    pub const fn soft(self) -> Option<Score> {
        Score::from_micros(self.0 & NO_SOFT)
    }

    /// The soft side as it is kept: micro-points, or [`NO_SOFT`].
    pub(super) const fn soft_bits(self) -> u32 {
        self.0 & NO_SOFT
    }

    /// The hard side.
    #[must_use]
    pub const fn requirement(self) -> Requirement {
        match self.0 >> SOFT_BITS {
            0 => Requirement::Met,
            1 => Requirement::Unknown,
            _ => Requirement::Failed,
        }
    }
}

impl fmt::Debug for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fit")
            .field("soft", &self.soft())
            .field("requirement", &self.requirement())
            .finish()
    }
}

/// One aspect of how well two people fit.
///
/// A criterion meets a pool once and becomes a [`Kernel`], which answers for any pair. A criterion of your own that
/// looks at one pair at a time needs no kernel: see [`Own`](super::criteria::Own).
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
pub trait Kernel: Send + Sync {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_keeps_both_sides_in_four_bytes() {
        let half = Score::from_micros(500_000).unwrap();
        for requirement in [Requirement::Met, Requirement::Unknown, Requirement::Failed] {
            let fit = Fit::known(half).requiring(Requirement::Failed).requiring(requirement);
            assert_eq!((fit.soft(), fit.requirement()), (Some(half), requirement));
            assert_eq!(Fit::unknown().requiring(requirement).soft(), None);
        }
        assert_eq!(size_of::<Fit>(), 4);
    }
}
