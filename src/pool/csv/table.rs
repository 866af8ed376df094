//! A file as a table: which column holds what, and its rows by line.

use std::collections::BTreeMap;

use super::format::{CsvFormat, fields};
use super::text::{LineCounter, Text, file_fault, reader};
use crate::pool::parse::{nearest, plain, trimmed};
use crate::pool::{Fault, Side};

/// A header, and what the cells under it are.
pub(super) struct Column {
    pub header: String,
    /// The separator of its own that the format gives to its lists.
    pub separator: Option<String>,
    pub content: Content,
}

#[derive(PartialEq, Eq)]
pub(super) enum Content {
    /// A field that has a name here.
    Field,
    /// A free field, by its name.
    Text(String),
    /// A free field that is a list, by its name.
    List(String),
    /// Not read.
    Nothing,
}

pub(super) struct Row {
    pub line: u64,
    pub cells: csv::StringRecord,
}

pub(super) struct Table {
    pub columns: Vec<Column>,
    /// The column of each named field that the file has.
    pub fields: BTreeMap<&'static str, usize>,
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a file. Adds what is wrong with its shape to `faults`; `None` where nobody can be read from it.
    pub(super) fn read(
        side: Side,
        format: &CsvFormat,
        bytes: &[u8],
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let known = known_headers(side, format);
        let delimiter = format.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        let text = match Text::new(side, bytes, delimiter, &known) {
            Ok(text) => text,
            Err(fault) => {
                faults.push(*fault);
                return None;
            }
        };
        let mut rows = rows(&text);
        if rows.is_empty() {
            faults.push(file_fault(
                "empty_file",
                side,
                None,
                "has no header",
                "give it a header such as id;languages and a line for each person",
            ));
            return None;
        }
        let header = rows.remove(0);
        let mut reading = Header { side, format, line: header.line, faults };
        let (columns, fields) = reading.columns(&header.cells, &rows)?;
        Some(Self { columns, fields, rows })
    }
}

impl Table {
    /// A header that is a field of the other side alone, where no column is a field of this side alone.
    fn foreign_of(&self, own: &[&str], others: &[&str]) -> Option<&str> {
        if self.fields.keys().any(|field| !others.contains(field)) {
            return None;
        }
        let is_foreign = |name: &str| {
            others.iter().any(|field| !own.contains(field) && plain(field) == plain(name))
        };
        self.columns.iter().find_map(|column| match &column.content {
            Content::Text(name) if is_foreign(name) => Some(column.header.as_str()),
            _ => None,
        })
    }

    pub(super) fn foreign(&self, side: Side) -> Option<&str> {
        match side {
            Side::Mentors => self.foreign_of(fields(Side::Mentors), fields(Side::Mentees)),
            Side::Mentees => self.foreign_of(fields(Side::Mentees), fields(Side::Mentors)),
        }
    }
}

/// What stands in a column of a row, without the blanks around it; `None` where nothing does.
pub(super) fn cell_of(row: &Row, column: usize) -> Option<&str> {
    row.cells.get(column).map(trimmed).filter(|cell| !cell.is_empty())
}

/// The headers that fields stand under, the id's first, as they are compared.
fn known_headers(side: Side, format: &CsvFormat) -> Vec<String> {
    let mapped = &format.side(side).columns;
    fields(side)
        .iter()
        .map(|&field| plain(mapped.get(field).map_or(field, String::as_str)))
        .collect()
}

/// Every row that has something in it, the header first.
fn rows(text: &Text<'_>) -> Vec<Row> {
    let mut lines = LineCounter::new(text.body.as_bytes());
    reader(text.body, text.delimiter)
        .into_records()
        .filter_map(Result::ok)
        .filter_map(|cells| {
            let start = cells.position().map_or(0, csv::Position::byte);
            let line = lines.line_from(usize::try_from(start).unwrap_or(usize::MAX)) + text.skipped;
            cells.iter().any(|cell| !trimmed(cell).is_empty()).then_some(Row { line, cells })
        })
        .collect()
}

struct Header<'a> {
    side: Side,
    format: &'a CsvFormat,
    line: u64,
    faults: &'a mut Vec<Fault>,
}

type Columns = (Vec<Column>, BTreeMap<&'static str, usize>);

impl Header<'_> {
    fn columns(&mut self, header: &csv::StringRecord, rows: &[Row]) -> Option<Columns> {
        let headers: Vec<&str> = header.iter().map(trimmed).collect();
        let plain_headers: Vec<String> = headers.iter().map(|header| plain(header)).collect();
        let side_format = self.format.side(self.side);
        let ignored: Vec<String> = side_format.ignore.iter().map(|header| plain(header)).collect();
        let is_ignored = |at: usize| ignored.contains(&plain_headers[at]);

        for (at, header) in headers.iter().enumerate() {
            if header.is_empty() {
                self.nameless(at, rows);
            } else if !is_ignored(at) && plain_headers[..at].contains(&plain_headers[at]) {
                let remedy = "rename one of the two columns or remove it";
                self.add(
                    "duplicate_header",
                    header,
                    "is the header of two columns".to_owned(),
                    remedy.to_owned(),
                );
            }
        }

        let find = |header: &str| {
            let exact = headers.iter().position(|known| *known == trimmed(header));
            exact.or_else(|| plain_headers.iter().position(|known| *known == plain(header)))
        };
        let mut fields_at = BTreeMap::new();
        for &field in fields(self.side) {
            if let Some(mapped) = side_format.columns.get(field) {
                match find(mapped) {
                    Some(at) => {
                        fields_at.insert(field, at);
                    }
                    None => self.missing(mapped, &headers),
                }
            }
        }
        let mapped_to: Vec<usize> = fields_at.values().copied().collect();
        for &field in fields(self.side) {
            let unmapped = !side_format.columns.contains_key(field);
            let found =
                find(field).filter(|at| unmapped && !mapped_to.contains(at) && !is_ignored(*at));
            if let Some(at) = found {
                fields_at.insert(field, at);
            }
        }

        let mut separators = BTreeMap::new();
        for (header, separator) in &side_format.lists {
            match find(header) {
                Some(at) => {
                    separators.insert(at, separator.clone());
                }
                None => self.missing(header, &headers),
            }
        }

        if !fields_at.contains_key("id") {
            let is_left_out = |at: usize| is_ignored(at) && plain_headers[at] == "id";
            if (0..headers.len()).any(is_left_out) {
                let problem = "is left unread by the format, and is the only id".to_owned();
                let remedy = "take it out of the format's ignore".to_owned();
                self.add("missing_id_column", "id", problem, remedy);
            } else if !side_format.columns.contains_key("id") {
                self.no_id(&headers);
            }
            return None;
        }
        let taken: Vec<usize> = fields_at.values().copied().collect();
        let columns = headers.iter().enumerate().map(|(at, &header)| {
            let separator = separators.remove(&at);
            let content = if taken.contains(&at) {
                Content::Field
            } else if header.is_empty() || is_ignored(at) {
                Content::Nothing
            } else if let Some(name) = header.strip_suffix("[]") {
                Content::List(name.trim_end().to_owned())
            } else if separator.is_some() {
                Content::List(header.to_owned())
            } else {
                Content::Text(header.to_owned())
            };
            Column { header: header.to_owned(), separator, content }
        });
        let columns = columns.collect();
        Some((columns, fields_at))
    }

    /// A column without a header is a leftover of the spreadsheet program, unless something stands in it.
    fn nameless(&mut self, at: usize, rows: &[Row]) {
        let filled = rows.iter().find_map(|row| cell_of(row, at).map(|cell| (row.line, cell)));
        if let Some((line, cell)) = filled {
            let problem = format!("of column {} has no header in line {}", at + 1, self.line);
            self.faults.push(Fault {
                code: "missing_header",
                side: self.side,
                person: None,
                line: Some(line),
                field: "cell".to_owned(),
                value: cell.to_owned(),
                problem,
                remedy: "write a header above it or empty the column".to_owned(),
            });
        }
    }

    /// The format names a header that the file does not have.
    fn missing(&mut self, header: &str, headers: &[&str]) {
        let remedy = match nearest(header, headers.iter().copied()) {
            Some(near) => format!("did you mean {near:?}? mend the format or the header"),
            None => "mend the format, or add the column to the file".to_owned(),
        };
        self.add(
            "unknown_header",
            header,
            "is named in the format, but is not a header of the file".to_owned(),
            remedy,
        );
    }

    fn no_id(&mut self, headers: &[&str]) {
        const HINTS: [&str; 4] = ["mail", "number", "nummer", "name"];
        let is_id = |header: &&&str| plain(header).split(' ').any(|word| word == "id");
        let hinted = |hint: &&str| {
            headers.iter().find(|header| header.to_lowercase().contains(hint)).copied()
        };
        let near = nearest("id", headers.iter().copied())
            .or_else(|| headers.iter().find(is_id).copied())
            .or_else(|| HINTS.iter().find_map(hinted));
        let remedy = match near {
            Some(near) => {
                format!(
                    "rename the column {near:?} to \"id\", or map it in a CsvFormat: columns.id = {near:?}"
                )
            }
            None => "add a column \"id\", or map another column in a CsvFormat: columns.id = \"…\""
                .to_owned(),
        };
        let problem = "is missing among the columns".to_owned();
        self.add("missing_id_column", "id", problem, remedy);
    }

    fn add(&mut self, code: &'static str, value: &str, problem: String, remedy: String) {
        self.faults.push(Fault {
            code,
            side: self.side,
            person: None,
            line: Some(self.line),
            field: "header".to_owned(),
            value: value.to_owned(),
            problem,
            remedy,
        });
    }
}
