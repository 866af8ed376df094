//! Is a rule well-formed for a problem of this size.

use super::super::{Bounds, Side};
use super::{Block, Costs, Rule, RuleKind, block};

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleFault {
    /// A row that is not there.
    #[error("row {row} is not there, the problem has {rows}; count rows from 0")]
    NoSuchRow {
        /// The row.
        row: usize,
        /// How many there are.
        rows: usize,
    },
    /// A column that is not there.
    #[error("column {column} is not there, the problem has {columns}; count columns from 0")]
    NoSuchColumn {
        /// The column.
        column: usize,
        /// How many there are.
        columns: usize,
    },
    /// Fewest above most.
    #[error("it asks for at least {min} and at most {max}; lower the minimum or raise the maximum")]
    MinimumAboveMaximum {
        /// Fewest.
        min: u64,
        /// Most.
        max: u64,
    },
    /// A share that is no share.
    #[error(
        "a share of at least {at_least} and at most {at_most} in {of} is none; give 0 ≤ at least ≤ at most ≤ of, and of above 0"
    )]
    NoShare {
        /// The least share.
        at_least: u32,
        /// The largest share.
        at_most: u32,
        /// The denominator.
        of: u32,
    },
    /// A part that is not within its whole.
    #[error("the part has pairs that the whole has not; add its rows and columns to the whole")]
    PartBeyondWhole,
    /// Too few rows for a rule between rows.
    #[error("it names {rows} rows; name at least 2")]
    TooFewRows {
        /// How many there are.
        rows: usize,
    },
    /// A column that is named twice.
    #[error("column {column} has two budgets; give it one")]
    TwoBudgets {
        /// The column.
        column: usize,
    },
    /// Costs that are not one for each row.
    #[error("there are {given} costs for {expected} {what}; give one for each")]
    WrongLength {
        /// `rows` or `budgets`.
        what: &'static str,
        /// How many are given.
        given: usize,
        /// How many are needed.
        expected: usize,
    },
}

impl Rule {
    /// Puts index sets into order, and finds what does not fit a problem of this size.
    pub(in crate::problem) fn checked(
        mut self,
        rows: usize,
        columns: usize,
    ) -> Result<Self, RuleFault> {
        self.kind = self.kind.checked(rows, columns)?;
        Ok(self)
    }
}

impl RuleKind {
    /// As [`Rule::checked`].
    fn checked(mut self, rows: usize, columns: usize) -> Result<Self, RuleFault> {
        let of_rows = |all: &[usize]| match all.iter().find(|&&row| row >= rows) {
            Some(&row) => Err(RuleFault::NoSuchRow { row, rows }),
            None => Ok(()),
        };
        let of_columns = |all: &[usize]| match all.iter().find(|&&column| column >= columns) {
            Some(&column) => Err(RuleFault::NoSuchColumn { column, columns }),
            None => Ok(()),
        };
        let of_block = |block: &Block| {
            of_rows(block.rows())?;
            of_columns(block.columns())
        };
        let ordered = |min: u64, max: u64| {
            if min > max { Err(RuleFault::MinimumAboveMaximum { min, max }) } else { Ok(()) }
        };
        let sort = |indices: &mut Vec<usize>| *indices = block::set(std::mem::take(indices));
        match &mut self {
            RuleKind::Quota { block, min, max, .. } => {
                of_block(block)?;
                ordered(*min, *max)?;
            }
            &mut RuleKind::Share { ref part, ref whole, at_least, at_most, of, already } => {
                of_block(part)?;
                of_block(whole)?;
                is_share(at_least, at_most, of)?;
                if !whole.includes(part) || already.0 > already.1 {
                    return Err(RuleFault::PartBeyondWhole);
                }
            }
            RuleKind::Needs { side, nodes, these, of_those, .. } => {
                for set in [&mut *nodes, &mut *these, &mut *of_those] {
                    sort(set);
                }
                match side {
                    Side::Rows => {
                        of_rows(nodes)?;
                        of_columns(these)?;
                        of_columns(of_those)?;
                    }
                    Side::Columns => {
                        of_columns(nodes)?;
                        of_rows(these)?;
                        of_rows(of_those)?;
                    }
                }
            }
            RuleKind::Apart { rows } | RuleKind::Together { rows } => {
                sort(rows);
                of_rows(rows)?;
                if rows.len() < 2 {
                    return Err(RuleFault::TooFewRows { rows: rows.len() });
                }
            }
            RuleKind::AllOrBetween { side, nodes, min, max } => {
                sort(nodes);
                match side {
                    Side::Rows => of_rows(nodes)?,
                    Side::Columns => of_columns(nodes)?,
                }
                ordered((*min).into(), (*max).into())?;
            }
            RuleKind::Hours { budgets, costs } => {
                let mut named: Vec<usize> = budgets.iter().map(|budget| budget.column).collect();
                of_columns(&named)?;
                named.sort_unstable();
                if let Some(two) = named.windows(2).find(|two| two[0] == two[1]) {
                    return Err(RuleFault::TwoBudgets { column: two[0] });
                }
                let length = |what, given, expected| {
                    if given == expected {
                        Ok(())
                    } else {
                        Err(RuleFault::WrongLength { what, given, expected })
                    }
                };
                match costs {
                    Costs::OfRows(of_rows) => length("rows", of_rows.len(), rows)?,
                    Costs::OfPairs(lists) => {
                        length("budgets", lists.len(), budgets.len())?;
                        for list in lists {
                            length("rows", list.len(), rows)?;
                        }
                    }
                }
            }
            RuleKind::Changes { earlier, .. } => {
                earlier.sort_unstable();
                earlier.dedup();
                for &(row, column) in &*earlier {
                    of_rows(&[row])?;
                    of_columns(&[column])?;
                }
            }
            RuleKind::All { parts } => {
                for part in parts {
                    *part = part.clone().checked(rows, columns)?;
                }
            }
        }
        Ok(self)
    }
}

fn is_share(at_least: u32, at_most: u32, of: u32) -> Result<(), RuleFault> {
    if at_least > at_most || at_most > of || of == 0 {
        return Err(RuleFault::NoShare { at_least, at_most, of });
    }
    Ok(())
}

impl Bounds {
    /// Exactly so many.
    #[must_use]
    pub const fn exactly(count: u32) -> Self {
        Self { min: count, max: count }
    }

    /// From `min` to `max`.
    #[must_use]
    pub const fn between(min: u32, max: u32) -> Self {
        Self { min, max }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Budget, Changed, Per};
    use super::*;

    #[test]
    fn faults_name_what_is_wrong() {
        let quota =
            |min, max| RuleKind::Quota { block: Block::new([0], [5]), per: Per::Row, min, max };
        let fault = |kind| Rule::hard(kind).checked(3, 4).unwrap_err().to_string();
        assert_eq!(
            fault(quota(0, 1)),
            "column 5 is not there, the problem has 4; count columns from 0"
        );
        let rows = vec![2, 2];
        assert_eq!(fault(RuleKind::Apart { rows }), "it names 1 rows; name at least 2");
        let (side, nodes) = (Side::Columns, vec![3]);
        assert_eq!(
            fault(RuleKind::AllOrBetween { side, nodes, min: 3, max: 2 }),
            "it asks for at least 3 and at most 2; lower the minimum or raise the maximum"
        );
        let budget = Budget { column: 1, most: 9 };
        let hours = |budgets, costs| RuleKind::Hours { budgets, costs };
        assert_eq!(
            fault(hours(vec![budget; 2], Costs::OfRows(vec![1; 3]))),
            "column 1 has two budgets; give it one"
        );
        assert_eq!(
            fault(hours(vec![budget], Costs::OfPairs(vec![vec![1; 2]]))),
            "there are 2 costs for 3 rows; give one for each"
        );
        let (part, whole) = (Block::new([0, 1], [0]), Block::new([0], [0, 1]));
        assert_eq!(
            Rule::hard(RuleKind::Share {
                part,
                whole,
                at_least: 1,
                at_most: 2,
                of: 2,
                already: (0, 0)
            })
            .checked(3, 4)
            .unwrap_err(),
            RuleFault::PartBeyondWhole
        );
        let parts =
            vec![RuleKind::Together { rows: vec![0, 1] }, RuleKind::Apart { rows: vec![0, 3] }];
        assert_eq!(
            fault(RuleKind::All { parts }),
            "row 3 is not there, the problem has 3; count rows from 0"
        );
        let earlier = vec![(3, 0)];
        assert_eq!(
            fault(RuleKind::Changes { earlier, counted: Changed::Both, max: 1 }),
            "row 3 is not there, the problem has 3; count rows from 0"
        );
    }

    #[test]
    fn sets_are_put_into_order() {
        let rule = Rule::hard(RuleKind::Together { rows: vec![2, 0, 2] }).checked(3, 4).unwrap();
        assert_eq!(rule.kind, RuleKind::Together { rows: vec![0, 2] });
    }
}
