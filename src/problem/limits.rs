//! How long, how large, and who may call a run off.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Bounds on a run. Reaching one is a status, not an error: the best answer so far comes back with its bound.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Limits {
    pub(crate) time: Option<Duration>,
    pub(crate) memory: Option<u64>,
    pub(crate) work: Option<u64>,
    pub(crate) cancel: Option<CancelToken>,
    pub(crate) progress: Option<ProgressCallback>,
}

type ProgressCallback = Arc<dyn Fn(Progress) + Send + Sync>;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Units of the smaller side that are settled.
    pub settled: u64,
    /// Units of the smaller side in all.
    pub units: u64,
    /// Edges looked at so far.
    pub work: u64,
}

impl Limits {
    /// No limit at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// At most this long, by the wall clock.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = Some(time);
        self
    }

    /// At most this many bytes in the solver's own buffers.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// At most about this many edges looked at. Unlike a time limit, it ends at the same point on every machine.
    #[must_use]
    pub fn work(mut self, edges: u64) -> Self {
        self.work = Some(edges);
        self
    }

    /// Ends the run soon after the token is cancelled.
    #[must_use]
    pub fn cancel(mut self, token: CancelToken) -> Self {
        self.cancel = Some(token);
        self
    }

    /// Calls back now and then while the run goes on, on the thread that solves.
    #[must_use]
    pub fn progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("time", &self.time)
            .field("memory", &self.memory)
            .field("work", &self.work)
            .field("cancel", &self.cancel)
            .field("progress", &self.progress.is_some())
            .finish()
    }
}

/// Calls a run off from another thread. Clones are the same token.
#[derive(Debug, Clone, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A token that is not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks every run that holds this token to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
