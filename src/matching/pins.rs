//! What pins lead to: warnings where they set something aside, conflicts where they cannot be kept.

use super::answer::{Conflict, Warning};
use super::round::{Bar, Round};
use crate::pool::Status as PersonStatus;
use crate::problem;

/// What the pins set aside.
pub(super) fn pin_warnings(round: &Round<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for &(mentee, mentor) in &round.pins {
        let mut warn = |code, detail: String| {
            warnings.push(Warning {
                code,
                mentor: round.mentor(mentor).id.clone(),
                mentee: round.mentee(mentee).id.clone(),
                detail,
            });
        };
        let fit = round.scores.model().assess(mentor, mentee);
        if !fit.compatible {
            let failed: Vec<&str> =
                fit.criteria.iter().filter_map(|criterion| criterion.failed.as_deref()).collect();
            let failed =
                if failed.is_empty() { "too_little_known".to_owned() } else { failed.join(", ") };
            warn("pin_overrides_requirement", format!("overrides {failed}"));
        }
        if let Some(floor) = round.floor.filter(|&floor| fit.score < floor) {
            warn("pin_overrides_floor", format!("scores {}, below the floor {floor}", fit.score));
        }
        match round.bars.get(&(mentee, mentor)) {
            Some(Bar::Earlier) => {
                warn("pin_overrides_history", "repeats an earlier tandem".to_owned());
            }
            Some(Bar::Declined) => {
                warn("pin_overrides_history", "repeats a declined proposal".to_owned());
            }
            Some(Bar::Vetoed) => warn("pin_overrides_requirement", "overrides vetoed".to_owned()),
            Some(Bar::Running | Bar::Forbidden) | None => {}
        }
        let inactive = |status: PersonStatus| status != PersonStatus::Active;
        if inactive(round.mentor(mentor).status_or_default()) {
            warn("pin_of_inactive", "matches a mentor who is not active".to_owned());
        }
        if inactive(round.mentee(mentee).status_or_default()) {
            warn("pin_of_inactive", "matches a mentee who is not active".to_owned());
        }
    }
    warnings
}

/// A conflict between numbers as one between people.
pub(super) fn conflict_in_words(round: &Round<'_>, conflict: &problem::Conflict) -> Conflict {
    use problem::Conflict as Numbers;
    let mentor = |column: usize| round.mentor(column).id.to_string();
    let mentee = |row: usize| round.mentee(row).id.to_string();
    let all =
        |ids: &[String]| ids.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
    match conflict {
        Numbers::PinForbidden { row, column } => {
            let (mentor, mentee) = (mentor(*column), mentee(*row));
            let why = match round.bars.get(&(*row, *column)) {
                Some(Bar::Running) => "runs already and is pinned; drop the pin",
                _ => "is pinned and forbidden; drop one of the two",
            };
            Conflict {
                code: "pin_forbidden",
                detail: format!("the tandem of mentor {mentor:?} and mentee {mentee:?} {why}"),
                people: vec![mentor, mentee],
            }
        }
        Numbers::PinsExceedDemand { row, pins, .. } => {
            let demand = round.mentee(*row).demand_or_default();
            let running = round.running_of_mentee[*row];
            let mentee = mentee(*row);
            Conflict {
                code: "pins_exceed_demand",
                detail: format!(
                    "pins ({pins}) of mentee {mentee:?} exceed the demand {demand} (running tandems: {running}); drop a pin or raise the demand"
                ),
                people: vec![mentee],
            }
        }
        Numbers::PinsExceedCapacity { column, pins, .. } => {
            let capacity = round.mentor(*column).capacity_or_default().max;
            let running = round.running_of_mentor[*column];
            let mentor = mentor(*column);
            Conflict {
                code: "pins_exceed_capacity",
                detail: format!(
                    "pins ({pins}) of mentor {mentor:?} exceed the capacity {capacity} (running tandems: {running}); drop a pin or raise the capacity"
                ),
                people: vec![mentor],
            }
        }
        Numbers::TightRows { rows, wanted, available } => {
            let people: Vec<String> = rows.iter().map(|&row| mentee(row)).collect();
            Conflict {
                code: "tight_mentees",
                detail: format!(
                    "mentees {} want tandems ({wanted}), and fewer seats ({available}) reach them; relax a requirement or add mentors",
                    all(&people)
                ),
                people,
            }
        }
        Numbers::QuotaOutOfReach { .. }
        | Numbers::Irreducible { .. }
        | Numbers::Unreduced { .. } => {
            Conflict { code: "rules_contradict", detail: conflict.to_string(), people: Vec::new() }
        }
        Numbers::TightColumns { columns, wanted, available } => {
            let people: Vec<String> = columns.iter().map(|&column| mentor(column)).collect();
            Conflict {
                code: "tight_mentors",
                detail: format!(
                    "mentors {} have seats to fill ({wanted}), and fewer mentees ({available}) reach them; relax a requirement or lower a capacity",
                    all(&people)
                ),
                people,
            }
        }
    }
}
