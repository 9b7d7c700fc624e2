//! Forms that came after their session had ended: one a page and person, sealed, gone after a month.

use store::{Fault, Tx, params};
use web::held::HeldForm;
use web::ui::{Kind, Notice};
use web::{Ctx, Form, Say, Session, Stop};

/// How long a form waits for its person, milliseconds.
const WAITS_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Keeps a form, in the place of an earlier one of the same page; those that waited too long are forgotten.
///
/// # Errors
/// The store's.
pub fn put(tx: &mut Tx, held: &HeldForm, now_ms: i64) -> Result<(), Fault> {
    let HeldForm { region, person, path, sealed } = held;
    tx.execute(include_str!("sql/held_clear.sql"), params![region, person, now_ms - WAITS_MS])?;
    tx.execute(include_str!("sql/held_put.sql"), params![region, person, path, sealed, now_ms])?;
    Ok(())
}

/// The form kept for this page of a person, and when it came.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx, region: &str, person: &str, path: &str) -> Result<Option<(HeldForm, i64)>, Fault> {
    let row = tx.maybe(include_str!("sql/held_find.sql"), params![region, person, path])?;
    row.map(|row| {
        let held = HeldForm {
            region: region.to_owned(),
            person: person.to_owned(),
            path: path.to_owned(),
            sealed: row.get("sealed")?,
        };
        Ok((held, row.get("held_at")?))
    })
    .transpose()
}

/// Forgets the form of a page: it has been saved, or thrown away.
///
/// # Errors
/// The store's.
pub fn forget(tx: &mut Tx, region: &str, person: &str, path: &str) -> Result<(), Fault> {
    tx.execute(include_str!("sql/held_forget.sql"), params![region, person, path])?;
    Ok(())
}

/// The form kept for the page asked for, its time as the field `held`; an empty form where there is none.
///
/// # Errors
/// The store's.
pub async fn form(ctx: &Ctx) -> Result<Form, Stop> {
    let session = ctx.signed()?;
    let (region, person, path) = (session.region.clone(), session.person.clone(), ctx.path.clone());
    let held = ctx.app.db().read(move |tx| find(tx, &region, &person, &path)).await?;
    // what was sealed with a key that is gone is lost, and must not keep anybody from the page
    let opened = held.and_then(|(held, at_ms)| Some((web::held::open(&ctx.app, &held).ok()?, at_ms)));
    let Some((form, at_ms)) = opened else { return Ok(Form::default()) };
    let fields = form.pairs().iter().filter(|(name, _)| name != "held").cloned();
    Ok(Form::from_pairs(fields.chain([("held".to_owned(), at_ms.to_string())])))
}

/// Says that a page shows again what came too late.
pub fn notice(w: Say, form: &Form) -> Option<Notice> {
    let at_ms = form.get("held").parse::<i64>().ok()?;
    let about = w.with("held-about", &[("time", &w.time_ms(at_ms))]);
    Some(Notice::new(Kind::Caution, about).title(w.t("held-title")))
}

/// Forgets what a page had kept, once it is done or sent; call it in the transaction of that act.
///
/// # Errors
/// The store's.
pub fn done(tx: &mut Tx, session: &Session, path: &str, form: &Form) -> Result<(), Fault> {
    if form.has("held") { forget(tx, &session.region, &session.person, path) } else { Ok(()) }
}

/// Throws away what a page had kept, where its button for that was pressed.
///
/// # Errors
/// The store's.
pub async fn thrown_away(ctx: &Ctx, form: &Form) -> Result<bool, Stop> {
    if form.get("do") != "discard" {
        return Ok(false);
    }
    let session = ctx.signed()?;
    let (region, person, path) = (session.region.clone(), session.person.clone(), ctx.path.clone());
    ctx.app.db().write(move |tx| forget(tx, &region, &person, &path)).await?;
    Ok(true)
}
