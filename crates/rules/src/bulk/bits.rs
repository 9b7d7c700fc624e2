//! Rows as bits: 64 rows a word, and the kernels that make words of values.

/// Rows of one word.
pub(super) const WORD: usize = 64;

/// One bit a row; bits past the last row are clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    pub(super) words: Vec<u64>,
    rows: usize,
}

impl Bits {
    /// All rows clear.
    pub fn none(rows: usize) -> Bits {
        Bits { words: vec![0; rows.div_ceil(WORD)], rows }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether the bit of a row is set; false past the last row.
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / WORD).is_some_and(|word| word >> (row % WORD) & 1 == 1)
    }

    /// Sets or clears the bit of a row.
    pub fn set(&mut self, row: usize, to: bool) {
        assert!(row < self.rows, "row {row} of {}", self.rows);
        let bit = 1u64 << (row % WORD);
        let word = &mut self.words[row / WORD];
        *word = if to { *word | bit } else { *word & !bit };
    }

    /// How many are set.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The rows that are set, in order.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| ones(*word).map(move |bit| at * WORD + bit))
    }

    /// Adds a row at the end.
    pub(super) fn push(&mut self, set: bool) {
        self.rows += 1;
        if self.words.len() * WORD < self.rows {
            self.words.push(0);
        }
        if set {
            self.set(self.rows - 1, true);
        }
    }

    /// Bits written as words of whole blocks, without those past the last row.
    pub(super) fn of_words(mut words: Vec<u64>, rows: usize) -> Bits {
        words.resize(rows.div_ceil(WORD), 0);
        if let Some(last) = words.last_mut() {
            *last &= mask(rows - (rows.div_ceil(WORD) - 1) * WORD);
        }
        Bits { words, rows }
    }
}

/// The places of the set bits, from the lowest.
pub(super) fn ones(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if word == 0 {
            return None;
        }
        let at = word.trailing_zeros() as usize;
        word &= word - 1;
        Some(at)
    })
}

/// The rows set in some words, of which the first is this one.
pub(super) fn rows_of(words: &[u64], first: usize) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(move |(at, word)| ones(*word).map(move |bit| (first + at) * WORD + bit))
}

/// The lowest bits set, at most 64.
pub(super) const fn mask(rows: usize) -> u64 {
    if rows >= WORD { u64::MAX } else { (1 << rows) - 1 }
}

/// Asks every value; 64 answers make a word. Values are padded to whole words.
///
/// Answers are first bytes, which the compiler does many at a time, then eight bytes become eight bits by one product.
pub(super) fn ask<T: Copy>(values: &[T], out: &mut [u64], test: impl Fn(T) -> bool) {
    let mut answers = [0u8; WORD];
    for (chunk, word) in values.chunks_exact(WORD).zip(out) {
        for (answer, value) in answers.iter_mut().zip(chunk) {
            *answer = u8::from(test(*value));
        }
        *word = pack(&answers);
    }
}

/// 64 bytes of 0 or 1 as bits.
pub(super) fn pack(answers: &[u8; WORD]) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut word = 0;
    let (eights, _) = answers.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        word |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (at * 8);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_lands_at_its_own_bit() {
        for row in 0..WORD {
            let mut answers = [0u8; WORD];
            answers[row] = 1;
            assert_eq!(pack(&answers), 1 << row);
        }
        let values: Vec<i64> = (0..128).collect();
        let mut words = [0; 2];
        ask(&values, &mut words, |value| value % 3 == 0);
        let asked: Vec<usize> =
            words.iter().enumerate().flat_map(|(at, word)| ones(*word).map(move |bit| at * 64 + bit)).collect();
        assert_eq!(asked, (0..128).step_by(3).collect::<Vec<_>>());
    }

    #[test]
    fn bits_past_the_last_row_are_clear() {
        let mut bits = Bits::of_words(vec![u64::MAX; 4], 70);
        assert_eq!((bits.count(), bits.rows(), bits.words.len()), (70, 70, 2));
        bits.push(false);
        bits.push(true);
        assert_eq!((bits.get(70), bits.get(71), bits.get(500)), (false, true, false));
        assert_eq!(Bits::of_words(Vec::new(), 0).count(), 0);
        assert_eq!(Bits::of_words(vec![u64::MAX], 64).count(), 64);
    }
}
