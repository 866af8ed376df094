//! One clock for all that take part in a run of several solvers.

use std::time::{Duration, Instant};

use crate::problem::{CancelToken, Limits, StopReason};

pub(crate) struct Clock<'a> {
    limits: &'a Limits,
    started: Instant,
}

impl<'a> Clock<'a> {
    /// Starts now.
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self { limits, started: Instant::now() }
    }

    /// What is left of the limit of time.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.limits.time.map(|limit| limit.saturating_sub(self.started.elapsed()))
    }

    /// Why everybody has to stop.
    pub(crate) fn stop(&self) -> Option<StopReason> {
        if self.limits.cancel.as_ref().is_some_and(CancelToken::is_cancelled) {
            return Some(StopReason::Cancelled);
        }
        (self.left() == Some(Duration::ZERO)).then_some(StopReason::Time)
    }

    /// The limits of whoever takes part next.
    pub(crate) fn rest(&self) -> Limits {
        Limits { time: self.left(), ..self.limits.clone() }
    }
}
