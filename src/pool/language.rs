//! Languages: a BCP 47 tag and how well it is spoken.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use isolang::Language;
use serde::{Deserialize, Serialize};

use super::ParseError;

/// A BCP 47 language tag whose language is known to ISO 639, such as `de`, `pt-BR` or `prs`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

impl LanguageTag {
    /// The tag in its canonical spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone, without script and region: two people who both speak `pt`, one of them `pt-BR`, understand
    /// each other. Shortest ISO 639 code.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

/// How well a language is spoken: the levels of the Common European Framework of Reference, and native.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
#[allow(missing_docs, reason = "the levels are the framework's own names")]
pub enum Level {
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
    /// Mother tongue, above C2.
    #[serde(rename = "native")]
    Native,
}

impl Level {
    /// 1 for A1 to 7 for native.
    #[must_use]
    pub const fn rank(self) -> u32 {
        self as u32 + 1
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for LanguageTag {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let unknown = || {
            let remedy = match meant(text) {
                Some(skill) => format!("write \"{skill}\""),
                None => "write a BCP 47 tag such as de, ar, prs or pt-BR".to_owned(),
            };
            ParseError::new("unknown_language", text, "is not a language tag", remedy)
        };
        let tag = oxilangtag::LanguageTag::parse_and_normalize(text).map_err(|_| unknown())?;
        // `de-native` has the form of a tag with a variant.
        if tag.as_str().rsplit('-').next().is_some_and(|last| last.parse::<Level>().is_ok()) {
            return Err(unknown());
        }
        let primary = tag.primary_language();
        let language = Language::from_639_1(primary)
            .or_else(|| Language::from_639_3(primary))
            .ok_or_else(unknown)?;
        let rest = &tag.as_str()[primary.len()..];
        Ok(Self(format!("{}{rest}", shortest_code(language))))
    }
}

/// Languages by German names; English names and the languages' own are known without.
const GERMAN_NAMES: [(&str, &str); 22] = [
    ("albanisch", "sq"),
    ("amharisch", "am"),
    ("arabisch", "ar"),
    ("bulgarisch", "bg"),
    ("chinesisch", "zh"),
    ("englisch", "en"),
    ("farsi", "fa"),
    ("französisch", "fr"),
    ("griechisch", "el"),
    ("italienisch", "it"),
    ("kurdisch", "ku"),
    ("paschtu", "ps"),
    ("persisch", "fa"),
    ("polnisch", "pl"),
    ("portugiesisch", "pt"),
    ("rumänisch", "ro"),
    ("russisch", "ru"),
    ("serbisch", "sr"),
    ("spanisch", "es"),
    ("tigrinya", "ti"),
    ("türkisch", "tr"),
    ("ukrainisch", "uk"),
];

/// What `Deutsch`, `Deutsch (C1)`, `de-C1` or `de C1` would be in the form that is read.
fn meant(text: &str) -> Option<LanguageSkill> {
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let (level, name) = match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => match last.parse().ok() {
            Some(level) => (Some(level), rest.join(" ")),
            None => (None, text.to_owned()),
        },
        _ => (None, words.concat()),
    };
    let code = by_name(&name).map(shortest_code).or_else(|| {
        let language =
            |code: &str| Language::from_639_1(code).or_else(|| Language::from_639_3(code));
        // A text without a level that is a code would have been read.
        level.and_then(|_| language(&name.to_lowercase())).map(shortest_code)
    })?;
    Some(LanguageSkill { language: LanguageTag(code.to_owned()), level })
}

fn by_name(name: &str) -> Option<Language> {
    /// Every name in lower case; where two languages share one, German goes before English before their own.
    static NAMES: LazyLock<HashMap<String, Language>> = LazyLock::new(|| {
        let own =
            isolang::languages().filter_map(|one| Some((one.to_autonym()?.to_lowercase(), one)));
        let english = isolang::languages().map(|one| (one.to_name().to_lowercase(), one));
        let german = GERMAN_NAMES
            .iter()
            .filter_map(|(name, code)| Some(((*name).to_owned(), Language::from_639_1(code)?)));
        own.chain(english).chain(german).collect()
    });
    NAMES.get(&name.trim().to_lowercase()).copied()
}

fn shortest_code(language: Language) -> &'static str {
    language.to_639_1().unwrap_or_else(|| language.to_639_3())
}

impl TryFrom<String> for LanguageTag {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

impl FromStr for Level {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Ok(match text.trim().to_lowercase().as_str() {
            "a1" => Self::A1,
            "a2" => Self::A2,
            "b1" => Self::B1,
            "b2" => Self::B2,
            "c1" => Self::C1,
            "c2" => Self::C2,
            "native" | "muttersprache" => Self::Native,
            _ => {
                return Err(ParseError::new(
                    "unknown_level",
                    text.trim(),
                    "is not a language level",
                    "write A1, A2, B1, B2, C1, C2 or native",
                ));
            }
        })
    }
}

impl TryFrom<String> for Level {
    type Error = ParseError;

    fn try_from(text: String) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl FromStr for LanguageSkill {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (tag, level) = match text.split_once(':') {
            Some((tag, level)) => (tag, Some(level.parse()?)),
            None => (text, None),
        };
        Ok(Self { language: tag.parse()?, level })
    }
}

impl fmt::Display for LanguageSkill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "{}:{level}", self.language),
            None => write!(f, "{}", self.language),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::B1 => "B1",
            Self::B2 => "B2",
            Self::C1 => "C1",
            Self::C2 => "C2",
            Self::Native => "native",
        })
    }
}

/// A language and how well somebody speaks it. Written `de:C1`, or `de` where the level is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageSkill {
    /// Which language.
    pub language: LanguageTag,
    /// How well; `None` where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_canonical_and_compared_by_language() {
        let tag: LanguageTag = "POR-br".parse().unwrap();
        assert_eq!(tag.as_str(), "pt-BR");
        assert_eq!(tag.language(), "pt");
        assert_eq!("prs".parse::<LanguageTag>().unwrap().as_str(), "prs");
    }

    #[test]
    fn a_name_is_no_tag_but_names_the_tag_to_write() {
        for (name, code) in [("German", "de"), ("Deutsch", "de"), ("Arabic", "ar")] {
            let error = name.parse::<LanguageTag>().unwrap_err();
            assert_eq!(error.code, "unknown_language");
            assert_eq!(error.remedy, format!("write {code:?}"));
        }
        for (written, skill) in [
            ("Deutsch (C1)", "de:C1"),
            ("de-C1", "de:C1"),
            ("de C1", "de:C1"),
            ("Englisch b2", "en:B2"),
            ("FRANZÖSISCH", "fr"),
            ("türkçe", "tr"),
            ("prs-native", "prs:native"),
        ] {
            let error = written.parse::<LanguageSkill>().unwrap_err();
            assert_eq!(error.remedy, format!("write {skill:?}"), "{written}");
        }
        assert!("xx".parse::<LanguageTag>().is_err());
        assert!("".parse::<LanguageTag>().is_err());
    }

    #[test]
    fn a_skill_may_lack_its_level_but_not_have_a_wrong_one() {
        assert_eq!("de:c1".parse::<LanguageSkill>().unwrap().level, Some(Level::C1));
        assert_eq!("de".parse::<LanguageSkill>().unwrap().level, None);
        assert_eq!("de:C3".parse::<LanguageSkill>().unwrap_err().code, "unknown_level");
        assert!("de:".parse::<LanguageSkill>().is_err());
    }
}
