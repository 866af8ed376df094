//! Which pairs stand in which limits, and whether the limits are two laminar families.
//!
//! Rows that stand in the same blocks are a class, and so are columns; a limit is then a set of cells, class by class, and
//! whether two limits nest, are apart or cross is counted in edges. The stars of the rows are one family and those of the
//! columns the other; a limit joins one of them where it crosses none of its sets. Where it could join either, two limits
//! that cross are put into different ones: a colouring of the graph of crossings with two colours. E. Budish, Y.-K. Che,
//! F. Kojima and P. Milgrom, *Designing random allocation mechanisms: theory and applications*, American Economic Review
//! 103, 2013.

use std::collections::{BTreeMap, HashMap};

use super::limits::Limit;
use super::pairs::Pairs;
use crate::problem::{Per, Side};

/// One side: its nodes by class, and their edges by the class of the other end.
pub(super) struct Classes {
    /// The class of each node.
    pub(super) of: Vec<u32>,
    /// The limits whose blocks a class stands in, in ascending order.
    pub(super) limits: Vec<Vec<u32>>,
    /// For each node the classes it has edges to, in ascending order, and how many.
    pub(super) seen: Vec<Vec<(u32, u64)>>,
}

/// Both sides.
pub(super) struct Counted {
    pub(super) rows: Classes,
    pub(super) columns: Classes,
}

impl Classes {
    /// Nodes by the blocks they stand in.
    fn new<'a>(count: usize, members: impl Iterator<Item = &'a [usize]>) -> Self {
        let mut of_node: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (limit, nodes) in (0_u32..).zip(members) {
            for &node in nodes {
                of_node[node].push(limit);
            }
        }
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut limits = Vec::new();
        let of = of_node
            .into_iter()
            .map(|set| {
                let next = u32::try_from(limits.len()).unwrap_or(u32::MAX);
                *known.entry(set).or_insert_with_key(|set| {
                    limits.push(set.clone());
                    next
                })
            })
            .collect();
        Self { of, limits, seen: vec![Vec::new(); count] }
    }

    pub(super) fn limits_of(&self, node: usize) -> &[u32] {
        &self.limits[self.of[node] as usize]
    }

    /// Number of edges of a node.
    pub(super) fn degree(&self, node: usize) -> u64 {
        self.seen[node].iter().map(|&(_, count)| count).sum()
    }
}

/// What two ascending lists have in common.
pub(super) fn common<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    one.iter().copied().filter(|limit| other.binary_search(limit).is_ok())
}

impl Counted {
    /// Reads all pairs once.
    pub(super) fn of(pairs: &dyn Pairs, limits: &[Limit]) -> Self {
        let rows = limits.iter().map(|limit| limit.block.rows());
        let columns = limits.iter().map(|limit| limit.block.columns());
        let mut rows = Classes::new(pairs.rows(), rows);
        let mut columns = Classes::new(pairs.columns(), columns);
        // Rows of a class one after the other, so that a column meets each class once.
        let mut order: Vec<usize> = (0..pairs.rows()).collect();
        order.sort_by_key(|&row| rows.of[row]);
        let mut edges = Vec::new();
        let mut counts = vec![0_u64; columns.limits.len()];
        for row in order {
            pairs.read(row, &mut edges);
            let class = rows.of[row];
            for edge in &edges {
                let column = edge.column as usize;
                counts[columns.of[column] as usize] += 1;
                match columns.seen[column].last_mut() {
                    Some((last, count)) if *last == class => *count += 1,
                    _ => columns.seen[column].push((class, 1)),
                }
            }
            for edge in &edges {
                let class = columns.of[edge.column as usize];
                let count = std::mem::take(&mut counts[class as usize]);
                if count > 0 {
                    rows.seen[row].push((class, count));
                }
            }
            rows.seen[row].sort_unstable();
        }
        Self { rows, columns }
    }

    pub(super) fn side(&self, side: Side) -> (&Classes, &Classes) {
        match side {
            Side::Rows => (&self.rows, &self.columns),
            Side::Columns => (&self.columns, &self.rows),
        }
    }
}

/// How a limit on a whole block lies to the stars of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct Lie {
    /// Nodes with an edge in it, in ascending order.
    pub(super) nodes: Vec<usize>,
    /// Whether some of them have edges outside.
    pub(super) partly: bool,
    /// Edges in it.
    pub(super) edges: u64,
}

/// Two laminar families that hold the stars of both sides and all limits.
pub(super) struct Families {
    /// Which family each limit joins.
    pub(super) side: Vec<Side>,
    /// How each limit on a whole block lies to the stars of its family.
    pub(super) lies: Vec<Lie>,
}

impl Families {
    /// `None` where there are none.
    pub(super) fn of(counted: &Counted, limits: &[Limit]) -> Option<Self> {
        let lies = [Side::Rows, Side::Columns].map(|side| lies(counted, limits, side));
        for side in [Side::Rows, Side::Columns] {
            if !are_laminar(counted, limits, side) {
                return None;
            }
        }
        let fits = |limit: usize, side: Side| {
            let lie = &lies[usize::from(side == Side::Columns)][limit];
            let inside = |&node: &usize| !crosses_at(counted, limits, side, node, limit);
            !lie.partly || lie.nodes.len() == 1 && lie.nodes.iter().all(inside)
        };
        let crossings = crossings(counted, limits, &lies[0]);
        let mut side: Vec<Option<Side>> = limits.iter().map(Limit::each).collect();
        for first in 0..limits.len() {
            if side[first].is_some() {
                continue;
            }
            // All that hang together follow from one of them.
            let component = [Side::Rows, Side::Columns].into_iter().find_map(|color| {
                coloured(first, color, &crossings)?
                    .into_iter()
                    .map(|(limit, side)| fits(limit, side).then_some((limit, side)))
                    .collect::<Option<Vec<_>>>()
            })?;
            for (limit, color) in component {
                side[limit] = Some(color);
            }
        }
        let side: Vec<Side> = side.into_iter().collect::<Option<_>>()?;
        let [of_rows, of_columns] = lies;
        let lies = of_rows.into_iter().zip(of_columns).zip(&side);
        let lies = lies
            .map(|((of_rows, of_columns), side)| match side {
                Side::Rows => of_rows,
                Side::Columns => of_columns,
            })
            .collect();
        Some(Self { side, lies })
    }
}

fn opposite(side: Side) -> Side {
    match side {
        Side::Rows => Side::Columns,
        Side::Columns => Side::Rows,
    }
}

/// The one way to colour what hangs together with a limit once its own colour is chosen.
fn coloured(
    first: usize,
    color: Side,
    crossings: &BTreeMap<usize, Vec<usize>>,
) -> Option<Vec<(usize, Side)>> {
    let mut colors = BTreeMap::from([(first, color)]);
    let mut open = vec![(first, color)];
    while let Some((limit, color)) = open.pop() {
        for &other in crossings.get(&limit).into_iter().flatten() {
            match colors.get(&other) {
                Some(&known) if known == color => return None,
                Some(_) => {}
                None => {
                    colors.insert(other, opposite(color));
                    open.push((other, opposite(color)));
                }
            }
        }
    }
    Some(colors.into_iter().collect())
}

/// How all limits on whole blocks lie to the stars of a side.
fn lies(counted: &Counted, limits: &[Limit], side: Side) -> Vec<Lie> {
    let (own, others) = counted.side(side);
    let mut lies = vec![Lie::default(); limits.len()];
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for node in 0..own.of.len() {
        let degree = own.degree(node);
        counts.clear();
        for &(class, count) in &own.seen[node] {
            for limit in common(own.limits_of(node), &others.limits[class as usize]) {
                if limits[limit as usize].per == Per::Whole {
                    *counts.entry(limit).or_insert(0) += count;
                }
            }
        }
        for (&limit, &count) in &counts {
            let lie = &mut lies[limit as usize];
            lie.nodes.push(node);
            lie.partly |= count < degree;
            lie.edges += count;
        }
    }
    lies
}

/// Which limits on whole blocks cross: each has edges the other has not, and some are in both.
fn crossings(counted: &Counted, limits: &[Limit], lies: &[Lie]) -> BTreeMap<usize, Vec<usize>> {
    let mut cells: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for (row, seen) in counted.rows.seen.iter().enumerate() {
        for &(class, count) in seen {
            *cells.entry((counted.rows.of[row], class)).or_insert(0) += count;
        }
    }
    let mut both: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for (&(row, column), &count) in &cells {
        let limits_of_row = &counted.rows.limits[row as usize];
        let whole = |limit: &u32| limits[*limit as usize].per == Per::Whole;
        let here: Vec<u32> =
            common(limits_of_row, &counted.columns.limits[column as usize]).filter(whole).collect();
        for (at, &one) in here.iter().enumerate() {
            for &other in &here[at + 1..] {
                *both.entry((one, other)).or_insert(0) += count;
            }
        }
    }
    let mut crossings: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ((one, other), count) in both {
        let (one, other) = (one as usize, other as usize);
        if count < lies[one].edges.min(lies[other].edges) {
            crossings.entry(one).or_default().push(other);
            crossings.entry(other).or_default().push(one);
        }
    }
    crossings
}

/// Whether the limits on each node of a side are laminar at every node.
fn are_laminar(counted: &Counted, limits: &[Limit], side: Side) -> bool {
    let (own, _) = counted.side(side);
    let mut known: HashMap<(u32, Vec<(u32, u64)>), bool> = HashMap::new();
    (0..own.of.len()).all(|node| {
        let class = own.of[node];
        let each = |limit: &&u32| limits[**limit as usize].each() == Some(side);
        if own.limits[class as usize].iter().filter(each).take(2).count() < 2 {
            return true;
        }
        *known.entry((class, own.seen[node].clone())).or_insert_with(|| {
            let here: Vec<u32> = own.limits[class as usize].iter().filter(each).copied().collect();
            let cross = |one, other| cross(counted, side, node, one, other);
            let at = |at: usize| here[at + 1..].iter().any(|&other| cross(here[at], other));
            !(0..here.len()).any(at)
        })
    })
}

/// Whether a limit crosses one of those on each node, at this node.
fn crosses_at(counted: &Counted, limits: &[Limit], side: Side, node: usize, limit: usize) -> bool {
    let (own, _) = counted.side(side);
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let each =
        own.limits_of(node).iter().filter(|other| limits[**other as usize].each() == Some(side));
    each.into_iter().any(|&other| cross(counted, side, node, limit, other))
}

/// Whether two limits cross among the edges of a node that stands in the blocks of both.
fn cross(counted: &Counted, side: Side, node: usize, one: u32, other: u32) -> bool {
    let (own, others) = counted.side(side);
    let (mut only_one, mut only_other, mut both) = (false, false, false);
    for &(class, _) in &own.seen[node] {
        let has = |limit: &u32| others.limits[class as usize].binary_search(limit).is_ok();
        match (has(&one), has(&other)) {
            (true, true) => both = true,
            (true, false) => only_one = true,
            (false, true) => only_other = true,
            (false, false) => {}
        }
    }
    both && only_one && only_other
}
