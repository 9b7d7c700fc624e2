//! Who came to the counter, for whom, and how that was checked: read from the officer's form.

use civic::{Date, Problem, Text};

/// Days that may lie between the paper's receipt and its entry.
pub const RECEIVED_DAYS_MAX: i32 = 30;

macro_rules! told_words {
    ($(#[$doc:meta])* $type:ident { $($(#[$about:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$about])* $variant),+ }

        impl $type {
            /// Every one, in the order of the form.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The word stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$variant => $text),+ }
            }

            /// Reads the word; `None` for any other.
            pub fn parse(word: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|it| it.as_str() == word)
            }
        }
    };
}

told_words! {
    /// For whom the person at the counter speaks.
    Capacity {
        /// The legal representative in person.
        Legal = "legal",
        /// An employee with a letter of the enterprise.
        Staff = "staff",
        /// Somebody with a power of attorney.
        Agent = "agent",
    }
}

told_words! {
    /// How it was checked who came.
    Identity {
        /// The identity card was seen.
        Card = "card",
        /// An electronic identity document was verified.
        Electronic = "electronic",
        /// A passport or another official document was seen.
        Document = "document",
    }
}

/// What the officer notes before entering anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Name of the person who came.
    pub visitor: String,
    /// For whom that person speaks.
    pub capacity: Capacity,
    /// How that was checked.
    pub identity: Identity,
    /// The day the signed paper was received: the day before day 1 of the clock.
    pub received_on: Date,
}

/// Reads what the officer notes about the visit.
///
/// # Errors
/// Everything missing or impossible, at once.
pub fn read_visit(form: &web::Form, today: Date) -> Result<Visit, Vec<Problem>> {
    let mut problems = Vec::new();
    let visitor = form.get("visitor").split_whitespace().collect::<Vec<_>>().join(" ");
    let length = visitor.chars().count();
    if length == 0 || length > 100 || visitor.chars().any(char::is_control) {
        problems.push(missing(
            "visitor",
            "没有填写来人姓名，或超过 100 字",
            "the name of who came is missing or too long",
        ));
    }
    let capacity = Capacity::parse(form.get("capacity"));
    if capacity.is_none() {
        problems.push(missing("capacity", "没有选来人的身份", "it is not chosen for whom that person speaks"));
    }
    let identity = Identity::parse(form.get("identity"));
    if identity.is_none() {
        problems.push(missing("identity", "没有选怎样核对身份", "it is not chosen how the identity was checked"));
    }
    let received_on = read_received(form.get("received_on"), today).map_err(|problem| problems.push(problem)).ok();
    match (capacity, identity, received_on, problems.is_empty()) {
        (Some(capacity), Some(identity), Some(received_on), true) => {
            Ok(Visit { visitor, capacity, identity, received_on })
        }
        _ => Err(problems),
    }
}

/// The day of receipt: today, or one of the [`RECEIVED_DAYS_MAX`] days before.
fn read_received(typed: &str, today: Date) -> Result<Date, Problem> {
    let earliest = today.checked_sub(jiff::Span::new().days(RECEIVED_DAYS_MAX)).unwrap_or(today);
    let day: Option<Date> = typed.trim().parse().ok();
    day.filter(|day| *day <= today && *day >= earliest).ok_or_else(|| {
        Problem::new(
            "received_on",
            "cases/received-on",
            Text::new(
                format!("收到纸质申请的日期没有填，或不在最近 {RECEIVED_DAYS_MAX} 天以内"),
                format!("the day of receipt is missing or not within the last {RECEIVED_DAYS_MAX} days"),
            ),
            Text::new(
                "请填收到纸质申请的日期，答复期限从这一天起算；更早收到的，请按来人再次确认的日期填",
                "give the day the paper was received, from which the deadline counts; for an older paper, the day on which it was confirmed again",
            ),
        )
    })
}

fn missing(field: &str, zh: &str, en: &str) -> Problem {
    Problem::new(
        field,
        "cases/visit",
        Text::new(zh, en),
        Text::new("请补上，会随办件保存", "give it; it is kept with the case"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn everything_missing_about_a_visit_is_told_at_once() {
        let problems = read_visit(&web::Form::default(), day("2020-03-16")).expect_err("nothing was given");
        let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["visitor", "capacity", "identity", "received_on"]);
    }

    #[test]
    fn a_paper_is_received_today_or_in_the_last_days_never_tomorrow() {
        let today = day("2020-03-16");
        for (typed, taken) in
            [("2020-03-16", true), ("2020-02-15", true), ("2020-02-14", false), ("2020-03-17", false), ("soon", false)]
        {
            assert_eq!(read_received(typed, today).is_ok(), taken, "{typed}");
        }
    }

    #[test]
    fn words_read_back() {
        for it in Capacity::ALL {
            assert_eq!(Capacity::parse(it.as_str()), Some(*it));
        }
        for it in Identity::ALL {
            assert_eq!(Identity::parse(it.as_str()), Some(*it));
        }
    }
}
