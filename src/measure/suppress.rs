//! Which cells of a table by group are left out, so that nobody can be made out from what is left.

/// Groups whose numbers are left out, given how many people each has.
///
/// A group under `least` people is left out. What the rest add up to is known from the totals, so the groups left out
/// must not be told apart by subtraction: there are at least two of them, they have `least` people or more together, and
/// one has more than a single person, as otherwise each had exactly one. Where that does not hold, the smallest of the
/// other groups is left out too, the first of equal ones. Groups without people hide nobody and are never left out.
pub(super) fn groups(people: &[u64], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = people.iter().map(|&people| people > 0 && people < least).collect();
    loop {
        let of = |hidden: &[bool]| -> Vec<u64> {
            people.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(&p, _)| p).collect()
        };
        let out = of(&hidden);
        let together: u64 = out.iter().sum();
        let safe = out.len() >= 2 && together >= least && together > out.len() as u64;
        if out.is_empty() || safe || !hide_smallest(people, &mut hidden) {
            return hidden;
        }
    }
}

/// Groups whose counts of people reached are left out, given who is left out altogether.
///
/// Those reached and those not reached are people, too: where either are some but under `least`, both numbers are left out, as
/// one is the rest of the other. What all groups left out have together is known by subtraction: at least `least` people
/// reached and as many not reached, in two groups or more, so that neither number of any of them can be computed. Where
/// the whole table has nobody on one side there is nothing to hide on that side.
pub(super) fn counts(people: &[u64], reached: &[u64], hidden: &[bool], least: u64) -> Vec<bool> {
    let small = |count: u64| count > 0 && count < least;
    let mut out: Vec<bool> = (hidden.iter().zip(people).zip(reached))
        .map(|((&hidden, &people), &reached)| hidden || small(reached) || small(people - reached))
        .collect();
    let sum = |of: &dyn Fn(usize) -> u64, out: &[bool]| -> u64 {
        (0..out.len()).filter(|&at| out[at]).map(of).sum()
    };
    let everybody = vec![true; people.len()];
    let in_reach = |at: usize| reached[at];
    let out_of_reach = |at: usize| people[at] - reached[at];
    loop {
        let enough = |of: &dyn Fn(usize) -> u64| sum(of, &out) >= least || sum(of, &everybody) == 0;
        let groups = out.iter().filter(|&&out| out).count();
        let safe = groups >= 2 && enough(&in_reach) && enough(&out_of_reach);
        if groups == 0 || safe || !hide_smallest(people, &mut out) {
            return out;
        }
    }
}

/// Leaves out one group more; `false` where none is left.
fn hide_smallest(people: &[u64], hidden: &mut [bool]) -> bool {
    let others = (0..people.len()).filter(|&at| !hidden[at] && people[at] > 0);
    match others.min_by_key(|&at| people[at]) {
        Some(at) => {
            hidden[at] = true;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_small_group_takes_another_along() {
        assert_eq!(groups(&[20, 3, 9, 7], 5), [false, true, false, true]);
        assert_eq!(groups(&[20, 30], 5), [false, false]);
        // Two small ones hide each other only if there are enough of them.
        assert_eq!(groups(&[20, 3, 4], 5), [false, true, true]);
        assert_eq!(groups(&[20, 1, 1, 0], 5), [true, true, true, false]);
        // Five groups of one are known to be of one each.
        assert_eq!(groups(&[1, 1, 1, 1, 1, 9, 30], 5), [true, true, true, true, true, true, false]);
        assert_eq!(groups(&[2], 5), [true]);
        assert_eq!(groups(&[1, 2], 1), [false, false]);
    }

    #[test]
    fn a_few_left_over_are_not_shown() {
        let none = [false; 3];
        assert_eq!(counts(&[20, 30, 40], &[20, 30, 40], &none, 5), [false; 3]);
        // Two of twenty are not reached: the next group hides them.
        assert_eq!(counts(&[20, 30, 40], &[18, 20, 20], &none, 5), [true, true, false]);
        // All in all fewer than five are not reached.
        assert_eq!(counts(&[20, 30, 40], &[18, 30, 40], &none, 5), [true; 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// By brute force over all tables that agree with what is shown and with the totals: every number left out
        /// could be another one.
        #[test]
        fn nothing_can_be_computed_from_what_is_left(
            table in prop::collection::vec((0_u64..9, 0_u64..9), 1..5),
            least in 1_u64..6,
        ) {
            let people: Vec<u64> = table.iter().map(|&(people, _)| people).collect();
            let reached: Vec<u64> = table.iter().map(|&(people, part)| part.min(people)).collect();
            let hidden = groups(&people, least);
            let total: u64 = people.iter().sum();
            let others = hidden.iter().zip(&people).filter(|(hidden, _)| !**hidden);
            for (&hidden, &people) in hidden.iter().zip(&people) {
                prop_assert!(hidden || people == 0 || people >= least);
            }
            // Sizes: each group left out has at least one person, and any numbers with this sum agree.
            let left = total - others.map(|(_, people)| people).sum::<u64>();
            let out = hidden.iter().filter(|&&hidden| hidden).count() as u64;
            if total >= least && out > 0 && total > out {
                prop_assert!(out >= 2 || people.iter().filter(|&&people| people > 0).count() == 1);
                prop_assert!(left >= least);
                if out >= 2 {
                    // From one person to all but one for each of the others.
                    prop_assert!(left - (out - 1) > 1);
                }
            }
            // Counts of reached, with the sizes known: every split of the sum that fits the sizes agrees.
            let out = counts(&people, &reached, &hidden, least);
            let all_out = (0..out.len()).all(|at| out[at] || people[at] == 0);
            if all_out {
                return Ok(());
            }
            let places: Vec<usize> = (0..out.len()).filter(|&at| out[at]).collect();
            let sum: u64 = places.iter().map(|&at| reached[at]).sum();
            let size: u64 = places.iter().map(|&at| people[at]).sum();
            let whole: u64 = reached.iter().sum();
            if whole > 0 && whole < total {
                for &at in &places {
                    let rest = size - people[at];
                    let possible = (0..=people[at])
                        .filter(|&count| count <= sum && sum - count <= rest)
                        .count();
                    prop_assert!(possible >= 2, "{people:?} {reached:?} {out:?}");
                }
            }
            for at in 0..out.len() {
                let small = |count: u64| count > 0 && count < least;
                prop_assert!(out[at] || !small(reached[at]) && !small(people[at] - reached[at]));
            }
        }
    }
}
