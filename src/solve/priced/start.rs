//! Prices to start from, good enough that few lists run dry and few paths have to be searched.

use super::super::meter::Meter;
use super::super::parallel::over_rows;
use super::kernel::Kernel;
use super::lists::seats_to_spare;
use super::market::{Budget, Market, Phase, Reading};
use super::worths::{NOTHING, Sample, Worths};
use crate::problem::{Edge, StopReason};

/// Below this many nodes on either side a sample says nothing.
const WORTH_SAMPLING: usize = 400;

/// Rows of a sample at most: it is kept as a matrix.
const LARGEST_SAMPLE: usize = 6_000;

/// Share of the near nodes, one in this many, that may be left by bids without ε before ε is called for.
const EASY: usize = 20;

/// Share of the near nodes, one in this many, that may be left for prices of these bids to be a start; where more are, prices of
/// a sample are better.
const NEARLY: usize = 5;

/// Far nodes up to which that is so: lists have a greatest length, and in larger markets they run dry too soon at prices that are not
/// near yet.
const MOST_FOR_BIDS: usize = 50_000;

/// Near nodes below which searches for the rest cost less than prices for all.
const FEW: usize = 1_500;

/// ε falls by this factor from phase to phase.
const FALL: i32 = 8;

/// Where some may stay alone, the first ε is so many times smaller than what prices have to settle: larger steps would drive too
/// many out.
const STEPS: i32 = 6;

/// The same where there is a seat for everybody: nobody has to be driven out, and every list that runs dry is a row read again. But
/// whoever a small ε leaves alone is searched for exactly, which costs more the more there are: at most so many steps, and fewer from
/// this number of near nodes on.
const SMALL_STEPS: usize = 100;
const FEWER_STEPS_FROM: usize = 5_000;

/// Steps of ε that prices are lowered by between phases.
const LOWERED: i32 = 2;

/// Sets up a market and brings its prices near to where they belong.
///
/// First bids without ε, as in the augmenting row reduction of Jonker and Volgenant: where hardly anybody is left by them, as
/// with random costs or many ties, nothing is gained by more. Otherwise phases with falling ε follow; where most are left,
/// from the prices of a smaller market, a sample of both sides.
///
/// Once all lists are there, a run that is stopped has its market as it stands.
pub(super) fn open<'a, W: Worths>(
    worths: &'a W,
    meter: &mut Meter<'_>,
) -> Result<(Market<'a, W>, Option<StopReason>), StopReason> {
    let mut market = Market::open(worths, &vec![0; worths.far()], Reading::Some, meter)?;
    let stopped = settle(&mut market, 0, meter).err();
    Ok((market, stopped))
}

/// `depth` counts samples of samples.
fn settle<W: Worths>(
    market: &mut Market<'_, W>,
    depth: u32,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let worths = market.worths;
    let (near, far) = (worths.near(), worths.far());
    let seats = market.seats.count();
    let many_seats = seats_to_spare(near, seats);
    let few = near < FEW;
    let budget = Budget {
        bids: 6 * near,
        reads: if many_seats || few { near } else { near / 4 },
        patience: usize::MAX,
    };
    // A sample that is short of seats has to say on which level prices stand.
    let short = depth > 0 && market.shortage().is_some_and(|short| short > 0);
    let is_start = |market: &Market<'_, W>, trial: Phase| {
        // Ties alone, with no price risen, are for searches to settle.
        let ties = trial.settled && market.seats.prices.iter().all(|&price| price == 0);
        let settled = trial.settled && few && trial.left <= near / 5;
        many_seats || ties || (!short && (settled || trial.left <= near / EASY))
    };
    let mut trial = market.phase(0, &budget, meter)?;
    if is_start(market, trial) {
        return Ok(());
    }
    if !market.ties_known {
        // Once more, with those first who have little to choose from.
        meter.release(market.lists.held());
        *market = Market::open(worths, &vec![0; far], Reading::All, meter)?;
        trial = market.phase(0, &budget, meter)?;
        if is_start(market, trial) {
            return Ok(());
        }
    }
    if (trial.left > near / NEARLY || far > MOST_FOR_BIDS)
        && near >= WORTH_SAMPLING
        && far >= WORTH_SAMPLING
    {
        let prices = from_sample(worths, depth, market.shortage(), meter)?;
        // The old lists go as the new ones come.
        meter.release(market.lists.held());
        *market = Market::open(worths, &prices, Reading::Some, meter)?;
    }
    let spread = market.lists.spread(&market.seats.prices, worths.alone());
    let last = if depth > 0 { (spread / 50).max(1) } else { 1 };
    let some_alone = worths.alone() > NOTHING;
    let steps = if market.shortage().is_some_and(|short| short <= 0) {
        let fewer = SMALL_STEPS * FEWER_STEPS_FROM / near.max(FEWER_STEPS_FROM);
        i32::try_from(fewer).unwrap_or(STEPS).max(STEPS)
    } else {
        STEPS
    };
    let mut epsilon = if some_alone { (spread / steps).max(1) } else { spread };
    lower(market, epsilon);
    let mut budget = Budget {
        bids: 200 * near,
        reads: usize::MAX,
        patience: if some_alone { 6 } else { 10 } * near,
    };
    loop {
        let phase = market.phase(epsilon, &budget, meter)?;
        if !phase.settled || phase.epsilon <= last {
            break;
        }
        if market.alone > 0 {
            lower(market, phase.epsilon);
        }
        budget.patience = usize::MAX;
        epsilon = (phase.epsilon / FALL).max(last);
    }
    if depth == 0 {
        let budget = Budget { bids: 6 * near, reads: near, patience: usize::MAX };
        market.phase(0, &budget, meter)?;
    }
    Ok(())
}

/// Where staying alone is a choice, prices that rose too far would never fall again.
fn lower<W: Worths>(market: &mut Market<'_, W>, epsilon: i32) {
    if market.worths.alone() > NOTHING {
        market.lower(epsilon.saturating_mul(LOWERED));
    }
}

/// The prices that a sample of both sides would pay.
pub(super) fn sampled<W: Worths>(
    worths: &W,
    meter: &mut Meter<'_>,
) -> Result<Vec<i32>, StopReason> {
    from_sample(worths, 0, None, meter)
}

/// The same at a depth of samples, where the whole is short of so many seats.
fn from_sample<W: Worths>(
    worths: &W,
    depth: u32,
    shortage: Option<i64>,
    meter: &mut Meter<'_>,
) -> Result<Vec<i32>, StopReason> {
    let (near, far) = (worths.near(), worths.far());
    let step = near.max(far).div_ceil(LARGEST_SAMPLE).max(4);
    // One of each stretch, not always at the same place.
    let spread = |count: usize| -> Vec<usize> {
        (0..count / step).map(|at| at * step + (at * 7 + depth as usize) % step).collect()
    };
    let (rows, columns) = (spread(near), spread(far));
    meter.claim(rows.len() * columns.len() * size_of::<i32>())?;
    meter.spend(2 * rows.len() * far)?;
    let pick = |(row, edges): &mut (Vec<i32>, Vec<Edge>), at: usize| -> Vec<i32> {
        row.resize(far, NOTHING);
        worths.read(rows[at], row, edges);
        columns.iter().map(|&column| row[column]).collect()
    };
    let mut sampled = Vec::with_capacity(rows.len() * columns.len());
    for first in (0..rows.len()).step_by(64) {
        for row in over_rows(first..rows.len().min(first + 64), far, pick) {
            sampled.extend_from_slice(&row);
        }
    }
    let mut sample = Sample {
        far: columns.len(),
        seats: columns.iter().map(|&column| worths.seats(column)).collect(),
        units: rows.iter().map(|&row| worths.units(row)).collect(),
        alone: worths.alone(),
        alone_further: worths.alone_further(),
        middle: worths.middle(),
        worths: sampled,
    };
    if let Some(short) = shortage {
        sample.balance(short, near);
    }
    let mut market = Market::open(&sample, &vec![0; sample.far], Reading::Some, meter)?;
    settle(&mut market, depth + 1, meter)?;
    // A far node outside the sample costs what the keenest of the sample would pay for it.
    let chunk = rows.len().div_ceil(16);
    let bids = |(): &mut (), block: usize| -> Vec<i32> {
        let (mut row, mut edges) = (vec![NOTHING; far], Vec::new());
        let mut prices = vec![i32::MIN; far];
        let rows = rows.iter().enumerate().skip(block * chunk).take(chunk);
        for (at, &near) in rows {
            let content = market.lists.top(at, &market.seats.prices).gain.max(worths.alone());
            if content > NOTHING / 2 {
                worths.read(near, &mut row, &mut edges);
                Kernel::raise(&row, content, &mut prices);
            }
        }
        prices
    };
    let mut prices = vec![i32::MIN; far];
    for of_block in over_rows(0..rows.len().div_ceil(chunk.max(1)), chunk * far, bids) {
        for (price, bid) in prices.iter_mut().zip(of_block) {
            *price = bid.max(*price);
        }
    }
    meter.release(rows.len() * columns.len() * size_of::<i32>());
    meter.release(market.lists.held());
    // Where the whole has seats enough, a few near nodes too many in a sample would drive prices out of everybody's reach.
    if worths.alone() > NOTHING && shortage.is_some_and(|short| short <= 0) {
        let pair = worths.middle().saturating_sub(worths.alone()).max(1);
        for price in &mut prices {
            *price = price.saturating_sub(price.saturating_add(pair / 2).div_euclid(pair) * pair);
        }
    }
    // Where nobody may stay alone, prices count from the lowest.
    let least =
        if worths.alone() > NOTHING { 0 } else { prices.iter().copied().min().unwrap_or(0) };
    Ok(prices.iter().map(|&price| price.saturating_sub(least).clamp(0, 1 << 29)).collect())
}
