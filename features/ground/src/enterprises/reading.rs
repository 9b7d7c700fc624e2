//! From the lines of a brought table to statements, with everything wrong in every line.

use std::collections::{BTreeMap, HashMap};

use civic::uscc::Uscc;
use civic::{Level, Problem, RegionCode, Text};

use super::columns::{Column, Columns};
use super::item::{Item, read_date};
use super::model::Statement;
use super::sheet::Line;

/// The counties an office may bring enterprises for.
#[derive(Clone, Debug)]
pub struct Places {
    /// Its own area: everything must lie within.
    pub area: RegionCode,
    /// Names of counties in the area, in Chinese and English, lower case.
    pub by_name: BTreeMap<String, RegionCode>,
    /// Every county in the area.
    pub known: Vec<RegionCode>,
}

impl Places {
    /// The county taken when a list does not say: the office's own, if it is a county's.
    pub fn own_county(&self) -> Option<&RegionCode> {
        (self.area.level() == Level::County).then_some(&self.area)
    }

    fn read(&self, written: &str) -> Result<RegionCode, Problem> {
        if written.is_empty() {
            return self.own_county().cloned().ok_or_else(|| {
                county_problem("enterprises/county-missing", Text::new("没有填写县（区）", "the county is not given"))
            });
        }
        let code = match self.by_name.get(&written.to_lowercase()) {
            Some(code) => code.clone(),
            None => RegionCode::parse(written).map_err(|problem| problem.at("region"))?,
        };
        if !code.is_within(&self.area) {
            return Err(county_problem(
                "enterprises/county-outside",
                Text::new(
                    format!("“{written}”不在您的管辖区域 {}", self.area),
                    format!("`{written}` is not in your area {}", self.area),
                ),
            ));
        }
        // a city without counties registers its firms itself
        if code.level() != Level::County && !self.known.contains(&code) {
            return Err(county_problem(
                "enterprises/county-level",
                Text::new(format!("“{written}”不是县（区）"), format!("`{written}` is not a county")),
            ));
        }
        if !self.known.contains(&code) {
            return Err(county_problem(
                "enterprises/county-unknown",
                Text::new(format!("没有代码为 {code} 的县（区）"), format!("there is no county with the code {code}")),
            ));
        }
        Ok(code)
    }
}

fn county_problem(code: &'static str, message: Text) -> Problem {
    Problem::new(
        "region",
        code,
        message,
        Text::new(
            "请填写本辖区内县（区）的 6 位代码或全称",
            "give the 6-digit code or the full name of a county in your area",
        ),
    )
}

/// One thing wrong in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Line of the file.
    pub row: u32,
    /// The column.
    pub column: Column,
    /// What is wrong and what to do.
    pub problem: Problem,
}

/// What was read from a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Lines without a problem.
    pub statements: Vec<Statement>,
    /// All problems, by line.
    pub problems: Vec<RowProblem>,
    /// Lines with a problem, as they came.
    pub bad_lines: Vec<Line>,
    /// Lines that repeat an earlier line word for word, and which one.
    pub repeats: Vec<(u32, u32)>,
    /// Headings not read.
    pub unread: Vec<String>,
    /// The heading as it came.
    pub heading: Vec<String>,
}

/// Reads every line; never stops at the first problem.
///
/// # Errors
/// What is wrong with the heading, all at once.
pub fn read_lines(lines: Vec<Line>, places: &Places) -> Result<Reading, Vec<Problem>> {
    let mut lines = lines.into_iter();
    let heading = lines.next().map(|line| line.cells).unwrap_or_default();
    let columns = Columns::find(&heading, places.own_county().is_some())?;
    let mut reading = Reading { unread: columns.unread.clone(), heading, ..Reading::default() };
    let mut first_seen: HashMap<String, (u32, Vec<String>)> = HashMap::new();
    for line in lines {
        let (statement, mut problems) = read_line(&line, &columns, places);
        if let Some(uscc) = statement.as_ref().map(|s| s.uscc.clone()).filter(|u| !u.is_empty()) {
            match first_seen.get(&uscc) {
                Some((row, cells)) if *cells == line.cells => {
                    reading.repeats.push((line.number, *row));
                    continue;
                }
                Some((row, _)) => problems.push(twice(line.number, *row)),
                None => {
                    first_seen.insert(uscc, (line.number, line.cells.clone()));
                }
            }
        }
        match statement {
            Some(statement) if problems.is_empty() => reading.statements.push(statement),
            _ => {
                reading.problems.append(&mut problems);
                reading.bad_lines.push(line);
            }
        }
    }
    Ok(reading)
}

/// Reads one line. The statement is there as soon as its code can be read, so that a second line
/// about the same enterprise is found even when one of them has a problem elsewhere.
fn read_line(line: &Line, columns: &Columns, places: &Places) -> (Option<Statement>, Vec<RowProblem>) {
    let mut problems = Vec::new();
    let mut wrong = |column: Column, problem: Problem| {
        problems.push(RowProblem { row: line.number, column, problem });
    };
    let cell = |column: Column| columns.cell(&line.cells, column);
    let uscc = Uscc::parse(&cell(Column::Uscc)).map_err(|problem| wrong(Column::Uscc, problem)).ok();
    let region = places.read(&cell(Column::Region)).map_err(|problem| wrong(Column::Region, problem)).ok();
    let mut items = BTreeMap::new();
    for item in Item::ALL {
        match item.read(&cell(Column::Item(item))) {
            Ok(Some(value)) => {
                items.insert(item, value);
            }
            Ok(None) => {}
            Err(problem) => wrong(Column::Item(item), problem),
        }
    }
    if cell(Column::Item(Item::Name)).is_empty() {
        wrong(Column::Item(Item::Name), name_missing());
    }
    let as_of_cell = cell(Column::AsOf);
    let mut as_of = None;
    if !as_of_cell.is_empty() {
        match read_date("as_of", &as_of_cell) {
            Ok(date) => as_of = Some(date),
            Err(problem) => wrong(Column::AsOf, problem),
        }
    }
    let statement = uscc.map(|uscc| Statement {
        row: line.number,
        uscc: uscc.as_str().to_owned(),
        // a line without a county has a problem and is never used
        region: region.unwrap_or_else(|| places.area.clone()),
        items,
        as_of,
    });
    (statement, problems)
}

/// The refusal of an enterprise without a name.
pub fn name_missing() -> Problem {
    Problem::new(
        "name",
        "enterprises/name-missing",
        Text::new("没有填写企业名称", "the name of the enterprise is not given"),
        Text::new("请照营业执照填写全称", "copy the full name from the business licence"),
    )
}

fn twice(row: u32, first: u32) -> RowProblem {
    RowProblem {
        row,
        column: Column::Uscc,
        problem: Problem::new(
            "uscc",
            "enterprises/row-twice",
            Text::new(
                format!("与第 {first} 行是同一家企业，但内容不同"),
                format!("the same enterprise as row {first}, with other figures"),
            ),
            Text::new("请只保留正确的一行", "keep only the row that is right"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "91350100M000100Y43";
    const ALSO_GOOD: &str = "91330100799655058B";

    fn region(code: &str) -> RegionCode {
        RegionCode::parse(code).expect("a code")
    }

    fn places(area: &str) -> Places {
        Places {
            area: region(area),
            by_name: [("通河县".to_owned(), region("990121"))].into(),
            known: vec![region("990121"), region("990122")],
        }
    }

    fn read(area: &str, table: &str) -> Reading {
        let lines = super::super::sheet::read(table.as_bytes()).expect("readable");
        read_lines(lines, &places(area)).expect("a good heading")
    }

    #[test]
    fn a_good_line_becomes_a_statement() {
        let reading = read(
            "990100",
            &format!("信用代码,名称,县区,人数,营业收入(万元),数据日期\n{GOOD},通河纺织厂,通河县,12,1.5,2020/2/20\n"),
        );
        assert_eq!(reading.problems, []);
        let statement = &reading.statements[0];
        assert_eq!(statement.row, 2);
        assert_eq!(statement.region, region("990121"));
        assert_eq!(statement.items[&Item::Headcount].int(), Some(12));
        assert_eq!(statement.items[&Item::RevenueFen].int(), Some(1_500_000));
        assert_eq!(statement.as_of, Some(Date::constant(2020, 2, 20)));
    }

    use civic::Date;

    #[test]
    fn every_problem_of_every_line_is_told_at_once() {
        let reading = read(
            "990100",
            &format!("uscc,name,region,headcount,date\n91350100M000100Y4Z,,330106,x,soon\n{GOOD},好,990121,1,\n"),
        );
        let told: Vec<_> = reading.problems.iter().map(|p| (p.row, p.problem.field.as_str())).collect();
        assert_eq!(told, [(2, "uscc"), (2, "region"), (2, "headcount"), (2, "name"), (2, "as_of")]);
        assert_eq!(reading.statements.len(), 1);
        assert_eq!(reading.bad_lines.len(), 1);
    }

    #[test]
    fn a_county_office_need_not_name_its_county() {
        let reading = read("990121", &format!("uscc,name\n{GOOD},好\n"));
        assert_eq!(reading.statements[0].region, region("990121"));
    }

    #[test]
    fn refuses_counties_outside_the_area_or_unknown() {
        for (county, code) in [
            ("990122", "enterprises/county-outside"),
            ("330106", "enterprises/county-outside"),
            ("Mars", "civic/region-digits"),
        ] {
            let reading = read("990121", &format!("uscc,name,region\n{GOOD},好,{county}\n"));
            assert_eq!(reading.problems[0].problem.code, code, "{county}");
        }
        let reading = read("990100", &format!("uscc,name,region\n{GOOD},好,990199\n"));
        assert_eq!(reading.problems[0].problem.code, "enterprises/county-unknown");
        let reading = read("990100", &format!("uscc,name,region\n{GOOD},好,990100\n"));
        assert_eq!(reading.problems[0].problem.code, "enterprises/county-level");
    }

    #[test]
    fn finds_the_same_enterprise_twice_in_one_list() {
        let table = format!("uscc,name,headcount\n{GOOD},甲,1\n{ALSO_GOOD},乙,2\n{GOOD},甲,1\n{GOOD},甲,3\n");
        let reading = read("990121", &table);
        assert_eq!(reading.repeats, [(4, 2)]);
        assert_eq!(reading.problems.len(), 1);
        assert_eq!(reading.problems[0].row, 5);
        assert_eq!(reading.problems[0].problem.code, "enterprises/row-twice");
        assert_eq!(reading.statements.len(), 2);
    }
}
