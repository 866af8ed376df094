//! A matcher's request as a problem of the numbers wing, for whoever asks more of it than one answer.

use super::rules::Numbers;
use super::{CompiledScores, MatchError, Matcher};
use crate::pool::Pool;
use crate::problem::Problem;
use crate::score::ScoringModel;
use crate::solve::Options;

impl<'a> Matcher<'a> {
    /// The problem that [`match_pool`](Self::match_pool) solves: mentees are rows and mentors columns, by their index in the
    /// pool; free seats are capacities; running and declined tandems, vetoes and forbids are forbids; pins are pins; rules over
    /// people are rules over rows and columns.
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
    /// If the model cannot make sense of a profile, a pin or forbid names somebody who is not there, or rules do not fit the pool
    /// or contradict each other before anything is solved.
    pub fn problem_of<'p>(
        &'p self,
        pool: &'p Pool,
    ) -> Result<Problem<CompiledScores<'p>>, MatchError> {
        let rules = self.compiled_rules(pool)?;
        let round = self.round(pool, &self.pins, &rules)?;
        let numbers = Numbers::stated(&round, &rules)?;
        let overlay = self.problem(&round, &numbers)?.on_edges(());
        Ok(overlay.on_edges(round.scores))
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
