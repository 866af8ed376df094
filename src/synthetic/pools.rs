//! How the people of each preset are drawn.

use jiff::civil::Date;

use super::Preset;
use super::words::{CITIES, DOMINANT, LANGUAGES, SECTORS, TOPICS};
use crate::draw::{Draw, Weights};
use crate::pool::{
    Attribute, Capacity, LanguageSkill, LanguageTag, Level, Mentee, Mentor, MentorId, Mode, Need,
    Offer, Place, Pool, Position, Role, Strength, Week,
};

/// One answer in ten is missing.
const MISSING: u32 = 100;

pub(super) fn build(preset: Preset, seed: u64, scaled: impl Fn(u32) -> u32) -> Pool {
    let mut people = People::new(preset, seed);
    let count = scaled(match preset {
        Preset::Duo => 1570,
        Preset::Scarce => 250,
        Preset::Surplus => 500,
        Preset::Uniform => 1000,
    });
    let mentors: Vec<Mentor> = (1..=count).map(|number| people.mentor(number)).collect();
    let seats: u32 = mentors.iter().map(|mentor| mentor.capacity_or_default().max).sum();
    let count = match preset {
        Preset::Duo => scaled(4000),
        Preset::Scarce => seats.saturating_mul(2),
        Preset::Surplus => (seats / 2).max(1),
        Preset::Uniform => scaled(1000),
    };
    let mentees = (1..=count).map(|number| people.mentee(number, &mentors)).collect();
    Pool::new(mentors, mentees).expect("made-up people have no faults by the way they are drawn")
}

/// What the people of a preset are drawn from.
struct People {
    draw: Draw,
    even: bool,
    /// In a thousand.
    missing: u32,
    dominant: LanguageTag,
    languages: Vec<LanguageTag>,
    cities: Weights,
    tongues: Weights,
    sectors: Weights,
    needs: Weights,
    offers: Weights,
    /// Of one seat, two, and three.
    seats: Weights,
    /// Of one mentor wanted, and two.
    demands: Weights,
}

impl People {
    fn new(preset: Preset, seed: u64) -> Self {
        let even = preset == Preset::Uniform;
        let zipf = |count, flatness| {
            if even { Weights::even(count) } else { Weights::zipf(count, flatness) }
        };
        let tag = |tag: &str| tag.parse().expect("the languages of the tables are in ISO 639");
        Self {
            draw: Draw::new(seed),
            even,
            missing: if even { 0 } else { MISSING },
            dominant: tag(DOMINANT),
            languages: LANGUAGES.into_iter().map(tag).collect(),
            cities: zipf(CITIES.len(), 1),
            tongues: zipf(LANGUAGES.len(), 1),
            sectors: zipf(SECTORS.len(), 2),
            needs: zipf(TOPICS.len(), 0),
            offers: zipf(TOPICS.len(), 5),
            seats: Weights::new(match preset {
                Preset::Duo => &[70, 25, 5],
                Preset::Scarce | Preset::Surplus => &[1, 1, 1],
                Preset::Uniform => &[1, 0, 0],
            }),
            demands: Weights::new(if preset == Preset::Duo { &[97, 3] } else { &[1, 0] }),
        }
    }

    fn mentor(&mut self, number: u32) -> Mentor {
        let mut mentor = Mentor::new(format!("m{number:04}"));
        mentor.sectors = self.known(Self::some_sectors);
        mentor.offers = self.known(Self::offers);
        mentor.languages = self.known(Self::mentor_languages);
        mentor.availability = self.known(|people| people.week(&[35, 20, 45]));
        mentor.place = self.known(Self::place);
        mentor.modes = self.known(Self::modes);
        mentor.capacity =
            self.known(|people| Capacity::up_to(*people.draw.pick(&[1, 2, 3], &people.seats)));
        mentor.roles = self.known(Self::roles);
        if let Some(age) = self.known(|people| people.draw.between(50, 79)) {
            mentor.attributes.insert("age".to_owned(), Attribute::Text(age.to_string()));
        }
        mentor
    }

    fn mentee(&mut self, number: u32, mentors: &[Mentor]) -> Mentee {
        let mut mentee = Mentee::new(format!("e{number:04}"));
        mentee.sectors = self.known(Self::some_sectors);
        mentee.needs = self.known(Self::needs);
        mentee.languages = self.known(Self::mentee_languages);
        mentee.availability = self.known(|people| people.week(&[50, 30, 20]));
        mentee.place = self.known(Self::place);
        mentee.modes = self.known(Self::modes);
        mentee.demand = self.known(|people| *people.draw.pick(&[1, 2], &people.demands));
        mentee.waiting_since = self.known(Self::day);
        if let Some(age) = self.known(|people| people.draw.between(18, 58)) {
            mentee.attributes.insert("age".to_owned(), Attribute::Text(age.to_string()));
        }
        if self.draw.chance(30) {
            mentee.wishes = Some(self.wishes(mentors));
        }
        mentee
    }

    /// An answer, unless it is one of those that are missing.
    fn known<T>(&mut self, answer: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let missing = self.draw.chance(self.missing);
        (!missing).then(|| answer(self))
    }

    fn some_sectors(&mut self) -> Vec<String> {
        let count = self.draw.between(1, 2);
        self.draw
            .some(&SECTORS, &self.sectors, count)
            .into_iter()
            .map(|sector| (*sector).to_owned())
            .collect()
    }

    fn offers(&mut self) -> Vec<Offer> {
        let count = self.draw.between(3, 8);
        let topics = self.draw.some(&TOPICS, &self.offers, count);
        let quarters = Weights::new(if self.even { &[1, 1, 1, 1] } else { &[5, 15, 20, 60] });
        topics
            .into_iter()
            .map(|topic| {
                let micros = *self.draw.pick(&[250_000, 500_000, 750_000, 1_000_000], &quarters);
                let strength = Strength::from_micros(micros).expect("at most a million");
                Offer { topic: (*topic).to_owned(), strength }
            })
            .collect()
    }

    /// The first need is the most pressing one, and now and then a must.
    fn needs(&mut self) -> Vec<Need> {
        let count = self.draw.between(1, 4);
        let topics = self.draw.some(&TOPICS, &self.needs, count);
        topics
            .into_iter()
            .enumerate()
            .map(|(rank, topic)| Need {
                topic: (*topic).to_owned(),
                priority: if self.even || rank > 0 { self.draw.between(1, 3) } else { 3 },
                must: rank == 0 && self.draw.chance(150),
            })
            .collect()
    }

    fn mentor_languages(&mut self) -> Vec<LanguageSkill> {
        if self.even {
            return self.any_languages();
        }
        let mut skills = Vec::new();
        let grown_up_with_it = self.draw.chance(880);
        let level = if grown_up_with_it {
            Level::Native
        } else {
            *self.draw.pick(&[Level::C1, Level::C2], &Weights::even(2))
        };
        skills.push(LanguageSkill { language: self.dominant.clone(), level: Some(level) });
        let others = if grown_up_with_it { self.draw.below(3) } else { 1 };
        let learned = [Level::A2, Level::B1, Level::B2, Level::C1];
        for language in self.draw.some(&self.languages, &self.tongues, others) {
            let level = if grown_up_with_it {
                *self.draw.pick(&learned, &Weights::even(4))
            } else {
                Level::Native
            };
            skills.push(LanguageSkill { language: language.clone(), level: Some(level) });
        }
        skills
    }

    fn mentee_languages(&mut self) -> Vec<LanguageSkill> {
        if self.even {
            return self.any_languages();
        }
        let tongues = 1 + u32::from(self.draw.chance(150));
        let mut skills: Vec<LanguageSkill> = self
            .draw
            .some(&self.languages, &self.tongues, tongues)
            .into_iter()
            .map(|language| LanguageSkill {
                language: language.clone(),
                level: Some(Level::Native),
            })
            .collect();
        let levels = [Level::A1, Level::A2, Level::B1, Level::B2, Level::C1];
        let level = *self.draw.pick(&levels, &Weights::new(&[8, 22, 35, 25, 10]));
        skills.push(LanguageSkill { language: self.dominant.clone(), level: Some(level) });
        skills
    }

    fn any_languages(&mut self) -> Vec<LanguageSkill> {
        let levels =
            [Level::A1, Level::A2, Level::B1, Level::B2, Level::C1, Level::C2, Level::Native];
        let count = self.draw.between(1, 3);
        let languages = self.draw.some(&self.languages, &self.tongues, count);
        languages
            .into_iter()
            .map(|language| LanguageSkill {
                language: language.clone(),
                level: Some(*self.draw.pick(&levels, &Weights::even(levels.len()))),
            })
            .collect()
    }

    /// Two to four slots. `kinds` weighs evenings, weekends and working hours; most slots of a person are of one kind.
    fn week(&mut self, kinds: &[u32; 3]) -> Week {
        let kinds = if self.even { Weights::even(3) } else { Weights::new(kinds) };
        let usual = *self.draw.pick(&[0, 1, 2], &kinds);
        let mut week = Week::EMPTY;
        for _ in 0..self.draw.between(2, 4) {
            let kind =
                if self.draw.chance(200) { *self.draw.pick(&[0, 1, 2], &kinds) } else { usual };
            let (day, hour, hours) = match kind {
                0 => (self.draw.below(5), self.draw.between(17, 19), 2),
                1 => (self.draw.between(5, 6), self.draw.between(10, 14), self.draw.between(2, 4)),
                _ => (self.draw.below(5), self.draw.between(9, 14), self.draw.between(2, 3)),
            };
            let start = (day * 24 + hour) * 4;
            week.fill(start as usize, (start + hours * 4) as usize);
        }
        week
    }

    /// Up to about ten kilometers from the center of a city.
    fn place(&mut self) -> Place {
        let city = self.draw.pick(&CITIES, &self.cities);
        let mut near = |center: i32, spread: u32| {
            center + self.draw.below(2 * spread).cast_signed() - spread.cast_signed()
        };
        let (latitude, longitude) = (near(city.latitude, 90_000), near(city.longitude, 140_000));
        Place {
            region: Some(city.region.to_owned()),
            position: Position::from_micros(latitude, longitude),
            travel_km: Some(5 * self.draw.between(1, 8)),
        }
    }

    fn modes(&mut self) -> Vec<Mode> {
        let weights = Weights::new(if self.even { &[1, 1, 1] } else { &[35, 20, 45] });
        match *self.draw.pick(&[0, 1, 2], &weights) {
            0 => vec![Mode::InPerson],
            1 => vec![Mode::Online],
            _ => vec![Mode::InPerson, Mode::Online],
        }
    }

    fn roles(&mut self) -> Vec<Role> {
        if self.draw.chance(if self.even { 500 } else { 900 }) {
            vec![Role::Lead]
        } else {
            vec![Role::CoMentor]
        }
    }

    fn day(&mut self) -> Date {
        let (month, day) = (self.draw.between(1, 12), self.draw.between(1, 28));
        let small = |number: u32| i8::try_from(number).expect("at most 28");
        Date::new(2025, small(month), small(day)).expect("every month has 28 days")
    }

    fn wishes(&mut self, mentors: &[Mentor]) -> Vec<MentorId> {
        let bound = u32::try_from(mentors.len()).expect("mentors are counted in u32");
        let first = self.draw.below(bound);
        let second = self.draw.below(bound);
        let mut wished = vec![mentors[first as usize].id.clone()];
        if second != first && self.draw.chance(300) {
            wished.push(mentors[second as usize].id.clone());
        }
        wished
    }
}
