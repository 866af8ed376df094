//! How many tandems there are between two groups.

use std::fmt;

use super::rule::Problems;
use super::{Amount, Group};
use crate::pool::Side;

/// Between a group of mentors and a group of mentees there are at least, or at most, so many tandems, running ones
/// included; or such a share of all tandems.
///
/// ```
/// use tandems::pool::Side;
/// use tandems::rules::{Group, Quota, Rule, Share};
///
/// let school = Rule::new(Quota::default().mentees(Group::field("school", "North")).at_most(10));
/// assert_eq!(school.to_string(), "at most 10 tandems of school \"North\"");
/// let programme = Quota::default().mentees(Group::field("programme", "B")).at_least(Share::percent(30));
/// assert_eq!(Rule::new(programme).to_string(), "at least 30 % of all tandems are of programme \"B\"");
/// let each = Rule::new(Quota::default().each(Side::Mentees, "school").at_most(10));
/// assert_eq!(each.to_string(), "at most 10 tandems for each school of mentees");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quota {
    pub(super) mentors: Group,
    pub(super) mentees: Group,
    pub(super) each: Option<(Side, String)>,
    pub(super) least: Option<Amount>,
    pub(super) most: Option<Amount>,
    pub(super) of_mentors: Group,
    pub(super) of_mentees: Group,
}

impl Quota {
    /// The mentors of the tandems that count: all, unless said otherwise.
    #[must_use]
    pub fn mentors(mut self, group: impl Into<Group>) -> Self {
        self.mentors = group.into();
        self
    }

    /// The mentees of the tandems that count: all, unless said otherwise.
    #[must_use]
    pub fn mentees(mut self, group: impl Into<Group>) -> Self {
        self.mentees = group.into();
        self
    }

    /// One such rule for each value of a free field of that side, such as each school.
    #[must_use]
    pub fn each(mut self, side: Side, field: impl Into<String>) -> Self {
        self.each = Some((side, field.into()));
        self
    }

    /// Fewest tandems, or least share.
    #[must_use]
    pub fn at_least(mut self, amount: impl Into<Amount>) -> Self {
        self.least = Some(amount.into());
        self
    }

    /// Most tandems, or largest share.
    #[must_use]
    pub fn at_most(mut self, amount: impl Into<Amount>) -> Self {
        self.most = Some(amount.into());
        self
    }

    /// So many, no more and no less.
    #[must_use]
    pub fn exactly(self, amount: impl Into<Amount>) -> Self {
        let amount = amount.into();
        self.at_least(amount).at_most(amount)
    }

    /// What a share is a share of: the tandems of these mentors with these mentees, instead of all.
    #[must_use]
    pub fn of(mut self, mentors: impl Into<Group>, mentees: impl Into<Group>) -> Self {
        (self.of_mentors, self.of_mentees) = (mentors.into(), mentees.into());
        self
    }

    pub(super) fn check(&self, problems: &mut Problems) {
        for (key, group) in [
            ("mentors", &self.mentors),
            ("mentees", &self.mentees),
            ("of_mentors", &self.of_mentors),
            ("of_mentees", &self.of_mentees),
        ] {
            problems.group(key, group);
        }
        if let Some((side, field)) = &self.each {
            let key = match side {
                Side::Mentors => "each_mentor",
                Side::Mentees => "each_mentee",
            };
            problems.field(key, field);
        }
        let mut sound = true;
        for (key, amount) in [("at_least", self.least), ("at_most", self.most)] {
            let Some(Amount::Share(share)) = amount else { continue };
            if share.whole() == 0 {
                sound = false;
                let remedy = "write the number of the whole below the line, such as 3/10";
                problems.add(key, format!("{share} is a share of nothing"), remedy);
            } else if share.part() > share.whole() {
                sound = false;
                let remedy = "write a share from 0 to 100 %";
                problems.add(key, format!("{share} is more than all"), remedy);
            }
        }
        match (self.least, self.most) {
            (None, None) => {
                let remedy = "write at_least, at_most or exactly";
                problems.add("at_least", "says no number of tandems".to_owned(), remedy);
            }
            (Some(Amount::Count(least)), Some(Amount::Count(most))) if least > most => {
                problems.crossed(&least, &most);
            }
            (Some(Amount::Share(least)), Some(Amount::Share(most)))
                if sound
                    && u64::from(least.part()) * u64::from(most.whole())
                        > u64::from(most.part()) * u64::from(least.whole()) =>
            {
                problems.crossed(&least, &most);
            }
            _ => {}
        }
        let shares =
            [self.least, self.most].iter().any(|one| matches!(one, Some(Amount::Share(_))));
        if !shares && (self.of_mentors != Group::Everybody || self.of_mentees != Group::Everybody) {
            let key = if self.of_mentors == Group::Everybody { "of_mentees" } else { "of_mentors" };
            let remedy = "write a share such as \"30 %\", or take it out";
            problems.add(
                key,
                "stands beside a number, which is no share of anything".to_owned(),
                remedy,
            );
        }
    }

    /// The tandems that count, in words: ` of school "North"`.
    fn whose(&self) -> String {
        let mut whose = match (&self.mentors, &self.mentees) {
            (Group::Everybody, Group::Everybody) => String::new(),
            (Group::Everybody, mentees) => format!(" of {mentees}"),
            (mentors, Group::Everybody) => format!(" with {mentors}"),
            (mentors, mentees) => format!(" of {mentees} with {mentors}"),
        };
        if let Some((side, field)) = &self.each {
            whose = format!("{whose} for each {field} of {side}");
        }
        whose
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = match (self.least, self.most) {
            (None, None) => "any number".to_owned(),
            (Some(least), None) => format!("at least {least}"),
            (None, Some(most)) => format!("at most {most}"),
            (Some(least), Some(most)) if least == most => format!("exactly {least}"),
            (Some(least), Some(most)) => format!("from {least} to {most}"),
        };
        let whose = self.whose();
        let share = [self.least, self.most].iter().any(|one| matches!(one, Some(Amount::Share(_))));
        if !share {
            let one = [self.least, self.most].iter().flatten().all(|one| *one == Amount::Count(1));
            return write!(f, "{bounds} {}{whose}", if one { "tandem" } else { "tandems" });
        }
        let all = match (&self.of_mentors, &self.of_mentees) {
            (Group::Everybody, Group::Everybody) => "all tandems".to_owned(),
            (Group::Everybody, mentees) => format!("the tandems of {mentees}"),
            (mentors, Group::Everybody) => format!("the tandems with {mentors}"),
            (mentors, mentees) => format!("the tandems of {mentees} with {mentors}"),
        };
        write!(f, "{bounds} of {all} are{whose}")
    }
}
