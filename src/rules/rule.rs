//! A rule: what has to hold, how strictly, and what it is called.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Apart, Budget, Changes, Group, Load, Quota, Roles, Together};
use crate::sections::ModelProblem;

/// What has to hold between people, and how strictly.
///
/// ```
/// use tandems::rules::{Load, Place, Rule};
///
/// let rule = Rule::new(Load::mentors().at_least(1)).named("nobody idle").soft(Place::AfterCounts);
/// assert_eq!(rule.name(), Some("nobody idle"));
/// assert_eq!(rule.to_string(), "each mentor has at least 1 tandem");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub(super) name: Option<String>,
    pub(super) kind: RuleKind,
    pub(super) strictness: Strictness,
}

/// Whether a rule has to hold, or is to be broken as little as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Strictness {
    /// It holds, or there is no matching.
    #[default]
    Hard,
    /// It is a level of the objective: decided before what comes after it, and never traded for it.
    Soft(Place),
}

impl Strictness {
    /// As answers write it: `hard`, `soft_first`, `soft_after_counts` or `soft_last`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft(Place::First) => "soft_first",
            Self::Soft(Place::AfterCounts) => "soft_after_counts",
            Self::Soft(Place::Last) => "soft_last",
        }
    }
}

impl Serialize for Strictness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Where the level of a soft rule stands in the objective. Rules of one place are decided one after the other, in their
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Place {
    /// Before everything: a tandem is given up for it.
    First,
    /// After the numbers of tandems, before priorities and the total score: no tandem is given up for it, and any score.
    /// Where the total score comes first, it comes before this too.
    #[default]
    AfterCounts,
    /// After everything: it decides between matchings that are otherwise equal.
    Last,
}

/// Which rule it is, with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is documented at its own type")]
pub enum RuleKind {
    Load(Load),
    Quota(Quota),
    Roles(Roles),
    Apart(Apart),
    Together(Together),
    Budget(Budget),
    Changes(Changes),
}

macro_rules! kinds {
    ($($kind:ident: $word:literal;)*) => {
        $(impl From<$kind> for RuleKind {
            fn from(options: $kind) -> Self {
                Self::$kind(options)
            }
        })*

        impl RuleKind {
            /// The words by which a model file calls the kinds.
            pub(super) const WORDS: &[&str] = &[$($word),*];

            /// The word by which a model file calls it.
            #[must_use]
            pub fn word(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $word,)*
                }
            }
        }
    };
}

kinds! {
    Load: "load";
    Quota: "quota";
    Roles: "roles";
    Apart: "apart";
    Together: "together";
    Budget: "hours";
    Changes: "changes";
}

impl Rule {
    /// A hard rule without a name.
    pub fn new(kind: impl Into<RuleKind>) -> Self {
        Self { name: None, kind: kind.into(), strictness: Strictness::Hard }
    }

    /// What answers call it; unique among the rules. Without a name they say what it asks.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// To be broken as little as can be, as a level of the objective.
    #[must_use]
    pub fn soft(mut self, place: Place) -> Self {
        self.strictness = Strictness::Soft(place);
        self
    }

    /// What it is called, where it has a name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Which rule it is.
    #[must_use]
    pub fn kind(&self) -> &RuleKind {
        &self.kind
    }

    /// How strictly it holds.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// Its name, or what it asks.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.to_string())
    }

    fn check(&self, problems: &mut Problems) {
        match &self.kind {
            RuleKind::Load(load) => load.check(problems),
            RuleKind::Quota(quota) => quota.check(problems),
            RuleKind::Roles(roles) => roles.check(problems),
            RuleKind::Apart(Apart(sets)) | RuleKind::Together(Together(sets)) => {
                sets.check(problems);
            }
            RuleKind::Budget(budget) => budget.check(problems),
            RuleKind::Changes(changes) => changes.check(problems),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            RuleKind::Load(rule) => rule.fmt(f),
            RuleKind::Quota(rule) => rule.fmt(f),
            RuleKind::Roles(rule) => rule.fmt(f),
            RuleKind::Apart(rule) => rule.fmt(f),
            RuleKind::Together(rule) => rule.fmt(f),
            RuleKind::Budget(rule) => rule.fmt(f),
            RuleKind::Changes(rule) => rule.fmt(f),
        }
    }
}

/// The rules of a programme.
///
/// ```
/// use tandems::rules::{Apart, Group, Load, Quota, Rule, Rules};
///
/// let rules = Rules::default()
///     .rule(Rule::new(Load::mentors().at_least(1)))
///     .rule(Rule::new(Quota::default().mentees(Group::field("school", "North")).at_most(10)).named("school North"))
///     .rule(Rule::new(Apart::new(["samir", "li"])));
/// assert_eq!(rules.check(), []);
/// assert_eq!(rules.iter().nth(1).and_then(Rule::name), Some("school North"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules(pub(super) Vec<Rule>);

impl Rules {
    /// One more rule.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.0.push(rule);
        self
    }

    /// The rules, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every problem that the rules have whoever the people are; none where they are sound.
    #[must_use]
    pub fn check(&self) -> Vec<ModelProblem> {
        check(&self.0.iter().enumerate().collect::<Vec<_>>())
    }
}

/// Every problem of rules that stand at these places of a list.
pub(super) fn check(rules: &[(usize, &Rule)]) -> Vec<ModelProblem> {
    let mut problems = Vec::new();
    for (number, &(at, rule)) in rules.iter().enumerate() {
        let mut inside = Problems { path: format!("rules[{at}]"), found: Vec::new() };
        rule.check(&mut inside);
        if let Some(name) = &rule.name {
            if name.trim().is_empty() {
                inside.add(
                    "name",
                    "is blank".to_owned(),
                    "write what answers should call the rule",
                );
            }
            let before = rules[..number].iter().find(|(_, one)| one.name == rule.name);
            if let Some((first, _)) = before {
                let problem = format!("rules[{first}] is called {name:?} too");
                inside.add("name", problem, "give each rule a name of its own");
            }
        }
        problems.extend(inside.found);
    }
    problems
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<T: IntoIterator<Item = Rule>>(rules: T) -> Self {
        Self(rules.into_iter().collect())
    }
}

/// What is wrong with a rule, found so far.
pub(super) struct Problems {
    path: String,
    found: Vec<ModelProblem>,
}

impl Problems {
    pub(super) fn add(&mut self, key: &str, problem: String, remedy: &str) {
        self.found.push(ModelProblem::new(format!("{}.{key}", self.path), problem, remedy));
    }

    /// A place for what is wrong with a part of the rule.
    pub(super) fn within(&self, key: &str) -> Self {
        Self { path: format!("{}.{key}", self.path), found: Vec::new() }
    }

    pub(super) fn join(&mut self, inner: Self) {
        self.found.extend(inner.found);
    }

    pub(super) fn group(&mut self, key: &str, group: &Group) {
        let mut problems = Vec::new();
        group.check(&mut problems);
        for (problem, remedy) in problems {
            self.add(key, problem, remedy);
        }
    }

    pub(super) fn field(&mut self, key: &str, field: &str) {
        if field.trim().is_empty() {
            let problem = "the name of the field is blank".to_owned();
            self.add(key, problem, "write the name of a column or attribute");
        }
    }

    pub(super) fn range(&mut self, least: u32, most: Option<u32>) {
        match most {
            None if least == 0 => {
                let remedy = "write at_least, at_most or exactly";
                self.add("at_least", "says no number of tandems".to_owned(), remedy);
            }
            Some(most) if least > most => self.crossed(&least, &most),
            _ => {}
        }
    }

    pub(super) fn crossed(&mut self, least: &dyn fmt::Display, most: &dyn fmt::Display) {
        let problem = format!("asks for at least {least} and at most {most}");
        self.add("at_least", problem, "raise at_most or lower at_least");
    }
}

/// `from 3 to 6 tandems`.
pub(super) fn range(least: u64, most: Option<u64>) -> String {
    let tandems = |count: u64| if count == 1 { "tandem" } else { "tandems" };
    match most {
        Some(most) if least == most => format!("exactly {most} {}", tandems(most)),
        Some(most) if least == 0 => format!("at most {most} {}", tandems(most)),
        Some(most) => format!("from {least} to {most} {}", tandems(most)),
        None => format!("at least {least} {}", tandems(least)),
    }
}
