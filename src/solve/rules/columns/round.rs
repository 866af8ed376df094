//! Answers near to an average of what columns took: once every column has counts, what it has of each class is a flow.

use super::ascent::Found;
use super::column::Column;
use super::search::Search;
use super::state::{Space, State};
use crate::problem::{AnyProblem, Bounds, Csr, Objective, Problem};
use crate::solve::{Algorithm, Options};

/// Flows for one average: after each, lines across columns that are broken cost more.
const FLOWS: usize = 12;

/// Pairs and how many of them there may be: a class of a column.
type Slot = (Vec<u32>, u32);

impl Search<'_> {
    /// Takes answers from the best flows at the prices, where each column has the counts that are nearest to the average.
    pub(super) fn round(&mut self, space: &Space, found: &Found) {
        let slots = self.slots(space, found);
        let mut values = found.at.values.clone();
        for (row, &price) in self.model.rows.iter().zip(&found.prices.rows) {
            for &pair in &row.pairs {
                values[pair as usize] += price;
            }
        }
        for flow in 0..FLOWS {
            if self.clock.stop().is_some() {
                return;
            }
            self.work += self.model.work;
            let Some(taken) = self.flow(&slots, &values) else { return };
            let mut chosen = vec![false; values.len()];
            for &pair in &taken {
                chosen[pair as usize] = true;
            }
            let mut kept = true;
            for (line, &price) in self.model.globals.iter().zip(&found.prices.globals) {
                let terms = line.terms.iter().filter(|(pair, _)| chosen[*pair as usize]);
                let sum: i64 = terms.map(|&(_, a)| a).sum();
                if sum > line.most {
                    kept = false;
                    let more = (price / 32).max(self.model.packing.parts / line.unit).max(1);
                    for &(pair, a) in &line.terms {
                        values[pair as usize] -= a * more;
                    }
                }
            }
            if kept || flow + 1 == FLOWS {
                self.mend(&taken);
                return;
            }
        }
    }

    fn slots(&self, space: &Space, found: &Found) -> Vec<Slot> {
        let open = |&&pair: &&u32| space.pairs[pair as usize] != State::Closed;
        let mut slots = Vec::new();
        let mut taken = found.at.chosen.clone();
        taken.sort_unstable();
        for column in &self.model.columns {
            match column {
                Column::Classes(classes) => {
                    let nearest = classes.nearest(&found.average, space).into_iter();
                    slots.extend(nearest.map(|(members, count)| {
                        (members.iter().filter(open).copied().collect(), u32::from(count))
                    }));
                }
                Column::Knapsack(knapsack) => {
                    let pairs = knapsack.pairs().iter();
                    let own = pairs.filter(|pair| taken.binary_search(pair).is_ok());
                    slots.extend(own.map(|&pair| (vec![pair], 1)));
                }
            }
        }
        slots
    }

    /// The pairs of the best flow at these values.
    fn flow(&self, slots: &[Slot], values: &[i64]) -> Option<Vec<u32>> {
        let row = |pair: u32| self.program.pairs[pair as usize].row;
        let mut edges: Vec<(usize, usize, u32)> = Vec::new();
        for (slot, (pairs, _)) in slots.iter().enumerate() {
            edges.extend(pairs.iter().map(|&pair| (row(pair), slot, pair)));
        }
        edges.sort_unstable();
        let weight = |pair: u32| values[pair as usize] / self.model.packing.parts;
        let triplets: Vec<_> =
            edges.iter().map(|&(row, slot, pair)| (row, slot, weight(pair))).collect();
        let csr = Csr::from_triplets(self.model.rows.len(), slots.len(), triplets).ok()?;
        let most = self.model.rows.iter().map(|row| u32::try_from(row.most).unwrap_or(u32::MAX));
        let counts = slots.iter().map(|&(_, count)| Bounds::up_to(count));
        let problem = Problem::new(csr)
            .with_objective(Objective::BestTotal)
            .with_demands(most.map(Bounds::up_to).collect())
            .and_then(|problem| problem.with_capacities(counts.collect()))
            .ok()?;
        let mut limits = self.clock.rest();
        limits.progress = None;
        let options = Options::default().algorithm(Algorithm::Hungarian).limits(limits);
        let solution = AnyProblem::solve_flow(&problem, &options).ok()?;
        let pair = |row: usize, slot: usize| {
            let at = edges.binary_search_by_key(&(row, slot), |&(row, slot, _)| (row, slot));
            at.ok().map(|at| edges[at].2)
        };
        Some(solution.pairs.iter().filter_map(|one| pair(one.row, one.column)).collect())
    }
}
