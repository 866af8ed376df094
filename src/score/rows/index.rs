//! Which mentors can be compatible at all: requirements that judge classes rule out whole blocks of mentors.

use std::cmp::Reverse;
use std::ops::Range;

use crate::score::Requirement;
use crate::score::coded::{Coded, Legend, Order};
use crate::score::compiled::{CompiledModel, Part};

/// The index is worth its detour where it leaves at most one pair in so many.
const WORTH: u64 = 4;

/// Gaps of up to so many mentors are scored along: leaving them out costs more.
const GAP: usize = 48;

/// Pairs that are looked at to estimate how many the requirements leave, and rows at most.
const SAMPLED_PAIRS: usize = 1 << 24;
const SAMPLED_ROWS: usize = 256;

/// Mentors in the order of their classes under one or two requirements, and where each class lies.
pub(super) struct Index {
    /// The criteria, by their place in the model: the one that rules out most, and the next.
    pub(super) parts: Vec<usize>,
    /// Mentors alike under the first requirement: class, where the stretches of the second lie, where the mentors do.
    outer: Vec<Alike>,
    /// Mentors alike under both.
    inner: Vec<Alike>,
    /// By place, where the mentor comes among those of its class under the first requirement, as they stand in the pool.
    ranks: Vec<u32>,
    /// The mentors of each of these classes by rank. A class begins where its places do.
    by_rank: Vec<u32>,
}

/// Neighbors of one class.
struct Alike {
    code: u16,
    /// Places in the row.
    places: Range<u32>,
    /// Finer classes among them.
    parts: Range<u32>,
}

/// Mentors alike under the first requirement, as they stand in the pool.
pub(super) struct Class<'i> {
    /// By place in the row, rank in the class; of places that are its own.
    pub(super) ranks: &'i [u32],
    /// The mentor of each rank.
    pub(super) mentors: &'i [u32],
}

/// What an index would leave, and the index where it is worth its detour.
pub(super) struct Found {
    /// Pairs that are left, estimated from rows spread evenly over the pool.
    pub(super) candidates: u64,
    pub(super) index: Option<(Index, Order)>,
}

/// A requirement that judges classes.
struct Rule<'m> {
    part: usize,
    codes: &'m [u16],
    /// By code, how many of the sampled mentees it lets pass.
    passed: Vec<u32>,
    left: u64,
}

/// Whether pairs of which the hard side says this are incompatible.
pub(super) fn fails(part: &Part<'_>, hard: Requirement) -> bool {
    match hard {
        Requirement::Met => false,
        Requirement::Unknown => part.unknown_fails != 0,
        Requirement::Failed => part.failed != 0,
    }
}

impl Found {
    pub(super) fn new(model: &CompiledModel<'_>) -> Self {
        let (width, height) = (model.pool.mentors().len(), model.pool.mentees().len());
        let pairs = (width as u64).saturating_mul(height as u64);
        let none = Self { candidates: pairs, index: None };
        let mut rules: Vec<Rule<'_>> = Vec::new();
        for (part, of) in model.parts.iter().enumerate().filter(|(_, of)| of.failed != 0) {
            if let Some(codes) = of.kernel.coded().and_then(Coded::classes) {
                let classes = codes.iter().max().map_or(0, |most| usize::from(*most) + 1);
                rules.push(Rule { part, codes, passed: vec![0; classes], left: 0 });
            }
        }
        if rules.is_empty() || pairs == 0 {
            return none;
        }
        let rows = height.min((SAMPLED_PAIRS / width).clamp(16, SAMPLED_ROWS));
        let (mut legend, mut hard, mut left) = (Legend::default(), Vec::new(), 0_u64);
        let mut open = vec![true; width];
        for row in 0..rows {
            open.fill(true);
            for rule in &mut rules {
                let part = &model.parts[rule.part];
                let Some(coded) = part.kernel.coded() else { return none };
                let mentee = row * height / rows;
                if !coded.legend(mentee, &mut legend) {
                    return none;
                }
                coded.hard(mentee, &legend, &mut hard);
                let passes: Vec<bool> = hard.iter().map(|hard| !fails(part, *hard)).collect();
                for (passed, passes) in rule.passed.iter_mut().zip(&passes) {
                    *passed += u32::from(*passes);
                }
                for (open, code) in open.iter_mut().zip(rule.codes) {
                    *open &= passes[usize::from(*code)];
                }
            }
            left += open.iter().filter(|open| **open).count() as u64;
        }
        let candidates = u64::try_from(u128::from(left) * height as u128 / rows as u128);
        let candidates = candidates.unwrap_or(u64::MAX);
        if candidates > pairs / WORTH {
            return Self { candidates, index: None };
        }
        for rule in &mut rules {
            rule.left =
                rule.codes.iter().map(|code| u64::from(rule.passed[usize::from(*code)])).sum();
        }
        rules.sort_by_key(|rule| (rule.left, rule.part));
        rules.truncate(2);
        Self { candidates, index: Some(Index::new(&rules, width)) }
    }
}

impl Index {
    fn new(rules: &[Rule<'_>], width: usize) -> (Self, Order) {
        // Classes that pass often stand together, so that what passes makes few stretches.
        let ranks: Vec<Vec<u32>> = rules.iter().map(|rule| ranks(&rule.passed)).collect();
        let rank = |rule: usize, mentor: u32| {
            rules.get(rule).map_or(0, |of| ranks[rule][usize::from(of.codes[mentor as usize])])
        };
        let mut mentors: Vec<u32> = (0..).take(width).collect();
        mentors.sort_by_cached_key(|mentor| (rank(0, *mentor), rank(1, *mentor), *mentor));
        let (mut outer, mut inner): (Vec<Alike>, Vec<Alike>) = (Vec::new(), Vec::new());
        let code =
            |rule: usize, mentor: u32| rules.get(rule).map_or(0, |of| of.codes[mentor as usize]);
        for (place, mentor) in (0_u32..).zip(&mentors) {
            let here = (code(0, *mentor), code(1, *mentor));
            let starts = outer.last().is_none_or(|alike| alike.code != here.0);
            if starts || inner.last().is_none_or(|alike| alike.code != here.1) {
                let next = u32::try_from(inner.len()).unwrap_or(u32::MAX);
                if starts {
                    outer.push(Alike { code: here.0, places: place..place, parts: next..next });
                }
                inner.push(Alike { code: here.1, places: place..place, parts: 0..0 });
                if let Some(last) = outer.last_mut() {
                    last.parts.end = next + 1;
                }
            }
            for alike in [outer.last_mut(), inner.last_mut()].into_iter().flatten() {
                alike.places.end = place + 1;
            }
        }
        let parts = rules.iter().map(|rule| rule.part).collect();
        let (mut ranks, mut by_rank) = (vec![0; width], Vec::with_capacity(width));
        for alike in &outer {
            let mut places: Vec<u32> = alike.places.clone().collect();
            places.sort_unstable_by_key(|place| mentors[*place as usize]);
            for (rank, place) in (0..).zip(places) {
                ranks[place as usize] = rank;
                by_rank.push(mentors[place as usize]);
            }
        }
        (Self { parts, outer, inner, ranks, by_rank }, Order::new(mentors))
    }

    /// The one class under the first requirement that passes, if it is one.
    pub(super) fn only(&self, passes: impl Fn(u16) -> bool) -> Option<Class<'_>> {
        let mut passing = self.outer.iter().filter(|alike| passes(alike.code));
        let places = &passing.next()?.places;
        let mentors = &self.by_rank[places.start as usize..places.end as usize];
        passing.next().is_none().then_some(Class { ranks: &self.ranks, mentors })
    }

    /// Calls back for each stretch of places that holds all mentors who pass, ascending. `passes` says of the n-th of
    /// [`parts`](Self::parts) whether a class passes.
    pub(super) fn stretches(
        &self,
        passes: impl Fn(usize, u16) -> bool,
        mut take: impl FnMut(Range<usize>),
    ) {
        let both = self.parts.len() > 1;
        let mut stretch: Option<Range<usize>> = None;
        let mut add = |places: &Range<u32>| {
            let (start, end) = (places.start as usize, places.end as usize);
            match &mut stretch {
                Some(open) if start - open.end <= GAP => open.end = end,
                open => {
                    if let Some(done) = open.replace(start..end) {
                        take(done);
                    }
                }
            }
        };
        for alike in self.outer.iter().filter(|alike| passes(0, alike.code)) {
            if !both {
                add(&alike.places);
                continue;
            }
            let finer = &self.inner[alike.parts.start as usize..alike.parts.end as usize];
            for alike in finer.iter().filter(|alike| passes(1, alike.code)) {
                add(&alike.places);
            }
        }
        if let Some(last) = stretch {
            take(last);
        }
    }
}

/// By code, where it stands among all, those that pass most often first.
fn ranks(passed: &[u32]) -> Vec<u32> {
    let mut codes: Vec<usize> = (0..passed.len()).collect();
    codes.sort_by_key(|code| (Reverse(passed[*code]), *code));
    let mut ranks = vec![0; passed.len()];
    for (rank, code) in (0..).zip(codes) {
        ranks[code] = rank;
    }
    ranks
}
