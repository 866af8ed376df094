//! Lines across columns, said more sharply of answers of a known number of pairs.

use super::model::Global;

impl Global {
    /// The same of answers of exactly `count` pairs, where that says more: Σ a·x ≤ b and Σ x = n give Σ (a − c)·x ≤ b − c·n
    /// for any c, and where g divides all a − c the right side can be rounded down to a multiple of g (V. Chvátal, *Edmonds
    /// polytopes and a hierarchy of combinatorial problems*, Discrete Mathematics 4, 1973). A share of 26 % of 2,075 pairs
    /// becomes 540 pairs instead of 539.5.
    pub(super) fn rounded(&self, pairs: usize, count: i64) -> Option<Self> {
        let mut dense = vec![0_i64; pairs];
        for &(pair, coefficient) in &self.terms {
            dense[pair as usize] += coefficient;
        }
        let shift = *dense.iter().min()?;
        let mut divisor = 0;
        for a in &mut dense {
            *a = a.checked_sub(shift)?;
            divisor = gcd(divisor, *a);
        }
        let most = self.most.checked_sub(shift.checked_mul(count)?)?;
        if divisor <= 1 || most.rem_euclid(divisor) == 0 {
            return None;
        }
        let terms = (0_u32..).zip(dense).filter(|&(_, a)| a != 0);
        let terms: Vec<(u32, i64)> = terms.map(|(pair, a)| (pair, a / divisor)).collect();
        let unit = terms.iter().map(|&(_, a)| a).max()?;
        Some(Self { terms, most: most.div_euclid(divisor), unit, key: self.key, divisor })
    }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::super::model::Global;

    #[test]
    fn a_share_of_a_known_number_of_pairs_is_a_whole_number() {
        // At least 26 % of the pairs are of the first kind: 26 - 100 for each of these, 26 for each of the others, at most 0.
        let terms = (0..4_u32).map(|pair| (pair, if pair < 2 { -74 } else { 26 })).collect();
        let line = Global { terms, most: 0, unit: 74, key: (0, 0, -1), divisor: 1 };
        let sharper = line.rounded(4, 2_075);
        // At most 1,535 of the others, where 1,535.5 was allowed.
        let sharper = sharper.map(|line| (line.terms, line.most, line.divisor));
        assert_eq!(sharper, Some((vec![(2, 1), (3, 1)], 1_535, 100)));
        assert!(line.rounded(4, 2_050).is_none(), "26 % of 2,050 are a whole number");
    }

    #[test]
    fn no_answer_of_the_number_is_cut_off() {
        let mut seed = 7_u64;
        let mut roll = |sides: i64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(seed >> 33).unwrap_or(0) % sides
        };
        let (mut sharper, mut tight) = (0, 0);
        for _ in 0..2_000 {
            let few = [roll(41) - 20, roll(41) - 20, 0];
            let terms: Vec<(u32, i64)> =
                (0..9_u32).map(|at| (at % 7, few[usize::try_from(roll(3)).unwrap_or(0)])).collect();
            let most = roll(81) - 40;
            let line = Global { terms, most, unit: 20, key: (0, 0, 1), divisor: 1 };
            let count = roll(8);
            let Some(rounded) = line.rounded(7, count) else { continue };
            sharper += 1;
            let sum = |line: &Global, set: u32| -> i64 {
                let terms = line.terms.iter().filter(|(pair, _)| set >> pair & 1 == 1);
                terms.map(|&(_, a)| a).sum()
            };
            let sets = || (0..1_u32 << 7).filter(|set| i64::from(set.count_ones()) == count);
            for set in sets() {
                let kept = sum(&line, set) <= line.most;
                assert_eq!(
                    kept,
                    sum(&rounded, set) <= rounded.most,
                    "{line:?} {rounded:?} {set:b}"
                );
            }
            tight += usize::from(sets().any(|set| sum(&rounded, set) == rounded.most));
            assert!(rounded.terms.iter().all(|&(_, a)| (0..=rounded.unit).contains(&a)));
        }
        assert!(sharper > 100 && tight > 50, "{sharper}, {tight}");
    }
}
