//! Whatever a pool says, a spreadsheet and JSON say it too; and whatever a file holds, reading it does not panic.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use tandems::pool::{
    Attribute, Capacity, LanguageSkill, Level, Mentee, Mentor, Mode, Need, Offer, Pair, Place,
    Pool, Position, Role, Status, Strength, Week,
};

const TOPICS: [&str; 5] = ["cv", "Job search", "law: family", "Ämter, \"Briefe\"", "x!y"];

fn free() -> impl Strategy<Value = BTreeMap<String, Attribute>> {
    let text = "[a-zé,\"\t :!-]{0,8}";
    let value = prop_oneof![
        "[a-z;,\"\n\r\t=é -]{0,10}".prop_map(Attribute::Text),
        vec(text, 0..4).prop_map(Attribute::List),
    ];
    btree_map("[a-f][a-f;,\"\n]{0,3}[a-f]", value, 0..4)
}

fn languages() -> impl Strategy<Value = Vec<LanguageSkill>> {
    let level = select(vec![None, Some(Level::A1), Some(Level::C2), Some(Level::Native)]);
    (subsequence(vec!["de", "ar", "pt-BR", "prs", "zh-Hant"], 0..=5), vec(level, 5)).prop_map(
        |(tags, levels)| {
            let skill = |(tag, level): (&str, _)| LanguageSkill {
                language: tag.parse().expect("a sound value"),
                level,
            };
            tags.into_iter().zip(levels).map(skill).collect()
        },
    )
}

fn week() -> impl Strategy<Value = Week> {
    vec((0..7_usize, 0..24_u32, 0..4_u32, 1..40_u32), 0..6).prop_map(|slots| {
        let days = ["mon", "di", "wed", "Donnerstag", "fri", "sa", "Sunday"];
        let text: Vec<String> = slots
            .into_iter()
            .map(|(day, hour, quarter, length)| {
                let start = hour * 60 + quarter * 15;
                let end = (start + length * 15).min(24 * 60);
                format!(
                    "{} {}:{:02}-{}:{:02}",
                    days[day],
                    start / 60,
                    start % 60,
                    end / 60,
                    end % 60
                )
            })
            .collect();
        text.join(";").parse().expect("a sound value")
    })
}

fn place() -> impl Strategy<Value = Place> {
    let position = (-90_000_000..=90_000_000_i32, -180_000_000..=180_000_000_i32)
        .prop_map(|(north, east)| Position::from_micros(north, east).expect("a sound value"));
    (of(select(vec!["DE300", " DE2 ", ""])), of(position), of(0..5000_u32)).prop_map(
        |(region, position, travel_km)| Place {
            region: region.map(str::to_owned),
            position,
            travel_km,
        },
    )
}

fn topics() -> impl Strategy<Value = Vec<(String, u32, bool)>> {
    (subsequence(TOPICS.to_vec(), 0..=5), vec((1..1_000_000_u32, any::<bool>()), 5)).prop_map(
        |(topics, marks)| {
            topics
                .into_iter()
                .zip(marks)
                .map(|(topic, (number, must))| (topic.to_owned(), number, must))
                .collect()
        },
    )
}

fn sectors() -> impl Strategy<Value = Vec<String>> {
    vec(select(vec!["Q86", "P85", "J62.01"]).prop_map(str::to_owned), 0..3)
}

fn status() -> impl Strategy<Value = Status> {
    select(vec![Status::Active, Status::Paused, Status::Finished])
}

fn modes() -> impl Strategy<Value = Vec<Mode>> {
    subsequence(vec![Mode::InPerson, Mode::Online], 0..=2)
}

fn mentor() -> impl Strategy<Value = Mentor> {
    let first =
        (of(sectors()), of(topics()), of(languages()), of(week()), of(place()), of(modes()));
    let capacity = (0..5_u32, 0..5_u32)
        .prop_map(|(one, other)| Capacity { min: one.min(other), max: one.max(other) });
    let roles = subsequence(vec![Role::Lead, Role::CoMentor], 0..=2);
    (first, of(capacity), of(status()), of(roles), free()).prop_map(
        |(first, capacity, status, roles, attributes)| {
            let mut mentor = Mentor::new("");
            (mentor.sectors, mentor.languages, mentor.availability) = (first.0, first.2, first.3);
            mentor.offers = first.1.map(|topics| {
                let strength = |micros| Strength::from_micros(micros).expect("a sound value");
                topics
                    .into_iter()
                    .map(|(topic, micros, _)| Offer { topic, strength: strength(micros) })
                    .collect()
            });
            (mentor.place, mentor.modes, mentor.capacity) = (first.4, first.5, capacity);
            (mentor.status, mentor.roles, mentor.attributes) = (status, roles, attributes);
            mentor
        },
    )
}

fn mentee() -> impl Strategy<Value = Mentee> {
    let first =
        (of(sectors()), of(topics()), of(languages()), of(week()), of(place()), of(modes()));
    let day = select(vec!["2026-01-31", "0001-01-01", "9999-12-31"])
        .prop_map(|day| day.parse().expect("a sound value"));
    (first, of(0..4_u32), of(status()), of(day), free()).prop_map(
        |(first, demand, status, day, attributes)| {
            let mut mentee = Mentee::new("");
            (mentee.sectors, mentee.languages, mentee.availability) = (first.0, first.2, first.3);
            mentee.needs = first.1.map(|topics| {
                topics
                    .into_iter()
                    .map(|(topic, priority, must)| Need { topic, priority, must })
                    .collect()
            });
            (mentee.place, mentee.modes, mentee.demand) = (first.4, first.5, demand);
            (mentee.status, mentee.waiting_since, mentee.attributes) = (status, day, attributes);
            mentee
        },
    )
}

fn pool() -> impl Strategy<Value = Pool> {
    let people = (vec(mentor(), 1..5), vec(mentee(), 1..5));
    let between = vec((any::<Index>(), any::<Index>(), 0..7_u32), 0..12);
    (people, between).prop_map(|((mut mentors, mut mentees), between)| {
        for (at, mentor) in mentors.iter_mut().enumerate() {
            mentor.id = format!("m,{at}\"").into();
        }
        for (at, mentee) in mentees.iter_mut().enumerate() {
            mentee.id = format!("{at}").into();
        }
        let mut pairs: [Vec<Pair>; 3] = Default::default();
        let mut seen = std::collections::BTreeSet::new();
        for (mentor, mentee, kind) in between {
            let (mentor, mentee) = (mentor.index(mentors.len()), mentee.index(mentees.len()));
            let (mentor, mentee) = (&mut mentors[mentor], &mut mentees[mentee]);
            if !seen.insert((mentor.id.clone(), mentee.id.clone())) {
                continue;
            }
            match kind {
                0..3 => {
                    pairs[kind as usize].push(Pair::new(mentor.id.as_str(), mentee.id.as_str()));
                }
                3 => mentor.wishes.get_or_insert_default().push(mentee.id.clone()),
                4 => mentor.vetoes.get_or_insert_default().push(mentee.id.clone()),
                5 => mentee.wishes.get_or_insert_default().push(mentor.id.clone()),
                _ => mentee.vetoes.get_or_insert_default().push(mentor.id.clone()),
            }
        }
        let [running, earlier, declined] = pairs;
        let builder = Pool::builder().mentors(mentors).mentees(mentees);
        builder.running(running).earlier(earlier).declined(declined).build().expect("a sound pool")
    })
}

proptest! {
    #[test]
    fn a_pool_survives_spreadsheets(pool in pool()) {
        let (mut mentors, mut mentees) = (Vec::new(), Vec::new());
        pool.write_mentors_csv(&mut mentors).unwrap();
        pool.write_mentees_csv(&mut mentees).unwrap();
        prop_assert_eq!(Pool::from_csv(mentors.as_slice(), mentees.as_slice()).unwrap(), pool);
    }

    #[test]
    fn a_pool_survives_json(pool in pool()) {
        let json = serde_json::to_string(&pool).unwrap();
        prop_assert_eq!(serde_json::from_str::<Pool>(&json).unwrap(), pool);
    }

    #[test]
    fn any_bytes_are_read_without_panic(mentors in vec(any::<u8>(), 0..300), mentees in vec(any::<u8>(), 0..300)) {
        let _ = Pool::from_csv(mentors.as_slice(), mentees.as_slice());
    }

    #[test]
    fn any_cells_are_read_without_panic(
        cells in "([a-z0-9é!:;., -]{0,12}[,;\"\r\n\t]){0,80}",
    ) {
        let mentors = format!(
            "id,offers,languages,availability,latitude,longitude,capacity,minimum,wishes,running\n{cells}"
        );
        let mentees = format!("id;needs;languages;availability;demand;waiting_since;status;modes\n{cells}");
        let _ = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes());
    }

    #[test]
    fn lines_are_those_of_the_file(blank in vec(select(vec!["\n", "\r\n", "\"x\ny\",\n", ",\r\n"]), 0..8)) {
        let before: String = blank.concat();
        let file = format!("note,id\n{}ben,0\n", before.replace("\"x\ny\",", "\"x\ny\",1"));
        let file = format!("{file}oops,\n");
        let line = file.matches('\n').count();
        if let Err(error) = Pool::from_csv(file.as_bytes(), "id\n".as_bytes()) {
            let expected = format!("(line {line}): id is empty");
            prop_assert!(error.to_string().contains(&expected), "{error} {file:?}");
        } else {
            prop_assert!(false, "an empty id was accepted");
        }
    }
}
