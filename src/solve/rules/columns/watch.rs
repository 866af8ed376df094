//! For tests alone: what a search closes is held against all answers there are, and small limits make small problems go all ways.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::column::Column;
use super::search::Search;
use super::state::{Space, State};

/// Limits in place of the usual ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Forced {
    pub(super) steps: Option<usize>,
    pub(super) work: Option<u64>,
    pub(super) pairs: Option<usize>,
    pub(super) vectors: Option<usize>,
    /// Nothing is mended, so that answers come from branches alone.
    pub(super) quiet: bool,
}

/// An answer by row and column, in order.
pub(super) type Answer = Vec<(usize, usize)>;

/// How often each step had an answer to keep.
pub(super) type Steps = BTreeMap<&'static str, usize>;

thread_local! {
    static FORCED: Cell<Forced> = Cell::default();
    static ANSWERS: RefCell<Vec<Answer>> = RefCell::default();
    static STEPS: RefCell<Steps> = RefCell::default();
}

/// Runs with these limits, and watches over these answers.
pub(super) fn with<T>(forced: Forced, answers: &[Answer], run: impl FnOnce() -> T) -> (T, Steps) {
    FORCED.set(forced);
    ANSWERS.set(answers.to_vec());
    let done = run();
    FORCED.take();
    ANSWERS.take();
    (done, STEPS.take())
}

/// The limit that a test asks for, or the usual one.
pub(super) fn limit<T>(asked: fn(Forced) -> Option<T>, usual: T) -> T {
    asked(FORCED.get()).unwrap_or(usual)
}

pub(super) fn is_quiet() -> bool {
    FORCED.get().quiet
}

/// A step left `after` of `before`: nothing that is better than the best answer may be lost, or worth more than the bound.
pub(super) fn kept(
    search: &Search<'_>,
    step: &'static str,
    before: &Space,
    after: &[&Space],
    bound: Option<i128>,
) {
    ANSWERS.with_borrow(|answers| {
        for answer in answers {
            let Some(chosen) = of_program(search, answer) else { continue };
            let weights = search.model.weights.iter().zip(&chosen).filter(|(_, chosen)| **chosen);
            let worth: i128 = weights.map(|(&weight, _)| i128::from(weight)).sum();
            if search.least().is_some_and(|least| worth < least) || !has(search, before, &chosen) {
                continue;
            }
            STEPS.with_borrow_mut(|steps| *steps.entry(step).or_default() += 1);
            let within = after.iter().any(|space| has(search, space, &chosen));
            assert!(within, "{step} loses {answer:?}");
            let bound = bound.unwrap_or(worth);
            assert!(worth <= bound, "{step}: {answer:?} is worth {worth}, above {bound}");
        }
    });
}

/// `None` where it has other pairs than the program.
fn of_program(search: &Search<'_>, answer: &Answer) -> Option<Vec<bool>> {
    let pairs = &search.program.pairs;
    let mut chosen = vec![false; pairs.len()];
    for &key in answer {
        chosen[pairs.binary_search_by_key(&key, |pair| (pair.row, pair.column)).ok()?] = true;
    }
    Some(chosen)
}

/// Whether a space still has an answer.
fn has(search: &Search<'_>, space: &Space, chosen: &[bool]) -> bool {
    let fits = |(&state, &chosen): (&State, &bool)| match state {
        State::Open => true,
        State::In => chosen,
        State::Closed => !chosen,
    };
    let counts = |column: &Column| match column {
        Column::Classes(classes) => classes.has(space, chosen),
        Column::Knapsack(_) => true,
    };
    space.pairs.iter().zip(chosen).all(fits) && search.model.columns.iter().all(counts)
}
