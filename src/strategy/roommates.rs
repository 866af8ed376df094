//! Stable roommates: tandems among peers, one group that ranks itself.

/// A stable matching of one group of peers, who each list whom they would have, the best first: no two who list each other and are no
/// pair would both rather be one than have the partner they have, or nobody. Pairs are ascending, the lower number first; who is in
/// none stays alone, and so in every stable matching.
///
/// Lists may be incomplete and without any order among people. Somebody who does not list one back is no partner. The same
/// lists give the same matching; where there are several that are stable it is one of them, best for nobody in particular.
///
/// ```
/// use tandems::strategy::{RoommatesError, stable_roommates};
///
/// // Three who chase each other, and a fourth whom each of them likes least: whoever has the fourth is wanted by another.
/// let lists = [vec![1, 2, 3], vec![2, 0, 3], vec![0, 1, 3], vec![0, 1, 2]];
/// assert!(matches!(stable_roommates(&lists), Err(RoommatesError::NoneStable { .. })));
/// // The third would now rather have the fourth.
/// let lists = [vec![1, 2, 3], vec![2, 0, 3], vec![3, 0, 1], vec![2, 0, 1]];
/// assert_eq!(stable_roommates(&lists)?, [(0, 1), (2, 3)]);
/// # Ok::<(), RoommatesError>(())
/// ```
///
/// # Errors
///
/// [`RoommatesError::NoneStable`] if there is no stable matching, which is exact; and if a list names its owner, somebody twice or
/// somebody who is not there.
///
/// # Complexity
///
/// O(e) memory for lists of e names in all. O(n·e) time for n people at worst: every rotation takes names off the lists, and the way to the
/// next one may have to be found anew. Complete lists mostly take time near O(e).
///
/// R. W. Irving, *An efficient algorithm for the "stable roommates" problem*, Journal of Algorithms 6 (1985); for incomplete lists
/// D. Gusfield and R. W. Irving, *The stable marriage problem: structure and algorithms*, MIT Press 1989, chapter 4.
pub fn stable_roommates(lists: &[Vec<u32>]) -> Result<Vec<(u32, u32)>, RoommatesError> {
    let mut table = Table::new(lists)?;
    table.propose();
    table.eliminate_rotations()?;
    let mut pairs = Vec::new();
    for (person, at) in (0_u32..).zip(0..lists.len()) {
        let partner = table.first(at).map(|entry| table.partner[entry]);
        pairs.extend(partner.filter(|&partner| person < partner).map(|partner| (person, partner)));
    }
    Ok(pairs)
}

/// Why peers cannot be matched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoommatesError {
    /// No matching is stable.
    #[error(
        "no matching is stable: {person} would have a partner in each, and nobody is left; change a list, or take a strategy with two sides"
    )]
    NoneStable {
        /// Somebody who would have a partner in any stable matching and has nobody left on the list.
        person: usize,
    },
    /// Somebody on the own list.
    #[error("the list of {person} names {person}; leave out its owner")]
    Itself {
        /// Whose list.
        person: usize,
    },
    /// Somebody who is on a list twice.
    #[error("the list of {person} names {partner} twice; name everybody once")]
    Twice {
        /// Whose list.
        person: usize,
        /// Who is named.
        partner: usize,
    },
    /// Somebody on a list who is not there.
    #[error("the list of {person} names {partner}, and there are {people}; count from 0")]
    NoSuchPerson {
        /// Whose list.
        person: usize,
        /// Who is named.
        partner: usize,
        /// How many there are.
        people: usize,
    },
}

/// Lists that shrink from their ends. A pair is left as long as neither of its two entries is cut off.
struct Table {
    /// Whom each entry names, list by list, the best first; and the entry of the other list that names the owner.
    partner: Vec<u32>,
    back: Vec<usize>,
    /// Where what is left of each list begins and ends, and where its second begins. What is before and between is not left.
    start: Vec<usize>,
    end: Vec<usize>,
    second: Vec<usize>,
}

impl Table {
    /// Those who list each other.
    fn new(lists: &[Vec<u32>]) -> Result<Self, RoommatesError> {
        let people = lists.len();
        check(lists)?;
        // Who names each, and at which place of which list.
        let mut named_by = vec![Vec::new(); people];
        for (person, list) in lists.iter().enumerate() {
            for (place, &partner) in list.iter().enumerate() {
                named_by[partner as usize].push((person, place));
            }
        }
        let mut back_place: Vec<Vec<Option<usize>>> =
            lists.iter().map(|list| vec![None; list.len()]).collect();
        let mut place_of = vec![None; people];
        for (person, list) in lists.iter().enumerate() {
            for (place, &partner) in list.iter().enumerate() {
                place_of[partner as usize] = Some(place);
            }
            for &(other, place) in &named_by[person] {
                back_place[other][place] = place_of[other];
            }
            for &partner in list {
                place_of[partner as usize] = None;
            }
        }
        drop(named_by);
        // Entries are numbered without those who are not named back.
        let (mut start, mut end, mut partner) = (Vec::new(), Vec::new(), Vec::new());
        let mut number = Vec::with_capacity(people);
        for (list, back) in lists.iter().zip(&back_place) {
            start.push(partner.len());
            let mut of_list = Vec::with_capacity(list.len());
            for (&name, back) in list.iter().zip(back) {
                of_list.push(partner.len());
                if back.is_some() {
                    partner.push(name);
                }
            }
            end.push(partner.len());
            number.push(of_list);
        }
        let mut back = Vec::with_capacity(partner.len());
        for (list, places) in lists.iter().zip(&back_place) {
            let both = list.iter().zip(places);
            back.extend(both.filter_map(|(&name, place)| Some(number[name as usize][(*place)?])));
        }
        let second = start.clone();
        Ok(Self { partner, back, start, end, second })
    }

    /// Everybody asks the best who is left, and whoever is asked cuts off all who are liked less. Then the first on each list
    /// has its owner for the last, and who has nobody left stays alone in every stable matching.
    fn propose(&mut self) {
        let mut asked_by = vec![None; self.start.len()];
        let mut waiting: Vec<usize> = (0..self.start.len()).rev().collect();
        while let Some(person) = waiting.pop() {
            if let Some(entry) = self.first(person) {
                let partner = self.partner[entry] as usize;
                self.end[partner] = self.back[entry] + 1;
                waiting.extend(asked_by[partner].replace(person));
            }
        }
    }

    /// Takes everybody in a rotation from the first to the second, until nobody has a second.
    fn eliminate_rotations(&mut self) -> Result<(), RoommatesError> {
        let people = self.start.len();
        // Each on the path is the last choice of the second choice of the one before.
        let (mut path, mut on_path) = (Vec::new(), vec![None; people]);
        let mut next_start = 0;
        while next_start < people {
            let person = path.last().copied().unwrap_or(next_start);
            let next = self.second(person).and_then(|entry| {
                let last = self.last(self.partner[entry] as usize)?;
                Some(self.partner[last] as usize)
            });
            if path.is_empty() {
                if next.is_none() {
                    next_start += 1;
                    continue;
                }
                on_path[person] = Some(0);
                path.push(person);
            }
            match next.map(|next| (next, on_path[next])) {
                Some((_, Some(first))) => {
                    let rotation = path.split_off(first);
                    for &person in &rotation {
                        on_path[person] = None;
                    }
                    // Those whose own list was cut are no longer sure to lead on.
                    for cut in self.eliminate(&rotation)? {
                        if let Some(at) = on_path[cut] {
                            for person in path.split_off(at) {
                                on_path[person] = None;
                            }
                        }
                    }
                }
                Some((next, None)) => {
                    on_path[next] = Some(path.len());
                    path.push(next);
                }
                None => {
                    for person in path.drain(..) {
                        on_path[person] = None;
                    }
                }
            }
        }
        Ok(())
    }

    /// Cuts the lists of the second choices of a rotation behind those who now ask them, and gives whose lists these are.
    fn eliminate(&mut self, rotation: &[usize]) -> Result<Vec<usize>, RoommatesError> {
        let mut cuts = Vec::with_capacity(rotation.len());
        for &person in rotation {
            if let Some(entry) = self.second(person) {
                cuts.push((self.partner[entry] as usize, self.back[entry] + 1));
            }
        }
        for &(person, end) in &cuts {
            self.end[person] = end;
        }
        let cut: Vec<usize> = cuts.into_iter().map(|(person, _)| person).collect();
        for &person in rotation.iter().chain(&cut) {
            if self.first(person).is_none() {
                return Err(RoommatesError::NoneStable { person });
            }
        }
        Ok(cut)
    }

    fn is_left(&self, person: usize, entry: usize) -> bool {
        entry < self.end[person] && self.back[entry] < self.end[self.partner[entry] as usize]
    }

    /// The best who is left for a person.
    fn first(&mut self, person: usize) -> Option<usize> {
        while self.start[person] < self.end[person] && !self.is_left(person, self.start[person]) {
            self.start[person] += 1;
        }
        (self.start[person] < self.end[person]).then_some(self.start[person])
    }

    /// The next best.
    fn second(&mut self, person: usize) -> Option<usize> {
        let mut at = self.second[person].max(self.first(person)? + 1);
        while at < self.end[person] && !self.is_left(person, at) {
            at += 1;
        }
        self.second[person] = at;
        (at < self.end[person]).then_some(at)
    }

    /// The one liked least of those who are left.
    fn last(&mut self, person: usize) -> Option<usize> {
        let first = self.first(person)?;
        while !self.is_left(person, self.end[person] - 1) && self.end[person] > first + 1 {
            self.end[person] -= 1;
        }
        Some(self.end[person] - 1)
    }
}

/// Nobody names oneself, anybody twice or who is not there.
fn check(lists: &[Vec<u32>]) -> Result<(), RoommatesError> {
    let people = lists.len();
    let mut named_by = vec![None; people];
    for (person, list) in lists.iter().enumerate() {
        for partner in list.iter().map(|&partner| partner as usize) {
            if partner >= people {
                return Err(RoommatesError::NoSuchPerson { person, partner, people });
            }
            if partner == person {
                return Err(RoommatesError::Itself { person });
            }
            if named_by[partner].replace(person) == Some(person) {
                return Err(RoommatesError::Twice { person, partner });
            }
        }
    }
    Ok(())
}
