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

/// Beyond this many letters a word is a text, and a text has no near miss worth the time to find it.
const LONGEST_WORD: usize = 64;

/// The known word nearest to what was written, where one is near enough to have been meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    if letters > LONGEST_WORD {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .filter_map(|candidate| {
            let length = candidate.chars().count();
            let allowed = length.div_ceil(3);
            if length > LONGEST_WORD || length.abs_diff(letters) > allowed {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
            (distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A text as headers and words are compared: lower case, with blanks, hyphens and underscores as one.
pub(crate) fn plain(text: &str) -> String {
    text.trim()
        .chars()
        .map(
            |letter| {
                if matches!(letter, '_' | '-') || letter.is_whitespace() { ' ' } else { letter }
            },
        )
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_found_and_a_far_one_is_not() {
        let known = ["monday", "tuesday", "m12"];
        assert_eq!(nearest("munday", known), Some("monday"));
        assert_eq!(nearest("M12", known), Some("m12"));
        assert_eq!(nearest("weekend", known), None);
        assert_eq!(nearest(&"m".repeat(100_000), known), None);
    }

    #[test]
    fn blanks_hyphens_and_underscores_are_one() {
        assert_eq!(plain(" Travel_KM "), plain("travel-km"));
        assert_eq!(plain("Waiting since"), plain("waiting_since"));
    }
}
