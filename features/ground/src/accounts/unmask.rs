//! One sealed value shown whole for a minute: a purpose and words for it, counted, and told to whom it is about.

use std::collections::BTreeMap;

use axum::http::HeaderValue;
use axum::response::Response;
use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Tx, journal, params};
use web::ui::Field;
use web::{Ctx, Form, Say, Session, Stop};

use super::looked::{self, Kind, Reading};
use super::model::read_reason;
use crate::enterprises::By;

/// How long a value stays whole, in milliseconds.
const SHOWN_MS: i64 = 60_000;

/// How long the hour of a count is, in milliseconds.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Values one person may unmask within one hour of the clock; the next is refused, and auditors see that it was.
pub const HOUR_MAX: i64 = 20;

/// Between the purpose and the words in a kept reason.
const PARTED: &str = ": ";

/// What a value may be unmasked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To telephone or write to the person.
    Contact,
    /// To hold it against another paper or register.
    Check,
    /// To answer an objection, a complaint or a request of the person.
    Answer,
    /// To carry out a duty that a law names.
    Law,
}

impl Purpose {
    /// Every purpose, in the order of the list.
    pub const ALL: [Purpose; 4] = [Purpose::Contact, Purpose::Check, Purpose::Answer, Purpose::Law];

    /// The word kept before the reason.
    pub const fn word(self) -> &'static str {
        match self {
            Purpose::Contact => "contact",
            Purpose::Check => "check",
            Purpose::Answer => "answer",
            Purpose::Law => "law",
        }
    }

    /// The purpose with this word.
    pub fn parse(word: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.word() == word)
    }
}

/// What somebody unmasks.
#[derive(Clone, Debug)]
pub struct Unmasking {
    /// County of the subject.
    pub region: String,
    /// Whose data: `enterprise:ID`.
    pub subject: String,
    /// What is shown: `enterprise:ID`, `case:ID fact`.
    pub thing: String,
    /// Names of the fields, for the journal; never their values.
    pub fields: Vec<String>,
    /// The fields as the person they belong to calls them.
    pub what: Text,
    /// Purpose and words, as [`read_why`] gives them.
    pub why: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Unmasked {
    /// It is whole for a minute.
    Shown,
    /// The hour's values are used up; a next one may be seen after so many seconds.
    Stopped(u32),
}

/// The questions for purpose and words.
pub fn fields(w: Say, form: &Form, problems: &[Problem]) -> [Field; 2] {
    let choices = Purpose::ALL.map(|purpose| (purpose.word(), w.t(&key_of(purpose))));
    [
        Field::choice("purpose", w.t("accounts-reveal-purpose"), choices)
            .required()
            .value(form.get("purpose"))
            .problems(w, problems),
        Field::text("reason", w.t("accounts-reveal-why"))
            .hint(w.t("accounts-reveal-hint"))
            .required()
            .value(form.get("reason"))
            .problems(w, problems),
    ]
}

fn key_of(purpose: Purpose) -> String {
    format!("accounts-purpose-{}", purpose.word())
}

/// Purpose and words as they are kept: `contact: ask where the gate is`.
///
/// # Errors
/// Everything that is missing, at once.
pub fn read_why(form: &Form) -> Result<String, Vec<Problem>> {
    let purpose = Purpose::parse(form.get("purpose")).ok_or_else(|| {
        Problem::new(
            "purpose",
            "accounts/no-purpose",
            Text::new("没有选查看的用途", "no purpose is chosen"),
            Text::new("请从列出的用途中选一个", "choose one of the purposes listed"),
        )
    });
    match (purpose, read_reason("reason", form.get("reason"))) {
        (Ok(purpose), Ok(words)) => Ok(why_of(purpose, &words)),
        (purpose, words) => Err(purpose.err().into_iter().chain(words.err()).collect()),
    }
}

/// Purpose and words as one kept reason.
pub fn why_of(purpose: Purpose, words: &str) -> String {
    format!("{}{PARTED}{words}", purpose.word())
}

/// A kept reason in the reader's language: the purpose by its name, the words as they were written.
pub fn shown_why(w: Say, why: &str) -> String {
    let parts = why.split_once(PARTED).and_then(|(word, words)| Some((Purpose::parse(word)?, words)));
    match parts {
        Some((purpose, words)) => format!("{}{}{words}", w.t(&key_of(purpose)), w.t("accounts-purpose-colon")),
        None => why.to_owned(),
    }
}

/// What this session sees whole now in a county, each with the time until when (epoch milliseconds).
///
/// # Errors
/// Nobody is signed in, or a fault of the database.
pub async fn whole_now(ctx: &Ctx, region: &str) -> Result<BTreeMap<String, i64>, Stop> {
    let (session, now_ms, region) = (ctx.signed()?.id.clone(), ctx.app.now_ms(), region.to_owned());
    let read = ctx.app.db().read(move |tx| -> Result<BTreeMap<String, i64>, Fault> {
        let rows = tx.query(include_str!("sql/unmasked_of_session.sql"), params![region, session, now_ms])?;
        rows.iter().map(|row| Ok((row.get("thing")?, row.get("until_at")?))).collect()
    });
    Ok(read.await?)
}

/// Shows one thing whole for a minute in this session, counts it and writes it down; beyond the hour's number it shows
/// nothing, and that is written down as well. In a transaction of the caller.
pub fn unmask(tx: &mut Tx, session: &Session, it: &Unmasking, by: &By) -> Result<Unmasked, Fault> {
    let hour = by.now_ms.div_euclid(HOUR_MS);
    let place = params![&session.region, &session.person, hour, HOUR_MAX];
    let counted = tx.maybe(include_str!("sql/tally_look.sql"), place)?;
    let Some(counted) = counted else {
        stopped(tx, session, it, by, hour)?;
        let left_ms = (hour + 1) * HOUR_MS - by.now_ms;
        return Ok(Unmasked::Stopped(u32::try_from((left_ms + 999) / 1000).unwrap_or(1)));
    };
    let row = params![&it.region, &session.id, &it.thing, by.now_ms + SHOWN_MS];
    tx.execute(include_str!("sql/unmasked_put.sql"), row)?;
    let reading = Reading {
        region: it.region.clone(),
        subject: it.subject.clone(),
        // each unmasking is told, not only the first of a day
        thing: format!("{} {} {}", it.thing, by.now_ms, counted.get::<i64>("looks")?),
        kind: Kind::Unmasked,
        why: it.why.clone(),
        what: it.what.clone(),
    };
    looked::note(tx, session, &reading, &by.today.to_string(), by.now_ms)?;
    // the words stand in the line alone, so that they can be deleted when their time has come
    let purpose = it.why.split_once(PARTED).map_or("", |(word, _)| word);
    write_down(tx, it, by, "data/unmasked", json!({ "fields": it.fields, "purpose": purpose }))?;
    Ok(Unmasked::Shown)
}

/// The first refusal of an hour stands in the journal; how many followed stands in the count.
fn stopped(tx: &mut Tx, session: &Session, it: &Unmasking, by: &By, hour: i64) -> Result<(), Fault> {
    let row = tx.one(include_str!("sql/tally_stop.sql"), params![&session.region, &session.person, hour])?;
    if row.get::<i64>("stopped")? > 1 {
        return Ok(());
    }
    write_down(tx, it, by, "data/unmask-stopped", json!({ "fields": it.fields, "most": HOUR_MAX }))
}

fn write_down(tx: &mut Tx, it: &Unmasking, by: &By, act: &str, detail: serde_json::Value) -> Result<(), Fault> {
    let (actor, office, at_ms) = (by.actor.as_str(), by.office.as_str(), by.now_ms);
    let entry = journal::Entry { region: &it.region, at_ms, actor, office, act, thing: &it.thing, detail };
    journal::append(tx, &entry).map(|_| ())
}

/// Masks a thing again before its minute is over.
pub fn hide(tx: &mut Tx, region: &str, session: &str, thing: &str, now_ms: i64) -> Result<(), Fault> {
    tx.execute(include_str!("sql/unmasked_put.sql"), params![region, session, thing, now_ms])?;
    Ok(())
}

/// How often somebody unmasked in a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Id of the person.
    pub person: String,
    /// By name, where the account is still there.
    pub name: Option<String>,
    /// Values seen.
    pub looks: i64,
    /// Most in one hour.
    pub most: i64,
    /// How often the hour's number stopped this person.
    pub stopped: i64,
}

/// Who unmasked how often since a time, of people of these counties: those who were stopped first, at most 50.
pub fn tallies(tx: &mut Tx, (from, to): (&str, &str), since_ms: i64) -> Result<Vec<Tally>, Fault> {
    let since = since_ms.div_euclid(HOUR_MS);
    let rows = tx.query(include_str!("sql/tally_of_area.sql"), params![from, to, since])?;
    rows.iter()
        .map(|row| {
            Ok(Tally {
                person: row.get("person")?,
                name: row.get("name")?,
                looks: row.get("looks")?,
                most: row.get("most")?,
                stopped: row.get("stopped")?,
            })
        })
        .collect()
}

/// The time of day in China, to the second.
pub fn clock(ms: i64) -> String {
    let seconds = (ms / 1000 + 8 * 3600).rem_euclid(24 * 3600);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A page with something whole on it masks it by itself when the minute is over, without a script.
pub fn masked_again(mut reply: Response, until_ms: Option<i64>, now_ms: i64) -> Response {
    let Some(until_ms) = until_ms else { return reply };
    let seconds = (until_ms - now_ms).max(0) / 1000 + 1;
    reply.headers_mut().insert("refresh", HeaderValue::from(seconds));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_chinas() {
        assert_eq!(clock(0), "08:00:00");
        assert_eq!(clock(57_599_000), "23:59:59");
    }

    #[test]
    fn a_purpose_and_words_are_asked_both_at_once() {
        let none = read_why(&Form::default()).unwrap_err();
        let codes: Vec<&str> = none.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["accounts/no-purpose", "accounts/reason"]);
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.word()), Some(purpose));
        }
        assert_eq!(Purpose::parse("curiosity"), None);
    }
}
