//! The steps in their order.

use super::arcs::Arc;
use super::lists::{Gather, Lists, range};
use super::market::Market;
use super::scarce::Scarce;
use super::seats::{NONE, Seats};
use super::{
    Break, Census, Halt, Optimum, Rows, Start, State, Terms, auction, backward, bids, forward,
};
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// What there is of rows, columns and values.
struct Size {
    rows: usize,
    columns: usize,
    edges: usize,
    /// Edges of each column.
    degrees: Vec<u32>,
    /// Rows that have a use for a seat.
    asking: u64,
    /// Seats that could ever be taken.
    usable: u64,
    /// Least and greatest value that counts.
    least: i64,
    greatest: i64,
    /// Whether seats stay empty.
    spare: bool,
    /// Seats of each column that make a difference.
    seats: Vec<u32>,
    /// Columns that have seats, and rows that want them.
    live: Vec<u32>,
}

pub(super) fn run<A: Arc>(
    rows: impl Rows,
    terms: Terms<'_>,
    start: Start,
    meter: &mut Meter<'_>,
) -> Result<Optimum, Halt> {
    let state = State { prices: vec![0; terms.seats.len()], mates: vec![NONE; rows.rows()] };
    let mut found = Optimum { state, profits: Vec::new() };
    let claimed = meter.bytes();
    let result = steps::<A>(Live { rows, terms }, start, &mut found, meter);
    meter.release_to(claimed);
    match result {
        Ok(()) => Ok(found),
        Err(Break::Unfillable(rows)) => Err(Halt::Unfillable(rows)),
        Err(Break::Stopped(reason)) => Err(Halt::Stopped(reason, found.state)),
    }
}

/// The edges that count: those to a column with seats and, where rows may stay alone, of a value above that.
struct Live<'t, R> {
    rows: R,
    terms: Terms<'t>,
}

impl<R: Rows> Live<'_, R> {
    #[inline]
    fn each(&mut self, row: usize, mut edge: impl FnMut(u32, i64)) {
        let Terms { seats, fill } = self.terms;
        self.rows.each(row, |column, value| {
            if seats[column as usize] > 0 && (fill || value > 0) {
                edge(column, value);
            }
        });
    }

    fn count(&mut self, meter: &mut Meter<'_>) -> Result<Census, StopReason> {
        let mut census = Census::of_columns(self.terms.seats.len());
        for row in 0..self.rows.rows() {
            let mut edges = 0;
            self.each(row, |column, value| {
                census.add(column, value);
                edges += 1;
            });
            census.end_row(edges);
            meter.spend(edges)?;
        }
        Ok(census)
    }

    fn measure(&mut self, meter: &mut Meter<'_>) -> Result<Size, Break> {
        let Terms { seats, fill } = self.terms;
        let (rows, columns) = (self.rows.rows(), seats.len());
        let census = match self.rows.census() {
            Some(census) if fill || census.range().0 > 0 => census,
            _ => self.count(meter)?,
        };
        let (mut least, greatest) = census.range();
        let Census { edges, degrees, asking, lonely, .. } = census;
        if let Some(row) = lonely.filter(|_| fill) {
            return Err(Break::Unfillable(vec![row]));
        }
        let all: u64 = seats.iter().map(|&seats| u64::from(seats)).sum();
        if fill && all < rows as u64 {
            return Err(Break::Unfillable((0..).take(rows).collect()));
        }
        let both = || seats.iter().zip(&degrees);
        let usable = both().map(|(&seats, &degree)| u64::from(seats.min(degree))).sum();
        let live = both().zip(0..).filter(|&((&seats, &degree), _)| seats.min(degree) > 0);
        let live = live.map(|(_, column)| column).collect();
        // One more than could be taken, so that a column which cannot be full is never taken for full.
        let seats = both().map(|(&seats, &degree)| seats.min(degree + 1)).collect();
        if !fill {
            least = 0;
        }
        let spare = !fill || all > rows as u64;
        Ok(Size {
            rows,
            columns,
            edges,
            degrees,
            asking,
            usable,
            least,
            greatest,
            spare,
            seats,
            live,
        })
    }
}

fn steps<A: Arc>(
    mut live: Live<'_, impl Rows>,
    start: Start,
    found: &mut Optimum,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let size = live.measure(meter)?;
    meter.spend(size.edges)?;
    meter.claim(Lists::<A>::bytes(size.edges, size.rows.max(size.columns)) + bytes(&size))?;
    let scarce =
        matches!(start, Start::Cold) && !live.terms.fill && size.usable * 10 < size.asking * 9;
    let result = if scarce {
        bid_for_rows::<A>(&mut live, &size, found, meter)
    } else {
        bid_for_seats::<A>(&mut live, start, &size, found, meter)
    };
    price_closed(&mut live, &mut found.state.prices);
    result
}

/// Prices, bases, mates, profits, queues and seats.
fn bytes(size: &Size) -> usize {
    let seats: usize = size.seats.iter().map(|&seats| seats as usize).sum();
    size.rows * 32 + size.columns * 36 + seats * 12
}

/// Fewer seats than rows.
fn bid_for_rows<A: Arc>(
    live: &mut Live<'_, impl Rows>,
    size: &Size,
    found: &mut Optimum,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let mut gather = Gather::<A>::new(size.degrees.iter().map(|&degree| degree as usize));
    for (row, number) in (0..size.rows).zip(0..) {
        live.each(row, |column, value| gather.add(column as usize, number, value));
    }
    let mut lists = gather.unsorted();
    lists.sort_all();
    let mut seats = Seats::new(&size.seats);
    let State { prices, mates } = &mut found.state;
    found.profits = vec![0; size.rows];
    let profits = &mut found.profits;
    let mut scarce = Scarce { lists: &lists, seats: &mut seats, mates, profits };
    scarce.bid(meter)?;
    if !scarce.settle(prices, meter)? {
        drop((lists, seats));
        prices.fill(0);
        mates.fill(NONE);
        found.profits.clear();
        return bid_for_seats::<A>(live, Start::Cold, size, found, meter);
    }
    meter.claim(backward::bytes(size.rows, size.columns))?;
    backward::seat_columns(lists, &mut found.profits, prices, &mut seats, mates, meter)?;
    Ok(())
}

fn bid_for_seats<A: Arc>(
    live: &mut Live<'_, impl Rows>,
    start: Start,
    size: &Size,
    found: &mut Optimum,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let fill = live.terms.fill;
    let reach = size.greatest.abs().max(size.least.abs()).max(1);
    let nodes = i64::try_from(size.rows + size.columns).unwrap_or(i64::MAX);
    let ceiling = if fill { reach.saturating_mul(nodes) } else { reach };
    let spread = size.greatest - size.least;
    let cold = matches!(start, Start::Cold);
    let lowest = if size.spare { 0 } else { -ceiling };
    let (base, mates) = match start {
        Start::Cold => (vec![0; size.columns], Vec::new()),
        Start::Prices(prices) => (prices, Vec::new()),
        Start::State(State { prices, mates }) => (prices, mates),
    };
    let mut base: Vec<i64> = base.iter().map(|&price| price.clamp(lowest, ceiling)).collect();
    base.resize(size.columns, 0);
    let lists = Lists::<A>::of_rows(size.rows, size.edges, |row, arcs| {
        live.each(row, |to, value| arcs.push(A::new(to, value - base[to as usize])));
    });
    let mut market = Market {
        lists,
        prices: vec![0; size.columns],
        floor: 0,
        seats: Seats::new(&size.seats),
        live: size.live.clone(),
        mate: vec![NONE; size.rows],
        free: !fill,
        spare: size.spare,
        surplus: small(size.usable) - small(size.asking),
        ceiling: ceiling.saturating_mul(2),
        spread,
        base,
    };
    market.seat(&mates);
    let result = bid_and_search(&mut market, size, cold, meter);
    found.state.prices = (0..size.columns).map(|column| market.price(column)).collect();
    found.state.mates.clone_from(&market.mate);
    found.profits = result?;
    if size.spare {
        let asks = |column: usize| found.state.prices[column] > 0 && market.seats.is_open(column);
        if (0..size.columns).any(asks) {
            search_back(market, size, found, meter)?;
        }
    }
    Ok(())
}

/// A count as a number that can be subtracted.
fn small(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / 4)
}

/// From prices and rows that sit to prices and rows that sit well; their profits.
fn bid_and_search<A: Arc>(
    market: &mut Market<A>,
    size: &Size,
    cold: bool,
    meter: &mut Meter<'_>,
) -> Result<Vec<i64>, Break> {
    let mut profits = Vec::new();
    if !cold {
        market.settle(&mut profits, meter)?;
    } else if market.spread > 0 && size.usable * 2 < size.asking * 3 {
        auction::scale(market, meter)?;
        market.clear();
    }
    bids::bid(market, meter)?;
    market.settle(&mut profits, meter)?;
    meter.claim(forward::bytes(size.columns))?;
    let result = forward::seat_rows(market, &mut profits, meter);
    meter.release(forward::bytes(size.columns));
    result.map(|()| profits)
}

/// Columns that have a seat left and a price.
fn search_back<A: Arc>(
    mut market: Market<A>,
    size: &Size,
    found: &mut Optimum,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let bytes =
        Lists::<A>::bytes(size.edges, size.columns) + backward::bytes(size.rows, size.columns);
    meter.claim(bytes)?;
    let profits = &mut found.profits;
    let (least, most) = range(profits.iter().copied());
    let reduce = A::fits(size.greatest - least) && A::fits(size.least - most);
    let mut gather = Gather::<A>::new(size.degrees.iter().map(|&degree| degree as usize));
    for (row, number) in (0..size.rows).zip(0..) {
        let off = if reduce { profits[row] } else { 0 };
        for arc in market.lists.of(row) {
            gather.add(arc.to(), number, arc.value() - off + market.base[arc.to()]);
        }
    }
    market.lists = Lists::default();
    let mut gains = if reduce { vec![0; size.rows] } else { profits.clone() };
    let State { prices, mates } = &mut found.state;
    let seats = &mut market.seats;
    let result = backward::seat_columns(gather.unsorted(), &mut gains, prices, seats, mates, meter);
    for (profit, gain) in profits.iter_mut().zip(gains) {
        *profit = if reduce { *profit + gain } else { gain };
    }
    result
}

/// A column without seats gets the least price at which nobody would want one.
fn price_closed(live: &mut Live<'_, impl Rows>, prices: &mut [i64]) {
    let Terms { seats, fill } = live.terms;
    if seats.iter().all(|&seats| seats > 0) {
        return;
    }
    let lowest = if fill { i64::MIN / 4 } else { 0 };
    let mut wanted = vec![lowest; seats.len()];
    let mut edges = Vec::new();
    for row in 0..live.rows.rows() {
        edges.clear();
        live.rows.each(row, |column, value| edges.push((column as usize, value)));
        let open = edges.iter().filter(|edge| seats[edge.0] > 0);
        let left = open.map(|&(column, value)| value - prices[column]);
        let profit = left.max().unwrap_or(lowest).max(lowest);
        for &(column, value) in &edges {
            wanted[column] = wanted[column].max(value - profit);
        }
    }
    let asked = |price: i64| if price == i64::MIN / 4 { 0 } else { price };
    for ((price, &wanted), _) in
        prices.iter_mut().zip(&wanted).zip(seats).filter(|&(_, &seats)| seats == 0)
    {
        *price = asked(wanted);
    }
}
