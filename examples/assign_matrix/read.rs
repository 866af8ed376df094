//! Reads files of text; a fault names file, line, value and remedy.

use std::fmt::Display;
use std::io::Read as _;
use std::path::Path;
use std::str::FromStr;

use ndarray::Array2;
use tandems::problem::MAX_WEIGHT;

use super::Error;
use super::npy::EdgeList;

/// More rows than this are believed only if there are as many entries.
const MANY: usize = 10_000_000;

/// How a file of text is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text {
    Orlib,
    OrlibSparse,
    Csv,
    Bids,
}

/// What a file holds.
pub(crate) enum Entries {
    Integers32(Matrix<i32>),
    Integers(Matrix<i64>),
    Floats32(Matrix<f32>),
    Floats(Matrix<f64>),
    SparseIntegers(usize, Vec<(usize, usize, i64)>),
    SparseFloats(usize, Vec<(usize, usize, f64)>),
    Edges(EdgeList),
}

impl Entries {
    /// Whether every row has a number for every column.
    pub(crate) fn is_matrix(&self) -> bool {
        !matches!(self, Self::SparseIntegers(..) | Self::SparseFloats(..) | Self::Edges(_))
    }
}

/// A full matrix; forbidden pairs of floats are infinite instead.
pub(crate) struct Matrix<T> {
    pub(crate) numbers: Array2<T>,
    pub(crate) forbidden: Vec<(usize, usize)>,
}

impl<T> From<Array2<T>> for Matrix<T> {
    fn from(numbers: Array2<T>) -> Self {
        Self { numbers, forbidden: Vec::new() }
    }
}

/// Reads a file, or standard input if it is called `-`.
pub(crate) fn text(format: Text, maximize: bool, path: &Path) -> Result<Entries, Error> {
    let file = path.display().to_string();
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|content| bytes = content)
    };
    read.map_err(|error| format!("{file}: {error}; give a file that can be read"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|&byte| byte == b'\n').count();
        format!("{file}, line {line}: not UTF-8 text; save the file as plain text")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let source = Source { file, maximize };
    match format {
        Text::Orlib => source.orlib(text),
        Text::OrlibSparse => source.orlib_sparse(text),
        Text::Csv => source.csv(text),
        Text::Bids => source.bids(text),
    }
    .map_err(Error::from)
}

#[derive(Clone, Copy)]
enum Number {
    Integer(i64),
    Float(f64),
    Forbidden,
}

struct Source {
    file: String,
    maximize: bool,
}

impl Source {
    fn fault(&self, line: impl Display, detail: impl Display) -> String {
        format!("{}, line {line}: {detail}", self.file)
    }

    fn number(&self, line: u64, word: &str) -> Result<Number, String> {
        if word.is_empty() {
            return Ok(Number::Forbidden);
        }
        let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return match word.parse::<i64>() {
                Ok(integer) if integer.unsigned_abs() <= MAX_WEIGHT.unsigned_abs() => {
                    Ok(Number::Integer(integer))
                }
                _ => {
                    Err(self
                        .fault(line, format!("`{word}` is beyond ±2^62; scale the numbers down")))
                }
            };
        }
        match word.parse::<f64>() {
            Ok(float) if float.is_finite() => Ok(Number::Float(float)),
            Ok(float) if float.is_infinite() && !digits.starts_with(['i', 'I']) => {
                Err(self
                    .fault(line, format!("`{word}` is beyond the range of floats; scale it down")))
            }
            Ok(float) if float.is_infinite() && (float < 0.0) == self.maximize => {
                Ok(Number::Forbidden)
            }
            Ok(float) if float.is_infinite() => Err(self.fault(
                line,
                format!(
                    "`{word}` would be better than any number; a forbidden pair is `{}` here",
                    if self.maximize { "-inf" } else { "inf" }
                ),
            )),
            Ok(_) => Err(self.fault(
                line,
                format!("`{word}` is no number; leave the cell empty to forbid the pair"),
            )),
            Err(_) if word.contains([';', '\t', ' ']) => Err(self.fault(
                line,
                format!("`{word}` is no number; divide numbers by commas and write decimals with a point"),
            )),
            Err(_) => {
                Err(self.fault(line, format!("`{word}` is no number; write it like 12 or 0.5")))
            }
        }
    }

    fn orlib(&self, text: &str) -> Result<Entries, String> {
        let mut words = words(text);
        let size: usize = self.whole(words.next(), "the number of rows")?;
        let mut numbers = Vec::new();
        let mut last = 1;
        for (line, word) in words {
            numbers.push(self.number(line, word)?);
            last = line;
        }
        let wanted = size.checked_mul(size);
        if wanted != Some(numbers.len()) {
            let wanted =
                wanted.map_or_else(|| format!("{size}·{size}"), |wanted| wanted.to_string());
            return Err(self.fault(
                last,
                format!(
                    "{} numbers follow the size {size}, not {wanted}; give n, then n·n numbers",
                    numbers.len()
                ),
            ));
        }
        self.matrix(size, size, &numbers)
    }

    fn bids(&self, text: &str) -> Result<Entries, String> {
        let mut words = words(text);
        let rows: usize = self.whole(words.next(), "the number of rows")?;
        let columns: usize = self.whole(words.next(), "the number of columns")?;
        let mut numbers = Vec::new();
        let mut last = 1;
        for (line, word) in words {
            numbers.push(self.number(line, word)?);
            last = line;
        }
        if rows.checked_mul(columns) != Some(numbers.len()) {
            return Err(self.fault(
                last,
                format!(
                    "{} numbers follow the size {rows}·{columns}; give rows, columns, then as many numbers",
                    numbers.len()
                ),
            ));
        }
        self.matrix(rows, columns, &numbers)
    }

    fn orlib_sparse(&self, text: &str) -> Result<Entries, String> {
        let mut words = words(text);
        let size: usize = self.whole(words.next(), "the number of rows")?;
        let mut entries = Vec::new();
        let mut integers = true;
        let mut seen = std::collections::HashSet::new();
        while let Some(first) = words.next() {
            let mut place = [0; 2];
            for (place, (word, what)) in
                place.iter_mut().zip([(Some(first), "a row"), (words.next(), "a column")])
            {
                let index: usize = self.whole(word, what)?;
                if index == 0 || index > size {
                    let line = word.map_or(first.0, |word| word.0);
                    return Err(self.fault(
                        line,
                        format!("`{index}` is not {what} from 1 to {size}; count from 1"),
                    ));
                }
                *place = index - 1;
            }
            let [row, column] = place;
            let Some((line, word)) = words.next() else {
                return Err(self.fault(first.0, "the cost is missing; write `row column cost`"));
            };
            if !seen.insert((row, column)) {
                return Err(self.fault(
                    line,
                    format!("row {} and column {} are given twice; keep one", row + 1, column + 1),
                ));
            }
            match self.number(line, word)? {
                Number::Forbidden => {}
                number => {
                    integers &= matches!(number, Number::Integer(_));
                    entries.push((row, column, number));
                }
            }
        }
        if size > MANY && size > entries.len() {
            return Err(self
                .fault(1, format!("`{size}` rows and {} entries; check the size", entries.len())));
        }
        Ok(if integers {
            let integer = |(row, column, number)| (row, column, integer(number));
            Entries::SparseIntegers(size, entries.into_iter().map(integer).collect())
        } else {
            let float = |(row, column, number)| (row, column, self.float(number));
            Entries::SparseFloats(size, entries.into_iter().map(float).collect())
        })
    }

    fn csv(&self, text: &str) -> Result<Entries, String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut numbers = Vec::new();
        let (mut rows, mut columns) = (0, 0);
        for record in reader.records() {
            let record =
                record.map_err(|error| format!("{}: {error}; mend the line", self.file))?;
            let line = record.position().map_or(0, csv::Position::line);
            if rows == 0 {
                columns = record.len();
            } else if record.len() != columns {
                return Err(self.fault(
                    line,
                    format!(
                        "{} cells where the first line has {columns}; give each line as many",
                        record.len()
                    ),
                ));
            }
            for word in &record {
                numbers.push(self.number(line, word)?);
            }
            rows += 1;
        }
        if rows == 0 {
            return Err(self.fault(1, "there are no numbers; give a row of the matrix a line"));
        }
        self.matrix(rows, columns, &numbers)
    }

    fn whole<T: FromStr>(&self, word: Option<(u64, &str)>, what: &str) -> Result<T, String> {
        match word {
            None => Err(format!("{}: {what} is missing at the end; complete the file", self.file)),
            Some((line, word)) => word.parse().map_err(|_| {
                self.fault(line, format!("`{word}` is not {what}; give a whole number"))
            }),
        }
    }

    fn matrix(&self, rows: usize, columns: usize, numbers: &[Number]) -> Result<Entries, String> {
        let shaped = |error| format!("{}: {error}; give every row as many numbers", self.file);
        if numbers.iter().any(|number| matches!(number, Number::Float(_))) {
            let floats = numbers.iter().map(|&number| self.float(number)).collect();
            let floats = Array2::from_shape_vec((rows, columns), floats).map_err(shaped)?;
            return Ok(Entries::Floats(floats.into()));
        }
        let forbidden = numbers
            .iter()
            .enumerate()
            .filter(|(_, number)| matches!(number, Number::Forbidden))
            .map(|(at, _)| (at / columns, at % columns))
            .collect();
        let integers = numbers.iter().map(|&number| integer(number)).collect();
        let numbers = Array2::from_shape_vec((rows, columns), integers).map_err(shaped)?;
        Ok(Entries::Integers(Matrix { numbers, forbidden }))
    }

    #[expect(clippy::cast_precision_loss, reason = "a file with one float is a file of floats")]
    fn float(&self, number: Number) -> f64 {
        match number {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
            Number::Forbidden if self.maximize => f64::NEG_INFINITY,
            Number::Forbidden => f64::INFINITY,
        }
    }
}

fn integer(number: Number) -> i64 {
    match number {
        Number::Integer(integer) => integer,
        Number::Float(_) | Number::Forbidden => 0,
    }
}

/// The words of a text, each with its line.
fn words(text: &str) -> impl Iterator<Item = (u64, &str)> {
    (1..).zip(text.lines()).flat_map(|(line, text)| text.split_whitespace().map(move |w| (line, w)))
}
