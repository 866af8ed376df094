//! Time in common, in an ordinary week.

use std::ops::Range;

use crate::pool::{Faults, Pool, QUARTERS, Week};
use crate::score::coded::{BLOCK, Coded, Legend, Order};
use crate::score::{Criterion, Fit, Kernel, Score};

use super::Strictness;
use super::classes::listed;
use super::meetings::{Timetable, unit};
use super::starts::Starts;

/// Meetings that fit in both weeks, against the meetings wanted.
///
/// Soft side: meetings of [`minutes`](Self::minutes) (60 unless set) that fit without overlap in the unbroken windows
/// common to both weeks ÷ [`meetings`](Self::meetings) wanted a week (2 unless set: one, and one to move it to), capped
/// at 1. The week is a ring: Sunday night joins Monday. Hard side `no_common_time`: at least one meeting fits; required
/// unless [`preferred`](Self::preferred).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Availability {
    pub(in crate::score) minutes: u32,
    pub(in crate::score) meetings: u32,
    pub(in crate::score) strictness: Strictness,
}

impl Default for Availability {
    fn default() -> Self {
        Self { minutes: 60, meetings: 2, strictness: Strictness::Required }
    }
}

impl Availability {
    /// Longest meeting: a day.
    pub(in crate::score) const LONGEST: u32 = 24 * 60;
    /// Most meetings a week that can be wanted: one each quarter-hour.
    #[allow(clippy::cast_possible_truncation, reason = "672")]
    pub(in crate::score) const MOST: u32 = QUARTERS as u32;

    /// Length of a meeting in minutes: a multiple of 15, up to a day. Other lengths are refused when a model is built.
    #[must_use]
    pub fn minutes(mut self, minutes: u32) -> Self {
        self.minutes = minutes;
        self
    }

    /// Meetings a week that make the soft side 1, at least one.
    #[must_use]
    pub fn meetings(mut self, meetings: u32) -> Self {
        self.meetings = meetings;
        self
    }

    /// Two people without common time score 0, but are not incompatible.
    #[must_use]
    pub fn preferred(mut self) -> Self {
        self.strictness = Strictness::Preferred;
        self
    }

    /// Two people without common time are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }

    /// What is wrong with the options: option, problem, remedy.
    pub(in crate::score) fn check(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut problems = Vec::new();
        if self.minutes == 0 || !self.minutes.is_multiple_of(15) || self.minutes > Self::LONGEST {
            let problem = format!("a meeting of {} minutes is not possible", self.minutes);
            problems.push(("minutes", problem, "write a multiple of 15 from 15 to 1440"));
        }
        if self.meetings == 0 || self.meetings > Self::MOST {
            let problem = format!("{} meetings a week cannot be wanted", self.meetings);
            problems.push(("meetings", problem, "write a number from 1 to 672"));
        }
        problems
    }

    /// Length of a meeting in quarter-hours; a length that is refused when a model is built is rounded into range.
    fn length(&self) -> usize {
        self.minutes.clamp(15, Self::LONGEST).div_ceil(15) as usize
    }
}

impl Availability {
    /// Meetings that are counted; a number that is refused when a model is built stays within a week.
    fn most(&self) -> u32 {
        self.meetings.min(Self::MOST)
    }
}

impl Availability {
    pub(in crate::score) fn coded<'a>(&'a self, pool: &'a Pool) -> Box<dyn Coded + 'a> {
        Box::new(Common {
            by_count: (0..=self.most())
                .map(|count| {
                    Fit::known(Score::ratio(u64::from(count), u64::from(self.meetings)))
                        .requiring(self.strictness.judge(Some(count > 0)))
                })
                .collect(),
            options: self,
            pool,
            silent: Vec::new(),
            timetable: None,
        })
    }
}

impl Criterion for Availability {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        Ok(self.coded(pool))
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some("no_common_time")
    }
}

struct Common<'a> {
    options: &'a Availability,
    pool: &'a Pool,
    /// The fit for each number of meetings up to those wanted.
    by_count: Vec<Fit>,
    /// By place in a row, whether the mentor's week is unknown.
    silent: Vec<bool>,
    timetable: Option<Timetable>,
}

impl Common<'_> {
    fn silent(&self) -> Fit {
        Fit::unknown().requiring(self.options.strictness.judge(None))
    }
}

impl Coded for Common<'_> {
    fn lay_out(&mut self, order: &Order) {
        let (mentors, mentees) = (self.pool.mentors(), self.pool.mentees());
        let week = |place: usize| mentors[order.mentor(place)].availability.as_ref();
        let weeks = mentors.iter().map(|person| &person.availability);
        let weeks = weeks.chain(mentees.iter().map(|person| &person.availability)).flatten();
        let length = self.options.length();
        self.silent = (0..mentors.len()).map(|place| week(place).is_none()).collect();
        let clock = (unit(length, weeks), length, self.options.most());
        self.timetable = Timetable::new(clock, (0..mentors.len()).map(week));
    }

    fn legend(&self, mentee: usize, legend: &mut Legend) -> bool {
        legend.fits.clear();
        let Some(week) = &self.pool.mentees()[mentee].availability else {
            // One code for all.
            legend.fits.push(self.silent());
            return true;
        };
        legend.fits.extend(&self.by_count);
        legend.fits.push(self.silent());
        let timetable = self.timetable.as_ref();
        timetable.is_some_and(|timetable| timetable.stretches(week, &mut legend.stretches))
    }

    fn codes<'k>(
        &'k self,
        _: usize,
        legend: &Legend,
        places: Range<usize>,
        room: &'k mut [u16; BLOCK],
    ) -> &'k [u16] {
        let codes = &mut room[..places.len()];
        match &self.timetable {
            Some(timetable) if legend.fits.len() > 1 => {
                timetable.count(&legend.stretches, places.start, codes);
                let unknown = u16::try_from(self.by_count.len()).unwrap_or(u16::MAX);
                for (code, silent) in codes.iter_mut().zip(&self.silent[places]) {
                    *code = if *silent { unknown } else { *code };
                }
            }
            _ => codes.fill(0),
        }
        codes
    }
}

impl Kernel for Common<'_> {
    fn fit(&self, mentor: usize, mentee: usize) -> Fit {
        let mentor = &self.pool.mentors()[mentor].availability;
        let mentee = &self.pool.mentees()[mentee].availability;
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else { return self.silent() };
        let (length, most) = (self.options.length(), self.options.most());
        // A common start of both is a start in their common free time.
        let count = Starts::of(&mentor.common(mentee), length).meetings(length, most);
        self.by_count[count as usize]
    }

    fn evidence(&self, mentor: usize, mentee: usize) -> String {
        let mentor = self.pool.mentors()[mentor].availability;
        let mentee = self.pool.mentees()[mentee].availability;
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return match (mentor, mentee) {
                (None, None) => "availability of both unknown",
                (None, _) => "mentor's availability unknown",
                _ => "mentee's availability unknown",
            }
            .to_owned();
        };
        let windows = windows(&mentor.common(&mentee), self.options.length());
        match windows.as_slice() {
            [] => format!("no {} minutes in common", self.options.minutes),
            all if all.len() <= 4 => listed(all.iter().map(String::as_str)),
            [first, second, third, rest @ ..] => {
                format!("{first}, {second}, {third} and {} more", rest.len())
            }
            _ => String::new(),
        }
    }
}

/// Unbroken windows of at least `length` quarter-hours, `Tue 18:00–20:00`; one over midnight names both days.
fn windows(week: &Week, length: usize) -> Vec<String> {
    let clock = |quarter: usize| format!("{:02}:{:02}", quarter % 96 / 4, quarter % 4 * 15);
    let day = |quarter: usize| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][quarter / 96 % 7];
    let free = |quarter: usize| week.contains(quarter % QUARTERS);
    if (0..QUARTERS).all(free) {
        return vec!["all week".to_owned()];
    }
    let mut windows = Vec::new();
    for start in (0..QUARTERS).filter(|at| free(*at) && !free(at + QUARTERS - 1)) {
        let end = (start..start + QUARTERS).find(|at| !free(*at)).unwrap_or(start);
        if end - start < length {
            continue;
        }
        let last = day(end - 1);
        let until = if end % 96 == 0 { "24:00".to_owned() } else { clock(end) };
        windows.push(if last == day(start) && end - start <= 96 {
            format!("{last} {}–{until}", clock(start))
        } else {
            format!("{} {}–{last} {until}", day(start), clock(start))
        });
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::Requirement;

    fn answer(criterion: &Availability, mentor: &str, mentee: Option<&str>) -> (Fit, String) {
        let mut anna = Mentor::new("anna");
        anna.availability = Some(mentor.parse().unwrap());
        let mut ben = Mentee::new("ben");
        ben.availability = mentee.map(|week| week.parse().unwrap());
        let pool = Pool::new(vec![anna], vec![ben]).unwrap();
        let kernel = criterion.compile(&pool).unwrap();
        let mut row = [Fit::unknown()];
        kernel.row(0, &mut row);
        assert_eq!(row[0], kernel.fit(0, 0));
        (row[0], kernel.evidence(0, 0))
    }

    #[test]
    fn meetings_that_fit_count_against_those_wanted() {
        let criterion = Availability::default().meetings(4);
        let (fit, words) = answer(&criterion, "tue 18:00-20:00", Some("tue 17:00-20:00"));
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ratio(1, 2)), "Tue 18:00–20:00"));
        let (fit, words) = answer(&criterion, "so 22-24;mo 0-2", Some("so 23-24;mo 0-2"));
        assert_eq!((fit, words.as_str()), (Fit::known(Score::ratio(3, 4)), "Sun 23:00–Mon 02:00"));
    }

    #[test]
    fn without_common_time_a_pair_is_incompatible_unless_it_is_only_preferred() {
        let weeks = ("tue 18:00-20:00", Some("tue 19:15-22:00"));
        let (fit, words) = answer(&Availability::default(), weeks.0, weeks.1);
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "no 60 minutes in common");
        let (fit, _) = answer(&Availability::default().preferred(), weeks.0, weeks.1);
        assert_eq!(fit, Fit::known(Score::ZERO));
        let (fit, _) = answer(&Availability::default().minutes(45), weeks.0, weeks.1);
        assert_eq!(fit, Fit::known(Score::ratio(1, 2)));
    }

    #[test]
    fn a_missing_week_is_unknown() {
        let (fit, words) = answer(&Availability::default(), "tue 18:00-20:00", None);
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
        assert_eq!(words, "mentee's availability unknown");
    }
}
