//! The error of a value that cannot be read.

/// A value that is not what its field wants, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} {problem}; {remedy}")]
#[non_exhaustive]
pub struct ParseError {
    /// Stable code of the kind of fault, such as `unknown_weekday`.
    pub code: &'static str,
    /// The value as it was written.
    pub value: String,
    /// What is wrong with it, as half a sentence.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl ParseError {
    pub(crate) fn new(
        code: &'static str,
        value: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code, value: value.to_owned(), problem: problem.into(), remedy: remedy.into() }
    }
}

/// The known word nearest to what was written, where one is near enough to have been meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
