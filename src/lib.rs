//! Mentor–mentee matching.

pub mod pool;
pub mod problem;
pub mod score;
pub mod synthetic;
