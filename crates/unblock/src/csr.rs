//! Rows of numbers packed end to end (compressed sparse rows): one allocation for all edges.

/// For each row `0..rows`, a list of numbers, in the order in which the pairs were given.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    starts: Vec<usize>,
    items: Vec<u32>,
}

impl Rows {
    /// Packs `(row, item)` pairs in linear time by counting.
    ///
    /// Panics when a row is not below `rows`; callers check their numbers first.
    pub(crate) fn pack(rows: usize, pairs: &[(u32, u32)]) -> Rows {
        Rows::pack_from(rows, pairs.len(), || pairs.iter().copied())
    }

    /// The same from pairs that are walked twice instead of being stored.
    pub(crate) fn pack_from<I: Iterator<Item = (u32, u32)>>(rows: usize, len: usize, pairs: impl Fn() -> I) -> Rows {
        let mut starts = vec![0_usize; rows + 1];
        for (row, _) in pairs() {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut items = vec![0; len];
        for (row, item) in pairs() {
            let slot = &mut next[row as usize];
            items[*slot] = item;
            *slot += 1;
        }
        Rows { starts, items }
    }

    /// Rows whose items stand end to end already; `starts` begins with 0 and ends with `items.len()`.
    pub(crate) fn packed(starts: Vec<usize>, items: Vec<u32>) -> Rows {
        Rows { starts, items }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The numbers of one row.
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.items[self.starts[row]..self.starts[row + 1]]
    }

    /// The other way round: for each item `0..items`, the rows that hold it, smallest first.
    pub(crate) fn turned(&self, items: usize) -> Rows {
        Rows::pack_from(items, self.items.len(), || {
            (0..self.len() as u32).flat_map(|row| self.row(row).iter().map(move |item| (*item, row)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rows;

    #[test]
    fn rows_keep_the_order_given() {
        let rows = Rows::pack(3, &[(2, 7), (0, 1), (2, 5)]);
        assert_eq!(rows.row(0), [1]);
        assert_eq!(rows.row(1), [] as [u32; 0]);
        assert_eq!(rows.row(2), [7, 5]);
    }

    #[test]
    fn turned_rows_name_who_holds_an_item() {
        let turned = Rows::pack(3, &[(2, 1), (0, 1), (2, 0)]).turned(2);
        assert_eq!(turned.row(0), [2]);
        assert_eq!(turned.row(1), [0, 2]);
    }
}
