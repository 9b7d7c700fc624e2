//! Handing over everything one has: before leave, before a new post. One colleague, one note, all at once or nothing.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, Text};
use store::{Fault, Tx, once};
use web::access;
use web::ui::{BeginForm, Cell, Column, Empty, EndForm, Field, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Session};

use super::assign::{self, Given, Place};
use super::assign_page::colleague;
use crate::cases::acts::Hand;
use crate::cases::desk::officer;
use crate::cases::desk_books::Team;
use crate::cases::model::CaseRefusal;
use crate::cases::queue::subtree_prefix;
use crate::cases::{said, store as cases};

#[derive(Template)]
#[template(path = "cases/pages/hand_over.html")]
struct HandOverPage {
    w: Say,
    summary: Summary,
    table: Table,
    has_any: bool,
    begin: BeginForm,
    to: Field,
    note: Field,
    end: EndForm,
}

/// `GET /o/hand-over`.
pub async fn page(ctx: Ctx) -> Reply {
    show(&ctx, &Form::default(), &[]).await
}

async fn show(ctx: &Ctx, form: &Form, problems: &[Problem]) -> Reply {
    let (session, agency) = officer(ctx)?;
    let w = ctx.say("cases");
    let reader = session.clone();
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let mut lines = Vec::new();
        for (place, _) in mine(tx, &reader)? {
            lines.extend(cases::by_id(tx, &place.0, &place.1)?.map(|case| (place, case)));
        }
        Ok(lines)
    });
    let lines = read.await?;
    let team = Team::of(ctx, session, &agency).await?;
    let others: Vec<(String, String)> = team.others().map(|c| (c.id.clone(), c.name.clone())).collect();
    let columns = vec![Column::new(w.t("queue-number")), Column::new(w.t("queue-applicant"))];
    let rows = lines.iter().map(|((region, id, step), case)| {
        let number = case.number.clone().unwrap_or_default();
        vec![Cell::link(format!("/o/case/{region}/{id}/{step}"), number), Cell::text(&case.subject.name)]
    });
    let content = HandOverPage {
        w,
        summary: Summary::new(w, problems),
        table: Table::new(w.t("handover-mine"), columns)
            .rows(rows)
            .dense()
            .empty(Empty::new(w.t("handover-none"), w.t("handover-none-fills")).action("/o", w.t("queue-all"))),
        has_any: !lines.is_empty(),
        begin: begin_form("/o/hand-over", ctx.app.new_id(), false),
        to: Field::select("to", w.t("who-to"), others).blank(w.t("choose")).value(form.get("to")).problems(w, problems),
        note: Field::textarea("note", w.t("handover-note"))
            .hint(w.t("handover-note-hint"))
            .value(form.get("note"))
            .problems(w, problems),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, "handover-title", content)
}

/// `POST /o/hand-over`.
pub async fn act(ctx: Ctx, form: Form) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let team = Team::of(&ctx, session, &agency).await?;
    let chosen = team.others().find(|c| c.id == form.get("to")).cloned();
    let to = chosen.ok_or_else(|| colleague(&team, "", "").expect_err("no region holds the empty code"));
    let (to, note) = match said::both(to, said::required("note", form.get("note"))) {
        Ok(both) => both,
        Err(problems) => return show(&ctx, &form, &problems).await,
    };
    let (txid, hand, session) = (form.txid()?, Hand::of(&ctx)?, session.clone());
    let person = to.id.clone();
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &session.region, &txid, "desk/hand-over", hand.now_ms, |tx| -> Result<(), CaseRefusal> {
            let steps = mine(tx, &session)?;
            if let Some((out, _)) = steps.iter().find(|((region, ..), _)| !access::is_within(region, &to.region)) {
                return Err(CaseRefusal::Incomplete(vec![out_of_reach(&out.0)]));
            }
            for ((region, case, step), agency) in steps {
                let given = Given { to: Some(to.id.clone()), note: note.clone() };
                assign::write(tx, &hand, (&region, &case, &step), &agency, &given)?;
            }
            Ok(())
        })
    });
    match done.await {
        Ok(_) => ctx.redirect(&format!("/o?who={person}")),
        Err(CaseRefusal::Incomplete(problems)) => show(&ctx, &form, &problems).await,
        Err(other) => Err(other.into()),
    }
}

fn mine(tx: &mut Tx, session: &Session) -> Result<Vec<(Place, String)>, Fault> {
    let prefix = subtree_prefix(&session.region);
    assign::of_person(tx, (&format!("{prefix:0<6}"), &format!("{prefix:9<12}")), &session.person)
}

fn out_of_reach(region: &str) -> Problem {
    Problem::new(
        "to",
        "cases/colleague-elsewhere",
        Text::new(
            format!("该同事不办理地区 {region} 的事项，全部没有移交"),
            format!("this colleague does not work for the area {region}; nothing was handed over"),
        ),
        Text::new(
            "请另选一位同事，或先单独移交那几件",
            "choose another colleague, or give those cases to somebody else first",
        ),
    )
}
