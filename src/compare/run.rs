//! Runs every strategy on every case and seed.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::case::Ran;
use super::table::{Comparison, Outcome, Run};
use super::{Case, CompareError};
use crate::solve::Options;
use crate::strategy::{Input, Inputs, Strategy, TieBreak};

/// How far a comparison is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Runs that are done.
    pub done: usize,
    /// Runs there are.
    pub runs: usize,
    /// The case of the run that was just done.
    pub case: String,
    /// Its strategy.
    pub strategy: Strategy,
    /// Its seed.
    pub seed: u64,
}

type Callback = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Which strategies are compared, with which seeds, and against which of them.
///
/// ```
/// use tandems::compare::{Case, Compare, Measure};
/// use tandems::problem::{Csr, Problem};
/// use tandems::strategy::Strategy;
///
/// let edges = Csr::from_triplets(2, 2, [(0, 0, 9), (0, 1, 8), (1, 0, 7)])?;
/// let cases = [Case::problem("by hand", Problem::new(edges))?];
/// let comparison = Compare::new([Strategy::MostTandems, Strategy::Greedy])
///     .baseline(Strategy::Greedy)
///     .run(&cases)?;
/// let row = comparison.row(Strategy::MostTandems, Measure::Tandems).ok_or("a row")?;
/// assert_eq!(row.summary.map(|summary| summary.mean), Some(2.0));
/// assert_eq!(row.difference.map(|difference| difference.mean), Some(1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Compare {
    strategies: Vec<Strategy>,
    seeds: Vec<u64>,
    baseline: Option<Strategy>,
    ties: TieBreak,
    options: Options,
    resamples: u32,
    progress: Option<Callback>,
}

impl fmt::Debug for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compare")
            .field("strategies", &self.strategies)
            .field("seeds", &self.seeds)
            .field("baseline", &self.baseline)
            .field("ties", &self.ties)
            .field("options", &self.options)
            .field("resamples", &self.resamples)
            .finish_non_exhaustive()
    }
}

impl Compare {
    /// These strategies, each once, with seed 0, against the first of them.
    pub fn new(strategies: impl IntoIterator<Item = Strategy>) -> Self {
        let mut strategies: Vec<Strategy> = strategies.into_iter().collect();
        let mut seen = HashSet::new();
        strategies.retain(|&strategy| seen.insert(strategy));
        Self {
            baseline: strategies.first().copied(),
            strategies,
            seeds: vec![0],
            ties: TieBreak::default(),
            options: Options::default(),
            resamples: 2000,
            progress: None,
        }
    }

    /// Seeds of strategies that draw; others are run once and stand for every seed.
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = u64>) -> Self {
        self.seeds = seeds.into_iter().collect();
        self.seeds.sort_unstable();
        self.seeds.dedup();
        self
    }

    /// The strategy that differences are taken from.
    pub fn baseline(mut self, baseline: Strategy) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// How ties are broken.
    pub fn ties(mut self, ties: TieBreak) -> Self {
        self.ties = ties;
        self
    }

    /// Hands these options to strategies that [use](crate::strategy::Capabilities::uses) them; limits hold for each run. What a
    /// limit of time has ended may differ from one comparison to the next.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// How many samples the intervals of differences rest on; 2,000 if nothing is said.
    pub fn resamples(mut self, resamples: u32) -> Self {
        self.resamples = resamples;
        self
    }

    /// Is called after every run, from the thread of the run: calls may overlap, and come in any order of [`Progress::done`].
    pub fn progress(mut self, callback: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// Runs every strategy on every case with every seed, on all cores with the feature `rayon`. Every answer is verified
    /// before it is measured. The comparison is the same on any number of threads.
    ///
    /// A strategy that does not take what a problem has is not left out: its run says why it is not applicable.
    ///
    /// # Errors
    ///
    /// If there is nothing to compare, the baseline is not among the strategies, two cases have one name, or a problem is
    /// malformed.
    ///
    /// # Complexity
    ///
    /// That of the strategies, and for each run one pass over the edges to verify and one to measure.
    pub fn run(&self, cases: &[Case<'_>]) -> Result<Comparison, CompareError> {
        self.check(cases)?;
        let mut jobs = Vec::new();
        for case in cases {
            for &strategy in &self.strategies {
                let seeds = if self.draws(strategy) { &self.seeds[..] } else { &self.seeds[..1] };
                jobs.extend(seeds.iter().map(|&seed| (case, strategy, seed)));
            }
        }
        let done = AtomicUsize::new(0);
        let runs = jobs.len();
        let each = |&(case, strategy, seed): &(&Case<'_>, Strategy, u64)| {
            let inputs = Inputs::default().ties(self.ties).seed(seed).options(self.options.clone());
            let outcome = match case.run(strategy, &inputs)? {
                Ran::Measured(status, stop_reason, measures) => {
                    Outcome::Measured { status, stop_reason, measures }
                }
                Ran::NotApplicable(reason) => Outcome::NotApplicable { reason },
            };
            if let Some(progress) = &self.progress {
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                let case = case.name().to_owned();
                progress(&Progress { done, runs, case, strategy, seed });
            }
            let drawn = self.draws(strategy).then_some(seed);
            let (case, strategy) = (case.name().to_owned(), strategy.to_string());
            Ok(Run { case, strategy, seed: drawn, outcome })
        };
        let runs = over(&jobs, each)?;
        let cases = cases.iter().map(|case| case.name().to_owned()).collect();
        Ok(Comparison::new(
            cases,
            &self.strategies,
            self.seeds.clone(),
            self.baseline,
            self.resamples,
            runs,
        ))
    }

    /// Whether another seed may make another matching.
    fn draws(&self, strategy: Strategy) -> bool {
        let uses = strategy.capabilities();
        uses.uses(Input::Seed) || (uses.uses(Input::Ties) && self.ties == TieBreak::Lottery)
    }

    fn check(&self, cases: &[Case<'_>]) -> Result<(), CompareError> {
        if self.strategies.is_empty() {
            return Err(CompareError::Empty("strategies"));
        }
        if cases.is_empty() {
            return Err(CompareError::Empty("cases"));
        }
        if self.seeds.is_empty() {
            return Err(CompareError::Empty("seeds"));
        }
        if let Some(baseline) = self.baseline
            && !self.strategies.contains(&baseline)
        {
            return Err(CompareError::NoSuchBaseline(baseline.to_string()));
        }
        let mut names: Vec<&str> = cases.iter().map(Case::name).collect();
        names.sort_unstable();
        match names.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(CompareError::SameName(two[0].to_owned())),
            None => Ok(()),
        }
    }
}

/// All jobs, with answers in order.
fn over<J: Sync, T: Send>(
    jobs: &[J],
    each: impl Fn(&J) -> Result<T, CompareError> + Send + Sync,
) -> Result<Vec<T>, CompareError> {
    #[cfg(feature = "rayon")]
    let answers: Vec<_> = {
        use rayon::prelude::*;
        jobs.par_iter().map(each).collect()
    };
    #[cfg(not(feature = "rayon"))]
    let answers: Vec<_> = jobs.iter().map(each).collect();
    // The first error in the order of the jobs, whichever came first in time.
    answers.into_iter().collect()
}
