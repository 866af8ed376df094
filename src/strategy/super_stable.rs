//! The matching that stays stable however ties are broken, if there is one.

use super::StrategyError;
use super::market::Market;
use super::ties::Proposals;

/// The edges of the super-stable matching that is best for rows, ascending. Rows have one column at most.
///
/// Rows ask all they like best at once. A column with too many refuses those it likes least, all of them where it likes several
/// alike, and no column with all seats taken may have anybody it likes less. Whoever is left with two has been promised to
/// both, and a column that once had all seats taken has refused for them.
///
/// # Errors
///
/// [`StrategyError::NoneStable`] if there is none.
pub(super) fn matched(market: &Market) -> Result<(Vec<u32>, u64), StrategyError> {
    let mut proposals = Proposals::new(market);
    proposals.run(|proposals, column| {
        let seats = market.columns.limits[column];
        if proposals.of_column[column] > seats
            && let Some(worst) = proposals.last_rank(column)
        {
            proposals.refuse(column, worst);
        }
        if proposals.of_column[column] == seats {
            let held = proposals.list(column).iter().filter(|&&edge| proposals.held[edge as usize]);
            let ranks = held.map(|&edge| market.columns.rank[edge as usize]);
            if let Some(worst) = ranks.max() {
                proposals.refuse(column, worst + 1);
            }
        }
    });
    check(&proposals)?;
    let held = (0_u32..).zip(&proposals.held).filter(|(_, held)| **held);
    Ok((held.map(|(edge, _)| edge).collect(), proposals.asked))
}

/// Whether what is held is a super-stable matching. If not, there is none.
fn check(proposals: &Proposals<'_>) -> Result<(), StrategyError> {
    let none = |why: String| Err(StrategyError::NoneStable { stability: "super-stable", why });
    if let Some(row) = proposals.of_row.iter().position(|&held| held > 1) {
        return none(format!("row {row} likes columns alike that all want it"));
    }
    let seats = &proposals.market.columns.limits;
    let short = |column: &usize| {
        proposals.was_full[*column] && proposals.of_column[*column] < seats[*column]
    };
    if let Some(column) = (0..seats.len()).find(short) {
        return none(format!(
            "column {column} has to refuse rows that it likes alike and is left with free seats"
        ));
    }
    Ok(())
}
