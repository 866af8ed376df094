//! The ids of people: the user's own strings, one type for each side.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::parse::trimmed;

macro_rules! person_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as the user wrote it, without surrounding blanks and invisible marks.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(trimmed(id).to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::from(id.as_str())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(IdVisitor).map(Self::from)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

/// Reads an id: a text, or a whole number as other programs write it.
struct IdVisitor;

impl de::Visitor<'_> for IdVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id: a text or a whole number")
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<String, E> {
        Ok(id.to_owned())
    }

    fn visit_i64<E: de::Error>(self, id: i64) -> Result<String, E> {
        Ok(id.to_string())
    }

    fn visit_u64<E: de::Error>(self, id: u64) -> Result<String, E> {
        Ok(id.to_string())
    }
}

person_id! {
    /// A mentor's id: any text of up to 1,000 characters, unique among the mentors of a pool.
    ///
    /// A whole number of another format becomes text: `"id": 7` is read as `"7"`.
    MentorId
}
person_id! {
    /// A mentee's id: any text of up to 1,000 characters, unique among the mentees of a pool.
    ///
    /// Mentors and mentees are counted apart: the mentor `7` and the mentee `7` are two people.
    MenteeId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_a_whole_number() {
        assert_eq!(serde_json::from_str::<MentorId>("7").unwrap(), MentorId::from("7"));
        assert_eq!(serde_json::from_str::<MenteeId>("\" 007 \"").unwrap(), MenteeId::from("007"));
        for wrong in ["7.5", "null", "true", "[7]"] {
            let error = serde_json::from_str::<MentorId>(wrong).unwrap_err().to_string();
            assert!(error.contains("an id: a text or a whole number"), "{error}");
        }
        assert_eq!(serde_json::to_string(&MentorId::from("7")).unwrap(), "\"7\"");
    }
}
