//! For drafters: what is found in one published version, with the text it is found in; what a lint means.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use playbook::{Diagnostic, Severity};
use pulldown_cmark::{Event, Options, Parser, html};
use web::ui::{Empty, Facts, Field, Filter, State};
use web::{Ctx, Reply, Say, Stop};

use super::desk_pages::counts;
use super::finding::Finding;
use super::library;
use super::model::Published;
use super::wording;

/// Most findings on the page; the file to take away has all.
const SHOWN_MAX: usize = 200;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

#[derive(Template)]
#[template(path = "playbooks/pages/findings.html")]
struct FindingsPage {
    w: Say,
    picture: String,
    slim: String,
    practice: String,
    trial: String,
    facts: Facts,
    filter: Filter,
    found: Vec<Finding>,
    empty: Option<Empty>,
    more: Option<String>,
    export: String,
}

/// The version of an address and its findings of the severity and words asked for, the gravest first.
async fn found(ctx: &Ctx, digest: &str) -> Result<(Arc<Published>, Arc<Vec<Diagnostic>>, Vec<Diagnostic>), Stop> {
    let published = library::by_digest(&ctx.app, digest).await?.ok_or(Stop::NotFound)?;
    let (book, today) = (Arc::clone(&published), ctx.app.today());
    let all = tokio::task::spawn_blocking(move || book.findings(today)).await.map_err(anyhow::Error::from)?;
    let (severity, words) = (ctx.query("severity"), ctx.query("q").trim().to_lowercase());
    let mut chosen: Vec<Diagnostic> = all
        .iter()
        .filter(|diagnostic| severity.is_empty() || diagnostic.severity.id() == severity)
        .filter(|diagnostic| {
            let file = diagnostic.span.as_ref().map_or("", |span| &*span.file);
            let text = format!("{} {} {} {file}", diagnostic.code, diagnostic.message.zh, diagnostic.message.en);
            text.to_lowercase().contains(&words)
        })
        .cloned()
        .collect();
    chosen.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
    Ok((published, all, chosen))
}

/// `/p/{digest}?severity=&q=`.
pub async fn version(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let (published, all, chosen) = found(&ctx, &digest).await?;
    let empty = if all.is_empty() {
        Empty::new(w.t("playbooks-nothing-found"), w.t("playbooks-nothing-found-fills"))
    } else {
        Empty::new(w.t("playbooks-no-finding"), w.t("playbooks-no-match-fills"))
            .action(ctx.path.as_str(), w.t("filter-clear"))
    };
    let levels = SEVERITIES.map(|severity| (severity.id(), severity.word(w.lang)));
    let total = chosen.len();
    let page = FindingsPage {
        w,
        picture: format!("/p/{digest}/picture"),
        slim: format!("/p/{digest}/slim"),
        practice: format!("/p/{digest}/practice"),
        trial: format!("/p/{digest}/trial"),
        facts: facts(w, &published, &all),
        filter: Filter::new(w, ctx.path.as_str(), "list")
            .field(Field::search("q", w.t("playbooks-findings-search")).value(ctx.query("q")))
            .field(
                Field::select("severity", w.t("playbooks-severity"), levels)
                    .blank(w.t("all"))
                    .value(ctx.query("severity")),
            ),
        empty: chosen.is_empty().then_some(empty),
        found: chosen
            .iter()
            .take(SHOWN_MAX)
            .map(|diagnostic| Finding::new(w, diagnostic, &published.sources))
            .collect(),
        more: (total > SHOWN_MAX).then(|| w.with("playbooks-more", &[("shown", &SHOWN_MAX), ("total", &total)])),
        export: ctx.address_with(&[]).replacen(&digest, &format!("{digest}/findings.csv"), 1),
    };
    let title = format!("{} {}", w.text(&published.playbook.name), published.version);
    ctx.crumb("/p", w.t("playbooks-desk")).page(&title, page)
}

fn facts(w: Say, published: &Published, all: &[Diagnostic]) -> Facts {
    let until = published.until.map_or_else(|| w.t("playbooks-until-replaced").to_owned(), |day| w.date_with_year(day));
    Facts::new()
        .fact(w.t("playbooks-version"), published.version.as_str())
        .fact(w.t("playbooks-from"), w.date_with_year(published.from))
        .fact(w.t("playbooks-until"), until)
        .fact(w.t("playbooks-basis"), published.playbook.basis.as_str())
        .fact_from(w.t("playbooks-published"), w.time_ms(published.published_at), published.published_by.as_str())
        .fact(w.t("playbooks-digest"), published.digest.as_str())
        .fact(w.t("playbooks-files"), published.files.len().to_string())
        .fact(w.t("playbooks-findings"), counts(w, all))
}

/// `/p/{digest}/findings.csv`: all findings of the filter, as a file.
pub async fn export(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let (published, _, chosen) = found(&ctx, &digest).await?;
    let rows = chosen.iter().map(|diagnostic| {
        let place = diagnostic.span.as_ref().map(|span| {
            let place = published.sources.place(span);
            (span.file.to_string(), place.line.to_string(), place.column.to_string())
        });
        let (file, line, column) = place.unwrap_or_default();
        let help: Vec<&str> = diagnostic.help.iter().map(|help| w.text(help)).collect();
        vec![
            diagnostic.severity.word(w.lang).to_owned(),
            diagnostic.code.clone(),
            file,
            line,
            column,
            w.text(&diagnostic.message).to_owned(),
            help.join(w.t("playbooks-semicolon")),
        ]
    });
    let heading = [
        "playbooks-severity",
        "playbooks-lint",
        "playbooks-file",
        "playbooks-line",
        "playbooks-column",
        "playbooks-message",
        "playbooks-help",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, &format!("{}-{}-findings", published.playbook.id, published.version), &heading, rows.collect())
}

#[derive(Template)]
#[template(path = "playbooks/pages/lint.html")]
struct LintPage {
    state: State,
    prose: String,
}

/// `/p/lints/{name}`: the page a lint brings with it.
pub async fn lint(ctx: Ctx, Path(name): Path<String>) -> Reply {
    let w = ctx.say("playbooks");
    let lint = ::playbook::lints::explain(&name).ok_or(Stop::NotFound)?;
    let page = LintPage { state: wording::severity(w, lint.severity), prose: as_html(lint.prose(w.lang)) };
    let title = lint.summary();
    ctx.crumb("/p", w.t("playbooks-desk")).page(w.text(&title), page)
}

/// Markdown of the program's own as HTML; HTML inside it is shown, not run. Its headings go down one
/// level, since the page has its title already.
fn as_html(markdown: &str) -> String {
    use pulldown_cmark::{HeadingLevel, Tag, TagEnd};
    let lower = |level: HeadingLevel| HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6);
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    // wide blocks scroll in themselves, by keyboard too
    page.replace("<pre>", "<pre tabindex=\"0\">")
        .replace("<table>", "<div class=\"table-scroll\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_lints_page_is_shown_not_run() {
        let page = as_html("# A\n\n<script>x</script>\n\n```toml\nb\n```\n");
        assert!(page.starts_with("<h2>A</h2>"), "{page}");
        assert!(!page.contains("<script>") && page.contains("<pre tabindex=\"0\">"), "{page}");
    }
}
