//! A typed view of a table in a model file, which remembers what was asked for and collects every problem. Scores and
//! rules stand in one file and are read alike.

use std::cell::RefCell;
use std::fmt;

use serde_json::{Map, Value};

use crate::pool::nearest;

/// One thing wrong with a scoring model or with rules.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelProblem {
    /// Where it stands, such as `criteria[1].weight`, counted from 0; empty for the model as a whole.
    pub path: String,
    /// What is wrong, as half a sentence.
    pub problem: String,
    /// What to do about it, as a request.
    pub remedy: String,
}

impl ModelProblem {
    pub(crate) fn new(
        path: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), problem: problem.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for ModelProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the model" } else { &self.path };
        write!(f, "{path}: {}; {}", self.problem, self.remedy)
    }
}

/// Every problem found so far.
#[derive(Default)]
pub(crate) struct Problems(RefCell<Vec<ModelProblem>>);

impl Problems {
    pub(crate) fn add(
        &self,
        path: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.borrow_mut().push(ModelProblem::new(path, problem, remedy));
    }

    /// Whether there is one whose place begins like this.
    pub(crate) fn has_within(&self, path: &str) -> bool {
        self.0.borrow().iter().any(|problem| problem.path.starts_with(path))
    }

    pub(crate) fn into_inner(self) -> Vec<ModelProblem> {
        self.0.into_inner()
    }
}

/// A table of a file. The keys that were asked for are the keys it may have.
pub(crate) struct Section<'v> {
    path: String,
    map: &'v Map<String, Value>,
    problems: &'v Problems,
    asked: RefCell<Vec<&'static str>>,
}

impl<'v> Section<'v> {
    /// The value as a table, if it is one.
    pub(crate) fn new(
        path: impl Into<String>,
        value: &'v Value,
        problems: &'v Problems,
    ) -> Option<Self> {
        let path = path.into();
        match value {
            Value::Object(map) => Some(Self { path, map, problems, asked: RefCell::default() }),
            other => {
                problems.add(
                    path,
                    format!("{} is no table", shown(other)),
                    "write keys and values",
                );
                None
            }
        }
    }

    pub(crate) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(crate) fn problem(&self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.problems.add(self.path(key), problem, remedy);
    }

    pub(crate) fn value(&self, key: &'static str) -> Option<&'v Value> {
        self.asked.borrow_mut().push(key);
        self.map.get(key)
    }

    pub(crate) fn wrong<T>(&self, key: &str, value: &Value, wanted: &str) -> Option<T> {
        self.problem(key, format!("{} does not fit here", shown(value)), format!("write {wanted}"));
        None
    }

    pub(crate) fn text(&self, key: &'static str) -> Option<&'v str> {
        let value = self.value(key)?;
        match value {
            Value::String(text) => Some(text),
            other => self.wrong(key, other, "a text in quotes"),
        }
    }

    /// A text where the value is one; anything else is no problem here.
    pub(crate) fn text_if(&self, key: &'static str) -> Option<&'v str> {
        self.value(key)?.as_str()
    }

    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        value.as_bool().or_else(|| self.wrong(key, value, "true or false"))
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn whole(&self, key: &'static str, least: i32, most: i32) -> Option<i32> {
        let value = self.value(key)?;
        let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
        number
            .filter(|number| (least..=most).contains(number))
            .or_else(|| self.wrong(key, value, &format!("a whole number from {least} to {most}")))
    }

    /// A number that is not negative.
    pub(crate) fn count(&self, key: &'static str, least: u32, most: u32) -> Option<u32> {
        let value = self.value(key)?;
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        number
            .filter(|number| (least..=most).contains(number))
            .or_else(|| self.wrong(key, value, &format!("a whole number from {least} to {most}")))
    }

    /// A decimal in thousandths, 0 to 1,000,000.
    pub(crate) fn thousandths(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        fixed(value, 3).filter(|weight| *weight <= 1_000_000_000).or_else(|| {
            self.wrong(key, value, "a number from 0 to 1000000 with at most three decimals")
        })
    }

    /// A share of 0 to 1, in millionths.
    pub(crate) fn millionths(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        fixed(value, 6).filter(|micros| *micros <= 1_000_000).or_else(|| {
            self.wrong(key, value, "a number from 0 to 1 with at most six decimals, such as 0.75")
        })
    }

    /// One of some words.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice);
        if found.is_none() {
            let all: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            let remedy = match nearest(text, words.iter().map(|(word, _)| *word)) {
                Some(word) => format!("did you mean {word:?}? It can be {}", all.join(", ")),
                None => format!("write one of {}", all.join(", ")),
            };
            self.problem(key, format!("{text:?} is not known here"), remedy);
        }
        found
    }

    /// A value that is read from text, such as a level.
    pub(crate) fn parsed<T, E>(
        &self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
        wanted: &str,
    ) -> Option<T> {
        let value = self.value(key)?;
        let parsed = value.as_str().and_then(|text| parse(text).ok());
        parsed.or_else(|| self.wrong(key, value, wanted))
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let value = self.value(key)?;
        let texts = value.as_array().and_then(|list| {
            list.iter().map(|one| one.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        texts.or_else(|| self.wrong(key, value, "a list of texts, such as [\"EO\", \"HEO\"]"))
    }

    /// A table of any keys.
    pub(crate) fn table(&self, key: &'static str) -> Option<&'v Map<String, Value>> {
        let value = self.value(key)?;
        value.as_object().or_else(|| self.wrong(key, value, "a table of keys and values"))
    }

    /// Whether the key is there, without asking for it.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Whether nothing stands in the table.
    pub(crate) fn is_blank(&self) -> bool {
        self.map.is_empty()
    }

    /// A problem of the table itself.
    pub(crate) fn whole_problem(&self, problem: impl Into<String>, remedy: impl Into<String>) {
        self.problems.add(self.path.as_str(), problem, remedy);
    }

    /// Names every key that nobody asked for.
    pub(crate) fn finish(self) -> Vec<&'static str> {
        self.close();
        self.asked.take()
    }

    /// As [`finish`](Self::finish), for a table that is looked at once more.
    pub(crate) fn close(&self) {
        let asked = self.asked.borrow();
        for key in self.map.keys().filter(|key| !asked.contains(&key.as_str())) {
            let mut open: Vec<_> = asked.iter().copied().filter(|known| !self.has(known)).collect();
            open.sort_unstable();
            open.dedup();
            let remedy = match nearest(key, open.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if open.is_empty() => "take it out".to_owned(),
                None => format!("take it out, or write one of {}", open.join(", ")),
            };
            self.problems.add(self.path(key), format!("unknown key `{key}`"), remedy);
        }
    }
}

/// A number in units of the last of `places` decimals, read from its shortest decimal form, so that no rounding enters.
pub(crate) fn fixed(value: &Value, places: usize) -> Option<u32> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = part.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if part.len() > places || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

/// A value as a message shows it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn decimals_are_read_without_rounding() {
        assert_eq!(fixed(&json!(2), 3), Some(2_000));
        assert_eq!(fixed(&json!(0.1), 3), Some(100));
        assert_eq!(fixed(&json!(2.5), 3), Some(2_500));
        assert_eq!(fixed(&json!(0.333_333), 6), Some(333_333));
        for wrong in [json!(-1), json!(0.0001), json!(1e30), json!("1"), json!(null)] {
            assert_eq!(fixed(&wrong, 3), None);
        }
        assert_eq!(fixed(&json!(1.0), 6), Some(1_000_000));
    }
}
