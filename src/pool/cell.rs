//! The small values of a profile as they stand in a cell of a spreadsheet, read and written.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::parse::{nearest, plain};
use super::{Mode, Need, Offer, ParseError, Role, Status, Strength};

/// The words of a value that is one of a few; the first word of each value is the one it is written with.
type Words<T> = [(&'static str, T)];

const STATUSES: &Words<Status> = &[
    ("active", Status::Active),
    ("paused", Status::Paused),
    ("finished", Status::Finished),
    ("aktiv", Status::Active),
    ("pausiert", Status::Paused),
    ("beendet", Status::Finished),
    ("abgeschlossen", Status::Finished),
];

const MODES: &Words<Mode> = &[
    ("in person", Mode::InPerson),
    ("online", Mode::Online),
    ("vor ort", Mode::InPerson),
    ("präsenz", Mode::InPerson),
    ("in präsenz", Mode::InPerson),
];

const ROLES: &Words<Role> = &[("lead", Role::Lead), ("co-mentor", Role::CoMentor)];

fn word<T: Copy>(
    text: &str,
    words: &Words<T>,
    code: &'static str,
    problem: &str,
    all: &str,
) -> Result<T, ParseError> {
    let text = text.trim();
    let wanted = plain(text);
    if let Some((_, value)) = words.iter().find(|(word, _)| plain(word) == wanted) {
        return Ok(*value);
    }
    let remedy = match nearest(text, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean {near:?}? write {all}"),
        None => format!("write {all}"),
    };
    Err(ParseError::new(code, text, problem, remedy))
}

fn name<T: PartialEq>(value: &T, words: &Words<T>) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

macro_rules! word_cell {
    ($type:ident, $words:ident, $code:literal, $problem:literal, $all:literal) => {
        impl FromStr for $type {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                word(text, $words, $code, $problem, $all)
            }
        }

        impl TryFrom<String> for $type {
            type Error = ParseError;

            fn try_from(text: String) -> Result<Self, ParseError> {
                text.parse()
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(name(self, $words))
            }
        }
    };
}

word_cell!(Status, STATUSES, "unknown_status", "is not a status", "active, paused or finished");
word_cell!(Mode, MODES, "unknown_mode", "is not a way to meet", "online or in person");
word_cell!(Role, ROLES, "unknown_role", "is not a role", "lead or co-mentor");

impl FromStr for Need {
    type Err = ParseError;

    /// `cv`, `cv:3` with a priority, `cv!` or `cv!:3` for a must.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let (body, mut must) = strip_mark(text);
        let (topic, priority) = match body.rsplit_once(':') {
            Some((topic, priority)) => (
                topic.trim(),
                whole(priority).map_err(|_| {
                    ParseError::new(
                        "unknown_priority",
                        text,
                        "has no whole number as its priority",
                        "write the topic and a number such as cv:3, or the topic alone",
                    )
                })?,
            ),
            None => (body, 1),
        };
        let (topic, marked) = strip_mark(topic);
        must |= marked;
        if topic.is_empty() {
            return Err(no_topic(text, "cv!:3"));
        }
        Ok(Self { topic: topic.to_owned(), priority, must })
    }
}

fn strip_mark(text: &str) -> (&str, bool) {
    match text.strip_suffix('!') {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    }
}

fn no_topic(text: &str, example: &str) -> ParseError {
    ParseError::new("empty_topic", text, "has no topic", format!("write a topic such as {example}"))
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.topic, if self.must { "!" } else { "" })?;
        if self.priority != 1 || self.topic.contains(':') {
            write!(f, ":{}", self.priority)?;
        }
        Ok(())
    }
}

impl FromStr for Offer {
    type Err = ParseError;

    /// `cv`, or `cv:0.5` with a strength.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let (topic, strength) = match text.rsplit_once(':') {
            Some((topic, strength)) => (topic.trim(), strength.parse()?),
            None => (text, Strength::full()),
        };
        if topic.is_empty() {
            return Err(no_topic(text, "cv:0.5"));
        }
        Ok(Self { topic: topic.to_owned(), strength })
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.topic)?;
        if self.strength != Strength::full() || self.topic.contains(':') {
            write!(f, ":{}", self.strength)?;
        }
        Ok(())
    }
}

impl FromStr for Strength {
    type Err = ParseError;

    /// A share from 0 to 1, with a point or a comma: `0.5`, `0,5`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        decimal(text).and_then(|value| Self::try_from(value).ok()).ok_or_else(|| {
            ParseError::new(
                "unknown_strength",
                text.trim(),
                "is not a strength from 0 to 1",
                "write a share such as 0.5",
            )
        })
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.micros();
        let decimals = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        f.pad(decimals.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A plain decimal number, with a point or a comma.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty()
        || !digits.bytes().all(|byte| byte.is_ascii_digit() || b".,".contains(&byte))
    {
        return None;
    }
    text.replace(',', ".").parse().ok()
}

/// A whole number that is not negative. Spreadsheets with gaps in a column tend to write `2.0` for 2.
pub(super) fn whole(text: &str) -> Result<u32, ParseError> {
    let text = text.trim();
    let digits = match text.split_once(['.', ',']) {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            digits
        }
        _ => text,
    };
    let number = if digits.starts_with('+') { None } else { digits.parse().ok() };
    number.ok_or_else(|| {
        ParseError::new(
            "not_a_whole_number",
            text,
            "is not a whole number",
            "write a number such as 2, or leave the cell empty",
        )
    })
}

/// A day: ISO `2026-01-31`, or German `31.01.2026`.
pub(super) fn date(text: &str) -> Result<Date, ParseError> {
    let text = text.trim();
    let german = || {
        let mut parts = text.split('.').map(str::trim);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    text.parse().ok().or_else(german).ok_or_else(|| {
        ParseError::new(
            "unknown_date",
            text,
            "is not a day of the calendar",
            "write year, month and day such as 2026-01-31, or 31.01.2026",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_read_and_write_themselves() {
        let need = |topic: &str, priority, must| Need { topic: topic.to_owned(), priority, must };
        for (text, expected, back) in [
            ("cv", need("cv", 1, false), "cv"),
            (" cv! : 3 ", need("cv", 3, true), "cv!:3"),
            ("job search:2", need("job search", 2, false), "job search:2"),
            ("cv:3!", need("cv", 3, true), "cv!:3"),
            ("law: family:1", need("law: family", 1, false), "law: family:1"),
        ] {
            assert_eq!(text.parse::<Need>().unwrap(), expected);
            assert_eq!(expected.to_string(), back);
        }
        assert_eq!("cv:high".parse::<Need>().unwrap_err().code, "unknown_priority");
        assert_eq!("!:3".parse::<Need>().unwrap_err().code, "empty_topic");
    }

    #[test]
    fn offers_read_a_decimal_comma() {
        for (text, back) in
            [("cv", "cv"), ("cv:1", "cv"), ("cv:0,5", "cv:0.5"), ("cv:.25", "cv:0.25")]
        {
            assert_eq!(text.parse::<Offer>().unwrap().to_string(), back);
        }
        for wrong in ["cv:1.5", "cv:-1", "cv:nan", "cv:", "cv:half", "cv:1e-3", "cv:0.5.5"] {
            assert_eq!(wrong.parse::<Offer>().unwrap_err().code, "unknown_strength", "{wrong}");
        }
        assert_eq!(":0.5".parse::<Offer>().unwrap_err().code, "empty_topic");
    }

    #[test]
    fn words_are_english_or_german_and_nearly_right_ones_are_recognized() {
        assert_eq!("Vor Ort".parse::<Mode>().unwrap(), Mode::InPerson);
        assert_eq!("in_person".parse::<Mode>().unwrap(), Mode::InPerson);
        assert_eq!("PAUSIERT".parse::<Status>().unwrap(), Status::Paused);
        assert_eq!("co mentor".parse::<Role>().unwrap().to_string(), "co-mentor");
        let error = "activ".parse::<Status>().unwrap_err().to_string();
        assert_eq!(
            error,
            "\"activ\" is not a status; did you mean \"active\"? write active, paused or finished"
        );
    }

    #[test]
    fn numbers_and_days_are_what_spreadsheets_make_of_them() {
        assert_eq!(whole(" 2 ").unwrap(), 2);
        assert_eq!(whole("2.0").unwrap(), 2);
        for wrong in ["-1", "+1", "2.5", "two", "", "2.", "99999999999"] {
            assert!(whole(wrong).is_err(), "{wrong}");
        }
        assert_eq!(date("31.1.2026").unwrap(), date("2026-01-31").unwrap());
        for wrong in ["31.02.2026", "01/31/2026", "31.01.26", "soon"] {
            assert_eq!(date(wrong).unwrap_err().code, "unknown_date", "{wrong}");
        }
    }
}
