//! The slimmer's findings for a reader.

use std::fmt::Write;

use civic::money::Fen;
use civic::text::{Lang, Text};

use super::chart;
use super::count::{Asked, asked_of};
use super::figures::{COLUMNS, Column, Figures, Rate};
use super::run::{Decision, Edit, Slimming, State, Stay};
use super::table::{plain, some, table};
use crate::model::Yearly;

/// The whole report as text.
pub fn human(found: &Slimming, lang: Lang) -> String {
    let page = Page { found, lang };
    let mut text = page.head();
    text.push_str(&page.figures());
    text.push_str(&page.burden());
    text.push_str(&page.schedules());
    text.push_str(&page.edits());
    text.push_str(&page.decisions());
    text.push_str(&page.examples());
    text.push_str(&page.stays());
    text
}

/// Of the same report only whom it is about and the table of figures.
pub fn figures_human(found: &Slimming, lang: Lang) -> String {
    let page = Page { found, lang };
    page.head() + &page.figures()
}

/// Whole yuan and fen.
pub(super) fn yuan(fen: u64) -> String {
    Fen(i64::try_from(fen).unwrap_or(i64::MAX)).show()
}

/// A figure as shown in its column.
pub(super) fn shown(column: &Column, figures: &Figures) -> String {
    match ((column.of)(figures), column.id) {
        (None, _) => "∞".to_owned(),
        (Some(fen), "fee_fen") => yuan(fen),
        (Some(figure), _) => figure.to_string(),
    }
}

struct Page<'a> {
    found: &'a Slimming,
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
        let Slimming { question, before, .. } = self.found;
        let book = &before.playbook;
        let (name, version) = (self.text(&book.name), plain(&book.version));
        // without a region it is what holds everywhere
        let region = question
            .region
            .as_ref()
            .map_or(String::new(), |code| format!("{}{}", self.say("，区划 ", ", region "), code.as_str()));
        let on = question.on;
        let mut text = match self.lang {
            Lang::Zh => format!("{name}（{version}）{region}，{on}\n"),
            Lang::En => format!("{name} ({version}){region}, {on}\n"),
        };
        if question.facts.is_empty() {
            text.push_str(self.say(
                "没有给出申请人的情况：凡可能要求的都计入。\n",
                "Nothing is known of the applicant: all that may be demanded counts.\n",
            ));
        } else {
            let given: Vec<String> =
                question.facts.iter().map(|(name, value)| format!("{name}={}", value.show(self.lang))).collect();
            let given = plain(&given.join(", "));
            let _ = writeln!(text, "{}{given}", self.say("申请人：", "Applicant: "));
        }
        text.push('\n');
        text
    }

    fn states(&self) -> [(&'static str, &State); 3] {
        let words = match self.lang {
            Lang::Zh => ["现状", "可直接改", "全部改"],
            Lang::En => ["as written", "safe changes", "all changes"],
        };
        [(words[0], &self.found.before), (words[1], &self.found.safe), (words[2], &self.found.all)]
    }

    fn figures(&self) -> String {
        let mut rows = vec![vec![String::new()]];
        rows[0].extend(COLUMNS.iter().map(|column| column.heading().get(self.lang).to_owned()));
        let states = self.states();
        let row = |name: String, figures: &Figures| {
            let mut row = vec![name];
            row.extend(COLUMNS.iter().map(|column| shown(column, figures)));
            row
        };
        for service in &self.found.before.tally.services {
            rows.push(vec![self.text(&service.name)]);
            let mut last = None;
            for (words, state) in &states {
                let found = state.tally.services.iter().find(|r| r.service == service.service);
                let figures = found.map_or(Figures::default(), |row| row.figures);
                if last != Some(figures) {
                    rows.push(row(format!("  {words}"), &figures));
                }
                last = Some(figures);
            }
        }
        rows.push(vec![self.say("全部事项合计", "All services together").to_owned()]);
        rows.extend(states.iter().map(|(words, state)| row(format!("  {words}"), &state.tally.bundle)));
        let mut text = table(&rows, 1);
        text.push_str(self.say(
            "每列取满足规定的最少数；他人出具的材料合计时只办一次；事项之下，与上一行相同的行不列。\n",
            "Each column is the least that meets the rules; in the sum, a paper others issue is got once; under a service, rows like the one above are left out.\n",
        ));
        if self.states().iter().any(|(_, state)| state.tally.bundle.days.is_none()) {
            text.push_str(self.say(
                "∞：有的要求永远无法满足；原因见 tongtu lint，缺什么见 tongtu plan。\n",
                "∞: some demands can never be met; `tongtu lint` says why, `tongtu plan` what is out of reach.\n",
            ));
        }
        if !self.found.before.tally.exact {
            text.push_str(self.say(
                "可选的组合太多，合计是已找到的最少数，未证明最少。\n",
                "There are too many combinations: a sum is the least found, not proven.\n",
            ));
        }
        text
    }

    fn burden(&self) -> String {
        let Some(rate) = &self.found.rate else {
            return self
                .say(
                    "\n没有小时费率，不折算负担：在规则书写参数 applicant-hourly-rate，或用 --hourly-rate 给出。\n",
                    "\nNo hourly rate, so no burden in money: give the parameter applicant-hourly-rate, or --hourly-rate.\n",
                )
                .to_owned();
        };
        let mut text = format!(
            "\n{}\n",
            self.say(
                "负担（标准成本模型：分钟×费率＋收费，元）",
                "Burden (Standard Cost Model: minutes x rate + fees, yuan)"
            )
        );
        let counted = self.yearly();
        let yearly = self.found.question.applicants.is_some() || !counted.is_empty();
        let mut rows = vec![vec![String::new(), self.say("每件", "each").to_owned()]];
        if yearly {
            rows[0].push(self.say("每年", "a year").to_owned());
        }
        let row = |words: &str, each: u64, many: Option<u64>| {
            let mut row = vec![format!("  {words}"), yuan(each)];
            if yearly {
                row.push(many.map(|many| yuan(each.saturating_mul(many))).unwrap_or_default());
            }
            row
        };
        let services = &self.found.before.tally.services;
        for service in services.iter().filter(|_| services.len() > 1 || !counted.is_empty()) {
            rows.push(vec![self.text(&service.name)]);
            let many = counted.iter().find(|(id, _)| **id == service.service).map(|(_, yearly)| yearly.number);
            for (words, state) in self.states() {
                let found = state.tally.services.iter().find(|r| r.service == service.service);
                rows.push(row(words, rate.burden(&found.map_or(Figures::default(), |row| row.figures)), many));
            }
        }
        rows.push(vec![self.say("全部事项合计", "All services together").to_owned()]);
        for (words, state) in self.states() {
            rows.push(row(words, rate.burden(&state.tally.bundle), self.found.question.applicants));
        }
        text.push_str(&table(&rows, 1));
        text.push_str(&self.sources(rate));
        text
    }

    /// Applications a year of each service, where the playbook states them.
    fn yearly(&self) -> Vec<(&String, &Yearly)> {
        let services = &self.found.before.playbook.services;
        let rows = self.found.before.tally.services.iter();
        rows.filter_map(|row| Some((&row.service, services.get(&row.service)?.yearly.as_ref()?))).collect()
    }

    fn sources(&self, rate: &Rate) -> String {
        let (an_hour, source) = (yuan(rate.fen_an_hour), self.text(&rate.source));
        let mut text = match self.lang {
            Lang::Zh => format!("  费率 {an_hour} 元/小时，来源：{source}。\n"),
            Lang::En => format!("  Rate {an_hour} yuan an hour; source: {source}.\n"),
        };
        if let Some(many) = self.found.question.applicants {
            text.push_str(&match self.lang {
                Lang::Zh => format!("  每年 {many} 件，来源：命令行 --applicants。\n"),
                Lang::En => {
                    format!("  {} a year; source: --applicants on the command line.\n", some(many, "application"))
                }
            });
        }
        for (id, Yearly { number, basis }) in self.yearly() {
            let name = self.found.before.playbook.services.get(id).map(|s| self.text(&s.name)).unwrap_or_default();
            let basis = plain(basis);
            text.push_str(&match self.lang {
                Lang::Zh => format!("  “{name}”每年 {number} 件，来源：{basis}。\n"),
                Lang::En => format!("  \"{name}\": {} a year; source: {basis}.\n", some(*number, "application")),
            });
        }
        text
    }

    fn schedules(&self) -> String {
        let q = &self.found.question;
        let asked = |state: &'_ State| -> Vec<(String, String, u64)> {
            let found: Vec<Asked<'_>> = asked_of(&state.playbook, &q.facts, q.on, &q.services);
            let drawn = |a: &Asked<'_>| {
                let chart = chart::of_asked(&state.playbook, a, self.lang);
                (a.service.id.clone(), chart, a.days())
            };
            found.iter().map(drawn).collect()
        };
        let (before, after) = (asked(&self.found.before), asked(&self.found.all));
        let mut text = String::new();
        for ((id, old, old_days), (_, new, new_days)) in before.iter().zip(&after) {
            if old.is_empty() || (old == new && before.len() > 3) {
                continue; // with many services only those that change are drawn
            }
            let name = self.found.before.playbook.services.get(id).map(|s| self.text(&s.name)).unwrap_or_default();
            let _ = write!(text, "\n{name}{}\n{old}", self.days(*old_days));
            if old != new {
                let _ = write!(text, "  {}{}\n{new}", self.say("全部改后", "after all changes"), self.days(*new_days));
            }
        }
        text
    }

    fn days(&self, days: u64) -> String {
        match self.lang {
            Lang::Zh => format!("：{days} 个工作日"),
            Lang::En => format!(": {}", some(days, "working day")),
        }
    }

    fn edits(&self) -> String {
        let edits = &self.found.edits;
        if edits.is_empty() {
            return match self.found.decisions.is_empty() {
                true => format!("\n{}\n", self.say("没有可以减的。", "There is nothing to take away.")),
                false => String::new(),
            };
        }
        let mut text = String::new();
        for safe in [true, false] {
            let some: Vec<&Edit> = edits.iter().filter(|edit| edit.decide.is_none() == safe).collect();
            if some.is_empty() {
                continue;
            }
            let title = match safe {
                true => self.say("可直接改（--write 写入）", "Safe changes (--write makes them)"),
                false => self.say("须由人决定", "To be decided by a person"),
            };
            let _ = writeln!(text, "\n{title}");
            for edit in some {
                text.push_str(&self.edit(edit));
            }
        }
        text
    }

    /// What is blocked whatever is taken away, and the ways out.
    fn decisions(&self) -> String {
        if self.found.decisions.is_empty() {
            return String::new();
        }
        let mut text = format!(
            "\n{}\n",
            self.say(
                "仍然办不成，须由人决定：各条办法任选其一即可办通",
                "Still blocked, needs a decision: any one of the ways out opens it"
            )
        );
        for Decision { code, what, file, line, ways } in &self.found.decisions {
            let _ = writeln!(text, "  {} [{code}]\n    {}:{line}", self.text(what), plain(file));
            for (way, number) in ways.iter().zip(1..) {
                let frees = way.frees_in_words();
                let _ = writeln!(text, "    {number}. {}\n       {}", self.text(&way.what), self.text(&frees));
            }
        }
        text
    }

    fn edit(&self, edit: &Edit) -> String {
        let Edit { file, line, code, .. } = edit;
        let (what, why) = (self.text(&edit.what), self.text(&edit.why));
        let saves = self.saves(edit);
        let mut text = format!("  {} [{code}]\n    {}:{line}\n    {why}{saves}\n", what, plain(file));
        if let Some(decide) = &edit.decide {
            let _ = writeln!(text, "    {}{}", self.say("先定：", "first: "), self.text(decide));
        }
        text
    }

    fn saves(&self, edit: &Edit) -> String {
        let parts: Vec<String> = COLUMNS
            .iter()
            .filter(|column| (column.of)(&edit.before) != (column.of)(&edit.after))
            .map(|column| {
                let (from, to) = (shown(column, &edit.before), shown(column, &edit.after));
                format!("{} {from}→{to}", column.heading().get(self.lang))
            })
            .collect();
        if parts.is_empty() {
            return String::new();
        }
        match self.lang {
            Lang::Zh => format!("；{}", parts.join("，")),
            Lang::En => format!("; {}", parts.join(", ")),
        }
    }

    fn examples(&self) -> String {
        let broken = &self.found.all.examples_to_revise;
        if broken.is_empty() {
            return String::new();
        }
        let mut text = format!(
            "\n{}\n",
            self.say("全部改后，这些算例要随之修改", "After all changes these worked examples must be rewritten")
        );
        for (title, file, line) in broken {
            let _ = writeln!(text, "  {}:{line}  {}", plain(file), plain(title));
        }
        text
    }

    fn stays(&self) -> String {
        let mut text =
            format!("\n{}\n", self.say("全部改后仍保留的，及其依据", "What stays after all changes, and why"));
        let mut service = None;
        for stay in &self.found.stays {
            if service != Some(&stay.service) {
                service = Some(&stay.service);
                let found = self.found.before.playbook.services.get(&stay.service);
                let _ = writeln!(text, "  {}", found.map(|s| self.text(&s.name)).unwrap_or_default());
            }
            text.push_str(&self.stay(stay));
        }
        text
    }

    fn stay(&self, stay: &Stay) -> String {
        let Stay { file, line, .. } = stay;
        let kind = match stay.is_step {
            true => self.say("环节", "step"),
            false => self.say("材料", "paper"),
        };
        let basis = stay.basis.as_deref().map_or_else(|| self.say("未写依据", "no basis given").to_owned(), plain);
        let by = stay.region.as_ref().map(|region| format!(" ({region})")).unwrap_or_default();
        let (name, file) = (self.text(&stay.name), plain(file));
        match self.lang {
            Lang::Zh => format!("    {kind} {name}：{basis}{by}  {file}:{line}\n"),
            Lang::En => format!("    {kind} {name}: {basis}{by}  {file}:{line}\n"),
        }
    }
}
