//! The catalogue in force, one service of it, and what a service asks of somebody: the finder for programs.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use civic::{RegionCode, Text};
use serde::Deserialize;
use serde_json::json;
use web::openapi::Operation;
use web::{Ctx, Reply, Stop};

use super::given::{self, Given};
use super::own::asker;
use super::{schemas, shown};
use crate::cases::facts::{CaseFacts, names_used};
use crate::cases::whole::Rules;
use crate::enterprises::{self, EnterpriseFacts};
use crate::playbooks;

const SCOPE: &str = "catalogue:read";

/// Describes [`list`].
pub fn list_operation() -> Operation {
    let schema = schemas::object(&[("services", schemas::list(&schemas::named("Service")))]);
    Operation {
        method: Method::GET,
        path: "/api/v1/services",
        id: "listServices",
        title: Text::new("现行事项目录", "Services in force"),
        about: Text::new("密钥所在区域今天有效的全部事项。", "All services in force today in the key's region."),
        scope: Some(SCOPE),
        params: Vec::new(),
        body: None,
        answer: schemas::good(200, "事项", "The services", schema),
        form: None,
        stops: &[],
    }
}

/// `GET /api/v1/services`.
pub async fn list(ctx: Ctx) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let today = ctx.app.today();
    let region = RegionCode::parse(&session.region).ok();
    let mut books = playbooks::all_current(&ctx.app, &session.region, today).await?;
    books.sort_by(|a, b| a.playbook.id.cmp(&b.playbook.id));
    let mut services = Vec::new();
    for published in books {
        let book = published.playbook.effective(region.as_ref(), today);
        services.extend(book.services.values().map(|service| shown::service(ctx.lang, &book, service)));
    }
    ctx.json(&json!({ "services": services }))
}

/// Describes [`one`].
pub fn one_operation() -> Operation {
    Operation {
        method: Method::GET,
        path: "/api/v1/services/{playbook}/{service}",
        id: "readService",
        title: Text::new("一个事项", "One service"),
        about: Text::new(
            "事项的全部材料要求、环节和要问的事实；条件未定的标为 unknown。",
            "All its needs, steps and the facts it asks; what depends on facts is `unknown`.",
        ),
        scope: Some(SCOPE),
        params: schemas::service_place(),
        body: None,
        answer: schemas::good(200, "事项", "The service", schemas::named("WholeService")),
        form: None,
        stops: &[400, 404, 422],
    }
}

/// `GET /api/v1/services/{playbook}/{service}`.
pub async fn one(ctx: Ctx, Path((playbook, service)): Path<(String, String)>) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let rules = Rules::now(&ctx.app, &playbook, &service, &session.region).await?;
    let (book, service) = (&rules.playbook, rules.service());
    let asked = names_used(service).into_iter().filter_map(|name| book.catalogue.get(name));
    let mut told = shown::service(ctx.lang, book, service);
    told["facts"] = asked.map(|fact| shown::fact(ctx.lang, fact)).collect();
    told["finding"] = shown::finding(ctx.lang, book, &rules.book().find(&CaseFacts::default()));
    ctx.json(&told)
}

#[derive(Deserialize)]
struct Asked {
    facts: Given,
}

/// Describes [`check`].
pub fn check_operation() -> Operation {
    Operation {
        method: Method::POST,
        path: "/api/v1/services/{playbook}/{service}/check",
        id: "checkService",
        title: Text::new("我要办：看看要办什么", "What would be needed"),
        about: Text::new(
            "按给出的事实说明是否需要办理、材料、环节、工作日和理由，并列出还缺哪些事实。不保存任何内容。企业的密钥会用上登记库已有的事实。",
            "With these facts: whether it must be asked for, needs, steps, working days and why, and which facts would \
             still decide something. Nothing is kept. For an enterprise's key the registers' facts are used too.",
        ),
        scope: Some(SCOPE),
        params: schemas::service_place(),
        body: Some(schemas::body(&["facts"], &[("facts", schemas::given_facts())])),
        answer: schemas::good(200, "结论与理由", "The finding", schemas::named("Finding")),
        form: None,
        stops: &[400, 404, 413, 415, 422],
    }
}

/// `POST /api/v1/services/{playbook}/{service}/check`.
pub async fn check(
    ctx: Ctx,
    Path((playbook, service)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let (ctx, session) = asker(&ctx, SCOPE)?;
    let asked: Asked = check_operation().read(&headers, &body)?;
    let rules = Rules::now(&ctx.app, &playbook, &service, &session.region).await?;
    let register = match session.enterprise.clone() {
        None => EnterpriseFacts::default(),
        Some(enterprise) => {
            let region = session.region.clone();
            let held = ctx.app.db().read(move |tx| enterprises::facts_of(tx, &region, &enterprise)).await?;
            held.unwrap_or_default()
        }
    };
    let catalogue = &rules.playbook.catalogue;
    let known = CaseFacts::gather(catalogue, &register, Vec::new());
    let names = names_used(rules.service());
    let (answers, _) = given::read(&rules, &names, &known, &asked.facts, ctx.app.today()).map_err(Stop::refused)?;
    let facts = CaseFacts::gather(catalogue, &register, answers);
    ctx.json(&shown::finding(ctx.lang, &rules.playbook, &rules.book().find(&facts)))
}
