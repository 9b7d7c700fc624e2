//! Filling a form together (会同填报): the applicant names another account, the parts it fills, and whether it signs.
//!
//! An invitation is for accounts of one named enterprise; the first that accepts has it, nobody else. It ends on its
//! day, when it is revoked, and with filing. Whoever was invited sees and writes those parts and nothing else; filing
//! stays with the applicant. A change to a signed part asks for the signature again.

use civic::uscc::Uscc;
use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::Hand;
use crate::cases::model::{Case, CaseRefusal, CaseState};
use crate::cases::store::{broken, sql};

/// Longest time an invitation holds.
pub const DAYS_MAX: i64 = 30;

/// Most invitations of one case.
pub const INVITES_MAX: usize = 20;

/// An invitation as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// County of the case.
    pub region: String,
    /// The case.
    pub case: String,
    /// Time-ordered id.
    pub id: String,
    /// Unified social credit code of the enterprise whose accounts may accept.
    pub to_code: String,
    /// That enterprise's name.
    pub to_name: String,
    /// What is to be filled: `fact-…` and `need-…`.
    pub parts: Vec<String>,
    /// A signature is asked for.
    pub signs: bool,
    /// Milliseconds since 1970.
    pub invited_at: i64,
    /// Milliseconds since 1970.
    pub expires_at: i64,
    /// Person who accepted, with the name of that day.
    pub accepted: Option<(String, String)>,
    /// The name signed with; empty where none was asked.
    pub signed: Option<String>,
    /// When the invited person said that all is filled and true.
    pub done_at: Option<i64>,
    /// When the applicant took it back.
    pub revoked_at: Option<i64>,
}

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InviteState {
    /// Nobody has accepted yet.
    Sent,
    /// Somebody fills.
    Filling,
    /// Filled, and signed where asked.
    Done,
    /// Its day has passed.
    Expired,
    /// Taken back.
    Revoked,
}

impl Invite {
    /// Where it stands at a time.
    pub fn state(&self, now_ms: i64) -> InviteState {
        match self {
            it if it.revoked_at.is_some() => InviteState::Revoked,
            it if it.done_at.is_some() => InviteState::Done,
            it if it.expires_at <= now_ms => InviteState::Expired,
            it if it.accepted.is_some() => InviteState::Filling,
            _ => InviteState::Sent,
        }
    }

    /// This person accepted it and it has not been taken back.
    pub fn is_of(&self, person: &str) -> bool {
        self.revoked_at.is_none() && self.accepted.as_ref().is_some_and(|(by, _)| by == person)
    }

    /// This person may write now.
    pub fn lets_write(&self, person: &str, now_ms: i64) -> bool {
        self.is_of(person) && self.expires_at > now_ms
    }
}

fn read(row: &Row) -> Result<Invite, Fault> {
    let parts: String = row.get("parts")?;
    let by: Option<String> = row.get("accepted_by")?;
    Ok(Invite {
        region: row.get("region")?,
        case: row.get("case_id")?,
        id: row.get("id")?,
        to_code: row.get("to_code")?,
        to_name: row.get("to_name")?,
        parts: serde_json::from_str(&parts).map_err(|_| broken("parts", &parts))?,
        signs: row.get("signs")?,
        invited_at: row.get("invited_at")?,
        expires_at: row.get("expires_at")?,
        accepted: by.zip(row.get("accepted_name")?),
        signed: row.get("signed_name")?,
        done_at: row.get("done_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

/// The invitations of a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Invite>, Fault> {
    tx.query(sql!("invites_of_case"), params![region, case])?.iter().map(read).collect()
}

/// The invitations to accounts of an enterprise that were not taken back, newest first, at most 50.
pub fn to_firm(tx: &mut Tx, code: &str) -> Result<Vec<Invite>, Fault> {
    tx.query(sql!("invites_to_firm"), params![code])?.iter().map(read).collect()
}

/// Whom an applicant invites, to what, for how long.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Code of the enterprise whose accounts may accept.
    pub to_code: String,
    /// `fact-…` and `need-…`.
    pub parts: Vec<String>,
    /// A signature is asked for.
    pub signs: bool,
    /// Days it holds.
    pub days: i64,
}

/// Reads an invitation; `known` are the parts that may be named.
///
/// # Errors
/// Everything wrong with it, at once.
pub fn read_asked(form: &web::Form, known: &[String]) -> Result<Asked, Vec<Problem>> {
    let mut problems = Vec::new();
    let code = Uscc::parse(form.get("to_code")).map_err(|problem| problems.push(problem.at("to_code"))).ok();
    let named = form.all("parts").into_iter().filter(|part| known.iter().any(|k| k == part)).map(str::to_owned);
    let parts: Vec<String> = named.collect();
    let signs = form.has("signs");
    if parts.is_empty() && !signs {
        problems.push(Problem::new(
            "parts",
            "cases/no-part",
            Text::new(
                "没有选请对方填什么，也没有请对方签名",
                "nothing is chosen to be filled, and no signature asked for",
            ),
            Text::new("请至少选一项，或勾选请对方签名", "choose at least one part, or ask for a signature"),
        ));
    }
    let days = crate::cases::said::days("days", form.get("days"), DAYS_MAX).map_err(|p| problems.push(p)).ok();
    match (code, days, problems.is_empty()) {
        (Some(code), Some(days), true) => Ok(Asked { to_code: code.as_str().to_owned(), parts, signs, days }),
        _ => Err(problems),
    }
}

/// The applicant invites.
///
/// # Errors
/// A case that is filed, an enterprise nobody has registered, too many invitations.
pub fn invite(tx: &mut Tx, hand: &Hand, case: &Case, asked: &Asked) -> Result<(), CaseRefusal> {
    still_open(case)?;
    let Some(firm) = crate::enterprises::find_by_uscc(tx, &asked.to_code)? else {
        return Err(CaseRefusal::Incomplete(vec![not_registered()]));
    };
    if of_case(tx, &case.region, &case.id)?.len() >= INVITES_MAX {
        return Err(CaseRefusal::WrongState(Text::new(
            format!("一件申请最多邀请 {INVITES_MAX} 次"),
            format!("at most {INVITES_MAX} invitations for one application"),
        )));
    }
    let (id, parts) = (hand.app.new_id(), json!(asked.parts).to_string());
    let until = hand.now_ms + asked.days * 24 * 60 * 60 * 1000;
    let (region, name) = (&case.region, firm.name());
    let row =
        params![region, &case.id, &id, &asked.to_code, name, &parts, asked.signs, &hand.actor, hand.now_ms, until];
    tx.execute(sql!("insert_invite"), row)?;
    let detail =
        json!({"invite": id, "to": asked.to_code, "parts": asked.parts, "signs": asked.signs, "days": asked.days});
    hand.journal(tx, &case.region, &case.id, "joint/invited", detail)?;
    Ok(())
}

/// The applicant takes an invitation back; what was filled stays.
///
/// # Errors
/// No such invitation, or it was taken back before.
pub fn revoke(tx: &mut Tx, hand: &Hand, case: &Case, id: &str) -> Result<(), CaseRefusal> {
    if tx.execute(sql!("revoke_invite"), params![&case.region, &case.id, id, hand.now_ms])? == 0 {
        return Err(CaseRefusal::NotFound);
    }
    hand.journal(tx, &case.region, &case.id, "joint/revoked", json!({ "invite": id }))?;
    Ok(())
}

/// An account of the invited enterprise accepts. The same person again changes nothing.
///
/// # Errors
/// Another enterprise's account; an invitation that ended or that a colleague has.
pub fn accept(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, (code, name): (&str, &str)) -> Result<(), CaseRefusal> {
    let all = of_case(tx, &case.region, &case.id)?;
    let it = all.iter().find(|it| it.id == id && it.to_code == code).ok_or(CaseRefusal::NotFound)?;
    if it.lets_write(&hand.actor, hand.now_ms) {
        return Ok(());
    }
    still_open(case).map_err(|_| ended())?;
    let row = params![&case.region, &case.id, id, &hand.actor, name, hand.now_ms];
    if tx.execute(sql!("accept_invite"), row)? == 0 {
        return Err(ended());
    }
    hand.journal(tx, &case.region, &case.id, "joint/accepted", json!({ "invite": id }))?;
    Ok(())
}

/// The invited person says that the own parts are filled and true, with a signature where one is asked for.
///
/// # Errors
/// An invitation that ended.
pub fn finish(tx: &mut Tx, hand: &Hand, case: &Case, id: &str, signed: &str) -> Result<(), CaseRefusal> {
    still_open(case).map_err(|_| ended())?;
    let all = of_case(tx, &case.region, &case.id)?;
    let mine = all.iter().any(|it| it.id == id && it.lets_write(&hand.actor, hand.now_ms));
    if !mine {
        return Err(ended());
    }
    tx.execute(sql!("finish_invite"), params![&case.region, &case.id, id, signed, hand.now_ms])?;
    // the journal says who signed and when, not the name as typed: it outlives the case's personal data
    hand.journal(tx, &case.region, &case.id, "joint/signed", json!({ "invite": id }))?;
    Ok(())
}

/// Who wrote a part last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `fact-…` or `need-…`.
    pub part: String,
    /// The enterprise's name.
    pub firm: String,
    /// The person's name; shown masked.
    pub person: String,
    /// Milliseconds since 1970.
    pub at_ms: i64,
}

/// Who wrote which part of a case that is filled together.
pub fn written(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Written>, Fault> {
    tx.query(sql!("written_of_case"), params![region, case])?
        .iter()
        .map(|row| {
            Ok(Written {
                part: row.get("part")?,
                firm: row.get("firm")?,
                person: row.get("person")?,
                at_ms: row.get("written_at")?,
            })
        })
        .collect()
}

/// Notes who wrote parts, in a case to which somebody was invited. A signed part that somebody else changes is to be
/// signed again.
pub fn wrote(tx: &mut Tx, hand: &Hand, case: &Case, person: &str, parts: &[String]) -> Result<(), Fault> {
    let invites = of_case(tx, &case.region, &case.id)?;
    if invites.is_empty() || parts.is_empty() {
        return Ok(());
    }
    let mine = invites.iter().find(|it| it.is_of(&hand.actor) && case.subject.id != hand.office);
    let firm = mine.map_or(case.subject.name.as_str(), |it| it.to_name.as_str());
    for part in parts {
        let row = params![&case.region, &case.id, part, firm, person, &hand.actor, hand.now_ms];
        tx.execute(sql!("put_written"), row)?;
    }
    for it in invites.iter().filter(|it| it.done_at.is_some() && it.parts.iter().any(|part| parts.contains(part))) {
        let none: Option<i64> = None;
        tx.execute(sql!("finish_invite"), params![&case.region, &case.id, &it.id, None::<&str>, none])?;
        hand.journal(tx, &case.region, &case.id, "joint/changed", json!({ "invite": it.id }))?;
    }
    Ok(())
}

/// Invitations that still hold and are not finished keep a draft from being filed: each by its enterprise's name.
pub fn unfinished(invites: &[Invite], now_ms: i64) -> Vec<Problem> {
    let open = |it: &&Invite| matches!(it.state(now_ms), InviteState::Sent | InviteState::Filling);
    invites.iter().filter(open).map(|it| not_finished(&it.to_name)).collect()
}

fn still_open(case: &Case) -> Result<(), CaseRefusal> {
    match case.state {
        CaseState::Draft | CaseState::Correction => Ok(()),
        _ => Err(CaseRefusal::wrong_state(case)),
    }
}

/// The invitation cannot be used any more.
pub fn ended() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这份邀请已经过期、被撤回，或已由同事接受，不能再用；请联系邀请您的企业重新邀请",
        "this invitation has expired, was taken back, or a colleague has accepted it; ask the enterprise that invited you for another",
    ))
}

fn not_registered() -> Problem {
    Problem::new(
        "to_code",
        "cases/invited-unknown",
        Text::new("登记库里没有这家企业", "no enterprise with this code is registered"),
        Text::new("请核对代码，或请对方先注册账号", "check the code, or ask them to open an account first"),
    )
}

fn not_finished(name: &str) -> Problem {
    Problem::new(
        "joint",
        "cases/joint-unfinished",
        Text::new(format!("“{name}”还没有填完或签名"), format!("`{name}` has not finished or signed")),
        Text::new(
            "请等对方完成，或在“会同填报”页撤回邀请",
            "wait for them, or take the invitation back on the page `fill together`",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Invite {
        Invite {
            region: "990121".into(),
            case: "c".into(),
            id: "i".into(),
            to_code: "x".into(),
            to_name: "房东".into(),
            parts: vec!["fact-a".into()],
            signs: true,
            invited_at: 0,
            expires_at: 100,
            accepted: None,
            signed: None,
            done_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn an_invitation_ends_on_its_day_when_taken_back_and_holds_for_one_person() {
        let filling = Invite { accepted: Some(("p".into(), "n".into())), ..sent() };
        assert_eq!(sent().state(99), InviteState::Sent);
        assert_eq!(sent().state(100), InviteState::Expired);
        assert_eq!(filling.state(0), InviteState::Filling);
        assert!(filling.lets_write("p", 99) && !filling.lets_write("p", 100) && !filling.lets_write("q", 0));
        let revoked = Invite { revoked_at: Some(5), ..filling.clone() };
        assert!(!revoked.lets_write("p", 6) && !revoked.is_of("p"));
        assert_eq!(Invite { done_at: Some(1), ..filling }.state(1000), InviteState::Done, "done stays done");
    }

    #[test]
    fn only_what_may_still_be_filled_keeps_a_draft_from_being_filed() {
        let done = Invite { done_at: Some(1), ..sent() };
        assert_eq!(unfinished(&[sent(), done, Invite { revoked_at: Some(1), ..sent() }], 50).len(), 1);
        assert!(unfinished(&[sent()], 100).is_empty(), "an invitation that has run out holds nobody up");
    }

    #[test]
    fn an_invitation_names_whom_what_and_how_long_all_problems_at_once() {
        let problems = read_asked(&web::Form::default(), &["fact-a".into()]).expect_err("nothing given");
        let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, ["to_code", "parts", "days"]);
        let form = web::Form::from_pairs([("to_code", "91990121MA000100XU"), ("parts", "need-b"), ("days", "7")]);
        assert!(read_asked(&form, &["fact-a".into()]).is_err(), "a part this service does not have");
    }
}
