//! Counts the work of a run and says when a limit is reached.

use std::time::Instant;

use crate::problem::{Limits, Progress, StopReason};

/// Edges between two looks at the clock: a few milliseconds.
const BETWEEN_LOOKS: u64 = 1 << 20;

pub(crate) struct Meter<'a> {
    limits: &'a Limits,
    started: Instant,
    edges: u64,
    next_look: u64,
    bytes: u64,
    pub(crate) settled: u64,
    pub(crate) units: u64,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            started: Instant::now(),
            edges: 0,
            next_look: 0,
            bytes: 0,
            settled: 0,
            units: 0,
        }
    }

    /// Edges looked at so far.
    pub(crate) fn edges(&self) -> u64 {
        self.edges
    }

    /// Takes account of edges looked at; an error once a limit is reached.
    #[inline]
    pub(crate) fn spend(&mut self, edges: usize) -> Result<(), StopReason> {
        self.edges += edges as u64;
        if self.edges >= self.next_look { self.look() } else { Ok(()) }
    }

    #[cold]
    fn look(&mut self) -> Result<(), StopReason> {
        self.next_look = self.edges + BETWEEN_LOOKS;
        if let Some(work) = self.limits.work {
            if self.edges >= work {
                return Err(StopReason::Work);
            }
            self.next_look = self.next_look.min(work);
        }
        if self.limits.cancel.as_ref().is_some_and(crate::problem::CancelToken::is_cancelled) {
            return Err(StopReason::Cancelled);
        }
        if self.limits.time.is_some_and(|time| self.started.elapsed() >= time) {
            return Err(StopReason::Time);
        }
        if let Some(progress) = &self.limits.progress {
            progress(Progress { settled: self.settled, units: self.units, work: self.edges });
        }
        Ok(())
    }

    /// Takes account of a buffer about to be allocated; an error where it would exceed the limit.
    pub(crate) fn claim(&mut self, bytes: usize) -> Result<(), StopReason> {
        self.bytes += bytes as u64;
        match self.limits.memory {
            Some(memory) if self.bytes > memory => Err(StopReason::Memory),
            _ => Ok(()),
        }
    }

    /// Whether so large a buffer could be allocated.
    pub(super) fn can_claim(&self, bytes: usize) -> bool {
        self.limits.memory.is_none_or(|memory| self.bytes.saturating_add(bytes as u64) <= memory)
    }

    /// Bytes taken account of.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// All buffers are gone but those that were there before.
    pub(super) fn release_to(&mut self, before: u64) {
        self.bytes = before;
    }

    /// Takes account of a buffer that is gone.
    pub(super) fn release(&mut self, bytes: usize) {
        self.bytes -= bytes as u64;
    }
}
