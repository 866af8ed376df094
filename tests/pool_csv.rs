//! A coordinator brings two spreadsheets, whatever program they come from.

use tandems::pool::{
    Attribute, Capacity, CsvFormat, Level, Mode, Pair, Pool, PoolError, Role, Status,
};

fn read(mentors: &str, mentees: &str) -> Result<Pool, PoolError> {
    Pool::from_csv(mentors.as_bytes(), mentees.as_bytes())
}

const NO_MENTEES: &str = "id\n";

#[test]
fn every_column_of_both_files_is_read() {
    let mentors = "\
id,sectors,offers,languages,availability,place,latitude,longitude,travel_km,modes,capacity,minimum,status,roles,wishes,vetoes,running,earlier,declined,age
anna,Q86;P85,cv;interview:0.5,de:native;ar:B1,mon 18:00-20:00;sat 10:00-14:00,DE300,52.52,13.405,20,online;in person,3,1,active,lead;co-mentor,omar,lea,,lea,,61
";
    let mentees = "\
id,sectors,needs,languages,availability,place,latitude,longitude,travel_km,modes,demand,status,waiting_since,wishes,vetoes,running,earlier,declined,age
omar,Q86,cv!:3;interview:1,ar:native;de:B1,mon 19:00-21:00,DE300,52.5,13.4,10,in person,2,paused,2026-01-31,anna,,anna,,,23
lea,,,,,,,,,,,,,,,,,anna,
";
    let pool = read(mentors, mentees).unwrap();
    let anna = &pool.mentors()[0];
    assert_eq!(anna.sectors.as_deref().unwrap(), ["Q86", "P85"]);
    assert_eq!(anna.offers.as_ref().unwrap()[1].strength.micros(), 500_000);
    assert_eq!(anna.languages.as_ref().unwrap()[1].level, Some(Level::B1));
    assert_eq!(anna.availability.unwrap().to_string(), "mon 18:00-20:00;sat 10:00-14:00");
    let place = anna.place.as_ref().unwrap();
    assert_eq!(place.region.as_deref(), Some("DE300"));
    assert!((place.position.unwrap().longitude() - 13.405).abs() < 1e-9);
    assert_eq!(place.travel_km, Some(20));
    assert_eq!(anna.modes.as_deref(), Some(&[Mode::Online, Mode::InPerson][..]));
    assert_eq!(anna.capacity, Some(Capacity { min: 1, max: 3 }));
    assert_eq!(anna.status, Some(Status::Active));
    assert_eq!(anna.roles.as_deref(), Some(&[Role::Lead, Role::CoMentor][..]));
    assert_eq!(anna.wishes, Some(vec!["omar".into()]));
    assert_eq!(anna.vetoes, Some(vec!["lea".into()]));
    assert_eq!(anna.attributes["age"], "61".into());
    let omar = &pool.mentees()[0];
    let need = &omar.needs.as_ref().unwrap()[0];
    assert_eq!((need.topic.as_str(), need.must, need.priority), ("cv", true, 3));
    assert_eq!((omar.demand, omar.status), (Some(2), Some(Status::Paused)));
    assert_eq!(omar.waiting_since.unwrap().to_string(), "2026-01-31");
    assert_eq!(pool.running(), [Pair::new("anna", "omar")]);
    assert_eq!(pool.earlier(), [Pair::new("anna", "lea")], "named in both files, and one pair");
    let lea = &pool.mentees()[1];
    assert!(
        lea.needs.is_none()
            && lea.wishes.is_none()
            && lea.place.is_none()
            && lea.attributes.is_empty()
    );
}

#[test]
fn a_german_spreadsheet_is_read_as_it_is() {
    let mentors = "\u{feff}sep=;\r\n\
        ID;Languages;Availability;Modes;Status;Offers;Latitude;Longitude;Travel KM\r\n\
        \r\n\
        anna;\"de:Muttersprache;ar:b1\";\"Montag 18-20; Sa 10.00–14.30\";\"vor Ort;Präsenz;online\";pausiert;\
        \"cv:0,5\";52,52;13,405;20\r\n\
        ;;;;;;;;\r\n";
    let pool = read(mentors, "id;waiting-since;status\nomar;31.1.2026;abgeschlossen\n").unwrap();
    let anna = &pool.mentors()[0];
    assert_eq!(anna.availability.unwrap().to_string(), "mon 18:00-20:00;sat 10:00-14:30");
    assert_eq!(anna.status, Some(Status::Paused));
    assert_eq!(anna.offers.as_ref().unwrap()[0].to_string(), "cv:0.5");
    assert!((anna.place.as_ref().unwrap().position.unwrap().latitude() - 52.52).abs() < 1e-9);
    assert_eq!(pool.mentees()[0].status, Some(Status::Finished));
    assert_eq!(pool.mentees()[0].waiting_since.unwrap().to_string(), "2026-01-31");
}

#[test]
fn delimiters_are_found_and_quotes_are_kept() {
    for (delimiter, name) in [(",", "comma"), (";", "semicolon"), ("\t", "tab")] {
        let file = ["name", "id", "note"].join(delimiter)
            + "\n"
            + &["\"Anna, the; one\"", "anna", "\"two\nlines, and \"\"quotes\"\"\""].join(delimiter)
            + "\n"
            + &["Ben", "ben", ""].join(delimiter);
        let pool = read(&file, NO_MENTEES).unwrap();
        assert_eq!(pool.mentors().len(), 2, "{name}");
        assert_eq!(pool.mentors()[0].attributes["name"], "Anna, the; one".into());
        assert_eq!(pool.mentors()[0].attributes["note"], "two\nlines, and \"quotes\"".into());
        assert!(!pool.mentors()[1].attributes.contains_key("note"));
    }
}

#[test]
fn a_header_alone_is_a_side_without_people() {
    let pool = read("id,languages\r\n", "id").unwrap();
    assert!(pool.mentors().is_empty() && pool.mentees().is_empty());
}

#[test]
fn empty_columns_and_trailing_delimiters_of_spreadsheet_programs_do_no_harm() {
    let pool = read("id,,languages,\nanna,,de,,,\n,,,\n\n", NO_MENTEES).unwrap();
    assert_eq!(pool.mentors().len(), 1);
    assert!(pool.mentors()[0].languages.is_some());
}

#[test]
fn none_is_known_and_empty_is_unknown() {
    let pool = read("id,offers,availability\nanna,none,Keine\nben,,\n", NO_MENTEES).unwrap();
    assert_eq!(pool.mentors()[0].offers, Some(vec![]));
    assert!(pool.mentors()[0].availability.unwrap().is_empty());
    assert_eq!((&pool.mentors()[1].offers, pool.mentors()[1].availability), (&None, None));
}

#[test]
fn a_minimum_stands_beside_the_seat_that_counts() {
    let pool =
        read("id,capacity,minimum\nanna,,1\nben,2,\ncleo,,0\ndan,0,\nema,2.0,2\n", NO_MENTEES)
            .unwrap();
    let capacities: Vec<_> = pool.mentors().iter().map(|mentor| mentor.capacity).collect();
    assert_eq!(
        capacities,
        [
            Some(Capacity { min: 1, max: 1 }),
            Some(Capacity::up_to(2)),
            None,
            Some(Capacity::up_to(0)),
            Some(Capacity { min: 2, max: 2 }),
        ]
    );
}

#[test]
fn a_programme_with_headers_of_its_own_says_so_in_its_model_file() {
    let format: CsvFormat = toml::from_str(
        r#"
        [mentors]
        ignore = ["biography"]
        [mentors.columns]
        id = "email address"
        sectors = "profession"
        [mentors.lists]
        characteristics = ", "
        profession = "/"
        [mentees.columns]
        id = "email address"
        "#,
    )
    .unwrap();
    let mentors = "first name,Email Address,profession,characteristics,biography\n\
                   A,a@gov.uk,Policy/Law,\"Gay, Non-binary\",\"long\"\n";
    let mentees = "email address,identity to match\nb@gov.uk,Gay\n";
    let pool = Pool::from_csv_with(&format, mentors.as_bytes(), mentees.as_bytes()).unwrap();
    let mentor = &pool.mentors()[0];
    assert_eq!(mentor.id.as_str(), "a@gov.uk");
    assert_eq!(mentor.sectors.as_deref().unwrap(), ["Policy", "Law"]);
    assert_eq!(
        mentor.attributes.iter().collect::<Vec<_>>(),
        [
            (
                &"characteristics".to_owned(),
                &Attribute::List(vec!["Gay".into(), "Non-binary".into()])
            ),
            (&"first name".to_owned(), &"A".into()),
        ]
    );
    let mut written = Vec::new();
    pool.write_mentors_csv_with(&format, &mut written).unwrap();
    let again = Pool::from_csv_with(&format, written.as_slice(), mentees.as_bytes()).unwrap();
    assert_eq!(again, pool);
}

#[test]
fn a_value_that_no_cell_can_hold_is_not_written() {
    let pool: Pool = serde_json::from_str(
        r#"{"mentors": [{"id": "anna", "offers": [{"topic": "cv; interview"}], "attributes": {"id": "7"}}]}"#,
    )
    .unwrap();
    let mut written = Vec::new();
    let message = pool.write_mentors_csv(&mut written).unwrap_err().to_string();
    assert!(message.contains("mentor \"anna\": offers"), "{message}");
    assert!(message.contains("would be read back as something else"), "{message}");
    assert!(message.contains("write the pool as JSON"), "{message}");
    assert!(written.is_empty());
}

#[test]
fn json_is_read_with_numbers_and_lists_and_refused_with_reasons() {
    let read = |json: &str| serde_json::from_str::<Pool>(json);
    let pool = read(
        r#"{"mentors": [{"id": "anna", "languages": [{"language": "deu", "level": "c1"}], "modes": ["in_person"],
            "availability": "Mo 18-20", "offers": [{"topic": "cv", "strength": 0.5}],
            "attributes": {"age": 61, "retired": true, "hobbies": ["chess", 5], "phone": null}}]}"#,
    )
    .unwrap();
    let anna = &pool.mentors()[0];
    assert_eq!(anna.languages.as_ref().unwrap()[0].to_string(), "de:C1");
    assert_eq!(anna.attributes["age"], "61".into());
    assert_eq!(anna.attributes["retired"], "true".into());
    assert_eq!(anna.attributes["hobbies"], Attribute::List(vec!["chess".into(), "5".into()]));
    assert_eq!(anna.attributes.len(), 3);
    for (json, message) in [
        (
            r#"{"mentors": [{"id": "a", "availability": "mnd 18-20"}]}"#,
            "\"mnd\" is not a weekday; write mon",
        ),
        (r#"{"mentors": [{"id": "a", "status": "activ"}]}"#, "did you mean \"active\"?"),
        (
            r#"{"mentors": [{"id": "a", "offers": [{"topic": "cv", "strength": 2}]}]}"#,
            "write a share such as 0.5",
        ),
        (r#"{"mentors": [{"id": "a", "language": []}]}"#, "unknown field `language`"),
        (r#"{"mentors": [{"id": "a"}, {"id": "a"}]}"#, "is already the id of mentor number 1"),
        (r#"{"people": []}"#, "unknown field `people`"),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn what_nobody_sees_does_no_harm() {
    let mentors = "\u{200b}id|languages\u{feff}|availability\n\u{a0}anna\u{200b}|de:C1\u{200b}|Montags\u{a0}18\u{2011}20\n";
    let pool = read(mentors, "id|wishes\nomar|anna\u{200e}\n").unwrap();
    assert_eq!(pool.mentors()[0].id.as_str(), "anna");
    assert_eq!(pool.mentors()[0].availability, Some("mon 18:00-20:00".parse().unwrap()));
    assert_eq!(pool.mentees()[0].wishes.as_deref(), Some(&["anna".into()][..]));
}

#[test]
fn json_ids_may_be_numbers() {
    let pool: Pool = serde_json::from_str(
        r#"{"mentors": [{"id": 7}], "mentees": [{"id": 1, "wishes": [7]}],
            "running": [{"mentor": 7, "mentee": 1}]}"#,
    )
    .unwrap();
    assert_eq!(pool.mentors()[0].id.as_str(), "7");
    assert_eq!(pool.running().len(), 1);
}
