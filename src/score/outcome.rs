//! What the fits of a pair come to: the definition that rows keep to.

use super::{Combine, CompiledModel, Fit, Join, Requirement, Score};

/// Which requirements a pair fails: bit k stands for the k-th of [`CompiledModel::requirements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FailedSet(pub(super) u64);

impl FailedSet {
    /// The bits.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Whether the pair is compatible.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the pair fails the k-th requirement.
    #[must_use]
    pub const fn contains(self, requirement: usize) -> bool {
        requirement < 64 && self.0 >> requirement & 1 == 1
    }

    /// How many requirements the pair fails.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The requirements the pair fails, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |requirement| self.contains(*requirement))
    }
}

/// What the fits of a pair come to.
pub(super) struct Outcome {
    pub(super) score: Score,
    /// Mentor's and mentee's view.
    pub(super) sides: [Score; 2],
    pub(super) known: u32,
    pub(super) failed: FailedSet,
}

/// `sum` ÷ `weight`, rounded half up; a mean of scores, so never above 1.
fn mean(sum: u64, weight: u64) -> Score {
    let (part, whole) = (2 * sum + weight, 2 * weight);
    let micros = match (u32::try_from(part), u32::try_from(whole)) {
        (Ok(part), Ok(whole)) => part / whole,
        _ => u32::try_from(part / whole).unwrap_or(u32::MAX),
    };
    Score::from_micros(micros).unwrap_or(Score::ONE)
}

impl CompiledModel<'_> {
    /// Combines the fits of a pair. The one place where scores are made: rows, pairs and assessments agree by it.
    #[inline]
    pub(super) fn outcome(&self, fit: impl Fn(usize) -> Fit) -> Outcome {
        let (mut sums, mut weights) = ([0_u64; 2], [0_u64; 2]);
        let (mut known, mut failed) = (0, 0);
        for (at, part) in self.parts.iter().enumerate() {
            let fit = fit(at);
            failed |= match fit.requirement() {
                Requirement::Met => 0,
                Requirement::Unknown => part.unknown_fails,
                Requirement::Failed => part.failed,
            };
            let (points, weight) = match fit.soft() {
                Some(score) => {
                    known += part.counts;
                    (u64::from(score.micros()), 1)
                }
                None => part.unknown,
            };
            sums[0] += part.weights[0] * points;
            weights[0] += part.weights[0] * weight;
            if !self.symmetric {
                sums[1] += part.weights[1] * points;
                weights[1] += part.weights[1] * weight;
            }
        }
        if known < self.minimum_known {
            failed |= self.too_little_known;
        }
        let failed = FailedSet(failed);
        if self.combine == Combine::Sum {
            weights = self.totals;
        }
        let side = |at: usize| (weights[at] > 0).then(|| mean(sums[at], weights[at]));
        if self.symmetric {
            // A score that rests on nothing is 0, so that it takes no seat from one that rests on something.
            let score = side(0).unwrap_or(Score::ZERO);
            return Outcome { score, sides: [score; 2], known, failed };
        }
        // A side that weighs nothing of what is known has no view of its own and takes the other's.
        let (mentor, mentee) = match (side(0), side(1)) {
            (Some(mentor), Some(mentee)) => (mentor, mentee),
            (Some(only), None) | (None, Some(only)) => (only, only),
            (None, None) => (Score::ZERO, Score::ZERO),
        };
        let score = match self.join {
            Join::Mean => mean(u64::from(mentor.micros()) + u64::from(mentee.micros()), 2),
            Join::Min => mentor.min(mentee),
            Join::Mentor => mentor,
            Join::Mentee => mentee,
        };
        Outcome { score, sides: [mentor, mentee], known, failed }
    }
}
