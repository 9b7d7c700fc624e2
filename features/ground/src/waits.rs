//! How long to wait before somebody who did not answer is asked again: longer and longer, never all at one moment.

use web::App;

/// The wait after the n-th failure: `first_ms`, twice that, four times … at most `max_ms`, and of that between half
/// and the whole. `chance` in 0..1 spreads the next attempts.
pub fn wait_ms(failures: i64, (first_ms, max_ms): (i64, i64), chance: f64) -> i64 {
    let doublings = u32::try_from(failures.clamp(1, 20) - 1).unwrap_or(0);
    let whole = (first_ms << doublings).min(max_ms);
    let half = whole / 2;
    half + (half as f64 * chance.clamp(0.0, 1.0)) as i64
}

/// A draw in 0..1 of the application's chance.
pub fn chance(app: &App) -> f64 {
    let token = app.random_token();
    f64::from(u32::from_str_radix(&token[..8], 16).unwrap_or(0)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_is_spread() {
        let waits: Vec<i64> = [1, 2, 3, 12, 100].map(|n| wait_ms(n, (10_000, 3_600_000), 1.0)).to_vec();
        assert_eq!(waits, [10_000, 20_000, 40_000, 3_600_000, 3_600_000]);
        assert_eq!(wait_ms(1, (10_000, 3_600_000), 0.0), 5_000);
    }
}
