//! Declared and measured side by side: what a log says of the services whose figures the slimmer counted.

use std::fmt::Write;

use civic::text::{Lang, Text};
use process::observed::{self, Observed, ServiceSeen, Share};
use serde_json::{Value, json};

use super::figures::{Figures, Rate};
use super::report::yuan;
use super::run::Slimming;
use super::table::{left, plain, table, width};
use crate::diagnostic::Diagnostic;
use crate::lints::{Preset, run_observed};
use crate::measured::LINTS;
use crate::model::{Evidence, Playbook, Service};

/// Cells of the longest bar.
const CELLS: u64 = 40;

/// The burden of the cases of a log, by the Standard Cost Model: what each was asked, and what was asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Borne {
    /// Fen, for the filings as declared.
    pub filings: u64,
    /// Fen, for papers made a second time because of a correction: time only, the fee is paid once.
    pub corrections: u64,
}

/// What the cases of a log cost their applicants, at a rate.
pub fn borne(book: &Playbook, service: &str, figures: &Figures, seen: &ServiceSeen, rate: &Rate) -> Borne {
    let needs = book.services.get(service).map(|service| service.needs.as_slice()).unwrap_or_default();
    let minutes = |id: &str| {
        let need = needs.iter().find(|need| need.id == id)?;
        need.demand.evidence().iter().filter_map(|id| book.evidence.get(id)).map(again).min()
    };
    let again = seen.asked_again.iter().map(|(id, times)| minutes(id).unwrap_or(0).saturating_mul(*times));
    Borne {
        filings: rate.burden(figures).saturating_mul(seen.cases),
        corrections: rate.worth(again.fold(0, u64::saturating_add)),
    }
}

fn again(evidence: &Evidence) -> u64 {
    u64::from(evidence.minutes)
}

/// The lints of what is measured, over the playbook as written.
pub fn measured_findings(book: &Playbook, found: &Slimming, seen: &Observed) -> Vec<Diagnostic> {
    let all = run_observed(book, found.question.on, Preset::Recommended, Some(seen));
    all.into_iter().filter(|finding| LINTS.contains(&finding.code.as_str())).collect()
}

/// For programs: everything measured, and each service's declared figures beside it.
pub fn measured_json(found: &Slimming, seen: &Observed) -> Value {
    let book = &found.before.playbook;
    let services = found.before.tally.services.iter().filter_map(|row| {
        let (it, own) = (seen.services.get(&row.service)?, book.services.get(&row.service)?);
        let borne = found.rate.as_ref().map(|rate| borne(book, &row.service, &row.figures, it, rate));
        Some(json!({
            "service": row.service,
            "cases": it.cases,
            "declared": {
                "working_days": row.figures.days, "promised_working_days": own.promised_working_days,
                "statutory_working_days": own.statutory_working_days, "minutes": row.figures.minutes,
                "visits": row.figures.visits,
            },
            "visits_hundredths": it.visits_hundredths(|step| visits(own, step)),
            "burden_fen": borne.map(|borne| json!({ "filings": borne.filings, "corrections": borne.corrections })),
        }))
    });
    let strangers: Vec<&String> = seen.services.keys().filter(|id| !book.services.contains_key(*id)).collect();
    json!({ "log": observed::json(seen), "compared": services.collect::<Vec<_>>(), "not_in_playbook": strangers })
}

fn visits(service: &Service, step: &str) -> u64 {
    service.steps.iter().find(|known| known.id == step).map_or(0, |step| u64::from(step.visits))
}

/// For reading.
pub fn measured_human(found: &Slimming, seen: &Observed, lang: Lang) -> String {
    let page = Page { found, seen, lang };
    let mut text = page.head();
    for row in &found.before.tally.services {
        let (own, it) = (found.before.playbook.services.get(&row.service), seen.services.get(&row.service));
        if let (Some(own), Some(it)) = (own, it) {
            text.push_str(&page.service(own, &row.figures, it));
        }
    }
    text.push_str(&page.missing());
    text
}

struct Page<'a> {
    found: &'a Slimming,
    seen: &'a Observed,
    lang: Lang,
}

impl Page<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn text(&self, text: &Text) -> String {
        plain(text.get(self.lang))
    }

    fn head(&self) -> String {
        let (cases, events) = (self.seen.cases, self.seen.events);
        let until = self.seen.as_of.map(|day| day.to_string()).unwrap_or_default();
        match self.lang {
            Lang::Zh => format!("\n实际办理情况（日志：{cases} 件，{events} 个事件，至 {until}）\n"),
            Lang::En => format!("\nAs measured (log of {cases} cases, {events} events, until {until})\n"),
        }
    }

    fn service(&self, own: &Service, figures: &Figures, it: &ServiceSeen) -> String {
        let mut text = format!("\n{}\n", self.text(&own.name));
        let figure = |number: Option<u64>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
        let days = |spread: &observed::Spread| [spread.median(), spread.most_of_ten(), spread.max()].map(figure);
        let mut rows = vec![
            [
                "",
                self.say("规定", "declared"),
                self.say("一半", "half"),
                self.say("九成", "9 of 10"),
                self.say("最长", "longest"),
            ]
            .map(str::to_owned)
            .to_vec(),
        ];
        let mut put = |name: &str, declared: String, cells: [String; 3]| {
            let mut row = vec![format!("  {name}"), declared];
            row.extend(cells);
            rows.push(row);
        };
        put(self.say("日历天", "calendar days"), String::new(), days(&it.calendar_days));
        put(self.say("工作日", "working days"), figure(figures.days), days(&it.working_days));
        let promised = own.promised_working_days.to_string();
        put(self.say("其中计时的", "of these, counted"), promised, days(&it.counted_days));
        put(self.say("其中等申请人", "for the applicant"), String::new(), days(&it.applicant_days));
        put(self.say("其中等别处", "for others"), String::new(), days(&it.elsewhere_days));
        for step in &own.steps {
            if let Some(seen) = it.steps.get(&step.id) {
                put(&self.text(&step.name), step.working_days.to_string(), days(&seen.handled));
            }
        }
        text.push_str(&table(&rows, 1));
        text.push_str(&self.bars(own, it));
        text.push_str(&self.shares(own, figures, it));
        text
    }

    /// Who held the cases: all working days divided, drawn.
    fn bars(&self, own: &Service, it: &ServiceSeen) -> String {
        let mut rows: Vec<(String, u64)> = Vec::new();
        for step in &own.steps {
            rows.push((self.text(&step.name), it.steps.get(&step.id).map_or(0, |seen| seen.held_days)));
        }
        let others = it.steps.iter().filter(|(id, _)| own.steps.iter().all(|step| step.id != **id));
        rows.push((
            self.say("规则书里没有的环节", "steps not in the rule book").to_owned(),
            others.map(|(_, seen)| seen.held_days).sum(),
        ));
        rows.push((self.say("等申请人", "for the applicant").to_owned(), it.applicant_days.sum()));
        rows.push((self.say("等别处", "for others").to_owned(), it.elsewhere_days.sum()));
        rows.push((self.say("没有环节答复", "by no step that answered").to_owned(), it.nobody_days));
        rows.retain(|(_, days)| *days > 0);
        let (total, wide) = (it.held_in_all().max(1), rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0));
        let mut text = match self.lang {
            Lang::Zh => format!("  {} 个工作日耗在：\n", it.held_in_all()),
            Lang::En => format!("  {} working days, spent:\n", it.held_in_all()),
        };
        for (name, days) in rows {
            let cells = usize::try_from((days.saturating_mul(CELLS)).div_ceil(total)).unwrap_or(0);
            let percent = Share::new(days, total).percent().unwrap_or(0);
            let _ = writeln!(text, "    {}  {} {days} ({percent}%)", left(&name, wide), "█".repeat(cells));
        }
        text
    }

    fn shares(&self, own: &Service, figures: &Figures, it: &ServiceSeen) -> String {
        let mut text = String::new();
        let mut line = |zh: &str, en: &str, share: Share| {
            let (Some(percent), Some((least, most))) = (share.percent(), share.bounds()) else { return };
            let name = self.say(zh, en);
            let _ = writeln!(
                text,
                "  {name}{}{}/{} ({percent}%, {:.1}–{:.1}%)",
                self.say("：", ": "),
                share.part,
                share.of,
                least * 100.0,
                most * 100.0
            );
        };
        line("超过法定时限", "later than the law's limit", it.late_by_law);
        line("超过承诺时限", "later than promised", it.late_by_promise);
        line("补正过", "put right at least once", it.correction());
        line("不予批准", "refused", it.refusal());
        let visits = it.visits_hundredths(|step| visits(own, step));
        let (declared, measured) = (figures.visits, format!("{}.{:02}", visits / 100, visits % 100));
        let _ = match self.lang {
            Lang::Zh => writeln!(
                text,
                "  每件跑动：规定 {declared} 次，实际 {measured} 次；未办结 {} 件，其中逾期 {} 件",
                it.open, it.open_late
            ),
            Lang::En => writeln!(
                text,
                "  visits a case: declared {declared}, measured {measured}; open {}, of these late {}",
                it.open, it.open_late
            ),
        };
        if let Some(rate) = &self.found.rate {
            let borne = borne(&self.found.before.playbook, &own.id, figures, it, rate);
            let (filings, corrections) = (yuan(borne.filings), yuan(borne.corrections));
            let _ = match self.lang {
                Lang::Zh => writeln!(
                    text,
                    "  {} 件的负担：申请 {filings} 元，补正 {corrections} 元（标准成本模型，费率同上）",
                    it.cases
                ),
                Lang::En => writeln!(
                    text,
                    "  burden of {} cases: filing {filings}, corrections {corrections} yuan (Standard Cost Model, rate as above)",
                    it.cases
                ),
            };
        }
        for (way, times) in it.ways().into_iter().filter(|(way, _)| !way.is_empty()).take(3) {
            let _ = writeln!(text, "    {times} × {}", plain(way));
        }
        text
    }

    /// What the log has and the playbook has not, and what could not be used.
    fn missing(&self) -> String {
        let mut text = String::new();
        let book = &self.found.before.playbook;
        for (id, it) in self.seen.services.iter().filter(|(id, _)| !book.services.contains_key(*id)) {
            let (id, cases) = (plain(id), it.cases);
            text.push_str(&match self.lang {
                Lang::Zh => format!("\n规则书没有事项 `{id}`，它的 {cases} 件没有对照。\n"),
                Lang::En => {
                    format!("\nThe rule book has no service `{id}`; its {cases} cases are compared with nothing.\n")
                }
            });
        }
        for (why, count, shown) in self.seen.refused.iter() {
            let places: Vec<String> = shown.iter().map(|(place, what)| format!("{place} {}", plain(what))).collect();
            let (words, places) = (why.words(), places.join(self.say("，", ", ")));
            text.push_str(&match self.lang {
                Lang::Zh => format!("\n{}：{count}（行号或序号：{places}）\n", words.zh),
                Lang::En => format!("\n{}: {count} (line or entry: {places})\n", words.en),
            });
        }
        text
    }
}
