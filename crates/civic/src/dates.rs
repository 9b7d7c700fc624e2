//! Dates as people type them, read without guessing.

use jiff::civil::Date;

use crate::problem::Problem;
use crate::text::Text;
use crate::tidy;

/// Reads a date: `2020-03-03`, `2020/3/3`, `2020.3.3`, `2020年3月3日` or `20200303`.
///
/// The year comes first and has four digits: `03/04/2020` is refused, since nobody can know
/// whether it is March or April.
///
/// # Errors
/// `civic/date-form` for another form, `civic/date-none` for a day the calendar does not have.
pub fn parse(input: &str) -> Result<Date, Problem> {
    let typed = tidy::half_width(input.trim());
    let Some((year, month, day)) = parts(&typed) else {
        return Err(Problem::new(
            "date",
            "civic/date-form",
            Text::new(format!("“{typed}”不是可以识别的日期"), format!("`{typed}` is no date we can read")),
            Text::new("请按年、月、日填写，例如 2020-03-03", "give year, month and day, such as 2020-03-03"),
        ));
    };
    Date::new(year, month, day).map_err(|_| {
        Problem::new(
            "date",
            "civic/date-none",
            Text::new(
                format!("日历上没有 {year} 年 {month} 月 {day} 日"),
                format!("the calendar has no {year}-{month:02}-{day:02}"),
            ),
            Text::new("请核对月份和日期", "check the month and the day"),
        )
    })
}

fn parts(typed: &str) -> Option<(i16, i8, i8)> {
    if !typed.is_ascii() && typed.ends_with('号') {
        return parts(&typed.replace('号', "日"));
    }
    let plain = typed.replace(['年', '月', '/', '.'], "-").replace('日', "");
    let pieces: Vec<&str> = plain.split('-').map(str::trim).collect();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !pieces.iter().all(|piece| digits(piece)) {
        return None;
    }
    let (year, month, day) = match *pieces.as_slice() {
        [all] if all.len() == 8 => (&all[..4], &all[4..6], &all[6..]),
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => (year, month, day),
        _ => return None,
    };
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_the_forms_people_use() {
        for input in [
            "2020-03-03",
            "2020-3-3",
            "2020/3/3",
            "2020.03.03",
            "20200303",
            "2020年3月3日",
            "2020 年 3 月 3 日",
            "2020年3月3号",
            " ２０２０－０３－０３ ",
        ] {
            assert_eq!(parse(input), Ok(date(2020, 3, 3)), "{input}");
        }
    }

    #[test]
    fn refuses_a_day_that_does_not_exist() {
        for input in ["2021-02-29", "2020-13-01", "2020-00-10", "20200431"] {
            assert_eq!(parse(input).expect_err(input).code, "civic/date-none");
        }
    }

    #[test]
    fn refuses_forms_that_could_mean_two_days() {
        for input in ["", "03/04/2020", "20-3-3", "3月3日", "2020-3", "tomorrow", "2020--3"] {
            assert_eq!(parse(input).expect_err(input).code, "civic/date-form");
        }
    }

    proptest! {
        #[test]
        fn a_shown_date_reads_back(days in 0i64..200_000) {
            let day = date(1800, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!(parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,12}") {
            let _ = parse(&input);
        }
    }
}
