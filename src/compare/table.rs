//! What a comparison found: every run, and one line for each strategy and measure.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::bootstrap::{Difference, Summary, difference, mean};
use super::{CompareError, Measure};
use crate::measure::Measures;
use crate::problem::{Status, StopReason};
use crate::strategy::Strategy;

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Run {
    /// Name of the case.
    pub case: String,
    /// Name of the strategy.
    pub strategy: String,
    /// The seed; `None` where it makes no difference.
    pub seed: Option<u64>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Pairs that were verified and measured.
    Measured {
        /// What is known of the answer under the objective of the strategy.
        status: Status,
        /// Why the run ended.
        stop_reason: StopReason,
        /// All measures.
        measures: Box<Measures>,
    },
    /// The strategy does not take what the problem has, or came to no answer.
    NotApplicable {
        /// Why, and what to do.
        reason: String,
    },
}

/// One measure of one strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Row {
    /// Name of the strategy.
    pub strategy: String,
    /// The measure.
    pub measure: Measure,
    /// Over all runs in which it is defined; `None` where it is in none.
    pub summary: Option<Summary>,
    /// How many of these runs a limit has ended early.
    pub unfinished: u64,
    /// Against the baseline, over all cases and seeds in which it is defined for both; `None` for the baseline itself.
    pub difference: Option<Difference>,
}

/// Strategies side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Names of the cases.
    pub cases: Vec<String>,
    /// Names of the strategies.
    pub strategies: Vec<String>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// Name of the strategy that differences are taken from.
    pub baseline: Option<String>,
    /// Every run: by case, strategy and seed.
    pub runs: Vec<Run>,
    /// The table: by strategy and measure.
    pub rows: Vec<Row>,
}

impl Comparison {
    pub(super) fn new(
        cases: Vec<String>,
        strategies: &[Strategy],
        seeds: Vec<u64>,
        baseline: Option<Strategy>,
        resamples: u32,
        runs: Vec<Run>,
    ) -> Self {
        let strategies = strategies.iter().map(ToString::to_string).collect();
        let baseline = baseline.map(|strategy| strategy.to_string());
        let mut this = Self { cases, strategies, seeds, baseline, runs, rows: Vec::new() };
        let mut rows = Vec::new();
        for strategy in &this.strategies {
            for &measure in Measure::ALL {
                let values = this.values(strategy, measure);
                let own: Vec<f64> = values.iter().map(|value| value.2).collect();
                rows.push(Row {
                    strategy: strategy.clone(),
                    measure,
                    summary: Summary::of(&own),
                    unfinished: this.unfinished(strategy, measure),
                    difference: this.difference(strategy, measure, resamples),
                });
            }
        }
        this.rows = rows;
        this
    }

    /// The line of a strategy and a measure.
    #[must_use]
    pub fn row(&self, strategy: Strategy, measure: Measure) -> Option<&Row> {
        let strategy = strategy.to_string();
        self.rows.iter().find(|row| row.strategy == strategy && row.measure == measure)
    }

    /// What was measured, by case and seed.
    fn values(&self, strategy: &str, measure: Measure) -> Vec<(&str, Option<u64>, f64)> {
        let own = self.runs.iter().filter(|run| run.strategy == strategy);
        own.filter_map(|run| match &run.outcome {
            Outcome::Measured { measures, .. } => {
                Some((run.case.as_str(), run.seed, measure.of(measures)?))
            }
            Outcome::NotApplicable { .. } => None,
        })
        .collect()
    }

    /// How many of the runs that were measured a limit has ended.
    fn unfinished(&self, strategy: &str, measure: Measure) -> u64 {
        let ended = |run: &&Run| {
            run.strategy == strategy
                && matches!(
                    &run.outcome,
                    Outcome::Measured { stop_reason, measures, .. }
                        if *stop_reason != StopReason::Completed && measure.of(measures).is_some()
                )
        };
        self.runs.iter().filter(ended).count() as u64
    }

    /// Against the baseline. What is drawn again are cases, each with the mean over its seeds, as runs of one case are not
    /// independent; only where there is one case are they its seeds.
    fn difference(&self, strategy: &str, measure: Measure, resamples: u32) -> Option<Difference> {
        let baseline = self.baseline.as_deref().filter(|&baseline| baseline != strategy)?;
        let (own, base) = (self.values(strategy, measure), self.values(baseline, measure));
        let find = |values: &[(&str, Option<u64>, f64)], case: &str, seed: u64| {
            let same = |value: &&(&str, Option<u64>, f64)| {
                value.0 == case && value.1.is_none_or(|drawn| drawn == seed)
            };
            values.iter().find(same).map(|value| value.2)
        };
        // Where neither draws, every seed would say the same.
        let draws = own.iter().chain(&base).any(|value| value.1.is_some());
        let seeds = if draws { &self.seeds[..] } else { &self.seeds[..1] };
        let of_case = |case: &String| -> Vec<f64> {
            let pair = |&seed: &u64| Some(find(&own, case, seed)? - find(&base, case, seed)?);
            seeds.iter().filter_map(pair).collect()
        };
        let by_case: Vec<Vec<f64>> =
            self.cases.iter().map(of_case).filter(|values| !values.is_empty()).collect();
        let units = match &by_case[..] {
            [only] => only.clone(),
            many => many.iter().map(|values| mean(values)).collect(),
        };
        // Each measure has draws of its own, the same whatever else is compared.
        let seed = Measure::ALL.iter().position(|&other| other == measure).unwrap_or(0) as u64;
        difference(&units, resamples, seed)
    }

    /// The table as CSV: `strategy,measure,better,runs,unfinished,mean,std,min,max,difference,low,high`, numbers as short as they can be
    /// written exactly, nothing where there is none.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_csv(&self, writer: impl Write) -> Result<(), CompareError> {
        let mut csv = csv::Writer::from_writer(writer);
        let mut write = |record: &[String]| {
            csv.write_record(record).map_err(|error| CompareError::Write(error.to_string()))
        };
        let head = [
            "strategy",
            "measure",
            "better",
            "runs",
            "unfinished",
            "mean",
            "std",
            "min",
            "max",
            "difference",
            "low",
            "high",
        ];
        write(&head.map(str::to_owned))?;
        for row in &self.rows {
            let mut record = vec![row.strategy.clone(), row.measure.to_string()];
            record.push(format!("{:?}", row.measure.better()).to_lowercase());
            match row.summary {
                Some(Summary { runs, mean, std, min, max }) => {
                    record.extend([runs, row.unfinished].map(|count| count.to_string()));
                    record.extend([mean, std, min, max].map(|number| number.to_string()));
                }
                None => record.extend(["0", "0", "", "", "", ""].map(str::to_owned)),
            }
            let interval = row.difference.and_then(|difference| difference.interval);
            let numbers = [
                row.difference.map(|difference| difference.mean),
                interval.map(|interval| interval.0),
                interval.map(|interval| interval.1),
            ];
            let text =
                |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
            record.extend(numbers.map(text));
            write(&record)?;
        }
        csv.flush().map_err(|error| CompareError::Write(error.to_string()))
    }

    /// Every run as CSV: `case,strategy,seed,status,reason` and a column for each measure; the reason is why there is no answer, or which limit ended the
    /// run early.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write_runs_csv(&self, writer: impl Write) -> Result<(), CompareError> {
        let mut csv = csv::Writer::from_writer(writer);
        let mut write = |record: &[String]| {
            csv.write_record(record).map_err(|error| CompareError::Write(error.to_string()))
        };
        let mut head = ["case", "strategy", "seed", "status", "reason"].map(str::to_owned).to_vec();
        head.extend(Measure::ALL.iter().map(ToString::to_string));
        write(&head)?;
        for run in &self.runs {
            let seed = run.seed.map_or(String::new(), |seed| seed.to_string());
            let mut record = vec![run.case.clone(), run.strategy.clone(), seed];
            match &run.outcome {
                Outcome::Measured { status, stop_reason, measures } => {
                    record.push(status_word(*status).to_owned());
                    record.push(match stop_reason {
                        StopReason::Completed => String::new(),
                        limit => format!("{limit:?}").to_lowercase(),
                    });
                    record.extend(Measure::ALL.iter().map(|measure| {
                        measure.of(measures).map_or(String::new(), |number| number.to_string())
                    }));
                }
                Outcome::NotApplicable { reason } => {
                    record.extend(["not applicable".to_owned(), reason.clone()]);
                    record.extend(Measure::ALL.iter().map(|_| String::new()));
                }
            }
            write(&record)?;
        }
        csv.flush().map_err(|error| CompareError::Write(error.to_string()))
    }

    /// The table as text in CSV, see [`write_csv`](Self::write_csv).
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn to_csv(&self) -> Result<String, CompareError> {
        let mut bytes = Vec::new();
        self.write_csv(&mut bytes)?;
        String::from_utf8(bytes).map_err(|error| CompareError::Write(error.to_string()))
    }

    /// Everything as JSON.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn to_json(&self) -> Result<String, CompareError> {
        serde_json::to_string_pretty(self).map_err(|error| CompareError::Write(error.to_string()))
    }
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
        Status::Unknown => "unknown",
    }
}
