//! Stable names of strategies.

use std::fmt;
use std::str::FromStr;

use super::{Ranking, Share, Strategy, Turns};
use crate::problem::Side;

impl Strategy {
    /// All of them, each once for every choice it has; the capped lottery with a share of 1/2, and perturbed
    /// maximization with 4/8 and a perturbation of 1/2.
    pub const ALL: [Self; 34] = [
        Self::MostTandems,
        Self::BestTotal,
        Self::Fairest,
        Self::PeerReview4All,
        Self::LocalFairness,
        Self::FairFlow,
        Self::FairSequence,
        Self::RankMaximal(Ranking::Rows),
        Self::RankMaximal(Ranking::Columns),
        Self::RankMaximal(Ranking::Both),
        Self::GreedyMaximum(Ranking::Rows),
        Self::GreedyMaximum(Ranking::Columns),
        Self::GreedyMaximum(Ranking::Both),
        Self::GenerousMaximum(Ranking::Rows),
        Self::GenerousMaximum(Ranking::Columns),
        Self::GenerousMaximum(Ranking::Both),
        Self::DeferredAcceptance { proposing: Side::Rows },
        Self::DeferredAcceptance { proposing: Side::Columns },
        Self::StudentProject { proposing: Side::Rows },
        Self::StudentProject { proposing: Side::Columns },
        Self::SuperStableStudentProject,
        Self::MaximumStudentProject,
        Self::ApproximateMaximumStable,
        Self::BestStable,
        Self::StronglyStable { proposing: Side::Rows },
        Self::StronglyStable { proposing: Side::Columns },
        Self::SuperStable { proposing: Side::Rows },
        Self::SuperStable { proposing: Side::Columns },
        Self::Greedy,
        Self::SerialDictatorship(Turns::Priority),
        Self::SerialDictatorship(Turns::Lottery),
        Self::Random,
        Self::CappedLottery(Share::HALF),
        Self::PerturbedMaximization { most: Share::FOUR_EIGHTHS, perturbation: Share::HALF },
    ];

    /// The stable name, such as `most-tandems`; those of lotteries are written with their shares, `capped-lottery-1/2` and
    /// `perturbed-maximization-4/8-1/2` (the share, then the perturbation), and read so.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MostTandems => "most-tandems",
            Self::BestTotal => "best-total",
            Self::Fairest => "fairest",
            Self::PeerReview4All => "peer-review-4-all",
            Self::LocalFairness => "local-fairness",
            Self::FairFlow => "fair-flow",
            Self::FairSequence => "fair-sequence",
            Self::RankMaximal(Ranking::Rows) => "rank-maximal-rows",
            Self::RankMaximal(Ranking::Columns) => "rank-maximal-columns",
            Self::RankMaximal(Ranking::Both) => "rank-maximal-both",
            Self::GreedyMaximum(Ranking::Rows) => "greedy-maximum-rows",
            Self::GreedyMaximum(Ranking::Columns) => "greedy-maximum-columns",
            Self::GreedyMaximum(Ranking::Both) => "greedy-maximum-both",
            Self::GenerousMaximum(Ranking::Rows) => "generous-maximum-rows",
            Self::GenerousMaximum(Ranking::Columns) => "generous-maximum-columns",
            Self::GenerousMaximum(Ranking::Both) => "generous-maximum-both",
            Self::DeferredAcceptance { proposing: Side::Rows } => "deferred-acceptance-rows",
            Self::DeferredAcceptance { proposing: Side::Columns } => "deferred-acceptance-columns",
            Self::StudentProject { proposing: Side::Rows } => "student-project-rows",
            Self::StudentProject { proposing: Side::Columns } => "student-project-columns",
            Self::SuperStableStudentProject => "super-stable-student-project",
            Self::MaximumStudentProject => "maximum-student-project",
            Self::ApproximateMaximumStable => "approximate-maximum-stable",
            Self::BestStable => "best-stable",
            Self::StronglyStable { proposing: Side::Rows } => "strongly-stable-rows",
            Self::StronglyStable { proposing: Side::Columns } => "strongly-stable-columns",
            Self::SuperStable { proposing: Side::Rows } => "super-stable-rows",
            Self::SuperStable { proposing: Side::Columns } => "super-stable-columns",
            Self::Greedy => "greedy",
            Self::SerialDictatorship(Turns::Priority) => "serial-dictatorship",
            Self::SerialDictatorship(Turns::Lottery) => "random-serial-dictatorship",
            Self::Random => "random",
            Self::CappedLottery(_) => "capped-lottery",
            Self::PerturbedMaximization { .. } => "perturbed-maximization",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CappedLottery(share) => f.pad(&format!("{}-{share}", self.name())),
            Self::PerturbedMaximization { most, perturbation } => {
                f.pad(&format!("{}-{most}-{perturbation}", self.name()))
            }
            _ => f.pad(self.name()),
        }
    }
}

/// A name no strategy has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no strategy `{0}`; use one of {all}", all = names())]
pub struct UnknownStrategy(String);

fn names() -> String {
    Strategy::ALL.map(|strategy| strategy.to_string()).join(", ")
}

impl FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.to_string() == name)
            .or_else(|| with_shares(name))
            .ok_or_else(|| UnknownStrategy(name.to_owned()))
    }
}

/// Reads `capped-lottery-1/2` and `perturbed-maximization-1/2-1/2`.
fn with_shares(name: &str) -> Option<Strategy> {
    let share = |name: &str| {
        let (part, whole) = name.split_once('/')?;
        Share::new(part.parse().ok()?, whole.parse().ok()?).ok()
    };
    if let Some(name) = name.strip_prefix("capped-lottery-") {
        return Some(Strategy::CappedLottery(share(name)?));
    }
    let (most, perturbation) = name.strip_prefix("perturbed-maximization-")?.split_once('-')?;
    let (most, perturbation) = (share(most)?, share(perturbation)?);
    Some(Strategy::PerturbedMaximization { most, perturbation })
}
