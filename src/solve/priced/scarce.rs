//! Short lists where seats are scarce: for each column the rows it is worth most to.
//!
//! With far more rows than seats all seats are taken, and what a seat costs is what somebody left over would have given
//! for it. So only rows near the top of a column can have it, whatever the prices come to, and the last on its list bounds
//! all the others.

use super::super::meter::Meter;
use super::super::nodes::small;
use super::super::parallel::{over_parts, over_rows};
use super::kernel::Kernel;
use super::worths::{NOTHING, Worths};
use crate::problem::{Edge, StopReason};
use crate::wide::wide;

/// Rows on the list of a column with one seat, and more for each further seat.
const SHORTEST: usize = 96;
const PER_SEAT: usize = 8;

/// Rows that are read together: few as long as hardly any is too bad for a list.
const BLOCK: std::ops::RangeInclusive<usize> = 64..=512;

/// Rows of a sample: one in so many, and no more than so many.
const SAMPLED: usize = 32;
const MOST_SAMPLED: usize = 1_024;

/// What it takes to put a row on a list, in cells read.
const COST_OF_OFFER: usize = 8;

/// Cells that are looked at together for one that might be on a list.
const STRETCH: usize = 16;

/// Gains beyond are taken for as much: what is left of a worth has to fit 32 bits.
const MOST_GAIN: i32 = 1 << 29;

/// Whether seats are so scarce that lists of columns are best.
pub(super) fn is_scarce(rows: &[u32], columns: &[u32]) -> bool {
    let units = |limits: &[u32]| limits.iter().map(|&limit| u64::from(limit)).sum::<u64>();
    units(rows) / 5 * 4 > units(columns)
}

/// The lists, and a bound on the worth of any row to a column whose list it is not on.
pub(super) struct Candidates {
    /// Of each column: rows, in no order, and what they are worth beyond their gains.
    columns: Vec<Vec<(i32, u32)>>,
    /// What each row is taken to gain wherever it goes.
    pub(super) gains: Vec<i32>,
    /// Of each column: a row that is not on its list is worth at most this beyond its gain.
    pub(super) rest: Vec<i32>,
}

impl Candidates {
    /// Of each column: rows, in no order, and what they are worth.
    pub(super) fn columns(&self) -> Vec<Vec<(u32, i32)>> {
        let worth = |&(beyond, row): &(i32, u32)| (row, beyond + self.gains[row as usize]);
        self.columns.iter().map(|column| column.iter().map(worth).collect()).collect()
    }

    /// Of each row: columns, ascending, and worths.
    pub(super) fn rows(&self) -> Vec<Vec<(u32, i32)>> {
        let mut rows = vec![Vec::new(); self.gains.len()];
        for (column, far) in self.columns.iter().zip(0..) {
            for &(beyond, row) in column {
                rows[row as usize].push((far, beyond + self.gains[row as usize]));
            }
        }
        rows
    }
}

/// Of one column: the best so far, at most twice as many as wanted, by what they are worth beyond their gains.
struct Column {
    wanted: usize,
    best: Vec<(i32, u32)>,
}

impl Column {
    /// A row, worth so much beyond its gain; `least` is what it has to be worth more than.
    fn offer(&mut self, row: u32, worth: i32, least: &mut i32) {
        if worth > *least {
            if self.best.is_empty() {
                // Most lists will be full.
                self.best.reserve_exact(2 * self.wanted);
            }
            self.best.push((worth, row));
            if self.best.len() >= 2 * self.wanted {
                *least = self.cut();
            }
        }
    }

    /// Keeps the best, rows that come first among equals, and says what a row has to be worth to be better.
    fn cut(&mut self) -> i32 {
        if self.best.len() <= self.wanted {
            return NOTHING;
        }
        let better = |one: &(i32, u32), other: &(i32, u32)| (other.0, one.1).cmp(&(one.0, other.1));
        self.best.select_nth_unstable_by(self.wanted - 1, better);
        self.best.truncate(self.wanted);
        self.best[self.wanted - 1].0
    }
}

/// All columns, and what a row has to be worth more than, beyond its gain, to be on their lists.
struct Columns {
    lists: Vec<Column>,
    least: Vec<i32>,
}

impl Columns {
    /// Lists of so many for rows that are worth more than the least.
    fn new(wanted: impl Iterator<Item = usize>, least: Vec<i32>) -> Self {
        let lists = wanted.map(|wanted| Column { wanted, best: Vec::new() });
        Self { lists: lists.collect(), least }
    }

    /// Reads so many rows, the first, the second and so on as `row` says, and offers them; says what each is taken to gain.
    fn read<W: Worths>(
        &mut self,
        worths: &W,
        prices: Option<&[i32]>,
        (count, row): (usize, impl Fn(usize) -> usize + Sync),
        meter: &mut Meter<'_>,
    ) -> Result<Vec<i32>, StopReason> {
        let far = worths.far();
        let beyond_alone = |best: i32| best.saturating_sub(worths.alone()).clamp(0, MOST_GAIN);
        let mut gains = Vec::with_capacity(count);
        while gains.len() < count {
            let first = gains.len();
            let block = first..count.min(first + first.clamp(*BLOCK.start(), *BLOCK.end()));
            meter.spend(block.len() * far)?;
            let least = &self.least;
            let read = |(cells, list, edges): &mut (Vec<i32>, Vec<(u32, i32)>, Vec<Edge>), at| {
                if worths.in_cells() {
                    cells.resize(far, NOTHING);
                    worths.read(row(at), cells, edges);
                    let gain = prices.map_or(0, |prices| beyond_alone(Kernel::top(cells, prices)));
                    return Offers::of_cells(cells, gain, least, list);
                }
                worths.list(row(at), list, edges);
                let gain = prices.map_or(0, |prices| {
                    let gains = list.iter().map(|&(far, worth)| worth - prices[far as usize]);
                    beyond_alone(gains.max().unwrap_or(NOTHING))
                });
                Offers::of_list(list, gain, least)
            };
            let offers = over_rows(block.clone(), far, read);
            gains.extend(offers.iter().map(|offers| offers.gain));
            let steps =
                COST_OF_OFFER * offers.iter().map(|offers| offers.columns.len()).sum::<usize>();
            let take = |first: usize, lists: &mut [Column], least: &mut [i32]| {
                for (offers, at) in offers.iter().zip(block.clone()) {
                    let (row, columns) = (small(row(at)), &offers.columns[..]);
                    let begin = columns.partition_point(|&(far, _)| (far as usize) < first);
                    for &(far, worth) in &columns[begin..] {
                        let at = far as usize - first;
                        let Some(column) = lists.get_mut(at) else { break };
                        column.offer(row, worth, &mut least[at]);
                    }
                }
            };
            over_parts((&mut self.lists, &mut self.least), steps, take);
        }
        Ok(gains)
    }

    /// The lists, and what no row that is not on them is worth more than.
    fn cut(self) -> (Vec<Column>, Vec<i32>) {
        let Self { mut lists, least } = self;
        let rest = lists.iter_mut().zip(least).map(|(column, least)| column.cut().max(least));
        let rest = rest.collect();
        (lists, rest)
    }
}

/// What a row is taken to gain, and the columns it may be good enough for, with what it is worth to them beyond.
struct Offers {
    gain: i32,
    columns: Vec<(u32, i32)>,
}

impl Offers {
    /// Of a row with a cell for each column: whole stretches of them it is worth too little to. `good` is room.
    fn of_cells(cells: &[i32], gain: i32, least: &[i32], good: &mut Vec<(u32, i32)>) -> Self {
        good.clear();
        let better = |(worth, least): (&i32, &i32)| worth - gain > *least;
        wide(
            #[inline(always)]
            || {
                let stretches = cells.chunks(STRETCH).zip(least.chunks(STRETCH));
                for ((cells, least), first) in stretches.zip((0..).step_by(STRETCH)) {
                    let both = || cells.iter().zip(least);
                    if both().fold(0_u8, |any, both| any | u8::from(better(both))) != 0 {
                        let of_stretch = (first..).zip(both()).filter(|&(_, both)| better(both));
                        good.extend(of_stretch.map(|(far, (worth, _))| (far, worth - gain)));
                    }
                }
            },
        );
        Self { gain, columns: good.clone() }
    }

    fn of_list(list: &[(u32, i32)], gain: i32, least: &[i32]) -> Self {
        let beyond = list.iter().map(|&(far, worth)| (far, worth - gain));
        let columns = beyond.filter(|&(far, worth)| worth > least[far as usize]).collect();
        Self { gain, columns }
    }
}

/// Reads every row once, and a few before the others, to know what a row has to be worth to be on a list.
///
/// Where prices are given, as a sample paid them, each row is taken to gain what it would at these prices, and columns list the rows
/// that are worth most to them beyond that. Without, all columns of a large market would list the same few rows.
pub(super) fn candidates<W: Worths>(
    worths: &W,
    prices: Option<&[i32]>,
    meter: &mut Meter<'_>,
) -> Result<Candidates, StopReason> {
    let (near, far) = (worths.near(), worths.far());
    let wanted = |far: usize| near.min(SHORTEST + PER_SEAT * near.min(worths.seats(far) as usize));
    let sample = (near / SAMPLED).min(MOST_SAMPLED);
    let enough = (0..far).map(|far| enough(wanted(far), sample, near));
    let mut sampled = Columns::new(enough, vec![NOTHING; far]);
    sampled.read(worths, prices, (sample, |at| at * near / sample), meter)?;
    let (_, least) = sampled.cut();
    // Others may be worth as much as the last of the sample.
    let least = least.into_iter().map(|least| (least - 1).max(NOTHING)).collect();
    let mut columns = Columns::new((0..far).map(wanted), least);
    let gains = columns.read(worths, prices, (near, |at| at), meter)?;
    let (lists, rest) = columns.cut();
    let columns = lists.into_iter().map(|column| column.best).collect();
    Ok(Candidates { columns, gains, rest })
}

/// How many rows of a sample should be on the list of a column, for hardly any column to have fewer than it wants of all rows.
fn enough(wanted: usize, sample: usize, near: usize) -> usize {
    let share = wanted * sample / near.max(1);
    share + 2 * share.isqrt() + 2
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::super::{Probe, Residual, Rounds, Units, hungarian, whole};
    use super::*;
    use crate::problem::{AnyProblem, Csr, DenseView, Limits, Objective, Problem, Weight};

    /// Pairs and total of the best answer, from lists at these prices.
    fn optimum(problem: &AnyProblem<'_>, prices: Option<&[i32]>) -> (usize, Weight) {
        let (limits, residual) = (Limits::none(), Residual::of(problem));
        let meter = &mut Meter::new(&limits);
        let Ok(probe) = Probe::of(problem, &residual, true, meter) else {
            panic!("a sound problem")
        };
        let units = Units::new(problem, &residual, probe.largest).unwrap();
        let whole = whole(problem, &residual, &probe);
        let lists = candidates(&whole, prices, meter).unwrap();
        bounded(&whole, &lists);
        let rounds = Rounds::from_columns(problem, &residual, &units, probe.scale, &lists);
        let done = rounds.run(None, meter).unwrap();
        (done.pairs.len(), done.pairs.iter().map(|pair| pair.weight).sum())
    }

    /// Who is on no list is worth no more than the lists say.
    fn bounded(whole: &impl Worths, lists: &Candidates) {
        let mut found = Vec::new();
        for (row, list) in lists.rows().iter().enumerate() {
            whole.list(row, &mut found, &mut Vec::new());
            for &(far, worth) in &found {
                let listed = list.contains(&(far, worth));
                assert!(listed || worth <= lists.rest[far as usize] + lists.gains[row]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn any_prices_lead_to_the_optimum(
            (columns, cells, prices) in (2_usize..6, prop::sample::select(vec![3_i32, 1_000, 1 << 28]))
                .prop_flat_map(|(columns, most)| {
                    let cells = prop::collection::vec(prop::option::weighted(0.9, -most / 4..most), 300 * columns);
                    (Just(columns), cells, prop::collection::vec(0..most, columns))
                }),
            objective in prop::sample::select(vec![Objective::BestTotal, Objective::MostTandems]),
        ) {
            let numbers = cells.iter().map(|cell| cell.map_or(f64::NEG_INFINITY, f64::from));
            let matrix = Array2::from_shape_vec((300, columns), numbers.collect()).unwrap();
            let places = (0..300).flat_map(|row| (0..columns).map(move |far| (row, far)));
            let edges = places.zip(&cells).filter_map(|((row, far), cell)| Some((row, far, Weight::from((*cell)?))));
            let edges = Csr::from_triplets(300, columns, edges).unwrap();
            let view = DenseView::maximize(matrix.view()).unwrap();
            for problem in [
                &Problem::new(&view).with_objective(objective.clone()) as &AnyProblem<'_>,
                &Problem::new(&edges).with_objective(objective.clone()),
            ] {
                let expected = hungarian::solve(problem, &Limits::none()).unwrap();
                let total = expected.pairs().iter().map(|pair| pair.weight).sum();
                for prices in [None, Some(&prices[..])] {
                    prop_assert_eq!(optimum(problem, prices), (expected.pairs().len(), total));
                }
            }
        }
    }
}
