//! A pool matched by a named strategy.

use super::matcher::Found;
use super::{MatchError, Matcher, Matching, Wanted};
use crate::pool::Pool;
use crate::strategy::{Inputs, Strategy};

impl Matcher<'_> {
    /// Matches by a named strategy instead of the objective, with reasons as ever. Seed, ties and the rest come from
    /// `inputs`; preferences and row scores too if they are given, else from the model.
    ///
    /// ```
    /// use tandems::matching::Wanted;
    /// use tandems::pool::{Mentee, Mentor};
    /// use tandems::problem::Side;
    /// use tandems::strategy::{Inputs, Strategy};
    /// use tandems::{Matcher, Pool, ScoringModel};
    ///
    /// let mut li = Mentee::new("li");
    /// li.wishes = Some(vec!["ben".into()]);
    /// let pool = Pool::new(vec![Mentor::new("anna"), Mentor::new("ben")], vec![Mentee::new("samir"), li])?;
    /// let model = ScoringModel::default();
    /// let strategy = Strategy::DeferredAcceptance { proposing: Side::Rows };
    /// let matching =
    ///     Matcher::new(&model).match_pool_by(&pool, strategy, Wanted::Wishes, &Inputs::default())?;
    /// let tandems: Vec<_> =
    ///     matching.tandems().iter().map(|tandem| (tandem.mentee.as_str(), tandem.mentor.as_str())).collect();
    /// assert_eq!(tandems, [("samir", "anna"), ("li", "ben")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`match_pool`](Self::match_pool); and if the strategy does not
    /// [take](Strategy::capabilities) what the pool has, such as mentees who should get two mentors.
    ///
    /// # Complexity
    ///
    /// That of [`numbers`](Self::numbers) and of the [`Strategy`].
    pub fn match_pool_by(
        &self,
        pool: &Pool,
        strategy: Strategy,
        wanted: Wanted,
        inputs: &Inputs<'_>,
    ) -> Result<Matching, MatchError> {
        let (rules, round, stated) = self.stated(pool)?;
        let numbers = self.numbers_of(&round, &stated, wanted)?;
        let mut inputs = inputs.clone();
        inputs.preferences = inputs.preferences.or(Some(numbers.preferences()));
        inputs.row_scores = inputs.row_scores.or(Some(numbers.mentee_views()));
        let outcome = strategy.solve(numbers.problem(), &inputs)?;
        outcome.verify(numbers.problem())?;
        let under = self.clone().objective(outcome.objective().clone());
        Ok(under.in_words(&round, &rules, Found::Solution(outcome.solution(), &stated)))
    }
}
