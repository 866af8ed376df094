//! From bytes to text: what kind of file it is, what stands between its cells, and which line a byte lies on.

use crate::pool::parse::plain;
use crate::pool::{Fault, Side};

/// The text of a file and how it is divided.
pub(super) struct Text<'a> {
    /// Without byte order mark and without the line that names the delimiter.
    pub body: &'a str,
    pub delimiter: u8,
    /// Lines before the body.
    pub skipped: u64,
}

/// A fault of the file as a whole.
pub(super) fn file_fault(
    code: &'static str,
    side: Side,
    line: Option<u64>,
    problem: &str,
    remedy: &str,
) -> Fault {
    Fault {
        code,
        side,
        person: None,
        line,
        field: "file".to_owned(),
        value: String::new(),
        problem: problem.to_owned(),
        remedy: remedy.to_owned(),
    }
}

impl<'a> Text<'a> {
    /// Reads the text of a file. `known` are the headers that tell a right division from a wrong one; the first is the
    /// id's, which counts most.
    pub(super) fn new(
        side: Side,
        bytes: &'a [u8],
        delimiter: Option<u8>,
        known: &[String],
    ) -> Result<Self, Box<Fault>> {
        const SAVE: &str = "save it as \"CSV UTF-8\" in the spreadsheet program";
        let fault = |code, line, problem| Box::new(file_fault(code, side, line, problem, SAVE));
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(fault("not_csv", None, "is a workbook such as .xlsx or .ods, not CSV"));
        }
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(fault("utf16", None, "is written in UTF-16 (\"Unicode text\")"));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = line_of(&bytes[..error.valid_up_to()]);
            fault("not_utf8", Some(line), "is not UTF-8 text")
        })?;
        if let Some(at) = text.find('\0') {
            return Err(fault(
                "not_text",
                Some(line_of(&bytes[..at])),
                "holds bytes that are no text",
            ));
        }
        if text.trim().is_empty() {
            let remedy = "give it a header such as id;languages and a line for each person";
            return Err(Box::new(file_fault("empty_file", side, None, "is empty", remedy)));
        }
        let (declared, body) = match declared_delimiter(text) {
            Some((declared, rest)) => (Some(declared), rest),
            None => (None, text),
        };
        let skipped = line_of(&bytes[..text.len() - body.len()]) - 1;
        let delimiter =
            delimiter.or(declared).unwrap_or_else(|| most_likely_delimiter(body, known));
        if let Some(at) = open_quote(body, delimiter) {
            let line = line_of(&body.as_bytes()[..at]) + skipped;
            let problem = "opens a quote that is never closed";
            let remedy = "close it with another \" at the end of the cell, or write two \" for one within a cell";
            return Err(Box::new(file_fault("open_quote", side, Some(line), problem, remedy)));
        }
        Ok(Self { body, delimiter, skipped })
    }
}

/// The first line `sep=;` by which a spreadsheet program names its delimiter, and the rest of the text.
fn declared_delimiter(text: &str) -> Option<(u8, &str)> {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let line = text[..end].trim_matches('"');
    let (name, delimiter) = line.split_once('=')?;
    let &[delimiter] = delimiter.as_bytes() else { return None };
    if !name.trim().eq_ignore_ascii_case("sep") || !delimiter.is_ascii() || delimiter == b'"' {
        return None;
    }
    let rest = &text[end..];
    Some((
        delimiter,
        rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest),
    ))
}

/// The delimiter under which the header has the most headers that are known, and then the most cells.
fn most_likely_delimiter(text: &str, known: &[String]) -> u8 {
    let text = text.trim_start_matches(['\n', '\r']);
    let value = |delimiter: u8| {
        let record =
            reader(text, delimiter).into_records().find_map(Result::ok).unwrap_or_default();
        let headers: Vec<String> = record.iter().map(plain).collect();
        let found = known.iter().filter(|header| headers.contains(header)).count();
        let has_id = known.first().is_some_and(|id| headers.contains(id));
        (has_id, found, headers.len())
    };
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|&delimiter| value(delimiter)).unwrap_or(b',')
}

/// A reader of records that may differ in length, the header among them.
pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// Where the quote stands that is still open at the end of the text.
fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let mut open = None;
    let mut at_start = true;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        if open.is_some() {
            if byte == b'"' && bytes.next_if(|(_, next)| *next == b'"').is_none() {
                open = None;
            }
        } else if byte == b'"' && at_start {
            open = Some(at);
            at_start = false;
        } else {
            at_start = byte == delimiter || byte == b'\n' || byte == b'\r';
        }
    }
    open
}

/// The line on which the byte after `before` lies; the first is 1.
fn line_of(before: &[u8]) -> u64 {
    let mut lines = LineCounter::new(before);
    lines.line_at(before.len())
}

/// Says which line a place lies on, for places that only move forward.
pub(super) struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line of the byte at `place`; the first is 1. Lines end in `\n`, `\r\n` or `\r`.
    pub(super) fn line_at(&mut self, place: usize) -> u64 {
        while self.at < place.min(self.bytes.len()) {
            let next = self.bytes.get(self.at + 1);
            match self.bytes[self.at] {
                b'\n' => self.line += 1,
                b'\r' if next != Some(&b'\n') => self.line += 1,
                _ => {}
            }
            self.at += 1;
        }
        self.line
    }

    /// The line of the first byte at or after `place` that does not end a line.
    pub(super) fn line_from(&mut self, place: usize) -> u64 {
        let blank = self.bytes.get(place..).unwrap_or_default();
        let breaks = blank.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        self.line_at(place + breaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<Text<'_>, Box<Fault>> {
        Text::new(Side::Mentors, bytes, None, &["id".to_owned(), "sectors".to_owned()])
    }

    #[test]
    fn the_delimiter_is_the_one_that_shows_the_known_headers() {
        for (header, delimiter) in [
            ("id,sectors\n", b','),
            ("\u{feff}id;sectors\n", b';'),
            ("name\tid\n", b'\t'),
            ("\"a;b;c;d\",id\n", b','),
            ("id,a;b;c;d\n", b','),
            ("sep=;\nid,x;sectors,y\n", b';'),
            ("\"sep=,\"\r\nid\n", b','),
            ("id\n", b','),
            ("id|sectors\n", b'|'),
            ("id;a|b|c|d\n", b';'),
        ] {
            assert_eq!(text(header.as_bytes()).ok().unwrap().delimiter, delimiter, "{header}");
        }
        let declared = text(b"sep=;\r\nid;x\r\n").ok().unwrap();
        assert_eq!((declared.skipped, declared.body), (1, "id;x\r\n"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let code = |bytes: &[u8]| text(bytes).err().map(|fault| (fault.code, fault.line));
        assert_eq!(code(b"PK\x03\x04rest"), Some(("not_csv", None)));
        assert_eq!(code(b"\xFF\xFEi\0d\0"), Some(("utf16", None)));
        assert_eq!(code(b"id\nM\xFCller\n"), Some(("not_utf8", Some(2))));
        assert_eq!(code(b"i\0d\0"), Some(("not_text", Some(1))));
        assert_eq!(code(b"\xEF\xBB\xBF \r\n"), Some(("empty_file", None)));
        assert_eq!(code(b"sep=;\nid;a\n1;\"x\n2;y\n"), Some(("open_quote", Some(3))));
        assert_eq!(code(b"id,a\n1,5\"\n2,\"say \"\"hi\"\"\"\n"), None);
    }

    #[test]
    fn lines_end_in_three_ways() {
        let mut lines = LineCounter::new(b"a\nb\r\nc\rd\n\ne");
        let places: Vec<u64> = [0, 2, 5, 7].into_iter().map(|place| lines.line_at(place)).collect();
        assert_eq!(places, [1, 2, 3, 4]);
        assert_eq!(lines.line_from(8), 6);
    }
}
