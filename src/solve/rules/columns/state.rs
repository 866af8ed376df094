//! What is decided of pairs, and what they are worth.

/// Worth of pairs, in parts of the packed levels.
pub(super) type Value = i64;

/// What is decided of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Closed,
    In,
}
