//! Who sits where.

/// No row, no column.
pub(in crate::solve) const NONE: u32 = u32::MAX;

/// The rows on each column. A column's seats are one stretch of one list, the taken ones first; where no column has more
/// than one seat, the number of a column is the number of its seat.
pub(super) struct Seats {
    /// Where the seats of a column begin; empty where no column has more than one.
    first: Vec<usize>,
    /// How many are taken; empty where no column has more than one.
    taken: Vec<u32>,
    /// The row on each seat.
    rows: Vec<u32>,
}

impl Seats {
    /// So many seats of each column, none of them taken.
    pub(super) fn new(seats: &[u32]) -> Self {
        if seats.iter().all(|&seats| seats <= 1) {
            return Self { first: Vec::new(), taken: Vec::new(), rows: vec![NONE; seats.len()] };
        }
        let mut first = vec![0];
        first.extend(seats.iter().scan(0, |sum, &seats| {
            *sum += seats as usize;
            Some(*sum)
        }));
        let all = first[seats.len()];
        Self { taken: vec![0; seats.len()], first, rows: vec![NONE; all] }
    }

    /// The rows on a column.
    #[inline]
    pub(super) fn on(&self, column: usize) -> &[u32] {
        if self.first.is_empty() {
            let seat = &self.rows[column..=column];
            return if seat[0] == NONE { &[] } else { seat };
        }
        let first = self.first[column];
        &self.rows[first..first + self.taken[column] as usize]
    }

    /// Whether a seat is left. Columns without seats have no arcs and are never asked about.
    #[inline]
    pub(super) fn is_open(&self, column: usize) -> bool {
        if self.first.is_empty() {
            return self.rows[column] == NONE;
        }
        self.first[column] + (self.taken[column] as usize) < self.first[column + 1]
    }

    /// Seats a row on a column that has a seat left.
    #[inline]
    pub(super) fn sit(&mut self, column: usize, row: u32) {
        if self.first.is_empty() {
            self.rows[column] = row;
            return;
        }
        self.rows[self.first[column] + self.taken[column] as usize] = row;
        self.taken[column] += 1;
    }

    /// Puts a row in the place of another one.
    pub(super) fn replace(&mut self, column: usize, old: u32, new: u32) {
        if let Some(seat) = self.stretch(column).iter_mut().find(|seat| **seat == old) {
            *seat = new;
        }
    }

    /// A row leaves, and the last one takes its place.
    pub(super) fn leave(&mut self, column: usize, row: u32) {
        let stretch = self.stretch(column);
        let Some(at) = stretch.iter().position(|&other| other == row) else { return };
        let last = stretch.len() - 1;
        stretch.swap(at, last);
        stretch[last] = NONE;
        if let Some(taken) = self.taken.get_mut(column) {
            *taken -= 1;
        }
    }

    /// All get up.
    pub(super) fn clear(&mut self) {
        self.rows.fill(NONE);
        self.taken.fill(0);
    }

    /// The taken seats of a column, in the order they are kept in.
    #[inline]
    pub(super) fn stretch(&mut self, column: usize) -> &mut [u32] {
        if self.first.is_empty() {
            let taken = usize::from(self.rows[column] != NONE);
            return &mut self.rows[column..column + taken];
        }
        let first = self.first[column];
        &mut self.rows[first..first + self.taken[column] as usize]
    }

    /// The seats of a column begin here in a list of all seats.
    #[inline]
    pub(super) fn first(&self, column: usize) -> usize {
        self.first.get(column).copied().unwrap_or(column)
    }

    /// Whether any column has more than one.
    pub(super) fn is_shared(&self) -> bool {
        !self.first.is_empty()
    }

    /// All seats.
    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }
}
