//! Times one crate on one matrix: `tandems-peers SOLVER FILE.npy`. Only the call of the solver is timed; it is repeated
//! while it is short. Prints a line of JSON.

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use ndarray::Array2;
use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;

/// Most calls, and how long they may take together.
const CALLS: usize = 5;
const SHORT: Duration = Duration::from_secs(1);

type Pairs = Vec<(usize, usize)>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, solver, file] = arguments.as_slice() else {
        return Err("give a solver (pathfinding, lapjv or lsap) and a file".into());
    };
    let costs: Array2<f64> = ndarray_npy::read_npy(file)?;
    let (times, pairs) = match solver.as_str() {
        "pathfinding" => pathfinding(&costs)?,
        "lapjv" => lapjv_rust(&costs)?,
        "lsap" => lsap_rust(&costs)?,
        other => return Err(format!("no solver `{other}`; use pathfinding, lapjv or lsap").into()),
    };
    let mut rows: Vec<usize> = pairs.iter().map(|pair| pair.0).collect();
    let mut columns: Vec<usize> = pairs.iter().map(|pair| pair.1).collect();
    for side in [&mut rows, &mut columns] {
        side.sort_unstable();
        side.dedup();
        if side.len() != pairs.len() || pairs.len() != costs.nrows().min(costs.ncols()) {
            return Err("the answer is not an assignment that fills the smaller side".into());
        }
    }
    let objective: f64 = pairs.iter().map(|&pair| costs[pair]).sum();
    let times: Vec<String> = times.iter().map(|time| time.as_secs_f64().to_string()).collect();
    writeln!(
        std::io::stdout(),
        "{{\"times\":[{}],\"objective\":{objective:?},\"assigned\":{},\"peak\":{}}}",
        times.join(","),
        pairs.len(),
        peak().map_or_else(|| "null".to_owned(), |peak| peak.to_string()),
    )?;
    Ok(())
}

fn repeat<T>(mut call: impl FnMut() -> T) -> (Vec<Duration>, T) {
    let mut times = Vec::new();
    loop {
        let start = Instant::now();
        let answer = call();
        times.push(start.elapsed());
        if times.len() == CALLS || times.iter().sum::<Duration>() > SHORT {
            return (times, answer);
        }
    }
}

/// Integers: the crate has no floats. Costs may be fractions of a power of two.
fn pathfinding(costs: &Array2<f64>) -> Result<(Vec<Duration>, Pairs), Box<dyn Error>> {
    let scale = (0..50)
        .map(|exponent| 2_f64.powi(exponent))
        .find(|scale| costs.iter().all(|cost| (cost * scale).fract() == 0.0))
        .ok_or("the costs are no integers, nor are they on a grid")?;
    let wide = costs.ncols() >= costs.nrows();
    let upright = if wide { costs.view() } else { costs.t() };
    #[expect(clippy::cast_possible_truncation, reason = "whole by the scale")]
    let numbers = upright.iter().map(|cost| (cost * scale) as i64).collect();
    let matrix = Matrix::from_vec(upright.nrows(), upright.ncols(), numbers)?;
    let (times, (_, columns)) = repeat(|| kuhn_munkres_min(&matrix));
    let pairs = columns.into_iter().enumerate();
    Ok((
        times,
        pairs.map(|(row, column)| if wide { (row, column) } else { (column, row) }).collect(),
    ))
}

/// Squares only.
fn lapjv_rust(costs: &Array2<f64>) -> Result<(Vec<Duration>, Pairs), Box<dyn Error>> {
    if !costs.is_square() {
        return Err("lapjv takes squares only".into());
    }
    let (times, answer) = repeat(|| lapjv::lapjv(costs));
    let (columns, _) = answer.map_err(|error| format!("{error:?}"))?;
    Ok((times, columns.into_iter().enumerate().collect()))
}

fn lsap_rust(costs: &Array2<f64>) -> Result<(Vec<Duration>, Pairs), Box<dyn Error>> {
    let flat: Vec<f64> = costs.iter().copied().collect();
    let (times, answer) = repeat(|| lsap::solve(costs.nrows(), costs.ncols(), &flat, false));
    let (rows, columns) = answer.map_err(|error| format!("{error:?}"))?;
    Ok((times, rows.into_iter().zip(columns).collect()))
}

/// Bytes of memory at most.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
