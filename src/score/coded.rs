//! What rows are made of: mentors as one criterion sees them, a small code each.

use std::ops::Range;

use super::{Fit, Kernel, Requirement};

/// Mentors that are scored at a time: little enough that what is between two steps stays in the nearest cache.
pub(in crate::score) const BLOCK: usize = 512;

/// Most codes a criterion may have: as many as a `u16` can say.
pub(in crate::score) const MOST_CODES: usize = 1 << 16;

/// People from which on compiling is shared between cores: below, starting the threads costs more than it gains.
#[cfg(feature = "rayon")]
pub(in crate::score) const WORTH_SHARING: usize = 1 << 12;

/// The order in which mentors stand in a row.
#[derive(Debug, Default)]
pub(in crate::score) struct Order {
    /// The mentor at each place; empty where everybody stands where they stand in the pool.
    mentors: Vec<u32>,
}

impl Order {
    /// An order of all mentors.
    pub(in crate::score) fn new(mentors: Vec<u32>) -> Self {
        Self { mentors }
    }

    /// The mentor at a place of the row.
    #[inline]
    pub(in crate::score) fn mentor(&self, place: usize) -> usize {
        self.mentors.get(place).map_or(place, |mentor| *mentor as usize)
    }

    /// The mentors by place; `None` where everybody stands where they stand in the pool.
    pub(in crate::score) fn mentors(&self) -> Option<&[u32]> {
        (!self.mentors.is_empty()).then_some(&self.mentors)
    }

    /// Something of each mentor, put in this order.
    pub(in crate::score) fn arrange<T: Copy>(&self, of: &[T]) -> Vec<T> {
        (0..of.len()).map(|place| of[self.mentor(place)]).collect()
    }
}

/// What one criterion says of a row before any mentor is looked at.
#[derive(Debug, Default)]
pub(in crate::score) struct Legend {
    /// What each code stands for.
    pub(in crate::score) fits: Vec<Fit>,
    /// Stretches of the week in which the mentee has time, for [`Availability`](super::criteria::Availability).
    pub(in crate::score) stretches: Vec<Stretch>,
}

/// Up to 32 starts of meetings that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::score) struct Stretch {
    /// Where in the week it begins.
    pub(in crate::score) first: usize,
    /// The starts that are possible.
    pub(in crate::score) starts: u32,
    /// Whether the time in which it ends goes on in the next stretch.
    pub(in crate::score) goes_on: bool,
}

/// A kernel that tells rows in codes: each mentor has a small code, and per mentee there is a legend of what a code
/// stands for. Sums over criteria are then a walk through tables.
///
/// Places are those of the [`Order`] it was laid out in.
pub(in crate::score) trait Coded: Kernel {
    /// Lays the mentors out in the order of the rows, once. Until then they stand as in the pool; what is not classes
    /// cannot be told before.
    fn lay_out(&mut self, order: &Order);

    /// Writes the legend of a mentee's row. `false` where the row cannot be told in codes and pairs have to be asked for
    /// one by one.
    fn legend(&self, mentee: usize, legend: &mut Legend) -> bool;

    /// The codes of up to [`BLOCK`] mentors, by place; each is below the length of the legend. `room` is for codes that
    /// are not the same in every row.
    fn codes<'k>(
        &'k self,
        mentee: usize,
        legend: &Legend,
        places: Range<usize>,
        room: &'k mut [u16; BLOCK],
    ) -> &'k [u16];

    /// Classes of mentors that the hard side treats alike, as they stand in the pool before they are laid out. `None`
    /// where there is nothing an index could be made of.
    fn classes(&self) -> Option<&[u16]> {
        None
    }

    /// Writes what the hard side says to each class of mentors, in a row with this legend: never worse than what it says
    /// to one of them.
    fn hard(&self, mentee: usize, legend: &Legend, hard: &mut Vec<Requirement>) {
        let _ = (mentee, legend);
        hard.clear();
    }
}

/// A criterion that has met a pool.
pub(in crate::score) enum Compiled<'a> {
    /// One that tells rows in codes.
    Coded(Box<dyn Coded + 'a>),
    /// One that tells fits.
    Plain(Box<dyn Kernel + 'a>),
}

impl<'a> Compiled<'a> {
    pub(in crate::score) fn kernel(&self) -> &(dyn Kernel + 'a) {
        match self {
            Self::Coded(kernel) => &**kernel,
            Self::Plain(kernel) => &**kernel,
        }
    }

    pub(in crate::score) fn coded(&self) -> Option<&(dyn Coded + 'a)> {
        match self {
            Self::Coded(kernel) => Some(&**kernel),
            Self::Plain(_) => None,
        }
    }

    /// The fits of a mentee with every mentor, as they stand in the pool.
    pub(in crate::score) fn row(&self, mentee: usize, order: &Order, fits: &mut [Fit]) {
        let mut legend = Legend::default();
        let told = self.coded().filter(|kernel| kernel.legend(mentee, &mut legend));
        let Some(kernel) = told else {
            self.kernel().row(mentee, fits);
            return;
        };
        let mut room = [0; BLOCK];
        for first in (0..fits.len()).step_by(BLOCK) {
            let places = first..fits.len().min(first + BLOCK);
            let codes = kernel.codes(mentee, &legend, places.clone(), &mut room);
            for (place, code) in places.zip(codes) {
                fits[order.mentor(place)] = legend.fits[usize::from(*code)];
            }
        }
    }

    pub(in crate::score) fn lay_out(&mut self, order: &Order) {
        if let Self::Coded(kernel) = self {
            kernel.lay_out(order);
        }
    }
}
