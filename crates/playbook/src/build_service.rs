//! From checked tables to services: needs, steps, questions.

use std::collections::BTreeMap;

use civic::text::Text;

use crate::after::After;
use crate::build::Builder;
use crate::diagnostic::Diagnostic;
use crate::model::{Ask, Audience, Demand, Mode, Need, Service, Silence, Step, Yearly};
use crate::source::Span;
use crate::view::View;

pub(crate) fn mode(word: &str) -> Option<Mode> {
    match word {
        "review" => Some(Mode::Review),
        "filing" => Some(Mode::Filing),
        "commitment" => Some(Mode::Commitment),
        "automatic" => Some(Mode::Automatic),
        _ => None,
    }
}

pub(crate) fn silence(word: &str) -> Option<Silence> {
    match word {
        "granted" => Some(Silence::Granted),
        "refused" => Some(Silence::Refused),
        "none" => Some(Silence::None),
        _ => None,
    }
}

/// `after` of a service; what it leaves out stays open for the default.
fn after(view: &View<'_>) -> After {
    After {
        extension_working_days: view.count("extension_working_days"),
        express_working_days: view.count("express_working_days"),
        reconsideration_days: view.count("reconsideration_days"),
        reopening_days: view.count("reopening_days"),
        check_working_days: view.count("check_working_days"),
        check_share: view.count("check_share"),
        bar_days: view.count("bar_days"),
        asks_on_unknown: view.str("on_unknown") == Some("ask"),
    }
}

/// What the id of a need without one starts with: `need`, in an overlay `need-REGION`.
fn need_stem(builder: &Builder<'_>) -> String {
    match &builder.region {
        Some(region) => format!("need-{}", region.as_str()),
        None => "need".to_owned(),
    }
}

impl Builder<'_> {
    /// One file of `services/`.
    pub(crate) fn service(&mut self, file: &View<'_>) -> Option<Service> {
        let head = file.view("service")?;
        // all parts are built before any may be missing, so that all their errors are told
        let when = self.rule(&head, "when");
        let eligible = self.rule(&head, "eligible");
        let asks = file.views("ask");
        let asks = asks.iter().filter_map(|v| self.ask(v)).collect();
        let needs = self.needs(&file.views("need"), 0);
        let steps = file.views("step");
        let steps = steps.iter().filter_map(|v| self.step(v)).collect();
        let yearly = self.yearly(&head);
        let id = head.word("id")?;
        self.file_name_fits(&id.span, id.text, "services/");
        Some(Service {
            id: id.text.to_owned(),
            name: head.text("name")?,
            about: head.text("about"),
            lead: head.string("lead")?,
            audience: match head.str("for")? {
                "enterprise" => Audience::Enterprise,
                "person" => Audience::Person,
                _ => return None,
            },
            mode: mode(head.str("mode")?)?,
            when,
            eligible,
            yields: head.strings("yields"),
            basis: head.string("basis"),
            statutory_working_days: head.count("statutory_working_days")?,
            promised_working_days: head.count("promised_working_days")?,
            valid_days: head.count("valid_days"),
            silence: silence(head.str("silence")?)?,
            recourse: head.text("recourse"),
            fee: head.int("fee").unwrap_or(0),
            after: head.view("after").map_or_else(After::default, |view| after(&view)),
            yearly,
            asks,
            needs,
            steps,
            from: self.from(&id.span),
            span: id.span,
            places: head.places(),
            changed: BTreeMap::new(),
        })
    }

    /// A figure without its source, or a source without a figure, is told.
    fn yearly(&mut self, head: &View<'_>) -> Option<Yearly> {
        let (number, basis) = (head.count("yearly"), head.string("yearly_basis"));
        let lacks = match (number.is_some(), basis.is_some()) {
            (true, false) if !head.has("yearly_basis") => ("yearly_basis", "yearly"),
            (false, true) if !head.has("yearly") => ("yearly", "yearly_basis"),
            _ => return Some(Yearly { number: u64::from(number?), basis: basis? }),
        };
        let span = head.span_of(lacks.1).unwrap_or_else(|| head.span());
        let message = Text::new(
            format!("写了 `{}` 就要写 `{}`：数字要有出处", lacks.1, lacks.0),
            format!("`{}` needs `{}`: a figure has a source", lacks.1, lacks.0),
        );
        self.out.push(Diagnostic::error("missing-key", span, message));
        None
    }

    fn file_name_fits(&mut self, span: &Span, id: &str, folder: &str) {
        let stem = span.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default();
        if stem != id {
            let message = Text::new(
                format!("编号 `{id}` 与文件名 `{stem}` 不一致"),
                format!("the id `{id}` is not the name of its file, `{stem}`"),
            );
            let help = Text::new(
                format!("把文件改名为 `{folder}{id}.toml`，或把编号改成 `{stem}`"),
                format!("rename the file to `{folder}{id}.toml`, or the id to `{stem}`"),
            );
            self.out.push(Diagnostic::error("file-name", span.clone(), message).help(help));
        }
    }

    fn ask(&mut self, view: &View<'_>) -> Option<Ask> {
        let when = self.rule(view, "when");
        let fact = view.word("fact")?;
        Some(Ask { fact: fact.text.replace('-', "_"), when, span: fact.span, whole: view.whole() })
    }

    /// `[[need]]` entries; `before` of them stand in earlier lists of the same file.
    pub(crate) fn needs(&mut self, views: &[View<'_>], before: usize) -> Vec<Need> {
        let numbered = views.iter().enumerate();
        numbered.filter_map(|(at, view)| self.need(view, before + at + 1)).collect()
    }

    fn need(&mut self, view: &View<'_>, number: usize) -> Option<Need> {
        let when = self.rule(view, "when");
        let (demand, span) = self.demand(view)?;
        let default = match &demand {
            Demand::One(id) => id.clone(),
            _ => format!("{}-{number}", need_stem(self)),
        };
        Some(Need {
            id: view.string("id").unwrap_or(default),
            demand,
            when,
            max_age_days: view.count("max_age_days"),
            ask_every_time: view.bool("ask_every_time").unwrap_or(false),
            basis: view.string("basis"),
            from: self.from(&view.span()),
            span,
            whole: view.whole(),
        })
    }

    /// Exactly one of `evidence`, `any`, `at_least` with `of`.
    fn demand(&mut self, view: &View<'_>) -> Option<(Demand, Span)> {
        let ways = ["evidence", "any", "of"].into_iter();
        let given: Vec<&str> = ways.filter(|key| view.has(key)).collect();
        let at_least = view.has("at_least");
        if given.len() != 1 || at_least != (given == ["of"]) {
            let span = view.span();
            let message = Text::new(
                "一项需求只写一种：`evidence`、`any`，或 `at_least` 加 `of`",
                "a need says exactly one of `evidence`, `any`, or `at_least` with `of`",
            );
            self.out.push(Diagnostic::error("bad-need", span, message));
            return None;
        }
        let span = view.span_of(given[0])?;
        let list = view.strings(given[0]);
        let demand = match given[0] {
            "evidence" => Demand::One(view.string("evidence")?),
            "any" => Demand::Any(list),
            _ => Demand::AtLeast { n: usize::try_from(view.int("at_least")?).ok()?, of: list },
        };
        self.enough_to_choose_from(&demand, &span);
        Some((demand, span))
    }

    fn enough_to_choose_from(&mut self, demand: &Demand, span: &Span) {
        let mut distinct = demand.evidence().to_vec();
        distinct.sort();
        distinct.dedup();
        let (listed, have, enough) = (demand.evidence().len(), distinct.len(), demand.enough());
        let message = if have < listed {
            Text::new("同一材料列了两次", "the same evidence is listed twice")
        } else if have < enough {
            Text::new(
                format!("要求 {enough} 份，却只列了 {have} 份"),
                format!("asks for {enough} but lists only {have}"),
            )
        } else {
            return;
        };
        let found = Diagnostic::error("bad-need", span.clone(), message);
        self.out.push(found);
    }

    pub(crate) fn step(&mut self, view: &View<'_>) -> Option<Step> {
        let when = self.rule(view, "when");
        let id = view.word("id")?;
        let (reads, after) = (view.words("reads"), view.words("after"));
        Some(Step {
            id: id.text.to_owned(),
            name: view.text("name")?,
            agency: view.string("agency")?,
            gives: view.strings("gives"),
            working_days: view.count("working_days")?,
            visits: view.count("visits").unwrap_or(0),
            when,
            basis: view.string("basis"),
            from: self.from(&id.span),
            span: id.span,
            read_spans: reads.iter().map(|word| word.span.clone()).collect(),
            reads: reads.iter().map(|word| word.text.to_owned()).collect(),
            after_spans: after.iter().map(|word| word.span.clone()).collect(),
            after: after.iter().map(|word| word.text.to_owned()).collect(),
        })
    }
}
