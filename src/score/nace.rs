//! NACE Rev. 2, which is ISIC Rev. 4 down to its divisions: sections A to U and their 88 divisions.
//!
//! Source: Regulation (EC) No 1893/2006, annex I; United Nations, ISIC Rev. 4 (2008). Names are shortened.

use crate::pool::{ParseError, nearest};

use super::tree::Path;

/// Letter, name, and the divisions with their names.
type Section = (char, &'static str, &'static [(u8, &'static str)]);

const SECTIONS: [Section; 21] = [
    (
        'A',
        "farming, forestry, fishing",
        &[(1, "crops and animals"), (2, "forestry"), (3, "fishing")],
    ),
    (
        'B',
        "mining",
        &[
            (5, "coal"),
            (6, "oil and gas"),
            (7, "metal ores"),
            (8, "other mining"),
            (9, "mining support"),
        ],
    ),
    (
        'C',
        "manufacturing",
        &[
            (10, "food"),
            (11, "beverages"),
            (12, "tobacco"),
            (13, "textiles"),
            (14, "clothing"),
            (15, "leather"),
            (16, "wood"),
            (17, "paper"),
            (18, "printing"),
            (19, "refined petroleum"),
            (20, "chemicals"),
            (21, "pharmaceuticals"),
            (22, "rubber and plastic"),
            (23, "glass, ceramics, cement"),
            (24, "basic metals"),
            (25, "metal products"),
            (26, "electronics and optics"),
            (27, "electrical equipment"),
            (28, "machinery"),
            (29, "motor vehicles"),
            (30, "other vehicles"),
            (31, "furniture"),
            (32, "other manufacturing"),
            (33, "repair of machinery"),
        ],
    ),
    ('D', "energy supply", &[(35, "electricity and gas")]),
    (
        'E',
        "water and waste",
        &[(36, "water supply"), (37, "sewerage"), (38, "waste"), (39, "remediation")],
    ),
    ('F', "construction", &[(41, "buildings"), (42, "civil engineering"), (43, "building trades")]),
    ('G', "trade", &[(45, "motor trade"), (46, "wholesale"), (47, "retail")]),
    (
        'H',
        "transport",
        &[
            (49, "land transport"),
            (50, "shipping"),
            (51, "aviation"),
            (52, "warehousing"),
            (53, "post"),
        ],
    ),
    ('I', "hospitality", &[(55, "accommodation"), (56, "food service")]),
    (
        'J',
        "information and communication",
        &[
            (58, "publishing"),
            (59, "film and music"),
            (60, "broadcasting"),
            (61, "telecommunications"),
            (62, "software and IT services"),
            (63, "information services"),
        ],
    ),
    ('K', "finance", &[(64, "banking"), (65, "insurance"), (66, "financial support")]),
    ('L', "real estate", &[(68, "real estate")]),
    (
        'M',
        "professional services",
        &[
            (69, "law and accounting"),
            (70, "management consulting"),
            (71, "architecture and engineering"),
            (72, "research"),
            (73, "advertising"),
            (74, "other professions"),
            (75, "veterinary"),
        ],
    ),
    (
        'N',
        "administrative services",
        &[
            (77, "rental"),
            (78, "employment agencies"),
            (79, "travel agencies"),
            (80, "security"),
            (81, "cleaning and gardens"),
            (82, "office support"),
        ],
    ),
    ('O', "public administration", &[(84, "public administration")]),
    ('P', "education", &[(85, "education")]),
    (
        'Q',
        "health and social work",
        &[(86, "health"), (87, "residential care"), (88, "social work")],
    ),
    (
        'R',
        "arts and recreation",
        &[(90, "arts"), (91, "libraries and museums"), (92, "gambling"), (93, "sport")],
    ),
    ('S', "other services", &[(94, "associations"), (95, "repair"), (96, "personal services")]),
    ('T', "households", &[(97, "household staff"), (98, "household production")]),
    ('U', "international organizations", &[(99, "international organizations")]),
];

/// Section of a division.
fn section_of(division: u8) -> Option<char> {
    SECTIONS
        .iter()
        .find(|(_, _, divisions)| divisions.iter().any(|(number, _)| *number == division))
        .map(|(letter, _, _)| *letter)
}

/// What a section or division is called; groups and classes have no name here.
pub(super) fn name(code: &str) -> Option<&'static str> {
    let letter = code.chars().next()?;
    let (_, section, divisions) = SECTIONS.iter().find(|(known, _, _)| *known == letter)?;
    if code.len() == 1 {
        return Some(section);
    }
    let division: u8 = code.get(1..).filter(|digits| digits.len() == 2)?.parse().ok()?;
    divisions.iter().find(|(number, _)| *number == division).map(|(_, name)| *name)
}

/// The division or section whose name comes nearest to a text, with the name.
fn by_name(text: &str) -> Option<(String, &'static str)> {
    let all = SECTIONS.iter().flat_map(|(letter, section, divisions)| {
        let divisions = divisions.iter().map(move |(at, name)| (format!("{letter}{at:02}"), *name));
        divisions.chain([(letter.to_string(), *section)])
    });
    let near = nearest(text, all.clone().map(|(_, name)| name))?;
    all.into_iter().find(|(_, name)| *name == near)
}

/// Reads `Q`, `86`, `Q86`, `86.1`, `861`, `86.10`, `8610`, the digits with or without their letter.
pub(super) fn path(text: &str) -> Result<Path, ParseError> {
    let written = text.trim();
    let wrong =
        |problem: &str, remedy: String| ParseError::new("unknown_sector", written, problem, remedy);
    let malformed = || {
        let remedy = match by_name(written) {
            Some((code, name)) => format!("write {code} if you mean {name}"),
            None => "write a section or division such as Q or Q86".to_owned(),
        };
        wrong("is not a NACE or ISIC code", remedy)
    };
    let upper = written.to_ascii_uppercase();
    let letter = upper.chars().next().filter(char::is_ascii_alphabetic);
    if let Some(letter) = letter
        && !('A'..='U').contains(&letter)
        && by_name(written).is_none()
    {
        let remedy = "write a section from A to U, or a division such as Q86".to_owned();
        return Err(wrong("has no section of that letter", remedy));
    }
    if letter.is_some_and(|letter| letter > 'U') {
        return Err(malformed());
    }
    let numbers = upper.get(usize::from(letter.is_some())..).unwrap_or_default();
    if numbers.is_empty() {
        let section = letter.ok_or_else(malformed)?;
        return Ok(Path { nodes: vec![section.to_string()], root: None });
    }
    let (division, rest) = numbers
        .split_once('.')
        .unwrap_or_else(|| numbers.split_at_checked(2).unwrap_or((numbers, "")));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(division) || !digits(rest) || division.len() > 2 || rest.len() > 2 {
        return Err(malformed());
    }
    if division.len() < 2 {
        let dot = if rest.is_empty() { "" } else { "." };
        let remedy = format!("write 0{division}{dot}{rest} with its leading zero");
        return Err(if division.is_empty() { malformed() } else { wrong("lacks a digit", remedy) });
    }
    if numbers.ends_with('.') {
        return Err(malformed());
    }
    let section = division.parse().ok().and_then(section_of).ok_or_else(|| {
        let nearest = nearest_division(division);
        wrong(
            "is not a division of NACE or ISIC",
            format!("write one that exists, such as {nearest}"),
        )
    })?;
    if letter.is_some_and(|letter| letter != section) {
        let code = format!("{section}{}", &numbers);
        return Err(wrong("joins a section and a division of another", format!("write {code}")));
    }
    let mut nodes = vec![section.to_string(), format!("{section}{division}")];
    if let Some(group) = rest.get(..1) {
        nodes.push(format!("{section}{division}.{group}"));
    }
    if rest.len() == 2 {
        nodes.push(format!("{section}{division}.{rest}"));
    }
    Ok(Path { nodes, root: None })
}

/// The division nearest by number, with its letter.
fn nearest_division(division: &str) -> String {
    let wanted: u8 = division.parse().unwrap_or(0);
    SECTIONS
        .iter()
        .flat_map(|(letter, _, divisions)| {
            divisions.iter().map(move |(number, _)| (letter, number))
        })
        .min_by_key(|(_, number)| number.abs_diff(wanted))
        .map_or_else(String::new, |(letter, number)| format!("{letter}{number:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_21_sections_and_88_divisions_in_rising_order() {
        let divisions: Vec<u8> =
            SECTIONS.iter().flat_map(|(_, _, all)| all.iter().map(|(number, _)| *number)).collect();
        assert_eq!(divisions.len(), 88);
        assert!(divisions.is_sorted());
        let letters: String = SECTIONS.iter().map(|(letter, _, _)| letter).collect();
        assert_eq!(letters, "ABCDEFGHIJKLMNOPQRSTU");
    }

    #[test]
    fn every_spelling_of_a_code_is_the_same_place() {
        for class in ["86.10", "8610", "Q86.10", "q8610", " Q86.10 "] {
            assert_eq!(path(class).unwrap().nodes, ["Q", "Q86", "Q86.1", "Q86.10"]);
        }
        assert_eq!(path("86.1").unwrap(), path("Q861").unwrap());
        assert_eq!(path("86").unwrap().nodes, ["Q", "Q86"]);
        assert_eq!(path("q").unwrap().nodes, ["Q"]);
        assert_eq!(path("01.1").unwrap().nodes, ["A", "A01", "A01.1"]);
    }

    #[test]
    fn a_wrong_code_is_refused_with_the_right_one() {
        let remedy = |code: &str| path(code).unwrap_err().remedy;
        assert_eq!(remedy("Q85"), "write P85");
        assert_eq!(remedy("1.1"), "write 01.1 with its leading zero");
        assert_eq!(remedy("83"), "write one that exists, such as N82");
        assert!(remedy("X12").contains("A to U"));
        assert_eq!(remedy("Health"), "write Q86 if you mean health");
        assert_eq!(remedy("socialwork"), "write Q88 if you mean social work");
        assert_eq!(remedy("warehouse"), "write H52 if you mean warehousing");
        for odd in ["", "86.", ".1", "86.1.0", "86.123", "nurse", "ä", "8é6", "Q 86", "12345"] {
            assert!(path(odd).is_err(), "{odd:?}");
        }
        assert_eq!(name("Q86"), Some("health"));
        assert_eq!(name("Q"), Some("health and social work"));
        assert_eq!(name("Q86.1"), None);
    }
}
