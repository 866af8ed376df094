//! Matches two spreadsheets: `match_csv --mentors F --mentees F --model F`. Without arguments it matches the fictional
//! pool of `examples/data`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use tandems::pool::{CsvFormat, Pool};
use tandems::{Matcher, Matching, Objective, ScoringModel};

/// Finds the best tandems of two spreadsheets, proves that they are the best, and says why.
#[derive(Parser)]
struct Arguments {
    /// CSV file of the mentors [default: a fictional pool]
    #[arg(long, requires = "mentees")]
    mentors: Option<PathBuf>,
    /// CSV file of the mentees [default: a fictional pool]
    #[arg(long, requires = "mentors")]
    mentees: Option<PathBuf>,
    /// Scoring model, TOML or (by the ending .json) JSON [default: sector, needs, availability and language, or with
    /// the fictional pool the model that belongs to it]
    #[arg(long)]
    model: Option<PathBuf>,
    /// What best means
    #[arg(long, value_enum, default_value_t = Goal::MostTandems)]
    objective: Goal,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// File for the answer [default: standard output]
    #[arg(long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Goal {
    MostTandems,
    BestTotal,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the answer may stop reading.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(Failure { message, .. }) => {
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// What went wrong, with the file it went wrong in.
struct Failure {
    message: String,
    source: Option<io::ErrorKind>,
}

impl Failure {
    fn of(what: impl std::fmt::Display, error: impl std::fmt::Display) -> Self {
        Self { message: format!("{what}: {error}"), source: None }
    }

    fn io(what: impl std::fmt::Display, error: &io::Error) -> Self {
        Self { message: format!("{what}: {error}"), source: Some(error.kind()) }
    }

    fn unread(path: &Path, error: &io::Error) -> Self {
        let remedy = "check the name, and that the file may be read";
        Self { message: format!("{}: {error}; {remedy}", path.display()), source: None }
    }

    fn is_broken_pipe(&self) -> bool {
        self.source == Some(io::ErrorKind::BrokenPipe)
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let (mentors, mentees, model) =
        if let (Some(mentors), Some(mentees)) = (&arguments.mentors, &arguments.mentees) {
            (mentors.clone(), mentees.clone(), arguments.model.clone())
        } else {
            let model = arguments.model.clone().unwrap_or_else(|| data.join("programme.toml"));
            (data.join("mentors.csv"), data.join("mentees.csv"), Some(model))
        };
    let model = match model {
        Some(path) => read_model(&path)?,
        None => ScoringModel::default(),
    };
    let format = model.csv().cloned().unwrap_or_default();
    let pool = read_pool(&format, &mentors, &mentees)?;
    let lints = model.lint(&pool).map_err(|faults| Failure::of("the pool", faults))?;
    for lint in lints {
        let _ = writeln!(io::stderr(), "note: {lint}");
    }
    let objective = match arguments.objective {
        Goal::MostTandems => Objective::MostTandems,
        Goal::BestTotal => Objective::BestTotal,
    };
    let matching = Matcher::new(&model)
        .objective(objective)
        .match_pool(&pool)
        .map_err(|error| Failure::of("matching", error))?;
    match &arguments.output {
        Some(path) => {
            let file = File::create(path).map_err(|error| Failure::io(path.display(), &error))?;
            write(&matching, arguments.format, io::BufWriter::new(file))
                .map_err(|error| Failure::io(path.display(), &error))
        }
        None => write(&matching, arguments.format, io::stdout().lock())
            .map_err(|error| Failure::io("standard output", &error)),
    }
}

fn read_model(path: &Path) -> Result<ScoringModel, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::unread(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::of(path.display(), "not UTF-8 text; save it as UTF-8 in the editor")
    })?;
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let model =
        if is_json { ScoringModel::from_json(&text) } else { ScoringModel::from_toml(&text) };
    model.map_err(|error| Failure::of(path.display(), error))
}

fn read_pool(format: &CsvFormat, mentors: &Path, mentees: &Path) -> Result<Pool, Failure> {
    let open = |path: &Path| File::open(path).map_err(|error| Failure::unread(path, &error));
    Pool::from_csv_with(format, open(mentors)?, open(mentees)?).map_err(|error| {
        Failure::of(format!("{} and {}", mentors.display(), mentees.display()), error)
    })
}

fn write(matching: &Matching, format: Format, mut out: impl Write) -> io::Result<()> {
    match format {
        Format::Text => writeln!(out, "{matching}")?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, matching)?;
            writeln!(out)?;
        }
        Format::Csv => matching.write_csv(&mut out)?,
    }
    out.flush()
}
