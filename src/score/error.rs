//! What is wrong with a scoring model: all of it at once.

use std::fmt;

pub use crate::sections::ModelProblem;

/// Why a scoring model could not be read, built or written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelError {
    /// The text is not TOML or JSON.
    Syntax {
        /// `TOML` or `JSON`.
        format: &'static str,
        /// Line, from 1.
        line: usize,
        /// Character in the line, from 1.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// The model is not one: every problem, at least one.
    Invalid(Vec<ModelProblem>),
    /// A criterion of one's own cannot be written to a file.
    OwnCriterion {
        /// Name of the criterion.
        criterion: String,
    },
    /// The model could not be written.
    Write(String),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { format, line, column, message } => {
                write!(
                    f,
                    "line {line}, column {column}: {message}; mend the {format} there and read it again"
                )
            }
            Self::Invalid(problems) => match problems.as_slice() {
                [only] => write!(f, "{only}"),
                all => {
                    write!(f, "{} problems in the scoring model:", all.len())?;
                    all.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
                }
            },
            Self::OwnCriterion { criterion } => write!(
                f,
                "criterion {criterion:?} is made of code and cannot be written to a file; add it in code after reading the rest"
            ),
            Self::Write(message) => {
                write!(f, "the model cannot be written: {message}; change that and write it again")
            }
        }
    }
}

impl std::error::Error for ModelError {}
