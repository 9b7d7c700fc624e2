//! For drafters: proposing a version, from a zip file or from a text that was tried.

use ::playbook::{Files, Reading};
use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, Text};
use web::ui::{Actions, BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::proposals::{self, Actor};
use super::trial::Draft;
use super::trial_pages::{KEPT, carried};
use super::{folder, library, publish};

/// Most characters of a reason.
pub(super) const REASON_MAX: usize = 2_000;

#[derive(Template)]
#[template(path = "playbooks/pages/propose.html")]
struct ProposePage {
    w: Say,
    summary: Summary,
    notice: Notice,
    begin: BeginForm,
    hidden: Vec<(String, String)>,
    changed: String,
    file: Option<Field>,
    reason: Field,
    actions: Actions,
    end: EndForm,
}

/// `/p/propose`.
pub async fn page(ctx: Ctx) -> Reply {
    shown(&ctx, None, "", &[])
}

/// The page for a text that was tried.
pub(super) fn ask(ctx: &Ctx, base: &str, draft: &Draft) -> Reply {
    shown(ctx, Some((base, draft)), "", &[])
}

fn shown(ctx: &Ctx, base: Option<(&str, &Draft)>, reason: &str, problems: &[Problem]) -> Reply {
    let w = ctx.say("playbooks");
    let mut hidden = Vec::new();
    let mut changed = String::new();
    if let Some((base, draft)) = base {
        hidden.push(("base".to_owned(), base.to_owned()));
        hidden.extend(draft.0.iter().map(|(path, text)| (format!("{KEPT}{path}"), text.clone())));
        changed = draft.0.keys().map(String::as_str).collect::<Vec<_>>().join(w.t("playbooks-comma"));
    }
    // the summary has them all; a long list is not said again under the field
    let at_file = if problems.len() > 3 { &[] } else { problems };
    let content = ProposePage {
        w,
        summary: Summary::new(w, problems),
        notice: Notice::new(Kind::Plain, w.t("proposal-how")).title(w.t("proposal-two-keys")),
        begin: begin_form("/p/propose", ctx.app.new_id(), true),
        hidden,
        changed,
        file: base.is_none().then(|| {
            Field::file("files", w.t("proposal-files"))
                .hint(w.t("proposal-files-hint"))
                .accept(".zip")
                .problems(w, at_file)
        }),
        reason: Field::textarea("reason", w.t("proposal-reason"))
            .hint(w.t("proposal-reason-hint"))
            .length_max(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
            .value(reason)
            .problems(w, problems),
        actions: Actions::new().add(Button::new(w.t("proposal-send"))),
        end: end_form(),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/p", w.t("playbooks-desk")).page_with(status, "proposal-new", content)
}

/// What is proposed, read and judged.
pub(super) struct Weighed {
    pub reading: Reading,
    pub problems: Vec<Problem>,
}

/// Reads a folder and tells everything that keeps it from being published, all at once.
pub(super) async fn weighed(ctx: &Ctx, files: Files) -> Result<(Files, Weighed), Stop> {
    let (known, now_ms, today) = (ctx.app.catalogue().clone(), ctx.app.now_ms(), ctx.app.today());
    let work = tokio::task::spawn_blocking(move || {
        let reading = ::playbook::read(&files, &known);
        let mut problems = publish::faults(now_ms, &reading);
        if let Some(book) = &reading.playbook {
            problems.extend(proposals::broken_examples(book, &files));
            if book.from < today {
                problems.push(too_early());
            }
        }
        let problems = problems.into_iter().map(|problem| problem.at("files")).collect();
        (files, Weighed { reading, problems })
    });
    Ok(work.await.map_err(anyhow::Error::from)?)
}

/// `POST /p/propose`.
pub async fn propose(ctx: Ctx, form: Form) -> Reply {
    let actor = actor(&ctx)?;
    let txid = form.txid()?;
    let reason = form.get("reason").to_owned();
    let from_trial = carried(&ctx, &form).await?;
    let mut problems = reason_problems(&reason);
    let files = match (&from_trial, form.files("files").first()) {
        (Some((_, _, files)), _) => files.clone(),
        (None, None) => {
            problems.push(no_file());
            Files::new()
        }
        (None, Some(upload)) => match folder::unpacked(&upload.bytes) {
            Ok(files) => files,
            Err(problem) => {
                problems.push(problem);
                Files::new()
            }
        },
    };
    let base = from_trial.as_ref().map(|(base, draft, _)| (base.as_str(), draft));
    if files.is_empty() && !problems.is_empty() {
        return shown(&ctx, base, &reason, &problems);
    }
    let (files, found) = weighed(&ctx, files).await?;
    problems.extend(found.problems);
    let Some(book) = found.reading.playbook.filter(|_| problems.is_empty()) else {
        return shown(&ctx, base, &reason, &problems);
    };
    if let Some(problem) = taken(&ctx, &actor, &book, &files).await? {
        return shown(&ctx, base, &reason, &[problem]);
    }
    let there = library::current(&ctx.app, &book.id, &actor.region, ctx.app.today()).await?;
    let based_on = there.map_or_else(String::new, |there| there.digest.clone());
    let id = ctx.app.new_id();
    let kept =
        ctx.app.db().write(move |tx| proposals::propose(tx, &actor, &txid, &id, (&book, &files, &based_on), &reason));
    let id = kept.await?;
    ctx.redirect(&format!("/p/proposals/{id}"))
}

/// The number or the very text is published already in this area.
async fn taken(ctx: &Ctx, actor: &Actor, book: &::playbook::Playbook, files: &Files) -> Result<Option<Problem>, Stop> {
    let (region, id, version) = (actor.region.clone(), book.id.clone(), book.version.clone());
    let digest = ::playbook::Playbook::digest(files);
    let area = civic::RegionCode::parse(&region).map_err(|problem| Stop::from(vec![problem]))?;
    let all = library::versions(&ctx.app, &area).await?;
    let same = all.iter().find(|there| there.digest == digest || there.playbook == id && there.version == version);
    Ok(same.map(|there| {
        let refusal = super::model::version_taken(there);
        refusal.problems()[0].clone().at("files")
    }))
}

pub(super) fn actor(ctx: &Ctx) -> Result<Actor, Stop> {
    let session = ctx.signed()?;
    Ok(Actor {
        region: session.region.clone(),
        person: session.person.clone(),
        name: session.name.clone(),
        office: session.agency.clone().unwrap_or_default(),
        now_ms: ctx.app.now_ms(),
    })
}

pub(super) fn reason_problems(reason: &str) -> Vec<Problem> {
    let next = Text::new("请用一两句话写明理由", "say why in a sentence or two");
    match reason.chars().count() {
        0 => vec![Problem::new("reason", "playbooks/no-reason", Text::new("没有写理由", "no reason is given"), next)],
        n if n > REASON_MAX => {
            let what = Text::new(
                format!("理由超过 {REASON_MAX} 字"),
                format!("the reason has more than {REASON_MAX} characters"),
            );
            vec![Problem::new("reason", "playbooks/reason-too-long", what, next)]
        }
        _ => Vec::new(),
    }
}

fn no_file() -> Problem {
    Problem::new(
        "files",
        "playbooks/no-files",
        Text::new("没有选规则书文件夹", "no folder of a rule book is chosen"),
        Text::new("请选一个 zip 文件，里面是规则书的全部文件", "choose a zip file with all files of the rule book"),
    )
}

fn too_early() -> Problem {
    Problem::new(
        "files",
        "playbooks/from-past",
        Text::new("施行之日早于今天，规则不溯及既往", "the first day lies before today, and rules do not reach back"),
        Text::new("请在 playbook.toml 中把 `from` 改为今天或以后", "set `from` in playbook.toml to today or later"),
    )
}
