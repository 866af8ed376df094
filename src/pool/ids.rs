//! The ids of people: the user's own strings, one type for each side.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! person_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as the user wrote it, without surrounding blanks.
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
                Self(id.trim().to_owned())
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

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

person_id! {
    /// A mentor's id: any text, unique among the mentors of a pool.
    MentorId
}
person_id! {
    /// A mentee's id: any text, unique among the mentees of a pool.
    ///
    /// Mentors and mentees are counted apart: the mentor `7` and the mentee `7` are two people.
    MenteeId
}
