//! Taking a certificate back, on the pages beyond the decision: proposed and decided by officers, answered by its holder.

use web::ui::{Field, Kind, Notice};
use web::{Ctx, Say};

use crate::cases::model::CaseState;
use crate::cases::more::{self, More, Part, Sent};
use crate::cases::revocation::{Revocation, State};

/// For the lead agency: what was proposed and, while a certificate is valid, the form to propose.
pub(super) fn desk(ctx: &Ctx, w: Say, it: &More, root: &str, leads: bool, sent: &Sent) -> Option<Part> {
    let mut part = Part::new("revoke", w.t("revoke-title"));
    for one in &it.revocations {
        part = part.notice(told(w, one));
        if leads && one.state == State::Asked {
            let mut form = more::form(ctx, root, it, "revocation", w.t("revoke-decide"));
            form.hidden.push(("revocation", one.id.clone()));
            let about = ("revocation", one.id.as_str());
            let choices = [("yes", w.t("revoke-yes")), ("no", w.t("revoke-no"))];
            form.fields.push(sent.fill(w, about, "answer", Field::choice("answer", w.t("revoke-answer"), choices)));
            let field = Field::textarea("reason", w.t("revoke-words"));
            form.fields.push(sent.fill(w, about, "reason", field));
            part = part.form(form);
        }
    }
    let waits = |number: &str| it.revocations.iter().any(|r| r.number == number && r.state == State::Asked);
    let valid: Vec<(String, String)> = it
        .whole
        .certificates
        .iter()
        .filter(|c| c.is_valid_on(ctx.app.today()) && !waits(&c.number))
        .map(|c| (c.number.clone(), c.number.clone()))
        .collect();
    if leads && it.whole.case.state == CaseState::Granted && !valid.is_empty() {
        let about = ("revoke", "");
        let first = valid[0].0.clone();
        let mut form = more::form(ctx, root, it, "revoke", w.t("revoke-propose"));
        let number = Field::select("number", w.t("revoke-number"), valid).value(first);
        form.fields.push(sent.fill(w, about, "number", number));
        form.fields.push(sent.fill(w, about, "reason", Field::textarea("reason", w.t("revoke-reason"))));
        form.fields.push(sent.fill(w, about, "basis", Field::text("basis", w.t("revoke-basis"))));
        let day = Field::date("effective_on", w.t("revoke-effective")).hint(w.t("revoke-about")).optional(w);
        form.fields.push(sent.fill(w, about, "effective_on", day));
        part = part.form(form);
    }
    (!part.notices.is_empty() || !part.forms.is_empty()).then_some(part)
}

/// For the holder: what is proposed, and the place to speak.
pub(super) fn own(ctx: &Ctx, w: Say, it: &More, root: &str, sent: &Sent) -> Option<Part> {
    let mut part = Part::new("revoke", w.t("revoke-title"));
    for one in &it.revocations {
        part = part.notice(told(w, one));
        if one.state == State::Asked && one.answer.is_none() && ctx.app.today() <= one.hear_until {
            let mut form = more::form(ctx, root, it, "revocation", w.t("revoke-speak"));
            form.hidden.push(("revocation", one.id.clone()));
            let field = Field::textarea("reason", w.t("revoke-your-words"))
                .hint(w.with("revoke-until", &[("date", &w.date_with_year(one.hear_until))]));
            form.fields.push(sent.fill(w, ("revocation", &one.id), "reason", field));
            part = part.form(form);
        }
    }
    (!part.notices.is_empty()).then_some(part)
}

fn told(w: Say, one: &Revocation) -> Notice {
    let (kind, key) = match one.state {
        State::Asked => (Kind::Caution, "revoke-asked"),
        State::Done => (Kind::Stop, "revoke-done"),
        State::Declined => (Kind::Plain, "revoke-declined"),
    };
    let day = w.date_with_year(one.effective_on);
    let mut words = w.with("revoke-told", &[("reason", &one.reason), ("basis", &one.basis), ("date", &day)]);
    if let Some(answer) = &one.answer {
        words.push_str(&w.with("revoke-holder-said", &[("words", answer)]));
    }
    if !one.words.is_empty() {
        words.push_str(&w.with("revoke-decided-because", &[("words", &one.words)]));
    }
    Notice::new(kind, words).title(w.with(key, &[("number", &one.number)]))
}
