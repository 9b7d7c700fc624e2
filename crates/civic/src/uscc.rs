//! The unified social credit code of organisations, GB 32100-2015: shape, check character, advice.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::region::RegionCode;
use crate::text::Text;
use crate::tidy;

/// The 31 characters in the order of their values; I, O, S, V and Z are left out.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of places 1 to 17: powers of 3 modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Weights of the eight characters of the organisation code inside, GB 11714-1997.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A unified social credit code whose shape and check character hold: 18 characters.
///
/// It is public information and never masked.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uscc(String);

impl Uscc {
    /// Reads a code as people write it: spaces and hyphens are dropped, full-width and lower-case
    /// letters taken for what they are. Nothing is guessed: an `O` stays wrong.
    ///
    /// # Errors
    /// One [`Problem`] with everything wrong in it: `civic/uscc-length`, `civic/uscc-letter`,
    /// `civic/uscc-region` (places 3 to 8 are digits) or `civic/uscc-check`.
    pub fn parse(input: &str) -> Result<Uscc, Problem> {
        let code = tidy::identifier(input);
        let count = code.chars().count();
        if count != 18 {
            return Err(length_problem(&code, count));
        }
        let strange: Vec<(usize, char)> =
            code.chars().enumerate().filter(|(_, c)| value(*c).is_none()).map(|(place, c)| (place + 1, c)).collect();
        if !strange.is_empty() {
            return Err(letter_problem(&code, &strange));
        }
        if !code[2..8].bytes().all(|b| b.is_ascii_digit()) {
            return Err(region_problem(&code));
        }
        let right = check_character(&code[..17]).expect("every character was just valued");
        if !code.ends_with(right) {
            return Err(check_problem(&code, right));
        }
        Ok(Uscc(code))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In four groups for reading aloud: `91 350100 M000100Y4 3`.
    pub fn grouped(&self) -> String {
        let code = self.as_str();
        [&code[..2], &code[2..8], &code[8..17], &code[17..]].join(" ")
    }

    /// The division where it was first registered; `None` if the six digits are no division code.
    ///
    /// It stays as it was when the organisation moves or the division is abolished.
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(&self.0[2..8]).ok()
    }

    /// The nine characters of the organisation code (GB 11714).
    pub fn organisation(&self) -> &str {
        &self.0[8..17]
    }

    /// Whether the organisation code's own check character holds: a hint only, since the last
    /// character of the whole code already guards it.
    pub fn organisation_holds(&self) -> bool {
        let (body, check) = self.organisation().split_at(8);
        let sum: u32 = body
            .chars()
            .zip(ORGANISATION_WEIGHTS)
            .map(|(c, weight)| c.to_digit(36).expect("digits and letters only") * weight)
            .sum();
        let right = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).expect("1 to 9"),
        };
        check.starts_with(right)
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Uscc {
    type Error = String;

    fn try_from(input: String) -> Result<Uscc, String> {
        Uscc::parse(&input).map_err(|problem| problem.line(crate::text::Lang::En))
    }
}

impl From<Uscc> for String {
    fn from(code: Uscc) -> String {
        code.0
    }
}

/// The 18th character for the first 17, for making up codes in demonstrations and tests; `None`
/// if they are not 17 characters of the standard.
pub fn check_character(first_17: &str) -> Option<char> {
    if first_17.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in first_17.chars().zip(WEIGHTS) {
        sum += value(c)? * weight;
    }
    // the remainder 0 gives 31, which stands for 0
    let right = (31 - sum % 31) % 31;
    Some(char::from(ALPHABET[right as usize]))
}

fn value(c: char) -> Option<u32> {
    let place = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u32::try_from(place).ok()
}

fn length_problem(code: &str, count: usize) -> Problem {
    let next = if count == 15 && code.bytes().all(|b| b.is_ascii_digit()) {
        Text::new(
            "15 位数字是旧的工商注册号，请填写营业执照上的 18 位统一社会信用代码",
            "15 digits are the old registration number; give the 18-character unified social \
             credit code on the business licence",
        )
    } else {
        Text::new(
            "请照营业执照填写全部 18 位，空格和连字符可有可无",
            "copy all 18 characters from the business licence; spaces and hyphens do not matter",
        )
    };
    Problem::new(
        "uscc",
        "civic/uscc-length",
        Text::new(
            format!("统一社会信用代码应为 18 位，这里有 {count} 位"),
            format!("a unified social credit code has 18 characters; this one has {count}"),
        ),
        next,
    )
}

fn letter_problem(code: &str, strange: &[(usize, char)]) -> Problem {
    let zh: Vec<_> = strange.iter().map(|(place, c)| format!("第 {place} 位“{c}”")).collect();
    let en: Vec<_> = strange.iter().map(|(place, c)| format!("`{c}` at place {place}")).collect();
    let guess: String = code.replace('I', "1").replace('O', "0");
    let next = match Uscc::parse_plain(&guess) {
        Some(guess) => Text::new(
            format!("如果是把数字 1、0 看成了字母，应为 {guess}；请与营业执照核对"),
            format!("if 1 and 0 were taken for letters, it is {guess}; compare with the licence"),
        ),
        None => Text::new(
            "代码只用数字和除 I、O、S、V、Z 以外的大写字母，请与营业执照核对",
            "codes use digits and capital letters other than I, O, S, V and Z; compare with the \
             licence",
        ),
    };
    Problem::new(
        "uscc",
        "civic/uscc-letter",
        Text::new(
            format!("统一社会信用代码中不会出现：{}", zh.join("、")),
            format!("a unified social credit code cannot contain {}", en.join(", ")),
        ),
        next,
    )
}

fn region_problem(code: &str) -> Problem {
    Problem::new(
        "uscc",
        "civic/uscc-region",
        Text::new(
            format!("第 3 至 8 位应为登记机关区划代码的 6 位数字，这里是“{}”", &code[2..8]),
            format!("places 3 to 8 are the six digits of the registering division; here they are `{}`", &code[2..8]),
        ),
        Text::new("请与营业执照逐位核对", "compare with the business licence, place by place"),
    )
}

fn check_problem(code: &str, right: char) -> Problem {
    let wrong = &code[17..];
    Problem::new(
        "uscc",
        "civic/uscc-check",
        Text::new("校验不通过，至少有一位填错", "the check character does not fit: at least one place is wrong"),
        Text::new(
            format!("请与营业执照逐位核对；如果前 17 位无误，末位应为 {right}，而不是 {wrong}"),
            format!(
                "compare with the licence place by place; if the first 17 are right, the last is \
                 {right}, not {wrong}"
            ),
        ),
    )
}

impl Uscc {
    /// The grouped code if it holds as it stands, without any message.
    fn parse_plain(code: &str) -> Option<String> {
        let right = check_character(code.get(..17)?)?;
        let holds = code.ends_with(right) && code[2..8].bytes().all(|b| b.is_ascii_digit());
        holds.then(|| Uscc(code.to_owned()).grouped())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(input: &str) -> Problem {
        Uscc::parse(input).expect_err(input)
    }

    #[test]
    fn accepts_codes_known_to_be_valid() {
        for code in ["91350100M000100Y43", "9144030071526726XG", "91330100799655058B", "91440300708461136T"] {
            let read = Uscc::parse(code).expect(code);
            assert_eq!(read.as_str(), code);
            assert!(read.organisation_holds(), "{code}");
        }
    }

    #[test]
    fn corrects_the_example_printed_in_the_standard() {
        let problem = refused("91350100M000100Y4Z");
        assert_eq!(problem.code, "civic/uscc-letter");
        let problem = refused("91350100M000100Y44");
        assert_eq!(problem.code, "civic/uscc-check");
        assert!(problem.next.en.contains("the last is 3, not 4"));
        assert_eq!(check_character("91350100M000100Y4"), Some('3'));
    }

    #[test]
    fn published_bug_letters_valued_without_the_skipped_ones() {
        // valuing Y as ord('Y') - ord('A') + 10 = 34 would ask for another last character
        assert_eq!(value('Y'), Some(30));
        assert_eq!(value('J'), Some(18));
        assert_eq!(refused("91350100M000100Y4J").code, "civic/uscc-check");
    }

    #[test]
    fn published_bug_remainder_taken_without_subtracting_it() {
        // the sum is 1640, 1640 mod 31 = 28, and character 28 is W
        assert_eq!(refused("91350100M000100Y4W").code, "civic/uscc-check");
    }

    #[test]
    fn published_bug_remainder_zero_left_unmapped() {
        let code = Uscc::parse("91990121MA000020X0").expect("31 stands for 0");
        assert!(code.as_str().ends_with('0'));
    }

    #[test]
    fn published_bug_any_letter_allowed_in_the_last_place() {
        for letter in ['I', 'O', 'S', 'V', 'Z'] {
            let problem = refused(&format!("91350100M000100Y4{letter}"));
            assert_eq!(problem.code, "civic/uscc-letter");
            assert!(problem.message.en.contains("at place 18"));
        }
    }

    #[test]
    fn reads_what_people_type() {
        for input in [
            " 91350100m000100y43 ",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            "91 350100 M000100Y4 3",
            "91350100-M000100Y4-3",
            "91350100M000100Y43\u{feff}",
        ] {
            let read = Uscc::parse(input).expect(input);
            assert_eq!(read.grouped(), "91 350100 M000100Y4 3");
        }
    }

    #[test]
    fn suggests_digits_for_letters_but_does_not_put_them_in() {
        let problem = refused("9I3501OOM000100Y43");
        assert_eq!(problem.code, "civic/uscc-letter");
        assert!(problem.next.en.contains("91 350100 M000100Y4 3"));
        assert!(problem.message.zh.contains("第 2 位“I”"));
        assert!(!refused("9I3501OOM000100Y44").next.en.contains("it is"));
    }

    #[test]
    fn tells_an_old_registration_number_from_a_short_code() {
        assert!(refused("350100400001234").next.en.contains("old registration"));
        assert!(refused("9135").next.en.contains("all 18"));
        assert_eq!(refused("").code, "civic/uscc-length");
    }

    #[test]
    fn the_division_inside_is_digits() {
        assert_eq!(refused("9135A100M000100Y43").code, "civic/uscc-region");
        let code = Uscc::parse("91350100M000100Y43").expect("valid");
        assert_eq!(code.region(), RegionCode::parse("350100").ok());
    }

    #[test]
    fn weights_are_the_powers_of_three() {
        for (place, weight) in (0..).zip(WEIGHTS) {
            assert_eq!(weight, 3u32.pow(place) % 31);
        }
    }

    fn any_code() -> impl Strategy<Value = String> {
        "[19Y][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}".prop_map(|body| {
            let check = check_character(&body).expect("17 characters of the standard");
            format!("{body}{check}")
        })
    }

    proptest! {
        #[test]
        fn every_made_up_code_is_accepted(code in any_code()) {
            prop_assert!(Uscc::parse(&code).is_ok());
        }

        #[test]
        fn a_single_wrong_character_is_caught(code in any_code(), place in 0usize..18, other in 0usize..31) {
            let mut bytes = code.clone().into_bytes();
            bytes[place] = ALPHABET[other];
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assume!(changed != code);
            prop_assert!(Uscc::parse(&changed).is_err());
        }

        #[test]
        fn two_neighbours_swapped_are_caught(code in any_code(), place in 0usize..17) {
            let mut bytes = code.clone().into_bytes();
            bytes.swap(place, place + 1);
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assume!(changed != code);
            prop_assert!(Uscc::parse(&changed).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,24}") {
            let _ = Uscc::parse(&input);
        }

        #[test]
        fn no_eighteen_characters_make_the_reader_panic(input in "[0-9A-Z一-十]{18}") {
            let _ = Uscc::parse(&input);
        }
    }
}
