//! The supervisor's answer to what was asked, where no head can give it.

use axum::extract::Path;
use civic::{Problem, Text};
use store::once;
use web::ui::{BeginForm, EndForm, Field, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::page::{Place, load, show};
use crate::cases::acts::{self, Hand};
use crate::cases::asks::{self, AskState};
use crate::cases::more::More;
use crate::cases::said;

/// One thing to answer.
pub(super) struct Answer {
    pub begin: BeginForm,
    pub ask: String,
    pub yes: Field,
    pub reason: Field,
    pub end: EndForm,
}

/// A form for each open thing that the reader may answer.
pub(super) fn forms(ctx: &Ctx, w: Say, it: &More, sent: (&Form, &[Problem])) -> Vec<Answer> {
    let me = ctx.session.as_ref().map_or("", |session| session.person.as_str());
    let (form, problems) = sent;
    let mine = it.asks.iter().filter(|ask| ask.state == AskState::Asked && it.may_answer(&ask.id, me));
    mine.map(|ask| {
        let choices = [("yes", w.t("ask-yes")), ("no", w.t("ask-no"))];
        let action = format!("/s/case/{}/{}/answer", it.whole.case.region, it.whole.case.id);
        let (yes, reason) = (
            Field::choice("answer", w.t("ask-answer-label"), choices),
            Field::textarea("reason", w.t("ask-answer-reason")),
        );
        let same = form.get("ask") == ask.id || form.get("ask").is_empty();
        let fill = |field: Field, name: &str| match same {
            true => field.value(form.get(name)).problems(w, problems),
            false => field.id(format!("{name}-{}", ask.id)),
        };
        Answer {
            begin: begin_form(action, ctx.app.new_id(), false),
            ask: ask.id.clone(),
            yes: fill(yes, "answer"),
            reason: fill(reason, "reason"),
            end: end_form(),
        }
    })
    .collect()
}

/// `POST /s/case/{region}/{id}/answer`.
pub async fn answer(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (it, root) = load(&ctx, &place).await?;
    let yes = match form.get("answer") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(nothing_chosen()),
    };
    let (yes, words) = match said::both(yes, said::required("reason", form.get("reason"))) {
        Ok(both) => both,
        Err(problems) => return show(&ctx, &place, (it, root), (&form, &problems)).await,
    };
    let (txid, hand, ask) = (form.txid()?, Hand::of(&ctx)?, form.get("ask").to_owned());
    let (at, rules) = (place.clone(), it.rules);
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &at.0, &txid, "case/answer", hand.now_ms, |tx| {
            let case = acts::take(tx, &at.0, &at.1)?;
            asks::answer(tx, &hand, case, &ask, (yes, &words), &rules.book()).map(|_| ())
        })
    });
    done.await.map_err(Stop::from)?;
    ctx.redirect(&format!("{root}/{}/{}", place.0, place.1))
}

fn nothing_chosen() -> Problem {
    Problem::new(
        "answer",
        "cases/nothing-chosen",
        Text::new("没有选择", "nothing is chosen"),
        Text::new("请选一项", "choose one"),
    )
}
