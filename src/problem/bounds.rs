//! How many partners a node may have, and on which side it stands.

use serde::{Deserialize, Serialize};

/// How many partners a node may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bounds {
    /// Fewest.
    pub min: u32,
    /// Most.
    pub max: u32,
}

impl Bounds {
    /// From none to `max`.
    #[must_use]
    pub const fn up_to(max: u32) -> Self {
        Self { min: 0, max }
    }
}

/// One of the two sides of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Those who are served.
    Rows,
    /// Those who have seats.
    Columns,
}
