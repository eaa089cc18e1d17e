//! Columns: tests of a row that come to the same wherever they are written.
//!
//! A filter is mostly made of plain tests of one row of its list, and the same ones recur: in the count of
//! large events and in that of small ones, for each year, under each reading. They are numbered while a pack
//! is compiled, equal tests alike, so that an evaluation looks at the rows once for each number.

use std::collections::BTreeMap;

use super::Compiler;
use crate::{model::Column, syntax::Test, vocabulary::index, yaml::Located};

/// The numbered tests of a pack, by the record whose rows they test.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    known: BTreeMap<u16, Vec<(Test, Column)>>,
    count: usize,
}

impl Columns {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    fn number(&mut self, record: u16, test: &Test, in_period: bool) -> Column {
        let known = self.known.entry(record).or_default();
        if let Some((_, column)) = known.iter().find(|(known, _)| known == test) {
            return *column;
        }
        let column = Column { at: index(self.count), in_period };
        self.count += 1;
        known.push((test.clone(), column));
        column
    }
}

/// How often something was met on which a test leans besides its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leans {
    /// The period.
    pub(super) on_period: u32,
    /// A reading or another clause.
    pub(super) on_more: u32,
}

impl Compiler<'_> {
    /// The column of a test that was compiled since `before`: it tests rows of one list and nothing but them
    /// and the period. What only joins other tests is not worth keeping.
    pub(super) fn column(&mut self, written: &Located<Test>, before: Leans) -> Option<Column> {
        let [record] = self.scope[..] else { return None };
        let joins = matches!(
            written.value,
            Test::All(_) | Test::Any(_) | Test::Not(_) | Test::AtLeastKOf(_) | Test::EveryPeriod(_)
        );
        if joins || self.leans.on_more != before.on_more {
            return None;
        }
        let in_period = self.leans.on_period != before.on_period;
        let columns = self.columns.as_mut()?;
        Some(columns.number(record, &written.value, in_period))
    }
}
