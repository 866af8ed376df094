//! Who holds the seats of the far nodes, and at which price.

/// Nobody, or no far node.
pub(super) const NONE: u32 = u32::MAX;

/// The seats of a far node lie side by side as a heap, the cheapest first: that is the price of the far node, and its
/// holder is the first to be outbid. Bertsekas and Castañón (1989) call seats of one far node similar objects.
pub(super) struct Seats {
    first: Vec<usize>,
    price: Vec<i32>,
    holder: Vec<u32>,
    /// The price of the cheapest seat of each far node, and zeros up to the width of a row with its padding.
    pub(super) prices: Vec<i32>,
}

impl Seats {
    /// Empty seats at these prices. A far node has at most `most` seats: more can never be taken.
    pub(super) fn new(seats: impl Iterator<Item = u32>, most: u32, prices: Vec<i32>) -> Self {
        let mut first = vec![0];
        let mut price = Vec::new();
        for (seats, &of_far) in seats.zip(&prices) {
            price.resize(price.len() + seats.min(most) as usize, of_far);
            first.push(price.len());
        }
        let holder = vec![NONE; price.len()];
        Self { first, price, holder, prices }
    }

    pub(super) fn count(&self) -> usize {
        self.price.len()
    }

    /// The seats of a far node, the cheapest first, the others in any order.
    fn of(&self, far: usize) -> std::ops::Range<usize> {
        self.first[far]..self.first[far + 1]
    }

    /// The price of the cheapest seat but one.
    pub(super) fn next_price(&self, far: usize) -> Option<i32> {
        let seats = self.of(far);
        self.price[seats].iter().skip(1).take(2).copied().min()
    }

    /// Whether the cheapest seat is empty.
    pub(super) fn is_open(&self, far: usize) -> bool {
        self.holder[self.first[far]] == NONE
    }

    /// How many seats of a far node are empty.
    pub(super) fn open(&self, far: usize) -> usize {
        self.holder[self.of(far)].iter().filter(|&&holder| holder == NONE).count()
    }

    /// Everybody leaves; prices stay.
    pub(super) fn clear(&mut self) {
        self.holder.fill(NONE);
    }

    /// Lowers all prices by this much, none below zero.
    pub(super) fn lower(&mut self, by: i32) {
        for price in self.price.iter_mut().chain(&mut self.prices) {
            *price = price.saturating_sub(by).max(0);
        }
    }

    /// Raises all prices by this much.
    pub(super) fn raise(&mut self, by: i32) {
        for price in self.price.iter_mut().chain(&mut self.prices) {
            *price = price.saturating_add(by);
        }
    }

    /// Takes the cheapest seat at a price that is not lower than the last; says who is outbid.
    pub(super) fn take(&mut self, far: usize, near: u32, price: i32) -> u32 {
        let seats = self.of(far);
        let (prices, holders) = (&mut self.price[seats.clone()], &mut self.holder[seats]);
        let outbid = holders[0];
        let mut at = 0;
        loop {
            let child = 2 * at + 1;
            let child = match (prices.get(child), prices.get(child + 1)) {
                (Some(one), Some(other)) if other < one => child + 1,
                (Some(_), _) => child,
                (None, _) => break,
            };
            // An empty seat at the same price comes first.
            if prices[child] > price || (prices[child] == price && holders[child] != NONE) {
                break;
            }
            prices[at] = prices[child];
            holders[at] = holders[child];
            at = child;
        }
        prices[at] = price;
        holders[at] = near;
        self.prices[far] = prices[0];
        outbid
    }

    /// The far node each near node has a seat at.
    pub(super) fn mates(&self, near: usize) -> Vec<u32> {
        let mut mates = vec![NONE; near];
        for (far, span) in (0_u32..).zip(self.first.windows(2)) {
            for &holder in &self.holder[span[0]..span[1]] {
                if holder != NONE {
                    mates[holder as usize] = far;
                }
            }
        }
        mates
    }
}
