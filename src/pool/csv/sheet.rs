//! The rows of a file while it is being written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::PoolError;
use super::cells::NONE;
use super::format::{CsvFormat, fields};
use crate::pool::parse::plain;
use crate::pool::{Attribute, Faults, Place, Position, Side, Week};

/// The cells of a side, by field and by free field, before it is known which columns there are.
pub(super) struct Sheet<'a> {
    side: Side,
    format: &'a CsvFormat,
    rows: Vec<BTreeMap<Key, String>>,
}

/// A column, in the order of the file: fields by their place in the list of fields, then free fields by header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Field(usize),
    Free(String),
}

impl<'a> Sheet<'a> {
    pub(super) fn new(side: Side, format: &'a CsvFormat) -> Result<Self, PoolError> {
        Ok(Faults::or(format.faults(), Self { side, format, rows: Vec::new() })?)
    }

    pub(super) fn row(&mut self, id: &str) -> RowWriter<'_> {
        self.rows.push(BTreeMap::from([(Key::Field(0), id.to_owned())]));
        let cells = self.rows.last_mut().expect("a row has just been added");
        RowWriter { side: self.side, format: self.format, cells }
    }

    /// The file. Columns that the format names are there even if they are empty, for the format to find them.
    pub(super) fn finish(self) -> Result<Vec<u8>, PoolError> {
        let side_format = self.format.side(self.side);
        let fields = fields(self.side);
        let mut columns: BTreeSet<Key> =
            self.rows.iter().flat_map(BTreeMap::keys).cloned().collect();
        columns.insert(Key::Field(0));
        let mapped = |(at, field): (usize, &&str)| {
            side_format.columns.contains_key(*field).then_some(Key::Field(at))
        };
        columns.extend(fields.iter().enumerate().filter_map(mapped));
        let header = |key: &Key| match key {
            Key::Field(at) => side_format
                .columns
                .get(fields[*at])
                .cloned()
                .unwrap_or_else(|| fields[*at].to_owned()),
            Key::Free(header) => header.clone(),
        };
        for list in side_format.lists.keys() {
            if !columns.iter().any(|key| plain(&header(key)) == plain(list)) {
                columns.insert(Key::Free(list.clone()));
            }
        }
        let delimiter = self
            .format
            .delimiter
            .and_then(|delimiter| u8::try_from(delimiter).ok())
            .unwrap_or(b',');
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        let failed = |error: csv::Error| PoolError::Write { side: self.side, source: error.into() };
        writer.write_record(columns.iter().map(&header)).map_err(failed)?;
        for row in &self.rows {
            let cells = columns.iter().map(|key| row.get(key).map_or("", String::as_str));
            writer.write_record(cells).map_err(failed)?;
        }
        writer
            .into_inner()
            .map_err(|error| PoolError::Write { side: self.side, source: error.into_error() })
    }
}

pub(super) struct RowWriter<'a> {
    side: Side,
    format: &'a CsvFormat,
    cells: &'a mut BTreeMap<Key, String>,
}

impl RowWriter<'_> {
    pub(super) fn one(&mut self, field: &'static str, value: Option<impl Display>) {
        let Some(value) = value else { return };
        let at = fields(self.side).iter().position(|known| *known == field);
        self.cells.insert(
            Key::Field(at.expect("every field that is written is in the list")),
            value.to_string(),
        );
    }

    pub(super) fn list<T: Display>(&mut self, field: &'static str, values: Option<&[T]>) {
        let header = self.format.side(self.side).columns.get(field).map_or(field, String::as_str);
        let separator = self.separator(header);
        let cell = values.map(|values| match values {
            [] => NONE[0].to_owned(),
            some => join(some, separator),
        });
        self.one(field, cell);
    }

    fn separator(&self, header: &str) -> &str {
        let own =
            self.format.side(self.side).lists.iter().find(|(list, _)| plain(list) == plain(header));
        own.map_or(&self.format.separator, |(_, separator)| separator)
    }

    pub(super) fn week(&mut self, week: Option<Week>) {
        let text = week.map(|week| week.to_string());
        let slots: Option<Vec<&str>> =
            text.as_ref().map(|text| text.split(';').filter(|slot| !slot.is_empty()).collect());
        self.list("availability", slots.as_deref());
    }

    pub(super) fn place(&mut self, place: Option<&Place>) {
        let Some(place) = place else { return };
        self.one("place", place.region.as_ref());
        self.one("latitude", place.position.map(Position::latitude));
        self.one("longitude", place.position.map(Position::longitude));
        self.one("travel_km", place.travel_km);
    }

    pub(super) fn attributes(&mut self, attributes: &BTreeMap<String, Attribute>) {
        for (name, value) in attributes {
            let declared =
                self.format.side(self.side).lists.keys().any(|list| plain(list) == plain(name));
            let (header, cell) = match value {
                Attribute::Text(text) => (name.clone(), text.clone()),
                Attribute::List(list) if declared => {
                    (name.clone(), join(list, self.separator(name)))
                }
                Attribute::List(list) => (format!("{name}[]"), join(list, &self.format.separator)),
            };
            self.cells.insert(Key::Free(header), cell);
        }
    }
}

fn join<T: Display>(values: &[T], separator: &str) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}
