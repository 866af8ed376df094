//! How well two of them fit: criteria, the model that weighs them, and the model compiled for a pool.
//!
//! A [`ScoringModel`] is a list of [criteria] with weights. It comes from a TOML or JSON file, from a
//! builder, or is the default one. It meets a [`Pool`](crate::pool::Pool) once and becomes a [`CompiledModel`], which
//! answers for any pair and streams rows.
//!
//! ```
//! use tandems::pool::{Mentee, Mentor, Pool};
//! use tandems::score::ScoringModel;
//!
//! let mut anna = Mentor::new("anna");
//! anna.languages = Some(vec!["de:native".parse()?]);
//! let mut ben = Mentee::new("ben");
//! ben.languages = Some(vec!["de:B1".parse()?]);
//! let pool = Pool::new(vec![anna], vec![ben])?;
//!
//! let model = ScoringModel::from_toml(
//!     r#"
//!     [[criteria]]
//!     kind = "language"
//!     wanted = "B2"
//!     "#,
//! )?;
//! let compiled = model.compile(&pool)?;
//! let pair = compiled.assess(0, 0);
//! assert_eq!(pair.score.micros(), 750_000);
//! assert_eq!(pair.criteria[0].evidence, "German at B1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assess;
mod builder;
mod coded;
mod compiled;
pub mod criteria;
mod criterion;
mod error;
mod file;
mod lint;
mod model;
mod nace;
mod outcome;
mod points;
mod reweigh;
mod rows;
mod tree;
mod weight;

pub use assess::{CriterionScore, PairScore};
pub use builder::ModelBuilder;
pub use compiled::{CompiledModel, RequirementInfo};
pub use criterion::{Criterion, Fit, Kernel, Requirement};
pub use error::{ModelError, ModelProblem};
pub use lint::Lint;
pub use model::{
    Combine, CriterionKind, Join, ModelCriterion, ScoringModel, Unknown, UnknownRequirement,
};
pub use outcome::FailedSet;
pub use points::Score;
pub use tree::{Taxonomy, Tree, TreeError};
pub use weight::CriterionWeight;

use coded::Compiled;
pub(crate) use rows::INCOMPATIBLE;
