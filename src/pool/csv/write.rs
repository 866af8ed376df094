//! From people to rows. What is written is read back before it leaves: a spreadsheet that says something else than the
//! pool is an error, not a file.

use std::collections::HashSet;
use std::io;

use serde::Serialize;
use serde_json::Value;

use super::PoolError;
use super::cells::PAIRS;
use super::format::CsvFormat;
use super::read::{self, People};
use super::sheet::Sheet;
use super::text::file_fault;
use crate::pool::{Fault, Faults, Mentor, Pair, Pool, Side};

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
        for ((field, said), read) in PAIRS.iter().zip(pairs).zip(&back.pairs) {
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
