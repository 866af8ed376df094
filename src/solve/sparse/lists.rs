//! The arcs of one side, each node's in descending order of value.
//!
//! Values may be *reduced*: those of arcs to a column are then lower by a price of the column (its base), those of arcs
//! to a row by its profit. Nothing but the zero of these prices changes. It pays because every scan ends at the first arc
//! that could not matter even at the least price there is: after the lists were reduced by prices near the final ones and
//! sorted again, this is after three arcs or four instead of twelve.

use super::arcs::Arc;

/// No lists by default.
pub(super) struct Lists<A> {
    offsets: Vec<usize>,
    arcs: Vec<A>,
}

impl<A> Default for Lists<A> {
    fn default() -> Self {
        Self { offsets: vec![0], arcs: Vec::new() }
    }
}

impl<A: Arc> Lists<A> {
    #[inline]
    pub(super) fn of(&self, node: usize) -> &[A] {
        &self.arcs[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Looks at the arcs of a node and forgets them: they are in the cache then.
    #[inline]
    pub(super) fn touch(&self, node: usize) {
        std::hint::black_box(self.arcs.get(self.offsets[node]).map(|arc| arc.node()));
    }

    pub(super) fn nodes(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.arcs.len()
    }

    /// The lists of rows from a call that appends the arcs of a row, in any order; `edges` is how many there will be.
    pub(super) fn of_rows(
        rows: usize,
        edges: usize,
        mut append: impl FnMut(usize, &mut Vec<A>),
    ) -> Self {
        let mut lists =
            Self { offsets: Vec::with_capacity(rows + 1), arcs: Vec::with_capacity(edges) };
        lists.offsets.push(0);
        for row in 0..rows {
            let start = lists.arcs.len();
            append(row, &mut lists.arcs);
            sort(&mut lists.arcs[start..]);
            lists.offsets.push(lists.arcs.len());
        }
        lists
    }

    /// Puts the arcs of a node in their order.
    pub(super) fn sort(&mut self, node: usize) {
        sort(&mut self.arcs[self.offsets[node]..self.offsets[node + 1]]);
    }

    /// Puts the arcs of all nodes in their order.
    pub(super) fn sort_all(&mut self) {
        for list in self.offsets.windows(2) {
            sort(&mut self.arcs[list[0]..list[1]]);
        }
    }

    /// Takes the prices of the nodes at the other end off the values; `false`, and nothing is changed, where a value
    /// would not fit.
    pub(super) fn reduce(&mut self, prices: &[i64]) -> bool {
        if !A::fits(i64::MAX) {
            let (least, most) = range(self.arcs.iter().map(|arc| arc.value()));
            let (cheapest, dearest) = range(prices.iter().copied());
            if !A::fits(least - dearest) || !A::fits(most - cheapest) {
                return false;
            }
        }
        let reduced = |arc: A| arc.value() - prices[arc.to()];
        for list in self.offsets.windows(2) {
            let list = &mut self.arcs[list[0]..list[1]];
            for arc in &mut *list {
                *arc = A::new(arc.node(), reduced(*arc));
            }
            sort(list);
        }
        true
    }

    /// Bytes of the lists of so many edges and nodes.
    pub(super) fn bytes(edges: usize, nodes: usize) -> usize {
        edges * size_of::<A>() + (nodes + 2) * size_of::<usize>()
    }
}

/// The least and the greatest number, 0 and 0 if there are none.
pub(super) fn range(numbers: impl Iterator<Item = i64>) -> (i64, i64) {
    let ends = |range: Option<(i64, i64)>, number: i64| {
        let (least, greatest) = range.unwrap_or((number, number));
        Some((least.min(number), greatest.max(number)))
    };
    numbers.fold(None, ends).unwrap_or((0, 0))
}

fn sort<A: Arc>(arcs: &mut [A]) {
    arcs.sort_unstable_by(|one, other| other.cmp(one));
}

/// The lists of columns while their arcs come row by row.
pub(super) struct Gather<A> {
    /// Where the next arc of a column goes, one place further: the start of a list moves to its end.
    places: Vec<usize>,
    arcs: Vec<A>,
}

impl<A: Arc> Gather<A> {
    /// For so many arcs of each column.
    pub(super) fn new(degrees: impl ExactSizeIterator<Item = usize>) -> Self {
        let mut places = Vec::with_capacity(degrees.len() + 2);
        places.extend([0, 0]);
        let mut sum = 0;
        places.extend(degrees.map(|degree| {
            sum += degree;
            sum
        }));
        Self { places, arcs: vec![A::new(0, 0); sum] }
    }

    /// One more arc of a column. What was not announced, by a source that changes, goes astray but never out of bounds.
    #[inline]
    pub(super) fn add(&mut self, column: usize, row: u32, value: i64) {
        let place = &mut self.places[column + 1];
        if let Some(arc) = self.arcs.get_mut(*place) {
            *arc = A::new(row, value);
        }
        *place += 1;
    }

    /// The lists, as they came.
    pub(super) fn unsorted(mut self) -> Lists<A> {
        self.places.pop();
        let mut last = 0;
        for place in &mut self.places {
            last = (*place).clamp(last, self.arcs.len());
            *place = last;
        }
        Lists { offsets: self.places, arcs: self.arcs }
    }
}
