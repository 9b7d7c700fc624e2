//! The house's own routes: health, metrics, static files, theme, help, accessibility, component preview.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::response::IntoResponse;
use civic::text::Lang;

use crate::ui::{self, Empty};
use crate::{Ctx, Door, Form, Reply, Routes, Say, Stop, Theme, assets, cookie, manner, markdown};

/// Routes that stand whatever features there are. `demo` opens the preview and the metrics to everybody.
pub fn routes(demo: bool) -> Routes {
    Routes::new()
        .get(Door::Open, "/healthz", async || "ok\n")
        .get(Door::Open, "/readyz", ready)
        .get(if demo { Door::Open } else { Door::Machine }, "/metrics", metrics)
        .get(Door::Open, "/static/{file}", assets::serve)
        .get(Door::Open, "/favicon.ico", assets::favicon)
        .post(Door::Open, "/theme", theme)
        .get(Door::Open, "/help", help)
        .get(Door::Open, "/help/{feature}", help_of)
        .get(Door::Open, "/accessibility", accessibility)
        .get(if demo { Door::Open } else { Door::Admin }, "/preview", preview)
}

async fn ready(ctx: Ctx) -> Reply {
    let alive = ctx.app.db().read(|tx| tx.query("SELECT 1 AS one", &[])).await;
    match alive {
        Ok(_) => Ok("ready\n".into_response()),
        Err(store::Fault::Busy { retry_after_s }) => Err(Stop::Busy(retry_after_s)),
        Err(fault) => {
            tracing::error!(error = %fault, "the database does not answer");
            Err(Stop::Busy(5))
        }
    }
}

async fn metrics(ctx: Ctx) -> Reply {
    if !ctx.app.settings().demo {
        ctx.machine()?.needs("metrics:read")?;
    }
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], ctx.app.metrics().page()).into_response())
}

async fn theme(ctx: Ctx, form: Form) -> Reply {
    let theme = Theme::parse(form.get("theme")).unwrap_or_default();
    let mut answer = ctx.redirect(manner::safe_path(form.get("back")))?;
    answer.headers_mut().append(SET_COOKIE, cookie::choice(&ctx.app, cookie::THEME, theme.word()));
    Ok(answer)
}

struct HelpEntry {
    href: String,
    title: &'static str,
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    w: Say,
    entries: Vec<HelpEntry>,
    none: Empty,
}

async fn help(ctx: Ctx) -> Reply {
    let w = Say::common(ctx.lang);
    let with_help = ctx.app.features().iter().filter(|feature| !feature.help.0.is_empty());
    let entries = with_help
        .map(|feature| HelpEntry { href: format!("/help/{}", feature.name), title: side(ctx.lang, feature.title) })
        .collect();
    ctx.page("help", HelpPage { w, entries, none: Empty::new(w.t("help-none"), w.t("help-fills")) })
}

#[derive(Template)]
#[template(ext = "html", source = "<div class=\"prose\">{{ body|safe }}</div>")]
struct ProsePage {
    body: String,
}

async fn help_of(ctx: Ctx, Path(name): Path<String>) -> Reply {
    let found = ctx.app.features().iter().find(|feature| feature.name == name && !feature.help.0.is_empty());
    let feature = found.ok_or(Stop::NotFound)?;
    let text = side(ctx.lang, feature.help);
    // the page has its heading already: the first `# title` of the text is left out
    let text = text.split_once('\n').filter(|(first, _)| first.starts_with("# ")).map_or(text, |(_, rest)| rest);
    let title = side(ctx.lang, feature.title);
    let w = Say::common(ctx.lang);
    ctx.crumb("/help", w.t("help")).page(title, ProsePage { body: markdown::render(text) })
}

async fn accessibility(ctx: Ctx) -> Reply {
    let text = side(ctx.lang, (include_str!("accessibility.zh-CN.md"), include_str!("accessibility.md")));
    ctx.page("accessibility", ProsePage { body: markdown::render(text) })
}

fn side(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

struct Shown {
    name: &'static str,
    examples: Vec<ui::Example>,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    w: Say,
    components: Vec<Shown>,
}

async fn preview(ctx: Ctx) -> Reply {
    let w = Say::common(ctx.lang);
    let components = ui::ALL.iter().map(|(name, examples)| Shown { name, examples: examples(w) }).collect();
    ctx.page_with(StatusCode::OK, "preview", PreviewPage { w, components })
}
