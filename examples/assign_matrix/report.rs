//! The line that is printed.

use std::time::Duration;

use tandems::problem::{Edges, Problem, Solution, Status};
use tandems::verify::{Verified, VerifyError};

use super::Error;

/// What took how long.
pub(crate) struct Clock {
    read: Duration,
    build: Vec<Duration>,
    solve: Vec<Duration>,
    verify: Duration,
}

impl Clock {
    pub(crate) fn after_reading(read: Duration) -> Self {
        Self { read, build: Vec::new(), solve: Vec::new(), verify: Duration::ZERO }
    }

    pub(crate) fn built(&mut self, time: Duration) {
        self.build.push(time);
    }

    pub(crate) fn solved(&mut self, time: Duration) {
        self.solve.push(time);
    }

    pub(crate) fn verified(&mut self, time: Duration) {
        self.verify = time;
    }
}

/// In seconds; the higher one of the two in the middle.
fn median(times: &[Duration]) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64)
}

/// An answer and what is known of it.
pub(crate) struct Report<'r, E> {
    pub(crate) problem: &'r Problem<E>,
    pub(crate) solution: &'r Solution,
    pub(crate) verified: &'r Result<Verified, VerifyError>,
    /// Bytes of memory, before the answer was verified.
    pub(crate) peak: Option<u64>,
}

impl<E: Edges> Report<'_, E> {
    /// JSON, written by hand: totals may be wider than the 64 bits of a library.
    pub(crate) fn line(&self, clock: &Clock, objective: &str) -> Result<String, Error> {
        let solution = self.solution;
        let (status, objective) = match solution.status() {
            Status::Optimal => ("optimal", objective),
            Status::Feasible => ("feasible", objective),
            Status::Infeasible => ("infeasible", "null"),
            _ => ("unknown", "null"),
        };
        if objective.contains("inf") {
            return Err("the sum is beyond the range of floats; scale the numbers down".into());
        }
        let proved = self.verified.as_ref().is_ok_and(|verified| verified.proved);
        let peak = self.peak.map_or_else(|| "\"unknown\"".to_owned(), |peak| peak.to_string());
        Ok(format!(
            "{{\"status\":\"{status}\",\"objective\":{objective},\"rows\":{},\"columns\":{},\"assigned\":{},\
             \"seconds\":{},\"algorithm\":\"{}\",\"verified\":{},\"proved\":{proved},\"choice\":{},\
             \"read_seconds\":{},\"build_seconds\":{},\"verify_seconds\":{},\"peak_memory_bytes\":{peak}}}",
            self.problem.rows(),
            self.problem.columns(),
            solution.pairs().len(),
            median(&clock.solve),
            solution.algorithm(),
            self.verified.is_ok(),
            serde_json::to_string(solution.choice())?,
            clock.read.as_secs_f64(),
            median(&clock.build),
            clock.verify.as_secs_f64(),
        ))
    }
}
