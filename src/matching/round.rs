//! One matching run, half-way between people and numbers: who takes part, with how many seats, and which pairs are out.

use std::collections::BTreeMap;

use super::{CompiledScores, MatchError};
use crate::pool::{Mentee, Mentor, Pair, Pool, Side, Status};
use crate::score::Score;

/// Why a pair is out whatever the model says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bar {
    /// The tandem runs already.
    Running,
    /// The tandem ended.
    Earlier,
    /// One of the two declined it.
    Declined,
    /// One of the two will not work with the other.
    Vetoed,
    /// The coordinator forbids it.
    Forbidden,
}

impl Bar {
    pub(super) const ALL: [Self; 5] =
        [Self::Running, Self::Earlier, Self::Declined, Self::Vetoed, Self::Forbidden];

    /// Stable code, beside those of the model's requirements.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Running => "already_running",
            Self::Earlier => "earlier_tandem",
            Self::Declined => "declined",
            Self::Vetoed => "vetoed",
            Self::Forbidden => "forbidden",
        }
    }
}

/// Everything about a run but its objective. Pairs are (mentee, mentor), as rows and columns are.
pub(super) struct Round<'a> {
    pub(super) pool: &'a Pool,
    pub(super) scores: CompiledScores<'a>,
    /// Free seats of each mentor; 0 for those who do not take part.
    pub(super) seats: Vec<u32>,
    /// Tandems each mentee still wants; 0 for those who do not take part.
    pub(super) wanted: Vec<u32>,
    /// Tandems that run, by mentor and by mentee.
    pub(super) running_of_mentor: Vec<u32>,
    pub(super) running_of_mentee: Vec<u32>,
    /// The pairs of running tandems.
    pub(super) running: Vec<(usize, usize)>,
    pub(super) bars: BTreeMap<(usize, usize), Bar>,
    pub(super) pins: Vec<(usize, usize)>,
    pub(super) floor: Option<Score>,
}

impl<'a> Round<'a> {
    pub(super) fn new(
        pool: &'a Pool,
        scores: CompiledScores<'a>,
        pins: &[Pair],
        forbids: &[Pair],
        floor: Option<Score>,
        again: &[(usize, usize)],
    ) -> Result<Self, MatchError> {
        let mut bars = BTreeMap::new();
        // A model with a criterion for wishes sees to vetoes itself; without one they hold all the same.
        let codes = scores.model().requirements();
        if !codes.iter().any(|requirement| requirement.code == Bar::Vetoed.code()) {
            bars.extend(vetoes(pool).map(|pair| (pair, Bar::Vetoed)));
        }
        // Later lists win: what the coordinator says counts more than what happened.
        for (bar, pairs) in [
            (Bar::Declined, pool.declined()),
            (Bar::Earlier, pool.earlier()),
            (Bar::Running, pool.running()),
            (Bar::Forbidden, forbids),
        ] {
            for pair in pairs {
                bars.insert(indices(pool, pair)?, bar);
            }
        }
        // The last matching of a change budget may be made again.
        for pair in again {
            if bars.get(pair) == Some(&Bar::Earlier) {
                bars.remove(pair);
            }
        }
        let mut pins =
            pins.iter().map(|pin| indices(pool, pin)).collect::<Result<Vec<_>, MatchError>>()?;
        pins.sort_unstable();
        pins.dedup();
        let mut round = Self {
            pool,
            scores,
            seats: pool.mentors().iter().map(|mentor| mentor.capacity_or_default().max).collect(),
            wanted: pool.mentees().iter().map(Mentee::demand_or_default).collect(),
            running_of_mentor: vec![0; pool.mentors().len()],
            running_of_mentee: vec![0; pool.mentees().len()],
            running: Vec::with_capacity(pool.running().len()),
            bars,
            pins,
            floor,
        };
        for pair in pool.running() {
            let (mentee, mentor) = indices(pool, pair)?;
            round.running.push((mentee, mentor));
            round.running_of_mentee[mentee] += 1;
            round.running_of_mentor[mentor] += 1;
            round.wanted[mentee] = round.wanted[mentee].saturating_sub(1);
            round.seats[mentor] = round.seats[mentor].saturating_sub(1);
        }
        round.leave_room_for_pins_alone();
        Ok(round)
    }

    /// Who does not take part has room for pins alone.
    fn leave_room_for_pins_alone(&mut self) {
        let mut pins_of_mentor = vec![0; self.seats.len()];
        let mut pins_of_mentee = vec![0; self.wanted.len()];
        for &(mentee, mentor) in &self.pins {
            pins_of_mentor[mentor] += 1;
            pins_of_mentee[mentee] += 1;
        }
        for (mentor, seats) in self.seats.iter_mut().enumerate() {
            if self.pool.mentors()[mentor].status_or_default() != Status::Active {
                *seats = pins_of_mentor[mentor].min(*seats);
            }
        }
        for (mentee, wanted) in self.wanted.iter_mut().enumerate() {
            if self.pool.mentees()[mentee].status_or_default() != Status::Active {
                *wanted = pins_of_mentee[mentee].min(*wanted);
            }
        }
    }

    /// Whether the pair is out. A pin sets aside what happened and vetoes, and nothing else.
    pub(super) fn bar(&self, mentee: usize, mentor: usize) -> Option<Bar> {
        let bar = self.bars.get(&(mentee, mentor)).copied()?;
        let yields = matches!(bar, Bar::Earlier | Bar::Declined | Bar::Vetoed);
        (!(yields && self.is_pinned(mentee, mentor))).then_some(bar)
    }

    /// The mentors that are out for a mentee, ascending.
    pub(super) fn bars_of(&self, mentee: usize) -> impl Iterator<Item = (usize, Bar)> {
        self.bars
            .range((mentee, 0)..=(mentee, usize::MAX))
            .filter_map(move |(&(_, mentor), _)| Some((mentor, self.bar(mentee, mentor)?)))
    }

    pub(super) fn is_pinned(&self, mentee: usize, mentor: usize) -> bool {
        self.pins.binary_search(&(mentee, mentor)).is_ok()
    }

    pub(super) fn mentor(&self, mentor: usize) -> &'a Mentor {
        &self.pool.mentors()[mentor]
    }

    pub(super) fn mentee(&self, mentee: usize) -> &'a Mentee {
        &self.pool.mentees()[mentee]
    }
}

/// Pairs of which one will not work with the other.
fn vetoes(pool: &Pool) -> impl Iterator<Item = (usize, usize)> {
    let by_mentors = pool.mentors().iter().enumerate().flat_map(move |(mentor, profile)| {
        let vetoed = profile.vetoes.iter().flatten();
        vetoed.filter_map(move |id| Some((pool.mentee_index(id)?, mentor)))
    });
    let by_mentees = pool.mentees().iter().enumerate().flat_map(move |(mentee, profile)| {
        let vetoed = profile.vetoes.iter().flatten();
        vetoed.filter_map(move |id| Some((mentee, pool.mentor_index(id)?)))
    });
    by_mentors.chain(by_mentees)
}

/// Mentee and mentor of a pair, as row and column.
pub(super) fn indices(pool: &Pool, pair: &Pair) -> Result<(usize, usize), MatchError> {
    let mentor = pool.mentor_index(&pair.mentor).ok_or_else(|| {
        let ids = pool.mentors().iter().map(|mentor| mentor.id.as_str());
        MatchError::unknown(Side::Mentors, pair.mentor.as_str(), ids)
    })?;
    let mentee = pool.mentee_index(&pair.mentee).ok_or_else(|| {
        let ids = pool.mentees().iter().map(|mentee| mentee.id.as_str());
        MatchError::unknown(Side::Mentees, pair.mentee.as_str(), ids)
    })?;
    Ok((mentee, mentor))
}
