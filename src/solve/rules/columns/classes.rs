//! A column whose pairs fall into few classes: how many of each class it may have is a short list of counts, and of each
//! class it takes the best.

use std::cmp::Reverse;

use super::state::{Range, Space, State, Value};

/// Vectors of counts a column may have at most.
const MOST_VECTORS: usize = 4_096;

/// So few pairs are kept in order one by one.
const FEW: usize = 8;

/// Pairs by class, and the numbers of pairs of each class that a column may have together.
#[derive(Debug, Clone)]
pub(super) struct Classes {
    /// Pairs of each class.
    pub(super) members: Vec<Vec<u32>>,
    /// The most pairs of each class in any vector.
    most: Vec<u16>,
    /// One number for each class, vector by vector.
    pub(super) vectors: Vec<u16>,
    /// Whether a column without any pair may have none.
    none: bool,
    /// The place of the first vector in a space.
    first: usize,
}

/// The best pairs of a class at some values.
#[derive(Debug, Clone, Default)]
struct Best {
    /// Pairs that are in whatever happens.
    fixed: usize,
    /// Open pairs, the best first.
    open: Vec<(Value, u32)>,
    /// What the fixed pairs and the first of the open ones are worth.
    sums: Vec<Value>,
}

impl Best {
    /// Takes a pair among the best `most`.
    fn keep(&mut self, (value, pair): (Value, u32), most: usize) {
        let key = |&(value, pair): &(Value, u32)| (Reverse(value), pair);
        let late = self.open.last().is_some_and(|last| key(last) < key(&(value, pair)));
        if late && self.open.len() >= most {
            return;
        }
        let place = self.open.partition_point(|one| key(one) < key(&(value, pair)));
        self.open.insert(place, (value, pair));
        self.open.truncate(most);
    }

    /// What the best `count` are worth.
    fn sum(&self, count: usize) -> Option<Value> {
        self.sums.get(count.checked_sub(self.fixed)?).copied()
    }
}

/// Room for the numbers of a column, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    classes: Vec<Best>,
    /// For each class and count, the most the other classes add.
    rest: Vec<Option<Value>>,
}

/// The most of each class in any vector.
fn most_of(vectors: &[u16], width: usize) -> Vec<u16> {
    let mut most = vec![0; width];
    for counts in vectors.chunks_exact(width.max(1)) {
        most.iter_mut().zip(counts).for_each(|(most, &count)| *most = count.max(*most));
    }
    most
}

impl Classes {
    /// From the class of each pair, the sums a class adds to the lines of the column, and what may be: bounds on the count,
    /// and whether lines are kept. `None` where there are too many vectors.
    pub(super) fn new(
        members: Vec<Vec<u32>>,
        coefficients: &[Vec<i64>],
        (least, most): (usize, usize),
        keeps: &dyn Fn(&[i64]) -> bool,
    ) -> Option<Self> {
        let most_vectors = MOST_VECTORS;
        #[cfg(test)]
        let most_vectors = super::watch::limit(|forced| forced.vectors, most_vectors);
        let mut vectors = Vec::new();
        let lines = coefficients.first().map_or(0, Vec::len);
        let mut counts = vec![0_u16; members.len()];
        let (mut steps, mut none) = (0, false);
        loop {
            let count: usize = counts.iter().map(|&n| usize::from(n)).sum();
            if count >= least {
                let sums: Vec<i64> = (0..lines)
                    .map(|line| {
                        let terms = counts.iter().zip(coefficients);
                        terms.map(|(&n, of_class)| i64::from(n) * of_class[line]).sum()
                    })
                    .collect();
                if keeps(&sums) {
                    none |= count == 0;
                    vectors.extend_from_slice(&counts);
                }
            }
            steps += 1;
            if steps > most_vectors {
                return None;
            }
            // The next vector in counting order.
            let mut at = 0;
            let mut total = count;
            loop {
                if at == counts.len() {
                    let most = most_of(&vectors, members.len());
                    return Some(Self { members, most, vectors, none, first: 0 });
                }
                let full = usize::from(counts[at]) >= members[at].len();
                if !full && total < most {
                    counts[at] += 1;
                    break;
                }
                total -= usize::from(counts[at]);
                counts[at] = 0;
                at += 1;
            }
        }
    }

    fn width(&self) -> usize {
        self.members.len()
    }

    /// Takes the next places of a space.
    pub(super) fn place(&mut self, counts: &mut Vec<bool>) {
        self.first = counts.len();
        counts.resize(self.first + self.vectors.len() / self.width().max(1), true);
    }

    /// The vectors that are open, and their places in the space.
    fn open<'a>(&'a self, space: &'a Space) -> impl Iterator<Item = (usize, &'a [u16])> {
        let vectors = (self.first..).zip(self.vectors.chunks_exact(self.width().max(1)));
        vectors.filter(|&(place, _)| space.counts[place])
    }

    /// Whether the counts of an answer are open.
    #[cfg(test)]
    pub(super) fn has(&self, space: &Space, chosen: &[bool]) -> bool {
        let count = |members: &Vec<u32>| members.iter().filter(|&&at| chosen[at as usize]).count();
        let counts: Vec<usize> = self.members.iter().map(count).collect();
        let same = |open: &[u16]| open.iter().zip(&counts).all(|(&one, &n)| usize::from(one) == n);
        self.width() == 0 || self.open(space).any(|(_, open)| same(open))
    }

    /// The count of a class where pairs are taken as often as this.
    pub(super) fn sum(&self, class: usize, average: &[f64]) -> f64 {
        self.members[class].iter().map(|&pair| average[pair as usize]).sum()
    }

    /// The pairs of each class that has any, with the open counts that are nearest to pairs taken as often as this.
    pub(super) fn nearest(&self, average: &[f64], space: &Space) -> Vec<(&[u32], u16)> {
        let sums: Vec<f64> = (0..self.width()).map(|class| self.sum(class, average)).collect();
        let off = |counts: &[u16]| -> f64 {
            counts.iter().zip(&sums).map(|(&count, sum)| (f64::from(count) - sum).abs()).sum()
        };
        let nearer = |one: &(f64, &[u16]), other: &(f64, &[u16])| one.0.total_cmp(&other.0);
        let open = self.open(space).map(|(_, counts)| (off(counts), counts));
        let Some((_, counts)) = open.min_by(nearer) else { return Vec::new() };
        let classes = self.members.iter().map(Vec::as_slice).zip(counts.iter().copied());
        classes.filter(|&(_, count)| count > 0).collect()
    }

    /// The class whose count is least sure where pairs are taken as often as this: by how much that is no whole number, the
    /// class, and the whole number below.
    pub(super) fn unsure(&self, average: &[f64], space: &Space) -> Option<(f64, usize, u16)> {
        let mut most: Option<(f64, usize, u16)> = None;
        for class in 0..self.width() {
            let sum = self.sum(class, average);
            let by = (sum - sum.round()).abs();
            if most.is_some_and(|(most, ..)| by <= most) {
                continue;
            }
            let counts = || self.open(space).map(|(_, counts)| counts[class]);
            let below = counts().filter(|&count| f64::from(count) <= sum).max();
            let above = counts().filter(|&count| f64::from(count) > sum).min();
            if let (Some(below), Some(_)) = (below, above) {
                most = Some((by, class, below));
            }
        }
        most
    }

    /// Closes the vectors with more of a class than this, or with no more.
    pub(super) fn close(&self, class: usize, count: u16, more: bool, space: &mut Space) {
        for (place, counts) in (self.first..).zip(self.vectors.chunks_exact(self.width().max(1))) {
            space.counts[place] &= (counts[class] > count) != more;
        }
    }

    /// Sorts the pairs of each class by value, as far as any vector goes unless `whole`.
    fn sort(&self, values: &[Value], states: &[State], whole: bool, scratch: &mut Scratch) {
        scratch.classes.resize_with(self.width(), Best::default);
        let classes = self.members.iter().zip(&self.most);
        for ((members, &most), best) in classes.zip(&mut scratch.classes) {
            let most = if whole { usize::MAX } else { usize::from(most) };
            (best.fixed, best.open) = (0, std::mem::take(&mut best.open));
            best.open.clear();
            let mut sum = 0;
            for &pair in members {
                match states[pair as usize] {
                    State::Closed => {}
                    State::Open if most > FEW => best.open.push((values[pair as usize], pair)),
                    State::Open => best.keep((values[pair as usize], pair), most),
                    State::In => {
                        best.fixed += 1;
                        sum = values[pair as usize].saturating_add(sum);
                    }
                }
            }
            if most > FEW {
                best.open.sort_unstable_by_key(|&(value, pair)| (Reverse(value), pair));
            }
            best.sums.clear();
            best.sums.push(sum);
            // Of more pairs than any vector has, the sum may be anything.
            for &(value, _) in &best.open {
                sum = value.saturating_add(sum);
                best.sums.push(sum);
            }
        }
    }

    /// The most the column can be worth, and the pairs, which are added to `chosen`; `None` where nothing is allowed.
    pub(super) fn best(
        &self,
        values: &[Value],
        space: &Space,
        scratch: &mut Scratch,
        chosen: &mut Vec<u32>,
    ) -> Option<Value> {
        if self.width() == 0 {
            return self.none.then_some(0);
        }
        self.sort(values, &space.pairs, false, scratch);
        let mut most: Option<(Value, &[u16])> = None;
        for (_, counts) in self.open(space) {
            let mut worth = 0;
            let all = counts.iter().zip(&scratch.classes).all(|(&count, best)| {
                best.sum(count.into()).is_some_and(|sum| {
                    worth += sum;
                    true
                })
            });
            if all && most.is_none_or(|(most, _)| worth > most) {
                most = Some((worth, counts));
            }
        }
        let (worth, counts) = most?;
        for ((&count, best), members) in counts.iter().zip(&scratch.classes).zip(&self.members) {
            if best.fixed > 0 {
                let fixed = members.iter().filter(|&&pair| space.pairs[pair as usize] == State::In);
                chosen.extend(fixed);
            }
            let open = usize::from(count) - best.fixed;
            chosen.extend(best.open[..open].iter().map(|&(_, pair)| pair));
        }
        Some(worth)
    }

    /// For every open pair the most the column can be worth with it and without it, and for every open vector with it.
    pub(super) fn ranges(
        &self,
        values: &[Value],
        space: &Space,
        scratch: &mut Scratch,
        tell: &mut dyn FnMut(Range),
    ) {
        let width = self.width();
        if width == 0 {
            return;
        }
        self.sort(values, &space.pairs, true, scratch);
        let Scratch { classes, rest } = scratch;
        let most = self.vectors.iter().copied().max().map_or(0, usize::from);
        rest.clear();
        rest.resize(width * (most + 1), None);
        for (place, counts) in self.open(space) {
            let sums = || counts.iter().zip(&*classes).map(|(&count, best)| best.sum(count.into()));
            let worth = sums().sum::<Option<Value>>();
            tell(Range::Counts(place, worth));
            let Some(worth) = worth else { continue };
            for (class, (&count, own)) in counts.iter().zip(sums()).enumerate() {
                let cell = &mut rest[class * (most + 1) + usize::from(count)];
                *cell = (*cell).max(Some(worth - own.unwrap_or(0)));
            }
        }
        for (class, best) in classes.iter().enumerate() {
            let cells = &rest[class * (most + 1)..][..=most];
            for (rank, &(value, pair)) in best.open.iter().enumerate() {
                let (mut taken, mut left) = (None, None);
                for (count, rest) in cells.iter().enumerate() {
                    let (Some(rest), Some(open)) = (rest, count.checked_sub(best.fixed)) else {
                        continue;
                    };
                    if open > 0 {
                        let others = if rank < open { open } else { open - 1 };
                        let own = if rank < open { 0 } else { value };
                        taken = taken.max(best.sums.get(others).map(|sum| rest + sum + own));
                    }
                    let others = if rank < open { open + 1 } else { open };
                    let own = if rank < open { value } else { 0 };
                    left = left.max(best.sums.get(others).map(|sum| rest + sum - own));
                }
                tell(Range::Pair(pair, taken, left));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::*;

    /// Numbers that are the same in every run, below `sides`.
    fn roll(seed: &mut u64, sides: u64) -> u64 {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % sides
    }

    /// What a set of pairs is worth; `None` where states or counts do not allow it.
    fn worth(column: &Classes, set: u32, values: &[Value], space: &Space) -> Option<Value> {
        let chosen: Vec<bool> = (0..values.len()).map(|pair| set >> pair & 1 == 1).collect();
        let fits = space.pairs.iter().zip(&chosen).all(|(state, &chosen)| match state {
            State::Open => true,
            State::In => chosen,
            State::Closed => !chosen,
        });
        let taken = values.iter().zip(&chosen).filter(|(_, chosen)| **chosen);
        (fits && column.has(space, &chosen)).then(|| taken.map(|(value, _)| value).sum())
    }

    #[test]
    fn the_best_of_each_class_is_the_best_of_all_sets() {
        let (mut seed, mut large) = (1, 0);
        for turn in 0..150 {
            let sizes: &[u64] = match turn % 4 {
                0 => &[11],
                1 => &[1, 9],
                2 => &[4, 0, 5],
                _ => &[2, 3, 3],
            };
            let mut next = 0;
            let members: Vec<Vec<u32>> = sizes
                .iter()
                .map(|&size| {
                    next += u32::try_from(size).unwrap_or(0);
                    (next - u32::try_from(size).unwrap_or(0)..next).collect()
                })
                .collect();
            let pairs = next as usize;
            let values: Vec<Value> =
                (0..pairs).map(|_| Value::try_from(roll(&mut seed, 21)).unwrap_or(0) - 8).collect();
            let states = (0..pairs).map(|_| match roll(&mut seed, 8) {
                0 => State::Closed,
                1 => State::In,
                _ => State::Open,
            });
            let mut space = Space { pairs: states.collect(), counts: Vec::new() };
            let coefficients: Vec<Vec<i64>> =
                (1_i64..).take(members.len()).map(|class| vec![class]).collect();
            let most = 1 + roll(&mut seed, 11) as usize;
            let keeps = |sums: &[i64]| sums[0] % 7 != 3;
            let column = Classes::new(members, &coefficients, (0, most), &keeps);
            let mut column = column.expect("few vectors");
            column.place(&mut space.counts);
            for open in &mut space.counts {
                *open = roll(&mut seed, 5) > 0;
            }
            large += usize::from(column.most.iter().any(|&most| usize::from(most) > FEW));
            let of_set = |set| worth(&column, set, &values, &space);
            let sets = || (0..1_u32 << pairs).filter_map(|set| Some((set, of_set(set)?)));
            let most = |wanted: &dyn Fn(u32) -> bool| {
                sets().filter(|&(set, _)| wanted(set)).map(|(_, worth)| worth).max()
            };
            let (mut chosen, mut scratch) = (Vec::new(), Scratch::default());
            let best = column.best(&values, &space, &mut scratch, &mut chosen);
            assert_eq!(best, most(&|_| true));
            if best.is_some() {
                let set = chosen.iter().fold(0, |set, &pair| set | 1 << pair);
                assert_eq!(of_set(set), best, "what is taken is worth that");
            }
            let mut told = 0;
            column.ranges(&values, &space, &mut scratch, &mut |range| match range {
                Range::Pair(pair, with, without) => {
                    told += 1;
                    assert_eq!(with, most(&|set| set >> pair & 1 == 1), "with {pair}");
                    assert_eq!(without, most(&|set| set >> pair & 1 == 0), "without {pair}");
                }
                Range::Counts(place, with) => {
                    let one = &mut space.clone();
                    one.counts.fill(false);
                    one.counts[place] = true;
                    let of = |set| worth(&column, set, &values, one);
                    assert_eq!(with, (0..1_u32 << pairs).filter_map(of).max());
                }
            });
            let open = space.pairs.iter().filter(|&&state| state == State::Open).count();
            assert_eq!(told, open, "every open pair has its range");
        }
        assert!(large > 10, "some classes are sorted as a whole");
    }
}
