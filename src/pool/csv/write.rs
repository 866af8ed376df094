//! From people to rows. What is written is read back before it leaves: a spreadsheet that says something else than the
//! pool is an error, not a file.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Display;
use std::io;

use serde::Serialize;
use serde_json::Value;

use super::PoolError;
use super::format::{CsvFormat, fields};
use super::read::{self, NONE, People};
use super::text::file_fault;
use crate::pool::parse::plain;
use crate::pool::{Attribute, Fault, Faults, Mentor, Pair, Place, Pool, Position, Side, Week};

impl Pool {
    /// Writes the mentors as a spreadsheet that [`from_csv`](Self::from_csv) reads back; running, earlier and declined
    /// tandems stand in this file.
    ///
    /// Columns that would be empty are left out. Free fields that are lists get a header that ends in `[]`.
    ///
    /// ```
    /// use tandems::pool::{Capacity, Mentor, Pool};
    ///
    /// let mut anna = Mentor::new("anna");
    /// anna.capacity = Some(Capacity::up_to(2));
    /// let pool = Pool::new(vec![anna], vec![])?;
    /// let mut file = Vec::new();
    /// pool.write_mentors_csv(&mut file)?;
    /// assert_eq!(file, b"id,capacity\nanna,2\n");
    /// # Ok::<(), tandems::pool::PoolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every value that no cell can hold so that it would be read back the same, such as a topic with a `;` in it; or
    /// the writer's own error.
    pub fn write_mentors_csv(&self, writer: impl io::Write) -> Result<(), PoolError> {
        self.write_mentors_csv_with(&CsvFormat::default(), writer)
    }

    /// Writes the mentees as a spreadsheet, as [`write_mentors_csv`](Self::write_mentors_csv) does the mentors.
    ///
    /// # Errors
    ///
    /// Every value that no cell can hold; or the writer's own error.
    pub fn write_mentees_csv(&self, writer: impl io::Write) -> Result<(), PoolError> {
        self.write_mentees_csv_with(&CsvFormat::default(), writer)
    }

    /// Writes the mentors with columns or lists of their own, to be read back with the same format.
    ///
    /// # Errors
    ///
    /// Every value that no cell can hold; or the writer's own error.
    pub fn write_mentors_csv_with(
        &self,
        format: &CsvFormat,
        mut writer: impl io::Write,
    ) -> Result<(), PoolError> {
        let side = Side::Mentors;
        let partners = |pairs: &[Pair], mentor: &Mentor| {
            let known = self.mentor_index(&mentor.id);
            let start = pairs.partition_point(|pair| self.mentor_index(&pair.mentor) < known);
            let end = pairs.partition_point(|pair| self.mentor_index(&pair.mentor) <= known);
            pairs[start..end].iter().map(|pair| pair.mentee.clone()).collect::<Vec<_>>()
        };
        let mut sheet = Sheet::new(side, format)?;
        for mentor in self.mentors() {
            let mut row = sheet.row(mentor.id.as_str());
            row.list("sectors", mentor.sectors.as_deref());
            row.list("offers", mentor.offers.as_deref());
            row.list("languages", mentor.languages.as_deref());
            row.week(mentor.availability);
            row.place(mentor.place.as_ref());
            row.list("modes", mentor.modes.as_deref());
            row.one("capacity", mentor.capacity.map(|capacity| capacity.max));
            row.one("minimum", mentor.capacity.map(|capacity| capacity.min).filter(|min| *min > 0));
            row.one("status", mentor.status);
            row.list("roles", mentor.roles.as_deref());
            row.list("wishes", mentor.wishes.as_deref());
            row.list("vetoes", mentor.vetoes.as_deref());
            for (field, pairs) in [
                ("running", &self.running),
                ("earlier", &self.earlier),
                ("declined", &self.declined),
            ] {
                let partners = partners(pairs, mentor);
                row.list(field, Some(partners.as_slice()).filter(|partners| !partners.is_empty()));
            }
            row.attributes(&mentor.attributes);
        }
        let bytes = sheet.finish()?;
        let pairs = [&self.running, &self.earlier, &self.declined];
        check(
            side,
            self.mentors(),
            |mentor| mentor.id.as_str(),
            &pairs,
            |faults| read::mentors(format, &bytes, faults),
        )?;
        writer.write_all(&bytes).map_err(|source| PoolError::Write { side, source })
    }

    /// Writes the mentees with columns or lists of their own, to be read back with the same format.
    ///
    /// # Errors
    ///
    /// Every value that no cell can hold; or the writer's own error.
    pub fn write_mentees_csv_with(
        &self,
        format: &CsvFormat,
        mut writer: impl io::Write,
    ) -> Result<(), PoolError> {
        let side = Side::Mentees;
        let mut sheet = Sheet::new(side, format)?;
        for mentee in self.mentees() {
            let mut row = sheet.row(mentee.id.as_str());
            row.list("sectors", mentee.sectors.as_deref());
            row.list("needs", mentee.needs.as_deref());
            row.list("languages", mentee.languages.as_deref());
            row.week(mentee.availability);
            row.place(mentee.place.as_ref());
            row.list("modes", mentee.modes.as_deref());
            row.one("demand", mentee.demand);
            row.one("status", mentee.status);
            row.one("waiting_since", mentee.waiting_since);
            row.list("wishes", mentee.wishes.as_deref());
            row.list("vetoes", mentee.vetoes.as_deref());
            row.attributes(&mentee.attributes);
        }
        let bytes = sheet.finish()?;
        check(
            side,
            self.mentees(),
            |mentee| mentee.id.as_str(),
            &[],
            |faults| read::mentees(format, &bytes, faults),
        )?;
        writer.write_all(&bytes).map_err(|source| PoolError::Write { side, source })
    }
}

/// The cells of a side, by field and by free field, before it is known which columns there are.
struct Sheet<'a> {
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
    fn new(side: Side, format: &'a CsvFormat) -> Result<Self, PoolError> {
        Ok(Faults::or(format.faults(), Self { side, format, rows: Vec::new() })?)
    }

    fn row(&mut self, id: &str) -> RowWriter<'_> {
        self.rows.push(BTreeMap::from([(Key::Field(0), id.to_owned())]));
        let cells = self.rows.last_mut().expect("a row has just been added");
        RowWriter { side: self.side, format: self.format, cells }
    }

    /// The file. Columns that the format names are there even if they are empty, for the format to find them.
    fn finish(self) -> Result<Vec<u8>, PoolError> {
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

struct RowWriter<'a> {
    side: Side,
    format: &'a CsvFormat,
    cells: &'a mut BTreeMap<Key, String>,
}

impl RowWriter<'_> {
    fn one(&mut self, field: &'static str, value: Option<impl Display>) {
        let Some(value) = value else { return };
        let at = fields(self.side).iter().position(|known| *known == field);
        self.cells.insert(
            Key::Field(at.expect("every field that is written is in the list")),
            value.to_string(),
        );
    }

    fn list<T: Display>(&mut self, field: &'static str, values: Option<&[T]>) {
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

    fn week(&mut self, week: Option<Week>) {
        let text = week.map(|week| week.to_string());
        let slots: Option<Vec<&str>> =
            text.as_ref().map(|text| text.split(';').filter(|slot| !slot.is_empty()).collect());
        self.list("availability", slots.as_deref());
    }

    fn place(&mut self, place: Option<&Place>) {
        let Some(place) = place else { return };
        self.one("place", place.region.as_ref());
        self.one("latitude", place.position.map(Position::latitude));
        self.one("longitude", place.position.map(Position::longitude));
        self.one("travel_km", place.travel_km);
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, Attribute>) {
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

/// Reads back what was written and names every value that came back as another one.
fn check<P: PartialEq + Serialize>(
    side: Side,
    people: &[P],
    id: impl Fn(&P) -> &str,
    pairs: &[&Vec<Pair>],
    read: impl Fn(&mut Vec<Fault>) -> Option<People<P>>,
) -> Result<(), PoolError> {
    let mut faults = Vec::new();
    let back = read(&mut faults);
    for fault in &mut faults {
        fault.line = None;
    }
    if let Some(back) = back {
        if back.profiles.len() != people.len() {
            let remedy = "write the pool as JSON";
            faults.push(file_fault("no_cell_holds_it", side, None, "would lose people", remedy));
        }
        let changed = people.iter().zip(&back.profiles).filter(|(person, back)| person != back);
        for (person, back) in changed {
            let (said, read) = (fields_of(person), fields_of(back));
            for (field, value) in
                said.iter().filter(|(field, value)| read.get(*field) != Some(value))
            {
                let remedy =
                    "take separators and marks such as ; : ! out of it, or write the pool as JSON";
                faults.push(Fault {
                    code: "no_cell_holds_it",
                    side,
                    person: Some(id(person).to_owned()),
                    line: None,
                    field: field.clone(),
                    value: value.to_string(),
                    problem: "would be read back as something else".to_owned(),
                    remedy: remedy.to_owned(),
                });
            }
        }
        let named = |field: &str, pair: &Pair| Fault {
            code: "no_cell_holds_it",
            side,
            person: Some(pair.mentor.to_string()),
            line: None,
            field: field.to_owned(),
            value: pair.mentee.to_string(),
            problem: "would be read back as something else".to_owned(),
            remedy: "take the separator out of the id, or write the pool as JSON".to_owned(),
        };
        for ((field, said), read) in
            ["running", "earlier", "declined"].iter().zip(pairs).zip(&back.pairs)
        {
            let read: HashSet<&Pair> = read.iter().collect();
            faults.extend(
                said.iter().filter(|pair| !read.contains(pair)).map(|pair| named(field, pair)),
            );
        }
    }
    Ok(Faults::or(faults, ())?)
}

fn fields_of(person: &impl Serialize) -> serde_json::Map<String, Value> {
    match serde_json::to_value(person) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    }
}
