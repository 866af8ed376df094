//! A column by itself, in whichever way it is solved.

use super::classes::{self, Classes};
use super::knapsack::{self, Knapsack};
use super::state::{Range, Space, Value};

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
        space: &Space,
        scratch: &mut Scratch,
        chosen: &mut Vec<u32>,
    ) -> Option<Value> {
        match self {
            Self::Classes(column) => column.best(values, space, &mut scratch.classes, chosen),
            Self::Knapsack(column) => {
                column.best(values, &space.pairs, &mut scratch.knapsack, chosen)
            }
        }
    }

    pub(super) fn ranges(
        &self,
        values: &[Value],
        space: &Space,
        scratch: &mut Scratch,
        tell: &mut dyn FnMut(Range),
    ) {
        match self {
            Self::Classes(column) => column.ranges(values, space, &mut scratch.classes, tell),
            Self::Knapsack(column) => {
                column.ranges(values, &space.pairs, &mut scratch.knapsack, tell);
            }
        }
    }
}
