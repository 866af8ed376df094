//! Which tandems survive when the weight of a criterion moves: by solving again at some weights.

use std::collections::BTreeSet;

use serde::Serialize;

use super::CompareError;
use crate::matching::Matcher;
use crate::pool::{Pair, Pool};
use crate::problem::{Assigned, Status};
use crate::score::{CriterionWeight, ModelCriterion, ScoringModel};
use crate::solve::WarmStart;

/// What was seen at some weights of a criterion. These are samples: what happens between them was not looked at. For exact
/// ranges see [`weight_range`](super::weight_range).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WeightSamples {
    /// The criterion.
    pub criterion: String,
    /// Its weight for mentors and for mentees in the model.
    pub weights: [CriterionWeight; 2],
    /// By rising weight, the model's own among them.
    pub samples: Vec<Sample>,
    /// The tandems at the model's own weight, and how they fared.
    pub tandems: Vec<Survivor>,
}

/// One weight, solved again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sample {
    /// By how much the weight was moved, in percent.
    pub percent: i32,
    /// The weights, for mentors and for mentees, to the thousandth.
    pub weights: [CriterionWeight; 2],
    /// What the answer is.
    pub status: Status,
    /// How many tandems there are.
    pub tandems: u64,
    /// How many of them are those at the model's own weight.
    pub kept: u64,
    /// Tandems at the model's own weight that are not there.
    pub lost: Vec<Pair>,
    /// Tandems that are not there at the model's own weight.
    pub gained: Vec<Pair>,
}

/// A tandem at the model's own weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Survivor {
    /// The two.
    pub tandem: Pair,
    /// In how many of the samples it is there, the model's own not counted.
    pub survived: u64,
}

/// Moves the weight of a criterion up and down by `percent` in `steps` steps each way, and solves again at each.
///
/// Each run starts from the answer at the model's own weight and is verified. Where answers are equally good at some weight,
/// the tandems may differ though the criterion has nothing to do with it.
///
/// ```
/// use tandems::compare::weight_samples;
/// use tandems::synthetic::{Preset, SyntheticPool};
/// use tandems::{Matcher, ScoringModel};
///
/// let pool = SyntheticPool::preset(Preset::Scarce).scale(1, 10).build();
/// let model = ScoringModel::default();
/// let seen = weight_samples(&Matcher::new(&model), &pool, "language", 20, 2)?;
/// let moved: Vec<i32> = seen.samples.iter().map(|sample| sample.percent).collect();
/// assert_eq!(moved, [-20, -10, 0, 10, 20]);
/// assert_eq!(seen.samples[2].kept, seen.tandems.len() as u64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If there is no such criterion, a weight becomes too large, or the pool cannot be matched.
///
/// # Complexity
///
/// 2·`steps` + 1 solves, all but the first warm.
pub fn weight_samples(
    matcher: &Matcher<'_>,
    pool: &Pool,
    criterion: &str,
    percent: u32,
    steps: u32,
) -> Result<WeightSamples, CompareError> {
    let model = matcher.model();
    let weights = weights_of(model, criterion)?;
    let (percent, steps) = (i64::from(percent), i64::from(steps));
    let base = solve(matcher, pool, None)?;
    let before: BTreeSet<(usize, usize)> = base.0.iter().copied().collect();
    let words = |&(row, column): &(usize, usize)| Pair {
        mentor: pool.mentors()[column].id.clone(),
        mentee: pool.mentees()[row].id.clone(),
    };
    let mut survived = vec![0_u64; base.0.len()];
    let mut samples = Vec::new();
    for step in -steps..=steps {
        let moved = percent * step / steps.max(1);
        let scaled = |weight: CriterionWeight| -> Result<CriterionWeight, CompareError> {
            // Half up, as everywhere.
            let thousandths = (i64::from(weight.thousandths()) * (100 + moved)).max(0) + 50;
            let thousandths = u32::try_from(thousandths / 100).ok();
            let weight = thousandths.map(CriterionWeight::from_thousandths);
            weight.filter(|&weight| weight <= CriterionWeight::MAX).ok_or_else(|| {
                CompareError::Weight(format!("{criterion} moved by {moved} % weighs too much"))
            })
        };
        let to = [scaled(weights[0])?, scaled(weights[1])?];
        let (pairs, status) = if step == 0 {
            (base.0.clone(), base.1)
        } else {
            let moved = model
                .reweighed(|name, weights| if name == criterion { to } else { weights })
                .map_err(|error| CompareError::Weight(error.to_string()))?;
            let (pairs, status, _) = solve(&matcher.with_model(&moved), pool, Some(&base.2))?;
            (pairs, status)
        };
        let after: BTreeSet<(usize, usize)> = pairs.iter().copied().collect();
        if step != 0 {
            for (pair, survived) in base.0.iter().zip(&mut survived) {
                *survived += u64::from(after.contains(pair));
            }
        }
        samples.push(Sample {
            percent: i32::try_from(moved).unwrap_or(i32::MAX),
            weights: to,
            status,
            tandems: pairs.len() as u64,
            kept: before.intersection(&after).count() as u64,
            lost: before.difference(&after).map(words).collect(),
            gained: after.difference(&before).map(words).collect(),
        });
    }
    let tandems = base.0.iter().map(words).zip(survived);
    let tandems = tandems.map(|(tandem, survived)| Survivor { tandem, survived }).collect();
    Ok(WeightSamples { criterion: criterion.to_owned(), weights, samples, tandems })
}

type Solved = (Vec<(usize, usize)>, Status, WarmStart);

fn solve(
    matcher: &Matcher<'_>,
    pool: &Pool,
    start: Option<&WarmStart>,
) -> Result<Solved, CompareError> {
    let problem = matcher.problem_of(pool)?;
    let mut options = matcher.options().clone();
    if let Some(start) = start {
        options = options.warm_start(start.clone());
    }
    let solution = problem.solve(&options)?;
    solution.verify(&problem)?;
    let pairs = solution.pairs().iter().map(|pair: &Assigned| (pair.row, pair.column)).collect();
    Ok((pairs, solution.status(), WarmStart::from(&solution)))
}

pub(super) fn weights_of(
    model: &ScoringModel,
    criterion: &str,
) -> Result<[CriterionWeight; 2], CompareError> {
    model.weights_of(criterion).ok_or_else(|| {
        let known: Vec<&str> = model.criteria().iter().map(ModelCriterion::name).collect();
        CompareError::NoSuchCriterion { name: criterion.to_owned(), known: known.join(", ") }
    })
}
