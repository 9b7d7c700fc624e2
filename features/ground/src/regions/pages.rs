//! Pages of the areas: browse and search for everybody, add one for the administrator.

use askama::Template;
use axum::http::StatusCode;
use civic::division::{ChangeKind, Divisions};
use civic::{Level, Problem, RegionCode, Text};
use serde_json::json;
use store::{Fault, journal, once};
use web::ui::{BeginForm, Cell, Column, EndForm, Facts, Field, Filter, State, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::lookup;
use super::model::Area;

#[derive(Template)]
#[template(path = "regions/pages/browse.html")]
struct Browse {
    w: Say,
    path: Vec<(String, String)>,
    filter: Filter,
    searched: bool,
    table: Table,
    facts: Option<Facts>,
    changes: Option<Table>,
    add: Option<String>,
}

/// `/regions?in=990100` browses, `/regions?q=西湖` searches by name, code or former code.
pub async fn browse(ctx: Ctx) -> Reply {
    let w = ctx.say("regions");
    let words = ctx.query("q");
    let code = match ctx.query("in").as_str() {
        "" => RegionCode::nation(),
        code => RegionCode::parse(code).map_err(|_| Stop::NotFound)?,
    };
    let (asked, searched) = (code.clone(), words.clone());
    let (path, areas) = ctx
        .app
        .db()
        .read(move |tx| -> Result<_, Fault> {
            let path = lookup::path(tx, &asked)?;
            let areas =
                if searched.trim().is_empty() { lookup::children(tx, &asked)? } else { find_all(tx, &searched)? };
            Ok((path, areas))
        })
        .await?;
    let former = Divisions::national().changes(&code);
    let listed = path.last().is_some_and(|area| area.code == code);
    if code.level() != Level::Nation && !listed && former.is_empty() {
        return Err(Stop::NotFound);
    }
    let admin = ctx.session.as_ref().is_some_and(|session| session.role == web::Role::Admin);
    let page = Browse {
        w,
        path: path.iter().map(|area| (link(&area.code), w.text(&area.name).to_owned())).collect(),
        filter: Filter::new(w, "/regions", "areas")
            .field(Field::search("q", w.t("regions-search")).hint(w.t("regions-search-hint")).value(words.clone())),
        searched: !words.trim().is_empty(),
        table: table(w, &areas),
        facts: (listed && words.is_empty()).then(|| path.last().map(|area| facts(w, area))).flatten(),
        changes: (!former.is_empty()).then(|| changes(w, &code)),
        add: admin.then(|| format!("/a/regions/new?in={code}")),
    };
    ctx.page("regions-title", page)
}

/// Areas by words; an abolished code leads to what it is today.
fn find_all(tx: &mut store::Tx, words: &str) -> Result<Vec<Area>, Fault> {
    let mut areas = lookup::search(tx, words)?;
    if let Ok(code) = RegionCode::parse(words) {
        for division in Divisions::national().successors(&code) {
            if !areas.iter().any(|area| area.code == division.code) {
                areas.push(division.into());
            }
        }
    }
    Ok(areas)
}

fn link(code: &RegionCode) -> String {
    format!("/regions?in={code}")
}

fn table(w: Say, areas: &[Area]) -> Table {
    let columns =
        ["regions-name", "regions-code", "regions-level", "regions-kind"].map(|key| Column::new(w.t(key))).into();
    let rows = areas.iter().map(|area| {
        let kind = match (area.local, area.stat_zone) {
            (true, _) => w.t("regions-local"),
            (_, true) => w.t("regions-zone"),
            _ => w.t("regions-national"),
        };
        vec![
            Cell::link(link(&area.code), w.text(&area.name)),
            Cell::code(area.code.as_str()),
            w.text(&area.level.name()).into(),
            kind.into(),
        ]
    });
    Table::new(w.t("regions-list"), columns).rows(rows).empty(
        web::ui::Empty::new(w.t("regions-empty"), w.t("regions-empty-fills")).action("/regions", w.t("regions-all")),
    )
}

fn facts(w: Say, area: &Area) -> Facts {
    let source = if area.local { w.t("regions-source-local") } else { w.t("regions-source-national") };
    Facts::new()
        .fact_from(w.t("regions-name"), w.text(&area.name), source)
        .fact(w.t("regions-code"), Cell::code(area.code.as_str()))
        .fact(w.t("regions-level"), w.text(&area.level.name()))
}

fn changes(w: Say, code: &RegionCode) -> Table {
    let all = Divisions::national();
    let columns = ["regions-year", "regions-was", "regions-change", "regions-now"].map(|key| Column::new(w.t(key)));
    let rows = all.changes(code).into_iter().map(|change| {
        let now = match &change.new {
            Some(new) => {
                let name = all.find(new).map(|division| division.name).unwrap_or_default();
                Cell::link(link(new), format!("{name} {new}"))
            }
            None => State::plain(w.t("regions-gone")).into(),
        };
        let kind = match change.kind {
            ChangeKind::NewCode => "regions-new-code",
            ChangeKind::NewName => "regions-new-name",
            ChangeKind::NewStatus => "regions-new-status",
            ChangeKind::Rearranged => "regions-rearranged",
            ChangeKind::Abolished => "regions-abolished",
        };
        vec![
            change.year.to_string().into(),
            format!("{} {}", change.old_name, change.old).into(),
            w.t(kind).into(),
            now,
        ]
    });
    Table::new(w.t("regions-changes"), columns.into()).rows(rows)
}

#[derive(Template)]
#[template(path = "regions/pages/new.html")]
struct New {
    w: Say,
    summary: Summary,
    begin: BeginForm,
    fields: Vec<Field>,
    end: EndForm,
}

/// The form for a new area.
pub async fn new(ctx: Ctx) -> Reply {
    let form = Form::from_pairs([("code", ctx.query("in"))]);
    new_page(&ctx, &form, &[], StatusCode::OK)
}

fn new_page(ctx: &Ctx, form: &Form, problems: &[Problem], status: StatusCode) -> Reply {
    let w = ctx.say("regions");
    let field = |name: &str, key: &str| {
        Field::text(name, w.t(key)).hint(w.t(&format!("{key}-hint"))).value(form.get(name)).problems(w, problems)
    };
    let page = New {
        w,
        summary: Summary::new(w, problems),
        begin: begin_form("/a/regions", ctx.app.new_id(), false),
        fields: vec![
            field("code", "regions-new-area-code").required(),
            field("name_zh", "regions-name-zh").required(),
            field("name_en", "regions-name-en").optional(w),
        ],
        end: end_form(),
    };
    ctx.clone().crumb("/regions", w.t("regions-title")).page_with(status, "regions/add", page)
}

/// Adds an area below one that exists, inside the administrator's own area.
pub async fn add(ctx: Ctx, form: Form) -> Reply {
    let session = ctx.signed()?.clone();
    let (code, name) = match read_new(&form, &session.region) {
        Ok(new) => new,
        Err(problems) => return new_page(&ctx, &form, &problems, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let (txid, now_ms, there) = (form.txid()?, ctx.app.now_ms(), link(&code));
    let outcome = ctx
        .app
        .db()
        .write(move |tx| -> Result<(), Stop> {
            let region = session.region.clone();
            once::once(tx, &region, &txid, "regions/add", now_ms, |tx| -> Result<(), Stop> {
                let parent = nearest_above(tx, &code)?.ok_or_else(|| no_parent(&code))?;
                if !lookup::add(tx, &code, &parent, &name, now_ms)? {
                    return Err(taken(&code).into());
                }
                journal::append(
                    tx,
                    &journal::Entry {
                        region: &session.region,
                        at_ms: now_ms,
                        actor: &session.person,
                        office: session.agency.as_deref().unwrap_or_default(),
                        act: "area/added",
                        thing: &format!("area:{code}"),
                        detail: json!({ "name": name }),
                    },
                )?;
                Ok(())
            })?;
            Ok(())
        })
        .await;
    match outcome {
        Ok(()) => ctx.redirect(&there),
        Err(Stop::Refused { status, problems }) => new_page(&ctx, &form, &problems, status),
        Err(stop) => Err(stop),
    }
}

fn read_new(form: &Form, own: &str) -> Result<(RegionCode, Text), Vec<Problem>> {
    let mut problems = Vec::new();
    let code = match RegionCode::parse(form.get("code")) {
        Ok(code) if RegionCode::parse(own).is_ok_and(|own| code.is_within(&own) && code != own) => Some(code),
        Ok(code) => {
            problems.push(outside(&code));
            None
        }
        Err(problem) => {
            problems.push(problem.at("code"));
            None
        }
    };
    let zh = form.get("name_zh");
    if zh.is_empty() || zh.chars().count() > 100 {
        problems.push(Problem::new(
            "name_zh",
            "regions/name",
            Text::new("没有填写名称，或超过 100 字", "the name is missing or longer than 100 characters"),
            Text::new("请填写规范名称，例如“城关镇”", "give the official name, such as 城关镇"),
        ));
    }
    // a place has a name in its own language first; without a translation it keeps that
    let en = Some(form.get("name_en")).filter(|en| !en.is_empty()).unwrap_or(zh);
    match code {
        Some(code) if problems.is_empty() => Ok((code, Text::new(zh, en))),
        _ => Err(problems),
    }
}

fn nearest_above(tx: &mut store::Tx, code: &RegionCode) -> Result<Option<RegionCode>, Fault> {
    let mut above = code.parent();
    while let Some(parent) = above {
        if lookup::find(tx, &parent)?.is_some() {
            return Ok(Some(parent));
        }
        above = parent.parent();
    }
    Ok(None)
}

fn outside(code: &RegionCode) -> Problem {
    Problem::new(
        "code",
        "regions/outside",
        Text::new(format!("{code} 不在您的管辖区域之内"), format!("{code} is not inside your area")),
        Text::new("请填写本辖区以下的代码", "give a code below your own area"),
    )
}

fn no_parent(code: &RegionCode) -> Problem {
    Problem::new(
        "code",
        "regions/no-parent",
        Text::new(format!("{code} 的上级区域还没有登记"), format!("the area above {code} is not listed")),
        Text::new("请先添加上级区域", "add the area above it first"),
    )
}

fn taken(code: &RegionCode) -> Problem {
    Problem::new(
        "code",
        "regions/taken",
        Text::new(format!("代码 {code} 已有区域使用"), format!("the code {code} is taken")),
        Text::new("请核对代码", "check the code"),
    )
}
