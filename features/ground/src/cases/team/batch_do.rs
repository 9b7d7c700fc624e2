//! Does one thing to several steps, each in its own transaction, and tells of each what became of it.

use askama::Template;
use store::once;
use web::access;
use web::ui::{Cell, Column, State, Table};
use web::{Ctx, Form, Reply, Say, Stop};

use super::assign::{self, Given};
use super::batch::{Picked, What};
use crate::cases::acts::{self, Hand};
use crate::cases::desk::officer;
use crate::cases::desk_books::Team;
use crate::cases::model::{CaseRefusal, Verdict};

#[derive(Template)]
#[template(path = "cases/pages/batch_done.html")]
struct DonePage {
    w: Say,
    done: String,
    table: Table,
}

/// What is said to all of them.
#[derive(Clone)]
struct Words {
    what: What,
    reason: String,
    to: String,
    agency: String,
}

/// Does it; the page tells one by one which were done and which had changed meanwhile.
pub async fn run(ctx: &Ctx, form: &Form, what: What, picked: Vec<Picked>, team: &Team) -> Reply {
    let w = ctx.say("cases");
    let (_, agency) = officer(ctx)?;
    let (txid, hand) = (form.txid()?, Hand::of(ctx)?);
    let reason = form.get(if what == What::Approve { "reason" } else { "note" }).to_owned();
    let said = Words { what, reason, to: form.get("to").to_owned(), agency };
    let reach = team.others().find(|c| c.id == said.to).map(|c| c.region.clone()).unwrap_or_default();
    let (mut rows, mut done) = (Vec::new(), 0_i64);
    for one in picked {
        let (region, id, step) = &one.place;
        let told = if what == What::Assign && !access::is_within(region, &reach) {
            Some(w.t("batch-elsewhere").to_owned())
        } else {
            let was = form.get(&format!("was-{region}/{id}/{step}")).to_owned();
            let number = one.whole.case.id.clone();
            each(ctx, &format!("{}-{}", &txid[..txid.len().min(26)], &number), &hand, &said, (&one, was)).await?
        };
        done += i64::from(told.is_none());
        let state = match &told {
            None => State::ok(w.t("batch-ok")),
            Some(_) => State::stop(w.t("batch-not")),
        };
        rows.push(vec![
            Cell::link(format!("/o/case/{region}/{id}/{step}"), one.whole.case.number.as_deref().unwrap_or_default()),
            Cell::text(&one.whole.case.subject.name),
            state.into(),
            Cell::text(told.unwrap_or_default()),
        ]);
    }
    let columns = vec![
        Column::new(w.t("queue-number")),
        Column::new(w.t("queue-applicant")),
        Column::new(w.t("batch-became")),
        Column::new(w.t("batch-why")),
    ];
    let content = DonePage {
        w,
        done: w.n_with("batch-done", done, &[("all", &rows.len())]),
        table: Table::new(w.t("batch-list"), columns).rows(rows).dense(),
    };
    ctx.clone().crumb("/o", w.t("queue-title")).page("batch-done-title", content)
}

/// One of them in its own transaction; what kept it from being done, or `None`.
async fn each(
    ctx: &Ctx,
    txid: &str,
    hand: &Hand,
    said: &Words,
    (one, was): (&Picked, String),
) -> Result<Option<String>, Stop> {
    let w = ctx.say("cases");
    let (place, hand, said, txid) = (one.place.clone(), hand.clone(), said.clone(), txid.to_owned());
    let rules = crate::cases::whole::Rules::of_case(&ctx.app, &one.whole.case).await?;
    let outcome = ctx.app.db().write(move |tx| {
        let (region, id, step) = &place;
        let act = if said.what == What::Approve { "case/decide" } else { "case/assign" };
        once::once(tx, region, &txid, act, hand.now_ms, |tx| match said.what {
            What::Approve => {
                let case = acts::take(tx, region, id)?;
                acts::decide(tx, &hand, case, step, Verdict::Approve, &said.reason, &rules.book()).map(|_| ())
            }
            What::Assign => {
                let was = Some(was.as_str()).filter(|was| !was.is_empty());
                let given = Given { to: Some(said.to), note: said.reason };
                assign::give(tx, &hand, (region, id, step), &said.agency, was, &given)
            }
        })
    });
    match outcome.await {
        Ok(_) => Ok(None),
        Err(CaseRefusal::Incomplete(problems)) => {
            Ok(Some(problems.iter().map(|p| p.line(w.lang)).collect::<Vec<_>>().join(" ")))
        }
        Err(CaseRefusal::WrongState(why)) => Ok(Some(w.text(&why).to_owned())),
        Err(CaseRefusal::NotFound) => Ok(Some(w.t("batch-not-there").to_owned())),
        Err(CaseRefusal::Fault(fault)) => Err(fault.into()),
    }
}
