//! How a case is handled: as the service says, or by review where a grant at once would rest on something unknown.
//!
//! Filing, commitment and automatic grant with the filing, so every condition must be true by then. What is unknown
//! is asked or goes to the agencies, as the service says; it is never taken for yes. Who broke a promise is handled
//! by review until the bar on the record ends.

use civic::{Date, Problem, Text};
use playbook::Mode;
use playbook::finder::Finding;
use rules::Truth;

use crate::cases::acts::Book;

/// Id of the step of the lead agency in a review whose service names none.
pub const REVIEW_STEP: &str = "review";

/// The word stored.
pub const fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Review => "review",
        Mode::Filing => "filing",
        Mode::Commitment => "commitment",
        Mode::Automatic => "automatic",
    }
}

/// Reads the stored word.
pub fn parse(word: &str) -> Option<Mode> {
    [Mode::Review, Mode::Filing, Mode::Commitment, Mode::Automatic].into_iter().find(|mode| self::word(*mode) == word)
}

/// Why a case is not handled in its service's mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A condition is unknown.
    Unknown,
    /// A promise was broken; the bar holds until and with this day.
    Barred(Date),
}

impl Instead {
    /// The word of the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Instead::Unknown => "unknown",
            Instead::Barred(_) => "barred",
        }
    }
}

/// How a case is handled that is complete; `barred_until` is the end of a bar on the applicant's record.
///
/// # Errors
/// What still has to be said, where the service asks rather than lets the agencies decide.
pub fn of(book: &Book, finding: &Finding, barred_until: Option<Date>) -> Result<(Mode, Option<Instead>), Vec<Problem>> {
    let mode = book.service.mode;
    if mode == Mode::Review {
        return Ok((mode, None));
    }
    if !certain(finding) {
        if mode == Mode::Automatic && book.service.after.asks_on_unknown {
            return Err(vec![not_certain(book, finding)]);
        }
        return Ok((Mode::Review, Some(Instead::Unknown)));
    }
    match barred_until.filter(|_| mode == Mode::Commitment) {
        Some(until) => Ok((Mode::Review, Some(Instead::Barred(until)))),
        None => Ok((mode, None)),
    }
}

/// How a case is handled of which only what sources have yet to tell is unknown: as the service says, and it waits. A bar
/// is known already, so whoever broke a promise is handled by review from the first day on.
pub fn awaiting(book: &Book, barred_until: Option<Date>) -> (Mode, Option<Instead>) {
    match barred_until.filter(|_| book.service.mode == Mode::Commitment) {
        Some(until) => (Mode::Review, Some(Instead::Barred(until))),
        None => (book.service.mode, None),
    }
}

/// Every condition has been decided, and those of a grant are true.
fn certain(finding: &Finding) -> bool {
    finding.must_ask == Truth::True
        && finding.eligible.as_ref().is_none_or(|(truth, _)| *truth == Truth::True)
        && finding.needs.iter().all(|need| need.truth != Truth::Unknown)
}

fn not_certain(book: &Book, finding: &Finding) -> Problem {
    let name = |fact: &String| book.playbook.catalogue.get(fact).map(|f| f.words.clone());
    let names: Vec<Text> = finding.missing.iter().filter_map(name).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    Problem::new(
        "service",
        "cases/not-certain",
        Text::new(
            format!("还不能自动办结，情况不明：{}", zh.join("、")),
            format!("it cannot be decided by rule alone yet; not known: {}", en.join(", ")),
        ),
        Text::new(
            "请补充这些信息；由登记库提供的，稍后再提交",
            "supply them; if a register holds them, file again later",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::facts::CaseFacts;
    use crate::cases::model::CaseFact;

    const DAY: Date = Date::constant(2020, 3, 16);

    /// How a service of this mode handles a case with these facts.
    fn handled(mode: &str, more: &str, headcount: Option<i64>, barred: Option<Date>) -> Result<Mode, Vec<Problem>> {
        let service = format!(
            r#"[service]
id = "entry"
name = {{ zh-CN = "列入名录", en = "Be listed" }}
lead = "office"
for = "enterprise"
mode = "{mode}"
eligible = "headcount >= 10"
basis = "x"
statutory_working_days = 1
promised_working_days = 1
silence = "granted"
{more}
"#
        );
        let head = "[playbook]\nid = \"lists\"\nname = { zh-CN = \"名录\", en = \"Lists\" }\nversion = \"1\"\nfrom = 2020-01-01\nbasis = \"x\"\n";
        let facts =
            "[fact.headcount]\ntype = \"integer\"\nname = { zh-CN = \"人数\", en = \"Staff\" }\nregister = \"r\"\n";
        let agencies = "[agency.office]\nname = { zh-CN = \"局\", en = \"Office\" }\nlevel = \"county\"\n";
        let files = [("playbook.toml", head), ("facts.toml", facts), ("agencies.toml", agencies)].into_iter();
        let files = files.chain([("services/entry.toml", service.as_str())]);
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
        let reading = playbook::read(&files, &rules::Catalogue::default());
        let whole = reading.playbook.unwrap_or_else(|| panic!("{:?}", reading.diagnostics));
        let book = Book { playbook: &whole, digest: "", service: &whole.services["entry"], on: DAY };
        let known = headcount.map(|n| CaseFact {
            fact: "headcount".into(),
            value: rules::Value::Int(n),
            answered: false,
            source: Text::new("登记", "register"),
            as_of: None,
        });
        let finding = book.find(&CaseFacts::stored(known.into_iter().collect()));
        if headcount.is_none() && mode == "commitment" && more.is_empty() {
            // what a source has yet to tell keeps the mode, and the bar holds all the same
            let (kept, _) = awaiting(&book, None);
            let (barred, why) = awaiting(&book, Some(DAY));
            assert_eq!((kept, barred, why), (Mode::Commitment, Mode::Review, Some(Instead::Barred(DAY))));
        }
        of(&book, &finding, barred).map(|(mode, _)| mode)
    }

    #[test]
    fn an_unknown_is_never_taken_for_yes() {
        for mode in ["automatic", "filing", "commitment"] {
            assert_eq!(handled(mode, "", None, None).unwrap(), Mode::Review, "{mode}");
        }
        assert_eq!(handled("automatic", "", Some(10), None).unwrap(), Mode::Automatic);
        assert_eq!(handled("automatic", "", Some(9), None).unwrap(), Mode::Review, "rule alone refuses nobody unheard");
    }

    #[test]
    fn a_service_may_ask_first() {
        let asked = handled("automatic", "[service.after]\non_unknown = \"ask\"", None, None).unwrap_err();
        assert_eq!(asked[0].code, "cases/not-certain");
        assert!(asked[0].message.zh.contains("人数") && asked[0].message.en.contains("Staff"));
    }

    #[test]
    fn a_bar_on_the_record_is_for_commitments_alone() {
        assert_eq!(handled("commitment", "", Some(10), Some(DAY)).unwrap(), Mode::Review);
        assert_eq!(handled("filing", "", Some(10), Some(DAY)).unwrap(), Mode::Filing);
        assert_eq!(handled("commitment", "", Some(10), None).unwrap(), Mode::Commitment);
    }
}
