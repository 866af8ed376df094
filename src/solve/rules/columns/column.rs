//! A column by itself, in whichever way it is solved.

use super::classes::{self, Classes};
use super::knapsack::{self, Knapsack};
use super::state::{State, Value};

/// How the pairs of a column are chosen at given values.
#[derive(Debug)]
pub(super) enum Column {
    Classes(Classes),
    Knapsack(Knapsack),
}

/// Room for what columns calculate.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    classes: classes::Scratch,
    knapsack: knapsack::Scratch,
}

impl Column {
    pub(super) fn best(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        chosen: &mut Vec<u32>,
    ) -> Option<Value> {
        match self {
            Self::Classes(column) => column.best(values, states, &mut scratch.classes, chosen),
            Self::Knapsack(column) => column.best(values, states, &mut scratch.knapsack, chosen),
        }
    }

    pub(super) fn ranges(
        &self,
        values: &[Value],
        states: &[State],
        scratch: &mut Scratch,
        tell: &mut dyn FnMut(u32, Option<Value>, Option<Value>),
    ) {
        match self {
            Self::Classes(column) => column.ranges(values, states, &mut scratch.classes, tell),
            Self::Knapsack(column) => column.ranges(values, states, &mut scratch.knapsack, tell),
        }
    }
}
