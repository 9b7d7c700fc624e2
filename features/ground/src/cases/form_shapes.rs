//! Texts with a shape of their own: how each is read, checked and shown.

use civic::division::Divisions;
use civic::document::{self, DocumentKind};
use civic::text::Lang;
use civic::uscc::Uscc;
use civic::{Date, Problem, RegionCode, mask, tidy};
use rules::{Fact, Shape};

use crate::cases::completeness::fact_field;
use crate::cases::facts::{TEXT_MAX, problem, too_long};
use crate::cases::form_table;

/// Longest text of several lines, characters.
pub const LONG_MAX: usize = 2_000;

/// Longest signature, characters.
const SIGNATURE_MAX: usize = 40;

/// Reads a text as its shape asks, in the form in which it is kept.
///
/// # Errors
/// What is wrong with it, at the fact's field; of a table the first thing.
pub fn read(fact: &Fact, typed: &str, today: Date) -> Result<String, Problem> {
    let here = |problem: Problem| problem.at(fact_field(&fact.name));
    match &fact.shape {
        Shape::Uscc => Ok(Uscc::parse(typed).map_err(here)?.to_string()),
        Shape::ResidentId => resident_id(fact, typed, today),
        Shape::Phone => phone(fact, typed),
        Shape::Division => division(fact, typed),
        Shape::Long => plain(fact, typed, LONG_MAX),
        Shape::Signature => plain(fact, typed, SIGNATURE_MAX),
        Shape::Table(columns) => form_table::read_kept(fact, columns, typed, today),
        Shape::Address | Shape::Plain | Shape::Declaration => plain(fact, typed, TEXT_MAX),
    }
}

fn plain(fact: &Fact, typed: &str, most: usize) -> Result<String, Problem> {
    if typed.chars().count() > most {
        return Err(too_long(fact, most));
    }
    Ok(typed.chars().filter(|c| !c.is_control() || *c == '\n').collect())
}

fn resident_id(fact: &Fact, typed: &str, today: Date) -> Result<String, Problem> {
    let read = document::parse(DocumentKind::ResidentId, typed);
    let document = read.map_err(|problem| problem.at(fact_field(&fact.name)))?;
    if document.birth_date().is_some_and(|day| day > today) {
        return Err(problem(
            fact,
            "cases/born-later",
            ("中的出生日期在今天以后", "holds a day of birth that lies in the future"),
            ("请与证件核对", "compare it with the card"),
        ));
    }
    Ok(document.number().to_owned())
}

/// Digits with an optional country code: a mobile number of 11, or a line with its area code.
fn phone(fact: &Fact, typed: &str) -> Result<String, Problem> {
    let half = tidy::half_width(typed);
    let odd = half.chars().any(|c| !c.is_ascii_digit() && !" +-()".contains(c));
    let digits: String = half.chars().filter(char::is_ascii_digit).collect();
    let abroad = half.trim_start().starts_with('+');
    let national = if abroad { digits.strip_prefix("86").unwrap_or(&digits) } else { &digits };
    let mobile_like = national.starts_with('1') && !abroad && national.len() > 8;
    if odd || !(7..=15).contains(&national.len()) || (mobile_like && national.len() != 11) {
        return Err(problem(
            fact,
            "cases/not-a-phone",
            ("不是一个电话号码", "is not a telephone number"),
            (
                "手机号 11 位；固定电话请带区号，例如 0571-87654321",
                "a mobile number has 11 digits; a line has its area code, such as 0571-87654321",
            ),
        ));
    }
    let foreign = abroad && national.len() == digits.len();
    Ok(if foreign { format!("+{national}") } else { national.to_owned() })
}

/// A text, or a row of a table in it, that reads as a telephone or identity number: kept sealed. In doubt it is one.
pub fn is_personal_text(text: &str) -> bool {
    text.split(['\n', '\t']).any(|cell| {
        let cell = cell.trim();
        let digits = cell.strip_prefix('+').unwrap_or(cell);
        let numbered = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        numbered || document::parse(DocumentKind::ResidentId, cell).is_ok()
    })
}

/// A code of the national list, with or without words after it; the name is always the list's own.
fn division(fact: &Fact, typed: &str) -> Result<String, Problem> {
    let code = typed.split_whitespace().next().and_then(|word| RegionCode::parse(word).ok());
    let named = code.and_then(|code| Divisions::national().full_name(&code).map(|name| format!("{code} {name}")));
    named.ok_or_else(|| {
        problem(
            fact,
            "cases/not-a-division",
            ("不是一个行政区划", "is not a division"),
            ("请从省开始逐级选择，或填 6 位区划代码", "choose it from the province down, or give its six digits"),
        )
    })
}

/// A text as a person reads it: personal numbers masked, places without their code, a table row by row.
pub fn shown(fact: Option<&Fact>, text: &str, lang: Lang) -> String {
    match fact.map(|fact| &fact.shape) {
        Some(Shape::Phone) => mask::phone(text),
        Some(Shape::ResidentId) => mask::id_number(text),
        Some(Shape::Division | Shape::Address) => without_code(text).to_owned(),
        Some(Shape::Table(columns)) => form_table::shown(columns, text, lang),
        _ => text.to_owned(),
    }
}

/// A place without the code before it.
pub fn without_code(place: &str) -> &str {
    match place.split_once(' ') {
        Some((code, rest)) if RegionCode::parse(code).is_ok() => rest,
        _ => place,
    }
}

/// Code of a kept division or address, and its street.
pub fn parts_of(place: &str) -> (Option<RegionCode>, &str) {
    let mut parts = place.splitn(3, ' ');
    let code = parts.next().and_then(|code| RegionCode::parse(code).ok());
    match code {
        Some(code) => (Some(code), parts.nth(1).unwrap_or_default()),
        None => (None, place),
    }
}

#[cfg(test)]
mod tests {
    use civic::Text;
    use rules::FactKind;

    use super::*;

    const TODAY: Date = Date::constant(2020, 3, 3);

    fn fact(shape: Shape) -> Fact {
        Fact {
            name: "x".into(),
            kind: FactKind::Text,
            shape,
            unit: None,
            words: Text::new("号码", "number"),
            question: None,
            hint: None,
            register: None,
            min: None,
            max: None,
        }
    }

    #[test]
    fn what_is_kept_sealed_is_every_number_of_a_person() {
        for personal in
            ["13800000000", "+4930123456", "057187654321", "11010519491231002X", "李晓梅\t13800000000\n王\t1"]
        {
            assert!(is_personal_text(personal), "{personal}");
        }
        for plain in ["", "城关镇河滨路 18 号", "990121 通河县", "medium", "86", "91990121MA000100XU", "2020-03-20"]
        {
            assert!(!is_personal_text(plain), "{plain}");
        }
    }

    #[test]
    fn a_phone_is_kept_without_its_signs_and_refused_when_it_is_none() {
        for (typed, kept) in [
            ("138 0000 0000", "13800000000"),
            ("＋86 138-0000-0000", "13800000000"),
            ("0571-87654321", "057187654321"),
            ("+44 20 7946 0000", "+442079460000"),
        ] {
            assert_eq!(read(&fact(Shape::Phone), typed, TODAY).as_deref(), Ok(kept), "{typed}");
        }
        for wrong in ["1380000000", "138000000000", "abc", "12345", "13800000000;DROP"] {
            assert_eq!(read(&fact(Shape::Phone), wrong, TODAY).unwrap_err().code, "cases/not-a-phone", "{wrong}");
        }
    }

    #[test]
    fn numbers_of_people_and_organisations_are_proven() {
        let id = fact(Shape::ResidentId);
        assert_eq!(read(&id, "11010519491231002x", TODAY).as_deref(), Ok("11010519491231002X"));
        assert_eq!(read(&id, "110105194912310021", TODAY).unwrap_err().field, "fact-x");
        assert!(read(&fact(Shape::Uscc), "91350100M000100Y44", TODAY).is_err());
        assert_eq!(read(&fact(Shape::Uscc), "91350100m000100y43", TODAY).as_deref(), Ok("91350100M000100Y43"));
    }

    #[test]
    fn a_place_takes_its_name_from_the_list_never_from_the_sender() {
        let place = fact(Shape::Division);
        assert_eq!(read(&place, "330106 北京市", TODAY).as_deref(), Ok("330106 浙江省杭州市西湖区"));
        assert_eq!(read(&place, "西湖", TODAY).unwrap_err().code, "cases/not-a-division");
        assert_eq!(shown(Some(&place), "330106 浙江省杭州市西湖区", Lang::Zh), "浙江省杭州市西湖区");
        assert_eq!(parts_of("330106 浙江省杭州市西湖区 文三路 90 号").1, "文三路 90 号");
        assert_eq!(parts_of("文三路 90 号"), (None, "文三路 90 号"));
    }
}
