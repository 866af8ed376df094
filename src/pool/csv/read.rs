//! From rows to people.

use std::collections::{BTreeMap, HashSet};
use std::str::FromStr;

use super::format::CsvFormat;
use super::table::{Column, Content, Row, Table, cell_of};
use crate::pool::cell::{date, decimal, whole};
use crate::pool::parse::plain;
use crate::pool::{
    Attribute, Capacity, Fault, Mentee, MenteeId, Mentor, MentorId, Pair, ParseError, Place,
    Position, Side, Week,
};

/// The words of a cell that say *known to be none*, where an empty cell says *unknown*.
pub(super) const NONE: [&str; 2] = ["none", "keine"];

/// The people of one file, and the pairs their rows name: running, earlier and declined.
pub(super) struct People<P> {
    pub profiles: Vec<P>,
    pub lines: Vec<u64>,
    pub pairs: [Vec<Pair>; 3],
}

/// Reads the mentors of a file. Adds what is wrong to `faults`; `None` where nobody can be read at all.
pub(super) fn mentors(
    format: &CsvFormat,
    bytes: &[u8],
    faults: &mut Vec<Fault>,
) -> Option<People<Mentor>> {
    people(Side::Mentors, format, bytes, faults, |cells, id| {
        let mut mentor = Mentor::new(id);
        mentor.sectors = cells.texts("sectors");
        mentor.offers = cells.list("offers", str::parse);
        mentor.languages = cells.list("languages", str::parse);
        mentor.availability = cells.week();
        mentor.place = cells.place();
        mentor.modes = cells.list("modes", str::parse);
        mentor.capacity = cells.capacity();
        mentor.status = cells.one("status");
        mentor.roles = cells.list("roles", str::parse);
        mentor.wishes = cells.ids("wishes");
        mentor.vetoes = cells.ids("vetoes");
        mentor.attributes = cells.attributes();
        let pairs = PAIRS.map(|field| {
            let partners: Vec<MenteeId> = cells.ids(field).unwrap_or_default();
            partners.into_iter().map(|mentee| Pair { mentor: mentor.id.clone(), mentee }).collect()
        });
        (mentor, pairs)
    })
}

/// Reads the mentees of a file, as [`mentors`] reads mentors.
pub(super) fn mentees(
    format: &CsvFormat,
    bytes: &[u8],
    faults: &mut Vec<Fault>,
) -> Option<People<Mentee>> {
    people(Side::Mentees, format, bytes, faults, |cells, id| {
        let mut mentee = Mentee::new(id);
        mentee.sectors = cells.texts("sectors");
        mentee.needs = cells.list("needs", str::parse);
        mentee.languages = cells.list("languages", str::parse);
        mentee.availability = cells.week();
        mentee.place = cells.place();
        mentee.modes = cells.list("modes", str::parse);
        mentee.demand = cells.one_with("demand", whole);
        mentee.status = cells.one("status");
        mentee.waiting_since = cells.one_with("waiting_since", date);
        mentee.wishes = cells.ids("wishes");
        mentee.vetoes = cells.ids("vetoes");
        mentee.attributes = cells.attributes();
        let pairs = PAIRS.map(|field| {
            let partners: Vec<MentorId> = cells.ids(field).unwrap_or_default();
            partners.into_iter().map(|mentor| Pair { mentor, mentee: mentee.id.clone() }).collect()
        });
        (mentee, pairs)
    })
}

const PAIRS: [&str; 3] = ["running", "earlier", "declined"];

fn people<P>(
    side: Side,
    format: &CsvFormat,
    bytes: &[u8],
    faults: &mut Vec<Fault>,
    person: impl Fn(&mut Cells<'_>, &str) -> (P, [Vec<Pair>; 3]),
) -> Option<People<P>> {
    let table = Table::read(side, format, bytes, faults)?;
    let mut read = People { profiles: Vec::new(), lines: Vec::new(), pairs: Default::default() };
    for row in &table.rows {
        let mut cells =
            Cells { side, format, table: &table, row, person: None, torn: false, faults };
        let id = cells.text("id").map_or("", |(_, id)| id);
        cells.person = (!id.is_empty()).then_some(id);
        cells.check_length();
        let (person, pairs) = person(&mut cells, id);
        read.profiles.push(person);
        read.lines.push(row.line);
        if !id.is_empty() {
            for (all, pairs) in read.pairs.iter_mut().zip(pairs) {
                all.extend(pairs);
            }
        }
    }
    Some(read)
}

/// The pairs of both files, each once, whichever file names them. Within one cell a name stands once: that the cells
/// themselves say.
pub(super) fn joined(mentors: Vec<Pair>, mentees: Vec<Pair>) -> Vec<Pair> {
    let mut seen = HashSet::new();
    mentors.into_iter().chain(mentees).filter(|pair| seen.insert(pair.clone())).collect()
}

/// The cells of one row.
struct Cells<'a> {
    side: Side,
    format: &'a CsvFormat,
    table: &'a Table,
    row: &'a Row,
    person: Option<&'a str>,
    /// The row does not have the columns of the header, so that no cell but the id can be trusted.
    torn: bool,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Cells<'a> {
    fn check_length(&mut self) {
        let (cells, columns) = (self.row.cells.len(), self.table.columns.len());
        let beyond_is_blank =
            self.row.cells.iter().skip(columns).all(|cell| cell.trim().is_empty());
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
    fn text(&self, field: &str) -> Option<(&'a Column, &'a str)> {
        let &column = self.table.fields.get(field).filter(|_| !self.torn)?;
        Some((&self.table.columns[column], cell_of(self.row, column)?))
    }

    fn one<T: FromStr<Err = ParseError>>(&mut self, field: &'static str) -> Option<T> {
        self.one_with(field, str::parse)
    }

    fn one_with<T>(
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
    fn list<T>(
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
                    self.add(field, &column.header, error);
                }
            }
        }
        (sound && !values.is_empty()).then_some(values)
    }

    fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        self.list(field, |text| Ok(text.to_owned()))
    }

    fn ids<Id: for<'t> From<&'t str>>(&mut self, field: &'static str) -> Option<Vec<Id>> {
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

    fn week(&mut self) -> Option<Week> {
        let slots = self.list("availability", |slot| {
            let mut week = Week::EMPTY;
            week.add_slot(slot).map(|()| week)
        })?;
        Some(slots.iter().fold(Week::EMPTY, |week, slot| week.joined(slot)))
    }

    fn place(&mut self) -> Option<Place> {
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
    fn capacity(&mut self) -> Option<Capacity> {
        let max = self.one_with("capacity", whole);
        let min = self.one_with("minimum", whole);
        let stated = self.text("capacity").is_some();
        match (max, min) {
            (Some(max), min) => Some(Capacity { min: min.unwrap_or(0), max }),
            (None, Some(min)) if min > 0 && !stated => Some(Capacity { min, max: 1 }),
            _ => None,
        }
    }

    fn attributes(&mut self) -> BTreeMap<String, Attribute> {
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
        Some(item.trim())
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
