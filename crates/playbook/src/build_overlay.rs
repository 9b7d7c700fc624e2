//! From checked tables to overlays: headers first, contents once the stack is known.

use civic::division::RegionCode;
use civic::text::Text;
use rules::Fact;

use crate::build::{Builder, check_period};
use crate::build_service::{mode, silence};
use crate::diagnostic::Diagnostic;
use crate::overlay::{Change, ChangeKind, Overlay, Setting};
use crate::source::Span;
use crate::view::{View, Word};

/// The `[overlay]` table of a folder `overlays/REGION/`; everything else is still empty.
pub(crate) fn header(
    folder: &str,
    file: &View<'_>,
    facts: Vec<(Fact, Option<Text>)>,
    out: &mut Vec<Diagnostic>,
) -> Option<Overlay> {
    let head = file.view("overlay")?;
    check_period(&head, out);
    let region = head.word("region")?;
    if region.text != folder {
        let text = region.text;
        out.push(Diagnostic::error(
            "file-name",
            region.span.clone(),
            Text::new(
                format!("区划代码 `{text}` 与文件夹 `overlays/{folder}` 不一致"),
                format!("the region `{text}` is not the name of its folder, `overlays/{folder}`"),
            ),
        ));
    }
    Some(Overlay {
        region: RegionCode::parse(region.text).ok()?,
        name: head.text("name")?,
        extends: head.str("extends").and_then(|code| RegionCode::parse(code).ok()),
        from: head.date("from")?,
        until: head.date("until"),
        basis: head.string("basis")?,
        changes: Vec::new(),
        agencies: Vec::new(),
        evidence: Vec::new(),
        services: Vec::new(),
        facts,
        span: region.span,
    })
}

impl Builder<'_> {
    /// `[[change]]` entries of an overlay.toml.
    pub(crate) fn changes(&mut self, file: &View<'_>) -> Vec<Change> {
        let mut before = 0;
        let mut found = Vec::new();
        for view in file.views("change") {
            found.extend(self.change(&view, before));
            before += view.views("add_need").len();
        }
        found
    }

    fn change(&mut self, view: &View<'_>, needs_before: usize) -> Option<Change> {
        let set = view.view("set").map_or_else(Vec::new, |v| self.settings(&v));
        let add_needs = self.needs(&view.views("add_need"), needs_before);
        let add_steps = view.views("add_step");
        let add_steps = add_steps.iter().filter_map(|v| self.step(v)).collect();
        let kind = match view.str("kind")? {
            "adds" => ChangeKind::Adds,
            "tightens" => ChangeKind::Tightens,
            "relaxes" => ChangeKind::Relaxes,
            _ => return None,
        };
        self.must_say_why(view, kind);
        let owned = |words: Vec<Word<'_>>| {
            let pair = |word: Word<'_>| (word.text.to_owned(), word.span);
            words.into_iter().map(pair).collect::<Vec<(String, Span)>>()
        };
        Some(Change {
            service: view.string("service")?,
            kind,
            basis: view.string("basis"),
            until: view.date("until"),
            set,
            drop_needs: owned(view.words("drop_needs")),
            drop_steps: owned(view.words("drop_steps")),
            add_needs,
            add_steps,
            span: view.span_of("kind").unwrap_or_else(|| view.span()),
            from: self.from(&view.span()),
        })
    }

    /// A lower level may relax freely; to ask for more it says on what basis and until when.
    fn must_say_why(&mut self, view: &View<'_>, kind: ChangeKind) {
        if kind == ChangeKind::Relaxes {
            return;
        }
        for (key, zh, en) in [
            ("basis", "依据（文号和条款）", "its basis (document number and article)"),
            ("until", "截止日", "its last day"),
        ] {
            if !view.has(key) {
                let span = view.span_of("kind").unwrap_or_else(|| view.span());
                let message = Text::new(
                    format!("下级增设或收紧，必须写明 `{key}`：{zh}"),
                    format!("a change that adds or tightens must give `{key}`: {en}"),
                );
                self.out.push(Diagnostic::error("overlay-unjustified", span, message));
            }
        }
    }

    fn settings(&mut self, view: &View<'_>) -> Vec<(Setting, Span)> {
        let when = self.rule(view, "when").map(Setting::When);
        let eligible = self.rule(view, "eligible").map(Setting::Eligible);
        let days = |key| view.count(key);
        let all = [
            view.text("name").map(Setting::Name),
            view.text("about").map(Setting::About),
            view.string("lead").map(Setting::Lead),
            view.str("mode").and_then(mode).map(Setting::Mode),
            when,
            eligible,
            view.string("basis").map(Setting::Basis),
            days("statutory_working_days").map(Setting::StatutoryDays),
            days("promised_working_days").map(Setting::PromisedDays),
            days("valid_days").map(Setting::ValidDays),
            view.str("silence").and_then(silence).map(Setting::Silence),
            view.text("recourse").map(Setting::Recourse),
            view.int("fee").map(Setting::Fee),
        ];
        let placed = |setting: Setting| {
            let span = view.span_of(setting.key())?;
            Some((setting, span))
        };
        all.into_iter().flatten().filter_map(placed).collect()
    }
}
