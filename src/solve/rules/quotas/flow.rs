//! The network over short lists of pairs, checked against all pairs: what is worth more than its prices joins the lists, and
//! so does what leads out of a cut, until neither is there.

use std::cmp::Reverse;

use super::network::{Arc, Halt, Network, Span, Worth};
use super::pairs::Pairs;
use super::trees::{ROOT, Trees};
use crate::problem::{Assigned, Edge, StopReason};
use crate::solve::meter::Meter;
use crate::solve::nodes::turned;
use crate::solve::parallel::over_rows;
use crate::solve::value::Levels;

/// Pairs up to which all of them are listed.
const FEW: u64 = 60_000;

/// The best pairs of a row that are listed at first, whatever they are, and of each class of columns.
const OF_ROW: usize = 12;
const OF_CLASS: usize = 3;

/// Pairs of a row that join the lists at a time.
const AT_ONCE: usize = 12;

/// Cells that are read between two looks at the limits.
const CHUNK: usize = 1 << 20;

/// A problem as a circulation.
pub(super) struct Flow<'a, const L: usize> {
    pub(super) pairs: &'a dyn Pairs,
    pub(super) trees: &'a Trees,
    pub(super) network: Network<L>,
    /// Sets that can have nothing, with all below them.
    pub(super) dead: Vec<bool>,
    /// The columns that are listed, in ascending order, row by row.
    listed: Vec<Vec<u32>>,
    /// Whether all pairs are.
    whole: bool,
}

#[derive(Clone, Copy)]
struct Candidate<const L: usize> {
    arc: Arc,
    gain: Levels<L>,
}

impl<'a, const L: usize> Flow<'a, L> {
    /// Prices are one for each node of the trees; sets have room for something.
    pub(super) fn new(
        pairs: &'a dyn Pairs,
        trees: &'a Trees,
        span: Vec<Span<L>>,
        mut price: Vec<Levels<L>>,
        worth: Worth<L>,
    ) -> Self {
        let mut dead = vec![false; span.len()];
        for node in 1..span.len() {
            let parent = trees.parent[node] as usize;
            dead[node] = span[node].high <= 0 || dead[parent];
            if dead[node] {
                price[node] = price[parent];
            }
        }
        let network = Network::new(&trees.parent, &trees.side, span, price, worth);
        let listed = vec![Vec::new(); pairs.rows()];
        Self { pairs, trees, network, dead, listed, whole: false }
    }

    /// The best circulation from these pairs on.
    pub(super) fn run(&mut self, start: &[Assigned], meter: &mut Meter<'_>) -> Result<(), Halt> {
        self.list(start, meter)?;
        self.network.carry_up();
        self.network.settle();
        loop {
            match self.network.run(meter) {
                Ok(()) => {
                    if self.whole || self.join(None, meter)? == 0 {
                        return Ok(());
                    }
                }
                Err(Halt::Stuck(reached)) => {
                    if self.whole || self.join(Some(&reached), meter)? == 0 {
                        return Err(Halt::Stuck(reached));
                    }
                }
                Err(halt) => return Err(halt),
            }
            self.network.settle();
        }
    }

    /// The pairs that are used, by row and column.
    pub(super) fn chosen(&self) -> Vec<Assigned> {
        let used = self.network.arcs.iter().filter(|arc| arc.used);
        let mut chosen: Vec<Assigned> = used
            .map(|arc| Assigned {
                row: arc.row as usize,
                column: arc.column as usize,
                weight: arc.weight,
            })
            .collect();
        chosen.sort_unstable();
        chosen
    }

    /// Reads a row: its pairs that can be.
    fn read(&self, row: usize, edges: &mut Vec<Edge>, each: &mut dyn FnMut(Candidate<L>)) -> usize {
        let (rows, columns) = (&self.trees.rows, &self.trees.columns);
        self.pairs.read(row, edges);
        let class = rows.class[row];
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        for edge in &*edges {
            let column = edge.column as usize;
            let tail = rows.leaf(row, columns.class[column]);
            let head = columns.leaf(column, class);
            if self.dead[tail as usize] || self.dead[head as usize] {
                continue;
            }
            let gain = self.network.gain(tail, head, edge.weight);
            let (column, weight) = (edge.column, edge.weight);
            let arc = Arc { tail, head, row: number, column, weight, used: false };
            each(Candidate { arc, gain });
        }
        edges.len()
    }

    /// Reads all rows and calls back with what was picked of each, in order.
    fn over_all(
        &mut self,
        meter: &mut Meter<'_>,
        pick: impl Fn(&Self, usize, &mut Vec<Edge>) -> (usize, Vec<Candidate<L>>) + Sync,
        mut take: impl FnMut(&mut Self, usize, Vec<Candidate<L>>),
    ) -> Result<(), StopReason> {
        let (rows, columns) = (self.pairs.rows(), self.pairs.columns());
        let step = (CHUNK / columns.max(1)).clamp(1, 1 << 12);
        for first in (0..rows).step_by(step) {
            let range = first..rows.min(first + step);
            let this = &*self;
            let picked =
                over_rows(range, columns, |edges: &mut Vec<Edge>, row| pick(this, row, edges));
            for (row, (looked, picked)) in (first..).zip(picked) {
                meter.spend(looked + 1)?;
                take(self, row, picked);
            }
        }
        Ok(())
    }

    /// The first lists: the best pairs of each row and each class of columns, and those it starts from.
    fn list(&mut self, start: &[Assigned], meter: &mut Meter<'_>) -> Result<(), StopReason> {
        let classes = self.trees.columns.classes();
        self.whole = self.trees.edges <= FEW;
        let whole = self.whole;
        let of_row = |row: usize| {
            let first = start.partition_point(|pair| pair.row < row);
            start[first..].iter().take_while(move |pair| pair.row == row)
        };
        let pick = |this: &Self, row: usize, edges: &mut Vec<Edge>| {
            let mut all = Vec::new();
            let looked = this.read(row, edges, &mut |candidate| all.push(candidate));
            for pair in of_row(row) {
                let same = |one: &&mut Candidate<L>| one.arc.column as usize == pair.column;
                if let Some(candidate) = all.iter_mut().find(same) {
                    candidate.arc.used = true;
                }
            }
            if !whole {
                let columns = this.pairs.columns();
                all.sort_by_key(|one| {
                    (Reverse(one.gain), turned(row, one.arc.column as usize, columns))
                });
                let mut of_class = vec![0; classes];
                let mut taken = 0;
                all.retain(|one| {
                    let class = this.trees.columns.class[one.arc.column as usize] as usize;
                    of_class[class] += 1;
                    taken += 1;
                    taken <= OF_ROW || of_class[class] <= OF_CLASS || one.arc.used
                });
            }
            (looked, all)
        };
        self.over_all(meter, pick, |this, row, picked| {
            for candidate in picked {
                this.listed[row].push(candidate.arc.column);
                this.network.add(candidate.arc);
            }
            this.listed[row].sort_unstable();
        })
    }

    /// Adds pairs that are worth more than their prices or, where nothing leaves the nodes reached, some that do. Returns
    /// how many.
    fn join(
        &mut self,
        reached: Option<&[bool]>,
        meter: &mut Meter<'_>,
    ) -> Result<usize, StopReason> {
        let pick = |this: &Self, row: usize, edges: &mut Vec<Edge>| {
            let mut all = Vec::new();
            let looked = this.read(row, edges, &mut |candidate| {
                let Candidate { arc, gain } = candidate;
                let wanted = match reached {
                    None => gain > Levels::ZERO,
                    Some(reached) => reached[arc.tail as usize] && !reached[arc.head as usize],
                };
                if wanted && this.listed[row].binary_search(&arc.column).is_err() {
                    all.push(candidate);
                }
            });
            let columns = this.pairs.columns();
            all.sort_by_key(|one| {
                (Reverse(one.gain), turned(row, one.arc.column as usize, columns))
            });
            all.truncate(AT_ONCE);
            (looked, all)
        };
        let mut added = 0;
        self.over_all(meter, pick, |this, row, picked| {
            added += picked.len();
            for candidate in &picked {
                // The price of the row rises to what the pair is worth, instead of taking what cannot stay.
                let arc = candidate.arc;
                let gain = this.network.gain(arc.tail, arc.head, arc.weight);
                if gain > Levels::ZERO {
                    this.network.dearer(arc.tail, gain);
                }
                this.listed[row].push(arc.column);
                this.network.add(arc);
            }
            if !picked.is_empty() {
                this.listed[row].sort_unstable();
            }
        })?;
        Ok(added)
    }

    /// The prices of all sets, those of dead ones so high that no pair in them is worth anything.
    pub(super) fn prices(&self, largest: u64) -> Vec<Levels<L>> {
        let Network { price, span, .. } = &self.network;
        let most = price.iter().map(|price| price.0[0].abs()).max().unwrap_or(0);
        let early = span.iter().map(|span| span.early.0[0]).max().unwrap_or(0);
        let mut dear = Levels::ZERO;
        dear.0[0] = 2 + i128::from(largest) + 8 * most + 2 * early * span.len() as i128;
        let of_node = |node: usize| {
            if node == ROOT as usize {
                Levels::ZERO
            } else if !self.dead[node] {
                self.network.price_of_set(node)
            } else if !self.dead[self.trees.parent[node] as usize] {
                dear
            } else if span[node].first > 0 {
                // What is below has nothing, and its first units must not seem to be worth anything.
                -span[node].early
            } else {
                Levels::ZERO
            }
        };
        (0..price.len()).map(of_node).collect()
    }
}
