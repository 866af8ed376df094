//! Models as TOML and JSON files.

mod read;
mod write;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{ModelError, ScoringModel};

impl ScoringModel {
    /// A model from a TOML file.
    ///
    /// ```
    /// use tandems::score::ScoringModel;
    ///
    /// let broken = "
    ///     [[criteria]]
    ///     kind = 'language'
    ///     wieght = 2
    /// ";
    /// let error = ScoringModel::from_toml(broken).unwrap_err();
    /// assert_eq!(error.to_string(), "criteria[0].wieght: unknown key `wieght`; did you mean `weight`?");
    /// ```
    ///
    /// # Errors
    ///
    /// [`ModelError::Syntax`] with line and column where the text is not TOML, [`ModelError::Invalid`] with every
    /// problem where it is no model.
    pub fn from_toml(text: &str) -> Result<Self, ModelError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = toml::from_str(text).map_err(|error| {
            let is_json = serde_json::from_str::<Value>(text).is_ok();
            if is_json {
                return ModelError::Syntax {
                    format: "TOML",
                    line: 1,
                    column: 1,
                    message: "this is JSON, so read it as JSON (a file whose name ends in .json)"
                        .to_owned(),
                };
            }
            let before = &text[..error.span().map_or(0, |span| floor(text, span.start))];
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            ModelError::Syntax {
                format: "TOML",
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
                message: error.message().replace('\n', ", "),
            }
        })?;
        read::model(&value)
    }

    /// A model from a JSON file.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml).
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let place = message.rfind(" at line ").unwrap_or(message.len());
            ModelError::Syntax {
                format: "JSON",
                line: error.line().max(1),
                column: error.column().max(1),
                message: message[..place].to_owned(),
            }
        })?;
        read::model(&value)
    }

    /// The model as a TOML file that reads back as the same model.
    ///
    /// # Errors
    ///
    /// [`ModelError::OwnCriterion`] where a criterion is made of code.
    pub fn to_toml(&self) -> Result<String, ModelError> {
        let value = write::model(self)?;
        toml::to_string(&value).map_err(|error| ModelError::Write(error.to_string()))
    }

    /// The model as a JSON file that reads back as the same model.
    ///
    /// # Errors
    ///
    /// As [`to_toml`](Self::to_toml).
    pub fn to_json(&self) -> Result<String, ModelError> {
        let value = write::model(self)?;
        serde_json::to_string_pretty(&value).map_err(|error| ModelError::Write(error.to_string()))
    }

    /// The JSON Schema (draft 2020-12) of a model file, for editors that check while one types.
    #[must_use]
    pub fn json_schema() -> &'static str {
        include_str!("../model.schema.json")
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

impl Serialize for ScoringModel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::model(self).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ScoringModel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::model(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
