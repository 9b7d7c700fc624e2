//! Both answers side by side, where two windows changed the same one: whose, when, and which shall stand.

use std::collections::BTreeMap;

use civic::{Problem, Text};
use ground::accounts;
use ground::cases::completeness::fact_field;
use ground::cases::facts::shown;
use store::Fault;
use web::ui::{Field, Kind, Notice};
use web::{Ctx, Stop};

use super::merge::{Conflict, keep_field};
use super::own::Own;
use super::saved;

/// What stands above a question that two windows changed.
pub struct Versions {
    /// Who saved what, and when.
    pub told: Notice,
    /// Which of the two stands.
    pub choice: Field,
}

/// The versions of each conflict, by fact.
///
/// # Errors
/// The store's.
pub async fn of(ctx: &Ctx, own: &Own, conflicts: &[Conflict]) -> Result<BTreeMap<String, Versions>, Stop> {
    let w = ctx.say("approvals");
    let me = ctx.signed()?.person.clone();
    let mut found = BTreeMap::new();
    for conflict in conflicts {
        let who = match &conflict.by {
            Some((person, _)) if *person == me => w.t("versions-you").to_owned(),
            Some((person, _)) => {
                let (region, id) = (own.whole.case.region.clone(), person.clone());
                let person = ctx.app.db().read(move |tx| -> Result<_, Fault> { accounts::by_id(tx, &region, &id) });
                person.await?.map_or_else(|| w.t("versions-somebody").to_owned(), |person| person.name)
            }
            None => w.t("versions-somebody").to_owned(),
        };
        let fact = own.rules.playbook.catalogue.get(&conflict.fact);
        let theirs = match &conflict.theirs {
            Some(value) => shown(fact, value, ctx.lang),
            None => w.t("versions-empty").to_owned(),
        };
        let time = conflict.by.as_ref().map(|(_, at_ms)| saved::clock(w, *at_ms)).unwrap_or_default();
        let told = w.with("versions-told", &[("who", &who), ("time", &time), ("theirs", &theirs)]);
        let options = [
            (format!("theirs-{}", conflict.mark), w.with("versions-theirs", &[("theirs", &theirs)])),
            (format!("mine-{}", conflict.mark), w.t("versions-mine").to_owned()),
        ];
        let choice = Field::choice(keep_field(&conflict.fact), w.t("versions-which"), options);
        found.insert(conflict.fact.clone(), Versions { told: Notice::new(Kind::Caution, told), choice });
    }
    Ok(found)
}

/// The conflict in the summary of what is wrong.
pub fn problem(own: &Own, conflict: &Conflict) -> Problem {
    let fact = own.rules.playbook.catalogue.get(&conflict.fact);
    let name = fact.map_or_else(|| Text::same(&conflict.fact), |fact| fact.words.clone());
    Problem::new(
        fact_field(&conflict.fact),
        "approvals/saved-elsewhere",
        Text::new(
            format!("“{}”在这个页面打开以后，已在别处改过并保存", name.zh),
            format!("`{}` was changed and saved elsewhere after this page was opened", name.en),
        ),
        Text::new("两种填法都没有丢，请选保留哪一种", "neither is lost; choose which one shall stand"),
    )
}
