//! What the benches share: how long they may take, and that an answer counts only when it is proved.

#![allow(dead_code, reason = "each bench uses a part")]

use tandems::problem::{Edges, Problem, Solution, Status};
use tandems::solve::Options;

/// Whether this is a test that benches run at all: `cargo test --benches`, or `cargo bench -- --test`.
pub(crate) fn quick() -> bool {
    let given = |name: &str| std::env::args().any(|argument| argument == name);
    given("--test") || !given("--bench")
}

/// The size, or a small one in a test.
pub(crate) fn size(rows: u32) -> u32 {
    if quick() { rows.div_ceil(20).min(100) } else { rows }
}

/// Solves and asks for the proof.
pub(crate) fn proved<E: Edges>(problem: &Problem<E>, options: &Options) -> Solution {
    let solution = problem.solve(options).expect("nothing but what the algorithm can do");
    let verified = solution.verify(problem).expect("a right answer");
    assert!(verified.proved, "{} proved nothing", solution.algorithm());
    assert_eq!(verified.status, Status::Optimal, "{}", solution.algorithm());
    solution
}
