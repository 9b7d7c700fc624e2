//! Beyond the decision: how the deadline is counted, and what else can be done with a case. Shared by both sides.

use askama::Template;
use axum::http::StatusCode;
use civic::{Date, Problem};
use store::{Fault, Tx};
use web::ui::{BeginForm, Deadline, Field, Kind, Notice, State, Summary, Table, begin_form};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::cases::after_check::{self, Check};
use crate::cases::approver::{self, Approvers};
use crate::cases::asks::{self, AskKind, AskState, CaseAsk};
use crate::cases::clocks::{self, ClockEvent, explained};
use crate::cases::links::{self, Link, LinkKind};
use crate::cases::opinion::{self, Opinion};
use crate::cases::review::{self, Outcome, Review};
use crate::cases::revocation::{self, Revocation};
use crate::cases::whole::{self, Rules, Whole};
use crate::cases::{parts, words};

/// Everything the page needs to know of a case.
pub(super) struct More {
    pub whole: Whole,
    pub rules: Rules,
    pub events: Vec<ClockEvent>,
    pub asks: Vec<CaseAsk>,
    pub checks: Vec<Check>,
    pub reviews: Vec<Review>,
    pub revocations: Vec<Revocation>,
    pub links: Vec<Link>,
    pub opinions: Vec<Opinion>,
    /// Who may answer each thing that is asked and not answered, by its id.
    pub approvers: Vec<(String, Approvers)>,
    pub barred_until: Option<Date>,
}

/// One thing that can be done, or has been.
pub(super) struct Part {
    pub id: String,
    pub title: String,
    pub notices: Vec<Notice>,
    pub table: Option<Table>,
    pub forms: Vec<PartForm>,
}

pub(super) struct PartForm {
    pub begin: BeginForm,
    pub hidden: Vec<(&'static str, String)>,
    pub fields: Vec<Field>,
    pub button: String,
}

#[derive(Template)]
#[template(path = "cases/pages/more.html")]
struct MorePage {
    w: Say,
    title: String,
    service: String,
    number: String,
    state: State,
    express: bool,
    urgent: State,
    deadline: Option<Deadline>,
    summary: Summary,
    notices: Vec<Notice>,
    parts: Vec<Part>,
    turns: Table,
    days: Table,
    links: Vec<(String, String)>,
    back: String,
    talk: String,
    whole: Option<String>,
}

impl More {
    /// Whether this person may answer what was asked under this id.
    pub fn may_answer(&self, ask: &str, person: &str) -> bool {
        let may = self.approvers.iter().find(|(id, _)| id == ask);
        may.is_some_and(|(_, may)| may.people.iter().any(|(id, _)| id == person))
    }

    /// The names of those who may answer it.
    pub fn who_answers(&self, ask: &str) -> Vec<&str> {
        let may = self.approvers.iter().find(|(id, _)| id == ask);
        may.map_or_else(Vec::new, |(_, may)| may.people.iter().map(|(_, name)| name.as_str()).collect())
    }
}

impl Part {
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Part {
        Part { id: id.into(), title: title.into(), notices: Vec::new(), table: None, forms: Vec::new() }
    }

    pub fn notice(mut self, notice: Notice) -> Part {
        self.notices.push(notice);
        self
    }

    pub fn form(mut self, form: PartForm) -> Part {
        self.forms.push(form);
        self
    }
}

/// What was typed last time and what was wrong with it: only the form that was sent gets it back.
pub(super) struct Sent<'a> {
    pub act: &'a str,
    pub form: &'a Form,
    pub problems: &'a [Problem],
}

impl Sent<'_> {
    /// Fills a field with what was sent, if it is of the form that was: the one of `act` about `about`. Fields of
    /// the other forms get ids of their own.
    pub fn fill(&self, w: Say, (act, about): (&str, &str), name: &str, field: Field) -> Field {
        let same = about.is_empty() || self.form.pairs().iter().any(|(_, value)| value == about);
        if self.act == act && same {
            field.value(self.form.get(name)).problems(w, self.problems)
        } else {
            field.id(format!("{act}-{name}-{about}"))
        }
    }
}

/// Reads a case with everything the page shows; `None` = there is none.
pub(super) async fn read(ctx: &Ctx, region: &str, id: &str) -> Result<Option<More>, Stop> {
    let (region, id) = (region.to_owned(), id.to_owned());
    let today = ctx.app.today();
    let (place, read) = ((region.clone(), id.clone()), ctx.app.db().read(move |tx| whole_of(tx, &region, &id, today)));
    let Some((whole, events, asks, checks, reviews, revocations, links, barred_until)) = read.await? else {
        return Ok(None);
    };
    if whole.case.filed_at.is_none() {
        return Ok(None);
    }
    let rules = Rules::of_case(&ctx.app, &whole.case).await?;
    let lead = rules.service().lead.clone();
    let open: Vec<(String, String)> = asks
        .iter()
        .filter(|ask| ask.state == AskState::Asked)
        .map(|ask| (ask.id.clone(), ask.asked_by.clone()))
        .collect();
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let may = open.into_iter().map(|(id, asker)| Ok((id, approver::of_case(tx, &place.0, &lead, &asker, today)?)));
        let may = may.collect::<Result<Vec<_>, Fault>>()?;
        Ok((opinion::of_case(tx, &place.0, &place.1)?, may))
    });
    let (opinions, approvers) = read.await?;
    Ok(Some(More {
        whole,
        rules,
        events,
        asks,
        checks,
        reviews,
        revocations,
        links,
        opinions,
        approvers,
        barred_until,
    }))
}

type Read = (Whole, Vec<ClockEvent>, Vec<CaseAsk>, Vec<Check>, Vec<Review>, Vec<Revocation>, Vec<Link>, Option<Date>);

fn whole_of(tx: &mut Tx, region: &str, id: &str, today: Date) -> Result<Option<Read>, Fault> {
    let Some(whole) = whole::read(tx, region, id)? else { return Ok(None) };
    let barred = after_check::barred_until(tx, region, &whole.case.subject.id, today)?;
    Ok(Some((
        whole,
        clocks::events(tx, region, id)?,
        asks::of_case(tx, region, id)?,
        after_check::of_case(tx, region, id)?,
        review::of_case(tx, region, id)?,
        revocation::of_case(tx, region, id)?,
        links::of_case(tx, region, id)?,
        barred,
    )))
}

/// The page: `root` is the folder of its forms and of other cases, `back` where it was come from.
pub(super) fn show(ctx: &Ctx, it: &More, root: &str, back: String, parts: Vec<Part>, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let (case, today) = (&it.whole.case, ctx.app.today());
    let office = |id: &str| {
        let agency = it.rules.playbook.agencies.get(id);
        agency.map_or_else(|| parts::office(w, &it.whole, id), |a| w.text(&a.name).to_owned())
    };
    let content = MorePage {
        w,
        title: w.t("more-title").to_owned(),
        service: w.text(&it.rules.service().name).to_owned(),
        number: case.number.clone().unwrap_or_default(),
        state: words::case_state(w, case.state),
        express: case.express,
        urgent: State::caution(w.t("express")),
        deadline: parts::case_deadline(w, case, today),
        summary: Summary::new(w, problems),
        notices: explained::notices(w, &it.events, &case.region),
        parts,
        turns: explained::turns(w, &it.events, office),
        days: explained::days(w, &it.events, &case.region, today),
        // an applicant is told of the own cases alone
        links: it
            .links
            .iter()
            .filter(|link| root != "/e/more" || link.subject_id == case.subject.id)
            .map(|link| told_link(w, it, root, link))
            .collect(),
        back,
        talk: format!("{}/{}/{}", root.replace("/more", "/talk"), case.region, case.id),
        whole: leads(ctx, it).then(|| format!("/o/whole/{}/{}", case.region, case.id)),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page_with(status, "more-title", content)
}

/// Whoever reads works for the agency that leads the case.
fn leads(ctx: &Ctx, it: &More) -> bool {
    let agency = ctx.session.as_ref().and_then(|session| session.agency.as_deref());
    agency == Some(it.rules.service().lead.as_str())
}

pub(super) fn told_link(w: Say, it: &More, root: &str, link: &Link) -> (String, String) {
    let outgoing = link.from == it.whole.case.id;
    let other = if outgoing { &link.to } else { &link.from };
    let words = match (link.kind, outgoing) {
        (LinkKind::Follows, true) => w.t("link-follows"),
        (LinkKind::Follows, false) => w.t("link-followed"),
        (LinkKind::Reconsiders, true) => w.t("link-reconsiders"),
        (LinkKind::Reconsiders, false) => w.t("link-reconsidered"),
        (LinkKind::Corrects, true) => w.t("link-corrects"),
        (LinkKind::Corrects, false) => w.t("link-corrected"),
        (LinkKind::Duplicate, _) => w.t("link-duplicate"),
        (LinkKind::Related, _) => w.t("link-related"),
    };
    let words = match &link.reason {
        Some(reason) if root != "/e/more" => format!("{words} {} · {reason}", link.number),
        _ => format!("{words} {}", link.number),
    };
    (format!("{root}/{}/{other}", it.whole.case.region), words)
}

/// A form of one act.
pub(super) fn form(ctx: &Ctx, root: &str, it: &More, act: &str, button: &str) -> PartForm {
    let action = format!("{root}/{}/{}/{act}", it.whole.case.region, it.whole.case.id);
    PartForm {
        begin: begin_form(action, ctx.app.new_id(), false),
        hidden: Vec::new(),
        fields: Vec::new(),
        button: button.to_owned(),
    }
}

/// What was asked and how it was answered, in the words both sides read.
pub(super) fn ask_notice(w: Say, ask: &CaseAsk) -> Notice {
    let (kind, key) = match (ask.kind, ask.state) {
        (AskKind::Extension, AskState::Asked) => (Kind::Unknown, "extension-asked"),
        (AskKind::Extension, AskState::Granted) => (Kind::Caution, "extension-granted"),
        (AskKind::Extension, AskState::Declined) => (Kind::Plain, "extension-declined"),
        (AskKind::Express, AskState::Asked) => (Kind::Unknown, "express-asked"),
        (AskKind::Express, AskState::Granted) => (Kind::Ok, "express-granted"),
        (AskKind::Express, AskState::Declined) => (Kind::Plain, "express-declined"),
    };
    let title = match key {
        "extension-asked" => w.n("extension-asked", ask.days),
        "extension-granted" => w.n("extension-granted", ask.days),
        "extension-declined" => w.n("extension-declined", ask.days),
        "express-asked" => w.n("express-asked", ask.days),
        "express-granted" => w.n("express-granted", ask.days),
        _ => w.n("express-declined", ask.days),
    };
    let words = if ask.answer.is_empty() { ask.reason.clone() } else { format!("{} · {}", ask.reason, ask.answer) };
    Notice::new(kind, words).title(title)
}

/// What became of a reconsideration.
pub(super) fn review_notice(w: Say, it: &Review) -> Notice {
    match it.outcome {
        None => Notice::new(Kind::Unknown, it.grounds.as_str()).title(w.t("review-open")),
        Some(Outcome::Upheld) => {
            let words = format!("{} {}", it.reason, w.t("review-further"));
            Notice::new(Kind::Stop, words).title(w.t("review-upheld"))
        }
        Some(Outcome::Changed) => Notice::new(Kind::Ok, it.reason.as_str()).title(w.t("review-changed")),
        Some(Outcome::SentBack) => Notice::new(Kind::Ok, it.reason.as_str()).title(w.t("review-sent-back")),
    }
}
