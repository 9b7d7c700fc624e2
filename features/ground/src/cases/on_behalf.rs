//! An application entered at the counter for somebody who came with a signed paper (窗口代录).
//!
//! Who came and how that was checked is kept with the case; the signed paper is scanned; the clock starts on the day
//! the paper was received. Whoever entered a case never decides it, and nobody does while the applicant says that the
//! entry is wrong.

use civic::{Date, Problem, Text};
use serde_json::json;
use store::{Fault, Row, Tx, params};

use crate::cases::acts::Hand;
use crate::cases::model::{Case, CaseRefusal, CaseState, Verdict};
use crate::cases::store::{self as cases, broken, date, sql};
use crate::cases::upload::{self, Checked};
use web::access::{self, Thing};

pub use crate::cases::on_behalf_visit::{Capacity, Identity, Visit, read_visit};

/// Most scans of the signed paper.
pub const SCANS_MAX: usize = 10;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnBehalf {
    /// Person id of the officer who entered it.
    pub entered_by: String,
    /// The officer's name that day; never shown to the applicant.
    pub entered_name: String,
    /// The officer's agency.
    pub agency: String,
    /// Who came.
    pub visit: Visit,
    /// Milliseconds since 1970.
    pub entered_at: i64,
    /// The applicant says that the entry is wrong: what, and when.
    pub objection: Option<(String, i64)>,
    /// What an officer answered, and when.
    pub answer: Option<(String, i64)>,
}

impl OnBehalf {
    /// The applicant waits for an answer.
    pub fn is_disputed(&self) -> bool {
        self.objection.is_some() && self.answer.is_none()
    }
}

/// A scan of the signed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Time-ordered id.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// Milliseconds since 1970.
    pub added_at: i64,
}

/// How the entry of a case was made; `None` where the applicant made it.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Option<OnBehalf>, Fault> {
    tx.maybe(sql!("on_behalf_of_case"), params![region, case])?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<OnBehalf, Fault> {
    let (capacity, identity): (String, String) = (row.get("capacity")?, row.get("seen")?);
    let told = |text: Option<String>, at: Option<i64>| text.zip(at);
    Ok(OnBehalf {
        entered_by: row.get("entered_by")?,
        entered_name: row.get("entered_name")?,
        agency: row.get("agency")?,
        visit: Visit {
            visitor: row.get("visitor")?,
            capacity: Capacity::parse(&capacity).ok_or_else(|| broken("capacity", &capacity))?,
            identity: Identity::parse(&identity).ok_or_else(|| broken("seen", &identity))?,
            received_on: date(row, "received_on")?.ok_or_else(|| broken("received_on", ""))?,
        },
        entered_at: row.get("entered_at")?,
        objection: told(row.get("objection")?, row.get("objected_at")?),
        answer: told(row.get("answer")?, row.get("answered_at")?),
    })
}

/// What an agency's list of entries asks for.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The agency.
    pub agency: String,
    /// The first and the last county code.
    pub bounds: (String, String),
    /// Only cases in this state.
    pub state: Option<CaseState>,
    /// Part of a name, code or number.
    pub text: String,
    /// Only entries of this person.
    pub by: String,
    /// `name`, `received`, with `-` before it downwards; else what waits first.
    pub order: String,
}

/// The entries of an agency, at most `limit`.
pub fn entries(tx: &mut Tx, look: &Look, limit: i64) -> Result<Vec<(Case, OnBehalf)>, Fault> {
    let pattern = match look.text.trim() {
        "" => String::new(),
        text => format!("%{}%", crate::regions::like_escaped(&text.to_lowercase())),
    };
    let state = look.state.map_or("", CaseState::as_str);
    let (from, to) = &look.bounds;
    let rows = tx.query(
        sql!("entries_on_behalf"),
        params![&look.agency, from, to, state, &pattern, &look.by, &look.order, limit],
    )?;
    rows.iter().map(|row| Ok((cases::case(row)?, read(row)?))).collect()
}

/// Notes who came, beside a draft that was just begun.
pub fn enter(tx: &mut Tx, hand: &Hand, case: &Case, name: &str, visit: &Visit) -> Result<(), Fault> {
    tx.execute(
        sql!("insert_on_behalf"),
        params![
            &case.region,
            &case.id,
            &hand.actor,
            name,
            &hand.office,
            &visit.visitor,
            visit.capacity.as_str(),
            visit.identity.as_str(),
            visit.received_on.to_string(),
            hand.now_ms
        ],
    )?;
    // the journal outlives the case's personal data: it says that somebody came and how it was checked, not who
    let detail = json!({"capacity": visit.capacity.as_str(), "identity": visit.identity.as_str(),
                        "received_on": visit.received_on.to_string()});
    hand.journal(tx, &case.region, &case.id, "behalf/entered", detail)
}

/// The scans of the signed paper, oldest first.
pub fn scans(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Scan>, Fault> {
    let rows = tx.query(sql!("scans_on_behalf"), params![region, case])?;
    rows.iter()
        .map(|row| {
            Ok(Scan {
                id: row.get("id")?,
                file_name: row.get("file_name")?,
                size: row.get("size_bytes")?,
                sha256: row.get("sha256")?,
                added_at: row.get("added_at")?,
            })
        })
        .collect()
}

/// File name, content type and bytes of a scan.
pub fn scan(tx: &mut Tx, region: &str, case: &str, id: &str) -> Result<Option<(String, String, Vec<u8>)>, Fault> {
    tx.maybe(sql!("scan_on_behalf"), params![region, case, id])?
        .map(|row| Ok((row.get("file_name")?, row.get("content_type")?, row.get("content")?)))
        .transpose()
}

/// Adds a scan to a draft.
///
/// # Errors
/// A case that is filed, another's entry, or too many scans.
pub fn add_scan(tx: &mut Tx, hand: &Hand, case: &Case, file: &Checked, bytes: Vec<u8>) -> Result<(), CaseRefusal> {
    still_open(tx, hand, case)?;
    if scans(tx, &case.region, &case.id)?.len() >= SCANS_MAX {
        return Err(CaseRefusal::Incomplete(vec![too_many()]));
    }
    let (id, sha256) = (hand.app.new_id(), upload::sha256(&bytes));
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let row =
        params![&case.region, &case.id, &id, &file.name, file.content_type, size, &sha256, hand.now_ms, bytes].to_vec();
    tx.execute(sql!("insert_scan_on_behalf"), &row)?;
    hand.journal(tx, &case.region, &case.id, "behalf/scan-added", json!({ "scan": id, "sha256": sha256 }))?;
    Ok(())
}

/// Takes a scan out of a draft; it stays stored until the case is purged.
///
/// # Errors
/// As [`add_scan`]; no such scan.
pub fn remove_scan(tx: &mut Tx, hand: &Hand, case: &Case, id: &str) -> Result<(), CaseRefusal> {
    still_open(tx, hand, case)?;
    if tx.execute(sql!("remove_scan_on_behalf"), params![&case.region, &case.id, id, hand.now_ms])? == 0 {
        return Err(CaseRefusal::NotFound);
    }
    hand.journal(tx, &case.region, &case.id, "behalf/scan-removed", json!({ "scan": id }))?;
    Ok(())
}

fn still_open(tx: &mut Tx, hand: &Hand, case: &Case) -> Result<(), CaseRefusal> {
    let it = of_case(tx, &case.region, &case.id)?.ok_or(CaseRefusal::NotFound)?;
    if it.entered_by != hand.actor {
        return Err(CaseRefusal::NotFound);
    }
    if case.state == CaseState::Draft { Ok(()) } else { Err(CaseRefusal::wrong_state(case)) }
}

/// The day a draft's clock starts: that of the paper's receipt where it was entered at the counter. Also says what
/// keeps such a draft from being filed.
///
/// # Errors
/// Somebody else's hand than the officer's who entered it.
pub(super) fn at_filing(tx: &mut Tx, hand: &Hand, case: &Case) -> Result<(Date, Vec<Problem>), CaseRefusal> {
    let Some(it) = of_case(tx, &case.region, &case.id)? else { return Ok((hand.today, Vec::new())) };
    if it.entered_by != hand.actor {
        return Err(another_enters());
    }
    let scans = scans(tx, &case.region, &case.id)?;
    Ok((it.visit.received_on, unscanned(&scans).into_iter().collect()))
}

/// The signed paper is not there.
pub fn unscanned(scans: &[Scan]) -> Option<Problem> {
    scans.is_empty().then(|| {
        Problem::new(
            "scan",
            "cases/paper-not-scanned",
            Text::new("还没有上传签名的纸质申请", "the signed paper has not been scanned"),
            Text::new(
                "请扫描或拍下来人签名的申请，在“代录登记”页上传",
                "scan or photograph the signed application and upload it on the page `who came`",
            ),
        )
    })
}

/// What keeps this hand from deciding: it entered the case, or the applicant says that the entry is wrong. A
/// correction may be asked for meanwhile: it is what puts a wrong entry right.
pub(super) fn decision_problems(
    tx: &mut Tx,
    hand: &Hand,
    case: &Case,
    verdict: &Verdict,
) -> Result<Vec<Problem>, Fault> {
    let Some(it) = of_case(tx, &case.region, &case.id)? else { return Ok(Vec::new()) };
    let mut problems = Vec::new();
    if access::has_entered(&hand.actor, &Thing { entered_by: Some(&it.entered_by), ..Thing::default() }) {
        problems.push(entered_yourself("verdict"));
    }
    if it.is_disputed() && !matches!(verdict, Verdict::AskCorrection(_)) {
        problems.push(disputed());
    }
    Ok(problems)
}

/// The applicant says that what was entered is wrong. One objection at a time.
///
/// # Errors
/// A case the applicant made, one that is closed, an open objection, or nothing said.
pub fn object(tx: &mut Tx, hand: &Hand, case: &Case, said: &str) -> Result<(), CaseRefusal> {
    let said = crate::cases::said::required("reason", said).map_err(|p| CaseRefusal::Incomplete(vec![p]))?;
    of_case(tx, &case.region, &case.id)?.ok_or(CaseRefusal::NotFound)?;
    if case.state.is_closed() {
        return Err(CaseRefusal::wrong_state(case));
    }
    if tx.execute(sql!("object_on_behalf"), params![&case.region, &case.id, &said, hand.now_ms])? == 0 {
        return Err(CaseRefusal::WrongState(Text::new(
            "您已经提出过，正在等部门答复",
            "you have said so already; an agency will answer",
        )));
    }
    hand.journal(tx, &case.region, &case.id, "behalf/objected", json!({ "reason": said }))?;
    Ok(())
}

/// An officer who did not enter the case answers.
///
/// # Errors
/// No open objection, no reason, or the officer's own entry.
pub fn answer(tx: &mut Tx, hand: &Hand, case: &Case, said: &str) -> Result<(), CaseRefusal> {
    let it = of_case(tx, &case.region, &case.id)?.ok_or(CaseRefusal::NotFound)?;
    let said = crate::cases::said::required("reason", said);
    let own = (it.entered_by == hand.actor).then(|| entered_yourself("reason"));
    let said = match (said, own) {
        (Ok(said), None) => said,
        (said, own) => return Err(CaseRefusal::Incomplete(said.err().into_iter().chain(own).collect())),
    };
    if tx.execute(sql!("answer_on_behalf"), params![&case.region, &case.id, &said, &hand.actor, hand.now_ms])? == 0 {
        return Err(CaseRefusal::WrongState(Text::new(
            "没有待答复的异议，或同事刚刚答复过；请刷新页面",
            "there is nothing to answer, or a colleague has just answered; reload the page",
        )));
    }
    hand.journal(tx, &case.region, &case.id, "behalf/answered", json!({ "reason": said }))?;
    Ok(())
}

/// While an officer enters it, nobody else writes into the draft.
pub fn another_enters() -> CaseRefusal {
    CaseRefusal::WrongState(Text::new(
        "这份申请正由窗口代录，提交以前只有代录的工作人员可以填写；不要代录可以撤回",
        "this application is being entered at the counter; until it is filed only that officer writes into it. You can withdraw it",
    ))
}

fn entered_yourself(field: &str) -> Problem {
    Problem::new(
        field,
        "cases/entered-yourself",
        Text::new(
            "这一件由您在窗口代录，不能由您办理",
            "you entered this case at the counter, so you cannot decide it",
        ),
        Text::new("请交给没有参与代录的同事", "hand it to a colleague who had no part in the entry"),
    )
}

fn disputed() -> Problem {
    Problem::new(
        "verdict",
        "cases/entry-disputed",
        Text::new(
            "申请人对窗口代录的内容有异议，还没有答复",
            "the applicant says that the entry is wrong; nobody has answered",
        ),
        Text::new(
            "请先答复异议，或要求补正，由申请人自己改正",
            "answer first, or ask for a correction so that the applicant puts it right",
        ),
    )
}

fn too_many() -> Problem {
    Problem::new(
        "scan",
        "cases/too-many-scans",
        Text::new(format!("扫描件最多 {SCANS_MAX} 个"), format!("at most {SCANS_MAX} scans fit")),
        Text::new("请把几页合成一个 PDF", "put several pages into one PDF"),
    )
}
