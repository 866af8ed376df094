//! From people to an answer: the whole way in one call.

use super::answer::{Matching, ObjectiveBound, ObjectiveValue, Tandem, TotalScore, Unmatched};
use super::pins::{conflict_in_words, pin_warnings};
use super::round::Round;
use super::unmatched::{Partners, Reasons, why_unmatched};
use super::{CompiledScores, MatchError, Priority, Reason};
use crate::pool::{MenteeId, MentorId, Pair, Pool, Status as PersonStatus};
use crate::problem::{
    Bounds, Level, Limits, Objective, Problem, ProblemError, Solution, Status, StopReason, Weight,
};
use crate::score::{Score, ScoringModel};
use crate::solve::{Algorithm, Options, SolveError};

/// Matches pools by a scoring model: what is wanted, and nothing about the people.
///
/// ```
/// use tandems::{Matcher, Pool, ScoringModel};
/// use tandems::pool::{Mentee, Mentor};
///
/// let pool = Pool::new(vec![Mentor::new("anna")], vec![Mentee::new("samir"), Mentee::new("li")])?;
/// let model = ScoringModel::default();
/// let matching = Matcher::new(&model).pin("anna", "li").match_pool(&pool)?;
///
/// assert_eq!(matching.tandems()[0].mentee.as_str(), "li");
/// assert_eq!(matching.unmatched_mentees()[0].id, "samir");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Matcher<'a> {
    pub(super) model: &'a ScoringModel,
    pub(super) objective: Objective,
    pub(super) floor: Option<Score>,
    pub(super) pins: Vec<Pair>,
    pub(super) forbids: Vec<Pair>,
    priority: Priority,
    pub(super) options: Options,
}

impl<'a> Matcher<'a> {
    /// Most tandems, then the best total score; no floor, no pins.
    pub fn new(model: &'a ScoringModel) -> Self {
        Self {
            model,
            objective: Objective::default(),
            floor: None,
            pins: Vec::new(),
            forbids: Vec::new(),
            priority: Priority::default(),
            options: Options::default(),
        }
    }

    /// What best means.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// Pairs that score less are not made, but for pins.
    pub fn floor(mut self, floor: Score) -> Self {
        self.floor = Some(floor);
        self
    }

    /// The two must become a tandem. A pin overrides requirements, vetoes, the floor and earlier or declined tandems,
    /// with a warning; it never overrides a capacity, a demand or a forbid: that is a
    /// [conflict](Matching::conflict).
    pub fn pin(mut self, mentor: impl Into<MentorId>, mentee: impl Into<MenteeId>) -> Self {
        self.pins.push(Pair { mentor: mentor.into(), mentee: mentee.into() });
        self
    }

    /// The two must not become a tandem.
    pub fn forbid(mut self, mentor: impl Into<MentorId>, mentee: impl Into<MenteeId>) -> Self {
        self.forbids.push(Pair { mentor: mentor.into(), mentee: mentee.into() });
        self
    }

    /// Who goes first when there is not room for all.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Solves with this algorithm instead of the one that fits best.
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.options = self.options.algorithm(algorithm);
        self
    }

    /// Solves within these limits. They are the solver's, reading the scores included; compiling the model, verification
    /// and reasons come on top. The algorithm `kuhn-munkres` heeds the memory limit only.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options = self.options.limits(limits);
        self
    }

    /// Finds the best tandems of a pool, proves them and says why.
    ///
    /// The answer is verified by code that shares nothing with the solver before it is handed out.
    ///
    /// # Errors
    ///
    /// If the model cannot make sense of a profile, a pin or forbid names somebody who is not there, a mentor has a
    /// minimum load, or the algorithm asked for cannot do what is asked.
    ///
    /// # Complexity
    ///
    /// Scoring takes one look at each of the n·m pairs; see [`Algorithm`] for solving.
    pub fn match_pool(&self, pool: &Pool) -> Result<Matching, MatchError> {
        no_minimum(pool)?;
        let round = self.round(pool, &self.pins)?;
        let problem = self.problem(&round)?;
        let solution = problem.solve(&self.options)?;
        solution.verify(&problem)?;
        Ok(self.in_words(&round, &solution))
    }

    /// The pool as this matcher sees it.
    pub(super) fn round<'p>(
        &'p self,
        pool: &'p Pool,
        pins: &[Pair],
    ) -> Result<Round<'p>, MatchError> {
        let scores = CompiledScores::new(self.model.compile(pool)?, pool);
        Round::new(pool, scores, pins, &self.forbids, self.floor)
    }

    pub(super) fn problem<'r, 'p>(
        &self,
        round: &'r Round<'p>,
    ) -> Result<Problem<&'r CompiledScores<'p>>, MatchError> {
        let priorities = self.priority.of(round.pool)?;
        let build = || -> Result<_, ProblemError> {
            let bounds = |most: &[u32]| most.iter().map(|&most| Bounds::up_to(most)).collect();
            let mut problem = Problem::new(&round.scores)
                .with_objective(self.objective.clone())
                .with_demands(bounds(&round.wanted))?
                .with_capacities(bounds(&round.seats))?;
            if let Some(floor) = self.floor {
                problem = problem.with_floor(Weight::from(floor.micros()));
            }
            if let Some(priorities) = priorities {
                problem = problem.with_priorities(priorities)?;
            }
            problem.forbid_all((0..round.wanted.len()).flat_map(|mentee| {
                round.bars_of(mentee).map(move |(mentor, _)| (mentee, mentor))
            }))?;
            for &(mentee, mentor) in &round.pins {
                let score = round.scores.model().assess(mentor, mentee).score;
                problem.pin_with_weight(mentee, mentor, Weight::from(score.micros()))?;
            }
            Ok(problem)
        };
        build().map_err(|error| MatchError::Solve(SolveError::Problem(error)))
    }

    pub(super) fn in_words(&self, round: &Round<'_>, solution: &Solution) -> Matching {
        let mut partners = Partners {
            of_mentor: vec![Vec::new(); round.seats.len()],
            of_mentee: vec![Vec::new(); round.wanted.len()],
        };
        for pair in solution.pairs() {
            partners.of_mentee[pair.row].push(pair.column);
            partners.of_mentor[pair.column].push(pair.row);
        }
        let undecided = match (solution.status(), solution.stop_reason()) {
            (Status::Infeasible, _) => Some(Reason::NoMatchingPossible),
            (Status::Optimal, _) | (_, StopReason::Completed) => None,
            (_, stop_reason) => Some(Reason::NotDecided { stop_reason }),
        };
        let Reasons { mentees, mentors } = why_unmatched(round, &partners, undecided);
        let (partly_served, unmatched_mentees) = mentees
            .into_iter()
            .partition::<Vec<_>, _>(|(mentee, _)| !partners.of_mentee[*mentee].is_empty());
        let mentee_of = |(mentee, reason)| Unmatched {
            id: round.mentee(mentee).id.to_string(),
            reasons: vec![reason],
        };
        let mentor_of = |(mentor, reason)| Unmatched {
            id: round.mentor(mentor).id.to_string(),
            reasons: vec![reason],
        };
        Matching {
            status: solution.status(),
            stop_reason: solution.stop_reason(),
            proof: solution.proof(),
            algorithm: solution.algorithm().to_owned(),
            choice: solution.choice().to_owned(),
            objective: self.value(solution),
            conflict: solution.conflict().map(|conflict| conflict_in_words(round, conflict)),
            warnings: pin_warnings(round),
            tandems: solution
                .pairs()
                .iter()
                .map(|pair| tandem(round, pair.row, pair.column))
                .collect(),
            partly_served: partly_served.into_iter().map(mentee_of).collect(),
            unmatched_mentees: unmatched_mentees.into_iter().map(mentee_of).collect(),
            unmatched_mentors: mentors.into_iter().map(mentor_of).collect(),
        }
    }

    fn value(&self, solution: &Solution) -> ObjectiveValue {
        let bound_of = |level: Level| {
            solution
                .levels()
                .iter()
                .find(|value| value.level == level)
                .and_then(|value| value.bound)
        };
        let tandems = solution.pairs().len() as u64;
        ObjectiveValue {
            goal: self.objective.clone(),
            tandems,
            total: TotalScore::from_micros(solution.total()),
            bound: bound_of(Level::Total).map(|total| ObjectiveBound {
                tandems: bound_of(Level::Tandems).unwrap_or(i128::from(tandems)),
                total: TotalScore::from_micros(total),
            }),
        }
    }
}

/// Minimum loads are not solved yet.
pub(super) fn no_minimum(pool: &Pool) -> Result<(), MatchError> {
    let mut active =
        (pool.mentors().iter()).filter(|mentor| mentor.status_or_default() == PersonStatus::Active);
    match active.find(|mentor| mentor.capacity_or_default().min > 0) {
        Some(mentor) => {
            let min = mentor.capacity_or_default().min;
            Err(MatchError::MinimumLoad { mentor: mentor.id.to_string(), min })
        }
        None => Ok(()),
    }
}

pub(super) fn tandem(round: &Round<'_>, mentee: usize, mentor: usize) -> Tandem {
    Tandem {
        mentor: round.mentor(mentor).id.clone(),
        mentee: round.mentee(mentee).id.clone(),
        pinned: round.is_pinned(mentee, mentor),
        fit: round.scores.model().assess(mentor, mentee),
    }
}
