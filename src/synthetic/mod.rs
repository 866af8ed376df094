//! Made-up people and problems: the same on every machine, for tests, benches and first steps.
//!
//! A pool is named by its preset, scale and seed, a problem by its class, size and seed, and these are all they depend
//! on.

mod class;
mod dense;
mod instance;
mod mentoring;
pub mod planted;
mod pools;
mod sparse;
mod words;

pub use class::Class;
pub use instance::{Built, DenseInstance, Instance, SparseInstance};

use std::fmt;
use std::str::FromStr;

use crate::pool::{ParseError, Pool};

/// A kind of pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// A programme at the size of a country: 1,570 mentors over fifty and 4,000 mentees in eight cities, one language
    /// dominant among many, needs distributed by Zipf's law, one answer in ten missing.
    Duo,
    /// About 250 mentors, and twice as many mentees as they have seats.
    Scarce,
    /// About 500 mentors, and twice as many seats as there are mentees.
    Surplus,
    /// 1,000 mentors with one seat each and 1,000 mentees, everything distributed evenly, nothing missing.
    Uniform,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 4] = [Self::Duo, Self::Scarce, Self::Surplus, Self::Uniform];

    /// The name by which it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Duo => "duo",
            Self::Scarce => "scarce",
            Self::Surplus => "surplus",
            Self::Uniform => "uniform",
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Preset {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let name = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|preset| preset.name() == name).ok_or_else(|| {
            ParseError::new(
                "unknown_preset",
                text,
                "is not a preset of synthetic pools",
                "write duo, scarce, surplus or uniform",
            )
        })
    }
}

/// A pool of made-up people, to be built.
///
/// ```
/// use tandems::synthetic::{Preset, SyntheticPool};
///
/// let pool = SyntheticPool::preset(Preset::Duo).scale(1, 10).seed(7).build();
/// assert_eq!((pool.mentors().len(), pool.mentees().len()), (157, 400));
/// assert_eq!(pool, SyntheticPool::preset(Preset::Duo).scale(1, 10).seed(7).build());
///
/// let mut file = Vec::new();
/// pool.write_mentors_csv(&mut file)?;
/// # Ok::<(), tandems::pool::PoolError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct SyntheticPool {
    preset: Preset,
    numerator: u32,
    denominator: u32,
    seed: u64,
}

impl SyntheticPool {
    /// A pool of this kind at scale 1 and with seed 0.
    pub const fn preset(preset: Preset) -> Self {
        Self { preset, numerator: 1, denominator: 1, seed: 0 }
    }

    /// Sets the size to `numerator` ÷ `denominator` of the preset's own, rounded half up, with at least one mentor and
    /// one mentee. A denominator of 0 counts as 1.
    pub const fn scale(mut self, numerator: u32, denominator: u32) -> Self {
        self.numerator = numerator;
        self.denominator = if denominator == 0 { 1 } else { denominator };
        self
    }

    /// Sets the seed: other people, of the same kind.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The people.
    ///
    /// # Complexity
    ///
    /// Linear in the number of people; `duo` at scale 1 takes some tens of milliseconds.
    #[must_use]
    pub fn build(self) -> Pool {
        pools::build(self.preset, self.seed, |count| self.scaled(count))
    }

    fn scaled(self, count: u32) -> u32 {
        let (numerator, denominator) = (u64::from(self.numerator), u64::from(self.denominator));
        let scaled = (2 * u64::from(count) * numerator + denominator) / (2 * denominator);
        u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_written_by_name() {
        for preset in Preset::ALL {
            assert_eq!(preset.to_string().parse::<Preset>().unwrap(), preset);
        }
        assert_eq!("dou".parse::<Preset>().unwrap_err().code, "unknown_preset");
    }

    #[test]
    fn scales_round_half_up() {
        let scaled = |numerator, denominator, count| {
            SyntheticPool::preset(Preset::Duo).scale(numerator, denominator).scaled(count)
        };
        assert_eq!(scaled(1, 8, 1570), 196);
        assert_eq!(scaled(1, 4, 1570), 393);
        assert_eq!(scaled(0, 0, 1570), 1);
        assert_eq!(scaled(3, 1, 1000), 3000);
    }
}
