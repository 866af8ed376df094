//! Groups of people: whom a rule is about.

use std::collections::BTreeSet;
use std::fmt;

use crate::pool::{Attribute, Pool, Role, Side, key, nearest};

use super::met::Faulty;

/// Some people of one side of a pool, told by what is known of them.
///
/// Who is not known to belong to a group does not belong to it: a mentee without a school is in no group of a school.
/// People who do not take part in a round belong to groups all the same, since their running tandems count.
///
/// In a file a group is `"everybody"`, a list of ids, or a table of what its people have in common:
///
/// | key | who belongs |
/// |---|---|
/// | `ids = ["anna", "ben"]` | these; `["anna", "ben"]` alone says the same |
/// | `field = "school"`, `value = "North"` or `values = [..]` | whose free field has one of the values, without regard to case |
/// | `role = "lead"` | mentors who may have the role |
/// | `sector = "Q86"` | whose sectors have the code; `"Q*"` is every code that begins with `Q` |
/// | `region = "DE3*"` | whose place is in the region, alike |
/// | `all_of = [..]` | who belongs to each of these groups |
/// | `any_of = [..]` | who belongs to at least one of these |
/// | `none_of = [..]` | who belongs to none of these |
///
/// Several keys in one table have to hold together.
///
/// ```
/// use tandems::pool::Role;
/// use tandems::rules::Group;
///
/// let group = Group::field("school", "North").and(Group::role(Role::Lead)).except(["anna"]);
/// assert_eq!(group.to_string(), r#"school "North" and role lead but not "anna""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Group {
    /// The whole side.
    #[default]
    Everybody,
    /// These people, by id.
    Ids(Vec<String>),
    /// Whose free field has one of the values.
    Field {
        /// Name of the field, exactly as written.
        field: String,
        /// The values; case and surrounding blanks do not count.
        values: Vec<String>,
    },
    /// Mentors who may have the role.
    Role(Role),
    /// Whose sectors have the code, or one that begins with it where it ends in `*`.
    Sector(String),
    /// Whose place is in the region, or in one that begins with the code where it ends in `*`.
    Region(String),
    /// Who belongs to each.
    AllOf(Vec<Group>),
    /// Who belongs to at least one.
    AnyOf(Vec<Group>),
    /// Who belongs to none.
    NoneOf(Vec<Group>),
}

impl Group {
    /// The whole side.
    #[must_use]
    pub fn everybody() -> Self {
        Self::Everybody
    }

    /// These people.
    #[must_use]
    pub fn ids(ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Ids(ids.into_iter().map(Into::into).collect())
    }

    /// Whose free field has the value.
    #[must_use]
    pub fn field(field: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Field { field: field.into(), values: vec![value.into()] }
    }

    /// Whose free field has one of the values.
    #[must_use]
    pub fn one_of(
        field: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self::Field { field: field.into(), values: values.into_iter().map(Into::into).collect() }
    }

    /// Mentors who may have the role.
    #[must_use]
    pub fn role(role: Role) -> Self {
        Self::Role(role)
    }

    /// Whose sectors have the code; `Q*` is every code that begins with `Q`.
    #[must_use]
    pub fn sector(code: impl Into<String>) -> Self {
        Self::Sector(code.into())
    }

    /// Whose place is in the region; `DE3*` is every region whose code begins with `DE3`.
    #[must_use]
    pub fn region(code: impl Into<String>) -> Self {
        Self::Region(code.into())
    }

    /// Who belongs to both.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        match self {
            Self::AllOf(mut all) => {
                all.push(other.into());
                Self::AllOf(all)
            }
            one => Self::AllOf(vec![one, other.into()]),
        }
    }

    /// Who belongs to at least one of the two.
    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        match self {
            Self::AnyOf(mut all) => {
                all.push(other.into());
                Self::AnyOf(all)
            }
            one => Self::AnyOf(vec![one, other.into()]),
        }
    }

    /// Who belongs to this one and not to the other.
    #[must_use]
    pub fn except(self, other: impl Into<Self>) -> Self {
        self.and(Self::NoneOf(vec![other.into()]))
    }

    /// The people of a side who belong, ascending, by index. What names nobody or nothing is a fault at `path`.
    pub(super) fn resolve(
        &self,
        pool: &Pool,
        side: Side,
        path: &str,
        faults: &mut Faulty,
    ) -> Vec<usize> {
        let before = faults.len();
        let all = match side {
            Side::Mentors => pool.mentors().len(),
            Side::Mentees => pool.mentees().len(),
        };
        let found: Vec<usize> =
            self.members(pool, side, path, faults).into_iter().filter(|&at| at < all).collect();
        if found.is_empty() && faults.len() == before {
            let problem = format!("is a group of {side} without anybody in it");
            let remedy = "widen the group, or take the rule out for this round";
            faults.add("empty_group", side, path, &self.to_string(), problem, remedy);
        }
        found
    }

    fn members(&self, pool: &Pool, side: Side, path: &str, faults: &mut Faulty) -> BTreeSet<usize> {
        let count = match side {
            Side::Mentors => pool.mentors().len(),
            Side::Mentees => pool.mentees().len(),
        };
        let whose =
            |belongs: &dyn Fn(usize) -> bool| (0..count).filter(|&at| belongs(at)).collect();
        match self {
            Self::Everybody => (0..count).collect(),
            Self::Ids(ids) => ids_of(ids, pool, side, path, faults),
            Self::Field { field, values } => field_of((field, values), pool, side, path, faults),
            Self::Role(role) => {
                let has = |at: usize| {
                    let roles = pool.mentors()[at].roles.as_deref();
                    roles.is_some_and(|roles| roles.contains(role))
                };
                match side {
                    Side::Mentors => whose(&has),
                    Side::Mentees => {
                        let problem = "is a role, and mentees have none";
                        let remedy = "ask it of mentors, or take it out";
                        faults.add("unknown_field", side, path, &role.to_string(), problem, remedy);
                        BTreeSet::new()
                    }
                }
            }
            Self::Sector(code) => {
                let has = |at: usize| {
                    let sectors = match side {
                        Side::Mentors => pool.mentors()[at].sectors.as_deref(),
                        Side::Mentees => pool.mentees()[at].sectors.as_deref(),
                    };
                    sectors.unwrap_or_default().iter().any(|sector| is_code(sector, code))
                };
                somebody(whose(&has), side, path, ("sector", code), faults)
            }
            Self::Region(code) => {
                let has = |at: usize| {
                    let place = match side {
                        Side::Mentors => pool.mentors()[at].place.as_ref(),
                        Side::Mentees => pool.mentees()[at].place.as_ref(),
                    };
                    let region = place.and_then(|place| place.region.as_deref());
                    region.is_some_and(|region| is_code(region, code))
                };
                somebody(whose(&has), side, path, ("region", code), faults)
            }
            Self::AllOf(groups) => {
                let mut sets = groups.iter().map(|group| group.members(pool, side, path, faults));
                let first = sets.next().unwrap_or_default();
                sets.fold(first, |some, more| some.intersection(&more).copied().collect())
            }
            Self::AnyOf(groups) => {
                groups.iter().flat_map(|group| group.members(pool, side, path, faults)).collect()
            }
            Self::NoneOf(groups) => {
                let out: BTreeSet<usize> = groups
                    .iter()
                    .flat_map(|group| group.members(pool, side, path, faults))
                    .collect();
                whose(&|at| !out.contains(&at))
            }
        }
    }

    /// What is wrong with the group whoever the people are: problem and remedy.
    pub(super) fn check(&self, problems: &mut Vec<(String, &'static str)>) {
        let blank = |text: &String| text.trim().is_empty();
        match self {
            Self::Ids(ids) if ids.is_empty() => {
                problems.push(("is a group of no ids".to_owned(), "name at least one"));
            }
            Self::Ids(ids) if ids.iter().any(blank) => {
                problems.push(("names a blank id".to_owned(), "write an id or take it out"));
            }
            Self::Field { field, .. } if blank(field) => {
                let remedy = "write the name of a column or attribute";
                problems.push(("is a group by a blank field".to_owned(), remedy));
            }
            Self::Field { field, values } if values.is_empty() || values.iter().any(blank) => {
                let problem = format!("is a group by {field:?} without a value");
                problems.push((problem, "write value = \"NAME\""));
            }
            Self::Sector(code) | Self::Region(code) if blank(code) => {
                problems.push(("is a group by a blank code".to_owned(), "write a code"));
            }
            Self::AllOf(groups) | Self::AnyOf(groups) | Self::NoneOf(groups) => {
                if groups.is_empty() {
                    let problem = "is a group of no groups".to_owned();
                    problems.push((problem, "name at least one group"));
                }
                for group in groups {
                    group.check(problems);
                }
            }
            _ => {}
        }
    }
}

/// A code that is meant, or that begins with what stands before a `*`.
fn is_code(code: &str, meant: &str) -> bool {
    let (code, meant) = (key(code), key(meant));
    match meant.strip_suffix('*') {
        Some(start) => code.starts_with(start.trim_end()),
        None => code == meant,
    }
}

fn somebody(
    found: BTreeSet<usize>,
    side: Side,
    path: &str,
    (what, code): (&str, &str),
    faults: &mut Faulty,
) -> BTreeSet<usize> {
    if found.is_empty() {
        let problem = format!("is a {what} that none of the {side} has");
        let remedy = format!("correct the code, or write \"{code}*\" for all that begin with it");
        faults.add("unknown_value", side, path, code, problem, remedy);
    }
    found
}

fn ids_of(
    ids: &[String],
    pool: &Pool,
    side: Side,
    path: &str,
    faults: &mut Faulty,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for id in ids {
        let at = match side {
            Side::Mentors => pool.mentor_index(&id.as_str().into()),
            Side::Mentees => pool.mentee_index(&id.as_str().into()),
        };
        match at {
            Some(at) => {
                found.insert(at);
            }
            None => faults.stranger(pool, side, path, id),
        }
    }
    found
}

fn field_of(
    (field, values): (&str, &[String]),
    pool: &Pool,
    side: Side,
    path: &str,
    faults: &mut Faulty,
) -> BTreeSet<usize> {
    let attributes: Vec<Option<&Attribute>> = match side {
        Side::Mentors => pool.mentors().iter().map(|one| one.attributes.get(field)).collect(),
        Side::Mentees => pool.mentees().iter().map(|one| one.attributes.get(field)).collect(),
    };
    if attributes.iter().all(Option::is_none) {
        faults.no_field(pool, side, path, field);
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    for value in values {
        let meant = key(value);
        let mut some = false;
        for (at, attribute) in attributes.iter().enumerate() {
            let has = attribute.is_some_and(|has| has.values().any(|one| key(one) == meant));
            some |= has;
            if has {
                found.insert(at);
            }
        }
        if !some {
            let known: BTreeSet<&str> =
                attributes.iter().flatten().flat_map(|one| one.values()).collect();
            let problem = format!("is a value of {field:?} that none of the {side} has");
            let remedy = match nearest(value, known) {
                Some(near) => format!("did you mean {near:?}? or take it out"),
                None => "correct it or take it out".to_owned(),
            };
            faults.add("unknown_value", side, path, value, problem, remedy);
        }
    }
    found
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Group {
    fn from(ids: [T; N]) -> Self {
        Self::ids(ids)
    }
}

impl From<Vec<String>> for Group {
    fn from(ids: Vec<String>) -> Self {
        Self::Ids(ids)
    }
}

impl From<Role> for Group {
    fn from(role: Role) -> Self {
        Self::Role(role)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, groups: &[Self], word: &str| {
            for (at, group) in groups.iter().enumerate() {
                let word = match (at, group) {
                    (0, _) => "",
                    (_, Self::NoneOf(_)) if word == " and " => " but ",
                    _ => word,
                };
                match group {
                    Self::AllOf(_) | Self::AnyOf(_) => write!(f, "{word}({group})")?,
                    _ => write!(f, "{word}{group}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::Everybody => f.write_str("everybody"),
            Self::Ids(ids) => write!(f, "{}", quoted(ids)),
            Self::Field { field, values } => write!(f, "{field} {}", quoted(values)),
            Self::Role(role) => write!(f, "role {role}"),
            Self::Sector(code) => write!(f, "sector {code}"),
            Self::Region(code) => write!(f, "region {code}"),
            Self::AllOf(groups) => joined(f, groups, " and "),
            Self::AnyOf(groups) => joined(f, groups, " or "),
            Self::NoneOf(groups) => {
                f.write_str("not ")?;
                joined(f, groups, " or ")
            }
        }
    }
}

/// `"a", "b"`, cut short after a few.
pub(super) fn quoted(texts: &[String]) -> String {
    const MOST: usize = 5;
    let mut all: Vec<String> = texts.iter().take(MOST).map(|text| format!("{text:?}")).collect();
    if texts.len() > MOST {
        all.push(format!("{} more", texts.len() - MOST));
    }
    all.join(", ")
}
