//! Beginning an entry at the counter: find the enterprise, note who came, choose the service.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, RegionCode, Text};
use ground::cases::acts::{self, Hand};
use ground::cases::on_behalf::{self, Capacity, Identity, read_visit};
use ground::cases::whole::Rules;
use ground::cases::{CaseRefusal, Subject, words};
use ground::enterprises::{self, Enterprise};
use ground::sources::{self, About};
use playbook::Audience;
use store::once;
use web::access::{self, Act, Thing};
use web::ui::{BeginForm, EndForm, Field, Filter, Summary, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::window::officer;

/// Most enterprises listed for what was typed.
const FOUND_MAX: u32 = 20;

#[derive(Template)]
#[template(path = "approvals/pages/window_new.html")]
struct NewPage {
    w: Say,
    summary: Summary,
    search: Filter,
    typed: bool,
    found: Vec<(String, String, String)>,
    register: String,
    visit: Option<VisitForm>,
}

/// The form about the visit, once the enterprise is found.
struct VisitForm {
    name: String,
    code: String,
    begin: BeginForm,
    fields: Vec<Field>,
    no_service: bool,
    end: EndForm,
}

/// `GET /o/window/new?q=…` finds an enterprise, `?firm=CODE` asks about the visit.
pub async fn page(ctx: Ctx) -> Reply {
    let firm = firm(&ctx, &ctx.query("firm")).await?;
    show(&ctx, firm, &Form::default(), &[]).await
}

/// `POST /o/window/new`: a draft with the visit beside it, once.
pub async fn begin(ctx: Ctx, form: Form) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let firm = firm(&ctx, form.get("firm")).await?.ok_or(Stop::NotFound)?;
    let region = firm.region.to_string();
    let service = services(&ctx, &region, &agency).await?.into_iter().map(|(id, _)| id);
    let service = service.into_iter().find(|id| id == form.get("service"));
    let (service, visit) = match (service, read_visit(&form, ctx.app.today())) {
        (Some(service), Ok(visit)) => (service, visit),
        (service, visit) => {
            let problems = service.is_none().then(no_service).into_iter().chain(visit.err().into_iter().flatten());
            return show(&ctx, Some(firm), &form, &problems.collect::<Vec<_>>()).await;
        }
    };
    let (playbook, service) = service.split_once('/').ok_or_else(|| Stop::fault("a service without its rule book"))?;
    let rules = Rules::now(&ctx.app, playbook, service, &region).await?;
    let (txid, hand, name) = (form.txid()?, Hand::of(&ctx)?, session.name.clone());
    let (path, _) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &region, &txid, "case/begin", hand.now_ms, |tx| {
                let (name_of, code) = (firm.name().to_owned(), firm.uscc.as_str().to_owned());
                let subject = Subject { id: firm.id.clone(), name: name_of, code };
                let of = (rules.playbook.id.as_str(), rules.digest.as_str(), rules.service().id.as_str());
                let case = acts::begin(tx, &hand, &region, of, subject)?;
                on_behalf::enter(tx, &hand, &case, &name, &visit)?;
                let set = sources::set_now(&hand.app);
                let wanted = ground::cases::facts::names_used(rules.service());
                sources::ask(
                    tx,
                    &set.config,
                    About { region: &region, uscc: &case.subject.code },
                    &wanted,
                    hand.now_ms,
                )?;
                Ok::<_, CaseRefusal>(format!("/o/window/case/{region}/{}", case.id))
            })
        })
        .await?;
    ctx.redirect(&path)
}

/// The enterprise with this code, if it is registered where this officer's counter may enter for it.
async fn firm(ctx: &Ctx, code: &str) -> Result<Option<Enterprise>, Stop> {
    let (session, agency) = officer(ctx)?;
    let code = enterprises::half_width(code.trim()).to_uppercase();
    if code.is_empty() {
        return Ok(None);
    }
    let found = ctx.app.db().read(move |tx| enterprises::find_by_uscc(tx, &code)).await?;
    let mine = |it: &Enterprise| {
        let thing = Thing { region: it.region.as_str(), agencies: &[&agency], ..Thing::default() };
        access::can(session, Act::Enter, &thing)
    };
    Ok(found.filter(mine))
}

/// The services this agency takes in, with their names: `book/service`.
async fn services(ctx: &Ctx, region: &str, agency: &str) -> Result<Vec<(String, String)>, Stop> {
    let (w, today) = (ctx.say("approvals"), ctx.app.today());
    let code = RegionCode::parse(region).ok();
    let mut all = Vec::new();
    for published in ground::playbooks::all_current(&ctx.app, region, today).await? {
        let book = published.playbook.effective(code.as_ref(), today);
        let mine = book.services.values().filter(|s| s.lead == agency && s.audience == Audience::Enterprise);
        all.extend(mine.map(|s| (format!("{}/{}", book.id, s.id), w.text(&s.name).to_owned())));
    }
    Ok(all)
}

async fn show(ctx: &Ctx, firm: Option<Enterprise>, form: &Form, problems: &[Problem]) -> Reply {
    let (w, (session, agency)) = (ctx.say("approvals"), officer(ctx)?);
    let typed = ctx.query("q").trim().to_owned();
    let area = RegionCode::parse(&session.region).map_err(|_| Stop::fault("a session without a region"))?;
    let found = match typed.as_str() {
        "" => Vec::new(),
        _ => {
            let (words, reader) = (enterprises::half_width(&typed), session.clone());
            ctx.app.db().read(move |tx| enterprises::search(tx, &reader, &area, &words, FOUND_MAX)).await?
        }
    };
    let line = |it: &Enterprise| {
        let code = it.uscc.as_str().to_owned();
        (format!("/o/window/new?firm={code}"), it.name().to_owned(), code)
    };
    let visit = match &firm {
        Some(firm) => Some(visit(ctx, w, firm, &agency, (form, problems)).await?),
        None => None,
    };
    let content = NewPage {
        w,
        summary: Summary::new(w, problems),
        search: Filter::new(w, "/o/window/new", "found")
            .search()
            .field(Field::search("q", w.t("window-search")).hint(w.t("window-search-hint")).value(&typed)),
        typed: !typed.is_empty() && firm.is_none(),
        found: found.iter().map(line).collect(),
        register: format!("/o/window/firm?{}", if typed.len() == 18 { format!("uscc={typed}") } else { String::new() }),
        visit,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o/window", w.t("window-title")).page_with(status, "window-new", content)
}

async fn visit(
    ctx: &Ctx,
    w: Say,
    firm: &Enterprise,
    agency: &str,
    (form, problems): (&Form, &[Problem]),
) -> Result<VisitForm, Stop> {
    let shared = words::say(ctx.lang);
    let services = services(ctx, firm.region.as_str(), agency).await?;
    let no_service = services.is_empty();
    let capacities = Capacity::ALL.iter().map(|it| (it.as_str(), words::capacity(shared, *it)));
    let identities = Identity::ALL.iter().map(|it| (it.as_str(), words::identity(shared, *it)));
    let today = ctx.app.today().to_string();
    let received = if form.has("received_on") { form.get("received_on").to_owned() } else { today };
    let fields = vec![
        Field::select("service", w.t("window-service"), services).blank(w.t("choose")).value(form.get("service")),
        Field::text("visitor", shared.t("behalf-visitor"))
            .hint(w.t("window-visitor-hint"))
            .length_max(100)
            .value(form.get("visitor")),
        Field::choice("capacity", shared.t("behalf-capacity"), capacities).value(form.get("capacity")),
        Field::choice("identity", shared.t("behalf-identity"), identities).value(form.get("identity")),
        Field::date("received_on", shared.t("behalf-received")).hint(w.t("window-received-hint")).value(received),
    ];
    Ok(VisitForm {
        name: firm.name().to_owned(),
        code: firm.uscc.as_str().to_owned(),
        begin: begin_form("/o/window/new", ctx.app.new_id(), false),
        fields: fields.into_iter().map(|field| field.problems(w, problems)).collect(),
        no_service,
        end: end_form(),
    })
}

fn no_service() -> Problem {
    Problem::new(
        "service",
        "approvals/no-service",
        Text::new("没有选要办的事项", "no service is chosen"),
        Text::new("请选一项由本部门受理的事项", "choose a service that your agency takes in"),
    )
}
