//! Subjects as a table: a column a fact.

use std::collections::BTreeMap;

use super::column::{Column, NotHere};
use crate::catalogue::under;
use crate::{Facts, Known, Value};

/// The facts of many subjects, one row each.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: usize,
    pub(super) columns: Vec<Column>,
    places: BTreeMap<String, usize>,
}

impl Table {
    /// A table of that many subjects of which nothing is known yet.
    pub fn new(rows: usize) -> Table {
        Table { rows, ..Table::default() }
    }

    /// How many subjects.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The facts it has columns for, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// Adds or replaces a column; its name is that of the fact, with `-` or `_`.
    pub fn add(&mut self, name: &str, column: Column) -> Result<(), NotHere> {
        if column.rows() != self.rows {
            return Err(NotHere::Rows);
        }
        match self.places.get(&under(name)) {
            Some(at) => self.columns[*at] = column,
            None => {
                self.places.insert(under(name), self.columns.len());
                self.columns.push(column);
            }
        }
        Ok(())
    }

    /// The column of a fact.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.at(name).map(|at| &self.columns[at])
    }

    /// Changes what is known of one subject; `None` = no longer known.
    pub fn set(&mut self, row: usize, name: &str, value: Option<Value>) -> Result<(), NotHere> {
        let at = self.at(name).ok_or(NotHere::Place)?;
        self.columns[at].set(row, value)
    }

    /// One subject, to be judged or explained by itself.
    pub fn row(&self, row: usize) -> Row<'_> {
        Row { table: self, row }
    }

    pub(super) fn at(&self, name: &str) -> Option<usize> {
        self.places.get(name).or_else(|| self.places.get(&under(name))).copied()
    }
}

/// One subject of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl Facts for Row<'_> {
    fn get(&self, name: &str) -> Option<Known> {
        self.table.column(name)?.get(self.row).map(Known::from)
    }
}
