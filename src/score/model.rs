//! The scoring model: which criteria there are, what they weigh, and how they become one score.

use std::sync::Arc;

use super::criteria::{
    Availability, Contains, Different, Fields, Ladder, Language, Location, Needs, Overlap, Same,
    Sector, Wishes,
};
use super::{Compiled, Criterion, CriterionWeight, ModelBuilder};
use crate::pool::{CsvFormat, Faults, Pool};
use crate::rules::Rules;

/// Which criteria make a score, and how.
///
/// The score of a pair is Σ w·s ÷ Σ w over the criteria known for it, in integers, rounded once, half up. The default
/// model weighs needs 4, sector 3, language 2 and availability 2, and requires that every must-need is offered and that
/// one meeting of an hour fits.
///
/// ```
/// use tandems::score::criteria::{Language, Same};
/// use tandems::score::{ModelCriterion, ScoringModel};
///
/// let model = ScoringModel::builder()
///     .criterion(ModelCriterion::new(Language::default()).weight(2))
///     .criterion(ModelCriterion::new(Same::new("profession").required()).weight(1))
///     .build()?;
/// assert_eq!(model.criteria()[1].name(), "same profession");
/// # Ok::<(), tandems::score::ModelError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ScoringModel {
    pub(super) name: Option<String>,
    pub(super) criteria: Vec<ModelCriterion>,
    pub(super) combine: Combine,
    pub(super) join: Join,
    pub(super) minimum_known: u32,
    pub(super) csv: Option<CsvFormat>,
    pub(super) rules: Rules,
}

/// How the criteria become a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Combine {
    /// Weighted mean over the criteria known for the pair: Σ w·s ÷ Σ w.
    #[default]
    Mean,
    /// Points as they add up: Σ w·s over the known criteria ÷ Σ w of all criteria, so that the score times the sum of
    /// weights is the points.
    Sum,
}

/// How the mentor's and the mentee's view become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Join {
    /// The mean of both, rounded half up.
    #[default]
    Mean,
    /// The lower of both.
    Min,
    /// The mentor's view alone.
    Mentor,
    /// The mentee's view alone.
    Mentee,
}

/// What a soft side that the profiles do not say counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Unknown {
    /// Nothing: the other criteria carry the score. Under [`Combine::Sum`] the points are not earned. Where nothing at
    /// all is known the score is 0.
    #[default]
    Skip,
    /// Zero.
    Zero,
    /// One half.
    Half,
}

/// What a requirement does with a fact that the profiles do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum UnknownRequirement {
    /// The pair stays compatible, and the fact is to be confirmed.
    #[default]
    Pass,
    /// The pair is incompatible.
    Fail,
}

/// A criterion with its weights.
#[derive(Debug, Clone)]
pub struct ModelCriterion {
    pub(super) kind: CriterionKind,
    pub(super) name: String,
    pub(super) mentor_weight: CriterionWeight,
    pub(super) mentee_weight: CriterionWeight,
    pub(super) unknown: Unknown,
    pub(super) unknown_requirement: UnknownRequirement,
}

/// Which criterion it is, with its options.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is documented at its own type")]
pub enum CriterionKind {
    Sector(Sector),
    Needs(Needs),
    Availability(Availability),
    Language(Language),
    Place(Location),
    Wishes(Wishes),
    Same(Same),
    Different(Different),
    Contains(Contains),
    Overlap(Overlap),
    Ladder(Ladder),
    /// A type of one's own.
    Own(Arc<dyn Criterion>),
}

macro_rules! kinds {
    ($($kind:ident: $options:ty, $word:literal;)*) => {
        $(impl From<$options> for CriterionKind {
            fn from(options: $options) -> Self {
                Self::$kind(options)
            }
        })*

        impl CriterionKind {
            /// The words by which a model file calls the kinds.
            pub(super) const WORDS: &[&str] = &[$($word),*];

            /// The word by which a model file calls it; `own` for a criterion made of code.
            #[must_use]
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $word,)*
                    Self::Own(_) => "own",
                }
            }

            pub(super) fn criterion(&self) -> &dyn Criterion {
                match self {
                    $(Self::$kind(options) => options,)*
                    Self::Own(criterion) => criterion.as_ref(),
                }
            }
        }
    };
}

kinds! {
    Sector: Sector, "sector";
    Needs: Needs, "needs";
    Availability: Availability, "availability";
    Language: Language, "language";
    Place: Location, "place";
    Wishes: Wishes, "wishes";
    Same: Same, "same";
    Different: Different, "different";
    Contains: Contains, "contains";
    Overlap: Overlap, "overlap";
    Ladder: Ladder, "ladder";
}

impl CriterionKind {
    /// The free fields it compares, for rules over free fields.
    #[must_use]
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Self::Same(rule) => Some(&rule.fields),
            Self::Different(rule) => Some(&rule.fields),
            Self::Contains(rule) => Some(&rule.fields),
            Self::Overlap(rule) => Some(&rule.fields),
            Self::Ladder(rule) => Some(&rule.fields),
            _ => None,
        }
    }

    /// Meets a pool.
    pub(super) fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Compiled<'a>, Faults> {
        Ok(Compiled::Coded(match self {
            Self::Sector(options) => options.coded(pool)?,
            Self::Needs(options) => options.coded(pool),
            Self::Availability(options) => options.coded(pool),
            Self::Language(options) => options.coded(pool),
            Self::Place(options) => options.coded(pool)?,
            Self::Same(options) => options.coded(pool),
            Self::Different(options) => options.coded(pool),
            Self::Contains(options) => options.coded(pool),
            Self::Overlap(options) => options.coded(pool),
            Self::Ladder(options) => options.coded(pool)?,
            Self::Wishes(_) | Self::Own(_) => {
                return Ok(Compiled::Plain(self.criterion().compile(pool)?));
            }
        }))
    }

    /// What is wrong with the options: option, problem, remedy.
    pub(super) fn check(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut problems = match self {
            Self::Availability(options) => options.check(),
            Self::Place(options) => options.check(),
            Self::Ladder(options) => options.check(),
            _ => Vec::new(),
        };
        if let Some(fields) = self.fields() {
            let both = fields.mentor() == fields.mentee();
            let sides = [("mentor", fields.mentor()), ("mentee", fields.mentee())];
            let sides = if both { vec![("field", fields.mentor())] } else { sides.to_vec() };
            for (key, field) in sides {
                if field.trim().is_empty() {
                    let problem = "the name of the field is blank".to_owned();
                    problems.push((key, problem, "write the name of a column or attribute"));
                }
            }
        }
        problems
    }

    fn default_name(&self) -> String {
        match self.fields() {
            Some(fields) => format!("{} {}", self.word(), fields.mentee()),
            None => self.word().to_owned(),
        }
    }
}

impl ModelCriterion {
    /// A criterion with weight 1, called by its kind and, for rules over free fields, its field.
    pub fn new(kind: impl Into<CriterionKind>) -> Self {
        let kind = kind.into();
        Self {
            name: kind.default_name(),
            kind,
            mentor_weight: CriterionWeight::default(),
            mentee_weight: CriterionWeight::default(),
            unknown: Unknown::default(),
            unknown_requirement: UnknownRequirement::default(),
        }
    }

    /// A criterion of one's own with weight 1.
    pub fn own(name: impl Into<String>, criterion: impl Criterion + 'static) -> Self {
        Self { name: name.into(), ..Self::new(CriterionKind::Own(Arc::new(criterion))) }
    }

    /// What answers call it; unique in a model.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What it weighs for both sides.
    #[must_use]
    pub fn weight(self, weight: impl Into<CriterionWeight>) -> Self {
        let weight = weight.into();
        self.mentor_weight(weight).mentee_weight(weight)
    }

    /// What it weighs for the mentor.
    #[must_use]
    pub fn mentor_weight(mut self, weight: impl Into<CriterionWeight>) -> Self {
        self.mentor_weight = weight.into();
        self
    }

    /// What it weighs for the mentee.
    #[must_use]
    pub fn mentee_weight(mut self, weight: impl Into<CriterionWeight>) -> Self {
        self.mentee_weight = weight.into();
        self
    }

    /// What an unknown soft side counts.
    #[must_use]
    pub fn unknown(mut self, unknown: Unknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// What the hard side does with an unknown fact.
    #[must_use]
    pub fn unknown_requirement(mut self, unknown: UnknownRequirement) -> Self {
        self.unknown_requirement = unknown;
        self
    }

    /// What answers call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which criterion it is.
    #[must_use]
    pub fn kind(&self) -> &CriterionKind {
        &self.kind
    }

    /// Code of pairs that fail its hard side; `None` where it requires nothing.
    #[must_use]
    pub fn requirement(&self) -> Option<&str> {
        self.kind.criterion().requirement()
    }

    /// Whether a score rests on it at all.
    pub(super) fn counts(&self) -> bool {
        self.mentor_weight.max(self.mentee_weight) > CriterionWeight::ZERO
    }
}

impl Default for ScoringModel {
    fn default() -> Self {
        Self {
            name: None,
            criteria: vec![
                ModelCriterion::new(Sector::default()).weight(3),
                ModelCriterion::new(Needs::default()).weight(4),
                ModelCriterion::new(Availability::default()).weight(2),
                ModelCriterion::new(Language::default()).weight(2),
            ],
            combine: Combine::default(),
            join: Join::default(),
            minimum_known: 0,
            csv: None,
            rules: Rules::default(),
        }
    }
}

impl ScoringModel {
    /// A model without criteria, to be filled.
    #[must_use]
    pub fn builder() -> ModelBuilder {
        ModelBuilder::default()
    }

    /// What the model is called.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The criteria, in the order of the file.
    #[must_use]
    pub fn criteria(&self) -> &[ModelCriterion] {
        &self.criteria
    }

    /// How many criteria have to be known for a pair; a pair of which less is known is incompatible.
    #[must_use]
    pub fn minimum_known(&self) -> u32 {
        self.minimum_known
    }

    /// The `[csv]` part of the model file: how columns map to fields.
    #[must_use]
    pub fn csv(&self) -> Option<&CsvFormat> {
        self.csv.as_ref()
    }

    /// The `[[rules]]` of the model file: what the programme asks beyond how well two people fit. They take no part in a
    /// score; a [`Matcher`](crate::Matcher) keeps them.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}
