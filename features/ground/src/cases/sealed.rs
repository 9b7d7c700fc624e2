//! The masked numbers of a case: an officer sees one of them whole for a minute, with a purpose, and it is told.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text, mask};
use playbook::Playbook;
use rules::{Fact, Shape, Value};
use store::once;
use web::access::{Act, Thing, can};
use web::ui::{BeginForm, Button, Empty, EndForm, Facts, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use crate::accounts;
use crate::accounts::unmask::{self, HOUR_MAX, Unmasked, Unmasking};
use crate::cases::facts::is_personal;
use crate::cases::model::CaseFact;
use crate::cases::more::More;
use crate::cases::whole::Whole;
use crate::cases::{acts, form_table, more_desk, words};
use crate::enterprises::By;

#[derive(Template)]
#[template(path = "cases/pages/sealed.html")]
struct SealedPage {
    w: Say,
    summary: Summary,
    service: String,
    applicant: String,
    number: String,
    about: String,
    shown: Option<(Notice, BeginForm, String, EndForm)>,
    facts: Option<Facts>,
    none: Empty,
    ask: Option<(BeginForm, Field, [Field; 2], Button, EndForm)>,
    back: String,
}

/// One masked value of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sealed {
    /// The fact's name; in a table with row (from 1) and column: `heirs.2.phone`.
    id: String,
    /// What it is.
    words: Text,
    whole: String,
    masked: String,
}

impl Sealed {
    /// The value of one fact or cell; none where it is no number of a person.
    fn of(id: String, words: Text, fact: &Fact, whole: &str) -> Option<Sealed> {
        let masked = match fact.shape {
            Shape::Phone => mask::phone(whole),
            Shape::ResidentId => mask::id_number(whole),
            _ => return None,
        };
        (!whole.is_empty()).then(|| Sealed { id, words, whole: whole.to_owned(), masked })
    }

    fn thing(&self, case: &str) -> String {
        format!("{} {}", acts::thing(case), self.id)
    }
}

/// The masked values among some facts, in the order of the facts, tables row by row.
fn sealed<'a>(book: &Playbook, facts: impl Iterator<Item = &'a CaseFact>) -> Vec<Sealed> {
    let mut all = Vec::new();
    for fact in facts {
        let (Some(known), Value::Text(text)) = (book.catalogue.get(&fact.fact), &fact.value) else { continue };
        let Shape::Table(columns) = &known.shape else {
            all.extend(Sealed::of(fact.fact.clone(), known.words.clone(), known, text));
            continue;
        };
        for (row, n) in form_table::rows(text).iter().zip(1..) {
            for (column, cell) in columns.iter().zip(row).filter(|(column, _)| is_personal(&column.cell)) {
                let id = format!("{}.{n}.{}", fact.fact, column.cell.name);
                all.extend(Sealed::of(id, row_words(known, n, &column.cell), &column.cell, cell));
            }
        }
    }
    all
}

fn row_words(table: &Fact, n: usize, column: &Fact) -> Text {
    let told = |lang, table: &str, column: &str| {
        words::say(lang).with("sealed-row", &[("table", &table), ("n", &n), ("column", &column)])
    };
    Text::new(
        told(civic::text::Lang::Zh, &table.words.zh, &column.words.zh),
        told(civic::text::Lang::En, &table.words.en, &column.words.en),
    )
}

/// The way to the masked numbers of a case, where it has some.
pub(super) fn link(book: &Playbook, whole: &Whole) -> Option<String> {
    let some = !sealed(book, whole.facts.all()).is_empty();
    some.then(|| address(&whole.case.region, &whole.case.id))
}

fn address(region: &str, id: &str) -> String {
    format!("/o/sealed/{region}/{id}")
}

/// A filed case this officer may unmask something in; 404 for everybody else.
async fn load(ctx: &Ctx, region: &str, id: &str) -> Result<More, Stop> {
    let (it, agency) = more_desk::load(ctx, region, id).await?;
    let thing = Thing {
        region,
        enterprise: Some(&it.whole.case.subject.id),
        agencies: &[&agency],
        purpose: "asked",
        ..Thing::default()
    };
    if it.whole.case.filed_at.is_none() || !can(ctx.signed()?, Act::Unmask, &thing) {
        return Err(Stop::NotFound);
    }
    Ok(it)
}

/// `GET /o/sealed/{region}/{id}`.
pub async fn page(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let it = load(&ctx, &region, &id).await?;
    accounts::looked(&ctx, &region, &it.whole.case.subject.id, &id).await?;
    show(&ctx, &it, &Form::default(), &[]).await
}

async fn show(ctx: &Ctx, it: &More, form: &Form, problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let (case, now_ms) = (&it.whole.case, ctx.app.now_ms());
    let all = sealed(&it.rules.playbook, it.whole.facts.all());
    let whole = unmask::whole_now(ctx, &case.region).await?;
    let until = |one: &Sealed| whole.get(&one.thing(&case.id)).copied();
    let open = all.iter().find_map(|one| Some((one, until(one)?)));
    let here = address(&case.region, &case.id);
    let begin = || begin_form(here.clone(), ctx.app.new_id(), false);
    let notice = |(one, until): (&Sealed, i64)| {
        let said = ctx.say("accounts").with("accounts-reveal-until", &[("time", &unmask::clock(until))]);
        (Notice::new(Kind::Caution, said).title(w.text(&one.words)), begin(), one.id.clone(), end_form())
    };
    let ask = || {
        let choices = all.iter().map(|one| (one.id.clone(), format!("{} {}", w.text(&one.words), one.masked)));
        let which = Field::select("which", w.t("sealed-which"), choices).value(form.get("which")).problems(w, problems);
        let fields = unmask::fields(ctx.say("accounts"), form, problems);
        (begin(), which, fields, Button::new(ctx.say("accounts").t("accounts-reveal")), end_form())
    };
    let content = SealedPage {
        w,
        summary: Summary::new(w, problems),
        service: w.text(&it.rules.service().name).to_owned(),
        applicant: case.subject.name.clone(),
        number: case.number.clone().unwrap_or_default(),
        about: w.with("sealed-about", &[("most", &HOUR_MAX)]),
        shown: open.map(notice),
        facts: (!all.is_empty()).then(|| {
            all.iter().fold(Facts::new(), |list, one| {
                let value = if until(one).is_some() { &one.whole } else { &one.masked };
                list.fact(w.text(&one.words), value.as_str())
            })
        }),
        none: Empty::new(w.t("sealed-none"), w.t("sealed-none-fills")),
        ask: (open.is_none() && !all.is_empty()).then(ask),
        back: format!("/o/more/{}/{}", case.region, case.id),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, "sealed-title", content)?;
    Ok(unmask::masked_again(page, open.map(|(_, until)| until), now_ms))
}

/// `POST /o/sealed/{region}/{id}`: one value whole for a minute, or masked again before the minute is over.
pub async fn act(ctx: Ctx, Path((region, id)): Path<(String, String)>, form: Form) -> Reply {
    let it = load(&ctx, &region, &id).await?;
    let here = address(&region, &id);
    let all = sealed(&it.rules.playbook, it.whole.facts.all());
    let chosen = all.into_iter().find(|one| one.id == form.get("which"));
    if form.get("act") == "hide" {
        let Some(one) = chosen else { return ctx.redirect(&here) };
        let (session, now_ms) = (ctx.signed()?.id.clone(), ctx.app.now_ms());
        ctx.app.db().write(move |tx| unmask::hide(tx, &region, &session, &one.thing(&id), now_ms)).await?;
        return ctx.redirect(&here);
    }
    if let Some(asks) = accounts::step_up_first(&ctx, &here).await? {
        return Ok(asks);
    }
    let (one, why) = match (chosen.ok_or_else(not_there), unmask::read_why(&form)) {
        (Ok(one), Ok(why)) => (one, why),
        (one, why) => {
            let problems: Vec<Problem> = one.err().into_iter().chain(why.err().unwrap_or_default()).collect();
            return show(&ctx, &it, &form, &problems).await;
        }
    };
    let (session, txid, by) = (ctx.signed()?.clone(), form.txid()?, By::of(&ctx));
    let asked = Unmasking {
        subject: format!("enterprise:{}", it.whole.case.subject.id),
        thing: one.thing(&id),
        fields: vec![one.id],
        what: one.words,
        region,
        why,
    };
    let done = ctx.app.db().write(move |tx| {
        once::once(tx, &asked.region, &txid, "case/unmask", by.now_ms, |tx| -> Result<Unmasked, Stop> {
            Ok(unmask::unmask(tx, &session, &asked, &by)?)
        })
    });
    match done.await?.0 {
        Unmasked::Shown => ctx.redirect(&here),
        Unmasked::Stopped(seconds) => Err(Stop::TooMany(seconds)),
    }
}

fn not_there() -> Problem {
    Problem::new(
        "which",
        "cases/no-such-number",
        Text::new("没有选要看哪一项，或本办件没有这一项", "no value of this case is chosen"),
        Text::new("请从列出的号码中选一个", "choose one of the numbers listed"),
    )
}
