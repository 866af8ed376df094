//! Broken spreadsheets: each fault names person, line, value and what to do, and all of them come at once.

use tandems::pool::{CsvFormat, Faults, Pool, PoolError, SideFormat};

fn faults(format: &CsvFormat, mentors: &[u8], mentees: &[u8]) -> Faults {
    match Pool::from_csv_with(format, mentors, mentees) {
        Err(PoolError::Faults(faults)) => faults,
        other => panic!("no faults but {other:?}"),
    }
}

fn of_mentors(file: impl AsRef<[u8]>) -> String {
    faults(&CsvFormat::default(), file.as_ref(), b"id\nomar\nlea\n").to_string()
}

fn of_mentees(file: impl AsRef<[u8]>) -> String {
    faults(&CsvFormat::default(), b"id\nanna\nben\n", file.as_ref()).to_string()
}

#[test]
fn broken_cells_of_mentors() {
    for (file, message) in [
        (
            "id,languages\nanna,de:C1\nben,German\n",
            r#"mentor "ben" (line 3): languages "German" is not a language tag; write "de""#,
        ),
        (
            "id,languages\nanna,de:C3\n",
            r#"mentor "anna" (line 2): languages "C3" is not a language level; write A1, A2, B1, B2, C1, C2 or native"#,
        ),
        (
            "id,languages\nanna,de:C1;de:B2\n",
            r#"mentor "anna" (line 2): languages "de:B2" names a language twice; keep the one with the right level"#,
        ),
        (
            "id,availability\nanna,mnd 18:00-20:00\n",
            r#"mentor "anna" (line 2): availability "mnd" is not a weekday; write mon, tue, wed, thu, fri, sat, sun or mo, di, mi, do, fr, sa, so"#,
        ),
        (
            "id,availability\nanna,mon 20:00-18:00\n",
            r#"mentor "anna" (line 2): availability "mon 20:00-18:00" ends before it starts; let it end after it starts; a slot over midnight is two slots, such as fri 22:00-24:00;sat 00:00-02:00"#,
        ),
        (
            "id,offers\nanna,cv:high\n",
            r#"mentor "anna" (line 2): offers "high" is not a strength from 0 to 1; write a share such as 0.5"#,
        ),
        (
            "id,offers\nanna,cv;CV:0.5\n",
            r#"mentor "anna" (line 2): offers "CV" is named twice; take one of the two out"#,
        ),
        (
            "id,capacity,minimum\nanna,2,3\n",
            r#"mentor "anna" (line 2): minimum "3" is more than the capacity of 2; raise the capacity or lower the minimum"#,
        ),
        (
            "id,minimum\nanna,2\n",
            r#"mentor "anna" (line 2): minimum "2" is more than the capacity of 1; raise the capacity or lower the minimum"#,
        ),
        (
            "id,capacity\nanna,many\n",
            r#"mentor "anna" (line 2): capacity "many" is not a whole number; write a number such as 2, or leave the cell empty"#,
        ),
        (
            "id,capacity\nanna,2000000\n",
            r#"mentor "anna" (line 2): capacity "2000000" is more than 1000000 people; write how many are really meant"#,
        ),
        (
            "id,latitude,longitude\nanna,52.52,\n",
            r#"mentor "anna" (line 2): latitude "52.52" has no longitude beside it; write the longitude too, or leave both empty"#,
        ),
        (
            "id,latitude,longitude\nanna,152.52,13.4\n",
            r#"mentor "anna" (line 2): latitude "152.52" is not a number of degrees from -90 to 90; write decimal degrees such as 52.52"#,
        ),
        (
            "id,modes\nanna,on-line\n",
            r#"mentor "anna" (line 2): modes "on-line" is not a way to meet; did you mean "online"? write online or in person"#,
        ),
        (
            "id,status\nanna,retired\n",
            r#"mentor "anna" (line 2): status "retired" is not a status; write active, paused or finished"#,
        ),
        (
            "id,roles\nanna,boss\n",
            r#"mentor "anna" (line 2): roles "boss" is not a role; write lead or co-mentor"#,
        ),
        (
            "id,wishes\nanna,oma\n",
            r#"mentor "anna" (line 2): wishes "oma" is not among the mentees; did you mean "omar"? or take it out"#,
        ),
        (
            "id,wishes,vetoes\nanna,omar,omar\n",
            r#"mentor "anna" (line 2): wishes "omar" is also vetoed; keep it in wishes or in vetoes, not in both"#,
        ),
        (
            "id,running\nanna,nobody\n",
            r#"mentor "anna" (line 2): running "nobody" is not among the mentees; add "nobody" to the mentees or take it out"#,
        ),
    ] {
        assert_eq!(of_mentors(file), message, "{file}");
    }
}

#[test]
fn broken_cells_of_mentees() {
    for (file, message) in [
        (
            "id;needs\nomar;cv!:high\n",
            r#"mentee "omar" (line 2): needs "cv!:high" has no whole number as its priority; write the topic and a number such as cv:3, or the topic alone"#,
        ),
        (
            "id;needs\nomar;cv:0\n",
            r#"mentee "omar" (line 2): needs "cv:0" has priority 0; write 1 or more, or take the need out"#,
        ),
        (
            "id;needs\nomar;!\n",
            r#"mentee "omar" (line 2): needs "!" has no topic; write a topic such as cv!:3"#,
        ),
        (
            "id;demand\nomar;-1\n",
            r#"mentee "omar" (line 2): demand "-1" is not a whole number; write a number such as 2, or leave the cell empty"#,
        ),
        (
            "id;waiting_since\nomar;01/31/2026\n",
            r#"mentee "omar" (line 2): waiting_since "01/31/2026" is not a day of the calendar; write year, month and day such as 2026-01-31, or 31.01.2026"#,
        ),
        (
            "id;vetoes\nomar;\"anna;anna\"\n",
            r#"mentee "omar" (line 2): vetoes "anna" is named twice; take one of the two out"#,
        ),
        (
            "id;declined\nomar;\"ben;ben\"\n",
            r#"mentee "omar" (line 2): declined "ben" is named twice; take one of the two out"#,
        ),
    ] {
        assert_eq!(of_mentees(file), message, "{file}");
    }
}

#[test]
fn broken_rows_and_headers() {
    for (file, message) in [
        (
            "id,age\nanna,61\n\nben,50\nanna,62\n",
            r#"mentor "anna" (line 5): id "anna" is already the id of line 2; give one of the two another id, or remove the row that repeats"#,
        ),
        ("id,age\n,61\n", "mentors (line 2): id is empty; give every person an id of their own"),
        (
            "id,age,club\nanna,61\n",
            r#"mentor "anna" (line 2): row has fewer cells than the header (2 instead of 3); add the delimiters of the empty cells"#,
        ),
        (
            "id,note\n\"anna\",\"x\ny\"\nben,one, two\n",
            r#"mentor "ben" (line 4): row has more cells than the header (3 instead of 2); put a cell that holds the delimiter in quotes"#,
        ),
        (
            "name,match by identity,e-mail\nAnna,no,a@x.org\n",
            r#"mentors (line 1): header "id" is missing among the columns; rename the column "e-mail" to "id", or map it in a CsvFormat: columns.id = "e-mail""#,
        ),
        (
            "id,Travel km,travel_km\nanna,5,6\n",
            r#"mentors (line 1): header "travel_km" is the header of two columns; rename one of the two columns or remove it"#,
        ),
        (
            "id,,age\nanna,,61\nben,lost,50\n",
            r#"mentors (line 3): cell "lost" of column 2 has no header in line 1; write a header above it or empty the column"#,
        ),
        (
            "id,hobbies,hobbies[]\nanna,chess,go;chess\n",
            r#"mentor "anna" (line 2): hobbies[] "go;chess" is a second value of "hobbies"; fill one of the two columns alone"#,
        ),
    ] {
        assert_eq!(of_mentors(file), message, "{file}");
    }
}

#[test]
fn files_that_are_no_csv() {
    const SAVE: &str = "; save it as \"CSV UTF-8\" in the spreadsheet program";
    for (file, message) in [
        (&b"PK\x03\x04\x14\0"[..], format!("mentees: file is a workbook such as .xlsx or .ods, not CSV{SAVE}")),
        (b"\xFF\xFEi\0d\0", format!("mentees: file is written in UTF-16 (\"Unicode text\"){SAVE}")),
        (b"id;name\n1;Anna\n2;J\xFCrgen\n", format!("mentees (line 3): file is not UTF-8 text{SAVE}")),
        (b"id\n1\0\n", format!("mentees (line 2): file holds bytes that are no text{SAVE}")),
        (b"", "mentees: file is empty; give it a header such as id;languages and a line for each person".to_owned()),
        (b"sep=;\n", "mentees: file has no header; give it a header such as id;languages and a line for each person".to_owned()),
        (
            b"id;name\n1;\"Anna\n2;Ben\n",
            "mentees (line 2): file opens a quote that is never closed; close it with another \" at the end of the cell, or write two \" for one within a cell".to_owned(),
        ),
    ] {
        assert_eq!(of_mentees(file), message);
    }
}

#[test]
fn formats_that_do_not_fit_the_file() {
    let of = |mentors: SideFormat| {
        let format = CsvFormat::default().mentors(mentors);
        faults(&format, b"id,e-mail,Sprachen\nanna,a@x.org,Deutsch\n", b"id\n").to_string()
    };
    for (format, message) in [
        (
            SideFormat::default().column("id", "email"),
            r#"mentors (line 1): header "email" is named in the format, but is not a header of the file; did you mean "e-mail"? mend the format or the header"#,
        ),
        (
            SideFormat::default().list("hobbies", ","),
            r#"mentors (line 1): header "hobbies" is named in the format, but is not a header of the file; mend the format, or add the column to the file"#,
        ),
        (
            SideFormat::default().column("language", "Sprachen"),
            r#"mentors: columns of the format "language" is not a field of a mentor; did you mean "languages"? free fields need no mapping"#,
        ),
        (
            SideFormat::default().column("languages", "sprachen"),
            r#"mentor "anna" (line 2): Sprachen "Deutsch" is not a language tag; write "de""#,
        ),
    ] {
        assert_eq!(of(format), message);
    }
}

#[test]
fn all_faults_of_both_files_come_at_once_in_the_order_of_the_lines() {
    let mentors = "id,languages,capacity,wishes\nanna,de:C9;xx,-1,omra\nben,de,1,\nben,,,\n";
    let mentees = "id,needs,running\nomar,cv:x,anna\nlea,,zoe\n";
    let faults = faults(&CsvFormat::default(), mentors.as_bytes(), mentees.as_bytes());
    let seen: Vec<_> = faults
        .iter()
        .map(|fault| {
            (fault.side.person(), fault.line.unwrap(), fault.person.as_deref().unwrap(), fault.code)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("mentor", 2, "anna", "unknown_level"),
            ("mentor", 2, "anna", "unknown_language"),
            ("mentor", 2, "anna", "not_a_whole_number"),
            ("mentor", 2, "anna", "unknown_person"),
            ("mentor", 4, "ben", "duplicate_id"),
            ("mentee", 2, "omar", "unknown_priority"),
            ("mentee", 3, "lea", "unknown_person"),
        ]
    );
    assert!(
        faults
            .to_string()
            .starts_with("7 faults to mend:\n  mentor \"anna\" (line 2): languages \"C9\"")
    );
}

#[test]
fn what_is_wrong_in_one_file_does_not_hide_what_is_wrong_in_the_other() {
    let faults = faults(&CsvFormat::default(), b"PK\x03\x04", b"id,demand,wishes\nomar,two,anna\n");
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["not_csv", "not_a_whole_number"], "nobody can say whether anna is there");
}

#[test]
fn a_reader_that_fails_is_named() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let error = Pool::from_csv("id\n".as_bytes(), Broken).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file of the mentees cannot be read: unplugged; check that it is there and may be read"
    );
}

#[test]
fn what_was_probably_meant_is_said() {
    for (file, message) in [
        (
            "id;languages\nanna;de:C1, ar:native\n",
            r#"mentor "anna" (line 2): languages "de:C1, ar:native" is divided by ','; write "de:C1;ar:native""#,
        ),
        (
            "id;availability\nanna;mon 18-20 / tue 18-20\n",
            r#"mentor "anna" (line 2): availability "mon 18-20 / tue 18-20" is divided by '/'; write "mon 18-20;tue 18-20""#,
        ),
        (
            "id;wishes\nanna;omar, lea\n",
            r#"mentor "anna" (line 2): wishes "omar, lea" is not among the mentees; write "omar;lea" if these are several, or another separator in the CsvFormat"#,
        ),
        (
            "id;languages\nanna;Deutsch (C1)\n",
            r#"mentor "anna" (line 2): languages "Deutsch (C1)" is not a language tag; write "de:C1""#,
        ),
        (
            "id;languages\nanna;de-native\n",
            r#"mentor "anna" (line 2): languages "de-native" is not a language tag; write "de:native""#,
        ),
        (
            "id;availability\nanna;Mo-Fr 18-20\n",
            r#"mentor "anna" (line 2): availability "Mo-Fr" is several weekdays; write each day with its times, such as mon 18:00-20:00;tue 18:00-20:00"#,
        ),
    ] {
        assert_eq!(of_mentors(file), message, "{file}");
    }
}

#[test]
fn an_id_that_swallowed_a_page_is_refused() {
    let file = format!("id\n{}\n", "x".repeat(70_000));
    let message = of_mentors(file);
    assert!(message.contains("is longer than 1000 characters; give the person a shorter id"));
    assert!(message.len() < 500, "{message}");
}

#[test]
fn files_given_in_the_wrong_order_are_noticed() {
    let (mentors, mentees) = ("id;offers;capacity\nanna;cv;2\n", "id;needs\nomar;cv\n");
    let faults = faults(&CsvFormat::default(), mentees.as_bytes(), mentors.as_bytes());
    assert_eq!(
        faults.to_string(),
        r#"mentors: header "needs" is a column of mentees, and the other file has columns of mentors; give the two files in the other order"#
    );
    assert!(Pool::from_csv(mentors.as_bytes(), mentees.as_bytes()).is_ok());
    assert!(Pool::from_csv(&b"id;needs\nanna;x\n"[..], mentees.as_bytes()).is_ok());
}

#[test]
fn an_id_that_the_format_leaves_out_is_named() {
    let format = CsvFormat::default().mentors(SideFormat::default().ignore("ID"));
    assert_eq!(
        faults(&format, b"id\nanna\n", b"id\nomar\n").to_string(),
        r#"mentors (line 1): header "id" is left unread by the format, and is the only id; take it out of the format's ignore"#
    );
}
