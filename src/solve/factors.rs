//! Levels packed into one 64-bit integer, each with a factor of its own, and prices taken apart into levels again.

/// Numbers may grow to this many times the largest value.
pub(super) const HEADROOM: i64 = 16;

/// What one of each level is worth: so much that neither sums along a path nor the gap that [`split`](Self::split) looks for can be
/// mistaken for one of the level before.
pub(super) struct Factors {
    /// By level, first decided first.
    each: Vec<i64>,
    /// What all levels after one can amount to in one edge.
    below: Vec<i64>,
}

impl Factors {
    /// For edges that have, with the bonus of a node, at most so much of each level. `None` where levels do not fit 64 bits.
    pub(super) fn new(components: &[u128], nodes: u128) -> Option<Self> {
        let (mut each, mut below) = (vec![1_i64; components.len()], vec![0_i64; components.len()]);
        let (mut factor, mut greatest) = (1_u128, 0_u128);
        for (at, &component) in components.iter().enumerate().rev() {
            each[at] = i64::try_from(factor).ok()?;
            below[at] = i64::try_from(greatest).ok()?;
            let component = component.max(1);
            greatest = greatest.checked_add(factor.checked_mul(component)?)?;
            factor = factor
                .checked_mul(4 * nodes)?
                .checked_mul(component)?
                .checked_next_power_of_two()?;
        }
        let room = (i64::MAX / HEADROOM).unsigned_abs();
        (greatest <= room.into()).then_some(Self { each, below })
    }

    /// By level, first decided first.
    pub(super) fn all(&self) -> &[i64] {
        &self.each
    }

    /// The value of a vector of levels.
    pub(super) fn pack(&self, levels: impl Iterator<Item = i128>) -> Option<i64> {
        let worth = levels.zip(&self.each).map(|(level, &factor)| level * i128::from(factor));
        i64::try_from(worth.sum::<i128>()).ok()
    }

    /// Takes prices of rows and columns apart, a number for each node and level, from one level on.
    ///
    /// How `u + v` compares with the value of an edge is how they compare level by level afterwards, and so are the sign of each and
    /// how it compares with a bonus: of all prices `v` and `−u`, the remainders by a factor leave a gap somewhere that is wider than twice what the
    /// levels below can amount to in one edge, because there are fewer nodes than such gaps in a factor. Cut there, two
    /// remainders never add up to a whole factor.
    pub(super) fn split(
        &self,
        mut rows: Vec<i64>,
        mut columns: Vec<i64>,
        first: usize,
    ) -> (Vec<i128>, Vec<i128>) {
        let count = self.each.len() - first;
        let mut apart = (vec![0; rows.len() * count], vec![0; columns.len() * count]);
        for row in &mut rows {
            *row = -*row;
        }
        for (level, &factor) in self.each[first..].iter().enumerate() {
            let below = self.below[first + level];
            let cut = if factor == 1 { 0 } else { gap(&rows, &columns, factor, below) };
            let shift = factor.trailing_zeros();
            let divide = |rests: &mut [i64], into: &mut [i128], sign: i64| {
                for (rest, into) in rests.iter_mut().zip(into.chunks_exact_mut(count)) {
                    // Remainders from the cut on belong to the multiple above.
                    let whole = (*rest + (factor - 1 - cut)) >> shift;
                    *rest -= whole << shift;
                    into[level] = i128::from(sign * whole);
                }
            };
            divide(&mut rows, &mut apart.0, -1);
            divide(&mut columns, &mut apart.1, 1);
        }
        apart
    }
}

/// Where remainders by a factor, a power of two, are cut: with room for `below` on either side, between 0 and the factor.
///
/// A factor has more stretches of twice that width than there are remainders, so that some stretch is empty.
fn gap(rows: &[i64], columns: &[i64], factor: i64, below: i64) -> i64 {
    let both = || rows.iter().chain(columns);
    // Zero is a remainder whether or not any node has it.
    let different = 2 + both().filter(|&&value| value != 0).count();
    let stretches = different.next_power_of_two();
    let width = factor / i64::try_from(stretches).unwrap_or(i64::MAX);
    if width / 2 > below {
        let shift = width.trailing_zeros();
        let mut taken = vec![0_u64; stretches.div_ceil(64)];
        for value in both() {
            let stretch = usize::try_from((value & (factor - 1)) >> shift).unwrap_or_default();
            taken[stretch / 64] |= 1 << (stretch % 64);
        }
        taken[0] |= 1;
        let empty = (0..).zip(&taken).find(|(_, taken)| **taken != u64::MAX);
        if let Some((at, taken)) = empty.map(|(at, taken)| (64 * at, taken.trailing_ones()))
            && at + i64::from(taken) < factor >> shift
        {
            return ((at + i64::from(taken)) << shift) + width / 2;
        }
    }
    widest_gap(both().map(|value| value & (factor - 1)).collect(), factor)
}

/// The middle of the widest gap between remainders, where some of them belong to nodes that have no say.
fn widest_gap(mut rests: Vec<i64>, factor: i64) -> i64 {
    rests.extend([0, factor]);
    rests.sort_unstable();
    let gap = rests.windows(2).max_by_key(|pair| pair[1] - pair[0]);
    gap.map_or(0, |pair| i64::midpoint(pair[0], pair[1]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COMPONENTS: [u128; 3] = [2, 5, 40];

    fn factors(nodes: usize) -> Factors {
        Factors::new(&COMPONENTS, nodes as u128 + 4).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Prices of any size, and edges that are worth hardly more or less than theirs.
        #[test]
        fn prices_compare_level_by_level_as_they_did(
            rows in prop::collection::vec(-1.0..1.0, 1..8),
            columns in prop::collection::vec(-1.0..1.0, 1..8),
            edges in prop::collection::vec((-2_i128..=2, -5_i128..=5, -40_i128..=40), 20),
        ) {
            let factors = factors(rows.len() + columns.len());
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any number will do")]
            let price = |share: &f64| (share * 3.0 * factors.all()[0] as f64) as i64;
            let rows: Vec<i64> = rows.iter().map(price).collect();
            let mut columns: Vec<i64> = columns.iter().map(price).collect();
            // One edge is worth what its prices are.
            let levels = |&(a, b, c): &(i128, i128, i128)| [a, b, c];
            columns[0] = factors.pack(levels(&edges[0]).into_iter()).unwrap() - rows[0];
            let (u, v) = factors.split(rows.clone(), columns.clone(), 0);
            for (row, u) in rows.iter().zip(u.chunks_exact(3)) {
                prop_assert_eq!(row.cmp(&0), u.cmp(&[0; 3][..]));
                for (column, v) in columns.iter().zip(v.chunks_exact(3)) {
                    let sum = [u[0] + v[0], u[1] + v[1], u[2] + v[2]];
                    for edge in &edges {
                        let value = factors.pack(levels(edge).into_iter()).unwrap();
                        prop_assert_eq!((row + column).cmp(&value), sum.cmp(&levels(edge)));
                    }
                }
            }
        }
    }
}
