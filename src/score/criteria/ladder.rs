//! How far above the mentee the mentor stands: on a ladder of grades, or in numbers such as age and years.

use std::collections::BTreeMap;

use crate::pool::{Attribute, Fault, Faults, ParseError, Pool, Side, nearest};
use crate::score::coded::Coded;
use crate::score::{Criterion, Fit, Kernel, Score};

use super::classes::{ClassKernel, Judge, key};
use super::fields::silence;
use super::sector::fault;
use super::{Fields, Strictness};

/// The gap, mentor minus mentee, between two values of a ladder.
///
/// Values are steps of the ladder or, where no [`steps`](Self::steps) are given, numbers with up to three decimals, `2.5` or `2,5`.
/// Soft side: the [`points`](Self::points) of the gap, 0 for a gap not in the table; or 1 within
/// [`min_gap`](Self::min_gap) and [`max_gap`](Self::max_gap), falling in a straight line on both sides of an
/// [`ideal`](Self::ideal) to 0 one step beyond the bound. Hard side `gap_not_allowed_FIELD`, where
/// [`required`](Self::required): the gap is in the table, or within the bounds.
///
/// ```
/// use tandems::score::{Score, criteria::Ladder};
///
/// let grade = Ladder::new("grade")
///     .steps(["EO", "HEO", "SEO"])
///     .points([(1, Score::from_micros(750_000).unwrap()), (2, Score::ONE)])
///     .required();
/// let age = Ladder::new("age").min_gap(5).max_gap(30).ideal(15);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ladder {
    pub(in crate::score) fields: Fields,
    pub(in crate::score) steps: Vec<String>,
    pub(in crate::score) gaps: Gaps,
    pub(in crate::score) strictness: Strictness,
    code: String,
}

/// What gaps are worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::score) struct Gaps {
    /// Points of a gap; where any are given, the bounds do not count.
    pub(in crate::score) points: BTreeMap<i32, Score>,
    pub(in crate::score) min: Option<i32>,
    pub(in crate::score) max: Option<i32>,
    pub(in crate::score) ideal: Option<i32>,
}

/// Numbers and gaps are kept in thousandths.
const UNIT: i64 = 1000;

impl Gaps {
    /// The points of a gap in thousandths; `None` for one that is not allowed.
    fn score(&self, gap: i64) -> Option<Score> {
        if !self.points.is_empty() {
            let whole = (gap % UNIT == 0).then_some(gap / UNIT)?;
            return self.points.get(&i32::try_from(whole).ok()?).copied();
        }
        let [min, max, ideal] = [self.min, self.max, self.ideal]
            .map(|bound| bound.map(|bound| i64::from(bound) * UNIT));
        if min.is_some_and(|min| gap < min) || max.is_some_and(|max| gap > max) {
            return None;
        }
        let Some(ideal) = ideal else { return Some(Score::ONE) };
        let Some(bound) = (if gap < ideal { min } else { max }) else { return Some(Score::ONE) };
        let reach = bound.abs_diff(ideal) + UNIT.unsigned_abs();
        Some(Score::ratio(reach.saturating_sub(gap.abs_diff(ideal)), reach))
    }
}

impl Ladder {
    /// A rule over these fields.
    pub fn new(fields: impl Into<Fields>) -> Self {
        let fields = fields.into();
        Self {
            code: fields.code("gap_not_allowed"),
            fields,
            steps: Vec::new(),
            gaps: Gaps::default(),
            strictness: Strictness::Preferred,
        }
    }

    /// The steps of the ladder, rising. Without them the values are numbers.
    #[must_use]
    pub fn steps<S: Into<String>>(mut self, steps: impl IntoIterator<Item = S>) -> Self {
        self.steps = steps.into_iter().map(Into::into).collect();
        self
    }

    /// What each gap is worth; every other gap counts 0.
    #[must_use]
    pub fn points(mut self, points: impl IntoIterator<Item = (i32, Score)>) -> Self {
        self.gaps.points = points.into_iter().collect();
        self
    }

    /// The smallest gap that counts, in steps or whole units; negative where the mentor may stand below.
    #[must_use]
    pub fn min_gap(mut self, gap: i32) -> Self {
        self.gaps.min = Some(gap);
        self
    }

    /// The largest gap that counts, in steps or whole units.
    #[must_use]
    pub fn max_gap(mut self, gap: i32) -> Self {
        self.gaps.max = Some(gap);
        self
    }

    /// The gap that is best, between the bounds.
    #[must_use]
    pub fn ideal(mut self, gap: i32) -> Self {
        self.gaps.ideal = Some(gap);
        self
    }

    /// Pairs whose gap is not in the table or not within the bounds are incompatible.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.strictness = Strictness::Required;
        self
    }

    /// What is wrong with the options: option, problem, remedy.
    pub(in crate::score) fn check(&self) -> Vec<(&'static str, String, &'static str)> {
        let mut problems = Vec::new();
        let gaps = &self.gaps;
        let bounded = gaps.min.is_some() || gaps.max.is_some();
        if gaps.points.is_empty() && !bounded {
            let problem = "a ladder without points and bounds says nothing".to_owned();
            problems.push(("points", problem, "write points, or min_gap or max_gap"));
        }
        if !gaps.points.is_empty() && (bounded || gaps.ideal.is_some()) {
            let problem = "points and bounds exclude each other".to_owned();
            problems.push(("points", problem, "keep the points, or min_gap, max_gap and ideal"));
        }
        if let (Some(min), Some(max)) = (gaps.min, gaps.max)
            && min > max
        {
            let problem = format!("no gap is at least {min} and at most {max}");
            problems.push(("min_gap", problem, "let min_gap be at most max_gap"));
        } else if gaps.ideal.is_some_and(|ideal| {
            gaps.min.is_some_and(|min| ideal < min) || gaps.max.is_some_and(|max| ideal > max)
        }) {
            let problem = "the ideal gap is not within the bounds".to_owned();
            problems.push(("ideal", problem, "write a gap from min_gap to max_gap"));
        }
        let mut seen: Vec<String> = self.steps.iter().map(|step| key(step)).collect();
        seen.sort_unstable();
        if let Some((twice, _)) =
            seen.iter().zip(seen.iter().skip(1)).find(|(one, next)| one == next)
        {
            let problem = format!("the step {twice:?} is there twice");
            problems.push(("steps", problem, "write each step once, in rising order"));
        }
        if seen.first().is_some_and(String::is_empty) {
            let problem = "a step is blank".to_owned();
            problems.push(("steps", problem, "write the name of the step, or take it out"));
        }
        problems
    }

    /// Where the value stands, in thousandths of a step or unit.
    fn read(&self, text: &str) -> Result<i64, ParseError> {
        if self.steps.is_empty() {
            return thousandths(text).ok_or_else(|| {
                ParseError::new(
                    "not_a_number",
                    text,
                    "is not a number",
                    "write one such as 42 or 2.5",
                )
            });
        }
        let at = self.steps.iter().position(|step| key(step) == key(text));
        at.and_then(|at| i64::try_from(at).ok()).map(|at| at * UNIT).ok_or_else(|| {
            let remedy = match nearest(text, self.steps.iter().map(String::as_str)) {
                Some(step) => format!("write {step:?}"),
                None => format!("write one of {}", self.steps.join(", ")),
            };
            ParseError::new("unknown_step", text, "is not a step of the ladder", remedy)
        })
    }

    fn side<'a>(
        &self,
        pool: &Pool,
        side: Side,
        people: impl Iterator<Item = (&'a str, Option<&'a Attribute>)>,
        faults: &mut Vec<Fault>,
    ) -> Vec<Option<i64>> {
        let field = match side {
            Side::Mentors => &self.fields.mentor,
            Side::Mentees => &self.fields.mentee,
        };
        let mut all = Vec::new();
        for (index, (id, attribute)) in people.enumerate() {
            let mut values = attribute.into_iter().flat_map(Attribute::values);
            let mut values = values.by_ref().map(str::trim).filter(|value| !value.is_empty());
            let value = match (values.next(), values.next()) {
                (None, _) => Ok(None),
                (Some(only), None) => self.read(only).map(Some),
                (Some(first), Some(second)) => {
                    let both = format!("{first}, {second}");
                    Err(ParseError::new("several_values", &both, "are several", "keep one"))
                }
            };
            all.push(value.unwrap_or_else(|error| {
                faults.push(fault(pool, side, index, id, field, error));
                None
            }));
        }
        all
    }
}

/// A decimal number in thousandths; at most three decimals and nine digits before them. A comma is a decimal point where
/// no more than two digits follow: with three it could divide thousands.
fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let comma = || digits.split_once(',').filter(|(_, part)| part.len() < 3);
    let (whole, part) = digits.split_once('.').or_else(comma).unwrap_or((digits, "0"));
    let plain = |text: &str, most| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !plain(whole, 9) || !plain(part, 3) {
        return None;
    }
    let part: i64 = format!("{part:0<3}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * UNIT + part))
}

impl Ladder {
    pub(in crate::score) fn coded<'a>(
        &'a self,
        pool: &'a Pool,
    ) -> Result<Box<dyn Coded + 'a>, Faults> {
        let mut faults = Vec::new();
        let (mentors, mentees) = self.fields.of(pool);
        let mentors = pool.mentors().iter().map(|person| person.id.as_str()).zip(mentors);
        let mentors = self.side(pool, Side::Mentors, mentors, &mut faults);
        let mentees = pool.mentees().iter().map(|person| person.id.as_str()).zip(mentees);
        let mentees = self.side(pool, Side::Mentees, mentees, &mut faults);
        Faults::or(faults, Box::new(ClassKernel::new(self, mentors, mentees)) as Box<dyn Coded>)
    }
}

impl Criterion for Ladder {
    fn compile<'a>(&'a self, pool: &'a Pool) -> Result<Box<dyn Kernel + 'a>, Faults> {
        self.coded(pool).map(|kernel| kernel as Box<dyn Kernel>)
    }

    fn requirement(&self) -> Option<&str> {
        self.strictness.is_required().then_some(&self.code)
    }
}

impl Judge for &Ladder {
    type Mentor = Option<i64>;
    type Mentee = Option<i64>;

    fn fit(&self, mentor: &Option<i64>, mentee: &Option<i64>) -> Fit {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return Fit::unknown().requiring(self.strictness.judge(None));
        };
        let score = self.gaps.score(mentor - mentee);
        Fit::known(score.unwrap_or(Score::ZERO))
            .requiring(self.strictness.judge(Some(score.is_some())))
    }

    fn evidence(&self, mentor: &Option<i64>, mentee: &Option<i64>) -> String {
        let (Some(mentor), Some(mentee)) = (mentor, mentee) else {
            return silence(&self.fields, mentor.is_some(), mentee.is_some());
        };
        let show = |value: &i64| {
            let step = usize::try_from(value / UNIT).ok().and_then(|at| self.steps.get(at));
            step.cloned().unwrap_or_else(|| decimal(*value))
        };
        let gap = mentor - mentee;
        let relation = match gap {
            0 => return format!("{}: both {}", self.fields, show(mentor)),
            1.. => "above",
            _ => "below",
        };
        let size = decimal(gap.abs());
        format!(
            "mentor's {} {} is {size} {relation} {}",
            self.fields.mentor,
            show(mentor),
            show(mentee)
        )
    }
}

/// Thousandths as a decimal, without idle zeros.
fn decimal(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / 1000, value.unsigned_abs() % 1000);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{}", format!("{part:03}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::answer;
    use super::*;
    use crate::pool::{Mentee, Mentor};
    use crate::score::Requirement;

    fn grades() -> Ladder {
        let points = [(1, Score::ratio(3, 4)), (2, Score::ONE)];
        Ladder::new("x").steps(["AA", "AO", "EO", "HEO"]).points(points).required()
    }

    #[test]
    fn a_gap_has_the_points_of_its_table_and_others_fail() {
        let (fit, words) = answer(&grades(), Some("EO"), Some("ao"));
        assert_eq!(
            (fit, words.as_str()),
            (Fit::known(Score::ratio(3, 4)), "mentor's x EO is 1 above AO")
        );
        let (fit, words) = answer(&grades(), Some("AA"), Some("AO"));
        assert_eq!(fit, Fit::known(Score::ZERO).requiring(Requirement::Failed));
        assert_eq!(words, "mentor's x AA is 1 below AO");
        let (fit, _) = answer(&grades(), None, Some("AO"));
        assert_eq!(fit, Fit::unknown().requiring(Requirement::Unknown));
    }

    #[test]
    fn numbers_fall_from_the_ideal_to_beyond_the_bound() {
        let age = Ladder::new("x").min_gap(0).max_gap(20).ideal(11).required();
        let score = |mentor, mentee| answer(&age, Some(mentor), Some(mentee)).0;
        assert_eq!(score("41", "30"), Fit::known(Score::ONE));
        assert_eq!(score("35.5", "30"), Fit::known(Score::ratio(65, 120)));
        assert_eq!(score("50", "30"), Fit::known(Score::ratio(1, 10)));
        assert_eq!(score("29", "30").requirement(), Requirement::Failed);
        let (_, words) = answer(&age, Some("35.5"), Some("30"));
        assert_eq!(words, "mentor's x 35.5 is 5.5 above 30");
    }

    #[test]
    fn a_value_off_the_ladder_is_a_fault_with_the_nearest_step() {
        let mut anna = Mentor::new("anna");
        anna.attributes.insert("x".to_owned(), Attribute::Text("HEOO".to_owned()));
        let mut ben = Mentee::new("ben");
        ben.attributes.insert("x".to_owned(), Attribute::Text("Minister".to_owned()));
        let pool = Pool::new(vec![anna], vec![ben]).unwrap();
        let (ladder, numbers) = (grades(), Ladder::new("x").min_gap(1));
        let faults = ladder.compile(&pool).err().unwrap();
        let remedies: Vec<_> = faults.iter().map(|fault| fault.remedy.as_str()).collect();
        assert_eq!(remedies, ["write \"HEO\"", "write one of AA, AO, EO, HEO"]);
        assert_eq!(
            numbers.compile(&pool).err().unwrap().iter().next().unwrap().code,
            "not_a_number"
        );
    }

    #[test]
    fn numbers_are_read_in_thousandths() {
        let cases = [
            ("42", Some(42_000)),
            ("-2.5", Some(-2_500)),
            ("+0.125", Some(125)),
            ("2,5", Some(2_500)),
        ];
        assert!(cases.iter().all(|(text, value)| thousandths(text) == *value));
        assert!(
            ["", "-", "1.", ".5", "1.2345", "1e3", "1,000", "NaN", "1234567890"]
                .iter()
                .all(|text| thousandths(text).is_none())
        );
        assert_eq!(decimal(-2_050), "-2.05");
    }

    #[test]
    fn options_that_contradict_each_other_are_named() {
        let options = |ladder: Ladder| ladder.check().first().map(|(option, ..)| *option);
        assert_eq!(options(Ladder::new("x")), Some("points"));
        assert_eq!(options(Ladder::new("x").min_gap(3).max_gap(1)), Some("min_gap"));
        assert_eq!(options(Ladder::new("x").max_gap(1).ideal(2)), Some("ideal"));
        assert_eq!(options(grades().steps(["a", "A"])), Some("steps"));
        assert_eq!(options(grades()), None);
    }
}
