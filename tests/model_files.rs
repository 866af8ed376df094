//! Broken model files: every problem at once, each with what to do about it.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use tandems::score::{ModelError, ScoringModel};

fn messages(toml: &str) -> Vec<String> {
    match ScoringModel::from_toml(toml) {
        Err(ModelError::Invalid(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

/// The only message of a criterion with these lines.
fn message(lines: &str) -> String {
    let all = messages(&format!("[[criteria]]\n{lines}\n"));
    assert_eq!(all.len(), 1, "{all:?}");
    all.into_iter().next().unwrap_or_default()
}

#[test]
fn a_key_that_is_not_known_names_the_nearest() {
    let known = "[[criteria]]\nkind = \"language\"\nwieght = 2\n";
    assert_eq!(
        messages(known),
        ["criteria[0].wieght: unknown key `wieght`; did you mean `weight`?"]
    );
    assert!(
        messages(&format!("minimum_knwon = 2\n{known}"))[1]
            .contains("did you mean `minimum_known`?")
    );
    assert!(message("kind = \"wishes\"\nlevel = 2").contains("take it out, or write one of"));
}

#[test]
fn a_kind_that_is_not_known_names_the_nearest() {
    assert!(message("kind = \"langauge\"").contains("did you mean \"language\"?"));
    assert!(message("kind = \"zodiac\"").contains("write one of sector, needs"));
    assert!(message("weight = 2").contains("criteria[0].kind: is missing"));
    assert!(message("kind = 7").contains("write a text in quotes"));
}

#[test]
fn wrong_types_and_ranges_say_what_fits() {
    for (lines, wanted) in [
        ("kind = \"needs\"\nweight = \"2\"", "write a number from 0 to 1000000"),
        ("kind = \"needs\"\nweight = -1", "-1 does not fit here"),
        ("kind = \"needs\"\nweight = 0.0001", "at most three decimals"),
        ("kind = \"needs\"\nweight = nan", "write a number from 0 to 1000000"),
        ("kind = \"needs\"\nrarity = \"weigthed\"", "did you mean \"weighted\"?"),
        ("kind = \"needs\"\nunknown = \"ignore\"", "write one of \"skip\", \"zero\", \"half\""),
        ("kind = \"needs\"\nmentor_weight = 1", "write both mentor_weight and mentee_weight"),
        ("kind = \"availability\"\nminutes = 50", "write a multiple of 15"),
        ("kind = \"availability\"\nmeetings = 0", "a whole number from 1 to 672"),
        ("kind = \"availability\"\nrequired = \"yes\"", "write true or false"),
        ("kind = \"language\"\nminimum = \"B7\"", "one of A1, A2, B1, B2, C1, C2, native"),
        ("kind = \"language\"\nwanted = 2026-01-01", "one of A1"),
        ("kind = \"sector\"\nminimum = 50", "a number from 0 to 1"),
        ("kind = \"sector\"\ntaxonomy = \"jobs\"", "add the tree under [trees.jobs]"),
        ("kind = \"place\"\nregions = \"flatt\"", "did you mean \"flat\"?"),
        ("kind = \"place\"\nmax_km = 0", "from 1 to 20038"),
        ("kind = \"same\"", "write field = \"NAME\" for both sides"),
        ("kind = \"same\"\nmentor = \"grade\"", "only one side has its field"),
        ("kind = \"same\"\nfield = \" \"", "write the name of a column"),
        ("kind = \"ladder\"\nfield = \"x\"", "write points, or min_gap or max_gap"),
        (
            "kind = \"ladder\"\nfield = \"x\"\npoints = { one = 1.0 }",
            "write a whole number in quotes",
        ),
        (
            "kind = \"ladder\"\nfield = \"x\"\npoints = { \"1\" = 12 }",
            "is not worth a number from 0 to 1",
        ),
        (
            "kind = \"ladder\"\nfield = \"x\"\nmin_gap = 2\nmax_gap = 1",
            "let min_gap be at most max_gap",
        ),
        (
            "kind = \"ladder\"\nfield = \"x\"\nmin_gap = 1\nsteps = [\"a\", \"A\"]",
            "write each step once",
        ),
        ("kind = \"wishes\"\nweight = 0\nname = \"\"", "write what answers should call"),
    ] {
        let message = message(lines);
        assert!(message.contains(wanted), "{lines}\n{message}");
        assert!(message.contains("criteria[0]"), "{message}");
    }
}

#[test]
fn the_model_as_a_whole_is_checked() {
    assert!(messages("")[0].contains("there is no criterion"));
    assert!(messages("criteria = 3")[0].contains("write each criterion under [[criteria]]"));
    let idle = "[[criteria]]\nkind = \"language\"\nweight = 0\n";
    assert!(messages(idle)[0].contains("give at least one criterion a weight"));
    let twice = "[[criteria]]\nkind = \"language\"\n[[criteria]]\nkind = \"language\"\n";
    assert!(messages(twice)[0].contains("criteria[0] is called \"language\" too"));
    let circle = "trees.jobs = { a = \"b\", b = \"a\" }\n[[criteria]]\nkind = \"needs\"\n";
    assert!(messages(circle)[0].contains("lies under itself"), "{:?}", messages(circle));
    let many = "[[criteria]]\nkind = \"same\"\nfield = \"x\"\n".repeat(64);
    assert!(messages(&many).iter().any(|message| message.contains("keep at most 63")));
}

#[test]
fn all_problems_come_at_once() {
    let toml = r#"
        nmae = "x"
        combine = "men"
        [[criteria]]
        kind = "langauge"
        [[criteria]]
        kind = "same"
        feild = "grade"
        [[criteria]]
        kind = "needs"
        weight = -2
    "#;
    let all = messages(toml);
    assert_eq!(all.len(), 6, "{all:#?}");
    let error = ScoringModel::from_toml(toml).unwrap_err().to_string();
    assert!(error.starts_with("6 problems in the scoring model:\n"), "{error}");
}

#[test]
fn syntax_errors_keep_line_and_column() {
    let at = |result: Result<ScoringModel, ModelError>| match result {
        Err(ModelError::Syntax { line, column, .. }) => (line, column),
        other => panic!("{other:?}"),
    };
    assert_eq!(at(ScoringModel::from_toml("name = \"ä\"\ncombine = = 2\n")), (2, 11));
    assert_eq!(at(ScoringModel::from_json("{\n  \"name\": ]\n}")).0, 2);
    assert_eq!(at(ScoringModel::from_json("")), (1, 1));
}

const EVERY_KIND: &str = r#"
    name = "all"
    combine = "sum"
    join = "min"
    minimum_known = 3
    unknown = "half"
    criteria = [
        { kind = "sector", taxonomy = "jobs", minimum = 0.25, weight = 2.5 },
        { kind = "needs", rarity = "weighted", unknown = "zero" },
        { kind = "availability", minutes = 45, meetings = 1, required = false },
        { kind = "language", wanted = "C1", minimum = "A2", unknown_requirement = "fail" },
        { kind = "place", regions = "cities", max_km = 20, online = 0.5, within = 1, required = true },
        { kind = "wishes", mentor_weight = 0, mentee_weight = 1.125 },
        { kind = "same", field = "profession" },
        { kind = "different", field = "organisation", required = true, weight = 0 },
        { kind = "contains", mentor = "tags", mentee = "tag", holder = "mentee" },
        { kind = "overlap", field = "hobbies", minimum = 0.1 },
        { kind = "ladder", field = "grade", steps = ["a", "b"], points = { "-1" = 0.5, "1" = 1 } },
        { kind = "ladder", name = "age", field = "age", min_gap = 1, max_gap = 9, ideal = 3 },
    ]
    [trees.jobs]
    nursing = "health"
    law = "offices"
    [trees.cities]
    Altona = "Hamburg"
    [csv.mentors]
    columns = { id = "e-mail" }
"#;

#[test]
fn a_model_reads_back_as_it_was_written() {
    let model = ScoringModel::from_toml(EVERY_KIND).unwrap();
    let toml = model.to_toml().unwrap();
    let json = model.to_json().unwrap();
    for again in [ScoringModel::from_toml(&toml), ScoringModel::from_json(&json)] {
        let again = again.unwrap();
        assert_eq!(again.to_json().unwrap(), json);
        assert_eq!(again.to_toml().unwrap(), toml);
    }
    let by_serde: ScoringModel = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string_pretty(&by_serde).unwrap(), json);
    let default = ScoringModel::default().to_toml().unwrap();
    assert_eq!(ScoringModel::from_toml(&default).unwrap().to_toml().unwrap(), default);
}

#[test]
fn a_criterion_made_of_code_cannot_be_written() {
    use tandems::score::criteria::Own;
    use tandems::score::{Fit, ModelCriterion};
    let own = ModelCriterion::own("luck", Own::new(|_, _| Fit::unknown()));
    let model = ScoringModel::builder().criterion(own).build().unwrap();
    let error = model.to_toml().unwrap_err();
    assert_eq!(error, ModelError::OwnCriterion { criterion: "luck".to_owned() });
    assert!(serde_json::to_string(&model).is_err());
}

#[test]
fn wrong_values_in_the_csv_part_are_named_by_key() {
    for (csv, message) in [
        ("[csv]\ndelimiter = 'ab'", "csv.delimiter: is not one sign; write what stands"),
        ("[csv]\ndelimiter = 5", "csv.delimiter: 5 does not fit here; write a text in quotes"),
        ("[csv]\nseparator = 1", "csv.separator: 1 does not fit here"),
        ("[csv.mentors]\ncolumns = 'id'", "csv.mentors.columns: \"id\" does not fit here"),
        ("[csv.mentors.columns]\nid = 7", "csv.mentors.columns.id: is no text; write the header"),
        ("[csv.mentees]\nignore = 'id'", "csv.mentees.ignore: \"id\" does not fit here"),
        ("csv = 3", "csv: 3 is no table"),
        ("[csv.mentors.columns]\nsector = 'a'", "did you mean \"sectors\"?"),
    ] {
        let text = format!("{csv}\n[[criteria]]\nkind = 'language'\n");
        let error = ScoringModel::from_toml(&text).unwrap_err().to_string();
        assert!(error.contains(message), "{csv}: {error}");
        assert_eq!(error.matches("csv").count(), 1, "{csv} is one problem: {error}");
    }
}

#[test]
fn json_given_as_toml_is_noticed() {
    let error = ScoringModel::from_toml(r#"{"criteria": [{"kind": "language"}]}"#).unwrap_err();
    assert!(error.to_string().contains("this is JSON"), "{error}");
}
