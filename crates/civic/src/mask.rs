//! Personal details with their telling part hidden, for lists and receipts.
//!
//! A unified social credit code is public and has no mask. Showing the whole of a masked value is
//! the caller's affair: a reasoned and recorded act.

/// Only the first character of a name, then one or two stars: `李**`, `李*`.
///
/// At most two stars, so that a long name is not known by its length.
pub fn name(name: &str) -> String {
    let mut characters = name.trim().chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    match characters.count() {
        0 => "*".to_owned(),
        1 => format!("{first}*"),
        _ => format!("{first}**"),
    }
}

/// The first three and last four digits of a mobile number: `138****5678`.
///
/// Shorter numbers keep only their last two; a country code is dropped.
pub fn phone(phone: &str) -> String {
    let half = crate::tidy::half_width(phone);
    let mut digits: String = half.chars().filter(char::is_ascii_digit).collect();
    if half.trim_start().starts_with('+') || digits.starts_with("0086") {
        let international = digits.trim_start_matches("00");
        if let Some(national) = international.strip_prefix("86") {
            digits = national.to_owned();
        }
    }
    match digits.len() {
        11.. => keep_ends(&digits, 3, 4),
        5..=10 => keep_ends(&digits, 0, 2),
        _ => "*".repeat(digits.len()),
    }
}

/// The first character and the last two of a document's number: `1***************2X`.
///
/// The home district and the birth date, which the middle holds, stay hidden.
pub fn id_number(number: &str) -> String {
    let number = crate::tidy::identifier(number);
    if number.chars().count() < 6 {
        return "*".repeat(number.chars().count());
    }
    keep_ends(&number, 1, 2)
}

/// An address down to its street, road, township or, where none is named, its county: the rest
/// becomes `***`. In doubt it hides more.
pub fn address(address: &str) -> String {
    let address = address.trim();
    if address.is_empty() {
        return String::new();
    }
    let above = divisions_end(address);
    let end = street_end(&address[above..]).map_or(above, |street| above + street);
    match end {
        0 => format!("{}***", address.chars().next().unwrap_or('*')),
        whole if whole == address.len() => address.to_owned(),
        part => format!("{}***", &address[..part]),
    }
}

fn keep_ends(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    text.chars().enumerate().map(|(place, c)| if place < first || place + last >= count { c } else { '*' }).collect()
}

/// Ends of names of provinces, cities and counties, longer ones first.
const DIVISION_ENDS: [&str; 11] =
    ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "区", "县", "旗"];

/// Ends of names of townships and streets.
const STREET_ENDS: [&str; 9] = ["街道", "苏木", "大道", "胡同", "镇", "乡", "路", "街", "巷"];

/// Words that end like a division but are smaller than a street.
const NOT_DIVISIONS: [&str; 8] = ["社区", "小区", "园区", "厂区", "校区", "库区", "住宅区", "生活区"];

/// Where the names of provinces, cities and counties end, in bytes: at most three of them.
fn divisions_end(address: &str) -> usize {
    let mut end = 0;
    for _ in 0..3 {
        let rest = &address[end..];
        let Some(next) = nearest(rest, &DIVISION_ENDS) else {
            break;
        };
        let name = &rest[..next];
        let smaller = NOT_DIVISIONS.iter().any(|word| name.ends_with(word));
        // a street named before it, as in 文三路西区, means that this is no division; but
        // 景德镇市 and 新乡市 hold such an end inside a division's name
        let after_street = street_end(name)
            .is_some_and(|street| !DIVISION_ENDS.iter().any(|d| name[street..].starts_with(d)) && end > 0);
        if smaller || after_street || name.chars().count() > 12 {
            break;
        }
        end += next;
    }
    end
}

/// Where the first street or township ends, in bytes.
fn street_end(rest: &str) -> Option<usize> {
    nearest(rest, &STREET_ENDS)
}

/// The end of the nearest of these words that is not at the very beginning; at one place the
/// longer word counts.
fn nearest(text: &str, words: &[&str]) -> Option<usize> {
    let skip = text.chars().next()?.len_utf8();
    words
        .iter()
        .filter_map(|word| {
            let at = skip + text[skip..].find(word)?;
            Some((at, std::cmp::Reverse(word.len()), at + word.len()))
        })
        .min()
        .map(|(_, _, end)| end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_keeps_its_first_character() {
        for (whole, masked) in [
            ("李明", "李*"),
            ("李小明", "李**"),
            ("欧阳小明", "欧**"),
            ("阿卜杜拉·买买提", "阿**"),
            ("John Smith", "J**"),
            ("李", "*"),
            ("", ""),
        ] {
            assert_eq!(name(whole), masked);
        }
    }

    #[test]
    fn a_phone_keeps_three_and_four_digits() {
        for (whole, masked) in [
            ("13812345678", "138****5678"),
            ("138 1234 5678", "138****5678"),
            ("+86 138-1234-5678", "138****5678"),
            ("008613812345678", "138****5678"),
            ("0571-87654321", "057*****4321"),
            ("87654321", "******21"),
            ("12345", "***45"),
            ("110", "***"),
        ] {
            assert_eq!(phone(whole), masked, "{whole}");
        }
    }

    #[test]
    fn a_document_keeps_its_first_and_last_two_characters() {
        assert_eq!(id_number("11010519491231002x"), "1***************2X");
        assert_eq!(id_number("EA1234567"), "E******67");
        assert_eq!(id_number("12345"), "*****");
    }

    #[test]
    fn an_address_stops_at_its_street() {
        for (whole, masked) in [
            ("浙江省杭州市西湖区文三路90号3幢501室", "浙江省杭州市西湖区文三路***"),
            ("浙江省杭州市西湖区北山街道白沙泉社区12号", "浙江省杭州市西湖区北山街道***"),
            ("江西省景德镇市珠山区新村街道5号", "江西省景德镇市珠山区新村街道***"),
            ("河南省新乡市红旗区平原路1号", "河南省新乡市红旗区平原路***"),
            ("云岭省平川市通河县青石镇柳树村3组", "云岭省平川市通河县青石镇***"),
            ("内蒙古自治区锡林郭勒盟东乌珠穆沁旗额吉淖尔镇1号", "内蒙古自治区锡林郭勒盟东乌珠穆沁旗额吉淖尔镇***"),
            ("通河县阳光小区2号楼", "通河县***"),
            ("北京市东城区", "北京市东城区"),
            ("文三路90号", "文三路***"),
            ("3号楼501", "3***"),
            ("", ""),
        ] {
            assert_eq!(address(whole), masked);
        }
    }

    proptest! {
        #[test]
        fn a_mask_never_shows_the_middle_of_a_number(number in "[0-9]{17}[0-9X]") {
            let masked = id_number(&number);
            prop_assert_eq!(masked.len(), 18);
            prop_assert_eq!(masked.matches('*').count(), 15);
        }

        #[test]
        fn no_text_makes_a_mask_panic(input in "\\PC{0,30}") {
            let _ = (name(&input), phone(&input), id_number(&input), address(&input));
        }

        #[test]
        fn a_masked_address_begins_as_the_whole_one(input in "[省市区县镇路街道社小甲乙丙1-9]{1,20}") {
            let masked = address(&input);
            let shown = masked.strip_suffix("***").unwrap_or(&masked);
            prop_assert!(input.starts_with(shown));
        }
    }
}
