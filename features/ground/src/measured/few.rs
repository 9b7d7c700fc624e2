//! Small numbers are not shown: of so few cases, an enterprise could be told.

use process::observed::{Share, Spread};

/// Fewer cases than this are not shown.
pub const CASES_MIN: u64 = 5;
/// The longest is one case: shown only among at least this many.
const LONGEST_MIN: u64 = 20;

/// A count, unless it or the rest of its whole is small.
pub fn shows(part: u64, of: u64) -> bool {
    let safe = |n: u64| n == 0 || n >= CASES_MIN;
    of >= CASES_MIN && safe(part) && safe(of.saturating_sub(part))
}

/// True where a share may be shown.
pub fn share(share: Share) -> bool {
    shows(share.part, share.of)
}

/// Half, nine of ten and the longest; none where too few.
pub fn days(spread: &Spread) -> [Option<u64>; 3] {
    let (count, nine) = (spread.count(), spread.most_of_ten());
    let half = spread.median().filter(|_| count >= CASES_MIN);
    [half, nine.filter(|_| count >= LONGEST_MIN), spread.max().filter(|_| count >= LONGEST_MIN)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_a_small_part_nor_a_small_rest_is_shown() {
        let of_ten: Vec<bool> = (0..=10).map(|part| shows(part, 10)).collect();
        let none_five_all = [0, 5, 10];
        assert!(of_ten.iter().enumerate().all(|(part, shown)| *shown == none_five_all.contains(&part)), "{of_ten:?}");
        assert!(!shows(0, 4) && !shows(4, 4));
    }

    #[test]
    fn the_longest_of_few_is_somebodys() {
        let mut spread = Spread::default();
        (0..19).for_each(|day| spread.put(day));
        assert_eq!(days(&spread), [Some(9), None, None]);
        spread.put(19);
        assert_eq!(days(&spread), [Some(9), Some(17), Some(19)]);
        assert_eq!(days(&Spread::default()), [None; 3]);
    }
}
