//! The loop that most time is spent in: the best gains of a row, in vectors of the widest kind the machine has.

use crate::wide::wide;

/// Cells in a vector of the loop; compilers make of it what the instruction set offers.
const LANES: usize = 16;

/// The largest gain `worth − price` of each group of far nodes. A group is every sixteenth far node of a stretch of
/// `16 · depth`, so that groups are found without a step across vectors.
pub(super) struct Kernel {
    /// Far nodes in a group.
    depth: usize,
}

impl Kernel {
    /// For rows of this many far nodes.
    pub(super) fn new(far: usize) -> Self {
        let depth = match far {
            0..1_500 => 4,
            1_500..40_000 => 16,
            _ => 64,
        };
        Self { depth }
    }

    /// Far nodes of a row with its padding.
    pub(super) fn width(&self, far: usize) -> usize {
        far.div_ceil(LANES * self.depth) * LANES * self.depth
    }

    /// Groups of a row.
    pub(super) fn groups(&self, width: usize) -> usize {
        width / self.depth
    }

    /// The far nodes of a group, with their worths and prices out of those of a row.
    #[inline]
    pub(super) fn members<'a>(
        &self,
        group: usize,
        worths: &'a [i32],
        prices: &'a [i32],
    ) -> impl Iterator<Item = (usize, i32, i32)> + 'a {
        let (stretch, lane) = (group / LANES * self.depth, group % LANES);
        let vectors = |of: &'a [i32]| &of.as_chunks::<LANES>().0[stretch..][..self.depth];
        let both = vectors(worths).iter().zip(vectors(prices));
        let first = stretch * LANES + lane;
        (first..)
            .step_by(LANES)
            .zip(both)
            .map(move |(far, (worths, prices))| (far, worths[lane], prices[lane]))
    }

    /// Writes the largest gain of each group. All three are padded.
    pub(super) fn best(&self, worths: &[i32], prices: &[i32], best: &mut [i32]) {
        match self.depth {
            4 => wide(
                #[inline(always)]
                || groups::<4>(worths, prices, best),
            ),
            16 => wide(
                #[inline(always)]
                || groups::<16>(worths, prices, best),
            ),
            _ => wide(
                #[inline(always)]
                || groups::<64>(worths, prices, best),
            ),
        }
    }

    /// The largest gain of a row.
    pub(super) fn top(worths: &[i32], prices: &[i32]) -> i32 {
        let gains = |(&worth, &price): (&i32, &i32)| worth - price;
        wide(
            #[inline(always)]
            || worths.iter().zip(prices).map(gains).fold(i32::MIN, i32::max),
        )
    }

    /// Raises each price to what a near node would pay that is content with a gain.
    pub(super) fn raise(worths: &[i32], content: i32, prices: &mut [i32]) {
        wide(
            #[inline(always)]
            || {
                for (price, &worth) in prices.iter_mut().zip(worths) {
                    let bid = worth - content;
                    *price = if bid > *price { bid } else { *price };
                }
            },
        );
    }
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
fn groups<const DEPTH: usize>(worths: &[i32], prices: &[i32], best: &mut [i32]) {
    let stretches = worths
        .as_chunks::<LANES>()
        .0
        .chunks_exact(DEPTH)
        .zip(prices.as_chunks::<LANES>().0.chunks_exact(DEPTH));
    for ((worths, prices), best) in stretches.zip(best.as_chunks_mut::<LANES>().0) {
        let mut top = [i32::MIN; LANES];
        for (worths, prices) in worths.iter().zip(prices) {
            for lane in 0..LANES {
                let gain = worths[lane] - prices[lane];
                top[lane] = if gain > top[lane] { gain } else { top[lane] };
            }
        }
        *best = top;
    }
}
