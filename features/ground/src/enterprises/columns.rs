//! Which column of a brought table holds what, told from its heading.

use std::borrow::Cow;
use std::collections::BTreeMap;

use civic::{Problem, Text};

use super::item::{Item, half_width};

/// What a column can hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// The unified social credit code.
    Uscc,
    /// The county, by code or by name.
    Region,
    /// An item of the register.
    Item(Item),
    /// The day the figures were true.
    AsOf,
}

impl Column {
    /// Every column in the order of the template.
    pub fn all() -> Vec<Column> {
        let mut all = vec![Column::Uscc, Column::Item(Item::Name), Column::Region];
        all.extend(Item::ALL.into_iter().skip(1).map(Column::Item));
        all.push(Column::AsOf);
        all
    }

    /// The words above the column.
    pub fn words(self) -> Text {
        match self {
            Column::Uscc => Text::new("统一社会信用代码", "Unified social credit code"),
            Column::Region => Text::new("县（区）代码", "County code"),
            Column::Item(item) => item.words(),
            Column::AsOf => Text::new("数据日期", "As of"),
        }
    }

    /// Other headings under which offices send the same thing.
    const fn also(self) -> &'static [&'static str] {
        match self {
            Column::Uscc => &["信用代码", "社会信用代码", "uscc", "credit code"],
            Column::Region => {
                &["县区代码", "行政区划代码", "行政区划", "所在县区", "县区", "区县", "region", "county", "region code"]
            }
            Column::Item(Item::Name) => &["单位名称", "名称", "公司名称", "name", "enterprise"],
            Column::Item(Item::Address) => &["地址", "注册地址", "生产经营地址", "address"],
            Column::Item(Item::Industry) => &["行业", "国民经济行业代码", "industry"],
            Column::Item(Item::Headcount) => &["从业人员", "员工人数", "人数", "用工人数", "headcount"],
            Column::Item(Item::InsuredHeadcount) => &["参保职工人数", "社保人数", "insured headcount", "insured"],
            Column::Item(Item::RevenueFen) => &["营业收入", "上年营业收入", "revenue"],
            Column::Item(Item::AssetsFen) => &["资产总额", "上年末资产总额", "assets"],
            Column::Item(Item::ContactName) => &["联系人姓名", "contact name", "contact"],
            Column::Item(Item::ContactPhone) => &["电话", "手机", "联系方式", "phone"],
            Column::AsOf => &["截止日期", "统计日期", "日期", "date", "as of date"],
        }
    }
}

/// The columns found in a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Where each column stands, from 0.
    pub places: BTreeMap<Column, usize>,
    /// Headings that mean nothing here and are not read.
    pub unread: Vec<String>,
    /// Columns of money in a larger unit than the yuan: how many places the point moves.
    shifts: BTreeMap<Column, usize>,
}

impl Columns {
    /// Tells the columns from the heading.
    ///
    /// # Errors
    /// All that is missing or there twice, at once. `region_known` says that a county can be
    /// taken from elsewhere, so the column may be absent.
    pub fn find(heading: &[String], region_known: bool) -> Result<Columns, Vec<Problem>> {
        let mut found = Columns::default();
        let mut problems = Vec::new();
        for (place, words) in heading.iter().enumerate() {
            if words.is_empty() {
                continue;
            }
            match meaning(words) {
                None => found.unread.push(words.clone()),
                Some(column) => {
                    found.shifts.insert(column, shift(column, words));
                    if found.places.insert(column, place).is_some() {
                        problems.push(twice(words));
                    }
                }
            }
        }
        let mut required = vec![Column::Uscc, Column::Item(Item::Name)];
        if !region_known {
            required.push(Column::Region);
        }
        problems.extend(required.into_iter().filter(|column| !found.places.contains_key(column)).map(missing));
        if problems.is_empty() { Ok(found) } else { Err(problems) }
    }

    /// The cell of a line under a column, empty where there is none; money comes in yuan.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> Cow<'a, str> {
        let cell = self.places.get(&column).and_then(|place| cells.get(*place)).map_or("", String::as_str);
        match self.shifts.get(&column) {
            Some(places) if *places > 0 => Cow::Owned(move_point(cell, *places)),
            _ => Cow::Borrowed(cell),
        }
    }
}

/// How far a heading such as `营业收入（万元）` moves the point of the figures below it.
fn shift(column: Column, heading: &str) -> usize {
    if !matches!(column, Column::Item(Item::RevenueFen | Item::AssetsFen)) {
        return 0;
    }
    match heading {
        words if words.contains("亿元") => 8,
        words if words.contains("百万元") => 6,
        words if words.contains("万元") => 4,
        words if words.contains("千元") => 3,
        _ => 0,
    }
}

/// Moves the decimal point to the right; what is no plain number is left for its reader to refuse.
fn move_point(number: &str, places: usize) -> String {
    let plain: String = half_width(number).chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return number.to_owned();
    }
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let (moved, left) = part.split_at(part.len().min(places));
    let zeros = "0".repeat(places - moved.len());
    // a spreadsheet's binary fraction may carry digits far behind the fen: 0.30000000000000004
    let left = left.get(..2).unwrap_or(left);
    if left.is_empty() { format!("{whole}{moved}{zeros}") } else { format!("{whole}{moved}{zeros}.{left}") }
}

fn meaning(heading: &str) -> Option<Column> {
    let wanted = plain(heading);
    Column::all().into_iter().find(|column| {
        let words = column.words();
        plain(&words.zh) == wanted
            || plain(&words.en) == wanted
            || column.also().iter().any(|also| plain(also) == wanted)
    })
}

/// A heading without what is only for the eye: case, spaces, `*`, a unit or remark in brackets.
fn plain(heading: &str) -> String {
    let half = half_width(heading).to_lowercase();
    let mut depth = 0u32;
    let mut kept = String::new();
    for c in half.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || matches!(c, '*' | '_' | '-' | ':') => {}
            _ => kept.push(c),
        }
    }
    // 县（区）代码 is a name, not a remark
    if half.starts_with("县(区)") {
        kept.insert('县'.len_utf8(), '区');
    }
    kept
}

fn missing(column: Column) -> Problem {
    let words = column.words();
    Problem::new(
        "file",
        "enterprises/column-missing",
        Text::new(format!("缺少“{}”这一列", words.zh), format!("the column `{}` is missing", words.en)),
        Text::new(
            "请在第一行写上这一列的标题，或下载模板填写",
            "put its heading in the first row, or fill in the template",
        ),
    )
}

fn twice(heading: &str) -> Problem {
    Problem::new(
        "file",
        "enterprises/column-twice",
        Text::new(format!("“{heading}”这一列出现了两次"), format!("there are two columns that mean `{heading}`")),
        Text::new("请删去其中一列", "remove one of them"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn finds_columns_by_any_heading_in_use() {
        let found = Columns::find(
            &heading(&["序号", "*信用代码", "单位名称", "县（区）代码", "营业收入（万元）", "Headcount"]),
            false,
        )
        .expect("all there");
        assert_eq!(found.unread, ["序号"]);
        assert_eq!(found.places[&Column::Uscc], 1);
        assert_eq!(found.places[&Column::Region], 3);
        assert_eq!(found.places[&Column::Item(Item::RevenueFen)], 4);
        assert_eq!(found.places[&Column::Item(Item::Headcount)], 5);
    }

    #[test]
    fn every_column_is_found_by_its_own_words_in_both_languages() {
        for column in Column::all() {
            let words = column.words();
            assert_eq!(meaning(&words.zh), Some(column), "{}", words.zh);
            assert_eq!(meaning(&words.en), Some(column), "{}", words.en);
        }
    }

    #[test]
    fn names_all_that_is_missing_or_doubled_at_once() {
        let problems = Columns::find(&heading(&["电话", "手机"]), false).expect_err("bad");
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            [
                "enterprises/column-twice",
                "enterprises/column-missing",
                "enterprises/column-missing",
                "enterprises/column-missing"
            ]
        );
    }

    #[test]
    fn figures_in_ten_thousands_are_brought_to_yuan() {
        let columns = Columns::find(&heading(&["uscc", "name", "营业收入（万元）"]), true).expect("all there");
        for (written, yuan) in [
            ("12", "120000"),
            ("1,200.5", "12005000"),
            ("0.00015", "00001.5"),
            ("-3", "-30000"),
            ("", ""),
            ("many", "many"),
        ] {
            let cells = heading(&["", "", written]);
            assert_eq!(columns.cell(&cells, Column::Item(Item::RevenueFen)), yuan, "{written}");
        }
    }

    #[test]
    fn the_county_may_come_from_the_office_that_imports() {
        assert!(Columns::find(&heading(&["uscc", "name"]), true).is_ok());
    }
}
