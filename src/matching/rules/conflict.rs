//! Why nothing can be had, in people's words: the rules and people that cannot hold together.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::super::round::{Bar, Round};
use super::numbers::Numbers;
use crate::pool::Side;
use crate::problem::{self, Cause, Objective, Side as Nodes};
use crate::rules::CompiledRules;

/// Why no matching can be had, named before anything is solved where that is possible.
///
/// | code | what it says |
/// |---|---|
/// | `pin_forbidden` | a pair is pinned and forbidden, or runs already |
/// | `pins_exceed_demand`, `pins_exceed_capacity` | somebody has more pins than room |
/// | `tight_mentees`, `tight_mentors` | some people must have more tandems than others can reach them with |
/// | `minimum_exceeds_room` | a rule asks more tandems of somebody than there is room for |
/// | `rule_out_of_reach` | a rule asks for more tandems between two groups than there are compatible pairs |
/// | `contradiction` | some rules and people cannot hold together; drop any one of them, and the rest can |
/// | `contradiction_not_reduced` | the rules cannot be kept, and a limit ended the search for those to blame |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Conflict {
    /// Stable code.
    pub code: &'static str,
    /// The people it is about.
    pub people: Vec<String>,
    /// The rules it is about: their names, or what they ask.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// One by one what cannot hold together, for a `contradiction`: drop any one, and the rest can.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<ConflictCause>,
    /// What contradicts what, and what to do.
    pub detail: String,
}

/// A part of a [`Conflict`] that can be dropped.
///
/// | code | what can be dropped or relaxed |
/// |---|---|
/// | `rule` | a rule |
/// | `pin` | a pin |
/// | `bars` | what rules out pairs of a mentee: forbids, vetoes, declined, earlier and running tandems |
/// | `floor` | the quality floor |
/// | `minimum` | the minimum of a person, from the profile or a rule |
/// | `demand`, `capacity` | the most tandems of a mentee, or of a mentor |
/// | `fill` | that everybody of a side has all the tandems they may have |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConflictCause {
    /// Stable code.
    pub code: &'static str,
    /// The people it is about, mentor first where there are two.
    pub people: Vec<String>,
    /// The rule it is, or that asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What it is, in words.
    pub detail: String,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl fmt::Display for ConflictCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Conflict {
    fn new(code: &'static str, people: Vec<String>, detail: String) -> Self {
        Self { code, people, rules: Vec::new(), causes: Vec::new(), detail }
    }

    /// A rule asks more of somebody than there is room for.
    pub(super) fn minimum_above_room(
        round: &Round<'_>,
        rule: &str,
        side: Side,
        person: usize,
        least: u32,
    ) -> Self {
        let (id, word, most, running, room) = match side {
            Side::Mentors => {
                let mentor = round.mentor(person);
                let (most, running) =
                    (mentor.capacity_or_default().max, round.running_of_mentor[person]);
                (mentor.id.to_string(), "capacity", most, running, round.seats[person])
            }
            Side::Mentees => {
                let mentee = round.mentee(person);
                let (most, running) = (mentee.demand_or_default(), round.running_of_mentee[person]);
                (mentee.id.to_string(), "demand", most, running, round.wanted[person])
            }
        };
        let asked = u64::from(least) + u64::from(running);
        let detail = format!(
            "rule {rule:?} asks for at least {asked} tandems of {} {id:?}, and the {word} {most} leaves room for {room} beside running tandems ({running}); raise the {word} or relax the rule",
            side.person()
        );
        let rules = vec![rule.to_owned()];
        Self { rules, ..Self::new("minimum_exceeds_room", vec![id], detail) }
    }
}

/// A conflict between numbers as one between people and rules.
pub(in super::super) fn conflict_in_words(
    round: &Round<'_>,
    rules: &CompiledRules<'_>,
    numbers: &Numbers,
    objective: &Objective,
    conflict: &problem::Conflict,
) -> Conflict {
    use problem::Conflict as Found;
    let words = Words { round, rules, numbers };
    match conflict {
        Found::PinForbidden { row, column } => words.pin_forbidden(*row, *column),
        Found::PinsExceedDemand { row, pins, .. } => {
            words.pins_exceed_demand(*row, u64::from(*pins))
        }
        Found::PinsExceedCapacity { column, pins, .. } => {
            words.pins_exceed_capacity(*column, u64::from(*pins))
        }
        Found::TightRows { rows, wanted, available } => {
            words.tight_mentees(rows, *wanted, *available, objective)
        }
        Found::TightColumns { columns, wanted, available } => {
            words.tight_mentors(columns, *wanted, *available, objective)
        }
        Found::QuotaOutOfReach { rule, min, node, available } => {
            words.out_of_reach(*rule, *min, *node, *available)
        }
        Found::Irreducible { causes } => words.contradiction(causes),
        Found::Unreduced { causes } => words.unreduced(causes),
    }
}

struct Words<'a> {
    round: &'a Round<'a>,
    rules: &'a CompiledRules<'a>,
    numbers: &'a Numbers,
}

impl Words<'_> {
    fn mentor(&self, column: usize) -> String {
        self.round.mentor(column).id.to_string()
    }

    fn mentee(&self, row: usize) -> String {
        self.round.mentee(row).id.to_string()
    }

    fn label(&self, rule: usize) -> String {
        self.rules.rules()[rule].label.clone()
    }

    fn pin_forbidden(&self, row: usize, column: usize) -> Conflict {
        let (mentor, mentee) = (self.mentor(column), self.mentee(row));
        let why = match self.round.bars.get(&(row, column)) {
            Some(Bar::Running) => "runs already and is pinned; drop the pin",
            _ => "is pinned and forbidden; drop one of the two",
        };
        let detail = format!("the tandem of mentor {mentor:?} and mentee {mentee:?} {why}");
        Conflict::new("pin_forbidden", vec![mentor, mentee], detail)
    }

    fn pins_exceed_demand(&self, row: usize, pins: u64) -> Conflict {
        let demand = self.round.mentee(row).demand_or_default();
        let running = self.round.running_of_mentee[row];
        let mentee = self.mentee(row);
        let detail = format!(
            "pins ({pins}) of mentee {mentee:?} exceed the demand {demand} (running tandems: {running}); drop a pin or raise the demand"
        );
        Conflict::new("pins_exceed_demand", vec![mentee], detail)
    }

    fn pins_exceed_capacity(&self, column: usize, pins: u64) -> Conflict {
        let capacity = self.round.mentor(column).capacity_or_default().max;
        let running = self.round.running_of_mentor[column];
        let mentor = self.mentor(column);
        let detail = format!(
            "pins ({pins}) of mentor {mentor:?} exceed the capacity {capacity} (running tandems: {running}); drop a pin or raise the capacity"
        );
        Conflict::new("pins_exceed_capacity", vec![mentor], detail)
    }

    fn tight_mentees(
        &self,
        rows: &[usize],
        wanted: u64,
        available: u64,
        objective: &Objective,
    ) -> Conflict {
        let people: Vec<String> = rows.iter().map(|&row| self.mentee(row)).collect();
        let all = all(&people);
        let rules = self.asking(rows.iter().filter_map(|row| self.numbers.asks_of_row.get(row)));
        let must = match (rules.as_slice(), objective) {
            ([], Objective::Perfect) => "want tandems".to_owned(),
            ([], _) => "must have tandems".to_owned(),
            (rules, _) => format!("must have tandems by {}", rules_named(rules)),
        };
        let detail = format!(
            "mentees {all} {must} ({wanted}), and fewer seats ({available}) reach them; relax a requirement{} or add mentors",
            if rules.is_empty() { "" } else { ", relax the rule" }
        );
        Conflict { rules, ..Conflict::new("tight_mentees", people, detail) }
    }

    fn tight_mentors(
        &self,
        columns: &[usize],
        wanted: u64,
        available: u64,
        objective: &Objective,
    ) -> Conflict {
        let people: Vec<String> = columns.iter().map(|&column| self.mentor(column)).collect();
        let all = all(&people);
        let asks = columns.iter().filter_map(|column| self.numbers.asks_of_column.get(column));
        let rules = self.asking(asks);
        let detail = match (rules.as_slice(), objective) {
            ([], Objective::Perfect) => format!(
                "mentors {all} have seats to fill ({wanted}), and fewer mentees ({available}) reach them; relax a requirement or lower a capacity"
            ),
            (rules, _) => {
                let by =
                    if rules.is_empty() { "their minimum".to_owned() } else { rules_named(rules) };
                format!(
                    "mentors {all} must have tandems by {by} ({wanted}), and fewer mentees ({available}) reach them; lower a minimum or relax a requirement"
                )
            }
        };
        Conflict { rules, ..Conflict::new("tight_mentors", people, detail) }
    }

    /// The rules that ask for minima, each once.
    fn asking<'i>(&self, rules: impl Iterator<Item = &'i usize>) -> Vec<String> {
        let rules: BTreeSet<usize> = rules.copied().collect();
        rules.into_iter().map(|rule| self.label(rule)).collect()
    }

    fn out_of_reach(&self, rule: usize, min: u64, node: Option<usize>, available: u64) -> Conflict {
        let origin = &self.numbers.origins[rule];
        let label = self.label(origin.rule);
        let per_row = matches!(
            self.numbers.rules[rule].kind,
            problem::RuleKind::Quota { per: problem::Per::Row, .. }
        );
        let person = node.map(|node| if per_row { self.mentee(node) } else { self.mentor(node) });
        let whose = match (&person, &origin.value) {
            (Some(id), _) => {
                let side = if per_row { Side::Mentees } else { Side::Mentors };
                format!(" of {} {id:?}", side.person())
            }
            (None, Some(value)) => format!(" of {value:?}"),
            (None, None) => String::new(),
        };
        let new = if origin.running > 0 { " more" } else { "" };
        let (tandems, pairs) = (
            if min == 1 { "tandem" } else { "tandems" },
            if available == 1 { "pair is" } else { "pairs are" },
        );
        let detail = format!(
            "rule {label:?}: at least {min}{new} {tandems}{whose} {} asked, but {available} compatible {pairs} there; lower the number or relax a requirement",
            if min == 1 { "is" } else { "are" }
        );
        let people = person.into_iter().collect();
        Conflict { rules: vec![label], ..Conflict::new("rule_out_of_reach", people, detail) }
    }

    fn contradiction(&self, causes: &[Cause]) -> Conflict {
        if let Some(known) = self.pins_against_room(causes) {
            return known;
        }
        let mut told: Vec<ConflictCause> = Vec::new();
        for cause in causes {
            let cause = self.cause(*cause);
            // Several limits may come from one rule; it is dropped as one.
            if !told.contains(&cause) {
                told.push(cause);
            }
        }
        let mut people: Vec<String> = Vec::new();
        let mut rules: Vec<String> = Vec::new();
        for cause in &told {
            people.extend(
                cause
                    .people
                    .iter()
                    .filter(|one| !people.contains(one))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            rules.extend(
                cause.rule.iter().filter(|one| !rules.contains(one)).cloned().collect::<Vec<_>>(),
            );
        }
        let detail = match told.as_slice() {
            [only] => {
                format!("{} cannot hold, whatever else is dropped; drop or relax it", only.detail)
            }
            all => {
                let all: Vec<&str> = all.iter().map(|cause| cause.detail.as_str()).collect();
                format!(
                    "these cannot hold together: {}; drop or relax any one, and the rest can",
                    all.join("; ")
                )
            }
        };
        Conflict { rules, causes: told, ..Conflict::new("contradiction", people, detail) }
    }

    fn unreduced(&self, causes: &[Cause]) -> Conflict {
        let mut rules = Vec::new();
        for cause in causes {
            if let Cause::Rule(rule) = cause {
                let label = self.label(self.numbers.origins[*rule].rule);
                if !rules.contains(&label) {
                    rules.push(label);
                }
            }
        }
        let detail = format!(
            "{} cannot be kept beside capacities, demands and pins, and there was no time to find out which of them are to blame; run again with a higher limit, or drop some",
            rules_named(&rules)
        );
        Conflict { rules, ..Conflict::new("contradiction_not_reduced", Vec::new(), detail) }
    }

    /// Pins of one person and nothing but that person's room.
    fn pins_against_room(&self, causes: &[Cause]) -> Option<Conflict> {
        let pins: Vec<(usize, usize)> = causes
            .iter()
            .filter_map(|cause| match cause {
                Cause::Pin { row, column } => Some((*row, *column)),
                _ => None,
            })
            .collect();
        let rest: Vec<&Cause> =
            causes.iter().filter(|cause| !matches!(cause, Cause::Pin { .. })).collect();
        match rest.as_slice() {
            [Cause::ColumnMaximum(column)] if pins.iter().all(|pin| pin.1 == *column) => {
                Some(self.pins_exceed_capacity(*column, pins.len() as u64))
            }
            [Cause::RowMaximum(row)] if pins.iter().all(|pin| pin.0 == *row) => {
                Some(self.pins_exceed_demand(*row, pins.len() as u64))
            }
            _ => None,
        }
    }

    fn cause(&self, cause: Cause) -> ConflictCause {
        let told = |code, people: Vec<String>, rule: Option<String>, detail: String| {
            ConflictCause { code, people, rule, detail }
        };
        match cause {
            Cause::Rule(rule) => {
                let origin = &self.numbers.origins[rule];
                let label = self.label(origin.rule);
                let value = origin.value.as_ref();
                let of = value.map_or_else(String::new, |value| format!(" for {value:?}"));
                let asks = &self.rules.rules()[origin.rule].told;
                told("rule", Vec::new(), Some(label), format!("{asks}{of}"))
            }
            Cause::Pin { row, column } => {
                let (mentor, mentee) = (self.mentor(column), self.mentee(row));
                let detail = format!("the pin of mentor {mentor:?} and mentee {mentee:?}");
                told("pin", vec![mentor, mentee], None, detail)
            }
            Cause::Forbids { row } => {
                let mentee = self.mentee(row);
                let mut bars: Vec<&str> =
                    self.round.bars_of(row).map(|(_, bar)| bar.code()).collect();
                bars.sort_unstable();
                bars.dedup();
                let detail =
                    format!("what rules out pairs of mentee {mentee:?} ({})", bars.join(", "));
                told("bars", vec![mentee], None, detail)
            }
            Cause::Floor => {
                let floor = self.round.floor.map_or_else(String::new, |floor| format!(" {floor}"));
                told("floor", Vec::new(), None, format!("the quality floor{floor}"))
            }
            Cause::RowMinimum(row) => self.minimum(Side::Mentees, row),
            Cause::ColumnMinimum(column) => self.minimum(Side::Mentors, column),
            Cause::RowMaximum(row) => {
                let (mentee, demand) =
                    (self.mentee(row), self.round.mentee(row).demand_or_default());
                let detail = format!("the demand {demand} of mentee {mentee:?}");
                told("demand", vec![mentee], None, detail)
            }
            Cause::ColumnMaximum(column) => {
                let (mentor, capacity) =
                    (self.mentor(column), self.round.mentor(column).capacity_or_default().max);
                let detail = format!("the capacity {capacity} of mentor {mentor:?}");
                told("capacity", vec![mentor], None, detail)
            }
            Cause::Fill(side) => {
                let detail = match side {
                    Nodes::Rows => "that every mentee has all the mentors wanted",
                    Nodes::Columns => "that every seat is filled",
                };
                told("fill", Vec::new(), None, detail.to_owned())
            }
        }
    }

    fn minimum(&self, side: Side, person: usize) -> ConflictCause {
        let (id, rule, min) = match side {
            Side::Mentors => {
                let rule = self.numbers.asks_of_column.get(&person);
                let min =
                    self.numbers.capacities[person].min + self.round.running_of_mentor[person];
                (self.mentor(person), rule, min)
            }
            Side::Mentees => {
                let rule = self.numbers.asks_of_row.get(&person);
                let min = self.numbers.demands[person].min + self.round.running_of_mentee[person];
                (self.mentee(person), rule, min)
            }
        };
        let rule = rule.map(|&rule| self.label(rule));
        let by = rule.as_ref().map_or_else(String::new, |rule| format!(" by rule {rule:?}"));
        let detail = format!("the minimum {min} of {} {id:?}{by}", side.person());
        ConflictCause { code: "minimum", people: vec![id], rule, detail }
    }
}

/// `rule "a" and rule "b"`.
fn rules_named(rules: &[String]) -> String {
    rules.iter().map(|rule| format!("rule {rule:?}")).collect::<Vec<_>>().join(" and ")
}

fn all(ids: &[String]) -> String {
    ids.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ")
}
