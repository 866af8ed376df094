//! What pins set aside, as warnings.

use super::answer::Warning;
use super::round::{Bar, Round};
use crate::pool::Status as PersonStatus;

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
