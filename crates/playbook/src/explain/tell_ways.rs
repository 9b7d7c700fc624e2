//! Ways out in words: what to do, why that may be done, whom it frees.

use civic::text::{Lang, Text};

use super::commitment::{NoCommitment, demander};
use super::place::{level, listed, of_clause, quoted};
use super::ways_out::{Rank, WayOut};
use crate::graph::Papers;
use crate::model::{Service, Yearly};

/// Most ways out told, and most services named by one; the others are counted.
const TOLD_MAX: usize = 6;

/// A way out for readers and programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// `no-basis`, `lower-level`, `commitment` or `law`.
    pub rank: &'static str,
    /// What to do, and why that may be done.
    pub what: Text,
    /// File of the demand.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// The services that can be had once it is done.
    pub frees: Vec<Freed>,
}

/// A service that a way out frees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freed {
    /// Its id.
    pub service: String,
    /// Its name.
    pub name: Text,
    /// Applications a year, where the playbook states them.
    pub yearly: Option<Yearly>,
    /// Working days promised for its answer.
    pub working_days: u32,
}

impl Freed {
    fn of(service: &Service) -> Freed {
        Freed {
            service: service.id.clone(),
            name: service.name.clone(),
            yearly: service.yearly.clone(),
            working_days: service.promised_working_days,
        }
    }
}

impl Way {
    /// What it frees, in words: `frees "A" (1200 applications a year according to …), "B"`.
    pub fn frees_in_words(&self) -> Text {
        Text::new(self.frees_in(Lang::Zh), self.frees_in(Lang::En))
    }

    fn frees_in(&self, lang: Lang) -> String {
        let freed: Vec<String> = self.frees.iter().take(TOLD_MAX).map(|freed| one_freed(freed, lang)).collect();
        let (freed, more) = (listed(&freed, lang), self.frees.len().saturating_sub(TOLD_MAX));
        let mut words = match (lang, more) {
            (Lang::Zh, 0) => format!("办通：{freed}"),
            (Lang::Zh, _) => format!("办通：{freed}等 {} 件", self.frees.len()),
            (Lang::En, 0) => format!("frees {freed}"),
            (Lang::En, _) => format!("frees {freed} and {more} more"),
        };
        let counted: Vec<u64> = self.frees.iter().filter_map(|freed| freed.yearly.as_ref().map(|y| y.number)).collect();
        if counted.len() > 1 {
            let sum = counted.iter().fold(0_u64, |sum, number| sum.saturating_add(*number));
            words.push_str(&match lang {
                Lang::Zh => format!("；有数可查的合计每年 {sum} 件"),
                Lang::En => format!("; {sum} applications a year in all, where the number is known"),
            });
        }
        words
    }
}

fn one_freed(freed: &Freed, lang: Lang) -> String {
    let name = quoted(&freed.name, lang);
    let Some(Yearly { number, basis }) = &freed.yearly else { return name };
    let days = freed.working_days;
    match lang {
        Lang::Zh => format!("{name}（每年 {number} 件，据“{basis}”；承诺 {days} 个工作日办结）"),
        Lang::En => {
            let days = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
            format!("{name} ({number} applications a year according to \"{basis}\"; answer promised in {days})")
        }
    }
}

/// The ways out for readers and programs, in their order.
pub fn told(papers: &Papers<'_>, ways: &[WayOut<'_>]) -> Vec<Way> {
    let told = |way: &WayOut<'_>| Way {
        rank: way.rank.name(),
        what: Text::new(what(papers, way, Lang::Zh), what(papers, way, Lang::En)),
        file: way.clause.from().file.to_string(),
        line: way.clause.from().line,
        frees: way.frees.iter().map(|service| Freed::of(service)).collect(),
    };
    ways.iter().map(told).collect()
}

/// The list of ways out as a help text; none when nothing is freed by mending one demand.
pub fn ways_out_in_words(ways: &[Way]) -> Option<Text> {
    let tell = |lang: Lang| {
        let first = match lang {
            Lang::Zh => "办法，从易到难：",
            Lang::En => "ways out, the easiest first:",
        };
        let joint = match lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        };
        let one = |way: &Way| format!("{}{joint}{}", way.what.get(lang), way.frees_in(lang));
        let told = ways.iter().take(TOLD_MAX).zip(1..).map(|(way, n)| format!("{n}. {}", one(way)));
        std::iter::once(first.to_owned()).chain(told).collect::<Vec<_>>().join("\n")
    };
    (!ways.is_empty()).then(|| Text::new(tell(Lang::Zh), tell(Lang::En)))
}

/// What to do, and why that may be done.
fn what(papers: &Papers<'_>, way: &WayOut<'_>, lang: Lang) -> String {
    let names = way.asked.iter().map(|id| quoted(&papers.playbook.evidence_name(id), lang));
    let asked = listed(&names.collect::<Vec<_>>(), lang);
    let place = of_clause(papers, way.clause, lang);
    match (way.rank, lang) {
        (Rank::NoBasis, Lang::Zh) => format!("取消对{asked}的要求{place}：没有依据的要求可以直接取消"),
        (Rank::NoBasis, Lang::En) => format!("drop the demand for {asked}{place}: it rests on nothing"),
        (Rank::LowerLevel(_), _) => {
            let who = level(papers, way.clause.from()).unwrap_or_default();
            match lang {
                Lang::Zh => format!("取消对{asked}的要求{place}：由{}加上的，也由它取消", who.zh),
                Lang::En => format!("drop the demand for {asked}{place}: {} added it and can take it back", who.en),
            }
        }
        (Rank::Commitment, lang) => {
            let who = demander(papers.playbook, way.clause)
                .map_or_else(|| Text::new("经办部门", "the office"), |who| Text::new(who.zh.clone(), who.en.clone()));
            match lang {
                Lang::Zh => format!("对{asked}改用告知承诺{place}：由{}提出，不是法律法规规定的", who.zh),
                Lang::En => {
                    format!("accept a signed commitment for {asked}{place}: {} demands it, and no law does", who.en)
                }
            }
        }
        (Rank::Law, Lang::Zh) => format!("修改要求{asked}的规定{place}{}", why_not(way).zh),
        (Rank::Law, Lang::En) => format!("change the rule that demands {asked}{place}{}", why_not(way).en),
    }
}

/// Why nothing easier will do.
fn why_not(way: &WayOut<'_>) -> Text {
    match &way.no_commitment {
        None => Text::default(),
        Some(NoCommitment::Law(title)) => Text::new(
            format!("：由《{title}》规定，不能以承诺代替"),
            format!(": the law demands it (《{title}》), so no commitment can stand in"),
        ),
        Some(NoCommitment::Field(field)) => Text::new(
            format!("：涉及{}，不适用告知承诺（国办发〔2020〕42号）", field.zh),
            format!(": 国办发〔2020〕42号 allows no commitment in matters of {}", field.en),
        ),
        Some(NoCommitment::Decision) => Text::new(
            "：它是审批或核查的结果，不能以承诺代替",
            ": it is the outcome of a decision or a check, which no commitment replaces",
        ),
        Some(NoCommitment::Market) => Text::new(
            "：这是供货的前提，承诺代替不了；先让供货方办成",
            ": supply depends on it, and no commitment replaces supply: let the suppliers through first",
        ),
    }
}
