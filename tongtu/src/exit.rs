//! Exit codes, so that scripts can tell a finding from a fault.

/// All well.
pub const OK: u8 = 0;
/// The thing looked at has findings.
pub const FINDINGS: u8 = 1;
/// Wrong usage, or something failed.
pub const FAULT: u8 = 2;

/// A reader that has seen enough (`tongtu lint … | head`) is no fault of ours: the program ends without a word.
///
/// `println!` panics where nobody reads; this is the one place that knows.
pub fn quietly_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to std") && said.ends_with("(os error 32)") {
            std::process::exit(i32::from(FAULT));
        }
        usual(panic);
    }));
}
