//! Edges laid out for the side a solver works from.

use super::meter::Meter;
use crate::problem::{StopReason, Weight};

/// Where a dense table has no edge. Weights are at most 2⁶² in either direction.
pub(super) const ABSENT: Weight = Weight::MIN;

/// The open edges, seen from one side: the *near* nodes have lists of *far* nodes.
#[derive(Clone)]
pub(super) enum Table {
    /// A matrix, near nodes as rows.
    Dense { far: usize, weights: Vec<Weight> },
    /// A list for each near node: by far node, or by [falling](Self::falling) weight.
    Sparse { offsets: Vec<usize>, far: Vec<u32>, weights: Vec<Weight>, falling: bool },
}

impl Table {
    /// Calls back for each far node of a near node; says how many places were looked at.
    #[inline]
    pub(super) fn for_each(&self, near: usize, mut each: impl FnMut(usize, Weight)) -> usize {
        self.for_each_while(near, |far, weight| {
            each(far, weight);
            true
        })
    }

    /// The same, as long as the answer is yes. Where weights do not fall the answer is not heard.
    #[inline]
    pub(super) fn for_each_while(
        &self,
        near: usize,
        mut each: impl FnMut(usize, Weight) -> bool,
    ) -> usize {
        match self {
            Self::Dense { far, weights } => {
                for (at, &weight) in weights[near * far..(near + 1) * far].iter().enumerate() {
                    if weight != ABSENT {
                        each(at, weight);
                    }
                }
                *far
            }
            Self::Sparse { offsets, far, weights, falling } => {
                let span = offsets[near]..offsets[near + 1];
                let edges = far[span.clone()].iter().zip(&weights[span.clone()]);
                for (looked_at, (&at, &weight)) in edges.enumerate() {
                    if !each(at as usize, weight) && *falling {
                        return looked_at + 1;
                    }
                }
                span.len()
            }
        }
    }

    /// A list for each near node, by falling weight, so that searches need not look at all of it.
    pub(super) fn falling(lists: &[Vec<(u32, Weight)>]) -> Self {
        let count = lists.iter().map(Vec::len).sum();
        let (mut far, mut weights) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut offsets = Vec::with_capacity(lists.len() + 1);
        offsets.push(0);
        for list in lists {
            far.extend(list.iter().map(|&(far, _)| far));
            weights.extend(list.iter().map(|&(_, weight)| weight));
            offsets.push(far.len());
        }
        Self::Sparse { offsets, far, weights, falling: true }
    }

    /// The same edges seen from the other side, `near` nodes becoming far ones.
    pub(super) fn transposed(
        &self,
        near: usize,
        far: usize,
        meter: &mut Meter<'_>,
    ) -> Result<Self, StopReason> {
        let bytes = self.bytes();
        meter.claim(bytes)?;
        let turned = match self {
            Self::Dense { weights, .. } => {
                let mut turned = vec![ABSENT; weights.len()];
                // In square blocks, so that both sides stay in the cache.
                for rows in (0..near).step_by(64) {
                    for columns in (0..far).step_by(64) {
                        for row in rows..near.min(rows + 64) {
                            for column in columns..far.min(columns + 64) {
                                turned[column * near + row] = weights[row * far + column];
                            }
                        }
                    }
                }
                Self::Dense { far: near, weights: turned }
            }
            Self::Sparse { offsets, far: partners, weights, .. } => {
                let mut starts = vec![0_usize; far + 1];
                for &partner in partners {
                    starts[partner as usize + 1] += 1;
                }
                for at in 0..far {
                    starts[at + 1] += starts[at];
                }
                let mut next = starts.clone();
                let mut turned = vec![0_u32; partners.len()];
                let mut turned_weights = vec![0; weights.len()];
                for (row, span) in (0_u32..).zip(offsets.windows(2)) {
                    for at in span[0]..span[1] {
                        let place = &mut next[partners[at] as usize];
                        turned[*place] = row;
                        turned_weights[*place] = weights[at];
                        *place += 1;
                    }
                }
                Self::Sparse {
                    offsets: starts,
                    far: turned,
                    weights: turned_weights,
                    falling: false,
                }
            }
        };
        meter.release(bytes);
        Ok(turned)
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Dense { weights, .. } => size_of_val(weights.as_slice()),
            Self::Sparse { offsets, far, weights, .. } => {
                size_of_val(offsets.as_slice())
                    + size_of_val(far.as_slice())
                    + size_of_val(weights.as_slice())
            }
        }
    }
}
