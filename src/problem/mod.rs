//! What is asked, in numbers: edges, bounds, pins, forbids and an objective. No person is known here.

mod bounds;
mod csr;
mod dense;
mod edges;
mod element;
mod error;
mod exact_sum;
mod frontier;
mod grid;
mod limits;
mod matrix;
mod objective;
mod peaks;
mod preferences;
mod rules;
mod solution;
mod survey;

pub use bounds::{Bounds, Side};
pub use csr::Csr;
pub use dense::DenseView;
pub(crate) use edges::NARROW;
pub use edges::{Edge, Edges, LAST_RESORT, MAX_WEIGHT, NO_EDGE, NarrowParts, Weight};
pub use element::Element;
pub use error::ProblemError;
pub(crate) use frontier::Step;
pub use frontier::{Frontier, FrontierPoint, FrontierPrices};
pub use grid::Grid;
pub use limits::{CancelToken, Limits, Progress};
pub use matrix::{MatrixError, Sense};
pub use objective::{Level, Objective};
pub(crate) use peaks::{ALIKE, first_turned};
pub(crate) use preferences::ranks_of_lists;
pub use preferences::{Preferences, PreferencesError, Ranked};
pub use rules::{Block, Budget, Changed, Costs, Per, Place, Rule, RuleFault, RuleKind, Strength};
pub use solution::{
    Assigned, Backend, Cause, Conflict, Duals, LevelValue, Proof, RulePrice, Solution, Status,
    StopReason, UnknownBackend, Work,
};

/// Edges with bounds, pins, forbids, a floor and an objective.
///
/// Rows are those who are served (mentees, by their demand), columns those who have seats (mentors, by their capacity).
/// Pins and forbids are an overlay and never written into the edges; `Problem<&E>` shares one set of edges between
/// problems.
#[derive(Debug, Clone)]
pub struct Problem<E: ?Sized> {
    demands: Option<Vec<Bounds>>,
    capacities: Option<Vec<Bounds>>,
    /// Sorted by row and column.
    pins: Vec<Assigned>,
    /// Sorted.
    forbids: Vec<(u32, u32)>,
    floor: Option<Weight>,
    priorities: Option<Vec<i64>>,
    objective: Objective,
    rules: Vec<Rule>,
    /// Last, so that a borrowed problem can forget of which kind it is.
    edges: E,
}

/// A problem over any source of edges: `&Problem<E>` turns into a borrow of it by itself. Solvers, checks and measures take
/// it, so that they are compiled once, not for every source.
pub type AnyProblem<'e> = Problem<dyn Edges + 'e>;

impl<E> Problem<E> {
    /// The overlay moved to other edges of the same shape.
    pub(crate) fn on_edges<F>(self, edges: F) -> Problem<F> {
        let Self { edges: _, demands, capacities, pins, forbids, floor, priorities, .. } = self;
        let (objective, rules) = (self.objective, self.rules);
        Problem { demands, capacities, pins, forbids, floor, priorities, objective, rules, edges }
    }
}

impl<E: Edges> Problem<E> {
    /// One partner at most for every row and column, and the default objective.
    #[must_use]
    pub fn new(edges: E) -> Self {
        Self {
            edges,
            demands: None,
            capacities: None,
            pins: Vec::new(),
            forbids: Vec::new(),
            floor: None,
            priorities: None,
            objective: Objective::default(),
            rules: Vec::new(),
        }
    }

    /// What best means.
    #[must_use]
    pub fn with_objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// How many columns each row may have.
    ///
    /// # Errors
    ///
    /// If there is not one entry for each row, or a minimum exceeds its maximum.
    pub fn with_demands(mut self, demands: Vec<Bounds>) -> Result<Self, ProblemError> {
        check_bounds("demands", "rows", "row", &demands, self.edges.rows())?;
        self.demands = Some(demands);
        Ok(self)
    }

    /// How many rows each column may have.
    ///
    /// # Errors
    ///
    /// If there is not one entry for each column, or a minimum exceeds its maximum.
    pub fn with_capacities(mut self, capacities: Vec<Bounds>) -> Result<Self, ProblemError> {
        check_bounds("capacities", "columns", "column", &capacities, self.edges.columns())?;
        self.capacities = Some(capacities);
        Ok(self)
    }

    /// Pairs of less weight than this are as good as incompatible.
    #[must_use]
    pub fn with_floor(mut self, floor: Weight) -> Self {
        self.floor = Some(floor);
        self
    }

    /// Nobody goes first.
    pub(crate) fn without_priorities(self) -> Self {
        Self { priorities: None, ..self }
    }

    /// Who goes first among rows when not all can be served: the sum of the priorities of the rows served is a level
    /// of its own, right after the counts.
    ///
    /// # Errors
    ///
    /// If there is not one entry for each row, or one is below zero.
    pub fn with_priorities(mut self, priorities: Vec<i64>) -> Result<Self, ProblemError> {
        check_length("priorities", "rows", priorities.len(), self.edges.rows())?;
        if let Some((row, &priority)) = priorities.iter().enumerate().find(|(_, p)| **p < 0) {
            return Err(ProblemError::NegativePriority { row, priority });
        }
        self.priorities = Some(priorities);
        Ok(self)
    }

    /// What the pairs have to keep beside bounds, pins and forbids. Replaces all rules there were.
    ///
    /// # Errors
    ///
    /// [`ProblemError::BadRule`] if a rule names rows or columns that are not there or contradicts itself.
    pub fn with_rules(mut self, rules: Vec<Rule>) -> Result<Self, ProblemError> {
        let (rows, columns) = (self.edges.rows(), self.edges.columns());
        let checked = |(rule, one): (usize, Rule)| {
            one.checked(rows, columns).map_err(|fault| ProblemError::BadRule { rule, fault })
        };
        self.rules = rules.into_iter().enumerate().map(checked).collect::<Result<_, _>>()?;
        Ok(self)
    }
}

impl<E: Edges + ?Sized> Problem<E> {
    /// The same bounds, pins, forbids, floor, priorities and objective over other edges of the same shape, with these
    /// rules.
    pub(crate) fn over<F: Edges>(&self, edges: F, rules: Vec<Rule>) -> Problem<F> {
        Problem {
            edges,
            demands: self.demands.clone(),
            capacities: self.capacities.clone(),
            pins: self.pins.clone(),
            forbids: self.forbids.clone(),
            floor: self.floor,
            priorities: self.priorities.clone(),
            objective: self.objective.clone(),
            rules,
        }
    }

    /// The same bounds and pins over other edges, all of which are open, with another objective.
    pub(crate) fn priced<F: Edges>(&self, edges: F, objective: Objective) -> Problem<F> {
        Problem {
            forbids: Vec::new(),
            floor: None,
            priorities: None,
            objective,
            ..self.over(edges, Vec::new())
        }
    }

    /// The pair must be matched, at the weight of its edge; a pair that has no edge counts 0.
    ///
    /// # Errors
    ///
    /// If there is no such row or column.
    pub fn pin(&mut self, row: usize, column: usize) -> Result<(), ProblemError> {
        self.check_pair(row, column)?;
        let weight = self.edges.weight(row, column).unwrap_or(0);
        self.pin_with_weight(row, column, weight)
    }

    /// The pair must be matched, at this weight, whatever the edges say of it. A second pin of the same pair replaces
    /// the first.
    ///
    /// # Errors
    ///
    /// If there is no such row or column, or the weight is beyond [`MAX_WEIGHT`].
    pub fn pin_with_weight(
        &mut self,
        row: usize,
        column: usize,
        weight: Weight,
    ) -> Result<(), ProblemError> {
        self.check_pair(row, column)?;
        if weight.unsigned_abs() > MAX_WEIGHT.unsigned_abs() {
            return Err(ProblemError::WeightTooLarge { row, column, weight: weight.into() });
        }
        let pin = Assigned { row, column, weight };
        match self.pins.binary_search_by_key(&(row, column), |pin| (pin.row, pin.column)) {
            Ok(at) => self.pins[at] = pin,
            Err(at) => self.pins.insert(at, pin),
        }
        Ok(())
    }

    /// The pair must not be matched. Forbidding it twice is the same as once.
    ///
    /// # Errors
    ///
    /// If there is no such row or column.
    pub fn forbid(&mut self, row: usize, column: usize) -> Result<(), ProblemError> {
        self.forbid_all([(row, column)])
    }

    /// None of the pairs must be matched; faster than one by one.
    ///
    /// # Errors
    ///
    /// If a row or column is not there; then none of the pairs is forbidden.
    pub fn forbid_all(
        &mut self,
        pairs: impl IntoIterator<Item = (usize, usize)>,
    ) -> Result<(), ProblemError> {
        let mut forbids = Vec::new();
        for (row, column) in pairs {
            forbids.push(self.check_pair(row, column)?);
        }
        self.forbids.append(&mut forbids);
        self.forbids.sort_unstable();
        self.forbids.dedup();
        Ok(())
    }

    fn check_pair(&self, row: usize, column: usize) -> Result<(u32, u32), ProblemError> {
        let (rows, columns) = (self.edges.rows(), self.edges.columns());
        if row >= rows {
            return Err(ProblemError::NoSuchRow { row, rows });
        }
        if column >= columns {
            return Err(ProblemError::NoSuchColumn { column, columns });
        }
        Ok((index("rows", row)?, index("columns", column)?))
    }

    /// The same problem with another objective; the edges are shared, the overlay is copied.
    #[must_use]
    pub fn under(&self, objective: Objective) -> Problem<&E> {
        self.with_edges(&self.edges).with_objective(objective)
    }

    /// The same overlay over other edges, of as many rows and columns.
    pub(crate) fn with_edges<F: Edges>(&self, edges: F) -> Problem<F> {
        debug_assert_eq!((edges.rows(), edges.columns()), (self.rows(), self.columns()));
        self.over(edges, self.rules.clone())
    }

    /// The edges, without the overlay.
    pub fn edges(&self) -> &E {
        &self.edges
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.edges.rows()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.edges.columns()
    }

    /// How many columns a row may have.
    pub fn demand(&self, row: usize) -> Bounds {
        self.demands.as_ref().map_or(Bounds::up_to(1), |demands| demands[row])
    }

    /// How many rows a column may have.
    pub fn capacity(&self, column: usize) -> Bounds {
        self.capacities.as_ref().map_or(Bounds::up_to(1), |capacities| capacities[column])
    }

    /// The pairs that must be, by row and column.
    pub fn pins(&self) -> &[Assigned] {
        &self.pins
    }

    /// The pins of a row, by column.
    pub(crate) fn pins_of(&self, row: usize) -> &[Assigned] {
        let start = self.pins.partition_point(|pin| pin.row < row);
        let length = self.pins[start..].partition_point(|pin| pin.row == row);
        &self.pins[start..start + length]
    }

    /// Whether the pair must not be.
    pub fn is_forbidden(&self, row: usize, column: usize) -> bool {
        self.forbids
            .binary_search_by(|&(r, c)| (r as usize, c as usize).cmp(&(row, column)))
            .is_ok()
    }

    /// Whether some pair of a row must not be.
    pub(crate) fn has_forbids(&self, row: usize) -> bool {
        let first = self.forbids.partition_point(|&(r, _)| (r as usize) < row);
        self.forbids.get(first).is_some_and(|&(r, _)| r as usize == row)
    }

    /// The weight below which a pair is as good as incompatible.
    pub fn floor(&self) -> Option<Weight> {
        self.floor
    }

    /// The rules, their index sets in ascending order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What best means.
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// The levels of the objective for this problem, first decided first: those that can differ from one another.
    pub fn levels(&self) -> Vec<Level> {
        let one_each = (0..self.rows()).all(|row| self.demand(row).max <= 1);
        let priorities =
            self.priorities.as_ref().is_some_and(|all| all.iter().any(|&priority| priority > 0));
        let levels = self.objective.levels(one_each, priorities);
        self.with_soft_rules(&levels)
    }

    /// The levels with those of the soft rules at their places.
    fn with_soft_rules(&self, levels: &[Level]) -> Vec<Level> {
        let at = |wanted: Place| {
            let wanted = move |(_, rule): &(usize, &Rule)| rule.strength == Strength::Soft(wanted);
            self.rules.iter().enumerate().filter(wanted).map(|(index, _)| Level::Rule(index))
        };
        let counts = |level: &Level| matches!(level, Level::Served | Level::Tandems);
        let (before, after) =
            levels.split_at(levels.iter().rposition(counts).map_or(0, |at| at + 1));
        let mut all: Vec<Level> = at(Place::First).collect();
        all.extend(before);
        all.extend(at(Place::AfterCounts));
        all.extend(after);
        all.extend(at(Place::Last));
        all
    }

    /// How many partners all rows, and all columns, may have at most.
    pub fn units(&self) -> (u64, u64) {
        let rows = (0..self.rows()).map(|row| u64::from(self.demand(row).max)).sum();
        let columns = (0..self.columns()).map(|column| u64::from(self.capacity(column).max)).sum();
        (rows, columns)
    }

    /// The side of which every node must have all the partners it may have: for [`Objective::Perfect`] the one with
    /// fewer [`units`](Self::units), rows if they are equal; for other objectives none.
    pub fn side_to_fill(&self) -> Option<Side> {
        let (rows, columns) = self.units();
        match self.objective {
            Objective::Perfect if rows <= columns => Some(Side::Rows),
            Objective::Perfect => Some(Side::Columns),
            Objective::MostTandems | Objective::BestTotal => None,
        }
    }

    /// What the first column of a row adds to a level, beyond the pair itself.
    pub fn served_value(&self, level: Level, row: usize) -> i128 {
        match level {
            Level::Served => 1,
            Level::Priority => {
                self.priorities.as_ref().map_or(0, |priorities| i128::from(priorities[row]))
            }
            Level::Tandems | Level::Total | Level::Rule(_) => 0,
        }
    }

    /// The weight of a pair that is open to choice, as [`open_row`](Self::open_row) says.
    pub(crate) fn open_weight(&self, row: usize, column: usize) -> Option<Weight> {
        let weight = self.edges.weight(row, column)?;
        let pinned =
            self.pins.binary_search_by_key(&(row, column), |pin| (pin.row, pin.column)).is_ok();
        let open = self.floor.is_none_or(|floor| weight >= floor)
            && !pinned
            && !self.is_forbidden(row, column);
        open.then_some(weight)
    }

    /// Whether every edge of the source is open to choice.
    pub(crate) fn is_bare(&self) -> bool {
        self.floor.is_none() && self.pins.is_empty() && self.forbids.is_empty()
    }

    /// Replaces the content of `edges` with the pairs of a row that are open to choice: compatible, not below the
    /// floor, neither pinned nor forbidden.
    pub fn open_row(&self, row: usize, edges: &mut Vec<Edge>) {
        self.edges.row(row, edges);
        if let Some(floor) = self.floor {
            edges.retain(|edge| edge.weight >= floor);
        }
        let pins = self.pins.partition_point(|pin| pin.row < row);
        let mut pins = self.pins[pins..].iter().take_while(|pin| pin.row == row).peekable();
        if pins.peek().is_some() {
            let pinned: Vec<usize> = pins.map(|pin| pin.column).collect();
            edges.retain(|edge| pinned.binary_search(&(edge.column as usize)).is_err());
        }
        let forbids = self.forbids.partition_point(|&(r, _)| (r as usize) < row);
        let mut forbids =
            self.forbids[forbids..].iter().take_while(|&&(r, _)| r as usize == row).peekable();
        if forbids.peek().is_some() {
            edges.retain(|edge| {
                while forbids.next_if(|&&(_, column)| column < edge.column).is_some() {}
                forbids.peek().is_none_or(|&&(_, column)| column != edge.column)
            });
        }
    }

    /// What [`open_row`](Self::open_row) says, in 32 bits a cell and [`NO_EDGE`] for pairs that are not open; returns
    /// whether the source offers [narrow rows](Edges::narrow_row).
    ///
    /// `weights` has one cell for each column. Where the answer is `false` they mean nothing.
    ///
    /// # Panics
    ///
    /// If there are fewer cells than columns and the row has pins or forbids.
    pub fn open_narrow_row(&self, row: usize, weights: &mut [i32]) -> bool {
        if !self.edges.narrow_row(row, weights) {
            return false;
        }
        if let Some(floor) = self.floor {
            // Weights of narrow rows are far from either end, and the last resort is the least of all.
            let kept = self.edges.last_resort().is_some_and(|weight| weight >= floor);
            let least = if kept { i32::MIN } else { LAST_RESORT + 1 };
            let floor = i32::try_from(floor.clamp(least.into(), i32::MAX.into()));
            let floor = floor.expect("clamped to 32 bits");
            for weight in &mut *weights {
                *weight = if *weight < floor { NO_EDGE } else { *weight };
            }
        }
        let pins = self.pins.partition_point(|pin| pin.row < row);
        for pin in self.pins[pins..].iter().take_while(|pin| pin.row == row) {
            weights[pin.column] = NO_EDGE;
        }
        let forbids = self.forbids.partition_point(|&(r, _)| (r as usize) < row);
        for &(_, column) in self.forbids[forbids..].iter().take_while(|&&(r, _)| r as usize == row)
        {
            weights[column as usize] = NO_EDGE;
        }
        true
    }
}

fn check_length(
    what: &'static str,
    side: &'static str,
    given: usize,
    expected: usize,
) -> Result<(), ProblemError> {
    if given == expected {
        Ok(())
    } else {
        Err(ProblemError::WrongLength { what, side, given, expected })
    }
}

fn check_bounds(
    what: &'static str,
    side: &'static str,
    node: &'static str,
    bounds: &[Bounds],
    expected: usize,
) -> Result<(), ProblemError> {
    check_length(what, side, bounds.len(), expected)?;
    match bounds.iter().enumerate().find(|(_, bounds)| bounds.min > bounds.max) {
        Some((index, &Bounds { min, max })) => {
            Err(ProblemError::MinimumAboveMaximum { what: node, index, min, max })
        }
        None => Ok(()),
    }
}

/// The index in 32 bits; the largest is kept free for "none".
pub(crate) fn index(side: &'static str, index: usize) -> Result<u32, ProblemError> {
    match u32::try_from(index) {
        Ok(index) if index < u32::MAX => Ok(index),
        _ => Err(ProblemError::TooMany { side, count: index }),
    }
}
