//! A researcher names a pool by preset, scale and seed, and gets the same people everywhere.

use tandems::pool::{Mentee, Mentor, Pool};
use tandems::synthetic::{Preset, SyntheticPool};

/// FNV-1a, 64 bits, of the pool as JSON.
fn fingerprint(pool: &Pool) -> u64 {
    let json = serde_json::to_string(pool).expect("a pool can be JSON");
    json.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn seats(pool: &Pool) -> usize {
    pool.mentors().iter().map(|mentor| mentor.capacity_or_default().max as usize).sum()
}

#[test]
fn the_same_name_is_the_same_pool_on_every_machine() {
    let small = |preset, scale| {
        fingerprint(&SyntheticPool::preset(preset).scale(1, scale).seed(42).build())
    };
    let prints = [
        small(Preset::Duo, 100),
        small(Preset::Scarce, 25),
        small(Preset::Surplus, 25),
        small(Preset::Uniform, 50),
    ];
    assert_eq!(
        prints.map(|print| format!("{print:016x}")),
        ["8cdfa5a62561f922", "1771cdfae9abf56e", "c91c59abc73212de", "0a4a0fa4bb449cf0"]
    );
}

#[test]
fn another_seed_is_other_people() {
    let pool = |seed| SyntheticPool::preset(Preset::Duo).scale(1, 50).seed(seed).build();
    assert_ne!(pool(1), pool(2));
}

#[test]
fn duo_has_the_size_and_the_gaps_of_a_programme() {
    let pool = SyntheticPool::preset(Preset::Duo).build();
    assert_eq!((pool.mentors().len(), pool.mentees().len()), (1570, 4000));
    let missing = |gaps: usize, people: usize| gaps * 1000 / people;
    let gap =
        |field: fn(&Mentee) -> bool| pool.mentees().iter().filter(|mentee| field(mentee)).count();
    for field in [
        (|mentee| mentee.sectors.is_none()) as fn(&Mentee) -> bool,
        |mentee| mentee.needs.is_none(),
        |mentee| mentee.languages.is_none(),
        |mentee| mentee.availability.is_none(),
        |mentee| mentee.place.is_none(),
        |mentee| mentee.modes.is_none(),
        |mentee| !mentee.attributes.contains_key("age"),
    ] {
        let permille = missing(gap(field), 4000);
        assert!((80..=120).contains(&permille), "{permille}");
    }
    let cities: std::collections::BTreeSet<_> = pool
        .mentors()
        .iter()
        .filter_map(|mentor| mentor.place.as_ref()?.region.as_deref())
        .collect();
    assert_eq!(cities.len(), 8);
    let age = |mentor: &Mentor| -> u32 {
        mentor.attributes.get("age").map_or(50, |age| age.values().next().unwrap().parse().unwrap())
    };
    assert!(pool.mentors().iter().all(|mentor| age(mentor) >= 50));
    let speaks_german = |mentor: &&Mentor| {
        mentor.languages.iter().flatten().any(|skill| skill.language.language() == "de")
    };
    assert!(pool.mentors().iter().filter(speaks_german).count() > 1300);
}

#[test]
fn scarce_and_surplus_keep_their_ratio_at_any_scale() {
    for scale in [1, 7, 100] {
        let scarce = SyntheticPool::preset(Preset::Scarce).scale(1, scale).build();
        assert_eq!(scarce.mentees().len(), 2 * seats(&scarce));
        let surplus = SyntheticPool::preset(Preset::Surplus).scale(1, scale).build();
        assert_eq!(surplus.mentees().len(), (seats(&surplus) / 2).max(1));
    }
}

#[test]
fn uniform_lacks_nothing() {
    let pool = SyntheticPool::preset(Preset::Uniform).build();
    assert_eq!((pool.mentors().len(), pool.mentees().len(), seats(&pool)), (1000, 1000, 1000));
    assert!(pool.mentors().iter().all(|mentor| mentor.offers.is_some() && mentor.place.is_some()));
    assert!(pool.mentees().iter().all(|mentee| mentee.needs.is_some() && mentee.demand == Some(1)));
}

#[test]
fn every_preset_goes_through_csv_and_json_unchanged() {
    for preset in Preset::ALL {
        let pool = SyntheticPool::preset(preset).scale(1, 10).seed(3).build();
        let (mut mentors, mut mentees) = (Vec::new(), Vec::new());
        pool.write_mentors_csv(&mut mentors).unwrap();
        pool.write_mentees_csv(&mut mentees).unwrap();
        assert_eq!(
            Pool::from_csv(mentors.as_slice(), mentees.as_slice()).unwrap(),
            pool,
            "{preset}"
        );
        let json = serde_json::to_string(&pool).unwrap();
        assert_eq!(serde_json::from_str::<Pool>(&json).unwrap(), pool, "{preset}");
    }
}
