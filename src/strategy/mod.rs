//! Named ways of matching, side by side on one problem.
//!
//! Every strategy takes a [`Problem`](crate::problem::Problem) with capacities, forbidden pairs, a floor and incomplete lists; ties are broken by a
//! [stated rule](TieBreak). What a strategy does not take is an [error](StrategyError::Unsupported), never a silent change.
//! The same problem, inputs and seed give the same pairs on any machine and any number of threads.
//!
//! | strategy | demands above 1 | pins | minimum loads | rules | looks at |
//! |---|---|---|---|---|---|
//! | `most-tandems` | yes | yes | yes | yes | priorities, options |
//! | `best-total` | yes | yes | yes | yes | priorities, options |
//! | `fairest` | yes | yes | no | no | row scores, options |
//! | `peer-review-4-all` | yes | yes | no | no | priorities, options |
//! | `local-fairness` | yes | yes | no | no | priorities, options |
//! | `fair-flow` | yes | yes | no | no | priorities, options |
//! | `fair-sequence` | yes | yes | no | no | ties, options |
//! | `rank-maximal-…` | yes | yes | no | no | preferences, options |
//! | `greedy-maximum-…` | yes | yes | no | no | preferences, options |
//! | `generous-maximum-…` | yes | yes | no | no | preferences, options |
//! | `deferred-acceptance-…` | yes | yes | no | no | preferences, ties |
//! | `student-project-…` | no | yes | no | no | preferences, supervisors, ties |
//! | `super-stable-student-project` | no | yes | no | no | preferences, supervisors |
//! | `maximum-student-project` | no | yes | no | no | preferences, supervisors, options |
//! | `approximate-maximum-stable` | no | yes | no | no | preferences, ties |
//! | `best-stable` | no | yes | no | no | preferences, ties |
//! | `strongly-stable-…` | no | yes | no | no | preferences, options |
//! | `super-stable-…` | no | yes | no | no | preferences |
//! | `greedy` | yes | yes | no | no | ties |
//! | `serial-dictatorship` | yes | yes | no | no | preferences, ties, priorities |
//! | `random-serial-dictatorship` | yes | yes | no | no | preferences, ties, seed |
//! | `random` | yes | yes | no | no | seed |
//! | `capped-lottery` | yes | yes | no | no | seed, options |
//! | `perturbed-maximization` | yes | yes | no | no | seed, options |
//!
//! One group of peers, who have no two sides, is no problem of rows and columns: [`stable_roommates`] takes their lists.
//!
//! The table in code is [`Strategy::capabilities`]. A strategy is an objective of its own: that of the problem makes no difference,
//! but for [`Perfect`](crate::problem::Objective::Perfect), which is a bound on all answers and an error with every strategy. Pins are made first, and the strategy works on what is left: a pinned
//! seat is not given up, so a matching is stable if no pair blocks that keeps the pins. Capacities, forbidden pairs, the
//! floor and incomplete lists are taken by all.

mod best_stable;
mod birkhoff;
mod capabilities;
mod closure;
mod deferred;
mod error;
mod faces;
mod fair_flow;
mod fairest;
mod inputs;
mod kiraly;
mod leximin;
mod local_fairness;
mod lottery;
mod market;
mod name;
mod network;
mod open;
mod outcome;
mod peer_review;
mod perturbed;
mod probabilities;
mod profile;
mod roommates;
mod rotations;
mod sequence;
mod simple;
mod solve;
mod start;
mod strongly_stable;
mod student_project;
mod super_stable;
mod supervisors;
mod ties;

pub use capabilities::{Capabilities, Feature, Input};
pub use error::StrategyError;
pub use inputs::{Inputs, TieBreak};
pub use lottery::{Chance, Lottery, Share};
pub use name::UnknownStrategy;
pub use outcome::{FairLevel, Fairness, Outcome};
pub use roommates::{RoommatesError, stable_roommates};
pub use supervisors::{Supervisors, SupervisorsError};

use crate::problem::{Edge, ProblemError, Side};

/// A named way of matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// Serve as many rows as can be, then as many pairs, then priorities, then the greatest total weight: the objective
    /// [`Objective::MostTandems`](crate::problem::Objective::MostTandems), proved by prices.
    MostTandems,
    /// The greatest total weight, then as many pairs as can be (maximum-weight *b*-matching): the objective
    /// [`Objective::BestTotal`](crate::problem::Objective::BestTotal), proved by prices.
    BestTotal,
    /// As many rows served as can be; then leximin over what they get: the worst-served as well as can be, then the second
    /// worst, and so on; then the greatest total weight. What a row gets of a pair is its
    /// [row score](Inputs::row_scores), or the weight; of several pairs, pins among them, their sum.
    ///
    /// Where rows have one column each, exact: one min-cost flow for each value that some answer has to fall back to, on
    /// what the values below have left free. With more columns a row already the greatest minimum is NP-hard (I. Bezáková
    /// and V. Dani, *Allocating indivisible goods*, SIGecom Exchanges 5, 2005). Then each level is an integer program
    /// unless a bound shows that the answer at hand cannot be beaten; [`Outcome::fairness`] says for each level what stands
    /// behind it. [`Inputs::options`] has backend and limits: time may grow exponentially, and a limit of time or a
    /// cancellation leaves the levels decided so far. Programmes beyond some dozens of rows want one.
    ///
    /// R. E. Burkard and F. Rendl, *Lexicographic bottleneck problems*, Operations Research Letters 10 (1991);
    /// P. T. Sokkalingam and Y. P. Aneja, *Lexicographic bottleneck combinatorial problems*, Operations Research Letters 23
    /// (1998).
    Fairest,
    /// As many rows served and pairs made as can be; then the worst-served row as well off as thresholds can make it, then the others.
    /// For each number κ, the greatest weight s(κ) is found such that all rows can have κ pairs of at least s(κ), or all they have of
    /// at least s(κ); of the answers of greatest total for each κ, the best one for the worst-served row stands. That row keeps what it
    /// has, and the others go on.
    ///
    /// Where weights are not negative, the worst-served row gets at least 1/λ of the most it could get, where rows have λ pairs at most,
    /// and at least κ s(κ) for every κ that is no more than any row has. With one pair a row it gets the most it could. That is among all
    /// answers with as many pairs for each row as one of [`MostTandems`](Self::MostTandems), where each has all it may have if that can be;
    /// pairs beside pins count, in sums as in λ. Thresholds are those of whole answers, so that forbidden pairs never leave a row
    /// without its last pairs. [`Fairest`](Self::Fairest) is exact and may take exponential time; this takes at most n rounds of
    /// λ log e flows and λ min-cost flows for n rows, and beyond some hundreds of rows with several pairs each it wants a limit. A run that
    /// a limit ends keeps the rounds that are done; the bounds hold from the first round on.
    ///
    /// I. Stelmakh, N. B. Shah and A. Singh, *PeerReview4All: fair and accurate reviewer assignment in peer review*, ALT 2019 and
    /// Journal of Machine Learning Research 22 (2021).
    PeerReview4All,
    /// As many rows served and pairs made as can be; then the greatest total above a floor that no row falls far below. The floor is the
    /// greatest whole number T such that rows can have parts of columns that are worth at least T to each, for as many pairs for each row
    /// as in an answer of [`MostTandems`](Self::MostTandems), pairs beside pins. Every row gets at least T less the difference between its
    /// greatest and its least weight, the total is at least that of the best such parts, and all bounds are kept. T is no less than what
    /// the worst-served row gets in any answer with these numbers of pairs.
    ///
    /// Two linear programs for the backend of [`Inputs::options`], then a min-cost flow. The answer is computed again in integers, and the
    /// bounds on rows and total are checked against the floor and the total of the backend, whose word these two are. Where
    /// rows have one pair each the bound says nothing, and this is [`MostTandems`](Self::MostTandems). A limit of time or a cancellation leaves the answer it started from; problems of more than some
    /// thousand pairs want one, or a backend that is made for them.
    ///
    /// The problem and the bound of FairIR: A. Kobren, B. Saha and A. McCallum, *Paper matching with local fairness constraints*, KDD 2019.
    /// Their iterative relaxation may exceed the load of a column; slots do not: D. B. Shmoys and É. Tardos, *An approximation algorithm
    /// for the generalized assignment problem*, Mathematical Programming 62 (1993).
    LocalFairness,
    /// As many rows served and pairs made as can be; then columns are moved from rows that have enough to rows that lack, for the greatest
    /// threshold by bisection for which that leaves no row more than the largest weight below it. A heuristic: the worst-served
    /// row gets no less than in an answer of [`MostTandems`](Self::MostTandems), with as many pairs for each row, and no bound is known
    /// on how far that is from the most it could get. Pairs beside pins count. At most 64 or so thresholds, each at most n rounds of two
    /// min-cost flows for n rows, and few in practice. A run that a limit ends keeps the best so far.
    ///
    /// A. Kobren, B. Saha and A. McCallum, *Paper matching with local fairness constraints*, KDD 2019.
    FairFlow,
    /// A picking sequence: rows take the best column that is left, one a turn, and it is the turn of the row that has the least of
    /// what it may have; of those, of the one to which its next column weighs most. No row envies another by more than one
    /// partner, weighed by demands (WEF1, as the measure of envy counts it): `k_j · v_i(A_i) ≥ k_i · v_i(A_j ∖ r)` for some partner r
    /// of row j, where v is the sum of weights in the eyes of row i, 0 for columns it cannot have, and k is the demand.
    ///
    /// Where every column has one seat and every row may have every column, the sequence alone does it, and as many seats are taken as
    /// rows may have. With more seats or forbidden pairs a sequence can break WEF1; so a row only takes a column if nobody would then
    /// envy it by more than one partner. In the end it cannot take another without that, and may have fewer than it could. Columns
    /// below weight 0 are not picked. Pins of weight 0 or more count as had from the start; only a row that has nothing but pins can
    /// be envied by more than one.
    ///
    /// O(e log e) where rows may have one column. With more, every look at a column is one at the partners of the row through the eyes
    /// of each row that wants it, and rows that found none look again: O(e·n·k) a round for n rows of k partners. A run that a limit
    /// ends has no answer.
    ///
    /// M. Chakraborty, A. Igarashi, W. Suksompong and Y. Zick, *Weighted envy-freeness in indivisible item allocation*, ACM
    /// Transactions on Economics and Computation 9 (2021); for reviewers J. Payan and Y. Zick, *I will have order! Optimizing orders for
    /// fair reviewer assignment*, IJCAI 2022.
    FairSequence,
    /// As many first choices as can be, then as many second choices, and so on; then the greatest total weight. Ties
    /// rank 1, 1, 3. Exact. There may be fewer pairs than could be. One flow for each rank.
    ///
    /// R. W. Irving, T. Kavitha, K. Mehlhorn, D. Michail and K. Paluch, *Rank-maximal matchings*, ACM Transactions on
    /// Algorithms 2 (2006); with capacities K. Paluch, *Capacitated rank-maximal matchings*, CIAC 2013.
    RankMaximal(Ranking),
    /// As many pairs as can be; then as many first choices as can be, then as many second choices, and so on; then the
    /// greatest total weight. Ties rank 1, 1, 3. Exact. One min-cost flow for each rank.
    ///
    /// A. Kwanashie, R. W. Irving, D. F. Manlove and C. T. S. Sng, *Profile-based optimal matchings in the
    /// student/project allocation problem*, IWOCA 2014.
    GreedyMaximum(Ranking),
    /// As many pairs as can be; then as few as can be of the last choices, then of the last but one, and so on; then the
    /// greatest total weight. Ties rank 1, 1, 3. Exact. Cost and paper as for [`GreedyMaximum`](Self::GreedyMaximum).
    GenerousMaximum(Ranking),
    /// Stable matching by proposals: nobody who is not matched to each other would both rather be. Best for every node of
    /// the side that proposes, among all that are stable for the lists with ties broken. Rows with several columns and
    /// columns with several rows hold their best ones; then no *pair* of a row and a column would rather have each other
    /// than somebody they have, or a free place. O(e) proposals.
    ///
    /// D. Gale and L. S. Shapley, *College admissions and the stability of marriage*, American Mathematical Monthly 69
    /// (1962); for several partners on both sides A. E. Roth, *Stability and polarization of interests in job matching*,
    /// Econometrica 52 (1984).
    DeferredAcceptance {
        /// Who proposes.
        proposing: Side,
    },
    /// Student–project allocation: a stable matching where columns share [supervisors](Inputs::supervisors), each with a capacity and
    /// one ranking of the rows (students, projects and lecturers; mentees, mentors and the companies that send them). Nobody who is
    /// not matched to each other would both rather be: no row would rather have a column with a free seat whose supervisor has
    /// room, has the row already or prefers it to its worst row, nor a full column whose supervisor prefers it to the worst row
    /// there. Best for every row among all that are stable for the lists with ties broken, or best for every supervisor; all of them
    /// serve the same rows, and each supervisor has as many. Ranks of columns make no difference where supervisors are given;
    /// without any, each column is its own and this is [`DeferredAcceptance`](Self::DeferredAcceptance). [`TieBreak::Weight`] ranks a
    /// row for a supervisor by the heaviest of their pairs. Rows may have one column each. O(e log e) for the lists, then O(e)
    /// proposals.
    ///
    /// D. J. Abraham, R. W. Irving and D. F. Manlove, *Two algorithms for the student–project allocation problem*, Journal of
    /// Discrete Algorithms 5 (2007).
    StudentProject {
        /// Rows, or columns by their supervisors.
        proposing: Side,
    },
    /// Student–project allocation where lists have ties, stable however they are broken: no pair blocks in the sense of
    /// [`StudentProject`](Self::StudentProject) even if "prefers" is "likes no less". Of all such matchings the best one for rows; with
    /// ties there may be none, which is the error [`StrategyError::NoneStable`]. Without ties it is that strategy by rows; without
    /// supervisors [`SuperStable`](Self::SuperStable) by rows. Rows may have one column each. O(e log e), and O(e) more each time
    /// supervisors have to give up the worst they have when nobody asks any more.
    ///
    /// S. Olaosebikan and D. F. Manlove, *Super-stability in the student–project allocation problem with ties*, Journal of
    /// Combinatorial Optimization 43 (2022).
    SuperStableStudentProject,
    /// Student–project allocation where supervisors rank [their columns](Supervisors::ranking_columns) and care for nothing
    /// else: a stable matching with as many pairs as can be, and of those one of the greatest total weight. No row would rather have a
    /// column with a free seat whose supervisor has the row at a column it likes less, or has not the row and has room
    /// or a row at a column it likes less; and no rows can exchange columns so that each is better off. Ties are no reason to move
    /// for anybody. Rows may have one column each.
    ///
    /// There is always such a matching, and finding the largest is NP-hard: two integer programs for the backend of
    /// [`Inputs::options`], with one row for each exchange that came up. That the matching is stable is checked in integers; that there is no
    /// larger one, and none worth more, is the word of the backend. A run that a limit of time ends keeps what the backend had, if it
    /// had any; some hundred rows want one. Without supervisors nobody but rows cares, and the answer is that
    /// of [`GreedyMaximum`](Self::GreedyMaximum) by rows: one of the largest, chosen by ranks before weight.
    ///
    /// D. F. Manlove and G. O'Malley, *Student–project allocation with preferences over projects*, Journal of Discrete Algorithms 6
    /// (2008); D. Manlove, D. Milne and S. Olaosebikan, *An integer programming approach to the student–project allocation problem with
    /// preferences over projects*, ISCO 2018.
    MaximumStudentProject,
    /// A weakly stable matching with many pairs, where lists have ties: no two would *both* strictly rather have each other.
    /// At least two thirds of the pairs of the largest weakly stable matching, for ties on both sides and columns with
    /// several rows; finding the largest is NP-hard (K. Iwama, S. Miyazaki, Y. Morita and D. Manlove, *Stable marriage with
    /// incomplete lists and ties*, ICALP 1999). Rows may have one column each. Among those liked alike, those with a place
    /// left are asked first; [`Inputs::ties`] decides between the others. O(e) proposals, each with a look at the rows that a
    /// column has.
    ///
    /// Z. Király, *Linear time local approximation algorithm for maximum stable marriage*, Algorithms 6 (2013). A column
    /// with several rows stands for as many columns that everybody likes alike; the bound is that of the paper.
    ApproximateMaximumStable,
    /// The greatest total weight among all stable matchings, and of those the best one for rows: exact for lists without
    /// ties; where there are ties, exact among the matchings that are stable once [`Inputs::ties`] has broken them, which
    /// are some of the weakly stable ones (over all of those the question is NP-hard). Rows may have one column each. All
    /// stable matchings are sets of rotations, and the best set is a minimum cut: O(e log e) for the rotations, and a cut
    /// of as many nodes.
    ///
    /// R. W. Irving, P. Leather and D. Gusfield, *An efficient algorithm for the "optimal" stable marriage*, Journal of
    /// the ACM 34 (1987); for columns with several rows C. Cheng, E. McDermid and I. Suzuki, *A unified approach to finding
    /// good stable matchings in the hospitals/residents setting*, Theoretical Computer Science 400 (2008).
    BestStable,
    /// A matching in which nobody gains by what costs the other nothing: there are no two, not matched to each other, of whom one
    /// would strictly rather have the other and the other would like it at least as much. So nobody can talk anybody into a change.
    /// Of all such matchings one that is best for every node of the side that proposes; all of them serve the same rows. Every
    /// super-stable matching is one, and each is weakly stable; with ties
    /// there may be none, which is the error [`StrategyError::NoneStable`]. Rows may have one column each. As many rounds as nodes of the
    /// other side refuse all they have, each a maximum matching between those who like each other equally: O(e²) for rows; for
    /// columns O(e²·(n + m)) at worst, as in a round each of m columns may turn out to have seats left, and each of n rows move. A run that a limit ends
    /// has no answer.
    ///
    /// R. W. Irving, D. F. Manlove and S. Scott, *Strong stability in the hospitals/residents problem*, STACS 2003, for rows. By
    /// columns their proposals are turned round, and which rows have to refuse is found as the greatest set for which a matching without
    /// blocking pairs is left.
    StronglyStable {
        /// Who proposes.
        proposing: Side,
    },
    /// A matching that is stable however ties are broken: there are no two, not matched to each other, of whom each would like the
    /// other at least as much. Of all such matchings the best one for every node of the side that proposes; all of them serve the same
    /// rows. Without ties that is [`DeferredAcceptance`](Self::DeferredAcceptance); with ties there may be none, which is the error
    /// [`StrategyError::NoneStable`]. Rows may have one column each. O(e).
    ///
    /// R. W. Irving, D. F. Manlove and S. Scott, *The hospitals/residents problem with ties*, SWAT 2000, for rows. By columns it is
    /// deferred acceptance with ties broken anyhow, where a row also refuses what would leave it with a column no better than another
    /// that would have it.
    SuperStable {
        /// Who proposes.
        proposing: Side,
    },
    /// The pair of most weight first, then the next that still fits. At least half of the best total where weights are
    /// not negative. O(e log e).
    ///
    /// D. Avis, *A survey of heuristics for the weighted matching problem*, Networks 13 (1983).
    Greedy,
    /// One row after the other takes what it likes best of what is left, all it may have at once. No other matching is
    /// better for some row and worse for none, for the lists with ties broken by [`Inputs::ties`]: of two that a row likes alike it may
    /// take the one that somebody else would have needed. No row gains by telling another list. O(e log e).
    ///
    /// M. A. Satterthwaite and H. Sonnenschein, *Strategy-proof allocation mechanisms at differentiable points*, Review of
    /// Economic Studies 48 (1981); by lottery A. Abdulkadiroğlu and T. Sönmez, *Random serial dictatorship and the core from random
    /// endowments in house allocation problems*, Econometrica 66 (1998).
    SerialDictatorship(Turns),
    /// Pairs in random order, each made where both have room: maximal, so at least half as many pairs as can be. O(e).
    Random,
    /// Probabilities instead of pairs: the most expected pairs, then the greatest expected total weight, with no pair more
    /// likely than the share, so that nobody can be sure of anybody. Exact: [`Outcome::lottery`] has the probabilities as
    /// whole parts of the share's lower number, and the pairs are a matching drawn by them from the seed. Two min-cost
    /// flows in those parts.
    ///
    /// S. Jecmen, H. Zhang, R. Liu, N. B. Shah, V. Conitzer and F. Fang, *Mitigating manipulation in peer review via
    /// randomized reviewer assignments*, NeurIPS 2020.
    CappedLottery(Share),
    /// Probabilities as in a [capped lottery](Self::CappedLottery), and spread as far as that is worth it: the most expected pairs,
    /// then the greatest sum of weight × (x − αx²) over the probabilities x of the pairs. Where α is large, many pairs that are nearly as
    /// good share what a few would have. A pair below weight 0 counts weight × x.
    ///
    /// Exact among all probabilities that are whole parts of the share's lower number, which are integers throughout: each further part of
    /// a pair is worth less, so that parts are arcs of their own of a min-cost flow. Two flows with as many arcs as pairs times
    /// the upper number of the share, in time and memory: 4/8 is much cheaper than 512/1024.
    ///
    /// Y. Xu, S. Jecmen, Z. Song and F. Fang, *A one-size-fits-all approach to improving randomness in paper assignment*, NeurIPS
    /// 2023, with f(x) = x − αx².
    PerturbedMaximization {
        /// How likely a pair can be.
        most: Share,
        /// α, from above 0 to 1.
        perturbation: Share,
    },
}

/// Whose choices a profile counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ranking {
    /// Those of the rows.
    Rows,
    /// Those of the columns.
    Columns,
    /// Those of both: a pair counts twice, once for each of the two.
    Both,
}

/// Whose turn it is in a serial dictatorship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Turns {
    /// By falling [priority](crate::problem::Problem::with_priorities), such as waiting time, then by index.
    Priority,
    /// By a lottery, drawn from the seed.
    Lottery,
}

impl Strategy {
    /// What the strategy takes, and what it looks at.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        capabilities::of(*self)
    }
}

/// A source of edges that keeps its word.
fn check_row(columns: usize, row: usize, edges: &[Edge]) -> Result<(), ProblemError> {
    let ascending = edges.windows(2).find(|two| two[0].column >= two[1].column);
    let last = edges.last().filter(|edge| edge.column as usize >= columns);
    match ascending.map(|two| two[1].column).or(last.map(|edge| edge.column)) {
        Some(column) => Err(ProblemError::BadEdges { row, column: column as usize }),
        None => Ok(()),
    }
}
