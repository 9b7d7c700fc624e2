//! Saved views of the queue: a name for an address, each person's own, to be passed on within the agency.

use axum::extract::Path;
use civic::{Problem, Text};
use store::{Fault, Tx, once, params};
use web::access::is_within;
use web::{Ctx, Form, Reply, Stop};

use crate::cases::desk::{self, officer};
use crate::cases::model::CaseRefusal;
use crate::cases::store::sql;

/// Longest name, characters.
const NAME_MAX: usize = 40;

/// Most views of one person.
const VIEWS_MAX: usize = 50;

/// Longest query kept, bytes.
const QUERY_MAX: usize = 1000;

/// A named address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Division of whoever saved it.
    pub region: String,
    /// Time-ordered id.
    pub id: String,
    /// Agency whose officers may open it.
    pub agency: String,
    /// Name given.
    pub name: String,
    /// The query, encoded, without `?`.
    pub query: String,
}

fn read(row: &store::Row) -> Result<View, Fault> {
    Ok(View {
        region: row.get("region")?,
        id: row.get("id")?,
        agency: row.get("agency")?,
        name: row.get("name")?,
        query: row.get("query")?,
    })
}

/// A person's views in the order they were saved.
pub fn of_person(tx: &mut Tx, region: &str, person: &str) -> Result<Vec<View>, Fault> {
    tx.query(sql!("views_of_person"), params![region, person])?.iter().map(read).collect()
}

/// The query of this address without the page: what a view keeps.
pub fn query_of(ctx: &Ctx) -> String {
    let address = ctx.address_with(&[("page", "")]);
    address.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
}

/// `POST /o`: keeps this address under a name.
pub async fn save(ctx: Ctx, form: Form) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let query = query_of(&ctx);
    let name = form.get("name").to_owned();
    let length = name.chars().count();
    if length == 0 || length > NAME_MAX || name.chars().any(char::is_control) || query.len() > QUERY_MAX {
        return desk::show(&ctx, &form, &[bad_name()]).await;
    }
    let (txid, session, now_ms) = (form.txid()?, session.clone(), ctx.app.now_ms());
    let view = View { region: session.region.clone(), id: ctx.app.new_id(), agency, name, query: query.clone() };
    let saved = ctx.app.db().write(move |tx| {
        once::once(tx, &view.region, &txid, "desk/view-saved", now_ms, |tx| keep(tx, &view, &session.person, now_ms))
    });
    match saved.await {
        Ok(_) => ctx.redirect(&format!("/o?{query}")),
        Err(CaseRefusal::Incomplete(problems)) => desk::show(&ctx, &form, &problems).await,
        Err(other) => Err(other.into()),
    }
}

fn keep(tx: &mut Tx, view: &View, person: &str, now_ms: i64) -> Result<(), CaseRefusal> {
    let known = of_person(tx, &view.region, person)?;
    let mut problems = Vec::new();
    if known.iter().any(|v| v.name == view.name) {
        problems.push(name_taken(&view.name));
    }
    if known.len() >= VIEWS_MAX {
        problems.push(too_many());
    }
    if !problems.is_empty() {
        return Err(CaseRefusal::Incomplete(problems));
    }
    let row = params![&view.region, &view.id, person, &view.agency, &view.name, &view.query, now_ms];
    tx.execute(sql!("insert_view"), row)?;
    Ok(())
}

/// `GET /o/view/{region}/{id}`: leads to the kept address; for officers of the same agency whose areas meet.
pub async fn open(ctx: Ctx, Path((region, id)): Path<(String, String)>) -> Reply {
    let (session, agency) = officer(&ctx)?;
    let row = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        tx.maybe(sql!("view_by_id"), params![region, id])?.map(|row| read(&row)).transpose()
    });
    let view = row.await?.ok_or(Stop::NotFound)?;
    let meets = is_within(&view.region, &session.region) || is_within(&session.region, &view.region);
    if view.agency != agency || !meets {
        return Err(Stop::NotFound);
    }
    ctx.redirect(&format!("/o?{}", view.query))
}

/// `POST /o/views/{id}/forget`: only whoever saved it.
pub async fn forget(ctx: Ctx, Path(id): Path<String>, form: Form) -> Reply {
    let (session, _) = officer(&ctx)?;
    let (txid, session, now_ms) = (form.txid()?, session.clone(), ctx.app.now_ms());
    let gone = ctx.app.db().write(move |tx| {
        once::once(tx, &session.region, &txid, "desk/view-forgotten", now_ms, |tx| -> Result<(), Fault> {
            tx.execute(sql!("remove_view"), params![&session.region, &id, &session.person])?;
            Ok(())
        })
    });
    gone.await?;
    ctx.redirect("/o")
}

fn bad_name() -> Problem {
    Problem::new(
        "name",
        "cases/view-name",
        Text::new(
            format!("视图没有名称，或名称超过 {NAME_MAX} 字"),
            format!("the view has no name, or one longer than {NAME_MAX} characters"),
        ),
        Text::new("请起一个短名称，如“今天到期”", "give a short name, such as `due today`"),
    )
}

fn name_taken(name: &str) -> Problem {
    Problem::new(
        "name",
        "cases/view-name-taken",
        Text::new(format!("已经有叫“{name}”的视图"), format!("there is a view called `{name}` already")),
        Text::new("请换一个名称，或先删除原来的视图", "choose another name, or forget the old view first"),
    )
}

fn too_many() -> Problem {
    Problem::new(
        "name",
        "cases/views-too-many",
        Text::new(format!("最多保存 {VIEWS_MAX} 个视图"), format!("{VIEWS_MAX} views at most are kept")),
        Text::new("请先删除不用的视图", "forget those you do not use first"),
    )
}
