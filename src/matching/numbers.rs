//! A matcher's request in numbers, for whoever asks more of it than one answer: scored on the way, or with all pairs and
//! the preferences of both sides.

use std::collections::HashMap;

use super::round::Round;
use super::rules::Numbers;
use super::{CompiledScores, MatchError, Matcher};
use crate::pool::Pool;
use crate::problem::{Csr, Edge, Edges, MatrixError, Preferences, Problem, ProblemError, index};
use crate::rules::CompiledRules;
use crate::score::{Score, ScoringModel};
use crate::solve::{Options, SolveError};
use crate::strategy::{Inputs, StrategyError};

/// What preference lists are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Wanted {
    /// The score of the pair, for both.
    Scores,
    /// Each side's own view: a model may [weigh](crate::score::ModelCriterion) for mentors and mentees apart.
    #[default]
    Views,
    /// First whom people asked for, in the order of their wishes; then everybody else by their own view.
    Wishes,
}

/// A pool in numbers, for strategies and measures: mentees are rows, mentors columns, micro-points weights.
///
/// Seats, running tandems, status, pins, forbids, floor and priorities are those of the [`Matcher`]. What is barred or
/// below the floor is in no list.
#[derive(Debug, Clone)]
pub struct PoolNumbers {
    problem: Problem<Csr>,
    mentee_views: Csr,
    preferences: Preferences,
}

impl PoolNumbers {
    /// Scores, seats, pins and the rest.
    #[must_use]
    pub fn problem(&self) -> &Problem<Csr> {
        &self.problem
    }

    /// What each mentee gets of each mentor, by the mentee's own view.
    #[must_use]
    pub fn mentee_views(&self) -> &Csr {
        &self.mentee_views
    }

    /// Who prefers whom.
    #[must_use]
    pub fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Problem, preferences, and what each mentee gets of each mentor.
    #[must_use]
    pub fn into_parts(self) -> (Problem<Csr>, Preferences, Csr) {
        (self.problem, self.preferences, self.mentee_views)
    }

    /// Both, as a [strategy](crate::strategy::Strategy) takes them.
    #[must_use]
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs::default().preferences(&self.preferences).row_scores(&self.mentee_views)
    }
}

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
        let (_, round, numbers) = self.stated(pool)?;
        let overlay = self.problem(&round, &numbers)?.on_edges(());
        Ok(overlay.on_edges(round.scores))
    }

    /// The pool in numbers, pairs and all.
    ///
    /// # Errors
    ///
    /// As for [`match_pool`](Self::match_pool), but for the algorithm.
    ///
    /// # Complexity
    ///
    /// One look at each pair; about 60 bytes for each that is left.
    pub fn numbers(&self, pool: &Pool, wanted: Wanted) -> Result<PoolNumbers, MatchError> {
        let (_, round, stated) = self.stated(pool)?;
        self.numbers_of(&round, &stated, wanted)
    }

    /// The rules of a pool, and everything a problem is made of.
    pub(super) fn stated<'p>(
        &'p self,
        pool: &'p Pool,
    ) -> Result<(CompiledRules<'p>, Round<'p>, Numbers), MatchError> {
        let rules = self.compiled_rules(pool)?;
        let round = self.round(pool, &self.pins, &rules)?;
        let stated = Numbers::stated(&round, &rules)?;
        Ok((rules, round, stated))
    }

    pub(super) fn numbers_of(
        &self,
        round: &Round<'_>,
        stated: &Numbers,
        wanted: Wanted,
    ) -> Result<PoolNumbers, MatchError> {
        let problem = self.problem(round, stated)?;
        let lists = (wanted == Wanted::Wishes).then(|| Lists::new(round.pool));
        let (mut edges, mut pairs, mut views) = (Vec::new(), Vec::new(), Vec::new());
        let mut numbers = Columns::default();
        for mentee in 0..problem.rows() {
            problem.edges().row(mentee, &mut edges);
            numbers.scores.row(edges.iter().map(|edge| (edge.column, edge.weight)));
            problem.open_row(mentee, &mut pairs);
            for pin in problem.pins_of(mentee) {
                let column = index("columns", pin.column).map_err(SolveError::from)?;
                pairs.push(Edge { column, weight: pin.weight });
            }
            pairs.sort_unstable_by_key(|pair| pair.column);
            round.scores.model().views(mentee, &mut views);
            let view_of = |pair: &Edge| {
                let column = pair.column as usize;
                let (of_mentor, of_mentee) =
                    match views.binary_search_by_key(&pair.column, |&(mentor, _, _)| mentor) {
                        Ok(at) => (views[at].1, views[at].2),
                        // A pin may overrule a requirement.
                        Err(_) => round.scores.model().sides(column, mentee),
                    };
                let micros = |score: Score| i64::from(score.micros());
                let liked = match wanted {
                    Wanted::Scores => [pair.weight; 2],
                    Wanted::Views | Wanted::Wishes => [micros(of_mentor), micros(of_mentee)],
                };
                let wished = lists.as_ref().map_or([0; 2], |lists| lists.of(column, mentee));
                (pair.column, micros(of_mentee), [liked[0] + wished[0], liked[1] + wished[1]])
            };
            let of_row: Vec<_> = pairs.iter().map(view_of).collect();
            numbers.views_of_mentees.row(of_row.iter().map(|&(column, view, _)| (column, view)));
            numbers
                .liked_by_mentors
                .row(of_row.iter().map(|&(column, _, liked)| (column, liked[0])));
            numbers
                .liked_by_mentees
                .row(of_row.iter().map(|&(column, _, liked)| (column, liked[1])));
        }
        let width = problem.columns();
        let csr = |rows: Rows| rows.csr(width).map_err(|error| wrong(&error));
        let preferences = Preferences::from_sides(
            &csr(numbers.liked_by_mentees)?,
            &csr(numbers.liked_by_mentors)?,
        )
        .map_err(StrategyError::from)?;
        Ok(PoolNumbers {
            problem: problem.with_edges(csr(numbers.scores)?),
            mentee_views: csr(numbers.views_of_mentees)?,
            preferences,
        })
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

fn wrong(error: &MatrixError) -> MatchError {
    match error {
        MatrixError::Problem(problem) => MatchError::Solve(SolveError::Problem(problem.clone())),
        // Rows come in order, each column once, and scores are small.
        _ => MatchError::Solve(SolveError::Problem(ProblemError::BadEdges { row: 0, column: 0 })),
    }
}

/// Rows in the making.
struct Rows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    numbers: Vec<i64>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { starts: vec![0], columns: Vec::new(), numbers: Vec::new() }
    }
}

impl Rows {
    fn row(&mut self, row: impl Iterator<Item = (u32, i64)>) {
        for (column, number) in row {
            self.columns.push(column);
            self.numbers.push(number);
        }
        self.starts.push(self.columns.len());
    }

    fn csr(self, width: usize) -> Result<Csr, MatrixError> {
        Csr::new(width, self.starts, self.columns, self.numbers)
    }
}

#[derive(Default)]
struct Columns {
    scores: Rows,
    views_of_mentees: Rows,
    liked_by_mentors: Rows,
    liked_by_mentees: Rows,
}

/// What a wish adds to a view, so that wishes come before everybody else and in their order.
const WISH: i64 = 2_000_000;

/// The wishes of both sides, as what each adds.
struct Lists {
    of_mentors: Vec<HashMap<usize, i64>>,
    of_mentees: Vec<HashMap<usize, i64>>,
}

impl Lists {
    fn new(pool: &Pool) -> Self {
        fn list(people: impl Iterator<Item = Option<usize>>) -> HashMap<usize, i64> {
            let mut people: Vec<usize> = people.flatten().collect();
            // Who is named twice has the first place.
            people.reverse();
            (1..).zip(people).map(|(place, person)| (person, WISH * place)).collect()
        }
        let mentors = pool.mentors().iter();
        let mentees = pool.mentees().iter();
        Self {
            of_mentors: mentors
                .map(|mentor| list(mentor.wishes.iter().flatten().map(|id| pool.mentee_index(id))))
                .collect(),
            of_mentees: mentees
                .map(|mentee| list(mentee.wishes.iter().flatten().map(|id| pool.mentor_index(id))))
                .collect(),
        }
    }

    /// What the wishes of mentor and mentee add.
    fn of(&self, mentor: usize, mentee: usize) -> [i64; 2] {
        let wish = |list: &HashMap<usize, i64>, person| list.get(&person).copied().unwrap_or(0);
        [wish(&self.of_mentors[mentor], mentee), wish(&self.of_mentees[mentee], mentor)]
    }
}
