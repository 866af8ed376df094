//! The cells of one row, read as the values of a field.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;

use super::format::CsvFormat;
use super::table::{Column, Content, Row, Table, cell_of};
use crate::pool::cell::{decimal, whole};
use crate::pool::parse::{divided_otherwise, plain, trimmed};
use crate::pool::{Attribute, Capacity, Fault, ParseError, Place, Position, Side, Week};

/// The words of a cell that say *known to be none*, where an empty cell says *unknown*.
pub(super) const NONE: [&str; 2] = ["none", "keine"];

/// The fields that name tandems.
pub(super) const PAIRS: [&str; 3] = ["running", "earlier", "declined"];

/// The cells of one row.
pub(super) struct Cells<'a> {
    pub side: Side,
    pub format: &'a CsvFormat,
    pub table: &'a Table,
    pub row: &'a Row,
    pub person: Option<&'a str>,
    /// The row does not have the columns of the header, so that no cell but the id can be trusted.
    pub torn: bool,
    pub faults: &'a mut Vec<Fault>,
}

impl<'a> Cells<'a> {
    pub(super) fn check_length(&mut self) {
        let (cells, columns) = (self.row.cells.len(), self.table.columns.len());
        let beyond_is_blank =
            self.row.cells.iter().skip(columns).all(|cell| trimmed(cell).is_empty());
        if cells == columns || cells > columns && beyond_is_blank {
            return;
        }
        self.torn = true;
        let (code, problem, remedy) = if cells < columns {
            (
                "row_too_short",
                "has fewer cells than the header",
                "add the delimiters of the empty cells",
            )
        } else {
            (
                "row_too_long",
                "has more cells than the header",
                "put a cell that holds the delimiter in quotes",
            )
        };
        self.add(
            "row",
            "",
            ParseError::new(code, "", format!("{problem} ({cells} instead of {columns})"), remedy),
        );
    }

    /// What stands under a field, and its column.
    pub(super) fn text(&self, field: &str) -> Option<(&'a Column, &'a str)> {
        let &column = self.table.fields.get(field).filter(|_| !self.torn)?;
        Some((&self.table.columns[column], cell_of(self.row, column)?))
    }

    pub(super) fn one<T: FromStr<Err = ParseError>>(&mut self, field: &'static str) -> Option<T> {
        self.one_with(field, str::parse)
    }

    pub(super) fn one_with<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        let (column, cell) = self.text(field)?;
        match read(cell) {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, &column.header, error);
                None
            }
        }
    }

    /// The values of a list; `None` where the cell is empty or a value is wrong.
    pub(super) fn list<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(&str) -> Result<T, ParseError>,
    ) -> Option<Vec<T>> {
        let (column, cell) = self.text(field)?;
        if NONE.contains(&plain(cell).as_str()) {
            return Some(Vec::new());
        }
        let separator = column.separator.as_deref().unwrap_or(&self.format.separator);
        let mut values = Vec::new();
        let mut sound = true;
        for item in items(cell, separator) {
            match read(item) {
                Ok(value) => values.push(value),
                Err(error) => {
                    sound = false;
                    let otherwise = divided_otherwise(item, separator, |part| read(part).is_ok());
                    let error = match otherwise {
                        Some((sign, parts)) => ParseError::new(
                            "wrong_separator",
                            item,
                            format!("is divided by {sign:?}"),
                            format!("write {:?}", parts.join(separator)),
                        ),
                        None => error,
                    };
                    self.add(field, &column.header, error);
                }
            }
        }
        (sound && !values.is_empty()).then_some(values)
    }

    pub(super) fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        self.list(field, |text| Ok(text.to_owned()))
    }

    pub(super) fn ids<Id: for<'t> From<&'t str>>(
        &mut self,
        field: &'static str,
    ) -> Option<Vec<Id>> {
        let ids = self.texts(field)?;
        if PAIRS.contains(&field) {
            let mut seen = HashSet::new();
            for id in ids.iter().filter(|id| !seen.insert(id.as_str())) {
                let error = ParseError::new(
                    "duplicate_pair",
                    id,
                    "is named twice",
                    "take one of the two out",
                );
                let (column, _) = self.text(field)?;
                self.add(field, &column.header, error);
            }
        }
        Some(ids.iter().map(|id| Id::from(id)).collect())
    }

    pub(super) fn week(&mut self) -> Option<Week> {
        let slots = self.list("availability", |slot| {
            let mut week = Week::EMPTY;
            week.add_slot(slot).map(|()| week)
        })?;
        Some(slots.iter().fold(Week::EMPTY, |week, slot| week.joined(slot)))
    }

    pub(super) fn place(&mut self) -> Option<Place> {
        let region = self.text("place").map(|(_, region)| region.to_owned());
        let latitude = self.one_with("latitude", |text| degrees(text, 90));
        let longitude = self.one_with("longitude", |text| degrees(text, 180));
        let position = match (self.text("latitude"), self.text("longitude")) {
            (Some((column, cell)), None) => {
                self.half_a_position("latitude", column, cell, "longitude")
            }
            (None, Some((column, cell))) => {
                self.half_a_position("longitude", column, cell, "latitude")
            }
            _ => latitude
                .zip(longitude)
                .and_then(|(north, east)| Position::from_degrees(north, east)),
        };
        let travel_km = self.one_with("travel_km", whole);
        let place = Place { region, position, travel_km };
        (place != Place::default()).then_some(place)
    }

    fn half_a_position(
        &mut self,
        field: &'static str,
        column: &Column,
        cell: &str,
        lacking: &str,
    ) -> Option<Position> {
        let error = ParseError::new(
            "half_a_position",
            cell,
            format!("has no {lacking} beside it"),
            format!("write the {lacking} too, or leave both empty"),
        );
        self.add(field, &column.header, error);
        None
    }

    /// A minimum without a capacity stands beside the one seat that counts where no capacity is stated.
    pub(super) fn capacity(&mut self) -> Option<Capacity> {
        let max = self.one_with("capacity", whole);
        let min = self.one_with("minimum", whole);
        let stated = self.text("capacity").is_some();
        match (max, min) {
            (Some(max), min) => Some(Capacity { min: min.unwrap_or(0), max }),
            (None, Some(min)) if min > 0 && !stated => Some(Capacity { min, max: 1 }),
            _ => None,
        }
    }

    pub(super) fn attributes(&mut self) -> BTreeMap<String, Attribute> {
        let mut attributes = BTreeMap::new();
        if self.torn {
            return attributes;
        }
        for (at, column) in self.table.columns.iter().enumerate() {
            let Some(cell) = cell_of(self.row, at) else { continue };
            let separator = column.separator.as_deref().unwrap_or(&self.format.separator);
            let (name, value) = match &column.content {
                Content::Text(name) => (name, Attribute::Text(cell.to_owned())),
                Content::List(name) => {
                    (name, Attribute::List(items(cell, separator).map(str::to_owned).collect()))
                }
                Content::Field | Content::Nothing => continue,
            };
            if attributes.insert(name.clone(), value).is_some() {
                let error = ParseError::new(
                    "duplicate_attribute",
                    cell,
                    format!("is a second value of {name:?}"),
                    "fill one of the two columns alone",
                );
                self.add("", &column.header, error);
            }
        }
        attributes
    }

    fn add(&mut self, field: &str, header: &str, error: ParseError) {
        let ParseError { code, value, problem, remedy } = error;
        let field = if header.is_empty() || plain(header) == plain(field) { field } else { header };
        self.faults.push(Fault {
            code,
            side: self.side,
            person: self.person.map(str::to_owned),
            line: Some(self.row.line),
            field: field.to_owned(),
            value,
            problem,
            remedy,
        });
    }
}

/// The values of a list within a cell. A blank beside a separator is no part of a value.
fn items<'t>(cell: &'t str, separator: &str) -> impl Iterator<Item = &'t str> {
    let bare = separator.trim();
    let separator = if bare.is_empty() { separator.to_owned() } else { bare.to_owned() };
    let mut rest = Some(cell);
    std::iter::from_fn(move || {
        let text = rest?;
        let (item, after) = match text.split_once(&separator) {
            Some((item, after)) => (item, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(trimmed(item))
    })
    .filter(|item| !item.is_empty())
}

fn degrees(text: &str, most: u32) -> Result<f64, ParseError> {
    let most_degrees = f64::from(most);
    decimal(text).filter(|degrees| (-most_degrees..=most_degrees).contains(degrees)).ok_or_else(
        || {
            ParseError::new(
                "not_on_the_map",
                text,
                format!("is not a number of degrees from -{most} to {most}"),
                "write decimal degrees such as 52.52",
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_may_have_blanks_of_its_own() {
        let list = |cell, separator| items(cell, separator).collect::<Vec<_>>();
        assert_eq!(list("a; b ;;c;", ";"), ["a", "b", "c"]);
        assert_eq!(list("Gay, Non-binary", ", "), ["Gay", "Non-binary"]);
        assert_eq!(list("a b", " "), ["a", "b"]);
        assert_eq!(list("a\nb", "\n"), ["a", "b"]);
    }

    #[test]
    fn degrees_lie_on_the_map() {
        assert!((degrees("52,52", 90).unwrap() - 52.52).abs() < 1e-9);
        assert_eq!(degrees("91", 90).unwrap_err().code, "not_on_the_map");
        assert_eq!(degrees("north", 90).unwrap_err().code, "not_on_the_map");
    }
}
