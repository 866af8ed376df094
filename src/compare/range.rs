//! The exact range of a criterion's weight over which the tandems stay best.
//!
//! Where points add up, what a pair is worth is a straight line in the weight t of one criterion: A + t·B, with the points B
//! of the criterion and the weighted points A of the others. So is the total of a matching, and the best total is the
//! upper hull of such lines: the weights at which one matching is best are an interval. Its ends are found from outside:
//! at the outermost weight the best matching is solved for; where it beats ours, the weight at which the two are equal is
//! the next one to look at. Each step meets a steeper line, and the last one proves the end: ours is best there, by dual
//! prices. W. Dinkelbach, *On nonlinear fractional programming*, Management Science 13 (1967), is the same iteration.

use std::collections::BTreeSet;

use serde::Serialize;

use super::CompareError;
use super::samples::weights_of;
use crate::matching::{CompiledScores, Matcher};
use crate::measure::Ratio;
use crate::pool::{Pair, Pool};
use crate::problem::{AnyProblem, Edge, Edges, MAX_WEIGHT, Problem, Weight, index};
use crate::score::CriterionWeight;

/// Steps towards an end; each meets a steeper line, and there are a handful in practice.
const MOST_STEPS: usize = 1000;

/// Where the tandems stay best, exactly.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WeightRange {
    /// The criterion.
    pub criterion: String,
    /// Its weight in the model.
    pub weight: CriterionWeight,
    /// The tandems that are best at that weight by unrounded scores.
    pub tandems: Vec<Pair>,
    /// The least weight at which they are best.
    pub from: WeightBound,
    /// The greatest.
    pub to: WeightBound,
    /// How many problems were solved and proved.
    pub solved: u64,
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WeightBound {
    /// The weight. At the end itself the tandems are still best.
    pub weight: Ratio,
    /// Tandems that are as good there and better beyond; empty where the end is 0 or the heaviest weight a model takes.
    pub rivals: Vec<Pair>,
}

/// The exact range of weights of a criterion, 0 to 1,000,000, over which the tandems that are best now stay best, all other
/// weights being as they are. Both ends are proved by dual prices.
///
/// Scores are taken unrounded, as sums of points. The range is that of one set of tandems: where others are equally good now,
/// it may be a single weight.
///
/// ```
/// use tandems::compare::weight_range;
/// use tandems::measure::Ratio;
/// use tandems::pool::{Mentee, Mentor, Pool};
/// use tandems::{Matcher, ScoringModel};
///
/// // Anna speaks the language and has another profession; Bo has the profession and half of the language.
/// let model = ScoringModel::from_toml(
///     r#"
///     combine = "sum"
///     [[criteria]]
///     kind = "language"
///     wanted = "C2"
///     weight = 3
///     [[criteria]]
///     kind = "same"
///     name = "profession"
///     field = "profession"
///     weight = 1
///     "#,
/// )?;
/// let pool = Pool::from_csv(
///     "id,languages,profession\nanna,de:native,cook\nbo,de:B1,nurse\n".as_bytes(),
///     "id,languages,profession\nli,de:native,nurse\n".as_bytes(),
/// )?;
/// let range = weight_range(&Matcher::new(&model), &pool, "profession")?;
/// assert_eq!(range.tandems[0].mentor.as_str(), "anna");
/// assert_eq!(range.to.rivals[0].mentor.as_str(), "bo");
/// assert_eq!(range.from.weight, Ratio::new(0, 1).ok_or("a ratio")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`CompareError::NotLinear`] where the score is not linear in the weight: `combine` is not `sum`, a number of known criteria is
/// asked for, both sides weigh differently, or there is a floor; where numbers get too large to stay exact; and where a limit
/// ends a run. Else if there is no such criterion, or the pool cannot be matched.
///
/// # Complexity
///
/// One solve for each line of the hull that is met, 3 at least; memory 20 bytes a pair.
pub fn weight_range(
    matcher: &Matcher<'_>,
    pool: &Pool,
    criterion: &str,
) -> Result<WeightRange, CompareError> {
    let [weight, _] = weights_of(matcher.model(), criterion)?;
    if let Some(reason) = matcher.model().not_linear() {
        return Err(CompareError::NotLinear(reason.to_owned()));
    }
    let problem = matcher.problem_of(pool)?;
    if problem.floor().is_some() {
        let reason = "a floor is about rounded scores; match without one";
        return Err(CompareError::NotLinear(reason.to_owned()));
    }
    let lines = Lines::read(matcher, pool, criterion, &problem)?;
    let overlay = problem.on_edges(());
    let mut search = Search { matcher, lines: &lines, overlay: &overlay, solved: 0 };
    let now = Point::whole(i128::from(weight.thousandths()), lines.unit)?;
    let own = search.best(now)?;
    let (least, greatest) = (
        Point::whole(0, lines.unit)?,
        Point::whole(i128::from(CriterionWeight::MAX.thousandths()), lines.unit)?,
    );
    let from = search.end(&own, least)?;
    let to = search.end(&own, greatest)?;
    let words = |pairs: &BTreeSet<(usize, usize)>| -> Vec<Pair> {
        let pair = |&(row, column): &(usize, usize)| Pair {
            mentor: pool.mentors()[column].id.clone(),
            mentee: pool.mentees()[row].id.clone(),
        };
        pairs.iter().map(pair).collect()
    };
    let bound = |(at, rival): (Point, Option<Line>)| -> Result<WeightBound, CompareError> {
        let thousandths = at.above.checked_mul(lines.unit.into());
        let below = at.below.checked_mul(1000);
        let weight = thousandths.zip(below).and_then(|(above, below)| Ratio::new(above, below));
        let weight = weight.ok_or_else(too_large)?;
        let rivals = rival.map_or_else(Vec::new, |rival| {
            words(&rival.pairs.difference(&own.pairs).copied().collect())
        });
        Ok(WeightBound { weight, rivals })
    };
    Ok(WeightRange {
        criterion: criterion.to_owned(),
        weight,
        from: bound(from)?,
        to: bound(to)?,
        tandems: words(&own.pairs),
        solved: search.solved,
    })
}

fn too_large() -> CompareError {
    CompareError::NotLinear("the numbers need more than 62 bits; use rounder weights".to_owned())
}

/// A weight of the criterion as a fraction of the unit that all other weights are multiples of.
#[derive(Clone, Copy)]
struct Point {
    above: i128,
    below: i128,
}

impl Point {
    fn new(above: i128, below: i128) -> Result<Self, CompareError> {
        let ratio = Ratio::new(above, below).ok_or_else(too_large)?;
        Ok(Self { above: ratio.numerator(), below: ratio.denominator() })
    }

    fn whole(thousandths: i128, unit: u32) -> Result<Self, CompareError> {
        Self::new(thousandths, unit.into())
    }
}

/// A matching, and what it is worth at any weight: a + t·b.
struct Line {
    pairs: BTreeSet<(usize, usize)>,
    a: i128,
    b: i128,
}

impl Line {
    /// What it is worth at a weight, times what is below the line of that weight.
    fn at(&self, point: Point) -> Option<i128> {
        self.a.checked_mul(point.below)?.checked_add(self.b.checked_mul(point.above)?)
    }
}

struct Search<'s> {
    matcher: &'s Matcher<'s>,
    lines: &'s Lines,
    overlay: &'s Problem<()>,
    solved: u64,
}

impl Search<'_> {
    /// A best matching at a weight, proved.
    fn best(&mut self, point: Point) -> Result<Line, CompareError> {
        let edges = At { lines: self.lines, point };
        if !self.lines.fit(point) {
            return Err(too_large());
        }
        let mut problem = self.overlay.clone().on_edges(edges);
        for &(row, column, a, b) in &self.lines.pins {
            let weight = point.weight(a, b);
            let set = problem.pin_with_weight(row, column, weight);
            set.map_err(|error| CompareError::Solve(error.into()))?;
        }
        let solution = problem.solve(self.matcher.options())?;
        if !solution.verify(&problem)?.proved {
            let reason = "an optimum was not proved; use wider limits and another algorithm";
            return Err(CompareError::NotLinear(reason.to_owned()));
        }
        self.solved += 1;
        let mut line = Line { pairs: BTreeSet::new(), a: 0, b: 0 };
        for pair in solution.pairs() {
            let (a, b) = self.lines.of(pair.row, pair.column);
            line.pairs.insert((pair.row, pair.column));
            line.a += i128::from(a);
            line.b += i128::from(b);
        }
        Ok(line)
    }

    /// The weight nearest to `outermost` at which `own` is best, and the matching that takes over there.
    fn end(&mut self, own: &Line, outermost: Point) -> Result<(Point, Option<Line>), CompareError> {
        let (mut at, mut rival) = (outermost, None);
        for _ in 0..MOST_STEPS {
            let best = self.best(at)?;
            let values = best.at(at).zip(own.at(at)).ok_or_else(too_large)?;
            if values.0 <= values.1 {
                return Ok((at, rival));
            }
            // Where a + t·b of both is the same.
            let (above, below) = (own.a - best.a, best.b - own.b);
            at = if below > 0 { Point::new(above, below)? } else { Point::new(-above, -below)? };
            rival = Some(best);
        }
        let reason = "the end was not reached in a thousand steps; look at samples instead";
        Err(CompareError::NotLinear(reason.to_owned()))
    }
}

impl Point {
    /// What a pair is worth at this weight; the caller has seen that it fits.
    fn weight(self, a: i64, b: i64) -> Weight {
        let worth = i128::from(a) * self.below + i128::from(b) * self.above;
        Weight::try_from(worth).unwrap_or(MAX_WEIGHT)
    }
}

/// A and B of every compatible pair.
struct Lines {
    /// All other weights are multiples of this many thousandths, and A is in these units.
    unit: u32,
    columns: usize,
    starts: Vec<usize>,
    partners: Vec<u32>,
    points: Vec<(i64, u32)>,
    pins: Vec<(usize, usize, i64, i64)>,
}

impl Lines {
    fn read(
        matcher: &Matcher<'_>,
        pool: &Pool,
        criterion: &str,
        problem: &AnyProblem<'_>,
    ) -> Result<Self, CompareError> {
        let model = matcher.model();
        let weights: Vec<(&str, u32)> = (model.criteria().iter())
            .filter_map(|one| Some((one.name(), model.weights_of(one.name())?[0].thousandths())))
            .collect();
        let others = weights.iter().filter(|one| one.0 != criterion && one.1 > 0);
        let unit = others.clone().fold(0, |unit, one| gcd(unit, one.1)).max(1);
        // A model of one criterion alone scores its points, unrounded.
        let mut parts = Vec::new();
        let counted = weights.iter().filter(|one| one.0 == criterion || one.1 > 0);
        for &(name, weight) in counted {
            let alone = model.reweighed(|other, _| {
                let weight = u32::from(other == name);
                [CriterionWeight::from(weight); 2]
            });
            let alone = alone.map_err(|error| CompareError::Weight(error.to_string()))?;
            let times = if name == criterion { None } else { Some(i64::from(weight / unit)) };
            parts.push((alone, times));
        }
        let mut scores = Vec::new();
        for (alone, times) in &parts {
            let compiled = alone.compile(pool).map_err(crate::matching::MatchError::from)?;
            scores.push((CompiledScores::new(compiled, pool), *times));
        }
        let mut lines = Self {
            unit,
            columns: problem.columns(),
            starts: vec![0],
            partners: Vec::new(),
            points: Vec::new(),
            pins: Vec::new(),
        };
        let mut edges: Vec<Edge> = Vec::new();
        for row in 0..problem.rows() {
            let start = lines.partners.len();
            for (at, (scores, times)) in scores.iter().enumerate() {
                scores.row(row, &mut edges);
                if at == 0 {
                    lines.partners.extend(edges.iter().map(|edge| edge.column));
                    lines.points.resize(lines.partners.len(), (0, 0));
                }
                for (points, edge) in lines.points[start..].iter_mut().zip(&edges) {
                    match times {
                        Some(times) => points.0 += times * edge.weight,
                        None => points.1 = u32::try_from(edge.weight).unwrap_or(0),
                    }
                }
            }
            lines.starts.push(lines.partners.len());
        }
        for pin in problem.pins() {
            let (mut a, mut b) = (0, 0);
            for (scores, times) in &scores {
                let score = scores.model().assess(pin.column, pin.row).score;
                match times {
                    Some(times) => a += times * i64::from(score.micros()),
                    None => b = i64::from(score.micros()),
                }
            }
            lines.pins.push((pin.row, pin.column, a, b));
        }
        index("pairs", lines.partners.len()).map_err(|error| CompareError::Solve(error.into()))?;
        Ok(lines)
    }

    fn of(&self, row: usize, column: usize) -> (i64, i64) {
        if let Some(&(.., a, b)) = self.pins.iter().find(|pin| (pin.0, pin.1) == (row, column)) {
            return (a, b);
        }
        let span = self.starts[row]..self.starts[row + 1];
        let place = u32::try_from(column).ok();
        let place =
            place.and_then(|column| self.partners[span.clone()].binary_search(&column).ok());
        place.map_or((0, 0), |at| {
            let (a, b) = self.points[span.start + at];
            (a, b.into())
        })
    }

    /// Whether all pairs can be weighed at this weight without rounding.
    fn fit(&self, point: Point) -> bool {
        let a = self.points.iter().map(|points| points.0).chain(self.pins.iter().map(|pin| pin.2));
        let a = i128::from(a.max().unwrap_or(0)).checked_mul(point.below);
        let b = point.above.checked_mul(1_000_000);
        let sum = a.zip(b).and_then(|(a, b)| a.checked_add(b));
        sum.is_some_and(|sum| sum <= i128::from(MAX_WEIGHT))
    }
}

fn gcd(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// All pairs at one weight.
struct At<'l> {
    lines: &'l Lines,
    point: Point,
}

impl Edges for At<'_> {
    fn rows(&self) -> usize {
        self.lines.starts.len() - 1
    }

    fn columns(&self) -> usize {
        self.lines.columns
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        let span = self.lines.starts[row]..self.lines.starts[row + 1];
        let pairs = self.lines.partners[span.clone()].iter().zip(&self.lines.points[span]);
        edges.extend(
            pairs.map(|(&column, &(a, b))| Edge { column, weight: self.point.weight(a, b.into()) }),
        );
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        let span = self.lines.starts[row]..self.lines.starts[row + 1];
        let place = u32::try_from(column).ok()?;
        let at = self.lines.partners[span.clone()].binary_search(&place).ok()?;
        let (a, b) = self.lines.points[span.start + at];
        Some(self.point.weight(a, b.into()))
    }

    fn edge_count(&self) -> Option<usize> {
        Some(self.lines.partners.len())
    }
}
