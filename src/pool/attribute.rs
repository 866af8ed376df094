//! Free fields: whatever a programme keeps about people beyond the named fields.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::parse::trimmed;

/// The value of a free field.
///
/// Numbers and truth values of other formats become text: `"grade": 7` is read as `"7"`.
///
/// ```
/// use tandems::pool::Attribute;
///
/// let hobbies: Attribute = serde_json::from_str(r#"["chess", 9, true]"#)?;
/// assert_eq!(hobbies.values().collect::<Vec<_>>(), ["chess", "9", "true"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Attribute {
    /// One value.
    Text(String),
    /// Several values, from a column that a `CsvFormat` declares to be a list.
    List(Vec<String>),
}

impl Attribute {
    /// The values, one by one; a text is one value.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(list) => list.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }

    /// Without the blanks around its texts; `None` where nothing is left, which says no more than a missing value.
    pub(super) fn tidied(self) -> Option<Self> {
        match self {
            Self::Text(text) => {
                let text = trimmed(&text);
                (!text.is_empty()).then(|| Self::Text(text.to_owned()))
            }
            Self::List(list) => {
                let list: Vec<String> = list
                    .iter()
                    .map(|text| trimmed(text))
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
                    .collect();
                (!list.is_empty()).then_some(Self::List(list))
            }
        }
    }
}

impl From<&str> for Attribute {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Reads the free fields of a person; a field that is `null` is unknown and left out.
pub(super) fn known<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Attribute>, D::Error> {
    let all = BTreeMap::<String, Option<Attribute>>::deserialize(deserializer)?;
    Ok(all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AttributeVisitor)
    }
}

struct AttributeVisitor;

impl<'de> Visitor<'de> for AttributeVisitor {
    type Value = Attribute;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, a truth value or a list of these")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Attribute, E> {
        Ok(Attribute::Text(value.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Attribute, E> {
        Ok(Attribute::Text(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Attribute, E> {
        Ok(Attribute::Text(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Attribute, E> {
        Ok(Attribute::Text(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Attribute, E> {
        Ok(Attribute::Text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Attribute, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            match item {
                Self::Value::Text(text) => list.push(text),
                Self::Value::List(_) => {
                    return Err(A::Error::custom("a list within a list; write one flat list"));
                }
            }
        }
        Ok(Attribute::List(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_truth_values_become_text() {
        let read = |json: &str| serde_json::from_str::<Attribute>(json);
        assert_eq!(read("7").unwrap(), Attribute::from("7"));
        assert_eq!(read("-2.5").unwrap(), Attribute::from("-2.5"));
        assert_eq!(read("false").unwrap(), Attribute::from("false"));
        assert!(read("[[1]]").unwrap_err().to_string().contains("write one flat list"));
        assert!(read("{}").unwrap_err().to_string().contains("a text, a number"));
    }

    #[test]
    fn blanks_say_nothing() {
        assert_eq!(Attribute::from("  ").tidied(), None);
        assert_eq!(Attribute::List(vec![" ".into()]).tidied(), None);
        assert_eq!(Attribute::from(" a ").tidied(), Some(Attribute::from("a")));
    }
}
