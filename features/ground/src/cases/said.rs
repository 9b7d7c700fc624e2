//! What people write to say why: there, and not too long.

use civic::{Problem, Text};

use crate::cases::completeness::REASON_MAX;

/// A reason that must be given, trimmed.
///
/// # Errors
/// Empty, or longer than [`REASON_MAX`] characters.
pub fn required(field: &str, typed: &str) -> Result<String, Problem> {
    if typed.trim().is_empty() {
        return Err(Problem::new(
            field,
            "cases/reason-missing",
            Text::new("没有写理由", "the reason is missing"),
            Text::new(
                "请写明事实和依据，申请人和部门都会看到",
                "say the facts and the ground; applicant and agencies read it",
            ),
        ));
    }
    optional(field, typed)
}

/// A reason that may be left out, trimmed.
///
/// # Errors
/// Longer than [`REASON_MAX`] characters.
pub fn optional(field: &str, typed: &str) -> Result<String, Problem> {
    let length = typed.trim().chars().count();
    if length > REASON_MAX {
        return Err(Problem::new(
            field,
            "cases/reason-too-long",
            Text::new(
                format!("理由有 {length} 字，最多 {REASON_MAX} 字"),
                format!("the reason has {length} characters, at most {REASON_MAX} fit"),
            ),
            Text::new("请写要点", "keep to the main points"),
        ));
    }
    Ok(typed.trim().to_owned())
}

/// All problems of several inputs, or what they say.
///
/// # Errors
/// Every problem found.
pub fn both<A, B>(a: Result<A, Problem>, b: Result<B, Problem>) -> Result<(A, B), Vec<Problem>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).collect()),
    }
}

/// A whole number of days from 1 to `max`.
///
/// # Errors
/// Anything else.
pub fn days(field: &str, typed: &str, max: i64) -> Result<i64, Problem> {
    let days: Option<i64> = typed.trim().parse().ok().filter(|days| (1..=max).contains(days));
    days.ok_or_else(|| {
        Problem::new(
            field,
            "cases/days-out-of-range",
            Text::new(
                format!("天数应是 1 到 {max} 的整数"),
                format!("the days must be a whole number from 1 to {max}"),
            ),
            Text::new("请按依据填写工作日数", "give working days, as the ground allows"),
        )
    })
}

/// A day after today.
///
/// # Errors
/// No day, or one that is not ahead.
pub fn day_ahead(field: &str, typed: &str, today: civic::Date) -> Result<civic::Date, Problem> {
    let day: Option<civic::Date> = typed.trim().parse().ok().filter(|day| *day > today);
    day.ok_or_else(|| {
        Problem::new(
            field,
            "cases/day-not-ahead",
            Text::new("没有填日期，或日期不在今天以后", "the day is missing or does not lie ahead"),
            Text::new(
                "请填预计继续计时的日期，申请人会收到书面告知",
                "give the day on which it is expected to go on; the applicant is told in writing",
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_spaces_is_none() {
        assert_eq!(required("reason", " \n ").unwrap_err().code, "cases/reason-missing");
        assert_eq!(required("reason", " 因雪封路 ").unwrap(), "因雪封路");
        assert_eq!(optional("reason", &"字".repeat(REASON_MAX + 1)).unwrap_err().code, "cases/reason-too-long");
    }

    #[test]
    fn days_lie_between_one_and_what_the_law_allows() {
        assert_eq!(days("days", "10", 10).unwrap(), 10);
        for typed in ["0", "11", "-1", "1.5", "", "十", "99999999999999999999"] {
            assert!(days("days", typed, 10).is_err(), "{typed}");
        }
    }
}
