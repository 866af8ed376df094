//! Strategies side by side, on pools and on numbers: what each promises, and what it costs.
//!
//! A [`Case`] is a pool with a [`Matcher`](crate::Matcher), or any [`Problem`](crate::Problem). [`Compare`] runs strategies on
//! cases with seeds and makes a [`Comparison`]: every run, and a table of measures by strategy with spreads and paired
//! differences. [`Groups`] measure parts of a pool; [`weight_samples`] and [`weight_range`] say what hangs on the weight of a
//! criterion.
//!
//! ```
//! use tandems::compare::{Case, Compare};
//! use tandems::strategy::Strategy;
//! use tandems::synthetic::{Preset, SyntheticPool};
//! use tandems::{Matcher, ScoringModel};
//!
//! let pools = [1, 2].map(|seed| SyntheticPool::preset(Preset::Scarce).scale(1, 10).seed(seed).build());
//! let model = ScoringModel::default();
//! let matcher = Matcher::new(&model);
//! let mut cases = Vec::new();
//! for (seed, pool) in (1..).zip(&pools) {
//!     cases.push(Case::pool(format!("scarce {seed}"), &matcher, pool)?);
//! }
//! let comparison = Compare::new([Strategy::MostTandems, Strategy::Greedy, Strategy::Random])
//!     .seeds(0..3)
//!     .run(&cases)?;
//! // Only what draws is run again for each seed.
//! assert_eq!(comparison.runs.len(), 2 * (1 + 1 + 3));
//! assert!(comparison.to_csv()?.starts_with("strategy,measure,better,runs,unfinished,mean"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bootstrap;
mod case;
mod error;
mod groups;
mod kind;
mod range;
mod run;
mod samples;
mod table;

pub use bootstrap::{Difference, Summary};
pub use case::Case;
pub use error::CompareError;
pub use groups::{Groups, NamedGroup, UNKNOWN};
pub use kind::{Better, Measure};
pub use range::{WeightBound, WeightRange, weight_range};
pub use run::{Compare, Progress};
pub use samples::{Sample, Survivor, WeightSamples, weight_samples};
pub use table::{Comparison, Outcome, Row, Run};
