//! Which strategy is asked, and whether it takes the problem.

use super::market::Market;
use super::open::Open;
use super::profile::{self, Aim, Graded, Sides};
use super::student_project::{self, Projects, Supervised};
use super::{
    Feature, Input, Inputs, Lottery, Outcome, Ranking, Strategy, StrategyError, TieBreak,
    best_stable, deferred, fair_flow, fairest, kiraly, local_fairness, peer_review, perturbed,
    probabilities, sequence, simple, start, strongly_stable, super_stable,
};
use crate::problem::{AnyProblem, Assigned, Limits, Objective, StopReason};
use crate::solve::pins;

impl Strategy {
    /// Matches.
    ///
    /// # Errors
    ///
    /// If the problem has something the strategy does not [take](Self::capabilities), or preferences or scores are for
    /// other rows and columns. Pins that contradict bounds or forbids are no error but
    /// [`Status::Infeasible`](crate::problem::Status::Infeasible).
    ///
    /// # Complexity
    ///
    /// See each strategy.
    ///
    /// # Examples
    ///
    /// ```
    /// use tandems::problem::{Csr, Problem, Side};
    /// use tandems::strategy::{Inputs, Strategy};
    ///
    /// // The best pair first leaves row 1 alone.
    /// let problem = Problem::new(Csr::from_triplets(2, 2, [(0, 0, 9), (0, 1, 8), (1, 0, 7)])?);
    /// let greedy = Strategy::Greedy.solve(&problem, &Inputs::default())?;
    /// let most = Strategy::MostTandems.solve(&problem, &Inputs::default())?;
    /// assert_eq!((greedy.pairs().len(), most.pairs().len()), (1, 2));
    /// assert!(most.verify(&problem)?.proved);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn solve(
        &self,
        problem: &AnyProblem<'_>,
        inputs: &Inputs<'_>,
    ) -> Result<Outcome, StrategyError> {
        let strategy = *self;
        self.check(problem)?;
        let objective = match strategy {
            Self::MostTandems => Some(Objective::MostTandems),
            Self::BestTotal => Some(Objective::BestTotal),
            _ => None,
        };
        if let Some(objective) = objective {
            let solution = problem.under(objective.clone()).solve(&inputs.options)?;
            return Ok(Outcome::solved(strategy, objective, solution));
        }
        if let Some(conflict) = pins::conflict(problem) {
            return Ok(Outcome::conflicting(strategy, problem.objective(), conflict));
        }
        let limits = &inputs.options.limits;
        match strategy {
            Self::Fairest
            | Self::PeerReview4All
            | Self::LocalFairness
            | Self::FairFlow
            | Self::FairSequence
            | Self::Greedy
            | Self::Random => by_weights(strategy, problem, inputs),
            Self::CappedLottery(share) => {
                let open = Open::read(problem)?;
                let weight = |edge: usize, _| i128::from(open.weights[edge]);
                let best = probabilities::best(problem, &open, share, 1, weight, limits)?;
                Ok(by_lot(strategy, problem, best, inputs.seed))
            }
            Self::PerturbedMaximization { most, perturbation } => {
                let open = Open::read(problem)?;
                let best = perturbed::best(problem, &open, most, perturbation, limits)?;
                Ok(by_lot(strategy, problem, best, inputs.seed))
            }
            _ => by_preferences(strategy, problem, inputs),
        }
    }

    /// What the problem has and the strategy does not take.
    fn check(self, problem: &AnyProblem<'_>) -> Result<(), StrategyError> {
        let takes = self.capabilities();
        let unsupported = |feature, found| {
            let strategy = self.to_string();
            Err(StrategyError::Unsupported { strategy, feature, found })
        };
        let missing = |feature| !takes.takes(feature);
        if missing(Feature::Rules) && !problem.rules().is_empty() {
            return unsupported(Feature::Rules, format!("it has {}", problem.rules().len()));
        }
        if missing(Feature::Perfect) && *problem.objective() == Objective::Perfect {
            return unsupported(Feature::Perfect, "it fills a side wholly".to_owned());
        }
        if missing(Feature::MinimumLoads) {
            let rows = (0..problem.rows()).map(|row| ("row", row, problem.demand(row).min));
            let columns = (0..problem.columns())
                .map(|column| ("column", column, problem.capacity(column).min));
            if let Some((side, index, min)) = rows.chain(columns).find(|&(_, _, min)| min > 0) {
                return unsupported(
                    Feature::MinimumLoads,
                    format!("{side} {index} must have {min}"),
                );
            }
        }
        if missing(Feature::DemandAboveOne) {
            let row = (0..problem.rows()).find(|&row| problem.demand(row).max > 1);
            if let Some(row) = row {
                let max = problem.demand(row).max;
                return unsupported(Feature::DemandAboveOne, format!("row {row} may have {max}"));
            }
        }
        Ok(())
    }
}

/// Strategies that look at pairs and weights.
fn by_weights(
    strategy: Strategy,
    problem: &AnyProblem<'_>,
    inputs: &Inputs<'_>,
) -> Result<Outcome, StrategyError> {
    let open = Open::read(problem)?;
    let pairs = open.columns.len() as u64;
    let stopped = |reason| Outcome::stopped(strategy, problem.objective(), reason);
    let (edges, work) = match strategy {
        Strategy::Greedy => (simple::greedy(&open, inputs), pairs),
        Strategy::FairSequence => match sequence::matched(problem, &open, inputs)? {
            Ok(found) => found,
            Err(reason) => return Ok(stopped(reason)),
        },
        Strategy::Fairest => {
            let found = fairest::matched(problem, &open, inputs)?;
            let Some(edges) = found.edges else { return Ok(stopped(found.stop_reason)) };
            let outcome = of_open(strategy, problem, &open, edges, found.work);
            return Ok(outcome.with_fairness(found.fairness, found.stop_reason));
        }
        Strategy::PeerReview4All | Strategy::LocalFairness | Strategy::FairFlow => {
            let options = &inputs.options;
            let found =
                start::improved(problem, &open, options, |has, clock, meter| match strategy {
                    Strategy::LocalFairness => {
                        local_fairness::improve(&open, has, options, clock, meter)
                    }
                    Strategy::FairFlow => Ok(fair_flow::improve(&open, has, meter)),
                    _ => Ok(peer_review::improve(&open, has, meter)),
                })?;
            let Some(edges) = found.edges else { return Ok(stopped(found.stop_reason)) };
            let outcome = of_open(strategy, problem, &open, edges, found.work);
            return Ok(outcome.ended(found.stop_reason));
        }
        _ => (simple::random(&open, inputs), pairs),
    };
    Ok(of_open(strategy, problem, &open, edges, work))
}

/// A matching drawn by the best probabilities.
fn by_lot(
    strategy: Strategy,
    problem: &AnyProblem<'_>,
    best: Result<(Lottery, u64), StopReason>,
    seed: u64,
) -> Outcome {
    match best {
        Ok((lottery, work)) => Outcome::drawn(strategy, problem, lottery, seed, work),
        Err(stopped) => Outcome::stopped(strategy, problem.objective(), stopped),
    }
}

/// Strategies that look at who prefers whom.
fn by_preferences(
    strategy: Strategy,
    problem: &AnyProblem<'_>,
    inputs: &Inputs<'_>,
) -> Result<Outcome, StrategyError> {
    // Where ties are no reason for anything, the same answer of several is given whatever the rule.
    let by_index =
        (!strategy.capabilities().uses(Input::Ties)).then(|| inputs.clone().ties(TieBreak::Index));
    let inputs = by_index.as_ref().unwrap_or(inputs);
    let market = Market::read(problem, inputs)?;
    let work = market.weights.len() as u64;
    let stopped = |reason| Ok(Outcome::stopped(strategy, problem.objective(), reason));
    let (edges, work) = match strategy {
        Strategy::DeferredAcceptance { proposing } => deferred::matched(&market, proposing),
        Strategy::StudentProject { proposing } => {
            let supervised = Supervised::read(&market, problem, inputs)?;
            student_project::matched(&market, &supervised, proposing)
        }
        Strategy::SuperStableStudentProject => {
            let supervised = Supervised::read(&market, problem, inputs)?;
            student_project::super_stable(&market, &supervised)?
        }
        Strategy::MaximumStudentProject => {
            if let Some(given) = inputs.supervisors {
                let projects = Projects::read(given, problem)?;
                let found = student_project::most(&market, &projects, &inputs.options)?;
                let Some(edges) = found.edges else { return stopped(found.stop_reason) };
                let outcome = of_market(strategy, problem, &market, edges, work);
                return Ok(outcome.ended(found.stop_reason));
            }
            // Nobody but rows cares, and a profile of most pairs that is the best leaves nothing to exchange.
            match by_ranks(&market, Ranking::Rows, Aim::MostThenBest, &inputs.options.limits) {
                Ok(found) => found,
                Err(reason) => return stopped(reason),
            }
        }
        Strategy::SerialDictatorship(turns) => {
            (simple::dictatorship(problem, &market, inputs, turns), work)
        }
        Strategy::RankMaximal(ranking)
        | Strategy::GreedyMaximum(ranking)
        | Strategy::GenerousMaximum(ranking) => {
            let aim = match strategy {
                Strategy::RankMaximal(_) => Aim::BestFirst,
                Strategy::GreedyMaximum(_) => Aim::MostThenBest,
                _ => Aim::MostThenFewestWorst,
            };
            match by_ranks(&market, ranking, aim, &inputs.options.limits) {
                Ok(found) => found,
                Err(reason) => return stopped(reason),
            }
        }
        Strategy::ApproximateMaximumStable => kiraly::matched(&market),
        Strategy::BestStable => (best_stable::matched(&market), work),
        Strategy::StronglyStable { proposing } => {
            match strongly_stable::matched(&market, proposing, &inputs.options.limits)? {
                Ok(found) => found,
                Err(reason) => return stopped(reason),
            }
        }
        Strategy::SuperStable { proposing } => super_stable::matched(&market, proposing)?,
        Strategy::MostTandems
        | Strategy::BestTotal
        | Strategy::Fairest
        | Strategy::PeerReview4All
        | Strategy::LocalFairness
        | Strategy::FairFlow
        | Strategy::FairSequence
        | Strategy::Greedy
        | Strategy::Random
        | Strategy::CappedLottery(_)
        | Strategy::PerturbedMaximization { .. } => unreachable!("answered above"),
    };
    Ok(of_market(strategy, problem, &market, edges, work))
}

/// The best profile of ranks.
fn by_ranks(
    market: &Market,
    ranking: Ranking,
    aim: Aim,
    limits: &Limits,
) -> Result<(Vec<u32>, u64), StopReason> {
    let ranks = |edge: usize| match ranking {
        Ranking::Rows => [market.rows.rank[edge]; 2],
        Ranking::Columns => [market.columns.rank[edge]; 2],
        Ranking::Both => [market.rows.rank[edge], market.columns.rank[edge]],
    };
    let graded = Graded {
        row_of: market.rows.node.clone(),
        column_of: market.columns.node.clone(),
        wants: &market.rows.limits,
        seats: &market.columns.limits,
        weights: &market.weights,
        classes: (0..market.weights.len()).map(ranks).collect(),
        sides: if ranking == Ranking::Both { Sides::Both } else { Sides::One },
    };
    profile::decide(graded, aim, limits)
}

fn of_open(
    strategy: Strategy,
    problem: &AnyProblem<'_>,
    open: &Open,
    edges: Vec<u32>,
    work: u64,
) -> Outcome {
    let rows = open.rows_of_edges();
    let pair = |edge: u32| {
        let at = edge as usize;
        Assigned { row: rows[at] as usize, column: open.column(at), weight: open.weights[at] }
    };
    let pairs = edges.into_iter().map(pair).collect();
    Outcome::of_pairs(strategy, problem, pairs, work)
}

fn of_market(
    strategy: Strategy,
    problem: &AnyProblem<'_>,
    market: &Market,
    edges: Vec<u32>,
    work: u64,
) -> Outcome {
    let pair = |edge: u32| {
        let at = edge as usize;
        Assigned {
            row: market.rows.node[at] as usize,
            column: market.columns.node[at] as usize,
            weight: market.weights[at],
        }
    };
    Outcome::of_pairs(strategy, problem, edges.into_iter().map(pair).collect(), work)
}
