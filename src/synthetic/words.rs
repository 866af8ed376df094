//! What the made-up people speak of: cities, languages, topics, sectors. The order is the order of frequency.

/// A city: its region in NUTS, and its center in millionths of a degree north and east.
pub(super) struct City {
    pub region: &'static str,
    pub latitude: i32,
    pub longitude: i32,
}

const fn city(region: &'static str, latitude: i32, longitude: i32) -> City {
    City { region, latitude, longitude }
}

/// Berlin, Hamburg, München, Köln, Frankfurt am Main, Leipzig, Hannover, Stuttgart.
pub(super) const CITIES: [City; 8] = [
    city("DE300", 52_520_000, 13_405_000),
    city("DE600", 53_551_000, 9_994_000),
    city("DE212", 48_137_000, 11_575_000),
    city("DEA23", 50_938_000, 6_960_000),
    city("DE712", 50_110_000, 8_682_000),
    city("DED51", 51_340_000, 12_375_000),
    city("DE929", 52_374_000, 9_738_000),
    city("DE111", 48_776_000, 9_183_000),
];

/// The language most people share.
pub(super) const DOMINANT: &str = "de";

/// Mother tongues of those who came from elsewhere.
pub(super) const LANGUAGES: [&str; 14] =
    ["ar", "prs", "uk", "tr", "fa", "ti", "so", "ku", "en", "ru", "pl", "fr", "es", "vi"];

/// What mentees need and mentors offer.
pub(super) const TOPICS: [&str; 20] = [
    "job search",
    "german",
    "cv",
    "interview",
    "bureaucracy",
    "apprenticeship",
    "recognition of degrees",
    "housing",
    "networking",
    "career planning",
    "childcare",
    "driving license",
    "computer skills",
    "self-employment",
    "university",
    "exam preparation",
    "workplace culture",
    "health insurance",
    "taxes",
    "public speaking",
];

/// Divisions of NACE with the letter of their section.
pub(super) const SECTORS: [&str; 20] = [
    "Q86", "G47", "I56", "Q88", "F43", "H49", "P85", "N81", "C25", "J62", "H52", "I55", "C10",
    "Q87", "F41", "G45", "S96", "M71", "K64", "R90",
];
