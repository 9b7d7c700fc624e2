//! What a person typed, brought to the form a machine reads, without guessing.

/// Full-width letters, digits and signs (`Ａ`, `９`, `－`, `　`) as their half-width twins.
pub fn half_width(input: &str) -> String {
    input
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).expect("the block maps onto ASCII"),
            other => other,
        })
        .collect()
}

/// An identifier without what people put in for reading: half-width, upper case, and neither
/// spaces, hyphens nor invisible characters.
pub fn identifier(input: &str) -> String {
    half_width(input)
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '\u{200b}'..='\u{200f}' | '\u{feff}')
        })
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_people_put_in_for_reading() {
        assert_eq!(identifier(" ９１ab－cd 12-3\u{feff}\u{3000}"), "91ABCD123");
    }
}
