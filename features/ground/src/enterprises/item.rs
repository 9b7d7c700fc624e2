//! The items kept about an enterprise: their names, and how each is read from what a person wrote.

use civic::money::Fen;
use civic::{Date, Problem, Text};
use serde::{Deserialize, Serialize};

/// One item of the register besides the code, the county and the dates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// Registered name.
    Name,
    /// Where the work is done.
    Address,
    /// GB/T 4754 code, from the section letter to four digits.
    Industry,
    /// People who work there.
    Headcount,
    /// People insured through the enterprise.
    InsuredHeadcount,
    /// Business income of the last year, in fen.
    RevenueFen,
    /// Total assets at the end of the last year, in fen.
    AssetsFen,
    /// Who answers for the enterprise.
    ContactName,
    /// That person's telephone.
    ContactPhone,
}

/// A value of an item.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum ItemValue {
    /// People or fen.
    Int(i64),
    /// Everything else.
    Words(String),
}

impl ItemValue {
    /// The value as text, money in yuan.
    pub fn show(&self, item: Item) -> String {
        match (self, item) {
            (ItemValue::Int(fen), Item::RevenueFen | Item::AssetsFen) => Fen(*fen).show(),
            (ItemValue::Int(number), _) => number.to_string(),
            (ItemValue::Words(words), _) => words.clone(),
        }
    }

    /// The number, for counts and money.
    pub fn int(&self) -> Option<i64> {
        match self {
            ItemValue::Int(number) => Some(*number),
            ItemValue::Words(_) => None,
        }
    }
}

/// Longest name, address or contact, in characters. Names are free text; this only stops files
/// with a missing quote.
const WORDS_MAX: usize = 500;
/// More people than any single employer of the country has.
const PEOPLE_MAX: i64 = 10_000_000;

impl Item {
    /// Every item, in the order of forms and files.
    pub const ALL: [Item; 9] = [
        Item::Name,
        Item::Address,
        Item::Industry,
        Item::Headcount,
        Item::InsuredHeadcount,
        Item::RevenueFen,
        Item::AssetsFen,
        Item::ContactName,
        Item::ContactPhone,
    ];

    /// The name in forms and columns of the database.
    pub const fn id(self) -> &'static str {
        match self {
            Item::Name => "name",
            Item::Address => "address",
            Item::Industry => "industry",
            Item::Headcount => "headcount",
            Item::InsuredHeadcount => "insured_headcount",
            Item::RevenueFen => "revenue_fen",
            Item::AssetsFen => "assets_fen",
            Item::ContactName => "contact_name",
            Item::ContactPhone => "contact_phone",
        }
    }

    /// Whether it is a number.
    pub const fn is_number(self) -> bool {
        matches!(self, Item::Headcount | Item::InsuredHeadcount | Item::RevenueFen | Item::AssetsFen)
    }

    /// Whether it concerns a person and is masked on pages.
    pub const fn is_personal(self) -> bool {
        matches!(self, Item::ContactName | Item::ContactPhone)
    }

    /// The words on pages and above columns.
    pub fn words(self) -> Text {
        match self {
            Item::Name => Text::new("企业名称", "Name of the enterprise"),
            Item::Address => Text::new("经营地址", "Address"),
            Item::Industry => Text::new("行业代码", "Industry code"),
            Item::Headcount => Text::new("职工人数", "Headcount"),
            Item::InsuredHeadcount => Text::new("参保人数", "Insured headcount"),
            Item::RevenueFen => Text::new("上年营业收入（元）", "Revenue last year (yuan)"),
            Item::AssetsFen => Text::new("上年末资产总额（元）", "Assets at last year's end (yuan)"),
            Item::ContactName => Text::new("联系人", "Contact"),
            Item::ContactPhone => Text::new("联系电话", "Contact phone"),
        }
    }

    /// Reads what a person wrote; an empty cell is `None`: not said, not erased.
    ///
    /// # Errors
    /// A refusal with this item as its field.
    pub fn read(self, written: &str) -> Result<Option<ItemValue>, Problem> {
        let written = written.trim();
        if written.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Item::Headcount | Item::InsuredHeadcount => ItemValue::Int(people(self, written)?),
            Item::RevenueFen | Item::AssetsFen => ItemValue::Int(self.fen(written)?),
            Item::Industry => ItemValue::Words(self.industry(written)?),
            Item::ContactPhone => ItemValue::Words(phone(written)?),
            Item::Name | Item::Address | Item::ContactName => ItemValue::Words(self.free_words(written)?),
        };
        Ok(Some(value))
    }

    /// The value as pages show it to others: people masked, money in yuan.
    pub fn masked(self, value: &ItemValue) -> String {
        match self {
            Item::ContactName => civic::mask::name(&value.show(self)),
            Item::ContactPhone => civic::mask::phone(&value.show(self)),
            _ => value.show(self),
        }
    }

    fn fen(self, written: &str) -> Result<i64, Problem> {
        let fen = Fen::parse(written).map_err(|problem| problem.at(self.id()))?;
        if fen.0 < 0 && self == Item::AssetsFen {
            return Err(self.refuse(
                "enterprises/negative-assets",
                Text::new("资产总额不能是负数", "assets cannot be negative"),
                Text::new("请填写资产负债表的资产总计", "give the total assets of the balance sheet"),
            ));
        }
        Ok(fen.0)
    }

    fn industry(self, written: &str) -> Result<String, Problem> {
        // a register writes `C17`, a licence system `17`, people `c 17`
        civic::industry::Industry::parse(written)
            .map(|industry| industry.code())
            .map_err(|problem| problem.at(self.id()))
    }

    fn free_words(self, written: &str) -> Result<String, Problem> {
        if written.chars().count() > WORDS_MAX {
            return Err(self.refuse(
                "enterprises/too-long",
                Text::new(format!("超过 {WORDS_MAX} 个字"), format!("longer than {WORDS_MAX} characters")),
                Text::new("请缩短", "shorten it"),
            ));
        }
        let seen: String = written.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Ok(seen.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn refuse(self, code: &'static str, message: Text, next: Text) -> Problem {
        Problem::new(self.id(), code, message, next)
    }
}

fn people(item: Item, written: &str) -> Result<i64, Problem> {
    let digits: String = half_width(written).chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let digits = digits.strip_suffix(['人', '名']).unwrap_or(&digits);
    match digits.parse::<i64>() {
        Ok(number) if (0..=PEOPLE_MAX).contains(&number) => Ok(number),
        _ => Err(item.refuse(
            "enterprises/headcount",
            Text::new(format!("“{written}”不是人数"), format!("`{written}` is not a number of people")),
            Text::new(
                format!("请填写 0 到 {PEOPLE_MAX} 的整数"),
                format!("give a whole number from 0 to {PEOPLE_MAX}"),
            ),
        )),
    }
}

/// A telephone as dialled: digits, `+` in front, `-` before an extension.
fn phone(written: &str) -> Result<String, Problem> {
    let kept: String = half_width(written).chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect();
    let digits = kept.bytes().filter(u8::is_ascii_digit).count();
    let shaped = kept.char_indices().all(|(at, c)| c.is_ascii_digit() || c == '-' || (c == '+' && at == 0));
    if shaped && (5..=20).contains(&digits) {
        return Ok(kept);
    }
    Err(Item::ContactPhone.refuse(
        "enterprises/phone",
        Text::new("这不是电话号码", "this is not a telephone number"),
        Text::new(
            "请填写手机号，或带区号的座机号，例如 0990-8123456",
            "give a mobile number, or a landline with its area code, such as 0990-8123456",
        ),
    ))
}

/// Reads a day as people write it: `2020-02-20`, `2020/2/20`, `2020.2.20`, `2020年2月20日`, `20200220`.
///
/// # Errors
/// `enterprises/date`, with `field` as its field.
pub fn read_date(field: &str, written: &str) -> Result<Date, Problem> {
    let plain = half_width(written.trim());
    let parts: Vec<&str> = if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        vec![&plain[..4], &plain[4..6], &plain[6..]]
    } else {
        plain.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect()
    };
    let date = match parts.as_slice() {
        [year, month, day] => year
            .parse()
            .ok()
            .zip(month.parse().ok())
            .zip(day.trim().parse().ok())
            .and_then(|((year, month), day)| Date::new(year, month, day).ok())
            .filter(|date| (1900..=2999).contains(&date.year())),
        _ => None,
    };
    date.ok_or_else(|| {
        Problem::new(
            field,
            "enterprises/date",
            Text::new(format!("“{written}”不是日期"), format!("`{written}` is not a date")),
            Text::new("请写成 2020-02-20 的样子", "write it like 2020-02-20"),
        )
    })
}

/// Full-width letters, digits and signs as their half-width twins.
pub fn half_width(input: &str) -> String {
    input
        .chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        for (written, number) in [("12", 12), ("1,200 人", 1200), ("１２名", 12), ("0", 0)] {
            assert_eq!(Item::Headcount.read(written).expect(written), Some(ItemValue::Int(number)), "{written}");
        }
        for written in ["-1", "12.5", "about ten", "99999999999"] {
            let problem = Item::Headcount.read(written).expect_err(written);
            assert_eq!(problem.field, "headcount");
        }
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        for item in Item::ALL {
            assert_eq!(item.read("  ").expect("nothing to refuse"), None);
        }
    }

    #[test]
    fn reads_days_in_the_forms_in_use() {
        let day = Date::new(2020, 2, 3).expect("a date");
        for written in ["2020-02-03", "2020/2/3", "2020.2.3", "2020年2月3日", "20200203", "２０２０-2-3"] {
            assert_eq!(read_date("as_of", written), Ok(day), "{written}");
        }
        for written in ["", "2020-02", "2020-02-30", "3 Feb", "20-2-3", "0001-01-01"] {
            assert!(read_date("as_of", written).is_err(), "{written}");
        }
    }

    #[test]
    fn money_is_read_in_yuan_and_kept_in_fen() {
        let value = Item::RevenueFen.read("1,234.50").expect("money");
        assert_eq!(value, Some(ItemValue::Int(123_450)));
        assert_eq!(Item::AssetsFen.read("-5").expect_err("negative").code, "enterprises/negative-assets");
    }

    #[test]
    fn telephones_keep_only_what_is_dialled() {
        let read = |written| Item::ContactPhone.read(written);
        assert_eq!(read("(0990) 8123456-12").expect("a phone"), Some(ItemValue::Words("09908123456-12".into())));
        assert!(read("call me").is_err());
    }

    #[test]
    fn names_of_any_kind_are_kept_with_single_spaces() {
        assert_eq!(
            Item::ContactName.read(" 买买提·艾力   汗 ").expect("a name"),
            Some(ItemValue::Words("买买提·艾力 汗".into()))
        );
        assert!(Item::Name.read(&"长".repeat(501)).is_err());
    }
}
