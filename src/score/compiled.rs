//! A scoring model compiled for a pool: rows and pairs of scores in nanoseconds.

use std::collections::HashSet;

use serde::Serialize;

use std::fmt;

use super::coded::Order;
use super::outcome::Outcome;
use super::rows::Rows;
use super::{
    Combine, Compiled, FailedSet, Fit, Join, ModelCriterion, Score, ScoringModel, Unknown,
    UnknownRequirement,
};
use crate::pool::{Fault, Faults, Pool};

/// Code of pairs of which fewer criteria are known than the model asks for.
const TOO_LITTLE_KNOWN: &str = "too_little_known";

/// A scoring model that has met a pool.
///
/// People are indices into [`Pool::mentors`] and [`Pool::mentees`]. Status, capacity and running tandems are not looked
/// at: a score says how well two people fit, not whether they may be matched today.
pub struct CompiledModel<'a> {
    pub(super) pool: &'a Pool,
    pub(super) parts: Vec<Part<'a>>,
    pub(super) requirements: Vec<RequirementInfo>,
    pub(super) combine: Combine,
    pub(super) join: Join,
    /// Whether both sides weigh alike, so that one sum is enough.
    pub(super) symmetric: bool,
    /// Σ w of all criteria, mentor's and mentee's.
    pub(super) totals: [u64; 2],
    pub(super) minimum_known: u32,
    pub(super) too_little_known: u64,
    /// The order in which mentors stand in rows.
    pub(super) order: Order,
    /// How rows are scored at once; `None` where pairs have to be scored one by one.
    pub(super) rows: Option<Rows>,
}

/// A criterion's kernel and what its answers count.
pub(super) struct Part<'a> {
    pub(super) criterion: &'a ModelCriterion,
    pub(super) kernel: Compiled<'a>,
    /// Mentor's and mentee's weight, divided by what all weights of the model have in common.
    pub(super) weights: [u64; 2],
    /// What an unknown soft side adds to Σ w·s, per unit of weight in micro-points, and whether it adds to Σ w.
    pub(super) unknown: (u64, u64),
    pub(super) counts: u32,
    /// The bit of its requirement, for pairs that fail it and for pairs of which it is not known.
    pub(super) failed: u64,
    pub(super) unknown_fails: u64,
}

/// A hard side of a model.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct RequirementInfo {
    /// Name of the criterion; `None` for `too_little_known`, which belongs to the model as a whole.
    pub criterion: Option<String>,
    /// Stable code, such as `no_common_time`.
    pub code: String,
}

impl fmt::Debug for CompiledModel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let criteria: Vec<&str> = self.parts.iter().map(|part| part.criterion.name()).collect();
        f.debug_struct("CompiledModel").field("criteria", &criteria).finish_non_exhaustive()
    }
}

impl ScoringModel {
    /// Meets a pool: interns values, builds class tables and bit sets.
    ///
    /// ```
    /// use tandems::pool::{Mentee, Mentor, Pool};
    /// use tandems::score::ScoringModel;
    ///
    /// let mut anna = Mentor::new("anna");
    /// anna.sectors = Some(vec!["Q85".to_owned()]);
    /// let pool = Pool::new(vec![anna], vec![Mentee::new("ben")])?;
    /// let model = ScoringModel::default();
    /// let faults = model.compile(&pool).err().unwrap();
    /// assert!(faults.to_string().ends_with("write P85"));
    /// # Ok::<(), tandems::pool::Faults>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every profile value that a criterion cannot make sense of, such as a sector that is not in its taxonomy.
    ///
    /// # Complexity
    ///
    /// About linear in the people, with about a hundred bytes for each; tables of classes grow as rows are read, to at most
    /// 16 MiB a criterion.
    pub fn compile<'a>(&'a self, pool: &'a Pool) -> Result<CompiledModel<'a>, Faults> {
        let (mut faults, mut kernels) = (Vec::<Fault>::new(), Vec::new());
        let mut seen = HashSet::new();
        for (criterion, compiled) in self.criteria.iter().zip(self.meet(pool)) {
            match compiled {
                Ok(kernel) => kernels.push((criterion, kernel)),
                Err(found) => {
                    for fault in &found {
                        if seen.insert(fault.clone()) {
                            faults.push(fault.clone());
                        }
                    }
                }
            }
        }
        faults.sort_by_key(|fault| (fault.side, fault.line));
        let kernels = Faults::or(faults, kernels)?;
        let common = self.criteria.iter().flat_map(weights).fold(0, greatest_common_divisor).max(1);
        let mut requirements = Vec::new();
        let mut parts = Vec::new();
        for (criterion, kernel) in kernels {
            let failed = criterion.requirement().map_or(0, |code| {
                let (criterion, code) = (Some(criterion.name.clone()), code.to_owned());
                requirements.push(RequirementInfo { criterion, code });
                1 << (requirements.len() - 1)
            });
            parts.push(Part {
                criterion,
                kernel,
                weights: weights(criterion).map(|weight| weight / common),
                unknown: match criterion.unknown {
                    Unknown::Skip => (0, 0),
                    Unknown::Zero => (0, 1),
                    Unknown::Half => (u64::from(Score::ONE.micros()) / 2, 1),
                },
                counts: u32::from(criterion.counts()),
                failed,
                unknown_fails: match criterion.unknown_requirement {
                    UnknownRequirement::Pass => 0,
                    UnknownRequirement::Fail => failed,
                },
            });
        }
        let too_little_known = if self.minimum_known == 0 {
            0
        } else {
            let code = TOO_LITTLE_KNOWN.to_owned();
            requirements.push(RequirementInfo { criterion: None, code });
            1 << (requirements.len() - 1)
        };
        let mut model = CompiledModel {
            pool,
            requirements,
            combine: self.combine,
            join: self.join,
            symmetric: parts.iter().all(|part| part.weights[0] == part.weights[1]),
            totals: [0, 1].map(|side| parts.iter().map(|part| part.weights[side]).sum()),
            minimum_known: self.minimum_known,
            too_little_known,
            parts,
            order: Order::default(),
            rows: None,
        };
        model.lay_out();
        Ok(model)
    }

    /// Each criterion with the pool, on all cores where there are people enough.
    fn meet<'a>(&'a self, pool: &'a Pool) -> Vec<Result<Compiled<'a>, Faults>> {
        #[cfg(feature = "rayon")]
        if pool.mentors().len() + pool.mentees().len() >= super::coded::WORTH_SHARING {
            use rayon::prelude::*;
            return self.criteria.par_iter().map(|one| one.kind.compile(pool)).collect();
        }
        self.criteria.iter().map(|one| one.kind.compile(pool)).collect()
    }
}

fn weights(criterion: &ModelCriterion) -> [u64; 2] {
    [criterion.mentor_weight, criterion.mentee_weight].map(|weight| weight.thousandths().into())
}

/// Euclid's algorithm. Small weights keep the sums of most models within 32 bits, where dividing is cheap.
fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

impl CompiledModel<'_> {
    /// The pool it was compiled for.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        self.pool
    }

    /// The hard sides, in the order of the bits of a [`FailedSet`]: those of the criteria, then `too_little_known`.
    #[must_use]
    pub fn requirements(&self) -> &[RequirementInfo] {
        &self.requirements
    }

    /// The scores of one mentee with every mentor, in order; `None` for an incompatible pair. `scores` is overwritten.
    ///
    /// # Panics
    ///
    /// Where there is no such mentee.
    ///
    /// # Complexity
    ///
    /// A few nanoseconds a pair that is left by the [index](Self::candidates); a criterion of one's own costs a call a pair.
    pub fn row(&self, mentee: usize, scores: &mut Vec<Option<Score>>) {
        scores.clear();
        scores.resize(self.pool.mentors().len(), None);
        self.each_compatible(mentee, |mentor, micros| {
            let score = u32::try_from(micros).ok().and_then(Score::from_micros);
            scores[mentor as usize] = Some(score.unwrap_or(Score::ONE));
        });
    }

    /// One mentee with every mentor, in order: the score of a compatible pair, or the requirements the pair fails.
    /// `verdicts` is overwritten.
    ///
    /// # Panics
    ///
    /// Where there is no such mentee.
    ///
    /// # Complexity
    ///
    /// That of [`row`](Self::row) where nothing is left out.
    pub fn verdicts(&self, mentee: usize, verdicts: &mut Vec<Result<Score, FailedSet>>) {
        verdicts.clear();
        verdicts.resize(self.pool.mentors().len(), Err(FailedSet::default()));
        self.each_verdict(mentee, |mentor, verdict| verdicts[mentor] = verdict);
    }

    /// The score of a pair; `None` where it is incompatible.
    ///
    /// # Panics
    ///
    /// Where there is no such mentor or mentee.
    #[must_use]
    pub fn score(&self, mentor: usize, mentee: usize) -> Option<Score> {
        if self.is_ruled_out(mentor, mentee) {
            return None;
        }
        let outcome = self.outcome(|part| self.parts[part].kernel.kernel().fit(mentor, mentee));
        outcome.failed.is_empty().then_some(outcome.score)
    }

    /// Which requirements a pair fails.
    ///
    /// # Panics
    ///
    /// Where there is no such mentor or mentee.
    #[must_use]
    pub fn failed(&self, mentor: usize, mentee: usize) -> FailedSet {
        self.outcome(|part| self.parts[part].kernel.kernel().fit(mentor, mentee)).failed
    }

    /// The mentor's and the mentee's view of a pair, whether it is compatible or not: what preference lists are made of.
    ///
    /// # Panics
    ///
    /// Where there is no such mentor or mentee.
    #[must_use]
    pub fn sides(&self, mentor: usize, mentee: usize) -> (Score, Score) {
        let [one, other] =
            self.outcome(|part| self.parts[part].kernel.kernel().fit(mentor, mentee)).sides;
        (one, other)
    }

    /// The mentor's and the mentee's view of every mentor a mentee is compatible with, by ascending mentor. `views` is
    /// overwritten.
    ///
    /// # Panics
    ///
    /// Where there is no such mentee.
    ///
    /// # Complexity
    ///
    /// That of [`row`](Self::row) where both sides weigh alike; else a call a pair and criterion.
    pub fn views(&self, mentee: usize, views: &mut Vec<(u32, Score, Score)>) {
        views.clear();
        if self.symmetric {
            self.each_compatible(mentee, |mentor, micros| {
                let score = u32::try_from(micros).ok().and_then(Score::from_micros);
                let score = score.unwrap_or(Score::ONE);
                views.push((mentor, score, score));
            });
            return;
        }
        let mut mentor = 0;
        self.each(mentee, |outcome| {
            if outcome.failed.is_empty() {
                views.push((mentor, outcome.sides[0], outcome.sides[1]));
            }
            mentor += 1;
        });
    }

    /// The fits of one mentee with every mentor, by criterion and then by mentor.
    pub(super) fn fits(&self, mentee: usize) -> Vec<Fit> {
        let width = self.pool.mentors().len();
        let mut fits = vec![Fit::unknown(); width * self.parts.len()];
        if width > 0 {
            for (part, fits) in self.parts.iter().zip(fits.chunks_exact_mut(width)) {
                part.kernel.row(mentee, &self.order, fits);
            }
        }
        fits
    }

    pub(super) fn each(&self, mentee: usize, mut take: impl FnMut(&Outcome)) {
        let width = self.pool.mentors().len();
        let fits = self.fits(mentee);
        for mentor in 0..width {
            take(&self.outcome(|part| fits[part * width + mentor]));
        }
    }
}
