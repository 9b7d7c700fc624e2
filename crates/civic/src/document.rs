//! Numbers of identity documents: what can be checked is, what cannot be known is left alone.
//!
//! A division in a number is never checked: codes of abolished counties stay on cards for life.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::region::RegionCode;
use crate::text::Text;
use crate::tidy;

/// Weights of places 1 to 17, GB 11643-1999 (2 to the power of 18 less the place, modulo 11).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character for each remainder (ISO 7064 MOD 11-2).
const CHECKS: &[u8; 11] = b"10X98765432";

/// A kind of identity document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Resident identity card, 18 characters.
    ResidentId,
    /// Foreigner's permanent residence card: 18 characters beginning with 9 (since 2023-12-01),
    /// or 3 letters and 12 digits on older ones.
    ForeignerCard,
    /// Passport of any country.
    Passport,
    /// Mainland travel permit for Hong Kong and Macao residents: H or M and 8 digits.
    HkMacaoPermit,
    /// Mainland travel permit for Taiwan residents: 8 digits.
    TaiwanPermit,
    /// Residence permit for Hong Kong, Macao and Taiwan residents: 18 characters beginning with
    /// 81, 82 or 83.
    ResidencePermit,
}

impl DocumentKind {
    /// Every kind, the commonest first.
    pub const ALL: [DocumentKind; 6] = [
        DocumentKind::ResidentId,
        DocumentKind::ForeignerCard,
        DocumentKind::Passport,
        DocumentKind::HkMacaoPermit,
        DocumentKind::TaiwanPermit,
        DocumentKind::ResidencePermit,
    ];

    /// The name in forms and files: `resident-id`.
    pub const fn id(self) -> &'static str {
        match self {
            DocumentKind::ResidentId => "resident-id",
            DocumentKind::ForeignerCard => "foreigner-card",
            DocumentKind::Passport => "passport",
            DocumentKind::HkMacaoPermit => "hk-macao-permit",
            DocumentKind::TaiwanPermit => "taiwan-permit",
            DocumentKind::ResidencePermit => "residence-permit",
        }
    }

    /// Reads the name used in forms and files.
    pub fn from_id(id: &str) -> Option<DocumentKind> {
        DocumentKind::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// The name on pages.
    pub fn name(self) -> Text {
        match self {
            DocumentKind::ResidentId => Text::new("居民身份证", "resident identity card"),
            DocumentKind::ForeignerCard => Text::new("外国人永久居留身份证", "foreigner's permanent residence card"),
            DocumentKind::Passport => Text::new("护照", "passport"),
            DocumentKind::HkMacaoPermit => {
                Text::new("港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents")
            }
            DocumentKind::TaiwanPermit => {
                Text::new("台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents")
            }
            DocumentKind::ResidencePermit => {
                Text::new("港澳台居民居住证", "residence permit for Hong Kong, Macao and Taiwan residents")
            }
        }
    }

    /// How its number looks, for hints and refusals.
    pub fn form(self) -> Text {
        match self {
            DocumentKind::ResidentId => Text::new("18 位，末位可能是 X", "18 characters, the last may be X"),
            DocumentKind::ForeignerCard => Text::new(
                "18 位、以 9 开头；旧证为 3 位字母加 12 位数字",
                "18 characters beginning with 9; older cards have 3 letters and 12 digits",
            ),
            DocumentKind::Passport => Text::new("5 至 12 位字母和数字", "5 to 12 letters and digits"),
            DocumentKind::HkMacaoPermit => Text::new("H 或 M 加 8 位数字", "H or M and 8 digits"),
            DocumentKind::TaiwanPermit => Text::new("8 位数字", "8 digits"),
            DocumentKind::ResidencePermit => {
                Text::new("18 位，以 81、82 或 83 开头", "18 characters beginning with 81, 82 or 83")
            }
        }
    }

    /// The kind an 18-character number tells by its first digits.
    fn of_number(number: &str) -> DocumentKind {
        match &number[..2] {
            "81" | "82" | "83" => DocumentKind::ResidencePermit,
            start if start.starts_with('9') => DocumentKind::ForeignerCard,
            _ => DocumentKind::ResidentId,
        }
    }
}

/// A document of a kind with a number that fits it.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

/// Reads the number of a document; spaces, hyphens, case and full-width letters do not matter.
///
/// Numbers of 18 characters must have a real birth date and the right check character. Whether
/// the date lies in the future only the caller can know: see [`Document::birth_date`].
///
/// # Errors
/// `civic/document-form`, `civic/document-kind` (a number of another kind), `civic/document-birth`,
/// `civic/document-check` or `civic/document-first-generation` (a card of 15 digits).
pub fn parse(kind: DocumentKind, input: &str) -> Result<Document, Problem> {
    let number = tidy::identifier(input);
    let fits = match kind {
        DocumentKind::ResidentId if digits(&number, 15) => return Err(first_generation()),
        DocumentKind::ResidentId | DocumentKind::ResidencePermit => eighteen(&number),
        DocumentKind::ForeignerCard => eighteen(&number) || old_foreigner_card(&number),
        DocumentKind::Passport => {
            (5..=12).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_alphanumeric())
                && number.bytes().any(|b| b.is_ascii_digit())
        }
        DocumentKind::HkMacaoPermit => number.starts_with(['H', 'M']) && digits(&number[1..], 8),
        DocumentKind::TaiwanPermit => digits(&number, 8),
    };
    if !fits {
        return Err(form_problem(kind, &number));
    }
    if number.len() == 18 {
        check_eighteen(kind, &number)?;
    }
    Ok(Document { kind, number })
}

/// The 18th character for the first 17 digits, for made-up people in demonstrations and tests;
/// `None` if they are not 17 digits.
///
/// Made-up residents begin with `00`, which no place has; `99` would be a foreigner's card.
pub fn check_character(first_17: &str) -> Option<char> {
    if first_17.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in first_17.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    Some(char::from(CHECKS[(sum % 11) as usize]))
}

impl Document {
    /// The same as [`parse`].
    ///
    /// # Errors
    /// See [`parse`].
    pub fn parse(kind: DocumentKind, input: &str) -> Result<Document, Problem> {
        parse(kind, input)
    }

    /// Its kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The number, upper case and without spaces. Show it masked: [`crate::mask::id_number`].
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The birth date in the number; only numbers of 18 characters have a whole one.
    pub fn birth_date(&self) -> Option<Date> {
        (self.number.len() == 18).then(|| birth(&self.number)).flatten()
    }

    /// Full years lived on a day; `None` without a birth date or before it.
    pub fn age_on(&self, day: Date) -> Option<i16> {
        let born = self.birth_date().filter(|born| *born <= day)?;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        Some(day.year() - born.year() - i16::from(!had_birthday))
    }

    /// The division where a resident's number was first given out. A hint only: it may be
    /// abolished, and people move.
    pub fn region_hint(&self) -> Option<RegionCode> {
        if self.kind != DocumentKind::ResidentId {
            return None;
        }
        RegionCode::parse(&self.number[..6]).ok()
    }
}

fn eighteen(number: &str) -> bool {
    number.len() == 18
        && number.is_ascii()
        && digits(&number[..17], 17)
        && number.ends_with(|c: char| c.is_ascii_digit() || c == 'X')
}

/// Three letters of a country, four digits of the office, birth date as `YYMMDD`, two digits.
fn old_foreigner_card(number: &str) -> bool {
    number.len() == 15
        && number.is_ascii()
        && number[..3].bytes().all(|b| b.is_ascii_uppercase())
        && digits(&number[3..], 12)
        && ["19", "20"].iter().any(|century| day(&format!("{century}{}", &number[7..13])).is_some())
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn birth(number: &str) -> Option<Date> {
    day(&number[6..14]).filter(|date| date.year() >= 1850)
}

fn day(eight: &str) -> Option<Date> {
    let year = eight[..4].parse().ok()?;
    Date::new(year, eight[4..6].parse().ok()?, eight[6..].parse().ok()?).ok()
}

fn check_eighteen(kind: DocumentKind, number: &str) -> Result<(), Problem> {
    let told = DocumentKind::of_number(number);
    if told != kind {
        return Err(kind_problem(kind, told));
    }
    if birth(number).is_none() {
        return Err(birth_problem(&number[6..14]));
    }
    let right = check_character(&number[..17]).expect("17 digits were just seen");
    if !number.ends_with(right) {
        return Err(check_problem(kind));
    }
    Ok(())
}

fn form_problem(kind: DocumentKind, number: &str) -> Problem {
    let (name, form) = (kind.name(), kind.form());
    let count = number.chars().count();
    Problem::new(
        "document",
        "civic/document-form",
        Text::new(
            format!("{}号码应为：{}；这里有 {count} 位", name.zh, form.zh),
            format!("the number of a {} has {}; this one has {count} characters", name.en, form.en),
        ),
        Text::new(
            "请照证件填写，并确认证件类型选对了",
            "copy it from the document, and make sure the right kind of document is chosen",
        ),
    )
}

fn first_generation() -> Problem {
    Problem::new(
        "document",
        "civic/document-first-generation",
        Text::new(
            "15 位号码的第一代身份证自 2013 年 1 月 1 日起停止使用",
            "identity cards with 15 digits ceased to be valid on 2013-01-01",
        ),
        Text::new("请填写现用身份证上的 18 位号码", "give the 18-character number on the present card"),
    )
}

fn kind_problem(kind: DocumentKind, told: DocumentKind) -> Problem {
    let (kind, told) = (kind.name(), told.name());
    Problem::new(
        "document",
        "civic/document-kind",
        Text::new(
            format!("这个号码的开头不属于{}，而属于{}", kind.zh, told.zh),
            format!("this number begins like that of a {}, not of a {}", told.en, kind.en),
        ),
        Text::new(
            format!("如果证件是{}，请改选证件类型；否则请核对号码", told.zh),
            format!("if the document is a {}, choose that kind; else compare the number", told.en),
        ),
    )
}

fn birth_problem(eight: &str) -> Problem {
    let (year, month, day) = (&eight[..4], &eight[4..6], &eight[6..]);
    Problem::new(
        "document",
        "civic/document-birth",
        Text::new(
            format!("第 7 至 14 位应为出生日期，但没有 {year} 年 {month} 月 {day} 日这一天"),
            format!("places 7 to 14 are the birth date, but there is no day {year}-{month}-{day}"),
        ),
        Text::new("请与证件逐位核对", "compare with the document place by place"),
    )
}

/// The right check character is not told: a made-up number should not be mended here.
fn check_problem(kind: DocumentKind) -> Problem {
    let name = kind.name();
    Problem::new(
        "document",
        "civic/document-check",
        Text::new(
            format!("{}号码校验不通过，至少有一位填错", name.zh),
            format!("the check character of this {} does not fit: at least one place is wrong", name.en),
        ),
        Text::new("请与证件逐位核对", "compare with the document place by place"),
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use DocumentKind::{ForeignerCard, HkMacaoPermit, Passport, ResidencePermit, ResidentId, TaiwanPermit};

    fn reason(kind: DocumentKind, input: &str) -> &'static str {
        parse(kind, input).expect_err(input).code
    }

    #[test]
    fn accepts_the_examples_of_the_standard() {
        let first = parse(ResidentId, "11010519491231002x").expect("valid");
        assert_eq!(first.number(), "11010519491231002X");
        assert_eq!(first.birth_date(), Some(date(1949, 12, 31)));
        let second = parse(ResidentId, "440524 18800101 0014").expect("valid");
        assert_eq!(second.birth_date(), Some(date(1880, 1, 1)));
        assert_eq!(second.region_hint(), RegionCode::parse("440524").ok());
    }

    #[test]
    fn never_asks_whether_the_division_is_listed() {
        // an abolished county, a province, and digits no place has, for made-up people
        for place in ["110103", "230000", "009121"] {
            let body = format!("{place}19900307002");
            let check = check_character(&body).expect("17 digits");
            assert!(parse(ResidentId, &format!("{body}{check}")).is_ok());
        }
    }

    #[test]
    fn a_foreigners_card_of_18_characters_begins_with_9() {
        let card = parse(ForeignerCard, "931840198001010017").expect("valid");
        assert_eq!(card.birth_date(), Some(date(1980, 1, 1)));
        assert_eq!(card.region_hint(), None);
        assert_eq!(reason(ResidentId, "931840198001010017"), "civic/document-kind");
        assert_eq!(reason(ForeignerCard, "11010519491231002X"), "civic/document-kind");
    }

    #[test]
    fn an_older_foreigners_card_has_letters_and_no_whole_birth_date() {
        let card = parse(ForeignerCard, "usa3100 800101 01").expect("valid");
        assert_eq!(card.number(), "USA310080010101");
        assert_eq!(card.birth_date(), None);
        assert_eq!(reason(ForeignerCard, "USA310080130101"), "civic/document-form");
        assert_eq!(reason(ForeignerCard, "US1310080010101"), "civic/document-form");
    }

    #[test]
    fn a_residence_permit_begins_with_81_82_or_83() {
        for number in ["810000199003070015", "830000198501011236"] {
            assert!(parse(ResidencePermit, number).is_ok());
            assert_eq!(reason(ResidentId, number), "civic/document-kind");
        }
    }

    #[test]
    fn permits_and_passports_are_read_by_their_form() {
        for (kind, good, bad) in [
            (HkMacaoPermit, "h12345678", "C12345678"),
            (HkMacaoPermit, "M 0123 4567", "H1234567"),
            (TaiwanPermit, "01234567", "0123456X"),
            (Passport, "EA1234567", "ABCDEFG"),
            (Passport, "E 12345678", "1234"),
            (Passport, "C01X00T47", "E12345678９0123"),
        ] {
            assert!(parse(kind, good).is_ok(), "{good}");
            assert_eq!(reason(kind, bad), "civic/document-form", "{bad}");
        }
    }

    #[test]
    fn refuses_first_generation_cards_and_says_since_when() {
        assert_eq!(reason(ResidentId, "110105491231002"), "civic/document-first-generation");
    }

    #[test]
    fn refuses_a_birth_date_that_does_not_exist() {
        assert_eq!(reason(ResidentId, "110105190002290010"), "civic/document-birth");
        assert_eq!(reason(ResidentId, "110105000101010010"), "civic/document-birth");
    }

    #[test]
    fn refuses_a_wrong_check_character_without_telling_the_right_one() {
        let problem = parse(ResidentId, "110105194912310021").expect_err("ends with X");
        assert_eq!(problem.code, "civic/document-check");
        assert!(!problem.next.en.contains('X'));
    }

    #[test]
    fn counts_full_years_up_to_the_day_before_the_birthday() {
        let person = parse(ResidentId, "11010519491231002X").expect("valid");
        assert_eq!(person.age_on(date(2020, 12, 30)), Some(70));
        assert_eq!(person.age_on(date(2020, 12, 31)), Some(71));
        assert_eq!(person.age_on(date(1949, 12, 30)), None);
    }

    fn any_number() -> impl Strategy<Value = String> {
        "[1-6][1-9][0-9]{4}(19[0-9]{2}|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}".prop_map(|body| {
            let check = check_character(&body).expect("17 digits");
            format!("{body}{check}")
        })
    }

    proptest! {
        #[test]
        fn every_made_up_number_is_accepted(number in any_number()) {
            prop_assert!(parse(ResidentId, &number).is_ok());
        }

        #[test]
        fn a_single_wrong_digit_is_caught(number in any_number(), place in 0usize..18, digit in 0u8..10) {
            let mut bytes = number.clone().into_bytes();
            bytes[place] = b'0' + digit;
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assume!(changed != number);
            prop_assert!(parse(ResidentId, &changed).is_err());
        }

        #[test]
        fn two_neighbours_swapped_are_caught(number in any_number(), place in 0usize..17) {
            let mut bytes = number.clone().into_bytes();
            bytes.swap(place, place + 1);
            let changed = String::from_utf8(bytes).expect("ASCII");
            prop_assume!(changed != number);
            prop_assert!(parse(ResidentId, &changed).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,20}", kind in 0usize..6) {
            let _ = parse(DocumentKind::ALL[kind], &input);
        }

        #[test]
        fn no_near_number_makes_the_reader_panic(input in "[HM0-9X一é]{6,18}", kind in 0usize..6) {
            let _ = parse(DocumentKind::ALL[kind], &input);
        }
    }
}
