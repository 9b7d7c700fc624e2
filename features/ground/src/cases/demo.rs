//! Made-up applications for `tongtu demo`: some days of work, so that every desk has something to look at. They are
//! filed and decided by the same acts as everybody's.

use std::sync::Arc;

use anyhow::Context;
use civic::Date;
use civic::clock::start_of;
use jiff::ToSpan;
use playbook::EvidenceKind;
use rules::Truth;
use store::{Fault, Tx};
use web::App;

use crate::cases::acts::{self, Hand};
use crate::cases::asks::{self, AskKind};
use crate::cases::facts::{CaseFacts, read_answer};
use crate::cases::model::{CaseFact, CaseRefusal, Material, Subject, Verdict};
use crate::cases::store as cases;
use crate::cases::team::assign::{self, Given};
use crate::cases::team::talk::{self, Kind, Letter};
use crate::cases::whole::Rules;
use crate::cases::{completeness, upload};
use crate::{accounts, enterprises};

const REGION: &str = "990121";
const BOOK: &str = "epidemic";
const SERVICE: &str = "resume-work";

/// What the applicants say, by fact.
const ANSWERS: &[(&str, &str)] = &[
    ("region_tier", "medium"),
    ("symptom_headcount", "0"),
    ("from_high_headcount", "0"),
    ("workplace_address", "城关镇工业园二路 3 号"),
    ("resume_on", "2020-03-20"),
    ("contact_phone", "13800000000"),
];

/// Who asks (by code), how many days ago, and what became of it.
const FILED: &[(&str, i64, Became)] = &[
    ("91990121MA0001018U", 5, Became::Left),
    ("91990121MA0001026N", 4, Became::Extended),
    ("91990121MA0001093L", 4, Became::Given),
    ("91990121MA0001077Y", 3, Became::SentBack),
    ("91990121MA0001085R", 3, Became::Granted),
    ("91990121MA00010694", 0, Became::Left),
];

/// What happens to an application after it was filed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    /// Nobody has looked at it yet.
    Left,
    /// More time was asked for, and nobody has answered.
    Extended,
    /// Given to one officer with a note, and a message written.
    Given,
    /// The health bureau wants a paper put right.
    SentBack,
    /// Every agency agreed.
    Granted,
}

/// A paper of one empty page.
const PAPER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Files the made-up applications; run again, it changes nothing.
///
/// # Errors
/// The rule book is not there, or its demands have outgrown what is handed in here.
pub async fn demo(app: &App) -> anyhow::Result<()> {
    let today = app.today();
    let rules = Rules::now(app, BOOK, SERVICE, REGION).await;
    let rules = Arc::new(rules.map_err(|stop| anyhow::anyhow!("no rules for the made-up applications: {stop:?}"))?);
    for (code, days_ago, became) in FILED {
        let (house, rules) = (app.clone(), Arc::clone(&rules));
        let day = today.checked_sub(days_ago.days()).context("a day of this calendar")?;
        let done = app.db().write(move |tx| one(tx, &house, &rules, (code, day), *became));
        done.await.map_err(|refusal| anyhow::anyhow!("a made-up application of {code} was refused: {refusal:?}"))?;
    }
    Ok(())
}

/// The hand of somebody by sign-in name, in the morning of a day.
fn hand(tx: &mut Tx, app: &App, sign_in: &str, day: Date, hour: i64) -> Result<Hand, CaseRefusal> {
    let person = accounts::by_sign_in(tx, sign_in)?.ok_or(CaseRefusal::NotFound)?;
    let office = person.agency.or(person.enterprise).unwrap_or_default();
    let now_ms = start_of(day).as_millisecond() + hour * 3_600_000;
    Ok(Hand { app: app.clone(), now_ms, today: day, actor: person.id, office })
}

fn one(tx: &mut Tx, app: &App, rules: &Rules, (code, day): (&str, Date), became: Became) -> Result<(), CaseRefusal> {
    let Some(firm) = enterprises::find_by_uscc(tx, code)? else { return Ok(()) };
    if !cases::of_subject(tx, REGION, &firm.id)?.is_empty() {
        return Ok(());
    }
    let clerk = hand(tx, app, "clerk", day, 9)?;
    let clerk = Hand { office: firm.id.clone(), ..clerk };
    let subject = Subject { id: firm.id.clone(), name: firm.name().to_owned(), code: code.to_owned() };
    let case = acts::begin(tx, &clerk, REGION, (BOOK, &rules.digest, SERVICE), subject)?;
    let answers: Vec<CaseFact> = ANSWERS
        .iter()
        .filter_map(|(name, typed)| read_answer(rules.playbook.catalogue.get(name)?, typed, day).ok()?)
        .collect();
    let register = enterprises::facts_of(tx, REGION, &firm.id)?.unwrap_or_default();
    let facts = CaseFacts::gather(&rules.playbook.catalogue, &register, answers);
    hand_in(tx, &clerk, rules, &case.id, &facts)?;
    let case = acts::file(tx, &clerk, case, &rules.book(), &facts, false)?;
    match became {
        Became::Left => Ok(()),
        Became::Extended => {
            let asker = hand(tx, app, "officer-industry", day, 15)?;
            asks::ask(tx, &asker, &case, (AskKind::Extension, 3, "返岗人员名册要向外省核对"))
        }
        Became::Given => {
            let officer = hand(tx, app, "officer-industry", day, 14)?;
            let other = accounts::by_sign_in(tx, "officer-industry-2")?.ok_or(CaseRefusal::NotFound)?;
            let given = Given { to: Some(other.id), note: "您去过这家企业，请接着办".to_owned() };
            let place = (REGION, case.id.as_str(), "industry-review");
            assign::give(tx, &officer, place, "industry", None, &given)?;
            let body = "名册里有三人没有写到达日期，请补一份".to_owned();
            let letter = Letter { kind: Kind::Message, from_applicant: false, body, file: None };
            talk::write(tx, &officer, &case, letter)
        }
        Became::SentBack => {
            let officer = hand(tx, app, "officer-health", day, 16)?;
            let verdict = Verdict::AskCorrection(vec![completeness::need_field("prevention-plan")]);
            acts::decide(tx, &officer, case, "health-review", verdict, "方案没有写消毒安排", &rules.book()).map(|_| ())
        }
        Became::Granted => {
            let next = day.tomorrow().unwrap_or(day);
            let steps = [
                ("officer-health", "health-review"),
                ("officer-industry", "industry-review"),
                ("officer-industry-2", "decision"),
            ];
            steps.iter().try_fold(case, |case, (who, step)| {
                let officer = hand(tx, app, who, next, 10)?;
                acts::decide(tx, &officer, case, step, Verdict::Approve, "", &rules.book())
            })?;
            Ok(())
        }
    }
}

/// Hands in what the rules ask of these facts: a promise where one is wanted, else a paper of that day.
fn hand_in(tx: &mut Tx, hand: &Hand, rules: &Rules, case: &str, facts: &CaseFacts) -> Result<(), Fault> {
    for found in rules.book().find(facts).needs.iter().filter(|need| need.truth == Truth::True) {
        let Some(evidence) = found.need.demand.evidence().into_iter().next() else { continue };
        let known = rules.playbook.evidence.get(evidence);
        let promised = known.is_some_and(|it| it.kind == EvidenceKind::Commitment);
        let paper = (!promised).then_some(PAPER);
        let name = known.map_or_else(|| evidence.clone(), |it| it.name.zh.clone());
        let material = Material {
            id: hand.app.new_id(),
            need: found.need.id.clone(),
            evidence: evidence.clone(),
            file_name: if promised { String::new() } else { format!("{name}.pdf") },
            content_type: if promised { String::new() } else { "application/pdf".to_owned() },
            size: paper.map_or(0, |bytes| i64::try_from(bytes.len()).unwrap_or_default()),
            sha256: paper.map(upload::sha256).unwrap_or_default(),
            promised,
            issued_on: (!promised).then_some(hand.today),
            added_at: hand.now_ms,
        };
        cases::add_material(tx, REGION, case, &material, paper.map(<[u8]>::to_vec))?;
    }
    Ok(())
}
