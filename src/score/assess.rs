//! A pair in full: every criterion with its score, weight and evidence.

use serde::Serialize;

use super::{CompiledModel, CriterionWeight, Join, Requirement, Score, UnknownRequirement};

/// How a pair fits, and what the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PairScore {
    /// The soft score, also of a pair that is incompatible.
    pub score: Score,
    /// The mentor's view.
    pub mentor_side: Score,
    /// The mentee's view.
    pub mentee_side: Score,
    /// On how many criteria of positive weight the score rests.
    pub known: usize,
    /// Each criterion, in the order of the model.
    pub criteria: Vec<CriterionScore>,
    /// Whether the pair meets every requirement.
    pub compatible: bool,
}

/// What one criterion says of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CriterionScore {
    /// Name of the criterion.
    pub criterion: String,
    /// The soft side; `None` where the profiles do not say.
    pub score: Option<Score>,
    /// What it weighs: for both sides alike, or the mean of both, or that of the side that alone decides.
    pub weight: CriterionWeight,
    /// What the answer rests on: `German at C1`.
    pub evidence: String,
    /// Whether a requirement passed only because the fact is unknown.
    pub to_confirm: bool,
    /// Code of the requirement the pair fails.
    pub failed: Option<String>,
}

impl CompiledModel<'_> {
    /// A pair in full, whether it is compatible or not.
    ///
    /// # Panics
    ///
    /// Where there is no such mentor or mentee.
    #[must_use]
    pub fn assess(&self, mentor: usize, mentee: usize) -> PairScore {
        let fits: Vec<_> =
            self.parts.iter().map(|part| part.kernel.kernel().fit(mentor, mentee)).collect();
        let outcome = self.outcome(|part| fits[part]);
        let criteria = self.parts.iter().zip(&fits).map(|(part, fit)| {
            let criterion = part.criterion;
            let required = fit.requirement();
            let fails_unknown = criterion.unknown_requirement == UnknownRequirement::Fail;
            let unknown = required == Requirement::Unknown && part.failed != 0;
            let failed = required == Requirement::Failed || (unknown && fails_unknown);
            CriterionScore {
                criterion: criterion.name.clone(),
                score: fit.soft(),
                weight: self.shown_weight(criterion.mentor_weight, criterion.mentee_weight),
                evidence: part.kernel.kernel().evidence(mentor, mentee),
                to_confirm: unknown && !fails_unknown,
                failed: criterion.requirement().filter(|_| failed).map(str::to_owned),
            }
        });
        PairScore {
            score: outcome.score,
            mentor_side: outcome.sides[0],
            mentee_side: outcome.sides[1],
            known: outcome.known as usize,
            criteria: criteria.collect(),
            compatible: outcome.failed.is_empty(),
        }
    }

    fn shown_weight(&self, mentor: CriterionWeight, mentee: CriterionWeight) -> CriterionWeight {
        match self.join {
            Join::Mentor => mentor,
            Join::Mentee => mentee,
            Join::Mean | Join::Min => CriterionWeight::from_thousandths(
                mentor.thousandths().midpoint(mentee.thousandths()),
            ),
        }
    }
}
