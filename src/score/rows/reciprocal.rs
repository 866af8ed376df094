//! The weighted mean without a division.

/// The largest Σ w there is a reciprocal for.
pub(in crate::score) const MOST_WEIGHT: usize = (1 << 12) - 1;

const SHIFT: u32 = 44;

/// ⌊2⁴⁴ ÷ w⌋ + 1 for each w; 0 for 0, so that a score that rests on nothing is 0.
static RECIPROCALS: [u64; MOST_WEIGHT + 1] = {
    let mut table = [0; MOST_WEIGHT + 1];
    let mut weight = 1;
    while weight <= MOST_WEIGHT {
        table[weight] = (1 << SHIFT) / weight as u64 + 1;
        weight += 1;
    }
    table
};

/// `sum` ÷ `weight`, rounded half up, in micro-points; 0 ÷ 0 is 0. `sum` is at most a million times `weight`, and
/// `weight` at most [`MOST_WEIGHT`].
///
/// Exact, after Granlund and Montgomery, "Division by invariant integers using multiplication" (1994). Rounding half up
/// makes it ⌊n ÷ w⌋ with n = sum + ⌊w ÷ 2⌋ (for an odd w the half that is lost cannot reach the next multiple). With
/// m = ⌊2⁴⁴ ÷ w⌋ + 1 and e = m·w − 2⁴⁴, which lies in 1..=w, n·m ÷ 2⁴⁴ = n ÷ w + n·e ÷ (w·2⁴⁴). The excess is below
/// 1 ÷ w, and so cannot reach the next integer, where n·e < 2⁴⁴: n < 2³² because 4,095·10⁶ + 2,047 is, and e < 2¹². The
/// product stays below 2⁶⁴: it is at most (10⁶ + ½)·2⁴⁴ + n < 2⁶⁴.
#[inline]
pub(in crate::score) fn mean(sum: u64, weight: usize) -> u64 {
    let weight = weight & MOST_WEIGHT;
    ((sum + (weight as u64 >> 1)) * RECIPROCALS[weight]) >> SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The division it stands for.
    fn divided(sum: u64, weight: u64) -> u64 {
        (2 * sum + weight) / (2 * weight)
    }

    #[test]
    fn it_is_the_division_for_every_weight() {
        for weight in 1..=MOST_WEIGHT as u64 {
            let most = weight * 1_000_000;
            // Both sides of where the answer changes, at few points of every weight and at all of some.
            let step = if weight < 8 { 1 } else { 60_013 };
            for score in (0..=1_000_000).step_by(step).chain([999_999, 1_000_000]) {
                let border = (2 * score * weight).saturating_sub(weight).div_ceil(2);
                for sum in border.saturating_sub(1)..=(border + 1).min(most) {
                    let small = usize::try_from(weight).unwrap();
                    assert_eq!(mean(sum, small), divided(sum, weight), "{sum} / {weight}");
                }
            }
        }
        assert_eq!(mean(0, 0), 0);
        assert_eq!(mean(4_095_000_000, MOST_WEIGHT), 1_000_000);
    }
}
