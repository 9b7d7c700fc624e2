//! Two weeks that the made-up county has behind it: real acts by made-up people, so that no desk of the
//! demonstration is bare.
//!
//! Every case goes the way of all cases, through the same acts and checks, each at its own time, in the order of
//! time; the journal of the county reads as if its people had worked.

mod dossier;
mod story;

use civic::{Date, Problem};
use ground::accounts;
use ground::cases::acts::{self, Hand};
use ground::cases::asks::{self, AskKind};
use ground::cases::team::assign::{self, Given};
use ground::cases::team::talk::{self, Kind, Letter};
use ground::cases::whole::{Rules, local_day};
use ground::cases::{Case, CaseRefusal, CaseStep, StepState, Subject, Verdict, completeness};
use ground::enterprises;
use store::{Fault, Tx};
use web::{App, Stop};

use self::story::{Deed, Past, REGION, Turn};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60 * 1000;

/// Lets the made-up county live the days before today. Run again, it changes nothing.
///
/// # Errors
/// A fault of the database, or a case that its own rules refuse; nothing is kept then.
pub async fn fill(app: &App) -> anyhow::Result<()> {
    let mut lived = Vec::new();
    for past in story::PAST {
        match Rules::now(app, past.playbook, past.service, REGION).await {
            Ok(rules) => lived.push(Lived { past, rules, case: None }),
            // on another day these rules are not in force, and nobody applied under them
            Err(Stop::NotFound) => {}
            Err(stop) => anyhow::bail!("no rules for `{}`: {stop:?}", past.service),
        }
    }
    let hand = Hand::of_the_house(app);
    app.db().write(move |tx| live(tx, &hand, &mut lived)).await.map_err(told)
}

/// A case of the story with the rules it is judged by, once it is begun.
struct Lived {
    past: &'static Past,
    rules: Rules,
    case: Option<Case>,
}

fn live(tx: &mut Tx, house: &Hand, lived: &mut [Lived]) -> Result<(), CaseRefusal> {
    if has_lived(tx, lived)? {
        return Ok(());
    }
    let mut turns: Vec<(i64, usize, &'static Turn)> = Vec::new();
    for (place, one) in lived.iter().enumerate() {
        turns.extend(one.past.turns.iter().map(|turn| (at(turn, house.today), place, turn)));
    }
    // what the clock of today has not reached has not happened
    turns.retain(|(at_ms, ..)| *at_ms <= house.now_ms);
    turns.sort_by_key(|(at_ms, place, _)| (*at_ms, *place));
    for (at_ms, place, turn) in turns {
        let today = local_day(at_ms).unwrap_or(house.today);
        let hand = Hand { now_ms: at_ms, today, ..house.clone() };
        act(tx, &hand, &mut lived[place], &turn.deed)?;
    }
    Ok(())
}

/// The first enterprise of the story has a case already.
fn has_lived(tx: &mut Tx, lived: &[Lived]) -> Result<bool, Fault> {
    let Some(first) = lived.first() else { return Ok(true) };
    let Some(firm) = enterprises::find_by_uscc(tx, first.past.uscc)? else { return Ok(true) };
    Ok(!ground::cases::of_subject(tx, REGION, &firm.id)?.is_empty())
}

/// Milliseconds since 1970 of a turn.
fn at(turn: &Turn, today: Date) -> i64 {
    let (hour, minute) = turn.at;
    let day = civic::clock::start_of(today).as_millisecond() - turn.days_ago * DAY_MS;
    day + (hour * 60 + minute) * MINUTE_MS
}

fn act(tx: &mut Tx, hand: &Hand, one: &mut Lived, deed: &'static Deed) -> Result<(), CaseRefusal> {
    match deed {
        Deed::File => file(tx, hand, one),
        Deed::Say { agency, verdict, reason } => says(tx, hand, one, agency, (verdict.clone(), reason)),
        Deed::MoreDays { agency, days, reason } => {
            let (case, hand) = (take(tx, one)?, officer(tx, hand, agency, "")?);
            asks::ask(tx, &hand, &case, (AskKind::Extension, *days, reason))
        }
        Deed::HandOver { agency, note } => {
            let (case, hand) = (take(tx, one)?, officer(tx, hand, agency, "")?);
            let to = officer(tx, &hand, agency, "-2")?.actor;
            let step = open_step(tx, &case, agency)?;
            let given = Given { to: Some(to), note: (*note).to_owned() };
            assign::give(tx, &hand, (REGION, &case.id, &step), agency, None, &given)
        }
        Deed::Tell { agency, body } => {
            let (case, hand) = (take(tx, one)?, officer(tx, hand, agency, "")?);
            let body = (*body).to_owned();
            talk::write(tx, &hand, &case, Letter { kind: Kind::Message, from_applicant: false, body, file: None })
        }
        Deed::PutRight => puts_right(tx, hand, one),
        Deed::TakeBack { reason } => {
            let case = take(tx, one)?;
            one.case = Some(acts::withdraw(tx, &applicant(hand, &case), case, reason)?);
            Ok(())
        }
    }
}

fn file(tx: &mut Tx, hand: &Hand, one: &mut Lived) -> Result<(), CaseRefusal> {
    let firm = enterprises::find_by_uscc(tx, one.past.uscc)?.ok_or(CaseRefusal::NotFound)?;
    let subject = Subject { id: firm.id.clone(), name: firm.name().to_owned(), code: firm.uscc.as_str().to_owned() };
    let hand = Hand { office: firm.id.clone(), ..hand.clone() };
    let service = (one.past.playbook, one.rules.digest.as_str(), one.past.service);
    let case = acts::begin(tx, &hand, REGION, service, subject)?;
    let facts = dossier::complete(tx, &hand, &case, &one.rules, one.past)?;
    let book = acts::Book { on: hand.today, ..one.rules.book() };
    one.case = Some(acts::file(tx, &hand, case, &book, &facts, false)?);
    Ok(())
}

/// One agency's word on every step that lies open on its desk.
fn says(
    tx: &mut Tx,
    hand: &Hand,
    one: &mut Lived,
    agency: &str,
    (verdict, reason): (story::Word, &str),
) -> Result<(), CaseRefusal> {
    let case = take(tx, one)?;
    let hand = officer(tx, hand, agency, "")?;
    let step = open_step(tx, &case, agency)?;
    let verdict = match verdict {
        story::Word::Agree => Verdict::Approve,
        story::Word::Refuse => Verdict::Refuse,
        story::Word::Correct(need) => Verdict::AskCorrection(vec![completeness::need_field(need)]),
    };
    let book = acts::Book { on: ground::cases::whole::filed_on(&case).unwrap_or(hand.today), ..one.rules.book() };
    one.case = Some(acts::decide(tx, &hand, case, &step, verdict, reason, &book)?);
    Ok(())
}

/// The hand of an agency's made-up officer; of the house where the agency has none.
fn officer(tx: &mut Tx, hand: &Hand, agency: &str, which: &str) -> Result<Hand, Fault> {
    let officer = accounts::by_sign_in(tx, &format!("officer-{agency}{which}"))?;
    let actor = officer.map_or_else(|| hand.actor.clone(), |officer| officer.id);
    Ok(Hand { actor, office: agency.to_owned(), ..hand.clone() })
}

/// The first step that lies open on an agency's desk.
fn open_step(tx: &mut Tx, case: &Case, agency: &str) -> Result<String, CaseRefusal> {
    let whole = ground::cases::whole::read(tx, REGION, &case.id)?.ok_or(CaseRefusal::NotFound)?;
    let mine = |s: &&CaseStep| s.agency == agency && s.state == StepState::Open;
    Ok(whole.steps.iter().find(mine).ok_or(CaseRefusal::NotFound)?.step.clone())
}

fn puts_right(tx: &mut Tx, hand: &Hand, one: &mut Lived) -> Result<(), CaseRefusal> {
    let case = take(tx, one)?;
    let hand = applicant(hand, &case);
    let facts = dossier::replace(tx, &hand, &case, &one.rules)?;
    let book = acts::Book { on: ground::cases::whole::filed_on(&case).unwrap_or(hand.today), ..one.rules.book() };
    one.case = Some(acts::resubmit(tx, &hand, case, &book, &facts, false)?);
    Ok(())
}

fn take(tx: &mut Tx, one: &Lived) -> Result<Case, CaseRefusal> {
    let case = one.case.as_ref().ok_or(CaseRefusal::NotFound)?;
    acts::take(tx, REGION, &case.id)
}

fn applicant(hand: &Hand, case: &Case) -> Hand {
    Hand { office: case.subject.id.clone(), ..hand.clone() }
}

fn told(refusal: CaseRefusal) -> anyhow::Error {
    match refusal {
        CaseRefusal::Fault(fault) => fault.into(),
        CaseRefusal::Incomplete(problems) => {
            let each: Vec<&str> = problems.iter().map(|p: &Problem| p.message.en.as_str()).collect();
            anyhow::anyhow!("the made-up past is refused: {}", each.join("; "))
        }
        other => anyhow::anyhow!("the made-up past is refused: {other:?}"),
    }
}
