//! Arrays of numpy: one matrix a file, or an edge list in compressed rows in three files or four.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use ndarray::{Array, Dimension, Ix1};
use ndarray_npy::{ReadNpyError, ReadNpyExt as _, ReadableElement};

use super::Error;
use super::read::Entries;

/// An edge list as it lies in its files: weights, to be made as large as possible.
pub(crate) struct EdgeList {
    pub(crate) starts: Vec<usize>,
    pub(crate) columns: Vec<u32>,
    pub(crate) weights: Weights,
    /// How many rows each column may have.
    pub(crate) capacities: Option<Vec<u32>>,
}

/// The numbers of an edge list.
pub(crate) enum Weights {
    Integers32(Vec<i32>),
    Integers(Vec<i64>),
    Floats32(Vec<f32>),
    Floats(Vec<f64>),
}

/// Reads a matrix from a file, or from standard input if it is called `-`.
pub(crate) fn matrix(path: &Path) -> Result<Entries, Error> {
    let source = Source::open(path)?;
    Ok(if let Some(matrix) = source.array::<i64, _>()? {
        Entries::Integers(matrix.into())
    } else if let Some(matrix) = source.array::<f64, _>()? {
        Entries::Floats(matrix.into())
    } else if let Some(matrix) = source.array::<i32, _>()? {
        Entries::Integers32(matrix.into())
    } else if let Some(matrix) = source.array::<f32, _>()? {
        Entries::Floats32(matrix.into())
    } else {
        return Err(source.fault("the array holds another type; save it as i32, i64, f32 or f64"));
    })
}

/// Reads `PREFIX.indptr.npy`, `PREFIX.indices.npy`, `PREFIX.w.npy` and, if it is there, `PREFIX.cap.npy`.
pub(crate) fn edges(prefix: &Path) -> Result<EdgeList, Error> {
    let file = |part: &str| {
        let mut name = prefix.as_os_str().to_owned();
        name.push(format!(".{part}.npy"));
        PathBuf::from(name)
    };
    let starts = whole(&file("indptr"), "a row start")?;
    let columns = whole(&file("indices"), "a column")?;
    let weights = Source::open(&file("w"))?;
    let weights = if let Some(numbers) = weights.list::<f64>()? {
        Weights::Floats(numbers)
    } else if let Some(numbers) = weights.list::<f32>()? {
        Weights::Floats32(numbers)
    } else if let Some(numbers) = weights.list::<i64>()? {
        Weights::Integers(numbers)
    } else if let Some(numbers) = weights.list::<i32>()? {
        Weights::Integers32(numbers)
    } else {
        return Err(weights.fault("the array holds another type; save it as i32, i64, f32 or f64"));
    };
    let capacities = file("cap");
    let capacities =
        if capacities.exists() { Some(whole(&capacities, "a capacity")?) } else { None };
    Ok(EdgeList { starts, columns, weights, capacities })
}

/// A list of whole numbers from 0.
fn whole<T>(path: &Path, what: &str) -> Result<Vec<T>, Error>
where
    T: TryFrom<i32> + TryFrom<u32> + TryFrom<i64> + TryFrom<u64>,
{
    let source = Source::open(path)?;
    if let Some(numbers) = source.list::<i32>()? {
        source.convert(numbers, what)
    } else if let Some(numbers) = source.list::<u32>()? {
        source.convert(numbers, what)
    } else if let Some(numbers) = source.list::<i64>()? {
        source.convert(numbers, what)
    } else if let Some(numbers) = source.list::<u64>()? {
        source.convert(numbers, what)
    } else {
        Err(source.fault("the array holds another type; save it as i32, i64, u32 or u64"))
    }
}

/// Where an array is read from. It is opened once for each type that is tried; the header comes first.
struct Source {
    name: String,
    content: Content,
}

enum Content {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl Source {
    fn open(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let unreadable = |error| format!("{name}: {error}; give a file that can be read");
        let (content, length) = if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?;
            let length = bytes.len() as u64;
            (Content::Bytes(bytes), length)
        } else {
            let length = std::fs::metadata(path).map_err(unreadable)?.len();
            (Content::File(path.to_owned()), length)
        };
        let source = Self { name, content };
        let mut header = Vec::new();
        source.reader()?.take(4096).read_to_end(&mut header)?;
        if claimed(&header).is_some_and(|numbers| numbers > u128::from(length)) {
            return Err(
                source.fault("the header promises more numbers than the file holds; save it again")
            );
        }
        Ok(source)
    }

    fn reader(&self) -> Result<Box<dyn Read + '_>, Error> {
        Ok(match &self.content {
            Content::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Content::File(path) => {
                let file = File::open(path);
                let file = file.map_err(|error| {
                    self.fault(&format!("{error}; give a file that can be read"))
                })?;
                Box::new(BufReader::new(file))
            }
        })
    }

    fn fault(&self, detail: &str) -> Error {
        format!("{}: {detail}", self.name).into()
    }

    /// The array, if it holds this type.
    fn array<T: ReadableElement, D: Dimension>(&self) -> Result<Option<Array<T, D>>, Error> {
        match Array::<T, D>::read_npy(self.reader()?) {
            Ok(array) => Ok(Some(array)),
            Err(ReadNpyError::WrongDescriptor(_)) => Ok(None),
            Err(error) => {
                let shape = D::NDIM.map_or("an", |axes| if axes == 1 { "a one" } else { "a two" });
                Err(self.fault(&format!(
                    "{error}; save {shape}-dimensional array with `numpy.save` and try again"
                )))
            }
        }
    }

    fn list<T: ReadableElement>(&self) -> Result<Option<Vec<T>>, Error> {
        Ok(self.array::<T, Ix1>()?.map(|array| array.into_raw_vec_and_offset().0))
    }

    fn convert<A, T>(&self, numbers: Vec<A>, what: &str) -> Result<Vec<T>, Error>
    where
        A: Copy + std::fmt::Display,
        T: TryFrom<A>,
    {
        let convert = |(at, number): (usize, A)| {
            T::try_from(number).map_err(|_| {
                self.fault(&format!(
                    "`{number}` at position {at} is not {what}; give a whole number from 0 to 4294967294"
                ))
            })
        };
        numbers.into_iter().enumerate().map(convert).collect()
    }
}

/// How many numbers the header promises; memory is taken for them before they are read.
fn claimed(header: &[u8]) -> Option<u128> {
    let header = String::from_utf8_lossy(header);
    let (shape, _) = header.split_once("shape")?.1.split_once('(')?.1.split_once(')')?;
    let lengths = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
    lengths
        .map(|length| length.parse::<u128>().ok())
        .try_fold(1_u128, |all, length| Some(all.saturating_mul(length?)))
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, array};
    use ndarray_npy::{WritableElement, write_npy};

    use super::*;

    /// A folder of its own for each test.
    fn prefix(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tandems-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("a.b")
    }

    fn save<T: WritableElement + Clone>(prefix: &Path, part: &str, numbers: &[T]) {
        let path = format!("{}.{part}.npy", prefix.display());
        write_npy(path, &Array1::from_vec(numbers.to_vec())).unwrap();
    }

    fn fault(prefix: &Path) -> String {
        let Err(error) = edges(prefix) else { panic!("{} was read", prefix.display()) };
        error.to_string().replace(&prefix.display().to_string(), "PREFIX")
    }

    #[test]
    fn edge_lists_of_many_types() {
        let prefix = prefix("types");
        save(&prefix, "indptr", &[0_i64, 1, 3]);
        save(&prefix, "indices", &[1_i32, 0, 2]);
        save(&prefix, "w", &[0.5_f64, 2.0, 4.0]);
        let list = edges(&prefix).unwrap();
        assert_eq!((list.starts, list.columns), (vec![0, 1, 3], vec![1, 0, 2]));
        assert!(matches!(list.weights, Weights::Floats(weights) if weights == [0.5, 2.0, 4.0]));
        assert_eq!(list.capacities, None);

        save(&prefix, "indptr", &[0_i32, 1, 3]);
        save(&prefix, "indices", &[1_u32, 0, 2]);
        save(&prefix, "w", &[5_i32, 2, 4]);
        save(&prefix, "cap", &[1_i64, 2, 3]);
        let list = edges(&prefix).unwrap();
        assert!(matches!(list.weights, Weights::Integers32(weights) if weights == [5, 2, 4]));
        assert_eq!(list.capacities, Some(vec![1, 2, 3]));
    }

    #[test]
    fn faults_name_file_place_value_and_remedy() {
        let prefix = prefix("faults");
        save(&prefix, "indptr", &[0_i64, 1]);
        assert!(fault(&prefix).starts_with("PREFIX.indices.npy: "), "{}", fault(&prefix));
        save(&prefix, "indices", &[0_i64, -3]);
        assert_eq!(
            fault(&prefix),
            "PREFIX.indices.npy: `-3` at position 1 is not a column; give a whole number from 0 to 4294967294"
        );
        save(&prefix, "indices", &[0.5_f64]);
        assert_eq!(
            fault(&prefix),
            "PREFIX.indices.npy: the array holds another type; save it as i32, i64, u32 or u64"
        );
        write_npy(format!("{}.indices.npy", prefix.display()), &array![[1_i32]]).unwrap();
        let text = fault(&prefix);
        assert!(text.ends_with("save a one-dimensional array with `numpy.save` and try again"));
    }
}
