//! Leximin over sums: what rows that may have several columns get of all of them.
//!
//! Already the greatest minimum of sums is NP-hard, so each level is an integer program for a backend, unless bounds of our
//! own say that the best answer at hand cannot be beaten: no row gets more than its best columns are worth, whoever else
//! wants them. Levels are decided from the worst-served rows on. A level is a value and the number of rows that have more:
//!
//! 1. the greatest value such that no more rows have less than in the levels before;
//! 2. the most rows that have more than that value;
//! 3. whether it can be other rows that have no more; where it cannot, rows keep their side of the level for good, and
//!    later levels need no variable for it.
//!
//! What a row gets is then at least a sum of steps from level to level, one for each it is above. Last comes the total.
//! W. Ogryczak and T. Śliwiński, *On direct methods for lexicographic min-max optimization*, ICCSA 2006, compare ways to put
//! leximin over sets that are not convex.

use super::open::Open;
use crate::problem::{Proof, StopReason, Weight};
use crate::solve::clock::Clock;
use crate::solve::integer::{Answer, Asked, Model, check, float};
use crate::solve::{Options, SolveError};

/// A level that was decided on.
#[derive(Debug, Clone)]
struct Level {
    value: i64,
    /// How many rows have more.
    above: usize,
    /// Whether a row has more, where that is the same in all answers that are best so far.
    fixed: Vec<Option<bool>>,
    proof: Proof,
}

/// What is known at the end.
pub(super) struct Found {
    /// The edges of the answer.
    pub(super) edges: Vec<u32>,
    /// How many levels, from the worst-served rows on, are decided, and what stands behind each.
    pub(super) proofs: Vec<Proof>,
    /// What stands behind the total; `None` if a limit ended the run before.
    pub(super) total: Option<Proof>,
    pub(super) stop_reason: StopReason,
}

/// What is asked for: values of edges, and what rows have by their pins.
pub(super) struct Asking<'a> {
    pub(super) open: &'a Open,
    pub(super) values: &'a [Weight],
    /// What each row has by its pins; `None` without pins.
    pub(super) pinned: &'a [Option<Weight>],
    /// How many rows can be served, those with pins among them.
    pub(super) served: usize,
    pub(super) options: &'a Options,
    pub(super) clock: &'a Clock<'a>,
}

/// A variable that is 0 or 1, or known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Known(bool),
    Variable(usize),
}

impl Term {
    fn of(fixed: bool) -> Self {
        Self::Known(fixed)
    }

    fn push(self, terms: &mut Vec<(usize, f64)>, coefficient: i64) -> i64 {
        match self {
            Self::Known(known) => i64::from(known) * coefficient,
            Self::Variable(variable) => {
                terms.push((variable, float(coefficient)));
                0
            }
        }
    }
}

struct Run<'a> {
    asking: &'a Asking<'a>,
    /// Values and what pins are worth, divided by what they have in common.
    values: Vec<i64>,
    pinned: Vec<i64>,
    /// No row gets more, or less.
    most: Vec<i64>,
    least: Vec<i64>,
    /// What all but one of the pairs of a row are worth at most.
    others: Vec<i64>,
    /// Whether a row can have an open pair.
    is_open: Vec<bool>,
    /// Whether all rows that can be served are.
    all_served: bool,
    levels: Vec<Level>,
    best: Vec<bool>,
    stop: Option<StopReason>,
}

/// A model, and the variables in it that are looked at.
struct Built {
    model: Model,
    /// For each row whether it is above the last level, or served where there is none.
    last: Vec<Term>,
}

/// What is chosen, the values of all variables, and what stands behind them; no proof if a limit ended the run.
type Reply = (Vec<bool>, Vec<f64>, Option<Proof>);

/// Decides on all levels, starting from an answer that serves as many rows as can be.
///
/// # Errors
///
/// If the backend fails, is not there, or answers wrongly; if sums are too large for its floats.
pub(super) fn decide(
    asking: &Asking<'_>,
    start: Vec<bool>,
    by_weight: bool,
) -> Result<Found, SolveError> {
    let mut run = Run::new(asking, start)?;
    let mut settled = 0;
    while settled < asking.served {
        let Some(level) = run.level(settled)? else { break };
        settled = asking.served - level.above;
        run.levels.push(level);
        if settled < asking.served && !run.same_rows()? {
            break;
        }
    }
    let total = if run.stop.is_some() {
        None
    } else if by_weight {
        // The total is the sum of what rows get.
        Some(Proof::BoundMet)
    } else {
        run.total()?
    };
    let edges = (0_u32..).zip(&run.best).filter(|(_, chosen)| **chosen).map(|(edge, _)| edge);
    Ok(Found {
        edges: edges.collect(),
        proofs: run.levels.iter().map(|level| level.proof).collect(),
        total,
        stop_reason: run.stop.unwrap_or(StopReason::Completed),
    })
}

impl<'a> Run<'a> {
    fn new(asking: &'a Asking<'a>, best: Vec<bool>) -> Result<Self, SolveError> {
        let open = asking.open;
        let all = asking.values.iter().chain(asking.pinned.iter().flatten());
        let common = all.fold(0, |one, &other| divisor(one, other.unsigned_abs())).max(1);
        let common = i64::try_from(common).unwrap_or(1);
        let values: Vec<i64> = asking.values.iter().map(|value| value / common).collect();
        let pinned: Vec<i64> =
            asking.pinned.iter().map(|value| value.unwrap_or(0) / common).collect();
        let (mut most, mut least) = (Vec::new(), Vec::new());
        let (mut others, mut is_open) = (Vec::new(), Vec::new());
        for (row, &pinned) in pinned.iter().enumerate() {
            let wants = open.wants[row] as usize;
            let mut own: Vec<i64> = open.edges(row).map(|edge| values[edge]).collect();
            let reach: i128 = own.iter().map(|value| i128::from(value.unsigned_abs())).sum();
            check(reach + i128::from(pinned.unsigned_abs()))?;
            own.sort_unstable();
            // Whoever is served has one pair at least, however little it is worth.
            let needs_one = asking.pinned[row].is_none();
            let best = own.iter().rev().take(wants).enumerate();
            let best = best.filter(|(at, value)| (*at == 0 && needs_one) || **value > 0);
            most.push(pinned + best.map(|(_, value)| value).sum::<i64>());
            least.push(pinned + own.iter().take(wants).map(|&value| value.min(0)).sum::<i64>());
            let best = own.iter().rev().take(wants.saturating_sub(1));
            others.push(best.map(|&value| value.max(0)).sum::<i64>());
            is_open.push(!own.is_empty() && wants > 0);
        }
        let can = (0..pinned.len()).filter(|&row| asking.pinned[row].is_some() || is_open[row]);
        let all_served = can.count() == asking.served;
        Ok(Self {
            asking,
            values,
            pinned,
            most,
            least,
            others,
            is_open,
            all_served,
            levels: Vec::new(),
            best,
            stop: None,
        })
    }

    fn rows(&self) -> usize {
        self.pinned.len()
    }

    fn can_be_served(&self, row: usize) -> bool {
        self.is_open[row] || self.asking.pinned[row].is_some()
    }

    /// What each row gets; `None` where it is not served.
    fn gets(&self, chosen: &[bool]) -> Vec<Option<i64>> {
        let of_row = |row: usize| {
            let mut own = self.asking.open.edges(row).filter(|&edge| chosen[edge]).peekable();
            let served = self.asking.pinned[row].is_some() || own.peek().is_some();
            served.then(|| self.pinned[row] + own.map(|edge| self.values[edge]).sum::<i64>())
        };
        (0..self.rows()).map(of_row).collect()
    }

    fn sorted(&self, chosen: &[bool]) -> Vec<i64> {
        let mut gets: Vec<i64> = self.gets(chosen).into_iter().flatten().collect();
        gets.sort_unstable();
        gets
    }

    fn weight(&self, chosen: &[bool]) -> i128 {
        let weights = self.asking.open.weights.iter().zip(chosen);
        weights.filter(|(_, chosen)| **chosen).map(|(&weight, _)| i128::from(weight)).sum()
    }

    /// The next level, if no limit ends the run before.
    fn level(&mut self, settled: usize) -> Result<Option<Level>, SolveError> {
        let served = self.asking.served;
        let mut proof = Proof::BoundMet;
        let mut bounds: Vec<i64> = (0..self.rows())
            .filter(|&row| self.can_be_served(row))
            .map(|row| self.most[row])
            .collect();
        bounds.sort_unstable();
        let bound = bounds[bounds.len() - (served - settled)];
        if self.sorted(&self.best)[settled] < bound {
            let Some(asked) = self.raise(settled, bound)? else { return Ok(None) };
            proof = asked;
        }
        let value = self.sorted(&self.best)[settled];
        let over = |values: &[i64]| values.iter().filter(|&&gets| gets > value).count();
        let mut above = over(&self.sorted(&self.best));
        let fixed: Vec<Option<bool>> =
            self.most.iter().map(|&most| (most <= value).then_some(false)).collect();
        if above < over(&bounds).min(served - settled) {
            self.levels.push(Level { value, above, fixed: fixed.clone(), proof });
            let built = self.model();
            let all: Vec<usize> = (0..self.rows()).collect();
            let asked = self.most_above(built, &all)?;
            self.levels.pop();
            let Some((_, asked)) = asked else { return Ok(None) };
            proof = asked;
            above = over(&self.sorted(&self.best));
        }
        Ok(Some(Level { value, above, fixed, proof }))
    }

    /// Makes the least value beyond the settled rows as large as can be.
    fn raise(&mut self, settled: usize, bound: i64) -> Result<Option<Proof>, SolveError> {
        let Built { mut model, last } = self.model();
        let here = self.sorted(&self.best)[settled];
        let level = model.add(float(here), float(bound), false, float(here));
        for (row, term) in last.iter().enumerate() {
            let slack = bound - self.floor(row);
            let mut terms = self.terms(row);
            terms.push((level, -1.0));
            match *term {
                Term::Known(false) => {}
                Term::Known(true) => model.at_least(terms, float(-self.pinned[row])),
                Term::Variable(variable) => {
                    terms.push((variable, float(-slack)));
                    model.at_least(terms, float(-self.pinned[row] - slack));
                }
            }
        }
        model.objective = vec![(level, 1.0)];
        model.reach = i128::from(bound.unsigned_abs().max(here.unsigned_abs()));
        let Some((chosen, values, proof)) = self.ask(&model)? else { return Ok(None) };
        let found = self.sorted(&chosen).get(settled).copied();
        self.claim(values[level], proof, found.map(i128::from), i128::from(here))?;
        self.offer(chosen);
        Ok(proof)
    }

    /// Makes the number of these rows above the last level as large as can be, and says how large it is.
    fn most_above(
        &mut self,
        built: Built,
        rows: &[usize],
    ) -> Result<Option<(usize, Proof)>, SolveError> {
        let Built { mut model, last } = built;
        let mut objective = Vec::new();
        let known: i64 = rows.iter().map(|&row| last[row].push(&mut objective, 1)).sum();
        model.reach = i128::try_from(objective.len()).unwrap_or(i128::MAX);
        model.objective.clone_from(&objective);
        let value = self.levels.last().map(|level| level.value);
        let over = |run: &Self, chosen: &[bool]| {
            let gets = run.gets(chosen);
            rows.iter().filter(|&&row| gets[row] > value).count()
        };
        let here = over(self, &self.best);
        let Some((chosen, values, proof)) = self.ask(&model)? else { return Ok(None) };
        let claimed: f64 = objective.iter().map(|&(at, times)| values[at] * times).sum();
        let found = over(self, &chosen);
        let of = |count: usize| i128::try_from(count).unwrap_or(i128::MAX);
        self.claim(claimed + float(known), proof, Some(of(found)), of(here))?;
        self.offer(chosen);
        Ok(proof.map(|proof| (found, proof)))
    }

    /// Finds out whether the rows that are not above the last level are the same in all answers that are best so far, and
    /// remembers it; says whether no limit has ended the run.
    fn same_rows(&mut self) -> Result<bool, SolveError> {
        if !self.all_served {
            return Ok(true);
        }
        let (value, above, fixed) = match self.levels.last() {
            Some(level) => (level.value, level.above, level.fixed.clone()),
            None => return Ok(true),
        };
        let below = self.asking.served - above;
        let rows =
            |run: &Self| (0..run.rows()).filter(|&row| run.can_be_served(row)).collect::<Vec<_>>();
        let cannot = rows(self).into_iter().filter(|&row| fixed[row] == Some(false)).count();
        let gets = self.gets(&self.best);
        if cannot < below {
            let these: Vec<usize> = rows(self)
                .into_iter()
                .filter(|&row| gets[row] <= Some(value) && fixed[row].is_none())
                .collect();
            let built = self.model();
            match self.most_above(built, &these)? {
                None => return Ok(false),
                Some((0, _)) => {}
                Some(_) => return Ok(true),
            }
        }
        // Who is above this level is above those before.
        let (last, before) = self.levels.split_last_mut().expect("it was looked at");
        for (row, gets) in gets.iter().enumerate() {
            last.fixed[row] = Some(*gets > Some(value));
            if *gets > Some(value) {
                for level in &mut *before {
                    level.fixed[row] = Some(true);
                }
            }
        }
        Ok(true)
    }

    /// The greatest total of the answers that are best in all levels.
    fn total(&mut self) -> Result<Option<Proof>, SolveError> {
        let Built { mut model, .. } = self.model();
        let weights = &self.asking.open.weights;
        if weights.is_empty() {
            return Ok(Some(Proof::BoundMet));
        }
        model.objective =
            weights.iter().enumerate().map(|(at, &weight)| (at, float(weight))).collect();
        model.reach = weights.iter().map(|weight| i128::from(weight.unsigned_abs())).sum();
        check(model.reach)?;
        let here = self.weight(&self.best);
        let Some((chosen, values, proof)) = self.ask(&model)? else { return Ok(None) };
        let claimed: f64 = model.objective.iter().map(|&(at, weight)| values[at] * weight).sum();
        let found = (self.sorted(&chosen) == self.sorted(&self.best)).then(|| self.weight(&chosen));
        self.claim(claimed, proof, found, here)?;
        self.offer(chosen);
        Ok(proof)
    }

    /// The least that a row gets in all answers that are best so far.
    fn floor(&self, row: usize) -> i64 {
        let always = self.all_served || self.asking.pinned[row].is_some();
        let first = self.levels.first().filter(|_| always).map(|level| level.value);
        let above = self.levels.iter().rev().find(|level| level.fixed[row] == Some(true));
        let above = above.map(|level| level.value + 1);
        self.least[row].max(first.unwrap_or(i64::MIN)).max(above.unwrap_or(i64::MIN))
    }

    /// What a row gets beside its pins.
    fn terms(&self, row: usize) -> Vec<(usize, f64)> {
        let edges = self.asking.open.edges(row);
        edges
            .map(|edge| (edge, float(self.values[edge])))
            .filter(|&(_, value)| value != 0.0)
            .collect()
    }

    /// All answers that are best so far: a variable for each edge, of the same number, and then others.
    fn model(&self) -> Built {
        let open = self.asking.open;
        let sign = |chosen: bool| if chosen { 1.0 } else { 0.0 };
        let mut model = Model::default();
        for row in 0..self.rows() {
            let floor = self.floor(row);
            for edge in open.edges(row) {
                // Some pairs are worth too little, even beside the best others.
                let most = self.pinned[row] + self.values[edge] + self.others[row];
                let upper = if most < floor { 0.0 } else { 1.0 };
                model.add(0.0, upper, true, sign(self.best[edge]));
            }
        }
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); open.seats.len()];
        for (edge, &column) in open.columns.iter().enumerate() {
            columns[column as usize].push((edge, 1.0));
        }
        for (terms, &seats) in columns.into_iter().zip(&open.seats) {
            if terms.len() > seats as usize {
                model.at_most(terms, f64::from(seats));
            }
        }
        let gets = self.gets(&self.best);
        let mut last = Vec::with_capacity(self.rows());
        for (row, gets) in gets.iter().enumerate() {
            let mut terms: Vec<(usize, f64)> = open.edges(row).map(|edge| (edge, 1.0)).collect();
            if terms.len() > open.wants[row] as usize {
                model.at_most(terms.clone(), f64::from(open.wants[row]));
            }
            last.push(if self.asking.pinned[row].is_some() {
                Term::of(true)
            } else if !self.is_open[row] {
                Term::of(false)
            } else if self.all_served {
                model.at_least(terms, 1.0);
                Term::of(true)
            } else {
                let variable = model.add(0.0, 1.0, true, sign(gets.is_some()));
                terms.push((variable, -1.0));
                model.at_least(terms, 0.0);
                Term::Variable(variable)
            });
        }
        at_least(&mut model, &last, self.asking.served);
        let mut floors: Vec<(Vec<(usize, f64)>, i64)> =
            (0..self.rows()).map(|row| (self.terms(row), self.pinned[row])).collect();
        let mut reached = 0;
        for level in &self.levels {
            // Who is above the level before has this value at least.
            for ((terms, known), term) in floors.iter_mut().zip(&last) {
                *known += term.push(terms, reached - level.value);
            }
            reached = level.value;
            for (row, term) in last.iter_mut().enumerate() {
                *term = match (*term, level.fixed[row]) {
                    (Term::Known(false), _) | (_, Some(false)) => Term::of(false),
                    (_, Some(true)) => Term::of(true),
                    (before, None) => {
                        let above = gets[row] > Some(level.value);
                        let variable = model.add(0.0, 1.0, true, sign(above));
                        if let Term::Variable(before) = before {
                            model.at_most(vec![(variable, 1.0), (before, -1.0)], 0.0);
                        }
                        Term::Variable(variable)
                    }
                };
            }
            at_least(&mut model, &last, level.above);
        }
        if !self.levels.is_empty() {
            for ((mut terms, mut known), term) in floors.into_iter().zip(&last) {
                known += term.push(&mut terms, -1);
                model.at_least(terms, float(-known));
            }
        }
        Built { model, last }
    }

    /// Asks the backend: what is chosen, the values of all variables, and its proof. `None` if a limit has ended the run
    /// without an answer.
    fn ask(&mut self, model: &Model) -> Result<Option<Reply>, SolveError> {
        let Options { backend, gap, .. } = self.asking.options;
        self.stop = self.asking.clock.stop();
        if self.stop.is_some() {
            return Ok(None);
        }
        let asked = Asked { started: true, time: self.asking.clock.left(), gap: *gap };
        match model.ask(*backend, &asked)? {
            Answer::Values(values, proved) => {
                let chosen: Vec<bool> =
                    values[..self.best.len()].iter().map(|&value| value > 0.5).collect();
                if !self.keeps(&chosen) {
                    return Err(self.wrong());
                }
                if !proved {
                    self.stop = Some(StopReason::Time);
                }
                let proof = proved.then_some(Proof::Backend { name: *backend, gap: *gap });
                Ok(Some((chosen, values, proof)))
            }
            Answer::Nothing => {
                self.stop = Some(StopReason::Time);
                Ok(None)
            }
            // The answer at hand is one.
            Answer::Infeasible => Err(self.wrong()),
        }
    }

    fn wrong(&self) -> SolveError {
        SolveError::WrongAnswer { algorithm: self.asking.options.backend.to_string() }
    }

    /// Whether an answer keeps all bounds.
    fn keeps(&self, chosen: &[bool]) -> bool {
        let open = self.asking.open;
        let mut left = open.seats.clone();
        (0..self.rows()).all(|row| {
            let mut wants = open.wants[row];
            open.edges(row).filter(|&edge| chosen[edge]).all(|edge| {
                let seats = &mut left[open.column(edge)];
                let fits = wants > 0 && *seats > 0;
                (wants, *seats) = (wants.saturating_sub(1), seats.saturating_sub(1));
                fits
            })
        })
    }

    /// What a backend claims to have reached has to be there once it is computed again, or to be no more than was at hand; and
    /// no less than that where it is called best without a gap.
    #[expect(clippy::cast_precision_loss, reason = "numbers of at most 49 bits, which is checked")]
    fn claim(
        &self,
        claimed: f64,
        proof: Option<Proof>,
        found: Option<i128>,
        here: i128,
    ) -> Result<(), SolveError> {
        let reached = found.map_or(here, |found| found.max(here));
        let best = proof.is_some() && self.asking.options.gap == 0;
        if claimed - reached as f64 > 0.5 || best && here as f64 - claimed > 0.5 {
            return Err(self.wrong());
        }
        Ok(())
    }

    /// Takes an answer if it is better than the one at hand.
    fn offer(&mut self, chosen: Vec<bool>) {
        let worth = |chosen: &[bool]| {
            let sorted = self.sorted(chosen);
            (sorted.len(), sorted, self.weight(chosen))
        };
        if worth(&chosen) > worth(&self.best) {
            self.best = chosen;
        }
    }
}

/// At least so many of these.
fn at_least(model: &mut Model, terms: &[Term], count: usize) {
    let mut variables = Vec::new();
    let known: i64 = terms.iter().map(|term| term.push(&mut variables, 1)).sum();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if !variables.is_empty() && count > known {
        model.at_least(variables, float(count - known));
    }
}

/// The greatest number that divides both.
fn divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { divisor(other, one % other) }
}
