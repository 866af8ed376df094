//! Assignment problems whose optimum is known at any size, because it is drawn first.
//!
//! Prices u of the rows and v of the columns are drawn, then a matching that fills the smaller side, then slacks s ≥ 0,
//! which are 0 on the matching; the cost of a pair is u + v + s. By weak duality no assignment that fills the smaller
//! side costs less than the matching: the prices of nodes the matching leaves out are 0, and no price on the larger side is
//! above 0. This is how hard instances of a known answer are usually planted, see R. Burkard, M. Dell'Amico and S.
//! Martello, *Assignment Problems*, SIAM 2009, section 4.10.

use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::problem::{Csr, MatrixError};

/// What to plant.
///
/// ```
/// use tandems::problem::{DenseView, Objective, Problem};
/// use tandems::solve::Options;
/// use tandems::synthetic::planted::Planted;
///
/// let planted = Planted::new(20, 30, 7).dense();
/// let view = DenseView::minimize(planted.costs.view())?;
/// let problem = Problem::new(view).with_objective(Objective::Perfect);
/// let solution = problem.solve(&Options::default())?;
/// solution.verify(&problem)?;
/// assert_eq!(problem.edges().objective_value(&solution), planted.optimum);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planted {
    rows: u32,
    columns: u32,
    seed: u64,
    largest_price: u32,
    largest_slack: u32,
    forbidden_percent: u32,
}

/// A planted problem as a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DensePlanted {
    /// Costs, to be made as small as possible.
    pub costs: Array2<i64>,
    /// The least cost of filling the smaller side.
    pub optimum: i128,
    /// A matching of that cost, by row: `(row, column)`.
    pub matching: Vec<(usize, usize)>,
    /// Pairs that may be forbidden without a change of the optimum, by row and column.
    pub forbidden: Vec<(usize, usize)>,
}

/// A planted problem as a sparse matrix.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SparsePlanted {
    /// Costs, to be made as small as possible.
    pub costs: Csr<i64>,
    /// The least cost of filling the smaller side.
    pub optimum: i128,
    /// A matching of that cost, by row: `(row, column)`.
    pub matching: Vec<(usize, usize)>,
}

impl Planted {
    /// So many rows and columns, from a seed; prices to 1,000, slacks to 1,000, nothing forbidden.
    #[must_use]
    pub fn new(rows: u32, columns: u32, seed: u64) -> Self {
        let (largest_price, largest_slack, forbidden_percent) = (1_000, 1_000, 0);
        Self { rows, columns, seed, largest_price, largest_slack, forbidden_percent }
    }

    /// The largest absolute price: costs lie between 0 and twice this plus the largest slack.
    #[must_use]
    pub fn largest_price(mut self, price: u32) -> Self {
        self.largest_price = price;
        self
    }

    /// The largest slack. The smaller, the more optima there are: 0 makes every assignment one.
    #[must_use]
    pub fn largest_slack(mut self, slack: u32) -> Self {
        self.largest_slack = slack;
        self
    }

    /// How many of a hundred pairs outside the matching are forbidden in a dense problem.
    #[must_use]
    pub fn forbidden_percent(mut self, percent: u32) -> Self {
        self.forbidden_percent = percent;
        self
    }

    /// Draws a full matrix.
    ///
    /// # Complexity
    ///
    /// O(nm) time and memory.
    #[must_use]
    pub fn dense(&self) -> DensePlanted {
        let mut draw = Draw(ChaCha8Rng::seed_from_u64(self.seed));
        let plan = Plan::draw(self, &mut draw);
        let mut forbidden = Vec::new();
        let shape = (plan.row_prices.len(), plan.column_prices.len());
        let mut costs = Array2::zeros(shape);
        // In a fixed order: `from_shape_fn` promises none.
        for row in 0..shape.0 {
            for column in 0..shape.1 {
                let mut slack = 0;
                if plan.partners[row] != Some(column) {
                    if draw.below(100) < u64::from(self.forbidden_percent) {
                        forbidden.push((row, column));
                    }
                    slack = draw.up_to(self.largest_slack);
                }
                costs[(row, column)] = plan.row_prices[row] + plan.column_prices[column] + slack;
            }
        }
        DensePlanted { costs, optimum: plan.optimum(), matching: plan.matching(), forbidden }
    }

    /// Draws `degree` columns for every row, the matching among them where the row has a partner; fewer where there are
    /// not so many columns.
    ///
    /// # Errors
    ///
    /// None that could happen with these numbers; the type is that of [`Csr::from_costs`].
    ///
    /// # Complexity
    ///
    /// O(n · degree · log(n · degree)).
    pub fn sparse(&self, degree: u32) -> Result<SparsePlanted, MatrixError> {
        let mut draw = Draw(ChaCha8Rng::seed_from_u64(self.seed));
        let plan = Plan::draw(self, &mut draw);
        let columns = plan.column_prices.len();
        let degree = (degree as usize).min(columns);
        let mut entries = Vec::with_capacity(plan.row_prices.len() * degree);
        let mut taken = vec![usize::MAX; columns];
        for (row, &price) in plan.row_prices.iter().enumerate() {
            let mut count = 0;
            if let Some(column) = plan.partners[row] {
                taken[column] = row;
                entries.push((row, column, price + plan.column_prices[column]));
                count = 1;
            }
            while count < degree {
                let mut column = draw.index(columns);
                // The next free one: there is one, as the degree is at most the number of columns.
                while taken[column] == row {
                    column = (column + 1) % columns;
                }
                taken[column] = row;
                let slack = draw.up_to(self.largest_slack);
                entries.push((row, column, price + plan.column_prices[column] + slack));
                count += 1;
            }
        }
        let costs = Csr::from_costs(plan.row_prices.len(), columns, entries)?;
        Ok(SparsePlanted { costs, optimum: plan.optimum(), matching: plan.matching() })
    }
}

/// Prices and matching.
struct Plan {
    row_prices: Vec<i64>,
    column_prices: Vec<i64>,
    partners: Vec<Option<usize>>,
}

impl Plan {
    fn draw(planted: &Planted, draw: &mut Draw) -> Self {
        let (rows, columns) = (planted.rows as usize, planted.columns as usize);
        let largest = planted.largest_price;
        // The smaller side pays at least what the larger one may take back, so that no cost is below zero.
        let smaller = |draw: &mut Draw| i64::from(largest) + draw.up_to(largest);
        let larger = |draw: &mut Draw| -draw.up_to(largest);
        let few = rows.min(columns);
        let chosen = draw.choose(rows.max(columns), few);
        let mut partners = vec![None; rows];
        let mut row_prices = vec![0; rows];
        let mut column_prices = vec![0; columns];
        for (one, other) in chosen.into_iter().enumerate() {
            if rows <= columns {
                partners[one] = Some(other);
                row_prices[one] = smaller(draw);
                column_prices[other] = larger(draw);
            } else {
                partners[other] = Some(one);
                column_prices[one] = smaller(draw);
                row_prices[other] = larger(draw);
            }
        }
        Self { row_prices, column_prices, partners }
    }

    fn optimum(&self) -> i128 {
        self.row_prices.iter().chain(&self.column_prices).map(|&price| i128::from(price)).sum()
    }

    fn matching(&self) -> Vec<(usize, usize)> {
        let pairs = self.partners.iter().enumerate();
        pairs.filter_map(|(row, partner)| partner.map(|column| (row, column))).collect()
    }
}

/// Integers from a stream that is the same on every machine.
struct Draw(ChaCha8Rng);

impl Draw {
    /// From 0 to `bound - 1`; multiplied and shifted, so that the bias is below 2^-32.
    fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    fn index(&mut self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap_or(0)
    }

    fn up_to(&mut self, largest: u32) -> i64 {
        self.below(u64::from(largest) + 1).cast_signed()
    }

    /// `count` of the first `among` numbers, in random order: the head of a Fisher–Yates shuffle.
    fn choose(&mut self, among: usize, count: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..among).collect();
        for at in 0..count {
            let other = at + self.index(among - at);
            numbers.swap(at, other);
        }
        numbers.truncate(count);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change here would change every benchmark.
    #[test]
    fn the_same_on_every_machine() {
        let planted = Planted::new(3, 4, 1).dense();
        let again = Planted::new(3, 4, 1).dense();
        assert_eq!(planted, again);
        let costs = [1241, 936, 1318, 797, 1250, 2420, 2659, 1180, 1088, 917, 1678, 277];
        assert_eq!(planted.costs.as_slice().unwrap(), costs);
        assert_eq!(planted.optimum, 2463);
    }

    #[test]
    fn the_matching_costs_the_optimum() {
        for (rows, columns) in [(0, 0), (0, 5), (5, 0), (1, 1), (7, 7), (5, 9), (9, 5)] {
            let planted = Planted::new(rows, columns, 3).forbidden_percent(40).dense();
            let cost: i64 = planted.matching.iter().map(|&pair| planted.costs[pair]).sum();
            assert_eq!(i128::from(cost), planted.optimum);
            assert_eq!(planted.matching.len(), rows.min(columns) as usize);
            assert!(planted.costs.iter().all(|&cost| cost >= 0));
            assert!(planted.matching.iter().all(|pair| !planted.forbidden.contains(pair)));
        }
    }
}
