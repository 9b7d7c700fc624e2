//! For whoever is invited: the invitation, the own parts, and the word that they are filled and true.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use ground::cases::acts::{self, Hand};
use ground::cases::joint::{self, Invite, InviteState};
use ground::cases::{CaseRefusal, completeness, facts, parts, words};
use ground::enterprises;
use store::{Fault, once};
use web::ui::{BeginForm, EndForm, Facts, Field, Kind, Notice, State, Steps, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::answers::{crumbs, steps};
use super::joint::{parts_words, written_table};
use super::own::{self, Own, Place};

#[derive(Template)]
#[template(path = "approvals/pages/joint_invitation.html")]
struct InvitationPage {
    w: Say,
    from: String,
    state: State,
    until: String,
    begin: Option<BeginForm>,
    fill: Option<String>,
}

#[derive(Template)]
#[template(path = "approvals/pages/joint_fill.html")]
struct FillPage {
    w: Say,
    steps: Steps,
    summary: Summary,
    name: String,
    from: String,
    parts: String,
    state: State,
    facts: Facts,
    papers: Vec<(String, String)>,
    written: Table,
    form: Option<(BeginForm, Vec<Field>, EndForm)>,
}

/// County, case, invitation.
type Invited = (String, String, String);

/// The invited enterprise's code and the invitation with the applicant's name; nothing for anybody else.
async fn find(ctx: &Ctx, place: &Invited) -> Result<(String, Invite, String), Stop> {
    let session = ctx.signed()?;
    let enterprise = session.enterprise.clone().ok_or(Stop::Forbidden)?;
    let (home, (region, case, id)) = (session.region.clone(), place.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let Some(firm) = enterprises::find(tx, &home, &enterprise)? else { return Ok(None) };
        let code = firm.uscc.as_str().to_owned();
        let it = joint::of_case(tx, &region, &case)?.into_iter().find(|it| it.id == id && it.to_code == code);
        let whole = ground::cases::whole::read(tx, &region, &case)?;
        Ok(it.zip(whole).map(|(it, whole)| (code, it, whole.case.subject.name)))
    });
    read.await?.ok_or(Stop::NotFound)
}

/// `GET /e/joint/{region}/{case}/{invite}`: for accounts of the invited enterprise alone; anybody else finds nothing.
pub async fn invitation(ctx: Ctx, Path(place): Path<Invited>) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let (_, it, from) = find(&ctx, &place).await?;
    let (state, person) = (it.state(ctx.app.now_ms()), &ctx.signed()?.person);
    let mine = it.is_of(person);
    let action = format!("/e/joint/{}/{}/{}", place.0, place.1, place.2);
    let content = InvitationPage {
        w,
        from: w.with("joint-invited-by", &[("name", &from)]),
        state: words::invite_state(shared, state),
        until: w.time_ms(it.expires_at),
        begin: (state == InviteState::Sent).then(|| begin_form(action, ctx.app.new_id(), false)),
        fill: mine.then(|| format!("/e/joint/case/{}/{}", place.0, place.1)),
    };
    ctx.clone().crumb("/e", w.t("todo-title")).page("joint-invitation", content)
}

/// `POST /e/joint/{region}/{case}/{invite}`: accepts; the first account of the enterprise has it.
pub async fn accept(ctx: Ctx, Path(place): Path<Invited>, form: Form) -> Reply {
    let (code, _, _) = find(&ctx, &place).await?;
    let (txid, hand, name) = (form.txid()?, Hand::of(&ctx)?, ctx.signed()?.name.clone());
    let to = format!("/e/joint/case/{}/{}/answers", place.0, place.1);
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &place.0, &txid, "case/joint-accept", hand.now_ms, |tx| {
                let case = acts::take(tx, &place.0, &place.1)?;
                joint::accept(tx, &hand, &case, &place.2, (&code, &name))
            })
        })
        .await
        .map_err(|refusal: CaseRefusal| Stop::from(refusal))?;
    ctx.redirect(&to)
}

/// `GET /e/joint/case/{region}/{id}`: the own parts and the word that they are true.
pub async fn page(ctx: Ctx, Path(place): Path<Place>) -> Reply {
    let own = own::load(&ctx, &place).await?;
    show(&ctx, &own, &Form::default(), &[]).await
}

/// `POST /e/joint/case/{region}/{id}`: all of it is filled and true; signed where asked.
pub async fn finish(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let own = own::load(&ctx, &place).await?;
    let it = mine(&ctx, &own)?.clone();
    let problems = problems(&own, &it, &form);
    if !problems.is_empty() {
        return show(&ctx, &own, &form, &problems).await;
    }
    let signed =
        if it.signs { form.get("signed").split_whitespace().collect::<Vec<_>>().join(" ") } else { String::new() };
    let (txid, hand, path) = (form.txid()?, Hand::of(&ctx)?, own.path());
    ctx.app
        .db()
        .write(move |tx| {
            once::once(tx, &place.0, &txid, "case/joint-finish", hand.now_ms, |tx| {
                let case = acts::take(tx, &place.0, &place.1)?;
                joint::finish(tx, &hand, &case, &it.id, &signed)
            })
        })
        .await
        .map_err(|refusal: CaseRefusal| Stop::from(refusal))?;
    ctx.redirect(&path)
}

/// The invitation this person has: the live one, else the newest.
fn mine<'o>(ctx: &Ctx, own: &'o Own) -> Result<&'o Invite, Stop> {
    let person = &ctx.signed()?.person;
    let newest = || own.whole.invites.iter().rev().find(|it| it.is_of(person));
    own.invite.as_ref().or_else(newest).ok_or(Stop::NotFound)
}

/// Everything that keeps the own parts from being finished: what is empty, not confirmed, not signed.
fn problems(own: &Own, it: &Invite, form: &Form) -> Vec<Problem> {
    let book = own.rules.book();
    let open = completeness::problems(&book, &book.find(&own.facts), &own.facts, &own.whole.materials);
    let mut problems: Vec<Problem> = open.into_iter().filter(|p| it.parts.contains(&p.field)).collect();
    if !form.has("declare") {
        problems.push(Problem::new(
            "declare",
            "approvals/not-declared",
            Text::new("没有确认填写内容属实", "it is not confirmed that all of it is true"),
            Text::new("请核对后勾选", "check it and tick the box"),
        ));
    }
    let length = form.get("signed").chars().count();
    if it.signs && (length == 0 || length > 100) {
        problems.push(Problem::new(
            "signed",
            "approvals/not-signed",
            Text::new("还没有签名", "it is not signed"),
            Text::new("请填写本人姓名", "type your own name"),
        ));
    }
    problems
}

async fn show(ctx: &Ctx, own: &Own, form: &Form, problems: &[Problem]) -> Reply {
    let (w, shared) = (ctx.say("approvals"), words::say(ctx.lang));
    let it = mine(ctx, own)?;
    let case = &own.whole.case;
    let (region, id) = (case.region.clone(), case.id.clone());
    let written = ctx.app.db().read(move |tx| joint::written(tx, &region, &id)).await?;
    let named = own.facts.all().filter(|fact| own.may_fill(&completeness::fact_field(&fact.fact)));
    let list = named.fold(Facts::new(), |list, fact| {
        let known = own.rules.playbook.catalogue.get(&fact.fact);
        let term = parts::part_name(shared, &own.rules, &completeness::fact_field(&fact.fact));
        list.fact(term, facts::shown(known, &fact.value, w.lang))
    });
    let papers = own.whole.materials.iter().filter(|m| own.may_fill(&completeness::need_field(&m.need)));
    let open = own.is_editable() && it.done_at.is_none();
    let content = FillPage {
        w,
        steps: steps(w, own, 3),
        summary: Summary::new(w, problems),
        name: w.text(&own.rules.service().name).to_owned(),
        from: w.with("joint-invited-by", &[("name", &case.subject.name)]),
        parts: parts_words(w, shared, own, it),
        state: words::invite_state(shared, it.state(ctx.app.now_ms())),
        facts: list,
        papers: papers.map(|m| (own.path_to(&format!("paper/{}", m.id)), m.file_name.clone())).collect(),
        written: written_table(w, shared, own, &written),
        form: open.then(|| {
            let mut fields = vec![Field::checkbox("declare", w.t("joint-declare")).value(form.get("declare"))];
            if it.signs {
                let signed = Field::text("signed", w.t("joint-sign")).hint(w.t("joint-sign-hint"));
                fields.push(signed.value(form.get("signed")).length_max(100));
            }
            let fields = fields.into_iter().map(|field| field.problems(w, problems)).collect();
            (begin_form(own.path(), ctx.app.new_id(), false), fields, end_form())
        }),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    crumbs(ctx, own).page_with(status, "joint-finish", content)
}

/// Invitations of the signed-in enterprise that wait for somebody, for its to-do page.
pub async fn waiting(ctx: &Ctx, w: Say) -> Result<Vec<Notice>, Stop> {
    let session = ctx.signed()?;
    let enterprise = session.enterprise.clone().ok_or(Stop::Forbidden)?;
    let (home, now_ms, person) = (session.region.clone(), ctx.app.now_ms(), session.person.clone());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let Some(firm) = enterprises::find(tx, &home, &enterprise)? else { return Ok(Vec::new()) };
        let mut waiting = Vec::new();
        for it in joint::to_firm(tx, firm.uscc.as_str())? {
            let open = match it.state(now_ms) {
                InviteState::Sent => true,
                InviteState::Filling => it.is_of(&person),
                _ => false,
            };
            let whole = if open { ground::cases::whole::read(tx, &it.region, &it.case)? } else { None };
            if let Some(whole) = whole.filter(|whole| own::is_open(&whole.case)) {
                waiting.push((it, whole.case.subject.name));
            }
        }
        Ok(waiting)
    });
    let notice = |(it, from): (Invite, String)| {
        let href = format!("/e/joint/{}/{}/{}", it.region, it.case, it.id);
        Notice::new(Kind::Caution, w.with("joint-invited-by", &[("name", &from)])).link(href, w.t("joint-look"))
    };
    Ok(read.await?.into_iter().map(notice).collect())
}
