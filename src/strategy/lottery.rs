//! Probabilities of pairs, each at most a given share, and matchings drawn by them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::StrategyError;
use super::birkhoff::{self, Ends};
use crate::problem::Assigned;

/// A part of a whole, such as 1/2: exact, and kept as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Share {
    part: u32,
    whole: u32,
}

impl Share {
    /// One half.
    pub const HALF: Self = Self { part: 1, whole: 2 };

    /// One half, in eighths.
    pub(super) const FOUR_EIGHTHS: Self = Self { part: 4, whole: 8 };

    /// `part` of `whole`.
    ///
    /// ```
    /// use tandems::strategy::Share;
    ///
    /// assert_eq!(Share::new(512, 1024)?.to_string(), "512/1024");
    /// assert!(Share::new(3, 2).is_err());
    /// # Ok::<(), tandems::strategy::StrategyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is nothing or more than the whole.
    pub fn new(part: u32, whole: u32) -> Result<Self, StrategyError> {
        if part == 0 || part > whole {
            return Err(StrategyError::NoShare { part, whole });
        }
        Ok(Self { part, whole })
    }

    /// The upper number.
    #[must_use]
    pub fn part(self) -> u32 {
        self.part
    }

    /// The lower number.
    #[must_use]
    pub fn whole(self) -> u32 {
        self.whole
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.whole)
    }
}

impl TryFrom<(u32, u32)> for Share {
    type Error = StrategyError;

    fn try_from((part, whole): (u32, u32)) -> Result<Self, Self::Error> {
        Self::new(part, whole)
    }
}

impl From<Share> for (u32, u32) {
    fn from(share: Share) -> Self {
        (share.part, share.whole)
    }
}

/// How likely a pair is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Chance {
    /// The pair.
    pub pair: Assigned,
    /// Its probability, in parts of [`Lottery::whole`].
    pub parts: u32,
}

/// What a pair of a lottery is drawn from: exact probabilities, as whole numbers of equal parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lottery {
    whole: u32,
    chances: Vec<Chance>,
    shape: (usize, usize),
}

impl Lottery {
    pub(super) fn new(whole: u32, mut chances: Vec<Chance>, shape: (usize, usize)) -> Self {
        chances.sort_unstable_by_key(|chance| (chance.pair.row, chance.pair.column));
        Self { whole, chances, shape }
    }

    /// Into how many parts a probability is divided: the lower number of the [`Share`].
    #[must_use]
    pub fn whole(&self) -> u32 {
        self.whole
    }

    /// The pairs that are possible, by row and then by column; those that are pinned are certain.
    #[must_use]
    pub fn chances(&self) -> &[Chance] {
        &self.chances
    }

    /// The probability of a pair, in parts of the whole.
    #[must_use]
    pub fn parts(&self, row: usize, column: usize) -> u32 {
        let key = |chance: &Chance| (chance.pair.row, chance.pair.column);
        let found = self.chances.binary_search_by_key(&(row, column), key);
        found.map_or(0, |at| self.chances[at].parts)
    }

    /// How many pairs are to be expected, in parts of the whole.
    #[must_use]
    pub fn expected_pairs(&self) -> u64 {
        self.chances.iter().map(|chance| u64::from(chance.parts)).sum()
    }

    /// What total weight is to be expected, in parts of the whole.
    #[must_use]
    pub fn expected_total(&self) -> i128 {
        let parts = self.chances.iter();
        parts.map(|chance| i128::from(chance.pair.weight) * i128::from(chance.parts)).sum()
    }

    /// One matching, such that each pair is in it with its probability, exactly. A row or column has its expected number
    /// of partners, rounded down or up.
    ///
    /// # Complexity
    ///
    /// O(p·log w) for p possible pairs and a whole of w where w is a power of two; else up to log w times O(p·n) more.
    #[must_use]
    pub fn draw(&self, seed: u64) -> Vec<Assigned> {
        let of = self.ends();
        let drawn = birkhoff::draw(&self.nodes(&of), self.all_parts(), self.whole, seed);
        self.pairs(&drawn)
    }

    /// All matchings that can be drawn, and how likely each is, in parts of the whole: the average of them all is the
    /// probability of every pair. At most as many as the whole has parts.
    #[must_use]
    pub fn decompose(&self) -> Vec<(Vec<Assigned>, u32)> {
        let of = self.ends();
        let all = birkhoff::all(&self.nodes(&of), self.all_parts(), self.whole);
        all.into_iter().map(|(matching, parts)| (self.pairs(&matching), parts)).collect()
    }

    fn ends(&self) -> Vec<(usize, usize)> {
        let rows = self.shape.0;
        self.chances.iter().map(|chance| (chance.pair.row, rows + chance.pair.column)).collect()
    }

    fn nodes<'a>(&self, of: &'a [(usize, usize)]) -> Ends<'a> {
        Ends { of, nodes: self.shape.0 + self.shape.1 }
    }

    fn all_parts(&self) -> Vec<u32> {
        self.chances.iter().map(|chance| chance.parts).collect()
    }

    fn pairs(&self, matching: &[bool]) -> Vec<Assigned> {
        let pairs = self.chances.iter().zip(matching);
        pairs.filter(|(_, is_in)| **is_in).map(|(chance, _)| chance.pair).collect()
    }
}
