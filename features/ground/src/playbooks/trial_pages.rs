//! For drafters: changing a text and trying what it does; nothing is kept, everything typed comes back.

use std::sync::Arc;

use ::playbook::{Files, slim};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use civic::{Problem, Text};
use web::ui::{Actions, BeginForm, Button, EndForm, Field, Kind, Notice, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::folder;
use super::library;
use super::model::Published;
use super::profile::Profile;
use super::proposal_pages;
use super::slim_pages::question;
use super::trial::{self, Draft, TEXT_BYTES_MAX};
use super::trial_view::Outcome;

/// Name of the field that carries the text of a file that is not on the screen.
pub(super) const KEPT: &str = "kept-";

#[derive(Template)]
#[template(path = "playbooks/pages/trial.html")]
struct TrialPage {
    w: Say,
    summary: Summary,
    notice: Notice,
    begin: BeginForm,
    end: EndForm,
    file: String,
    text: String,
    changed: String,
    carried: Vec<(String, String)>,
    actions: Actions,
    open: Field,
    open_actions: Actions,
    result: Option<Outcome>,
}

/// What is on the desk: the version, the texts changed so far and the one on the screen.
struct Desk {
    published: Arc<Published>,
    draft: Draft,
    file: String,
    profile: Profile,
    problems: Vec<Problem>,
}

/// `/p/{digest}/trial?file=services/….toml`.
pub async fn page(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let profile = Profile::of(&ctx, &published.playbook);
    let asked = ctx.query("file");
    let file = if published.files.contains_key(&asked) { asked } else { first_file(&published) };
    let desk = Desk { published, draft: Draft::default(), file, profile, problems: Vec::new() };
    shown(&ctx, &digest, desk, None)
}

/// The file one most likely wants: that of the first service.
fn first_file(published: &Published) -> String {
    let service = published.files.keys().find(|path| path.starts_with("services/"));
    service.or_else(|| published.files.keys().next()).cloned().unwrap_or_default()
}

/// The form: another file is opened, an offered change is taken, or the text is tried.
pub async fn act(ctx: Ctx, Path(digest): Path<String>, form: Form) -> Reply {
    let mut desk = Desk::of(&ctx, &digest, &form).await?;
    if !desk.problems.is_empty() {
        return shown(&ctx, &digest, desk, None);
    }
    let (to_do, take) = (form.get("do"), form.get("take"));
    if to_do == "open" {
        let asked = form.get("open").to_owned();
        if desk.published.files.contains_key(&asked) {
            desk.file = asked;
        }
        return shown(&ctx, &digest, desk, None);
    }
    if to_do == "reset" {
        desk.draft.0.remove(&desk.file);
        return shown(&ctx, &digest, desk, None);
    }
    let (published, profile) = (Arc::clone(&desk.published), desk.profile.clone());
    let (known, today) = (ctx.app.catalogue().clone(), ctx.app.today());
    let question = question(&ctx, &published.playbook, &profile);
    let (mut draft, take) = (desk.draft.clone(), take.to_owned());
    let worked = tokio::task::spawn_blocking(move || {
        let mut files = draft.files(&published.files);
        let mut taken = None;
        if !take.is_empty() {
            let picked = slim::pick(&files, &known, &question, &take).ok().flatten();
            if let Some(next) = picked {
                taken = next.iter().find(|(path, text)| files.get(*path) != Some(text)).map(|(path, _)| path.clone());
                files = next;
                draft = Draft::between(&published.files, &files);
            }
        }
        let tried = trial::run(&published, &files, &known, &question, today);
        (draft, taken, tried)
    });
    let (draft, taken, tried) = worked.await.map_err(anyhow::Error::from)?;
    desk.draft = draft;
    let w = ctx.say("playbooks");
    let missed = !form.get("take").is_empty() && taken.is_none();
    if let Some(file) = taken {
        desk.file = file;
    }
    let mut result =
        Outcome::new(w, &desk.published, &tried, &desk.file, &desk.draft.text(&desk.published.files, &desk.file));
    if missed {
        result.verdict = Notice::new(Kind::Caution, w.t("trial-not-taken")).title(w.t("trial-not-taken-title"));
    }
    shown(&ctx, &digest, desk, Some(result))
}

/// The folder as tried, to take away as a zip file.
pub async fn zip(ctx: Ctx, Path(digest): Path<String>, form: Form) -> Reply {
    let desk = Desk::of(&ctx, &digest, &form).await?;
    if !desk.problems.is_empty() {
        return shown(&ctx, &digest, desk, None);
    }
    let book = &desk.published.playbook;
    let bytes = folder::packed(&desk.draft.files(&desk.published.files))?;
    ctx.attachment(&format!("{}-{}.zip", book.id, book.version), "application/zip", bytes)
}

/// What was changed, to take away as a patch.
pub async fn patch(ctx: Ctx, Path(digest): Path<String>, form: Form) -> Reply {
    let desk = Desk::of(&ctx, &digest, &form).await?;
    if !desk.problems.is_empty() {
        return shown(&ctx, &digest, desk, None);
    }
    let book = &desk.published.playbook;
    let text = slim::patch(&desk.published.files, &desk.draft.files(&desk.published.files));
    ctx.attachment(&format!("{}-{}.patch", book.id, book.version), "text/x-diff; charset=utf-8", text.into_bytes())
}

/// The changed folder, to be proposed: the next page asks for the reason.
pub async fn propose(ctx: Ctx, Path(digest): Path<String>, form: Form) -> Reply {
    let desk = Desk::of(&ctx, &digest, &form).await?;
    if !desk.problems.is_empty() {
        return shown(&ctx, &digest, desk, None);
    }
    proposal_pages::ask(&ctx, &digest, &desk.draft)
}

/// The changed folder that a form of the next page carries; none when it carries none.
pub(super) async fn carried(ctx: &Ctx, form: &Form) -> Result<Option<(String, Draft, Files)>, Stop> {
    let digest = form.get("base").to_owned();
    if digest.is_empty() {
        return Ok(None);
    }
    let desk = Desk::of(ctx, &digest, form).await?;
    let files = desk.draft.files(&desk.published.files);
    Ok(Some((digest, desk.draft, files)))
}

impl Desk {
    async fn of(ctx: &Ctx, digest: &str, form: &Form) -> Result<Desk, Stop> {
        let published = library::by_digest(&ctx.app, digest).await?.ok_or(Stop::NotFound)?;
        let profile = Profile::of_form(form, &published.playbook);
        let mut desk =
            Desk { draft: Draft::default(), file: first_file(&published), published, profile, problems: Vec::new() };
        let asked = form.get("file");
        let known = desk.published.files.contains_key(asked);
        if known {
            asked.clone_into(&mut desk.file);
        }
        for (name, value) in form.pairs() {
            let path = match name.strip_prefix(KEPT) {
                Some(path) => path,
                None if name == "text" && known => asked,
                None => continue,
            };
            if value.len() > TEXT_BYTES_MAX {
                desk.problems.push(too_long(path));
            }
            desk.draft.put(&desk.published.files, path, value);
        }
        if !asked.is_empty() && !known {
            desk.problems.push(no_file(asked));
        }
        Ok(desk)
    }

    /// Fields that carry the other texts and the applicant.
    fn carried(&self) -> Vec<(String, String)> {
        let others = self.draft.0.iter().filter(|(path, _)| **path != self.file);
        let texts = others.map(|(path, text)| (format!("{KEPT}{path}"), text.clone()));
        let profile = self.profile.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        texts.chain(profile).collect()
    }
}

fn too_long(path: &str) -> Problem {
    let max = TEXT_BYTES_MAX / 1024;
    Problem::new(
        "text",
        "playbooks/text-too-long",
        Text::new(format!("{path} 超过 {max} KiB"), format!("`{path}` has more than {max} KiB")),
        Text::new("请拆成几个文件，每个事项一个", "split it, one service a file"),
    )
}

fn no_file(path: &str) -> Problem {
    let path: String = path.chars().take(80).collect();
    Problem::new(
        "open",
        "playbooks/no-file",
        Text::new(format!("这个版本里没有文件 {path}"), format!("this version has no file `{path}`")),
        Text::new("请从文件列表中选一个", "choose one from the list of files"),
    )
}

fn shown(ctx: &Ctx, digest: &str, desk: Desk, result: Option<Outcome>) -> Reply {
    let w = ctx.say("playbooks");
    let root = format!("/p/{digest}/trial");
    let files = desk.published.files.keys().map(|path| {
        let mark = if desk.draft.0.contains_key(path) { w.t("trial-file-changed") } else { "" };
        (path.clone(), format!("{path}{mark}"))
    });
    let version = format!("{} {}", w.text(&desk.published.playbook.name), desk.published.version);
    let changed: Vec<&str> = desk.draft.0.keys().map(String::as_str).collect();
    let content = TrialPage {
        w,
        summary: Summary::new(w, &desk.problems),
        notice: Notice::new(Kind::Plain, w.t("trial-kept-nowhere")),
        begin: begin_form(root.clone(), ctx.app.new_id(), true),
        end: end_form(),
        text: desk.draft.text(&desk.published.files, &desk.file),
        changed: changed.join(w.t("playbooks-comma")),
        carried: desk.carried(),
        actions: Actions::new()
            .add(Button::new(w.t("trial-try")).sends("do", "try"))
            .add(Button::new(w.t("trial-reset")).secondary().sends("do", "reset"))
            .add(Button::new(w.t("trial-zip")).secondary().to(format!("{root}/folder.zip")))
            .add(Button::new(w.t("trial-propose")).secondary().to(format!("{root}/proposal")))
            .add(Button::new(w.t("trial-patch")).secondary().to(format!("{root}/changes.patch"))),
        open: Field::select("open", w.t("trial-file"), files).value(&desk.file).problems(w, &desk.problems),
        open_actions: Actions::new().add(Button::new(w.t("trial-open")).secondary().sends("do", "open")),
        file: desk.file,
        result,
    };
    let status = if desk.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/p", w.t("playbooks-desk")).crumb(&format!("/p/{digest}"), &version).page_with(
        status,
        "trial-title",
        content,
    )
}
