#![doc = include_str!("../README.md")]

pub mod matching;
pub mod pool;
pub mod problem;
pub mod score;
pub mod solve;
pub mod synthetic;
pub mod verify;

pub use matching::{Matcher, Matching};
pub use pool::Pool;
pub use problem::{Objective, Problem};
pub use score::ScoringModel;
