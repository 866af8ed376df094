//! What is decided of pairs and columns, and what they are worth.

/// Worth of pairs, in parts of the packed levels.
pub(super) type Value = i64;

/// What is decided of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Closed,
    In,
}

/// What a search has still to choose from.
#[derive(Debug, Clone, Default)]
pub(super) struct Space {
    pub(super) pairs: Vec<State>,
    /// Of the vectors of counts of all columns with classes, one after the other, which are open.
    pub(super) counts: Vec<bool>,
}

/// The most a column can be worth with a part of it, and without.
#[derive(Debug, Clone, Copy)]
pub(super) enum Range {
    Pair(u32, Option<Value>, Option<Value>),
    /// With the vector of counts at this place of the space.
    Counts(usize, Option<Value>),
}
