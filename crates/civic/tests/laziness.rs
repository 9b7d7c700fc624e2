//! The embedded tables are read once and fast: the whole program must start within a second.

use std::time::{Duration, Instant};

use civic::{Calendar, Divisions, RegionCode};

#[test]
fn every_table_is_read_in_a_tenth_of_a_second_even_unoptimised() {
    let begin = Instant::now();
    let hangzhou = RegionCode::parse("330100").expect("a code");
    assert!(Divisions::national().find(&hangzhou).is_some());
    let divisions = begin.elapsed();
    assert_eq!(Divisions::national().changes(&hangzhou).len(), 0);
    let changes = begin.elapsed();
    assert!(Calendar::national().published_until().year() >= 2026);
    assert_eq!(civic::size::standards().len(), 16);
    assert_eq!(civic::industry::sections().count(), 20);
    let all = begin.elapsed();
    println!("divisions {divisions:?}, changes too {changes:?}, everything {all:?}");
    assert!(all < Duration::from_millis(100), "{all:?}");
}
