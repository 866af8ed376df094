//! From rows to people.

use std::collections::HashSet;

use super::cells::{Cells, PAIRS};
use super::format::CsvFormat;
use super::table::Table;
use crate::pool::cell::{date, whole};
use crate::pool::{Fault, Mentee, MenteeId, Mentor, MentorId, Pair, Side};

/// The people of one file, and the pairs their rows name: running, earlier and declined.
pub(super) struct People<P> {
    pub profiles: Vec<P>,
    pub lines: Vec<u64>,
    pub pairs: [Vec<Pair>; 3],
    /// A header that only the other side knows, in a file without one that only this side knows.
    pub foreign: Option<String>,
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

fn people<P>(
    side: Side,
    format: &CsvFormat,
    bytes: &[u8],
    faults: &mut Vec<Fault>,
    person: impl Fn(&mut Cells<'_>, &str) -> (P, [Vec<Pair>; 3]),
) -> Option<People<P>> {
    let table = Table::read(side, format, bytes, faults)?;
    let mut read = People {
        profiles: Vec::new(),
        lines: Vec::new(),
        pairs: Default::default(),
        foreign: table.foreign(side).map(str::to_owned),
    };
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
