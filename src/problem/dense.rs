//! A matrix as a source of edges, read where it lies.

use ndarray::ArrayView2;

use super::element::{Convert as _, Element};
use super::matrix::{MatrixError, Sense, Terms};
use super::peaks::{Peaks, part_width};
use super::survey::{self, Survey};
use super::{
    Edge, Edges, Grid, LAST_RESORT, NARROW, NO_EDGE, NarrowParts, Solution, Weight, index,
};
use crate::wide::wide;

/// Numbers looked at before a stop is thought of.
const BLOCK: usize = 1 << 12;

/// Rows of so many numbers are looked at one by one at no cost.
const LONG: usize = 256;

/// A borrowed matrix of any layout and orientation: rows are rows, columns are columns. Nothing is copied; numbers are
/// put on the [`Grid`] as they are read.
///
/// ```
/// use ndarray::array;
/// use tandems::problem::{DenseView, Objective, Problem};
/// use tandems::solve::Options;
///
/// let hours = array![[4.5, 1.25], [2.0, f64::INFINITY]];
/// let view = DenseView::minimize(hours.view())?;
/// let problem = Problem::new(view).with_objective(Objective::Perfect);
/// let solution = problem.solve(&Options::default())?;
/// solution.verify(&problem)?;
/// assert_eq!(problem.edges().objective_value(&solution), 3.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct DenseView<'a, T> {
    view: ArrayView2<'a, T>,
    terms: Terms,
    edges: usize,
    /// Whether all weights fit narrow rows.
    narrow: bool,
    /// By how many bits they have to be shifted to fit coarse rows, where they are not narrow and every cell is an edge.
    coarse: Option<u32>,
    /// The one weight that does not, if there is one.
    last_resort: Option<Weight>,
    /// What a narrow row says of all numbers that are not narrow, where they are of one kind and below all others.
    floor: Option<i32>,
    /// The best numbers of parts of rows; of none where nobody has looked row by row.
    peaks: Peaks,
}

#[expect(clippy::needless_pass_by_value, reason = "a view is a borrow already and is kept")]
impl<'a, T: Element> DenseView<'a, T> {
    /// Numbers to be made as large as possible; −∞ is no edge.
    ///
    /// # Errors
    ///
    /// If a number is NaN or +∞, or an integer beyond ±2^62, or there are too many rows or columns.
    ///
    /// # Complexity
    ///
    /// One pass over the matrix.
    pub fn maximize(view: ArrayView2<'a, T>) -> Result<Self, MatrixError> {
        Self::new(view, Sense::Maximize)
    }

    /// Costs to be made as small as possible: the weight of a pair is its cost below zero. +∞ is no edge.
    ///
    /// With `Objective::BestTotal` a cost above 0 is worth less than no pair at all: to fill the smaller side at the least
    /// cost, ask for `Objective::Perfect`.
    ///
    /// # Errors
    ///
    /// If a number is NaN or −∞, or an integer beyond ±2^62, or there are too many rows or columns.
    ///
    /// # Complexity
    ///
    /// One pass over the matrix.
    pub fn minimize(view: ArrayView2<'a, T>) -> Result<Self, MatrixError> {
        Self::new(view, Sense::Minimize)
    }

    fn new(view: ArrayView2<'a, T>, sense: Sense) -> Result<Self, MatrixError> {
        index("rows", view.nrows())?;
        index("columns", view.ncols())?;
        let by_rows = view.as_slice().filter(|_| view.ncols() >= LONG);
        // Parts say nothing of numbers in any other order.
        let width = by_rows.map_or(survey::BLOCK, |_| part_width(view.ncols()));
        let mut survey = Survey::new(sense, width);
        let mut peaks = Peaks::default();
        if let Some(numbers) = by_rows {
            peaks = Peaks::new(view.nrows(), view.ncols().div_ceil(width));
            for numbers in numbers.chunks_exact(view.ncols()) {
                T::survey(numbers, &mut survey);
                peaks.take_in(numbers, sense, survey.parts());
            }
        } else if let Some(numbers) = view.as_slice_memory_order() {
            T::survey(numbers, &mut survey);
        } else {
            for numbers in view.rows() {
                T::survey(&numbers.to_vec(), &mut survey);
            }
        }
        if !survey.sound {
            for ((row, column), &number) in view.indexed_iter() {
                sense.check(row, column, number)?;
            }
        }
        let terms = Terms { sense, grid: survey.grid::<T>() };
        let factor = T::factor(sense, terms.grid).filter(|_| terms.grid.is_exact());
        let edges = survey.edges;
        let mut view = Self {
            view,
            terms,
            edges,
            narrow: false,
            coarse: None,
            last_resort: None,
            floor: None,
            peaks: Peaks::default(),
        };
        if let Some(factor) = factor {
            view.narrow = survey.is_narrow(terms.grid);
            if view.narrow {
                view.floor = Some(NO_EDGE);
            } else {
                view.last_resort = match survey.only_wide(terms.grid) {
                    Some(number) => terms
                        .weight(number.parts())
                        .filter(|&weight| weight <= -Weight::from(NARROW)),
                    None => view.find_last_resort(factor),
                };
                view.narrow = view.last_resort.is_some();
                view.coarse = (!view.narrow && edges == view.view.len())
                    .then(|| survey.excess(terms.grid))
                    .flatten();
                let far_below = view.last_resort.is_some_and(|w| w <= LAST_RESORT.into());
                view.floor = (far_below && edges == view.view.len()).then_some(LAST_RESORT);
            }
        }
        let known = view.narrow && survey.knows_parts();
        view.peaks = if known { peaks.on_grid(terms.grid.exponent()) } else { Peaks::default() };
        Ok(view)
    }

    /// What makes weights of numbers, where all are narrow.
    fn narrow_factor(&self) -> Option<T::Factor> {
        T::factor(self.terms.sense, self.terms.grid).filter(|_| self.narrow)
    }

    /// Writes the weights of so many numbers.
    fn to_narrow(&self, factor: T::Factor, numbers: &[T], weights: &mut [i32]) {
        wide(
            #[inline(always)]
            || {
                if let Some(floor) = self.floor {
                    convert(numbers, weights, |number| number.narrow_or(factor, floor));
                } else {
                    convert(numbers, weights, |number| number.narrow(factor));
                }
            },
        );
    }

    /// The weight of all pairs whose weight is not narrow, if it is one and far below all others.
    fn find_last_resort(&self, factor: T::Factor) -> Option<Weight> {
        let narrow = Weight::from(NARROW);
        let wide_weight = |number: T| number.weight(factor).filter(|weight| weight.abs() >= narrow);
        let (only, weight) =
            self.view.iter().find_map(|&number| Some((number, wide_weight(number)?)))?;
        if weight > -narrow {
            return None;
        }
        let no_other = |numbers: &[T]| {
            wide(
                #[inline(always)]
                || numbers.iter().fold(true, |all, &n| all & n.is_narrow_or(only, factor)),
            )
        };
        let none = match self.view.as_slice_memory_order() {
            Some(numbers) => numbers.chunks(BLOCK).all(no_other),
            None => self.view.rows().into_iter().all(|row| no_other(&row.to_vec())),
        };
        none.then_some(weight)
    }

    /// How numbers became weights.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.terms.grid
    }

    /// Whether the numbers are to be large or small.
    #[must_use]
    pub fn sense(&self) -> Sense {
        self.terms.sense
    }

    /// What the pairs add up to in the matrix itself, with its own sign: exact for integers, rounded once for floats. A
    /// pair that was pinned at another weight counts what the pin says.
    #[must_use]
    pub fn objective_value(&self, solution: &Solution) -> T::Total {
        self.terms.total::<T>(solution, |row, column| self.view.get((row, column)).copied())
    }
}

impl<T: Element> Edges for DenseView<'_, T> {
    fn rows(&self) -> usize {
        self.view.nrows()
    }

    fn columns(&self) -> usize {
        self.view.ncols()
    }

    fn row(&self, row: usize, edges: &mut Vec<Edge>) {
        edges.clear();
        edges.reserve(self.view.ncols());
        let numbers = self.view.row(row);
        match (T::factor(self.terms.sense, self.terms.grid), numbers.as_slice()) {
            (Some(factor), Some(numbers)) => push(numbers, edges, |number| number.weight(factor)),
            (Some(factor), None) => push(numbers, edges, |number| number.weight(factor)),
            (None, _) => push(numbers, edges, |number| self.terms.weight(number.parts())),
        }
    }

    fn weight(&self, row: usize, column: usize) -> Option<Weight> {
        let &number = self.view.get((row, column))?;
        match T::factor(self.terms.sense, self.terms.grid) {
            Some(factor) => number.weight(factor),
            None => self.terms.weight(number.parts()),
        }
    }

    fn edge_count(&self) -> Option<usize> {
        Some(self.edges)
    }

    fn narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        let Some(factor) = self.narrow_factor() else { return false };
        let numbers = self.view.row(row);
        // A slice of its own, for the compiler to make vectors of it.
        if let Some(numbers) = numbers.as_slice() {
            self.to_narrow(factor, numbers, weights);
        } else {
            for (weight, number) in weights.iter_mut().zip(numbers) {
                *weight = number.narrow(factor);
            }
        }
        true
    }

    fn narrow_parts(&self) -> Option<&dyn NarrowParts> {
        (!self.peaks.is_empty()).then_some(self)
    }

    fn coarse_row(&self, row: usize, weights: &mut [i32]) -> Option<u32> {
        let shift = self.coarse?;
        let factor = T::factor(self.terms.sense, self.terms.grid)?;
        let numbers = self.view.row(row);
        if let Some(numbers) = numbers.as_slice() {
            wide(
                #[inline(always)]
                || convert(numbers, weights, |number| number.coarse(factor, shift)),
            );
        } else {
            for (weight, number) in weights.iter_mut().zip(numbers) {
                *weight = number.coarse(factor, shift);
            }
        }
        Some(shift)
    }

    fn last_resort(&self) -> Option<Weight> {
        self.last_resort
    }

    fn is_exact(&self) -> bool {
        self.terms.grid.is_exact()
    }
}

impl<T: Element> NarrowParts for DenseView<'_, T> {
    fn width(&self) -> usize {
        part_width(self.view.ncols())
    }

    fn peaks(&self, row: usize, peaks: &mut Vec<i32>) {
        self.peaks.of(row, peaks);
    }

    fn read(&self, row: usize, parts: &[u32], weights: &mut [i32]) {
        let (Some(factor), Some(numbers)) = (self.narrow_factor(), self.view.row(row).to_slice())
        else {
            return;
        };
        let width = self.width();
        wide(
            #[inline(always)]
            || {
                for (weights, &part) in weights.chunks_mut(width).zip(parts) {
                    let numbers = numbers.chunks(width).nth(part as usize).unwrap_or_default();
                    if let Some(floor) = self.floor {
                        each(numbers, weights, |number| number.narrow_or(factor, floor));
                    } else {
                        each(numbers, weights, |number| number.narrow(factor));
                    }
                }
            },
        );
    }

    fn best(&self, row: usize) -> Option<(i32, &[u32])> {
        // A last resort is never what a row is after.
        self.peaks.best(row).filter(|&(best, _)| best > -NARROW)
    }
}

/// Writes what becomes of each number, reading at four places at once: memory answers sooner so.
#[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
#[inline(always)]
fn convert<T: Copy>(numbers: &[T], weights: &mut [i32], weight: impl Fn(T) -> i32) {
    let quarter = numbers.len() / 4;
    let (from, from_rest) = numbers.split_at(4 * quarter);
    let (to, to_rest) = weights.split_at_mut(4 * quarter);
    let ((from_a, from_c), (to_a, to_c)) =
        (from.split_at(2 * quarter), to.split_at_mut(2 * quarter));
    let ((from_a, from_b), (to_a, to_b)) = (from_a.split_at(quarter), to_a.split_at_mut(quarter));
    let ((from_c, from_d), (to_c, to_d)) = (from_c.split_at(quarter), to_c.split_at_mut(quarter));
    for at in 0..quarter {
        to_a[at] = weight(from_a[at]);
        to_b[at] = weight(from_b[at]);
        to_c[at] = weight(from_c[at]);
        to_d[at] = weight(from_d[at]);
    }
    each(from_rest, to_rest, weight);
}

/// Writes what becomes of each number.
#[allow(clippy::inline_always, reason = "to be compiled for the instruction set of the caller")]
#[inline(always)]
fn each<T: Copy>(numbers: &[T], weights: &mut [i32], weight: impl Fn(T) -> i32) {
    for (to, &from) in weights.iter_mut().zip(numbers) {
        *to = weight(from);
    }
}

/// Appends the numbers that are edges.
fn push<'n, T: Element>(
    numbers: impl IntoIterator<Item = &'n T>,
    edges: &mut Vec<Edge>,
    weight: impl Fn(T) -> Option<Weight>,
) {
    edges.extend(
        (0_u32..)
            .zip(numbers)
            .filter_map(|(column, &number)| weight(number).map(|weight| Edge { column, weight })),
    );
}
