//! Which strategy takes what.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Strategy;

/// Something a problem may have that not every strategy takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Feature {
    /// Columns that take several rows.
    Capacities,
    /// Rows that may have several columns.
    DemandAboveOne,
    /// Pairs that must be.
    Pins,
    /// Minimum loads.
    MinimumLoads,
    /// The objective [`Perfect`](crate::problem::Objective::Perfect), which fills a side wholly: a strategy is an objective of its own.
    Perfect,
    /// Side constraints on sets of pairs.
    Rules,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Capacities,
        Self::DemandAboveOne,
        Self::Pins,
        Self::MinimumLoads,
        Self::Perfect,
        Self::Rules,
    ];

    /// What to do where it is not taken.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Capacities => "set capacities to 1 or choose another strategy",
            Self::DemandAboveOne => "set demands to 1 or choose another strategy",
            Self::Pins => "drop the pins or choose another strategy",
            Self::MinimumLoads => "set the minimum to 0 and look at the loads of the answer",
            Self::Perfect => {
                "solve the problem itself, or set the objective most tandems and the minimum loads that are to be kept"
            }
            Self::Rules => "drop the rules or choose another strategy",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Capacities => "capacities above 1",
            Self::DemandAboveOne => "demands above 1",
            Self::Pins => "pins",
            Self::MinimumLoads => "minimum loads",
            Self::Perfect => "the objective perfect",
            Self::Rules => "rules",
        })
    }
}

/// A part of [`Inputs`](super::Inputs) that not every strategy uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Input {
    /// Who prefers whom.
    Preferences,
    /// Who supervises which columns.
    Supervisors,
    /// What rows get of each pair.
    RowScores,
    /// The rule for ties; with it the seed, where the rule is a lottery.
    Ties,
    /// The seed, whatever the rule for ties.
    Seed,
    /// Priorities of the problem.
    Priorities,
    /// Algorithm and limits.
    Options,
}

/// What a strategy takes and uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// What a problem may have; anything else is an [`Unsupported`](super::StrategyError::Unsupported) error.
    pub takes: &'static [Feature],
    /// What it looks at beside edges and bounds; anything else makes no difference to it.
    pub uses: &'static [Input],
}

impl Capabilities {
    /// Whether a problem may have this.
    #[must_use]
    pub fn takes(&self, feature: Feature) -> bool {
        self.takes.contains(&feature)
    }

    /// Whether this makes a difference.
    #[must_use]
    pub fn uses(&self, input: Input) -> bool {
        self.uses.contains(&input)
    }
}

const SEVERAL: &[Feature] = &[Feature::Capacities, Feature::DemandAboveOne, Feature::Pins];
const OBJECTIVES: &[Feature] = &[
    Feature::Capacities,
    Feature::DemandAboveOne,
    Feature::Pins,
    Feature::MinimumLoads,
    Feature::Rules,
];
const ONE_EACH_ROW: &[Feature] = &[Feature::Capacities, Feature::Pins];

pub(super) fn of(strategy: Strategy) -> Capabilities {
    let (takes, uses): (&'static [Feature], &'static [Input]) = match strategy {
        Strategy::MostTandems | Strategy::BestTotal => {
            (OBJECTIVES, &[Input::Priorities, Input::Options])
        }
        Strategy::Fairest => (SEVERAL, &[Input::RowScores, Input::Options]),
        Strategy::RankMaximal(_) | Strategy::GreedyMaximum(_) | Strategy::GenerousMaximum(_) => {
            (SEVERAL, &[Input::Preferences, Input::Options])
        }
        Strategy::ApproximateMaximumStable | Strategy::BestStable => {
            (ONE_EACH_ROW, &[Input::Preferences, Input::Ties])
        }
        Strategy::StudentProject { .. } => {
            (ONE_EACH_ROW, &[Input::Preferences, Input::Supervisors, Input::Ties])
        }
        Strategy::SuperStableStudentProject => {
            (ONE_EACH_ROW, &[Input::Preferences, Input::Supervisors])
        }
        Strategy::MaximumStudentProject => {
            (ONE_EACH_ROW, &[Input::Preferences, Input::Supervisors, Input::Options])
        }
        Strategy::StronglyStable { .. } => (ONE_EACH_ROW, &[Input::Preferences, Input::Options]),
        Strategy::SuperStable { .. } => (ONE_EACH_ROW, &[Input::Preferences]),
        Strategy::PeerReview4All | Strategy::LocalFairness | Strategy::FairFlow => {
            (SEVERAL, &[Input::Priorities, Input::Options])
        }
        Strategy::FairSequence => (SEVERAL, &[Input::Ties, Input::Options]),
        Strategy::Greedy => (SEVERAL, &[Input::Ties]),
        Strategy::SerialDictatorship(super::Turns::Priority) => {
            (SEVERAL, &[Input::Preferences, Input::Ties, Input::Priorities])
        }
        Strategy::SerialDictatorship(super::Turns::Lottery) => {
            (SEVERAL, &[Input::Preferences, Input::Ties, Input::Seed])
        }
        Strategy::Random => (SEVERAL, &[Input::Seed]),
        Strategy::CappedLottery(_) | Strategy::PerturbedMaximization { .. } => {
            (SEVERAL, &[Input::Seed, Input::Options])
        }
        Strategy::DeferredAcceptance { .. } => (SEVERAL, &[Input::Preferences, Input::Ties]),
    };
    Capabilities { takes, uses }
}
