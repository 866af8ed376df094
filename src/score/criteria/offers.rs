//! What mentors offer, for whole rows: strengths by topic, mentors side by side.

use std::ops::Range;

use crate::score::coded::{BLOCK, Order};
use crate::wide::wide;

/// Per topic, who offers it and with which strength in millionths.
pub(super) type Offers = Vec<Vec<(u32, u32)>>;

/// Who offers one topic, by place in a row, in units of strength.
enum Topic {
    /// Many: a strength for everybody, 0 where it is not offered.
    Common(Vec<u8>),
    /// Few: places, ascending, and strengths.
    Rare(Vec<(u32, u8)>),
}

/// Strengths of all mentors in units that all strengths of the pool are multiples of.
pub(super) struct Shelf {
    topics: Vec<Topic>,
    /// A unit in millionths.
    unit: u32,
    /// The greatest strength in units.
    most: u32,
}

/// A mentee's need as a row sees it.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) topic: usize,
    pub(super) weight: u16,
    pub(super) must: bool,
}

/// Set in a sum where a must is not offered. Sums stay below it.
const MISSING: u16 = 1 << 15;

impl Shelf {
    /// `None` where strengths are too fine for a byte.
    pub(super) fn new(offers: &Offers, mentors: usize, order: &Order) -> Option<Self> {
        let strengths = || offers.iter().flatten().map(|(_, strength)| *strength);
        let unit = strengths().fold(0, greatest_common_divisor).max(1);
        let most = strengths().max().unwrap_or(0) / unit;
        if most > u32::from(u8::MAX) {
            return None;
        }
        let mut places: Vec<u32> = Vec::new();
        if let Some(order) = order.mentors() {
            places = vec![0; mentors];
            for (place, mentor) in (0..).zip(order) {
                places[*mentor as usize] = place;
            }
        }
        let place = |mentor: u32| places.get(mentor as usize).copied().unwrap_or(mentor);
        let units = |strength: u32| u8::try_from(strength / unit).unwrap_or(u8::MAX);
        let topics = offers.iter().map(|offers| {
            let strengths = offers.iter().map(|(who, strength)| (place(*who), units(*strength)));
            // A byte for everybody is no more than eight for each of those who offer it.
            if offers.len() * 8 < mentors {
                let mut few: Vec<_> = strengths.collect();
                few.sort_unstable();
                return Topic::Rare(few);
            }
            let mut all = vec![0; mentors];
            for (place, strength) in strengths {
                all[place as usize] = strength;
            }
            Topic::Common(all)
        });
        Some(Self { topics: topics.collect(), unit, most })
    }

    /// The greatest strength in units.
    pub(super) fn most(&self) -> u32 {
        self.most
    }

    /// A unit in millionths.
    pub(super) fn unit(&self) -> u32 {
        self.unit
    }

    /// Writes Σ weight · strength for some mentors, with [`MISSING`] where a must is not offered.
    pub(super) fn cover(
        &self,
        needs: impl Iterator<Item = Wanted>,
        places: Range<usize>,
        sums: &mut [u16],
    ) {
        let mut missing = [0_u16; BLOCK];
        let missing = &mut missing[..sums.len()];
        sums.fill(0);
        for need in needs {
            match &self.topics[need.topic] {
                Topic::Common(strengths) => {
                    let strengths = &strengths[places.clone()];
                    if need.must {
                        wide(
                            #[inline(always)]
                            || add_must(sums, missing, strengths, need.weight),
                        );
                    } else {
                        wide(
                            #[inline(always)]
                            || add(sums, strengths, need.weight),
                        );
                    }
                }
                Topic::Rare(few) => {
                    let from = few.partition_point(|(place, _)| (*place as usize) < places.start);
                    let here = few[from..].iter();
                    let here = here.take_while(|(place, _)| (*place as usize) < places.end);
                    let mut next = 0;
                    for (place, strength) in here {
                        let at = *place as usize - places.start;
                        sums[at] += need.weight * u16::from(*strength);
                        if need.must {
                            missing[next..at].fill(MISSING);
                            next = at + 1;
                        }
                    }
                    if need.must {
                        missing[next..].fill(MISSING);
                    }
                }
            }
        }
        for (sum, missing) in sums.iter_mut().zip(missing) {
            *sum |= *missing;
        }
    }
}

#[allow(clippy::inline_always, reason = "part of the loop that is widened")]
#[inline(always)]
fn add(sums: &mut [u16], strengths: &[u8], weight: u16) {
    for (sum, strength) in sums.iter_mut().zip(strengths) {
        *sum += weight * u16::from(*strength);
    }
}

#[allow(clippy::inline_always, reason = "part of the loop that is widened")]
#[inline(always)]
fn add_must(sums: &mut [u16], missing: &mut [u16], strengths: &[u8], weight: u16) {
    for ((sum, missing), strength) in sums.iter_mut().zip(missing).zip(strengths) {
        *sum += weight * u16::from(*strength);
        *missing |= if *strength == 0 { MISSING } else { 0 };
    }
}

fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}
