//! Stable roommates against every matching there is, against published answers, and at a larger size.

use tandems::strategy::{RoommatesError, stable_roommates};

type Lists = Vec<Vec<u32>>;

/// The place of somebody on a list, and behind all where nobody.
fn place(lists: &Lists, person: u32, partner: Option<u32>) -> usize {
    let list = &lists[person as usize];
    partner.and_then(|partner| list.iter().position(|&one| one == partner)).unwrap_or(usize::MAX)
}

/// Two who list each other, are no pair and would both rather be one.
fn blocking(lists: &Lists, partners: &[Option<u32>]) -> Option<(u32, u32)> {
    let people = 0..u32::try_from(lists.len()).unwrap();
    let has: Vec<_> = people.clone().map(|one| place(lists, one, partners[one as usize])).collect();
    let would = |one: u32, other: u32| place(lists, one, Some(other)) < has[one as usize];
    people
        .flat_map(|one| lists[one as usize].iter().map(move |&other| (one, other)))
        .find(|&(one, other)| would(one, other) && would(other, one))
}

/// The partner of everybody. Panics if somebody is in two pairs, or has somebody who does not list them.
fn partners(lists: &Lists, pairs: &[(u32, u32)]) -> Vec<Option<u32>> {
    let mut partners = vec![None; lists.len()];
    assert!(pairs.is_sorted());
    for &(one, other) in pairs {
        assert!(one < other);
        assert!(lists[one as usize].contains(&other) && lists[other as usize].contains(&one));
        assert_eq!(partners[one as usize].replace(other), None);
        assert_eq!(partners[other as usize].replace(one), None);
    }
    partners
}

/// All matchings of those who list each other.
fn all(lists: &Lists) -> Vec<Vec<Option<u32>>> {
    fn extend(
        lists: &Lists,
        one: u32,
        has: &mut Vec<Option<u32>>,
        all: &mut Vec<Vec<Option<u32>>>,
    ) {
        if one as usize == lists.len() {
            all.push(has.clone());
            return;
        }
        extend(lists, one + 1, has, all);
        if has[one as usize].is_some() {
            return;
        }
        for &other in &lists[one as usize] {
            if other > one && has[other as usize].is_none() && lists[other as usize].contains(&one)
            {
                has[one as usize] = Some(other);
                has[other as usize] = Some(one);
                extend(lists, one + 1, has, all);
                has[one as usize] = None;
                has[other as usize] = None;
            }
        }
    }
    let mut found = Vec::new();
    extend(lists, 0, &mut vec![None; lists.len()], &mut found);
    found
}

/// Numbers that look random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    /// Everybody else in random order, and of each list so many in a hundred.
    fn lists(&mut self, people: usize, percent: usize) -> Lists {
        let list = |person: usize| {
            let mut list: Vec<u32> = (0..people)
                .filter(|&other| other != person && self.below(100) < percent)
                .map(|other| u32::try_from(other).unwrap())
                .collect();
            for at in (1..list.len()).rev() {
                list.swap(at, self.below(at + 1));
            }
            list
        };
        (0..people).map(list).collect()
    }
}

/// Every small group: complete lists and incomplete ones, odd and even, one-sided names. If anything is stable, what is found
/// is; and whoever is alone in it is so in all that are stable.
#[test]
fn stable_if_anything_is() {
    let mut draw = Draw(1);
    let mut seen = [0; 4];
    for round in 0..24_000 {
        let people = 1 + round % 8;
        let lists = draw.lists(people, [100, 100, 85, 60][round / 8 % 4]);
        let mut stable = all(&lists);
        stable.retain(|partners| blocking(&lists, partners).is_none());
        match stable_roommates(&lists) {
            Ok(pairs) => {
                let found = partners(&lists, &pairs);
                assert!(stable.contains(&found), "{lists:?}: {found:?}");
                for other in &stable {
                    let alone = |partners: &[Option<u32>]| -> Vec<bool> {
                        partners.iter().map(Option::is_none).collect()
                    };
                    assert_eq!(alone(other), alone(&found), "{lists:?}");
                }
                seen[stable.len().min(3)] += 1;
            }
            Err(RoommatesError::NoneStable { person }) => {
                assert!(stable.is_empty() && person < people, "{lists:?}: {stable:?}");
                seen[0] += 1;
            }
            Err(error) => panic!("{lists:?}: {error}"),
        }
    }
    // None, one, two and more that are stable; more are rare in groups this small.
    assert!(seen.iter().all(|&times| times > 50), "{seen:?}");
}

/// Groups of some hundreds: nobody blocks, both ends are seen, and two sides that only list each other always have an answer.
#[test]
fn at_a_larger_size() {
    let mut draw = Draw(2);
    let mut seen = [0; 2];
    for round in 0..60 {
        let lists = draw.lists(100 + round * 3, [100, 50, 8][round % 3]);
        let found = stable_roommates(&lists);
        seen[usize::from(found.is_ok())] += 1;
        if let Ok(pairs) = found {
            assert_eq!(blocking(&lists, &partners(&lists, &pairs)), None);
        }
        let two_sides: Lists = lists
            .iter()
            .enumerate()
            .map(|(person, list)| {
                let side = |one: usize| one.is_multiple_of(2);
                list.iter().copied().filter(|&other| side(other as usize) != side(person)).collect()
            })
            .collect();
        let pairs = stable_roommates(&two_sides).unwrap();
        assert_eq!(blocking(&two_sides, &partners(&two_sides, &pairs)), None);
    }
    assert!(seen.iter().all(|&times| times > 0), "{seen:?}");
}

/// From lists of numbers from 1.
fn from_ones(lists: &[&[u32]]) -> Lists {
    lists.iter().map(|list| list.iter().map(|one| one - 1).collect()).collect()
}

/// The example of six of R. W. Irving, *An efficient algorithm for the "stable roommates" problem*, 1985, as it is in the tests of
/// the Python package `matching` (github.com/daffidwilde/matching, MIT license, `tests/stable_roommates/test_examples.py`).
#[test]
fn six_of_irving() {
    let lists = from_ones(&[
        &[4, 6, 2, 5, 3],
        &[6, 3, 5, 1, 4],
        &[4, 5, 1, 6, 2],
        &[2, 6, 5, 1, 3],
        &[4, 2, 3, 6, 1],
        &[5, 1, 4, 2, 3],
    ]);
    assert_eq!(stable_roommates(&lists).unwrap(), [(0, 5), (1, 2), (3, 4)]);
}

/// The example of eight of the same paper: what is found is one of all that are stable.
#[test]
fn eight_of_irving() {
    let lists = from_ones(&[
        &[2, 5, 4, 6, 7, 8, 3],
        &[3, 6, 1, 7, 8, 5, 4],
        &[4, 7, 2, 8, 5, 6, 1],
        &[1, 8, 3, 5, 6, 7, 2],
        &[6, 1, 8, 2, 3, 4, 7],
        &[7, 2, 5, 3, 4, 1, 8],
        &[8, 3, 6, 4, 1, 2, 5],
        &[5, 4, 7, 1, 2, 3, 6],
    ]);
    let mut stable = all(&lists);
    stable.retain(|partners| blocking(&lists, partners).is_none());
    assert_eq!(stable.len(), 3);
    assert!(stable.contains(&partners(&lists, &stable_roommates(&lists).unwrap())));
}

/// Six of the same paper, for whom no matching is stable.
#[test]
fn six_without_a_stable_matching() {
    let lists = from_ones(&[
        &[2, 6, 4, 3, 5],
        &[3, 5, 1, 6, 4],
        &[1, 6, 2, 5, 4],
        &[5, 2, 3, 6, 1],
        &[6, 1, 3, 4, 2],
        &[4, 2, 5, 1, 3],
    ]);
    assert!(all(&lists).iter().all(|partners| blocking(&lists, partners).is_some()));
    assert!(matches!(stable_roommates(&lists), Err(RoommatesError::NoneStable { .. })));
}

/// Issue 64 of `matching`, from the same file: Charlie and Sam, Peter and Kelly, Elise and Paul.
#[test]
fn issue_64_of_matching() {
    // Charlie, Peter, Elise, Paul, Kelly, Sam.
    let lists = from_ones(&[
        &[2, 4, 6, 5, 3],
        &[5, 3, 6, 4, 1],
        &[2, 6, 5, 1, 4],
        &[3, 1, 6, 2, 5],
        &[2, 1, 6, 3, 4],
        &[1, 4, 5, 3, 2],
    ]);
    assert_eq!(stable_roommates(&lists).unwrap(), [(0, 5), (1, 4), (2, 3)]);
}

/// The smallest group without a stable matching, as everybody shows it: three in a circle and one whom they like least; and three
/// in a circle alone.
#[test]
fn circles_of_three() {
    let four = from_ones(&[&[2, 3, 4], &[3, 1, 4], &[1, 2, 4], &[1, 2, 3]]);
    let three = from_ones(&[&[2, 3], &[3, 1], &[1, 2]]);
    for lists in [four, three] {
        let error = stable_roommates(&lists).unwrap_err();
        assert!(matches!(error, RoommatesError::NoneStable { person } if person < 3), "{error}");
    }
}

/// Nobody, one person, somebody whom nobody lists back, and lists that cannot be.
#[test]
fn the_smallest_groups() {
    assert_eq!(stable_roommates(&[]), Ok(Vec::new()));
    assert_eq!(stable_roommates(&[vec![]]), Ok(Vec::new()));
    assert_eq!(stable_roommates(&[vec![1], vec![]]), Ok(Vec::new()));
    assert_eq!(stable_roommates(&[vec![1, 2], vec![2], vec![1, 0]]), Ok(vec![(1, 2)]));
    let error = |lists: &[Vec<u32>]| stable_roommates(lists).unwrap_err().to_string();
    assert_eq!(error(&[vec![1], vec![1]]), "the list of 1 names 1; leave out its owner");
    assert_eq!(error(&[vec![1, 1], vec![]]), "the list of 0 names 1 twice; name everybody once");
    assert_eq!(
        error(&[vec![], vec![u32::MAX]]),
        "the list of 1 names 4294967295, and there are 2; count from 0"
    );
}
