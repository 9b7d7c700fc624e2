//! The demo's clock: it starts on a chosen day at nine in the morning and then runs as every clock does.
//!
//! The rule books of the demo were in force in 2020, so the made-up county lives in March 2020. A kept
//! county goes on where its clock would stand now: the shift is written beside the database once.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use civic::{Date, Timestamp};

/// File beside the database that holds the shift in milliseconds.
const FILE: &str = "clock-shift-ms";

/// A clock that runs at the speed of `real`.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The county was founded so long before its clock's day: longer than the past that is told of it.
const FOUNDED_BEFORE_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// While it lasts, the clock stands two weeks earlier.
pub struct Founding(Arc<AtomicBool>);

impl Founding {
    /// From now on the clock tells the county's day.
    pub fn ends(&self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The same clock, two weeks earlier until the founding ends: who and what there is has been there for a while.
pub fn founded_before(clock: Clock) -> (Clock, Founding) {
    let lasts = Arc::new(AtomicBool::new(true));
    let founding = Founding(lasts.clone());
    let earlier = move || {
        let now = clock();
        let back = if lasts.load(Ordering::Acquire) { FOUNDED_BEFORE_MS } else { 0 };
        Timestamp::from_millisecond(now.as_millisecond().saturating_sub(back)).unwrap_or(now)
    };
    (Arc::new(earlier), founding)
}

/// The clock of the county in `folder`: begun at 09:00 on `day`, or kept from its first start.
///
/// # Errors
/// A folder that cannot be written.
pub fn start(folder: &Path, day: Date, real: Clock) -> anyhow::Result<Clock> {
    let file = folder.join(FILE);
    let shift_ms = match std::fs::read_to_string(&file) {
        Ok(text) => text.trim().parse().with_context(|| format!("`{}` is not a number", file.display()))?,
        Err(_) => {
            let nine = civic::clock::start_of(day).as_millisecond() + 9 * 3_600_000;
            let shift = nine - real().as_millisecond();
            std::fs::write(&file, format!("{shift}\n"))
                .with_context(|| format!("cannot write `{}`", file.display()))?;
            shift
        }
    };
    Ok(Arc::new(move || {
        let shifted = real().as_millisecond().saturating_add(shift_ms);
        Timestamp::from_millisecond(shifted).unwrap_or(Timestamp::UNIX_EPOCH)
    }))
}
