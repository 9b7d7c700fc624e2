//! Time-ordered ids drawn by the application, so that no database hands out numbers.

use rand::Rng;

/// A ULID: 26 characters, 48 bits of milliseconds then 80 random bits; ids of a later millisecond sort later.
/// The clock and the source of randomness come from the caller; a time before 1970 counts as 1970.
pub fn ulid(now_ms: i64, rng: &mut dyn Rng) -> String {
    let random = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    let now = u64::try_from(now_ms).unwrap_or(0);
    ulid::Ulid::from_parts(now, random & ((1 << 80) - 1)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    #[test]
    fn ids_of_a_later_millisecond_sort_later_and_differ_within_one() {
        let mut rng = StdRng::seed_from_u64(7);
        let ids: Vec<String> = [1, 1, 2, 1_582_000_000_000].iter().map(|ms| ulid(*ms, &mut rng)).collect();
        assert!(ids.iter().all(|id| id.len() == 26));
        assert_ne!(ids[0], ids[1]);
        assert!(ids[1] < ids[2] && ids[2] < ids[3]);
    }
}
