//! Who supervises which columns.

use crate::problem::{PreferencesError, index, ranks_of_lists};

/// Supervisors (lecturers, organizations) whose columns share a capacity. They rank the rows, for
/// [`StudentProject`](super::Strategy::StudentProject) and [`SuperStableStudentProject`](super::Strategy::SuperStableStudentProject);
/// or their own columns, for [`MaximumStudentProject`](super::Strategy::MaximumStudentProject).
///
/// Ranks count from 1, and ties share the best of their places: 1, 1, 3. A row that a supervisor does not rank is no partner for any
/// of its columns, and a column that it does not rank has no partners.
///
/// ```
/// use tandems::problem::{Bounds, Csr, Preferences, Problem, Side};
/// use tandems::strategy::{Inputs, Strategy, Supervisors};
///
/// // Mentors 0 and 1 are sent by one company, which has time for one mentee; mentor 2 comes alone.
/// let companies = Supervisors::new(
///     2,
///     &[0, 0, 1],
///     vec![1, 1],
///     &[vec![vec![1], vec![0]], vec![vec![0], vec![1]]],
/// )?;
/// let weights = Csr::from_triplets(2, 3, [(0, 0, 9), (0, 2, 5), (1, 1, 8)])?;
/// let problem = Problem::new(weights);
/// let inputs = Inputs::default().supervisors(&companies);
/// let outcome = Strategy::StudentProject { proposing: Side::Rows }.solve(&problem, &inputs)?;
/// let pairs: Vec<_> = outcome.pairs().iter().map(|pair| (pair.row, pair.column)).collect();
/// assert_eq!(pairs, [(0, 2), (1, 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervisors {
    rows: usize,
    /// The supervisor of each column.
    of_column: Vec<u32>,
    capacities: Vec<u32>,
    ranks: Ranks,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Ranks {
    /// For each supervisor the rows it ranks, ascending, with their ranks.
    OfRows(Vec<Vec<(u32, u32)>>),
    /// The rank of each column for its supervisor.
    OfColumns(Vec<Option<u32>>),
}

/// What can be wrong with supervisors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SupervisorsError {
    /// Not as many lists as capacities.
    #[error(
        "there are {capacities} capacities and {lists} lists of supervisors; give one of each for every supervisor"
    )]
    Lists {
        /// How many capacities there are.
        capacities: usize,
        /// How many lists there are.
        lists: usize,
    },
    /// A column of somebody who is not there.
    #[error(
        "column {column} belongs to supervisor {supervisor}, and there are {supervisors}; count from 0"
    )]
    NoSuchSupervisor {
        /// Index of the column.
        column: usize,
        /// Who is named.
        supervisor: usize,
        /// How many supervisors there are.
        supervisors: usize,
    },
    /// A list of columns that names one of another supervisor.
    #[error(
        "the list of supervisor {supervisor} names column {column}, which belongs to supervisor {owner}; rank only own columns"
    )]
    OthersColumn {
        /// Whose list.
        supervisor: usize,
        /// Index of the column.
        column: usize,
        /// Whose it is.
        owner: usize,
    },
    /// A list that names somebody twice or who is not there, or that is too long.
    #[error(transparent)]
    List(#[from] PreferencesError),
}

impl Supervisors {
    /// The supervisor of every column, and for every supervisor how many rows it may have in all its columns together, and its
    /// list of `rows` rows: the best first, and those liked alike in one group. Supervisors may be without columns.
    ///
    /// # Errors
    ///
    /// If there are not as many lists as capacities, a column belongs to nobody there is, or a list names somebody twice or
    /// who is not there.
    ///
    /// # Complexity
    ///
    /// O(l log l) for lists of l rows.
    pub fn new(
        rows: usize,
        of_columns: &[usize],
        capacities: Vec<u32>,
        lists: &[Vec<Vec<usize>>],
    ) -> Result<Self, SupervisorsError> {
        let of_column = owners(of_columns, capacities.len(), lists.len())?;
        let ranks = Ranks::OfRows(ranks_of_lists("supervisor", lists, rows)?);
        Ok(Self { rows, of_column, capacities, ranks })
    }

    /// As [`new`](Self::new), but supervisors rank their own columns: they care which of their projects are done, and not by whom.
    ///
    /// # Errors
    ///
    /// If there are not as many lists as capacities, a column belongs to nobody there is, or a list names a column twice or one
    /// of another supervisor.
    ///
    /// # Complexity
    ///
    /// O(l log l) for lists of l columns.
    pub fn ranking_columns(
        rows: usize,
        of_columns: &[usize],
        capacities: Vec<u32>,
        lists: &[Vec<Vec<usize>>],
    ) -> Result<Self, SupervisorsError> {
        let of_column = owners(of_columns, capacities.len(), lists.len())?;
        let mut ranks = vec![None; of_columns.len()];
        let lists = ranks_of_lists("supervisor", lists, of_columns.len())?;
        for (supervisor, list) in lists.into_iter().enumerate() {
            for (column, rank) in list {
                let column = column as usize;
                let owner = of_columns[column];
                if owner != supervisor {
                    return Err(SupervisorsError::OthersColumn { supervisor, column, owner });
                }
                ranks[column] = Some(rank);
            }
        }
        Ok(Self { rows, of_column, capacities, ranks: Ranks::OfColumns(ranks) })
    }

    /// Number of rows that may be ranked.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.of_column.len()
    }

    /// How many rows each supervisor may have.
    #[must_use]
    pub fn capacities(&self) -> &[u32] {
        &self.capacities
    }

    /// The supervisor of a column.
    #[must_use]
    pub fn of_column(&self, column: usize) -> Option<usize> {
        self.of_column.get(column).map(|&supervisor| supervisor as usize)
    }

    /// The place of a row on the list of a supervisor, from 1; `None` for all where supervisors rank columns.
    #[must_use]
    pub fn rank(&self, supervisor: usize, row: usize) -> Option<u32> {
        let Ranks::OfRows(ranks) = &self.ranks else { return None };
        let ranks = ranks.get(supervisor)?;
        let at = ranks.binary_search_by_key(&row, |&(row, _)| row as usize).ok()?;
        Some(ranks[at].1)
    }

    /// The place of a column on the list of its supervisor, from 1; `None` for all where supervisors rank rows.
    #[must_use]
    pub fn column_rank(&self, column: usize) -> Option<u32> {
        let Ranks::OfColumns(ranks) = &self.ranks else { return None };
        *ranks.get(column)?
    }

    /// Whether supervisors rank their columns, and not the rows.
    #[must_use]
    pub fn ranks_columns(&self) -> bool {
        matches!(self.ranks, Ranks::OfColumns(_))
    }

    pub(super) fn of_columns(&self) -> &[u32] {
        &self.of_column
    }
}

/// The supervisor of each column.
fn owners(
    of_columns: &[usize],
    supervisors: usize,
    lists: usize,
) -> Result<Vec<u32>, SupervisorsError> {
    if lists != supervisors {
        return Err(SupervisorsError::Lists { capacities: supervisors, lists });
    }
    let owner = |(column, &supervisor): (usize, &usize)| {
        if supervisor >= supervisors {
            return Err(SupervisorsError::NoSuchSupervisor { column, supervisor, supervisors });
        }
        Ok(index("supervisors", supervisor).map_err(PreferencesError::from)?)
    };
    of_columns.iter().enumerate().map(owner).collect()
}
