//! What is written about a case: messages both sides read, notes that stay in the office, files with them, who has read.

use civic::{Problem, Text};
use serde_json::json;
use store::{Fault, Tx, params};

use crate::cases::acts::{self, Hand};
use crate::cases::model::{Case, CaseRefusal};
use crate::cases::store::sql;
use crate::cases::upload::{self, Checked};

/// Longest message, characters.
pub const BODY_MAX: usize = 2000;

/// Most messages of one case.
const MESSAGES_MAX: usize = 1000;

/// Who may read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Applicant and agencies.
    Message,
    /// Agencies alone.
    Note,
}

impl Kind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::Note => "note",
        }
    }
}

/// One message or note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Time-ordered id.
    pub id: String,
    /// Who may read it.
    pub kind: Kind,
    /// The applicant wrote it; else an agency.
    pub from_applicant: bool,
    /// Agency id, or the enterprise's id.
    pub office: String,
    /// What is written.
    pub body: String,
    /// Milliseconds since 1970.
    pub sent_at: i64,
    /// A file with it: name and bytes.
    pub file: Option<(String, i64)>,
}

/// A file that came with a message, looked at by its content.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Name and kind.
    pub checked: Checked,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What somebody writes, free of problems.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who may read it.
    pub kind: Kind,
    /// The applicant writes.
    pub from_applicant: bool,
    /// What is written.
    pub body: String,
    /// A file with it.
    pub file: Option<Attached>,
}

/// Reads what was typed and attached.
///
/// # Errors
/// Nothing written, too much written, a file of a kind that is not taken: all at once.
pub fn read(form: &web::Form) -> Result<(String, Option<Attached>), Vec<Problem>> {
    let mut problems = Vec::new();
    let body = form.get("body").to_owned();
    let length = body.chars().count();
    if length == 0 || length > BODY_MAX {
        problems.push(bad_body(length));
    }
    let file = form.files("file").first().map(|file| {
        let checked = upload::check("file", &file.filename, &file.bytes)?;
        Ok::<_, Problem>(Attached { checked, bytes: file.bytes.to_vec() })
    });
    let file = match file.transpose() {
        Ok(file) => file,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    if problems.is_empty() { Ok((body, file)) } else { Err(problems) }
}

/// Writes a message into a filed case.
///
/// # Errors
/// A draft, or a case with too many messages.
pub fn write(tx: &mut Tx, hand: &Hand, case: &Case, letter: Letter) -> Result<(), CaseRefusal> {
    if case.filed_at.is_none() {
        return Err(CaseRefusal::wrong_state(case));
    }
    if of_case(tx, &case.region, &case.id)?.len() >= MESSAGES_MAX {
        return Err(CaseRefusal::Incomplete(vec![too_many()]));
    }
    let id = hand.app.new_id();
    let file = letter.file.as_ref();
    tx.execute(
        sql!("insert_message"),
        params![
            &case.region,
            &case.id,
            &id,
            letter.kind.as_str(),
            letter.from_applicant,
            &hand.office,
            &hand.actor,
            &case.subject.id,
            &letter.body,
            hand.now_ms,
            file.map(|f| f.checked.name.as_str()),
            file.map(|f| f.checked.content_type),
            file.map(|f| i64::try_from(f.bytes.len()).unwrap_or(i64::MAX)),
            file.map(|f| upload::sha256(&f.bytes))
        ],
    )?;
    let act = if letter.kind == Kind::Message { "case/message" } else { "case/note" };
    hand.journal(tx, &case.region, &case.id, act, json!({ "message": id, "file": letter.file.is_some() }))?;
    if let Some(file) = letter.file {
        tx.execute(sql!("insert_message_file"), params![&case.region, &case.id, &id, file.bytes])?;
    }
    Ok(())
}

/// Everything written about a case, oldest first.
pub fn of_case(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<Message>, Fault> {
    tx.query(sql!("messages_of_case"), params![region, case])?
        .iter()
        .map(|row| {
            let kind: String = row.get("kind")?;
            let name: Option<String> = row.get("file_name")?;
            let size: Option<i64> = row.get("size_bytes")?;
            Ok(Message {
                id: row.get("id")?,
                kind: if kind == Kind::Message.as_str() { Kind::Message } else { Kind::Note },
                from_applicant: row.get("from_applicant")?,
                office: row.get("office")?,
                body: row.get("body")?,
                sent_at: row.get("sent_at")?,
                file: name.zip(size),
            })
        })
        .collect()
}

/// A file as it is handed out: whether it is a note's, name, content type, bytes.
pub type FileOut = (bool, String, String, Vec<u8>);

/// The file of a message.
pub fn file(tx: &mut Tx, region: &str, case: &str, id: &str) -> Result<Option<FileOut>, Fault> {
    tx.maybe(sql!("message_file"), params![region, case, id])?
        .map(|row| {
            let kind: String = row.get("kind")?;
            let note = kind != Kind::Message.as_str();
            Ok((note, row.get("file_name")?, row.get("content_type")?, row.get("content")?))
        })
        .transpose()
}

/// When each office and the applicant last read what is written.
pub fn reads(tx: &mut Tx, region: &str, case: &str) -> Result<Vec<(String, i64)>, Fault> {
    tx.query(sql!("reads_of_case"), params![region, case])?
        .iter()
        .map(|row| Ok((row.get("reader")?, row.get("read_at")?)))
        .collect()
}

/// An agency, or the applicant, has read everything up to now.
pub fn has_read(tx: &mut Tx, region: &str, case: &str, reader: &str, now_ms: i64) -> Result<(), Fault> {
    tx.execute(sql!("put_read"), params![region, case, reader, now_ms])?;
    Ok(())
}

/// The cases of an applicant with messages not yet read, and how many.
pub fn unread_of_subject(tx: &mut Tx, region: &str, subject: &str) -> Result<Vec<(String, i64)>, Fault> {
    tx.query(sql!("unread_of_subject"), params![region, subject])?
        .iter()
        .map(|row| Ok((row.get("case_id")?, row.get("fresh")?)))
        .collect()
}

/// Takes the case for a message and writes it.
///
/// # Errors
/// As [`write`].
pub fn send(tx: &mut Tx, hand: &Hand, (region, id): (&str, &str), letter: Letter) -> Result<(), CaseRefusal> {
    let case = acts::take(tx, region, id)?;
    write(tx, hand, &case, letter)
}

fn bad_body(length: usize) -> Problem {
    let (zh, en) = match length {
        0 => ("没有写内容".to_owned(), "nothing is written".to_owned()),
        n => (
            format!("内容有 {n} 字，最多 {BODY_MAX} 字"),
            format!("the text has {n} characters, at most {BODY_MAX} fit"),
        ),
    };
    Problem::new(
        "body",
        "cases/message-body",
        Text::new(zh, en),
        Text::new("请写清楚要说的事，细节可以放在附件里", "say what it is about; details can go into a file"),
    )
}

fn too_many() -> Problem {
    Problem::new(
        "body",
        "cases/messages-too-many",
        Text::new(
            format!("这一件已有 {MESSAGES_MAX} 条消息"),
            format!("this case has {MESSAGES_MAX} messages already"),
        ),
        Text::new("请打电话或到窗口办理", "please call or come to the counter"),
    )
}
