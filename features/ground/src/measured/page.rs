//! For drafters: what the services of a rule book measure in practice, in their area, over the days they ask for.

use std::sync::Arc;

use ::playbook::lints::{Preset, run_observed};
use ::playbook::measured::{LINTS, terms};
use ::playbook::{Diagnostic, Playbook};
use askama::Template;
use axum::extract::Path;
use civic::{Date, Problem, RegionCode, Text, clock};
use process::observed::{Observed, Observer};
use web::ui::{Bars, Empty, Facts, Field, Filter, Kind, Notice, Summary, Table};
use web::{Ctx, Reply, Say, Stop};

use super::drawn::{Drawn, drawn};
use super::{few, parts};
use crate::cases::log::Window;
use crate::exchange::observe;
use crate::playbooks::{self, Published};
use crate::regions;

/// Days looked back when nothing is asked.
const DAYS: i64 = 92;
/// Most cases read for one page; the command line reads all.
const CASES_MAX: u64 = 20_000;

#[derive(Template)]
#[template(path = "measured/pages/practice.html")]
struct PracticePage {
    w: Say,
    summary: Summary,
    filter: Filter,
    cut: Option<Notice>,
    empty: Option<Empty>,
    services: Vec<Part>,
    findings: Vec<Notice>,
    export: String,
}

/// One service; without anything but its name where there are too few cases.
struct Part {
    name: String,
    shown: Option<Shown>,
}

struct Shown {
    facts: Facts,
    drawn: Option<Drawn>,
    steps: Table,
    held: Bars,
    papers: Table,
    ways: Table,
}

/// What was asked for, and what was found.
struct Found {
    published: Arc<Published>,
    book: Playbook,
    seen: Observed,
    days: (Date, Date),
    problems: Vec<Problem>,
}

/// `GET /p/{digest}/practice?from=&to=&service=`.
pub async fn page(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("measured");
    let found = found(&ctx, &digest).await?;
    let (book, seen) = (&found.book, &found.seen);
    let services: Vec<Part> = shown_services(&found).map(|(own, it)| part(w, book, own, it)).collect();
    let names = book.services.values().map(|own| (own.id.clone(), w.text(&own.name).to_owned()));
    let field = |name: &str, key: &str, day: Date| {
        let typed = ctx.query(name);
        let value = if typed.is_empty() { day.to_string() } else { typed };
        Field::date(name, w.t(key)).value(value).problems(w, &found.problems)
    };
    let filter = Filter::new(w, ctx.path.as_str(), "practice")
        .field(field("from", "measured-from", found.days.0))
        .field(field("to", "measured-to", found.days.1))
        .field(Field::select("service", w.t("measured-service"), names).blank(w.t("all")).value(ctx.query("service")));
    let cut =
        (seen.cases >= CASES_MAX).then(|| Notice::new(Kind::Caution, w.with("measured-cut", &[("most", &CASES_MAX)])));
    let findings = if services.iter().any(|part| part.shown.is_some()) { findings(&ctx, &found) } else { Vec::new() };
    let content = PracticePage {
        w,
        summary: Summary::new(w, &found.problems),
        filter,
        cut,
        empty: services.is_empty().then(|| Empty::new(w.t("measured-none"), w.t("measured-none-fills"))),
        services,
        findings: findings.iter().map(|finding| notice(w, finding)).collect(),
        export: ctx.address_with(&[]).replacen("/practice", "/practice.csv", 1),
    };
    let desk = ctx.say("playbooks");
    let version = format!("{} {}", w.text(&book.name), found.published.version);
    let status = match found.problems.is_empty() {
        true => axum::http::StatusCode::OK,
        false => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
    };
    ctx.clone().crumb("/p", desk.t("playbooks-desk")).crumb(&format!("/p/{digest}"), &version).page_with(
        status,
        "measured-title",
        content,
    )
}

/// `GET /p/{digest}/practice.csv`: the same figures, with the same left out.
pub async fn export(ctx: Ctx, Path(digest): Path<String>) -> Reply {
    let w = ctx.say("measured");
    let found = found(&ctx, &digest).await?;
    if !found.problems.is_empty() {
        return Err(Stop::refused(found.problems));
    }
    let mut rows = Vec::new();
    for (own, it) in shown_services(&found).filter(|(_, it)| it.cases >= few::CASES_MIN) {
        for row in parts::step_rows(w, own, it) {
            rows.push(std::iter::once(w.text(&own.name).to_owned()).chain(row).collect());
        }
    }
    let heading: Vec<&str> =
        std::iter::once("measured-service").chain(parts::STEP_COLUMNS).map(|key| w.t(key)).collect();
    let name = format!("{}-practice-{}-{}", found.book.id, found.days.0, found.days.1);
    web::csv_file(&ctx, &name, &heading, rows)
}

/// The services of the rule book with cases, in its order.
fn shown_services(found: &Found) -> impl Iterator<Item = (&::playbook::Service, &process::observed::ServiceSeen)> {
    found.book.services.values().filter_map(|own| Some((own, found.seen.services.get(&own.id)?)))
}

async fn found(ctx: &Ctx, digest: &str) -> Result<Found, Stop> {
    let published = playbooks::by_digest(&ctx.app, digest).await?.ok_or(Stop::NotFound)?;
    let area = RegionCode::parse(&ctx.signed()?.region).map_err(|_| Stop::NotFound)?;
    let today = ctx.app.today();
    let book = published.playbook.effective(Some(&area), published.playbook.day_nearest(today));
    let (days, problems) = days(ctx, today);
    let start = |day: Date| clock::start_of(day).as_millisecond();
    let window = Window {
        from_ms: start(days.0),
        to_ms: days.1.tomorrow().map_or(i64::MAX, start),
        within: regions::within_pattern(&area),
        service: ctx.query("service"),
        ..Window::default()
    };
    let observer = Observer::new(terms(&book));
    let seen = observe(ctx.app.db(), &window, &book.id, observer, (Some(today), CASES_MAX)).await?;
    Ok(Found { published, book, seen, days, problems })
}

/// The days asked for, both included; all that is wrong with them at once.
fn days(ctx: &Ctx, today: Date) -> ((Date, Date), Vec<Problem>) {
    let usual = (today.checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(today), today);
    let mut problems = Vec::new();
    let mut day = |name: &str, usual: Date| match ctx.query(name).as_str() {
        "" => usual,
        typed => civic::dates::parse(typed).unwrap_or_else(|problem| {
            problems.push(problem.at(name));
            usual
        }),
    };
    let (from, to) = (day("from", usual.0), day("to", usual.1));
    if problems.is_empty() && from > to {
        problems.push(Problem::new(
            "from",
            "measured/days",
            Text::new("起始日期在结束日期之后", "the first day lies after the last"),
            Text::new("请换过来", "turn them round"),
        ));
    }
    if problems.is_empty() { ((from, to), problems) } else { (usual, problems) }
}

fn part(w: Say, book: &Playbook, own: &::playbook::Service, it: &process::observed::ServiceSeen) -> Part {
    let shown = (it.cases >= few::CASES_MIN).then(|| Shown {
        facts: parts::facts(w, own, it),
        drawn: drawn(w, own, it),
        steps: parts::steps(w, own, it),
        held: parts::held(w, own, it),
        papers: parts::papers(w, book, own, it),
        ways: parts::ways(w, own, it),
    });
    Part { name: w.text(&own.name).to_owned(), shown }
}

/// The lints of what is measured. Each needs at least twenty cases, so none tells of few.
fn findings(ctx: &Ctx, found: &Found) -> Vec<Diagnostic> {
    let on = found.book.day_nearest(ctx.app.today());
    let all = run_observed(&found.book, on, Preset::Recommended, Some(&found.seen));
    all.into_iter().filter(|finding| LINTS.contains(&finding.code.as_str())).collect()
}

fn notice(w: Say, finding: &Diagnostic) -> Notice {
    let help: Vec<&str> = finding.help.iter().map(|help| w.text(help)).collect();
    Notice::new(Kind::Caution, help.join(" "))
        .title(w.text(&finding.message))
        .link(format!("/p/lints/{}", finding.code), &finding.code)
}
