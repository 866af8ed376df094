//! Means, spreads and intervals, in a fixed order of operations.

use serde::{Deserialize, Serialize};

use crate::draw::Draw;

/// One measure of one strategy over all runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// How many runs it is about.
    pub runs: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation of the sample (divided by runs − 1); 0 for one run.
    pub std: f64,
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
}

impl Summary {
    /// `None` for no numbers.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let (min, max) = values.iter().fold(None, |range, &value| match range {
            None => Some((value, value)),
            Some((min, max)) => Some((f64::min(min, value), f64::max(max, value))),
        })?;
        let mean = mean(values);
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        #[expect(clippy::cast_precision_loss, reason = "far fewer runs than 2^52")]
        let others = (values.len() - 1) as f64;
        let std = if others > 0.0 { libm::sqrt(squares / others) } else { 0.0 };
        Some(Self { runs: values.len() as u64, mean, std, min, max })
    }
}

#[expect(clippy::cast_precision_loss, reason = "far fewer runs than 2^52")]
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// By how much a measure differs from that of the baseline, run by run on the same case and seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Difference {
    /// Mean of the differences (strategy − baseline).
    pub mean: f64,
    /// How many things were drawn from: cases, or the seeds of a single case.
    pub drawn_from: u64,
    /// The middle 95 % of the means of samples drawn with replacement; `None` where there is only one thing to draw from.
    pub interval: Option<(f64, f64)>,
}

/// B. Efron, *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7 (1979): the percentile interval.
///
/// Draws are integers from a named generator, means are added up in the order of the draws.
pub(super) fn difference(units: &[f64], resamples: u32, seed: u64) -> Option<Difference> {
    let count = u32::try_from(units.len()).ok().filter(|&count| count > 0)?;
    let mut result = Difference { mean: mean(units), drawn_from: count.into(), interval: None };
    if count > 1 && resamples > 0 {
        let mut draw = Draw::new(seed);
        let mut sample = vec![0.0; units.len()];
        let mut means: Vec<f64> = (0..resamples)
            .map(|_| {
                sample.fill_with(|| units[draw.below(count) as usize]);
                mean(&sample)
            })
            .collect();
        means.sort_unstable_by(f64::total_cmp);
        // The places of 2.5 % and 97.5 %, rounded outwards.
        let last = means.len() - 1;
        let low = last * 25 / 1000;
        result.interval = Some((means[low], means[last - low]));
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_that_of_a_sample() {
        let summary = Summary::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((summary.mean, summary.min, summary.max), (5.0, 2.0, 9.0));
        assert!((summary.std - (32.0_f64 / 7.0).sqrt()).abs() < 1e-15);
        assert!(Summary::of(&[3.0]).unwrap().std.abs() < 1e-300);
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn intervals_hold_the_mean_and_come_again() {
        let units: Vec<f64> = (0..40).map(|at| f64::from(at % 7)).collect();
        let once = difference(&units, 999, 5).unwrap();
        let (low, high) = once.interval.unwrap();
        assert!(low < once.mean && once.mean < high, "{once:?}");
        // The standard error is about 2 ÷ √40; 95 % are within two of them.
        assert!((high - low) > 0.8 && (high - low) < 1.8, "{once:?}");
        assert_eq!(difference(&units, 999, 5).unwrap(), once);
        assert_ne!(difference(&units, 999, 6).unwrap().interval, once.interval);
        assert_eq!(difference(&[1.0], 999, 5).unwrap().interval, None);
        assert_eq!(difference(&[], 999, 5), None);
        // All alike: no width.
        assert_eq!(difference(&[2.0; 5], 99, 1).unwrap().interval, Some((2.0, 2.0)));
    }
}
