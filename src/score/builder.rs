//! Builds a scoring model in code, and checks it.

use std::collections::BTreeMap;

use super::criteria::key;
use super::{
    Combine, CriterionWeight, Join, ModelCriterion, ModelError, ModelProblem, ScoringModel,
};
use crate::rules::Rules;

/// A scoring model in the making; see [`ScoringModel::builder`].
#[derive(Debug, Clone)]
pub struct ModelBuilder {
    model: ScoringModel,
}

impl Default for ModelBuilder {
    fn default() -> Self {
        Self { model: ScoringModel { criteria: Vec::new(), ..ScoringModel::default() } }
    }
}

impl ModelBuilder {
    /// What the model is called.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.model.name = Some(name.into());
        self
    }

    /// Adds a criterion.
    #[must_use]
    pub fn criterion(mut self, criterion: ModelCriterion) -> Self {
        self.model.criteria.push(criterion);
        self
    }

    /// How the criteria become a score.
    #[must_use]
    pub fn combine(mut self, combine: Combine) -> Self {
        self.model.combine = combine;
        self
    }

    /// How both sides' views become one score.
    #[must_use]
    pub fn join(mut self, join: Join) -> Self {
        self.model.join = join;
        self
    }

    /// How many criteria of positive weight have to be known for a pair to be compatible.
    #[must_use]
    pub fn minimum_known(mut self, criteria: u32) -> Self {
        self.model.minimum_known = criteria;
        self
    }

    /// What the programme asks beyond how well two people fit.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.model.rules = rules;
        self
    }

    /// The model.
    ///
    /// # Errors
    ///
    /// [`ModelError::Invalid`] with every problem: no criterion or more than 63, names that are blank or there twice,
    /// weights out of range, weights that are all zero where nothing is required, options that contradict each other, rules that are unsound.
    pub fn build(self) -> Result<ScoringModel, ModelError> {
        let problems = check(&self.model);
        if problems.is_empty() { Ok(self.model) } else { Err(ModelError::Invalid(problems)) }
    }
}

/// Most criteria of a model: their requirements and `too_little_known` are 64 bits.
const MOST_CRITERIA: usize = 63;

/// Every problem of a model whose parts are well-formed.
pub(super) fn check(model: &ScoringModel) -> Vec<ModelProblem> {
    let mut problems = check_criteria(model);
    problems.extend(model.rules.check());
    problems
}

/// What is wrong with all but the rules.
pub(super) fn check_criteria(model: &ScoringModel) -> Vec<ModelProblem> {
    let mut problems = Vec::new();
    let criteria = &model.criteria;
    if criteria.is_empty() {
        let remedy = "add at least one, such as [[criteria]] with kind = \"language\"";
        problems.push(ModelProblem::new("", "there is no criterion", remedy));
        return problems;
    }
    if criteria.len() > MOST_CRITERIA {
        let problem = format!("there are {} criteria", criteria.len());
        problems.push(ModelProblem::new("criteria", problem, "keep at most 63"));
    }
    let mut names = BTreeMap::new();
    for (at, criterion) in criteria.iter().enumerate() {
        check_one(at, criterion, &mut problems);
        if let Some(first) = names.insert(key(&criterion.name), at) {
            problems.push(ModelProblem::new(
                format!("criteria[{at}].name"),
                format!("criteria[{first}] is called {:?} too", criterion.name),
                "give each criterion a name of its own, such as name = \"second\"",
            ));
        }
    }
    let weighs = |weight: fn(&ModelCriterion) -> CriterionWeight| {
        criteria.iter().any(|criterion| weight(criterion) > CriterionWeight::ZERO)
    };
    let (mentors, mentees) = (weighs(|one| one.mentor_weight), weighs(|one| one.mentee_weight));
    let required = criteria.iter().any(|criterion| criterion.requirement().is_some());
    if !mentors && !mentees && !required {
        let problem = "all weights are 0 and nothing is required, so every pair is alike";
        problems.push(ModelProblem::new("", problem, "give at least one criterion a weight"));
    } else if (mentors || mentees)
        && ((model.join == Join::Mentor && !mentors) || (model.join == Join::Mentee && !mentees))
    {
        let problem = "the side that alone decides gives no criterion a weight";
        problems.push(ModelProblem::new(
            "join",
            problem,
            "weigh a criterion for it, or join by \"mean\"",
        ));
    }
    let weighed = criteria.iter().filter(|criterion| criterion.counts()).count();
    if usize::try_from(model.minimum_known).is_ok_and(|minimum| minimum > weighed) {
        problems.push(ModelProblem::new(
            "minimum_known",
            format!(
                "{} cannot be known of {weighed} criteria that weigh something",
                model.minimum_known
            ),
            format!("write a number up to {weighed}"),
        ));
    }
    problems
}

fn check_one(at: usize, criterion: &ModelCriterion, problems: &mut Vec<ModelProblem>) {
    let path = |option: &str| format!("criteria[{at}].{option}");
    if criterion.name.trim().is_empty() {
        let remedy = "write what answers should call the criterion";
        problems.push(ModelProblem::new(path("name"), "the name is blank", remedy));
    }
    if criterion.mentor_weight.max(criterion.mentee_weight) > CriterionWeight::MAX {
        let problem = format!("the weight of {:?} is too large", criterion.name);
        problems.push(ModelProblem::new(path("weight"), problem, "write one from 0 to 1000000"));
    }
    for (option, problem, remedy) in criterion.kind.check() {
        problems.push(ModelProblem::new(path(option), problem, remedy));
    }
}

#[cfg(test)]
mod tests {
    use super::super::criteria::{Availability, Language, Same};
    use super::*;

    fn problems(builder: ModelBuilder) -> Vec<String> {
        match builder.build() {
            Err(ModelError::Invalid(problems)) => {
                problems.into_iter().map(|problem| problem.path).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn all_problems_are_found_at_once() {
        let builder = ScoringModel::builder()
            .criterion(ModelCriterion::new(Language::default()).weight(u32::MAX))
            .criterion(ModelCriterion::new(Availability::default().minutes(50)).named("Language"))
            .minimum_known(3);
        let expected =
            ["criteria[0].weight", "criteria[1].minutes", "criteria[1].name", "minimum_known"];
        assert_eq!(problems(builder), expected);
        assert_eq!(problems(ScoringModel::builder()), [""]);
    }

    #[test]
    fn weights_may_be_zero_only_beside_a_requirement() {
        let idle = ModelCriterion::new(Language::default()).weight(0);
        assert_eq!(problems(ScoringModel::builder().criterion(idle)), [""]);
        let hard = ModelCriterion::new(Same::new("x").required()).weight(0);
        assert!(ScoringModel::builder().criterion(hard).build().is_ok());
        let one_sided = ModelCriterion::new(Language::default()).mentor_weight(0);
        let builder = ScoringModel::builder().criterion(one_sided).join(Join::Mentor);
        assert_eq!(problems(builder), ["join"]);
    }

    #[test]
    fn the_default_model_is_sound() {
        assert_eq!(check(&ScoringModel::default()), []);
    }
}
