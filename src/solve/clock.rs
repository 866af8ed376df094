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
        #[cfg(test)]
        if looks::is_over() {
            return Some(StopReason::Cancelled);
        }
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

/// For tests: runs that are cancelled after so many looks at the clock, whatever the machine.
#[cfg(test)]
pub(crate) mod looks {
    use std::cell::Cell;

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    pub(crate) fn cancelled_after<T>(looks: usize, run: impl FnOnce() -> T) -> T {
        LEFT.set(Some(looks));
        let done = run();
        LEFT.set(None);
        done
    }

    pub(super) fn is_over() -> bool {
        let left = LEFT.get();
        LEFT.set(left.map(|left| left.saturating_sub(1)));
        left == Some(0)
    }
}
