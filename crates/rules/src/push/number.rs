//! Numbers in SQL: bounds of one column, and the sign of a sum over several that never leaves 64 bits.

use super::{NoSql, Push};
use crate::ast::FactAt;
use crate::bulk::lower::bounds;
use crate::bulk::test::{Line, Sign};
use crate::evaluate::day_at;

/// Columns are parted into so many and the rest.
const PART: i128 = 1_000_000_000;
/// Coefficients together, so that their products with a part stay in 64 bits.
const COEFFICIENTS_MAX: i128 = 400_000_000;

/// A number as both engines read it.
fn literal(number: i64) -> String {
    match number {
        // 9223372036854775808 alone is no whole number for SQLite
        i64::MIN => "(-9223372036854775807 - 1)".to_owned(),
        other => other.to_string(),
    }
}

impl Push<'_> {
    /// A number column, never narrower than 64 bits.
    fn number(&self, at: FactAt) -> String {
        // a fact without a column was unknown before
        let column = self.column(at).unwrap_or_default();
        if self.is_day(at) { days(&column) } else { format!("CAST({column} AS BIGINT)") }
    }

    /// `coefficient × column + constant` seen from 0: bounds of the column, so that an index can serve.
    pub(super) fn single(
        &self,
        coefficient: i128,
        at: FactAt,
        constant: i128,
        (sign, opposite): (Sign, bool),
    ) -> String {
        let (low, high) = bounds(coefficient, constant, sign);
        // the opposite of one bound is the other
        let (low, high, still) = match (low, high) {
            (i64::MIN, high) if opposite && high < i64::MAX => (high + 1, i64::MAX, false),
            (low, i64::MAX) if opposite && low > i64::MIN => (i64::MIN, low - 1, false),
            both => (both.0, both.1, opposite),
        };
        let column = self.column(at).unwrap_or_default();
        let text = if self.is_day(at) {
            between(&format!("CAST(replace({column}, '-', '') AS BIGINT)"), first_day(low), last_day(high))
        } else {
            between(&column, low, high)
        };
        super::negated(text, still)
    }

    /// The sign of `Σ coefficient × column + constant`.
    ///
    /// Each column is `q × 10^9 + r`. With `Q` and `R` the sums over `q` and `r`, the whole is `(Q + R / 10^9) × 10^9 +
    /// R % 10^9`: its sign is that of the first bracket, or of the rest where that is 0.
    pub(super) fn several(&self, line: &Line, sign: Sign) -> Result<String, NoSql> {
        let size: i128 = line.parts.iter().map(|(coefficient, _)| coefficient.abs().min(COEFFICIENTS_MAX + 1)).sum();
        if size > COEFFICIENTS_MAX || (line.constant / PART).abs() > 1_000_000_000_000_000_000 {
            return Err(NoSql::TooLarge);
        }
        let part = |of: &str| -> String {
            line.parts
                .iter()
                .map(|(coefficient, at)| format!("({coefficient}) * ({} {of} {PART})", self.number(*at)))
                .collect::<Vec<_>>()
                .join(" + ")
        };
        let high = format!("({} + ({}))", part("/"), line.constant / PART);
        let low = format!("({} + ({}))", part("%"), line.constant % PART);
        let (first, rest) = (format!("({high} + {low} / {PART})"), format!("({low} % {PART})"));
        super::checked(match sign {
            Sign::Zero => format!("({first} = 0 AND {rest} = 0)"),
            Sign::Positive => format!("({first} > 0 OR ({first} = 0 AND {rest} > 0))"),
            Sign::NotNegative => format!("({first} > 0 OR ({first} = 0 AND {rest} >= 0))"),
        })
    }

    /// `Σ coefficient × column + constant` where all columns are within `far`, else null.
    pub(super) fn within(&self, line: &Line, far: i64) -> String {
        let mut guards: Vec<String> = Vec::new();
        let mut terms = vec![line.constant.to_string()];
        for (coefficient, at) in &line.parts {
            let number = self.number(*at);
            if self.is_day(*at) {
                guards.push(format!("{} IS NOT NULL", self.column(*at).unwrap_or_default()));
            } else {
                guards.push(format!("{number} BETWEEN -{far} AND {far}"));
            }
            terms.push(format!("({coefficient}) * {number}"));
        }
        let sum = format!("CAST({} AS BIGINT) + {}", terms[0], terms[1..].join(" + "));
        match guards.as_slice() {
            [] => format!("CAST({} AS BIGINT)", line.constant),
            _ => format!("CASE WHEN {} THEN {sum} END", guards.join(" AND ")),
        }
    }
}

fn between(column: &str, low: i64, high: i64) -> String {
    match (low, high) {
        // always, and never, but null where the column is
        (i64::MIN, i64::MAX) => format!("({column} = {column})"),
        (low, high) if low > high => format!("({column} <> {column})"),
        (low, high) if low == high => format!("({column} = {})", literal(low)),
        (i64::MIN, high) => format!("({column} <= {})", literal(high)),
        (low, i64::MAX) => format!("({column} >= {})", literal(low)),
        (low, high) => format!("({column} BETWEEN {} AND {})", literal(low), literal(high)),
    }
}

/// 20200303 for the first day not before a day number; the columns hold years 0000 to 9999.
fn first_day(number: i64) -> i64 {
    match day_at(number) {
        _ if number == i64::MIN => i64::MIN,
        Some(day) if day.year() >= 0 => written(day),
        _ if number < 0 => i64::MIN,
        _ => i64::MAX - 1,
    }
}

fn last_day(number: i64) -> i64 {
    match day_at(number) {
        _ if number == i64::MAX => i64::MAX,
        Some(day) if day.year() >= 0 => written(day),
        _ if number < 0 => i64::MIN + 1,
        _ => i64::MAX,
    }
}

fn written(day: civic::Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Days from 1970-01-01 of a text `2020-03-03`: the Julian day number in whole numbers.
fn days(column: &str) -> String {
    let part = |from: u8, length: u8| format!("CAST(substr({column}, {from}, {length}) AS BIGINT)");
    let (year, month, day) = (part(1, 4), part(6, 2), part(9, 2));
    let early = format!("((14 - {month}) / 12)");
    let years = format!("({year} + 4800 - {early})");
    let months = format!("({month} + 12 * {early} - 3)");
    format!(
        "({day} + (153 * {months} + 2) / 5 + 365 * {years} + {years} / 4 - {years} / 100 + {years} / 400 - 2472633)"
    )
}
