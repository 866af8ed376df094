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

/// Without the blanks around it, and without the marks that nobody sees and that come with text copied from web pages
/// and documents: zero-width spaces and joiners, marks of direction, soft hyphens, byte order marks.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            )
    })
}

/// The sign by which a text is divided instead of by what should divide it, and its parts, where each is sound alone.
pub(crate) fn divided_otherwise<'t>(
    text: &'t str,
    separator: &str,
    sound: impl Fn(&str) -> bool,
) -> Option<(char, Vec<&'t str>)> {
    [',', ';', '/', '|', '\n', '+', '&']
        .into_iter()
        .filter(|sign| !separator.contains(*sign))
        .find_map(|sign| {
            let parts: Vec<&str> =
                text.split(sign).map(trimmed).filter(|part| !part.is_empty()).collect();
            (parts.len() > 1 && parts.iter().all(|part| sound(part))).then_some((sign, parts))
        })
}

/// What is compared of a text: case and surrounding blanks do not count, and blanks of any kind and number are one.
pub(crate) fn key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A text as headers and words are compared: lower case, with blanks, hyphens and underscores as one.
pub(crate) fn plain(text: &str) -> String {
    trimmed(text)
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
    fn what_nobody_sees_is_no_part_of_a_text() {
        assert_eq!(trimmed("\u{feff}\u{a0} m1\u{200b} \u{2060}"), "m1");
        assert_eq!(trimmed("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(trimmed("\u{200b}\u{ad}"), "");
    }

    #[test]
    fn another_separator_is_recognized_where_all_parts_are_sound() {
        let number = |text: &str| text.parse::<u32>().is_ok();
        assert_eq!(divided_otherwise("1, 2,", ";", number), Some((',', vec!["1", "2"])));
        assert_eq!(divided_otherwise("1 / 2", ";", number), Some(('/', vec!["1", "2"])));
        assert_eq!(divided_otherwise("1, x", ";", number), None);
        assert_eq!(divided_otherwise("1, 2", ", ", number), None);
        assert_eq!(divided_otherwise("1", ";", number), None);
    }

    #[test]
    fn blanks_hyphens_and_underscores_are_one() {
        assert_eq!(plain(" Travel_KM "), plain("travel-km"));
        assert_eq!(plain("Waiting since"), plain("waiting_since"));
    }
}
