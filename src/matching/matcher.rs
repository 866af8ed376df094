//! From people to an answer: the whole way in one call.

use super::answer::{Matching, ObjectiveBound, ObjectiveValue, Tandem, TotalScore, Unmatched};
use super::pins::pin_warnings;
use super::round::Round;
use super::rules::{Conflict, Limits as RuleLimits, Numbers, conflict_in_words, outcomes, role_of};
use super::unmatched::{Partners, Reasons, why_unmatched};
use super::{CompiledScores, MatchError, Priority, Reason};
use crate::pool::{MenteeId, MentorId, Pair, Pool};
use crate::problem::{
    Backend, Level, Limits, Objective, Problem, ProblemError, Proof, Solution, Status, StopReason,
    Weight,
};
use crate::rules::{CompiledRules, Rules};
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
    rules: &'a Rules,
}

impl<'a> Matcher<'a> {
    /// Most tandems, then the best total score, under the [rules](ScoringModel::rules) of the model; no floor, no pins.
    pub fn new(model: &'a ScoringModel) -> Self {
        Self {
            model,
            objective: Objective::default(),
            floor: None,
            pins: Vec::new(),
            forbids: Vec::new(),
            priority: Priority::default(),
            rules: model.rules(),
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

    /// Keeps these rules instead of those of the model.
    ///
    /// ```
    /// use tandems::pool::{Capacity, Mentee, Mentor, Pool};
    /// use tandems::rules::{Apart, Rule, Rules};
    /// use tandems::{Matcher, ScoringModel};
    ///
    /// let mut anna = Mentor::new("anna");
    /// anna.capacity = Some(Capacity::up_to(2));
    /// let pool = Pool::new(vec![anna], vec![Mentee::new("samir"), Mentee::new("li")])?;
    /// let model = ScoringModel::default();
    /// let rules = Rules::default().rule(Rule::new(Apart::new(["samir", "li"])));
    ///
    /// assert_eq!(Matcher::new(&model).match_pool(&pool)?.tandems().len(), 2);
    /// let matching = Matcher::new(&model).rules(&rules).match_pool(&pool)?;
    /// assert_eq!(matching.tandems().len(), 1);
    /// assert!(matching.rules()[0].is_kept());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rules(mut self, rules: &'a Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Gives rules that are no flow to this backend.
    pub fn backend(mut self, backend: Backend) -> Self {
        self.options = self.options.backend(backend);
        self
    }

    /// Lets a backend stop this near to the optimum, in millionths.
    pub fn gap(mut self, millionths: u32) -> Self {
        self.options = self.options.gap(millionths);
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
    /// If the model cannot make sense of a profile, a pin or forbid names somebody who is not there, the rules do
    /// not fit the pool, or the algorithm asked for cannot do what is asked.
    ///
    /// # Complexity
    ///
    /// Scoring takes one look at each of the n·m pairs; see [`Algorithm`] for solving.
    pub fn match_pool(&self, pool: &Pool) -> Result<Matching, MatchError> {
        let rules = self.compiled_rules(pool)?;
        let round = self.round(pool, &self.pins, &rules)?;
        let mut numbers = Numbers::new(&round, &rules, RuleLimits::Tight)?;
        if let Some(conflict) = numbers.conflict.take() {
            return Ok(self.in_words(&round, &rules, Found::Conflict(conflict)));
        }
        let problem = self.problem(&round, &numbers)?;
        let solution = problem.solve(&self.options)?;
        solution.verify(&problem)?;
        if solution.status() == Status::Infeasible && numbers.is_tight {
            // Once more, for an explanation that names the room people have beside the rules.
            let loose = Numbers::new(&round, &rules, RuleLimits::Loose)?;
            let problem = self.problem(&round, &loose)?;
            let explained = problem.solve(&self.options)?;
            explained.verify(&problem)?;
            if explained.status() == Status::Infeasible {
                return Ok(self.in_words(&round, &rules, Found::Solution(&explained, &loose)));
            }
        }
        Ok(self.in_words(&round, &rules, Found::Solution(&solution, &numbers)))
    }

    /// The pool as this matcher sees it.
    pub(super) fn round<'p>(
        &'p self,
        pool: &'p Pool,
        pins: &[Pair],
        rules: &CompiledRules<'_>,
    ) -> Result<Round<'p>, MatchError> {
        let scores = CompiledScores::new(self.model.compile(pool)?, pool);
        Round::new(pool, scores, pins, &self.forbids, self.floor, &rules.last())
    }

    /// The rules, as they are for a pool.
    pub(super) fn compiled_rules<'p>(
        &self,
        pool: &'p Pool,
    ) -> Result<CompiledRules<'p>, MatchError> {
        self.rules.compile(pool).map_err(MatchError::Rules)
    }

    pub(super) fn problem<'r, 'p>(
        &self,
        round: &'r Round<'p>,
        numbers: &Numbers,
    ) -> Result<Problem<&'r CompiledScores<'p>>, MatchError> {
        let priorities = self.priority.of(round.pool)?;
        let build = || -> Result<_, ProblemError> {
            let mut problem = Problem::new(&round.scores)
                .with_objective(self.objective.clone())
                .with_demands(numbers.demands.clone())?
                .with_capacities(numbers.capacities.clone())?
                .with_rules(numbers.rules.clone())?;
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

    pub(super) fn in_words(
        &self,
        round: &Round<'_>,
        rules: &CompiledRules<'_>,
        found: Found<'_>,
    ) -> Matching {
        let mut partners = Partners {
            of_mentor: vec![Vec::new(); round.seats.len()],
            of_mentee: vec![Vec::new(); round.wanted.len()],
        };
        let pairs = match found {
            Found::Solution(solution, _) => solution.pairs(),
            Found::Conflict(_) => &[],
        };
        for pair in pairs {
            partners.of_mentee[pair.row].push(pair.column);
            partners.of_mentor[pair.column].push(pair.row);
        }
        let undecided = match &found {
            Found::Conflict(_) => Some(Reason::NoMatchingPossible),
            Found::Solution(solution, _) => match (solution.status(), solution.stop_reason()) {
                (Status::Infeasible, _) => Some(Reason::NoMatchingPossible),
                (Status::Optimal, _) | (_, StopReason::Completed) => None,
                (_, stop_reason) => Some(Reason::NotDecided { stop_reason }),
            },
        };
        let Reasons { mentees, mentors } = why_unmatched(round, rules, &partners, undecided);
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
        let matching = Matching {
            status: Status::Infeasible,
            stop_reason: StopReason::Completed,
            proof: Proof::None,
            algorithm: "none".to_owned(),
            choice: "a contradiction showed before solving".to_owned(),
            objective: ObjectiveValue {
                goal: self.objective.clone(),
                tandems: 0,
                total: TotalScore::from_micros(0),
                bound: None,
            },
            conflict: None,
            rules: Vec::new(),
            warnings: pin_warnings(round),
            tandems: pairs
                .iter()
                .map(|pair| {
                    let role = role_of(
                        round,
                        rules,
                        &partners.of_mentee[pair.row],
                        (pair.row, pair.column),
                    );
                    Tandem { role, ..tandem(round, pair.row, pair.column) }
                })
                .collect(),
            partly_served: partly_served.into_iter().map(mentee_of).collect(),
            unmatched_mentees: unmatched_mentees.into_iter().map(mentee_of).collect(),
            unmatched_mentors: mentors.into_iter().map(mentor_of).collect(),
        };
        match found {
            Found::Conflict(conflict) => Matching { conflict: Some(conflict), ..matching },
            Found::Solution(solution, numbers) => Matching {
                status: solution.status(),
                stop_reason: solution.stop_reason(),
                proof: solution.proof(),
                algorithm: solution.algorithm().to_owned(),
                choice: solution.choice().to_owned(),
                objective: self.value(solution),
                conflict: solution.conflict().map(|conflict| {
                    conflict_in_words(round, rules, numbers, &self.objective, conflict)
                }),
                rules: match solution.status() {
                    Status::Infeasible | Status::Unknown => Vec::new(),
                    _ => outcomes(rules, &partners.pairs(round)),
                },
                ..matching
            },
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

/// What a round came to.
pub(super) enum Found<'a> {
    /// A contradiction that shows without solving.
    Conflict(Conflict),
    /// What the solver says.
    Solution(&'a Solution, &'a Numbers),
}

pub(super) fn tandem(round: &Round<'_>, mentee: usize, mentor: usize) -> Tandem {
    Tandem {
        mentor: round.mentor(mentor).id.clone(),
        mentee: round.mentee(mentee).id.clone(),
        pinned: round.is_pinned(mentee, mentor),
        role: None,
        fit: round.scores.model().assess(mentor, mentee),
    }
}
