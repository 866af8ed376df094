//! What is dead in a model for a pool: criteria that tell nobody apart, requirements that leave nobody, fields and needs
//! that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::criteria::key;
use super::{CriterionKind, ScoringModel};
use crate::pool::{Attribute, Faults, Pool, Side, Stray, nearest, strays};

/// Something in a model that does nothing, or does too much. Its text says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lint {
    /// A weighed criterion gives every pair the same.
    NeverVaries {
        /// Name of the criterion.
        criterion: String,
        /// Whether that is because nothing is known for any pair.
        unknown: bool,
    },
    /// A requirement removes more than 90 % of the pairs.
    RemovesMost {
        /// Name of the criterion; `None` for `too_little_known`.
        criterion: Option<String>,
        /// Code of the requirement.
        requirement: String,
        /// How many of a thousand pairs it removes, rounded down.
        permille: u64,
    },
    /// A rule looks at a field that nobody of that side has.
    NoSuchField {
        /// Name of the criterion.
        criterion: String,
        /// The side that lacks the field.
        side: Side,
        /// The field.
        field: String,
        /// The field of that side whose name comes nearest.
        nearest: Option<String>,
    },
    /// A free field is called nearly like a field that nobody of that side has: most likely a slip in a header.
    StrayColumn {
        /// The side.
        side: Side,
        /// The free field, as it is called.
        column: String,
        /// The field that was probably meant.
        meant: String,
    },
    /// A free field has the name of a field that only the other side has.
    ColumnOfOthers {
        /// The side.
        side: Side,
        /// The free field, as it is called.
        column: String,
    },
    /// Mentees need what no mentor offers.
    NobodyOffers {
        /// The topic.
        topic: String,
        /// How many mentees need it.
        mentees: usize,
        /// The offered topic whose name comes nearest.
        nearest: Option<String>,
    },
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meant = |nearest: &Option<String>| match nearest {
            Some(nearest) => format!("; did you mean {nearest:?}?"),
            None => String::new(),
        };
        match self {
            Self::NeverVaries { criterion, unknown: true } => write!(
                f,
                "{criterion:?} is unknown for every pair; fill in what it looks at, or take it out"
            ),
            Self::NeverVaries { criterion, unknown: false } => write!(
                f,
                "{criterion:?} is the same for every pair and tells nobody apart; change its options, or take it out"
            ),
            Self::RemovesMost { criterion, requirement, permille } => {
                let name = criterion.as_deref().unwrap_or("minimum_known");
                let (percent, rest) = (permille / 10, permille % 10);
                write!(
                    f,
                    "{requirement} of {name:?} removes {percent}.{rest} % of all pairs; relax it, or ask whether the data are right"
                )
            }
            Self::NoSuchField { criterion, side, field, nearest } => write!(
                f,
                "{criterion:?} looks at {field:?}, which none of the {side} has; correct the name{}",
                meant(nearest)
            ),
            Self::StrayColumn { side, column, meant } => write!(
                f,
                "column {column:?} of the {side} is kept as a free field; did you mean {meant}? rename it, or map it in the CsvFormat"
            ),
            Self::ColumnOfOthers { side, column } => {
                let others = if *side == Side::Mentors { "mentees" } else { "mentors" };
                write!(
                    f,
                    "column {column:?} of the {side} is kept as a free field; only {others} have a field of that name, so check that it stands in the right file"
                )
            }
            Self::NobodyOffers { topic, mentees, nearest } => {
                let who = match mentees {
                    1 => "one mentee needs".to_owned(),
                    all => format!("{all} mentees need"),
                };
                write!(
                    f,
                    "{who} {topic:?}, and no mentor offers it; look for one, or use the same word on both sides{}",
                    meant(nearest)
                )
            }
        }
    }
}

/// Most mentees whose rows are looked at.
const SAMPLE: usize = 256;

impl ScoringModel {
    /// Says what is dead in the model for a pool.
    ///
    /// Pairs are judged for all mentors and up to 256 mentees, spread evenly over the pool.
    ///
    /// # Errors
    ///
    /// Those of [`compile`](Self::compile).
    ///
    /// # Complexity
    ///
    /// At most 256 rows of the compiled model.
    pub fn lint(&self, pool: &Pool) -> Result<Vec<Lint>, Faults> {
        let mut lints = self.lint_columns(pool);
        lints.extend(self.lint_fields(pool));
        if self.criteria.iter().any(|one| matches!(one.kind, CriterionKind::Needs(_))) {
            lints.extend(lint_needs(pool));
        }
        let compiled = self.compile(pool)?;
        let (width, height) = (pool.mentors().len(), pool.mentees().len());
        if width * height < 2 {
            return Ok(lints);
        }
        let rows = height.min(SAMPLE);
        let mut seen = vec![BTreeSet::new(); self.criteria.len()];
        let mut removed = vec![0_u64; compiled.requirements().len()];
        for row in 0..rows {
            let fits = compiled.fits(row * height / rows);
            for mentor in 0..width {
                let fit = |part: usize| fits[part * width + mentor];
                for (part, seen) in seen.iter_mut().enumerate() {
                    // Two values are enough to know that it varies.
                    if seen.len() < 2 {
                        seen.insert(fit(part).soft());
                    }
                }
                for requirement in compiled.outcome(fit).failed.iter() {
                    removed[requirement] += 1;
                }
            }
        }
        for (criterion, seen) in self.criteria.iter().zip(&seen) {
            if criterion.counts() && seen.len() < 2 {
                let unknown = seen.contains(&None);
                lints.push(Lint::NeverVaries { criterion: criterion.name.clone(), unknown });
            }
        }
        let pairs = (rows * width) as u64;
        for (requirement, removed) in compiled.requirements().iter().zip(removed) {
            if removed * 10 > pairs * 9 {
                lints.push(Lint::RemovesMost {
                    criterion: requirement.criterion.clone(),
                    requirement: requirement.code.clone(),
                    permille: removed * 1000 / pairs,
                });
            }
        }
        Ok(lints)
    }

    /// Free fields that a rule of the model looks at are meant to be free.
    fn lint_columns(&self, pool: &Pool) -> Vec<Lint> {
        let looked_at = |side: Side, name: &str| {
            let fields = self.criteria.iter().filter_map(|criterion| criterion.kind.fields());
            fields.into_iter().any(|fields| match side {
                Side::Mentors => fields.mentor() == name,
                Side::Mentees => fields.mentee() == name,
            })
        };
        let strays = strays(pool).into_iter();
        strays
            .filter(|stray| !looked_at(stray.side, &stray.field))
            .map(|Stray { side, field: column, meant, of_others }| {
                if of_others {
                    Lint::ColumnOfOthers { side, column }
                } else {
                    Lint::StrayColumn { side, column, meant: meant.to_owned() }
                }
            })
            .collect()
    }

    fn lint_fields(&self, pool: &Pool) -> Vec<Lint> {
        let names =
            |all: &mut dyn Iterator<Item = &BTreeMap<String, Attribute>>| -> BTreeSet<String> {
                all.flat_map(|attributes| attributes.keys().cloned()).collect()
            };
        let mentors = names(&mut pool.mentors().iter().map(|person| &person.attributes));
        let mentees = names(&mut pool.mentees().iter().map(|person| &person.attributes));
        let mut lints = Vec::new();
        for criterion in &self.criteria {
            let Some(fields) = criterion.kind.fields() else { continue };
            for (side, field, known) in [
                (Side::Mentors, fields.mentor(), &mentors),
                (Side::Mentees, fields.mentee(), &mentees),
            ] {
                if !known.contains(field) {
                    lints.push(Lint::NoSuchField {
                        criterion: criterion.name.clone(),
                        side,
                        field: field.to_owned(),
                        nearest: nearest(field, known.iter().map(String::as_str))
                            .map(str::to_owned),
                    });
                }
            }
        }
        lints
    }
}

fn lint_needs(pool: &Pool) -> Vec<Lint> {
    let offers = pool.mentors().iter().filter_map(|mentor| mentor.offers.as_ref()).flatten();
    let offered: BTreeMap<String, &str> =
        offers.map(|offer| (key(&offer.topic), offer.topic.trim())).collect();
    let mut open: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for need in pool.mentees().iter().filter_map(|mentee| mentee.needs.as_ref()).flatten() {
        if !offered.contains_key(&key(&need.topic)) {
            open.entry(key(&need.topic)).or_insert((need.topic.trim(), 0)).1 += 1;
        }
    }
    // Near misses are looked for this often, so that lists of words that never meet cost no more than they tell.
    let mut searches = 100_000_usize.div_ceil(offered.len().max(1));
    let mut near = |topic: &str| {
        searches = searches.checked_sub(1)?;
        nearest(topic, offered.values().copied()).map(str::to_owned)
    };
    open.into_values()
        .map(|(topic, mentees)| Lint::NobodyOffers {
            topic: topic.to_owned(),
            mentees,
            nearest: near(topic),
        })
        .collect()
}
