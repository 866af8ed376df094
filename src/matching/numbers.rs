//! A matcher's request as a problem of the numbers wing, for whoever asks more of it than one answer.

use super::{CompiledScores, MatchError, Matcher};
use crate::pool::Pool;
use crate::problem::Problem;
use crate::score::ScoringModel;
use crate::solve::Options;

impl<'a> Matcher<'a> {
    /// The problem that [`match_pool`](Self::match_pool) solves: mentees are rows and mentors columns, by their index in the
    /// pool; free seats are capacities; running and declined tandems, vetoes and forbids are forbids; pins are pins.
    /// Strategies, measures and the [frontier](Problem::frontier) take it from here.
    ///
    /// ```
    /// use tandems::pool::{Mentee, Mentor, Pool};
    /// use tandems::problem::Limits;
    /// use tandems::{Matcher, ScoringModel};
    ///
    /// let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("samir"), Mentee::new("li")])?;
    /// let model = ScoringModel::default();
    /// let matcher = Matcher::new(&model);
    /// let frontier = matcher.problem_of(&pool)?.frontier(&Limits::none())?;
    /// assert_eq!(frontier.points().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the model cannot make sense of a profile, or a pin or forbid names somebody who is not there.
    pub fn problem_of<'p>(
        &'p self,
        pool: &'p Pool,
    ) -> Result<Problem<CompiledScores<'p>>, MatchError> {
        let round = self.round(pool, &self.pins)?;
        let overlay = self.problem(&round)?.with_edges(());
        Ok(overlay.with_edges(round.scores))
    }

    /// The same request with another model.
    pub(crate) fn with_model<'b>(&self, model: &'b ScoringModel) -> Matcher<'b>
    where
        'a: 'b,
    {
        let mut other: Matcher<'b> = self.clone();
        other.model = model;
        other
    }

    /// The model.
    pub(crate) fn model(&self) -> &'a ScoringModel {
        self.model
    }

    /// How to solve.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }
}
