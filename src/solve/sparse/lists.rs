//! The arcs of one side, each node's in descending order of value.
//!
//! Values may be *reduced*: those of arcs to a column are then lower by a price of the column (its base), those of arcs
//! to a row by its profit. Nothing but the zero of these prices changes. It pays because every scan ends at the first arc
//! that could not matter even at the least price there is: after the lists were reduced by prices near the final ones and
//! sorted again, this is after three arcs or four instead of twelve.

use super::arcs::Arc;

pub(super) struct Lists<A> {
    offsets: Vec<usize>,
    arcs: Vec<A>,
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

    /// The lists of rows whose arcs come in any order.
    pub(super) fn of_rows<I: Iterator<Item = (u32, i64)>>(
        rows: usize,
        edges: usize,
        row: impl Fn(usize) -> I,
    ) -> Self {
        let mut lists =
            Self { offsets: Vec::with_capacity(rows + 1), arcs: Vec::with_capacity(edges) };
        lists.offsets.push(0);
        for one in 0..rows {
            let start = lists.arcs.len();
            lists.arcs.extend(row(one).map(|(to, value)| A::new(to, value)));
            lists.arcs[start..].sort_unstable_by(|one, other| other.cmp(one));
            lists.offsets.push(lists.arcs.len());
        }
        lists
    }

    /// The lists of columns of the same edges, with an arc to each row.
    pub(super) fn of_columns<I: Iterator<Item = (usize, i64)>>(
        columns: usize,
        rows: usize,
        row: impl Fn(usize) -> I,
    ) -> Self {
        let mut offsets = vec![0; columns + 2];
        for one in 0..rows {
            for (column, _) in row(one) {
                offsets[column + 2] += 1;
            }
        }
        for column in 2..offsets.len() {
            offsets[column] += offsets[column - 1];
        }
        // While a list is filled, its start stands one place further and moves to its end.
        let mut arcs = vec![A::new(0, 0); offsets[columns + 1]];
        for (one, number) in (0..rows).zip(0..) {
            for (column, value) in row(one) {
                let place = &mut offsets[column + 1];
                arcs[*place] = A::new(number, value);
                *place += 1;
            }
        }
        offsets.pop();
        for list in offsets.windows(2) {
            arcs[list[0]..list[1]].sort_unstable_by(|one, other| other.cmp(one));
        }
        Self { offsets, arcs }
    }

    /// Takes the prices of the nodes at the other end off the values; `false`, and nothing is changed, where a value
    /// would not fit.
    pub(super) fn reduce(&mut self, prices: &[i64]) -> bool {
        let reduced = |arc: A| arc.value() - prices[arc.to()];
        if !A::fits(i64::MAX) {
            let most = self.arcs.iter().map(|arc| arc.value().abs()).max().unwrap_or(0);
            let dearest = prices.iter().map(|price| price.abs()).max().unwrap_or(0);
            if !A::fits(most + dearest) {
                return false;
            }
        }
        for list in self.offsets.windows(2) {
            let list = &mut self.arcs[list[0]..list[1]];
            for arc in &mut *list {
                *arc = A::new(arc.node(), reduced(*arc));
            }
            list.sort_unstable_by(|one, other| other.cmp(one));
        }
        true
    }

    /// Bytes of the lists of so many edges and nodes.
    pub(super) fn bytes(edges: usize, nodes: usize) -> usize {
        edges * size_of::<A>() + (nodes + 2) * size_of::<usize>()
    }
}
