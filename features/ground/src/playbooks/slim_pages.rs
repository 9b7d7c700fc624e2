//! For drafters: what a version asks of people, and what it could do without: before, after safe changes, after all.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use playbook::slim::{self, Edit, Question, Slimming};
use web::ui::{Bars, BeginForm, Empty, EndForm, Field, Filter, Notice, State, Summary, Table, begin_form, end_form};
use web::{Ctx, Reply, Say, Stop};

use super::library;
use super::model::Published;
use super::place::encoded;
use super::profile::Profile;
use super::slim_parts as parts;
use super::slim_road::{self, Drawn};

/// Most services drawn on one page; one of them alone is drawn when it is chosen.
const DRAWN_MAX: usize = 6;

#[derive(Template)]
#[template(path = "playbooks/pages/slim.html")]
struct SlimPage {
    w: Say,
    summary: Summary,
    filter: Filter,
    sum: Notice,
    bars: Bars,
    bundle: Table,
    roads: Vec<Pair>,
    more: Option<String>,
    services: Table,
    edits: Vec<Shown>,
    empty: Option<Empty>,
    stays: Table,
    patches: Option<(String, String)>,
    begin: BeginForm,
    end: EndForm,
    carried: Vec<(String, String)>,
}

/// A service's road before and after.
struct Pair {
    name: String,
    before: Drawn,
    after: Option<Drawn>,
    bars: Bars,
}

/// A change as the page shows it.
struct Shown {
    what: String,
    why: String,
    place: String,
    state: State,
    decide: String,
    saves: String,
    patch: String,
    key: String,
}

/// `/p/{digest}/slim?service=ID&after=safe&fact-…`.
pub async fn page(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let book = &published.playbook;
    let profile = Profile::of(&ctx, book);
    let found = slimmed(&ctx, &published, &profile).await?;
    let only_safe = ctx.query("after") == "safe";
    let root = format!("/p/{digest}/slim");
    let states = [("all", w.t("slim-all")), ("safe", w.t("slim-safe"))];
    let filter = profile.fields(w, book, Filter::new(w, &root, "slim"));
    let roads = roads(w, &found, only_safe);
    let changed = parts::changed(&found).len().max(usize::from(!profile.service.is_empty()));
    let content = SlimPage {
        w,
        summary: Summary::new(w, &profile.problems),
        filter: filter.field(Field::select("after", w.t("slim-after"), states).value(if only_safe {
            "safe"
        } else {
            "all"
        })),
        sum: parts::sum(w, &found),
        bars: parts::bundle_bars(w, &found),
        bundle: parts::bundle(w, &found),
        more: (changed > roads.len())
            .then(|| w.with("slim-roads-more", &[("shown", &roads.len()), ("total", &changed)])),
        roads,
        services: parts::services(w, &found),
        edits: found.edits.iter().map(|edit| shown(w, edit)).collect(),
        empty: found.edits.is_empty().then(|| Empty::new(w.t("slim-nothing"), w.t("slim-nothing-fills"))),
        stays: parts::stays(w, &found),
        patches: (!found.edits.is_empty())
            .then(|| (patch_of(&root, &profile, "safe"), patch_of(&root, &profile, "all"))),
        begin: begin_form(format!("/p/{digest}/trial"), ctx.app.new_id(), true),
        end: end_form(),
        carried: profile.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    };
    let version = format!("{} {}", w.text(&book.name), book.version);
    ctx.clone().crumb("/p", w.t("playbooks-desk")).crumb(&format!("/p/{digest}"), &version).page("slim-title", content)
}

fn patch_of(root: &str, profile: &Profile, which: &str) -> String {
    let pairs = profile.pairs().into_iter().map(|(name, value)| format!("&{name}={}", encoded(value)));
    format!("{root}.patch?which={which}{}", pairs.collect::<String>())
}

/// The services that change, the first of them, or the one chosen.
fn roads(w: Say, found: &Slimming, only_safe: bool) -> Vec<Pair> {
    let (after, words) = if only_safe { (&found.safe, w.t("slim-safe")) } else { (&found.all, w.t("slim-all")) };
    let chosen = found.question.services.first();
    let changed = parts::changed(found);
    let rows = found.before.tally.services.iter();
    let rows = rows.filter(|row| chosen == Some(&row.service) || chosen.is_none() && changed.contains(&&*row.service));
    rows.take(DRAWN_MAX)
        .filter_map(|row| {
            let then = after.tally.services.iter().find(|then| then.service == row.service);
            let figures = then.map_or(&row.figures, |then| &then.figures);
            Some(Pair {
                name: w.text(&row.name).to_owned(),
                before: slim_road::road(w, &found.before, &found.question, &row.service, w.t("slim-before"))?,
                after: (!found.edits.is_empty())
                    .then(|| slim_road::road(w, after, &found.question, &row.service, words))
                    .flatten(),
                bars: slim_road::bars(w, &[(w.t("slim-before"), &row.figures), (words, figures)], true),
            })
        })
        .collect()
}

/// `/p/{digest}/slim.patch?which=safe|all`: the changes as a patch to take away; nothing is changed here.
pub async fn patch(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let published = library::by_digest(&ctx.app, &digest).await?.ok_or(Stop::NotFound)?;
    let profile = Profile::of(&ctx, &published.playbook);
    let found = slimmed(&ctx, &published, &profile).await?;
    let text = if ctx.query("which") == "all" { found.patch_of_all() } else { found.patch_of_safe() };
    let name = format!("{}-{}.patch", published.playbook.id, published.playbook.version);
    ctx.attachment(&name, "text/x-diff; charset=utf-8", text.into_bytes())
}

/// Whom and when the figures of a version are for.
pub(super) fn question(ctx: &Ctx, book: &playbook::Playbook, profile: &Profile) -> Question {
    Question {
        region: None,
        services: profile.services(),
        facts: profile.facts.clone(),
        on: book.day_nearest(ctx.app.today()),
        rate: None,
        applicants: None,
    }
}

async fn slimmed(ctx: &Ctx, published: &Arc<Published>, profile: &Profile) -> Result<Slimming, Stop> {
    let (files, known) = (Arc::clone(&published.files), ctx.app.catalogue().clone());
    let question = question(ctx, &published.playbook, profile);
    let found = tokio::task::spawn_blocking(move || slim::slim(&files, &known, &question)).await;
    // a published book was read without errors, so it can be read again
    found.map_err(anyhow::Error::from)?.map_err(|_| Stop::fault("a published playbook cannot be read any more"))
}

fn shown(w: Say, edit: &Edit) -> Shown {
    let state = match edit.decide {
        None => State::ok(w.t("slim-edit-safe")),
        Some(_) => State::caution(w.t("slim-edit-decide")),
    };
    Shown {
        what: w.text(&edit.what).to_owned(),
        why: w.text(&edit.why).to_owned(),
        place: format!("{}:{}", edit.file, edit.line),
        state,
        decide: edit.decide.as_ref().map_or(String::new(), |d| w.text(d).to_owned()),
        saves: parts::saves(w, edit),
        patch: edit.patch.clone(),
        key: edit.key.clone(),
    }
}
