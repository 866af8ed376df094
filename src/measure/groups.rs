//! The same measures for parts of a side, without cells of a few people.

use serde::{Deserialize, Serialize};

use super::load::of_loads;
use super::{
    EnvyKind, Matched, MeasureError, Ratio, blocking, envy, gini, lowest, mean, nash, ranks,
    suppress,
};
use crate::problem::{Preferences, Side};

/// Measures of one side by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ByGroup {
    /// Which side was divided.
    pub side: Side,
    /// No number is shown that is about fewer people than this, but for none at all.
    pub least: u64,
    /// By index of the group.
    pub groups: Vec<Group>,
}

/// What is shown of a group; `None` is left out.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Group {
    /// How many take part.
    pub people: Option<u64>,
    /// How many of them have a partner.
    pub reached: Option<u64>,
    /// How many pairs they have together.
    pub tandems: Option<u64>,
    /// Mean value of rows, zeros included ([`mean`]).
    pub mean: Option<Ratio>,
    /// Mean of the lowest tenth of rows, where that is enough people ([`lowest`]).
    pub lowest_tenth: Option<Ratio>,
    /// Mean of the lowest quarter of rows, where that is enough people.
    pub lowest_quarter: Option<Ratio>,
    /// [`gini`] of the values of rows.
    pub gini: Option<Ratio>,
    /// Geometric mean of the values of rows that have any, where these are enough people ([`nash`]).
    pub nash_served: Option<f64>,
    /// How many rows envy anybody, of whatever group ([`envy`](super::envy)).
    pub envious: Option<u64>,
    /// How many rows envy somebody even with any one partner taken away (EF1).
    pub ef1_broken: Option<u64>,
    /// How many rows envy somebody with some partner taken away (EFX).
    pub efx_broken: Option<u64>,
    /// How many rows envy somebody by more than one partner, weighed by demands (WEF1).
    pub wef1_broken: Option<u64>,
    /// Mean load of columns, those without a partner included.
    pub load: Option<Ratio>,
    /// Standard deviation of that load.
    pub load_std: Option<f64>,
    /// Mean rank of the partners this side of the pairs got, where preferences are given.
    pub average_rank: Option<Ratio>,
    /// How many have a first choice, where preferences are given.
    pub first_choices: Option<u64>,
    /// How many are in a pair that blocks weak stability, where preferences are given ([`blocking_pairs`](super::blocking_pairs)).
    pub blocked: Option<u64>,
}

/// Divides a side into groups and measures each, leaving out what is about fewer than `least` people.
///
/// `group` says for every row or column, whether it takes part or not, the index of its group; there are as many groups as
/// the largest index says. People of whom nothing is known should be a group of their own: then groups and totals add up,
/// and this is what the rules below reckon with.
///
/// What is left out, besides groups under `least` people, so that no number can be computed from the totals of
/// [`Measures`](super::Measures) and the groups that are shown:
///
/// - a second group (the smallest of the others, and so on) until those left out are two groups or more with `least`
///   people or more together;
/// - counts of people reached and of pairs where those reached, or those not reached, are some but under `least`, and those
///   of further groups until what is left out has `least` of both in two groups or more; each other count of people (who envy, who have
///   a first choice, who are blocked) by itself in the same way;
/// - means of the lowest tenth and quarter where these are under `least` people;
/// - the least value, the greatest load and the regret of a group always: they are those of one person.
///
/// `least` of 0 or 1 shows everything. This guards one table: two tables of one pool by different attributes, or of two matchings, may
/// tell more together than each alone.
///
/// # Errors
///
/// If `group` has not one entry for each of the side, preferences are for other rows and columns, or a sum needs more than 128 bits.
///
/// # Complexity
///
/// O(n log n + g²) for n people in g groups, and that of [`envy`](super::envy) and [`blocking`](super::blocking).
///
/// # Examples
///
/// ```
/// use tandems::measure::{Matched, by_group};
/// use tandems::problem::{Csr, Problem, Side};
///
/// let edges = Csr::from_triplets(5, 3, [(0, 0, 8), (1, 1, 6), (3, 2, 1)])?;
/// let problem = Problem::new(edges);
/// let matched = Matched::from_pairs(&problem, [(0, 0), (1, 1), (3, 2)])?;
/// let table = by_group(&matched, Side::Rows, &[0, 0, 0, 1, 1], 1, None)?;
/// assert_eq!((table.groups[0].people, table.groups[0].reached), (Some(3), Some(2)));
/// // With cells of three or more, two people hide a third.
/// let table = by_group(&matched, Side::Rows, &[0, 0, 0, 1, 1], 3, None)?;
/// assert_eq!((table.groups[0].people, table.groups[1].people), (None, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn by_group(
    matched: &Matched<'_>,
    side: Side,
    group: &[usize],
    least: u64,
    preferences: Option<&Preferences>,
) -> Result<ByGroup, MeasureError> {
    if let Some(preferences) = preferences {
        ranks::check(matched, preferences)?;
    }
    let problem = matched.problem();
    let (expected, name) = match side {
        Side::Rows => (problem.rows(), "rows"),
        Side::Columns => (problem.columns(), "columns"),
    };
    if group.len() != expected {
        let (what, given) = ("groups", group.len());
        return Err(MeasureError::WrongLength { what, side: name, given, expected });
    }
    // Groups are as many as people at most: an index beyond is nobody's number but a mistake.
    let count = group.iter().max().map_or(0, |&last| last.saturating_add(1));
    if count > expected {
        let (what, given) = ("the numbers of groups", count);
        return Err(MeasureError::WrongLength { what, side: name, given, expected });
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    match side {
        Side::Rows => matched.rows().for_each(|row| members[group[row]].push(row)),
        Side::Columns => matched.columns().for_each(|column| members[group[column]].push(column)),
    }
    let partners = |node: usize| match side {
        Side::Rows => matched.of_row(node).len() as u64,
        Side::Columns => matched.of_column(node).len() as u64,
    };
    let people: Vec<u64> = members.iter().map(|members| members.len() as u64).collect();
    let hidden = suppress::groups(&people, least);
    // How many people of each group something is true of.
    let count_of = |is: &dyn Fn(usize) -> bool| -> Vec<Option<u64>> {
        let of_group = |members: &Vec<usize>| members.iter().filter(|&&node| is(node)).count();
        let counts: Vec<u64> = members.iter().map(|members| of_group(members) as u64).collect();
        let out = suppress::counts(&people, &counts, &hidden, least);
        counts.into_iter().zip(out).map(|(count, out)| (!out).then_some(count)).collect()
    };
    let reached = count_of(&|node| partners(node) > 0);
    let of_ranks = preferences
        .map(|preferences| -> Result<_, MeasureError> {
            let blocked = blocking::blocked(matched, preferences, side)?;
            let first = ranks::first_choices(matched, preferences, side);
            Ok((count_of(&|node| first[node]), count_of(&|node| blocked[node])))
        })
        .transpose()?;
    let of_envy = match side {
        Side::Rows => {
            let kinds = envy::kinds_of_rows(matched)?;
            EnvyKind::ALL.map(|kind| count_of(&|row| kinds[row].contains(&kind))).to_vec()
        }
        Side::Columns => Vec::new(),
    };
    let mut groups = vec![Group::default(); count];
    for (at, members) in members.iter().enumerate().filter(|&(at, _)| !hidden[at]) {
        let group = &mut groups[at];
        group.people = Some(people[at]);
        if let Some((first_choices, blocked)) = &of_ranks {
            (group.first_choices, group.blocked) = (first_choices[at], blocked[at]);
        }
        group.reached = reached[at];
        if reached[at].is_some() {
            group.tandems = Some(members.iter().map(|&node| partners(node)).sum());
            let average = |preferences| ranks::average(matched, preferences, side, members);
            group.average_rank = preferences.and_then(average);
        }
        match side {
            Side::Rows => {
                let values: Vec<i128> = members.iter().map(|&row| matched.value(row)).collect();
                group.mean = mean(&values)?;
                group.gini = gini(&values)?;
                group.lowest_tenth = enough(&values, 10, least)?;
                group.lowest_quarter = enough(&values, 4, least)?;
                let of_some = nash(&values);
                if reached[at].is_some() && people[at] - of_some.zeros >= least {
                    group.nash_served = of_some.served;
                }
                if let [envious, ef1, efx, wef1] = &of_envy[..] {
                    (group.envious, group.ef1_broken) = (envious[at], ef1[at]);
                    (group.efx_broken, group.wef1_broken) = (efx[at], wef1[at]);
                }
            }
            // A mean load times people is the number of pairs.
            Side::Columns if reached[at].is_some() => {
                let load = of_loads(members.iter().map(|&column| partners(column)));
                group.load = load.mean;
                group.load_std = load.std;
            }
            Side::Columns => {}
        }
    }
    Ok(ByGroup { side, least, groups })
}

/// The mean of the lowest values where they are those of enough people.
fn enough(values: &[i128], of: u32, least: u64) -> Result<Option<Ratio>, MeasureError> {
    let people = values.len() as u64 / u64::from(of);
    if people < least { Ok(None) } else { lowest(values, 1, of) }
}
