//! Measures of any matching, whoever made it: what people get, how fairly, how full seats are, what ranks say.
//!
//! [`Matched`] checks pairs against their problem once; every measure is a function of it, or of the values it hands out, with
//! its formula and source in the docs. [`measure`] collects them in [`Measures`]. Integers and [`Ratio`]s are exact; what
//! cannot be (Nash welfare, standard deviations) is computed in a fixed order with `libm`, so that the bits are the same on
//! every machine.
//!
//! In all formulas I are the rows that take part (their demand is at least 1), A_i the partners of row i, and
//! v_i(A) = Σ_{j∈A} w_ij.
//!
//! ```
//! use tandems::measure::{Matched, Ratio, measure};
//! use tandems::problem::{Csr, Problem};
//! use tandems::solve::Options;
//!
//! let edges = Csr::from_triplets(3, 2, [(0, 0, 9), (1, 0, 8), (1, 1, 3), (2, 1, 1)])?;
//! let problem = Problem::new(edges);
//! let solution = problem.solve(&Options::default())?;
//! let measures = measure(&Matched::of(&problem, &solution)?, None)?;
//! assert_eq!((measures.tandems, measures.rows.reached, measures.welfare.total), (2, 2, 12));
//! assert_eq!(measures.welfare.mean, Ratio::new(4, 1));
//! // Row 1 would rather have column 0, row 2 would rather have column 1; nobody breaks EF1, as nobody has two.
//! assert_eq!((measures.envy.pairs, measures.envy.total, measures.envy.ef1), (2, 6, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![allow(clippy::doc_markdown, reason = "formulas are no code")]

mod blocking;
mod envy;
mod error;
mod groups;
mod load;
mod matched;
mod ranks;
mod ratio;
mod suppress;
mod welfare;

use serde::{Deserialize, Serialize};

pub use blocking::{Blocking, Stability, blocking, blocking_pairs};
pub use envy::{Envious, Envy, EnvyKind, envious, envy};
pub use error::MeasureError;
pub use groups::{ByGroup, Group, by_group};
pub use load::{Coverage, Load, coverage, load};
pub use matched::Matched;
pub use ranks::{Ranks, SideRanks, ranks};
pub use ratio::Ratio;
pub use welfare::{Nash, Welfare, gini, least, lowest, mean, nash, total};

use crate::problem::{Preferences, Side};

/// Everything that can be said of a matching.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Measures {
    /// Number of pairs.
    pub tandems: u64,
    /// How many rows are reached.
    pub rows: Coverage,
    /// How many columns are reached.
    pub columns: Coverage,
    /// What rows get.
    pub welfare: Welfare,
    /// The least weight of any pair; `None` where there is none.
    pub worst_pair: Option<i64>,
    /// Envy among rows.
    pub envy: Envy,
    /// Pairs by column.
    pub load: Load,
    /// What ranks say, where preferences are given.
    pub ranks: Option<Ranks>,
    /// Pairs that block, where preferences are given.
    pub blocking: Option<Blocking>,
}

/// Measures a matching: by its weights, and by ranks where preferences are given.
///
/// # Errors
///
/// If a sum needs more than 128 bits, or the preferences are for other rows and columns.
///
/// # Complexity
///
/// That of [`envy`] and [`blocking`]: every row is read once.
pub fn measure(
    matched: &Matched<'_>,
    preferences: Option<&Preferences>,
) -> Result<Measures, MeasureError> {
    Ok(Measures {
        tandems: matched.pairs().len() as u64,
        rows: coverage(matched, Side::Rows),
        columns: coverage(matched, Side::Columns),
        welfare: Welfare::of(&matched.values())?,
        worst_pair: matched.pairs().iter().map(|pair| pair.weight).min(),
        envy: envy(matched)?,
        load: load(matched),
        ranks: preferences.map(|preferences| ranks(matched, preferences)).transpose()?,
        blocking: preferences.map(|preferences| blocking(matched, preferences)).transpose()?,
    })
}
