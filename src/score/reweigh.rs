//! The same model with other weights.

use super::builder::check;
use super::{CriterionWeight, ModelError, ScoringModel};

impl ScoringModel {
    /// The same model with other weights: `weigh` is given each criterion's name and its weights for mentors and mentees, and
    /// says what they are to be.
    ///
    /// ```
    /// use tandems::ScoringModel;
    /// use tandems::score::CriterionWeight;
    ///
    /// let model = ScoringModel::default();
    /// let twice = model.reweighed(|name, weights| match name {
    ///     "language" => weights.map(|weight| CriterionWeight::from_thousandths(2 * weight.thousandths())),
    ///     _ => weights,
    /// })?;
    /// assert_eq!(twice.criteria().len(), model.criteria().len());
    /// # Ok::<(), tandems::score::ModelError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the weights make no model, as where all are zero and nothing is required.
    pub fn reweighed(
        &self,
        weigh: impl Fn(&str, [CriterionWeight; 2]) -> [CriterionWeight; 2],
    ) -> Result<Self, ModelError> {
        let mut model = self.clone();
        for criterion in &mut model.criteria {
            let weights = [criterion.mentor_weight, criterion.mentee_weight];
            [criterion.mentor_weight, criterion.mentee_weight] = weigh(&criterion.name, weights);
        }
        let problems = check(&model);
        if problems.is_empty() { Ok(model) } else { Err(ModelError::Invalid(problems)) }
    }

    /// Mentor's and mentee's weight of a criterion.
    pub(crate) fn weights_of(&self, name: &str) -> Option<[CriterionWeight; 2]> {
        let criterion = self.criteria.iter().find(|criterion| criterion.name == name)?;
        Some([criterion.mentor_weight, criterion.mentee_weight])
    }

    /// Why scores are not sums of points times weights, the same for all pairs but for one factor; `None` where they are.
    pub(crate) fn not_linear(&self) -> Option<&'static str> {
        let alike = |one: &super::ModelCriterion| one.mentor_weight == one.mentee_weight;
        if self.combine != super::Combine::Sum {
            return Some("the model takes a mean over what is known; write combine = \"sum\"");
        }
        if self.minimum_known > 0 {
            return Some("which pairs are compatible hangs on the weights; set minimum_known to 0");
        }
        if !self.criteria.iter().all(alike) {
            return Some("mentors and mentees weigh differently; give each criterion one weight");
        }
        None
    }
}
