//! How well two of them fit: criteria, the model that weighs them, and the model compiled for a pool.

mod criterion;
mod points;

pub use criterion::{Criterion, Fit, Kernel, Requirement};
pub use points::Score;
