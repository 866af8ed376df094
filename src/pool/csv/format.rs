//! How the columns of a spreadsheet map to the fields of people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::pool::parse::nearest;
use crate::pool::{Fault, ParseError, Side};

/// The fields of a mentor, by the names of their columns, in the order they are written.
pub(in crate::pool) const MENTOR_FIELDS: &[&str] = &[
    "id",
    "sectors",
    "offers",
    "languages",
    "availability",
    "place",
    "latitude",
    "longitude",
    "travel_km",
    "modes",
    "capacity",
    "minimum",
    "status",
    "roles",
    "wishes",
    "vetoes",
    "running",
    "earlier",
    "declined",
];

/// The fields of a mentee, by the names of their columns, in the order they are written.
pub(in crate::pool) const MENTEE_FIELDS: &[&str] = &[
    "id",
    "sectors",
    "needs",
    "languages",
    "availability",
    "place",
    "latitude",
    "longitude",
    "travel_km",
    "modes",
    "demand",
    "status",
    "waiting_since",
    "wishes",
    "vetoes",
    "running",
    "earlier",
    "declined",
];

pub(in crate::pool) fn fields(side: Side) -> &'static [&'static str] {
    match side {
        Side::Mentors => MENTOR_FIELDS,
        Side::Mentees => MENTEE_FIELDS,
    }
}

/// How the columns of two spreadsheets map to the fields of mentors and mentees.
///
/// The default wants nothing said: columns are found by the names of the fields, delimiters by looking at the header.
/// A format is data and may stand in a model file:
///
/// ```
/// use tandems::pool::{CsvFormat, SideFormat};
///
/// let format: CsvFormat = toml::from_str(r#"
///     [mentors.columns]
///     id = "email address"
///     [mentors.lists]
///     characteristics = ", "
///     [mentees.columns]
///     id = "email address"
/// "#)?;
/// let same = CsvFormat::default()
///     .mentors(SideFormat::default().column("id", "email address").list("characteristics", ", "))
///     .mentees(SideFormat::default().column("id", "email address"));
/// assert_eq!(format, same);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
#[non_exhaustive]
pub struct CsvFormat {
    /// What stands between two cells; `None` finds `,`, `;`, `|` or tab by looking at the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// What stands between the values of a list within one cell.
    pub separator: String,
    /// The mentors' columns.
    pub mentors: SideFormat,
    /// The mentees' columns.
    pub mentees: SideFormat,
}

/// How the columns of one spreadsheet map to fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SideFormat {
    /// Header in the file, by the name of the field it holds: `id = "email address"`.
    pub columns: BTreeMap<String, String>,
    /// Separator, by the header of a column whose cells are lists with a separator of their own:
    /// `characteristics = ", "`. A free field named here becomes a list.
    pub lists: BTreeMap<String, String>,
    /// Headers of columns that are not read. One that is not in the file does no harm.
    pub ignore: Vec<String>,
}

impl Default for CsvFormat {
    fn default() -> Self {
        Self {
            delimiter: None,
            separator: ";".to_owned(),
            mentors: SideFormat::default(),
            mentees: SideFormat::default(),
        }
    }
}

impl CsvFormat {
    /// Sets what stands between two cells.
    #[must_use]
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Sets what stands between the values of a list within one cell.
    #[must_use]
    pub fn separator(mut self, separator: impl Into<String>) -> Self {
        self.separator = separator.into();
        self
    }

    /// Sets the mentors' columns.
    #[must_use]
    pub fn mentors(mut self, mentors: SideFormat) -> Self {
        self.mentors = mentors;
        self
    }

    /// Sets the mentees' columns.
    #[must_use]
    pub fn mentees(mut self, mentees: SideFormat) -> Self {
        self.mentees = mentees;
        self
    }

    pub(super) fn side(&self, side: Side) -> &SideFormat {
        match side {
            Side::Mentors => &self.mentors,
            Side::Mentees => &self.mentees,
        }
    }

    /// What is wrong with the format itself, whatever the files hold.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut add = |side, error: ParseError, field: String| {
            let ParseError { code, value, problem, remedy } = error;
            faults.push(Fault {
                code,
                side,
                person: None,
                line: None,
                field,
                value,
                problem,
                remedy,
            });
        };
        if let Some(wrong) = self.delimiter.filter(|delimiter| !is_delimiter(*delimiter)) {
            let error = ParseError::new(
                "unusable_delimiter",
                &wrong.to_string(),
                "cannot stand between cells",
                "use a comma, a semicolon, a tab or another sign of ASCII",
            );
            add(Side::Mentors, error, "delimiter of the format".to_owned());
        }
        let empty = || {
            ParseError::new(
                "empty_separator",
                "",
                "is empty",
                "write what stands between two values such as \";\"",
            )
        };
        if self.separator.is_empty() {
            add(Side::Mentors, empty(), "separator of the format".to_owned());
        }
        for side in [Side::Mentors, Side::Mentees] {
            for field in self
                .side(side)
                .columns
                .keys()
                .filter(|field| !fields(side).contains(&field.as_str()))
            {
                let remedy = match nearest(field, fields(side).iter().copied()) {
                    Some(near) => format!("did you mean {near:?}? free fields need no mapping"),
                    None => format!(
                        "use one of {}; free fields need no mapping",
                        fields(side).join(", ")
                    ),
                };
                let problem = format!("is not a field of a {}", side.person());
                add(
                    side,
                    ParseError::new("unknown_field", field, problem, remedy),
                    "columns of the format".to_owned(),
                );
            }
            for header in self
                .side(side)
                .lists
                .iter()
                .filter(|(_, separator)| separator.is_empty())
                .map(|(header, _)| header)
            {
                add(side, empty(), format!("separator of the list {header:?}"));
            }
        }
        faults
    }
}

fn is_delimiter(delimiter: char) -> bool {
    delimiter.is_ascii()
        && !delimiter.is_ascii_alphanumeric()
        && !matches!(delimiter, '"' | '\n' | '\r' | '\0')
}

impl SideFormat {
    /// Says which header holds a field.
    #[must_use]
    pub fn column(mut self, field: impl Into<String>, header: impl Into<String>) -> Self {
        self.columns.insert(field.into(), header.into());
        self
    }

    /// Says that the cells under a header are lists, and what stands between their values.
    #[must_use]
    pub fn list(mut self, header: impl Into<String>, separator: impl Into<String>) -> Self {
        self.lists.insert(header.into(), separator.into());
        self
    }

    /// Leaves a column unread.
    #[must_use]
    pub fn ignore(mut self, header: impl Into<String>) -> Self {
        self.ignore.push(header.into());
        self
    }
}

/// A format as it was written, before its names are checked.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    delimiter: Option<char>,
    separator: String,
    mentors: SideFormat,
    mentees: SideFormat,
}

impl Default for Written {
    fn default() -> Self {
        let CsvFormat { delimiter, separator, mentors, mentees } = CsvFormat::default();
        Self { delimiter, separator, mentors, mentees }
    }
}

impl TryFrom<Written> for CsvFormat {
    type Error = crate::pool::Faults;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { delimiter, separator, mentors, mentees } = written;
        let format = Self { delimiter, separator, mentors, mentees };
        let faults = format.faults();
        crate::pool::Faults::or(faults, format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_format_names_the_nearest_field() {
        let error = toml::from_str::<CsvFormat>("[mentees.columns]\nneed = \"wants\"")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("\"need\" is not a field of a mentee; did you mean \"needs\"?"),
            "{error}"
        );
        assert!(toml::from_str::<CsvFormat>("[mentees.column]\nid = \"a\"").is_err());
        assert!(toml::from_str::<CsvFormat>("delimiter = '\"'").is_err());
        assert!(toml::from_str::<CsvFormat>("separator = ''").is_err());
    }

    #[test]
    fn a_format_survives_toml() {
        let format = CsvFormat::default().delimiter('\t').separator(", ").mentors(
            SideFormat::default().column("id", "E-Mail").list("hobbies", "/").ignore("notes"),
        );
        let text = toml::to_string(&format).unwrap();
        assert_eq!(toml::from_str::<CsvFormat>(&text).unwrap(), format);
    }
}
