//! A matching written for people.

use std::fmt;

use super::answer::{Matching, Tandem, Unmatched};
use crate::problem::{Objective, Proof, Status, StopReason};

/// Columns are aligned up to this width; longer ids push their own line to the right.
const WIDEST: usize = 40;

impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_headline(f)?;
        for warning in &self.warnings {
            write!(f, "\nnote: {warning}")?;
        }
        if let Some(conflict) = &self.conflict {
            return write!(f, "\n{conflict}");
        }
        if !self.tandems.is_empty() {
            let width = |id: fn(&Tandem) -> usize, title: &str| {
                self.tandems.iter().map(id).max().unwrap_or(0).clamp(title.len(), WIDEST)
            };
            let mentors = width(|tandem| tandem.mentor.as_str().chars().count(), "mentor");
            let mentees = width(|tandem| tandem.mentee.as_str().chars().count(), "mentee");
            write!(f, "\n\nscore  {:mentors$}  {:mentees$}  because", "mentor", "mentee")?;
            for tandem in &self.tandems {
                write!(
                    f,
                    "\n{:.3}  {:mentors$}  {:mentees$}  ",
                    tandem.score(),
                    tandem.mentor,
                    tandem.mentee
                )?;
                write_because(f, tandem)?;
            }
        }
        if !self.rules.is_empty() {
            let kept = self.rules.iter().filter(|rule| rule.is_kept()).count();
            write!(f, "\n\nrules: {kept} of {} kept", self.rules.len())?;
            self.rules.iter().try_for_each(|rule| write!(f, "\n{rule}"))?;
        }
        write_left_over(f, "mentees with fewer mentors than wanted", &self.partly_served)?;
        write_left_over(f, "mentees without a new tandem", &self.unmatched_mentees)?;
        write_left_over(f, "mentors without a new tandem", &self.unmatched_mentors)
    }
}

impl Matching {
    fn write_headline(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = &self.objective;
        let goal = match value.goal {
            Objective::BestTotal => "best total score, then most tandems",
            Objective::Perfect => "the smaller side filled, then best total score",
            _ => "most tandems, then best total score",
        };
        match self.status {
            Status::Infeasible => return write!(f, "no matching is possible ({goal})"),
            Status::Unknown => {
                return write!(f, "no matching was found: {} ({goal})", ended(self.stop_reason));
            }
            _ => write!(
                f,
                "{} {}, total score {}: ",
                value.tandems,
                if value.tandems == 1 { "tandem" } else { "tandems" },
                value.total
            )?,
        }
        match (self.status, self.proof, &value.bound) {
            (Status::Optimal, Proof::Duals, _) => {
                write!(f, "optimal, proved by dual prices ({goal})")
            }
            (Status::Optimal, Proof::BoundMet, _) => {
                write!(f, "optimal, as good as its bound ({goal})")
            }
            (Status::Optimal, Proof::Backend { name, .. }, _) => {
                write!(f, "optimal by the word of {name} ({goal})")
            }
            (Status::Optimal, ..) => {
                write!(f, "optimal by the word of {} ({goal})", self.algorithm)
            }
            (_, _, Some(bound)) => write!(
                f,
                "{}; no matching has more than {} tandems and total score {}, in this order of levels ({goal})",
                ended(self.stop_reason),
                bound.tandems,
                bound.total
            ),
            (_, _, None) => write!(f, "{} ({goal})", ended(self.stop_reason)),
        }
    }
}

fn ended(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Completed => "completed",
        StopReason::Time => "ended by the time limit",
        StopReason::Memory => "ended by the memory limit",
        StopReason::Work => "ended by the work limit",
        StopReason::Cancelled => "cancelled",
    }
}

/// `pinned · language 1.00 (German at C1) · needs 0.75 (covers cv, not housing) · to confirm: place`
fn write_because(f: &mut fmt::Formatter<'_>, tandem: &Tandem) -> fmt::Result {
    let mut parts = Vec::new();
    if tandem.pinned {
        parts.push("pinned".to_owned());
    }
    if let Some(role) = &tandem.role {
        parts.push(format!("as {role}"));
    }
    for criterion in &tandem.fit.criteria {
        if let Some(score) = criterion.score {
            let evidence = if criterion.evidence.is_empty() {
                String::new()
            } else {
                format!(" ({})", criterion.evidence)
            };
            parts.push(format!("{} {score:.2}{evidence}", criterion.criterion));
        }
    }
    let to_confirm: Vec<&str> = (tandem.fit.criteria.iter())
        .filter(|criterion| criterion.to_confirm)
        .map(|criterion| criterion.criterion.as_str())
        .collect();
    if !to_confirm.is_empty() {
        parts.push(format!("to confirm: {}", to_confirm.join(", ")));
    }
    if parts.is_empty() {
        parts.push("nothing is known".to_owned());
    }
    f.write_str(&parts.join(" · "))
}

fn write_left_over(f: &mut fmt::Formatter<'_>, title: &str, people: &[Unmatched]) -> fmt::Result {
    if people.is_empty() {
        return Ok(());
    }
    write!(f, "\n\n{title}: {}", people.len())?;
    let width =
        people.iter().map(|person| person.id.chars().count()).max().unwrap_or(0).min(WIDEST);
    for person in people {
        for reason in &person.reasons {
            write!(f, "\n{:width$}  {}: {reason}", person.id, reason.code())?;
        }
    }
    Ok(())
}
