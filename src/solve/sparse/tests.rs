//! Every answer is held against the conditions of an optimum, and small ones against all there are.

use super::{Graph, Halt, NONE, Start, State, Terms, solve};
use crate::problem::{CancelToken, Limits, StopReason};
use crate::solve::meter::Meter;

/// Numbers that look random (xorshift), the same on any machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn value(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(u64::try_from(to - from + 1).unwrap())).unwrap()
    }

    fn index(&mut self, end: usize) -> u32 {
        u32::try_from(self.below(end as u64)).unwrap()
    }
}

/// A graph from the edges of each row.
fn graph(rows: &[Vec<(u32, i64)>]) -> Graph {
    let mut graph = Graph { offsets: vec![0], ..Graph::default() };
    for row in rows {
        graph.columns.extend(row.iter().map(|edge| edge.0));
        graph.values.extend(row.iter().map(|edge| edge.1));
        graph.offsets.push(graph.columns.len());
    }
    graph
}

fn random(
    draw: &mut Draw,
    rows: usize,
    columns: usize,
    degree: usize,
    value: &mut dyn FnMut(&mut Draw) -> i64,
) -> Graph {
    let row = |_| {
        let mut ends: Vec<u32> = (0..degree).map(|_| draw.index(columns)).collect();
        ends.sort_unstable();
        ends.dedup();
        ends.into_iter().map(|end| (end, value(draw))).collect()
    };
    graph(&(0..rows).map(row).collect::<Vec<_>>())
}

fn run(graph: &Graph, terms: Terms<'_>, start: Start) -> Result<State, Halt> {
    solve(graph, terms, start, &mut Meter::new(&Limits::none()))
}

/// The sum of the values of the pairs, which are checked to be edges and to find seats.
fn total(graph: &Graph, seats: &[u32], mates: &[u32]) -> i64 {
    let mut taken = vec![0; seats.len()];
    let mut sum = 0;
    for (row, &mate) in mates.iter().enumerate().filter(|pair| *pair.1 != NONE) {
        let edge = graph.row(row).find(|edge| edge.0 == mate);
        sum += edge.expect("a pair is an edge").1;
        taken[mate as usize] += 1;
    }
    assert!(taken.iter().zip(seats).all(|(taken, seats)| taken <= seats));
    sum
}

/// What no answer can exceed.
fn bound(graph: &Graph, terms: Terms<'_>, prices: &[i64]) -> i64 {
    let profit = |row| {
        let left = graph.row(row).map(|(column, value)| value - prices[column as usize]).max();
        if terms.fill { left.unwrap() } else { left.unwrap_or(0).max(0) }
    };
    let seats = terms.seats.iter().zip(prices).map(|(&seats, price)| i64::from(seats) * price);
    (0..graph.rows()).map(profit).sum::<i64>() + seats.sum::<i64>()
}

/// Holds an answer against the conditions of an optimum; its total.
fn check(graph: &Graph, terms: Terms<'_>, state: &State) -> i64 {
    let sum = total(graph, terms.seats, &state.mates);
    let mut left: Vec<u32> = terms.seats.to_vec();
    for (row, &mate) in state.mates.iter().enumerate() {
        let worth = |(column, value): (u32, i64)| value - state.prices[column as usize];
        let best = graph.row(row).map(worth).max();
        if mate == NONE {
            assert!(!terms.fill && best.unwrap_or(0) <= 0, "row {row} would rather sit");
        } else {
            let edge = graph.row(row).find(|edge| edge.0 == mate).unwrap();
            assert_eq!(Some(worth(edge)), best, "row {row} sits well");
            assert!(terms.fill || best >= Some(0), "row {row} gains by sitting");
            left[mate as usize] -= 1;
        }
    }
    let spare = !terms.fill || left.iter().any(|&left| left > 0);
    for (&left, &price) in left.iter().zip(&state.prices) {
        assert!(!spare || left == 0 || price == 0, "an open seat costs {price}");
    }
    for (&seats, &price) in terms.seats.iter().zip(&state.prices) {
        assert!(!spare || seats == 0 || price >= 0, "a price of {price}");
    }
    if terms.seats.iter().all(|&seats| seats > 0) {
        assert_eq!(sum, bound(graph, terms, &state.prices));
    }
    sum
}

/// These rows have too few seats on all their columns.
fn check_violator(graph: &Graph, seats: &[u32], rows: &[u32]) {
    let mut of: Vec<u32> = rows.to_vec();
    of.sort_unstable();
    of.dedup();
    assert_eq!(of.len(), rows.len());
    let mut reach: Vec<u32> =
        rows.iter().flat_map(|&row| graph.row(row as usize).map(|edge| edge.0)).collect();
    reach.sort_unstable();
    reach.dedup();
    let room: u64 = reach.iter().map(|&column| u64::from(seats[column as usize])).sum();
    assert!(room < rows.len() as u64, "{} rows have {room} seats", rows.len());
}

/// The best total over all sets of pairs, if there is any.
fn best(graph: &Graph, seats: &mut [u32], fill: bool, row: usize) -> Option<i64> {
    if row == graph.rows() {
        return Some(0);
    }
    let mut most = if fill { None } else { best(graph, seats, fill, row + 1) };
    for (column, value) in graph.row(row) {
        if seats[column as usize] > 0 {
            seats[column as usize] -= 1;
            most = most.max(best(graph, seats, fill, row + 1).map(|rest| rest + value));
            seats[column as usize] += 1;
        }
    }
    most
}

/// Solves from nothing, from random prices and from states of any quality, and wants the same total each time.
fn solve_all_ways(draw: &mut Draw, graph: &Graph, terms: Terms<'_>, reach: i64) -> Option<i64> {
    let mut totals = Vec::new();
    let mut starts = vec![Start::Cold, Start::Cold];
    for _ in 0..2 {
        let prices: Vec<i64> = terms.seats.iter().map(|_| draw.value(-reach, reach)).collect();
        let mates = (0..graph.rows()).map(|_| match draw.below(3) {
            0 => NONE,
            _ => draw.index(terms.seats.len() + 1),
        });
        let mates = mates.collect();
        starts.push(Start::Prices(prices.clone()));
        starts.push(Start::State(State { prices, mates }));
    }
    let mut states = Vec::new();
    for start in starts {
        totals.push(match run(graph, terms, start) {
            Ok(state) => {
                let sum = check(graph, terms, &state);
                let again = run(graph, terms, Start::State(state.clone())).unwrap();
                assert_eq!(check(graph, terms, &again), sum);
                states.push(state);
                Some(sum)
            }
            Err(Halt::Unfillable(rows)) => {
                assert!(terms.fill);
                check_violator(graph, terms.seats, &rows);
                None
            }
            Err(Halt::Stopped(..)) => panic!("nothing stops it"),
        });
    }
    assert!(totals.windows(2).all(|pair| pair[0] == pair[1]), "{totals:?}");
    assert!(states.len() < 2 || states[0] == states[1], "equal input, equal output");
    totals[0]
}

#[test]
fn small_problems_agree_with_all_there_are() {
    let mut draw = Draw(88_172_645_463_325_252);
    let (mut filled, mut unfillable) = (0, 0);
    for round in 0..6_000 {
        let (rows, columns) = (draw.index(7) as usize, 1 + draw.index(6) as usize);
        let degree = draw.index(5) as usize;
        let (from, to) =
            [(0, 3), (-5, 5), (-1_000, 1_000), (7, 7), (-(1 << 40), 1 << 40)][round % 5];
        let graph = random(&mut draw, rows, columns, degree, &mut |draw| draw.value(from, to));
        let most = [2, 4, 1][round % 3];
        let seats: Vec<u32> = (0..columns).map(|_| draw.index(most + 1)).collect();
        for fill in [false, true] {
            let terms = Terms { seats: &seats, fill };
            let found = solve_all_ways(&mut draw, &graph, terms, to.abs() + 1);
            assert_eq!(found, best(&graph, &mut seats.clone(), fill, 0), "{graph:?} {terms:?}");
            filled += usize::from(fill && found.is_some());
            unfillable += usize::from(found.is_none());
        }
    }
    assert!(filled > 500 && unfillable > 500, "{filled} filled, {unfillable} not");
}

#[test]
fn exactly_as_many_seats_as_rows() {
    let mut draw = Draw(4_711);
    for round in 0..400 {
        let size = 2 + draw.index(30) as usize;
        let reach = [1, 10, 1_000_000][round % 3];
        let rows = (0..size).zip(0..).map(|(_, row)| {
            let mut ends = vec![row];
            ends.extend((0..3).map(|_| draw.index(size)));
            ends.sort_unstable();
            ends.dedup();
            ends.into_iter().map(|end| (end, draw.value(-reach, reach))).collect()
        });
        let graph = graph(&rows.collect::<Vec<_>>());
        let seats = vec![1; size];
        let filled = solve_all_ways(&mut draw, &graph, Terms { seats: &seats, fill: true }, reach);
        assert!(filled.is_some());
        solve_all_ways(&mut draw, &graph, Terms { seats: &seats, fill: false }, reach);
    }
}

#[test]
fn larger_problems_keep_the_conditions() {
    let mut draw = Draw(99);
    // Rows, columns, edges a row, greatest value, most seats of a column.
    let shapes = [
        (3_000, 3_000, 12, 1_000_000, 1),
        (3_000, 3_000, 4, 100, 1),
        (3_000, 1_000, 10, 1 << 42, 1),
        (3_000, 1_000, 10, 1_000, 5),
        (3_000, 900, 10, 1 << 42, 5),
        (3_000, 2_900, 10, 1_000_000, 1),
        (3_000, 3_100, 10, 1_000_000, 1),
        (2_000, 9_000, 6, 1_000, 2),
        (2_000, 40, 20, 50, 90),
    ];
    for (rows, columns, degree, value, most) in shapes {
        let graph = random(&mut draw, rows, columns, degree, &mut |draw| draw.value(1, value));
        let seats: Vec<u32> = (0..columns).map(|_| 1 + draw.index(most)).collect();
        for fill in [false, true] {
            let terms = Terms { seats: &seats, fill };
            solve_all_ways(&mut draw, &graph, terms, value);
        }
    }
}

/// Shapes that other algorithms have stumbled over, and how many edges a row they may cost.
/// A column with several seats may lose a row it liked better than one it kept.
#[test]
fn scarce_columns_with_several_seats() {
    let mut draw = Draw(29);
    for at in 0..3_000 {
        let (rows, columns) = (10 + at % 40, 3 + at % 7);
        let (low, high) = [(1, 3), (-5, 40), (-270_000_000, 410_000_000_000)][at % 3];
        let mut value = |draw: &mut Draw| match draw.below(4) {
            0 => high,
            1 => high - 1,
            _ => draw.value(low, high),
        };
        let graph = random(&mut draw, rows, columns, 1 + at % 6, &mut value);
        let seats: Vec<u32> = (0..columns).map(|_| draw.index(4)).collect();
        let terms = Terms { seats: &seats, fill: false };
        let state = run(&graph, terms, Start::Cold).unwrap_or_else(|_| panic!("there is no limit"));
        check(&graph, terms, &state);
    }
}

#[test]
fn there_is_no_cliff() {
    let size = 1_500_usize;
    let count = u32::try_from(size).unwrap();
    let number = i64::from(count);
    let band = |value: &dyn Fn(i64, i64) -> i64| {
        let row = |row: u32| {
            let ends = (row.saturating_sub(4)..=row).chain(row + 1..(row + 4).min(count));
            ends.map(|end| (end, value(i64::from(row), i64::from(end)))).collect()
        };
        graph(&(0..count).map(row).collect::<Vec<_>>())
    };
    let mut draw = Draw(7);
    let mut shapes = vec![
        ("equal", band(&|_, _| 5)),
        ("equal, anywhere", random(&mut draw, size, size, 12, &mut |_| 1)),
        ("two values", random(&mut draw, size, size, 12, &mut |draw| draw.value(1, 2))),
        ("powers", random(&mut draw, size, size, 12, &mut |draw| 1 << draw.below(40))),
        ("staircase", band(&|row, end| (row + 1) * (end + 1))),
        ("descent", band(&|row, end| number * number - (row + 1) * (end + 1))),
        ("one row of zeros", band(&|row, end| if row == 700 { 0 } else { 10 + (row ^ end) })),
        ("two halves", band(&|row, end| if (row < 750) == (end < 750) { 9 } else { 1 })),
    ];
    // One column less for the rows of one half.
    let mut short = Vec::new();
    for row in 0..count {
        let half = row / 750 * 750;
        let ends = (0..9).map(|_| half + draw.index(if half == 0 { 749 } else { 750 }));
        let mut ends: Vec<u32> = ends.collect();
        ends.sort_unstable();
        ends.dedup();
        short.push(ends.into_iter().map(|end| (end, draw.value(1, 1_000))).collect());
    }
    shapes.push(("short of one", graph(&short)));
    let seats = vec![1; size];
    for (name, graph) in shapes {
        for fill in [false, true] {
            let limits = Limits::none();
            let mut meter = Meter::new(&limits);
            let terms = Terms { seats: &seats, fill };
            match solve(&graph, terms, Start::Cold, &mut meter) {
                Ok(state) => {
                    check(&graph, terms, &state);
                }
                Err(Halt::Unfillable(rows)) => check_violator(&graph, &seats, &rows),
                Err(Halt::Stopped(..)) => panic!("nothing stops it"),
            }
            let each = meter.edges() / u64::from(count);
            assert!(each < 10_000, "{name}, fill {fill}: {each} edges a row");
        }
    }
}

#[test]
fn a_limit_leaves_pairs_and_a_bound() {
    let mut draw = Draw(3);
    for (rows, columns, most) in [(400, 400, 1), (400, 100, 1), (400, 200, 3)] {
        let graph = random(&mut draw, rows, columns, 8, &mut |draw| draw.value(1, 1_000));
        let seats: Vec<u32> = (0..columns).map(|_| 1 + draw.index(most)).collect();
        let terms = Terms { seats: &seats, fill: false };
        let optimum = check(&graph, terms, &run(&graph, terms, Start::Cold).unwrap());
        let mut start = Start::Cold;
        let mut stops = 0;
        for work in (0..).map(|step| step * 997) {
            let limits = Limits::none().work(work);
            match solve(&graph, terms, Start::Cold, &mut Meter::new(&limits)) {
                Ok(state) => {
                    assert_eq!(check(&graph, terms, &state), optimum);
                    break;
                }
                Err(Halt::Stopped(reason, state)) => {
                    assert_eq!(reason, StopReason::Work);
                    assert!(total(&graph, &seats, &state.mates) <= optimum);
                    assert!(state.prices.iter().all(|&price| price >= 0));
                    assert!(bound(&graph, terms, &state.prices) >= optimum);
                    start = Start::State(state);
                    stops += 1;
                }
                Err(Halt::Unfillable(_)) => panic!("nobody has to sit"),
            }
        }
        assert!(stops > 3, "{stops} stops");
        assert_eq!(check(&graph, terms, &run(&graph, terms, start).unwrap()), optimum);
    }
}

#[test]
fn memory_and_cancelling_stop_it() {
    let mut draw = Draw(5);
    let graph = random(&mut draw, 500, 500, 8, &mut |draw| draw.value(1, 1_000));
    let terms = Terms { seats: &[1; 500], fill: false };
    let token = CancelToken::new();
    token.cancel();
    let stopped = [
        (Limits::none().memory(1_000), StopReason::Memory),
        (Limits::none().cancel(token), StopReason::Cancelled),
    ];
    for (limits, expected) in stopped {
        match solve(&graph, terms, Start::Cold, &mut Meter::new(&limits)) {
            Err(Halt::Stopped(reason, _)) => assert_eq!(reason, expected),
            _ => panic!("a limit was reached"),
        }
    }
}

#[test]
fn a_good_start_leaves_little_to_do() {
    let mut draw = Draw(17);
    let graph = random(&mut draw, 5_000, 5_000, 12, &mut |draw| draw.value(1, 1_000_000));
    let terms = Terms { seats: &vec![1; 5_000], fill: false };
    let limits = Limits::none();
    let mut cold = Meter::new(&limits);
    let state = solve(&graph, terms, Start::Cold, &mut cold).unwrap();
    let mut warm = Meter::new(&limits);
    solve(&graph, terms, Start::State(state), &mut warm).unwrap();
    assert!(warm.edges() * 3 < cold.edges(), "{} against {}", warm.edges(), cold.edges());
}
