//! Mentor–mentee matching: how well do people fit, what is the best set of tandems, and why.
//!
//! A [`Pool`] holds mentors and mentees; a [`ScoringModel`] says what fits; a [`Matcher`] finds the provably best set of
//! tandems and hands out a [`Matching`]: every tandem with its score and evidence, everybody who is left over with a
//! reason, and the proof that no other set is better. The assignment engine underneath works on plain matrices and edge
//! lists as well.
//!
//! ```
//! use tandems::{Matcher, Pool, ScoringModel};
//!
//! let mentors = "id,offers,languages,availability\n\
//!                Anna,cv;interview,de:native,mon 18:00-20:00\n";
//! let mentees = "id,needs,languages,availability\n\
//!                Samir,cv!:3;interview:1,ar:native;de:B1,mon 17:00-19:00\n\
//!                Olena,cv,uk:native;de:A2,wed 10:00-12:00\n";
//!
//! let pool = Pool::from_csv(mentors.as_bytes(), mentees.as_bytes())?;
//! let model = ScoringModel::default();
//! let matching = Matcher::new(&model).match_pool(&pool)?;
//!
//! assert_eq!(matching.tandems()[0].mentee.as_str(), "Samir");
//! assert_eq!(
//!     matching.unmatched_mentees()[0].reasons[0].to_string(),
//!     "none of 1 mentor with room is compatible: no_common_time removes 1; \
//!      without no_common_time alone there would be 1 mentor"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where things are
//!
//! Two wings that do not know each other, and a hall between them.
//!
//! | people | |
//! |---|---|
//! | [`pool`] | who they are: profiles, spreadsheets, JSON, every fault of an input at once |
//! | [`score`] | how well two of them fit: criteria, [`ScoringModel`], the model compiled for a pool |
//! | [`rules`] | what a programme asks beyond that: minimum loads, quotas, roles, hours and more, over groups of people; [the guide](rules::guide) |
//!
//! | numbers | |
//! |---|---|
//! | [`problem`] | edges, bounds, pins, [`Objective`], limits, the solution: [`Problem`], [`DenseView`](problem::DenseView), [`Csr`](problem::Csr) |
//! | [`solve`] | one algorithm a file or folder: integers in, integers and dual prices out; [how it works](solve::how_it_works) |
//! | [`strategy`] | named ways of matching side by side: stable, fair, by ranks, by lot; [`Strategy`](strategy::Strategy) |
//! | [`mod@verify`] | checks any answer; shares no code with the solvers |
//! | [`measure`] | fairness, envy, loads, ranks and blocking pairs of any matching, also by group |
//!
//! | hall | |
//! |---|---|
//! | [`matching`] | people → numbers → an answer in people's words; [reasons](matching::Reason), [reviews](matching::Review) of edited lists |
//! | [`compare`] | strategies side by side, groups of people, what hangs on the weight of a criterion |
//! | [`synthetic`] | made-up pools and problems with a known optimum, the same on every machine |
//!
//! # What it promises
//!
//! - **Exact.** Scores are integers in millionths, objectives are levels compared one after the other, and every answer is
//!   checked by [`verify`](mod@verify) before it leaves [`Matcher::match_pool`].
//! - **The same everywhere.** One input gives the same bytes on any machine, thread count and feature set, unless a limit of
//!   time or memory ends the run.
//! - **No surprises.** Bad input is an error that names person, field and value and says what to do. What is well-formed and
//!   has no answer is a [status](problem::Status) with a [conflict](Matching::conflict) that says why.
//!
//! # What it does not do
//!
//! Leximin for mentees who should get several mentors is refused with an error that says so. Times are those of an ordinary local week: there are no time zones and no calendars. Ids of the two sides are counted
//! apart, so somebody who stands on both sides may meet themselves: forbid that pair, or require a free field to differ.
//! Nothing is learned from data.
//!
//! # Features
//!
//! - `rayon` (default): reads rows on all cores. Costs one dependency and a thread pool; without it everything runs on one
//!   thread.
//! - `simd` (default): on x86-64, has the inner loops of scores and solvers compiled once more for AVX2 and chooses at run
//!   time. Costs one dependency and some code; without it the build's target decides. The answers are the same.
//! - `highs`: gives rules that are no flow to the solver `HiGHS` ([`Backend`](problem::Backend)) where it is asked for.
//!   Builds C++: wants cmake, a C++ compiler and libclang.

pub mod compare;
mod draw;
pub mod matching;
pub mod measure;
pub mod pool;
pub mod problem;
pub mod rules;
pub mod score;
mod sections;
pub mod solve;
pub mod strategy;
pub mod synthetic;
pub mod verify;
mod wide;

pub use matching::{Matcher, Matching};
pub use pool::{Mentee, Mentor, Pool};
pub use problem::{Objective, Problem};
pub use score::ScoringModel;

/// The code of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
