//! The kinds of problems, by name.

use std::fmt;
use std::str::FromStr;

use crate::pool::ParseError;
use crate::problem::Objective;

/// A kind of assignment problem. Each is easy for some algorithms and hard for others.
///
/// ```
/// use tandems::problem::Objective;
/// use tandems::synthetic::Class;
///
/// let class: Class = "d4-rank4".parse()?;
/// assert_eq!(class, Class::D4Rank4);
/// assert!(class.is_dense());
/// assert_eq!(class.objective(), Objective::Perfect);
/// # Ok::<(), tandems::pool::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Dense: costs drawn evenly below 2³⁰, hardly any tie.
    D1,
    /// Dense: costs from 1 to 100, ties everywhere.
    D2,
    /// Dense: mentoring. A weighted mean of sector, needs, language, availability and place on a grid of 2²⁰; many exact
    /// ties, and no pair where two people share no language or no time.
    D3,
    /// Dense: row number times column number, both from 1. R. E. Machol and M. Wien, *A "hard" assignment problem*,
    /// Operations Research 24 (1976).
    D4Products,
    /// Dense: products of vectors of four numbers below 1,024.
    D4Rank4,
    /// Dense: distances in a square of side 2²⁴, rounded to the nearest integer.
    D4Points,
    /// Sparse: 20 columns a row drawn evenly, among them a matching that fills the smaller side; weights from 1 to
    /// 1,000,000.
    S1,
    /// Sparse: 20 draws a row from few columns, of which some are far more popular than others; weights from 40 to 400.
    S2,
    /// Capacities from 1 to 5 on the columns; each row keeps the 50 best mentoring scores (the first ones among equals).
    C1,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::D1,
        Self::D2,
        Self::D3,
        Self::D4Products,
        Self::D4Rank4,
        Self::D4Points,
        Self::S1,
        Self::S2,
        Self::C1,
    ];

    /// The name by which it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::D1 => "d1",
            Self::D2 => "d2",
            Self::D3 => "d3",
            Self::D4Products => "d4-products",
            Self::D4Rank4 => "d4-rank4",
            Self::D4Points => "d4-points",
            Self::S1 => "s1",
            Self::S2 => "s2",
            Self::C1 => "c1",
        }
    }

    /// Whether the problem is a matrix; otherwise it is a list of edges.
    #[must_use]
    pub const fn is_dense(self) -> bool {
        !matches!(self, Self::S1 | Self::S2 | Self::C1)
    }

    /// What best means for the class: the least cost of filling the smaller side for matrices, as many pairs as can be
    /// first where some are incompatible ([`D3`](Self::D3)), and the greatest total for edge lists.
    #[must_use]
    pub const fn objective(self) -> Objective {
        match self {
            Self::D3 => Objective::MostTandems,
            Self::S1 | Self::S2 | Self::C1 => Objective::BestTotal,
            _ => Objective::Perfect,
        }
    }

    /// How many columns belong to so many rows: as many, or as many as there are mentors for mentees in a programme.
    pub(super) const fn columns(self, rows: u32) -> u32 {
        match self {
            Self::S2 => part(rows, 2, 5),
            Self::C1 => part(rows, 1570, 4000),
            _ => rows,
        }
    }
}

/// `rows` times `of` ÷ `all`, at least 1 where there is a row.
const fn part(rows: u32, of: u64, all: u64) -> u32 {
    // Below `rows`, as `of` is below `all`.
    #[expect(clippy::cast_possible_truncation, reason = "at most the number of rows")]
    let part = (rows as u64 * of / all) as u32;
    if part == 0 && rows > 0 { 1 } else { part }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Class {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let name = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|class| class.name() == name).ok_or_else(|| {
            ParseError::new(
                "unknown_class",
                text,
                "is not a class of synthetic problems",
                "write d1, d2, d3, d4-products, d4-rank4, d4-points, s1, s2 or c1",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_written_by_name() {
        for class in Class::ALL {
            assert_eq!(class.to_string().parse::<Class>().unwrap(), class);
        }
        assert_eq!("d5".parse::<Class>().unwrap_err().code, "unknown_class");
    }

    #[test]
    fn columns_belong_to_rows() {
        let columns = |class: Class, rows| class.columns(rows);
        assert_eq!(columns(Class::D1, 7), 7);
        assert_eq!(columns(Class::S2, 10_000), 4_000);
        assert_eq!(columns(Class::C1, 40_000), 15_700);
        assert_eq!((columns(Class::C1, 1), columns(Class::C1, 0)), (1, 0));
    }
}
