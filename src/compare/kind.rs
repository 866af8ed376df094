//! Measures by name, as the columns of a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::measure::{Measures, Ratio};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident, $name:literal, $better:ident, |$m:ident| $value:expr;)*) => {
        /// A measure of [`Measures`] as one number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Measure {
            $($(#[$doc])* $kind,)*
        }

        impl Measure {
            /// All of them, in the order of tables.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// The stable name, such as `mean-value`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// Whether more of it is better.
            #[must_use]
            pub fn better(self) -> Better {
                match self {
                    $(Self::$kind => Better::$better,)*
                }
            }

            /// The number, where the measure is defined. Values and totals are in the unit of the weights.
            #[must_use]
            #[expect(clippy::cast_precision_loss, reason = "tables are of floats")]
            pub fn of(self, measures: &Measures) -> Option<f64> {
                match self {
                    $(Self::$kind => { let $m = measures; $value })*
                }
            }
        }
    };
}

/// Which direction is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// It depends; or only those count who have a partner, so that leaving somebody out may look like a gain.
    Depends,
}

kinds! {
    /// Pairs.
    Tandems, "tandems", More, |m| Some(m.tandems as f64);
    /// Rows with a partner.
    RowsReached, "rows-reached", More, |m| Some(m.rows.reached as f64);
    /// Columns with a partner.
    ColumnsReached, "columns-reached", More, |m| Some(m.columns.reached as f64);
    /// Σ of the weights.
    Total, "total", More, |m| Some(m.welfare.total as f64);
    /// Mean value of rows.
    MeanValue, "mean-value", More, |m| m.welfare.mean.map(Ratio::to_f64);
    /// Least value of a row.
    LeastValue, "least-value", More, |m| m.welfare.least.map(|value| value as f64);
    /// Mean value of the lowest tenth of rows.
    LowestTenth, "lowest-tenth", More, |m| m.welfare.lowest_tenth.map(Ratio::to_f64);
    /// Mean value of the lowest quarter of rows.
    LowestQuarter, "lowest-quarter", More, |m| m.welfare.lowest_quarter.map(Ratio::to_f64);
    /// Least weight of a pair.
    WorstPair, "worst-pair", More, |m| m.worst_pair.map(|weight| weight as f64);
    /// Gini coefficient of the values of rows.
    Gini, "gini", Less, |m| m.welfare.gini.map(Ratio::to_f64);
    /// Geometric mean of the values of rows that have any.
    NashServed, "nash-served", Depends, |m| m.welfare.nash.served;
    /// Rows without any value.
    Zeros, "zeros", Less, |m| Some(m.welfare.nash.zeros as f64);
    /// Total envy.
    EnvyTotal, "envy-total", Less, |m| Some(m.envy.total as f64);
    /// Ordered pairs with envy.
    EnvyPairs, "envy-pairs", Less, |m| Some(m.envy.pairs as f64);
    /// Ordered pairs that break EF1.
    Ef1, "ef1-broken", Less, |m| Some(m.envy.ef1 as f64);
    /// Ordered pairs that break EFX.
    Efx, "efx-broken", Less, |m| Some(m.envy.efx as f64);
    /// Ordered pairs that break WEF1.
    Wef1, "wef1-broken", Less, |m| Some(m.envy.wef1 as f64);
    /// Greatest load of a column.
    LoadMax, "load-max", Depends, |m| m.load.max.map(|load| load as f64);
    /// Mean load.
    LoadMean, "load-mean", Depends, |m| m.load.mean.map(Ratio::to_f64);
    /// Standard deviation of the load.
    LoadStd, "load-std", Depends, |m| m.load.std;
    /// First choices of rows.
    FirstChoices, "first-choices", More, |m| {
        m.ranks.as_ref().map(|ranks| ranks.rows.profile.first().copied().unwrap_or(0) as f64)
    };
    /// Mean rank of the columns that rows got.
    RowRank, "row-rank", Depends, |m| m.ranks.as_ref()?.rows.average.map(Ratio::to_f64);
    /// Mean rank of the rows that columns got.
    ColumnRank, "column-rank", Depends, |m| m.ranks.as_ref()?.columns.average.map(Ratio::to_f64);
    /// Greatest rank.
    Regret, "regret", Depends, |m| m.ranks.as_ref()?.regret.map(f64::from);
    /// Σ of ranks of both sides.
    EgalitarianCost, "egalitarian-cost", Depends, |m| {
        m.ranks.as_ref().map(|ranks| ranks.egalitarian_cost as f64)
    };
    /// |Σ of ranks of rows − Σ of those of columns|.
    SexEquality, "sex-equality", Depends, |m| {
        m.ranks.as_ref().map(|ranks| ranks.sex_equality as f64)
    };
    /// Pairs that block weak stability.
    BlockingWeak, "blocking-weak", Less, |m| m.blocking.map(|blocking| blocking.weak as f64);
    /// Pairs that block strong stability.
    BlockingStrong, "blocking-strong", Less, |m| m.blocking.map(|blocking| blocking.strong as f64);
    /// Pairs that block super-stability.
    BlockingSuper, "blocking-super", Less, |m| {
        m.blocking.map(|blocking| blocking.super_stable as f64)
    };
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
