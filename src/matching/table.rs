//! A matching as one table for spreadsheets, and a table of tandems read back.

use std::io;

use super::answer::{Matching, Unmatched};
use super::error::MatchError;
use crate::pool::Pair;

impl Matching {
    /// Writes one CSV table: a row for each tandem, then one for each person without a tandem, with reason and detail
    /// and an empty cell where the partner would stand. A coordinator may edit the columns `mentor` and `mentee` and
    /// read the table back with [`read_tandems`].
    ///
    /// Columns: `mentor, mentee, score, pinned, to_confirm`, one for each criterion, `why`, `reason`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn write_csv(&self, writer: impl io::Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(writer);
        let criteria: Vec<&str> = self.tandems.first().map_or_else(Vec::new, |tandem| {
            tandem.fit.criteria.iter().map(|criterion| criterion.criterion.as_str()).collect()
        });
        let header = ["mentor", "mentee", "score", "pinned", "to_confirm"].into_iter();
        table.write_record(header.chain(criteria.iter().copied()).chain(["why", "reason"]))?;
        for tandem in &self.tandems {
            let fit = &tandem.fit;
            let to_confirm: Vec<&str> = (fit.criteria.iter())
                .filter(|criterion| criterion.to_confirm)
                .map(|criterion| criterion.criterion.as_str())
                .collect();
            let evidence: Vec<&str> = (fit.criteria.iter())
                .map(|criterion| criterion.evidence.as_str())
                .filter(|evidence| !evidence.is_empty())
                .collect();
            let mut row = vec![
                tandem.mentor.to_string(),
                tandem.mentee.to_string(),
                format!("{:.6}", fit.score),
                if tandem.pinned { "yes" } else { "" }.to_owned(),
                to_confirm.join("; "),
            ];
            row.extend(fit.criteria.iter().map(|criterion| {
                criterion.score.map_or_else(String::new, |score| format!("{score:.6}"))
            }));
            row.extend([evidence.join("; "), String::new()]);
            table.write_record(row)?;
        }
        let mut leave_over = |people: &[Unmatched], is_mentor: bool| -> io::Result<()> {
            for person in people {
                for reason in &person.reasons {
                    let (mentor, mentee) =
                        if is_mentor { (person.id.as_str(), "") } else { ("", person.id.as_str()) };
                    let cells = [mentor, mentee, "", "", ""].into_iter().map(str::to_owned);
                    let empty = criteria.iter().map(|_| String::new());
                    let why = [reason.to_string(), reason.code().to_string()];
                    table.write_record(cells.chain(empty).chain(why))?;
                }
            }
            Ok(())
        };
        leave_over(&self.partly_served, false)?;
        leave_over(&self.unmatched_mentees, false)?;
        leave_over(&self.unmatched_mentors, true)?;
        table.flush()
    }
}

/// Reads tandems from the columns `mentor` and `mentee` of a CSV table. Rows in which one of the two is empty are people
/// without a tandem and are passed over.
///
/// # Errors
///
/// If the table cannot be read or lacks one of the two columns.
pub fn read_tandems(reader: impl io::Read) -> Result<Vec<Pair>, MatchError> {
    let mut text = String::new();
    let mut reader = reader;
    reader
        .read_to_string(&mut text)
        .map_err(|error| MatchError::List(format!("{error}; save it as CSV UTF-8")))?;
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|&delimiter| {
            (header.bytes().filter(|&byte| byte == delimiter).count(), delimiter == b',')
        })
        .unwrap_or(b',');
    let mut table = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |error: csv::Error| MatchError::List(format!("{error}; save it as CSV UTF-8"));
    let headers = table.headers().map_err(unreadable)?.clone();
    let column = |name: &str| {
        headers.iter().position(|header| header.eq_ignore_ascii_case(name)).ok_or_else(|| {
            MatchError::List(format!("it has no column {name:?}; keep the header of the table"))
        })
    };
    let (mentor, mentee) = (column("mentor")?, column("mentee")?);
    let mut pairs = Vec::new();
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        match (record.get(mentor).unwrap_or_default(), record.get(mentee).unwrap_or_default()) {
            ("", _) | (_, "") => {}
            (mentor, mentee) => {
                pairs.push(Pair { mentor: mentor.into(), mentee: mentee.into() });
            }
        }
    }
    Ok(pairs)
}
