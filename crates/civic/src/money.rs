//! Money as whole fen, read and shown in yuan.

use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::text::Text;
use crate::tidy;

/// An amount in fen (0.01 yuan), negative where money is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// Reads an amount in yuan: `1,234.50`, `1234.5`, `¥1234`, `1234元`, `-0.01`.
    ///
    /// Commas must stand where thousands do, so that a comma meant as a decimal point is refused
    /// rather than read as a hundredfold amount.
    ///
    /// # Errors
    /// `civic/money-form`, `civic/money-commas`, `civic/money-decimals` (more than two) or
    /// `civic/money-size` (beyond 92,233,720,368,547,758.07 yuan).
    pub fn parse(input: &str) -> Result<Fen, Problem> {
        let typed = tidy::half_width(input.trim());
        let bare = typed.trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
        let (negative, bare) = match bare.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start_matches(['¥', '￥']).trim_start()),
            None => (false, bare),
        };
        let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let plain = whole.replace(',', "");
        if plain.is_empty() || !digits(&plain) || !digits(part) || bare.ends_with('.') {
            return Err(form_problem(&typed));
        }
        if whole.contains(',') && !commas_at_thousands(whole) {
            return Err(commas_problem(&typed));
        }
        if part.len() > 2 {
            return Err(decimals_problem(&typed));
        }
        let fen = format!("{}{plain}{part:0<2}", if negative { "-" } else { "" });
        fen.parse().map(Fen).map_err(|_| size_problem())
    }

    /// A whole number of yuan; `None` if it does not fit.
    pub fn from_yuan(yuan: i64) -> Option<Fen> {
        yuan.checked_mul(100).map(Fen)
    }

    /// With thousands and two decimals, without a sign of currency: `-1,234.50`.
    pub fn show(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let (yuan, fen) = ((magnitude / 100).to_string(), magnitude % 100);
        let mut grouped = String::with_capacity(yuan.len() + 8);
        for (place, digit) in yuan.chars().enumerate() {
            if place > 0 && (yuan.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{grouped}.{fen:02}")
    }

    /// The sum; `None` if it does not fit.
    pub fn checked_add(self, other: Fen) -> Option<Fen> {
        self.0.checked_add(other.0).map(Fen)
    }

    /// The difference; `None` if it does not fit.
    pub fn checked_sub(self, other: Fen) -> Option<Fen> {
        self.0.checked_sub(other.0).map(Fen)
    }

    /// So many times the amount; `None` if it does not fit.
    pub fn checked_mul(self, times: i64) -> Option<Fen> {
        self.0.checked_mul(times).map(Fen)
    }

    /// A share in hundredths of a percent (`5_000` is one half), half a fen rounded away from
    /// zero; `None` if it does not fit.
    pub fn checked_share(self, basis_points: i64) -> Option<Fen> {
        let exact = i128::from(self.0) * i128::from(basis_points);
        let rounded = (exact + 5_000 * exact.signum()) / 10_000;
        i64::try_from(rounded).ok().map(Fen)
    }

    /// The sum of many; `None` if it does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Fen>) -> Option<Fen> {
        amounts.into_iter().try_fold(Fen(0), Fen::checked_add)
    }
}

fn commas_at_thousands(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

fn example() -> Text {
    Text::new(
        "请以元为单位填写数字，例如 1234.50；不要写“万”",
        "give the amount in yuan in digits, such as 1234.50, without words such as 万",
    )
}

fn form_problem(typed: &str) -> Problem {
    Problem::new(
        "money",
        "civic/money-form",
        Text::new(format!("“{typed}”不是可以识别的金额"), format!("`{typed}` is no amount we can read")),
        example(),
    )
}

fn commas_problem(typed: &str) -> Problem {
    Problem::new(
        "money",
        "civic/money-commas",
        Text::new(format!("“{typed}”中的逗号不在千位上"), format!("the commas of `{typed}` do not stand at thousands")),
        Text::new("请去掉逗号；小数点用“.”", "leave the commas out; the decimal sign is a point"),
    )
}

fn decimals_problem(typed: &str) -> Problem {
    Problem::new(
        "money",
        "civic/money-decimals",
        Text::new(
            format!("“{typed}”的小数多于两位，最小单位是分"),
            format!("`{typed}` has more than two decimals; the smallest unit is the fen"),
        ),
        Text::new("请四舍五入到分", "round it to the fen"),
    )
}

fn size_problem() -> Problem {
    Problem::new(
        "money",
        "civic/money-size",
        Text::new("金额过大", "the amount is too large"),
        Text::new("请核对位数和单位", "check the number of digits and the unit"),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_amounts_as_people_write_them() {
        for (input, fen) in [
            ("1,234.50", 123_450),
            ("1234.5", 123_450),
            ("1234", 123_400),
            (" ¥1，234.50 ", 123_450),
            ("￥0.01", 1),
            ("12元", 1_200),
            ("-0.01", -1),
            ("−5", -500),
            ("-¥5", -500),
            ("１２３", 12_300),
            ("92,233,720,368,547,758.07", i64::MAX),
            ("-92233720368547758.08", i64::MIN),
        ] {
            assert_eq!(Fen::parse(input), Ok(Fen(fen)), "{input}");
        }
    }

    #[test]
    fn refuses_what_could_be_meant_otherwise() {
        for (input, reason) in [
            ("", "civic/money-form"),
            ("50万", "civic/money-form"),
            ("1.", "civic/money-form"),
            (".5", "civic/money-form"),
            ("--1", "civic/money-form"),
            ("1.2.3", "civic/money-form"),
            ("1e3", "civic/money-form"),
            ("1,23", "civic/money-commas"),
            ("1234,567", "civic/money-commas"),
            (",123", "civic/money-commas"),
            ("0.005", "civic/money-decimals"),
            ("92233720368547758.08", "civic/money-size"),
        ] {
            assert_eq!(Fen::parse(input).expect_err(input).code, reason, "{input}");
        }
    }

    #[test]
    fn shares_round_half_a_fen_away_from_zero() {
        assert_eq!(Fen(1).checked_share(5_000), Some(Fen(1)));
        assert_eq!(Fen(-1).checked_share(5_000), Some(Fen(-1)));
        assert_eq!(Fen(1).checked_share(4_999), Some(Fen(0)));
        assert_eq!(Fen(10_000).checked_share(1_600), Some(Fen(1_600)));
        assert_eq!(Fen(i64::MAX).checked_share(20_000), None);
    }

    #[test]
    fn sums_that_do_not_fit_are_told() {
        assert_eq!(Fen::checked_sum([Fen(1), Fen(2)]), Some(Fen(3)));
        assert_eq!(Fen::checked_sum([Fen(i64::MAX), Fen(1)]), None);
        assert_eq!(Fen::from_yuan(i64::MAX), None);
    }

    proptest! {
        #[test]
        fn a_shown_amount_reads_back(fen in any::<i64>()) {
            prop_assert_eq!(Fen::parse(&Fen(fen).show()), Ok(Fen(fen)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(input in "\\PC{0,12}") {
            let _ = Fen::parse(&input);
        }
    }
}
