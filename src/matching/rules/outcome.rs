//! What came of the rules, judged on the people of the answer and not on its numbers.

use std::fmt;

use serde::Serialize;

use super::super::round::Round;
use crate::pool::Pair;
use crate::rules::{CompiledRules, Place, Strictness, Violation};

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleOutcome {
    /// The rule: its name, or what it asks.
    pub rule: String,
    /// How strictly it holds: a hard rule is kept by every matching.
    pub strictness: Strictness,
    /// Where it is broken; empty where it is kept.
    pub violations: Vec<Violation>,
}

impl RuleOutcome {
    /// Whether nothing breaks it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.violations.is_empty()
    }
}

impl fmt::Display for RuleOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.violations.as_slice() {
            [] => write!(f, "kept    {}", self.rule),
            broken => {
                write!(f, "broken  {}: ", self.rule)?;
                for (at, violation) in broken.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "; " };
                    write!(f, "{comma}{}", violation.detail)?;
                }
                Ok(())
            }
        }
    }
}

/// What came of each rule.
pub(in super::super) fn outcomes(rules: &CompiledRules<'_>, tandems: &[Pair]) -> Vec<RuleOutcome> {
    let mut violations = rules.violations(tandems);
    let outcome = |(index, rule): (usize, &crate::rules::CompiledRule)| RuleOutcome {
        rule: rule.label.clone(),
        strictness: rule.strictness,
        violations: violations.extract_if(.., |one| one.index == index).collect(),
    };
    rules.rules().iter().enumerate().map(outcome).collect()
}

/// The rules that stand in the way of one tandem more: those it would break, or break further. A soft rule that comes
/// after the tandems stands in nobody's way.
pub(in super::super) fn kept_out_by(
    rules: &CompiledRules<'_>,
    tandems: &[Pair],
    before: &[u64],
    more: Pair,
) -> Vec<String> {
    let mut all = tandems.to_vec();
    all.push(more);
    let after = broken(rules, &all);
    let stands =
        |strictness| matches!(strictness, Strictness::Hard | Strictness::Soft(Place::First));
    let worse = rules.rules().iter().zip(before.iter().zip(after));
    worse
        .filter(|(rule, (before, after))| stands(rule.strictness) && after > before)
        .map(|(rule, _)| rule.label.clone())
        .collect()
}

/// By how much each rule is broken.
pub(in super::super) fn broken(rules: &CompiledRules<'_>, tandems: &[Pair]) -> Vec<u64> {
    let mut amounts = vec![0_u64; rules.rules().len()];
    for violation in rules.violations(tandems) {
        amounts[violation.index] = amounts[violation.index].saturating_add(violation.amount);
    }
    amounts
}

/// The place the mentor of a pair takes beside the mentee and its other mentors, running ones included.
pub(in super::super) fn role_of(
    round: &Round<'_>,
    rules: &CompiledRules<'_>,
    mentors: &[usize],
    (mentee, mentor): (usize, usize),
) -> Option<String> {
    let run = round.running.iter().filter(|pair| pair.0 == mentee).map(|pair| pair.1);
    let all: Vec<usize> = mentors.iter().copied().chain(run).collect();
    rules.place_of(mentee, &all, mentor)
}
