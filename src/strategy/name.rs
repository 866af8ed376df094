//! Stable names of strategies.

use std::fmt;
use std::str::FromStr;

use super::{Strategy, Turns};
use crate::problem::Side;

impl Strategy {
    /// All of them, each once for every choice it has.
    pub const ALL: [Self; 8] = [
        Self::MostTandems,
        Self::BestTotal,
        Self::DeferredAcceptance { proposing: Side::Rows },
        Self::DeferredAcceptance { proposing: Side::Columns },
        Self::Greedy,
        Self::SerialDictatorship(Turns::Priority),
        Self::SerialDictatorship(Turns::Lottery),
        Self::Random,
    ];

    /// The stable name, such as `most-tandems`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MostTandems => "most-tandems",
            Self::BestTotal => "best-total",
            Self::DeferredAcceptance { proposing: Side::Rows } => "deferred-acceptance-rows",
            Self::DeferredAcceptance { proposing: Side::Columns } => "deferred-acceptance-columns",
            Self::Greedy => "greedy",
            Self::SerialDictatorship(Turns::Priority) => "serial-dictatorship",
            Self::SerialDictatorship(Turns::Lottery) => "random-serial-dictatorship",
            Self::Random => "random",
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name no strategy has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no strategy `{0}`; use one of {all}", all = names())]
pub struct UnknownStrategy(String);

fn names() -> String {
    Strategy::ALL.map(Strategy::name).join(", ")
}

impl FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.name() == name)
            .ok_or_else(|| UnknownStrategy(name.to_owned()))
    }
}
