//! Beyond the decision, what is no turn of the clock: asking experts, and linking cases by hand.

use civic::{Problem, Text};
use store::Tx;
use web::ui::{Cell, Column, Empty, Field, Table};
use web::{Ctx, Form, Say};

use crate::cases::acts::Hand;
use crate::cases::link_hand;
use crate::cases::links::LinkKind;
use crate::cases::model::{Case, CaseKind, CaseRefusal, CaseState, StepState};
use crate::cases::more::{self, More, Part, Sent};
use crate::cases::opinion::{self, OpinionState, Request};
use crate::cases::supervise::Names;
use crate::cases::{opinion_page, said, words};

const ROOT: &str = "/o/more";

/// What an officer does here, as read from the form.
pub(super) enum Extra {
    Ask(Request),
    Withdraw(String, String),
    Link(LinkKind, String, String),
    Unlink(LinkKind, String, String),
}

/// Whether this agency may do it in this case.
pub(super) fn is_allowed(it: &More, agency: &str, act: &str, form: &Form) -> Option<bool> {
    Some(match act {
        "opinion" => it.whole.steps.iter().any(|s| s.step == form.get("step") && s.agency == agency),
        "withdraw" => it.opinions.iter().any(|o| o.id == form.get("opinion") && o.asking == agency),
        "link" | "unlink" => true,
        _ => return None,
    })
}

/// Reads the form of one of these acts.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(ctx: &Ctx, names: &Names, act: &str, form: &Form) -> Result<Extra, Vec<Problem>> {
    let reason = said::required("reason", form.get("reason"));
    match act {
        "opinion" => request(ctx, names, form).map(Extra::Ask),
        "withdraw" => match reason {
            Ok(reason) => Ok(Extra::Withdraw(form.get("opinion").to_owned(), reason)),
            Err(problem) => Err(vec![problem]),
        },
        _ => {
            let kind = LinkKind::BY_HAND.into_iter().find(|kind| kind.as_str() == form.get("kind"));
            let (kind, reason) = said::both(kind.ok_or_else(no_kind), reason)?;
            Ok(match act {
                "link" => Extra::Link(kind, form.get("number").to_owned(), reason),
                _ => Extra::Unlink(kind, form.get("other").to_owned(), reason),
            })
        }
    }
}

/// Who is asked what until when: an agency, or `agency/person` for one officer.
fn request(ctx: &Ctx, names: &Names, form: &Form) -> Result<Request, Vec<Problem>> {
    let (agency, person) = match form.get("expert").split_once('/') {
        Some((agency, person)) => (agency, Some(person)),
        None => (form.get("expert"), None),
    };
    let known = match person {
        Some(person) => names.people.iter().any(|p| p.id == person && p.agency == agency),
        None => names.agencies.contains_key(agency),
    };
    let expert = if known { Ok(()) } else { Err(no_expert()) };
    let question = said::required("question", form.get("question"));
    let due = said::day_ahead("due", form.get("due"), ctx.app.today());
    match (said::both(expert, question), due) {
        (Ok(((), question)), Ok(due_on)) => Ok(Request {
            step: form.get("step").to_owned(),
            agency: agency.to_owned(),
            person: person.map(str::to_owned),
            question,
            due_on,
        }),
        (both, due) => Err(both.err().into_iter().flatten().chain(due.err()).collect()),
    }
}

/// Does it, in the transaction of the caller.
pub(super) fn perform(tx: &mut Tx, hand: &Hand, case: &Case, what: Extra) -> Result<(), CaseRefusal> {
    match what {
        Extra::Ask(request) => opinion::ask(tx, hand, case, &request),
        Extra::Withdraw(id, reason) => opinion::withdraw(tx, hand, case, &id, &reason),
        Extra::Link(kind, number, reason) => link_hand::link(tx, hand, case, (kind, &number, &reason)),
        Extra::Unlink(kind, other, reason) => link_hand::unlink(tx, hand, case, (kind, &other, &reason)),
    }
}

/// The parts of the page.
pub(super) fn parts(ctx: &Ctx, w: Say, it: &More, agency: &str, names: &Names, sent: &Sent) -> Vec<Part> {
    vec![opinions(ctx, w, it, agency, names, sent), links(ctx, w, it, sent)]
}

fn opinions(ctx: &Ctx, w: Say, it: &More, agency: &str, names: &Names, sent: &Sent) -> Part {
    let mut part = Part::new("opinions", w.t("opinion-title"));
    part.table = Some(opinion_page::told(ctx, w, &it.opinions, names));
    for open in it.opinions.iter().filter(|o| o.asking == agency && o.state == OpinionState::Asked) {
        let of = names.agency(w, &open.agency);
        let mut form = more::form(ctx, ROOT, it, "withdraw", &w.with("opinion-withdraw", &[("agency", &of)]));
        form.hidden.push(("opinion", open.id.clone()));
        let why = Field::textarea("reason", w.t("opinion-withdraw-why"));
        form.fields.push(sent.fill(w, ("withdraw", &open.id), "reason", why));
        part = part.form(form);
    }
    let running = matches!(it.whole.case.state, CaseState::UnderReview | CaseState::Correction);
    if !running || it.whole.case.kind != CaseKind::Application {
        return part;
    }
    let mut experts: Vec<(String, String)> = names.agency_choices(w);
    experts.retain(|(id, _)| id != agency);
    let people = names.people.iter().filter(|p| p.agency != agency);
    experts.extend(
        people.map(|p| (format!("{}/{}", p.agency, p.id), format!("{} · {}", names.agency(w, &p.agency), p.name))),
    );
    for step in it.whole.steps.iter().filter(|s| s.agency == agency && s.state == StepState::Open) {
        let mut form = more::form(ctx, ROOT, it, "opinion", w.t("opinion-ask"));
        form.hidden.push(("step", step.step.clone()));
        let named = words::step_name(w, it.rules.service(), &step.step);
        let fields = [
            Field::select("expert", w.with("opinion-whom", &[("step", &named)]), experts.clone()).blank(w.t("choose")),
            Field::textarea("question", w.t("opinion-question")),
            Field::date("due", w.t("opinion-due")).hint(w.t("opinion-due-hint")),
        ];
        for (name, field) in ["expert", "question", "due"].into_iter().zip(fields) {
            form.fields.push(sent.fill(w, ("opinion", &step.step), name, field));
        }
        part = part.form(form);
    }
    part
}

fn links(ctx: &Ctx, w: Say, it: &More, sent: &Sent) -> Part {
    let mut part = Part::new("links", w.t("link-title"));
    let columns =
        vec![Column::new(w.t("link-kind")), Column::new(w.t("queue-number")), Column::new(w.t("link-reason"))];
    let rows = it.links.iter().map(|link| {
        let (href, words) = more::told_link(w, it, ROOT, link);
        let reason = link.reason.clone().unwrap_or_else(|| w.t("link-by-program").to_owned());
        vec![Cell::link(href, words), Cell::code(&link.number), Cell::text(reason)]
    });
    part.table = Some(
        Table::new(w.t("link-title"), columns)
            .rows(rows.collect::<Vec<_>>())
            .caption_hidden()
            .dense()
            .empty(Empty::new(w.t("link-none"), w.t("link-none-fills"))),
    );
    for link in it.links.iter().filter(|link| link.reason.is_some()) {
        let other = if link.from == it.whole.case.id { &link.to } else { &link.from };
        let mut form = more::form(ctx, ROOT, it, "unlink", &w.with("link-undo", &[("number", &link.number)]));
        form.hidden.push(("kind", link.kind.as_str().to_owned()));
        form.hidden.push(("other", other.clone()));
        let why = Field::text("reason", w.t("link-undo-why"));
        form.fields.push(sent.fill(w, ("unlink", other), "reason", why));
        part = part.form(form);
    }
    let mut form = more::form(ctx, ROOT, it, "link", w.t("link-make"));
    let kinds = LinkKind::BY_HAND.map(|kind| (kind.as_str(), w.t(&format!("link-as-{}", kind.as_str()))));
    let fields = [
        ("kind", Field::choice("kind", w.t("link-kind"), kinds)),
        ("number", Field::text("number", w.t("link-number"))),
        ("reason", Field::textarea("reason", w.t("link-reason"))),
    ];
    for (name, field) in fields {
        form.fields.push(sent.fill(w, ("link", ""), name, field));
    }
    part.form(form)
}

fn no_kind() -> Problem {
    Problem::new(
        "kind",
        "cases/link-kind",
        Text::new("没有选怎样关联", "it is not chosen how they belong together"),
        Text::new("请选一种", "choose one"),
    )
}

fn no_expert() -> Problem {
    Problem::new(
        "expert",
        "cases/no-expert",
        Text::new("没有选向谁征求意见", "nobody is chosen to be asked"),
        Text::new("请选一个部门，或部门里的一位", "choose an agency, or one officer of it"),
    )
}
