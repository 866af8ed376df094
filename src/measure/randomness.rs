//! How much chance there is in a lottery: what somebody who knows the probabilities can foresee.

use serde::{Deserialize, Serialize};

use super::{MeasureError, Ratio};

/// How far probabilities are spread. Who meets whom is the harder to foresee the lower the first two and `l2` are, and the higher
/// `support` and `entropy`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Randomness {
    /// max x: the probability of the likeliest pair. `None` where no pair is possible.
    pub likeliest: Option<Ratio>,
    /// (1 ÷ n) Σ_i max_j x_ij: of the likeliest partner of each row, on average. Rows that have no pair count 0. `None` where
    /// there is no row.
    pub likeliest_of_rows: Option<Ratio>,
    /// Pairs with a probability above 0.
    pub support: u64,
    /// −Σ x ln x.
    pub entropy: f64,
    /// √Σ x².
    pub l2: f64,
}

/// Measures probabilities of pairs, each the row of a pair and its probability in parts of `whole`. `rows` is how many rows there
/// are.
///
/// Y. Xu, S. Jecmen, Z. Song and F. Fang, *A one-size-fits-all approach to improving randomness in paper assignment*, NeurIPS
/// 2023. Pairs are added in the order of their probabilities, so that the bits are the same in whichever order they come.
///
/// ```
/// use tandems::measure::{Ratio, randomness};
/// use tandems::problem::{Csr, Problem};
/// use tandems::strategy::{Inputs, Share, Strategy};
///
/// let edges = Csr::from_triplets(2, 2, [(0, 0, 9), (0, 1, 8), (1, 0, 8), (1, 1, 5)])?;
/// let strategy = Strategy::CappedLottery(Share::HALF);
/// let outcome = strategy.solve(&Problem::new(edges), &Inputs::default())?;
/// let lottery = outcome.lottery().expect("a lottery");
/// let chances: Vec<_> = lottery.chances().iter().map(|chance| (chance.pair.row, chance.parts)).collect();
/// let randomness = randomness(2, &chances, lottery.whole())?;
/// assert_eq!(randomness.likeliest, Ratio::new(1, 2));
/// assert_eq!(randomness.likeliest_of_rows, Ratio::new(1, 2));
/// assert_eq!((randomness.support, randomness.l2), (4, 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`MeasureError::NoChance`] if a row is not there, or a probability is above 1.
///
/// # Complexity
///
/// O(p log p) for p pairs.
pub fn randomness(
    rows: usize,
    chances: &[(usize, u32)],
    whole: u32,
) -> Result<Randomness, MeasureError> {
    let mut of_rows = vec![0; rows];
    for &(row, parts) in chances {
        let most = of_rows.get_mut(row).filter(|_| parts <= whole);
        let most: &mut u32 = most.ok_or(MeasureError::NoChance { row, rows, parts, whole })?;
        *most = parts.max(*most);
    }
    let mut parts: Vec<u32> = chances.iter().map(|&(_, parts)| parts).filter(|&p| p > 0).collect();
    parts.sort_unstable();
    let likeliest = parts.last().and_then(|&parts| Ratio::new(parts.into(), whole.into()));
    let sum = of_rows.iter().map(|&most| i128::from(most)).sum();
    let likeliest_of_rows = Ratio::new(sum, i128::from(whole) * rows as i128);
    let probabilities = parts.iter().map(|&parts| f64::from(parts) / f64::from(whole));
    // Begins at zero and not, as an empty sum would, below it.
    let entropy = probabilities.fold(0.0, |sum, x| sum - x * libm::log(x));
    let squares: u128 = parts.iter().map(|&parts| u128::from(parts) * u128::from(parts)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a root is a float")]
    let l2 = libm::sqrt(squares as f64) / f64::from(whole.max(1));
    Ok(Randomness { likeliest, likeliest_of_rows, support: parts.len() as u64, entropy, l2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matching_has_no_chance_in_it() {
        let sure = randomness(3, &[(0, 1), (2, 1)], 1).expect("sound");
        assert_eq!(sure.likeliest, Ratio::new(1, 1));
        assert_eq!(sure.likeliest_of_rows, Ratio::new(2, 3));
        assert_eq!((sure.support, sure.entropy.to_bits()), (2, 0));
        assert!((sure.l2 - 2_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn by_hand() {
        // Row 0 has 1/4 and 3/4, row 1 nothing, row 2 has 1/2; what has no probability is no pair.
        let chances = [(0, 1), (0, 3), (1, 0), (2, 2)];
        let found = randomness(3, &chances, 4).expect("sound");
        assert_eq!(found.likeliest, Ratio::new(3, 4));
        assert_eq!(found.likeliest_of_rows, Ratio::new(5, 12));
        assert_eq!(found.support, 3);
        let entropy = 0.25 * 4_f64.ln() - 0.75 * 0.75_f64.ln() + 0.5 * 2_f64.ln();
        assert!((found.entropy - entropy).abs() < 1e-15);
        assert!((found.l2 - 0.875_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn nothing_at_all() {
        let found = randomness(0, &[], 1024).expect("sound");
        assert_eq!((found.likeliest, found.support), (None, 0));
        assert_eq!(found.likeliest_of_rows, None);
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (chances, whole) in [(&[(2, 1)], 2), (&[(1, 3)], 2), (&[(0, 1)], 0)] {
            let error = randomness(2, chances, whole).expect_err("no such chance").to_string();
            let (row, parts) = chances[0];
            assert!(error.contains(&format!("row {row}")), "{error}");
            assert!(error.contains(&format!("{parts}/{whole}")), "{error}");
        }
    }
}
