//! Rows of numbers packed end to end (compressed sparse rows): one allocation for all edges.

/// For each row `0..rows`, a list of numbers, in the order in which the pairs were given.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// where each row begins; 32 bits, as there are fewer than four billion numbers in all
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// A place among the items, in the 32 bits that are kept of it.
///
/// Panics at four billion: a catalogue of that size would take more than 100 GiB to read.
pub(crate) fn place(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than four billion demands")
}

impl Rows {
    /// Packs `(row, item)` pairs in linear time by counting.
    ///
    /// Panics when a row is not below `rows`; callers check their numbers first.
    pub(crate) fn pack(rows: usize, pairs: &[(u32, u32)]) -> Rows {
        Rows::pack_from(rows, pairs.len(), || pairs.iter().copied())
    }

    /// From pairs that are walked twice instead of being stored.
    pub(crate) fn pack_from<I: Iterator<Item = (u32, u32)>>(rows: usize, len: usize, pairs: impl Fn() -> I) -> Rows {
        let mut packing = Packing::new(rows, len);
        pairs().for_each(|(row, _)| packing.count(row));
        packing.counted();
        pairs().for_each(|(row, item)| packing.put(row, item));
        packing.done()
    }

    /// Rows whose items stand end to end already; `starts` begins with 0 and ends with `items.len()`.
    pub(crate) fn packed(starts: Vec<u32>, items: Vec<u32>) -> Rows {
        Rows { starts, items }
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The numbers of one row.
    pub(crate) fn row(&self, row: u32) -> &[u32] {
        let row = row as usize;
        &self.items[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The other way round: for each item `0..items`, the rows that hold it, smallest first.
    pub(crate) fn turned(&self, items: usize) -> Rows {
        let mut packing = Packing::new(items, self.items.len());
        self.items.iter().for_each(|item| packing.count(*item));
        packing.counted();
        for row in 0..self.len() as u32 {
            for item in self.row(row) {
                packing.put(*item, row);
            }
        }
        packing.done()
    }
}

/// Rows being packed: first all are counted, then all are put.
struct Packing {
    /// two more than rows: while putting, `starts[row + 1]` is where the next item of `row` goes
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Packing {
    fn new(rows: usize, len: usize) -> Packing {
        place(len);
        Packing { starts: vec![0; rows + 2], items: vec![0; len] }
    }

    fn count(&mut self, row: u32) {
        self.starts[row as usize + 2] += 1;
    }

    fn counted(&mut self) {
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
    }

    fn put(&mut self, row: u32, item: u32) {
        let next = &mut self.starts[row as usize + 1];
        self.items[*next as usize] = item;
        *next += 1;
    }

    fn done(mut self) -> Rows {
        self.starts.pop();
        Rows { starts: self.starts, items: self.items }
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
