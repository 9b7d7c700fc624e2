//! Case and certificate numbers: county, day, running number, check character.
//!
//! `990121-20200303-0042-0`: people read numbers over the phone, so the last
//! character is the ISO 7064 MOD 11-2 check of all digits before it, which
//! finds every single wrong digit and every swap of neighbours.

use civic::Date;

/// Builds the number of the `sequence`-th case of `region` on `day`.
pub fn build(region: &str, day: Date, sequence: i64) -> String {
    let digits = format!("{region}{:04}{:02}{:02}{sequence:04}", day.year(), day.month(), day.day());
    let check = check_character(&digits);
    format!("{region}-{:04}{:02}{:02}-{sequence:04}-{check}", day.year(), day.month(), day.day())
}

/// Puts a typed number into its standard form, or `None` when it cannot be one.
///
/// Accepts missing hyphens, spaces and full-width digits.
pub fn normalise(input: &str) -> Option<String> {
    let plain: String = input
        .trim()
        .chars()
        .take(64)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
        .map(half_width)
        .collect();
    let (digits, check) = plain.split_at_checked(plain.len().checked_sub(1)?)?;
    let well_formed = digits.len() >= 18 && digits.chars().all(|c| c.is_ascii_digit());
    if !well_formed || check != check_character(digits).to_string() {
        return None;
    }
    let (region, rest) = digits.split_at(6);
    let (day, sequence) = rest.split_at(8);
    Some(format!("{region}-{day}-{sequence}-{check}"))
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ｘ' | 'ｘ' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
    .to_ascii_uppercase()
}

/// ISO 7064 MOD 11-2 over decimal digits.
fn check_character(digits: &str) -> char {
    let sum = digits.bytes().fold(0u32, |sum, digit| (sum + u32::from(digit.saturating_sub(b'0'))) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('X'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> String {
        build("990121", civic::Date::constant(2020, 3, 3), 42)
    }

    #[test]
    fn reads_back_what_it_built_with_or_without_hyphens() {
        let number = sample();
        assert_eq!(normalise(&number).as_deref(), Some(number.as_str()));
        assert_eq!(normalise(&number.replace('-', " ")), Some(number.clone()));
        assert_eq!(normalise(&number.replace('-', "")), Some(number));
    }

    #[test]
    fn reads_full_width_digits() {
        let wide: String = sample()
            .chars()
            .map(|c| match c {
                '0'..='9' => char::from_u32(c as u32 + 0xFEE0).unwrap(),
                other => other,
            })
            .collect();
        assert_eq!(normalise(&wide), Some(sample()));
    }

    #[test]
    fn finds_every_single_wrong_digit() {
        let number = sample();
        for (place, was) in number.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            for digit in '0'..='9' {
                if digit != was {
                    let mut wrong = number.clone();
                    wrong.replace_range(place..=place, &digit.to_string());
                    assert_eq!(normalise(&wrong), None, "{wrong}");
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for input in ["", "-", "x", "９９", "990121", "0", &"9".repeat(5000), "é12"] {
            assert_eq!(normalise(input), None, "{input}");
        }
    }
}
