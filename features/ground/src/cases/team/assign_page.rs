//! The part of a step's page that says who has it, and changes that.

use axum::extract::Path;
use civic::{Problem, Text};
use store::once;
use web::access::{self, Act, Thing};
use web::ui::{BeginForm, EndForm, Field, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::assign::{self, Given, Place};
use crate::accounts::Colleague;
use crate::cases::acts::Hand;
use crate::cases::decide;
use crate::cases::desk::officer;
use crate::cases::desk_books::Team;
use crate::cases::model::CaseRefusal;
use crate::cases::said;

/// Who has the step, with the form that changes it.
pub struct Who {
    /// In the reader's words.
    pub name: String,
    /// What was said when it was given.
    pub note: String,
    /// Another officer has it: it is not the reader's to decide.
    pub anothers: bool,
    /// It is the reader's.
    pub mine: bool,
    /// Nobody has it.
    pub free: bool,
    /// Who has it now, for the form.
    pub was: String,
    /// There is a colleague to give it to.
    pub shared: bool,
    /// The form.
    pub begin: BeginForm,
    /// The colleague.
    pub to: Field,
    /// What is said to them.
    pub words: Field,
    /// Its end.
    pub end: EndForm,
}

/// Reads who has a step and who else could.
pub async fn who(ctx: &Ctx, w: Say, place: &Place, form: &Form, problems: &[Problem]) -> Result<Who, Stop> {
    let (session, agency) = officer(ctx)?;
    let at = place.clone();
    let given = ctx.app.db().read(move |tx| assign::of_step(tx, &at.0, &at.1, &at.2)).await?;
    let team = Team::of(ctx, session, &agency).await?;
    let others: Vec<(String, String)> = reaching(&team, &place.0).map(|c| (c.id.clone(), c.name.clone())).collect();
    let mine = given.to.as_deref() == Some(session.person.as_str());
    Ok(Who {
        name: team.name(w, given.to.as_deref()).unwrap_or_else(|| w.t("who-nobody").to_owned()),
        anothers: given.to.is_some() && !mine,
        mine,
        free: given.to.is_none(),
        shared: !others.is_empty(),
        note: given.note,
        was: given.to.unwrap_or_default(),
        begin: begin_form(format!("/o/assign/{}/{}/{}", place.0, place.1, place.2), ctx.app.new_id(), false),
        to: Field::select("to", w.t("who-to"), others).blank(w.t("choose")).value(form.get("to")).problems(w, problems),
        words: Field::text("note", w.t("who-note")).optional(w).value(form.get("note")).problems(w, problems),
        end: end_form(),
    })
}

/// Colleagues whose area holds this county.
pub fn reaching<'a>(team: &'a Team, region: &'a str) -> impl Iterator<Item = &'a Colleague> {
    team.others().filter(move |colleague| access::is_within(region, &colleague.region))
}

/// `POST /o/assign/{region}/{id}/{step}`: take, give or put back.
pub async fn act(ctx: Ctx, Path(place): Path<Place>, form: Form) -> Reply {
    let (whole, rules) = decide::load(&ctx, &place).await?;
    let (session, agency) = officer(&ctx)?;
    let thing = Thing { region: &place.0, agencies: &[&agency], ..Thing::default() };
    if !access::can(session, Act::Assign, &thing) {
        return Err(Stop::NotFound);
    }
    let team = Team::of(&ctx, session, &agency).await?;
    let to = match form.get("act") {
        "take" => Ok(Some(session.person.clone())),
        "free" => Ok(None),
        _ => colleague(&team, &place.0, form.get("to")).map(Some),
    };
    let (to, note) = match said::both(to, said::optional("note", form.get("note"))) {
        Ok(both) => both,
        Err(problems) => return decide::show(&ctx, &place, &whole, &rules, &form, &problems).await,
    };
    let (txid, hand, was) = (form.txid()?, Hand::of(&ctx)?, form.get("was").to_owned());
    let leads_to = if form.get("act") == "give" {
        "/o".to_owned()
    } else {
        format!("/o/case/{}/{}/{}", place.0, place.1, place.2)
    };
    let done = ctx.app.db().write(move |tx| {
        let (region, id, step) = &place;
        let was = Some(was.as_str()).filter(|was| !was.is_empty());
        once::once(tx, region, &txid, "case/assign", hand.now_ms, |tx| {
            assign::give(tx, &hand, (region, id, step), &agency, was, &Given { to, note })
        })
    });
    done.await.map_err(|refusal: CaseRefusal| Stop::from(refusal))?;
    ctx.redirect(&leads_to)
}

/// The colleague chosen, of those whose area holds the county.
pub fn colleague(team: &Team, region: &str, chosen: &str) -> Result<String, Problem> {
    let found = reaching(team, region).find(|colleague| colleague.id == chosen);
    found.map(|colleague| colleague.id.clone()).ok_or_else(|| {
        Problem::new(
            "to",
            "cases/no-colleague",
            Text::new(
                "没有选同事，或该同事不能办理这个地区的事项",
                "no colleague is chosen, or one who does not work for this area",
            ),
            Text::new("请从列表中选一位本部门的同事", "choose an officer of your agency from the list"),
        )
    })
}
