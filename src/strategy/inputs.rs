//! What a strategy may be told beside the problem.

use std::fmt;

use super::Supervisors;
use crate::problem::{Edges, Preferences};
use crate::solve::Options;

/// What a strategy is told beside the problem; each uses what it [says](super::Capabilities::uses) it uses.
///
/// ```
/// use tandems::strategy::{Inputs, TieBreak};
///
/// let inputs = Inputs::default().ties(TieBreak::Lottery).seed(7);
/// assert_eq!(inputs.seed, 7);
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Inputs<'a> {
    /// Who prefers whom. Without any, both sides rank by the weights of the problem
    /// ([`Preferences::from_problem`]). A pair of the problem without a rank is not acceptable to a strategy that uses
    /// preferences, and is never made by it but for pins.
    pub preferences: Option<&'a Preferences>,
    /// Who supervises which columns, for the strategies that [use](super::Capabilities::uses) it; without it every column is its own
    /// supervisor.
    pub supervisors: Option<&'a Supervisors>,
    /// What rows get of each pair, for [`Fairest`](super::Strategy::Fairest); without it the weights of the problem.
    /// Every pair of the problem needs a score.
    pub row_scores: Option<&'a dyn Edges>,
    /// Who goes first among those liked alike.
    pub ties: TieBreak,
    /// Start of all draws; the same seed means the same answer.
    pub seed: u64,
    /// Algorithm, backend and limits for strategies that are objectives of the solver; limits of time and work, and
    /// cancellation, for all strategies that [use](super::Capabilities::uses) options; and the backend of those that ask one: the
    /// fairest where rows take several columns, and local fairness. A run that a limit ends has the status
    /// [`Unknown`](crate::problem::Status::Unknown) and no pairs, unless there is an answer already. The others take time as each
    /// says, mostly near that of reading the pairs, and heed no limits.
    pub options: Options,
}

impl<'a> Inputs<'a> {
    /// Uses these preferences.
    #[must_use]
    pub fn preferences(mut self, preferences: &'a Preferences) -> Self {
        self.preferences = Some(preferences);
        self
    }

    /// Puts columns under these supervisors.
    #[must_use]
    pub fn supervisors(mut self, supervisors: &'a Supervisors) -> Self {
        self.supervisors = Some(supervisors);
        self
    }

    /// Uses these scores for what rows get.
    #[must_use]
    pub fn row_scores(mut self, scores: &'a dyn Edges) -> Self {
        self.row_scores = Some(scores);
        self
    }

    /// Breaks ties by this rule.
    #[must_use]
    pub fn ties(mut self, ties: TieBreak) -> Self {
        self.ties = ties;
        self
    }

    /// Draws from this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Hands these options to the solver.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("preferences", &self.preferences.is_some())
            .field("supervisors", &self.supervisors.is_some())
            .field("row_scores", &self.row_scores.is_some())
            .field("ties", &self.ties)
            .field("seed", &self.seed)
            .field("options", &self.options)
            .finish()
    }
}

/// Who goes first among those liked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TieBreak {
    /// The lower index.
    #[default]
    Index,
    /// The pair of more weight, then the lower index.
    Weight,
    /// One lottery for each side, drawn from the seed and the same for everybody on the other side.
    Lottery,
}
