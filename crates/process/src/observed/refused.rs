//! What of a log could not be used: counted by reason, the first few named with their place.

use std::collections::BTreeMap;

use civic::Text;

/// Most places named for one reason.
pub const SHOWN_MAX: usize = 5;

/// Why an event or a case does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The file breaks off or is not what it should be; what stood before counts.
    Broken,
    /// An event without a moment, or with one that cannot be read.
    NoMoment,
    /// An event without a name.
    NoName,
    /// An event that belongs to no case of the log.
    NoCase,
    /// The same act at the same moment, told again.
    EventTwice,
    /// A case told again.
    CaseTwice,
    /// A case whose service the log does not name.
    NoService,
    /// A case that was never filed.
    NeverFiled,
    /// A case with events before its filing or out of their order; it counts, put in order.
    OutOfOrder,
    /// A case that would have lasted longer than anybody keeps one open.
    TooLong,
    /// Standstills that cannot be read; the acts are taken instead.
    BadStops,
    /// A second look at a decision, which has a clock of its own.
    Reconsideration,
}

impl Refusal {
    /// The stable word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Refusal::Broken => "broken",
            Refusal::NoMoment => "no-moment",
            Refusal::NoName => "no-name",
            Refusal::NoCase => "no-case",
            Refusal::EventTwice => "event-twice",
            Refusal::CaseTwice => "case-twice",
            Refusal::NoService => "no-service",
            Refusal::NeverFiled => "never-filed",
            Refusal::OutOfOrder => "out-of-order",
            Refusal::TooLong => "too-long",
            Refusal::BadStops => "bad-stops",
            Refusal::Reconsideration => "reconsideration",
        }
    }

    /// What it means for the figures.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Refusal::Broken => (
                "文件在此中断或格式不对，只计此前的内容",
                "the file breaks off or is malformed here; what stands before counts",
            ),
            Refusal::NoMoment => {
                ("事件没有时间或时间读不懂，未计", "events without a moment that can be read, not counted")
            }
            Refusal::NoName => ("事件没有名称，未计", "events without a name, not counted"),
            Refusal::NoCase => ("事件不属于日志中的任何办件，未计", "events of no case of the log, not counted"),
            Refusal::EventTwice => ("事件重复，只计一次", "events told twice, counted once"),
            Refusal::CaseTwice => ("办件重复，只计第一次", "cases told twice, counted once"),
            Refusal::NoService => ("办件没有写明事项，未计", "cases that name no service, not counted"),
            Refusal::NeverFiled => ("办件没有提交记录，未计", "cases without a filing, not counted"),
            Refusal::OutOfOrder => {
                ("办件中事件的先后颠倒，已排序后计入", "cases whose events were out of order; put in order and counted")
            }
            Refusal::TooLong => ("办件历时超过十年，未计", "cases of more than ten years, not counted"),
            Refusal::BadStops => (
                "停止计时的记录读不懂，改按所办的事推算",
                "standstills that cannot be read; told from the acts instead",
            ),
            Refusal::Reconsideration => {
                ("复核另有时限，不计在内", "reconsiderations, which have a term of their own, not counted")
            }
        };
        Text::new(zh, en)
    }

    /// True where the log itself is at fault, and not only of another kind.
    pub fn is_fault(self) -> bool {
        self != Refusal::Reconsideration
    }
}

/// How often each reason came up, with the first places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals {
    counted: BTreeMap<Refusal, (u64, Vec<(u64, String)>)>,
}

impl Refusals {
    /// One more, at a line (XES) or an entry (OCEL), about something named.
    pub fn put(&mut self, why: Refusal, place: u64, what: &str) {
        let (count, shown) = self.counted.entry(why).or_default();
        *count += 1;
        if shown.len() < SHOWN_MAX {
            shown.push((place, what.chars().take(80).collect()));
        }
    }

    /// Reasons with their count and first places.
    pub fn iter(&self) -> impl Iterator<Item = (Refusal, u64, &[(u64, String)])> {
        self.counted.iter().map(|(why, (count, shown))| (*why, *count, shown.as_slice()))
    }

    /// How often for a reason.
    pub fn count(&self, why: Refusal) -> u64 {
        self.counted.get(&why).map_or(0, |(count, _)| *count)
    }

    /// Nothing was refused.
    pub fn is_empty(&self) -> bool {
        self.counted.is_empty()
    }
}
