//! Pools in spreadsheets: one CSV file of mentors, one of mentees. What stands in the cells, the room's own page says.

mod cells;
mod format;
mod read;
mod sheet;
mod table;
mod text;
mod write;

use std::io;

pub(super) use format::fields;
pub use format::{CsvFormat, SideFormat};

use super::{Fault, Faults, Pool, Side};

/// Why a pool could not be read from spreadsheets or written to them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// Something is wrong in the files; each fault says where, and what to do.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The bytes of a file did not arrive.
    #[error(
        "the file of the {side} cannot be read: {source}; check that it is there and may be read"
    )]
    Read {
        /// Which of the two files.
        side: Side,
        /// What the system says.
        source: io::Error,
    },
    /// The bytes of a file did not leave.
    #[error(
        "the file of the {side} cannot be written: {source}; check that there is room and that it may be written"
    )]
    Write {
        /// Which of the two files.
        side: Side,
        /// What the system says.
        source: io::Error,
    },
}

impl Pool {
    /// Reads two spreadsheets as the [`CsvFormat`] by default expects them.
    ///
    /// Files are what spreadsheet programs make: UTF-8 with or without byte order mark, cells divided by `,`, `;`, `|` or
    /// tabs, with or without quotes, lines ended in any way.
    ///
    /// ```
    /// use tandems::pool::Pool;
    ///
    /// let mentors = "id;languages;availability;club\n\
    ///                anna;de:native;Mo 18-20;chess\n";
    /// let mentees = "id;languages;needs;wishes\n\
    ///                omar;ar:native,de:B1;cv!:3;anna\n";
    /// let faults = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     "mentee \"omar\" (line 2): languages \"ar:native,de:B1\" is divided by ','; \
    ///      write \"ar:native;de:B1\""
    /// );
    ///
    /// let mentees = "id;languages;needs;wishes\n\
    ///                omar;\"ar:native;de:B1\";cv!:3;anna\n";
    /// let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes())?;
    /// assert_eq!(pool.mentors()[0].attributes["club"], "chess".into());
    /// # Ok::<(), tandems::pool::PoolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault of both files at once, by file and line; or the reader's own error.
    pub fn from_csv(mentors: impl io::Read, mentees: impl io::Read) -> Result<Self, PoolError> {
        Self::from_csv_with(&CsvFormat::default(), mentors, mentees)
    }

    /// Reads two spreadsheets with columns or lists of their own.
    ///
    /// ```
    /// use tandems::pool::{CsvFormat, Pool, SideFormat};
    ///
    /// let format = CsvFormat::default()
    ///     .mentors(SideFormat::default().column("id", "E-Mail").list("Hobbies", ","));
    /// let mentors = "E-Mail;Hobbies\nanna@example.org;chess, cooking\n";
    /// let pool = Pool::from_csv_with(&format, mentors.as_bytes(), "id\nomar\n".as_bytes())?;
    /// assert_eq!(pool.mentors()[0].attributes["Hobbies"].values().count(), 2);
    /// # Ok::<(), tandems::pool::PoolError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault of the format or of both files at once, by file and line; or the reader's own error.
    pub fn from_csv_with(
        format: &CsvFormat,
        mut mentors: impl io::Read,
        mut mentees: impl io::Read,
    ) -> Result<Self, PoolError> {
        let mut faults = format.faults();
        if !faults.is_empty() {
            return Err(PoolError::Faults(Faults::or(faults, ()).expect_err("there are faults")));
        }
        let (mut mentor_bytes, mut mentee_bytes) = (Vec::new(), Vec::new());
        mentors
            .read_to_end(&mut mentor_bytes)
            .map_err(|source| PoolError::Read { side: Side::Mentors, source })?;
        mentees
            .read_to_end(&mut mentee_bytes)
            .map_err(|source| PoolError::Read { side: Side::Mentees, source })?;
        let mentors = read::mentors(format, &mentor_bytes, &mut faults);
        let mentees = read::mentees(format, &mentee_bytes, &mut faults);
        if let (Some(mentors), Some(mentees)) = (&mentors, &mentees)
            && let (Some(header), Some(_)) = (&mentors.foreign, &mentees.foreign)
        {
            let problem = "is a column of mentees, and the other file has columns of mentors";
            faults.insert(
                0,
                Fault {
                    code: "swapped_files",
                    side: Side::Mentors,
                    person: None,
                    line: None,
                    field: "header".to_owned(),
                    value: header.clone(),
                    problem: problem.to_owned(),
                    remedy: "give the two files in the other order".to_owned(),
                },
            );
        }
        let (Some(mentors), Some(mentees)) = (mentors, mentees) else {
            return Err(PoolError::Faults(
                Faults::or(faults, ()).expect_err("a file without people has a fault"),
            ));
        };
        let mut builder = Self::builder().mentors(mentors.profiles).mentees(mentees.profiles);
        builder.lines.mentors = mentors.lines;
        builder.lines.mentees = mentees.lines;
        let [running, earlier, declined] = mentors.pairs;
        let [also_running, also_earlier, also_declined] = mentees.pairs;
        builder.running = read::joined(running, also_running);
        builder.earlier = read::joined(earlier, also_earlier);
        builder.declined = read::joined(declined, also_declined);
        Ok(builder.build_with(faults)?)
    }
}
