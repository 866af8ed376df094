//! A list of tandems on its way through a spreadsheet and back.

use tandems::Matcher;
use tandems::matching::{MatchError, Review, read_tandems};
use tandems::pool::{Pair, Pool};

use super::{hundredths, pair, pool, stated, tandems};

fn school() -> Pool {
    pool(
        "id,capacity,running,earlier,declined,status\n\
         anna,2,,,,\nben,1,,li,,\ncleo,2,noor,,samir,\ndora,1,,,,paused\n",
        "id,demand,fit[],status\n\
         samir,1,anna=90;ben=40;cleo=70;dora=80,\n\
         li,1,anna=80;ben=75,\nnoor,2,cleo=50;ben=30,\ndoe,1,anna=60,finished\n",
    )
}

#[test]
fn out_edited_and_back() {
    let (pool, model) = (school(), stated());
    let matcher = Matcher::new(&model);
    let matching = matcher.match_pool(&pool).unwrap();
    assert_eq!(tandems(&matching), ["anna-samir", "anna-li", "ben-noor"]);
    let mut table = Vec::new();
    matching.write_csv(&mut table).unwrap();
    let table = String::from_utf8(table).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "mentor,mentee,score,pinned,to_confirm,stated,why,reason");
    assert!(lines[1].starts_with("anna,samir,0.900000,,,0.900000,"), "{}", lines[1]);
    assert_eq!(lines.len(), 1 + 3 + 1 + 2, "{table}");
    assert!(
        lines.iter().any(|line| line.starts_with(",doe,,,,,") && line.ends_with(",not_active"))
    );
    assert!(lines.iter().any(|line| line.starts_with("dora,,,,,,")));

    let read = read_tandems(table.as_bytes()).unwrap();
    let expected = [pair("anna", "samir"), pair("anna", "li"), pair("ben", "noor")];
    assert_eq!(read, expected);
    let review = matcher.review(&pool, &read).unwrap();
    assert!(review.is_allowed());
    assert_eq!(review.total, matching.objective().total);
    assert_eq!(review.tandems, matching.tandems());
    assert_eq!((review.behind(&matching).0, review.behind(&matching).1.micros()), (0, 0));
    assert_eq!(review.to_string(), "3 tandems, total score 2.000; every tandem is allowed");

    // Somebody takes li out and gives samir to ben.
    let edited = "mentor,mentee\nben,samir\n,li\n";
    let edited = read_tandems(edited.as_bytes()).unwrap();
    let review = matcher.review(&pool, &edited).unwrap();
    assert!(review.is_allowed());
    assert_eq!((review.behind(&matching).0, review.behind(&matching).1.micros()), (2, 1_600_000));
}

#[test]
fn what_spreadsheets_make_of_it() {
    let expected = [pair("anna", "Müller, Jörg"), pair("ben; the second", "li")];
    for table in [
        "mentor,mentee\nanna,\"Müller, Jörg\"\nben; the second,li\n",
        "\u{feff}mentor;mentee\r\nanna;Müller, Jörg\r\n\"ben; the second\";li\r\n",
        "score;Mentee;note;MENTOR\r\n0,9;\"Müller, Jörg\";;anna\r\n;li;x;\"ben; the second\"",
        "mentor\tmentee\nanna\tMüller, Jörg\n\nben; the second\tli\n\t\n",
        " mentor , mentee \n anna , \"Müller, Jörg\" \nben; the second,li,,,\n,left\nover\n",
    ] {
        // Quotes have to touch their commas in CSV.
        let table = table.replace(", \"Müller, Jörg\" ", ",\"Müller, Jörg\"");
        assert_eq!(read_tandems(table.as_bytes()).unwrap(), expected, "{table}");
    }
    assert!(read_tandems("mentor,mentee\n".as_bytes()).unwrap().is_empty());
}

#[test]
fn tables_that_are_none() {
    let message = |bytes: &[u8]| match read_tandems(bytes) {
        Err(error @ MatchError::List(_)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(message(b"mentor,mentees\nanna,samir\n").contains("no column \"mentee\""));
    assert!(message(b"").contains("no column \"mentor\""));
    assert!(message(b"mentor,mentee\nM\xfcller,li\n").contains("save it as CSV UTF-8"));
}

fn codes(review: &Review) -> Vec<(&str, Vec<&str>)> {
    for objection in &review.objections {
        for person in &objection.people {
            assert!(objection.detail.contains(person.as_str()), "{objection}");
        }
    }
    let all = review.objections.iter();
    all.map(|one| (one.code.as_str(), one.people.iter().map(String::as_str).collect())).collect()
}

#[test]
fn every_objection_there_is() {
    let (pool, model) = (school(), stated());
    let review = |list: &[Pair]| Matcher::new(&model).review(&pool, list).unwrap();
    let of = |mentor, mentee| review(&[pair(mentor, mentee)]);
    let both = |mentor, mentee| vec![mentor, mentee];

    let twice = review(&[pair("anna", "samir"), pair("anna", "samir")]);
    assert_eq!(codes(&twice), [("duplicate", both("anna", "samir"))]);
    assert_eq!((twice.tandems.len(), twice.total.micros()), (1, 900_000));
    assert_eq!(codes(&of("cleo", "noor")), [("already_running", both("cleo", "noor"))]);
    assert_eq!(codes(&of("ben", "li")), [("earlier_tandem", both("ben", "li"))]);
    assert_eq!(codes(&of("cleo", "samir")), [("declined", both("cleo", "samir"))]);
    assert_eq!(codes(&of("cleo", "li")), [("not_stated", both("cleo", "li"))]);
    assert_eq!(codes(&of("dora", "samir")), [("not_active", vec!["dora"])]);
    assert_eq!(codes(&of("anna", "doe")), [("not_active", vec!["doe"])]);

    let forbidding = Matcher::new(&model).forbid("anna", "samir").floor(hundredths(80));
    let found = forbidding.review(&pool, &[pair("anna", "samir"), pair("anna", "li")]).unwrap();
    assert_eq!(codes(&found), [("forbidden", both("anna", "samir"))]);
    let found = forbidding.review(&pool, &[pair("ben", "samir")]).unwrap();
    assert_eq!(codes(&found), [("below_floor", both("ben", "samir"))]);

    // Cleo has two seats, of which one is taken.
    let full = review(&[pair("ben", "samir"), pair("ben", "noor"), pair("anna", "samir")]);
    let expected = [("exceeds_capacity", vec!["ben"]), ("exceeds_demand", vec!["samir"])];
    assert_eq!(codes(&full), expected);
    assert!(full.objections[0].to_string().contains("has new tandems (2) and room for 1"));
    assert!(full.to_string().contains("2 objections:\n  mentor \"ben\""), "{full}");
    let json = serde_json::to_value(&full).unwrap();
    assert_eq!(json["objections"][0]["code"], "exceeds_capacity");
}

#[test]
fn too_little_known_is_an_objection_too() {
    let model =
        tandems::ScoringModel::from_toml("minimum_known = 1\ncriteria = [{ kind = \"language\" }]")
            .unwrap();
    let pool = pool("id\nanna\n", "id\nsamir\n");
    let review = Matcher::new(&model).review(&pool, &[pair("anna", "samir")]).unwrap();
    assert_eq!(codes(&review), [("too_little_known", vec!["anna", "samir"])]);
}

#[test]
fn a_list_that_names_a_stranger_is_an_error() {
    let (pool, model) = (school(), stated());
    let error = Matcher::new(&model).review(&pool, &[pair("anna", "samirr")]).unwrap_err();
    let expected = "there is no mentee \"samirr\" in the pool; did you mean \"samir\"?";
    assert_eq!(error.to_string(), expected);
}

/// Pins say what is to be decided; a list is the decision.
#[test]
fn a_review_does_not_look_at_pins() {
    let (pool, model) = (school(), stated());
    let matcher = Matcher::new(&model).pin("cleo", "samir");
    let review = matcher.review(&pool, &[pair("cleo", "samir")]).unwrap();
    assert_eq!(codes(&review), [("declined", vec!["cleo", "samir"])]);
    assert!(!review.tandems[0].pinned);
}
