//! The steps in their order.

use super::arcs::Arc;
use super::lists::Lists;
use super::market::Market;
use super::scarce::Scarce;
use super::seats::{NONE, Seats};
use super::{Break, Graph, Halt, Start, State, Terms, auction, backward, bids, forward};
use crate::problem::StopReason;
use crate::solve::meter::Meter;

/// What there is of rows, columns and values.
struct Size {
    rows: usize,
    columns: usize,
    edges: usize,
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
    graph: &Graph,
    terms: Terms<'_>,
    start: Start,
    meter: &mut Meter<'_>,
) -> Result<State, Halt> {
    let rows = graph.rows();
    let mut state = State { prices: vec![0; terms.seats.len()], mates: vec![NONE; rows] };
    match steps::<A>(graph, terms, start, &mut state, meter) {
        Ok(()) => Ok(state),
        Err(Break::Unfillable(rows)) => Err(Halt::Unfillable(rows)),
        Err(Break::Stopped(reason)) => Err(Halt::Stopped(reason, state)),
    }
}

/// The edges that count: those to a column with seats and, where rows may stay alone, of a value above that.
fn live<'a>(
    graph: &'a Graph,
    terms: Terms<'a>,
    row: usize,
) -> impl Iterator<Item = (u32, i64)> + 'a {
    let counts = move |&(column, value): &(u32, i64)| {
        terms.seats[column as usize] > 0 && (terms.fill || value > 0)
    };
    graph.row(row).filter(counts)
}

fn measure(graph: &Graph, terms: Terms<'_>) -> Result<Size, Break> {
    let (rows, columns) = (graph.rows(), terms.seats.len());
    let mut degrees = vec![0_u32; columns];
    let (mut asking, mut edges) = (0, 0);
    let (mut least, mut greatest) = (i64::MAX, i64::MIN);
    for (row, number) in (0..rows).zip(0..) {
        let before = edges;
        for (column, value) in live(graph, terms, row) {
            degrees[column as usize] += 1;
            (least, greatest) = (least.min(value), greatest.max(value));
            edges += 1;
        }
        if edges > before {
            asking += 1;
        } else if terms.fill {
            return Err(Break::Unfillable(vec![number]));
        }
    }
    let all: u64 = terms.seats.iter().map(|&seats| u64::from(seats)).sum();
    if terms.fill && all < rows as u64 {
        return Err(Break::Unfillable((0..).take(rows).collect()));
    }
    let both = || terms.seats.iter().zip(&degrees);
    let usable = both().map(|(&seats, &degree)| u64::from(seats.min(degree))).sum();
    let live = both().zip(0..).filter(|&((&seats, &degree), _)| seats.min(degree) > 0);
    let live = live.map(|(_, column)| column).collect();
    // One more than could be taken, so that a column which cannot be full is never taken for full.
    let seats = both().map(|(&seats, &degree)| seats.min(degree + 1)).collect();
    if edges == 0 {
        (least, greatest) = (0, 0);
    }
    if !terms.fill {
        least = 0;
    }
    let spare = !terms.fill || all > rows as u64;
    Ok(Size { rows, columns, edges, asking, usable, least, greatest, spare, seats, live })
}

fn steps<A: Arc>(
    graph: &Graph,
    terms: Terms<'_>,
    start: Start,
    state: &mut State,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    meter.spend(graph.columns.len())?;
    let size = measure(graph, terms)?;
    meter.claim(Lists::<A>::bytes(size.edges, size.rows.max(size.columns)) + bytes(&size))?;
    let scarce = matches!(start, Start::Cold) && !terms.fill && size.usable * 10 < size.asking * 9;
    let result = if scarce {
        bid_for_rows::<A>(graph, terms, &size, state, meter)
    } else {
        bid_for_seats::<A>(graph, terms, start, &size, state, meter)
    };
    price_closed(graph, terms, state);
    result
}

/// Prices, bases, mates, profits, queues and seats.
fn bytes(size: &Size) -> usize {
    let seats: usize = size.seats.iter().map(|&seats| seats as usize).sum();
    size.rows * 32 + size.columns * 36 + seats * 12
}

/// Fewer seats than rows.
fn bid_for_rows<A: Arc>(
    graph: &Graph,
    terms: Terms<'_>,
    size: &Size,
    state: &mut State,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let row = |row: usize| live(graph, terms, row).map(|(to, value)| (to as usize, value));
    let lists = Lists::<A>::of_columns(size.columns, size.rows, row);
    let mut seats = Seats::new(&size.seats);
    let mut profits = vec![0; size.rows];
    let mut scarce =
        Scarce { lists: &lists, seats: &mut seats, mates: &mut state.mates, profits: &mut profits };
    scarce.bid(meter)?;
    scarce.settle(&mut state.prices, meter)?;
    meter.claim(backward::bytes(size.rows, size.columns))?;
    backward::seat_columns(
        lists,
        &profits,
        &mut state.prices,
        &mut seats,
        &mut state.mates,
        meter,
    )?;
    Ok(())
}

fn bid_for_seats<A: Arc>(
    graph: &Graph,
    terms: Terms<'_>,
    start: Start,
    size: &Size,
    state: &mut State,
    meter: &mut Meter<'_>,
) -> Result<(), Break> {
    let reach = size.greatest.abs().max(size.least.abs()).max(1);
    let nodes = i64::try_from(size.rows + size.columns).unwrap_or(i64::MAX);
    let ceiling = if terms.fill { reach.saturating_mul(nodes) } else { reach };
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
    let reduced =
        |row: usize| live(graph, terms, row).map(|(to, value)| (to, value - base[to as usize]));
    let lists = Lists::<A>::of_rows(size.rows, size.edges, reduced);
    let mut market = Market {
        lists,
        prices: vec![0; size.columns],
        floor: 0,
        seats: Seats::new(&size.seats),
        live: size.live.clone(),
        mate: vec![NONE; size.rows],
        free: !terms.fill,
        spare: size.spare,
        surplus: small(size.usable) - small(size.asking),
        ceiling: ceiling.saturating_mul(2),
        spread,
        base,
    };
    market.seat(&mates);
    let result = bid_and_search(&mut market, size, cold, meter);
    state.prices = (0..size.columns).map(|column| market.price(column)).collect();
    state.mates.clone_from(&market.mate);
    let profits = result?;
    if size.spare {
        let asks = |column: usize| state.prices[column] > 0 && market.seats.is_open(column);
        if (0..size.columns).any(asks) {
            search_back(market, &profits, size, state, meter)?;
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
    profits: &[i64],
    size: &Size,
    state: &mut State,
    meter: &mut Meter<'_>,
) -> Result<(), StopReason> {
    let bytes =
        Lists::<A>::bytes(size.edges, size.columns) + backward::bytes(size.rows, size.columns);
    meter.claim(bytes)?;
    let greatest = |values: &[i64]| values.iter().map(|value| value.abs()).max().unwrap_or(0);
    let reach = greatest(profits) + size.greatest.abs().max(size.least.abs());
    let off = |row: usize| if A::fits(reach) { profits[row] } else { 0 };
    let row = |row: usize| {
        let value = move |arc: &A| arc.value() - off(row);
        let base = &market.base;
        market.lists.of(row).iter().map(move |arc| (arc.to(), value(arc) + base[arc.to()]))
    };
    let lists = Lists::<A>::of_columns(size.columns, size.rows, row);
    let gains: Vec<i64> = (0..size.rows).map(|row| profits[row] - off(row)).collect();
    let (prices, mates) = (&mut state.prices, &mut state.mates);
    backward::seat_columns(lists, &gains, prices, &mut market.seats, mates, meter)
}

/// A column without seats gets the least price at which nobody would want one.
fn price_closed(graph: &Graph, terms: Terms<'_>, state: &mut State) {
    if terms.seats.iter().all(|&seats| seats > 0) {
        return;
    }
    let (seats, prices) = (terms.seats, &mut state.prices);
    let lowest = if terms.fill { i64::MIN / 4 } else { 0 };
    let mut wanted = vec![lowest; seats.len()];
    for row in 0..graph.rows() {
        let open = graph.row(row).filter(|&(column, _)| seats[column as usize] > 0);
        let left = open.map(|(column, value)| value - prices[column as usize]);
        let profit = left.max().unwrap_or(lowest).max(lowest);
        for (column, value) in graph.row(row) {
            let wanted = &mut wanted[column as usize];
            *wanted = (*wanted).max(value - profit);
        }
    }
    let asked = |price: i64| if price == i64::MIN / 4 { 0 } else { price };
    for ((price, &wanted), _) in
        prices.iter_mut().zip(&wanted).zip(seats).filter(|&(_, &seats)| seats == 0)
    {
        *price = asked(wanted);
    }
}
