//! Writes a synthetic problem to files of numpy, for `assign_matrix` and for other solvers.
//!
//! `cargo run --release --example make_instance -- d1 1000 target/d1`
//!
//! A matrix goes to `PREFIX.npy`: costs as `f64`, to be made small. An edge list goes to `PREFIX.indptr.npy` (`i64`),
//! `PREFIX.indices.npy` (`i32`), `PREFIX.w.npy` (weights as `f64`, to be made large) and, where columns have capacities,
//! `PREFIX.cap.npy` (`i32`). `PREFIX.json` says what it is.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use ndarray::{Array1, ArrayBase, Data, Dimension};
use ndarray_npy::{WritableElement, write_npy};
use serde_json::{Value, json};
use tandems::problem::Edges as _;
use tandems::synthetic::{Built, Class, DenseInstance, Instance, SparseInstance};

type Error = Box<dyn std::error::Error>;

/// Writes a synthetic problem to files of numpy.
#[derive(Debug, Parser)]
struct Arguments {
    /// `d1`, `d2`, `d3`, `d4-products`, `d4-rank4`, `d4-points`, `s1`, `s2` or `c1`.
    class: Class,
    /// Number of rows.
    rows: u32,
    /// Number of columns, if it is not the one that belongs to the rows.
    #[arg(long, value_name = "N")]
    columns: Option<u32>,
    /// Which one of its kind.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// A cost for incompatible pairs in place of +∞, for solvers that know none.
    #[arg(long, value_name = "COST")]
    big: Option<f64>,
    /// What the names of the files begin with.
    prefix: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if this fails too.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut instance = Instance::new(arguments.class, arguments.rows).seed(arguments.seed);
    if let Some(columns) = arguments.columns {
        instance = instance.columns(columns);
    }
    let mut about = match instance.build() {
        Built::Dense(dense) => write_dense(arguments, &dense)?,
        Built::Sparse(sparse) => write_sparse(&arguments.prefix, &sparse)?,
    };
    about["class"] = json!(arguments.class.name());
    about["seed"] = json!(arguments.seed);
    // Numbers are whole: nobody has to scale them to compare sums.
    about["scale"] = json!(1);
    let path = with_ending(&arguments.prefix, "json");
    std::fs::write(&path, format!("{about}\n")).map_err(|error| unwritable(&path, &error))?;
    Ok(())
}

fn write_dense(arguments: &Arguments, dense: &DenseInstance) -> Result<Value, Error> {
    let costs = &dense.costs;
    let finite = costs.iter().filter(|cost| cost.is_finite());
    let dearest = finite.fold(0.0_f64, |most, &cost| most.max(cost));
    match arguments.big {
        Some(big) if !big.is_finite() || big <= dearest || big.fract() != 0.0 => {
            let least = dearest + 1.0;
            return Err(format!(
                "--big {big}: costs go up to {dearest}; give a whole number, at least {least}"
            )
            .into());
        }
        Some(big) => write(&arguments.prefix, "npy", &dense.with_big(big))?,
        None => write(&arguments.prefix, "npy", costs)?,
    }
    let big = arguments.big.filter(|_| costs.iter().any(|cost| cost.is_infinite()));
    Ok(json!({ "kind": "dense", "n": costs.nrows(), "m": costs.ncols(), "big": big }))
}

fn write_sparse(prefix: &Path, sparse: &SparseInstance) -> Result<Value, Error> {
    let list = &sparse.weights;
    let (mut starts, mut columns, mut weights, mut row) = (vec![0_i64], vec![], vec![], vec![]);
    for at in 0..list.rows() {
        list.row(at, &mut row);
        for edge in &row {
            columns.push(i32::try_from(edge.column)?);
            weights.push(f64::from(i32::try_from(edge.weight)?));
        }
        starts.push(i64::try_from(columns.len())?);
    }
    let edges = columns.len();
    write(prefix, "indptr.npy", &Array1::from_vec(starts))?;
    write(prefix, "indices.npy", &Array1::from_vec(columns))?;
    write(prefix, "w.npy", &Array1::from_vec(weights))?;
    let capacities = with_ending(prefix, "cap.npy");
    if let Some(most) = &sparse.capacities {
        let most: Result<Vec<i32>, _> = most.iter().map(|&most| i32::try_from(most)).collect();
        write(prefix, "cap.npy", &Array1::from_vec(most?))?;
    } else if capacities.exists() {
        // Left over from another problem of this name, it would change the answer.
        std::fs::remove_file(&capacities).map_err(|error| unwritable(&capacities, &error))?;
    }
    let capacities = sparse.capacities.is_some();
    Ok(json!({
        "kind": "sparse", "n": list.rows(), "m": list.columns(), "nnz": edges, "cap": capacities,
    }))
}

fn write<T: WritableElement, D: Dimension>(
    prefix: &Path,
    ending: &str,
    array: &ArrayBase<impl Data<Elem = T>, D>,
) -> Result<(), Error> {
    let path = with_ending(prefix, ending);
    write_npy(&path, array).map_err(|error| unwritable(&path, &error))
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    format!("{}: {error}; name a place that can be written to", path.display()).into()
}

/// A prefix may have dots of its own.
fn with_ending(prefix: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(prefix);
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}
