//! What one criterion adds to a pair, packed into 64 bits, so that adding up criteria is adding up numbers.

use crate::score::criterion::NO_SOFT;
use crate::score::{Fit, Requirement};

use super::reciprocal::MOST_WEIGHT;

/// Bits of Σ w·s in micro-points: 4,095 · 1,000,000 is below 2³².
const SUM_BITS: u32 = 32;
/// Bits of Σ w.
const WEIGHT_BITS: u32 = 12;
/// Bits of the number of known criteria.
const KNOWN_BITS: u32 = 6;
const KNOWN_AT: u32 = SUM_BITS + WEIGHT_BITS;
/// A bit for each requirement a pair can fail.
const FAILED_AT: u32 = KNOWN_AT + KNOWN_BITS;

/// Most requirements of criteria that entries have room for.
pub(super) const MOST_REQUIREMENTS: usize = (u64::BITS - FAILED_AT) as usize;
/// Most criteria whose number entries have room for.
pub(super) const MOST_CRITERIA: usize = (1 << KNOWN_BITS) - 1;

/// What the entries of a pair add up to, or a single one.
///
/// No field runs over into the next: weights add up to at most [`MOST_WEIGHT`], known criteria to [`MOST_CRITERIA`],
/// and each requirement belongs to one criterion.
pub(super) type Entry = u64;

/// Σ w·s.
#[inline]
pub(super) fn sum(entry: Entry) -> u64 {
    entry & ((1 << SUM_BITS) - 1)
}

/// Σ w.
#[inline]
pub(super) fn weight(entry: Entry) -> usize {
    #[allow(clippy::cast_possible_truncation, reason = "twelve bits")]
    let weight = (entry >> SUM_BITS) as usize & MOST_WEIGHT;
    weight
}

/// How many criteria are known.
#[inline]
pub(super) fn known(entry: Entry) -> u64 {
    (entry >> KNOWN_AT) & ((1 << KNOWN_BITS) - 1)
}

/// The requirements the pair fails.
#[inline]
pub(super) fn failed(entry: Entry) -> u64 {
    entry >> FAILED_AT
}

/// How the fits of one criterion become entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    /// Per micro-point.
    factor: u64,
    /// What a known soft side adds beside its points, and what an unknown one adds.
    known: Entry,
    unknown: Entry,
    /// What a hard side adds that is unknown, and one that fails.
    unknown_fails: Entry,
    failed: Entry,
}

/// What [`Coding::new`] needs to know of a criterion, for one of the two sides.
pub(super) struct Counting {
    pub(super) weight: u64,
    /// What an unknown soft side adds to Σ w·s and to Σ w, per unit of weight.
    pub(super) unknown: (u64, u64),
    /// Whether weights of what is known are added up; otherwise all count, known or not.
    pub(super) adds_weights: bool,
    pub(super) counts: u32,
    /// The bits of its requirement, for pairs that fail it and for pairs of which it is not known.
    pub(super) failed: u64,
    pub(super) unknown_fails: u64,
}

impl Coding {
    pub(super) fn new(of: &Counting) -> Self {
        let weighs = |times: u64| if of.adds_weights { (of.weight * times) << SUM_BITS } else { 0 };
        Self {
            factor: of.weight,
            known: weighs(1) + (u64::from(of.counts) << KNOWN_AT),
            unknown: weighs(of.unknown.1) + of.weight * of.unknown.0,
            unknown_fails: of.unknown_fails << FAILED_AT,
            failed: of.failed << FAILED_AT,
        }
    }

    #[inline]
    pub(super) fn entry(&self, fit: Fit) -> Entry {
        let soft = fit.soft_bits();
        // Both are calculated and one is taken, so that legends become tables without a jump.
        let known = self.factor * u64::from(soft) + self.known;
        let points = if soft == NO_SOFT { self.unknown } else { known };
        points
            + match fit.requirement() {
                Requirement::Met => 0,
                Requirement::Unknown => self.unknown_fails,
                Requirement::Failed => self.failed,
            }
    }
}
