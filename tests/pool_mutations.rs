//! Spreadsheets as people break them: sound files in which headers and cells are changed. Nothing panics, and whatever is
//! refused is refused with side, field, remedy and a line of the file.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tandems::pool::{Faults, Pool, PoolError, Side};
use tandems::score::ScoringModel;

const MENTORS: [&[&str]; 4] = [
    &[
        "id",
        "sectors",
        "offers",
        "languages",
        "availability",
        "place",
        "latitude",
        "longitude",
        "travel_km",
        "modes",
        "capacity",
        "minimum",
        "status",
        "roles",
        "wishes",
        "vetoes",
        "running",
        "age",
        "hobbies[]",
    ],
    &[
        "anna",
        "Q86;P85",
        "cv;interview:0.5",
        "de:native;ar:B1",
        "mon 18:00-20:00;Sa 10-14",
        "DE300",
        "52.52",
        "13.405",
        "20",
        "online;in person",
        "3",
        "0",
        "active",
        "lead",
        "omar",
        "lea",
        "omar",
        "61",
        "chess;go",
    ],
    &[
        "ben",
        "86.1",
        "cv",
        "en",
        "none",
        "DE",
        "",
        "",
        "",
        "vor ort",
        "",
        "",
        "",
        "co-mentor",
        "",
        "",
        "",
        "40",
        "",
    ],
    &["cleo", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
];

const MENTEES: [&[&str]; 3] = [
    &[
        "id",
        "sectors",
        "needs",
        "languages",
        "availability",
        "place",
        "modes",
        "demand",
        "status",
        "waiting_since",
        "wishes",
        "vetoes",
        "earlier",
        "declined",
        "age",
    ],
    &[
        "omar",
        "Q",
        "cv!:3;interview",
        "de:B1",
        "mo 17-19",
        "DE30",
        "online",
        "2",
        "aktiv",
        "31.01.2026",
        "anna;ben",
        "cleo",
        "ben",
        "",
        "23",
    ],
    &["lea", "", "housing", "prs:C1", "", "", "", "", "", "2026-02-01", "", "", "", "anna", ""],
];

const MODEL: &str = r#"
    [[criteria]]
    kind = "needs"
    [[criteria]]
    kind = "sector"
    minimum = 0.1
    [[criteria]]
    kind = "language"
    minimum = "B1"
    [[criteria]]
    kind = "availability"
    [[criteria]]
    kind = "place"
    required = true
    [[criteria]]
    kind = "wishes"
    [[criteria]]
    kind = "ladder"
    field = "age"
    min_gap = 5
"#;

/// What a cell becomes: pieces of sound cells, signs that mean something, and any text.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "",
        " ",
        ";",
        ":",
        "!",
        "-",
        ",",
        "/",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "“",
        "”",
        "'",
        "mon ",
        "18:00",
        "24:00-",
        "de",
        "native",
        "C1",
        "cv",
        "anna",
        "omar",
        "none",
        "keine",
        "0",
        "-1",
        "1e9",
        "4294967296",
        "31.02.2026",
        "Q86",
        "id",
        "languages",
        "[]",
        "\u{130}",
        "ß",
        "𝔐",
        "\u{202e}",
    ]);
    prop_oneof![vec(pieces, 0..6).prop_map(|pieces| pieces.concat()), any::<String>(), "\\PC{0,12}",]
}

/// Changes: which row, which cell, and what it becomes.
type Changes = Vec<(prop::sample::Index, prop::sample::Index, String)>;

fn changes() -> impl Strategy<Value = Changes> {
    vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), text()), 0..5)
}

fn sheet(rows: &[&[&str]], changes: &Changes, delimiter: char) -> String {
    let mut rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let count = rows.len();
    for (row, cell, text) in changes {
        let row = &mut rows[row.index(count)];
        let at = cell.index(row.len());
        row[at].clone_from(text);
    }
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows.iter().map(|row| {
        row.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string()) + "\r\n"
    });
    lines.collect()
}

/// Lines of a file as an editor counts them.
fn lines(file: &str) -> u64 {
    file.replace("\r\n", "\n").replace('\r', "\n").split('\n').count() as u64
}

fn check(faults: &Faults, mentors: &str, mentees: &str) {
    for fault in faults {
        assert!(!fault.field.is_empty() && !fault.problem.is_empty(), "{fault:?}");
        assert!(!fault.remedy.is_empty() && !fault.code.is_empty(), "{fault:?}");
        let most = lines(if fault.side == Side::Mentors { mentors } else { mentees });
        assert!(fault.line.is_none_or(|line| (1..=most).contains(&line)), "{fault:?} of {most}");
        assert!(!fault.to_string().contains('\n'), "{fault}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn changed_cells_are_read_or_refused_with_a_remedy(
        to_mentors in changes(),
        to_mentees in changes(),
        delimiter in select(vec![',', ';', '\t', '|']),
    ) {
        let mentors = sheet(&MENTORS, &to_mentors, delimiter);
        let mentees = sheet(&MENTEES, &to_mentees, delimiter);
        let model = ScoringModel::from_toml(MODEL).unwrap();
        match Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()) {
            Err(PoolError::Faults(faults)) => check(&faults, &mentors, &mentees),
            Err(other) => panic!("{other}"),
            Ok(pool) => match model.lint(&pool) {
                Err(faults) => check(&faults, &mentors, &mentees),
                Ok(lints) => {
                    for lint in lints {
                        prop_assert!(!lint.to_string().is_empty());
                    }
                    let compiled = model.compile(&pool).unwrap();
                    for (mentor, mentee) in [(0, 0), (1, 1)] {
                        if mentor < pool.mentors().len() && mentee < pool.mentees().len() {
                            prop_assert_eq!(compiled.assess(mentor, mentee).criteria.len(), 7);
                        }
                    }
                }
            },
        }
    }
}

#[test]
fn the_sheets_are_sound_before_they_are_changed() {
    let (mentors, mentees) = (sheet(&MENTORS, &vec![], ';'), sheet(&MENTEES, &vec![], ','));
    let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).unwrap();
    ScoringModel::from_toml(MODEL).unwrap().compile(&pool).unwrap();
}
